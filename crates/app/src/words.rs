//! Small words that more than one page says the same way.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// "2 October 2026".
pub(crate) fn date_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The first letters of the first and the last word of a name.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// "a, b and c".
pub(crate) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// The time of day in England: "14:05".
pub(crate) fn clock_words(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%H:%M").to_string()
}

/// Words that begin a sentence.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// One value of the file: quoted, and never read as a formula by a
/// spreadsheet, also not where it takes the spaces before it away or reads a
/// sign of double width.
#[must_use]
pub fn cell(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\'', '\u{a0}', '\u{3000}']);
    let is_formula = first.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{cell, initials, listed};

    #[test]
    fn lists_and_initials_read_as_people_write_them() {
        assert_eq!(listed(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
        assert_eq!(initials("Poppy Mae Ellis"), "PE");
        assert_eq!(initials("Poppy"), "P");
    }

    #[test]
    fn no_value_of_the_file_is_a_formula() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell(" @cmd"), "\"' @cmd\"");
        assert_eq!(cell("＝1"), "\"'＝1\"");
        assert_eq!(cell("Ann \"Nan\" Ellis"), "\"Ann \"\"Nan\"\" Ellis\"");
    }
}
