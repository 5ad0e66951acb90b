//! A pack: one dated edition of the sharing rules, checked for every
//! combination of facts before it may answer anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check::{CheckReport, PackFault, check};
use super::duty::Outcome;
use super::rule::{Also, Check, Effect, Law, Never, Rule, Stage, Switch, Way};
use super::state::{FactName, State};
use super::vocabulary::Category;

/// What a pack's file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackParts {
    /// The name, for example `leaflet-2010`.
    pub name: String,
    /// The title for screens.
    pub title: String,
    /// How paragraphs are cited, for example "Sharing guide (2010)".
    pub cites: String,
    /// The edition that it was laid over, by its name.
    pub extends: Option<String>,
    /// Why each kind of information matters to the services of a centre
    /// (S002-1c).
    pub relevance: BTreeMap<Category, String>,
    /// What it rests on.
    pub laws: Vec<Law>,
    /// Readings that a locality may turn off.
    pub switches: Vec<Switch>,
    /// The rules, in order.
    pub rules: Vec<Rule>,
    /// What is added to answers.
    pub also: Vec<Also>,
    /// What must never be answered.
    pub nevers: Vec<Never>,
    /// The questions shown beside every answer.
    pub checks: Vec<Check>,
    /// The changes that people can bring about.
    pub ways: Vec<Way>,
}

/// A checked pack. Cheap to clone.
#[derive(Clone)]
pub struct Pack(Arc<Checked>);

pub(super) struct Checked {
    pub(super) parts: PackParts,
    pub(super) tables: Tables,
    report: CheckReport,
    /// Why it answers nothing, for a pack that failed its checks.
    pub(super) faults: Vec<PackFault>,
}

/// The rules as match tables, one for each stage, in order.
#[derive(Default)]
pub(super) struct Tables {
    stages: [Vec<Row>; Stage::ALL.len()],
    /// The same rows by what most rules ask first.
    sorted: [Sorted; Stage::ALL.len()],
    pub(super) also: Vec<AlsoRow>,
    pub(super) checks: Vec<Vec<Row>>,
    /// For each rule the facts that it speaks of, as their bits.
    pub(super) spoken_of: Vec<u128>,
    /// For each rule the facts of which one must change before another rule
    /// can answer instead: for a gate its own and those of the gates before.
    pub(super) held_by: Vec<u128>,
    pub(super) looks_at: Vec<u128>,
    pub(super) ways: Vec<WayRow>,
    /// The rows of the gates, with the ways that could unmatch each.
    pub(super) gates: Vec<GateRow>,
    /// The facts that the ways from a place on can change.
    pub(super) changed_from: Vec<u128>,
}

/// One alternative of one rule (or answer): the bits that must be absent.
pub(super) struct Row {
    pub(super) forbidden: u128,
    pub(super) place: u16,
}

/// One alternative of one addition: also which answers and rules it joins.
pub(super) struct AlsoRow {
    pub(super) forbidden: u128,
    pub(super) place: u16,
    pub(super) outcomes: u8,
    /// The deciding rules it joins, a bit for each place.
    pub(super) after: u128,
}

impl AlsoRow {
    /// Whether it may join this answer of this rule.
    #[inline]
    pub(super) fn joins(&self, outcome: Outcome, deciding: u16) -> bool {
        self.outcomes >> outcome as u8 & 1 == 1 && self.after & bit_of(usize::from(deciding)) != 0
    }
}

/// The bit for a rule's place; none beyond what a pack can hold.
#[inline]
fn bit_of(place: usize) -> u128 {
    u32::try_from(place).ok().and_then(|place| 1_u128.checked_shl(place)).unwrap_or(0)
}

/// The rows of a stage by category and basis: only those that can match there.
#[derive(Default)]
struct Sorted {
    /// At least one of these values is in every state that a row matches.
    told_by: u128,
    rows: Vec<Vec<Row>>,
}

