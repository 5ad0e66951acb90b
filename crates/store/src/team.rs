//! Whom the locality's consent form names, with every change; and what has to
//! be read to find the families whom a change touches.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, LedgerId, RecordId, StaffId};
use kith_core::ledger::{LedgerEntry, Team, TeamChange, TeamPart};

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::written::read_entry;
use crate::{StoreError, Tx};

/// A change of the team, with who made it and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRow {
    /// Which.
    pub id: LedgerId,
    /// The change.
    pub change: TeamChange,
    /// Who made it.
    pub by: StaffId,
    /// Why, in words that name nobody.
    pub reason: String,
}

fn read_team_row(row: &Row) -> Result<TeamRow, StoreError> {
    let mut cells = row.cells("team_member");
    let id = cells.next()?;
    let (sort, word): (String, String) = (cells.next()?, cells.next()?);
    let part = TeamPart::from_words(&sort, &word).ok_or_else(|| cells.corrupt())?;
    let change = TeamChange { part, is_joining: cells.next()?, on: cells.next()?, at: cells.next()? };
    Ok(TeamRow { id, change, by: cells.next()?, reason: cells.next()? })
}

impl Tx {
    /// Adds a change of the team.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_team_row(&mut self, row: &TeamRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO team_member (id, sort, word, is_joining, changed_on, changed_at, changed_by, reason) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let TeamRow { id, change, by, reason } = row;
        let TeamChange { part, is_joining, on, at } = change;
        self.run(sql, &args![*id, part.sort(), part.word(), *is_joining, *on, *at, *by, reason]).await.map(drop)
    }

    /// Every change of the team, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one cannot be read: then nobody knows how
    /// far an agreement reaches.
    pub async fn team_rows(&mut self) -> Result<Vec<TeamRow>, StoreError> {
        let sql = "SELECT id, sort, word, is_joining, changed_on, changed_at, changed_by, reason FROM team_member \
                   ORDER BY changed_at, id";
        self.all(sql, &[]).await?.iter().map(read_team_row).collect()
    }

    /// The team with its history.
    ///
    /// # Errors
    /// As [`Tx::team_rows`].
    pub async fn team(&mut self) -> Result<Team, StoreError> {
        if let Some(team) = self.recall(|known| known.team.clone()) {
            return Ok(team);
        }
        let team = Team::of(self.team_rows().await?.into_iter().map(|row| row.change).collect());
        self.remember(|known| known.team = Some(team.clone()));
        Ok(team)
    }

    /// What every family agreed to, refused, took back and objected to, in the
    /// order written. Sealed identities are left out.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where an entry does not open.
    pub async fn answers_of_families(&mut self) -> Result<BTreeMap<FamilyId, Vec<LedgerEntry>>, StoreError> {
        let sql = "SELECT m.family_id, e.id, e.source_name, e.recorded_by, e.recorded_at, e.sealed_entry \
                   FROM ledger_entry e \
                   JOIN source_record r ON r.id = e.record_id \
                   JOIN record_person p ON p.record_id = e.record_id \
                   JOIN family_member m ON m.person_id = p.person_id \
                   WHERE e.kind IN ('consent', 'refusal', 'withdrawal', 'objection') AND NOT r.is_sealed \
                   ORDER BY m.family_id, e.seq";
        let mut families: BTreeMap<FamilyId, Vec<LedgerEntry>> = BTreeMap::new();
        for row in self.all(sql, &[]).await? {
            let mut cells = row.cells("ledger_entry");
            let (family, id): (FamilyId, LedgerId) = (cells.next()?, cells.next()?);
            let source: Option<String> = cells.next()?;
            let (recorded_by, recorded_at): (Option<StaffId>, Timestamp) = (cells.next()?, cells.next()?);
            let plain = self.open(Sealed::LedgerEntry, id, cells.sealed()?)?;
            let (event, proof) = read_entry(&plain).ok_or_else(|| cells.corrupt())?;
            let entry = LedgerEntry { recorded_at, recorded_by, source, event, proof };
            families.entry(family).or_default().push(entry);
        }
        Ok(families)
    }

    /// Who works with these families today and has an account, whoever leads
    /// first. Services whose mere involvement is sensitive are not among them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn workers_of_families(
        &mut self,
        families: &[FamilyId],
        today: Date,
    ) -> Result<BTreeMap<FamilyId, StaffId>, StoreError> {
        let sql = "SELECT m.family_id, s.id, i.service FROM involvement i \
                   JOIN record_person p ON p.record_id = i.record_id \
                   JOIN family_member m ON m.person_id = p.person_id \
                   JOIN staff s ON s.code = i.worker_code \
                   WHERE m.family_id IN (SELECT value FROM json_each($1)) \
                   AND (i.ended_on IS NULL OR i.ended_on >= $2) \
                   ORDER BY m.family_id, i.is_lead DESC, i.started_on, i.id";
        let mut workers: BTreeMap<FamilyId, StaffId> = BTreeMap::new();
        for row in self.all(sql, &[list(families), today.into()]).await? {
            let mut cells = row.cells("involvement");
            let (family, staff): (FamilyId, StaffId) = (cells.next()?, cells.next()?);
            let service: kith_core::service::ServiceKind = cells.next()?;
            if !service.is_existence_sensitive() {
                workers.entry(family).or_insert(staff);
            }
        }
        Ok(workers)
    }

    /// Who works with the people of these records today and has an account.
    /// Services whose mere involvement is sensitive are not among them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn workers_with(&mut self, records: &[RecordId], today: Date) -> Result<Vec<StaffId>, StoreError> {
        let sql = "SELECT DISTINCT s.id, i.service FROM involvement i JOIN staff s ON s.code = i.worker_code \
                   WHERE i.record_id IN (SELECT value FROM json_each($1)) AND s.is_active \
                   AND (i.ended_on IS NULL OR i.ended_on >= $2) ORDER BY s.id, i.service";
        let mut workers: Vec<StaffId> = Vec::new();
        for row in self.all(sql, &[list(records), today.into()]).await? {
            let mut cells = row.cells("involvement");
            let (staff, service): (StaffId, kith_core::service::ServiceKind) = (cells.next()?, cells.next()?);
            if !service.is_existence_sensitive() && !workers.contains(&staff) {
                workers.push(staff);
            }
        }
        Ok(workers)
    }
}
