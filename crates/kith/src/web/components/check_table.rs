//! The checks behind an answer.

use askama::Template;

use super::{Html, Icon, part};

/// What a check found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing stands in the way.
    Fine,
    /// This stands in the way.
    Stops,
    /// Nothing stands in the way, and something is to be thought of.
    Careful,
    /// It does not matter here.
    NoMatter,
}

impl Found {
    fn class(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Stops => "stop",
            Self::Careful => "care",
            Self::NoMatter => "none",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Fine => Icon::Yes,
            Self::Stops => Icon::Pause,
            Self::Careful => Icon::Alert,
            Self::NoMatter => Icon::Dash,
        }
    }
}

/// One check: what was asked, what was found, where the rule stands.
pub struct Check {
    /// "Has the family objected?"
    pub question: Html,
    /// Fine, or in the way.
    pub found: Found,
    /// "No objection recorded".
    pub words: Html,
    /// Where the rule comes from: "Sharing guide, paragraph 15".
    pub source: Html,
    /// It is one of those that decided.
    pub is_deciding: bool,
}

/// The checks in the order in which they were made. The heading that names the
/// table has the id given.
#[derive(Template)]
#[template(path = "components/check_table.html")]
pub struct CheckTable {
    /// The heading's id.
    pub heading_id: String,
    /// The checks.
    pub checks: Vec<Check>,
}

part!(CheckTable);
