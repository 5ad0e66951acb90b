//! Who somebody is: numbers, names, dates and places as sources state them,
//! checked once at the edge.

mod address;
mod name;
mod nhs_number;
mod postcode;
mod sex;
mod telephone;

pub use address::Address;
pub use name::{Name, NameError};
pub use nhs_number::{NhsNumber, NhsNumberError};
pub use postcode::{Postcode, PostcodeError};
pub use sex::Sex;
pub use telephone::{Telephone, TelephoneError};
