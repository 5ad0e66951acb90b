//! A file from staging to the records, and that nothing personal lies open.

use std::collections::BTreeSet;

use jiff::civil::date;
use kith_core::id::{FileId, PersonId, RecordId, StaffId};
use kith_core::ledger::LedgerEvent;
use kith_core::service::ServiceKind;
use kith_core::statement::{AgreementStatement, Part, Problem, RowStatement};

use super::{Fresh, at, fresh, full_row, id, keys, read, write};
use crate::{
    Change, FileAgreement, FileState, RowCounts, Source, SourceFile, StagedRow, StoreError, TakenRecord, Taking,
    connection::Connection,
};

pub(super) const SOURCE: &str = "health-visiting";

fn file(number: u8) -> SourceFile {
    SourceFile {
        id: id(FileId::from_random, number),
        source_name: SOURCE.to_owned(),
        file_name: "caseload.csv".to_owned(),
        digest: "abc".to_owned(),
        state: FileState::Staging,
        extract_on: date(2026, 11, 20),
        received_at: at(i64::from(number)),
        received_by: Some(id(StaffId::from_random, 1)),
        rows: RowCounts { read: 3, ..RowCounts::default() },
        refusal: None,
        finished_at: None,
    }
}

pub(super) fn staged(position: u64, row: RowStatement) -> StagedRow {
    StagedRow {
        position,
        change: Change::New,
        row_key: keys().row_key(SOURCE, &row),
        digest: keys().row_digest(&row),
        row,
    }
}

pub(super) async fn with_file(number: u8) -> Vec<Fresh> {
    let all = fresh().await;
    for fresh in &all {
        write!(fresh, |tx| {
            tx.set_source(&Source {
                name: SOURCE.to_owned(),
                title: "Health visiting".to_owned(),
                service: ServiceKind::HealthVisiting,
                map: String::new(),
                expected_every_days: 7,
                at_most_bad_percent: 5,
            })
            .await?;
            tx.add_file(&file(number)).await?;
        })
        .expect("a source and a file");
    }
    all
}

pub(super) async fn take(fresh: &Fresh, second: i64, rows: Vec<RowStatement>) -> Vec<TakenRecord> {
    let taken = write!(fresh, |tx| {
        let taking = Taking {
            source: SOURCE,
            file: id(FileId::from_random, 1),
            received_on: date(2026, 11, 20 + i8::try_from(second).expect("a small number")),
            now: at(second),
            written_at: None,
        };
        let rows: Vec<StagedRow> = (1..).zip(rows).map(|(position, row)| staged(position, row)).collect();
        tx.take_rows(&taking, &rows).await?
    });
    taken.expect("rows are taken in")
}

