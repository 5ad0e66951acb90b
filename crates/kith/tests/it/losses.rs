//! A baby is lost: every card, reminder and list stops at once, and staff are
//! told so kindly.

use jiff::Span;

use crate::antenatal::{AT_HOME, BOTH, HANNAH, SIGNED, send, sent};
use crate::birth_lists;
use crate::families::{HANNAH_NUMBER, TOLD, poppy, visited};
use crate::first_visit::{YES, family, known_to_health_visiting, visits_first};
use crate::planned_visits::{plans, refers};
use crate::support;
use crate::visitor::Visitor;
use crate::world::{Row, World, child};

const KIND_WORDS: &str = "This family has lost their baby. Nothing will be sent.";

pub async fn records_a_loss(who: &mut Visitor, family: &str, kind: &str) {
    records_a_loss_on(who, family, (kind, "")).await;
}

/// Of the youngest child, on a day as it is typed.
async fn records_a_loss_on(who: &mut Visitor, family: &str, (kind, on): (&str, &str)) {
    let form = who.get(&format!("{family}/loss")).await;
    form.is(200).shows("We are sad to hear it");
    let start = form.html.find("name=\"child\"").expect("the children are listed");
    let tag = form.html[..start].rfind('<').expect("a tag");
    let baby = form.html[tag..].split("value=\"").nth(1).and_then(|it| it.split('"').next()).expect("its value");
    who.post(&format!("{family}/loss"), &[("child", baby), ("kind", kind), ("on", on)]).await.is(303);
}

#[tokio::test]
async fn t13_a_loss_stops_messages_reminders_and_lists_at_once_and_says_so_kindly() {
    for kind in ["pregnancy", "stillbirth", "neonatal"] {
        let world = World::with_reach(AT_HOME).await;
        let mut midwife = world.signed_in("midwife").await;
        let spoken = [("how", "spoken")];
        let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, &spoken]).await;
        let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
        midwife.get("/my-day").await.shows("Confirm in writing");
        let mut centre = world.signed_in("outreach-worker").await;
        centre.get("/my-day").await.shows("1 notification waits");
        records_a_loss(&mut midwife, &family, kind).await;
        midwife.get(&family).await.is(200).shows(KIND_WORDS);
        midwife.get("/families").await.shows(KIND_WORDS);
        midwife.get("/my-day").await.hides("Confirm in writing");
        midwife.get("/antenatal").await.shows(KIND_WORDS).hides("Not taken yet").hides("Add the proof");
        for receiver in [&mut centre, &mut world.signed_in("health-visitor").await] {
            receiver.get("/my-day").await.shows("no notification waits");
            receiver.get("/antenatal").await.shows(KIND_WORDS).hides("Baby due");
            let page = receiver.get(&address).await;
            page.is(200).shows(KIND_WORDS).hides("What did you do?").hides("Fill your own form");
            let late = [("what", "accepted"), ("words", "")];
            receiver.post(&address, &late).await.is(409);
        }
        centre.get(&format!("{address}/form")).await.is(404);
    }
}

#[tokio::test]
async fn t13_a_source_that_says_a_baby_died_stops_everything_in_the_same_import() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let soon = [("due_on", "6 December 2026"), ("how", "spoken")];
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, &soon]).await;
    let baby = || poppy("m-1").with("BORN", "2026-11-21").with("TEAM", "East midwives").with("CODE", "MIDWIFE");
    world.told_by("maternity", &[baby()]).await;
    midwife.get("/my-day").await.shows("Confirm in writing");
    world.told_by("maternity", &[baby().with("DIED", "2026-11-22")]).await;
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    midwife.get(&family).await.shows(KIND_WORDS);
    midwife.get("/my-day").await.hides("Confirm in writing");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/my-day").await.shows("no notification waits");
    centre.get(&address).await.shows(KIND_WORDS);
    // The source was wrong, and says so.
    world.told_by("maternity", &[baby().with("RECORDED", "2026-11-22")]).await;
    midwife.get(&family).await.is(200).hides(KIND_WORDS);
}

