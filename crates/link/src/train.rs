//! Learns what agreement is worth, from a histogram of patterns: milliseconds
//! at any size.
//!
//! Where records carry NHS numbers, candidate pairs label themselves: one
//! number, one person; two numbers, two people. So the weights are learnt on
//! the true rivals, twins, siblings and namesakes, and not on strangers.
//! Where there are no numbers, strangers drawn from the records show how often
//! two people agree by chance, and expectation and maximisation finds how often
//! two records of one person do. It finds two sorts of pairs in any records,
//! also where nobody stands twice: so it begins only where the starting weights
//! know many pairs that are one person, and what it finds counts only where
//! nearly all of these are among it.

use crate::agreement::Pattern;
use crate::block::Histogram;
use crate::lessons::{BIAS, Lessons, Mistakes, ROW, Rows, SIZE};
use crate::weights::{FIELDS, Field, Level, MOST_LEVELS, Model, NumberLevel};

/// What taught weights link from, in thousandths: they are nearer to true odds
/// than weights set by hand.
const TAUGHT_LINK_MILLI: i32 = 3_000;
/// So many pairs of each sort are enough to learn from.
const ENOUGH: f64 = 1_000.0;
/// So many pairs that the starting weights know are enough to go on from
/// without numbers.
const KNOWN: f64 = 500.0;
/// Such a part of these has to be found again by what was learnt.
const FOUND_AGAIN: f64 = 0.9;
/// How often two records of one person carry two valid numbers: some numbers
/// are on the wrong record.
const WRONG: f64 = 0.015;
/// How often records of two people carry one number.
const SHARED: f64 = 0.002;
/// How far a weight may easily go from where it started, in natural units.
const LEASH: f64 = 1.5;
const ROUNDS: usize = 12;
/// A weight of one bit in natural units.
const BIT: f64 = std::f64::consts::LN_2;

/// A pattern, how often it was seen, and how likely its pairs are one person.
struct Seen {
    pattern: Pattern,
    count: f64,
    is_one: Option<bool>,
}

/// The model learnt from patterns, or the starting one where they are too few.
/// `strangers` are patterns of records put together by chance, out of so many
/// pairs as there are in all.
pub(crate) fn learn(start: &Model, patterns: &Histogram, (strangers, all): (&Histogram, f64)) -> Model {
    let mut seen = seen(patterns);
    let of = |wanted: bool| seen.iter().filter(|one| one.is_one == Some(wanted)).map(|one| one.count).sum::<f64>();
    if of(true) >= ENOUGH && of(false) >= ENOUGH {
        seen.retain(|one| one.is_one.is_some());
        return taught(start, &seen);
    }
    let by_chance: f64 = strangers.values().map(|count| f64::from(*count)).sum();
    let known = persons(&seen, |pattern| likely(start, pattern));
    if known < KNOWN || by_chance < ENOUGH {
        return start.clone();
    }
    let learnt = expected(start, &seen, (&self::seen(strangers), all));
    let found_again = persons(&seen, |pattern| likely(start, pattern).min(likely(&learnt, pattern)));
    if found_again >= known * FOUND_AGAIN { learnt } else { start.clone() }
}

/// How likely a pair of this pattern is one person.
fn likely(model: &Model, pattern: Pattern) -> f64 {
    1.0 / (1.0 + (-f64::from(model.total(pattern)) / 1000.0 * BIT).exp())
}

/// How many of the pairs are one person, each counted as far as it is likely.
fn persons(seen: &[Seen], likely: impl Fn(Pattern) -> f64) -> f64 {
    seen.iter().map(|one| likely(one.pattern) * one.count).sum()
}

fn seen(patterns: &Histogram) -> Vec<Seen> {
    let mut seen: Vec<Seen> = patterns
        .iter()
        .map(|(pattern, count)| {
            let pattern = Pattern(*pattern);
            let is_one = match NumberLevel::of(pattern) {
                NumberLevel::Missing => None,
                NumberLevel::Same => Some(true),
                NumberLevel::Different => Some(false),
            };
            Seen { pattern, count: f64::from(*count), is_one }
        })
        .collect();
    seen.sort_unstable_by_key(|one| one.pattern);
    seen
}

