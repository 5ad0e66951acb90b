//! A field of several lines.

use askama::Template;

use super::field::FieldHead;
use super::{Html, Label, part};

/// How long a text may be, said under the field and counted while typing.
#[derive(Clone, Copy)]
enum Limit {
    Letters(usize),
    Words(usize),
}

/// A field of several lines, with or without a count of what is left.
#[derive(Template)]
#[template(path = "components/textarea.html")]
pub struct Textarea {
    head: FieldHead,
    name: String,
    value: String,
    rows: u8,
    limit: Option<Limit>,
    threshold: Option<u8>,
    autocomplete: &'static str,
}

impl Textarea {
    /// A field for text of several lines.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        let name = name.into();
        Self {
            head: FieldHead::new(&name, label),
            name,
            value: String::new(),
            rows: 5,
            limit: None,
            threshold: None,
            autocomplete: "",
        }
    }

    /// The element's id where it is not the name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.head.id = id.into();
        self
    }

    /// Help under the words.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Html>) -> Self {
        self.head.hint = Some(hint.into());
        self
    }

    /// What to put right, if anything.
    #[must_use]
    pub fn error(mut self, error: Option<&str>) -> Self {
        self.head.error = error.map(Html::from);
        self
    }

    /// What stands in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// How many lines are shown.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    /// So many letters at most; the field says how many are left.
    #[must_use]
    pub fn at_most(mut self, letters: usize) -> Self {
        self.limit = Some(Limit::Letters(letters));
        self
    }

    /// So many words at most; the field says how many are left.
    #[must_use]
    pub fn at_most_words(mut self, words: usize) -> Self {
        self.limit = Some(Limit::Words(words));
        self
    }

    /// The count shows only when so many percent are used.
    #[must_use]
    pub fn count_from(mut self, percent: u8) -> Self {
        self.threshold = Some(percent);
        self
    }

    /// What the browser may fill in.
    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    fn first_description(&self) -> String {
        if self.limit.is_some() { format!("{}-info", self.head.id) } else { String::new() }
    }
}

part!(Textarea);
