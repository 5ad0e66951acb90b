//! Planned visits: no visit unless registered or referred, two visits in one
//! week, a note to the others afterwards, and referrals to a centre.

use jiff::Span;
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;

use crate::consent::with;
use crate::families::{TOLD, poppy, visited};
use crate::first_visit::{YES, family, visits_first};
use crate::importing::run;
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child, somebody};

/// The Ellis family, who agreed that services may know of each other; the
/// outreach worker helps early help with them, and they are not registered.
async fn known_to_early_help() -> World {
    let world = World::with_reach("LX1 4QR").await;
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.");
    world.told_by("health-visiting", &[row.with("TOLD", TOLD).with("AGREED_BASIC", "2026-11-03")]).await;
    let helped = poppy("eh-1").with("TEAM", "Early help desk").with("CODE", "OUTREACH-WORKER");
    world.told_by("early-help", &[helped]).await;
    world
}

pub async fn plans(who: &mut Visitor, family: &str, on: &str, more: &[(&str, &str)]) -> Answer {
    let address = format!("{family}/visits/new");
    let key = who.get(&address).await.field("form_key").expect("the form has a key");
    let fields = [("form_key", key.as_str()), ("kind", "Home visit"), ("on", on)];
    who.post(&address, &with(&fields, more)).await
}

/// Writes the note after the first open visit of a family.
pub async fn finishes(who: &mut Visitor, family: &str, note: &str) {
    let page = who.get(&format!("{family}/visits")).await;
    let visit = page.links(&format!("{family}/visits/v-")).into_iter().next().expect("the visit has a page");
    let key = who.get(&visit).await.field("form_key").expect("a key");
    who.post(&visit, &[("form_key", &key), ("note", note)]).await.is(303);
}

#[tokio::test]
async fn s002_cab_the_new_baby_visit_is_planned_from_the_task_and_its_note_closes_it() {
    let world = known_to_early_help().await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    let tasks = worker.get("/centre-tasks").await;
    let task = tasks.links(&format!("{family}/centre-tasks/")).into_iter().next().expect("the task has a page");
    let page = worker.get(&task).await;
    let plan = page.is(200).link(&format!("{family}/visits/new")).expect("the task leads to planning");
    let form = worker.get(&plan).await;
    let chosen = form.html.split("value=\"New-baby visit of the centre\"").nth(1).expect("the kind is there");
    assert!(chosen.split('>').next().is_some_and(|tag| tag.contains("checked")), "what was asked for is chosen");
    let kind = [("kind", "New-baby visit of the centre")];
    let key = form.field("form_key").expect("a key");
    let typed = with(&[("form_key", key.as_str()), ("on", "22/11/2026")], &kind);
    worker.post(&format!("{family}/visits/new"), &typed).await.is(303);
    worker.get("/my-day").await.shows("1 family waits for your centre");
    finishes(&mut worker, &family, "Gave the welcome pack.").await;
    worker.get("/my-day").await.hides("waits for your centre");
    worker.get("/centre-tasks").await.shows("Nothing is asked of your centre now");
    visitor.get(&format!("{family}/visits")).await.shows("Done Test outreach worker");
}

#[tokio::test]
async fn s003_ish_another_centres_registration_and_visits_are_not_ours() {
    let other = somebody("birch-worker", Role::OutreachWorker, ServiceKind::ChildrensCentre, "Birch Centre");
    let world = World::with_staff("LX1 4QR", vec![other]).await;
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.");
    world.told_by("health-visiting", &[row.with("TOLD", TOLD).with("AGREED_BASIC", "2026-11-03")]).await;
    let helped = poppy("eh-1").with("TEAM", "Early help desk").with("CODE", "BIRCH-WORKER");
    world.told_by("early-help", &[helped]).await;
    let family = family(&world).await;
    let (mut visitor, mut larch) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut larch, &family, "24/11/2026", &[("note", "Bring the pack")]).await.is(303);
    let mut birch = world.signed_in("birch-worker").await;
    birch.get(&format!("{family}/visits/new")).await.is(404).shows("not registered with your centre");
    let page = birch.get(&format!("{family}/visits")).await;
    page.is(200).hides("Bring the pack").hides("Cancel this visit");
    assert!(page.links(&format!("{family}/visits/v-")).is_empty(), "another centre’s visit has no page here");
    let own = larch.get(&format!("{family}/visits")).await;
    let visit = own.links(&format!("{family}/visits/v-")).into_iter().next().expect("our own has");
    birch.get(&visit).await.is(409);
    let of = visit.rsplit('/').next().expect("its reference");
    let cancel = [("form_key", "a-key-of-this-form"), ("of", of), ("why", "")];
    birch.post(&format!("{family}/visits"), &cancel).await.is(409);
    larch.get(&format!("{family}/visits")).await.shows("Bring the pack").hides("Cancelled");
}

