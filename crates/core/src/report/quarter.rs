use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// Three months of a year, as reports go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i16,
    number: i8,
}

impl Quarter {
    /// The quarter of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), number: (day.month() - 1) / 3 + 1 }
    }

    /// The first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        jiff::civil::date(self.year, (self.number - 1) * 3 + 1, 1)
    }

    /// The quarter after this one.
    #[must_use]
    pub fn next(self) -> Self {
        if self.number == 4 {
            Self { year: self.year.saturating_add(1).min(9999), number: 1 }
        } else {
            Self { number: self.number + 1, ..self }
        }
    }

    /// The quarter before this one.
    #[must_use]
    pub fn before(self) -> Self {
        if self.number == 1 {
            Self { year: self.year - 1, number: 4 }
        } else {
            Self { number: self.number - 1, ..self }
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = ();

    /// Reads "2026-4".
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, number) = text.split_once('-').ok_or(())?;
        let (year, number): (i16, i8) = (year.parse().map_err(|_| ())?, number.parse().map_err(|_| ())?);
        if (2000..=2999).contains(&year) && (1..=4).contains(&number) { Ok(Self { year, number }) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Quarter;

    #[test]
    fn quarters_follow_each_other_and_read_back() {
        let last = Quarter::of(date(2026, 11, 22));
        assert_eq!(last.to_string(), "2026-4");
        assert_eq!((last.first_day(), last.next().first_day()), (date(2026, 10, 1), date(2027, 1, 1)));
        assert_eq!(last.next().before(), last);
        assert_eq!("2026-4".parse(), Ok(last));
        assert!("2026-5".parse::<Quarter>().is_err() && "x".parse::<Quarter>().is_err());
    }
}
