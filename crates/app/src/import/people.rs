//! Records become people: the linker's findings are written down as
//! assertions, people follow from the assertions that stand, and families
//! from what rows say about who is whose mother, father or carer.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{PersonId, RecordId};
use kith_core::person::derive::{Assignment, RecordFacts, assign_persons, derive};
use kith_core::person::link::{LinkEvent, Verdict, standing};
use kith_link::Linked;
use kith_store::{LinkRun, ReviewPair, Tx};

use super::apart::{Apart, link_apart};
use super::assertions::{assertion, same_adult, same_number, withdrawal};
use super::families::Families;
use super::given_up::GivenUp;
use super::matching::{Matching, count_people_on};
use super::road::Road;
use super::terms::write_terms;
use super::{ImportProgress, ImportStep, Who};
use super::{parents, queue};
use crate::antenatal::babies_of_pregnancies;
use crate::{App, AppError, door, loss};

/// So many records or people are read or written at one time.
pub(super) const PAGE: usize = 2_000;

/// So many assertions are read at one time.
const EVENTS: u32 = 5_000;

/// How often matching begins again when another process was faster.
const TRIES: u32 = 5;

/// What matching did, in numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Matched {
    pub(crate) joined: u64,
    pub(crate) parted: u64,
    pub(crate) to_check: u64,
    pub(crate) people: u64,
    pub(crate) families: u64,
}

/// What the linker found, ready to be written down.
struct Findings {
    events: Vec<LinkEvent>,
    joined: u64,
    parted: u64,
    reviewed: Vec<RecordId>,
    pairs: Vec<ReviewPair>,
    assigned: Assignment,
    /// Records that are somebody else's than before, and whose.
    moved: Vec<(RecordId, PersonId)>,
    /// Everybody whose records are others than before, or say something else.
    affected: BTreeSet<PersonId>,
    /// References that are given up, and people a part of whom went elsewhere.
    given_up: GivenUp,
    /// What the run refused or left out, in numbers.
    run: LinkRun,
}

