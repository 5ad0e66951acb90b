//! Planned sharing: designs that are tested, signed and in date, apart from
//! decisions about a person.

use jiff::Span;

use crate::importing::{file, run};
use crate::visitor::{Answer, Visitor};
use crate::world::World;

/// The example that comes with the documentation.
pub const BIRTHS: &str = include_str!("../../../../docs/examples/new-births.toml");

/// The fields of the form for one protocol that passes its test.
pub fn protocol() -> Vec<(&'static str, &'static str)> {
    vec![
        ("title", "New births to centres"),
        ("name", "births-east"),
        ("kind", "protocol"),
        ("parties", "Testfield Trust\nTestfield Council"),
        ("lawful_basis", "The family agreed"),
        ("from", "1 November 2026"),
        ("review_on", "1 May 2027"),
        ("until", "31 October 2027"),
        ("owner-send", "Records manager, Testfield Trust"),
        ("owner-receive", "Data lead, Testfield Council"),
        ("owner-tell-families", "Head of health visiting, Testfield Trust"),
        ("owner-keep-safe", "Security lead, Testfield Council"),
        ("owner-put-right", "Records manager, Testfield Trust"),
        ("owner-answer-requests", "Protection officer, Testfield Council"),
        ("owner-deal-with-loss", "Protection officer, Testfield Council"),
        ("owner-delete", "Data lead, Testfield Council"),
        ("owner-review", "Caldicott Guardian, Testfield Trust"),
        ("code-health", "A health professional may hold one back"),
        ("flow_name", "births-each-month"),
        ("sender", "Testfield Trust"),
        ("receiver", "Testfield Council"),
        ("purpose", "centre_outreach"),
        ("why", "A centre can only welcome a family that it knows of"),
        ("kinds", "new-birth"),
        ("why_names", "A card needs a name and an address"),
        ("fields", "name"),
        ("fields", "address"),
        ("readers", "data-lead"),
        ("readers", "outreach-worker"),
        ("flow_basis", "The mother agreed at the first visit"),
        ("every_days", "30"),
        ("keep_days", "365"),
    ]
}

/// The same form with one field filled in another way.
pub fn with(field: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let rest = protocol().into_iter().filter(|(name, _)| *name != field);
    rest.chain((!value.is_empty()).then_some((field, value))).collect()
}

pub async fn sent(visitor: &mut Visitor, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("form_key", "0123456789ab")];
    all.extend(fields);
    visitor.post("/agreements/new", &all).await
}

/// Signs for a party on the day on which the agreement begins.
pub async fn signs(visitor: &mut Visitor, party: &str) {
    signed(visitor, party, "1 November 2026").await;
}

/// Who signs for an organisation: somebody else for each.
pub fn signer_of(party: &str) -> &'static str {
    match party {
        party if party.contains("Trust") => "Sam Guard",
        party if party.contains("Council") => "Ruth Guard",
        _ => "Noor Guard",
    }
}

/// Writes down what was signed on paper.
pub async fn written_down(visitor: &mut Visitor, agreement: &str, (party, post): (&str, &str), on: &str) -> Answer {
    let kept = format!("Safe 1, {party}");
    let fields = [("party", party), ("post", post), ("signer", signer_of(party)), ("on", on), ("kept", &kept)];
    visitor.post(&format!("/agreements/{agreement}/sign"), &fields).await
}

/// Confirms every paper that waits for a Caldicott Guardian, and says how many
/// did.
pub async fn confirms(guardian: &mut Visitor, agreement: &str) -> usize {
    let page = guardian.get(&format!("/agreements/{agreement}")).await;
    let version = page.field("version").unwrap_or_default();
    let papers = page.fields("signature");
    for paper in &papers {
        let fields = [("version", &*version), ("signature", paper)];
        guardian.post(&format!("/agreements/{agreement}/confirm"), &fields).await.is(303);
    }
    papers.len()
}

