//! Buttons and links.

use askama::Template;

use super::{Html, part};
use crate::web::words::telephone_digits;

/// What a button looks like, by how much weight it has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The next thing to do: one on a page.
    Primary,
    /// Another thing to do.
    Secondary,
    /// Another thing to do, on a coloured ground.
    SecondarySolid,
    /// Something that cannot be undone.
    Warning,
    /// On a dark ground.
    Reverse,
}

impl Variant {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "",
            Self::Secondary => " nhsuk-button--secondary",
            Self::SecondarySolid => " nhsuk-button--secondary-solid",
            Self::Warning => " nhsuk-button--warning",
            Self::Reverse => " nhsuk-button--reverse",
        }
    }
}

/// A button of a form, or a link that looks like one.
#[derive(Template)]
#[template(path = "components/button.html")]
pub struct Button {
    text: Html,
    variant: Variant,
    is_small: bool,
    href: Option<String>,
    field: Option<(String, String)>,
    form_action: Option<String>,
    sends_once: bool,
}

impl Button {
    /// A button that sends its form.
    #[must_use]
    pub fn new(text: impl Into<Html>) -> Self {
        Self {
            text: text.into(),
            variant: Variant::Primary,
            is_small: false,
            href: None,
            field: None,
            form_action: None,
            sends_once: false,
        }
    }

    /// A link that looks like a button.
    #[must_use]
    pub fn link(text: impl Into<Html>, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..Self::new(text) }
    }

    /// What it looks like.
    #[must_use]
    pub fn variant(mut self, variant: Variant) -> Self {
        self.variant = variant;
        self
    }

    /// Another thing to do, beside the first.
    #[must_use]
    pub fn secondary(self) -> Self {
        self.variant(Variant::Secondary)
    }

    /// Smaller, for rows and cards.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.is_small = true;
        self
    }

    /// A field that is sent when this button is pressed.
    #[must_use]
    pub fn sends(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.field = Some((name.into(), value.into()));
        self
    }

    /// Sends the form to another address.
    #[must_use]
    pub fn to(mut self, address: impl Into<String>) -> Self {
        self.form_action = Some(address.into());
        self
    }

    /// A second press within a second does nothing, even without our script.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.sends_once = true;
        self
    }
}

/// A link inside words, with more words for people who hear it alone.
#[derive(Template, Clone)]
#[template(path = "components/link.html")]
pub struct Link {
    text: Html,
    href: String,
    hidden: String,
}

impl Link {
    /// A link.
    #[must_use]
    pub fn new(text: impl Into<Html>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), hidden: String::new() }
    }

    /// Words that only a screen reader says: "Change" + "address".
    #[must_use]
    pub fn about(mut self, hidden: impl Into<String>) -> Self {
        self.hidden = hidden.into();
        self
    }
}

/// A telephone number that can be tapped.
#[derive(Template, Clone)]
#[template(ext = "html", source = "<a class=\"nhsuk-u-nowrap\" href=\"tel:{{ self.digits() }}\">{{ number }}</a>")]
pub struct TelephoneLink {
    number: String,
}

impl TelephoneLink {
    /// The number as people write it.
    #[must_use]
    pub fn new(number: impl Into<String>) -> Self {
        Self { number: number.into() }
    }

    fn digits(&self) -> String {
        telephone_digits(&self.number)
    }
}

/// The way back, above a heading.
#[derive(Template)]
#[template(ext = "html", source = "<a class=\"nhsuk-back-link\" href=\"{{ href }}\">{{ text }}</a>")]
pub struct BackLink {
    text: Html,
    href: String,
}

impl BackLink {
    /// Back to where.
    #[must_use]
    pub fn new(text: impl Into<Html>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// A link with an arrow to something that is done elsewhere.
#[derive(Template)]
#[template(path = "components/action_link.html")]
pub struct ActionLink {
    text: Html,
    href: String,
}

impl ActionLink {
    /// What is done, and where.
    #[must_use]
    pub fn new(text: impl Into<Html>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// The pages above this one. Full pages have it from `Page::under`.
#[derive(Template)]
#[template(path = "components/breadcrumb.html")]
pub struct Breadcrumb {
    /// Words and address, the nearest last.
    pub trail: Vec<(String, String)>,
}

part!(Button, Link, TelephoneLink, BackLink, ActionLink, Breadcrumb);
