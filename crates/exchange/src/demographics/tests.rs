use jiff::civil::{Date, date};
use kith_core::person::{Address, Name, NhsNumber, Sex};
use kith_core::statement::PersonStatement;
use kith_core::tracing::{
    Agreement, Answer, Begun, Fault, Finding, Move, NationalRecord, NumberStatus, Outcome, Question, Restriction,
    Search, Step, TracedField, steps_for,
};

use super::{Reply, Simulator, Trouble, read_reply, request};

const TODAY: Date = date(2026, 11, 22);

/// A made-up record with everything that the national record's own examples
/// have and that a reader trips over.
const AWKWARD: &str = r#"{
  "resourceType": "Patient", "id": "9990000018",
  "identifier": [
    {"system": "https://example.org/local", "value": "A-17"},
    {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018", "extension": [{
      "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
      "valueCodeableConcept": {"coding": [{
        "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus", "code": "01"}]}}]}
  ],
  "meta": {"versionId": "2", "security": [{"code": "U"}]},
  "name": [
    {"use": "maiden", "family": "Marsh", "given": ["Robin"]},
    {"use": "usual", "family": "ELLIS", "given": ["Robin", "Kit", null, "Lee"], "period": {"start": "2020-01-01", "end": "2021-12-31"}}
  ],
  "gender": "female", "birthDate": "2021-03-04", "multipleBirthInteger": 2,
  "deceasedDateTime": "2024-05-06T00:00:00+00:00",
  "generalPractitioner": [{"type": "Organization", "identifier": {
    "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "Y99999", "period": {"start": "2020-01-01"}}}],
  "extension": [
    {"url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus", "extension": [
      {"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [{"code": "2"}]}}]},
    {"url": "https://fhir.nhs.uk/StructureDefinition/Extension-PDS-RemovalFromRegistration", "extension": [
      {"url": "removalFromRegistrationCode", "valueCodeableConcept": {"coding": [{"code": "SCT", "display": "Moved to Scotland"}]}},
      {"url": "effectiveTime", "valuePeriod": {"start": "2024-01-01T00:00:00+00:00"}}]}
  ],
  "telecom": [
    {"system": "phone", "value": "01632 960111", "period": {"end": "2022-01-01"}},
    {"system": "other", "value": "01632 960112", "extension": [{"url": "x", "valueCoding": {"code": "textphone"}}]},
    {"system": "phone", "value": "01632 960113"}
  ],
  "address": [
    {"use": "temp", "line": ["9 Term Hall"], "postalCode": "LX9 9AA"},
    {"use": "home", "line": ["3 Quay Street", "", "Testfield"], "postalCode": "LX7 8CD", "period": {"end": "2022-01-01"}},
    {"use": "home", "line": ["14 Larch Close"], "postalCode": "lx14qr", "extension": [
      {"url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey", "extension": [
        {"url": "type", "valueCoding": {"code": "PAF"}}, {"url": "value", "valueString": "111"}]},
      {"url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey", "extension": [
        {"url": "type", "valueCodeableConcept": {"coding": [{"code": "UPRN"}]}}, {"url": "value", "valueString": "000000012345"}]}]}
  ]
}"#;

fn read(body: &str) -> Answer {
    read_reply(&Reply { status: 200, body: body.to_owned() }, TODAY)
}

fn the_one(answer: Answer) -> NationalRecord {
    let Answer::Records(mut found) = answer else { panic!("records: {answer:?}") };
    assert_eq!(found.len(), 1);
    found.remove(0).record
}

fn text(name: Option<&Name>) -> &str {
    name.map_or("", Name::as_str)
}

#[test]
fn a_record_with_every_trap_is_read_as_it_is_meant() {
    let record = the_one(read(AWKWARD));
    let says = &record.says;
    assert_eq!(record.number.digits(), "9990000018");
    assert_eq!(record.status, Some(NumberStatus::Verified));
    assert_eq!((text(says.given_name.as_ref()), text(says.middle_name.as_ref())), ("Robin", "Kit Lee"));
    assert_eq!(text(says.family_name.as_ref()), "ELLIS");
    assert_eq!(record.former_family_names.iter().map(Name::as_str).collect::<Vec<_>>(), ["Marsh"]);
    assert_eq!((says.born_on, says.sex, says.birth_order), (Some(date(2021, 3, 4)), Some(Sex::Female), Some(2)));
    assert_eq!((record.has_died, says.died_on), (true, Some(date(2024, 5, 6))));
    let home = says.address.as_ref().expect("a home");
    assert_eq!((home.one_line().as_str(), home.uprn), ("14 Larch Close, LX1 4QR", Some(12_345)));
    assert_eq!(record.former_addresses[0].one_line(), "3 Quay Street, Testfield, LX7 8CD");
    assert_eq!(says.telephone.as_ref().map(ToString::to_string).as_deref(), Some("01632 960113"));
    assert_eq!(says.practice.as_deref(), Some("Y99999"));
    assert_eq!(record.removal.as_deref(), Some("Moved to Scotland"));
}

#[test]
fn a_notice_of_death_that_was_taken_back_is_none() {
    let undone = AWKWARD.replace(r#"[{"code": "2"}]"#, r#"[{"code": "U"}]"#);
    let record = the_one(read(&undone));
    assert_eq!((record.has_died, record.says.died_on), (false, None));
}

#[test]
fn a_restricted_record_is_read_without_whereabouts_even_where_they_come() {
    for (label, expected) in [
        ("R", Restriction::Restricted),
        ("V", Restriction::VeryRestricted),
        ("anything else", Restriction::VeryRestricted),
        ("REDACTED", Restriction::Withdrawn),
    ] {
        let record = the_one(read(&AWKWARD.replace(r#"{"code": "U"}"#, &format!(r#"{{"code": "{label}"}}"#))));
        assert_eq!(record.restriction, expected, "{label}");
        assert!(record.says.address.is_none() && record.says.telephone.is_none() && record.says.practice.is_none());
        assert!(record.former_addresses.is_empty());
    }
}

#[test]
fn an_answer_that_does_not_say_whether_it_is_restricted_is_not_used() {
    let unlabelled = AWKWARD.replace(r#""security": [{"code": "U"}]"#, r#""security": []"#);
    assert_eq!(read(&unlabelled), Answer::Failed(Fault::Unreadable));
    let numberless = AWKWARD.replace("9990000018", "9990000019");
    assert_eq!(read(&numberless), Answer::Failed(Fault::Unreadable));
}

#[test]
fn the_label_of_a_list_counts_by_its_strictest() {
    let both = AWKWARD.replace(r#"[{"code": "U"}]"#, r#"[{"code": "U"}, {"code": "R"}]"#);
    assert_eq!(the_one(read(&both)).restriction, Restriction::Restricted);
}

#[test]
fn a_list_has_its_scores_and_one_bad_record_spoils_it() {
    let list = |entries: &str, total: u32| {
        read(&format!(r#"{{"resourceType":"Bundle","type":"searchset","total":{total},"entry":[{entries}]}}"#))
    };
    let entry = |search: &str| format!(r#"{{"search":{search},"resource":{AWKWARD}}}"#);
    let Answer::Records(found) = list(&entry(r#"{"score":0.8976}"#), 1) else { panic!("a record") };
    assert_eq!(found[0].score_milli, 898);
    let Answer::Records(found) = list(&entry(r#"{"score":7}"#), 1) else { panic!("a record") };
    assert_eq!(found[0].score_milli, 0, "a score that is none lets nobody through");
    assert_eq!(list("", 0), Answer::Records(Vec::new()));
    assert_eq!(list(&entry("{}"), 3), Answer::TooMany, "some were left out");
    let bad = format!(r#"{},{{"resource":{{"resourceType":"Patient"}}}}"#, entry("{}"));
    assert_eq!(list(&bad, 2), Answer::Failed(Fault::Unreadable));
}

#[test]
fn what_is_wrong_comes_as_words_to_act_on() {
    let wrong = |status: u16, code: &str| {
        let body = format!(
            r#"{{"resourceType":"OperationOutcome","issue":[{{"code":"x","details":{{"coding":[{{"code":"{code}"}}]}}}}]}}"#
        );
        read_reply(&Reply { status, body }, TODAY)
    };
    assert_eq!(wrong(200, "TOO_MANY_MATCHES"), Answer::TooMany);
    assert_eq!(wrong(404, "RESOURCE_NOT_FOUND"), Answer::NoSuchNumber);
    assert_eq!(wrong(404, "INVALIDATED_RESOURCE"), Answer::NoSuchNumber);
    assert_eq!(wrong(400, "INVALID_SEARCH_DATA"), Answer::Failed(Fault::NotUnderstood));
    assert_eq!(wrong(401, "ACCESS_DENIED"), Answer::Failed(Fault::NotPermitted));
    assert_eq!(wrong(429, "TOO_MANY_REQUESTS"), Answer::Failed(Fault::Busy));
    for (status, body) in [(200, ""), (200, "{}"), (200, "[1]"), (503, "<html>"), (200, &"[".repeat(5_000))] {
        let answer = read_reply(&Reply { status, body: body.to_owned() }, TODAY);
        assert!(matches!(answer, Answer::Failed(_)), "{status}: {answer:?}");
    }
}

#[test]
fn a_question_is_written_as_the_national_record_takes_it() {
    let number: NhsNumber = "9990000018".parse().expect("a number");
    assert_eq!(request(&Question::Number(number)).target(), "Patient/9990000018");
    let targets: Vec<String> =
        steps_for(&poppy("Ellis Moss")).into_iter().map(|step| request(&Question::Details(step)).target()).collect();
    assert_eq!(
        targets[0],
        "Patient?family=Ellis%20Moss&given=Poppy&gender=female&birthdate=eq2024-05-17&\
         address-postalcode=LX1%204QR&_max-results=1"
    );
    assert!(targets[2].contains("_history=true") && !targets[2].contains("postal"));
    assert!(targets[3].contains("family=Ell*&given=Pop*"));
    assert!(targets[4].contains("birthdate=ge2023-11-17&birthdate=le2024-11-17"));
    assert!(targets[5].contains("_fuzzy-match=true") && !targets[5].contains("gender"));
    assert!(targets.iter().all(|target| target.ends_with("_max-results=1")));
}

fn poppy(family: &str) -> PersonStatement {
    PersonStatement {
        given_name: Name::parse("Poppy").ok(),
        family_name: Name::parse(family).ok(),
        born_on: Some(date(2024, 5, 17)),
        sex: Some(Sex::Female),
        address: Some(Address {
            lines: vec!["14 Larch Close".to_owned()],
            postcode: "LX1 4QR".parse().ok(),
            uprn: None,
        }),
        ..PersonStatement::default()
    }
}

/// Somebody with this trouble, by trying family names.
fn somebody_with(trouble: Option<Trouble>) -> PersonStatement {
    let names = (b'a'..=b'z').flat_map(|one| (b'a'..=b'z').map(move |two| [one, two]));
    let mut people = names.map(|ending| poppy(&format!("Ellis{}", ending.map(char::from).iter().collect::<String>())));
    people.find(|person| Trouble::of(person) == trouble).expect("one in a hundred has it")
}

/// What tracing somebody with the simulator comes to.
fn traced(ours: &PersonStatement, simulator: &Simulator) -> Finding {
    let Begun::Asking(begun) = Search::begin(ours, TODAY) else { panic!("there is something to ask") };
    let (mut search, mut question) = *begun;
    loop {
        let reply = simulator.answer(&request(&question));
        match search.hear(read_reply(&reply, TODAY)) {
            Move::Ask(next) => question = next,
            Move::End(finding) => return *finding,
        }
    }
}

fn numbered(mut person: PersonStatement) -> PersonStatement {
    person.nhs_number = "9990000026".parse().ok();
    person
}

#[test]
fn the_simulator_has_each_trouble_of_the_national_record() {
    let outcome = |trouble, has_number: bool| {
        let person = somebody_with(trouble);
        let person = if has_number { numbered(person) } else { person };
        traced(&person, &Simulator::new(std::slice::from_ref(&person)))
    };
    assert_eq!(outcome(None, true).outcome, Outcome::NoDifferences);
    assert_eq!(outcome(None, false).outcome, Outcome::MissingHere);
    assert_eq!(outcome(Some(Trouble::Superseded), true).outcome, Outcome::Superseded);
    assert_eq!(outcome(Some(Trouble::Withdrawn), true).outcome, Outcome::Invalid);
    assert_eq!(outcome(Some(Trouble::Merged), true).outcome, Outcome::Invalid);
    assert_eq!(outcome(Some(Trouble::Unreadable), true).outcome, Outcome::Failed);
    assert_eq!(outcome(Some(Trouble::Restricted), false).outcome, Outcome::Restricted);
    assert_eq!(outcome(Some(Trouble::Nobody), false).outcome, Outcome::NotFound);
    assert_eq!(outcome(Some(Trouble::Double), false).outcome, Outcome::TooMany);
    assert_eq!(outcome(Some(Trouble::Moved), false).step, Some(Step::WithoutPostcode));
    assert_eq!(outcome(Some(Trouble::OtherName), false).step, Some(Step::Earlier));
    assert_eq!(outcome(Some(Trouble::OtherBirth), false).step, Some(Step::NearBirth));
    let died = outcome(Some(Trouble::Died), true);
    assert_eq!(died.outcome, Outcome::Differences);
    let death = died.compared.iter().find(|line| line.field == TracedField::Death).map(|line| line.agreement);
    assert_eq!(death, Some(Agreement::OnlyThere));
}

#[test]
fn one_child_held_with_and_without_a_number_is_one_person_there() {
    let person = somebody_with(None);
    let simulator = Simulator::new(&[person.clone(), numbered(person.clone())]);
    let found = traced(&person, &simulator);
    assert_eq!(found.record.map(|record| record.number.digits()).as_deref(), Some("9990000026"));
}

#[test]
fn the_number_of_a_sealed_identity_is_withdrawn_and_a_shielded_record_restricted() {
    let person = numbered(somebody_with(None));
    let sealed = PersonStatement { is_sealed: true, ..person.clone() };
    assert_eq!(traced(&person, &Simulator::new(&[sealed])).outcome, Outcome::Invalid);
    let shielded = PersonStatement { is_shielded: true, ..person.clone() };
    assert_eq!(traced(&person, &Simulator::new(&[shielded])).outcome, Outcome::Restricted);
}
