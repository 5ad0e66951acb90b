//! A checked file of a few rows is taken in whole, in one transaction: it is
//! in or it is not, and nothing has to be gone on with.

use jiff::Timestamp;
use kith_core::id::FileId;
use kith_store::{FileState, SourceFile, Tx};

use super::at_once::{FEW, TakenRows};
use super::commit::{BATCH, begun, end_file, ended, is_older, only_new, recount, take_batch};
use super::incoming;
use super::matching::count_records_on;
use super::{ImportProgress, ImportStep, ImportTally, Who};
use crate::{App, AppError};

impl App {
    /// Takes a checked file of a few rows in and matches its people; none
    /// where it has to take the long road.
    pub(super) async fn commit_few(
        &self,
        who: &Who,
        id: FileId,
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<Option<ImportTally>, AppError> {
        let file = self.file(id).await?;
        let waiting = file.rows.new + file.rows.possible + file.rows.changed;
        if file.state != FileState::Checked || waiting > FEW as u64 || progress.is_to_stop() {
            return Ok(None);
        }
        let (begins, ends) = (who.clone(), who.clone());
        let done = self.take_at_once(
            who,
            now,
            move |tx| Box::pin(async move { take_few(tx, &begins, id, now).await }),
            move |tx, (file, matched)| {
                Box::pin(async move {
                    let (file, event, tally) = ended(&ends, file, now);
                    end_file(tx, (&file, &event), now).await?;
                    Ok(matched.with(tally))
                })
            },
        );
        let done = match done.await {
            Err(stopped @ AppError::Refused(_)) => {
                self.note_if_stopped(who, &file, Err(stopped), now).await?;
                None
            }
            done => done?,
        };
        if done.is_some() {
            progress.at(ImportStep::TakingIn, waiting, Some(waiting));
        }
        Ok(done)
    }
}

/// Begins a file of a few rows and takes them in; nothing where the file is
/// not as it was when it was checked.
pub(super) async fn take_few(
    tx: &mut Tx,
    who: &Who,
    id: FileId,
    now: Timestamp,
) -> Result<(Vec<TakenRows>, SourceFile), AppError> {
    let mut file = tx.file(id).await?;
    if file.state != FileState::Checked {
        return Err(AppError::Stale);
    }
    let event = incoming::let_in(tx, &file, &begun(who, &file, now), now).await?;
    if recount(tx, &mut file).await? {
        return Err(AppError::Stale);
    }
    tx.append_audit(&event).await?;
    file.state = FileState::Committing;
    tx.set_file(&file).await?;
    let rows = tx.staged_rows(id, file.rows.committed, BATCH).await?;
    let Some(last) = rows.last().map(|row| row.position) else { return Ok((Vec::new(), file)) };
    let rows = if is_older(&tx.sources().await?, &file) { only_new(rows) } else { rows };
    let taken = take_batch(tx, (&file.source_name, id), &rows, (file.rows.committed, last), now).await?;
    file.rows.committed = last;
    let version = count_records_on(tx).await?;
    Ok((vec![TakenRows { source: file.source_name.clone(), version, rows, taken }], file))
}
