//! `kith lists`: lists of births to centres, built, released, taken and
//! opened; and the keys that they are encrypted to.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;
use kith_app::{App, AppError, BuiltLists, KeyDraft, ListStepKind, NotTaken, Who};
use kith_core::birth::{ListSchedule, ListWay, Month};
use kith_core::id::ListId;
use kith_exchange::list_out::{OwnKey, open as open_list, read_list};

use super::month_lists::{self, MonthLists};
use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;
use crate::web::words::{date_and_time, plural};

/// Lists of births to centres.
#[derive(Debug, Subcommand)]
pub(crate) enum Lists {
    /// Every list of the last twelve months, and what stands in the way of the next.
    Status,
    /// Build the lists of a month: one for each centre that has a key.
    Build {
        /// The month, as 2026-10; the month before this one if none is given.
        #[arg(long, value_parser = month)]
        month: Option<Month>,
    },
    /// Build the lists that are due by the schedule, what a running site does by itself; and name the centres
    /// that did not take a list.
    Due,
    /// How often lists are built by themselves; say it to change it.
    Schedule {
        /// monthly, daily or by-hand.
        #[arg(value_parser = schedule)]
        often: Option<ListSchedule>,
    },
    /// Who sends news of births; say it to change it.
    Way {
        /// data-lead or child-health.
        #[arg(value_parser = way)]
        way: Option<ListWay>,
    },
    /// The month's one list from child health to the data lead.
    #[command(subcommand)]
    Month(MonthLists),
    /// Build and release what must leave the same day: children whose family
    /// said no, who died or moved away.
    Leavers,
    /// Let a list go to its centre.
    Release {
        /// The list.
        list: ListId,
    },
    /// Put a list aside that was not released.
    Cancel {
        /// The list.
        list: ListId,
        /// Why.
        #[arg(long)]
        why: String,
    },
    /// Save the encrypted file of a released list.
    Take {
        /// The list.
        list: ListId,
        /// Where to; a folder, or the name of a file.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Note what the centre says of a list.
    Receipt {
        /// The list.
        list: ListId,
        /// What it says.
        said: Said,
        /// Why it does not open.
        #[arg(long, default_value = "")]
        why: String,
    },
    /// Births and registration by centre, as CSV; small numbers are left empty.
    Figures {
        /// The first month of birth, as 2026-01; eleven months before the last if none is given.
        #[arg(long, value_parser = month)]
        from: Option<Month>,
        /// The last month; this one if none is given.
        #[arg(long, value_parser = month)]
        until: Option<Month>,
    },
    /// The key of each centre, and of the data lead.
    Keys,
    /// Give a centre or the data lead a key, or take it away with an empty one.
    GiveKey {
        /// The centre, "The data lead", or "The mail house".
        centre: String,
        /// The line that begins with age1.
        key: String,
        /// With whom it was checked, and how.
        #[arg(long)]
        checked_with: String,
    },
    /// At the centre or the data lead's: make a key of your own.
    Key {
        /// The file that keeps it. It never leaves you.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// At the centre or the data lead's: open a list with your own key.
    Open {
        /// The encrypted list, or the encrypted file for a mail house.
        file: PathBuf,
        /// The file with your key.
        #[arg(long)]
        key: PathBuf,
        /// Where the opened list goes.
        #[arg(short, long)]
        output: PathBuf,
    },
}

/// What a centre says of a list.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Said {
    /// It came.
    Received,
    /// They opened it.
    Opened,
    /// It does not open.
    Refused,
}

pub(super) fn month(text: &str) -> Result<Month, String> {
    text.parse().map_err(|()| "write a month as 2026-10".to_owned())
}

fn schedule(word: &str) -> Result<ListSchedule, String> {
    ListSchedule::from_word(word).ok_or_else(|| "choose monthly, daily or by-hand".to_owned())
}

fn way(word: &str) -> Result<ListWay, String> {
    ListWay::from_word(word).ok_or_else(|| "choose data-lead or child-health".to_owned())
}

impl Lists {
    /// Runs the command.
    ///
    /// # Errors
    /// When no list may be built or sent, a list does not open, or the records
    /// cannot be opened.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let now = Clock::Machine.now();
        match self {
            Self::Key { output } => return make_key(output),
            Self::Open { file, key, output } => return open_file(file, key, output),
            _ => {}
        }
        let app = open::open(settings).await?;
        match self {
            Self::Status => status(&app, now).await,
            Self::Build { month } => {
                let month = month.unwrap_or_else(|| Month::of(crate::clock::day_in_england(now)).before());
                say_built(&allowed(app.build_birth_lists(Who::Operator, month, now).await)?)
            }
            Self::Due => due(&app, now).await,
            Self::Schedule { often } => {
                if let Some(often) = often {
                    allowed(app.schedule_lists(Who::Operator, *often, now).await)?;
                }
                let often = app.birth_lists(Who::Operator, now).await?.schedule;
                say(&format!("Lists are built: {}.", often.title().to_lowercase()))
            }
            Self::Way { way } => {
                if let Some(way) = way {
                    allowed(app.set_list_way(Who::Operator, *way, now).await)?;
                }
                say(&format!("{}.", app.birth_lists(Who::Operator, now).await?.way.title()))
            }
            Self::Month(lists) => lists.run(&app, now).await,
            Self::Leavers => say_built(&allowed(app.send_leavers(Who::Operator, now).await)?),
            Self::Release { list } => {
                allowed(app.release_birth_list(Who::Operator, *list, now).await)?;
                say("Released. The centre sees it now.")
            }
            Self::Cancel { list, why } => {
                allowed(app.cancel_birth_list(Who::Operator, (*list, why), now).await)?;
                say("Put aside. Nobody gets it.")
            }
            Self::Take { list, output } => {
                let (name, bytes) =
                    allowed(app.take_birth_list(Who::Operator, (*list, "Saved by command"), now).await)?;
                let file = if output.is_dir() { output.join(name) } else { output.clone() };
                write(&file, &bytes)?;
                say(&format!("{} is written. Only the centre can open it.", file.display()))
            }
            Self::Receipt { list, said, why } => {
                let step = match said {
                    Said::Received => ListStepKind::Received,
                    Said::Opened => ListStepKind::Opened,
                    Said::Refused => ListStepKind::Refused,
                };
                allowed(app.receipt_of_birth_list(Who::Operator, (*list, step, why), now).await)?;
                say("Written down.")
            }
            Self::Figures { from, until } => figures(&app, (*from, *until), now).await,
            Self::Keys => keys(&app).await,
            Self::GiveKey { centre, key, checked_with } => {
                let (centre, public_key, checked_with) = (centre.clone(), key.clone(), checked_with.clone());
                let draft = KeyDraft { centre, public_key, checked_with };
                allowed(app.set_recipient_key(Who::Operator, &draft, now).await)?;
                say("Saved. Lists built from now on are encrypted to it.")
            }
            Self::Key { .. } | Self::Open { .. } => Ok(ExitCode::from(exit::DONE)),
        }
    }
}

