//! Column maps: how one source writes what one row says.
//!
//! A map is a small TOML file that an analyst can write. It is read whole and
//! checked before any file is: a map that is accepted cannot fail later.

mod carries;
mod column;
mod error;
mod list;
mod parse;
mod section;
mod value;
mod words;

use std::collections::BTreeMap;

use kith_core::follow_up::FactKind;
use kith_core::service::ServiceKind;
use kith_core::statement::Part;

pub(crate) use column::{Column, Path, Step, Test, key_of};
pub use error::MapError;
pub(crate) use error::nearest;
pub(crate) use words::{ContactField, InvolvementField, PersonField};

use crate::value::DateForm;

/// A kind of file that a source may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Separated values, one row a line.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// XML.
    Xml,
    /// JSON, one document or one a line.
    Json,
}

impl Format {
    /// The word that maps use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Xml => "xml",
            Self::Json => "json",
        }
    }
}

/// How one source's files are read.
#[derive(Debug, Clone)]
pub struct SourceMap {
    /// What commands call the source, for example `health-visiting`.
    pub name: String,
    /// What screens call it.
    pub title: String,
    /// The service that the source belongs to; a list may say otherwise.
    pub service: ServiceKind,
    /// The kinds of file it may send.
    pub formats: Vec<Format>,
    /// A file older than this many days is late; none where files come when
    /// something happens.
    pub expected_every_days: Option<u32>,
    /// With more bad rows in a hundred than this, the file is not taken.
    pub at_most_bad_percent: u8,
    /// The people are real: an NHS number for tests is nobody's and not read.
    pub is_of_real_people: bool,
    pub(crate) dates: Vec<DateForm>,
    pub(crate) delimiter: Option<char>,
    pub(crate) skip_lines: u64,
    pub(crate) empty_words: Vec<String>,
    pub(crate) codes: BTreeMap<String, CodeList>,
    pub(crate) lists: Vec<ListMap>,
}

impl SourceMap {
    /// The names of the lists that the source may hold.
    pub fn list_names(&self) -> impl Iterator<Item = &str> {
        self.lists.iter().map(|list| list.name.as_str())
    }

    /// The columns that a list reads, as the map writes them.
    pub fn columns_of(&self, list: &str) -> impl Iterator<Item = &str> {
        let list = self.lists.iter().find(|candidate| candidate.name == list);
        list.into_iter().flat_map(|list| list.columns.iter().map(|column| column.text.as_str()))
    }
}

/// The source's words and ours. A word that stands for nothing is known and
/// empty; `*` is every other word, and keeps it where it stands for `*`.
#[derive(Debug, Clone, Default)]
pub(crate) struct CodeList {
    pub(crate) words: BTreeMap<String, String>,
    pub(crate) every_other: Option<String>,
}

/// A column of a list, by its place in [`ListMap::columns`].
pub(crate) type ColumnId = usize;

/// One kind of row.
#[derive(Debug, Clone)]
pub(crate) struct ListMap {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) requires: Vec<ColumnId>,
    pub(crate) sheet: Option<String>,
    pub(crate) header_row: Option<u64>,
    pub(crate) row: Option<Path>,
    pub(crate) rows: Vec<Path>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) must: Vec<Must>,
    pub(crate) key: Vec<ColumnId>,
    pub(crate) recorded_on: Option<Value>,
    pub(crate) service: Service,
    pub(crate) parts: Vec<PartMap>,
    pub(crate) involvement: Vec<(InvolvementField, Value)>,
    pub(crate) involvement_when: Vec<Condition>,
    pub(crate) contact: Vec<(ContactField, Value)>,
    pub(crate) agreements: Vec<AgreementMap>,
    pub(crate) facts: Vec<FactMap>,
}

/// What a cell must say for its row to be taken in, and what to do where it
/// does not.
#[derive(Debug, Clone)]
pub(crate) struct Must {
    pub(crate) condition: Condition,
    pub(crate) says: String,
}

/// The service of a row.
#[derive(Debug, Clone)]
pub(crate) enum Service {
    Always(ServiceKind),
    From(Value),
}

/// How a value is made: its pieces in order.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) pieces: Vec<Piece>,
}

/// One column, or one fixed text, and what is done to it.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) from: From,
    pub(crate) codes: Option<String>,
    pub(crate) dates: Option<Vec<DateForm>>,
    pub(crate) after_last: Option<String>,
    pub(crate) when: Vec<Condition>,
}

/// Where a piece comes from.
#[derive(Debug, Clone)]
pub(crate) enum From {
    Column(ColumnId),
    Fixed(String),
}

/// What must hold of another column.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) column: ColumnId,
    pub(crate) asks: Asks,
}

/// The question a condition asks.
#[derive(Debug, Clone)]
pub(crate) enum Asks {
    Is(Vec<String>),
    IsNot(Vec<String>),
    Filled(bool),
}

/// How one person of a row is read. A part may have several of these: the
/// first that gives a person is taken.
#[derive(Debug, Clone)]
pub(crate) struct PartMap {
    pub(crate) part: Part,
    pub(crate) when: Vec<Condition>,
    pub(crate) fields: Vec<(PersonField, Value)>,
    pub(crate) required: Vec<PersonField>,
}

/// How one telling or asking is read.
#[derive(Debug, Clone)]
pub(crate) struct AgreementMap {
    pub(crate) kind: AgreementKind,
    pub(crate) on: Value,
    pub(crate) when: Vec<Condition>,
    pub(crate) by: Part,
    pub(crate) how: Option<Value>,
    pub(crate) version: Option<Value>,
    pub(crate) kinds: Vec<String>,
    pub(crate) partners: Vec<String>,
    pub(crate) is_informed: Option<Value>,
    pub(crate) review_on: Option<Value>,
}

/// How one fact for centres to follow up is read.
#[derive(Debug, Clone)]
pub(crate) struct FactMap {
    pub(crate) kind: FactKind,
    pub(crate) since: Value,
    pub(crate) when: Vec<Condition>,
    pub(crate) which: Option<Value>,
    /// Where all of these hold, the fact is over; none where the row has no
    /// word for it.
    pub(crate) over: Vec<Condition>,
}

/// What happened between the service and the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgreementKind {
    Notice,
    Objection,
    Agreed,
    Refused,
    Withdrew,
}
