//! Files come in: checked, taken in, matched; cut short and gone on with;
//! again and again, and out of order.

mod babies;
mod cutting_short;
mod locality;
mod messages;
mod national;
mod one_file;
mod people;