#[tokio::test]
async fn t13_a_child_who_came_in_dead_is_known_as_lost_once_families_are_known() {
    let world = World::with_reach(AT_HOME).await;
    let lost = poppy("hv-1")
        .with("BORN", "2026-11-10")
        .with("DIED", "2026-11-10")
        .with("TOLD", TOLD)
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR");
    world.told_by("health-visiting", &[lost]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get("/families").await.shows(KIND_WORDS);
}

#[tokio::test]
async fn no_letter_goes_to_a_family_that_lost_a_baby() {
    let world = World::new().await;
    crate::letters::an_office(&world).await;
    let known =
        |died: &str| poppy("cc-1").with("DIED", died).with("TEAM", "Larch Centre").with("CODE", "OUTREACH-WORKER");
    world.told_by("childrens-centre", &[known("")]).await;
    let mut manager = world.signed_in("centre-manager").await;
    manager.get("/notices/letters").await.is(200).hides(KIND_WORDS);
    world.told_by("childrens-centre", &[known("2026-11-20")]).await;
    manager.get("/notices/letters").await.is(200).shows(KIND_WORDS);
}

#[tokio::test]
async fn what_was_written_down_by_mistake_is_taken_back_and_only_by_those_who_may() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    midwife.post(&format!("{family}/loss"), &[]).await.is(422).shows("Choose which baby").shows("Choose what happened");
    records_a_loss(&mut midwife, &family, "pregnancy").await;
    let page = midwife.get(&format!("{family}/loss")).await;
    let button = page.html.split("name=\"error_about\"").nth(1).expect("the button");
    let about = button.split("value=\"").nth(1).and_then(|it| it.split('"').next()).expect("its value").to_owned();
    world.signed_in("outreach-worker").await.get(&format!("{family}/loss")).await.is(404);
    midwife.post(&format!("{family}/loss"), &[("error_about", &about)]).await.is(303);
    midwife.get(&family).await.is(200).hides(KIND_WORDS);
    let log = world.app.export_audit().await.expect("the audit").log;
    assert!(log.contains("loss") && log.contains("taken-back"));
}

/// What a page calls the baby who is expected.
const EXPECTED: &str = "Unborn baby";

#[tokio::test]
async fn t13_nobody_is_asked_about_a_baby_who_was_lost_and_of_the_next_one_they_are() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    let asking = ["consent/shown", "consent", "share-without-consent/new", "contacts/new"];
    midwife.get(&family).await.shows(EXPECTED);
    midwife.get(&format!("{family}/consent")).await.is(200).shows("About Baby");
    for page in ["consent/shown", "share-without-consent/new"] {
        midwife.get(&format!("{family}/{page}")).await.is(200).shows("Baby Ellis");
    }
    records_a_loss(&mut midwife, &family, "pregnancy").await;
    midwife.get(&family).await.is(200).hides(EXPECTED).shows("A baby who was lost");
    for page in asking {
        midwife.get(&format!("{family}/{page}")).await.is(200).hides("Baby Ellis").hides("About which children?");
    }
    midwife.get(&format!("{family}/consent")).await.is(200).hides("About Baby");
    world.wait(Span::new().seconds(60));
    sent(&mut midwife, &[HANNAH, SIGNED, BOTH, &[("due_on", "25 August 2027")]]).await;
    midwife.get(&family).await.is(200).shows(EXPECTED).shows("A baby who was lost");
    midwife.get(&format!("{family}/consent/shown")).await.is(200).shows("Baby Ellis");
    // The silence of the first year ends; the baby stays lost.
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    records_a_loss_on(&mut midwife, &family, ("pregnancy", "1 October 2025")).await;
    midwife.get(&family).await.is(200).hides(KIND_WORDS).hides(EXPECTED).shows("A baby who was lost");
    midwife.get(&format!("{family}/consent/shown")).await.is(200).hides("Baby Ellis");
}

#[tokio::test]
async fn a_later_pregnancy_that_is_notified_ends_the_silence() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    records_a_loss(&mut midwife, &family, "pregnancy").await;
    midwife.get(&family).await.shows(KIND_WORDS);
    world.wait(jiff::Span::new().seconds(60));
    let again = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, &[("due_on", "25 August 2027")]]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&again).await.is(200).shows("Hannah Ellis").hides(KIND_WORDS);
}

