//! Number tracing: finding out from the national demographics record which NHS
//! number somebody has, and whether the number that is held here is right
//! (S003-NNa).
//!
//! The national record is asked step by step, the narrowest question first.
//! A wider one follows only where the one before gave nobody. More than one
//! person is an outcome and never a guess. What comes back is compared field
//! by field and is a proposal: nothing here changes a record.

mod compare;
mod details;
mod outcome;
mod record;
mod search;
#[cfg(test)]
mod tests;

pub use compare::{Agreement, Compared, TracedField, compare, is_somebody_else};
pub use details::{Details, Pattern, Step, steps_for};
pub use outcome::{NumberStatus, Outcome};
pub use record::{Answer, Fault, NationalRecord, Restriction, Scored};
pub use search::{Begun, Finding, LOWEST_SCORE_MILLI, Move, Question, Search};
