//! What remains to be done about entries, advice, and who was told.

use jiff::civil::date;
use kith_core::birth::ChildPlace;
use kith_core::id::{FamilyId, LedgerId, PersonId, RecordId, StaffId};
use kith_core::ledger::{LedgerEntry, LedgerEvent};
use kith_core::service::ServiceKind;
use kith_core::statement::Part;

use super::import::{take, with_file};
use super::{at, fresh, full_row, id, write};
use crate::{FamilyMember, LedgerTask, NewLedgerEntry, NoticeCount, NoticeState, StoreError};

fn task(number: u8, owner: Option<u8>) -> LedgerTask {
    LedgerTask {
        id: id(LedgerId::from_random, number),
        reference: id(LedgerId::from_random, 90 + number),
        kind: "confirm-consent".to_owned(),
        family: id(FamilyId::from_random, 1),
        owner: owner.map(|number| id(StaffId::from_random, number)),
        due_on: date(2026, 12, 30).saturating_sub(jiff::Span::new().days(i64::from(number))),
        made_at: at(1),
        made_by: id(StaffId::from_random, 1),
    }
}

#[tokio::test]
async fn a_task_is_its_owners_until_it_is_done_once() {
    let me = id(StaffId::from_random, 1);
    for fresh in fresh().await {
        let tasks = write!(fresh, |tx| {
            for (number, owner) in [(1, Some(1)), (2, Some(1)), (3, Some(2)), (4, None), (5, Some(1))] {
                tx.add_ledger_task(&task(number, owner)).await?;
            }
            (tx.ledger_tasks_of(me, 9).await?, tx.ledger_tasks_to("confirm-consent", 9).await?)
        })
        .expect("written");
        assert_eq!(tasks.0, [task(5, Some(1)), task(2, Some(1)), task(1, Some(1))]);
        assert_eq!(tasks.1.len(), 5);
        let done = write!(fresh, |tx| {
            let others = tx.finish_ledger_tasks(task(1, None).reference, "another-kind", (me, at(2))).await?;
            let one = tx.finish_ledger_tasks(task(1, None).reference, "confirm-consent", (me, at(2))).await?;
            tx.finish_own_ledger_task(task(2, None).id, (me, at(2))).await?;
            (others, one, tx.ledger_tasks_of(me, 9).await?)
        })
        .expect("done");
        assert_eq!(done, (0, 1, vec![task(5, Some(1))]));
        let not_mine = write!(fresh, |tx| { tx.finish_own_ledger_task(task(3, None).id, (me, at(3))).await? });
        assert!(matches!(not_mine, Err(StoreError::Conflict { .. })));
        let rest = write!(fresh, |tx| {
            let families = [task(1, None).family];
            let rest = tx.finish_ledger_tasks_about(&families, "confirm-consent", (me, at(4))).await?;
            (rest, tx.ledger_tasks_to("confirm-consent", 9).await?)
        })
        .expect("done");
        assert_eq!(rest, (3, vec![]));
    }
}

#[tokio::test]
async fn a_family_was_told_by_the_last_notice_that_did_not_come_back() {
    for fresh in with_file(1).await {
        let mut row = full_row(1);
        row.agreements.clear();
        row.people[0].1.is_sealed = false;
        let taken = take(&fresh, 1, vec![row]).await;
        let record: RecordId =
            taken.iter().find(|taken| taken.part == Part::Subject).map(|taken| taken.record).expect("a child");
        let (family, person) = (id(FamilyId::from_random, 1), id(PersonId::from_random, 1));
        let entry = move |event| NewLedgerEntry {
            record,
            entry: LedgerEntry::of_staff(event, id(StaffId::from_random, 1), at(1)),
        };
        let on = date(2026, 11, 2);
        let notice = move || entry(LedgerEvent::Notice { on, version: "2026-04".to_owned(), how: "letter".to_owned() });
        let place = ChildPlace {
            born_on: Some(date(2025, 3, 9)),
            due_on: None,
            died_on: None,
            postcode: None,
            is_kept_safe: false,
            known_since: on,
        };
        let (before, told, returned, again) = write!(fresh, |tx| {
            let place = place.clone();
            tx.set_person_of_records(&[(record, person)]).await?;
            tx.add_families(&[family], at(1)).await?;
            let child = FamilyMember { family, person, part: Part::Subject, lives_elsewhere: false };
            tx.set_members(&[family], &[child]).await?;
            // Somebody grown is nobody's child, whatever service knows them.
            assert_eq!(tx.notice_coverage().await?, []);
            assert_eq!(tx.notice_states(&[ServiceKind::HealthVisiting]).await?, []);
            tx.replace_child_places(&[person], &[(person, place.clone())], at(1)).await?;
            let before = tx.notice_coverage().await?;
            tx.append_ledger(&[notice()]).await?;
            let told = tx.notice_coverage().await?;
            tx.append_ledger(&[entry(LedgerEvent::NoticeReturned { on })]).await?;
            let returned = tx.notice_coverage().await?;
            tx.append_ledger(&[notice()]).await?;
            let again = tx.notice_coverage().await?;
            let mut states = tx.notice_states(&[ServiceKind::HealthVisiting]).await?;
            tx.append_ledger(&[entry(LedgerEvent::NoticeReturned { on })]).await?;
            states.extend(tx.notice_states(&[ServiceKind::HealthVisiting]).await?);
            states.extend(tx.notice_states(&[ServiceKind::Housing]).await?);
            let of_child = NoticeState { person, place, told_by: Some(3), is_returned: false, has_objected: false };
            assert_eq!(tx.notice_ways(&[2, 3, 9]).await?, [(3, "letter".to_owned())].into());
            assert_eq!(states, [of_child.clone(), NoticeState { told_by: None, is_returned: true, ..of_child }]);
            (before, told, returned, again)
        })
        .expect("written");
        let count = |told| [NoticeCount { service: ServiceKind::HealthVisiting, children: 1, told }];
        assert_eq!(before, count(0));
        assert_eq!(told, count(1));
        assert_eq!(returned, count(0));
        assert_eq!(again, count(1));
    }
}
