//! The files as the import reads them: every extract with its own column map.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::civil::{Date, date};
use kith_core::statement::{AgreementStatement, Part, PersonStatement, Problem, RowStatement};
use kith_exchange::{Item, SourceMap, Summary, read};
use kith_synth::{EXTRACTS, Plan, make, write};

const TODAY: Date = date(2026, 11, 20);

/// What one source said.
struct Said {
    summary: Summary,
    rows: Vec<RowStatement>,
    problems: Vec<Problem>,
}

/// The whole town as its sources say it, and the truth about it.
struct Town {
    said: BTreeMap<&'static str, Said>,
    truth: String,
}

/// A directory of this process: each test may run in one of its own, at the same time.
fn directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("everything-{}", std::process::id()))
}

fn map_of(source: &str) -> SourceMap {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../sources/{source}.toml"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    SourceMap::parse(&text).unwrap_or_else(|errors| panic!("{source}: {errors:?}"))
}

/// A town of 500 children, made and read once in a process.
fn town() -> &'static Town {
    static READ: OnceLock<Town> = OnceLock::new();
    READ.get_or_init(|| {
        let directory = directory();
        let locality = make(Plan { seed: 1, children_under_five: 500, today: TODAY });
        let written = write(&locality, &directory, &mut |_| {}).expect("the directory is ours");
        let mut all = BTreeMap::new();
        for (file, (source, name)) in written.extracts.iter().zip(EXTRACTS) {
            let map = map_of(source);
            let bytes = fs::read(&file.path).expect("it was just written");
            let (mut rows, mut problems) = (Vec::new(), Vec::new());
            let summary = read(&map, name, &bytes, TODAY, &mut |item| match item {
                Item::Row(row) => rows.push(*row),
                Item::Problem(problem) => problems.push(problem),
            });
            let summary = summary.unwrap_or_else(|problem| panic!("{source}: {} {}", problem.what, problem.how_to_fix));
            assert_eq!(summary.rows_read, file.rows, "{source}");
            all.insert(*source, Said { summary, rows, problems });
        }
        let truth = fs::read_to_string(directory.join("truth/persons.csv")).expect("it was written");
        fs::remove_dir_all(&directory).expect("the directory is ours");
        Town { said: all, truth }
    })
}

fn everything() -> &'static BTreeMap<&'static str, Said> {
    &town().said
}

fn said(source: &str) -> &'static Said {
    &everything()[source]
}

fn people(source: &str) -> impl Iterator<Item = (Part, &'static PersonStatement)> {
    said(source).rows.iter().flat_map(|row| row.people.iter().map(|(part, person)| (*part, person)))
}

/// The Ellis family's rows: the address or the family name with the day.
fn is_ellis(row: &RowStatement) -> bool {
    let born: [Date; 2] = [date(2026, 10, 2), date(2024, 1, 9)];
    row.people.iter().any(|(_, person)| {
        let name = person.family_name.as_ref().map(|name| name.as_str().to_uppercase());
        let given = person.given_name.as_ref().map(|name| name.as_str().to_uppercase());
        name.as_deref() == Some("ELLIS")
            && (person.born_on.is_some_and(|on| born.contains(&on)) || given.as_deref() == Some("HANNAH"))
            && given.as_deref().is_some_and(|given| ["HANNAH", "POPPY", "MAYA"].contains(&given))
    })
}

fn ellis(source: &str) -> Vec<&'static RowStatement> {
    said(source).rows.iter().filter(|row| is_ellis(row)).collect()
}

#[test]
fn there_are_nineteen_extracts_and_each_map_names_only_columns_of_its_file() {
    assert_eq!(everything().len(), 19);
    for (source, said) in everything() {
        assert_eq!(said.summary.missing_columns, Vec::<String>::new(), "{source}");
        assert!(said.summary.rows_good > 0, "{source}");
        let lists: Vec<&String> = said.summary.lists.keys().collect();
        assert_eq!(lists.len(), map_of(source).list_names().count(), "{source} {lists:?}");
    }
}

