//! Pairs that wait, answers, joins drawn by lot, and where references lead
//! when people are parted.

use jiff::civil::date;
use kith_core::id::{FamilyId, PairId, PersonId, RecordId, StaffId};
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_core::person::value::Stakes;
use kith_core::service::ServiceKind;
use kith_core::statement::{Part, RowStatement};

use super::import::{SOURCE, take, with_file};
use super::{Fresh, at, fresh, full_row, id, write};
use crate::{FamilyMember, LinkRun, ReviewPair, RunCount, StoreError};

fn person(number: u8) -> PersonId {
    id(PersonId::from_random, number)
}

fn family(number: u8) -> FamilyId {
    id(FamilyId::from_random, number)
}

fn reader(number: u8) -> StaffId {
    id(StaffId::from_random, number)
}

fn pair(a: RecordId, b: RecordId, value_milli: i32) -> ReviewPair {
    ReviewPair {
        a: a.min(b),
        b: a.max(b),
        weight_milli: 2_500,
        reasons: "the same day of birth".to_owned(),
        found_at: at(1),
        stakes: Stakes::ChildServices,
        value_milli,
    }
}

fn said(by: u8, a: RecordId, b: RecordId, verdict: Verdict, withdraws: Option<u64>) -> LinkEvent {
    LinkEvent {
        seq: 0,
        a: a.min(b),
        b: a.max(b),
        verdict,
        origin: Origin::Human,
        weight_milli: 2_500,
        reasons: "somebody looked".to_owned(),
        model: String::new(),
        by: Some(reader(by)),
        at: at(2),
        withdraws,
    }
}

/// A row of somebody about whom nothing is kept safe.
fn plain(number: u64) -> RowStatement {
    let mut row = full_row(number);
    row.people.truncate(1);
    (row.people[0].1.is_shielded, row.people[0].1.is_sealed) = (false, false);
    row
}

/// Four children, one record and one family each.
async fn with_people() -> Vec<(Fresh, Vec<RecordId>)> {
    let mut all = Vec::new();
    for fresh in with_file(1).await {
        let taken = take(&fresh, 1, (1..=4).map(plain).collect()).await;
        let records: Vec<RecordId> = taken.iter().map(|taken| taken.record).collect();
        let whose: Vec<(RecordId, PersonId)> = records.iter().copied().zip((1..).map(person)).collect();
        let families: Vec<FamilyId> = (1..=4).map(family).collect();
        let member = |number: u8| FamilyMember {
            family: family(number),
            person: person(number),
            part: Part::Subject,
            lives_elsewhere: false,
        };
        write!(fresh, |tx| {
            tx.add_persons(&(1..=4).map(person).collect::<Vec<_>>(), at(1)).await?;
            tx.set_person_of_records(&whose).await?;
            tx.add_families(&families, at(1)).await?;
            tx.set_members(&families, &(1..=4).map(member).collect::<Vec<_>>()).await?;
        })
        .expect("written");
        all.push((fresh, records));
    }
    all
}

#[tokio::test]
async fn the_most_valuable_pair_waits_first_and_what_one_put_aside_waits_for_others() {
    for (fresh, records) in with_people().await {
        let [a, b, c, d] = records[..] else { panic!("four records") };
        let (first, again, count, aside, others, back) = write!(fresh, |tx| {
            tx.replace_reviews(&records, &[pair(a, b, 400), pair(c, d, 900)]).await?;
            let first = tx.pairs_waiting(reader(1), 10).await?;
            tx.replace_reviews(&records, &[pair(a, b, 400), pair(c, d, 900)]).await?;
            let again = tx.pairs_waiting(reader(1), 10).await?;
            let seq = tx.append_links(&[said(1, c, d, Verdict::Undecided, None)]).await?;
            let aside = (tx.pairs_waiting(reader(1), 10).await?, tx.pairs_put_aside(reader(1), 10).await?);
            let others = tx.pairs_waiting(reader(2), 10).await?;
            let count = (tx.count_pairs_waiting(reader(1)).await?, tx.count_pairs_waiting(reader(2)).await?);
            tx.append_links(&[said(1, c, d, Verdict::Undecided, Some(seq))]).await?;
            (first, again, count, aside, others, tx.count_pairs_waiting(reader(1)).await?)
        })
        .expect("written");
        assert_eq!(first.iter().map(|waiting| waiting.review.value_milli).collect::<Vec<_>>(), [900, 400]);
        assert_eq!(first, again, "a pair that is found again keeps its reference");
        assert_eq!(aside.0.len(), 1);
        assert_eq!(aside.1[0].pair, first[0].pair);
        assert!(!aside.1[0].is_second_opinion && others[0].is_second_opinion);
        assert_eq!((count, back), ((1, 2), 2));
    }
}

