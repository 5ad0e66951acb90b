//! Values on their way into a statement and out of a row.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{
    AdviceId, CentreTaskId, CommentId, ContactId, DecisionId, FactId, FamilyId, FileId, FirstVisitId, HandOverId,
    IncomingId, InvolvementId, LedgerId, ListId, MentoringId, NotificationId, PairId, ParentMessageId, PersonId,
    ReasonId, RecordId, SearchId, StaffId, SupportId, TraceId, VisitId,
};
use kith_core::service::ServiceKind;
use kith_core::statement::Part;
use kith_core::workforce::Role;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, ValueRef as _};

use crate::StoreError;

/// One value for a statement.
pub(crate) enum Arg<'a> {
    Text(Option<Cow<'a, str>>),
    Number(Option<i64>),
    Flag(bool),
    Bytes(Option<Cow<'a, [u8]>>),
    /// Several texts for `IN (SELECT value FROM json_each($1))`.
    List(Vec<String>),
    /// Several numbers, the same way.
    Numbers(Vec<i64>),
}

/// The values of a statement, in the order of its placeholders.
macro_rules! args {
    ($($value:expr),* $(,)?) => { [$($crate::cell::Arg::from($value)),*] };
}
pub(crate) use args;

/// A list of references or words for a statement.
pub(crate) fn list<T: ToString>(values: impl IntoIterator<Item = T>) -> Arg<'static> {
    Arg::List(values.into_iter().map(|value| value.to_string()).collect())
}

macro_rules! arg_from {
    ($($from:ty => |$value:ident| $arg:expr;)*) => {$(
        impl<'a> From<$from> for Arg<'a> {
            fn from($value: $from) -> Self { $arg }
        }
    )*};
}

arg_from! {
    &'a str => |value| Self::Text(Some(Cow::Borrowed(value)));
    &'a String => |value| Self::Text(Some(Cow::Borrowed(value)));
    String => |value| Self::Text(Some(Cow::Owned(value)));
    Option<&'a str> => |value| Self::Text(value.map(Cow::Borrowed));
    &'a Option<String> => |value| Self::Text(value.as_deref().map(Cow::Borrowed));
    Option<String> => |value| Self::Text(value.map(Cow::Owned));
    i64 => |value| Self::Number(Some(value));
    u32 => |value| Self::Number(Some(i64::from(value)));
    u64 => |value| Self::Number(Some(i64::try_from(value).unwrap_or(i64::MAX)));
    Option<i64> => |value| Self::Number(value);
    Option<u32> => |value| Self::Number(value.map(i64::from));
    Option<u64> => |value| Self::Number(value.map(|value| i64::try_from(value).unwrap_or(i64::MAX)));
    bool => |value| Self::Flag(value);
    Vec<u8> => |value| Self::Bytes(Some(Cow::Owned(value)));
    &'a [u8] => |value| Self::Bytes(Some(Cow::Borrowed(value)));
    Option<Vec<u8>> => |value| Self::Bytes(value.map(Cow::Owned));
    Timestamp => |value| Self::Number(Some(value.as_microsecond()));
    Option<Timestamp> => |value| Self::Number(value.map(Timestamp::as_microsecond));
    Date => |value| Self::Text(Some(Cow::Owned(value.to_string())));
    Option<Date> => |value| Self::Text(value.map(|day| Cow::Owned(day.to_string())));
}

/// A row of either engine.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    fn text(&self, column: usize) -> Option<&str> {
        match self {
            Self::Sqlite(row) => row.try_get_unchecked(column).ok(),
            Self::Postgres(row) => row.try_get_unchecked(column).ok(),
        }
    }

    fn number(&self, column: usize) -> Option<i64> {
        match self {
            Self::Sqlite(row) => row.try_get_unchecked(column).ok(),
            Self::Postgres(row) => row.try_get(column).ok(),
        }
    }

    fn flag(&self, column: usize) -> Option<bool> {
        match self {
            Self::Sqlite(row) => row.try_get_unchecked(column).ok(),
            Self::Postgres(row) => row.try_get(column).ok(),
        }
    }

    fn bytes(&self, column: usize) -> Option<&[u8]> {
        match self {
            Self::Sqlite(row) => row.try_get_unchecked(column).ok(),
            Self::Postgres(row) => row.try_get_unchecked(column).ok(),
        }
    }

    fn is_null(&self, column: usize) -> bool {
        match self {
            Self::Sqlite(row) => row.try_get_raw(column).is_ok_and(|value| value.is_null()),
            Self::Postgres(row) => row.try_get_raw(column).is_ok_and(|value| value.is_null()),
        }
    }

    /// Reads the columns one after the other.
    pub(crate) fn cells(&self, table: &'static str) -> Cells<'_> {
        Cells { row: self, table, column: 0 }
    }
}

