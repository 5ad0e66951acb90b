//! National messages wait while their agreement may not run, but for those
//! that protect somebody.

use jiff::Span;
use kith::inbox::Inbox;
use kith_app::MessageState;

use crate::agreements::{both_guardians_sign, sent as add};
use crate::importing::{file, run};
use crate::incoming::bringing;
use crate::national::{self, ALONE, Sent, Whom, sent};
use crate::national_messages::{HANNAH, POPPY, add_sources, health_visitor, poppy, receive};
use crate::visitor::Visitor;
use crate::world::World;

/// A family whom a health visitor knows, and an agreement on all national
/// messages that nobody has signed.
async fn unsigned() -> (World, Visitor, Visitor) {
    let world = World::new().await;
    let visitor = health_visitor(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    add(&mut lead, &bringing(&["national-messages"])).await.is(303);
    (world, visitor, lead)
}

fn at(line: &str) -> Whom<'_> {
    Whom { line, ..POPPY }
}

#[tokio::test]
async fn s000_7_national_messages_wait_for_their_agreement_and_are_read_after_signing_in_whatever_order() {
    let (world, mut visitor, mut lead) = unsigned().await;
    let newer = national::moved(sent(2, "2026-11-20T15:00:00Z"), &at("7 Birch Road"));
    let older = national::moved(sent(1, "2026-11-20T09:00:00Z"), &at("2 Oak Street"));
    let works = national::contact(sent(3, "2026-11-21T11:00:00Z"), &POPPY, "e1", "West health visitors");
    assert_eq!(receive(&world, &newer).await.state, MessageState::Held);
    assert_eq!(receive(&world, &older).await.state, MessageState::Held);
    let path = file(&world, "works.xml", &works).to_string_lossy().into_owned();
    run(&world, &["messages", "receive", &path]).is(0).says("1 message is kept and waits for an agreement");
    poppy(&mut visitor).await.hides("7 Birch Road").hides("2 Oak Street");
    let page = lead.get("/messages").await;
    page.shows("Messages that wait for an agreement").shows("National demographics, changes: 2 messages");
    page.shows("Stopped. New births to centres: this signature is missing").hides("Birch").hides("Poppy");
    run(&world, &["messages", "list"]).is(0).says("National demographics, changes: 2 messages wait for an agreement");
    assert_eq!(receive(&world, &newer).await.state, MessageState::Held, "the same again changes nothing");

    both_guardians_sign(&mut lead, "2 November 2026").await;
    poppy(&mut visitor).await.shows("7 Birch Road").hides("2 Oak Street");
    visitor.open_family("Poppy Ellis").await.shows("2 services now");
    lead.get("/messages").await.hides("Messages that wait for an agreement");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("held") && log.contains("let-go") && log.contains("agreement=births-east"), "{log}");
    let next = national::practice(sent(4, "2026-11-22T09:00:00Z"), &POPPY, Some("Y90002"));
    assert_eq!(receive(&world, &next).await.state, MessageState::TakenIn);

    lead.post("/agreements/births-east/end", &[("why", "No longer needed")]).await.is(303);
    let last = national::practice(sent(5, "2026-11-22T09:30:00Z"), &POPPY, Some("Y90003"));
    assert_eq!(receive(&world, &last).await.state, MessageState::Held, "it was ended");
}

