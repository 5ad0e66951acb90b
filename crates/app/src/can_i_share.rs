//! "Can I share this?": a worker asks whether something may go to somebody,
//! about a family that they work with, and gets one of six answers with the
//! way to yes (S002-6a, S002-11f). The answer is kept with its facts.

mod confided;
mod different;
mod facts;
mod practice;
mod told;

pub use different::{DECIDED, DifferentCount, DifferentDraft, DifferentLine};
pub use practice::{PRACTICE, Practice, PracticeFacts, Scenario};
pub use told::{NowLine, ShareAnswer, ShareCheck, ShareStep, ShareWay};

pub(crate) use told::{Naming, Part, fact_lines, tell};

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{DecisionId, FamilyId, PersonId};
use kith_core::sharing::{Kind, Pack, Purpose};
use kith_store::{KeptDecision, Tx};
use serde::{Deserialize, Serialize};

use crate::door::{Rules, event};
use crate::keep_decision::keep_decision;
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::questions::{Answered, KeptPart};
use crate::{App, AppError, Asker, FieldProblem, objecting};

/// The most letters of "what they need it for".
const MOST: usize = 300;

/// What the form of the question shows.
pub struct ShareForm {
    /// The family's title.
    pub family_title: String,
    /// The people it can be about: who, name, one line.
    pub people: Vec<(PersonId, String, String)>,
    /// The people around this family who could have it.
    pub around: Vec<ShareWith>,
    /// The areas outside that it could go to.
    pub areas: Vec<String>,
    /// The purposes to choose from.
    pub purposes: Vec<Purpose>,
    /// The form as it was, or with what is usual.
    pub draft: ShareDraft,
    /// The reader is no health professional: parents have a right to be asked
    /// (S004-BAf).
    pub must_ask: bool,
}

/// Somebody around the family who could have something.
#[derive(Clone)]
pub struct ShareWith {
    /// The value on the form.
    pub value: String,
    /// "Joanne Pike", or the service where nobody is named.
    pub name: String,
    /// "outreach worker, Larch Centre".
    pub line: String,
}

/// The question as it was typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ShareDraft {
    /// The words of the kinds of information.
    pub kinds: Vec<String>,
    /// The person it is about.
    pub about: String,
    /// Whom it would go to: somebody around the family, or `other`.
    pub with: String,
    /// The service, where it is somebody else.
    pub other: String,
    /// The area outside whose service it is; empty for one here.
    pub area: String,
    /// The word of the purpose.
    pub purpose: String,
    /// What they need it for, in words.
    pub needed_for: String,
    /// The word of the harm fact.
    pub harm: String,
    /// `once` or `ongoing`.
    pub flow: String,
    /// `necessary` or `excessive`.
    pub extent: String,
    /// `secure` or `insecure`.
    pub channel: String,
    /// `can`, `cannot` or `unsafe`: whether the family can be asked.
    pub asking: String,
    /// Somebody doubts that the person can decide this.
    pub doubts_capacity: bool,
    /// The worker is in doubt.
    pub is_in_doubt: bool,
}

impl std::fmt::Debug for ShareDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ShareDraft(hidden)")
    }
}

/// What an answer was asked about, kept sealed beside the decision.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct KeptQuestion {
    pub(crate) kinds: Vec<String>,
    pub(crate) about: String,
    pub(crate) about_name: String,
    pub(crate) with: String,
    pub(crate) other: String,
    /// The area outside whose service it is.
    #[serde(default)]
    pub(crate) area: String,
    /// "Joanne Pike, outreach worker, Larch Centre".
    pub(crate) who: String,
    /// The same without a name: "Children’s centre staff".
    pub(crate) who_in_short: String,
    /// Who would be asked: a first name, or none where nobody is known.
    pub(crate) asks: Option<String>,
    pub(crate) purpose: String,
    pub(crate) needed_for: String,
    pub(crate) harm: String,
    pub(crate) flow: String,
    pub(crate) extent: String,
    pub(crate) channel: String,
    pub(crate) asking: String,
    pub(crate) doubts_capacity: bool,
    pub(crate) is_in_doubt: bool,
    /// What of the ledger the answer rests on: "Agreement, 3 November 2026".
    pub(crate) rests_on: Option<String>,
    /// The title of the edition of the rules.
    pub(crate) pack: String,
    /// What of it was told in confidence: when, to whom, what for (S002-10a).
    #[serde(default)]
    pub(crate) confided: Vec<String>,
    /// Somebody wrote to say no and nobody has spoken to them: what may not go
    /// before that, by the words of the kinds (S002-15f).
    #[serde(default)]
    pub(crate) waiting_no: Option<Vec<String>>,
}

