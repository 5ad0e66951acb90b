//! What was cut short is finished: once at the start, or on request.

use jiff::Timestamp;
use kith_store::FileState;

use super::{ImportProgress, ImportTally, Who};
use crate::{App, AppError};

impl App {
    /// Goes on with every file that was being taken in when Kith stopped, and
    /// clears away what was only being read: its bytes are not kept, so it has
    /// to be brought again. Safe at any time.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read or written.
    pub async fn finish_imports(&self, now: Timestamp) -> Result<(), AppError> {
        self.clear_half_read(now).await?;
        self.finish_taken_in(now, &mut ImportProgress::silent()).await.map(drop)
    }

    /// Matches the people of every file whose rows are in, and ends the
    /// files; what it did, in numbers.
    ///
    /// # Errors
    /// As [`App::finish_imports`].
    pub async fn finish_taken_in(
        &self,
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<ImportTally, AppError> {
        let cut_short = self.db.read(|tx| Box::pin(async move { tx.files_in(FileState::Committing).await })).await?;
        let mut taken = Vec::with_capacity(cut_short.len());
        for file in cut_short {
            taken.extend(self.take_in(&Who::Job, file.id, now, progress).await?);
            if progress.is_to_stop() {
                return Ok(ImportTally { is_stopped: true, ..ImportTally::default() });
            }
        }
        if taken.is_empty() {
            return Ok(ImportTally::default());
        }
        self.match_files(&Who::Job, taken, now, progress).await
    }

    async fn clear_half_read(&self, now: Timestamp) -> Result<(), AppError> {
        let half_read = self.db.read(|tx| Box::pin(async move { tx.files_in(FileState::Staging).await })).await?;
        for mut file in half_read {
            file.state = FileState::Cancelled;
            file.finished_at = Some(now);
            file.refusal = Some("Reading was cut short. Nothing was kept.\nBring the file in again.".to_owned());
            self.db
                .write(move |tx| {
                    Box::pin(async move {
                        tx.drop_staged(file.id).await?;
                        tx.set_file(&file).await
                    })
                })
                .await?;
        }
        Ok(())
    }
}
