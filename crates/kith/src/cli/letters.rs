//! `kith letters`: the documents for families, blank, as PDF; and what a
//! centre says of itself on its welcome cards.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use kith_app::{App, AppError, CentreCardDraft, Issue, Who};
use kith_letters::{
    CardTo, FamilyOnForm, Language, Letter, NoticeTo, Paper, TextSize, consent_form, leaflet, notice, pdf, welcome_card,
};

use super::letter_words::LetterWords;
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
    /// The welcome card of a centre, with nobody's name.
    #[command(after_help = "Example:\n  kith letters card \"Larch Centre\" --paper a6 --out card.pdf")]
    Card {
        /// The centre.
        centre: String,
        /// The paper: a4 is a letter, a5 and a6 are cards.
        #[arg(long, default_value = "a4", value_parser = paper)]
        paper: Paper,
        #[command(flatten)]
        print: Print,
    },
    /// What a centre says of itself on its cards: show it, or change it.
    #[command(
        after_help = "Example:\n  kith letters centre \"Larch Centre\" --open \"Monday to Friday, 9am to 5pm\" --page https://larch.example/times"
    )]
    Centre {
        /// The centre.
        centre: String,
        /// When it is open; give it again for another line. An empty line says nothing.
        #[arg(long)]
        open: Vec<String>,
        /// The way there, in words.
        #[arg(long)]
        way: Option<String>,
        /// The address of its own page with the opening times.
        #[arg(long)]
        page: Option<String>,
    },
    /// The languages of the documents: list them, take a translation, or take one out of use.
    #[command(subcommand)]
    Words(LetterWords),
}

fn paper(word: &str) -> Result<Paper, String> {
    Paper::from_word(word).ok_or_else(|| "choose a4, a5 or a6".to_owned())
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
        let print = match self {
            Self::Form { print, .. } | Self::Notice { print } | Self::Leaflet { print } | Self::Card { print, .. } => {
                print
            }
            Self::Words(words) => return words.run(settings).await,
            Self::Centre { centre, open, way, page } => {
                let app = open::open(settings).await?;
                return say_of_centre(&app, centre, (open, way.as_ref(), page.as_ref())).await;
            }
        };
        let app = open::open(settings).await?;
        let languages = app.languages().await?;
        let Some(language) = languages.tagged(&print.language) else {
            let known: Vec<&str> = languages.all().iter().map(|language| language.tag()).collect();
            let words = format!("there are no words in {}; choose one of: {}", print.language, known.join(", "));
            return Err(exit::ending(exit::SETTINGS, words));
        };
        let letter = match self {
            Self::Card { centre, paper, .. } => card(&app, centre, (&language, *paper)).await?,
            _ => self.of_the_locality(&app, &language).await?,
        };
        let size = if print.large { TextSize::Large } else { TextSize::Usual };
        std::fs::write(&print.out, pdf(&[letter], size)?)
            .with_context(|| format!("cannot write {}", print.out.display()))?;
        writeln!(std::io::stdout(), "{} is written.", print.out.display())?;
        Ok(ExitCode::from(exit::DONE))
    }

    /// A document that carries the names and addresses of the locality.
    async fn of_the_locality(&self, app: &App, language: &Language) -> anyhow::Result<Letter> {
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
        Ok(match self {
            Self::Form { easy, .. } => consent_form(language, &office, &FamilyOnForm::blank(), *easy),
            Self::Notice { .. } => notice(language, &office, &NoticeTo::default(), None),
            _ => leaflet(language, &office, &facts),
        })
    }
}

async fn card(app: &App, centre: &str, (language, paper): (&Language, Paper)) -> anyhow::Result<Letter> {
    let (centre, missing) = known(app.blank_card(Who::Operator, centre, Clock::Machine.now()).await, centre)?;
    if !missing.is_empty() {
        let words = format!("the card cannot be made yet. Missing: {}", missing.join("; "));
        return Err(exit::ending(exit::SETTINGS, words));
    }
    Ok(welcome_card(language, &centre, &CardTo::default(), paper))
}

async fn say_of_centre(
    app: &App,
    centre: &str,
    (open, way, page): (&[String], Option<&String>, Option<&String>),
) -> anyhow::Result<ExitCode> {
    let now = Clock::Machine.now();
    let (_, before) = known(app.centre_card(Who::Operator, centre, now).await, centre)?;
    let draft = CentreCardDraft {
        open: if open.is_empty() { before.open.clone() } else { open.join("\n") },
        way: way.unwrap_or(&before.way).clone(),
        page: page.unwrap_or(&before.page).clone(),
    };
    match app.save_centre_card(Who::Operator, (centre, &draft), now).await {
        Ok(()) => {}
        Err(AppError::Invalid(problems)) => {
            let says: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            return Err(exit::ending(exit::INPUT_REFUSED, says.join("\n")));
        }
        Err(error) => return Err(error.into()),
    }
    let (centre, CentreCardDraft { open, way, page }) = app.centre_card(Who::Operator, centre, now).await?;
    let mut out = std::io::stdout();
    writeln!(out, "{centre}")?;
    for (what, says) in [("Open", open.replace('\n', "; ")), ("The way", way), ("Page", page)] {
        writeln!(out, "  {what:<8} {}", if says.is_empty() { "nothing is said" } else { &says })?;
    }
    Ok(ExitCode::from(exit::DONE))
}

fn known<T>(found: Result<T, AppError>, centre: &str) -> anyhow::Result<T> {
    found.map_err(|error| match error {
        AppError::NotFound => exit::ending(exit::NOT_FOUND, format!("there is no centre {centre}")),
        other => other.into(),
    })
}
