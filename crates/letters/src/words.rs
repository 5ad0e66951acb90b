//! The words of the documents: one file a language, each with a version and
//! who checked the translation.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::drawing::Drawing;
use crate::letter::Direction;

/// The version of the English words, which families get unless they are
/// answered in another language.
pub const WORDS_OF_LETTERS: &str = "2026-11";

const FILES: [&str; 2] = [include_str!("../words/en.toml"), include_str!("../words/ar.toml")];

static ALL: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let read = |file: &&str| toml::from_str(file).expect("the files of words are read in a test of this file");
    FILES.iter().map(read).collect()
});

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    about: About,
    pub(crate) common: Common,
    pub(crate) form: Form,
    pub(crate) easy: Easy,
    pub(crate) notice: Notice,
    pub(crate) leaflet: Leaflet,
    pub(crate) card: Card,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    language: String,
    names: Vec<String>,
    direction: String,
    version: String,
    reviewed_by: String,
    mark: String,
}

macro_rules! words {
    ($($name:ident { $($word:ident),* ; $($list:ident),* })*) => {$(
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $(pub(crate) $word: String,)* $(pub(crate) $list: Vec<String>,)* }
    )*};
}

words! {
    Common {
        foot, reference, blank, tick, first_names, first_name, surname, born_on, address, name, signature,
        date, fallback;
    }
    Form {
        title, intro, explained, adult, relationship, child, each_adult, kept, kept_text, uses, uses_text,
        use_evaluation, use_services, yes, no, partners, partners_text, partner, partners_version, outside, change,
        change_text, again, own_file, own_file_text, officer, officer_text, sign, sign_for, myself, dependents,
        capacity; points, kinds, capacities
    }
    Notice {
        title, dear, who, what, why, no_heading, no_text, same, complain, cut, slip, slip_reference;
    }
    Card { title, family_of, hello, who, offers, open, find_us, call, page, page_shows, stop; }
    Leaflet {
        title, intro, stored, sources, no_sources, sought, confidential, rules, shared, shared_text, ask, ask_text;
        stored_points, sought_points, confidential_points, shared_points
    }
}

/// The easy-read words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Easy {
    pub(crate) title: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) time: String,
    pub(crate) partners_text: String,
}

/// One sentence with its drawing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) drawing: DrawingName,
    pub(crate) shows: String,
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DrawingName {
    Family,
    Services,
    Paper,
    Yes,
    No,
    Lock,
    Telephone,
    TurnBack,
    Look,
    Ask,
}

impl From<DrawingName> for Drawing {
    fn from(name: DrawingName) -> Self {
        match name {
            DrawingName::Family => Self::Family,
            DrawingName::Services => Self::Services,
            DrawingName::Paper => Self::Paper,
            DrawingName::Yes => Self::Yes,
            DrawingName::No => Self::No,
            DrawingName::Lock => Self::Lock,
            DrawingName::Telephone => Self::Telephone,
            DrawingName::TurnBack => Self::TurnBack,
            DrawingName::Look => Self::Look,
            DrawingName::Ask => Self::Ask,
        }
    }
}

impl Language {
    /// Every language there are words in; English first.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// English.
    #[must_use]
    pub fn english() -> &'static Self {
        &ALL[0]
    }

    /// A language by its tag: `en`.
    #[must_use]
    pub fn tagged(tag: &str) -> Option<&'static Self> {
        ALL.iter().find(|language| language.about.language == tag)
    }

    /// The language that a family's record names, if there are words in it
    /// that somebody checked; English otherwise.
    #[must_use]
    pub fn for_family(recorded: Option<&str>) -> &'static Self {
        let wanted = recorded.unwrap_or_default().trim().to_lowercase();
        let is_it = |language: &&Self| language.about.names.contains(&wanted) || language.about.language == wanted;
        Self::all().iter().filter(|language| language.is_reviewed()).find(is_it).unwrap_or_else(|| Self::english())
    }

    /// Whether the record names a language that is not this one.
    #[must_use]
    pub fn is_fallback_for(&self, recorded: Option<&str>) -> bool {
        let recorded = recorded.unwrap_or_default().trim().to_lowercase();
        !recorded.is_empty() && recorded != self.about.language && !self.about.names.contains(&recorded)
    }

    /// Its tag: `en`.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.about.language
    }

    /// The version of its words.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.about.version
    }

    /// Whether somebody checked the translation. Until then no family gets it.
    #[must_use]
    pub fn is_reviewed(&self) -> bool {
        !self.about.reviewed_by.is_empty()
    }

    /// What stands on every document of a translation that nobody checked.
    pub(crate) fn mark(&self) -> Option<&str> {
        Some(self.about.mark.as_str()).filter(|mark| !mark.is_empty())
    }

    /// A value that comes from a record, kept in its own order where the words
    /// around it run the other way: an address, a telephone number.
    pub(crate) fn quoted(&self, value: &str) -> String {
        match self.direction() {
            Direction::RightToLeft if !value.is_empty() => format!("\u{2068}{value}\u{2069}"),
            _ => value.to_owned(),
        }
    }

    /// The same for a list.
    pub(crate) fn all_quoted(&self, values: &[String]) -> Vec<String> {
        values.iter().map(|value| self.quoted(value)).collect()
    }

    /// Which way it is written.
    #[must_use]
    pub fn direction(&self) -> Direction {
        if self.about.direction == "rtl" { Direction::RightToLeft } else { Direction::LeftToRight }
    }
}

/// A text with its gaps filled: `{name}` by the value of that name.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::{FILES, Language, WORDS_OF_LETTERS};
    use crate::letter::Direction;

    #[test]
    fn every_file_of_words_is_whole_and_english_comes_first() {
        for file in FILES {
            toml::from_str::<Language>(file).expect("every word is there and no other");
        }
        assert_eq!((Language::english().tag(), Language::english().version()), ("en", WORDS_OF_LETTERS));
    }

    #[test]
    fn a_translation_that_nobody_checked_goes_to_no_family_and_says_what_it_is() {
        let arabic = Language::tagged("ar").expect("the test words");
        assert!(!arabic.is_reviewed() && arabic.mark().is_some_and(|mark| mark.contains("not for families")));
        assert_eq!(arabic.direction(), Direction::RightToLeft);
        assert_eq!(Language::for_family(Some("Arabic")).tag(), "en");
        assert!(Language::english().is_fallback_for(Some("Arabic")) && !Language::english().is_fallback_for(None));
        assert!(!Language::english().is_fallback_for(Some("English")));
    }

    /// The longest sentence that a parent is given.
    const MOST_WORDS: usize = 20;

    #[test]
    fn no_english_sentence_has_more_than_twenty_words() {
        let words: toml::Table = FILES[0].parse().expect("TOML");
        let mut texts = Vec::new();
        words.values().for_each(|value| gather(value, &mut texts));
        for sentence in texts.iter().flat_map(|text| text.split(['.', ':', '?'])) {
            let count = sentence.split_whitespace().count();
            assert!(count <= MOST_WORDS, "{count} words: {sentence}");
        }
    }

    fn gather(value: &toml::Value, texts: &mut Vec<String>) {
        match value {
            toml::Value::String(text) => texts.push(text.clone()),
            toml::Value::Array(values) => values.iter().for_each(|value| gather(value, texts)),
            toml::Value::Table(table) => table.values().for_each(|value| gather(value, texts)),
            _ => {}
        }
    }
}
