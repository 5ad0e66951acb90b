//! A translation that the locality brings: taken only where it says all that
//! the English words say, can be printed, and names who checked it.

use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::languages::Languages;
use crate::typeface::Typeface;
use crate::words::{About, Language};

/// The longest file of words, in bytes: many times the English one.
const LONGEST: usize = 256 * 1024;

/// What keeps a translation from being taken: where it stands, and how to put
/// it right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{at}: {says}")]
pub struct WordsProblem {
    /// Where: `card.hello`, or a line of the file.
    pub at: String,
    /// What is wrong, and what to do.
    pub says: String,
}

impl WordsProblem {
    fn new(at: impl Into<String>, says: impl Into<String>) -> Self {
        Self { at: at.into(), says: says.into() }
    }
}

impl Language {
    /// The words of a file that somebody translated from the English one.
    ///
    /// # Errors
    /// Everything that has to be put right first: a word or a gap that is
    /// missing or too much, a letter that cannot be printed, nobody who
    /// checked it.
    pub fn translated(text: &str) -> Result<Self, Vec<WordsProblem>> {
        let (language, mut problems) = read(text);
        if let Ok(table) = text.parse() {
            unprintable(&table, &mut problems);
        }
        language.filter(|_| problems.is_empty()).ok_or(problems)
    }

    /// The words of a file that was taken before: whether this Kith can still
    /// use it.
    ///
    /// # Errors
    /// As [`Language::translated`]; letters are not looked at again.
    pub fn kept(text: &str) -> Result<Self, Vec<WordsProblem>> {
        let (language, problems) = read(text);
        language.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

fn read(text: &str) -> (Option<Language>, Vec<WordsProblem>) {
    if LONGEST < text.len() {
        return (
            None,
            vec![WordsProblem::new("The file", "It is too large. Start from the file of the English words")],
        );
    }
    let (mut table, english): (Table, Table) = match (text.parse(), Languages::english_file().parse()) {
        (Ok(table), Ok(english)) => (table, english),
        (Err(error), _) | (_, Err(error)) => return (None, vec![in_line(text, &error)]),
    };
    // A day written as TOML writes days is the same as the day in quotes.
    if let Some(Value::Table(about)) = table.get_mut("about")
        && let Some(day) = about.get_mut("reviewed_on")
        && let Value::Datetime(written) = day
    {
        *day = Value::String(written.to_string());
    }
    let mut problems = Vec::new();
    for (name, value) in english.iter().filter(|(name, _)| *name != "about") {
        compare(name, value, table.get(name), &mut problems);
    }
    for name in table.keys().filter(|name| !english.contains_key(*name)) {
        problems.push(WordsProblem::new(name, "There is no such part. Take it out"));
    }
    match table.get("about").map(|about| about.clone().try_into::<About>()) {
        Some(Ok(about)) => problems.extend(about.problems()),
        Some(Err(error)) => problems.push(WordsProblem::new("about", error.message())),
        None => problems.push(WordsProblem::new("about", "This is missing. Take it from the English file")),
    }
    match Value::Table(table).try_into() {
        Ok(language) => (Some(language), problems),
        Err(error) if problems.is_empty() => (None, vec![WordsProblem::new("The file", error.message())]),
        // What keeps it from being read was said above, each by its name.
        Err(_) => (None, problems),
    }
}

impl About {
    fn problems(&self) -> Vec<WordsProblem> {
        let is_tag = |tag: &str| {
            let mut parts = tag.split('-');
            let is_first = |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_lowercase());
            parts.next().is_some_and(is_first)
                && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_alphanumeric()))
        };
        let mut problems = Vec::new();
        let mut say = |at: &str, says: &str| problems.push(WordsProblem::new(format!("about.{at}"), says));
        if self.language == "en" {
            say(
                "language",
                "The English words come with Kith. Write the tag of the language that it was translated to",
            );
        } else if !is_tag(&self.language) {
            say("language", "Write the tag of the language: pl for Polish, bn for Bengali");
        }
        if self.names.is_empty() || self.names.iter().any(|name| name.is_empty() || *name != name.to_lowercase()) {
            say("names", "Write how records name the language, in small letters: [\"polish\", \"pol\"]");
        }
        if !["ltr", "rtl"].contains(&self.direction.as_str()) {
            say("direction", "Write ltr for words from the left to the right, or rtl");
        }
        if self.version.trim().is_empty() {
            say("version", "Write a version of your own, 2026-11 for example. It stands at the foot of each page");
        }
        if self.reviewed_by.trim().is_empty() {
            say("reviewed_by", "Write who checked the translation. No family gets words that nobody checked");
        }
        if self.reviewed_on.trim().is_empty() {
            say("reviewed_on", "Write the day on which it was checked: \"2026-11-20\"");
        }
        if !self.mark.is_empty() {
            say("mark", "Leave it empty: it stands on words that are for tests alone");
        }
        problems
    }
}

