use std::collections::BTreeMap;

use crate::agreement::{Pattern, compare};
use crate::blocking;
use crate::pool::Pool;
use crate::record::Record;
use crate::weights::{Field, MOST_LEVELS, Model};

/// How often each pattern of agreement occurs among pairs whose NHS numbers
/// say what they are. Holds nothing personal, so it may be stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    same: BTreeMap<Pattern, u64>,
    different: BTreeMap<Pattern, u64>,
}

/// Pairs that a starting weight counts for while a level is still rare.
const PATIENCE: f64 = 50.0;
/// The most that a learnt weight may move away from the starting one.
const REACH_MILLI: f64 = 4_000.0;

impl Histogram {
    /// Counts the pairs that linking would compare and that both carry an NHS
    /// number.
    #[must_use]
    pub fn of(pool: &Pool, records: &[Record], model: &Model) -> Self {
        let records: Vec<&Record> = records.iter().filter(|record| record.nhs != 0).collect();
        let (pairs, _) = blocking::pairs(pool, &records, model.group_limit, &|_| false);
        let mut histogram = Self::default();
        for (a, b) in pairs {
            let (a, b) = (records[a as usize], records[b as usize]);
            let counts = if a.nhs == b.nhs { &mut histogram.same } else { &mut histogram.different };
            *counts.entry(compare(pool, a, b)).or_default() += 1;
        }
        histogram
    }

    /// How many pairs carry the same number, and how many two numbers.
    #[must_use]
    pub fn pairs(&self) -> (u64, u64) {
        (self.same.values().sum(), self.different.values().sum())
    }
}

fn levels(counts: &BTreeMap<Pattern, u64>, field: Field) -> [f64; MOST_LEVELS] {
    let mut levels = [0.0; MOST_LEVELS];
    for (pattern, count) in counts {
        levels[usize::from(pattern.level(field))] += as_float(*count);
    }
    levels
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs stay far below 2^52")]
fn as_float(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, reason = "weights stay within a few ten thousand")]
fn as_milli(weight: f64) -> i32 {
    weight.round() as i32
}

impl Model {
    /// The starting model, moved towards what the NHS numbers teach: a level
    /// that is seen often weighs what it showed, a rare one stays near the
    /// judgement. Never further than four bits away.
    #[must_use]
    pub fn trained(histogram: &Histogram) -> Self {
        let mut model = Self::starting();
        for field in Field::ALL.iter().filter(|field| **field != Field::Number) {
            let (same, different) = (levels(&histogram.same, *field), levels(&histogram.different, *field));
            let (all_same, all_different): (f64, f64) = (same[1..].iter().sum(), different[1..].iter().sum());
            if all_same < 1.0 || all_different < 1.0 {
                continue;
            }
            let known = field.levels().len();
            for level in 1..known {
                let seen = same[level] + different[level];
                let learnt = ((same[level] + 0.5) / (all_same + 1.0)).log2()
                    - ((different[level] + 0.5) / (all_different + 1.0)).log2();
                let start = f64::from(model.weights[*field as usize][level]);
                let moved = (learnt * 1_000.0 * seen + start * PATIENCE) / (seen + PATIENCE);
                model.weights[*field as usize][level] = as_milli(moved.clamp(start - REACH_MILLI, start + REACH_MILLI));
            }
        }
        let (same, different) = histogram.pairs();
        model.version = format!("trained-1 on {same} and {different} pairs");
        model
    }
}
