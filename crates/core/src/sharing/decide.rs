//! The walk through a pack: gates, basis, public interest, how much may go.

use super::answer::Decision;
use super::duty::{DutySet, NextStep, Outcome};
use super::facts::Facts;
use super::pack::{Checked, Pack, Row};
use super::rule::{Effect, Stage};
use super::state::State;

/// Decides one question. The same facts and pack always give the same
/// decision; a missing fact or a pack with faults gives "talk to a person".
#[must_use]
pub fn decide(facts: &Facts, pack: &Pack) -> Decision {
    match facts.state() {
        Some(state) => decide_again(state, pack),
        None => Decision::blank(pack, facts.missing),
    }
}

/// Decides the facts of an earlier question again, for example under the pack
/// that was in force then (S002-9a).
#[must_use]
pub fn decide_again(state: State, pack: &Pack) -> Decision {
    match walk(pack.inner(), state) {
        Some(walked) => Decision::reached(pack, state, walked),
        None => Decision::blank(pack, None),
    }
}

/// The rules that a walk rested on, by place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Walked {
    /// The rule that gave the answer.
    pub(super) deciding: u16,
    /// The rule of the basis stage, when it did not decide itself.
    pub(super) basis: Option<u16>,
    /// The rule that opened the public-interest route.
    pub(super) opened: Option<u16>,
    /// The answer.
    pub(super) outcome: Outcome,
}

/// The place of the first row that matches.
#[inline]
pub(super) fn first(rows: &[Row], state: State) -> Option<u16> {
    rows.iter().find(|row| state.0 & row.forbidden == 0).map(|row| row.place)
}

/// Walks the stages. `None` for a combination without an answer, which the
/// check rules out for every pack that is used.
#[inline]
pub(super) fn walk(pack: &Checked, state: State) -> Option<Walked> {
    let find = |stage| pack.tables.first_of(stage, state);
    let effect = |place: u16| pack.parts.rules[usize::from(place)].effect;
    if let Some(gate) = find(Stage::Gate) {
        return answer_of(effect(gate), gate, None, None);
    }
    let basis = find(Stage::Basis)?;
    match effect(basis) {
        Effect::Enough => {
            let deciding = find(Stage::Enough)?;
            answer_of(effect(deciding), deciding, Some(basis), None)
        }
        by_itself @ (Effect::NotEnough(_) | Effect::Part(_)) => {
            if let Some(opened) = find(Stage::Open) {
                let deciding = find(Stage::PublicInterest)?;
                return answer_of(effect(deciding), deciding, Some(basis), Some(opened));
            }
            let closed = if matches!(by_itself, Effect::NotEnough(_)) { find(Stage::Closed) } else { None };
            match closed {
                Some(deciding) => answer_of(effect(deciding), deciding, Some(basis), None),
                None => answer_of(by_itself, basis, None, None),
            }
        }
        at_once @ Effect::Answer(_) => answer_of(at_once, basis, None, None),
        Effect::Opens => None,
    }
}

fn answer_of(effect: Effect, deciding: u16, basis: Option<u16>, opened: Option<u16>) -> Option<Walked> {
    match effect {
        Effect::Answer(outcome) | Effect::NotEnough(outcome) | Effect::Part(outcome) => {
            Some(Walked { deciding, basis, opened, outcome })
        }
        Effect::Enough | Effect::Opens => None,
    }
}

/// The duties and the next step with everything that is added to the answer;
/// the places of what was added as bits.
pub(super) fn with_additions(pack: &Checked, state: State, walked: Walked) -> (DutySet, NextStep, u64) {
    let rule = &pack.parts.rules[usize::from(walked.deciding)];
    let (mut duties, mut next, mut added) = (rule.duties, None, 0);
    for row in &pack.tables.also {
        if state.0 & row.forbidden == 0 && row.joins(walked.outcome, walked.deciding) {
            let also = &pack.parts.also[usize::from(row.place)];
            duties = duties.with(also.duties);
            next = next.or(also.next);
            added |= 1 << (row.place & 63);
        }
    }
    (duties, next.unwrap_or(rule.next), added)
}
