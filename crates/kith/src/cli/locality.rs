//! `kith locality`: what the locality decided for itself, and how to change it.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use kith_app::{AppError, WaitsDraft, Who};

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;
use crate::web::words::{date_words, list_words, plural};

/// What the locality decided for itself.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  kith locality --note-days 3")]
pub(crate) struct Locality {
    /// Within how many days after a visit the others get their note, from 1 to 14.
    #[arg(long)]
    note_days: Option<String>,
    /// A file with holidays for once, one day a line; it takes the place of those that stood before.
    #[arg(long, value_name = "FILE")]
    holidays: Option<PathBuf>,
    /// After how many days a woman without a named contact is listed, from 1 to 60.
    #[arg(long)]
    contact_days: Option<String>,
    /// For how many days a settled message to say no is kept, from 30 to 3650.
    #[arg(long)]
    kept_days: Option<String>,
}

impl Locality {
    /// Changes what is given, and shows what stands.
    ///
    /// # Errors
    /// When a number cannot be set, or the records cannot be opened.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        let now = Clock::Machine.now();
        if let Some(days) = &self.note_days {
            refused(app.set_visit_note_days(Who::Operator, days, now).await)?;
        }
        let waits = app.waits(Who::Operator, now).await?;
        if self.holidays.is_some() || self.contact_days.is_some() || self.kept_days.is_some() {
            let stood: Vec<String> = waits.holidays.iter().map(ToString::to_string).collect();
            let holidays = match &self.holidays {
                Some(file) => std::fs::read_to_string(file)
                    .map_err(|error| exit::ending(exit::INPUT_REFUSED, format!("{}: {error}", file.display())))?,
                None => stood.join("\n"),
            };
            let draft = WaitsDraft {
                holidays,
                contact_days: self.contact_days.clone().unwrap_or_else(|| waits.contact_days.to_string()),
                kept_days: self.kept_days.clone().unwrap_or_else(|| waits.kept_days.to_string()),
            };
            refused(app.save_waits(Who::Operator, &draft, now).await)?;
        }
        let days = usize::try_from(app.visit_note_days(Who::Operator).await?)?;
        let waits = app.waits(Who::Operator, now).await?;
        let (contact, kept) = (usize::try_from(waits.contact_days)?, usize::try_from(waits.kept_days)?);
        let mut out = std::io::stdout();
        writeln!(out, "The note after a visit is due within {}.", plural(days, "day", "days"))?;
        writeln!(out, "A woman without a named contact is listed after {}.", plural(contact, "day", "days"))?;
        writeln!(out, "A settled message to say no is kept for {}.", plural(kept, "day", "days"))?;
        let holidays: Vec<String> = waits.holidays.iter().map(|day| date_words(*day)).collect();
        if !holidays.is_empty() {
            writeln!(out, "Holidays for once: {}.", list_words(&holidays))?;
        }
        Ok(ExitCode::from(exit::DONE))
    }
}

fn refused(done: Result<(), AppError>) -> anyhow::Result<()> {
    match done {
        Ok(()) => Ok(()),
        Err(AppError::Invalid(problems)) => {
            let says: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            Err(exit::ending(exit::INPUT_REFUSED, says.join("\n")))
        }
        Err(error) => Err(error.into()),
    }
}
