//! "I decided something different": what was decided, why, and who was asked.
//! It is kept beside the answer and never changes a rule (S002-12c).

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{CommentId, DecisionId, FamilyId};
use kith_core::sharing::Outcome;
use kith_core::workforce::Role;
use kith_store::{DifferentDecision, Tx};
use serde::{Deserialize, Serialize};

use super::{kept_parts, own_answer, problem, tell, told_parts};
use crate::door::{Rules, event, fresh};
use crate::look::{Doing, Look};
use crate::{App, AppError, Asker, FieldProblem};

/// What can have been decided: word and title.
pub const DECIDED: &[(&str, &str)] = &[
    ("shared", "I shared it"),
    ("shared-part", "I shared a part of it"),
    ("kept-back", "I kept it back"),
    ("asked-first", "I asked the family first"),
    ("stopped", "I stopped sharing"),
];

/// The fewest letters of a reason.
const FEWEST: usize = 20;
/// The most letters of one field.
const MOST: usize = 2000;

/// What was typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferentDraft {
    /// The word of what was decided.
    #[serde(skip)]
    pub decided: String,
    /// Why.
    pub why: String,
    /// What could happen if it is shared (S002-4a).
    pub risk_of_sharing: String,
    /// What could happen if it is not.
    pub risk_of_not_sharing: String,
    /// Who was asked.
    pub consulted: String,
}

impl std::fmt::Debug for DifferentDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DifferentDraft(hidden)")
    }
}

/// One thing that was decided instead.
#[derive(Clone)]
pub struct DifferentLine {
    /// What was decided, in words.
    pub decided: &'static str,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why, and who was asked.
    pub words: DifferentDraft,
}

impl App {
    /// Writes down that the worker decided something else than the answer.
    /// The same form sent twice is written down once.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// needs another look.
    pub async fn decide_differently(
        &self,
        asker: &Asker,
        (family, decision): (FamilyId, DecisionId),
        (draft, form_key): (&DifferentDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (rules, draft) = (self.rules.clone(), draft.clone());
        let key = format!("different {} {form_key}", asker.staff.id);
        let doing = Doing::of(Action::DecideDifferently, "can-i-share-different");
        self.write_at(asker, (family, now), doing, move |tx, look| {
            Box::pin(async move { write(tx, &look, &rules, decision, (&draft, &key)).await })
        })
        .await
    }
}

/// How often people decided something else than one rule answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferentCount {
    /// The rule.
    pub rule: String,
    /// What it answered, in words.
    pub answered: &'static str,
    /// What was decided, in words.
    pub decided: &'static str,
    /// How often.
    pub count: u32,
}

impl App {
    /// How often people decided something else than the rules answered, for
    /// whoever reviews the rules; empty for anybody else.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn different_counts(&self, asker: &Asker) -> Result<Vec<DifferentCount>, AppError> {
        if asker.staff.role != Role::CaldicottGuardian {
            return Ok(Vec::new());
        }
        let counts = self.db.read(|tx| Box::pin(async move { tx.count_different_decisions().await })).await?;
        let line = |(rule, answered, word, count): (String, String, String, u32)| DifferentCount {
            rule,
            answered: Outcome::from_word(&answered).map_or("", Outcome::title),
            decided: DECIDED.iter().find(|(known, _)| *known == word).map_or("", |(_, title)| title),
            count,
        };
        Ok(counts.into_iter().map(line).collect())
    }
}

async fn write(
    tx: &mut Tx,
    look: &Look,
    rules: &Rules,
    decision: DecisionId,
    (draft, key): (&DifferentDraft, &str),
) -> Result<Result<(), AppError>, AppError> {
    let Some((kept, question)) = own_answer(tx, look, decision).await? else { return Ok(Err(AppError::NotFound)) };
    let edition = rules.of_its_day(&kept.pack, kept.made_at);
    let answer = tell(&told_parts(&kept_parts(&kept)?, &edition), &question.naming(), &edition);
    let problems = check(draft, answer.outcome.is_yes());
    if !problems.is_empty() {
        return Ok(Err(AppError::Invalid(problems)));
    }
    let id = fresh(CommentId::from_random)?;
    if tx.do_once(key, &id.to_string(), look.now).await?.is_some() {
        return Ok(Ok(()));
    }
    tx.add_different_decision(&DifferentDecision {
        id,
        decision,
        staff: look.asker.staff.id,
        made_at: look.now,
        rule: answer.rule.clone(),
        answered: answer.outcome.word().to_owned(),
        decided: draft.decided.clone(),
        words: serde_json::to_string(draft).map_err(|error| AppError::Broken(error.into()))?,
    })
    .await?;
    let decided = event(&look.asker, Action::DecideDifferently, look.now)
        .about(look.family)
        .outcome(&draft.decided)
        .with("answered", answer.outcome.word())
        .with("decision", decision)
        .with("rule", &answer.rule);
    tx.append_audit(&decided).await?;
    Ok(Ok(()))
}

/// Sharing against the answer needs both risks, and somebody who was asked.
fn check(draft: &DifferentDraft, is_yes: bool) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if !DECIDED.iter().any(|(word, _)| *word == draft.decided) {
        problems.push(problem("decided", "Choose what you decided"));
    }
    if draft.why.trim().chars().count() < FEWEST {
        problems.push(FieldProblem::new("why", format!("Say why in at least {FEWEST} letters")));
    }
    if draft.decided.starts_with("shared") && !is_yes {
        let needed = [
            ("risk_of_sharing", &draft.risk_of_sharing, "Say what could happen if it is shared"),
            ("risk_of_not_sharing", &draft.risk_of_not_sharing, "Say what could happen if it is not shared"),
            ("consulted", &draft.consulted, "Say who you talked to about it"),
        ];
        let empty = needed.into_iter().filter(|(_, words, _)| words.trim().is_empty());
        problems.extend(empty.map(|(field, _, message)| problem(field, message)));
    }
    let all = [
        ("why", &draft.why),
        ("risk_of_sharing", &draft.risk_of_sharing),
        ("risk_of_not_sharing", &draft.risk_of_not_sharing),
        ("consulted", &draft.consulted),
    ];
    let long = all.into_iter().filter(|(_, words)| words.chars().count() > MOST);
    problems.extend(long.map(|(field, _)| FieldProblem::new(field, format!("Use {MOST} letters or fewer"))));
    problems
}

/// What was decided instead of an answer.
pub(super) async fn lines(tx: &mut Tx, decision: DecisionId) -> Result<Vec<DifferentLine>, AppError> {
    let kept = tx.different_decisions(decision).await?;
    let staff: Vec<_> = kept.iter().map(|different| different.staff).collect();
    let names = tx.names_of_staff(&staff).await?;
    let line = |different: DifferentDecision| DifferentLine {
        decided: DECIDED.iter().find(|(word, _)| *word == different.decided).map_or("", |(_, title)| title),
        by: names.get(&different.staff).cloned().unwrap_or_default(),
        at: different.made_at,
        words: serde_json::from_str(&different.words).unwrap_or_default(),
    };
    Ok(kept.into_iter().map(line).collect())
}
