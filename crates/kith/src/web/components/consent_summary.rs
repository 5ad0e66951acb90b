//! Consent summary: what a family has agreed to and objected to.

use askama::Template;

use super::{Html, Link, SummaryList, part};

/// What a family has agreed to, was not asked, objected to; by whom and how;
/// and when to ask again. "Consent" here always means that they agreed.
#[derive(Template)]
#[template(path = "components/consent_summary.html")]
pub struct ConsentSummary {
    rows: Vec<(&'static str, Html)>,
    links: Vec<Link>,
}

impl ConsentSummary {
    /// What they agreed to: "Basic details, with 4 named partners"; empty says
    /// that nobody has been asked yet.
    #[must_use]
    pub fn new(agreed: impl Into<Html>) -> Self {
        let agreed = agreed.into();
        let agreed = if agreed.is_empty() { Html::from("Nobody has been asked yet") } else { agreed };
        Self { rows: vec![("Agreed", agreed)], links: Vec::new() }
    }

    fn row(mut self, name: &'static str, value: impl Into<Html>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.rows.push((name, value));
        }
        self
    }

    /// What they were not asked: "Health notes".
    #[must_use]
    pub fn not_asked(self, kinds: impl Into<Html>) -> Self {
        self.row("Not asked", kinds)
    }

    /// What they said no to when asked.
    #[must_use]
    pub fn said_no(self, kinds: impl Into<Html>) -> Self {
        self.row("Said no", kinds)
    }

    /// What they object to: "None".
    #[must_use]
    pub fn objections(self, objections: impl Into<Html>) -> Self {
        self.row("Objections", objections)
    }

    /// Who agreed, and how: "Hannah, signed form, 3 November 2026".
    #[must_use]
    pub fn by(self, who_and_how: impl Into<Html>) -> Self {
        self.row("By, how", who_and_how)
    }

    /// When the privacy notice was given.
    #[must_use]
    pub fn told(self, when: impl Into<Html>) -> Self {
        self.row("Told", when)
    }

    /// When to ask again: "By 3 May 2027".
    #[must_use]
    pub fn ask_again(self, by: impl Into<Html>) -> Self {
        self.row("Ask again", by)
    }

    /// Adds a link under the list.
    #[must_use]
    pub fn link(mut self, link: Link) -> Self {
        self.links.push(link);
        self
    }

    fn list(&self) -> SummaryList {
        SummaryList::of(self.rows.iter().cloned()).close()
    }
}

part!(ConsentSummary);
