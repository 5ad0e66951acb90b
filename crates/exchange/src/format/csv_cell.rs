//! One cell of a CSV that goes out: quoted where it must be, and never a
//! formula (T28).

/// A cell as it is written. What a spreadsheet would take for a formula gets
/// an apostrophe before it, and so does what already looks marked so:
/// [`unmarked`] gives back what went in.
pub(crate) fn written(cell: &str) -> String {
    let is_formula = is_formula(cell);
    let safe = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([',', '"', '\r', '\n', ';', '\t']) || is_formula {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// A cell without the apostrophe that [`written`] put before it.
pub(crate) fn unmarked(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches([' ', '\'']).starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A row of cells with its line end.
pub(crate) fn write_row<'cell>(text: &mut String, cells: impl IntoIterator<Item = &'cell str>) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&written(cell));
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::{unmarked, written};
    use proptest::prelude::*;

    #[test]
    fn what_looks_marked_is_marked_once_more() {
        assert_eq!(written("=1+1"), "\"'=1+1\"");
        assert_eq!(written("'=1+1"), "\"''=1+1\"");
        assert_eq!(written(" @cmd"), "\"' @cmd\"");
        assert_eq!(written("'Tis Lane"), "'Tis Lane");
    }

    proptest! {
        #[test]
        fn a_mark_comes_off_again(cell in "['=+@ a-]{0,8}") {
            let text = written(&cell);
            let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&text);
            prop_assert_eq!(unmarked(inner), cell.as_str());
            prop_assert!(!inner.starts_with(['=', '+', '-', '@']));
        }
    }
}
