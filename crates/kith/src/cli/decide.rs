//! `kith decide`: cases in, answers out, without any record.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use kith_exchange::packs::decide_cases;

use super::{exit, rules};
use crate::settings::Settings;

/// Answer the cases of a file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A row that cannot be read is answered case_judgement, never yes, and is named on standard error.\n\nExample:\n  kith decide --cases cases.csv > answers.csv"
)]
pub(crate) struct Decide {
    /// The cases: CSV with one column for each fact.
    #[arg(long)]
    cases: PathBuf,
    /// The edition to answer by: its name, or a file.
    #[arg(long, default_value = "leaflet-2010")]
    pack: String,
}

impl Decide {
    /// Runs the command.
    ///
    /// # Errors
    /// When the file or the edition cannot be read.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let pack = rules::read(&self.pack, settings).await?;
        let cases = std::fs::read(&self.cases).with_context(|| format!("cannot read {}", self.cases.display()))?;
        let (answers, problems) = decide_cases(&cases, &pack);
        std::io::stdout().write_all(&answers)?;
        let mut words = std::io::stderr();
        for problem in &problems {
            let row = problem.row.map_or_else(|| "the file".to_owned(), |row| format!("row {row}"));
            let column = problem.column.as_ref().map_or_else(String::new, |column| format!(", column {column}"));
            writeln!(words, "{}: {row}{column}: {}", self.cases.display(), problem.how_to_fix)?;
        }
        let is_refused = problems.iter().any(|problem| problem.row.is_none());
        let code = match (problems.is_empty(), is_refused) {
            (true, _) => exit::DONE,
            (false, false) => exit::SOME_ROWS,
            (false, true) => exit::INPUT_REFUSED,
        };
        Ok(ExitCode::from(code))
    }
}
