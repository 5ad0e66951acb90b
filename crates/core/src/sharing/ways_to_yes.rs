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

/// The smallest sets as bits of ways, with the answers they reach. Sets are
/// tried with fewest steps first, and each in the order of the ways.
fn smallest(pack: &Checked, state: State) -> Vec<(u32, Outcome)> {
    let Some(start) = walk(pack, state) else { return Vec::new() };
    if start.outcome == Outcome::Share || is_held(pack, start, 0) {
        return Vec::new();
    }
    let Some(choice) = Choice::of(pack, state) else { return Vec::new() };
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    let mut now = vec![(0_u32, 0_usize, state)];
    while !now.is_empty() {
        let mut longer = Vec::new();
        for (set, from, state) in now {
            choice.possible(pack, from, state, |place, changed| {
                let set = set | 1 << place;
                if whole.iter().any(|smaller| smaller & set == *smaller) {
                    return;
                }
                if choice.needed & !set != 0 {
                    longer.push((set, place + 1, changed));
                    return;
                }
                let Some(walked) = walk(pack, changed) else { return };
                match walked.outcome {
                    Outcome::Share => {
                        whole.push(set);
                        return;
                    }
                    Outcome::MinimumOnly if start.outcome != Outcome::MinimumOnly => part.push(set),
                    _ => {}
                }
                if !is_held(pack, walked, place + 1) {
                    longer.push((set, place + 1, changed));
                }
            });
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

/// Which ways come into question for a state.
struct Choice {
    /// The ways that can be taken at some point, a bit for each.
    open: u32,
    /// The ways that every set has: nothing else takes a gate away that stands
    /// in front.
    needed: u32,
}

impl Choice {
    /// None where a gate stands in front that no way takes away.
    fn of(pack: &Checked, state: State) -> Option<Self> {
        let ways = &pack.tables.ways;
        let (mut open, mut values, mut before) = (0_u32, state.0, None);
        while before != Some(open) {
            before = Some(open);
            for (place, way) in ways.iter().enumerate() {
                if open >> place & 1 == 0 && way.could_be_taken(values) {
                    open |= 1 << place;
                    values |= way.bits;
                }
            }
        }
        let mut needed = 0;
        for gate in &pack.tables.gates {
            let may_say_yes = gate.is_yes && gate.limits.iter().all(|limit| limit & values != 0);
            if may_say_yes {
                break;
            }
            if state.0 & gate.forbidden == 0 {
                let taking_away = gate.ways & open;
                match taking_away.count_ones() {
                    0 => return None,
                    1 => needed |= taking_away,
                    _ => {}
                }
            }
        }
        Some(Self { open, needed })
    }

    /// Every change from a place on that can be made in this state and changes
    /// it. None after a way that is needed: it cannot be passed over.
    fn possible(&self, pack: &Checked, from: usize, state: State, mut each: impl FnMut(usize, State)) {
        let mut left = self.open & u32::MAX.checked_shl(u32::try_from(from).unwrap_or(32)).unwrap_or(0);
        while left != 0 {
            let place = left.trailing_zeros() as usize;
            left &= left - 1;
            let row = &pack.tables.ways[place];
            if pack.parts.ways[place].when.allows(state.0) {
                let changed = state.changed(row.spoken_of, row.bits);
                if changed != state {
                    each(place, changed);
                }
            }
            if self.needed >> place & 1 == 1 {
                return;
            }
        }
    }
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
