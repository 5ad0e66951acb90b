//! A piece of a file: the rows of some families, made apart from all others.

use std::ops::Range;

use super::cell::{Cells, Row};
use super::encode;
use crate::family::Family;
use crate::holding::{Kind, Record, records};
use crate::locality::Locality;
use crate::said::{Marks, Said};
use crate::source::{CASE, CONTACT, Column, Field, Format, List, Source, UNBORN, Who};
use crate::truth::{Entry, set_of};

/// Signs between the values and rows of a sheet before it becomes a workbook.
pub(super) const VALUE_END: char = '\u{1f}';

/// Rows and who they are about.
pub(super) struct Piece {
    /// The first text as bytes, once it is whole.
    pub(super) bytes: Vec<u8>,
    /// Text for each list; formats with one stream of rows use the first.
    pub(super) texts: [String; 3],
    /// How many rows each list has.
    pub(super) rows: [u32; 3],
    /// How many lines the first text has.
    pub(super) lines: u32,
    pub(super) truth: Vec<Entry>,
}

/// Makes the piece for some families.
pub(super) fn piece<'a>(
    locality: &'a Locality,
    source: &'static Source,
    families: impl Iterator<Item = &'a Family>,
) -> Piece {
    let piece = Piece { bytes: Vec::new(), texts: Default::default(), rows: [0; 3], lines: 0, truth: Vec::new() };
    let layouts = source.lists.iter().map(|list| Layout::of(source, list)).collect();
    let mut maker = Maker {
        cells: Cells { locality, source },
        source,
        layouts,
        piece,
        scratch: String::new(),
        same: String::new(),
    };
    for family in families {
        for record in records(locality, source, family) {
            maker.record(&record);
        }
    }
    let mut piece = maker.piece;
    if is_counted_by_line(source) {
        piece.bytes = encode::bytes(std::mem::take(&mut piece.texts[0]), source.encoding);
    }
    piece
}

struct Maker<'a> {
    cells: Cells<'a>,
    source: &'static Source,
    layouts: Vec<Layout>,
    piece: Piece,
    scratch: String,
    /// The values of the first contact row that the next rows repeat.
    same: String,
}

/// The columns of one list in a file of values: what stands before each value
/// and after the last, columns of other lists included.
struct Layout {
    values: Vec<Value>,
    /// The longest run of values that say the same in every contact row of a
    /// record, so that they are made once.
    same: Range<usize>,
    after: String,
    /// Whether the list names mother, father, carer.
    adults: [bool; 3],
}

/// What stands before a value, and what it says.
type Value = (String, Field);

impl Layout {
    fn of(source: &Source, list: &List) -> Self {
        let is_named = |who| source.columns.iter().any(|column| names(column, who, list));
        let adults = [Who::Mother, Who::Father, Who::Carer].map(is_named);
        let Format::Csv { delimiter, is_quoted, .. } = source.format else {
            return Self { values: Vec::new(), same: 0..0, after: String::new(), adults };
        };
        let mut between = String::new();
        let mut values = Vec::new();
        for (place, column) in source.columns.iter().enumerate() {
            if place > 0 {
                between.push(delimiter);
            }
            if column.rows & list.rows != 0 {
                values.push((std::mem::take(&mut between), column.field));
            } else if is_quoted {
                between.push_str("\"\"");
            }
        }
        between.push_str("\r\n");
        let same = if list.rows == CONTACT { longest_same(&values) } else { 0..0 };
        Self { values, same, after: between, adults }
    }
}

fn longest_same(values: &[Value]) -> Range<usize> {
    let mut longest = 0..0;
    let mut start = 0;
    for (place, (_, field)) in values.iter().enumerate() {
        if field.is_of_contact() {
            start = place + 1;
        } else if place + 1 - start > longest.len() {
            longest = start..place + 1;
        }
    }
    longest
}

