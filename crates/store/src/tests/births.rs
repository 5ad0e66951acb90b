//! Where children live, the keys of recipients, lists of births, welcome cards,
//! and what is counted of them.

use jiff::civil::date;
use kith_core::birth::{ChildPlace, HeldBack, News};
use kith_core::id::{LedgerId, ListId, PersonId, RecordId, StaffId};

use super::{at, fresh, id, read, write};
use crate::{BirthEntry, BirthList, CardStep, KeptKey, ListKind, ListStep, ListStepKind};

/// What a stranger could write.
const HOSTILE: &str = "Elm’s <b>Centre</b>, \"East\"; --";

fn person(number: u8) -> PersonId {
    id(PersonId::from_random, number)
}

fn record(number: u8) -> RecordId {
    id(RecordId::from_random, number)
}

fn place(number: i8) -> ChildPlace {
    ChildPlace {
        born_on: Some(date(2026, 10, number)),
        due_on: None,
        died_on: (number == 2).then(|| date(2026, 10, 9)),
        postcode: Some("LX1 4QR".parse().expect("a postcode")),
        is_kept_safe: number == 3,
        known_since: date(2026, 10, 20),
    }
}

#[tokio::test]
async fn where_children_live_is_replaced_and_comes_back_page_by_page() {
    for fresh in fresh().await {
        let people = [person(1), person(2), person(3)];
        write!(fresh, |tx| {
            let places = [(person(1), place(1)), (person(2), place(2)), (person(3), place(3))];
            tx.replace_child_places(&people, &places, at(1)).await?;
            // The third is no child any more; the second was born on another day.
            tx.replace_child_places(&people[1..], &[(person(2), place(4))], at(2)).await?;
        })
        .expect("written");
        let (first, rest, one) = read!(fresh, |tx| {
            let first = tx.child_places(None, 1).await?;
            let rest = tx.child_places(first.last().map(|(person, ..)| *person), 10).await?;
            (first, rest, tx.child_places_of(&[person(2), person(3)]).await?)
        })
        .expect("read");
        assert_eq!(first, [(person(1), at(1), place(1))]);
        assert_eq!(rest, [(person(2), at(2), place(4))]);
        assert_eq!(one, rest);
    }
}

#[tokio::test]
async fn every_line_about_a_key_stays_and_the_newest_comes_first() {
    for fresh in fresh().await {
        let line = |key: Option<&str>, second| KeptKey {
            recipient: HOSTILE.to_owned(),
            public_key: key.map(str::to_owned),
            checked_with: HOSTILE.to_owned(),
            said_by: Some(id(StaffId::from_random, 1)),
            said_at: at(second),
        };
        let (given, taken) = (line(Some("age1"), 1), line(None, 2));
        let expected = [taken.clone(), given.clone()];
        let kept = write!(fresh, |tx| {
            tx.add_recipient_key(&given).await?;
            tx.add_recipient_key(&taken).await?;
            tx.recipient_keys().await?
        })
        .expect("written");
        assert_eq!(kept, expected);
    }
}

fn list_of(number: u8, month: &str) -> BirthList {
    BirthList {
        id: id(ListId::from_random, number),
        centre: HOSTILE.to_owned(),
        month: month.parse().expect("a month"),
        kind: if number == 1 { ListKind::Monthly } else { ListKind::SameDay },
        agreement: ("new-births".to_owned(), "births-each-month".to_owned()),
        fields: "name born_on".to_owned(),
        births: 14,
        named: 1,
        entries: 1,
        public_key: "age1".to_owned(),
        digest: "ab".to_owned(),
        built_at: at(i64::from(number)),
        built_by: None,
        left_out: vec![(HeldBack::NotAsked, 6), (HeldBack::SaidNo, 7)],
    }
}

fn entry(number: u8, news: News) -> BirthEntry {
    BirthEntry {
        record: record(number),
        news,
        child_ref: "abc".to_owned(),
        said: "x".to_owned(),
        reference: id(LedgerId::from_random, number),
        facts: "category=new_birth_outreach".to_owned(),
        rule: "new-birth".to_owned(),
        pack: "leaflet-2010".to_owned(),
    }
}