/// The columns of a row, read one after the other.
pub(crate) struct Cells<'r> {
    row: &'r Row,
    table: &'static str,
    column: usize,
}

impl<'r> Cells<'r> {
    /// The next column.
    pub(crate) fn next<T: Cell>(&mut self) -> Result<T, StoreError> {
        let column = self.column;
        self.column += 1;
        T::read(self.row, column).ok_or_else(|| self.corrupt())
    }

    /// Passes over so many columns.
    pub(crate) fn skip(&mut self, columns: usize) {
        self.column += columns;
    }

    /// The next column as bytes that stay where they are.
    pub(crate) fn sealed(&mut self) -> Result<&'r [u8], StoreError> {
        let column = self.column;
        self.column += 1;
        self.row.bytes(column).ok_or_else(|| self.corrupt())
    }

    /// That this row does not read as what it was written as.
    pub(crate) fn corrupt(&self) -> StoreError {
        StoreError::Corrupt { table: self.table, row: self.row.text(0).map_or_else(|| "?".to_owned(), str::to_owned) }
    }
}

/// What can stand in a column.
pub(crate) trait Cell: Sized {
    /// Reads the column, or `None` where it does not hold such a value.
    fn read(row: &Row, column: usize) -> Option<Self>;
}

macro_rules! cells {
    ($($kind:ty => |$row:ident, $column:ident| $read:expr;)*) => {$(
        impl Cell for $kind {
            fn read($row: &Row, $column: usize) -> Option<Self> { $read }
        }
    )*};
}

cells! {
    String => |row, column| row.text(column).map(str::to_owned);
    i64 => |row, column| row.number(column);
    u64 => |row, column| row.number(column).and_then(|number| number.try_into().ok());
    u32 => |row, column| row.number(column).and_then(|number| number.try_into().ok());
    i32 => |row, column| row.number(column).and_then(|number| number.try_into().ok());
    u8 => |row, column| row.number(column).and_then(|number| number.try_into().ok());
    bool => |row, column| row.flag(column);
    Vec<u8> => |row, column| row.bytes(column).map(<[u8]>::to_vec);
    Timestamp => |row, column| row.number(column).and_then(|time| Timestamp::from_microsecond(time).ok());
    Date => |row, column| row.text(column).and_then(|day| day.parse().ok());
    ServiceKind => |row, column| row.text(column).and_then(ServiceKind::from_word);
    Part => |row, column| row.text(column).and_then(Part::from_word);
    Role => |row, column| row.text(column).and_then(Role::from_word);
}

impl<T: Cell> Cell for Option<T> {
    fn read(row: &Row, column: usize) -> Option<Self> {
        if row.is_null(column) { Some(None) } else { T::read(row, column).map(Some) }
    }
}

macro_rules! references {
    ($($kind:ty),*) => {$(
        impl Cell for $kind {
            fn read(row: &Row, column: usize) -> Option<Self> {
                row.text(column).and_then(|text| text.parse().ok())
            }
        }
        impl From<$kind> for Arg<'_> {
            fn from(value: $kind) -> Self {
                Self::Text(Some(Cow::Owned(value.to_string())))
            }
        }
        impl From<Option<$kind>> for Arg<'_> {
            fn from(value: Option<$kind>) -> Self {
                Self::Text(value.map(|value| Cow::Owned(value.to_string())))
            }
        }
    )*};
}

references!(
    AdviceId, CentreTaskId, CommentId, ContactId, DecisionId, FactId, FamilyId, FileId, FirstVisitId, HandOverId,
    IncomingId, InvolvementId, LedgerId, ListId, MentoringId, ParentMessageId, NotificationId, PairId, PersonId,
    ReasonId, RecordId, SearchId, StaffId, SupportId, TraceId, VisitId
);

macro_rules! words {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Arg<'_> {
            fn from(value: $kind) -> Self {
                Self::Text(Some(Cow::Borrowed(value.word())))
            }
        }
        impl From<Option<$kind>> for Arg<'_> {
            fn from(value: Option<$kind>) -> Self {
                Self::Text(value.map(|value| Cow::Borrowed(value.word())))
            }
        }
    )*};
}

words!(ServiceKind, Part, Role);
