//! `kith rules`: check an edition, read it, compare two, approve one, put one
//! in force.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use clap::Subcommand;
use jiff::civil::Date;
use kith_app::{App, AppError, EditionLine, Governor, Who};
use kith_core::sharing::{Pack, PackFault, Stage, compare};
use kith_exchange::packs::{built_in, read_pack};

use super::{exit, open};
use crate::clock::Clock;
use crate::edition_words::{
    answer_words, changes_in_words, grouped, line_of, rules_in_words, rules_of, sight_words, stage_title, state_words,
};
use crate::settings::Settings;
use crate::who_sees_what;

/// The sharing rules.
#[derive(Debug, Subcommand)]
pub(crate) enum Rules {
    /// The editions that are kept, and where each stands.
    List,
    /// Check an edition for every combination of facts.
    Check {
        /// A file, or the name of an edition.
        #[arg(default_value = "leaflet-2010")]
        edition: String,
    },
    /// Read an edition in words.
    Show {
        /// A file, or the name of an edition.
        edition: String,
    },
    /// What changes from one edition to another.
    Diff {
        /// A file, or the name of an edition.
        before: String,
        /// A file, or the name of an edition.
        after: String,
        /// Also answer the decisions of the last 30 days under both: who would
        /// gain or lose sight, by role and service.
        #[arg(long)]
        decisions: bool,
    },
    /// Who may see what, as tables in Markdown: every role, kind of
    /// information, purpose and basis.
    Matrix {
        /// Files, or names of editions.
        #[arg(default_values = ["leaflet-2010", "england-2026"])]
        editions: Vec<String>,
    },
    /// Keep a file as a new edition, for two other people to approve.
    Draft {
        /// The file.
        file: std::path::PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// Approve an edition. Two people do, and neither of them wrote it.
    Approve {
        /// The name of the edition.
        edition: String,
        #[command(flatten)]
        by: By,
    },
    /// Put an approved edition in force from a day on.
    PutInForce {
        /// The name of the edition.
        edition: String,
        /// The day, for example 2026-12-01; today or later.
        #[arg(long)]
        from: Date,
        #[command(flatten)]
        by: By,
    },
}

/// Who does it.
#[derive(Debug, clap::Args)]
pub(crate) struct By {
    /// The sign-in name of a Caldicott Guardian, data lead or administrator.
    /// The password is the first line of standard input.
    #[arg(long = "as", value_name = "STAFF")]
    staff: String,
}

impl Rules {
    /// Runs the command.
    ///
    /// # Errors
    /// When an edition cannot be found or read, or may not be changed.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let now = Clock::Machine.now();
        match self {
            Self::List => list(&open::open(settings).await?).await,
            Self::Check { edition } => check(&named(edition, settings).await?),
            Self::Show { edition } => {
                let pack = read(edition, settings).await?;
                show(&pack)
            }
            Self::Diff { before, after, decisions } => {
                let (before, after) = (read(before, settings).await?, read(after, settings).await?);
                diff(&before, &after)?;
                if *decisions {
                    what_if(&open::open(settings).await?, &before, &after).await?;
                }
                done()
            }
            Self::Matrix { editions } => {
                let mut told = who_sees_what::roles();
                for edition in editions {
                    told.push('\n');
                    told.push_str(&who_sees_what::page(&*read(edition, settings).await?));
                }
                say(told.trim_end())
            }
            Self::Draft { file, by } => {
                let app = open::open(settings).await?;
                let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
                let governor = by.governor(&app).await?;
                let name = in_words(app.draft_edition(&governor, &text, now).await)?;
                say(&format!("{name} is kept as a draft. Two other people can approve it now."))
            }
            Self::Approve { edition, by } => {
                let app = open::open(settings).await?;
                let governor = by.governor(&app).await?;
                in_words(app.approve_edition(&governor, edition, now).await)?;
                let page = app.rules_page(Who::Operator, now).await?;
                let line = page.lines.iter().find(|line| line.name == *edition).context("the edition is kept")?;
                say(&line_words(line))
            }
            Self::PutInForce { edition, from, by } => {
                let app = open::open(settings).await?;
                let governor = by.governor(&app).await?;
                in_words(app.put_in_force(&governor, edition, *from, now).await)?;
                say(&format!(
                    "{edition} is in force from {from} on. A site that is running takes it up within a minute."
                ))
            }
        }
    }
}

impl By {
    async fn governor(&self, app: &App) -> anyhow::Result<Governor> {
        let mut password = String::new();
        std::io::stdin().read_line(&mut password).context("the password cannot be read from standard input")?;
        let password = password.trim_end_matches(['\r', '\n']);
        Ok(app.governor(&self.staff, password, Clock::Machine.now()).await?)
    }
}

fn done() -> anyhow::Result<ExitCode> {
    Ok(ExitCode::from(exit::DONE))
}

fn say(words: &str) -> anyhow::Result<ExitCode> {
    writeln!(std::io::stdout(), "{words}")?;
    done()
}

/// What has to be put right first, in words.
fn in_words<T>(done: Result<T, AppError>) -> anyhow::Result<T> {
    done.map_err(|error| match error {
        AppError::Invalid(problems) => {
            let words: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
            exit::ending(exit::REFUSED, words.join("\n"))
        }
        other => other.into(),
    })
}

/// An edition as it was asked for: the text of a file or of one that comes
/// with Kith, or one that only this locality keeps.
enum Named {
    Text(String, String),
    Kept(Arc<Pack>),
}

