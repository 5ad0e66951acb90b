//! An empty locality with a few sources, on SQLite or, where the environment
//! names a server, on PostgreSQL.

use jiff::Timestamp;
use kith_app::{App, ImportProgress, ImportTally, NewStaff, Place, SetUp, UploadOutcome, Who};
use kith_core::id::FileId;
use kith_core::workforce::{Role, Training};

/// A map with plain columns; `{name}`, `{title}` and `{service}` are filled in.
const PLAIN: &str = r#"
name = "{name}"
title = "{name}, Testfield"
service = "{service}"
format = "csv"
expected_every_days = 7
at_most_bad_percent = 20
dates = ["iso", "dd/mm/yyyy"]

[codes.sex]
"F" = "female"
"M" = "male"

[[list]]
name = "rows"
requires = ["KEY", "GIVEN", "FAMILY"]
key = ["KEY"]
recorded_on = "WRITTEN"

[list.subject]
nhs_number = "NHS"
given_name = "GIVEN"
family_name = "FAMILY"
born_on = "BORN"
due_on = "DUE"
sex = { column = "SEX", codes = "sex" }
address = ["ADDRESS"]
postcode = "POSTCODE"
is_shielded = "SHIELDED"
is_sealed = "SEALED"

[list.mother]
nhs_number = "M_NHS"
given_name = "M_GIVEN"
family_name = "M_FAMILY"
born_on = "M_BORN"
address = ["ADDRESS"]
postcode = "POSTCODE"

[list.involvement]
worker = "WORKER"
team = "TEAM"

[list.contact]
happened_on = "SEEN"
kind = { fixed = "home visit" }

[[list.agreement]]
kind = "objection"
on = "OBJECTED"
how = { fixed = "telephone" }
"#;

/// The columns of [`PLAIN`].
pub(crate) const COLUMNS: &str = "KEY,WRITTEN,NHS,GIVEN,FAMILY,BORN,DUE,SEX,ADDRESS,POSTCODE,SHIELDED,SEALED,\
                           M_NHS,M_GIVEN,M_FAMILY,M_BORN,WORKER,TEAM,SEEN,OBJECTED";

/// A locality.
pub(crate) struct Locality {
    pub(crate) app: App,
    pub(crate) now: Timestamp,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) place: Place,
}

pub(crate) fn plain_map(name: &str, service: &str) -> String {
    PLAIN.replace("{name}", name).replace("{service}", service)
}

impl Locality {
    pub(crate) async fn new() -> Self {
        let sources = [
            ("births", "child-health"),
            ("visits", "health-visiting"),
            ("midwives", "maternity"),
            ("centres", "childrens-centre"),
        ];
        Self::with(sources.iter().map(|(name, service)| plain_map(name, service)).collect()).await
    }

    pub(crate) async fn with(sources: Vec<String>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = database(folder.path()).await;
        let app = App::open(&place, &folder.path().join("kith.key")).await.expect("the records open");
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().expect("a time");
        let staff = vec![data_lead()];
        let set_up = SetUp {
            locality: "Testfield".to_owned(),
            is_practice: true,
            places: vec![],
            reach_areas: vec![],
            sources,
            staff,
        };
        app.set_up(set_up, now).await.expect("an empty locality is set up");
        Self { app, now, folder, place }
    }

    /// The same records, opened by another process.
    pub(crate) async fn opened_again(&self) -> App {
        App::open(&self.place, &self.folder.path().join("kith.key")).await.expect("the records open again")
    }

    pub(crate) async fn check(&self, source: &str, name: &str, text: &str) -> UploadOutcome {
        let mut silent = ImportProgress::silent();
        self.app
            .check_file(&Who::Operator, kith_app::Upload::new(source, name, text.as_bytes()), self.now, &mut silent)
            .await
            .expect("the file is looked at")
    }

    pub(crate) async fn checked(&self, source: &str, name: &str, text: &str) -> FileId {
        match self.check(source, name, text).await {
            UploadOutcome::Checked(file) => file,
            other => panic!("{name} is read: {other:?}"),
        }
    }

    pub(crate) async fn commit(&self, file: FileId) -> ImportTally {
        let mut silent = ImportProgress::silent();
        self.app.commit_file(&Who::Operator, file, self.now, &mut silent).await.expect("the file is taken in")
    }

    pub(crate) async fn import(&self, source: &str, name: &str, text: &str) -> ImportTally {
        let file = self.checked(source, name, text).await;
        self.commit(file).await
    }
}

/// Rows as a file: each row is columns with values.
pub(crate) fn csv(rows: &[&[(&str, &str)]]) -> String {
    let mut text = format!("{COLUMNS}\n");
    for row in rows {
        let value = |column: &str| row.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| value);
        let values: Vec<String> = COLUMNS.split(',').map(|column| format!("\"{}\"", value(column))).collect();
        text.push_str(&values.join(","));
        text.push('\n');
    }
    text
}

/// So many children with nothing in common.
pub(crate) fn many(count: usize) -> String {
    let mut text = "KEY,WRITTEN,GIVEN,FAMILY,BORN\n".to_owned();
    for number in 0..count {
        let letters: String =
            format!("{number:06}").bytes().map(|digit| char::from(b'A' + (digit - b'0') * 2)).collect();
        let day = 1 + number % 28;
        let month = 1 + number / 28 % 12;
        text.push_str(&format!("{number},2026-11-20,G{letters},F{letters},2024-{month:02}-{day:02}\n"));
    }
    text
}

fn data_lead() -> NewStaff {
    NewStaff {
        sign_in_name: "dev".to_owned(),
        name: "Dev Patel".to_owned(),
        code: None,
        organisation: "Testfield Council".to_owned(),
        password: "made up for the tests".to_owned(),
        role: Role::DataLead,
        service: None,
        team: None,
        training: Training::default(),
    }
}

/// A database of its own: in the folder, or on the server that
/// `KITH_TEST_POSTGRES` names.
async fn database(folder: &std::path::Path) -> Place {
    match std::env::var("KITH_TEST_POSTGRES") {
        Ok(server) => Place::Postgres(fresh_database(&server, folder)),
        Err(_) => Place::Sqlite(folder.join("kith.sqlite")),
    }
}

/// Makes an empty database on the server; `psql` knows how to reach it.
fn fresh_database(server: &str, folder: &std::path::Path) -> String {
    let unique: String = folder.to_string_lossy().chars().filter(char::is_ascii_alphanumeric).collect();
    let name = format!("kith_import_{}", unique.to_lowercase());
    let made = std::process::Command::new("psql")
        .args([server, "-qc", &format!("CREATE DATABASE {name}")])
        .status()
        .expect("psql is installed where PostgreSQL is tested");
    assert!(made.success(), "the server at KITH_TEST_POSTGRES takes a new database");
    let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
    format!("{base}/{name}")
}
