//! Real-looking files in, expected rows and problems out.
//!
//! `tests/samples/<map>/<case>.<ending>` is read with `sources/<map>.toml` and
//! must give what `<case>.expected` beside it says. To accept new output, run
//! the tests with `KITH_ACCEPT=1` and look at the difference.

mod cases;
mod render;

use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use kith_exchange::{Item, SourceMap, Summary, WholeFileProblem, read, read_postcodes};

/// The day on which every sample is read.
const TODAY: Date = date(2026, 11, 22);

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn map(name: &str) -> SourceMap {
    let path = repository().join("sources").join(format!("{name}.toml"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    SourceMap::parse(&text).unwrap_or_else(|errors| panic!("{name}: {errors:#?}"))
}

fn read_all(map: &SourceMap, name: &str, bytes: &[u8]) -> (Result<Summary, WholeFileProblem>, Vec<Item>) {
    let mut items = Vec::new();
    let summary = read(map, name, bytes, TODAY, &mut |item| items.push(item));
    (summary, items)
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

#[test]
fn every_map_of_the_repository_is_sound() {
    let maps = files_in(&repository().join("sources"));
    assert!(maps.len() >= 9, "the maps are missing");
    for path in maps.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let found = map(&name);
        assert_eq!(found.name, name, "the map must be called like its file");
        assert!(found.list_names().count() > 0);
    }
}

#[test]
fn samples_give_what_is_expected() {
    let accept = std::env::var_os("KITH_ACCEPT").is_some();
    let mut cases = 0;
    let mut wrong = Vec::new();
    for folder in files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples")) {
        let map = map(&folder.file_name().expect("a name").to_string_lossy());
        for path in files_in(&folder).iter().filter(|path| path.extension().is_some_and(|ending| ending != "expected"))
        {
            cases += 1;
            let bytes = std::fs::read(path).expect("the sample is there");
            let (summary, items) = read_all(&map, &path.to_string_lossy(), &bytes);
            let found = render::render(&summary, &items);
            let expected_path = path.with_extension("expected");
            if accept {
                std::fs::write(&expected_path, &found).expect("the folder takes files");
            }
            let expected = std::fs::read_to_string(&expected_path).unwrap_or_default();
            if found != expected {
                wrong.push(format!("{}\n--- expected\n{expected}\n--- found\n{found}", path.display()));
            }
        }
    }
    assert!(cases >= 9, "the samples are missing");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_byte_of_a_sample_may_be_wrong() {
    for folder in files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples")) {
        let map = map(&folder.file_name().expect("a name").to_string_lossy());
        let files = files_in(&folder);
        let samples = files.iter().filter(|path| path.extension().is_some_and(|ending| ending != "expected"));
        for (count, path) in samples.enumerate() {
            let bytes = std::fs::read(path).expect("the sample is there");
            // The others of a folder differ little from its first, so some of their bytes will do.
            let step = if count == 0 { 1 } else { 13 };
            for place in (0..bytes.len()).step_by(step) {
                let mut bent = bytes.clone();
                bent[place] ^= if place % 2 == 0 { 0xff } else { 0x01 };
                // Whatever comes out, it must come out.
                let _ = read_all(&map, "bent", &bent);
            }
        }
    }
}

/// Published sample files, which may lie beside the repository.
fn published(path: &str) -> Option<Vec<u8>> {
    std::fs::read(repository().join("../shared/samples").join(path)).ok()
}

/// Reads a published file and gives its rows, rows left out, and problems.
fn judge(map_name: &str, path: &str) -> Option<(u64, u64, usize)> {
    let bytes = published(path)?;
    let (summary, items) = read_all(&map(map_name), path, &bytes);
    if std::env::var_os("KITH_SHOW").is_some() {
        eprintln!("=== {map_name} {path}\n{}", render::render(&summary, &items));
    }
    let summary = summary.unwrap_or_else(|problem| panic!("{path}: {problem}"));
    let problems = items.iter().filter(|item| matches!(item, Item::Problem(_))).count();
    Some((summary.rows_good, summary.rows_left_out, problems))
}

#[test]
fn published_samples_read_well() {
    let expected = [
        ("school-cohort", "child-csv/cohort_valid.csv", (3, 0, 0)),
        ("school-cohort", "child-csv/cohort_valid_with_duplicates.csv", (4, 0, 0)),
        ("school-class", "child-csv/class_valid_with_bom.csv", (1, 0, 0)),
        ("annex-a", "cin/Annex_A_sample.xlsx", (59, 0, 10)),
        ("cin-census", "cin/CIN_Census_2024.xml", (9, 0, 2)),
        ("ssda903", "ssda903/header_first300.csv", (300, 0, 0)),
        ("ssda903", "ssda903/episodes_first300.csv", (300, 0, 0)),
        ("ssda903", "ssda903/missing.csv", (43, 0, 0)),
        ("fhir-patient", "pds-r4/Patient.json", (1, 0, 0)),
        ("fhir-patient", "pds-r4/PatientSearch-Jayne-Smyth.json", (1, 0, 0)),
        ("birth-message", "nems-stu3/BirthNotificationWithMother.xml", (1, 0, 1)),
        ("demographic-message", "nems-stu3/PDS-Change-Of-Address-ems-example.xml", (1, 0, 0)),
        ("professional-contacts", "nems-stu3/Professional-Contacts-1-new.xml", (1, 0, 0)),
    ];
    for (map_name, path, counts) in expected {
        if let Some(found) = judge(map_name, path) {
            assert_eq!(found, counts, "{path}");
        }
    }
    if let Some(bytes) = published("child-csv/cohort_malformed.csv") {
        let problem =
            read_all(&map("school-cohort"), "cohort_malformed.csv", &bytes).0.expect_err("no list has these columns");
        assert!(
            problem.how_to_fix.contains("CHILD_FIRST_NAME") && problem.how_to_fix.contains("this, csv"),
            "{problem}"
        );
    }
    if let Some(bytes) = published("geography/burnley_postcodes.csv") {
        let (areas, problems) = read_postcodes(&bytes);
        assert_eq!((areas.len(), problems.len()), (2367, 0));
        assert_eq!(areas[0].deprivation_decile, Some(1));
        assert_eq!(areas[0].small_area_name.as_deref(), Some("Burnley 003D"));
    }
}
