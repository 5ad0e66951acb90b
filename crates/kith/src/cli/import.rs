//! `kith import`: a file from a source is read, checked and taken in.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use kith_app::{
    App, AppError, CameUnder, CheckPage, FileState, ImportProgress, ImportStep, ImportTally, Incoming, Upload,
    UploadOutcome, Who,
};
use kith_core::id::FileId;

use super::progress::{Form, Progress};
use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// Read a file from a source, check it, and take it in.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  kith import births.csv --source child-health --check\n  kith import caseload.csv --source health-visiting --problems problems.csv"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Import {
    /// The file.
    #[arg(required_unless_present = "resume")]
    file: Option<PathBuf>,
    /// The source it comes from, as `kith source status` lists them;
    /// `postcodes` for the areas that centres reach.
    #[arg(long, required_unless_present = "resume")]
    source: Option<String>,
    /// Only check; keep nothing.
    #[arg(long)]
    check: bool,
    /// Write the rows with a problem to this file.
    #[arg(long)]
    problems: Option<PathBuf>,
    /// Refuse the file with more bad rows in a hundred than this.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    at_most_bad: Option<u8>,
    /// Go on with every file that was cut short.
    #[arg(long, conflicts_with_all = ["file", "source", "check"])]
    resume: bool,
    /// Say nothing but the result.
    #[arg(long)]
    quiet: bool,
    /// No moving line.
    #[arg(long)]
    no_progress: bool,
    /// The form of the result and of progress.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    format: Output,
}

/// The form of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Output {
    /// Sentences.
    Text,
    /// One JSON object.
    Json,
}

fn percent(text: &str) -> Result<u8, String> {
    text.trim_end_matches('%')
        .parse()
        .ok()
        .filter(|percent| *percent <= 100)
        .ok_or_else(|| "write a whole number from 0 to 100, like 5".to_owned())
}

