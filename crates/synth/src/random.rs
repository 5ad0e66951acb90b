//! A small seeded generator (xoshiro256**), one stream for each family and
//! purpose, so that the order of work never changes what is made.

/// A stream of random numbers.
pub(crate) struct Random([u64; 4]);

impl Random {
    /// The stream with this purpose and number under a seed.
    pub(crate) fn stream(seed: u64, purpose: u64, number: u64) -> Self {
        let mut state = seed ^ purpose.wrapping_mul(0xd134_2543_de82_ef95) ^ number.wrapping_mul(0x2545_f491_4f6c_dd1d);
        let mut next = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        };
        Self([next(), next(), next(), next()])
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number from 0 up to, not including, `count`; 0 when `count` is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (((self.next() >> 32) * count as u64) >> 32) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = (high - low + 1).max(1) as usize;
        low + self.below(width) as i32
    }

    /// A number from 0 up to, not including, 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True `share` of the time.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// One of `list`, each as likely.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// One of `list`, the first ones much more likely than the last, as names
    /// are in any town.
    pub(crate) fn favour<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.favoured(list.len())]
    }

    /// A number from 0 up to, not including, `count`, low ones more likely.
    pub(crate) fn favoured(&mut self, count: usize) -> usize {
        let share = self.share();
        (share * (0.3 + 0.7 * share) * count as f64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_stream_is_the_same_each_time_and_differs_from_its_neighbour() {
        let take = |number| {
            let mut random = Random::stream(7, 1, number);
            [random.next(), random.next(), random.next()]
        };
        assert_eq!(take(3), take(3));
        assert_ne!(take(3), take(4));
    }

    #[test]
    fn numbers_stay_inside_their_bounds() {
        let mut random = Random::stream(1, 1, 1);
        for _ in 0..1_000 {
            assert!((-3..=4).contains(&random.between(-3, 4)));
            assert!(random.below(5) < 5);
            assert!(random.share() < 1.0);
        }
    }
}
