//! Facts that other services tell a centre for follow-up, and what came of
//! each: missed immunisations, housing and benefits (S003-ISo); and which
//! families may need early or additional support because of them (S003-ISp).
//!
//! Invariants: nothing is sent or kept for a centre. What its page shows is
//! worked out from what stands at that moment: the agreement on planned
//! sharing, the family's answer, the reach area, and what the source last
//! said. Who objects is gone from the next look on.

mod feeds;
mod figures;
mod gather;
mod lines;
mod permission;
mod record;
mod rulebook;
mod told;
mod worklist;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::follow_up::{Feed, FollowUpResult};
use kith_core::id::{FactId, FamilyId};
use serde::{Deserialize, Serialize};

pub use figures::FollowUpCounts;
pub(crate) use told::on_family_page;
pub use told::{ToldFacts, ToldFamily};

/// What came of following a fact up, once.
#[derive(Clone, PartialEq, Eq)]
pub struct ResultLine {
    /// What came of it.
    pub result: FollowUpResult,
    /// The centre.
    pub centre: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// A short note; empty for none.
    pub note: String,
}

/// One fact, in plain words, with its source and its days.
#[derive(Clone, PartialEq, Eq)]
pub struct FactLine {
    /// Which.
    pub fact: FactId,
    /// "Missed an immunisation appointment: Immunisation, 8 weeks".
    pub words: String,
    /// Since when.
    pub since: Date,
    /// The service that told.
    pub from: &'static str,
    /// The last day on which it is not late.
    pub due_on: Date,
    /// Nobody followed it up in time.
    pub is_late: bool,
    /// Nothing is left to do about it.
    pub is_closed: bool,
    /// What came of it, the oldest first.
    pub results: Vec<ResultLine>,
}

/// That a family may need early or additional support, with the reason.
#[derive(Clone, PartialEq, Eq)]
pub struct SuggestionLine {
    /// What follows "because".
    pub because: String,
    /// The facts that it rests on, in words.
    pub facts: Vec<String>,
}

/// One family with facts.
#[derive(Clone, PartialEq, Eq)]
pub struct FollowUpLine {
    /// The family.
    pub family: FamilyId,
    /// "Ellis family".
    pub title: String,
    /// Where it lives, where the agreement carries addresses.
    pub address: Option<String>,
    /// Its telephone, where the agreement carries it.
    pub telephone: Option<String>,
    /// The facts, the newest first.
    pub facts: Vec<FactLine>,
    /// Why it may need early or additional support; empty where no rule says
    /// so.
    pub suggestions: Vec<SuggestionLine>,
    /// One of the facts comes before others.
    pub is_urgent: bool,
}

macro_rules! hidden {
    ($($name:ident)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )*};
}

hidden!(ResultLine FactLine SuggestionLine FollowUpLine FollowUps FollowUpDraft);

impl FollowUpLine {
    /// Whether something is left to do.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.facts.iter().any(|fact| !fact.is_closed)
    }

    /// Whether something is late.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.facts.iter().any(|fact| fact.is_late)
    }
}

/// Whether a feed runs, and on what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLine {
    /// Which.
    pub feed: Feed,
    /// It runs.
    pub is_running: bool,
    /// On which agreement, or why not and who has to do what.
    pub words: String,
}

/// The worklist of a centre.
#[derive(Clone, PartialEq, Eq)]
pub struct FollowUps {
    /// The centre.
    pub centre: String,
    /// The feeds.
    pub feeds: Vec<FeedLine>,
    /// Families with something left to do: whoever may need support first,
    /// then the urgent, then the newest.
    pub open: Vec<FollowUpLine>,
    /// How many more there are.
    pub more: usize,
    /// Families that the centre followed up, while their facts stand.
    pub done: Vec<FollowUpLine>,
    /// The reasons of the rules, for whoever wants to know them all.
    pub reasons: Vec<String>,
    /// A fact is late after so many days.
    pub late_after_days: u32,
}

/// What came of following up, as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FollowUpDraft {
    /// The facts, by reference.
    pub facts: Vec<String>,
    /// The word of what came of it.
    pub result: String,
    /// A short note.
    pub note: String,
}

/// The note of a follow-up, as it is kept.
#[derive(Default, Serialize, Deserialize)]
struct KeptNote {
    note: String,
}
