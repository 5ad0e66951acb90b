//! How sealed values are written: short JSON, private to this crate, so that
//! no type of the domain can be serialised by accident.
//!
//! What was written must be read for ever: a field may be added with a
//! default, none may be renamed or change its meaning.

mod child_place;
mod fact;
mod ledger;
mod ledger_by_staff;
mod national;
mod note;
mod person;
mod row;
mod work;

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use child_place::{read_place, write_place};
pub(crate) use fact::{read_fact, write_fact};
pub(crate) use ledger::{read_entry, write_entry};
pub(crate) use national::{read_national, write_national};
pub(crate) use note::{Noted, read_note, write_note};
pub(crate) use person::{read_person, write_person};
pub(crate) use row::{read_row, row_for_digest, write_row};
pub(crate) use work::{read_contact_words, read_work, write_contact_words, write_work};

/// The bytes of a value that is about to be sealed.
pub(crate) fn write<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("maps with text keys and plain values can always be written")
}

/// Reads such bytes, or `None` where they are something else.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

/// A day as one number, 20261002.
fn day_number(day: Date) -> i32 {
    i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day())
}

/// The day that such a number means.
fn day(number: i32) -> Option<Date> {
    let (year, month, day) = (number.div_euclid(10_000), number.div_euclid(100) % 100, number.rem_euclid(100));
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// Turns an optional written value into an optional domain value; the outer
/// `None` means that it was written and cannot be read.
fn each<W, T>(written: Option<W>, read: impl FnOnce(W) -> Option<T>) -> Option<Option<T>> {
    match written {
        None => Some(None),
        Some(written) => read(written).map(Some),
    }
}
