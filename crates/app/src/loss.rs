//! A baby was lost: everything that would be sent stops at once, and staff are
//! told so kindly.
//!
//! For a year, or until a later pregnancy is notified, nothing goes to the
//! family of its own accord: no card, no reminder, no line on a list. People
//! may still ring, who know why they do.

mod pregnancy;

pub(crate) use pregnancy::{
    asking_for_silence, is_begun_since, is_recent, losses_of, lost_children, of_due_date, of_pregnancy,
};

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::{LossKind, MessageEvent};
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId, RecordId, StaffId};
use kith_core::statement::{Part, PersonStatement};
use kith_core::workforce::Role;
use kith_store::{Loss, Notification, NotificationEvent, Tx};

use crate::door::event;
use crate::first_contact::{ASK, TELL};
use crate::first_visit::ASK_CENTRE;
use crate::ledger_tasks::LOOK_AGAIN;
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::record_consent::CONFIRM;
use crate::support::{ANSWER_SUPPORT, REVIEW_SUPPORT};
use crate::team::RENEW;
use crate::write_down::{anchor, past_day};
use crate::{App, AppError, Asker, FieldProblem, centre_tasks, visits};

/// What reminds somebody to come to the family for something. What protects
/// the family stays: to stop using what was taken back, to end a share.
pub(crate) const REMINDERS: [&str; 8] =
    [ASK, TELL, RENEW, CONFIRM, LOOK_AGAIN, ASK_CENTRE, ANSWER_SUPPORT, REVIEW_SUPPORT];

/// A loss as it is being written down.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct LossDraft {
    /// The baby or child, by reference.
    pub child: String,
    /// How, by the word of [`LossKind`].
    pub kind: String,
    /// The day, as typed; empty for today.
    pub on: String,
}

impl std::fmt::Debug for LossDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("LossDraft(hidden)")
    }
}

/// The page on which a loss is written down.
#[derive(Clone, PartialEq, Eq)]
pub struct LossPage {
    /// The family's title.
    pub family_title: String,
    /// Children, born and expected, by reference and name.
    pub children: Vec<(PersonId, String)>,
    /// What is written down already: name, how, the day, and whether it can be
    /// taken back here.
    pub losses: Vec<(PersonId, String, LossKind, Date)>,
}

impl std::fmt::Debug for LossPage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("LossPage(hidden)")
    }
}

