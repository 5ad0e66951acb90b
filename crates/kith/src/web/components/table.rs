//! Tables that become short blocks on a phone.

use askama::Template;

use super::{Html, Size, part};

/// How a column is sorted now; pressing its name sorts it the other way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    /// Another column is.
    No,
    /// From the smallest.
    Up,
    /// From the largest.
    Down,
}

/// One column.
#[derive(Clone)]
pub struct Column {
    name: Html,
    is_numeric: bool,
    sort: Option<(Sorted, String)>,
    is_name_hidden: bool,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn new(name: impl Into<Html>) -> Self {
        Self { name: name.into(), is_numeric: false, sort: None, is_name_hidden: false }
    }

    /// A column of numbers: set to the right.
    #[must_use]
    pub fn numeric(name: impl Into<Html>) -> Self {
        Self { is_numeric: true, ..Self::new(name) }
    }

    /// Can be sorted: how it is now, and the address that changes it.
    #[must_use]
    pub fn sorted(mut self, sorted: Sorted, href: impl Into<String>) -> Self {
        self.sort = Some((sorted, href.into()));
        self
    }

    /// The name is only for people with a screen reader: a column of links.
    #[must_use]
    pub fn hidden_name(mut self) -> Self {
        self.is_name_hidden = true;
        self
    }
}

/// One cell: anything that can be text or a part.
pub type Cell = Html;

/// A table. The first cell of a row is its name.
#[derive(Template)]
#[template(path = "components/table.html")]
pub struct Table {
    caption: Option<Html>,
    caption_size: Option<Size>,
    is_caption_hidden: bool,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    is_responsive: bool,
    is_compact: bool,
    has_last_line: bool,
    has_row_names: bool,
    class: &'static str,
}

impl Table {
    /// Columns and rows; a phone shows each row as a block.
    #[must_use]
    pub fn new(columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Self {
        Self {
            caption: None,
            caption_size: None,
            is_caption_hidden: false,
            columns,
            rows,
            is_responsive: true,
            is_compact: false,
            has_last_line: true,
            has_row_names: true,
            class: "",
        }
    }

    /// What the table shows, above it; `None` is the size of text.
    #[must_use]
    pub fn caption(mut self, caption: impl Into<Html>, size: impl Into<Option<Size>>) -> Self {
        self.caption = Some(caption.into());
        self.caption_size = size.into();
        self
    }

    /// What the table shows, where a heading says it already.
    #[must_use]
    pub fn hidden_caption(mut self, caption: impl Into<Html>) -> Self {
        self.caption = Some(caption.into());
        self.is_caption_hidden = true;
        self
    }

    /// Stays a table on a phone: two narrow columns.
    #[must_use]
    pub fn stays_table(mut self) -> Self {
        self.is_responsive = false;
        self
    }

    /// Closer rows, for long lists.
    #[must_use]
    pub fn compact(mut self) -> Self {
        self.is_compact = true;
        self
    }

    /// No line under the last row: inside cards.
    #[must_use]
    pub fn without_last_line(mut self) -> Self {
        self.has_last_line = false;
        self
    }

    /// The first cells are not names of their rows.
    #[must_use]
    pub fn without_row_names(mut self) -> Self {
        self.has_row_names = false;
        self
    }

    /// One of our own table styles.
    pub(super) fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    fn is_sortable(&self) -> bool {
        self.columns.iter().any(|column| column.sort.is_some())
    }

    fn is_row_name(&self, place: &usize) -> bool {
        *place == 0 && self.has_row_names
    }

    fn is_numeric(&self, place: &usize) -> bool {
        self.column(place).is_some_and(|column| column.is_numeric)
    }

    fn column(&self, place: &usize) -> Option<&Column> {
        self.columns.get(*place)
    }
}

part!(Table);
