//! `kith link`: matching files of records; and in a locality, pairs to check,
//! reasons, undo. Nothing personal is printed.

mod look;
mod measure;
mod model;
mod records;
mod rows;
mod run;
mod splink;
mod trace;

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;
use kith_app::{App, Who};
use kith_core::id::RecordId;

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// Matching.
#[derive(Debug, Subcommand)]
pub(crate) enum Link {
    /// Match the records of a file: who is one person?
    Run(run::Run),
    /// Compare persons that were found with the truth.
    Measure(measure::Measure),
    /// Say how well each source fills its columns.
    Profile(run::Profile),
    /// Pairs of records that may be one person, the likeliest first.
    Pairs {
        /// At most so many.
        #[arg(long, default_value_t = 25)]
        limit: u32,
        #[command(flatten)]
        file: look::File,
    },
    /// Why two records are one person, may be, or are not.
    Explain {
        /// One record, for example r-0123456789abcdef; its record_id in a file of records.
        a: String,
        /// The other record.
        b: String,
        #[command(flatten)]
        file: look::File,
    },
    /// Look NHS numbers up that are missing, or that no health service states.
    Trace(trace::Trace),
    /// Say how NHS numbers are looked up.
    Tracing {
        /// Off, or by the simulator of a practice copy.
        way: trace::Way,
    },
    /// Say that two records are two people; takes a join back.
    Undo {
        /// One record.
        a: RecordId,
        /// The other record.
        b: RecordId,
    },
}

impl Link {
    /// Runs the command.
    ///
    /// # Errors
    /// When the records cannot be opened or are not known.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let done = match self {
            Self::Run(run) => run.run(),
            Self::Measure(measure) => measure.run(),
            Self::Profile(profile) => profile.run(),
            Self::Pairs { limit, file } if file.is_given() => file.pairs(*limit),
            Self::Pairs { limit, .. } => pairs(&open::open(settings).await?, *limit).await,
            Self::Explain { a, b, file } if file.is_given() => file.explain(a, b),
            Self::Explain { a, b, .. } => {
                let pair = (record(a)?, record(b)?);
                explain(&open::open(settings).await?, pair).await
            }
            Self::Trace(trace) => trace.run(settings).await,
            Self::Tracing { way } => way.set(settings).await,
            Self::Undo { a, b } => undo(&open::open(settings).await?, (*a, *b)).await,
        };
        done.map(|()| ExitCode::from(exit::DONE))
    }
}

fn record(text: &str) -> anyhow::Result<RecordId> {
    let words = || format!("{text} is no record of the locality; for the records of a file say --input");
    text.parse().map_err(|_| exit::ending(exit::NOT_FOUND, words()))
}

/// A weight as people read it: bits, with one place.
fn bits(weight_milli: i32) -> String {
    format!("{:+.1}", f64::from(weight_milli) / 1000.0)
}

async fn pairs(app: &App, limit: u32) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    let pairs = app.pairs_to_check(Who::Operator, limit).await?;
    if pairs.is_empty() {
        writeln!(out, "No pairs to check.")?;
    }
    for pair in pairs {
        writeln!(out, "{} {} {:>6}  {}", pair.a, pair.b, bits(pair.weight_milli), pair.reasons)?;
    }
    Ok(())
}

async fn explain(app: &App, pair: (RecordId, RecordId)) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    let found = app.explain_pair(Who::Operator, pair).await?;
    writeln!(
        out,
        "By the records alone: {}, {} bits (model {}).",
        found.answer,
        bits(found.weight_milli),
        found.model
    )?;
    for reason in &found.reasons {
        writeln!(out, "{:>7}  {}: {}", bits(reason.weight_milli), reason.field, reason.words)?;
    }
    if let Some(refusal) = found.refusal {
        writeln!(out, "Kept apart: {refusal}.")?;
    }
    for (at, words) in &found.asserted {
        writeln!(out, "{at:.0}  {words}")?;
    }
    writeln!(out, "Now: {}.", if found.is_one_person { "one person" } else { "two people" })?;
    Ok(())
}

async fn undo(app: &App, pair: (RecordId, RecordId)) -> anyhow::Result<()> {
    app.keep_apart(Who::Operator, pair, Clock::Machine.now()).await?;
    writeln!(std::io::stdout(), "The two records are two people from now on.")?;
    Ok(())
}