impl Sorted {
    fn of(rows: &[Row]) -> Self {
        let count = FactName::Category.values().len() * FactName::Basis.values().len();
        let mut sorted = Self { told_by: 0, rows: (0..count).map(|_| Vec::new()).collect() };
        for row in rows {
            sorted.told_by |= rarest(!row.forbidden);
            for category in 0..FactName::Category.values().len() {
                for basis in 0..FactName::Basis.values().len() {
                    let bits = value_bit(FactName::Category, category) | value_bit(FactName::Basis, basis);
                    if bits & row.forbidden == 0 {
                        sorted.rows[shelf_of(State(bits))].push(Row { ..*row });
                    }
                }
            }
        }
        sorted
    }
}

fn value_bit(fact: FactName, place: usize) -> u128 {
    u8::try_from(place).map_or(0, |place| fact.bit(place))
}

/// Where the rows for a state's category and basis stand.
#[inline]
fn shelf_of(state: State) -> usize {
    FactName::Category.place_in(state.0) * FactName::Basis.values().len() + FactName::Basis.place_in(state.0)
}

/// The values of the one fact that a condition limits most.
fn rarest(allowed: u128) -> u128 {
    let values = FactName::ALL.iter().map(|fact| (allowed & fact.every_bit(), fact.every_bit()));
    let limited = values.filter(|(values, every)| values != every);
    limited.map(|(values, _)| values).min_by_key(|values| values.count_ones()).unwrap_or(u128::MAX)
}

/// For each fact that a condition limits the values that it allows.
fn limits_of(allowed: u128) -> Vec<u128> {
    let values = FactName::ALL.iter().map(|fact| (allowed & fact.every_bit(), fact.every_bit()));
    values.filter(|(values, every)| values != every).map(|(values, _)| values).collect()
}

/// One alternative of a gate.
pub(super) struct GateRow {
    pub(super) forbidden: u128,
    /// For each fact that it limits the values that it allows.
    pub(super) limits: Vec<u128>,
    /// Whether it lets something go.
    pub(super) is_yes: bool,
    /// The ways that change a fact that it limits, a bit for each.
    pub(super) ways: u32,
}

fn gate_row(parts: &PackParts, ways: &[WayRow], row: &Row) -> GateRow {
    let limited = FactName::ALL.iter().filter(|fact| row.forbidden & fact.every_bit() != 0);
    let limited = limited.fold(0, |bits, fact| bits | fact.every_bit());
    let touching = ways.iter().take(32).enumerate().filter(|(_, way)| way.spoken_of & limited != 0);
    let effect = parts.rules[usize::from(row.place)].effect;
    GateRow {
        forbidden: row.forbidden,
        limits: limits_of(!row.forbidden),
        is_yes: matches!(effect, Effect::Answer(outcome) if outcome.is_yes()),
        ways: touching.fold(0, |bits, (place, _)| bits | 1 << place),
    }
}

pub(super) struct WayRow {
    pub(super) spoken_of: u128,
    pub(super) bits: u128,
    /// For each alternative of its condition, for each fact that it limits,
    /// the values that it allows.
    pub(super) limits: Vec<Vec<u128>>,
}

impl WayRow {
    /// Whether it can be taken in some state made of these values.
    #[inline]
    pub(super) fn could_be_taken(&self, values: u128) -> bool {
        self.limits.iter().any(|limits| limits.iter().all(|limit| limit & values != 0))
    }
}

impl Tables {
    #[inline]
    pub(super) fn stage(&self, stage: Stage) -> &[Row] {
        &self.stages[stage as usize]
    }

    /// The place of the first rule of a stage that matches.
    #[inline]
    pub(super) fn first_of(&self, stage: Stage, state: State) -> Option<u16> {
        let sorted = &self.sorted[stage as usize];
        if state.0 & sorted.told_by == 0 {
            return None;
        }
        let rows = sorted.rows.get(shelf_of(state))?;
        rows.iter().find(|row| state.0 & row.forbidden == 0).map(|row| row.place)
    }

