//! Cuts separated values into rows, one at a time.
//!
//! Rows are counted as a spreadsheet counts them, empty ones included, and a
//! quotation mark that never closes is told with the row where it opens: a
//! general CSV reader tells neither.

use std::borrow::Cow;

/// The rows of a text.
pub(crate) struct CsvRows<'text> {
    text: &'text str,
    delimiter: u8,
    place: usize,
    number: u64,
    /// Open quotation marks met so far; after a few, all are plain letters.
    stray_quotes: u32,
}

/// What the next row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// A row; its cells are filled in.
    Row,
    /// A row in which a quotation mark opens and does not close. Reading goes
    /// on with the next line.
    StrayQuote,
    /// No more rows.
    End,
}

/// Cells of one row beyond this are not kept: no list is so wide.
const MOST_CELLS: usize = 10_000;

/// How the quotation marks of a row stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Fine,
    /// Something follows a closing mark within its cell.
    HasTail,
    /// One is open at the end of the text.
    Open,
}

/// So many open quotation marks are followed up: each costs a look at the
/// rest of the file.
const MOST_STRAY_QUOTES: u32 = 50;

impl<'text> CsvRows<'text> {
    /// Starts at the top. The delimiter is one ASCII sign.
    pub(crate) fn new(text: &'text str, delimiter: char) -> Self {
        // Excel writes and reads a first line that names the delimiter.
        let is_hint = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
        let mut rows =
            Self { text, delimiter: u8::try_from(delimiter).unwrap_or(b','), place: 0, number: 0, stray_quotes: 0 };
        if is_hint {
            rows.place = rows.line_end(0);
            rows.number = 1;
        }
        rows
    }

    /// The number of the row last read.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Reads the next row into `cells`. Where a row of more than one line does
    /// not have `expected` cells, or goes on behind a closing mark, its
    /// quotation mark is taken to be stray.
    pub(crate) fn next(&mut self, expected: Option<usize>, cells: &mut Vec<Cow<'text, str>>) -> Next {
        cells.clear();
        if self.place >= self.text.len() {
            return Next::End;
        }
        self.number += 1;
        let start = self.place;
        let is_plain = self.stray_quotes >= MOST_STRAY_QUOTES;
        let (end, mark) = self.cut(start, is_plain, cells);
        let first_line = self.line_end(start);
        let is_misfit = mark == Mark::HasTail || expected.is_some_and(|expected| cells.len() != expected);
        if !is_plain && (mark == Mark::Open || (end > first_line && is_misfit)) {
            self.stray_quotes += 1;
            cells.clear();
            self.place = first_line;
            return Next::StrayQuote;
        }
        self.place = end;
        Next::Row
    }

    /// Cuts one row; gives where the next starts and how its quotation marks
    /// stand.
    fn cut(&self, start: usize, is_plain: bool, cells: &mut Vec<Cow<'text, str>>) -> (usize, Mark) {
        let bytes = self.text.as_bytes();
        let mut place = start;
        let mut marks = Mark::Fine;
        loop {
            let (cell, after, mark) = if !is_plain && bytes.get(place) == Some(&b'"') {
                self.quoted(place)
            } else {
                let after = self.field_end(place);
                (Cow::Borrowed(&self.text[place..after]), after, Mark::Fine)
            };
            if cells.len() < MOST_CELLS {
                cells.push(cell);
            }
            if mark == Mark::Open {
                return (after, mark);
            }
            if mark == Mark::HasTail {
                marks = mark;
            }
            match bytes.get(after) {
                Some(byte) if *byte == self.delimiter => place = after + 1,
                Some(_) => return (self.past_line_break(after), marks),
                None => return (after, marks),
            }
        }
    }

