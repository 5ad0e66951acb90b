use std::num::NonZeroU32;

/// A calendar day, packed so that its parts compare without arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NonZeroU32);

/// 1 January 1970 as [`Day::count`] counts.
const EPOCH: u32 = 719_468;

impl Day {
    /// The day, or `None` for one that the calendar does not have.
    #[must_use]
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            _ => return None,
        };
        let year = u32::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
        if !(1..=length).contains(&day) {
            return None;
        }
        NonZeroU32::new(year << 9 | u32::from(month) << 5 | u32::from(day)).map(Self)
    }

    /// Reads `2024-03-09`.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() {
            // What is no figure becomes a number above nine.
            let [y1, y2, y3, y4, m1, m2, d1, d2] = [y1, y2, y3, y4, m1, m2, d1, d2].map(|byte| byte.wrapping_sub(b'0'));
            if [y1, y2, y3, y4, m1, m2, d1, d2].iter().fold(0, |most, figure| most.max(*figure)) < 10 {
                let two = |tens: u8, ones: u8| tens * 10 + ones;
                return Self::new(i16::from(two(y1, y2)) * 100 + i16::from(two(y3, y4)), two(m1, m2), two(d1, d2));
            }
        }
        let mut parts = text.splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let day = parts.next()?.parse().ok()?;
        Self::new(year, month, day)
    }

    /// So many bits hold any day, packed, and one more than the last.
    pub(crate) const BITS: u32 = 23;

    /// The day that packs to this; none for 0.
    pub(crate) fn from_packed(packed: u32) -> Option<Self> {
        NonZeroU32::new(packed).map(Self)
    }

    pub(crate) fn packed(self) -> u32 {
        self.0.get()
    }

    pub(crate) fn year(self) -> u32 {
        self.packed() >> 9
    }

    pub(crate) fn month(self) -> u32 {
        self.packed() >> 5 & 15
    }

    pub(crate) fn day(self) -> u32 {
        self.packed() & 31
    }

    /// 1 January: what systems fill in when only the year is known.
    pub(crate) fn is_weak(self) -> bool {
        self.month() == 1 && self.day() == 1
    }

    /// Days since 1 March of the year 0, by the civil calendar.
    fn count(self) -> u32 {
        let (month, day) = (self.month(), self.day());
        let year = self.year() - u32::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        365 * year + year / 4 - year / 100 + year / 400 + day_of_year
    }

    /// Days since 1 January 1970 in sixteen bits, for days when systems wrote
    /// records; 0 for a day before that, or after 2149.
    pub(crate) fn counted(self) -> u16 {
        self.count().checked_sub(EPOCH).and_then(|days| u16::try_from(days).ok()).unwrap_or(0)
    }

    pub(crate) fn from_counted(counted: u16) -> Option<Self> {
        if counted == 0 {
            return None;
        }
        let count = i64::from(EPOCH) + i64::from(counted);
        let (era, day) = (count.div_euclid(146_097), count.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        Self::new(i16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The eight figures of year, month and day.
    pub(crate) fn figures(self) -> [u8; 8] {
        let mut rest = self.year() * 10_000 + self.month() * 100 + self.day();
        let mut figures = [0; 8];
        for figure in figures.iter_mut().rev() {
            *figure = (rest % 10) as u8;
            rest /= 10;
        }
        figures
    }

    /// How many days lie between two days, without sign.
    pub(crate) fn days_apart(self, other: Self) -> u64 {
        u64::from(self.count().abs_diff(other.count()))
    }
}

impl std::fmt::Debug for Day {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Day(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn days_that_do_not_exist_are_not_made() {
        assert!(Day::new(2023, 2, 29).is_none());
        assert!(Day::new(2024, 2, 29).is_some());
        assert!(Day::new(2024, 13, 1).is_none());
        assert!(Day::from_iso("2024-3").is_none());
        assert_eq!(Day::from_iso("2024-03-09"), Day::new(2024, 3, 9));
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let day = |text| Day::from_iso(text).expect("a day");
        assert_eq!(day("2024-02-28").days_apart(day("2024-03-01")), 2);
        assert_eq!(day("2023-12-31").days_apart(day("2024-01-01")), 1);
        assert_eq!(day("2000-01-01").days_apart(day("2024-01-01")), 8766);
    }
}
