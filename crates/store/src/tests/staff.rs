//! Accounts, posts, sign-in, sessions.

use jiff::civil::date;
use kith_core::id::StaffId;
use kith_core::service::ServiceKind;
use kith_core::workforce::{Role, Training};

use super::{at, fresh, id, read, write};
use crate::{Account, Notice, Post, SessionRow, StoreError};

fn post(role: Role) -> Post {
    Post {
        role,
        service: Some(ServiceKind::HealthVisiting),
        team: Some("Northfield team".to_owned()),
        ends_on: None,
        used_at: None,
    }
}

pub(super) fn account(number: u8) -> Account {
    Account {
        id: id(StaffId::from_random, number),
        sign_in_name: format!("worker{number}"),
        name: format!("Worker {number}"),
        code: (number == 1).then(|| "HV12".to_owned()),
        organisation: "Northfield Trust".to_owned(),
        password_hash: "$argon2id$made-up".to_owned(),
        must_change_password: number == 2,
        is_active: true,
        failed_sign_ins: 0,
        locked_until: None,
        signed_in_at: None,
        training: Training {
            sharing_until: Some(date(2027, 1, 1)),
            cleared_until: None,
            approved_on: Some(date(2026, 1, 1)),
            principles_accepted_on: None,
        },
        roles: vec![post(Role::DataLead), post(Role::HealthVisitor)],
    }
}

#[tokio::test]
async fn accounts_are_found_with_their_posts() {
    for fresh in fresh().await {
        let (by_name, by_id, all, names, nobody, missing) = write!(fresh, |tx| {
            tx.add_accounts(&[account(2), account(1)]).await?;
            (
                tx.account_by_name("worker1").await?,
                tx.account(account(2).id).await?,
                tx.all_staff().await?,
                tx.names_of_staff(&[account(1).id]).await?,
                tx.account_by_name("nobody").await?,
                tx.account(id(StaffId::from_random, 9)).await,
            )
        })
        .expect("written");
        assert_eq!((by_name, by_id), (Some(account(1)), account(2)));
        assert_eq!(all, [account(1), account(2)]);
        assert_eq!(names.get(&account(1).id).map(String::as_str), Some("Worker 1"));
        assert!(nobody.is_none() && matches!(missing, Err(StoreError::NotFound { what: "account", .. })));
        let taken = write!(fresh, |tx| {
            tx.add_accounts(&[Account { sign_in_name: "worker1".to_owned(), ..account(3) }]).await?;
        });
        assert!(matches!(taken, Err(StoreError::Conflict { .. })));
    }
}

#[tokio::test]
async fn those_who_hold_a_role_or_held_it_are_found_by_name_and_closed_accounts_are_not() {
    for fresh in fresh().await {
        let held = Post { ends_on: Some(date(2026, 11, 1)), ..post(Role::CaldicottGuardian) };
        let (one, two) = (Account { roles: vec![post(Role::CaldicottGuardian)], ..account(2) }, account(1));
        let two = Account { roles: vec![held], ..two };
        let closed = Account { roles: vec![post(Role::CaldicottGuardian)], is_active: false, ..account(3) };
        let (holders, nobody) = write!(fresh, |tx| {
            tx.add_accounts(&[one, two, closed]).await?;
            (tx.role_holders(Role::CaldicottGuardian).await?, tx.role_holders(Role::Midwife).await?)
        })
        .expect("written");
        let found: Vec<_> = holders.iter().map(|holder| (holder.staff, holder.name.as_str(), holder.until)).collect();
        let until = Some(date(2026, 11, 1));
        assert_eq!(found, [(account(1).id, "Worker 1", until), (account(2).id, "Worker 2", None)]);
        assert!(holders.iter().all(|holder| holder.organisation == "Northfield Trust") && nobody.is_empty());
    }
}

