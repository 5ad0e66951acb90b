//! Which pairs are worth comparing: records that share a key under a rule.

use crate::pool::{Extras, NameId, Pool, mix};
use crate::record::Record;

/// The rules in words, by number. Up to [`DAY_RULES`] they need one date of
/// birth; the last one finds twins and makes no pairs.
const RULES: &[&str] = &[
    "same date of birth and a name",
    "same date of birth and mother's first name",
    "same date of birth and postcode",
    "same date of birth and telephone",
    "names that sound alike and same date of birth",
    "same name and postcode",
    "same name and telephone",
    "same full name and year of birth",
    "same full name and birthday in another year",
    "same mother, by number",
    "same mother, by first name and date of birth",
    "same mother, by full name and postcode",
    "same mother, by full name and telephone",
    "same first name and mother's full name",
    "same family name, postcode and year of birth",
    "same family name, telephone and year of birth",
    "same full name and address",
    "same NHS number",
    "same birthday in one household",
    "same date of birth",
    "same house",
    "same full name",
    "same family name and postcode",
    "same first name and house",
    "same postcode and year of birth",
    "same telephone",
];

const DAY_RULES: u64 = 5;
/// The rules with one key a record, whatever the date of birth.
pub(crate) const OTHER_RULES: std::ops::Range<u64> = DAY_RULES..HOUSEHOLD;
/// Rules that are used where they bring few pairs: in files without families
/// they find what has more than one mistake.
pub(crate) const WIDE_RULES: std::ops::Range<u64> = HOUSEHOLD + 1..HOUSEHOLD + 8;
/// The rule of the NHS number. It comes last, so that what is learnt from
/// numbers is learnt on pairs that were found without them.
pub(crate) const NUMBER_RULE: u64 = 17;
/// The rule that finds twins.
const HOUSEHOLD: u64 = 18;
/// So many records of one birthday are told apart in the bits that a key
/// leaves free; more are compared by the other rules only.
pub(crate) const MOST_OF_A_DAY: u64 = 1 << 22;
const STIR: u64 = 0x9fb2_1c65_1e98_df25;
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

impl SkippedGroup {
    pub(crate) fn new(key: u64, records: usize) -> Self {
        let rule = usize::try_from(key >> (64 - RULE_BITS)).unwrap_or(0);
        Self { rule: RULES.get(rule).copied().unwrap_or("unknown rule"), records }
    }
}

/// The key made of parts under a rule; 0 if a part is not known. Names go in
/// by their numbers, so a key means something within one pool only.
fn key(rule: u64, parts: &[u64]) -> u64 {
    if parts.contains(&0) {
        return 0;
    }
    let stirred = parts.iter().fold(rule + 1, |hash, part| (hash ^ part).wrapping_mul(STIR).rotate_left(29));
    rule << (64 - RULE_BITS) | mix(0, stirred) >> RULE_BITS & !(MOST_OF_A_DAY - 1)
}

fn push(out: &mut Vec<u64>, rule: u64, parts: &[u64]) {
    let key = key(rule, parts);
    if key != 0 {
        out.push(key);
    }
}

/// The keys under which a record looks for others born on its day.
pub(crate) fn day_keys(pool: &Pool, record: &Record, out: &mut Vec<u64>) {
    out.clear();
    let Some(day) = record.birth else { return };
    let birth = u64::from(day.packed());
    let (given, family) = (pool.name(record.given), pool.name(record.family));
    let extras = if record.has_extras() { *record.extras(pool) } else { Extras::default() };
    let names = [
        record.given, record.family, record.middle, given.halves[0], family.halves[0], family.halves[1],
        extras.known_as, extras.former_family,
    ];
    for (place, name) in names.iter().enumerate() {
        if *name != 0 && !names[..place].contains(name) {
            push(out, 0, &[birth, u64::from(*name)]);
        }
    }
    push(out, 1, &[birth, u64::from(record.mother_given)]);
    push(out, 2, &[birth, u64::from(record.postcode)]);
    push(out, 3, &[birth, u64::from(record.telephone)]);
    push(out, 4, &[u64::from(given.sound), u64::from(family.sound), birth]);
}

