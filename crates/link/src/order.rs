//! Puts entries of a key and a place in order, without comparing them.

use crate::day::Day;
use crate::record::Record;

/// Fewer entries than this are put in order by comparing.
const FEW: usize = 4_096;
/// Bits of the key that one round looks at.
const BITS: u32 = 11;
/// Two rounds look at the highest bits that keys differ in; what they leave
/// is nearly in order.
const ROUNDS: u32 = 2;
/// More entries than this that two rounds left together are sorted anew.
const TOGETHER: usize = 16;

/// Entries of a key, in the upper half, and a place, in the lower, with room
/// to put them in order.
#[derive(Default)]
pub(crate) struct Entries {
    held: Vec<u64>,
    spare: Vec<u64>,
}

impl Entries {
    /// Room for so many entries, all to be filled, in order of place.
    pub(crate) fn room(&mut self, count: usize) -> &mut [u64] {
        self.held.resize(count, 0);
        &mut self.held
    }

    /// The entries in order of key, and of one key in order of place; those
    /// without a key are left out. No key has more than so many bits.
    pub(crate) fn in_order(&mut self, bits: u32) -> &[u64] {
        if self.held.len() < FEW {
            self.held.retain(|entry| *entry >> 32 != 0);
            self.held.sort_unstable();
            return &self.held;
        }
        let left = 32 + bits.saturating_sub(BITS * ROUNDS);
        let part = |entry: u64, round: u32| (entry >> (left + BITS * round)) as usize & ((1 << BITS) - 1);
        let mut counts = [[0_u32; 1 << BITS]; ROUNDS as usize];
        let mut count = 0;
        for entry in self.held.iter().filter(|entry| **entry >> 32 != 0) {
            count += 1;
            for (round, counts) in (0..).zip(&mut counts) {
                counts[part(*entry, round)] += 1;
            }
        }
        for counts in &mut counts {
            let mut before = 0;
            for place in counts {
                before += std::mem::replace(place, before);
            }
        }
        self.spare.resize(count, 0);
        for (round, next) in (0..).zip(&mut counts) {
            for entry in self.held.iter().filter(|entry| **entry >> 32 != 0) {
                let next = &mut next[part(*entry, round)];
                self.spare[*next as usize] = *entry;
                *next += 1;
            }
            std::mem::swap(&mut self.held, &mut self.spare);
            self.spare.resize(count, 0);
        }
        if left > 32 {
            finish(&mut self.held, left);
        }
        &self.held
    }

    /// The entries as they were last put in order.
    pub(crate) fn held(&self) -> &[u64] {
        &self.held
    }
}

/// Puts entries in order that are so by what stands above some bits.
fn finish(entries: &mut [u64], left: u32) {
    let mut end = 1;
    while end < entries.len() {
        if entries[end - 1] <= entries[end] {
            end += 1;
            continue;
        }
        let is_near = |other: &&u64| **other >> left == entries[end] >> left;
        let before = entries[..end].iter().rev().take_while(is_near).count();
        let after = entries[end..].iter().take_while(is_near).count();
        let (from, to) = (end - before, end + after);
        let near = &mut entries[from..to];
        if near.len() > TOGETHER {
            near.sort_unstable();
        } else {
            insert(near);
        }
        end = to;
    }
}

/// Puts a few entries in order.
fn insert(few: &mut [u64]) {
    for end in 1..few.len() {
        let mut at = end;
        while at > 0 && few[at - 1] > few[at] {
            few.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// Puts records in the order of their birthdays. Linking gives the same groups
/// in any order; in this one it finds most of what it compares close together
/// in memory, whatever order the sources sent them in.
#[must_use]
pub fn by_birth(records: Vec<Record>) -> Vec<Record> {
    let mut entries = Entries::default();
    for ((place, record), room) in (0_u64..).zip(&records).zip(entries.room(records.len())) {
        *room = (record.birth.map_or(0, |day: Day| u64::from(day.packed())) + 1) << 32 | place;
    }
    entries.in_order(Day::BITS).iter().map(|entry| records[*entry as u32 as usize].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Entries, FEW, by_birth};
    use crate::day::Day;
    use crate::pool::mix;
    use crate::town::{Town, ellis};
    use crate::{Model, Record, RecordInput, Verdicts, link};

    #[test]
    fn records_by_birthday_are_the_same_records_and_the_same_people() {
        let born = |source, text| RecordInput { birth: Day::from_iso(text), ..ellis(source, "Ella") };
        let days = ["2025-03-09", "1994-06-02", "", "2025-03-09", "2024-01-01", "1994-06-02", ""];
        let inputs: Vec<RecordInput<'_>> = (0..).zip(days).map(|(source, text)| born(source, text)).collect();
        let Town { pool, records, .. } = Town::with(&inputs);
        let sorted = by_birth(records.clone());
        assert_eq!(sorted.iter().map(Record::key).collect::<Vec<_>>(), [2, 6, 1, 5, 4, 0, 3]);
        let persons = |records: &[Record]| {
            let linked = link(&pool, records, &Verdicts::default(), &Model::starting());
            let mut persons: Vec<_> = linked.keys.into_iter().zip(linked.clusters).collect();
            persons.sort_unstable();
            (persons, linked.joins.len(), linked.reviews)
        };
        assert_eq!(persons(&sorted), persons(&records));
    }

    #[test]
    fn many_and_few_come_in_order_and_those_without_a_key_go() {
        for count in [0, 1, FEW - 1, FEW, FEW * 5] {
            let mut entries = Entries::default();
            let mut wanted: Vec<u64> = Vec::new();
            for (place, room) in entries.room(count).iter_mut().enumerate() {
                let key = mix(3, place as u64) % 3_000 * 1_000_003 % (1 << 32);
                *room = if key.is_multiple_of(7) { 0 } else { key << 32 | place as u64 };
                wanted.push(*room);
            }
            wanted.retain(|entry| *entry != 0);
            wanted.sort_unstable();
            assert_eq!(entries.in_order(u32::BITS), wanted, "{count}");
        }
    }
}
