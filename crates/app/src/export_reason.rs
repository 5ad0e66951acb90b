//! Why somebody needs names and not figures (S002-13b): asked before a file
//! with names is made, and written down.

use jiff::Timestamp;
use kith_core::audit::Action;

use crate::door::event;
use crate::{App, AppError, Asker, FieldProblem};

/// The reasons to choose from: word and title.
pub const EXPORT_REASONS: &[(&str, &str)] = &[
    ("letters", "To send letters to these families"),
    ("evidence", "To show what was agreed: a complaint, a court or an inspection"),
    ("own-file", "The family asked for their own file"),
    ("put-right", "To put a mistake right with a service"),
];

impl App {
    /// Writes down why somebody takes a file with names out.
    ///
    /// # Errors
    /// [`AppError::Invalid`] without one of the reasons.
    pub async fn say_why_names(
        &self,
        asker: &Asker,
        (file, why): (&'static str, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let Some((why, _)) = EXPORT_REASONS.iter().find(|(word, _)| *word == why) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("why", "Choose why figures will not do")]));
        };
        self.write_event(event(asker, Action::Export, now).with("file", file).with("why-names", why)).await
    }
}
