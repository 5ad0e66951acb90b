//! How to get to yes: the smallest sets of changes, of those that somebody
//! could bring about, that turn the answer into a better one (S002-11f).

use super::decide::walk;
use super::duty::Outcome;
use super::facts::Facts;
use super::pack::{Checked, Pack};
use super::rule::Way;
use super::state::State;

/// One step of a way to yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name in the pack.
    pub id: String,
    /// The step, for example "Ask the family".
    pub title: String,
    /// Who can do it.
    pub who: String,
    /// Words to say or to write; may be empty.
    pub say: String,
    /// The form that records it.
    pub form: String,
}

/// A smallest set of steps, in the order to take them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayToYes {
    /// The steps. Taking any away does not lead there.
    pub steps: Vec<Step>,
    /// The answer once they are done.
    pub reaches: Outcome,
}

impl Step {
    fn of(way: &Way) -> Self {
        Self {
            id: way.id.clone(),
            title: way.title.clone(),
            who: way.who.clone(),
            say: way.say.clone(),
            form: way.form.clone(),
        }
    }
}

/// The smallest ways to a better answer, fewest steps first; ways to the whole
/// before ways to a part. Empty when the answer is share already, when a fact
/// is missing, or when nobody can change it (a refusal stands).
#[must_use]
pub fn ways_to_yes(facts: &Facts, pack: &Pack) -> Vec<WayToYes> {
    facts.state().map(|state| ways_to_yes_from(state, pack)).unwrap_or_default()
}

/// The same for facts that were kept as a state.
#[must_use]
pub fn ways_to_yes_from(state: State, pack: &Pack) -> Vec<WayToYes> {
    let inner = pack.inner();
    let found = smallest(inner, state);
    let step_of = |place: usize| Step::of(&inner.parts.ways[place]);
    let steps =
        |set: u32| (0..inner.parts.ways.len()).filter(move |place| set >> place & 1 == 1).map(step_of).collect();
    found.into_iter().map(|(set, reaches)| WayToYes { steps: steps(set), reaches }).collect()
}

/// The smallest sets as bits of ways, with the answers they reach.
pub(super) fn smallest(pack: &Checked, state: State) -> Vec<(u32, Outcome)> {
    let outcome_of = |state| walk(pack, state).map(|walked| walked.outcome);
    let Some(start) = outcome_of(state) else { return Vec::new() };
    if start == Outcome::Share {
        return Vec::new();
    }
    let mut whole: Vec<u32> = Vec::new();
    let mut part: Vec<u32> = Vec::new();
    let mut now = vec![(0_u32, 0_usize, state)];
    while !now.is_empty() {
        let mut longer = Vec::new();
        for (set, from, state) in now {
            for (place, changed) in possible(pack, from, state) {
                let set = set | 1 << place;
                if whole.iter().any(|smaller| smaller & set == *smaller) {
                    continue;
                }
                match outcome_of(changed) {
                    Some(Outcome::Share) => whole.push(set),
                    Some(Outcome::MinimumOnly) if start != Outcome::MinimumOnly => {
                        part.push(set);
                        longer.push((set, place + 1, changed));
                    }
                    _ => longer.push((set, place + 1, changed)),
                }
            }
        }
        now = longer;
    }
    settle(whole, part)
}

/// The changes from `from` on that can be made in this state and change it.
fn possible(pack: &Checked, from: usize, state: State) -> impl Iterator<Item = (usize, State)> {
    let ways = pack.parts.ways.iter().zip(&pack.tables.ways).enumerate().skip(from);
    ways.filter(move |(_, (way, _))| way.when.allows(state.0))
        .map(move |(place, (_, row))| (place, state.changed(row.spoken_of, row.bits)))
        .filter(move |(_, changed)| *changed != state)
}

/// Only the sets from which nothing can be taken away, fewest steps first.
fn settle(whole: Vec<u32>, part: Vec<u32>) -> Vec<(u32, Outcome)> {
    let is_smallest = |set: u32, among: &[u32]| !among.iter().any(|other| *other != set && other & set == *other);
    let mut found: Vec<(u32, Outcome)> = Vec::new();
    found.extend(whole.iter().filter(|set| is_smallest(**set, &whole)).map(|set| (*set, Outcome::Share)));
    let part_only =
        part.iter().filter(|set| is_smallest(**set, &part) && !whole.iter().any(|other| other & **set == *other));
    found.extend(part_only.map(|set| (*set, Outcome::MinimumOnly)));
    found.sort_by_key(|(set, reaches)| (set.count_ones(), *reaches, *set));
    found
}
