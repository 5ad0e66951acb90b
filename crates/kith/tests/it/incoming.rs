//! What comes in runs only while its agreement is signed and in date.

use jiff::Span;
use kith_app::Who;

use crate::agreements::{both_guardians_sign, protocol, sent};
use crate::importing::{file, run};
use crate::national_messages::upload_from;
use crate::visitor::Visitor;
use crate::world::{Row, World, child, csv};

const AT: &str = "/agreements/births-east";

/// A protocol about people with a flow that brings these sources in.
pub fn bringing(sources: &[&'static str]) -> Vec<(&'static str, &'static str)> {
    let rest = protocol().into_iter().filter(|(name, _)| *name != "kinds");
    rest.chain([("kinds", "basic")]).chain(sources.iter().map(|source| ("brings", *source))).collect()
}

fn row(key: &str) -> Row {
    child(key, "Poppy", "Ellis", "2026-10-02").with("TOLD", "2026-10-05")
}

/// Sends a file on the page; the address of its check.
async fn uploaded(lead: &mut Visitor, source: &str, key: &str) -> String {
    let text = csv(&[row(key)]);
    let answer = upload_from(lead, (&format!("{key}.csv"), source), text.as_bytes()).await;
    answer.is(303);
    answer.location.expect("the address of the check")
}

fn imported(check: &str) -> String {
    check.replace("/check", "/import")
}

/// How many records of a source are here.
async fn records_of(world: &World, source: &str) -> u64 {
    let page = world.app.sources(&Who::Operator, world.clock.now()).await.expect("the sources");
    page.lines.iter().find(|line| line.name == source).map_or(0, |line| line.records)
}

async fn log(world: &World) -> String {
    world.app.export_audit().await.expect("the audit is read").log
}

#[tokio::test]
async fn s000_7_a_source_whose_agreement_is_not_signed_does_not_come_in_and_its_file_waits() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &bringing(&["child-health"])).await.is(303);
    let check = uploaded(&mut lead, "child-health", "a").await;
    let page = lead.get(&check).await;
    page.shows("This file may not come in yet")
        .shows("this signature is missing: Testfield Trust (Caldicott Guardian)");
    page.shows("Have “New births to centres” signed by everybody who agrees").hides("Import 1 row");
    lead.post(&imported(&check), &[]).await.is(404);
    assert_eq!(records_of(&world, "child-health").await, 0, "no row is taken in");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.post("/find", &[("words", "Poppy Ellis")]).await.hides("Ellis family");
    lead.get("/files").await.shows("1 source is stopped and may not come in.").shows("To check");
    lead.get("/my-day").await.shows("1 source is stopped and may not come in.").shows("1 file waits to be imported");

    both_guardians_sign(&mut lead, "2 November 2026").await;
    let page = lead.get(&check).await;
    page.shows("Under “New births to centres”, flow births-each-month, until 31 October 2027.").shows("Import 1 row");
    let done = lead.post(&imported(&check), &[]).await;
    done.is(303);
    let page = lead.get(done.location.as_deref().expect("an address")).await;
    page.shows("It came in under “New births to centres”, version 1, flow births-each-month.");
    assert_eq!(records_of(&world, "child-health").await, 1);
    lead.get("/files").await.hides("is stopped").shows("until 31 October 2027");
    let log = log(&world).await;
    assert!(log.contains("stopped") && log.contains("agreement=births-east") && log.contains("flow=births-each-month"));
}

#[tokio::test]
async fn s000_7_the_command_line_is_stopped_as_the_page_is_and_says_how_to_get_to_yes() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &bringing(&["child-health"])).await.is(303);
    let import = |key: &str, more: &[&str]| {
        let path = file(&world, &format!("{key}.csv"), &csv(&[row(key)])).to_string_lossy().into_owned();
        run(&world, &[&["import", &path, "--source", "child-health", "--quiet"], more].concat())
    };
    import("a", &["--check"]).is(0).says("may not come in. Stopped. New births to centres: this signature is missing");
    import("a", &[]).is(4).warns("This file may not come in yet").warns("Have “New births to centres” signed");
    assert_eq!(records_of(&world, "child-health").await, 0);
    run(&world, &["agreements", "list"]).is(0).says("Brings in: child-health.");
    let may = ["agreements", "may-run", "births-east", "births-each-month"];
    run(&world, &may).is(4).warns("It may not run.").warns("Brings in: child-health.");

    both_guardians_sign(&mut lead, "2 November 2026").await;
    run(&world, &may).is(0).says("Brings in: child-health.");
    import("a", &[]).is(0).says("It came in under “New births to centres”, version 1, flow births-each-month.");
    let json = import("b", &["--format", "json"]);
    json.is(0).says("\"agreement\":\"births-east\"").says("\"flow\":\"births-each-month\"");
    run(&world, &["source", "status"]).is(0).says("Under “New births to centres”, flow births-each-month");
    assert_eq!(records_of(&world, "child-health").await, 2);

    lead.post(&format!("{AT}/end"), &[("why", "No longer needed")]).await.is(303);
    import("c", &[]).is(4).warns("it was ended on");
    assert_eq!(records_of(&world, "child-health").await, 2, "the next file stays outside");
}

