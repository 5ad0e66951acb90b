//! Whom a number is looked up for: what is held here about somebody, as far as
//! it may go out, and whether anything may.

use std::collections::BTreeSet;

use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::person::Name;
use kith_core::person::view::{Copy, view};
use kith_core::statement::PersonStatement;
use kith_store::{SourceRecord, Tx};

use super::NATIONAL;
use crate::AppError;

/// Somebody whose number may be looked up.
pub(super) struct Subject {
    /// The record that a look-up is kept with.
    pub(super) record: RecordId,
    /// What is held here.
    pub(super) ours: PersonStatement,
    /// The families that the look is written down with.
    pub(super) families: BTreeSet<FamilyId>,
}

/// Reads somebody; none for a person who is kept safe or sealed, or does not
/// exist.
pub(super) async fn read(tx: &mut Tx, person: PersonId) -> Result<Option<Subject>, AppError> {
    if tx.is_any_kept_safe(&[person]).await? {
        return Ok(None);
    }
    let found = tx.records_of_persons(&[person]).await?;
    let records: Vec<SourceRecord> = found.into_iter().map(|(_, record)| record).collect();
    if records.is_empty() || records.iter().any(|record| record.statement.is_sealed || record.statement.is_shielded) {
        return Ok(None);
    }
    let (ours, record) = ours(&records);
    let members = tx.families_of_persons(&[person]).await?;
    Ok(Some(Subject { record, ours, families: members.into_iter().map(|member| member.family).collect() }))
}

/// What all copies together say by which somebody is known, and the record
/// that stands for them. What the police or a refuge wrote about whereabouts
/// is not in it.
///
/// # Panics
/// When there is no copy.
pub(super) fn ours(records: &[SourceRecord]) -> (PersonStatement, RecordId) {
    let said: Vec<PersonStatement> = records.iter().map(without_secret_places).collect();
    let copies: Vec<Copy<'_>> = records
        .iter()
        .zip(&said)
        .map(|(record, statement)| Copy {
            record: record.id,
            source_name: &record.source_name,
            source_title: &record.source_name,
            service: record.service,
            recorded_on: record.recorded_on,
            received_on: record.received_on,
            written_at: record.written_at,
            statement,
        })
        .collect();
    let seen = view(&copies);
    let named = seen.name.as_ref().map(|name| name.record);
    let own: Vec<RecordId> =
        records.iter().filter(|record| record.source_name != NATIONAL).map(|record| record.id).collect();
    let record = named.filter(|record| own.contains(record)).or(own.first().copied()).unwrap_or(records[0].id);
    // First and family name from one copy, so that nobody is looked for under a name that nobody ever had.
    let of_name = named.and_then(|named| records.iter().find(|record| record.id == named));
    let from_copy =
        |read: fn(&PersonStatement) -> &Option<Name>| of_name.and_then(|copy| read(&copy.statement).clone());
    let known = |value: Option<&String>| value.and_then(|text| Name::parse(text).ok());
    let given = from_copy(|said| &said.given_name);
    let family = from_copy(|said| &said.family_name);
    let ours = PersonStatement {
        nhs_number: seen.nhs_number.map(|known| known.value),
        given_name: given.or_else(|| known(seen.given_name.as_ref().map(|name| &name.value))),
        middle_name: known(seen.middle_name.as_ref().map(|name| &name.value)),
        family_name: family.or_else(|| known(seen.family_name.as_ref().map(|name| &name.value))),
        born_on: seen.born_on.map(|known| known.value),
        died_on: seen.died_on.map(|known| known.value),
        sex: seen.sex.map(|known| known.value),
        birth_order: seen.birth_order.map(|known| known.value),
        address: seen.address.map(|known| known.value),
        telephone: seen.telephone.map(|known| known.value),
        practice: seen.practice.map(|known| known.value),
        is_shielded: seen.is_shielded,
        is_sealed: seen.is_sealed,
        ..PersonStatement::default()
    };
    (ours, record)
}

/// What a record says, without whereabouts where the service must not be
/// known.
fn without_secret_places(record: &SourceRecord) -> PersonStatement {
    let said = record.statement.clone();
    if !record.service.is_existence_sensitive() {
        return said;
    }
    PersonStatement { address: None, telephone: None, practice: None, ..said }
}
