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
    /// The row of the source that holds what it says, where that is another:
    /// a baby that was known before it had its number.
    pub kept_under: Option<String>,
}

/// What a birth tells a baby by, whether or not the baby has a number yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BabyRow {
    /// Mother, days, sex and place among those born, see
    /// [`crate::Keys::message_baby`].
    pub baby_key: String,
    /// The row that a message tells of the baby.
    pub row_key: String,
    /// The row is known by the baby's own number.
    pub is_numbered: bool,
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
        kept_under: cells.next()?,
    })
}

fn read_baby(row: &Row) -> Result<BabyRow, StoreError> {
    let mut cells = row.cells("message_baby");
    Ok(BabyRow { baby_key: cells.next()?, row_key: cells.next()?, is_numbered: cells.next()? })
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
                      takes_death_back, death_left_out, kept_under_key FROM message_row \
                      WHERE row_key IN (SELECT value FROM json_each($1))";
        let by_person = "SELECT row_key, source_name, person_key, message_id, message_key, written_at, says_death, \
                         takes_death_back, death_left_out, kept_under_key FROM message_row \
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
                row.says_death, row.takes_death_back, row.death_left_out, &row.kept_under,
            ]
        });
        let into = "INSERT INTO message_row (row_key, source_name, person_key, message_id, message_key, written_at, \
                    says_death, takes_death_back, death_left_out, kept_under_key)";
        let conflict = "ON CONFLICT (row_key) DO UPDATE SET person_key = excluded.person_key, \
                        message_id = excluded.message_id, message_key = excluded.message_key, \
                        written_at = excluded.written_at, says_death = excluded.says_death, \
                        takes_death_back = excluded.takes_death_back, death_left_out = excluded.death_left_out, \
                        kept_under_key = excluded.kept_under_key";
        self.insert(into, conflict, values.collect()).await
    }

    /// What tells babies, by any of these rows or by what tells them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn baby_rows(&mut self, row_keys: &[String], baby_keys: &[String]) -> Result<Vec<BabyRow>, StoreError> {
        let by_row = "SELECT baby_key, row_key, is_numbered FROM message_baby \
                      WHERE row_key IN (SELECT value FROM json_each($1))";
        let by_baby = "SELECT baby_key, row_key, is_numbered FROM message_baby \
                       WHERE baby_key IN (SELECT value FROM json_each($1))";
        let mut rows = self.all(by_row, &[list(row_keys)]).await?;
        rows.extend(self.all(by_baby, &[list(baby_keys)]).await?);
        let mut rows = rows.iter().map(read_baby).collect::<Result<Vec<_>, _>>()?;
        rows.sort();
        rows.dedup();
        Ok(rows)
    }

    /// Notes what tells babies; what is noted already stays.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn put_baby_rows(&mut self, rows: &[BabyRow]) -> Result<(), StoreError> {
        let values = rows.iter().map(|row| args![&row.baby_key, &row.row_key, row.is_numbered]).collect();
        let into = "INSERT INTO message_baby (baby_key, row_key, is_numbered)";
        self.insert(into, "ON CONFLICT (baby_key, row_key) DO NOTHING", values).await
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
