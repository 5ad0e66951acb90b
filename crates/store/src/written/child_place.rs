use kith_core::birth::ChildPlace;
use serde::{Deserialize, Serialize};

use super::{day, day_number, each, read, write};

#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    born_on: Option<i32>,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    due_on: Option<i32>,
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    died_on: Option<i32>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    postcode: Option<String>,
    #[serde(rename = "k", default, skip_serializing_if = "std::ops::Not::not")]
    is_kept_safe: bool,
    #[serde(rename = "s")]
    known_since: i32,
}

/// Where a child lives, as bytes to seal.
pub(crate) fn write_place(place: &ChildPlace) -> Vec<u8> {
    write(&Written {
        born_on: place.born_on.map(day_number),
        due_on: place.due_on.map(day_number),
        died_on: place.died_on.map(day_number),
        postcode: place.postcode.as_ref().map(ToString::to_string),
        is_kept_safe: place.is_kept_safe,
        known_since: day_number(place.known_since),
    })
}

/// Reads such bytes.
pub(crate) fn read_place(bytes: &[u8]) -> Option<ChildPlace> {
    let written: Written = read(bytes)?;
    Some(ChildPlace {
        born_on: each(written.born_on, day)?,
        due_on: each(written.due_on, day)?,
        died_on: each(written.died_on, day)?,
        postcode: each(written.postcode, |postcode| postcode.parse().ok())?,
        is_kept_safe: written.is_kept_safe,
        known_since: day(written.known_since)?,
    })
}
