//! `kith follow-ups`: how many facts wait for centres and what came of the
//! others, and the rules that say which families stand out. No name is shown.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use jiff::Timestamp;
use kith_app::{App, AppError, FollowUpCounts, Who};

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// Facts for centres to follow up.
#[derive(Debug, Subcommand)]
pub(crate) enum FollowUps {
    /// How many facts wait, are late, or were followed up, by feed; nobody is named.
    List,
    /// The rules that say which facts are news and which families stand out.
    Rules,
    /// Put rules of your own in use.
    Use {
        /// The file, as `kith follow-ups rules` prints it.
        file: PathBuf,
    },
}

impl FollowUps {
    /// Runs the command.
    ///
    /// # Errors
    /// When rules cannot be used, or the records cannot be opened.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let now = Clock::Machine.now();
        let app = open::open(settings).await?;
        match self {
            Self::List => {
                for counts in app.follow_up_counts(Who::Operator, now).await? {
                    say_counts(&counts)?;
                }
            }
            Self::Rules => write!(std::io::stdout(), "{}", app.early_support_rules().await?)?,
            Self::Use { file } => return use_rules(&app, file, now).await,
        }
        Ok(ExitCode::from(exit::DONE))
    }
}

fn say_counts(counts: &FollowUpCounts) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    let FollowUpCounts { feed, standing, waiting, late, results } = counts;
    writeln!(out, "{}: {}", feed.feed.title(), feed.words)?;
    writeln!(out, "  {:<42}{standing:>7}", "Facts that stand")?;
    writeln!(out, "  {:<42}{waiting:>7}", "Nobody followed up, or reached, yet")?;
    writeln!(out, "  {:<42}{late:>7}", "Of these late")?;
    for (result, count) in results {
        writeln!(out, "  {:<42}{count:>7}", result.title())?;
    }
    Ok(())
}

async fn use_rules(app: &App, file: &PathBuf, now: Timestamp) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    match app.use_early_support_rules(Who::Operator, &text, now).await {
        Ok(name) => {
            writeln!(std::io::stdout(), "{name} is in use from now on.")?;
            Ok(ExitCode::from(exit::DONE))
        }
        Err(AppError::Invalid(problems)) => {
            let says: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            Err(exit::ending(exit::INPUT_REFUSED, says.join("\n")))
        }
        Err(error) => Err(error.into()),
    }
}
