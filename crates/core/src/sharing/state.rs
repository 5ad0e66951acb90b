//! All facts of one question as one number: every value of every fact has a
//! bit. A rule's condition is a number with the bits that it allows, so that
//! one "and" says whether the rule matches.

use super::vocabulary::{
    Access, Age, Agreement, Basis, Capacity, Category, Channel, ConsentBy, ConsentForm, ConsentScope, ConsentState,
    Direction, Evidence, Extent, Flow, Harm, Judgement, NeedToKnow, Purpose, Requester, Sender, Subject,
};

macro_rules! facts {
    ($($name:ident = $word:literal, $title:literal, $values:ident;)*) => {
        /// The facts that rules speak of (9.1).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum FactName { $(#[doc = $title] $name,)* }

        impl FactName {
            /// Every fact, in the order of the vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word that packs and files use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The words for screens.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// The words for screens of the values, in the same order.
            #[must_use]
            pub fn value_titles(self) -> Vec<&'static str> {
                match self { $(Self::$name => $values::ALL.iter().map(|value| value.title()).collect(),)* }
            }

            /// The words of the values that the fact can have.
            #[must_use]
            pub const fn values(self) -> &'static [&'static str] {
                match self { $(Self::$name => $values::WORDS,)* }
            }
        }
    };
}

facts! {
    Category = "category", "The kind of information", Category;
    Subject = "subject", "Who it is about", Subject;
    Age = "age", "The child’s age", Age;
    Sender = "sender", "Who holds it", Sender;
    Requester = "requester", "Who asks", Requester;
    Purpose = "purpose", "What it is for", Purpose;
    Direction = "direction", "In or out", Direction;
    Flow = "flow", "Once, a list, or a running flow", Flow;
    Basis = "basis", "What was told and agreed", Basis;
    ConsentBy = "consent_by", "Who agreed", ConsentBy;
    ConsentScope = "consent_scope", "What the agreement covers", ConsentScope;
    ConsentForm = "consent_form", "How they agreed", ConsentForm;
    ConsentState = "consent_state", "Whether the agreement is still good", ConsentState;
    Evidence = "evidence", "Proof of agreement", Evidence;
    Capacity = "capacity", "Whether the person can decide", Capacity;
    Harm = "harm", "Harm", Harm;
    Judgement = "judgement", "The written judgement", Judgement;
    NeedToKnow = "need_to_know", "Need to know", NeedToKnow;
    Extent = "extent", "How much is asked for", Extent;
    Access = "access", "Whether the asker may look today", Access;
    Channel = "channel", "How it would travel", Channel;
    Agreement = "agreement", "The sharing agreement", Agreement;
}

const FACTS: usize = FactName::ALL.len();

/// The first bit of each fact, and after the last the number of bits in use.
const STARTS: [u32; FACTS + 1] = {
    let mut starts = [0; FACTS + 1];
    let mut fact = 0;
    while fact < FACTS {
        starts[fact + 1] = starts[fact] + FactName::ALL[fact].values().len() as u32;
        fact += 1;
    }
    assert!(starts[FACTS] <= u128::BITS, "every value of every fact has its own bit");
    starts
};

impl FactName {
    /// The fact for a word, or `None` for a word that is no fact.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fact| fact.word() == word)
    }

    /// The bit of one value, counted from 0 within the fact.
    #[inline]
    pub(super) const fn bit(self, value: u8) -> u128 {
        1 << (STARTS[self as usize] + value as u32)
    }

    /// The bits of every value of this fact.
    #[inline]
    pub(super) const fn every_bit(self) -> u128 {
        let start = STARTS[self as usize];
        let count = STARTS[self as usize + 1] - start;
        ((1 << count) - 1) << start
    }

    /// Which of the fact's values stands first among `bits`, counted from 0.
    #[inline]
    pub(super) const fn place_in(self, bits: u128) -> usize {
        ((bits & self.every_bit()).trailing_zeros() - STARTS[self as usize]) as usize
    }

    /// The bit for a value's word.
    pub(super) fn bit_of_word(self, word: &str) -> Option<u128> {
        self.values().iter().position(|known| *known == word).map(|place| 1 << (STARTS[self as usize] as usize + place))
    }
}

/// The bits of every value of every fact.
pub(super) const EVERYTHING: u128 = (1 << STARTS[FACTS]) - 1;

/// The facts of one question: exactly one bit for each fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State(pub(super) u128);

