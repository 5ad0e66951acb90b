//! Which pairs are worth comparing: records that share a key under a rule.

use rayon::prelude::*;

use crate::pool::{NameId, Pool, mix};
use crate::record::Record;

/// The rules in words, by number. From [`HOUSEHOLD`] on they find twins and
/// make no pairs.
const RULES: &[&str] = &[
    "same NHS number",
    "same date of birth and a name",
    "same date of birth and mother's first name",
    "same date of birth and postcode",
    "same date of birth and telephone",
    "same name and postcode",
    "same name and telephone",
    "same full name and year of birth",
    "same full name and birthday in another year",
    "names that sound alike and same date of birth",
    "same mother, by number or date of birth",
    "same mother, by full name and postcode or telephone",
    "same first name and mother's full name",
    "same birthday in one household",
];

/// The rule that finds twins.
const HOUSEHOLD: u64 = 13;
/// Bits of a key that hold its rule.
const RULE_BITS: u32 = 5;

/// A group of records that share a key and were too many to compare pair by
/// pair. Nothing in it is personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SkippedGroup {
    /// The rule, in words.
    pub rule: &'static str,
    /// How many records share the key.
    pub records: usize,
}

fn key(rule: u64, parts: &[u64]) -> u64 {
    let hash = parts.iter().fold(rule + 1, |hash, part| mix(hash, *part));
    rule << (64 - RULE_BITS) | hash >> RULE_BITS
}

fn rule_words(key: u64) -> &'static str {
    let rule = usize::try_from(key >> (64 - RULE_BITS)).unwrap_or(0);
    RULES.get(rule).copied().unwrap_or("unknown rule")
}

/// Appends a key if every part of it is known.
fn push(out: &mut Vec<u64>, rule: u64, parts: &[u64]) {
    if parts.iter().all(|part| *part != 0) {
        out.push(key(rule, parts));
    }
}

/// The keys under which a record looks for others.
pub(crate) fn keys(pool: &Pool, record: &Record, out: &mut Vec<u64>) {
    out.clear();
    let hash = |id: NameId| pool.hash(id);
    let sound = |id: NameId| u64::from(pool.name(id).sound);
    let birth = record.birth.map_or(0, |day| u64::from(day.packed()));
    let year = record.birth.map_or(0, |day| u64::from(day.year()));
    let birthday = record.birth.map_or(0, |day| u64::from(day.month() << 5 | day.day()));
    let (given, family) = (hash(record.given), hash(record.family));
    let (mother_given, mother_family) = (hash(record.mother_given), hash(record.mother_family));
    push(out, 0, &[record.nhs]);
    let halves = record.family_halves.map(hash);
    let names = [
        given,
        hash(record.given_half),
        hash(record.known_as),
        hash(record.middle),
        family,
        halves[0],
        halves[1],
        hash(record.former_family),
    ];
    for (place, name) in names.iter().enumerate() {
        if !names[..place].contains(name) {
            push(out, 1, &[birth, *name]);
        }
    }
    push(out, 2, &[birth, mother_given]);
    push(out, 3, &[birth, record.postcode]);
    push(out, 4, &[birth, record.telephone]);
    push(out, 5, &[given, record.postcode]);
    push(out, 6, &[given, record.telephone]);
    push(out, 7, &[given, family, year]);
    push(out, 8, &[given, family, birthday]);
    push(out, 9, &[sound(record.given), sound(record.family), birth]);
    push(out, 10, &[record.mother_nhs]);
    push(out, 10, &[mother_given, record.mother_birth.map_or(0, |day| u64::from(day.packed()))]);
    push(out, 11, &[mother_given, mother_family, record.postcode]);
    push(out, 11, &[mother_given, mother_family, record.telephone]);
    push(out, 12, &[given, mother_given, mother_family]);
}

/// The keys that people born on one day in one household share.
pub(crate) fn household_keys(pool: &Pool, record: &Record, out: &mut Vec<u64>) {
    out.clear();
    let Some(day) = record.birth else { return };
    let birth = u64::from(day.packed());
    let mother_given = pool.hash(record.mother_given);
    let mother_birth = record.mother_birth.map_or(0, |day| u64::from(day.packed()));
    push(out, HOUSEHOLD, &[birth, 1, record.address]);
    push(out, HOUSEHOLD, &[birth, 2, record.telephone]);
    push(out, HOUSEHOLD, &[birth, 3, record.postcode, pool.hash(record.family)]);
    push(out, HOUSEHOLD, &[birth, 4, mother_given, pool.hash(record.mother_family)]);
    push(out, HOUSEHOLD, &[birth, 5, mother_given, mother_birth]);
    push(out, HOUSEHOLD, &[birth, 6, record.mother_nhs]);
}

type Keying = fn(&Pool, &Record, &mut Vec<u64>);

/// The places of all records that share a key, as one sorted list of key and
/// place.
pub(crate) fn keyed(pool: &Pool, records: &[&Record], keying: Keying) -> Vec<(u64, u32)> {
    let mut keyed: Vec<(u64, u32)> = records
        .par_iter()
        .enumerate()
        .fold(Vec::new, |mut keyed: Vec<(u64, u32)>, (place, record)| {
            let mut keys = Vec::with_capacity(24);
            keying(pool, record, &mut keys);
            let place = u32::try_from(place).expect("fewer than four thousand million records");
            keyed.extend(keys.into_iter().map(|key| (key, place)));
            keyed
        })
        .reduce(Vec::new, |mut left, mut right| {
            left.append(&mut right);
            left
        });
    keyed.par_sort_unstable();
    keyed.dedup();
    keyed
}

/// The pairs of places to compare, each once, smaller place first, and the
/// groups that were too large. `is_large` says which keys are too common in a
/// wider set of records.
pub(crate) fn pairs(
    pool: &Pool,
    records: &[&Record],
    limit: usize,
    is_large: &(dyn Fn(u64) -> bool + Sync),
) -> (Vec<(u32, u32)>, Vec<SkippedGroup>) {
    let keyed = keyed(pool, records, keys);
    let groups: Vec<&[(u64, u32)]> = keyed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).collect();
    let mut skipped: Vec<SkippedGroup> = groups
        .iter()
        .filter(|group| group.len() > limit)
        .map(|group| SkippedGroup { rule: rule_words(group[0].0), records: group.len() })
        .collect();
    skipped.sort_unstable();
    let mut pairs: Vec<(u32, u32)> = groups
        .into_par_iter()
        .filter(|group| group.len() <= limit && !is_large(group[0].0))
        .flat_map_iter(|group| {
            group
                .iter()
                .enumerate()
                .flat_map(move |(place, (_, a))| group[place + 1..].iter().map(move |(_, b)| (*a, *b)))
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    (pairs, skipped)
}