fn in_line(text: &str, error: &toml::de::Error) -> WordsProblem {
    let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
    WordsProblem::new(
        format!("Line {line}"),
        format!("This cannot be read: {}. Change only the words of the English file", error.message()),
    )
}

/// Says what of the English words is missing, or stands there in another shape.
fn compare(at: &str, english: &Value, other: Option<&Value>, problems: &mut Vec<WordsProblem>) {
    match (english, other) {
        (_, None) => problems.push(WordsProblem::new(at, "This is missing. Translate it from the English file")),
        (Value::String(english), Some(Value::String(other))) => compare_text(at, (english, other), problems),
        (Value::Array(english), Some(Value::Array(other))) => {
            if english.len() != other.len() {
                let says =
                    format!("There are {} lines, and {} in English. Say all of them", other.len(), english.len());
                problems.push(WordsProblem::new(at, says));
            }
            for (place, (english, other)) in english.iter().zip(other).enumerate() {
                compare(&format!("{at}, line {}", place + 1), english, Some(other), problems);
            }
        }
        (Value::Table(english), Some(Value::Table(other))) => compare_table(at, (english, other), problems),
        (_, Some(_)) => problems.push(WordsProblem::new(at, "Write this in the same way as in the English file")),
    }
}

fn compare_text(at: &str, (english, other): (&str, &str), problems: &mut Vec<WordsProblem>) {
    if other.trim().is_empty() && !english.is_empty() {
        problems.push(WordsProblem::new(at, "This is empty. Translate it from the English file"));
    }
    let (wanted, found) = (gaps(english), gaps(other));
    problems.extend(
        wanted.difference(&found).map(|gap| {
            WordsProblem::new(at, format!("{{{gap}}} is missing: Kith puts a value there. Keep it as it is"))
        }),
    );
    problems.extend(
        found
            .difference(&wanted)
            .map(|gap| WordsProblem::new(at, format!("{{{gap}}} is no gap of these words. Take it out"))),
    );
}

fn compare_table(at: &str, (english, other): (&Table, &Table), problems: &mut Vec<WordsProblem>) {
    for (name, value) in english {
        let at = format!("{at}.{name}");
        match (name.as_str(), value, other.get(name)) {
            // Which drawing stands beside a sentence is no word to translate.
            ("drawing", Value::String(drawn), Some(Value::String(other))) if drawn == other => {}
            ("drawing", Value::String(drawn), _) => {
                problems.push(WordsProblem::new(at, format!("Keep the drawing {drawn}")));
            }
            (_, value, other) => compare(&at, value, other, problems),
        }
    }
    for name in other.keys().filter(|name| !english.contains_key(*name)) {
        problems.push(WordsProblem::new(format!("{at}.{name}"), "There is no such word. Take it out"));
    }
}

