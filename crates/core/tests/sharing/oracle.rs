//! A second program for the ordered rules (9.3), written from the text and not
//! from the pack, and compared with the pack on many combinations.

use kith_core::sharing::{
    Access, Age, Agreement, Basis, BasisFacts, Capacity, Category, Channel, ConsentBy, ConsentForm, ConsentScope,
    ConsentState, Direction, Evidence, Extent, Facts, Flow, Harm, Judgement, NeedToKnow, Outcome, Purpose, Requester,
    Sender, Subject, decide,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::LEAFLET;

/// What the basis is worth by itself.
enum Worth {
    Enough,
    Part,
    Not(Outcome),
    AtOnce(Outcome),
}

pub(crate) fn answer(facts: &Facts) -> Outcome {
    use Outcome::{CaseJudgement, MinimumOnly, Refuse, SeekConsent, Share, StopSharing};
    let is_anonymous = facts.category == Category::GroupAnonymous;
    if facts.access != Access::Ok
        || (facts.channel == Channel::Insecure && !is_anonymous)
        || facts.need_to_know == NeedToKnow::No
        || facts.purpose == Purpose::Unjustified
    {
        return Refuse;
    }
    if is_anonymous {
        return Share;
    }
    let is_established = matches!(facts.harm, Harm::ReasonableCause | Harm::AdultAtRisk);
    if facts.purpose == Purpose::SafeguardingConsult && !is_established {
        return MinimumOnly;
    }
    if facts.judgement == Judgement::InDoubt {
        return CaseJudgement;
    }
    let agreed = facts.agreed;
    let is_explicit = matches!(agreed.basis, Basis::ExplicitInformed | Basis::ExplicitUninformed);
    let is_unproven =
        agreed.evidence == Evidence::Absent || (agreed.evidence == Evidence::NotApplicable && is_explicit);
    if facts.direction == Direction::In && is_unproven {
        return SeekConsent;
    }
    let worth = worth(facts);
    let said_no = matches!(agreed.basis, Basis::Objected | Basis::Refused | Basis::Withdrawn);
    let is_open = matches!(agreed.basis, Basis::UnsafeOrInappropriate | Basis::CannotObtain | Basis::PublicInterest)
        || is_established
        || (said_no && facts.harm != Harm::None)
        || cannot_agree(facts);
    let is_flowing = facts.flow == Flow::Ongoing || agreed.basis == Basis::Withdrawn;
    let no = if is_flowing { StopSharing } else { Refuse };
    match worth {
        Worth::AtOnce(outcome) => outcome,
        Worth::Enough if facts.extent == Extent::Excessive => MinimumOnly,
        Worth::Enough => Share,
        Worth::Part | Worth::Not(_) if is_open => match facts.judgement {
            Judgement::Sufficient => MinimumOnly,
            Judgement::Insufficient => no,
            _ => CaseJudgement,
        },
        Worth::Part => MinimumOnly,
        Worth::Not(_) if said_no => no,
        Worth::Not(outcome) => outcome,
    }
}

fn cannot_agree(facts: &Facts) -> bool {
    let is_healthcare = facts.requester.is_health() && facts.purpose == Purpose::Healthcare;
    let is_adults_own = facts.age == Age::NotApplicable
        && matches!(
            facts.subject,
            Subject::Parent | Subject::FatherOrPartner | Subject::YoungParent | Subject::YoungPerson
        );
    let needs_consent = match facts.category {
        Category::BeyondBasic | Category::SensitiveHealth | Category::NewBirthOutreach => true,
        Category::Basic => facts.age == Age::FourOrOver || !is_healthcare || is_adults_own,
        Category::InvolvementIndex => facts.requester == Requester::OutsideAgency,
        _ => false,
    };
    let could_be_asked =
        matches!(facts.agreed.basis, Basis::None | Basis::NoticeNoObjection | Basis::Implied | Basis::NotNeeded);
    let is_asked = facts.agreed.basis == Basis::ExplicitInformed || (could_be_asked && needs_consent);
    facts.capacity == Capacity::MentalCapacityLacks && is_asked
}

fn worth(facts: &Facts) -> Worth {
    use Outcome::{CaseJudgement, MinimumOnly, SeekConsent};
    let agreed = facts.agreed;
    let seek = Worth::Not(SeekConsent);
    match agreed.basis {
        Basis::ExplicitUninformed => return seek,
        Basis::ExplicitInformed => return worth_of_consent(facts),
        _ => {}
    }
    if cannot_agree(facts) {
        return Worth::Not(CaseJudgement);
    }
    let is_healthcare = facts.requester.is_health() && facts.purpose == Purpose::Healthcare;
    let is_held_by_health = matches!(
        facts.sender,
        Sender::AnyHealthProfessional | Sender::CentreHealthProfessional | Sender::GeneralPractitioner
    );
    let needed_only = if is_healthcare && is_held_by_health && agreed.basis == Basis::Implied {
        Worth::AtOnce(MinimumOnly)
    } else {
        Worth::Not(SeekConsent)
    };
    let is_told = matches!(agreed.basis, Basis::NoticeNoObjection | Basis::Implied);
    match facts.category {
        Category::Basic => match (facts.age, facts.subject) {
            (Age::FourOrOver, subject) if subject != Subject::PregnantWoman => needed_only,
            (Age::UnderFour | Age::Unborn, subject) if subject != Subject::Group => {
                if is_healthcare && is_told {
                    Worth::Enough
                } else {
                    seek
                }
            }
            (_, Subject::PregnantWoman) => {
                if is_healthcare && is_told {
                    Worth::Enough
                } else {
                    seek
                }
            }
            (_, Subject::Child | Subject::Unborn | Subject::Group) => {
                let is_in_words = matches!(
                    agreed.basis,
                    Basis::Objected
                        | Basis::Refused
                        | Basis::Withdrawn
                        | Basis::CannotObtain
                        | Basis::UnsafeOrInappropriate
                        | Basis::PublicInterest
                );
                let is_childs = facts.subject == Subject::Child && !is_healthcare;
                if is_in_words || is_childs { seek } else { Worth::AtOnce(CaseJudgement) }
            }
            _ => seek,
        },
        Category::BeyondBasic | Category::SensitiveHealth => needed_only,
        Category::InvolvementIndex if is_told && facts.requester != Requester::OutsideAgency => Worth::Enough,
        _ => seek,
    }
}

fn worth_of_consent(facts: &Facts) -> Worth {
    let agreed = facts.agreed;
    let is_young_alone = facts.capacity == Capacity::GillickNotCompetent && agreed.by == ConsentBy::YoungPerson;
    if matches!(facts.capacity, Capacity::GillickUnassessed | Capacity::MentalCapacityUnassessed) || is_young_alone {
        return Worth::Not(Outcome::SeekConsent);
    }
    if facts.capacity == Capacity::MentalCapacityLacks {
        return Worth::Not(Outcome::CaseJudgement);
    }
    let is_wrong_person = matches!(agreed.by, ConsentBy::NoLegalStanding | ConsentBy::OtherAdultForSubject);
    let reaches = matches!(agreed.scope, ConsentScope::Covers | ConsentScope::Part | ConsentScope::NotApplicable);
    let is_old = matches!(agreed.state, ConsentState::Stale | ConsentState::UseChanged);
    if is_wrong_person || !reaches || is_old {
        return Worth::Not(Outcome::SeekConsent);
    }
    if agreed.scope == ConsentScope::Part {
        return Worth::Part;
    }
    let is_recorded = agreed.by != ConsentBy::NotApplicable
        && agreed.scope == ConsentScope::Covers
        && agreed.state != ConsentState::NotApplicable
        && agreed.form != ConsentForm::NotApplicable;
    if is_recorded { Worth::Enough } else { Worth::AtOnce(Outcome::CaseJudgement) }
}

pub(crate) fn any_basis() -> impl Strategy<Value = BasisFacts> {
    let evidence = select(Evidence::ALL);
    (
        select(Basis::ALL),
        select(ConsentBy::ALL),
        select(ConsentScope::ALL),
        select(ConsentForm::ALL),
        select(ConsentState::ALL),
        evidence,
    )
        .prop_map(|(basis, by, scope, form, state, evidence)| BasisFacts {
            basis,
            by,
            scope,
            form,
            state,
            evidence,
        })
}

/// Any facts. The gates are mostly open, so that what lies behind is reached.
pub(crate) fn any_facts() -> impl Strategy<Value = Facts> {
    let about = (select(Category::ALL), select(Subject::ALL), select(Age::ALL), select(Sender::ALL));
    let asked = (select(Requester::ALL), select(Purpose::ALL), select(Direction::ALL), select(Flow::ALL));
    let agreed = prop_oneof![2 => any_basis(), 1 => Just(BasisFacts::explicit_informed())];
    let harm = (select(Capacity::ALL), select(Harm::ALL), select(Judgement::ALL), select(Extent::ALL));
    let access = prop_oneof![9 => Just(Access::Ok), 1 => select(Access::ALL)];
    let channel = prop_oneof![9 => Just(Channel::Secure), 1 => Just(Channel::Insecure)];
    let need = prop_oneof![9 => Just(NeedToKnow::Yes), 1 => Just(NeedToKnow::No)];
    (about, asked, agreed, harm, (access, channel, need, select(Agreement::ALL))).prop_map(
        |((category, subject, age, sender), (requester, purpose, direction, flow), agreed, harm, gates)| Facts {
            category,
            subject,
            age,
            sender,
            requester,
            purpose,
            direction,
            flow,
            agreed,
            capacity: harm.0,
            harm: harm.1,
            judgement: harm.2,
            extent: harm.3,
            access: gates.0,
            channel: gates.1,
            need_to_know: gates.2,
            agreement: gates.3,
            missing: None,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_pack_answers_as_the_second_program(facts in any_facts()) {
        let decision = decide(&facts, &LEAFLET);
        prop_assert_eq!(decision.outcome(), answer(&facts), "{:?} by {}", facts, decision.rule_id());
    }
}
