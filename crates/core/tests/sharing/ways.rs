//! How to get to yes.

use kith_core::sharing::{
    Access, Basis, BasisFacts, Capacity, Category, Channel, ConsentBy, ConsentForm, ConsentScope, ConsentState,
    Evidence, Extent, FactName, Facts, Harm, Judgement, NeedToKnow, Outcome, Purpose, Requester, Way, decide,
    ways_to_yes,
};
use proptest::prelude::*;

use crate::LEAFLET;
use crate::laws::shows;
use crate::oracle::any_facts;

fn ids(facts: &Facts) -> Vec<(Vec<String>, Outcome)> {
    let steps =
        |way: kith_core::sharing::WayToYes| (way.steps.iter().map(|step| step.id.clone()).collect(), way.reaches);
    ways_to_yes(facts, &LEAFLET).into_iter().map(steps).collect()
}

fn one(step: &str, reaches: Outcome) -> (Vec<String>, Outcome) {
    (vec![step.to_owned()], reaches)
}

#[test]
fn s002_11f_nothing_in_place_is_put_right_by_asking_the_family() {
    let facts = Facts::neutral(Category::BeyondBasic, Requester::CentreStaff, Purpose::FamilySupport);
    assert_eq!(ids(&facts), [one("ask-family", Outcome::Share)]);
    let way = ways_to_yes(&facts, &LEAFLET).remove(0).steps.remove(0);
    assert_eq!((way.title.as_str(), way.form.as_str()), ("Ask the family", "consent"));
    assert!(!way.who.is_empty() && way.say.contains("{who}"));
}

#[test]
fn s002_15e_without_notice_telling_the_family_is_enough_between_health_professionals() {
    let facts = Facts::neutral(Category::Basic, Requester::AnyHealthProfessional, Purpose::Healthcare);
    assert_eq!(ids(&facts), [one("give-notice", Outcome::Share), one("ask-family", Outcome::Share)]);
}

#[test]
fn several_things_in_the_way_are_named_together() {
    let facts = Facts {
        access: Access::Untrained,
        channel: Channel::Insecure,
        extent: Extent::Excessive,
        ..Facts::neutral(Category::SensitiveHealth, Requester::CentreStaff, Purpose::FamilySupport)
    };
    let ways = ids(&facts);
    let part = ["finish-training", "secure-channel", "ask-family"].map(str::to_owned).to_vec();
    let whole = ["finish-training", "secure-channel", "trim", "ask-family"].map(str::to_owned).to_vec();
    assert_eq!(ways, [(part, Outcome::MinimumOnly), (whole, Outcome::Share)]);
}

#[test]
fn a_refusal_stands_unless_somebody_may_be_at_risk() {
    let facts = Facts::neutral(Category::BeyondBasic, Requester::WiderTeam, Purpose::Safeguarding);
    let refused = facts.on_basis(Basis::Refused);
    assert!(ids(&refused).is_empty());
    let at_risk = Facts { harm: Harm::ReasonableCause, ..refused };
    assert_eq!(ids(&at_risk), [one("judge", Outcome::MinimumOnly)]);
}

#[test]
fn a_yes_needs_no_way() {
    let facts = Facts::neutral(Category::BeyondBasic, Requester::WiderTeam, Purpose::FamilySupport);
    assert!(ids(&facts.on(BasisFacts::explicit_informed())).is_empty());
}

#[test]
fn a_young_person_is_judged_able_to_decide_before_being_asked() {
    let facts = Facts {
        capacity: Capacity::GillickUnassessed,
        ..Facts::neutral(Category::BeyondBasic, Requester::WiderTeam, Purpose::FamilySupport)
    };
    let both = ["judge-young-person", "ask-family"].map(str::to_owned).to_vec();
    assert_eq!(ids(&facts), [(both, Outcome::Share)]);
}

fn with(mut facts: Facts, way: &Way) -> Facts {
    for (fact, word) in &way.sets {
        match fact {
            FactName::Access => facts.access = Access::from_word(word).unwrap(),
            FactName::Channel => facts.channel = Channel::from_word(word).unwrap(),
            FactName::NeedToKnow => facts.need_to_know = NeedToKnow::from_word(word).unwrap(),
            FactName::Extent => facts.extent = Extent::from_word(word).unwrap(),
            FactName::Judgement => facts.judgement = Judgement::from_word(word).unwrap(),
            FactName::Capacity => facts.capacity = Capacity::from_word(word).unwrap(),
            FactName::Category => facts.category = Category::from_word(word).unwrap(),
            FactName::Basis => facts.agreed.basis = Basis::from_word(word).unwrap(),
            FactName::ConsentBy => facts.agreed.by = ConsentBy::from_word(word).unwrap(),
            FactName::ConsentScope => facts.agreed.scope = ConsentScope::from_word(word).unwrap(),
            FactName::ConsentForm => facts.agreed.form = ConsentForm::from_word(word).unwrap(),
            FactName::ConsentState => facts.agreed.state = ConsentState::from_word(word).unwrap(),
            FactName::Evidence => facts.agreed.evidence = Evidence::from_word(word).unwrap(),
            other => panic!("nobody can change {other:?}"),
        }
    }
    facts
}

/// The answer after the steps; none when one of them cannot be taken.
fn outcome_with<'w>(mut facts: Facts, steps: impl Iterator<Item = &'w str>) -> Option<Outcome> {
    for id in steps {
        let way = LEAFLET.ways().iter().find(|way| way.id == id).unwrap();
        if !way.when.holds(facts.state().unwrap()) {
            return None;
        }
        facts = with(facts, way);
    }
    Some(decide(&facts, &LEAFLET).outcome())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_way_leads_there_and_no_step_can_be_left_out(facts in any_facts()) {
        let before = decide(&facts, &LEAFLET).outcome();
        for way in ways_to_yes(&facts, &LEAFLET) {
            let steps: Vec<&str> = way.steps.iter().map(|step| step.id.as_str()).collect();
            prop_assert!(!steps.is_empty());
            prop_assert_eq!(outcome_with(facts, steps.iter().copied()), Some(way.reaches));
            prop_assert!(shows(way.reaches) > shows(before));
            for left_out in &steps {
                let fewer = outcome_with(facts, steps.iter().copied().filter(|step| step != left_out));
                prop_assert!(fewer.map_or(0, shows) < shows(way.reaches), "{:?} without {} in {:?}", steps, left_out, facts);
            }
        }
    }
}
