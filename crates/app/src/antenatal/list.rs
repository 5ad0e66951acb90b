//! The lists: what a team sent and who took it up (LAd), what a team received
//! and what of it may be seen (MWh), and women without a named contact (MWa).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::{ConsentItem, MessageEvent, MessageState, PlanDue};
use kith_core::audit::Action;
use kith_core::id::{NotificationId, StaffId};
use kith_core::service::ServiceKind;
use kith_core::sharing::Kind;
use kith_store::{Notification, Tx};

use super::held;
use super::plan::{self, PlanToMake, plans_of};
use super::seen::{About, Receiver, Seen, families, knows_family, own, read_among};
use super::sign::needs_signature;
use super::{contact, districts, may_send};
use crate::caseload::{FamilyCard, by_next, card_of, current};
use crate::door::{Rules, event, today};
use crate::objecting::held_back;
use crate::questions::Birth;
use crate::{App, AppError, Asker, look, people};

/// How many stand in a list.
pub(super) const MOST: u32 = 100;

/// How far one message was taken up, without a word of what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickUp {
    /// The team that it was sent to.
    pub to: String,
    /// Where it stands.
    pub state: MessageState,
    /// Who moved it there, and when.
    pub by: Option<(String, Timestamp)>,
    /// A plan is made for her.
    pub has_plan: bool,
    /// More help is agreed and the plan is not there yet: by when it is needed.
    pub plan: Option<PlanDue>,
}

/// One notification that the reader's team sent.
#[derive(Clone, PartialEq, Eq)]
pub struct SentLine {
    /// Which.
    pub notification: NotificationId,
    /// Her name.
    pub name: String,
    /// When the baby is due.
    pub due_on: Option<Date>,
    /// The gestation at the answer, in weeks.
    pub weeks: Option<u32>,
    /// When it was sent.
    pub at: Timestamp,
    /// Each message.
    pub messages: Vec<PickUp>,
    /// It waits for proof, unseen.
    pub needs_proof: bool,
    /// Nobody at the centre is named on it.
    pub lacks_contact: bool,
    /// What was said out loud is still to be signed.
    pub needs_signature: bool,
    /// The family has lost their baby, and the reader may know it.
    pub is_lost: bool,
    /// A baby of the pregnancy is born.
    pub is_born: bool,
    /// Somebody who may be meant wrote to say no.
    pub a_no_waits: bool,
}

/// One notification that the reader's team received.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedLine {
    /// Which.
    pub notification: NotificationId,
    /// The team that sent it.
    pub from: String,
    /// When.
    pub at: Timestamp,
    /// Where it stands; none where nothing of it may be seen.
    pub state: Option<MessageState>,
    /// Who moved it there, and when.
    pub by: Option<(String, Timestamp)>,
    /// Her name and the day the baby is due, where the rules let them
    /// through.
    pub who: Option<(String, Option<Date>)>,
    /// Why they do not, otherwise.
    pub why_not: Option<(String, String)>,
    /// It waits for proof.
    pub is_unproven: bool,
    /// She was assessed as in need of more help and agreed that the reader
    /// knows (S003-ISl).
    pub needs_help: bool,
    /// The plan that is not there yet (S002-LAb); none where it is made or not
    /// agreed.
    pub plan: Option<PlanDue>,
    /// A plan is made.
    pub has_plan: bool,
    /// The family has lost their baby.
    pub is_lost: bool,
}

/// A woman who was booked and has no named contact at a centre yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithoutContact {
    /// Her family.
    pub card: FamilyCard,
    /// Booked on.
    pub since: Date,
}

/// What the page before birth shows.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AntenatalList {
    /// Sent by the reader's team, the newest first.
    pub sent: Vec<SentLine>,
    /// Received by it.
    pub received: Vec<ReceivedLine>,
    /// Booked without a named contact for longer than agreed.
    pub without: Vec<WithoutContact>,
    /// That many days.
    pub after_days: i64,
    /// The reader may send one.
    pub may_send: bool,
    /// For a centre: nobody is named there.
    pub names_nobody: bool,
}