impl KeptQuestion {
    fn draft(&self) -> ShareDraft {
        ShareDraft {
            kinds: self.kinds.clone(),
            about: self.about.clone(),
            with: self.with.clone(),
            other: self.other.clone(),
            area: self.area.clone(),
            purpose: self.purpose.clone(),
            needed_for: self.needed_for.clone(),
            harm: self.harm.clone(),
            flow: self.flow.clone(),
            extent: self.extent.clone(),
            channel: self.channel.clone(),
            asking: self.asking.clone(),
            doubts_capacity: self.doubts_capacity,
            is_in_doubt: self.is_in_doubt,
        }
    }

    pub(crate) fn kind_titles(&self) -> Vec<String> {
        self.kinds.iter().filter_map(|word| Kind::from_word(word)).map(|kind| kind.title().to_owned()).collect()
    }

    pub(crate) fn purpose_title(&self) -> &'static str {
        Purpose::from_word(&self.purpose).map_or("", Purpose::title)
    }

    /// The names that the answer is told with.
    pub(crate) fn naming(&self) -> Naming {
        Naming {
            asks: self.asks.clone(),
            who: self.who.clone(),
            what: crate::words::listed(&self.kind_titles()).to_lowercase(),
            rests_on: self.rests_on.clone(),
            waiting_no: self.waiting_no(),
        }
    }

    /// The kinds that may not go before somebody has spoken to whoever wrote to
    /// say no; none where nobody wrote.
    pub(crate) fn waiting_no(&self) -> Option<BTreeSet<Kind>> {
        let words = self.waiting_no.as_ref()?;
        Some(words.iter().filter_map(|word| Kind::from_word(word)).collect())
    }
}

/// A kept answer.
pub struct SharePage {
    /// The family's title.
    pub family_title: String,
    /// Which decision.
    pub decision: DecisionId,
    /// When it was made.
    pub made_at: Timestamp,
    /// The kinds of information.
    pub kinds: Vec<String>,
    /// Whom it is about.
    pub about: String,
    /// Whom it would go to.
    pub who: String,
    /// What for.
    pub purpose: &'static str,
    /// What they need it for, in words.
    pub needed_for: String,
    /// The edition of the rules that answered.
    pub pack: String,
    /// What of it was told in confidence: when, to whom, what for.
    pub confided: Vec<String>,
    /// The answer.
    pub answer: ShareAnswer,
    /// The code of the worker's own profession, if there is one (S002-1b).
    pub own_code: Option<&'static str>,
    /// Whom to ask, and what was asked already.
    pub advisers: Vec<crate::ask_person::AdviserLine>,
    /// What was decided instead, oldest first.
    pub different: Vec<DifferentLine>,
}

impl App {
    /// The form of the question, filled in with what is known; or with an
    /// earlier question, to change it.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn share_form(
        &self,
        asker: &Asker,
        family: FamilyId,
        from: Option<DecisionId>,
        now: Timestamp,
    ) -> Result<ShareForm, AppError> {
        self.write_at(asker, (family, now), Doing::page("can-i-share"), move |tx, look| {
            Box::pin(async move { form(tx, &look, from).await })
        })
        .await
    }

    /// Answers a question, keeps the answer, and gives its reference.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// needs another look.
    pub async fn ask_to_share(
        &self,
        asker: &Asker,
        family: FamilyId,
        draft: &ShareDraft,
        now: Timestamp,
    ) -> Result<DecisionId, AppError> {
        let draft = draft.clone();
        self.write_at(asker, (family, now), Doing::of(Action::Ask, "can-i-share"), move |tx, look| {
            Box::pin(async move { ask(tx, &look, &draft).await })
        })
        .await
    }

    /// A kept answer, for whoever asked; `is_print` for paper.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] too where somebody else
    /// asked, or about another family.
    pub async fn share_answer(
        &self,
        asker: &Asker,
        family: FamilyId,
        (decision, is_print): (DecisionId, bool),
        now: Timestamp,
    ) -> Result<SharePage, AppError> {
        let rules = self.rules.clone();
        let action = if is_print { Action::Print } else { Action::Look };
        self.write_at(asker, (family, now), Doing::of(action, "can-i-share-answer"), move |tx, look| {
            Box::pin(async move { show(tx, &look, &rules, decision).await })
        })
        .await
    }
}

