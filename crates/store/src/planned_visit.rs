//! Visits that services plan, and what becomes of them. A visit is never
//! changed: what happens to it is added.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{RecordId, StaffId, VisitId};
use kith_core::service::ServiceKind;

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// A visit that somebody plans.
#[derive(Clone, PartialEq, Eq)]
pub struct PlannedVisit {
    /// Which visit.
    pub id: VisitId,
    /// The child's record.
    pub record: RecordId,
    /// The kind of service.
    pub service: ServiceKind,
    /// The team or centre.
    pub team: Option<String>,
    /// Who goes.
    pub staff: StaffId,
    /// The first day on which it may be.
    pub from: Date,
    /// The last; the same where the day is fixed.
    pub to: Date,
    /// The home as a keyed hash; none where whereabouts are kept safe.
    pub home_key: Option<String>,
    /// When it was planned.
    pub at: Timestamp,
    /// What it is and what it is for, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for PlannedVisit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "PlannedVisit({}, hidden)", self.id)
    }
}

/// What became of a visit.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitEvent {
    /// The visit.
    pub visit: VisitId,
    /// The word of what happened.
    pub event: String,
    /// The other visit, where it is about two.
    pub other: Option<VisitId>,
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// Why, or what was written afterwards.
    pub words: String,
}

impl std::fmt::Debug for VisitEvent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "VisitEvent({}, {}, hidden)", self.visit, self.event)
    }
}

/// The columns of a visit, in the order that [`Tx::read_visit`] takes them.
macro_rules! columns {
    () => {
        "id, record_id, service, team, staff_id, from_on, to_on, home_key, made_at, sealed_words"
    };
}

fn place_of(visit: VisitId, number: i64) -> String {
    format!("{visit}/{number}")
}

impl Tx {
    /// Keeps a planned visit.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_planned_visit(&mut self, visit: &PlannedVisit) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::PlannedVisit, visit.id, &visit.words)?;
        let sql =
            concat!("INSERT INTO planned_visit (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
        let PlannedVisit { id, record, service, team, staff, from, to, home_key, at, .. } = visit;
        self.run(sql, &args![*id, *record, *service, team, *staff, *from, *to, home_key, *at, sealed]).await.map(drop)
    }

    /// Adds what became of a visit.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_visit_event(&mut self, event: &VisitEvent) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM planned_visit_event WHERE visit_id = $1";
        let sql = "INSERT INTO planned_visit_event (visit_id, number, event, other_id, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.add_event(event, (last, sql), Sealed::VisitEvent).await
    }

    /// Adds what was agreed about a visit that stands in a service's own
    /// system.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_event_elsewhere(&mut self, event: &VisitEvent) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM visit_elsewhere_event WHERE visit_id = $1";
        let sql = "INSERT INTO visit_elsewhere_event (visit_id, number, event, other_id, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.add_event(event, (last, sql), Sealed::VisitEventElsewhere).await
    }

    async fn add_event(
        &mut self,
        event: &VisitEvent,
        (last, sql): (&'static str, &'static str),
        place: Sealed,
    ) -> Result<(), StoreError> {
        let number: i64 = self.value::<i64>(place.table(), last, &args![event.visit]).await? + 1;
        let sealed = self.seal(place, place_of(event.visit, number), event.words.as_bytes())?;
        let VisitEvent { visit, event, other, by, at, .. } = event;
        self.run(sql, &args![*visit, number, event, *other, *by, *at, sealed]).await.map(drop)
    }

    /// The visits planned to the people of these records, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn planned_visits_of(&mut self, records: &[RecordId]) -> Result<Vec<PlannedVisit>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM planned_visit WHERE record_id IN (SELECT value FROM json_each($1)) ORDER BY from_on DESC, id"
        );
        let rows = self.all(sql, &[list(records)]).await?;
        rows.iter().map(|row| self.read_visit(row)).collect()
    }

    /// The visits planned to these homes with a day in a span, the earliest
    /// first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn planned_visits_to_homes(
        &mut self,
        homes: &[String],
        (from, to): (Date, Date),
    ) -> Result<Vec<PlannedVisit>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM planned_visit WHERE home_key IN (SELECT value FROM json_each($1)) AND from_on <= $3 AND to_on >= $2 \
              ORDER BY from_on, id"
        );
        let rows = self.all(sql, &[list(homes), from.into(), to.into()]).await?;
        rows.iter().map(|row| self.read_visit(row)).collect()
    }

    /// The visits of a team since a day that are not over yet: none of these
    /// events happened. The earliest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn open_visits_of_team(
        &mut self,
        (service, team): (ServiceKind, &str),
        (since, closing): (Date, &[&str]),
        limit: u32,
    ) -> Result<Vec<PlannedVisit>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM planned_visit WHERE service = $1 AND team = $2 AND from_on >= $3 \
              AND NOT EXISTS (SELECT 1 FROM planned_visit_event \
              WHERE planned_visit_event.visit_id = planned_visit.id \
              AND planned_visit_event.event IN (SELECT value FROM json_each($4))) ORDER BY from_on, id LIMIT $5"
        );
        let rows = self.all(sql, &[service.into(), team.into(), since.into(), list(closing), limit.into()]).await?;
        rows.iter().map(|row| self.read_visit(row)).collect()
    }

    /// What became of these visits, in the order written.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn events_of_visits(&mut self, visits: &[VisitId]) -> Result<Vec<VisitEvent>, StoreError> {
        let sql = "SELECT visit_id, number, event, other_id, made_by, made_at, sealed_words FROM planned_visit_event \
                   WHERE visit_id IN (SELECT value FROM json_each($1)) ORDER BY made_at, visit_id, number";
        self.read_events(sql, visits, Sealed::VisitEvent).await
    }

    /// What was agreed about visits that stand in the services' own systems,
    /// in the order written.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn events_elsewhere(&mut self, visits: &[VisitId]) -> Result<Vec<VisitEvent>, StoreError> {
        let sql = "SELECT visit_id, number, event, other_id, made_by, made_at, sealed_words FROM visit_elsewhere_event \
                   WHERE visit_id IN (SELECT value FROM json_each($1)) ORDER BY made_at, visit_id, number";
        self.read_events(sql, visits, Sealed::VisitEventElsewhere).await
    }

    async fn read_events(
        &mut self,
        sql: &'static str,
        visits: &[VisitId],
        place: Sealed,
    ) -> Result<Vec<VisitEvent>, StoreError> {
        let rows = self.all(sql, &[list(visits)]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells(place.table());
            let (visit, number): (VisitId, i64) = (cells.next()?, cells.next()?);
            let (event, other, by, at) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
            let plain = self.open(place, place_of(visit, number), cells.sealed()?)?;
            let words = String::from_utf8(plain).map_err(|_| cells.corrupt())?;
            Ok(VisitEvent { visit, event, other, by, at, words })
        };
        rows.iter().map(read).collect()
    }

    fn read_visit(&self, row: &Row) -> Result<PlannedVisit, StoreError> {
        let mut cells = row.cells("planned_visit");
        let id: VisitId = cells.next()?;
        Ok(PlannedVisit {
            id,
            record: cells.next()?,
            service: cells.next()?,
            team: cells.next()?,
            staff: cells.next()?,
            from: cells.next()?,
            to: cells.next()?,
            home_key: cells.next()?,
            at: cells.next()?,
            words: self.open(Sealed::PlannedVisit, id, cells.sealed()?)?,
        })
    }
}
