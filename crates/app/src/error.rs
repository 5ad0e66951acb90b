//! The one error of the door, for whoever must turn it into a page, an API
//! answer or an exit code.

use kith_core::id::DecisionId;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The sharing rules say no, or not yet, and may say so to this reader.
    #[error("{}", .0.heading)]
    Refused(Box<Refusal>),
    /// It does not exist, or this reader may not know that it does. The two
    /// are told apart nowhere outside the audit.
    #[error("you cannot see this, or it does not exist")]
    NotFound,
    /// Somebody else changed it meanwhile.
    #[error("somebody else changed this; look again before you go on")]
    Stale,
    /// What was typed cannot be taken as it is.
    #[error("{} of the answers need another look", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// A fault of ours or of the machine.
    #[error("something went wrong; nothing was lost")]
    Broken(#[source] anyhow::Error),
}

/// A refusal in words, with the way to yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The answer in one sentence.
    pub heading: String,
    /// Why, in one or two sentences.
    pub because: String,
    /// What to do now, one step a line; the first is the shortest.
    pub ways_to_yes: Vec<String>,
    /// The paragraphs that it rests on.
    pub citations: Vec<String>,
    /// The recorded decision, where one was made.
    pub decision: Option<DecisionId>,
}

/// One answer on a form that needs another look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The name of the field on the form.
    pub field: String,
    /// What to do, in words.
    pub message: String,
}

impl FieldProblem {
    /// A problem with one field.
    #[must_use]
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

impl From<kith_store::StoreError> for AppError {
    fn from(error: kith_store::StoreError) -> Self {
        match error {
            kith_store::StoreError::NotFound { .. } => Self::NotFound,
            kith_store::StoreError::Conflict { .. } => Self::Stale,
            other => Self::Broken(other.into()),
        }
    }
}
