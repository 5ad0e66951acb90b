//! `kith lists month`: the one list of a month from child health to the data
//! lead, built, sent and taken.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;
use kith_app::{App, MonthListsPage, MonthStepKind, Who};
use kith_core::birth::Month;
use kith_core::id::ListId;

use super::exit;
use super::lists::{allowed, month, say, say_built, write};
use crate::web::words::{date_and_time, plural};

/// The month's one list from child health to the data lead.
#[derive(Debug, Subcommand)]
pub(crate) enum MonthLists {
    /// Every list of the last twelve months, how far each came, and what is late.
    Status,
    /// Every step of one list: when, what, who.
    Steps {
        /// The list.
        list: ListId,
    },
    /// Build the list of a month, encrypted to the data lead's key.
    Build {
        /// The month, as 2026-10; the month before this one if none is given.
        #[arg(long, value_parser = month)]
        month: Option<Month>,
    },
    /// Let a list go to the data lead.
    Send {
        /// The list.
        list: ListId,
    },
    /// Put aside a list that was not sent.
    Cancel {
        /// The list.
        list: ListId,
        /// Why.
        #[arg(long)]
        why: String,
    },
    /// Save the encrypted file of a list that was sent.
    Take {
        /// The list.
        list: ListId,
        /// Where to; a folder, or the name of a file.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Note what the data lead says of a list.
    Receipt {
        /// The list.
        list: ListId,
        /// What they say.
        said: Said,
        /// Why it does not open.
        #[arg(long, default_value = "")]
        why: String,
    },
}

/// What the data lead says of a list.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Said {
    /// It came.
    Received,
    /// It opens.
    Opened,
    /// It does not open.
    Refused,
    /// The children who may not be told of any more are taken off.
    TakenOff,
}

impl Said {
    fn step(self) -> MonthStepKind {
        match self {
            Self::Received => MonthStepKind::Received,
            Self::Opened => MonthStepKind::Opened,
            Self::Refused => MonthStepKind::Refused,
            Self::TakenOff => MonthStepKind::TakenOff,
        }
    }
}

impl MonthLists {
    /// Runs the command.
    ///
    /// # Errors
    /// When no list may be built or sent, or the records cannot be read.
    pub(super) async fn run(&self, app: &App, now: Timestamp) -> anyhow::Result<ExitCode> {
        match self {
            Self::Status => {
                write_status(&app.month_lists(Who::Operator, now).await?)?;
                Ok(ExitCode::from(exit::DONE))
            }
            Self::Steps { list } => steps(app, *list, now).await,
            Self::Build { month } => {
                let month = month.unwrap_or_else(|| Month::of(crate::clock::day_in_england(now)).before());
                say_built(&allowed(app.build_month_list(Who::Operator, month, now).await)?)
            }
            Self::Send { list } => {
                allowed(app.send_month_list(Who::Operator, *list, now).await)?;
                say("Sent. The data lead can take it now.")
            }
            Self::Cancel { list, why } => {
                allowed(app.cancel_month_list(Who::Operator, (*list, why), now).await)?;
                say("Put aside. Nobody gets it.")
            }
            Self::Take { list, output } => {
                let (name, bytes) = allowed(app.save_month_list(Who::Operator, *list, now).await)?;
                let file = if output.is_dir() { output.join(name) } else { output.clone() };
                write(&file, &bytes)?;
                say(&format!("{} is written. Only the data lead can open it.", file.display()))
            }
            Self::Receipt { list, said, why } => {
                allowed(app.receipt_of_month_list(Who::Operator, (*list, said.step(), why), now).await)?;
                say("Written down.")
            }
        }
    }
}

async fn steps(app: &App, list: ListId, now: Timestamp) -> anyhow::Result<ExitCode> {
    let page = allowed(app.month_list(Who::Operator, list, now).await)?;
    let mut out = std::io::stdout();
    for (at, what, why, who) in &page.steps {
        let why = if why.is_empty() { String::new() } else { format!(". {why}") };
        writeln!(out, "{}  {what}{why}  {who}", date_and_time(*at))?;
    }
    Ok(ExitCode::from(exit::DONE))
}

/// The lists, how far each came, and what is late.
pub(super) fn write_status(page: &MonthListsPage) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{}.", page.way.title())?;
    match &page.fingerprint {
        Some(letters) => writeln!(out, "The data lead’s key reads {letters}.")?,
        None => writeln!(out, "There is no key of the data lead: no list can be built.")?,
    }
    write_late(page)?;
    for line in &page.lines {
        let entries = plural(line.entries as usize, "entry", "entries");
        writeln!(out, "{}  {}  {:<32} {entries:<12} {}", line.id, line.month, "The data lead", line.reach.words())?;
        if line.reach.has_to_take_off() {
            writeln!(out, "Take off {}: {}.", line.id, line.reach.take_off.join(", "))?;
        }
    }
    Ok(())
}

/// What is late, and whether anything is.
pub(super) fn write_late(page: &MonthListsPage) -> std::io::Result<bool> {
    let mut out = std::io::stdout();
    if let Some(since) = &page.late {
        writeln!(out, "Late: child health. {since}.")?;
    }
    let mut is_late = page.late.is_some();
    for line in page.lines.iter().filter(|line| line.is_overdue || line.reach.is_to_be_sent_again()) {
        writeln!(out, "Not taken: the data lead, {}, {}. {}.", line.id, line.month, line.reach.words())?;
        is_late = true;
    }
    Ok(is_late)
}
