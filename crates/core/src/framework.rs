//! The partnership's information governance framework: common principles,
//! policies and processes, each with an owner and a day of review (S002-12a,
//! ¶12).

use jiff::civil::Date;

use crate::sharing::vocabulary;

vocabulary! {
    /// What an item of the framework is.
    FrameworkKind {
        Principle = "principle", "Principle";
        Policy = "policy", "Policy";
        Process = "process", "Process";
    }
}

/// One item of the framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameworkItem {
    /// What it is.
    pub kind: FrameworkKind,
    /// Its title.
    pub title: String,
    /// What it says.
    pub says: String,
    /// Who owns it: a post or a name.
    pub owner: String,
    /// The day of the next review.
    pub review_on: Date,
}

impl FrameworkItem {
    /// Whether the review is overdue on a day.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.review_on < today
    }
}
