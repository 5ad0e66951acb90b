use jiff::civil::{Date, date};

use super::view::{Copy, NumberStanding, PersonView, is_same_place, view};
use crate::id::RecordId;
use crate::person::{Address, Name};
use crate::service::ServiceKind;
use crate::statement::PersonStatement;

fn name(text: &str) -> Option<Name> {
    Name::parse(text).ok()
}

fn named(given: &str, family: &str) -> PersonStatement {
    PersonStatement { given_name: name(given), family_name: name(family), ..PersonStatement::default() }
}

/// Views statements of services, each as of a day.
fn seen(said: &[(ServiceKind, Date, PersonStatement)]) -> PersonView {
    let copies: Vec<Copy<'_>> = (1..)
        .zip(said)
        .map(|(number, (service, day, statement))| Copy {
            record: RecordId::from_random([number; 10]),
            source_name: service.word(),
            source_title: service.title(),
            service: *service,
            recorded_on: Some(*day),
            received_on: date(2026, 11, 1),
            written_at: None,
            statement,
        })
        .collect();
    let found = view(&copies);
    let turned: Vec<Copy<'_>> = copies.into_iter().rev().collect();
    assert!(view(&turned) == found, "the order of copies does not matter");
    found
}

const GP: ServiceKind = ServiceKind::GeneralPractice;
const CENTRE: ServiceKind = ServiceKind::ChildrensCentre;
const HOUSING: ServiceKind = ServiceKind::Housing;
const MIDWIFE: ServiceKind = ServiceKind::Maternity;

#[test]
fn every_value_says_where_it_comes_from_and_who_agrees() {
    let born = |day| PersonStatement { born_on: Some(day), ..named("Amelia", "Ellis") };
    let found = seen(&[
        (CENTRE, date(2026, 9, 1), born(date(2025, 9, 3))),
        (GP, date(2026, 2, 1), born(date(2025, 3, 9))),
        (HOUSING, date(2026, 3, 1), born(date(2025, 3, 9))),
    ]);
    let birth = found.born_on.expect("a birthday");
    assert_eq!((birth.value, birth.agrees_with), (date(2025, 3, 9), 1));
    assert_eq!((birth.source_title.as_str(), birth.recorded_on), (GP.title(), date(2026, 2, 1)));
    assert_eq!(birth.others.len(), 1);
    assert_eq!((birth.others[0].value, birth.others[0].source_title.as_str()), (date(2025, 9, 3), CENTRE.title()));
}

#[test]
fn a_filled_in_birthday_gives_way_to_any_other() {
    let born = |day| PersonStatement { born_on: Some(day), ..PersonStatement::default() };
    let found =
        seen(&[(GP, date(2026, 2, 1), born(date(2025, 1, 1))), (HOUSING, date(2026, 1, 1), born(date(2025, 3, 9)))]);
    assert_eq!(found.born_on.map(|birth| birth.value), Some(date(2025, 3, 9)));
}

#[test]
fn the_newest_address_is_shown_and_the_same_place_written_otherwise_agrees() {
    let at = |line: &str, postcode: &str| PersonStatement {
        address: Some(Address { lines: vec![line.to_owned()], postcode: postcode.parse().ok(), uprn: None }),
        ..PersonStatement::default()
    };
    let found = seen(&[
        (GP, date(2025, 2, 1), at("3 Mill Lane", "LX7 2AB")),
        (HOUSING, date(2026, 1, 1), at("12 High Street", "LX1 4QR")),
        (CENTRE, date(2025, 6, 1), at("12, HIGH ST", "LX1 4QR")),
    ]);
    let home = found.address.expect("an address");
    assert_eq!((home.value.lines[0].as_str(), home.agrees_with, home.others.len()), ("12 High Street", 1, 1));
    let place = |number| Address { lines: vec!["Flat".to_owned()], postcode: None, uprn: Some(number) };
    assert!(is_same_place(&place(1), &place(1)) && !is_same_place(&place(1), &place(2)));
}

