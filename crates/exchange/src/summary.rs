use std::collections::BTreeMap;
use std::fmt;

use kith_core::statement::{Problem, RowStatement};

use crate::decode::Encoding;
use crate::map::SourceMap;

/// One thing that reading a file gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// What one good row says.
    Row(Box<RowStatement>),
    /// One thing wrong.
    Problem(Problem),
}

/// How many rows of one list were met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListCount {
    /// Rows with something in them.
    pub rows_read: u64,
    /// Rows taken.
    pub rows_good: u64,
    /// Rows left out.
    pub rows_left_out: u64,
    /// Rows that say again, word for word, what an earlier row said.
    pub rows_repeated: u64,
}

/// What a file held, in numbers; no personal information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Rows with something in them.
    pub rows_read: u64,
    /// Rows taken.
    pub rows_good: u64,
    /// Rows left out.
    pub rows_left_out: u64,
    /// Rows that say again, word for word, what an earlier row said.
    pub rows_repeated: u64,
    /// The same by list.
    pub lists: BTreeMap<String, ListCount>,
    /// Columns of the file that no list reads.
    pub unknown_columns: Vec<String>,
    /// Columns that a list would read and the file does not have. Empty for
    /// XML and JSON, where what is empty is simply not written.
    pub missing_columns: Vec<String>,
    /// How the bytes stood for letters.
    pub encoding: Encoding,
}

impl Summary {
    pub(crate) fn new() -> Self {
        Self {
            rows_read: 0,
            rows_good: 0,
            rows_left_out: 0,
            rows_repeated: 0,
            lists: BTreeMap::new(),
            unknown_columns: Vec::new(),
            missing_columns: Vec::new(),
            encoding: Encoding::Utf8,
        }
    }

    /// Whether more rows are bad than the map allows. A file of fewer than ten
    /// rows is judged only when every row is bad.
    #[must_use]
    pub fn too_much_is_wrong(&self, map: &SourceMap) -> bool {
        if self.rows_read < 10 {
            return self.rows_read > 0 && self.rows_left_out == self.rows_read;
        }
        self.rows_left_out * 100 > self.rows_read * u64::from(map.at_most_bad_percent)
    }
}

/// Why a file cannot be read at all.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {how_to_fix}")]
pub struct WholeFileProblem {
    /// What is wrong with the file, one sentence.
    pub what: String,
    /// What to do, one or two sentences.
    pub how_to_fix: String,
    /// What else was found before reading stopped.
    pub problems: Vec<Problem>,
}

impl WholeFileProblem {
    pub(crate) fn new(what: impl Into<String>, how_to_fix: impl Into<String>) -> Self {
        Self { what: what.into(), how_to_fix: how_to_fix.into(), problems: Vec::new() }
    }
}

impl fmt::Debug for WholeFileProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "WholeFileProblem({self}, {} problems)", self.problems.len())
    }
}
