use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use crate::agreement::compare;
use crate::blocking;
use crate::cluster::{Linked, link_all};
use crate::fast::FastMap;
use crate::judge::Band;
use crate::multiple_birth::Twin;
use crate::pool::Pool;
use crate::record::{Record, RecordInput};
use crate::verdict::Verdicts;
use crate::weights::Model;

/// A record of the index that may be the person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The key of the record.
    pub key: u32,
    /// How much speaks for one person, in thousandths.
    pub weight_milli: i32,
    /// What the pair deserves by itself.
    pub band: Band,
}

/// Records kept ready for new ones: an import or a search compares with what
/// is there, not everything with everything.
#[derive(Debug, Default)]
pub struct Index {
    pool: Pool,
    records: Vec<Record>,
    places: FastMap<u64, Vec<u32>>,
    households: FastMap<u64, Vec<u32>>,
}

impl Index {
    /// An index without records.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a record and returns its key: the number of records before it.
    pub fn add(&mut self, input: &RecordInput<'_>) -> u32 {
        let key = u32::try_from(self.records.len()).expect("fewer than four thousand million records");
        let record = self.pool.record(key, input);
        self.put(&record);
        self.records.push(record);
        key
    }

    /// Replaces what the record with a key says; nothing for a key that is not
    /// here. What linking says afterwards is what it says of an index made
    /// anew.
    pub fn replace(&mut self, key: u32, input: &RecordInput<'_>) {
        let Some(old) = self.records.get(key as usize).cloned() else { return };
        let mut keys = Vec::with_capacity(24);
        blocking::keys(&self.pool, &old, &mut keys);
        take_out(&mut self.places, &keys, key);
        blocking::household_keys(&self.pool, &old, &mut keys);
        take_out(&mut self.households, &keys, key);
        self.pool.count_record(&old, false);
        let record = self.pool.record(key, input);
        self.put(&record);
        self.records[key as usize] = record;
    }

    /// Empties the record with a key: nothing finds it any more, and nobody
    /// else gets its key.
    pub fn remove(&mut self, key: u32) {
        self.replace(key, &RecordInput::default());
    }

    fn put(&mut self, record: &Record) {
        let mut keys = Vec::with_capacity(24);
        blocking::keys(&self.pool, record, &mut keys);
        keys.sort_unstable();
        keys.dedup();
        for place in &keys {
            self.places.entry(*place).or_default().push(record.key);
        }
        blocking::household_keys(&self.pool, record, &mut keys);
        keys.sort_unstable();
        keys.dedup();
        for place in &keys {
            self.households.entry(*place).or_default().push(record.key);
        }
    }

    /// How many records are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether no record is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The record with a key.
    #[must_use]
    pub fn get(&self, key: u32) -> Option<&Record> {
        self.records.get(key as usize)
    }

    /// The names of the records, for [`explain`](crate::explain).
    #[must_use]
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Cleans a record to search with, without keeping it.
    #[must_use]
    pub fn record(&mut self, input: &RecordInput<'_>) -> Record {
        self.pool.clean(u32::MAX, input)
    }

    /// The records that may be the same person, likeliest first. Those that
    /// do not reach the review band are left out.
    #[must_use]
    pub fn candidates(&self, record: &Record, model: &Model) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = self
            .neighbours(record, model)
            .filter_map(|key| {
                let pattern = compare(&self.pool, record, &self.records[key as usize]);
                let band = model.band(pattern, Twin::None);
                (band > Band::NoLink).then(|| Candidate { key, weight_milli: model.total(pattern), band })
            })
            .collect();
        found.sort_unstable_by_key(|candidate| (std::cmp::Reverse(candidate.weight_milli), candidate.key));
        found
    }

    /// Links the records from `first_new` on with everything that is there.
    /// The result holds every record whose person may have changed, and no
    /// other; it is what linking everything anew says of them.
    #[must_use]
    pub fn link_new(&self, first_new: u32, verdicts: &Verdicts, model: &Model) -> Linked {
        let end = u32::try_from(self.records.len()).expect("fewer than four thousand million records");
        self.link_touched(first_new..end, verdicts, model)
    }

    /// As [`Index::link_new`] for any records, for example two that somebody
    /// has just told apart.
    #[must_use]
    pub fn link_touched(&self, touched: impl IntoIterator<Item = u32>, verdicts: &Verdicts, model: &Model) -> Linked {
        let touched: BTreeSet<u32> = touched.into_iter().filter(|key| (*key as usize) < self.records.len()).collect();
        let reached: Cow<'_, [Record]> = if touched.len() == self.records.len() {
            // Everything is new, as after the first files: nothing lies beyond.
            Cow::Borrowed(&self.records)
        } else {
            let reached = self.reach(touched, verdicts, model);
            reached.into_iter().map(|key| self.records[key as usize].clone()).collect()
        };
        let is_large = |key: u64| self.places.get(&key).is_some_and(|group| group.len() > model.group_limit);
        link_all(&self.pool, &reached, verdicts, model, Some(&is_large))
    }

    /// Everything that touched records may be linked with, directly or
    /// through others.
    fn reach(&self, touched: BTreeSet<u32>, verdicts: &Verdicts, model: &Model) -> BTreeSet<u32> {
        let mut told_same: HashMap<u32, Vec<u32>> = HashMap::new();
        for (a, b) in verdicts.same_pairs() {
            told_same.entry(a).or_default().push(b);
            told_same.entry(b).or_default().push(a);
        }
        let mut reached = touched.clone();
        let mut waiting: Vec<u32> = touched.iter().copied().collect();
        let mut households = Vec::new();
        while let Some(key) = waiting.pop() {
            let record = &self.records[key as usize];
            // The second pass joins persons over pairs in review too.
            let mut next: Vec<u32> =
                self.candidates(record, model).into_iter().map(|candidate| candidate.key).collect();
            next.extend(told_same.get(&key).into_iter().flatten());
            next.extend(verdicts.before().beside(key));
            blocking::household_keys(&self.pool, record, &mut households);
            next.extend(households.iter().filter_map(|place| self.households.get(place)).flatten());
            next.extend(self.sealed_partners(record));
            waiting.extend(next.into_iter().filter(|key| (*key as usize) < self.records.len() && reached.insert(*key)));
        }
        reached
    }

    /// Records with the same number: one of them may be sealed.
    fn sealed_partners(&self, record: &Record) -> Vec<u32> {
        if record.nhs() == 0 {
            return Vec::new();
        }
        self.places.get(&blocking::other_key(&self.pool, record, blocking::NUMBER_RULE)).cloned().unwrap_or_default()
    }

    fn neighbours<'a>(&'a self, record: &Record, model: &Model) -> impl Iterator<Item = u32> + use<'a> {
        let mut keys = Vec::with_capacity(24);
        blocking::keys(&self.pool, record, &mut keys);
        let groups =
            keys.iter().filter_map(|key| self.places.get(key)).filter(|group| group.len() <= model.group_limit);
        let mut near: Vec<u32> = groups.flatten().copied().filter(|key| *key != record.key).collect();
        near.sort_unstable();
        near.dedup();
        near.into_iter()
    }
}

/// Takes a record out of the groups with these keys; a group without records
/// goes.
fn take_out(groups: &mut FastMap<u64, Vec<u32>>, keys: &[u64], record: u32) {
    for key in keys {
        if let Some(group) = groups.get_mut(key) {
            group.retain(|held| *held != record);
            if group.is_empty() {
                groups.remove(key);
            }
        }
    }
}
