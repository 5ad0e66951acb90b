//! The rules that say which families may need early support: their file (TOML)
//! becomes the domain's types. Nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::follow_up::{EarlySupport, FactKind, FactTerm, RuleFault, Suggestion};
use serde::Deserialize;

/// The rules as they come with Kith.
pub const EARLY_SUPPORT: &str = include_str!("../../../packs/early-support.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    name: String,
    late_after_days: u32,
    #[serde(default)]
    facts: Vec<FactFile>,
    #[serde(default)]
    suggestions: Vec<SuggestionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactFile {
    kind: String,
    stands_for_days: u32,
    #[serde(default)]
    urgent: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuggestionFile {
    id: String,
    any_of: Vec<String>,
    #[serde(default = "one")]
    at_least: usize,
    child_under_months: Option<u32>,
    because: String,
}

fn one() -> usize {
    1
}

/// Reads and checks rules.
///
/// # Errors
/// Every fault found.
pub fn read_early_support(text: &str) -> Result<EarlySupport, Vec<RuleFault>> {
    let file: RulesFile = toml::from_str(text).map_err(|error| vec![RuleFault::Unreadable(error.to_string())])?;
    let mut faults = Vec::new();
    let mut terms = BTreeMap::new();
    for fact in file.facts {
        let term = FactTerm { stands_for_days: fact.stands_for_days, is_urgent: fact.urgent };
        if let Some(kind) = kind_of("facts", &fact.kind, &mut faults)
            && terms.insert(kind, term).is_some()
        {
            faults.push(RuleFault::Term(kind.word()));
        }
    }
    let suggestions = file.suggestions.into_iter().map(|rule| {
        let any_of: BTreeSet<FactKind> =
            rule.any_of.iter().filter_map(|word| kind_of(&rule.id, word, &mut faults)).collect();
        let SuggestionFile { id, at_least, child_under_months, because, .. } = rule;
        Suggestion { id, any_of, at_least, child_under_months, because }
    });
    let suggestions = suggestions.collect();
    let rules = EarlySupport { name: file.name, late_after_days: file.late_after_days, terms, suggestions };
    faults.extend(rules.faults());
    if faults.is_empty() { Ok(rules) } else { Err(faults) }
}

fn kind_of(place: &str, word: &str, faults: &mut Vec<RuleFault>) -> Option<FactKind> {
    let kind = FactKind::from_word(word);
    if kind.is_none() {
        let known = FactKind::WORDS.join(", ");
        faults.push(RuleFault::NoSuchFact { place: place.to_owned(), word: word.to_owned(), known });
    }
    kind
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use kith_core::follow_up::{EarlySupport, FactKind};

    use super::{EARLY_SUPPORT, read_early_support};

    fn rules() -> EarlySupport {
        read_early_support(EARLY_SUPPORT).expect("the rules that come with Kith are sound")
    }

    fn met(facts: &[FactKind], born: &[jiff::civil::Date]) -> Vec<(String, BTreeSet<FactKind>)> {
        let rules = rules();
        let facts = facts.iter().copied().collect();
        let met = rules.suggested(&facts, born, date(2026, 11, 22));
        met.into_iter().map(|one| (one.rule.id.clone(), one.facts)).collect()
    }

    #[test]
    fn a_family_stands_out_by_the_facts_that_its_reason_names() {
        let home = [FactKind::TemporaryHome];
        let (baby, older) = (date(2026, 10, 2), date(2024, 1, 9));
        assert_eq!(met(&home, &[baby]), [("baby-without-settled-home".to_owned(), home.into())]);
        assert!(met(&home, &[older]).is_empty() && met(&home, &[]).is_empty());
        // On the first birthday a baby is one.
        assert!(met(&home, &[date(2025, 11, 22)]).is_empty());
        assert_eq!(met(&home, &[date(2025, 11, 23)]).len(), 1);
        let two = [FactKind::ImmunisationMissed, FactKind::RentArrears];
        assert_eq!(met(&two, &[older]), [("two-different-facts".to_owned(), two.into())]);
        assert!(met(&[FactKind::BenefitStarted, FactKind::RentArrears], &[older]).is_empty());
    }

    #[test]
    fn rules_that_cannot_be_meant_are_refused_in_words() {
        let cases = [
            ("any_of = [\"notice-to-leave\", \"temporary-home\"]", "any_of = [\"evicted\"]", "“evicted” is no fact"),
            ("at_least = 2\nbecause = \"money", "at_least = 9\nbecause = \"money", "no family can meet this"),
            ("because = \"a baby under one has no settled home\"", "because = \" \"", "write the reason"),
            ("stands_for_days = 180", "stands_for_days = 0", "from 1 to 1000 days"),
            ("kind = \"overcrowded\"", "kind = \"rent-arrears\"", "must stand once"),
            ("late_after_days = 14", "late_after_days = 14\ncolour = \"red\"", "cannot be read"),
        ];
        for (from, to, says) in cases {
            assert!(EARLY_SUPPORT.contains(from), "{from}");
            let faults = read_early_support(&EARLY_SUPPORT.replacen(from, to, 1)).expect_err(says);
            assert!(faults.iter().any(|fault| fault.to_string().contains(says)), "{says}: {faults:?}");
        }
    }
}
