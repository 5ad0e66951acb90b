//! Problem table: what is wrong with the rows of a file.

use super::{Column, Html, Table};

/// One thing that is wrong with one row.
#[derive(Clone)]
pub struct Problem {
    /// The row as the spreadsheet numbers it.
    pub row: usize,
    /// The column's name.
    pub column: String,
    /// What stands there; empty says "(empty)".
    pub found: String,
    /// How to put it right, in a sentence.
    pub fix: String,
}

/// Row by row what is wrong with a file and how to put it right.
pub struct ProblemTable {
    /// The problems, in the order of the file.
    pub problems: Vec<Problem>,
}

impl From<ProblemTable> for Html {
    fn from(table: ProblemTable) -> Self {
        let columns = ["Row", "Column", "We found", "How to fix it"].map(Column::new);
        let rows = table.problems.into_iter().map(|problem| {
            let found = if problem.found.is_empty() { "(empty)".to_owned() } else { problem.found };
            let found = Self::fixed("<span class=\"kith-problems__found\">").and(found).and(Self::fixed("</span>"));
            vec![problem.row.to_string().into(), problem.column.into(), found, problem.fix.into()]
        });
        let table = Table::new(columns.to_vec(), rows.collect());
        table.compact().hidden_caption("Rows with a problem").class(" kith-problems").into()
    }
}
