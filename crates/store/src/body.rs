//! The register of organisations, and who takes the place of one that ended.
//! Only added to.

use jiff::Timestamp;
use kith_core::agreement::{BodyEnd, BodyKind};
use kith_core::id::StaffId;

use crate::cell::{Cell, Row, args};
use crate::{StoreError, Tx};

/// An organisation of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBody {
    /// Its name.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: BodyKind,
    /// What else is known: its legal name, whom to ask.
    pub says: String,
    /// Who wrote it down; nobody at the command line.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

/// That an organisation ends, and who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBodyEnd {
    /// The end.
    pub end: BodyEnd,
    /// Who wrote it down; nobody at the command line.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

impl Cell for BodyKind {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

pub(crate) const BODY_ENDS: &str =
    "SELECT body, on_day, successor, why, said_by, said_at FROM body_end ORDER BY number";

pub(crate) fn read_body_end(row: &Row) -> Result<KeptBodyEnd, StoreError> {
    let mut cells = row.cells("body_end");
    let (body, on, successor, why): (String, _, String, String) =
        (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let successor = Some(successor).filter(|name| !name.is_empty());
    Ok(KeptBodyEnd { end: BodyEnd { body, on, successor, why }, said_by: cells.next()?, said_at: cells.next()? })
}

impl Tx {
    /// Adds an organisation, or says anew what it is.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_body(&mut self, kept: &KeptBody) -> Result<(), StoreError> {
        let last: i64 = self.value("body", "SELECT COALESCE(MAX(number), 0) FROM body", &[]).await?;
        let sql = "INSERT INTO body (number, name, kind, says, said_by, said_at) VALUES ($1, $2, $3, $4, $5, $6)";
        let KeptBody { name, kind, says, said_by, said_at } = kept;
        self.run(sql, &args![last + 1, name, kind.word(), says, *said_by, *said_at]).await.map(drop)
    }

    /// Every word about every organisation, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn bodies(&mut self) -> Result<Vec<KeptBody>, StoreError> {
        let sql = "SELECT name, kind, says, said_by, said_at FROM body ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("body");
            Ok(KeptBody {
                name: cells.next()?,
                kind: cells.next()?,
                says: cells.next()?,
                said_by: cells.next()?,
                said_at: cells.next()?,
            })
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// Notes that an organisation ends.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_body_end(&mut self, kept: &KeptBodyEnd) -> Result<(), StoreError> {
        let last: i64 = self.value("body_end", "SELECT COALESCE(MAX(number), 0) FROM body_end", &[]).await?;
        let sql = "INSERT INTO body_end (number, body, on_day, successor, why, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let BodyEnd { body, on, successor, why } = &kept.end;
        let successor = successor.as_deref().unwrap_or_default();
        self.run(sql, &args![last + 1, body, *on, successor, why, kept.said_by, kept.said_at]).await.map(drop)
    }

    /// Every end that was written down, the oldest word first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn body_ends(&mut self) -> Result<Vec<KeptBodyEnd>, StoreError> {
        self.all(BODY_ENDS, &[]).await?.iter().map(read_body_end).collect()
    }
}
