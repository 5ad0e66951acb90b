//! What parents wrote on the public page to say no to sharing, and what was
//! done with it.

use jiff::Timestamp;
use kith_core::id::{ParentMessageId, StaffId};

use crate::cell::{Cell, Row, args};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// How far a message of a parent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParentMessageState {
    /// Nobody has spoken to them yet.
    Waiting,
    /// They object, and that is recorded.
    Recorded,
    /// They changed their mind, or it was a mistake.
    Mistake,
    /// Somebody said that nobody here is meant.
    Nobody,
}

impl ParentMessageState {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Waiting, Self::Recorded, Self::Mistake, Self::Nobody];

    /// The word that storage and the audit use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Recorded => "recorded",
            Self::Mistake => "mistake",
            Self::Nobody => "nobody",
        }
    }
}

impl Cell for ParentMessageState {
    fn read(row: &Row, column: usize) -> Option<Self> {
        let word = String::read(row, column)?;
        Self::ALL.iter().copied().find(|state| state.word() == word)
    }
}

/// One message.
#[derive(Clone, PartialEq, Eq)]
pub struct ParentMessage {
    /// Which.
    pub id: ParentMessageId,
    /// When it came.
    pub received_at: Timestamp,
    /// How far it is.
    pub state: ParentMessageState,
    /// Whoever matches it is held back.
    pub holds_back: bool,
    /// Who settled it last, and when.
    pub settled: Option<(StaffId, Timestamp)>,
    /// What they wrote.
    pub words: Vec<u8>,
    /// What whoever settled it wrote; empty for nothing.
    pub note: String,
}

impl std::fmt::Debug for ParentMessage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ParentMessage({}, {}, hidden)", self.id, self.state.word())
    }
}

/// What stays of a message whose words were erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasedMessage {
    /// Which.
    pub id: ParentMessageId,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was settled.
    pub settled_at: Timestamp,
    /// How it ended.
    pub state: ParentMessageState,
    /// When its words were erased.
    pub erased_at: Timestamp,
}

impl Tx {
    /// The messages that hold nobody back, were settled before a moment and
    /// still have their words, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn parent_messages_settled_before(
        &mut self,
        before: Timestamp,
    ) -> Result<Vec<ParentMessageId>, StoreError> {
        let sql = "SELECT id FROM parent_message WHERE settled_at < $1 AND holds_back = $2 AND erased_at IS NULL \
                   ORDER BY settled_at, id";
        let rows = self.all(sql, &args![before, false]).await?;
        rows.iter().map(|row| row.cells("parent_message").next()).collect()
    }

    /// Erases what is sealed in a message that holds nobody back.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where it holds somebody back, or was erased.
    pub async fn erase_parent_message(&mut self, id: ParentMessageId, at: Timestamp) -> Result<(), StoreError> {
        let words = self.seal(Sealed::ParentMessage, id, &[])?;
        let note = self.seal(Sealed::ParentMessageNote, id, &[])?;
        let sql = "UPDATE parent_message SET sealed_words = $2, sealed_note = $3, erased_at = $4 \
                   WHERE id = $1 AND holds_back = $5 AND erased_at IS NULL";
        let touched = self.run(sql, &args![id, words, note, at, false]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "message of a parent" }) }
    }

    /// What stays of the messages that were erased, the last first, at most so
    /// many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn erased_parent_messages(&mut self, most: u32) -> Result<Vec<ErasedMessage>, StoreError> {
        let sql = "SELECT id, received_at, settled_at, state, erased_at FROM parent_message \
                   WHERE erased_at IS NOT NULL ORDER BY erased_at DESC, settled_at DESC, id LIMIT $1";
        let read = |row: &Row| {
            let mut cells = row.cells("parent_message");
            Ok(ErasedMessage {
                id: cells.next()?,
                received_at: cells.next()?,
                settled_at: cells.next()?,
                state: cells.next()?,
                erased_at: cells.next()?,
            })
        };
        self.all(sql, &args![i64::from(most)]).await?.iter().map(read).collect()
    }

    /// Keeps a message that came.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_parent_message(&mut self, message: &ParentMessage) -> Result<(), StoreError> {
        let words = self.seal(Sealed::ParentMessage, message.id, &message.words)?;
        let note = self.seal(Sealed::ParentMessageNote, message.id, message.note.as_bytes())?;
        let sql = "INSERT INTO parent_message (id, received_at, state, holds_back, settled_by, settled_at, \
                   sealed_words, sealed_note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let (by, at) = message.settled.unzip();
        let ParentMessage { id, received_at, state, holds_back, .. } = message;
        self.run(sql, &args![*id, *received_at, state.word(), *holds_back, by, at, words, note]).await.map(drop)
    }

    /// The messages that hold somebody back, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn parent_messages_that_hold_back(&mut self) -> Result<Vec<ParentMessage>, StoreError> {
        let sql = "SELECT id, received_at, state, holds_back, settled_by, settled_at, sealed_words, sealed_note \
                   FROM parent_message WHERE holds_back = $1 ORDER BY received_at, id";
        let rows = self.all(sql, &args![true]).await?;
        rows.iter().map(|row| self.read_parent_message(row)).collect()
    }

    /// How many messages came after a moment, and how many hold somebody back.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_parent_messages(&mut self, after: Timestamp) -> Result<(u64, u64), StoreError> {
        let came = "SELECT COUNT(*) FROM parent_message WHERE received_at > $1";
        let holds = "SELECT COUNT(*) FROM parent_message WHERE holds_back = $1";
        let came = self.value("parent_message", came, &args![after]).await?;
        Ok((came, self.value("parent_message", holds, &args![true]).await?))
    }

    /// Notes what was done with a message that holds somebody back.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where it holds nobody back any more.
    pub async fn settle_parent_message(&mut self, message: &ParentMessage) -> Result<(), StoreError> {
        let note = self.seal(Sealed::ParentMessageNote, message.id, message.note.as_bytes())?;
        let sql = "UPDATE parent_message SET state = $2, holds_back = $3, settled_by = $4, settled_at = $5, \
                   sealed_note = $6 WHERE id = $1 AND holds_back = $7";
        let (by, at) = message.settled.unzip();
        let values = args![message.id, message.state.word(), message.holds_back, by, at, note, true];
        let touched = self.run(sql, &values).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "message of a parent" }) }
    }

    fn read_parent_message(&self, row: &Row) -> Result<ParentMessage, StoreError> {
        let mut cells = row.cells("parent_message");
        let id = cells.next()?;
        let (received_at, state, holds_back) = (cells.next()?, cells.next()?, cells.next()?);
        let (by, at): (Option<StaffId>, Option<Timestamp>) = (cells.next()?, cells.next()?);
        let words = self.open(Sealed::ParentMessage, id, cells.sealed()?)?;
        let note = self.open(Sealed::ParentMessageNote, id, cells.sealed()?)?;
        let note = String::from_utf8(note).map_err(|_| cells.corrupt())?;
        Ok(ParentMessage { id, received_at, state, holds_back, settled: by.zip(at), words, note })
    }
}
