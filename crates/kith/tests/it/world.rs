//! A small made-up locality for tests: one address book of staff, a few
//! sources with the same plain columns, and families told row by row.
//!
//! Everything goes in by the same road as in life: a file from a source,
//! checked, committed, linked. Nothing is written past the door.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{Span, Timestamp};
use kith::clock::Clock;
use kith::web::{Site, router};
use kith_app::{App, ImportProgress, NewStaff, Place, SetUp, Upload, UploadOutcome, Who};
use kith_core::area;
use kith_core::follow_up::FactKind;
use kith_core::service::ServiceKind;
use kith_core::workforce::{Role, Training};

use crate::visitor::Visitor;

/// The password of everybody here.
pub const PASSWORD: &str = "made up for the tests";

/// The columns that every test source has.
const COLUMNS: &str = "KEY,RECORDED,NHS,GIVEN,FAMILY,BORN,DUE,DIED,SEX,ORDER,ADDRESS,POSTCODE,PHONE,LANGUAGE,SHIELDED,SEALED,LOCAL,\
                       M_NHS,M_GIVEN,M_FAMILY,M_BORN,M_PHONE,F_GIVEN,F_FAMILY,F_BORN,F_ADDRESS,F_POSTCODE,CA_GIVEN,CA_FAMILY,CA_BORN,CA_SINCE,CA_UNTIL,CA_SHIELDED,\
                       \
                       WORKER,CODE,POST,W_PHONE,TEAM,STARTED,ENDED,LEAD,LEVEL,NEXT,NEXT_KIND,\
                       C_ON,C_KIND,C_WORKER,C_NOTE,C_CAME,FACT,FACT_ON,FACT_OF,FACT_OVER,TOLD,OBJECTED,REFUSED,WITHDREW,AGREED_BASIC,AGREED_ALL";

const MAP: &str = r#"
name = "{name}"
title = "{title}"
service = "{service}"
format = "csv"
expected_every_days = 7
at_most_bad_percent = 50
dates = ["iso", "dd/mm/yyyy"]

[codes.sex]
"F" = "female"
"M" = "male"

[[list]]
name = "rows"
requires = ["KEY", "GIVEN", "FAMILY"]
key = ["KEY"]
recorded_on = "RECORDED"

[list.subject]
nhs_number = "NHS"
given_name = "GIVEN"
family_name = "FAMILY"
born_on = "BORN"
due_on = "DUE"
died_on = "DIED"
sex = { column = "SEX", codes = "sex" }
birth_order = "ORDER"
address = ["ADDRESS"]
postcode = "POSTCODE"
telephone = "PHONE"
language = "LANGUAGE"
is_shielded = "SHIELDED"
is_sealed = "SEALED"
local_number = "LOCAL"
required = ["family_name"]

[list.mother]
nhs_number = "M_NHS"
given_name = "M_GIVEN"
family_name = "M_FAMILY"
born_on = "M_BORN"
telephone = "M_PHONE"
address = ["ADDRESS"]
postcode = "POSTCODE"
is_shielded = "SHIELDED"

[list.father]
given_name = "F_GIVEN"
family_name = "F_FAMILY"
born_on = "F_BORN"
address = ["F_ADDRESS"]
postcode = "F_POSTCODE"

[list.carer]
given_name = "CA_GIVEN"
family_name = "CA_FAMILY"
born_on = "CA_BORN"
address = ["ADDRESS"]
postcode = "POSTCODE"
is_shielded = "CA_SHIELDED"
relation_since = "CA_SINCE"
relation_until = "CA_UNTIL"

[list.involvement]
worker = "WORKER"
worker_code = "CODE"
worker_post = "POST"
worker_telephone = "W_PHONE"
team = "TEAM"
started_on = "STARTED"
ended_on = "ENDED"
is_lead = "LEAD"
level = "LEVEL"
next_on = "NEXT"
next_kind = "NEXT_KIND"

[list.contact]
happened_on = "C_ON"
kind = "C_KIND"
worker = "C_WORKER"
note = "C_NOTE"
was_attended = "C_CAME"

[[list.agreement]]
kind = "notice"
on = "TOLD"
how = { fixed = "letter" }
version = { fixed = "2026-04" }

[[list.agreement]]
kind = "objection"
on = "OBJECTED"
how = { fixed = "telephone" }

[[list.agreement]]
kind = "refused"
on = "REFUSED"
by = "mother"

[[list.agreement]]
kind = "withdrew"
on = "WITHDREW"
by = "mother"

[[list.agreement]]
kind = "agreed"
on = "AGREED_BASIC"
by = "mother"
how = { fixed = "signed form" }
kinds = ["basic", "involvement"]
partners = ["all-named"]
is_informed = true

