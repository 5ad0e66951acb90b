//! What the ledger adds up to, and that less consent never shows more.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use kith_core::id::{PersonId, StaffId};
use kith_core::ledger::{
    Asked, Consent, Informed, KindAnswer, LedgerEntry, LedgerEvent, LedgerState, Partner, Scope, Signer, Standing,
};
use kith_core::service::ServiceKind;
use kith_core::sharing::{
    Basis, BasisFacts, ConsentBy, ConsentForm, ConsentScope, ConsentState, Facts, Kind, Purpose, Requester, decide,
};
use kith_core::statement::{AgreementStatement, Part};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::LEAFLET;
use crate::laws::shows;

const TODAY: Date = date(2026, 11, 23);

fn entry(event: LedgerEvent) -> LedgerEntry {
    LedgerEntry {
        recorded_at: Timestamp::UNIX_EPOCH,
        recorded_by: None,
        source: Some("health-visiting".to_owned()),
        event,
        proof: kith_core::ledger::Proof::default(),
    }
}

fn notice(on: Date) -> LedgerEntry {
    entry(LedgerEvent::Notice { on, version: "2025-04".to_owned(), how: "letter".to_owned() })
}

fn signer(part: Part) -> Signer {
    Signer::of_part(part)
}

fn consent(on: Date) -> Consent {
    Consent {
        on,
        by: signer(Part::Mother),
        kinds: [Kind::Basic, Kind::Support].into(),
        partners: [Partner::Service(ServiceKind::ChildrensCentre)].into(),
        purposes: [Purpose::FamilySupport].into(),
        about: BTreeSet::new(),
        form: ConsentForm::Written,
        how: "signed form".to_owned(),
        informed: Informed::all(true),
        is_file_access_explained: true,
        review_on: None,
    }
}

fn agreed(on: Date) -> LedgerEntry {
    entry(LedgerEvent::Consent(consent(on)))
}

fn refused(on: Date, part: Part) -> LedgerEntry {
    entry(LedgerEvent::Refusal { on, by: signer(part), scope: Scope::default() })
}

fn withdrew(on: Date) -> LedgerEntry {
    entry(LedgerEvent::Withdrawal { on, by: signer(Part::Mother), scope: Scope::default() })
}

fn objected(on: Date) -> LedgerEntry {
    entry(LedgerEvent::Objection { on, scope: Scope::default(), how: "telephone".to_owned() })
}

fn support() -> Asked<'static> {
    Asked::about_child(Kind::Support, ServiceKind::ChildrensCentre, Purpose::FamilySupport)
}

fn basics_in_health() -> Asked<'static> {
    Asked::about_child(Kind::Basic, ServiceKind::HealthVisiting, Purpose::Healthcare)
}

fn facts(entries: &[LedgerEntry], asked: &Asked<'_>) -> BasisFacts {
    LedgerState::of(entries, TODAY).basis_for(asked).facts
}

fn basis(entries: &[LedgerEntry], asked: &Asked<'_>) -> Basis {
    facts(entries, asked).basis
}

const MARCH: Date = date(2026, 3, 1);
const MAY: Date = date(2026, 5, 1);
const JULY: Date = date(2026, 7, 1);

#[test]
fn an_empty_ledger_is_not_asked_and_not_refused() {
    assert_eq!(basis(&[], &support()), Basis::None);
    let summary = LedgerState::of(&[], TODAY).consent_summary();
    assert_eq!(summary.kinds_with(KindAnswer::NotAsked).count(), Kind::ALL.len());
}

#[test]
fn s002_15e_notice_counts_from_the_day_it_was_given() {
    let entries = [notice(date(2026, 11, 23))];
    assert_eq!(basis(&entries, &basics_in_health()), Basis::NoticeNoObjection);
    assert!(!LedgerState::of(&entries, date(2026, 11, 22)).is_notice_given());
}

#[test]
fn s002_15f_an_objection_outweighs_notice_at_once() {
    let entries = [notice(MARCH), objected(MAY)];
    assert_eq!(basis(&entries, &basics_in_health()), Basis::Objected);
    let narrow = Scope { kinds: [Kind::Involvement].into(), ..Scope::default() };
    let entries = [notice(MARCH), entry(LedgerEvent::Objection { on: MAY, scope: narrow, how: "form".to_owned() })];
    assert_eq!(basis(&entries, &basics_in_health()), Basis::NoticeNoObjection);
    let who = Asked::about_child(Kind::Involvement, ServiceKind::ChildrensCentre, Purpose::FamilySupport);
    assert_eq!(basis(&entries, &who), Basis::Objected);
}

