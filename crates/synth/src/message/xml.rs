//! A message as XML (FHIR STU3), with the elements that national ones have.

use std::fmt::Write;

use super::delivery::{Baby, Delivery, Told, What};
use super::manifest::team_name;
use super::{Messages, patient};
use crate::place::{Home, Town};
use crate::random::Random;
use crate::reference::iso;

const EXTENSION: &str = "https://fhir.nhs.uk/STU3/StructureDefinition";
const CODES: &str = "https://fhir.nhs.uk/STU3/CodeSystem";
const SNOMED: &str = "http://snomed.info/sct";
const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// The text of an XML document as it is written.
pub(super) struct Xml(String);

impl Xml {
    pub(super) fn open(&mut self, name: &str) {
        self.put(&["<", name, ">"]);
    }

    pub(super) fn close(&mut self, name: &str) {
        self.put(&["</", name, ">\n"]);
    }

    pub(super) fn value(&mut self, name: &str, value: &str) {
        self.put(&["<", name, " value=\""]);
        self.attribute(value);
        self.put(&["\"/>"]);
    }

    pub(super) fn reference(&mut self, name: &str, to: &str) {
        self.open(name);
        self.value("reference", to);
        self.close(name);
    }

    pub(super) fn open_extension(&mut self, url: &str) {
        self.put(&["<extension url=\"", url, "\">"]);
    }

    pub(super) fn coded_extension(&mut self, url: &str, code: &str) {
        self.open_extension(url);
        self.open("valueCodeableConcept");
        self.coding("", code);
        self.close("valueCodeableConcept");
        self.close("extension");
    }

    fn coding(&mut self, system: &str, code: &str) {
        self.open("coding");
        if !system.is_empty() {
            self.value("system", system);
        }
        self.value("code", code);
        self.close("coding");
    }

    fn concept(&mut self, name: &str, system: &str, code: &str) {
        self.open(name);
        self.coding(system, code);
        self.close(name);
    }

    fn entry(&mut self, address: &str, resource: impl FnOnce(&mut Self)) {
        self.open("entry");
        self.value("fullUrl", &format!("urn:uuid:{address}"));
        self.open("resource");
        resource(self);
        self.close("resource");
        self.close("entry");
    }

    fn put(&mut self, pieces: &[&str]) {
        pieces.iter().for_each(|piece| self.0.push_str(piece));
    }

    fn attribute(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '"' => self.0.push_str("&quot;"),
                other => self.0.push(other),
            }
        }
    }
}

/// The text of a message.
pub(super) fn text(all: &Messages, tell: &Told, number: u32, id: &str) -> String {
    let delivery = &all.deliveries[tell.delivery as usize];
    let baby = &delivery.babies[usize::from(tell.baby)];
    let mut xml = Xml(String::with_capacity(8_000));
    xml.put(&["<Bundle xmlns=\"http://hl7.org/fhir\">\n"]);
    xml.value("id", &identifier(all.seed, 3_003, u64::from(number)));
    xml.value("type", "message");
    xml.entry("header", |xml| header(xml, tell, baby, id));
    let code =
        &all.town.places.iter().find(|place| place.kind == "midwifery-team").map_or("LXM01", |place| &place.code);
    xml.entry("sender", |xml| organisation(xml, code, "Lexmouth Hospital", None));
    xml.entry("communication", |xml| {
        xml.open("Communication");
        xml.value("status", "completed");
        xml.reference("subject", if matches!(tell.what, What::Birth) { "urn:uuid:mother" } else { "urn:uuid:baby" });
        xml.close("Communication");
    });
    if matches!(tell.what, What::Birth) {
        birth(&mut xml, all, delivery, baby, tell);
    }
    xml.entry("baby", |xml| patient::baby(xml, baby, tell, (&all.town, delivery.home)));
    match &tell.what {
        What::Practice(Some(practice)) => {
            let practice = all.town.practice(usize::from(*practice));
            xml.entry("practice", |xml| organisation(xml, &practice.code, &practice.name, None));
        }
        What::Contact { team, .. } => contact(&mut xml, all, *team, baby, tell),
        What::Vaccination { is_given, on } => vaccination(&mut xml, *is_given, &iso(Some(*on))),
        _ => {}
    }
    xml.put(&["</Bundle>\n"]);
    xml.0
}

fn header(xml: &mut Xml, tell: &Told, baby: &Baby, id: &str) {
    let at = iso_time(tell.at);
    xml.open("MessageHeader");
    xml.value("id", id);
    xml.open("meta");
    xml.value("lastUpdated", &at);
    xml.close("meta");
    xml.open_extension(&format!("{EXTENSION}/Extension-RoutingDemographics-1"));
    xml.open_extension("birthDateTime");
    xml.value("valueDateTime", &iso(Some(baby.born)));
    xml.close("extension");
    xml.close("extension");
    let action = if let What::Contact { action, .. } = &tell.what { action } else { "new" };
    xml.open_extension(&format!("{EXTENSION}/Extension-MessageEventType-1"));
    xml.concept("valueCodeableConcept", &format!("{CODES}/MessageEventType-1"), action);
    xml.close("extension");
    xml.open("event");
    xml.value("system", &format!("{CODES}/EventType-1"));
    xml.value("code", tell.what.code());
    xml.close("event");
    xml.value("timestamp", &at);
    xml.open("source");
    xml.value("endpoint", "urn:nhs:addressing:asid:999000000001");
    xml.close("source");
    xml.reference("responsible", "urn:uuid:sender");
    xml.reference("focus", "urn:uuid:communication");
    xml.close("MessageHeader");
}

