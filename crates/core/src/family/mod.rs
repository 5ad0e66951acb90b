//! The family: who is in it, who is working with it, and the first screen
//! that says so.
//!
//! Invariant: the types of this module hold only what a decision has let
//! through; nothing here knows what was left out, beyond one fixed sentence
//! that is the same for everybody in a role.

mod contact;
mod field_set;
mod first_screen;
mod review;
mod scope;

pub use contact::{Confided, ContactLine, ContactNote, NoteStatement, StatementComment};
pub use field_set::{PersonField, fields_for};
pub use first_screen::{
    AccessLine, ConsentCard, DueForYou, EarlierLine, FirstScreen, Freshness, KeyFacts, NotYet, PersonLine, ServiceLine,
    Sight, StepToYes, SupportOnScreen,
};
pub use review::{ReviewLine, ReviewState, STAGES, Stage, is_review_open, reviews_of};
pub use scope::Scope;