#[test]
fn s004_bao_a_yes_counts_for_another_area_only_where_it_names_it_and_a_no_counts_there_too() {
    let there = Asked {
        team: Some("Westshire"),
        is_outside: true,
        ..Asked::about_child(Kind::Support, ServiceKind::ChildrensCentre, Purpose::FamilySupport)
    };
    let naming =
        |partner: Partner| entry(LedgerEvent::Consent(Consent { partners: [partner].into(), ..consent(MARCH) }));
    // A kind of service, and the form's list, are those of this area alone.
    for partner in
        [Partner::Service(ServiceKind::ChildrensCentre), Partner::AllNamed, Partner::Named("West".to_owned())]
    {
        let entries = [naming(partner)];
        assert_eq!(facts(&entries, &there).scope, ConsentScope::NotRecipient);
    }
    let here = Asked { team: None, is_outside: false, ..there };
    assert_eq!(facts(&[naming(Partner::AllNamed)], &here).scope, ConsentScope::Covers);
    let named = naming(Partner::Named("westshire".to_owned()));
    assert_eq!(facts(std::slice::from_ref(&named), &there).scope, ConsentScope::Covers);
    let no = |to: Partner| {
        let scope = Scope { to: [to].into(), ..Scope::default() };
        entry(LedgerEvent::Refusal { on: MAY, by: signer(Part::Mother), scope })
    };
    for to in [Partner::Service(ServiceKind::ChildrensCentre), Partner::Named("Westshire".to_owned())] {
        assert_eq!(basis(&[named.clone(), no(to)], &there), Basis::Refused);
    }
}

#[test]
fn a_later_notice_does_not_undo_an_objection() {
    assert_eq!(basis(&[objected(MARCH), notice(MAY)], &basics_in_health()), Basis::Objected);
}

#[test]
fn s002_ecf_a_withdrawal_wins_over_an_earlier_agreement() {
    assert_eq!(basis(&[agreed(MARCH)], &support()), Basis::ExplicitInformed);
    assert_eq!(basis(&[agreed(MARCH), withdrew(MAY)], &support()), Basis::Withdrawn);
    assert_eq!(
        basis(&[withdrew(MAY), agreed(MARCH)], &support()),
        Basis::Withdrawn,
        "the order of entries says nothing"
    );
    assert_eq!(basis(&[agreed(MARCH), withdrew(MARCH)], &support()), Basis::Withdrawn, "on one day the no wins");
}

#[test]
fn a_no_dated_ahead_counts_at_once_and_a_yes_dated_ahead_does_not() {
    let ahead = date(2027, 1, 1);
    assert_eq!(basis(&[agreed(MARCH), withdrew(ahead)], &support()), Basis::Withdrawn);
    assert_eq!(basis(&[agreed(ahead)], &support()), Basis::None);
}

#[test]
fn a_later_agreement_wins_over_an_earlier_refusal() {
    assert_eq!(basis(&[refused(MARCH, Part::Mother)], &support()), Basis::Refused);
    assert_eq!(basis(&[refused(MARCH, Part::Mother), agreed(MAY)], &support()), Basis::ExplicitInformed);
    assert_eq!(basis(&[agreed(MARCH), refused(MAY, Part::Mother)], &support()), Basis::Refused);
}

#[test]
fn the_other_parents_no_is_a_disagreement() {
    for entries in [[agreed(MARCH), refused(MAY, Part::Father)], [refused(MARCH, Part::Father), agreed(MAY)]] {
        let facts = facts(&entries, &support());
        assert_eq!((facts.basis, facts.by), (Basis::ExplicitInformed, ConsentBy::OneParentOtherObjects));
    }
}

#[test]
fn refusing_the_consent_form_is_not_objecting_to_notice_between_health_services() {
    let entries = [notice(MARCH), refused(MAY, Part::Mother)];
    assert_eq!(basis(&entries, &basics_in_health()), Basis::NoticeNoObjection);
    assert_eq!(basis(&entries, &Asked { purpose: Purpose::CentreOutreach, ..basics_in_health() }), Basis::Refused);
    let scope = Scope { kinds: [Kind::Basic].into(), ..Scope::default() };
    let named = [notice(MARCH), entry(LedgerEvent::Refusal { on: MAY, by: signer(Part::Mother), scope })];
    assert_eq!(basis(&named, &basics_in_health()), Basis::Refused);
}

