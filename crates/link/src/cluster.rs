use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::agreement::{self, Pattern, compare};
use crate::block::{Block, Compared, Histogram, Pair};
use crate::blocking::SkippedGroup;
use crate::ceiling::Ceiling;
use crate::clash::Refusal;
use crate::day::Day;
use crate::fast::FastMap;
use crate::grouping::Grouping;
use crate::judge;
use crate::judge::Band;
use crate::multiple_birth::Twin;
use crate::persons;
use crate::pool::{Pool, mix};
use crate::record::Record;
use crate::scored::{self, Bundles, Scored, Turn};
use crate::telling::{Course, SILENT, Stage, Telling};
use crate::train;
use crate::verdict::Verdicts;
use crate::weigher::Weigher;
use crate::weights::{BirthLevel, GivenLevel, Level, Model, NumberLevel};

/// Two records that may be one person, by key, the smaller key first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The smaller key.
    pub a: u32,
    /// The larger key.
    pub b: u32,
    /// How much speaks for one person, as the binary logarithm of the odds,
    /// in thousandths.
    pub weight_milli: i32,
    /// What the pair deserves by itself: `Link` or `Review`.
    pub band: Band,
    /// How each field agrees.
    pub pattern: Pattern,
}

/// A pair that was not put together although it weighed enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The smaller key.
    pub a: u32,
    /// The larger key.
    pub b: u32,
    /// Why.
    pub why: Refusal,
}

/// A pair of persons for somebody to look at: the two records that speak
/// loudest for them being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// A record of the one.
    pub a: u32,
    /// A record of the other.
    pub b: u32,
    /// How much speaks for one person, in thousandths.
    pub weight_milli: i32,
    /// What keeps them apart for now, if more than the weight.
    pub why: Option<Refusal>,
    /// How each field of the two records agrees.
    pub pattern: Pattern,
}

/// What linking found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Linked {
    /// The keys of the records looked at.
    pub keys: Vec<u32>,
    /// For each of them, its person: the smallest key of the person's
    /// records.
    pub clusters: Vec<u32>,
    /// Pairs in the bands `Link` and `Review`, in bundles of what hangs
    /// together, the likeliest of each first.
    pub(crate) scored: Vec<Scored>,
    /// The pairs that put groups together, for each person in that order:
    /// enough to make every person again, and what is worth writing down.
    /// Pairs that a person decided are not among them.
    pub joins: Vec<Edge>,
    /// Pairs that a rule or a person keeps apart, by key.
    pub refusals: Vec<Refused>,
    /// What a person should look at, heaviest first.
    pub reviews: Vec<Review>,
    /// Pairs that are one person only because they were joined before, and
    /// that a person should look at too, heaviest first.
    pub held: Vec<Review>,
    /// Groups too large to compare.
    pub skipped_groups: Vec<SkippedGroup>,
    /// How many pairs were compared.
    pub compared: u64,
}

impl Linked {
    /// How many pairs are in the bands `Link` and `Review`.
    #[must_use]
    pub fn scored(&self) -> usize {
        self.scored.len()
    }

    /// Pairs in the bands `Link` and `Review`, by key. They are put in order
    /// when they are asked for: at a million people that takes a second.
    #[must_use]
    pub fn edges(&self) -> Vec<Edge> {
        scored::edges(&self.keys, &self.scored)
    }
}

/// Finds which records are one person.
#[must_use]
pub fn link(pool: &Pool, records: &[Record], verdicts: &Verdicts, model: &Model) -> Linked {
    link_all(pool, records, verdicts, model, None)
}

