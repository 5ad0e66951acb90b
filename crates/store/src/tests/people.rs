//! Links, persons, search words, families, the audit about a family.

use jiff::civil::date;
use kith_core::audit::{Action, Actor, Checkpoint, Event, Hash32};
use kith_core::id::{FamilyId, PersonId, RecordId, StaffId};
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_core::person::value::Stakes;
use kith_core::statement::Part;

use super::{at, fresh, id, keys, read, write};
use crate::cell::args;
use crate::{FamilyMember, FamilyRelation, ReviewPair, StoreError, WordKey};

fn record(number: u8) -> RecordId {
    id(RecordId::from_random, number)
}

fn person(number: u8) -> PersonId {
    id(PersonId::from_random, number)
}

fn family(number: u8) -> FamilyId {
    id(FamilyId::from_random, number)
}

fn event(seq: u64, a: u8, b: u8) -> LinkEvent {
    LinkEvent {
        seq,
        a: record(a),
        b: record(b),
        verdict: Verdict::Same,
        origin: Origin::Probable,
        weight_milli: -1500,
        reasons: "the same day of birth".to_owned(),
        model: "1".to_owned(),
        by: None,
        at: at(1),
        withdraws: None,
    }
}

#[tokio::test]
async fn links_are_numbered_and_found_by_either_record() {
    for fresh in fresh().await {
        let withdrawal = LinkEvent {
            verdict: Verdict::Undecided,
            origin: Origin::Human,
            by: Some(id(StaffId::from_random, 1)),
            withdraws: Some(1),
            ..event(3, 1, 2)
        };
        let expected = withdrawal.clone();
        let (first, third, of_two, after) = write!(fresh, |tx| {
            let first = tx.append_links(&[event(99, 1, 2), event(99, 3, 4)]).await?;
            let third = tx.append_links(&[withdrawal]).await?;
            tx.append_links(&[]).await?;
            (first, third, tx.links_of(&[record(2), record(1)]).await?, tx.links_after(1, 10).await?)
        })
        .expect("written");
        assert_eq!((first, third), (1, 3));
        assert_eq!(of_two, [event(1, 1, 2), expected.clone()]);
        assert_eq!(after, [event(2, 3, 4), expected]);
    }
}

#[tokio::test]
async fn pairs_to_look_at_are_replaced_by_record() {
    for fresh in fresh().await {
        let pair = |a: u8, b: u8, weight_milli: i32| ReviewPair {
            a: record(a),
            b: record(b),
            weight_milli,
            reasons: "the same name".to_owned(),
            found_at: at(1),
            stakes: Stakes::Father,
            value_milli: 700,
        };
        let (reviews, count) = write!(fresh, |tx| {
            tx.replace_reviews(&[record(1)], &[pair(2, 1, 100), pair(1, 3, 200), pair(4, 5, 300)]).await?;
            tx.replace_reviews(&[record(1)], &[pair(1, 6, 50)]).await?;
            (tx.reviews(10).await?, tx.count_reviews().await?)
        })
        .expect("written");
        assert_eq!(reviews, [pair(4, 5, 300), pair(1, 6, 50)]);
        assert_eq!(count, 2);
    }
}

#[tokio::test]
async fn a_merged_person_is_found_under_both_names() {
    for fresh in fresh().await {
        let (end, whose, mine, page, unknown) = write!(fresh, |tx| {
            tx.add_persons(&[person(1), person(2), person(3)], at(1)).await?;
            tx.set_person_of_records(&[(record(1), person(1)), (record(2), person(2))]).await?;
            tx.set_person_of_records(&[(record(1), person(3)), (record(2), person(3))]).await?;
            tx.redirect_person(person(1), person(2)).await?;
            tx.redirect_person(person(2), person(3)).await?;
            (
                tx.resolve_person(person(1)).await?,
                tx.persons_of_records(&[record(1), record(9)]).await?,
                tx.record_ids_of_persons(&[person(3)]).await?,
                tx.persons_after(Some(record(1)), 10).await?,
                tx.resolve_person(person(9)).await,
            )
        })
        .expect("written");
        assert_eq!((end, whose), (person(3), vec![(record(1), person(3))]));
        assert_eq!(mine, [(record(1), person(3)), (record(2), person(3))]);
        assert_eq!(page, [(record(2), person(3))]);
        assert!(matches!(unknown, Err(StoreError::NotFound { .. })));
        let circle = write!(fresh, |tx| {
            tx.redirect_person(person(3), person(1)).await?;
            tx.resolve_person(person(2)).await?
        });
        assert!(matches!(circle, Err(StoreError::Corrupt { table: "person", .. })));
    }
}

