//! What runs of matching found, in numbers: joins that a rule refused, groups
//! that were too large. Only added to; nothing here is about anybody.

use jiff::Timestamp;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// One run of matching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRun {
    /// When.
    pub made_at: Timestamp,
    /// The version of the model that weighed.
    pub model: String,
    /// How many records were looked at.
    pub records: u64,
    /// What was refused or left out.
    pub counts: Vec<RunCount>,
}

/// One thing that a run counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunCount {
    /// What kind: a refused join, or a group that was too large.
    pub kind: String,
    /// Why, or by which rule, in words without anything personal.
    pub word: String,
    /// How often.
    pub times: u64,
    /// The most records that one of them was about.
    pub largest: u64,
}

impl Tx {
    /// Keeps what a run found.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_link_run(&mut self, run: &LinkRun) -> Result<(), StoreError> {
        let last: u64 = self.value("link_run", "SELECT COALESCE(MAX(number), 0) FROM link_run", &[]).await?;
        let number = last + 1;
        let sql = "INSERT INTO link_run (number, made_at, model, records) VALUES ($1, $2, $3, $4)";
        self.run(sql, &args![number, run.made_at, &run.model, run.records]).await?;
        let row = |count: &RunCount| args![number, count.kind.clone(), count.word.clone(), count.times, count.largest];
        let into = "INSERT INTO link_run_count (run, kind, word, times, largest)";
        self.insert(into, "", run.counts.iter().map(row).collect()).await
    }

    /// What all runs since a time counted together.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn run_counts_since(&mut self, from: Timestamp) -> Result<Vec<RunCount>, StoreError> {
        let sql = "SELECT link_run_count.kind, link_run_count.word, CAST(SUM(link_run_count.times) AS BIGINT), \
                   MAX(link_run_count.largest) FROM link_run JOIN link_run_count ON link_run_count.run = link_run.number \
                   WHERE link_run.made_at >= $1 GROUP BY link_run_count.kind, link_run_count.word ORDER BY 1, 2";
        let read = |row: &Row| {
            let mut cells = row.cells("link_run_count");
            Ok(RunCount { kind: cells.next()?, word: cells.next()?, times: cells.next()?, largest: cells.next()? })
        };
        self.all(sql, &args![from]).await?.iter().map(read).collect()
    }
}
