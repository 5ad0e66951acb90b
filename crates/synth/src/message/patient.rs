//! The people of a message as its XML writes them.

use super::delivery::{Baby, Mother, Told, What};
use super::xml::{Xml, first_line, iso_time};
use crate::place::{Home, Town};
use crate::reference::iso;

const CARE_CONNECT: &str = "https://fhir.hl7.org.uk/STU3/StructureDefinition";

/// The baby of a message.
pub(super) fn baby(xml: &mut Xml, baby: &Baby, tell: &Told, (town, home): (&Town, Home)) {
    xml.open("Patient");
    xml.value("id", "baby");
    security(xml, tell.is_restricted);
    let is_birth = matches!(tell.what, What::Birth);
    if is_birth {
        xml.coded_extension(
            &format!("{CARE_CONNECT}/Extension-CareConnect-EthnicCategory-1"),
            baby.ethnicity.encode_utf8(&mut [0; 4]),
        );
    }
    if let What::Death { status, on } = &tell.what {
        let inner = status.encode_utf8(&mut [0; 4]).to_owned();
        xml.open_extension(&format!("{CARE_CONNECT}/Extension-CareConnect-DeathNotificationStatus-1"));
        xml.coded_extension("deathNotificationStatus", &inner);
        xml.open_extension("systemEffectiveDate");
        xml.value("valueDateTime", &iso_time(tell.at));
        xml.close("extension");
        xml.close("extension");
        number(xml, baby.nhs);
        name(xml, baby.given, baby.family);
        born(xml, baby);
        if *status != 'U' {
            xml.value("deceasedDateTime", &iso(Some(*on)));
        }
        return xml.close("Patient");
    }
    number(xml, baby.nhs);
    name(xml, baby.given, baby.family);
    born(xml, baby);
    if !tell.is_restricted {
        match &tell.what {
            What::Birth => address(xml, None, (town, home), baby.is_postcode_told),
            What::Move { from, to, on } => {
                address(xml, Some(("old", None, Some(iso(Some(*on))))), (town, *from), true);
                address(xml, Some(("home", Some(iso(Some(*on))), None)), (town, *to), true);
            }
            What::Practice(Some(_)) => xml.reference("generalPractitioner", "urn:uuid:practice"),
            _ => {}
        }
    }
    if is_birth {
        xml.value("multipleBirthInteger", &baby.order.to_string());
    }
    xml.close("Patient");
}

/// The mother, who is tied to the baby by a link.
pub(super) fn mother(xml: &mut Xml, mother: &Mother, tell: &Told, town: &Town) {
    xml.open("Patient");
    xml.value("id", "mother");
    security(xml, tell.is_restricted);
    if mother.is_number_told {
        number(xml, mother.nhs);
    }
    name(xml, mother.given, mother.family);
    xml.value("birthDate", &iso(Some(mother.born)));
    if !tell.is_restricted {
        let code = &town.practice(usize::from(mother.practice)).code;
        xml.reference("generalPractitioner", &format!("https://directory.example/STU3/Organization/{code}"));
    }
    xml.open("link");
    xml.open("other");
    xml.value("reference", "urn:uuid:related");
    xml.close("other");
    xml.value("type", "seealso");
    xml.close("link");
    xml.close("Patient");
}

fn security(xml: &mut Xml, is_restricted: bool) {
    if is_restricted {
        xml.open("meta");
        xml.open("security");
        xml.value("system", "http://hl7.org/fhir/v3/Confidentiality");
        xml.value("code", "R");
        xml.close("security");
        xml.close("meta");
    }
}

fn number(xml: &mut Xml, nhs: u64) {
    xml.open("identifier");
    xml.coded_extension(&format!("{CARE_CONNECT}/Extension-CareConnect-NHSNumberVerificationStatus-1"), "01");
    xml.value("system", "https://fhir.nhs.uk/Id/nhs-number");
    xml.value("value", &nhs.to_string());
    xml.close("identifier");
}

pub(super) fn name(xml: &mut Xml, given: &str, family: &str) {
    xml.open("name");
    xml.value("use", "official");
    xml.value("family", &family.to_uppercase());
    xml.value("given", given);
    xml.close("name");
}

fn born(xml: &mut Xml, baby: &Baby) {
    xml.value("gender", if baby.is_female { "female" } else { "male" });
    xml.value("birthDate", &iso(Some(baby.born)));
}

/// Use, first and last day of an address.
type Use = (&'static str, Option<String>, Option<String>);

fn address(xml: &mut Xml, used: Option<Use>, (town, home): (&Town, Home), is_postcode_told: bool) {
    xml.open("address");
    let (kind, from, to) = used.map_or((None, None, None), |(kind, from, to)| (Some(kind), from, to));
    if let Some(kind) = kind {
        xml.value("use", kind);
    }
    xml.value("line", &first_line(town, home).to_uppercase());
    xml.value("line", &town.district_of(home).to_uppercase());
    if is_postcode_told {
        xml.value("postalCode", &town.postcodes[home.postcode as usize].postcode);
    }
    if from.is_some() || to.is_some() {
        xml.open("period");
        if let Some(from) = from {
            xml.value("start", &from);
        }
        if let Some(to) = to {
            xml.value("end", &to);
        }
        xml.close("period");
    }
    xml.close("address");
}
