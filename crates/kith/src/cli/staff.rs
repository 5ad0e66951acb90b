//! `kith staff`: who may sign in.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use kith_app::{App, AppError, FieldProblem, one_time_password};

use super::locality_files::LocalityFiles;
use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// Staff.
#[derive(Debug, Subcommand)]
pub(crate) enum Staff {
    /// Bring in people and their roles from a file; those known already are brought up to date.
    #[command(after_help = "Example:\n  kith staff add staff.csv --passwords passwords.csv")]
    Add {
        /// The file, one row for each role that somebody holds.
        file: PathBuf,
        /// Write the passwords of new people to this file; only you can read it.
        #[arg(long)]
        passwords: PathBuf,
    },
    /// Give somebody a new password, to be changed at the next sign-in.
    Password {
        /// The name to sign in with.
        name: String,
    },
    /// Close an account; whoever is signed in with it is signed out.
    Close {
        /// The name to sign in with.
        name: String,
    },
    /// Open a closed account again.
    Open {
        /// The name to sign in with.
        name: String,
    },
}

impl Staff {
    /// Runs the command.
    ///
    /// # Errors
    /// When the records cannot be opened, the file cannot be taken, or there is
    /// no such account.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        let now = Clock::Machine.now();
        let mut out = std::io::stdout();
        match self {
            Self::Add { file, passwords } => add(&app, file, passwords).await?,
            Self::Password { name } => {
                let password = app.give_password(name, now).await.map_err(|error| unknown(error, name))?;
                writeln!(out, "{password}")?;
                eprintln!("Tell {name} this password. It has to be changed at the next sign-in.");
            }
            Self::Close { name } => {
                app.set_account_open(name, false, now).await.map_err(|error| unknown(error, name))?;
                writeln!(out, "The account {name} is closed.")?;
            }
            Self::Open { name } => {
                app.set_account_open(name, true, now).await.map_err(|error| unknown(error, name))?;
                writeln!(out, "The account {name} is open.")?;
            }
        }
        Ok(ExitCode::from(exit::DONE))
    }
}

async fn add(app: &App, file: &Path, to: &Path) -> anyhow::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut files = LocalityFiles::new(folder);
    let mut passwords = Passwords::default();
    let staff = files.staff(name, |code, own| passwords.of(sign_in_of(code, own)))?;
    let staff = files.whole(staff)?;
    // Written first: a password that nobody can read helps nobody.
    let known = app.sign_in_names().await?;
    passwords.write(to, |name| !known.contains(name))?;
    let done = app.take_in_staff(staff, Clock::Machine.now()).await.map_err(|error| match error {
        AppError::Invalid(problems) => exit::ending(exit::INPUT_REFUSED, words_of(&problems)),
        other => other.into(),
    })?;
    let (added, updated) = (done.added.len(), done.updated.len());
    writeln!(
        std::io::stdout(),
        "{added} people added, {updated} brought up to date. Passwords of the new ones are in {}.",
        to.display()
    )?;
    Ok(())
}

fn words_of(problems: &[FieldProblem]) -> String {
    let words: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    format!("{}; nothing was taken in", words.join("; "))
}

fn unknown(error: AppError, name: &str) -> anyhow::Error {
    match error {
        AppError::NotFound => exit::ending(exit::NOT_FOUND, format!("nobody signs in as {name}")),
        other => other.into(),
    }
}

/// The name to sign in with: the person's own, or the staff code.
pub(super) fn sign_in_of(code: &str, own: Option<&str>) -> String {
    own.unwrap_or(code).trim().to_lowercase()
}

/// One password a person, for the first sign-in.
#[derive(Default)]
pub(super) struct Passwords(BTreeMap<String, String>);

impl Passwords {
    /// The name with its password, made where there is none yet.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub(super) fn of(&mut self, name: String) -> anyhow::Result<(String, String)> {
        let password = match self.0.get(&name) {
            Some(password) => password.clone(),
            None => one_time_password()?,
        };
        self.0.insert(name.clone(), password.clone());
        Ok((name, password))
    }

    /// Writes the passwords of those who are wanted to a new file that only its
    /// owner can read. How many there are.
    ///
    /// # Errors
    /// When the file is there already or cannot be made.
    pub(super) fn write(&self, to: &Path, is_wanted: impl Fn(&str) -> bool) -> anyhow::Result<usize> {
        let wanted: Vec<_> = self.0.iter().filter(|(name, _)| is_wanted(name)).collect();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(to)
            .with_context(|| format!("the file {} cannot be made; name one that is not there yet", to.display()))?;
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(["sign_in_name", "password"])?;
        for (name, password) in &wanted {
            writer.write_record([name, password])?;
        }
        writer.flush()?;
        Ok(wanted.len())
    }
}
