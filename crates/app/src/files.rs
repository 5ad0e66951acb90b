//! Files in and out: what came, what is expected, what a check found
//! (screens 29 and 30).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::FileId;
use kith_core::statement::Problem;
use kith_store::{FileAgreement, SourceFile, SourceFreshness, Tx};

use crate::agreements::{IncomingFlows, is_feed};
use crate::import::{ImportTally, Who};
use crate::number_tracing::NATIONAL;
use crate::{App, AppError, Incoming, IncomingCounts, door};

pub use kith_store::FileState;

/// So many problems stand on the page; the download has all.
const PROBLEMS_SHOWN: u32 = 100;

/// So many files stand on the page.
const FILES_SHOWN: u32 = 100;

/// How a file was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadOutcome {
    /// It was read; look at the check, then import it or cancel.
    Checked(FileId),
    /// It was refused whole; the check page says why and what to do.
    Refused(FileId),
    /// The very same file came in before; nothing was changed.
    SameAsBefore(FileId),
}

/// One file that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// Which file.
    pub file: FileId,
    /// The source, for screens.
    pub source_title: String,
    /// Its name on the sender's machine.
    pub file_name: String,
    /// How far it is.
    pub state: FileState,
    /// When it came in.
    pub received_at: Timestamp,
    /// Who brought it.
    pub by: String,
    /// Rows in it.
    pub rows_read: u64,
    /// Rows left out because of a problem.
    pub left_out: u64,
    /// Rows that are in.
    pub committed: u64,
    /// How much of it is in, in hundredths.
    pub percent: u8,
}

/// A file that is due, or late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedFile {
    /// The source, as commands name it.
    pub source_name: String,
    /// The source, for screens.
    pub source_title: String,
    /// The day by which it is expected.
    pub due_on: Date,
    /// How many days late it is; 0 where it is not due yet.
    pub late_days: u32,
}

/// Files in and out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesPage {
    /// Files, newest first.
    pub files: Vec<FileLine>,
    /// What is expected next, the latest first.
    pub expected: Vec<ExpectedFile>,
    /// Sources to choose from: name and title.
    pub sources: Vec<(String, String)>,
    /// Under which agreement each source comes in that has sent something, or
    /// that an agreement names: its title, and how it stands.
    pub incoming: Vec<(String, Incoming)>,
    /// How many come in without an agreement, and how many are stopped.
    pub counts: IncomingCounts,
}

/// The flow under which a file came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameUnder {
    /// The agreement's name.
    pub agreement: String,
    /// Which version of it.
    pub version: u32,
    /// Its title today.
    pub title: String,
    /// The flow's name.
    pub flow: String,
}

impl CameUnder {
    /// In a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        format!("It came in under “{}”, version {}, flow {}.", self.title, self.version, self.flow)
    }
}

/// One thing wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemLine {
    /// The row as a spreadsheet shows it.
    pub row: Option<u64>,
    /// The column as the file names it.
    pub column: Option<String>,
    /// What was found.
    pub found: String,
    /// What to do.
    pub how_to_fix: String,
    /// Whether the row is left out, or only the value.
    pub leaves_row_out: bool,
}

/// What a check found and what importing would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckPage {
    /// Which file.
    pub file: FileId,
    /// Its name.
    pub file_name: String,
    /// The source, for screens.
    pub source_title: String,
    /// How far it is.
    pub state: FileState,
    /// Rows in it.
    pub rows_read: u64,
    /// Rows that are new or changed, and about nobody unsure.
    pub ready: u64,
    /// Rows that may be about somebody already here.
    pub possible: u64,
    /// Rows that say what they said before.
    pub unchanged: u64,
    /// Rows left out because of a problem.
    pub left_out: u64,
    /// The first problems.
    pub problems: Vec<ProblemLine>,
    /// How many problems there are in all.
    pub problems_total: u64,
    /// What importing would do: a sentence, and what stands behind it.
    pub will: Vec<(String, Vec<String>)>,
    /// Why the whole file was refused, and what to do first.
    pub refusal: Option<(String, String)>,
    /// What importing has done, once it is done.
    pub done: Option<ImportTally>,
    /// Whether its source may come in today; none where one family at a time
    /// is taken in.
    pub incoming: Option<Incoming>,
    /// The flow under which it came in, once it did.
    pub came_under: Option<CameUnder>,
}

