//! Figures about groups, apart from people: who gets which, and what comes
//! before a file with names.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use jiff::Span;
use kith::web::routes::routes;
use kith_core::workforce::Role;

use crate::families::the_ellis_family;
use crate::visitor::Visitor;
use crate::world::World;

/// What would tell who the Ellis family are.
const CANARIES: &[&str] =
    &["Ellis", "Poppy", "Hannah", "Larch Close", "LX1 4QR", "999 000 0018", "9990000018", "900118"];

/// Every address that a health visitor comes to from the family's page.
async fn addresses_of_the_family(world: &World) -> BTreeSet<String> {
    let mut worker = world.signed_in("health-visitor").await;
    let found = worker.post("/find", &[("words", "Poppy Ellis")]).await.location.expect("an answer");
    let mut waiting = vec![found];
    let mut seen = BTreeSet::new();
    while let Some(next) = waiting.pop() {
        if seen.len() > 60 || !seen.insert(next.clone()) {
            continue;
        }
        let page = worker.get(&next).await;
        waiting.extend(page.links("/families/f-").into_iter().filter(|address| !address.contains('#')));
    }
    seen
}

#[tokio::test]
async fn s002_5a_whoever_has_only_the_right_to_figures_gets_no_person_record_by_any_route() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut addresses = addresses_of_the_family(&world).await;
    let family = addresses
        .iter()
        .find_map(|address| address.strip_prefix("/families/")?.split('/').next())
        .expect("a family")
        .to_owned();
    let person = addresses.iter().find_map(|address| address.split("/people/").nth(1)).unwrap_or_default().to_owned();
    assert!(person.starts_with("p-"), "the crawl found a person: {addresses:?}");
    for route in routes().iter().filter(|route| route.path != "/sign-out") {
        let filled = route.path.replace("{family}", &family).replace("{person}", &person);
        addresses.insert(
            filled.replace("{cluster}", "East").replace("{topic}", "sharing").replace("{edition}", "leaflet-2010"),
        );
    }
    for role in Role::ALL.iter().filter(|role| !role.works_with_families()) {
        let mut visitor = world.signed_in(role.word()).await;
        for address in &addresses {
            let answers = [
                visitor.get(address).await,
                visitor.get_json(&format!("{address}?purpose=planning")).await,
                visitor.post(address, &[("words", "Poppy Ellis"), ("why", "evidence"), ("purpose", "planning")]).await,
            ];
            for answer in answers {
                assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{address}");
                for canary in CANARIES {
                    assert!(!answer.html.contains(canary), "{address} shows {canary} to {}", role.word());
                }
            }
        }
        visitor.get(&format!("/families/{family}")).await.is(404);
    }
    let mut commissioner = world.signed_in("commissioner").await;
    commissioner.get("/my-day").await.is(200).shows("How sharing goes");
    commissioner.get("/sharing-report").await.is(200).shows("Health visiting");
    commissioner.get("/sharing-report/quarter.csv").await.is(200);
    let mut worker = world.signed_in("health-visitor").await;
    worker.get(&format!("/families/{family}")).await.is(200).shows("Ellis family");
    worker.get("/sharing-report").await.is(404);
    worker.get("/sharing-report/quarter.csv").await.is(404);
}

async fn look(visitor: &mut Visitor, times: usize) {
    for _ in 0..times {
        visitor.open_family("Poppy Ellis").await;
    }
}

/// The row of a pair, as the file has it: cells after the two agencies.
fn row(file: &str, pair: &str) -> Option<Vec<String>> {
    let line = file.lines().find(|line| line.contains(pair))?;
    Some(line.split(pair).nth(1)?.split(',').skip(1).map(str::to_owned).collect())
}

#[tokio::test]
async fn s002_12d_each_quarter_the_answers_are_counted_for_each_pair_of_agencies() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut outreach = world.signed_in("outreach-worker").await;
    look(&mut outreach, 3).await;
    let pair = "\"Health visiting\",\"Children’s centre\"";
    let mut guardian = world.signed_in("caldicott-guardian").await;
    let file = guardian.get("/sharing-report/quarter.csv").await;
    file.is(200);
    assert!(file.html.starts_with("Quarter,Held by,For,Asked,Shared,Minimum shared,Consent sought,Judged by a person,Stopped,Refused,Hours to a yes"));
    assert_eq!(row(&file.html, pair).expect("a row"), vec![""; 8], "three are too few to show: {}", file.html);
    look(&mut outreach, 4).await;
    let file = guardian.get("/sharing-report/quarter.csv").await;
    let counts = row(&file.html, pair).expect("a row");
    assert_eq!(counts, ["7", "0", "0", "7", "0", "0", "0", ""], "{}", file.html);
    let page = guardian.get("/sharing-report").await;
    page.is(200).shows("Health visiting, for Children’s centre").shows("Consent sought 7").hides("Ellis");
    page.shows("The quarter from 1 October 2026. It is not over yet");

    world.wait(Span::new().hours(24 * 60));
    let mut commissioner = world.signed_in("commissioner").await;
    commissioner.get("/sharing-report").await.is(200).shows("Nobody asked in this quarter");
    commissioner.get("/sharing-report?quarter=2026-4").await.is(200).shows("Consent sought 7");
    commissioner.get("/sharing-report?quarter=2026-9").await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.lines().any(|line| line.contains("\texport\t") && line.contains("sharing-report")));
}