#[tokio::test]
async fn s000_7_a_file_of_many_rows_is_stopped_as_one_of_a_few_is() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &bringing(&["child-health"])).await.is(303);
    let rows: Vec<Row> =
        (1..=28).map(|day| row(&format!("m-{day}")).with("BORN", format!("2026-09-{day:02}"))).collect();
    let path = file(&world, "many.csv", &csv(&rows)).to_string_lossy().into_owned();
    let import = ["import", &path, "--source", "child-health", "--quiet"];
    run(&world, &import).is(4).warns("This file may not come in yet");
    assert_eq!(records_of(&world, "child-health").await, 0, "no row is taken in");
    both_guardians_sign(&mut lead, "2 November 2026").await;
    run(&world, &import).is(0).says("It came in under “New births to centres”, version 1, flow births-each-month.");
    assert_eq!(records_of(&world, "child-health").await, 28);
}

#[tokio::test]
async fn s000_7_a_source_stops_on_the_day_after_its_agreement_and_the_pages_warn_before() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &bringing(&["child-health"])).await.is(303);
    both_guardians_sign(&mut lead, "2 November 2026").await;
    lead.get("/sources").await.shows("Under “New births to centres”, flow births-each-month, until 31 October 2027.");
    world.wait(Span::new().hours(24 * 333));
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/sources").await.shows("until 31 October 2027. It ends in 11 days. Renew it now.");
    lead.get("/my-day").await.shows("Ends in 11 days. Renew it.");
    let last = uploaded(&mut lead, "child-health", "a").await;
    lead.post(&imported(&last), &[]).await.is(303);
    world.wait(Span::new().hours(24 * 11));
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/sources").await.shows("Stopped. New births to centres: it ended on 31 October 2027.");
    let late = uploaded(&mut lead, "child-health", "b").await;
    lead.post(&imported(&late), &[]).await.is(404);
    assert_eq!(records_of(&world, "child-health").await, 1);
}

#[tokio::test]
async fn s003_iss_a_source_without_an_agreement_comes_in_with_a_warning_or_is_blocked_as_the_guardian_says() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    lead.get("/my-day").await.hides("without an agreement");
    for source in ["child-health", "maternity", "housing"] {
        world.told_by(source, &[row(source)]).await;
    }
    lead.get("/my-day").await.shows("3 sources come in without an agreement.");
    lead.get("/files").await.shows("3 sources come in without an agreement.").shows("No agreement names it.");
    lead.get("/sources").await.shows("3 sources come in without an agreement.");
    let path = file(&world, "b.csv", &csv(&[row("b")])).to_string_lossy().into_owned();
    let import = ["import", &path, "--source", "child-health", "--quiet"];
    run(&world, &import).is(0).says("Child health records, Testfield comes in without an agreement.");

    lead.get("/agreements/incoming").await.is(404);
    lead.post("/agreements/incoming", &[("incoming", "block")]).await.is(404);
    let next = uploaded(&mut lead, "child-health", "c").await;
    lead.post(&imported(&next), &[]).await.is(303);
    guardian.post("/agreements/incoming", &[("incoming", "never")]).await.is(422).shows("Choose one: warn or block");
    guardian.get("/agreements").await.shows("What no agreement names: it comes in, and the pages warn.");
    guardian.post("/agreements/incoming", &[("incoming", "block")]).await.is(303);
    assert!(log(&world).await.contains("agreement-incoming=block"));
    lead.get("/my-day").await.shows("3 sources are stopped and may not come in.");
    let stopped = uploaded(&mut lead, "child-health", "d").await;
    lead.get(&stopped).await.shows("No agreement names it, and nothing comes in here without an agreement.");
    lead.post(&imported(&stopped), &[]).await.is(404);
    assert_eq!(records_of(&world, "child-health").await, 3);

    sent(&mut lead, &bringing(&["child-health"])).await.is(303);
    both_guardians_sign(&mut lead, "2 November 2026").await;
    lead.post(&imported(&stopped), &[]).await.is(303);
    assert_eq!(records_of(&world, "child-health").await, 4, "an agreement that runs is enough");
    lead.get("/my-day").await.shows("2 sources are stopped and may not come in.");
    run(&world, &["agreements", "incoming"]).is(0).says("A source that no agreement names: block.");
    run(&world, &["agreements", "incoming", "sometimes"]).is(8).warns("Choose one: warn or block");
    run(&world, &["agreements", "incoming", "warn"]).is(0).says("warn");
    lead.get("/my-day").await.shows("2 sources come in without an agreement.");
}

