//! The register of agreements is asked before the first row of a file is
//! taken in (S000-7).

use jiff::Timestamp;
use kith_core::audit::{Action, Event};
use kith_store::{FileAgreement, SourceFile, Tx};

use super::Who;
use crate::agreements::{ComesUnder, Incoming, IncomingFlows};
use crate::{App, AppError, door};

/// Whether a file may come in now: notes the flow under which it does, and
/// gives the event that says so.
pub(super) async fn let_in(tx: &mut Tx, file: &SourceFile, event: &Event, now: Timestamp) -> Result<Event, AppError> {
    match IncomingFlows::read(tx, door::today(now)).await?.of(&file.source_name) {
        Incoming::Under(ComesUnder { agreement, version, flow, .. }) => {
            let event = event.clone().with("agreement", &agreement).with("flow", &flow);
            tx.set_file_agreement(&FileAgreement { file: file.id, agreement, version, flow }).await?;
            Ok(event)
        }
        Incoming::Unnamed => Ok(event.clone()),
        stopped @ (Incoming::Stopped { .. } | Incoming::Blocked) => Err(stopped.refusal(&file.file_name)),
    }
}

impl App {
    /// Writes down that a file was stopped, if it was.
    pub(super) async fn note_if_stopped(
        &self,
        who: &Who,
        file: &SourceFile,
        begun: Result<(), AppError>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        if matches!(begun, Err(AppError::Refused(_))) {
            let event = who.event(Action::ImportCommit, now).about(file.id).outcome("stopped");
            self.write_event(event.with("source", &file.source_name)).await?;
        }
        begun
    }
}
