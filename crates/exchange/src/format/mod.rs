//! The formats of files, each from bytes to rows of cells.

pub(crate) mod csv_cell;
pub(crate) mod csv_rows;
pub(crate) mod csv_text;
pub(crate) mod header;
pub(crate) mod json;
pub(crate) mod table;
pub(crate) mod tree;
pub(crate) mod tree_rows;
pub(crate) mod workbook;
pub(crate) mod xml;
