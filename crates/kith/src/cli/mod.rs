//! The command line: `kith <noun> <verb>`, the same words as the screens.

mod agreements;
mod audit;
mod centre_work;
mod decide;
mod decisions;
mod demo;
mod exit;
mod follow_ups;
mod handover;
mod import;
mod letter_words;
mod letters;
mod link;
mod lists;
mod locality;
mod locality_files;
mod messages;
mod month_lists;
mod open;
mod progress;
mod rules;
mod serve;
mod set_up;
mod source;
mod staff;
mod synth;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::settings::Settings;

/// Who is working with this family, and who may know what.
#[derive(Debug, Parser)]
#[command(name = "kith", version, about, disable_help_subcommand = true)]
struct Line {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site.
    Serve(serve::Serve),
    /// Make a fictional locality with nineteen sources, import it and serve it.
    Demo(demo::Demo),
    /// Begin: name the locality, and bring in its centres, postcodes and staff.
    SetUp(set_up::SetUpFrom),
    /// Staff: bring them in, give passwords, close accounts.
    #[command(subcommand)]
    Staff(staff::Staff),
    /// Write the extracts of a fictional locality to files.
    Synth(synth::Synth),
    /// Read a file from a source, check it, and take it in.
    Import(import::Import),
    /// National messages: take them in, fetch them, see what waits.
    #[command(subcommand)]
    Messages(messages::Messages),
    /// Matching: pairs to check, reasons, undo.
    #[command(subcommand)]
    Link(link::Link),
    /// Lists of births to centres: build, release, take, open; the centres' keys.
    #[command(subcommand)]
    Lists(lists::Lists),
    /// Families that move to another area, or come from one.
    #[command(subcommand)]
    Handover(handover::Handover),
    /// Facts for centres to follow up: how many wait, what came of the others, the rules.
    #[command(subcommand)]
    FollowUps(follow_ups::FollowUps),
    /// Whom centres reach and work with, as figures.
    CentreWork(centre_work::CentreWork),
    /// What the locality decided for itself: show it, or change it.
    Locality(locality::Locality),
    /// The documents for families, blank: the consent form, the notice, the leaflet, a centre’s card.
    #[command(subcommand)]
    Letters(letters::Letters),
    /// Sources: add one, see how old their information is.
    #[command(subcommand)]
    Source(source::Source),
    /// The sharing rules: check, read, compare, approve, put in force.
    #[command(subcommand)]
    Rules(rules::Rules),
    /// Answer cases from a file by the sharing rules.
    Decide(decide::Decide),
    /// Kept decisions: answer one again.
    #[command(subcommand)]
    Decisions(decisions::Decisions),
    /// Agreements on planned sharing: test one, add it, see where each stands.
    #[command(subcommand)]
    Agreements(agreements::Agreements),
    /// The audit: verify it, export it, sign a checkpoint.
    #[command(subcommand)]
    Audit(audit::Audit),
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let line = Line::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("KITH_LOG").unwrap_or_else(|_| "warn".into()))
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return exit::report(&anyhow::Error::new(error)),
    };
    let settings = line.settings;
    let done = runtime.block_on(async move {
        match line.command {
            Command::Serve(serve) => serve.run(&settings).await,
            Command::Demo(demo) => demo.run(&settings).await,
            Command::SetUp(set_up) => set_up.run(&settings).await,
            Command::Staff(staff) => staff.run(&settings).await,
            Command::Synth(synth) => synth.run(),
            Command::Import(import) => import.run(&settings).await,
            Command::Handover(handover) => handover.run(&settings).await,
            Command::Locality(locality) => locality.run(&settings).await,
            Command::Lists(lists) => lists.run(&settings).await,
            Command::FollowUps(follow_ups) => follow_ups.run(&settings).await,
            Command::CentreWork(work) => work.run(&settings).await,
            Command::Messages(messages) => messages.run(&settings).await,
            Command::Letters(letters) => letters.run(&settings).await,
            Command::Link(link) => link.run(&settings).await,
            Command::Source(source) => source.run(&settings).await,
            Command::Rules(rules) => rules.run(&settings).await,
            Command::Decide(decide) => decide.run(&settings).await,
            Command::Decisions(decisions) => decisions.run(&settings).await,
            Command::Agreements(agreements) => agreements.run(&settings).await,
            Command::Audit(audit) => audit.run(&settings).await,
        }
    });
    done.unwrap_or_else(|error| exit::report(&error))
}
