use kith_core::birth::News;

use super::row::{ADDRESS_LINES, COLUMNS, ListRow};
use crate::format::csv_cell::unmarked;

/// Why a line of a list cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListProblem {
    /// The file is no list, or its header was changed.
    #[error("this is no list of births: the first line should be {}", COLUMNS.join(","))]
    NotAList,
    /// One line.
    #[error("row {row}, column {column}: {says}")]
    Row {
        /// The row, as a spreadsheet counts: the header is row 1.
        row: usize,
        /// The column.
        column: &'static str,
        /// What is wrong, and how to put it right.
        says: &'static str,
    },
}

/// Reads a list, as a centre gets it after opening: the rows, and a problem for
/// each line that cannot be read.
///
/// # Errors
/// [`ListProblem::NotAList`] for anything else than a list.
pub fn read_list(bytes: &[u8]) -> Result<(Vec<ListRow>, Vec<ListProblem>), ListProblem> {
    // A spreadsheet that saves the list again puts its mark before it.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut records = reader.byte_records();
    let header = records.next().and_then(Result::ok).ok_or(ListProblem::NotAList)?;
    if !header.iter().eq(COLUMNS.iter().map(|column| column.as_bytes())) {
        return Err(ListProblem::NotAList);
    }
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (row, record) in (2..).zip(records) {
        let text = record.ok().and_then(|record| csv::StringRecord::from_byte_record(record).ok());
        match text.filter(|text| text.len() == COLUMNS.len()) {
            Some(cells) => match read_row(row, &cells) {
                Ok(read) => rows.push(read),
                Err(problem) => problems.push(problem),
            },
            None => {
                let says = "this row is cut short or not text. Ask for the list again";
                problems.push(ListProblem::Row { row, column: COLUMNS[0], says });
            }
        }
    }
    Ok((rows, problems))
}

fn read_row(row: usize, cells: &csv::StringRecord) -> Result<ListRow, ListProblem> {
    let cell = |place: usize| cells.get(place).unwrap_or_default();
    let text = |place: usize| unmarked(cell(place)).to_owned();
    let wrong = |place: usize, says| ListProblem::Row { row, column: COLUMNS[place], says };
    let day = |place: usize| cell(place).parse().map_err(|_| wrong(place, "this is no day such as 2026-10-02"));
    if cell(0).is_empty() {
        return Err(wrong(0, "the reference of the child is missing"));
    }
    let born_on = if cell(6).is_empty() { None } else { Some(day(6)?) };
    let address: Vec<String> = (7..7 + ADDRESS_LINES).map(text).filter(|line| !line.is_empty()).collect();
    Ok(ListRow {
        child_ref: cell(0).to_owned(),
        news: News::from_word(cell(1)).ok_or_else(|| wrong(1, "this event is not known to this version"))?,
        on: day(2)?,
        centre: text(3),
        given: text(4),
        family: text(5),
        born_on,
        address,
        postcode: text(11),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kith_core::birth::News;
    use kith_core::family::PersonField;

    use super::{ListProblem, read_list};
    use crate::list_out::{ListRow, write_list};

    fn poppy() -> ListRow {
        ListRow {
            given: "Poppy".to_owned(),
            family: "=Ellis, \"P\"".to_owned(),
            born_on: Some(date(2026, 10, 2)),
            address: ["1 High Road", "Northgate", "a", "b", "c"].map(str::to_owned).to_vec(),
            postcode: "ZZ99 3AA".to_owned(),
            ..ListRow::leaving("abc".to_owned(), News::Birth, date(2026, 10, 2), "Northgate Children's Centre")
        }
    }

    #[test]
    fn a_list_reads_back_and_no_name_is_a_formula() {
        let all = [PersonField::Name, PersonField::BornOn, PersonField::Address].into();
        let text = write_list(&[poppy()], &all);
        assert!(String::from_utf8_lossy(&text).contains("\"'=Ellis, \"\"P\"\"\""));
        let (rows, problems) = read_list(&text).expect("a list");
        assert_eq!(problems, []);
        assert_eq!((rows[0].family.as_str(), rows[0].born_on), ("=Ellis, \"P\"", Some(date(2026, 10, 2))));
        assert_eq!(rows[0].address, ["1 High Road", "Northgate", "a", "b, c"]);
    }

    #[test]
    fn details_that_were_not_agreed_are_left_empty() {
        let text = write_list(&[poppy()], &[PersonField::Name].into());
        let text = String::from_utf8(text).expect("UTF-8");
        assert!(text.contains("Poppy") && !text.contains("High Road") && !text.contains("ZZ99"), "{text}");
        assert!(text.lines().nth(1).is_none_or(|line| line.matches("2026-10-02").count() <= 1), "only the event's day");
    }

    #[test]
    fn a_bad_row_is_named_and_the_others_are_read() {
        let mut text = String::from_utf8(write_list(&[poppy()], &[PersonField::Name].into())).expect("UTF-8");
        text.push_str("x,flown,2026-10-02,c,,,,,,,,\r\ny,birth,soon,c,,,,,,,,\r\nz\r\n");
        let (rows, problems) = read_list(text.as_bytes()).expect("a list");
        assert_eq!((rows.len(), problems.len()), (1, 3));
        assert!(matches!(problems[1], ListProblem::Row { row: 4, column: "event_date", .. }), "{problems:?}");
        assert_eq!(read_list(b"a,b\r\n"), Err(ListProblem::NotAList));
        assert_eq!(read_list(b""), Err(ListProblem::NotAList));
    }
}
