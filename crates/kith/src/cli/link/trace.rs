//! `kith link trace` and `tracing`: NHS numbers looked up in the national
//! record, and how. Nothing personal is printed.

use std::io::Write;

use clap::ValueEnum;
use kith_app::{TraceTally, TracingWay, Who};
use kith_core::id::PersonId;

use crate::cli::progress::{Form, Progress};
use crate::cli::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// Look NHS numbers up that are missing, or that no health service states.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Whoever was looked up in the last 30 days is left out: run it again to go on where it stopped.\n\n\
                        Examples:\n  kith link trace --dry-run\n  kith link trace --limit 200"
)]
pub(crate) struct Trace {
    /// At most so many people.
    #[arg(long, default_value_t = 100)]
    limit: u64,
    /// Say how many would be looked up, and ask nothing.
    #[arg(long)]
    dry_run: bool,
    /// One person, whatever is known of the number, for example p-0123456789abcdef.
    #[arg(long, conflicts_with_all = ["limit", "dry_run"])]
    person: Option<PersonId>,
    /// Take back that this person counts as kept safe because the national record was restricted.
    #[arg(long, requires = "person")]
    not_restricted: bool,
    /// Say nothing but the result.
    #[arg(long)]
    quiet: bool,
}

impl Trace {
    /// Looks numbers up.
    ///
    /// # Errors
    /// When it is switched off, or the connection gave out.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<()> {
        let app = open::open(settings).await?;
        let now = Clock::Machine.now();
        if self.dry_run {
            let left = app.count_to_trace(Who::Operator, now).await?;
            let asked = left.min(self.limit);
            writeln!(std::io::stdout(), "{asked} of {left} children would be looked up. Nothing was asked.")?;
            return Ok(());
        }
        if let Some(person) = self.person.filter(|_| self.not_restricted) {
            app.lift_national_restriction(Who::Operator, person, now).await?;
            writeln!(std::io::stdout(), "The national record no longer keeps this person safe here.")?;
            return Ok(());
        }
        let tally = match self.person {
            Some(person) => app.trace_person(Who::Operator, person, now).await,
            None => {
                let progress = Progress::new(Form::choose(self.quiet, false, false));
                progress.step("Looking numbers up", "people");
                app.trace_many(Who::Operator, self.limit, now, |done, all| progress.at(done, Some(all))).await
            }
        };
        tell(&tally.map_err(worded)?)
    }
}

fn tell(tally: &TraceTally) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{} looked up.", tally.asked())?;
    for (outcome, times) in &tally.outcomes {
        writeln!(out, "{times:>7}  {}", outcome.title())?;
    }
    if tally.too_little > 0 {
        writeln!(out, "{:>7}  Too little is known to ask", tally.too_little)?;
    }
    writeln!(out, "{} to be looked at under Matching, NHS numbers. {} left.", tally.proposals, tally.left)?;
    match tally.stopped {
        Some(fault) => Err(exit::ending(exit::TRY_AGAIN, fault.words())),
        None => Ok(()),
    }
}

/// How numbers are looked up.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Way {
    /// Not at all.
    Off,
    /// By a simulator, in a practice copy alone.
    Simulator,
}

impl Way {
    /// Sets it.
    ///
    /// # Errors
    /// For the simulator where people are real.
    pub(crate) async fn set(self, settings: &Settings) -> anyhow::Result<()> {
        let way = match self {
            Self::Off => TracingWay::Off,
            Self::Simulator => TracingWay::Simulator,
        };
        let app = open::open(settings).await?;
        app.set_tracing_way(Who::Operator, way, Clock::Machine.now()).await.map_err(worded)?;
        writeln!(std::io::stdout(), "Numbers are looked up: {}.", way.word())?;
        Ok(())
    }
}

/// A refusal with what to do about it.
fn worded(error: kith_app::AppError) -> anyhow::Error {
    match error {
        kith_app::AppError::Refused(refusal) => {
            let words = format!("{}. {} {}", refusal.heading, refusal.because, refusal.ways_to_yes.join(" "));
            exit::ending(exit::REFUSED, words)
        }
        other => crate::cli::import::worded(other),
    }
}
