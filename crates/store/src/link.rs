//! Assertions that records are one person: only added to. And the pairs that
//! somebody has to look at.

use jiff::Timestamp;
use kith_core::id::RecordId;
use kith_core::person::link::{LinkEvent, Origin, Verdict};

use crate::cell::{Cell, Row, args, list};
use crate::{StoreError, Tx};

/// Two records that may be one person, for somebody to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPair {
    /// One record.
    pub a: RecordId,
    /// The other record.
    pub b: RecordId,
    /// How much speaks for one person, in thousandths of a bit.
    pub weight_milli: i32,
    /// Why, in words, without anything personal.
    pub reasons: String,
    /// When the pair was found.
    pub found_at: Timestamp,
}

impl Cell for Verdict {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

impl Cell for Origin {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

/// The columns of an event, in the order that [`read_event`] takes them.
macro_rules! columns {
    () => {
        "seq, record_a, record_b, verdict, origin, weight_milli, reasons, model, made_by, made_at, withdraws"
    };
}

fn read_event(row: &Row) -> Result<LinkEvent, StoreError> {
    let mut cells = row.cells("link_event");
    Ok(LinkEvent {
        seq: cells.next()?,
        a: cells.next()?,
        b: cells.next()?,
        verdict: cells.next()?,
        origin: cells.next()?,
        weight_milli: cells.next()?,
        reasons: cells.next()?,
        model: cells.next()?,
        by: cells.next()?,
        at: cells.next()?,
        withdraws: cells.next()?,
    })
}

impl Tx {
    /// Writes assertions down, in their order, and gives the number of the
    /// first; their own `seq` is not looked at.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn append_links(&mut self, events: &[LinkEvent]) -> Result<u64, StoreError> {
        let last: u64 = self.value("link_event", "SELECT COALESCE(MAX(seq), 0) FROM link_event", &[]).await?;
        let row = |(seq, event): (u64, &'_ LinkEvent)| {
            args![
                seq,
                event.a,
                event.b,
                event.verdict.word(),
                event.origin.word(),
                i64::from(event.weight_milli),
                event.reasons.clone(),
                event.model.clone(),
                event.by,
                event.at,
                event.withdraws,
            ]
        };
        let rows = (last + 1..).zip(events).map(row).collect();
        self.insert(concat!("INSERT INTO link_event (", columns!(), ")"), "", rows).await?;
        Ok(last + 1)
    }

    /// Every assertion about any of these records, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn links_of(&mut self, records: &[RecordId]) -> Result<Vec<LinkEvent>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM link_event WHERE record_a IN (SELECT value FROM json_each($1)) UNION SELECT ",
            columns!(),
            " FROM link_event WHERE record_b IN (SELECT value FROM json_each($1)) ORDER BY seq"
        );
        self.all(sql, &[list(records)]).await?.iter().map(read_event).collect()
    }

    /// At most `limit` assertions after number `after`, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn links_after(&mut self, after: u64, limit: u32) -> Result<Vec<LinkEvent>, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM link_event WHERE seq > $1 ORDER BY seq LIMIT $2");
        self.all(sql, &args![after, limit]).await?.iter().map(read_event).collect()
    }

    /// Replaces the pairs to look at that touch any of these records.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a pair comes twice.
    pub async fn replace_reviews(&mut self, records: &[RecordId], pairs: &[ReviewPair]) -> Result<(), StoreError> {
        let sql = "DELETE FROM link_review WHERE record_a IN (SELECT value FROM json_each($1)) \
                   OR record_b IN (SELECT value FROM json_each($1))";
        self.run(sql, &[list(records)]).await?;
        let row = |pair: &ReviewPair| {
            let (a, b) = (pair.a.min(pair.b), pair.a.max(pair.b));
            args![a, b, i64::from(pair.weight_milli), pair.reasons.clone(), pair.found_at]
        };
        let into = "INSERT INTO link_review (record_a, record_b, weight_milli, reasons, found_at)";
        let conflict = "ON CONFLICT (record_a, record_b) DO UPDATE SET weight_milli = excluded.weight_milli, \
                        reasons = excluded.reasons";
        self.insert(into, conflict, pairs.iter().map(row).collect()).await.map(drop)
    }

    /// At most `limit` pairs to look at, the likeliest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reviews(&mut self, limit: u32) -> Result<Vec<ReviewPair>, StoreError> {
        let sql = "SELECT record_a, record_b, weight_milli, reasons, found_at FROM link_review \
                   ORDER BY weight_milli DESC, record_a, record_b LIMIT $1";
        let read = |row: &Row| {
            let mut cells = row.cells("link_review");
            Ok(ReviewPair {
                a: cells.next()?,
                b: cells.next()?,
                weight_milli: cells.next()?,
                reasons: cells.next()?,
                found_at: cells.next()?,
            })
        };
        self.all(sql, &args![limit]).await?.iter().map(read).collect()
    }

    /// How many pairs there are to look at.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_reviews(&mut self) -> Result<u64, StoreError> {
        self.value("link_review", "SELECT COUNT(*) FROM link_review", &[]).await
    }
}
