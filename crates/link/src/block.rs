//! Compares what blocking brings together: first the records of one day of
//! birth, which lie close together in memory, then the rest rule by rule.
//! Pairs are compared as they are found and never held unless they may count.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::agreement::{self, Pattern, compare};
use crate::birth::Birth;
use crate::blocking::{self, MOST_OF_A_DAY, OTHER_RULES, SkippedGroup, Used, WIDE_RULES};
use crate::board::Board;
use crate::ceiling::Ceiling;
use crate::day::Day;
use crate::days::Days;
use crate::fast::FastMap;
use crate::keyed::Keyed;
use crate::multiple_birth::{self, Around, Twin};
use crate::order::Entries;
use crate::pool::{Pool, mix};
use crate::record::Record;
use crate::telling::{Course, Stage, Telling};
use crate::weights::{Model, NumberLevel};

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
    /// Pairs that may come to something, part by part.
    pub(crate) pairs: Vec<Vec<Pair>>,
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
    pub(crate) records: &'a [Record],
    pub(crate) model: &'a Model,
    /// Keys too common in a wider set of records.
    pub(crate) is_large: Option<&'a (dyn Fn(u64) -> bool + Sync)>,
    /// One of so many groups counts for learning; 0 for none.
    pub(crate) learn_from: u64,
    /// Whether the wide rules may be used, and every pair counts.
    pub(crate) is_wide: bool,
    /// What tells most strangers without comparing them.
    pub(crate) ceiling: Ceiling<'a>,
    pub(crate) telling: Telling<'a>,
}

/// Whether a pair counts for learning.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Learnt {
    No,
    Yes,
    /// Of the pairs with two numbers one in some, counted as many times.
    OfACrowd,
}

/// Pairs this far below review never come back, in thousandths.
const HOPELESS_MILLI: i32 = 2_000;
/// A wide rule may bring so many pairs a record.
const WIDE_PAIRS: usize = 4;
/// So many pairs are few, however few the records.
const FEW_PAIRS: usize = 400_000;
/// In a larger group of a rule not every pair with two numbers is learnt from:
/// strangers are many there and much the same.
const CROWD: usize = 40;
const CROWD_ONE_IN: u32 = 16;
/// Where only some groups are learnt from, more of each are needed.
const CROWD_ONE_IN_OF_FEW: u32 = 8;
/// Records that one task takes together.
const TASK: usize = 4_096;

/// Two records that a rule brings together, before a look at them.
struct Met {
    pair: (u32, u32),
    is_one_day: bool,
    were_all_compared: bool,
    learnt: Learnt,
}

/// So many pairs have their records fetched from memory together.
const AHEAD: usize = 64;
/// More pairs than this are looked at before others are met: they would not
/// stay near.
const MOST_MET: usize = 512;

/// What has been compared before a rule's turn.
struct Before<'a> {
    used: &'a Used,
    births: &'a [Birth],
    days: &'a Days,
    /// The groups that were too large, by key.
    skipped: &'a BTreeSet<u64>,
}

/// Notes the groups of a part that were too large, and the records in them.
fn note_skipped(part: &Part, skipped: &mut BTreeSet<u64>, births: &mut [Birth], days: &mut Days) {
    skipped.extend(part.skipped.iter().map(|(key, _)| *key));
    part.missed.iter().for_each(|place| births[*place as usize].miss());
    days.forget(&part.missed);
}

type Keying = fn(&Pool, &Record, &mut Vec<u64>);

/// What one task found.
#[derive(Default)]
struct Part {
    pairs: Vec<Pair>,
    marks: Vec<(u32, Twin)>,
    skipped: Vec<(u64, usize)>,
    /// The records of the groups that were skipped.
    missed: Vec<u32>,
    patterns: Histogram,
    count: u64,
}

