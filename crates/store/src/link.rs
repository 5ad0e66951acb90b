//! Assertions that records are one person: only added to. And the pairs that
//! somebody has to look at.

use jiff::Timestamp;
use kith_core::id::RecordId;
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_core::person::value::Stakes;

use crate::cell::{Cell, Cells, Row, args, list};
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
    /// What hangs on the answer.
    pub stakes: Stakes,
    /// How much an answer is worth: the most valuable pair is shown first.
    pub value_milli: i32,
}

impl Cell for Stakes {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

/// The columns of a pair to look at, in the order that [`read_review`] takes
/// them.
macro_rules! review_columns {
    () => {
        "link_review.record_a, link_review.record_b, link_review.weight_milli, link_review.reasons, \
         link_review.found_at, link_review.stakes, link_review.value_milli"
    };
}
pub(crate) use review_columns;

pub(crate) fn read_review(cells: &mut Cells<'_>) -> Result<ReviewPair, StoreError> {
    Ok(ReviewPair {
        a: cells.next()?,
        b: cells.next()?,
        weight_milli: cells.next()?,
        reasons: cells.next()?,
        found_at: cells.next()?,
        stakes: cells.next()?,
        value_milli: cells.next()?,
    })
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

pub(crate) use columns;

pub(crate) fn read_event(row: &Row) -> Result<LinkEvent, StoreError> {
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

const LINKS_OF: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM link_event WHERE record_a IN (SELECT value FROM json_each($1)) UNION SELECT ",
    columns!(),
    " FROM link_event WHERE record_b IN (SELECT value FROM json_each($1)) ORDER BY seq"
);

const REVIEWS_OF: &str = concat!(
    "SELECT ",
    review_columns!(),
    " FROM link_review WHERE record_a IN (SELECT value FROM json_each($1)) UNION SELECT ",
    review_columns!(),
    " FROM link_review WHERE record_b IN (SELECT value FROM json_each($1)) ORDER BY 1, 2"
);

impl Tx {
    /// Writes assertions down, in their order, and gives the number of the
    /// first, 0 where there are none; their own `seq` is not looked at.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn append_links(&mut self, events: &[LinkEvent]) -> Result<u64, StoreError> {
        if events.is_empty() {
            return Ok(0);
        }
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
        self.all(LINKS_OF, &[list(records)]).await?.iter().map(read_event).collect()
    }

    /// Every assertion about any of these records, in order, and the pairs to
    /// look at that touch any of them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn links_and_reviews_of(
        &mut self,
        records: &[RecordId],
    ) -> Result<(Vec<LinkEvent>, Vec<ReviewPair>), StoreError> {
        let records = [list(records)];
        let [links, reviews] = self.all_of_each([(LINKS_OF, &records), (REVIEWS_OF, &records)]).await?;
        let links = links.iter().map(read_event).collect::<Result<_, _>>()?;
        let reviews: Result<_, _> = reviews.iter().map(|row| read_review(&mut row.cells("link_review"))).collect();
        Ok((links, reviews?))
    }

    /// Every assertion about these two records, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn links_between(&mut self, a: RecordId, b: RecordId) -> Result<Vec<LinkEvent>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM link_event WHERE (record_a = $1 AND record_b = $2) OR (record_a = $2 AND record_b = $1) ORDER BY seq"
        );
        self.all(sql, &args![a, b]).await?.iter().map(read_event).collect()
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
        self.run_later(sql, &[list(records)]).await?;
        let row = |pair: &ReviewPair| {
            let (a, b) = (pair.a.min(pair.b), pair.a.max(pair.b));
            args![
                a,
                b,
                i64::from(pair.weight_milli),
                pair.reasons.clone(),
                pair.found_at,
                pair.stakes.word(),
                i64::from(pair.value_milli),
            ]
        };
        let into = "INSERT INTO link_review (record_a, record_b, weight_milli, reasons, found_at, stakes, value_milli)";
        let conflict = "ON CONFLICT (record_a, record_b) DO UPDATE SET weight_milli = excluded.weight_milli, \
                        reasons = excluded.reasons, stakes = excluded.stakes, value_milli = excluded.value_milli";
        self.insert(into, conflict, pairs.iter().map(row).collect()).await?;
        self.name_pairs_of(pairs).await
    }

    /// At most `limit` pairs to look at, the likeliest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reviews(&mut self, limit: u32) -> Result<Vec<ReviewPair>, StoreError> {
        let sql = concat!(
            "SELECT ",
            review_columns!(),
            " FROM link_review ORDER BY weight_milli DESC, record_a, record_b LIMIT $1"
        );
        let rows = self.all(sql, &args![limit]).await?;
        rows.iter().map(|row| read_review(&mut row.cells("link_review"))).collect()
    }

    /// How many pairs there are to look at.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_reviews(&mut self) -> Result<u64, StoreError> {
        self.value("link_review", "SELECT COUNT(*) FROM link_review", &[]).await
    }
}
