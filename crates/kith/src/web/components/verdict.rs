//! Verdict: one of the answers to "Can I share this?".

use askama::Template;

use super::{Button, Html, Icon, Link, Variant, part};

/// The answers. Each has its own words, drawing and colour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes, you can share this.
    Yes,
    /// Yes, but only part of it.
    Part,
    /// Not yet, ask somebody first.
    NotYet,
    /// No, somebody has objected.
    No,
    /// Talk to a person first.
    AskPerson,
    /// Share now, to keep a child safe.
    ShareNow,
    /// Stop sharing now: they changed their mind.
    StopNow,
}

impl Answer {
    fn class(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Part => "part",
            Self::NotYet => "wait",
            Self::No => "no",
            Self::AskPerson => "ask",
            Self::ShareNow => "must",
            Self::StopNow => "stop",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Yes | Self::Part => Icon::Yes,
            Self::NotYet => Icon::Pause,
            Self::No => Icon::Stop,
            Self::AskPerson => Icon::Ask,
            Self::ShareNow => Icon::Alert,
            Self::StopNow => Icon::Halt,
        }
    }

    /// The heading where no name belongs in it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Yes => "Yes, you can share this",
            Self::Part => "Yes, but only part of it",
            Self::NotYet => "Not yet. Ask first",
            Self::No => "No. They have objected",
            Self::AskPerson => "Talk to a person first",
            Self::ShareNow => "Share now, to keep a child safe",
            Self::StopNow => "Stop sharing now",
        }
    }

    fn variant(self) -> Variant {
        match self {
            Self::Yes | Self::Part | Self::NotYet => Variant::Primary,
            Self::No | Self::AskPerson | Self::StopNow => Variant::Secondary,
            Self::ShareNow => Variant::Reverse,
        }
    }
}

/// An answer: the heading is the answer, one or two sentences say why, one
/// button is the next thing to do.
#[derive(Template)]
#[template(path = "components/verdict.html")]
pub struct Verdict {
    answer: Answer,
    id: String,
    heading: Html,
    reasons: Vec<Html>,
    button: Option<Button>,
    urgent: Option<Link>,
}

impl Verdict {
    /// The answer, with the usual heading.
    #[must_use]
    pub fn new(answer: Answer) -> Self {
        Self {
            answer,
            id: "answer".to_owned(),
            heading: answer.words().into(),
            reasons: Vec::new(),
            button: None,
            urgent: None,
        }
    }

    /// The heading's id, where several answers stand on a page.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The heading with names: "Not yet. Ask Hannah first".
    #[must_use]
    pub fn heading(mut self, heading: impl Into<Html>) -> Self {
        self.heading = heading.into();
        self
    }

    /// Adds a paragraph that says why.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<Html>) -> Self {
        self.reasons.push(reason.into());
        self
    }

    /// The next thing to do.
    #[must_use]
    pub fn button(mut self, button: Button) -> Self {
        self.button = Some(button.variant(self.answer.variant()).small());
        self
    }

    /// The way to the urgent card, shown on a phone: the card is far below.
    #[must_use]
    pub fn urgent(mut self, link: Link) -> Self {
        self.urgent = Some(link);
        self
    }
}

part!(Verdict);
