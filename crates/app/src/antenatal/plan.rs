//! Plans before a birth that are not there yet: they stand with whoever makes
//! the plan and with the midwife until it is made (S002-LAb, S003-ISn).

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::{MessageEvent, PlanDue};
use kith_core::id::{FamilyId, NotificationId};
use kith_core::service::ServiceKind;
use kith_store::{Notification, NotificationEvent, Tx};

use super::may_send;
use super::open::{Answers, Side, side_of};
use super::seen::{Receiver, Seen, knows_family, own, read_among};
use crate::door::{Rules, today};
use crate::{AppError, Asker};

/// A plan that somebody waits for.
#[derive(Clone, PartialEq, Eq)]
pub struct PlanToMake {
    /// The notification.
    pub notification: NotificationId,
    /// Her name, as the form says it.
    pub name: String,
    /// The team that makes the plan.
    pub team: String,
    /// The reader's own team makes it.
    pub is_ours: bool,
    /// By when, and whether that day has passed.
    pub due: PlanDue,
    /// Her family, for the audit.
    pub(crate) family: Option<FamilyId>,
}

impl std::fmt::Debug for PlanToMake {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "PlanToMake({}, hidden)", self.notification)
    }
}

/// The plan that a service owes, if any. Whoever does not know of a loss learns
/// nothing of it by a plan that is gone.
pub(super) fn owed(seen: &Seen, service: ServiceKind, knows: bool, today: Date) -> Option<PlanDue> {
    if knows && seen.loss.is_some() {
        return None;
    }
    let done = seen.events_of(service).filter_map(|event| {
        let kind = MessageEvent::from_word(&event.kind)?;
        Some((kind, crate::door::today(event.at)))
    });
    PlanDue::of(done.filter(|(kind, _)| knows || *kind != MessageEvent::Stopped), seen.kept.due_on()?, today)
}

/// Whether a service may owe a plan, by the words of what was done alone.
fn may_be_owed(events: &[NotificationEvent], (notification, service): (NotificationId, ServiceKind)) -> bool {
    let has = |kind: MessageEvent| {
        let is_of = |event: &&NotificationEvent| event.notification == notification && event.service == Some(service);
        events.iter().filter(is_of).any(|event| event.kind == kind.word())
    };
    has(MessageEvent::AgreedVulnerable) && !has(MessageEvent::Planned)
}

/// The plans that the reader's team makes or waits for, those first that are
/// needed first. `waiting` are the notifications without a plan, `events` what
/// was done with them: nobody is opened for any other.
pub(super) async fn plans_of(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (waiting, events): (&[Notification], &[NotificationEvent]),
    now: Timestamp,
) -> Result<Vec<PlanToMake>, AppError> {
    let today = today(now);
    let pack = rules.sharing(now);
    let receiver = Receiver::of(asker, today);
    let may_read_own = may_send(asker) && own(asker, rules, today).lets_through();
    let mut plans = Vec::new();
    for notification in waiting {
        let services = [ServiceKind::ChildrensCentre, ServiceKind::HealthVisiting];
        let owing = services.into_iter().filter(|service| may_be_owed(events, (notification.id, *service)));
        let owing: Vec<ServiceKind> = owing.collect();
        let seen = read_among(tx, notification.clone(), &BTreeSet::new(), now).await?;
        let sent_to = seen.sent_to();
        for (service, team) in sent_to.into_iter().filter(|(service, _)| owing.contains(service)) {
            let is_ours = receiver.as_ref().filter(|it| (it.service, it.team) == (service, team));
            let due = match (is_ours, side_of(asker, &seen)) {
                // What she took back tells the receiver nothing any more.
                (Some(receiver), _) => owed(&seen, service, true, today)
                    .filter(|_| Answers::of(&seen, receiver, &pack).lets_something_through()),
                // Who may not open her family may not hear of a loss either: nobody is reminded who might then
                // ask after a plan for a baby who died.
                (None, Some(Side::Sender)) if may_read_own && knows_family(tx, asker, rules, &seen, now).await? => {
                    owed(&seen, service, true, today)
                }
                _ => None,
            };
            plans.extend(due.map(|due| plan(&seen, (team, is_ours.is_some()), due)));
        }
    }
    plans.sort_by_key(|plan| (plan.due.by, plan.notification));
    Ok(plans)
}

fn plan(seen: &Seen, (team, is_ours): (&str, bool), due: PlanDue) -> PlanToMake {
    PlanToMake {
        notification: seen.notification.id,
        name: seen.kept.name.clone(),
        team: team.to_owned(),
        is_ours,
        due,
        family: seen.family,
    }
}
