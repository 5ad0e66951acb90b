//! What a notified pregnancy becomes: the child or the twins, with what was
//! agreed for them; and the figures.

use crate::antenatal::{AT_HOME, BOTH, HANNAH, SIGNED, does, sent};
use crate::families::HANNAH_NUMBER;
use crate::visitor::Answer;
use crate::world::{Row, World, child};

/// The midwives' row of a baby of Hannah's.
fn newborn(key: &str, given: &str, number: &str, order: u8) -> Row {
    child(key, given, "Ellis", "2026-11-21")
        .with("NHS", number)
        .with("ORDER", order)
        .with("M_NHS", HANNAH_NUMBER)
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("ADDRESS", "14 Larch Close, Testfield")
        .with("POSTCODE", AT_HOME)
        .with("TEAM", "East midwives")
        .with("CODE", "MIDWIFE")
}

/// The same baby as the centre holds it.
fn at_the_centre(row: Row) -> Row {
    row.with("TEAM", "Larch Centre").with("CODE", "OUTREACH-WORKER")
}

const SOON: &[(&str, &str)] = &[("due_on", "6 December 2026")];

#[tokio::test]
async fn s004_baa_s003_isc_consent_at_booking_covers_the_child_that_is_born_in_the_same_family() {
    for (answer, shown) in [("yes", true), ("no", false)] {
        let world = World::with_reach(AT_HOME).await;
        let mut midwife = world.signed_in("midwife").await;
        sent(&mut midwife, &[HANNAH, SOON, SIGNED, BOTH, &[("item_birth", answer)]]).await;
        let before = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
        midwife.get(&before).await.is(200).shows("Unborn baby");
        world.told_by("maternity", &[newborn("m-1", "Ada", "999 000 0042", 1).with("ORDER", "")]).await;
        let after = midwife.post("/find", &[("words", "999 000 0042")]).await.location.expect("her family");
        assert_eq!(before, after, "the pregnancy became the child");
        midwife.get(&after).await.is(200).shows("Ada").hides("Unborn baby");
        midwife.get("/antenatal").await.shows("The baby is born");
        let cared = at_the_centre(newborn("cc-1", "Ada", "999 000 0042", 1).with("ORDER", ""));
        world.told_by("childrens-centre", &[cared]).await;
        let page = world.signed_in("outreach-worker").await.get(&after).await;
        page.is(200);
        if shown {
            page.shows("You see basic details");
        } else {
            page.hides("You see basic details");
        }
    }
}

#[tokio::test]
async fn s004_baa_a_baby_agreed_to_at_booking_is_on_the_centres_next_list_and_the_risk_goes_by_its_own_yes() {
    const LOW: &str = "Low mood since the spring";
    for (birth, risk) in [("yes", "yes"), ("yes", "no"), ("no", "no")] {
        let (world, mut lead) = crate::birth_lists::ready().await;
        let mut midwife = world.signed_in("midwife").await;
        let words = [("background", LOW), ("item_background", risk), ("item_birth", birth)];
        let notification = sent(&mut midwife, &[HANNAH, SOON, SIGNED, BOTH, &words]).await;
        world.told_by("maternity", &[newborn("m-1", "Ada", "999 000 0042", 1).with("ORDER", "")]).await;
        // Within one cycle: the list of the month in which she was born.
        lead.post("/lists", &[("month", "2026-11")]).await.is(303);
        let list = lead.get("/lists").await.link("/lists/b-").expect("a list is built");
        lead.post(&format!("{list}/release"), &[]).await.is(303);
        let text = crate::birth_lists::opened(&world, &list);
        let births = crate::birth_lists::births(&world).await;
        if birth == "yes" {
            assert!(text.contains(",birth,2026-11-21,Larch Centre,Ada,Ellis,2026-11-21,14 Larch Close"), "{text}");
            births.shows("Ada Ellis");
        } else {
            assert_eq!(text.lines().count(), 1, "only the header: {text}");
            births.hides("Ada");
        }
        // Why she may need more is in no list, with or without her yes; it is read where she agreed to that.
        assert!(!text.contains(LOW), "{text}");
        births.hides(LOW);
        let mut centre = world.signed_in("outreach-worker").await;
        centre.post("/purpose", &[("purpose", "personalise_service"), ("back", "/antenatal")]).await.is(303);
        let page = centre.get(&notification).await;
        let form = centre.get(&format!("{notification}/form")).await;
        if risk == "yes" {
            form.is(200).shows(LOW);
        } else {
            page.hides(LOW);
            form.hides(LOW);
        }
    }
}

