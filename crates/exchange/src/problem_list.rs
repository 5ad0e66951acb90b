use kith_core::statement::Problem;

use crate::format::csv_cell::write_row;

/// The problems of a file as a CSV that opens in a spreadsheet: row, column,
/// what we found, how to fix. A cell that a spreadsheet would take for a
/// formula is kept as text by a quotation mark before it (T28).
#[must_use]
pub fn problems_csv(problems: &[Problem]) -> Vec<u8> {
    // The mark tells Excel that the letters are UTF-8.
    let mut text = String::from("\u{feff}");
    write_row(&mut text, ["Row", "Column", "What we found", "How to fix", "Row left out"]);
    for problem in problems {
        let row = problem.row.map(|row| row.to_string()).unwrap_or_default();
        let left_out = if problem.leaves_row_out { "yes" } else { "no" };
        let column = problem.column.as_deref().unwrap_or("");
        write_row(&mut text, [row.as_str(), column, &problem.found, &problem.how_to_fix, left_out]);
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::problems_csv;
    use kith_core::statement::Problem;

    #[test]
    fn a_formula_in_the_file_stays_text_in_the_download() {
        for start in ['=', '+', '-', '@', '\t', '\r'] {
            let problem = Problem {
                row: Some(7),
                column: Some("DOB, or age".to_owned()),
                found: format!("{start}HYPERLINK(\"x\")"),
                how_to_fix: "check it".to_owned(),
                leaves_row_out: true,
            };
            let text = String::from_utf8(problems_csv(&[problem])).expect("UTF-8");
            let expected = format!("7,\"DOB, or age\",\"'{start}HYPERLINK(\"\"x\"\")\",check it,yes\r\n");
            assert!(text.ends_with(&expected), "{text}");
        }
    }
}
