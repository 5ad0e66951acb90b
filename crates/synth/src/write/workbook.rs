//! The source that sends a workbook: a sheet for each list, a title above the
//! header, real dates.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::piece::VALUE_END;
use crate::day::Day;
use crate::source::{Column, Source};

/// Rows above the first row of values: title, empty row, header.
pub(super) const FIRST_ROW: u32 = 3;

/// Makes and saves the workbook from each list's values.
pub(super) fn save(source: &Source, today: Day, texts: &[String; 3], path: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let (year, month, day) = today.parts();
    let drawn = ExcelDateTime::from_ymd(year as u16, month as u8, day as u8)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&drawn));
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for (list, text) in source.lists.iter().zip(texts) {
        let columns: Vec<&Column> = source.columns.iter().filter(|column| column.rows & list.rows != 0).collect();
        let sheet = workbook.add_worksheet();
        sheet.set_name(list.word)?;
        sheet.write_string(0, 0, format!("{}: made for practice, nobody here is real", list.word))?;
        for (place, column) in (0_u16..).zip(&columns) {
            sheet.write_string(FIRST_ROW - 1, place, column.name)?;
        }
        for (row, line) in (FIRST_ROW..).zip(text.lines()) {
            for ((place, column), value) in (0_u16..).zip(&columns).zip(line.split(VALUE_END)) {
                match value.parse::<f64>() {
                    Ok(serial) if column.field.is_date() => {
                        sheet.write_number_with_format(row, place, serial, &date)?;
                    }
                    _ if value.is_empty() => {}
                    _ => {
                        sheet.write_string(row, place, value)?;
                    }
                }
            }
        }
    }
    workbook.save(path)
}
