//! One test for each requirement that the sharing decision shows by itself.

use jiff::civil::{Date, date};
use kith_core::service::ServiceKind;
use kith_core::sharing::{
    Access, Age, Agreement, Basis, BasisFacts, Category, ConsentForm, ConsentState, Decision, Duty, Extent, Facts,
    Harm, Judgement, Kind, MayGo, NeedToKnow, NextStep, Outcome, Purpose, Requester, Sender, Subject, age_on,
    category_of_basic, decide, decide_again,
};
use kith_core::workforce::{AccessState, Role};

use crate::LEAFLET;

fn answer(facts: Facts) -> Decision {
    decide(&facts, &LEAFLET)
}

fn basics(requester: Requester) -> Facts {
    Facts::neutral(Category::Basic, requester, Purpose::Healthcare).on_basis(Basis::NoticeNoObjection)
}

fn notes(requester: Requester) -> Facts {
    Facts::neutral(Category::BeyondBasic, requester, Purpose::FamilySupport)
}

const BORN: Date = date(2022, 11, 23);

#[test]
fn s002_15a_child_turns_four_at_midnight() {
    let (evening, morning) = (date(2026, 11, 22), date(2026, 11, 23));
    assert_eq!(category_of_basic(BORN, evening), Category::Basic);
    assert_eq!(category_of_basic(BORN, morning), Category::BeyondBasic);
    assert_eq!(age_on(Some(BORN), evening), Age::UnderFour);
    assert_eq!(age_on(Some(BORN), morning), Age::FourOrOver);
    assert_eq!(age_on(Some(BORN), date(2022, 11, 22)), Age::Unborn);
    assert_eq!(age_on(None, morning), Age::NotApplicable);
    let leap_day = date(2024, 2, 29);
    assert_eq!(age_on(Some(leap_day), date(2028, 2, 28)), Age::UnderFour);
    assert_eq!(age_on(Some(leap_day), date(2028, 2, 29)), Age::FourOrOver);
    let asked = |today| answer(Facts { age: age_on(Some(BORN), today), ..basics(Requester::AnyHealthProfessional) });
    assert_eq!(asked(evening).outcome(), Outcome::Share);
    assert_eq!(asked(morning).outcome(), Outcome::SeekConsent);
}

#[test]
fn s002_15b_basics_go_between_health_professionals_without_a_consent_record() {
    for requester in [Requester::AnyHealthProfessional, Requester::CentreHealthProfessional] {
        assert_eq!(answer(basics(requester)).outcome(), Outcome::Share);
    }
}

#[test]
fn s002_15c_the_role_counts_and_not_the_employer() {
    assert_eq!(Requester::of(Role::HealthVisitor, false), Requester::AnyHealthProfessional);
    assert_eq!(Requester::of(Role::CommunityNurse, true), Requester::CentreHealthProfessional);
    assert_eq!(Requester::of(Role::OutreachWorker, true), Requester::CentreStaff);
    assert_eq!(Requester::of(Role::SocialWorker, false), Requester::WiderTeam);
    assert_eq!(Requester::of(Role::HousingOfficer, false), Requester::OutsideAgency);
    assert_eq!(Requester::of(Role::Administrator, true), Requester::OutsideAgency);
}

#[test]
fn s002_15d_for_outreach_notice_is_not_enough() {
    let facts = Facts { purpose: Purpose::CentreOutreach, ..basics(Requester::AnyHealthProfessional) };
    assert_eq!(answer(facts).outcome(), Outcome::SeekConsent);
}

#[test]
fn s002_15e_no_notice_on_file_is_give_notice_first() {
    let decision = answer(basics(Requester::AnyHealthProfessional).on_basis(Basis::None));
    assert_eq!((decision.outcome(), decision.next_step()), (Outcome::SeekConsent, NextStep::GiveNotice));
}

#[test]
fn s002_15g_nobody_outside_health_has_basics_without_explicit_consent() {
    for requester in [Requester::CentreStaff, Requester::WiderTeam, Requester::OutsideAgency] {
        assert_eq!(answer(basics(requester)).outcome(), Outcome::SeekConsent);
        assert_eq!(answer(basics(requester).on(BasisFacts::explicit_informed())).outcome(), Outcome::Share);
    }
}

