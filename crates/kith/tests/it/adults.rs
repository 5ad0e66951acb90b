//! Each adult of a family answers for themself: what one of them agreed to
//! opens nothing about another.

use crate::consent::{TOLD_ALL, child, family, signer};
use crate::families::{HANNAH_NUMBER, TOLD, poppy, registered};
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child as person};

const ABOUT_POPPY: &str = "Poppy had her injections.";
const ABOUT_HANNAH: &str = "Hannah came about her sleep.";
const ABOUT_SAM: &str = "Sam came about his back.";

/// Health notes, for the centre, one by one.
const HEALTH_NOTES: &[(&str, &str)] = &[
    ("package", "choose"),
    ("kind_basic", "yes"),
    ("kind_involvement", "yes"),
    ("kind_health", "yes"),
    ("partners", "childrens-centre"),
    ("purpose_centre_outreach", "yes"),
    ("purpose_family_support", "yes"),
    ("how", "written"),
    ("answer", "agreed"),
];

fn seen_at_the_practice(row: Row, note: &str) -> Row {
    row.with("C_ON", "2026-11-10").with("C_KIND", "Appointment").with("C_NOTE", note).with("RECORDED", "2026-11-10")
}

fn at_home(row: Row) -> Row {
    row.with("ADDRESS", "14 Larch Close, Testfield").with("POSTCODE", "LX1 4QR")
}

/// Poppy, Hannah and Sam; the practice saw each of them once.
async fn the_practice_knows_all_three(world: &World) -> String {
    let with_father = |row: Row| {
        row.with("F_GIVEN", "Sam")
            .with("F_FAMILY", "Ellis")
            .with("F_BORN", "1998-02-11")
            .with("F_ADDRESS", "14 Larch Close, Testfield")
            .with("F_POSTCODE", "LX1 4QR")
    };
    let known = poppy("hv-1").with("WORKER", "Test health visitor").with("CODE", "HEALTH-VISITOR").with("TOLD", TOLD);
    world.told_by("health-visiting", &[with_father(known)]).await;
    world.told_by("childrens-centre", &[registered("cc-1")]).await;
    let hannah = person("gp-2", "Hannah", "Ellis", "1999-05-14").with("NHS", HANNAH_NUMBER).with("SEX", "F");
    let sam = person("gp-3", "Sam", "Ellis", "1998-02-11").with("SEX", "M");
    world
        .told_by(
            "general-practice",
            &[
                seen_at_the_practice(poppy("gp-1"), ABOUT_POPPY),
                seen_at_the_practice(at_home(hannah), ABOUT_HANNAH),
                seen_at_the_practice(at_home(sam), ABOUT_SAM),
            ],
        )
        .await;
    family(world).await
}

/// Hannah answers, about these people.
async fn hannah_answers(who: &mut Visitor, family: &str, about: &[&str], more: &[(&str, &str)]) -> Answer {
    let address = format!("{family}/consent/new");
    let form = who.get(&address).await;
    let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let mut fields = vec![("form_key", key.as_str()), ("by", by.as_str())];
    fields.extend(about.iter().map(|person| ("children", *person)));
    fields.extend(more.iter().chain(TOLD_ALL));
    who.post(&address, &fields).await
}

#[tokio::test]
async fn s002_axh_one_form_covers_the_signer_and_the_children_and_no_other_adult() {
    let world = World::new().await;
    let family = the_practice_knows_all_three(&world).await;
    let contacts = format!("{family}/contacts");
    let (mut visitor, mut centre) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    let poppy = child(&visitor.get(&format!("{family}/consent/new")).await);

    hannah_answers(&mut visitor, &family, &[&poppy], HEALTH_NOTES).await.is(303);
    let page = centre.get(&contacts).await;
    page.is(200).shows(ABOUT_POPPY).hides(ABOUT_HANNAH).hides(ABOUT_SAM);

    world.wait(jiff::Span::new().seconds(1));
    hannah_answers(&mut visitor, &family, &[&poppy, "self"], HEALTH_NOTES).await.is(303);
    let page = centre.get(&contacts).await;
    page.is(200).shows(ABOUT_POPPY).shows(ABOUT_HANNAH).hides(ABOUT_SAM);
    let first_screen = centre.get(&family).await;
    first_screen.is(200).hides(ABOUT_SAM);

    let record = visitor.get(&format!("{family}/consent")).await;
    record.is(200).shows("About Poppy and Hannah Ellis").shows("About Sam Ellis");
    record.hides("Agreed by somebody who cannot");
}

