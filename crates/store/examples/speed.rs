//! How fast the store takes rows in and how long a look takes, on this
//! machine: `cargo run --release -p kith-store --example speed [rows]`.
//!
//! With `KITH_TEST_POSTGRES` set it measures that server instead of a file.
#![expect(clippy::print_stdout, reason = "it is run by hand to be read")]

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use jiff::civil::date;
use jiff::{Span, Timestamp};
use kith_core::audit::{Action, Event};
use kith_core::id::{DecisionId, FamilyId, FileId, PersonId, RecordId, StaffId};
use kith_core::person::{Address, Name};
use kith_core::service::ServiceKind;
use kith_core::statement::{ContactStatement, InvolvementStatement, Part, PersonStatement, RowStatement};
use kith_core::workforce::Role;
use kith_store::{
    Change, Db, FamilyMember, FileState, KeptDecision, Keys, Place, RowCounts, Source, SourceFile, StagedRow,
    StoreError, Taking, Tx, new_id,
};

const SOURCE: &str = "health-visiting";
const BATCH: u32 = 500;

type Fault = Box<dyn std::error::Error>;

fn letters(number: u64) -> String {
    (0..6).map(|place| char::from(b'a' + u8::try_from(number / 26_u64.pow(place) % 26).unwrap_or(0))).collect()
}

fn row(number: u64) -> Result<RowStatement, Fault> {
    let given = Name::parse(&letters(number * 7919))?;
    let child = PersonStatement {
        given_name: Some(given),
        family_name: Some(Name::parse(&letters(number * 104_729))?),
        born_on: Some(date(2024, 1, 1).saturating_add(Span::new().days(i64::try_from(number % 900)?))),
        address: Some(Address {
            lines: vec![format!("{} Long Street", number % 200), "Northfield".to_owned()],
            postcode: Some("LX1 4QR".parse()?),
            uprn: None,
        }),
        telephone: Some(format!("07700900{:03}", number % 1000).parse()?),
        local_number: Some(format!("HV{number:07}")),
        ..PersonStatement::default()
    };
    let mother =
        PersonStatement { given_name: Some(Name::parse(&letters(number * 31))?), ..PersonStatement::default() };
    Ok(RowStatement {
        row: number + 1,
        list: "caseload".to_owned(),
        key: number.to_string(),
        recorded_on: None,
        service: ServiceKind::HealthVisiting,
        people: vec![(Part::Subject, child), (Part::Mother, mother)],
        involvement: Some(InvolvementStatement {
            team: Some("Northfield".to_owned()),
            worker_code: Some(format!("HV{}", number % 200)),
            next_on: Some(date(2026, 12, 1)),
            ..InvolvementStatement::default()
        }),
        contact: Some(ContactStatement {
            happened_on: date(2026, 10, 14),
            kind: "new birth visit".to_owned(),
            worker: None,
            worker_code: None,
            note: Some("feeding well, sleeping in short stretches, next visit agreed".to_owned()),
            was_attended: true,
        }),
        agreements: Vec::new(),
        facts: Vec::new(),
    })
}

/// When something began, by the clock and by the work that this process did.
struct Began(Instant, (f64, f64));

impl Began {
    fn now() -> Self {
        Self(Instant::now(), worked())
    }
}

/// Seconds of work so far, in the program and in the system; nothing where the
/// system does not say.
fn worked() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: Vec<f64> = stat.split_whitespace().skip(13).take(2).filter_map(|field| field.parse().ok()).collect();
    (ticks.first().unwrap_or(&0.0) / 100.0, ticks.last().unwrap_or(&0.0) / 100.0)
}

fn told(what: &str, count: u64, began: &Began) {
    let (took, (program, system)) = (began.0.elapsed(), worked());
    let (program, system) = (program - began.1.0, system - began.1.1);
    println!(
        "{what}: {count} in {took:.2?}, {:.0} a second (work {program:.2} s and {system:.2} s)",
        count as f64 / took.as_secs_f64()
    );
}

