//! A few rows come in whole: kept, matched with everybody, written as people
//! and families and found by their words, all in one transaction. Either all
//! of it is on the disk or none, and the disk is waited for once.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use kith_core::id::RecordId;
use kith_store::{StagedRow, TakenRecord, Tx};

use super::Who;
use super::commit::hear_taken;
use super::matching::{Matching, Versions};
use super::people::{Matched, match_within};
use crate::{App, AppError};

/// So many rows at most come in at once: other writes wait behind them.
pub(crate) const FEW: usize = 25;

/// Rows of one source that are in, for matching to hear of.
pub(crate) struct TakenRows {
    pub(crate) source: String,
    pub(crate) version: u64,
    pub(crate) rows: Vec<StagedRow>,
    pub(crate) taken: Vec<TakenRecord>,
}

impl App {
    /// Takes rows in with `take`, says who is who, and ends with `end`, in one
    /// transaction. None, and nothing is written, where matching has to read
    /// every record anew first, or where somebody else came between: then the
    /// rows take the long road.
    pub(crate) async fn take_at_once<Begun, Ended, Take, End>(
        &self,
        who: &Who,
        now: Timestamp,
        take: Take,
        end: End,
    ) -> Result<Option<Ended>, AppError>
    where
        Take: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<(Vec<TakenRows>, Begun), AppError>> + Send + 'static,
        End: for<'t> FnOnce(&'t mut Tx, (Begun, Matched)) -> BoxFuture<'t, Result<Ended, AppError>> + Send + 'static,
        Begun: Send + 'static,
        Ended: Send + 'static,
    {
        // What is held and is too old is found out in the transaction.
        if self.matching.lock().await.is_none() {
            self.keep_matching_ready().await?;
        }
        let mut kept = self.matching.lock().await;
        let held = Arc::new(Mutex::new(kept.take()));
        let (within, who) = (held.clone(), who.clone());
        let written = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let versions = Versions::now(tx).await?;
                    let is_new = |matching: &Matching| matching.versions == versions;
                    if !lock(&within).as_ref().is_some_and(is_new) {
                        return Err(AppError::Stale);
                    }
                    let (all, begun) = take(tx).await?;
                    let Some(mut matching) = lock(&within).take() else { return Err(AppError::Stale) };
                    let mut touched: Vec<RecordId> = Vec::new();
                    for rows in &all {
                        hear_taken(&mut matching, &rows.source, &rows.rows, &rows.taken, now);
                        matching.versions.records = rows.version;
                        touched.extend(rows.taken.iter().map(|taken| taken.record));
                    }
                    if matching.is_outdated {
                        return Err(AppError::Stale);
                    }
                    let (matching, matched) = match_within(tx, matching, (&who, &touched), now).await?;
                    let ended = end(tx, (begun, matched)).await?;
                    Ok((matching, ended))
                })
            })
            .await;
        match written {
            Ok((matching, ended)) => {
                *kept = Some(matching);
                Ok(Some(ended))
            }
            // What was not touched is still true, or is found to be old by its numbers.
            Err(AppError::Stale) => {
                *kept = lock(&held).take();
                Ok(None)
            }
            Err(failed) => {
                *kept = lock(&held).take();
                Err(failed)
            }
        }
    }
}

fn lock(held: &Mutex<Option<Matching>>) -> std::sync::MutexGuard<'_, Option<Matching>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kith_store::Place;

    use super::super::commit_few::take_few;
    use super::super::matching::count_records_on;
    use super::AppError;
    use crate::{App, FileState, ImportProgress, SetUp, Upload, UploadOutcome, Who};

    const MAP: &str = r#"