#[tokio::test]
async fn s003_ish_a_centre_plans_no_visit_to_a_family_that_is_neither_registered_nor_referred() {
    let world = known_to_early_help().await;
    let family = family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let refused = worker.get(&format!("{family}/visits/new")).await;
    refused.is(404).shows("Do not visit yet").shows("not registered with your centre, and nobody referred them");
    refused.shows("Ask their health visitor or midwife to ask the family");
    let typed = [("form_key", "a-key-of-this-form"), ("kind", "Home visit"), ("on", "24/11/2026")];
    worker.post(&format!("{family}/visits/new"), &typed).await.is(404).shows("Do not visit yet");
    worker.get(&format!("{family}/visits")).await.is(200).shows("No visit is planned");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("not-registered"), "the refusal is written down");
    let mut visitor = world.signed_in("health-visitor").await;
    plans(&mut visitor, &family, "24/11/2026", &[]).await.is(303);
}

#[tokio::test]
async fn s004_wae_the_first_visit_form_opens_the_way_for_the_centres_visit() {
    let world = known_to_early_help().await;
    let family = family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get(&format!("{family}/visits/new")).await.is(404);
    let mut visitor = world.signed_in("health-visitor").await;
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut worker, &family, "24 November 2026", &[("note", "Bring the pack")]).await.is(303);
    let page = worker.get(&format!("{family}/visits")).await;
    page.is(200).shows("Tuesday 24 November").shows("Bring the pack");
    visitor.get(&format!("{family}/visits")).await.shows("Tuesday 24 November").hides("Bring the pack");
    plans(&mut worker, &family, "20/11/2026", &[]).await.is(422).shows("This day has passed");
}

#[tokio::test]
async fn s001_1_two_visits_to_one_home_in_one_week_are_told_of_before_either_happens() {
    let world = known_to_early_help().await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut visitor, &family, "24/11/2026", &[]).await.is(303);
    let form = worker.get(&format!("{family}/visits/new")).await;
    form.is(200).shows("Health visiting plans a visit too").shows("Tuesday 24 November").shows("Combine?");
    plans(&mut worker, &family, "5/12/2026", &[]).await.is(303);
    for who in [&mut visitor, &mut worker] {
        who.get("/my-day").await.hides("Combine?");
    }
    let again = plans(&mut worker, &family, "26/11/2026", &[]).await;
    again.is(422).shows("Choose how the two visits go together");
    worker.get(&format!("{family}/visits")).await.hides("Thursday 26 November");
    plans(&mut worker, &family, "26/11/2026", &[("together", "ask")]).await.is(303);
    for who in [&mut visitor, &mut worker] {
        who.get("/my-day").await.shows("Combine? 1 visit meets another service’s in one week");
        who.get("/visits").await.is(200).shows("Combine?");
        who.get(&format!("{family}/visits")).await.shows("Two visits in one week").shows("Say how they go together");
    }
}

#[tokio::test]
async fn s001_1_a_visit_that_stands_in_another_services_own_system_is_told_of_too() {
    let world = World::with_reach("LX1 4QR").await;
    let visit = |on: &str| visited("hv-1", "2026-10-14", "x").with("NEXT", on).with("NEXT_KIND", "New birth visit");
    let told = |row: Row| row.with("TOLD", TOLD).with("AGREED_BASIC", "2026-11-03");
    world.told_by("health-visiting", &[visit("2026-11-24")]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visits_first(&mut visitor, &family, YES).await.is(303);
    let mut worker = world.signed_in("outreach-worker").await;
    let form = worker.get(&format!("{family}/visits/new")).await;
    // The family was not told that the centre knows who works with them.
    form.is(200).hides("24 November").hides("Health visiting");
    world.told_by("health-visiting", &[told(visit("2026-11-24"))]).await;
    let form = worker.get(&format!("{family}/visits/new")).await;
    form.shows("Health visiting comes on Tuesday 24 November by its own system. Combine?");
    visitor.get(&format!("{family}/visits/new")).await.hides("24 November");
    // What was, and what ended, is no visit to come.
    world.told_by("health-visiting", &[told(visit("2026-11-20"))]).await;
    worker.get(&format!("{family}/visits/new")).await.hides("by its own system");
    world.told_by("health-visiting", &[told(visit("2026-11-24")).with("ENDED", "2026-11-21")]).await;
    worker.get(&format!("{family}/visits/new")).await.hides("by its own system");
}

/// Health visiting's row with its next contact, and the family's answer.
fn visitor_comes(on: &str) -> Row {
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD);
    row.with("AGREED_BASIC", "2026-11-03").with("NEXT", on).with("NEXT_KIND", "New birth visit")
}

