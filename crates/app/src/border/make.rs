//! A hand-over is made: what may go is cut, signed and encrypted to the area,
//! before anything of it is kept. Nothing has left yet.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, HandOverId, PersonId};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Kind, Purpose};
use kith_exchange::hand_over::{AreaKey, Paper, seal_paper};
use kith_store::{HandOver, Tx};
use sha2::{Digest as _, Sha256};

use super::areas::key_of;
use super::offer::{KEPT_SAFE, MESSAGE_WAITS, answers, kinds_of, question};
use super::paper::{Going, Holdings};
use super::{KeptGoing, KeptWords, RECEIVING, may_hand_over};
use crate::can_i_share::ask_of;
use crate::door::{Signing, event, fresh};
use crate::look::{Doing, Look};
use crate::objecting::is_held_back;
use crate::people::{self, Somebody};
use crate::write_down::anchor;
use crate::{App, AppError, Asker, FieldProblem};

/// A hand-over as it is being made.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HandOverDraft {
    /// The area.
    pub area: String,
    /// The word of the kind of service there.
    pub service: String,
    /// What goes: a person and a kind each, as `p-…:basic`.
    pub going: Vec<String>,
}

impl std::fmt::Debug for HandOverDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("HandOverDraft(hidden)")
    }
}

impl App {
    /// Makes a hand-over of what was ticked and may go. The same form sent
    /// twice makes one.
    ///
    /// # Errors
    /// As [`App::hand_over_page`]; [`AppError::Invalid`] with what needs another
    /// look: nothing that may go is ticked, an answer changed since, the area
    /// has no key, or somebody is kept safe.
    pub async fn make_hand_over(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&HandOverDraft, &str),
        now: Timestamp,
    ) -> Result<HandOverId, AppError> {
        let (draft, key) = (draft.clone(), format!("hand-over {} {form_key}", asker.staff.id));
        let (signing, from) = (self.keys.clone(), self.locality_name().await?);
        self.write_at(asker, (family, now), Doing::page("hand-over"), move |tx, look| {
            Box::pin(async move { make(tx, &look, (&draft, key), (&signing, from)).await })
        })
        .await
    }
}

/// Whom it goes to.
pub(super) struct Receiving {
    pub(super) area: String,
    pub(super) service: ServiceKind,
    pub(super) key: AreaKey,
}

impl Receiving {
    pub(super) fn to(&self) -> (&str, ServiceKind) {
        (&self.area, self.service)
    }
}

/// Reads whom it goes to; what to do first where nothing can.
pub(super) async fn receiving(
    tx: &mut Tx,
    look: &Look,
    (area, service): (&str, &str),
) -> Result<Result<Receiving, FieldProblem>, AppError> {
    let problem = |field: &str, words: &str| Ok(Err(FieldProblem::new(field, words)));
    if look.is_shielded {
        return problem("area", KEPT_SAFE);
    }
    if is_held_back(tx, look.births.keys()).await? {
        return problem("area", MESSAGE_WAITS);
    }
    let Some(service) = ServiceKind::from_word(service).filter(|it| RECEIVING.contains(it)) else {
        return problem("service", "Choose which service receives them");
    };
    if !tx.outside_areas().await?.iter().any(|line| line.area.name == area) {
        return problem("area", "Choose the area that they moved to");
    }
    match key_of(tx, area).await? {
        Some(key) => Ok(Ok(Receiving { area: area.to_owned(), service, key })),
        None => problem("area", "This area has no key, so nothing can be sent. Ask your data lead to save it first"),
    }
}

fn ticked(draft: &HandOverDraft) -> Going {
    let mut going = Going::new();
    for (person, kind) in draft.going.iter().filter_map(|word| word.split_once(':')) {
        if let (Ok(person), Some(kind)) = (person.parse::<PersonId>(), Kind::from_word(kind)) {
            going.entry(person).or_default().insert(kind);
        }
    }
    going
}

/// Whether all of this may go, by the rules as they answer now.
pub(super) fn may_all_go(look: &Look, everybody: &[Somebody], going: &Going, to: (&str, ServiceKind)) -> bool {
    going.iter().all(|(person, kinds)| {
        let kinds: Vec<Kind> = kinds.iter().copied().collect();
        let answers = answers(look, everybody, (*person, &kinds), to);
        answers.len() == kinds.len() && answers.iter().all(|answer| answer.answered.lets_through())
    })
}

