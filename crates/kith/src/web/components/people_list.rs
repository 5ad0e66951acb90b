//! People of a family, with their initials.

use askama::Template;

use crate::web::words::initials;

use super::{Html, part};

/// One person of a family.
pub struct Member {
    name: String,
    href: Option<String>,
    is_child: bool,
    about: Html,
    warning: Option<Html>,
}

impl Member {
    /// The name, and who the person is: "Daughter, born 2 October 2026".
    #[must_use]
    pub fn new(name: impl Into<String>, about: impl Into<Html>) -> Self {
        Self { name: name.into(), href: None, is_child: false, about: about.into(), warning: None }
    }

    /// The person's own page.
    #[must_use]
    pub fn at(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// A child: the circle has the other colour.
    #[must_use]
    pub fn child(mut self) -> Self {
        self.is_child = true;
        self
    }

    /// What to take care of: "Check before sharing".
    #[must_use]
    pub fn warning(mut self, warning: impl Into<Html>) -> Self {
        self.warning = Some(warning.into());
        self
    }

    fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// People of a family, with their initials in a circle; children first.
#[derive(Template)]
#[template(path = "components/people_list.html")]
pub struct PeopleList {
    /// The people, in order.
    pub members: Vec<Member>,
}

part!(PeopleList);
