//! Notifications before a birth, and what was done with them. Only added to.

use jiff::Timestamp;
use kith_core::id::{NotificationId, RecordId, StaffId};
use kith_core::service::ServiceKind;

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// One notification.
#[derive(Clone, PartialEq, Eq)]
pub struct Notification {
    /// Which.
    pub id: NotificationId,
    /// The record of the baby that is expected.
    pub baby: RecordId,
    /// The record of the woman.
    pub woman: RecordId,
    /// The record of the father or partner, who agreed for himself.
    pub partner: Option<RecordId>,
    /// Who sent it.
    pub made_by: StaffId,
    /// For which service.
    pub service: ServiceKind,
    /// For which team.
    pub team: String,
    /// When.
    pub made_at: Timestamp,
    /// How many weeks the pregnancy was then (S002-CBa).
    pub weeks: Option<u32>,
    /// The centre of the family's reach area.
    pub centre: String,
    /// She agreed that the centre hears of her.
    pub is_to_centre: bool,
    /// The team of health visitors.
    pub health_visiting: String,
    /// They hear of her.
    pub is_to_health_visiting: bool,
    /// What the form said, in the caller's form.
    pub form: String,
}

impl std::fmt::Debug for Notification {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Notification({}, hidden)", self.id)
    }
}

/// One thing that was done with a notification.
#[derive(Clone, PartialEq, Eq)]
pub struct NotificationEvent {
    /// With which notification.
    pub notification: NotificationId,
    /// With the message to this service; none for all of it.
    pub service: Option<ServiceKind>,
    /// What was done, by its word.
    pub kind: String,
    /// By whom; none where a source said so.
    pub by: Option<StaffId>,
    /// When.
    pub at: Timestamp,
    /// What was written with it.
    pub words: String,
}

impl std::fmt::Debug for NotificationEvent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "NotificationEvent({}, {}, hidden)", self.notification, self.kind)
    }
}

macro_rules! columns {
    () => {
        "id, baby_record, woman_record, partner_record, made_by, service, team, made_at, weeks, centre, to_centre, \
         health_visiting, to_health_visiting, sealed_form"
    };
}

