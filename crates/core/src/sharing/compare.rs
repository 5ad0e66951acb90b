//! What changes between two editions of the rules: every combination of facts
//! is put to both at once, and those with another answer are told in words.

use std::collections::BTreeMap;

use super::duty::Outcome;
use super::explore::{Met, explore};
use super::pack::Pack;
use super::state::{EVERYTHING, FactName, combinations, sentence};

/// Combinations whose answer changes in the same way, for the same rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The answer before.
    pub before: Outcome,
    /// The answer after.
    pub after: Outcome,
    /// The rule that decided before.
    pub rule_before: String,
    /// The rule that decides after.
    pub rule_after: String,
    /// How many combinations of facts change so.
    pub combinations: u128,
    /// What is true of all of them, in words; empty where nothing is.
    pub only_where: String,
    /// One of them: the facts that differ from what is usual nowhere left out.
    pub example: String,
}

/// What is different between two editions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The changes of answers, those with most combinations first.
    pub changes: Vec<Change>,
    /// How many combinations there are.
    pub combinations: u128,
    /// How many have the same answer in both.
    pub same: u128,
    /// Rules that only the later edition has.
    pub added: Vec<String>,
    /// Rules that only the earlier edition has.
    pub removed: Vec<String>,
    /// Rules that both have, with other words or another condition.
    pub reworded: Vec<String>,
}

/// The two deciding rules by place, and the two answers.
type Key = (Outcome, Outcome, u16, u16);

/// The combinations of one change: how many, the facts that any of them has,
/// the first.
type Found = (u128, u128, u128);

/// Compares two editions on every combination of facts.
#[must_use]
pub fn compare(before: &Pack, after: &Pack) -> Comparison {
    let (old, new) = (before.inner(), after.inner());
    let mut found: BTreeMap<Key, Found> = BTreeMap::new();
    let mut comparison = Comparison::default();
    explore(&old.parts, &old.tables, EVERYTHING, &mut |met| {
        let Met::Answer { set, place, outcome } = met else { return };
        explore(&new.parts, &new.tables, set, &mut |met| {
            let Met::Answer { set, place: after_place, outcome: after } = met else { return };
            let count = combinations(set);
            comparison.combinations += count;
            if after == outcome {
                comparison.same += count;
                return;
            }
            let entry = found.entry((outcome, after, place, after_place)).or_insert((0, 0, set));
            entry.0 += count;
            entry.1 |= set;
        });
    });
    let rule = |pack: &Pack, place: u16| pack.rules()[usize::from(place)].id.clone();
    comparison.changes = found
        .into_iter()
        .map(|((was, is, rule_before, rule_after), (count, union, first))| Change {
            before: was,
            after: is,
            rule_before: rule(before, rule_before),
            rule_after: rule(after, rule_after),
            combinations: count,
            only_where: sentence(union),
            example: sentence(one_of(first)),
        })
        .collect();
    comparison.changes.sort_by_key(|change| std::cmp::Reverse(change.combinations));
    rules(before, after, &mut comparison);
    comparison
}

/// One combination of a set: the first value of every fact.
pub(super) fn one_of(set: u128) -> u128 {
    FactName::ALL.iter().fold(0, |bits, fact| {
        let values = set & fact.every_bit();
        bits | (values & values.wrapping_neg())
    })
}

/// The rules that were added, taken away or changed, by name.
fn rules(before: &Pack, after: &Pack, comparison: &mut Comparison) {
    for rule in after.rules() {
        match before.rules().iter().find(|other| other.id == rule.id) {
            None => comparison.added.push(rule.id.clone()),
            Some(other) if other != rule => comparison.reworded.push(rule.id.clone()),
            Some(_) => {}
        }
    }
    let is_gone = |id: &String| after.rules().iter().all(|rule| rule.id != *id);
    comparison.removed = before.rules().iter().map(|rule| rule.id.clone()).filter(is_gone).collect();
}