impl App {
    /// Files that came, and files that are expected.
    ///
    /// # Errors
    /// [`AppError::Refused`] for anybody but the data lead and the command
    /// line.
    pub async fn files(&self, who: impl Into<Who>, now: Timestamp) -> Result<FilesPage, AppError> {
        who.into().may_bring_files()?;
        let today = door::today(now);
        let (files, sources, names, flows) = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let flows = IncomingFlows::read(tx, today).await?;
                    let files = tx.files(None, FILES_SHOWN).await?;
                    let by: Vec<_> = files.iter().filter_map(|file| file.received_by).collect();
                    Ok::<_, AppError>((files, tx.sources().await?, tx.names_of_staff(&by).await?, flows))
                })
            })
            .await?;
        let titles: BTreeMap<&str, &str> =
            sources.iter().map(|source| (source.name.as_str(), source.title.as_str())).collect();
        let mut expected: Vec<ExpectedFile> = sources
            .iter()
            .filter(|source| source.expected_every_days > 0)
            .filter_map(|source| {
                let days = jiff::Span::new().days(i64::from(source.expected_every_days));
                let due_on = source.extract_on?.saturating_add(days);
                let late_days = u32::try_from((today - due_on).get_days()).unwrap_or(0);
                Some(ExpectedFile {
                    source_name: source.name.clone(),
                    source_title: source.title.clone(),
                    due_on,
                    late_days,
                })
            })
            .collect();
        expected.sort_by(|one, other| (one.due_on, &one.source_name).cmp(&(other.due_on, &other.source_name)));
        let files = files
            .iter()
            .map(|file| {
                let by = file.received_by.and_then(|staff| names.get(&staff).cloned());
                file_line(file, titles.get(file.source_name.as_str()).copied(), by)
            })
            .collect();
        let feeds = sources.iter().filter(|source| is_feed(&source.name));
        let stands: Vec<(&SourceFreshness, Incoming)> = feeds.map(|source| (source, flows.of(&source.name))).collect();
        let counts =
            IncomingCounts::of(stands.iter().map(|(source, stands)| (stands.clone(), source.extract_on.is_some())));
        let is_named = |incoming: &Incoming| matches!(incoming, Incoming::Under(_) | Incoming::Stopped { .. });
        let shown = stands.into_iter().filter(|(source, stands)| source.extract_on.is_some() || is_named(stands));
        let incoming = shown.map(|(source, stands)| (source.title.clone(), stands)).collect();
        // What is taken in of the national record comes without a file.
        let sources = sources.iter().filter(|source| source.name != NATIONAL);
        let sources = sources.map(|source| (source.name.clone(), source.title.clone())).collect();
        Ok(FilesPage { files, expected, sources, incoming, counts })
    }

    /// What the check of a file found, and what importing it would do or has
    /// done.
    ///
    /// # Errors
    /// [`AppError::Refused`] for anybody but the data lead and the command
    /// line; [`AppError::NotFound`] when there is no such file.
    pub async fn check_page(&self, who: impl Into<Who>, file: FileId, now: Timestamp) -> Result<CheckPage, AppError> {
        who.into().may_bring_files()?;
        let (file, title, is_older, (problems, problems_total), (incoming, came_under)) = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let found = tx.file(file).await?;
                    let sources = tx.sources().await?;
                    let source = sources.into_iter().find(|source| source.name == found.source_name);
                    let newest = source.as_ref().and_then(|source| source.extract_on);
                    let title = source.map_or_else(|| found.source_name.clone(), |source| source.title);
                    let is_older = newest.is_some_and(|newest| newest > found.extract_on);
                    let problems = tx.problems(file, 0, PROBLEMS_SHOWN).await?;
                    let flows = IncomingFlows::read(tx, door::today(now)).await?;
                    let incoming = is_feed(&found.source_name).then(|| flows.of(&found.source_name));
                    let under = (incoming, came_under(tx, &found).await?);
                    Ok::<_, AppError>((found, title, is_older, (problems, tx.count_problems(file).await?), under))
                })
            })
            .await?;
        Ok(CheckPage {
            file: file.id,
            file_name: file.file_name.clone(),
            source_title: title,
            state: file.state,
            rows_read: file.rows.read,
            ready: file.rows.new + file.rows.changed,
            possible: file.rows.possible,
            unchanged: file.rows.unchanged,
            left_out: file.rows.left_out,
            problems: problems.into_iter().map(problem_line).collect(),
            problems_total,
            will: will(&file, is_older),
            refusal: file.refusal.as_ref().map(|words| {
                let (what, how) = words.split_once('\n').unwrap_or((words, ""));
                (what.to_owned(), how.to_owned())
            }),
            done: (file.state == FileState::Committed).then(|| tally(&file)),
            incoming,
            came_under,
        })
    }

    /// Every problem of a file as a CSV that opens in a spreadsheet, and a
    /// name for it. Taking it out is written down.
    ///
    /// # Errors
    /// As [`App::check_page`].
    pub async fn problems_csv(
        &self,
        who: impl Into<Who>,
        file: FileId,
        now: Timestamp,
    ) -> Result<(String, Vec<u8>), AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let event = who.event(Action::Export, now).about(file).with("what", "problems of a file");
        let (file, problems) = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let found = tx.file(file).await?;
                    let problems = tx.problems(file, 0, u32::MAX).await?;
                    tx.append_audit(&event.with("rows", problems.len())).await?;
                    Ok::<_, AppError>((found, problems))
                })
            })
            .await?;
        let stem = file.file_name.rsplit_once('.').map_or(file.file_name.as_str(), |(stem, _)| stem);
        Ok((format!("{stem}.problems.csv"), kith_exchange::problems_csv(&problems)))
    }

    /// Decides against a checked file: nothing of it is kept but that it came.
    ///
    /// # Errors
    /// [`AppError::Stale`] when it is in, or on its way in, already.
    pub async fn cancel_file(&self, who: impl Into<Who>, file: FileId, now: Timestamp) -> Result<(), AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let event = who.event(Action::ImportCheck, now).about(file).outcome("cancelled");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mut found = tx.file(file).await?;
                    match found.state {
                        FileState::Cancelled => return Ok(()),
                        FileState::Checked => {}
                        _ => return Err(AppError::Stale),
                    }
                    found.state = FileState::Cancelled;
                    found.finished_at = Some(now);
                    tx.drop_staged(file).await?;
                    tx.set_file(&found).await?;
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// The flow under which a file comes in, from the first of its rows on.
async fn came_under(tx: &mut Tx, file: &SourceFile) -> Result<Option<CameUnder>, AppError> {
    if !matches!(file.state, FileState::Committing | FileState::Committed) {
        return Ok(None);
    }
    let Some(FileAgreement { agreement, version, flow, .. }) = tx.file_agreement(file.id).await? else {
        return Ok(None);
    };
    let newest = tx.agreements().await?.into_iter().find(|kept| kept.name == agreement);
    let title = newest.map_or_else(|| agreement.clone(), |kept| kept.title);
    Ok(Some(CameUnder { agreement, version, title, flow }))
}

