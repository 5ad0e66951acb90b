//! Which pairs are worth comparing: records that share a key under a rule.

use crate::agreement;
use crate::day::Day;
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
    "same full name and nearly the same date of birth",
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
    "same postcode",
    "streets that sound alike",
    "names that sound alike, in any order",
    "first names that sound alike and house number",
    "family names that sound alike and house number",
    "family names that sound alike",
    "streets that begin alike and house number",
    "names that begin alike",
    "postcodes of the same letters and figures, and house number",
    "first names and streets that begin alike",
    "family names and streets that begin alike",
    "family names that begin alike and postcodes of the same letters and figures",
    "first names that begin alike and postcodes of the same letters and figures",
];

/// What two records can have in common, one bit each.
mod part {
    pub(super) const GIVEN: u32 = 1;
    pub(super) const FAMILY: u32 = 1 << 1;
    pub(super) const YEAR: u32 = 1 << 2;
    pub(super) const BIRTHDAY: u32 = 1 << 3;
    pub(super) const POSTCODE: u32 = 1 << 4;
    pub(super) const TELEPHONE: u32 = 1 << 5;
    pub(super) const HOUSE: u32 = 1 << 6;
    pub(super) const NHS: u32 = 1 << 7;
    pub(super) const MOTHER_NHS: u32 = 1 << 8;
    pub(super) const MOTHER_GIVEN: u32 = 1 << 9;
    pub(super) const MOTHER_FAMILY: u32 = 1 << 10;
    pub(super) const MOTHER_BIRTH: u32 = 1 << 11;
    /// Birthdays of one year that a slip may make of one another.
    pub(super) const CLOSE_BIRTHDAY: u32 = 1 << 12;
    pub(super) const STREET_SOUND: u32 = 1 << 13;
    pub(super) const SOUNDS: u32 = 1 << 14;
    pub(super) const GIVEN_SOUND: u32 = 1 << 15;
    pub(super) const FAMILY_SOUND: u32 = 1 << 16;
    pub(super) const NUMBER: u32 = 1 << 17;
    pub(super) const GIVEN_START: u32 = 1 << 18;
    pub(super) const FAMILY_START: u32 = 1 << 19;
    pub(super) const STREET_START: u32 = 1 << 20;
    pub(super) const CODE_LETTERS: u32 = 1 << 21;
    /// What only the wide rules ask for.
    pub(super) const OF_WIDE_RULES: u32 = !(STREET_SOUND - 1);
    /// Any of these brings records of one birthday together.
    pub(super) const OF_ONE_DAY: u32 = GIVEN | FAMILY | MOTHER_GIVEN | POSTCODE | TELEPHONE;
}

/// What two records must have in common for a rule to bring them together.
fn asked(rule: u64) -> u32 {
    use part::*;
    match rule {
        5 => GIVEN | POSTCODE,
        6 => GIVEN | TELEPHONE,
        CLOSE_RULE => GIVEN | FAMILY | CLOSE_BIRTHDAY,
        8 => GIVEN | FAMILY | BIRTHDAY,
        9 => MOTHER_NHS,
        10 => MOTHER_GIVEN | MOTHER_BIRTH,
        11 => MOTHER_GIVEN | MOTHER_FAMILY | POSTCODE,
        12 => MOTHER_GIVEN | MOTHER_FAMILY | TELEPHONE,
        13 => GIVEN | MOTHER_GIVEN | MOTHER_FAMILY,
        14 => FAMILY | POSTCODE | YEAR,
        15 => FAMILY | TELEPHONE | YEAR,
        16 => GIVEN | FAMILY | HOUSE,
        NUMBER_RULE => NHS,
        19 => YEAR | BIRTHDAY,
        20 => HOUSE,
        21 => GIVEN | FAMILY,
        22 => FAMILY | POSTCODE,
        23 => GIVEN | HOUSE,
        24 => POSTCODE | YEAR,
        25 => TELEPHONE,
        26 => POSTCODE,
        27 => STREET_SOUND,
        28 => SOUNDS,
        29 => GIVEN_SOUND | NUMBER,
        30 => FAMILY_SOUND | NUMBER,
        31 => FAMILY_SOUND,
        32 => STREET_START | NUMBER,
        33 => GIVEN_START | FAMILY_START,
        34 => CODE_LETTERS | NUMBER,
        35 => GIVEN_START | STREET_START,
        36 => FAMILY_START | STREET_START,
        37 => FAMILY_START | CODE_LETTERS,
        38 => GIVEN_START | CODE_LETTERS,
        _ => u32::MAX,
    }
}