async fn add_file(db: &Db, file: FileId, now: Timestamp) -> Result<(), StoreError> {
    db.write(move |tx: &mut Tx| {
        Box::pin(async move {
            tx.set_source(&Source {
                name: SOURCE.to_owned(),
                title: "Health visiting".to_owned(),
                service: ServiceKind::HealthVisiting,
                map: String::new(),
                expected_every_days: 7,
                at_most_bad_percent: 5,
            })
            .await?;
            tx.add_file(&SourceFile {
                id: file,
                source_name: SOURCE.to_owned(),
                file_name: "caseload.csv".to_owned(),
                digest: String::new(),
                state: FileState::Staging,
                extract_on: date(2026, 11, 20),
                received_at: now,
                received_by: None,
                rows: RowCounts::default(),
                refusal: None,
                finished_at: None,
            })
            .await
        })
    })
    .await
}

async fn stage(db: &Db, keys: &Keys, file: FileId, rows: Vec<RowStatement>) -> Result<(), StoreError> {
    let staged: Vec<StagedRow> = (1..)
        .zip(rows)
        .map(|(position, row)| StagedRow {
            position,
            change: Change::New,
            row_key: keys.row_key(SOURCE, &row),
            digest: keys.row_digest(&row),
            row,
        })
        .collect();
    for batch in staged.chunks(BATCH as usize) {
        let batch = batch.to_vec();
        db.write(move |tx: &mut Tx| Box::pin(async move { tx.stage_rows(file, &batch).await })).await?;
    }
    Ok(())
}

/// Takes every waiting row in; the subjects' records.
async fn take(db: &Db, file: FileId, now: Timestamp) -> Result<Vec<RecordId>, StoreError> {
    let mut subjects = Vec::new();
    loop {
        let taken = db
            .write(move |tx: &mut Tx| {
                Box::pin(async move {
                    let committed = tx.file(file).await?.rows.committed;
                    let rows = tx.staged_rows(file, committed, BATCH).await?;
                    let Some(last) = rows.last().map(|row| row.position) else { return Ok::<_, StoreError>(None) };
                    let taking =
                        Taking { source: SOURCE, file, received_on: date(2026, 11, 22), now, written_at: None };
                    let taken = tx.take_rows(&taking, &rows).await?;
                    tx.set_taken(file, last).await?;
                    Ok(Some(taken))
                })
            })
            .await?;
        let Some(taken) = taken else { return Ok(subjects) };
        subjects.extend(taken.iter().filter(|taken| taken.part == Part::Subject).map(|taken| taken.record));
    }
}

async fn families_of(db: &Db, records: &[RecordId], now: Timestamp) -> Result<Vec<FamilyId>, StoreError> {
    let mut families = Vec::with_capacity(records.len());
    for batch in records.chunks(5000) {
        let batch = batch.to_vec();
        families.extend(
            db.write(move |tx: &mut Tx| {
                Box::pin(async move {
                    let persons = batch.iter().map(|_| new_id(PersonId::from_random)).collect::<Result<Vec<_>, _>>()?;
                    let families =
                        batch.iter().map(|_| new_id(FamilyId::from_random)).collect::<Result<Vec<_>, _>>()?;
                    tx.add_persons(&persons, now).await?;
                    tx.add_families(&families, now).await?;
                    let whose: Vec<(RecordId, PersonId)> = batch.into_iter().zip(persons.iter().copied()).collect();
                    tx.set_person_of_records(&whose).await?;
                    let members: Vec<FamilyMember> = families
                        .iter()
                        .zip(&persons)
                        .map(|(family, person)| FamilyMember {
                            family: *family,
                            person: *person,
                            part: Part::Subject,
                            lives_elsewhere: false,
                        })
                        .collect();
                    tx.set_members(&families, &members).await?;
                    let word = |place: u32, person| tx.keys().word_key("name", &format!("{place}{person}"));
                    let words: Vec<_> = persons
                        .iter()
                        .map(|person| (*person, (0..8).map(|place| word(place, person)).collect()))
                        .collect();
                    tx.replace_search_words(&words).await?;
                    Ok::<_, StoreError>(families)
                })
            })
            .await?,
        );
    }
    Ok(families)
}

