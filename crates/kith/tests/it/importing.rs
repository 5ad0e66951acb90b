//! Files come in by the command line, from systems that stay as they are.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use kith_app::{FileState, Who};

use crate::visitor::{Answer, Visitor};
use crate::world::World;

/// What a command said and how it ended.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn is(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }

    pub fn says(&self, words: &str) -> &Self {
        assert!(self.out.contains(words), "“{words}” in: {}{}", self.out, self.err);
        self
    }

    pub fn warns(&self, words: &str) -> &Self {
        assert!(self.err.contains(words), "“{words}” in: {}{}", self.out, self.err);
        self
    }
}

pub fn kith(world: &World) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
    command.arg("--data").arg(world.directory.path()).current_dir(world.directory.path());
    command.env_remove("KITH_DATABASE").stdin(Stdio::null());
    command
}

pub fn run(world: &World, arguments: &[&str]) -> Said {
    let Output { status, stdout, stderr } = kith(world).args(arguments).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Said { code: status.code(), out: text(stdout), err: text(stderr) }
}

pub fn file(world: &World, name: &str, text: &str) -> PathBuf {
    let path = world.directory.path().join(name);
    std::fs::write(&path, text).expect("a file can be written");
    path
}

fn import(world: &World, source: &str, name: &str, text: &str) -> Said {
    let path = file(world, name, text);
    run(world, &["import", &path.to_string_lossy(), "--source", source, "--quiet"])
}

/// One row under the columns that are filled.
fn csv(columns: &[(&str, &str)]) -> String {
    let line = |pick: fn(&(&str, &str)) -> String| columns.iter().map(pick).collect::<Vec<_>>().join(",");
    format!("{}\n{}\n", line(|(name, _)| format!("\"{name}\"")), line(|(_, value)| format!("\"{value}\"")))
}

const VISITS: &[(&str, &str)] = &[
    ("REC_TYPE", "CASE"),
    ("REC_ID", "1"),
    ("EXTRACT_DATE", "20/11/2026"),
    ("PATIENT_ID", "77001"),
    ("NHS_NUMBER", "999 000 0018"),
    ("SURNAME", "ELLIS"),
    ("FORENAME", "POPPY"),
    ("DOB", "02/10/2026"),
    ("SEX", "2"),
    ("ADDRESS1", "14 Larch Close"),
    ("POSTCODE", "LX1 4QR"),
    ("MOTHER_NHS", "999 000 0026"),
    ("MOTHER_SURNAME", "ELLIS"),
    ("MOTHER_FORENAME", "HANNAH"),
    ("MOTHER_DOB", "14/05/1999"),
    ("TEAM", "East health visitors"),
    ("HV_NAME", "Test health visitor"),
    ("HV_CODE", "HEALTH-VISITOR"),
    ("HV_POST", "health visitor"),
    ("CASELOAD_START", "05/10/2026"),
    ("LEAD_PROFESSIONAL", "Y"),
    ("PRIVACY_NOTICE_DATE", "06/10/2026"),
    ("PRIVACY_NOTICE_HOW", "letter"),
];

const MATERNITY: &[(&str, &str)] = &[
    ("RowKind", "BABY"),
    ("RowID", "1"),
    ("RecordedOn", "2026-10-03"),
    ("LPIDBaby", "88001"),
    ("NHSNumberBaby", "9990000018"),
    ("BabyForename", "Baby"),
    ("BabySurname", "Ellis"),
    ("PersonBirthDateBaby", "2026-10-02"),
    ("PersonPhenSex", "2"),
    ("LPIDMother", "88000"),
    ("NHSNumberMother", "9990000026"),
    ("MotherForename", "Hannah"),
    ("MotherSurname", "Ellis"),
    ("PersonBirthDateMother", "1999-05-14"),
    ("Postcode", "LX1 4QR"),
];