/// The one key of a record under another rule; 0 for none.
pub(crate) fn other_key(pool: &Pool, record: &Record, rule: u64) -> u64 {
    let hash = |id: NameId| u64::from(id);
    let postcode = || u64::from(record.postcode);
    let telephone = u64::from(record.telephone);
    let year = || record.birth.map_or(0, |day| u64::from(day.year()));
    match rule {
        5 => key(rule, &[hash(record.given), postcode()]),
        6 => key(rule, &[hash(record.given), telephone]),
        7 => key(rule, &[hash(record.given), hash(record.family), year()]),
        8 => {
            let birthday = record.birth.map_or(0, |day| u64::from(day.month() << 5 | day.day()));
            key(rule, &[hash(record.given), hash(record.family), birthday])
        }
        9 if record.has_extras() => key(rule, &[record.extras(pool).mother_nhs]),
        10 => {
            let birth = record.mother_birth.map_or(0, |day| u64::from(day.packed()));
            key(rule, &[hash(record.mother_given), birth])
        }
        11 => key(rule, &[hash(record.mother_given), hash(record.mother_family), postcode()]),
        12 => key(rule, &[hash(record.mother_given), hash(record.mother_family), telephone]),
        13 => key(rule, &[hash(record.given), hash(record.mother_given), hash(record.mother_family)]),
        14 => key(rule, &[hash(record.family), postcode(), year()]),
        15 => key(rule, &[hash(record.family), telephone, year()]),
        16 => key(rule, &[hash(record.given), hash(record.family), house(record)]),
        NUMBER_RULE => key(rule, &[record.nhs]),
        19 => key(rule, &[record.birth.map_or(0, |day| u64::from(day.packed()))]),
        20 => key(rule, &[house(record)]),
        21 => key(rule, &[hash(record.given), hash(record.family)]),
        22 => key(rule, &[hash(record.family), postcode()]),
        23 => key(rule, &[hash(record.given), house(record)]),
        24 => key(rule, &[postcode(), year()]),
        25 => key(rule, &[telephone]),
        _ => 0,
    }
}

/// Number and street; 0 where one of them is not known.
fn house(record: &Record) -> u64 {
    if record.number == 0 || record.street == 0 { 0 } else { u64::from(record.number) << 32 | u64::from(record.street) }
}

/// Every key under which a record looks for others.
pub(crate) fn keys(pool: &Pool, record: &Record, out: &mut Vec<u64>) {
    day_keys(pool, record, out);
    out.extend(OTHER_RULES.map(|rule| other_key(pool, record, rule)).filter(|key| *key != 0));
}

/// Whether two records share a key by their day, of those that were compared.
pub(crate) fn share_day_key(pool: &Pool, a: &Record, b: &Record, is_compared: &dyn Fn(u64) -> bool) -> bool {
    let (mut one, mut two) = (Vec::with_capacity(12), Vec::with_capacity(12));
    day_keys(pool, a, &mut one);
    day_keys(pool, b, &mut two);
    one.iter().any(|key| two.contains(key) && is_compared(*key))
}

/// The keys that people born on one day in one household share.
pub(crate) fn household_keys(pool: &Pool, record: &Record, out: &mut Vec<u64>) {
    out.clear();
    let Some(day) = record.birth else { return };
    let birth = u64::from(day.packed());
    let mother_given = u64::from(record.mother_given);
    let mother_birth = record.mother_birth.map_or(0, |day| u64::from(day.packed()));
    push(out, HOUSEHOLD, &[birth, 1, house(record)]);
    push(out, HOUSEHOLD, &[birth, 2, u64::from(record.telephone)]);
    push(out, HOUSEHOLD, &[birth, 3, u64::from(record.postcode), u64::from(record.family)]);
    push(out, HOUSEHOLD, &[birth, 4, mother_given, u64::from(record.mother_family)]);
    push(out, HOUSEHOLD, &[birth, 5, mother_given, mother_birth]);
    if record.has_extras() {
        push(out, HOUSEHOLD, &[birth, 6, record.extras(pool).mother_nhs]);
    }
}
