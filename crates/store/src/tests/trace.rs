//! Look-ups of NHS numbers: kept, waiting, answered, taken back.

use std::collections::BTreeSet;

use kith_core::id::{PersonId, RecordId, StaffId, TraceId};
use kith_core::person::{Address, Name};
use kith_core::statement::PersonStatement;
use kith_core::tracing::{NationalRecord, NumberStatus, Outcome, Restriction, Step};

use super::import::{take, with_file};
use super::{Fresh, at, full_row, id, write};
use crate::{NumberAnswer, NumberTrace, StoreError};

fn reader() -> StaffId {
    id(StaffId::from_random, 1)
}

fn trace_id(number: u8) -> TraceId {
    id(TraceId::from_random, number)
}

fn person(number: u8) -> PersonId {
    id(PersonId::from_random, number)
}

fn trace(number: u8, record: RecordId, outcome: Outcome) -> NumberTrace {
    NumberTrace {
        id: trace_id(number),
        record,
        asked_at: at(i64::from(number)),
        asked_by: Some(reader()),
        way: "simulator".to_owned(),
        purpose: "keep-records-right".to_owned(),
        outcome,
        step: Some(Step::Earlier),
        score_milli: Some(980),
        is_proposal: outcome.wants_somebody(),
    }
}

fn national(restriction: Restriction) -> NationalRecord {
    NationalRecord {
        number: "9990000018".parse().expect("a number"),
        says: PersonStatement { given_name: Name::parse("Poppyplanted").ok(), ..PersonStatement::default() },
        former_family_names: vec![Name::parse("Formerplanted").expect("a name")],
        former_addresses: vec![Address {
            lines: vec!["12 Plantedstreet".to_owned()],
            postcode: "LX1 4QR".parse().ok(),
            uprn: Some(12),
        }],
        has_died: true,
        removal: Some("Moved away".to_owned()),
        status: Some(NumberStatus::Verified),
        restriction,
    }
}

fn said(number: u32, answer: &str) -> NumberAnswer {
    let note = (number == 1).then(|| "I asked the clinic".to_owned());
    NumberAnswer { number, answer: answer.to_owned(), by: reader(), at: at(9), record: None, note }
}

/// Two people with a record each; the second is shielded where asked for.
async fn with_people(is_shielded: bool) -> Vec<(Fresh, [RecordId; 2])> {
    let mut all = Vec::new();
    for fresh in with_file(1).await {
        let mut rows = [full_row(1), full_row(2)];
        for (place, row) in rows.iter_mut().enumerate() {
            row.people.truncate(1);
            row.people[0].1.is_sealed = false;
            row.people[0].1.is_shielded = is_shielded && place == 1;
        }
        let taken = take(&fresh, 1, rows.into()).await;
        let records = [taken[0].record, taken[1].record];
        write!(fresh, |tx| {
            tx.add_persons(&[person(1), person(2)], at(1)).await?;
            tx.set_person_of_records(&[(records[0], person(1)), (records[1], person(2))]).await?;
        })
        .expect("written");
        all.push((fresh, records));
    }
    all
}

#[tokio::test]
async fn a_look_up_is_kept_with_what_was_found_and_answered_once() {
    for (fresh, [one, two]) in with_people(false).await {
        let (found, record, waiting, counts, answers, after, back, again) = write!(fresh, |tx| {
            let open = national(Restriction::Unrestricted);
            tx.keep_trace(&trace(1, one, Outcome::MissingHere), Some(&open)).await?;
            tx.keep_trace(&trace(2, two, Outcome::NotFound), Some(&open)).await?;
            let (found, record) = (tx.trace(trace_id(1)).await?, tx.national_record(trace_id(1)).await?);
            assert_eq!(tx.national_record(trace_id(2)).await?, None, "nobody has to look at it");
            let waiting = tx.traces_waiting(9).await?;
            let counts = tx.count_trace_outcomes().await?;
            tx.answer_trace(trace_id(1), &said(1, "same")).await?;
            let answers = tx.answers_of_trace(trace_id(1)).await?;
            let after = (tx.traces_waiting(9).await?.len(), tx.records_traced_since(at(50)).await?);
            tx.answer_trace(trace_id(1), &said(2, "taken-back")).await?;
            let back = (tx.traces_waiting(9).await?.len(), tx.records_traced_since(at(50)).await?);
            (found, record, waiting, counts, answers, after, back, tx.records_traced_since(at(2)).await?)
        })
        .expect("written");
        assert_eq!(found, trace(1, one, Outcome::MissingHere));
        assert_eq!(record, Some(national(Restriction::Unrestricted)));
        assert_eq!(waiting, [trace(1, one, Outcome::MissingHere)]);
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(Outcome::MissingHere, 1), (Outcome::NotFound, 1)]);
        assert_eq!(answers, [said(1, "same")]);
        assert_eq!(after, (0, BTreeSet::from([one])));
        assert_eq!(back, (1, BTreeSet::new()));
        assert_eq!(again, BTreeSet::from([two]));
        let twice = write!(fresh, |tx| { tx.answer_trace(trace_id(1), &said(1, "same")).await? });
        assert!(matches!(twice, Err(StoreError::Conflict { .. })));
    }
}

#[tokio::test]
async fn a_restricted_record_is_never_kept_and_the_newest_look_up_counts() {
    for (fresh, [one, _]) in with_people(false).await {
        let (kept, waiting, counts) = write!(fresh, |tx| {
            let restricted = national(Restriction::Restricted);
            tx.keep_trace(&trace(1, one, Outcome::MissingHere), Some(&restricted)).await?;
            let kept = tx.national_record(trace_id(1)).await?;
            tx.keep_trace(&trace(2, one, Outcome::Differences), Some(&national(Restriction::Unrestricted))).await?;
            tx.keep_trace(&trace(3, one, Outcome::Failed), None).await?;
            (kept, tx.traces_waiting(9).await?.len(), tx.count_trace_outcomes().await?)
        })
        .expect("written");
        assert_eq!((kept, waiting), (None, 0));
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(Outcome::Failed, 1)]);
    }
}

#[tokio::test]
async fn whoever_is_kept_safe_waits_on_no_list() {
    for (fresh, records) in with_people(true).await {
        let (waiting, safe) = write!(fresh, |tx| {
            for (number, record) in (1..).zip(records) {
                let open = national(Restriction::Unrestricted);
                tx.keep_trace(&trace(number, record, Outcome::MissingHere), Some(&open)).await?;
            }
            let safe = tx.kept_safe_among(&[person(1), person(2)]).await?;
            (tx.traces_waiting(9).await?, safe)
        })
        .expect("written");
        assert_eq!((waiting.len(), waiting[0].record), (1, records[0]));
        assert_eq!(safe, BTreeSet::from([person(2)]));
    }
}
