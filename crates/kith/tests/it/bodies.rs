//! Organisations that end and merge, and what two of them do and pay for
//! together.

use jiff::Span;

use crate::agreements::{a_partnership, both_guardians_sign, protocol, sent, with};
use crate::importing::{file, run};
use crate::visitor::{Answer, Visitor};
use crate::world::World;

const TRUST: &str = "Testfield Trust";
const COUNCIL: &str = "Testfield Council";

/// Two trusts, each with a signed protocol of its own with the council.
async fn two_trusts(visitor: &mut Visitor) {
    sent(visitor, &protocol()).await.is(303);
    both_guardians_sign(visitor, "2 November 2026").await;
    let west: Vec<(&str, String)> = protocol()
        .into_iter()
        .map(|(field, value)| (field, value.replace(TRUST, "Westfield Trust").replace("births-east", "births-west")))
        .map(|(field, value)| (field, value.replace("New births to centres", "New births in the west")))
        .collect();
    let west: Vec<(&str, &str)> = west.iter().map(|(field, value)| (*field, value.as_str())).collect();
    sent(visitor, &west).await.is(303);
    for party in ["Westfield Trust", COUNCIL] {
        crate::agreements::signed_by(visitor, "births-west", (party, "caldicott-guardian"), "3 November 2026").await;
    }
}

async fn ends(visitor: &mut Visitor, bodies: &[&str], (on, successor): (&str, &str)) -> Answer {
    let chosen = bodies.iter().map(|body| ("bodies", *body));
    let rest = [("on", on), ("successor", successor), ("why", "The two trusts merge")];
    let fields: Vec<(&str, &str)> = chosen.chain(rest).collect();
    visitor.post("/bodies/end", &fields).await
}

#[tokio::test]
async fn s003_ism_when_two_trusts_merge_their_agreements_go_on_and_show_renegotiate() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    two_trusts(&mut lead).await;
    lead.get("/bodies").await.is(200).shows("No agreement has to be renegotiated").shows("Westfield Trust There");
    lead.get("/my-day").await.hides("needs you");

    ends(&mut lead, &[TRUST, "Westfield Trust"], ("1 December 2026", "Northern Trust")).await.is(303);
    let list = lead.get("/bodies").await;
    list.shows(
        "New births to centres Renegotiate Testfield Trust ends on 1 December 2026. Northern Trust takes its place.",
    );
    list.shows("New births in the west Renegotiate Westfield Trust ends on 1 December 2026.");
    list.shows("Northern Trust There Other. Takes the place of Testfield Trust and Westfield Trust");
    lead.get("/my-day").await.shows("Agreements on planned sharing : 2 need you");
    lead.get("/agreements/births-east").await.shows("It may run").shows("Renegotiate");

    world.wait(Span::new().hours(24 * 10));
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/agreements/births-east").await;
    page.shows("Testfield Trust is no more since 1 December 2026. Northern Trust took its place.");
    page.shows("It may run: the agreement is signed and in date")
        .shows("Sam Guard, Caldicott Guardian, for Testfield Trust");
    lead.get("/agreements").await.shows("Renegotiate").shows("Testfield Trust and Testfield Council");
    run(&world, &["agreements", "list"]).is(0).says("Renegotiate: Testfield Trust");

    let renewed: Vec<(&str, String)> =
        protocol().into_iter().map(|(field, value)| (field, value.replace(TRUST, "Northern Trust"))).collect();
    let renewed: Vec<(&str, &str)> = renewed.iter().map(|(field, value)| (*field, value.as_str())).collect();
    sent(&mut lead, &renewed).await.is(303);
    let page = lead.get("/agreements/births-east").await;
    page.shows("version 2").hides("Renegotiate").shows("Northern Trust sends to Testfield Council");
    page.shows("Version 1 signed by Sam Guard, Caldicott Guardian, for Testfield Trust");
    let list = lead.get("/bodies").await;
    list.shows("New births in the west Renegotiate").hides("New births to centres Renegotiate");
    list.shows("Testfield Trust Ended").shows("The two trusts merge");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("step=body-end") && log.contains("successor=Northern Trust"), "{log}");
}

#[tokio::test]
async fn s003_ism_an_agreement_ends_with_an_organisation_that_nobody_follows() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    two_trusts(&mut lead).await;
    ends(&mut lead, &[TRUST], ("1 December 2026", "")).await.is(303);
    lead.get("/agreements/births-east").await.shows("It may run");
    world.wait(Span::new().hours(24 * 9));
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/agreements/births-east").await;
    page.shows("It may not run. Ended early, on 1 December 2026").shows("Nobody took its place");
    lead.get("/agreements/births-west").await.shows("It may run");
}

