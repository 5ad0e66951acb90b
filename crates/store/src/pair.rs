//! Pairs of records that wait for somebody: under which reference each is
//! opened, which come first for whom, and what was noted beside an answer.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::id::{PairId, PersonId, RecordId, StaffId};

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::link::{read_review, review_columns};
use crate::{ReviewPair, StoreError, Tx, new_id};

/// A pair that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPair {
    /// Under which reference it is opened.
    pub pair: PairId,
    /// What was found.
    pub review: ReviewPair,
    /// Somebody else was not sure, and asked for a second opinion.
    pub is_second_opinion: bool,
}

/// Everybody whose whereabouts or earlier identity are kept safe, everybody
/// whom a row names beside them (the mother of a child who was adopted), and
/// everybody in a family with any of these.
macro_rules! kept_safe {
    () => {
        // The rows first, through their own index, and all of it by itself: joined, or with a list of people pushed down
        // into it, SQLite goes through every record.
        "WITH hidden (person_id) AS MATERIALIZED (SELECT record_person.person_id FROM source_record \
         JOIN record_person ON record_person.record_id = source_record.id \
         WHERE source_record.row_number IN \
         (SELECT row_number FROM source_record WHERE is_shielded OR is_sealed)), \
         kept_safe (person_id) AS MATERIALIZED (SELECT person_id FROM hidden UNION SELECT beside.person_id FROM family_member \
         JOIN family_member AS beside ON beside.family_id = family_member.family_id \
         WHERE family_member.person_id IN (SELECT person_id FROM hidden)) "
    };
}

pub(crate) use kept_safe;

/// That somebody said "not sure" of a pair and has not taken it back; `$by`
/// says who: `made_by = $1` or not.
macro_rules! unsure {
    ($by:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM link_event WHERE link_event.record_a = link_review.record_a \
             AND link_event.record_b = link_review.record_b AND link_event.origin = 'human' \
             AND link_event.verdict = 'undecided' AND link_event.withdraws IS NULL AND link_event.made_by ",
            $by,
            " $1 AND NOT EXISTS (SELECT 1 FROM link_event AS later WHERE later.withdraws = link_event.seq))"
        )
    };
}

/// Pairs on the list that nobody is kept safe by.
macro_rules! listed {
    () => {
        " FROM link_review \
         JOIN link_pair ON link_pair.record_a = link_review.record_a AND link_pair.record_b = link_review.record_b \
         JOIN record_person AS one ON one.record_id = link_review.record_a \
         JOIN record_person AS two ON two.record_id = link_review.record_b \
         WHERE one.person_id NOT IN (SELECT person_id FROM kept_safe) \
         AND two.person_id NOT IN (SELECT person_id FROM kept_safe) AND "
    };
}

/// The columns of a pair that waits, and their order.
macro_rules! waiting {
    ($aside:literal) => {
        concat!(
            kept_safe!(),
            "SELECT link_pair.id, ",
            unsure!("<>"),
            ", ",
            review_columns!(),
            listed!(),
            $aside,
            unsure!("="),
            " ORDER BY link_review.value_milli DESC, link_review.record_a, link_review.record_b LIMIT $2"
        )
    };
}

/// Pairs of a booking, which this source brought, with somebody who is kept
/// safe; `$source` says which parameter names it.
macro_rules! booked {
    ($source:literal) => {
        concat!(
            " FROM link_review \
             JOIN link_pair ON link_pair.record_a = link_review.record_a AND link_pair.record_b = link_review.record_b \
             JOIN record_person AS one ON one.record_id = link_review.record_a \
             JOIN record_person AS two ON two.record_id = link_review.record_b \
             JOIN source_record AS first ON first.id = link_review.record_a \
             JOIN source_record AS second ON second.id = link_review.record_b \
             WHERE (one.person_id IN (SELECT person_id FROM kept_safe) \
             OR two.person_id IN (SELECT person_id FROM kept_safe)) \
             AND (first.source_name = ",
            $source,
            " OR second.source_name = ",
            $source,
            ")"
        )
    };
}

