//! What matching writes down of two records: why they are one person, or why
//! they are no longer.

use jiff::Timestamp;
use kith_core::id::RecordId;
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_link::{Edge, Field};

use super::matching::Matching;
use super::people::words;

/// The linker found two records to be one person.
pub(super) fn assertion(matching: &Matching, edge: &Edge, now: Timestamp) -> LinkEvent {
    let reasons = matching.model.reasons(edge.pattern);
    let has_same_number = reasons.iter().any(|reason| reason.field == Field::Number && reason.weight_milli > 0);
    let (a, b) = (matching.get(edge.a).facts.record, matching.get(edge.b).facts.record);
    LinkEvent {
        seq: 0,
        a: a.min(b),
        b: a.max(b),
        verdict: Verdict::Same,
        origin: if has_same_number { Origin::NhsNumber } else { Origin::Probable },
        weight_milli: edge.weight_milli,
        reasons: words(&reasons),
        model: matching.model.version().to_owned(),
        by: None,
        at: now,
        withdraws: None,
    }
}

/// Rows of one child name the same adult. Not the linker's finding: it obeys
/// it.
pub(super) fn same_adult(matching: &Matching, (a, b): (u32, u32), now: Timestamp) -> LinkEvent {
    let (a, b) = (matching.get(a).facts.record, matching.get(b).facts.record);
    LinkEvent {
        seq: 0,
        a: a.min(b),
        b: a.max(b),
        verdict: Verdict::Same,
        origin: Origin::WithinRow,
        weight_milli: 0,
        reasons: "rows of one child name this adult with the same first name".to_owned(),
        model: String::new(),
        by: None,
        at: now,
        withdraws: None,
    }
}

/// Rows of one source carry the source's own number for one person.
pub(super) fn same_number(matching: &Matching, (a, b): (u32, u32), now: Timestamp) -> LinkEvent {
    let (a, b) = (matching.get(a).facts.record, matching.get(b).facts.record);
    LinkEvent {
        seq: 0,
        a: a.min(b),
        b: a.max(b),
        verdict: Verdict::Same,
        origin: Origin::Probable,
        weight_milli: 20_000,
        reasons: "same number within one source".to_owned(),
        model: matching.model.version().to_owned(),
        by: None,
        at: now,
        withdraws: None,
    }
}

/// What joined two records no longer holds.
pub(super) fn withdrawal(
    matching: &Matching,
    (a, b): (RecordId, RecordId),
    origin: Origin,
    withdraws: u64,
    now: Timestamp,
) -> LinkEvent {
    LinkEvent {
        seq: 0,
        a,
        b,
        verdict: Verdict::Undecided,
        origin,
        weight_milli: 0,
        reasons: "what the sources say now no longer joins them".to_owned(),
        model: matching.model.version().to_owned(),
        by: None,
        at: now,
        withdraws: Some(withdraws),
    }
}
