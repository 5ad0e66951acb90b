//! Facts for centres to follow up, and what came of each.

use jiff::civil::{Date, date};
use kith_core::follow_up::{FactKind, FollowUpResult};
use kith_core::id::{DecisionId, RecordId, StaffId};
use kith_core::statement::{FactStatement, RowStatement};

use super::import::{take, with_file};
use super::{at, full_row, id, read, write};
use crate::FollowUp;

fn fact(kind: FactKind, since: Date, is_over: bool) -> FactStatement {
    FactStatement { kind, which: None, since, is_over }
}

fn row(number: u64, facts: &[FactStatement], has_contact: bool) -> RowStatement {
    let mut row = full_row(number);
    row.facts = facts.to_vec();
    row.contact = row.contact.filter(|_| has_contact);
    row
}

#[tokio::test]
async fn a_fact_is_kept_once_and_is_over_when_its_row_says_it_no_more() {
    let (home, rent) = (FactKind::TemporaryHome, FactKind::RentArrears);
    let (first, later) = (date(2026, 10, 1), date(2026, 11, 1));
    for fresh in with_file(1).await {
        let said = |facts: Vec<FactStatement>| vec![row(1, &facts, false), row(2, &[], false)];
        take(&fresh, 1, said(vec![fact(home, first, false)])).await;
        take(&fresh, 1, said(vec![fact(home, first, false)])).await;
        take(&fresh, 1, said(vec![fact(home, first, false), fact(rent, later, false)])).await;
        let taken = take(&fresh, 1, said(vec![fact(rent, later, false)])).await;
        // What is over is not over again, and what comes back is new.
        take(&fresh, 1, said(vec![fact(rent, later, false)])).await;
        let records: Vec<RecordId> = taken.iter().map(|taken| taken.record).collect();
        let (told, since) = read!(fresh, |tx| {
            let told = tx.facts_of(&records).await?;
            (told, tx.facts_since(date(2026, 10, 15)).await?)
        })
        .expect("read");
        let words: Vec<FactStatement> = told.iter().map(|told| told.fact.clone()).collect();
        let expected = [fact(home, first, false), fact(rent, later, false), fact(home, first, true)];
        assert_eq!(words, expected);
        assert!(told.iter().all(|told| told.record == told_of(&taken)));
        assert_eq!(since.into_iter().map(|told| told.fact).collect::<Vec<_>>(), expected[1..2]);
    }
}

fn told_of(taken: &[crate::TakenRecord]) -> RecordId {
    taken[0].record
}

#[tokio::test]
async fn an_appointment_that_was_kept_adds_nothing_unless_the_row_said_it_was_missed() {
    let on = date(2026, 10, 1);
    let missed = |is_over| fact(FactKind::ImmunisationMissed, on, is_over);
    for fresh in with_file(1).await {
        let taken = take(&fresh, 1, vec![row(1, &[missed(true)], true), row(2, &[missed(false)], true)]).await;
        take(&fresh, 1, vec![row(2, &[missed(true)], true)]).await;
        let records: Vec<RecordId> = taken.iter().map(|taken| taken.record).collect();
        let told = read!(fresh, |tx| { tx.facts_of(&records).await? }).expect("read");
        assert_eq!(told.into_iter().map(|told| told.fact).collect::<Vec<_>>(), [missed(false), missed(true)]);
    }
}

#[tokio::test]
async fn what_came_of_a_fact_stays_in_the_order_written() {
    for fresh in with_file(1).await {
        let said = row(1, &[fact(FactKind::Overcrowded, date(2026, 10, 1), false)], false);
        let taken = take(&fresh, 1, vec![said]).await;
        let record = taken[0].record;
        let told = read!(fresh, |tx| { tx.facts_of(&[record]).await? }).expect("read").remove(0);
        let step = |result, second, words: &str| FollowUp {
            fact: told.id,
            result,
            centre: "Larch Centre".to_owned(),
            decision: id(DecisionId::from_random, 1),
            by: id(StaffId::from_random, 1),
            at: at(second),
            words: words.as_bytes().to_vec(),
        };
        let steps = vec![
            step(FollowUpResult::NotReached, 3, "Rangplanted twice"),
            step(FollowUpResult::WillCome, 4, "O’Brien"),
        ];
        let (kept, which) = (steps.clone(), told.id);
        write!(fresh, |tx| {
            for step in &kept {
                tx.add_follow_up(step).await?;
            }
        })
        .expect("written");
        let (found, none) = read!(fresh, |tx| {
            let found = tx.follow_ups_of(&[which]).await?;
            (found, tx.follow_ups_of(&[]).await?)
        })
        .expect("read");
        assert!(found == steps && none.is_empty());
    }
}
