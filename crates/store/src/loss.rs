//! Babies who were lost: the newest word about a record counts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::LossKind;
use kith_core::id::{FamilyId, RecordId, StaffId};

use crate::cell::{Cells, args, list};
use crate::{StoreError, Tx};

/// The word that says that a loss was written down in error.
const TAKEN_BACK: &str = "taken-back";

/// One baby who was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// A record of the baby.
    pub record: RecordId,
    /// How.
    pub kind: LossKind,
    /// The day.
    pub on: Date,
    /// Who wrote it down; none where a source says so.
    pub said_by: Option<StaffId>,
    /// Which source says so.
    pub source: Option<String>,
    /// When it was written down.
    pub said_at: Timestamp,
}

impl Tx {
    /// Writes down that a baby was lost.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_loss(&mut self, loss: &Loss) -> Result<(), StoreError> {
        let Loss { record, kind, on, said_by, source, said_at } = loss;
        self.say_of_loss((*record, kind.word(), *on), (*said_by, source), *said_at).await
    }

    /// Writes down that a loss was written down in error.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn take_loss_back(&mut self, loss: &Loss, by: Option<StaffId>, now: Timestamp) -> Result<(), StoreError> {
        self.say_of_loss((loss.record, TAKEN_BACK, loss.on), (by, &loss.source), now).await
    }

    async fn say_of_loss(
        &mut self,
        (record, kind, on): (RecordId, &str, Date),
        (by, source): (Option<StaffId>, &Option<String>),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let number: u64 = self.value("loss", "SELECT COALESCE(MAX(number), 0) + 1 FROM loss", &[]).await?;
        let sql = "INSERT INTO loss (number, record_id, kind, on_day, said_by, source_name, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run(sql, &args![number, record, kind, on, by, source, now]).await.map(drop)
    }

    /// The losses that stand about these records, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn losses_of(&mut self, records: &[RecordId]) -> Result<Vec<Loss>, StoreError> {
        let sql = "SELECT record_id, kind, on_day, said_by, source_name, said_at FROM loss \
                   WHERE record_id IN (SELECT value FROM json_each($1)) ORDER BY number";
        let mut newest: BTreeMap<RecordId, Option<Loss>> = BTreeMap::new();
        for row in self.all(sql, &[list(records)]).await? {
            let loss = read_loss(&mut row.cells("loss"))?;
            newest.insert(loss.0, loss.1);
        }
        let mut losses: Vec<Loss> = newest.into_values().flatten().collect();
        losses.sort_by_key(|loss| (loss.on, loss.record));
        Ok(losses)
    }

    /// Ends what is to be done of these kinds about a family, by nobody in
    /// particular where a source gave the reason. Gives how many things that
    /// were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn end_ledger_tasks(
        &mut self,
        families: &[FamilyId],
        kinds: &[&str],
        (by, now): (Option<StaffId>, Timestamp),
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE ledger_task SET done_at = $4, done_by = $3 \
                   WHERE family_id IN (SELECT value FROM json_each($1)) \
                   AND kind IN (SELECT value FROM json_each($2)) AND done_at IS NULL";
        self.run(sql, &[list(families), list(kinds), by.into(), now.into()]).await
    }
}

/// The record that is spoken of, and the loss where one stands.
pub(crate) fn read_loss(cells: &mut Cells<'_>) -> Result<(RecordId, Option<Loss>), StoreError> {
    let (record, word, on): (RecordId, String, Date) = (cells.next()?, cells.next()?, cells.next()?);
    let (said_by, source, said_at) = (cells.next()?, cells.next()?, cells.next()?);
    if word == TAKEN_BACK {
        return Ok((record, None));
    }
    let kind = LossKind::from_word(&word).ok_or_else(|| cells.corrupt())?;
    Ok((record, Some(Loss { record, kind, on, said_by, source, said_at })))
}
