//! How an agreement comes about: the working group, its issues, its months.

use jiff::Span;

use crate::agreements::{both_guardians_sign, protocol, sent, signed_by, with};
use crate::visitor::{Answer, Visitor};
use crate::world::World;

const WORK: &str = "/agreements/births-east/work";

async fn step(visitor: &mut Visitor, kind: &str, on: &str, (who, says): (&str, &str)) -> Answer {
    let fields = [("form", "step"), ("kind", kind), ("step_on", on), ("who", who), ("says", says)];
    visitor.post(WORK, &fields).await
}

#[tokio::test]
async fn s003_isq_the_work_on_an_agreement_keeps_its_group_its_steps_and_the_months_it_took() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &protocol()).await.is(303);
    let page = lead.get(WORK).await;
    page.is(200).shows("Nobody has joined yet").shows("0 days so far, since 22 November 2026");
    step(&mut lead, "", "", ("", "")).await.is(422).shows("Choose what it was");
    step(&mut lead, "joined", "", ("", "")).await.is(422).shows("Write who");
    step(&mut lead, "first-draft", "1 December 2026", ("", "")).await.is(422).shows("has not come yet");
    step(&mut lead, "first-draft", "10 November 2025", ("Records manager", "")).await.is(303);
    step(&mut lead, "joined", "12 November 2025", ("Records manager", "")).await.is(303);
    step(&mut lead, "joined", "12 November 2025", ("Head of centres", "")).await.is(303);
    step(&mut lead, "meeting", "3 February 2026", ("All", "The fields were cut to three")).await.is(303);
    step(&mut lead, "left", "1 March 2026", ("Records manager", "")).await.is(303);
    step(&mut lead, "with-guardians", "1 December 2026", ("Both Guardians", "")).await.is(303);
    let page = lead.get(WORK).await;
    page.shows("12 months and 12 days so far, since 10 November 2025");
    page.shows("Working group Head of centres")
        .shows("3 February 2026: Meeting of the working group: All. The fields were cut to three");
    page.shows("1 December 2026: Planned: Put to the Caldicott Guardians: Both Guardians");
    page.shows("1 March 2026: Left the working group: Records manager");

    signed_by(&mut lead, "births-east", ("Testfield Trust", "caldicott-guardian"), "20 November 2026").await;
    lead.get(WORK).await.shows("so far");
    both_guardians_sign(&mut lead, "22 November 2026").await;
    world.wait(Span::new().hours(24 * 40));
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get(WORK).await;
    page.shows("It took 12 months and 12 days, from the first draft on 10 November 2025 to the last signature on 22 November 2026.");
    page.shows("20 November 2026: Version 1 signed by Sam Guard, Caldicott Guardian, for Testfield Trust");
    lead.get("/agreements/births-east").await.shows("It took 12 months and 12 days");
    sent(&mut lead, &with("until", "31 October 2029")).await.is(303);
    lead.get(WORK).await.shows("It took 12 months and 12 days").shows("Version 2 added");
}

#[tokio::test]
async fn s003_isq_issues_are_raised_owned_answered_and_closed_once() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &protocol()).await.is(303);
    let issue = [
        ("form", "issue"),
        ("what", "Who tells families that moved?"),
        ("raised_by", "Head of centres"),
        ("on", "20 November 2026"),
        ("owner", "Head of health visiting"),
    ];
    for (left_out, says) in [
        ("what", "Write what the issue is"),
        ("raised_by", "Write who raised it"),
        ("owner", "Write who is to answer it"),
    ] {
        let fields: Vec<(&str, &str)> = issue.into_iter().filter(|(field, _)| *field != left_out).collect();
        lead.post(WORK, &fields).await.is(422).shows(says);
    }
    lead.post(WORK, &issue).await.is(303);
    let page = lead.get(WORK).await;
    page.shows("Who tells families that moved? Raised by Head of centres on 20 November 2026. Head of health visiting is to answer it.");
    lead.get("/agreements/births-east").await.shows("1 issue without an answer");
    let number = page.field("issue").expect("the number of the issue");
    let answer = [("form", "answer"), ("issue", number.as_str()), ("answer", "")];
    lead.post(WORK, &answer).await.is(422).shows("Write the answer");
    let answer =
        [("form", "answer"), ("issue", number.as_str()), ("answer", "Health visitors do, at the transfer visit")];
    sent(&mut lead, &with("name", "births-west")).await.is(303);
    lead.post("/agreements/births-west/work", &answer).await.is(404);
    lead.post(WORK, &answer).await.is(303);
    let page = lead.get(WORK).await;
    page.shows("Issues without an answer None.")
        .shows("Health visitors do, at the transfer visit Closed on 22 November 2026.");
    lead.post(WORK, &answer).await.is(404);
    lead.get("/agreements/births-west/work").await.is(200).hides("Who tells families");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("step=issue-answer"), "{log}");
    let mut other = world.signed_in("health-visitor").await;
    other.get(WORK).await.is(404);
    other.post(WORK, &issue).await.is(404);
}
