//! What to put right, at the top of a page with a form.

use askama::Template;

use super::{Html, part};

/// What to put right, each with the field where it stands. Stands first in the
/// content; the page's title starts with "Error: " (`Page::errors`).
#[derive(Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    description: Option<Html>,
    errors: Vec<(Html, Option<String>)>,
}

impl ErrorSummary {
    /// No error yet.
    #[must_use]
    pub fn new() -> Self {
        Self { description: None, errors: Vec::new() }
    }

    /// Words before the list.
    #[must_use]
    pub fn description(mut self, words: impl Into<Html>) -> Self {
        self.description = Some(words.into());
        self
    }

    /// Adds an error and the id of its field.
    #[must_use]
    pub fn error(mut self, text: impl Into<Html>, field: impl AsRef<str>) -> Self {
        self.errors.push((text.into(), Some(format!("#{}", field.as_ref()))));
        self
    }

    /// Adds an error that belongs to no field.
    #[must_use]
    pub fn general(mut self, text: impl Into<Html>) -> Self {
        self.errors.push((text.into(), None));
        self
    }

    /// How many there are, for `Page::errors`.
    #[must_use]
    pub fn count(&self) -> usize {
        self.errors.len()
    }
}

impl Default for ErrorSummary {
    fn default() -> Self {
        Self::new()
    }
}

part!(ErrorSummary);
