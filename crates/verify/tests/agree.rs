//! The two verifiers, who share no code, say the same of every log.

use ed25519_dalek::{Signer, SigningKey};
use jiff::{SignedDuration, Timestamp};
use kith_core::audit::{
    Action, AuditEntry, Checkpoint, EXPORT_HEADER, Event, Hash32, Head, export_footer, export_line, seal, verify_export,
};
use kith_core::id::{FamilyId, StaffId};
use kith_core::workforce::Role;

fn a_log(entries: u8) -> Vec<AuditEntry> {
    let start: Timestamp = "2026-11-22T09:30:00.000001Z".parse().expect("an instant");
    let mut head = Head::START;
    (0..entries)
        .map(|turn| {
            let at = start + SignedDuration::from_micros(i64::from(turn) * 61_000_001);
            let event =
                Event::new(at, StaffId::from_random([turn; 10]), Action::ALL[usize::from(turn) % Action::ALL.len()])
                    .role(Role::HealthVisitor)
                    .purpose("healthcare")
                    .about(FamilyId::from_random([turn ^ 90; 10]))
                    .outcome("shown")
                    .with("kinds", "basic;contacts")
                    .with("note", ["", "a\tb", "c\\d", "e\r\nf", "Zoë"][usize::from(turn) % 5]);
            let entry = seal(head, &event);
            head = entry.head();
            entry
        })
        .collect()
}

fn file(log: &[AuditEntry]) -> Vec<u8> {
    let lines: String = log.iter().map(export_line).collect();
    let head = log.last().map_or(Head::START, AuditEntry::head);
    format!("{EXPORT_HEADER}{lines}{}", export_footer(head)).into_bytes()
}

