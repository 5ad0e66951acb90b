//! The first contact of a service with a family: told, or a reason why not;
//! then asked.

use crate::consent::{ON_PAPER, TOLD_ALL, child, signer, with};
use crate::families::{POPPY_NUMBER, registered, visited};
use crate::visitor::{Answer, Visitor};
use crate::world::World;

const CONTACT: &[(&str, &str)] = &[
    ("kind", "Home visit"),
    ("happened_on", "20/11/2026"),
    ("was_attended", "yes"),
    ("words_1", "We met for the first time."),
    ("sort_1", "fact"),
];

/// The family as health visiting knows it, and as the centre does that has not
/// met them yet.
async fn newly_registered(world: &World) -> String {
    world.told_by("health-visiting", &[visited("hv-1", "2026-10-14", "Feeding is going well.")]).await;
    world.told_by("childrens-centre", &[registered("cc-1")]).await;
    let mut worker = world.signed_in("outreach-worker").await;
    worker.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family is found")
}

async fn records(who: &mut Visitor, family: &str, more: &[(&str, &str)]) -> Answer {
    let address = format!("{family}/contacts/new");
    let key = who.get(&address).await.field("form_key").expect("a key");
    who.post(&address, &with(&with(CONTACT, &[("form_key", &key)]), more)).await
}

#[tokio::test]
async fn s002_wia_a_first_contact_is_not_saved_without_a_notice_or_a_reason() {
    let world = World::new().await;
    let family = newly_registered(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let form = worker.get(&format!("{family}/contacts/new")).await;
    form.is(200).shows("The first contact: tell the family").shows("Who you are: Test outreach worker");
    form.shows("What you do with what they say").shows("Who you share it with");
    let again = records(&mut worker, &family, &[]).await;
    again.is(422).shows("Say how you told the family");
    assert!(again.html.contains("We met for the first time."), "what was typed stays");
    records(&mut worker, &family, &[("told", "not-told")]).await.is(422).shows("Write why the family was not told");
    worker.get(&format!("{family}/contacts")).await.hides("Home visit, Test outreach worker");
    let why = [("told", "not-told"), ("why_not_told", "No interpreter was there")];
    let saved = records(&mut worker, &family, &why).await;
    saved.is(303);
    assert!(saved.location.expect("the contact").contains("/contacts/c-"));
    worker.get("/my-day").await.shows("Tell the family how information is shared").shows("6 December 2026");
    let page = worker.get(&format!("{family}/consent")).await;
    page.shows("Not told at the first contact").shows("No interpreter was there");
    worker.get(&format!("{family}/contacts/new")).await.hides("The first contact");
    let form = worker.get(&format!("{family}/notice")).await;
    let key = form.field("form_key").expect("a key");
    let told = [("form_key", key.as_str()), ("to", "Hannah"), ("how", "In person"), ("version", "2026-11")];
    worker.post(&format!("{family}/notice"), &with(&told, &[("answer", "told")])).await.is(303);
    worker.get("/my-day").await.hides("Tell the family how");
}

#[tokio::test]
async fn s002_wia_a_service_that_met_them_before_is_not_asked_and_nobody_is_where_the_family_was_not_in() {
    let world = World::new().await;
    let family = newly_registered(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get(&format!("{family}/contacts/new")).await.is(200).hides("The first contact");
    let mut worker = world.signed_in("outreach-worker").await;
    let address = format!("{family}/contacts/new");
    let key = worker.get(&address).await.field("form_key").expect("a key");
    let away: Vec<(&str, &str)> = CONTACT.iter().copied().filter(|(name, _)| *name != "was_attended").collect();
    worker.post(&address, &with(&away, &[("form_key", &key), ("was_attended", "no")])).await.is(303);
    worker.get(&address).await.shows("The first contact: tell the family");
}

#[tokio::test]
async fn s002_ech_the_first_contact_leads_to_the_notice_and_then_to_the_question() {
    let world = World::new().await;
    let family = newly_registered(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let saved = records(&mut worker, &family, &[("told", "In person")]).await;
    saved.is(303);
    let next = saved.location.expect("what comes next");
    assert_eq!(next, format!("{family}/consent/new?after=first-contact"));
    let form = worker.get(&next).await;
    form.is(200).shows("The first contact is saved. Next, ask the family what may be shared.");
    worker.get(&format!("{family}/consent")).await.shows("was told how information is shared on 20 November 2026");
    worker.get("/my-day").await.shows("Ask the family what may be shared");
    let (by, child) = (signer(&form, "Hannah Ellis"), child(&form));
    let key = form.field("form_key").expect("a key");
    let base = [("form_key", key.as_str()), ("by", by.as_str()), ("children", child.as_str())];
    worker.post(&format!("{family}/consent/new"), &with(&with(&base, ON_PAPER), TOLD_ALL)).await.is(303);
    worker.get("/my-day").await.hides("Ask the family what may be shared");
}

#[tokio::test]
async fn s002_tha_the_first_contact_explains_the_team_and_leads_to_the_permission() {
    let world = World::new().await;
    let family = newly_registered(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    let key = lead.get("/team/change").await.field("form_key").expect("a key");
    let named = [("form_key", key.as_str()), ("sort", "partner"), ("partner", "Larch Baby Cafe")];
    let why = [("reason", "It is run with the centre"), ("answer", "joins")];
    lead.post("/team/change", &with(&named, &why)).await.is(303);
    let mut worker = world.signed_in("outreach-worker").await;
    let form = worker.get(&format!("{family}/contacts/new")).await;
    form.shows("the team that works together around them").shows("Larch Baby Cafe");
    let next = records(&mut worker, &family, &[("told", "In person")]).await.location.expect("what comes next");
    worker.get(&next).await.shows("Explain the team first").shows("Larch Baby Cafe").shows("Who answered?");
}
