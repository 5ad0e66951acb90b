//! A locality begins with its own files; passwords that others made are
//! changed at the first sign-in; accounts are closed at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use kith::clock::Clock;
use kith::web::{Site, router};
use kith_app::{App, Place};
use tempfile::TempDir;

use crate::importing::Said;
use crate::visitor::Visitor;

const CENTRES: &str = "code,name,cluster,address,postcode,telephone,health_visitor,health_visitor_telephone,health_visitor_service,speech_therapist,speech_therapist_telephone,speech_therapist_service\n\
                       W01,Westmoor Family Hub,West,1 Example Road,LX1 1AA,01632 960100,Hazel Test,01632 960118,West team,Theo Test,01632 960119,Community therapy\n";

const POSTCODES: &str = "postcode,centre,ward,small_area,deprivation_decile\nLX1 2AA,W01,West Ward,W0001,3\n";

const STAFF: &str = "code,name,role,service,organisation,team,sharing_until,cleared_until,approved_on,principles_accepted_on,sign_in_name\n\
                     HV1,Hazel Test,health-visitor,health-visiting,Westmoor Trust,West team,30/06/2099,2099-06-30,2026-01-02,2099-01-01,hazel\n\
                     AD1,Adam Test,administrator,,Westmoor Council,,,,,,\n";

/// An empty data folder with the files of a locality beside it.
pub struct Beginning {
    folder: TempDir,
}

impl Beginning {
    fn with(staff: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in [("centres.csv", CENTRES), ("postcodes.csv", POSTCODES), ("staff.csv", staff)] {
            fs::write(folder.path().join(name), text).expect("a file can be written");
        }
        Self { folder }
    }

