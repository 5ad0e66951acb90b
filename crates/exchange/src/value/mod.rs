//! From the text of one cell to one value, with words for what is wrong.

mod clean;
mod date;
mod reach;

pub(crate) use clean::{clean, excel_error, is_no, is_yes, without_letter};
pub(crate) use date::{DateForm, DateReader};
pub(crate) use reach::{email, full_name, postcode, pupil_number, telephone, uprn};
