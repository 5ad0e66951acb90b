//! The desk where every row of a file arrives, whatever its format: counts it,
//! compares it with the rows before, and hands it on.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;
use kith_core::statement::{Part, PersonStatement, Problem, RowStatement};

use crate::map::SourceMap;
use crate::row::{RawRow, Reading};
use crate::summary::{Item, Summary};

/// Takes the rows of one file.
pub(crate) struct Intake<'read> {
    pub(crate) map: &'read SourceMap,
    pub(crate) today: Date,
    pub(crate) is_workbook: bool,
    pub(crate) summary: Summary,
    on_item: &'read mut dyn FnMut(Item),
    /// For each list, the digest of a key: its row and the digest of the row.
    seen: Vec<HashMap<u64, (u64, u64)>>,
    /// For each NHS number, the row it came first in and whose it was there.
    numbers: HashMap<u64, (u64, Who)>,
}

impl<'read> Intake<'read> {
    pub(crate) fn new(map: &'read SourceMap, today: Date, on_item: &'read mut dyn FnMut(Item)) -> Self {
        Self {
            map,
            today,
            is_workbook: false,
            summary: Summary::new(),
            on_item,
            seen: vec![HashMap::new(); map.lists.len()],
            numbers: HashMap::new(),
        }
    }

    /// Takes one row that has something in it.
    pub(crate) fn take(&mut self, row: &RawRow<'_>) {
        let Some(list) = self.map.lists.get(row.list) else { return };
        let mut reading = Reading {
            map: self.map,
            list,
            row,
            today: self.today,
            is_workbook: self.is_workbook,
            problems: Vec::new(),
        };
        let statement = reading.statement();
        let mut problems = reading.problems;
        let mut is_repeat = false;
        let statement = statement.and_then(|mut statement| {
            match self.compare_key(row, &statement) {
                Repeat::New => {}
                Repeat::Same => {
                    is_repeat = true;
                    return None;
                }
                Repeat::Different(pair) => {
                    problems.extend(pair);
                    return None;
                }
            }
            problems.extend(self.compare_number(row, &mut statement));
            Some(statement)
        });
        if is_repeat {
            self.count(&list.name, |count| (&mut count.rows_repeated, &mut count.rows_read));
            self.summary.rows_repeated += 1;
        } else if statement.is_some() {
            self.count(&list.name, |count| (&mut count.rows_good, &mut count.rows_read));
            self.summary.rows_good += 1;
        } else {
            self.count(&list.name, |count| (&mut count.rows_left_out, &mut count.rows_read));
            self.summary.rows_left_out += 1;
        }
        self.summary.rows_read += 1;
        if !is_repeat {
            problems.into_iter().for_each(|problem| self.report(problem));
        }
        if let Some(statement) = statement {
            (self.on_item)(Item::Row(Box::new(statement)));
        }
    }

    /// Counts a row that could not even be cut into cells, and says why.
    pub(crate) fn leave_out(&mut self, list: usize, problem: Problem) {
        if let Some(list) = self.map.lists.get(list) {
            self.count(&list.name, |count| (&mut count.rows_left_out, &mut count.rows_read));
        }
        self.summary.rows_read += 1;
        self.summary.rows_left_out += 1;
        self.report(problem);
    }

    /// Hands on one thing wrong.
    pub(crate) fn report(&mut self, problem: Problem) {
        (self.on_item)(Item::Problem(problem));
    }

    /// Hands on something about the file as a whole.
    pub(crate) fn remark(&mut self, column: Option<String>, found: &str, words: impl Into<String>) {
        let found = found.chars().take(200).collect();
        self.report(Problem { row: None, column, found, how_to_fix: words.into(), leaves_row_out: false });
    }

    fn count(&mut self, list: &str, pick: impl Fn(&mut crate::summary::ListCount) -> (&mut u64, &mut u64)) {
        let (kind, read) = pick(self.summary.lists.entry(list.to_owned()).or_default());
        *kind += 1;
        *read += 1;
    }

