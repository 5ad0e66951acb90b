//! Editions of the rules in words: the same on the page and at the command
//! line.

use std::collections::BTreeMap;

use kith_app::{EditionState, SightChange};
use kith_core::sharing::{Change, Comparison, Outcome, Pack, PackFault, Rule, Stage};

use crate::web::words::date_words;

/// A number with its thousands marked: `29,702,400`.
#[must_use]
pub fn grouped(number: impl std::fmt::Display) -> String {
    let digits = number.to_string();
    let mut words = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// Where an edition stands.
#[must_use]
pub fn state_words(state: EditionState) -> String {
    match state {
        EditionState::Draft => "Draft".to_owned(),
        EditionState::Approved => "Approved".to_owned(),
        EditionState::Coming(day) => format!("In force from {}", date_words(day)),
        EditionState::InForce(day) => format!("In force since {}", date_words(day)),
        EditionState::Past => "Not in force any more".to_owned(),
    }
}

/// What the parts of an edition ask, in order.
#[must_use]
pub fn stage_title(stage: Stage) -> &'static str {
    match stage {
        Stage::Gate => "First: may it be asked at all?",
        Stage::Basis => "Is what was told and agreed enough by itself?",
        Stage::Open => "If not: is there a way in the public interest?",
        Stage::PublicInterest => "If there is: what was judged?",
        Stage::Closed => "If there is not: did somebody say no?",
        Stage::Enough => "If it is enough: how much may go?",
    }
}

/// What a rule answers, in words; a rule that gives no answer asks on.
#[must_use]
pub fn answer_words(rule: &Rule) -> String {
    match (rule.heading.as_str(), rule.stage) {
        ("", Stage::Open) => "There is a way.".to_owned(),
        ("", _) => "It is enough.".to_owned(),
        (heading, _) => format!("{heading}."),
    }
}

/// The changes from one answer to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerChange {
    /// The answer before.
    pub before: Outcome,
    /// The answer after.
    pub after: Outcome,
    /// How many combinations of facts.
    pub combinations: u128,
    /// The sentence.
    pub says: String,
    /// The changes behind it, by rule.
    pub by_rule: Vec<Change>,
}

/// The changes of answers, those with most combinations first.
#[must_use]
pub fn changes_in_words(comparison: &Comparison) -> Vec<AnswerChange> {
    let mut grouped_by: BTreeMap<(Outcome, Outcome), Vec<Change>> = BTreeMap::new();
    for change in &comparison.changes {
        grouped_by.entry((change.before, change.after)).or_default().push(change.clone());
    }
    let mut changes: Vec<AnswerChange> = grouped_by
        .into_iter()
        .map(|((before, after), by_rule)| {
            let combinations = by_rule.iter().map(|change| change.combinations).sum();
            let says = format!(
                "{} combinations of facts change from “{}” to “{}”.",
                grouped(combinations),
                before.title(),
                after.title()
            );
            AnswerChange { before, after, combinations, says, by_rule }
        })
        .collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.combinations));
    changes
}

/// Which rules are new, gone, or have other words.
#[must_use]
pub fn rules_in_words(comparison: &Comparison) -> Vec<String> {
    let line = |what: &str, rules: &[String]| (!rules.is_empty()).then(|| format!("{what}: {}.", rules.join(", ")));
    [
        line("New rules", &comparison.added),
        line("Rules that are gone", &comparison.removed),
        line("Rules with other words or another condition", &comparison.reworded),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// One line of what a month would have been.
#[must_use]
pub fn sight_words(change: &SightChange) -> String {
    let sight = match (change.gains(), change.loses()) {
        (true, _) => "gains sight",
        (_, true) => "loses sight",
        _ => "sees no more and no less",
    };
    format!(
        "{}, {}: {} answers change from “{}” to “{}”: {sight}.",
        crate::web::words::sentence_case(change.role.title()),
        lower_first(&change.what),
        change.count,
        change.before.title(),
        change.after.title()
    )
}

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The line of a pack's file that a fault is about, counted from 1; none for a
/// fault in the edition underneath.
#[must_use]
pub fn line_of(fault: &PackFault, text: &str) -> Option<usize> {
    let named = |name: &str| {
        let quoted = format!("\"{name}\"");
        let is_its = |line: &str| {
            let line = line.trim_start();
            ["id", "asks", "says", "name"].iter().any(|key| line.starts_with(key)) && line.contains(&quoted)
        };
        text.lines().position(is_its).or_else(|| text.lines().position(|line| line.contains(&quoted)))
    };
    let place = match fault {
        PackFault::Word { place, .. } => named(place),
        PackFault::NotKnown { name, .. } => named(name),
        PackFault::SameName(name) => {
            let quoted = format!("id = \"{name}\"");
            let mut lines = text.lines().enumerate().filter(|(_, line)| line.trim() == quoted);
            lines.nth(1).map(|(place, _)| place)
        }
        PackFault::NeverReached(name) | PackFault::WrongEffect(name) => named(name),
        PackFault::NeverBroken { rule, never, .. } => named(rule).or_else(|| named(never)),
        PackFault::Unanswered { stage, .. } => {
            let part = format!("[[{}]]", stage.replace('-', "_"));
            let parts = text.lines().enumerate().filter(|(_, line)| line.trim() == part);
            parts.last().map(|(place, _)| place)
        }
        PackFault::Unreadable(_) | PackFault::TooMany { .. } | PackFault::NoRelevance(_) => None,
    };
    place.map(|place| place + 1)
}

/// The rules of one part of an edition, in order.
#[must_use]
pub fn rules_of(pack: &Pack, stage: Stage) -> Vec<&Rule> {
    pack.rules().iter().filter(|rule| rule.stage == stage).collect()
}

#[cfg(test)]
mod tests {
    use super::{grouped, line_of};
    use kith_core::sharing::PackFault;

    #[test]
    fn thousands_are_marked() {
        assert_eq!([0, 999, 1_000, 29_702_400].map(grouped), ["0", "999", "1,000", "29,702,400"]);
    }

    #[test]
    fn a_fault_leads_to_its_line() {
        let text = "name = \"x\"\n[[gate]]\nid = \"G1\"\n[[basis]]\nid = \"B1\"\n[[basis]]\nid = \"G1\"\n";
        assert_eq!(line_of(&PackFault::NeverReached("B1".to_owned()), text), Some(5));
        assert_eq!(line_of(&PackFault::SameName("G1".to_owned()), text), Some(7));
        assert_eq!(line_of(&PackFault::Unanswered { stage: "basis", example: String::new() }, text), Some(6));
        assert_eq!(line_of(&PackFault::NeverReached("B9".to_owned()), text), None);
    }
}