/// Logistic regression on the labelled patterns, held near the start.
fn taught(start: &Model, seen: &[Seen]) -> Model {
    let mut centre = vec![0.0; SIZE];
    for (field, row) in start.weights.iter().enumerate() {
        for (level, weight) in row.iter().enumerate() {
            centre[field * MOST_LEVELS + level] = f64::from(*weight) / 1000.0 * BIT;
        }
    }
    centre[BIAS] = f64::from(start.prior_milli) / 1000.0 * BIT;
    for (place, weight) in start.together.iter().enumerate() {
        centre[BIAS + 1 + place] = f64::from(*weight) / 1000.0 * BIT;
    }
    let mut weights = centre.clone();
    let labelled = seen.iter().filter_map(|one| Some((one.pattern, one.count, one.is_one?)));
    let lessons = Lessons::of(labelled);
    let shown = &lessons.shown;
    let size = shown.len();
    for _ in 0..ROUNDS {
        let mut slope = [0.0; ROW];
        let mut bend: Rows = vec![[0.0; ROW]; size];
        for (at, place) in shown.iter().enumerate() {
            let leash = if *place == BIAS { 10.0 } else { LEASH };
            slope[at] = (centre[*place] - weights[*place]) / (leash * leash);
            bend[at][at] = 1.0 / (leash * leash);
        }
        let mut held = [0.0; ROW];
        held.iter_mut().zip(shown).for_each(|(held, place)| *held = weights[*place]);
        lessons.add(&held, &Mistakes { wrong: WRONG, shared: SHARED }, &mut slope, &mut bend);
        let step = solve(&mut bend, &mut slope);
        let longest = step.iter().fold(0.0_f64, |longest, step| longest.max(step.abs()));
        let short = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        for (place, step) in shown.iter().zip(step) {
            weights[*place] += step * short;
        }
        if longest < 0.01 {
            break;
        }
    }
    let mut model = start.clone();
    for (place, field) in Field::ALL.iter().enumerate().skip(1) {
        for level in 1..field.levels().len() {
            model.weights[place][level] = milli(weights[place * MOST_LEVELS + level]);
        }
    }
    model.prior_milli = milli(weights[BIAS]);
    for (place, weight) in model.together.iter_mut().enumerate() {
        *weight = milli(weights[BIAS + 1 + place]);
    }
    // What address, telephone and mother say together has been learnt.
    model.household_milli = i32::MAX / 4;
    model.link_milli = TAUGHT_LINK_MILLI;
    "taught-1".clone_into(&mut model.version);
    model
}

#[expect(clippy::cast_possible_truncation, reason = "weights are small")]
fn milli(weight: f64) -> i32 {
    (weight / BIT * 1000.0).round().clamp(-60_000.0, 60_000.0) as i32
}

/// Solves a symmetric positive system given by its lower half, by Cholesky's
/// decomposition.
fn solve<'s>(bend: &mut Rows, slope: &'s mut [f64; ROW]) -> &'s [f64] {
    let size = bend.len();
    for row in 0..size {
        let (above, rest) = bend.split_at_mut(row);
        let this = &mut rest[0];
        for column in 0..=row {
            let other = above.get(column).unwrap_or(this);
            let sum: f64 = this[..column].iter().zip(&other[..column]).map(|(one, two)| one * two).sum();
            let rest = this[column] - sum;
            this[column] = if row == column { rest.max(1e-12).sqrt() } else { rest / other[column] };
        }
    }
    for row in 0..size {
        let sum: f64 = bend[row][..row].iter().zip(&slope[..row]).map(|(one, two)| one * two).sum();
        slope[row] = (slope[row] - sum) / bend[row][row];
    }
    for row in (0..size).rev() {
        let sum: f64 = (row + 1..size).map(|place| bend[place][row] * slope[place]).sum();
        slope[row] = (slope[row] - sum) / bend[row][row];
    }
    &slope[..size]
}

/// How often each level of each field occurs, of the pairs that can be
/// compared in it, as if the start had been seen a few times.
fn shares(
    counts: &[[f64; MOST_LEVELS]; FIELDS],
    before: &[[f64; MOST_LEVELS]; FIELDS],
) -> [[f64; MOST_LEVELS]; FIELDS] {
    let mut shares = [[0.0; MOST_LEVELS]; FIELDS];
    for ((share, count), before) in shares.iter_mut().zip(counts).zip(before) {
        let total: f64 = count.iter().zip(before).skip(1).map(|(count, before)| count + before).sum();
        for ((share, count), before) in share.iter_mut().zip(count).zip(before).skip(1) {
            *share = (count + before) / total;
        }
    }
    shares
}

