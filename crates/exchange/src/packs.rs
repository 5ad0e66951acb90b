//! Packs of sharing rules: their file (TOML) becomes the domain's types.
//!
//! Nothing is guessed: a word outside the vocabulary, a fact or key that is
//! not known, or a pack that fails its checks is a fault, and a pack with a
//! fault answers every question "talk to a person".

mod cases;
mod file;
mod overlay;

use std::collections::BTreeMap;

use kith_core::sharing::{
    Also, Answer, Category, Check, Duty, DutySet, Effect, FactName, Found, Law, MayGo, Never, NextStep, Outcome, Pack,
    PackFault, PackParts, Rule, Stage, Switch, Way, When, WordError,
};

pub use cases::decide_cases;
use file::{
    AllowedFile, AlsoFile, AnswerFile, CheckFile, LawFile, NeverFile, PackFile, RuleFile, SwitchFile, WayFile, WhenFile,
};

/// The rules of the 2010 leaflet, as they come with Kith.
pub const LEAFLET_2010: &str = include_str!("../../../packs/leaflet-2010.toml");

/// Today's law, laid over the leaflet, as it comes with Kith.
pub const ENGLAND_2026: &str = include_str!("../../../packs/england-2026.toml");

/// The conservative course: only what the family clearly agreed to (S003-ISe).
pub const STRICT: &str = include_str!("../../../packs/strict.toml");

/// What a service may read of its own work, as it comes with Kith.
pub const OWN_SERVICE: &str = include_str!("../../../packs/own-service.toml");

/// What a data lead may see of two records, as it comes with Kith.
pub const MATCHING: &str = include_str!("../../../packs/matching.toml");

/// What may be asked and shown to find an NHS number, as it comes with Kith.
pub const TRACING: &str = include_str!("../../../packs/tracing.toml");

/// Every edition that comes with Kith, by name.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("leaflet-2010", LEAFLET_2010),
    ("england-2026", ENGLAND_2026),
    ("strict", STRICT),
    ("own-service", OWN_SERVICE),
    ("matching", MATCHING),
    ("tracing", TRACING),
];

/// The text of an edition that comes with Kith.
#[must_use]
pub fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Reads and checks a pack. One that extends another finds it among those
/// that come with Kith.
///
/// # Errors
/// Every fault found; see [`Pack::new`].
pub fn read_pack(text: &str) -> Result<Pack, Vec<PackFault>> {
    Pack::new(read_parts(text)?)
}

/// Reads and checks a pack that is laid over the text of another.
///
/// # Errors
/// As [`read_pack`].
pub fn read_pack_over(text: &str, base: &str) -> Result<Pack, Vec<PackFault>> {
    Pack::new(parts_over(text, |_| Some(base.to_owned()))?)
}

/// Reads and checks a pack, or gives the one that answers "talk to a person".
#[must_use]
pub fn read_pack_or_ask_a_person(name: &str, text: &str) -> Pack {
    read_pack(text).unwrap_or_else(|faults| Pack::ask_a_person(name, faults))
}

/// The name of the edition that a pack's text extends, if it extends one.
///
/// # Errors
/// A text that is not TOML, or has a key that is not known.
pub fn extends(text: &str) -> Result<Option<String>, Vec<PackFault>> {
    Ok(read_file(text)?.extends)
}

/// Reads what a pack's file says, without checking its rules.
///
/// # Errors
/// A file that is not TOML, a key that is not known, a word outside the
/// vocabulary.
pub fn read_parts(text: &str) -> Result<PackParts, Vec<PackFault>> {
    parts_over(text, |name| built_in(name).map(str::to_owned))
}

fn read_file(text: &str) -> Result<PackFile, Vec<PackFault>> {
    toml::from_str(text).map_err(|error| vec![PackFault::Unreadable(error.to_string())])
}

fn parts_over(text: &str, base: impl Fn(&str) -> Option<String>) -> Result<PackParts, Vec<PackFault>> {
    let mut faults = Vec::new();
    let file = overlay::resolve(read_file(text)?, base, &mut faults)?;
    let parts = file.parts(&mut faults);
    if faults.is_empty() { Ok(parts) } else { Err(faults) }
}

