//! How well matching does, and the NHS number as the key of every system.

use crate::families::{POPPY_NUMBER, poppy, visited};
use crate::matching_pairs::{poppy_ellis, poppy_marsh};
use crate::visitor::Visitor;
use crate::world::{Row, World, child};

/// A made-up NHS number of the test range with its check digit.
pub fn number(place: u32) -> String {
    let nine: Vec<u32> = format!("9990{place:05}").bytes().map(|digit| u32::from(digit - b'0')).collect();
    let sum: u32 = nine.iter().zip((2..=10).rev()).map(|(digit, weight): (&u32, u32)| digit * weight).sum();
    match 11 - sum % 11 {
        11 => format!("9990{place:05}0"),
        10 => number(place + 1_000),
        digit => format!("9990{place:05}{digit}"),
    }
}

const NAMES: [&str; 8] = ["Ada", "Bram", "Cleo", "Dara", "Esme", "Finn", "Greta", "Hugo"];

async fn answer_all(lead: &mut Visitor, says: &str) -> usize {
    let mut answered = 0;
    while let Some(pair) = lead.get("/matching").await.link("/matching/k-") {
        let seen = lead.get(&pair).await.field("seen").expect("it can be answered");
        lead.post(&pair, &[("seen", &seen), ("answer", says)]).await.is(303);
        answered += 1;
    }
    answered
}

#[tokio::test]
async fn bar_a17_the_histogram_marks_the_thresholds_and_estimates_say_how_unsure_they_are() {
    let world = World::new().await;
    let named = |row: Row, name: &str, place: usize| {
        row.with("GIVEN", name).with("BORN", format!("2026-09-{:02}", place + 1)).with("KEY", format!("k{place}"))
    };
    let all = |row: fn(&str) -> Row| -> Vec<Row> {
        NAMES.iter().enumerate().map(|(place, name)| named(row("k"), name, place)).collect()
    };
    world.told_by("health-visiting", &all(poppy_ellis)).await;
    world.told_by("maternity", &all(poppy_marsh)).await;
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/matching/accuracy").await;
    page.is(200).shows("Pairs by weight").shows("Not known yet").shows("4: joined").shows("0: somebody is asked");
    assert!(page.html.contains("<svg class=\"kith-histogram\"") && !page.html.contains(" style="));
    let answered = answer_all(&mut lead, "different").await;
    assert!(answered >= 8, "{answered} pairs waited");
    let page = lead.get("/matching/accuracy").await;
    page.shows(&format!("{answered} pairs")).shows(&format!("0 of {answered}, between 0 and"));
    page.shows("Health visiting").shows("Midwifery").shows("November 2026");
}

#[tokio::test]
async fn a_service_whose_pairs_are_answered_otherwise_than_before_is_told() {
    let world = World::new().await;
    let rows = |row: fn(&str) -> Row, places: std::ops::Range<usize>| -> Vec<Row> {
        let one = |place: usize| {
            row("k")
                .with("GIVEN", NAMES[place % NAMES.len()])
                .with("BORN", format!("2026-0{}-{:02}", 1 + place / 8, place + 1))
                .with("KEY", format!("k{place}"))
        };
        places.map(one).collect()
    };
    world.told_by("health-visiting", &rows(poppy_ellis, 0..8)).await;
    world.told_by("maternity", &rows(poppy_marsh, 0..8)).await;
    let mut lead = world.signed_in("data-lead").await;
    let same = answer_all(&mut lead, "same").await;
    assert!(same >= 8, "{same} pairs waited");
    lead.get("/matching/accuracy").await.shows("Too early to say").hides("Fewer than before");
    world.wait(jiff::Span::new().hours(24 * 100));
    lead.sign_in("data-lead").await;
    world.told_by("health-visiting", &rows(poppy_ellis, 0..16)).await;
    world.told_by("maternity", &rows(poppy_marsh, 0..16)).await;
    let different = answer_all(&mut lead, "different").await;
    assert!(different >= 8, "{different} pairs waited");
    let page = lead.get("/matching/accuracy").await;
    page.shows("Fewer than before. Ask this service what has changed").hides("Too early to say");
    page.shows(&format!("{same} of {same}, between")).shows(&format!("0 of {different}, between"));
}

