//! From the cells of one row to what the row says. One bad value is a problem
//! and loses only itself; a row is left out only where its map requires.

mod agreement;
mod fact;
mod involvement;
mod person;

use std::borrow::Cow;

use jiff::civil::Date;
use kith_core::service::ServiceKind;
use kith_core::statement::{Part, PersonStatement, Problem, RowStatement};
use sha2::{Digest, Sha256};

use crate::map::{Asks, ColumnId, Condition, From, ListMap, Piece, Service, SourceMap, Value};
use crate::value::{DateForm, DateReader, excel_error, without_letter};

/// One row of one list, before it is understood.
pub(crate) struct RawRow<'file> {
    /// Which list of the map.
    pub(crate) list: usize,
    /// The row as a spreadsheet shows it; for XML the line, for JSON the
    /// place among the rows.
    pub(crate) number: u64,
    /// What the file calls each column of the list.
    pub(crate) names: &'file [String],
    /// The cell of each column of the list, cleaned.
    pub(crate) cells: Vec<Cow<'file, str>>,
}

/// One row being read: its map, its cells, and what is wrong so far.
pub(crate) struct Reading<'row> {
    pub(crate) map: &'row SourceMap,
    pub(crate) list: &'row ListMap,
    pub(crate) row: &'row RawRow<'row>,
    pub(crate) today: Date,
    pub(crate) is_workbook: bool,
    pub(crate) problems: Vec<Problem>,
}

/// A text made by a value form, and the column it came from.
pub(crate) struct Found<'row> {
    pub(crate) text: String,
    pub(crate) column: Option<ColumnId>,
    pub(crate) dates: Option<&'row [DateForm]>,
}

impl<'row> Reading<'row> {
    /// Understands the row; `None` where it is left out.
    pub(crate) fn statement(&mut self) -> Option<RowStatement> {
        let says_what_it_must = self.says_what_it_must();
        let people = self.people();
        let service = self.service();
        let key = self.key();
        let recorded_on = self.list.recorded_on.as_ref().and_then(|value| self.past_date(value));
        let involvement = involvement::involvement(self);
        let contact = involvement::contact(self);
        let agreements = agreement::agreements(self);
        let facts = fact::facts(self, service);
        let (people, service) = (people?, service?);
        if !says_what_it_must {
            return None;
        }
        let list = self.list.name.clone();
        Some(RowStatement {
            row: self.row.number,
            list,
            key,
            recorded_on,
            service,
            people,
            involvement,
            contact,
            agreements,
            facts,
        })
    }

    /// Whether the row says what it must; what it does not is a problem.
    fn says_what_it_must(&mut self) -> bool {
        let list = self.list;
        let mut is_whole = true;
        for must in list.must.iter().filter(|must| !holds(&must.condition, &self.row.cells)) {
            let column = must.condition.column;
            let found = self.row.cells.get(column).map_or("", |cell| &**cell);
            self.problems.push(Problem {
                row: Some(self.row.number),
                column: self.row.names.get(column).cloned(),
                found: found.chars().take(200).collect(),
                how_to_fix: must.says.clone(),
                leaves_row_out: true,
            });
            is_whole = false;
        }
        is_whole
    }

    /// The people of the row, the subject first; `None` where one of them
    /// lacks what the map requires, or nothing says who the subject is.
    fn people(&mut self) -> Option<Vec<(Part, PersonStatement)>> {
        let mut people: Vec<(Part, PersonStatement)> = Vec::new();
        let mut is_whole = true;
        for map in &self.list.parts {
            let is_taken = people.iter().any(|(part, _)| *part == map.part);
            if is_taken || !self.all_hold(&map.when) {
                continue;
            }
            let Some(statement) = person::person(self, map, &mut is_whole) else { continue };
            people.push((map.part, statement));
        }
        if is_whole && !people.iter().any(|(part, _)| *part == Part::Subject) {
            self.problems.push(Problem {
                row: Some(self.row.number),
                column: None,
                found: String::new(),
                how_to_fix: "the row does not say who it is about; it needs a name, a number or a date of birth"
                    .to_owned(),
                leaves_row_out: true,
            });
            return None;
        }
        is_whole.then_some(people)
    }

