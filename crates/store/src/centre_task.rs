//! What a centre is asked to do for a family: a new-baby visit, more support.
//! What became of it is added step by step.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{CentreTaskId, DecisionId, RecordId, StaffId};

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// One thing that a centre is asked to do.
#[derive(Clone, PartialEq, Eq)]
pub struct CentreTask {
    /// Which.
    pub id: CentreTaskId,
    /// The child's record.
    pub record: RecordId,
    /// The centre's name.
    pub centre: String,
    /// The word of what is asked.
    pub kind: String,
    /// By when.
    pub due_on: Date,
    /// The decision that let it go, where one was asked for.
    pub decision: Option<DecisionId>,
    /// Who asks.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// What the centre is told, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for CentreTask {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "CentreTask({}, hidden)", self.id)
    }
}

/// What became of it.
#[derive(Clone, PartialEq, Eq)]
pub struct CentreTaskStep {
    /// The task.
    pub task: CentreTaskId,
    /// The word of the step.
    pub step: String,
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// What was given, or said, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for CentreTaskStep {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "CentreTaskStep({}, {}, hidden)", self.task, self.step)
    }
}

/// The columns of a task, in the order that [`Tx::read_centre_task`] takes
/// them.
macro_rules! columns {
    () => {
        "id, record_id, centre, kind, due_on, decision_id, made_by, made_at, sealed_words"
    };
}

fn place_of(task: CentreTaskId, number: i64) -> String {
    format!("{task}/{number}")
}

impl Tx {
    /// Keeps a task.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_centre_task(&mut self, task: &CentreTask) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::CentreTask, task.id, &task.words)?;
        let sql = concat!("INSERT INTO centre_task (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
        let CentreTask { id, record, centre, kind, due_on, decision, by, at, .. } = task;
        self.run(sql, &args![*id, *record, centre, kind, *due_on, *decision, *by, *at, sealed]).await.map(drop)
    }

    /// Adds what became of a task.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_centre_task_step(&mut self, step: &CentreTaskStep) -> Result<(), StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) FROM centre_task_step WHERE task_id = $1";
        let number: i64 = self.value::<i64>("centre_task_step", sql, &args![step.task]).await? + 1;
        let sealed = self.seal(Sealed::CentreTaskStep, place_of(step.task, number), &step.words)?;
        let sql = "INSERT INTO centre_task_step (task_id, number, step, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let CentreTaskStep { task, step, by, at, .. } = step;
        self.run(sql, &args![*task, number, step, *by, *at, sealed]).await.map(drop)
    }

    /// What centres are asked to do about these records, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn centre_tasks_of(&mut self, records: &[RecordId]) -> Result<Vec<CentreTask>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM centre_task WHERE record_id IN (SELECT value FROM json_each($1)) ORDER BY made_at DESC, id"
        );
        let rows = self.all(sql, &[list(records)]).await?;
        rows.iter().map(|row| self.read_centre_task(row)).collect()
    }

    /// The word of what one task asks.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such task.
    pub async fn kind_of_centre_task(&mut self, task: CentreTaskId) -> Result<String, StoreError> {
        let row = self.first("SELECT kind FROM centre_task WHERE id = $1", &args![task]).await?;
        row.ok_or_else(|| StoreError::not_found("centre_task", task))?.cells("centre_task").next()
    }

    /// What a centre is asked to do and has not closed, the earliest first.
    /// `closing` are the words of the steps that close a task.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn open_centre_tasks(
        &mut self,
        centre: &str,
        closing: &[&str],
        limit: u32,
    ) -> Result<Vec<CentreTask>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM centre_task WHERE centre = $1 AND NOT EXISTS (SELECT 1 FROM centre_task_step \
              WHERE centre_task_step.task_id = centre_task.id \
              AND centre_task_step.step IN (SELECT value FROM json_each($2))) ORDER BY due_on, id LIMIT $3"
        );
        let rows = self.all(sql, &[centre.into(), list(closing), limit.into()]).await?;
        rows.iter().map(|row| self.read_centre_task(row)).collect()
    }

    /// What became of these tasks, in the order written.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a step does not open.
    pub async fn steps_of_centre_tasks(&mut self, tasks: &[CentreTaskId]) -> Result<Vec<CentreTaskStep>, StoreError> {
        let sql = "SELECT task_id, number, step, made_by, made_at, sealed_words FROM centre_task_step \
                   WHERE task_id IN (SELECT value FROM json_each($1)) ORDER BY task_id, number";
        let rows = self.all(sql, &[list(tasks)]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("centre_task_step");
            let (task, number): (CentreTaskId, i64) = (cells.next()?, cells.next()?);
            Ok(CentreTaskStep {
                task,
                step: cells.next()?,
                by: cells.next()?,
                at: cells.next()?,
                words: self.open(Sealed::CentreTaskStep, place_of(task, number), cells.sealed()?)?,
            })
        };
        rows.iter().map(read).collect()
    }

    fn read_centre_task(&self, row: &Row) -> Result<CentreTask, StoreError> {
        let mut cells = row.cells("centre_task");
        let id: CentreTaskId = cells.next()?;
        Ok(CentreTask {
            id,
            record: cells.next()?,
            centre: cells.next()?,
            kind: cells.next()?,
            due_on: cells.next()?,
            decision: cells.next()?,
            by: cells.next()?,
            at: cells.next()?,
            words: self.open(Sealed::CentreTask, id, cells.sealed()?)?,
        })
    }
}
