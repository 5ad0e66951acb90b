//! The one way in: a map, a file, and what to do with each row.

use jiff::civil::Date;

use crate::file_kind::FileKind;
use crate::format::{csv_rows, tree_rows, workbook};
use crate::intake::Intake;
use crate::map::{Format, SourceMap};
use crate::summary::{Item, Summary, WholeFileProblem};

/// Reads a file of a source. Every good row and every problem is handed to
/// `on_row` in the order in which it is met; `today` is the day against which
/// ages and future dates are judged.
///
/// Nothing is kept: a large CSV file costs little more memory than its bytes.
///
/// # Errors
/// [`WholeFileProblem`] when the file as a whole is not one of this source's:
/// another kind of file, damaged, protected, or with a header that fits no
/// list. Rows that were handed on before must then be thrown away.
pub fn read(
    map: &SourceMap,
    file_name: &str,
    bytes: &[u8],
    today: Date,
    on_row: &mut dyn FnMut(Item),
) -> Result<Summary, WholeFileProblem> {
    let format = format_of(map, file_name, FileKind::of(bytes))?;
    let mut intake = Intake::new(map, today, on_row);
    match format {
        Format::Csv => csv_rows::read(bytes, &mut intake)?,
        Format::Xlsx => workbook::read(bytes, &mut intake)?,
        Format::Xml | Format::Json => tree_rows::read(bytes, format, &mut intake)?,
    }
    if intake.summary.rows_read == 0 {
        intake.remark(None, "", "the file has a header but no rows; check that the export was complete");
    }
    Ok(intake.summary)
}

/// The format in which the source may send such a file.
fn format_of(map: &SourceMap, file_name: &str, kind: FileKind) -> Result<Format, WholeFileProblem> {
    let format = match kind {
        FileKind::Workbook => Some(Format::Xlsx),
        FileKind::Xml => Some(Format::Xml),
        FileKind::Json => Some(Format::Json),
        FileKind::Text => Some(Format::Csv),
        _ => None,
    };
    if let Some(format) = format.filter(|format| map.formats.contains(format)) {
        return Ok(format);
    }
    // A list whose first header happens to open like JSON or XML is still a list.
    if matches!(kind, FileKind::Json | FileKind::Xml)
        && map.formats == [Format::Csv]
        && !looks_like(file_name, &["json", "xml"])
    {
        return Ok(Format::Csv);
    }
    let wanted: Vec<&str> = map
        .formats
        .iter()
        .map(|format| match format {
            Format::Csv => "a CSV file",
            Format::Xlsx => "an Excel workbook (.xlsx)",
            Format::Xml => "an XML file",
            Format::Json => "a JSON file",
        })
        .collect();
    let wanted = wanted.join(" or ");
    let how = match kind {
        FileKind::Empty => format!("export it again; {} sends {wanted}", map.title),
        FileKind::ProtectedWorkbook => {
            "open it in Excel, take the password away, and send it again over the agreed safe way".to_owned()
        }
        FileKind::OldWorkbook | FileKind::OpenDocument | FileKind::Workbook if map.formats.contains(&Format::Csv) => {
            "open it, choose Save As and “CSV UTF-8”, and send that file".to_owned()
        }
        FileKind::OldWorkbook | FileKind::OpenDocument => {
            "open it, choose Save As and “Excel Workbook (.xlsx)”, and send that file".to_owned()
        }
        FileKind::Html => format!(
            "some systems save a web page under the name of a spreadsheet; export {wanted}, or open it in Excel and save it as one"
        ),
        FileKind::Zip => format!("unpack the archive and send the file in it; {} sends {wanted}", map.title),
        _ => format!("{} sends {wanted}; export the list again in that form", map.title),
    };
    let words = if kind == FileKind::Text { "a text file, not what this source sends" } else { kind.words() };
    Err(WholeFileProblem::new(format!("this file is {words}"), how))
}

fn looks_like(file_name: &str, endings: &[&str]) -> bool {
    file_name
        .rsplit_once('.')
        .is_some_and(|(_, ending)| endings.iter().any(|wanted| ending.eq_ignore_ascii_case(wanted)))
}
