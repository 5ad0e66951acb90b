//! The people who work with families: roles, posts, training, clearance.

mod learning;
mod role;
mod staff;

pub use learning::{Coverage, Learned, LearningSource, LearningSubject, PartnerKind, coverage};
pub use role::{Profession, Role};
pub use staff::{AccessState, Staff, Training};
