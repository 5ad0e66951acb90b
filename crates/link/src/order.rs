//! Puts entries of a key and a place in order, without comparing them.

/// Fewer entries than this are put in order by comparing.
const FEW: usize = 4_096;
/// Bits of the key that one round looks at.
const BITS: u32 = 11;
const ROUNDS: usize = 3;

/// Entries of a key, in the upper half, and a place, in the lower, with room
/// to put them in order.
#[derive(Default)]
pub(crate) struct Entries {
    held: Vec<u64>,
    spare: Vec<u64>,
}

impl Entries {
    /// Room for so many entries, all empty.
    pub(crate) fn room(&mut self, count: usize) -> &mut [u64] {
        self.held.clear();
        self.held.resize(count, 0);
        &mut self.held
    }

    /// The entries in order of key, and of one key in the order in which they
    /// were; those without a key are left out.
    pub(crate) fn in_order(&mut self) -> &[u64] {
        if self.held.len() < FEW {
            self.held.retain(|entry| *entry >> 32 != 0);
            self.held.sort_by_key(|entry| *entry >> 32);
            return &self.held;
        }
        let part = |entry: u64, round: usize| (entry >> (32 + BITS * round as u32)) as usize & ((1 << BITS) - 1);
        let mut counts = [[0_u32; 1 << BITS]; ROUNDS];
        let mut count = 0;
        for entry in self.held.iter().filter(|entry| **entry >> 32 != 0) {
            count += 1;
            for (round, counts) in counts.iter_mut().enumerate() {
                counts[part(*entry, round)] += 1;
            }
        }
        for counts in &mut counts {
            let mut before = 0;
            for place in counts {
                before += std::mem::replace(place, before);
            }
        }
        self.spare.clear();
        self.spare.resize(count, 0);
        for (round, next) in counts.iter_mut().enumerate() {
            for entry in self.held.iter().filter(|entry| **entry >> 32 != 0) {
                let next = &mut next[part(*entry, round)];
                self.spare[*next as usize] = *entry;
                *next += 1;
            }
            std::mem::swap(&mut self.held, &mut self.spare);
            self.spare.resize(count, 0);
        }
        &self.held
    }
}

#[cfg(test)]
mod tests {
    use super::{Entries, FEW};
    use crate::pool::mix;

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
            assert_eq!(entries.in_order(), wanted, "{count}");
        }
    }
}
