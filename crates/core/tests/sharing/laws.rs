//! Laws that hold for every combination of facts.

use kith_core::sharing::{
    Access, Basis, BasisFacts, Decision, FactName, Facts, Judgement, MayGo, Outcome, Purpose, decide,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::LEAFLET;
use crate::oracle::any_facts;

/// How much an answer shows: nothing, a part, all.
pub(crate) fn shows(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Share => 2,
        Outcome::MinimumOnly => 1,
        _ => 0,
    }
}

fn answer(facts: &Facts) -> Decision {
    decide(facts, &LEAFLET)
}

/// A person's written judgement may outweigh a no; the laws of consent are
/// about everything else.
fn without_judgement(facts: Facts) -> Facts {
    Facts { judgement: Judgement::NotRecorded, ..facts }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn less_consent_never_shows_more(facts in any_facts(), less in select(&[Basis::None, Basis::Refused, Basis::Withdrawn, Basis::Objected][..])) {
        let facts = without_judgement(facts);
        let before = answer(&facts.on(BasisFacts::explicit_informed()));
        let after = answer(&facts.on_basis(less));
        // Where consent came without what makes it good (a judgement on capacity), neither shows anything more.
        prop_assert!(shows(after.outcome()) <= shows(before.outcome()) || facts.capacity != kith_core::sharing::Capacity::Presumed);
    }

    #[test]
    fn an_objection_never_shows_more(facts in any_facts()) {
        let facts = without_judgement(facts);
        let objected = answer(&facts.on_basis(Basis::Objected));
        prop_assert!(shows(objected.outcome()) <= shows(answer(&facts).outcome()), "{:?}", facts);
    }

    #[test]
    fn an_asker_who_may_not_look_gets_nothing(facts in any_facts(), access in select(&Access::ALL[1..])) {
        let decision = answer(&Facts { access, ..facts });
        prop_assert_eq!(decision.outcome(), Outcome::Refuse);
        prop_assert!(decision.permit(()).is_none());
    }

    #[test]
    fn a_missing_fact_is_never_yes(facts in any_facts(), missing in select(FactName::ALL)) {
        let decision = answer(&Facts { missing: Some(missing), ..facts });
        prop_assert_eq!(decision.outcome(), Outcome::CaseJudgement);
        prop_assert!(decision.is_blank());
        prop_assert!(decision.permit(()).is_none());
    }

    #[test]
    fn the_same_question_has_the_same_answer(facts in any_facts()) {
        let (one, again) = (answer(&facts), answer(&facts));
        prop_assert_eq!(one.outcome(), again.outcome());
        prop_assert_eq!(one.rule_id(), again.rule_id());
        prop_assert_eq!(one.duties(), again.duties());
        prop_assert_eq!(one.findings().collect::<Vec<_>>(), again.findings().collect::<Vec<_>>());
    }

    #[test]
    fn every_answer_says_what_why_and_on_whose_word(facts in any_facts()) {
        let decision = answer(&facts);
        prop_assert!(!decision.heading().is_empty());
        prop_assert!(!decision.because().is_empty());
        prop_assert!(!decision.paragraph().is_empty());
        prop_assert!(!decision.duties().is_empty());
        prop_assert_eq!(decision.findings().count(), LEAFLET.checks().len());
        prop_assert!(decision.findings().any(|finding| finding.has_decided), "{:?} {}", facts, decision.rule_id());
        let lets_through = decision.outcome().is_yes();
        prop_assert_eq!(decision.may_go() != MayGo::Nothing, lets_through, "{}", decision.rule_id());
        prop_assert_eq!(decision.permit(7).map(|permitted| permitted.into_inner()), lets_through.then_some(7));
    }

    #[test]
    fn no_public_interest_without_a_persons_judgement(facts in any_facts(), basis in select(&[Basis::PublicInterest, Basis::CannotObtain, Basis::UnsafeOrInappropriate, Basis::Refused][..])) {
        let facts = without_judgement(facts.on_basis(basis));
        let is_named = facts.purpose != Purpose::SafeguardingConsult && !matches!(facts.category, kith_core::sharing::Category::GroupAnonymous);
        prop_assert!(!(is_named && answer(&facts).outcome().is_yes()), "{:?}", facts);
    }
}
