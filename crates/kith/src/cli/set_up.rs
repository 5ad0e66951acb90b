//! `kith set-up`: the beginning of a locality's own Kith.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use kith_app::{AppError, SetUp, Who};

use super::locality_files::LocalityFiles;
use super::staff::{Passwords, sign_in_of};
use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// Begin: name the locality, and bring in its centres, postcodes and staff.
#[derive(Debug, clap::Args)]
#[command(after_help = "FOLDER holds centres.csv and staff.csv, and may hold places.csv and postcodes.csv. \
                  docs/guide/operator.md lists their columns.\n\nExample:\n  \
                  kith set-up our-files --locality \"Westmoor early years\" --passwords passwords.csv")]
pub(crate) struct SetUpFrom {
    /// The folder with the files.
    folder: PathBuf,
    /// The name of the locality, as pages show it.
    #[arg(long)]
    locality: String,
    /// Write everybody's password for the first sign-in to this file; only you can read it.
    #[arg(long)]
    passwords: PathBuf,
}

impl SetUpFrom {
    /// Sets an empty Kith up: everything or nothing.
    ///
    /// # Errors
    /// When Kith is not empty, or with every row of the files that cannot be
    /// read.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        if !app.is_empty().await? {
            return Err(already());
        }
        let mut files = LocalityFiles::new(&self.folder);
        let places = files.places();
        let links = files.centre_links();
        let reach_areas = if files.has("postcodes.csv") { files.reach_areas(&places) } else { Vec::new() };
        let mut passwords = Passwords::default();
        let staff = files.staff("staff.csv", |code, own| passwords.of(sign_in_of(code, own)))?;
        let locality = self.locality.trim().to_owned();
        let counts = (places.len(), reach_areas.len());
        let set_up = SetUp { locality, is_practice: false, places, reach_areas, sources: Vec::new(), staff };
        let set_up = files.whole(set_up)?;
        let written = passwords.write(&self.passwords, |_| true)?;
        app.set_up(set_up, Clock::Machine.now()).await.map_err(|error| match error {
            AppError::Stale => already(),
            other => other.into(),
        })?;
        for links in &links {
            app.set_centre_links(Who::Operator, links, Clock::Machine.now()).await?;
        }
        writeln!(
            std::io::stdout(),
            "{} is set up: {} places, {} postcodes, {written} people.\n\
             Passwords for the first sign-in are in {}: give each person his or her own, then delete the file.\n\
             Next: kith source add NAME for each system, kith import FILE --source NAME, kith serve.",
            self.locality.trim(),
            counts.0,
            counts.1,
            self.passwords.display()
        )?;
        Ok(ExitCode::from(exit::DONE))
    }
}

fn already() -> anyhow::Error {
    exit::ending(
        exit::CHANGED,
        "this data folder is set up already; name another with --data, or change staff with kith staff add",
    )
}
