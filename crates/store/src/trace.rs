//! NHS numbers that were looked up in the national record: what each look-up
//! came to, and what somebody said of it. Only added to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::id::{RecordId, StaffId, TraceId};
use kith_core::tracing::{NationalRecord, Outcome, Step};

use crate::cell::{Cell, Row, args};
use crate::keys::Sealed;
use crate::pair::kept_safe;
use crate::written::{read_national, write_national};
use crate::{StoreError, Tx};

/// One look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberTrace {
    /// Which look-up.
    pub id: TraceId,
    /// The record whose person was looked up.
    pub record: RecordId,
    /// When.
    pub asked_at: Timestamp,
    /// Who asked; none for the command line.
    pub asked_by: Option<StaffId>,
    /// Which connection answered.
    pub way: String,
    /// What for.
    pub purpose: String,
    /// What it came to.
    pub outcome: Outcome,
    /// The question that ended it; none where nothing was asked.
    pub step: Option<Step>,
    /// How well the found record fits, in thousandths.
    pub score_milli: Option<u32>,
    /// Somebody has to look at it.
    pub is_proposal: bool,
}

/// What somebody said of a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberAnswer {
    /// Its place in the order, from 1.
    pub number: u32,
    /// The word of the answer.
    pub answer: String,
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The record of the national statement that was taken in with it.
    pub record: Option<RecordId>,
    /// What they noted.
    pub note: Option<String>,
}

impl Cell for Outcome {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

impl Cell for Step {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

/// The columns of a look-up, in the order that [`read_trace`] takes them.
macro_rules! columns {
    () => {
        "number_trace.id, number_trace.record_id, number_trace.asked_at, number_trace.asked_by, number_trace.way, \
         number_trace.purpose, number_trace.outcome, number_trace.step, number_trace.score_milli, \
         number_trace.sealed_record IS NOT NULL"
    };
}

fn read_trace(row: &Row) -> Result<NumberTrace, StoreError> {
    let mut cells = row.cells("number_trace");
    Ok(NumberTrace {
        id: cells.next()?,
        record: cells.next()?,
        asked_at: cells.next()?,
        asked_by: cells.next()?,
        way: cells.next()?,
        purpose: cells.next()?,
        outcome: cells.next()?,
        step: cells.next()?,
        score_milli: cells.next()?,
        is_proposal: cells.next()?,
    })
}

/// That nobody has looked the same record up since.
macro_rules! newest {
    () => {
        "NOT EXISTS (SELECT 1 FROM number_trace AS later WHERE later.record_id = number_trace.record_id \
         AND (later.asked_at > number_trace.asked_at \
         OR (later.asked_at = number_trace.asked_at AND later.id > number_trace.id)))"
    };
}

/// The last word on a look-up, where there is one, is not that an answer was
/// taken back.
macro_rules! answered {
    () => {
        "EXISTS (SELECT 1 FROM number_answer WHERE number_answer.trace_id = number_trace.id \
         AND number_answer.answer <> 'taken-back' AND NOT EXISTS (SELECT 1 FROM number_answer AS after \
         WHERE after.trace_id = number_answer.trace_id AND after.number > number_answer.number))"
    };
}

/// Look-ups that wait for somebody, with nobody who is kept safe.
macro_rules! waiting {
    () => {
        concat!(
            " FROM number_trace JOIN record_person ON record_person.record_id = number_trace.record_id \
             WHERE number_trace.sealed_record IS NOT NULL \
             AND record_person.person_id NOT IN (SELECT person_id FROM kept_safe) AND ",
            newest!(),
            " AND NOT ",
            answered!()
        )
    };
}

impl Tx {
    /// Keeps a look-up, and what the national record says where somebody has
    /// to look at it. A restricted record is not kept whatever is asked.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn keep_trace(&mut self, trace: &NumberTrace, record: Option<&NationalRecord>) -> Result<(), StoreError> {
        let plain = record.filter(|_| trace.is_proposal).and_then(write_national);
        let sealed = plain.map(|plain| self.seal(Sealed::NationalRecord, trace.id, &plain)).transpose()?;
        let sql = "INSERT INTO number_trace (id, record_id, asked_at, asked_by, way, purpose, outcome, step, \
                   score_milli, sealed_record) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let NumberTrace { id, record, asked_at, asked_by, way, purpose, outcome, step, score_milli, .. } = trace;
        let step = step.map(Step::word);
        let values =
            args![*id, *record, *asked_at, *asked_by, way, purpose, outcome.word(), step, *score_milli, sealed];
        self.run(sql, &values).await.map(drop)
    }

