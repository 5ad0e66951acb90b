//! The locality's own translations of the documents for families. What was
//! used before stays: a letter of last year can be read again.

use jiff::Timestamp;
use kith_core::id::StaffId;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// One version of the words of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterWords {
    /// The tag of the language: `pl`.
    pub language: String,
    /// The file; empty where the language was taken out of use.
    pub words: String,
    /// Who brought it.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

fn read(row: &Row) -> Result<LetterWords, StoreError> {
    let mut cells = row.cells("letter_words");
    Ok(LetterWords { language: cells.next()?, words: cells.next()?, said_by: cells.next()?, said_at: cells.next()? })
}

impl Tx {
    /// Keeps the words of a language, or that it is out of use.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_letter_words(&mut self, words: &LetterWords) -> Result<(), StoreError> {
        let last: i64 = self.value("letter_words", "SELECT COALESCE(MAX(number), 0) FROM letter_words", &[]).await?;
        let LetterWords { language, words, said_by, said_at } = words;
        let sql = "INSERT INTO letter_words (number, language, words, said_by, said_at) VALUES ($1, $2, $3, $4, $5)";
        self.run(sql, &args![last + 1, language, words, *said_by, *said_at]).await.map(drop)
    }

    /// The words of each language that is in use, by its tag.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn letter_words(&mut self) -> Result<Vec<LetterWords>, StoreError> {
        let sql = "SELECT language, words, said_by, said_at FROM letter_words w WHERE words <> '' AND number = \
                   (SELECT MAX(number) FROM letter_words l WHERE l.language = w.language) ORDER BY language";
        self.all(sql, &[]).await?.iter().map(read).collect()
    }
}
