//! Small drawings beside words. The words always say the same.

use askama::Template;

use super::{Html, Link, part};

/// A small drawing, in the colour of the text around it.
#[derive(Template, Clone, Copy, PartialEq, Eq)]
#[template(path = "components/icon.html")]
pub enum Icon {
    /// Who sees this.
    Eye,
    /// Not shown, and why.
    Lock,
    /// A tick in a circle: yes.
    Yes,
    /// Two bars in a circle: not yet.
    Pause,
    /// A bar in a circle: no.
    Stop,
    /// An eight-cornered sign with a hand’s bar: stop what is going on.
    Halt,
    /// A question mark in a circle: talk to a person.
    Ask,
    /// A triangle: act now.
    Alert,
    /// A line: does not matter here.
    Dash,
    /// A page with lines: a fact.
    Page,
    /// A speech bubble: somebody's view.
    Speech,
}

impl Icon {
    /// The outline, on a square of 24.
    fn path(self) -> &'static str {
        match self {
            Self::Eye => {
                "M12 5C7 5 3 8.2 1 12c2 3.8 6 7 11 7s9-3.2 11-7c-2-3.8-6-7-11-7zm0 11a4 4 0 1 1 0-8 4 4 0 0 1 0 8zm0-2a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
            }
            Self::Lock => {
                "M7 10V7a5 5 0 0 1 10 0v3h1.500a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1V11a1 1 0 0 1 1-1H7zm2 0h6V7a3 3 0 0 0-6 0v3zm2 7.500V19h2v-1.500a1.5 1.5 0 1 0-2 0z"
            }
            Self::Yes => {
                "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22zm-1.8 16.600L18.6 9.2 16.5 7.100l-6.3 6.3-2.9-2.9-2.1 2.100z"
            }
            Self::Pause => "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22zM8 7v10h2.800V7H8zm5.2 0v10H16V7h-2.800z",
            Self::Halt => "M7.500 1h9L23 7.500v9L16.500 23h-9L1 16.500v-9L7.500 1zM7.500 7.500v9h9v-9h-9z",
            Self::Stop => "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22zM6 10.500v3h12v-3H6z",
            Self::Ask => {
                "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22zm-1.4 15.500v2.800h2.800v-2.800h-2.800zM7.5 9.300h2.700c0-1.3.7-2 1.8-2s1.8.6 1.8 1.600c0 .9-.5 1.4-1.4 2.1-1.2.9-1.7 1.7-1.7 3.300v.7h2.600v-.5c0-.8.3-1.2 1.3-1.9 1.2-.9 2-2 2-3.7 0-2.4-1.8-4-4.6-4S7.5 6.6 7.5 9.300z"
            }
            Self::Alert => "M12 2l11 20H1L12 2zm-1.4 7.500v6h2.800v-6h-2.800zm0 7.500v2.600h2.800V17h-2.800z",
            Self::Dash => "M4 10.500h16v3H4z",
            Self::Page => "M5 2h10l4 4v16H5V2zm3 7v2h8V9H8zm0 4v2h8v-2H8zm0 4v2h5v-2H8z",
            Self::Speech => {
                "M3 3h18a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H11l-6 5v-5H3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zm4 4v2h10V7H7zm0 4v2h7v-2H7z"
            }
        }
    }
}

/// A closed lock, why something is not shown, and what can be done.
#[derive(Template)]
#[template(
    ext = "html",
    source = "<span class=\"kith-lock\">{{ Icon::Lock }}<span>{{ words }}{% if let Some(link) = link %} {{ link }}{% endif %}</span></span>"
)]
pub struct LockedLine {
    words: Html,
    link: Option<Link>,
}

impl LockedLine {
    /// Why it is not shown.
    #[must_use]
    pub fn new(words: impl Into<Html>) -> Self {
        Self { words: words.into(), link: None }
    }

    /// What can be done about it.
    #[must_use]
    pub fn link(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
}

part!(Icon, LockedLine);
