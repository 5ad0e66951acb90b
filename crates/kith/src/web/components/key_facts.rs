//! Key facts: a row of short answers.

use askama::Template;

use super::{Html, part};

/// Short answers in a row, a list on a phone: lead professional, level, home,
/// best way to reach, language.
#[derive(Template)]
#[template(path = "components/key_facts.html")]
pub struct KeyFacts {
    label: String,
    facts: Vec<(Html, Html)>,
}

impl KeyFacts {
    /// No facts yet; the label says what they are about: "Key facts".
    #[must_use]
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), facts: Vec::new() }
    }

    /// Adds a name and its value; an unknown value says "Not recorded".
    #[must_use]
    pub fn fact(mut self, name: impl Into<Html>, value: impl Into<Html>) -> Self {
        let value = value.into();
        let value = if value.is_empty() { Html::from("Not recorded") } else { value };
        self.facts.push((name.into(), value));
        self
    }
}

part!(KeyFacts);
