//! Who may look, for what, and how much of it: purposes, working
//! relationships, training, field sets.

use jiff::Span;

use crate::families::{POPPY_NUMBER, TOLD, poppy, the_ellis_family, visited};
use crate::world::World;

const REASON: &str = "The school nurse asked me to check who to call about her sister.";

async fn family_address(world: &World, account: &str) -> String {
    let mut worker = world.signed_in(account).await;
    let found = worker.post("/find", &[("words", POPPY_NUMBER)]).await;
    let address = found.location.expect("an exact number goes straight to the family");
    assert!(address.starts_with("/families/f-"), "{address}");
    address
}

#[tokio::test]
async fn s002_5b_a_look_without_a_purpose_is_turned_away_and_a_purpose_is_in_the_audit() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family_address(&world, "health-visitor").await;
    let mut worker = world.signed_in("health-visitor").await;
    worker.get_json(&family).await.is(422).shows("purpose");
    worker.get_json(&format!("{family}?purpose=curiosity")).await.is(422);
    worker.get_json(&format!("{family}?purpose=healthcare")).await.is(200);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    let id = family.trim_start_matches("/families/");
    let looks: Vec<&str> = log.lines().filter(|line| line.contains("\tlook\t") && line.contains(id)).collect();
    assert!(!looks.is_empty() && looks.iter().all(|line| line.contains("\thealthcare\t")), "{looks:?}");
}

#[tokio::test]
async fn s002_13a_the_purpose_on_the_page_is_one_that_can_be_justified() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let page = worker.open_family("Poppy Ellis").await;
    page.is(200).shows("Reach out to families from the centre");
    worker.post("/purpose", &[("purpose", "unjustified"), ("back", "/my-day")]).await.is(422);
}

#[tokio::test]
async fn s002_13d_no_working_relationship_stops_the_look_and_a_recorded_reason_is_flagged_for_review() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family_address(&world, "health-visitor").await;
    let mut stranger = world.signed_in("other-health-visitor").await;
    let stopped = stranger.get(&family).await;
    stopped.is(404).shows("You cannot see this family, or it does not exist").hides("Ellis").hides("Larch Close");
    let short = stranger.post(&format!("{family}/reason"), &[("reason", "safeguarding"), ("words", "x")]).await;
    short.is(422).shows("20");
    stranger.post(&format!("{family}/reason"), &[("reason", "safeguarding"), ("words", REASON)]).await.is(303);
    stranger.get(&family).await.is(200).shows("Ellis family").shows("you said why");
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.get("/looks/reasons").await.is(200).shows(REASON);
    world.wait(Span::new().minutes(61));
    let mut stranger = world.signed_in("other-health-visitor").await;
    stranger.get(&family).await.is(404);
}

#[tokio::test]
async fn s002_13d_a_family_that_does_not_exist_looks_the_same_as_one_that_may_not_be_seen() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family_address(&world, "health-visitor").await;
    let mut stranger = world.signed_in("other-health-visitor").await;
    let hidden = stranger.get(&family).await;
    let nobody = stranger.get("/families/f-0000000000000000").await;
    let id = family.trim_start_matches("/families/");
    assert_eq!(hidden.html.replace(id, "f-0000000000000000"), nobody.html);
    assert_eq!(hidden.status, nobody.status);
}

#[tokio::test]
async fn s002_11b_asking_for_all_fields_gives_the_fields_of_the_purpose_and_says_what_was_cut() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family_address(&world, "outreach-worker").await;
    let mut worker = world.signed_in("outreach-worker").await;
    let outreach = worker.get_json(&format!("{family}?purpose=centre_outreach&fields=all")).await;
    outreach.is(200).hides(POPPY_NUMBER).hides("9990000018");
    let answer: serde_json::Value = serde_json::from_str(&outreach.html).expect("JSON");
    let cut: Vec<&str> =
        answer["left_out"].as_array().expect("what was cut").iter().filter_map(|word| word.as_str()).collect();
    assert!(cut.contains(&"nhs_number") && cut.contains(&"practice"), "{cut:?}");
    let fields = answer["people"][0]["fields"].as_object().expect("fields");
    assert!(fields.contains_key("name") && fields.contains_key("address") && !fields.contains_key("nhs_number"));
}

#[tokio::test]
async fn s002_13c_the_person_page_holds_the_minimum_for_the_purpose() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut outreach = world.signed_in("outreach-worker").await;
    let family = outreach.open_family("Poppy Ellis").await;
    let person = family.link("/families/f-").filter(|link| link.contains("/people/"));
    let person = person.or_else(|| family.links("/families/").into_iter().find(|link| link.contains("/people/")));
    let person = person.expect("the first screen names people");
    outreach.get(&person).await.is(200).hides(POPPY_NUMBER).shows("Left out for this purpose");
    let mut nurse = world.signed_in("health-visitor").await;
    nurse.get(&person).await.is(200).shows("NHS number");
}

#[tokio::test]
async fn s002_23k_one_lapsed_thing_is_enough_to_be_turned_away() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family_address(&world, "health-visitor").await;
    let mut lapsed = world.signed_in("untrained-health-visitor").await;
    lapsed.get(&family).await.is(404).shows("training").hides("Ellis");
    let search = lapsed.post("/find", &[("words", "Poppy Ellis")]).await;
    assert!(search.location.is_none(), "no search for somebody whose training has lapsed");
    world.wait(Span::new().hours(300 * 24));
    let mut lapsed = world.signed_in("health-visitor").await;
    lapsed.get(&family).await.is(404).hides("Ellis");
}

#[tokio::test]
async fn s002_23i_without_a_basis_there_is_the_own_service_or_nothing() {
    let world = World::new().await;
    let told_nothing = visited("hv-1", "2026-10-14", "Feeding is going well.");
    world.told_by("health-visiting", &[told_nothing]).await;
    let midwife = poppy("mat-1").with("TEAM", "East midwives").with("CODE", "MIDWIFE").with("WORKER", "Ruth Example");
    world.told_by("maternity", &[midwife.with("C_ON", "2026-10-03").with("C_KIND", "Discharge visit")]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.open_family("Poppy Ellis").await;
    page.is(200).shows("Health visiting").hides("Ruth Example").hides("Discharge visit");
    world
        .told_by("health-visiting", &[visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD)])
        .await;
    visitor.open_family("Poppy Ellis").await.is(200).shows("Ruth Example");
}
