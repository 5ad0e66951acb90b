//! Areas outside, hand-overs with their steps, and those that came in.

use kith_core::border::{HandOverStep, OutsideArea};
use kith_core::id::{FamilyId, FileId, HandOverId, StaffId};
use kith_core::service::ServiceKind;

use super::{at, fresh, id, read, write};
use crate::{HandOver, HandOverEvent, HandOverIn, KeptArea};

/// What a stranger could write.
const HOSTILE: &str = "West’s <b>shire</b>, \"North\"; --";

fn area(name: &str, contact: &str, is_gone: bool) -> KeptArea {
    KeptArea {
        area: OutsideArea {
            name: name.to_owned(),
            contact: contact.to_owned(),
            telephone: "01632 960123".to_owned(),
            covers: ["LX9", "ZZ"].iter().map(|code| code.parse().expect("the start of a postcode")).collect(),
        },
        is_gone,
        said_by: Some(id(StaffId::from_random, 1)),
        said_at: at(1),
    }
}

#[tokio::test]
async fn the_newest_line_of_an_area_counts_and_one_that_is_gone_is_not_listed() {
    for fresh in fresh().await {
        let (old, new) = (area(HOSTILE, "Carol", false), area(HOSTILE, HOSTILE, false));
        let (other, gone) = (area("Far", "Dan", false), area("Far", "", true));
        let expected = [new.clone()];
        let kept = write!(fresh, |tx| {
            for line in [&old, &other, &new, &gone] {
                tx.add_outside_area(line).await?;
            }
            tx.outside_areas().await?
        })
        .expect("written");
        assert_eq!(kept, expected);
    }
}

fn hand_over(number: u8) -> HandOver {
    HandOver {
        id: id(HandOverId::from_random, number),
        family: id(FamilyId::from_random, number),
        area: HOSTILE.to_owned(),
        service: ServiceKind::HealthVisiting,
        public_key: "age1.ab".to_owned(),
        digest: "cd".to_owned(),
        words: HOSTILE.as_bytes().to_vec(),
        made_by: id(StaffId::from_random, 1),
        made_at: at(i64::from(number)),
    }
}

fn event(number: u8, step: HandOverStep) -> HandOverEvent {
    HandOverEvent {
        hand_over: id(HandOverId::from_random, number),
        step,
        why: HOSTILE.to_owned(),
        said_by: None,
        said_at: at(9),
    }
}

#[tokio::test]
async fn hand_overs_come_back_with_their_file_and_their_steps_in_order() {
    for fresh in fresh().await {
        let (first, second) = (hand_over(1), hand_over(2));
        let made = [second.clone(), first.clone()];
        write!(fresh, |tx| {
            tx.add_hand_over(&first, b"sealed").await?;
            tx.add_hand_over(&second, b"other").await?;
            tx.add_hand_over_step(&event(1, HandOverStep::Sent)).await?;
            tx.add_hand_over_step(&event(2, HandOverStep::Sent)).await?;
            tx.add_hand_over_step(&event(2, HandOverStep::Recalled)).await?;
        })
        .expect("written");
        let families = [made[0].family, made[1].family];
        let (one, file, of_families, newest, told, steps) = read!(fresh, |tx| {
            let ids = [id(HandOverId::from_random, 1), id(HandOverId::from_random, 2)];
            (
                tx.hand_over(ids[0]).await?,
                tx.hand_over_file(ids[0]).await?,
                tx.hand_overs_of(&families).await?,
                tx.hand_overs(1).await?,
                tx.families_handed_over().await?,
                tx.steps_of_hand_overs(&ids).await?,
            )
        })
        .expect("read");
        assert!(one == made[1] && file == b"sealed");
        assert!(of_families == made && newest == made[..1]);
        // Whoever was asked back is not handed over any more.
        assert_eq!(told, [(made[1].family, HOSTILE.to_owned())]);
        assert_eq!(
            steps,
            [event(1, HandOverStep::Sent), event(2, HandOverStep::Sent), event(2, HandOverStep::Recalled)]
        );
    }
}

#[tokio::test]
async fn the_same_hand_over_of_one_sender_comes_in_once() {
    for fresh in fresh().await {
        let came = |signed_by: &str, second| HandOverIn {
            signed_by: signed_by.to_owned(),
            hand_over: id(HandOverId::from_random, 1),
            area: HOSTILE.to_owned(),
            digest: "ab".to_owned(),
            file: id(FileId::from_random, 1),
            children: 2,
            received_by: None,
            received_at: at(second),
        };
        let (first, other, again) = (came("A", 1), came("B", 2), came("A", 3));
        let expected = [other.clone(), first.clone()];
        let kept = write!(fresh, |tx| {
            tx.add_hand_over_in(&first).await?;
            tx.add_hand_over_in(&other).await?;
            tx.hand_overs_in().await?
        })
        .expect("written");
        assert_eq!(kept, expected);
        assert!(write!(fresh, |tx| { tx.add_hand_over_in(&again).await? }).is_err());
    }
}
