//! How screens write dates, times, numbers and lists.

use std::borrow::Borrow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

/// The month's name; `month` is 1 to 12.
#[must_use]
pub fn month_word(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default()
}

/// "2 October 2026".
#[must_use]
pub fn date_words(date: impl Borrow<Date>) -> String {
    let date = *date.borrow();
    format!("{} {} {}", date.day(), month_word(date.month()), date.year())
}

/// "12 Nov", for tables: only where the year is plain.
#[must_use]
pub fn date_short(date: Date) -> String {
    format!("{} {}", date.day(), month_word(date.month()).get(..3).unwrap_or_default())
}

/// "16 November", for lists of the last months.
#[must_use]
pub fn date_without_year(date: Date) -> String {
    format!("{} {}", date.day(), month_word(date.month()))
}

/// "Tuesday 24 November", for what is close.
#[must_use]
pub fn day_words(date: Date) -> String {
    let day = match date.weekday() {
        jiff::civil::Weekday::Monday => "Monday",
        jiff::civil::Weekday::Tuesday => "Tuesday",
        jiff::civil::Weekday::Wednesday => "Wednesday",
        jiff::civil::Weekday::Thursday => "Thursday",
        jiff::civil::Weekday::Friday => "Friday",
        jiff::civil::Weekday::Saturday => "Saturday",
        jiff::civil::Weekday::Sunday => "Sunday",
    };
    format!("{day} {}", date_without_year(date))
}

/// "November 2026".
#[must_use]
pub fn month_words(date: Date) -> String {
    format!("{} {}", month_word(date.month()), date.year())
}

/// What the clocks in England show.
fn in_england(at: Timestamp) -> DateTime {
    TimeZone::get("Europe/London")
        .map_or_else(|_| at.to_zoned(TimeZone::UTC).datetime(), |zone| at.to_zoned(zone).datetime())
}

/// "6:10am", "midday", "midnight", in England.
#[must_use]
pub fn time_words(at: Timestamp) -> String {
    let time = in_england(at).time();
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}:{minute:02}{half}"),
    }
}

/// "20 November 2026, 9:42am", in England.
#[must_use]
pub fn date_and_time(at: impl Borrow<Timestamp>) -> String {
    let at = *at.borrow();
    format!("{}, {}", date_words(in_england(at).date()), time_words(at))
}

/// "1 contact", "2 contacts", "1,204 contacts".
#[must_use]
pub fn plural(count: impl Borrow<usize>, one: &str, many: &str) -> String {
    let count = *count.borrow();
    format!("{} {}", number_words(count), if count == 1 { one } else { many })
}

/// "1,204".
#[must_use]
pub fn number_words(number: impl Borrow<usize>) -> String {
    let number = *number.borrow();
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// An NHS number as people read it, "999 000 0018", on one line. What has not
/// ten digits stays as it is.
#[must_use]
pub fn nhs_number_words(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match (digits.get(..3), digits.get(3..6), digits.get(6..10)) {
        (Some(first), Some(second), Some(third)) if digits.len() == 10 => format!("{first}\u{a0}{second}\u{a0}{third}"),
        _ => number.to_owned(),
    }
}

/// Two letters for the circle beside a name: the first of the first word and
/// the first of the last.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphabetic()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// "a", "a and b", "a, b and c".
#[must_use]
pub fn list_words<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            format!("{} and {}", most.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "), last.as_ref())
        }
    }
}

/// A first letter in the upper case, for a word that starts a sentence.
#[must_use]
pub fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The digits of a telephone number, for its link: "01632960118".
#[must_use]
pub fn telephone_digits(number: &str) -> String {
    number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_day_month_and_year() {
        assert_eq!(date_words(date(2026, 10, 2)), "2 October 2026");
        assert_eq!(date_short(date(2026, 11, 12)), "12 Nov");
        assert_eq!(date_short(date(2026, 5, 1)), "1 May");
        assert_eq!(day_words(date(2026, 11, 24)), "Tuesday 24 November");
        assert_eq!(month_words(date(2026, 5, 24)), "May 2026");
    }

    #[test]
    fn times_are_those_of_england() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        assert_eq!(time_words(at("2026-11-20T06:10:00Z")), "6:10am");
        assert_eq!(time_words(at("2026-07-20T06:10:00Z")), "7:10am");
        assert_eq!(time_words(at("2026-11-20T12:00:00Z")), "midday");
        assert_eq!(time_words(at("2026-11-20T00:00:00Z")), "midnight");
        assert_eq!(time_words(at("2026-11-20T00:05:00Z")), "12:05am");
        assert_eq!(time_words(at("2026-11-20T15:00:00Z")), "3pm");
        assert_eq!(date_and_time(at("2026-06-30T23:30:00Z")), "1 July 2026, 12:30am");
    }

    #[test]
    fn numbers_and_counts_read_as_words() {
        assert_eq!(plural(1, "contact", "contacts"), "1 contact");
        assert_eq!(plural(0, "contact", "contacts"), "0 contacts");
        assert_eq!(plural(1_204, "row", "rows"), "1,204 rows");
        assert_eq!(number_words(1_000_000), "1,000,000");
        assert_eq!(nhs_number_words("9990000018"), "999\u{a0}000\u{a0}0018");
        assert_eq!(nhs_number_words("not known"), "not known");
    }

    #[test]
    fn initials_are_those_of_the_first_and_the_last_name() {
        assert_eq!(initials("Poppy Ellis"), "PE");
        assert_eq!(initials("Maya Rose Ellis"), "ME");
        assert_eq!(initials("Baby"), "B");
        assert_eq!(initials("(not named) o'Brien"), "NO");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn lists_end_with_and() {
        assert_eq!(list_words::<&str>(&[]), "");
        assert_eq!(list_words(&["Poppy"]), "Poppy");
        assert_eq!(list_words(&["Poppy", "Maya"]), "Poppy and Maya");
        assert_eq!(list_words(&["a", "b", "c"]), "a, b and c");
        assert_eq!(sentence_case("health visitor"), "Health visitor");
        assert_eq!(telephone_digits("01632 960118"), "01632960118");
    }
}
