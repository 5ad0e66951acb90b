//! The first visit form: one save makes the answer, the registration and the
//! centre's task; what goes to the centre, child health's entry, prompts and
//! the families whom the centre does not know.

use jiff::Span;

use crate::consent::{signer, with};
use crate::families::{POPPY_NUMBER, TOLD, visited};
use crate::visitor::{Answer, Visitor};
use crate::world::{World, child};

/// What the family says at a first visit when they say yes to everything.
pub const YES: &[(&str, &str)] = &[
    ("answer", "yes"),
    ("informed", "all"),
    ("how", "written"),
    ("centre", "Larch Centre"),
    ("register", "yes"),
    ("words", "A baby group near by"),
];

/// The Ellis family as health visiting alone knows it, told how information is
/// shared, and asked nothing.
pub async fn known_to_health_visiting() -> World {
    let world = World::with_reach("LX1 4QR").await;
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD).with("LANGUAGE", "Welsh");
    world.told_by("health-visiting", &[row]).await;
    world
}

pub async fn family(world: &World) -> String {
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family is found")
}

/// The value of the chosen radio or the first one of that name.
fn radio(form: &Answer, name: &str) -> String {
    let start = form.html.find(&format!("name=\"{name}\"")).expect("the field is there");
    let tag = form.html[..start].rfind('<').expect("a tag");
    form.html[tag..].split("value=\"").nth(1).expect("a value").split('"').next().expect("its end").to_owned()
}

/// Fills in the first visit form as Hannah answers it.
pub async fn visits_first(who: &mut Visitor, family: &str, more: &[(&str, &str)]) -> Answer {
    let address = format!("{family}/first-visit");
    let form = who.get(&address).await;
    form.is(200);
    let (by, child) = (signer(&form, "Hannah Ellis"), radio(&form, "child"));
    let key = form.field("form_key").expect("the form has a key");
    let fields = [("form_key", key.as_str()), ("by", by.as_str()), ("child", child.as_str())];
    who.post(&address, &with(&fields, more)).await
}

#[tokio::test]
async fn s002_caa_one_visit_makes_the_answer_the_registration_and_the_centres_task() {
    let world = known_to_health_visiting().await;
    let family = family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get(&family).await.is(404).hides("Poppy");
    worker.get("/my-day").await.hides("waits for your centre");
    let mut visitor = world.signed_in("health-visitor").await;
    let form = visitor.get(&format!("{family}/first-visit")).await;
    form.is(200).shows("Found from the postcode of their home").shows("May the centre know the child’s name");
    assert!(form.html.contains("value=\"Larch Centre\" selected"), "the centre of the reach area is chosen");
    let saved = visits_first(&mut visitor, &family, YES).await;
    saved.is(303);
    let page = visitor.get(&saved.location.expect("what was made")).await;
    page.is(200).shows("Larch Centre: Visit a family with a new baby").shows("Waiting for the centre");
    let registration = visitor.get(&format!("{family}/registration")).await;
    registration.is(200).shows("Larch Centre, since 22 November 2026").shows("At the first visit");
    visitor.get(&format!("{family}/consent")).await.is(200).shows("Kinds: basic details and news of the birth");
    worker.get("/my-day").await.shows("1 family waits for your centre");
    let tasks = worker.get("/centre-tasks").await;
    tasks.is(200).shows("Ellis family: Visit a family with a new baby").shows("14 Larch Close");
    tasks.shows("A baby group near by").shows("Test health visitor");
    worker.get(&family).await.is(200).shows("the family is registered with Larch Centre since 22 November 2026");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    for written in ["first-visit", "register", "ask-centre", "consent"] {
        assert!(log.contains(written), "the audit has {written}");
    }
    assert!(!log.contains("Poppy") && !log.contains("baby group"), "the audit names nobody");
}

#[tokio::test]
async fn s002_caa_the_same_form_sent_twice_asks_the_centre_once() {
    let world = known_to_health_visiting().await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let address = format!("{family}/first-visit");
    let form = visitor.get(&address).await;
    let (by, child) = (signer(&form, "Hannah Ellis"), radio(&form, "child"));
    let key = form.field("form_key").expect("a key");
    let fields = [("form_key", key.as_str()), ("by", by.as_str()), ("child", child.as_str())];
    for _ in 0..2 {
        visitor.post(&address, &with(&fields, YES)).await.is(303);
    }
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/my-day").await.shows("1 family waits for your centre");
}

