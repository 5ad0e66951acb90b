//! What lists and figures read of many people at one time: their places in
//! families, what is hidden, the ledger, the losses. Of a few it is looked up;
//! of everybody it is read as it lies, which at 60,000 children is many times
//! quicker.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::id::{PersonId, RecordId};

use crate::cell::{Row, list};
use crate::family::member;
use crate::ledger::read_kept;
use crate::loss::read_loss;
use crate::{FamilyMember, KeptLedgerEntry, Keys, Loss, StoreError, Tx};

/// Few records are hidden: from so many people on, all of these are read
/// sooner than the records of each.
const MANY_PEOPLE: usize = 200;

/// Of whom something is read.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// Of everybody.
    Everybody,
    /// Of these people.
    These(&'a [PersonId]),
}

/// A record that hides somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenRecord {
    /// Which record.
    pub record: RecordId,
    /// Of whom.
    pub person: PersonId,
    /// It says that the identity is sealed; otherwise that whereabouts are to
    /// be hidden.
    pub is_sealed: bool,
}

impl Tx {
    /// The places that people have in families, family by family.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn family_members_of(&mut self, whose: Whose<'_>) -> Result<Vec<FamilyMember>, StoreError> {
        let Whose::These(persons) = whose else {
            let sql =
                "SELECT family_id, person_id, part, lives_elsewhere FROM family_member ORDER BY family_id, person_id";
            return self.each(sql, &[], member).await;
        };
        self.families_of_persons(persons).await
    }

    /// The records that hide people.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn hidden_records(&mut self, whose: Whose<'_>) -> Result<Vec<HiddenRecord>, StoreError> {
        // CROSS JOIN keeps the order of reading: hidden records have an index of their own, and so have a person's.
        const OF_EVERYBODY: &str = "SELECT s.id, p.person_id, s.is_sealed FROM source_record s \
                                    CROSS JOIN record_person p \
                                    WHERE p.record_id = s.id AND (s.is_shielded OR s.is_sealed)";
        let rows = match whose {
            Whose::These(people) if people.len() < MANY_PEOPLE => {
                let sql = "SELECT s.id, p.person_id, s.is_sealed FROM record_person p CROSS JOIN source_record s \
                           WHERE s.id = p.record_id AND (s.is_shielded OR s.is_sealed) \
                           AND p.person_id IN (SELECT value FROM json_each($1))";
                self.all(sql, &[list(people)]).await?
            }
            Whose::These(_) | Whose::Everybody => self.all(OF_EVERYBODY, &[]).await?,
        };
        let read = |row: &Row| {
            let mut cells = row.cells("source_record");
            Ok(HiddenRecord { record: cells.next()?, person: cells.next()?, is_sealed: cells.next()? })
        };
        let mut hidden: Vec<HiddenRecord> = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
        if let Whose::These(people) = whose {
            let people: BTreeSet<PersonId> = people.iter().copied().collect();
            hidden.retain(|it| people.contains(&it.person));
        }
        Ok(hidden)
    }

    /// What was told and agreed with the records of people, in the order
    /// written, with whose record it is. That something was shared is no part
    /// of it: it changes nothing of what may be, and there is more of it with
    /// every list.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where an entry does not open.
    pub async fn ledger_of_people(&mut self, whose: Whose<'_>) -> Result<Vec<(PersonId, KeptLedgerEntry)>, StoreError> {
        macro_rules! columns {
            () => {
                "SELECT e.id, e.record_id, e.source_name, e.recorded_by, e.recorded_at, e.sealed_entry, p.person_id "
            };
        }
        let read = |keys: &Keys, row: &Row| {
            let mut cells = row.cells("ledger_entry");
            let kept = read_kept(keys, &mut cells)?;
            Ok((cells.next()?, kept))
        };
        match whose {
            Whose::Everybody => {
                let sql = concat!(
                    columns!(),
                    "FROM ledger_entry e CROSS JOIN record_person p WHERE p.record_id = e.record_id \
                     AND e.kind <> 'shared' ORDER BY e.seq"
                );
                self.each(sql, &[], read).await
            }
            Whose::These(people) => {
                let sql = concat!(
                    columns!(),
                    "FROM record_person p CROSS JOIN ledger_entry e WHERE e.record_id = p.record_id \
                     AND e.kind <> 'shared' AND p.person_id IN (SELECT value FROM json_each($1)) ORDER BY e.seq"
                );
                self.each(sql, &[list(people)], read).await
            }
        }
    }

    /// The losses that stand about people, with who was lost.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn losses_of_people(&mut self, whose: Whose<'_>) -> Result<Vec<(PersonId, Loss)>, StoreError> {
        macro_rules! columns {
            () => {
                "SELECT l.record_id, l.kind, l.on_day, l.said_by, l.source_name, l.said_at, p.person_id "
            };
        }
        let rows = match whose {
            Whose::Everybody => {
                let sql = concat!(
                    columns!(),
                    "FROM loss l CROSS JOIN record_person p WHERE p.record_id = l.record_id ORDER BY l.number"
                );
                self.all(sql, &[]).await?
            }
            Whose::These(people) => {
                let sql = concat!(
                    columns!(),
                    "FROM record_person p CROSS JOIN loss l WHERE l.record_id = p.record_id \
                     AND p.person_id IN (SELECT value FROM json_each($1)) ORDER BY l.number"
                );
                self.all(sql, &[list(people)]).await?
            }
        };
        let mut newest: BTreeMap<RecordId, Option<(PersonId, Loss)>> = BTreeMap::new();
        for row in rows {
            let mut cells = row.cells("loss");
            let (record, loss) = read_loss(&mut cells)?;
            let person = cells.next()?;
            newest.insert(record, loss.map(|loss| (person, loss)));
        }
        Ok(newest.into_values().flatten().collect())
    }
}