impl State {
    /// The word of one fact's value.
    #[must_use]
    pub fn word_of(self, fact: FactName) -> &'static str {
        words_in(self.0, fact).next().unwrap_or("unknown")
    }

    /// Every fact with its value, for keeping beside a decision so that it can
    /// be decided again (S002-9a): `category=basic subject=child …`.
    #[must_use]
    pub fn to_text(self) -> String {
        let facts = FactName::ALL.iter().map(|fact| format!("{}={}", fact.word(), self.word_of(*fact)));
        facts.collect::<Vec<_>>().join(" ")
    }

    /// Sets the facts that `bits` speaks of, and leaves the others.
    #[inline]
    pub(super) fn changed(self, spoken_of: u128, bits: u128) -> Self {
        Self((self.0 & !spoken_of) | bits)
    }
}

/// A text that does not name every fact once, with a value of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// Not `fact=value`, or a fact or value outside the vocabulary.
    #[error("“{0}” is not a fact and its value; write for example category=basic")]
    NotAFact(String),
    /// A fact that is left out or named twice.
    #[error("{} must be named exactly once", .0.word())]
    NotOnce(FactName),
}

impl std::str::FromStr for State {
    type Err = StateError;

    fn from_str(text: &str) -> Result<Self, StateError> {
        let mut bits = 0;
        for part in text.split_whitespace() {
            let found = part.split_once('=').and_then(|(fact, value)| {
                let fact = FactName::from_word(fact)?;
                Some((fact, fact.bit_of_word(value)?))
            });
            let (fact, bit) = found.ok_or_else(|| StateError::NotAFact(part.to_owned()))?;
            if bits & fact.every_bit() != 0 {
                return Err(StateError::NotOnce(fact));
            }
            bits |= bit;
        }
        match FactName::ALL.iter().find(|fact| bits & fact.every_bit() == 0) {
            Some(fact) => Err(StateError::NotOnce(*fact)),
            None => Ok(Self(bits)),
        }
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&sentence(self.0))
    }
}

/// The words of one fact's values among `bits`.
pub(super) fn words_in(bits: u128, fact: FactName) -> impl Iterator<Item = &'static str> {
    let of_fact = (bits & fact.every_bit()) >> STARTS[fact as usize];
    fact.values().iter().enumerate().filter(move |(place, _)| of_fact >> place & 1 == 1).map(|(_, word)| *word)
}

/// A condition in words: only the facts that it limits.
pub(super) fn sentence(bits: u128) -> String {
    let limited = FactName::ALL.iter().filter(|fact| bits & fact.every_bit() != fact.every_bit());
    limited
        .map(|fact| format!("{} is {}", fact.word(), words_in(bits, *fact).collect::<Vec<_>>().join(" or ")))
        .collect::<Vec<_>>()
        .join(", ")
}

/// How many combinations of facts a condition allows.
pub(super) fn combinations(bits: u128) -> u128 {
    FactName::ALL.iter().map(|fact| u128::from((bits & fact.every_bit()).count_ones())).product()
}

#[cfg(test)]
mod tests {
    use super::{EVERYTHING, FactName, State, StateError, combinations, sentence};
    use crate::sharing::{Category, Facts, Purpose, Requester};

    #[test]
    fn facts_that_are_kept_as_text_read_back_as_themselves() {
        let facts = Facts::neutral(Category::Basic, Requester::CentreStaff, Purpose::Planning);
        let state = facts.state().unwrap();
        assert_eq!(state.to_text().parse(), Ok(state));
        let without_age = state.to_text().replace("age=under_4 ", "");
        assert_eq!(without_age.parse::<State>(), Err(StateError::NotOnce(FactName::Age)));
        assert!(state.to_text().replace("planning", "gossip").parse::<State>().is_err());
        assert!(format!("{} age=unborn", state.to_text()).parse::<State>().is_err());
    }

    #[test]
    fn every_value_of_every_fact_has_its_own_bit() {
        let mut seen = 0_u128;
        for fact in FactName::ALL {
            assert_eq!(FactName::from_word(fact.word()), Some(*fact));
            for (place, word) in fact.values().iter().enumerate() {
                let bit = fact.bit_of_word(word).unwrap();
                assert_eq!(bit, fact.bit(u8::try_from(place).unwrap()));
                assert_eq!(seen & bit, 0);
                assert_ne!(fact.every_bit() & bit, 0);
                seen |= bit;
            }
        }
        assert_eq!(seen, EVERYTHING);
    }

    #[test]
    fn a_condition_reads_as_a_sentence() {
        let untrained =
            (EVERYTHING & !FactName::Access.every_bit()) | FactName::Access.bit_of_word("untrained").unwrap();
        assert_eq!(sentence(untrained), "access is untrained");
        assert_eq!(combinations(EVERYTHING), 6 * combinations(untrained));
    }
}