#[test]
fn s002_16a_a_refusal_with_reasonable_cause_opens_a_judgement() {
    let facts = Facts { harm: Harm::ReasonableCause, ..notes(Requester::WiderTeam).on_basis(Basis::Refused) };
    let open = answer(facts);
    assert_eq!((open.outcome(), open.next_step()), (Outcome::CaseJudgement, NextStep::RecordJudgement));
    assert!(open.duties().contains(Duty::WeighRisks));
    let judged = |judgement| answer(Facts { judgement, ..facts }).outcome();
    assert_eq!(judged(Judgement::Sufficient), Outcome::MinimumOnly);
    assert_eq!(judged(Judgement::Insufficient), Outcome::Refuse);
}

#[test]
fn s002_17a_more_than_basic_needs_explicit_consent_whoever_asks() {
    for requester in Requester::ALL {
        let notice = notes(*requester).on_basis(Basis::NoticeNoObjection);
        assert_eq!(answer(notice).outcome(), Outcome::SeekConsent);
        assert_eq!(answer(notice.on(BasisFacts::explicit_informed())).outcome(), Outcome::Share);
    }
}

#[test]
fn s002_18b_advice_is_asked_without_names_until_there_is_reasonable_cause() {
    let facts = Facts {
        harm: Harm::ConcernNotEstablished,
        purpose: Purpose::SafeguardingConsult,
        ..notes(Requester::CentreStaff)
    };
    let decision = answer(facts);
    assert_eq!((decision.outcome(), decision.may_go()), (Outcome::MinimumOnly, MayGo::WithoutIdentity));
    assert!(decision.duties().contains(Duty::ProtectIdentity));
    assert_ne!(answer(Facts { harm: Harm::ReasonableCause, ..facts }).may_go(), MayGo::WithoutIdentity);
}

#[test]
fn s002_13e_a_lapse_of_training_refuses_and_names_the_course() {
    let facts = Facts { access: Access::from(AccessState::Untrained), ..basics(Requester::AnyHealthProfessional) };
    let decision = answer(facts);
    assert_eq!((decision.outcome(), decision.next_step()), (Outcome::Refuse, NextStep::CompleteTraining));
    let states = [AccessState::ClearanceExpired, AccessState::NotAuthorised, AccessState::RoleMismatch];
    for state in states {
        assert_eq!(answer(Facts { access: state.into(), ..facts }).outcome(), Outcome::Refuse);
    }
    assert_eq!(answer(Facts { access: AccessState::Current.into(), ..facts }).outcome(), Outcome::Share);
}

#[test]
fn s002_13d_without_a_working_relationship_or_reason_nobody_looks() {
    let facts = Facts { need_to_know: NeedToKnow::No, ..basics(Requester::AnyHealthProfessional) };
    assert_eq!(answer(facts).rule_id(), "G2-need");
}

#[test]
fn s002_11b_asking_for_more_than_is_needed_gets_what_is_needed() {
    let facts = Facts { extent: Extent::Excessive, ..basics(Requester::AnyHealthProfessional) };
    let decision = answer(facts);
    assert_eq!((decision.outcome(), decision.may_go()), (Outcome::MinimumOnly, MayGo::NeededOnly));
}

#[test]
fn s002_23b_an_agreement_between_organisations_is_no_consent() {
    for agreement in Agreement::ALL {
        let facts = Facts { agreement: *agreement, ..notes(Requester::CentreStaff) };
        assert_eq!(answer(facts).outcome(), Outcome::SeekConsent);
    }
}

#[test]
fn s002_mwg_a_consented_share_is_not_stopped_for_want_of_an_agreement() {
    let facts = notes(Requester::CentreStaff).on(BasisFacts::explicit_informed());
    let decision = answer(Facts { agreement: Agreement::None, ..facts });
    assert_eq!((decision.outcome(), decision.next_step()), (Outcome::Share, NextStep::RegisterAgreement));
    assert!(decision.duties().contains(Duty::RegisterAgreement));
}

#[test]
fn s002_ecb_words_said_out_loud_are_enough_and_ask_for_writing() {
    let agreed = BasisFacts { form: ConsentForm::Verbal, ..BasisFacts::explicit_informed() };
    let decision = answer(notes(Requester::CentreStaff).on(agreed));
    assert_eq!((decision.outcome(), decision.next_step()), (Outcome::Share, NextStep::ConfirmInWriting));
}

