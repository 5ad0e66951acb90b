use std::fmt::Write;

use kith_exchange::message::{
    DeathStatus, Envelope, Fault, MessageAction, MessageEvent, MessageProblem, Place, StillbirthIndicator,
    read_envelope, read_envelope_within,
};
use proptest::prelude::*;

const ID: &str = "4f0c2a6e-0d5b-4c57-9a43-000000000007";

/// A made-up message of an event, with more entries behind the header.
fn message(event: &str, entries: &str) -> String {
    format!(
        "<Bundle xmlns=\"http://hl7.org/fhir\">\n <id value=\"b\"/>\n <type value=\"message\"/>\n\
         <entry><fullUrl value=\"urn:uuid:h\"/><resource><MessageHeader>\n  <id value=\"{ID}\"/>\n\
         <meta><lastUpdated value=\"2026-11-20T09:30:00+00:00\"/></meta>\n\
         <extension url=\"https://fhir.nhs.uk/STU3/StructureDefinition/Extension-RoutingDemographics-1\">\
         <extension url=\"birthDateTime\"><valueDateTime value=\"2026-11-19\"/></extension></extension>\n\
         <extension url=\"https://fhir.nhs.uk/STU3/StructureDefinition/Extension-MessageEventType-1\">\
         <valueCodeableConcept><coding><code value=\"new\"/></coding></valueCodeableConcept></extension>\n\
         <event><code value=\"{event}\"/></event><timestamp value=\"2026-11-20T09:00:00Z\"/>\n\
         <responsible><reference value=\"urn:uuid:o\"/></responsible></MessageHeader></resource></entry>\n\
         <entry><fullUrl value=\"urn:uuid:o\"/><resource><Organization><identifier>\
         <system value=\"https://fhir.nhs.uk/Id/ods-organization-code\"/><value value=\"LX801\"/></identifier>\
         </Organization></resource></entry>\n{entries}</Bundle>"
    )
}

fn observation(code: &str, answer: &str) -> String {
    format!(
        "<entry><resource><Observation><code><coding><system value=\"http://snomed.info/sct\"/><code value=\"{code}\"/>\
         </coding></code>{answer}</Observation></resource></entry>\n"
    )
}

fn quantity(number: &str, unit: &str) -> String {
    format!("<valueQuantity><value value=\"{number}\"/><code value=\"{unit}\"/></valueQuantity>")
}

fn birth(order: &str, babies: &str, still: &str) -> String {
    let baby = format!(
        "<entry><resource><Patient><name><family value=\"MOOR\"/></name><multipleBirthInteger value=\"{order}\"/>\
         </Patient></resource></entry>\n"
    );
    let mother =
        "<entry><resource><Patient><name><family value=\"MOOR\"/></name><link/></Patient></resource></entry>\n";
    let still = format!("<valueCodeableConcept><coding><code value=\"{still}\"/></coding></valueCodeableConcept>");
    let entries = [
        mother.to_owned(),
        baby,
        observation("382341000000101", &quantity(babies, "1")),
        observation("364589006", &quantity("3120", "g")),
        observation("412726003", &quantity("39.3", "wk")),
        observation("237364002", &still),
    ];
    message("pds-birth-notification-1", &entries.concat())
}

fn death(status: Option<&str>) -> String {
    let extension = status.map(|code| {
        format!(
            "<extension url=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-DeathNotificationStatus-1\">\
             <extension url=\"deathNotificationStatus\"><valueCodeableConcept><coding><code value=\"{code}\"/></coding>\
             </valueCodeableConcept></extension></extension>"
        )
    });
    let patient = format!("<entry><resource><Patient>{}</Patient></resource></entry>", extension.unwrap_or_default());
    message("pds-death-notification-1", &patient)
}

fn vaccination(not_given: &str) -> String {
    let said =
        format!("<entry><resource><Immunization><notGiven value=\"{not_given}\"/></Immunization></resource></entry>");
    message("vaccinations-1", &said)
}

/// One of every event.
fn of_every_event() -> Vec<(MessageEvent, String)> {
    MessageEvent::ALL
        .into_iter()
        .map(|(event, code, _)| match event {
            MessageEvent::Birth => (event, birth("1", "1", "1")),
            MessageEvent::Death => (event, death(Some("2"))),
            MessageEvent::Vaccination => (event, vaccination("true")),
            _ => (event, message(code, "")),
        })
        .collect()
}

