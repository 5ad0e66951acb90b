//! Editions of the sharing rules: read, tried, compared, approved by two, in
//! force from a day, and decisions replayed under the edition of their day.

use std::io::Write as _;
use std::process::Stdio;

use kith_core::sharing::Category;

use crate::families::the_ellis_family;
use crate::importing::{Said, file, kith, run};
use crate::visitor::Answer;
use crate::world::{PASSWORD, World};

/// Runs a command that asks for a password.
fn run_as(world: &World, arguments: &[&str], staff: &str, password: &str) -> Said {
    let mut command = kith(world);
    command.args(arguments).args(["--as", staff]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut typed = child.stdin.take().expect("it listens");
    writeln!(typed, "{password}").expect("the password is typed");
    drop(typed);
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

async fn approve_england(world: &World) {
    for account in ["caldicott-guardian", "data-lead"] {
        let mut visitor = world.signed_in(account).await;
        visitor.post("/rules/england-2026/approve", &[]).await.is(303);
    }
}

fn decision_of(page: &Answer) -> String {
    let link = page.links("/families/").into_iter().find(|link| link.contains("/decisions/"));
    link.expect("the page says how it was decided")
}

#[tokio::test]
async fn s002_9a_a_decision_is_answered_again_under_the_edition_of_its_day() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let before = decision_of(&worker.open_family("Poppy Ellis").await);
    approve_england(&world).await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.post("/rules/england-2026/in-force", &[("from", "22 11 2026")]).await.is(303);
    let after = decision_of(&worker.open_family("Poppy Ellis").await);
    worker.get(&before).await.is(200).shows("Sharing guide for children’s centres (2010)");
    worker.get(&after).await.is(200).shows("England 2026");
    for (address, edition) in [(&before, "leaflet-2010"), (&after, "england-2026")] {
        let decision = address.rsplit('/').next().expect("a reference").to_uppercase();
        let said = run(&world, &["decisions", "replay", &decision]);
        said.is(0).says(&format!("answered by {edition}")).says("Every answer is the same.");
        assert!(!said.out.contains("Ellis") && !said.out.contains("Poppy"));
    }
    run(&world, &["decisions", "replay", "d-0000000000000000"]).is(5);
    run(&world, &["decisions", "replay", "gossip"]).is(2).warns("d-0123456789abcdef");
}

#[tokio::test]
async fn s002_9a_an_edition_is_in_force_only_when_two_others_than_its_author_approved_it() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/rules")
        .await
        .is(200)
        .shows("In force since 1 January 2010")
        .shows("Draft")
        .shows("to read before anybody approves it");
    let early = lead.post("/rules/england-2026/in-force", &[("from", "1 12 2026")]).await;
    early.is(422).shows("Two people have to approve this edition first");
    assert!(early.html.contains("<title>Error: "), "the tab says that there is an error");
    lead.post("/rules/england-2026/approve", &[]).await.is(303);
    lead.post("/rules/england-2026/approve", &[]).await.is(422).shows("Somebody else does it too");
    lead.post("/rules/england-2026/in-force", &[("from", "1 12 2026")]).await.is(422);
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.post("/rules/england-2026/approve", &[]).await.is(303);
    guardian
        .post("/rules/england-2026/in-force", &[("from", "gossip")])
        .await
        .is(422)
        .shows("Write the day like 1 12 2026");
    let past = guardian.post("/rules/england-2026/in-force", &[("from", "21/11/2026")]).await;
    past.is(422).shows("from today on");
    guardian.post("/rules/england-2026/in-force", &[("from", "2026-12-01")]).await.is(303);
    guardian.get("/rules").await.shows("In force from 1 December 2026").shows("In force since 1 January 2010");
    assert_eq!(world.app.pack(world.clock.now()).name(), "leaflet-2010");
    world.wait(jiff::Span::new().hours(24 * 9));
    assert_eq!(world.app.pack(world.clock.now()).name(), "england-2026");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    for step in ["approve", "in-force"] {
        assert!(log.lines().any(|line| line.contains("setting-change") && line.contains(step)), "{step}\n{log}");
    }
}

#[tokio::test]
async fn a_worker_reads_the_rules_and_cannot_change_them() {
    let world = World::new().await;
    let mut worker = world.signed_in("outreach-worker").await;
    let list = worker.get("/rules").await;
    list.is(200).shows("Read the rules").hides(">Approve").hides("Put in force");
    worker
        .get("/rules/leaflet-2010")
        .await
        .is(200)
        .shows("No. Finish your training first")
        .shows("What is never answered");
    worker.get("/rules/england-2026").await.is(200).shows("section 16LA").shows("To read first");
    worker.post("/rules/england-2026/approve", &[]).await.is(404);
    worker.get("/rules/nothing").await.is(404);
    worker.get("/rules/compare?from=leaflet-2010&to=nothing").await.is(404);
}