/// The names of the gaps that a text leaves for values.
fn gaps(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// Says which letters the typeface of the print does not have: a document with
/// holes is worse than one in English.
fn unprintable(table: &Table, problems: &mut Vec<WordsProblem>) {
    let Some(typeface) = Typeface::open() else { return };
    for (name, value) in table.iter().filter(|(name, _)| *name != "about") {
        let mut missing = BTreeSet::new();
        letters(value, &mut |text| missing.extend(typeface.lacks(text)));
        if !missing.is_empty() {
            let shown: Vec<String> = missing.iter().take(10).map(ToString::to_string).collect();
            let says = format!(
                "The typeface of the print does not have these letters: {}. Documents in this writing cannot be made here yet",
                shown.join(" ")
            );
            problems.push(WordsProblem::new(name, says));
        }
    }
}

fn letters(value: &Value, take: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => take(text),
        Value::Array(values) => values.iter().for_each(|value| letters(value, take)),
        Value::Table(table) => table.values().for_each(|value| letters(value, take)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::WordsProblem;
    use crate::languages::Languages;
    use crate::words::Language;

    /// The English words as if they were Polish ones that somebody checked.
    fn polish() -> String {
        Languages::english_file()
            .replace("language = \"en\"", "language = \"pl\"")
            .replace("names = [\"english\"]", "names = [\"polish\", \"pol\"]")
            .replace("reviewed_by = \"Kith's makers\"", "reviewed_by = \"A. Kowalska\"\nreviewed_on = 2026-11-20")
            .replace("Hello to you and your child.", "Dzień dobry, witamy Was i Wasze dziecko.")
    }

    fn problems(text: &str) -> Vec<WordsProblem> {
        Language::translated(text).expect_err("it is not taken")
    }

    fn is_at(problems: &[WordsProblem], at: &str, says: &str) -> bool {
        problems.iter().any(|problem| problem.at == at && problem.says.contains(says))
    }

    #[test]
    fn checked_words_are_taken_and_found_by_the_names_that_records_use() {
        let words = Language::translated(&polish()).expect("taken");
        assert_eq!((words.tag(), words.reviewed()), ("pl", ("A. Kowalska", "2026-11-20")));
        let all = Languages::built_in().with([Arc::new(words)]);
        for recorded in ["Polish", " pol ", "pl"] {
            assert_eq!(all.for_family(Some(recorded)).tag(), "pl");
        }
        assert_eq!(all.for_family(Some("Welsh")).tag(), "en");
        assert_eq!(all.for_family(None).tag(), "en");
        assert!(!all.for_family(Some("Polish")).is_fallback_for(Some("Polish")));
    }

    #[test]
    fn every_word_that_is_missing_or_too_much_is_named() {
        let without = polish().replace("hello = ", "helo = ");
        let found = problems(&without);
        assert!(is_at(&found, "card.hello", "missing") && is_at(&found, "card.helo", "no such word"), "{found:?}");
        let no_gap = polish().replace("title = \"Welcome to {centre}\"", "title = \"Witamy w {center}\"");
        let found = problems(&no_gap);
        assert!(is_at(&found, "card.title", "{centre} is missing"), "{found:?}");
        assert!(is_at(&found, "card.title", "{center} is no gap"), "{found:?}");
        let line = "  \"What for: to give you the right help, and to see whether it works.\",\n";
        let fewer = polish().replace(line, "");
        assert!(is_at(&problems(&fewer), "form.points", "There are 4 lines, and 5 in English"));
        let empty = polish().replace("yes = \"Yes\"", "yes = \" \"");
        assert!(is_at(&problems(&empty), "form.yes", "empty"));
    }

    #[test]
    fn nobody_gets_words_that_nobody_checked_or_that_cannot_be_printed() {
        let unchecked = polish().replace("A. Kowalska", " ");
        assert!(is_at(&problems(&unchecked), "about.reviewed_by", "who checked"));
        let no_day = polish().replace("reviewed_on = 2026-11-20\n", "");
        assert!(is_at(&problems(&no_day), "about.reviewed_on", "the day"));
        let bengali = polish().replace("Dzień dobry", "স্বাগতম");
        assert!(is_at(&problems(&bengali), "card", "does not have these letters"));
        assert!(is_at(&problems(Languages::english_file()), "about.language", "come with Kith"));
    }

    #[test]
    fn a_file_that_is_no_file_of_words_says_so() {
        assert!(is_at(&problems("language = \n"), "Line 1", "cannot be read"));
        assert!(is_at(&problems(&"#".repeat(300_000)), "The file", "too large"));
        assert!(is_at(&problems("[card]\nhello = 3\n"), "card.hello", "same way"));
        let drawn = polish().replacen("drawing = \"family\"", "drawing = \"x\"", 1);
        assert!(is_at(&problems(&drawn), "easy.steps, line 1.drawing", "Keep"), "{:?}", problems(&drawn));
    }
}
