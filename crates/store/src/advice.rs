//! Requests for advice, and for more from a colleague, with every word that
//! was written. Words are only ever added.

use jiff::Timestamp;
use kith_core::id::{AdviceId, DecisionId, FamilyId, StaffId};

use crate::cell::{Row, args};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Which request.
    pub id: AdviceId,
    /// The family that it is about. Not for the eyes of whoever is asked.
    pub family: FamilyId,
    /// The answer that it is about, if any.
    pub decision: Option<DecisionId>,
    /// The word of the kind: who is asked, and for what.
    pub kind: String,
    /// Who asks.
    pub asked_by: StaffId,
    /// Who is asked.
    pub asked_of: StaffId,
    /// When.
    pub asked_at: Timestamp,
}

/// One thing that was written under a request.
#[derive(Clone, PartialEq, Eq)]
pub struct AdviceMessage {
    /// The place in the order, from 1.
    pub number: u32,
    /// The word of the kind of message.
    pub kind: String,
    /// Who wrote it.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The words, in the caller's form.
    pub words: String,
}

impl std::fmt::Debug for AdviceMessage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AdviceMessage({}, {}, hidden)", self.number, self.kind)
    }
}

/// The columns of a request, in the order that [`read_advice`] takes them.
macro_rules! columns {
    () => {
        "id, family_id, decision_id, kind, asked_by, asked_of, asked_at"
    };
}

fn read_advice(row: &Row) -> Result<Advice, StoreError> {
    let mut cells = row.cells("advice");
    Ok(Advice {
        id: cells.next()?,
        family: cells.next()?,
        decision: cells.next()?,
        kind: cells.next()?,
        asked_by: cells.next()?,
        asked_of: cells.next()?,
        asked_at: cells.next()?,
    })
}

/// What binds the words of a message to their place.
fn place_of(advice: AdviceId, number: u32) -> String {
    format!("{advice}/{number}")
}

impl Tx {
    /// Keeps a request.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_advice(&mut self, advice: &Advice) -> Result<(), StoreError> {
        let sql = concat!("INSERT INTO advice (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7)");
        let Advice { id, family, decision, kind, asked_by, asked_of, asked_at } = advice;
        self.run(sql, &args![*id, *family, *decision, kind, *asked_by, *asked_of, *asked_at]).await.map(drop)
    }

    /// A request.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn advice(&mut self, advice: AdviceId) -> Result<Advice, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM advice WHERE id = $1");
        let row = self.first(sql, &args![advice]).await?;
        read_advice(&row.ok_or_else(|| StoreError::not_found("advice", advice))?)
    }

    /// At most `limit` requests that somebody made or was asked, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn advice_of_staff(&mut self, staff: StaffId, limit: u32) -> Result<Vec<Advice>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM advice WHERE asked_of = $1 OR asked_by = $1 ORDER BY asked_at DESC, id LIMIT $2"
        );
        self.all(sql, &args![staff, limit]).await?.iter().map(read_advice).collect()
    }

    /// The requests about one answer, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn advice_on(&mut self, decision: DecisionId) -> Result<Vec<Advice>, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM advice WHERE decision_id = $1 ORDER BY asked_at, id");
        self.all(sql, &args![decision]).await?.iter().map(read_advice).collect()
    }

    /// How many requests wait for a first word from somebody who was asked.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_advice_waiting(&mut self, staff: StaffId) -> Result<u32, StoreError> {
        let sql = "SELECT COUNT(*) FROM advice WHERE asked_of = $1 AND NOT EXISTS (SELECT 1 FROM advice_message \
                   WHERE advice_message.advice_id = advice.id AND advice_message.made_by = $1)";
        self.value("advice", sql, &args![staff]).await
    }

    /// Adds what somebody wrote under a request, and gives its number.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote at the same moment.
    pub async fn add_advice_message(
        &mut self,
        advice: AdviceId,
        (kind, by): (&str, StaffId),
        words: &str,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM advice_message WHERE advice_id = $1";
        let number: u32 = self.value("advice_message", sql, &args![advice]).await?;
        let sealed = self.seal(Sealed::AdviceMessage, place_of(advice, number), words.as_bytes())?;
        let sql = "INSERT INTO advice_message (advice_id, number, kind, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        self.run(sql, &args![advice, number, kind, by, now, sealed]).await?;
        Ok(number)
    }

    /// Everything that was written under a request, in order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn advice_messages(&mut self, advice: AdviceId) -> Result<Vec<AdviceMessage>, StoreError> {
        let sql = "SELECT number, kind, made_by, made_at, sealed_words FROM advice_message \
                   WHERE advice_id = $1 ORDER BY number";
        let rows = self.all(sql, &args![advice]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("advice_message");
            let number: u32 = cells.next()?;
            let (kind, by, at) = (cells.next()?, cells.next()?, cells.next()?);
            let plain = self.open(Sealed::AdviceMessage, place_of(advice, number), cells.sealed()?)?;
            let words = String::from_utf8(plain).map_err(|_| cells.corrupt())?;
            Ok(AdviceMessage { number, kind, by, at, words })
        };
        rows.iter().map(read).collect()
    }
}