#[tokio::test]
async fn s000_7_a_death_a_recall_a_delete_and_who_must_be_hidden_come_in_though_the_flow_is_stopped() {
    let (world, mut visitor, mut lead) = unsigned().await;
    both_guardians_sign(&mut lead, "2 November 2026").await;
    let works = |id, at, action| national::contact(Sent { id, at, action }, &POPPY, "e1", "West health visitors");
    receive(&world, &works(1, "2026-11-19T11:00:00Z", "new")).await;
    visitor.open_family("Poppy Ellis").await.shows("2 services now");
    lead.post("/agreements/births-east/end", &[("why", "No longer needed")]).await.is(303);
    let moved = national::moved(sent(2, "2026-11-20T09:00:00Z"), &at("7 Birch Road"));
    assert_eq!(receive(&world, &moved).await.state, MessageState::Held);

    let gone = works(3, "2026-11-20T11:00:00Z", "delete");
    assert_eq!(receive(&world, &gone).await.state, MessageState::TakenIn, "a delete takes back");
    visitor.open_family("Poppy Ellis").await.hides("2 services now");
    let died = national::death(sent(4, "2026-11-20T12:00:00Z"), &POPPY, "1", Some("2026-11-19"));
    assert_eq!(receive(&world, &died).await.state, MessageState::TakenIn);
    let kind = "This family has lost their baby. Nothing will be sent.";
    visitor.open_family("Poppy Ellis").await.shows(kind);
    let lives = national::death(sent(5, "2026-11-21T12:00:00Z"), &POPPY, "U", None);
    assert_eq!(receive(&world, &lives).await.state, MessageState::TakenIn, "a recall puts right");
    visitor.open_family("Poppy Ellis").await.hides(kind);
    poppy(&mut visitor).await.hides("7 Birch Road");
    let stillborn = national::Delivery { still: "2", ..ALONE };
    let lost =
        national::birth(sent(6, "2026-11-21T13:00:00Z"), &Whom { number: "9990000042", ..POPPY }, &HANNAH, stillborn);
    assert_eq!(receive(&world, &lost).await.state, MessageState::TakenIn, "a stillbirth stops what would be sent");
    let born =
        national::birth(sent(7, "2026-11-21T14:00:00Z"), &Whom { number: "9990000050", ..POPPY }, &HANNAH, ALONE);
    assert_eq!(receive(&world, &born).await.state, MessageState::Held);
    let hidden = national::record(sent(8, "2026-11-21T15:00:00Z"), &POPPY, None)
        .replace("<Patient>", "<Patient><meta><security><code value=\"R\"/></security></meta>");
    assert_eq!(receive(&world, &hidden).await.state, MessageState::TakenIn, "who hides is hidden at once");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("because=protects"), "{log}");
}

#[tokio::test]
async fn s000_7_messages_in_the_watched_folder_wait_and_are_read_when_the_guardian_lets_them_in() {
    let world = World::new().await;
    let mut visitor = health_visitor(&world).await;
    add_sources(&world).await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.post("/agreements/incoming", &[("incoming", "block")]).await.is(303);
    let folder = world.directory.path().join("inbox");
    let mut inbox = Inbox::open(&folder).expect("it opens");
    let moved = national::moved(sent(1, "2026-11-20T09:00:00Z"), &at("7 Birch Road"));
    std::fs::write(folder.join("moved.xml"), moved).expect("written");
    world.wait(Span::new().seconds(1));
    let swept = inbox.take_all(&world.app, &world.clock).await.expect("it is taken");
    assert_eq!((swept.new, swept.held, swept.quarantined), (1, 1, 0));
    assert!(folder.join("done").join("moved.xml").exists(), "it is kept here, sealed");
    poppy(&mut visitor).await.hides("7 Birch Road");
    world.wait(Span::new().seconds(1));
    guardian.post("/agreements/incoming", &[("incoming", "warn")]).await.is(303);
    poppy(&mut visitor).await.shows("7 Birch Road");
}

#[tokio::test]
async fn s000_7_messages_are_read_on_the_day_on_which_their_agreement_begins() {
    let (world, _, mut lead) = unsigned().await;
    let later: Vec<(&str, &str)> = bringing(&["national-messages"])
        .into_iter()
        .filter(|(name, _)| *name != "from")
        .chain([("from", "24 November 2026")])
        .collect();
    add(&mut lead, &later).await.is(303);
    both_guardians_sign(&mut lead, "20 November 2026").await;
    let moved = national::moved(sent(1, "2026-11-20T09:00:00Z"), &at("7 Birch Road"));
    assert_eq!(receive(&world, &moved).await.state, MessageState::Held, "not yet");
    world.wait(Span::new().hours(48));
    world.app.take_what_waited(world.clock.now()).await;
    let mut visitor_again = world.signed_in("health-visitor").await;
    poppy(&mut visitor_again).await.shows("7 Birch Road");
}
