//! Messages of parents.

use kith_core::id::{ParentMessageId, StaffId};

use super::{at, fresh, id, read, write};
use crate::{ErasedMessage, ParentMessage, ParentMessageState, StoreError};

/// What a stranger could write.
const HOSTILE: &str = "O’Brien <b>\"; DROP TABLE parent_message; --\u{0}";

fn message(number: u8, received_at: i64) -> ParentMessage {
    ParentMessage {
        id: id(ParentMessageId::from_random, number),
        received_at: at(received_at),
        state: ParentMessageState::Waiting,
        holds_back: true,
        settled: None,
        words: HOSTILE.as_bytes().to_vec(),
        note: String::new(),
    }
}

#[tokio::test]
async fn s002_15f_a_message_comes_back_as_it_was_written_and_is_settled_once() {
    for fresh in fresh().await {
        let sent = [message(2, 20), message(1, 10)];
        write!(fresh, |tx| {
            for message in &sent {
                tx.add_parent_message(message).await?;
            }
        })
        .expect("written");
        let waiting = read!(fresh, |tx| { tx.parent_messages_that_hold_back().await? }).expect("read");
        assert_eq!(waiting, [message(1, 10), message(2, 20)]);
        assert!(!format!("{waiting:?}").contains("Brien"), "{waiting:?}");
        let counts = read!(fresh, |tx| { tx.count_parent_messages(at(10)).await? }).expect("read");
        assert_eq!(counts, (1, 2), "a message of that very moment does not count");

        let settled = ParentMessage {
            state: ParentMessageState::Mistake,
            holds_back: false,
            settled: Some((id(StaffId::from_random, 3), at(30))),
            note: HOSTILE.to_owned(),
            ..message(1, 10)
        };
        let again = settled.clone();
        write!(fresh, |tx| { tx.settle_parent_message(&settled).await? }).expect("settled");
        let twice = write!(fresh, |tx| { tx.settle_parent_message(&again).await? });
        assert!(matches!(twice, Err(StoreError::Conflict { .. })), "{twice:?}");
        let noted = ParentMessage {
            state: ParentMessageState::Nobody,
            settled: Some((id(StaffId::from_random, 3), at(31))),
            note: HOSTILE.to_owned(),
            ..message(2, 20)
        };
        let expected = noted.clone();
        write!(fresh, |tx| { tx.settle_parent_message(&noted).await? }).expect("settled");
        let left = read!(fresh, |tx| { tx.parent_messages_that_hold_back().await? }).expect("read");
        assert_eq!(left, [expected], "what still holds somebody back stays");
        let counts = read!(fresh, |tx| { tx.count_parent_messages(at(0)).await? }).expect("read");
        assert_eq!(counts, (2, 1));
    }
}

#[tokio::test]
async fn s002_15f_of_a_message_that_was_erased_its_days_and_how_it_ended_stay() {
    for fresh in fresh().await {
        let settled = |number: u8, settled_at: i64, holds_back: bool| ParentMessage {
            state: ParentMessageState::Mistake,
            holds_back,
            settled: Some((id(StaffId::from_random, 3), at(settled_at))),
            note: HOSTILE.to_owned(),
            ..message(number, 10)
        };
        let all = [settled(1, 20, false), settled(2, 30, false), settled(3, 20, true), message(4, 10)];
        write!(fresh, |tx| {
            for message in &all {
                tx.add_parent_message(message).await?;
            }
        })
        .expect("written");
        let due = read!(fresh, |tx| { tx.parent_messages_settled_before(at(30)).await? }).expect("read");
        let first = id(ParentMessageId::from_random, 1);
        assert_eq!(due, [first], "not one that holds somebody back, waits, or was settled at that moment");
        write!(fresh, |tx| { tx.erase_parent_message(first, at(50)).await? }).expect("erased");
        for other in [1, 3, 4] {
            let again =
                write!(fresh, |tx| { tx.erase_parent_message(id(ParentMessageId::from_random, other), at(51)).await? });
            assert!(matches!(again, Err(StoreError::Conflict { .. })), "{other}: {again:?}");
        }
        let kept = ErasedMessage {
            id: first,
            received_at: at(10),
            settled_at: at(20),
            state: ParentMessageState::Mistake,
            erased_at: at(50),
        };
        let erased = read!(fresh, |tx| { tx.erased_parent_messages(10).await? }).expect("read");
        assert_eq!(erased, [kept]);
        let left = read!(fresh, |tx| { tx.parent_messages_settled_before(at(99)).await? }).expect("read");
        assert_eq!(left, [id(ParentMessageId::from_random, 2)]);
    }
}
