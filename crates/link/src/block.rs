//! Compares what blocking brings together: first the records of one day of
//! birth, which lie close together in memory, then the rest rule by rule.
//! Pairs are compared as they are found and never held unless they may count.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::agreement::{Pattern, compare};
use crate::blocking::{self, MOST_OF_A_DAY, OTHER_RULES, SkippedGroup, Used, WIDE_RULES};
use crate::fast::FastMap;
use crate::multiple_birth::{self, Around, Twin};
use crate::pool::{Pool, mix};
use crate::record::Record;
use crate::weights::{Level, Model, NumberLevel};

/// Two records that were compared, by place, and how they agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) pattern: Pattern,
}

/// How often each pattern was seen.
pub(crate) type Histogram = FastMap<u64, u32>;

/// What comparing brought.
#[derive(Default)]
pub(crate) struct Compared {
    /// Pairs that may come to something.
    pub(crate) pairs: Vec<Pair>,
    /// For each record, what speaks for a twin beside it.
    pub(crate) marked: Vec<Twin>,
    pub(crate) skipped: Vec<SkippedGroup>,
    pub(crate) patterns: Histogram,
    /// How many pairs were compared.
    pub(crate) count: u64,
    /// Whether the wide rules were used.
    pub(crate) is_wide: bool,
}

/// What comparing needs to know.
pub(crate) struct Block<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) records: &'a [&'a Record],
    pub(crate) model: &'a Model,
    /// Keys too common in a wider set of records.
    pub(crate) is_large: Option<&'a (dyn Fn(u64) -> bool + Sync)>,
    /// One of so many groups counts for learning; 0 for none.
    pub(crate) learn_from: u64,
    /// Whether the wide rules may be used, and every pair counts.
    pub(crate) is_wide: bool,
}

/// Pairs this far below review never come back, in thousandths.
const HOPELESS_MILLI: i32 = 5_000;
/// A wide rule may bring so many pairs a record.
const WIDE_PAIRS: usize = 4;
/// So many pairs are few, however few the records.
const FEW_PAIRS: usize = 400_000;
/// Records that one task takes together.
const TASK: usize = 4_096;
/// Most records of a day whose pairs are marked off on a board.
const BOARD: usize = 1_536;

/// What has been compared before a rule's turn.
struct Before<'a> {
    used: &'a Used,
    births: &'a [u32],
    skipped: &'a BTreeSet<u64>,
}

type Keying = fn(&Pool, &Record, &mut Vec<u64>);

fn is_one_key(one: u64, two: u64) -> bool {
    one / MOST_OF_A_DAY == two / MOST_OF_A_DAY
}

/// What one task found.
#[derive(Default)]
struct Part {
    pairs: Vec<Pair>,
    marks: Vec<(u32, Twin)>,
    skipped: Vec<(u64, usize)>,
    patterns: Histogram,
    count: u64,
}