#[tokio::test]
async fn s003_ism_a_flow_between_two_that_became_one_says_so_and_no_body_follows_itself() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    two_trusts(&mut lead).await;
    ends(&mut lead, &[], ("1 December 2026", "X")).await.is(422).shows("Choose the organisations that end");
    ends(&mut lead, &["Nobody at all"], ("1 December 2026", "X")).await.is(422).shows("Choose the organisations");
    ends(&mut lead, &[TRUST], ("31/02/2027", "X")).await.is(422).shows("February has 28 days");
    ends(&mut lead, &[TRUST], ("1 November 2026", TRUST)).await.is(422).shows("cannot be followed by");
    ends(&mut lead, &[TRUST, COUNCIL], ("1 November 2026", "Testfield Together")).await.is(303);
    ends(&mut lead, &["Testfield Together"], ("1 December 2027", COUNCIL)).await.is(422).shows("cannot be followed by");
    let page = lead.get("/agreements/births-east").await;
    page.shows("Both sides of this flow are one organisation now");
    lead.get("/agreements/births-west").await.hides("Both sides of this flow").shows("Renegotiate");

    let known = [("name", "Testfield Together"), ("kind", "council"), ("says", "Ask the town clerk")];
    lead.post("/bodies/new", &known[..1]).await.is(422).shows("Choose what kind of organisation it is");
    lead.post("/bodies/new", &known).await.is(303);
    lead.get("/bodies").await.shows("Testfield Together There Council. Ask the town clerk");
    for role in ["health-visitor", "administrator", "commissioner"] {
        let mut other = world.signed_in(role).await;
        other.get("/bodies").await.is(404);
        other.post("/bodies/new", &known).await.is(404);
        ends(&mut other, &["Westfield Trust"], ("1 December 2026", "")).await.is(404);
    }
}

/// A Section 75 entry on the partnership agreement's form.
const SECTION_75: &[(&str, &str)] = &[
    ("budget", "pooled"),
    ("host", COUNCIL),
    ("functions", "Health visiting moves to the council\nCentres stay with the council"),
    ("liability", "Each answers for its own staff; losses of the pool are halved"),
    ("governance", "The joint board, four times a year"),
    ("joint_posts", "Head of early years, answers to the council and the trust"),
];

async fn section_75(visitor: &mut Visitor, leave_out: &str) -> Answer {
    let fields = [
        ("title", "Joint early years service"),
        ("name", "joint-service"),
        ("kind", "partnership"),
        ("parties", "Testfield Trust\nTestfield Council"),
        ("lawful_basis", "Section 75 of the National Health Service Act 2006"),
        ("from", "1 November 2026"),
        ("review_on", "1 May 2027"),
        ("until", "31 October 2028"),
        ("owner-tell-families", "Head of service, Testfield Council"),
        ("owner-deal-with-loss", "Protection officer, Testfield Council"),
        ("owner-review", "Caldicott Guardian, Testfield Trust"),
    ];
    let entry = SECTION_75.iter().copied().filter(|(field, _)| *field != leave_out);
    let all: Vec<(&str, &str)> = fields.into_iter().chain(entry).collect();
    sent(visitor, &all).await
}

#[tokio::test]
async fn s003_cmc_a_section_75_entry_holds_budget_functions_liability_governance_and_its_successor_bodies() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    for (field, says) in [
        ("budget", "Choose how the money is held"),
        ("host", "Write which organisation holds the pooled budget"),
        ("functions", "Write which functions move"),
        ("liability", "Write how liability is shared"),
        ("governance", "Write who governs it"),
    ] {
        section_75(&mut lead, field).await.is(422).shows(says);
    }
    section_75(&mut lead, "").await.is(303);
    let page = lead.get("/agreements/joint-service").await;
    page.shows("Section 75").shows("Money Pooled budget, held by Testfield Council");
    page.shows("Health visiting moves to the council").shows("losses of the pool are halved");
    page.shows("The joint board, four times a year").shows("Review by 1 May 2027");
    page.shows("Head of early years, answers to the council and the trust");
    ends(&mut lead, &[TRUST], ("1 November 2026", "Northern Trust")).await.is(303);
    let page = lead.get("/agreements/joint-service").await;
    page.shows("Testfield Trust is no more since 1 November 2026. Northern Trust took its place.").shows("Renegotiate");
    page.shows("Between Testfield Trust and Testfield Council");
    let on_a_protocol: Vec<(&str, &str)> = with("", "").into_iter().chain(SECTION_75.iter().copied()).collect();
    sent(&mut lead, &on_a_protocol).await.is(422).shows("Only a partnership agreement has a Section 75 entry");
    a_partnership(&mut lead, "").await.is(303);
    lead.get("/agreements/early-years").await.hides("Section 75");
}

#[tokio::test]
async fn s003_cmc_a_section_75_entry_comes_from_a_file_too() {
    let world = World::new().await;
    let text = include_str!("../../../../docs/examples/joint-service.toml");
    let path = file(&world, "joint.toml", text);
    run(&world, &["agreements", "check", &path.to_string_lossy()]).is(0).says("joint-service passes");
    let path = file(&world, "joint.toml", &text.replace("budget = \"pooled\"", "budget = \"shared\""));
    run(&world, &["agreements", "add", &path.to_string_lossy()]).is(8).warns("Choose how the money is held");
    let path = file(&world, "joint.toml", text);
    run(&world, &["agreements", "add", &path.to_string_lossy()]).is(0).says("joint-service, version 1");
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/agreements/joint-service").await;
    page.shows("Money Pooled budget, held by Northfield Council").shows("births-each-month No detailed agreement");
}
