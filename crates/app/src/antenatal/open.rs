//! One notification: what was written, for the team that sent it; what the
//! rules let through, for the team that received it.

use jiff::Timestamp;
use kith_core::antenatal::{ConsentItem, MessageEvent, MessageState, PlanDue};
use kith_core::area::{CentreLinks, Linked, LinkedAs};
use kith_core::audit::Action;
use kith_core::family::{PersonField, fields_for};
use kith_core::id::{FamilyId, NotificationId};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Kind, Purpose};
use kith_store::Tx;

use super::HOW_PROVEN;
use super::held::{self, closed};
use super::plan::owed;
use super::seen::{About, PROOF, Receiver, Seen, knows_family, own, read};
use super::sign::{SIGNED, needs_signature};
use crate::caseload::current;
use crate::centre_links::links_of;
use crate::door::{Rules, event, today};
use crate::keep_decision::keep_decision;
use crate::questions::{Answered, KeptPart};
use crate::words::date_words;
use crate::{App, AppError, Asker, CentrePrompt, gaps};

/// One line of what is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
}

/// One thing that was done with it.
#[derive(Clone, PartialEq, Eq)]
pub struct WhatWasDone {
    /// What.
    pub what: String,
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// What was written with it: for the team that wrote it alone (LAd).
    pub words: Option<String>,
    /// It tells of a birth or a loss.
    pub is_of_family: bool,
}

/// One notification as its reader may see it.
#[derive(Clone, PartialEq, Eq)]
pub struct NotificationPage {
    /// Which.
    pub notification: NotificationId,
    /// Her name, where it may be seen.
    pub name: Option<String>,
    /// The reader's team sent it.
    pub is_sender: bool,
    /// The team that sent it, and when.
    pub from: (String, Timestamp),
    /// What may be seen.
    pub parts: Vec<Part>,
    /// What may not, and why: title, answer, reason, ways to yes.
    pub held: Vec<(String, String, String, Vec<String>)>,
    /// What was done.
    pub done: Vec<WhatWasDone>,
    /// Where the reader's own message stands; none for the sender, and for
    /// whoever may see nothing of it.
    pub state: Option<MessageState>,
    /// What the reader may do next.
    pub next: Vec<MessageEvent>,
    /// It waits for proof, which the sender adds.
    pub needs_proof: bool,
    /// What was said out loud is still to be signed, which the sender gets.
    pub needs_signature: bool,
    /// The plans that are not there yet, each with the team that makes it.
    pub plans: Vec<(String, PlanDue)>,
    /// The family has lost their baby, and the reader may know it.
    pub is_lost: bool,
    /// The purposes that the woman agreed to for the reader's service, to
    /// change to.
    pub agreed_purposes: Vec<Purpose>,
    /// The centre's own form can be filled from it (S003-ISk).
    pub has_form: bool,
    /// Somebody who may be meant wrote to say no, and nobody has spoken to them
    /// yet.
    pub a_no_waits: bool,
    /// What stands to be done about a child that no centre has registered, for
    /// whoever may open the family (S003-ISi).
    pub ask_about_centre: Option<(FamilyId, CentrePrompt)>,
}

impl std::fmt::Debug for NotificationPage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "NotificationPage({}, hidden)", self.notification)
    }
}

/// How the reader stands to a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Sender,
    Receiver,
}

pub(super) fn side_of(asker: &Asker, seen: &Seen) -> Option<Side> {
    let (service, team) = (asker.staff.service?, asker.staff.team.as_deref()?);
    if (service, team) == (seen.notification.service, &seen.notification.team) {
        return Some(Side::Sender);
    }
    seen.sent_to().contains(&(service, team)).then_some(Side::Receiver)
}

/// What the rules said to a receiver, part by part.
pub(super) struct Answers {
    pub(super) basic: Answered,
    pub(super) support: Answered,
    pub(super) partner: Option<Answered>,
}

