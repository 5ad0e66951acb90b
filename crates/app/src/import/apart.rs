//! A booking that somebody made by hand is not joined with anybody of whom
//! nothing may be said (T21, T22): whoever wants to know whether a hidden woman
//! is in Kith could else book her, and look at what the booking becomes. The two
//! wait as a pair for whoever may know of her; until then the booking is what it
//! would be if she were unknown.
//!
//! A booking is joined with her all the same where its team works with her by
//! what a source says, or where somebody has said of the two that they are one
//! person. What joins follows from the records alone, in whatever order they
//! came.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::RecordId;
use kith_core::person::link::{LinkEvent, Origin, Verdict, standing};
use kith_core::person::value::Stakes;
use kith_core::statement::Part;
use kith_link::{Linked, Verdicts, explain};
use kith_store::{InvolvementLine, ReviewPair, SourceRecord};

use super::matching::Matching;
use super::parents;
use super::people::{PAGE, words};
use super::road::Road;
use crate::AppError;
use crate::antenatal::FORM_SOURCE;

/// A row of bookings with its group, the others in it, and everybody around these.
type OthersOf = ((u32, u32), Vec<u32>, BTreeSet<u32>);

/// Records that are kept apart, by key.
#[derive(Default)]
pub(super) struct Apart {
    /// The smaller key first.
    pairs: BTreeSet<(u32, u32)>,
    /// Of each booking and each person that it is kept from, the two records
    /// that are most alike.
    likest: BTreeSet<(u32, u32)>,
}

impl Apart {
    /// Whether two records are kept apart.
    pub(super) fn holds(&self, a: u32, b: u32) -> bool {
        self.pairs.contains(&(a.min(b), a.max(b)))
    }

    /// The records that are kept apart, two by two.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        self.pairs.iter().copied()
    }

    fn tell(&self, verdicts: &mut Verdicts) {
        for (a, b) in &self.pairs {
            verdicts.different(*a, *b);
        }
    }

    /// The pairs for whoever may know, of those records that are looked at
    /// anew.
    pub(super) fn reviews(&self, matching: &Matching, anew: &[RecordId], now: Timestamp) -> Vec<ReviewPair> {
        let anew: BTreeSet<RecordId> = anew.iter().copied().collect();
        let pair = |(a, b): &(u32, u32)| {
            let (one, two) = (matching.get(*a).facts.record, matching.get(*b).facts.record);
            let found =
                explain(matching.index.pool(), matching.index.get(*a)?, matching.index.get(*b)?, &matching.model);
            (anew.contains(&one) || anew.contains(&two)).then(|| ReviewPair {
                a: one.min(two),
                b: one.max(two),
                weight_milli: found.weight_milli,
                reasons: words(&found.reasons),
                found_at: now,
                stakes: Stakes::Child,
                value_milli: 0,
            })
        };
        self.likest.iter().filter_map(pair).collect()
    }

    /// No figure of a run counts whom it kept apart (T24).
    fn leave_out_of(&self, linked: &mut Linked) {
        linked.refusals.retain(|refused| !self.holds(refused.a, refused.b));
    }
}

/// Links records and everything of their persons, with every booking kept
/// from whom it has to be kept from.
pub(super) async fn link_apart(
    road: &mut Road<'_>,
    mut matching: Matching,
    keys: Vec<u32>,
) -> Result<(Matching, Linked, Apart), AppError> {
    let mut apart = Apart::default();
    // Each round only adds, and there are only so many records: it comes to an end.
    loop {
        let (held, mut linked, told) = link(matching, keys.clone(), apart).await?;
        (matching, apart) = (held, told);
        let before = apart.pairs.len();
        find_apart(road, &matching, &linked, &mut apart).await?;
        if apart.pairs.len() == before {
            apart.leave_out_of(&mut linked);
            return Ok((matching, linked, apart));
        }
    }
}