/// The value for a word of a closed list; a fault and a stand-in otherwise.
/// A pack with a fault is never used, so the stand-in answers nothing.
macro_rules! word_of {
    ($list:ident, $kind:literal, $word:expr, $faults:expr) => {{
        let word: &str = $word;
        $list::from_word(word).unwrap_or_else(|| {
            $faults.push(PackFault::NotKnown { kind: $kind, name: word.to_owned() });
            $list::ALL[0]
        })
    }};
}

impl PackFile {
    fn parts(self, faults: &mut Vec<PackFault>) -> PackParts {
        let stages = [
            (Stage::Gate, self.gates),
            (Stage::Basis, self.basis),
            (Stage::Open, self.open),
            (Stage::PublicInterest, self.public_interest),
            (Stage::Closed, self.closed),
            (Stage::Enough, self.enough),
        ];
        let usual = duties_by_outcome(&self.duties, faults);
        let rules = stages.into_iter().flat_map(|(stage, rules)| rules.into_iter().map(move |rule| (stage, rule)));
        PackParts {
            name: self.name,
            title: self.title,
            cites: self.cites,
            extends: self.extends,
            relevance: self
                .relevance
                .into_iter()
                .map(|(word, says)| (word_of!(Category, "kind of information", &word, faults), says))
                .collect(),
            laws: self.laws.into_iter().map(LawFile::law).collect(),
            switches: self.switches.into_iter().map(SwitchFile::switch).collect(),
            rules: rules.map(|(stage, rule)| rule.rule(stage, &usual, faults)).collect(),
            also: self.also.into_iter().map(|also| also.also(faults)).collect(),
            nevers: self.nevers.into_iter().map(|never| never.never(faults)).collect(),
            checks: self.checks.into_iter().map(|check| check.check(faults)).collect(),
            ways: self.ways.into_iter().map(|way| way.way(faults)).collect(),
        }
    }
}

fn duties_by_outcome(file: &BTreeMap<String, Vec<String>>, faults: &mut Vec<PackFault>) -> BTreeMap<Outcome, DutySet> {
    file.iter().map(|(word, duties)| (word_of!(Outcome, "answer", word, faults), duty_set(duties, faults))).collect()
}

fn duty_set(words: &[String], faults: &mut Vec<PackFault>) -> DutySet {
    words.iter().map(|word| word_of!(Duty, "duty", word, faults)).collect()
}

fn outcomes(words: &[String], faults: &mut Vec<PackFault>) -> Vec<Outcome> {
    words.iter().map(|word| word_of!(Outcome, "answer", word, faults)).collect()
}

fn fact(word: &str, faults: &mut Vec<PackFault>) -> FactName {
    word_of!(FactName, "fact", word, faults)
}

impl WhenFile {
    fn when(&self, place: &str, faults: &mut Vec<PackFault>) -> When {
        let tables = match self {
            Self::One(table) => std::slice::from_ref(table),
            Self::OneOf(tables) => tables,
        };
        let alternatives = tables.iter().map(|table| alternative(table, place, faults));
        alternatives.reduce(When::or).unwrap_or_else(|| {
            faults.push(PackFault::NeverReached(place.to_owned()));
            When::always()
        })
    }
}

fn alternative(table: &BTreeMap<String, AllowedFile>, place: &str, faults: &mut Vec<PackFault>) -> When {
    let mut limits = Vec::new();
    for (name, allowed) in table {
        let fact = fact(name, faults);
        match allowed {
            AllowedFile::These(words) => limits.push((fact, words.iter().map(String::as_str).collect())),
            AllowedFile::AllBut { not } => {
                let not: Vec<&str> = not.iter().map(String::as_str).collect();
                match When::other_values(fact, &not) {
                    Ok(words) => limits.push((fact, words)),
                    Err(error) => faults.push(word_fault(place, error)),
                }
            }
        }
    }
    When::all_of(limits).unwrap_or_else(|error| {
        faults.push(word_fault(place, error));
        When::always()
    })
}

fn word_fault(place: &str, error: WordError) -> PackFault {
    PackFault::Word { place: place.to_owned(), error }
}

impl LawFile {
    fn law(self) -> Law {
        Law { id: self.id, title: self.title, says: self.says, to_check: self.check_before_approving }
    }
}

impl SwitchFile {
    fn switch(self) -> Switch {
        Switch { name: self.name, is_on: self.on, says: self.says }
    }
}