/// Learns from the records themselves what agreement is worth, then finds
/// which are one person. `start` is the model to start from; it is returned
/// unchanged where there is too little to learn from.
#[must_use]
pub fn link_learning(
    pool: &Pool,
    records: &[Record],
    verdicts: &Verdicts,
    start: &Model,
    telling: Telling<'_>,
) -> (Linked, Model) {
    let learn_from = (records.len() as u64 / LEARN_FROM).max(1);
    let is_wide = has_few_numbers(records);
    let ceiling = Ceiling::of(start);
    let block = Block { pool, records, model: start, is_large: None, learn_from, is_wide, ceiling, telling };
    let mut compared = block.compare_all();
    let strangers = if is_wide { strangers(pool, records) } else { Histogram::default() };
    let count = records.len() as f64;
    let patterns = std::mem::take(&mut compared.patterns);
    let model = train::learn(start, &patterns, (&strangers, (count * (count - 1.0) / 2.0).max(1.0)));
    (decide((pool, records), verdicts, &model, compared, telling), model)
}

/// Without numbers to learn from, pairs this far below review are still told
/// as scored, in thousandths.
const BELOW_REVIEW_MILLI: i32 = 3_000;

/// Whether fewer than one record in ten has an NHS number.
fn has_few_numbers(records: &[Record]) -> bool {
    records.iter().filter(|record| record.nhs() != 0).count() * 10 < records.len()
}

/// The patterns of records put together by chance.
fn strangers(pool: &Pool, records: &[Record]) -> Histogram {
    let mut patterns = Histogram::default();
    let count = records.len() as u64;
    // In an order that does not depend on the order of arrival.
    let mut records: Vec<&Record> = records.iter().collect();
    records.sort_by_cached_key(|record| (record.fingerprint(pool), record.key));
    for draw in 0..if count > 1 { STRANGERS } else { 0 } {
        let (a, b) = (mix(1, draw) % count, mix(2, draw) % count);
        if a != b {
            let pattern = compare(pool, records[a as usize], records[b as usize]);
            *patterns.entry(pattern.as_u64()).or_default() += 1;
        }
    }
    patterns
}

/// How many pairs of strangers are drawn.
const STRANGERS: u64 = 300_000;

/// As [`link`], with the wide rules that [`link_learning`] uses: for a whole
/// file at once, with a model learnt before.
#[must_use]
pub fn link_whole(pool: &Pool, records: &[Record], verdicts: &Verdicts, model: &Model, telling: Telling<'_>) -> Linked {
    let (is_wide, ceiling) = (has_few_numbers(records), Ceiling::of(model));
    let block = Block { pool, records, model, is_large: None, learn_from: 0, is_wide, ceiling, telling };
    decide((pool, records), verdicts, model, block.compare_all(), telling)
}

/// So many pairs are weighed together.
const WEIGHED: usize = 1 << 15;
/// So many pairs are joined between two words of how far it has come.
const TELL_EVERY: usize = 8_192;

/// About so many records are learnt from.
const LEARN_FROM: u64 = 300_000;

/// As [`link`], leaving out keys that are too common in a wider set.
pub(crate) fn link_all(
    pool: &Pool,
    records: &[Record],
    verdicts: &Verdicts,
    model: &Model,
    is_large: Option<&(dyn Fn(u64) -> bool + Sync)>,
) -> Linked {
    let ceiling = Ceiling::of(model);
    let block = Block { pool, records, model, is_large, learn_from: 0, is_wide: false, ceiling, telling: SILENT };
    decide((pool, records), verdicts, model, block.compare_all(), SILENT)
}