/// Adds whom the bookings among linked records have to be kept from.
async fn find_apart(
    road: &mut Road<'_>,
    matching: &Matching,
    linked: &Linked,
    apart: &mut Apart,
) -> Result<(), AppError> {
    let Some(form) = matching.source_named(FORM_SOURCE) else { return Ok(()) };
    let people = People::of(matching, linked);
    let joined = people.joined_bookings(form);
    if joined.is_empty() {
        return Ok(());
    }
    let rows: BTreeSet<u32> = joined.iter().map(|(row, _)| *row).collect();
    let bookings = bookings_of(road, matching, &rows).await?;
    let mut beside: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
    for (row, cluster) in &joined {
        let own = bookings.rows_of_team_of(*row);
        let others = people.clusters[cluster].iter().filter(|key| !own.contains(&matching.get(**key).row));
        let around = people.around(others.copied().collect(), &own);
        if !around.is_empty() {
            beside.insert((*row, *cluster), around);
        }
    }
    let known = said_of(road, matching, beside.values().flatten().copied().collect()).await?;
    let is_held = |((row, _), around): &(&(u32, u32), &BTreeSet<u32>)| {
        known.are_hidden(matching, around) && !bookings.may_know(*row, matching, around, &known)
    };
    let held: BTreeSet<(u32, u32)> = beside.iter().filter(is_held).map(|(place, _)| *place).collect();
    if held.is_empty() {
        return Ok(());
    }
    // Who is one person without these bookings: they may be all that joins somebody hidden with somebody who is not.
    let without: BTreeSet<u32> = held.iter().map(|(row, _)| *row).collect();
    let is_without = |key: &u32| without.contains(&matching.get(*key).row);
    let mut verdicts = matching.verdicts();
    apart.tell(&mut verdicts);
    let clusters: BTreeSet<u32> = held.iter().map(|(_, cluster)| *cluster).collect();
    for keys in clusters.iter().map(|cluster| &people.clusters[cluster]) {
        for booked in keys.iter().filter(|key| is_without(key)) {
            keys.iter().filter(|key| !is_without(key)).for_each(|other| verdicts.different(*booked, *other));
        }
    }
    let all: BTreeSet<u32> = held.iter().flat_map(|place| &beside[place]).copied().collect();
    let whole = all.iter().chain(clusters.iter().flat_map(|cluster| &people.clusters[cluster])).copied();
    let parted = matching.index.link_touched(whole, &verdicts, &matching.model);
    let parted = People::of(matching, &parted);
    let mut found: Vec<OthersOf> = Vec::new();
    for place in &held {
        let keys = &people.clusters[&place.1];
        let of_others = keys.iter().filter(|key| !is_without(key)).map(|key| parted.cluster_of(*key));
        for cluster in of_others.flatten().collect::<BTreeSet<u32>>() {
            let others: Vec<u32> = parted.clusters[&cluster].iter().copied().filter(|key| !is_without(key)).collect();
            let around = parted.around(others.iter().copied().collect(), &without);
            found.push((*place, others, around));
        }
    }
    let known = said_of(road, matching, found.iter().flat_map(|(.., around)| around).copied().collect()).await?;
    let mut families: Vec<Beside> = Vec::new();
    for ((row, cluster), others, around) in found.into_iter().filter(|(.., it)| known.are_hidden(matching, it)) {
        let booked = people.clusters[&cluster].iter().copied().filter(|key| matching.get(*key).row == row);
        let pairs: Vec<(u32, u32)> =
            booked.flat_map(|key| others.iter().map(move |other| (key.min(*other), key.max(*other)))).collect();
        apart.pairs.extend(&pairs);
        let likest = pairs.into_iter().map(|pair| (likeness(matching, pair), pair)).max();
        let is_asked = !bookings.are_told_apart(row, matching, &around);
        families.extend(likest.filter(|_| is_asked).map(|likest| Beside { row, around, likest }));
    }
    apart.likest.extend(one_each(families));
    Ok(())
}

/// What is known of bookings: who made each, and what was said of it.
async fn bookings_of(road: &mut Road<'_>, matching: &Matching, rows: &BTreeSet<u32>) -> Result<Bookings, AppError> {
    let keys = rows.iter().flat_map(|row| matching.row(*row)).copied();
    let records: Vec<RecordId> = keys.map(|key| matching.get(key).facts.record).collect();
    let (work, said) = road
        .read(move |tx| {
            Box::pin(async move {
                let (mut work, mut said) = (Vec::new(), Vec::new());
                for page in records.chunks(PAGE) {
                    work.extend(tx.involvements_of(page).await?);
                    said.extend(tx.links_of(page).await?);
                }
                Ok::<_, AppError>((work, said))
            })
        })
        .await?;
    let mut made: BTreeMap<u32, Made> = rows.iter().map(|row| (*row, Made::default())).collect();
    for line in work {
        let Some(key) = matching.key(line.record) else { continue };
        let on = line.started_on.unwrap_or(matching.get(key).written_on);
        made.insert(matching.get(key).row, Made { by: Some(line), on: Some(on) });
    }
    Ok(Bookings { made, said })
}

/// What the records of these keys say, and who works by them.
async fn said_of(road: &mut Road<'_>, matching: &Matching, keys: BTreeSet<u32>) -> Result<Said, AppError> {
    let records: Vec<RecordId> = keys.iter().map(|key| matching.get(*key).facts.record).collect();
    road.read(move |tx| {
        Box::pin(async move {
            let (mut said, mut work) = (HashMap::new(), HashMap::<RecordId, Vec<InvolvementLine>>::new());
            for page in records.chunks(PAGE) {
                said.extend(tx.records(page).await?.into_iter().map(|record| (record.id, record)));
                for line in tx.involvements_of(page).await? {
                    work.entry(line.record).or_default().push(line);
                }
            }
            Ok::<_, AppError>(Said { said, work })
        })
    })
    .await
}

