//! Working days in England: every day but Saturdays, Sundays and bank holidays.
//!
//! The bank holidays of a year follow from rules, Easter among them, so that no
//! year runs out. A holiday for once, which the King proclaims, is written down
//! by the locality.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// The working days of a locality.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkingDays {
    once: BTreeSet<Date>,
}

impl WorkingDays {
    /// With holidays that are no bank holiday of every year.
    #[must_use]
    pub fn with(once: impl IntoIterator<Item = Date>) -> Self {
        Self { once: once.into_iter().collect() }
    }

    /// Whether people work on a day.
    #[must_use]
    pub fn is_working(&self, day: Date) -> bool {
        !is_weekend(day) && !self.once.contains(&day) && !bank_holidays(day.year()).contains(&day)
    }

    /// The last of so many working days after a day, which counts for none.
    #[must_use]
    pub fn after(&self, day: Date, count: u8) -> Date {
        let (mut day, mut left) = (day, count);
        while left > 0 && day < Date::MAX {
            day = day.saturating_add(1.day());
            left -= u8::from(self.is_working(day));
        }
        day
    }
}

/// The bank holidays of England in a year, in their order, with the day that
/// stands in for one that falls on a weekend.
#[must_use]
pub fn bank_holidays(year: i16) -> Vec<Date> {
    let easter = easter(year);
    let mut days: Vec<Date> = [
        on(year, 1, 1).map(first_weekday_from),
        easter.map(|sunday| sunday.saturating_sub(2.days())),
        easter.map(|sunday| sunday.saturating_add(1.day())),
        on(year, 5, 1).map(monday_from),
        on(year, 5, 25).map(monday_from),
        on(year, 8, 25).map(monday_from),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let Some(christmas) = on(year, 12, 25) {
        let boxing_day = christmas.saturating_add(1.day());
        match christmas.weekday() {
            Weekday::Friday => days.extend([christmas, boxing_day.saturating_add(2.days())]),
            Weekday::Saturday => days.extend([christmas, boxing_day].map(|day| day.saturating_add(2.days()))),
            Weekday::Sunday => days.extend([boxing_day, boxing_day.saturating_add(1.day())]),
            _ => days.extend([christmas, boxing_day]),
        }
    }
    days
}

fn on(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn first_weekday_from(mut day: Date) -> Date {
    while is_weekend(day) {
        day = day.saturating_add(1.day());
    }
    day
}

fn monday_from(mut day: Date) -> Date {
    while day.weekday() != Weekday::Monday {
        day = day.saturating_add(1.day());
    }
    day
}

/// Easter Sunday by the rule of the Gregorian calendar.
fn easter(year: i16) -> Option<Date> {
    let year_of = i32::from(year);
    let golden = year_of % 19;
    let century = year_of / 100;
    let leap_days_left_out = century - century / 4;
    let moon_moved = (century - (century + 8) / 25 + 1) / 3;
    let age_of_moon = (19 * golden + leap_days_left_out - moon_moved + 15) % 30;
    let (by_four, year_in_century) = (century % 4, year_of % 100);
    let to_sunday = (32 + 2 * by_four + 2 * (year_in_century / 4) - age_of_moon - year_in_century % 4) % 7;
    let late = (golden + 11 * age_of_moon + 22 * to_sunday) / 451;
    let count = age_of_moon + to_sunday - 7 * late + 114;
    on(year, i8::try_from(count / 31).ok()?, i8::try_from(count % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn s002_15f_the_bank_holidays_are_those_of_the_published_calendar() {
        // As the calendar for England and Wales was published for these years. 2021 has Christmas on a Saturday, 2022 on
        // a Sunday.
        let published = [
            (2021, ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"]),
            (2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
            (2027, ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
            (2028, ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"]),
        ];
        for (year, days) in published {
            let expected: Vec<String> = days.iter().map(|day| format!("{year}-{day}")).collect();
            let found: Vec<String> = bank_holidays(year).iter().map(ToString::to_string).collect();
            assert_eq!(found, expected);
        }
        assert_eq!(bank_holidays(2022)[6..], [date(2022, 12, 26), date(2022, 12, 27)]);
    }

    #[test]
    fn easter_is_where_it_was_and_will_be() {
        for (year, sunday) in [
            (1943, date(1943, 4, 25)),
            (2000, date(2000, 4, 23)),
            (2008, date(2008, 3, 23)),
            (2024, date(2024, 3, 31)),
            (2025, date(2025, 4, 20)),
            (2038, date(2038, 4, 25)),
            (2076, date(2076, 4, 19)),
        ] {
            assert_eq!(easter(year), Some(sunday));
        }
        for year in 1900..2300 {
            let sunday = easter(year).expect("a day");
            assert_eq!(sunday.weekday(), Weekday::Sunday, "{year}");
            assert_eq!(bank_holidays(year).iter().filter(|day| is_weekend(**day)).count(), 0, "{year}");
        }
    }

    #[test]
    fn s002_15f_three_working_days_leave_out_the_weekend_bank_holidays_and_a_holiday_for_once() {
        let usual = WorkingDays::default();
        // 18 November 2026 is a Wednesday.
        assert_eq!(usual.after(date(2026, 11, 18), 3), date(2026, 11, 23));
        assert_eq!(usual.after(date(2026, 11, 21), 3), date(2026, 11, 25));
        // Christmas Eve 2026: Friday is Christmas, Monday stands in for Boxing Day, Friday is New Year's Day.
        assert_eq!(usual.after(date(2026, 12, 24), 3), date(2026, 12, 31));
        assert_eq!(usual.after(date(2026, 12, 30), 3), date(2027, 1, 5));
        // The Thursday before Easter 2027.
        assert_eq!(usual.after(date(2027, 3, 25), 3), date(2027, 4, 1));
        let with_one_more = WorkingDays::with([date(2026, 11, 20)]);
        assert_eq!(with_one_more.after(date(2026, 11, 18), 3), date(2026, 11, 24));
        assert_eq!(usual.after(date(2026, 11, 18), 0), date(2026, 11, 18));
    }
}
