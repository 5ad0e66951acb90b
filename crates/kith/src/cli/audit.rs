//! `kith audit`: verify the chain, export it, sign a checkpoint.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// The audit.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Check every entry of the chain and every signed checkpoint.
    Verify,
    /// Write the chain to a file that a stranger can check.
    Export {
        /// The file to write; the public key and the checkpoints are written
        /// beside it.
        #[arg(short = 'o', long)]
        output: PathBuf,
    },
    /// Sign the head of the chain for today.
    Checkpoint,
}

impl Audit {
    /// Runs the command.
    ///
    /// # Errors
    /// When the records cannot be opened, or the chain does not hold.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        let mut out = std::io::stdout();
        match self {
            Self::Verify => {
                let verified = app.verify_audit().await?;
                match verified {
                    Ok(verified) => writeln!(
                        out,
                        "{} entries, {} checkpoints: nothing was changed, removed or added.",
                        verified.entries, verified.checkpoints
                    )?,
                    Err(fault) => {
                        return Err(exit::ending(exit::INTEGRITY, format!("the audit does not hold: {fault}")));
                    }
                }
            }
            Self::Export { output } => {
                let export = app.export_audit().await?;
                let write = |extension: &str, text: &str| {
                    let file = output.with_extension(extension);
                    std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
                };
                std::fs::write(output, &export.log).with_context(|| format!("cannot write {}", output.display()))?;
                write("checkpoints", &export.checkpoints)?;
                write("public-key", &export.public_key)?;
                writeln!(out, "{} entries written to {}.", export.entries, output.display())?;
            }
            Self::Checkpoint => {
                let day = app.sign_checkpoint(Clock::Machine.now()).await?;
                writeln!(out, "The head of the audit is signed for {day}.")?;
            }
        }
        Ok(ExitCode::from(exit::DONE))
    }
}
