//! Pairs with their weight, in the order in which they are joined.

use rayon::prelude::*;

use crate::agreement::Pattern;
use crate::cluster::Edge;
use crate::fast::FastMap;
use crate::judge::Band;
use crate::order::Entries;
use crate::pool::{Pool, mix};
use crate::record::Record;
use crate::weights::{GivenLevel, Level, NumberLevel};

/// A pair in the band `Link` or `Review`, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scored {
    /// Band and weight turned round, so that the likeliest pair comes first.
    rank: u32,
    /// Made of what both records say: breaks ties.
    tie: u32,
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) pattern: Pattern,
}

/// What is added to a weight so that it is not negative.
const SHIFT: i32 = 1 << 28;

impl Scored {
    pub(crate) fn new((a, b): (u32, u32), pattern: Pattern, weight_milli: i32, band: Band) -> Self {
        let mut scored = Self { rank: 0, tie: 0, a, b, pattern };
        scored.set(weight_milli, band);
        scored
    }

    fn set(&mut self, weight_milli: i32, band: Band) {
        let weight = weight_milli.clamp(1 - SHIFT, SHIFT - 1) + SHIFT;
        self.rank = u32::MAX - ((band as u32) << 30 | weight.unsigned_abs());
    }

    pub(crate) fn weight_milli(&self) -> i32 {
        ((u32::MAX - self.rank) & ((1 << 30) - 1)).cast_signed() - SHIFT
    }

    pub(crate) fn band(&self) -> Band {
        match (u32::MAX - self.rank) >> 30 {
            0 => Band::NoLink,
            1 => Band::Review,
            _ => Band::Link,
        }
    }

    /// The pair by key, the smaller key first.
    pub(crate) fn edge(&self, key: impl Fn(u32) -> u32) -> Edge {
        let (a, b) = (key(self.a), key(self.b));
        Edge { a: a.min(b), b: a.max(b), weight_milli: self.weight_milli(), band: self.band(), pattern: self.pattern }
    }

    pub(crate) fn lower_to_review(&mut self) {
        self.set(self.weight_milli(), Band::Review);
    }
}

/// Sorts pairs so that the likeliest come first. Of pairs that weigh the same,
/// those come last that carry a number on which records of different first
/// names stand: it is on a wrong record somewhere. Then ties break by what the
/// records say, and by key where they say the same.
pub(crate) fn sort(pool: &Pool, records: &[Record], mut scored: Vec<Scored>) -> Vec<Scored> {
    let is_dispute = |pair: &&Scored| {
        NumberLevel::of(pair.pattern) == NumberLevel::Same
            && matches!(GivenLevel::of(pair.pattern), GivenLevel::Different | GivenLevel::Crossed)
    };
    let disputed: FastMap<u64, ()> =
        scored.iter().filter(is_dispute).map(|pair| (records[pair.a as usize].nhs(), ())).collect();
    let print = |record: &Record| (record.fingerprint(pool), disputed.contains_key(&record.nhs()));
    let prints: Vec<(u64, bool)> = records.par_iter().with_min_len(4_096).map(print).collect();
    let prints_of = |pair: &Scored| {
        let (one, two) = (prints[pair.a as usize].0, prints[pair.b as usize].0);
        (one.min(two), one.max(two))
    };
    scored.par_iter_mut().with_min_len(4_096).for_each(|pair| {
        let (one, two) = prints_of(pair);
        let is_disputed = prints[pair.a as usize].1 || prints[pair.b as usize].1;
        pair.tie = (mix(one, two) >> 33) as u32 | u32::from(is_disputed) << 31;
    });
    let keys_of = |pair: &Scored| {
        let (one, two) = (records[pair.a as usize].key, records[pair.b as usize].key);
        (one.min(two), one.max(two))
    };
    let mut entries = Entries::default();
    for ((place, pair), room) in (0_u64..).zip(&scored).zip(entries.room(scored.len())) {
        // No band is so high that a rank is 0.
        *room = u64::from(pair.rank) << 32 | place;
    }
    let mut sorted: Vec<Scored> = entries.in_order().iter().map(|entry| scored[*entry as u32 as usize]).collect();
    drop((entries, scored));
    sorted.par_chunk_by_mut(|one, two| one.rank == two.rank).for_each(|of_a_weight| {
        of_a_weight.sort_unstable_by(|one, two| {
            let tie = one.tie.cmp(&two.tie);
            tie.then_with(|| prints_of(one).cmp(&prints_of(two))).then_with(|| keys_of(one).cmp(&keys_of(two)))
        });
    });
    sorted
}

/// Pairs by key, of records with these keys.
pub(crate) fn edges(keys: &[u32], scored: &[Scored]) -> Vec<Edge> {
    let edge = |pair: &Scored| pair.edge(|place| keys[place as usize]);
    let mut entries = Entries::default();
    for ((place, pair), room) in (0_u64..).zip(scored).zip(entries.room(scored.len())) {
        // The highest key is nobody's smaller one, and 0 is no key here.
        *room = (u64::from(edge(pair).a) + 1) << 32 | place;
    }
    let mut edges: Vec<Edge> = entries.in_order().iter().map(|entry| edge(&scored[*entry as u32 as usize])).collect();
    edges.chunk_by_mut(|a, b| a.a == b.a).for_each(|of_one| of_one.sort_unstable_by_key(|edge| edge.b));
    edges
}
