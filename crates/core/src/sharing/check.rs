//! The exhaustive check of a pack: every combination of facts has exactly one
//! answer, every rule can be reached, every `never` holds.

use std::collections::{BTreeMap, BTreeSet};

use super::duty::Outcome;
use super::explore::{Met, explore, split};
use super::pack::{PackParts, Row, Tables};
use super::rule::{Effect, Rule, Stage, WordError};
use super::state::{EVERYTHING, FactName, combinations, sentence};

/// What is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackFault {
    /// The file could not be read as a pack.
    #[error("the pack cannot be read: {0}")]
    Unreadable(String),
    /// A word outside the vocabulary.
    #[error("{place}: {error}")]
    Word {
        /// The rule, addition, check or way.
        place: String,
        /// The word and what it can be.
        error: WordError,
    },
    /// Something names what the pack does not have.
    #[error("there is no {kind} “{name}” in this pack")]
    NotKnown {
        /// Switch or rule.
        kind: &'static str,
        /// The name used.
        name: String,
    },
    /// Two rules with one name.
    #[error("the name “{0}” is used twice; give each rule its own")]
    SameName(String),
    /// A kind of information of which nobody said why it matters.
    #[error("[relevance] does not say why “{0}” matters to the services of a centre; it cannot be shared (¶1)")]
    NoRelevance(&'static str),
    /// A combination without an answer.
    #[error("no {stage} rule answers when {example}; add one")]
    Unanswered {
        /// The stage without a match.
        stage: &'static str,
        /// One combination.
        example: String,
    },
    /// A rule that no combination reaches.
    #[error("“{0}” is never reached: earlier ones answer every combination it names")]
    NeverReached(String),
    /// A rule whose effect has no meaning in its stage.
    #[error("“{0}” does something that its stage cannot do")]
    WrongEffect(String),
    /// A combination that breaks a `never`.
    #[error("“{never}” is broken by rule {rule} when {example}")]
    NeverBroken {
        /// The statement.
        never: String,
        /// The rule that decided.
        rule: String,
        /// One combination.
        example: String,
    },
    /// More parts than a pack can hold.
    #[error("a pack holds at most {most} {kind}")]
    TooMany {
        /// Checks, additions, rules or ways.
        kind: &'static str,
        /// The limit.
        most: usize,
    },
}

/// What the check of a good pack found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// How many combinations of facts there are; each has exactly one answer.
    pub combinations: u128,
    /// How many groups of combinations were told apart.
    pub groups: usize,
    /// How many combinations have each answer.
    pub by_outcome: BTreeMap<Outcome, u128>,
    /// How many rules are in force.
    pub rules: usize,
    /// How many `never` statements hold.
    pub nevers: usize,
}

/// Checks a pack whole and reports every fault once.
pub(super) fn check(parts: &PackParts, tables: &Tables) -> Result<CheckReport, Vec<PackFault>> {
    let mut faults = names(parts);
    faults.extend(effects(parts));
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut checker = Checker::new(parts, tables);
    explore(parts, tables, EVERYTHING, &mut |met| checker.meet(&met));
    faults.append(&mut checker.faults);
    faults.extend(checker.never_reached());
    for (check, rows) in parts.checks.iter().zip(&tables.checks) {
        faults.extend(answers(&check.asks, rows, check.answers.len()));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let rules = parts.rules.iter().filter(|rule| parts.is_in_force(rule)).count();
    Ok(CheckReport { rules, nevers: parts.nevers.len(), ..checker.report })
}

/// Names that are used twice or that nothing has, and limits.
fn names(parts: &PackParts) -> Vec<PackFault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for id in parts.rules.iter().map(|rule| &rule.id).chain(parts.also.iter().map(|also| &also.id)) {
        if !seen.insert(id) {
            faults.push(PackFault::SameName(id.clone()));
        }
    }
    let switches = parts.rules.iter().filter_map(|rule| rule.switch.as_ref());
    for name in switches.filter(|name| parts.switches.iter().all(|switch| switch.name != **name)) {
        faults.push(PackFault::NotKnown { kind: "switch", name: name.clone() });
    }
    let after = parts.also.iter().flat_map(|also| &also.after);
    for name in after.filter(|name| parts.rules.iter().all(|rule| rule.id != **name)) {
        faults.push(PackFault::NotKnown { kind: "rule", name: name.clone() });
    }
    let counts = [
        ("checks", parts.checks.len(), 32),
        ("additions", parts.also.len(), 64),
        ("rules", parts.rules.len(), 128),
        ("ways", parts.ways.len(), 32),
    ];
    faults.extend(
        counts
            .iter()
            .filter(|(_, count, most)| count > most)
            .map(|(kind, _, most)| PackFault::TooMany { kind, most: *most }),
    );
    faults
}

