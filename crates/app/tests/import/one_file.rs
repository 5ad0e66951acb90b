//! One file: read, told about, taken in, and again.

use kith_app::{AppError, FileState, UploadOutcome, Who};

use crate::locality::{Locality, csv, many};

const CHILD: &[(&str, &str)] = &[
    ("KEY", "1"),
    ("NHS", "9990000018"),
    ("GIVEN", "Poppy"),
    ("FAMILY", "Ellis"),
    ("BORN", "2026-10-02"),
    ("M_GIVEN", "Hannah"),
    ("M_FAMILY", "Ellis"),
];

#[tokio::test]
async fn a_file_is_read_told_about_and_taken_in() {
    let locality = Locality::new().await;
    let text = csv(&[CHILD, &[("KEY", "2"), ("GIVEN", "Sam"), ("FAMILY", "Reed"), ("BORN", "2026-13-40")]]);
    let file = locality.checked("births", "births.csv", &text).await;
    let page = locality.app.check_page(&Who::Operator, file, locality.now).await.expect("a check page");
    assert_eq!((page.rows_read, page.ready, page.possible, page.unchanged, page.left_out), (2, 2, 0, 0, 0));
    assert_eq!(page.problems_total, 1);
    assert_eq!((page.problems[0].row, page.problems[0].leaves_row_out), (Some(3), false));
    assert_eq!(page.will[0].0, "Add 2 rows");
    assert_eq!(locality.app.sources(&Who::Operator, locality.now).await.expect("sources").lines[0].records, 0);
    let tally = locality.commit(file).await;
    assert_eq!((tally.rows_new, tally.people, tally.families), (2, 3, 2));
    let page = locality.app.check_page(&Who::Operator, file, locality.now).await.expect("a check page");
    assert_eq!(page.state, FileState::Committed);
    assert_eq!(page.done.map(|done| done.rows_new), Some(2));
    let (name, csv) = locality.app.problems_csv(&Who::Operator, file, locality.now).await.expect("the problems");
    assert_eq!(name, "births.problems.csv");
    assert!(String::from_utf8(csv).expect("text").contains("2026-13-40"));
}

#[tokio::test]
async fn the_same_file_and_the_same_rows_change_nothing() {
    let locality = Locality::new().await;
    let text = csv(&[CHILD]);
    locality.import("births", "births.csv", &text).await;
    assert!(matches!(locality.check("births", "again.csv", &text).await, UploadOutcome::SameAsBefore(_)));
    let more = csv(&[CHILD, &[("KEY", "2"), ("GIVEN", "Sam"), ("FAMILY", "Reed"), ("BORN", "2026-09-01")]]);
    let tally = locality.import("births", "more.csv", &more).await;
    assert_eq!((tally.rows_new, tally.rows_changed, tally.rows_unchanged), (1, 0, 1));
    let lines = locality.app.sources(&Who::Operator, locality.now).await.expect("sources").lines;
    assert_eq!(lines.iter().find(|line| line.name == "births").map(|line| line.records), Some(3));
}

#[tokio::test]
async fn a_changed_row_is_the_same_record_with_a_past() {
    let locality = Locality::new().await;
    locality.import("births", "births.csv", &csv(&[CHILD])).await;
    let mut moved = CHILD.to_vec();
    moved.push(("ADDRESS", "2 New Road"));
    let tally = locality.import("births", "moved.csv", &csv(&[&moved])).await;
    assert_eq!((tally.rows_new, tally.rows_changed, tally.joined, tally.parted), (0, 1, 0, 0));
    let lines = locality.app.sources(&Who::Operator, locality.now).await.expect("sources").lines;
    assert_eq!(lines.iter().find(|line| line.name == "births").map(|line| line.records), Some(2));
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_with_what_to_do() {
    let locality = Locality::new().await;
    let UploadOutcome::Refused(file) = locality.check("births", "births.csv", "%PDF-1.7 not a list").await else {
        panic!("a document is refused")
    };
    let page = locality.app.check_page(&Who::Operator, file, locality.now).await.expect("a check page");
    let (what, how) = page.refusal.expect("words");
    assert!(what.contains("PDF") && how.contains("CSV"), "{what} {how}");
    assert!(matches!(
        locality.app.take_in_file(&Who::Operator, file, locality.now, &mut kith_app::ImportProgress::silent()).await,
        Err(AppError::Stale)
    ));
}

#[tokio::test]
async fn a_file_with_too_many_bad_rows_is_refused_whole() {
    let locality = Locality::new().await;
    let mut text = many(20);
    for number in 0..10 {
        text.push_str(&format!("{number},2026-11-20,Other,Person,2024-01-01\n"));
    }
    let UploadOutcome::Refused(file) = locality.check("births", "births.csv", &text).await else {
        panic!("a third of the rows is bad")
    };
    let page = locality.app.check_page(&Who::Operator, file, locality.now).await.expect("a check page");
    assert_eq!((page.state, page.left_out), (FileState::Refused, 10));
    assert!(page.refusal.expect("words").0.starts_with("10 of 30 rows have a problem."));
    assert!(page.problems_total >= 10);
}

#[tokio::test]
async fn a_cancelled_file_leaves_nothing_and_can_come_again() {
    let locality = Locality::new().await;
    let file = locality.checked("births", "births.csv", &csv(&[CHILD])).await;
    locality.app.cancel_file(&Who::Operator, file, locality.now).await.expect("cancelled");
    let again = locality.checked("births", "births.csv", &csv(&[CHILD])).await;
    assert_ne!(again, file);
    assert_eq!(locality.commit(again).await.rows_new, 1);
}

#[tokio::test]
async fn an_unknown_source_is_named_with_the_way_to_find_the_right_one() {
    let locality = Locality::new().await;
    let mut silent = kith_app::ImportProgress::silent();
    let outcome = locality
        .app
        .check_file(&Who::Operator, kith_app::Upload::new("birth", "a.csv", b"a"), locality.now, &mut silent)
        .await;
    let Err(AppError::Invalid(problems)) = outcome else { panic!("there is no such source") };
    assert!(problems[0].message.contains("kith source status"));
}