fn decide(
    (pool, records): (&Pool, &[Record]),
    verdicts: &Verdicts,
    model: &Model,
    compared: Compared,
    telling: Telling<'_>,
) -> Linked {
    let Compared { is_wide, mut pairs, marked, skipped, mut count, .. } = compared;
    let joined = joined_unmet((pool, records), verdicts, &pairs);
    count += joined.len() as u64;
    pairs.push(joined);
    let twin = |place: u32| marked[place as usize];
    let scored_from = if is_wide { model.review_milli - BELOW_REVIEW_MILLI } else { i32::MAX };
    let score = |weigher: &mut Weigher<'_>, pair: &Pair| {
        let twin = twin(pair.a).max(twin(pair.b));
        let (weight, band) = weigher.weigh(pair.pattern, twin);
        let were_one = || verdicts.were_one(records[pair.a as usize].key, records[pair.b as usize].key);
        let is_held = band == Band::Review && judge::may_stay_joined(pair.pattern, twin) && were_one();
        let turn = if is_held { Turn::Held } else { Turn::from(band) };
        (band > Band::NoLink || weight >= scored_from)
            .then(|| Scored::new((pair.a, pair.b), pair.pattern, weight, turn))
    };
    let weighing = Course::start(telling, Stage::Weighing, pairs.iter().map(Vec::len).sum());
    // Each part goes as soon as it is scored: at a million people they are what takes most room.
    let weighed = |part: Vec<Pair>| {
        let with = |weigher: &mut Weigher<'_>, some: &[Pair]| -> Vec<Scored> {
            weighing.add(some.len());
            some.iter().filter_map(|pair| score(weigher, pair)).collect()
        };
        part.par_chunks(WEIGHED).map_init(|| Weigher::of(model), with).collect::<Vec<Vec<Scored>>>()
    };
    let parts: Vec<Vec<Scored>> = pairs.into_iter().flat_map(weighed).collect();
    let disputed = scored::disputed(records, &parts);
    let mut grouping = Grouping::new(pool, records, verdicts, &marked);
    let told = grouping.told_same();
    let mut bundles = Bundles::of(records.len(), parts, &told);
    grouping.obey(&told);
    let joining = Course::start(telling, Stage::Joining, bundles.scored.len());
    let (mut reviews, mut held, mut done) = (Vec::new(), Vec::new(), 0);
    let ask = |pairs: &[Scored]| {
        let touch = |all: u32, place: u32| all ^ records[place as usize].key ^ u32::from(marked[place as usize] as u8);
        std::hint::black_box(pairs.iter().fold(0, |all, pair| touch(touch(all, pair.a), pair.b)));
    };
    bundles.each(ask, |bundle| {
        demote_doubtful(records, bundle);
        demote_torn(pool, records, &marked, bundle);
        scored::sort(pool, records, &disputed, bundle);
        bundle.iter().for_each(|pair| grouping.join_next(pair));
        persons::join(&mut grouping, bundle, &marked, model);
        grouping.hold(bundle, model.break_milli, &mut held);
        persons::hold(&mut grouping, bundle, (&marked, model), &mut held);
        grouping.review(bundle, &mut reviews);
        done += bundle.len();
        if done >= TELL_EVERY {
            joining.add(std::mem::take(&mut done));
        }
    });
    joining.add(done);
    for found in [&mut reviews, &mut held] {
        found.sort_unstable_by_key(|review: &Review| (std::cmp::Reverse(review.weight_milli), review.a, review.b));
    }
    let (clusters, joins, refusals) = grouping.finish();
    Linked {
        keys: records.iter().map(|record| record.key).collect(),
        clusters,
        scored: bundles.scored,
        joins,
        refusals,
        reviews,
        held,
        skipped_groups: skipped,
        compared: count,
    }
}

/// Pairs that were joined before and that blocking does not bring together any
/// more: what each says is no less worth for that.
fn joined_unmet((pool, records): (&Pool, &[Record]), verdicts: &Verdicts, pairs: &[Vec<Pair>]) -> Vec<Pair> {
    let before = verdicts.before();
    if before.is_empty() {
        return Vec::new();
    }
    let places: FastMap<u32, u32> = (0..).zip(records).map(|(place, record)| (record.key, place)).collect();
    let mut unmet: BTreeSet<(u32, u32)> = BTreeSet::new();
    for (place, record) in (0..).zip(records) {
        let beside = before.beside(record.key).iter().filter_map(|key| places.get(key).copied());
        unmet.extend(beside.filter(|other| place < *other).map(|other| (place, other)));
    }
    pairs.iter().flatten().for_each(|pair| {
        unmet.remove(&(pair.a, pair.b));
    });
    let compared =
        |(a, b): (u32, u32)| Pair { a, b, pattern: compare(pool, &records[a as usize], &records[b as usize]) };
    unmet.into_iter().map(compared).collect()
}

