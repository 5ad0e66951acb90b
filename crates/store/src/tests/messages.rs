//! National messages: kept once, opened again, moved on; and which counts.

use std::collections::HashMap;

use jiff::civil::date;
use kith_core::id::{FileId, IncomingId, StaffId};

use super::import::{staged, take, with_file};
use super::{at, fresh, full_row, id, keys, read, write};
use crate::{BabyRow, KeptMessage, MessageRow, MessageState, NewMessage, RowCounts, SourceFile, StoreError, Taking};

fn message(number: u8, state: MessageState) -> NewMessage {
    NewMessage {
        kept: KeptMessage {
            id: id(IncomingId::from_random, number),
            message_key: Some(keys().message_key(&format!("id-{number}"))),
            digest: keys().message_digest(&[number]),
            state,
            event: Some("pds-birth-notification-1".to_owned()),
            written_at: Some(at(i64::from(number))),
            received_at: at(100 + i64::from(number)),
            channel: "folder".to_owned(),
            copies: 1,
            source_name: Some("birth-message".to_owned()),
            file: None,
            problem: None,
            settled_because: None,
            settled_by: None,
            settled_at: None,
        },
        name: "Plantedname.xml".to_owned(),
        bytes: vec![number, 0, 255],
    }
}

fn row(number: u8, person: &str) -> MessageRow {
    MessageRow {
        row_key: format!("row {number}"),
        source_name: "birth-message".to_owned(),
        person_key: person.to_owned(),
        message: id(IncomingId::from_random, number),
        message_key: keys().message_key(&format!("id-{number}")),
        written_at: at(i64::from(number)),
        says_death: number == 1,
        takes_death_back: number == 2,
        death_left_out: false,
        kept_under: (number == 3).then(|| "row 1".to_owned()),
    }
}

#[tokio::test]
async fn a_message_is_kept_once_and_opens_as_it_came() {
    for fresh in fresh().await {
        let (one, two) = (message(1, MessageState::Received), message(2, MessageState::Received));
        let (first, second) = (one.clone(), two.clone());
        write!(fresh, |tx| { tx.add_messages(&[second, first]).await? }).expect("kept");
        let again = one.clone();
        let twice = write!(fresh, |tx| { tx.add_messages(&[again]).await? });
        assert!(matches!(twice, Err(StoreError::Conflict { .. })), "{twice:?}");
        let waiting = read!(fresh, |tx| { tx.messages_waiting(None, 10).await? }).expect("read");
        assert_eq!(
            waiting.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
            [one.kept.id, two.kept.id],
            "the oldest first"
        );
        assert!(waiting.iter().all(|(_, size)| *size > 3));
        let first = (one.kept.received_at, one.kept.id);
        let behind = read!(fresh, |tx| { tx.messages_waiting(Some(first), 10).await? }).expect("read");
        assert_eq!(behind, waiting[1..]);
        let ids = [one.kept.id, two.kept.id];
        assert_eq!(read!(fresh, |tx| { tx.messages_opened(&ids).await? }).expect("opened"), [one.clone(), two.clone()]);
        assert_eq!(read!(fresh, |tx| { tx.messages_of(&ids).await? }).expect("read").len(), 2);
        let (digest, key) = (one.kept.digest.clone(), two.kept.message_key.clone().expect("a key"));
        let kept = read!(fresh, |tx| { tx.messages_kept(&[digest], &[key]).await? }).expect("read");
        assert_eq!(kept.len(), 2, "one by its bytes, one by its identifier");
        let twice = one.kept.id;
        write!(fresh, |tx| { tx.count_copies(&[twice, twice]).await? }).expect("counted");
        assert_eq!(read!(fresh, |tx| { tx.message(twice).await? }).expect("read").copies, 3);
        let nobody = id(IncomingId::from_random, 9);
        assert!(matches!(read!(fresh, |tx| { tx.message(nobody).await? }), Err(StoreError::NotFound { .. })));
    }
}

