//! Identity bar: whom a page is about.

use askama::Template;

use super::{Button, Html, part};

/// Whom this page is about, the same on every page of a family: its members in
/// short, its name as the page's `h1`, and what can be done.
#[derive(Template)]
#[template(path = "components/identity_bar.html")]
pub struct IdentityBar {
    caption: Html,
    heading: Html,
    actions: Vec<Button>,
}

impl IdentityBar {
    /// "Ellis family", "Poppy, 7 weeks, and Maya, 2 years 10 months".
    #[must_use]
    pub fn new(heading: impl Into<Html>, caption: impl Into<Html>) -> Self {
        Self { caption: caption.into(), heading: heading.into(), actions: Vec::new() }
    }

    /// Adds a button; the first is what people do most.
    #[must_use]
    pub fn action(mut self, action: Button) -> Self {
        self.actions.push(action.small());
        self
    }
}

part!(IdentityBar);