impl Answers {
    pub(super) fn of(seen: &Seen, receiver: &Receiver<'_>, pack: &kith_core::sharing::Pack) -> Self {
        let of = |kind, about| seen.answer(kind, about, receiver, pack);
        Self {
            basic: of(Kind::Basic, About::Woman),
            support: of(Kind::Support, About::Woman),
            partner: seen.kept.partner.is_some().then(|| of(Kind::Basic, About::Partner)),
        }
    }

    pub(super) fn lets_something_through(&self) -> bool {
        self.basic.lets_through() || self.support.lets_through()
    }
}

impl App {
    /// Opens a notification. The look is written down before the answer
    /// leaves, with the decision that it rests on.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for every team that neither sent nor received
    /// it; [`AppError::Refused`] when training or clearance is not current.
    pub async fn notification(
        &self,
        asker: &Asker,
        id: NotificationId,
        now: Timestamp,
    ) -> Result<NotificationPage, AppError> {
        self.open_notification(asker, (id, "antenatal-notification"), now).await
    }

    /// The centre's own form, filled with what the woman agreed to be known,
    /// so that she is not asked again (S003-ISk).
    ///
    /// # Errors
    /// As [`App::notification`]; [`AppError::NotFound`] where nothing may be
    /// seen, and for the sender.
    pub async fn notification_registration(
        &self,
        asker: &Asker,
        id: NotificationId,
        now: Timestamp,
    ) -> Result<NotificationPage, AppError> {
        let page = self.open_notification(asker, (id, "antenatal-registration"), now).await?;
        if page.has_form && page.name.is_some() { Ok(page) } else { Err(AppError::NotFound) }
    }

    async fn open_notification(
        &self,
        asker: &Asker,
        (id, name): (NotificationId, &'static str),
        now: Timestamp,
    ) -> Result<NotificationPage, AppError> {
        current(asker, now)?;
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let notification = match tx.notification(id).await {
                        Ok(notification) => notification,
                        Err(missing) => return Ok(Err(AppError::from(missing))),
                    };
                    let seen = read(tx, notification, now).await?;
                    let Some(side) = side_of(&asker, &seen) else {
                        let refused =
                            event(&asker, Action::Refused, now).with("page", name).with("why", "no-need-to-know");
                        tx.append_audit(&refused).await?;
                        return Ok(Err(AppError::NotFound));
                    };
                    let page = match side {
                        Side::Sender => sent(tx, &asker, &rules, &seen, (name, now)).await?,
                        Side::Receiver => received(tx, &asker, &rules, &seen, (name, now)).await?,
                    };
                    let prompt = gaps::prompt_about(tx, (&asker, &rules), seen.family, now).await?;
                    let page = page.map(|page| NotificationPage {
                        ask_about_centre: seen.family.zip(prompt).filter(|_| page.name.is_some()),
                        ..page
                    });
                    Ok::<_, AppError>(page.ok_or(AppError::NotFound))
                })
            })
            .await?
    }
}