#[tokio::test]
async fn joins_are_drawn_by_lot_and_checked_and_a_wrong_one_is_parted() {
    let world = World::new().await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-11-12", "x")]).await;
    world.told_by("child-health", &[poppy("ch-1")]).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching/accuracy").await.shows("Draw 20 joins to check");
    lead.post("/matching/accuracy", &[]).await.is(303);
    let page = lead.get("/matching/accuracy").await;
    let joins = page.links("/matching/k-");
    assert_eq!(joins.len(), 2, "the child and the mother were joined: {}", page.text());
    for join in joins {
        let page = lead.get(&join).await;
        page.is(200).shows("Are these one person?").shows("Same");
        let seen = page.field("seen").expect("it can be answered");
        lead.post(&join, &[("seen", &seen), ("answer", "different")]).await.is(303);
        lead.get(&join).await.shows("two people");
    }
    let mut visitor = world.signed_in("health-visitor").await;
    let family = visitor.open_family("Poppy Ellis").await;
    let person = family.links("/families/").into_iter().find(|link| link.contains("/people/")).expect("a person");
    visitor.get(&person).await.is(200).hides("Child health records, Testfield");
    lead.get("/matching/accuracy").await.hides("Check join 1");
}

#[tokio::test]
async fn s003_nne_who_needs_an_nhs_number_most_has_one_or_is_counted() {
    let world = World::new().await;
    let family = |place: usize| format!("{}{}", NAMES[place / 2], ["wood", "field"][place % 2]);
    let in_need = |place: usize| {
        child(&format!("sc-{place}"), NAMES[place % 8], &family(place), &format!("2022-03-{:02}", place + 1))
            .with("TEAM", "East social work")
            .with("LEVEL", "child in need")
            .with("ADDRESS", format!("{} Birch Way", place + 1))
            .with("POSTCODE", "LX2 2BB")
    };
    let rows: Vec<Row> = (0..16).map(in_need).collect();
    world.told_by("social-care", &rows).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching/accuracy").await.shows("Children in need With an NHS number 0 of 16, 0 in 100");
    // Health knows the numbers of ten: matching brings them.
    let known = |place: usize| {
        child(&format!("ch-{place}"), NAMES[place % 8], &family(place), &format!("2022-03-{:02}", place + 1))
            .with("ADDRESS", format!("{} Birch Way", place + 1))
            .with("POSTCODE", "LX2 2BB")
            .with("NHS", number(u32::try_from(place).expect("a small number") + 100))
    };
    let rows: Vec<Row> = (0..10).map(known).collect();
    world.told_by("child-health", &rows).await;
    let page = lead.get("/matching/accuracy").await;
    page.shows("Children in need With an NHS number 10 of 16, 63 in 100");
    page.shows("Looked-after children With an NHS number None known");
}

#[tokio::test]
async fn s003_nne_each_of_the_four_groups_is_counted_by_itself() {
    let world = World::new().await;
    const GROUPS: [(&str, &str, &str, &str); 4] = [
        ("social-care", "Child in need", "wood", "Children in need"),
        ("social-care", "Child protection plan", "field", "Children on a child protection plan"),
        ("social-care", "Looked after", "brook", "Looked-after children"),
        ("send", "EHC plan", "hill", "Children with an education, health and care plan"),
    ];
    for (place, (source, level, ends, _)) in GROUPS.into_iter().enumerate() {
        // Five to eight with a number, and five without.
        let with = 5 + place;
        let row = |at: usize| {
            let year = 2018 + place;
            let born = format!("{year}-{:02}-{:02}", at * 5 % 12 + 1, at * 2 + 1);
            let family = format!("{}{ends}", NAMES[(at + at / 8 * 2 + 3) % 8]);
            let row = child(&format!("{ends}-{at}"), NAMES[at % 8], &family, &born);
            let row = row.with("TEAM", "East social work").with("LEVEL", level);
            if at < with { row.with("NHS", number(u32::try_from(place * 100 + at).expect("few") + 200)) } else { row }
        };
        world.told_by(source, &(0..with + 5).map(row).collect::<Vec<_>>()).await;
    }
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/matching/accuracy").await;
    for ((_, _, _, title), share) in
        GROUPS.into_iter().zip(["5 of 10, 50", "6 of 11, 55", "7 of 12, 58", "8 of 13, 62"])
    {
        page.shows(&format!("{title} With an NHS number {share} in 100"));
    }
    // Whoever else is worked with is in none of them.
    let other =
        child("eh-1", "Zoe", "Quill", "2021-02-03").with("TEAM", "Early help desk").with("LEVEL", "universal plus");
    world.told_by("early-help", &[other]).await;
    lead.get("/matching/accuracy").await.shows("Children in need With an NHS number 5 of 10, 50 in 100");
}

