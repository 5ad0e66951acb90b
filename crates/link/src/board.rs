//! Marks off which pairs of one day have been found.

/// Most records of a day whose pairs are marked off on a board.
const BOARD: usize = 1_536;

/// Which pairs of a day have been found, each once.
#[derive(Default)]
pub(crate) struct Board {
    size: usize,
    marks: Vec<u64>,
    found: Vec<u64>,
}

impl Board {
    pub(crate) fn start(&mut self, size: usize) {
        self.size = size;
        self.found.clear();
        if size <= BOARD && self.marks.len() * 64 < size * size {
            self.marks.resize((size * size).div_ceil(64), 0);
        }
    }

    pub(crate) fn mark(&mut self, group: &[u32]) {
        for (at, a) in group.iter().enumerate() {
            for b in &group[at + 1..] {
                let (a, b) = (u64::from(*a), u64::from(*b));
                let pair = a << 32 | b;
                if self.size > BOARD {
                    self.found.push(pair);
                    continue;
                }
                let bit = a as usize * self.size + b as usize;
                let word = &mut self.marks[bit / 64];
                if *word >> (bit % 64) & 1 == 0 {
                    *word |= 1 << (bit % 64);
                    self.found.push(pair);
                }
            }
        }
    }

    pub(crate) fn finish(&mut self, mut found: impl FnMut(u32, u32)) {
        if self.size > BOARD {
            self.found.sort_unstable();
            self.found.dedup();
        }
        for pair in &self.found {
            let (a, b) = ((pair >> 32) as u32, *pair as u32);
            if self.size <= BOARD {
                self.marks[(a as usize * self.size + b as usize) / 64] = 0;
            }
            found(a, b);
        }
    }
}
