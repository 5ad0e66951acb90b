//! How near the last day or the review of an agreement is, in the steps at
//! which it warns (S002-23c).

use jiff::civil::Date;

/// How near a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Near {
    /// Within 7 days.
    Week,
    /// Within 30 days.
    Month,
    /// Within 60 days.
    TwoMonths,
}

impl Near {
    /// How near so many days are; `None` where nobody need think of it yet.
    #[must_use]
    pub fn of(days: i32) -> Option<Self> {
        match days {
            ..=7 => Some(Self::Week),
            8..=30 => Some(Self::Month),
            31..=60 => Some(Self::TwoMonths),
            _ => None,
        }
    }

    /// The days from one day to another, and how near it is; `None` where it
    /// is past or far.
    #[must_use]
    pub fn until(day: Date, today: Date) -> Option<(i32, Self)> {
        let days = (day - today).get_days();
        (0 <= days).then_some(days).and_then(|days| Some((days, Self::of(days)?)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Near;

    #[test]
    fn it_warns_at_sixty_thirty_and_seven_days() {
        let near = |days| Near::of(days);
        assert_eq!([near(61), near(60), near(31)], [None, Some(Near::TwoMonths), Some(Near::TwoMonths)]);
        assert_eq!([near(30), near(8)], [Some(Near::Month); 2]);
        assert_eq!([near(7), near(1), near(0)], [Some(Near::Week); 3]);
        let today = date(2026, 11, 22);
        assert_eq!(Near::until(date(2026, 11, 29), today), Some((7, Near::Week)));
        assert_eq!(Near::until(date(2026, 11, 21), today), None, "a day that is past is not near");
    }
}
