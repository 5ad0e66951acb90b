//! For counting: which children centres have met or registered.

use jiff::civil::Date;
use kith_core::id::PersonId;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

fn person(row: &Row) -> Result<PersonId, StoreError> {
    row.cells("record_person").next()
}

impl Tx {
    /// Everybody whom a children's centre has met.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn met_by_centres(&mut self) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT DISTINCT p.person_id FROM contact c JOIN record_person p ON p.record_id = c.record_id \
                   WHERE c.service = 'childrens-centre' AND c.was_attended";
        self.all(sql, &[]).await?.iter().map(person).collect()
    }

    /// Everybody whom a children's centre met from one day and before another.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn met_by_centres_in(&mut self, (from, before): (Date, Date)) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT DISTINCT p.person_id FROM contact c JOIN record_person p ON p.record_id = c.record_id \
                   WHERE c.service = 'childrens-centre' AND c.was_attended AND c.happened_on >= $1 AND c.happened_on < $2";
        self.all(sql, &args![from, before]).await?.iter().map(person).collect()
    }

    /// Everybody who is registered with a centre on a day: by the centre's own
    /// records, or by what was written down here.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn registered_with_centres(&mut self, today: Date) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT DISTINCT p.person_id FROM involvement i JOIN record_person p ON p.record_id = i.record_id \
                   WHERE i.service = 'childrens-centre' AND (i.ended_on IS NULL OR i.ended_on >= $1) \
                   UNION SELECT DISTINCT p.person_id FROM registration r \
                   JOIN record_person p ON p.record_id = r.record_id \
                   WHERE r.is_start AND r.number = (SELECT MAX(last.number) FROM registration last \
                     WHERE last.record_id = r.record_id)";
        self.all(sql, &args![today]).await?.iter().map(person).collect()
    }
}
