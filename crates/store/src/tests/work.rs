//! Involvements, caseloads, contacts with notes and comments, the ledger.

use jiff::civil::date;
use kith_core::family::{Confided, NoteStatement};
use kith_core::id::{CommentId, ContactId, FamilyId, InvolvementId, PersonId, RecordId, StaffId, VisitId};
use kith_core::ledger::{LedgerEntry, LedgerEvent, Scope};
use kith_core::service::ServiceKind;
use kith_core::statement::{InvolvementStatement, Part};

use super::import::{take, with_file};
use super::staff::account;
use super::{Fresh, at, full_row, id, read, write};
use crate::{ComingVisit, ContactKind, FamilyMember, NewComment, NewContact, NewLedgerEntry, PlannedVisit};

async fn with_children() -> Vec<(Fresh, Vec<RecordId>)> {
    let mut all = Vec::new();
    for fresh in with_file(1).await {
        let mut later = full_row(2);
        let work = later.involvement.as_mut().expect("work");
        work.next_on = None;
        let mut ended = full_row(3);
        ended.involvement.as_mut().expect("work").ended_on = Some(date(2026, 11, 1));
        let taken = take(&fresh, 1, vec![full_row(1), later, ended]).await;
        let records: Vec<RecordId> =
            taken.iter().filter(|taken| taken.part == Part::Subject).map(|taken| taken.record).collect();
        let whose: Vec<(RecordId, PersonId)> =
            records.iter().zip(1..).map(|(record, number)| (*record, id(PersonId::from_random, number))).collect();
        write!(fresh, |tx| {
            tx.set_person_of_records(&whose).await?;
            let child = FamilyMember {
                family: id(FamilyId::from_random, 1),
                person: id(PersonId::from_random, 1),
                part: Part::Subject,
                lives_elsewhere: false,
            };
            tx.add_families(&[child.family], at(1)).await?;
            tx.set_members(&[child.family], &[child]).await?;
        })
        .expect("written");
        all.push((fresh, records));
    }
    all
}

#[tokio::test]
async fn a_caseload_holds_what_goes_on_today_the_next_contact_first() {
    for (fresh, records) in with_children().await {
        let today = date(2026, 11, 22);
        let (mine, ours, theirs, lines, work) = read!(fresh, |tx| {
            let lines = tx.involvements_of(&records).await?;
            let ids: Vec<_> = lines.iter().map(|line| line.involvement).collect();
            (
                tx.caseload_of_worker("HV12", today).await?,
                tx.caseload_of_team(ServiceKind::HealthVisiting, "Northfield team", today).await?,
                tx.caseload_of_team(ServiceKind::Maternity, "Northfield team", today).await?,
                lines,
                tx.work_of(&ids[..1]).await?,
            )
        })
        .expect("read");
        assert_eq!(mine.iter().map(|line| line.line.next_on).collect::<Vec<_>>(), [Some(date(2026, 12, 1)), None]);
        assert_eq!(mine[0].family, Some(id(FamilyId::from_random, 1)));
        assert_eq!(mine[1].family, None);
        assert_eq!((ours, theirs.len(), lines.len()), (mine, 0, 3));
        assert_eq!(work.len(), 1);
        assert_eq!(work[&lines[0].involvement].status.as_deref(), Some("Statusplanted"));
    }
}

