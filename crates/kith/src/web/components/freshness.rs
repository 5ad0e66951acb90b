//! Freshness line: how up to date each source is.

use askama::Template;

use super::part;

/// How up to date one source is.
#[derive(Clone)]
pub struct SourceAge {
    /// The source: "Health visiting".
    pub source: String,
    /// When it last came: "today 6:10am", "11 November, 9 days old".
    pub when: String,
    /// Older than it should be.
    pub is_late: bool,
}

/// How up to date each source is; late ones say so in words.
#[derive(Template)]
#[template(path = "components/freshness.html")]
pub struct Freshness {
    /// The sources, in the order of the page.
    pub sources: Vec<SourceAge>,
}

part!(Freshness);
