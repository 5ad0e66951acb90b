//! Rows of one source that carry the source's own number for a person and
//! little else, such as the episodes of a child whose name stands in another
//! list: the number says whose they are.

use std::collections::HashMap;

use super::matching::Known;

/// Whom a source's own number stands for: source, sealed identity, number.
type Local = (u16, u32, String);

/// The records that carry one number: the one that says most, the first, and
/// those that came after it.
struct Told {
    best: u32,
    first: u32,
    later: Vec<u32>,
}

/// The records that carry a source's own number, and the pairs that follow.
#[derive(Default)]
pub(super) struct LocalNumbers {
    /// For each number, the records that carry it.
    told: HashMap<Local, Told>,
    /// Records that are one person because of their number.
    pairs: Vec<(u32, u32)>,
}

impl LocalNumbers {
    /// Adds a record that is known now.
    pub(super) fn add(&mut self, known: &[Known], key: u32) {
        let Some(place) = place(known, key) else { return };
        let told = self.told.entry(place).or_insert(Told { best: key, first: key, later: Vec::new() });
        if told.first != key {
            told.later.push(key);
            self.pairs.extend(told.weigh(known, key));
        }
    }

    /// Weighs the records with the number of one of them again: it says
    /// something else now.
    pub(super) fn again(&mut self, known: &[Known], key: u32) {
        let Some(told) = place(known, key).and_then(|place| self.told.get_mut(&place)) else { return };
        let is_other = |held: u32| held != told.first && !told.later.contains(&held);
        self.pairs.retain(|(_, held)| is_other(*held));
        told.best = told.first;
        for later in told.later.clone() {
            self.pairs.extend(told.weigh(known, later));
        }
    }

    /// Whether a record that is not sealed carries a number.
    pub(super) fn has_open(&self, source: u16, number: &str) -> bool {
        self.told.contains_key(&(source, 0, number.to_owned()))
    }

    /// Records that are one person because of their number.
    pub(super) fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs
    }
}

impl Told {
    /// The pair that follows from one more record with the number.
    fn weigh(&mut self, known: &[Known], key: u32) -> Option<(u32, u32)> {
        let (old, new) = (&known[self.best as usize], &known[key as usize]);
        if !(is_thin(new) || is_thin(old)) || speaks_against(old, new) {
            return None;
        }
        let pair = (self.best, key);
        if is_thin(old) {
            self.best = key;
        }
        Some(pair)
    }
}

fn place(known: &[Known], key: u32) -> Option<Local> {
    let known = &known[key as usize];
    let number = known.local_number.as_ref()?;
    Some((known.source, known.facts.compartment, number.to_string()))
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
