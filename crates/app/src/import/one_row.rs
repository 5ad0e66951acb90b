//! One row that somebody wrote on a form of ours: kept and matched by the same
//! road as the rows of a file.

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use kith_core::id::{FileId, RecordId};
use kith_core::statement::{Part, RowStatement};
use kith_store::{Change, Source, StagedRow, TakenRecord, Taking, Tx};

use super::matching::count_records_on;
use super::{ImportProgress, Who};
use crate::{App, AppError, Asker, door};

/// The records that a row became.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowRecords {
    /// The subject.
    pub(crate) subject: RecordId,
    /// The mother.
    pub(crate) mother: RecordId,
    /// The father or partner, where the row names one.
    pub(crate) father: Option<RecordId>,
}

impl App {
    /// Keeps a row of a form's own source, which is made with the first row;
    /// then says who is who. The same row again replaces itself.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read or written.
    pub(crate) async fn take_form_row(
        &self,
        asker: &Asker,
        (source, row): (Source, RowStatement),
        now: Timestamp,
    ) -> Result<RowRecords, AppError> {
        let file = door::fresh(FileId::from_random)?;
        let name = source.name.clone();
        let keeping: BoxFuture<'_, _> = Box::pin(self.db.write(move |tx| {
            Box::pin(async move {
                if !tx.sources().await?.iter().any(|known| known.name == source.name) {
                    tx.set_source(&source).await?;
                }
                let staged = staged(tx, &source.name, row);
                let taking = Taking { source: &source.name, file, received_on: door::today(now), now };
                let rows = vec![staged];
                let taken = tx.take_rows(&taking, &rows).await?;
                tx.note_extract(&source.name, door::today(now), now).await?;
                let version = count_records_on(tx).await?;
                Ok::<_, AppError>((rows, taken, version))
            })
        }));
        let (rows, taken, version) = keeping.await?;
        self.tell_matching((&name, version), &rows, &taken, now).await;
        let touched: Vec<RecordId> = taken.iter().map(|taken| taken.record).collect();
        self.match_records(&Who::from(asker), &touched, now, &mut ImportProgress::silent()).await?;
        records_of(&taken).ok_or_else(|| AppError::Broken(anyhow::anyhow!("a form's row names a child and a mother")))
    }
}

fn staged(tx: &Tx, source: &str, row: RowStatement) -> StagedRow {
    let keys = tx.keys();
    let (row_key, digest) = (keys.row_key(source, &row), keys.row_digest(&row));
    StagedRow { position: 1, change: Change::New, row_key, digest, row }
}

fn records_of(taken: &[TakenRecord]) -> Option<RowRecords> {
    let of = |part: Part| taken.iter().find(|taken| taken.part == part && !taken.is_withdrawn).map(|it| it.record);
    Some(RowRecords { subject: of(Part::Subject)?, mother: of(Part::Mother)?, father: of(Part::Father) })
}