/// What a look does, in one write.
async fn look(db: &Db, family: FamilyId, staff: StaffId, now: Timestamp) -> Result<Duration, StoreError> {
    let began = Instant::now();
    db.write(move |tx: &mut Tx| {
        Box::pin(async move {
            let family = tx.resolve_family(family).await?;
            let members = tx.family_members(family).await?;
            let persons: Vec<PersonId> = members.iter().map(|member| member.person).collect();
            let copies = tx.copies_of(&persons).await?;
            let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
            let involvements = tx.involvements_of(&records).await?;
            tx.ledger_of(&records).await?;
            tx.reason_until(staff, family, now).await?;
            tx.births_of(&persons).await?;
            tx.records(&records).await?;
            let works: Vec<_> = involvements.iter().map(|line| line.involvement).collect();
            tx.work_of(&works).await?;
            tx.contact_counts(&records, date(2025, 12, 1), date(2026, 12, 1)).await?;
            let dates = tx.contact_dates(&records, date(2025, 12, 1)).await?;
            let contacts: Vec<_> = dates.iter().map(|line| line.contact).collect();
            tx.contact_kinds(&contacts).await?;
            tx.sources().await?;
            let decision = new_id(DecisionId::from_random)?;
            tx.keep_decision(&KeptDecision {
                decision,
                made_at: now,
                staff,
                role: Role::HealthVisitor,
                purpose: "healthcare".to_owned(),
                family,
                pack: "leaflet-2010".to_owned(),
                answers: "x".repeat(600),
            })
            .await?;
            tx.note_opened(staff, family, now).await?;
            tx.append_audit(&Event::new(now, staff, Action::Look).about(family).with("decision", decision)).await?;
            Ok::<_, StoreError>(())
        })
    })
    .await?;
    Ok(began.elapsed())
}

async fn looks(db: &Db, families: &[FamilyId], workers: usize, now: Timestamp) -> Result<(), StoreError> {
    let (each, commits, began) = (500, db.commits(), Began::now());
    let work = (0..workers).map(|worker| async move {
        let staff = new_id(StaffId::from_random)?;
        let mut took = Vec::with_capacity(each);
        for turn in 0..each {
            let place = (worker * 7919 + turn * 104_729) % families.len();
            took.push(look(db, families[place], staff, now).await?);
        }
        Ok::<_, StoreError>(took)
    });
    let mut took = Vec::new();
    for worker in join_all(work).await {
        took.extend(worker?);
    }
    took.sort_unstable();
    told(&format!("looks by {workers} at once"), took.len() as u64, &began);
    let at = |part: usize| took[(took.len() - 1) * part / 1000];
    println!("  p50 {:.2?}, p99 {:.2?}, worst {:.2?}; {} commits", at(500), at(990), at(1000), db.commits() - commits);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let rows: u64 = std::env::args().nth(1).map_or(Ok(60_000), |text| text.parse())?;
    let folder = std::env::temp_dir().join(format!("kith-speed-{}", new_id(FileId::from_random)?));
    std::fs::create_dir(&folder)?;
    let place =
        std::env::var("KITH_TEST_POSTGRES").map_or_else(|_| Place::Sqlite(folder.join("kith.db")), Place::Postgres);
    let keys = Keys::new([1; 32], [2; 32]);
    let now = Timestamp::from_second(1_795_000_000)?;
    let db = Db::open(&place, &keys).await?;
    let file = new_id(FileId::from_random)?;
    add_file(&db, file, now).await?;
    let statements = (0..rows).map(row).collect::<Result<Vec<_>, _>>()?;

    let began = Began::now();
    stage(&db, &keys, file, statements).await?;
    told("rows staged", rows, &began);
    let began = Began::now();
    let subjects = take(&db, file, now).await?;
    told("rows taken in (2 records, work, contact each)", rows, &began);
    let began = Began::now();
    db.write(move |tx: &mut Tx| Box::pin(async move { tx.drop_staged(file).await })).await?;
    told("staged rows dropped", rows, &began);
    let began = Began::now();
    let families = families_of(&db, &subjects, now).await?;
    told("persons, families, 8 terms each", rows, &began);
    let began = Began::now();
    let mut after = None;
    let mut count = 0;
    loop {
        let page = db.read(move |tx: &mut Tx| Box::pin(async move { tx.records_after(after, 2000).await })).await?;
        let Some(last) = page.last() else { break };
        (after, count) = (Some(last.id), count + page.len() as u64);
    }
    told("records read and opened", count, &began);
    let began = Began::now();
    let known = db.read(|tx: &mut Tx| Box::pin(async move { tx.row_digests(SOURCE).await })).await?;
    told("digests loaded", known.len() as u64, &began);
    for workers in [1, 8, 32] {
        looks(&db, &families, workers, now).await?;
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
