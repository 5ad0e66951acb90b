//! Asking a person: advice on an answer from the line manager, the child
//! protection lead or the Caldicott Guardian (S002-14a), and more from a
//! colleague who works with the family.
//!
//! Whoever advises sees the facts and never who the family is, until the one
//! who asks has recorded reasonable cause (S002-18b, S002-18c).

mod colleague;
mod names;
mod who;

pub use colleague::Colleague;
pub(crate) use who::advisers;
pub use who::{AdviserKind, AdviserLine};

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{AdviceId, DecisionId, FamilyId, StaffId};
use kith_store::{Advice, AdviceMessage, Tx};
use serde::{Deserialize, Serialize};

use crate::can_i_share::{self, Naming, ShareAnswer, tell};
use crate::caseload::current;
use crate::door::{Rules, event, fresh, today};
use crate::look::{self, Doing, Look};
use crate::people;
use crate::words::date_words;
use crate::{App, AppError, Asker, FieldProblem};

/// How many requests a list shows.
const MOST: u32 = 60;
/// The most letters of one message.
const LONGEST: usize = 4000;
/// The fewest letters of the facts behind reasonable cause.
const FEWEST: usize = 20;

/// One request in the list. There is no name of a family in it.
#[derive(Debug, Clone)]
pub struct AdviceLine {
    /// Which request.
    pub advice: AdviceId,
    /// "Advice from your line manager".
    pub what: &'static str,
    /// The other person.
    pub other: String,
    /// The reader asked, and was not asked.
    pub is_mine: bool,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When the other, or the reader, first answered.
    pub answered_at: Option<Timestamp>,
}

/// One message.
#[derive(Clone)]
pub struct AdviceWords {
    /// Whether it records reasonable cause.
    pub is_cause: bool,
    /// Who wrote it.
    pub by: String,
    /// Whether the reader wrote it.
    pub is_mine: bool,
    /// When.
    pub at: Timestamp,
    /// The words.
    pub words: String,
}

/// A request with every word of it.
pub struct AdvicePage {
    /// Which request.
    pub advice: AdviceId,
    /// Who is asked, and for what.
    pub kind: AdviserKind,
    /// Who asks: "Joanne Pike, outreach worker".
    pub asked_by: String,
    /// Who is asked.
    pub asked_of: String,
    /// The reader asked.
    pub is_mine: bool,
    /// When.
    pub asked_at: Timestamp,
    /// The family: for the one who asks, and for a colleague who works with it.
    pub family: Option<(FamilyId, String)>,
    /// The answer that it is about, for the one who asks.
    pub decision: Option<DecisionId>,
    /// The question without names: label and value.
    pub question: Vec<(&'static str, String)>,
    /// The facts in words.
    pub facts: Vec<(&'static str, &'static str)>,
    /// What the rules answered, without names.
    pub answer: Option<ShareAnswer>,
    /// Everything that was written, in order.
    pub words: Vec<AdviceWords>,
    /// Who the family is, once reasonable cause is recorded.
    pub named: Option<String>,
}

/// What records reasonable cause: facts, date and person (S002-18c). The
/// person is whoever signs in.
#[derive(Clone, Default)]
pub struct CauseDraft {
    /// What was seen or heard.
    pub facts: String,
    /// When, as typed.
    pub on: String,
}

#[derive(Serialize, Deserialize)]
struct Cause {
    facts: String,
    on: String,
    named: String,
}

impl App {
    /// Asks for advice on an answer, in one step: the person is found by kind.
    /// Asking the same kind twice about one answer leads to the first request.
    ///
    /// # Errors
    /// As [`App::share_answer`]; [`AppError::Invalid`] where there is nobody
    /// of that kind, or where the words name somebody of the family.
    pub async fn ask_for_advice(
        &self,
        asker: &Asker,
        (family, decision): (FamilyId, DecisionId),
        (kind, words): (Option<AdviserKind>, &str),
        now: Timestamp,
    ) -> Result<AdviceId, AppError> {
        let words = words.trim().to_owned();
        self.write_at(asker, (family, now), Doing::of(Action::Advice, "ask-for-advice"), move |tx, look| {
            Box::pin(async move { ask(tx, &look, decision, (kind, &words)).await })
        })
        .await
    }

