//! How well matching does: weights and thresholds, how often people agreed
//! with the linker, month by month and service by service, what was refused
//! and what was too large to compare. Counts of fewer than five are left out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{PairId, RecordId};
use kith_core::person::link::{LinkEvent, Standing, Verdict, standing};
use kith_core::report::{FEWEST_SHOWN, Share, hide_small};
use kith_link::Model;
use kith_store::Tx;

use super::may_match;
use super::numbers::{self, NumbersLine};
use crate::door::{event, today};
use crate::import::{REFUSED, TOO_LARGE};
use crate::{App, AppError, Asker};

/// The width of a band of weights, in thousandths.
const STEP: i64 = 2_000;
/// Everything heavier stands in one band.
const BANDS: i64 = 12;
/// So many assertions or records are read at one time.
const PAGE: u32 = 2_000;
/// So many months are shown.
const MONTHS: usize = 12;
/// How far back refused joins are counted, in days.
const RUN_DAYS: i64 = 90;
/// How many joins are drawn at one time.
const DRAWN: u32 = 20;
/// How the services are named together whose involvement is sensitive.
const OTHERS: &str = "Other services";

/// One band of weights.
#[derive(Debug, Clone, PartialEq)]
pub struct BandLine {
    /// From this weight on, in whole bits.
    pub from: i64,
    /// Up to this weight; none for the last band.
    pub to: Option<i64>,
    /// Pairs that the linker joined; none where they are too few to show.
    pub joined: Option<u64>,
    /// Pairs that wait for somebody.
    pub waiting: Option<u64>,
    /// How many of the pairs that people answered are one person.
    pub same: Option<Share>,
}

/// How often people found one person, for the pairs with a source in them.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceShare {
    /// The service.
    pub title: String,
    /// Of those that people answered; none where they are too few to show.
    pub same: Option<Share>,
    /// The same of the last 90 days and of all before; none where either are
    /// too few to show.
    pub drift: Option<Drift>,
}

/// How a share went over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// Before the last 90 days.
    pub before: Share,
    /// In the last 90 days.
    pub lately: Share,
}

impl Drift {
    /// Whether it has changed by more than chance: the two ranges do not
    /// touch. Greater is higher than before.
    #[must_use]
    pub fn change(&self) -> std::cmp::Ordering {
        match (self.lately.low > self.before.high, self.lately.high < self.before.low) {
            (true, _) => std::cmp::Ordering::Greater,
            (_, true) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Equal,
        }
    }
}

/// One month.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthLine {
    /// Its first day.
    pub first_day: Date,
    /// Joins by the linker.
    pub joined: Option<u64>,
    /// How many of the pairs that people answered in it are one person.
    pub same: Option<Share>,
}

/// Something that the linker did not do, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals {
    /// Why, or by which rule.
    pub why: String,
    /// How often; none where it is too few to show.
    pub times: Option<u64>,
    /// The most records that one of them was about; 0 for a refused join.
    pub largest: u64,
}

/// A join that was drawn to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawnJoin {
    /// Under which reference it is opened.
    pub pair: PairId,
}

/// How well matching does.
#[derive(Debug, Clone, PartialEq)]
pub struct Accuracy {
    /// The version of the model.
    pub model: String,
    /// The weight from which a pair is joined, in bits.
    pub link_at: i64,
    /// The weight down to which a pair that was joined stays joined, in bits.
    pub break_at: i64,
    /// The weight from which somebody is asked, in bits.
    pub review_at: i64,
    /// The bands of weights, the lightest first.
    pub bands: Vec<BandLine>,
    /// How many of the joins that were drawn and checked were right.
    pub right: Option<Share>,
    /// How many of the pairs that are one person the linker joins by itself:
    /// the lowest and the highest estimate.
    pub found: Option<(f64, f64)>,
    /// How many pairs people have answered.
    pub answered: u64,
    /// By service.
    pub sources: Vec<SourceShare>,
    /// By month, the newest first.
    pub months: Vec<MonthLine>,
    /// Joins that a rule refused in the last 90 days.
    pub refused: Vec<Refusals>,
    /// Groups that were too large to compare in the last 90 days.
    pub too_large: Vec<Refusals>,
    /// Joins that wait to be checked.
    pub drawn: Vec<DrawnJoin>,
    /// How many children known to social care and special needs have an NHS
    /// number (S003-NNe).
    pub numbers: Vec<NumbersLine>,
}