#[tokio::test]
async fn a_file_goes_from_staging_to_committed_and_goes_on_where_it_stopped() {
    for fresh in with_file(1).await {
        let (found, first, rest, counts, left) = write!(fresh, |tx| {
            let rows: Vec<StagedRow> = (1..=5).map(|number| staged(number, full_row(number))).collect();
            tx.stage_rows(file(1).id, &rows[..2]).await?;
            tx.stage_rows(file(1).id, &rows[2..]).await?;
            tx.set_file(&SourceFile { state: FileState::Checked, ..file(1) }).await?;
            let first = tx.staged_rows(file(1).id, 0, 2).await?;
            assert!(first == rows[..2]);
            tx.set_taken(file(1).id, 2).await?;
            let rest = tx.staged_rows(file(1).id, 2, 10).await?;
            assert!(rest == rows[2..] && tx.staged_rows(file(1).id, 0, 10).await? == rows);
            let keys = tx.staged_keys(file(1).id, 3, 10).await?;
            assert_eq!(keys.iter().map(|(position, ..)| *position).collect::<Vec<_>>(), [4, 5]);
            assert!(keys[0].1 == rows[3].row_key && keys[0].2 == rows[3].digest);
            let counts = tx.compare_staged(file(1).id, SOURCE).await?;
            let waiting = tx.waiting_file(file(1).id, 3).await?;
            assert!(waiting.rows == rows[..3] && waiting.compared == counts);
            assert_eq!((waiting.file, waiting.sources), (tx.file(file(1).id).await?, tx.sources().await?));
            let known = tx.row_digests_of(SOURCE, &[rows[0].row_key.clone()]).await?;
            assert!(known.is_empty(), "a row that waits is not known yet");
            tx.drop_staged(file(1).id).await?;
            let left = tx.staged_keys(file(1).id, 0, 10).await?;
            (tx.file(file(1).id).await?, first.len(), rest.len(), counts, left)
        })
        .expect("written");
        assert_eq!((first, rest, counts, left), (2, 3, vec![(Change::New, 5)], vec![]));
        assert_eq!(found.rows.committed, 2);
        let done = SourceFile {
            state: FileState::Committed,
            rows: RowCounts { read: 9, new: 1, changed: 2, unchanged: 3, possible: 1, left_out: 2, committed: 7 },
            finished_at: Some(at(9)),
            refusal: Some("too many bad rows".to_owned()),
            ..file(1)
        };
        let expected = done.clone();
        let (files, committed, same, other, older) = write!(fresh, |tx| {
            tx.set_file(&done).await?;
            tx.add_file(&SourceFile { digest: "def".to_owned(), state: FileState::Cancelled, ..file(2) }).await?;
            (
                tx.files(None, 10).await?,
                tx.files_in(FileState::Committed).await?,
                tx.same_file(SOURCE, "abc").await?,
                tx.same_file(SOURCE, "def").await?,
                tx.files(Some(at(2)), 10).await?,
            )
        })
        .expect("written");
        assert_eq!(files.iter().map(|file| file.id).collect::<Vec<_>>(), [file(2).id, file(1).id]);
        assert_eq!((committed, same, other), (vec![expected.clone()], Some(expected.clone()), None));
        assert_eq!(older, [expected]);
        let missing = write!(fresh, |tx| { tx.set_file(&file(7)).await? });
        assert!(matches!(missing, Err(StoreError::NotFound { .. })));
    }
}

#[tokio::test]
async fn problems_are_kept_in_order() {
    for fresh in with_file(1).await {
        let problem = |row: u64| Problem {
            row: Some(row),
            column: (row == 2).then(|| "DOB".to_owned()),
            found: "31/31/2024".to_owned(),
            how_to_fix: "write the day as dd/mm/yyyy".to_owned(),
            leaves_row_out: row == 2,
        };
        let (two, all, count) = write!(fresh, |tx| {
            tx.add_problems(file(1).id, 0, &[problem(2), problem(3)]).await?;
            tx.add_problems(file(1).id, 2, &[problem(4)]).await?;
            (
                tx.problems(file(1).id, 1, 2).await?,
                tx.problems(file(1).id, 0, 100).await?,
                tx.count_problems(file(1).id).await?,
            )
        })
        .expect("written");
        assert!(two == [problem(3), problem(4)] && all == [problem(2), problem(3), problem(4)]);
        assert_eq!(count, 3);
    }
}

#[tokio::test]
async fn taking_a_row_in_again_replaces_it_and_keeps_its_past() {
    for fresh in with_file(1).await {
        let first = take(&fresh, 1, vec![full_row(1), full_row(2)]).await;
        assert_eq!(
            first.iter().map(|taken| (taken.part, taken.is_new)).collect::<Vec<_>>(),
            [(Part::Subject, true), (Part::Mother, true), (Part::Subject, true), (Part::Mother, true)]
        );
        let mut moved = full_row(1);
        moved.people.truncate(1);
        moved.people[0].1.is_shielded = false;
        moved.people[0].1.email = None;
        moved.involvement = None;
        moved.contact = None;
        moved.agreements.push(AgreementStatement::Objected { on: date(2026, 11, 21), how: "spoken".to_owned() });
        let second = take(&fresh, 2, vec![moved.clone()]).await;
        assert_eq!(
            second.iter().map(|taken| taken.record).collect::<BTreeSet<_>>(),
            first[..2].iter().map(|taken| taken.record).collect()
        );
        assert_eq!(
            second.iter().map(|taken| (taken.is_new, taken.is_withdrawn)).collect::<Vec<_>>(),
            [(false, false), (false, true)]
        );
        let (subject, other) = (first[0].record, first[2].record);
        let (records, past, work, dates, ledger, digests, counts) = read!(fresh, |tx| {
            (
                tx.records(&[subject]).await?,
                tx.past_of_record(subject).await?,
                tx.involvements_of(&[subject, other]).await?,
                tx.contact_dates(&[subject, other], date(2026, 1, 1)).await?,
                tx.ledger_of(&[subject]).await?,
                tx.row_digests(SOURCE).await?,
                tx.count_records().await?,
            )
        })
        .expect("read");
        assert!(records[0].statement == moved.people[0].1);
        assert_eq!((records[0].received_on, records[0].first_received_on), (date(2026, 11, 22), date(2026, 11, 21)));
        assert!(past.len() == 1 && past[0].0 == at(2) && past[0].1 == full_row(1).people[0].1);
        assert_eq!(work.iter().map(|line| line.record).collect::<Vec<_>>(), [other]);
        assert_eq!(dates.iter().map(|line| line.record).collect::<Vec<_>>(), [other]);
        // Five entries of the first file, and the one that is new in the second.
        assert_eq!(ledger.len(), 6);
        assert!(matches!(&ledger[5].event, LedgerEvent::Objection { on, .. } if *on == date(2026, 11, 21)));
        assert_eq!(digests.get(&keys().row_key(SOURCE, &moved)), Some(&keys().row_digest(&moved)));
        assert_eq!(counts, [(SOURCE.to_owned(), 4)]);
    }
}