#[tokio::test]
async fn s003_nne_a_group_of_a_few_is_not_counted_out() {
    let world = World::new().await;
    let row = child("sc-1", "Ada", "Brook", "2022-03-04").with("LEVEL", "looked after").with("TEAM", "East");
    world.told_by("social-care", &[row]).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching/accuracy").await.shows("Looked-after children With an NHS number Too few");
}

#[tokio::test]
async fn s003_nna_outside_health_the_number_is_the_key_and_whoever_lacks_it_is_flagged() {
    let world = World::new().await;
    let row = visited("hv-1", "2026-11-12", "x").with("TOLD", "2026-10-06");
    let without = row.with("F_GIVEN", "Sam").with("F_FAMILY", "Ellis").with("F_BORN", "1998-02-11");
    world.told_by("health-visiting", &[without]).await;
    // The council's two systems carry the number and hardly anything else.
    for source in ["childrens-centre", "education"] {
        let row = child("1", "Poppy", "Other", "").with("NHS", POPPY_NUMBER);
        world.told_by(source, &[row]).await;
    }
    let mut visitor = world.signed_in("health-visitor").await;
    let family = visitor.open_family(POPPY_NUMBER).await;
    family.shows("Father, 28. No NHS number");
    let person = family.links("/families/").into_iter().find(|link| link.contains("/people/")).expect("a person");
    let page = visitor.get(&person).await;
    page.is(200).shows("Children’s centre, Testfield").shows("Nursery or school, Testfield").hides("No NHS number");
}

#[tokio::test]
async fn s000_10_the_authoritys_systems_share_one_child_by_its_nhs_number() {
    let world = World::new().await;
    let number = number(7);
    // Two systems of the authority, one child: another family name, another address, the same number.
    let centre = child("cc-1", "Ada", "Brook", "2024-02-09")
        .with("NHS", &number)
        .with("TEAM", "Larch Centre")
        .with("CODE", "OUTREACH-WORKER")
        .with("AGREED_BASIC", "2026-11-03");
    world.told_by("childrens-centre", &[centre]).await;
    let offer = child("to-1", "Ada", "Hill", "2024-02-09").with("NHS", &number).with("ADDRESS", "9 New Road");
    world.told_by("two-year-offer", &[offer]).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching").await.shows("No pairs to check");
    let mut worker = world.signed_in("outreach-worker").await;
    let family = worker.open_family(&number).await;
    let person = family.links("/families/").into_iter().find(|link| link.contains("/people/")).expect("a person");
    worker.get(&person).await.is(200).shows("See the 2 records").shows("Two-year-old offer, Testfield");
}

#[tokio::test]
async fn s004_bac_a_birth_in_another_areas_hospital_joins_the_family_at_home() {
    let world = World::with_reach("LX1 4QR").await;
    // The home midwives expect the baby.
    let expected = child("an-1", "Unborn", "Ellis", "")
        .with("DUE", "2026-10-09")
        .with("ADDRESS", "14 Larch Close, Testfield")
        .with("POSTCODE", "LX1 4QR")
        .with("M_NHS", "999 000 0026")
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("TEAM", "East midwives")
        .with("CODE", "MIDWIFE")
        .with("TOLD", "2026-09-01");
    world.told_by("maternity", &[expected]).await;
    let mut midwife = world.signed_in("midwife").await;
    let home = midwife.post("/find", &[("words", "Hannah Ellis")]).await.location.expect("found");
    midwife.get(&home).await.is(200).hides("Daughter").hides("Poppy, ");
    // A hospital of another area notifies the birth to the register of child health.
    world.told_by("child-health", &[poppy("away-77").with("M_PHONE", "")]).await;
    let page = midwife.get(&home).await;
    page.is(200).shows("Poppy, 7 weeks").shows("Larch Close");
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching").await.shows("No pairs to check");
}
