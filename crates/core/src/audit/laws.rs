//! What must hold of every log: whatever is done to it, it is found.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::id::{FamilyId, StaffId};
use crate::workforce::Role;

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event =
        (any::<u32>(), 0..Action::ALL.len(), 0..Role::ALL.len(), any::<[u8; 10]>(), "\\PC{0,12}|[\t\n\r\\\\]{1,3}");
    prop::collection::vec(event, 4..24).prop_map(|parts| {
        let event = |(second, action, role, id, word): (u32, usize, usize, [u8; 10], String)| {
            let at = Timestamp::from_microsecond(i64::from(second) * 1_000_003).unwrap_or(Timestamp::UNIX_EPOCH);
            Event::new(at, StaffId::from_random(id), Action::ALL[action])
                .role(Role::ALL[role])
                .purpose(word.clone())
                .about(FamilyId::from_random(id))
                .outcome("shown")
                .with("words", word)
        };
        parts.into_iter().map(event).collect()
    })
}

fn log(events: &[Event]) -> Vec<AuditEntry> {
    let mut head = Head::START;
    let seal_next = |event: &Event| {
        let entry = seal(head, event);
        head = entry.head();
        entry
    };
    events.iter().map(seal_next).collect()
}

fn logs() -> impl Strategy<Value = Vec<AuditEntry>> {
    events().prop_map(|events| log(&events))
}

fn head(log: &[AuditEntry]) -> Head {
    log.last().map_or(Head::START, AuditEntry::head)
}

fn export(log: &[AuditEntry]) -> Vec<u8> {
    let lines: String = log.iter().map(export_line).collect();
    format!("{EXPORT_HEADER}{lines}{}", export_footer(head(log))).into_bytes()
}

fn checkpoint(entry: &AuditEntry) -> Checkpoint {
    Checkpoint {
        day: jiff::civil::date(2026, 11, 22),
        seq: entry.seq,
        hash: entry.hash,
        key: Hash32::START,
        signature: [0; 64],
    }
}

fn fault(log: &[AuditEntry], expected: Head) -> (u64, Fault) {
    let fault = verify(log, Some(expected), &[]).expect_err("a log that was tampered with is found");
    (fault.seq, fault.what)
}

/// Every way to change one field of one entry.
fn changed(entry: &AuditEntry, field: usize) -> AuditEntry {
    let mut entry = entry.clone();
    match field {
        0 => entry.at += jiff::SignedDuration::from_micros(1),
        1 => entry.actor.push('x'),
        2 => entry.role.clear(),
        3 => entry.action = "sign-out-".to_owned(),
        4 => entry.purpose.push('\u{0}'),
        5 => entry.about.clear(),
        6 => entry.outcome = "refused".to_owned(),
        7 => entry.detail.insert(0, ';'),
        8 => entry.previous = Hash32::from_bytes([1; 32]),
        _ => entry.hash = Hash32::from_bytes([2; 32]),
    }
    entry
}

