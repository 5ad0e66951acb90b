//! Every function of the store, on SQLite always and on PostgreSQL when
//! `KITH_TEST_POSTGRES` holds the address of a server.

mod advice;
mod agreement;
mod antenatal;
mod births;
mod border;
mod desk;
mod deviation;
mod edition;
mod facts;
mod framework;
mod household;
mod import;
mod ledger;
mod library;
mod matching;
mod mentor;
mod messages;
mod month_lists;
mod parents;
mod people;
mod place;
mod staff;
mod support;
mod team;
mod team_list;
mod trace;
mod visits;
mod work;
mod writing;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::date;
use kith_core::follow_up::FactKind;
use kith_core::person::{Address, Name, Sex};
use kith_core::service::ServiceKind;
use kith_core::statement::{
    AgreementStatement, ContactStatement, FactStatement, InvolvementStatement, Part, PersonStatement, RowStatement,
};

use crate::{Db, Keys, Place, random};

/// Writes, and gives what the last line gives.
macro_rules! write {
    ($fresh:expr, |$tx:ident| $body:block) => {
        $fresh.db.write(move |$tx: &mut crate::Tx| Box::pin(async move { Ok::<_, crate::StoreError>($body) })).await
    };
}

/// Reads, and gives what the last line gives.
macro_rules! read {
    ($fresh:expr, |$tx:ident| $body:block) => {
        $fresh.db.read(move |$tx: &mut crate::Tx| Box::pin(async move { Ok::<_, crate::StoreError>($body) })).await
    };
}
pub(crate) use {read, write};

/// A folder that goes away with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).expect("the folder of a test can be removed");
    }
}

fn word() -> String {
    random::bytes::<8>().expect("random bytes").iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn folder() -> Folder {
    let path = std::env::temp_dir().join(format!("kith-store-{}", word()));
    std::fs::create_dir(&path).expect("a folder for the test");
    Folder(path)
}

pub(crate) fn keys() -> Keys {
    Keys::new([1; 32], [2; 32])
}

/// A database of its own for one test.
pub(crate) struct Fresh {
    pub(crate) db: Db,
    pub(crate) place: Place,
    _folder: Folder,
}

impl Fresh {
    async fn on(place: Place, folder: Folder) -> Self {
        let db = Db::open(&place, &keys()).await.expect("a new database opens");
        Self { db, place, _folder: folder }
    }
}

/// A new database on each engine that there is.
pub(crate) async fn fresh() -> Vec<Fresh> {
    let own = folder();
    let file = Place::Sqlite(own.path().join("kith.db"));
    let mut all = vec![Fresh::on(file, own).await];
    if let Ok(server) = std::env::var("KITH_TEST_POSTGRES") {
        let schema = format!("test_{}", word());
        let sep = if server.contains('?') { '&' } else { '?' };
        let mut plain =
            crate::connection::Connection::open(&Place::Postgres(server.clone()), crate::connection::Use::Writing)
                .await
                .expect("the server answers");
        plain.script(&format!("CREATE SCHEMA {schema}")).await.expect("a schema for the test");
        let place = Place::Postgres(format!("{server}{sep}options[search_path]={schema}"));
        all.push(Fresh::on(place, folder()).await);
    }
    all
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).expect("an instant")
}

/// An identifier made of one number.
pub(crate) fn id<T>(make: fn([u8; 10]) -> T, number: u8) -> T {
    make([number; 10])
}

#[test]
fn every_function_of_the_store_is_called_by_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let text_of = |folder: &Path| -> String {
        let files = std::fs::read_dir(folder).expect("the folder is there").map(|file| file.expect("a file").path());
        files.filter(|file| file.is_file()).map(|file| std::fs::read_to_string(file).expect("text")).collect()
    };
    let tests = text_of(&folder.join("tests"));
    let source = text_of(&folder);
    let names = source.split("pub async fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next());
    let forgotten: Vec<&str> =
        names.filter(|name| !tests.contains(&format!(".{name}(")) && !tests.contains(&format!("::{name}("))).collect();
    assert!(forgotten.is_empty(), "no test calls {forgotten:?}");
}