impl Maker<'_> {
    fn record(&mut self, record: &Record<'_>) {
        let wanted = match record.kind {
            Kind::Case => CASE,
            Kind::Antenatal => UNBORN,
            Kind::ContactsOnly => 0,
        };
        let list = self.source.lists.iter().position(|list| list.rows & wanted != 0);
        if let Some(place) = list {
            let row = Row { record, list: &self.source.lists[place], contact: None };
            self.row(place, &row);
            if self.source.format == Format::Xml {
                self.contacts(record);
                self.piece.texts[0].push_str("  </Child>\n");
                self.piece.lines += 1;
                return;
            }
        }
        self.contacts(record);
    }

    fn contacts(&mut self, record: &Record<'_>) {
        let Some(place) = self.source.lists.iter().position(|list| list.rows == CONTACT) else { return };
        for (number, contact) in record.contacts.iter().enumerate() {
            let row = Row { record, list: &self.source.lists[place], contact: Some((number, contact)) };
            self.row(place, &row);
        }
    }

    fn row(&mut self, place: usize, row: &Row<'_, '_>) {
        self.believe(place, row);
        match self.source.format {
            Format::Csv { delimiter, is_quoted, .. } => self.csv(place, row, delimiter as u8, is_quoted),
            Format::Xlsx => self.sheet(place, row),
            Format::Xml => self.xml(row),
            Format::Json => self.json(place, row),
        }
        self.piece.rows[place] += 1;
        self.piece.lines += 1;
    }

    /// Writes down who the row is about.
    fn believe(&mut self, place: usize, row: &Row<'_, '_>) {
        let number = if is_counted_by_line(self.source) { self.piece.lines } else { self.piece.rows[place] };
        let record = row.record;
        let adults = [("mother", &record.mother), ("father", &record.father), ("carer", &record.carer)];
        self.entry(place, number, ("subject", &record.subject), row);
        for ((part, said), is_named) in adults.into_iter().zip(self.layouts[place].adults) {
            if let Some(said) = said.as_ref().filter(|_| is_named) {
                self.entry(place, number, (part, said), row);
            }
        }
    }

    fn entry(&mut self, place: usize, number: u32, (part, said): (&'static str, &Said), row: &Row<'_, '_>) {
        let family = row.record.family;
        let mut marks = said.marks;
        if row.contact.is_some() {
            marks.0 &= !Marks::BAD_ROW;
        }
        self.piece.truth.push(Entry {
            list: place as u8,
            row: number,
            part,
            family: family.number,
            slot: said.slot,
            set: set_of(family, said),
            group: family.mother.group.word(),
            marks,
        });
    }

    fn columns(&self, list: &'static List) -> impl Iterator<Item = &'static Column> + use<> {
        self.source.columns.iter().filter(move |column| column.rows & list.rows != 0)
    }

    fn csv(&mut self, place: usize, row: &Row<'_, '_>, delimiter: u8, is_quoted: bool) {
        let layout = &self.layouts[place];
        let out = &mut self.piece.texts[0];
        let mut line = Line { cells: &self.cells, row, delimiter, is_quoted, scratch: &mut self.scratch };
        line.values(&layout.values[..layout.same.start], out);
        if row.contact.is_some_and(|(number, _)| number > 0) {
            out.push_str(&self.same);
        } else {
            let start = out.len();
            line.values(&layout.values[layout.same.clone()], out);
            self.same.clear();
            self.same.push_str(&out[start..]);
        }
        line.values(&layout.values[layout.same.end..], out);
        out.push_str(&layout.after);
    }

    fn sheet(&mut self, place: usize, row: &Row<'_, '_>) {
        for column in self.columns(row.list) {
            self.cells.push(row, column.field, &mut self.piece.texts[place]);
            self.piece.texts[place].push(VALUE_END);
        }
        self.piece.texts[place].push('\n');
    }

    /// One line. A child's element is left open for its visits.
    fn xml(&mut self, row: &Row<'_, '_>) {
        let is_visit = row.contact.is_some();
        let columns = self.columns(row.list);
        let out = &mut self.piece.texts[0];
        out.push_str(if is_visit { "    " } else { "  " });
        tag("<", row.list.word, out);
        let mut group = "";
        for column in columns {
            self.scratch.clear();
            self.cells.push(row, column.field, &mut self.scratch);
            if self.scratch.is_empty() {
                continue;
            }
            let (path, name) = column.name.split_once('/').unwrap_or(("", column.name));
            if path != group {
                tag("</", group, out);
                tag("<", path, out);
                group = path;
            }
            tag("<", name, out);
            escape_xml(&self.scratch, out);
            tag("</", name, out);
        }
        tag("</", group, out);
        if is_visit {
            tag("</", row.list.word, out);
        }
        out.push('\n');
    }

    fn json(&mut self, place: usize, row: &Row<'_, '_>) {
        let columns = self.columns(row.list);
        let is_first = self.piece.rows[place] == 0;
        let out = &mut self.piece.texts[place];
        out.push_str(if is_first { "    {" } else { ",\n    {" });
        let mut group = "";
        let mut sign = "";
        for column in columns {
            self.scratch.clear();
            self.cells.push(row, column.field, &mut self.scratch);
            if self.scratch.is_empty() && column.field != Field::Row {
                continue;
            }
            let (path, name) = column.name.split_once('/').unwrap_or(("", column.name));
            if path != group {
                if !group.is_empty() {
                    out.push('}');
                    sign = ", ";
                }
                if !path.is_empty() {
                    out.push_str(sign);
                    push_json(path, out);
                    out.push_str(": {");
                    sign = "";
                }
                group = path;
            }
            out.push_str(sign);
            push_json(name, out);
            out.push_str(": ");
            push_json(&self.scratch, out);
            sign = ", ";
        }
        out.push_str(if group.is_empty() { "}" } else { "}}" });
    }
}

/// One line of a file of values.
struct Line<'l, 'a, 'r> {
    cells: &'l Cells<'a>,
    row: &'l Row<'r, 'a>,
    delimiter: u8,
    is_quoted: bool,
    scratch: &'l mut String,
}