    /// A cell in quotation marks, a doubled mark standing for one. What
    /// follows the closing mark belongs to the cell as it is.
    fn quoted(&self, start: usize) -> (Cow<'text, str>, usize, Mark) {
        let bytes = self.text.as_bytes();
        let mut cell = Cow::Borrowed("");
        let mut from = start + 1;
        loop {
            let Some(mark) = bytes[from..].iter().position(|byte| *byte == b'"').map(|offset| from + offset) else {
                cell += &self.text[from..];
                return (cell, self.text.len(), Mark::Open);
            };
            if bytes.get(mark + 1) == Some(&b'"') {
                cell += &self.text[from..=mark];
                from = mark + 2;
                continue;
            }
            cell += &self.text[from..mark];
            let end = self.field_end(mark + 1);
            if end == mark + 1 {
                return (cell, end, Mark::Fine);
            }
            cell += &self.text[mark + 1..end];
            return (cell, end, Mark::HasTail);
        }
    }

    /// Where a plain cell ends: at a delimiter, a line break or the end.
    fn field_end(&self, from: usize) -> usize {
        let bytes = &self.text.as_bytes()[from..];
        let is_end = |byte: &u8| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r';
        bytes.iter().position(is_end).map_or(self.text.len(), |offset| from + offset)
    }

    /// Where the line after this place starts.
    fn line_end(&self, from: usize) -> usize {
        let bytes = &self.text.as_bytes()[from..];
        let end = bytes.iter().position(|byte| *byte == b'\n' || *byte == b'\r').map(|offset| from + offset);
        end.map_or(self.text.len(), |end| self.past_line_break(end))
    }

    fn past_line_break(&self, place: usize) -> usize {
        let bytes = self.text.as_bytes();
        let is_pair = bytes.get(place) == Some(&b'\r') && bytes.get(place + 1) == Some(&b'\n');
        place + if is_pair { 2 } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::{CsvRows, Next};
    use proptest::prelude::*;

    fn rows(text: &str, expected: Option<usize>) -> Vec<(u64, Result<Vec<String>, ()>)> {
        let mut rows = CsvRows::new(text, ',');
        let mut cells = Vec::new();
        let mut all = Vec::new();
        loop {
            match rows.next(expected, &mut cells) {
                Next::Row => all.push((rows.number(), Ok(cells.iter().map(|cell| cell.to_string()).collect()))),
                Next::StrayQuote => all.push((rows.number(), Err(()))),
                Next::End => return all,
            }
        }
    }

    fn row(number: u64, cells: &[&str]) -> (u64, Result<Vec<String>, ()>) {
        (number, Ok(cells.iter().map(|cell| (*cell).to_owned()).collect()))
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        assert_eq!(
            rows("a,b\r\n\r\n\"1\n2\",\"say \"\"x\"\"\"\rlast,", None),
            [row(1, &["a", "b"]), row(2, &[""]), row(3, &["1\n2", "say \"x\""]), row(4, &["last", ""])]
        );
        assert_eq!(rows("sep=,\na,b", None), [row(2, &["a", "b"])]);
    }

    #[test]
    fn an_open_quotation_mark_is_told_where_it_opens_and_hides_no_other_row() {
        assert_eq!(rows("a,b\n1,\"2\n3,4\n", None), [row(1, &["a", "b"]), (2, Err(())), row(3, &["3", "4"])]);
        // A later mark closes it by chance; what follows that mark gives it away.
        assert_eq!(
            rows("a,b\n1,\"2\n3,\"4\"\n5,6", Some(2)),
            [row(1, &["a", "b"]), (2, Err(())), row(3, &["3", "4"]), row(4, &["5", "6"])]
        );
    }

    proptest! {
        #[test]
        fn cells_agree_with_the_general_reader(table in proptest::collection::vec(proptest::collection::vec("[a-z,\"\n é]{0,6}", 2..5), 1..8)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for record in &table {
                writer.write_record(record).expect("memory takes every write");
            }
            let text = String::from_utf8(writer.into_inner().expect("memory takes every write")).expect("letters in, letters out");
            let found: Vec<Vec<String>> = rows(&text, None).into_iter().map(|(_, row)| row.expect("every mark closes")).collect();
            prop_assert_eq!(found, table);
        }
    }
}
