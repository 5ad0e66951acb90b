//! Who somebody is: numbers, names, dates and places as sources state them,
//! checked once at the edge.

mod address;
mod age;
pub mod derive;
pub mod household;
pub mod link;
mod name;
mod nhs_number;
mod postcode;
pub mod relation;
mod sex;
mod telephone;
pub mod value;
pub mod view;
#[cfg(test)]
mod view_tests;

pub use address::Address;
pub use age::{age_words, due_words};
pub use name::{Name, NameError};
pub use nhs_number::{NhsNumber, NhsNumberError};
pub use postcode::{Postcode, PostcodeError};
pub use sex::Sex;
pub use telephone::{Telephone, TelephoneError};
