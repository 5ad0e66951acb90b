//! The plan before a birth for a woman of whom midwife and centre say that she
//! needs more help: it stands with both until it is written.

use jiff::Span;

use crate::antenatal::{AT_HOME, BOTH, HANNAH, MORE_HELP, SIGNED, does, looks_for, sent, takes_back};
use crate::antenatal_births::FIVE;
use crate::families::HANNAH_NUMBER;
use crate::losses::records_a_loss;
use crate::visitor::Visitor;
use crate::who_knows::hidden_hannah;
use crate::world::{World, child};

const OURS: &str = "Make the plan for more help";
const THEIRS: &str = "Larch Centre has no plan for more help yet";
const PASSED: &str = "needed by 9 May 2027: that day has passed";

/// Hannah, booked at twelve weeks; midwife and centre agree that she needs more
/// help, and the centre is in touch with her.
async fn help_is_agreed() -> (World, Visitor, Visitor, String) {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, MORE_HELP]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    agrees(&mut centre, &address).await;
    (world, midwife, centre, address)
}

async fn agrees(centre: &mut Visitor, address: &str) {
    looks_for(centre, "family_support").await;
    for (what, words) in [("accepted", ""), ("agreed-vulnerable", ""), ("contacted", "The bump group")] {
        does(centre, address, what, words).await.is(303);
    }
}

#[tokio::test]
async fn s002_lab_s003_isn_a_plan_stands_with_centre_and_midwife_until_it_is_written_and_is_late_after_its_day() {
    let (world, mut midwife, mut centre, address) = help_is_agreed().await;
    centre
        .get("/my-day")
        .await
        .shows("1 notification waits")
        .shows(OURS)
        .shows("Hannah Ellis")
        .shows("needed by 9 May 2027");
    midwife
        .get("/my-day")
        .await
        .shows("1 notification waits")
        .shows(THEIRS)
        .shows("Hannah Ellis")
        .shows("needed by 9 May 2027");
    midwife.get("/antenatal").await.shows("More help is agreed: plan due by 9 May 2027").hides("Overdue");
    midwife.get(&address).await.shows("The plan is due by 9 May 2027").shows("Larch Centre makes it");
    for stranger in ["health-visitor", "other-health-visitor"] {
        world.signed_in(stranger).await.get("/my-day").await.hides("plan for more help");
    }
    // On the day itself it is not late; on the next it is.
    world.wait(Span::new().hours(24 * 168));
    for account in ["outreach-worker", "midwife"] {
        world.signed_in(account).await.get("/my-day").await.shows("needed by 9 May 2027").hides(PASSED);
    }
    world.wait(Span::new().hours(24));
    let (mut centre, mut midwife) = (world.signed_in("outreach-worker").await, world.signed_in("midwife").await);
    for who in [&mut centre, &mut midwife] {
        who.get("/my-day").await.shows("1 notification waits").shows(PASSED).shows("Late");
        who.get("/antenatal").await.is(200).shows("lan due by 9 May 2027 Overdue");
        who.get(&address).await.is(200).shows("That day has passed");
    }
    looks_for(&mut centre, "family_support").await;
    does(&mut centre, &address, "planned", "Visits each week from now, by Joanne").await.is(303);
    for who in [&mut centre, &mut midwife] {
        who.get("/my-day").await.shows("no notification waits").hides("plan for more help");
        who.get("/antenatal").await.hides("Overdue").shows("A plan is made");
        who.get(&address).await.hides("The plan is due");
    }
}

#[tokio::test]
async fn s002_lab_a_plan_is_asked_for_no_more_after_a_no_a_loss_or_what_she_took_back() {
    let (_world, mut midwife, mut centre, address) = help_is_agreed().await;
    takes_back(&mut midwife).await;
    centre.get("/my-day").await.hides("plan for more help").hides("Hannah").shows("no notification waits");
    centre.get(&address).await.hides("The plan is due");
    let (_world, mut midwife, mut centre, _) = help_is_agreed().await;
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    records_a_loss(&mut midwife, &family, "pregnancy").await;
    for who in [&mut centre, &mut midwife] {
        who.get("/my-day").await.hides("plan for more help");
        who.get("/antenatal").await.hides("lan due by");
    }
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, MORE_HELP]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    looks_for(&mut centre, "family_support").await;
    for what in ["accepted", "agreed-vulnerable"] {
        does(&mut centre, &address, what, "").await.is(303);
    }
    centre.get("/my-day").await.shows(OURS);
    does(&mut centre, &address, "declined", "").await.is(303);
    for who in [&mut centre, &mut midwife] {
        who.get("/my-day").await.hides("plan for more help");
    }
}