    pub(super) fn of(parts: &PackParts) -> Self {
        let mut tables = Self::default();
        let mut gates = 0;
        for (place, rule) in parts.rules.iter().enumerate() {
            let rests_on = rule.rests_on.iter().fold(0, |bits, fact| bits | fact.every_bit());
            let spoken_of = rule.when.spoken_of() | rests_on;
            gates |= if rule.stage == Stage::Gate { spoken_of } else { u128::MAX };
            tables.spoken_of.push(spoken_of);
            tables.held_by.push(gates);
            if parts.is_in_force(rule) {
                tables.stages[rule.stage as usize].extend(rows_of(&rule.when.alternatives, place));
            }
        }
        tables.sorted = std::array::from_fn(|stage| Sorted::of(&tables.stages[stage]));
        for (place, also) in parts.also.iter().enumerate() {
            tables.also.extend(also.when.alternatives.iter().map(|allowed| also_row(parts, also, *allowed, place)));
        }
        for check in &parts.checks {
            let answers = check.answers.iter().enumerate();
            tables.checks.push(answers.flat_map(|(place, answer)| rows_of(&answer.when.alternatives, place)).collect());
            tables.looks_at.push(check.looks_at.iter().fold(0, |bits, fact| bits | fact.every_bit()));
        }
        tables.ways = parts.ways.iter().map(way_row).collect();
        tables.gates = tables.stage(Stage::Gate).iter().map(|row| gate_row(parts, &tables.ways, row)).collect();
        tables.changed_from = (0..=tables.ways.len()).map(|place| spoken_of_all(&tables.ways[place..])).collect();
        tables
    }
}

fn rows_of(alternatives: &[u128], place: usize) -> impl Iterator<Item = Row> {
    let place = u16::try_from(place).unwrap_or(u16::MAX);
    alternatives.iter().map(move |allowed| Row { forbidden: !allowed, place })
}

fn also_row(parts: &PackParts, also: &Also, allowed: u128, place: usize) -> AlsoRow {
    let outcomes = also.outcomes.iter().fold(0, |bits, outcome| bits | 1 << *outcome as u8);
    let named = parts.rules.iter().enumerate().filter(|(_, rule)| also.after.contains(&rule.id));
    let after = named.fold(0, |bits, (place, _)| bits | bit_of(place));
    AlsoRow {
        forbidden: !allowed,
        place: u16::try_from(place).unwrap_or(u16::MAX),
        outcomes: if outcomes == 0 { u8::MAX } else { outcomes },
        after: if also.after.is_empty() { u128::MAX } else { after },
    }
}

fn spoken_of_all(ways: &[WayRow]) -> u128 {
    ways.iter().fold(0, |bits, way| bits | way.spoken_of)
}

fn way_row(way: &Way) -> WayRow {
    let set = way.sets.iter().filter_map(|(fact, word)| Some((fact.every_bit(), fact.bit_of_word(word)?)));
    let (spoken_of, bits) = set.fold((0, 0), |(spoken, bits), (every, bit)| (spoken | every, bits | bit));
    let limits = way.when.alternatives.iter().map(|allowed| limits_of(*allowed)).collect();
    WayRow { spoken_of, bits, limits }
}

impl PackParts {
    /// Whether the rule's switch, if it has one, is on.
    pub(super) fn is_in_force(&self, rule: &Rule) -> bool {
        let Some(name) = &rule.switch else { return true };
        self.switches.iter().any(|switch| switch.name == *name && switch.is_on)
    }
}

impl Pack {
    /// A pack from what its file says.
    ///
    /// # Errors
    /// Every fault found: a combination without an answer, a rule that can
    /// never be reached, a broken `never`, a name used twice or not known. A
    /// pack with a fault must not be used: see [`Pack::ask_a_person`].
    pub fn new(parts: PackParts) -> Result<Self, Vec<PackFault>> {
        let tables = Tables::of(&parts);
        let report = check(&parts, &tables)?;
        Ok(Self(Arc::new(Checked { parts, tables, report, faults: Vec::new() })))
    }

    /// The pack that stands in for one that failed: every question is
    /// answered "talk to a person".
    #[must_use]
    pub fn ask_a_person(name: &str, faults: Vec<PackFault>) -> Self {
        let parts = PackParts { name: name.to_owned(), ..PackParts::default() };
        let tables = Tables::default();
        Self(Arc::new(Checked { parts, tables, report: CheckReport::default(), faults }))
    }

    /// The pack if it has no fault, or the stand-in that answers "talk to a
    /// person".
    #[must_use]
    pub fn or_ask_a_person(parts: PackParts) -> Self {
        let name = parts.name.clone();
        Self::new(parts).unwrap_or_else(|faults| Self::ask_a_person(&name, faults))
    }

