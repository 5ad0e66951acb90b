//! Brings together what has one key, without putting keys in order.

use crate::blocking::MOST_OF_A_DAY;

/// Records of one day by their keys: those that share one, bunch by bunch.
#[derive(Default)]
pub(crate) struct Keyed {
    /// For each slot its bunch, counted from 1; 0 for none.
    slots: Vec<u32>,
    bunches: Vec<Bunch>,
    /// The bunch of each entry.
    bunch_of: Vec<u32>,
    /// The places of the bunches of several, one bunch after the other.
    places: Vec<u32>,
}

/// What has one key.
struct Bunch {
    key: u64,
    count: u32,
    /// Where the next of its places goes; in the end where they end.
    end: u32,
}

impl Keyed {
    /// Brings entries together, each a key with a place in the bits that the
    /// key leaves free, in order of place.
    pub(crate) fn bring_together(&mut self, entries: &[u64]) {
        let size = (entries.len() * 2).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, 0);
        self.bunches.clear();
        self.bunch_of.clear();
        for entry in entries {
            let key = entry & !(MOST_OF_A_DAY - 1);
            let bunch = self.bunch(key, size - 1);
            self.bunches[bunch as usize].count += 1;
            self.bunch_of.push(bunch);
        }
        let mut end = 0;
        for bunch in &mut self.bunches {
            bunch.end = end;
            end += if bunch.count > 1 { bunch.count } else { 0 };
        }
        self.places.clear();
        self.places.resize(end as usize, 0);
        for (entry, bunch) in entries.iter().zip(&self.bunch_of) {
            let bunch = &mut self.bunches[*bunch as usize];
            if bunch.count > 1 {
                self.places[bunch.end as usize] = (entry % MOST_OF_A_DAY) as u32;
                bunch.end += 1;
            }
        }
    }

    /// The number of a key's bunch, which is new where nothing had the key.
    fn bunch(&mut self, key: u64, mask: usize) -> u32 {
        // A key is a hash already.
        let mut slot = (key / MOST_OF_A_DAY) as usize & mask;
        loop {
            match self.slots[slot] {
                0 => {
                    let bunch = self.bunches.len() as u32;
                    self.bunches.push(Bunch { key, count: 0, end: 0 });
                    self.slots[slot] = bunch + 1;
                    return bunch;
                }
                held if self.bunches[held as usize - 1].key == key => return held - 1,
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    /// The keys that several places have, each with its places in order.
    pub(crate) fn of_several(&self) -> impl Iterator<Item = (u64, &[u32])> {
        let places = |bunch: &Bunch| &self.places[(bunch.end - bunch.count) as usize..bunch.end as usize];
        self.bunches.iter().filter(|bunch| bunch.count > 1).map(move |bunch| (bunch.key, places(bunch)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Keyed;
    use crate::blocking::MOST_OF_A_DAY;
    use crate::pool::mix;

    #[test]
    fn those_of_one_key_come_together_and_nobody_else() {
        let mut keyed = Keyed::default();
        for count in [0, 1, 2, 7, 400] {
            let key = |place: u64| mix(5, mix(6, place) % 90) / MOST_OF_A_DAY * MOST_OF_A_DAY;
            let entries: Vec<u64> = (0..count).map(|place| key(place) | place).collect();
            keyed.bring_together(&entries);
            let mut wanted: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            for place in 0..count {
                wanted.entry(key(place)).or_default().push(place as u32);
            }
            wanted.retain(|_, places| places.len() > 1);
            let found: BTreeMap<u64, Vec<u32>> = keyed.of_several().map(|(key, of)| (key, of.to_vec())).collect();
            assert_eq!(found, wanted, "{count}");
        }
    }
}
