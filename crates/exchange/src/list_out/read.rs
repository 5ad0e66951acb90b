use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use kith_core::id::PersonId;
use kith_core::person::{Address, Name};
use kith_core::statement::Problem;

use super::{ContactWays, ListColumn, ListColumns, ListEvent, ListRow, Outreach};
use crate::decode::decode;
use crate::file_kind::FileKind;
use crate::format::csv_cell::unmarked;
use crate::format::csv_text::{CsvRows, Next};
use crate::summary::WholeFileProblem;

/// The most bytes of a list: a centre's month is about 20 kB.
const MOST_BYTES: usize = 20 << 20;

/// A list as its recipient reads it.
pub struct ReadList {
    /// The columns that it has.
    pub columns: ListColumns,
    /// The good rows, in their order.
    pub rows: Vec<ListRow>,
    /// What is wrong, with the row and what to do.
    pub problems: Vec<Problem>,
}

impl fmt::Debug for ReadList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ReadList({} rows hidden, {} problems)", self.rows.len(), self.problems.len())
    }
}

/// Reads a list that [`super::write_list`] wrote, also after a spreadsheet
/// saved it again. One bad row is left out with a problem; the others are read.
///
/// # Errors
/// [`WholeFileProblem`] when the file is no such list.
pub fn read_list(bytes: &[u8]) -> Result<ReadList, WholeFileProblem> {
    if bytes.len() > MOST_BYTES {
        return Err(WholeFileProblem::new("the list is larger than 20 MB", "no list is; ask the sender what was sent"));
    }
    let kind = FileKind::of(bytes);
    if bytes.starts_with(b"age-encryption.org/") {
        return Err(WholeFileProblem::new("the list is still sealed", "open it with your key first"));
    }
    if kind != FileKind::Text {
        return Err(WholeFileProblem::new(
            format!("this file is {}, not a list", kind.words()),
            "choose the file that came from Kith",
        ));
    }
    let decoded = decode(bytes);
    let text: &str = &decoded.text;
    let mut problems: Vec<Problem> =
        decoded.warnings.iter().map(|words| problem(None, None, "", words, false)).collect();
    let mut rows = CsvRows::new(text, ',');
    let mut cells = Vec::new();
    let places = loop {
        match rows.next(None, &mut cells) {
            Next::Row if cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Next::Row => break header(&cells, &mut problems)?,
            Next::StrayQuote | Next::End => {
                return Err(WholeFileProblem::new("the list has no header", "choose the file that came from Kith"));
            }
        }
    };
    let columns: Vec<&str> = places.iter().flatten().map(|column| column.id()).collect();
    let columns = ListColumns::agreed(&columns).map_err(|error| {
        WholeFileProblem::new(error.to_string(), "choose the file that came from Kith, with its header as it was")
    })?;
    let mut read = ReadList { columns, rows: Vec::new(), problems };
    loop {
        match rows.next(Some(places.len()), &mut cells) {
            Next::End => return Ok(read),
            Next::StrayQuote => {
                let words = "a quotation mark opens in this row and does not close; the row was left out";
                read.problems.push(problem(Some(rows.number()), None, "", words, true));
            }
            Next::Row if cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Next::Row => {
                let row = RawRow { number: rows.number(), places: &places, cells: &cells };
                row.read(&mut read);
            }
        }
    }
}

/// The column of each place in the header.
fn header(cells: &[Cow<'_, str>], problems: &mut Vec<Problem>) -> Result<Vec<Option<ListColumn>>, WholeFileProblem> {
    let mut places: Vec<Option<ListColumn>> = Vec::new();
    for cell in cells {
        let found = ListColumn::of_id(&cell.trim().to_ascii_lowercase());
        if found.is_some() && places.contains(&found) {
            return Err(WholeFileProblem::new(
                format!("the list has the column “{}” twice", cell.trim()),
                "choose the file that came from Kith, with its header as it was",
            ));
        }
        if found.is_none() && !cell.trim().is_empty() {
            let name: String = cell.trim().chars().take(60).collect();
            let words = "no list has this column; it was not read";
            problems.push(problem(None, Some(&name), "", words, false));
        }
        places.push(found);
    }
    if places.iter().all(Option::is_none) {
        return Err(WholeFileProblem::new(
            "the first row is not the header of a list",
            "choose the file that came from Kith",
        ));
    }
    Ok(places)
}

struct RawRow<'row> {
    number: u64,
    places: &'row [Option<ListColumn>],
    cells: &'row [Cow<'row, str>],
}