async fn named(edition: &str, settings: &Settings) -> anyhow::Result<Named> {
    if std::path::Path::new(edition).is_file() {
        let text = std::fs::read_to_string(edition).with_context(|| format!("cannot read {edition}"))?;
        return Ok(Named::Text(edition.to_owned(), text));
    }
    if let Some(text) = built_in(edition) {
        return Ok(Named::Text(edition.to_owned(), text.to_owned()));
    }
    let kept = open::open(settings).await?.edition(edition);
    kept.map(Named::Kept).map_err(|_| {
        exit::ending(exit::NOT_FOUND, format!("there is no file and no edition called {edition}; see kith rules list"))
    })
}

/// An edition that passes its checks.
pub(super) async fn read(edition: &str, settings: &Settings) -> anyhow::Result<Arc<Pack>> {
    match named(edition, settings).await? {
        Named::Kept(pack) => Ok(pack),
        Named::Text(place, text) => read_pack(&text).map(Arc::new).map_err(|faults| not_sound(&place, &text, &faults)),
    }
}

fn not_sound(place: &str, text: &str, faults: &[PackFault]) -> anyhow::Error {
    let line = |fault: &PackFault| match line_of(fault, text) {
        Some(line) => format!("{place}:{line}: {fault}"),
        None => format!("{place}: {fault}"),
    };
    let lines: Vec<String> = faults.iter().map(line).collect();
    exit::ending(exit::INPUT_REFUSED, format!("{} faults\n{}", lines.len(), lines.join("\n")))
}

fn check(named: &Named) -> anyhow::Result<ExitCode> {
    let began = Instant::now();
    let pack = match named {
        Named::Kept(pack) => pack.clone(),
        Named::Text(place, text) => Arc::new(read_pack(text).map_err(|faults| not_sound(place, text, &faults))?),
    };
    let unsaid = pack.without_relevance();
    if !unsaid.is_empty() {
        return Err(not_sound(pack.name(), "", &unsaid));
    }
    let report = pack.check().map_err(|faults| not_sound(pack.name(), "", &faults))?;
    let took = began.elapsed();
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{}: {} combinations of facts, each with exactly one answer.",
        pack.name(),
        grouped(report.combinations)
    )?;
    writeln!(
        out,
        "{} rules, each can be reached. {} answers that must never be given are never given. {:.2} s.",
        report.rules,
        report.nevers,
        took.as_secs_f64()
    )?;
    for (outcome, count) in &report.by_outcome {
        writeln!(out, "{:>32}  {}", grouped(*count), outcome.title())?;
    }
    let to_check: Vec<(&str, &str)> = pack.to_check().collect();
    if !to_check.is_empty() {
        writeln!(out, "To read in the original before anybody approves it ({}):", to_check.len())?;
    }
    for (id, what) in to_check {
        writeln!(out, "  {id}: {what}")?;
    }
    done()
}

fn show(pack: &Pack) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout();
    writeln!(out, "{} ({})", pack.title(), pack.name())?;
    if let Some(under) = pack.extends() {
        writeln!(out, "Laid over {under}.")?;
    }
    for law in pack.laws() {
        writeln!(out, "\n{}\n  {}", law.title, law.says)?;
    }
    for stage in Stage::ALL {
        writeln!(out, "\n{}", stage_title(*stage))?;
        for rule in rules_of(pack, *stage) {
            writeln!(out, "  {}  {}", rule.id, answer_words(rule))?;
            writeln!(out, "      When {}.", rule.when.in_words())?;
            writeln!(out, "      {} [{}]", rule.because, rule.paragraph)?;
        }
    }
    writeln!(out, "\nNever")?;
    for never in pack.nevers() {
        writeln!(out, "  {}.", never.says)?;
    }
    done()
}

fn diff(before: &Pack, after: &Pack) -> anyhow::Result<()> {
    let began = Instant::now();
    let comparison = compare(before, after);
    let took = began.elapsed();
    let mut out = std::io::stdout();
    writeln!(out, "From {} to {}.", before.title(), after.title())?;
    writeln!(
        out,
        "{} of {} combinations of facts keep their answer. {:.2} s.",
        grouped(comparison.same),
        grouped(comparison.combinations),
        took.as_secs_f64()
    )?;
    for change in changes_in_words(&comparison) {
        writeln!(out, "\n{}", change.says)?;
        for by in &change.by_rule {
            writeln!(
                out,
                "  {} to {}: {}, where {}.",
                by.rule_before,
                by.rule_after,
                grouped(by.combinations),
                by.only_where
            )?;
        }
    }
    writeln!(out)?;
    for line in rules_in_words(&comparison) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

async fn what_if(app: &App, before: &Arc<Pack>, after: &Arc<Pack>) -> anyhow::Result<()> {
    let found = app.what_if(before, after, Clock::Machine.now()).await?;
    let mut out = std::io::stdout();
    writeln!(out, "\nThe last 30 days: {} decisions with {} answers.", found.decisions, found.answers)?;
    let total = |is: fn(&kith_app::SightChange) -> bool| -> u64 {
        found.changes.iter().filter(|change| is(change)).map(|change| change.count).sum()
    };
    writeln!(
        out,
        "{} answers would change; {} gain sight, {} lose it.",
        total(|_| true),
        total(kith_app::SightChange::gains),
        total(kith_app::SightChange::loses)
    )?;
    for change in &found.changes {
        writeln!(out, "  {}", sight_words(change))?;
    }
    Ok(())
}

fn line_words(line: &EditionLine) -> String {
    let approved: Vec<&str> = line.approvals.iter().map(|(who, _)| who.as_str()).collect();
    let approved = if approved.is_empty() { "nobody".to_owned() } else { approved.join(", ") };
    format!("{}: {}. Approved by {approved}.", line.name, state_words(line.state))
}

async fn list(app: &App) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout();
    for line in app.rules_page(Who::Operator, Clock::Machine.now()).await?.lines {
        writeln!(out, "{}", line_words(&line))?;
    }
    done()
}
