//! That a service works with somebody, where that alone is sensitive, is told
//! by no list of looks, no task, no answer and no booking (T24).

use kith_core::service::ServiceKind;
use kith_core::workforce::Role;

use crate::antenatal::{AT_HOME, BOTH, HANNAH, does, sent};
use crate::can_i_share::{Asking, to};
use crate::consent::{TOLD_ALL, answers, family, with};
use crate::families::{HANNAH_NUMBER, TOLD, poppy, registered, the_ellis_family, visited};
use crate::planned_visits::{finishes, plans};
use crate::visitor::Visitor;
use crate::world::{Row, World, child, somebody};

/// A locality in which somebody works for drug and alcohol support.
async fn with_drug_worker() -> World {
    let (role, service) = (Role::OtherHealthProfessional, ServiceKind::SubstanceMisuse);
    World::with_staff(AT_HOME, vec![somebody("drug-worker", role, service, "Quiet corner")]).await
}

/// Drug and alcohol support works with the Ellis family too.
async fn helped(world: &World) {
    let row = poppy("sm-1").with("TEAM", "Quiet corner").with("CODE", "DRUG-WORKER");
    world.told_by("substance-misuse", &[row.with("C_ON", "2026-11-10").with("C_KIND", "Meeting")]).await;
}

#[tokio::test]
async fn t24_who_looked_names_nobody_of_a_service_that_the_reader_may_not_know_of() {
    let world = with_drug_worker().await;
    the_ellis_family(&world).await;
    helped(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get(&family).await.is(200);
    crate::losses::records_a_loss(&mut visitor, &family, "child").await;
    let mut quiet = world.signed_in("drug-worker").await;
    // More than stand on a page: what is left out leaves no gap.
    for _ in 0..55 {
        quiet.get(&family).await.is(200);
    }
    quiet.get(&format!("{family}/looks")).await.shows("Test drug worker");
    let mut centre = world.signed_in("outreach-worker").await;
    let looks = centre.get(&format!("{family}/looks")).await;
    looks.is(200).shows("Test health visitor").shows("Looked at the record").hides("drug worker").hides("Older looks");
    looks.hides("baby was lost");
    centre.get(&format!("{family}/recipients")).await.is(200).hides("drug worker");
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.get("/looks").await.shows("Test drug worker");
    let all = world.app.export_audit().await.expect("the audit").log;
    assert!(all.contains("\tloss\t"), "it is in the audit all the same");
}

#[tokio::test]
async fn t24_no_note_to_read_tells_that_a_quiet_service_came() {
    let world = with_drug_worker().await;
    the_ellis_family(&world).await;
    helped(&world).await;
    let family = family(&world).await;
    let mut quiet = world.signed_in("drug-worker").await;
    plans(&mut quiet, &family, "22/11/2026", &[]).await.is(303);
    finishes(&mut quiet, &family, "We met at home.").await;
    for other in ["health-visitor", "outreach-worker"] {
        let mut other = world.signed_in(other).await;
        other.get("/my-day").await.is(200).hides("Read the note after a visit");
        other.get(&format!("{family}/visits")).await.is(200).hides("Home visit");
    }
}

#[tokio::test]
async fn t24_a_note_waits_for_those_alone_who_may_know_of_the_visit() {
    let world = World::with_reach(AT_HOME).await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-10-14", "x")]).await;
    world.told_by("childrens-centre", &[registered("cc-1")]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    plans(&mut visitor, &family, "22/11/2026", &[]).await.is(303);
    finishes(&mut visitor, &family, "All is well.").await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/my-day").await.is(200).hides("Read the note after a visit");
    let on_paper = [("package", "form"), ("how", "written"), ("answer", "agreed")];
    answers(&mut visitor, &family, &with(&on_paper, TOLD_ALL)).await.is(303);
    centre.get("/my-day").await.shows("Read the note after a visit");
}

/// The answer to "Can I share with drug and alcohol support?", without its
/// reference.
async fn answer_about(visitor: &mut Visitor) -> String {
    let mut asking = Asking::about(visitor, "999 000 0018").await;
    let quiet = [("with", "other"), ("other", "substance-misuse"), ("purpose", "family_support")];
    let (address, page) = asking.asks(&to(&quiet, &[("kinds", "support")])).await;
    let reference = address.rsplit('/').next().expect("a reference").to_owned();
    page.is(200).text().replace(&reference, "")
}

#[tokio::test]
async fn t24_can_i_share_answers_the_same_whether_or_not_somebody_answered_about_a_quiet_service() {
    let mut told = Vec::new();
    for is_asked in [false, true] {
        let world = with_drug_worker().await;
        the_ellis_family(&world).await;
        helped(&world).await;
        let family = family(&world).await;
        if is_asked {
            let mut quiet = world.signed_in("drug-worker").await;
            let agreed = [
                ("package", "choose"),
                ("kind_basic", "yes"),
                ("kind_support", "yes"),
                ("partners", "substance-misuse"),
                ("purpose_family_support", "yes"),
                ("how", "written"),
                ("answer", "agreed"),
            ];
            answers(&mut quiet, &family, &with(&agreed, TOLD_ALL)).await.is(303);
        }
        told.push(answer_about(&mut world.signed_in("health-visitor").await).await);
    }
    assert_eq!(told[0], told[1]);
    assert!(!told[0].contains("Agreement"), "{}", told[0]);
}

/// A record of Poppy and of Hannah, her mother, whom health visiting hides.
pub fn hidden_hannah() -> Row {
    child("hv-1", "Poppy", "Ellis", "2024-10-02")
        .with("M_NHS", HANNAH_NUMBER)
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("SHIELDED", "Y")
        .with("TOLD", TOLD)
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR")
}

#[tokio::test]
async fn t24_after_a_booking_a_hidden_woman_looks_like_one_whom_nobody_knows() {
    let mut told = Vec::new();
    for is_known in [false, true] {
        let world = World::with_reach(AT_HOME).await;
        if is_known {
            world.told_by("health-visiting", &[hidden_hannah()]).await;
        }
        let mut midwife = world.signed_in("midwife").await;
        let address = sent(&mut midwife, &[HANNAH, BOTH, &[("told", "yes"), ("how", "spoken")]]).await;
        let day = midwife.get("/my-day").await;
        day.shows("Confirm in writing what she said out loud Hannah Ellis , by 6 December 2026").hides("Family f-");
        assert!(day.links("/antenatal/").contains(&address), "it is done on the notification: {}", day.text());
        let list = midwife.get("/antenatal").await.text();
        told.push((list, midwife.get(&address).await.is(200).text()));
        if is_known {
            // What becomes of her family is told to nobody who may not open it.
            let mut visitor = world.signed_in("health-visitor").await;
            let family = visitor.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
            crate::losses::records_a_loss(&mut visitor, &family, "pregnancy").await;
            visitor.get(&family).await.shows("lost their baby");
            for page in ["/antenatal", address.as_str(), "/my-day"] {
                midwife.get(page).await.is(200).hides("lost their baby").hides("Stopped");
            }
        }
        does(&mut midwife, &address, "in-writing", "In her notes").await.is(303);
        midwife.get("/my-day").await.hides("Confirm in writing");
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn whoever_read_an_early_notification_stands_among_those_who_received_something_and_is_told_of_a_no() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let notification = sent(&mut midwife, &[HANNAH, &[("how", "written"), ("told", "yes")], BOTH]).await;
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    let recipients = format!("{family}/recipients");
    midwife.get(&recipients).await.is(200).hides("Test outreach worker").hides("Test health visitor");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&notification).await.is(200).shows("Hannah Ellis");
    let page = midwife.get(&recipients).await;
    page.shows("Test outreach worker").hides("Test health visitor").hides("Told to stop using it");
    // She takes it back: whoever read it is told.
    let form = midwife.get(&format!("{family}/consent/withdraw")).await;
    let (key, by) = (form.field("form_key").expect("a key"), crate::consent::signer(&form, "Hannah Ellis"));
    let fields = [("form_key", &*key), ("by", &*by), ("children", "self"), ("how", "By phone")];
    midwife.post(&format!("{family}/consent/withdraw"), &fields).await.is(303);
    midwife.get(&recipients).await.shows("Test outreach worker").shows("Told to stop using it");
    centre.get("/my-day").await.shows("Stop using what you received");
    world.signed_in("health-visitor").await.get("/my-day").await.hides("Stop using what you received");
}

#[tokio::test]
async fn t24_what_a_quiet_service_shared_stands_in_no_list_of_recipients_of_who_may_not_know_of_it() {
    let world = with_drug_worker().await;
    the_ellis_family(&world).await;
    helped(&world).await;
    let family = family(&world).await;
    let share = async |who: &mut Visitor, to: &str| {
        let address = format!("{family}/shares/shared");
        let key = who.get(&address).await.field("form_key").expect("a key");
        let said = [("to", to), ("kinds", "basic"), ("what", "Name and address"), ("why", "To plan care")];
        let rest = [("purpose", "family_support"), ("basis", "law"), ("aim", "well-being"), ("form_key", &*key)];
        who.post(&address, &with(&said, &rest)).await.is(303);
    };
    let mut quiet = world.signed_in("drug-worker").await;
    share(&mut quiet, "Harbour clinic").await;
    let mut visitor = world.signed_in("health-visitor").await;
    share(&mut visitor, "Elm nursery").await;
    quiet.get(&format!("{family}/recipients")).await.is(200).shows("Harbour clinic").shows("Elm nursery");
    for mut other in [visitor, world.signed_in("outreach-worker").await] {
        let page = other.get(&format!("{family}/recipients")).await;
        page.is(200).shows("Elm nursery").hides("Harbour clinic").hides("drug worker");
        other.get(&format!("{family}/shares")).await.is(200).shows("Elm nursery").hides("Harbour clinic");
    }
}
