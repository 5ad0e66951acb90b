use std::fmt;

use crate::person::{Address, Name, NhsNumber};
use crate::statement::PersonStatement;

use super::NumberStatus;

/// How far a national record may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Restriction {
    /// It may be shown to whoever may see the person.
    Unrestricted,
    /// Sensitive: it comes without address, telephone and practice, and whereabouts are kept safe.
    Restricted,
    /// As restricted, and stricter.
    VeryRestricted,
    /// The number was withdrawn, or the record merged into another.
    Withdrawn,
}

impl Restriction {
    /// Whether whereabouts are kept safe.
    #[must_use]
    pub fn is_kept_safe(self) -> bool {
        matches!(self, Self::Restricted | Self::VeryRestricted)
    }
}

/// What the national demographics record says about one person.
#[derive(Clone, PartialEq, Eq)]
pub struct NationalRecord {
    /// The number under which the record is held now.
    pub number: NhsNumber,
    /// What it says, with that number.
    pub says: PersonStatement,
    /// Family names held before.
    pub former_family_names: Vec<Name>,
    /// Addresses held before.
    pub former_addresses: Vec<Address>,
    /// Died, also where no day is given.
    pub has_died: bool,
    /// Why the person is no longer registered with a practice, in the record's words.
    pub removal: Option<String>,
    /// How sure the national record is of the number, where it says.
    pub status: Option<NumberStatus>,
    /// How far it may be shown.
    pub restriction: Restriction,
}

impl fmt::Debug for NationalRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NationalRecord(hidden)")
    }
}

/// A record that a search found, and how well it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// The record.
    pub record: NationalRecord,
    /// How well it fits by the national record's own reckoning, in thousandths.
    pub score_milli: u16,
}

/// Why the national record gave no answer that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Asked too often, or out of order for a while.
    Busy,
    /// The connection's own permission was refused.
    NotPermitted,
    /// The question was not understood there.
    NotUnderstood,
    /// The answer cannot be read, or lacks what it must say.
    Unreadable,
    /// There is no connection.
    NotConnected,
}

impl Fault {
    /// What happened and what to do, in one or two sentences.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Busy => "The national record was busy. Try again later.",
            Self::NotPermitted => {
                "The national record refused the connection. Ask whoever looks after the locality's connection."
            }
            Self::NotUnderstood => "The national record did not understand the question. Check the name and the date.",
            Self::Unreadable => "The answer could not be read. Nothing of it was kept. Try again later.",
            Self::NotConnected => "There is no connection to the national record.",
        }
    }

    /// Whether asking about somebody else would end in the same way.
    #[must_use]
    pub fn stops_everything(self) -> bool {
        matches!(self, Self::Busy | Self::NotPermitted | Self::NotConnected)
    }
}

/// What the national record answered to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// These records; none where nobody fits.
    Records(Vec<Scored>),
    /// More people fit than may be shown.
    TooMany,
    /// The number that was asked for is not known, or not valid any more.
    NoSuchNumber,
    /// No answer that can be used.
    Failed(Fault),
}