/// What each verifier says: the entry and the word, or `None` for a whole log.
fn both(file: &[u8]) -> [Option<(u64, &'static str)>; 2] {
    let ours = verify_export(file, None, &[]).err().map(|fault| (fault.seq, fault.what.word()));
    let theirs =
        kith_verify::check(file, &[]).expect("a slice can be read").err().map(|found| (found.entry, found.what));
    [ours, theirs]
}

fn assert_same_fault(file: &[u8], case: &str) {
    let [ours, theirs] = both(file);
    assert!(ours.is_some(), "{case} was not found");
    assert_eq!(ours, theirs, "{case}");
}

#[test]
fn both_find_a_whole_log_whole() {
    for entries in [0, 1, 2, 40] {
        assert_eq!(both(&file(&a_log(entries))), [None, None], "{entries} entries");
    }
}

#[test]
fn t31_both_find_the_same_entry_removed_copied_swapped_or_cut() {
    let log = a_log(12);
    for one in 0..log.len() {
        let mut removed = log.clone();
        removed.remove(one);
        // A removed last entry leaves a sound, shorter log: only a checkpoint tells.
        if one + 1 < log.len() {
            assert_same_fault(&file(&removed), &format!("{one} removed"));
        }
        for other in one + 1..=log.len() {
            let mut copied = log.clone();
            copied.insert(other, log[one].clone());
            assert_same_fault(&file(&copied), &format!("{one} copied to {other}"));
            if other < log.len() {
                let mut swapped = log.clone();
                swapped.swap(one, other);
                assert_same_fault(&file(&swapped), &format!("{one} and {other} swapped"));
            }
        }
        let lines: String = log[..one].iter().map(export_line).collect();
        let cut = format!("{EXPORT_HEADER}{lines}{}", export_footer(log[11].head()));
        assert_same_fault(cut.as_bytes(), &format!("cut before {one}, with the old last line"));
    }
}

#[test]
fn t31_both_find_the_same_field_changed() {
    let log = a_log(6);
    type Change = fn(&mut AuditEntry);
    let changes: [(&str, Change); 11] = [
        ("at", |entry| entry.at += SignedDuration::from_micros(1)),
        ("actor", |entry| entry.actor = "job".to_owned()),
        ("role", |entry| entry.role.clear()),
        ("action", |entry| entry.action.push('x')),
        ("purpose", |entry| entry.purpose = "research".to_owned()),
        ("about", |entry| entry.about.clear()),
        ("outcome", |entry| entry.outcome = "refused".to_owned()),
        ("detail", |entry| entry.detail.push(';')),
        ("previous", |entry| entry.previous = Hash32::from_bytes([1; 32])),
        ("hash", |entry| entry.hash = Hash32::from_bytes([2; 32])),
        ("sealed anew", |entry| {
            entry.outcome = "refused".to_owned();
            entry.hash = entry.expected_hash();
        }),
    ];
    for place in 0..log.len() - 1 {
        for (name, change) in changes {
            let mut tampered = log.clone();
            change(&mut tampered[place]);
            assert_same_fault(&file(&tampered), &format!("{name} of {place}"));
        }
    }
}

#[test]
fn t31_both_find_every_changed_removed_or_added_byte() {
    let whole = file(&a_log(5));
    for place in 0..whole.len() {
        let mut tampered = whole.clone();
        for other in [whole[place] ^ 1, whole[place] ^ 32, b'\n', b'\t', b'\\', b'\r', 0, 0xff] {
            tampered[place] = other;
            let said = both(&tampered).map(|found| found.is_some());
            assert_eq!(said, [other != whole[place]; 2], "byte {place} made {other}");
        }
        tampered.remove(place);
        // One of two equal bytes in a row may go from either place: still a change.
        assert_eq!(both(&tampered).map(|found| found.is_some()), [true; 2], "byte {place} removed");
        tampered.insert(place, whole[place]);
        tampered.insert(place, b'0');
        assert_eq!(both(&tampered).map(|found| found.is_some()), [true; 2], "a byte put in at {place}");
    }
}

#[test]
fn t31_both_find_an_escape_written_another_way() {
    let whole = String::from_utf8(file(&a_log(5))).expect("text");
    for (from, to) in [("\\r", "\r"), ("\\t", "\\u0009"), ("\\\\", "\\")] {
        assert!(whole.contains(from));
        assert_eq!(both(whole.replacen(from, to, 1).as_bytes()).map(|found| found.is_some()), [true; 2], "{from:?}");
    }
}

#[test]
fn t31_a_cut_tail_and_a_history_written_anew_are_found_by_a_signed_checkpoint() {
    let signer = SigningKey::from_bytes(&[7; 32]);
    let key = Hash32::from_bytes(signer.verifying_key().to_bytes());
    let log = a_log(9);
    let day = jiff::civil::date(2026, 11, 22);
    let head = log[8].head();
    let signature = signer.sign(&Checkpoint::message(day, head, key)).to_bytes();
    let checkpoint = Checkpoint { day, seq: head.seq, hash: head.hash, key, signature };

    let keys = kith_verify::read_keys(&format!("{key}\n")).expect("the key reads");
    let known = kith_verify::read_checkpoints(&format!("{checkpoint}\n"), &keys).expect("the signature is good");
    let found = |file: &[u8]| {
        let ours =
            verify_export(file, None, std::slice::from_ref(&checkpoint)).err().map(|it| (it.seq, it.what.word()));
        let theirs = kith_verify::check(file, &known).expect("a slice can be read").err().map(|it| (it.entry, it.what));
        [ours, theirs]
    };
    assert_eq!(found(&file(&log)), [None, None]);
    assert_eq!(found(&file(&log[..6])), [Some((7, "cut")); 2]);
    let other: Vec<AuditEntry> = a_log(200).split_off(191);
    let mut head = Head::START;
    let anew: Vec<AuditEntry> = other
        .iter()
        .map(|entry| {
            let mut entry = AuditEntry { seq: head.seq + 1, previous: head.hash, ..entry.clone() };
            entry.hash = entry.expected_hash();
            head = entry.head();
            entry
        })
        .collect();
    assert_eq!(found(&file(&anew)), [Some((9, "replaced")); 2]);
}

#[test]
fn a_checkpoint_of_another_key_or_with_any_change_is_not_believed() {
    let signer = SigningKey::from_bytes(&[7; 32]);
    let key = Hash32::from_bytes(signer.verifying_key().to_bytes());
    let head = Head { seq: 12, hash: Hash32::from_bytes([3; 32]) };
    let day = jiff::civil::date(2026, 11, 22);
    let signature = signer.sign(&Checkpoint::message(day, head, key)).to_bytes();
    let line = Checkpoint { day, seq: head.seq, hash: head.hash, key, signature }.to_string();
    let keys = kith_verify::read_keys(&key.to_string()).expect("the key reads");
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    assert!(kith_verify::read_checkpoints(&line, &keys).is_ok());
    assert!(kith_verify::read_checkpoints(&line, &[other]).is_err());
    for place in 0..line.len() {
        let mut tampered = line.clone().into_bytes();
        tampered[place] ^= 1;
        let tampered = String::from_utf8(tampered).expect("still ASCII");
        assert!(kith_verify::read_checkpoints(&tampered, &keys).is_err(), "byte {place}");
    }
}
