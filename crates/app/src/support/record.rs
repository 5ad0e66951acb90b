//! What happens to support later: the family's answer, what came of a goal,
//! the end.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::area::LocalService;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, SupportId};
use kith_core::support::{GoalOutcome, SupportAnswer};
use kith_store::{SupportEvent, Tx};

use super::agree::{answered, happened, read_answer, record_answer, to_do};
use super::draft::{MOST_LETTERS, SupportDraft, review_day};
use super::need::{Need, need};
use super::seen::{GoalLine, SupportLine, line_of};
use super::{END, EventWords, GOAL, LedgerText, OUTCOME};
use crate::door::event;
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::record_consent::ConsentDraft;
use crate::write_down::{filled, fresh_reference, past_day};
use crate::{App, AppError, Asker, FieldProblem};

/// The kind of task that asks the family about planned support.
pub(crate) const ANSWER_SUPPORT: &str = "answer-support";
/// The kind of task that looks at a goal together with the family.
pub(crate) const REVIEW_SUPPORT: &str = "review-support";

/// What My day says of the tasks about support, and the page where they are
/// done.
pub(crate) fn tasks_words(kind: &str) -> Option<(&'static str, &'static str)> {
    match kind {
        ANSWER_SUPPORT => Some(("Ask the family about the support that you planned", "/support")),
        REVIEW_SUPPORT => Some(("Look with the family at what they hope for", "/support")),
        _ => None,
    }
}

/// What came of a goal, as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutcomeDraft {
    /// The word of the outcome.
    pub outcome: String,
    /// In the family's words; of a goal that has changed: what they hope for
    /// now.
    pub words: String,
    /// The day, as typed; empty for today.
    pub on: String,
    /// The day to look again, as typed; empty for none, and for three months
    /// later where the goal has changed.
    pub review_on: String,
}

/// The end of support, as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndDraft {
    /// Why it ends.
    pub why: String,
    /// The day, as typed; empty for today.
    pub on: String,
}

impl App {
    /// Writes down what the family answered to planned support, in the ledger
    /// too. The same form sent twice is written down once.
    ///
    /// # Errors
    /// As [`App::support_page`]; [`AppError::Invalid`] with every field that
    /// needs another look; [`AppError::Stale`] where it has begun or ended.
    pub async fn answer_support(
        &self,
        asker: &Asker,
        (family, support): (FamilyId, SupportId),
        (answer, why_not_asked, consent, key): (&str, &str, &ConsentDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let draft = SupportDraft {
            answer: answer.to_owned(),
            why_not_asked: why_not_asked.to_owned(),
            consent: consent.clone(),
            ..SupportDraft::default()
        };
        let once = format!("support-answer {} {key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("answer-support"), move |tx, look| {
            Box::pin(async move {
                if tx.done_once(&once).await?.is_some() {
                    return Ok(Ok(()));
                }
                let done = answer_it(tx, &look, support, &draft).await?;
                if done.is_ok() {
                    tx.do_once(&once, &support.to_string(), now).await?;
                }
                Ok(done)
            })
        })
        .await
    }

