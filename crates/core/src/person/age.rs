use jiff::civil::Date;
use jiff::{Span, Unit};

/// An age as practitioners say it: days in the first week, weeks to three
/// months, months to two years, then years and months, and years alone for
/// adults.
#[must_use]
pub fn age_words(born_on: Date, today: Date) -> String {
    if today < born_on {
        return "not born yet".to_owned();
    }
    let days = span(born_on, today, Unit::Day).get_days();
    let lived = span(born_on, today, Unit::Year);
    let (years, months) = (lived.get_years(), lived.get_months());
    match (years, months) {
        _ if days == 0 => "born today".to_owned(),
        _ if days < 7 => counted(days, "day"),
        (0, 0..3) => counted(days / 7, "week"),
        (0 | 1, _) => counted(i32::from(years) * 12 + months, "month"),
        (18.., _) | (_, 0) => counted(i32::from(years), "year"),
        _ => format!("{} {}", counted(i32::from(years), "year"), counted(months, "month")),
    }
}

/// When a baby is expected, with how far that is off.
#[must_use]
pub fn due_words(due_on: Date, today: Date) -> String {
    let days = span(today, due_on, Unit::Day).get_days();
    let off = match days {
        0 => "today".to_owned(),
        1..14 => format!("in {}", counted(days, "day")),
        14.. => format!("in {}", counted(days / 7, "week")),
        -13..0 => format!("{} ago", counted(-days, "day")),
        _ => format!("{} ago", counted(-days / 7, "week")),
    };
    let is_past = if days < 0 { "was due" } else { "due" };
    format!("{is_past} {}, {off}", due_on.strftime("%-d %B %Y"))
}

fn counted(count: i32, unit: &str) -> String {
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

/// The time between two days; both lie in the calendar's range, so there is
/// always one.
fn span(from: Date, to: Date, largest: Unit) -> Span {
    from.until((largest, to)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{age_words, due_words};
    use jiff::civil::date;

    #[test]
    fn an_age_is_said_as_practitioners_say_it() {
        let today = date(2026, 11, 20);
        let age = |year, month, day| age_words(date(year, month, day), today);
        assert_eq!(age(2026, 11, 20), "born today");
        assert_eq!(age(2026, 11, 19), "1 day");
        assert_eq!(age(2026, 10, 2), "7 weeks");
        assert_eq!(age(2026, 8, 28), "12 weeks");
        assert_eq!(age(2026, 8, 20), "3 months");
        assert_eq!(age(2025, 9, 20), "14 months");
        assert_eq!(age(2024, 11, 21), "23 months");
        assert_eq!(age(2024, 11, 20), "2 years");
        assert_eq!(age(2024, 1, 20), "2 years 10 months");
        assert_eq!(age(1996, 3, 2), "30 years");
        assert_eq!(age(2026, 11, 21), "not born yet");
    }

    #[test]
    fn somebody_born_on_29_february_is_older_on_1_march() {
        assert_eq!(age_words(date(2024, 2, 29), date(2026, 2, 28)), "23 months");
        assert_eq!(age_words(date(2024, 2, 29), date(2026, 3, 1)), "2 years");
    }

    #[test]
    fn an_expected_date_says_how_far_it_is_off() {
        let today = date(2026, 11, 20);
        assert_eq!(due_words(date(2026, 12, 25), today), "due 25 December 2026, in 5 weeks");
        assert_eq!(due_words(date(2026, 11, 21), today), "due 21 November 2026, in 1 day");
        assert_eq!(due_words(today, today), "due 20 November 2026, today");
        assert_eq!(due_words(date(2026, 11, 17), today), "was due 17 November 2026, 3 days ago");
    }
}