/// Signs on paper, which is written down; a Caldicott Guardian's is seen by two
/// others who have an account here.
pub async fn signed_by(visitor: &mut Visitor, agreement: &str, (party, post): (&str, &str), on: &str) {
    written_down(visitor, agreement, (party, post), on).await.is(303);
    if post == "caldicott-guardian" {
        let mut seen = 0;
        for guardian in ["other-caldicott-guardian", "third-caldicott-guardian"] {
            seen += confirms(&mut visitor.beside(guardian).await, agreement).await;
        }
        if seen == 0 {
            confirms(&mut visitor.beside("caldicott-guardian").await, agreement).await;
        }
    }
}

async fn signed(visitor: &mut Visitor, party: &str, on: &str) {
    signed_by(visitor, "births-east", (party, "caldicott-guardian"), on).await;
}

/// Both Caldicott Guardians sign the protocol.
pub async fn both_guardians_sign(visitor: &mut Visitor, on: &str) {
    for party in ["Testfield Trust", "Testfield Council"] {
        signed(visitor, party, on).await;
    }
}

/// A partnership agreement that foresees these flows, one a line.
pub async fn a_partnership(visitor: &mut Visitor, planned: &str) -> Answer {
    let fields = [
        ("title", "Early years partnership"),
        ("name", "early-years"),
        ("kind", "partnership"),
        ("parties", "Testfield Trust\nTestfield Council"),
        ("lawful_basis", "Duty to improve the well-being of young children"),
        ("from", "1 November 2026"),
        ("review_on", "1 May 2027"),
        ("until", "31 October 2028"),
        ("owner-tell-families", "Head of service, Testfield Council"),
        ("owner-deal-with-loss", "Protection officer, Testfield Council"),
        ("owner-review", "Caldicott Guardian, Testfield Trust"),
        ("planned", planned),
    ];
    sent(visitor, &fields).await
}

#[tokio::test]
async fn s003_isa_births_are_agreed_to_be_sent_every_month_at_least() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let says = "Births are sent every month at least. Write 31 days or less";
    sent(&mut lead, &with("every_days", "32")).await.is(422).shows(says);
    sent(&mut lead, &with("every_days", "31")).await.is(303);
}

#[tokio::test]
async fn s002_8a_a_kind_decided_case_by_case_is_refused_on_a_flow_with_the_citation() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    for (kind, title) in [
        ("sensitive-health", "Feeding, lifestyle and emotional health"),
        ("health", "Health notes"),
        ("contacts", "Visits and contacts"),
        ("support", "Support and plans"),
    ] {
        let mut fields = protocol();
        fields.push(("kinds", kind));
        let answer = sent(&mut lead, &fields).await;
        answer.is(422).shows(&format!("{title} are decided case by case")).shows("(¶8; ¶23)");
    }
    let mut fields = protocol();
    fields.push(("kinds", "figures-identifiable"));
    sent(&mut lead, &fields).await.is(422).shows("(¶8; ¶22)");
    sent(&mut lead, &with("purpose", "safeguarding")).await.is(422).shows("decided case by case (¶8; ¶18)");
    lead.get("/agreements").await.is(200).hides("births-east");

    let refused = BIRTHS.replace("kinds = [\"new-birth\"]", "kinds = [\"new-birth\", \"sensitive-health\"]");
    let path = file(&world, "births.toml", &refused);
    for verb in ["check", "add"] {
        run(&world, &["agreements", verb, &path.to_string_lossy()])
            .is(8)
            .warns("flow births-each-month, kinds: Feeding, lifestyle and emotional health are decided case by case")
            .warns("(¶8; ¶23)");
    }
    let path = file(&world, "births.toml", BIRTHS);
    run(&world, &["agreements", "check", &path.to_string_lossy()]).is(0).says("new-births passes");
    sent(&mut lead, &protocol()).await.is(303);
    lead.get("/agreements/births-east").await.is(200).shows("News of the birth, where the family agreed");
}

