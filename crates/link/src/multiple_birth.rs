//! Finds the records that stand beside a twin: one birthday, one household or
//! mother, and signs of two children. Weights learnt on strangers say nothing
//! there, because twins share everything but themselves.

use std::cell::OnceCell;

use crate::agreement;
use crate::blocking;
use crate::day::Day;
use crate::fast::FastMap;
use crate::pool::{NameId, Pool};
use crate::record::Record;
use crate::weights::GivenLevel;

/// Largest group that is searched for two children; in a larger one
/// everybody is taken to stand beside a twin.
pub(crate) const LARGEST: usize = 100;
/// A number on records whose birthdays lie further apart than this, in days,
/// is on a wrong record somewhere: a mother's or a sibling's.
const CONTESTED_DAYS: u64 = 200;

/// What speaks for a twin beside a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Twin {
    /// Nothing.
    #[default]
    None,
    /// Two first names, which may be one child's.
    Suspected,
    /// Two NHS numbers, an order of birth, two first names in one source, or
    /// a source that says so.
    Certain,
    /// The same, and the record's very first name stands on records of two
    /// children, with two numbers or in two places of the birth; or it is told
    /// more than once beside another of which it looks like a slip.
    NameOfTwo,
}

/// Whether a record says itself that there is another.
pub(crate) fn is_told(pool: &Pool, record: &Record) -> bool {
    let order = record.birth_order();
    record.is_multiple() || order > 1 || (order == 1 && pool.tells_first_of_several(record.source))
}

/// What other records of the file say of those of one household.
pub(crate) struct Around {
    /// Numbers that stand on records of two clearly different ages.
    contested: FastMap<u64, ()>,
    /// The year in which the youngest were born.
    youngest: u32,
}

impl Around {
    pub(crate) fn of(pool: &Pool, records: &[Record]) -> Self {
        Self { contested: contested(records), youngest: pool.youngest() }
    }
}

/// What the records of one household born on one day say.
pub(crate) fn found<'a>(
    pool: &Pool,
    members: impl ExactSizeIterator<Item = &'a Record> + Clone,
    around: &Around,
) -> Twin {
    if members.len() > LARGEST || members.clone().any(|member| is_told(pool, member)) {
        return Twin::Certain;
    }
    let members: Vec<&Record> = members.collect();
    let first = members[0];
    let is_one = |record: &&Record| record.given == first.given && (record.nhs() == first.nhs() || record.nhs() == 0);
    if members.iter().all(is_one) { Twin::None } else { twin(pool, &members, around) }
}

/// The first names that stand on records of two children of a household: one
/// of them has the other's number, or goes by a middle name that is the
/// other's first name.
pub(crate) fn names_of_two<'a>(members: impl Iterator<Item = &'a Record> + Clone) -> Vec<NameId> {
    let differ = |a: u64, b: u64| a != 0 && b != 0 && a != b;
    let are_two =
        |a: &Record, b: &Record| differ(a.nhs(), b.nhs()) || differ(a.birth_order().into(), b.birth_order().into());
    let mut names = Vec::new();
    let mut rest = members;
    while let Some(one) = rest.next() {
        let has_other = |other: &Record| other.given == one.given && are_two(one, other);
        if one.given != 0 && !names.contains(&one.given) && rest.clone().any(has_other) {
            names.push(one.given);
        }
    }
    names
}

/// The first names that stand on several records of a household beside one of
/// which they look like a slip: who is written so more than once is called so.
pub(crate) fn names_beside_alike<'a>(pool: &Pool, members: impl Iterator<Item = &'a Record> + Clone) -> Vec<NameId> {
    let rarer_of = |one: &Record, two: &Record| {
        let is_slip = agreement::given(pool, one, two) == GivenLevel::Slip;
        is_slip.then(|| if pool.given_count(one.given) <= pool.given_count(two.given) { one.given } else { two.given })
    };
    let mut names = Vec::new();
    let mut rest = members.clone();
    while let Some(one) = rest.next() {
        names.extend(rest.clone().filter_map(|two| rarer_of(one, two)));
    }
    names.sort_unstable();
    names.dedup();
    names.retain(|name| members.clone().filter(|member| member.given == *name).count() > 1);
    names
}

