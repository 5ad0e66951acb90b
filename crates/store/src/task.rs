//! What remains to be done about entries of the ledger, and for whom.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, LedgerId, StaffId};

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// One thing to do about an entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerTask {
    /// Which task.
    pub id: LedgerId,
    /// What it is about: a consent, a judgement, a share.
    pub reference: LedgerId,
    /// The word of what is to be done.
    pub kind: String,
    /// Which family.
    pub family: FamilyId,
    /// Whose it is; none where it is for a role.
    pub owner: Option<StaffId>,
    /// By when.
    pub due_on: Date,
    /// When it was made.
    pub made_at: Timestamp,
    /// By whose entry.
    pub made_by: StaffId,
}

macro_rules! columns {
    () => {
        "id, reference, kind, family_id, owner, due_on, made_at, made_by"
    };
}

fn read_task(row: &Row) -> Result<LedgerTask, StoreError> {
    let mut cells = row.cells("ledger_task");
    Ok(LedgerTask {
        id: cells.next()?,
        reference: cells.next()?,
        kind: cells.next()?,
        family: cells.next()?,
        owner: cells.next()?,
        due_on: cells.next()?,
        made_at: cells.next()?,
        made_by: cells.next()?,
    })
}

impl Tx {
    /// Adds a thing to do.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_ledger_task(&mut self, task: &LedgerTask) -> Result<(), StoreError> {
        let sql = concat!("INSERT INTO ledger_task (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
        let LedgerTask { id, reference, kind, family, owner, due_on, made_at, made_by } = task;
        let values = args![*id, *reference, kind, *family, *owner, *due_on, *made_at, *made_by];
        self.run(sql, &values).await.map(drop)
    }

    /// What somebody has to do, the earliest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn ledger_tasks_of(&mut self, owner: StaffId, limit: u32) -> Result<Vec<LedgerTask>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM ledger_task WHERE owner = $1 AND done_at IS NULL ORDER BY due_on, id LIMIT $2"
        );
        self.all(sql, &args![owner, limit]).await?.iter().map(read_task).collect()
    }

    /// What is to be done of one kind, whoever does it, the earliest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn ledger_tasks_to(&mut self, kind: &str, limit: u32) -> Result<Vec<LedgerTask>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM ledger_task WHERE kind = $1 AND done_at IS NULL ORDER BY due_on, id LIMIT $2"
        );
        self.all(sql, &args![kind, limit]).await?.iter().map(read_task).collect()
    }

    /// Notes that what was to be done about an entry was done. Gives how many
    /// things that were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn finish_ledger_tasks(
        &mut self,
        reference: LedgerId,
        kind: &str,
        (by, now): (StaffId, Timestamp),
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE ledger_task SET done_at = $4, done_by = $3 \
                   WHERE reference = $1 AND kind = $2 AND done_at IS NULL";
        self.run(sql, &args![reference, kind, by, now]).await
    }

    /// The same for what was to be done of one kind about a family, by
    /// whichever entry.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn finish_ledger_tasks_about(
        &mut self,
        families: &[FamilyId],
        kind: &str,
        (by, now): (StaffId, Timestamp),
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE ledger_task SET done_at = $4, done_by = $3 \
                   WHERE family_id IN (SELECT value FROM json_each($1)) AND kind = $2 AND done_at IS NULL";
        self.run(sql, &args![crate::cell::list(families), kind, by, now]).await
    }

    /// The same for what one person had to do about a family.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn finish_own_ledger_tasks_about(
        &mut self,
        families: &[FamilyId],
        kind: &str,
        (owner, now): (StaffId, Timestamp),
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE ledger_task SET done_at = $4, done_by = $3 WHERE owner = $3 AND kind = $2 \
                   AND family_id IN (SELECT value FROM json_each($1)) AND done_at IS NULL";
        self.run(sql, &args![crate::cell::list(families), kind, owner, now]).await
    }

    /// Moves what is to be done of one kind about a family forward to a day, as
    /// far as it was due later. Gives how many things that were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn bring_ledger_tasks_forward(
        &mut self,
        families: &[FamilyId],
        kind: &str,
        day: Date,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE ledger_task SET due_on = $3 WHERE family_id IN (SELECT value FROM json_each($1)) \
                   AND kind = $2 AND done_at IS NULL AND due_on > $3";
        self.run(sql, &args![crate::cell::list(families), kind, day]).await
    }

    /// Notes that one thing was done by whoever it was for.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is somebody else's, or done.
    pub async fn finish_own_ledger_task(
        &mut self,
        task: LedgerId,
        (by, now): (StaffId, Timestamp),
    ) -> Result<(), StoreError> {
        let sql = "UPDATE ledger_task SET done_at = $3, done_by = $2 WHERE id = $1 AND owner = $2 AND done_at IS NULL";
        let touched = self.run(sql, &args![task, by, now]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "task" }) }
    }

    /// How many children each service knows, of those whose place is kept, and
    /// how many of them are in a family that has been told: a notice that did
    /// not come back.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn notice_coverage(&mut self) -> Result<Vec<NoticeCount>, StoreError> {
        let sql = "WITH last AS ( \
                     SELECT m.family_id AS family_id, \
                       MAX(CASE WHEN e.kind = 'notice' THEN e.seq ELSE 0 END) AS told, \
                       MAX(CASE WHEN e.kind = 'notice-returned' THEN e.seq ELSE 0 END) AS returned \
                     FROM ledger_entry e \
                     JOIN record_person p ON p.record_id = e.record_id \
                     JOIN family_member m ON m.person_id = p.person_id \
                     WHERE e.kind IN ('notice', 'notice-returned') GROUP BY m.family_id) \
                   SELECT r.service, COUNT(DISTINCT p.person_id), \
                     COUNT(DISTINCT CASE WHEN last.told > last.returned THEN p.person_id END) \
                   FROM child_place c \
                   JOIN record_person p ON p.person_id = c.person_id \
                   JOIN source_record r ON r.id = p.record_id \
                   JOIN family_member m ON m.person_id = p.person_id \
                   LEFT JOIN last ON last.family_id = m.family_id \
                   WHERE r.part = 'subject' AND NOT r.is_sealed \
                   GROUP BY r.service ORDER BY r.service";
        let read = |row: &Row| {
            let mut cells = row.cells("source_record");
            Ok(NoticeCount { service: cells.next()?, children: cells.next()?, told: cells.next()? })
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }
}

/// How many children a service knows, and how many of them were told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeCount {
    /// The service.
    pub service: kith_core::service::ServiceKind,
    /// How many children it knows.
    pub children: u32,
    /// How many of them live in a family that was told.
    pub told: u32,
}