    /// The same pack with one switch turned, checked again.
    ///
    /// # Errors
    /// As [`Pack::new`]; also a switch that the pack does not have.
    pub fn with_switch(&self, name: &str, is_on: bool) -> Result<Self, Vec<PackFault>> {
        let mut parts = self.0.parts.clone();
        let switch = parts.switches.iter_mut().find(|switch| switch.name == name);
        switch.ok_or_else(|| vec![PackFault::NotKnown { kind: "switch", name: name.to_owned() }])?.is_on = is_on;
        Self::new(parts)
    }

    /// Checks the pack again: every combination of facts has exactly one
    /// answer, every rule can be reached, every `never` holds.
    ///
    /// # Errors
    /// Every fault found, or the faults for which it stands in.
    pub fn check(&self) -> Result<CheckReport, Vec<PackFault>> {
        if self.0.faults.is_empty() { check(&self.0.parts, &self.0.tables) } else { Err(self.0.faults.clone()) }
    }

    /// What the check found when the pack was made.
    #[must_use]
    pub fn report(&self) -> &CheckReport {
        &self.0.report
    }

    /// Why the pack answers nothing; empty for a good pack.
    #[must_use]
    pub fn faults(&self) -> &[PackFault] {
        &self.0.faults
    }

    /// The name, which every decision carries.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.parts.name
    }

    /// The title for screens.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.0.parts.title
    }

    /// How its paragraphs are cited: "Sharing guide (2010)".
    #[must_use]
    pub fn cites(&self) -> &str {
        &self.0.parts.cites
    }

    /// The edition that it was laid over, by its name.
    #[must_use]
    pub fn extends(&self) -> Option<&str> {
        self.0.parts.extends.as_deref()
    }

    /// What it rests on.
    #[must_use]
    pub fn laws(&self) -> &[Law] {
        &self.0.parts.laws
    }

    /// Why a kind of information matters to the services of a centre, in the
    /// order of the vocabulary.
    pub fn relevance(&self) -> impl Iterator<Item = (Category, &str)> {
        self.0.parts.relevance.iter().map(|(category, says)| (*category, says.as_str()))
    }

    /// A kind of information may be shared only where the edition says why it
    /// matters: each kind without that (S002-1c, ¶1). Editions of before this
    /// was asked for are kept as they are; no new one goes without.
    #[must_use]
    pub fn without_relevance(&self) -> Vec<PackFault> {
        let is_said =
            |category: &Category| self.0.parts.relevance.get(category).is_some_and(|says| !says.trim().is_empty());
        let without = Category::ALL.iter().filter(|category| !is_said(category));
        without.map(|category| PackFault::NoRelevance(category.word())).collect()
    }

    /// What is added to answers, for the reference pages.
    #[must_use]
    pub fn additions(&self) -> &[Also] {
        &self.0.parts.also
    }

    /// Everything that has to be read in the original before the edition is
    /// approved: what states it, and what to check.
    pub fn to_check(&self) -> impl Iterator<Item = (&str, &str)> {
        let parts = &self.0.parts;
        let laws = parts.laws.iter().map(|law| (law.id.as_str(), law.to_check.as_str()));
        let rules = parts.rules.iter().map(|rule| (rule.id.as_str(), rule.to_check.as_str()));
        let also = parts.also.iter().map(|also| (also.id.as_str(), also.to_check.as_str()));
        laws.chain(rules).chain(also).filter(|(_, what)| !what.is_empty())
    }

    /// The rules in order, for the reference pages.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.0.parts.rules
    }

    /// The switches, on or off.
    #[must_use]
    pub fn switches(&self) -> &[Switch] {
        &self.0.parts.switches
    }

    /// What must never be answered.
    #[must_use]
    pub fn nevers(&self) -> &[Never] {
        &self.0.parts.nevers
    }

    /// The questions shown beside every answer.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.0.parts.checks
    }

    /// The changes that people can bring about.
    #[must_use]
    pub fn ways(&self) -> &[Way] {
        &self.0.parts.ways
    }

    #[inline]
    pub(super) fn inner(&self) -> &Checked {
        &self.0
    }
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Pack({}, {} rules)", self.name(), self.0.parts.rules.len())
    }
}
