//! Registration, first visit forms, tasks of a centre, planned visits.

use jiff::civil::date;
use kith_core::id::{CentreTaskId, FirstVisitId, RecordId, StaffId, VisitId};
use kith_core::service::ServiceKind;

use super::{at, fresh, id, read, write};
use crate::{CentreTask, CentreTaskStep, FirstVisit, FirstVisitStep, PlannedVisit, RegistrationLine, VisitEvent};

/// What a stranger could write.
const HOSTILE: &str = "Elm’s <b>Centre</b>, \"East\"; --";

#[tokio::test]
async fn lines_of_a_registration_come_back_in_order() {
    for fresh in fresh().await {
        let line = |number: u8, is_start| RegistrationLine {
            record: id(RecordId::from_random, 1),
            centre: HOSTILE.to_owned(),
            is_start,
            on: date(2026, 11, 20),
            how: "centre".to_owned(),
            by: id(StaffId::from_random, 2),
            at: at(i64::from(number)),
        };
        let lines = vec![line(1, true), line(2, false), line(3, true)];
        let expected = lines.clone();
        let (kept, none) = write!(fresh, |tx| {
            tx.add_registrations(&lines[..1]).await?;
            tx.add_registrations(&lines[1..]).await?;
            let none = tx.registrations_of(&[id(RecordId::from_random, 9)]).await?;
            (tx.registrations_of(&[id(RecordId::from_random, 1)]).await?, none)
        })
        .expect("written");
        assert_eq!(kept, expected);
        assert!(none.is_empty());
    }
}

fn form(number: u8, answer: &str) -> FirstVisit {
    FirstVisit {
        id: id(FirstVisitId::from_random, number),
        record: id(RecordId::from_random, number),
        centre: HOSTILE.to_owned(),
        answer: answer.to_owned(),
        visited_on: date(2026, 11, 20),
        by: id(StaffId::from_random, 2),
        at: at(i64::from(number)),
        words: HOSTILE.as_bytes().to_vec(),
    }
}

#[tokio::test]
async fn s004_wab_only_a_form_with_a_yes_is_sent_and_each_step_is_noted_once() {
    for fresh in fresh().await {
        let forms = [form(1, "yes"), form(2, "no")];
        let expected = forms.to_vec();
        let step = |word: &str| FirstVisitStep {
            form: id(FirstVisitId::from_random, 1),
            step: word.to_owned(),
            by: Some(id(StaffId::from_random, 3)),
            at: at(5),
        };
        let (entered, again) = (step("entered"), step("entered"));
        let records = [id(RecordId::from_random, 1), id(RecordId::from_random, 2)];
        let (is_new, is_newer, sent) = write!(fresh, |tx| {
            for form in &forms {
                tx.add_first_visit(form).await?;
            }
            let is_new = tx.add_first_visit_step(&entered).await?;
            let is_newer = tx.add_first_visit_step(&again).await?;
            let sent = tx.mark_first_visits_sent(&records, (Some(id(StaffId::from_random, 4)), at(9))).await?;
            (is_new, is_newer, sent)
        })
        .expect("written");
        assert!(is_new && !is_newer);
        assert_eq!(sent, 1, "a no is never sent");
        let (waiting, steps, known, lately) = read!(fresh, |tx| {
            let steps = tx.steps_of_first_visits(&[id(FirstVisitId::from_random, 1)]).await?;
            let lately = [at(9), at(10)];
            let lately =
                (tx.first_visits_sent_since(lately[0], 10).await?, tx.first_visits_sent_since(lately[1], 10).await?);
            (tx.first_visits_without("sent", 10).await?, steps, tx.first_visits_of(&records).await?, lately)
        })
        .expect("read");
        assert_eq!(lately, (expected[..1].to_vec(), Vec::new()));
        assert_eq!(waiting, expected[1..]);
        let words: Vec<&str> = steps.iter().map(|step| step.step.as_str()).collect();
        assert_eq!(words, ["entered", "sent"]);
        assert_eq!(known.len(), 2);
    }
}

