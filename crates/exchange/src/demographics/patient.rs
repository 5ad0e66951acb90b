//! One Patient resource as the national record writes it.

use jiff::civil::Date;
use kith_core::person::{Address, Name, NhsNumber, Sex, Telephone};
use kith_core::statement::PersonStatement;
use kith_core::tracing::{NationalRecord, NumberStatus, Restriction};
use serde_json::Value;

use super::element::{code, coding, day, extensions, is_current, items, text};
use super::{NHS_NUMBER, VERIFICATION};

/// Reads a record; none where it has no number, or does not say how far it
/// may be shown.
pub(super) fn read(patient: &Value, today: Date) -> Option<NationalRecord> {
    if text(patient, "resourceType") != Some("Patient") {
        return None;
    }
    let number = number(patient)?;
    let restriction = restriction(patient)?;
    let (has_died, died_on) = death(patient);
    let mut record = NationalRecord {
        number,
        says: PersonStatement {
            nhs_number: Some(number),
            born_on: day(patient, "birthDate"),
            died_on,
            sex: sex(patient),
            birth_order: patient.get("multipleBirthInteger").and_then(Value::as_u64).and_then(|at| at.try_into().ok()),
            ..PersonStatement::default()
        },
        former_family_names: Vec::new(),
        former_addresses: Vec::new(),
        has_died,
        removal: removal(patient, today),
        status: status(patient),
        restriction,
    };
    names(patient, today, &mut record);
    // A restricted record comes without whereabouts; should any come all the same, they are not read.
    if restriction == Restriction::Unrestricted {
        addresses(patient, today, &mut record);
        record.says.telephone = telephone(patient, today);
        record.says.practice = practice(patient, today);
    }
    Some(record)
}

/// The number of the record: its id. A superseded number is answered with the
/// record of the new one, whose id it is.
fn number(patient: &Value) -> Option<NhsNumber> {
    let by_id = text(patient, "id").and_then(|id| id.parse().ok());
    by_id.or_else(|| text(identifier(patient)?, "value")?.parse().ok())
}

fn identifier(patient: &Value) -> Option<&Value> {
    items(patient, "identifier").iter().find(|one| text(one, "system") == Some(NHS_NUMBER))
}

fn status(patient: &Value) -> Option<NumberStatus> {
    extensions(identifier(patient)?, VERIFICATION).find_map(code).and_then(NumberStatus::from_code)
}

/// How far a record may be shown. A label that is not known counts as the
/// strictest, and without any label the record cannot be used.
fn restriction(patient: &Value) -> Option<Restriction> {
    let labels = items(patient.get("meta")?, "security").iter().filter_map(|label| text(label, "code"));
    let read = labels.map(|label| match label {
        "U" => Restriction::Unrestricted,
        "R" => Restriction::Restricted,
        "REDACTED" => Restriction::Withdrawn,
        _ => Restriction::VeryRestricted,
    });
    read.max()
}

/// Whether somebody has died, and when. A notice of death that was taken back
/// (status U) is none.
fn death(patient: &Value) -> (bool, Option<Date>) {
    let mut status = extensions(patient, "Extension-UKCore-DeathNotificationStatus").flat_map(|notice| {
        let inner = items(notice, "extension").iter();
        inner.filter(|one| text(one, "url") == Some("deathNotificationStatus")).filter_map(code)
    });
    if status.any(|code| code == "U") {
        return (false, None);
    }
    let is_dead = patient.get("deceasedBoolean").and_then(Value::as_bool) == Some(true);
    (is_dead || text(patient, "deceasedDateTime").is_some(), day(patient, "deceasedDateTime"))
}

fn sex(patient: &Value) -> Option<Sex> {
    match text(patient, "gender")? {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => Some(Sex::NotKnown),
    }
}

