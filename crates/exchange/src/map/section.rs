//! A table of a map file with its place in it, so that every error names a
//! line and a field.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{MapError, nearest};

/// The errors found so far, and the text to count lines in.
pub(super) struct Notes<'text> {
    text: &'text str,
    pub(super) errors: Vec<MapError>,
}

impl<'text> Notes<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self { text, errors: Vec::new() }
    }

    /// Notes one error at a place in the text.
    pub(super) fn add(
        &mut self,
        place: &Range<usize>,
        field: &str,
        what: impl Into<String>,
        how_to_fix: impl Into<String>,
    ) {
        let before = self.text.as_bytes().get(..place.start.min(self.text.len())).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        self.errors.push(MapError { line, field: field.to_owned(), what: what.into(), how_to_fix: how_to_fix.into() });
    }
}

/// One table of the map.
pub(super) struct Section<'map, 'text> {
    table: &'map DeTable<'text>,
    pub(super) place: Range<usize>,
    pub(super) path: String,
}

impl<'map, 'text> Section<'map, 'text> {
    pub(super) fn new(table: &'map DeTable<'text>, place: Range<usize>, path: String) -> Self {
        Self { table, place, path }
    }

    /// The full name of a field, for errors.
    pub(super) fn field(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Notes every key that is none of these, with the nearest that is.
    pub(super) fn refuse_other_keys(&self, known: &[&[&str]], notes: &mut Notes<'_>) {
        for key in self.table.keys() {
            let word: &str = key.get_ref();
            if known.iter().any(|words| words.contains(&word)) {
                continue;
            }
            let fix = match nearest(word, known.iter().flat_map(|words| words.iter().copied())) {
                Some(right) => format!("did you mean `{right}`?"),
                None => format!("use one of: {}", known.concat().join(", ")),
            };
            notes.add(&key.span(), &self.field(word), format!("there is no field `{word}` here"), fix);
        }
    }

    /// Every key with its value.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &'map Spanned<DeValue<'text>>)> {
        self.table.iter().map(|(key, value)| {
            let word: &str = key.get_ref();
            (word, value)
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<&'map Spanned<DeValue<'text>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// The text of a field that may be missing.
    pub(super) fn text(&self, key: &str, notes: &mut Notes<'_>) -> Option<String> {
        let value = self.get(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(text.to_string());
        }
        notes.add(&value.span(), &self.field(key), "this must be a text", "put it in quotation marks");
        None
    }

    /// The text of a field that must be there; empty after an error.
    pub(super) fn needed_text(&self, key: &str, example: &str, notes: &mut Notes<'_>) -> String {
        if self.get(key).is_none() {
            let what = format!("`{key}` is missing");
            notes.add(&self.place, &self.field(key), what, format!("add a line like: {key} = \"{example}\""));
        }
        self.text(key, notes).unwrap_or_default()
    }

    /// A whole number of a field that may be missing.
    pub(super) fn number(&self, key: &str, most: u64, notes: &mut Notes<'_>) -> Option<u64> {
        let value = self.get(key)?;
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(number) = number.as_str().replace('_', "").parse::<u64>()
            && number <= most
        {
            return Some(number);
        }
        notes.add(
            &value.span(),
            &self.field(key),
            format!("this must be a whole number from 0 to {most}"),
            "write it without quotation marks",
        );
        None
    }

    /// A list of texts, or one text; nothing where the field is missing.
    pub(super) fn words(&self, key: &str, notes: &mut Notes<'_>) -> Vec<String> {
        self.get(key).map(|value| words_of(value, &self.field(key), notes)).unwrap_or_default()
    }

    /// The tables of a field that holds one table or a list of them.
    pub(super) fn sections(&self, key: &str, notes: &mut Notes<'_>) -> Vec<Section<'map, 'text>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let path = self.field(key);
        match value.get_ref() {
            DeValue::Table(table) => vec![Section::new(table, value.span(), path)],
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| match item.get_ref() {
                    DeValue::Table(table) => Some(Section::new(table, item.span(), path.clone())),
                    _ => {
                        notes.add(
                            &item.span(),
                            &path,
                            "this must be a table",
                            format!("write [[{path}]] and its fields below"),
                        );
                        None
                    }
                })
                .collect(),
            _ => {
                notes.add(&value.span(), &path, "this must be a table", format!("write [{path}] and its fields below"));
                Vec::new()
            }
        }
    }
}

/// A text, or a list of texts.
pub(super) fn words_of(value: &Spanned<DeValue<'_>>, field: &str, notes: &mut Notes<'_>) -> Vec<String> {
    let items = match value.get_ref() {
        DeValue::String(text) => return vec![text.to_string()],
        DeValue::Array(items) => items,
        _ => {
            notes.add(
                &value.span(),
                field,
                "this must be a text or a list of texts",
                "write it like [\"One\", \"Two\"]",
            );
            return Vec::new();
        }
    };
    let mut words = Vec::new();
    for item in items.iter() {
        if let DeValue::String(text) = item.get_ref() {
            words.push(text.to_string());
        } else {
            notes.add(&item.span(), field, "every entry must be a text", "put each in quotation marks");
        }
    }
    words
}