#[test]
fn every_file_has_a_few_bad_values_but_is_never_refused() {
    for (source, said) in everything() {
        assert!(!said.summary.too_much_is_wrong(&map_of(source)), "{source}");
        let share = said.problems.len() as f64 / said.summary.rows_read as f64;
        assert!(share < 0.03, "{source}: {} problems in {} rows", said.problems.len(), said.summary.rows_read);
    }
    let words: BTreeSet<&str> =
        everything().values().flat_map(|said| &said.problems).map(|problem| problem.how_to_fix.as_str()).collect();
    for part in ["last digit", "days", "after today", "a digit and two letters"] {
        assert!(words.iter().any(|words| words.contains(part)), "{part}: {words:?}");
    }
}

#[test]
fn every_number_and_telephone_is_made_up() {
    let mut seen = 0;
    for source in everything().keys() {
        for (_, person) in people(source) {
            if let Some(number) = person.nhs_number {
                assert_eq!(number.as_u64() / 10_000_000, 999);
                seen += 1;
            }
            if let Some(telephone) = &person.telephone {
                assert!(["07700900", "01632960"].contains(&&telephone.digits()[..8]), "{}", telephone.digits());
            }
            if let Some(postcode) = person.address.as_ref().and_then(|address| address.postcode.as_ref()) {
                assert!(postcode.as_str().starts_with("LX"));
            }
            if let Some(email) = &person.email {
                assert!(email.ends_with("@example.org"));
            }
        }
    }
    assert!(seen > 2_000, "{seen}");
}

#[test]
fn numbers_are_missing_at_the_rate_of_each_source() {
    for (source, low, high) in [
        ("child-health", 0.0, 0.03),
        ("health-visiting", 0.0, 0.06),
        ("social-care", 0.3, 0.7),
        ("childrens-centres", 0.7, 0.95),
        ("housing", 1.0, 1.0),
        ("police", 1.0, 1.0),
    ] {
        let first = map_of(source).list_names().next().map(str::to_owned);
        let is_born = |row: &RowStatement| row.people[0].1.due_on.is_none();
        let is_case = |row: &RowStatement| Some(&row.list) == first.as_ref();
        let rows: Vec<&RowStatement> = said(source).rows.iter().filter(|row| is_case(row) && is_born(row)).collect();
        let missing = rows.iter().filter(|row| row.people[0].1.nhs_number.is_none()).count();
        let share = missing as f64 / rows.len() as f64;
        assert!((low..=high).contains(&share), "{source}: {share}");
    }
}

#[test]
fn most_newborns_have_a_stand_in_name_in_maternity() {
    let babies: Vec<&PersonStatement> =
        said("maternity").rows.iter().filter(|row| row.list == "babies").map(|row| &row.people[0].1).collect();
    let is_stand_in = |name: &str| {
        let name = name.to_lowercase();
        ["baby", "twin", "infant", "b/o", "girl", "boy"].iter().any(|word| name.starts_with(word))
    };
    let stand_ins =
        babies.iter().filter(|baby| baby.given_name.as_ref().is_some_and(|name| is_stand_in(name.as_str()))).count();
    assert!(stand_ins * 3 > babies.len(), "{stand_ins} of {}", babies.len());
}

#[test]
fn shielded_and_sealed_people_and_the_unborn_are_there() {
    assert!(people("health-visiting").any(|(_, person)| person.is_shielded));
    assert!(people("child-health").any(|(_, person)| person.is_sealed));
    assert!(people("maternity").any(|(_, person)| person.due_on.is_some()));
    assert!(people("health-visiting").any(|(_, person)| person.due_on.is_some()));
    assert!(people("child-health").any(|(_, person)| person.died_on.is_some()));
    assert!(people("social-care").any(|(part, _)| part == Part::Carer));
    assert!(people("domestic-abuse").all(|(_, person)| person.address.is_none()));
}

#[test]
fn families_were_told_and_asked() {
    let registrations = || said("childrens-centres").rows.iter().filter(|row| row.list == "registrations");
    let share = |wanted: fn(&AgreementStatement) -> bool| {
        registrations().filter(|row| row.agreements.iter().any(wanted)).count() as f64 / registrations().count() as f64
    };
    let agreed = share(|entry| matches!(entry, AgreementStatement::Agreed { .. }));
    let refused = share(|entry| matches!(entry, AgreementStatement::Refused { .. }));
    let withdrew = share(|entry| matches!(entry, AgreementStatement::Withdrew { .. }));
    let told = share(|entry| matches!(entry, AgreementStatement::NoticeGiven { .. }));
    assert!((0.75..=0.92).contains(&agreed), "{agreed}");
    assert!((0.04..=0.14).contains(&refused), "{refused}");
    assert!((0.005..=0.06).contains(&withdrew), "{withdrew}");
    assert!((0.9..1.0).contains(&told), "{told}");
    assert!(
        registrations()
            .flat_map(|row| &row.agreements)
            .any(|entry| matches!(entry, AgreementStatement::Objected { .. }))
    );
}

