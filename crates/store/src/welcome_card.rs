//! The welcome cards of centres: one card a child, ever.

use jiff::Timestamp;
use kith_core::id::{PersonId, RecordId, StaffId};

use crate::cell::{Cell, Row, args, list};
use crate::{StoreError, Tx};

/// What happened to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardStep {
    /// It was posted.
    Posted,
    /// It came back.
    Returned,
}

impl CardStep {
    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Returned => "returned",
        }
    }
}

impl Cell for CardStep {
    fn read(row: &Row, column: usize) -> Option<Self> {
        let word = String::read(row, column)?;
        [Self::Posted, Self::Returned].into_iter().find(|step| step.word() == word)
    }
}

/// One thing that happened to the card of a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLine {
    /// Whose card it is, today.
    pub person: PersonId,
    /// A record of the child.
    pub record: RecordId,
    /// The centre that welcomes the family.
    pub centre: String,
    /// What happened.
    pub step: CardStep,
    /// Who said so.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

fn read(row: &Row) -> Result<CardLine, StoreError> {
    let mut cells = row.cells("welcome_card");
    Ok(CardLine {
        person: cells.next()?,
        record: cells.next()?,
        centre: cells.next()?,
        step: cells.next()?,
        said_by: cells.next()?,
        said_at: cells.next()?,
    })
}

impl Tx {
    /// Notes that something happened to the cards of these children.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_card_steps(
        &mut self,
        records: &[RecordId],
        (centre, step): (&str, CardStep),
        said_by: Option<StaffId>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let last: i64 = self.value("welcome_card", "SELECT COALESCE(MAX(number), 0) FROM welcome_card", &[]).await?;
        let rows = (last + 1..)
            .zip(records)
            .map(|(number, record)| args![number, *record, centre, step.word(), said_by, now])
            .collect();
        let into = "INSERT INTO welcome_card (number, record_id, centre, step, said_by, said_at)";
        self.insert(into, "", rows).await
    }

    /// What happened to the cards of these people, in the order in which it
    /// was said: by any of their records, whatever centre it was.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn cards_of(&mut self, people: &[PersonId]) -> Result<Vec<CardLine>, StoreError> {
        let sql = "SELECT p.person_id, c.record_id, c.centre, c.step, c.said_by, c.said_at FROM welcome_card c \
                   JOIN record_person p ON p.record_id = c.record_id \
                   WHERE p.person_id IN (SELECT value FROM json_each($1)) ORDER BY c.number";
        self.all(sql, &[list(people)]).await?.iter().map(read).collect()
    }

    /// The newest step of each card by centre, for counting: the centre, the
    /// step, and whose.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn all_cards(&mut self) -> Result<Vec<CardLine>, StoreError> {
        let sql = "SELECT p.person_id, c.record_id, c.centre, c.step, c.said_by, c.said_at FROM welcome_card c \
                   JOIN record_person p ON p.record_id = c.record_id ORDER BY c.number";
        self.all(sql, &[]).await?.iter().map(read).collect()
    }
}
