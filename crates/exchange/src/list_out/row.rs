use std::collections::BTreeSet;

use jiff::civil::Date;
use kith_core::birth::News;
use kith_core::family::PersonField;

use crate::format::csv_cell::write_row;

/// The address has so many columns; a longer one is joined in the last.
pub(super) const ADDRESS_LINES: usize = 4;

/// Every column, in the order of the file.
pub(super) const COLUMNS: [&str; 12] = [
    "child_ref", "event", "event_date", "centre", "child_given", "child_family", "child_dob", "address_line1",
    "address_line2", "address_line3", "address_line4", "postcode",
];

/// One line of a list: one child.
#[derive(Clone, PartialEq, Eq)]
pub struct ListRow {
    /// How this centre's lists name the child.
    pub child_ref: String,
    /// What the centre is told.
    pub news: News,
    /// The day of it.
    pub on: Date,
    /// The centre.
    pub centre: String,
    /// The first name.
    pub given: String,
    /// The family name.
    pub family: String,
    /// The date of birth.
    pub born_on: Option<Date>,
    /// The address without the postcode, a line each.
    pub address: Vec<String>,
    /// The postcode.
    pub postcode: String,
}

impl std::fmt::Debug for ListRow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ListRow({}, hidden)", self.news.word())
    }
}

impl ListRow {
    /// A line that says nothing about the child but what happens to it on the
    /// list.
    #[must_use]
    pub fn leaving(child_ref: String, news: News, on: Date, centre: &str) -> Self {
        Self {
            child_ref,
            news,
            on,
            centre: centre.to_owned(),
            given: String::new(),
            family: String::new(),
            born_on: None,
            address: Vec::new(),
            postcode: String::new(),
        }
    }

    fn cells(&self, fields: &BTreeSet<PersonField>) -> [String; COLUMNS.len()] {
        let when = |field: PersonField, text: &str| {
            if fields.contains(&field) { on_one_line(text) } else { String::new() }
        };
        let born_on = self.born_on.map(|born| born.to_string()).unwrap_or_default();
        let mut lines = self.address.clone();
        if lines.len() > ADDRESS_LINES {
            let rest = lines.split_off(ADDRESS_LINES - 1).join(", ");
            lines.push(rest);
        }
        let address = |place: usize| when(PersonField::Address, lines.get(place).map_or("", String::as_str));
        [
            self.child_ref.clone(),
            self.news.word().to_owned(),
            self.on.to_string(),
            on_one_line(&self.centre),
            when(PersonField::Name, &self.given),
            when(PersonField::Name, &self.family),
            when(PersonField::BornOn, &born_on),
            address(0),
            address(1),
            address(2),
            address(3),
            when(PersonField::Address, &self.postcode),
        ]
    }
}

/// A value on one line, whatever breaks and control signs it came with.
fn on_one_line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_control() || letter == ' ');
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The list as a file: UTF-8, one header, one line a child, no value that a
/// spreadsheet takes for a formula (T28). Details that were
/// not agreed are left empty whatever the rows hold (D107).
#[must_use]
pub fn write_list(rows: &[ListRow], fields: &BTreeSet<PersonField>) -> Vec<u8> {
    let mut text = String::with_capacity(100 + rows.len() * 120);
    write_row(&mut text, COLUMNS);
    for row in rows {
        write_row(&mut text, row.cells(fields).iter().map(String::as_str));
    }
    text.into_bytes()
}
