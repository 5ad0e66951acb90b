//! `kith handover`: families that move to another area, or come from one: the
//! register of the areas, what came in, and the receipts.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use jiff::Timestamp;
use kith_app::{App, AppError, AreaDraft, CheckPage, ImportProgress, KeyDraft, Who};
use kith_exchange::list_out::OwnKey;

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;
use crate::web::words::plural;

/// Families that move to another area, or come from one.
#[derive(Debug, Subcommand)]
pub(crate) enum Handover {
    /// The areas outside, with whom to ring and the letters of their keys.
    Areas,
    /// Add an area outside, or change the one of that name.
    Area {
        /// Its name.
        name: String,
        /// Whom to ring.
        #[arg(long, default_value = "")]
        contact: String,
        /// Where.
        #[arg(long, default_value = "")]
        telephone: String,
        /// How its postcodes begin, with commas between them.
        #[arg(long, default_value = "")]
        covers: String,
        /// Take it off the register.
        #[arg(long)]
        gone: bool,
    },
    /// Give an area outside its line of keys, or take it away with an empty one.
    GiveKey {
        /// The area.
        area: String,
        /// The line that begins with age1.
        key: String,
        /// With whom it was checked, and how.
        #[arg(long)]
        checked_with: String,
    },
    /// Your own line, for the registers of other areas.
    Key {
        /// The file with your key, as kith lists key makes it.
        #[arg(long)]
        key: PathBuf,
    },
    /// Say who sent a file and how much is in it. Nothing is taken in.
    Open {
        /// The encrypted file.
        file: PathBuf,
        /// The file with your key.
        #[arg(long)]
        key: PathBuf,
    },
    /// Take a family in that another area handed over, and write the receipt.
    Receive {
        /// The encrypted file.
        file: PathBuf,
        /// The file with your key.
        #[arg(long)]
        key: PathBuf,
        /// The team that takes the family on.
        #[arg(long)]
        team: String,
        /// Only look at it; keep nothing.
        #[arg(long)]
        check: bool,
        /// Where the receipt goes: a folder, or the name of a file.
        #[arg(short, long, default_value = ".")]
        output: PathBuf,
    },
    /// Take the receipt back that another area sent.
    Receipt {
        /// The receipt.
        file: PathBuf,
    },
}

impl Handover {
    /// Runs the command.
    ///
    /// # Errors
    /// When a file does not open or is refused, or the records cannot be
    /// opened.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let (app, now) = (open::open(settings).await?, Clock::Machine.now());
        match self {
            Self::Areas => areas(&app).await,
            Self::Area { name, contact, telephone, covers, gone } => {
                let draft = AreaDraft {
                    name: name.clone(),
                    contact: contact.clone(),
                    telephone: telephone.clone(),
                    covers: covers.clone(),
                    is_gone: *gone,
                };
                allowed(app.set_area_outside(Who::Operator, &draft, now).await)?;
                say(if *gone { "It is off the register." } else { "Saved." })
            }
            Self::GiveKey { area, key, checked_with } => {
                let (centre, public_key, checked_with) = (area.clone(), key.clone(), checked_with.clone());
                let draft = KeyDraft { centre, public_key, checked_with };
                allowed(app.set_area_key(Who::Operator, &draft, now).await)?;
                say("Saved. Hand-overs made from now on are encrypted to it.")
            }
            Self::Key { key } => {
                let line = allowed(app.own_area_key(Who::Operator, &own_key(key)?))?;
                say(&format!(
                    "Send this line to the other area: {line}\nWhen they ring, read these letters: {}",
                    line.fingerprint()
                ))
            }
            Self::Open { file, key } => opened(&app, (file, key), now).await,
            Self::Receive { file, key, team, check, output } => {
                received(&app, (file, key), (team, *check, output), now).await
            }
            Self::Receipt { file } => {
                let (hand_over, area) = allowed(app.take_receipt(Who::Operator, &read(file)?, now).await)?;
                say(&format!("{area} says that {hand_over} came. It is written down."))
            }
        }
    }
}

async fn areas(app: &App) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout();
    let lines = app.areas_outside().await?;
    if lines.is_empty() {
        writeln!(out, "No area outside is on the register. Add one: kith handover area NAME --contact … --covers …")?;
    }
    for line in lines {
        let key = line.key.fingerprint.unwrap_or_else(|| "no key: it gets nothing".to_owned());
        writeln!(out, "{:<24} {key}", line.name)?;
        writeln!(out, "  {}, {}. Postcodes: {}", line.contact, line.telephone, line.covers.join(", "))?;
    }
    Ok(ExitCode::from(exit::DONE))
}

