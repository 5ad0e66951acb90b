//! What a woman said out loud at booking is signed later (MWf). What remains
//! to be done is read from the notification alone, and done there: so it looks
//! the same whether or not anybody else knows her.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{NotificationId, RecordId};
use kith_store::{Notification, NotificationEvent, Tx};

use super::list::MOST;
use super::seen::{Seen, knows_family, read_among};
use super::{Kept, districts};
use crate::door::{Rules, today};
use crate::look::Look;
use crate::write_down::days_from;
use crate::{AppError, Asker};

/// The kind of event that says that it is signed.
pub(super) const SIGNED: &str = "in-writing";

/// What a midwife has to get in writing.
#[derive(Clone, PartialEq, Eq)]
pub struct ToSign {
    /// The notification.
    pub notification: NotificationId,
    /// Her name, as the form says it.
    pub name: String,
    /// By when.
    pub by: Date,
    /// The day has passed.
    pub is_late: bool,
}

impl std::fmt::Debug for ToSign {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ToSign({}, hidden)", self.notification)
    }
}

/// Whether something on a form was agreed to out loud.
fn is_spoken(kept: &Kept) -> bool {
    let by_her = kept.how == "spoken" && kept.items.values().any(|answer| *answer);
    by_her || kept.partner.as_ref().is_some_and(|partner| partner.how == "spoken")
}

/// Whether a signature is still to be got.
pub(super) fn needs_signature(seen: &Seen) -> bool {
    is_spoken(&seen.kept) && !seen.events.iter().any(|event| event.kind == SIGNED)
}

/// What somebody has to get in writing, the oldest first; nothing of a family
/// of which they know that it has lost its baby.
pub(crate) async fn to_sign(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    now: Timestamp,
) -> Result<Vec<ToSign>, AppError> {
    let (Some(service), Some(team)) = (asker.staff.service, asker.staff.team.as_deref()) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for notification in tx.notifications_by((service, team), MOST).await? {
        if notification.made_by != asker.staff.id || !is_spoken(&Kept::read(&notification.form)?) {
            continue;
        }
        let seen = read_among(tx, notification, &BTreeSet::new(), now).await?;
        let is_over = seen.loss.is_some() && knows_family(tx, asker, rules, &seen, now).await?;
        if is_over || !needs_signature(&seen) {
            continue;
        }
        let made_on = today(seen.notification.made_at);
        let within = districts::at_place(tx, &seen.notification.team, made_on).await?.sign_days;
        let by = days_from(made_on, within);
        found.push(ToSign { notification: seen.notification.id, name: seen.kept.name, by, is_late: by < today(now) });
    }
    found.sort_by_key(|line| (line.by, line.notification));
    Ok(found)
}

/// That it is signed, and where it is kept.
pub(super) fn signed(
    notification: NotificationId,
    asker: &Asker,
    (words, now): (&str, Timestamp),
) -> NotificationEvent {
    NotificationEvent {
        notification,
        service: None,
        kind: SIGNED.to_owned(),
        by: Some(asker.staff.id),
        at: now,
        words: words.to_owned(),
    }
}

/// An answer of the family was taken in writing: what was said out loud before
/// a birth needs no other signature.
pub(crate) async fn signed_for_family(tx: &mut Tx, look: &Look) -> Result<(), AppError> {
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let notified: Vec<Notification> = tx.notifications_about(&records).await?;
    for notification in notified.iter().filter(|it| Kept::read(&it.form).is_ok_and(|kept| is_spoken(&kept))) {
        let events = tx.notification_events(&[notification.id]).await?;
        if !events.iter().any(|event| event.kind == SIGNED) {
            tx.add_notification_event(&signed(notification.id, &look.asker, ("", look.now))).await?;
        }
    }
    Ok(())
}
