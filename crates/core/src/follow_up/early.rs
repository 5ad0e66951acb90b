//! Which families may need early or additional support, by rules that are
//! published and can be changed (S003-ISp).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::fact::FactKind;

/// For how long a fact is news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactTerm {
    /// It leaves the list so many days after it began.
    pub stands_for_days: u32,
    /// It comes before the others.
    pub is_urgent: bool,
}

/// One rule: which facts together suggest what, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The name of the rule.
    pub id: String,
    /// Facts that count.
    pub any_of: BTreeSet<FactKind>,
    /// So many different ones of them are needed.
    pub at_least: usize,
    /// A child of the family is younger than this; none where age plays no
    /// part.
    pub child_under_months: Option<u32>,
    /// The reason, which follows "because".
    pub because: String,
}

/// The rules of a locality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlySupport {
    /// The name of the edition.
    pub name: String,
    /// A fact that nobody followed up so many days after it came in is late.
    pub late_after_days: u32,
    /// Each fact's term; a fact without one is not told.
    pub terms: BTreeMap<FactKind, FactTerm>,
    /// The rules, in the order written.
    pub suggestions: Vec<Suggestion>,
}

/// What is wrong with rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// The text is not TOML, or has a key that is not known.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// No such fact.
    #[error("{place}: “{word}” is no fact; use one of: {known}")]
    NoSuchFact {
        /// Where.
        place: String,
        /// What stands there.
        word: String,
        /// What may stand there.
        known: String,
    },
    /// A fact has two terms, or none.
    #[error("{0} must stand once among the facts, with the days for which it is news")]
    Term(&'static str),
    /// A rule without a reason.
    #[error("{0}: write the reason, as it follows “because”")]
    NoReason(String),
    /// A rule that no family can meet.
    #[error("{0}: no family can meet this; at_least must be from 1 to the number of facts named")]
    Impossible(String),
    /// A number of days that makes no sense.
    #[error("{0} must be from 1 to 1000 days")]
    Days(String),
}

/// One rule that a family meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested<'r> {
    /// The rule.
    pub rule: &'r Suggestion,
    /// The facts that it rests on.
    pub facts: BTreeSet<FactKind>,
}

impl EarlySupport {
    /// Everything wrong with the rules; none where they can be used.
    #[must_use]
    pub fn faults(&self) -> Vec<RuleFault> {
        let days = |days: u32| (1..=1000).contains(&days);
        let mut faults = Vec::new();
        if !days(self.late_after_days) {
            faults.push(RuleFault::Days("late_after_days".to_owned()));
        }
        for kind in FactKind::ALL {
            match self.terms.get(kind) {
                None => faults.push(RuleFault::Term(kind.word())),
                Some(term) if !days(term.stands_for_days) => faults.push(RuleFault::Days(kind.word().to_owned())),
                Some(_) => {}
            }
        }
        for rule in &self.suggestions {
            if rule.because.trim().is_empty() {
                faults.push(RuleFault::NoReason(rule.id.clone()));
            }
            if rule.at_least == 0 || rule.any_of.len() < rule.at_least {
                faults.push(RuleFault::Impossible(rule.id.clone()));
            }
        }
        faults
    }

    /// Whether a fact is still news on a day.
    #[must_use]
    pub fn is_news(&self, kind: FactKind, since: Date, today: Date) -> bool {
        self.terms.get(&kind).is_some_and(|term| today <= days_after(since, term.stands_for_days))
    }

    /// Whether a fact comes before the others.
    #[must_use]
    pub fn is_urgent(&self, kind: FactKind) -> bool {
        self.terms.get(&kind).is_some_and(|term| term.is_urgent)
    }

    /// The last day on which a fact that came in on this day is not late.
    #[must_use]
    pub fn due_on(&self, known_on: Date) -> Date {
        days_after(known_on, self.late_after_days)
    }

    /// For so many days any fact is news at most.
    #[must_use]
    pub fn longest_days(&self) -> u32 {
        self.terms.values().map(|term| term.stands_for_days).max().unwrap_or(0)
    }

    /// The rules that these facts meet, each with the facts that it rests on.
    #[must_use]
    pub fn suggested(&self, facts: &BTreeSet<FactKind>, births: &[Date], today: Date) -> Vec<Suggested<'_>> {
        let is_young = |months: u32| {
            let months = i32::try_from(months).unwrap_or(i32::MAX);
            births.iter().any(|born| *born <= today && today < born.saturating_add(jiff::Span::new().months(months)))
        };
        let met = |rule: &'_ Suggestion| {
            let named: BTreeSet<FactKind> = rule.any_of.intersection(facts).copied().collect();
            let is_met = rule.at_least <= named.len() && rule.child_under_months.is_none_or(is_young);
            is_met.then_some(named)
        };
        self.suggestions.iter().filter_map(|rule| Some(Suggested { facts: met(rule)?, rule })).collect()
    }
}

fn days_after(day: Date, days: u32) -> Date {
    day.saturating_add(jiff::Span::new().days(i64::from(days)))
}
