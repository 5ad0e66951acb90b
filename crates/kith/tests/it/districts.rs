//! One process before birth in every district: what a district does in another
//! way is written down, listed with its last day, and what its form really does.

use jiff::Span;

use crate::antenatal::{AT_HOME, BOTH, HANNAH, SIGNED, send, sent};
use crate::world::{World, child};

const WORDS: &str = "Our baby café is open on Mondays.";

fn deviation<'a>(item: &'a str, value: &'a str, until: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("district", "East"),
        ("item", item),
        ("value", value),
        ("why", "The centre has no health visitor on site"),
        ("agreed_by", "The partnership forum"),
        ("until", until),
    ]
}

#[tokio::test]
async fn s002_lac_every_district_works_by_one_template_and_deviations_are_listed_with_their_last_day() {
    let world = World::with_reach(AT_HOME).await;
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/antenatal/districts").await;
    page.is(200).shows("East By the template").shows("Who receives a notification The centre and the health visitors");
    page.shows("Days until a woman without a named contact is listed 14 days").hides("Our baby café");
    let new = "/antenatal/districts/new";
    let mut wrong = deviation("contact-days", "many", "31 December 2026").to_vec();
    lead.post(new, &wrong).await.is(422).shows("Write a number from 1 to 60");
    wrong.retain(|(name, _)| !matches!(*name, "why" | "agreed_by" | "until"));
    lead.post(new, &wrong).await.is(422).shows("Write why").shows("Write who agreed to it");
    lead.post(new, &deviation("contact-days", "30", "1 November 2026")).await.is(422).shows("This day has passed");
    lead.post(new, &[("district", "Nowhere")]).await.is(422).shows("Choose the district");
    lead.get("/antenatal/districts").await.shows("East By the template");

    lead.post(new, &deviation("contact-days", "30", "31 December 2026")).await.is(303);
    let page = lead.get("/antenatal/districts").await;
    page.shows("East In another way").shows("30 days (template: 14 days)");
    page.shows("The centre has no health visitor on site. Agreed by The partnership forum. Until 31 December 2026.");
    for role in ["midwife", "outreach-worker", "commissioner"] {
        let mut reader = world.signed_in(role).await;
        reader.get("/antenatal/districts").await.is(200).shows("Until 31 December 2026");
        reader.get(new).await.is(404);
        reader.post(new, &deviation("contact-days", "40", "31 December 2026")).await.is(404);
    }
    world.signed_in("midwife").await.get("/antenatal").await.shows("booked more than 30 days ago");
    world.signed_in("social-worker").await.get("/antenatal/districts").await.is(404);
    world.wait(Span::new().hours(24 * 45));
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/antenatal/districts").await.shows("East By the template").shows("Last day 31 December 2026");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("page=antenatal-districts") && log.contains("district=East"));
}

#[tokio::test]
async fn s002_lac_what_one_district_does_in_another_way_changes_nothing_in_the_others() {
    let districts =
        [("Larch Centre", AT_HOME, "East"), ("Cedar Centre", "LX7 8CD", "West"), ("Oak", "LX9 1AA", "North")];
    let world = World::with_districts(&districts).await;
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/antenatal/districts").await;
    page.is(200).shows("East By the template").shows("West By the template").shows("North By the template");
    lead.post("/antenatal/districts/new", &deviation("contact-days", "30", "31 December 2026")).await.is(303);
    let page = lead.get("/antenatal/districts").await;
    page.shows("East In another way").shows("West By the template").shows("North By the template");
    let other = deviation("receivers", "health-visitors", "31 December 2026");
    let other: Vec<(&str, &str)> =
        other.into_iter().map(|(name, value)| (name, if name == "district" { "West" } else { value })).collect();
    lead.post("/antenatal/districts/new", &other).await.is(303);
    lead.get("/antenatal/districts").await.shows("West In another way").shows("North By the template");
    // The midwife of the east still tells both.
    let mut midwife = world.signed_in("midwife").await;
    midwife.get("/antenatal/new").await.shows("It goes to: the centre and the health visitors");
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    for reader in ["outreach-worker", "health-visitor"] {
        world.signed_in(reader).await.get(&address).await.is(200).shows("Hannah Ellis");
    }
}

