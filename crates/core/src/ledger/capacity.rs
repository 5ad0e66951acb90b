//! Whether somebody can decide for themself: one record for one decision
//! (¶16; S002-16b, S002-16c). Sixteen and over are presumed able (A12).

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use crate::id::PersonId;
use crate::sharing::{Capacity, Kind};

/// By which test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CapacityTest {
    /// Fraser guidelines, for a young person under 16.
    Gillick,
    /// The Mental Capacity Act, for somebody of 16 or over.
    MentalCapacity,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CapacityResult {
    /// Can decide this.
    Able,
    /// Cannot decide this, now.
    NotAble,
    /// There is doubt, and nobody has assessed it yet.
    InDoubt,
}

impl CapacityTest {
    /// The word that storage and forms use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Gillick => "gillick",
            Self::MentalCapacity => "mental-capacity",
        }
    }

    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Gillick => "Under 16: Gillick and Fraser",
            Self::MentalCapacity => "16 or over: Mental Capacity Act",
        }
    }

    /// The test for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Gillick, Self::MentalCapacity].into_iter().find(|test| test.word() == word)
    }
}

impl CapacityResult {
    /// The word that storage and forms use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Able => "able",
            Self::NotAble => "not-able",
            Self::InDoubt => "in-doubt",
        }
    }

    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Able => "Can decide this",
            Self::NotAble => "Cannot decide this now",
            Self::InDoubt => "There is doubt. Nobody has assessed it yet",
        }
    }

    /// The result for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Able, Self::NotAble, Self::InDoubt].into_iter().find(|result| result.word() == word)
    }
}

/// One assessment, for one decision about these kinds of information.
#[derive(Clone, PartialEq, Eq)]
pub struct CapacityRecord {
    /// The day.
    pub on: Date,
    /// Of whom: one person.
    pub about: BTreeSet<PersonId>,
    /// By which test.
    pub test: CapacityTest,
    /// What came of it.
    pub result: CapacityResult,
    /// The kinds of information that the decision is about.
    pub kinds: BTreeSet<Kind>,
    /// The decision, in words.
    pub decision: String,
    /// What shows it.
    pub reasons: String,
    /// What help was given to decide.
    pub help: String,
    /// What is in their best interests, where they cannot decide.
    pub best_interests: String,
}

impl CapacityRecord {
    /// As the rules know it.
    #[must_use]
    pub fn fact(&self) -> Capacity {
        match (self.test, self.result) {
            (CapacityTest::Gillick, CapacityResult::Able) => Capacity::GillickCompetent,
            (CapacityTest::Gillick, CapacityResult::NotAble) => Capacity::GillickNotCompetent,
            (CapacityTest::Gillick, CapacityResult::InDoubt) => Capacity::GillickUnassessed,
            (CapacityTest::MentalCapacity, CapacityResult::Able) => Capacity::MentalCapacityHas,
            (CapacityTest::MentalCapacity, CapacityResult::NotAble) => Capacity::MentalCapacityLacks,
            (CapacityTest::MentalCapacity, CapacityResult::InDoubt) => Capacity::MentalCapacityUnassessed,
        }
    }
}

impl fmt::Debug for CapacityRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CapacityRecord({}, hidden)", self.test.word())
    }
}