impl Import {
    /// Runs the command.
    ///
    /// # Errors
    /// When the records or the file cannot be opened, the source is not
    /// known, or the whole file is refused.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        self.with(&app).await
    }

    async fn with(&self, app: &App) -> anyhow::Result<ExitCode> {
        let progress = Progress::new(Form::choose(self.quiet, self.no_progress, self.format == Output::Json));
        let (Some(file), Some(source)) = (&self.file, &self.source) else {
            app.finish_imports(Clock::Machine.now()).await?;
            writeln!(std::io::stdout(), "Every file that was cut short is in.")?;
            return Ok(ExitCode::from(exit::DONE));
        };
        let bytes = std::fs::read(file).map_err(|cause| {
            exit::ending(
                exit::NOT_FOUND,
                format!("cannot read {}: {cause}; check the name and the rights of the file", file.display()),
            )
        })?;
        if source == "postcodes" {
            return postcodes(app, &bytes).await;
        }
        let label = name_of(file);
        let upload = Upload { source, file_name: &label, bytes: &bytes, at_most_bad_percent: self.at_most_bad };
        let stop = stop_on_interrupt();
        let mut told = telling(&progress, &label).stopping_on(stop);
        let outcome = app.check_file(Who::Operator, upload, Clock::Machine.now(), &mut told).await.map_err(worded)?;
        let (UploadOutcome::Checked(id) | UploadOutcome::Refused(id) | UploadOutcome::SameAsBefore(id)) = outcome;
        let page = app.check_page(Who::Operator, id, Clock::Machine.now()).await?;
        let problems = self.write_problems(app, id, &page).await?;
        match outcome {
            UploadOutcome::Refused(_) => Err(refused(&page)),
            UploadOutcome::SameAsBefore(_) if page.state == FileState::Committed => self.say_same(&page),
            UploadOutcome::Checked(_) if self.check => {
                app.cancel_file(Who::Operator, id, Clock::Machine.now()).await?;
                drop(told);
                self.say_checked(&page, problems.as_deref())
            }
            UploadOutcome::Checked(_) | UploadOutcome::SameAsBefore(_) => {
                let done = app.commit_file(Who::Operator, id, Clock::Machine.now(), &mut told).await;
                drop(told);
                let tally = done.map_err(not_let_in)?;
                if tally.is_stopped {
                    return Err(stopped(&page));
                }
                let page = app.check_page(Who::Operator, id, Clock::Machine.now()).await?;
                self.say_done(&page, &tally, problems.as_deref())
            }
        }
    }

    /// Writes the rows with a problem, if there are any; where to.
    async fn write_problems(&self, app: &App, id: FileId, page: &CheckPage) -> anyhow::Result<Option<PathBuf>> {
        if page.problems_total == 0 || (self.problems.is_none() && page.state == FileState::Refused) {
            return Ok(None);
        }
        let (name, bytes) = app.problems_csv(Who::Operator, id, Clock::Machine.now()).await?;
        let path = self.problems.clone().unwrap_or_else(|| PathBuf::from(name));
        std::fs::write(&path, bytes)
            .with_context(|| format!("cannot write {}; name another file with --problems", path.display()))?;
        Ok(Some(path))
    }

    fn say_same(&self, page: &CheckPage) -> anyhow::Result<ExitCode> {
        let words = format!("{} is already in. Nothing was changed.", page.file_name);
        self.say(&words, page, None, None)
    }

    fn say_checked(&self, page: &CheckPage, problems: Option<&Path>) -> anyhow::Result<ExitCode> {
        let words = format!(
            "{}. Nothing was saved.{}{} To import the {}: run again without --check.",
            counts(page),
            problems_line(problems),
            under(page),
            page.ready + page.possible
        );
        self.say(&words, page, None, problems)
    }

    fn say_done(&self, page: &CheckPage, tally: &ImportTally, problems: Option<&Path>) -> anyhow::Result<ExitCode> {
        let words = format!(
            "{}. {} new rows and {} changed rows are in. {} joins were made, {} pairs wait to be checked.{}{}",
            counts(page),
            tally.rows_new,
            tally.rows_changed,
            tally.joined,
            tally.to_check,
            problems_line(problems),
            under(page)
        );
        self.say(&words, page, Some(tally), problems)
    }

    /// The result on standard output, and the exit code.
    fn say(
        &self,
        words: &str,
        page: &CheckPage,
        tally: Option<&ImportTally>,
        problems: Option<&Path>,
    ) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout();
        match self.format {
            Output::Text => writeln!(out, "{words}")?,
            Output::Json => {
                let result = serde_json::json!({
                    "event": if tally.is_some() { "imported" } else { "checked" },
                    "file": page.file.to_string(),
                    "rows": page.rows_read,
                    "ready": page.ready,
                    "possible": page.possible,
                    "unchanged": page.unchanged,
                    "left_out": page.left_out,
                    "new": tally.map(|tally| tally.rows_new),
                    "changed": tally.map(|tally| tally.rows_changed),
                    "joined": tally.map(|tally| tally.joined),
                    "to_check": tally.map(|tally| tally.to_check),
                    "agreement": page.came_under.as_ref().map(|under| &under.agreement),
                    "flow": page.came_under.as_ref().map(|under| &under.flow),
                    "problems": problems.map(|path| path.display().to_string()),
                });
                writeln!(out, "{result}")?;
            }
        }
        Ok(ExitCode::from(if page.problems_total > 0 { exit::SOME_ROWS } else { exit::DONE }))
    }
}

/// How many rows there are of each kind, in one sentence.
fn counts(page: &CheckPage) -> String {
    let rows = if page.rows_read == 1 { "row" } else { "rows" };
    let mut words = format!("{} {rows} read. {} ready", page.rows_read, page.ready);
    for (count, what) in [
        (page.possible, "may be someone already here"),
        (page.unchanged, "already here unchanged"),
        (page.left_out, "have a problem"),
    ] {
        if count > 0 {
            words.push_str(&format!(", {count} {what}"));
        }
    }
    words
}

