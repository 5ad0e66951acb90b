//! A file is read and compared with what is known; what is new or changed
//! waits, sealed, until somebody has looked at the check.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::{Action, Event};
use kith_core::id::FileId;
use kith_core::statement::{Part, Problem, RowStatement};
use kith_exchange::{Item, SourceMap, Summary, WholeFileProblem};
use kith_store::{Change, FileState, Keys, RowCounts, Source, SourceFile, StagedRow, StoreError};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::matching::{Matching, Shared};
use super::{ImportProgress, ImportStep, Upload, Who};
use crate::files::UploadOutcome;
use crate::{App, AppError, FieldProblem, door};

/// So many rows are put where they wait in one transaction.
const BATCH: usize = 1_000;

/// So many batches may be ready before reading waits for writing.
const AHEAD: usize = 4;

/// What has to be known of a file before it is read.
struct Asked {
    source: Source,
    /// The same file, where it came before.
    same: Option<SourceFile>,
    is_practice: bool,
    keys: Keys,
}

/// Rows and problems on their way to where they wait.
#[derive(Default)]
struct Batch {
    rows: Vec<StagedRow>,
    problems: Vec<Problem>,
    counts: RowCounts,
    newest: Option<Date>,
}

impl App {
    /// Reads a file of a source, compares each row with what is known, and
    /// keeps what is new or changed where it waits. Nobody who works with
    /// families sees anything of it. The same file again is harmless.
    ///
    /// # Errors
    /// [`AppError::Refused`] for anybody but a data lead and the command line;
    /// [`AppError::Invalid`] when the source is not known.
    pub async fn check_file(
        &self,
        who: impl Into<Who>,
        upload: Upload<'_>,
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<UploadOutcome, AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let digest = file_digest(upload.bytes);
        let Asked { source, same, is_practice, keys } = self.asked_of(upload.source, &digest).await?;
        let mut map = map_of(&source, upload.at_most_bad_percent)?;
        map.is_of_real_people = !is_practice;
        match same {
            Some(file) if file.state == FileState::Checked => return Ok(UploadOutcome::Checked(file.id)),
            Some(file) => return Ok(UploadOutcome::SameAsBefore(file.id)),
            None => {}
        }
        let file = new_file(&who, &source, &upload, digest, now)?;
        let map = Arc::new(map);
        if let Some(outcome) = self.check_few(&who, file.clone(), (&map, upload.bytes, keys), now).await? {
            return Ok(outcome);
        }
        let noted = file.clone();
        self.db.write(move |tx| Box::pin(async move { tx.add_file(&noted).await })).await?;
        let (file, read) = self.stage(file, map.clone(), upload.bytes, progress).await?;
        self.end_check(&who, (file, &map), read, now).await
    }

    /// What has to be known of a file before it is read.
    async fn asked_of(&self, name: &str, digest: &str) -> Result<Asked, AppError> {
        let (wanted, digest) = (name.to_owned(), digest.to_owned());
        let found = self.db.read(move |tx| {
            Box::pin(async move {
                let source = tx.source(&wanted).await?;
                let same = tx.same_file(&source.name, &digest).await?;
                let is_practice = tx.setting("practice").await?.is_some_and(|value| value == "yes");
                Ok(Asked { source, same, is_practice, keys: tx.keys().clone() })
            })
        });
        match found.await {
            Ok(Asked { source, .. }) if source.map.is_empty() => Err(AppError::Invalid(vec![FieldProblem::new(
                "source",
                format!("No files come from {}. What it says is taken in by hand.", source.title),
            )])),
            Err(StoreError::NotFound { .. }) => Err(AppError::Invalid(vec![FieldProblem::new(
                "source",
                format!("There is no source named {name}. See the names with kith source status."),
            )])),
            other => Ok(other?),
        }
    }

