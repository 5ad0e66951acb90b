//! Lists of births that are built by themselves, and wait for the data lead.

use jiff::Span;

use crate::birth_lists::{LARCH, agreed, agreement, births, ready, told};
use crate::importing::run;
use crate::visitor::Visitor;
use crate::world::World;

/// How many lists wait to be released, as the page shows them.
async fn waiting(lead: &mut Visitor) -> usize {
    lead.sign_in("data-lead").await;
    lead.get("/lists").await.is(200).text().matches("Waits to be released").count()
}

#[tokio::test]
async fn s002_15j_lists_are_built_by_themselves_every_month_or_every_day_and_wait_for_the_data_lead() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let due = async || world.app.build_due_lists(kith_app::Who::Job, world.clock.now()).await.expect("worked out");
    assert!(due().await.is_some() && due().await.is_none(), "once");
    lead.get("/lists").await.shows("Larch Centre , October 2026").shows("Waits to be released");
    lead.get("/my-day").await.shows("Lists of births to centres : 1 waits to be released");
    births(&world).await.hides("Poppy Ellis");
    world.wait(Span::new().hours(24 * 5));
    assert!(due().await.is_none(), "not again in the same month");
    world.wait(Span::new().hours(24 * 5));
    assert!(due().await.is_some(), "on 2 December, of November");
    lead.sign_in("data-lead").await;
    lead.get("/lists").await.shows("Larch Centre , November 2026");
    // Every day, by the page; and only by hand, by the command.
    lead.post("/lists/schedule", &[("often", "now and then")]).await.is(404);
    lead.post("/lists/schedule", &[("often", "daily")]).await.is(303);
    let before = waiting(&mut lead).await;
    assert!(due().await.is_none(), "today's are built");
    world.wait(Span::new().hours(24));
    assert!(due().await.is_some() && due().await.is_none(), "once a day");
    assert_eq!(waiting(&mut lead).await, before + 1, "the list of December");
    world.wait(Span::new().hours(24));
    assert!(due().await.is_some());
    assert_eq!(waiting(&mut lead).await, before + 1, "the older one of the same month is put aside");
    run(&world, &["lists", "schedule"]).is(0).says("Lists are built: every day.");
    run(&world, &["lists", "schedule", "by-hand"]).is(0).says("only when you build them");
    world.wait(Span::new().hours(24 * 40));
    assert!(due().await.is_none());
    run(&world, &["lists", "schedule", "yearly"]).is(2);
    world.signed_in("outreach-worker").await.post("/lists/schedule", &[("often", "daily")]).await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("setting=lists-built") && log.contains("value=by-hand"));
}

#[tokio::test]
async fn s002_15j_without_a_key_or_an_agreement_nothing_is_built_by_itself() {
    let world = World::with_reach(LARCH).await;
    let mut lead = world.signed_in("data-lead").await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    run(&world, &["lists", "due"]).is(0).says("No list is due.");
    agreement(&mut lead).await;
    run(&world, &["lists", "due"]).is(0).says("No list is due.");
    lead.get("/lists").await.shows("No list was built yet");
}
