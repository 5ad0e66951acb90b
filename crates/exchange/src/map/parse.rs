//! The top of a map file: the source and its code lists.

use std::collections::BTreeMap;

use kith_core::service::ServiceKind;
use toml::de::{DeTable, DeValue};

use super::list::list_of;
use super::section::{Notes, Section};
use super::value::date_forms;
use super::{CodeList, Format, MapError, SourceMap, nearest};
use crate::value::DateForm;

const KEYS: &[&str] = &[
    "name", "title", "service", "format", "expected_every_days", "at_most_bad_percent", "dates", "delimiter",
    "skip_lines", "empty", "codes", "list",
];

impl SourceMap {
    /// Reads a map and checks all of it.
    ///
    /// # Errors
    /// Every fault of the map, each with its line, its field and what to do.
    pub fn parse(toml_text: &str) -> Result<Self, Vec<MapError>> {
        let mut notes = Notes::new(toml_text);
        let document = match DeTable::parse(toml_text) {
            Ok(document) => document,
            Err(error) => {
                let place = error.span().unwrap_or(0..0);
                notes.add(
                    &place,
                    "file",
                    format!("this is not TOML: {}", error.message()),
                    "check quotation marks and brackets on this line",
                );
                return Err(notes.errors);
            }
        };
        let top = Section::new(document.get_ref(), 0..0, String::new());
        let map = map_of(&top, &mut notes);
        if notes.errors.is_empty() { Ok(map) } else { Err(notes.errors) }
    }
}

fn map_of(top: &Section<'_, '_>, notes: &mut Notes<'_>) -> SourceMap {
    top.refuse_other_keys(&[KEYS], notes);
    let codes = code_lists(top, notes);
    let name = top.needed_text("name", "health-visiting", notes);
    let is_plain =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_plain && top.get("name").is_some() {
        notes.add(
            &top.place,
            "name",
            format!("“{name}” cannot be a source’s name"),
            "use small letters, digits and hyphens",
        );
    }
    let title = top.needed_text("title", "Health visiting, Northfield Community Trust", notes);
    let service = service_of(top, "service", notes).unwrap_or(ServiceKind::HealthVisiting);
    let formats = formats_of(top, notes);
    let mut dates = date_forms(top, notes);
    if dates.is_empty() {
        dates = vec![DateForm::Iso];
    }
    let mut map = SourceMap {
        name,
        title,
        service,
        formats,
        expected_every_days: top.number("expected_every_days", 3660, notes).and_then(|days| u32::try_from(days).ok()),
        is_of_real_people: false,
        at_most_bad_percent: top
            .number("at_most_bad_percent", 100, notes)
            .and_then(|number| u8::try_from(number).ok())
            .unwrap_or(5),
        dates,
        delimiter: delimiter_of(top, notes),
        skip_lines: top.number("skip_lines", 1000, notes).unwrap_or(0),
        empty_words: top.words("empty", notes),
        codes,
        lists: Vec::new(),
    };
    for section in top.sections("list", notes) {
        let list = list_of(&section, &map, notes);
        if map.lists.iter().any(|other| other.name == list.name) {
            notes.add(
                &section.place,
                "list.name",
                format!("two lists are called “{}”", list.name),
                "give each its own name",
            );
        }
        map.lists.push(list);
    }
    if map.lists.is_empty() && top.get("list").is_none() {
        notes.add(&top.place, "list", "the map has no list", "add a [[list]] for each kind of row");
    }
    map
}

/// The service kind of a field that names one.
pub(super) fn service_of(section: &Section<'_, '_>, key: &str, notes: &mut Notes<'_>) -> Option<ServiceKind> {
    let word = section.needed_text(key, "health-visiting", notes);
    let kind = ServiceKind::from_word(&word);
    if kind.is_none() && !word.is_empty() {
        let place = section.get(key).map_or(section.place.clone(), toml::Spanned::span);
        let words = || ServiceKind::ALL.iter().map(|kind| kind.word());
        let fix = match nearest(&word, words()) {
            Some(right) => format!("did you mean \"{right}\"?"),
            None => format!("use one of: {}", words().collect::<Vec<_>>().join(", ")),
        };
        notes.add(&place, &section.field(key), format!("“{word}” is no kind of service"), fix);
    }
    kind
}

fn formats_of(top: &Section<'_, '_>, notes: &mut Notes<'_>) -> Vec<Format> {
    if top.get("format").is_none() {
        notes.add(&top.place, "format", "`format` is missing", "add a line like: format = \"csv\"");
    }
    let mut formats = Vec::new();
    for word in top.words("format", notes) {
        match [Format::Csv, Format::Xlsx, Format::Xml, Format::Json].into_iter().find(|format| format.word() == word) {
            Some(format) => formats.push(format),
            None => {
                let place = top.get("format").map_or(top.place.clone(), toml::Spanned::span);
                notes.add(
                    &place,
                    "format",
                    format!("“{word}” is no format that we read"),
                    "use csv, xlsx, xml or json",
                );
            }
        }
    }
    formats
}

fn delimiter_of(top: &Section<'_, '_>, notes: &mut Notes<'_>) -> Option<char> {
    let text = top.text("delimiter", notes)?;
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii() && !"\"\r\n".contains(letter) => Some(letter),
        _ => {
            let place = top.get("delimiter").map_or(top.place.clone(), toml::Spanned::span);
            notes.add(
                &place,
                "delimiter",
                "a delimiter is one sign",
                "use \",\", \";\", \"|\" or \"\\t\", or leave the line out",
            );
            None
        }
    }
}

fn code_lists(top: &Section<'_, '_>, notes: &mut Notes<'_>) -> BTreeMap<String, CodeList> {
    let mut lists = BTreeMap::new();
    for all in top.sections("codes", notes) {
        for (name, value) in all.entries() {
            let DeValue::Table(table) = value.get_ref() else {
                notes.add(
                    &value.span(),
                    &all.field(name),
                    "a code list is a table",
                    format!("write [codes.{name}] and its words below"),
                );
                continue;
            };
            let section = Section::new(table, value.span(), all.field(name));
            lists.insert(name.to_owned(), code_list(&section, notes));
        }
    }
    lists
}

fn code_list(section: &Section<'_, '_>, notes: &mut Notes<'_>) -> CodeList {
    let mut list = CodeList::default();
    for (word, value) in section.entries() {
        let DeValue::String(ours) = value.get_ref() else {
            notes.add(&value.span(), &section.field(word), "our word must be a text", "put it in quotation marks");
            continue;
        };
        if word == "*" {
            list.every_other = Some(ours.to_string());
        } else {
            list.words.insert(word.trim().to_lowercase(), ours.to_string());
        }
    }
    list
}