#[tokio::test]
async fn t13_an_old_death_told_late_or_with_another_day_stops_no_living_pregnancy() {
    let world = World::with_reach(AT_HOME).await;
    let died = |key: &str, on: &str| {
        let row = poppy(key).with("BORN", "2026-01-20").with("DIED", on).with("TOLD", TOLD);
        row.with("TEAM", "East midwives").with("CODE", "MIDWIFE")
    };
    world.told_by("maternity", &[died("m-1", "2026-02-01")]).await;
    let mut midwife = world.signed_in("midwife").await;
    midwife.get("/families").await.shows(KIND_WORDS);
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let visiting = died("hv-1", "2026-02-01").with("TEAM", "East health visitors").with("CODE", "HEALTH-VISITOR");
    world.told_by("health-visiting", &[visiting]).await;
    world.told_by("maternity", &[died("m-1", "2026-02-03")]).await;
    for receiver in ["outreach-worker", "health-visitor"] {
        let mut receiver = world.signed_in(receiver).await;
        receiver.get("/my-day").await.shows("1 notification waits");
        receiver.get("/antenatal").await.shows("Hannah Ellis").hides(KIND_WORDS);
        receiver.get(&address).await.is(200).shows("Not taken yet").hides(KIND_WORDS);
    }
    // Their own next baby is another matter.
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    midwife.get(&family).await.hides(KIND_WORDS);
    records_a_loss(&mut midwife, &family, "pregnancy").await;
    world.signed_in("outreach-worker").await.get(&address).await.shows(KIND_WORDS);
}

#[tokio::test]
async fn t13_a_second_booking_of_the_pregnancy_that_ended_begins_nothing_again() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    records_a_loss(&mut midwife, &family, "pregnancy").await;
    world.wait(Span::new().seconds(60));
    let mut colleague = world.signed_in("maternity-staff").await;
    for due in ["6 June 2027", "20 June 2027", "31 July 2027"] {
        let again = send(&mut colleague, &[HANNAH, SIGNED, BOTH, &[("due_on", due)]]).await;
        again.is(422).shows("This family has lost their baby, and this is the due date of that pregnancy");
        again.shows("Check the due date");
    }
    midwife.get(&family).await.shows(KIND_WORDS);
    world.signed_in("outreach-worker").await.get("/my-day").await.shows("no notification waits");
}

#[tokio::test]
async fn t13_visits_and_what_a_centre_was_asked_end_with_a_loss_and_never_come_back() {
    let world = known_to_health_visiting().await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    visits_first(&mut visitor, &family, YES).await.is(303);
    plans(&mut visitor, &family, "24/11/2026", &[]).await.is(303);
    plans(&mut worker, &family, "8/12/2026", &[]).await.is(303);
    worker.get("/my-day").await.shows("1 family waits for your centre");
    // Nearly a year ago, and only now written down.
    records_a_loss_on(&mut visitor, &family, ("neonatal", "1 December 2025")).await;
    visitor.get("/visits").await.is(200).hides("Home visit");
    let page = visitor.get(&format!("{family}/visits")).await;
    page.shows("Everything that was planned was stopped").shows("Stopped Kith itself");
    worker.get("/my-day").await.hides("waits for your centre");
    worker.get("/visits").await.hides("Home visit");
    // Whoever knows may still go, and is told first. A centre does not.
    plans(&mut visitor, &family, "25/11/2026", &[]).await.is(303);
    visitor.get("/visits").await.shows("Home visit").shows(KIND_WORDS);
    worker.get(&format!("{family}/visits/new")).await.is(404).shows("Do not visit").shows(KIND_WORDS);
    world.wait(Span::new().hours(24 * 20));
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/centre-tasks").await.is(200).shows("Nothing is asked").hides("Ellis").hides("1 task more");
    worker.get("/visits").await.hides("Home visit");
    worker.get(&format!("{family}/visits/new")).await.is(404).shows("Do not visit");
}

