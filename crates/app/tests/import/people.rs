//! Rows become people and families.

use kith_app::Who;

use crate::locality::{Locality, csv};

type Row<'a> = &'a [(&'a str, &'a str)];

const BIRTH: Row<'_> = &[
    ("KEY", "b1"),
    ("NHS", "9990000018"),
    ("GIVEN", "Poppy"),
    ("FAMILY", "Ellis"),
    ("BORN", "2026-10-02"),
    ("SEX", "F"),
    ("ADDRESS", "1 Example Road"),
    ("POSTCODE", "LX1 4QR"),
    ("M_NHS", "9990000026"),
    ("M_GIVEN", "Hannah"),
    ("M_FAMILY", "Ellis"),
    ("M_BORN", "1996-03-04"),
];

#[tokio::test]
async fn one_child_in_four_systems_is_one_person_in_one_family() {
    let locality = Locality::new().await;
    let mut people = Vec::new();
    for (source, key) in [("births", "b1"), ("visits", "v7"), ("midwives", "m3"), ("centres", "c9")] {
        let mut row = BIRTH.to_vec();
        row[0] = ("KEY", key);
        people.push(locality.import(source, "list.csv", &csv(&[&row])).await);
    }
    assert_eq!(people.iter().map(|tally| tally.joined).collect::<Vec<_>>(), [0, 2, 2, 2]);
    assert!(people.iter().all(|tally| (tally.people, tally.families) == (2, 1)));
    assert!(people.iter().all(|tally| tally.to_check == 0));
}

#[tokio::test]
async fn records_are_matched_the_same_whatever_the_order_of_files() {
    for order in [["births", "visits", "centres"], ["centres", "births", "visits"], ["visits", "centres", "births"]] {
        let locality = Locality::new().await;
        let mut joined = 0;
        for source in order {
            joined += locality.import(source, "list.csv", &csv(&[BIRTH])).await.joined;
        }
        assert_eq!(joined, 4, "{order:?}");
    }
}

#[tokio::test]
async fn an_equal_number_with_another_name_and_birthday_waits_for_a_person() {
    let locality = Locality::new().await;
    locality.import("births", "births.csv", &csv(&[BIRTH])).await;
    let other: Row<'_> =
        &[("KEY", "v1"), ("NHS", "9990000018"), ("GIVEN", "Tobias"), ("FAMILY", "Marsh"), ("BORN", "2023-01-05")];
    let file = locality.checked("visits", "visits.csv", &csv(&[other])).await;
    let page = locality.app.check_page(&Who::Operator, file, locality.now).await.expect("a check page");
    assert_eq!(page.possible, 1);
    let tally = locality.commit(file).await;
    assert_eq!((tally.joined, tally.to_check), (0, 1));
    let pairs = locality.app.pairs_to_check(&Who::Operator, 10).await.expect("pairs");
    assert!(pairs[0].reasons.contains("same NHS number"), "{}", pairs[0].reasons);
    assert!(!pairs[0].reasons.contains("Tobias"));
}

#[tokio::test]
async fn t17_a_sealed_identity_joins_nothing_in_any_order() {
    let sealed = [BIRTH, &[("SEALED", "Y")]].concat();
    for sealed_first in [true, false] {
        let locality = Locality::new().await;
        let (one, two) = if sealed_first { (&sealed[..], BIRTH) } else { (BIRTH, &sealed[..]) };
        locality.import("births", "one.csv", &csv(&[one])).await;
        let tally = locality.import("visits", "two.csv", &csv(&[two])).await;
        assert!(tally.joined <= 1, "only the mother is one person");
        let pairs = locality.app.pairs_to_check(&Who::Operator, 10).await.expect("pairs");
        assert!(pairs.is_empty(), "the quarantine is no list for everybody");
    }
}

#[tokio::test]
async fn t18_twins_stay_two_and_a_join_can_be_taken_back() {
    let locality = Locality::new().await;
    let twin = [
        ("KEY", "b2"),
        ("NHS", "9990000034"),
        ("GIVEN", "Rose"),
        ("FAMILY", "Ellis"),
        ("BORN", "2026-10-02"),
        ("ADDRESS", "1 Example Road"),
        ("POSTCODE", "LX1 4QR"),
        ("M_NHS", "9990000026"),
        ("M_GIVEN", "Hannah"),
        ("M_FAMILY", "Ellis"),
        ("M_BORN", "1996-03-04"),
    ];
    let tally = locality.import("births", "births.csv", &csv(&[BIRTH, &twin])).await;
    assert_eq!((tally.joined, tally.people, tally.families), (1, 3, 1));
}