#[tokio::test]
async fn s002_lac_the_form_of_a_district_says_and_does_what_its_deviation_says_until_its_last_day() {
    let world = World::with_reach(AT_HOME).await;
    let mut lead = world.signed_in("data-lead").await;
    let mut midwife = world.signed_in("midwife").await;
    let page = midwife.get("/antenatal/new").await;
    page.is(200).shows("It goes to: the centre and the health visitors").hides(WORDS);
    let new = "/antenatal/districts/new";
    lead.post(new, &deviation("words", WORDS, "30 November 2026")).await.is(303);
    lead.post(new, &deviation("receivers", "centre", "30 November 2026")).await.is(303);
    lead.post(new, &deviation("sign-days", "5", "30 November 2026")).await.is(303);
    midwife.get("/antenatal/new").await.shows("It goes to: the centre alone").shows(WORDS);
    midwife.get("/antenatal/script").await.shows(WORDS);
    let spoken: &[(&str, &str)] = &[("told", "yes"), ("how", "spoken")];
    let address = sent(&mut midwife, &[HANNAH, spoken, BOTH]).await;
    world.signed_in("outreach-worker").await.get(&address).await.is(200).shows("Hannah Ellis");
    let mut nurse = world.signed_in("health-visitor").await;
    nurse.get(&address).await.is(404).hides("Hannah");
    nurse.get("/antenatal").await.hides("Hannah Ellis");
    midwife.get("/my-day").await.shows("Confirm in writing what she said out loud").shows("27 November 2026");

    // After the last day the template counts again.
    world.wait(Span::new().hours(24 * 10));
    let mut midwife = world.signed_in("midwife").await;
    midwife.get("/antenatal/new").await.shows("It goes to: the centre and the health visitors").hides(WORDS);
    let answer = send(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    answer.is(303);
    let address = answer.location.expect("an address");
    world.signed_in("health-visitor").await.get(&address).await.is(200).shows("Hannah Ellis");
}

#[tokio::test]
async fn s002_mwa_after_how_many_days_she_is_listed_is_set_here_and_a_district_can_have_its_own_number() {
    let world = World::with_reach(AT_HOME).await;
    let booked = child("mat-1", "Unborn", "Ellis", "")
        .with("DUE", "2027-06-06")
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("TEAM", "East midwives")
        .with("CODE", "MIDWIFE")
        .with("STARTED", "2026-11-02");
    world.told_by("maternity", &[booked]).await;
    let mut midwife = world.signed_in("midwife").await;
    midwife
        .get("/antenatal")
        .await
        .shows("1 woman was booked more than 14 days ago")
        .shows("the father or partner too");
    let mut lead = world.signed_in("data-lead").await;
    let key = lead.get("/waits").await.field("form_key").expect("a key");
    let days = |days: &'static str| [("form_key", key.as_str()), ("contact_days", days)];
    for wrong in ["0", "61", "soon"] {
        lead.post("/waits", &days(wrong)).await.is(422).shows("Write a number of days from 1 to 60");
    }
    lead.post("/waits", &days("21")).await.is(303);
    midwife.get("/antenatal").await.shows("Every woman booked more than 21 days ago").hides("Ellis family");
    lead.get("/antenatal/districts").await.shows("Days until a woman without a named contact is listed 21 days");
    let deviation = [
        ("district", "East"),
        ("item", "contact-days"),
        ("value", "7"),
        ("why", "Women book late here"),
        ("agreed_by", "The partnership forum"),
        ("until", "31 December 2026"),
    ];
    lead.post("/antenatal/districts/new", &deviation).await.is(303);
    midwife.get("/antenatal").await.shows("1 woman was booked more than 7 days ago").shows("Ellis family");
    let said = crate::importing::run(&world, &["locality", "--contact-days", "10"]);
    said.is(0).says("A woman without a named contact is listed after 10 days.");
    let log = world.app.export_audit().await.expect("the audit").log;
    assert!(log.contains("antenatal-contact-days"), "who changed it is written down");
}
