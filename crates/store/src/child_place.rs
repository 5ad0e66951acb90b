//! Where each child lives and when it was born: what lists of births are
//! worked out from.

use jiff::Timestamp;
use kith_core::birth::ChildPlace;
use kith_core::id::PersonId;

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::written::{read_place, write_place};
use crate::{Keys, StoreError, Tx};

impl Tx {
    /// Replaces what is known of where these people live; those of `people`
    /// who have no place here are no children.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn replace_child_places(
        &mut self,
        people: &[PersonId],
        places: &[(PersonId, ChildPlace)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM child_place WHERE person_id IN (SELECT value FROM json_each($1))";
        self.run_later(sql, &[list(people)]).await?;
        let mut rows = Vec::with_capacity(places.len());
        for (person, place) in places {
            let sealed = self.seal(Sealed::ChildPlace, person, &write_place(place))?;
            rows.push(args![*person, now, sealed]);
        }
        self.insert("INSERT INTO child_place (person_id, changed_at, sealed_place)", "", rows).await
    }

    /// Where children live and since when that is known, at most `limit` of
    /// them after `after`, by reference.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn child_places(
        &mut self,
        after: Option<PersonId>,
        limit: u32,
    ) -> Result<Vec<(PersonId, Timestamp, ChildPlace)>, StoreError> {
        let sql = "SELECT person_id, changed_at, sealed_place FROM child_place WHERE person_id > $1 ORDER BY person_id LIMIT $2";
        let after = after.map(|person| person.to_string()).unwrap_or_default();
        self.each(sql, &args![after, limit], read_child_place).await
    }

    /// The same of these children.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn child_places_of(
        &mut self,
        people: &[PersonId],
    ) -> Result<Vec<(PersonId, Timestamp, ChildPlace)>, StoreError> {
        let sql = "SELECT person_id, changed_at, sealed_place FROM child_place \
                   WHERE person_id IN (SELECT value FROM json_each($1)) ORDER BY person_id";
        self.each(sql, &[list(people)], read_child_place).await
    }
}

fn read_child_place(keys: &Keys, row: &Row) -> Result<(PersonId, Timestamp, ChildPlace), StoreError> {
    let mut cells = row.cells("child_place");
    let (person, changed_at): (PersonId, Timestamp) = (cells.next()?, cells.next()?);
    let plain = keys.open(Sealed::ChildPlace, &person.to_string(), cells.sealed()?)?;
    Ok((person, changed_at, read_place(&plain).ok_or_else(|| cells.corrupt())?))
}
