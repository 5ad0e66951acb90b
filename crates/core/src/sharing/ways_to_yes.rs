//! How to get to yes: the smallest sets of changes, of those that somebody
//! could bring about, that turn the answer into a better one (S002-11f).

use super::decide::{Walked, walk};
use super::duty::Outcome;
use super::facts::Facts;
use super::pack::{Checked, Pack};
use super::rule::Way;
use super::state::State;

/// One step of a way to yes: reads as the [`Way`] of the pack that it is, with
/// its title, who can do it, words to say and the form that records it.
#[derive(Clone)]
pub struct Step {
    pack: Pack,
    place: usize,
}

impl std::ops::Deref for Step {
    type Target = Way;

    fn deref(&self) -> &Way {
        &self.pack.ways()[self.place]
    }
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Step {}

impl std::fmt::Debug for Step {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Step({})", self.id)
    }
}

/// A smallest set of steps, in the order to take them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayToYes {
    /// The steps. Taking any away does not lead there.
    pub steps: Vec<Step>,
    /// The answer once they are done.
    pub reaches: Outcome,
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
    let step_of = |place| Step { pack: pack.clone(), place };
    let steps =
        |set: u32| (0..inner.parts.ways.len()).filter(move |place| set >> place & 1 == 1).map(step_of).collect();
    found.into_iter().map(|(set, reaches)| WayToYes { steps: steps(set), reaches }).collect()
}

/// The smallest sets as bits of ways, with the answers they reach.
fn smallest(pack: &Checked, state: State) -> Vec<(u32, Outcome)> {
    let Some(start) = walk(pack, state) else { return Vec::new() };
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    let mut now = vec![(0_u32, 0_usize, state)];
    if start.outcome == Outcome::Share || is_held(pack, start, 0) {
        now.clear();
    }
    while !now.is_empty() {
        let mut longer = Vec::new();
        for (set, from, state) in now {
            for (place, changed) in possible(pack, from, state) {
                let set = set | 1 << place;
                if whole.iter().any(|smaller| smaller & set == *smaller) {
                    continue;
                }
                let Some(walked) = walk(pack, changed) else { continue };
                match walked.outcome {
                    Outcome::Share => {
                        whole.push(set);
                        continue;
                    }
                    Outcome::MinimumOnly if start.outcome != Outcome::MinimumOnly => part.push(set),
                    _ => {}
                }
                if !is_held(pack, walked, place + 1) {
                    longer.push((set, place + 1, changed));
                }
            }
        }
        now = longer;
    }
    settle(&whole, &part)
}

/// Whether a gate answers that no way from a place on can change: then longer
/// sets are no use.
fn is_held(pack: &Checked, walked: Walked, from: usize) -> bool {
    pack.tables.held_by[usize::from(walked.deciding)] & pack.tables.changed_from[from] == 0
}

/// The changes from `from` on that can be made in this state and change it.
fn possible(pack: &Checked, from: usize, state: State) -> impl Iterator<Item = (usize, State)> {
    let ways = pack.parts.ways.iter().zip(&pack.tables.ways).enumerate().skip(from);
    ways.filter(move |(_, (way, _))| way.when.allows(state.0))
        .map(move |(place, (_, row))| (place, state.changed(row.spoken_of, row.bits)))
        .filter(move |(_, changed)| *changed != state)
}

/// Only the sets from which nothing can be taken away, fewest steps first.
fn settle(whole: &[u32], part: &[u32]) -> Vec<(u32, Outcome)> {
    let is_smallest = |set: u32, among: &[u32]| !among.iter().any(|other| *other != set && other & set == *other);
    let mut found: Vec<(u32, Outcome)> = Vec::new();
    found.extend(whole.iter().filter(|set| is_smallest(**set, whole)).map(|set| (*set, Outcome::Share)));
    let part_only =
        part.iter().filter(|set| is_smallest(**set, part) && !whole.iter().any(|other| other & **set == *other));
    found.extend(part_only.map(|set| (*set, Outcome::MinimumOnly)));
    found.sort_by_key(|(set, reaches)| (set.count_ones(), *reaches, *set));
    found
}
