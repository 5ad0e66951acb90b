//! What may go to an area outside about a family: person by person, kind by
//! kind, with the answer of the rules for each.

use jiff::Timestamp;
use kith_core::border::HandOverStep;
use kith_core::family::StepToYes;
use kith_core::id::{FamilyId, HandOverId, PersonId};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Channel, Extent, Harm, Judgement, Kind, Purpose};
use kith_store::{HandOver, HandOverEvent, Tx};

use super::areas::key_of;
use super::line::{MovedLine, moved_line};
use super::paper::Holdings;
use super::{OF_CHILD, RECEIVING, may_hand_over, purpose_of};
use crate::can_i_share::{ShareDraft, answers_today, resting_on};
use crate::look::{Doing, Look};
use crate::objecting::is_held_back;
use crate::people::{self, Somebody};
use crate::questions::{Answered, steps_to_yes};
use crate::{App, AppError, Asker};

/// Why nothing of a family whose home is kept safe goes by this way.
pub(super) const KEPT_SAFE: &str = "This family’s home is kept safe. Nothing goes as a file. Ask the lead professional, then ring the other area and speak to a named person";

/// Why nothing goes while a message of a parent waits (S002-15f).
pub(super) const MESSAGE_WAITS: &str = "A parent of this family wrote to say no. Nothing goes as a file until somebody has spoken to them: see Messages from parents. If a child could come to harm, ring the other area";

/// One kind of information about one person, with its answer.
#[derive(Clone)]
pub struct OfferKind {
    /// The kind.
    pub kind: Kind,
    /// It may go.
    pub may_go: bool,
    /// What is held, in a few words; none where there is nothing to send.
    pub holds: Option<String>,
    /// The answer.
    pub heading: String,
    /// Why.
    pub because: String,
    /// The paragraphs that it rests on.
    pub citations: Vec<String>,
    /// What of the ledger it rests on, and who said it.
    pub rests_on: Option<String>,
    /// How to get to yes.
    pub ways: Vec<StepToYes>,
}

/// One person of the family.
#[derive(Clone)]
pub struct OfferPerson {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Otherwise an adult, who is asked for themself (S002-AXh).
    pub is_child: bool,
    /// Every kind that is asked about.
    pub kinds: Vec<OfferKind>,
}

/// One hand-over of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverLine {
    /// Which.
    pub id: HandOverId,
    /// The area.
    pub area: String,
    /// The kind of service there.
    pub service: ServiceKind,
    /// Who made it.
    pub by: String,
    /// When.
    pub made_at: Timestamp,
    /// What happened since: when, what, what was said.
    pub steps: Vec<(Timestamp, HandOverStep, String)>,
}

impl HandOverLine {
    /// Whether it was sent.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        self.steps.iter().any(|(_, step, _)| *step == HandOverStep::Sent)
    }

    /// Whether it was asked back.
    #[must_use]
    pub fn is_recalled(&self) -> bool {
        self.steps.iter().any(|(_, step, _)| *step == HandOverStep::Recalled)
    }
}

/// The page of handing a family over.
#[derive(Clone)]
pub struct HandOverPage {
    /// The family's title.
    pub family_title: String,
    /// Where they moved to, as far as that is known.
    pub moved: Option<MovedLine>,
    /// The areas to choose from.
    pub areas: Vec<String>,
    /// The area that receives; empty where none is chosen.
    pub area: String,
    /// Whom to ring there, and where.
    pub contact: Option<(String, String)>,
    /// The letters of the key that it goes to.
    pub fingerprint: Option<String>,
    /// The kind of service there.
    pub service: ServiceKind,
    /// What stands in the way of all of it.
    pub stopped: Option<String>,
    /// Everybody, with what may go.
    pub people: Vec<OfferPerson>,
    /// What was handed over before, the newest first.
    pub done: Vec<HandOverLine>,
}

impl App {
    /// What may go about a family to an area outside. Without a choice the area
    /// is the one that their new postcode belongs to.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] too for whoever does not
    /// work with the family.
    pub async fn hand_over_page(
        &self,
        asker: &Asker,
        family: FamilyId,
        (area, service): (&str, &str),
        now: Timestamp,
    ) -> Result<HandOverPage, AppError> {
        let choice = (area.to_owned(), ServiceKind::from_word(service).filter(|it| RECEIVING.contains(it)));
        self.look_at(asker, (family, now), Doing::page("hand-over"), move |tx, look| {
            let (area, service) = choice.clone();
            Box::pin(async move {
                if !may_hand_over(look) {
                    return Ok(Err(AppError::NotFound));
                }
                Ok(Ok(page(tx, look, (area, service)).await?))
            })
        })
        .await
    }
}

async fn page(
    tx: &mut Tx,
    look: &Look,
    (chosen, service): (String, Option<ServiceKind>),
) -> Result<HandOverPage, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let moved = moved_line(tx, look, &everybody).await?;
    let known = tx.outside_areas().await?;
    let found = moved.as_ref().and_then(|moved| moved.area.clone());
    let chosen = if chosen.is_empty() { found.unwrap_or_default() } else { chosen };
    let area = known.iter().find(|line| line.area.name == chosen).map(|line| &line.area);
    let key = match area {
        Some(area) => key_of(tx, &area.name).await?,
        None => None,
    };
    let service = service.or(look.asker.staff.service.filter(|own| RECEIVING.contains(own)));
    let service = service.unwrap_or(ServiceKind::HealthVisiting);
    let stopped = if look.is_shielded {
        Some(KEPT_SAFE.to_owned())
    } else if is_held_back(tx, look.births.keys()).await? {
        Some(MESSAGE_WAITS.to_owned())
    } else if known.is_empty() {
        Some("No area outside is on the register yet. Ask your data lead to add it".to_owned())
    } else if area.is_some() && key.is_none() {
        Some(format!("{chosen} has no key yet, so nothing can be sent. Ask your data lead to ring them and save it"))
    } else {
        None
    };
    let people = match area {
        Some(area) if !look.is_shielded => offered(tx, look, &everybody, (&area.name, service)).await?,
        _ => Vec::new(),
    };
    Ok(HandOverPage {
        family_title: people::family_title(&everybody),
        moved,
        areas: known.iter().map(|line| line.area.name.clone()).collect(),
        contact: area.map(|area| (area.contact.clone(), area.telephone.clone())),
        area: area.map(|area| area.name.clone()).unwrap_or_default(),
        fingerprint: key.map(|key| key.fingerprint()),
        service,
        stopped,
        people,
        done: done(tx, look).await?,
    })
}

