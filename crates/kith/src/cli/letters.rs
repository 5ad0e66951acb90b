//! `kith letters`: the documents for families, blank, as PDF; and what a
//! centre says of itself on its welcome cards.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use kith_app::{App, AppError, CentreCardDraft, CentreMapDraft, Issue, Who};
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
        /// A PNG with the map, for every card; needs --map-shows.
        #[arg(long, value_name = "FILE", requires = "map_shows")]
        map: Option<PathBuf>,
        /// What the map shows, for people who do not see it.
        #[arg(long, value_name = "WORDS")]
        map_shows: Option<String>,
        /// Whose map it is, as its licence asks.
        #[arg(long, value_name = "WORDS")]
        map_credit: Option<String>,
        /// Takes the map off the cards.
        #[arg(long, conflicts_with_all = ["map", "map_shows", "map_credit"])]
        no_map: bool,
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
            Self::Centre { centre, open, way, page, map, map_shows, map_credit, no_map } => {
                let app = open::open(settings).await?;
                let map = (map.as_deref(), map_shows.as_deref(), map_credit.as_deref(), *no_map);
                put_map(&app, centre, map).await?;
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

/// Puts a map on the cards of a centre, changes what is said of it, or takes it
/// off; nothing where none of that is asked.
async fn put_map(
    app: &App,
    centre: &str,
    (file, shows, credit, is_off): (Option<&Path>, Option<&str>, Option<&str>, bool),
) -> anyhow::Result<()> {
    let now = Clock::Machine.now();
    if is_off {
        return known(app.take_centre_map_off(Who::Operator, centre, now).await, centre);
    }
    if file.is_none() && shows.is_none() && credit.is_none() {
        return Ok(());
    }
    let (_, before) = known(app.centre_map(Who::Operator, centre, now).await, centre)?;
    let picture = match file {
        Some(file) => std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?,
        None => Vec::new(),
    };
    let was = before.map(|map| (map.shows, map.credit)).unwrap_or_default();
    let draft = CentreMapDraft {
        picture,
        shows: shows.map_or(was.0, str::to_owned),
        credit: credit.map_or(was.1, str::to_owned),
    };
    saved(app.save_centre_map(Who::Operator, (centre, draft), now).await)
}

/// What was refused, in the words of the form.
fn saved(outcome: Result<(), AppError>) -> anyhow::Result<()> {
    match outcome {
        Err(AppError::Invalid(problems)) => {
            let says: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            Err(exit::ending(exit::INPUT_REFUSED, says.join("\n")))
        }
        other => Ok(other?),
    }
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
    saved(app.save_centre_card(Who::Operator, (centre, &draft), now).await)?;
    let (_, map) = app.centre_map(Who::Operator, centre, now).await?;
    let map = map.map(|map| map.shows).unwrap_or_default();
    let (centre, CentreCardDraft { open, way, page }) = app.centre_card(Who::Operator, centre, now).await?;
    let mut out = std::io::stdout();
    writeln!(out, "{centre}")?;
    for (what, says) in [("Open", open.replace('\n', "; ")), ("The way", way), ("Page", page), ("Map", map)] {
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
