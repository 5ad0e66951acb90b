//! Timeline: what happened, the latest first.

use askama::Template;

use super::{Html, Icon, part};

/// Something that happened.
pub struct Happening {
    what: Html,
    when: Html,
    text: Option<Html>,
    locked: Option<Html>,
}

impl Happening {
    /// "Phone call, Northfield Children’s Centre", "16 November, Joanne Pike".
    #[must_use]
    pub fn new(what: impl Into<Html>, when: impl Into<Html>) -> Self {
        Self { what: what.into(), when: when.into(), text: None, locked: None }
    }

    /// What was noted.
    #[must_use]
    pub fn text(mut self, text: impl Into<Html>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Only the date is shown; why: "Notes are for health staff".
    #[must_use]
    pub fn locked(mut self, why: impl Into<Html>) -> Self {
        self.locked = Some(why.into());
        self
    }
}

/// What happened, the latest first.
#[derive(Template)]
#[template(path = "components/timeline.html")]
pub struct Timeline {
    /// The happenings, the latest first.
    pub happenings: Vec<Happening>,
}

part!(Timeline);
