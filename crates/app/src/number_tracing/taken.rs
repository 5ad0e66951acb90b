//! What is taken in of the national record: a row of a source of its own.

use jiff::Timestamp;
use kith_core::id::RecordId;
use kith_core::person::NhsNumber;
use kith_core::service::ServiceKind;
use kith_core::statement::{Part, PersonStatement, RowStatement};
use kith_core::tracing::NationalRecord;
use kith_store::{Source, Tx};

use super::NATIONAL;
use crate::AppError;
use crate::import::{TakenRows, take_row};

/// The list of rows that somebody took in, by number.
const TRACED: &str = "traced";
/// The list of those whose national record is restricted, by our own record.
const RESTRICTED: &str = "restricted";

/// Takes in what the national record says.
pub(super) async fn take(tx: &mut Tx, found: &NationalRecord, now: Timestamp) -> Result<TakenRows, AppError> {
    let says = PersonStatement { nhs_number: Some(found.number), ..found.says.clone() };
    put(tx, (TRACED, found.number.digits()), vec![(Part::Subject, says)], now).await
}

/// Empties what was taken in under a number: it is the source's word no more,
/// and stays in its past.
pub(super) async fn empty(tx: &mut Tx, number: NhsNumber, now: Timestamp) -> Result<TakenRows, AppError> {
    put(tx, (TRACED, number.digits()), Vec::new(), now).await
}

/// Says that whereabouts are to be kept safe, because the national record is
/// restricted; nothing else of it.
pub(super) async fn keep_safe(
    tx: &mut Tx,
    record: RecordId,
    ours: &PersonStatement,
    now: Timestamp,
) -> Result<TakenRows, AppError> {
    let says = PersonStatement {
        given_name: ours.given_name.clone(),
        family_name: ours.family_name.clone(),
        born_on: ours.born_on,
        is_shielded: true,
        ..PersonStatement::default()
    };
    put(tx, (RESTRICTED, record.to_string()), vec![(Part::Subject, says)], now).await
}

/// Empties that row again.
pub(super) async fn no_longer_safe(tx: &mut Tx, record: RecordId, now: Timestamp) -> Result<TakenRows, AppError> {
    put(tx, (RESTRICTED, record.to_string()), Vec::new(), now).await
}

/// By what that row is known in its source.
pub(super) fn key_of_restriction(tx: &Tx, record: RecordId) -> String {
    tx.keys().row_key(NATIONAL, &row_of(RESTRICTED, record.to_string(), Vec::new()))
}

fn row_of(list: &str, key: String, people: Vec<(Part, PersonStatement)>) -> RowStatement {
    RowStatement {
        row: 1,
        list: list.to_owned(),
        key,
        recorded_on: None,
        service: ServiceKind::ChildHealth,
        people,
        involvement: None,
        contact: None,
        agreements: Vec::new(),
        facts: Vec::new(),
    }
}

async fn put(
    tx: &mut Tx,
    (list, key): (&str, String),
    people: Vec<(Part, PersonStatement)>,
    now: Timestamp,
) -> Result<TakenRows, AppError> {
    tx.set_source(&Source {
        name: NATIONAL.to_owned(),
        title: "National demographics record".to_owned(),
        service: ServiceKind::ChildHealth,
        // No file comes from here, so no map reads one.
        map: String::new(),
        expected_every_days: 0,
        at_most_bad_percent: 0,
    })
    .await?;
    take_row(tx, NATIONAL, row_of(list, key, people), now).await
}