impl Block<'_> {
    /// Compares everything that shares a key.
    pub(crate) fn compare_all(&self) -> Compared {
        let births: Vec<u32> =
            self.records.iter().map(|record| record.birth.map_or(0, crate::day::Day::packed)).collect();
        let mut order: Vec<u64> = (0_u64..)
            .zip(&births)
            .filter(|(_, birth)| **birth != 0)
            .map(|(place, birth)| u64::from(*birth) << 32 | place)
            .collect();
        order.par_sort_unstable();
        let around = Around::of(self.pool, self.records);
        let mut found = Compared { marked: self.told(), is_wide: self.is_wide, ..Compared::default() };
        let parts: Vec<Part> = tasks(&order).into_par_iter().map(|days| self.days(days, &around)).collect();
        let mut skipped = BTreeSet::new();
        for part in parts {
            for (place, twin) in &part.marks {
                let held = &mut found.marked[*place as usize];
                *held = (*twin).max(*held);
            }
            skipped.extend(part.skipped.iter().map(|(key, _)| *key));
            found.take(part);
        }
        drop(order);
        let mut used = Used::default();
        let wide = WIDE_RULES.filter(|_| self.is_wide);
        for rule in OTHER_RULES.chain(wide) {
            let keyed = self.keyed(rule);
            if WIDE_RULES.contains(&rule) && self.pairs_in(&keyed) > (WIDE_PAIRS * self.records.len()).max(FEW_PAIRS) {
                continue;
            }
            let before = Before { used: &used, births: &births, skipped: &skipped };
            let parts: Vec<Part> =
                tasks(&keyed).into_par_iter().map(|groups| self.groups(rule, groups, &before)).collect();
            for part in parts {
                skipped.extend(part.skipped.iter().map(|(key, _)| *key));
                found.take(part);
            }
            used.add(rule);
        }
        found.skipped.sort_unstable();
        found
    }

    /// How many pairs the groups have that are small enough to compare.
    fn pairs_in(&self, keyed: &[u64]) -> usize {
        let sizes = keyed.chunk_by(|a, b| a >> 32 == b >> 32).map(<[u64]>::len);
        sizes.filter(|size| *size <= self.model.group_limit).map(|size| size * (size - 1) / 2).sum()
    }

    fn told(&self) -> Vec<Twin> {
        let told =
            |record: &&Record| if multiple_birth::is_told(self.pool, record) { Twin::Certain } else { Twin::None };
        self.records.iter().map(told).collect()
    }

    /// The records by their key under a rule: half of the key, then the place.
    fn keyed(&self, rule: u64) -> Vec<u64> {
        let mut keyed: Vec<u64> = self
            .records
            .par_iter()
            .enumerate()
            .with_min_len(TASK)
            .filter_map(|(place, record)| match blocking::other_key(self.pool, record, rule) {
                0 => None,
                key => Some((key / MOST_OF_A_DAY) << 32 | place as u64),
            })
            .collect();
        keyed.par_sort_unstable();
        keyed
    }

    /// Every pair of each day of birth, each once.
    fn days(&self, days: &[u64], around: &Around) -> Part {
        let mut part = Part::default();
        let mut board = Board::default();
        let (mut keys, mut keyed, mut places): (Vec<u64>, Vec<u64>, Vec<u32>) = Default::default();
        for day in days.chunk_by(|a, b| a >> 32 == b >> 32).filter(|day| day.len() > 1) {
            if day.len() as u64 >= MOST_OF_A_DAY {
                part.skipped.push((0, day.len()));
                continue;
            }
            places.clear();
            places.extend(day.iter().map(|entry| *entry as u32));
            self.key_by(blocking::day_keys, &places, &mut keys, &mut keyed);
            board.start(places.len());
            for group in keyed.chunk_by(|a, b| is_one_key(*a, *b)).filter(|group| group.len() > 1) {
                let key = group[0] & !(MOST_OF_A_DAY - 1);
                if group.len() > self.model.group_limit {
                    part.skipped.push((key, group.len()));
                } else if !self.is_large(key) {
                    board.mark(group);
                }
            }
            let is_learnt_from = self.is_learnt_from(day[0] >> 32);
            board.finish(|a, b| self.compare((places[a as usize], places[b as usize]), is_learnt_from, &mut part));
            self.key_by(blocking::household_keys, &places, &mut keys, &mut keyed);
            for group in keyed.chunk_by(|a, b| is_one_key(*a, *b)).filter(|group| group.len() > 1) {
                let place = |entry: &u64| places[(entry % MOST_OF_A_DAY) as usize];
                let members = group.iter().map(|entry| self.records[place(entry) as usize]);
                let twin = multiple_birth::found(self.pool, members, around);
                if twin > Twin::None {
                    part.marks.extend(group.iter().map(|entry| (place(entry), twin)));
                }
            }
        }
        part
    }

    /// The keys of some records in order, each with the record's place among
    /// them in the bits that a key leaves free.
    fn key_by(&self, keying: Keying, places: &[u32], keys: &mut Vec<u64>, keyed: &mut Vec<u64>) {
        keyed.clear();
        for (local, place) in (0_u64..).zip(places) {
            keying(self.pool, self.records[*place as usize], keys);
            keyed.extend(keys.iter().map(|key| key | local));
        }
        keyed.sort_unstable();
    }

    /// Every pair of the groups of a rule that no rule before has found.
    fn groups(&self, rule: u64, groups: &[u64], before: &Before<'_>) -> Part {
        let births = before.births;
        let mut part = Part::default();
        for group in groups.chunk_by(|a, b| a >> 32 == b >> 32).filter(|group| group.len() > 1) {
            let key = |place: usize| blocking::other_key(self.pool, self.records[place], rule);
            if group.len() > self.model.group_limit {
                part.skipped.push((key(group[0] as u32 as usize), group.len()));
                continue;
            }
            if self.is_large(key(group[0] as u32 as usize)) {
                continue;
            }
            let is_learnt_from = rule != blocking::NUMBER_RULE && self.is_learnt_from(group[0] >> 32);
            let has_given = matches!(rule, 5..=8 | 13..=16) && before.skipped.is_empty();
            for (at, first) in group.iter().enumerate() {
                for second in &group[at + 1..] {
                    let (a, b) = (*first as u32, *second as u32);
                    let is_one_day = births[a as usize] != 0 && births[a as usize] == births[b as usize];
                    if !(is_one_day && has_given) && self.is_new(rule, (a, b), is_one_day, before) {
                        self.compare((a, b), is_learnt_from, &mut part);
                    }
                }
            }
        }
        part
    }

    /// Whether this rule brings two records together and none before it did.
    fn is_new(&self, rule: u64, (a, b): (u32, u32), is_one_day: bool, before: &Before<'_>) -> bool {
        let (one, two) = (self.records[a as usize], self.records[b as usize]);
        let common = before.used.common(self.pool, rule, one, two);
        if !blocking::is_enough(common, rule) {
            // Two keys that only look the same.
            return false;
        }
        let were_all_compared = before.skipped.is_empty() && self.is_large.is_none();
        let is_compared = |key: u64| !before.skipped.contains(&key) && !self.is_large(key);
        if is_one_day && were_all_compared && blocking::is_enough_for_a_day(common) {
            return false;
        }
        if is_one_day && blocking::share_day_key(self.pool, one, two, &is_compared) {
            return false;
        }
        let mut found = before.used.fitting(common);
        !found.any(|rule| were_all_compared || is_compared(blocking::other_key(self.pool, one, rule)))
    }

    fn is_large(&self, key: u64) -> bool {
        self.is_large.is_some_and(|is_large| is_large(key))
    }

    fn is_learnt_from(&self, group: u64) -> bool {
        self.learn_from > 0 && mix(11, group).is_multiple_of(self.learn_from)
    }

    fn compare(&self, (a, b): (u32, u32), is_learnt_from: bool, part: &mut Part) {
        let pattern = compare(self.pool, self.records[a as usize], self.records[b as usize]);
        part.count += 1;
        if is_learnt_from {
            *part.patterns.entry(pattern.0).or_default() += 1;
        }
        let number = NumberLevel::of(pattern);
        let is_hopeless = || self.model.total(pattern) < self.model.review_milli - HOPELESS_MILLI;
        let may_count = number != NumberLevel::Different && (self.is_wide || !is_hopeless());
        if number == NumberLevel::Same || may_count {
            part.pairs.push(Pair { a: a.min(b), b: a.max(b), pattern });
        }
    }
}

