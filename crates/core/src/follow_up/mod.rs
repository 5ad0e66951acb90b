//! Facts that other services tell a centre so that it can offer help early:
//! missed immunisations, housing and benefits (003, Islington, L2806–2826).
//!
//! A fact is what a source said last and has not taken back. Which families it
//! makes stand out is said by rules that anybody can read; whether a centre may
//! know is said by the sharing rules, as always.

mod early;
mod fact;
mod standing;

pub use early::{EarlySupport, FactTerm, RuleFault, Suggested, Suggestion};
pub use fact::{FactKind, Feed, FollowUpResult};
pub use standing::{KeptAppointment, SaidFact, standing};
