//! Reasons stated for looking at a family without a working relationship.

use jiff::Timestamp;
use kith_core::id::{FamilyId, ReasonId, StaffId};

use crate::cell::{Row, args};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// One stated reason.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordedReason {
    /// Which reason.
    pub id: ReasonId,
    /// Who stated it.
    pub staff: StaffId,
    /// The family.
    pub family: FamilyId,
    /// The word of the kind of reason.
    pub reason: String,
    /// When it was stated.
    pub made_at: Timestamp,
    /// Until when it holds.
    pub ends_at: Timestamp,
    /// In the worker's words.
    pub words: String,
    /// Who looked at it afterwards, when, and with what outcome.
    pub review: Option<(StaffId, Timestamp, String)>,
}

impl std::fmt::Debug for RecordedReason {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RecordedReason({}, {}, hidden)", self.id, self.reason)
    }
}

impl Tx {
    /// Writes a stated reason down. A review in it is not stored by this.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_reason(&mut self, reason: &RecordedReason) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::Reason, reason.id, reason.words.as_bytes())?;
        let sql = "INSERT INTO recorded_reason (id, staff_id, family_id, reason, made_at, ends_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let RecordedReason { id, staff, family, reason, made_at, ends_at, .. } = reason;
        self.run(sql, &args![*id, *staff, *family, reason, *made_at, *ends_at, sealed]).await.map(drop)
    }

    /// Until when a worker's stated reason for this family holds; none where
    /// no reason holds now.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reason_until(
        &mut self,
        staff: StaffId,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT MAX(ends_at) FROM recorded_reason \
                   WHERE staff_id = $1 AND family_id = $2 AND made_at <= $3 AND ends_at > $3";
        self.value("recorded_reason", sql, &args![staff, family, now]).await
    }

    /// Reasons that nobody has looked at afterwards, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn reasons_to_review(&mut self, limit: u32) -> Result<Vec<RecordedReason>, StoreError> {
        let sql = "SELECT id, staff_id, family_id, reason, made_at, ends_at, sealed_words, reviewed_by, reviewed_at, \
                   outcome FROM recorded_reason WHERE reviewed_at IS NULL ORDER BY made_at, id LIMIT $1";
        let rows = self.all(sql, &args![limit]).await?;
        rows.iter().map(|row| self.read_reason(row)).collect()
    }

    /// Every reason stated for a family, newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn reasons_for(&mut self, family: FamilyId) -> Result<Vec<RecordedReason>, StoreError> {
        let sql = "SELECT id, staff_id, family_id, reason, made_at, ends_at, sealed_words, reviewed_by, reviewed_at, \
                   outcome FROM recorded_reason WHERE family_id = $1 ORDER BY made_at DESC, id";
        let rows = self.all(sql, &args![family]).await?;
        rows.iter().map(|row| self.read_reason(row)).collect()
    }

    /// How many reasons nobody has looked at afterwards.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_reasons_to_review(&mut self) -> Result<u32, StoreError> {
        let sql = "SELECT COUNT(*) FROM recorded_reason WHERE reviewed_at IS NULL";
        self.value("recorded_reason", sql, &[]).await
    }

    /// Notes that somebody looked at a reason afterwards.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody did so already.
    pub async fn review_reason(
        &mut self,
        reason: ReasonId,
        by: StaffId,
        outcome: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE recorded_reason SET reviewed_by = $2, reviewed_at = $3, outcome = $4 \
                   WHERE id = $1 AND reviewed_at IS NULL";
        let touched = self.run(sql, &args![reason, by, now, outcome]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "review" }) }
    }

    fn read_reason(&self, row: &Row) -> Result<RecordedReason, StoreError> {
        let mut cells = row.cells("recorded_reason");
        let id = cells.next()?;
        let (staff, family, reason) = (cells.next()?, cells.next()?, cells.next()?);
        let (made_at, ends_at) = (cells.next()?, cells.next()?);
        let plain = self.open(Sealed::Reason, id, cells.sealed()?)?;
        let words = String::from_utf8(plain).map_err(|_| cells.corrupt())?;
        let (by, at, outcome): (Option<StaffId>, Option<Timestamp>, Option<String>) =
            (cells.next()?, cells.next()?, cells.next()?);
        let review = by.zip(at).zip(outcome).map(|((by, at), outcome)| (by, at, outcome));
        Ok(RecordedReason { id, staff, family, reason, made_at, ends_at, words, review })
    }
}