#[tokio::test]
async fn s002_11f_a_tried_case_that_is_not_yes_says_how_to_get_there() {
    let world = World::new().await;
    let mut worker = world.signed_in("outreach-worker").await;
    let form = worker.get("/rules/leaflet-2010/try").await;
    form.is(200).shows("Ask the rules").hides("How to get to yes");
    let asked =
        "/rules/leaflet-2010/try?category=beyond_basic&requester=centre_nonhealth&purpose=family_support&basis=none";
    let told = worker.get(asked).await;
    told.is(200)
        .shows("Not yet. Ask the family first")
        .shows("How to get to yes")
        .shows("Ask the family (The worker who knows");
    told.shows("¶17").shows("Has the family been told, and did they agree?");
    assert!(told.html.contains("value=\"beyond_basic\" selected"), "what was chosen stays chosen");
    worker.get(&asked.replace("basis=none", "basis=gossip")).await.is(200).shows("Not yet");
}

#[tokio::test]
async fn s002_9a_the_difference_between_two_editions_is_told_in_sentences_with_numbers() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    worker.open_family("Poppy Ellis").await.is(200);
    let address = "/rules/compare?from=leaflet-2010&to=england-2026";
    let told = worker.get(address).await;
    told.is(200).shows("from “Not yet, ask first” to “Talk to a person first”").shows("New rules: V0-proof");
    told.hides("The last 30 days here");
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian
        .get(address)
        .await
        .is(200)
        .shows("The last 30 days here")
        .shows("None of them would change")
        .hides("Ellis");
    let same = guardian.get("/rules/compare?from=england-2026&to=england-2026").await;
    same.is(200).shows("No answer changes");
    let said = run(&world, &["rules", "diff", "leaflet-2010", "england-2026"]);
    said.is(0).says("combinations of facts change from “Not yet, ask first”").says("keep their answer");
}

#[tokio::test]
async fn a_changed_rule_is_told_by_who_would_gain_and_lose_sight_and_nobody_is_named() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    worker.open_family("Poppy Ellis").await.is(200);
    let strict = "name = \"strict\"\ntitle = \"Strict\"\ncites = \"Guide\"\nextends = \"leaflet-2010\"\n\n\
                  [[switch]]\nname = \"who-works-with-the-family-on-notice\"\non = false\nsays = \"Off.\"\n";
    let path = file(&world, "strict.toml", strict);
    let said = run(&world, &["rules", "diff", "leaflet-2010", &path.to_string_lossy(), "--decisions"]);
    said.is(0).says("The last 30 days");
    assert!(!said.out.contains("Ellis") && !said.out.contains("Test health visitor"), "{}", said.out);
}

#[tokio::test]
async fn s000_5_an_edition_is_checked_for_every_combination_and_a_fault_is_named_with_its_line() {
    let world = World::new().await;
    let said = run(&world, &["rules", "check"]);
    said.is(0).says("combinations of facts, each with exactly one answer").says("Not yet, ask first");
    run(&world, &["rules", "check", "england-2026"]).is(0).says("To read in the original").says("CA 2004 s16LA");
    run(&world, &["rules", "show", "england-2026"]).is(0).says("O3-duty").says("share, unless that is worse");
    let text = "name = \"x\"\ntitle = \"X\"\ncites = \"x\"\nextends = \"leaflet-2010\"\n\n[[gate]]\nid = \"AGAIN\"\n\
                when = { access = [\"untrained\"] }\nanswer = \"refuse\"\nheading = \"No\"\nbecause = \"b\"\nparagraph = \"p\"\n";
    let path = file(&world, "x.toml", text);
    let broken = run(&world, &["rules", "check", &path.to_string_lossy()]);
    broken.is(8).warns("x.toml:7: “AGAIN” is never reached");
    let without =
        file(&world, "y.toml", &text.replace("[[gate]]", "without = [\"B0\"]\n[[gate]]").replace("untrained", "ok"));
    let without = run(&world, &["rules", "check", &without.to_string_lossy()]);
    without.is(8).warns("never reached");
    run(&world, &["rules", "check", "nothing-such"]).is(5);
}