async fn due(app: &App, now: Timestamp) -> anyhow::Result<ExitCode> {
    let built = allowed(app.build_due_lists(Who::Operator, now).await)?;
    let not_taken = app.birth_lists(Who::Operator, now).await?.not_taken;
    match &built {
        Some(built) => write_built(built)?,
        None => writeln!(std::io::stdout(), "No list is due.")?,
    }
    write_not_taken(&not_taken)?;
    let is_late = month_lists::write_late(&app.month_lists(Who::Operator, now).await?)?;
    let is_whole = built.is_none_or(|built| built.without.is_empty()) && not_taken.is_empty() && !is_late;
    Ok(ExitCode::from(if is_whole { exit::DONE } else { exit::SOME_ROWS }))
}

fn write_not_taken(lists: &[NotTaken]) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    lists.iter().try_for_each(|list| writeln!(out, "Not taken: {}, {}. {}.", list.centre, list.list, list.words))
}

async fn status(app: &App, now: Timestamp) -> anyhow::Result<ExitCode> {
    let page = app.birth_lists(Who::Operator, now).await?;
    let mut out = std::io::stdout();
    match &page.agreement {
        Ok(title) => writeln!(out, "Lists run on the agreement “{title}”.")?,
        Err(why) => writeln!(out, "No list can be built or sent. {why}")?,
    }
    for (centre, since) in &page.late {
        writeln!(out, "Late: {centre}. {since}.")?;
    }
    write_not_taken(&page.not_taken)?;
    if page.way == ListWay::ChildHealth {
        month_lists::write_status(&app.month_lists(Who::Operator, now).await?)?;
    }
    for line in &page.lines {
        let state = line.state.map_or("Waits to be released", ListStepKind::title);
        let reach = line.reach.as_ref().map(|reach| format!("  {}", reach.words())).unwrap_or_default();
        let entries = plural(line.entries as usize, "entry", "entries");
        writeln!(out, "{}  {}  {:<32} {entries:<12} {state}{reach}", line.id, line.month, line.centre)?;
    }
    Ok(ExitCode::from(exit::DONE))
}

async fn figures(app: &App, (from, until): (Option<Month>, Option<Month>), now: Timestamp) -> anyhow::Result<ExitCode> {
    let until = until.unwrap_or_else(|| Month::of(crate::clock::day_in_england(now)));
    let from = from.unwrap_or_else(|| (1..12).fold(until, |month, _| month.before()));
    let report = app.birth_report(Who::Operator, (from, until), now).await?;
    write!(std::io::stdout(), "{}", crate::web::pages::birth_figures::csv(&report))?;
    Ok(ExitCode::from(exit::DONE))
}

