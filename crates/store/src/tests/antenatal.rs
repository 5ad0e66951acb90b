//! Notifications before a birth, what was done with them, and losses.

use jiff::civil::date;
use kith_core::antenatal::LossKind;
use kith_core::id::{FamilyId, LedgerId, NotificationId, RecordId, StaffId};
use kith_core::service::ServiceKind;

use super::{at, fresh, id, read, write};
use crate::{LedgerTask, Loss, Notification, NotificationEvent, StoreError};

fn one(number: u8) -> Notification {
    Notification {
        id: id(NotificationId::from_random, number),
        baby: id(RecordId::from_random, number),
        woman: id(RecordId::from_random, 100 + number),
        partner: None,
        made_by: id(StaffId::from_random, 1),
        service: ServiceKind::Maternity,
        team: "East midwives".to_owned(),
        made_at: at(i64::from(number)),
        weeks: Some(12),
        centre: "Larch Centre".to_owned(),
        is_to_centre: number != 2,
        health_visiting: "East health visitors".to_owned(),
        is_to_health_visiting: true,
        form: format!("{{\"given\":\"Hannah {number}\"}} ' \" \u{1f476}"),
    }
}

#[tokio::test]
async fn a_notification_reaches_its_team_its_centre_and_its_health_visitors() {
    for fresh in fresh().await {
        let (first, second) = (one(1), one(2));
        let (a, b) = (first.clone(), second.clone());
        write!(fresh, |tx| {
            tx.add_notification(&a).await?;
            tx.add_notification(&b).await?;
        })
        .expect("kept");
        let (wanted, woman) = (first.id, first.woman);
        let (same, by, centre, visiting, about, all) = read!(fresh, |tx| {
            let midwives = (ServiceKind::Maternity, "East midwives");
            let same = tx.notification(wanted).await?;
            let by = tx.notifications_by(midwives, 9).await?;
            let centre = tx.notifications_to((ServiceKind::ChildrensCentre, "Larch Centre"), 9).await?;
            let visiting = tx.notifications_to((ServiceKind::HealthVisiting, "East health visitors"), 9).await?;
            let about = tx.notifications_about(&[woman]).await?;
            (same, by, centre, visiting, about, tx.notifications_from(at(2)).await?)
        })
        .expect("read");
        assert_eq!(same, first);
        assert_eq!(by, [second.clone(), first.clone()]);
        assert_eq!(centre, std::slice::from_ref(&first), "she did not agree to the second");
        assert_eq!(visiting, [second.clone(), first.clone()]);
        assert_eq!((about, all), (vec![first.clone()], vec![second]));
        let unknown = id(NotificationId::from_random, 9);
        let none = read!(fresh, |tx| { tx.notification(unknown).await? });
        assert!(matches!(none, Err(StoreError::NotFound { .. })));
        let none = read!(fresh, |tx| { tx.notifications_to((ServiceKind::Housing, "Larch Centre"), 9).await? });
        assert_eq!(none.expect("read"), []);
    }
}