/// A record without a date of birth that could be father or son is for a
/// person to decide: pairs that rest on the name alone fall back to review
/// where the record's namesakes have different birthdays.
fn demote_doubtful(records: &[Record], scored: &mut [Scored]) {
    if !scored.iter().any(|pair| BirthLevel::of(pair.pattern) == BirthLevel::Missing) {
        return;
    }
    let is_undated = |pair: &Scored| BirthLevel::of(pair.pattern) == BirthLevel::Missing;
    let mut birthdays: FastMap<u32, BTreeSet<Day>> = FastMap::default();
    for pair in scored.iter().filter(|pair| is_undated(pair)) {
        for (undated, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            birthdays.entry(undated).or_default().extend(records[other as usize].birth);
        }
    }
    let is_doubtful = |place: u32| {
        let days = birthdays.get(&place).filter(|_| records[place as usize].birth.is_none());
        days.and_then(|days| days.first().zip(days.last())).is_some_and(|(first, last)| first.days_apart(*last) > 366)
    };
    for pair in scored.iter_mut().filter(|pair| is_undated(pair) && pair.may_join()) {
        if NumberLevel::of(pair.pattern) != NumberLevel::Same && (is_doubtful(pair.a) || is_doubtful(pair.b)) {
            pair.lower_to_review();
        }
    }
}

/// A record without a first name must be this much nearer to one child than to
/// another, in thousandths, to be taken for the one.
const TORN_MILLI: i32 = 3_000;

/// More named records than this beside one without a name are too many to
/// tell apart.
const MOST_NAMED: usize = 150;

/// A baby without a name that could be either of two children is for a person
/// to decide: its pairs fall back to review where two first names weigh nearly
/// the same.
fn demote_torn(pool: &Pool, records: &[Record], marked: &[Twin], scored: &mut [Scored]) {
    let unnamed = |pair: &Scored| {
        if !matches!(GivenLevel::of(pair.pattern), GivenLevel::Missing | GivenLevel::StandIn | GivenLevel::Other) {
            return None;
        }
        let (a, b) = (&records[pair.a as usize], &records[pair.b as usize]);
        match (a.given, b.given) {
            (0, 0) => None,
            (0, _) => Some((pair.a, pair.b)),
            (_, 0) => Some((pair.b, pair.a)),
            _ => None,
        }
    };
    let mut best: FastMap<u32, Vec<(i32, u32)>> = FastMap::default();
    for pair in scored.iter().filter(|pair| pair.may_join()) {
        if let Some((unnamed, named)) = unnamed(pair) {
            best.entry(unnamed).or_default().push((pair.weight_milli(), named));
        }
    }
    if best.is_empty() {
        return;
    }
    let is_torn = |unnamed: u32, found: &[(i32, u32)]| {
        let has_twin = marked[unnamed as usize] >= Twin::Certain;
        let most = found.iter().map(|(weight, _)| *weight).max().unwrap_or(0);
        let is_close = |found: &&(i32, u32)| found.0 > most - TORN_MILLI;
        let close: Vec<&Record> = found.iter().filter(is_close).map(|(_, named)| &records[*named as usize]).collect();
        let are_two = |a: &Record, b: &Record| {
            let is_one = !has_twin && a.nhs() != 0 && a.nhs() == b.nhs();
            // A twin may have the other's name for a middle name.
            let is_one_name = match agreement::given(pool, a, b) {
                GivenLevel::Other => !has_twin,
                _ => agreement::is_one_name(pool, a, b),
            };
            a.given != b.given && !is_one && !is_one_name
        };
        close.len() > MOST_NAMED
            || close.iter().enumerate().any(|(place, a)| close[..place].iter().any(|b| are_two(a, b)))
    };
    best.retain(|unnamed, found| found.len() > 1 && is_torn(*unnamed, found));
    for pair in scored.iter_mut().filter(|pair| pair.may_join()) {
        if unnamed(pair).is_some_and(|(unnamed, _)| best.contains_key(&unnamed)) {
            pair.lower_to_review();
        }
    }
}
