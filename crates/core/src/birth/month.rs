use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A month of a year: lists of births are built by month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    number: i8,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), number: day.month() }
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        jiff::civil::date(self.year, self.number, 1)
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Self {
        match self.number {
            1 => Self { year: self.year - 1, number: 12 },
            number => Self { number: number - 1, ..self },
        }
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        match self.number {
            12 => Self { year: self.year.saturating_add(1).min(9998), number: 1 },
            number => Self { number: number + 1, ..self },
        }
    }

    /// Whether a day is in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        Self::of(day) == self
    }

    /// "October 2026".
    #[must_use]
    pub fn words(self) -> String {
        self.first_day().strftime("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.number)
    }
}

impl FromStr for Month {
    type Err = ();

    /// Reads "2026-10".
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, number) =
            text.split_once('-').filter(|(year, number)| year.len() == 4 && number.len() == 2).ok_or(())?;
        let (year, number): (i16, i8) = (year.parse().map_err(|_| ())?, number.parse().map_err(|_| ())?);
        if (2000..=2999).contains(&year) && (1..=12).contains(&number) { Ok(Self { year, number }) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Month;

    #[test]
    fn months_follow_each_other_and_read_back() {
        let december = Month::of(date(2026, 12, 31));
        assert_eq!((december.to_string().as_str(), december.words().as_str()), ("2026-12", "December 2026"));
        assert_eq!(december.next().first_day(), date(2027, 1, 1));
        assert_eq!(december.next().before(), december);
        assert_eq!("2026-12".parse(), Ok(december));
        for wrong in ["2026-13", "2026-1", "26-01", "x", "2026-00"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
