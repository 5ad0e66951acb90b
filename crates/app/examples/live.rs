//! How long one new record takes, from the file to the family, beside a given
//! number of records: `cargo run --release -p kith-app --example live -- 60000`.
//!
//! Everybody is made up by counting. What is measured is what a one-row file
//! costs: reading it, taking the row in, and matching it with everything that
//! is there, with every write of it on the disk.

#![expect(clippy::print_stdout, reason = "a measurement says what it found")]

use std::time::{Duration, Instant};

use jiff::Timestamp;
use kith_app::{App, ImportProgress, Place, SetUp, Upload, UploadOutcome, Who};

const MAP: &str = r#"
name = "{name}"
title = "{name}"
service = "{name}"
format = "csv"
expected_every_days = 7
at_most_bad_percent = 20
dates = ["iso"]

[[list]]
name = "rows"
requires = ["KEY", "GIVEN", "FAMILY"]
key = ["KEY"]

[list.subject]
given_name = "GIVEN"
family_name = "FAMILY"
born_on = "BORN"
postcode = "POSTCODE"

[list.mother]
given_name = "M_GIVEN"
family_name = "FAMILY"
born_on = "M_BORN"
postcode = "POSTCODE"
"#;

const HEAD: &str = "KEY,GIVEN,FAMILY,BORN,POSTCODE,M_GIVEN,M_BORN\n";
/// So many one-row files are measured.
const ROUNDS: usize = 100;

/// A name of eight letters that hardly any other number has, and that looks
/// like no other.
fn name(number: usize, kind: u64) -> String {
    let mut stirred =
        (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ kind.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mut letters = String::new();
    for place in 0..4 {
        stirred = (stirred ^ stirred >> 29).wrapping_mul(0x94d0_49bb_1331_11eb);
        letters.push(char::from(b"BCDFGHJKLMNPRSTVWZ"[(stirred >> 40) as usize % 18]));
        letters.push(char::from(b"AEIOU"[(stirred >> (50 + place)) as usize % 5]));
    }
    letters
}

fn row(key: &str, number: usize) -> String {
    let [given, family, mother] = [1, 2, 3].map(|kind| name(number, kind));
    let (day, month, year) = (1 + number % 28, 1 + number / 28 % 12, 2021 + number % 5);
    let place = ["AA", "BB", "DD", "EE"][number % 4];
    let postcode = format!("LX{} {}{place}", 1 + number / 90 % 90, 1 + number % 9);
    format!("{key},{given},{family},{year}-{month:02}-{day:02},{postcode},{mother},19{}-03-04\n", 80 + number % 20)
}

async fn bring(app: &App, source: &str, text: &str, now: Timestamp) -> (Duration, Duration) {
    let mut silent = ImportProgress::silent();
    let began = Instant::now();
    let upload = Upload::new(source, "rows.csv", text.as_bytes());
    let Ok(UploadOutcome::Checked(file)) = app.check_file(&Who::Operator, upload, now, &mut silent).await else {
        panic!("the file is read")
    };
    let checked = began.elapsed();
    app.commit_file(&Who::Operator, file, now, &mut silent).await.expect("the file is taken in");
    (checked, began.elapsed() - checked)
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() - 1) * part / 100];
    println!("{what}: p50 {:.1?}, p99 {:.1?}", at(50), at(99));
}

#[tokio::main]
async fn main() {
    let records: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(60_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = Place::Sqlite(folder.path().join("kith.sqlite"));
    let key = folder.path().join("kith.key");
    let app = App::open(&place, &key).await.expect("the records open");
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().expect("a time");
    let sources = ["health-visiting", "maternity"].map(|name| MAP.replace("{name}", name)).to_vec();
    let set_up = SetUp {
        locality: "Testfield".to_owned(),
        is_practice: true,
        places: vec![],
        reach_areas: vec![],
        sources,
        staff: vec![],
    };
    app.set_up(set_up, now).await.expect("an empty locality is set up");
    let children = records / 2;
    let all: String = (0..children).map(|number| row(&format!("a{number}"), number)).collect();
    let began = Instant::now();
    bring(&app, "health-visiting", &format!("{HEAD}{all}"), now).await;
    println!("{records} records taken in and matched: {:.1?}", began.elapsed());

    let other = App::open(&place, &key).await.expect("the records open again");
    let began = Instant::now();
    bring(&other, "maternity", &format!("{HEAD}{}", row("first", children / 2)), now).await;
    println!("the first row of a process that has read nothing yet: {:.1?}", began.elapsed());

    let (mut checks, mut commits) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Every second row is a child who is known, every other a new one.
        let number = if round % 2 == 0 { round * 97 % children } else { children + round };
        let (checked, committed) =
            bring(&other, "maternity", &format!("{HEAD}{}", row(&format!("b{round}"), number)), now).await;
        checks.push(checked);
        commits.push(committed);
    }
    report("reading a one-row file", checks);
    report("taking it in, matching it, writing it", commits);
}