#[tokio::test]
async fn s001_1_what_comes_to_a_family_is_found_by_its_days_also_where_it_stands_elsewhere() {
    for (fresh, records) in with_children().await {
        let visit = PlannedVisit {
            id: id(VisitId::from_random, 1),
            record: records[0],
            service: ServiceKind::ChildrensCentre,
            team: None,
            staff: id(StaffId::from_random, 2),
            from: date(2026, 11, 30),
            to: date(2026, 12, 6),
            home_key: None,
            at: at(1),
            words: Vec::new(),
        };
        write!(fresh, |tx| { tx.add_planned_visit(&visit).await? }).expect("written");
        let (ours, theirs, later, all, before) = read!(fresh, |tx| {
            let team = (ServiceKind::HealthVisiting, "Northfield team");
            let span = (date(2026, 11, 22), date(2026, 12, 1));
            let families = [id(FamilyId::from_random, 1)];
            (
                tx.coming_of_team(team, span).await?,
                tx.coming_of_team((ServiceKind::Maternity, "Northfield team"), span).await?,
                tx.coming_of_team(team, (date(2026, 12, 2), date(2026, 12, 30))).await?,
                tx.coming_to_families(&families, span).await?,
                tx.coming_to_families(&families, (date(2026, 11, 1), date(2026, 11, 29))).await?,
            )
        })
        .expect("read");
        let coming = |service, from, to| ComingVisit { family: id(FamilyId::from_random, 1), service, from, to };
        let next = coming(ServiceKind::HealthVisiting, date(2026, 12, 1), date(2026, 12, 1));
        let planned = coming(ServiceKind::ChildrensCentre, date(2026, 11, 30), date(2026, 12, 6));
        assert_eq!(ours.as_slice(), std::slice::from_ref(&next));
        assert!(theirs.is_empty() && later.is_empty() && before.is_empty());
        assert_eq!(all, [planned, next]);
    }
}

#[tokio::test]
async fn whoever_works_with_them_today_and_has_an_account_is_told() {
    for (fresh, records) in with_children().await {
        let (now, ended) = write!(fresh, |tx| {
            tx.add_accounts(&[account(1), account(2)]).await?;
            let today = date(2026, 11, 22);
            (tx.workers_with(&records[..1], today).await?, tx.workers_with(&records[2..], today).await?)
        })
        .expect("written");
        assert_eq!(now, [account(1).id]);
        assert!(ended.is_empty(), "whoever worked with them before is not");
    }
}

#[tokio::test]
async fn the_next_contact_written_down_here_stands_until_the_source_says_otherwise() {
    for (fresh, records) in with_children().await {
        let next = |day: i8| {
            full_row(1).involvement.map(|work| InvolvementStatement { next_on: Some(date(2026, 12, day)), ..work })
        };
        let work = next(24).expect("work");
        let (line, opened, missing) = write!(fresh, |tx| {
            let involvement = tx.involvements_of(&records[..1]).await?[0].involvement;
            tx.set_next_contact(involvement, date(2026, 12, 24), &work).await?;
            let missing = tx.set_next_contact(id(InvolvementId::from_random, 99), date(2026, 12, 24), &work).await;
            (tx.involvements_of(&records[..1]).await?.remove(0), tx.work_of(&[involvement]).await?, missing)
        })
        .expect("written");
        assert_eq!(line.next_on, Some(date(2026, 12, 24)));
        assert!(opened.values().next() == next(24).as_ref());
        assert!(matches!(missing, Err(crate::StoreError::NotFound { .. })));
        take(&fresh, 2, vec![full_row(1)]).await;
    }
}

fn new_contact(record: RecordId) -> NewContact {
    let statement = |words: &str, is_opinion: Option<bool>| NoteStatement {
        words: words.to_owned(),
        is_opinion,
        evidence: Some("seen".to_owned()),
        confided: Some(Confided { to: "the nurse".to_owned(), what_for: "help with sleep".to_owned() }),
        comments: Vec::new(),
    };
    NewContact {
        contact: id(ContactId::from_random, 9),
        record,
        service: ServiceKind::ChildrensCentre,
        happened_on: date(2026, 11, 20),
        was_attended: true,
        recorded_by: id(StaffId::from_random, 1),
        recorded_at: at(5),
        kind: ContactKind { kind: "home visit".to_owned(), worker: Some("A Worker".to_owned()), worker_code: None },
        note: vec![statement("the room was warm", Some(false)), statement("she seemed tired", Some(true))],
    }
}

