//! How sharing goes within and between agencies, from the answers that were
//! kept (S002-12d).

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::small::hide_small;
use crate::id::FamilyId;
use crate::sharing::Outcome;

/// From which agency to which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// Who holds it.
    pub holder: String,
    /// Who would have it.
    pub receiver: String,
}

/// One answer that was kept.
#[derive(Debug, Clone)]
pub struct Asked {
    /// From which agency to which.
    pub way: Way,
    /// About which family.
    pub family: FamilyId,
    /// What was asked about.
    pub what: String,
    /// The answer.
    pub outcome: Outcome,
    /// When.
    pub at: Timestamp,
}

/// The answers of one pair of agencies, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairCounts {
    by_outcome: BTreeMap<Outcome, u64>,
    /// For each question that was first "not yet" and later yes: the hours
    /// between.
    hours_to_yes: Vec<u64>,
}

/// One pair as it may be shown: small counts are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPair {
    /// From which agency to which.
    pub way: Way,
    /// How often somebody asked.
    pub asked: Option<u64>,
    /// How often each answer was given, in the order of [`Outcome::ALL`].
    pub answers: Vec<Option<u64>>,
    /// The middle of the hours from "not yet" to yes; none where there are too
    /// few.
    pub hours_to_yes: Option<u64>,
}

/// Counts the answers of a time.
#[derive(Debug, Clone, Default)]
pub struct Practice {
    pairs: BTreeMap<Way, PairCounts>,
    waiting: BTreeMap<(Way, FamilyId, String), Timestamp>,
}

impl Practice {
    /// Adds one answer; they come in the order in which they were given.
    pub fn add(&mut self, asked: Asked) {
        let counts = self.pairs.entry(asked.way.clone()).or_default();
        *counts.by_outcome.entry(asked.outcome).or_default() += 1;
        let question = (asked.way, asked.family, asked.what);
        if !asked.outcome.is_yes() {
            self.waiting.entry(question).or_insert(asked.at);
        } else if let Some(since) = self.waiting.remove(&question) {
            let hours = asked.at.duration_since(since).as_hours();
            counts.hours_to_yes.push(u64::try_from(hours).unwrap_or(0));
        }
    }

    /// The pairs as they may be shown, in the order of their names.
    #[must_use]
    pub fn shown(&self) -> Vec<ShownPair> {
        let shown = |(way, counts): (&Way, &PairCounts)| {
            let each: Vec<u64> =
                Outcome::ALL.iter().map(|outcome| counts.by_outcome.get(outcome).copied().unwrap_or(0)).collect();
            let (asked, answers) = hide_small(&each);
            ShownPair { way: way.clone(), asked, answers, hours_to_yes: middle(&counts.hours_to_yes) }
        };
        self.pairs.iter().map(shown).collect()
    }
}

/// The middle one, where there are enough that it tells of nobody.
fn middle(hours: &[u64]) -> Option<u64> {
    let mut sorted = hours.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().filter(|_| sorted.len() as u64 >= super::small::FEWEST_SHOWN)
}