#[tokio::test]
async fn an_account_is_changed_locked_and_freed() {
    for fresh in fresh().await {
        let (wrong, locked, freed) = write!(fresh, |tx| {
            tx.add_accounts(&[account(1)]).await?;
            tx.note_failed_sign_in(account(1).id).await?;
            let wrong = tx.note_failed_sign_in(account(1).id).await?;
            tx.lock_account(account(1).id, at(60)).await?;
            let locked = tx.account(account(1).id).await?;
            tx.note_sign_in(account(1).id, at(61)).await?;
            tx.note_principles_accepted(account(1).id, date(2026, 11, 22)).await?;
            tx.note_role_used(account(1).id, Role::HealthVisitor, at(62)).await?;
            (wrong, locked, tx.account(account(1).id).await?)
        })
        .expect("written");
        assert_eq!((wrong, locked.failed_sign_ins, locked.locked_until), (2, 2, Some(at(60))));
        assert_eq!((freed.failed_sign_ins, freed.locked_until, freed.signed_in_at), (0, None, Some(at(61))));
        assert_eq!(freed.training.principles_accepted_on, Some(date(2026, 11, 22)));
        assert_eq!(freed.roles.iter().map(|post| post.used_at).collect::<Vec<_>>(), [None, Some(at(62))]);
        let ended = Post { ends_on: Some(date(2026, 11, 1)), ..post(Role::HealthVisitor) };
        let changed = Account { name: "New name".to_owned(), roles: vec![ended.clone()], ..account(1) };
        let expected = changed.clone();
        let found = write!(fresh, |tx| {
            tx.set_account(&changed).await?;
            tx.set_posts(changed.id, &[ended]).await?;
            tx.account(changed.id).await?
        })
        .expect("written");
        assert_eq!(found, expected);
        assert!(found.staff_in(Role::HealthVisitor, date(2026, 11, 1)).is_some());
        assert!(found.staff_in(Role::HealthVisitor, date(2026, 11, 2)).is_none());
        assert!(Account { is_active: false, ..found }.staff_in(Role::HealthVisitor, date(2026, 11, 1)).is_none());
        assert!(write!(fresh, |tx| { tx.set_account(&account(9)).await? }).is_err());
    }
}

fn session(number: i64) -> SessionRow {
    SessionRow {
        token_hash: format!("hash{number}"),
        staff: account(1).id,
        role: None,
        purpose: None,
        scope: kith_core::family::Scope::Basic,
        form_token: format!("form{number}"),
        started_at: at(number),
        seen_at: at(number),
        ends_at: at(number + 100),
        ended_at: None,
        ended_because: None,
    }
}

#[tokio::test]
async fn s002_23h_a_second_sign_in_ends_the_first_and_says_so() {
    for fresh in fresh().await {
        let (none, one, late, first, second) = write!(fresh, |tx| {
            tx.add_accounts(&[account(1)]).await?;
            let none = tx.start_session(&session(1)).await?;
            let one = tx.start_session(&session(2)).await?;
            let first = tx.session("hash1").await?;
            tx.see_session("hash2", at(50)).await?;
            tx.see_session("hash2", at(40)).await?;
            tx.set_session_role("hash2", Some(Role::HealthVisitor), Some("healthcare")).await?;
            let second = tx.session("hash2").await?;
            // The second has reached its end by itself when the third begins.
            let late = tx.start_session(&session(300)).await?;
            (none, one, late, first, second)
        })
        .expect("written");
        assert_eq!((none, one, late), (0, 1, 0));
        let first = first.expect("kept");
        assert_eq!((first.ended_at, first.ended_because.as_deref()), (Some(at(2)), Some("another-sign-in")));
        let expected = SessionRow {
            role: Some(Role::HealthVisitor),
            purpose: Some("healthcare".to_owned()),
            seen_at: at(50),
            ..session(2)
        };
        assert!(second == Some(expected));
        let (dead, ended, again, all, nobody) = write!(fresh, |tx| {
            let dead = tx.set_session_role("hash1", None, None).await;
            (
                dead,
                tx.end_session("hash300", "sign-out", at(301)).await?,
                tx.end_session("hash300", "sign-out", at(302)).await?,
                tx.end_sessions_of(account(1).id, "closed", at(303)).await?,
                tx.session("unknown").await?,
            )
        })
        .expect("written");
        assert!(matches!(dead, Err(StoreError::NotFound { .. })) && nobody.is_none());
        assert_eq!((ended, again, all), (true, false, 0));
    }
}

#[tokio::test]
async fn a_form_is_done_once_and_notices_are_seen_once() {
    for fresh in fresh().await {
        let staff = account(1).id;
        let (not_yet, first, again, done, notices, seen) = write!(fresh, |tx| {
            let not_yet = tx.done_once("key").await?;
            let first = tx.do_once("key", "/families/f-1", at(1)).await?;
            let again = tx.do_once("key", "/families/f-2", at(2)).await?;
            tx.add_notice(staff, "another-sign-in", at(1)).await?;
            tx.add_notice(staff, "another-sign-in", at(1)).await?;
            tx.add_notice(staff, "later", at(9)).await?;
            let notices = tx.notices(staff).await?;
            tx.see_notices(staff, at(5)).await?;
            (not_yet, first, again, tx.done_once("key").await?, notices.len(), tx.notices(staff).await?)
        })
        .expect("written");
        assert_eq!((not_yet, first), (None, None));
        assert_eq!((again.as_deref(), done.as_deref()), (Some("/families/f-1"), Some("/families/f-1")));
        assert_eq!((notices, seen), (2, vec![Notice { made_at: at(9), kind: "later".to_owned() }]));
        assert!(read!(fresh, |tx| { tx.notices(id(StaffId::from_random, 8)).await? }).expect("read").is_empty());
    }
}
