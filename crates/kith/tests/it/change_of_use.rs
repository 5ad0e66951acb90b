//! A new service, partner or purpose on the form: it reaches nobody who agreed
//! before, and their families are asked again.

use jiff::Span;

use crate::consent::{ON_PAPER, TOLD_ALL, a_family_nobody_asked, child, family, signer, with};
use crate::families::poppy;
use crate::visitor::Visitor;
use crate::world::World;

async fn agrees(who: &mut Visitor, family: &str, more: &[(&str, &str)]) {
    let form = who.get(&format!("{family}/consent/new")).await;
    let (by, child) = (signer(&form, "Hannah Ellis"), child(&form));
    let key = form.field("form_key").expect("a key");
    let base = [("form_key", key.as_str()), ("by", by.as_str()), ("children", child.as_str())];
    who.post(&format!("{family}/consent/new"), &with(&with(&base, more), TOLD_ALL)).await.is(303);
}

/// Housing knows the family, too.
async fn housing_knows(world: &World) {
    let row = poppy("ho-1").with("TEAM", "Testfield Homes").with("CODE", "HOUSING-OFFICER").with("WORKER", "Test");
    world.told_by("housing", &[row]).await;
}

async fn changes(lead: &mut Visitor, part: &[(&str, &str)], answer: &str) -> crate::visitor::Answer {
    let key = lead.get("/team/change").await.field("form_key").expect("a key");
    let rest = [("form_key", key.as_str()), ("reason", "Joined the partnership"), ("answer", answer)];
    lead.post("/team/change", &with(part, &rest)).await
}

const HOUSING: &[(&str, &str)] = &[("sort", "service"), ("service", "housing")];
const SEES: &str = "You see basic details and";

#[tokio::test]
async fn s002_ecn_a_new_service_is_let_in_by_no_older_agreement_and_its_families_are_asked_again() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    housing_knows(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    agrees(&mut visitor, &family, ON_PAPER).await;
    world.wait(Span::new().seconds(5));
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/team").await.is(200).shows("Every agreement reaches as far as the form does today").hides("Housing");
    changes(&mut lead, HOUSING, "joins").await.is(303);
    world.wait(Span::new().seconds(5));
    let page = lead.get("/team").await;
    page.shows("1 family to ask again").shows("Housing came on the form").shows("Joined the partnership");
    page.shows("Renew").shows("Test health visitor").hides("Ellis");
    let mut manager = world.signed_in("centre-manager").await;
    manager.get("/team").await.is(200).shows("Ellis family").shows("20 December 2026");
    visitor.get("/my-day").await.shows("Ask again: who receives information has changed");
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("Renew: they were not asked about Housing").shows("Agreed before our use changed. Ask again");
    let mut housing = world.signed_in("housing-officer").await;
    housing.get(&family).await.hides(SEES);
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).shows(SEES);
    agrees(&mut visitor, &family, ON_PAPER).await;
    housing.get(&family).await.is(200).shows(SEES);
    visitor.get("/my-day").await.hides("Ask again: who receives");
    visitor.get(&format!("{family}/consent")).await.hides("Renew");
    lead.get("/team").await.shows("Every agreement reaches as far as the form does today");
    changes(&mut lead, HOUSING, "leaves").await.is(303);
    housing.get(&family).await.hides(SEES);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("\tchange-team\t"));
}

#[tokio::test]
async fn s002_ecn_a_new_purpose_and_a_new_partner_by_name_reach_no_older_agreement_either() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let nursery =
        poppy("ed-1").with("TEAM", "Ash Nursery").with("CODE", "EARLY-YEARS-PRACTITIONER").with("WORKER", "T");
    world.told_by("education", &[nursery]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    agrees(&mut visitor, &family, ON_PAPER).await;
    world.wait(Span::new().seconds(5));
    let mut lead = world.signed_in("data-lead").await;
    changes(&mut lead, &[("sort", "partner"), ("partner", "Ash Nursery")], "joins").await.is(303);
    changes(&mut lead, &[("sort", "purpose"), ("purpose", "caf_assessment")], "joins").await.is(303);
    world.wait(Span::new().seconds(5));
    let mut nursery = world.signed_in("early-years-practitioner").await;
    nursery.get(&family).await.hides(SEES);
    visitor
        .get(&format!("{family}/consent"))
        .await
        .shows("Renew: they were not asked about")
        .shows("Ash Nursery")
        .shows("Common assessment");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.shows(SEES);
    centre.post("/purpose", &[("purpose", "caf_assessment"), ("back", &family)]).await.is(303);
    centre.get(&family).await.hides(SEES);
    agrees(&mut visitor, &family, ON_PAPER).await;
    nursery.get(&family).await.is(200).shows(SEES);
    centre.get(&family).await.is(200).shows(SEES);
}

#[tokio::test]
async fn only_the_data_lead_changes_the_form_with_a_reason_and_nothing_twice() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let key = lead.get("/team/change").await.field("form_key").expect("a key");
    lead.post("/team/change", &with(HOUSING, &[("form_key", &key)])).await.is(422).shows("Write why");
    changes(&mut lead, &[("sort", "service"), ("service", "maternity")], "joins").await.is(422).shows("already");
    changes(&mut lead, HOUSING, "leaves").await.is(422).shows("This is not on the form");
    let mut manager = world.signed_in("centre-manager").await;
    manager.get("/team/change").await.is(404);
    manager.post("/team/change", &with(HOUSING, &[("form_key", &key), ("reason", "x")])).await.is(404);
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/team").await.is(404);
}

#[tokio::test]
async fn s002_ecj_anybody_outside_the_team_on_the_form_needs_an_explicit_agreement_of_their_own() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    housing_knows(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    agrees(&mut visitor, &family, ON_PAPER).await;
    let mut housing = world.signed_in("housing-officer").await;
    housing.get(&family).await.hides(SEES);
    let more = [
        ("package", "choose"),
        ("how", "written"),
        ("answer", "agreed"),
        ("kind_basic", "yes"),
        ("kind_involvement", "yes"),
        ("partners", "housing"),
        ("purpose_family_support", "yes"),
    ];
    agrees(&mut visitor, &family, &more).await;
    housing.get(&family).await.is(200).shows(SEES);
}