/// Keeps what the rules said, and that somebody looked.
pub(super) async fn keep(
    tx: &mut Tx,
    asker: &Asker,
    seen: &Seen,
    parts: Vec<KeptPart>,
    (pack, page, now): (&str, &'static str, Timestamp),
) -> Result<(), AppError> {
    let outcome = parts.first().map(|part| part.outcome.clone()).unwrap_or_default();
    let mut looked =
        event(asker, Action::Look, now).outcome(&outcome).with("page", page).with("notification", seen.notification.id);
    if let Some(family) = seen.family {
        let decision = keep_decision(tx, asker, (family, asker.purpose.word(), pack), &parts, now).await?;
        looked = looked.about(family).with("decision", decision);
    }
    tx.append_audit(&looked).await?;
    Ok(())
}

async fn sent(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    seen: &Seen,
    (name, now): (&'static str, Timestamp),
) -> Result<Option<NotificationPage>, AppError> {
    let answer = own(asker, rules, today(now));
    keep(tx, asker, seen, vec![KeptPart::of("own", &answer)], (rules.own_service().name(), name, now)).await?;
    let knows = knows_family(tx, asker, rules, seen, now).await?;
    let mut done = what_was_done(tx, seen, None).await?;
    // Who may not open her family learns nothing of it from what they sent.
    done.retain(|line| knows || !line.is_of_family);
    let plan = |(service, team): (ServiceKind, &str)| Some((team.to_owned(), owed(seen, service, knows, today(now))?));
    let page = NotificationPage {
        name: Some(seen.kept.name.clone()),
        parts: with_links(everything(seen), links_of(tx, &seen.notification.centre).await?),
        done,
        needs_proof: !seen.is_proven(),
        needs_signature: needs_signature(seen),
        is_lost: knows && seen.loss.is_some(),
        plans: seen.sent_to().into_iter().filter_map(plan).collect(),
        ..page(seen, Side::Sender)
    };
    Ok(answer.decision.permit(page).map(kith_core::sharing::Permitted::into_inner))
}

async fn received(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    seen: &Seen,
    (name, now): (&'static str, Timestamp),
) -> Result<Option<NotificationPage>, AppError> {
    let today = today(now);
    let pack = rules.sharing(now);
    let Some(receiver) = Receiver::of(asker, today) else { return Ok(None) };
    if seen.is_held_from(receiver.service) {
        return held::show(tx, asker, seen, (name, now)).await.map(Some);
    }
    let answers = Answers::of(seen, &receiver, &pack);
    let mut kept =
        vec![KeptPart::of("message:basic", &answers.basic), KeptPart::of("message:support", &answers.support)];
    kept.extend(answers.partner.as_ref().map(|answered| KeptPart::of("message:basic", answered)));
    keep(tx, asker, seen, kept, (pack.name(), name, now)).await?;
    let state = seen.state(receiver.service);
    let may_see = answers.lets_something_through();
    let closed = closed(seen, &answers, &pack);
    let next =
        MessageEvent::ALL.iter().copied().filter(|it| may_see && state.allows(*it) && *it != MessageEvent::Stopped);
    let is_vulnerable = seen.kept.is_vulnerable && answers.support.lets_through();
    let was = |event: MessageEvent| seen.events_of(receiver.service).find(|it| it.kind == event.word());
    let next: Vec<MessageEvent> = next
        .filter(|event| match event {
            MessageEvent::AgreedVulnerable => is_vulnerable && was(*event).is_none(),
            MessageEvent::Planned => was(MessageEvent::AgreedVulnerable).is_some() && was(*event).is_none(),
            _ => true,
        })
        .collect();
    let plan = owed(seen, receiver.service, true, today).filter(|_| may_see);
    let done = if may_see { what_was_done(tx, seen, Some(receiver.service)).await? } else { Vec::new() };
    let page = NotificationPage {
        name: may_see.then(|| seen.kept.name.clone()),
        parts: with_links(permitted(seen, asker, &answers), links_of(tx, &seen.notification.centre).await?),
        held: closed,
        done,
        state: may_see.then_some(state),
        next,
        plans: plan.map(|plan| (receiver.team.to_owned(), plan)).into_iter().collect(),
        agreed_purposes: agreed_purposes(seen, &receiver, &pack),
        is_lost: may_see && seen.loss.is_some(),
        has_form: receiver.service == ServiceKind::ChildrensCentre && may_see && seen.loss.is_none(),
        ..page(seen, Side::Receiver)
    };
    Ok(Some(page))
}

pub(super) fn page(seen: &Seen, side: Side) -> NotificationPage {
    NotificationPage {
        notification: seen.notification.id,
        name: None,
        is_sender: side == Side::Sender,
        from: (seen.notification.team.clone(), seen.notification.made_at),
        parts: Vec::new(),
        held: Vec::new(),
        done: Vec::new(),
        state: None,
        next: Vec::new(),
        needs_proof: !seen.is_proven(),
        needs_signature: false,
        plans: Vec::new(),
        is_lost: false,
        agreed_purposes: Vec::new(),
        has_form: false,
        a_no_waits: seen.is_held,
        ask_about_centre: None,
    }
}

fn line(label: &str, value: impl Into<String>) -> Option<Part> {
    let value = value.into();
    (!value.trim().is_empty()).then(|| Part { label: label.to_owned(), value })
}

/// Whom the centre is linked to (S004-BRa), where anything may be seen at all.
fn with_links(mut parts: Vec<Part>, links: Option<CentreLinks>) -> Vec<Part> {
    if let Some(links) = links.filter(|_| !parts.is_empty()) {
        let linked = |(linked_as, linked): (LinkedAs, &Linked)| {
            line(&format!("{} of the centre", linked_as.title()), linked.words())
        };
        parts.extend(links.each().into_iter().filter_map(linked));
    }
    parts
}

fn due(seen: &Seen) -> Option<Part> {
    line("Baby due", seen.kept.due_on().map(date_words).unwrap_or_default())
}

fn named(seen: &Seen) -> impl Iterator<Item = Part> {
    let contact = match seen.kept.centre_contact.as_str() {
        "" => format!("Nobody named yet at {}", seen.notification.centre),
        named => format!("{named}, {}", seen.notification.centre),
    };
    let lines = [
        line("Midwife", seen.kept.midwife.as_str()),
        line("Health visitor", seen.kept.health_visitor.as_str()),
        line("Centre contact", contact),
    ];
    lines.into_iter().flatten()
}

fn how_answered(seen: &Seen) -> Option<Part> {
    let how = HOW_PROVEN.iter().find(|(word, _)| *word == seen.kept.how)?;
    line("How she answered", how.1)
}

/// All that the form said, for the team that wrote it.
fn everything(seen: &Seen) -> Vec<Part> {
    let kept = &seen.kept;
    let weeks = seen.notification.weeks.map(|weeks| format!("{weeks} weeks")).unwrap_or_default();
    let mut parts: Vec<Part> = [
        due(seen),
        line("Pregnancy when she answered", weeks),
        line("NHS number", kept.nhs_number.as_str()),
        line("Address", kept.address.as_str()),
        line("Telephone", kept.telephone.as_str()),
        how_answered(seen),
    ]
    .into_iter()
    .flatten()
    .collect();
    let answers = kept.items.iter().filter_map(|(word, answer)| Some((ConsentItem::from_word(word)?, *answer)));
    parts.extend(answers.filter_map(|(item, answer)| line(item.question(), if answer { "Yes" } else { "No" })));
    parts
        .extend(kept.partner.as_ref().and_then(|partner| line("Father or partner, who agreed", partner.name.as_str())));
    parts.extend(line("Background", kept.background.as_str()));
    parts.extend(kept.is_vulnerable.then(|| line("More help", "You think that she may need it")).flatten());
    parts.extend(named(seen));
    parts
}

/// What the rules let through to whoever received it, and of it what the
/// purpose needs.
fn permitted(seen: &Seen, asker: &Asker, answers: &Answers) -> Vec<Part> {
    let kept = &seen.kept;
    let fields = fields_for(asker.purpose);
    let may = |field: PersonField| fields.contains(&field);
    let mut parts = Vec::new();
    if answers.basic.lets_through() {
        let born = kept.born_on.parse().ok().filter(|_| asker.staff.service.is_some_and(ServiceKind::is_health));
        let place = |value: &str| if seen.is_hidden() { String::new() } else { value.to_owned() };
        parts.extend(due(seen));
        parts.extend(line("Date of birth", born.map(date_words).unwrap_or_default()));
        parts.extend(line("NHS number", if may(PersonField::NhsNumber) { kept.nhs_number.as_str() } else { "" }));
        parts.extend(line("Address", if may(PersonField::Address) { place(&kept.address) } else { String::new() }));
        parts.extend(line(
            "Telephone",
            if may(PersonField::Telephone) { place(&kept.telephone) } else { String::new() },
        ));
        parts.extend(line("Language", kept.language.as_str()));
        parts.extend(line("Interpreter", kept.interpreter.as_str()));
        if seen.is_hidden() {
            parts.extend(line("Where she lives", "Not shown, to keep her safe. Ask the midwife how to reach her"));
        }
    }
    if let (Some(partner), Some(answered)) = (&kept.partner, &answers.partner)
        && answered.lets_through()
    {
        let telephone = if seen.is_hidden() { "" } else { partner.telephone.as_str() };
        let words = [partner.name.as_str(), telephone].iter().filter(|it| !it.is_empty()).copied().collect::<Vec<_>>();
        parts.extend(line("Father or partner, who agreed himself", words.join(", ")));
    }
    if answers.support.lets_through() {
        if asker.purpose == ConsentItem::Background.purpose() {
            parts.extend(line("Background. Do not ask her again", kept.background.as_str()));
        }
        if kept.is_vulnerable && asker.purpose == ConsentItem::ExtraHelp.purpose() {
            parts.extend(line("More help", "The midwife thinks that she may need it. She agreed that you know"));
        }
    }
    if answers.lets_something_through() {
        parts.extend(how_answered(seen));
        parts.extend(named(seen));
    }
    parts
}

/// What she agreed that this service may use it for, as far as the rules let
/// something through for it today: what she took back is no purpose any more.
fn agreed_purposes(seen: &Seen, receiver: &Receiver<'_>, pack: &kith_core::sharing::Pack) -> Vec<Purpose> {
    let is_open = |item: &ConsentItem| {
        let receiver = Receiver { purpose: item.purpose(), ..*receiver };
        item.kinds().iter().any(|kind| seen.answer(*kind, About::Woman, &receiver, pack).lets_through())
    };
    let asked = ConsentItem::ALL.iter().filter(|item| item.to() == receiver.service && seen.kept.said_yes(**item));
    let mut purposes: Vec<Purpose> = asked.filter(|item| is_open(item)).map(|item| item.purpose()).collect();
    purposes.sort_unstable();
    purposes.dedup();
    purposes
}

/// Everything that was done; the words only to the service that wrote them,
/// but for the proof of her answer, which every receiver checks (MWh).
async fn what_was_done(tx: &mut Tx, seen: &Seen, reader: Option<ServiceKind>) -> Result<Vec<WhatWasDone>, AppError> {
    let who: Vec<_> = seen.events.iter().filter_map(|event| event.by).collect();
    let names = tx.names_of_staff(&who).await?;
    let done = seen.events.iter().filter_map(|event| {
        let is_own = event.service == reader;
        if !is_own && reader.is_some() && event.service.is_some() {
            return None;
        }
        let what = match MessageEvent::from_word(&event.kind) {
            Some(known) => match (reader, event.service) {
                (None, Some(service)) => format!("{}: {}", service.title(), known.title()),
                _ => known.title().to_owned(),
            },
            None if event.kind == PROOF => "Her answer is proven".to_owned(),
            None if event.kind == SIGNED => "She signed".to_owned(),
            None => "A baby of this pregnancy is born".to_owned(),
        };
        let is_proof = [PROOF, SIGNED].contains(&event.kind.as_str());
        let is_note = is_proof || event.service.is_some();
        Some(WhatWasDone {
            what,
            who: event.by.and_then(|by| names.get(&by).cloned()).unwrap_or_else(|| "A source".to_owned()),
            at: event.at,
            words: Some(event.words.clone()).filter(|words| (is_own || is_proof) && is_note && !words.is_empty()),
            is_of_family: !is_note || event.kind == MessageEvent::Stopped.word(),
        })
    });
    Ok(done.collect())
}