impl Compared {
    fn take(&mut self, part: Part) {
        self.pairs.extend(part.pairs);
        self.skipped.extend(part.skipped.into_iter().map(|(key, count)| SkippedGroup::new(key, count)));
        for (pattern, count) in part.patterns {
            *self.patterns.entry(pattern).or_default() += count;
        }
        self.count += part.count;
    }
}

/// Cuts a sorted list into tasks that never part a group.
fn tasks(sorted: &[u64]) -> Vec<&[u64]> {
    let mut tasks = Vec::new();
    let mut rest = sorted;
    while !rest.is_empty() {
        let mut end = TASK.min(rest.len());
        while end < rest.len() && rest[end] >> 32 == rest[end - 1] >> 32 {
            end += 1;
        }
        let (task, after) = rest.split_at(end);
        tasks.push(task);
        rest = after;
    }
    tasks
}

/// Which pairs of a day have been found, each once.
#[derive(Default)]
struct Board {
    size: usize,
    marks: Vec<u64>,
    found: Vec<u64>,
}

impl Board {
    fn start(&mut self, size: usize) {
        self.size = size;
        self.found.clear();
        if size <= BOARD && self.marks.len() * 64 < size * size {
            self.marks.resize((size * size).div_ceil(64), 0);
        }
    }

    fn mark(&mut self, group: &[u64]) {
        for (at, a) in group.iter().enumerate() {
            for b in &group[at + 1..] {
                let (a, b) = (a % MOST_OF_A_DAY, b % MOST_OF_A_DAY);
                let pair = a << 32 | b;
                if self.size > BOARD {
                    self.found.push(pair);
                    continue;
                }
                let bit = a as usize * self.size + b as usize;
                let word = &mut self.marks[bit / 64];
                if *word >> (bit % 64) & 1 == 0 {
                    *word |= 1 << (bit % 64);
                    self.found.push(pair);
                }
            }
        }
    }

    fn finish(&mut self, mut found: impl FnMut(u32, u32)) {
        if self.size > BOARD {
            self.found.sort_unstable();
            self.found.dedup();
        }
        for pair in &self.found {
            let (a, b) = ((pair >> 32) as u32, *pair as u32);
            if self.size <= BOARD {
                self.marks[(a as usize * self.size + b as usize) / 64] = 0;
            }
            found(a, b);
        }
    }
}