#[tokio::test]
async fn lists_of_one_moment_stand_in_the_order_in_which_they_were_built() {
    for fresh in fresh().await {
        // The references say nothing about the order: they go up and down.
        let built = [5, 2, 9, 1, 7].map(|number| BirthList { built_at: at(1), ..list_of(number, "2026-10") });
        let other = BirthList { centre: "Alder".to_owned(), ..built[0].clone() };
        let other = BirthList { id: id(ListId::from_random, 3), ..other };
        let kept = [&built[..], std::slice::from_ref(&other)].concat();
        let (of_centre, all) = write!(fresh, |tx| {
            for list in &kept {
                tx.add_birth_list(list, &[], b"sealed").await?;
            }
            (tx.birth_lists_of(HOSTILE).await?, tx.birth_lists("2026-10".parse().expect("a month")).await?)
        })
        .expect("written");
        let newest_first: Vec<ListId> = built.iter().rev().map(|list| list.id).collect();
        let ids = |lists: &[BirthList]| lists.iter().map(|list| list.id).collect::<Vec<_>>();
        assert_eq!(ids(&of_centre), newest_first);
        assert_eq!(ids(&all), [vec![other.id], newest_first].concat());
    }
}

#[tokio::test]
async fn a_list_tells_a_centre_something_once_it_was_released_and_follows_the_child() {
    for fresh in fresh().await {
        let (october, today) = (list_of(1, "2026-10"), list_of(2, "2026-11"));
        let expected = [today.clone(), october.clone()];
        let step = |number: u8, step, second| ListStep {
            list: id(ListId::from_random, number),
            step,
            why: HOSTILE.to_owned(),
            said_by: None,
            said_at: at(second),
        };
        let steps = [step(1, ListStepKind::Released, 5), step(1, ListStepKind::Opened, 6)];
        let (kept, one, entries, file, since) = write!(fresh, |tx| {
            tx.add_persons(&[person(1), person(2)], at(0)).await?;
            tx.set_person_of_records(&[(record(1), person(1)), (record(2), person(2))]).await?;
            tx.add_birth_list(&october, &[entry(1, News::Birth)], b"sealed").await?;
            tx.add_birth_list(&today, &[entry(2, News::Withdraw)], b"sealed too").await?;
            for step in &steps {
                tx.add_list_step(step).await?;
            }
            let kept = tx.birth_lists_of(HOSTILE).await?;
            let one = tx.birth_list(october.id).await?;
            let since = tx.birth_lists("2026-11".parse().expect("a month")).await?;
            let (entries, file) = (tx.birth_list_entries(one.id).await?, tx.birth_list_file(one.id).await?);
            (kept, one, entries, file, since)
        })
        .expect("written");
        assert_eq!(kept, expected);
        assert_eq!((&one, since.as_slice()), (&expected[1], &expected[..1]));
        assert_eq!((entries, file.as_slice()), (vec![entry(1, News::Birth)], &b"sealed"[..]));
        let (told, later, noted, known) = write!(fresh, |tx| {
            let told = tx.told_about_births().await?;
            // The record is somebody else's from now on: what was told goes with it.
            tx.set_person_of_records(&[(record(1), person(2))]).await?;
            let later = tx.told_about(&[person(1), person(2)]).await?;
            let noted = tx.steps_of_lists(&[id(ListId::from_random, 1)]).await?;
            (told, later, noted, tx.told_to_centre(HOSTILE).await?)
        })
        .expect("written");
        assert_eq!(told.len(), 1, "what was not released was told to nobody");
        assert_eq!((told[0].person, told[0].news, told[0].at), (person(1), News::Birth, at(5)));
        assert_eq!((later.len(), later[0].person, later[0].record), (1, person(2), record(1)));
        assert_eq!(known, [person(2)]);
        assert_eq!(
            noted.iter().map(|step| step.step).collect::<Vec<_>>(),
            [ListStepKind::Released, ListStepKind::Opened]
        );
    }
}

#[tokio::test]
async fn what_happened_to_a_card_is_kept_in_order_and_counted() {
    for fresh in fresh().await {
        let (cards, all, met, registered) = write!(fresh, |tx| {
            tx.add_persons(&[person(1)], at(0)).await?;
            tx.set_person_of_records(&[(record(1), person(1))]).await?;
            tx.add_card_steps(&[record(1)], (HOSTILE, CardStep::Posted), None, at(1)).await?;
            tx.add_card_steps(&[record(1)], (HOSTILE, CardStep::Returned), None, at(2)).await?;
            let cards = tx.cards_of(&[person(1)]).await?;
            let mut met = tx.met_by_centres().await?;
            met.extend(tx.met_by_centres_in((date(2026, 10, 1), date(2027, 1, 1))).await?);
            (cards, tx.all_cards().await?, met, tx.registered_with_centres(date(2026, 11, 22)).await?)
        })
        .expect("written");
        assert_eq!(cards.iter().map(|card| card.step).collect::<Vec<_>>(), [CardStep::Posted, CardStep::Returned]);
        assert_eq!((cards[0].person, cards[0].centre.as_str()), (person(1), HOSTILE));
        assert_eq!(all, cards);
        assert!(met.is_empty() && registered.is_empty());
    }
}
