//! A Section 75 entry of a partnership agreement: what two bodies do and pay
//! for together (S003-CMc, S004-BHc).

use crate::sharing::vocabulary;

vocabulary! {
    /// How the money is held.
    Budget {
        Pooled = "pooled", "Pooled budget";
        Aligned = "aligned", "Aligned budgets";
        None = "none", "No shared budget";
    }
}

/// A Section 75 entry as it is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SectionSeventyFiveDraft {
    /// The word of the budget.
    pub budget: String,
    /// The organisation that holds a pooled budget.
    pub host: String,
    /// The functions that move, and to whom, one each.
    pub functions: Vec<String>,
    /// How liability is shared.
    pub liability: String,
    /// Who governs it: the board, how often it meets.
    pub governance: String,
    /// Posts and secondments that answer to more than one organisation, one
    /// each.
    pub joint_posts: Vec<String>,
}

impl SectionSeventyFiveDraft {
    /// Whether nothing was written: there is no such entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A Section 75 entry that passed the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionSeventyFive {
    /// How the money is held.
    pub budget: Budget,
    /// The organisation that holds a pooled budget.
    pub host: Option<String>,
    /// The functions that move, and to whom.
    pub functions: Vec<String>,
    /// How liability is shared.
    pub liability: String,
    /// Who governs it.
    pub governance: String,
    /// Posts and secondments that answer to more than one organisation.
    pub joint_posts: Vec<String>,
}
