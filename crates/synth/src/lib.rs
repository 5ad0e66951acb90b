//! Makes a town that does not exist: its families, the people who work with
//! them, and the files that nineteen systems would send about them, each in
//! its own shape and with its own mistakes.
//!
//! Everybody is made up. NHS numbers have right check digits in ranges that
//! are never given to anybody (999 first, then 998 and down when about 909,000
//! are used up); telephone numbers are those kept for drama, so people share
//! them more often than in life; the postcode area LX does not exist.
//!
//! One seed makes the same bytes every time, on any number of threads. Nothing
//! here reads a clock: the day is part of the plan.

mod contact;
mod day;
mod family;
mod holding;
mod locality;
mod message;
mod name;
mod notable;
mod note;
mod number;
mod place;
mod population;
mod random;
mod reference;
mod said;
mod sign_in;
mod slip;
mod source;
mod staff;
mod truth;
mod workload;
mod write;

use jiff::civil::Date;

pub use locality::{Count, Locality, make};
pub use message::{Message, MessagePlan, Messages, messages};
pub use name::Group;
pub use place::{Centre, Place, PostcodeArea};
pub use sign_in::{DemoSignIn, demo_sign_ins};
pub use source::EXTRACTS;
pub use staff::Worker;
pub use workload::write_records;
pub use write::{Progress, SynthError, Written, WrittenFile, write};

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The seed: the same seed makes the same town.
    pub seed: u64,
    /// How many children were born in the last five years, within one family.
    /// About seven in a thousand of them died, so slightly fewer are alive.
    pub children_under_five: u32,
    /// The day on which the files are drawn.
    pub today: Date,
}

impl Plan {
    /// A town of the usual size: 6,000 children under five.
    #[must_use]
    pub fn on(today: Date) -> Self {
        Self { seed: 1, children_under_five: 6_000, today }
    }
}