impl App {
    /// The page on which a midwife or health visitor writes a loss down.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] for other roles.
    pub async fn loss_page(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<LossPage, AppError> {
        may_record(asker)?;
        self.look_at(asker, (family, now), Doing::page("loss"), move |tx, look| {
            Box::pin(async move {
                let everybody = people::everybody(tx, look).await?;
                let children = everybody.iter().filter(|somebody| somebody.is_child());
                let name = |somebody: &Somebody| (somebody.member.person, child_name(somebody, look.today));
                let losses = look.losses.iter().filter_map(|loss| {
                    let person = look.person_of(loss.record)?;
                    let somebody = everybody.iter().find(|somebody| somebody.member.person == person)?;
                    Some((person, child_name(somebody, look.today), loss.kind, loss.on))
                });
                let page = LossPage {
                    family_title: people::family_title(&everybody),
                    losses: losses.collect(),
                    children: children.map(name).collect(),
                };
                Ok(look.permit(page).map(kith_core::sharing::Permitted::into_inner).ok_or(AppError::NotFound))
            })
        })
        .await
    }

    /// Writes down that a baby was lost. Reminders and messages of the family
    /// end in the same moment.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// needs another look; [`AppError::NotFound`] for other roles.
    pub async fn record_loss(
        &self,
        asker: &Asker,
        family: FamilyId,
        draft: &LossDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        may_record(asker)?;
        let mut problems = Vec::new();
        let child: Option<PersonId> = draft.child.parse().ok();
        let kind = LossKind::from_word(&draft.kind);
        if child.is_none() {
            problems.push(FieldProblem::new("child", "Choose which baby"));
        }
        if kind.is_none() {
            problems.push(FieldProblem::new("kind", "Choose what happened"));
        }
        let on = past_day(&draft.on, crate::door::today(now), &mut problems);
        let (Some(child), Some(kind), Some(on), true) = (child, kind, on, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        self.write_at(asker, (family, now), Doing::page("record-loss"), move |tx, look| {
            Box::pin(async move { Ok(record(tx, &look, (child, kind, on)).await?.ok_or(AppError::NotFound)) })
        })
        .await
    }

    /// Takes back what was written down in error. What was stopped stays
    /// stopped: people begin it again.
    ///
    /// # Errors
    /// As [`App::record_loss`].
    pub async fn take_loss_back(
        &self,
        asker: &Asker,
        (family, child): (FamilyId, PersonId),
        now: Timestamp,
    ) -> Result<(), AppError> {
        may_record(asker)?;
        self.write_at(asker, (family, now), Doing::page("take-loss-back"), move |tx, look| {
            Box::pin(async move {
                let of_child = look.losses.iter().filter(|loss| look.person_of(loss.record) == Some(child));
                let losses: Vec<Loss> = of_child.cloned().collect();
                if losses.is_empty() {
                    return Ok(Err(AppError::Stale));
                }
                for loss in &losses {
                    tx.take_loss_back(loss, Some(look.asker.staff.id), look.now).await?;
                }
                let taken = event(&look.asker, Action::Loss, look.now).about(look.family).outcome("taken-back");
                tx.append_audit(&taken).await?;
                Ok(Ok(()))
            })
        })
        .await
    }
}

fn may_record(asker: &Asker) -> Result<(), AppError> {
    let may = matches!(asker.staff.role, Role::Midwife | Role::MaternityStaff | Role::HealthVisitor);
    if may { Ok(()) } else { Err(AppError::NotFound) }
}

fn child_name(somebody: &Somebody, today: Date) -> String {
    match &somebody.view.due_on {
        Some(due) if somebody.born_on().is_none() => {
            format!("The unborn baby, {}", kith_core::person::due_words(due.value, today))
        }
        _ => somebody.view.display_name.clone(),
    }
}

async fn record(
    tx: &mut Tx,
    look: &Look,
    (child, kind, on): (PersonId, LossKind, Date),
) -> Result<Option<()>, AppError> {
    if !look.births.contains_key(&child) {
        return Ok(None);
    }
    let Some(record) = anchor(look, child) else { return Ok(None) };
    let by = look.asker.staff.id;
    tx.add_loss(&Loss { record, kind, on, said_by: Some(by), source: None, said_at: look.now }).await?;
    let stopped = stop_for_loss(tx, look.family, (Some(by), look.now)).await?;
    let written =
        event(&look.asker, Action::Loss, look.now).about(look.family).outcome("recorded").with("stopped", stopped);
    tx.append_audit(&written).await?;
    Ok(Some(()))
}

/// Ends every reminder of a family, every message about the pregnancy that
/// ended, the visits that were planned and what centres were asked to do. Gives
/// how many things that were.
pub(crate) async fn stop_for_loss(
    tx: &mut Tx,
    family: FamilyId,
    (by, now): (Option<StaffId>, Timestamp),
) -> Result<u64, AppError> {
    let families = tx.names_of_family(family).await?;
    let mut stopped = tx.end_ledger_tasks(&families, &REMINDERS, (by, now)).await?;
    let records = records_of(tx, family).await?;
    let losses = tx.losses_of(&records).await?;
    for notification in tx.notifications_about(&records).await? {
        if pregnancy::ending(tx, losses.clone(), &notification).await?.is_some() {
            stopped += stop_messages(tx, &notification, (by, now)).await?;
        }
    }
    Ok(stopped + stop_plans(tx, (&records, &losses), now).await?)
}

/// Ends what was planned before the loss was known, and whatever is planned for
/// the child who was lost. What people plan afterwards, who know, stays.
async fn stop_plans(tx: &mut Tx, (records, losses): (&[RecordId], &[Loss]), now: Timestamp) -> Result<u64, AppError> {
    let whose: BTreeMap<RecordId, PersonId> = tx.persons_of_records(records).await?.into_iter().collect();
    let Some(since) = pregnancy::known_since(losses, &whose) else { return Ok(0) };
    let lost: Vec<PersonId> = losses.iter().filter_map(|loss| whose.get(&loss.record).copied()).collect();
    let is_to_end =
        |record: RecordId, at: Timestamp| at <= since || whose.get(&record).is_some_and(|it| lost.contains(it));
    Ok(visits::stop(tx, records, is_to_end, now).await? + centre_tasks::stop(tx, records, is_to_end, now).await?)
}

/// Ends the messages of a notification that still run.
pub(crate) async fn stop_messages(
    tx: &mut Tx,
    notification: &Notification,
    (by, now): (Option<StaffId>, Timestamp),
) -> Result<u64, AppError> {
    let events = tx.notification_events(&[notification.id]).await?;
    let mut stopped = 0;
    for service in [
        (notification.is_to_centre, kith_core::service::ServiceKind::ChildrensCentre),
        (notification.is_to_health_visiting, kith_core::service::ServiceKind::HealthVisiting),
    ] {
        let (is_sent, service) = service;
        let has_stopped =
            events.iter().any(|it| it.service == Some(service) && it.kind == MessageEvent::Stopped.word());
        if is_sent && !has_stopped {
            stopped += 1;
            tx.add_notification_event(&NotificationEvent {
                notification: notification.id,
                service: Some(service),
                kind: MessageEvent::Stopped.word().to_owned(),
                by,
                at: now,
                words: String::new(),
            })
            .await?;
        }
    }
    Ok(stopped)
}

async fn records_of(tx: &mut Tx, family: FamilyId) -> Result<Vec<RecordId>, AppError> {
    let people: Vec<PersonId> = tx.family_members(family).await?.iter().map(|member| member.person).collect();
    Ok(tx.copies_of(&people).await?.into_iter().map(|copy| copy.record).collect())
}

/// Whether these losses ask that nothing is sent.
pub(crate) fn stands(losses: &[Loss]) -> bool {
    !losses.is_empty()
}

/// Whether a family has lost a baby, so that nothing may be sent to it: asked
/// by every card, reminder and list before a name goes on it.
pub(crate) async fn is_bereaved(tx: &mut Tx, family: FamilyId, today: Date) -> Result<bool, AppError> {
    let records = records_of(tx, family).await?;
    Ok(stands(&losses_of(tx, &records, today).await?))
}

/// What a source now says of a child's death: a day that is new is a loss, and
/// one that it takes away was an error. Gives whether something is to stop.
pub(crate) async fn hear_source(
    tx: &mut Tx,
    (record, statement): (RecordId, &PersonStatement),
    (source, now): (&str, Timestamp),
) -> Result<(), AppError> {
    let known = tx.losses_of(&[record]).await?;
    let kind = |on| LossKind::of_dates(statement.born_on, statement.due_on, on);
    let told = statement.died_on.and_then(|on| Some((kind(on)?, on)));
    let is_known = |loss: &Loss| told == Some((loss.kind, loss.on));
    let before = known.iter().find(|loss| loss.source.is_some() && !is_known(loss));
    if let Some(before) = before {
        tx.take_loss_back(before, None, now).await?;
    }
    // A day that is put right is no news: what was begun since goes on.
    let said_at = before.map_or(now, |before| before.said_at);
    let Some((kind, on)) = told.filter(|_| !known.iter().any(is_known)) else { return Ok(()) };
    let source = Some(source.to_owned());
    tx.add_loss(&Loss { record, kind, on, said_by: None, source, said_at }).await?;
    // Where the record is somebody's already, all stops in this transaction.
    stop_for_records(tx, &[record], now).await
}

/// Stops everything for the families of records that tell of a loss: once who
/// is who is known.
pub(crate) async fn stop_for_records(tx: &mut Tx, records: &[RecordId], now: Timestamp) -> Result<(), AppError> {
    let lost: Vec<RecordId> = tx.losses_of(records).await?.into_iter().map(|loss| loss.record).collect();
    if lost.is_empty() {
        return Ok(());
    }
    let people: Vec<PersonId> = tx.persons_of_records(&lost).await?.into_iter().map(|(_, person)| person).collect();
    for member in tx.families_of_persons(&people).await? {
        if member.part == Part::Subject {
            let all = records_of(tx, member.family).await?;
            if stands(&losses_of(tx, &all, crate::door::today(now)).await?) {
                stop_for_loss(tx, member.family, (None, now)).await?;
            }
        }
    }
    Ok(())
}
