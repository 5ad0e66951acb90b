//! Names and values, with what can be changed.

use askama::Template;

use super::{Html, Link, part};

/// One name and its value.
pub struct SummaryRow {
    key: Html,
    value: Html,
    actions: Vec<Link>,
    has_border: bool,
}

impl SummaryRow {
    /// A name and a value.
    #[must_use]
    pub fn new(key: impl Into<Html>, value: impl Into<Html>) -> Self {
        Self { key: key.into(), value: value.into(), actions: Vec::new(), has_border: true }
    }

    /// Adds something to do: `Link::new("Change", "/…").about("address")`.
    #[must_use]
    pub fn action(mut self, action: Link) -> Self {
        self.actions.push(action);
        self
    }

    /// No line under this row.
    #[must_use]
    pub fn without_border(mut self) -> Self {
        self.has_border = false;
        self
    }
}

/// Which lines a list has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    All,
    ButLast,
    None,
}

/// Names and values, with what can be changed.
#[derive(Template)]
#[template(path = "components/summary_list.html")]
pub struct SummaryList {
    rows: Vec<SummaryRow>,
    lines: Lines,
    is_close: bool,
    label: Option<String>,
}

impl SummaryList {
    /// The rows, in order.
    #[must_use]
    pub fn new(rows: Vec<SummaryRow>) -> Self {
        Self { rows, lines: Lines::All, is_close: false, label: None }
    }

    /// Plain names and values.
    #[must_use]
    pub fn of<K: Into<Html>, V: Into<Html>>(rows: impl IntoIterator<Item = (K, V)>) -> Self {
        Self::new(rows.into_iter().map(|(key, value)| SummaryRow::new(key, value)).collect())
    }

    /// No lines between rows.
    #[must_use]
    pub fn without_lines(mut self) -> Self {
        self.lines = Lines::None;
        self
    }

    /// No line under the last row: inside cards.
    #[must_use]
    pub fn without_last_line(mut self) -> Self {
        self.lines = Lines::ButLast;
        self
    }

    /// Closer, with the name beside the value on a phone as well: inside
    /// cards and above answers.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.is_close = true;
        self
    }

    /// What the list is, for people who do not see the heading above it.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    fn row_class(&self, row: &SummaryRow) -> &'static str {
        let others_have_actions = self.rows.iter().any(|row| !row.actions.is_empty());
        match (row.actions.is_empty() && others_have_actions, row.has_border) {
            (true, true) => " nhsuk-summary-list__row--no-actions",
            (true, false) => " nhsuk-summary-list__row--no-actions nhsuk-summary-list__row--no-border",
            (false, true) => "",
            (false, false) => " nhsuk-summary-list__row--no-border",
        }
    }

    fn class(&self) -> &'static str {
        match self.lines {
            Lines::All => "",
            Lines::ButLast => " nhsuk-summary-list--no-last-row-border",
            Lines::None => " nhsuk-summary-list--no-border",
        }
    }
}

part!(SummaryList);