#[test]
fn a_real_name_replaces_a_stand_in_however_new_that_is() {
    let found = seen(&[
        (MIDWIFE, date(2026, 5, 1), named("BABY GIRL", "ELLIS")),
        (GP, date(2026, 2, 1), named("AMELIA", "HUGHES")),
        (CENTRE, date(2026, 3, 1), named("A", "HUGHES")),
    ]);
    assert_eq!(found.display_name, "Amelia Hughes");
    assert_eq!(found.given_name.map(|name| name.value).as_deref(), Some("Amelia"));
}

#[test]
fn the_newest_name_is_the_one_on_every_screen() {
    let found =
        seen(&[(GP, date(2024, 2, 1), named("Daisy", "Ellis")), (CENTRE, date(2026, 3, 1), named("Daniel", "Ellis"))]);
    assert_eq!((found.display_name.as_str(), found.first_name.as_str()), ("Daniel Ellis", "Daniel"));
    let goes_by = PersonStatement { known_as: name("Dan"), ..named("Daniel", "Ellis") };
    assert_eq!(seen(&[(CENTRE, date(2026, 3, 1), goes_by)]).display_name, "Dan Ellis");
}

#[test]
fn a_baby_without_a_name_is_called_by_the_family_name() {
    let found = seen(&[(MIDWIFE, date(2026, 5, 1), named("B/O Sarah", "ELLIS"))]);
    assert_eq!((found.display_name.as_str(), found.first_name.as_str()), ("Baby Ellis", "Baby"));
    let second = PersonStatement { birth_order: Some(2), ..named("TWIN 2", "Ellis") };
    assert_eq!(seen(&[(MIDWIFE, date(2026, 5, 1), second)]).display_name, "Baby Ellis (born second)");
    assert_eq!(seen(&[(MIDWIFE, date(2026, 5, 1), PersonStatement::default())]).display_name, "Baby");
}

#[test]
fn a_missing_or_untraced_number_is_flagged() {
    let numbered = || PersonStatement { nhs_number: "9990000018".parse().ok(), ..PersonStatement::default() };
    let standing = |service| seen(&[(service, date(2026, 1, 1), numbered())]).number_standing;
    assert_eq!(standing(GP), NumberStanding::Traced);
    assert_eq!(standing(CENTRE), NumberStanding::Untraced);
    let missing = seen(&[(GP, date(2026, 1, 1), named("Amelia", "Ellis"))]);
    assert_eq!(missing.number_standing.flag(), Some("NHS number missing"));
}

#[test]
fn one_source_is_enough_to_shield_or_seal() {
    let shielded = PersonStatement { is_shielded: true, ..named("Amelia", "Ellis") };
    let sealed = PersonStatement { is_sealed: true, ..named("Amelia", "Ellis") };
    let plain = || (GP, date(2026, 9, 1), named("Amelia", "Ellis"));
    assert!(seen(&[plain(), (HOUSING, date(2020, 1, 1), shielded)]).is_shielded);
    assert!(seen(&[plain(), (HOUSING, date(2020, 1, 1), sealed)]).is_sealed);
    assert!(!seen(&[plain()]).is_shielded);
}

#[test]
fn an_expected_date_goes_when_the_child_is_born() {
    let due = PersonStatement { due_on: Some(date(2026, 5, 1)), ..PersonStatement::default() };
    let born = PersonStatement { born_on: Some(date(2026, 4, 27)), ..PersonStatement::default() };
    let unborn = seen(&[(MIDWIFE, date(2026, 1, 1), due.clone())]);
    assert!(unborn.due_on.is_some());
    assert!(seen(&[(MIDWIFE, date(2026, 1, 1), due), (GP, date(2026, 6, 1), born)]).due_on.is_none());
}

#[test]
fn a_view_never_prints_itself() {
    let found = seen(&[(GP, date(2026, 9, 1), named("Amelia", "Ellis"))]);
    assert_eq!(format!("{found:?} {:?}", found.family_name), "PersonView(hidden) Some(Known(hidden))");
}