const PRACTICE: &[(&str, &str)] = &[
    ("Record", "Registration"),
    ("Record Number", "1"),
    ("Last Changed", "26-Oct-2026"),
    ("Patient Number", "55001"),
    ("NHS Number", "999 000 0018"),
    ("Usual Surname", "Ellis"),
    ("Given Name", "Poppy"),
    ("Date of Birth", "02-Oct-2026"),
    ("Gender", "Female"),
    ("House and Road", "14 Larch Close"),
    ("Postcode", "LX1 4QR"),
    ("Organisation Code", "Y90001"),
    ("Mother Forename", "Hannah"),
    ("Mother Surname", "Ellis"),
];

const CENTRE: &[(&str, &str)] = &[
    ("Row type", "Registration"),
    ("Reference", "1"),
    ("Report date", "20/11/2026"),
    ("Child ref", "33001"),
    ("Child first name", "Poppy"),
    ("Child last name", "Ellis"),
    ("Child date of birth", "02/10/2026"),
    ("Child sex", "Girl"),
    ("Address", "14 Larch Close, Testfield"),
    ("Postcode", "LX1 4QR"),
    ("Mother first name", "Hannah"),
    ("Mother last name", "Ellis"),
    ("Mother date of birth", "14/05/1999"),
    ("Centre", "Larch Centre"),
    ("Joined on", "03/11/2026"),
];

const PATIENT: &str = r#"{
  "resourceType": "Patient", "id": "9990000018",
  "meta": { "lastUpdated": "2026-11-01T08:00:00Z" },
  "identifier": [{ "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018" }],
  "name": [{ "use": "official", "given": ["Poppy"], "family": "Ellis" }],
  "gender": "female", "birthDate": "2026-10-02",
  "address": [{ "use": "home", "line": ["14 Larch Close", "Testfield"], "postalCode": "LX1 4QR" }]
}"#;

const MESSAGE: &str = r#"<Bundle xmlns="http://hl7.org/fhir"><type value="message"/>
<entry><resource><MessageHeader><id value="22222222-0000-4000-8000-000000000001"/>
<meta><lastUpdated value="2026-10-03T15:00:33+00:00"/></meta>
<event><system value="https://fhir.nhs.uk/STU3/CodeSystem/EventType-1"/><code value="pds-birth-notification-1"/></event>
</MessageHeader></resource></entry>
<entry><resource><Patient><identifier><system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="9990000026"/></identifier>
<name><use value="official"/><family value="ELLIS"/><given value="Hannah"/></name><birthDate value="1999-05-14"/>
<link><other><reference value="urn:uuid:2"/></other><type value="seealso"/></link></Patient></resource></entry>
<entry><resource><Patient><identifier><system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="9990000018"/></identifier>
<name><use value="official"/><family value="ELLIS"/><given value="Baby"/></name><gender value="female"/><birthDate value="2026-10-02"/>
<address><line value="14 Larch Close"/><postalCode value="LX1 4QR"/></address><multipleBirthInteger value="1"/></Patient></resource></entry>
<entry><resource><Observation><code><coding><code value="237364002"/></coding></code>
<valueCodeableConcept><coding><code value="1"/></coding></valueCodeableConcept></Observation></resource></entry>
</Bundle>"#;

/// The page of the first person of the family that these words find.
async fn person_page(visitor: &mut Visitor, words: &str) -> Answer {
    let family = visitor.open_family(words).await;
    let link =
        family.links("/families/").into_iter().find(|link| link.contains("/people/")).expect("a person is named");
    visitor.get(&link).await
}

fn add_sources(world: &World, names: &[&str]) {
    for name in names {
        run(world, &["source", "add", name]).is(0).says(name);
    }
}

