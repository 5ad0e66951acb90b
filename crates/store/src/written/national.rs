use std::borrow::Cow;

use kith_core::person::{Address, Name};
use kith_core::tracing::{NationalRecord, NumberStatus, Restriction};
use serde::{Deserialize, Serialize};

use super::person::Person;
use super::{each, read, write};

/// What the national record says about one person, as it is sealed. Only an
/// unrestricted record is ever written.
#[derive(Serialize, Deserialize)]
struct National<'a> {
    #[serde(rename = "n")]
    number: u64,
    #[serde(rename = "s")]
    says: Person<'a>,
    #[serde(rename = "ff", default, skip_serializing_if = "Vec::is_empty")]
    former_families: Vec<Cow<'a, str>>,
    #[serde(rename = "fa", default, skip_serializing_if = "Vec::is_empty")]
    former_addresses: Vec<Place<'a>>,
    #[serde(rename = "dd", default, skip_serializing_if = "std::ops::Not::not")]
    has_died: bool,
    #[serde(rename = "re", default, skip_serializing_if = "Option::is_none")]
    removal: Option<Cow<'a, str>>,
    #[serde(rename = "st", default, skip_serializing_if = "Option::is_none")]
    status: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
struct Place<'a> {
    #[serde(rename = "l", default)]
    lines: Cow<'a, [String]>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    postcode: Option<Cow<'a, str>>,
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    uprn: Option<u64>,
}

impl<'a> From<&'a Address> for Place<'a> {
    fn from(address: &'a Address) -> Self {
        Self {
            lines: Cow::Borrowed(&address.lines),
            postcode: address.postcode.as_ref().map(|postcode| Cow::Borrowed(postcode.as_str())),
            uprn: address.uprn,
        }
    }
}

impl Place<'_> {
    fn into_address(self) -> Option<Address> {
        let postcode = each(self.postcode, |text| text.parse().ok())?;
        Some(Address { lines: self.lines.into_owned(), postcode, uprn: self.uprn })
    }
}

/// What the national record says, as bytes to seal; none for a record that
/// may not be kept.
pub(crate) fn write_national(record: &NationalRecord) -> Option<Vec<u8>> {
    (record.restriction == Restriction::Unrestricted).then(|| {
        write(&National {
            number: record.number.as_u64(),
            says: Person::from(&record.says),
            former_families: record.former_family_names.iter().map(|name| Cow::Borrowed(name.as_str())).collect(),
            former_addresses: record.former_addresses.iter().map(Place::from).collect(),
            has_died: record.has_died,
            removal: record.removal.as_deref().map(Cow::Borrowed),
            status: record.status.map(|status| Cow::Borrowed(status.code())),
        })
    })
}

/// Reads what the national record says.
pub(crate) fn read_national(bytes: &[u8]) -> Option<NationalRecord> {
    let written: National<'static> = read(bytes)?;
    let former_family_names = written.former_families.iter().map(|name| Name::parse(name).ok()).collect::<Option<_>>();
    let former_addresses = written.former_addresses.into_iter().map(Place::into_address).collect::<Option<_>>();
    Some(NationalRecord {
        number: written.number.to_string().parse().ok()?,
        says: written.says.into_statement()?,
        former_family_names: former_family_names?,
        former_addresses: former_addresses?,
        has_died: written.has_died,
        removal: written.removal.map(Cow::into_owned),
        status: written.status.and_then(|code| NumberStatus::from_code(&code)),
        restriction: Restriction::Unrestricted,
    })
}
