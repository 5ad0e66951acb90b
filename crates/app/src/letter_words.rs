//! The languages of the documents for families: what Kith brings, and the
//! translations that the locality had made and checked (S002-16d, S004-WAd).

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_letters::{Language, Languages};
use kith_store::{LetterWords, Tx};

use crate::door::today;
use crate::office::may_change;
use crate::{App, AppError, FieldProblem, Who};

/// A language and where its words come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageLine {
    /// The tag: `pl`.
    pub tag: String,
    /// How it is called.
    pub name: String,
    /// The version of its words.
    pub version: String,
    /// Who checked it, and on which day; empty where nobody did.
    pub reviewed: (String, String),
    /// When the locality brought it; none where it comes with Kith.
    pub brought_at: Option<Timestamp>,
    /// What has to be put right before it is used again: this Kith says more
    /// than the translation does.
    pub problems: Vec<String>,
}

/// Every language that documents can be written in now.
pub(crate) async fn languages(tx: &mut Tx) -> Result<Languages, AppError> {
    let own = tx.letter_words().await?;
    Ok(Languages::built_in().with(own.iter().filter_map(|own| Language::kept(&own.words).ok()).map(Arc::new)))
}

impl App {
    /// Every language that documents can be written in now.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn languages(&self) -> Result<Languages, AppError> {
        self.db.read(|tx| Box::pin(async move { languages(tx).await })).await
    }

    /// The languages with where they come from. For administrators, the data
    /// lead and the command line.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else.
    pub async fn language_lines(&self, who: impl Into<Who>) -> Result<Vec<LanguageLine>, AppError> {
        may_change(&who.into())?;
        self.db.read(|tx| Box::pin(async move { Ok(lines(&tx.letter_words().await?)) })).await
    }

    /// Takes the words of a language that somebody translated and checked;
    /// from now on families whose record names it get their documents in it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with everything that has to be put right first;
    /// [`AppError::NotFound`] as for [`App::language_lines`].
    pub async fn add_letter_words(
        &self,
        who: impl Into<Who>,
        file: &str,
        now: Timestamp,
    ) -> Result<Arc<Language>, AppError> {
        let who = who.into();
        may_change(&who)?;
        let language = self.check_letter_words(file, now)?;
        let words = LetterWords {
            language: language.tag().to_owned(),
            words: file.to_owned(),
            said_by: who.staff(),
            said_at: now,
        };
        self.keep_words(who, words, language.version(), now).await?;
        Ok(language)
    }

    /// Whether the words of a language can be taken.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with everything that has to be put right first.
    pub fn check_letter_words(&self, file: &str, now: Timestamp) -> Result<Arc<Language>, AppError> {
        let invalid = |says: Vec<String>| {
            AppError::Invalid(says.into_iter().map(|says| FieldProblem::new("translation", says)).collect())
        };
        let language = Language::translated(file)
            .map_err(|problems| invalid(problems.iter().map(ToString::to_string).collect()))?;
        match language.reviewed().1.parse::<Date>() {
            Ok(day) if day <= today(now) => {}
            Ok(_) => {
                return Err(invalid(vec![
                    "about.reviewed_on: The day lies ahead. Write the day of the check".to_owned(),
                ]));
            }
            Err(_) => return Err(invalid(vec!["about.reviewed_on: Write the day as 2026-11-20".to_owned()])),
        }
        Ok(Arc::new(language))
    }

    /// Takes a language out of use: families get English again, with a line
    /// that says to ask.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where the locality brought no such language, and
    /// as for [`App::language_lines`].
    pub async fn remove_letter_words(
        &self,
        who: impl Into<Who>,
        language: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_change(&who)?;
        let own = self.db.read(|tx| Box::pin(async move { Ok::<_, AppError>(tx.letter_words().await?) })).await?;
        if own.iter().all(|own| own.language != language) {
            return Err(AppError::NotFound);
        }
        let words =
            LetterWords { language: language.to_owned(), words: String::new(), said_by: who.staff(), said_at: now };
        self.keep_words(who, words, "out of use", now).await
    }

    async fn keep_words(&self, who: Who, words: LetterWords, version: &str, now: Timestamp) -> Result<(), AppError> {
        let noted = who
            .event(Action::SettingChange, now)
            .with("setting", "letter-words")
            .with("language", &words.language)
            .with("version", version);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_letter_words(&words).await?;
                    tx.append_audit(&noted).await?;
                    Ok(())
                })
            })
            .await
    }
}

fn lines(own: &[LetterWords]) -> Vec<LanguageLine> {
    let line = |language: &Language, brought_at| {
        let (by, on) = language.reviewed();
        LanguageLine {
            tag: language.tag().to_owned(),
            name: language.title(),
            version: language.version().to_owned(),
            reviewed: (by.to_owned(), on.to_owned()),
            brought_at,
            problems: Vec::new(),
        }
    };
    let is_own = |language: &Language| own.iter().any(|own| own.language == language.tag());
    let built_in = Languages::built_in();
    let mut lines: Vec<LanguageLine> =
        built_in.all().iter().filter(|it| !is_own(it)).map(|language| line(language, None)).collect();
    lines.extend(own.iter().map(|own| match Language::kept(&own.words) {
        Ok(language) => line(&language, Some(own.said_at)),
        Err(problems) => LanguageLine {
            tag: own.language.clone(),
            name: own.language.clone(),
            version: String::new(),
            reviewed: (String::new(), String::new()),
            brought_at: Some(own.said_at),
            problems: problems.iter().map(ToString::to_string).collect(),
        },
    }));
    lines
}
