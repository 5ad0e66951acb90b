//! Imports that are cut short, and files that overtake one another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kith_app::{AppError, FileState, ImportProgress, ImportStep, Who};

use crate::locality::{Locality, csv, many};

#[tokio::test]
async fn an_import_that_stops_between_batches_goes_on_where_it_stopped() {
    let locality = Locality::new().await;
    let file = locality.checked("births", "births.csv", &many(1_700)).await;
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    let mut progress = ImportProgress::new(move |step, done, _| {
        flag.fetch_or(step == ImportStep::TakingIn && done >= 1_000, Ordering::Relaxed);
    })
    .stopping_on(stop);
    let tally = locality.app.commit_file(&Who::Operator, file, locality.now, &mut progress).await.expect("stopped");
    assert!(tally.is_stopped);
    let app = locality.opened_again().await;
    let line = &app.files(&Who::Operator, locality.now).await.expect("files").files[0];
    assert_eq!((line.state, line.committed, line.percent), (FileState::Committing, 1_000, 58));
    app.finish_imports(locality.now).await.expect("the rest comes in");
    let line = &app.files(&Who::Operator, locality.now).await.expect("files").files[0];
    assert_eq!((line.state, line.committed), (FileState::Committed, 1_700));
    let lines = app.sources(&Who::Operator, locality.now).await.expect("sources").lines;
    assert_eq!(lines.iter().find(|line| line.name == "births").map(|line| line.records), Some(1_700));
    assert_eq!(
        app.commit_file(&Who::Operator, file, locality.now, &mut ImportProgress::silent())
            .await
            .expect("harmless")
            .joined,
        0
    );
}

#[tokio::test]
async fn a_check_that_was_cut_short_is_cleared_away_and_can_be_done_again() {
    let locality = Locality::new().await;
    let text = many(5_000);
    let mut silent = ImportProgress::silent();
    let checking = locality.app.check_file(
        &Who::Operator,
        kith_app::Upload::new("births", "births.csv", text.as_bytes()),
        locality.now,
        &mut silent,
    );
    // Dropped half-way, as when the machine stops.
    let cut = tokio::time::timeout(std::time::Duration::from_millis(1), checking).await;
    assert!(cut.is_err(), "five thousand rows take more than a millisecond");
    let app = locality.opened_again().await;
    app.finish_imports(locality.now).await.expect("cleared away");
    assert!(
        app.files(&Who::Operator, locality.now)
            .await
            .expect("files")
            .files
            .iter()
            .all(|file| file.state == FileState::Cancelled)
    );
    assert_eq!(locality.import("births", "births.csv", &text).await.rows_new, 5_000);
}

#[tokio::test]
async fn a_file_whose_rows_came_in_meanwhile_is_looked_at_again() {
    let locality = Locality::new().await;
    let child =
        |name: &'static str| csv(&[&[("KEY", "1"), ("GIVEN", name), ("FAMILY", "Ellis"), ("BORN", "2026-10-02")]]);
    let first = locality.checked("births", "first.csv", &child("Poppy")).await;
    let second = locality.checked("births", "second.csv", &child("Poppie")).await;
    locality.commit(first).await;
    let mut silent = ImportProgress::silent();
    let moved = locality.app.commit_file(&Who::Operator, second, locality.now, &mut silent).await;
    assert!(matches!(moved, Err(AppError::Stale)));
    let page = locality.app.check_page(&Who::Operator, second, locality.now).await.expect("a check page");
    assert_eq!((page.state, page.ready), (FileState::Checked, 1));
    assert_eq!(page.will[0].0, "Update 1 row");
    assert_eq!(locality.commit(second).await.rows_changed, 1);
}

#[tokio::test]
async fn an_older_file_does_not_undo_a_newer_one() {
    let locality = Locality::new().await;
    let child = |name: &'static str, written: &'static str| {
        csv(&[&[("KEY", "1"), ("WRITTEN", written), ("GIVEN", name), ("FAMILY", "Ellis"), ("BORN", "2026-10-02")]])
    };
    locality.import("births", "newer.csv", &child("Poppy", "2026-11-20")).await;
    let file = locality.checked("births", "older.csv", &child("Baby", "2026-11-06")).await;
    let page = locality.app.check_page(&Who::Operator, file, locality.now).await.expect("a check page");
    assert_eq!(page.will[0].0, "Leave 1 row as they are");
    locality.commit(file).await;
    let again = csv(&[&[
        ("KEY", "1"),
        ("WRITTEN", "2026-11-21"),
        ("GIVEN", "Poppy"),
        ("FAMILY", "Ellis"),
        ("BORN", "2026-10-02"),
    ]]);
    assert_eq!(locality.import("births", "newest.csv", &again).await.rows_unchanged, 1);
}