fn good(text: &str) -> Envelope {
    read_envelope(text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
}

fn refused(bytes: &[u8]) -> MessageProblem {
    read_envelope(bytes).expect_err("refused")
}

#[test]
fn every_event_is_known_by_its_code() {
    for (event, text) in of_every_event() {
        let found = good(&text);
        assert_eq!((found.event, found.id.as_str(), found.action), (event, ID, MessageAction::New));
        assert_eq!(found.written_at, "2026-11-20T09:30:00Z".parse().expect("a time"));
        assert_eq!(found.sender.map(|code| code.to_string()).as_deref(), Some("LX801"));
        assert_eq!(found.birth.is_some(), event == MessageEvent::Birth);
        assert_eq!(found.death.is_some(), event == MessageEvent::Death);
        assert_eq!(found.vaccination.is_some(), event == MessageEvent::Vaccination);
    }
    assert_eq!(good(&message("nipe-outcome-1 NIPE outcome", "")).event, MessageEvent::NewbornExamination);
}

#[test]
fn a_birth_says_how_many_which_and_whether_alive() {
    let facts = |text: &str| good(text).birth.expect("a birth");
    let twin = facts(&birth("2", "2.0", "1"));
    assert_eq!((twin.babies, twin.order, twin.still), (2, 2, StillbirthIndicator::Live));
    assert_eq!(twin.gestation_days, Some(275), "39.3 weeks");
    for (code, still) in [
        ("2", StillbirthIndicator::BeforeLabour),
        ("3", StillbirthIndicator::InLabour),
        ("4", StillbirthIndicator::NotKnown),
    ] {
        let found = facts(&birth("1", "1", code));
        assert_eq!(found.still, still);
        assert!(!found.still.is_live());
    }
    let silent = birth("1", "1", "1").replace("237364002", "1");
    assert!(!facts(&silent).still.is_live(), "what nobody said is not taken for alive");
    assert_eq!(facts(&birth("3", "1", "1")).babies, 3, "the third of one is the third of three");
    assert_eq!(refused(birth("1", "1", "7").as_bytes()).fault, Fault::UnknownCode("7".to_owned()));
    let other = "<valueCodeableConcept><coding><code value=\"2\"/></coding></valueCodeableConcept>";
    let both = birth("1", "1", "1").replace("</Bundle>", &format!("{}</Bundle>", observation("237364002", other)));
    assert_eq!(refused(both.as_bytes()).fault, Fault::SaidTwice);
    let no_baby = birth("1", "1", "1").replace("multipleBirthInteger", "multipleBirthBoolean");
    assert!(refused(no_baby.as_bytes()).to_string().contains("multipleBirthInteger"));
}

#[test]
fn a_death_says_how_sure_it_is_and_silence_stops_letters_too() {
    let status = |code| good(&death(code)).death;
    assert_eq!(status(Some("1")), Some(DeathStatus::Informal));
    assert_eq!(status(Some("2")), Some(DeathStatus::Formal));
    assert_eq!(status(Some("U")), Some(DeathStatus::Withdrawn));
    assert_eq!(status(None), Some(DeathStatus::Informal));
    assert_eq!(refused(death(Some("9")).as_bytes()).fault, Fault::UnknownCode("9".to_owned()));
}

#[test]
fn a_vaccination_says_whether_it_was_given() {
    let given = |said: &str| good(&vaccination(said)).vaccination.expect("a vaccination").given;
    assert!(given("false") && !given("true"));
    assert_eq!(refused(vaccination("perhaps").as_bytes()).fault, Fault::Unreadable);
    assert_eq!(refused(message("vaccinations-1", "").as_bytes()).fault, Fault::Missing);
}

#[test]
fn a_prefix_on_the_names_and_foreign_elements_make_no_difference() {
    let plain = birth("1", "1", "1");
    let mut prefixed = plain.replace("</", "\u{1}").replace('<', "<f:").replace('\u{1}', "</f:");
    prefixed = prefixed.replace("xmlns=", "xmlns:f=");
    assert_eq!(good(&prefixed), good(&plain));
    let narrative = plain.replace(
        "</MessageHeader>",
        "<text><div xmlns=\"http://www.w3.org/1999/xhtml\"><id value=\"other\"/><p>Ada &amp; Bo</p></div></text></MessageHeader>",
    );
    assert_eq!(good(&narrative), good(&plain));
}

#[test]
fn updates_and_deletions_and_other_senders_are_read() {
    let text = message("professional-contacts-1", "").replace("\"new\"", "\"delete\"");
    assert_eq!(good(&text).action, MessageAction::Delete);
    let text = text.replace("\"delete\"", "\"update\"");
    assert_eq!(good(&text).action, MessageAction::Update);
    assert_eq!(refused(text.replace("\"update\"", "\"undo\"").as_bytes()).fault, Fault::UnknownCode("undo".to_owned()));
    let outside =
        text.replace("\"urn:uuid:o\"/></resp", "\"https://directory.example/STU3/Organization/lx802\"/></resp");
    assert_eq!(good(&outside).sender.map(|code| code.to_string()).as_deref(), Some("LX802"));
    let service = text.replace("\"urn:uuid:o\"/></resp", "\"urn:uuid:s\"/></resp").replace(
        "</Bundle>",
        "<entry><fullUrl value=\"urn:uuid:s\"/><resource><HealthcareService><providedBy><reference value=\"urn:uuid:o\"/>\
         </providedBy></HealthcareService></resource></entry></Bundle>",
    );
    assert_eq!(good(&service).sender.map(|code| code.to_string()).as_deref(), Some("LX801"));
}

#[test]
fn what_is_missing_or_not_a_message_is_told_with_its_place() {
    let text = message("pds-change-of-address-1", "");
    let told = |from: &str, to: &str| refused(text.replace(from, to).as_bytes());
    assert_eq!(told("hl7.org/fhir\"", "hl7.org/v3\"").fault, Fault::Namespace);
    assert_eq!(told("xmlns=", "lang=").fault, Fault::Namespace);
    assert_eq!(told("Bundle", "Patient").fault, Fault::NotABundle("Patient".to_owned()));
    assert_eq!(told("\"message\"", "\"document\"").fault, Fault::NotAMessage("document".to_owned()));
    assert_eq!(told("MessageHeader", "Header").place, Place::Element("Bundle/entry/resource/MessageHeader"));
    assert!(told(&format!("<id value=\"{ID}\"/>"), "").to_string().contains("MessageHeader/id"));
    assert_eq!(told(ID, &"x".repeat(65)).fault, Fault::Unreadable);
    assert_eq!(told(ID, "a b").fault, Fault::Unreadable);
    assert_eq!(told("2026-11-20T09:30", "yesterday").fault, Fault::Unreadable);
    let untimed = text.replace("lastUpdated", "x").replace("timestamp", "x");
    assert!(refused(untimed.as_bytes()).to_string().contains("lastUpdated"));
    let other_time = good(&text.replace("lastUpdated", "x"));
    assert_eq!(other_time.written_at, "2026-11-20T09:00:00Z".parse().expect("a time"));
    let other = told("pds-change-of-address-1", "pds-marriage-1");
    assert_eq!(other.fault, Fault::UnknownEvent("pds-marriage-1".to_owned()));
    assert!(other.to_string().contains("pds-marriage-1"));
    let hidden = told("pds-change-of-address-1", "Ada Moor, 4 Weir Lane");
    assert!(!hidden.to_string().contains("Ada"), "{hidden}");
    let doubled = text.replace("<MessageHeader>", "<MessageHeader/><MessageHeader>");
    assert_eq!(refused(doubled.as_bytes()).fault, Fault::SaidTwice);
}

#[test]
fn what_is_no_good_text_is_refused_in_words() {
    let text = message("pds-change-of-address-1", "");
    let cut = refused(&text.as_bytes()[..text.len() - 20]);
    assert!(matches!((cut.fault, cut.place), (Fault::CutShort, Place::Line(line)) if line > 8));
    assert_eq!(refused(b" \n").fault, Fault::Empty);
    assert_eq!(refused(b"{\"resourceType\":\"Bundle\"}").fault, Fault::NotXml);
    assert_eq!(refused(format!("{text}{text}").as_bytes()).fault, Fault::NotXml);
    assert_eq!(refused(format!("{text}, and more").as_bytes()).fault, Fault::NotXml);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(refused(&wide).fault, Fault::Encoding(_)));
    let marked: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(matches!(refused(&marked).fault, Fault::Encoding(_)));
    let latin = format!("<?xml version=\"1.0\" encoding='ISO-8859-1'?>{text}");
    assert_eq!(refused(latin.as_bytes()).fault, Fault::Encoding("ISO-8859-1".to_owned()));
    assert_eq!(good(&format!("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}")).id.as_str(), ID);
    let mut bytes = text.clone().into_bytes();
    bytes[60] = 0xe9;
    assert_eq!(refused(&bytes), MessageProblem { fault: Fault::NotUtf8, place: Place::Line(3) });
    let bomb = format!("<!DOCTYPE Bundle [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>{}", text.replace(ID, "&b;"));
    assert_eq!(refused(bomb.as_bytes()).fault, Fault::DocumentType);
    assert_eq!(refused(text.replace(ID, "&b;").as_bytes()).fault, Fault::Entity);
    assert_eq!(refused(text.replace("<type", "&b;<type").as_bytes()).fault, Fault::Entity);
    assert_eq!(
        read_envelope_within(text.as_bytes(), 100).expect_err("too large").fault,
        Fault::TooLarge { most_bytes: 100 }
    );
    let problem = refused(text.replace("<type", "<a></b><type").as_bytes());
    assert_eq!((problem.fault, problem.place), (Fault::NotXml, Place::Line(3)));
}