#[tokio::test]
async fn s002_8a_a_flow_brings_in_what_is_known_here_and_plans_nothing_that_is_decided_case_by_case() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/agreements/new").await.shows("from which sources?").shows("All national messages");
    sent(&mut lead, &bringing(&["child-helth"])).await.is(422).shows("There is no source called child-helth");
    let kinds = |fields: Vec<(&'static str, &'static str)>, kind| {
        let rest = fields.into_iter().filter(|(name, _)| *name != "kinds");
        rest.chain([("kinds", kind)]).collect::<Vec<_>>()
    };
    let visits = kinds(bringing(&["health-visiting"]), "contacts");
    sent(&mut lead, &visits).await.is(422).shows("no planned flow can carry them").shows("¶8; ¶23");
    let police = kinds(bringing(&["police"]), "involvement");
    sent(&mut lead, &police).await.is(422).shows("That Police works with somebody is decided case by case");
    let figures = bringing(&["health-visiting"]).into_iter().filter(|(name, _)| *name != "fields" && *name != "kinds");
    let figures: Vec<_> = figures.chain([("kinds", "figures"), ("product", "figures")]).collect();
    sent(&mut lead, &figures).await.is(422).shows("Figures bring no source in");
    lead.get("/agreements").await.shows("There is no agreement yet.");

    sent(&mut lead, &bringing(&["health-visiting", "police", "national-messages"])).await.is(303);
    let page = lead.get(AT).await;
    page.shows(
        "Brings in Health visiting, Testfield (health-visiting). Its rows also hold: Visits and contacts; Health notes",
    );
    page.shows("This agreement shares none of that: each look is decided case by case.");
    page.shows("Brings in All national messages (national-messages).");
    for paper in ["draft", "impact"] {
        lead.get(&format!("{AT}/{paper}"))
            .await
            .shows("Brings in")
            .shows("Health visiting, Testfield (health-visiting)");
    }
    let flows = lead.get("/agreements/evidence/flows.csv").await.html;
    assert!(flows.contains("\"health-visiting; national-messages; police\""), "{flows}");
    lead.get(&format!("{AT}/agreement.toml"))
        .await
        .shows("brings = [\"health-visiting\", \"national-messages\", \"police\"]");
}

#[tokio::test]
async fn s003_iso_a_feed_of_facts_comes_in_only_under_its_agreement_from_a_file() {
    let world = World::new().await;
    let example = include_str!("../../../../docs/examples/centre-follow-ups.toml");
    let named = example.replace("from = \"2026-12-01\"", "from = \"2026-11-01\"").replace(
        "name = \"housing-and-benefits\"\n",
        "name = \"housing-and-benefits\"\nbrings = [\"housing\", \"benefits\"]\n",
    );
    let path = file(&world, "follow-ups.toml", &named).to_string_lossy().into_owned();
    run(&world, &["agreements", "check", &path]).is(0).says("Brings in: benefits and housing.");
    run(&world, &["agreements", "add", &path]).is(0).says("Brings in: benefits and housing.");
    let rows = file(&world, "h.csv", &csv(&[row("h")])).to_string_lossy().into_owned();
    let import = |source: &str| run(&world, &["import", &rows, "--source", source, "--quiet"]);
    import("housing").is(4).warns("Facts for children’s centres to follow up: this signature is missing");
    import("maternity").is(0).says("comes in without an agreement");
    assert_eq!(records_of(&world, "housing").await, 0);
}