/// Why somebody is no longer registered, while that holds.
fn removal(patient: &Value, today: Date) -> Option<String> {
    let removed = extensions(patient, "Extension-PDS-RemovalFromRegistration").next()?;
    let part = |name: &str| items(removed, "extension").iter().find(|one| text(one, "url") == Some(name));
    let period = part("effectiveTime").and_then(|time| time.get("valuePeriod"));
    if period.and_then(|period| day(period, "end")).is_some_and(|end| end < today) {
        return None;
    }
    let reason = coding(part("removalFromRegistrationCode")?)?;
    text(reason, "display").or_else(|| text(reason, "code")).map(str::to_owned)
}

/// The name that counts: the usual one, current before past; all other family
/// names are from before.
fn names(patient: &Value, today: Date, record: &mut NationalRecord) {
    let all = items(patient, "name");
    let rank = |name: &&Value| {
        let by_use = match text(name, "use") {
            Some("usual") => 0,
            Some("official") | None => 1,
            Some("old" | "maiden") => 4,
            Some("nickname" | "anonymous" | "temp") => 3,
            Some(_) => 2,
        };
        (by_use, !is_current(name, today))
    };
    let Some(best) = all.iter().min_by_key(rank) else { return };
    let read = |text: Option<&str>| text.and_then(|text| Name::parse(text).ok());
    let given: Vec<&str> = items(best, "given").iter().filter_map(Value::as_str).collect();
    let (first, rest) = given.split_first().map_or((None, &[][..]), |(first, rest)| (Some(*first), rest));
    record.says.given_name = read(first);
    record.says.middle_name = read(Some(&rest.join(" ")));
    record.says.family_name = read(text(best, "family"));
    let others = all.iter().filter(|name| !std::ptr::eq(*name, best)).filter_map(|name| read(text(name, "family")));
    record.former_family_names = others.filter(|name| Some(name) != record.says.family_name.as_ref()).collect();
    record.says.former_family_name = record.former_family_names.first().cloned();
}

/// Home where it is current; temporary addresses are nobody's home.
fn addresses(patient: &Value, today: Date, record: &mut NationalRecord) {
    let homes = || items(patient, "address").iter().filter(|one| matches!(text(one, "use"), None | Some("home")));
    let current = homes().find(|one| is_current(one, today)).or_else(|| homes().next());
    let old = items(patient, "address").iter().filter(|one| text(one, "use") == Some("old"));
    let others = homes().filter(|one| !current.is_some_and(|current| std::ptr::eq(*one, current))).chain(old);
    record.former_addresses = others.map(address).filter(|address| !address.is_empty()).collect();
    record.says.address = current.map(address).filter(|address| !address.is_empty());
}

fn address(one: &Value) -> Address {
    let lines = items(one, "line").iter().filter_map(Value::as_str).map(str::trim).filter(|line| !line.is_empty());
    let uprn = extensions(one, "Extension-UKCore-AddressKey").find_map(|key| {
        let part = |name: &str| items(key, "extension").iter().find(|one| text(one, "url") == Some(name));
        let is_property = part("type").and_then(code) == Some("UPRN");
        part("value").filter(|_| is_property).and_then(|value| text(value, "valueString"))
    });
    Address {
        lines: lines.map(str::to_owned).collect(),
        postcode: text(one, "postalCode").and_then(|text| text.parse().ok()),
        uprn: uprn.and_then(|text| text.parse().ok()),
    }
}

fn telephone(patient: &Value, today: Date) -> Option<Telephone> {
    let phones = items(patient, "telecom").iter().filter(|one| text(one, "system") == Some("phone"));
    phones.filter(|one| is_current(one, today)).find_map(|one| text(one, "value")?.parse().ok())
}

/// The practice comes as a bare identifier, with its period inside.
fn practice(patient: &Value, today: Date) -> Option<String> {
    let registered = items(patient, "generalPractitioner").iter().filter_map(|one| one.get("identifier"));
    registered.filter(|one| is_current(one, today)).find_map(|one| text(one, "value")).map(str::to_owned)
}
