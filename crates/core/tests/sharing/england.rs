//! Today's law laid over the leaflet: what is different, and that nothing is
//! weaker for the child.

use std::sync::LazyLock;

use kith_core::sharing::{
    Basis, BasisFacts, Category, Evidence, Facts, Flow, Harm, Judgement, Outcome, Pack, PackFault, Purpose, Requester,
    compare, decide,
};
use kith_exchange::packs::{ENGLAND_2026, LEAFLET_2010, read_pack, read_pack_over};
use proptest::prelude::*;

use crate::LEAFLET;
use crate::oracle::any_facts;

/// Today's law laid over the leaflet.
pub(crate) static ENGLAND: LazyLock<Pack> =
    LazyLock::new(|| read_pack(ENGLAND_2026).unwrap_or_else(|faults| panic!("{faults:?}")));

fn worried() -> Facts {
    let facts = Facts::neutral(Category::BeyondBasic, Requester::WiderTeam, Purpose::Safeguarding);
    Facts { harm: Harm::ConcernNotEstablished, ..facts }
}

#[test]
fn a_worry_about_a_child_is_enough_to_weigh_sharing() {
    assert_eq!(decide(&worried(), &LEAFLET).outcome(), Outcome::SeekConsent);
    let now = decide(&worried(), &ENGLAND);
    assert_eq!((now.outcome(), now.rule_id()), (Outcome::CaseJudgement, "O3-duty"));
    assert!(now.citations().contains(&"CA 2004 s16LA"), "{:?}", now.citations());
    let judged = |judgement| decide(&Facts { judgement, ..worried() }, &ENGLAND);
    assert_eq!(judged(Judgement::Sufficient).rule_id(), "O1");
    assert_eq!(judged(Judgement::Insufficient).rule_id(), "O2-ask");
    let outside = Facts { requester: Requester::OutsideAgency, ..worried() };
    assert_eq!(decide(&outside, &ENGLAND).outcome(), Outcome::SeekConsent);
}

#[test]
fn an_agreement_that_nobody_can_show_is_none() {
    let unproven = BasisFacts { evidence: Evidence::Absent, ..BasisFacts::explicit_informed() };
    let facts = Facts::neutral(Category::BeyondBasic, Requester::CentreStaff, Purpose::FamilySupport).on(unproven);
    assert_eq!(decide(&facts, &LEAFLET).outcome(), Outcome::Share);
    assert_eq!(decide(&facts, &ENGLAND).rule_id(), "V0-proof");
    let flowing = decide(&Facts { flow: Flow::Ongoing, ..facts }, &ENGLAND);
    assert_eq!(flowing.next_step().word(), "get_explicit_consent_urgently");
}

#[test]
fn a_no_stays_a_no() {
    for basis in [Basis::Objected, Basis::Refused, Basis::Withdrawn] {
        for harm in Harm::ALL {
            let facts = Facts { harm: *harm, ..worried() }.on_basis(basis);
            assert_eq!(decide(&facts, &ENGLAND).outcome(), decide(&facts, &LEAFLET).outcome(), "{facts:?}");
        }
    }
}

/// On every combination, not on a sample: the whole comparison is exact.
#[test]
fn nothing_is_yes_that_was_not_but_by_the_judgement_of_a_named_person() {
    let comparison = compare(&LEAFLET, &ENGLAND);
    assert_eq!(comparison.combinations, LEAFLET.report().combinations);
    let changed: u128 = comparison.changes.iter().map(|change| change.combinations).sum();
    assert_eq!(changed + comparison.same, comparison.combinations);
    for change in &comparison.changes {
        let is_judged = change.only_where.contains("judgement is sufficient");
        assert!(!change.after.is_yes() || change.before.is_yes() || is_judged, "{change:?}");
        assert!(change.after != Outcome::Share, "{change:?}");
        let only = |words: &str| change.only_where.contains(words);
        let is_judged_against =
            only("judgement is insufficient") && (only("evidence is absent") || only("capacity is mca_lacks"));
        let is_no = matches!(change.after, Outcome::Refuse | Outcome::StopSharing);
        assert!(!is_no || is_judged_against, "{change:?}");
    }
    assert_eq!(comparison.added, ["V0-proof", "OPEN-duty", "O2-ask", "O3-duty"]);
    assert!(comparison.removed.is_empty());
    assert!(comparison.reworded.contains(&"G2-need".to_owned()), "{:?}", comparison.reworded);
}

#[test]
fn an_edition_is_the_same_as_itself() {
    let comparison = compare(&ENGLAND, &ENGLAND);
    assert_eq!(comparison.same, comparison.combinations);
    assert!(comparison.changes.is_empty() && comparison.added.is_empty() && comparison.reworded.is_empty());
}

#[test]
fn what_was_not_read_is_listed() {
    let to_check: Vec<&str> = ENGLAND.to_check().map(|(id, _)| id).collect();
    for id in ["CA 2004 s16LA", "CA 2004 s16LC", "Caldicott", "Advice 2024", "OPEN-duty", "consistent-identifier"] {
        assert!(to_check.contains(&id), "{id} is not in {to_check:?}");
    }
    assert_eq!(LEAFLET.to_check().count(), 0);
}

#[test]
fn every_paragraph_of_the_law_that_rules_cite_is_described() {
    let cited = ENGLAND.rules().iter().flat_map(|rule| rule.paragraph.split("; "));
    for paragraph in
        cited.filter(|cited| cited.contains("GDPR") || cited.contains("CA 2004") || cited.contains("Advice"))
    {
        assert!(ENGLAND.laws().iter().any(|law| law.id == paragraph), "{paragraph}");
    }
}

#[test]
fn what_an_edition_cannot_be_laid_over_is_named() {
    let over = |words: &str| {
        let text = format!("name = \"x\"\ntitle = \"X\"\ncites = \"x\"\nextends = \"leaflet-2010\"\n{words}");
        read_pack(&text).map(|pack| pack.name().to_owned())
    };
    assert_eq!(over(""), Ok("x".to_owned()));
    for words in ["without = [\"B99\"]", "[[cites_also]]\nrules = [\"B99\"]\nparagraph = \"¶1\""] {
        assert!(over(words).is_err_and(|faults| faults[0].to_string().contains("B99")), "{words}");
    }
    let later = "[[open]]\nid = \"NEW\"\nbefore = \"B99\"\nwhen = {}\nbecause = \"b\"\nparagraph = \"p\"";
    assert!(over(later).is_err_and(|faults| faults[0].to_string().contains("B99")));
    assert!(over("without = [\"O3\"]").is_err_and(|faults| {
        faults.iter().any(|fault| matches!(fault, PackFault::NotKnown { .. } | PackFault::Unanswered { .. }))
    }));
    assert!(read_pack(&ENGLAND_2026.replace("extends = \"leaflet-2010\"", "extends = \"nothing\"")).is_err());
    assert!(read_pack_over(ENGLAND_2026, ENGLAND_2026).is_err());
    assert!(read_pack_over(ENGLAND_2026, LEAFLET_2010).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_comparison_finds_what_two_walks_find(facts in any_facts()) {
        let (was, is) = (decide(&facts, &LEAFLET), decide(&facts, &ENGLAND));
        let comparison = {
            static ONCE: LazyLock<kith_core::sharing::Comparison> = LazyLock::new(|| compare(&LEAFLET, &ENGLAND));
            &*ONCE
        };
        let is_told = comparison.changes.iter().any(|change| change.rule_before == was.rule_id() && change.rule_after == is.rule_id());
        prop_assert!(was.outcome() == is.outcome() || is_told, "{:?}", facts);
    }
}
