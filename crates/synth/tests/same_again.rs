//! One seed makes the same bytes every time, on any number of threads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use kith_core::workforce::Role;
use kith_synth::{Plan, Progress, demo_sign_ins, make, write, write_records};

fn plan(seed: u64) -> Plan {
    Plan { seed, children_under_five: 200, today: date(2026, 11, 20) }
}

fn written(name: &str, seed: u64, threads: usize) -> BTreeMap<PathBuf, Vec<u8>> {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| write(&make(plan(seed)), &directory, &mut |_| {}).map(|_| ())).expect("the directory is ours");
    let mut files = BTreeMap::new();
    for part in ["reference", "extracts", "truth"] {
        for entry in fs::read_dir(directory.join(part)).expect("it was made") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(&directory).expect("below it").to_owned();
            files.insert(name, fs::read(&path).expect("it was written"));
        }
    }
    files
}

#[test]
fn one_seed_makes_the_same_bytes_on_any_number_of_threads() {
    let one = written("one", 7, 1);
    let three = written("three", 7, 3);
    assert_eq!(one.len(), 4 + 19 + 1);
    for (name, bytes) in &one {
        assert!(three.get(name) == Some(bytes), "{} differs", name.display());
    }
    let other = written("other", 8, 2);
    assert_ne!(one.get(Path::new("extracts/child-health.csv")), other.get(Path::new("extracts/child-health.csv")));
}

#[test]
fn progress_names_every_file_and_ends_at_the_whole() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("progress");
    let mut seen: Vec<Progress> = Vec::new();
    let result = write(&make(plan(1)), &directory, &mut |progress| seen.push(progress));
    assert!(result.is_ok());
    let done: Vec<&str> = seen.iter().filter(|step| step.done == step.total).map(|step| step.file).collect();
    assert_eq!(done.len(), 19);
}

#[test]
fn the_workload_has_seventeen_columns_and_a_person_for_every_record() {
    let (mut records, mut truth) = (Vec::new(), Vec::new());
    let count = write_records(&make(plan(1)), &mut records, &mut truth).expect("memory");
    let records = String::from_utf8(records).expect("text");
    let truth = String::from_utf8(truth).expect("text");
    assert_eq!(records.lines().count() as u64, count + 1);
    assert_eq!(truth.lines().count() as u64, count + 1);
    for line in records.lines() {
        assert_eq!(line.split(',').count(), 17, "{line}");
    }
    for (record, person) in records.lines().zip(truth.lines()).skip(1) {
        assert_eq!(record.split(',').next(), person.split(',').next());
    }
}

#[test]
fn every_kind_of_work_can_be_tried() {
    let locality = make(plan(1));
    let sign_ins = demo_sign_ins(&locality);
    assert_eq!(sign_ins.len(), 14);
    let roles: Vec<Role> = sign_ins.iter().map(|sign_in| sign_in.role).collect();
    for role in [
        Role::HealthVisitor,
        Role::Midwife,
        Role::OutreachWorker,
        Role::CentreManager,
        Role::EarlyHelpTriage,
        Role::SocialWorker,
        Role::DataLead,
        Role::ChildHealthRecords,
        Role::CaldicottGuardian,
        Role::Commissioner,
        Role::Administrator,
        Role::GeneralPractitioner,
        Role::SchoolNurse,
        Role::EarlyYearsPractitioner,
    ] {
        assert!(roles.contains(&role), "{role:?}");
    }
    assert!(sign_ins.iter().any(|sign_in| sign_in.name == "Joanne Pike" && sign_in.sign_in_name == "joanne"));
}