#[test]
fn s002_15c_a_nurse_in_a_centre_is_a_health_professional_to_the_ledger() {
    let entries = [notice(MARCH), refused(MAY, Part::Mother)];
    let to_centre = Asked { to: ServiceKind::ChildrensCentre, is_to_health: false, ..basics_in_health() };
    assert_eq!(basis(&entries, &to_centre), Basis::Refused);
    assert_eq!(basis(&entries, &Asked { is_to_health: true, ..to_centre }), Basis::NoticeNoObjection);
}

#[test]
fn where_notice_is_enough_a_faulty_agreement_does_not_stand_in_its_way() {
    let partners: BTreeSet<Partner> = [Partner::Service(ServiceKind::HealthVisiting)].into();
    let form =
        Consent { informed: Informed::default(), partners, purposes: [Purpose::Healthcare].into(), ..consent(MAY) };
    let entries = [notice(MARCH), entry(LedgerEvent::Consent(form))];
    assert_eq!(basis(&entries, &basics_in_health()), Basis::NoticeNoObjection);
    assert_eq!(basis(&entries[1..], &basics_in_health()), Basis::ExplicitUninformed);
}

#[test]
fn s002_10b_an_agreement_reaches_no_further_than_it_says() {
    let entries = [agreed(MARCH)];
    let scope = |asked: Asked<'_>| facts(&entries, &asked).scope;
    assert_eq!(scope(support()), ConsentScope::Covers);
    assert_eq!(scope(Asked { kind: Kind::SensitiveHealth, ..support() }), ConsentScope::NotCategory);
    assert_eq!(scope(Asked { to: ServiceKind::Housing, ..support() }), ConsentScope::NotRecipient);
    assert_eq!(scope(Asked { purpose: Purpose::Research, ..support() }), ConsentScope::NotPurpose);
}

#[test]
fn s002_axb_a_baby_born_later_is_not_on_the_form() {
    let (poppy, later) = (PersonId::from_random([1; 10]), PersonId::from_random([2; 10]));
    let form = Consent { about: [poppy].into(), ..consent(MARCH) };
    let entries = [entry(LedgerEvent::Consent(form))];
    assert_eq!(facts(&entries, &Asked { about: Some(poppy), ..support() }).scope, ConsentScope::Covers);
    assert_eq!(facts(&entries, &Asked { about: Some(later), ..support() }).scope, ConsentScope::NotSubject);
}

#[test]
fn s002_ecg_consent_is_current_then_due_then_stale() {
    let form = Consent { review_on: Some(date(2026, 11, 23)), ..consent(MARCH) };
    assert_eq!(form.state_on(date(2026, 11, 22)), ConsentState::Current);
    assert_eq!(form.state_on(date(2026, 11, 23)), ConsentState::ReviewDue);
    assert_eq!(form.state_on(date(2027, 11, 22)), ConsentState::ReviewDue);
    assert_eq!(form.state_on(date(2027, 11, 23)), ConsentState::Stale);
    assert_eq!(consent(MARCH).due_on(), date(2027, 3, 1));
}

#[test]
fn s002_eck_one_point_left_out_makes_it_uninformed() {
    let informed = Informed { implications: false, ..Informed::all(true) };
    let entries = [entry(LedgerEvent::Consent(Consent { informed, ..consent(MARCH) }))];
    assert_eq!(basis(&entries, &support()), Basis::ExplicitUninformed);
}

#[test]
fn s002_eca_a_consent_without_kind_partner_or_purpose_covers_nothing() {
    let without = [
        Consent { kinds: BTreeSet::new(), ..consent(MARCH) },
        Consent { partners: BTreeSet::new(), ..consent(MARCH) },
        Consent { purposes: BTreeSet::new(), ..consent(MARCH) },
    ];
    for form in without {
        let entries = [entry(LedgerEvent::Consent(form))];
        assert_ne!(facts(&entries, &support()).scope, ConsentScope::Covers);
    }
}

#[test]
fn s002_ecd_the_standing_of_the_signer_counts() {
    let by = |standing| {
        let form = Consent { by: Signer::of(standing), ..consent(MARCH) };
        facts(&[entry(LedgerEvent::Consent(form))], &support()).by
    };
    assert_eq!(by(Standing::ParentWithResponsibility), ConsentBy::ParentOrLegalCarer);
    assert_eq!(by(Standing::LegalCarer), ConsentBy::ParentOrLegalCarer);
    assert_eq!(by(Standing::YoungPerson), ConsentBy::YoungPerson);
    assert_eq!(by(Standing::Themself), ConsentBy::NoLegalStanding, "nobody signs for a child as themself");
    assert_eq!(by(Standing::Other), ConsentBy::NoLegalStanding);
}