#[test]
fn a_late_source_and_a_lapsed_one_say_so() {
    let last = |source: &str| said(source).rows.iter().filter_map(|row| row.recorded_on).max();
    assert_eq!(last("housing"), Some(date(2026, 11, 9)));
    assert_eq!(last("benefits"), Some(date(2026, 9, 11)));
    assert_eq!(last("health-visiting"), Some(TODAY));
}

#[test]
fn the_ellis_family_is_as_in_the_pictures() {
    let contacts = |source: &str| {
        let mut days: Vec<Date> =
            ellis(source).iter().filter_map(|row| row.contact.as_ref()).map(|met| met.happened_on).collect();
        days.sort_unstable();
        days
    };
    assert_eq!(contacts("health-visiting").len(), 4);
    assert_eq!(contacts("health-visiting").last(), Some(&date(2026, 11, 12)));
    assert_eq!(contacts("childrens-centres").len(), 3);
    assert_eq!(contacts("community-therapy").len(), 3);
    assert_eq!(contacts("housing").len(), 2);
    assert_eq!(contacts("maternity").len(), 9);
    let visiting = ellis("health-visiting");
    let poppy = visiting.iter().find(|row| row.people[0].1.born_on == Some(date(2026, 10, 2))).expect("Poppy");
    let work = poppy.involvement.as_ref().expect("work");
    assert_eq!((work.worker.as_deref(), work.is_lead), (Some("Amara Okafor"), true));
    assert_eq!(work.worker_telephone.as_ref().map(ToString::to_string).as_deref(), Some("01632 960118"));
    assert_eq!(work.next_on, Some(date(2026, 11, 26)));
    assert_eq!(work.level.as_deref(), Some("universal plus"));
    let hannah = poppy.people.iter().find(|(part, _)| *part == Part::Mother).map(|(_, person)| person).expect("Hannah");
    assert_eq!(hannah.telephone.as_ref().map(ToString::to_string).as_deref(), Some("07700 900118"));
    assert_eq!(hannah.best_way_to_reach.as_deref(), Some("Text"));
    let home = poppy.people[0].1.address.as_ref().expect("a home");
    assert_eq!(home.postcode.as_ref().map(ToString::to_string).as_deref(), Some("LX1 4QR"));
    assert!(poppy.people.iter().any(|(part, _)| *part == Part::Father));
}

#[test]
fn the_ellis_family_agreed_eighteen_days_ago() {
    let agreed = ellis("childrens-centres").into_iter().flat_map(|row| &row.agreements).find_map(|entry| match entry {
        AgreementStatement::Agreed { on, by, partners, is_informed, .. } => {
            Some((*on, *by, partners.len(), *is_informed))
        }
        _ => None,
    });
    assert_eq!(agreed, Some((date(2026, 11, 2), Part::Mother, 4, true)));
    let ended = ellis("maternity").into_iter().find_map(|row| row.involvement.as_ref()?.ended_on);
    assert_eq!(ended, Some(date(2026, 10, 23)));
}

#[test]
fn the_truth_names_the_row_that_the_import_reads() {
    let mut known: BTreeMap<(&str, &str, u64), &str> = BTreeMap::new();
    for line in town().truth.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[4] == "subject" {
            known.insert((cells[0], cells[2], cells[3].parse().expect("a row")), cells[5]);
        }
    }
    for (source, said) in everything() {
        for row in &said.rows {
            let person = known.get(&(source, row.list.as_str(), row.row));
            assert!(person.is_some(), "{source} {} {}", row.list, row.row);
            if is_ellis(row) {
                assert!(person.is_some_and(|person| person.starts_with("P000000-")), "{source} {}", row.row);
            }
        }
    }
}
