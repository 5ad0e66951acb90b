//! Whom the form names, and when it named them: an agreement reaches those who
//! were named on its day and still are, and a no reaches whoever ever was.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use kith_core::id::StaffId;
use kith_core::ledger::{
    Asked, Consent, Informed, LedgerEntry, LedgerEvent, LedgerState, PURPOSES_OF_THE_FORM, Partner, Proof, Remark,
    RemarkKind, Scope, Signer, Team, TeamChange, TeamPart,
};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Basis, ConsentForm, ConsentScope, ConsentState, Kind, Purpose};
use kith_core::statement::Part;

const TODAY: Date = date(2026, 11, 22);
const HOUSING: TeamPart = TeamPart::Service(ServiceKind::Housing);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

fn change(part: TeamPart, is_joining: bool, on: Date, second: i64) -> TeamChange {
    TeamChange { part, is_joining, on, at: at(second) }
}

fn said(event: LedgerEvent, by: Option<StaffId>, second: i64) -> LedgerEntry {
    LedgerEntry { recorded_at: at(second), recorded_by: by, source: None, event, proof: Proof::default() }
}

fn by_form(on: Date) -> LedgerEvent {
    LedgerEvent::Consent(Consent {
        on,
        by: Signer::of_part(Part::Mother),
        kinds: [Kind::Basic].into(),
        partners: [Partner::AllNamed].into(),
        purposes: PURPOSES_OF_THE_FORM.iter().copied().collect(),
        about: Default::default(),
        form: ConsentForm::Written,
        how: "signed form".to_owned(),
        informed: Informed::all(true),
        is_file_access_explained: true,
        review_on: None,
    })
}

fn to_housing() -> Asked<'static> {
    Asked::about_child(Kind::Basic, ServiceKind::Housing, Purpose::FamilySupport)
}

fn state_of(entries: &[LedgerEntry], team: &Team, asked: &Asked<'_>) -> (Basis, ConsentScope, ConsentState) {
    let facts = LedgerState::of(entries, TODAY).with_team(team).basis_for(asked).facts;
    (facts.basis, facts.scope, facts.state)
}

fn somebody() -> Option<StaffId> {
    Some(StaffId::from_random([1; 10]))
}

#[test]
fn a_service_that_came_later_is_a_new_use_and_one_that_came_before_is_covered() {
    let team = Team::of(vec![change(HOUSING, true, date(2026, 6, 1), 100)]);
    let before = [said(by_form(date(2026, 5, 1)), somebody(), 50)];
    let after = [said(by_form(date(2026, 7, 1)), somebody(), 150)];
    let new_use = (Basis::ExplicitInformed, ConsentScope::Covers, ConsentState::UseChanged);
    assert_eq!(state_of(&before, &team, &to_housing()), new_use);
    assert_eq!(state_of(&after, &team, &to_housing()).2, ConsentState::Current);
    let centre = Asked::about_child(Kind::Basic, ServiceKind::ChildrensCentre, Purpose::FamilySupport);
    assert_eq!(state_of(&before, &team, &centre).2, ConsentState::Current);
    let without = Team::as_printed();
    assert_eq!(state_of(&after, &without, &to_housing()).1, ConsentScope::NotRecipient);
}

#[test]
fn on_one_day_only_what_was_known_to_come_first_counts() {
    let team = Team::of(vec![change(HOUSING, true, TODAY, 100)]);
    let earlier = [said(by_form(TODAY), somebody(), 99)];
    let later = [said(by_form(TODAY), somebody(), 101)];
    let of_a_source = [said(by_form(TODAY), None, 200)];
    assert_eq!(state_of(&earlier, &team, &to_housing()).2, ConsentState::UseChanged);
    assert_eq!(state_of(&later, &team, &to_housing()).2, ConsentState::Current);
    assert_eq!(state_of(&of_a_source, &team, &to_housing()).2, ConsentState::UseChanged);
}

#[test]
fn a_new_purpose_is_asked_for_again_and_a_service_that_left_is_covered_no_more() {
    let purpose = TeamPart::Purpose(Purpose::Planning);
    let centre = TeamPart::Service(ServiceKind::ChildrensCentre);
    let team = Team::of(vec![
        change(purpose.clone(), true, date(2026, 6, 1), 100),
        change(centre, false, date(2026, 8, 1), 200),
    ]);
    let agreed = [said(by_form(date(2026, 5, 1)), somebody(), 50)];
    let planning = Asked::about_child(Kind::Basic, ServiceKind::EarlyHelp, Purpose::Planning);
    assert_eq!(state_of(&agreed, &team, &planning).2, ConsentState::UseChanged);
    let left = Asked::about_child(Kind::Basic, ServiceKind::ChildrensCentre, Purpose::FamilySupport);
    assert_eq!(state_of(&agreed, &team, &left).1, ConsentScope::NotRecipient);
    let summary = LedgerState::of(&agreed, TODAY).with_team(&team).consent_summary();
    assert_eq!(summary.agreed[0].new_since, [purpose].into());
    assert!(!team.services().any(|service| service == ServiceKind::ChildrensCentre));
}

#[test]
fn a_no_to_those_on_the_form_is_a_no_to_whoever_was_ever_on_it() {
    let team =
        Team::of(vec![change(HOUSING, true, date(2026, 6, 1), 100), change(HOUSING, false, date(2026, 8, 1), 200)]);
    let scope = Scope { to: [Partner::AllNamed].into(), ..Scope::default() };
    let no = LedgerEvent::Refusal { on: date(2026, 5, 1), by: Signer::of_part(Part::Mother), scope };
    let entries = [said(no, somebody(), 50)];
    assert_eq!(state_of(&entries, &team, &to_housing()).0, Basis::Refused);
    assert_eq!(state_of(&entries, &Team::as_printed(), &to_housing()).0, Basis::None);
}

#[test]
fn s002_18d_where_asking_is_unsafe_the_basis_says_so_until_it_is_safe() {
    let reference = kith_core::id::LedgerId::from_random([7; 10]);
    let remark = |kind, on| {
        let scope = Scope::default();
        LedgerEvent::Remark(Box::new(Remark { kind, on, reference, scope, words: Default::default() }))
    };
    let unsafe_now = said(remark(RemarkKind::AskingUnsafe, date(2026, 11, 1)), somebody(), 10);
    let safe = said(remark(RemarkKind::AskingSafe, date(2026, 11, 20)), somebody(), 20);
    let team = Team::as_printed();
    let asked = [unsafe_now.clone()];
    assert_eq!(state_of(&asked, &team, &to_housing()).0, Basis::UnsafeOrInappropriate);
    assert!(asked[0].event.is_kept_from_family());
    assert_eq!(state_of(&[unsafe_now, safe], &team, &to_housing()).0, Basis::None);
}
