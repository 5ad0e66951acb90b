//! Contacts with a family: that they happened, and, apart from that, what was
//! written about them, with fact and opinion told apart (S004-CHa).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::id::{CommentId, ContactId, StaffId};
use crate::service::ServiceKind;

/// One contact as a timeline shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactLine {
    /// Which contact.
    pub contact: ContactId,
    /// The day.
    pub happened_on: Date,
    /// The kind of service that met the family.
    pub service: ServiceKind,
    /// The service's name as the first screen shows it.
    pub service_name: String,
    /// What it was; none where only dates may be seen.
    pub kind: Option<String>,
    /// Who met the family; none where only dates may be seen.
    pub worker: Option<String>,
    /// First names of the people it was about.
    pub about: Vec<String>,
    /// Whether the family was there.
    pub was_attended: bool,
    /// What was written, where the reader may see it; not loaded otherwise.
    pub note: Option<ContactNote>,
    /// Why the note is not shown, in a sentence; empty where it is, or where
    /// nothing may have been written.
    pub why_no_note: String,
    /// It is sensitive, and opens once the reader says that it is needed
    /// (S002-17c).
    pub is_kept_closed: bool,
}

/// What was written about a contact.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactNote {
    /// The statements in the order written.
    pub statements: Vec<NoteStatement>,
}

/// That something was told in confidence (¶10): what is asked before it goes
/// anywhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Confided {
    /// To whom.
    pub to: String,
    /// What for.
    pub what_for: String,
}

/// One statement of a note.
#[derive(Clone, PartialEq, Eq)]
pub struct NoteStatement {
    /// The words.
    pub words: String,
    /// `Some(true)` for the writer's view, `Some(false)` for a fact, none
    /// where a source does not tell them apart.
    pub is_opinion: Option<bool>,
    /// What the statement rests on: seen, told by, read in.
    pub evidence: Option<String>,
    /// It was told in confidence: to whom, and what for (S002-10a).
    pub confided: Option<Confided>,
    /// A coach's questions and the writer's answers, in order.
    pub comments: Vec<StatementComment>,
}

impl NoteStatement {
    /// A view without anything it rests on: the writer is asked, never
    /// stopped (S004-CHa, S004-CHb).
    #[must_use]
    pub fn lacks_evidence(&self) -> bool {
        self.is_opinion == Some(true) && self.evidence.as_ref().is_none_or(|words| words.trim().is_empty())
    }
}

/// A question beside a statement ("what made you think that?"), or its answer.
#[derive(Clone, PartialEq, Eq)]
pub struct StatementComment {
    /// Which comment.
    pub comment: CommentId,
    /// Who wrote it.
    pub by: StaffId,
    /// The writer's name.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// The words.
    pub words: String,
    /// The question that it answers.
    pub answers: Option<CommentId>,
}