    /// Compares a row with the earlier row of the same key, if there is one.
    fn compare_key(&mut self, row: &RawRow<'_>, statement: &RowStatement) -> Repeat {
        let Some(seen) = self.seen.get_mut(row.list) else { return Repeat::New };
        let content = digest(&row.cells);
        let earlier = match seen.entry(digest(&statement.key)) {
            Entry::Vacant(place) => {
                place.insert((row.number, content));
                return Repeat::New;
            }
            Entry::Occupied(place) => *place.get(),
        };
        if earlier.1 == content {
            return Repeat::Same;
        }
        let column = self
            .map
            .lists
            .get(row.list)
            .and_then(|list| list.key.first())
            .and_then(|column| row.names.get(*column))
            .cloned();
        let problem = |number: u64, other: u64, words: &str, leaves_row_out: bool| Problem {
            row: Some(number),
            column: column.clone(),
            found: statement.key.chars().take(200).collect(),
            how_to_fix: format!("same key as row {other}, but the rows differ; {words}"),
            leaves_row_out,
        };
        Repeat::Different([
            problem(row.number, earlier.0, "this row was left out, so keep only the right one", true),
            problem(earlier.0, row.number, "this row was kept, so check that it is the right one", false),
        ])
    }

    /// Takes an NHS number away from the second of two people who share it.
    fn compare_number(&mut self, row: &RawRow<'_>, statement: &mut RowStatement) -> Option<Problem> {
        let (_, subject) = statement.people.iter_mut().find(|(part, _)| *part == Part::Subject)?;
        let number = subject.nhs_number?;
        let who = Who::of(subject);
        let (earlier, other) = match self.numbers.entry(number.as_u64()) {
            Entry::Vacant(place) => {
                place.insert((row.number, who));
                return None;
            }
            Entry::Occupied(place) => *place.get(),
        };
        if who.may_be(other) {
            return None;
        }
        subject.nhs_number = None;
        Some(Problem {
            row: Some(row.number),
            column: self.number_column(row),
            found: number.digits(),
            how_to_fix: format!(
                "same NHS number as row {earlier}, for somebody else; the number was not read here, so check both rows"
            ),
            leaves_row_out: false,
        })
    }

    /// What the file calls the column of the subject's NHS number.
    fn number_column(&self, row: &RawRow<'_>) -> Option<String> {
        let list = self.map.lists.get(row.list)?;
        let parts = list.parts.iter().filter(|part| part.part == Part::Subject);
        let mut fields = parts.flat_map(|part| &part.fields);
        let (_, value) = fields.find(|(field, _)| *field == crate::map::PersonField::NhsNumber)?;
        row.names.get(crate::row::value_column(value)?).cloned()
    }
}

/// How a row stands to the earlier row of its key.
enum Repeat {
    New,
    Same,
    Different([Problem; 2]),
}

/// Enough of somebody to tell two people apart.
#[derive(Clone, Copy)]
struct Who {
    born_on: Option<Date>,
    given_name: Option<u64>,
    local_number: Option<u64>,
}

impl Who {
    fn of(person: &PersonStatement) -> Self {
        let name = person.given_name.as_ref().map(|name| digest(&name.as_str().to_lowercase()));
        Self { born_on: person.born_on, given_name: name, local_number: person.local_number.as_ref().map(digest) }
    }

    /// Two rows may be about one person when they share the source's own
    /// number, or when neither birth date nor given name speaks against it.
    fn may_be(self, other: Self) -> bool {
        let differ = |left: Option<u64>, right: Option<u64>| left.is_some() && right.is_some() && left != right;
        if self.local_number.is_some() && self.local_number == other.local_number {
            return true;
        }
        let born_apart = self.born_on.is_some() && other.born_on.is_some() && self.born_on != other.born_on;
        let has_nothing_else = self.born_on.is_none() && self.given_name.is_none();
        let named_apart = differ(self.given_name, other.given_name);
        let numbered_apart = has_nothing_else && differ(self.local_number, other.local_number);
        !(born_apart || named_apart || numbered_apart)
    }
}

fn digest<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