#[test]
fn s002_mwe_a_father_signs_for_himself() {
    let (mother, father) = (PersonId::from_random([1; 10]), PersonId::from_random([2; 10]));
    let about_him = Asked { about: Some(father), is_about_adult: true, ..support() };
    let by = |signer: PersonId, standing| {
        let by = Signer { person: Some(signer), ..Signer::of(standing) };
        facts(&[entry(LedgerEvent::Consent(Consent { by, ..consent(MARCH) }))], &about_him).by
    };
    assert_eq!(by(mother, Standing::ParentWithResponsibility), ConsentBy::OtherAdultForSubject);
    assert_eq!(by(father, Standing::Themself), ConsentBy::ParentOrLegalCarer);
}

#[test]
fn a_sources_words_become_an_entry() {
    let statement = AgreementStatement::Agreed {
        on: MARCH,
        by: Part::Mother,
        how: "Signed form".to_owned(),
        kinds: vec!["basic".to_owned(), "support".to_owned(), "gossip".to_owned()],
        partners: vec!["all-named".to_owned(), "Sure Steps".to_owned()],
        is_informed: true,
        review_on: None,
    };
    let entries = [LedgerEntry::of_source(statement, "health-visiting", Timestamp::UNIX_EPOCH)];
    assert_eq!(basis(&entries, &support()), Basis::ExplicitInformed);
    assert_eq!(facts(&entries, &support()).form, ConsentForm::Written);
    assert_eq!(facts(&entries, &Asked { to: ServiceKind::Police, ..support() }).scope, ConsentScope::NotRecipient);
    let named = Asked { to: ServiceKind::Police, team: Some("sure steps"), ..support() };
    assert_eq!(facts(&entries, &named).scope, ConsentScope::Covers);
    let nothing_hidden = format!("{entries:?}");
    assert!(!nothing_hidden.contains("Sure Steps") && !nothing_hidden.contains("Signed"), "{nothing_hidden}");
}

#[test]
fn implied_agreement_reaches_what_was_named_and_no_more() {
    let scope = Scope {
        kinds: [Kind::Health].into(),
        to: [Partner::Service(ServiceKind::ChildrensCentre)].into(),
        ..Scope::default()
    };
    let event =
        |scope| entry(LedgerEvent::Implied { on: MARCH, behaviour: "came to the joint clinic".to_owned(), scope });
    let health = Asked::about_child(Kind::Health, ServiceKind::ChildrensCentre, Purpose::Healthcare);
    assert_eq!(basis(&[event(scope)], &health), Basis::Implied);
    assert_eq!(basis(&[event(Scope::default())], &health), Basis::None);
}

#[test]
fn the_card_says_what_stands() {
    let staff = StaffId::from_random([3; 10]);
    let event = LedgerEvent::Consent(Consent { review_on: Some(date(2026, 10, 1)), ..consent(MAY) });
    let entries = [
        notice(MARCH),
        LedgerEntry::of_staff(event, staff, Timestamp::UNIX_EPOCH),
        entry(LedgerEvent::Withdrawal {
            on: JULY,
            by: signer(Part::Mother),
            scope: Scope { kinds: [Kind::Basic].into(), ..Scope::default() },
        }),
        entry(LedgerEvent::Objection {
            on: JULY,
            scope: Scope { kinds: [Kind::Involvement].into(), ..Scope::default() },
            how: "telephone".to_owned(),
        }),
    ];
    let state = LedgerState::of(&entries, TODAY);
    let summary = state.consent_summary();
    assert_eq!(summary.kinds_with(KindAnswer::Agreed).collect::<Vec<_>>(), [Kind::Support]);
    assert_eq!(summary.kinds_with(KindAnswer::Refused).collect::<Vec<_>>(), [Kind::Basic]);
    assert_eq!(summary.kinds_with(KindAnswer::Objected).collect::<Vec<_>>(), [Kind::Involvement]);
    assert_eq!(summary.agreed.len(), 1);
    assert_eq!(summary.agreed[0].kinds, [Kind::Support].into());
    assert_eq!(summary.agreed[0].state, ConsentState::ReviewDue);
    assert_eq!(summary.ask_again_on, Some(date(2026, 10, 1)));
    assert_eq!(summary.objections.len(), 1);
    assert_eq!(summary.notice, Some((MARCH, "2025-04".to_owned())));
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i32..900).prop_map(|day| date(2024, 12, 1).saturating_add(jiff::Span::new().days(day)))
}