#[tokio::test]
async fn twins_are_each_covered_by_what_was_agreed_for_the_baby_or_babies() {
    for answer in ["yes", "no"] {
        let world = World::with_reach(AT_HOME).await;
        let mut midwife = world.signed_in("midwife").await;
        sent(&mut midwife, &[HANNAH, SOON, SIGNED, BOTH, &[("item_birth", answer)]]).await;
        let before = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
        let (ada, isolde) = (newborn("m-1", "Ada", "999 000 0042", 1), newborn("m-2", "Isolde", "999 000 0050", 2));
        world.told_by("maternity", &[ada, isolde]).await;
        let after = midwife.post("/find", &[("words", "999 000 0050")]).await.location.expect("her family");
        assert_eq!(before, after, "one family");
        midwife.get(&after).await.is(200).shows("Ada").shows("Isolde").hides("Unborn baby");
        // The centre holds one of them; that it may know of the other rests on what was agreed for both.
        for (held, other) in [("Ada", "Isolde"), ("Isolde", "Ada")] {
            let number = if held == "Ada" { "999 000 0042" } else { "999 000 0050" };
            let row = at_the_centre(newborn("cc-1", held, number, if held == "Ada" { 1 } else { 2 }));
            world.told_by("childrens-centre", &[row]).await;
            let page = world.signed_in("outreach-worker").await.get(&after).await;
            page.is(200).shows(held);
            if answer == "yes" {
                page.shows(other)
            } else {
                page.hides(other)
            };
        }
        // Files that come again add no line to the ledger.
        let ledger = midwife.get(&format!("{after}/consent")).await;
        let lines = |page: &Answer| page.text().matches("Hannah Ellis").count();
        world.told_by("maternity", &[newborn("m-3", "Ada", "999 000 0042", 1)]).await;
        assert_eq!(lines(&midwife.get(&format!("{after}/consent")).await), lines(&ledger));
    }
}

#[tokio::test]
async fn a_pregnancy_that_a_source_knows_and_the_form_names_is_one_and_twins_are_two() {
    for twins in [false, true] {
        let world = World::with_reach(AT_HOME).await;
        let expected = |key: &str, order: u8| {
            child(key, "Unborn", "Ellis", "")
                .with("DUE", "2027-06-02")
                .with("ORDER", if twins { order.to_string() } else { String::new() })
                .with("M_NHS", HANNAH_NUMBER)
                .with("M_GIVEN", "Hannah")
                .with("M_FAMILY", "Ellis")
                .with("M_BORN", "1999-05-14")
                .with("TEAM", "East midwives")
                .with("CODE", "MIDWIFE")
        };
        let rows = [expected("m-1", 1), expected("m-2", 2)];
        world.told_by("maternity", if twins { &rows } else { &rows[..1] }).await;
        let mut midwife = world.signed_in("midwife").await;
        sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
        let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
        let page = midwife.get(&family).await;
        assert_eq!(page.is(200).text().matches("Unborn baby").count(), if twins { 2 } else { 1 }, "{}", page.text());
    }
}

/// Five women whose babies come soon, and the family name of each.
pub const FIVE: [(&str, &str); 5] = [
    ("999 000 0042", "Marsh"),
    ("999 000 0050", "Hill"),
    ("999 000 0069", "Wood"),
    ("999 000 0077", "Lake"),
    ("999 000 0085", "Field"),
];

/// Five whom a centre took, and never met.
const TAKEN: [(&str, &str); 5] = [
    ("999 000 0093", "Abbott"),
    ("999 000 0107", "Carver"),
    ("999 000 0115", "Dunmore"),
    ("999 000 0123", "Eastwood"),
    ("999 000 0131", "Farrow"),
];
/// Five who were asked, and said no to the centre.
const ASKED: [(&str, &str); 5] = [
    ("999 000 0158", "Goddard"),
    ("999 000 0166", "Hollis"),
    ("999 000 0174", "Ingram"),
    ("999 000 0182", "Jessop"),
    ("999 000 0190", "Kettle"),
];

