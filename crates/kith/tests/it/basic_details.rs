//! Basic personal information (002 ¶15): what it is, who may have it on notice,
//! and who needs explicit consent.

use jiff::Span;

use crate::families::{TOLD, poppy, registered, visited};
use crate::world::{Row, World, child};

/// A row of maternity: holds the address, so that another service's basic
/// details can be seen, or not.
fn booked(row: Row) -> Row {
    row.with("TEAM", "East midwives").with("CODE", "MIDWIFE").with("STARTED", "2026-06-01")
}

/// The health visitor's own row knows no address; only maternity does.
fn without_address(row: Row) -> Row {
    row.with("ADDRESS", "").with("POSTCODE", "").with("PHONE", "").with("M_PHONE", "")
}

#[tokio::test]
async fn s002_15a_child_turns_four_at_midnight() {
    let world = World::new().await;
    let four_tomorrow = |key: &str| {
        child(key, "Sami", "Noor", "2022-11-23")
            .with("NHS", "999 000 0034")
            .with("M_GIVEN", "Amal")
            .with("M_FAMILY", "Noor")
    };
    let own =
        four_tomorrow("hv-9").with("TEAM", "East health visitors").with("CODE", "HEALTH-VISITOR").with("TOLD", TOLD);
    world.told_by("health-visiting", &[own]).await;
    world
        .told_by(
            "maternity",
            &[booked(four_tomorrow("mat-9")).with("ADDRESS", "3 Elm Row").with("POSTCODE", "LX2 1AB")],
        )
        .await;
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family("Sami Noor").await.is(200).shows("3 Elm Row");
    world.wait(Span::new().hours(13).minutes(59));
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family("Sami Noor").await.is(200).shows("3 Elm Row");
    world.wait(Span::new().minutes(2));
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family("Sami Noor").await.is(200).hides("3 Elm Row");
}

#[tokio::test]
async fn s002_15b_health_professionals_see_basic_details_on_notice_without_a_consent_record() {
    let world = World::new().await;
    world.told_by("health-visiting", &[without_address(visited("hv-1", "2026-10-14", "x")).with("TOLD", TOLD)]).await;
    world.told_by("maternity", &[booked(poppy("mat-1"))]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.open_family("Poppy Ellis").await;
    page.is(200).shows("14 Larch Close").shows("Not asked");
    // Exactly these: nothing else that midwifery wrote about her or her mother.
    for person in page.links("/families/").into_iter().filter(|link| link.contains("/people/")) {
        visitor.get(&person).await.is(200).hides("07700 900118").hides("Telephone");
    }
    page.hides("07700 900118");
}

#[tokio::test]
async fn s002_15c_who_the_employer_is_makes_no_difference() {
    let world = World::new().await;
    world.told_by("health-visiting", &[without_address(visited("hv-1", "2026-10-14", "x")).with("TOLD", TOLD)]).await;
    world.told_by("maternity", &[booked(poppy("mat-1"))]).await;
    for employer in ["Testfield Council", "Testfield Health Trust", "A Private Practice Limited"] {
        world.app.set_employer("health-visitor", employer, world.clock.now()).await.expect("the employer is set");
        let mut visitor = world.signed_in("health-visitor").await;
        visitor.open_family("Poppy Ellis").await.is(200).shows("14 Larch Close");
    }
}

#[tokio::test]
async fn s002_15d_the_same_asker_for_outreach_is_not_permitted_on_notice() {
    let world = World::new().await;
    world.told_by("health-visiting", &[without_address(visited("hv-1", "2026-10-14", "x")).with("TOLD", TOLD)]).await;
    world.told_by("maternity", &[booked(poppy("mat-1"))]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family("Poppy Ellis").await.shows("14 Larch Close");
    visitor.post("/purpose", &[("purpose", "centre_outreach"), ("back", "/my-day")]).await.is(303);
    visitor.open_family("Poppy Ellis").await.is(200).hides("14 Larch Close");
}

#[tokio::test]
async fn s002_15e_no_notice_on_file_is_answered_give_notice_first() {
    let world = World::new().await;
    world.told_by("health-visiting", &[without_address(visited("hv-1", "2026-10-14", "x"))]).await;
    world.told_by("maternity", &[booked(poppy("mat-1"))]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.open_family("Poppy Ellis").await;
    page.is(200).hides("14 Larch Close").shows("privacy notice");
    world.told_by("health-visiting", &[without_address(visited("hv-1", "2026-10-14", "x")).with("TOLD", TOLD)]).await;
    visitor.open_family("Poppy Ellis").await.is(200).shows("14 Larch Close");
}

#[tokio::test]
async fn s002_15g_somebody_who_is_not_a_health_professional_needs_explicit_consent() {
    let world = World::new().await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-10-14", "x").with("TOLD", TOLD)]).await;
    world.told_by("childrens-centre", &[without_address(registered("cc-1"))]).await;
    let mut worker = world.signed_in("outreach-worker").await;
    worker.open_family("Poppy Ellis").await.is(200).hides("14 Larch Close");
    world.told_by("childrens-centre", &[without_address(registered("cc-1")).with("AGREED_BASIC", "2026-11-03")]).await;
    worker.open_family("Poppy Ellis").await.is(200).shows("14 Larch Close");
    world
        .told_by(
            "childrens-centre",
            &[without_address(registered("cc-1")).with("AGREED_BASIC", "2026-11-03").with("WITHDREW", "2026-11-20")],
        )
        .await;
    worker.open_family("Poppy Ellis").await.hides("14 Larch Close");
}
