//! Whom the consent form names, the answers of families, and things to do that
//! are brought forward.

use jiff::civil::date;
use kith_core::id::{FamilyId, LedgerId, StaffId};
use kith_core::ledger::{TeamChange, TeamPart};
use kith_core::service::ServiceKind;
use kith_core::sharing::Purpose;

use super::{at, fresh, id, write};
use crate::{LedgerTask, TeamRow};

fn change(number: u8, part: TeamPart, is_joining: bool) -> TeamRow {
    let moment = at(i64::from(number));
    TeamRow {
        id: id(LedgerId::from_random, number),
        change: TeamChange { part, is_joining, on: date(2026, 11, 22), at: moment },
        by: id(StaffId::from_random, 1),
        reason: "A new partner joined".to_owned(),
    }
}

#[tokio::test]
async fn changes_of_the_team_come_back_in_order_and_add_up() {
    for fresh in fresh().await {
        let rows = [
            change(1, TeamPart::Service(ServiceKind::Housing), true),
            change(2, TeamPart::Partner("Elm’s <b>Nursery</b>, \"East\"; --".to_owned()), true),
            change(3, TeamPart::Purpose(Purpose::Planning), true),
            change(4, TeamPart::Service(ServiceKind::Housing), false),
        ];
        let expected = rows.to_vec();
        let (kept, team) = write!(fresh, |tx| {
            for row in &rows {
                tx.add_team_row(row).await?;
            }
            (tx.team_rows().await?, tx.team().await?)
        })
        .expect("written");
        assert_eq!(kept, expected);
        assert!(
            !team.has(&TeamPart::Service(ServiceKind::Housing))
                && team.ever_had(&TeamPart::Service(ServiceKind::Housing))
        );
        assert!(team.has(&expected[1].change.part) && team.has(&expected[2].change.part));
    }
}

#[tokio::test]
async fn what_is_due_later_is_brought_forward_and_what_was_due_before_stays() {
    for fresh in fresh().await {
        let family = id(FamilyId::from_random, 1);
        let owner = id(StaffId::from_random, 1);
        let task = |number: u8, day: i8| LedgerTask {
            id: id(LedgerId::from_random, number),
            reference: id(LedgerId::from_random, 9),
            kind: "end-sharing".to_owned(),
            family,
            owner: Some(owner),
            due_on: date(2026, 11, day),
            made_at: at(1),
            made_by: owner,
        };
        let (early, late) = (task(1, 3), task(2, 29));
        let somebody = id(StaffId::from_random, 99);
        let (moved, due, of_another, own, left) = write!(fresh, |tx| {
            tx.add_ledger_task(&early).await?;
            tx.add_ledger_task(&late).await?;
            let moved = tx.bring_ledger_tasks_forward(&[family], "end-sharing", date(2026, 11, 22)).await?;
            let due = tx.ledger_tasks_of(owner, 10).await?;
            let of_another = tx.finish_own_ledger_tasks_about(&[family], "end-sharing", (somebody, at(2))).await?;
            let own = tx.finish_own_ledger_tasks_about(&[family], "end-sharing", (owner, at(2))).await?;
            (moved, due, of_another, own, tx.ledger_tasks_of(owner, 10).await?)
        })
        .expect("written");
        assert_eq!((of_another, own, left.len()), (0, 2, 0));
        let days: Vec<i8> = due.iter().map(|task| task.due_on.day()).collect();
        assert_eq!((moved, days), (1, vec![3, 22]));
    }
}

#[tokio::test]
async fn nothing_is_read_where_nothing_was_said() {
    for fresh in fresh().await {
        let (answers, workers, shares, services) = write!(fresh, |tx| {
            let family = id(FamilyId::from_random, 1);
            let answers = tx.answers_of_families().await?;
            let workers = tx.workers_of_families(&[family], date(2026, 11, 22)).await?;
            (answers, workers, tx.shares_recorded(at(0)).await?, tx.services_of_staff().await?)
        })
        .expect("read");
        assert!(answers.is_empty() && workers.is_empty() && shares.is_empty() && services.is_empty());
    }
}