#[tokio::test]
async fn s002_9a_an_edition_is_written_on_a_page_checked_and_kept_as_a_draft() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    assert!(lead.get("/rules").await.is(200).link("/rules/new").is_some());
    let begun = lead.get("/rules/new").await;
    begun.is(200).shows("extends = \"leaflet-2010\"");
    let faulty = "name = \"ours\"\ntitle = \"Ours\"\ncites = \"x\"\nextends = \"no-such\"\n";
    let refused = lead.post("/rules/new", &[("text", faulty)]).await;
    refused.is(422).shows("no-such").shows("title = \"Ours\"");
    let sound = faulty.replace("no-such", "leaflet-2010");
    let kept = lead.post("/rules/new", &[("text", &sound)]).await;
    assert_eq!(kept.location.as_deref(), Some("/rules#edition-ours"));
    lead.get("/rules").await.shows("Ours").shows("nobody yet");
    lead.post("/rules/ours/approve", &[]).await.is(422).shows("You wrote this edition");
    let mut worker = world.signed_in("outreach-worker").await;
    assert!(worker.get("/rules").await.is(200).link("/rules/new").is_none());
    worker.get("/rules/new").await.is(404);
    worker.post("/rules/new", &[("text", &sound)]).await.is(404);
}

#[tokio::test]
async fn at_the_command_line_an_edition_is_drafted_and_approved_with_passwords() {
    let world = World::new().await;
    let text = "name = \"ours\"\ntitle = \"Ours\"\ncites = \"x\"\nextends = \"leaflet-2010\"\n";
    let path = file(&world, "ours.toml", text).to_string_lossy().into_owned();
    run_as(&world, &["rules", "draft", &path], "data-lead", "wrong").is(4);
    run_as(&world, &["rules", "draft", &path], "outreach-worker", PASSWORD).is(4);
    run_as(&world, &["rules", "draft", &path], "data-lead", PASSWORD).is(0).says("ours is kept as a draft");
    run_as(&world, &["rules", "draft", &path], "data-lead", PASSWORD).is(4).warns("already");
    run_as(&world, &["rules", "approve", "ours"], "data-lead", PASSWORD).is(4).warns("You wrote this edition");
    run_as(&world, &["rules", "approve", "ours"], "administrator", PASSWORD).is(0).says("Draft");
    let early = ["rules", "put-in-force", "ours", "--from", "2099-01-01"];
    run_as(&world, &early, "administrator", PASSWORD).is(4).warns("Two people have to approve");
    run_as(&world, &["rules", "approve", "ours"], "caldicott-guardian", PASSWORD).is(0).says("Approved");
    run_as(&world, &early, "administrator", PASSWORD).is(0).says("in force from 2099-01-01");
    run(&world, &["rules", "list"])
        .is(0)
        .says("leaflet-2010: In force since")
        .says("ours: In force from 1 January 2099");
    run(&world, &["audit", "verify"]).is(0);
}

#[tokio::test]
async fn s002_1c_a_kind_of_information_without_a_stated_relevance_cannot_be_enabled() {
    let world = World::new().await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.get("/rules/leaflet-2010").await;
    page.is(200).shows("Why each kind of information matters");
    for category in Category::ALL {
        page.shows(category.title());
    }
    let leaflet =
        include_str!("../../../../packs/leaflet-2010.toml").replace("name = \"leaflet-2010\"", "name = \"ours\"");
    for category in [Category::Basic, Category::SensitiveHealth] {
        let start = format!("\n{} = \"", category.word());
        let (before, after) = leaflet.split_once(&start).expect("its relevance");
        let rest = after.split_once('\n').expect("a line").1;
        for text in [format!("{before}\n{rest}"), format!("{before}\n{} = \" \"\n{rest}", category.word())] {
            let path = file(&world, "ours.toml", &text);
            let says = format!("does not say why “{}” matters", category.word());
            run(&world, &["rules", "check", &path.to_string_lossy()]).is(8).warns(&says);
        }
    }
    let (before, rest) = leaflet.split_once("\n[relevance]\n").expect("the table");
    let none = format!(
        "{before}\n{}",
        rest.split_once("\n[duties]").map(|(_, rest)| format!("[duties]{rest}")).expect("the next")
    );
    let path = file(&world, "ours.toml", &none);
    let path = path.to_string_lossy().into_owned();
    run_as(&world, &["rules", "draft", &path], "data-lead", PASSWORD).is(4).warns("does not say why “basic” matters");
    let path = file(&world, "ours.toml", &leaflet);
    let path = path.to_string_lossy().into_owned();
    run_as(&world, &["rules", "draft", &path], "data-lead", PASSWORD).is(0).says("ours is kept as a draft");
}