    /// The requests that the reader made or was asked, newest first.
    ///
    /// # Errors
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn advice_list(&self, asker: &Asker, now: Timestamp) -> Result<Vec<AdviceLine>, AppError> {
        may_read(asker, now)?;
        let me = asker.staff.id;
        let listed = event(asker, Action::Advice, now).with("page", "advice");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let all = tx.advice_of_staff(me, MOST).await?;
                    let mut lines = Vec::new();
                    for advice in &all {
                        lines.push(line(tx, advice, me).await?);
                    }
                    tx.append_audit(&listed).await?;
                    Ok::<_, AppError>(lines)
                })
            })
            .await
    }

    /// One request, for whoever asked or was asked.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else.
    pub async fn advice(&self, asker: &Asker, advice: AdviceId, now: Timestamp) -> Result<AdvicePage, AppError> {
        may_read(asker, now)?;
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db.write(move |tx| Box::pin(async move { show(tx, &asker, &rules, advice, now).await })).await?
    }

    /// Writes under a request. The same form sent twice is written once.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody who neither asked nor was asked;
    /// [`AppError::Invalid`] for nothing, too much, or the name of somebody of
    /// the family.
    pub async fn write_advice(
        &self,
        asker: &Asker,
        advice: AdviceId,
        (words, form_key): (&str, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        may_read(asker, now)?;
        let words = words.trim().to_owned();
        if words.is_empty() || words.chars().count() > LONGEST {
            let message = if words.is_empty() { "Write your answer" } else { "Use 4,000 letters or fewer" };
            return Err(AppError::Invalid(vec![FieldProblem::new("words", message)]));
        }
        let key = format!("advice {} {form_key}", asker.staff.id);
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| Box::pin(async move { write(tx, &asker, &rules, (advice, now), (&words, &key)).await }))
            .await?
    }

    /// Records reasonable cause to believe that somebody may come to
    /// significant harm. From then on the one who was asked sees who it is.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the one who asks;
    /// [`AppError::Invalid`] without facts or date.
    pub async fn record_cause(
        &self,
        asker: &Asker,
        advice: AdviceId,
        draft: &CauseDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        may_read(asker, now)?;
        let (asker, rules, draft) = (asker.clone(), self.rules.clone(), draft.clone());
        self.db.write(move |tx| Box::pin(async move { cause(tx, &asker, &rules, (advice, now), &draft).await })).await?
    }
}

/// Advice is given by people who do not look families up as well; those who do
/// need current training and clearance here too.
fn may_read(asker: &Asker, now: Timestamp) -> Result<(), AppError> {
    if asker.staff.role.works_with_families() { current(asker, now) } else { Ok(()) }
}

async fn ask(
    tx: &mut Tx,
    look: &Look,
    decision: DecisionId,
    (kind, words): (Option<AdviserKind>, &str),
) -> Result<Result<AdviceId, AppError>, AppError> {
    let asker = &look.asker;
    if can_i_share::own_answer(tx, look, decision).await?.is_none() {
        return Ok(Err(AppError::NotFound));
    }
    let Some(kind) = kind.filter(|kind| *kind != AdviserKind::Colleague) else {
        return Ok(Err(invalid("kind", "Choose who to ask")));
    };
    let asked = tx.advice_on(decision).await?;
    let earlier = asked.iter().find(|advice| advice.kind == kind.word() && advice.asked_by == asker.staff.id);
    if let Some(earlier) = earlier {
        return Ok(Ok(earlier.id));
    }
    let everybody = people::everybody(tx, look).await?;
    if let Some(found) = names::name_in(words, &everybody) {
        return Ok(Err(invalid("words", &leave_out(&found))));
    }
    let Some(adviser) = who::adviser(tx, asker, kind, look.today).await? else {
        return Ok(Err(invalid("kind", "There is nobody to ask here. Choose somebody else")));
    };
    let request = Advice {
        id: fresh(AdviceId::from_random)?,
        family: look.family,
        decision: Some(decision),
        kind: kind.word().to_owned(),
        asked_by: asker.staff.id,
        asked_of: adviser.id,
        asked_at: look.now,
    };
    keep(tx, asker, &request, words, look.now).await?;
    Ok(Ok(request.id))
}

/// Keeps a request with its first words, tells the one who is asked, and
/// writes it down.
async fn keep(tx: &mut Tx, asker: &Asker, request: &Advice, words: &str, now: Timestamp) -> Result<(), AppError> {
    tx.add_advice(request).await?;
    if !words.is_empty() {
        tx.add_advice_message(request.id, ("words", asker.staff.id), words, now).await?;
    }
    let asked = event(asker, Action::Advice, now)
        .about(request.family)
        .outcome("asked")
        .with("advice", request.id)
        .with("kind", &request.kind)
        .with("of", request.asked_of);
    tx.append_audit(&asked).await?;
    Ok(())
}