#[tokio::test]
async fn a_pair_is_opened_by_its_reference_and_taken_off_the_list_once_answered() {
    for (fresh, records) in with_people().await {
        let [a, b, ..] = records[..] else { panic!("four records") };
        let (opened, waits, gone, between, notes, unknown, of) = write!(fresh, |tx| {
            tx.replace_reviews(&records, &[pair(a, b, 400)]).await?;
            tx.name_pairs().await?;
            let name = tx.pairs_waiting(reader(1), 1).await?[0].pair;
            let opened = tx.records_of_pair(name).await?;
            assert_eq!(tx.pair_between_people(person(2), person(1)).await?, Some(name));
            assert_eq!(tx.pair_between_people(person(1), person(3)).await?, None);
            let waits = tx.review_between(b, a).await?;
            let (_, of) = tx.links_and_reviews_of(&[b]).await?;
            let seq = tx.append_links(&[said(1, a, b, Verdict::Different, None)]).await?;
            tx.note_answer(seq, "I asked the clinic").await?;
            tx.take_off_list(b, a).await?;
            let unknown = tx.records_of_pair(id(PairId::from_random, 9)).await;
            let notes = tx.notes_of_answers(&[seq, seq + 1]).await?;
            (opened, waits, tx.review_between(a, b).await?, tx.links_between(b, a).await?, notes, unknown, of)
        })
        .expect("written");
        assert_eq!(opened, (a.min(b), a.max(b)));
        assert_eq!((waits.as_ref(), gone), (Some(&pair(a, b, 400)), None));
        assert_eq!(of, [pair(a, b, 400)]);
        assert_eq!(between.len(), 1);
        assert_eq!(notes.into_values().collect::<Vec<_>>(), ["I asked the clinic"]);
        assert!(matches!(unknown, Err(StoreError::NotFound { .. })));
    }
}

#[tokio::test]
async fn a_booking_beside_somebody_kept_safe_is_on_a_list_of_its_own() {
    for fresh in with_file(1).await {
        let mut hidden = plain(2);
        hidden.people[0].1.is_shielded = true;
        let taken = take(&fresh, 1, vec![plain(1), hidden, plain(3)]).await;
        let [a, b, c] = [taken[0].record, taken[1].record, taken[2].record];
        let (listed, counted, of_others, unsure) = write!(fresh, |tx| {
            tx.add_persons(&[person(1), person(2), person(3)], at(1)).await?;
            tx.set_person_of_records(&[(a, person(1)), (b, person(2)), (c, person(3))]).await?;
            tx.replace_reviews(&[a, b, c], &[pair(a, c, 400), pair(a, b, 900)]).await?;
            let listed = tx.bookings_of_kept_safe((reader(1), SOURCE), 10).await?;
            let counted = tx.count_bookings_of_kept_safe(SOURCE).await?;
            let of_others = (
                tx.bookings_of_kept_safe((reader(1), "another"), 10).await?.len(),
                tx.count_bookings_of_kept_safe("another").await?,
            );
            tx.append_links(&[said(2, a, b, Verdict::Undecided, None)]).await?;
            (listed, counted, of_others, tx.bookings_of_kept_safe((reader(1), SOURCE), 10).await?)
        })
        .expect("written");
        assert_eq!(listed.iter().map(|waiting| waiting.review.value_milli).collect::<Vec<_>>(), [900]);
        assert_eq!((counted, of_others), (1, (0, 0)));
        assert!(!listed[0].is_second_opinion && unsure[0].is_second_opinion);
    }
}

#[tokio::test]
async fn whoever_is_kept_safe_and_everybody_beside_them_is_on_no_list() {
    for fresh in with_file(1).await {
        let mut hidden = plain(2);
        hidden.people[0].1.is_shielded = true;
        let taken = take(&fresh, 1, vec![plain(1), hidden, plain(3)]).await;
        let [a, b, c] = [taken[0].record, taken[1].record, taken[2].record];
        let (before, after, safe, open) = write!(fresh, |tx| {
            tx.add_persons(&[person(1), person(2), person(3)], at(1)).await?;
            tx.set_person_of_records(&[(a, person(1)), (b, person(2)), (c, person(3))]).await?;
            tx.replace_reviews(&[a, b, c], &[pair(a, c, 400), pair(a, b, 900)]).await?;
            let before = tx.count_pairs_waiting(reader(1)).await?;
            tx.add_families(&[family(1)], at(1)).await?;
            let member = |number: u8, part| FamilyMember {
                family: family(1),
                person: person(number),
                part,
                lives_elsewhere: false,
            };
            tx.set_members(&[family(1)], &[member(2, Part::Mother), member(3, Part::Subject)]).await?;
            let open = tx.is_any_kept_safe(&[person(1)]).await?;
            (before, tx.pairs_waiting(reader(1), 10).await?, tx.is_any_kept_safe(&[person(3)]).await?, open)
        })
        .expect("written");
        assert_eq!(before, 1, "the pair with somebody shielded is not counted");
        assert!(after.is_empty(), "nor is a pair with a child of hers");
        assert!(safe && !open);
    }
}

