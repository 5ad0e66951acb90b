//! What references stood for that were given up when two became one, and
//! where parts of a person or a family went. Only added to.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::Timestamp;
use kith_core::id::{FamilyId, PersonId, RecordId};

use crate::cell::{Row, args, list};
use crate::{StoreError, Tx};

impl Tx {
    /// Keeps which records a person's reference stood for, before it is given
    /// up.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_past_of_person(
        &mut self,
        person: PersonId,
        records: &[RecordId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.keep_reference_past(person.to_string(), records, now).await
    }

    /// As [`Tx::keep_past_of_person`] for a family: its children's records.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_past_of_family(
        &mut self,
        family: FamilyId,
        records: &[RecordId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.keep_reference_past(family.to_string(), records, now).await
    }

    async fn keep_reference_past(
        &mut self,
        reference: String,
        records: &[RecordId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let rows = records.iter().map(|record| args![reference.clone(), *record, now]).collect();
        let into = "INSERT INTO reference_past (reference, record_id, given_up_at)";
        self.insert(into, "ON CONFLICT (reference, record_id) DO NOTHING", rows).await
    }

    /// The people whose references were given up and stood for any of these
    /// records, each with every record that it stood for.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn people_given_up(
        &mut self,
        records: &[RecordId],
    ) -> Result<BTreeMap<PersonId, Vec<RecordId>>, StoreError> {
        self.given_up("p-%", records).await
    }

    /// As [`Tx::people_given_up`] for families.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn families_given_up(
        &mut self,
        records: &[RecordId],
    ) -> Result<BTreeMap<FamilyId, Vec<RecordId>>, StoreError> {
        self.given_up("f-%", records).await
    }

    async fn given_up<Id: FromStr + Ord>(
        &mut self,
        kind: &'static str,
        records: &[RecordId],
    ) -> Result<BTreeMap<Id, Vec<RecordId>>, StoreError> {
        let sql = "SELECT reference, record_id FROM reference_past WHERE reference LIKE $1 AND reference IN (SELECT \
                   reference FROM reference_past WHERE record_id IN (SELECT value FROM json_each($2))) \
                   ORDER BY reference, record_id";
        let mut found: BTreeMap<Id, Vec<RecordId>> = BTreeMap::new();
        for row in self.all(sql, &[kind.into(), list(records)]).await? {
            let (reference, record) = read_reference(&row)?;
            found.entry(reference).or_default().push(record);
        }
        Ok(found)
    }

    /// Notes that a part of each person went to another.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn note_split_people(
        &mut self,
        splits: &[(PersonId, PersonId)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.note_splits(splits.iter().map(|(of, other)| (of.to_string(), other.to_string())).collect(), now).await
    }

    /// Notes that a part of each family went to another.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn note_split_families(
        &mut self,
        splits: &[(FamilyId, FamilyId)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.note_splits(splits.iter().map(|(of, other)| (of.to_string(), other.to_string())).collect(), now).await
    }

    async fn note_splits(&mut self, splits: Vec<(String, String)>, now: Timestamp) -> Result<(), StoreError> {
        let rows = splits.into_iter().map(|(of, other)| args![of, other, now]).collect();
        let conflict = "ON CONFLICT (reference, other, split_at) DO NOTHING";
        self.insert("INSERT INTO reference_split (reference, other, split_at)", conflict, rows).await
    }

    /// Where parts of a person went, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn splits_of_person(&mut self, person: PersonId) -> Result<Vec<(PersonId, Timestamp)>, StoreError> {
        self.splits(person.to_string()).await
    }

    /// Where parts of a family went, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn splits_of_family(&mut self, family: FamilyId) -> Result<Vec<(FamilyId, Timestamp)>, StoreError> {
        self.splits(family.to_string()).await
    }

    async fn splits<Id: FromStr>(&mut self, reference: String) -> Result<Vec<(Id, Timestamp)>, StoreError> {
        let sql = "SELECT other, split_at FROM reference_split WHERE reference = $1 ORDER BY split_at DESC, other";
        self.all(sql, &args![reference]).await?.iter().map(read_reference).collect()
    }
}

/// A reference of the kind asked for, and what stands beside it.
fn read_reference<Id: FromStr, Beside: crate::cell::Cell>(row: &Row) -> Result<(Id, Beside), StoreError> {
    let mut cells = row.cells("reference_past");
    let text: String = cells.next()?;
    let reference = text.parse().map_err(|_| cells.corrupt())?;
    Ok((reference, cells.next()?))
}
