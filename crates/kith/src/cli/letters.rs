//! `kith letters`: the documents for families, blank, as PDF.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use kith_app::Issue;
use kith_letters::{FamilyOnForm, Language, NoticeTo, TextSize, consent_form, leaflet, notice, pdf};

use super::{exit, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// The documents for families.
#[derive(Debug, Subcommand)]
pub(crate) enum Letters {
    /// The consent form.
    #[command(
        after_help = "Examples:\n  kith letters form --out form.pdf\n  kith letters form --easy --large --out easy.pdf"
    )]
    Form {
        /// In the easy-read words, with drawings.
        #[arg(long)]
        easy: bool,
        #[command(flatten)]
        print: Print,
    },
    /// The privacy notice, with its slip to say no.
    Notice {
        #[command(flatten)]
        print: Print,
    },
    /// The leaflet about how information is used.
    Leaflet {
        #[command(flatten)]
        print: Print,
    },
}

/// How a document is printed.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Print {
    /// The file to write.
    #[arg(short, long)]
    out: PathBuf,
    /// The language of the words.
    #[arg(long, default_value = "en")]
    language: String,
    /// In large print.
    #[arg(long)]
    large: bool,
}

impl Letters {
    /// Writes the document.
    ///
    /// # Errors
    /// When there are no words in the language, when something that the
    /// document names is blank, or when the file cannot be written.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let (Self::Form { print, .. } | Self::Notice { print } | Self::Leaflet { print }) = self;
        let Some(language) = Language::tagged(&print.language) else {
            let known: Vec<&str> = Language::all().iter().map(Language::tag).collect();
            let words = format!("there are no words in {}; choose one of: {}", print.language, known.join(", "));
            return Err(exit::ending(exit::SETTINGS, words));
        };
        let app = open::open(settings).await?;
        let (office, facts) = match app.leaflet_facts(Clock::Machine.now()).await? {
            Issue::Ready(ready) => ready,
            Issue::Missing(missing) => {
                let words = format!(
                    "the document cannot be given out yet. Write these on the page Names and addresses for letters: {}",
                    missing.join("; ")
                );
                return Err(exit::ending(exit::SETTINGS, words));
            }
        };
        let letter = match self {
            Self::Form { easy, .. } => consent_form(language, &office, &FamilyOnForm::blank(), *easy),
            Self::Notice { .. } => notice(language, &office, &NoticeTo::default(), None),
            Self::Leaflet { .. } => leaflet(language, &office, &facts),
        };
        let size = if print.large { TextSize::Large } else { TextSize::Usual };
        std::fs::write(&print.out, pdf(&[letter], size)?)
            .with_context(|| format!("cannot write {}", print.out.display()))?;
        writeln!(std::io::stdout(), "{} is written.", print.out.display())?;
        Ok(ExitCode::from(exit::DONE))
    }
}
