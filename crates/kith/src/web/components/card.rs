//! A card: one subject in a box.

use askama::Template;

use super::{Html, Link, Size, part};

/// What a card looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CardKind {
    /// A white box.
    Plain,
    /// A heading that stands out of the box.
    Feature,
    /// A quiet box.
    Secondary,
    /// Something to take care of.
    Warning,
    /// Red: a child may be at risk.
    Urgent,
}

impl CardKind {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Feature => " nhsuk-card--feature",
            Self::Secondary => " nhsuk-card--secondary",
            Self::Warning => " nhsuk-card--warning",
            Self::Urgent => " nhsuk-card--care nhsuk-card--care--urgent kith-urgent",
        }
    }
}

/// One subject in a box.
#[derive(Template)]
#[template(path = "components/card.html")]
pub struct Card {
    kind: CardKind,
    id: Option<String>,
    heading: Html,
    heading_id: Option<String>,
    level: u8,
    size: Option<Size>,
    href: Option<String>,
    beside: Option<Html>,
    actions: Vec<Link>,
    content: Html,
}

impl Card {
    /// A heading of the second level and what is under it.
    #[must_use]
    pub fn new(heading: impl Into<Html>, content: impl Into<Html>) -> Self {
        Self {
            kind: CardKind::Plain,
            id: None,
            heading: heading.into(),
            heading_id: None,
            level: 2,
            size: None,
            href: None,
            beside: None,
            actions: Vec::new(),
            content: content.into(),
        }
    }

    /// A card of a working page: medium heading with an id to jump to, and
    /// words or a link beside it.
    #[must_use]
    pub fn working(id: impl Into<String>, heading: impl Into<Html>, content: impl Into<Html>) -> Self {
        Self::new(heading, content).heading_id(id).size(Size::M)
    }

    /// What it looks like.
    #[must_use]
    pub fn kind(mut self, kind: CardKind) -> Self {
        self.kind = kind;
        self
    }

    /// The card's own id.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The heading's id, to jump to.
    #[must_use]
    pub fn heading_id(mut self, id: impl Into<String>) -> Self {
        self.heading_id = Some(id.into());
        self
    }

    /// The heading's level, 2 to 4.
    #[must_use]
    pub fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// The heading's size.
    #[must_use]
    pub fn size(mut self, size: Size) -> Self {
        self.size = Some(size);
        self
    }

    /// The whole card leads there.
    #[must_use]
    pub fn leads_to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Words or a link on the heading's line.
    #[must_use]
    pub fn beside(mut self, beside: impl Into<Html>) -> Self {
        self.beside = Some(beside.into());
        self
    }

    /// Adds something to do with the whole card: "Change".
    #[must_use]
    pub fn action(mut self, action: Link) -> Self {
        self.actions.push(action);
        self
    }

    fn has_container(&self) -> bool {
        self.kind == CardKind::Urgent || !self.actions.is_empty()
    }

    fn heading_html(&self) -> Html {
        Html::of(&Heading { card: self })
    }
}

#[derive(Template)]
#[template(path = "components/card_heading.html")]
struct Heading<'a> {
    card: &'a Card,
}

part!(Card);