async fn keys(app: &App) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout();
    for line in app.recipient_keys(Who::Operator).await? {
        let key = line.fingerprint.unwrap_or_else(|| "no key: no list can be encrypted to it".to_owned());
        let since = line.since.map(|at| format!("  since {}", date_and_time(at))).unwrap_or_default();
        writeln!(out, "{:<32} {key}{since}", line.centre)?;
    }
    Ok(ExitCode::from(exit::DONE))
}

pub(super) fn say(words: &str) -> anyhow::Result<ExitCode> {
    writeln!(std::io::stdout(), "{words}")?;
    Ok(ExitCode::from(exit::DONE))
}

pub(super) fn say_built(built: &BuiltLists) -> anyhow::Result<ExitCode> {
    write_built(built)?;
    Ok(ExitCode::from(if built.without.is_empty() { exit::DONE } else { exit::SOME_ROWS }))
}

fn write_built(built: &BuiltLists) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    for (list, centre) in &built.built {
        writeln!(out, "{list}  {centre}")?;
    }
    for (centre, why) in &built.without {
        writeln!(out, "No list for {centre}. {why}")?;
    }
    writeln!(out, "{} built.", plural(built.built.len(), "list", "lists"))
}

/// What the rules or the register refuse, in words and with the exit code of a
/// refusal.
pub(super) fn allowed<T>(answer: Result<T, AppError>) -> anyhow::Result<T> {
    answer.map_err(|error| match error {
        AppError::Refused(refusal) => {
            let ways = refusal.ways_to_yes.join(" ");
            exit::ending(exit::REFUSED, format!("{}: {} {ways}", refusal.heading, refusal.because))
        }
        AppError::Invalid(problems) => {
            let words: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
            exit::ending(exit::INPUT_REFUSED, words.join("\n"))
        }
        AppError::Stale => exit::ending(
            exit::CHANGED,
            "This list was sent, released or put aside already, or was not sent yet.".to_owned(),
        ),
        AppError::NotFound => exit::ending(exit::NOT_FOUND, "There is no such list.".to_owned()),
        broken => broken.into(),
    })
}

fn make_key(output: &Path) -> anyhow::Result<ExitCode> {
    let key = OwnKey::generate();
    write_new(output, key.file_text().as_bytes())?;
    let public = key.public();
    say(&format!(
        "Your key is in {}. Keep it; nobody else may have it.\nSend this line to your data lead: {public}\nWhen they ring, read these letters: {}",
        output.display(),
        public.fingerprint()
    ))
}

/// How the file for a mail house begins.
const FOR_MAIL_HOUSE: &[u8] = b"NAME,ADDRESS,POSTCODE,LANGUAGE\r\n";

fn open_file(file: &Path, key: &Path, output: &Path) -> anyhow::Result<ExitCode> {
    let own: OwnKey = String::from_utf8_lossy(&read(key)?)
        .parse()
        .map_err(|error| exit::ending(exit::INPUT_REFUSED, format!("{}: {error}", key.display())))?;
    let refused = |words: String| exit::ending(exit::INTEGRITY, format!("{}: {words}", file.display()));
    let plain = open_list(&own, &read(file)?).map_err(|error| refused(error.to_string()))?;
    let mut out = std::io::stdout();
    if plain.starts_with(FOR_MAIL_HOUSE) {
        write_new(output, &plain)?;
        writeln!(out, "{} opened: names and addresses for welcome cards", output.display())?;
        return Ok(ExitCode::from(exit::DONE));
    }
    let (rows, problems) = read_list(&plain).map_err(|error| refused(error.to_string()))?;
    write_new(output, &plain)?;
    for problem in &problems {
        writeln!(out, "{problem}")?;
    }
    writeln!(out, "{} opened: {}", output.display(), plural(rows.len(), "entry", "entries"))?;
    Ok(ExitCode::from(if problems.is_empty() { exit::DONE } else { exit::SOME_ROWS }))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file)
        .map_err(|cause| exit::ending(exit::NOT_FOUND, format!("cannot read {}: {cause}", file.display())))
}

pub(super) fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(file, bytes)
        .map_err(|cause| exit::ending(exit::NOT_FOUND, format!("cannot write {}: {cause}", file.display())))
}

/// Writes a file that only its owner reads, and that is not there yet.
///
/// # Errors
/// When it is there, or cannot be written.
pub(super) fn write_new(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let written = options.open(file).and_then(|mut file| file.write_all(bytes));
    written.map_err(|cause| exit::ending(exit::NOT_FOUND, format!("cannot write {}: {cause}", file.display())))
}