    /// Writes down what came of a goal.
    ///
    /// # Errors
    /// As [`App::support_page`]; [`AppError::Invalid`] with every field that
    /// needs another look; [`AppError::Stale`] where it has not begun or has
    /// ended.
    pub async fn record_outcome(
        &self,
        asker: &Asker,
        (family, support, goal): (FamilyId, SupportId, u32),
        (draft, key): (&OutcomeDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (draft, once) = (draft.clone(), format!("support-outcome {} {key}", asker.staff.id));
        self.write_at(asker, (family, now), Doing::page("record-outcome"), move |tx, look| {
            Box::pin(async move {
                if tx.done_once(&once).await?.is_some() {
                    return Ok(Ok(()));
                }
                let done = outcome(tx, &look, (support, goal), &draft).await?;
                if done.is_ok() {
                    tx.do_once(&once, &support.to_string(), now).await?;
                }
                Ok(done)
            })
        })
        .await
    }

    /// Writes down that support has ended, and why.
    ///
    /// # Errors
    /// As [`App::record_outcome`].
    pub async fn end_support(
        &self,
        asker: &Asker,
        (family, support): (FamilyId, SupportId),
        draft: &EndDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let draft = draft.clone();
        self.write_at(asker, (family, now), Doing::page("end-support"), move |tx, look| {
            Box::pin(async move { end(tx, &look, support, &draft).await })
        })
        .await
    }
}

/// A support that this worker may write about.
async fn own_line(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    support: SupportId,
) -> Result<Result<SupportLine, AppError>, AppError> {
    let line = line_of(tx, look, everybody, support).await?.filter(|line| line.may_write);
    Ok(match line {
        None => Err(AppError::NotFound),
        Some(line) if line.ended.is_some() => Err(AppError::Stale),
        Some(line) => Ok(line),
    })
}

/// What the rules say today about what the service needs.
pub(super) async fn need_today(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    line: &SupportLine,
) -> Result<Option<Need>, AppError> {
    let Some(given_by) = line.words.given_by().filter(|_| line.goals.is_some()) else { return Ok(None) };
    let service = LocalService {
        kind: kith_core::area::OfferKind::Parenting,
        name: line.service.clone(),
        centre: String::new(),
        says: String::new(),
        address: String::new(),
        telephone: line.telephone.clone(),
        given_by: Some(given_by),
        needs: line.needs.iter().copied().collect(),
    };
    need(tx, look, everybody, (&service, &line.for_whom)).await
}

async fn answer_it(
    tx: &mut Tx,
    look: &Look,
    support: SupportId,
    draft: &SupportDraft,
) -> Result<Result<(), AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let line = match own_line(tx, look, &everybody, support).await? {
        Ok(line) if !line.answer.lets_it_begin() => line,
        Ok(_) => return Ok(Err(AppError::Stale)),
        Err(refused) => return Ok(Err(refused)),
    };
    let Some(need) = need_today(tx, look, &everybody, &line).await? else { return Ok(Err(AppError::Stale)) };
    let (answer, problems) = if need.must_ask {
        read_answer(look, (draft, &need), &line.for_whom)
    } else {
        (Some(SupportAnswer::AgreedBefore), Vec::new())
    };
    let Some(answer) = answer.filter(|_| problems.is_empty()) else { return Ok(Err(AppError::Invalid(problems))) };
    if let Err(refused) = record_answer(tx, look, (draft, &need), (answer, &line.for_whom)).await? {
        return Ok(Err(refused));
    }
    answered(tx, look, support, (answer, &draft.why_not_asked)).await?;
    if answer != SupportAnswer::NotAsked
        && let Some(task) = line.task
    {
        tx.finish_ledger_tasks(task, ANSWER_SUPPORT, (look.asker.staff.id, look.now)).await?;
    }
    if answer.lets_it_begin() {
        for goal in line.goals.iter().flatten() {
            let due = goal.review_on.unwrap_or(look.today).max(look.today);
            review(tx, look, goal, due).await?;
        }
    }
    note(tx, look, (support, answer.word())).await?;
    Ok(Ok(()))
}

async fn review(tx: &mut Tx, look: &Look, goal: &GoalLine, due_on: Date) -> Result<(), AppError> {
    match goal.task.as_ref().and_then(LedgerText::reference) {
        Some(reference) => to_do(tx, look, (reference, REVIEW_SUPPORT), due_on).await,
        None => Ok(()),
    }
}

async fn finish_review(tx: &mut Tx, look: &Look, goal: &GoalLine) -> Result<(), AppError> {
    if let Some(reference) = goal.task.as_ref().and_then(LedgerText::reference) {
        tx.finish_ledger_tasks(reference, REVIEW_SUPPORT, (look.asker.staff.id, look.now)).await?;
    }
    Ok(())
}

async fn note(tx: &mut Tx, look: &Look, (support, outcome): (SupportId, &str)) -> Result<(), AppError> {
    let noted = event(&look.asker, Action::Support, look.now).about(look.family).outcome(outcome);
    tx.append_audit(&noted.with("support", support)).await?;
    Ok(())
}