/// The rules that have been used, as what they ask for.
#[derive(Debug, Default)]
pub(crate) struct Used {
    rules: Vec<(u64, u32)>,
    parts: u32,
}

impl Used {
    pub(crate) fn add(&mut self, rule: u64) {
        self.rules.push((rule, asked(rule)));
        self.parts |= asked(rule);
    }

    /// What two records have in common, of all that this rule and those used
    /// ask for.
    pub(crate) fn common(&self, pool: &Pool, rule: u64, a: &Record, b: &Record) -> u32 {
        common(pool, a, b, (self.parts | asked(rule)) & part::OF_WIDE_RULES != 0)
    }

    /// The used rules that bring together what has this much in common.
    pub(crate) fn fitting(&self, common: u32) -> impl Iterator<Item = u64> + '_ {
        self.rules.iter().filter(move |(_, asked)| common & asked == *asked).map(|(rule, _)| *rule)
    }
}

/// Whether what two records have in common is what a rule asks for.
pub(crate) fn is_enough(common: u32, rule: u64) -> bool {
    common & asked(rule) == asked(rule)
}

/// Whether records of one birthday with this in common share a key of the day.
pub(crate) fn is_enough_for_a_day(common: u32) -> bool {
    common & part::OF_ONE_DAY != 0
}

/// Whether records of one birthday that a rule brings together share a key of
/// the day.
pub(crate) fn asks_for_a_day(rule: u64) -> bool {
    asked(rule) & part::OF_ONE_DAY != 0
}

fn common(pool: &Pool, a: &Record, b: &Record, is_wide: bool) -> u32 {
    use part::*;
    let bit = |one: u64, two: u64, bit: u32| if one != 0 && one == two { bit } else { 0 };
    let of = |one: u32, two: u32, part: u32| bit(u64::from(one), u64::from(two), part);
    let day = |day: Option<Day>| day.map_or(0, Day::packed);
    let (one, two) = (day(a.birth), day(b.birth));
    let birth = if one == 0 || two == 0 {
        0
    } else {
        of(one >> 9, two >> 9, YEAR) | if (one ^ two) & 0x1ff == 0 { BIRTHDAY } else { 0 }
    };
    let mut common = birth
        | of(a.given, b.given, GIVEN)
        | of(a.family, b.family, FAMILY)
        | of(a.postcode, b.postcode, POSTCODE)
        | of(a.telephone, b.telephone, TELEPHONE)
        | bit(a.nhs(), b.nhs(), NHS)
        | of(a.mother_given, b.mother_given, MOTHER_GIVEN)
        | of(a.mother_family, b.mother_family, MOTHER_FAMILY)
        | of(day(a.mother_birth), day(b.mother_birth), MOTHER_BIRTH)
        | if a.number == b.number {
            of(a.street, b.street, HOUSE) & of(a.number.into(), b.number.into(), HOUSE)
        } else {
            0
        };
    if common & (GIVEN | FAMILY | YEAR) == GIVEN | FAMILY | YEAR
        && a.birth.zip(b.birth).is_some_and(|(one, two)| agreement::are_close(one, two))
    {
        common |= CLOSE_BIRTHDAY;
    }
    if a.has_extras() && b.has_extras() {
        common |= bit(a.extras(pool).mother_nhs, b.extras(pool).mother_nhs, MOTHER_NHS);
    }
    if is_wide {
        let sound = |id: NameId| pool.parts(id).sound;
        let start = |id: NameId| start(pool, id);
        let (one, two) = (sounds(pool, a), sounds(pool, b));
        common |= of(sound(a.street), sound(b.street), STREET_SOUND)
            | of(sound(a.given), sound(b.given), GIVEN_SOUND)
            | of(sound(a.family), sound(b.family), FAMILY_SOUND)
            | of(a.number.into(), b.number.into(), NUMBER)
            | of(start(a.given), start(b.given), GIVEN_START)
            | of(start(a.family), start(b.family), FAMILY_START)
            | of(start(a.street), start(b.street), STREET_START)
            | bit(pool.postcode(a.postcode).letters(), pool.postcode(b.postcode).letters(), CODE_LETTERS)
            | if one == two && one[0] != 0 { SOUNDS } else { 0 };
    }
    common
}

