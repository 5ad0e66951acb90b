//! For each row that messages tell of, the message that counts.

use jiff::Timestamp;
use kith_core::id::IncomingId;

use crate::cell::{Row, args, list};
use crate::{StoreError, Tx};

/// The message that counts for one row of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// The row, see [`crate::Keys::row_key`].
    pub row_key: String,
    /// Its source, by name.
    pub source_name: String,
    /// The subject's NHS number, see [`crate::Keys::message_person`]; empty for none.
    pub person_key: String,
    /// The message that says it.
    pub message: IncomingId,
    /// That message's own identifier, hashed: of two that were written at one
    /// moment the larger counts, whichever came first.
    pub message_key: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// It says that the person died.
    pub says_death: bool,
    /// It takes an earlier notice of death back.
    pub takes_death_back: bool,
    /// What it says of a death was left out, because a later message takes it
    /// back.
    pub death_left_out: bool,
}

fn read_row(row: &Row) -> Result<MessageRow, StoreError> {
    let mut cells = row.cells("message_row");
    Ok(MessageRow {
        row_key: cells.next()?,
        source_name: cells.next()?,
        person_key: cells.next()?,
        message: cells.next()?,
        message_key: cells.next()?,
        written_at: cells.next()?,
        says_death: cells.next()?,
        takes_death_back: cells.next()?,
        death_left_out: cells.next()?,
    })
}

impl Tx {
    /// The messages that count for rows, by row or by the people that they
    /// are about.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn message_rows(
        &mut self,
        row_keys: &[String],
        person_keys: &[String],
    ) -> Result<Vec<MessageRow>, StoreError> {
        let by_row = "SELECT row_key, source_name, person_key, message_id, message_key, written_at, says_death, \
                      takes_death_back, death_left_out FROM message_row \
                      WHERE row_key IN (SELECT value FROM json_each($1))";
        let by_person = "SELECT row_key, source_name, person_key, message_id, message_key, written_at, says_death, \
                         takes_death_back, death_left_out FROM message_row \
                         WHERE person_key IN (SELECT value FROM json_each($1))";
        let mut rows = self.all(by_row, &[list(row_keys)]).await?;
        rows.extend(self.all(by_person, &[list(person_keys)]).await?);
        let mut rows = rows.iter().map(read_row).collect::<Result<Vec<_>, _>>()?;
        rows.sort_by(|one, other| one.row_key.cmp(&other.row_key));
        rows.dedup_by(|one, other| one.row_key == other.row_key);
        Ok(rows)
    }

    /// Notes which message counts for each of these rows from now on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn put_message_rows(&mut self, rows: &[MessageRow]) -> Result<(), StoreError> {
        let values = rows.iter().map(|row| {
            args![
                &row.row_key, &row.source_name, &row.person_key, row.message, &row.message_key, row.written_at,
                row.says_death, row.takes_death_back, row.death_left_out,
            ]
        });
        let into = "INSERT INTO message_row (row_key, source_name, person_key, message_id, message_key, written_at, \
                    says_death, takes_death_back, death_left_out)";
        let conflict = "ON CONFLICT (row_key) DO UPDATE SET person_key = excluded.person_key, \
                        message_id = excluded.message_id, message_key = excluded.message_key, \
                        written_at = excluded.written_at, says_death = excluded.says_death, \
                        takes_death_back = excluded.takes_death_back, death_left_out = excluded.death_left_out";
        self.insert(into, conflict, values.collect()).await.map(drop)
    }

    /// Those of these rows of a source that are known.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn rows_known(&mut self, source: &str, row_keys: &[String]) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT row_key FROM source_row \
                   WHERE source_name = $1 AND row_key IN (SELECT value FROM json_each($2))";
        let rows = self.all(sql, &[source.into(), list(row_keys)]).await?;
        rows.iter().map(|row| row.cells("source_row").next()).collect()
    }
}