/// The centre's own row with its next contact.
fn centre_comes(on: &str) -> Row {
    poppy("cc-1").with("TEAM", "Larch Centre").with("CODE", "OUTREACH-WORKER").with("NEXT", on)
}

const COMBINE: &str = "Combine? 1 visit meets another service’s in one week";

#[tokio::test]
async fn s001_1_a_plan_that_meets_a_visit_of_anothers_own_system_is_saved_only_with_how_they_go_together() {
    let world = World::with_reach("LX1 4QR").await;
    world.told_by("health-visiting", &[visitor_comes("2026-11-24")]).await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut worker, &family, "5/12/2026", &[]).await.is(303);
    let again = plans(&mut worker, &family, "26/11/2026", &[]).await;
    again
        .is(422)
        .shows("Choose how the two visits go together")
        .shows("comes on Tuesday 24 November by its own system");
    worker.get(&format!("{family}/visits")).await.hides("Thursday 26 November");
    plans(&mut worker, &family, "26/11/2026", &[("together", "both")]).await.is(422).shows("Write why both come");
    plans(&mut worker, &family, "26/11/2026", &[("together", "combined")]).await.is(303);
    for (who, other) in [(&mut visitor, "Larch Centre"), (&mut worker, "Health visiting")] {
        let page = who.get(&format!("{family}/visits")).await;
        page.is(200).shows("Thursday 26 November").shows(&format!("One visit together with {other}"));
        who.get("/my-day").await.hides("Combine?");
    }
    // The day is another one: what was agreed was about the day before.
    world.told_by("health-visiting", &[visitor_comes("2026-11-25")]).await;
    worker.get("/my-day").await.shows(COMBINE);
}

#[tokio::test]
async fn s001_1_a_visit_that_comes_in_after_a_plan_was_made_is_told_to_both() {
    let world = World::with_reach("LX1 4QR").await;
    world.told_by("health-visiting", &[visitor_comes("")]).await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut worker, &family, "26/11/2026", &[]).await.is(303);
    world.told_by("health-visiting", &[visitor_comes("2026-12-10")]).await;
    for who in [&mut visitor, &mut worker] {
        who.get("/my-day").await.hides("Combine?");
    }
    world.told_by("health-visiting", &[visitor_comes("2026-11-24")]).await;
    for (who, other) in [(&mut visitor, "Larch Centre"), (&mut worker, "Health visiting")] {
        who.get("/my-day").await.shows(COMBINE);
        who.get("/visits").await.is(200).shows("Combine?").shows(other);
        who.get(&format!("{family}/visits")).await.shows("Two visits in one week").shows("Tuesday 24 November");
    }
    let page = visitor.get(&format!("{family}/visits")).await;
    let (key, of) = (page.field("form_key").expect("a key"), page.field("of").expect("the two visits"));
    let in_turn = [("form_key", key.as_str()), ("of", of.as_str()), ("together", "in-turn")];
    visitor.post(&format!("{family}/visits"), &in_turn).await.is(303);
    for (who, other) in [(&mut visitor, "Larch Centre"), (&mut worker, "Health visiting")] {
        who.get("/my-day").await.hides("Combine?");
        who.get(&format!("{family}/visits")).await.shows(&format!("In turn with {other}, on different days"));
    }
}

