use std::borrow::Cow;

use super::{ListColumn, ListColumns, ListRow, Outreach};
use crate::format::csv_cell::write_row;

/// The lines of an address that a list has columns for.
pub(super) const ADDRESS_LINES: usize = 4;

/// Writes a list: UTF-8 with its mark (for spreadsheets), a header, one line a
/// row, each line ended as Windows ends it. The same rows give the same bytes.
/// A withheld row is left out where the column that says so was not agreed.
#[must_use]
pub fn write_list(columns: &ListColumns, rows: &[ListRow]) -> Vec<u8> {
    let mut text = String::with_capacity(200 + rows.len() * 200);
    text.push('\u{feff}');
    write_row(&mut text, columns.iter().map(ListColumn::id));
    for row in rows {
        match row {
            ListRow::Told(told) => {
                let cells: Vec<Cow<'_, str>> = columns.iter().map(|column| cell(told, column)).collect();
                write_row(&mut text, cells.iter().map(|cell| &**cell));
            }
            ListRow::Withheld if columns.has(ListColumn::Withheld) => {
                write_row(
                    &mut text,
                    columns.iter().map(|column| if column == ListColumn::Withheld { "Y" } else { "" }),
                );
            }
            ListRow::Withheld => {}
        }
    }
    text.into_bytes()
}

fn cell(told: &Outreach, column: ListColumn) -> Cow<'_, str> {
    let name = |name: &Option<kith_core::person::Name>| {
        Cow::Owned(name.as_ref().map_or_else(String::new, |name| name.for_screen()))
    };
    let words = |words: &'_ Option<String>| Cow::Owned(on_one_line(words.as_deref().unwrap_or_default()));
    match column {
        ListColumn::ChildRef => Cow::Owned(told.child.to_string()),
        ListColumn::Event => Cow::Borrowed(told.event.word()),
        ListColumn::EventDate => Cow::Owned(told.event_on.to_string()),
        ListColumn::ChildGiven => name(&told.child_given),
        ListColumn::ChildFamily => name(&told.child_family),
        ListColumn::ChildBorn => Cow::Owned(told.child_born_on.map_or_else(String::new, |day| day.to_string())),
        ListColumn::MotherGiven => name(&told.mother_given),
        ListColumn::MotherFamily => name(&told.mother_family),
        ListColumn::AddressLine1 => Cow::Owned(address_line(told, 0)),
        ListColumn::AddressLine2 => Cow::Owned(address_line(told, 1)),
        ListColumn::AddressLine3 => Cow::Owned(address_line(told, 2)),
        ListColumn::AddressLine4 => Cow::Owned(address_line(told, 3)),
        ListColumn::Postcode => Cow::Borrowed(told.address.postcode.as_ref().map_or("", |postcode| postcode.as_str())),
        ListColumn::Uprn => Cow::Owned(told.address.uprn.map_or_else(String::new, |uprn| uprn.to_string())),
        ListColumn::CentreCode => words(&told.centre_code),
        ListColumn::ReachArea => words(&told.reach_area),
        ListColumn::Practice => words(&told.practice),
        ListColumn::Language => words(&told.language),
        ListColumn::Interpreter => Cow::Borrowed(match told.needs_interpreter {
            Some(true) => "Y",
            Some(false) => "N",
            None => "",
        }),
        ListColumn::ContactOk => Cow::Owned(told.contact_ok.words()),
        ListColumn::Withheld => Cow::Borrowed(""),
    }
}

/// A line of the address; the last column takes all that is left.
fn address_line(told: &Outreach, place: usize) -> String {
    let lines = &told.address.lines;
    if place + 1 < ADDRESS_LINES {
        return lines.get(place).map_or_else(String::new, |line| on_one_line(line));
    }
    let rest: Vec<String> = lines.iter().skip(place).map(|line| on_one_line(line)).collect();
    rest.join(", ")
}

/// Text without line breaks and control signs: a row stays on its line.
fn on_one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_control() || letter == ' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
