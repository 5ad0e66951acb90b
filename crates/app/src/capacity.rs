//! Whether somebody can decide for themself: one record for one decision
//! (S002-16b, S002-16c).

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId};
use kith_core::ledger::{CapacityRecord, CapacityResult, CapacityTest, LedgerEvent, Proof};
use kith_store::Tx;

use crate::door::{event, today};
use crate::ledger_lines::{HistoryLine, Names, history};
use crate::look::{Doing, Look};
use crate::people;
use crate::write_down::{anchor, append_for_each, filled, kinds, past_day};
use crate::{App, AppError, Asker, FieldProblem};

/// An assessment as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CapacityDraft {
    /// Of whom.
    pub about: String,
    /// By which test, by its word.
    pub test: String,
    /// What came of it, by its word.
    pub result: String,
    /// The kinds of information that the decision is about.
    pub kinds: Vec<String>,
    /// The decision, in words.
    pub decision: String,
    /// What shows it.
    pub reasons: String,
    /// What help was given.
    pub help: String,
    /// What is in their best interests.
    pub best_interests: String,
    /// The day, as typed; empty for today.
    pub on: String,
}

impl std::fmt::Debug for CapacityDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CapacityDraft(hidden)")
    }
}

/// The assessments of a family, and whom another may be about.
#[derive(Clone)]
pub struct CapacityPage {
    /// The family's title.
    pub family_title: String,
    /// Everybody: reference and name.
    pub people: Vec<(PersonId, String)>,
    /// What was recorded, the newest first.
    pub lines: Vec<HistoryLine>,
}

impl App {
    /// Lists the assessments, for the page and the form.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn capacity_page(
        &self,
        asker: &Asker,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<CapacityPage, AppError> {
        self.write_at(asker, (family, now), Doing::page("capacity"), |tx, look| {
            Box::pin(async move { page(tx, &look).await })
        })
        .await
    }

    /// Records one assessment. It counts for answers about the same kinds of
    /// information by the same person.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// is empty or needs another look.
    pub async fn record_capacity(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&CapacityDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (person, record) = check(draft, today(now))?;
        let key = format!("capacity {} {form_key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("record-capacity"), move |tx, look| {
            Box::pin(async move { save(tx, &look, (person, record, key)).await })
        })
        .await
    }
}

async fn page(tx: &mut Tx, look: &Look) -> Result<Result<CapacityPage, AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let names = Names::load(tx, look, &everybody).await?;
    let is_assessment =
        |place: &usize| look.entries.get(*place).is_some_and(|entry| matches!(entry.event, LedgerEvent::Capacity(_)));
    let lines = history(look, &names).into_iter().rev().filter(|group| group.places.iter().all(is_assessment));
    Ok(Ok(CapacityPage {
        family_title: people::family_title(&everybody),
        people: everybody.iter().map(|somebody| (somebody.member.person, somebody.view.display_name.clone())).collect(),
        lines: lines.map(|group| group.line).collect(),
    }))
}

fn check(draft: &CapacityDraft, today: Date) -> Result<(PersonId, CapacityRecord), AppError> {
    let mut problems = Vec::new();
    let about: Option<PersonId> = draft.about.parse().ok();
    let (test, result) = (CapacityTest::from_word(&draft.test), CapacityResult::from_word(&draft.result));
    let kinds = kinds(&draft.kinds);
    let is_unable = result == Some(CapacityResult::NotAble);
    let mut need = |is_there: bool, field: &str, message: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, message));
        }
    };
    need(about.is_some(), "about", "Choose whom it is about");
    need(test.is_some(), "test", "Choose the test");
    need(!kinds.is_empty(), "kinds", "Choose which kinds of information the decision is about");
    need(filled(&draft.decision).is_some(), "decision", "Write which decision. Each decision has its own record");
    need(result.is_some(), "result", "Choose what came of it");
    need(filled(&draft.reasons).is_some(), "reasons", "Write what shows it");
    need(filled(&draft.help).is_some(), "help", "Write what help they had to decide");
    need(
        !is_unable || filled(&draft.best_interests).is_some(),
        "best_interests",
        "Write what is in their best interests, and who was asked",
    );
    let on = past_day(&draft.on, today, &mut problems);
    let (Some(about), Some(test), Some(result), Some(on), true) = (about, test, result, on, problems.is_empty()) else {
        return Err(AppError::Invalid(problems));
    };
    let text = |words: &str| words.trim().to_owned();
    let record = CapacityRecord {
        on,
        about: [about].into(),
        test,
        result,
        kinds,
        decision: text(&draft.decision),
        reasons: text(&draft.reasons),
        help: text(&draft.help),
        best_interests: text(&draft.best_interests),
    };
    Ok((about, record))
}

async fn save(
    tx: &mut Tx,
    look: &Look,
    (person, record, key): (PersonId, CapacityRecord, String),
) -> Result<Result<(), AppError>, AppError> {
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    let is_member = look.members.iter().any(|member| member.person == person);
    let Some(kept_with) = anchor(look, person).filter(|_| is_member) else { return Ok(Err(AppError::NotFound)) };
    let (test, result) = (record.test.word(), record.result.word());
    let assessed = LedgerEvent::Capacity(Box::new(record));
    append_for_each(tx, look, &[(person, kept_with)], (&assessed, &Proof::default())).await?;
    tx.do_once(&key, &look.family.to_string(), look.now).await?;
    let recorded = event(&look.asker, Action::Capacity, look.now).about(look.family).outcome(result).with("test", test);
    tx.append_audit(&recorded).await?;
    Ok(Ok(()))
}