/// Expectation and maximisation over the patterns of pairs that were compared;
/// what happens by chance is held as the strangers show it.
fn expected(start: &Model, seen: &[Seen], (strangers, all): (&[Seen], f64)) -> Model {
    let tally = |pairs: &[Seen], weigh: &dyn Fn(Pattern) -> f64| {
        let mut counts = [[0.0_f64; MOST_LEVELS]; FIELDS];
        for one in pairs {
            let weight = weigh(one.pattern) * one.count;
            for (count, field) in counts.iter_mut().zip(Field::ALL) {
                count[usize::from(one.pattern.level(*field))] += weight;
            }
        }
        counts
    };
    let mut before = [[0.0; MOST_LEVELS]; FIELDS];
    for (row, field) in before.iter_mut().zip(Field::ALL) {
        row[1..field.levels().len()].fill(0.5);
    }
    let mut model = start.clone();
    model.household_milli = i32::MAX / 4;
    for _ in 0..ROUNDS * 2 {
        let likely = |pattern: Pattern| likely(&model, pattern);
        let ones = shares(&tally(seen, &likely), &before);
        // Some of those drawn by chance are one person after all.
        let by_chance = shares(&tally(strangers, &|pattern| 1.0 - likely(pattern)), &before);
        let count = persons(seen, likely);
        for (place, field) in Field::ALL.iter().enumerate() {
            for level in 1..field.levels().len() {
                model.weights[place][level] = milli((ones[place][level] / by_chance[place][level]).ln());
            }
        }
        model.prior_milli = milli((count.max(1.0) / all).ln());
    }
    "expected-1".clone_into(&mut model.version);
    model
}

#[cfg(test)]
mod tests {
    use super::learn;
    use crate::agreement::Pattern;
    use crate::block::Histogram;
    use crate::weights::{BirthLevel, FamilyLevel, Field, GivenLevel, Model, NumberLevel, PlaceLevel};

    fn seen(number: NumberLevel, given: GivenLevel, count: u32) -> (u64, u32) {
        let pattern = Pattern::default()
            .with_level(Field::Number, number as u8)
            .with_level(Field::Given, given as u8)
            .with_level(Field::Birth, BirthLevel::Same as u8);
        (pattern.0, count)
    }

    #[test]
    fn numbers_teach_what_a_name_is_worth() {
        let patterns: Histogram = [
            seen(NumberLevel::Same, GivenLevel::SameCommon, 40_000),
            seen(NumberLevel::Different, GivenLevel::SameCommon, 400),
            seen(NumberLevel::Same, GivenLevel::Different, 100),
            seen(NumberLevel::Different, GivenLevel::Different, 20_000),
        ]
        .into_iter()
        .collect();
        let model = learn(&Model::starting(), &patterns, (&Histogram::default(), 1e6));
        assert_eq!(model.version(), "taught-1");
        let total = |given| model.total(Pattern(seen(NumberLevel::Missing, given, 0).0));
        assert!(total(GivenLevel::SameCommon) > 3_000, "{}", total(GivenLevel::SameCommon));
        assert!(total(GivenLevel::Different) < -3_000, "{}", total(GivenLevel::Different));
    }

    #[test]
    fn too_few_pairs_teach_nothing_and_pairs_without_numbers_teach_too() {
        let few: Histogram = [seen(NumberLevel::Same, GivenLevel::SameRare, 5)].into_iter().collect();
        assert_eq!(learn(&Model::starting(), &few, (&few, 1e6)), Model::starting());
        let without: Histogram = [
            seen(NumberLevel::Missing, GivenLevel::SameRare, 9_000),
            seen(NumberLevel::Missing, GivenLevel::Different, 90_000),
        ]
        .into_iter()
        .collect();
        let strangers: Histogram = [
            seen(NumberLevel::Missing, GivenLevel::SameRare, 2),
            seen(NumberLevel::Missing, GivenLevel::Different, 9_998),
        ]
        .into_iter()
        .collect();
        let model = learn(&Model::starting(), &without, (&strangers, 1e6));
        assert_eq!(model.version(), "expected-1");
        let weight = |given: GivenLevel| model.level_weight(Field::Given, given as u8);
        assert!(weight(GivenLevel::SameRare) > 5_000 && weight(GivenLevel::Different) < 0);
    }

    #[test]
    fn where_nobody_stands_twice_it_is_not_learnt_that_one_first_name_is_one_child() {
        let pattern = |given: GivenLevel, birth: BirthLevel| {
            let pattern = Pattern::default()
                .with_level(Field::Given, given as u8)
                .with_level(Field::Family, FamilyLevel::Different as u8)
                .with_level(Field::Birth, birth as u8)
                .with_level(Field::Place, PlaceLevel::SamePostcode as u8);
            pattern.0
        };
        let pairs: Histogram = [
            (pattern(GivenLevel::SameMiddling, BirthLevel::Figure), 1_500),
            (pattern(GivenLevel::Different, BirthLevel::Different), 16_200),
        ]
        .into_iter()
        .collect();
        assert_eq!(learn(&Model::starting(), &pairs, (&pairs, 1e6)), Model::starting());
    }
}
