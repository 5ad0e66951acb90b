use kith_core::statement::Problem;

/// The problems of a file as a CSV that opens in a spreadsheet: row, column,
/// what we found, how to fix. A cell that a spreadsheet would take for a
/// formula is kept as text by a quotation mark before it (T28).
#[must_use]
pub fn problems_csv(problems: &[Problem]) -> Vec<u8> {
    // The mark tells Excel that the letters are UTF-8.
    let mut text = String::from("\u{feff}");
    line(&mut text, &["Row", "Column", "What we found", "How to fix", "Row left out"]);
    for problem in problems {
        let row = problem.row.map(|row| row.to_string()).unwrap_or_default();
        let left_out = if problem.leaves_row_out { "yes" } else { "no" };
        line(
            &mut text,
            &[&row, problem.column.as_deref().unwrap_or(""), &problem.found, &problem.how_to_fix, left_out],
        );
    }
    text.into_bytes()
}

fn line(text: &mut String, cells: &[&str]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&cell_text(cell));
    }
    text.push_str("\r\n");
}

/// One cell, quoted where it must be and never a formula.
fn cell_text(cell: &str) -> String {
    let is_formula =
        cell.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let safe = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([',', '"', '\r', '\n', ';', '\t']) || is_formula {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
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