name = "births"
title = "Births, Testfield"
service = "child-health"
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
"#;

    struct Locality {
        app: App,
        now: Timestamp,
        _folder: tempfile::TempDir,
    }

    impl Locality {
        async fn new() -> Self {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let place = Place::Sqlite(folder.path().join("kith.sqlite"));
            let app = App::open(&place, &folder.path().join("kith.key")).await.expect("the records open");
            let now: Timestamp = "2026-11-22T10:00:00Z".parse().expect("a time");
            let set_up = SetUp {
                locality: "Testfield".to_owned(),
                is_practice: true,
                places: vec![],
                reach_areas: vec![],
                sources: vec![MAP.to_owned()],
                staff: vec![],
            };
            app.set_up(set_up, now).await.expect("an empty locality is set up");
            Self { app, now, _folder: folder }
        }

        async fn checked(&self, rows: &str) -> kith_core::id::FileId {
            let text = format!("KEY,GIVEN,FAMILY,BORN\n{rows}");
            let upload = Upload::new("births", "births.csv", text.as_bytes());
            let silent = &mut ImportProgress::silent();
            match self.app.check_file(&Who::Operator, upload, self.now, silent).await {
                Ok(UploadOutcome::Checked(file)) => file,
                other => panic!("the file is read: {other:?}"),
            }
        }

        async fn commit(&self, file: kith_core::id::FileId) -> crate::ImportTally {
            let silent = &mut ImportProgress::silent();
            self.app.commit_file(&Who::Operator, file, self.now, silent).await.expect("the file is taken in")
        }
    }

    #[tokio::test]
    async fn a_row_that_comes_in_alone_waits_for_the_disk_once() {
        let locality = Locality::new().await;
        let first = locality.checked("1,Poppy,Ellis,2026-10-02\n").await;
        locality.commit(first).await;
        let second = locality.checked("2,Poppy,Ellis,2026-10-02\n3,Rowan,Marsh,2026-08-30\n").await;
        let before = locality.app.db.commits();
        let tally = locality.commit(second).await;
        assert_eq!(locality.app.db.commits() - before, 1);
        assert_eq!((tally.rows_new, tally.people), (2, 2), "the second Poppy is the first, or waits to be looked at");
        let found = locality.app.files(&Who::Operator, locality.now).await.expect("files");
        assert!(found.files.iter().all(|file| file.state == FileState::Committed));
        let many: String = (0..40).map(|row| format!("m{row},Ada{row},Marsh,2025-01-0{}\n", 1 + row % 9)).collect();
        let many = locality.checked(&many).await;
        let before = locality.app.db.commits();
        locality.commit(many).await;
        assert!(locality.app.db.commits() - before > 1, "many rows do not hold other writes up");
    }

    #[tokio::test]
    async fn what_fails_at_the_end_leaves_nothing_and_can_be_done_again() {
        let locality = Locality::new().await;
        let (app, now) = (&locality.app, locality.now);
        let first = locality.checked("1,Poppy,Ellis,2026-10-02\n").await;
        locality.commit(first).await;
        let second = locality.checked("2,Rowan,Marsh,2026-08-30\n").await;
        let failed = app
            .take_at_once(
                &Who::Operator,
                now,
                move |tx| Box::pin(async move { take_few(tx, &Who::Operator, second, now).await }),
                |_, _| Box::pin(async move { Err::<(), _>(AppError::NotFound) }),
            )
            .await;
        assert!(matches!(failed, Err(AppError::NotFound)));
        let file = app.file(second).await.expect("the file is there");
        assert_eq!((file.state, file.rows.committed), (FileState::Checked, 0));
        let records = app.db.read(|tx| Box::pin(async move { tx.records_after(None, 9).await })).await.expect("read");
        assert_eq!(records.len(), 1);
        let tally = locality.commit(second).await;
        assert_eq!((tally.rows_new, tally.people), (1, 1));
    }

    async fn count_on(app: &App) {
        let counting = app.db.write(|tx| Box::pin(async move { count_records_on(tx).await }));
        counting.await.expect("somebody else has counted on");
    }

    #[tokio::test]
    async fn what_another_process_wrote_meanwhile_is_heard_first() {
        let locality = Locality::new().await;
        let first = locality.checked("1,Poppy,Ellis,2026-10-02\n").await;
        locality.commit(first).await;
        let second = locality.checked("2,Rowan,Marsh,2026-08-30\n").await;
        count_on(&locality.app).await;
        assert_eq!(locality.commit(second).await.people, 1);
        let held = locality.app.matching.lock().await.as_ref().map(|matching| matching.known.len());
        assert_eq!(held, Some(2));
    }
}
