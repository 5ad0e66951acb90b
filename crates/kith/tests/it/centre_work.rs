//! Figures and lists of named people as two products, and whom centres work
//! with as figures for governance.

use crate::agreements::{protocol, sent, with};
use crate::birth_lists::{LARCH, agreed, unlike};
use crate::importing::{file, run};
use crate::visitor::Visitor;
use crate::world::{Row, World};

#[tokio::test]
async fn s003_isb_a_flow_is_figures_or_named_people_and_never_both() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/agreements/new").await.is(200).shows("Figures, or named people?").shows("Figures about a population");
    let cites = "(¶8; ¶13 ii; 003 L2611–2621)";
    // Figures that name people.
    let answer = sent(&mut lead, &[with("product", "figures"), vec![]].concat()).await;
    answer.is(422).shows("Figures name nobody").shows(cites);
    let rest: Vec<_> = protocol().into_iter().filter(|(name, _)| *name != "kinds").collect();
    let figures = [rest.clone(), vec![("kinds", "figures"), ("product", "figures")]].concat();
    sent(&mut lead, &figures).await.is(422).shows("Figures carry no details of a person").shows(cites);
    // A list of people that is used for figures.
    let both = [protocol(), vec![("kinds", "figures"), ("product", "people")]].concat();
    sent(&mut lead, &both).await.is(422).shows("A list of named people is not used for figures").shows(cites);
    let planning = [with("purpose", "planning"), vec![("product", "people")]].concat();
    sent(&mut lead, &planning).await.is(422).shows("This purpose is served by figures").shows(cites);
    // Whoever chooses nothing mixes nothing either.
    let mixed = [protocol(), vec![("kinds", "figures")]].concat();
    sent(&mut lead, &mixed).await.is(422).shows("A list of named people is not used for figures");
    lead.get("/agreements/births-east").await.is(404);

    sent(&mut lead, &[with("product", "people"), vec![]].concat()).await.is(303);
    lead.get("/agreements/births-east").await.shows("A list of named people").hides("Figures about a population");
    let bare: Vec<_> = rest.into_iter().filter(|(name, _)| !matches!(*name, "fields" | "why_names" | "name")).collect();
    let figures = [bare, vec![("kinds", "figures"), ("product", "figures"), ("name", "births-figures")]].concat();
    sent(&mut lead, &figures).await.is(303);
    lead.get("/agreements/births-figures").await.shows("Figures about a population");

    let mixed = crate::agreements::BIRTHS.replace("purpose = ", "product = \"figures\"\npurpose = ");
    let mixed = file(&world, "mixed.toml", &mixed);
    run(&world, &["agreements", "check", &mixed.to_string_lossy()]).is(8).warns("Figures name nobody");
}

/// A family of the area that the centre registered.
fn registered(row: Row) -> Row {
    row.with("TEAM", "Larch Centre").with("CODE", "OUTREACH-WORKER")
}

/// A family that it also met in October.
fn met(row: Row) -> Row {
    registered(row).with("C_ON", "2026-10-20").with("C_KIND", "Visit")
}

/// Support without a service that has to know anything, for the family's child.
async fn has_support(nurse: &mut Visitor, given: &str, family: &str) {
    let found = nurse.post("/find", &[("words", &format!("{given} {family}"))]).await.location.expect("an answer");
    let found = if found.starts_with("/find/") {
        nurse.get(&found).await.link("/families/f-").expect("the family is found")
    } else {
        found
    };
    let form = nurse.get(&format!("{found}/support/new")).await;
    let before = &form.html[..form.html.find(&format!("{given} ")).or(form.html.find(given)).expect("the child")];
    let tag = &before[before.rfind("<input").expect("its box")..];
    let child = tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its value").to_owned();
    let who = [("service", "parenting||Buggy walk"), ("people", child.as_str())];
    nurse.post(&format!("{found}/support/new"), &who).await.is(303);
    let hope = [("goal_1_words", "To sleep"), ("goal_1_aim", "healthy")];
    nurse.post(&format!("{found}/support/new/goals"), &hope).await.is(303);
    let check = nurse.get(&format!("{found}/support/new/check")).await;
    let key = check.is(200).field("form_key").expect("a key");
    nurse.post(&format!("{found}/support/new/check"), &[("form_key", &key)]).await.is(303);
}