#[tokio::test]
async fn messages_move_on_together_and_are_counted() {
    for fresh in fresh().await {
        let all: Vec<NewMessage> = (1..4).map(|number| message(number, MessageState::Received)).collect();
        let ids: Vec<IncomingId> = all.iter().map(|message| message.kept.id).collect();
        write!(fresh, |tx| { tx.add_messages(&all).await? }).expect("kept");
        let (moved, file) = (vec![ids[0], ids[1]], id(FileId::from_random, 7));
        write!(fresh, |tx| {
            tx.move_messages(&moved, MessageState::TakenIn, ("birth-message", Some(file))).await?;
        })
        .expect("moved");
        let asked = ids.clone();
        assert_eq!(read!(fresh, |tx| { tx.still_waiting(&asked).await? }).expect("read"), [ids[2]]);
        let later = vec![ids[1]];
        write!(fresh, |tx| { tx.move_messages(&later, MessageState::Superseded, ("birth-message", None)).await? })
            .expect("moved");
        let second = ids[1];
        let kept = read!(fresh, |tx| { tx.message(second).await? }).expect("read");
        assert_eq!((kept.state, kept.file), (MessageState::Superseded, Some(file)), "the file that took it in stays");
        let mut last = read!(fresh, |tx| { tx.messages_in(MessageState::Received, 5).await? }).expect("read").remove(0);
        last.state = MessageState::PutAside;
        last.problem = Some("what\nhow".to_owned());
        (last.settled_because, last.settled_by) = (Some("test".to_owned()), Some(id(StaffId::from_random, 1)));
        last.settled_at = Some(at(300));
        let written = last.clone();
        write!(fresh, |tx| { tx.set_message(&written).await? }).expect("written");
        assert_eq!(read!(fresh, |tx| { tx.messages_in(MessageState::PutAside, 5).await? }).expect("read"), [last]);
        assert_eq!(read!(fresh, |tx| { tx.count_messages_in(MessageState::TakenIn).await? }).expect("counted"), 1);
        let counts = read!(fresh, |tx| { tx.message_counts(at(0)).await? }).expect("counted");
        assert_eq!(counts.iter().map(|count| count.count).sum::<u64>(), 3);
        assert!(counts.iter().all(|count| count.hour <= at(101) && count.event.is_some()));
        assert!(read!(fresh, |tx| { tx.message_counts(at(1_000)).await? }).expect("counted").is_empty());
    }
}

#[tokio::test]
async fn the_message_that_counts_is_found_by_row_and_by_person() {
    for fresh in fresh().await {
        write!(fresh, |tx| { tx.put_message_rows(&[row(1, "poppy"), row(2, "poppy"), row(3, "")]).await? })
            .expect("put");
        let changed = MessageRow { death_left_out: true, written_at: at(9), ..row(1, "poppy") };
        let put = changed.clone();
        write!(fresh, |tx| { tx.put_message_rows(&[put]).await? }).expect("put");
        let (rows, people) = (["row 3".to_owned(), "row 1".to_owned()], ["poppy".to_owned()]);
        let found = read!(fresh, |tx| { tx.message_rows(&rows, &people).await? }).expect("read");
        assert_eq!(found, [changed, row(2, "poppy"), row(3, "")], "each once");
    }
}

#[tokio::test]
async fn what_tells_a_baby_is_found_by_row_and_by_what_tells_it() {
    for fresh in fresh().await {
        let told = |baby: &str, row: &str, is_numbered| BabyRow {
            baby_key: keys().message_baby(baby),
            row_key: row.to_owned(),
            is_numbered,
        };
        let all = [told("first", "a", false), told("first", "b", true), told("second", "b", true)];
        let put = all.clone();
        let (by_row, by_baby, none) = write!(fresh, |tx| {
            tx.put_baby_rows(&put).await?;
            tx.put_baby_rows(&put).await?;
            (
                tx.baby_rows(&["b".to_owned(), "a".to_owned()], &[]).await?,
                tx.baby_rows(&["b".to_owned()], &[put[0].baby_key.clone()]).await?,
                tx.baby_rows(&["c".to_owned()], &[]).await?,
            )
        })
        .expect("written");
        let mut wanted = all.to_vec();
        wanted.sort();
        assert_eq!((by_row, by_baby), (wanted.clone(), wanted), "each once");
        assert!(none.is_empty());
    }
}