/// What two records show by themselves.
pub(crate) fn between(pool: &Pool, a: &Record, b: &Record) -> Twin {
    if is_told(pool, a) || is_told(pool, b) {
        return Twin::Certain;
    }
    let around = Around { contested: FastMap::default(), youngest: pool.youngest() };
    let (mut one, mut two) = (Vec::new(), Vec::new());
    blocking::household_keys(pool, a, &mut one);
    blocking::household_keys(pool, b, &mut two);
    if one.iter().any(|key| two.contains(key)) { twin(pool, &[a, b], &around) } else { Twin::None }
}

/// NHS numbers that stand on records of two clearly different ages.
fn contested(records: &[Record]) -> FastMap<u64, ()> {
    let mut held: Vec<(u64, Day)> = records
        .iter()
        .filter(|record| record.nhs() != 0)
        .filter_map(|record| Some((record.nhs(), record.birth?)))
        .collect();
    held.sort_unstable();
    let groups = held.chunk_by(|a, b| a.0 == b.0);
    let apart = |group: &[(u64, Day)]| group[0].1.days_apart(group[group.len() - 1].1) > CONTESTED_DAYS;
    groups.filter(|group| apart(group)).map(|group| (group[0].0, ())).collect()
}

fn twin(pool: &Pool, members: &[&Record], around: &Around) -> Twin {
    let differ = |a: u64, b: u64| a != 0 && b != 0 && a != b;
    let number = |record: &&Record| if around.contested.contains_key(&record.nhs()) { 0 } else { record.nhs() };
    let numbers: Vec<u64> = members.iter().map(number).collect();
    let names = OnceCell::new();
    let have_two_names = |one: usize, two: usize| {
        let names: &Vec<usize> = names.get_or_init(|| self::names(pool, members));
        names[one] != names[two]
    };
    let pair = |(one, two): (usize, usize)| {
        let (a, b) = (members[one], members[two]);
        if differ(numbers[one], numbers[two]) || differ(a.birth_order().into(), b.birth_order().into()) {
            return Twin::Certain;
        }
        if (a.nhs() != 0 && a.nhs() == b.nhs()) || a.is_grown_in(around.youngest) || b.is_grown_in(around.youngest) {
            return Twin::None;
        }
        let is_two = match agreement::given(pool, a, b) {
            GivenLevel::Alike | GivenLevel::Somewhat | GivenLevel::Different
                if a.source == b.source && have_two_names(one, two) =>
            {
                return Twin::Certain;
            }
            GivenLevel::Alike | GivenLevel::Somewhat | GivenLevel::Different => have_two_names(one, two),
            GivenLevel::Slip => a.source == b.source || is_told_twice(members, rarer(pool, a, b)),
            GivenLevel::Other => a.source == b.source || (is_told_twice(members, a) && is_told_twice(members, b)),
            GivenLevel::Alias | GivenLevel::Initial => a.source == b.source,
            _ => false,
        };
        if is_two { Twin::Suspected } else { Twin::None }
    };
    pairs(members.len()).map(pair).max().unwrap_or_default()
}

fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |one| (one + 1..count).map(move |two| (one, two)))
}

/// For each member the name it goes by in this household: names that some
/// pair of records shows to be used for one another count as one, and so do
/// clearly different names under one number.
fn names(pool: &Pool, members: &[&Record]) -> Vec<usize> {
    let mut names: Vec<usize> = (0..members.len()).collect();
    let is_one = |a: &Record, b: &Record| {
        agreement::is_one_name(pool, a, b)
            || (a.nhs() != 0 && a.nhs() == b.nhs() && agreement::given(pool, a, b) == GivenLevel::Different)
    };
    for (one, two) in pairs(members.len()) {
        if names[one] != names[two] && is_one(members[one], members[two]) {
            let (from, to) = (names[two], names[one]);
            names.iter_mut().filter(|name| **name == from).for_each(|name| *name = to);
        }
    }
    names
}

/// The record with the rarer first name: the slip, if one is.
fn rarer<'a>(pool: &Pool, a: &'a Record, b: &'a Record) -> &'a Record {
    if pool.given_count(a.given) <= pool.given_count(b.given) { a } else { b }
}

/// Whether two records of a household write this very name.
fn is_told_twice(members: &[&Record], record: &Record) -> bool {
    members.iter().filter(|other| other.given == record.given).count() > 1
}