#[test]
fn s002_ecg_an_overdue_review_changes_the_answer_to_reconfirm() {
    let state = |state| {
        let agreed = BasisFacts { state, ..BasisFacts::explicit_informed() };
        let decision = answer(notes(Requester::CentreStaff).on(agreed));
        (decision.outcome(), decision.next_step())
    };
    assert_eq!(state(ConsentState::ReviewDue), (Outcome::Share, NextStep::ScheduleReview));
    assert_eq!(state(ConsentState::Stale), (Outcome::SeekConsent, NextStep::ReconfirmConsent));
}

#[test]
fn s002_12c_the_rules_never_approve_a_public_interest_by_themselves() {
    for judgement in [Judgement::NotApplicable, Judgement::NotRecorded] {
        let facts = notes(Requester::WiderTeam).on_basis(Basis::PublicInterest);
        let decision = answer(Facts { judgement, harm: Harm::ReasonableCause, ..facts });
        assert_eq!(decision.outcome(), Outcome::CaseJudgement);
        assert!(decision.permit(()).is_none());
    }
}

#[test]
fn s002_9a_a_kept_decision_is_decided_again_with_the_same_answer() {
    let decision = answer(notes(Requester::CentreStaff));
    let kept = decision.state().expect("no fact is missing").to_text();
    let again = decide_again(kept.parse().expect("what was kept reads back"), &LEAFLET);
    assert_eq!(again.outcome(), decision.outcome());
    assert_eq!(again.rule_id(), decision.rule_id());
    assert_eq!(again.pack_name(), "leaflet-2010");
}

#[test]
fn s002_23j_who_works_with_a_child_shows_contact_details_only() {
    let facts = Facts::neutral(Category::InvolvementIndex, Requester::CentreStaff, Purpose::FamilySupport);
    let decision = answer(facts.on_basis(Basis::NoticeNoObjection));
    assert_eq!((decision.outcome(), decision.may_go()), (Outcome::Share, MayGo::ContactDetailsOnly));
}

#[test]
fn s002_6a_every_answer_but_share_has_a_next_step_and_says_what_decided() {
    let decision = answer(notes(Requester::CentreStaff));
    assert_eq!(decision.heading(), "Not yet. Ask the family first");
    assert_eq!(decision.heading_naming("Hannah"), "Not yet. Ask Hannah first");
    assert_eq!(decision.paragraph(), "¶17");
    let decided: Vec<&str> =
        decision.findings().filter(|finding| finding.has_decided).map(|finding| finding.says).collect();
    assert_eq!(decided, ["More than basic details", "They have not been told or asked"]);
    assert_ne!(decision.next_step(), NextStep::None);
}

#[test]
fn s002_17b_the_four_named_facts_are_sensitive_from_the_start() {
    assert_eq!(Kind::SensitiveHealth.category(), Category::SensitiveHealth);
    assert_eq!(Kind::Basic.category(), Category::Basic);
    assert_eq!(Kind::Involvement.category(), Category::InvolvementIndex);
    assert_eq!(Kind::NewBirth.category(), Category::NewBirthOutreach);
    for kind in [Kind::Contacts, Kind::Health, Kind::Support] {
        assert_eq!(kind.category(), Category::BeyondBasic);
    }
}

#[test]
fn a_holder_is_known_by_its_service() {
    assert_eq!(Sender::of(ServiceKind::HealthVisiting), Sender::AnyHealthProfessional);
    assert_eq!(Sender::of(ServiceKind::GeneralPractice), Sender::GeneralPractitioner);
    assert_eq!(Sender::of(ServiceKind::Housing), Sender::CouncilHousing);
    assert_eq!(Sender::of(ServiceKind::Police), Sender::OtherAgency);
    let facts = Facts { sender: Sender::of(ServiceKind::SocialCare), ..notes(Requester::WiderTeam) };
    let decision = answer(Facts { subject: Subject::Parent, ..facts }.on(BasisFacts::explicit_informed()));
    assert!(decision.duties().contains(Duty::OwnProfessionalCode));
}