fn any_kinds() -> impl Strategy<Value = BTreeSet<Kind>> {
    subsequence(Kind::ALL, 0..=Kind::ALL.len()).prop_map(BTreeSet::from_iter)
}

fn any_partners() -> impl Strategy<Value = BTreeSet<Partner>> {
    let services = [ServiceKind::ChildrensCentre, ServiceKind::HealthVisiting, ServiceKind::Police];
    let all: Vec<Partner> = services.into_iter().map(Partner::Service).chain([Partner::AllNamed]).collect();
    subsequence(all, 0..=3).prop_map(BTreeSet::from_iter)
}

fn any_scope() -> impl Strategy<Value = Scope> {
    (any_kinds(), any_partners()).prop_map(|(kinds, to)| Scope { kinds, to, ..Scope::default() })
}

fn any_signer() -> impl Strategy<Value = Signer> {
    select(&[Part::Mother, Part::Father, Part::Carer, Part::Subject][..]).prop_map(Signer::of_part)
}

fn any_no() -> impl Strategy<Value = LedgerEntry> {
    (any_day(), any_signer(), any_scope(), 0..3).prop_map(|(on, by, scope, which)| {
        entry(match which {
            0 => LedgerEvent::Refusal { on, by, scope },
            1 => LedgerEvent::Withdrawal { on, by, scope },
            _ => LedgerEvent::Objection { on, scope, how: String::new() },
        })
    })
}

fn any_yes() -> impl Strategy<Value = LedgerEntry> {
    let form = (any_day(), any_signer(), any_kinds(), any_partners(), any::<bool>());
    form.prop_map(|(on, by, kinds, partners, is_informed)| {
        let purposes = [Purpose::FamilySupport, Purpose::Healthcare].into();
        let informed = Informed::all(is_informed);
        entry(LedgerEvent::Consent(Consent { by, kinds, partners, purposes, informed, ..consent(on) }))
    })
}

fn any_entries() -> impl Strategy<Value = Vec<LedgerEntry>> {
    let one = prop_oneof![any_yes(), any_no(), any_day().prop_map(notice)];
    proptest::collection::vec(one, 0..6)
}

fn any_question() -> impl Strategy<Value = (Asked<'static>, Requester)> {
    let to = select(&[ServiceKind::ChildrensCentre, ServiceKind::HealthVisiting, ServiceKind::Police][..]);
    let purpose = select(&[Purpose::FamilySupport, Purpose::Healthcare, Purpose::Planning][..]);
    (select(Kind::ALL), to, purpose, select(Requester::ALL)).prop_map(|(kind, to, purpose, requester)| {
        let is_to_health = requester.is_health();
        (Asked { is_to_health, ..Asked::about_child(kind, to, purpose) }, requester)
    })
}

fn shown(entries: &[LedgerEntry], (asked, requester): (Asked<'_>, Requester)) -> u8 {
    let question = Facts::neutral(asked.kind.category(), requester, asked.purpose);
    shows(decide(&question.on(facts(entries, &asked)), &LEAFLET).outcome())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_more_no_never_shows_more(entries in any_entries(), no in any_no(), question in any_question()) {
        let before = shown(&entries, question);
        let after: Vec<LedgerEntry> = entries.into_iter().chain([no]).collect();
        prop_assert!(shown(&after, question) <= before);
    }

    #[test]
    fn one_agreement_less_never_shows_more(entries in any_entries(), question in any_question()) {
        for left_out in 0..entries.len() {
            if entries[left_out].event.is_restrictive() {
                continue;
            }
            let mut fewer = entries.clone();
            fewer.remove(left_out);
            prop_assert!(
                shown(&fewer, question) <= shown(&entries, question),
                "without {} of {:?}", left_out, entries.iter().map(|entry| entry.event.word()).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn the_order_in_which_entries_are_kept_says_nothing(entries in any_entries(), question in any_question()) {
        let backwards: Vec<LedgerEntry> = entries.iter().rev().cloned().collect();
        let nothing_on_one_moment = entries.iter().all(|one| {
            entries.iter().filter(|other| other.event.on() == one.event.on()).count() == 1
        });
        if nothing_on_one_moment {
            prop_assert_eq!(facts(&entries, &question.0), facts(&backwards, &question.0));
        }
    }
}