impl std::fmt::Debug for AntenatalList {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AntenatalList({} sent, {} received, hidden)", self.sent.len(), self.received.len())
    }
}

impl App {
    /// The notifications that the reader's team sent and received.
    ///
    /// # Errors
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn antenatal_list(&self, asker: &Asker, now: Timestamp) -> Result<AntenatalList, AppError> {
        current(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let (list, shown, about) =
            self.db.read(move |tx| Box::pin(async move { list(tx, &reader, &rules, now).await })).await?;
        let looked =
            event(asker, Action::Look, now).with("page", "antenatal").with("shown", shown).with("families", about);
        self.write_event(looked).await?;
        Ok(list)
    }
}

async fn list(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    now: Timestamp,
) -> Result<(AntenatalList, usize, String), AppError> {
    let (Some(service), Some(team)) = (asker.staff.service, asker.staff.team.as_deref()) else {
        return Ok(Default::default());
    };
    let today = today(now);
    // Those that wait for a plan stay, however many came after them.
    let without_plan = tx.notifications_without_plan((service, team)).await?;
    let held = held_back(tx).await?;
    let mut sent = Vec::new();
    if own(asker, rules, today).lets_through() {
        let newest = tx.notifications_by((service, team), MOST).await?;
        let is_ours = |it: &&Notification| (it.service, it.team.as_str()) == (service, team);
        for notification in with_older(newest, without_plan.iter().filter(is_ours)) {
            sent.push(read_among(tx, notification, &held, now).await?);
        }
    }
    let mut received = Vec::new();
    let newest = tx.notifications_to((service, team), MOST).await?;
    for notification in with_older(newest, without_plan.iter()) {
        let seen = read_among(tx, notification, &held, now).await?;
        if seen.sent_to().contains(&(service, team)) {
            received.push(seen);
        }
    }
    let who: Vec<StaffId> =
        sent.iter().chain(&received).flat_map(|seen| seen.events.iter().filter_map(|it| it.by)).collect();
    let names = tx.names_of_staff(&who).await?;
    let pack = rules.sharing(now);
    let receiver = Receiver::of(asker, today);
    let received_lines: Vec<ReceivedLine> = receiver
        .iter()
        .flat_map(|receiver| received.iter().map(|seen| received_line(seen, receiver, &pack, &names, today)))
        .collect();
    let mut sent_lines = Vec::new();
    for seen in &sent {
        let says_something = seen.loss.is_some() || seen.is_born();
        let knows = says_something && knows_family(tx, asker, rules, seen, now).await?;
        sent_lines.push(sent_line(seen, &names, (knows, today)));
    }
    let is_centre = service == ServiceKind::ChildrensCentre;
    let seen_families = families(&sent) + " " + &families(&received);
    let days = districts::at_place(tx, team, today).await?.contact_days;
    let list = AntenatalList {
        without: if may_send(asker) { without(tx, asker, rules, (days, now)).await? } else { Vec::new() },
        after_days: days,
        may_send: may_send(asker),
        names_nobody: is_centre && contact::of_centre(tx, team).await?.is_none(),
        sent: sent_lines,
        received: received_lines,
    };
    let shown = list.sent.len() + list.received.iter().filter(|line| line.who.is_some()).count();
    Ok((list, shown, seen_families.trim().to_owned()))
}

/// The newest, and after them those of the others that are not among them.
fn with_older<'n>(mut newest: Vec<Notification>, others: impl Iterator<Item = &'n Notification>) -> Vec<Notification> {
    let known: BTreeSet<NotificationId> = newest.iter().map(|it| it.id).collect();
    newest.extend(others.filter(|it| !known.contains(&it.id)).cloned());
    newest
}