impl Block<'_> {
    /// Compares everything that shares a key.
    pub(crate) fn compare_all(&self) -> Compared {
        let wide = WIDE_RULES.filter(|_| self.is_wide);
        let rules: Vec<u64> = OTHER_RULES.chain(wide).collect();
        let course = Course::start(self.telling, Stage::Comparing, (1 + rules.len()) * self.records.len());
        let mut births: Vec<Birth> = self.records.iter().map(Birth::of).collect();
        let mut entries = Entries::default();
        for ((place, birth), room) in (0_u64..).zip(&births).zip(entries.room(births.len())) {
            *room = u64::from(birth.day()) << 32 | place;
        }
        let around = Around::of(self.pool, self.records);
        let mut found = Compared { marked: self.told(), is_wide: self.is_wide, ..Compared::default() };
        let mut skipped = BTreeSet::new();
        let mut numbered = Days::of(births.len(), entries.in_order(Day::BITS));
        for part in in_parts(entries.held(), &course, |days, part| self.days(days, &around, part)) {
            for (place, twin) in &part.marks {
                let held = &mut found.marked[*place as usize];
                *held = (*twin).max(*held);
            }
            note_skipped(&part, &mut skipped, &mut births, &mut numbered);
            found.take(part);
        }
        course.add(births.iter().filter(|birth| birth.day() == 0).count());
        let mut used = Used::default();
        for rule in rules {
            let keyed = self.keyed(rule, &mut entries);
            // Who has no key under the rule is done with it, and so is everybody where it is left out.
            course.add(self.records.len() - keyed.len());
            if WIDE_RULES.contains(&rule) && self.pairs_in(keyed) > (WIDE_PAIRS * self.records.len()).max(FEW_PAIRS) {
                course.add(keyed.len());
                continue;
            }
            let before = Before { used: &used, births: &births, days: &numbered, skipped: &skipped };
            let parts = in_parts(keyed, &course, |groups, part| self.groups(rule, groups, &before, part));
            for part in parts {
                note_skipped(&part, &mut skipped, &mut births, &mut numbered);
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
            |record: &Record| if multiple_birth::is_told(self.pool, record) { Twin::Certain } else { Twin::None };
        self.records.iter().map(told).collect()
    }

    /// The records by their key under a rule: half of the key, then the place.
    fn keyed<'e>(&self, rule: u64, entries: &'e mut Entries) -> &'e [u64] {
        let room = entries.room(self.records.len()).par_iter_mut().enumerate().with_min_len(TASK);
        room.for_each(|(place, entry)| {
            let key = blocking::other_key(self.pool, &self.records[place], rule);
            *entry = if key == 0 { 0 } else { (key / MOST_OF_A_DAY) << 32 | place as u64 };
        });
        entries.in_order(u32::BITS)
    }

    /// Every pair of each day of birth, each once.
    fn days(&self, days: &[u64], around: &Around, part: &mut Part) {
        let mut board = Board::default();
        let mut keyed = Keyed::default();
        let (mut keys, mut entries, mut places): (Vec<u64>, Vec<u64>, Vec<u32>) = Default::default();
        let mut households: FastMap<u64, ()> = FastMap::default();
        for day in days.chunk_by(|a, b| a >> 32 == b >> 32).filter(|day| day.len() > 1) {
            if day.len() as u64 >= MOST_OF_A_DAY {
                part.skip(0, day);
                continue;
            }
            places.clear();
            places.extend(day.iter().map(|entry| *entry as u32));
            self.key_by(blocking::day_keys, &places, &mut keys, &mut entries);
            keyed.bring_together(&entries);
            households.clear();
            board.start(places.len());
            for (key, group) in keyed.of_several() {
                if group.len() > self.model.group_limit {
                    part.skipped.push((key, group.len()));
                    part.missed.extend(group.iter().map(|local| places[*local as usize]));
                } else if !self.is_large(key) {
                    board.mark(group);
                }
            }
            let learnt = self.learnt(day[0] >> 32);
            board.finish(|a, b| self.compare((places[a as usize], places[b as usize]), learnt, part));
            self.key_by(blocking::household_keys, &places, &mut keys, &mut entries);
            keyed.bring_together(&entries);
            for (_, group) in keyed.of_several() {
                let place = |local: &u32| places[*local as usize];
                // One house, one telephone and one mother are mostly the same people.
                let who = group.iter().fold(day[0] >> 32, |who, local| mix(who, u64::from(*local)));
                if households.insert(who, ()).is_some() {
                    continue;
                }
                let members = group.iter().map(|local| &self.records[place(local) as usize]);
                let twin = multiple_birth::found(self.pool, members.clone(), around);
                if twin > Twin::None {
                    part.marks.extend(group.iter().map(|local| (place(local), twin)));
                }
                if twin == Twin::Certain && group.len() <= multiple_birth::LARGEST {
                    let mut names = multiple_birth::names_of_two(members.clone());
                    names.extend(multiple_birth::names_beside_alike(self.pool, members));
                    let is_of_two = |place: &u32| names.contains(&self.records[*place as usize].given);
                    part.marks.extend(group.iter().map(place).filter(is_of_two).map(|place| (place, Twin::NameOfTwo)));
                }
            }
        }
    }

    /// The keys of some records, each with the record's place among them in
    /// the bits that a key leaves free.
    fn key_by(&self, keying: Keying, places: &[u32], keys: &mut Vec<u64>, entries: &mut Vec<u64>) {
        entries.clear();
        for (local, place) in (0_u64..).zip(places) {
            keying(self.pool, &self.records[*place as usize], keys);
            entries.extend(keys.iter().map(|key| key | local));
        }
    }

    /// Every pair of the groups of a rule that no rule before has found.
    fn groups(&self, rule: u64, groups: &[u64], before: &Before<'_>, part: &mut Part) {
        // What these rules ask for brings records of one birthday together.
        let is_of_a_day = self.is_large.is_none() && blocking::asks_for_a_day(rule);
        // All at once: one by one each would be waited for.
        let days = before.days.of_each(groups);
        let mut of_several: Vec<&[u64]> = Vec::new();
        let mut end = 0;
        for group in groups.chunk_by(|a, b| a >> 32 == b >> 32) {
            let days = &days[end..end + group.len()];
            end += group.len();
            let were_all_compared = is_of_a_day && group.len() <= self.model.group_limit && Days::are_one(days);
            if group.len() > 1 && !were_all_compared {
                of_several.push(group);
            }
        }
        let births: Vec<Birth> =
            of_several.iter().copied().flatten().map(|entry| before.births[*entry as u32 as usize]).collect();
        let mut met: Vec<Met> = Vec::new();
        let mut end = 0;
        for group in of_several {
            let births = &births[end..end + group.len()];
            end += group.len();
            let key = || blocking::other_key(self.pool, &self.records[group[0] as u32 as usize], rule);
            if group.len() > self.model.group_limit {
                part.skip(key(), group);
            } else if self.is_large.is_none() || !self.is_large(key()) {
                self.meet(rule, (group, births), &mut met);
            }
            if met.len() > MOST_MET {
                self.look_at(rule, &mut met, before, part);
            }
        }
        self.look_at(rule, &mut met, before, part);
    }

    /// Compares the pairs that no rule before has found, and forgets them all.
    fn look_at(&self, rule: u64, met: &mut Vec<Met>, before: &Before<'_>, part: &mut Part) {
        for few in met.chunks(AHEAD) {
            // Asked for together, so that they come from memory together.
            let touch = |all: u32, place: u32| all ^ self.records[place as usize].key;
            std::hint::black_box(few.iter().fold(0, |all, one| touch(touch(all, one.pair.0), one.pair.1)));
            for one in few.iter().filter(|one| self.is_new(rule, one, before)) {
                self.compare(one.pair, one.learnt, part);
            }
        }
        met.clear();
    }

    /// The pairs of a group, without those that surely share a key of their
    /// day and those that nothing can come of.
    fn meet(&self, rule: u64, (group, births): (&[u64], &[Birth]), met: &mut Vec<Met>) {
        let learnt = match self.learnt(group[0] >> 32) {
            Learnt::Yes if rule == blocking::NUMBER_RULE => Learnt::No,
            Learnt::Yes if group.len() > CROWD => Learnt::OfACrowd,
            learnt => learnt,
        };
        // What these rules ask for brings records of one birthday together.
        let is_of_a_day = blocking::asks_for_a_day(rule);
        for (at, (first, one)) in group.iter().zip(births).enumerate() {
            for (second, two) in group[at + 1..].iter().zip(&births[at + 1..]) {
                // From two numbers nothing comes but a lesson.
                if learnt == Learnt::No && one.have_two_numbers(*two) {
                    continue;
                }
                let is_one_day = one.day() != 0 && one.day() == two.day();
                if rule == blocking::CLOSE_RULE && !is_one_day && !one.is_close(*two) {
                    continue;
                }
                let share_day = is_one_day && (is_of_a_day || (one.given != 0 && one.given == two.given));
                let were_all_compared = self.is_large.is_none() && !one.may_miss(*two);
                if !(share_day && were_all_compared) {
                    met.push(Met { pair: (*first as u32, *second as u32), is_one_day, were_all_compared, learnt });
                }
            }
        }
    }

    /// Whether this rule brings two records together and none before it did.
    fn is_new(&self, rule: u64, met: &Met, before: &Before<'_>) -> bool {
        let Met { pair: (a, b), is_one_day, were_all_compared, .. } = *met;
        let (one, two) = (&self.records[a as usize], &self.records[b as usize]);
        let common = before.used.common(self.pool, rule, one, two);
        if !blocking::is_enough(common, rule) {
            // Two keys that only look the same.
            return false;
        }
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

    fn learnt(&self, group: u64) -> Learnt {
        let is_learnt_from = self.learn_from > 0 && mix(11, group).is_multiple_of(self.learn_from);
        if is_learnt_from { Learnt::Yes } else { Learnt::No }
    }

    /// How often a pair counts for learning. Numbers teach; without them every
    /// pair does.
    fn lesson(&self, one: &Record, two: &Record, number: NumberLevel, learnt: Learnt) -> u32 {
        match (learnt, number) {
            (Learnt::No, _) => 0,
            (_, NumberLevel::Missing) => u32::from(self.is_wide),
            (Learnt::OfACrowd, NumberLevel::Different) => {
                let one_in = if self.learn_from > 1 { CROWD_ONE_IN_OF_FEW } else { CROWD_ONE_IN };
                let is_drawn = mix(13, one.nhs() ^ two.nhs()).is_multiple_of(u64::from(one_in));
                if is_drawn { one_in } else { 0 }
            }
            _ => 1,
        }
    }

    fn compare(&self, (a, b): (u32, u32), learnt: Learnt, part: &mut Part) {
        let (one, two) = (&self.records[a as usize], &self.records[b as usize]);
        part.count += 1;
        let number = agreement::number(one, two);
        let lesson = self.lesson(one, two, number, learnt);
        let needed = self.model.review_milli - HOPELESS_MILLI;
        if lesson == 0 {
            let is_below = || self.ceiling.is_below(needed, self.pool, one, two);
            let is_hopeless = match number {
                NumberLevel::Different => true,
                NumberLevel::Missing => !self.is_wide && is_below(),
                NumberLevel::Same => false,
            };
            if is_hopeless {
                return;
            }
        }
        let pattern = compare(self.pool, one, two);
        if lesson > 0 {
            *part.patterns.entry(pattern.0).or_default() += lesson;
        }
        let may_count = match number {
            NumberLevel::Different => false,
            NumberLevel::Missing => self.is_wide || self.model.total(pattern) >= needed,
            NumberLevel::Same => true,
        };
        if may_count {
            part.pairs.push(Pair { a: a.min(b), b: a.max(b), pattern });
        }
    }
}

impl Part {
    /// Notes a group that is too large, given by its entries.
    fn skip(&mut self, key: u64, group: &[u64]) {
        self.skipped.push((key, group.len()));
        self.missed.extend(group.iter().map(|entry| *entry as u32));
    }
}

impl Compared {
    fn take(&mut self, part: Part) {
        self.pairs.push(part.pairs);
        self.skipped.extend(part.skipped.into_iter().map(|(key, count)| SkippedGroup::new(key, count)));
        for (pattern, count) in part.patterns {
            *self.patterns.entry(pattern).or_default() += count;
        }
        self.count += part.count;
    }
}

/// Has a sorted list worked on in tasks; what the tasks of one thread find
/// comes in one part, the parts in order.
fn in_parts(sorted: &[u64], course: &Course<'_>, work: impl Fn(&[u64], &mut Part) + Sync) -> Vec<Part> {
    tasks(sorted)
        .into_par_iter()
        .fold(Part::default, |mut part, task| {
            work(task, &mut part);
            course.add(task.len());
            part
        })
        .collect()
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
