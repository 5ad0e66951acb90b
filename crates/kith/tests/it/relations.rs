//! Who is a child's mother, father or carer, since when and until when: who
//! left is in no family of today, and nobody sees the family through them.

use jiff::Span;

use crate::families::{TOLD, poppy, visited};
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child};

const SINCE: &str = "2026-10-10";

fn with_gail(row: Row) -> Row {
    row.with("CA_GIVEN", "Gail").with("CA_FAMILY", "Marsh").with("CA_BORN", "1980-04-02")
}

fn health_visiting() -> Row {
    with_gail(visited("hv-1", "2026-11-12", "Feeding is going well.")).with("TOLD", TOLD)
}

/// The landlord's row for Gail herself, with whoever works with her there.
fn gail_at_the_landlord() -> Row {
    child("ho-1", "Gail", "Marsh", "1980-04-02")
        .with("ADDRESS", "14 Larch Close, Testfield")
        .with("POSTCODE", "LX1 4QR")
        .with("WORKER", "Test housing officer")
        .with("CODE", "HOUSING-OFFICER")
        .with("TEAM", "Testfield Homes")
}

async fn family_of(visitor: &mut Visitor, words: &str) -> Answer {
    let page = visitor.open_family(words).await;
    page.is(200);
    page
}

async fn names(visitor: &mut Visitor, page: &Answer) -> String {
    let mut names = String::new();
    for person in page.links("/families/").into_iter().filter(|link| link.contains("/people/")) {
        let page = visitor.get(&person).await;
        names.push_str(page.text().split("Joined").next().unwrap_or_default());
    }
    names
}

/// What days after a day does on its own: no file comes.
async fn days_pass(world: &World, days: i64) {
    world.wait(Span::new().hours(24 * days));
    world.app.follow_relations(world.clock.now()).await.expect("families are worked out anew");
}

