//! Files that came in: how far each one is, its rows while they wait, and
//! what was wrong in it.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FileId, StaffId};

use crate::cell::{Cell, Cells, Row, args};
use crate::{StoreError, Tx};

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileState {
    /// Being read.
    Staging,
    /// Read; waits for somebody to look at it.
    Checked,
    /// Its rows are being taken in.
    Committing,
    /// All its rows are in.
    Committed,
    /// Somebody decided against it.
    Cancelled,
    /// It was refused whole.
    Refused,
}

impl FileState {
    /// Every state, in the order of a file's life.
    pub const ALL: &'static [Self] =
        &[Self::Staging, Self::Checked, Self::Committing, Self::Committed, Self::Cancelled, Self::Refused];

    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Staging => "staging",
            Self::Checked => "checked",
            Self::Committing => "committing",
            Self::Committed => "committed",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
        }
    }
}

impl Cell for FileState {
    fn read(row: &Row, column: usize) -> Option<Self> {
        let word = String::read(row, column)?;
        Self::ALL.iter().copied().find(|state| state.word() == word)
    }
}

/// How many rows of a file went which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowCounts {
    /// Rows in the file.
    pub read: u64,
    /// Rows that were not known.
    pub new: u64,
    /// Rows that say something else than before.
    pub changed: u64,
    /// Rows that say what they said before.
    pub unchanged: u64,
    /// Rows that may be somebody already known.
    pub possible: u64,
    /// Rows left out because of a problem.
    pub left_out: u64,
    /// The position of the last row that was taken in: where to go on.
    pub committed: u64,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Which file.
    pub id: FileId,
    /// The source that it came from, by name.
    pub source_name: String,
    /// Its name on the sender's machine.
    pub file_name: String,
    /// The hash of its bytes.
    pub digest: String,
    /// How far it is.
    pub state: FileState,
    /// The day that its information is from.
    pub extract_on: Date,
    /// When it came in.
    pub received_at: Timestamp,
    /// Who brought it; none for the command line.
    pub received_by: Option<StaffId>,
    /// Its rows.
    pub rows: RowCounts,
    /// Why it was refused, in words.
    pub refusal: Option<String>,
    /// When its last row was taken in, or it was cancelled or refused.
    pub finished_at: Option<Timestamp>,
}

/// The columns of a file, in the order that [`read_file`] takes them.
macro_rules! columns {
    () => {
        "id, source_name, file_name, digest, state, extract_on, received_at, received_by, rows_read, rows_new, \
         rows_changed, rows_unchanged, rows_possible, rows_left_out, rows_committed, refusal, finished_at"
    };
}

pub(crate) const FILE: &str = concat!("SELECT ", columns!(), " FROM source_file WHERE id = $1");

pub(crate) fn read_file(row: &Row) -> Result<SourceFile, StoreError> {
    let mut cells = row.cells("source_file");
    Ok(SourceFile {
        id: cells.next()?,
        source_name: cells.next()?,
        file_name: cells.next()?,
        digest: cells.next()?,
        state: cells.next()?,
        extract_on: cells.next()?,
        received_at: cells.next()?,
        received_by: cells.next()?,
        rows: read_counts(&mut cells)?,
        refusal: cells.next()?,
        finished_at: cells.next()?,
    })
}

fn read_counts(cells: &mut Cells<'_>) -> Result<RowCounts, StoreError> {
    Ok(RowCounts {
        read: cells.next()?,
        new: cells.next()?,
        changed: cells.next()?,
        unchanged: cells.next()?,
        possible: cells.next()?,
        left_out: cells.next()?,
        committed: cells.next()?,
    })
}

impl Tx {
    /// Notes a file that came in.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_file(&mut self, file: &SourceFile) -> Result<(), StoreError> {
        let sql = concat!(
            "INSERT INTO source_file (",
            columns!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        );
        let rows = &file.rows;
        let values = args![
            file.id,
            &file.source_name,
            &file.file_name,
            &file.digest,
            file.state.word(),
            file.extract_on,
            file.received_at,
            file.received_by,
            rows.read,
            rows.new,
            rows.changed,
            rows.unchanged,
            rows.possible,
            rows.left_out,
            rows.committed,
            &file.refusal,
            file.finished_at,
        ];
        self.run_later(sql, &values).await
    }

    /// Writes how far a file is now: its state, rows, refusal and end.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such file.
    pub async fn set_file(&mut self, file: &SourceFile) -> Result<(), StoreError> {
        let sql = "UPDATE source_file SET state = $2, extract_on = $3, rows_read = $4, rows_new = $5, \
                   rows_changed = $6, rows_unchanged = $7, rows_possible = $8, rows_left_out = $9, \
                   rows_committed = $10, refusal = $11, finished_at = $12 WHERE id = $1";
        let rows = &file.rows;
        let values = args![
            file.id,
            file.state.word(),
            file.extract_on,
            rows.read,
            rows.new,
            rows.changed,
            rows.unchanged,
            rows.possible,
            rows.left_out,
            rows.committed,
            &file.refusal,
            file.finished_at,
        ];
        let touched = self.run(sql, &values).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::not_found("file", file.id)) }
    }

    /// A file.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such file.
    pub async fn file(&mut self, file: FileId) -> Result<SourceFile, StoreError> {
        let row = self.first(FILE, &args![file]).await?;
        read_file(&row.ok_or_else(|| StoreError::not_found("file", file))?)
    }

    /// At most `limit` files that came in before `before`, newest first; those
    /// that messages came in by are in the list of messages.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn files(&mut self, before: Option<Timestamp>, limit: u32) -> Result<Vec<SourceFile>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM source_file WHERE received_at < $1 \
             AND id NOT IN (SELECT file_id FROM message WHERE file_id IS NOT NULL) \
             ORDER BY received_at DESC, id LIMIT $2"
        );
        let before = before.map_or(i64::MAX, Timestamp::as_microsecond);
        self.all(sql, &args![before, limit]).await?.iter().map(read_file).collect()
    }

    /// Every file in a state, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn files_in(&mut self, state: FileState) -> Result<Vec<SourceFile>, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM source_file WHERE state = $1 ORDER BY received_at, id");
        self.all(sql, &args![state.word()]).await?.iter().map(read_file).collect()
    }

    /// The newest file of a source with the same bytes that is in or on its
    /// way in.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn same_file(&mut self, source: &str, digest: &str) -> Result<Option<SourceFile>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM source_file WHERE source_name = $1 AND digest = $2 \
             AND state IN ('checked', 'committing', 'committed') ORDER BY received_at DESC LIMIT 1"
        );
        self.first(sql, &args![source, digest]).await?.as_ref().map(read_file).transpose()
    }
}
