//! A checked file is taken in: batch by batch, so that nobody waits long
//! behind it and nothing is lost when it is cut short.

use std::collections::HashMap;

use jiff::Timestamp;
use kith_core::audit::{Action, Event};
use kith_core::id::{FileId, RecordId};
use kith_core::statement::{Part, PersonStatement};
use kith_store::{Change, FileState, SourceFile, SourceFreshness, StagedRow, TakenRecord, Taking, Tx};

use super::incoming;
use super::matching::{Arriving, Matching, count_records_on};
use super::people::Matched;
use super::{ImportProgress, ImportStep, ImportTally, Who};
use crate::{App, AppError, door, loss};

/// So many rows are taken in in one transaction.
const BATCH: u32 = 500;

/// A file whose rows are in; its people are not matched yet.
pub(crate) struct TakenFile {
    file: SourceFile,
    touched: Vec<RecordId>,
    tally: ImportTally,
}

impl TakenFile {
    /// A file whose rows were taken in just now.
    pub(crate) fn new(file: SourceFile, taken: &[TakenRecord]) -> Self {
        let touched = taken.iter().map(|taken| taken.record).collect();
        Self { tally: tally_of(&file), file, touched }
    }
}

impl App {
    /// Takes a checked file in and matches its people. Goes on where it
    /// stopped if it was cut short; a file that is in already stays as it is.
    ///
    /// # Errors
    /// [`AppError::Refused`] when no agreement lets its source in;
    /// [`AppError::Stale`] when other files changed what this one would do
    /// since it was checked: its figures are new, look at them again; or when
    /// the file was cancelled or refused.
    pub async fn commit_file(
        &self,
        who: impl Into<Who>,
        file: FileId,
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<ImportTally, AppError> {
        let who = who.into();
        who.may_bring_files()?;
        if let Some(tally) = self.commit_few(&who, file, now, progress).await? {
            return Ok(tally);
        }
        let Some(taken) = self.take_in(&who, file, now, progress).await? else {
            return Ok(tally_of(&self.file(file).await?));
        };
        if taken.tally.is_stopped {
            return Ok(taken.tally);
        }
        self.match_files(&who, vec![taken], now, progress).await
    }

    /// Takes the rows of a checked file in and leaves the matching for later,
    /// to be done once for several files with [`App::finish_taken_in`]. Until
    /// then nobody sees them. Whether all of its rows are in: a stop may have
    /// come between.
    ///
    /// # Errors
    /// As [`App::commit_file`].
    pub async fn take_in_file(
        &self,
        who: impl Into<Who>,
        file: FileId,
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<bool, AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let taken = self.take_in(&who, file, now, progress).await?;
        Ok(taken.is_none_or(|taken| !taken.tally.is_stopped))
    }

    /// Takes rows in; none when the file is in already.
    pub(crate) async fn take_in(
        &self,
        who: &Who,
        id: FileId,
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<Option<TakenFile>, AppError> {
        let mut file = self.file(id).await?;
        let mut touched = Vec::new();
        match file.state {
            FileState::Checked => {
                let begun = self.begin(who, &mut file, now).await;
                self.note_if_stopped(who, &file, begun, now).await?;
            }
            FileState::Committing => touched = self.touched_before(&file).await?,
            FileState::Committed => return Ok(None),
            FileState::Staging | FileState::Cancelled | FileState::Refused => return Err(AppError::Stale),
        }
        let sources = self.db.read(|tx| Box::pin(async move { tx.sources().await })).await?;
        let (keeps_known, source) = (is_older(&sources, &file), file.source_name.clone());
        let total = file.rows.new + file.rows.possible + file.rows.changed;
        let mut rows = self.rows_after(id, file.rows.committed).await?;
        while let Some(last) = rows.last().map(|row| row.position) {
            let expected = file.rows.committed;
            let file_source = source.clone();
            let writing = self.db.write(move |tx| {
                Box::pin(async move {
                    let rows = if keeps_known { only_new(rows) } else { rows };
                    let taken = take_batch(tx, (&file_source, id), &rows, (expected, last), now).await?;
                    let version = count_records_on(tx).await?;
                    Ok::<_, AppError>((rows, taken, version))
                })
            });
            // While one batch is written the next is opened.
            let (written, following) = tokio::join!(writing, self.rows_after(id, last));
            let (written, taken, version) = written?;
            file.rows.committed = last;
            touched.extend(taken.iter().map(|taken| taken.record));
            self.tell_matching((&source, version), &written, &taken, now).await;
            rows = following?;
            progress.at(ImportStep::TakingIn, last, Some(total));
            if progress.is_to_stop() && last < total {
                return Ok(Some(TakenFile {
                    tally: ImportTally { is_stopped: true, ..tally_of(&file) },
                    file,
                    touched,
                }));
            }
        }
        let tally = tally_of(&file);
        Ok(Some(TakenFile { file, touched, tally }))
    }

    /// The next rows that wait after a position.
    async fn rows_after(&self, file: FileId, position: u64) -> Result<Vec<StagedRow>, AppError> {
        Ok(self.db.read(move |tx| Box::pin(async move { tx.staged_rows(file, position, BATCH).await })).await?)
    }

    /// Compares the rows that wait with what is known now, and begins.
    async fn begin(&self, who: &Who, file: &mut SourceFile, now: Timestamp) -> Result<(), AppError> {
        let event = begun(who, file, now);
        let mut found = file.clone();
        let outcome = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if tx.file(found.id).await?.state != FileState::Checked {
                        return Err(AppError::Stale);
                    }
                    let event = incoming::let_in(tx, &found, &event, now).await?;
                    let has_moved = recount(tx, &mut found).await?;
                    if !has_moved {
                        found.state = FileState::Committing;
                        tx.append_audit(&event).await?;
                    }
                    tx.set_file(&found).await?;
                    Ok((found, has_moved))
                })
            })
            .await?;
        let (found, has_moved) = outcome;
        *file = found;
        if has_moved { Err(AppError::Stale) } else { Ok(()) }
    }

    /// The records of the rows that were taken in before this run: those that
    /// are nobody's yet, and those of changed rows.
    async fn touched_before(&self, file: &SourceFile) -> Result<Vec<RecordId>, AppError> {
        self.keep_matching_ready().await?;
        let mut touched = self.matching.lock().await.as_ref().map(Matching::nobodys).unwrap_or_default();
        if file.rows.changed == 0 {
            return Ok(touched);
        }
        let (id, source, committed) = (file.id, file.source_name.clone(), file.rows.committed);
        let changed: Vec<RecordId> = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let (mut changed, mut after) = (Vec::new(), 0);
                    while after < committed {
                        let rows = tx.staged_rows(id, after, BATCH).await?;
                        let Some(last) = rows.last().map(|row| row.position) else { break };
                        let is_wanted = |row: &StagedRow| row.change == Change::Changed && row.position <= committed;
                        let keys: Vec<String> = rows.into_iter().filter(is_wanted).map(|row| row.row_key).collect();
                        let records = tx.records_of_rows(&source, &keys).await?;
                        changed.extend(records.into_iter().map(|record| record.id));
                        after = last;
                    }
                    Ok::<_, AppError>(changed)
                })
            })
            .await?;
        touched.extend(changed);
        Ok(touched)
    }

    /// Keeps what matching holds in step with the records.
    pub(crate) async fn tell_matching(
        &self,
        (source, version): (&str, u64),
        rows: &[StagedRow],
        taken: &[TakenRecord],
        now: Timestamp,
    ) {
        let mut kept = self.matching.lock().await;
        match kept.as_mut() {
            Some(matching) if matching.versions.records + 1 == version => {
                hear_taken(matching, source, rows, taken, now);
                matching.versions.records = version;
                if matching.is_outdated {
                    *kept = None;
                }
            }
            Some(matching) if matching.versions.records >= version => {}
            // Somebody else came between.
            _ => *kept = None,
        }
    }

    /// Matches the people of files that are in, and ends the files.
    pub(crate) async fn match_files(
        &self,
        who: &Who,
        files: Vec<TakenFile>,
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<ImportTally, AppError> {
        let touched: Vec<RecordId> = files.iter().flat_map(|taken| taken.touched.iter().copied()).collect();
        let matched = self.match_records(who, &touched, now, progress).await?;
        let (mut all, mut ended) = (ImportTally::default(), Vec::with_capacity(files.len()));
        for TakenFile { file, .. } in files {
            let (file, event, tally) = self::ended(who, file, now);
            ended.push((file, event));
            all = sum(all, tally);
        }
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    for (file, event) in &ended {
                        end_file(tx, (file, event), now).await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(matched.with(all))
    }

    /// A file as it is now.
    pub(super) async fn file(&self, file: FileId) -> Result<SourceFile, AppError> {
        Ok(self.db.read(move |tx| Box::pin(async move { tx.file(file).await })).await?)
    }
}

impl Matched {
    /// What taking rows in did, and what matching them did.
    pub(super) fn with(self, tally: ImportTally) -> ImportTally {
        let Self { joined, parted, to_check, people, families } = self;
        ImportTally { joined, parted, to_check, people, families, ..tally }
    }
}

/// A file as it is once its people are matched, with what is written down.
pub(super) fn ended(who: &Who, mut file: SourceFile, now: Timestamp) -> (SourceFile, Event, ImportTally) {
    let tally = tally_of(&file);
    file.state = FileState::Committed;
    file.finished_at = Some(now);
    let event = who
        .event(Action::ImportCommit, now)
        .about(file.id)
        .with("source", &file.source_name)
        .with("new", tally.rows_new)
        .with("changed", tally.rows_changed);
    (file, event, tally)
}

/// Ends a file whose people are matched.
pub(crate) async fn end_file_of(tx: &mut Tx, who: &Who, file: SourceFile, now: Timestamp) -> Result<(), AppError> {
    let (file, event, _) = ended(who, file, now);
    end_file(tx, (&file, &event), now).await
}

/// Writes down that a file has ended.
pub(super) async fn end_file(
    tx: &mut Tx,
    (file, event): (&SourceFile, &Event),
    now: Timestamp,
) -> Result<(), AppError> {
    tx.drop_staged(file.id).await?;
    tx.note_extract(&file.source_name, file.extract_on, now).await?;
    tx.append_audit(event).await?;
    Ok(tx.set_file(file).await?)
}

pub(super) fn begun(who: &Who, file: &SourceFile, now: Timestamp) -> Event {
    who.event(Action::ImportCommit, now)
        .about(file.id)
        .outcome("begun")
        .with("source", &file.source_name)
        .with("rows", file.rows.new + file.rows.possible + file.rows.changed)
}

/// Whether a newer extract of the source is in: then rows that are known
/// stay as the newer one has them (T39: files out of order).
pub(super) fn is_older(sources: &[SourceFreshness], file: &SourceFile) -> bool {
    let source = sources.iter().find(|source| source.name == file.source_name);
    source.and_then(|source| source.extract_on).is_some_and(|newest| newest > file.extract_on)
}

/// Takes one batch in, unless somebody else has moved the file on meanwhile.
async fn take_batch(
    tx: &mut Tx,
    (source, id): (&str, FileId),
    rows: &[StagedRow],
    (expected, last): (u64, u64),
    now: Timestamp,
) -> Result<Vec<TakenRecord>, AppError> {
    let file = tx.file(id).await?;
    if file.state != FileState::Committing || file.rows.committed != expected {
        return Err(AppError::Stale);
    }
    let taken = take_rows(tx, (source, id), rows, now).await?;
    tx.set_taken(id, last).await?;
    Ok(taken)
}

/// Takes rows of a file in.
pub(super) async fn take_rows(
    tx: &mut Tx,
    (source, file): (&str, FileId),
    rows: &[StagedRow],
    now: Timestamp,
) -> Result<Vec<TakenRecord>, AppError> {
    let taking = Taking { source, file, received_on: door::today(now), now, written_at: None };
    let taken = tx.take_rows(&taking, rows).await?;
    hear_of_deaths(tx, (source, now), rows, &taken).await?;
    Ok(taken)
}

/// What the rows say of children who died stops what would be sent, in this
/// transaction.
pub(crate) async fn hear_of_deaths(
    tx: &mut Tx,
    (source, now): (&str, Timestamp),
    rows: &[StagedRow],
    taken: &[TakenRecord],
) -> Result<(), AppError> {
    let said: HashMap<&str, &PersonStatement> = rows
        .iter()
        .filter_map(|row| {
            let subject = row.row.people.iter().find(|(part, _)| *part == Part::Subject)?;
            Some((row.row_key.as_str(), &subject.1))
        })
        .collect();
    for taken in taken.iter().filter(|taken| taken.part == Part::Subject) {
        let Some(statement) = said.get(taken.row_key.as_str()) else { continue };
        if statement.died_on.is_some() || !taken.is_new {
            loss::hear_source(tx, (taken.record, statement), (source, now)).await?;
        }
    }
    Ok(())
}

/// Counts what a file would do now; whether that differs from what its check
/// said.
async fn recount(tx: &mut Tx, file: &mut SourceFile) -> Result<bool, AppError> {
    let found = tx.compare_staged(file.id, &file.source_name).await?;
    Ok(has_moved(file, &found))
}

/// Puts right what a file would do by how its rows compare now; whether that
/// differs from what its check said.
pub(super) fn has_moved(file: &mut SourceFile, found: &[(Change, u64)]) -> bool {
    let count =
        |wanted: Change| found.iter().filter(|(change, _)| *change == wanted).map(|(_, count)| count).sum::<u64>();
    let (new, changed, already) = (count(Change::New), count(Change::Changed), count(Change::Unchanged));
    let staged = file.rows.new + file.rows.possible + file.rows.changed;
    let has_moved = new != file.rows.new + file.rows.possible || changed != file.rows.changed;
    if has_moved {
        file.rows.unchanged += (staged).min(already);
        file.rows.possible = file.rows.possible.min(new);
        file.rows.new = new - file.rows.possible;
        file.rows.changed = changed;
    }
    has_moved
}

pub(super) fn only_new(rows: Vec<StagedRow>) -> Vec<StagedRow> {
    rows.into_iter().filter(|row| row.change != Change::Changed).collect()
}

pub(super) fn hear_taken(
    matching: &mut Matching,
    source: &str,
    rows: &[StagedRow],
    taken: &[TakenRecord],
    now: Timestamp,
) {
    let rows: HashMap<&str, &StagedRow> = rows.iter().map(|row| (row.row_key.as_str(), row)).collect();
    let nobody = PersonStatement::default();
    for taken in taken {
        let Some(staged) = rows.get(taken.row_key.as_str()) else { continue };
        let part = |wanted: Part| -> Option<&PersonStatement> {
            staged.row.people.iter().find(|(part, _)| *part == wanted).map(|(_, person)| person)
        };
        // A part that the row no longer names says nothing.
        let Some(statement) = part(taken.part).or(taken.is_withdrawn.then_some(&nobody)) else { continue };
        let arriving = Arriving {
            record: taken.record,
            source,
            row_key: &taken.row_key,
            part: taken.part,
            recorded_on: staged.row.recorded_on,
            received_on: door::today(now),
            statement,
            mother: part(Part::Mother),
        };
        if taken.is_new {
            matching.add(&arriving);
        } else {
            matching.replace(&arriving);
        }
    }
}

fn tally_of(file: &SourceFile) -> ImportTally {
    ImportTally {
        rows_new: file.rows.new + file.rows.possible,
        rows_changed: file.rows.changed,
        rows_unchanged: file.rows.unchanged,
        rows_left_out: file.rows.left_out,
        ..ImportTally::default()
    }
}

fn sum(a: ImportTally, b: ImportTally) -> ImportTally {
    ImportTally {
        rows_new: a.rows_new + b.rows_new,
        rows_changed: a.rows_changed + b.rows_changed,
        rows_unchanged: a.rows_unchanged + b.rows_unchanged,
        rows_left_out: a.rows_left_out + b.rows_left_out,
        ..a
    }
}
