//! How well matching does, counted over every assertion; and joins drawn by
//! lot for somebody to check.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{InvolvementId, PairId, PersonId, RecordId, StaffId};
use kith_core::person::link::LinkEvent;
use kith_core::person::value::Stakes;
use kith_core::service::ServiceKind;

use crate::cell::{Row, args, list};
use crate::link::{columns, read_event};
use crate::{ReviewPair, StoreError, Tx};

/// A day in microseconds.
const DAY: i64 = 86_400_000_000;

/// A join of the linker that was not taken back and about which nobody has
/// said anything.
macro_rules! unquestioned_joins {
    () => {
        " FROM link_event WHERE verdict = 'same' AND origin IN ('nhs-number', 'probable') \
         AND NOT EXISTS (SELECT 1 FROM link_event AS later WHERE later.withdraws = link_event.seq) \
         AND NOT EXISTS (SELECT 1 FROM link_event AS said WHERE said.record_a = link_event.record_a \
         AND said.record_b = link_event.record_b AND said.origin = 'human')"
    };
}

fn read_counts(rows: &[Row]) -> Result<Vec<(i64, u64)>, StoreError> {
    let read = |row: &Row| {
        let mut cells = row.cells("link_event");
        Ok((cells.next()?, cells.next()?))
    };
    rows.iter().map(read).collect()
}

impl Tx {
    /// How many joins of the linker stand, by weight in steps of so many
    /// thousandths: the number of the step, counted from 0.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn joins_by_weight(&mut self, step_milli: i64) -> Result<Vec<(i64, u64)>, StoreError> {
        let sql = "SELECT weight_milli / $1, COUNT(*) FROM link_event WHERE verdict = 'same' \
                   AND origin IN ('nhs-number', 'probable') \
                   AND NOT EXISTS (SELECT 1 FROM link_event AS later WHERE later.withdraws = link_event.seq) \
                   GROUP BY 1 ORDER BY 1";
        read_counts(&self.all(sql, &args![step_milli]).await?)
    }

    /// The same of the pairs that wait for somebody.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reviews_by_weight(&mut self, step_milli: i64) -> Result<Vec<(i64, u64)>, StoreError> {
        let sql = "SELECT weight_milli / $1, COUNT(*) FROM link_review GROUP BY 1 ORDER BY 1";
        read_counts(&self.all(sql, &args![step_milli]).await?)
    }

    /// How many joins the linker made on each day, the days counted from
    /// 1 January 1970.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn joins_by_day(&mut self) -> Result<Vec<(i64, u64)>, StoreError> {
        let sql = "SELECT made_at / $1, COUNT(*) FROM link_event WHERE verdict = 'same' \
                   AND origin IN ('nhs-number', 'probable') GROUP BY 1 ORDER BY 1";
        read_counts(&self.all(sql, &args![DAY]).await?)
    }

    /// At most `limit` assertions of people after number `after`, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn said_by_people(&mut self, after: u64, limit: u32) -> Result<Vec<LinkEvent>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM link_event WHERE origin = 'human' AND seq > $1 ORDER BY seq LIMIT $2"
        );
        self.all(sql, &args![after, limit]).await?.iter().map(read_event).collect()
    }

    /// Draws by lot so many joins that nobody has said anything about, for
    /// somebody to check. How many there were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn draw_joins(&mut self, count: u32, staff: StaffId, now: Timestamp) -> Result<u64, StoreError> {
        let sql = concat!("SELECT ", columns!(), unquestioned_joins!(), " ORDER BY random() LIMIT $1");
        let rows = self.all(sql, &args![count]).await?;
        let drawn: Vec<LinkEvent> = rows.iter().map(read_event).collect::<Result<_, _>>()?;
        let pairs: Vec<ReviewPair> = drawn.iter().map(|event| as_pair(event, now)).collect();
        self.name_pairs_of(&pairs).await?;
        let rows = pairs.iter().map(|pair| args![pair.a, pair.b, i64::from(pair.weight_milli), now, staff]).collect();
        let into = "INSERT INTO link_sample (record_a, record_b, weight_milli, asked_at, asked_by)";
        self.insert_counted(into, "ON CONFLICT (record_a, record_b) DO NOTHING", rows).await
    }

    /// Joins that were drawn and that nobody has said anything about yet.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn drawn_joins(&mut self) -> Result<Vec<(PairId, RecordId, RecordId)>, StoreError> {
        let sql = "SELECT link_pair.id, link_sample.record_a, link_sample.record_b FROM link_sample \
                   JOIN link_pair ON link_pair.record_a = link_sample.record_a \
                   AND link_pair.record_b = link_sample.record_b WHERE NOT EXISTS (SELECT 1 FROM link_event \
                   WHERE link_event.record_a = link_sample.record_a AND link_event.record_b = link_sample.record_b \
                   AND link_event.origin = 'human') ORDER BY link_sample.asked_at, link_pair.id";
        let read = |row: &Row| {
            let mut cells = row.cells("link_sample");
            Ok((cells.next()?, cells.next()?, cells.next()?))
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// The pairs that were ever drawn, with the weight that joined each.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn every_drawn_join(&mut self) -> Result<Vec<(RecordId, RecordId, i32)>, StoreError> {
        let sql = "SELECT record_a, record_b, weight_milli FROM link_sample ORDER BY record_a, record_b";
        let read = |row: &Row| {
            let mut cells = row.cells("link_sample");
            Ok((cells.next()?, cells.next()?, cells.next()?))
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// The children with whom any of these services works on a day: person and
    /// involvement.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn children_worked_with(
        &mut self,
        services: &[ServiceKind],
        today: Date,
    ) -> Result<Vec<(PersonId, InvolvementId)>, StoreError> {
        let sql = "SELECT record_person.person_id, involvement.id FROM involvement \
                   JOIN source_record ON source_record.id = involvement.record_id \
                   JOIN record_person ON record_person.record_id = involvement.record_id \
                   WHERE involvement.service IN (SELECT value FROM json_each($1)) AND source_record.part = 'subject' \
                   AND (involvement.ended_on IS NULL OR involvement.ended_on >= $2) AND NOT source_record.is_sealed \
                   ORDER BY 1, 2";
        let read = |row: &Row| {
            let mut cells = row.cells("involvement");
            Ok((cells.next()?, cells.next()?))
        };
        let words = list(services.iter().map(|service| service.word()));
        self.all(sql, &[words, today.into()]).await?.iter().map(read).collect()
    }
}

/// A join as a pair to look at.
fn as_pair(event: &LinkEvent, now: Timestamp) -> ReviewPair {
    ReviewPair {
        a: event.a.min(event.b),
        b: event.a.max(event.b),
        weight_milli: event.weight_milli,
        reasons: event.reasons.clone(),
        found_at: now,
        stakes: Stakes::Child,
        value_milli: 0,
    }
}
