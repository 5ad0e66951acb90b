//! Access line: why the reader may see a page.

use askama::Template;

use super::{Html, Icon, Link, part};

/// Why the reader may see this, in one or two sentences, on every page of a
/// family.
#[derive(Template)]
#[template(
    ext = "html",
    source = "<div class=\"kith-access\">{{ Icon::Eye }}<p><strong>Why you can see this:</strong> {{ reason }}{% if let Some(link) = link %} {{ link }}{% endif %}</p></div>"
)]
pub struct AccessLine {
    reason: Html,
    link: Option<Link>,
}

impl AccessLine {
    /// The reason, in words that end with a full stop.
    #[must_use]
    pub fn new(reason: impl Into<Html>) -> Self {
        Self { reason: reason.into(), link: None }
    }

    /// Where it is explained: "How this was decided".
    #[must_use]
    pub fn link(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
}

part!(AccessLine);
