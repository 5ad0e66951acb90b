//! How to get to yes.

use kith_core::sharing::{
    Access, Basis, BasisFacts, Capacity, Category, Channel, ConsentBy, ConsentForm, ConsentScope, ConsentState,
    Evidence, Extent, FactName, Facts, Harm, Judgement, NeedToKnow, Outcome, Pack, Purpose, Requester, State, Way,
    decide, decide_again, ways_to_yes,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::LEAFLET;
use crate::england::ENGLAND;
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

/// Every set of ways, one after the other, with nothing left out: what the
/// search must find, however it looks for it.
fn every_smallest_set(facts: &Facts, pack: &Pack) -> Vec<(Vec<String>, Outcome)> {
    let Some(start) = decide(facts, pack).state() else { return Vec::new() };
    let was = decide(facts, pack).outcome();
    let apply = |state: State, way: &Way| {
        let mut words: Vec<String> = state.to_text().split(' ').map(str::to_owned).collect();
        for (fact, value) in &way.sets {
            let prefix = format!("{}=", fact.word());
            let word = words.iter_mut().find(|word| word.starts_with(&prefix)).unwrap();
            *word = format!("{prefix}{value}");
        }
        words.join(" ").parse::<State>().unwrap()
    };
    let mut reached: Vec<(u32, State)> = vec![(0, start)];
    for (place, way) in pack.ways().iter().enumerate() {
        let longer = reached.iter().filter(|(_, state)| way.when.holds(*state));
        let longer: Vec<(u32, State)> = longer
            .map(|(set, state)| (set | 1 << place, apply(*state, way), *state))
            .filter(|(_, after, before)| after != before)
            .map(|(set, after, _)| (set, after))
            .collect();
        reached.extend(longer);
    }
    let of = |outcome| {
        let sets =
            reached.iter().filter(move |(set, state)| *set != 0 && decide_again(*state, pack).outcome() == outcome);
        sets.map(|(set, _)| *set).collect::<Vec<u32>>()
    };
    if was == Outcome::Share {
        return Vec::new();
    }
    let (whole, part) = (of(Outcome::Share), of(Outcome::MinimumOnly));
    let is_smallest = |set: u32, among: &[u32]| !among.iter().any(|other| *other != set && other & set == *other);
    let mut found: Vec<(u32, Outcome)> =
        whole.iter().filter(|set| is_smallest(**set, &whole)).map(|set| (*set, Outcome::Share)).collect();
    if was != Outcome::MinimumOnly {
        let part_only = part.iter().filter(|set| is_smallest(**set, &part));
        let part_only = part_only.filter(|set| !whole.iter().any(|other| other & **set == *other));
        found.extend(part_only.map(|set| (*set, Outcome::MinimumOnly)));
    }
    found.sort_by_key(|(set, reaches)| (set.count_ones(), *reaches, *set));
    let names = |set: u32| {
        let ways = pack.ways().iter().enumerate().filter(move |(place, _)| set >> place & 1 == 1);
        ways.map(|(_, way)| way.id.clone()).collect::<Vec<_>>()
    };
    found.into_iter().map(|(set, reaches)| (names(set), reaches)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_search_finds_what_trying_every_set_finds(facts in any_facts()) {
        for pack in [&*LEAFLET, &*ENGLAND] {
            let found: Vec<_> = ways_to_yes(&facts, pack).into_iter().map(|way| {
                (way.steps.iter().map(|step| step.id.clone()).collect::<Vec<_>>(), way.reaches)
            }).collect();
            prop_assert_eq!(found, every_smallest_set(&facts, pack), "{:?}", facts);
        }
    }

    /// Much in the way at once.
    #[test]
    fn the_search_finds_what_trying_every_set_finds_behind_closed_gates(facts in any_facts(), access in select(Access::ALL), channel in select(Channel::ALL), need in select(NeedToKnow::ALL)) {
        let facts = Facts { access, channel, need_to_know: need, ..facts };
        let found: Vec<_> = ways_to_yes(&facts, &LEAFLET).into_iter().map(|way| {
            (way.steps.iter().map(|step| step.id.clone()).collect::<Vec<_>>(), way.reaches)
        }).collect();
        prop_assert_eq!(found, every_smallest_set(&facts, &LEAFLET), "{:?}", facts);
    }
}