async fn line(tx: &mut Tx, advice: &Advice, me: StaffId) -> Result<AdviceLine, AppError> {
    let is_mine = advice.asked_by == me;
    let other = if is_mine { advice.asked_of } else { advice.asked_by };
    let names = tx.names_of_staff(&[other]).await?;
    let messages = tx.advice_messages(advice.id).await?;
    Ok(AdviceLine {
        advice: advice.id,
        what: AdviserKind::from_word(&advice.kind).map_or("", |kind| kind.title(is_mine)),
        other: names.get(&other).cloned().unwrap_or_default(),
        is_mine,
        asked_at: advice.asked_at,
        answered_at: messages.iter().find(|message| message.by == advice.asked_of).map(|message| message.at),
    })
}

/// The request, if the reader asked or was asked.
async fn own(tx: &mut Tx, asker: &Asker, advice: AdviceId) -> Result<Option<(Advice, AdviserKind)>, AppError> {
    let advice = match tx.advice(advice).await {
        Ok(advice) => advice,
        Err(kith_store::StoreError::NotFound { .. }) => return Ok(None),
        Err(failed) => return Err(failed.into()),
    };
    let is_own = [advice.asked_by, advice.asked_of].contains(&asker.staff.id);
    let kind = AdviserKind::from_word(&advice.kind);
    Ok(kind.filter(|_| is_own).map(|kind| (advice, kind)))
}

async fn show(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    advice: AdviceId,
    now: Timestamp,
) -> Result<Result<AdvicePage, AppError>, AppError> {
    let Some((advice, kind)) = own(tx, asker, advice).await? else { return Ok(Err(AppError::NotFound)) };
    let is_mine = advice.asked_by == asker.staff.id;
    let names = tx.names_of_staff(&[advice.asked_by, advice.asked_of]).await?;
    let name = |staff: StaffId| names.get(&staff).cloned().unwrap_or_default();
    let messages = tx.advice_messages(advice.id).await?;
    let named = messages.iter().find_map(cause_of).map(|cause| cause.named);
    let may_know = is_mine || kind == AdviserKind::Colleague;
    let family = if may_know { family_of(tx, asker, rules, &advice, now).await? } else { None };
    let (question, facts, answer) = match advice.decision {
        Some(decision) => without_names(tx, rules, decision).await?,
        None => (Vec::new(), Vec::new(), None),
    };
    let read = event(asker, Action::Advice, now)
        .about(advice.family)
        .outcome("read")
        .with("advice", advice.id)
        .with("names", family.is_some() || named.is_some());
    tx.append_audit(&read).await?;
    Ok(Ok(AdvicePage {
        advice: advice.id,
        kind,
        asked_by: name(advice.asked_by),
        asked_of: name(advice.asked_of),
        is_mine,
        asked_at: advice.asked_at,
        family,
        decision: advice.decision.filter(|_| is_mine),
        question,
        facts,
        answer,
        words: messages.iter().map(|message| told(message, asker, &name(message.by))).collect(),
        named,
    }))
}

/// The family as the reader may see it now; none where they may not any more.
async fn family_of(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    advice: &Advice,
    now: Timestamp,
) -> Result<Option<(FamilyId, String)>, AppError> {
    let Some(look) = look::peek(tx, asker, rules, advice.family, now).await? else { return Ok(None) };
    let everybody = people::everybody(tx, &look).await?;
    Ok(Some((look.family, people::family_title(&everybody))))
}

