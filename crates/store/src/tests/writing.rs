//! Group commit, savepoints, the audit chain, reopening.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::join_all;
use kith_core::audit::{Action, Actor, Event, Verifier};
use kith_core::id::FamilyId;

use super::{at, fresh, id, keys, read, write};
use crate::{Db, Keys, SchemaError, StoreError, Tx};

async fn audited(db: &Db, second: i64) -> Result<u64, StoreError> {
    db.write(move |tx: &mut Tx| {
        Box::pin(async move {
            tx.set_setting(&format!("name-{second}"), "set").await?;
            let entry = tx.append_audit(&Event::new(at(second), Actor::Job, Action::SettingChange)).await?;
            Ok(entry.seq)
        })
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writes_share_a_commit_and_the_chain_holds() {
    for fresh in fresh().await {
        let before = fresh.db.commits();
        let mut numbers: Vec<u64> = join_all((0..200).map(|second| audited(&fresh.db, second)))
            .await
            .into_iter()
            .map(|done| done.expect("written"))
            .collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=200).collect::<Vec<u64>>());
        let commits = fresh.db.commits() - before;
        assert!(commits < 100, "200 writes made {commits} commits");
        let (entries, head) = fresh
            .db
            .read(|tx| {
                Box::pin(async move { Ok::<_, StoreError>((tx.audit_from(0, 1000).await?, tx.audit_head().await?)) })
            })
            .await
            .expect("read");
        let mut verifier = Verifier::new(&[]);
        entries.iter().for_each(|entry| verifier.take(entry));
        assert_eq!(verifier.finish(Some(head)).expect("the chain holds").entries, 200);
    }
}

#[tokio::test]
async fn events_that_are_written_down_together_stand_in_the_chain_one_after_the_other() {
    for fresh in fresh().await {
        audited(&fresh.db, 0).await.expect("written");
        let events: Vec<Event> = (1..=300).map(|second| Event::new(at(second), Actor::Job, Action::Message)).collect();
        write!(fresh, |tx| {
            tx.append_audit_of_all(&events[..299]).await?;
            tx.append_audit_of_all(&[]).await?;
            tx.append_audit(&events[299]).await?;
        })
        .expect("written");
        let (entries, head) =
            read!(fresh, |tx| { (tx.audit_from(0, 1000).await?, tx.audit_head().await?) }).expect("read");
        assert_eq!(entries.iter().map(|entry| entry.at).collect::<Vec<_>>(), (0..=300).map(at).collect::<Vec<_>>());
        let mut verifier = Verifier::new(&[]);
        entries.iter().for_each(|entry| verifier.take(entry));
        assert_eq!(verifier.finish(Some(head)).expect("the chain holds").entries, 301);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_next_statement_fails_its_own_write_and_no_other() {
    let [one, two] = [1, 2].map(|number| id(FamilyId::from_random, number));
    for fresh in fresh().await {
        let twice = |name: &'static str| {
            fresh.db.write(move |tx: &mut Tx| {
                Box::pin(async move {
                    tx.set_setting(name, "set").await?;
                    tx.add_families(&[one], at(1)).await
                })
            })
        };
        let all = join_all([twice("first"), twice("second"), twice("third")]).await;
        let failed = all.iter().filter(|done| matches!(done, Err(StoreError::Conflict { .. }))).count();
        assert_eq!((all.iter().filter(|done| done.is_ok()).count(), failed), (1, 2), "{all:?}");
        let (set, families) = read!(fresh, |tx| {
            let mut set = Vec::new();
            for name in ["first", "second", "third"] {
                set.extend(tx.setting(name).await?);
            }
            (set.len(), tx.families(None, 9).await?)
        })
        .expect("read");
        assert_eq!((set, families), (1, vec![one]));
        let unwritten = fresh.db.read(|tx| Box::pin(async move { tx.add_families(&[two], at(1)).await })).await;
        unwritten.expect_err("a look writes nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_fails_undoes_only_itself() {
    for fresh in fresh().await {
        let fails = |name: &'static str| {
            fresh.db.write(move |tx: &mut Tx| {
                Box::pin(async move {
                    tx.set_setting(name, "half").await?;
                    match name {
                        "panics" => panic!("a fault of the program"),
                        "breaks" => tx.run("INSERT INTO nowhere (a) VALUES (1)", &[]).await.map(drop),
                        _ => Err(StoreError::not_found("family", name)),
                    }
                })
            })
        };
        let (good, bad, broken, fault, also_good) =
            tokio::join!(audited(&fresh.db, 1), fails("bad"), fails("breaks"), fails("panics"), audited(&fresh.db, 2));
        assert!(good.is_ok() && also_good.is_ok());
        assert!(matches!(bad, Err(StoreError::NotFound { what: "family", .. })));
        assert!(matches!(broken, Err(StoreError::Driver { .. })));
        assert!(matches!(fault, Err(StoreError::Stopped)));
        let mut seen = Vec::new();
        for name in ["name-1", "name-2", "bad", "breaks", "panics"] {
            let found = fresh.db.read(move |tx| Box::pin(async move { tx.setting(name).await })).await.expect("read");
            seen.push(found.is_some());
        }
        assert_eq!(seen, [true, true, false, false, false]);
    }
}

#[tokio::test]
async fn a_read_sees_one_moment_and_cannot_write() {
    for fresh in fresh().await {
        let db = fresh.db.clone();
        let (before, after) = fresh
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let before = tx.setting("name-5").await?;
                    audited(&db, 5).await?;
                    Ok::<_, StoreError>((before, tx.setting("name-5").await?))
                })
            })
            .await
            .expect("read");
        assert_eq!((before, after), (None, None));
        let written = fresh.db.read(|tx| Box::pin(async move { tx.set_setting("a", "b").await })).await;
        assert!(matches!(written, Err(StoreError::Driver { .. })));
        let now = fresh.db.read(|tx| Box::pin(async move { tx.setting("name-5").await })).await.expect("read");
        assert_eq!(now.as_deref(), Some("set"));
    }
}