#[tokio::test]
async fn s002_lab_a_notification_waits_for_a_plan_of_the_service_that_agreed_to_more_help() {
    for fresh in fresh().await {
        let (first, second, third) = (one(1), one(2), one(3));
        let event = |of: &Notification, kind: &str, service| NotificationEvent {
            notification: of.id,
            service: Some(service),
            kind: kind.to_owned(),
            by: Some(id(StaffId::from_random, 1)),
            at: at(5),
            words: String::new(),
        };
        let (centre, visiting) = (ServiceKind::ChildrensCentre, ServiceKind::HealthVisiting);
        let events = [
            event(&first, "agreed-vulnerable", centre),
            event(&first, "planned", visiting),
            event(&second, "agreed-vulnerable", visiting),
            event(&third, "accepted", centre),
        ];
        let made = event(&first, "planned", centre);
        let all = [first.clone(), second.clone(), third];
        write!(fresh, |tx| {
            for notification in &all {
                tx.add_notification(notification).await?;
            }
            for event in &events {
                tx.add_notification_event(event).await?;
            }
        })
        .expect("kept");
        let (midwives, at_centre, at_visiting, others) = read!(fresh, |tx| {
            (
                tx.notifications_without_plan((ServiceKind::Maternity, "East midwives")).await?,
                tx.notifications_without_plan((centre, "Larch Centre")).await?,
                tx.notifications_without_plan((visiting, "East health visitors")).await?,
                tx.notifications_without_plan((ServiceKind::Housing, "Larch Centre")).await?,
            )
        })
        .expect("read");
        assert_eq!(midwives, [first.clone(), second.clone()]);
        assert_eq!(at_centre, std::slice::from_ref(&first), "the second did not go to the centre");
        assert_eq!(at_visiting, [first, second.clone()]);
        assert!(others.is_empty());
        let after = write!(fresh, |tx| {
            tx.add_notification_event(&made).await?;
            tx.notifications_without_plan((ServiceKind::Maternity, "East midwives")).await?
        });
        assert_eq!(after.expect("read"), [second]);
    }
}

#[tokio::test]
async fn what_was_done_with_a_notification_comes_back_in_order() {
    for fresh in fresh().await {
        let notification = one(1);
        let of = notification.id;
        let event = |kind: &str, words: &str, service| NotificationEvent {
            notification: of,
            service,
            kind: kind.to_owned(),
            by: Some(id(StaffId::from_random, 1)),
            at: at(5),
            words: words.to_owned(),
        };
        let events =
            [event("proof", "A signed form", None), event("accepted", "'; --", Some(ServiceKind::ChildrensCentre))];
        let written = events.clone();
        write!(fresh, |tx| {
            tx.add_notification(&notification).await?;
            for event in &written {
                tx.add_notification_event(event).await?;
            }
        })
        .expect("kept");
        assert_eq!(read!(fresh, |tx| { tx.notification_events(&[of]).await? }).expect("read"), events);
    }
}

#[tokio::test]
async fn the_newest_word_about_a_loss_counts_and_tasks_end() {
    for fresh in fresh().await {
        let loss = Loss {
            record: id(RecordId::from_random, 1),
            kind: LossKind::Stillbirth,
            on: date(2026, 11, 20),
            said_by: None,
            source: Some("maternity".to_owned()),
            said_at: at(1),
        };
        let (kept, record) = (loss.clone(), loss.record);
        write!(fresh, |tx| { tx.add_loss(&kept).await? }).expect("kept");
        assert_eq!(read!(fresh, |tx| { tx.losses_of(&[record]).await? }).expect("read"), std::slice::from_ref(&loss));
        let staff = id(StaffId::from_random, 1);
        write!(fresh, |tx| { tx.take_loss_back(&loss, Some(staff), at(2)).await? }).expect("taken back");
        assert_eq!(read!(fresh, |tx| { tx.losses_of(&[record]).await? }).expect("read"), []);
        let task = LedgerTask {
            id: id(LedgerId::from_random, 1),
            reference: id(LedgerId::from_random, 2),
            kind: "ask".to_owned(),
            family: id(FamilyId::from_random, 1),
            owner: Some(staff),
            due_on: date(2026, 12, 1),
            made_at: at(1),
            made_by: staff,
        };
        let family = task.family;
        let ended = write!(fresh, |tx| {
            tx.add_ledger_task(&task).await?;
            let none = tx.end_ledger_tasks(&[family], &["tell"], (None, at(3))).await?;
            (none, tx.end_ledger_tasks(&[family], &["tell", "ask"], (None, at(3))).await?)
        });
        assert_eq!(ended.expect("ended"), (0, 1));
        assert_eq!(read!(fresh, |tx| { tx.ledger_tasks_of(staff, 9).await? }).expect("read"), []);
    }
}
