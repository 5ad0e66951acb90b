//! The words of the documents: one file a language, each with a version and
//! who checked the translation.

use std::sync::Arc;

use serde::Deserialize;

use crate::drawing::Drawing;
use crate::languages::Languages;
use crate::letter::Direction;

/// The version of the English words, which families get unless they are
/// answered in another language.
pub const WORDS_OF_LETTERS: &str = "2026-11";

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    pub(crate) about: About,
    pub(crate) common: Common,
    pub(crate) form: Form,
    pub(crate) easy: Easy,
    pub(crate) notice: Notice,
    pub(crate) leaflet: Leaflet,
    pub(crate) card: Card,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    pub(crate) language: String,
    pub(crate) names: Vec<String>,
    pub(crate) direction: String,
    pub(crate) version: String,
    pub(crate) reviewed_by: String,
    #[serde(default)]
    pub(crate) reviewed_on: String,
    pub(crate) mark: String,
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

/// Words are told apart by their language and version.
impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        (self.tag(), self.version()) == (other.tag(), other.version())
    }
}

impl Eq for Language {}

impl Language {
    /// English, as Kith brings it.
    #[must_use]
    pub fn english() -> Arc<Self> {
        Languages::built_in().english()
    }

    /// Whether a record that names its language so means this one.
    pub(crate) fn is_named(&self, recorded: &str) -> bool {
        let recorded = recorded.trim().to_lowercase();
        self.about.language == recorded || self.about.names.contains(&recorded)
    }

    /// Whether the record names a language that is not this one.
    #[must_use]
    pub fn is_fallback_for(&self, recorded: Option<&str>) -> bool {
        recorded.is_some_and(|recorded| !recorded.trim().is_empty() && !self.is_named(recorded))
    }

    /// How records name it: "polish".
    #[must_use]
    pub fn name(&self) -> &str {
        self.about.names.first().map_or(self.tag(), String::as_str)
    }

    /// The same at the beginning of a line: "Polish".
    #[must_use]
    pub fn title(&self) -> String {
        let mut letters = self.name().chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
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

    /// Who checked the translation, and on which day; empty where nobody did.
    #[must_use]
    pub fn reviewed(&self) -> (&str, &str) {
        (&self.about.reviewed_by, &self.about.reviewed_on)
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