impl Line<'_, '_, '_> {
    fn values(&mut self, values: &[Value], out: &mut String) {
        for (before, field) in values {
            out.push_str(before);
            let start = out.len();
            self.cells.push(self.row, *field, out);
            let value = &out.as_bytes()[start..];
            let has_sign = |value: &[u8]| value.contains(&self.delimiter) || value.contains(&b'"');
            let is_awkward = field.is_free() && has_sign(value);
            debug_assert!(is_awkward || self.is_quoted || !has_sign(value), "{field:?} holds a delimiter");
            if self.is_quoted || is_awkward {
                self.quote(start, out);
            }
        }
    }

    /// Puts what was added since `start` between quotation marks.
    fn quote(&mut self, start: usize, out: &mut String) {
        if out[start..].contains('"') {
            self.scratch.clear();
            self.scratch.push_str(&out[start..]);
            out.truncate(start);
            out.push_str(&self.scratch.replace('"', "\"\""));
        }
        out.insert(start, '"');
        out.push('"');
    }
}

fn names(column: &Column, who: Who, list: &List) -> bool {
    column.rows & list.rows != 0 && matches!(column.field, Field::Of(named, _) if named == who)
}

/// Whether rows are numbered by the line they stand on, over all lists.
pub(super) fn is_counted_by_line(source: &Source) -> bool {
    matches!(source.format, Format::Csv { .. } | Format::Xml)
}

/// Adds a tag; none for a group without a name.
fn tag(start: &str, name: &str, out: &mut String) {
    if !name.is_empty() {
        out.push_str(start);
        out.push_str(name);
        out.push('>');
    }
}

fn escape_xml(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
}

fn push_json(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out.push('"');
}
