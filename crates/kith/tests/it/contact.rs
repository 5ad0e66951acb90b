//! Recording a contact: what is known is not asked again, fact and view are
//! told apart, a coach may ask and the writer answers beside the text.

use crate::families::{HANNAH_NUMBER, poppy, the_ellis_family};
use crate::world::{World, child};

const NEW: &[(&str, &str)] = &[
    ("form_key", "a-key-of-this-form-0001"),
    ("kind", "Home visit"),
    ("happened_on", "20/11/2026"),
    ("was_attended", "yes"),
    ("words_1", "Poppy was asleep in her cot."),
    ("sort_1", "fact"),
    ("evidence_1", "I saw her"),
    ("words_2", "Hannah seems worn out."),
    ("sort_2", "view"),
    ("evidence_2", ""),
    ("next_on", "2 December 2026"),
    ("next_kind", "Phone call"),
];

async fn family(world: &World) -> String {
    let mut worker = world.signed_in("outreach-worker").await;
    worker.post("/find", &[("words", "999 000 0018")]).await.location.expect("the family is found")
}

#[tokio::test]
async fn s004_cha_fact_and_view_are_marked_and_a_coach_asks_beside_the_text() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut writer = world.signed_in("outreach-worker").await;
    let saved = writer.post(&format!("{family}/contacts/new"), NEW).await;
    saved.is(303);
    let contact = saved.location.expect("the contact has an address");
    let page = writer.get(&contact).await;
    page.is(200).shows("Poppy was asleep in her cot.").shows("Fact").shows("I saw her");
    page.shows("Hannah seems worn out.").shows("View").shows("What made you think that?");
    let mut coach = world.signed_in("centre-manager").await;
    let asked = [("statement", "2"), ("words", "What made you think that?")];
    coach.post(&format!("{contact}/comments"), &asked).await.is(303);
    let page = writer.get(&contact).await;
    let question = page.field("answers").expect("the writer can answer the question");
    let answer =
        [("statement", "2"), ("words", "She said that she slept for two hours."), ("answers", question.as_str())];
    writer.post(&format!("{contact}/comments"), &answer).await.is(303);
    let page = coach.get(&contact).await;
    page.shows("She said that she slept for two hours.").shows("Test centre manager").shows("Test outreach worker");
}

#[tokio::test]
async fn a_double_click_saves_one_contact() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let address = format!("{family}/contacts/new");
    let first = worker.post(&address, NEW).await;
    let second = worker.post(&address, NEW).await;
    assert_eq!(first.location, second.location);
    worker.get(&family).await.shows("4 contacts in 12 months");
}

#[tokio::test]
async fn what_was_typed_stays_after_an_error_and_after_signing_in_again() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let address = format!("{family}/contacts/new");
    let wrong: Vec<(&str, &str)> = NEW
        .iter()
        .map(|(name, value)| if *name == "happened_on" { (*name, "31/09/2026") } else { (*name, *value) })
        .collect();
    let again = worker.post(&address, &wrong).await;
    again.is(422).shows("Hannah seems worn out.").shows("September has 30 days");
    let draft = [("kind", "Phone call"), ("words_1", "Rang about the clinic."), ("sort_1", "fact")];
    worker.post(&format!("{family}/contacts/draft"), &draft).await.is(204);
    let mut later = world.signed_in("outreach-worker").await;
    later.get(&address).await.is(200).shows("Rang about the clinic.");
}

#[tokio::test]
async fn the_note_of_one_service_stays_with_its_profession() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut writer = world.signed_in("outreach-worker").await;
    let contact = writer.post(&format!("{family}/contacts/new"), NEW).await.location.expect("saved");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get(&contact).await.hides("worn out");
    visitor.get(&family).await.is(200).hides("worn out");
}

#[tokio::test]
async fn a_contact_is_there_for_its_writer_whichever_services_record_it_stands_with() {
    let world = World::new().await;
    world.told_by("maternity", &[poppy("m-1")]).await;
    // The centre knows the mother only: the contact stands with the child's record of the midwives.
    let mother = child("cc-1", "Hannah", "Ellis", "1999-05-14")
        .with("NHS", HANNAH_NUMBER)
        .with("CODE", "OUTREACH-WORKER")
        .with("TEAM", "Larch Centre");
    world.told_by("childrens-centre", &[mother]).await;
    let mut writer = world.signed_in("outreach-worker").await;
    let found = writer.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("the family is found");
    let first = [NEW, &[("told", "In person")]].concat();
    writer.post(&format!("{found}/contacts/new"), &first).await.is(303);
    let list = writer.get(&format!("{found}/contacts")).await;
    let contact = list.link(&format!("{found}/contacts/c-")).expect("the contact has an address");
    writer.get(&contact).await.is(200).shows("Poppy was asleep in her cot.");
    writer.get(&format!("{found}/contacts")).await.is(200).shows("Poppy was asleep in her cot.");
}
