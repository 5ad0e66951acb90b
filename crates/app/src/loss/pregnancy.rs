//! Which pregnancy a loss is of: a later one, and a brother or sister who died
//! long ago, are no reason to stop what was notified.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::{LossKind, ended_with, is_later_pregnancy};
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_store::{CopyLine, Loss, Notification, Tx};

use super::records_of;
use crate::AppError;
use crate::antenatal::due_of;
use crate::door::today;
use crate::look::Look;

/// For so many months nothing goes to the family of its own accord.
const MONTHS: i32 = 12;

/// The losses of a family's children that still ask for silence: of the last
/// year, unless a pregnancy that began after them was notified since.
pub(crate) async fn losses_of(tx: &mut Tx, records: &[RecordId], today: Date) -> Result<Vec<Loss>, AppError> {
    let all = tx.losses_of(records).await?;
    asking_for_silence(tx, all, records, today).await
}

/// Of all the losses of these records, those that still ask for silence.
pub(crate) async fn asking_for_silence(
    tx: &mut Tx,
    mut losses: Vec<Loss>,
    records: &[RecordId],
    today: Date,
) -> Result<Vec<Loss>, AppError> {
    losses.retain(|loss| is_recent(loss, today));
    if losses.is_empty() {
        return Ok(losses);
    }
    let notified = tx.notifications_about(records).await?;
    losses.retain(|loss| !notified.iter().any(|later| is_expecting_again(loss, later)));
    Ok(losses)
}

/// Whether a loss is of the last year, and asks for silence.
pub(crate) fn is_recent(loss: &Loss, today: Date) -> bool {
    today.saturating_sub(jiff::Span::new().months(MONTHS)) <= loss.on
}

/// Whether a notification says that the family expects a baby again: made
/// after the loss, of a pregnancy that began after it. A second booking of the
/// pregnancy that ended says nothing of the kind.
fn is_expecting_again(loss: &Loss, notification: &Notification) -> bool {
    !was_under_way(loss, notification) && due_of(notification).is_some_and(|due| is_later_pregnancy(due, loss.on))
}

/// Whether a notification was made before the baby was lost.
fn was_under_way(loss: &Loss, notification: &Notification) -> bool {
    let made_on = today(notification.made_at);
    made_on < loss.on || (made_on == loss.on && notification.made_at <= loss.said_at)
}

/// The loss that ended a notification: of its own baby, of the pregnancy that
/// it is about, or of another child of the family while it was under way.
pub(crate) async fn of_pregnancy(
    tx: &mut Tx,
    family: FamilyId,
    notification: &Notification,
) -> Result<Option<Loss>, AppError> {
    let records = records_of(tx, family).await?;
    let losses = tx.losses_of(&records).await?;
    ending(tx, losses, notification).await
}

/// The same among these losses.
pub(super) async fn ending(
    tx: &mut Tx,
    losses: Vec<Loss>,
    notification: &Notification,
) -> Result<Option<Loss>, AppError> {
    if losses.is_empty() {
        return Ok(None);
    }
    let asked: Vec<RecordId> = losses.iter().map(|loss| loss.record).chain([notification.baby]).collect();
    let whose: BTreeMap<RecordId, PersonId> = tx.persons_of_records(&asked).await?.into_iter().collect();
    let baby = whose.get(&notification.baby);
    let due = due_of(notification);
    let has_ended = |loss: &Loss| {
        let is_its_own = baby.is_some() && whose.get(&loss.record) == baby;
        let is_later = due.is_some_and(|due| is_later_pregnancy(due, loss.on));
        let is_in_time = due.is_none_or(|due| ended_with(due, loss.on));
        (is_its_own && !is_later)
            || (is_in_time && loss.kind != LossKind::Child && due.is_some())
            || (was_under_way(loss, notification) && (is_in_time || is_later))
    };
    Ok(losses.into_iter().find(has_ended))
}

/// The loss of the pregnancy that a family is booked for, if it ended; for a
/// form that is being sent.
pub(crate) async fn of_due_date(tx: &mut Tx, family: FamilyId, due_on: Date) -> Result<Option<Loss>, AppError> {
    let records = records_of(tx, family).await?;
    let is_of = |loss: &Loss| loss.kind != LossKind::Child && ended_with(due_on, loss.on);
    Ok(tx.losses_of(&records).await?.into_iter().find(is_of))
}

/// The children of a family who were lost, however long ago: nobody is sent to
/// them and nothing is asked about them.
pub(crate) fn lost_children(losses: &[Loss], copies: &[CopyLine]) -> BTreeSet<PersonId> {
    let person = |loss: &Loss| copies.iter().find(|copy| copy.record == loss.record).map(|copy| copy.person);
    losses.iter().filter_map(person).collect()
}

/// Whether something was begun after a family's losses were known, by people
/// who knew of them.
pub(crate) fn is_begun_since(look: &Look, at: Timestamp) -> bool {
    let whose = look.copies.iter().map(|copy| (copy.record, copy.person)).collect();
    known_since(&look.losses, &whose).is_none_or(|since| since < at)
}

/// When it was first known of each lost child, the latest of them.
pub(super) fn known_since(losses: &[Loss], whose: &BTreeMap<RecordId, PersonId>) -> Option<Timestamp> {
    let mut first: BTreeMap<Option<PersonId>, Timestamp> = BTreeMap::new();
    for loss in losses {
        let at = first.entry(whose.get(&loss.record).copied()).or_insert(loss.said_at);
        *at = (*at).min(loss.said_at);
    }
    first.into_values().max()
}
