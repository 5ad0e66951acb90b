use kith_core::service::ServiceKind;
use kith_core::statement::AgreementStatement;

use super::{caseload, read_caseload};
use crate::read_all;

#[test]
fn an_answer_that_is_not_understood_is_neither_yes_nor_no() {
    let (rows, problems) = read_caseload(
        "ID,SURNAME,SERVICE,CONSENT,CONSENT_DATE\n1,Moor,HV,yes,01/10/2026\n2,Hill,HV,refused,01/10/2026\n3,Tarn,HV,mabye,01/10/2026\n4,Fell,HV,Y,\n5,Beck,HV,N,\n",
    );
    assert!(matches!(rows[0].agreements[..], [AgreementStatement::Agreed { is_informed: true, .. }]));
    assert!(matches!(rows[1].agreements[..], [AgreementStatement::Refused { .. }]));
    assert!(rows[2..].iter().all(|row| row.agreements.is_empty()));
    let words: Vec<(Option<u64>, &str)> =
        problems.iter().map(|problem| (problem.row, problem.how_to_fix.as_str())).collect();
    assert_eq!(
        words,
        [
            (Some(4), "we do not understand this answer; write one of: y, yes, refused"),
            (Some(5), "the answer has no date, so it was not taken; add the day"),
        ]
    );
}

#[test]
fn a_protecting_mark_that_is_not_understood_protects() {
    let (rows, problems) =
        read_caseload("ID,SURNAME,SERVICE,SHIELD\n1,Moor,HV,N\n2,Hill,HV,\n3,Tarn,HV,see file\n4,Fell,HV,x\n");
    let shielded: Vec<bool> = rows.iter().map(|row| row.people[0].1.is_shielded).collect();
    assert_eq!(shielded, [false, false, true, true]);
    assert_eq!(problems.len(), 1);
    assert!(!problems[0].leaves_row_out && problems[0].how_to_fix.contains("taken as yes"));
}

#[test]
fn a_row_of_no_known_service_is_left_out() {
    let (rows, problems) = read_caseload("ID,SURNAME,SERVICE\n1,Moor,CC\n2,Hill,XX\n3,Tarn,\n");
    assert_eq!(rows.iter().map(|row| row.service).collect::<Vec<_>>(), [ServiceKind::ChildrensCentre]);
    assert!(problems.iter().all(|problem| problem.leaves_row_out));
    assert_eq!(problems.iter().filter_map(|problem| problem.row).collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn words_for_nothing_are_nothing_and_contacts_need_a_day_that_was() {
    let (rows, problems) = read_caseload(
        "ID,SURNAME,FORENAME,SERVICE,SEEN,OUTCOME\n1,Moor,NULL,HV,01/10/2026,DNA\n2,Hill,Jo,HV,,\n3,Tarn,Jo,HV,01/10/2027,Seen\n",
    );
    assert_eq!(rows[0].people[0].1.given_name, None);
    assert!(rows[0].contact.as_ref().is_some_and(|contact| !contact.was_attended));
    assert!(rows[1].contact.is_none() && rows[2].contact.is_none());
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].how_to_fix, "this day is after today; check the date");
}

#[test]
fn a_missing_name_leaves_the_row_out_and_says_so() {
    let (rows, problems) = read_caseload("ID,SURNAME,FORENAME,SERVICE\n1,,Jo,HV\n2,Hill,Jo,HV\n");
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (problems[0].row, problems[0].column.as_deref(), problems[0].leaves_row_out),
        (Some(2), Some("SURNAME"), true)
    );
}

#[test]
fn the_same_row_twice_counts_once_and_twins_may_share_no_number() {
    let (rows, problems) = read_caseload(
        "ID,SURNAME,FORENAME,DOB,NHS,SERVICE\n1,Moor,Ada,01/10/2025,9990000018,HV\n1,Moor,Ada,01/10/2025,9990000018,HV\n2,Moor,Ben,01/10/2025,9990000018,HV\n",
    );
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].people[0].1.nhs_number, None);
    assert!(problems[0].how_to_fix.contains("same NHS number as row 2"));
    assert_eq!(problems.len(), 1);
}

#[test]
fn more_bad_rows_than_the_map_allows_is_too_much() {
    let map = caseload();
    let text = |bad: usize, good: usize| {
        let mut text = String::from("ID,SURNAME,SERVICE\n");
        (0..bad).for_each(|row| text.push_str(&format!("b{row},,HV\n")));
        (0..good).for_each(|row| text.push_str(&format!("g{row},Hill,HV\n")));
        text
    };
    let judge =
        |bad, good| read_all(&map, "x.csv", text(bad, good).as_bytes()).0.expect("a caseload").too_much_is_wrong(&map);
    assert!(!judge(1, 19), "5 in a hundred are allowed");
    assert!(judge(2, 18));
    assert!(!judge(3, 2), "too few rows to judge");
    assert!(judge(3, 0), "nothing good at all");
}

#[test]
fn a_key_of_the_whole_row_does_not_depend_on_the_order_of_columns() {
    let map = caseload_without_key();
    let key = |text: &str| {
        let (rows, _) = super::parted(read_all(&map, "x.csv", text.as_bytes()).1);
        rows[0].key.clone()
    };
    assert_eq!(key("ID,SURNAME,SERVICE\n1,Moor,HV\n"), key("SERVICE,SURNAME,ID,EXTRA\nHV,Moor,1,x\n"));
    assert_ne!(key("ID,SURNAME,SERVICE\n1,Moor,HV\n"), key("ID,SURNAME,SERVICE\n1,Moore,HV\n"));
}

fn caseload_without_key() -> kith_exchange::SourceMap {
    kith_exchange::SourceMap::parse(&super::CASELOAD.replace("key = [\"ID\"]\n", "")).expect("a sound map")
}