#[tokio::test]
async fn s002_axh_an_adult_takes_back_their_own_yes_and_the_childs_stays() {
    let world = World::new().await;
    let family = the_practice_knows_all_three(&world).await;
    let (mut visitor, mut centre) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    let poppy = child(&visitor.get(&format!("{family}/consent/new")).await);
    hannah_answers(&mut visitor, &family, &[&poppy, "self"], HEALTH_NOTES).await.is(303);
    centre.get(&format!("{family}/contacts")).await.shows(ABOUT_HANNAH);

    world.wait(jiff::Span::new().seconds(1));
    let address = format!("{family}/consent/withdraw");
    let form = visitor.get(&address).await;
    let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let sent = [("form_key", key.as_str()), ("by", by.as_str()), ("how", "By phone"), ("children", "self")];
    visitor.post(&address, &sent).await.is(303);
    centre.get(&format!("{family}/contacts")).await.shows(ABOUT_POPPY).hides(ABOUT_HANNAH).hides(ABOUT_SAM);
}

#[tokio::test]
async fn s002_6b_the_familys_copy_lists_who_keeps_what_who_saw_it_and_what_for() {
    let world = World::new().await;
    let family = the_practice_knows_all_three(&world).await;
    let (mut visitor, mut centre) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    let form = visitor.get(&format!("{family}/consent/new")).await;
    let (poppy, hannah) = (child(&form), signer(&form, "Hannah Ellis"));
    hannah_answers(&mut visitor, &family, &[&poppy, "self"], HEALTH_NOTES).await.is(303);
    centre.get(&family).await.is(200);

    let address = format!("{family}/consent/copy");
    let copy = visitor.get(&address).await;
    copy.is(200)
        .shows("Sharing helps you")
        .shows("Kept by GP practice What Names and dates of birth, how to reach you, and notes")
        .shows("About Poppy");
    copy.shows("Seen by: outreach worker").shows("Last time 22 November 2026").shows("Today, about Poppy");
    copy.hides("Today, about Hannah Ellis").hides("Today, about Sam Ellis");

    let own = visitor.get(&format!("{address}?for={}", hannah.split('/').next().expect("a person"))).await;
    own.is(200).shows("Own copy for Hannah Ellis").shows("Today, about Poppy and Hannah Ellis");
    own.hides("Today, about Sam Ellis");
    visitor.get(&format!("{address}?for={poppy}")).await.is(404);
}

#[tokio::test]
async fn what_an_adult_said_about_themself_is_not_the_familys_answer_on_the_first_screen() {
    let world = World::new().await;
    let family = the_practice_knows_all_three(&world).await;
    let (mut visitor, mut centre) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    hannah_answers(&mut visitor, &family, &["self"], HEALTH_NOTES).await.is(303);
    let screen = visitor.get(&family).await;
    screen.is(200).shows("Agreed Nobody has been asked yet").hides("Agreed Basic details");
    centre.get(&format!("{family}/contacts")).await.hides(ABOUT_POPPY).hides(ABOUT_SAM);
}

#[tokio::test]
async fn t24_nobody_learns_from_who_received_something_that_a_sensitive_service_is_there() {
    let world = World::new().await;
    let family = the_practice_knows_all_three(&world).await;
    let sam = at_home(person("sm-1", "Sam", "Ellis", "1998-02-11").with("SEX", "M"));
    world.told_by("substance-misuse", &[seen_at_the_practice(sam, "Sam keeps to the plan.")]).await;
    let (mut visitor, mut centre) = (world.signed_in("health-visitor").await, world.signed_in("outreach-worker").await);
    let address = format!("{family}/consent/new");
    let form = visitor.get(&address).await;
    let (by, key) = (signer(&form, "Sam Ellis"), form.field("form_key").expect("a key"));
    let mut fields = vec![("form_key", key.as_str()), ("by", by.as_str()), ("children", "self")];
    let sensitive = [("kind_sensitive-health", "yes")];
    fields.extend(HEALTH_NOTES.iter().chain(TOLD_ALL).chain(&sensitive).copied());
    visitor.post(&address, &fields).await.is(303);

    let contacts = centre.get(&format!("{family}/contacts")).await;
    contacts.is(200).shows("Drug and alcohol support");
    let words = "feeding, lifestyle and emotional health";
    centre.get(&format!("{family}/recipients")).await.is(200).shows(words);
    visitor.get(&format!("{family}/contacts")).await.hides("Drug and alcohol support");
    visitor.get(&format!("{family}/recipients")).await.is(200).hides(words);
    for copy in ["", &format!("?for={}", by.split('/').next().expect("a person"))] {
        let copy = visitor.get(&format!("{family}/consent/copy{copy}")).await;
        copy.is(200).hides("Kept by Drug and alcohol support").hides(&format!("What {words}"));
    }
}
