//! Advice that is asked for about a worry, before the family is named (¶18).

use jiff::Timestamp;
use kith_core::id::{FamilyId, LedgerId, StaffId};

use crate::cell::{Row, args};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// A worry that somebody is asked about.
#[derive(Clone, PartialEq, Eq)]
pub struct Consultation {
    /// Which.
    pub id: LedgerId,
    /// About which family. Whoever is asked learns this only once reasonable
    /// cause is written down.
    pub family: FamilyId,
    /// Who asks.
    pub asked_by: StaffId,
    /// When.
    pub asked_at: Timestamp,
    /// Who is asked.
    pub consultee: StaffId,
    /// The worry, without names.
    pub words: String,
    /// When and by which facts reasonable cause was established.
    pub cause: Option<(Timestamp, String)>,
    /// When advice was given, and which.
    pub answer: Option<(Timestamp, String)>,
}

impl std::fmt::Debug for Consultation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Consultation({}, hidden)", self.id)
    }
}

macro_rules! columns {
    () => {
        "id, family_id, asked_by, asked_at, consultee, cause_at, answered_at, sealed_words, sealed_cause, sealed_answer"
    };
}

impl Tx {
    /// Asks for advice. A cause or an answer in it is not stored by this.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_consultation(&mut self, asked: &Consultation) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::Worry, asked.id, asked.words.as_bytes())?;
        let sql = "INSERT INTO consultation (id, family_id, asked_by, asked_at, consultee, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let Consultation { id, family, asked_by, asked_at, consultee, .. } = asked;
        self.run(sql, &args![*id, *family, *asked_by, *asked_at, *consultee, sealed]).await.map(drop)
    }

    /// One question for advice.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn consultation(&mut self, id: LedgerId) -> Result<Consultation, StoreError> {
        let row = self.first(concat!("SELECT ", columns!(), " FROM consultation WHERE id = $1"), &args![id]).await?;
        self.read_consultation(&row.ok_or_else(|| StoreError::not_found("question for advice", id))?)
    }

    /// What somebody asked or is asked, newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn consultations_of(&mut self, staff: StaffId, limit: u32) -> Result<Vec<Consultation>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM consultation WHERE consultee = $1 OR asked_by = $1 ORDER BY asked_at DESC, id LIMIT $2"
        );
        let rows = self.all(sql, &args![staff, limit]).await?;
        rows.iter().map(|row| self.read_consultation(row)).collect()
    }

    /// Writes down that there is reasonable cause, with the facts. It is
    /// written once.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was written already.
    pub async fn establish_cause(&mut self, id: LedgerId, facts: &str, now: Timestamp) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::Cause, id, facts.as_bytes())?;
        let sql = "UPDATE consultation SET cause_at = $2, sealed_cause = $3 WHERE id = $1 AND cause_at IS NULL";
        let touched = self.run(sql, &args![id, now, sealed]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "cause" }) }
    }

    /// Gives advice, once.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was given already.
    pub async fn answer_consultation(&mut self, id: LedgerId, words: &str, now: Timestamp) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::Advice, id, words.as_bytes())?;
        let sql = "UPDATE consultation SET answered_at = $2, sealed_answer = $3 WHERE id = $1 AND answered_at IS NULL";
        let touched = self.run(sql, &args![id, now, sealed]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "advice" }) }
    }

    fn read_consultation(&self, row: &Row) -> Result<Consultation, StoreError> {
        let mut cells = row.cells("consultation");
        let id: LedgerId = cells.next()?;
        let (family, asked_by, asked_at, consultee) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        let (cause_at, answered_at): (Option<Timestamp>, Option<Timestamp>) = (cells.next()?, cells.next()?);
        let opened = |place: Sealed, sealed: Option<Vec<u8>>| -> Result<Option<String>, StoreError> {
            let Some(sealed) = sealed else { return Ok(None) };
            let plain = self.open(place, id, &sealed)?;
            String::from_utf8(plain)
                .map(Some)
                .map_err(|_| StoreError::Corrupt { table: "consultation", row: id.to_string() })
        };
        let words = opened(Sealed::Worry, cells.next()?)?.unwrap_or_default();
        let cause = cause_at.zip(opened(Sealed::Cause, cells.next()?)?);
        let answer = answered_at.zip(opened(Sealed::Advice, cells.next()?)?);
        Ok(Consultation { id, family, asked_by, asked_at, consultee, words, cause, answer })
    }
}
