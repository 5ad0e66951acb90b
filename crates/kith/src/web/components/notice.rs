//! Words that stand out: inset text, warnings, what was just done.

use askama::Template;

use super::{Html, part};

/// Something apart from the rest, worth noticing.
#[derive(Template)]
#[template(
    ext = "html",
    source = "<div class=\"nhsuk-inset-text\"><span class=\"nhsuk-u-visually-hidden\">Information: </span>{{ content }}</div>"
)]
pub struct InsetText {
    content: Html,
}

impl InsetText {
    /// One paragraph.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { content: Html::paragraphs(&[text]) }
    }

    /// Paragraphs or lists.
    #[must_use]
    pub fn of(content: Html) -> Self {
        Self { content }
    }
}

/// Something that must not be missed.
#[derive(Template)]
#[template(path = "components/warning_callout.html")]
pub struct WarningCallout {
    heading: String,
    level: u8,
    content: Html,
}

impl WarningCallout {
    /// A heading and one paragraph.
    #[must_use]
    pub fn new(heading: impl Into<String>, text: impl Into<Html>) -> Self {
        let paragraph = Html::fixed("<p class=\"nhsuk-card__description\">").and(text).and(Html::fixed("</p>"));
        Self::of(heading, paragraph)
    }

    /// A heading and paragraphs or lists.
    #[must_use]
    pub fn of(heading: impl Into<String>, content: Html) -> Self {
        Self { heading: heading.into(), level: 3, content }
    }

    /// The heading's level, 2 to 4; 3 unless said.
    #[must_use]
    pub fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }
}

/// Something about the whole page: what was just done, with what comes next.
#[derive(Template)]
#[template(path = "components/notification_banner.html")]
pub struct NotificationBanner {
    is_success: bool,
    title: String,
    heading: Option<Html>,
    content: Html,
}

impl NotificationBanner {
    /// It is done: "The contact is saved".
    #[must_use]
    pub fn success(text: impl Into<Html>) -> Self {
        Self { is_success: true, title: "Success".to_owned(), ..Self::important(text) }
    }

    /// Something to know about this page.
    #[must_use]
    pub fn important(text: impl Into<Html>) -> Self {
        let content =
            Html::fixed("<p class=\"nhsuk-notification-banner__heading\">").and(text).and(Html::fixed("</p>"));
        Self { is_success: false, title: "Important".to_owned(), heading: None, content }
    }

    /// Another title than "Success" or "Important".
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// A heading and more under it, in place of the one line.
    #[must_use]
    pub fn with(mut self, heading: impl Into<Html>, content: impl Into<Html>) -> Self {
        self.heading = Some(heading.into());
        self.content = content.into();
        self
    }
}

part!(InsetText, WarningCallout, NotificationBanner);