/// A pair that a person answered, and what the linker had found.
struct Answer {
    records: (RecordId, RecordId),
    is_same: bool,
    weight_milli: i32,
    at: Timestamp,
}

impl App {
    /// How well matching does, in counts.
    ///
    /// # Errors
    /// As [`App::pairs`].
    pub async fn matching_accuracy(&self, asker: &Asker, now: Timestamp) -> Result<Accuracy, AppError> {
        may_match(asker, now)?;
        let accuracy = self.db.read(move |tx| Box::pin(async move { read(tx, now).await })).await?;
        self.write_event(event(asker, Action::Look, now).with("page", "matching-accuracy")).await?;
        Ok(accuracy)
    }

    /// Draws joins of the linker by lot, for somebody to check: only what is
    /// drawn by lot says how often the linker is right.
    ///
    /// # Errors
    /// As [`App::pairs`].
    pub async fn draw_joins(&self, asker: &Asker, now: Timestamp) -> Result<u64, AppError> {
        may_match(asker, now)?;
        let staff = asker.staff.id;
        let written = event(asker, Action::Look, now).with("page", "matching-sample");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let drawn = tx.draw_joins(DRAWN, staff, now).await?;
                    tx.append_audit(&written.with("drawn", drawn)).await?;
                    Ok(drawn)
                })
            })
            .await
    }
}

async fn read(tx: &mut Tx, now: Timestamp) -> Result<Accuracy, AppError> {
    let model = Model::starting();
    let said = said_by_people(tx).await?;
    let stands = standing(&said);
    let answers = answers(&said, &stands);
    let drawn: BTreeMap<(RecordId, RecordId), i32> =
        tx.every_drawn_join().await?.into_iter().map(|(a, b, weight)| ((a, b), weight)).collect();
    let (found, checked): (Vec<Answer>, Vec<Answer>) =
        answers.into_iter().partition(|answer| !drawn.contains_key(&answer.records));
    let joined = by_band(&tx.joins_by_weight(STEP).await?);
    let waiting = by_band(&tx.reviews_by_weight(STEP).await?);
    let shares = shares_by_band(&found);
    let right = share(checked.iter());
    let from = now.checked_sub(jiff::Span::new().hours(24 * RUN_DAYS)).unwrap_or(now);
    let counts = tx.run_counts_since(from).await?;
    let refusals = |kind: &str| -> Vec<Refusals> {
        let of_kind: Vec<_> = counts.iter().filter(|count| count.kind == kind).collect();
        let times: Vec<u64> = of_kind.iter().map(|count| count.times).collect();
        let (_, shown) = hide_small(&times);
        let line = |(count, times): (&&kith_store::RunCount, Option<u64>)| Refusals {
            why: count.word.clone(),
            times,
            largest: count.largest,
        };
        of_kind.iter().zip(shown).map(line).collect()
    };
    Ok(Accuracy {
        model: model.version().to_owned(),
        link_at: i64::from(model.link_at_milli()) / 1_000,
        break_at: i64::from(model.break_at_milli()) / 1_000,
        review_at: i64::from(model.review_at_milli()) / 1_000,
        found: recall(&joined, &waiting, &shares, &found),
        bands: bands(&joined, &waiting, &shares),
        right: right.filter(|share| share.of >= FEWEST_SHOWN),
        answered: found.len() as u64 + checked.len() as u64,
        sources: sources(tx, &found, from).await?,
        months: months(&tx.joins_by_day().await?, &found, now),
        refused: refusals(REFUSED),
        too_large: refusals(TOO_LARGE),
        drawn: visible_joins(tx).await?,
        numbers: numbers::read(tx, today(now)).await?,
    })
}