#[tokio::test]
async fn joins_are_counted_by_weight_and_day_and_drawn_by_lot() {
    for (fresh, records) in with_people().await {
        let [a, b, c, d] = records[..] else { panic!("four records") };
        let join = |a: RecordId, b: RecordId, weight_milli: i32| LinkEvent {
            origin: Origin::Probable,
            weight_milli,
            by: None,
            model: "1".to_owned(),
            ..said(1, a, b, Verdict::Same, None)
        };
        let (joined, waiting, days, drawn, open, every, people, work) = write!(fresh, |tx| {
            tx.append_links(&[join(a, b, 5_100), join(c, d, 9_000), join(a, c, 9_100)]).await?;
            tx.append_links(&[said(1, a, c, Verdict::Different, None)]).await?;
            let back = LinkEvent { withdraws: Some(2), verdict: Verdict::Undecided, ..join(c, d, 0) };
            tx.append_links(&[back]).await?;
            tx.replace_reviews(&records, &[pair(b, d, 400)]).await?;
            let drawn = tx.draw_joins(5, reader(1), at(3)).await?;
            let open = tx.drawn_joins().await?;
            let every = tx.every_drawn_join().await?;
            let people = tx.said_by_people(0, 10).await?;
            let services = [ServiceKind::HealthVisiting];
            let work = tx.children_worked_with(&services, date(2026, 11, 22)).await?;
            (
                tx.joins_by_weight(2_000).await?,
                tx.reviews_by_weight(2_000).await?,
                tx.joins_by_day().await?,
                drawn,
                open,
                every,
                people,
                work,
            )
        })
        .expect("written");
        assert_eq!(joined, [(2, 1), (4, 1)], "what was taken back is not counted");
        assert_eq!(waiting, [(1, 1)]);
        assert_eq!(days.iter().map(|(_, count)| count).sum::<u64>(), 3);
        assert_eq!((drawn, every), (1, vec![(a.min(b), a.max(b), 5_100)]));
        assert_eq!((open[0].1, open[0].2), (a.min(b), a.max(b)));
        assert_eq!(people.len(), 1);
        assert_eq!(work.len(), 4);
        let after = write!(fresh, |tx| {
            tx.append_links(&[said(1, a, b, Verdict::Same, None)]).await?;
            tx.drawn_joins().await?
        });
        assert!(after.expect("written").is_empty(), "somebody has said something about it");
    }
}

#[tokio::test]
async fn runs_are_counted_together_from_a_time_on() {
    for fresh in fresh().await {
        let count = |times: u64, largest: u64| RunCount {
            kind: "too-large".to_owned(),
            word: "same postcode".to_owned(),
            times,
            largest,
        };
        let run = |second: i64, counts: Vec<RunCount>| LinkRun {
            made_at: at(second),
            model: "starting-1".to_owned(),
            records: 12,
            counts,
        };
        let (all, late) = write!(fresh, |tx| {
            tx.keep_link_run(&run(1, vec![count(2, 300)])).await?;
            tx.keep_link_run(&run(5, vec![count(3, 200)])).await?;
            (tx.run_counts_since(at(0)).await?, tx.run_counts_since(at(2)).await?)
        })
        .expect("written");
        assert_eq!((all, late), (vec![count(5, 300)], vec![count(3, 200)]));
    }
}

#[tokio::test]
async fn references_that_were_given_up_and_splits_are_found_again() {
    for (fresh, records) in with_people().await {
        let [a, b, c, _] = records[..] else { panic!("four records") };
        let (people, none, families, splits, of_family) = write!(fresh, |tx| {
            tx.keep_past_of_person(person(1), &[a, b], at(1)).await?;
            tx.keep_past_of_person(person(1), &[a], at(2)).await?;
            tx.keep_past_of_family(family(1), &[a], at(1)).await?;
            tx.note_split_people(&[(person(2), person(3))], at(3)).await?;
            tx.note_split_families(&[(family(2), family(3)), (family(2), family(3))], at(3)).await?;
            (
                tx.people_given_up(&[b]).await?,
                tx.people_given_up(&[c]).await?,
                tx.families_given_up(&[a, c]).await?,
                tx.splits_of_person(person(2)).await?,
                tx.splits_of_family(family(2)).await?,
            )
        })
        .expect("written");
        assert_eq!(people.get(&person(1)).map(Vec::len), Some(2));
        assert!(none.is_empty());
        assert_eq!(families.into_keys().collect::<Vec<_>>(), [family(1)]);
        assert_eq!((splits, of_family), (vec![(person(3), at(3))], vec![(family(3), at(3))]));
    }
}
