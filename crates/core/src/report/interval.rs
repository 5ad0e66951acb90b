//! How sure a share is that was counted on a few.

/// How many standard errors lie on either side of a share: 19 times in 20 the
/// true share is between.
const Z: f64 = 1.959_963_984_540_054;

/// A share of things that were looked at, with the range that the true share
/// lies in 19 times in 20 (the interval of Wilson, 1927).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// How many were so.
    pub yes: u64,
    /// How many were looked at.
    pub of: u64,
    /// The lower end, from 0 to 1.
    pub low: f64,
    /// The upper end, from 0 to 1.
    pub high: f64,
}

impl Share {
    /// The share of `yes` among `of`; none where nothing was looked at.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "nobody looks at so many pairs that a count does not fit")]
    pub fn of(yes: u64, of: u64) -> Option<Self> {
        if of == 0 {
            return None;
        }
        let (count, share) = (of as f64, yes.min(of) as f64 / of as f64);
        let squared = Z * Z / count;
        let middle = (share + squared / 2.0) / (1.0 + squared);
        let half = Z / (1.0 + squared) * (share * (1.0 - share) / count + squared / (4.0 * count)).sqrt();
        Some(Self { yes, of, low: (middle - half).max(0.0), high: (middle + half).min(1.0) })
    }

    /// The share itself, from 0 to 1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "nobody looks at so many pairs that a count does not fit")]
    pub fn share(&self) -> f64 {
        self.yes.min(self.of) as f64 / self.of as f64
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn the_range_is_wide_for_a_few_and_narrow_for_many() {
        let few = Share::of(9, 10).expect("something was looked at");
        assert!((few.low - 0.596).abs() < 0.001 && (few.high - 0.982).abs() < 0.001, "{few:?}");
        let many = Share::of(900, 1_000).expect("something was looked at");
        assert!((many.low - 0.880).abs() < 0.001 && (many.high - 0.917).abs() < 0.001, "{many:?}");
        assert_eq!(Share::of(0, 0), None);
    }

    #[test]
    fn all_and_none_are_never_certain() {
        let all = Share::of(20, 20).expect("something was looked at");
        assert!(all.high > 0.999 && all.low < 0.85 && all.low > 0.8, "{all:?}");
        let none = Share::of(0, 20).expect("something was looked at");
        assert!(none.low < 0.001 && none.high > 0.15, "{none:?}");
    }
}
