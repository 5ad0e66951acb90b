//! Excel workbooks, cell by cell: a hostile sheet that claims to be very
//! large costs only the cells that it holds.

use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::header::{header_words, misfit};
use super::table::Table;
use crate::decode::Encoding;
use crate::intake::Intake;
use crate::summary::WholeFileProblem;

/// The most bytes that a workbook may unpack to.
const MOST_UNPACKED: u64 = 1 << 30;
/// Columns beyond this are not read.
const MOST_COLUMNS: u32 = 1000;

type Workbook<'bytes> = Xlsx<Cursor<&'bytes [u8]>>;

/// Reads a workbook from its bytes.
pub(crate) fn read(bytes: &[u8], intake: &mut Intake<'_>) -> Result<(), WholeFileProblem> {
    intake.summary.encoding = Encoding::Workbook;
    intake.is_workbook = true;
    check_unpacked_size(bytes)?;
    let mut workbook: Workbook<'_> = quietly(|| Xlsx::new(Cursor::new(bytes))).map_err(|error| damaged(&error))?;
    let mut nearest: Option<Table> = None;
    let mut is_read = false;
    for name in workbook.sheet_names() {
        let table = sheet(&mut workbook, &name, intake)?;
        is_read |= table.is_known();
        if !table.is_known() && !table.nearest_header.is_empty() {
            let is_nearer = nearest.as_ref().is_none_or(|other| table.score() > other.score());
            if table.score() > 1 {
                let words = format!("the sheet “{name}” was not read: {}", misfit(intake.map, &table.nearest_header));
                intake.remark(None, &name, words);
            }
            if is_nearer {
                nearest = Some(table);
            }
        }
    }
    if is_read {
        return Ok(());
    }
    let Some(table) = nearest else {
        return Err(WholeFileProblem::new(
            "the workbook is empty",
            "export the workbook again, with a header row on each sheet",
        ));
    };
    let header = &table.nearest_header;
    Err(WholeFileProblem::new(
        format!("no sheet of this workbook fits a list of {}", intake.map.title),
        format!(
            "{}; the nearest sheet has: {}. Export the right list, or change the column names in the map",
            misfit(intake.map, header),
            header_words(header)
        ),
    ))
}

/// Reads one sheet into the intake.
fn sheet(workbook: &mut Workbook<'_>, name: &str, intake: &mut Intake<'_>) -> Result<Table, WholeFileProblem> {
    let mut table = Table::new(Some(name.to_owned()));
    let opened = quietly(|| workbook.worksheet_cells_reader(name));
    // Chart sheets have a name but no cells.
    let Ok(mut cells) = opened else { return Ok(table) };
    let mut row: Vec<Cow<'_, str>> = Vec::new();
    let mut number = 0_u32;
    loop {
        let cell = match quietly(|| cells.next_cell()) {
            Ok(cell) => cell,
            Err(error) if number == 0 => return Err(damaged(&error)),
            Err(_) => {
                let words =
                    format!("the sheet “{name}” is damaged after row {}; save the workbook again in Excel", number + 1);
                intake.remark(None, name, words);
                None
            }
        };
        let is_row_end = cell.as_ref().is_none_or(|cell| cell.get_position().0 != number);
        if is_row_end {
            table.row(u64::from(number) + 1, &row, intake);
            row.clear();
        }
        let Some(cell) = cell.filter(|_| !table.is_hopeless()) else { return Ok(table) };
        let (down, across) = cell.get_position();
        number = down;
        if across < MOST_COLUMNS {
            let place = usize::try_from(across).unwrap_or(0);
            row.resize(row.len().max(place + 1), Cow::Borrowed(""));
            row[place] = text_of(cell.get_value());
        }
    }
}

/// A cell as text: days as `2026-10-02`, whole numbers without a point.
fn text_of<'book>(value: &DataRef<'book>) -> Cow<'book, str> {
    match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cow::Owned(text.clone()),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        // Display writes a whole number without a point, however large.
        DataRef::Float(number) => Cow::Owned(number.to_string()),
        DataRef::Bool(is_true) => Cow::Borrowed(if *is_true { "TRUE" } else { "FALSE" }),
        DataRef::Error(error) => Cow::Owned(error.to_string()),
        DataRef::DateTime(time) if time.is_datetime() && time.as_f64() >= 1.0 => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            Cow::Owned(format!("{year:04}-{month:02}-{day:02}"))
        }
        DataRef::DateTime(time) => Cow::Owned(time.as_f64().to_string()),
    }
}

/// Unpacks every part of the workbook once, counting, before a library holds
/// any of it in memory.
fn check_unpacked_size(bytes: &[u8]) -> Result<(), WholeFileProblem> {
    let too_big = || {
        WholeFileProblem::new(
            "the workbook unpacks to more than 1 GB",
            "split the workbook, or export the lists as CSV",
        )
    };
    let broken =
        || WholeFileProblem::new("the workbook is damaged", "open it in Excel, save it again and send it again");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let mut total = 0_u64;
    for place in 0..archive.len() {
        let mut part = match archive.by_index(place) {
            Ok(part) => part,
            Err(zip::result::ZipError::UnsupportedArchive(_) | zip::result::ZipError::InvalidPassword) => {
                return Err(protected());
            }
            Err(_) => return Err(broken()),
        };
        let is_strings = part.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let mut start = Vec::new();
        let head = part.by_ref().take(2000).read_to_end(&mut start).map_err(|_| broken())?;
        let rest = std::io::copy(&mut part.by_ref().take(MOST_UNPACKED), &mut std::io::sink()).map_err(|_| broken())?;
        let size = rest.saturating_add(u64::try_from(head).unwrap_or(0));
        // A claimed count makes the library reserve room before it reads.
        if is_strings && claimed_count(&start).is_some_and(|count| count > size) {
            return Err(broken());
        }
        total = total.saturating_add(size);
        if total > MOST_UNPACKED {
            return Err(too_big());
        }
    }
    Ok(())
}

/// The largest count that the shared strings claim for themselves.
fn claimed_count(start: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(start);
    let place = text.find("uniqueCount")?;
    let digits: String =
        text[place..].chars().skip_while(|letter| !letter.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u64::MAX)) }
}

/// Calls the workbook library; a panic on a file that somebody bent by hand
/// is one more kind of damage.
fn quietly<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, XlsxError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(XlsxError::Unexpected("the library gave up")))
}

fn protected() -> WholeFileProblem {
    WholeFileProblem::new(
        "the workbook has a password",
        "open it in Excel, take the password away, and send it again over the agreed safe way",
    )
}

fn damaged(error: &XlsxError) -> WholeFileProblem {
    if matches!(error, XlsxError::Password) {
        return protected();
    }
    WholeFileProblem::new("the workbook is damaged", "open it in Excel, save it again and send it again")
}
