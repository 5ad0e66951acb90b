//! The ledger: what was told and agreed. Entries are added, never changed.

use jiff::Timestamp;
use kith_core::id::{LedgerId, RecordId, StaffId};
use kith_core::ledger::{LedgerEntry, LedgerEvent, Remark};
use kith_core::service::ServiceKind;

use crate::cell::{Cells, args, list};
use crate::keys::Sealed;
use crate::random::Drawer;
use crate::written::{read_entry, write_entry};
use crate::{Keys, StoreError, Tx};

/// An entry that is about to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLedgerEntry {
    /// The record of the person it is about.
    pub record: RecordId,
    /// The entry.
    pub entry: LedgerEntry,
}

/// An entry with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLedgerEntry {
    /// Which entry.
    pub id: LedgerId,
    /// The record of the person it is about.
    pub record: RecordId,
    /// The entry.
    pub entry: LedgerEntry,
}

impl Tx {
    /// Adds entries.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn append_ledger(&mut self, entries: &[NewLedgerEntry]) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let last: i64 = self.value("ledger_entry", "SELECT COALESCE(MAX(seq), 0) FROM ledger_entry", &[]).await?;
        let drawer = Drawer::new()?;
        let mut values = Vec::with_capacity(entries.len());
        for (seq, NewLedgerEntry { record, entry }) in (last + 1..).zip(entries) {
            let id = drawer.draw(LedgerId::from_random)?;
            let sealed = self.seal(Sealed::LedgerEntry, id, &write_entry(&entry.event, &entry.proof))?;
            values.push(args![
                id,
                seq,
                *record,
                &entry.source,
                entry.event.word(),
                entry.event.on(),
                entry.recorded_by,
                entry.recorded_at,
                sealed,
            ]);
        }
        let into = "INSERT INTO ledger_entry (id, seq, record_id, source_name, kind, happened_on, recorded_by, recorded_at, \
                    sealed_entry)";
        self.insert(into, "", values).await
    }

    /// Every entry about the people of these records, in the order written.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open: then nobody knows what
    /// was agreed.
    pub async fn ledger_of(&mut self, records: &[RecordId]) -> Result<Vec<LedgerEntry>, StoreError> {
        Ok(self.kept_ledger_of(records).await?.into_iter().map(|kept| kept.entry).collect())
    }

    /// The same with each entry's reference and record.
    ///
    /// # Errors
    /// As [`Tx::ledger_of`].
    pub async fn kept_ledger_of(&mut self, records: &[RecordId]) -> Result<Vec<KeptLedgerEntry>, StoreError> {
        let sql = "SELECT id, record_id, source_name, recorded_by, recorded_at, sealed_entry FROM ledger_entry \
                   WHERE record_id IN (SELECT value FROM json_each($1)) ORDER BY seq";
        self.each(sql, &[list(records)], |keys, row| read_kept(keys, &mut row.cells("ledger_entry"))).await
    }

    /// What staff recorded as shared from a time on, with the service whose
    /// record it is kept with.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn shares_recorded(&mut self, from: Timestamp) -> Result<Vec<(ServiceKind, Remark)>, StoreError> {
        let sql = "SELECT r.service, e.id, e.sealed_entry FROM ledger_entry e \
                   JOIN source_record r ON r.id = e.record_id \
                   WHERE e.kind = 'shared' AND e.recorded_at >= $1 ORDER BY e.seq";
        let mut shares = Vec::new();
        for row in self.all(sql, &args![from]).await? {
            let mut cells = row.cells("ledger_entry");
            let (service, id): (ServiceKind, LedgerId) = (cells.next()?, cells.next()?);
            let plain = self.open(Sealed::LedgerEntry, id, cells.sealed()?)?;
            if let Some((LedgerEvent::Remark(remark), _)) = read_entry(&plain) {
                shares.push((service, *remark));
            } else {
                return Err(cells.corrupt());
            }
        }
        Ok(shares)
    }
}

/// An entry with its place; what stands behind it in the row is left.
pub(crate) fn read_kept(keys: &Keys, cells: &mut Cells<'_>) -> Result<KeptLedgerEntry, StoreError> {
    let (id, record): (LedgerId, RecordId) = (cells.next()?, cells.next()?);
    let source: Option<String> = cells.next()?;
    let recorded_by: Option<StaffId> = cells.next()?;
    let recorded_at = cells.next()?;
    let plain = keys.open(Sealed::LedgerEntry, &id.to_string(), cells.sealed()?)?;
    let (event, proof) = read_entry(&plain).ok_or_else(|| cells.corrupt())?;
    Ok(KeptLedgerEntry { id, record, entry: LedgerEntry { recorded_at, recorded_by, source, event, proof } })
}
