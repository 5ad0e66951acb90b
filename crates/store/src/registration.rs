//! With which centre a child is registered, line by line.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{RecordId, StaffId};

use crate::cell::{Row, args, list};
use crate::{StoreError, Tx};

/// That a child was registered with a centre, or is so no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationLine {
    /// The child's record.
    pub record: RecordId,
    /// The centre's name.
    pub centre: String,
    /// Registered; otherwise the registration ended.
    pub is_start: bool,
    /// The day.
    pub on: Date,
    /// The word of how.
    pub how: String,
    /// Who wrote it down.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

impl Tx {
    /// Adds lines, one after the other.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_registrations(&mut self, lines: &[RegistrationLine]) -> Result<(), StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) FROM registration";
        let last: i64 = self.value("registration", sql, &[]).await?;
        let rows = (last + 1..).zip(lines).map(|(number, line)| {
            let RegistrationLine { record, centre, is_start, on, how, by, at } = line;
            args![number, *record, centre, *is_start, *on, how, *by, *at]
        });
        let into = "INSERT INTO registration (number, record_id, centre, is_start, happened_on, how, made_by, made_at)";
        self.insert(into, "", rows.collect()).await
    }

    /// What was written about these records, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn registrations_of(&mut self, records: &[RecordId]) -> Result<Vec<RegistrationLine>, StoreError> {
        let sql = "SELECT record_id, centre, is_start, happened_on, how, made_by, made_at FROM registration \
                   WHERE record_id IN (SELECT value FROM json_each($1)) ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("registration");
            Ok(RegistrationLine {
                record: cells.next()?,
                centre: cells.next()?,
                is_start: cells.next()?,
                on: cells.next()?,
                how: cells.next()?,
                by: cells.next()?,
                at: cells.next()?,
            })
        };
        self.all(sql, &[list(records)]).await?.iter().map(read).collect()
    }
}
