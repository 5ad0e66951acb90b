//! Rows of one source that carry the source's own number for a person and
//! little else, such as the episodes of a child whose name stands in another
//! list: the number says whose they are.

use std::collections::HashMap;

use kith_core::statement::{Part, PersonStatement};

use super::matching::Known;

/// Whom a source's own number stands for: source, sealed identity, number.
type Local = (u16, u32, String);

/// The records that carry a source's own number, and the pairs that follow.
#[derive(Default)]
pub(super) struct LocalNumbers {
    /// For each number, the record that says most.
    best: HashMap<Local, u32>,
    /// Records that are one person because of their number.
    pairs: Vec<(u32, u32)>,
}

impl LocalNumbers {
    /// Adds the newest of the known records.
    pub(super) fn add(&mut self, known: &[Known], statement: &PersonStatement) {
        let (Some(number), Some(key)) = (&statement.local_number, known.len().checked_sub(1)) else { return };
        let new = &known[key];
        let Ok(key) = u32::try_from(key) else { return };
        if new.part != Part::Subject {
            return;
        }
        let best = self.best.entry((new.source, new.facts.compartment, number.clone())).or_insert(key);
        let old = &known[*best as usize];
        if *best == key || !(is_thin(new) || is_thin(old)) || speaks_against(old, new) {
            return;
        }
        self.pairs.push((*best, key));
        if is_thin(old) {
            *best = key;
        }
    }

    /// Whether a record that is not sealed carries a number.
    pub(super) fn has_open(&self, source: u16, number: &str) -> bool {
        self.best.contains_key(&(source, 0, number.to_owned()))
    }

    /// Records that are one person because of their number.
    pub(super) fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs
    }
}

/// Says too little for the linker to know whose it is.
fn is_thin(known: &Known) -> bool {
    known.facts.nhs_number.is_none() && (known.given.is_empty() || known.facts.born_on.is_none())
}

/// A number may be given to somebody else later: another name or birthday
/// says so.
fn speaks_against(old: &Known, new: &Known) -> bool {
    let differ = |one: &str, other: &str| !one.is_empty() && !other.is_empty() && one != other;
    let births = old.facts.born_on.zip(new.facts.born_on);
    births.is_some_and(|(one, other)| one != other)
        || differ(&old.given, &new.given)
        || differ(&old.family, &new.family)
}
