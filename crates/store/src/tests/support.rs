//! Support, what happened to it, and the aims.

use jiff::civil::date;
use kith_core::id::{FamilyId, RecordId, StaffId, SupportId};
use kith_core::service::ServiceKind;
use kith_core::support::Aim;

use super::{at, fresh, id, read, write};
use crate::{KeptSupport, SupportEvent, SupportHead};

fn kept(number: u8, record: u8) -> KeptSupport {
    let people = vec![id(RecordId::from_random, record), id(RecordId::from_random, record + 1)];
    let head = SupportHead {
        id: id(SupportId::from_random, number),
        holder: ServiceKind::HealthVisiting,
        record: id(RecordId::from_random, record),
        people,
    };
    let words = format!("Wordsplanted {number}").into_bytes();
    let by = id(StaffId::from_random, 1);
    KeptSupport { head, family: id(FamilyId::from_random, 1), by, at: at(i64::from(number)), words }
}

fn happened(kind: &str, goal: Option<u32>, second: i64) -> SupportEvent {
    SupportEvent {
        kind: kind.to_owned(),
        goal,
        aim: goal.map(|_| "healthy".to_owned()),
        outcome: (kind == "outcome").then(|| "partly".to_owned()),
        on: Some(date(2027, 3, 1)),
        by: id(StaffId::from_random, 1),
        at: at(second),
        words: b"To sleep through, Goalplanted".to_vec(),
    }
}

#[tokio::test]
async fn support_is_found_by_the_record_that_it_is_kept_with_and_what_happened_is_in_order() {
    for fresh in fresh().await {
        let (one, other) = (kept(1, 10), kept(2, 20));
        let said = [happened("goal", Some(1), 5), happened("outcome", Some(1), 4)];
        let (mine, again, events, figures, none) = write!(fresh, |tx| {
            tx.add_support(&kept(1, 10)).await?;
            tx.add_support(&kept(2, 20)).await?;
            tx.add_support_event(kept(1, 10).head.id, &happened("goal", Some(1), 5)).await?;
            tx.add_support_event(kept(1, 10).head.id, &happened("outcome", Some(1), 4)).await?;
            let mine = tx.support_of(&[id(RecordId::from_random, 10), id(RecordId::from_random, 21)]).await?;
            let again = tx.support(&mine[0]).await?;
            let events = tx.support_events(mine[0].id).await?;
            let figures = tx.support_figures((at(0), at(2))).await?;
            let turns = tx.support_turns("goal", "nothing").await?;
            assert_eq!(
                turns.iter().map(|turn| (turn.record, turn.on)).collect::<Vec<_>>(),
                [(mine[0].record, Some(date(2027, 3, 1)))]
            );
            (mine, again, events, figures, tx.support_figures((at(2), at(3))).await?)
        })
        .expect("written and read");
        assert_eq!(mine.as_slice(), std::slice::from_ref(&one.head));
        assert_eq!((again, other.head.id == one.head.id), (one, false));
        assert_eq!(events, said);
        assert_eq!(figures.iter().map(|it| it.kind.as_str()).collect::<Vec<_>>(), ["outcome", "goal"]);
        assert!(none.is_empty());
    }
}

#[tokio::test]
async fn what_was_said_of_aims_stays_in_order() {
    for fresh in fresh().await {
        let aim = |title: &str, is_used| Aim { word: "own".to_owned(), title: title.to_owned(), is_used };
        let by = |second| (id(StaffId::from_random, 1), at(second));
        write!(fresh, |tx| {
            tx.add_aim(&aim("Own", true), by(1)).await?;
            tx.add_aim(&aim("Ours", false), by(2)).await?
        })
        .expect("written");
        let said = read!(fresh, |tx| { tx.aims_said().await? }).expect("read");
        assert_eq!(said.into_iter().map(|(aim, ..)| aim).collect::<Vec<_>>(), [aim("Own", true), aim("Ours", false)]);
    }
}