    fn service(&mut self) -> Option<ServiceKind> {
        let value = match &self.list.service {
            Service::Always(kind) => return Some(*kind),
            Service::From(value) => value,
        };
        let before = self.problems.len();
        let kind = self.text(value).and_then(|found| {
            let kind = ServiceKind::from_word(&found.text.to_lowercase());
            if kind.is_none() {
                self.wrong(
                    found.column,
                    &found.text,
                    "this is no service that we know; add the word to the map’s code list",
                );
            }
            kind
        });
        if kind.is_none() {
            if self.problems.len() == before {
                self.wrong(value_column(value), "", "the row does not say which service it is from");
            }
            // A row under the wrong service would be shown to the wrong people.
            self.problems[before..].iter_mut().for_each(|problem| problem.leaves_row_out = true);
        }
        kind
    }

    /// The key columns, or a digest of the whole row.
    fn key(&self) -> String {
        let cell = |column: &ColumnId| self.row.cells.get(*column).map_or("", |cell| &**cell);
        let parts: Vec<String> = self.list.key.iter().map(|column| key_part(cell(column))).collect();
        let key = parts.join("|");
        if parts.iter().any(|part| !part.is_empty()) && key.len() <= LONGEST_KEY {
            return key;
        }
        let mut digest = Sha256::new();
        let mut columns: Vec<(&str, &str)> =
            self.list.columns.iter().enumerate().map(|(id, column)| (column.text.as_str(), cell(&id))).collect();
        columns.sort_unstable();
        for (name, cell) in columns.into_iter().filter(|(_, cell)| !cell.is_empty()) {
            digest.update(name.as_bytes());
            digest.update([0]);
            digest.update(cell.as_bytes());
            digest.update([0]);
        }
        let digest = digest.finalize();
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("whole-row-{hex}")
    }