#[tokio::test]
async fn s004_bag_a_flow_without_a_purpose_or_with_every_detail_is_refused_by_the_six_principles() {
    let world = World::new().await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    let cases = [
        ("purpose", "", "A flow without one is refused (¶13 i)"),
        ("why", "", "Write why this flow serves the purpose (¶13 i)"),
        ("why_names", "", "Write why figures without names will not do (¶13 ii)"),
        ("fields", "*", "A flow with every detail is refused. Choose what the purpose needs (¶13 iii)"),
        ("fields", "nhs_number", "does not need these. Take them off: NHS number (¶13 iii)"),
        ("readers", "all", "Nobody has blanket access. Choose the roles that need it (¶13 iv)"),
        ("readers", "commissioner", "A commissioner does not work with families"),
        (
            "owner-delete",
            "",
            "Write who answers for this duty, and where they work: Deletes it when its time is over (¶13 v; ¶23)",
        ),
        ("flow_basis", "", "Write the lawful basis of this flow. It cannot be blank (¶13 vi)"),
    ];
    for (field, value, says) in cases {
        sent(&mut guardian, &with(field, value)).await.is(422).shows(says);
    }
    let every: Vec<(&str, &str)> = with("fields", "")
        .into_iter()
        .chain(kith_core::family::PersonField::ALL.iter().map(|field| ("fields", field.word())))
        .collect();
    sent(&mut guardian, &every).await.is(422).shows("A flow with every detail is refused");
    guardian.get("/agreements").await.is(200).shows("There is no agreement yet");

    let all = BIRTHS
        .replace("fields = [\"name\", \"born_on\", \"address\"]", "fields = [\"all\"]")
        .replace("purpose = \"centre_outreach\"\n", "");
    let path = file(&world, "all.toml", &all);
    run(&world, &["agreements", "check", &path.to_string_lossy()])
        .is(8)
        .warns("A flow without one is refused (¶13 i)")
        .warns("A flow with every detail is refused");
}

#[tokio::test]
async fn s002_23a_an_agreement_has_an_owner_for_each_duty() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    for duty in kith_core::agreement::Responsibility::ALL {
        let owner: &'static str = Box::leak(format!("owner-{}", duty.word()).into_boxed_str());
        sent(&mut lead, &with(owner, "")).await.is(422).shows(duty.title()).shows("Write who answers for this duty");
    }
    let stranger = with("owner-delete", "Archivist, Somebody Else");
    sent(&mut lead, &stranger).await.is(422).shows("Somebody Else is not among the organisations that agree");
    sent(&mut lead, &protocol()).await.is(303);
    let page = lead.get("/agreements/births-east").await;
    page.is(200).shows("Deletes it when its time is over Data lead, Testfield Council");
    page.shows("Health professionals A health professional may hold one back");

    let code = [
        ("title", "How we share"),
        ("name", "how-we-share"),
        ("kind", "code"),
        ("parties", "Testfield Trust\nTestfield Council"),
        ("lawful_basis", "Common law duty of confidence"),
        ("from", "1 November 2026"),
        ("review_on", "1 May 2027"),
        ("until", "31 October 2027"),
        ("owner-tell-families", "Head of service, Testfield Council"),
        ("owner-deal-with-loss", "Protection officer, Testfield Council"),
        ("owner-review", "Caldicott Guardian, Testfield Trust"),
    ];
    sent(&mut lead, &code).await.is(422).shows("A code of practice says how people act");
    let mut whole = code.to_vec();
    whole.push(("conduct", "We ask before we share\nWe write down why"));
    sent(&mut lead, &whole).await.is(303);
    lead.get("/agreements/how-we-share").await.is(200).shows("We ask before we share");
}