#[tokio::test]
async fn s003_dsa_health_visiting_maternity_gp_and_centre_systems_build_one_person() {
    let world = World::new().await;
    add_sources(&world, &["health-visiting", "maternity", "gp-a", "childrens-centres"]);
    import(&world, "childrens-centres", "centre.csv", &csv(CENTRE)).is(0);
    import(&world, "maternity", "babies.csv", &csv(MATERNITY)).is(0);
    import(&world, "gp-a", "practice.csv", &csv(PRACTICE)).is(0);
    import(&world, "health-visiting", "caseload.csv", &csv(VISITS)).is(0);
    let mut visitor = world.signed_in("health-visitor").await;
    let page = person_page(&mut visitor, "Poppy Ellis").await;
    page.is(200).shows("999 000 0018");
    for source in
        ["Health visiting, Northfield Community Trust", "Maternity, Lexmouth Hospitals", "GP practices, system A"]
    {
        page.shows(source);
    }
    page.shows("centres, Northfield Council");
}

#[tokio::test]
async fn s004_bal_a_csv_a_fhir_patient_and_a_message_about_one_child_become_one_person() {
    let world = World::new().await;
    add_sources(&world, &["health-visiting", "fhir-patient", "birth-message"]);
    import(&world, "birth-message", "birth.xml", MESSAGE).is(0);
    import(&world, "fhir-patient", "patient.json", PATIENT).is(0);
    import(&world, "health-visiting", "caseload.csv", &csv(VISITS)).is(0);
    let mut visitor = world.signed_in("health-visitor").await;
    let page = person_page(&mut visitor, "Poppy Ellis").await;
    page.is(200)
        .shows("National birth notifications")
        .shows("National demographics")
        .shows("Northfield Community Trust");
}

#[tokio::test]
async fn s001_17_each_system_stays_and_a_new_one_needs_a_map_and_nothing_else() {
    let world = World::new().await;
    let map = r#"
name = "toy-library"
title = "Toy library, Testfield"
service = "childrens-centre"
format = "csv"
expected_every_days = 30
at_most_bad_percent = 5
dates = ["dd.mm.yy"]
[[list]]
name = "loans"
requires = ["Kind", "Geburtstag"]
key = ["Nr"]
recorded_on = "Stand"
[list.subject]
full_name = "Kind"
born_on = "Geburtstag"
postcode = "PLZ"
"#;
    let path = file(&world, "toy-library.toml", map);
    run(&world, &["source", "add", &path.to_string_lossy()]).is(0).says("toy-library");
    add_sources(&world, &["health-visiting"]);
    import(&world, "health-visiting", "caseload.csv", &csv(VISITS)).is(0);
    let loans = "Nr;Kind;Geburtstag;PLZ;Stand\n7;Poppy Ellis;02.10.26;LX1 4QR;21.11.26\n";
    import(&world, "toy-library", "loans.csv", loans).is(0).says("1 new rows");
    let lines = world.app.sources(&Who::Operator, world.clock.now()).await.expect("sources").lines;
    let records = |name: &str| lines.iter().find(|line| line.name == name).map(|line| line.records);
    assert_eq!((records("toy-library"), records("health-visiting")), (Some(1), Some(2)), "no copy replaces another");
    let broken = file(&world, "broken.toml", &map.replace("born_on", "burn_on"));
    run(&world, &["source", "add", &broken.to_string_lossy()]).is(3).warns("born_on");
}

#[tokio::test]
async fn a_check_saves_nothing_and_names_the_rows_with_a_problem() {
    let world = World::new().await;
    add_sources(&world, &["gp-a"]);
    let mut wrong = PRACTICE.to_vec();
    wrong[4] = ("NHS Number", "999 000 0017");
    let path = file(&world, "births.csv", &csv(&wrong));
    let path = path.to_string_lossy();
    let said = run(&world, &["import", &path, "--source", "gp-a", "--check"]);
    said.is(1)
        .says("1 row read. 1 ready. Nothing was saved. Problems: births.problems.csv.")
        .says("run again without --check");
    let problems = std::fs::read_to_string(world.directory.path().join("births.problems.csv")).expect("the problems");
    assert!(problems.contains("NHS Number") && problems.contains("999 000 0017"));
    let records: u64 = world
        .app
        .sources(&Who::Operator, world.clock.now())
        .await
        .expect("sources")
        .lines
        .iter()
        .map(|line| line.records)
        .sum();
    assert_eq!(records, 0);
    run(&world, &["import", &path, "--source", "gp-a", "--format", "json", "--quiet"])
        .is(1)
        .says("\"event\":\"imported\"");
    run(&world, &["import", &path, "--source", "gp-a"]).is(1).says("births.csv is already in. Nothing was changed.");
}

