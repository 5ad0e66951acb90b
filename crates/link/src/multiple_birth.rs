//! Finds the records that stand beside a twin: one birthday, one household or
//! mother, and signs of two children. Weights learnt on strangers say nothing
//! there, because twins share everything but themselves.

use crate::agreement;
use crate::blocking;
use crate::pool::Pool;
use crate::record::Record;
use crate::weights::GivenLevel;

/// Largest group that is searched for two children; in a larger one
/// everybody is taken to stand beside a twin.
const LARGEST: usize = 100;

/// For each record, whether it stands beside a twin.
pub(crate) fn mark(pool: &Pool, records: &[&Record]) -> Vec<bool> {
    let mut marked: Vec<bool> = records.iter().map(|record| record.is_multiple || record.birth_order > 1).collect();
    let keyed = blocking::keyed(pool, records, blocking::household_keys);
    for group in keyed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let members: Vec<&Record> = group.iter().map(|(_, place)| records[*place as usize]).collect();
        if members.len() > LARGEST || has_two_children(pool, &members) {
            for (_, place) in group {
                marked[*place as usize] = true;
            }
        }
    }
    marked
}

fn has_two_children(pool: &Pool, members: &[&Record]) -> bool {
    if members.iter().any(|record| record.is_multiple || record.birth_order > 1) {
        return true;
    }
    let names = names(pool, members);
    pairs(members.len()).any(|(one, two)| {
        let (a, b) = (members[one], members[two]);
        let differ = |a: u64, b: u64| a != 0 && b != 0 && a != b;
        if differ(a.nhs, b.nhs) || differ(a.birth_order.into(), b.birth_order.into()) {
            return true;
        }
        if a.nhs != 0 && a.nhs == b.nhs {
            return false;
        }
        match agreement::given(pool, a, b) {
            GivenLevel::Alike | GivenLevel::Somewhat | GivenLevel::Different => names[one] != names[two],
            GivenLevel::Slip => a.source == b.source || (is_told_twice(members, a) && is_told_twice(members, b)),
            GivenLevel::Alias | GivenLevel::Initial => a.source == b.source,
            _ => false,
        }
    })
}

fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |one| (one + 1..count).map(move |two| (one, two)))
}

/// For each member the name it goes by in this household: names that some
/// pair of records shows to be used for one another count as one.
fn names(pool: &Pool, members: &[&Record]) -> Vec<usize> {
    let mut names: Vec<usize> = (0..members.len()).collect();
    for (one, two) in pairs(members.len()) {
        let level = agreement::given(pool, members[one], members[two]);
        if level > GivenLevel::StandIn && level <= GivenLevel::Slip && names[one] != names[two] {
            let (from, to) = (names[two], names[one]);
            names.iter_mut().filter(|name| **name == from).for_each(|name| *name = to);
        }
    }
    names
}

/// Whether two records of a household write this very name.
fn is_told_twice(members: &[&Record], record: &Record) -> bool {
    members.iter().filter(|other| other.given == record.given).count() > 1
}