/// The question about one person.
pub(super) fn question(
    (person, kinds): (PersonId, &[Kind]),
    (area, service): (&str, ServiceKind),
    purpose: Purpose,
) -> ShareDraft {
    ShareDraft {
        kinds: kinds.iter().map(|kind| kind.word().to_owned()).collect(),
        about: person.to_string(),
        with: "other".to_owned(),
        other: service.word().to_owned(),
        area: area.to_owned(),
        purpose: purpose.word().to_owned(),
        needed_for: format!("The family moved to {area}"),
        harm: Harm::None.word().to_owned(),
        flow: "once".to_owned(),
        extent: Extent::Necessary.word().to_owned(),
        channel: Channel::Secure.word().to_owned(),
        asking: "can".to_owned(),
        ..ShareDraft::default()
    }
}

/// The kinds that are asked about somebody.
pub(super) fn kinds_of(somebody: &Somebody) -> &'static [Kind] {
    if somebody.is_child() { &OF_CHILD } else { &[Kind::Basic] }
}

/// What the rules answer about one kind, and for which purpose it would go.
pub(super) struct Answer {
    pub(super) kind: Kind,
    pub(super) purpose: Purpose,
    pub(super) answered: Answered,
}

/// What the rules answer about these kinds today: for what the service there
/// does; or, where that is no yes, to keep somebody safe, and then only on a
/// judgement that is written down and names the area (S002-12c).
pub(super) fn answers(
    look: &Look,
    everybody: &[Somebody],
    (person, kinds): (PersonId, &[Kind]),
    to: (&str, ServiceKind),
) -> Vec<Answer> {
    // Somebody who died, or is not of this family any more, is asked about no more: nothing goes.
    let ask = |kinds: &[Kind], purpose: Purpose| {
        answers_today(look, everybody, &question((person, kinds), to, purpose)).unwrap_or_default()
    };
    let usual = purpose_of(to.1);
    let of_kind = |(kind, answered): (Kind, Answered)| {
        let is_judged = |it: &Answered| it.lets_through() && it.facts.judgement == Judgement::Sufficient;
        let judged = || ask(&[kind], Purpose::Safeguarding).into_iter().map(|(_, it)| it).find(is_judged);
        match if answered.lets_through() { None } else { judged() } {
            Some(judged) => Answer { kind, purpose: Purpose::Safeguarding, answered: judged },
            None => Answer { kind, purpose: usual, answered },
        }
    };
    ask(kinds, usual).into_iter().map(of_kind).collect()
}

pub(super) async fn offered(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    to: (&str, ServiceKind),
) -> Result<Vec<OfferPerson>, AppError> {
    let holdings = Holdings::read(tx, look, everybody).await?;
    let mut people = Vec::new();
    for somebody in everybody.iter().filter(|it| it.is_living()) {
        let (person, kinds) = (somebody.member.person, kinds_of(somebody));
        let asked = question((person, kinds), to, purpose_of(to.1));
        let resting = resting_on(look, everybody, &asked).unwrap_or_default();
        let answers = answers(look, everybody, (person, kinds), to).into_iter();
        let kinds = answers.zip(resting).map(|(Answer { kind, answered, .. }, (_, rests_on))| OfferKind {
            kind,
            may_go: answered.lets_through(),
            holds: holdings.words(person, kind),
            heading: answered.decision.heading().to_owned(),
            because: answered.decision.because().to_owned(),
            citations: answered.decision.citations().into_iter().map(str::to_owned).collect(),
            rests_on,
            ways: if answered.lets_through() { Vec::new() } else { steps_to_yes(&answered.facts, &look.pack) },
        });
        people.push(OfferPerson {
            person,
            name: somebody.view.display_name.clone(),
            is_child: somebody.is_child(),
            kinds: kinds.collect(),
        });
    }
    Ok(people)
}

async fn done(tx: &mut Tx, look: &Look) -> Result<Vec<HandOverLine>, AppError> {
    let families = tx.names_of_family(look.family).await?;
    let made = tx.hand_overs_of(&families).await?;
    let steps = tx.steps_of_hand_overs(&made.iter().map(|it| it.id).collect::<Vec<_>>()).await?;
    let names = tx.names_of_staff(&made.iter().map(|it| it.made_by).collect::<Vec<_>>()).await?;
    Ok(made
        .iter()
        .map(|it| HandOverLine { by: names.get(&it.made_by).cloned().unwrap_or_default(), ..line(it, &steps) })
        .collect())
}

/// A hand-over with its steps, and without who made it.
pub(super) fn line(made: &HandOver, steps: &[HandOverEvent]) -> HandOverLine {
    let of = steps.iter().filter(|event| event.hand_over == made.id);
    HandOverLine {
        id: made.id,
        area: made.area.clone(),
        service: made.service,
        by: String::new(),
        made_at: made.made_at,
        steps: of.map(|event| (event.said_at, event.step, event.why.clone())).collect(),
    }
}