#[tokio::test]
async fn s002_cab_the_centre_takes_it_up_and_closes_it_by_recording_what_was_given() {
    let world = known_to_health_visiting().await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visits_first(&mut visitor, &family, YES).await.is(303);
    let mut worker = world.signed_in("outreach-worker").await;
    let tasks = worker.get("/centre-tasks").await;
    let task = tasks.links(&format!("{family}/centre-tasks/")).into_iter().next().expect("the task has a page");
    worker.post(&task, &[("answer", "take-up")]).await.is(303);
    worker.get("/centre-tasks").await.shows("Taken up by").shows("Test outreach worker");
    visitor.get(&format!("{family}/visits")).await.shows("Taken up").hides("Waiting for the centre");
    let form = worker.get(&task).await;
    form.is(200).shows("What did you give or do?");
    let key = form.field("form_key").expect("a key");
    let empty = [("form_key", key.as_str()), ("answer", "done")];
    worker.post(&task, &empty).await.is(422).shows("Tick what the family was given, or write it");
    let given = [("given", "Welcome pack"), ("given", "A book"), ("words", "They come on Tuesday")];
    worker.post(&task, &with(&empty, &given)).await.is(303);
    worker.get("/centre-tasks").await.shows("Nothing is asked of your centre now");
    worker.get("/my-day").await.hides("waits for your centre");
    worker.get(&format!("{family}/contacts")).await.is(200).shows("Home visit").shows("Given: Welcome pack, A book");
    visitor.get(&format!("{family}/visits")).await.shows("Done").shows("Test outreach worker");
}

#[tokio::test]
async fn s004_waa_only_name_birthday_and_address_go_and_a_yes_counts_once_all_points_are_said() {
    let world = known_to_health_visiting().await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let some: Vec<(&str, &str)> = YES.iter().copied().filter(|(name, _)| *name != "informed").collect();
    let again = visits_first(&mut visitor, &family, &with(&some, &[("informed", "why")])).await;
    again.is(422).shows("their yes counts once all five are said");
    assert!(again.html.contains("A baby group near by"), "what was typed stays");
    visitor.get(&format!("{family}/registration")).await.hides("Larch Centre, since");
    visits_first(&mut visitor, &family, YES).await.is(303);
    let mut worker = world.signed_in("outreach-worker").await;
    for page in [family.clone(), "/centre-tasks".to_owned()] {
        let shown = worker.get(&page).await;
        shown.is(200).hides("900118").hides("Welsh").hides("Feeding is going well").hides("999 000 0018");
    }
    let found = worker.get(&family).await;
    let poppy = found.links(&format!("{family}/people/")).into_iter().next().expect("the child has a page");
    let person = worker.get(&poppy).await;
    person.is(200).shows("2 October 2026").shows("14 Larch Close").hides("900118").hides("Welsh").hides("0018");
}

#[tokio::test]
async fn s004_waa_a_no_is_kept_and_nothing_reaches_the_centre() {
    let world = known_to_health_visiting().await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let both = [("answer", "no"), ("register", "yes")];
    visits_first(&mut visitor, &family, &both).await.is(422).shows("the centre has to know their name");
    visits_first(&mut visitor, &family, &[("answer", "no")]).await.is(303);
    visitor
        .get(&format!("{family}/consent"))
        .await
        .shows("said no")
        .shows("Kinds: basic details and news of the birth");
    visitor.get(&format!("{family}/registration")).await.hides("Larch Centre, since");
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/centre-tasks").await.is(200).shows("Nothing is asked").hides("Ellis");
    worker.get(&family).await.is(404);
}

#[tokio::test]
async fn s004_waa_whoever_was_not_asked_is_asked_later() {
    let world = known_to_health_visiting().await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visits_first(&mut visitor, &family, &[("answer", "not-asked")])
        .await
        .is(422)
        .shows("Write why they were not asked");
    let why = [("answer", "not-asked"), ("why_not_asked", "Grandmother was there")];
    visits_first(&mut visitor, &family, &why).await.is(303);
    visitor.get("/my-day").await.shows("Ask whether the centre may know them").shows("6 December 2026");
    visitor.get("/gaps").await.shows("Ellis family");
    visits_first(&mut visitor, &family, YES).await.is(303);
    visitor.get("/my-day").await.hides("Ask whether the centre may know them");
}

