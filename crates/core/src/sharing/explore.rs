//! Walking every combination of facts at once: a set of combinations is kept
//! whole as long as every rule treats its members alike, and split where a
//! rule does not. So the walk is exact without naming each combination.

use super::duty::Outcome;
use super::pack::{PackParts, Tables};
use super::rule::{Effect, Stage};
use super::state::FactName;

/// What the walk meets.
pub(super) enum Met {
    /// Some combination reaches the rule at this place.
    Rule(u16),
    /// All combinations of a set have this answer, by the rule at this place.
    Answer {
        /// The combinations.
        set: u128,
        /// The place of the deciding rule.
        place: u16,
        /// The answer.
        outcome: Outcome,
    },
    /// No rule of a stage matches the combinations of a set.
    Nothing {
        /// The stage.
        stage: Stage,
        /// The combinations.
        set: u128,
    },
}

/// Walks a set of combinations through a pack and tells what it meets. Every
/// combination is in exactly one `Answer` or `Nothing`.
pub(super) fn explore(parts: &PackParts, tables: &Tables, set: u128, meet: &mut dyn FnMut(Met)) {
    Explorer { parts, tables, meet }.walk(set, Stage::Gate, None);
}

struct Explorer<'p> {
    parts: &'p PackParts,
    tables: &'p Tables,
    meet: &'p mut dyn FnMut(Met),
}

impl Explorer<'_> {
    fn effect(&self, place: u16) -> Effect {
        self.parts.rules[usize::from(place)].effect
    }

    /// Walks `set` through a stage; `basis` is the rule of the basis stage
    /// behind it.
    fn walk(&mut self, set: u128, stage: Stage, basis: Option<u16>) {
        let mut sets = vec![set];
        for row in self.tables.stage(stage) {
            let mut outside = Vec::new();
            for set in sets {
                let (inside, mut pieces) = split(set, !row.forbidden);
                outside.append(&mut pieces);
                if let Some(inside) = inside {
                    (self.meet)(Met::Rule(row.place));
                    self.follow(inside, row.place, basis);
                }
            }
            sets = outside;
            if sets.is_empty() {
                return;
            }
        }
        for set in sets {
            self.without_match(set, stage, basis);
        }
    }

    /// What comes after a rule that matched.
    fn follow(&mut self, set: u128, place: u16, basis: Option<u16>) {
        match self.effect(place) {
            Effect::Answer(outcome) => (self.meet)(Met::Answer { set, place, outcome }),
            Effect::Enough => self.walk(set, Stage::Enough, Some(place)),
            Effect::NotEnough(_) | Effect::Part(_) => self.walk(set, Stage::Open, Some(place)),
            Effect::Opens => self.walk(set, Stage::PublicInterest, basis),
        }
    }

    /// What comes after a stage in which no rule matched.
    fn without_match(&mut self, set: u128, stage: Stage, basis: Option<u16>) {
        let by_itself = basis.map(|place| (place, self.effect(place)));
        match (stage, by_itself) {
            (Stage::Gate, _) => self.walk(set, Stage::Basis, basis),
            (Stage::Open, Some((_, Effect::NotEnough(_)))) => self.walk(set, Stage::Closed, basis),
            (Stage::Open | Stage::Closed, Some((place, Effect::NotEnough(outcome) | Effect::Part(outcome)))) => {
                (self.meet)(Met::Answer { set, place, outcome });
            }
            _ => (self.meet)(Met::Nothing { stage, set }),
        }
    }
}

/// The part of `set` that `allowed` allows, and the rest in disjoint pieces.
pub(super) fn split(set: u128, allowed: u128) -> (Option<u128>, Vec<u128>) {
    let inside = set & allowed;
    if FactName::ALL.iter().any(|fact| inside & fact.every_bit() == 0) {
        return (None, vec![set]);
    }
    let mut pieces = Vec::new();
    let mut rest = set;
    for fact in FactName::ALL {
        let every = fact.every_bit();
        let beyond = rest & every & !allowed;
        if beyond != 0 {
            pieces.push((rest & !every) | beyond);
            rest = (rest & !every) | (rest & every & allowed);
        }
    }
    (Some(inside), pieces)
}