fn word(text: &str) -> WordKey {
    keys().word_key("name", text)
}

fn of(number: u8, words: &[&str]) -> (PersonId, Vec<WordKey>) {
    (person(number), words.iter().map(|text| word(text)).collect())
}

#[tokio::test]
async fn people_are_found_by_all_of_their_words_and_by_no_word_they_had_before() {
    for fresh in fresh().await {
        let (both, all, old, gone, kept) = write!(fresh, |tx| {
            tx.add_persons(&[person(1), person(2), person(3)], at(1)).await?;
            tx.replace_search_words(&[of(1, &["old", "poppy"]), of(3, &["rose", "ellis"])]).await?;
            tx.replace_search_words(&[of(1, &["poppy", "ellis", "ellis"]), of(2, &["maya", "ellis"])]).await?;
            // The same again changes nothing.
            tx.replace_search_words(&[of(1, &["ellis", "poppy"]), of(2, &["maya", "ellis"])]).await?;
            let both = tx.persons_by_all_words(&[word("ellis"), word("poppy"), word("ellis")], 10).await?;
            let all = tx.persons_by_all_words(&[word("ellis")], 10).await?;
            let last = tx.persons_by_all_words(&[word("ellis")], 1).await?;
            assert_eq!(last, all[..1], "those who came in last first");
            let old = tx.persons_by_all_words(&[word("old")], 10).await?;
            tx.redirect_person(person(2), person(1)).await?;
            tx.replace_search_words(&[of(3, &[])]).await?;
            let gone = tx.persons_by_all_words(&[word("maya")], 10).await?;
            (both, all, old, gone, tx.persons_by_all_words(&[word("ellis")], 10).await?)
        })
        .expect("written");
        assert_eq!((both, kept), (vec![person(1)], vec![person(1)]));
        assert_eq!(all, [2, 3, 1].map(person));
        assert!(old.is_empty() && gone.is_empty());
        let (rows, people) = read!(fresh, |tx| {
            let rows: u64 = tx.value("search_word", "SELECT COUNT(*) FROM search_word", &[]).await?;
            (rows, tx.value::<u64>("found_person", "SELECT COUNT(*) FROM found_person", &[]).await?)
        })
        .expect("read");
        assert_eq!((rows, people), (2, 1), "nothing stays of those whom nothing finds");
    }
}

#[tokio::test]
async fn words_from_before_they_were_numbered_find_the_same_people() {
    for fresh in fresh().await {
        let terms = ["ellis", "poppy", "2026-10-02", "LX1 4QR", "maya"];
        let has = |number: u8, place: usize| !(usize::from(number) + place).is_multiple_of(3);
        let found = write!(fresh, |tx| {
            let before = "DROP TABLE search_word; DROP TABLE found_person; DROP TABLE message_baby; \
                          ALTER TABLE message_row DROP COLUMN kept_under_key; \
                          CREATE TABLE search_term (term_key TEXT NOT NULL, person_id TEXT NOT NULL, \
                          PRIMARY KEY (term_key, person_id)) WITHOUT ROWID; \
                          CREATE INDEX search_term_person ON search_term (person_id)";
            tx.connection.script(before).await?;
            for number in 1..=6 {
                tx.add_persons(&[person(number)], at(i64::from(number))).await?;
                for (_, term) in terms.iter().enumerate().filter(|(place, _)| has(number, *place)) {
                    let term = tx.keys().term_key("name", term);
                    tx.run("INSERT INTO search_term VALUES ($1, $2)", &args![term, person(number)]).await?;
                }
            }
            tx.connection.script(include_str!("../../migrations/0022_words_and_babies.sql")).await?;
            // Somebody's words are replaced and somebody new is added as if they had always been numbered.
            tx.replace_search_words(&[
                (person(6), vec![tx.keys().word_key("name", "maya")]),
                (person(7), vec![tx.keys().word_key("name", "poppy")]),
            ])
            .await?;
            let mut found = Vec::new();
            for term in terms {
                let word = tx.keys().word_key("name", term);
                found.push(tx.persons_by_all_words(&[word], 10).await?);
            }
            found
        })
        .expect("written");
        for (place, found) in found.into_iter().enumerate() {
            let mut expected: Vec<_> = (1..=5).filter(|number| has(*number, place)).collect();
            expected.extend((place == 4).then_some(6));
            expected.extend((place == 1).then_some(7));
            assert_eq!(found, expected.into_iter().rev().map(person).collect::<Vec<_>>());
        }
    }
}