/// A write that stops for ever half-way.
async fn stop_half_way(db: Db) {
    let (reached, wait) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        db.write(move |tx: &mut Tx| {
            Box::pin(async move {
                tx.set_setting("half", "written").await?;
                tx.append_audit(&Event::new(at(2), Actor::Job, Action::SettingChange)).await?;
                reached.send(()).expect("the test waits");
                std::future::pending::<Result<(), StoreError>>().await
            })
        })
        .await
    });
    wait.await.expect("the write got half-way");
}

#[test]
fn what_was_answered_is_there_after_a_crash_and_half_a_write_is_not() {
    let runtime = || tokio::runtime::Runtime::new().expect("a runtime");
    let before = runtime();
    let all = before.block_on(async {
        let all = fresh().await;
        for fresh in &all {
            audited(&fresh.db, 1).await.expect("written");
            stop_half_way(fresh.db.clone()).await;
        }
        all
    });
    // Everything that ran goes with it, as with a process.
    before.shutdown_timeout(std::time::Duration::from_secs(5));
    runtime().block_on(async {
        for fresh in &all {
            let db = Db::open(&fresh.place, &keys()).await.expect("opens again");
            let read = db.read(|tx| {
                Box::pin(async move {
                    let found = (tx.setting("name-1").await?, tx.setting("half").await?);
                    Ok::<_, StoreError>((found, tx.audit_from(0, 10).await?, tx.audit_head().await?))
                })
            });
            let (found, entries, head) = read.await.expect("read");
            assert_eq!(found, (Some("set".to_owned()), None));
            let mut verifier = Verifier::new(&[]);
            entries.iter().for_each(|entry| verifier.take(entry));
            assert_eq!(verifier.finish(Some(head)).expect("the chain holds").entries, 1);
            assert_eq!(audited(&db, 3).await.expect("written"), 2);
        }
    });
}

