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
    members.iter().enumerate().any(|(place, a)| members[place + 1..].iter().any(|b| are_two(pool, a, b)))
}

fn are_two(pool: &Pool, a: &Record, b: &Record) -> bool {
    let differ = |a: u64, b: u64| a != 0 && b != 0 && a != b;
    if differ(a.nhs, b.nhs) || differ(a.birth_order.into(), b.birth_order.into()) {
        return true;
    }
    match agreement::given(pool, a, b) {
        GivenLevel::Alike | GivenLevel::Somewhat | GivenLevel::Different => a.nhs == 0 || a.nhs != b.nhs,
        GivenLevel::Alias | GivenLevel::Slip | GivenLevel::Initial => {
            a.source == b.source && (a.nhs == 0 || a.nhs != b.nhs)
        }
        _ => false,
    }
}
