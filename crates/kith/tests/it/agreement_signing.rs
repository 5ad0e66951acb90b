//! Who signs an agreement, and which planned flow has no detailed agreement.

use crate::agreements::{BIRTHS, a_partnership, both_guardians_sign, protocol, sent, signed_by, with};
use crate::importing::{file, run};
use crate::visitor::Visitor;
use crate::world::World;

const TRUST: &str = "Testfield Trust";
const COUNCIL: &str = "Testfield Council";

pub async fn may_run(visitor: &mut Visitor) -> bool {
    let page = visitor.get("/agreements/births-east").await;
    page.is(200);
    let (yes, no) = (page.text().contains("It may run"), page.text().contains("It may not run"));
    assert_ne!(yes, no, "the page says one of the two");
    yes
}

#[tokio::test]
async fn s000_7_a_flow_about_people_waits_for_the_caldicott_guardian_of_the_sender_and_of_the_receiver() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &protocol()).await.is(303);
    for post in ["director", "risk-owner", "data-protection-officer"] {
        for party in [TRUST, COUNCIL] {
            signed_by(&mut lead, "births-east", (party, post), "2 November 2026").await;
        }
    }
    assert!(!may_run(&mut lead).await, "no other post stands in for a Caldicott Guardian");
    signed_by(&mut lead, "births-east", (TRUST, "caldicott-guardian"), "3 November 2026").await;
    assert!(!may_run(&mut lead).await, "one Guardian is not both");
    let page = lead.get("/agreements/births-east").await;
    page.shows("Not signed yet by Testfield Council (Caldicott Guardian).");
    page.shows("Caldicott Guardian, Testfield Trust Signed Sam Guard, 3 November 2026");
    page.shows("Caldicott Guardian, Testfield Council Not signed");
    signed_by(&mut lead, "births-east", (COUNCIL, "caldicott-guardian"), "").await;
    assert!(may_run(&mut lead).await);
}

#[tokio::test]
async fn s000_7_the_locality_says_which_posts_sign_beside_the_guardians_and_a_missing_one_stops_the_flow() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    sent(&mut lead, &protocol()).await.is(303);
    both_guardians_sign(&mut lead, "2 November 2026").await;
    assert!(may_run(&mut lead).await);

    lead.get("/agreements/posts").await.is(404);
    lead.post("/agreements/posts", &[("posts", "risk-owner")]).await.is(404);
    assert!(may_run(&mut lead).await, "the data lead changes nothing");
    guardian.get("/agreements").await.shows("sign for the sender and for the receiver: Caldicott Guardian.");
    guardian.post("/agreements/posts", &[("posts", "nobody")]).await.is(422).shows("“nobody” is no post");
    let both = [("posts", "risk-owner"), ("posts", "data-protection-officer")];
    guardian.post("/agreements/posts", &both).await.is(303);
    assert!(!may_run(&mut lead).await, "it counts at once");
    let page = lead.get("/agreements/births-east").await;
    page.shows("Testfield Trust (Senior information risk owner, Data protection officer)");
    for party in [TRUST, COUNCIL] {
        signed_by(&mut lead, "births-east", (party, "risk-owner"), "").await;
        assert!(!may_run(&mut lead).await);
    }
    for party in [TRUST, COUNCIL] {
        signed_by(&mut lead, "births-east", (party, "data-protection-officer"), "").await;
    }
    assert!(may_run(&mut lead).await);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("agreement-posts=caldicott-guardian risk-owner data-protection-officer"), "{log}");

    run(&world, &["agreements", "posts"])
        .is(0)
        .says("Caldicott Guardian, Senior information risk owner and Data protection officer");
    run(&world, &["agreements", "posts", "director"]).is(0).says("Caldicott Guardian and Director or head");
    assert!(!may_run(&mut lead).await);
    run(&world, &["agreements", "posts", "somebody"]).is(8).warns("“somebody” is no post");
    run(&world, &["agreements", "posts", "--guardians-only"]).is(0).says("sign: Caldicott Guardian.");
    assert!(may_run(&mut lead).await);
}