#[tokio::test]
async fn families_are_set_redirected_and_found_by_person() {
    for fresh in fresh().await {
        let member = |family_number: u8, person_number: u8, part: Part| FamilyMember {
            family: family(family_number),
            person: person(person_number),
            part,
            lives_elsewhere: part == Part::Father,
        };
        let (members, both, of_person, end, standing, nobody, names, page) = write!(fresh, |tx| {
            tx.add_families(&[family(1), family(2)], at(1)).await?;
            tx.set_members(&[family(1)], &[member(1, 9, Part::Carer)]).await?;
            let all = [member(1, 1, Part::Subject), member(1, 2, Part::Father), member(2, 2, Part::Mother)];
            tx.set_members(&[family(1), family(2)], &all).await?;
            let both = tx.members_of_families(&[family(1), family(2)]).await?;
            assert_eq!(tx.members_beside(&[person(2)]).await?, both);
            assert_eq!(tx.members_beside(&[person(1)]).await?, both[..2]);
            let of_person = tx.families_of_persons(&[person(2)]).await?;
            tx.redirect_family(family(2), family(1)).await?;
            (
                tx.family_members(family(1)).await?,
                both,
                of_person,
                tx.resolve_family(family(2)).await?,
                tx.standing_family(family(2)).await?,
                tx.standing_family(family(7)).await?,
                tx.names_of_family(family(1)).await?,
                tx.families(None, 10).await?,
            )
        })
        .expect("written");
        assert_eq!(members, [member(1, 1, Part::Subject), member(1, 2, Part::Father)]);
        assert_eq!(both.len(), 3);
        assert_eq!(of_person, [member(1, 2, Part::Father), member(2, 2, Part::Mother)]);
        assert_eq!((end, standing, nobody), (family(1), Some(family(1)), None));
        assert_eq!(names.len(), 2);
        assert_eq!(page, [family(1)]);
        assert!(read!(fresh, |tx| { tx.records_of_family(family(1)).await? }).expect("read").is_empty());
        let missing = write!(fresh, |tx| { tx.redirect_family(family(7), family(1)).await? });
        assert!(matches!(missing, Err(StoreError::NotFound { .. })));
    }
}

#[tokio::test]
async fn the_days_of_relations_are_kept_with_the_family_and_found_when_they_turn() {
    for fresh in fresh().await {
        let since = Some(date(2024, 3, 3));
        let relation = |of: u8, child: u8, since, until| FamilyRelation {
            family: family(of),
            child: person(child),
            adult: person(9),
            part: Part::Carer,
            since,
            until,
        };
        let over = move || relation(1, 1, since, Some(date(2025, 6, 1)));
        let (first, other, turned, gone) = write!(fresh, |tx| {
            tx.add_families(&[family(1), family(2)], at(1)).await?;
            tx.set_relations(&[family(1)], &[relation(1, 7, None, None)]).await?;
            let open = relation(2, 2, since, None);
            tx.set_relations(&[family(1), family(2)], &[over(), open, over()]).await?;
            let turned = [
                tx.children_of_turned_relations(date(2024, 3, 2), date(2024, 3, 3)).await?,
                tx.children_of_turned_relations(date(2024, 3, 3), date(2025, 6, 1)).await?,
                tx.children_of_turned_relations(date(2025, 6, 1), date(2025, 6, 2)).await?,
                tx.children_of_turned_relations(date(2025, 6, 2), date(2026, 11, 22)).await?,
            ];
            let both = (tx.relations_of_family(family(1)).await?, tx.relations_of_family(family(2)).await?);
            tx.redirect_family(family(1), family(2)).await?;
            (both.0, both.1, turned, tx.relations_of_family(family(1)).await?)
        })
        .expect("written");
        assert_eq!(first, [over(), over()]);
        assert_eq!(other, [relation(2, 2, since, None)]);
        assert_eq!(turned, [vec![person(1), person(2)], vec![], vec![person(1)], vec![]]);
        assert!(gone.is_empty());
    }
}

