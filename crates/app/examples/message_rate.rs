//! How fast national messages come in, beside a given number of records:
//! `cargo run --release -p kith-app --example message_rate -- 50000 60000`.
//!
//! Everybody is made up. What is measured is what they cost from their bytes
//! to the person index, with every write of it on the disk: many in groups, as
//! from a folder, then one at a time, as they come in life.

#![expect(clippy::print_stdout, reason = "a measurement says what it found")]

use std::time::{Duration, Instant};

use jiff::Timestamp;
use kith_app::{App, Arrival, Channel, ImportProgress, MessageState, Place, SetUp, Upload, UploadOutcome, Who};
use kith_synth::{MessagePlan, messages};

const MAPS: [&str; 4] = [
    include_str!("../../../sources/birth-message.toml"),
    include_str!("../../../sources/demographic-message.toml"),
    include_str!("../../../sources/professional-contacts.toml"),
    BESIDE,
];

/// A plain list, for records beside which messages are matched.
const BESIDE: &str = r#"
name = "beside"
title = "beside"
service = "health-visiting"
format = "csv"
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
postcode = "POSTCODE"
"#;

/// So many messages are taken one at a time.
const ALONE: usize = 200;

/// A name that hardly any other number has.
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

async fn records_beside(app: &App, records: usize, now: Timestamp) {
    let mut text = "KEY,GIVEN,FAMILY,BORN,POSTCODE,M_GIVEN\n".to_owned();
    for number in 0..records / 2 {
        let [given, family, mother] = [1, 2, 3].map(|kind| name(number, kind));
        let (day, month, year) = (1 + number % 28, 1 + number / 28 % 12, 2021 + number % 5);
        text.push_str(&format!(
            "{number},{given},{family},{year}-{month:02}-{day:02},ZE{} 9ZZ,{mother}\n",
            1 + number % 90
        ));
    }
    let mut silent = ImportProgress::silent();
    let upload = Upload::new("beside", "beside.csv", text.as_bytes());
    let Ok(UploadOutcome::Checked(file)) = app.check_file(&Who::Operator, upload, now, &mut silent).await else {
        panic!("the file is read")
    };
    app.commit_file(&Who::Operator, file, now, &mut silent).await.expect("the file is taken in");
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|count| count.parse::<usize>().ok());
    let count = arguments.next().unwrap_or(50_000);
    let records = arguments.next().unwrap_or(0);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = Place::Sqlite(folder.path().join("kith.sqlite"));
    let app = App::open(&place, &folder.path().join("kith.key")).await.expect("the records open");
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().expect("a time");
    let set_up = SetUp {
        locality: "Testfield".to_owned(),
        is_practice: true,
        places: vec![],
        reach_areas: vec![],
        sources: MAPS.map(str::to_owned).to_vec(),
        staff: vec![],
    };
    app.set_up(set_up, now).await.expect("an empty locality is set up");
    if records > 0 {
        records_beside(&app, records, now).await;
    }
    let plan = MessagePlan::on(jiff::civil::date(2026, 11, 22), u32::try_from(count + ALONE).expect("not so many"));
    let made = messages(MessagePlan { is_shuffled: true, ..plan });
    let mut arrivals: Vec<Arrival> =
        made.iter().map(|message| Arrival { name: message.file_name, bytes: message.text.into_bytes() }).collect();
    let bytes: usize = arrivals.iter().map(|arrival| arrival.bytes.len()).sum();
    println!("{} messages of {} bytes each, beside {records} records", arrivals.len(), bytes / arrivals.len());
    let alone = arrivals.split_off(count);

    let began = Instant::now();
    let outcomes = app.receive_messages(&Who::Operator, Channel::CommandLine, arrivals, now).await.expect("received");
    let took = began.elapsed();
    let rate = outcomes.len() as f64 / took.as_secs_f64();
    println!("{} in groups: {took:.1?}, {rate:.0} a second", outcomes.len());
    for state in MessageState::ALL {
        let found = outcomes.iter().filter(|outcome| outcome.state == *state).count();
        println!("  {}: {found}", state.word());
    }

    let mut times = Vec::with_capacity(alone.len());
    for arrival in alone {
        let began = Instant::now();
        app.receive_message(&Who::Operator, Channel::Folder, arrival, now).await.expect("received");
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let at = |part: usize| -> Duration { times[(times.len() - 1) * part / 100] };
    println!("one at a time: p50 {:.1?}, p99 {:.1?}, longest {:.1?}", at(50), at(99), at(100));
}
