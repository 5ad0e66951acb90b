//! Pairs with their weight, bundled and in the order in which they are joined.

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

/// When the turn of a pair comes to be joined: its band, and between two bands
/// what was joined before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Turn {
    NoLink,
    Review,
    Held,
    Link,
}

impl From<Band> for Turn {
    fn from(band: Band) -> Self {
        match band {
            Band::NoLink => Self::NoLink,
            Band::Review => Self::Review,
            Band::Link => Self::Link,
        }
    }
}

/// What is added to a weight so that it is not negative.
const SHIFT: i32 = 1 << 28;

impl Scored {
    pub(crate) fn new((a, b): (u32, u32), pattern: Pattern, weight_milli: i32, turn: Turn) -> Self {
        let mut scored = Self { rank: 0, tie: 0, a, b, pattern };
        scored.set(weight_milli, turn);
        scored
    }

    fn set(&mut self, weight_milli: i32, turn: Turn) {
        let weight = weight_milli.clamp(1 - SHIFT, SHIFT - 1) + SHIFT;
        self.rank = u32::MAX - ((turn as u32) << 30 | weight.unsigned_abs());
    }

    pub(crate) fn weight_milli(&self) -> i32 {
        ((u32::MAX - self.rank) & ((1 << 30) - 1)).cast_signed() - SHIFT
    }

    fn turn(&self) -> Turn {
        match (u32::MAX - self.rank) >> 30 {
            0 => Turn::NoLink,
            1 => Turn::Review,
            2 => Turn::Held,
            _ => Turn::Link,
        }
    }

    /// The band that the pair deserves by itself.
    pub(crate) fn band(&self) -> Band {
        match self.turn() {
            Turn::NoLink => Band::NoLink,
            Turn::Review | Turn::Held => Band::Review,
            Turn::Link => Band::Link,
        }
    }

    /// Whether the two were joined before, and only the weight speaks against
    /// joining them anew.
    pub(crate) fn is_held(&self) -> bool {
        self.turn() == Turn::Held
    }

    /// Whether the pair may be joined before a person has looked.
    pub(crate) fn may_join(&self) -> bool {
        self.turn() >= Turn::Held
    }

    /// The pair by key, the smaller key first.
    pub(crate) fn edge(&self, key: impl Fn(u32) -> u32) -> Edge {
        let (a, b) = (key(self.a), key(self.b));
        Edge { a: a.min(b), b: a.max(b), weight_milli: self.weight_milli(), band: self.band(), pattern: self.pattern }
    }

    pub(crate) fn lower_to_review(&mut self) {
        self.set(self.weight_milli(), Turn::Review);
    }
}

/// Pairs put together with all others that they hang together with, directly
/// or through others: what becomes of a pair depends on nothing else, and what
/// it depends on lies close together in memory.
pub(crate) struct Bundles {
    pub(crate) scored: Vec<Scored>,
    /// Where the pairs of each record's bundle end that is the first of its
    /// bundle; for any other record where those before it end.
    ends: Vec<u32>,
}

impl Bundles {
    /// Bundles of pairs given in parts, and of pairs of places that hang
    /// together besides.
    pub(crate) fn of(records: usize, parts: Vec<Vec<Scored>>, told: &[(u32, u32)]) -> Self {
        let count = u32::try_from(records).expect("fewer than four thousand million records");
        let mut above: Vec<u32> = (0..count).collect();
        let pairs = parts.iter().flatten().map(|pair| (pair.a, pair.b));
        for (a, b) in pairs.chain(told.iter().copied()) {
            let (one, two) = (first(&mut above, a), first(&mut above, b));
            above[one.max(two) as usize] = one.min(two);
        }
        let mut ends = vec![0_u32; records];
        for pair in parts.iter().flatten() {
            ends[first(&mut above, pair.a) as usize] += 1;
        }
        let mut before = 0;
        for end in &mut ends {
            before += std::mem::replace(end, before);
        }
        let mut scored = vec![Scored { rank: 0, tie: 0, a: 0, b: 0, pattern: Pattern::default() }; before as usize];
        for pair in parts.into_iter().flatten() {
            let next = &mut ends[first(&mut above, pair.a) as usize];
            scored[*next as usize] = pair;
            *next += 1;
        }
        Self { scored, ends }
    }