#[tokio::test]
async fn dates_kinds_and_notes_of_contacts_are_three_questions() {
    for (fresh, records) in with_children().await {
        let record = records[0];
        let (dates, one, counts, kinds, notes) = write!(fresh, |tx| {
            tx.add_contact(&new_contact(record)).await?;
            let dates = tx.contact_dates(&[record], date(2026, 1, 1)).await?;
            let ids: Vec<ContactId> = dates.iter().map(|line| line.contact).collect();
            (
                dates,
                tx.contact_date(new_contact(record).contact).await?,
                tx.contact_counts(&[record], date(2025, 12, 1), date(2026, 12, 1)).await?,
                tx.contact_kinds(&ids).await?,
                tx.contact_notes(&ids).await?,
            )
        })
        .expect("written");
        assert_eq!(
            dates.iter().map(|line| line.happened_on).collect::<Vec<_>>(),
            [date(2026, 11, 20), date(2026, 10, 14)]
        );
        assert!(dates.iter().all(|line| line.has_note));
        assert_eq!(one, dates[0]);
        assert_eq!((one.source_name.as_deref(), dates[1].source_name.as_deref()), (None, Some("health-visiting")));
        let months: Vec<_> = counts.iter().map(|count| (count.month, count.service, count.count)).collect();
        assert_eq!(
            months,
            [(date(2026, 10, 1), ServiceKind::HealthVisiting, 1), (date(2026, 11, 1), ServiceKind::ChildrensCentre, 1)]
        );
        assert_eq!(kinds[&dates[0].contact].kind, "home visit");
        assert_eq!(kinds[&dates[1].contact].worker_code.as_deref(), Some("HV12"));
        assert!(notes[&dates[0].contact] == new_contact(record).note);
        assert_eq!(notes[&dates[1].contact][0].words, "Noteplanted words");
        let missing = read!(fresh, |tx| { tx.contact_date(id(ContactId::from_random, 77)).await? });
        assert!(matches!(missing, Err(crate::StoreError::NotFound { .. })));
    }
}

#[tokio::test]
async fn a_coach_asks_beside_a_statement_and_the_writer_answers() {
    for (fresh, records) in with_children().await {
        let contact = new_contact(records[0]).contact;
        let comment = move |number: u8, answers: Option<u8>| NewComment {
            comment: id(CommentId::from_random, number),
            contact,
            statement: 1,
            by: id(StaffId::from_random, 1),
            at: at(i64::from(number)),
            words: format!("words {number}"),
            answers: answers.map(|number| id(CommentId::from_random, number)),
        };
        let notes = write!(fresh, |tx| {
            tx.add_accounts(&[account(1)]).await?;
            tx.add_contact(&new_contact(records[0])).await?;
            tx.add_comment(&comment(1, None)).await?;
            tx.add_comment(&comment(2, Some(1))).await?;
            tx.contact_notes(&[contact]).await?
        })
        .expect("written");
        let note = &notes[&contact];
        assert!(note[0].comments.is_empty());
        assert_eq!(
            note[1].comments.iter().map(|comment| comment.words.as_str()).collect::<Vec<_>>(),
            ["words 1", "words 2"]
        );
        assert_eq!(note[1].comments[1].answers, Some(id(CommentId::from_random, 1)));
        assert_eq!(note[1].comments[0].by_name, account(1).name);
    }
}

#[tokio::test]
async fn the_ledger_keeps_what_staff_write_down_beside_what_sources_say() {
    for (fresh, records) in with_children().await {
        let event =
            LedgerEvent::Objection { on: date(2026, 11, 21), scope: Scope::default(), how: "spoken".to_owned() };
        let entry = LedgerEntry::of_staff(event, id(StaffId::from_random, 1), at(3));
        let expected = entry.clone();
        let record = records[0];
        let (ledger, kept) = write!(fresh, |tx| {
            tx.append_ledger(&[NewLedgerEntry { record, entry }]).await?;
            tx.append_ledger(&[]).await?;
            (tx.ledger_of(&[record]).await?, tx.kept_ledger_of(&[record]).await?)
        })
        .expect("written");
        assert_eq!((ledger.len(), ledger.last()), (6, Some(&expected)));
        assert_eq!(ledger[0].source.as_deref(), Some("health-visiting"));
        assert!(kept.iter().all(|kept| kept.record == record));
    }
}