async fn form(tx: &mut Tx, look: &Look, from: Option<DecisionId>) -> Result<Result<ShareForm, AppError>, AppError> {
    let earlier = match from {
        Some(decision) => match own_answer(tx, look, decision).await? {
            Some((_, question)) => Some(question.draft()),
            None => return Ok(Err(AppError::NotFound)),
        },
        None => None,
    };
    let everybody = people::everybody(tx, look).await?;
    let around = facts::around(tx, look, &everybody).await?;
    let draft = earlier.unwrap_or_else(|| facts::usual(look, &everybody));
    let areas = tx.outside_areas().await?.into_iter().map(|line| line.area.name).collect();
    Ok(Ok(ShareForm {
        family_title: people::family_title(&everybody),
        people: facts::people_to_choose(look, &everybody),
        around: around.into_iter().map(|near| near.with).collect(),
        areas,
        purposes: facts::purposes(look),
        draft,
        must_ask: !look.asker.staff.service.is_some_and(kith_core::service::ServiceKind::is_health),
    }))
}

async fn ask(tx: &mut Tx, look: &Look, draft: &ShareDraft) -> Result<Result<DecisionId, AppError>, AppError> {
    Ok(ask_of(tx, look, draft).await?.map(|(decision, _)| decision))
}

/// Answers a question about an open family, keeps the answer, and gives its
/// reference and whether everything that was asked for may go.
pub(crate) async fn ask_of(
    tx: &mut Tx,
    look: &Look,
    draft: &ShareDraft,
) -> Result<Result<(DecisionId, bool), AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let around = facts::around(tx, look, &everybody).await?;
    if !draft.area.is_empty() && !tx.outside_areas().await?.iter().any(|line| line.area.name == draft.area) {
        return Ok(Err(AppError::Invalid(vec![problem("area", "Choose the area")])));
    }
    let asked = match facts::read(look, (&everybody, &around), draft) {
        Ok(asked) => asked,
        Err(problems) => return Ok(Err(AppError::Invalid(problems))),
    };
    let parts = asked.parts(look);
    let kept: Vec<KeptPart> = parts.iter().map(|(what, answered)| KeptPart::of(what.clone(), answered)).collect();
    let mut question = asked.kept(look, draft);
    question.confided = confided::of_own_service(tx, look, &question.kinds).await?;
    if may_say_no(tx, look).await? {
        let held = asked.held_by_a_no(look);
        question.waiting_no = Some(held.into_iter().map(|kind| kind.word().to_owned()).collect());
    }
    let broken = |error: serde_json::Error| AppError::Broken(error.into());
    let about = (look.family, question.purpose.as_str(), look.pack.name());
    let decision = keep_decision(tx, &look.asker, about, &kept, look.now).await?;
    tx.keep_share_question(decision, look.family, &serde_json::to_vec(&question).map_err(broken)?).await?;
    let answer = tell(&told_parts(&kept, &look.pack), &question.naming(), &look.pack);
    let answered = event(&look.asker, Action::Ask, look.now)
        .about(look.family)
        .outcome(answer.outcome.word())
        .with("page", "can-i-share-answer")
        .with("decision", decision)
        .with("kinds", question.kinds.join(","))
        .with("for", &question.purpose)
        .with("to", asked.service().word());
    tx.append_audit(&answered).await?;
    let is_held = question.waiting_no.iter().flatten().any(|held| question.kinds.contains(held));
    let may_go = parts.iter().all(|(what, answered)| !what.starts_with("share:") || answered.lets_through());
    Ok(Ok((decision, may_go && !is_held)))
}

/// Whether somebody of an open family may be meant by a message to say no that
/// nobody has settled.
pub(crate) async fn may_say_no(tx: &mut Tx, look: &Look) -> Result<bool, AppError> {
    objecting::is_held_back(tx, look.members.iter().map(|member| &member.person)).await
}

