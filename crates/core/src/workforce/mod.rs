//! The people who work with families: roles, posts, training, clearance.

mod role;
mod staff;

pub use role::{Profession, Role};
pub use staff::{AccessState, Staff, Training};