fn name(text: &str) -> Option<Name> {
    Some(Name::parse(text).expect("a name"))
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A child of whom everything is said.
fn full_child() -> PersonStatement {
    let address = Address {
        lines: vec!["12 Plantedstreet".to_owned(), "Northfield".to_owned()],
        postcode: Some("LX1 4QR".parse().expect("a postcode")),
        uprn: Some(100_012_345_678),
    };
    PersonStatement {
        nhs_number: Some("9990000018".parse().expect("a number")),
        given_name: name("Poppyplanted"),
        middle_name: name("Rose"),
        family_name: name("Ellisplanted"),
        known_as: name("Pop"),
        former_family_name: name("Formerplanted"),
        born_on: Some(date(2024, 2, 29)),
        due_on: Some(date(2024, 3, 1)),
        died_on: Some(date(2026, 1, 1)),
        sex: Some(Sex::Female),
        birth_order: Some(2),
        address: Some(address),
        telephone: Some("07700900118".parse().expect("a telephone")),
        email: text("poppyplanted@example.org"),
        best_way_to_reach: text("text after four"),
        language: text("Welsh"),
        interpreter: text("none"),
        ethnicity: text("A"),
        practice: text("Y00001"),
        pupil_number: text("A999000000001"),
        school: text("Northfield Nursery"),
        local_number: text("HV-0001"),
        is_shielded: true,
        is_sealed: true,
        has_parental_responsibility: Some(false),
        relation_since: Some(date(2024, 3, 3)),
        relation_until: Some(date(2025, 6, 1)),
    }
}

/// A row that uses every field.
pub(crate) fn full_row(number: u64) -> RowStatement {
    let mother =
        PersonStatement { given_name: name("Motherplanted"), sex: Some(Sex::NotKnown), ..PersonStatement::default() };
    RowStatement {
        row: number + 1,
        list: "caseload".to_owned(),
        key: format!("9990000018-{number}"),
        recorded_on: Some(date(2026, 11, 1)),
        service: ServiceKind::HealthVisiting,
        people: vec![(Part::Subject, full_child()), (Part::Mother, mother)],
        involvement: Some(InvolvementStatement {
            team: text("Northfield team"),
            worker: text("Workerplanted"),
            worker_code: text("HV12"),
            worker_post: text("health visitor"),
            worker_telephone: Some("01632960001".parse().expect("a telephone")),
            started_on: Some(date(2024, 3, 10)),
            ended_on: None,
            is_lead: true,
            level: text("universal plus"),
            next_on: Some(date(2026, 12, 1)),
            next_kind: text("2 year review"),
            status: text("Statusplanted"),
        }),
        contact: Some(ContactStatement {
            happened_on: date(2026, 10, 14),
            kind: "Kindplanted visit".to_owned(),
            worker: text("Workerplanted"),
            worker_code: text("HV12"),
            note: text("Noteplanted words"),
            was_attended: true,
        }),
        agreements: vec![
            AgreementStatement::NoticeGiven {
                on: date(2026, 3, 1),
                version: "2025-04".to_owned(),
                how: "letter".to_owned(),
            },
            AgreementStatement::Objected { on: date(2026, 3, 2), how: "Howplanted".to_owned() },
            AgreementStatement::Agreed {
                on: date(2026, 3, 3),
                by: Part::Mother,
                how: "signed form".to_owned(),
                kinds: vec!["basic".to_owned(), "health".to_owned()],
                partners: vec!["childrens-centre".to_owned(), "all-named".to_owned()],
                is_informed: true,
                review_on: Some(date(2027, 3, 3)),
            },
            AgreementStatement::Refused { on: date(2026, 3, 4), by: Part::Mother },
            AgreementStatement::Withdrew { on: date(2026, 3, 5), by: Part::Carer },
        ],
        facts: vec![FactStatement {
            kind: FactKind::ImmunisationMissed,
            which: text("Appointmentplanted"),
            since: date(2026, 10, 14),
            is_over: false,
        }],
    }
}
