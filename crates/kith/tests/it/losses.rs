//! A baby is lost: every card, reminder and list stops at once, and staff are
//! told so kindly.

use crate::antenatal::{AT_HOME, BOTH, HANNAH, SIGNED, sent};
use crate::families::{HANNAH_NUMBER, TOLD, poppy};
use crate::visitor::Visitor;
use crate::world::World;

const KIND_WORDS: &str = "This family has lost their baby. Nothing will be sent.";

async fn records_a_loss(who: &mut Visitor, family: &str, kind: &str) {
    let form = who.get(&format!("{family}/loss")).await;
    form.is(200).shows("We are sad to hear it");
    let start = form.html.find("name=\"child\"").expect("the children are listed");
    let tag = form.html[..start].rfind('<').expect("a tag");
    let baby = form.html[tag..].split("value=\"").nth(1).and_then(|it| it.split('"').next()).expect("its value");
    who.post(&format!("{family}/loss"), &[("child", baby), ("kind", kind)]).await.is(303);
}

#[tokio::test]
async fn s002_lab_a_loss_stops_messages_reminders_and_lists_at_once_and_says_so_kindly() {
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
async fn s002_lab_a_source_that_says_a_baby_died_stops_everything_in_the_same_import() {
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
async fn s002_lab_a_child_who_came_in_dead_is_known_as_lost_once_families_are_known() {
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
