//! Made-up national messages of the shape that senders use (FHIR STU3).

/// Which message, when it was written, and what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) id: u32,
    pub(crate) at: &'a str,
    pub(crate) action: &'a str,
}

/// A new message.
pub(crate) fn sent(id: u32, at: &str) -> Sent<'_> {
    Sent { id, at, action: "new" }
}

/// Somebody whom a message is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Whom<'a> {
    pub(crate) number: &'a str,
    pub(crate) given: &'a str,
    pub(crate) family: &'a str,
    pub(crate) born: &'a str,
    pub(crate) line: &'a str,
    pub(crate) postcode: &'a str,
}

/// Which of how many babies, and the code that says whether it lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delivery<'a> {
    pub(crate) order: u8,
    pub(crate) of: u8,
    pub(crate) still: &'a str,
    pub(crate) hospital: &'a str,
}

/// One baby, born alive here.
pub(crate) const ALONE: Delivery<'_> = Delivery { order: 1, of: 1, still: "1", hospital: "Testfield Infirmary" };

fn bundle(event: &str, sent: Sent<'_>, entries: &str) -> String {
    let Sent { id, at, action } = sent;
    format!(
        "<Bundle xmlns=\"http://hl7.org/fhir\">\n<id value=\"b-{id}\"/>\n<type value=\"message\"/>\n\
         <entry><fullUrl value=\"urn:uuid:h\"/><resource><MessageHeader>\n\
         <id value=\"5b1f0c7e-0000-4000-8000-{id:012}\"/>\n<meta><lastUpdated value=\"{at}\"/></meta>\n\
         <extension url=\"https://fhir.nhs.uk/STU3/StructureDefinition/Extension-MessageEventType-1\">\
         <valueCodeableConcept><coding><code value=\"{action}\"/></coding></valueCodeableConcept></extension>\n\
         <event><system value=\"https://fhir.nhs.uk/STU3/CodeSystem/EventType-1\"/><code value=\"{event}\"/></event>\n\
         <responsible><reference value=\"urn:uuid:o\"/></responsible></MessageHeader></resource></entry>\n{entries}</Bundle>"
    )
}

fn entry(resource: &str) -> String {
    format!("<entry><resource>{resource}</resource></entry>\n")
}

fn number(number: &str) -> String {
    if number.is_empty() {
        return String::new();
    }
    format!("<identifier><system value=\"https://fhir.nhs.uk/Id/nhs-number\"/><value value=\"{number}\"/></identifier>")
}

fn name(whom: &Whom<'_>) -> String {
    let given = if whom.given.is_empty() { String::new() } else { format!("<given value=\"{}\"/>", whom.given) };
    format!("<name><use value=\"official\"/><family value=\"{}\"/>{given}</name>", whom.family)
}

fn born(whom: &Whom<'_>) -> String {
    if whom.born.is_empty() { String::new() } else { format!("<birthDate value=\"{}\"/>", whom.born) }
}

fn address(whom: &Whom<'_>) -> String {
    if whom.line.is_empty() {
        return String::new();
    }
    let (line, postcode) = (whom.line, whom.postcode);
    format!("<address><use value=\"home\"/><line value=\"{line}\"/><postalCode value=\"{postcode}\"/></address>")
}

fn patient(whom: &Whom<'_>, before: &str, after: &str) -> String {
    let (number, name, born, address) = (number(whom.number), name(whom), born(whom), address(whom));
    entry(&format!("<Patient>{before}{number}{name}{born}{address}{after}</Patient>"))
}

fn observation(code: &str, answer: &str) -> String {
    entry(&format!(
        "<Observation><code><coding><system value=\"http://snomed.info/sct\"/><code value=\"{code}\"/></coding></code>\
         {answer}</Observation>"
    ))
}

/// A birth.
pub(crate) fn birth(sent: Sent<'_>, baby: &Whom<'_>, mother: &Whom<'_>, delivery: Delivery<'_>) -> String {
    let Delivery { order, of, still, hospital } = delivery;
    let place = entry(&format!(
        "<Organization><type><coding><system value=\"https://fhir.nhs.uk/STU3/CodeSystem/EMS-PDS-DeliveryPlaceType-1\"/>\
         </coding></type><name value=\"{hospital}\"/></Organization>"
    ));
    let mother = patient(mother, "", "<link><other><reference value=\"urn:uuid:r\"/></other></link>");
    let baby = patient(baby, "", &format!("<multipleBirthInteger value=\"{order}\"/>"));
    let still = format!("<valueCodeableConcept><coding><code value=\"{still}\"/></coding></valueCodeableConcept>");
    let count = format!("<valueQuantity><value value=\"{of}\"/></valueQuantity>");
    let entries = [mother, baby, place, observation("382341000000101", &count), observation("237364002", &still)];
    bundle("pds-birth-notification-1", sent, &entries.concat())
}

/// A move; the old address stands beside the new one, as senders do.
pub(crate) fn moved(sent: Sent<'_>, whom: &Whom<'_>) -> String {
    let old =
        "<address><use value=\"old\"/><line value=\"99 Former Street\"/><postalCode value=\"LX9 9ZZ\"/></address>";
    bundle("pds-change-of-address-1", sent, &patient(whom, "", old))
}

/// A change of practice; none says that the person left the list of one.
pub(crate) fn practice(sent: Sent<'_>, whom: &Whom<'_>, code: Option<&str>) -> String {
    let practice = code.map(|code| {
        format!(
            "<generalPractitioner><reference value=\"https://directory.spineservices.nhs.uk/STU3/Organization/{code}\"/>\
             </generalPractitioner>"
        )
    });
    bundle("pds-change-of-gp-1", sent, &patient(whom, "", &practice.unwrap_or_default()))
}

/// A death of status 1 or 2, or with U one that is taken back.
pub(crate) fn death(sent: Sent<'_>, whom: &Whom<'_>, status: &str, on: Option<&str>) -> String {
    let said = format!(
        "<extension url=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-DeathNotificationStatus-1\">\
         <extension url=\"deathNotificationStatus\"><valueCodeableConcept><coding><code value=\"{status}\"/></coding>\
         </valueCodeableConcept></extension></extension>"
    );
    let on = on.map(|on| format!("<deceasedDateTime value=\"{on}\"/>")).unwrap_or_default();
    bundle("pds-death-notification-1", sent, &patient(whom, &said, &on))
}

/// A change of the national record.
pub(crate) fn record(sent: Sent<'_>, whom: &Whom<'_>, died: Option<&str>) -> String {
    let died = died.map(|on| format!("<deceasedDateTime value=\"{on}\"/>")).unwrap_or_default();
    bundle("pds-record-change-1", sent, &patient(whom, "", &died))
}

/// A service that works with somebody.
pub(crate) fn contact(sent: Sent<'_>, whom: &Whom<'_>, episode: &str, team: &str) -> String {
    let care = entry(&format!(
        "<EpisodeOfCare><identifier><value value=\"{episode}\"/></identifier><status value=\"active\"/>\
         <type><coding><code value=\"1078501000000104\"/><display value=\"Health visiting service\"/></coding></type>\
         <managingOrganization><display value=\"{team}\"/></managingOrganization>\
         <period><start value=\"2026-11-01\"/></period></EpisodeOfCare>"
    ));
    bundle("professional-contacts-1", sent, &(care + &patient(whom, "", "")))
}

/// The result of a newborn's hearing screen.
pub(crate) fn hearing(sent: Sent<'_>, whom: &Whom<'_>) -> String {
    bundle("newborn-hearing-1", sent, &patient(whom, "", ""))
}