#[tokio::test]
async fn bar_a21_a_relation_has_days_and_who_left_is_in_no_family_of_today() {
    let world = World::new().await;
    world.told_by("health-visiting", &[health_visiting().with("CA_SINCE", SINCE)]).await;
    world.told_by("housing", &[gail_at_the_landlord()]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = family_of(&mut visitor, "Poppy Ellis").await;
    page.shows("Mother, 27").shows("Gail Marsh").shows("Carer, 46. Since 10 October 2026").hides("Earlier");
    page.shows("Housing");
    let family = page.links("/families/f-").into_iter().next().expect("the family");
    let family = family.split('/').take(3).collect::<Vec<_>>().join("/");
    let mut officer = world.signed_in("housing-officer").await;
    officer.get(&family).await.is(200).shows("Gail Marsh");
    // Health visiting hears when it will end; until then nothing changes, on the last day neither.
    let until = health_visiting().with("CA_SINCE", SINCE).with("CA_UNTIL", "2026-11-30");
    world.told_by("health-visiting", &[until]).await;
    days_pass(&world, 8).await;
    visitor.sign_in("health-visitor").await;
    let page = visitor.get(&family).await;
    page.shows("Since 10 October 2026, until 30 November 2026").shows("Housing").hides("Earlier");
    officer.sign_in("housing-officer").await;
    officer.get(&family).await.is(200);
    // The day after she is in the family no more: nobody sees it through her, nor her through it.
    days_pass(&world, 1).await;
    visitor.sign_in("health-visitor").await;
    let page = visitor.get(&family).await;
    page.is(200).shows("Earlier").shows("Gail Marsh").shows("Carer of Poppy, from 10 October 2026 to 30 November 2026");
    page.hides("Carer, 46").hides("Housing").shows("Hannah Ellis").shows("Mother, 27");
    assert!(!names(&mut visitor, &page).await.contains("Gail"), "she is none of its people");
    officer.sign_in("housing-officer").await;
    officer.get(&family).await.is(404);
    if let Some(list) = officer.post("/find", &[("words", "Poppy Ellis")]).await.location {
        assert!(officer.get(&list).await.link("/families/f-").is_none(), "nor is it found");
    }
}

#[tokio::test]
async fn bar_a21_a_child_goes_to_the_family_that_it_is_in_from_that_day() {
    let world = World::new().await;
    let ravi = |row: Row| {
        let row =
            with_gail(row).with("WORKER", "Test health visitor").with("CODE", "HEALTH-VISITOR").with("TOLD", TOLD);
        row.with("ADDRESS", "9 Elm Row, Testfield").with("POSTCODE", "LX1 4QR")
    };
    let with_gail_first = || ravi(child("hv-1", "Ravi", "Patel", "2024-03-05")).with("CA_SINCE", "2025-01-02");
    let other = || ravi(child("hv-2", "Ida", "Okafor", "2023-05-06")).with("CA_SINCE", "2024-07-01");
    world.told_by("health-visiting", &[with_gail_first(), other()]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let together = family_of(&mut visitor, "Ravi Patel").await;
    together.shows("Ida").shows("Since 2 January 2025 for Ravi").shows("Since 1 July 2024 for Ida");
    // Ravi goes to somebody else; a source that gives no days still names Gail.
    let ended = with_gail_first().with("CA_UNTIL", "2026-11-20");
    let now = child("sc-1", "Ravi", "Patel", "2024-03-05").with("ADDRESS", "2 Mill Lane").with("POSTCODE", "LX1 4QR");
    let now = now.with("CA_GIVEN", "Dora").with("CA_FAMILY", "Quinn").with("CA_SINCE", "2026-11-21");
    let silent = with_gail(child("gp-1", "Ravi", "Patel", "2024-03-05")).with("ADDRESS", "9 Elm Row, Testfield");
    world.told_by("health-visiting", &[ended]).await;
    world.told_by("social-care", &[now]).await;
    world.told_by("general-practice", &[silent.with("POSTCODE", "LX1 4QR").with("RECORDED", "2026-11-22")]).await;
    let his = family_of(&mut visitor, "Ravi Patel").await;
    his.shows("Dora Quinn").shows("Carer of Ravi, from 2 January 2025 to 20 November 2026").hides("Ida");
    let hers = family_of(&mut visitor, "Ida Okafor").await;
    hers.shows("Gail Marsh").shows("Since 1 July 2024").hides("Ravi").hides("Dora").hides("Earlier");
    // She has him back: one more stretch, and the first stays known.
    let back = child("hv-9", "Ravi", "Patel", "2024-03-05").with("CA_SINCE", "2026-11-22");
    world.told_by("health-visiting", &[ravi(back)]).await;
    let his = family_of(&mut visitor, "Ravi Patel").await;
    his.shows("Gail Marsh")
        .shows("Since 22 November 2026")
        .shows("Carer of Ravi, from 2 January 2025 to 20 November 2026");
}

#[tokio::test]
async fn bar_a21_the_days_are_for_who_may_have_the_whole_and_nobody_kept_safe_is_named() {
    let world = World::new().await;
    let ended = |row: Row| row.with("CA_SINCE", SINCE).with("CA_UNTIL", "2026-11-15");
    world.told_by("health-visiting", &[ended(health_visiting())]).await;
    let centre = poppy("cc-1").with("WORKER", "Test outreach worker").with("CODE", "OUTREACH-WORKER");
    world.told_by("childrens-centre", &[centre.clone().with("AGREED_BASIC", "2026-11-03")]).await;
    let mut worker = world.signed_in("outreach-worker").await;
    // Basic details were agreed to: name, address, birthday. Who was a carer is more.
    worker.open_family("Poppy Ellis").await.is(200).shows("Hannah Ellis").hides("Gail").hides("Earlier");
    world.told_by("childrens-centre", &[centre.with("AGREED_ALL", "2026-11-04")]).await;
    worker.open_family("Poppy Ellis").await.shows("Gail Marsh").shows("Carer of Poppy, from 10 October 2026");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family("Poppy Ellis").await.shows("Carer of Poppy, from 10 October 2026 to 15 November 2026");
    // Her own landlord asks that she be kept safe.
    world.told_by("housing", &[gail_at_the_landlord().with("SHIELDED", "Y")]).await;
    visitor.open_family("Poppy Ellis").await.is(200).hides("Gail").hides("Earlier");
}
