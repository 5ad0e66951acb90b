//! Packs that must not be used, and what stands in for them.

use kith_core::sharing::{
    Basis, Category, Effect, Facts, Outcome, Pack, PackFault, Purpose, Requester, Stage, When, decide,
};
use kith_exchange::packs::{LEAFLET_2010, read_pack_or_ask_a_person, read_parts};

use crate::LEAFLET;

fn parts() -> kith_core::sharing::PackParts {
    read_parts(LEAFLET_2010).unwrap()
}

#[test]
fn every_combination_has_exactly_one_answer() {
    let report = LEAFLET.check().unwrap();
    let all: u128 = kith_core::sharing::FactName::ALL.iter().map(|fact| fact.values().len() as u128).product();
    assert_eq!(report.combinations, all);
    assert_eq!(report.by_outcome.values().sum::<u128>(), all);
    assert_eq!(&report, LEAFLET.report());
    assert!(report.groups < 10_000, "{report:?}");
}

#[test]
fn a_combination_without_an_answer_is_found() {
    let mut parts = parts();
    parts.rules.retain(|rule| rule.id != "B0");
    let faults = Pack::new(parts).unwrap_err();
    assert!(matches!(&faults[..], [PackFault::Unanswered { stage: "basis", .. }]), "{faults:?}");
}

#[test]
fn a_rule_that_is_never_reached_is_found() {
    let mut parts = parts();
    let mut again = parts.rules.iter().find(|rule| rule.id == "B6").unwrap().clone();
    again.id = "B6-again".to_owned();
    let place = parts.rules.iter().position(|rule| rule.id == "B8").unwrap();
    parts.rules.insert(place, again);
    assert_eq!(Pack::new(parts).unwrap_err(), [PackFault::NeverReached("B6-again".to_owned())]);
}

#[test]
fn a_broken_never_is_found() {
    let mut parts = parts();
    let rule = parts.rules.iter_mut().find(|rule| rule.id == "B6").unwrap();
    rule.effect = Effect::Enough;
    let faults = Pack::new(parts).unwrap_err();
    let is_broken =
        |fault: &PackFault| matches!(fault, PackFault::NeverBroken { never, .. } if never.contains("more than basic"));
    assert!(faults.iter().any(is_broken), "{faults:?}");
}

#[test]
fn an_effect_in_the_wrong_place_and_a_name_used_twice_are_found() {
    let mut parts = parts();
    parts.rules[0].effect = Effect::Enough;
    parts.rules[2].id = parts.rules[1].id.clone();
    let faults = Pack::new(parts).unwrap_err();
    assert!(faults.contains(&PackFault::WrongEffect("G1-training".to_owned())), "{faults:?}");
    assert!(faults.contains(&PackFault::SameName("G1-login".to_owned())), "{faults:?}");
}

#[test]
fn a_pack_with_a_fault_answers_talk_to_a_person() {
    let mut broken = parts();
    broken.rules.clear();
    let texts = [LEAFLET_2010.replacen("\"untrained\"", "\"untraind\"", 1), "name = 3".to_owned(), String::new()];
    let packs = texts.iter().map(|text| read_pack_or_ask_a_person("leaflet-2010", text));
    for pack in packs.chain([Pack::or_ask_a_person(broken)]) {
        assert!(!pack.faults().is_empty());
        assert!(pack.check().is_err());
        let facts = Facts::neutral(Category::Basic, Requester::AnyHealthProfessional, Purpose::Healthcare);
        let decision = decide(&facts.on_basis(Basis::NoticeNoObjection), &pack);
        assert_eq!(decision.outcome(), Outcome::CaseJudgement);
        assert!(decision.is_blank());
        assert!(decision.permit(()).is_none());
        assert_eq!(decision.heading(), "Talk to a person first");
    }
}

#[test]
fn a_misspelt_word_is_named_with_what_it_can_be() {
    let faults = read_parts(&LEAFLET_2010.replacen("\"untrained\"", "\"untraind\"", 1)).unwrap_err();
    let said = faults[0].to_string();
    assert!(said.contains("untraind") && said.contains("untrained"), "{said}");
    let faults = read_parts(&LEAFLET_2010.replacen("when = { access", "when = { acces", 1)).unwrap_err();
    assert!(faults.contains(&PackFault::NotKnown { kind: "fact", name: "acces".to_owned() }), "{faults:?}");
}

#[test]
fn the_strict_reading_is_a_switch() {
    let strict = LEAFLET.with_switch("implied-consent-to-healthcare", false).unwrap();
    let facts = Facts::neutral(Category::SensitiveHealth, Requester::AnyHealthProfessional, Purpose::Healthcare);
    let facts = facts.on_basis(Basis::Implied);
    assert_eq!(decide(&facts, &LEAFLET).outcome(), Outcome::MinimumOnly);
    assert_eq!(decide(&facts, &strict).outcome(), Outcome::SeekConsent);
    assert!(LEAFLET.with_switch("nothing", true).is_err());
    let both = strict.with_switch("who-works-with-the-family-on-notice", false);
    assert!(both.is_ok(), "{both:?}");
}

#[test]
fn a_condition_that_allows_nothing_is_refused() {
    let nothing = When::all_of([(kith_core::sharing::FactName::Access, Vec::new())]);
    assert!(nothing.is_err());
    assert!(
        LEAFLET.rules().iter().any(|rule| rule.stage == Stage::Gate && rule.when.in_words() == "access is untrained")
    );
}
