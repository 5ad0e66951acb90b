//! A choice from a list that drops down: only where the list is long.

use askama::Template;

use super::field::FieldHead;
use super::{Html, Label, part};

/// A choice from a list that drops down.
#[derive(Template)]
#[template(path = "components/select.html")]
pub struct Select {
    head: FieldHead,
    name: String,
    /// Value and words; `None` is a line between groups.
    options: Vec<Option<(String, String)>>,
    chosen: Option<String>,
    after: Option<Html>,
}

impl Select {
    /// A list without entries.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Self {
        let name = name.into();
        Self { head: FieldHead::new(&name, label), name, options: Vec::new(), chosen: None, after: None }
    }

    /// The element's id where it is not the name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.head.id = id.into();
        self
    }

    /// Adds an entry.
    #[must_use]
    pub fn option(mut self, value: impl Into<String>, words: impl Into<String>) -> Self {
        self.options.push(Some((value.into(), words.into())));
        self
    }

    /// Adds entries: value and words.
    #[must_use]
    pub fn options<V: Into<String>, W: Into<String>>(mut self, options: impl IntoIterator<Item = (V, W)>) -> Self {
        self.options.extend(options.into_iter().map(|(value, words)| Some((value.into(), words.into()))));
        self
    }

    /// Adds a line between groups of entries.
    #[must_use]
    pub fn line(mut self) -> Self {
        self.options.push(None);
        self
    }

    /// The entry that is chosen, by its value.
    #[must_use]
    pub fn chosen(mut self, value: impl Into<String>) -> Self {
        self.chosen = Some(value.into());
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

    /// A button on the same line.
    #[must_use]
    pub fn after(mut self, after: impl Into<Html>) -> Self {
        self.after = Some(after.into());
        self
    }

    fn is_chosen(&self, value: &str) -> bool {
        self.chosen.as_deref() == Some(value)
    }
}

part!(Select);
