//! A checked file of a few rows is taken in whole, in one transaction: it is
//! in or it is not, and nothing has to be gone on with.

use jiff::Timestamp;
use kith_core::id::FileId;
use kith_store::{FileState, SourceFile, Tx, WaitingFile};

use super::at_once::{FEW, TakenRows};
use super::commit::{begun, end_file, ended, has_moved, is_older, only_new, take_rows};
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
        if progress.is_to_stop() {
            return Ok(None);
        }
        // For a long file nothing is read that may be read anew behind it.
        if self.matching.lock().await.is_none() && !is_of_few(&self.file(id).await?) {
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
                let file = self.file(id).await?;
                self.note_if_stopped(who, &file, Err(stopped), now).await?;
                None
            }
            done => done?,
        };
        if let Some(tally) = &done {
            let rows = tally.rows_new + tally.rows_changed;
            progress.at(ImportStep::TakingIn, rows, Some(rows));
        }
        Ok(done)
    }
}

fn is_of_few(file: &SourceFile) -> bool {
    let waiting = file.rows.new + file.rows.possible + file.rows.changed;
    file.state == FileState::Checked && waiting <= FEW as u64
}

/// Begins a file of a few rows and takes them in; nothing where the file is
/// not as it was when it was checked.
pub(super) async fn take_few(
    tx: &mut Tx,
    who: &Who,
    id: FileId,
    now: Timestamp,
) -> Result<(Vec<TakenRows>, SourceFile), AppError> {
    let WaitingFile { mut file, rows, compared, sources } = tx.waiting_file(id, FEW as u32).await?;
    if !is_of_few(&file) {
        return Err(AppError::Stale);
    }
    let event = incoming::let_in(tx, &file, &begun(who, &file, now), now).await?;
    if has_moved(&mut file, &compared) {
        return Err(AppError::Stale);
    }
    tx.append_audit(&event).await?;
    let Some(last) = rows.last().map(|row| row.position) else { return Ok((Vec::new(), file)) };
    let rows = if is_older(&sources, &file) { only_new(rows) } else { rows };
    let taken = take_rows(tx, (&file.source_name, id), &rows, now).await?;
    file.rows.committed = last;
    let version = count_records_on(tx).await?;
    Ok((vec![TakenRows { source: file.source_name.clone(), version, rows, taken }], file))
}
