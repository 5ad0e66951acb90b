//! Words that open on a press.

use askama::Template;

use super::{Html, part};

/// Words that open on a press.
#[derive(Template)]
#[template(path = "components/details.html")]
pub struct Details {
    summary: Html,
    content: Html,
    is_expander: bool,
    is_open: bool,
}

impl Details {
    /// What is pressed, and what opens.
    #[must_use]
    pub fn new(summary: impl Into<Html>, content: impl Into<Html>) -> Self {
        Self { summary: summary.into(), content: content.into(), is_expander: false, is_open: false }
    }

    /// As a card: for a list of things to open.
    #[must_use]
    pub fn expander(mut self) -> Self {
        self.is_expander = true;
        self
    }

    /// Open from the start.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.is_open = true;
        self
    }
}

part!(Details);