    /// Reads the bytes on a thread of its own and keeps what comes from there,
    /// batch by batch.
    async fn stage(
        &self,
        mut file: SourceFile,
        map: Arc<SourceMap>,
        bytes: &[u8],
        progress: &mut ImportProgress<'_>,
    ) -> Result<(SourceFile, Result<Summary, WholeFileProblem>), AppError> {
        let source = file.source_name.clone();
        let (keys, known) = self
            .db
            .read(move |tx| {
                Box::pin(async move { Ok::<_, AppError>((tx.keys().clone(), tx.row_digests(&source).await?)) })
            })
            .await?;
        self.keep_matching_ready().await?;
        let (sender, mut batches) = mpsc::channel(AHEAD);
        let comparing = Comparing {
            source: file.source_name.clone(),
            keys,
            known,
            matching: self.matching.clone(),
            batch: Batch::default(),
            position: 0,
            sender,
        };
        let (name, bytes, today) = (file.file_name.clone(), bytes.to_vec(), door::today(file.received_at));
        let reading = tokio::task::spawn_blocking(move || comparing.read(&map, &name, &bytes, today));
        let mut problems = 0;
        let mut newest: Option<Date> = None;
        while let Some(batch) = batches.recv().await {
            add(&mut file.rows, &batch.counts);
            newest = newest.max(batch.newest);
            progress.at(ImportStep::Checking, file.rows.read, None);
            let (id, found) = (file.id, batch.problems.len() as u64);
            self.db
                .write(move |tx| {
                    Box::pin(async move {
                        tx.stage_rows(id, &batch.rows).await?;
                        tx.add_problems(id, problems, &batch.problems).await
                    })
                })
                .await?;
            problems += found;
        }
        let read = reading.await.map_err(|fault| AppError::Broken(fault.into()))?;
        file.extract_on = newest.map_or(file.extract_on, |newest| newest.min(file.extract_on));
        Ok((file, read))
    }

    /// Writes down how the check ended.
    async fn end_check(
        &self,
        who: &Who,
        (mut file, map): (SourceFile, &SourceMap),
        read: Result<Summary, WholeFileProblem>,
        now: Timestamp,
    ) -> Result<UploadOutcome, AppError> {
        let event = checked(who, &mut file, map, &read, now);
        let is_refused = file.state == FileState::Refused;
        let id = file.id;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    // Somebody who started Kith meanwhile may have cleared it away.
                    if tx.file(id).await?.state != FileState::Staging {
                        return Err(AppError::Stale);
                    }
                    if is_refused {
                        tx.drop_staged(id).await?;
                    }
                    tx.set_file(&file).await?;
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(if is_refused { UploadOutcome::Refused(id) } else { UploadOutcome::Checked(id) })
    }
}

/// Puts down in a file how its check ended; what is written down of it.
pub(super) fn checked(
    who: &Who,
    file: &mut SourceFile,
    map: &SourceMap,
    read: &Result<Summary, WholeFileProblem>,
    now: Timestamp,
) -> Event {
    file.refusal = match read {
        Ok(summary) => {
            file.rows.read = summary.rows_read;
            file.rows.left_out = summary.rows_left_out;
            file.rows.unchanged += summary.rows_repeated;
            too_much_is_wrong(summary, map)
        }
        Err(whole) => Some(sentences(&whole.what, &whole.how_to_fix)),
    };
    let is_refused = file.refusal.is_some();
    file.state = if is_refused { FileState::Refused } else { FileState::Checked };
    file.finished_at = is_refused.then_some(now);
    who.event(Action::ImportCheck, now)
        .about(file.id)
        .outcome(file.state.word())
        .with("source", &file.source_name)
        .with("rows", file.rows.read)
        .with("new", file.rows.new)
        .with("changed", file.rows.changed)
        .with("left-out", file.rows.left_out)
}

/// The thread that reads, compares and hands on.
struct Comparing {
    source: String,
    keys: Keys,
    known: HashMap<String, String>,
    matching: Arc<Shared>,
    batch: Batch,
    position: u64,
    sender: mpsc::Sender<Batch>,
}

impl Comparing {
    fn read(
        mut self,
        map: &SourceMap,
        file_name: &str,
        bytes: &[u8],
        today: Date,
    ) -> Result<Summary, WholeFileProblem> {
        let summary = kith_exchange::read(map, file_name, bytes, today, &mut |item| self.take(item));
        if let Err(whole) = &summary {
            self.batch.problems.extend(whole.problems.iter().cloned());
        }
        self.hand_on();
        summary
    }

    fn take(&mut self, item: Item) {
        match item {
            Item::Row(row) => self.compare(*row),
            Item::Problem(problem) => {
                self.batch.counts.read += u64::from(problem.leaves_row_out);
                self.batch.problems.push(problem);
            }
        }
        if self.batch.rows.len() + self.batch.problems.len() >= BATCH || self.batch.counts.read >= BATCH as u64 * 4 {
            self.hand_on();
        }
    }