/// Joins to check: none with anybody who is kept safe.
async fn visible_joins(tx: &mut Tx) -> Result<Vec<DrawnJoin>, AppError> {
    let mut visible = Vec::new();
    for (pair, a, b) in tx.drawn_joins().await? {
        let people: Vec<_> = tx.persons_of_records(&[a, b]).await?.into_iter().map(|(_, person)| person).collect();
        if !tx.is_any_kept_safe(&people).await? {
            visible.push(DrawnJoin { pair });
        }
    }
    Ok(visible)
}

async fn said_by_people(tx: &mut Tx) -> Result<Vec<LinkEvent>, AppError> {
    let mut said: Vec<LinkEvent> = Vec::new();
    loop {
        let page = tx.said_by_people(said.last().map_or(0, |event| event.seq), PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        said.extend(page);
        if is_last {
            return Ok(said);
        }
    }
}

/// The answers that stand of pairs that the linker had weighed.
fn answers(said: &[LinkEvent], stands: &Standing) -> Vec<Answer> {
    let event_of = |seq: u64| said.iter().find(|event| event.seq == seq);
    stands
        .iter()
        .filter_map(|(records, held)| {
            let event =
                event_of(held.seq).filter(|event| event.weight_milli != 0 || event.reasons.contains("compared"))?;
            Some(Answer {
                records,
                is_same: held.verdict == Verdict::Same,
                weight_milli: event.weight_milli,
                at: event.at,
            })
        })
        .collect()
}

fn share<'a>(answers: impl Iterator<Item = &'a Answer>) -> Option<Share> {
    let (mut same, mut all) = (0, 0);
    for answer in answers {
        same += u64::from(answer.is_same);
        all += 1;
    }
    Share::of(same, all)
}

fn band_of(weight_milli: i64) -> i64 {
    (weight_milli / STEP).clamp(0, BANDS - 1)
}

fn by_band(counts: &[(i64, u64)]) -> BTreeMap<i64, u64> {
    let mut bands = BTreeMap::new();
    for (step, count) in counts {
        *bands.entry((*step).clamp(0, BANDS - 1)).or_default() += count;
    }
    bands
}

fn shares_by_band(found: &[Answer]) -> BTreeMap<i64, Share> {
    let of_band = |band: i64| found.iter().filter(move |answer| band_of(answer.weight_milli.into()) == band);
    (0..BANDS).filter_map(|band| Some((band, share(of_band(band))?))).collect()
}

fn bands(joined: &BTreeMap<i64, u64>, waiting: &BTreeMap<i64, u64>, shares: &BTreeMap<i64, Share>) -> Vec<BandLine> {
    let counts =
        |of: &BTreeMap<i64, u64>| -> Vec<u64> { (0..BANDS).map(|band| of.get(&band).copied().unwrap_or(0)).collect() };
    let (_, joined) = hide_small(&counts(joined));
    let (_, waiting) = hide_small(&counts(waiting));
    (0..BANDS)
        .zip(joined.into_iter().zip(waiting))
        .map(|(band, (joined, waiting))| BandLine {
            from: band * STEP / 1_000,
            to: (band + 1 < BANDS).then_some((band + 1) * STEP / 1_000),
            joined,
            waiting,
            same: shares.get(&band).copied().filter(|share| share.of >= FEWEST_SHOWN),
        })
        .collect()
}

