//! Sent is not taken: who took a list and when, and the alarm where nobody did
//! (S003-ISa, S004-WAc).

use jiff::Span;

use crate::agreements::with;
use crate::birth_lists::{LARCH, agreed, agreement, births, give_key_to, key_of, opened, ready, released, told};
use crate::importing::run;
use crate::visitor::Visitor;
use crate::world::World;

const CEDAR: &str = "Cedar Centre";

fn days(world: &World, days: i64) {
    world.wait(Span::new().hours(24 * days));
}

/// The data lead on a later day.
async fn returns(lead: &mut Visitor, world: &World, after: i64) {
    days(world, after);
    lead.sign_in("data-lead").await;
}

/// Builds and releases the list of a month.
async fn sends(lead: &mut Visitor, month: &str) -> String {
    let before = lead.get("/lists").await.links("/lists/b-");
    lead.post("/lists", &[("month", month)]).await.is(303);
    let lists = lead.get("/lists").await.links("/lists/b-");
    let list = lists.into_iter().find(|list| !before.contains(list)).expect("a new list");
    lead.post(&format!("{list}/release"), &[]).await.is(303);
    list
}

#[tokio::test]
async fn s003_isa_each_released_list_says_when_it_was_taken_and_by_whom_or_that_nobody_took_it() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let list = released(&mut lead).await;
    // Saved to be brought, and opened nobody knows where: the centre did not say so.
    opened(&world, &list);
    for page in ["/lists", &list] {
        lead.get(page).await.is(200).shows("Not taken yet").hides("Taken on");
    }
    let last = "Larch Centre. The last list was sent on 22 November 2026.";
    lead.get("/lists").await.shows(&format!("{last} Not taken yet."));
    run(&world, &["lists", "status"]).is(0).says("Not taken yet");
    births(&world).await.is(200).shows("Poppy Ellis");
    let taken = "Taken on 22 November 2026 by Test outreach worker";
    for page in ["/lists", &list] {
        lead.get(page).await.shows(taken).hides("Not taken");
    }
    for page in ["/lists", "/agreements/births-east"] {
        lead.get(page).await.shows(&format!("{last} {taken}."));
    }
    run(&world, &["lists", "status"]).is(0).says(taken);
    // Another agreement says nothing of what this one sent.
    let other = with("name", "births-west").into_iter().chain([("fields", "born_on")]).collect::<Vec<_>>();
    crate::agreements::sent(&mut lead, &other).await.is(303);
    lead.get("/agreements/births-west").await.shows("Larch Centre. No list was sent yet.").hides(last);
}

#[tokio::test]
async fn s003_isa_what_a_centre_says_of_a_file_tells_whether_it_was_taken() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let list = released(&mut lead).await;
    let receipt = format!("{list}/receipt");
    days(&world, 1);
    lead.sign_in("data-lead").await;
    lead.post(&receipt, &[("step", "received")]).await.is(303);
    lead.get("/lists").await.shows("Taken on 23 November 2026 by the centre, as Test data lead noted");
    // What does not open was not taken, whatever came; until somebody looks in Kith.
    lead.post(&receipt, &[("step", "refused"), ("why", "Cut short")]).await.is(303);
    lead.get("/lists").await.shows("Not taken: it does not open").hides("Taken on");
    returns(&mut lead, &world, 8).await;
    lead.get("/my-day").await.shows("Not taken by Larch Centre");
    births(&world).await.is(200);
    lead.get("/lists").await.shows("Taken on 1 December 2026 by Test outreach worker").hides("Not taken");
    lead.get("/my-day").await.hides("Not taken");
}