    fn compare(&mut self, row: RowStatement) {
        let row_key = self.keys.row_key(&self.source, &row);
        let digest = self.keys.row_digest(&row);
        self.batch.counts.read += 1;
        self.batch.newest = self.batch.newest.max(row.recorded_on);
        let change = match self.known.get(&row_key) {
            Some(before) if *before == digest => {
                self.batch.counts.unchanged += 1;
                return;
            }
            Some(_) => Change::Changed,
            None => Change::New,
        };
        self.position += 1;
        self.batch.rows.push(StagedRow { position: self.position, change, row_key, digest, row });
    }

    /// Hands the batch on; new rows about somebody who may be here already
    /// are marked first.
    fn hand_on(&mut self) {
        let mut batch = std::mem::take(&mut self.batch);
        if let Some(matching) = self.matching.blocking_lock().as_mut() {
            mark_possible(&mut batch.rows, matching);
        }
        count_changes(&mut batch.counts, &batch.rows);
        // When nobody takes batches any more the check has failed already.
        drop(self.sender.blocking_send(batch));
    }
}

pub(super) fn count_changes(counts: &mut RowCounts, rows: &[StagedRow]) {
    for row in rows {
        match row.change {
            Change::New => counts.new += 1,
            Change::Changed => counts.changed += 1,
            Change::Possible => counts.possible += 1,
            Change::Unchanged => {}
        }
    }
}

pub(super) fn mark_possible(rows: &mut [StagedRow], matching: &mut Matching) {
    if matching.is_empty() {
        return;
    }
    for staged in rows.iter_mut().filter(|staged| staged.change == Change::New) {
        let part = |wanted: Part| staged.row.people.iter().find(|(part, _)| *part == wanted).map(|(_, person)| person);
        let Some(subject) = part(Part::Subject) else { continue };
        if matching.may_be_somebody_known(subject, part(Part::Mother)) {
            staged.change = Change::Possible;
        }
    }
}

fn add(all: &mut RowCounts, more: &RowCounts) {
    all.read += more.read;
    all.new += more.new;
    all.changed += more.changed;
    all.unchanged += more.unchanged;
    all.possible += more.possible;
}

fn new_file(
    who: &Who,
    source: &Source,
    upload: &Upload<'_>,
    digest: String,
    now: Timestamp,
) -> Result<SourceFile, AppError> {
    Ok(SourceFile {
        id: door::fresh(FileId::from_random)?,
        source_name: source.name.clone(),
        file_name: upload.file_name.chars().filter(|letter| !letter.is_control()).take(200).collect(),
        digest,
        state: FileState::Staging,
        extract_on: door::today(now),
        received_at: now,
        received_by: who.staff(),
        rows: RowCounts::default(),
        refusal: None,
        finished_at: None,
    })
}

fn map_of(source: &Source, at_most_bad_percent: Option<u8>) -> Result<SourceMap, AppError> {
    let mut map = SourceMap::parse(&source.map)
        .map_err(|faults| AppError::Broken(anyhow::anyhow!("the map of {} does not hold: {faults:?}", source.name)))?;
    if let Some(percent) = at_most_bad_percent {
        map.at_most_bad_percent = percent;
    }
    Ok(map)
}

fn file_digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The reason to refuse a file with too many bad rows, if it has too many.
fn too_much_is_wrong(summary: &Summary, map: &SourceMap) -> Option<String> {
    summary.too_much_is_wrong(map).then(|| {
        sentences(
            &format!(
                "{} of {} rows have a problem. {} files may have at most {} in 100.",
                summary.rows_left_out, summary.rows_read, map.title, map.at_most_bad_percent
            ),
            "Look at the problems first. Often one column has slipped or one date form is new.",
        )
    })
}

/// What and how in one text, a line each, both as sentences.
pub(crate) fn sentences(what: &str, how: &str) -> String {
    format!("{}\n{}", sentence(what), sentence(how))
}

fn sentence(words: &str) -> String {
    let mut letters = words.trim().chars();
    let start: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let words = format!("{start}{}", letters.as_str());
    if words.is_empty() || words.ends_with(['.', '!', '?']) { words } else { format!("{words}.") }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn words_of_a_reader_become_a_sentence() {
        assert_eq!(sentence("this file is a PDF"), "This file is a PDF.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), "");
    }
}