fn moved(
    seen: &Seen,
    service: ServiceKind,
    names: &BTreeMap<StaffId, String>,
    knows: bool,
) -> Option<(String, Timestamp)> {
    let moves = |event: &&kith_store::NotificationEvent| {
        let kind = MessageEvent::from_word(&event.kind);
        (knows || kind != Some(MessageEvent::Stopped))
            && !matches!(kind, None | Some(MessageEvent::AgreedVulnerable | MessageEvent::Planned))
    };
    let last = seen.events_of(service).filter(moves).last()?;
    let by = last.by.and_then(|by| names.get(&by).cloned()).unwrap_or_else(|| "A source".to_owned());
    Some((by, last.at))
}

fn has(seen: &Seen, service: ServiceKind, wanted: MessageEvent) -> bool {
    seen.events_of(service).any(|event| event.kind == wanted.word())
}

/// A line for the team that sent it; `knows` where the reader may open the
/// family, and so learn of a birth or a loss.
fn sent_line(seen: &Seen, names: &BTreeMap<StaffId, String>, (knows, today): (bool, Date)) -> SentLine {
    let message = |(service, team): (ServiceKind, &str)| PickUp {
        to: team.to_owned(),
        state: if knows { seen.state(service) } else { seen.state_before_loss(service) },
        by: moved(seen, service, names, knows),
        has_plan: has(seen, service, MessageEvent::Planned),
        plan: plan::owed(seen, service, knows, today),
    };
    SentLine {
        notification: seen.notification.id,
        name: seen.kept.name.clone(),
        due_on: seen.kept.due_on(),
        weeks: seen.notification.weeks,
        at: seen.notification.made_at,
        messages: seen.sent_to().into_iter().map(message).collect(),
        needs_proof: !seen.is_proven(),
        lacks_contact: seen.notification.is_to_centre && seen.kept.centre_contact.is_empty(),
        needs_signature: needs_signature(seen),
        is_lost: knows && seen.loss.is_some(),
        is_born: knows && seen.is_born(),
        a_no_waits: seen.is_held,
    }
}

fn received_line(
    seen: &Seen,
    receiver: &Receiver<'_>,
    pack: &kith_core::sharing::Pack,
    names: &BTreeMap<StaffId, String>,
    today: Date,
) -> ReceivedLine {
    if seen.is_held_from(receiver.service) {
        return ReceivedLine {
            notification: seen.notification.id,
            from: seen.notification.team.clone(),
            at: seen.notification.made_at,
            state: None,
            by: None,
            who: None,
            why_not: Some((held::HEADING.to_owned(), format!("{}.", held::BECAUSE))),
            is_unproven: !seen.is_proven(),
            needs_help: false,
            plan: None,
            has_plan: false,
            is_lost: false,
        };
    }
    let basic = seen.answer(Kind::Basic, About::Woman, receiver, pack);
    let may_see = basic.lets_through();
    let may_know_of_help = || seen.answer(Kind::Support, About::Woman, receiver, pack).lets_through();
    let needs_help = seen.kept.is_vulnerable && seen.is_proven() && may_know_of_help();
    let may_know = may_see || needs_help;
    let has_plan = may_know && has(seen, receiver.service, MessageEvent::Planned);
    let due_on = seen.kept.due_on();
    ReceivedLine {
        notification: seen.notification.id,
        from: seen.notification.team.clone(),
        at: seen.notification.made_at,
        state: may_know.then(|| seen.state(receiver.service)),
        by: moved(seen, receiver.service, names, true).filter(|_| may_know),
        who: may_know.then(|| (seen.kept.name.clone(), due_on)),
        why_not: (!may_know).then(|| (basic.decision.heading().to_owned(), basic.decision.because().to_owned())),
        is_unproven: !seen.is_proven(),
        needs_help,
        plan: plan::owed(seen, receiver.service, true, today).filter(|_| may_know),
        has_plan,
        is_lost: may_know && seen.loss.is_some(),
    }
}