#[tokio::test]
async fn s002_lab_t24_the_reminder_of_a_plan_tells_nobody_that_she_hides_nor_what_became_of_her() {
    let mut told = Vec::new();
    for is_known in [false, true] {
        let world = World::with_reach(AT_HOME).await;
        if is_known {
            world.told_by("health-visiting", &[hidden_hannah()]).await;
        }
        let mut midwife = world.signed_in("midwife").await;
        let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, MORE_HELP]).await;
        let mut centre = world.signed_in("outreach-worker").await;
        agrees(&mut centre, &address).await;
        let reminded = midwife.get("/my-day").await.text();
        told.push((
            reminded.contains(THEIRS),
            reminded.contains("Hannah Ellis"),
            midwife.get("/antenatal").await.text(),
        ));
        if is_known {
            let mut visitor = world.signed_in("health-visitor").await;
            let family = visitor.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
            records_a_loss(&mut visitor, &family, "pregnancy").await;
            assert_eq!(midwife.get("/my-day").await.text(), reminded, "nothing tells her what became of that family");
        }
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn s002_lab_that_she_may_need_help_shows_for_what_she_agreed_to_and_the_page_says_so() {
    const FLAG: &str = "The midwife thinks that she may need it";
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, MORE_HELP]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    // She agreed to it for support alone: under another purpose the page says how to see it.
    let page = centre.get(&address).await;
    page.is(200).hides(FLAG).shows("Some of what the midwife wrote shows only while you look for that");
    page.shows("Change why I look");
    centre.get("/antenatal").await.shows("shows only while you look for what she agreed to it for");
    looks_for(&mut centre, "family_support").await;
    centre.get(&address).await.shows(FLAG);
    does(&mut centre, &address, "accepted", "").await.is(303);
    for what in ["agreed-vulnerable", "contacted", "planned"] {
        does(&mut centre, &address, what, "Words").await.is(303);
        centre.get(&address).await.shows(FLAG);
    }
}

#[tokio::test]
async fn s003_isn_the_report_counts_plans_before_the_day_and_leaves_small_numbers_out() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let mut centre = world.signed_in("outreach-worker").await;
    for (place, (number, name)) in FIVE.into_iter().enumerate() {
        let who = [("nhs_number", number), ("family_name", name), ("born_on", "1 May 1998")];
        let address = sent(&mut midwife, &[HANNAH, &who, SIGNED, BOTH, MORE_HELP]).await;
        agrees(&mut centre, &address).await;
        if place == 0 {
            let mut guardian = world.signed_in("caldicott-guardian").await;
            guardian.get("/antenatal/report").await.shows("they need more help Too few");
        }
        does(&mut centre, &address, "planned", "Visits each week").await.is(303);
    }
    let mut guardian = world.signed_in("caldicott-guardian").await;
    let report = guardian.get("/antenatal/report").await;
    report.is(200).shows("they need more help 5").shows("a plan was made before the baby was due 5").hides("Marsh");
}

#[tokio::test]
async fn s003_isc_at_the_booking_of_twelve_weeks_she_is_asked_and_her_answer_stands_for_the_child() {
    for (answer, is_told) in [("yes", true), ("no", false)] {
        let world = World::with_reach(AT_HOME).await;
        let mut midwife = world.signed_in("midwife").await;
        let form = midwife.get("/antenatal/new").await;
        form.is(200);
        for item in ["item_contact", "item_birth"] {
            assert!(form.html.contains(&format!("name=\"{item}\"")), "the form asks for {item}");
        }
        let said = [("item_contact", answer), ("item_birth", answer)];
        let address = sent(&mut midwife, &[HANNAH, SIGNED, &[("item_health-visitor", "yes")], &said]).await;
        midwife.get(&address).await.is(200).shows("Pregnancy when she answered 12 weeks");
        let mut centre = world.signed_in("outreach-worker").await;
        match is_told {
            true => drop(centre.get(&address).await.is(200).shows("Hannah Ellis")),
            false => drop(centre.get(&address).await.is(404)),
        }
        // Six months later the child is born, and what she said at booking counts.
        world.wait(Span::new().hours(24 * 190));
        let baby = |key: &str| {
            child(key, "Ada", "Ellis", "2027-05-30")
                .with("NHS", "999 000 0042")
                .with("M_NHS", HANNAH_NUMBER)
                .with("M_GIVEN", "Hannah")
                .with("M_FAMILY", "Ellis")
                .with("M_BORN", "1999-05-14")
                .with("ADDRESS", "14 Larch Close, Testfield")
                .with("POSTCODE", AT_HOME)
        };
        let born = baby("m-1").with("TEAM", "East midwives").with("CODE", "MIDWIFE");
        world.told_by("maternity", &[born]).await;
        let mut midwife = world.signed_in("midwife").await;
        let family = midwife.post("/find", &[("words", "999 000 0042")]).await.location.expect("her family");
        let held = baby("cc-1").with("TEAM", "Larch Centre").with("CODE", "OUTREACH-WORKER");
        world.told_by("childrens-centre", &[held]).await;
        let page = world.signed_in("outreach-worker").await.get(&family).await;
        page.is(200);
        assert_eq!(page.text().contains("You see basic details"), is_told, "asked at twelve weeks: {answer}");
    }
}
