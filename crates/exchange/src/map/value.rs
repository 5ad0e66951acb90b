//! Value forms and conditions: `"COLUMN"`, `["C1", "C2"]`,
//! `{ column = …, codes = …, dates = …, fixed = …, when = … }`.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;

use super::section::{Notes, Section, words_of};
use super::{Asks, CodeList, Column, ColumnId, Condition, From, Piece, Value, nearest};
use crate::value::DateForm;

/// The columns of one list as they are met, and what values may refer to.
pub(super) struct Bench<'map> {
    pub(super) columns: Vec<Column>,
    pub(super) codes: &'map BTreeMap<String, CodeList>,
}

impl Bench<'_> {
    /// The place of a column, new or met before.
    pub(super) fn column(
        &mut self,
        text: &str,
        place: &std::ops::Range<usize>,
        field: &str,
        notes: &mut Notes<'_>,
    ) -> ColumnId {
        let column = match Column::parse(text) {
            Ok(column) => column,
            Err(what) => {
                notes.add(place, field, format!("“{text}” is no column or path: {what}"), "check the path");
                return 0;
            }
        };
        if let Some(known) = self.columns.iter().position(|known| *known == column) {
            return known;
        }
        self.columns.push(column);
        self.columns.len() - 1
    }

    /// The columns of a field that lists them.
    pub(super) fn columns_of(&mut self, section: &Section<'_, '_>, key: &str, notes: &mut Notes<'_>) -> Vec<ColumnId> {
        let Some(value) = section.get(key) else { return Vec::new() };
        let field = section.field(key);
        let words = words_of(value, &field, notes);
        words.iter().map(|word| self.column(word, &value.span(), &field, notes)).collect()
    }

    /// The value form of a field, or `None` where it is missing or wrong.
    pub(super) fn value(&mut self, section: &Section<'_, '_>, key: &str, notes: &mut Notes<'_>) -> Option<Value> {
        let value = section.get(key)?;
        self.value_of(value, &section.field(key), notes)
    }

    /// Reads any value form.
    pub(super) fn value_of(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        field: &str,
        notes: &mut Notes<'_>,
    ) -> Option<Value> {
        if let DeValue::Array(items) = value.get_ref() {
            let pieces = items.iter().filter_map(|item| self.piece(item, field, notes)).collect::<Vec<_>>();
            return if pieces.is_empty() { None } else { Some(Value { pieces }) };
        }
        Some(Value { pieces: vec![self.piece(value, field, notes)?] })
    }

    fn piece(&mut self, value: &Spanned<DeValue<'_>>, field: &str, notes: &mut Notes<'_>) -> Option<Piece> {
        let from = match value.get_ref() {
            DeValue::String(text) => From::Column(self.column(text, &value.span(), field, notes)),
            DeValue::Boolean(is_true) => From::Fixed(if *is_true { "yes" } else { "no" }.to_owned()),
            DeValue::Table(table) => {
                let section = Section::new(table, value.span(), field.to_owned());
                return self.piece_of_table(&section, notes);
            }
            _ => {
                notes.add(
                    &value.span(),
                    field,
                    "this is no value",
                    "write \"COLUMN\", [\"C1\", \"C2\"] or { column = \"COLUMN\", … }",
                );
                return None;
            }
        };
        Some(Piece { from, codes: None, dates: None, after_last: None, when: Vec::new() })
    }

    fn piece_of_table(&mut self, section: &Section<'_, '_>, notes: &mut Notes<'_>) -> Option<Piece> {
        section.refuse_other_keys(&[&["column", "codes", "dates", "fixed", "when", "after_last"]], notes);
        let column = section.text("column", notes);
        let fixed = match section.get("fixed").map(|value| value.get_ref()) {
            Some(DeValue::Boolean(is_true)) => Some(if *is_true { "yes" } else { "no" }.to_owned()),
            _ => section.text("fixed", notes),
        };
        let from = match (column, fixed) {
            (Some(column), None) => From::Column(self.column(&column, &section.place, &section.field("column"), notes)),
            (None, Some(fixed)) => From::Fixed(fixed),
            _ => {
                notes.add(
                    &section.place,
                    &section.path,
                    "a value has either `column` or `fixed`",
                    "keep one of the two",
                );
                return None;
            }
        };
        let codes = section.text("codes", notes);
        if let Some(name) = codes.as_ref().filter(|name| !self.codes.contains_key(*name)) {
            let fix = match nearest(name, self.codes.keys().map(String::as_str)) {
                Some(right) => format!("did you mean \"{right}\"?"),
                None => format!("add [codes.{name}] with the source’s words"),
            };
            notes.add(&section.place, &section.field("codes"), format!("there is no code list “{name}”"), fix);
        }
        let dates = section.get("dates").map(|_| date_forms(section, notes));
        let when = self.conditions(section, "when", notes);
        Some(Piece { from, codes, dates, after_last: section.text("after_last", notes), when })
    }

    /// The conditions of a field that holds one or a list; all must hold.
    pub(super) fn conditions(&mut self, section: &Section<'_, '_>, key: &str, notes: &mut Notes<'_>) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for part in section.sections(key, notes) {
            part.refuse_other_keys(&[&["column", "is", "is_not", "filled"]], notes);
            let text = part.needed_text("column", "COLUMN", notes);
            let column = self.column(&text, &part.place, &part.field("column"), notes);
            let mut ask = |asks: Asks| conditions.push(Condition { column, asks });
            let mut has_question = false;
            if part.get("is").is_some() {
                ask(Asks::Is(part.words("is", notes)));
                has_question = true;
            }
            if part.get("is_not").is_some() {
                ask(Asks::IsNot(part.words("is_not", notes)));
                has_question = true;
            }
            if let Some(DeValue::Boolean(filled)) = part.get("filled").map(|value| value.get_ref()) {
                ask(Asks::Filled(*filled));
                has_question = true;
            }
            if !has_question {
                notes.add(
                    &part.place,
                    &part.path,
                    "the condition asks nothing",
                    "add is = [\"…\"], is_not = [\"…\"] or filled = true",
                );
            }
        }
        conditions
    }
}

/// The date forms of a field.
pub(super) fn date_forms(section: &Section<'_, '_>, notes: &mut Notes<'_>) -> Vec<DateForm> {
    let mut forms = Vec::new();
    for word in section.words("dates", notes) {
        match DateForm::parse(&word) {
            Some(form) => forms.push(form),
            None => {
                let place = section.get("dates").map_or(section.place.clone(), Spanned::span);
                let fix =
                    "use \"iso\", \"excel\", or day, month and year once each, like \"dd/mm/yyyy\" or \"d mmm yy\"";
                notes.add(&place, &section.field("dates"), format!("“{word}” is no date form"), fix);
            }
        }
    }
    forms
}
