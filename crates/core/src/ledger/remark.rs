//! What was done on the strength of the ledger: a share, a recall, a decision
//! not to share, sharing that was found without agreement and ended. Entries
//! of this kind are evidence; of the answers of the rules only one rests on
//! them: where asking is unsafe, nobody is told to ask.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use super::consent::Scope;
use crate::id::LedgerId;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkKind {
    /// Information left for somebody.
    Shared,
    /// It was asked back.
    Recalled,
    /// It was decided not to share.
    NotShared,
    /// Sharing that lacks agreement was found (S002-WIb).
    FoundSharing,
    /// That sharing was ended, or agreed to.
    FoundSharingEnded,
    /// At the first contact the family was not told how information is shared
    /// (S002-WIa): why not.
    NotTold,
    /// Asking for agreement is likely to put a child at risk (S002-18d).
    AskingUnsafe,
    /// It is safe to ask now.
    AskingSafe,
}

impl RemarkKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Shared,
        Self::Recalled,
        Self::NotShared,
        Self::FoundSharing,
        Self::FoundSharingEnded,
        Self::NotTold,
        Self::AskingUnsafe,
        Self::AskingSafe,
    ];

    /// Whether it is about what left, or did not leave.
    #[must_use]
    pub fn is_about_a_share(self) -> bool {
        !matches!(self, Self::NotTold | Self::AskingUnsafe | Self::AskingSafe)
    }

    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Recalled => "recalled",
            Self::NotShared => "not-shared",
            Self::FoundSharing => "found-sharing",
            Self::FoundSharingEnded => "found-sharing-ended",
            Self::NotTold => "not-told",
            Self::AskingUnsafe => "asking-unsafe",
            Self::AskingSafe => "asking-safe",
        }
    }

    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Shared => "Shared",
            Self::Recalled => "Asked back",
            Self::NotShared => "Decided not to share",
            Self::FoundSharing => "Sharing found without agreement",
            Self::FoundSharingEnded => "That sharing was dealt with",
            Self::NotTold => "Not told at the first contact",
            Self::AskingUnsafe => "Asking could put a child at risk. Do not ask",
            Self::AskingSafe => "It is safe to ask now",
        }
    }

    /// The kind for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// One thing that was done.
#[derive(Clone, PartialEq, Eq)]
pub struct Remark {
    /// What.
    pub kind: RemarkKind,
    /// The day.
    pub on: Date,
    /// Which; a recall or an end carries the reference of what it is about.
    pub reference: LedgerId,
    /// The kinds of information, with whom, what for.
    pub scope: Scope,
    /// The answers of the form by the name of their field, as typed.
    pub words: BTreeMap<String, String>,
}

impl Remark {
    /// One answer, or empty.
    #[must_use]
    pub fn word(&self, field: &str) -> &str {
        self.words.get(field).map_or("", String::as_str)
    }
}

impl fmt::Debug for Remark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Remark({}, hidden)", self.kind.word())
    }
}