fn problems_line(problems: Option<&Path>) -> String {
    problems.map(|path| format!(" Problems: {}.", path.display())).unwrap_or_default()
}

/// Under what it came in, or whether it may, as a sentence behind others.
fn under(page: &CheckPage) -> String {
    let came = page.came_under.as_ref().map(CameUnder::words);
    let stands = || page.incoming.as_ref().map(|incoming| format!("{} {}", page.source_title, stands(incoming)));
    came.or_else(stands).map(|words| format!(" {words}")).unwrap_or_default()
}

/// How a source stands, behind its title.
fn stands(incoming: &Incoming) -> String {
    match incoming {
        Incoming::Unnamed => "comes in without an agreement.".to_owned(),
        Incoming::Under(_) => format!("comes in. {}", incoming.words()),
        Incoming::Stopped { .. } | Incoming::Blocked => format!("may not come in. {}", incoming.words()),
    }
}

/// The register lets the file in not yet: why, and how to get to yes.
fn not_let_in(error: AppError) -> anyhow::Error {
    match error {
        AppError::Refused(refusal) => {
            let words = format!("{}. {} {}", refusal.heading, refusal.because, refusal.ways_to_yes.join(" "));
            exit::ending(exit::REFUSED, words)
        }
        other => other.into(),
    }
}

fn refused(page: &CheckPage) -> anyhow::Error {
    let (what, how) = page.refusal.clone().unwrap_or_default();
    exit::ending(exit::INPUT_REFUSED, format!("{} was not taken in. {what} {how} Nothing was saved.", page.file_name))
}

fn name_of(file: &Path) -> String {
    file.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn stopped(page: &CheckPage) -> anyhow::Error {
    let words = format!(
        "stopped while {} was taken in. The rows that are in are kept, and nobody sees them yet. To go on: kith import --resume",
        page.file_name
    );
    exit::ending(exit::TRY_AGAIN, words)
}

/// What was typed cannot be used: says each thing in its own words.
pub(super) fn worded(error: AppError) -> anyhow::Error {
    match error {
        AppError::Invalid(problems) => {
            let words: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            exit::ending(exit::SETTINGS, words.join("\n"))
        }
        other => other.into(),
    }
}

/// A flag that an interrupt sets: the import then stops between two batches.
pub(super) fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            flag.store(true, Ordering::Relaxed);
        }
    });
    stop
}

/// Shows on this progress how far an import of a file has come.
pub(super) fn telling<'a>(progress: &'a Progress, file: &'a str) -> ImportProgress<'a> {
    ImportProgress::new(move |step, done, total| {
        let (title, unit) = match step {
            ImportStep::Checking => (format!("Checking {file}"), "rows"),
            ImportStep::TakingIn => (format!("Importing {file}"), "rows"),
            ImportStep::Matching => ("Matching".to_owned(), "records"),
            ImportStep::People => ("Putting people and families together".to_owned(), "people"),
        };
        progress.step(&title, unit);
        progress.at(done, total);
    })
}

async fn postcodes(app: &App, bytes: &[u8]) -> anyhow::Result<ExitCode> {
    let known = app.bring_postcodes(Who::Operator, bytes, Clock::Machine.now()).await.map_err(worded)?;
    let mut out = std::io::stdout();
    write!(out, "{} postcodes are in.", known.postcodes)?;
    if known.left_out > 0 {
        write!(out, " {} rows have no right postcode and were left out.", known.left_out)?;
    }
    if known.without_centre > 0 {
        write!(out, " {} have no centre yet: add a column named centre.", known.without_centre)?;
    }
    writeln!(out)?;
    Ok(ExitCode::from(if known.left_out > 0 { exit::SOME_ROWS } else { exit::DONE }))
}