    /// A look-up.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn trace(&mut self, trace: TraceId) -> Result<NumberTrace, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM number_trace WHERE id = $1");
        let row = self.first(sql, &args![trace]).await?;
        read_trace(&row.ok_or_else(|| StoreError::not_found("trace", trace))?)
    }

    /// What the national record said; none where nothing was kept.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it does not open.
    pub async fn national_record(&mut self, trace: TraceId) -> Result<Option<NationalRecord>, StoreError> {
        let sql = "SELECT id, sealed_record FROM number_trace WHERE id = $1 AND sealed_record IS NOT NULL";
        let Some(row) = self.first(sql, &args![trace]).await? else { return Ok(None) };
        let mut cells = row.cells("number_trace");
        cells.skip(1);
        let plain = self.open(Sealed::NationalRecord, trace, cells.sealed()?)?;
        read_national(&plain).map(Some).ok_or_else(|| cells.corrupt())
    }

    /// At most `limit` look-ups that wait for somebody, the longest waiting
    /// first. Nobody who is kept safe is among them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn traces_waiting(&mut self, limit: u32) -> Result<Vec<NumberTrace>, StoreError> {
        let sql = concat!(
            kept_safe!(),
            "SELECT ",
            columns!(),
            waiting!(),
            " ORDER BY number_trace.asked_at, number_trace.id LIMIT $1"
        );
        self.all(sql, &args![limit]).await?.iter().map(read_trace).collect()
    }

    /// How often each outcome was the last of a record.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_trace_outcomes(&mut self) -> Result<BTreeMap<Outcome, u64>, StoreError> {
        let sql =
            concat!("SELECT outcome, COUNT(*) FROM number_trace WHERE ", newest!(), " GROUP BY outcome ORDER BY 1");
        let read = |row: &Row| {
            let mut cells = row.cells("number_trace");
            Ok((cells.next()?, cells.next()?))
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// The records that need not be looked up again: those with an answer that
    /// could be used since a time, and those of which somebody has spoken.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn records_traced_since(&mut self, from: Timestamp) -> Result<BTreeSet<RecordId>, StoreError> {
        let sql = concat!(
            "SELECT record_id FROM number_trace WHERE (asked_at >= $1 AND outcome <> 'failed') OR ",
            answered!()
        );
        let read = |row: &Row| row.cells("number_trace").next();
        self.all(sql, &args![from]).await?.iter().map(read).collect()
    }

    /// Adds what somebody said of a look-up, and gives its place.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else spoke at the same moment.
    pub async fn answer_trace(&mut self, trace: TraceId, said: &NumberAnswer) -> Result<(), StoreError> {
        let NumberAnswer { number, answer, by, at, record, note } = said;
        let place = format!("{trace}/{number}");
        let note = note.as_ref().map(|note| self.seal(Sealed::NumberNote, place, note.as_bytes())).transpose()?;
        let sql = "INSERT INTO number_answer (trace_id, number, answer, answered_by, answered_at, record_id, \
                   sealed_note) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run(sql, &args![trace, *number, answer, *by, *at, *record, note]).await.map(drop)
    }

    /// Everything that was said of a look-up, in order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a note does not open.
    pub async fn answers_of_trace(&mut self, trace: TraceId) -> Result<Vec<NumberAnswer>, StoreError> {
        let sql = "SELECT number, answer, answered_by, answered_at, record_id, sealed_note FROM number_answer \
                   WHERE trace_id = $1 ORDER BY number";
        let rows = self.all(sql, &args![trace]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("number_answer");
            let number: u32 = cells.next()?;
            let (answer, by, at, record) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
            let sealed: Option<Vec<u8>> = cells.next()?;
            let plain = sealed.map(|note| self.open(Sealed::NumberNote, format!("{trace}/{number}"), &note));
            let note = plain.transpose()?.map(String::from_utf8).transpose().map_err(|_| cells.corrupt())?;
            Ok(NumberAnswer { number, answer, by, at, record, note })
        };
        rows.iter().map(read).collect()
    }
}