    /// The same, where `from` in the file of centres is `to`.
    pub fn with_centres(from: &str, to: &str) -> Self {
        let beginning = Self::with(STAFF);
        let text = CENTRES.replace(from, to);
        assert_ne!(text, CENTRES, "something is changed");
        fs::write(beginning.folder.path().join("centres.csv"), text).expect("a file can be written");
        beginning
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    fn kith(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        command.arg("--data").arg(self.folder.path().join("data")).args(arguments).env_remove("KITH_DATABASE");
        let output = command.output().expect("the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    pub fn set_up(&self) -> Said {
        let passwords = self.path("passwords.csv");
        let folder = self.folder.path().to_string_lossy().into_owned();
        self.kith(&["set-up", &folder, "--locality", "Westmoor early years", "--passwords", &passwords])
    }

    fn passwords(&self, name: &str) -> BTreeMap<String, String> {
        let text = fs::read_to_string(self.folder.path().join(name)).expect("the passwords are written");
        let split = |line: &str| line.split_once(',').map(|(name, word)| (name.to_owned(), word.to_owned()));
        text.lines().skip(1).filter_map(split).collect()
    }

    async fn visitor(&self) -> Visitor {
        let data = self.folder.path().join("data");
        let app = App::open(&Place::Sqlite(data.join("kith.sqlite")), &data.join("kith.key")).await.expect("it opens");
        let now = Clock::Machine.now();
        let locality = app.locality_name().await.expect("it has a name");
        assert_eq!(locality, "Westmoor early years");
        Visitor::new(router(Site { app, clock: Clock::fixed(now), locality: locality.into(), is_practice: false }))
    }
}

#[tokio::test]
async fn a_locality_begins_with_its_own_files_and_its_people_sign_in() {
    let beginning = Beginning::with(STAFF);
    beginning.set_up().is(0).says("1 places, 1 postcodes, 2 people");
    let passwords = beginning.passwords("passwords.csv");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(beginning.path("passwords.csv")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "only its owner reads it");
    }
    let given = &passwords["hazel"];
    let mut hazel = beginning.visitor().await;
    hazel.post("/sign-in", &[("name", "hazel"), ("password", given)]).await.is(303);
    for page in ["/my-day", "/find", "/roles"] {
        assert_eq!(hazel.get(page).await.location.as_deref(), Some("/password"), "{page} waits for the password");
    }
    hazel.get("/password").await.is(200).shows("Make your own password");
    let change = |present: &str, wanted: &str, again: &str| {
        [("present", present), ("wanted", wanted), ("again", again)].map(|(name, word)| (name, word.to_owned()))
    };
    for (fields, words) in [
        (change(given, "short", "short"), "at least 12 characters"),
        (change(given, given, given), "not the present one"),
        (change(given, "aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa"), "harder to guess"),
        (change(given, "purple tractor moon", "purple tractor noon"), "twice"),
        (change("not this one", "purple tractor moon", "purple tractor moon"), "you signed in with"),
    ] {
        let fields = fields.each_ref().map(|(name, word)| (*name, word.as_str()));
        hazel.post("/password", &fields).await.is(422).shows(words).hides(given);
    }
    let fields = change(given, "purple tractor moon", "purple tractor moon");
    hazel.post("/password", &fields.each_ref().map(|(name, word)| (*name, word.as_str()))).await.is(303);
    hazel.get("/my-day").await.is(200).shows("Hazel Test");

    let mut again = beginning.visitor().await;
    again.post("/sign-in", &[("name", "hazel"), ("password", given)]).await.is(422);
    again.post("/sign-in", &[("name", "hazel"), ("password", "purple tractor moon")]).await.is(303);
    again.get("/my-day").await.is(200);
}

#[tokio::test]
async fn a_second_beginning_changes_nothing() {
    let beginning = Beginning::with(STAFF);
    beginning.set_up().is(0);
    beginning.set_up().is(6).warns("set up already");
}

#[test]
fn rows_that_cannot_be_read_are_all_named_and_nothing_is_set_up() {
    let bad = STAFF.replace(",health-visitor,", ",helth-visitor,").replace("30/06/2099", "soon");
    let beginning = Beginning::with(&bad);
    let said = beginning.set_up();
    said.is(8).warns("staff.csv, row 2, column “role”: “helth-visitor” is not one of");
    said.warns("health-visitor").warns("staff.csv, row 2, column “sharing_until”: “soon” is not a day");
    assert!(!beginning.folder.path().join("passwords.csv").exists());
    fs::write(beginning.path("staff.csv"), STAFF).expect("the file is mended");
    beginning.set_up().is(0);
}

#[tokio::test]
async fn people_are_added_brought_up_to_date_and_closed() {
    let beginning = Beginning::with(STAFF);
    beginning.set_up().is(0);
    let more = STAFF.replace("Hazel Test", "Hazel Test-Moore").replace("AD1,Adam", "AD2,Alma");
    fs::write(beginning.path("more.csv"), more).expect("a file can be written");
    let (file, passwords) = (beginning.path("more.csv"), beginning.path("more-passwords.csv"));
    beginning
        .kith(&["staff", "add", &file, "--passwords", &passwords])
        .is(0)
        .says("1 people added, 1 brought up to date");
    let new = beginning.passwords("more-passwords.csv");
    assert_eq!(new.keys().collect::<Vec<_>>(), ["ad2"], "who is known keeps the password");

    let mut alma = beginning.visitor().await;
    alma.post("/sign-in", &[("name", "ad2"), ("password", &new["ad2"])]).await.is(303);
    alma.get("/password").await.is(200);
    beginning.kith(&["staff", "close", "ad2"]).is(0);
    let mut closed = beginning.visitor().await;
    closed.post("/sign-in", &[("name", "ad2"), ("password", &new["ad2"])]).await.is(422);
    beginning.kith(&["staff", "open", "ad2"]).is(0);
    let given = beginning.kith(&["staff", "password", "ad2"]);
    closed.post("/sign-in", &[("name", "ad2"), ("password", &new["ad2"])]).await.is(422);
    closed.post("/sign-in", &[("name", "ad2"), ("password", given.is(0).out.trim())]).await.is(303);
    beginning.kith(&["staff", "close", "nobody"]).is(5).warns("nobody signs in as nobody");
    assert!(Path::new(&passwords).exists());
}
