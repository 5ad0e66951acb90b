//! CSV files: finds the delimiter, then the rows.

use kith_core::statement::Problem;

use super::csv_text::{CsvRows, Next};
use super::header::{header_words, misfit};
use super::table::Table;
use crate::decode::decode;
use crate::intake::Intake;
use crate::map::SourceMap;
use crate::summary::{Item, WholeFileProblem};

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Reads a CSV file from its bytes.
pub(crate) fn read(bytes: &[u8], intake: &mut Intake<'_>) -> Result<(), WholeFileProblem> {
    let decoded = decode(bytes);
    intake.summary.encoding = decoded.encoding;
    let delimiter = delimiter(intake.map, &decoded.text);
    let mut table = Table::new(None);
    let mut rows = CsvRows::new(&decoded.text, delimiter);
    let mut cells = Vec::new();
    let mut remarks = Some(decoded.warnings);
    loop {
        let next = rows.next(table.width(), &mut cells);
        match next {
            Next::End => break,
            Next::Row => table.row(rows.number(), &cells, intake),
            Next::StrayQuote if table.is_known() => stray_quote(&table, rows.number(), intake),
            Next::StrayQuote => {}
        }
        if table.is_hopeless() {
            break;
        }
        if let Some(warnings) = remarks.take_if(|_| table.is_known()) {
            warnings.into_iter().for_each(|warning| intake.remark(None, "", warning));
            if let Some(wanted) = intake.map.delimiter.filter(|wanted| *wanted != delimiter) {
                let words = format!(
                    "the columns are parted by {}, not by {} as agreed; the file was read all the same",
                    sign_words(delimiter),
                    sign_words(wanted)
                );
                intake.remark(None, "", words);
            }
        }
    }
    if table.is_known() { Ok(()) } else { Err(no_header(intake.map, &table, delimiter)) }
}

/// The delimiter under which the header fits best; the map's own first.
fn delimiter(map: &SourceMap, text: &str) -> char {
    let mut best: Option<(usize, usize, char)> = None;
    let mut ignore = |_: Item| {};
    for sign in map.delimiter.into_iter().chain(DELIMITERS) {
        let mut trial = Intake::new(map, jiff::civil::Date::ZERO, &mut ignore);
        let mut table = Table::new(None);
        let mut rows = CsvRows::new(text, sign);
        let mut cells = Vec::new();
        // Enough rows for lines to skip and twenty to look at.
        for _ in 0..map.skip_lines + 20 {
            if table.is_known() || rows.next(None, &mut cells) == Next::End {
                break;
            }
            table.row(rows.number(), &cells, &mut trial);
        }
        let found = (table.score(), table.nearest_header.len());
        if best.is_none_or(|(score, width, _)| found > (score, width)) {
            best = Some((found.0, found.1, sign));
        }
        if found.0 == usize::MAX {
            break;
        }
    }
    best.map_or(',', |(_, _, sign)| sign)
}

fn stray_quote(table: &Table, number: u64, intake: &mut Intake<'_>) {
    intake.leave_out(
        table.first_list(),
        Problem {
            row: Some(number),
            column: None,
            found: "\"".to_owned(),
            how_to_fix: format!(
                "a quotation mark opens in row {number} and is not closed; add the second mark or take the first away"
            ),
            leaves_row_out: true,
        },
    );
}

fn no_header(map: &SourceMap, table: &Table, delimiter: char) -> WholeFileProblem {
    let header = &table.nearest_header;
    if header.is_empty() {
        return WholeFileProblem::new(
            "the file has no header row",
            "the first row must name the columns; export the file again with headings",
        );
    }
    let how = format!(
        "{}; this file, parted by {}, has: {}. Export the right list, or change the column names in the map",
        misfit(map, header),
        sign_words(delimiter),
        header_words(header)
    );
    WholeFileProblem::new(format!("the columns of this file fit no list of {}", map.title), how)
}

fn sign_words(sign: char) -> String {
    match sign {
        ',' => "commas".to_owned(),
        ';' => "semicolons".to_owned(),
        '\t' => "tabs".to_owned(),
        '|' => "upright bars".to_owned(),
        other => format!("“{other}”"),
    }
}