    /// Has every bundle worked on, with the pairs ahead of it, which are worth
    /// asking memory for.
    pub(crate) fn each(&mut self, mut ask: impl FnMut(&[Scored]), mut work: impl FnMut(&mut [Scored])) {
        let (mut begins, mut asked) = (0, 0);
        for end in self.ends.iter().map(|end| *end as usize) {
            if begins == end {
                continue;
            }
            if asked < end {
                let ahead = (end + AHEAD).min(self.scored.len());
                ask(&self.scored[asked..ahead]);
                asked = ahead;
            }
            work(&mut self.scored[begins..end]);
            begins = end;
        }
    }
}

/// So many pairs have what they need fetched from memory together.
const AHEAD: usize = 64;

/// The first record that one hangs together with, as far as is known.
fn first(above: &mut [u32], mut place: u32) -> u32 {
    while above[place as usize] != place {
        let next = above[above[place as usize] as usize];
        above[place as usize] = next;
        place = next;
    }
    place
}

/// Numbers on which records of different first names stand: each is on a wrong
/// record somewhere.
pub(crate) fn disputed(records: &[Record], parts: &[Vec<Scored>]) -> FastMap<u64, ()> {
    let is_dispute = |pair: &&Scored| {
        NumberLevel::of(pair.pattern) == NumberLevel::Same
            && matches!(GivenLevel::of(pair.pattern), GivenLevel::Different | GivenLevel::Crossed)
    };
    parts.iter().flatten().filter(is_dispute).map(|pair| (records[pair.a as usize].nhs(), ())).collect()
}

/// Sorts the pairs of a bundle so that the likeliest come first. Of pairs that
/// weigh the same, those come last that carry a disputed number. Then ties
/// break by what the records say, and by key where they say the same.
pub(crate) fn sort(pool: &Pool, records: &[Record], disputed: &FastMap<u64, ()>, scored: &mut [Scored]) {
    if scored.len() < 2 {
        return;
    }
    scored.sort_unstable_by_key(|pair| pair.rank);
    let record = |place: u32| &records[place as usize];
    let prints_of = |pair: &Scored| {
        let (one, two) = (record(pair.a).fingerprint(pool), record(pair.b).fingerprint(pool));
        (one.min(two), one.max(two))
    };
    let keys_of = |pair: &Scored| {
        let (one, two) = (record(pair.a).key, record(pair.b).key);
        (one.min(two), one.max(two))
    };
    let is_disputed = |place: u32| disputed.contains_key(&record(place).nhs());
    for of_a_weight in scored.chunk_by_mut(|one, two| one.rank == two.rank).filter(|pairs| pairs.len() > 1) {
        for pair in of_a_weight.iter_mut() {
            let (one, two) = prints_of(pair);
            pair.tie = (mix(one, two) >> 33) as u32 | u32::from(is_disputed(pair.a) || is_disputed(pair.b)) << 31;
        }
        of_a_weight.sort_unstable_by(|one, two| {
            let tie = one.tie.cmp(&two.tie);
            tie.then_with(|| prints_of(one).cmp(&prints_of(two))).then_with(|| keys_of(one).cmp(&keys_of(two)))
        });
    }
}

/// Pairs by key, of records with these keys.
pub(crate) fn edges(keys: &[u32], scored: &[Scored]) -> Vec<Edge> {
    let edge = |pair: &Scored| pair.edge(|place| keys[place as usize]);
    let mut entries = Entries::default();
    for ((place, pair), room) in (0_u64..).zip(scored).zip(entries.room(scored.len())) {
        // The highest key is nobody's smaller one, and 0 is no key here.
        *room = (u64::from(edge(pair).a) + 1) << 32 | place;
    }
    let mut edges: Vec<Edge> =
        entries.in_order(u32::BITS).iter().map(|entry| edge(&scored[*entry as u32 as usize])).collect();
    edges.chunk_by_mut(|a, b| a.a == b.a).for_each(|of_one| of_one.sort_unstable_by_key(|edge| edge.b));
    edges
}
