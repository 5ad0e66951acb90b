//! Sharing without agreement: what a named person weighed and decided
//! (¶4, ¶10, ¶16; S002-4a, S002-12c). The software never makes one; it keeps
//! what a person wrote, lets it count until it ends, and has it reviewed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use super::consent::Partner;
use crate::id::{LedgerId, PersonId};
use crate::sharing::{Basis, Harm, Judgement, Kind, Purpose};

/// Why agreement is not what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// Asking would put somebody at risk (S002-18d).
    Unsafe,
    /// They cannot be asked.
    CannotObtain,
    /// They said no.
    SaidNo,
    /// Another public interest (A30).
    PublicInterest,
}

impl Ground {
    /// Every ground, in the order of the form.
    pub const ALL: &'static [Self] = &[Self::Unsafe, Self::CannotObtain, Self::SaidNo, Self::PublicInterest];

    /// The word that storage and forms use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unsafe => "unsafe",
            Self::CannotObtain => "cannot-obtain",
            Self::SaidNo => "said-no",
            Self::PublicInterest => "public-interest",
        }
    }

    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Unsafe => "Asking would put somebody at risk",
            Self::CannotObtain => "They cannot be asked in time",
            Self::SaidNo => "They said no, and somebody could come to harm",
            Self::PublicInterest => "Another public interest",
        }
    }

    /// The ground for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|ground| ground.word() == word)
    }

    /// The basis that it claims.
    #[must_use]
    pub fn basis(self) -> Basis {
        match self {
            Self::Unsafe => Basis::UnsafeOrInappropriate,
            Self::CannotObtain => Basis::CannotObtain,
            Self::SaidNo | Self::PublicInterest => Basis::PublicInterest,
        }
    }
}

/// What a named person judged.
#[derive(Clone, PartialEq, Eq)]
pub struct JudgementRecord {
    /// Which judgement.
    pub reference: LedgerId,
    /// The day.
    pub on: Date,
    /// Why without agreement.
    pub ground: Ground,
    /// How serious the worry is.
    pub harm: Harm,
    /// Share, do not share, or in doubt.
    pub result: Judgement,
    /// The least information: these kinds and no others.
    pub kinds: BTreeSet<Kind>,
    /// With whom.
    pub to: BTreeSet<Partner>,
    /// What for.
    pub purposes: BTreeSet<Purpose>,
    /// About whom.
    pub about: BTreeSet<PersonId>,
    /// The last day on which it counts.
    pub ends_on: Date,
    /// The words by the name of their field: both risks, facts, alternatives,
    /// who was asked, the least information, whether the family was told.
    pub words: BTreeMap<String, String>,
}

impl JudgementRecord {
    /// The fields that no judgement may leave empty, with their questions
    /// (S002-4a: both risks, in separate fields).
    pub const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("risk_sharing", "What could go wrong if we share?"),
        ("risk_not_sharing", "What could go wrong if we do not share?"),
        ("facts", "What are the facts?"),
        ("alternatives", "What else did you consider?"),
        ("consultee", "Who did you ask for advice, and what did they say?"),
        ("least", "What is the least that must be shared?"),
        ("told", "What was the family told? If nothing, why not?"),
    ];

    /// One answer, or empty.
    #[must_use]
    pub fn word(&self, field: &str) -> &str {
        self.words.get(field).map_or("", String::as_str)
    }
}

impl fmt::Debug for JudgementRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "JudgementRecord({}, hidden)", self.reference)
    }
}

/// What came of looking at a judgement afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewOutcome {
    /// It was right to judge so.
    Upheld,
    /// It ends now.
    Ended,
}

impl ReviewOutcome {
    /// The word that storage and forms use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Ended => "ended",
        }
    }

    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Upheld => "Stands as it is",
            Self::Ended => "Ended",
        }
    }

    /// The outcome for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Upheld, Self::Ended].into_iter().find(|outcome| outcome.word() == word)
    }
}

/// A named person's review of somebody else's judgement.
#[derive(Clone, PartialEq, Eq)]
pub struct JudgementReview {
    /// The day.
    pub on: Date,
    /// Of which judgement.
    pub of: LedgerId,
    /// What came of it.
    pub outcome: ReviewOutcome,
    /// Why, in the reviewer's words.
    pub words: String,
}

impl fmt::Debug for JudgementReview {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "JudgementReview({}, hidden)", self.of)
    }
}