#[tokio::test]
async fn what_cannot_be_taken_says_what_and_what_to_do() {
    let world = World::new().await;
    let path = file(&world, "births.csv", "%PDF-1.7");
    let path = path.to_string_lossy();
    run(&world, &["import", &path, "--source", "health-visiting"])
        .is(8)
        .warns("This file is a PDF")
        .warns("Nothing was saved.");
    run(&world, &["import", &path, "--source", "nobody"]).is(3).warns("There is no source named nobody");
    run(&world, &["import", "nothing.csv", "--source", "gp-a"]).is(5).warns("cannot read nothing.csv");
    run(&world, &["import", &path]).is(2);
    run(&world, &["import", &path, "--source", "postcodes"]).is(3).warns("no postcode file");
    let text = "pcds,lsoa11cd,imd\nLX1 4QR,E01000001,180\n";
    import(&world, "postcodes", "postcodes.csv", text).is(0).says("1 postcodes are in.").says("1 have no centre yet");
}

#[tokio::test]
async fn an_import_that_is_killed_goes_on_where_it_stopped() {
    let world = World::new().await;
    let mut text = "KEY,GIVEN,FAMILY,BORN\n".to_owned();
    for number in 0..4_000_u32 {
        let letters: String = number.to_string().bytes().map(|digit| char::from(b'A' + digit - b'0')).collect();
        text.push_str(&format!(
            "{number},G{letters},F{letters},2024-{:02}-{:02}\n",
            number / 28 % 12 + 1,
            number % 28 + 1
        ));
    }
    let path = file(&world, "births.csv", &text);
    let mut child = kith(&world)
        .args(["import", &path.to_string_lossy(), "--source", "child-health", "--quiet"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let files = || world.app.files(&Who::Operator, world.clock.now());
    loop {
        let line = files().await.expect("files").files.first().cloned();
        if line.is_some_and(|line| line.committed > 0) || child.try_wait().expect("a child").is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    child.kill().expect("it is killed");
    child.wait().expect("it is gone");
    run(&world, &["import", "--resume"]).is(0).says("Every file that was cut short is in.");
    let line = files().await.expect("files").files[0].clone();
    assert_eq!((line.state, line.committed), (FileState::Committed, 4_000));
    let lines = world.app.sources(&Who::Operator, world.clock.now()).await.expect("sources").lines;
    assert_eq!(lines.iter().find(|line| line.name == "child-health").map(|line| line.records), Some(4_000));
    run(&world, &["audit", "verify"]).is(0);
}

#[tokio::test]
async fn pairs_are_listed_explained_and_parted_without_a_name() {
    let world = World::new().await;
    add_sources(&world, &["gp-a", "health-visiting"]);
    import(&world, "health-visiting", "caseload.csv", &csv(VISITS)).is(0);
    let mut other = PRACTICE.to_vec();
    other[6] = ("Given Name", "Tobias");
    other[7] = ("Date of Birth", "05-Jan-2023");
    import(&world, "gp-a", "practice.csv", &csv(&other)).is(0).says("pairs wait to be checked");
    let pairs = run(&world, &["link", "pairs"]);
    pairs.is(0).says("same NHS number");
    assert!(!pairs.out.contains("Tobias") && !pairs.out.contains("Ellis"));
    let words: Vec<&str> = pairs.out.split_whitespace().take(2).collect();
    run(&world, &["link", "explain", words[0], words[1]]).is(0).says("Now: two people.");
    run(&world, &["link", "undo", words[0], words[1]]).is(0);
    run(&world, &["link", "explain", words[0], words[1]]).is(0).says("a person: two people");
    run(&world, &["link", "pairs"]).is(0).says("No pairs to check.");
}
