//! Days as whole numbers since 1 January 1970: quick to add to and compare
//! while millions of rows are made.

use jiff::civil::Date;

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Day(pub(crate) i32);

impl Day {
    /// The day of a calendar date.
    pub(crate) fn of(date: Date) -> Self {
        Self::new(i32::from(date.year()), i32::from(date.month()), i32::from(date.day()))
    }

    /// The day of a year, month and day in month.
    pub(crate) fn new(year: i32, month: i32, day: i32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month 1 to 12, day in month.
    pub(crate) fn parts(self) -> (i32, i32, i32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month, day)
    }

    /// The day `days` later, or earlier when negative.
    pub(crate) fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// The number a spreadsheet keeps for this day.
    pub(crate) fn serial(self) -> i32 {
        self.0 + 25_569
    }

    /// Whether it is a Saturday or Sunday.
    pub(crate) fn is_weekend(self) -> bool {
        matches!((self.0 + 3).rem_euclid(7), 5 | 6)
    }

    /// The same day, or the Monday after when it falls on a weekend.
    pub(crate) fn on_working_day(self) -> Self {
        let mut day = self;
        while day.is_weekend() {
            day = day.plus(1);
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::Day;
    use jiff::civil::date;

    #[test]
    fn days_agree_with_the_calendar() {
        for (year, month, day) in [(1970, 1, 1), (2000, 2, 29), (2026, 11, 20), (1999, 12, 31), (2024, 3, 1)] {
            let counted = Day::of(date(year, month, day));
            assert_eq!(counted.parts(), (i32::from(year), i32::from(month), i32::from(day)));
        }
        assert_eq!(Day::new(1970, 1, 1).0, 0);
        assert_eq!(Day::new(2026, 11, 20).serial(), 46_346);
        assert!(Day::new(2026, 11, 21).is_weekend());
        assert_eq!(Day::new(2026, 11, 21).on_working_day(), Day::new(2026, 11, 23));
    }
}
