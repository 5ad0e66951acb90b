//! The sharing decision: may this asker, for this purpose, have this kind of
//! information about this person, and if not, how do we get to yes?
//!
//! The rules are data (a [`Pack`], one dated edition a file); this folder is
//! the arithmetic that reads them. Invariants: the same facts and pack always
//! give the same answer; a fact that is unknown, or a pack that failed its
//! checks, is answered "talk to a person", never yes; only a [`Decision`] can
//! make a [`Permitted`].

mod answer;
mod cases;
mod check;
mod compare;
mod decide;
mod duty;
mod explore;
mod facts;
mod kind;
mod pack;
mod rule;
mod state;
mod vocabulary;
mod ways_to_yes;

pub use answer::{Decision, Finding, Permitted};
pub use cases::{CaseError, facts_of_case};
pub use check::{CheckReport, PackFault};
pub use compare::{Change, Comparison, compare};
pub use decide::{decide, decide_again};
pub use duty::{Duty, DutySet, MayGo, NextStep, Outcome};
pub use facts::{BasisFacts, Facts, age_on, category_of_basic};
pub use kind::Kind;
pub use pack::{Pack, PackParts};
pub use rule::{Also, Answer, Check, Effect, Found, Law, Never, Rule, Stage, Switch, Way, When, WordError};
pub use state::{FactName, State, StateError};
pub(crate) use vocabulary::vocabulary;
pub use vocabulary::{
    Access, Age, Agreement, Basis, Capacity, Category, Channel, ConsentBy, ConsentForm, ConsentScope, ConsentState,
    Direction, Evidence, Extent, Flow, Harm, Judgement, NeedToKnow, Purpose, Requester, Sender, Subject,
};
pub use ways_to_yes::{Step, WayToYes, ways_to_yes, ways_to_yes_from};