#[tokio::test]
async fn s001_1_two_visits_of_the_services_own_systems_are_told_to_both_before_either_happens() {
    let world = World::with_reach("LX1 4QR").await;
    world.told_by("health-visiting", &[visitor_comes("2026-11-24")]).await;
    world.told_by("childrens-centre", &[centre_comes("2026-12-12")]).await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    for who in [&mut visitor, &mut worker] {
        who.get("/my-day").await.hides("Combine?");
    }
    world.told_by("childrens-centre", &[centre_comes("2026-11-27")]).await;
    for (who, other) in [(&mut visitor, "Larch Centre"), (&mut worker, "Health visiting")] {
        who.get("/my-day").await.shows(COMBINE);
        who.get("/visits").await.is(200).shows("Ellis family").shows(&format!("Next contact of {other}"));
    }
    // Nothing is changed here of what stands elsewhere: no page, no cancelling.
    let page = visitor.get(&format!("{family}/visits")).await;
    page.is(200).shows("It stands in the service’s own system").hides("Cancel this visit");
    assert!(page.links(&format!("{family}/visits/v-")).is_empty());
    let (key, of) = (page.field("form_key").expect("a key"), page.field("of").expect("the two visits"));
    let own = of.split('/').next().expect("the own visit");
    let cancel = [("form_key", key.as_str()), ("of", own), ("why", "")];
    visitor.post(&format!("{family}/visits"), &cancel).await.is(409);
    visitor.get(&format!("{family}/visits/{own}")).await.is(409);
    let combined = [("form_key", key.as_str()), ("of", of.as_str()), ("together", "combined")];
    visitor.post(&format!("{family}/visits"), &combined).await.is(303);
    for who in [&mut visitor, &mut worker] {
        who.get("/my-day").await.hides("Combine?");
    }
    // The same file again changes nothing of what was agreed.
    world.told_by("health-visiting", &[visitor_comes("2026-11-24").with("PHONE", "07700 900119")]).await;
    worker.get("/my-day").await.hides("Combine?");
    worker.get(&format!("{family}/visits")).await.shows("One visit together with Health visiting");
}

#[tokio::test]
async fn s001_1_what_stands_elsewhere_is_told_to_nobody_who_may_not_know_of_it() {
    // The family was told nothing of who knows whom; and a service whose very work is sensitive is never named.
    let world = World::with_reach("LX1 4QR").await;
    let untold = visited("hv-1", "2026-10-14", "x").with("NEXT", "2026-11-24");
    world.told_by("health-visiting", &[untold]).await;
    world.told_by("childrens-centre", &[centre_comes("2026-11-25")]).await;
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/my-day").await.hides("Combine?");
    worker.get("/visits").await.is(200).hides("Health visiting").hides("24 November");
    let (sensitive, team) = ("substance-misuse", "Testfield recovery team");
    let world = World::with_reach("LX1 4QR").await;
    world.told_by("health-visiting", &[visitor_comes("2026-11-24")]).await;
    world.told_by(sensitive, &[poppy("sm-1").with("TEAM", team).with("NEXT", "2026-11-25")]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get("/my-day").await.hides("Combine?");
    for page in ["/visits".to_owned(), format!("{family}/visits")] {
        visitor.get(&page).await.hides(team).hides("25 November");
    }
}

#[tokio::test]
async fn s002_cbc_visits_are_combined_or_kept_with_a_reason_and_both_see_it() {
    let world = known_to_early_help().await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut visitor, &family, "24/11/2026", &[("any_day", "yes")]).await.is(303);
    plans(&mut worker, &family, "1/12/2026", &[("together", "both")]).await.is(422).shows("Write why both come");
    let because = [("together", "both"), ("why", "The baby group starts that day")];
    plans(&mut worker, &family, "1/12/2026", &because).await.is(303);
    for who in [&mut visitor, &mut worker] {
        let page = who.get(&format!("{family}/visits")).await;
        page.shows("comes as well: The baby group starts that day").hides("Two visits in one week");
    }
    plans(&mut worker, &family, "25/11/2026", &[("together", "ask")]).await.is(303);
    let page = visitor.get(&format!("{family}/visits")).await;
    let (key, of) = (page.field("form_key").expect("a key"), page.field("of").expect("the two visits"));
    assert!(of.contains('/'), "the first thing to answer is the two visits");
    let combined = [("form_key", key.as_str()), ("of", of.as_str()), ("together", "combined")];
    visitor.post(&format!("{family}/visits"), &combined).await.is(303);
    visitor.get(&format!("{family}/visits")).await.shows("One visit together with Larch Centre");
    worker.get(&format!("{family}/visits")).await.shows("One visit together with Health visiting");
    visitor.get("/my-day").await.hides("Combine?");
    plans(&mut worker, &family, "27/11/2026", &[("together", "in-turn")]).await.is(303);
    visitor.get(&format!("{family}/visits")).await.shows("In turn with Larch Centre, on different days");
    worker.get(&format!("{family}/visits")).await.shows("In turn with Health visiting, on different days");
    visitor.get("/my-day").await.hides("Combine?");
}

