//! A fact or somebody's view, told apart.

use askama::Template;

use super::{Html, Icon, part};

/// Something that was written down: what was seen or said, or what somebody
/// makes of it. Told apart by word, drawing and line, never by colour alone.
#[derive(Template)]
#[template(path = "components/statement.html")]
pub struct Statement {
    is_opinion: bool,
    words: String,
    by: Html,
}

impl Statement {
    /// What was seen, heard or measured.
    #[must_use]
    pub fn fact(words: impl Into<String>) -> Self {
        Self { is_opinion: false, words: words.into(), by: Html::default() }
    }

    /// What somebody makes of it.
    #[must_use]
    pub fn opinion(words: impl Into<String>) -> Self {
        Self { is_opinion: true, ..Self::fact(words) }
    }

    /// Who wrote it and when: "Joanne Pike, 16 November 2026".
    #[must_use]
    pub fn by(mut self, by: impl Into<Html>) -> Self {
        self.by = by.into();
        self
    }
}

part!(Statement);