impl RuleFile {
    /// The one effect that the rule names; a rule of the `open` part names
    /// none.
    fn effect(&self, stage: Stage, faults: &mut Vec<PackFault>) -> Effect {
        let outcome = |word: &String, faults: &mut Vec<PackFault>| word_of!(Outcome, "answer", word, faults);
        let mut effects = Vec::new();
        effects.extend(self.answer.as_ref().map(|word| Effect::Answer(outcome(word, faults))));
        effects.extend(self.enough.then_some(Effect::Enough));
        effects.extend(self.not_enough.as_ref().map(|word| Effect::NotEnough(outcome(word, faults))));
        effects.extend(self.part.as_ref().map(|word| Effect::Part(outcome(word, faults))));
        match effects[..] {
            [] if stage == Stage::Open => Effect::Opens,
            [effect] => effect,
            _ => {
                faults.push(PackFault::WrongEffect(self.id.clone()));
                Effect::Answer(Outcome::CaseJudgement)
            }
        }
    }

    fn rule(self, stage: Stage, usual: &BTreeMap<Outcome, DutySet>, faults: &mut Vec<PackFault>) -> Rule {
        let effect = self.effect(stage, faults);
        let outcome = match effect {
            Effect::Answer(outcome) | Effect::NotEnough(outcome) | Effect::Part(outcome) => Some(outcome),
            Effect::Enough | Effect::Opens => None,
        };
        if outcome.is_some() && self.heading.is_empty() {
            faults.push(PackFault::NotKnown { kind: "heading for", name: self.id.clone() });
        }
        let usual = outcome.and_then(|outcome| usual.get(&outcome).copied()).unwrap_or_default();
        let may_go = match outcome {
            Some(Outcome::Share) => MayGo::AsAsked,
            Some(Outcome::MinimumOnly) => MayGo::NeededOnly,
            _ => MayGo::Nothing,
        };
        Rule {
            when: self.when.when(&self.id, faults),
            next: self.next.as_ref().map_or(NextStep::None, |word| word_of!(NextStep, "next step", word, faults)),
            duties: self.duties.as_ref().map_or(usual, |words| duty_set(words, faults)),
            may_go: self.may_go.as_ref().map_or(may_go, |word| word_of!(MayGo, "part that may go", word, faults)),
            rests_on: self.rests_on.iter().map(|word| fact(word, faults)).collect(),
            id: self.id,
            stage,
            effect,
            heading: self.heading,
            because: self.because,
            paragraph: self.paragraph,
            switch: self.switch,
            is_blank: self.talk_to_a_person,
            to_check: self.check_before_approving,
        }
    }
}

impl AlsoFile {
    fn also(self, faults: &mut Vec<PackFault>) -> Also {
        Also {
            when: self.when.when(&self.id, faults),
            outcomes: outcomes(&self.outcomes, faults),
            after: self.after,
            duties: duty_set(&self.duties, faults),
            next: self.next.as_ref().map(|word| word_of!(NextStep, "next step", word, faults)),
            id: self.id,
            says: self.says,
            paragraph: self.paragraph,
            to_check: self.check_before_approving,
        }
    }
}

impl NeverFile {
    fn never(self, faults: &mut Vec<PackFault>) -> Never {
        Never {
            when: self.when.when(&self.id, faults),
            outcomes: outcomes(&self.outcomes, faults),
            id: self.id,
            says: self.says,
        }
    }
}

impl CheckFile {
    fn check(self, faults: &mut Vec<PackFault>) -> Check {
        let answer = |file: &AnswerFile, faults: &mut Vec<PackFault>| Answer {
            when: file.when.when(&self.asks, faults),
            says: file.says.clone(),
            found: word_of!(Found, "mark", &file.found, faults),
        };
        Check {
            looks_at: self.looks_at.iter().map(|word| fact(word, faults)).collect(),
            answers: self.answers.iter().map(|file| answer(file, faults)).collect(),
            asks: self.asks,
            paragraph: self.paragraph,
        }
    }
}

impl WayFile {
    fn way(self, faults: &mut Vec<PackFault>) -> Way {
        let mut sets = Vec::new();
        for (name, word) in &self.set {
            let fact = fact(name, faults);
            match fact.values().iter().find(|known| *known == word) {
                Some(known) => sets.push((fact, *known)),
                None => faults.push(word_fault(&self.id, WordError::Value { fact, word: word.clone() })),
            }
        }
        Way {
            when: self.when.when(&self.id, faults),
            sets,
            id: self.id,
            title: self.title,
            who: self.who,
            say: self.say,
            form: self.form,
        }
    }
}
