//! Pairs for somebody to look at: found anew with the records, and what an
//! answer about each is worth; and what a run of matching refused.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::family::is_review_open;
use kith_core::id::RecordId;
use kith_core::person::value::{Stakes, value_milli};
use kith_core::statement::Part;
use kith_link::{Linked, Refusal};
use kith_store::{LinkRun, ReviewPair, RunCount};

use super::families::is_child_by;
use super::matching::Matching;
use super::people::{PAGE, words};
use super::road::Road;
use crate::{AppError, door};

/// Something is waiting for a child where the next contact is so near, in days.
const SOON: i64 = 14;

/// Why a pair waits that is one person.
const JOINED_BEFORE: &str = "joined before, when more was alike";

/// The word for a join that a rule refused, and for a group that was too large.
pub(crate) const REFUSED: &str = "refused";
pub(crate) const TOO_LARGE: &str = "too-large";

/// Works out what an answer about each pair is worth.
pub(super) async fn value_pairs(
    road: &mut Road<'_>,
    matching: &Matching,
    pairs: &mut [ReviewPair],
    now: Timestamp,
) -> Result<(), AppError> {
    let today = door::today(now);
    let sides: Vec<(Vec<u32>, Vec<u32>)> =
        pairs.iter().map(|pair| (whole(matching, pair.a), whole(matching, pair.b))).collect();
    let records: BTreeSet<RecordId> =
        sides.iter().flat_map(|(a, b)| a.iter().chain(b)).map(|key| matching.get(*key).facts.record).collect();
    let until = today.saturating_add(jiff::Span::new().days(SOON));
    let expected = expecting(road, records.into_iter().collect(), today, until).await?;
    let at = (matching.model.link_at_milli(), matching.model.review_at_milli());
    for (pair, (one, two)) in pairs.iter_mut().zip(&sides) {
        pair.stakes = stakes(matching, (one, two), &expected, today);
        pair.value_milli = value_milli(pair.stakes, pair.weight_milli, at);
    }
    Ok(())
}

/// Those of these records whose next contact is due by a day.
async fn expecting(
    road: &mut Road<'_>,
    records: Vec<RecordId>,
    today: Date,
    until: Date,
) -> Result<BTreeSet<RecordId>, AppError> {
    let pages: Vec<Vec<RecordId>> = records.chunks(PAGE).map(<[RecordId]>::to_vec).collect();
    road.read(move |tx| {
        Box::pin(async move {
            let mut expected = BTreeSet::new();
            for page in pages {
                let lines = tx.involvements_of(&page).await?;
                let runs = lines.iter().filter(|line| line.ended_on.is_none_or(|last| today <= last));
                let due = runs.filter(|line| line.next_on.is_some_and(|next| next <= until));
                expected.extend(due.map(|line| line.record));
            }
            Ok(expected)
        })
    })
    .await
}

/// Every record of the person of a record, itself included.
fn whole(matching: &Matching, record: RecordId) -> Vec<u32> {
    let Some(key) = matching.key(record) else { return Vec::new() };
    let others = matching.get(key).person.map_or(&[][..], |person| matching.records_of(person));
    if others.contains(&key) { others.to_vec() } else { vec![key] }
}

fn stakes(matching: &Matching, (one, two): (&[u32], &[u32]), expected: &BTreeSet<RecordId>, today: Date) -> Stakes {
    let both = || one.iter().chain(two).map(|key| matching.get(*key)).filter(|known| !known.is_empty);
    let is_child = is_child_by(both(), today);
    let part = both().map(|known| known.part).find(|part| *part != Part::Subject).unwrap_or(Part::Subject);
    let sources = |keys: &[u32]| keys.iter().map(|key| matching.get(*key).source).collect::<BTreeSet<u16>>();
    let (left, right) = (sources(one), sources(two));
    let joins_services = !left.is_subset(&right) && !right.is_subset(&left);
    let is_expected = both().any(|known| expected.contains(&known.facts.record));
    let is_open = both().filter_map(|known| known.facts.born_on).any(|born_on| is_review_open(born_on, today));
    Stakes::of(is_child, part, joins_services, is_expected || is_open)
}

/// What a run refused or left out, in numbers.
pub(super) fn run_of(matching: &Matching, linked: &Linked, now: Timestamp) -> LinkRun {
    let mut counts: BTreeMap<(&str, &str), (u64, u64)> = BTreeMap::new();
    for refused in &linked.refusals {
        counts.entry((REFUSED, refused.why.words())).or_default().0 += 1;
    }
    for group in &linked.skipped_groups {
        let held = counts.entry((TOO_LARGE, group.rule)).or_default();
        *held = (held.0 + 1, held.1.max(group.records as u64));
    }
    let count = |((kind, word), (times, largest)): ((&str, &str), (u64, u64))| RunCount {
        kind: kind.to_owned(),
        word: word.to_owned(),
        times,
        largest,
    };
    LinkRun {
        made_at: now,
        model: matching.model.version().to_owned(),
        records: linked.keys.len() as u64,
        counts: counts.into_iter().map(count).collect(),
    }
}

/// The pairs to look at that replace those of the records looked at anew. A
/// pair with a record that was not looked at stays.
pub(super) fn reviews(
    matching: &Matching,
    linked: &Linked,
    (touched, before): (&[RecordId], Vec<ReviewPair>),
    now: Timestamp,
) -> (Vec<RecordId>, Vec<ReviewPair>) {
    let record = |key: u32| matching.get(key).facts.record;
    let touched: BTreeSet<RecordId> = touched.iter().copied().collect();
    let reached: BTreeSet<RecordId> = linked.keys.iter().map(|key| record(*key)).collect();
    let clusters: HashMap<RecordId, u32> =
        linked.keys.iter().zip(&linked.clusters).map(|(key, cluster)| (record(*key), *cluster)).collect();
    let anew: BTreeSet<u32> = touched.iter().filter_map(|record| clusters.get(record)).copied().collect();
    let is_anew = |record: &RecordId| clusters.get(record).is_some_and(|cluster| anew.contains(cluster));
    let mut pairs: BTreeMap<(RecordId, RecordId), ReviewPair> = before
        .into_iter()
        .filter(|pair| is_anew(&pair.a) && !reached.contains(&pair.b) || is_anew(&pair.b) && !reached.contains(&pair.a))
        .map(|pair| ((pair.a, pair.b), pair))
        .collect();
    let held = linked.held.iter().map(|review| (review, Some(JOINED_BEFORE)));
    for (review, before) in linked.reviews.iter().map(|review| (review, None)).chain(held) {
        let (a, b) = (record(review.a).min(record(review.b)), record(review.a).max(record(review.b)));
        // What belongs to a sealed identity is compared by nobody on a screen.
        let is_sealed = [review.a, review.b].iter().any(|key| matching.get(*key).facts.compartment != 0);
        if is_sealed || !(is_anew(&a) || is_anew(&b)) {
            continue;
        }
        let mut reasons = words(&matching.model.reasons(review.pattern));
        for why in review.why.map(Refusal::words).into_iter().chain(before) {
            reasons = if reasons.is_empty() { why.to_owned() } else { format!("{reasons}; {why}") };
        }
        let found = ReviewPair {
            a,
            b,
            weight_milli: review.weight_milli,
            reasons,
            found_at: now,
            stakes: Stakes::Child,
            value_milli: 0,
        };
        pairs.insert((a, b), found);
    }
    (reached.into_iter().filter(is_anew).collect(), pairs.into_values().collect())
}
