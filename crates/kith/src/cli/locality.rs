//! `kith locality`: what the locality decided for itself, and how to change it.

use std::io::Write as _;
use std::process::ExitCode;

use kith_app::{AppError, Who};

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;
use crate::web::words::plural;

/// What the locality decided for itself.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  kith locality --note-days 3")]
pub(crate) struct Locality {
    /// Within how many days after a visit the others get their note, from 1 to 14.
    #[arg(long)]
    note_days: Option<String>,
}

impl Locality {
    /// Changes what is given, and shows what stands.
    ///
    /// # Errors
    /// When a number cannot be set, or the records cannot be opened.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        if let Some(days) = &self.note_days {
            match app.set_visit_note_days(Who::Operator, days, Clock::Machine.now()).await {
                Ok(()) => {}
                Err(AppError::Invalid(problems)) => {
                    let says: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
                    return Err(exit::ending(exit::INPUT_REFUSED, says.join("\n")));
                }
                Err(error) => return Err(error.into()),
            }
        }
        let days = usize::try_from(app.visit_note_days(Who::Operator).await?)?;
        writeln!(std::io::stdout(), "The note after a visit is due within {}.", plural(days, "day", "days"))?;
        Ok(ExitCode::from(exit::DONE))
    }
}
