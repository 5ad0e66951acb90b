//! `kith letters words`: the languages of the documents for families.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use kith_app::{App, AppError, LanguageLine, Who};
use kith_letters::Languages;

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// The languages of the documents for families.
#[derive(Debug, Subcommand)]
pub(crate) enum LetterWords {
    /// Every language, its version and who checked it.
    #[command(after_help = "Example:\n  kith letters words list")]
    List,
    /// Writes the file of the English words: what a translation begins with.
    #[command(after_help = "Example:\n  kith letters words english --out polish.toml")]
    English {
        /// The file to write.
        #[arg(short, long)]
        out: PathBuf,
    },
    /// Takes a translation that somebody checked: families whose record names the language get it from now on.
    #[command(after_help = "Example:\n  kith letters words add polish.toml")]
    Add {
        /// The file of the words.
        file: PathBuf,
        /// Say what has to be put right, and take nothing.
        #[arg(long)]
        check: bool,
    },
    /// Takes a language out of use: families get English again.
    #[command(after_help = "Example:\n  kith letters words remove pl")]
    Remove {
        /// The tag of the language.
        language: String,
    },
}

impl LetterWords {
    /// Does it.
    ///
    /// # Errors
    /// When a file cannot be read or written, or a translation is not whole.
    pub(super) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout();
        if let Self::English { out: file } = self {
            std::fs::write(file, Languages::english_file())
                .with_context(|| format!("cannot write {}", file.display()))?;
            writeln!(out, "{} is written.", file.display())?;
            return Ok(ExitCode::from(exit::DONE));
        }
        let app = open::open(settings).await?;
        let now = Clock::Machine.now();
        match self {
            Self::List => {
                for line in app.language_lines(Who::Operator).await? {
                    writeln!(out, "{:<6} {}", line.tag, says(&line))?;
                    for problem in &line.problems {
                        writeln!(out, "       {problem}")?;
                    }
                }
            }
            Self::Add { file, check } => return add(&app, file, *check).await,
            Self::Remove { language } => match app.remove_letter_words(Who::Operator, language, now).await {
                Ok(()) => writeln!(out, "{language} is out of use. Families get English again.")?,
                Err(AppError::NotFound) => {
                    let words = format!("no translation with the tag {language} was taken here");
                    return Err(exit::ending(exit::NOT_FOUND, words));
                }
                Err(error) => return Err(error.into()),
            },
            Self::English { .. } => {}
        }
        Ok(ExitCode::from(exit::DONE))
    }
}

/// One language, in words.
fn says(line: &LanguageLine) -> String {
    let (by, on) = &line.reviewed;
    if !line.problems.is_empty() {
        return "not used until this is put right:".to_owned();
    }
    let checked = match (by.as_str(), on.as_str()) {
        ("", _) => "nobody checked it: it goes to no family".to_owned(),
        (by, "") => format!("checked by {by}"),
        (by, on) => format!("checked by {by} on {on}"),
    };
    format!("{}, version {}, {checked}", line.name, line.version)
}

async fn add(app: &App, file: &PathBuf, is_check: bool) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let Ok(text) = String::from_utf8(bytes) else {
        let words = format!("{} is not UTF-8. Save it as UTF-8 and try again", file.display());
        return Err(exit::ending(exit::INPUT_REFUSED, words));
    };
    let now = Clock::Machine.now();
    let taken = match is_check {
        true => app.check_letter_words(&text, now),
        false => app.add_letter_words(Who::Operator, &text, now).await,
    };
    match taken {
        Ok(language) => {
            let (name, version) = (language.title(), language.version());
            let done = if is_check { "can be taken" } else { "is taken" };
            writeln!(std::io::stdout(), "{name}, version {version}, {done}.")?;
            Ok(ExitCode::from(exit::DONE))
        }
        Err(AppError::Invalid(problems)) => {
            let says: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            Err(exit::ending(exit::INPUT_REFUSED, format!("{} is not taken:\n{}", file.display(), says.join("\n"))))
        }
        Err(error) => Err(error.into()),
    }
}
