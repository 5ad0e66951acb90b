//! The team that a locality's consent form names, and what for, with its
//! history (ECi, ECj, ECn): an agreement to "the partners named on the form"
//! is one to those who were named that day, and to nobody who came later.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::entry::{LedgerEntry, PURPOSES_OF_THE_FORM};
use crate::service::ServiceKind;
use crate::sharing::Purpose;

/// Whom a form names before a locality says anything else: the team around the
/// family. Police, housing, benefits, schools and services whose mere
/// involvement is sensitive are not among them (A32).
const FIRST_TEAM: &[ServiceKind] = &[
    ServiceKind::HealthVisiting,
    ServiceKind::Maternity,
    ServiceKind::ChildHealth,
    ServiceKind::GeneralPractice,
    ServiceKind::CommunityTherapy,
    ServiceKind::ChildrensCentre,
    ServiceKind::SocialCare,
    ServiceKind::EarlyHelp,
    ServiceKind::Send,
    ServiceKind::TwoYearOffer,
];

/// One line of the form: somebody who receives, or something that it is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TeamPart {
    /// Every service of a kind.
    Service(ServiceKind),
    /// One partner by name.
    Partner(String),
    /// A purpose.
    Purpose(Purpose),
}

impl TeamPart {
    /// A part from the words that storage and forms use.
    #[must_use]
    pub fn from_words(sort: &str, word: &str) -> Option<Self> {
        match sort {
            "service" => ServiceKind::from_word(word).map(Self::Service),
            "partner" => Some(word.trim()).filter(|name| !name.is_empty()).map(|name| Self::Partner(name.to_owned())),
            "purpose" => Purpose::from_word(word).filter(|it| *it != Purpose::Unjustified).map(Self::Purpose),
            _ => None,
        }
    }

    /// The word of its sort.
    #[must_use]
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Service(_) => "service",
            Self::Partner(_) => "partner",
            Self::Purpose(_) => "purpose",
        }
    }

    /// The word that names it among its sort.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Service(service) => service.word(),
            Self::Partner(name) => name,
            Self::Purpose(purpose) => purpose.word(),
        }
    }

    /// The words for screens.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Service(service) => service.title(),
            Self::Partner(name) => name,
            Self::Purpose(purpose) => purpose.title(),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Partner(one), Self::Partner(another)) => one.eq_ignore_ascii_case(another),
            _ => self == other,
        }
    }

    fn is_from_the_start(&self) -> bool {
        match self {
            Self::Service(service) => FIRST_TEAM.contains(service),
            Self::Partner(_) => false,
            Self::Purpose(purpose) => PURPOSES_OF_THE_FORM.contains(purpose),
        }
    }
}

/// One change of the form: something came, or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamChange {
    /// What.
    pub part: TeamPart,
    /// It came; otherwise it went.
    pub is_joining: bool,
    /// The day in England.
    pub on: Date,
    /// The moment.
    pub at: Timestamp,
}

/// The team with every change of it, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Team {
    changes: Vec<TeamChange>,
}

impl Team {
    /// The team from its changes.
    #[must_use]
    pub fn of(mut changes: Vec<TeamChange>) -> Self {
        changes.sort_by_key(|change| change.at);
        Self { changes }
    }

    /// The form as it is printed before anybody changed it.
    #[must_use]
    pub const fn as_printed() -> Self {
        Self { changes: Vec::new() }
    }

    /// Whether the form names this today.
    #[must_use]
    pub fn has(&self, part: &TeamPart) -> bool {
        self.has_by(part, |_| true)
    }

    /// Whether a family that agreed by this entry was told of it. A change on
    /// the same day counts only where it was known to come first: what a source
    /// says is read later than it was said.
    #[must_use]
    pub fn had(&self, part: &TeamPart, entry: &LedgerEntry) -> bool {
        let said_on = entry.event.on();
        let came_first = |change: &TeamChange| {
            change.on < said_on
                || (change.on == said_on && entry.recorded_by.is_some() && change.at < entry.recorded_at)
        };
        self.has_by(part, came_first)
    }

    /// Whether the form ever named it: a no to those on the form is a no to
    /// each of them.
    #[must_use]
    pub fn ever_had(&self, part: &TeamPart) -> bool {
        part.is_from_the_start() || self.changes.iter().any(|change| change.is_joining && change.part.is_same(part))
    }

    fn has_by(&self, part: &TeamPart, counts: impl Fn(&TeamChange) -> bool) -> bool {
        let last = self.changes.iter().rev().find(|change| change.part.is_same(part) && counts(change));
        last.map_or_else(|| part.is_from_the_start(), |change| change.is_joining)
    }

    /// Everything that the form names today.
    #[must_use]
    pub fn parts(&self) -> BTreeSet<TeamPart> {
        let first = ServiceKind::ALL.iter().map(|service| TeamPart::Service(*service));
        let purposes = Purpose::ALL.iter().map(|purpose| TeamPart::Purpose(*purpose));
        let added = self.changes.iter().map(|change| change.part.clone());
        let mut parts: BTreeSet<TeamPart> = BTreeSet::new();
        for part in first.chain(purposes).chain(added).filter(|part| self.has(part)) {
            if !parts.iter().any(|known| known.is_same(&part)) {
                parts.insert(part);
            }
        }
        parts
    }

    /// The services that the form names today.
    pub fn services(&self) -> impl Iterator<Item = ServiceKind> {
        ServiceKind::ALL.iter().copied().filter(|service| self.has(&TeamPart::Service(*service)))
    }

    /// The purposes that the form names today, in the order of the form.
    #[must_use]
    pub fn purposes(&self) -> Vec<Purpose> {
        let printed = PURPOSES_OF_THE_FORM.iter();
        let others = Purpose::ALL.iter().filter(|purpose| !PURPOSES_OF_THE_FORM.contains(purpose));
        printed.chain(others).copied().filter(|purpose| self.has(&TeamPart::Purpose(*purpose))).collect()
    }

    /// What the form names today and did not name when a family agreed by this
    /// entry (ECn).
    #[must_use]
    pub fn new_since(&self, entry: &LedgerEntry) -> BTreeSet<TeamPart> {
        self.parts().into_iter().filter(|part| !self.had(part, entry)).collect()
    }

    /// Every change, the oldest first.
    #[must_use]
    pub fn changes(&self) -> &[TeamChange] {
        &self.changes
    }
}
