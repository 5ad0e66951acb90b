//! How agreements come about: the steps of working groups, and their issues
//! with the answers. Only added to.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{StepKind, WorkIssue, WorkStep};
use kith_core::id::StaffId;

use crate::cell::{Cell, Row, args};
use crate::{StoreError, Tx};

/// A step, and who wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptStep {
    /// Of which agreement.
    pub agreement: String,
    /// The step.
    pub step: WorkStep,
    /// Who wrote it down; nobody at the command line.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

/// An issue with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptIssue {
    /// Its number among all issues.
    pub number: u32,
    /// Of which agreement.
    pub agreement: String,
    /// The issue, with its answer where there is one.
    pub issue: WorkIssue,
}

impl Cell for StepKind {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

impl Tx {
    /// Adds a step of the work on an agreement.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_agreement_step(&mut self, kept: &KeptStep) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM agreement_step";
        let last: i64 = self.value("agreement_step", last, &[]).await?;
        let sql = "INSERT INTO agreement_step (number, agreement, kind, on_day, who, says, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let WorkStep { kind, on, who, says } = &kept.step;
        let values = args![last + 1, &kept.agreement, kind.word(), *on, who, says, kept.said_by, kept.said_at];
        self.run(sql, &values).await.map(drop)
    }

    /// The steps of the work on every agreement, in the order of their days.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn agreement_steps(&mut self) -> Result<Vec<KeptStep>, StoreError> {
        let sql = "SELECT agreement, kind, on_day, who, says, said_by, said_at FROM agreement_step \
                   ORDER BY on_day, number";
        let read = |row: &Row| {
            let mut cells = row.cells("agreement_step");
            Ok(KeptStep {
                agreement: cells.next()?,
                step: WorkStep { kind: cells.next()?, on: cells.next()?, who: cells.next()?, says: cells.next()? },
                said_by: cells.next()?,
                said_at: cells.next()?,
            })
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// Adds an issue that has no answer yet, and gives its number.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_agreement_issue(
        &mut self,
        (agreement, issue): (&str, &WorkIssue),
        (said_by, said_at): (Option<StaffId>, Timestamp),
    ) -> Result<u32, StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM agreement_issue";
        let last: u32 = self.value("agreement_issue", last, &[]).await?;
        let sql = "INSERT INTO agreement_issue (number, agreement, what, raised_by, raised_on, owner, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let WorkIssue { what, raised_by, raised_on, owner, .. } = issue;
        let values = args![last + 1, agreement, what, raised_by, *raised_on, owner, said_by, said_at];
        self.run(sql, &values).await?;
        Ok(last + 1)
    }

    /// Answers an issue, which closes it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where it is closed already.
    pub async fn answer_agreement_issue(
        &mut self,
        issue: u32,
        (answer, closed_on): (&str, Date),
        (said_by, said_at): (Option<StaffId>, Timestamp),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO agreement_issue_answer (issue, answer, closed_on, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5)";
        self.run(sql, &args![issue, answer, closed_on, said_by, said_at]).await.map(drop)
    }

    /// Every issue of every agreement with its answer, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn agreement_issues(&mut self) -> Result<Vec<KeptIssue>, StoreError> {
        let sql = "SELECT number, agreement, what, raised_by, raised_on, owner, answer, closed_on \
                   FROM agreement_issue LEFT JOIN agreement_issue_answer ON issue = number ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("agreement_issue");
            let (number, agreement): (u32, String) = (cells.next()?, cells.next()?);
            let mut issue = WorkIssue {
                what: cells.next()?,
                raised_by: cells.next()?,
                raised_on: cells.next()?,
                owner: cells.next()?,
                closed: None,
            };
            let (answer, closed_on): (Option<String>, Option<Date>) = (cells.next()?, cells.next()?);
            issue.closed = answer.zip(closed_on);
            Ok(KeptIssue { number, agreement, issue })
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }
}