#[tokio::test]
async fn s001_1_what_one_may_not_know_of_is_not_told_by_a_visit() {
    let world = World::with_reach("LX1 4QR").await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-10-14", "x")]).await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut visitor, &family, "24/11/2026", &[]).await.is(303);
    let form = worker.get(&format!("{family}/visits/new")).await;
    form.is(200).hides("24 November").hides("plans a visit too");
    plans(&mut worker, &family, "25/11/2026", &[]).await.is(303);
    worker.get(&format!("{family}/visits")).await.hides("24 November").hides("Health visiting");
}

#[tokio::test]
async fn s002_cbb_the_others_read_the_note_where_the_family_agreed() {
    for (agreed, is_read) in [("AGREED_BASIC", false), ("AGREED_ALL", true)] {
        let world = World::with_reach("LX1 4QR").await;
        let row = visited("hv-1", "2026-10-14", "Feeding is going well.");
        world.told_by("health-visiting", &[row.with("TOLD", TOLD).with(agreed, "2026-11-03")]).await;
        let ours = poppy("cc-1").with("TEAM", "Larch Centre").with("CODE", "OUTREACH-WORKER");
        world.told_by("childrens-centre", &[ours]).await;
        let family = family(&world).await;
        let mut worker = world.signed_in("outreach-worker").await;
        plans(&mut worker, &family, "22/11/2026", &[]).await.is(303);
        finishes(&mut worker, &family, "Gave the welcome pack.").await;
        let mut visitor = world.signed_in("health-visitor").await;
        visitor.get("/my-day").await.shows("Read the note after a visit");
        let page = visitor.get(&format!("{family}/visits")).await;
        page.is(200).shows("The others were told");
        if is_read {
            page.shows("Gave the welcome pack")
        } else {
            page.hides("welcome pack").shows("Not for you yet")
        };
    }
}

#[tokio::test]
async fn s002_cbb_a_visit_without_a_note_stands_on_the_worklist_and_the_note_reaches_the_others() {
    let world = known_to_early_help().await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut worker, &family, "23/11/2026", &[]).await.is(303);
    worker.get("/my-day").await.hides("for your note to the others");
    world.wait(Span::new().hours(48));
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/my-day").await.shows("1 visit waits for your note to the others");
    worker.get("/visits").await.shows("Write to the others").hides("Note is late");
    world.wait(Span::new().hours(48));
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/visits").await.shows("Note is late");
    let page = worker.get(&format!("{family}/visits")).await;
    let visit = page.links(&format!("{family}/visits/v-")).into_iter().next().expect("the visit has a page");
    let key = worker.get(&visit).await.field("form_key").expect("a key");
    let sent = [("form_key", key.as_str()), ("on", "23/11/2026")];
    worker.post(&visit, &sent).await.is(422).shows("Write a short note to the others");
    worker.post(&visit, &with(&sent, &[("note", "Gave the welcome pack.")])).await.is(303);
    worker.get("/my-day").await.hides("for your note to the others");
    worker.get(&format!("{family}/contacts")).await.shows("Gave the welcome pack");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get("/my-day").await.shows("Read the note after a visit");
    visitor.get(&format!("{family}/visits")).await.is(200).shows("The others were told").shows("Test outreach worker");
    visitor.get("/my-day").await.hides("Read the note after a visit");
}

#[tokio::test]
async fn s002_cbb_the_locality_sets_within_how_many_days_the_note_is_due() {
    let world = known_to_early_help().await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut worker, &family, "23/11/2026", &[]).await.is(303);
    world.wait(Span::new().hours(24 * 4));
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/visits").await.shows("Note is late");
    run(&world, &["locality"]).says("The note after a visit is due within 2 days.");
    assert_eq!(run(&world, &["locality", "--note-days", "15"]).code, Some(8));
    run(&world, &["locality", "--note-days", "3"]).says("within 3 days");
    worker.get("/visits").await.shows("Write to the others").hides("Note is late");
    worker.get(&format!("{family}/visits")).await.shows("26 November");
    let mut lead = world.signed_in("data-lead").await;
    assert_eq!(lead.get("/letters").await.field("note_days").as_deref(), Some("3"));
    let key = lead.get("/letters").await.field("form_key").expect("a key");
    for bad in ["0", "15", "many"] {
        let typed = [("form_key", key.as_str()), ("note_days", bad)];
        lead.post("/letters", &typed).await.is(422).shows("Write a number of days from 1 to 14");
    }
    lead.post("/letters", &[("form_key", &key), ("note_days", "1")]).await.is(303);
    worker.get("/visits").await.shows("Note is late");
    world.signed_in("outreach-worker").await.get("/letters").await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("visit-note-days") && log.contains("note_days"), "both changes are written down");
}

