//! What a pack is made of: conditions, rules, and the words beside them.

use super::duty::{DutySet, MayGo, NextStep, Outcome};
use super::state::{EVERYTHING, FactName, State, sentence};
use super::vocabulary::vocabulary;

/// A word in a pack that is outside the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// Not a value of the fact.
    #[error("“{word}” is not a value of {}; it can be {}", fact.word(), fact.values().join(", "))]
    Value {
        /// The fact.
        fact: FactName,
        /// The word found.
        word: String,
    },
    /// A fact with no value allowed: nothing could ever match.
    #[error("{} allows no value; name at least one or leave the fact out", .0.word())]
    Nothing(FactName),
}

/// A condition over the facts: one or more alternatives, each of which limits
/// some facts to some of their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    pub(super) alternatives: Vec<u128>,
}

impl When {
    /// Every combination of facts.
    #[must_use]
    pub fn always() -> Self {
        Self { alternatives: vec![EVERYTHING] }
    }

    /// All of these facts have one of the named values.
    ///
    /// # Errors
    /// A word outside the vocabulary.
    pub fn all_of<'w>(limits: impl IntoIterator<Item = (FactName, Vec<&'w str>)>) -> Result<Self, WordError> {
        let mut allowed = EVERYTHING;
        for (fact, words) in limits {
            allowed &= !fact.every_bit() | bits_of(fact, &words)?;
        }
        Ok(Self { alternatives: vec![allowed] })
    }

    /// The values of a fact other than the named ones.
    ///
    /// # Errors
    /// A word outside the vocabulary.
    pub fn other_values(fact: FactName, words: &[&str]) -> Result<Vec<&'static str>, WordError> {
        bits_of(fact, words)?;
        Ok(fact.values().iter().copied().filter(|value| !words.contains(value)).collect())
    }

    /// This condition or the other.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        self.alternatives.extend(other.alternatives);
        self
    }

    /// Whether one alternative allows the state.
    #[inline]
    pub(super) fn allows(&self, state: u128) -> bool {
        self.alternatives.iter().any(|allowed| state & !allowed == 0)
    }

    /// The facts that the condition limits, as their bits.
    pub(super) fn spoken_of(&self) -> u128 {
        let limits = |allowed: &u128| {
            let limited = FactName::ALL.iter().filter(|fact| allowed & fact.every_bit() != fact.every_bit());
            limited.fold(0, |bits, fact| bits | fact.every_bit())
        };
        self.alternatives.iter().fold(0, |bits, allowed| bits | limits(allowed))
    }

    /// Whether the condition holds for the facts of a question.
    #[must_use]
    pub fn holds(&self, state: State) -> bool {
        self.allows(state.0)
    }

    /// The condition in words, for the reference pages.
    #[must_use]
    pub fn in_words(&self) -> String {
        let alternatives: Vec<String> = self.alternatives.iter().map(|allowed| sentence(*allowed)).collect();
        let words = alternatives.join("; or ");
        if words.is_empty() { "always".to_owned() } else { words }
    }
}

/// The bits of the named values; at least one.
pub(super) fn bits_of(fact: FactName, words: &[&str]) -> Result<u128, WordError> {
    let mut bits = 0;
    for word in words {
        bits |= fact.bit_of_word(word).ok_or_else(|| WordError::Value { fact, word: (*word).to_owned() })?;
    }
    if bits == 0 { Err(WordError::Nothing(fact)) } else { Ok(bits) }
}

vocabulary! {
    /// The part of the walk that a rule belongs to. In each the first rule
    /// that matches counts (9.3).
    Stage {
        Gate = "gate", "Checks that come before everything";
        Basis = "basis", "Is what was told and agreed enough by itself?";
        Open = "open", "Is the public-interest route open?";
        PublicInterest = "public-interest", "What the written judgement says";
        Closed = "closed", "Not enough, and the route is closed";
        Enough = "enough", "Enough: how much may go";
    }
    /// How a check looks beside its answer.
    Found {
        Ok = "ok", "In order";
        Stop = "stop", "In the way";
        Warn = "warn", "Take care";
        None = "none", "Does not apply";
    }
}

