//! `kith centre-work`: whom centres reach and work with, as figures.

use std::io::Write;
use std::process::ExitCode;

use kith_app::Who;
use kith_core::report::Quarter;

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// Figures of the families that centres reach and work with.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "CSV, one line a centre. A number from 1 to 4 is left empty, and so is one that would give it away.\n\nExample:\n  kith centre-work --quarter 2026-4 > work.csv"
)]
pub(crate) struct CentreWork {
    /// The quarter, as 2026-4; the one that runs if none is given.
    #[arg(long, value_parser = quarter)]
    quarter: Option<Quarter>,
}

fn quarter(text: &str) -> Result<Quarter, String> {
    text.parse().map_err(|()| "write a quarter as 2026-4".to_owned())
}

impl CentreWork {
    /// Runs the command.
    ///
    /// # Errors
    /// When the records cannot be opened.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        let report = app.work_report(Who::Operator, (self.quarter, true), Clock::Machine.now()).await?;
        write!(std::io::stdout(), "{}", crate::web::pages::centre_work::csv(&report))?;
        Ok(ExitCode::from(exit::DONE))
    }
}