    /// Whether every condition holds.
    pub(crate) fn all_hold(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| holds(condition, &self.row.cells))
    }

    /// The text of a value: its pieces with a space between.
    pub(crate) fn text(&mut self, value: &'row Value) -> Option<Found<'row>> {
        let mut found: Option<Found<'row>> = None;
        for piece in &value.pieces {
            if let Some((column, text)) = self.piece(piece) {
                match &mut found {
                    Some(found) => {
                        found.text.push(' ');
                        found.text.push_str(&text);
                    }
                    None => found = Some(Found { text, column, dates: piece.dates.as_deref() }),
                }
            }
        }
        found
    }

    /// The text of one piece after its conditions and codes.
    pub(crate) fn piece(&mut self, piece: &'row Piece) -> Option<(Option<ColumnId>, String)> {
        if !self.all_hold(&piece.when) {
            return None;
        }
        let column = match &piece.from {
            From::Fixed(text) => return Some((None, text.clone())).filter(|_| !text.is_empty()),
            From::Column(column) => *column,
        };
        let row = self.row;
        let mut text: &str = row.cells.get(column)?;
        if text.is_empty() || self.map.empty_words.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            return None;
        }
        if let Some(fix) = excel_error(text) {
            self.wrong(Some(column), text, fix);
            return None;
        }
        if let Some(sign) = &piece.after_last {
            text = text.rsplit(sign.as_str()).next().unwrap_or(text).trim();
        }
        let text = match &piece.codes {
            Some(codes) => self.our_word(codes, column, text)?,
            None => text.to_owned(),
        };
        Some((Some(column), text)).filter(|(_, text)| !text.is_empty())
    }

    /// Our word for the source's; a problem where the list has none.
    fn our_word(&mut self, codes: &str, column: ColumnId, text: &str) -> Option<String> {
        let codes = self.map.codes.get(codes)?;
        let bare = without_letter(text);
        let known = codes.words.get(&text.to_lowercase()).or_else(|| codes.words.get(&bare.to_lowercase()));
        match (known, codes.every_other.as_deref()) {
            (Some(word), _) => Some(word.clone()),
            (None, Some("*")) => Some(bare.to_owned()),
            (None, Some(word)) => Some(word.to_owned()),
            (None, None) => {
                let words: Vec<&str> = codes.words.keys().map(String::as_str).take(12).collect();
                self.wrong(
                    Some(column),
                    text,
                    format!("this word is not in the source’s list; use one of: {}", words.join(", ")),
                );
                None
            }
        }
    }

    /// A date, whatever day it is.
    pub(crate) fn date(&mut self, value: &'row Value) -> Option<(Date, Found<'row>)> {
        let found = self.text(value)?;
        let reader = DateReader {
            forms: found.dates.unwrap_or(&self.map.dates),
            is_workbook: self.is_workbook,
            today: self.today,
        };
        match reader.read(&found.text) {
            Ok(date) => Some((date, found)),
            Err(fix) => {
                self.wrong(found.column, &found.text, fix);
                None
            }
        }
    }

    /// A date that cannot be after today.
    pub(crate) fn past_date(&mut self, value: &'row Value) -> Option<Date> {
        let (date, found) = self.date(value)?;
        if date > self.today {
            self.wrong(found.column, &found.text, "this day is after today; check the date");
            return None;
        }
        Some(date)
    }

    /// A date from 1900 on that is at most so many days after today.
    pub(crate) fn near_date(&mut self, value: &'row Value, most_days_ahead: i32) -> Option<Date> {
        let (date, found) = self.date(value)?;
        let days_ahead = (date - self.today).get_days();
        if date.year() < 1900 || days_ahead > most_days_ahead {
            let fix = if days_ahead > 0 {
                "this day is too far ahead; check the year"
            } else {
                "this day is too long ago; check the year"
            };
            self.wrong(found.column, &found.text, fix);
            return None;
        }
        Some(date)
    }

    /// Notes a wrong value.
    pub(crate) fn wrong(&mut self, column: Option<ColumnId>, found: &str, fix: impl Into<String>) {
        let column = column.and_then(|column| self.row.names.get(column)).cloned();
        let found: String = found.chars().take(200).collect();
        let problem =
            Problem { row: Some(self.row.number), column, found, how_to_fix: fix.into(), leaves_row_out: false };
        // One cell that feeds two fields is one thing wrong.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// The longest key that is kept as it is, in bytes.
const LONGEST_KEY: usize = 300;

/// One part of a key. Numbers are written with and without spaces by one and
/// the same source, so a number is its digits.
fn key_part(cell: &str) -> String {
    if cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ') {
        cell.replace(' ', "")
    } else {
        cell.replace('|', "\\|")
    }
}

/// Whether a condition holds for a row's cells. Words are compared without
/// case and without the letter of a statutory choice.
pub(crate) fn holds(condition: &Condition, cells: &[Cow<'_, str>]) -> bool {
    let cell = cells.get(condition.column).map_or("", |cell| &**cell);
    let bare = without_letter(cell).to_lowercase();
    let fits = |words: &[String]| {
        words.iter().any(|word| {
            let word = word.trim().to_lowercase();
            word == cell.to_lowercase() || word == bare
        })
    };
    match &condition.asks {
        Asks::Is(words) => fits(words),
        Asks::IsNot(words) => !fits(words),
        Asks::Filled(filled) => cell.is_empty() != *filled,
    }
}

/// The first column of a value.
pub(crate) fn value_column(value: &Value) -> Option<ColumnId> {
    value.pieces.iter().find_map(|piece| match piece.from {
        From::Column(column) => Some(column),
        From::Fixed(_) => None,
    })
}