fn read_waiting(row: &Row) -> Result<WaitingPair, StoreError> {
    let mut cells = row.cells("link_review");
    Ok(WaitingPair { pair: cells.next()?, is_second_opinion: cells.next()?, review: read_review(&mut cells)? })
}

impl Tx {
    /// At most `limit` pairs that wait for this member of staff, the most
    /// valuable first. Pairs with somebody who is kept safe, and those that
    /// this member of staff put aside, are not among them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn pairs_waiting(&mut self, staff: StaffId, limit: u32) -> Result<Vec<WaitingPair>, StoreError> {
        let rows = self.all(waiting!("NOT "), &args![staff, limit]).await?;
        rows.iter().map(read_waiting).collect()
    }

    /// At most `limit` pairs that this member of staff was not sure about and
    /// that still wait for somebody.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn pairs_put_aside(&mut self, staff: StaffId, limit: u32) -> Result<Vec<WaitingPair>, StoreError> {
        let rows = self.all(waiting!(""), &args![staff, limit]).await?;
        rows.iter().map(read_waiting).collect()
    }

    /// How many pairs wait for this member of staff.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_pairs_waiting(&mut self, staff: StaffId) -> Result<u64, StoreError> {
        let sql = concat!(kept_safe!(), "SELECT COUNT(*)", listed!(), "NOT ", unsure!("="));
        self.value("link_review", sql, &args![staff]).await
    }

    /// At most `limit` pairs of a booking, which `source` brought, with somebody
    /// who is kept safe, the oldest first: for whoever may know of them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn bookings_of_kept_safe(
        &mut self,
        (staff, source): (StaffId, &str),
        limit: u32,
    ) -> Result<Vec<WaitingPair>, StoreError> {
        let sql = concat!(
            kept_safe!(),
            "SELECT link_pair.id, ",
            unsure!("<>"),
            ", ",
            review_columns!(),
            booked!("$2"),
            " ORDER BY link_pair.found_at, link_review.record_a, link_review.record_b LIMIT $3"
        );
        let rows = self.all(sql, &args![staff, source, limit]).await?;
        rows.iter().map(read_waiting).collect()
    }

    /// How many pairs of a booking, which `source` brought, wait with somebody
    /// who is kept safe.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_bookings_of_kept_safe(&mut self, source: &str) -> Result<u64, StoreError> {
        let sql = concat!(kept_safe!(), "SELECT COUNT(*)", booked!("$1"));
        self.value("link_review", sql, &args![source]).await
    }

    /// Whether any of these people is kept safe, or is in a family with
    /// somebody who is.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn is_any_kept_safe(&mut self, persons: &[PersonId]) -> Result<bool, StoreError> {
        let sql = concat!(
            kept_safe!(),
            "SELECT COUNT(*) FROM kept_safe WHERE person_id IN (SELECT value FROM json_each($1))"
        );
        let count: u64 = self.value("record_person", sql, &[list(persons)]).await?;
        Ok(count > 0)
    }

    /// Those of these people who are kept safe, or are in a family with
    /// somebody who is.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn kept_safe_among(&mut self, persons: &[PersonId]) -> Result<BTreeSet<PersonId>, StoreError> {
        let sql = concat!(
            kept_safe!(),
            "SELECT DISTINCT person_id FROM kept_safe WHERE person_id IN (SELECT value FROM json_each($1))"
        );
        let rows = self.all(sql, &[list(persons)]).await?;
        rows.iter().map(|row| row.cells("record_person").next()).collect()
    }

    /// Gives every pair on the list a reference that has none yet: those that
    /// an earlier release put there.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn name_pairs(&mut self) -> Result<(), StoreError> {
        let sql = concat!(
            "SELECT ",
            review_columns!(),
            " FROM link_review LEFT JOIN link_pair ON link_pair.record_a = link_review.record_a \
             AND link_pair.record_b = link_review.record_b WHERE link_pair.id IS NULL"
        );
        let rows = self.all(sql, &[]).await?;
        let pairs: Vec<ReviewPair> =
            rows.iter().map(|row| read_review(&mut row.cells("link_review"))).collect::<Result<_, _>>()?;
        self.name_pairs_of(&pairs).await
    }

    pub(crate) async fn name_pairs_of(&mut self, pairs: &[ReviewPair]) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let (a, b) = (pair.a.min(pair.b), pair.a.max(pair.b));
            rows.push(args![new_id(PairId::from_random)?, a, b, pair.found_at]);
        }
        let conflict = "ON CONFLICT (record_a, record_b) DO NOTHING";
        self.insert("INSERT INTO link_pair (id, record_a, record_b, found_at)", conflict, rows).await
    }

    /// The two records of a pair.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such pair.
    pub async fn records_of_pair(&mut self, pair: PairId) -> Result<(RecordId, RecordId), StoreError> {
        let row = self.first("SELECT record_a, record_b FROM link_pair WHERE id = $1", &args![pair]).await?;
        let row = row.ok_or_else(|| StoreError::not_found("link_pair", pair))?;
        let mut cells = row.cells("link_pair");
        Ok((cells.next()?, cells.next()?))
    }

    /// Under which reference a pair that waits between two people is opened;
    /// none where none waits.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn pair_between_people(&mut self, one: PersonId, two: PersonId) -> Result<Option<PairId>, StoreError> {
        let sql = "SELECT link_pair.id FROM link_review JOIN link_pair ON link_pair.record_a = link_review.record_a \
                   AND link_pair.record_b = link_review.record_b \
                   JOIN record_person AS a ON a.record_id = link_review.record_a \
                   JOIN record_person AS b ON b.record_id = link_review.record_b \
                   WHERE (a.person_id = $1 AND b.person_id = $2) OR (a.person_id = $2 AND b.person_id = $1) \
                   ORDER BY link_review.value_milli DESC, link_pair.id LIMIT 1";
        let row = self.first(sql, &args![one, two]).await?;
        row.map(|row| row.cells("link_pair").next()).transpose()
    }

    /// What was found of two records, while they wait for somebody.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn review_between(&mut self, a: RecordId, b: RecordId) -> Result<Option<ReviewPair>, StoreError> {
        let sql = concat!("SELECT ", review_columns!(), " FROM link_review WHERE record_a = $1 AND record_b = $2");
        let row = self.first(sql, &args![a.min(b), a.max(b)]).await?;
        row.map(|row| read_review(&mut row.cells("link_review"))).transpose()
    }

    /// Takes a pair off the list: somebody answered.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn take_off_list(&mut self, a: RecordId, b: RecordId) -> Result<(), StoreError> {
        let sql = "DELETE FROM link_review WHERE record_a = $1 AND record_b = $2";
        self.run(sql, &args![a.min(b), a.max(b)]).await.map(drop)
    }

    /// Keeps what somebody noted beside an answer, sealed.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the answer has a note already.
    pub async fn note_answer(&mut self, event: u64, words: &str) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::LinkNote, event, words.as_bytes())?;
        self.run("INSERT INTO link_note (event, sealed_words) VALUES ($1, $2)", &args![event, sealed]).await.map(drop)
    }

    /// What was noted beside these answers, by the number of each.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn notes_of_answers(&mut self, events: &[u64]) -> Result<BTreeMap<u64, String>, StoreError> {
        let mut notes = BTreeMap::new();
        for event in events {
            let sql = "SELECT event, sealed_words FROM link_note WHERE event = $1";
            let Some(row) = self.first(sql, &args![*event]).await? else { continue };
            let mut cells = row.cells("link_note");
            cells.skip(1);
            let plain = self.open(Sealed::LinkNote, event, cells.sealed()?)?;
            notes.insert(*event, String::from_utf8(plain).map_err(|_| cells.corrupt())?);
        }
        Ok(notes)
    }
}