#[tokio::test]
async fn of_two_rows_with_one_key_the_later_counts() {
    for fresh in with_file(1).await {
        let (mut early, late) = (full_row(1), full_row(1));
        early.people.truncate(1);
        early.people[0].1.email = Some("early@example.org".to_owned());
        let taken = take(&fresh, 1, vec![early, late]).await;
        assert_eq!(taken.len(), 2);
        let records = read!(fresh, |tx| { tx.records_after(None, 10).await? }).expect("read");
        assert!(
            records.len() == 2
                && records.iter().all(|record| record.statement.email.as_deref() != Some("early@example.org"))
        );
    }
}

#[tokio::test]
async fn records_are_found_by_row_by_page_and_by_person() {
    for fresh in with_file(1).await {
        let taken = take(&fresh, 1, (1..=5).map(full_row).collect()).await;
        let row_key = keys().row_key(SOURCE, &full_row(3));
        let (child, unknown) = (id(PersonId::from_random, 1), id(PersonId::from_random, 2));
        let whose: Vec<(RecordId, PersonId)> =
            taken.iter().filter(|taken| taken.part == Part::Subject).map(|taken| (taken.record, child)).collect();
        let (row, page, rest, mine, copies, births, seen) = write!(fresh, |tx| {
            tx.add_persons(&[child, unknown], at(1)).await?;
            tx.set_person_of_records(&whose).await?;
            let page = tx.records_after(None, 6).await?;
            let rest = tx.records_after(page.last().map(|record| record.id), 100).await?;
            let taking = Taking {
                source: SOURCE,
                file: file(1).id,
                received_on: date(2026, 11, 22),
                now: at(5),
                written_at: None,
            };
            (
                tx.records_of_rows(SOURCE, std::slice::from_ref(&row_key)).await?,
                page,
                rest,
                tx.records_of_persons(&[child]).await?,
                tx.copies_of(&[child]).await?,
                tx.births_of(&[unknown, child]).await?,
                tx.see_rows(&taking, &[row_key, "unknown".to_owned()]).await?,
            )
        })
        .expect("read");
        assert_eq!(row.iter().map(|record| record.part).collect::<Vec<_>>(), [Part::Mother, Part::Subject]);
        assert_eq!((page.len(), rest.len(), mine.len(), copies.len(), seen), (6, 4, 5, 5, 1));
        assert!(mine.iter().all(|(person, record)| *person == child && record.statement == full_row(1).people[0].1));
        assert!(copies.iter().all(|copy| copy.is_shielded && copy.is_sealed && copy.person == child));
        assert_eq!(births, [None, Some(date(2024, 2, 29))]);
    }
}