proptest! {
    #[test]
    fn a_log_that_nobody_touched_is_whole(log in logs()) {
        let verified = verify(&log, Some(head(&log)), &[checkpoint(&log[1])]);
        prop_assert_eq!(verified, Ok(Verified { entries: log.len() as u64, head: head(&log), checkpoints: 1 }));
        prop_assert!(verify_export(&export(&log), Some(head(&log)), &[]).is_ok());
    }

    #[test]
    fn an_exported_line_reads_back_as_its_entry(log in logs()) {
        for entry in &log {
            let line = export_line(entry);
            prop_assert_eq!(read_line(line.trim_end_matches('\n').as_bytes()), Ok(entry.clone()));
        }
    }

    #[test]
    fn t31_a_changed_field_is_found_where_it_is(log in logs(), place: prop::sample::Index, field in 0_usize..10) {
        let place = place.index(log.len());
        let mut tampered = log.clone();
        tampered[place] = changed(&log[place], field);
        prop_assert_eq!(fault(&tampered, head(&log)), (log[place].seq, Fault::Changed));
    }

    #[test]
    fn t31_a_removed_entry_is_found_where_it_was(log in logs(), place: prop::sample::Index) {
        let place = place.index(log.len() - 1);
        let mut tampered = log.clone();
        let removed = tampered.remove(place);
        prop_assert_eq!(fault(&tampered, head(&log)), (removed.seq, Fault::Missing));
    }

    #[test]
    fn t31_an_inserted_copy_is_found(log in logs(), from: prop::sample::Index, to: prop::sample::Index) {
        let from = from.index(log.len());
        let to = from + 1 + to.index(log.len() - from);
        let mut tampered = log.clone();
        tampered.insert(to, log[from].clone());
        prop_assert_eq!(fault(&tampered, head(&log)), (log[from].seq, Fault::Inserted));
    }

    #[test]
    fn t31_an_inserted_forgery_that_fits_is_found(log in logs(), events in events(), place: prop::sample::Index) {
        let place = place.index(log.len());
        let before = place.checked_sub(1).map_or(Head::START, |before| log[before].head());
        let forged = seal(before, &events[0]);
        prop_assume!(forged.hash != log[place].hash);
        let mut tampered = log.clone();
        tampered.insert(place, forged);
        prop_assert_eq!(fault(&tampered, head(&log)), (log[place].seq, Fault::Inserted));
    }

    #[test]
    fn t31_two_swapped_entries_are_found(log in logs(), one: prop::sample::Index, other: prop::sample::Index) {
        let (one, other) = (one.index(log.len()), other.index(log.len()));
        prop_assume!(one != other);
        let mut tampered = log.clone();
        tampered.swap(one, other);
        prop_assert_eq!(fault(&tampered, head(&log)), (log[one.min(other)].seq, Fault::Swapped));
    }

    #[test]
    fn t31_two_entries_that_swapped_all_but_their_numbers_are_found(log in logs(), one: prop::sample::Index) {
        let one = one.index(log.len() - 1);
        let mut tampered = log.clone();
        tampered.swap(one, one + 1);
        (tampered[one].seq, tampered[one + 1].seq) = (log[one].seq, log[one + 1].seq);
        prop_assert_eq!(fault(&tampered, head(&log)), (log[one].seq, Fault::Changed));
    }

    #[test]
    fn t31_a_cut_tail_is_found_by_the_head_or_by_a_checkpoint(log in logs(), keep: prop::sample::Index) {
        let kept = &log[..keep.index(log.len())];
        prop_assert_eq!(fault(kept, head(&log)), (kept.len() as u64 + 1, Fault::Cut));
        let by_checkpoint = verify(kept, None, &[checkpoint(&log[log.len() - 1])]).expect_err("the tail is gone");
        prop_assert_eq!((by_checkpoint.seq, by_checkpoint.what), (kept.len() as u64 + 1, Fault::Cut));
    }

    #[test]
    fn t32_a_log_written_anew_is_found_by_a_checkpoint(events in events(), place: prop::sample::Index) {
        let first = log(&events);
        let mut other = events.clone();
        other[place.index(events.len())].outcome = "another".to_owned();
        let second = log(&other);
        let known = checkpoint(&first[first.len() - 1]);
        let fault = verify(&second, Some(head(&second)), &[known]).expect_err("this is another history");
        prop_assert_eq!((fault.seq, fault.what), (first.len() as u64, Fault::Replaced));
    }

    #[test]
    fn t31_an_entry_sealed_anew_is_found(log in logs(), events in events(), place: prop::sample::Index) {
        let place = place.index(log.len());
        let before = place.checked_sub(1).map_or(Head::START, |before| log[before].head());
        let mut tampered = log.clone();
        tampered[place] = seal(before, &events[0]);
        prop_assume!(tampered[place].hash != log[place].hash);
        prop_assert_eq!(fault(&tampered, head(&log)), (log[place].seq, Fault::Replaced));
    }

    #[test]
    fn t31_an_export_cut_anywhere_is_found(log in logs(), keep: prop::sample::Index) {
        let whole = export(&log);
        prop_assert!(verify_export(&whole[..keep.index(whole.len())], None, &[]).is_err());
    }
}

#[test]
fn t31_every_changed_byte_of_an_export_is_found() {
    let at = Timestamp::UNIX_EPOCH;
    let events: Vec<Event> = (0..4_u8)
        .map(|turn| {
            Event::new(
                at + jiff::SignedDuration::from_millis(i64::from(turn) * 977),
                StaffId::from_random([turn; 10]),
                Action::Look,
            )
            .role(Role::HealthVisitor)
            .purpose("healthcare")
            .about(FamilyId::from_random([turn; 10]))
            .outcome("shown")
            .with("note", "a\tb\\c\nd")
        })
        .collect();
    let whole = export(&log(&events));
    let mut tampered = whole.clone();
    for place in 0..whole.len() {
        let others = (0..8).map(|bit| whole[place] ^ (1 << bit)).chain(*b"\t\n\r 0+A\\\0\xff");
        for other in others.filter(|other| *other != whole[place]) {
            tampered[place] = other;
            assert!(verify_export(&tampered, None, &[]).is_err(), "byte {place} changed to {other} was not found");
        }
        tampered[place] = whole[place];
    }
}

#[test]
fn an_empty_log_is_whole_and_an_emptied_one_is_not() {
    assert_eq!(
        verify_export(&export(&[]), Some(Head::START), &[]),
        Ok(Verified { entries: 0, head: Head::START, checkpoints: 0 })
    );
    let known = Head { seq: 9, hash: Hash32::from_bytes([3; 32]) };
    assert_eq!(fault(&[], known), (1, Fault::Cut));
}