#[tokio::test]
async fn s002_cad_a_referral_goes_where_they_agreed_and_its_way_is_seen() {
    let world = World::with_reach("LX1 4QR").await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-10-14", "x").with("TOLD", TOLD)]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let not_yet = refers(&mut visitor, &family).await;
    not_yet.is(303);
    let answer = not_yet.location.expect("the answer");
    assert!(answer.contains("/can-i-share/d-"), "it leads to the answer: {answer}");
    visitor.get(&answer).await.is(200).shows("ask");
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/centre-tasks").await.shows("Nothing is asked");
    let agreed = visited("hv-1", "2026-10-14", "x").with("TOLD", TOLD).with("AGREED_ALL", "2026-11-03");
    world.told_by("health-visiting", &[agreed]).await;
    refers(&mut visitor, &family).await.is(303);
    let tasks = worker.get("/centre-tasks").await;
    tasks.is(200).shows("Ellis family: Give more support").shows("Play and talking").shows("29 November 2026");
    let task = tasks.links(&format!("{family}/centre-tasks/")).into_iter().next().expect("the task has a page");
    visitor.get(&format!("{family}/visits")).await.shows("Waiting for the centre");
    worker.post(&task, &[("answer", "take-up")]).await.is(303);
    visitor.get(&format!("{family}/visits")).await.shows("Taken up").shows("Test outreach worker");
    plans(&mut worker, &family, "24/11/2026", &[]).await.is(303);
}

pub async fn refers(who: &mut Visitor, family: &str) -> Answer {
    let address = format!("{family}/refer");
    let form = who.get(&address).await;
    form.is(200);
    let start = form.html.find("name=\"child\"").expect("the children are listed");
    let tag = form.html[..start].rfind('<').expect("a tag");
    let child = form.html[tag..].split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a child");
    let key = form.field("form_key").expect("a key");
    let needs = [("centre", "Larch Centre"), ("needs", "Play and talking")];
    who.post(&address, &with(&[("form_key", key.as_str()), ("child", child)], &needs)).await
}

#[tokio::test]
async fn s001_1_two_families_in_one_home_are_compared_and_never_where_it_is_kept_safe() {
    for (shielded, is_told) in [("", true), ("Y", false)] {
        let world = known_to_early_help().await;
        let neighbours = child("hv-9", "Noah", "Reed", "2026-10-20")
            .with("NHS", "999 000 0034")
            .with("ADDRESS", "14 Larch Close, Testfield")
            .with("POSTCODE", "LX1 4QR")
            .with("SHIELDED", shielded)
            .with("M_GIVEN", "Ida")
            .with("M_FAMILY", "Reed")
            .with("CODE", "HEALTH-VISITOR")
            .with("TEAM", "East health visitors")
            .with("TOLD", TOLD)
            .with("AGREED_BASIC", "2026-11-03");
        world.told_by("health-visiting", std::slice::from_ref(&neighbours)).await;
        let helped = neighbours.with("KEY", "eh-9").with("CODE", "OUTREACH-WORKER").with("TEAM", "Early help desk");
        world.told_by("early-help", &[helped]).await;
        let family = family(&world).await;
        let mut visitor = world.signed_in("health-visitor").await;
        let theirs = visitor.post("/find", &[("words", "999 000 0034")]).await.location.expect("the other family");
        assert_ne!(theirs, family);
        visits_first(&mut visitor, &family, YES).await.is(303);
        plans(&mut visitor, &theirs, "24/11/2026", &[]).await.is(303);
        let mut worker = world.signed_in("outreach-worker").await;
        let form = worker.get(&format!("{family}/visits/new")).await;
        assert_eq!(form.text().contains("Health visiting plans a visit too"), is_told, "kept safe: {shielded:?}");
        form.hides("Reed").hides("Noah");
        let planned = plans(&mut worker, &family, "25/11/2026", &[]).await;
        planned.is(if is_told { 422 } else { 303 });
    }
}