/// How many of the pairs that are one person the linker joins by itself: those
/// it joined, against them and those that people found, and those that still
/// wait as far as the answers in their band say. None before anybody answered
/// enough.
#[expect(clippy::cast_precision_loss, reason = "no locality has so many pairs that a count does not fit")]
fn recall(
    joined: &BTreeMap<i64, u64>,
    waiting: &BTreeMap<i64, u64>,
    shares: &BTreeMap<i64, Share>,
    found: &[Answer],
) -> Option<(f64, f64)> {
    let overall = share(found.iter()).filter(|share| share.of >= FEWEST_SHOWN)?;
    let joined = joined.values().sum::<u64>() as f64;
    let by_people = overall.yes as f64;
    let missed = |end: fn(&Share) -> f64| -> f64 {
        let rate = |band: &i64| shares.get(band).filter(|share| share.of >= FEWEST_SHOWN).map_or(end(&overall), end);
        waiting.iter().map(|(band, count)| *count as f64 * rate(band)).sum()
    };
    let part = |missed: f64| if joined == 0.0 { 0.0 } else { joined / (joined + by_people + missed) };
    Some((part(missed(|share| share.high)), part(missed(|share| share.low))))
}

/// By service, with what has changed since a time; those whose involvement is
/// sensitive stand together.
async fn sources(tx: &mut Tx, found: &[Answer], since: Timestamp) -> Result<Vec<SourceShare>, AppError> {
    let records: Vec<RecordId> = found.iter().flat_map(|answer| [answer.records.0, answer.records.1]).collect();
    let mut titles: BTreeMap<RecordId, &'static str> = BTreeMap::new();
    for page in records.chunks(PAGE as usize) {
        for record in tx.records(page).await? {
            let title = if record.service.is_existence_sensitive() { OTHERS } else { record.service.title() };
            titles.insert(record.id, title);
        }
    }
    let mut by_title: BTreeMap<&str, Vec<&Answer>> = BTreeMap::new();
    for answer in found {
        let of_pair = [answer.records.0, answer.records.1].map(|record| titles.get(&record).copied());
        let mut of_pair: Vec<&str> = of_pair.into_iter().flatten().collect();
        of_pair.dedup();
        of_pair.into_iter().for_each(|title| by_title.entry(title).or_default().push(answer));
    }
    let line = |(title, answers): (&str, Vec<&Answer>)| SourceShare {
        title: title.to_owned(),
        drift: drift(&answers, since),
        same: share(answers.into_iter()).filter(|share| share.of >= FEWEST_SHOWN),
    };
    Ok(by_title.into_iter().map(line).collect())
}

fn drift(answers: &[&Answer], since: Timestamp) -> Option<Drift> {
    let of = |is_late: bool| {
        let answers = answers.iter().copied().filter(|answer| (answer.at >= since) == is_late);
        share(answers).filter(|share| share.of >= FEWEST_SHOWN)
    };
    Some(Drift { before: of(false)?, lately: of(true)? })
}

fn months(by_day: &[(i64, u64)], found: &[Answer], now: Timestamp) -> Vec<MonthLine> {
    let first_of = |date: Date| date.first_of_month();
    let mut joined: BTreeMap<Date, u64> = BTreeMap::new();
    for (day, count) in by_day {
        let at = Timestamp::from_second(day.saturating_mul(86_400)).unwrap_or(now);
        *joined.entry(first_of(today(at))).or_default() += count;
    }
    let mut answered: BTreeMap<Date, Vec<&Answer>> = BTreeMap::new();
    for answer in found {
        answered.entry(first_of(today(answer.at))).or_default().push(answer);
    }
    let months: std::collections::BTreeSet<Date> = joined.keys().chain(answered.keys()).copied().collect();
    let counts: Vec<u64> = months.iter().map(|month| joined.get(month).copied().unwrap_or(0)).collect();
    let (_, shown) = hide_small(&counts);
    let line = |(month, joined): (&Date, Option<u64>)| MonthLine {
        first_day: *month,
        joined,
        same: share(answered.get(month).into_iter().flatten().copied()).filter(|share| share.of >= FEWEST_SHOWN),
    };
    months.iter().zip(shown).map(line).rev().take(MONTHS).collect()
}