async fn show(
    tx: &mut Tx,
    look: &Look,
    rules: &Rules,
    decision: DecisionId,
) -> Result<Result<SharePage, AppError>, AppError> {
    let Some((kept, question)) = own_answer(tx, look, decision).await? else { return Ok(Err(AppError::NotFound)) };
    let parts = kept_parts(&kept)?;
    let everybody = people::everybody(tx, look).await?;
    let edition = rules.of_its_day(&kept.pack, kept.made_at);
    Ok(Ok(SharePage {
        family_title: people::family_title(&everybody),
        decision,
        made_at: kept.made_at,
        kinds: question.kind_titles(),
        about: question.about_name.clone(),
        who: question.who.clone(),
        purpose: question.purpose_title(),
        needed_for: question.needed_for.clone(),
        pack: question.pack.clone(),
        confided: question.confided.clone(),
        answer: tell(&told_parts(&parts, &edition), &question.naming(), &edition),
        own_code: facts::own_code(look.asker.staff.role),
        advisers: crate::ask_person::advisers(tx, &look.asker, Some(decision), look.today).await?,
        different: different::lines(tx, decision).await?,
    }))
}

/// What the rules answer today for each kind, where nothing is asked for yet:
/// for a page that says what a service would know.
pub(crate) fn answers_today(
    look: &Look,
    everybody: &[Somebody],
    draft: &ShareDraft,
) -> Result<Vec<(Kind, Answered)>, Vec<FieldProblem>> {
    let asked = facts::read(look, (everybody, &[]), draft)?;
    let answers = asked.parts(look).into_iter();
    let of_question = answers.filter_map(|(what, answered)| {
        let kind = Kind::from_word(what.strip_prefix("share:")?)?;
        Some((kind, answered))
    });
    Ok(of_question.collect())
}

/// What in the ledger each of these answers rests on: "Agreement of Hannah
/// Ellis, 3 November 2026".
pub(crate) fn resting_on(
    look: &Look,
    everybody: &[Somebody],
    draft: &ShareDraft,
) -> Result<Vec<(Kind, Option<String>)>, Vec<FieldProblem>> {
    let asked = facts::read(look, (everybody, &[]), draft)?;
    Ok(asked.rests_on(look, everybody))
}

/// A kept answer of this reader about this family, with what it was about.
pub(crate) async fn own_answer(
    tx: &mut Tx,
    look: &Look,
    decision: DecisionId,
) -> Result<Option<(KeptDecision, KeptQuestion)>, AppError> {
    let kept = match tx.decision(decision).await {
        Ok(kept) => kept,
        Err(kith_store::StoreError::NotFound { .. }) => return Ok(None),
        Err(failed) => return Err(failed.into()),
    };
    let is_of_family = tx.names_of_family(look.family).await?.contains(&kept.family);
    if !is_of_family || kept.staff != look.asker.staff.id {
        return Ok(None);
    }
    Ok(question_of(tx, decision).await?.map(|question| (kept, question)))
}

/// What a decision was asked about; none for the decisions of a look.
pub(crate) async fn question_of(tx: &mut Tx, decision: DecisionId) -> Result<Option<KeptQuestion>, AppError> {
    match tx.share_question(decision).await? {
        Some(words) => Ok(Some(serde_json::from_slice(&words).map_err(|error| AppError::Broken(error.into()))?)),
        None => Ok(None),
    }
}

/// The answers that were kept.
pub(crate) fn kept_parts(kept: &KeptDecision) -> Result<Vec<KeptPart>, AppError> {
    serde_json::from_str(&kept.answers).map_err(|error| AppError::Broken(error.into()))
}

/// The answers put again to the rules from the facts that were kept, so that
/// the page is a replay and not a memory (S002-9a).
pub(crate) fn told_parts(parts: &[KeptPart], edition: &Pack) -> Vec<Part> {
    parts.iter().filter_map(|part| Part::of(part, edition)).collect()
}

/// The people of the family whom a question can be about: not those who died.
fn is_living(somebody: &&Somebody) -> bool {
    somebody.is_living()
}

fn problem(field: &str, message: &str) -> FieldProblem {
    FieldProblem::new(field, message)
}