#[tokio::test]
async fn nothing_personal_lies_open_in_the_database() {
    for fresh in with_file(1).await {
        let crate::Place::Sqlite(path) = fresh.place.clone() else { continue };
        let rows: Vec<StagedRow> = (1..=3).map(|number| staged(number, full_row(number))).collect();
        write!(fresh, |tx| {
            tx.stage_rows(file(1).id, &rows).await?;
            let found = Problem {
                row: None,
                column: None,
                found: "Foundplanted".to_owned(),
                how_to_fix: String::new(),
                leaves_row_out: false,
            };
            tx.add_problems(file(1).id, 0, &[found]).await?;
            tx.save_draft((id(StaffId::from_random, 1), "contact", "f-1"), b"Draftplanted", at(1)).await?;
        })
        .expect("written");
        take(&fresh, 1, vec![full_row(1), full_row(2)]).await;
        take(&fresh, 2, vec![full_row(1)]).await;
        let folder = path.parent().expect("a folder");
        let bytes: Vec<u8> = std::fs::read_dir(folder)
            .expect("a folder")
            .flat_map(|file| std::fs::read(file.expect("a file").path()).expect("bytes"))
            .collect();
        let lies_open = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        assert!(lies_open("caseload.csv"), "the test looks at the right bytes");
        for word in
            ["planted", "9990000018", "07700900118", "01632960001", "LX1 4QR", "LX14QR", "HV-0001", "A999000000001"]
        {
            assert!(!lies_open(word), "{word} lies open");
        }
    }
}

#[tokio::test]
async fn a_sealed_value_moved_to_another_row_or_cut_does_not_open() {
    for fresh in with_file(1).await {
        let taken = take(&fresh, 1, vec![full_row(1), full_row(2)]).await;
        let (subject, other) = (taken[0].record, taken[2].record);
        let mut raw = Connection::open(&fresh.place, crate::connection::Use::Writing).await.expect("opens");
        let swap = "UPDATE source_record SET sealed_statement = (SELECT sealed_statement FROM source_record WHERE id = $2) \
                    WHERE id = $1";
        raw.run(swap, &crate::cell::args![subject, other]).await.expect("swapped");
        let opened = read!(fresh, |tx| { tx.records(&[subject]).await? });
        let Err(StoreError::Corrupt { table, row }) = opened else { panic!("a moved statement opened") };
        assert_eq!((table, row), ("source_record", subject.to_string()));
        assert!(read!(fresh, |tx| { tx.records(&[other]).await? }).is_ok());
        raw.run("UPDATE ledger_entry SET sealed_entry = $1", &crate::cell::args![vec![1_u8, 2, 3]]).await.expect("cut");
        assert!(matches!(read!(fresh, |tx| { tx.ledger_of(&[other]).await? }), Err(StoreError::Corrupt { .. })));
    }
}

#[tokio::test]
async fn only_records_that_may_be_known_and_are_not_sealed_are_opened_for_others() {
    for fresh in with_file(1).await {
        let open_row = |number| {
            let mut row = full_row(number);
            row.people.iter_mut().for_each(|(_, person)| person.is_sealed = false);
            row
        };
        let taken = take(&fresh, 1, vec![open_row(1), full_row(2), open_row(3)]).await;
        let child = id(PersonId::from_random, 1);
        let whose: Vec<(RecordId, PersonId)> =
            taken.iter().filter(|taken| taken.part == Part::Subject).map(|taken| (taken.record, child)).collect();
        let (open, sensitive, all) = write!(fresh, |tx| {
            tx.add_persons(&[child], at(1)).await?;
            tx.set_person_of_records(&whose).await?;
            (
                tx.open_records_of_persons(&[child], |service| service == ServiceKind::HealthVisiting).await?,
                tx.open_records_of_persons(&[child], |service| service != ServiceKind::HealthVisiting).await?,
                tx.records_of_persons(&[child]).await?,
            )
        })
        .expect("read");
        let expected: Vec<_> = all.iter().filter(|(_, record)| !record.statement.is_sealed).cloned().collect();
        assert_eq!((open.len(), all.len()), (2, 3));
        assert!(open == expected && sensitive.is_empty());
    }
}

#[tokio::test]
async fn the_flow_under_which_a_file_came_in_is_kept_with_it() {
    for fresh in with_file(1).await {
        let (file, other) = (id(FileId::from_random, 1), id(FileId::from_random, 2));
        let under = move |version| FileAgreement {
            file,
            agreement: "what-comes-in".to_owned(),
            version,
            flow: "child-health’s".to_owned(),
        };
        write!(fresh, |tx| {
            tx.set_file_agreement(&under(1)).await?;
            tx.set_file_agreement(&under(2)).await?;
        })
        .expect("written");
        let kept = read!(fresh, |tx| { (tx.file_agreement(file).await?, tx.file_agreement(other).await?) });
        assert_eq!(kept.expect("read"), (Some(under(2)), None));
    }
}