/// What a rule does when it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// This is the answer.
    Answer(Outcome),
    /// The basis is enough; the `enough` rules say how much may go.
    Enough,
    /// The basis is not enough. If the public-interest route is open, it
    /// decides; if not, the `closed` rules; if none matches, this outcome.
    NotEnough(Outcome),
    /// The basis is enough for a part: this outcome, unless the
    /// public-interest route is open for the rest.
    Part(Outcome),
    /// The public-interest route is open.
    Opens,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name, for example `B2`.
    pub id: String,
    /// Where in the walk it stands.
    pub stage: Stage,
    /// The condition.
    pub when: When,
    /// What it does.
    pub effect: Effect,
    /// The next step of its answer.
    pub next: NextStep,
    /// The duties of its answer.
    pub duties: DutySet,
    /// What may go now under its answer.
    pub may_go: MayGo,
    /// The answer in one sentence; empty for rules that give no answer.
    pub heading: String,
    /// Why, in one or two sentences.
    pub because: String,
    /// The paragraph it rests on.
    pub paragraph: String,
    /// Facts that it rests on besides those its condition names, because
    /// earlier rules have ruled the other values out.
    pub rests_on: Vec<FactName>,
    /// The switch without which it does not count.
    pub switch: Option<String>,
    /// Whether it answers because the facts do not fit together.
    pub is_blank: bool,
    /// What has to be read in the original before the edition is approved;
    /// empty where nothing has.
    pub to_check: String,
}

/// What an edition rests on: an act, a section, a principle, advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// How rules cite it, for example "CA 2004 s16LA".
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it says, in our words.
    pub says: String,
    /// What has to be read in the original before the edition is approved;
    /// empty where nothing has.
    pub to_check: String,
}

/// Something that is added to an answer when a condition holds (9.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// Its name.
    pub id: String,
    /// The condition.
    pub when: When,
    /// The answers it is added to; empty for all.
    pub outcomes: Vec<Outcome>,
    /// The deciding rules it is added to; empty for all.
    pub after: Vec<String>,
    /// The duties it adds.
    pub duties: DutySet,
    /// The next step it sets, if no earlier one did.
    pub next: Option<NextStep>,
    /// A sentence for the screen.
    pub says: String,
    /// The paragraph it rests on.
    pub paragraph: String,
    /// What has to be read in the original before the edition is approved;
    /// empty where nothing has.
    pub to_check: String,
}

/// An answer that no combination may ever have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Never {
    /// Its name.
    pub id: String,
    /// The statement in words.
    pub says: String,
    /// The combinations.
    pub when: When,
    /// The forbidden answers.
    pub outcomes: Vec<Outcome>,
}

/// A reading that a locality may turn off (section 10 of the requirements).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// Its name.
    pub name: String,
    /// Whether it is on.
    pub is_on: bool,
    /// What it does, in words.
    pub says: String,
}

/// A question that the screen shows beside every answer, with what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The question, for example "Has the family objected?".
    pub asks: String,
    /// The facts it looks at.
    pub looks_at: Vec<FactName>,
    /// Where it comes from.
    pub paragraph: String,
    /// What may be found; the first that matches counts.
    pub answers: Vec<Answer>,
}

/// What a check can find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The condition.
    pub when: When,
    /// What was found, in words.
    pub says: String,
    /// How it looks.
    pub found: Found,
}

/// A change that somebody could bring about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Its name.
    pub id: String,
    /// The states in which it can be done.
    pub when: When,
    /// The facts it sets, each to one value.
    pub sets: Vec<(FactName, &'static str)>,
    /// The step, for example "Ask the family".
    pub title: String,
    /// Who can do it.
    pub who: String,
    /// Words to say or to write; may be empty.
    pub say: String,
    /// The form that records it.
    pub form: String,
}
