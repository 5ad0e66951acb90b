//! `kith messages`: national messages of births, moves and deaths come in by
//! command, from a folder or from the message exchange.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use kith_app::{App, Arrival, Channel, MessageState, PUT_ASIDE_REASONS, Who};
use kith_core::id::IncomingId;
use kith_exchange::message::messages_in;

use super::{exit, import, open};
use crate::clock::Clock;
use crate::inbox::Inbox;
use crate::mailbox::Exchange;
use crate::settings::{MailboxSettings, Settings};

/// National messages.
#[derive(Debug, Subcommand)]
pub(crate) enum Messages {
    /// Take messages in: files, zips of them, or all that lie in a folder.
    #[command(
        after_help = "Examples:\n  kith messages receive birth.xml\n  kith messages receive --folder /srv/kith/inbox"
    )]
    Receive {
        /// Files with one message each, or zips of them.
        #[arg(required_unless_present = "folder")]
        files: Vec<PathBuf>,
        /// A folder: what lies in it is moved to its folder done, or to quarantine.
        #[arg(long, conflicts_with = "files")]
        folder: Option<PathBuf>,
    },
    /// Fetch what waits in the mailbox of the message exchange.
    Fetch {
        #[command(flatten)]
        mailbox: MailboxSettings,
    },
    /// What came in lately, and what waits for somebody.
    List,
    /// Try a message again that could not be used.
    Retry {
        /// The message, for example g-0123456789abcdef.
        message: IncomingId,
    },
    /// Decide that nothing is to be done with a message that could not be used.
    PutAside {
        /// The message.
        message: IncomingId,
        /// Why: sent-again, not-ours, known-otherwise, test or not-needed.
        #[arg(long, value_parser = reason)]
        because: String,
    },
}

fn reason(text: &str) -> Result<String, String> {
    let words: Vec<&str> = PUT_ASIDE_REASONS.iter().map(|(word, _)| *word).collect();
    if words.contains(&text) { Ok(text.to_owned()) } else { Err(format!("choose one of {}", words.join(", "))) }
}

impl Messages {
    /// Runs the command.
    ///
    /// # Errors
    /// When the records, a file or the exchange cannot be used.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        let clock = Clock::Machine;
        match self {
            Self::Receive { folder: Some(folder), .. } => {
                let swept = Inbox::open(folder)?.take_all(&app, &clock).await?;
                say_received((swept.new, swept.repeats), swept.quarantined, swept.held)
            }
            Self::Receive { files, .. } => receive(&app, files, &clock).await,
            Self::Fetch { mailbox } => fetch(&app, mailbox, &clock).await,
            Self::List => list(&app, &clock).await,
            Self::Retry { message } => {
                let line = app.retry_message(Who::Operator, *message, clock.now()).await?;
                if line.state == MessageState::Quarantined {
                    let words = format!("{message} still cannot be used. {} {}", line.what, line.how_to_fix);
                    return Err(exit::ending(exit::INPUT_REFUSED, words));
                }
                writeln!(std::io::stdout(), "{message} is {}.", state_words(line.state))?;
                Ok(ExitCode::from(exit::DONE))
            }
            Self::PutAside { message, because } => {
                app.put_message_aside(Who::Operator, *message, because, clock.now()).await.map_err(import::worded)?;
                writeln!(std::io::stdout(), "{message} is put aside.")?;
                Ok(ExitCode::from(exit::DONE))
            }
        }
    }
}

