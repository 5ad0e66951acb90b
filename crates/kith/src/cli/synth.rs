//! `kith synth`: the extracts of a fictional locality, or national messages
//! about it.

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
    /// Write so many national messages instead, and what should be true in the end: messages/ and manifest.csv.
    #[arg(long, value_name = "COUNT", conflicts_with = "records")]
    messages: Option<u32>,
    /// Messages come in any order instead of that in which they were written.
    #[arg(long, requires = "messages")]
    shuffled: bool,
    /// One message in twenty comes twice.
    #[arg(long, requires = "messages")]
    repeated: bool,
}

impl Synth {
    /// Makes and writes the locality.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn run(&self) -> anyhow::Result<ExitCode> {
        let today = self.today.unwrap_or_else(|| day_in_england(Clock::Machine.now()));
        if let Some(messages) = self.messages {
            return self.write_messages(messages, today);
        }
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

    fn write_messages(&self, messages: u32, today: jiff::civil::Date) -> anyhow::Result<ExitCode> {
        let plan = kith_synth::MessagePlan {
            seed: self.seed,
            children_under_five: self.children,
            messages,
            today,
            is_shuffled: self.shuffled,
            has_duplicates: self.repeated,
        };
        let written = kith_synth::messages(plan).write(&self.output)?;
        let folder = self.output.join("messages");
        writeln!(
            std::io::stdout(),
            "{written} messages written to {}.\nTo take them in: kith messages receive --folder {}",
            folder.display(),
            folder.display()
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