#[tokio::test]
async fn looks_are_found_by_family_by_worker_and_by_period() {
    for fresh in fresh().await {
        let worker = id(StaffId::from_random, 5);
        let (about, by, by_page, between, newest, none_yet) = write!(fresh, |tx| {
            let none_yet = tx.newest_audit_at().await?;
            tx.add_families(&[family(1), family(2), family(3)], at(1)).await?;
            let child =
                FamilyMember { family: family(1), person: person(1), part: Part::Subject, lives_elsewhere: false };
            tx.set_members(&[family(1)], &[child]).await?;
            tx.append_audit(&Event::new(at(1), worker, Action::Look).about(family(2))).await?;
            tx.redirect_family(family(2), family(1)).await?;
            tx.append_audit(&Event::new(at(2), Actor::Job, Action::Look).about(person(1))).await?;
            tx.append_audit(&Event::new(at(3), worker, Action::Look).about(family(3))).await?;
            let by = tx.audit_by(worker, None, 10).await?;
            assert_eq!(tx.audit_of_action("look", Some(3), 10).await?.len(), 2, "before the third");
            assert!(tx.audit_of_action("sign-in", None, 10).await?.is_empty());
            (
                tx.audit_about(family(1), None, 10).await?,
                by,
                tx.audit_by(worker, Some(3), 10).await?,
                tx.audit_between(at(2), at(3), None, 10).await?,
                tx.newest_audit_at().await?,
                none_yet,
            )
        })
        .expect("written");
        let numbers =
            |entries: &[kith_core::audit::AuditEntry]| entries.iter().map(|entry| entry.seq).collect::<Vec<_>>();
        assert_eq!(numbers(&about), [2, 1]);
        assert_eq!((numbers(&by), numbers(&by_page)), (vec![3, 1], vec![1]));
        assert_eq!(numbers(&between), [2]);
        assert_eq!((newest, none_yet), (Some(at(3)), None));
        assert_eq!(read!(fresh, |tx| { tx.audit_from(1, 1).await? }).expect("read"), about[..1]);
        assert_eq!(read!(fresh, |tx| { tx.audit_head().await? }).expect("read").seq, 3);
    }
}

#[tokio::test]
async fn an_entry_put_before_the_first_is_seen() {
    for fresh in fresh().await {
        let strays = write!(fresh, |tx| {
            tx.append_audit(&Event::new(at(1), Actor::Job, Action::Look)).await?;
            let before = tx.stray_audit_entries().await?;
            let copy = "INSERT INTO audit_entry SELECT 0, made_at, actor, role, action, purpose, about, outcome, detail, \
                        previous, hash FROM audit_entry";
            tx.run(copy, &[]).await?;
            (before, tx.stray_audit_entries().await?)
        });
        assert_eq!(strays.expect("written"), (0, 1));
    }
}

#[tokio::test]
async fn one_checkpoint_a_day_is_kept() {
    for fresh in fresh().await {
        let checkpoint = |day: i8| Checkpoint {
            day: date(2026, 11, day),
            seq: 7,
            hash: Hash32::from_bytes([1; 32]),
            key: Hash32::from_bytes([2; 32]),
            signature: [3; 64],
        };
        write!(fresh, |tx| {
            tx.keep_checkpoint(&checkpoint(2)).await?;
            tx.keep_checkpoint(&checkpoint(1)).await?;
        })
        .expect("written");
        let again = write!(fresh, |tx| { tx.keep_checkpoint(&checkpoint(2)).await? });
        assert!(matches!(again, Err(StoreError::Conflict { .. })));
        assert_eq!(read!(fresh, |tx| { tx.checkpoints().await? }).expect("read"), [checkpoint(1), checkpoint(2)]);
    }
}

#[tokio::test]
async fn a_new_database_has_no_child_whose_home_is_still_to_be_worked_out() {
    for fresh in fresh().await {
        let known = write!(fresh, |tx| { tx.setting("child-places").await? }).expect("read");
        assert_eq!(known.as_deref(), Some("1"));
    }
}