type WithoutNames = (Vec<(&'static str, String)>, Vec<(&'static str, &'static str)>, Option<ShareAnswer>);

/// The question, its facts and its answer without anybody's name.
async fn without_names(tx: &mut Tx, rules: &Rules, decision: DecisionId) -> Result<WithoutNames, AppError> {
    let Some(question) = can_i_share::question_of(tx, decision).await? else {
        return Ok((Vec::new(), Vec::new(), None));
    };
    let kept = tx.decision(decision).await?;
    let parts = can_i_share::kept_parts(&kept)?;
    let naming = Naming { what: question.naming().what, waiting_no: question.waiting_no(), ..Naming::default() };
    let edition = rules.of_its_day(&kept.pack, kept.made_at);
    let answer = tell(&can_i_share::told_parts(&parts, &edition), &naming, &edition);
    let asked = vec![
        ("Share", crate::words::listed(&question.kind_titles())),
        ("With", question.who_in_short.clone()),
        ("So that", question.purpose_title().to_owned()),
    ];
    let state = parts.iter().find(|part| part.what.starts_with("share:")).and_then(|part| part.facts.as_ref());
    let facts = state.and_then(|facts| facts.parse().ok()).map(can_i_share::fact_lines).unwrap_or_default();
    Ok((asked, facts, Some(answer)))
}

fn cause_of(message: &AdviceMessage) -> Option<Cause> {
    if message.kind == "cause" { serde_json::from_str(&message.words).ok() } else { None }
}

fn told(message: &AdviceMessage, asker: &Asker, by: &str) -> AdviceWords {
    let cause = cause_of(message);
    AdviceWords {
        is_cause: cause.is_some(),
        by: by.to_owned(),
        is_mine: message.by == asker.staff.id,
        at: message.at,
        words: cause.map_or_else(|| message.words.clone(), |cause| format!("{} ({})", cause.facts, cause.on)),
    }
}

async fn write(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (advice, now): (AdviceId, Timestamp),
    (words, key): (&str, &str),
) -> Result<Result<(), AppError>, AppError> {
    let Some((advice, kind)) = own(tx, asker, advice).await? else { return Ok(Err(AppError::NotFound)) };
    let is_mine = advice.asked_by == asker.staff.id;
    let is_named = kind == AdviserKind::Colleague
        || tx.advice_messages(advice.id).await?.iter().any(|message| message.kind == "cause");
    if is_mine && !is_named {
        let Some(look) = look::peek(tx, asker, rules, advice.family, now).await? else {
            return Ok(Err(AppError::NotFound));
        };
        let everybody = people::everybody(tx, &look).await?;
        if let Some(found) = names::name_in(words, &everybody) {
            return Ok(Err(invalid("words", &leave_out(&found))));
        }
    }
    if tx.do_once(key, &advice.id.to_string(), now).await?.is_some() {
        return Ok(Ok(()));
    }
    let number = tx.add_advice_message(advice.id, ("words", asker.staff.id), words, now).await?;
    if !is_mine {
        tx.add_notice(advice.asked_by, "advice-answered", now).await?;
    }
    let written = event(asker, Action::Advice, now)
        .about(advice.family)
        .outcome(if is_mine { "asked" } else { "answered" })
        .with("advice", advice.id)
        .with("message", number);
    tx.append_audit(&written).await?;
    Ok(Ok(()))
}

async fn cause(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (advice, now): (AdviceId, Timestamp),
    draft: &CauseDraft,
) -> Result<Result<(), AppError>, AppError> {
    let Some((advice, _)) = own(tx, asker, advice)
        .await?
        .filter(|(advice, kind)| advice.asked_by == asker.staff.id && *kind != AdviserKind::Colleague)
    else {
        return Ok(Err(AppError::NotFound));
    };
    let mut problems = Vec::new();
    if draft.facts.trim().chars().count() < FEWEST || draft.facts.chars().count() > LONGEST {
        problems.push(FieldProblem::new("facts", format!("Write what you saw or heard, in {FEWEST} letters or more")));
    }
    let on = crate::contact_form::day(&draft.on, "on", &mut problems);
    if on.is_some_and(|on| today(now) < on) {
        problems.push(FieldProblem::new("on", "This day has not come yet. Check the date"));
    }
    let Some(on) = on.filter(|_| problems.is_empty()) else { return Ok(Err(AppError::Invalid(problems))) };
    let doing = Doing::of(Action::Advice, "reasonable-cause");
    let look = match look::begin(tx, asker, rules, (advice.family, now), doing).await? {
        Ok(look) => look,
        Err(refused) => return Ok(Err(refused)),
    };
    let everybody = people::everybody(tx, &look).await?;
    let caption = people::caption(&everybody, look.today);
    let cause = Cause {
        facts: draft.facts.trim().to_owned(),
        on: date_words(on),
        named: format!("{}: {caption}", people::family_title(&everybody)),
    };
    let words = serde_json::to_string(&cause).map_err(|error| AppError::Broken(error.into()))?;
    tx.add_advice_message(advice.id, ("cause", asker.staff.id), &words, now).await?;
    let recorded = event(asker, Action::Advice, now)
        .about(advice.family)
        .outcome("reasonable-cause")
        .with("advice", advice.id)
        .with("named-to", advice.asked_of);
    tx.append_audit(&recorded).await?;
    Ok(Ok(()))
}

fn invalid(field: &str, message: &str) -> AppError {
    AppError::Invalid(vec![FieldProblem::new(field, message)])
}

fn leave_out(found: &str) -> String {
    format!("Leave out who it is. Take “{found}” out, and ask again")
}