/// The linker's work, away from what else waits.
async fn link(matching: Matching, keys: Vec<u32>, apart: Apart) -> Result<(Matching, Linked, Apart), AppError> {
    tokio::task::spawn_blocking(move || {
        let mut verdicts = matching.verdicts();
        apart.tell(&mut verdicts);
        let mut keys: BTreeSet<u32> = keys.into_iter().collect();
        let mut linked = matching.index.link_touched(keys.iter().copied(), &verdicts, &matching.model);
        let mut beside = parents::around(&matching, &linked.keys);
        beside.extend(booked_beside(&matching, &linked.keys));
        let seen: BTreeSet<u32> = linked.keys.iter().copied().collect();
        if !beside.is_subset(&seen) {
            keys.extend(beside);
            linked = matching.index.link_touched(keys.iter().copied(), &verdicts, &matching.model);
        }
        (matching, linked, apart)
    })
    .await
    .map_err(|fault| AppError::Broken(fault.into()))
}

/// Everybody whom the bookings among these name, with all records of theirs: a
/// booking is kept from a family whole, the baby with the mother.
fn booked_beside(matching: &Matching, keys: &[u32]) -> BTreeSet<u32> {
    let Some(form) = matching.source_named(FORM_SOURCE) else { return BTreeSet::new() };
    let booked = keys.iter().copied().filter(|key| matching.get(*key).source == form);
    let beside: BTreeSet<u32> = booked.flat_map(|key| matching.row_of(key).iter().copied()).collect();
    let person = |key: &u32| matching.get(*key).person;
    let theirs: Vec<u32> =
        beside.iter().filter_map(person).flat_map(|person| matching.records_of(person).iter().copied()).collect();
    beside.into_iter().chain(theirs).collect()
}

/// How much two records are alike; those of adults, of whom a booking is, come
/// first.
fn likeness(matching: &Matching, (a, b): (u32, u32)) -> (bool, i32) {
    let both = matching.index.get(a).zip(matching.index.get(b));
    let weight = both.map(|(a, b)| explain(matching.index.pool(), a, b, &matching.model).weight_milli);
    (matching.get(a).part != Part::Subject, weight.unwrap_or(i32::MIN))
}

/// A booking beside somebody hidden.
struct Beside {
    row: u32,
    around: BTreeSet<u32>,
    likest: ((bool, i32), (u32, u32)),
}

/// One pair for a booking and a family: whoever says of the mother who she is
/// has said it of her baby.
fn one_each(families: Vec<Beside>) -> impl Iterator<Item = (u32, u32)> {
    let mut merged: Vec<Beside> = Vec::new();
    for next in families {
        match merged.iter_mut().find(|it| it.row == next.row && !it.around.is_disjoint(&next.around)) {
            Some(known) => {
                known.around.extend(next.around);
                known.likest = known.likest.max(next.likest);
            }
            None => merged.push(next),
        }
    }
    merged.into_iter().map(|beside| beside.likest.1)
}

/// Who is one person, as the linker says.
struct People<'m> {
    matching: &'m Matching,
    of: HashMap<u32, u32>,
    clusters: BTreeMap<u32, Vec<u32>>,
}

impl<'m> People<'m> {
    fn of(matching: &'m Matching, linked: &Linked) -> Self {
        let of: HashMap<u32, u32> = linked.keys.iter().copied().zip(linked.clusters.iter().copied()).collect();
        let mut clusters: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (key, cluster) in linked.keys.iter().zip(&linked.clusters) {
            clusters.entry(*cluster).or_default().push(*key);
        }
        Self { matching, of, clusters }
    }

    fn cluster_of(&self, key: u32) -> Option<u32> {
        self.of.get(&key).copied()
    }

    /// The rows of bookings that are joined with another row, and in which
    /// cluster.
    fn joined_bookings(&self, form: u16) -> BTreeSet<(u32, u32)> {
        let mut joined = BTreeSet::new();
        for (cluster, keys) in &self.clusters {
            let rows: BTreeSet<u32> = keys.iter().map(|key| self.matching.get(*key).row).collect();
            if rows.len() > 1 {
                let booked = keys.iter().map(|key| self.matching.get(*key)).filter(|known| known.source == form);
                joined.extend(booked.filter(|known| !known.is_empty).map(|known| (known.row, *cluster)));
            }
        }
        joined
    }

    /// Every record of the person of a record.
    fn whole(&self, key: u32) -> &[u32] {
        let of_linked = self.of.get(&key).and_then(|cluster| self.clusters.get(cluster));
        let of_person = || self.matching.get(key).person.map_or(&[][..], |person| self.matching.records_of(person));
        of_linked.map_or_else(of_person, Vec::as_slice)
    }

