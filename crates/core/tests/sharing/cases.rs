//! `cases.txt`: written so that an information governance lead can read it and
//! add to it.

use std::collections::BTreeMap;

use kith_core::sharing::{decide, facts_of_case};

use crate::LEAFLET;

const USUAL: &[(&str, &str)] = &[
    ("subject", "child"),
    ("child_dob", "2024-05-01"),
    ("on_date", "2026-03-02"),
    ("sender", "hp_any"),
    ("direction", "out"),
    ("flow", "one_off"),
    ("basis", "none"),
    ("consent_by", "na"),
    ("consent_scope", "na"),
    ("consent_form", "na"),
    ("consent_state", "na"),
    ("evidence", "na"),
    ("capacity", "na"),
    ("harm", "none"),
    ("judgement", "na"),
    ("need_to_know", "yes"),
    ("extent", "necessary"),
    ("access", "ok"),
    ("channel", "secure"),
    ("agreement", "in_place"),
];

const AGREED: &[(&str, &str)] = &[
    ("consent_by", "parent_or_legal_carer"),
    ("consent_scope", "covers"),
    ("consent_form", "written"),
    ("consent_state", "current"),
    ("evidence", "present"),
    ("capacity", "presumed"),
];

#[test]
fn every_case_in_plain_text_is_answered_as_written() {
    let text = include_str!("cases.txt");
    let mut wrong = Vec::new();
    let mut count = 0;
    for block in text.split("\ncase ").skip(1) {
        count += 1;
        let (title, rest) = block.split_once('\n').unwrap();
        let (facts, answer) = rest.split_once("-> ").unwrap_or_else(|| panic!("no answer: {title}"));
        let given: BTreeMap<&str, &str> =
            facts.lines().map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{title}: {line}"))).collect();
        let mut columns: BTreeMap<&str, &str> = USUAL.iter().copied().collect();
        if given.get("category").is_some_and(|category| category.starts_with("group")) {
            columns.extend([("subject", "group"), ("child_dob", "na")]);
        }
        if given.get("basis").is_some_and(|basis| basis.starts_with("explicit")) {
            columns.extend(AGREED.iter().copied());
        }
        columns.extend(given);
        let facts = facts_of_case(|name| columns.get(name).copied()).unwrap_or_else(|error| panic!("{title}: {error}"));
        let decision = decide(&facts, &LEAFLET);
        let found = format!("{}, {}, {}", decision.outcome().word(), decision.rule_id(), decision.next_step().word());
        let expected = answer.lines().next().unwrap();
        if found != expected {
            wrong.push(format!("{title}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(count > 60, "{count} cases");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_case_with_a_word_that_nobody_knows_is_not_decided() {
    let error = facts_of_case(|name| if name == "category" { Some("gossip") } else { Some("na") }).unwrap_err();
    assert_eq!(error.column(), "category");
    assert!(facts_of_case(|_| None).is_err());
}
