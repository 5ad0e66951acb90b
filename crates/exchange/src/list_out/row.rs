use std::fmt;

use jiff::civil::Date;
use kith_core::id::PersonId;
use kith_core::person::{Address, Name};

/// A row of a list.
#[derive(Clone, PartialEq, Eq)]
pub enum ListRow {
    /// A child, as far as it was agreed to tell.
    Told(Box<Outreach>),
    /// A child whose family's whereabouts are hidden: there is one, and that is
    /// all.
    Withheld,
}

impl fmt::Debug for ListRow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ListRow(hidden)")
    }
}

/// What a centre needs to reach a family.
#[derive(Clone, PartialEq, Eq)]
pub struct Outreach {
    /// Our reference of the child.
    pub child: PersonId,
    /// What happened.
    pub event: ListEvent,
    /// On which day.
    pub event_on: Date,
    /// The child's first name.
    pub child_given: Option<Name>,
    /// The child's family name.
    pub child_family: Option<Name>,
    /// The child's birthday.
    pub child_born_on: Option<Date>,
    /// The mother's first name.
    pub mother_given: Option<Name>,
    /// The mother's family name.
    pub mother_family: Option<Name>,
    /// Where they live.
    pub address: Address,
    /// The centre's code.
    pub centre_code: Option<String>,
    /// The centre's reach area.
    pub reach_area: Option<String>,
    /// The code of the practice.
    pub practice: Option<String>,
    /// The language spoken at home.
    pub language: Option<String>,
    /// Whether an interpreter is needed, where it is known.
    pub needs_interpreter: Option<bool>,
    /// How the family may be contacted.
    pub contact_ok: ContactWays,
}

impl Outreach {
    /// A row that says what happened to whom, and no more yet.
    #[must_use]
    pub fn new(child: PersonId, event: ListEvent, event_on: Date) -> Self {
        Self {
            child,
            event,
            event_on,
            child_given: None,
            child_family: None,
            child_born_on: None,
            mother_given: None,
            mother_family: None,
            address: Address::default(),
            centre_code: None,
            reach_area: None,
            practice: None,
            language: None,
            needs_interpreter: None,
            contact_ok: ContactWays::default(),
        }
    }
}

impl fmt::Debug for Outreach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Outreach({}, hidden)", self.child)
    }
}

/// What happened to a child on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListEvent {
    /// Born, and lives in the area.
    Birth,
    /// Moved into the area.
    MoveIn,
    /// Moved out of the area.
    MoveOut,
    /// Died, or the birth is not to be welcomed: nothing may be sent any more.
    /// It goes out the same day, not with the month's list.
    DeathWithdraw,
    /// What an earlier list said was wrong, and is right now.
    Correction,
}

impl ListEvent {
    /// Every event.
    pub const ALL: [Self; 5] = [Self::Birth, Self::MoveIn, Self::MoveOut, Self::DeathWithdraw, Self::Correction];

    /// The word in the list.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Birth => "birth",
            Self::MoveIn => "move_in",
            Self::MoveOut => "move_out",
            Self::DeathWithdraw => "death_withdraw",
            Self::Correction => "correction",
        }
    }

    /// The event for a word, or `None`.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.word() == word)
    }
}

/// The ways in which a family said that it may be contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContactWays {
    /// By telephone.
    pub phone: bool,
    /// By text message.
    pub text: bool,
    /// By letter.
    pub letter: bool,
}

impl ContactWays {
    /// The words in the list, with a space between them.
    pub(super) fn words(self) -> String {
        let ways = [(self.phone, "phone"), (self.text, "text"), (self.letter, "letter")];
        ways.iter().filter(|(is_ok, _)| *is_ok).map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    }

    /// The ways for words; `None` when one is no way.
    pub(super) fn of_words(words: &str) -> Option<Self> {
        let mut ways = Self::default();
        for word in words.split_whitespace() {
            match word {
                "phone" => ways.phone = true,
                "text" => ways.text = true,
                "letter" => ways.letter = true,
                _ => return None,
            }
        }
        Some(ways)
    }
}
