//! Editions of the sharing rules: their text, who approved them, and from
//! which day which one is in force. Only added to.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::StaffId;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// One edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its name, for example `england-2026`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What its file says.
    pub text: String,
    /// What the file of the edition says that it is laid over; empty where it
    /// is laid over none.
    pub base_text: String,
    /// Who drafted it; nobody for those that come with Kith.
    pub author: Option<StaffId>,
    /// When.
    pub drafted_at: Timestamp,
}

/// From a day on an edition is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Its name.
    pub edition: String,
    /// From this day on, until another one is.
    pub from_day: Date,
    /// Who put it in force; nobody at set-up.
    pub put_by: Option<StaffId>,
    /// When that was said.
    pub put_at: Timestamp,
}

fn read_edition(row: &Row) -> Result<Edition, StoreError> {
    let mut cells = row.cells("rule_edition");
    Ok(Edition {
        name: cells.next()?,
        title: cells.next()?,
        text: cells.next()?,
        base_text: cells.next()?,
        author: cells.next()?,
        drafted_at: cells.next()?,
    })
}

fn read_in_force(row: &Row) -> Result<InForce, StoreError> {
    let mut cells = row.cells("rule_in_force");
    Ok(InForce { edition: cells.next()?, from_day: cells.next()?, put_by: cells.next()?, put_at: cells.next()? })
}

impl Tx {
    /// Keeps an edition as a draft.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the name is taken.
    pub async fn add_edition(&mut self, edition: &Edition) -> Result<(), StoreError> {
        let sql = "INSERT INTO rule_edition (name, title, text, base_text, author, drafted_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let Edition { name, title, text, base_text, author, drafted_at } = edition;
        self.run(sql, &args![name, title, text, base_text, *author, *drafted_at]).await.map(drop)
    }

    /// Every edition, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn editions(&mut self) -> Result<Vec<Edition>, StoreError> {
        let sql = "SELECT name, title, text, base_text, author, drafted_at FROM rule_edition ORDER BY name";
        self.all(sql, &[]).await?.iter().map(read_edition).collect()
    }

    /// Notes that somebody approved an edition.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when they did so already.
    pub async fn approve_edition(&mut self, edition: &str, by: StaffId, now: Timestamp) -> Result<(), StoreError> {
        let sql = "INSERT INTO rule_approval (edition, staff_id, approved_at) VALUES ($1, $2, $3)";
        self.run(sql, &args![edition, by, now]).await.map(drop)
    }

    /// Who approved which edition, and when; the first of each first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn edition_approvals(&mut self) -> Result<Vec<(String, StaffId, Timestamp)>, StoreError> {
        let sql = "SELECT edition, staff_id, approved_at FROM rule_approval ORDER BY edition, approved_at, staff_id";
        let rows = self.all(sql, &[]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("rule_approval");
            Ok((cells.next()?, cells.next()?, cells.next()?))
        };
        rows.iter().map(read).collect()
    }

    /// Says from which day on an edition is in force.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn put_edition_in_force(&mut self, put: &InForce) -> Result<(), StoreError> {
        let last: i64 = self.value("rule_in_force", "SELECT COALESCE(MAX(number), 0) FROM rule_in_force", &[]).await?;
        let sql = "INSERT INTO rule_in_force (number, edition, from_day, put_by, put_at) VALUES ($1, $2, $3, $4, $5)";
        let InForce { edition, from_day, put_by, put_at } = put;
        self.run(sql, &args![last + 1, edition, *from_day, *put_by, *put_at]).await.map(drop)
    }

    /// Which edition is in force from which day, in the order in which that
    /// was said.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn editions_in_force(&mut self) -> Result<Vec<InForce>, StoreError> {
        let sql = "SELECT edition, from_day, put_by, put_at FROM rule_in_force ORDER BY number";
        self.all(sql, &[]).await?.iter().map(read_in_force).collect()
    }
}
