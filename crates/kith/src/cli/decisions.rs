//! `kith decisions`: a decision put again to the rules of its day.

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;
use kith_app::{Replay, Who};
use kith_core::id::DecisionId;
use kith_core::sharing::Outcome;

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// Kept decisions.
#[derive(Debug, Subcommand)]
pub(crate) enum Decisions {
    /// Answer a decision again under the edition that answered it then.
    Replay {
        /// The decision, for example d-0123456789abcdef.
        #[arg(value_parser = decision)]
        decision: DecisionId,
    },
}

/// A decision's reference, in capitals or not.
fn decision(text: &str) -> Result<DecisionId, String> {
    text.trim()
        .to_lowercase()
        .parse()
        .map_err(|_| format!("“{text}” is not a decision; it looks like d-0123456789abcdef"))
}

impl Decisions {
    /// Runs the command.
    ///
    /// # Errors
    /// When there is no such decision, or an answer is not the same.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let Self::Replay { decision } = self;
        let app = open::open(settings).await?;
        let replay = app.replay(Who::Operator, *decision, Clock::Machine.now()).await?;
        tell(&replay)?;
        let code = if replay.is_same() { exit::DONE } else { exit::INTEGRITY };
        Ok(ExitCode::from(code))
    }
}

fn tell(replay: &Replay) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{}, made {:.0}, answered by {}.", replay.decision, replay.made_at, replay.edition)?;
    if replay.title.is_none() {
        writeln!(out, "{} is not kept here, so its answers cannot be given again.", replay.edition)?;
    }
    for part in &replay.parts {
        let (outcome, rule) = &part.then;
        let words = |outcome: &str| Outcome::from_word(outcome).map_or("", Outcome::title);
        match &part.again {
            _ if part.is_same() => writeln!(out, "{}: {} ({rule}). The same again.", part.what, words(outcome))?,
            Some((now, by)) => writeln!(
                out,
                "{}: then {} ({rule}), now {} ({by}). Not the same.",
                part.what,
                words(outcome),
                words(now)
            )?,
            None => writeln!(out, "{}: {} ({rule}). Cannot be answered again.", part.what, words(outcome))?,
        }
    }
    let end = if replay.is_same() { "Every answer is the same." } else { "Not every answer is the same." };
    writeln!(out, "{end}")?;
    Ok(())
}
