//! A table read row by row: finds its header, then hands on its rows.

use std::borrow::Cow;
use std::collections::BTreeSet;

use kith_core::statement::Problem;

use super::header::{Binding, bindings, score};
use crate::intake::Intake;
use crate::map::key_of;
use crate::row::{RawRow, holds};
use crate::value::clean;

/// The header stands in one of so many first rows.
const HEADER_ROWS: u64 = 20;

/// One sheet or one CSV file.
pub(crate) struct Table {
    sheet: Option<String>,
    header: Vec<String>,
    lists: Vec<Binding>,
    /// The row that looked most like a header, for words when none fits.
    pub(crate) nearest_header: Vec<String>,
    nearest_score: usize,
    rows_before_header: u64,
}

impl Table {
    pub(crate) fn new(sheet: Option<String>) -> Self {
        Self {
            sheet,
            header: Vec::new(),
            lists: Vec::new(),
            nearest_header: Vec::new(),
            nearest_score: 0,
            rows_before_header: 0,
        }
    }

    /// Whether the header was found.
    pub(crate) fn is_known(&self) -> bool {
        !self.lists.is_empty()
    }

    /// Whether the header cannot come any more.
    pub(crate) fn is_hopeless(&self) -> bool {
        !self.is_known() && self.rows_before_header >= HEADER_ROWS
    }

    /// How many columns a row has, once the header is known.
    pub(crate) fn width(&self) -> Option<usize> {
        self.is_known().then_some(self.header.len())
    }

    /// The list that a row without cells is counted under.
    pub(crate) fn first_list(&self) -> usize {
        self.lists.first().map_or(0, |binding| binding.list)
    }

    /// How much of a header was found, for choosing a delimiter.
    pub(crate) fn score(&self) -> usize {
        if self.is_known() { usize::MAX } else { self.nearest_score }
    }

    /// Takes the next row, which has a number and its cells.
    pub(crate) fn row(&mut self, number: u64, cells: &[Cow<'_, str>], intake: &mut Intake<'_>) {
        if cells.iter().all(|cell| clean(cell).is_empty()) {
            return;
        }
        if !self.is_known() {
            self.try_header(number, cells, intake);
            return;
        }
        let excess = cells.iter().skip(self.header.len()).any(|cell| !clean(cell).is_empty());
        if excess {
            let words = format!(
                "the row has {} values but the header has {} columns; a value with a comma in it needs quotation marks",
                cells.len(),
                self.header.len()
            );
            let found = cells.iter().skip(self.header.len()).map(|cell| &**cell).collect::<Vec<_>>().join(" ");
            let found = found.chars().take(200).collect();
            intake.leave_out(
                self.first_list(),
                Problem { row: Some(number), column: None, found, how_to_fix: words, leaves_row_out: true },
            );
            return;
        }
        for binding in &self.lists {
            let Some(list) = intake.map.lists.get(binding.list) else { continue };
            let row_cells: Vec<Cow<'_, str>> =
                binding.places.iter().map(|places| first_filled(places, cells)).collect();
            if list.conditions.iter().all(|condition| holds(condition, &row_cells)) {
                intake.take(&RawRow { list: binding.list, number, names: &binding.names, cells: row_cells });
                return;
            }
        }
    }

    fn try_header(&mut self, number: u64, cells: &[Cow<'_, str>], intake: &mut Intake<'_>) {
        if number <= intake.map.skip_lines {
            return;
        }
        self.rows_before_header += 1;
        if self.rows_before_header > HEADER_ROWS {
            return;
        }
        let mut header: Vec<String> = cells.iter().map(|cell| clean(cell).into_owned()).collect();
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        let sheet = self.sheet.as_deref();
        let mut lists = bindings(intake.map, sheet, &header);
        lists.retain(|binding| {
            let wanted = intake.map.lists.get(binding.list).and_then(|list| list.header_row);
            wanted.is_none_or(|wanted| wanted == number)
        });
        let found = score(intake.map, &header);
        if self.nearest_header.is_empty() || found > self.nearest_score {
            self.nearest_score = found;
            self.nearest_header.clone_from(&header);
        }
        if !lists.is_empty() {
            // Trailing empty headers still are columns: a row may fill them.
            header.resize(cells.len(), String::new());
            self.header = header;
            self.lists = lists;
            self.tell_columns(intake);
        }
    }

    /// Notes columns that nobody reads, that are missing, and that occur twice.
    fn tell_columns(&self, intake: &mut Intake<'_>) {
        let keys: Vec<String> = self.header.iter().map(|name| key_of(name)).collect();
        let read: BTreeSet<usize> =
            self.lists.iter().flat_map(|binding| binding.places.iter().flatten()).copied().collect();
        for (place, name) in self.header.iter().enumerate() {
            if name.is_empty() {
                continue;
            }
            let first = keys.iter().position(|key| Some(key) == keys.get(place));
            if first.is_some_and(|first| first < place && read.contains(&first)) {
                intake.remark(
                    Some(name.clone()),
                    name,
                    "this column stands twice in the header; the first one was read",
                );
            } else if !read.contains(&place) && !intake.summary.unknown_columns.contains(name) {
                intake.summary.unknown_columns.push(name.clone());
            }
        }
        for binding in &self.lists {
            let Some(list) = intake.map.lists.get(binding.list) else { continue };
            let missing = list.columns.iter().zip(&binding.places).filter(|(_, places)| places.is_empty());
            for (column, _) in missing {
                let title = column.title().to_owned();
                if !intake.summary.missing_columns.contains(&title) {
                    intake.summary.missing_columns.push(title);
                }
            }
        }
    }
}

/// The first of several columns that is filled.
fn first_filled<'cells>(places: &[usize], cells: &'cells [Cow<'_, str>]) -> Cow<'cells, str> {
    let mut filled = places.iter().filter_map(|place| cells.get(*place)).map(|cell| clean(cell));
    filled.find(|cell| !cell.is_empty()).unwrap_or(Cow::Borrowed(""))
}
