//! `kith synth`: the extracts of a fictional locality.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;

use super::exit;
use crate::clock::{Clock, day_in_england};

/// Write the extracts of a fictional locality to files.
#[derive(Debug, clap::Args)]
pub(crate) struct Synth {
    /// Folder to write to.
    #[arg(short = 'o', long)]
    output: PathBuf,
    /// How many children under five.
    #[arg(long, default_value_t = 6000)]
    children: u32,
    /// The same seed makes the same people.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day that the extracts are made on; today if not given.
    #[arg(long)]
    today: Option<jiff::civil::Date>,
    /// Write records for `kith link run` and the truth about them instead: records.csv and truth.csv.
    #[arg(long)]
    records: bool,
}

impl Synth {
    /// Makes and writes the locality.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let today = self.today.unwrap_or_else(|| day_in_england(Clock::Machine.now()));
        let locality =
            kith_synth::make(kith_synth::Plan { seed: self.seed, children_under_five: self.children, today });
        if self.records {
            return self.write_records(&locality);
        }
        let written = kith_synth::write(&locality, &self.output, &mut |_| {})?;
        writeln!(
            std::io::stdout(),
            "{} rows in {} extracts written to {}.",
            written.rows(),
            written.extracts.len(),
            self.output.display()
        )?;
        Ok(ExitCode::from(exit::DONE))
    }

    fn write_records(&self, locality: &kith_synth::Locality) -> anyhow::Result<ExitCode> {
        std::fs::create_dir_all(&self.output)
            .with_context(|| format!("cannot make the folder {}", self.output.display()))?;
        let create = |name: &str| {
            let path = self.output.join(name);
            let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
            anyhow::Ok(BufWriter::new(file))
        };
        let (mut records, mut truth) = (create("records.csv")?, create("truth.csv")?);
        let count = kith_synth::write_records(locality, &mut records, &mut truth)?;
        records.flush()?;
        truth.flush()?;
        writeln!(std::io::stdout(), "{count} records written to {}.", self.output.display())?;
        Ok(ExitCode::from(exit::DONE))
    }
}
