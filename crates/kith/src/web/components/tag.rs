//! A word that says what state something is in.

use askama::Template;

use super::{Html, part};

/// The colour of a tag; the word must say the same.
#[derive(Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the colour that it is called")]
pub enum Colour {
    Plain,
    White,
    Grey,
    Green,
    AquaGreen,
    Blue,
    Purple,
    Pink,
    Red,
    Orange,
    Yellow,
}

impl Colour {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::White => " nhsuk-tag--white",
            Self::Grey => " nhsuk-tag--grey",
            Self::Green => " nhsuk-tag--green",
            Self::AquaGreen => " nhsuk-tag--aqua-green",
            Self::Blue => " nhsuk-tag--blue",
            Self::Purple => " nhsuk-tag--purple",
            Self::Pink => " nhsuk-tag--pink",
            Self::Red => " nhsuk-tag--red",
            Self::Orange => " nhsuk-tag--orange",
            Self::Yellow => " nhsuk-tag--yellow",
        }
    }
}

/// A word that says what state something is in.
#[derive(Template, Clone)]
#[template(
    ext = "html",
    source = "<strong class=\"nhsuk-tag{{ colour.class() }}{% if !has_border %} nhsuk-tag--no-border{% endif %}\">{{ text }}</strong>"
)]
pub struct Tag {
    text: Html,
    colour: Colour,
    has_border: bool,
}

impl Tag {
    /// The word and its colour.
    #[must_use]
    pub fn new(text: impl Into<Html>, colour: Colour) -> Self {
        Self { text: text.into(), colour, has_border: true }
    }

    /// Quieter, for long lists.
    #[must_use]
    pub fn without_border(mut self) -> Self {
        self.has_border = false;
        self
    }
}

part!(Tag);