/// Megabytes of each kind of mischief take no noticeable time.
#[test]
fn mischief_costs_no_more_than_its_bytes() {
    let open = "<Bundle xmlns=\"http://hl7.org/fhir\">";
    let mut attributes = format!("{open}<entry");
    for number in 0..200_000 {
        write!(attributes, " a{number}=\"\"").expect("a string takes every write");
    }
    assert_eq!(refused(format!("{attributes}/></Bundle>").as_bytes()).fault, Fault::TooManyAttributes);
    assert_eq!(refused(format!("{open}{}", "<a>".repeat(1_000_000)).as_bytes()).fault, Fault::TooDeep);
    let foreign = "<a xmlns=\"x\">".repeat(200_000);
    assert_eq!(refused(format!("{open}{foreign}").as_bytes()).fault, Fault::TooDeep);
    let wide = format!("{open}{}</Bundle>", "<entry/>".repeat(400_000));
    assert_eq!(refused(wide.as_bytes()).fault, Fault::Missing);
    let long = format!("{open}<type value=\"{}\"/></Bundle>", "m".repeat(9_000_000));
    assert!(matches!(refused(long.as_bytes()).fault, Fault::NotAMessage(_)));
    let name = format!("{open}<{}/></Bundle>", "n".repeat(9_000_000));
    assert_eq!(refused(name.as_bytes()).fault, Fault::Missing);
    let text = format!("{open}{}</Bundle>", "x<b>y</b>".repeat(300_000));
    assert_eq!(refused(text.as_bytes()).fault, Fault::Missing);
}

/// A good message with a few of its bytes changed, taken out or said again.
fn bent() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8, 1..40_usize);
    (0..10_usize, proptest::collection::vec(change, 1..8)).prop_map(|(which, changes)| {
        let mut bytes = of_every_event().swap_remove(which).1.into_bytes();
        for (place, byte, kind, length) in changes {
            let place = place.index(bytes.len());
            let end = (place + length).min(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                2 => drop(bytes.drain(place..end)),
                _ => {
                    let again = bytes[place..end].to_vec();
                    bytes.splice(place..place, again);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn bytes_and_bent_messages_are_survived_in_words(bytes in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        "[<>/a-zA-Z&;=\"' ]{0,200}".prop_map(String::into_bytes),
        bent(),
    ]) {
        if let Err(problem) = read_envelope(&bytes) {
            prop_assert!(problem.to_string().len() < 400);
        }
    }

    #[test]
    fn every_message_cut_short_is_refused(which in 0..10_usize, place in any::<prop::sample::Index>()) {
        let text = of_every_event().swap_remove(which).1;
        let bytes = &text.as_bytes()[..place.index(text.len())];
        prop_assert!(read_envelope(bytes).is_err());
    }
}
