//! Due panel: what this reader does next.

use askama::Template;

use super::{Button, Html, Variant, part};

/// The one thing that this reader does next for the family, and the button
/// that records it.
#[derive(Template)]
#[template(
    ext = "html",
    source = "<div class=\"kith-due\"><p><strong>{{ lead }}</strong> {{ more }}</p>{% if let Some(button) = button %}{{ button }}{% endif %}</div>"
)]
pub struct DuePanel {
    lead: Html,
    more: Html,
    button: Option<Button>,
}

impl DuePanel {
    /// "Next for you: first home visit, due by Tuesday 24 November."
    #[must_use]
    pub fn new(lead: impl Into<Html>) -> Self {
        Self { lead: lead.into(), more: Html::default(), button: None }
    }

    /// A sentence more.
    #[must_use]
    pub fn more(mut self, more: impl Into<Html>) -> Self {
        self.more = more.into();
        self
    }

    /// The button.
    #[must_use]
    pub fn button(mut self, button: Button) -> Self {
        self.button = Some(button.variant(Variant::SecondarySolid).small());
        self
    }
}

part!(DuePanel);
