//! Advice on an answer, without names; more from a colleague, with them.

use jiff::Span;

use crate::families::the_ellis_family;
use crate::visitor::Visitor;
use crate::world::World;

/// A health visitor asks about feeding notes; the address of the answer.
async fn asked(worker: &mut Visitor) -> String {
    let family = worker.post("/find", &[("words", "999 000 0018")]).await.location.expect("the family is found");
    let form = worker.get(&format!("{family}/can-i-share")).await;
    let about = form.html.split("name=\"about\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
    let about = about.and_then(|rest| rest.split('"').next()).expect("the child can be chosen").to_owned();
    let fields = [
        ("kinds", "sensitive-health"),
        ("about", about.as_str()),
        ("with", "childrens-centre"),
        ("purpose", "family_support"),
        ("needed_for", "Hannah wants help at home"),
        ("harm", "concern_not_established"),
    ];
    let sent = worker.post(&format!("{family}/can-i-share"), &fields).await;
    sent.is(303);
    sent.location.expect("the answer has an address")
}

/// What must not be in anything that an adviser sees.
const NAMES: [&str; 7] = ["Ellis", "Poppy", "Hannah", "Larch", "LX1", "999 000 0018", "/families/f-"];

#[tokio::test]
async fn s002_14a_one_click_asks_the_guardian_and_question_and_answer_stay_with_the_decision() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let answer = asked(&mut worker).await;
    let page = worker.get(&answer).await;
    page.shows("Line manager or senior colleague").shows("Child protection lead").shows("Caldicott Guardian");
    let sent = worker.post(&format!("{answer}/advice"), &[("kind", "caldicott-guardian")]).await;
    sent.is(303);
    let advice = sent.location.expect("the request has an address");
    let twice = worker.post(&format!("{answer}/advice"), &[("kind", "caldicott-guardian")]).await;
    assert_eq!(twice.location.as_ref(), Some(&advice), "asking twice leads to the first request");
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.get("/my-day").await.shows("1 colleague waits for your advice");
    guardian.get("/advice").await.shows("Test health visitor").shows("Waiting");
    let key = guardian.get(&advice).await.field("form_key").expect("a key");
    let reply = [("form_key", key.as_str()), ("words", "Ask her first. If she says no, come back to me.")];
    guardian.post(&advice, &reply).await.is(303);
    guardian.post(&advice, &reply).await.is(303);
    guardian.get("/my-day").await.hides("waits for your advice");
    world.wait(Span::new().minutes(1));
    worker.get("/my-day").await.shows("Somebody answered what you asked");
    worker.get("/my-day").await.hides("Somebody answered what you asked");
    worker.get(&answer).await.shows("Read the answer");
    let read = worker.get(&advice).await;
    read.shows("If she says no, come back to me.").shows("Ellis family").shows("Test Caldicott Guardian");
    assert_eq!(read.text().matches("come back to me.").count(), 1, "a double click writes once");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    for outcome in ["asked", "answered", "read"] {
        let line = |line: &&str| line.contains("\tadvice\t") && line.contains(&format!("\t{outcome}\t"));
        assert!(log.lines().any(|it| line(&it)), "{outcome} is in the audit");
    }
}

#[tokio::test]
async fn s002_18b_the_adviser_sees_facts_and_no_name_until_reasonable_cause_is_recorded() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let answer = asked(&mut worker).await;
    for words in ["It is about Poppy.", "her number is 9990000018", "they live at lx1 4qr", "Mrs ELLIS, again"] {
        let fields = [("kind", "child-protection-lead"), ("words", words)];
        let sent = worker.post(&format!("{answer}/advice"), &fields).await;
        sent.is(422).shows("Leave out who it is").shows("Ellis family");
    }
    let words = [("kind", "child-protection-lead"), ("words", "A bruise on the cheek, at seven weeks.")];
    let advice = worker.post(&format!("{answer}/advice"), &words).await.location.expect("a request");
    let mut adviser = world.signed_in("social-worker").await;
    let page = adviser.get(&advice).await;
    page.is(200).shows("A bruise on the cheek").shows("Feeding, lifestyle and emotional health").shows("Under 4");
    page.shows("not who the family is").shows("A worry, cause not established");
    for name in NAMES {
        page.hides(name);
        adviser.get("/advice").await.hides(name);
        adviser.get("/my-day").await.hides(name);
    }
    let key = worker.get(&advice).await.field("form_key").expect("a key");
    let slip = worker.post(&advice, &[("form_key", key.as_str()), ("words", "Hannah called me.")]).await;
    slip.is(422).shows("Leave out who it is").shows("Hannah called me.");
    let none = worker.post(&format!("{advice}/cause"), &[("facts", "x"), ("on", "31/09/2026")]).await;
    none.is(422).shows("September has 30 days").shows("Write what you saw or heard");
    adviser
        .post(&format!("{advice}/cause"), &[("facts", "I would like to know who."), ("on", "1/11/2026")])
        .await
        .is(404);
    adviser.get(&advice).await.hides("Ellis");
}