#[tokio::test]
async fn t13_nobody_is_reminded_to_come_to_a_family_that_lost_a_baby() {
    let world = known_to_health_visiting().await;
    support::the_directory(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let not_asked = [("answer", "not-asked"), ("why_not_asked", "Grandmother was there")];
    visits_first(&mut visitor, &family, &not_asked).await.is(303);
    support::agreed(&mut visitor, &family, support::PLAY).await;
    let reminders = ["Ask whether the centre may know them", "Look with the family at what they hope for"];
    let day = visitor.get("/my-day").await;
    for reminder in reminders {
        day.shows(reminder);
    }
    records_a_loss(&mut visitor, &family, "child").await;
    for form in ["first-visit", "refer"] {
        let page = visitor.get(&format!("{family}/{form}")).await;
        page.is(200).shows("There is no child in this family to write this form about").hides("Which child?");
    }
    let day = visitor.get("/my-day").await;
    for reminder in reminders {
        day.is(200).hides(reminder);
    }
    support::agreed(&mut visitor, &family, support::PLAY).await;
    visitor.get("/my-day").await.is(200).hides("Look with the family");
}

#[tokio::test]
async fn t13_a_referral_after_a_loss_is_seen_with_kind_words_and_none_is_made_for_the_child_who_was_lost() {
    let world = World::with_reach(AT_HOME).await;
    let agreed = |row: Row| row.with("TOLD", TOLD).with("AGREED_ALL", "2026-11-03");
    let brother = child("hv-2", "Milo", "Ellis", "2024-03-01")
        .with("NHS", "999 000 0034")
        .with("M_NHS", HANNAH_NUMBER)
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("ADDRESS", "14 Larch Close, Testfield")
        .with("POSTCODE", AT_HOME)
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR");
    world.told_by("health-visiting", &[agreed(visited("hv-1", "2026-10-14", "x")), agreed(brother)]).await;
    let family = family(&world).await;
    let (mut visitor, mut worker) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    let form = visitor.get(&format!("{family}/refer")).await;
    let of_poppy = form.html.split("name=\"child\"").nth(1).and_then(|it| it.split("value=\"").nth(1));
    let of_poppy = of_poppy.and_then(|it| it.split('"').next()).expect("Poppy is listed first").to_owned();
    refers(&mut visitor, &family).await.is(303);
    worker.get("/centre-tasks").await.shows("Give more support");
    records_a_loss(&mut visitor, &family, "child").await;
    worker.get("/centre-tasks").await.shows("Nothing is asked of your centre now").hides("1 task more");
    world.wait(Span::new().minutes(5));
    visitor.get(&format!("{family}/refer")).await.is(200).shows(KIND_WORDS.split(". ").next().expect("words"));
    refers(&mut visitor, &family).await.is(303);
    worker.get("/centre-tasks").await.shows("Give more support").shows(KIND_WORDS).hides("more: the family");
    // Another source tells of the same death: what was begun since goes on.
    world.told_by("maternity", &[poppy("m-1").with("DIED", "2026-11-22")]).await;
    worker.get("/centre-tasks").await.shows("Give more support");
    let key = [("form_key", "a-key-of-this-form"), ("centre", "Larch Centre"), ("needs", "Play and talking")];
    let mut fields = vec![("child", of_poppy.as_str())];
    fields.extend(key);
    visitor.post(&format!("{family}/refer"), &fields).await.is(422).shows("This child was lost");
}

#[tokio::test]
async fn t13_a_death_between_listing_and_release_stops_the_list_and_no_card_is_made() {
    let (world, mut lead) = birth_lists::ready().await;
    let baby = || birth_lists::agreed("hv-1", "Poppy", "Ellis");
    world.told_by("health-visiting", &[baby()]).await;
    let list = birth_lists::built(&mut lead).await;
    world.told_by("health-visiting", &[baby().with("DIED", "2026-11-22")]).await;
    lead.post(&format!("{list}/release"), &[]).await.shows("This list is out of date");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births").await.is(200).hides("Poppy");
    centre.get("/births/cards").await.is(200).shows("0 families get a card").hides("Poppy Ellis");
}

#[tokio::test]
async fn t13_a_death_takes_a_child_off_the_centres_list_the_same_day_and_off_its_page() {
    let (world, mut lead) = birth_lists::ready().await;
    let baby = || birth_lists::agreed("hv-1", "Poppy", "Ellis");
    world.told_by("health-visiting", &[baby()]).await;
    birth_lists::released(&mut lead).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births").await.shows("Poppy Ellis");
    world.told_by("health-visiting", &[baby().with("DIED", "2026-11-22")]).await;
    centre.get("/births").await.is(200).hides("Poppy");
    world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("the leavers are sent");
    let leavers = lead.get("/lists").await.links("/lists/b-").first().cloned().expect("a list of leavers");
    lead.get(&leavers).await.shows("Take off your list: 1");
}

#[tokio::test]
async fn a_grown_person_without_a_birthday_who_died_is_no_baby_that_was_lost() {
    let world = World::with_reach(AT_HOME).await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-10-14", "x").with("TOLD", TOLD)]).await;
    let died = child("gp-1", "Hannah", "Ellis", "").with("NHS", HANNAH_NUMBER).with("DIED", "2026-11-20");
    world.told_by("general-practice", &[died]).await;
    world.signed_in("health-visitor").await.get("/families").await.is(200).hides(KIND_WORDS);
}