/// Women whom the reader's team booked, who expect a baby, and for whom nobody
/// at a centre is named after so many days.
async fn without(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (days, now): (i64, Timestamp),
) -> Result<Vec<WithoutContact>, AppError> {
    let today = today(now);
    let (Some(service), Some(team)) = (asker.staff.service, asker.staff.team.as_deref()) else { return Ok(Vec::new()) };
    let last = today.saturating_sub(jiff::Span::new().days(days));
    let lines = tx.caseload_of_team(service, team, today).await?;
    let mut found = Vec::new();
    for (family, _) in by_next(&lines) {
        let booked = lines.iter().filter(|line| line.family == Some(family)).filter_map(|line| line.line.started_on);
        let Some(since) = booked.min().filter(|on| *on <= last) else { continue };
        let Some(look) = look::peek(tx, asker, rules, family, now).await? else { continue };
        let expects = look.births.values().any(|birth| *birth == Birth::Expected);
        let is_named = || look.copies.iter().map(|copy| copy.record).collect::<Vec<_>>();
        if !expects || crate::loss::stands(&look.losses) {
            continue;
        }
        let notified = tx.notifications_about(&is_named()).await?;
        let has_contact = notified.iter().any(|it| {
            super::Kept::read(&it.form).is_ok_and(|kept| {
                let said_no = kept.items.get(ConsentItem::CentreContact.word()) == Some(&false);
                said_no || (it.is_to_centre && !kept.centre_contact.is_empty())
            })
        });
        if has_contact {
            continue;
        }
        let everybody = people::everybody(tx, &look).await?;
        if let Some(card) = look.permit(card_of(&look, &everybody, None)) {
            found.push(WithoutContact { card: card.into_inner(), since });
        }
        if found.len() >= MOST as usize {
            break;
        }
    }
    found.sort_by_key(|line| line.since);
    Ok(found)
}

/// What waits before a birth for the reader's team.
#[derive(Default)]
pub(crate) struct Waiting {
    /// How many notifications.
    pub(crate) notifications: usize,
    /// The plans that are not there yet.
    pub(crate) plans: Vec<PlanToMake>,
}

/// How many notifications wait for something that the reader's team does, or
/// for a plan; none for whoever neither sends nor receives any.
pub(crate) async fn waiting(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    now: Timestamp,
) -> Result<Option<Waiting>, AppError> {
    let (Some(service), Some(team)) = (asker.staff.service, asker.staff.team.as_deref()) else { return Ok(None) };
    if !may_send(asker) && service != ServiceKind::ChildrensCentre {
        return Ok(None);
    }
    let received = tx.notifications_to((service, team), MOST).await?;
    let sent = if may_send(asker) { tx.notifications_by((service, team), MOST).await? } else { Vec::new() };
    let without_plan = tx.notifications_without_plan((service, team)).await?;
    let all: Vec<NotificationId> = received.iter().chain(&sent).chain(&without_plan).map(|it| it.id).collect();
    let events = tx.notification_events(&all).await?;
    let is_proven = |id| events.iter().any(|event| event.notification == id && event.kind == super::seen::PROOF);
    let state = |id| {
        let own = events.iter().filter(|event| event.notification == id && event.service == Some(service));
        MessageState::after(own.filter_map(|event| MessageEvent::from_word(&event.kind)))
    };
    let is_stopped = |id| events.iter().any(|it| it.notification == id && it.kind == MessageEvent::Stopped.word());
    let to_take = received.iter().filter(|it| is_proven(it.id) && !state(it.id).has_ended());
    let to_prove = sent.iter().filter(|it| !is_proven(it.id) && !is_stopped(it.id));
    let mut waiting: BTreeSet<NotificationId> = to_take.chain(to_prove).map(|it| it.id).collect();
    let plans = plans_of(tx, (asker, rules), (&without_plan, &events), now).await?;
    waiting.extend(plans.iter().map(|plan| plan.notification));
    Ok(Some(Waiting { notifications: waiting.len(), plans }))
}