#[tokio::test]
async fn s004_wab_child_health_sees_received_and_entered_with_who_and_when_and_only_a_yes_by_name() {
    let world = known_to_health_visiting().await;
    let other = child("hv-9", "Noah", "Reed", "2026-10-20")
        .with("NHS", "999 000 0034")
        .with("POSTCODE", "LX1 4QR")
        .with("ADDRESS", "2 Larch Close")
        .with("M_GIVEN", "Ida")
        .with("M_FAMILY", "Reed")
        .with("CODE", "HEALTH-VISITOR")
        .with("TEAM", "East health visitors")
        .with("TOLD", TOLD);
    world.told_by("health-visiting", &[other]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visits_first(&mut visitor, &family, YES).await.is(303);
    let second = visitor.post("/find", &[("words", "999 000 0034")]).await.location.expect("the second family");
    let form = visitor.get(&format!("{second}/first-visit")).await;
    let (by, child) = (signer(&form, "Ida Reed"), radio(&form, "child"));
    let key = form.field("form_key").expect("a key");
    let no = [("form_key", key.as_str()), ("by", by.as_str()), ("child", child.as_str()), ("answer", "no")];
    visitor.post(&format!("{second}/first-visit"), &no).await.is(303);
    let mut records = world.signed_in("child-health-records").await;
    records.get("/my-day").await.shows("2 forms wait to be entered");
    let list = records.get("/first-visits").await;
    list.is(200).shows("Poppy Ellis").shows("14 Larch Close").shows("Larch Centre").hides("Noah").hides("Reed");
    list.shows("Received").shows("they said no").hides("900118").hides("baby group");
    for form in list.fields("of") {
        records.post("/first-visits", &[("of", &form)]).await.is(303);
    }
    let list = records.get("/first-visits").await;
    list.shows("Entered").shows("Test child health records officer").shows("Test health visitor").hides("they said no");
    records.get("/my-day").await.shows("First visit forms : none waits.");
    let page = visitor.get(&format!("{family}/consent/withdraw")).await;
    let (by, key) = (signer(&page, "Hannah Ellis"), page.field("form_key").expect("a key"));
    let back = [("form_key", key.as_str()), ("by", by.as_str()), ("how", "By phone")];
    visitor.post(&format!("{family}/consent/withdraw"), &back).await.is(303);
    records.get("/first-visits").await.hides("Poppy").hides("Larch Close");
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/centre-tasks").await.hides("Poppy").hides("Ellis").shows("1 task more");
}

#[tokio::test]
async fn t23_a_family_kept_safe_goes_to_no_centre_by_this_form() {
    let world = World::with_reach("LX1 4QR").await;
    let row = visited("hv-1", "2026-10-14", "x").with("TOLD", TOLD).with("SHIELDED", "Y");
    world.told_by("health-visiting", &[row]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let form = visitor.get(&format!("{family}/first-visit")).await;
    form.is(200).shows("This family’s home is kept safe").hides("Found from the postcode");
    visits_first(&mut visitor, &family, YES).await.is(422).shows("Nothing goes to a centre by this form");
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/centre-tasks").await.hides("Ellis");
    worker.get(&family).await.is(404);
}

#[tokio::test]
async fn s002_caa_the_centre_registers_a_family_on_its_own_and_ends_it() {
    let world = World::with_reach("LX1 4QR").await;
    let row = visited("hv-1", "2026-10-14", "x").with("TOLD", TOLD).with("AGREED_BASIC", "2026-11-03");
    world.told_by("health-visiting", &[row]).await;
    let family = family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let form = worker.get(&family).await;
    let kind = radio(&form, "reason");
    let why = [("reason", kind.as_str()), ("words", "They came to the centre and asked to join us")];
    worker.post(&format!("{family}/reason"), &why).await.is(303);
    let page = worker.get(&format!("{family}/registration")).await;
    page.is(200).shows("Register them with our centre");
    let (key, of) = (page.field("form_key").expect("a key"), page.field("of").expect("the child"));
    let sent = [("form_key", key.as_str()), ("of", of.as_str()), ("answer", "begins")];
    let address = format!("{family}/registration");
    worker.post(&address, &sent).await.is(422).shows("Choose how they registered");
    worker.post(&address, &with(&sent, &[("how", "centre")])).await.is(303);
    worker.get(&address).await.shows("Larch Centre, since 22 November 2026").shows("At the centre");
    let page = worker.get(&address).await;
    let key = page.field("form_key").expect("a key");
    let ends = [("form_key", key.as_str()), ("of", of.as_str()), ("answer", "ends")];
    worker.post(&address, &ends).await.is(422).shows("Choose why it ends");
    worker.post(&address, &with(&ends, &[("how", "asked")])).await.is(303);
    let page = worker.get(&address).await;
    page.is(200).hides("Larch Centre, since").shows("Larch Centre, until 22 November 2026. They asked to end it");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("registered") && log.contains("ended"), "both are in the audit");
    let mut visitor = world.signed_in("health-visitor").await;
    let form = visitor.get(&address).await;
    form.is(200).hides("Register them with our centre");
}

#[tokio::test]
async fn an_old_form_does_not_undo_a_no_that_came_after_it_was_opened() {
    let world = known_to_health_visiting().await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let opened = visitor.get(&format!("{family}/first-visit")).await;
    let opened_at = opened.field("opened_at").expect("the form knows when it was opened");
    world.wait(Span::new().minutes(5));
    let form = visitor.get(&format!("{family}/consent/object")).await;
    let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let no = [("form_key", &*key), ("by", &*by), ("how", "By phone")];
    visitor.post(&format!("{family}/consent/object"), &no).await.is(303);
    world.wait(Span::new().minutes(5));
    let late = visits_first(&mut visitor, &family, &with(YES, &[("opened_at", &opened_at)])).await;
    late.is(422).shows("Somebody said no to sharing on 22 November 2026 at 10:05, after this form was opened");
    world.signed_in("outreach-worker").await.get(&family).await.is(404);
    // Asked again, their yes counts.
    let again = late.field("opened_at").expect("a box to tick");
    visits_first(&mut visitor, &family, &with(YES, &[("opened_at", &again)])).await.is(303);
}