async fn opened(app: &App, (file, key): (&Path, &Path), now: Timestamp) -> anyhow::Result<ExitCode> {
    let own = own_key(key)?;
    let opened = allowed(app.open_hand_over(Who::Operator, (&read(file)?, &own), now).await)?;
    let service = opened.service.map_or("a service that this version does not know", |service| service.title());
    let mut out = std::io::stdout();
    match &opened.area {
        Some(area) => writeln!(out, "Signed by {area}, which is on your register.")?,
        None => writeln!(
            out,
            "It says that it is from {}. Nobody on your register signed it. Ring them: the letters are {}.",
            opened.from, opened.letters
        )?,
    }
    writeln!(out, "{}, made on {}, for {service}.", opened.hand_over, opened.made_on)?;
    writeln!(
        out,
        "{} and {}.",
        plural(opened.children, "child", "children"),
        plural(opened.contacts, "contact", "contacts")
    )?;
    if opened.was_received {
        writeln!(out, "It was taken in before.")?;
    }
    Ok(ExitCode::from(exit::DONE))
}

async fn received(
    app: &App,
    (file, key): (&Path, &Path),
    (team, is_check, output): (&str, bool, &Path),
    now: Timestamp,
) -> anyhow::Result<ExitCode> {
    let own = own_key(key)?;
    let bytes = read(file)?;
    let done =
        app.receive_hand_over(Who::Operator, (&bytes, &own, team, is_check), now, &mut ImportProgress::silent()).await;
    let done = allowed(done)?;
    let mut out = std::io::stdout();
    for problem in &done.check.problems {
        let row = problem.row.map(|row| format!("row {row}: ")).unwrap_or_default();
        writeln!(out, "{row}{}", problem.how_to_fix)?;
    }
    match &done.receipt {
        None => writeln!(out, "From {}: {}. Nothing was saved.", done.area, counts(&done.check))?,
        Some(_) if done.is_again => writeln!(out, "This was taken in before. Nothing was changed.")?,
        Some(_) => writeln!(out, "From {}: {}. It is in.", done.area, counts(&done.check))?,
    }
    if let Some((name, text)) = &done.receipt {
        let to = if output.is_dir() { output.join(name) } else { output.to_owned() };
        std::fs::write(&to, text)
            .map_err(|cause| exit::ending(exit::NOT_FOUND, format!("cannot write {}: {cause}", to.display())))?;
        writeln!(out, "Send this receipt back: {}", to.display())?;
    }
    Ok(ExitCode::from(if done.check.problems.is_empty() { exit::DONE } else { exit::SOME_ROWS }))
}

fn counts(check: &CheckPage) -> String {
    let rows = usize::try_from(check.rows_read).unwrap_or(usize::MAX);
    let left = if check.left_out > 0 { format!(", {} left out", check.left_out) } else { String::new() };
    format!("{} read{left}", plural(rows, "row", "rows"))
}

fn own_key(file: &Path) -> anyhow::Result<OwnKey> {
    String::from_utf8_lossy(&read(file)?)
        .parse()
        .map_err(|error| exit::ending(exit::INPUT_REFUSED, format!("{}: {error}", file.display())))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file)
        .map_err(|cause| exit::ending(exit::NOT_FOUND, format!("cannot read {}: {cause}", file.display())))
}

fn say(words: &str) -> anyhow::Result<ExitCode> {
    writeln!(std::io::stdout(), "{words}")?;
    Ok(ExitCode::from(exit::DONE))
}

/// What is refused, in words and with the exit code of a refusal.
fn allowed<T>(answer: Result<T, AppError>) -> anyhow::Result<T> {
    answer.map_err(|error| match error {
        AppError::Refused(refusal) => {
            let ways = refusal.ways_to_yes.join(" ");
            exit::ending(exit::REFUSED, format!("{}: {} {ways}", refusal.heading, refusal.because))
        }
        AppError::Invalid(problems) => {
            let words: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
            exit::ending(exit::INPUT_REFUSED, words.join("\n"))
        }
        AppError::Stale => exit::ending(exit::CHANGED, "There is no area of that name on the register.".to_owned()),
        AppError::NotFound => exit::ending(exit::NOT_FOUND, "There is no such hand-over.".to_owned()),
        broken => broken.into(),
    })
}