impl Tx {
    /// Keeps a notification.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_notification(&mut self, new: &Notification) -> Result<(), StoreError> {
        let sql = concat!(
            "INSERT INTO antenatal_notification (",
            columns!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        );
        let sealed = self.seal(Sealed::AntenatalForm, new.id, new.form.as_bytes())?;
        let values = args![
            new.id,
            new.baby,
            new.woman,
            new.partner,
            new.made_by,
            new.service,
            &new.team,
            new.made_at,
            new.weeks,
            &new.centre,
            new.is_to_centre,
            &new.health_visiting,
            new.is_to_health_visiting,
            sealed,
        ];
        self.run(sql, &values).await.map(drop)
    }

    /// A notification.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn notification(&mut self, id: NotificationId) -> Result<Notification, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM antenatal_notification WHERE id = $1");
        let row = self.first(sql, &args![id]).await?;
        self.read_notification(&row.ok_or_else(|| StoreError::not_found("notification", id))?)
    }

    /// At most `limit` notifications that a team made, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn notifications_by(
        &mut self,
        (service, team): (ServiceKind, &str),
        limit: u32,
    ) -> Result<Vec<Notification>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM antenatal_notification WHERE service = $1 AND team = $2 ORDER BY made_at DESC, id LIMIT $3"
        );
        self.read_notifications(sql, &args![service, team, limit]).await
    }

    /// At most `limit` notifications to a centre or to a team of health
    /// visitors, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn notifications_to(
        &mut self,
        (service, team): (ServiceKind, &str),
        limit: u32,
    ) -> Result<Vec<Notification>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM antenatal_notification \
             WHERE ($1 = 'childrens-centre' AND centre = $2 AND to_centre) \
             OR ($1 = 'health-visiting' AND health_visiting = $2 AND to_health_visiting) \
             ORDER BY made_at DESC, id LIMIT $3"
        );
        self.read_notifications(sql, &args![service, team, limit]).await
    }

    /// The notifications that a team made or received of which a receiver agreed
    /// that more help is needed, and made no plan yet; the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn notifications_without_plan(
        &mut self,
        (service, team): (ServiceKind, &str),
    ) -> Result<Vec<Notification>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM antenatal_notification \
             WHERE ((service = $1 AND team = $2) \
             OR ($1 = 'childrens-centre' AND centre = $2 AND to_centre) \
             OR ($1 = 'health-visiting' AND health_visiting = $2 AND to_health_visiting)) \
             AND EXISTS (SELECT 1 FROM antenatal_event AS agreed \
             WHERE agreed.notification_id = antenatal_notification.id AND agreed.kind = 'agreed-vulnerable' \
             AND NOT EXISTS (SELECT 1 FROM antenatal_event AS made \
             WHERE made.notification_id = agreed.notification_id AND made.service = agreed.service \
             AND made.kind = 'planned')) ORDER BY made_at, id"
        );
        self.read_notifications(sql, &args![service, team]).await
    }

    /// The notifications of pregnancies or women that these records are of.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn notifications_about(&mut self, records: &[RecordId]) -> Result<Vec<Notification>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM antenatal_notification WHERE baby_record IN (SELECT value FROM json_each($1)) \
             OR woman_record IN (SELECT value FROM json_each($1)) ORDER BY made_at, id"
        );
        self.read_notifications(sql, &[list(records)]).await
    }

    /// Every notification made from a time on, the oldest first: for figures.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn notifications_from(&mut self, from: Timestamp) -> Result<Vec<Notification>, StoreError> {
        let sql =
            concat!("SELECT ", columns!(), " FROM antenatal_notification WHERE made_at >= $1 ORDER BY made_at, id");
        self.read_notifications(sql, &args![from]).await
    }

    /// Writes down what was done with a notification.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_notification_event(&mut self, event: &NotificationEvent) -> Result<(), StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM antenatal_event";
        let number: u64 = self.value("antenatal_event", sql, &[]).await?;
        let sealed = self.seal(Sealed::AntenatalWords, number, event.words.as_bytes())?;
        let sql = "INSERT INTO antenatal_event (number, notification_id, service, kind, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let NotificationEvent { notification, service, kind, by, at, .. } = event;
        self.run(sql, &args![number, *notification, *service, kind, *by, *at, sealed]).await.map(drop)
    }

    /// What was done with these notifications, in order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn notification_events(
        &mut self,
        notifications: &[NotificationId],
    ) -> Result<Vec<NotificationEvent>, StoreError> {
        let sql = "SELECT number, notification_id, service, kind, made_by, made_at, sealed_words FROM antenatal_event \
                   WHERE notification_id IN (SELECT value FROM json_each($1)) ORDER BY number";
        let rows = self.all(sql, &[list(notifications)]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("antenatal_event");
            let number: u64 = cells.next()?;
            let (notification, service, kind) = (cells.next()?, cells.next()?, cells.next()?);
            let (by, at) = (cells.next()?, cells.next()?);
            let plain = self.open(Sealed::AntenatalWords, number, cells.sealed()?)?;
            let words = String::from_utf8(plain).map_err(|_| cells.corrupt())?;
            Ok(NotificationEvent { notification, service, kind, by, at, words })
        };
        rows.iter().map(read).collect()
    }

    async fn read_notifications(
        &mut self,
        sql: &'static str,
        args: &[crate::cell::Arg<'_>],
    ) -> Result<Vec<Notification>, StoreError> {
        let rows = self.all(sql, args).await?;
        rows.iter().map(|row| self.read_notification(row)).collect()
    }

    fn read_notification(&self, row: &Row) -> Result<Notification, StoreError> {
        let mut cells = row.cells("antenatal_notification");
        let id = cells.next()?;
        Ok(Notification {
            id,
            baby: cells.next()?,
            woman: cells.next()?,
            partner: cells.next()?,
            made_by: cells.next()?,
            service: cells.next()?,
            team: cells.next()?,
            made_at: cells.next()?,
            weeks: cells.next()?,
            centre: cells.next()?,
            is_to_centre: cells.next()?,
            health_visiting: cells.next()?,
            is_to_health_visiting: cells.next()?,
            form: {
                let plain = self.open(Sealed::AntenatalForm, id, cells.sealed()?)?;
                String::from_utf8(plain).map_err(|_| cells.corrupt())?
            },
        })
    }
}