#[tokio::test]
async fn s003_isa_a_list_that_nobody_took_in_seven_days_raises_an_alarm_that_names_the_centre() {
    let world = World::with_two_centres(LARCH, "LX2 2BB").await;
    let mut lead = world.signed_in("data-lead").await;
    agreement(&mut lead).await;
    for centre in ["Larch Centre", CEDAR] {
        give_key_to(&mut lead, centre, &key_of(&world, centre)).await;
    }
    let max = agreed("hv-2", "Max", "Reed").with("M_BORN", "1990-01-01").with("ADDRESS", "3 Cedar Row");
    told(&world, &[agreed("hv-1", "Poppy", "Ellis"), max.with("POSTCODE", "LX2 2BB")]).await;
    lead.post("/lists", &[("month", "2026-10")]).await.is(303);
    for list in lead.get("/lists").await.links("/lists/b-") {
        lead.post(&format!("{list}/release"), &[]).await.is(303);
    }
    births(&world).await.shows("Poppy Ellis");
    returns(&mut lead, &world, 7).await;
    lead.get("/my-day").await.hides("Not taken by");
    lead.get("/lists").await.hides("Not taken by the centre");
    returns(&mut lead, &world, 1).await;
    lead.get("/my-day")
        .await
        .shows("Not taken by Cedar Centre: a list of births that was released more than 7 days ago");
    let page = lead.get("/lists").await;
    page.shows("Not taken by the centre");
    page.shows("Cedar Centre . The list of October 2026 was released on 22 November 2026. Not taken yet.");
    page.hides("Larch Centre</a>. The list of");
    let start = page.html.find("Not taken by the centre").expect("the alarm");
    let list = page.html[start..].split("href=\"").nth(1).and_then(|link| link.split('"').next()).expect("its link");
    lead.post(&format!("{list}/receipt"), &[("step", "received")]).await.is(303);
    lead.get("/my-day").await.hides("Not taken by");
    lead.get("/lists").await.hides("Not taken by the centre");
}

#[tokio::test]
async fn s003_isa_a_list_that_nobody_took_does_not_quiet_the_alarm_of_its_month() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    released(&mut lead).await;
    births(&world).await.shows("Poppy Ellis");
    // On 2 December the list of November goes, and stays where it is.
    returns(&mut lead, &world, 10).await;
    sends(&mut lead, "2026-11").await;
    returns(&mut lead, &world, 22).await;
    lead.get("/my-day").await.hides("is late").shows("Not taken by Larch Centre");
    returns(&mut lead, &world, 1).await;
    lead.get("/my-day").await.shows("1 is late").shows("Not taken by Larch Centre");
    let page = lead.get("/lists").await;
    page.shows("Larch Centre. The last list that was taken was sent on 22 November 2026");
    page.shows("Larch Centre. The last list was sent on 2 December 2026. Not taken yet.");
    // One that was sent just now has its seven days.
    sends(&mut lead, "2026-11").await;
    lead.get("/my-day").await.hides("is late").shows("Not taken by Larch Centre");
    births(&world).await.is(200);
    lead.get("/my-day").await.hides("is late").hides("Not taken by");
}

#[tokio::test]
async fn s003_isa_where_no_list_was_ever_taken_the_alarm_counts_from_the_agreement() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    released(&mut lead).await;
    returns(&mut lead, &world, 33).await;
    lead.get("/my-day").await.shows("1 is late");
    let page = lead.get("/lists").await;
    page.shows("Larch Centre. No list was taken since the agreement began on 1 November 2026");
}

#[tokio::test]
async fn s003_isa_the_command_names_the_centre_that_did_not_take_its_list_and_ends_with_one() {
    let (world, mut lead) = {
        let world = World::with_reach(LARCH).await;
        // The command reads the clock of the machine.
        days(&world, -10);
        let mut lead = world.signed_in("data-lead").await;
        agreement(&mut lead).await;
        give_key_to(&mut lead, "Larch Centre", &key_of(&world, "Larch Centre")).await;
        (world, lead)
    };
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let list = released(&mut lead).await;
    let id = list.trim_start_matches("/lists/");
    let said = "The list of October 2026 was released on 12 November 2026. Not taken yet.";
    for command in ["due", "status"] {
        let said = format!("Not taken: Larch Centre, {id}. {said}");
        run(&world, &["lists", command]).is(i32::from(command == "due")).says(&said);
    }
    run(&world, &["lists", "receipt", id, "received"]).is(0);
    let done = run(&world, &["lists", "due"]);
    done.is(0);
    assert!(!done.out.contains("Not taken"), "{}", done.out);
    run(&world, &["lists", "status"]).is(0).says("by the centre, as was noted by command");
}
