//! What a locality says of the library. Only added to.

use jiff::Timestamp;
use kith_core::id::StaffId;
use kith_core::library::{LibraryItem, LibrarySort, LibraryStatus};

use crate::cell::{Cell, Row, args};
use crate::{StoreError, Tx};

/// One thing that was said of an item, why, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryEvent {
    /// The item as it is from then on.
    pub item: LibraryItem,
    /// Why.
    pub why: String,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

impl Cell for LibrarySort {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

impl Cell for LibraryStatus {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

impl Tx {
    /// Adds what is said of an item from now on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_library_event(&mut self, event: &LibraryEvent) -> Result<(), StoreError> {
        let sql = "INSERT INTO library_event (number, item, sort, status, title, version, dated, replaced_by, \
                   where_to_read, says, why, said_by, said_at) VALUES ((SELECT COALESCE(MAX(number), 0) + 1 \
                   FROM library_event), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let LibraryEvent { item, why, by, at } = event;
        let LibraryItem { id, sort, title, version, dated, status, replaced_by, where_to_read, says } = item;
        let values = args![
            id,
            sort.word(),
            status.word(),
            title,
            version,
            dated,
            replaced_by,
            where_to_read,
            says,
            why,
            *by,
            *at
        ];
        self.run(sql, &values).await.map(drop)
    }

    /// Everything that was said of the library, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn events_of_library(&mut self) -> Result<Vec<LibraryEvent>, StoreError> {
        let sql = "SELECT item, sort, status, title, version, dated, replaced_by, where_to_read, says, why, said_by, \
                   said_at FROM library_event ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("library_event");
            let id = cells.next()?;
            let (sort, status) = (cells.next()?, cells.next()?);
            let item = LibraryItem {
                id,
                sort,
                status,
                title: cells.next()?,
                version: cells.next()?,
                dated: cells.next()?,
                replaced_by: cells.next()?,
                where_to_read: cells.next()?,
                says: cells.next()?,
            };
            Ok(LibraryEvent { item, why: cells.next()?, by: cells.next()?, at: cells.next()? })
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }
}