async fn receive(app: &App, files: &[PathBuf], clock: &Clock) -> anyhow::Result<ExitCode> {
    let (mut new, mut repeats, mut quarantined, mut held) = (0, 0, 0, 0);
    for file in files {
        let bytes = std::fs::read(file).map_err(|cause| {
            let words = format!("cannot read {}: {cause}; check the name and the rights of the file", file.display());
            exit::ending(exit::NOT_FOUND, words)
        })?;
        let name = file.file_name().map_or_else(|| "message".to_owned(), |name| name.to_string_lossy().into_owned());
        let found = messages_in(&name, &bytes)
            .map_err(|problem| exit::ending(exit::INPUT_REFUSED, format!("{}: {problem}", file.display())))?;
        // Whatever it is, it is kept and said what is wrong with it.
        let arrivals = found.unwrap_or_else(|| vec![(name, bytes)]);
        let arrivals = arrivals.into_iter().map(|(name, bytes)| Arrival { name, bytes }).collect();
        let outcomes = app.receive_messages(Who::Operator, Channel::CommandLine, arrivals, clock.now()).await?;
        for outcome in &outcomes {
            repeats += u64::from(outcome.is_repeat);
            new += u64::from(!outcome.is_repeat);
            held += u64::from(outcome.state == MessageState::Held);
            if outcome.state == MessageState::Quarantined {
                quarantined += 1;
                let (what, how) = outcome.problem.clone().unwrap_or_default();
                eprintln!("{}: {what} {how}", outcome.message);
            }
        }
    }
    say_received((new, repeats), quarantined, held)
}

fn say_received((new, repeats): (u64, u64), quarantined: u64, held: u64) -> anyhow::Result<ExitCode> {
    let mut words = format!("{}.", messages(new, "came in", "came in"));
    if repeats > 0 {
        words.push_str(&format!(" {}.", messages(repeats, "was here already", "were here already")));
    }
    if held > 0 {
        words.push_str(&format!(
            " {} for an agreement: kith messages list.",
            messages(held, "is kept and waits", "are kept and wait")
        ));
    }
    if quarantined > 0 {
        words.push_str(&format!(" {}: kith messages list.", messages(quarantined, "cannot be used", "cannot be used")));
    }
    writeln!(std::io::stdout(), "{words}")?;
    Ok(ExitCode::from(if quarantined > 0 { exit::SOME_ROWS } else { exit::DONE }))
}

fn messages(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 message {one}") } else { format!("{count} messages {many}") }
}

async fn fetch(app: &App, settings: &MailboxSettings, clock: &Clock) -> anyhow::Result<ExitCode> {
    let Some(exchange) = Exchange::open(settings)? else {
        let words = "no mailbox is set; name it with --mesh-address, --mesh-mailbox and --mesh-password-file";
        return Err(exit::ending(exit::SETTINGS, words));
    };
    let fetched = exchange.fetch_all(app, &Who::Operator, clock).await?;
    if fetched.left > 0 {
        eprintln!("{} in the mailbox.", messages(fetched.left, "stays", "stay"));
    }
    say_received((fetched.new, fetched.repeats), fetched.quarantined, fetched.held)
}

async fn list(app: &App, clock: &Clock) -> anyhow::Result<ExitCode> {
    let page = app.messages_page(Who::Operator, clock.now()).await?;
    let mut out = std::io::stdout();
    for day in &page.days {
        writeln!(
            out,
            "{}  {}: {} came, {} in, {} superseded, {} not needed, {} to look at, {} waiting",
            day.on, day.event, day.came, day.taken_in, day.superseded, day.ignored, day.quarantined, day.waiting
        )?;
    }
    if page.days.is_empty() {
        writeln!(out, "No messages came in the last two weeks.")?;
    }
    for line in &page.quarantined {
        writeln!(out, "{}  {}: {} {}", line.message, line.event, line.what, line.how_to_fix)?;
    }
    for feed in &page.held {
        let (wait, stands) = (messages(feed.count, "waits", "wait"), feed.incoming.words());
        writeln!(out, "{}: {wait} for an agreement. {stands} {}", feed.title, feed.incoming.ways_to_yes().join(" "))?;
    }
    for feed in page.feeds.iter().filter(|feed| feed.is_late) {
        writeln!(
            out,
            "Late: {} has sent nothing newer than {}, and was due on {}. Ask {}.",
            feed.title, feed.newest_on, feed.due_on, feed.ask
        )?;
    }
    Ok(ExitCode::from(exit::DONE))
}

fn state_words(state: MessageState) -> &'static str {
    match state {
        MessageState::Received => "waiting to be worked on",
        MessageState::TakenIn => "in",
        MessageState::Superseded => "superseded by one that was written later",
        MessageState::Quarantined => "to be looked at",
        MessageState::Ignored => "not needed",
        MessageState::PutAside => "put aside",
        MessageState::Held => "kept, and waits for an agreement",
    }
}
