//! The rows of a file while they wait, and the problems found in it.

use kith_core::id::FileId;
use kith_core::statement::{Problem, RowStatement};

use crate::cell::{Cell, Row, args};
use crate::file::{FILE, read_file};
use crate::keys::Sealed;
use crate::source::{SOURCES, read_freshness};
use crate::written::{read_row, row_for_digest, write_row};
use crate::{Keys, SourceFile, SourceFreshness, StoreError, Tx};

/// How a row compares with what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Not known before.
    New,
    /// Says something else than before.
    Changed,
    /// Says what it said before.
    Unchanged,
    /// May be somebody already known.
    Possible,
}

impl Change {
    /// Every change.
    pub const ALL: &'static [Self] = &[Self::New, Self::Changed, Self::Unchanged, Self::Possible];

    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Possible => "possible",
        }
    }
}

impl Cell for Change {
    fn read(row: &Row, column: usize) -> Option<Self> {
        let word = String::read(row, column)?;
        Self::ALL.iter().copied().find(|change| change.word() == word)
    }
}

/// One row that waits to be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedRow {
    /// Its place in the file, from 1.
    pub position: u64,
    /// How it compares with what is known.
    pub change: Change,
    /// See [`Keys::row_key`].
    pub row_key: String,
    /// See [`Keys::row_digest`].
    pub digest: String,
    /// What it says.
    pub row: RowStatement,
}

impl Keys {
    /// What a row is known by in its source, as a keyed hash: a row's own key
    /// may be an NHS number.
    #[must_use]
    pub fn row_key(&self, source: &str, row: &RowStatement) -> String {
        self.term_key("row", &format!("{source}\u{1}{}\u{1}{}", row.list, row.key))
    }

    /// A keyed hash of what a row says: all of it but where it stands in the
    /// file and the day the source wrote it.
    #[must_use]
    pub fn row_digest(&self, row: &RowStatement) -> String {
        self.hash("row digest", &row_for_digest(row))
    }
}

/// A file of few rows as it waits to be taken in: see [`Tx::waiting_file`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingFile {
    /// The file.
    pub file: SourceFile,
    /// The first of its rows.
    pub rows: Vec<StagedRow>,
    /// How all its rows compare with what is known now.
    pub compared: Vec<(Change, u64)>,
    /// Every source.
    pub sources: Vec<SourceFreshness>,
}

const STAGED_ROWS: &str = "SELECT position, change, row_key, digest, sealed_row FROM staged_row \
                           WHERE file_id = $1 AND position > $2 ORDER BY position LIMIT $3";

/// How the waiting rows of file `$1` compare with the known ones of a source.
macro_rules! compare {
    ($source:literal) => {
        concat!(
            "SELECT CASE WHEN source_row.digest IS NULL THEN 'new' \
             WHEN source_row.digest = staged_row.digest THEN 'unchanged' ELSE 'changed' END, COUNT(*) \
             FROM staged_row LEFT JOIN source_row ON source_row.source_name = ",
            $source,
            " AND source_row.row_key = staged_row.row_key WHERE staged_row.file_id = $1 GROUP BY 1 ORDER BY 1"
        )
    };
}

fn read_compared(row: &Row) -> Result<(Change, u64), StoreError> {
    let mut cells = row.cells("staged_row");
    Ok((cells.next()?, cells.next()?))
}

fn place(file: FileId, position: u64) -> String {
    format!("{file}/{position}")
}

