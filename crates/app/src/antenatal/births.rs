//! A notified pregnancy becomes the child that is born, or each of the twins:
//! the same family, and what was agreed for the baby or babies of the
//! pregnancy goes with each of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::is_born_of;
use kith_core::id::{PersonId, RecordId};
use kith_core::ledger::{LedgerEntry, LedgerEvent};
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_core::statement::Part;
use kith_store::{NewLedgerEntry, Notification, NotificationEvent, SourceRecord, Tx};

use super::Kept;
use super::form::SCRIPT_VERSION;
use super::seen::BORN;
use crate::AppError;
use crate::door::today;

/// So many days after the expected date a pregnancy is looked at no more.
const DAYS_AFTER: i64 = 120;
/// Two expected dates of one pregnancy lie at most so many days apart.
const DAYS_APART: i32 = 28;
/// No pregnancy is notified longer ago than this.
const DAYS_BEFORE: i64 = 460;

/// Looks at every pregnancy that was notified, once it was written down who is
/// who. A first baby that was not recognised is joined with its pregnancy:
/// gives the records to be matched again. Any further baby of the pregnancy is
/// given what was agreed for the baby or babies.
pub(crate) async fn babies_of_pregnancies(tx: &mut Tx, now: Timestamp) -> Result<Vec<RecordId>, AppError> {
    let since = now - jiff::SignedDuration::from_hours(DAYS_BEFORE * 24);
    let mut joined = Vec::new();
    for notification in tx.notifications_from(since).await? {
        let Some(due_on) = Kept::read(&notification.form)?.due_on() else { continue };
        if due_on.saturating_add(jiff::Span::new().days(DAYS_AFTER)) >= today(now) {
            joined.extend(of_one(tx, &notification, (due_on, now)).await?);
        }
    }
    Ok(joined)
}

/// The children of one pregnancy, as their mother's family knows them.
struct Babies {
    /// Whose the form's own record is.
    own: PersonId,
    /// Those who were born, the first-born first, each with a record that
    /// states the birth.
    born: Vec<(PersonId, SourceRecord)>,
    /// A record by which another source expects a baby then, where the form's
    /// own record is joined with none.
    expected: Option<RecordId>,
}

async fn babies(tx: &mut Tx, notification: &Notification, due_on: Date) -> Result<Option<Babies>, AppError> {
    let own = tx.persons_of_records(&[notification.baby]).await?.first().map(|(_, person)| *person);
    let Some(own) = own else { return Ok(None) };
    let family = tx.families_of_persons(&[own]).await?.into_iter().find(|member| member.part == Part::Subject);
    let Some(family) = family else { return Ok(None) };
    let members = tx.family_members(family.family).await?;
    let children: Vec<PersonId> =
        members.iter().filter(|member| member.part == Part::Subject).map(|member| member.person).collect();
    let mut found: BTreeMap<PersonId, SourceRecord> = BTreeMap::new();
    let mut expected: Vec<(u8, RecordId)> = Vec::new();
    let mut is_alone = true;
    for (person, record) in tx.records_of_persons(&children).await? {
        let said = &record.statement;
        let is_near = |due: Date| (due - due_on).get_days().abs() <= DAYS_APART;
        is_alone &= person != own || record.id == notification.baby;
        if said.born_on.is_none() && said.due_on.is_some_and(is_near) && person != own {
            expected.push((said.birth_order.unwrap_or(1), record.id));
        }
        if record.part == Part::Subject && said.born_on.is_some_and(|on| is_born_of(due_on, on)) {
            found.entry(person).or_insert(record);
        }
    }
    let mut born: Vec<(PersonId, SourceRecord)> = found.into_iter().collect();
    born.sort_by_key(|(_, record)| {
        let order = record.statement.birth_order.unwrap_or(u8::MAX);
        (record.statement.born_on, order, record.id)
    });
    let expected = expected.into_iter().min().map(|(_, record)| record).filter(|_| is_alone);
    Ok(Some(Babies { own, born, expected }))
}

async fn of_one(
    tx: &mut Tx,
    notification: &Notification,
    (due_on, now): (Date, Timestamp),
) -> Result<Vec<RecordId>, AppError> {
    let Some(Babies { own, born: found, expected }) = babies(tx, notification, due_on).await? else {
        return Ok(Vec::new());
    };
    let is_joined = found.iter().any(|(person, _)| *person == own);
    let first = found.first().map(|(_, record)| record.id).or(expected);
    if let Some(first) = first.filter(|_| !is_joined) {
        let pair = (notification.baby.min(first), notification.baby.max(first));
        // What somebody said of the two stays said; and nothing is said twice.
        if !tx.links_between(pair.0, pair.1).await?.is_empty() {
            return Ok(Vec::new());
        }
        tx.append_links(&[became(pair, now)]).await?;
        return Ok(vec![notification.baby, first]);
    }
    let events = tx.notification_events(&[notification.id]).await?;
    let told: Vec<RecordId> =
        events.iter().filter(|event| event.kind == BORN).filter_map(|event| event.words.parse().ok()).collect();
    let covered: BTreeSet<PersonId> =
        tx.persons_of_records(&told).await?.into_iter().map(|(_, person)| person).collect();
    for (person, record) in found.iter().filter(|(person, _)| !covered.contains(person)) {
        if *person != own {
            let answers = answers_for(tx, notification, own, (*person, record.id), now).await?;
            tx.append_ledger(&answers).await?;
        }
        tx.add_notification_event(&NotificationEvent {
            notification: notification.id,
            service: None,
            kind: BORN.to_owned(),
            by: None,
            at: now,
            words: record.id.to_string(),
        })
        .await?;
    }
    Ok(Vec::new())
}

fn became((a, b): (RecordId, RecordId), now: Timestamp) -> LinkEvent {
    LinkEvent {
        seq: 0,
        a,
        b,
        verdict: Verdict::Same,
        origin: Origin::WithinRow,
        weight_milli: 0,
        reasons: "the pregnancy that was notified is this child".to_owned(),
        model: String::new(),
        by: None,
        at: now,
        withdraws: None,
    }
}

/// What was said for the baby or babies of the pregnancy, about one more of
/// them: the answers of the form, and every no that was said before.
async fn answers_for(
    tx: &mut Tx,
    notification: &Notification,
    own: PersonId,
    (person, record): (PersonId, RecordId),
    now: Timestamp,
) -> Result<Vec<NewLedgerEntry>, AppError> {
    let records: Vec<RecordId> = tx.copies_of(&[own]).await?.into_iter().map(|copy| copy.record).collect();
    let is_of_form = |entry: &LedgerEntry| entry.proof.words_version.as_deref() == Some(SCRIPT_VERSION);
    let was_said = |entry: &LedgerEntry| match &entry.event {
        LedgerEvent::Consent(_) => is_of_form(entry),
        LedgerEvent::Refusal { .. } | LedgerEvent::Withdrawal { .. } | LedgerEvent::Objection { .. } => {
            notification.made_at <= entry.recorded_at
        }
        _ => false,
    };
    let kept = tx.kept_ledger_of(&records).await?;
    let said = kept.into_iter().map(|kept| kept.entry).filter(was_said);
    Ok(said
        .map(|mut entry| {
            if let Some(about) = entry.event.about_mut() {
                *about = [person].into();
            }
            entry.recorded_at = entry.recorded_at.max(now);
            entry.recorded_by = entry.recorded_by.or(Some(notification.made_by));
            NewLedgerEntry { record, entry }
        })
        .collect())
}
