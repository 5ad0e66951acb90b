//! One row that somebody took in by hand, by the same road as the rows of a
//! file: the source's own copy, its past kept, matched like any other.

use jiff::Timestamp;
use kith_core::id::FileId;
use kith_core::statement::RowStatement;
use kith_store::{Change, StagedRow, TakenRecord, Taking, Tx};

use super::matching::count_records_on;
use crate::{App, AppError, door};

/// A row that is in, for matching to hear of once its transaction stands.
pub(crate) struct TakenRow {
    source: String,
    row: StagedRow,
    /// The records of the row.
    pub(crate) taken: Vec<TakenRecord>,
    version: u64,
}

/// Takes one row of a source in.
pub(crate) async fn take_row(
    tx: &mut Tx,
    source: &str,
    row: RowStatement,
    now: Timestamp,
) -> Result<TakenRow, AppError> {
    let keys = tx.keys();
    let (row_key, digest) = (keys.row_key(source, &row), keys.row_digest(&row));
    let row = StagedRow { position: 1, change: Change::New, row_key, digest, row };
    // No file brought it: the reference stands for this one act.
    let file = door::fresh(FileId::from_random)?;
    let taking = Taking { source, file, received_on: door::today(now), now };
    let taken = tx.take_rows(&taking, std::slice::from_ref(&row)).await?;
    let version = count_records_on(tx).await?;
    Ok(TakenRow { source: source.to_owned(), row, taken, version })
}

impl App {
    /// Tells matching of a row that was taken in.
    pub(crate) async fn tell_of_row(&self, row: &TakenRow, now: Timestamp) {
        let rows = std::slice::from_ref(&row.row);
        self.tell_matching((&row.source, row.version), rows, &row.taken, now).await;
    }
}
