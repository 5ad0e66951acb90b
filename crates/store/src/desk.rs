//! What lies on one worker's desk: drafts, families opened lately, searches.

use jiff::Timestamp;
use kith_core::id::{FamilyId, SearchId, StaffId};

use crate::cell::{Row, args};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// How many families a worker's desk remembers.
const RECENT: u32 = 8;

fn draft_place(staff: StaffId, form: &str, about: &str) -> String {
    format!("{staff}/{form}/{about}")
}

impl Tx {
    /// Keeps a form that is not finished, in the place of an earlier draft.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn save_draft(
        &mut self,
        (staff, form, about): (StaffId, &str, &str),
        words: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::Draft, draft_place(staff, form, about), words)?;
        let sql = "INSERT INTO draft (staff_id, form, about, saved_at, sealed_words) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (staff_id, form, about) DO UPDATE SET saved_at = excluded.saved_at, \
                   sealed_words = excluded.sealed_words";
        self.run(sql, &args![staff, form, about, now, sealed]).await.map(drop)
    }

    /// A form that is not finished: when it was kept, and its words.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it does not open.
    pub async fn draft(
        &mut self,
        staff: StaffId,
        form: &str,
        about: &str,
    ) -> Result<Option<(Timestamp, Vec<u8>)>, StoreError> {
        let sql = "SELECT saved_at, sealed_words FROM draft WHERE staff_id = $1 AND form = $2 AND about = $3";
        let Some(row) = self.first(sql, &args![staff, form, about]).await? else { return Ok(None) };
        let mut cells = row.cells("draft");
        let saved_at = cells.next()?;
        let words = self.open(Sealed::Draft, draft_place(staff, form, about), cells.sealed()?)?;
        Ok(Some((saved_at, words)))
    }

    /// The drafts of a worker: form, what it is about, when it was kept;
    /// newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn drafts(&mut self, staff: StaffId) -> Result<Vec<(String, String, Timestamp)>, StoreError> {
        let sql = "SELECT form, about, saved_at FROM draft WHERE staff_id = $1 ORDER BY saved_at DESC, form, about";
        let read = |row: &Row| {
            let mut cells = row.cells("draft");
            Ok((cells.next()?, cells.next()?, cells.next()?))
        };
        self.all(sql, &args![staff]).await?.iter().map(read).collect()
    }

    /// Takes a draft away: its form was sent.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn drop_draft(&mut self, staff: StaffId, form: &str, about: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM draft WHERE staff_id = $1 AND form = $2 AND about = $3";
        self.run(sql, &args![staff, form, about]).await.map(drop)
    }

    /// Notes that a worker opened a family; [`Tx::recent_families`] gives the last
    /// few, and [`Tx::forget_opened`] forgets the rest.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn note_opened(&mut self, staff: StaffId, family: FamilyId, now: Timestamp) -> Result<(), StoreError> {
        let sql = "INSERT INTO recent_family (staff_id, family_id, opened_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (staff_id, family_id) DO UPDATE SET opened_at = excluded.opened_at";
        self.run(sql, &args![staff, family, now]).await.map(drop)
    }

    /// Forgets which families a worker opened before the last few.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn forget_opened(&mut self, staff: StaffId) -> Result<(), StoreError> {
        let sql = "DELETE FROM recent_family WHERE staff_id = $1 AND family_id NOT IN (SELECT family_id \
                   FROM recent_family WHERE staff_id = $1 ORDER BY opened_at DESC, family_id LIMIT $2)";
        self.run(sql, &args![staff, RECENT]).await.map(drop)
    }

    /// The families that a worker opened lately, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn recent_families(&mut self, staff: StaffId) -> Result<Vec<(FamilyId, Timestamp)>, StoreError> {
        let sql = "SELECT family_id, opened_at FROM recent_family WHERE staff_id = $1 \
                   ORDER BY opened_at DESC, family_id LIMIT $2";
        let read = |row: &Row| {
            let mut cells = row.cells("recent_family");
            Ok((cells.next()?, cells.next()?))
        };
        self.all(sql, &args![staff, RECENT]).await?.iter().map(read).collect()
    }

    /// Keeps what was searched for, so that nothing personal is in an address.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn keep_search(
        &mut self,
        search: SearchId,
        staff: StaffId,
        terms: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::SearchTerms, search, terms)?;
        let sql = "INSERT INTO kept_search (id, staff_id, made_at, sealed_terms) VALUES ($1, $2, $3, $4)";
        self.run(sql, &args![search, staff, now, sealed]).await.map(drop)
    }

    /// What a worker searched for; none for a search of somebody else's.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it does not open.
    pub async fn kept_search(&mut self, search: SearchId, staff: StaffId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT sealed_terms FROM kept_search WHERE id = $1 AND staff_id = $2";
        let Some(row) = self.first(sql, &args![search, staff]).await? else { return Ok(None) };
        self.open(Sealed::SearchTerms, search, row.cells("kept_search").sealed()?).map(Some)
    }

    /// Takes searches away that were made before a time. How many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn drop_searches(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.run("DELETE FROM kept_search WHERE made_at < $1", &args![before]).await
    }
}