impl App {
    /// Matches records that are new, or say something else than before, with
    /// all others, and writes down who is who. The same records again change
    /// nothing.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read or written; then
    /// nobody's records have changed hands.
    pub(crate) async fn match_records(
        &self,
        who: &Who,
        touched: &[RecordId],
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<Matched, AppError> {
        let matched = self.match_until_done(who, touched, now, progress).await?;
        let born = self.hear_of_births(now).await?;
        if born.is_empty() {
            return Ok(matched);
        }
        let again = self.match_until_done(who, &born, now, progress).await?;
        self.hear_of_births(now).await?;
        Ok(Matched { joined: matched.joined + again.joined + 1, ..matched })
    }

    /// Notified pregnancies of which a baby is born: the records that are to be
    /// matched again.
    async fn hear_of_births(&self, now: Timestamp) -> Result<Vec<RecordId>, AppError> {
        self.db.write(move |tx| Box::pin(async move { babies_of_pregnancies(tx, now).await })).await
    }

    async fn match_until_done(
        &self,
        who: &Who,
        touched: &[RecordId],
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<Matched, AppError> {
        for _ in 1..TRIES {
            match self.match_once(who, touched, now, progress).await {
                Err(AppError::Stale) => {}
                done => return done,
            }
        }
        self.match_once(who, touched, now, progress).await
    }

    async fn match_once(
        &self,
        who: &Who,
        touched: &[RecordId],
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<Matched, AppError> {
        self.keep_matching_ready().await?;
        // Taken out: when anything fails it is not put back, and read anew.
        let mut kept = self.matching.lock().await;
        let Some(matching) = kept.take() else { return Err(AppError::Stale) };
        let (matching, matched) =
            match_held(&mut Road::Steps(&self.db), matching, (who, touched), now, progress).await?;
        *kept = Some(matching);
        Ok(matched)
    }
}

/// As [`App::match_records`], in the transaction of whoever took the records
/// in.
pub(super) async fn match_within(
    tx: &mut Tx,
    matching: Matching,
    (who, touched): (&Who, &[RecordId]),
    now: Timestamp,
) -> Result<(Matching, Matched), AppError> {
    let silent = &mut ImportProgress::silent();
    let (matching, matched) = match_held(&mut Road::Whole(tx), matching, (who, touched), now, silent).await?;
    let born = babies_of_pregnancies(tx, now).await?;
    if born.is_empty() {
        return Ok((matching, matched));
    }
    let (matching, again) = match_held(&mut Road::Whole(tx), matching, (who, &born), now, silent).await?;
    babies_of_pregnancies(tx, now).await?;
    Ok((matching, Matched { joined: matched.joined + again.joined + 1, ..matched }))
}

/// Matches records with what is held, which is given back only when all is
/// written.
async fn match_held(
    road: &mut Road<'_>,
    mut matching: Matching,
    (who, touched): (&Who, &[RecordId]),
    now: Timestamp,
    progress: &mut ImportProgress<'_>,
) -> Result<(Matching, Matched), AppError> {
    let keys = with_their_persons(&matching, touched);
    progress.at(ImportStep::Matching, 0, Some(keys.len() as u64));
    hear(road, &mut matching).await?;
    matching.joined.settle(door::today(now));
    let (mut matching, linked, apart) = link_apart(road, matching, keys).await?;
    progress.at(ImportStep::Matching, linked.keys.len() as u64, Some(linked.keys.len() as u64));
    let reached: Vec<RecordId> = linked.keys.iter().map(|key| matching.get(*key).facts.record).collect();
    let (events, pairs) = asserted(road, &reached).await?;
    let mut findings = findings(&matching, (&linked, &apart), (touched, events, pairs), now)?;
    for (record, person) in &findings.moved {
        if let Some(key) = matching.key(*record) {
            matching.set_person(key, *person);
        }
    }
    queue::value_pairs(road, &matching, &mut findings.pairs, now).await?;
    let families = Families::of(road, &matching, &findings.affected, &findings.assigned, now).await?;
    let matched = Matched {
        joined: findings.joined,
        parted: findings.parted,
        to_check: findings.pairs.len() as u64,
        people: findings.affected.len() as u64,
        families: families.count(),
    };
    let affected = findings.affected.clone();
    let version =
        write_people(road, (who, touched), findings, families, (matched, matching.versions.people, now)).await?;
    matching.versions.people = version;
    write_terms(road, &matching, &affected, now, progress).await?;
    Ok((matching, matched))
}

/// Reads what was asserted since the last time.
async fn hear(road: &mut Road<'_>, matching: &mut Matching) -> Result<(), AppError> {
    loop {
        let after = matching.events_read();
        let page = road.read(move |tx| Box::pin(async move { tx.links_after(after, EVENTS).await })).await?;
        let is_last = page.len() < EVENTS as usize;
        matching.hear(page);
        if is_last {
            return Ok(());
        }
    }
}

/// Every assertion about these records, and the pairs that wait for
/// somebody to look at them.
async fn asserted(road: &mut Road<'_>, records: &[RecordId]) -> Result<(Vec<LinkEvent>, Vec<ReviewPair>), AppError> {
    let pages: Vec<Vec<RecordId>> = records.chunks(PAGE).map(<[RecordId]>::to_vec).collect();
    road.read(move |tx| {
        Box::pin(async move {
            let mut events = BTreeMap::new();
            let mut pairs = BTreeMap::new();
            for page in pages {
                let (links, reviews) = tx.links_and_reviews_of(&page).await?;
                events.extend(links.into_iter().map(|event| (event.seq, event)));
                pairs.extend(reviews.into_iter().map(|pair| ((pair.a, pair.b), pair)));
            }
            Ok((events.into_values().collect(), pairs.into_values().collect()))
        })
    })
    .await
}

async fn write_people(
    road: &mut Road<'_>,
    (who, touched): (&Who, &[RecordId]),
    findings: Findings,
    families: Families,
    (matched, version, now): (Matched, u64, Timestamp),
) -> Result<u64, AppError> {
    let event = who
        .event(Action::Link, now)
        .with("joined", matched.joined)
        .with("parted", matched.parted)
        .with("to-check", matched.to_check)
        .with("people", matched.people);
    let touched = touched.to_vec();
    road.write(move |tx| {
        Box::pin(async move {
            let next = count_people_on(tx).await?;
            if next != version + 1 {
                // Another process has written who is who meanwhile.
                return Err(AppError::Stale);
            }
            let before = findings.given_up.before(tx, &families.leaving()).await?;
            findings.write(tx, now).await?;
            families.write(tx, now).await?;
            for page in touched.chunks(PAGE) {
                loss::stop_for_records(tx, page, now).await?;
            }
            findings.given_up.lead_on(tx, before, now).await?;
            tx.append_audit(&event).await?;
            Ok(next)
        })
    })
    .await
}

impl Findings {
    async fn write(&self, tx: &mut Tx, now: Timestamp) -> Result<(), AppError> {
        tx.append_links(&self.events).await?;
        tx.replace_reviews(&self.reviewed, &self.pairs).await?;
        tx.add_persons(&self.assigned.created, now).await?;
        tx.set_person_of_records(&self.moved).await?;
        for (from, to) in &self.assigned.redirects {
            tx.redirect_person(*from, *to).await?;
        }
        if !self.run.counts.is_empty() {
            tx.keep_link_run(&self.run).await?;
        }
        Ok(())
    }
}

/// The keys of records and of everything else that is their persons' so far:
/// what is no longer joined must be looked at too.
fn with_their_persons(matching: &Matching, touched: &[RecordId]) -> Vec<u32> {
    let mut own: BTreeSet<u32> = touched.iter().filter_map(|record| matching.key(*record)).collect();
    matching.with_their_sealed(&mut own);
    let all = own.into_iter().flat_map(|key| {
        let others = matching.get(key).person.map_or(&[][..], |person| matching.records_of(person));
        others.iter().copied().chain([key])
    });
    all.collect::<BTreeSet<u32>>().into_iter().collect()
}

fn findings(
    matching: &Matching,
    (linked, apart): (&Linked, &Apart),
    (touched, mut events, pairs): (&[RecordId], Vec<LinkEvent>, Vec<ReviewPair>),
    now: Timestamp,
) -> Result<Findings, AppError> {
    let clusters = Clusters::of(linked);
    let mut forest = Forest::default();
    let known = events.len();
    let mut parted = 0;
    let stood = standing(&events);
    for ((a, b), held) in stood.iter().filter(|(_, held)| held.verdict == Verdict::Same) {
        let (Some(key_a), Some(key_b)) = (matching.key(a), matching.key(b)) else { continue };
        match clusters.are_one(key_a, key_b) {
            Some(true) => {
                forest.join(key_a, key_b);
            }
            Some(false) if held.origin.is_machine() || apart.holds(key_a, key_b) => {
                parted += 1;
                events.push(withdrawal(matching, (a, b), held.origin, held.seq, now));
            }
            _ => {}
        }
    }
    let mut joined = 0;
    for (a, b) in matching.of_one_number() {
        if clusters.are_one(*a, *b) == Some(true) && forest.join(*a, *b) {
            joined += 1;
            events.push(same_number(matching, (*a, *b), now));
        }
    }
    for join in &linked.joins {
        if forest.join(join.a, join.b) {
            joined += 1;
            events.push(assertion(matching, join, now));
        }
    }
    let kept_apart = clusters.kept_apart(apart);
    for (a, b) in parents::same_adults(matching, linked, &stood) {
        let is_kept_apart = clusters.both(a, b).is_some_and(|both| kept_apart.contains(&both));
        if !is_kept_apart && forest.join(a, b) {
            joined += 1;
            events.push(same_adult(matching, (a, b), now));
        }
    }
    // The store numbers them; here only their order counts.
    for (place, event) in events.iter_mut().skip(known).enumerate() {
        event.seq = u64::MAX / 2 + place as u64;
    }
    let assigned = assigned(matching, linked, &events)?;
    let (reviewed, mut pairs) = queue::reviews(matching, linked, (touched, pairs), now);
    pairs.extend(apart.reviews(matching, &reviewed, now));
    let moved = moved(matching, &assigned);
    let affected = affected(matching, touched, &assigned);
    let given_up = GivenUp::of(matching, &assigned, &moved);
    let run = queue::run_of(matching, linked, now);
    let events = events.split_off(known);
    Ok(Findings { events, joined, parted, reviewed, pairs, assigned, moved, affected, given_up, run })
}

/// Who the linker says is one person, by key: only those records that it
/// looked at.
struct Clusters(HashMap<u32, u32>);

impl Clusters {
    fn of(linked: &Linked) -> Self {
        Self(linked.keys.iter().copied().zip(linked.clusters.iter().copied()).collect())
    }

    /// Whether two records are one person; none where either was not looked
    /// at.
    fn are_one(&self, a: u32, b: u32) -> Option<bool> {
        Some(self.0.get(&a)? == self.0.get(&b)?)
    }

    /// Who two records are, the smaller first; none where either was not
    /// looked at.
    fn both(&self, a: u32, b: u32) -> Option<(u32, u32)> {
        let (one, two) = (*self.0.get(&a)?, *self.0.get(&b)?);
        Some((one.min(two), one.max(two)))
    }

    /// The people of whom a record of the one is kept apart from a record of
    /// the other.
    fn kept_apart(&self, apart: &Apart) -> HashSet<(u32, u32)> {
        apart.pairs().filter_map(|(a, b)| self.both(a, b)).collect()
    }
}

/// Records joined so far: above each key another of the same person; a key
/// that is not here stands for itself.
#[derive(Default)]
struct Forest(HashMap<u32, u32>);

impl Forest {
    fn top(&mut self, mut key: u32) -> u32 {
        while let Some(over) = self.0.get(&key).copied().filter(|over| *over != key) {
            let above = self.0.get(&over).copied().unwrap_or(over);
            self.0.insert(key, above);
            key = above;
        }
        key
    }

    /// Joins two; whether they were apart.
    fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.top(a), self.top(b));
        self.0.insert(a.max(b), a.min(b));
        a != b
    }
}

pub(super) fn words(reasons: &[kith_link::Reason]) -> String {
    reasons.iter().map(|reason| reason.words).collect::<Vec<_>>().join("; ")
}

/// Whose each record is from now on.
fn assigned(matching: &Matching, linked: &Linked, events: &[LinkEvent]) -> Result<Assignment, AppError> {
    let reached = linked.keys.iter().map(|key| matching.get(*key));
    let facts: Vec<RecordFacts> = reached.clone().filter(|known| !known.is_empty).map(|known| known.facts).collect();
    let groups = derive(&facts, &standing(events));
    let old: BTreeMap<RecordId, PersonId> =
        reached.filter_map(|known| Some((known.facts.record, known.person?))).collect();
    let mut ready: Vec<PersonId> =
        groups.iter().map(|_| door::fresh(PersonId::from_random)).collect::<Result<_, AppError>>()?;
    let mut fresh = || ready.pop().expect("there is one for every group, and no group takes two");
    Ok(assign_persons(&old, &groups, &mut fresh))
}

/// Records that are somebody else's than before, and whose.
fn moved(matching: &Matching, assigned: &Assignment) -> Vec<(RecordId, PersonId)> {
    let before = |record: &RecordId| matching.key(*record).and_then(|key| matching.get(key).person);
    let moved = assigned.of.iter().filter(|(record, person)| before(record) != Some(**person));
    moved.map(|(record, person)| (*record, *person)).collect()
}

/// Everybody whose records are others than before, or say something else.
fn affected(matching: &Matching, touched: &[RecordId], assigned: &Assignment) -> BTreeSet<PersonId> {
    let mut affected: BTreeSet<PersonId> = assigned.created.iter().copied().collect();
    for (record, person) in &assigned.of {
        let before = matching.key(*record).and_then(|key| matching.get(key).person);
        if before != Some(*person) {
            affected.insert(*person);
            affected.extend(before);
        }
    }
    for record in touched {
        affected.extend(assigned.of.get(record));
        affected.extend(matching.key(*record).and_then(|key| matching.get(key).person));
    }
    affected.extend(assigned.retired.iter().copied());
    let gone: BTreeSet<PersonId> = assigned.redirects.iter().map(|(from, _)| *from).collect();
    affected.difference(&gone).copied().collect()
}