#[tokio::test]
async fn s000_7_figures_without_names_are_signed_by_anybody_of_each_organisation() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let rest = protocol().into_iter().filter(|(name, _)| !matches!(*name, "kinds" | "fields" | "why_names"));
    let figures: Vec<(&str, &str)> = rest.chain([("kinds", "figures")]).collect();
    sent(&mut lead, &figures).await.is(303);
    lead.get("/agreements/births-east").await.shows("Not signed yet by Testfield Trust and Testfield Council.");
    for party in [TRUST, COUNCIL] {
        signed_by(&mut lead, "births-east", (party, "director"), "").await;
    }
    assert!(may_run(&mut lead).await);
}

#[tokio::test]
async fn s003_iss_a_planned_flow_without_a_detailed_agreement_under_the_partnership_is_flagged() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let planned = "births-each-month; Testfield Trust; Testfield Council; Child health records; New births\n\
                   clinic-days; Testfield Council; Testfield Trust; Early years; Days of clinics";
    a_partnership(&mut lead, "births-each-month; Testfield Trust; Testfield Council")
        .await
        .is(422)
        .shows("write the department");
    a_partnership(&mut lead, "births; Testfield Trust; Somebody Else; Records")
        .await
        .is(422)
        .shows("two of the organisations above");
    a_partnership(&mut lead, planned).await.is(303);
    let page = lead.get("/agreements/early-years").await;
    page.shows("births-each-month No detailed agreement Child health records: Testfield Trust sends to Testfield Council. New births.");
    page.shows("clinic-days No detailed agreement");
    let list = lead.get("/agreements").await;
    list.shows("No detailed agreement births-each-month and clinic-days");
    for party in [TRUST, COUNCIL] {
        signed_by(&mut lead, "early-years", (party, "director"), "2 November 2026").await;
    }
    lead.get("/my-day").await.shows("Agreements on planned sharing : 1 needs you");

    let other = with("sender", COUNCIL).into_iter().filter(|(name, _)| *name != "receiver");
    let turned: Vec<(&str, &str)> = other.chain([("receiver", TRUST), ("under", "early-years")]).collect();
    sent(&mut lead, &turned).await.is(303);
    lead.get("/agreements/early-years").await.shows("births-each-month No detailed agreement");

    sent(&mut lead, &with("under", "early-years")).await.is(303);
    let page = lead.get("/agreements/early-years").await;
    page.shows("births-each-month May not run").shows("clinic-days No detailed agreement");
    page.shows("Agreements under it New births to centres : Not signed yet by");
    assert!(page.link("/agreements/births-east").is_some(), "the parent leads to the child");
    let child = lead.get("/agreements/births-east").await;
    child.shows("Under Early years partnership");
    assert!(child.link("/agreements/early-years").is_some(), "and the child to the parent");
    lead.get("/agreements").await.shows("No detailed agreement clinic-days").shows("Under early-years");
    both_guardians_sign(&mut lead, "").await;
    lead.get("/agreements/early-years").await.shows("births-each-month May run");
    run(&world, &["agreements", "list"]).is(0).says("  births-east").says("No detailed agreement: clinic-days.");
    sent(&mut lead, &with("planned", planned)).await.is(422).shows("Only a partnership agreement foresees flows");
}

#[tokio::test]
async fn s003_iss_a_partnership_agreement_from_a_file_names_its_planned_flows() {
    let world = World::new().await;
    let duties = BIRTHS.split("[[profession]]").next().expect("the duties");
    let text = duties.replace("kind = \"protocol\"", "kind = \"partnership\"").replace("new-births", "early-years");
    let planned = "[[planned]]\nname = \"births-each-month\"\ndepartment = \"Child health records\"\n\
                   sender = \"Northfield Community Trust\"\nreceiver = \"Northfield Council\"\n";
    let path = file(&world, "partnership.toml", &format!("{text}\n{planned}"));
    run(&world, &["agreements", "add", &path.to_string_lossy()]).is(0).says("early-years, version 1");
    run(&world, &["agreements", "list"]).is(0).says("No detailed agreement: births-each-month.");
    let path = file(&world, "births.toml", &BIRTHS.replace("# under", "under"));
    run(&world, &["agreements", "add", &path.to_string_lossy()]).is(0).says("new-births, version 1");
    let list = run(&world, &["agreements", "list"]);
    list.is(0).says("  new-births");
    assert!(!list.out.contains("No detailed agreement"), "{}", list.out);
}