#[tokio::test]
async fn records_keep_to_the_second_when_they_were_written_until_something_else_is_said() {
    for fresh in with_file(1).await {
        let taken = write!(fresh, |tx| {
            let row = staged(1, full_row(1));
            let times = HashMap::from([(row.row_key.clone(), at(5))]);
            let taking = Taking {
                source: "health-visiting",
                file: id(FileId::from_random, 1),
                received_on: date(2026, 11, 21),
                now: at(1),
                written_at: Some(&times),
            };
            tx.take_rows(&taking, std::slice::from_ref(&row)).await?
        })
        .expect("taken in");
        let records: Vec<_> = taken.iter().map(|taken| taken.record).collect();
        let asked = records.clone();
        let found = read!(fresh, |tx| { tx.records(&asked).await? }).expect("read");
        assert!(found.iter().all(|record| record.written_at == Some(at(5))));
        let key = staged(1, full_row(1)).row_key;
        let known = [key.clone(), "another".to_owned()];
        assert_eq!(read!(fresh, |tx| { tx.rows_known("health-visiting", &known).await? }).expect("read"), [key]);
        // Again at the very same moment: neither past is lost.
        take(&fresh, 1, vec![full_row(1)]).await;
        take(&fresh, 1, vec![full_row(1)]).await;
        let found = read!(fresh, |tx| { tx.records(&records).await? }).expect("read");
        assert!(found.iter().all(|record| record.written_at.is_none()));
    }
}

#[tokio::test]
async fn files_of_messages_are_found_while_they_are_on_their_way_and_stand_in_no_list_of_files() {
    for fresh in with_file(1).await {
        let file = SourceFile {
            id: id(FileId::from_random, 5),
            source_name: "health-visiting".to_owned(),
            file_name: "2 messages".to_owned(),
            digest: "messages".to_owned(),
            state: crate::FileState::Committing,
            extract_on: date(2026, 11, 20),
            received_at: at(50),
            received_by: None,
            rows: RowCounts::default(),
            refusal: None,
            finished_at: None,
        };
        let mut one = message(1, MessageState::TakenIn);
        one.kept.file = Some(file.id);
        let wanted = file.id;
        write!(fresh, |tx| {
            tx.add_file(&file).await?;
            tx.add_messages(&[one]).await?;
        })
        .expect("written");
        assert_eq!(read!(fresh, |tx| { tx.message_files_on_the_way().await? }).expect("read"), [wanted]);
        let listed = read!(fresh, |tx| { tx.files(None, 10).await? }).expect("read");
        assert!(listed.iter().all(|file| file.id != wanted) && listed.len() == 1);
    }
}

#[tokio::test]
async fn messages_that_wait_for_an_agreement_are_counted_by_source_and_let_go_together() {
    for fresh in fresh().await {
        let held = [1, 2, 3].map(|number| message(number, MessageState::Held));
        let other = message(4, MessageState::Held);
        let other = NewMessage {
            kept: KeptMessage { source_name: Some("professional-contacts".to_owned()), ..other.kept },
            ..other
        };
        let all: Vec<NewMessage> = held.into_iter().chain([other, message(5, MessageState::Received)]).collect();
        write!(fresh, |tx| { tx.add_messages(&all).await? }).expect("kept");
        let counts = read!(fresh, |tx| { tx.messages_held().await? }).expect("read");
        assert_eq!(counts, [("birth-message".to_owned(), 3), ("professional-contacts".to_owned(), 1)]);
        let waiting = read!(fresh, |tx| { tx.messages_waiting(None, 10).await? }).expect("read");
        assert_eq!(waiting.len(), 1, "what waits for an agreement is not worked on");
        let let_go = write!(fresh, |tx| { tx.release_held_messages("birth-message").await? }).expect("written");
        assert_eq!(let_go, 3);
        let counts = read!(fresh, |tx| { tx.messages_held().await? }).expect("read");
        assert_eq!(counts, [("professional-contacts".to_owned(), 1)]);
        let waiting = read!(fresh, |tx| { tx.messages_waiting(None, 10).await? }).expect("read");
        assert_eq!(waiting.len(), 4);
    }
}
