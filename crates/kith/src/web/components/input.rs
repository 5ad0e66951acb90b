//! A field of one line.

use askama::Template;

use super::field::FieldHead;
use super::{Html, Label, part};

/// A field of one line.
#[derive(Template)]
#[template(path = "components/input.html")]
pub struct Input {
    head: FieldHead,
    name: String,
    kind: &'static str,
    value: String,
    width: Option<u8>,
    is_code: bool,
    is_spell_checked: bool,
    autocomplete: &'static str,
    is_numeric: bool,
    prefix: Option<Html>,
    suffix: Option<Html>,
    after: Option<Html>,
}

impl Input {
    /// A field for text.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        let name = name.into();
        Self {
            head: FieldHead::new(&name, label),
            name,
            kind: "text",
            value: String::new(),
            width: None,
            is_code: false,
            is_spell_checked: true,
            autocomplete: "",
            is_numeric: false,
            prefix: None,
            suffix: None,
            after: None,
        }
    }

    /// A field for an NHS number: spaces may be typed, telephones show digits.
    #[must_use]
    pub fn nhs_number(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { width: Some(10), is_code: true, is_spell_checked: false, is_numeric: true, ..Self::new(name, label) }
    }

    /// A field whose letters are not shown.
    #[must_use]
    pub fn password(name: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { is_spell_checked: false, autocomplete: "current-password", ..Self::new(name, label).kind("password") }
    }

    /// The element's id where it is not the name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.head.id = id.into();
        self
    }

    /// The kind of field: "text", "tel", "email", "search", "password".
    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
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

    /// Room for so many letters: 2, 3, 4, 5, 10, 20 or 30.
    #[must_use]
    pub fn width(mut self, letters: u8) -> Self {
        self.width = Some(letters);
        self
    }

    /// Letters of one width, for numbers that are read digit by digit.
    #[must_use]
    pub fn code(mut self) -> Self {
        self.is_code = true;
        self
    }

    /// No red lines under names.
    #[must_use]
    pub fn no_spell_check(mut self) -> Self {
        self.is_spell_checked = false;
        self
    }

    /// What the browser may fill in: "username", "postal-code".
    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// Telephones show digits.
    #[must_use]
    pub fn numeric(mut self) -> Self {
        self.is_numeric = true;
        self
    }

    /// A sign before the field, such as "£"; the words must say it too.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<Html>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// A sign after the field, such as "kg"; the words must say it too.
    #[must_use]
    pub fn suffix(mut self, suffix: impl Into<Html>) -> Self {
        self.suffix = Some(suffix.into());
        self
    }

    /// A button on the same line.
    #[must_use]
    pub fn after(mut self, after: impl Into<Html>) -> Self {
        self.after = Some(after.into());
        self
    }

    fn has_wrapper(&self) -> bool {
        self.prefix.is_some() || self.suffix.is_some() || self.after.is_some()
    }
}

part!(Input);