fn organisation(xml: &mut Xml, code: &str, name: &str, telephone: Option<&str>) {
    xml.open("Organization");
    xml.open("identifier");
    xml.value("system", ODS);
    xml.value("value", code);
    xml.close("identifier");
    xml.value("name", name);
    if let Some(telephone) = telephone {
        xml.open("telecom");
        xml.value("system", "phone");
        xml.value("value", telephone);
        xml.close("telecom");
    }
    xml.close("Organization");
}

fn birth(xml: &mut Xml, all: &Messages, delivery: &Delivery, baby: &Baby, tell: &Told) {
    xml.entry("mother", |xml| patient::mother(xml, &delivery.mother, tell, &all.town));
    xml.entry("related", |xml| {
        xml.open("RelatedPerson");
        xml.reference("patient", "urn:uuid:baby");
        xml.concept("relationship", "http://hl7.org/fhir/v3/RoleCode", "NMTH");
        xml.close("RelatedPerson");
    });
    let quantity = |xml: &mut Xml, number: &str, unit: &str| {
        xml.open("valueQuantity");
        xml.value("value", number);
        if !unit.is_empty() {
            xml.value("code", unit);
        }
        xml.close("valueQuantity");
    };
    observation(xml, ("births", "382341000000101"), |xml| quantity(xml, &delivery.babies.len().to_string(), ""));
    let weight = 900 + u32::from(baby.gestation) * 6 + u32::from(baby.minute % 400);
    observation(xml, ("weight", "364589006"), |xml| quantity(xml, &weight.to_string(), "g"));
    let weeks = format!("{}.{}", baby.gestation / 10, baby.gestation % 10);
    observation(xml, ("gestation", "412726003"), |xml| quantity(xml, &weeks, "wk"));
    let still = baby.still.to_string();
    observation(xml, ("still", "237364002"), |xml| {
        xml.concept("valueCodeableConcept", &format!("{CODES}/EMS-PDS-StillBornIndicator-1"), &still);
    });
    xml.entry("delivery", |xml| {
        xml.open("Organization");
        xml.concept("type", &format!("{CODES}/EMS-PDS-DeliveryPlaceType-1"), "4");
        xml.value("name", "LEXMOUTH HOSPITAL, DELIVERY SUITE");
        xml.close("Organization");
    });
}

fn observation(xml: &mut Xml, (address, code): (&str, &str), value: impl FnOnce(&mut Xml)) {
    xml.entry(address, |xml| {
        xml.open("Observation");
        xml.value("status", "final");
        xml.concept("code", SNOMED, code);
        xml.reference("subject", "urn:uuid:baby");
        value(xml);
        xml.close("Observation");
    });
}

fn contact(xml: &mut Xml, all: &Messages, team: u8, baby: &Baby, tell: &Told) {
    let What::Contact { action, on, .. } = &tell.what else { return };
    let name = team_name(all, team);
    xml.entry("provider", |xml| organisation(xml, "LX901", "Lexmouth Community Trust", Some("01632 960123")));
    xml.entry("episode", |xml| {
        xml.open("EpisodeOfCare");
        xml.open("identifier");
        xml.value("system", "https://supplier.example/identifiers");
        xml.value("value", &format!("hv-{}", baby.nhs));
        xml.close("identifier");
        xml.value("status", if *action == "delete" { "entered-in-error" } else { "active" });
        xml.concept("type", SNOMED, "1078501000000104");
        xml.reference("patient", "urn:uuid:baby");
        xml.reference("managingOrganization", "urn:uuid:provider");
        xml.open("period");
        xml.value("start", &iso(Some(*on)));
        xml.close("period");
        xml.reference("team", "urn:uuid:team");
        xml.close("EpisodeOfCare");
    });
    xml.entry("team", |xml| {
        xml.open("CareTeam");
        xml.value("name", &name);
        xml.open("participant");
        xml.reference("member", "urn:uuid:worker");
        xml.close("participant");
        xml.close("CareTeam");
    });
    xml.entry("worker", |xml| {
        xml.open("Practitioner");
        patient::name(xml, "Dawn", "Larch");
        xml.close("Practitioner");
    });
}

fn vaccination(xml: &mut Xml, is_given: bool, on: &str) {
    xml.entry("vaccination", |xml| {
        xml.open("Immunization");
        xml.value("status", "completed");
        xml.value("notGiven", if is_given { "false" } else { "true" });
        xml.reference("patient", "urn:uuid:baby");
        xml.value("date", on);
        xml.value("primarySource", "true");
        xml.close("Immunization");
    });
}

/// Flat, house and street.
pub(super) fn first_line(town: &Town, home: Home) -> String {
    let street = &town.postcodes[home.postcode as usize].street;
    if home.flat > 0 {
        return format!("Flat {} {} {street}", home.flat, home.number);
    }
    format!("{} {street}", home.number)
}

/// A time as messages write it.
pub(super) fn iso_time(at: i64) -> String {
    let second = at.rem_euclid(86_400);
    let day = crate::day::Day((at.div_euclid(86_400)) as i32);
    let mut text = iso(Some(day));
    write!(text, "T{:02}:{:02}:{:02}+00:00", second / 3_600, second / 60 % 60, second % 60)
        .expect("a string takes every write");
    text
}

/// A made-up identifier in the form of a UUID.
pub(super) fn identifier(seed: u64, purpose: u64, number: u64) -> String {
    let mut random = Random::stream(seed, purpose, number);
    let (high, low) = (random.next(), random.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}