impl RawRow<'_> {
    fn cell(&self, column: ListColumn) -> &str {
        let place = self.places.iter().position(|place| *place == Some(column));
        let cell = place.and_then(|place| self.cells.get(place)).map_or("", |cell| &**cell);
        unmarked(cell).trim()
    }

    fn read(&self, read: &mut ReadList) {
        if self.cells.len() > self.places.len() {
            let words = "the row has more cells than the header; it was left out";
            return read.problems.push(problem(Some(self.number), None, "", words, true));
        }
        match self.cell(ListColumn::Withheld) {
            "" | "N" => {}
            "Y" if self.is_otherwise_empty() => return read.rows.push(ListRow::Withheld),
            _ => {
                let words = "a withheld row says Y and nothing else; it was left out, and the sender must be told";
                return read.problems.push(problem(Some(self.number), Some("withheld"), "", words, true));
            }
        }
        match self.told(&mut read.problems) {
            Ok(told) => read.rows.push(ListRow::Told(Box::new(told))),
            Err(problem) => read.problems.push(*problem),
        }
    }

    fn is_otherwise_empty(&self) -> bool {
        let others = self.places.iter().zip(self.cells).filter(|(place, _)| **place != Some(ListColumn::Withheld));
        others.into_iter().all(|(_, cell)| cell.trim().is_empty())
    }

    fn told(&self, problems: &mut Vec<Problem>) -> Result<Outreach, Box<Problem>> {
        let bad = |column: ListColumn, words: &str| {
            Box::new(problem(Some(self.number), Some(column.id()), self.cell(column), words, true))
        };
        let child: PersonId = self
            .cell(ListColumn::ChildRef)
            .parse()
            .map_err(|_| bad(ListColumn::ChildRef, "this is not a child's reference; copy it anew"))?;
        let event = ListEvent::of_word(self.cell(ListColumn::Event))
            .ok_or_else(|| bad(ListColumn::Event, "this is no event of a list; use the sender's word"))?;
        let event_on = day(self.cell(ListColumn::EventDate))
            .ok_or_else(|| bad(ListColumn::EventDate, "write the day like 2026-11-22"))?;
        let mut told = Outreach::new(child, event, event_on);
        told.child_given = self.value(ListColumn::ChildGiven, problems, |text| Name::parse(text).ok());
        told.child_family = self.value(ListColumn::ChildFamily, problems, |text| Name::parse(text).ok());
        told.child_born_on = self.value(ListColumn::ChildBorn, problems, day);
        told.mother_given = self.value(ListColumn::MotherGiven, problems, |text| Name::parse(text).ok());
        told.mother_family = self.value(ListColumn::MotherFamily, problems, |text| Name::parse(text).ok());
        told.address = self.address(problems);
        told.centre_code = self.words(ListColumn::CentreCode);
        told.reach_area = self.words(ListColumn::ReachArea);
        told.practice = self.words(ListColumn::Practice);
        told.language = self.words(ListColumn::Language);
        told.needs_interpreter = self.value(ListColumn::Interpreter, problems, |text| match text {
            "Y" => Some(true),
            "N" => Some(false),
            _ => None,
        });
        told.contact_ok = self.value(ListColumn::ContactOk, problems, ContactWays::of_words).unwrap_or_default();
        Ok(told)
    }

    fn address(&self, problems: &mut Vec<Problem>) -> Address {
        let lines =
            [ListColumn::AddressLine1, ListColumn::AddressLine2, ListColumn::AddressLine3, ListColumn::AddressLine4];
        Address {
            lines: lines.into_iter().filter_map(|column| self.words(column)).collect(),
            postcode: self.value(ListColumn::Postcode, problems, |text| text.parse().ok()),
            uprn: self.value(ListColumn::Uprn, problems, |text| u64::from_str(text).ok()),
        }
    }

    fn words(&self, column: ListColumn) -> Option<String> {
        Some(self.cell(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A value that may be missing; one that cannot be read is told and lost.
    fn value<T>(&self, column: ListColumn, problems: &mut Vec<Problem>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            let words = "this cannot be read; compare it with what the sender sent";
            problems.push(problem(Some(self.number), Some(column.id()), text, words, false));
        }
        value
    }
}

fn day(text: &str) -> Option<Date> {
    // A spreadsheet that saves the list again writes days in its own way.
    let (first, rest) = text.split_once(['-', '/'])?;
    let (second, third) = rest.split_once(['-', '/'])?;
    let (year, day) = if first.len() == 4 { (first, third) } else { (third, first) };
    if year.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/')) {
        return None;
    }
    Date::new(year.parse().ok()?, second.parse().ok()?, day.parse().ok()?).ok()
}

fn problem(row: Option<u64>, column: Option<&str>, found: &str, words: &str, leaves_row_out: bool) -> Problem {
    Problem {
        row,
        column: column.map(str::to_owned),
        found: found.chars().take(200).collect(),
        how_to_fix: words.to_owned(),
        leaves_row_out,
    }
}