#[tokio::test]
async fn s002_18c_reasonable_cause_needs_facts_a_date_and_a_person_and_then_names_the_family() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let answer = asked(&mut worker).await;
    let sent = worker.post(&format!("{answer}/advice"), &[("kind", "child-protection-lead")]).await;
    let advice = sent.location.expect("a request");
    let cause = [("facts", "A second bruise, and nobody could say how."), ("on", "21 November 2026")];
    for (left_out, _) in cause {
        let half: Vec<(&str, &str)> = cause.into_iter().filter(|(name, _)| *name != left_out).collect();
        worker.post(&format!("{advice}/cause"), &half).await.is(422);
    }
    worker.post(&format!("{advice}/cause"), &cause).await.is(303);
    let mut adviser = world.signed_in("social-worker").await;
    let page = adviser.get(&advice).await;
    page.shows("Reasonable cause is recorded").shows("Ellis family").shows("A second bruise").shows("21 November 2026");
    page.shows("Test health visitor").hides("14 Larch Close");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.lines().any(|line| line.contains("\treasonable-cause\t") && line.contains("named-to=s-")));
}

#[tokio::test]
async fn s002_18a_a_concern_is_led_to_a_named_person_first() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let answer = asked_by_centre(&mut worker).await;
    worker.get(&answer).await.shows("Test centre manager, centre manager, Larch Centre");
    let advice = worker.post(&format!("{answer}/advice"), &[("kind", "line-manager")]).await.location.expect("asked");
    let mut manager = world.signed_in("centre-manager").await;
    manager.get(&advice).await.is(200).hides("Ellis");
    worker.post(&format!("{answer}/advice"), &[("kind", "nobody")]).await.is(422).shows("Choose who to ask");
}

async fn asked_by_centre(worker: &mut Visitor) -> String {
    let family = worker.post("/find", &[("words", "999 000 0018")]).await.location.expect("the family is found");
    let form = worker.get(&format!("{family}/can-i-share")).await;
    let about = form.html.split("name=\"about\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
    let about = about.and_then(|rest| rest.split('"').next()).expect("the child can be chosen").to_owned();
    let consult = [
        ("kinds", "contacts"),
        ("about", about.as_str()),
        ("with", "other"),
        ("other", "social-care"),
        ("purpose", "safeguarding_consult"),
        ("harm", "concern_not_established"),
    ];
    worker.post(&format!("{family}/can-i-share"), &consult).await.location.expect("the answer has an address")
}

#[tokio::test]
async fn s004_bab_three_steps_to_a_consultation_without_naming_the_child() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let answer = asked_by_centre(&mut worker).await;
    worker
        .get(&answer)
        .await
        .shows("Yes, talk about your worry, without names")
        .shows("without names, addresses or numbers");
    let advice = worker.post(&format!("{answer}/advice"), &[("kind", "child-protection-lead")]).await.location;
    let mut adviser = world.signed_in("social-worker").await;
    let page = adviser.get(&advice.expect("asked")).await;
    for name in NAMES {
        page.hides(name);
    }
}

#[tokio::test]
async fn nobody_else_reads_a_request_for_advice() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let answer = asked(&mut worker).await;
    let sent = worker.post(&format!("{answer}/advice"), &[("kind", "caldicott-guardian")]).await;
    let advice = sent.location.expect("a request");
    for account in ["outreach-worker", "social-worker", "administrator", "data-lead", "other-health-visitor"] {
        let mut other = world.signed_in(account).await;
        other.get(&advice).await.is(404);
        other.post(&advice, &[("words", "let me in")]).await.is(404);
        other.get("/advice").await.is(200).hides("Test health visitor asks");
    }
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.post(&advice, &[("words", "  ")]).await.is(422).shows("Write your answer");
    guardian.get("/advice/a-0000000000000000").await.is(404);
    guardian.get("/advice/nonsense").await.is(404);
}

#[tokio::test]
async fn a_colleague_who_works_with_the_family_is_asked_for_more_and_answers() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let family = worker.post("/find", &[("words", "999 000 0018")]).await.location.expect("the family is found");
    let form = worker.get(&format!("{family}/ask-a-colleague")).await;
    form.is(200).shows("Test health visitor").hides("outreach worker, Larch Centre");
    let colleague = form.html.split("name=\"colleague\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
    let colleague = colleague.and_then(|rest| rest.split('"').next()).expect("somebody to ask").to_owned();
    let key = form.field("form_key").expect("a key");
    let empty = [("colleague", colleague.as_str()), ("words", ""), ("form_key", key.as_str())];
    worker.post(&format!("{family}/ask-a-colleague"), &empty).await.is(422).shows("Say what you need");
    let whole = [
        ("colleague", colleague.as_str()),
        ("words", "Which baby group would suit Hannah?"),
        ("form_key", key.as_str()),
    ];
    let first = worker.post(&format!("{family}/ask-a-colleague"), &whole).await;
    first.is(303);
    let again = worker.post(&format!("{family}/ask-a-colleague"), &whole).await;
    assert_eq!(first.location, again.location, "a double click asks once");
    let request = first.location.expect("the request has an address");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get("/my-day").await.shows("1 colleague waits for your advice");
    let page = visitor.get(&request).await;
    page.is(200).shows("Ellis family").shows("Which baby group would suit Hannah?").shows("can I share this?");
    let key = page.field("form_key").expect("a key");
    let reply = [("form_key", key.as_str()), ("words", "The Tuesday one. I keep the rest back: ask Hannah.")];
    visitor.post(&request, &reply).await.is(303);
    worker.get(&request).await.shows("The Tuesday one.");
    let mut stranger = world.signed_in("other-health-visitor").await;
    stranger.get(&format!("{family}/ask-a-colleague")).await.is(404).hides("Ellis");
}