    /// These records, whoever their rows name beside them, and whoever rows
    /// name beside those: the family. Rows that are left out lead nowhere.
    fn around(&self, keys: BTreeSet<u32>, without: &BTreeSet<u32>) -> BTreeSet<u32> {
        let counts = |key: &u32| {
            let known = self.matching.get(*key);
            !known.is_empty && !without.contains(&known.row)
        };
        let named_beside = |keys: &BTreeSet<u32>| -> BTreeSet<u32> {
            keys.iter().flat_map(|key| self.matching.row_of(*key)).copied().filter(counts).collect()
        };
        let mut reached: BTreeSet<u32> = keys.into_iter().filter(counts).collect();
        for _ in 0..2 {
            let beside = named_beside(&reached);
            reached.extend(beside.iter().flat_map(|key| self.whole(*key)).copied().filter(counts));
            reached.extend(beside);
        }
        let beside = named_beside(&reached);
        reached.extend(beside);
        reached
    }
}

/// Who made a booking, and when.
#[derive(Default)]
struct Made {
    by: Option<InvolvementLine>,
    on: Option<Date>,
}

struct Bookings {
    made: BTreeMap<u32, Made>,
    said: Vec<LinkEvent>,
}

impl Bookings {
    /// A booking, and every other of these that the same team made: what a team
    /// wrote itself is not hidden from it.
    fn rows_of_team_of(&self, row: u32) -> BTreeSet<u32> {
        let team = |row: &u32| {
            let line = self.made.get(row)?.by.as_ref()?;
            Some((line.service, line.team.clone()?))
        };
        let own = team(&row);
        let same = self.made.keys().copied().filter(|other| own.is_some() && team(other) == own);
        same.chain([row]).collect()
    }

    /// Whether somebody has said that a booking is of nobody among these.
    fn are_told_apart(&self, row: u32, matching: &Matching, around: &BTreeSet<u32>) -> bool {
        self.is_said(row, matching, around, Verdict::Different)
    }

    /// Whether somebody has said this of a record of a booking and one of
    /// these.
    fn is_said(&self, row: u32, matching: &Matching, around: &BTreeSet<u32>, verdict: Verdict) -> bool {
        let records: BTreeSet<RecordId> = around.iter().map(|key| matching.get(*key).facts.record).collect();
        let is_of_row = |record: RecordId| matching.key(record).is_some_and(|key| matching.get(key).row == row);
        standing(&self.said).iter().any(|((a, b), held)| {
            let is_told = held.verdict == verdict && held.origin == Origin::Human;
            is_told && (is_of_row(a) && records.contains(&b) || is_of_row(b) && records.contains(&a))
        })
    }

    /// Whether the team of a booking may know whom it is about: it works with
    /// somebody there by what a source says, or somebody has said that the two
    /// are one person.
    fn may_know(&self, row: u32, matching: &Matching, around: &BTreeSet<u32>, known: &Said) -> bool {
        let is_said = self.is_said(row, matching, around, Verdict::Same);
        let Some(Made { by: Some(by), on }) = self.made.get(&row) else { return is_said };
        let ran = |line: &&InvolvementLine| line.ended_on.is_none_or(|last| on.is_none_or(|on| on <= last));
        let is_ours = |line: &InvolvementLine| {
            let is_team = by.team.is_some() && line.service == by.service && line.team == by.team;
            is_team || by.worker_code.is_some() && line.worker_code == by.worker_code
        };
        let records = around.iter().map(|key| matching.get(*key).facts.record);
        let work = records.filter_map(|record| known.work.get(&record)).flatten();
        is_said || work.filter(|line| line.source_name != FORM_SOURCE).filter(ran).any(is_ours)
    }
}

/// What records say.
struct Said {
    said: HashMap<RecordId, SourceRecord>,
    work: HashMap<RecordId, Vec<InvolvementLine>>,
}

impl Said {
    /// Whether nothing may be said of these people to whoever does not work
    /// with them: one of them is shielded or sealed, or only services whose
    /// very involvement is sensitive know them.
    fn are_hidden(&self, matching: &Matching, around: &BTreeSet<u32>) -> bool {
        let sealed = around.iter().any(|key| matching.get(*key).facts.compartment != 0);
        let mut said = around.iter().filter_map(|key| self.said.get(&matching.get(*key).facts.record)).peekable();
        if said.peek().is_none() {
            return false;
        }
        let (mut is_safe, mut is_plain) = (sealed, false);
        for record in said {
            is_safe |= record.statement.is_shielded || record.statement.is_sealed;
            is_plain |= !record.service.is_existence_sensitive();
        }
        is_safe || !is_plain
    }
}
