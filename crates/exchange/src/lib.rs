//! Bytes to domain and back: what sources send, read by column maps.
//!
//! Invariants: nothing here does I/O, reads a clock, or panics on anything
//! that a file may hold. One bad value loses the value, one bad row loses the
//! row, and each is a [`Problem`](kith_core::statement::Problem) that says how
//! to put it right.

pub mod agreements;
mod decode;
pub mod demographics;
pub mod early_support;
mod file_kind;
mod format;
pub mod hand_over;
mod intake;
mod library;
pub mod list_out;
mod map;
pub mod message;
pub mod packs;
mod postcodes;
mod problem_list;
mod read;
mod row;
mod summary;
mod value;

pub use decode::{Decoded, Encoding, decode};
pub use library::library;
pub use map::{Format, MapError, SourceMap};
pub use postcodes::{PostcodeArea, read_postcodes};
pub use problem_list::problems_csv;
pub use read::read;
pub use summary::{Item, ListCount, Summary, WholeFileProblem};
