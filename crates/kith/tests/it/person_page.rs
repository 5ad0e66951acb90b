//! One person: every value with its source and its day, disagreement shown,
//! links that can be undone.

use crate::families::{POPPY_NUMBER, TOLD, poppy, visited};
use crate::visitor::{Answer, Visitor};
use crate::world::{World, child};

async fn person_page(visitor: &mut Visitor, words: &str) -> (String, Answer) {
    let family = visitor.open_family(words).await;
    let link =
        family.links("/families/").into_iter().find(|link| link.contains("/people/")).expect("a person is named");
    let page = visitor.get(&link).await;
    (link, page)
}

#[tokio::test]
async fn s003_dsb_every_field_shows_its_source_and_date_and_disagreement() {
    let world = World::new().await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-11-12", "x").with("TOLD", TOLD)]).await;
    let older = poppy("mat-1")
        .with("ADDRESS", "2 Birch Way, Testfield")
        .with("POSTCODE", "LX1 2AB")
        .with("RECORDED", "2026-10-02");
    world.told_by("maternity", &[older]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let (_, page) = person_page(&mut visitor, "Poppy Ellis").await;
    page.is(200).shows("14 Larch Close").shows("Health visiting, Testfield, 12 November 2026");
    page.shows("2 Birch Way").shows("Midwifery, Testfield, 2 October 2026");
    let details = page.html.split("Details</h2>").nth(1).and_then(|rest| rest.split("</dl>").next()).expect("details");
    let rows: Vec<&str> = details.split("summary-list__row").skip(1).collect();
    assert!(4 <= rows.len(), "{}", page.text());
    for row in rows {
        assert!(row.contains(", Testfield, ") && row.contains(" 2026"), "no source or day: {row}");
    }
}

#[tokio::test]
async fn s003_nna_somebody_without_an_nhs_number_is_flagged_and_the_check_digit_is_validated() {
    let world = World::new().await;
    let wrong = visited("hv-1", "2026-11-12", "x").with("TOLD", TOLD).with("NHS", "999 000 0017");
    world.told_by("health-visiting", &[wrong]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let (_, page) = person_page(&mut visitor, "Poppy Ellis").await;
    page.is(200).shows("No NHS number").hides("999 000 0017");
    world.told_by("health-visiting", &[visited("hv-1", "2026-11-12", "x").with("TOLD", TOLD)]).await;
    let (_, page) = person_page(&mut visitor, "Poppy Ellis").await;
    page.shows(POPPY_NUMBER).hides("No NHS number");
}

#[tokio::test]
async fn t18_a_record_is_separated_from_the_screen_and_joined_again() {
    let world = World::new().await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-11-12", "x").with("TOLD", TOLD)]).await;
    world.told_by("child-health", &[poppy("ch-1").with("RECORDED", "2026-10-20")]).await;
    world.told_by("maternity", &[poppy("mat-1").with("ADDRESS", "2 Birch Way").with("RECORDED", "2026-10-02")]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let (link, page) = person_page(&mut visitor, "Poppy Ellis").await;
    page.shows("2 Birch Way");
    let list = page.html.find("Records that were joined").expect("the records are listed");
    let at = list + page.html[list..].find("Midwifery, Testfield").expect("the record of maternity is among them");
    let record = page.html[at..]
        .split("name=\"record\"")
        .nth(1)
        .and_then(|rest| rest.split("value=\"").nth(1))
        .and_then(|rest| rest.split('"').next());
    let record = record.expect("a record can be separated").to_owned();
    visitor
        .post(&format!("{link}/separate"), &[("record", &record), ("because", "this is another child")])
        .await
        .is(303);
    let page = visitor.get(&link).await;
    page.is(200).hides("2 Birch Way");
    visitor.post(&format!("{link}/join"), &[("record", &record)]).await.is(303);
    visitor.get(&link).await.shows("2 Birch Way");
    let verified = world.app.verify_audit().await.expect("the audit is read");
    assert!(verified.is_ok());
}

#[tokio::test]
async fn t18_twins_and_different_numbers_never_join() {
    let world = World::new().await;
    let twin = |key: &str, given: &str, number: &str, order: u8| {
        child(key, given, "Shah", "2025-02-03")
            .with("NHS", number)
            .with("ORDER", order)
            .with("ADDRESS", "9 Willow Court")
            .with("POSTCODE", "LX3 4CD")
            .with("M_GIVEN", "Aisha")
            .with("M_FAMILY", "Shah")
            .with("M_BORN", "1995-01-09")
            .with("TEAM", "East health visitors")
            .with("CODE", "HEALTH-VISITOR")
            .with("TOLD", TOLD)
    };
    world
        .told_by("health-visiting", &[twin("a", "Ella", "999 000 0042", 1), twin("b", "Ellie", "999 000 0050", 2)])
        .await;
    world.told_by("maternity", &[twin("a", "Ella", "", 1), twin("b", "Ellie", "", 2)]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.open_family("Ella Shah").await;
    page.is(200).shows("Ella").shows("Ellie");
    let people = page.links("/families/").into_iter().filter(|link| link.contains("/people/")).count();
    assert_eq!(people, 3, "two children and their mother: {}", page.text());
}
