//! The first visit form, and how far it went: received, entered by child
//! health, sent with a list.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FirstVisitId, RecordId, StaffId};

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// A first visit form.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstVisit {
    /// Which form.
    pub id: FirstVisitId,
    /// The child's record.
    pub record: RecordId,
    /// The centre that the form named; empty where none was.
    pub centre: String,
    /// The word of the answer about the centre.
    pub answer: String,
    /// The day of the visit.
    pub visited_on: Date,
    /// Who filled it in.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// What the family would like, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for FirstVisit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FirstVisit({}, hidden)", self.id)
    }
}

/// One step of a form: who, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstVisitStep {
    /// The form.
    pub form: FirstVisitId,
    /// The word of the step.
    pub step: String,
    /// Who.
    pub by: Option<StaffId>,
    /// When.
    pub at: Timestamp,
}

/// The columns of a form, in the order that [`Tx::read_first_visit`] takes
/// them.
macro_rules! columns {
    () => {
        "id, record_id, centre, answer, visited_on, made_by, made_at, sealed_words"
    };
}

impl Tx {
    /// Keeps a form.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_first_visit(&mut self, form: &FirstVisit) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::FirstVisit, form.id, &form.words)?;
        let sql = concat!("INSERT INTO first_visit (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
        let FirstVisit { id, record, centre, answer, visited_on, by, at, .. } = form;
        self.run(sql, &args![*id, *record, centre, answer, *visited_on, *by, *at, sealed]).await.map(drop)
    }

    /// Notes a step of a form; one that was noted before stays as it was.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_first_visit_step(&mut self, step: &FirstVisitStep) -> Result<bool, StoreError> {
        let sql = "INSERT INTO first_visit_step (first_visit_id, step, made_by, made_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (first_visit_id, step) DO NOTHING";
        let FirstVisitStep { form, step, by, at } = step;
        Ok(self.run(sql, &args![*form, step, *by, *at]).await? == 1)
    }

    /// Notes that what these forms agreed to went to the centres with a list
    /// (S003-ISg): the forms about these records with a yes. Gives how many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn mark_first_visits_sent(
        &mut self,
        records: &[RecordId],
        (by, now): (Option<StaffId>, Timestamp),
    ) -> Result<u64, StoreError> {
        let sql = "INSERT INTO first_visit_step (first_visit_id, step, made_by, made_at) \
                   SELECT id, 'sent', $2, $3 FROM first_visit \
                   WHERE record_id IN (SELECT value FROM json_each($1)) AND answer = 'yes' \
                   ON CONFLICT (first_visit_id, step) DO NOTHING";
        self.run(sql, &[list(records), by.into(), now.into()]).await
    }

    /// The forms about these records, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn first_visits_of(&mut self, records: &[RecordId]) -> Result<Vec<FirstVisit>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM first_visit WHERE record_id IN (SELECT value FROM json_each($1)) ORDER BY made_at DESC, id"
        );
        let rows = self.all(sql, &[list(records)]).await?;
        rows.iter().map(|row| self.read_first_visit(row)).collect()
    }

    /// At most `limit` forms that lack a step, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn first_visits_without(&mut self, step: &str, limit: u32) -> Result<Vec<FirstVisit>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM first_visit WHERE NOT EXISTS (SELECT 1 FROM first_visit_step \
              WHERE first_visit_step.first_visit_id = first_visit.id AND first_visit_step.step = $1) \
              ORDER BY made_at, id LIMIT $2"
        );
        let rows = self.all(sql, &args![step, limit]).await?;
        rows.iter().map(|row| self.read_first_visit(row)).collect()
    }

    /// At most `limit` forms that went to their centre since a time, the newest
    /// first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn first_visits_sent_since(
        &mut self,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<FirstVisit>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM first_visit WHERE EXISTS (SELECT 1 FROM first_visit_step \
              WHERE first_visit_step.first_visit_id = first_visit.id AND first_visit_step.step = 'sent' \
              AND $1 <= first_visit_step.made_at) ORDER BY made_at DESC, id LIMIT $2"
        );
        let rows = self.all(sql, &args![since, limit]).await?;
        rows.iter().map(|row| self.read_first_visit(row)).collect()
    }

    /// The steps of these forms, in the order in which they were taken.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn steps_of_first_visits(&mut self, forms: &[FirstVisitId]) -> Result<Vec<FirstVisitStep>, StoreError> {
        let sql = "SELECT first_visit_id, step, made_by, made_at FROM first_visit_step \
                   WHERE first_visit_id IN (SELECT value FROM json_each($1)) ORDER BY made_at, step";
        let read = |row: &Row| {
            let mut cells = row.cells("first_visit_step");
            Ok(FirstVisitStep { form: cells.next()?, step: cells.next()?, by: cells.next()?, at: cells.next()? })
        };
        self.all(sql, &[list(forms)]).await?.iter().map(read).collect()
    }

    fn read_first_visit(&self, row: &Row) -> Result<FirstVisit, StoreError> {
        let mut cells = row.cells("first_visit");
        let id: FirstVisitId = cells.next()?;
        Ok(FirstVisit {
            id,
            record: cells.next()?,
            centre: cells.next()?,
            answer: cells.next()?,
            visited_on: cells.next()?,
            by: cells.next()?,
            at: cells.next()?,
            words: self.open(Sealed::FirstVisit, id, cells.sealed()?)?,
        })
    }
}