/// Effects that have no meaning in their stage.
fn effects(parts: &PackParts) -> impl Iterator<Item = PackFault> {
    let fits = |rule: &&Rule| match (rule.stage, rule.effect) {
        (Stage::Open, effect) => effect == Effect::Opens,
        (Stage::Basis, effect) => effect != Effect::Opens,
        (_, effect) => matches!(effect, Effect::Answer(_)),
    };
    parts.rules.iter().filter(move |rule| !fits(rule)).map(|rule| PackFault::WrongEffect(rule.id.clone()))
}

/// Whether every combination finds an answer, and every answer a combination.
fn answers(asks: &str, rows: &[Row], count: usize) -> Vec<PackFault> {
    let mut left = vec![EVERYTHING];
    let mut reached = vec![false; count];
    for row in rows {
        let (inside, outside): (Vec<_>, Vec<_>) = left.iter().map(|set| split(*set, !row.forbidden)).unzip();
        reached[usize::from(row.place)] |= inside.iter().any(Option::is_some);
        left = outside.concat();
    }
    let unanswered =
        left.first().map(|set| PackFault::Unanswered { stage: "check", example: format!("{asks} {}", sentence(*set)) });
    let unreached = reached.iter().enumerate().filter(|(_, was)| !**was);
    unanswered
        .into_iter()
        .chain(unreached.map(|(place, _)| PackFault::NeverReached(format!("{asks} answer {}", place + 1))))
        .collect()
}

/// What the walk has told so far.
struct Checker<'p> {
    parts: &'p PackParts,
    tables: &'p Tables,
    report: CheckReport,
    faults: Vec<PackFault>,
    reached: BTreeSet<u16>,
    added: BTreeSet<u16>,
    broken: BTreeSet<(usize, u16)>,
}

impl<'p> Checker<'p> {
    fn new(parts: &'p PackParts, tables: &'p Tables) -> Self {
        Self {
            parts,
            tables,
            report: CheckReport::default(),
            faults: Vec::new(),
            reached: BTreeSet::new(),
            added: BTreeSet::new(),
            broken: BTreeSet::new(),
        }
    }

    fn meet(&mut self, met: &Met) {
        match *met {
            Met::Rule(place) => drop(self.reached.insert(place)),
            Met::Answer { set, place, outcome } => self.answer(set, place, outcome),
            Met::Nothing { stage, set } => {
                let known = self
                    .faults
                    .iter()
                    .any(|fault| matches!(fault, PackFault::Unanswered { stage: of, .. } if *of == stage.word()));
                if !known {
                    self.faults.push(PackFault::Unanswered { stage: stage.word(), example: sentence(set) });
                }
            }
        }
    }

    /// A set of combinations with one answer.
    fn answer(&mut self, set: u128, place: u16, outcome: Outcome) {
        let count = combinations(set);
        self.report.combinations += count;
        self.report.groups += 1;
        *self.report.by_outcome.entry(outcome).or_default() += count;
        for row in &self.tables.also {
            if row.joins(outcome, place) && !self.added.contains(&row.place) && meets(set, !row.forbidden) {
                self.added.insert(row.place);
            }
        }
        for (number, never) in self.parts.nevers.iter().enumerate() {
            let breaks = never
                .outcomes
                .contains(&outcome)
                .then(|| never.when.alternatives.iter().find(|allowed| meets(set, **allowed)));
            if let Some(Some(allowed)) = breaks
                && self.broken.insert((number, place))
            {
                self.faults.push(PackFault::NeverBroken {
                    never: never.says.clone(),
                    rule: self.parts.rules[usize::from(place)].id.clone(),
                    example: sentence(set & allowed),
                });
            }
        }
    }

    fn never_reached(&self) -> impl Iterator<Item = PackFault> {
        let rules = self.parts.rules.iter().enumerate().filter(|(place, rule)| {
            self.parts.is_in_force(rule) && !self.reached.iter().any(|reached| usize::from(*reached) == *place)
        });
        let also = self.parts.also.iter().enumerate();
        let also = also.filter(|(place, _)| !self.added.iter().any(|added| usize::from(*added) == *place));
        rules
            .map(|(_, rule)| &rule.id)
            .chain(also.map(|(_, also)| &also.id))
            .map(|id| PackFault::NeverReached(id.clone()))
    }
}

/// Whether two sets of combinations share one.
fn meets(set: u128, other: u128) -> bool {
    FactName::ALL.iter().all(|fact| set & other & fact.every_bit() != 0)
}