impl Tx {
    /// Puts rows where they wait.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a position is taken.
    pub async fn stage_rows(&mut self, file: FileId, rows: &[StagedRow]) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(rows.len());
        for row in rows {
            let sealed = self.seal(Sealed::StagedRow, place(file, row.position), &write_row(&row.row))?;
            values.push(args![file, row.position, row.change.word(), &row.row_key, &row.digest, sealed]);
        }
        let into = "INSERT INTO staged_row (file_id, position, change, row_key, digest, sealed_row)";
        self.insert(into, "", values).await
    }

    /// At most `limit` rows that wait after position `after`, in order. Write
    /// [`Tx::set_taken`] in the transaction that takes them in.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row does not open.
    pub async fn staged_rows(&mut self, file: FileId, after: u64, limit: u32) -> Result<Vec<StagedRow>, StoreError> {
        let rows = self.all(STAGED_ROWS, &args![file, after, limit]).await?;
        rows.iter().map(|row| self.read_staged(file, row)).collect()
    }

    /// A file with at most the first `limit` of its rows that wait, how all of
    /// them compare with what is known now, and every source: all that taking
    /// a short file in begins with.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such file;
    /// [`StoreError::Corrupt`] where a row does not open.
    pub async fn waiting_file(&mut self, file: FileId, limit: u32) -> Result<WaitingFile, StoreError> {
        let compare = compare!("(SELECT source_name FROM source_file WHERE id = $1)");
        let [found, rows, compared, sources] = self
            .all_of_each([
                (FILE, &args![file]),
                (STAGED_ROWS, &args![file, 0_i64, limit]),
                (compare, &args![file]),
                (SOURCES, &[]),
            ])
            .await?;
        Ok(WaitingFile {
            file: read_file(found.first().ok_or_else(|| StoreError::not_found("file", file))?)?,
            rows: rows.iter().map(|row| self.read_staged(file, row)).collect::<Result<_, _>>()?,
            compared: compared.iter().map(read_compared).collect::<Result<_, _>>()?,
            sources: sources.iter().map(read_freshness).collect::<Result<_, _>>()?,
        })
    }

    /// What at most `limit` rows after position `after` are known by, without
    /// opening any: position, row key, digest.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn staged_keys(
        &mut self,
        file: FileId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String, String)>, StoreError> {
        let sql = "SELECT position, row_key, digest FROM staged_row \
                   WHERE file_id = $1 AND position > $2 ORDER BY position LIMIT $3";
        let read = |row: &Row| {
            let mut cells = row.cells("staged_row");
            Ok((cells.next()?, cells.next()?, cells.next()?))
        };
        self.all(sql, &args![file, after, limit]).await?.iter().map(read).collect()
    }

    /// Notes the last position that was taken in.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such file.
    pub async fn set_taken(&mut self, file: FileId, position: u64) -> Result<(), StoreError> {
        let touched =
            self.run("UPDATE source_file SET rows_committed = $2 WHERE id = $1", &args![file, position]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::not_found("file", file)) }
    }

    /// How the rows of a file that wait compare with what is known now, which
    /// may be more than when they were put there. Nothing is opened.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn compare_staged(&mut self, file: FileId, source: &str) -> Result<Vec<(Change, u64)>, StoreError> {
        self.all(compare!("$2"), &args![file, source]).await?.iter().map(read_compared).collect()
    }

    /// Takes the waiting rows of a file away: they are in, or it was
    /// cancelled.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn drop_staged(&mut self, file: FileId) -> Result<(), StoreError> {
        self.run_later("DELETE FROM staged_row WHERE file_id = $1", &args![file]).await
    }

    /// Keeps what is wrong in a file; `after` problems of it are kept already.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a place is taken.
    pub async fn add_problems(&mut self, file: FileId, after: u64, problems: &[Problem]) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(problems.len());
        for (position, problem) in (after + 1..).zip(problems) {
            let sealed = self.seal(Sealed::Found, place(file, position), problem.found.as_bytes())?;
            let Problem { row, column, how_to_fix, leaves_row_out, .. } = problem;
            values.push(args![file, position, *row, column, sealed, how_to_fix, *leaves_row_out]);
        }
        let into = "INSERT INTO file_problem (file_id, position, row_number, column_name, sealed_found, how_to_fix, \
                    leaves_row_out)";
        self.insert(into, "", values).await
    }

    /// At most `limit` problems of a file after the first `after`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn problems(&mut self, file: FileId, after: u64, limit: u32) -> Result<Vec<Problem>, StoreError> {
        let sql = "SELECT position, row_number, column_name, sealed_found, how_to_fix, leaves_row_out FROM file_problem \
                   WHERE file_id = $1 AND position > $2 ORDER BY position LIMIT $3";
        let rows = self.all(sql, &args![file, after, limit]).await?;
        rows.iter().map(|row| self.read_problem(file, row)).collect()
    }

    /// How many problems a file has.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_problems(&mut self, file: FileId) -> Result<u64, StoreError> {
        self.value("file_problem", "SELECT COUNT(*) FROM file_problem WHERE file_id = $1", &args![file]).await
    }

    fn read_staged(&self, file: FileId, row: &Row) -> Result<StagedRow, StoreError> {
        let mut cells = row.cells("staged_row");
        let (position, change, row_key, digest) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        let plain = self.open(Sealed::StagedRow, place(file, position), cells.sealed()?)?;
        let row = read_row(&plain).ok_or_else(|| cells.corrupt())?;
        Ok(StagedRow { position, change, row_key, digest, row })
    }

    fn read_problem(&self, file: FileId, row: &Row) -> Result<Problem, StoreError> {
        let mut cells = row.cells("file_problem");
        let (position, row, column) = (cells.next()?, cells.next()?, cells.next()?);
        let found = self.open(Sealed::Found, place(file, position), cells.sealed()?)?;
        Ok(Problem {
            row,
            column,
            found: String::from_utf8(found).map_err(|_| cells.corrupt())?,
            how_to_fix: cells.next()?,
            leaves_row_out: cells.next()?,
        })
    }
}
