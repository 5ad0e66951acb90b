//! What a national message says of itself: which message it is, when it was
//! written, what it tells of, and the few facts that decide whether a letter
//! may go out. The people in it are read by the column maps.
//!
//! Messages arrive in any order and more than once (the national events guide):
//! [`Envelope::id`] tells a repeat, [`Envelope::written_at`] which of two is
//! the later. Birth weight and suspected abnormality are in a birth message and
//! are not read: nothing here needs them.

mod archive;
mod gather;
mod problem;
mod walk;

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

pub use archive::{ArchiveProblem, NamedBytes, messages_in};
pub use problem::{Fault, MessageProblem, Place};

/// The most bytes of one message. A birth is about 15 kB.
pub const MOST_BYTES: usize = 10_000_000;

/// What a message says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The message's own identifier: the same one again is a repeat.
    pub id: MessageId,
    /// When the sender wrote it. Of two messages about one person the later
    /// one counts, whichever came first.
    pub written_at: Timestamp,
    /// Whether it says something, says it anew or takes it back.
    pub action: MessageAction,
    /// What it tells of.
    pub event: MessageEvent,
    /// The organisation that answers for it.
    pub sender: Option<SenderCode>,
    /// For a birth: how many, which of them, and whether alive.
    pub birth: Option<BirthFacts>,
    /// Whether somebody died: always there for a death, and for other events
    /// where they tell it.
    pub death: Option<DeathStatus>,
    /// For a vaccination: whether it was given.
    pub vaccination: Option<VaccinationFacts>,
}

/// The identifier of a message: at most 64 letters, digits, hyphens and dots.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// The identifier as the sender wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text that is not the identifier of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the identifier of a message has 1 to 64 letters, digits, hyphens and dots")]
pub struct MessageIdError;

impl FromStr for MessageId {
    type Err = MessageIdError;

    fn from_str(text: &str) -> Result<Self, MessageIdError> {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let is_id = (1..=64).contains(&text.len()) && text.bytes().all(is_sign);
        if is_id { Ok(Self(text.to_owned())) } else { Err(MessageIdError) }
    }
}

/// The national code of an organisation (ODS), for example `RY6`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SenderCode(String);

impl SenderCode {
    /// Reads a code: 3 to 10 letters and digits.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_code = (3..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_code.then(|| Self(text.to_ascii_uppercase()))
    }

    /// The code in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SenderCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a message does with what it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageAction {
    /// It tells it for the first time. A message that does not say is new.
    New,
    /// It tells it anew.
    Update,
    /// It takes it back.
    Delete,
}

/// What a message tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageEvent {
    /// A birth was notified.
    Birth,
    /// Somebody moved.
    ChangeOfAddress,
    /// Somebody joined or left a GP practice.
    ChangeOfPractice,
    /// Somebody died, or did not after all.
    Death,
    /// Something in the national record changed.
    RecordChange,
    /// A service works with somebody, or stopped.
    ProfessionalContact,
    /// A newborn's hearing was screened.
    NewbornHearing,
    /// A newborn was examined.
    NewbornExamination,
    /// A newborn's blood spot was tested.
    BloodSpot,
    /// A vaccination was given or not.
    Vaccination,
}

impl MessageEvent {
    /// Every event, with its national code and the workflow under which the
    /// message exchange carries it.
    pub const ALL: [(Self, &'static str, &'static str); 10] = [
        (Self::Birth, "pds-birth-notification-1", "BIRTHNOTIFICATION_1"),
        (Self::ChangeOfAddress, "pds-change-of-address-1", "CHANGEOFADDRESS_1"),
        (Self::ChangeOfPractice, "pds-change-of-gp-1", "CHANGEOFGP_1"),
        (Self::Death, "pds-death-notification-1", "DEATHNOTIFICATION_1"),
        (Self::RecordChange, "pds-record-change-1", "PDSRECORDCHANGE_1"),
        (Self::ProfessionalContact, "professional-contacts-1", "PROFESSIONALCONTACTS_1"),
        (Self::NewbornHearing, "newborn-hearing-1", "NEWBORNHEARING_1"),
        (Self::NewbornExamination, "nipe-outcome-1", "NIPEOUTCOME_1"),
        (Self::BloodSpot, "blood-spot-test-outcome-1", "BLOODSPOTTESTOUTCOME_1"),
        (Self::Vaccination, "vaccinations-1", "VACCINATIONS_1"),
    ];

    /// The event with this code. The guide prints the newborn examination's
    /// code with its title behind it, and so do senders.
    fn of(code: &str) -> Option<Self> {
        let code = code.split_whitespace().next()?;
        Self::ALL.iter().find(|(_, known, _)| *known == code).map(|(event, ..)| *event)
    }

    /// The national code.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(event, ..)| *event == self).map_or("", |(_, code, _)| code)
    }

    /// The workflow under which the message exchange carries it.
    #[must_use]
    pub fn workflow(self) -> &'static str {
        Self::ALL.iter().find(|(event, ..)| *event == self).map_or("", |(.., workflow)| workflow)
    }
}

/// What a birth message says beside who was born.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthFacts {
    /// How many were born at this delivery: 1, 2 for twins, 3 for triplets.
    /// Never less than `order`.
    pub babies: u8,
    /// Which of them this one is.
    pub order: u8,
    /// Whether the baby was born alive.
    pub still: StillbirthIndicator,
    /// How long the pregnancy lasted, in days.
    pub gestation_days: Option<u16>,
}

/// Whether a baby was born alive. A birth message can tell of a stillbirth: no
/// card and no welcome may go out then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StillbirthIndicator {
    /// Born alive.
    Live,
    /// Died before labour.
    BeforeLabour,
    /// Died during labour.
    InLabour,
    /// Born dead, and it is not known when; or the message does not say
    /// whether the baby lived. Either way nothing says that it does.
    NotKnown,
}

impl StillbirthIndicator {
    /// Whether the message says that the baby was born alive.
    #[must_use]
    pub fn is_live(self) -> bool {
        self == Self::Live
    }
}

/// How sure a death is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeathStatus {
    /// Told, but not registered yet. A death that does not say counts as this:
    /// letters stop at the first word.
    Informal,
    /// Registered.
    Formal,
    /// Taken back: the person lives.
    Withdrawn,
}

/// What a vaccination message says beside who it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VaccinationFacts {
    /// Whether it was given.
    pub given: bool,
}

/// Reads what a message says of itself. A message is XML (FHIR STU3), in UTF-8,
/// with or without a prefix on its elements, of at most [`MOST_BYTES`].
///
/// # Errors
/// [`MessageProblem`] in words, with the place and the remedy.
pub fn read_envelope(bytes: &[u8]) -> Result<Envelope, MessageProblem> {
    read_envelope_within(bytes, MOST_BYTES)
}

/// Reads what a message says of itself, up to another size.
///
/// # Errors
/// [`MessageProblem`] in words, with the place and the remedy.
pub fn read_envelope_within(bytes: &[u8], most_bytes: usize) -> Result<Envelope, MessageProblem> {
    if bytes.len() > most_bytes {
        return Err(MessageProblem { fault: Fault::TooLarge { most_bytes }, place: Place::Whole });
    }
    let text = walk::text_of(bytes)?;
    let mut gather = gather::Gather::default();
    walk::walk(text, &mut gather)?;
    gather.finish()
}