#[tokio::test]
async fn s002_cba_s002_lae_figures_by_week_and_after_the_birth_leave_small_numbers_out() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let mut centre = world.signed_in("outreach-worker").await;
    for (number, name) in FIVE {
        let who = [("nhs_number", number), ("family_name", name), ("born_on", "1 May 1998")];
        let address = sent(&mut midwife, &[HANNAH, &who, SOON, SIGNED, BOTH]).await;
        does(&mut centre, &address, "accepted", "").await.is(303);
        does(&mut centre, &address, "contacted", "The bump group").await.is(303);
    }
    // Five more whom the centre took, and never met; and five who said no.
    for ((number, name), answer) in TAKEN.map(|who| (who, "yes")).into_iter().chain(ASKED.map(|who| (who, "no"))) {
        let who = [("nhs_number", number), ("family_name", name), ("born_on", "1 May 1998"), ("item_contact", answer)];
        let address = sent(&mut midwife, &[HANNAH, SOON, SIGNED, BOTH, &who]).await;
        if answer == "yes" {
            does(&mut centre, &address, "accepted", "").await.is(303);
        }
    }
    let early = [
        ("nhs_number", ""),
        ("given_name", "Zoe"),
        ("family_name", "Stone"),
        ("born_on", "12 July 1991"),
        ("telephone", "07700 900119"),
        ("address", "3 Larch Close, Testfield"),
    ];
    sent(&mut midwife, &[HANNAH, &early, SIGNED, BOTH]).await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    let page = guardian.get("/antenatal/report").await;
    let by_week = "31 weeks and later Asked 15 Agreed 10";
    page.is(200).shows(by_week).shows("8 to 12 weeks Asked Too few Agreed Too few");
    page.shows("baby born 0").shows("the family uses a centre 0").hides("Marsh");
    page.shows("Week not written down Asked");
    // A yes that nobody proved is none yet; a woman who is asked again counts once, by her last answer.
    let (number, name) = ASKED[0];
    let again = [("nhs_number", number), ("family_name", name), ("born_on", "1 May 1998")];
    world.wait(jiff::Span::new().seconds(1));
    sent(&mut midwife, &[HANNAH, SOON, BOTH, &again, &[("told", "yes"), ("how", "later")]]).await;
    guardian.get("/antenatal/report").await.shows(by_week);
    world.wait(jiff::Span::new().seconds(1));
    sent(&mut midwife, &[HANNAH, SOON, SIGNED, BOTH, &again]).await;
    guardian.get("/antenatal/report").await.shows("31 weeks and later Asked 15 Agreed Too few");
    world.wait(jiff::Span::new().seconds(1));
    sent(&mut midwife, &[HANNAH, SOON, SIGNED, BOTH, &again, &[("item_contact", "no")]]).await;
    guardian.get("/antenatal/report").await.shows(by_week);
    let born = |key: &str| -> Vec<Row> {
        let baby = |(number, name): (&str, &str)| {
            child(&format!("{key}-{name}"), "Ada", name, "2026-11-21")
                .with("M_NHS", number)
                .with("M_GIVEN", "Hannah")
                .with("M_FAMILY", name)
                .with("M_BORN", "1998-05-01")
        };
        FIVE.into_iter().chain(TAKEN).map(baby).collect()
    };
    world.told_by("maternity", &born("m")).await;
    guardian.get("/antenatal/report").await.shows("baby born 5").shows("the family uses a centre 0");
    // That a centre holds a row is no use of it: that it met them is.
    world.told_by("childrens-centre", &born("cc")).await;
    guardian.get("/antenatal/report").await.shows("baby born 5").shows("the family uses a centre 0");
    let met = |row: Row| row.with("C_ON", "2026-11-22").with("C_KIND", "Baby group").with("RECORDED", "2026-11-22");
    world.told_by("childrens-centre", &born("cc").into_iter().map(met).collect::<Vec<_>>()).await;
    guardian.get("/antenatal/report").await.shows("the family uses a centre 5");
    midwife.get("/antenatal/report").await.is(404);
    // The week is that of the answer, however long ago it is.
    world.wait(jiff::Span::new().hours(24 * 56));
    world.signed_in("caldicott-guardian").await.get("/antenatal/report").await.shows(by_week);
}