[[list.agreement]]
kind = "agreed"
on = "AGREED_ALL"
by = "mother"
how = { fixed = "signed form" }
kinds = ["basic", "involvement", "contacts", "health", "support"]
partners = ["all-named"]
is_informed = true
"#;

/// One row of a test source: column to value.
#[derive(Debug, Clone, Default)]
pub struct Row(BTreeMap<&'static str, String>);

impl Row {
    /// The same row with a column filled.
    #[must_use]
    pub fn with(mut self, column: &'static str, value: impl ToString) -> Self {
        assert!(COLUMNS.split(',').any(|known| known == column), "{column} is a column of the test sources");
        self.0.insert(column, value.to_string());
        self
    }
}

/// A child of the test locality, with nothing said about it yet but its name,
/// its number and its birthday.
#[must_use]
pub fn child(key: &str, given: &str, family: &str, born: &str) -> Row {
    Row::default().with("KEY", key).with("GIVEN", given).with("FAMILY", family).with("BORN", born)
}

/// The whole little locality.
pub struct World {
    pub app: App,
    pub clock: Clock,
    pub site: axum::Router,
    pub directory: tempfile::TempDir,
    files: AtomicU32,
}

impl World {
    /// An empty locality with its staff and its sources.
    pub async fn new() -> Self {
        Self::of(set_up()).await
    }

    /// The same, where the Larch Centre reaches this postcode.
    pub async fn with_reach(postcode: &str) -> Self {
        Self::of(SetUp { reach_areas: reach(postcode), ..set_up() }).await
    }

    /// The same, where more people work.
    pub async fn with_staff(postcode: &str, more: Vec<NewStaff>) -> Self {
        let mut set_up = SetUp { reach_areas: reach(postcode), ..set_up() };
        set_up.staff.extend(more);
        Self::of(set_up).await
    }

    /// The same, where the Cedar Centre reaches another postcode.
    pub async fn with_two_centres(larch: &str, cedar: &str) -> Self {
        Self::with_centres(&[("Larch Centre", larch), ("Cedar Centre", cedar)]).await
    }

    /// The same, where each of these centres reaches its postcode.
    pub async fn with_centres(centres: &[(&str, &str)]) -> Self {
        let in_the_east: Vec<(&str, &str, &str)> =
            centres.iter().map(|(centre, postcode)| (*centre, *postcode, "East")).collect();
        Self::with_districts(&in_the_east).await
    }

    /// The same, each in its district.
    pub async fn with_districts(centres: &[(&str, &str, &str)]) -> Self {
        let area = |postcode: &str, centre: &str, district: &str| area::ReachArea {
            postcode: postcode.parse().expect("a postcode"),
            centre: centre.to_owned(),
            cluster: district.to_owned(),
            ward: String::new(),
            small_area: String::new(),
            deprivation_decile: None,
        };
        let mut set_up = set_up();
        let like = set_up.places.iter().find(|place| place.name == "Larch Centre").cloned().expect("the Larch Centre");
        for (centre, postcode, district) in centres {
            if set_up.places.iter().all(|place| place.name != *centre) {
                let (name, cluster) = ((*centre).to_owned(), (*district).to_owned());
                set_up.places.push(area::Place { name, cluster, ..like.clone() });
            }
            set_up.reach_areas.push(area(postcode, centre, district));
        }
        Self::of(set_up).await
    }

    /// The same, where nobody with an account keeps child health's records.
    pub async fn without_child_health(postcode: &str) -> Self {
        let mut set_up = SetUp { reach_areas: reach(postcode), ..set_up() };
        set_up.staff.retain(|person| person.role != Role::ChildHealthRecords);
        Self::of(set_up).await
    }

    /// The same, where people are not made up.
    pub async fn of_real_people() -> Self {
        Self::of(SetUp { is_practice: false, ..set_up() }).await
    }

    async fn of(set_up: SetUp) -> Self {
        let directory = tempfile::tempdir().expect("a temporary folder");
        let place = database(directory.path());
        let app = App::open(&place, &directory.path().join("kith.key")).await.expect("the records open");
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().expect("a time");
        app.set_up(set_up, now).await.expect("the locality is set up");
        let clock = Clock::fixed(now);
        let site = Site { app: app.clone(), clock: clock.clone(), locality: "Testfield".into(), is_practice: true };
        Self { app, clock, site: router(site), directory, files: AtomicU32::new(0) }
    }

    /// Takes rows in from a source, by the road that files come.
    pub async fn told_by(&self, source: &str, rows: &[Row]) {
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        let text = csv(rows);
        self.wait(Span::new().seconds(1));
        let now = self.clock.now();
        let name = format!("{source}-{number}.csv");
        let checked = self
            .app
            .check_file(&Who::Operator, Upload::new(source, &name, text.as_bytes()), now, &mut ImportProgress::silent())
            .await
            .expect("the file is read");
        let UploadOutcome::Checked(file) = checked else { panic!("the file of {source} is taken: {checked:?}") };
        self.app
            .commit_file(&Who::Operator, file, now, &mut ImportProgress::silent())
            .await
            .expect("the file is committed");
    }

    /// Lets time pass.
    pub fn wait(&self, span: Span) {
        self.clock.advance(span);
    }

    /// Somebody signed in, in the role of that account.
    pub async fn signed_in(&self, account: &str) -> Visitor {
        let mut visitor = Visitor::new(self.site.clone());
        visitor.sign_in(account).await;
        visitor
    }
}

/// The rows as the file that a source would send.
#[must_use]
pub fn csv(rows: &[Row]) -> String {
    let mut text = format!("{COLUMNS}\n");
    for row in rows {
        let values: Vec<String> = COLUMNS
            .split(',')
            .map(|column| {
                row.0.get(column).map_or_else(String::new, |value| format!("\"{}\"", value.replace('"', "\"\"")))
            })
            .collect();
        text.push_str(&values.join(","));
        text.push('\n');
    }
    text
}

/// SQLite in the folder; or, where the environment asks for it, a database of
/// its own on the PostgreSQL server that it names.
fn database(directory: &std::path::Path) -> Place {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let wanted = std::env::var("KITH_TEST_JOURNEYS_ON").is_ok_and(|on| on == "postgres");
    let Some(server) = std::env::var("KITH_TEST_POSTGRES").ok().filter(|_| wanted) else {
        return Place::Sqlite(directory.join("kith.sqlite"));
    };
    let name = format!("kith_journey_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let made = std::process::Command::new("psql")
        .args([server.as_str(), "-qc", &format!("CREATE DATABASE {name}")])
        .status()
        .expect("psql runs");
    assert!(made.success(), "a database of its own is made");
    let (start, _) = server.rsplit_once('/').expect("the address names a database");
    Place::Postgres(format!("{start}/{name}"))
}

fn source(name: &str, service: ServiceKind) -> String {
    let title = format!("{}, Testfield", service.title());
    let map = MAP.replace("{name}", name).replace("{title}", &title).replace("{service}", service.word());
    let facts = FactKind::ALL.iter().filter(|kind| kind.may_come_from(service)).map(|kind| fact(kind.word()));
    map + &facts.collect::<String>()
}

/// A fact for centres to follow up, where the source may say it.
fn fact(word: &str) -> String {
    format!(
        "\n[[list.fact]]\nkind = \"{word}\"\nwhen = {{ column = \"FACT\", is = [\"{word}\"] }}\nsince = \"FACT_ON\"\n\
         which = \"FACT_OF\"\nover = {{ column = \"FACT_OVER\", filled = true }}\n"
    )
}

fn set_up() -> SetUp {
    let sources = ServiceKind::ALL.iter().map(|service| source(service.word(), *service)).collect();
    SetUp {
        locality: "Testfield".to_owned(),
        is_practice: true,
        places: places(),
        reach_areas: vec![],
        sources,
        staff: staff(),
    }
}

fn places() -> Vec<area::Place> {
    let place = |kind, name: &str| area::Place {
        kind,
        name: name.to_owned(),
        code: String::new(),
        cluster: "East".to_owned(),
        address: "1 Example Road, LX1 1AA".to_owned(),
        telephone: "01632 960001".to_owned(),
    };
    vec![
        place(area::PlaceKind::Centre, "Larch Centre"),
        place(area::PlaceKind::Practice, "Elm Practice"),
        place(area::PlaceKind::School, "Oak School"),
        place(area::PlaceKind::Nursery, "Ash Nursery"),
        place(area::PlaceKind::MidwiferyTeam, "East midwives"),
        place(area::PlaceKind::HealthVisitingTeam, "East health visitors"),
    ]
}

/// One account for each role, its sign-in name the role's word, its code the
/// same in capitals; a second health visitor of another team, a second data
/// lead and Caldicott Guardian, and some whose training has run out.
fn staff() -> Vec<NewStaff> {
    let mut all: Vec<NewStaff> = Role::ALL.iter().map(|role| account(role.word(), *role)).collect();
    let mut other = account("other-health-visitor", Role::HealthVisitor);
    other.team = Some("West health visitors".to_owned());
    other.organisation = "Testfield Community Trust".to_owned();
    all.push(other);
    let mut second_lead = account("other-data-lead", Role::DataLead);
    second_lead.name = "Other test data lead".to_owned();
    all.push(second_lead);
    let mut second_guardian = account("other-caldicott-guardian", Role::CaldicottGuardian);
    second_guardian.name = "Test second Caldicott Guardian".to_owned();
    all.push(second_guardian);
    let mut third_guardian = account("third-caldicott-guardian", Role::CaldicottGuardian);
    third_guardian.name = "Test third Caldicott Guardian".to_owned();
    all.push(third_guardian);
    let mut lapsed_lead = account("untrained-data-lead", Role::DataLead);
    lapsed_lead.training.sharing_until = Some(jiff::civil::date(2026, 11, 1));
    all.push(lapsed_lead);
    let mut second_mentor = account("other-family-mentor", Role::FamilyMentor);
    second_mentor.name = "Other test mentor".to_owned();
    all.push(second_mentor);
    let mut untrained_mentor = account("untrained-family-mentor", Role::FamilyMentor);
    untrained_mentor.name = "Untrained test mentor".to_owned();
    untrained_mentor.training.sharing_until = Some(jiff::civil::date(2026, 11, 1));
    all.push(untrained_mentor);
    let mut untrained = account("untrained-health-visitor", Role::HealthVisitor);
    untrained.training.sharing_until = Some(jiff::civil::date(2026, 11, 1));
    all.push(untrained);
    let mut lapsed = account("lapsed-health-visitor", Role::HealthVisitor);
    lapsed.training.principles_accepted_on = Some(jiff::civil::date(2025, 9, 1));
    all.push(lapsed);
    all
}

/// The service and the team of a role in the test locality.
fn post_of(role: Role) -> (Option<ServiceKind>, Option<&'static str>) {
    match role {
        Role::HealthVisitor => (Some(ServiceKind::HealthVisiting), Some("East health visitors")),
        Role::Midwife | Role::MaternityStaff => (Some(ServiceKind::Maternity), Some("East midwives")),
        Role::GeneralPractitioner => (Some(ServiceKind::GeneralPractice), Some("Elm Practice")),
        Role::CommunityNurse | Role::Therapist | Role::OtherHealthProfessional => {
            (Some(ServiceKind::CommunityTherapy), Some("East therapy"))
        }
        Role::CentreManager
        | Role::OutreachWorker
        | Role::SeniorOutreachWorker
        | Role::CentreWorker
        | Role::FamilyMentor => (Some(ServiceKind::ChildrensCentre), Some("Larch Centre")),
        Role::EarlyHelpTriage => (Some(ServiceKind::EarlyHelp), Some("Early help desk")),
        Role::SocialWorker => (Some(ServiceKind::SocialCare), Some("East social work")),
        Role::SchoolNurse => (Some(ServiceKind::HealthVisiting), Some("School nurses")),
        Role::EarlyYearsPractitioner => (Some(ServiceKind::Education), Some("Ash Nursery")),
        Role::HousingOfficer => (Some(ServiceKind::Housing), Some("Testfield Homes")),
        Role::DataLead
        | Role::ChildHealthRecords
        | Role::CaldicottGuardian
        | Role::Commissioner
        | Role::Administrator => (None, None),
    }
}

fn reach(postcode: &str) -> Vec<area::ReachArea> {
    vec![area::ReachArea {
        postcode: postcode.parse().expect("a postcode"),
        centre: "Larch Centre".to_owned(),
        cluster: "East".to_owned(),
        ward: String::new(),
        small_area: String::new(),
        deprivation_decile: None,
    }]
}

/// Somebody of another service or centre than the role has here.
pub fn somebody(name: &str, role: Role, service: ServiceKind, team: &str) -> NewStaff {
    let full = format!("Test {}", name.replace('-', " "));
    NewStaff { name: full, service: Some(service), team: Some(team.to_owned()), ..account(name, role) }
}

fn account(name: &str, role: Role) -> NewStaff {
    let (service, team) = post_of(role);
    let later = Some(jiff::civil::date(2027, 6, 30));
    NewStaff {
        sign_in_name: name.to_owned(),
        name: format!("Test {}", role.title()),
        code: Some(name.to_uppercase()),
        organisation: match role {
            Role::CaldicottGuardian => "Testfield Health Board".to_owned(),
            _ => "Testfield Council".to_owned(),
        },
        password: PASSWORD.to_owned(),
        role,
        service,
        team: team.map(str::to_owned),
        training: Training {
            sharing_until: later,
            cleared_until: later,
            approved_on: Some(jiff::civil::date(2026, 1, 5)),
            principles_accepted_on: Some(jiff::civil::date(2026, 9, 1)),
        },
    }
}