/// The last five of the fourteen families.
const HELPED: [(&str, &str); 5] =
    [("Juno", "Kettle"), ("Kofi", "Lomax"), ("Lola", "Marsden"), ("Magnus", "Nuttall"), ("Nell", "Osgood")];

#[tokio::test]
async fn s003_isd_a_centre_shows_that_it_works_with_vulnerable_families_and_names_nobody() {
    let world = World::with_reach(LARCH).await;
    crate::support::the_directory(&world).await;
    world.told_by("health-visiting", &unlike(0..14, agreed).collect::<Vec<_>>()).await;
    let of_centre = unlike(0..9, agreed).map(met).chain(unlike(9..14, agreed).map(registered));
    world.told_by("childrens-centre", &of_centre.collect::<Vec<_>>()).await;
    let mut manager = world.signed_in("centre-manager").await;
    let page = manager.get("/centre-work").await;
    page.is(200).shows("Families 14 Registered 14 Worked with 9 With a reason for more help 0");
    page.shows("By the sharing rules").hides("Abbott").hides("/families/");
    let mut nurse = world.signed_in("health-visitor").await;
    for (given, family) in HELPED {
        has_support(&mut nurse, given, family).await;
    }
    let page = manager.get("/centre-work?quarter=2026-4").await;
    page.shows("Worked with 9 With a reason for more help 5 Of these, registered 5 Of these, worked with 0");
    world.told_by("childrens-centre", &unlike(9..14, agreed).map(met).collect::<Vec<_>>()).await;
    let page = manager.get("/centre-work?quarter=2026-4").await;
    page.shows("Worked with 14 With a reason for more help 5 Of these, registered 5 Of these, worked with 5");
    page.shows("where support that was agreed goes on").hides("To sleep").hides("Buggy walk");
    let file = manager.get("/centre-work.csv?quarter=2026-4").await;
    file.is(200).shows("\"Larch Centre\",2026-4,14,14,14,5,5,5");
    assert_eq!(file.html.lines().count(), 2, "a manager's file holds their own centre alone");
    // In the quarter before nobody was met.
    manager.get("/centre-work?quarter=2026-3").await.shows("Worked with 0").shows("Of these, worked with 0");
    let mut commissioner = world.signed_in("commissioner").await;
    commissioner.get("/my-day").await.shows("Whom centres work with");
    commissioner.get("/centre-work").await.is(200).shows("Larch Centre").hides("Abbott");
    for role in ["health-visitor", "outreach-worker", "social-worker", "family-mentor", "administrator"] {
        world.signed_in(role).await.get("/centre-work").await.is(404);
    }
    run(&world, &["centre-work", "--quarter", "2026-4"]).is(0).says("centre,quarter,families,registered,worked_with");
    run(&world, &["centre-work", "--quarter", "last"]).is(2).warns("write a quarter as 2026-4");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("page=centre-work"), "each look at the figures is written down");
}

#[tokio::test]
async fn s003_isd_small_numbers_and_families_kept_safe_are_in_no_figure() {
    let world = World::with_reach(LARCH).await;
    let hidden = |row: Row| row.with("SHIELDED", "Y");
    world.told_by("health-visiting", &unlike(0..12, agreed).collect::<Vec<_>>()).await;
    world.told_by("health-visiting", &unlike(12..14, agreed).map(hidden).collect::<Vec<_>>()).await;
    world.told_by("childrens-centre", &unlike(0..3, agreed).map(met).collect::<Vec<_>>()).await;
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/centre-work").await;
    page.is(200).shows("Families 12 Registered Too few Worked with Too few");
    world.told_by("childrens-centre", &unlike(3..9, agreed).map(met).collect::<Vec<_>>()).await;
    // Nine of twelve: the three who are not would be given away.
    lead.get("/centre-work").await.shows("Families 12 Registered Too few");
    lead.get("/centre-work.csv").await.shows(",12,,,0,0,0");
}