fn file_line(file: &SourceFile, source_title: Option<&str>, by: Option<String>) -> FileLine {
    let wanted = file.rows.new + file.rows.possible + file.rows.changed;
    let percent = match file.state {
        FileState::Committed => 100,
        _ if wanted == 0 => 0,
        _ => u8::try_from((file.rows.committed * 100 / wanted).min(100)).unwrap_or(100),
    };
    FileLine {
        file: file.id,
        source_title: source_title.unwrap_or(&file.source_name).to_owned(),
        file_name: file.file_name.clone(),
        state: file.state,
        received_at: file.received_at,
        by: by.unwrap_or_else(|| "Command line".to_owned()),
        rows_read: file.rows.read,
        left_out: file.rows.left_out,
        committed: file.rows.committed,
        percent,
    }
}

fn problem_line(problem: Problem) -> ProblemLine {
    let Problem { row, column, found, how_to_fix, leaves_row_out } = problem;
    ProblemLine { row, column, found, how_to_fix, leaves_row_out }
}

fn tally(file: &SourceFile) -> ImportTally {
    ImportTally {
        rows_new: file.rows.new + file.rows.possible,
        rows_changed: file.rows.changed,
        rows_unchanged: file.rows.unchanged,
        rows_left_out: file.rows.left_out,
        ..ImportTally::default()
    }
}

/// What importing a file would do, one sentence a kind of row.
fn will(file: &SourceFile, is_older: bool) -> Vec<(String, Vec<String>)> {
    let rows = |count: u64| if count == 1 { "1 row".to_owned() } else { format!("{count} rows") };
    let mut will = Vec::new();
    if file.rows.new > 0 {
        let what = "New rows are matched with the people already here. A new person is made where nobody fits.";
        will.push((format!("Add {}", rows(file.rows.new)), vec![what.to_owned()]));
    }
    if file.rows.changed > 0 && is_older {
        let what = "This file is older than what is here. Rows that are known stay as the newer file has them.";
        will.push((format!("Leave {} as they are", rows(file.rows.changed)), vec![what.to_owned()]));
    } else if file.rows.changed > 0 {
        will.push((format!("Update {}", rows(file.rows.changed)), vec!["What they said before is kept.".to_owned()]));
    }
    if file.rows.possible > 0 {
        let what = "Nothing is joined until a person has chosen.";
        will.push((format!("Put {} on the matching list", rows(file.rows.possible)), vec![what.to_owned()]));
    }
    if file.rows.unchanged > 0 {
        will.push((
            format!("Leave {} as they are", rows(file.rows.unchanged)),
            vec!["They say what they said before.".to_owned()],
        ));
    }
    will
}
