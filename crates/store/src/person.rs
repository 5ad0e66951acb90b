//! Which record belongs to whom.

use jiff::Timestamp;
use kith_core::id::{PersonId, RecordId};

use crate::cell::{Row, args, list};
use crate::{StoreError, Tx};

impl Tx {
    /// Makes new people.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where one is there already.
    pub async fn add_persons(&mut self, persons: &[PersonId], now: Timestamp) -> Result<(), StoreError> {
        let rows = persons.iter().map(|person| args![*person, now]).collect();
        self.insert("INSERT INTO person (id, created_at)", "", rows).await
    }

    /// Sends everybody who asks for person `from` to person `to` from now on;
    /// search words, families and the home of `from` are gone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no person `from`.
    pub async fn redirect_person(&mut self, from: PersonId, to: PersonId) -> Result<(), StoreError> {
        let touched = self.run("UPDATE person SET redirect_to = $2 WHERE id = $1", &args![from, to]).await?;
        self.replace_search_words(&[(from, Vec::new())]).await?;
        self.run("DELETE FROM family_member WHERE person_id = $1", &args![from]).await?;
        self.run("DELETE FROM child_place WHERE person_id = $1", &args![from]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::not_found("person", from)) }
    }

    /// The person that a reference means today, at the end of all redirects.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none; [`StoreError::Corrupt`]
    /// when redirects go round in a circle.
    pub async fn resolve_person(&mut self, person: PersonId) -> Result<PersonId, StoreError> {
        let mut now = person;
        for _ in 0..super::MOST_REDIRECTS {
            let row = self.first("SELECT id, redirect_to FROM person WHERE id = $1", &args![now]).await?;
            let row = row.ok_or_else(|| StoreError::not_found("person", person))?;
            let mut cells = row.cells("person");
            let (found, next): (PersonId, Option<PersonId>) = (cells.next()?, cells.next()?);
            match next {
                Some(next) => now = next,
                None => return Ok(found),
            }
        }
        Err(StoreError::Corrupt { table: "person", row: person.to_string() })
    }

    /// Says whose each record is from now on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn set_person_of_records(&mut self, whose: &[(RecordId, PersonId)]) -> Result<(), StoreError> {
        let rows = whose.iter().map(|(record, person)| args![*record, *person]).collect();
        let conflict = "ON CONFLICT (record_id) DO UPDATE SET person_id = excluded.person_id";
        self.insert("INSERT INTO record_person (record_id, person_id)", conflict, rows).await
    }

    /// Whose these records are; a record that is nobody's yet is left out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn persons_of_records(&mut self, records: &[RecordId]) -> Result<Vec<(RecordId, PersonId)>, StoreError> {
        let sql = "SELECT record_id, person_id FROM record_person \
                   WHERE record_id IN (SELECT value FROM json_each($1)) ORDER BY record_id";
        pairs(&self.all(sql, &[list(records)]).await?)
    }

    /// The references of these people's records.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn record_ids_of_persons(
        &mut self,
        persons: &[PersonId],
    ) -> Result<Vec<(RecordId, PersonId)>, StoreError> {
        if persons.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "SELECT record_id, person_id FROM record_person \
                   WHERE person_id IN (SELECT value FROM json_each($1)) ORDER BY record_id";
        pairs(&self.all(sql, &[list(persons)]).await?)
    }

    /// At most `limit` records with whose they are, after record `after`.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn persons_after(
        &mut self,
        after: Option<RecordId>,
        limit: u32,
    ) -> Result<Vec<(RecordId, PersonId)>, StoreError> {
        let sql = "SELECT record_id, person_id FROM record_person WHERE record_id > $1 ORDER BY record_id LIMIT $2";
        let after = after.map(|record| record.to_string()).unwrap_or_default();
        pairs(&self.all(sql, &args![after, limit]).await?)
    }
}

fn pairs(rows: &[Row]) -> Result<Vec<(RecordId, PersonId)>, StoreError> {
    let read = |row: &Row| {
        let mut cells = row.cells("record_person");
        Ok((cells.next()?, cells.next()?))
    };
    rows.iter().map(read).collect()
}
