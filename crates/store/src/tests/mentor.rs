//! Family mentors: whom they meet, what happened, supervision.

use jiff::civil::date;
use kith_core::id::{FamilyId, MentoringId, RecordId, StaffId};
use kith_core::service::ServiceKind;

use super::{at, fresh, id, write};
use crate::{MentorEvent, MentorPlace, MentorTalk};

fn staff(number: u8) -> StaffId {
    id(StaffId::from_random, number)
}

fn place(number: u8) -> MentorPlace {
    MentorPlace {
        id: id(MentoringId::from_random, number),
        record: id(RecordId::from_random, number),
        family: id(FamilyId::from_random, number),
        mentor: staff(9),
        holder: ServiceKind::HealthVisiting,
        by: staff(1),
        at: at(i64::from(number)),
        words: format!("Wordsplanted {number}").into_bytes(),
    }
}

fn event(kind: &str, second: i64) -> MentorEvent {
    let on = (kind == "note").then(|| date(2026, 11, 20));
    MentorEvent { kind: kind.to_owned(), on, by: staff(9), at: at(second), words: b"Eventplanted".to_vec() }
}

#[tokio::test]
async fn whom_a_mentor_meets_and_what_happened_come_back_in_order() {
    for fresh in fresh().await {
        let (one, of_mentor, of_family, events, none) = write!(fresh, |tx| {
            tx.add_mentor_place(&place(1)).await?;
            tx.add_mentor_place(&place(2)).await?;
            tx.add_mentor_event(place(1).id, &event("given", 5)).await?;
            tx.add_mentor_event(place(1).id, &event("note", 4)).await?;
            let one = tx.mentor_place(place(1).id).await?;
            let of_mentor = tx.mentor_places_of_mentors(&[staff(9), staff(8)]).await?;
            let of_family = tx.mentor_places_of_family(&[place(2).family]).await?;
            let events = tx.mentor_events(place(1).id).await?;
            (one, of_mentor, of_family, events, tx.mentor_places_of_mentors(&[staff(8)]).await?)
        })
        .expect("written and read");
        assert_eq!((one, of_mentor, of_family), (place(1), vec![place(1), place(2)], vec![place(2)]));
        assert_eq!(events, [event("given", 5), event("note", 4)]);
        assert!(none.is_empty());
    }
}

#[tokio::test]
async fn the_supervisor_named_last_counts_and_talks_stay_in_order() {
    for fresh in fresh().await {
        let talk = |day: i8| MentorTalk {
            mentor: staff(9),
            supervisor: staff(2),
            on: date(2026, 11, day),
            next_on: date(2026, 12, day),
            at: at(i64::from(day)),
            words: b"Talkplanted".to_vec(),
        };
        let talks = [talk(20), talk(3)];
        let (named, kept) = write!(fresh, |tx| {
            tx.name_mentor_supervisor((staff(9), staff(1)), (staff(1), at(1))).await?;
            tx.name_mentor_supervisor((staff(9), staff(2)), (staff(1), at(2))).await?;
            tx.name_mentor_supervisor((staff(8), staff(1)), (staff(1), at(3))).await?;
            for talk in &talks {
                tx.add_mentor_talk(talk).await?;
            }
            (tx.mentor_supervisors().await?, tx.mentor_talks(staff(9)).await?)
        })
        .expect("written and read");
        assert_eq!(named, [(staff(8), staff(1)), (staff(9), staff(2))].into());
        assert_eq!(kept, [talk(20), talk(3)]);
    }
}
