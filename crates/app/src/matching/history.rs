//! What was said of a pair: by the linker, by people, and what was taken back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::id::StaffId;
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_store::Tx;

use crate::AppError;

/// One thing that was said of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// Who: a name, "The linker", or "A rule".
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// What, in words.
    pub what: &'static str,
    /// Why: reasons, or what somebody noted.
    pub why: String,
    /// The version of the model, where the linker said it.
    pub model: Option<String>,
    /// It no longer counts.
    pub is_taken_back: bool,
}

/// What somebody answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLine {
    /// The number of the assertion.
    pub seq: u64,
    /// Who.
    pub who: String,
    /// Who, to tell the reader's own from somebody else's.
    pub by: Option<StaffId>,
    /// When.
    pub at: Timestamp,
    /// What they said.
    pub verdict: Verdict,
    /// The same in words: "the same person", "two people", "not sure".
    pub words: &'static str,
    /// What they noted.
    pub note: Option<String>,
}

/// What was said of a pair, ready for its page.
pub(super) struct Said {
    pub(super) lines: Vec<HistoryLine>,
    pub(super) answered: Option<AnswerLine>,
    pub(super) unsure: Vec<AnswerLine>,
}

/// Those of these assertions that nobody has taken back.
pub(super) fn standing_answers(events: &[LinkEvent]) -> Vec<&LinkEvent> {
    let gone = taken_back(events);
    events
        .iter()
        .filter(|event| event.origin == Origin::Human && event.withdraws.is_none() && !gone.contains(&event.seq))
        .collect()
}

fn taken_back(events: &[LinkEvent]) -> BTreeSet<u64> {
    let mut gone = BTreeSet::new();
    for event in events.iter().rev().filter(|event| event.withdraws.is_some()) {
        if !gone.contains(&event.seq) {
            gone.extend(event.withdraws);
        }
    }
    gone
}

pub(super) async fn read(tx: &mut Tx, events: &[LinkEvent]) -> Result<Said, AppError> {
    let staff: Vec<StaffId> = events.iter().filter_map(|event| event.by).collect();
    let names = tx.names_of_staff(&staff).await?;
    let numbers: Vec<u64> =
        events.iter().filter(|event| event.origin == Origin::Human).map(|event| event.seq).collect();
    let notes = tx.notes_of_answers(&numbers).await?;
    let gone = taken_back(events);
    let line = |event: &LinkEvent| HistoryLine {
        who: who(event, &names),
        at: event.at,
        what: what(event),
        why: notes.get(&event.seq).cloned().unwrap_or_else(|| event.reasons.clone()),
        model: Some(event.model.clone()).filter(|model| !model.is_empty()),
        is_taken_back: gone.contains(&event.seq),
    };
    let answer = |event: &&LinkEvent| AnswerLine {
        seq: event.seq,
        who: who(event, &names),
        by: event.by,
        at: event.at,
        verdict: event.verdict,
        words: words(event.verdict),
        note: notes.get(&event.seq).cloned(),
    };
    let stand = standing_answers(events);
    let answered = stand.iter().rfind(|event| event.verdict != Verdict::Undecided).map(answer);
    Ok(Said {
        lines: events.iter().rev().map(line).collect(),
        unsure: stand.iter().filter(|event| event.verdict == Verdict::Undecided).map(answer).collect(),
        answered,
    })
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "the same person",
        Verdict::Different => "two people",
        Verdict::Undecided => "not sure",
    }
}

fn who(event: &LinkEvent, names: &BTreeMap<StaffId, String>) -> String {
    match (event.by.and_then(|by| names.get(&by)), event.origin) {
        (Some(name), _) => name.clone(),
        (None, Origin::Human) => "An operator, by command".to_owned(),
        (None, Origin::Policy) => "A rule".to_owned(),
        (None, Origin::NhsNumber | Origin::Probable | Origin::WithinRow) => "The linker".to_owned(),
    }
}

fn what(event: &LinkEvent) -> &'static str {
    match (event.verdict, event.withdraws) {
        (_, Some(_)) => "took the answer back",
        (Verdict::Same, None) => "the same person",
        (Verdict::Different, None) => "two people",
        (Verdict::Undecided, None) => "not sure",
    }
}