/// The first three letters of a name; 0 for a shorter one.
fn start(pool: &Pool, id: NameId) -> u32 {
    match pool.name(id).text.as_bytes() {
        [a, b, c, ..] => u32::from_be_bytes([0, *a, *b, *c]),
        _ => 0,
    }
}

/// What both names sound like, in an order of their own; zeros where one is
/// missing.
fn sounds(pool: &Pool, record: &Record) -> [u32; 2] {
    let (given, family) = (pool.parts(record.given).sound, pool.parts(record.family).sound);
    if given == 0 || family == 0 { [0; 2] } else { [given.min(family), given.max(family)] }
}

const DAY_RULES: u64 = 5;
/// The rules with one key a record, whatever the date of birth.
pub(crate) const OTHER_RULES: std::ops::Range<u64> = DAY_RULES..HOUSEHOLD;
/// Rules that are used where they bring few pairs: in files without families
/// they find what has more than one mistake.
pub(crate) const WIDE_RULES: std::ops::Range<u64> = HOUSEHOLD + 1..HOUSEHOLD + 21;
/// The rule of names born in one year: of its pairs only those count whose
/// birthdays a slip may make of one another. Namesakes are many, and with two
/// birthdays they need something else in common, which other rules ask for.
pub(crate) const CLOSE_RULE: u64 = 7;
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
const RULE_BITS: u32 = 6;

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
    let (given, family) = (pool.parts(record.given), pool.parts(record.family));
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
    let sound = |id: NameId| u64::from(pool.parts(id).sound);
    let start = |id: NameId| u64::from(start(pool, id));
    let year = || record.birth.map_or(0, |day| u64::from(day.year()));
    match rule {
        5 => key(rule, &[hash(record.given), postcode()]),
        6 => key(rule, &[hash(record.given), telephone]),
        CLOSE_RULE => key(rule, &[hash(record.given), hash(record.family), year()]),
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
        NUMBER_RULE => key(rule, &[record.nhs()]),
        19 => key(rule, &[record.birth.map_or(0, |day| u64::from(day.packed()))]),
        20 => key(rule, &[house(record)]),
        21 => key(rule, &[hash(record.given), hash(record.family)]),
        22 => key(rule, &[hash(record.family), postcode()]),
        23 => key(rule, &[hash(record.given), house(record)]),
        24 => key(rule, &[postcode(), year()]),
        25 => key(rule, &[telephone]),
        26 => key(rule, &[postcode()]),
        27 => key(rule, &[sound(record.street)]),
        28 => key(rule, &sounds(pool, record).map(u64::from)),
        29 => key(rule, &[sound(record.given), u64::from(record.number)]),
        30 => key(rule, &[sound(record.family), u64::from(record.number)]),
        31 => key(rule, &[sound(record.family)]),
        32 => key(rule, &[start(record.street), u64::from(record.number)]),
        33 => key(rule, &[start(record.given), start(record.family)]),
        34 => key(rule, &[pool.postcode(record.postcode).letters(), u64::from(record.number)]),
        35 => key(rule, &[start(record.given), start(record.street)]),
        36 => key(rule, &[start(record.family), start(record.street)]),
        37 => key(rule, &[start(record.family), pool.postcode(record.postcode).letters()]),
        38 => key(rule, &[start(record.given), pool.postcode(record.postcode).letters()]),
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
    let birth = a.birth.map_or(0, |day| u64::from(day.packed()));
    let is_plain =
        |rule: u64, one: u32, two: u32| one != 0 && one == two && is_compared(key(rule, &[birth, u64::from(one)]));
    if is_plain(0, a.given, b.given)
        || is_plain(0, a.family, b.family)
        || is_plain(2, a.postcode, b.postcode)
        || is_plain(3, a.telephone, b.telephone)
        || is_plain(1, a.mother_given, b.mother_given)
    {
        return true;
    }
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