#[tokio::test]
async fn an_unborn_child_becomes_the_child_that_is_born() {
    let locality = Locality::new().await;
    let expected: Row<'_> = &[
        ("KEY", "m1"),
        ("GIVEN", "Unborn"),
        ("FAMILY", "Ellis"),
        ("DUE", "2026-10-09"),
        ("ADDRESS", "1 Example Road"),
        ("POSTCODE", "LX1 4QR"),
        ("M_NHS", "9990000026"),
        ("M_GIVEN", "Hannah"),
        ("M_FAMILY", "Ellis"),
        ("M_BORN", "1996-03-04"),
    ];
    locality.import("midwives", "expected.csv", &csv(&[expected])).await;
    let tally = locality.import("births", "births.csv", &csv(&[BIRTH])).await;
    assert_eq!((tally.joined, tally.people, tally.families), (2, 2, 1));
}

#[tokio::test]
async fn a_row_that_no_longer_fits_parts_what_it_joined() {
    let locality = Locality::new().await;
    locality.import("births", "births.csv", &csv(&[BIRTH])).await;
    assert_eq!(locality.import("visits", "visits.csv", &csv(&[BIRTH])).await.joined, 2);
    let other: Row<'_> =
        &[("KEY", "b1"), ("NHS", "9990000042"), ("GIVEN", "Tobias"), ("FAMILY", "Marsh"), ("BORN", "2023-01-05")];
    let tally = locality.import("visits", "corrected.csv", &csv(&[other])).await;
    assert_eq!((tally.rows_changed, tally.parted), (1, 2));
}

#[tokio::test]
async fn what_a_person_decided_survives_every_later_file() {
    let locality = Locality::new().await;
    locality.import("births", "births.csv", &csv(&[BIRTH])).await;
    let nameless: Row<'_> =
        &[("KEY", "v1"), ("GIVEN", "Poppy"), ("FAMILY", "Ellis"), ("BORN", "2026-10-02"), ("POSTCODE", "LX1 4QR")];
    let tally = locality.import("visits", "visits.csv", &csv(&[nameless])).await;
    assert_eq!(tally.joined + tally.to_check, 1);
    if let Some(pair) = locality.app.pairs_to_check(&Who::Operator, 1).await.expect("pairs").first() {
        locality.app.keep_apart(&Who::Operator, (pair.a, pair.b), locality.now).await.expect("kept apart");
        let found = locality.app.explain_pair(&Who::Operator, (pair.a, pair.b)).await.expect("explained");
        assert!(
            !found.is_one_person && found.asserted.iter().any(|(_, words)| words.starts_with("a person: two people"))
        );
    }
    let moved = [nameless, &[("ADDRESS", "1 Example Road")]].concat();
    let tally = locality.import("visits", "moved.csv", &csv(&[&moved])).await;
    assert_eq!(tally.rows_changed, 1);
    assert!(locality.app.verify_audit().await.is_ok());
}

#[tokio::test]
async fn rows_with_only_a_number_of_their_source_belong_to_whom_it_stands_for() {
    let map = crate::locality::plain_map("visits", "social-care")
        .replace("family_name = \"FAMILY\"", "family_name = \"FAMILY\"\nlocal_number = \"TEAM\"");
    let locality = Locality::with(vec![map]).await;
    let rows = csv(&[
        &[("KEY", "1"), ("TEAM", "C-7"), ("SEEN", "2026-10-05")],
        &[("KEY", "2"), ("TEAM", "C-7"), ("GIVEN", "Poppy"), ("FAMILY", "Ellis"), ("BORN", "2026-10-02")],
        &[("KEY", "3"), ("TEAM", "C-7"), ("SEEN", "2026-11-05")],
        &[("KEY", "4"), ("TEAM", "C-8"), ("SEEN", "2026-11-05")],
    ]);
    let tally = locality.import("visits", "episodes.csv", &rows).await;
    assert_eq!((tally.joined, tally.people), (2, 2));
}

#[tokio::test]
async fn two_processes_see_what_the_other_took_in() {
    let locality = Locality::new().await;
    let other = locality.opened_again().await;
    locality.import("births", "births.csv", &csv(&[BIRTH])).await;
    let mut silent = kith_app::ImportProgress::silent();
    for (source, key) in [("visits", "v7"), ("midwives", "m3")] {
        let mut row = BIRTH.to_vec();
        row[0] = ("KEY", key);
        let text = csv(&[&row]);
        let upload = kith_app::Upload::new(source, "list.csv", text.as_bytes());
        let checked = other.check_file(&Who::Operator, upload, locality.now, &mut silent).await;
        let Ok(kith_app::UploadOutcome::Checked(file)) = checked else { panic!("the file is read") };
        let tally = other.commit_file(&Who::Operator, file, locality.now, &mut silent).await.expect("taken in");
        assert_eq!((tally.joined, tally.people), (2, 2));
    }
    let tally = locality.import("centres", "centre.csv", &csv(&[BIRTH])).await;
    assert_eq!((tally.joined, tally.people, tally.families), (2, 2, 1));
}
