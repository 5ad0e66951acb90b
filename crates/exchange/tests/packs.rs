//! The pack that comes with Kith is whole, decides the shared cases, and
//! nothing that a case file may hold makes it say yes by mistake.

use std::collections::BTreeSet;

use kith_core::sharing::{Outcome, Pack};
use kith_exchange::packs::{LEAFLET_2010, decide_cases, read_pack};

const HEADER: &str = "id,scenario,category,subject,child_dob,on_date,sender,requester,purpose,direction,flow,basis,consent_by,consent_scope,consent_form,consent_state,evidence,capacity,harm,judgement,need_to_know,extent,access,channel,agreement";
const SHARED: &str = "X1,told,basic,child,2026-02-24,2026-03-02,hp_any,hp_any,healthcare,out,one_off,notice_no_objection,na,na,na,na,na,na,none,na,yes,necessary,ok,secure,in_place";

fn leaflet() -> Pack {
    read_pack(LEAFLET_2010).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn rows(answers: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(answers);
    reader.records().map(|row| row.expect("the answers are CSV").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_leaflet_passes_its_checks() {
    let report = leaflet().check().unwrap();
    assert!(report.rules > 50 && report.nevers > 10, "{report:?}");
    assert!(Outcome::ALL.iter().all(|outcome| report.by_outcome.contains_key(outcome)), "{report:?}");
}

/// Screen words: sentences of at most 20 words, and none of the words that
/// blame or beg.
#[test]
fn the_words_of_the_leaflet_are_plain() {
    let pack = leaflet();
    let rules = pack.rules().iter().flat_map(|rule| [&rule.heading, &rule.because]);
    let ways = pack.ways().iter().flat_map(|way| [&way.title, &way.say]);
    let found = pack.checks().iter().flat_map(|check| check.answers.iter().map(|answer| &answer.says));
    for text in rules.chain(ways).chain(found) {
        let lower = text.to_lowercase();
        for word in ["please", "sorry", "invalid", "denied"] {
            assert!(!lower.contains(word), "{text}");
        }
        for sentence in text.split(['.', '?', '!']) {
            assert!(sentence.split_whitespace().count() <= 20, "{sentence}");
        }
    }
}

#[test]
fn the_shared_cases_are_answered_as_expected() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/spec/decision-cases.csv");
    let Ok(bytes) = std::fs::read(beside) else { return };
    let (answers, problems) = decide_cases(&bytes, &leaflet());
    assert!(problems.is_empty(), "{problems:?}");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let headers = reader.headers().unwrap().clone();
    let set = |text: &str| text.split(';').map(str::to_owned).collect::<BTreeSet<_>>();
    let mut wrong = Vec::new();
    for (expected, answered) in reader.records().zip(rows(&answers)) {
        let expected = expected.unwrap();
        let of = |name| &expected[headers.iter().position(|header| header == name).unwrap()];
        let is_right =
            of("expected") == answered[1] && of("next_step") == answered[2] && set(of("duties")) == set(&answered[3]);
        if !is_right {
            let expected = format!("{}: {} {} {}", of("id"), of("expected"), of("next_step"), of("duties"));
            wrong.push(format!("{expected}\n  found {}", answered.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_case_is_answered_with_its_reasons() {
    let (answers, problems) = decide_cases(format!("{HEADER}\n{SHARED}\n").as_bytes(), &leaflet());
    assert!(problems.is_empty(), "{problems:?}");
    let expected = "id,outcome,next_step,duties,citation,deciding_rule\n\
                    X1,share,none,inform;minimise;offer_objection;record;secure,¶15 b1; MW; A35,S-told\n";
    assert_eq!(String::from_utf8(answers).unwrap(), expected);
}

#[test]
fn columns_may_come_in_any_order_and_with_a_byte_order_mark() {
    let reversed = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
    let text = format!("\u{feff}{}\r\n{}\r\n", reversed(HEADER), reversed(SHARED));
    let (answers, problems) = decide_cases(text.as_bytes(), &leaflet());
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(rows(&answers)[0][..2], ["X1", "share"]);
}

#[test]
fn a_row_that_cannot_be_read_is_never_yes() {
    let words: Vec<&str> = SHARED.split(',').collect();
    for place in 2..words.len() {
        for bad in ["", "gossip", "2026-02-30", "\u{0}"] {
            let mut row = words.clone();
            row[place] = bad;
            let text = format!("{HEADER}\n{}\n{SHARED}\n", row.join(","));
            let (answers, problems) = decide_cases(text.as_bytes(), &leaflet());
            let rows = rows(&answers);
            assert_eq!(rows[0][1], "case_judgement", "{} = {bad:?}", HEADER.split(',').nth(place).unwrap());
            assert_eq!(rows[1][1], "share");
            assert_eq!(problems.len(), 1);
            assert_eq!(problems[0].row, Some(2));
            assert_eq!(problems[0].column.as_deref(), HEADER.split(',').nth(place));
        }
    }
}

#[test]
fn a_file_that_is_no_case_file_answers_nothing_with_yes() {
    let files: [&[u8]; 5] = [b"", b"\n\n", b"\xff\xfe\x00x", b"id\nX1\n", b"id,category\nX1,basic,too,many\n\"open"];
    for file in files {
        let (answers, _) = decide_cases(file, &leaflet());
        assert!(rows(&answers).iter().all(|row| row[1] == "case_judgement"), "{file:?}");
    }
}

#[test]
fn every_changed_byte_of_a_case_is_survived() {
    let text = format!("{HEADER}\n{SHARED}\n");
    let pack = leaflet();
    for place in 0..text.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= flip;
            let (answers, _) = decide_cases(&bytes, &pack);
            assert!(answers.starts_with(b"id,outcome"));
        }
    }
}

#[test]
fn every_changed_line_of_the_pack_is_survived() {
    let lines: Vec<&str> = LEAFLET_2010.lines().collect();
    for left_out in (0..lines.len()).step_by(61) {
        let text: String = lines
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != left_out)
            .map(|(_, line)| format!("{line}\n"))
            .collect();
        if let Err(faults) = read_pack(&text) {
            assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
        }
    }
}