#[tokio::test]
async fn a_task_of_a_centre_is_open_until_a_step_closes_it() {
    for fresh in fresh().await {
        let task = CentreTask {
            id: id(CentreTaskId::from_random, 1),
            record: id(RecordId::from_random, 1),
            centre: HOSTILE.to_owned(),
            kind: "new-baby".to_owned(),
            due_on: date(2026, 12, 6),
            decision: None,
            by: id(StaffId::from_random, 2),
            at: at(1),
            words: HOSTILE.as_bytes().to_vec(),
        };
        let step = |word: &str| CentreTaskStep {
            task: id(CentreTaskId::from_random, 1),
            step: word.to_owned(),
            by: id(StaffId::from_random, 3),
            at: at(2),
            words: HOSTILE.as_bytes().to_vec(),
        };
        let (expected, steps) = (task.clone(), [step("taken-up"), step("done")]);
        let told = steps.to_vec();
        let (before, after, kept, known, missing) = write!(fresh, |tx| {
            tx.add_centre_task(&task).await?;
            let known = (tx.kind_of_centre_task(task.id).await?, tx.centre_tasks_of(&[task.record]).await?.len());
            let missing = tx.kind_of_centre_task(id(CentreTaskId::from_random, 9)).await;
            tx.add_centre_task_step(&steps[0]).await?;
            let before = tx.open_centre_tasks(HOSTILE, &["done"], 10).await?;
            tx.add_centre_task_step(&steps[1]).await?;
            let after = tx.open_centre_tasks(HOSTILE, &["done"], 10).await?;
            (before, after, tx.steps_of_centre_tasks(&[task.id]).await?, known, missing)
        })
        .expect("written");
        assert_eq!(known, ("new-baby".to_owned(), 1));
        assert!(matches!(missing, Err(crate::StoreError::NotFound { .. })));
        assert_eq!(before, [expected]);
        assert!(after.is_empty());
        assert_eq!(kept, told);
    }
}

#[tokio::test]
async fn a_visit_is_found_by_its_family_its_team_and_its_home() {
    for fresh in fresh().await {
        let visit = PlannedVisit {
            id: id(VisitId::from_random, 1),
            record: id(RecordId::from_random, 1),
            service: ServiceKind::ChildrensCentre,
            team: Some(HOSTILE.to_owned()),
            staff: id(StaffId::from_random, 2),
            from: date(2026, 11, 23),
            to: date(2026, 11, 29),
            home_key: Some("a-key".to_owned()),
            at: at(1),
            words: HOSTILE.as_bytes().to_vec(),
        };
        let event = VisitEvent {
            visit: visit.id,
            event: "cancelled".to_owned(),
            other: Some(id(VisitId::from_random, 2)),
            by: visit.staff,
            at: at(2),
            words: HOSTILE.to_owned(),
        };
        let (expected, told) = (visit.clone(), event.clone());
        let (of_team, at_home, elsewhere, over, events) = write!(fresh, |tx| {
            tx.add_planned_visit(&visit).await?;
            let team = (ServiceKind::ChildrensCentre, HOSTILE);
            let since = (date(2026, 11, 1), ["cancelled"].as_slice());
            let of_team = tx.open_visits_of_team(team, since, 10).await?;
            let span = (date(2026, 11, 29), date(2026, 12, 30));
            let at_home = tx.planned_visits_to_homes(&["a-key".to_owned()], span).await?;
            let elsewhere = tx.planned_visits_to_homes(&["another".to_owned()], span).await?;
            tx.add_visit_event(&event).await?;
            let over = tx.open_visits_of_team(team, since, 10).await?;
            (of_team, at_home, elsewhere, over, tx.events_of_visits(&[visit.id]).await?)
        })
        .expect("written");
        assert_eq!(of_team.as_slice(), std::slice::from_ref(&expected));
        assert_eq!(at_home.as_slice(), std::slice::from_ref(&expected));
        assert!(elsewhere.is_empty() && over.is_empty());
        assert_eq!(events.as_slice(), std::slice::from_ref(&told));
        let (elsewhere, kept) = (told.clone(), told);
        let (agreed, others) = write!(fresh, |tx| {
            tx.add_event_elsewhere(&elsewhere).await?;
            (tx.events_elsewhere(&[elsewhere.visit]).await?, tx.events_of_visits(&[elsewhere.visit]).await?.len())
        })
        .expect("written");
        assert_eq!((agreed, others), (vec![kept], 1), "each is kept apart from the other");
        let records = [expected.record];
        let known = read!(fresh, |tx| { tx.planned_visits_of(&records).await? }).expect("read");
        assert_eq!(known, [expected]);
    }
}