#[tokio::test]
async fn s002_13b_figures_come_first_and_a_file_with_names_needs_a_reason() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let family = worker.post("/find", &[("words", "999 000 0018")]).await.location.expect("the family");
    let address = format!("{family}/consent/history.csv");
    let asked = worker.get(&address).await;
    asked.is(200).shows("Why do you need names?").shows("Would figures or the screen do?");
    assert!(!asked.html.contains("LINE,DAY,WHAT"), "nothing leaves without a reason");
    for why in ["", "because"] {
        let refused = worker.post(&address, &[("why", why)]).await;
        refused.is(422).shows("Choose why figures will not do");
        assert!(!refused.html.contains("LINE,DAY,WHAT"));
    }
    let file = worker.post(&address, &[("why", "own-file")]).await;
    file.is(200);
    assert!(file.html.starts_with("LINE,DAY,WHAT"));
    let mut manager = world.signed_in("centre-manager").await;
    let asked = manager.get("/notices/to-send.csv").await;
    asked.is(200).shows("Why do you need names?").shows("See the figures");
    assert_eq!(asked.link("/notices"), Some("/notices".to_owned()));
    manager.post("/notices/to-send.csv", &[]).await.is(422).shows("Choose why figures will not do");
    let file = manager.post("/notices/to-send.csv", &[("why", "letters")]).await;
    file.is(200);
    assert!(file.html.starts_with("REFERENCE,NAME"));
    let log = world.app.export_audit().await.expect("the audit is read").log;
    for why in ["why-names=own-file", "why-names=letters"] {
        assert!(log.contains(why), "the audit holds {why}");
    }
}

#[tokio::test]
async fn s002_8b_a_basic_scope_token_never_returns_a_detailed_item() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let addresses = addresses_of_the_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let family = worker.post("/find", &[("words", "999 000 0018")]).await.location.expect("the family");
    let asked = format!("{family}?purpose=healthcare");
    let detailed = worker.get_json(&asked).await;
    detailed.is(200);
    assert!(detailed.html.contains("nhs_number") && detailed.html.contains("07700 900118"), "{}", detailed.html);

    let mut program = Visitor::new(world.site.clone());
    program.sign_in_for_basic_details("health-visitor").await;
    let basic = program.get_json(&asked).await;
    basic.is(200);
    assert!(basic.html.contains("Poppy Ellis") && basic.html.contains("14 Larch Close"), "{}", basic.html);
    let people: serde_json::Value = serde_json::from_str(&basic.html).expect("JSON");
    for person in people["people"].as_array().expect("people") {
        for field in person["fields"].as_object().expect("fields").keys() {
            assert!(["name", "born_on", "address"].contains(&field.as_str()), "{field} is a detail");
        }
    }
    let filled = |path: &str| path.replace("{family}", family.trim_start_matches("/families/"));
    let routes = routes();
    let all = routes.iter().filter(|route| route.path != "/sign-out").map(|route| filled(route.path));
    for address in all.chain(addresses) {
        let answers = [program.get(&address).await, program.get_json(&format!("{address}?purpose=healthcare")).await];
        for answer in answers {
            for detail in ["900118", "999 000 0018", "9990000018", "health visitor, East", "Home visit", "Larch Centre"]
            {
                assert!(!answer.html.contains(detail), "{address} shows {detail}: {}", answer.text());
            }
        }
    }
    program.get(&family).await.is(404);
    program.get(&format!("{family}/contacts")).await.is(404);
    program.get("/families").await.is(404);
    let mut unsure = Visitor::new(world.site.clone());
    let fields = [("name", "health-visitor"), ("password", crate::world::PASSWORD), ("scope", "Everything")];
    unsure.post("/sign-in", &fields).await.is(303);
    unsure.get(&family).await.is(404);
}