#[tokio::test]
async fn after_a_commit_that_failed_nothing_is_answered_from_the_old_connection() {
    for fresh in fresh().await {
        if !matches!(fresh.place, crate::Place::Sqlite(_)) {
            continue;
        }
        // Looked at only when committing: the work itself succeeds.
        let failed = fresh.db.write(|tx: &mut Tx| {
            Box::pin(async move {
                tx.run("PRAGMA defer_foreign_keys = ON", &[]).await?;
                tx.set_setting("never", "kept").await?;
                let sql = "INSERT INTO staff_role (staff_id, role) VALUES ('nobody', 'midwife')";
                tx.run(sql, &[]).await
            })
        });
        assert!(matches!(failed.await, Err(StoreError::Driver { .. })));
        assert_eq!(audited(&fresh.db, 1).await.expect("a new connection writes"), 1);
        let kept = fresh.db.read(|tx| Box::pin(async move { tx.setting("never").await })).await.expect("read");
        assert_eq!(kept, None);
    }
}

#[tokio::test]
async fn the_database_refuses_other_keys_with_words() {
    for fresh in fresh().await {
        let other = Db::open(&fresh.place, &Keys::new([9; 32], [2; 32])).await.err();
        assert!(matches!(other, Some(StoreError::Schema(SchemaError::OtherKeys))));
        assert!(Db::open(&fresh.place, &keys()).await.is_ok());
    }
}

#[cfg(unix)]
#[test]
fn a_key_file_is_private_and_read_again() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = super::folder();
    let path = folder.path().join("kith.keys");
    let term = Keys::read_or_make(&path).expect("made").term_key("name", "ellis");
    assert_eq!(Keys::read_or_make(&path).expect("read").term_key("name", "ellis"), term);
    assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("chmod");
    let refused = Keys::read_or_make(&path).expect_err("others can read it").to_string();
    assert!(refused.contains("chmod 600"), "{refused}");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("chmod");
    std::fs::write(&path, "something else").expect("written");
    assert!(Keys::read_or_make(&path).is_err());
}

/// A look at the setting `agreed`; the first time it is seen, somebody changes
/// it before the look is noted.
async fn overtaken(db: &Db, runs: &Arc<AtomicU32>) -> (Option<String>, u32) {
    let (other, counted) = (db.clone(), runs.clone());
    let seen = db.look(
        move |tx| {
            let (other, counted) = (other.clone(), counted.clone());
            Box::pin(async move {
                let seen = tx.setting("agreed").await?;
                if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                    set(&other, "agreed", "withdrawn").await?;
                }
                Ok::<_, StoreError>(seen)
            })
        },
        |tx, seen| {
            Box::pin(async move {
                tx.append_audit(&Event::new(at(1), Actor::Job, Action::Look)).await?;
                Ok(seen)
            })
        },
    );
    (seen.await.expect("looked"), runs.load(Ordering::SeqCst))
}

async fn set(db: &Db, name: &'static str, value: &'static str) -> Result<(), StoreError> {
    db.write(move |tx| Box::pin(async move { tx.set_setting(name, value).await })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_while_somebody_looks_is_not_shown() {
    for fresh in fresh().await {
        set(&fresh.db, "agreed", "yes").await.expect("written");
        let runs = Arc::new(AtomicU32::new(0));
        assert_eq!(overtaken(&fresh.db, &runs).await, (Some("withdrawn".to_owned()), 2));
        assert_eq!(overtaken(&fresh.db, &runs).await, (Some("withdrawn".to_owned()), 3));
        let looks = fresh.db.read(|tx| Box::pin(async move { tx.audit_head().await })).await.expect("read");
        assert_eq!(looks.seq, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_of_lately_sees_every_change_and_soon_every_note() {
    let seen = |db: Db| async move { db.read_lately(|tx| Box::pin(async move { tx.setting("agreed").await })).await };
    for fresh in fresh().await {
        for value in ["yes", "no", "yes"] {
            assert_ne!(seen(fresh.db.clone()).await.expect("read").as_deref(), Some(value));
            set(&fresh.db, "agreed", value).await.expect("written");
            assert_eq!(seen(fresh.db.clone()).await.expect("read").as_deref(), Some(value));
        }
        let noted = fresh.db.note(|tx| Box::pin(async move { tx.set_setting("agreed", "noted").await }));
        noted.await.expect("written");
        let mut tries = 0;
        while seen(fresh.db.clone()).await.expect("read").as_deref() != Some("noted") {
            tries += 1;
            assert!(tries < 100, "a note is seen in a moment");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
}