async fn outcome(
    tx: &mut Tx,
    look: &Look,
    (support, number): (SupportId, u32),
    draft: &OutcomeDraft,
) -> Result<Result<(), AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let line = match own_line(tx, look, &everybody, support).await? {
        Ok(line) if line.answer.lets_it_begin() => line,
        Ok(_) => return Ok(Err(AppError::Stale)),
        Err(refused) => return Ok(Err(refused)),
    };
    let goals = line.goals.unwrap_or_default();
    let Some(goal) = goals.iter().find(|goal| goal.number == number) else { return Ok(Err(AppError::NotFound)) };
    let mut problems = Vec::new();
    let outcome = GoalOutcome::from_word(&draft.outcome);
    if outcome.is_none() {
        problems.push(FieldProblem::new("outcome", "Choose what came of it"));
    }
    let words = filled(&draft.words);
    let has_changed = outcome == Some(GoalOutcome::Changed);
    if has_changed && words.is_none() {
        problems.push(FieldProblem::new("words", "Write what they hope for now"));
    }
    if draft.words.chars().count() > MOST_LETTERS {
        problems.push(FieldProblem::new("words", "Use 500 letters or fewer"));
    }
    let on = past_day(&draft.on, look.today, &mut problems);
    let looks_again = has_changed || filled(&draft.review_on).is_some();
    let review_on =
        if looks_again { review_day(&draft.review_on, ("review_on", look.today), &mut problems) } else { None };
    let (Some(outcome), Some(on), true) = (outcome, on, problems.is_empty()) else {
        return Ok(Err(AppError::Invalid(problems)));
    };
    let said = EventWords { words: words.clone().unwrap_or_default(), task: None };
    let event = SupportEvent { goal: Some(number), on: Some(on), ..happened(look, OUTCOME, &said)? };
    let event = SupportEvent { outcome: Some(outcome.word().to_owned()), aim: Some(goal.aim_word.clone()), ..event };
    tx.add_support_event(support, &event).await?;
    finish_review(tx, look, goal).await?;
    match (has_changed, review_on) {
        (true, Some(review_on)) => {
            let task = fresh_reference()?;
            let kept = EventWords { words: words.unwrap_or_default(), task: Some(LedgerText::of(task)) };
            let next = goals.iter().map(|goal| goal.number).max().unwrap_or(0) + 1;
            let event = SupportEvent { goal: Some(next), on: Some(review_on), ..happened(look, GOAL, &kept)? };
            tx.add_support_event(support, &SupportEvent { aim: Some(goal.aim_word.clone()), ..event }).await?;
            to_do(tx, look, (task, REVIEW_SUPPORT), review_on).await?;
        }
        (false, Some(review_on)) => review(tx, look, goal, review_on).await?,
        (_, None) => {}
    }
    note(tx, look, (support, outcome.word())).await?;
    Ok(Ok(()))
}

async fn end(tx: &mut Tx, look: &Look, support: SupportId, draft: &EndDraft) -> Result<Result<(), AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let line = match own_line(tx, look, &everybody, support).await? {
        Ok(line) => line,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut problems = Vec::new();
    let why = filled(&draft.why).filter(|why| why.chars().count() <= MOST_LETTERS);
    if why.is_none() {
        problems.push(FieldProblem::new("why", "Write why it ends, in 500 letters or fewer"));
    }
    let on = past_day(&draft.on, look.today, &mut problems);
    let (Some(why), Some(on), true) = (why, on, problems.is_empty()) else {
        return Ok(Err(AppError::Invalid(problems)));
    };
    let event = happened(look, END, &EventWords { words: why, task: None })?;
    tx.add_support_event(support, &SupportEvent { on: Some(on), ..event }).await?;
    for goal in line.goals.iter().flatten() {
        finish_review(tx, look, goal).await?;
    }
    if let Some(task) = line.task {
        tx.finish_ledger_tasks(task, ANSWER_SUPPORT, (look.asker.staff.id, look.now)).await?;
    }
    note(tx, look, (support, "ended")).await?;
    Ok(Ok(()))
}