async fn make(
    tx: &mut Tx,
    look: &Look,
    (draft, key): (&HandOverDraft, String),
    (signing, from): (&Signing, String),
) -> Result<Result<HandOverId, AppError>, AppError> {
    if !may_hand_over(look) {
        return Ok(Err(AppError::NotFound));
    }
    if let Some(done) = tx.done_once(&key).await?.and_then(|done| done.parse().ok()) {
        return Ok(Ok(done));
    }
    let receiving = match receiving(tx, look, (&draft.area, &draft.service)).await? {
        Ok(receiving) => receiving,
        Err(problem) => return Ok(Err(AppError::Invalid(vec![problem]))),
    };
    let everybody = people::everybody(tx, look).await?;
    let going = ticked(draft);
    if let Err(words) = check(look, &everybody, &going, receiving.to()) {
        return Ok(Err(AppError::Invalid(vec![FieldProblem::new("going", words)])));
    }
    let mut kept = Vec::new();
    for (person, kinds) in &going {
        let wanted: Vec<Kind> = kinds.iter().copied().collect();
        let answers = answers(look, &everybody, (*person, &wanted), receiving.to());
        let purposes: BTreeSet<Purpose> = answers.iter().map(|answer| answer.purpose).collect();
        let Some(record) = anchor(look, *person) else { return Ok(Err(AppError::Stale)) };
        for purpose in purposes {
            let of = answers.iter().filter(|answer| answer.purpose == purpose).map(|answer| answer.kind);
            let of: Vec<Kind> = of.collect();
            let asked = question((*person, &of), receiving.to(), purpose);
            let decision = match ask_of(tx, look, &asked).await? {
                Ok((decision, true)) => decision,
                Ok((_, false)) => return Ok(Err(AppError::Stale)),
                Err(told) => return Ok(Err(told)),
            };
            let kinds = of.iter().map(|kind| kind.word().to_owned()).collect();
            kept.push(KeptGoing { record: record.to_string(), kinds, decision: decision.to_string() });
        }
    }
    let id = fresh(HandOverId::from_random)?;
    let paper = paper(tx, look, (&everybody, &going), (id, &receiving, from)).await?;
    let file =
        seal_paper(&paper, &receiving.key.seals, &signing.key).map_err(|error| AppError::Broken(error.into()))?;
    let words = KeptWords { going: kept, said: said(tx, &paper)? };
    let made = HandOver {
        id,
        family: look.family,
        area: receiving.area.clone(),
        service: receiving.service,
        public_key: receiving.key.to_string(),
        digest: digest_of(&file),
        words: serde_json::to_vec(&words).map_err(|error| AppError::Broken(error.into()))?,
        made_by: look.asker.staff.id,
        made_at: look.now,
    };
    tx.add_hand_over(&made, &file).await?;
    tx.do_once(&key, &id.to_string(), look.now).await?;
    let written = event(&look.asker, Action::HandOver, look.now)
        .about(look.family)
        .outcome("made")
        .with("hand-over", id)
        .with("area", &receiving.area)
        .with("to", receiving.service.word())
        .with("people", going.len());
    tx.append_audit(&written).await?;
    Ok(Ok(id))
}

fn check(look: &Look, everybody: &[Somebody], going: &Going, to: (&str, ServiceKind)) -> Result<(), &'static str> {
    let is_asked = |(person, kinds): (&PersonId, &BTreeSet<Kind>)| {
        let somebody = everybody.iter().find(|it| it.member.person == *person);
        somebody.is_some_and(|it| kinds.iter().all(|kind| kinds_of(it).contains(kind)))
    };
    if !going.iter().all(is_asked) || !may_all_go(look, everybody, going, to) {
        return Err("An answer changed since you opened this page. Look at the answers again");
    }
    let basic = |it: &&Somebody| going.get(&it.member.person).is_some_and(|kinds| kinds.contains(&Kind::Basic));
    let named = everybody.iter().filter(|it| it.is_living_child()).any(|it| basic(&it));
    let is_about_somebody = |(person, kinds): (&PersonId, &BTreeSet<Kind>)| {
        kinds.contains(&Kind::Basic) || everybody.iter().all(|it| it.member.person != *person)
    };
    if !named {
        return Err("Tick the basic details of a child. Without a child nobody there knows whom it is about");
    }
    if !going.iter().all(is_about_somebody) {
        return Err("Tick the basic details too where you tick anything else about somebody");
    }
    Ok(())
}

/// The paper as it stands now.
pub(super) async fn paper(
    tx: &mut Tx,
    look: &Look,
    (everybody, going): (&[Somebody], &Going),
    (id, receiving, from): (HandOverId, &Receiving, String),
) -> Result<Paper, AppError> {
    let holdings = Holdings::read(tx, look, everybody).await?;
    Ok(Paper {
        hand_over: id.to_string(),
        from,
        by: format!("{}, {}", look.asker.staff.name, look.asker.staff.role.title().to_lowercase()),
        to: receiving.area.clone(),
        service: receiving.service.word().to_owned(),
        made_on: look.today,
        children: holdings.children(tx, going),
    })
}

/// All that a paper says about people, as a keyed hash.
pub(super) fn said(tx: &Tx, paper: &Paper) -> Result<String, AppError> {
    let text = serde_json::to_string(&paper.children).map_err(|error| AppError::Broken(error.into()))?;
    Ok(tx.keys().term_key("hand-over", &text))
}

pub(super) fn digest_of(file: &[u8]) -> String {
    Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect()
}