#[tokio::test]
async fn s002_23c_a_flow_runs_only_while_its_protocol_is_signed_and_in_date_and_its_end_warns() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &protocol()).await.is(303);
    let page = lead.get("/agreements/births-east").await;
    page.is(200)
        .shows("May not run")
        .shows("Not signed yet by Testfield Trust (Caldicott Guardian) and Testfield Council (Caldicott Guardian)");
    signed(&mut lead, "Testfield Trust", "2 November 2026").await;
    lead.get("/agreements/births-east")
        .await
        .shows("May not run")
        .shows("Not signed yet by Testfield Council (Caldicott Guardian).");
    signed(&mut lead, "Testfield Council", "").await;
    let page = lead.get("/agreements/births-east").await;
    page.shows("May run").shows("signed and in date").shows("Sam Guard, Caldicott Guardian, for Testfield Trust");
    page.hides("May not run");
    lead.get("/my-day").await.is(200).hides("needs you");

    world.wait(Span::new().hours(24 * 300));
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/my-day").await.is(200).shows("Agreements on planned sharing : 1 needs you");
    let page = lead.get("/agreements/births-east").await;
    page.shows("It may run for 44 more days").shows("The review is overdue");
    lead.get("/agreements").await.shows("Ends in 44 days. Renew it now.");

    world.wait(Span::new().hours(24 * 44));
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.get("/agreements/births-east").await.shows("May not run").shows("Out of date since 31 October 2027");
    guardian.get("/my-day").await.shows("1 needs you");

    sent(&mut guardian, &with("until", "31 October 2029")).await.is(303);
    guardian.get("/agreements/births-east").await.shows("version 2").shows("May not run").shows("Not signed yet by");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    let steps = ["step=add", "step=sign"].map(|step| log.contains(step));
    assert_eq!(steps, [true, true], "the audit holds what was added and signed");
}

#[tokio::test]
async fn s002_23c_the_command_line_says_whether_a_flow_may_run() {
    let world = World::new().await;
    let long = BIRTHS.replace("2026-12-01", "2020-12-01").replace("2027-11-30", "2199-11-30").replace(
        "[\"Northfield Community Trust\", \"Northfield Council\"]",
        "[\"Northfield Community Trust\", \"Northfield Council\"]\nunder = \"early-years\"",
    );
    let path = file(&world, "births.toml", &long);
    run(&world, &["agreements", "add", &path.to_string_lossy()])
        .is(8)
        .warns("There is no partnership agreement called early-years");
    let path = file(&world, "births.toml", &long.replace("under = \"early-years\"", ""));
    run(&world, &["agreements", "add", &path.to_string_lossy()]).is(0).says("new-births, version 1");
    run(&world, &["agreements", "list"]).is(0).says("new-births").says("Not signed yet by");
    run(&world, &["agreements", "may-run", "new-births", "births-each-month"]).is(4).warns("It may not run");
    run(&world, &["agreements", "may-run", "new-births", "no-such-flow"]).is(5);
    let mut lead = world.signed_in("data-lead").await;
    for party in ["Northfield Community Trust", "Northfield Council"] {
        signed_by(&mut lead, "new-births", (party, "caldicott-guardian"), "2 November 2020").await;
    }
    run(&world, &["agreements", "may-run", "new-births", "births-each-month"]).is(0).says("It may run");
    lead.post("/agreements/new-births/end", &[("why", "")]).await.is(422).shows("Write why it ends");
    lead.post("/agreements/new-births/end", &[("why", "The trust has closed")]).await.is(303);
    lead.get("/agreements/new-births").await.shows("Ended early").shows("The trust has closed").shows("May not run");
}

#[tokio::test]
async fn s002_13f_an_agreement_and_each_of_its_flows_has_a_lawful_basis_that_cannot_be_blank() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    for blank in ["", "   "] {
        for (field, says) in [
            ("lawful_basis", "Write the lawful basis of the agreement. It cannot be blank (¶13 vi)"),
            ("flow_basis", "Write the lawful basis of this flow. It cannot be blank (¶13 vi)"),
        ] {
            let rest = protocol().into_iter().filter(|(name, _)| *name != field);
            let fields: Vec<(&str, &str)> = rest.chain([(field, blank)]).collect();
            sent(&mut lead, &fields).await.is(422).shows(says);
        }
    }
    sent(&mut lead, &protocol()).await.is(303);
    let page = lead.get("/agreements/births-east").await;
    page.is(200).shows("Lawful basis The family agreed").shows("Lawful basis The mother agreed at the first visit");
}

#[tokio::test]
async fn the_register_is_for_the_data_lead_and_the_caldicott_guardian_only() {
    let world = World::new().await;
    for role in ["health-visitor", "commissioner", "administrator", "centre-manager"] {
        let mut visitor = world.signed_in(role).await;
        visitor.get("/agreements").await.is(404);
        sent(&mut visitor, &protocol()).await.is(404);
    }
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.get("/agreements").await.is(200).shows("There is no agreement yet");
}
