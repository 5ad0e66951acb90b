//! Family mentors: the family agrees first, to one person by name; the mentor
//! sees whom they meet, the plan and the next visit; the supervisor sees all of
//! it, and without a supervisor nobody sees anything.

use jiff::Span;

use crate::consent::{TOLD_ALL, a_family_nobody_asked, family, signer, with};
use crate::families::{registered, visited};
use crate::first_visit::{YES, known_to_health_visiting, visits_first};
use crate::support::{PLAY, agreed, the_directory};
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World};

const SUPERVISOR: &str = "senior-outreach-worker";

/// The value of the option or the box that these words stand at.
fn value_at(page: &Answer, words: &str) -> String {
    let before = page.html.split(words).next().expect("something stands before");
    assert!(before.len() < page.html.len(), "{words} stands on the page: {}", page.text());
    let value = before.rsplit("value=\"").next().expect("a value");
    value.split('"').next().expect("its end").to_owned()
}

/// The senior outreach worker says who supervises a mentor.
async fn supervised(world: &World, mentor: &str, by: &str) {
    let mut senior = world.signed_in(SUPERVISOR).await;
    let page = senior.get("/mentoring").await;
    page.is(200).shows(mentor);
    let card = &page.html[page.html.find(mentor).expect("the mentor's card")..];
    let card = Answer { html: format!("<body{card}"), ..page.clone() };
    let (of, by) = (card.field("of").expect("whom it is about"), value_at(&card, &format!(">{by}<")));
    let key = card.field("form_key").expect("a key");
    senior.post("/mentoring/supervisor", &[("form_key", &key), ("of", &of), ("supervisor", &by)]).await.is(303);
}

/// The Ellis family, with a plan; the first mentor is supervised.
async fn ready() -> (World, String) {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    crate::letters::an_office(&world).await;
    the_directory(&world).await;
    supervised(&world, "Test family mentor", "Test senior outreach worker").await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    agreed(&mut nurse, &family, PLAY).await;
    (world, family)
}

const REACH: &str = "Phone 07700 900123 after two";

/// What a family's yes needs.
async fn yes(who: &mut Visitor, family: &str, mentor: &str, more: &[(&str, &str)]) -> Answer {
    let address = format!("{family}/mentor/new");
    let form = who.get(&address).await;
    let key = form.is(200).field("form_key").expect("a key");
    let mentor = value_at(&form, mentor);
    let (by, plan) = (signer(&form, "Hannah Ellis"), value_at(&form, "Stay and play, for Poppy"));
    let fields =
        [("form_key", key.as_str()), ("by", &by), ("mentor", &mentor), ("supports", &plan), ("how", "written")];
    let answer = [("answer", "agreed"), ("reach", REACH), ("next_visit", "26 November 2026")];
    let fields = with(&with(&fields, &answer), more);
    who.post(&address, &with(&fields, TOLD_ALL)).await
}

/// The health visitor asks and names the mentor; the supervisor gives the
/// family. Gives the mentor's page of it.
async fn given(world: &World, family: &str) -> String {
    let mut nurse = world.signed_in("health-visitor").await;
    yes(&mut nurse, family, "Test family mentor, supervised by", &[]).await.is(303);
    let mut senior = world.signed_in(SUPERVISOR).await;
    let place = senior.get("/mentoring").await.link("/mentoring/j-").expect("the family waits");
    senior.post(&format!("{place}/give"), &[]).await.is(303);
    place
}

#[tokio::test]
async fn s003_lec_a_mentor_sees_whom_they_meet_the_plan_and_the_next_visit_and_nothing_else() {
    let (world, family) = ready().await;
    let mut nurse = world.signed_in("health-visitor").await;
    let mut mentor = world.signed_in("family-mentor").await;
    mentor.get("/mentoring").await.is(200).shows("No family is given to you yet").hides("Hannah");
    nurse.get(&format!("{family}/support")).await.shows("Family mentor");
    yes(&mut nurse, &family, "Test family mentor, supervised by", &[]).await.is(303);
    nurse
        .get(&format!("{family}/consent"))
        .await
        .shows("Hannah Ellis agreed")
        .shows("Test family mentor, family mentor");
    mentor.get("/mentoring").await.hides("Hannah");
    let mut senior = world.signed_in(SUPERVISOR).await;
    senior.get("/my-day").await.shows("1 family waits to be given to a mentor");
    let place = senior.get("/mentoring").await.shows("Waits to be given").link("/mentoring/j-").expect("it waits");
    mentor.get(&place).await.is(404).hides("Hannah");
    senior.post(&format!("{place}/give"), &[]).await.is(303);
    senior.post(&format!("{place}/give"), &[]).await.is(409);

    mentor.get("/my-day").await.shows("The families that you meet").hides("families you work with");
    mentor.get("/mentoring").await.shows("Hannah").shows(REACH).shows("26 November 2026").hides("Ellis");
    let page = mentor.get(&place).await;
    page.is(200).shows("First name Hannah").shows(REACH).shows("26 November 2026").shows("01632 960199");
    page.shows("We all sleep through").shows("It is about Healthy");
    for hidden in
        ["Ellis", "Poppy", "Larch Close", "Stay and play", "Feeding", "900118", "Health visiting", "/families/"]
    {
        page.hides(hidden);
    }
    nurse.get(&format!("{family}/mentor")).await.shows("They meet").shows("Supervised by Test senior outreach worker");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("page=mentor-place") && log.contains("\tmentoring\t"), "each look and step is written down");
    assert!(!log.contains("Hannah") && !log.contains("900123") && !log.contains("sleep through"));
}

#[tokio::test]
async fn s003_lec_a_mentor_opens_no_family_no_search_and_no_family_of_another_mentor() {
    let (world, family) = ready().await;
    let place = given(&world, &family).await;
    let mut mentor = world.signed_in("family-mentor").await;
    mentor.get(&place).await.is(200).shows("Hannah");
    for address in
        [family.clone(), format!("{family}/support"), format!("{family}/mentor"), format!("{family}/consent")]
    {
        mentor.get(&address).await.is(404).hides("Hannah").hides("Poppy");
    }
    for address in ["/find", "/families", "/visits", "/centre-tasks", "/births", "/antenatal", "/gaps", "/matching"] {
        mentor.get(address).await.is(404);
    }
    mentor.post("/find", &[("words", "Ellis")]).await.is(404).hides("Hannah");
    mentor.post(&format!("{place}/give"), &[]).await.is(404);
    mentor.post(&format!("{place}/take"), &[("why", "x")]).await.is(404);

    supervised(&world, "Other test mentor", "Test senior outreach worker").await;
    let mut other = world.signed_in("other-family-mentor").await;
    other.get("/mentoring").await.hides("Hannah");
    for address in [place.clone(), format!("{place}/note"), format!("{place}/worry")] {
        other.get(&address).await.is(404).hides("Hannah").hides("sleep through");
    }
    let words = [("form_key", "abcdef012345"), ("words", "I was there")];
    other.post(&format!("{place}/note"), &words).await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("why=not-own"), "what was refused is written down");
    // Skilled workers who supervise somebody else, or nobody, see nothing of it either.
    let mut nurse = world.signed_in("health-visitor").await;
    nurse.get(&place).await.is(404).hides("Hannah");
    nurse.get("/mentoring").await.is(200).shows("You supervise no mentor").hides("Hannah");
    world.signed_in("centre-worker").await.get("/mentoring").await.is(404);
}

#[tokio::test]
async fn s003_lec_the_supervisor_sees_every_family_of_their_mentors_and_what_the_mentors_wrote() {
    let (world, family) = ready().await;
    let place = given(&world, &family).await;
    let mut mentor = world.signed_in("family-mentor").await;
    let key = mentor.get(&format!("{place}/note")).await.is(200).field("form_key").expect("a key");
    let note = [("form_key", key.as_str()), ("words", "We went to the library"), ("next_visit", "3 December 2026")];
    mentor.post(&format!("{place}/note"), &[("form_key", &key)]).await.is(422).shows("Write this in a few words");
    mentor.post(&format!("{place}/note"), &note).await.is(303);
    mentor.post(&format!("{place}/note"), &note).await.is(303);
    let page = mentor.get(&place).await;
    page.shows("Next visit 3 December 2026");
    assert_eq!(page.html.matches("We went to the library").count(), 1, "a second press adds nothing");
    let mut senior = world.signed_in(SUPERVISOR).await;
    senior.get("/mentoring").await.shows("Test family mentor, family mentor").shows("Hannah").shows("3 December 2026");
    senior.get(&place).await.is(200).shows("We went to the library").shows("We all sleep through");
    senior.get(&format!("{place}/note")).await.is(404);
    let taken = senior.post(&format!("{place}/take"), &[("why", "")]).await;
    taken.is(422).shows("Write why the mentor stops");
    senior.post(&format!("{place}/take"), &[("why", "The mentor moves away")]).await.is(303);
    mentor.get(&place).await.is(404).hides("Hannah").hides("library");
    mentor.get("/mentoring").await.hides("Hannah");
    senior.get(&place).await.shows("The mentor moves away").shows("We went to the library");
}

#[tokio::test]
async fn s003_lec_a_supervisor_of_several_mentors_sees_all_of_theirs_and_no_other_supervisors() {
    let (world, family) = ready().await;
    let place = given(&world, &family).await;
    supervised(&world, "Other test mentor", "Test senior outreach worker").await;
    let mut senior = world.signed_in(SUPERVISOR).await;
    senior.get("/mentoring").await.shows("Test family mentor").shows("Other test mentor").shows("Hannah");
    senior.get(&place).await.is(200).shows("Hannah");
    // Another supervisor takes the second mentor on: theirs is that one, and no family of the first.
    supervised(&world, "Other test mentor", "Test centre manager").await;
    let mut manager = world.signed_in("centre-manager").await;
    manager.get("/mentoring").await.is(200).shows("Other test mentor").hides("Hannah");
    manager.get(&place).await.is(404).hides("Hannah");
    manager.post(&format!("{place}/take"), &[("why", "x")]).await.is(404);
    let mut senior = world.signed_in(SUPERVISOR).await;
    senior.get(&place).await.is(200).shows("Hannah");
    senior.get("/mentoring").await.shows("Hannah");
}

#[tokio::test]
async fn s003_lec_a_supervisor_comes_first_and_when_they_leave_the_mentors_access_stops() {
    let (world, family) = ready().await;
    let mut nurse = world.signed_in("health-visitor").await;
    let form = nurse.get(&format!("{family}/mentor/new")).await;
    form.hides("Other test mentor").hides("Untrained test mentor");
    let mut senior = world.signed_in(SUPERVISOR).await;
    let page = senior.get("/mentoring").await;
    page.shows("Nobody supervises this mentor");
    let orphan = &page.html[page.html.find("Other test mentor").expect("the mentor without a supervisor")..];
    let orphan = Answer { html: orphan.to_owned(), ..page.clone() }.field("of").expect("a reference");
    let (key, by) = (form.field("form_key").expect("a key"), signer(&form, "Hannah Ellis"));
    let fields = [("form_key", key.as_str()), ("by", &by), ("mentor", &orphan), ("how", "written")];
    let fields = with(&with(&fields, &[("answer", "agreed"), ("reach", REACH)]), TOLD_ALL);
    nurse.post(&format!("{family}/mentor/new"), &fields).await.is(422).shows("Nobody supervises this mentor");
    supervised(&world, "Untrained test mentor", "Test senior outreach worker").await;
    nurse.get(&format!("{family}/mentor/new")).await.hides("Untrained test mentor");

    let place = given(&world, &family).await;
    let mut mentor = world.signed_in("family-mentor").await;
    mentor.get(&place).await.is(200);
    world.app.set_account_open(SUPERVISOR, false, world.clock.now()).await.expect("the account is closed");
    mentor.get("/mentoring").await.shows("Your supervisor has left").hides("Hannah");
    mentor.get(&place).await.shows("You see no family today").shows("Ask your service to name").hides("Hannah");
    let mut nurse = world.signed_in("health-visitor").await;
    nurse.get(&format!("{family}/mentor")).await.shows("Nobody: the mentor sees nothing until somebody is named");
    let mut manager = world.signed_in("centre-manager").await;
    let page = manager.get("/mentoring").await;
    page.shows("No supervisor").hides("Test senior outreach worker");
    let card = &page.html[page.html.find("Test family mentor").expect("the mentor")..];
    let card = Answer { html: card.to_owned(), ..page.clone() };
    let (of, me) = (card.field("of").expect("whom"), value_at(&card, ">Test centre manager<"));
    let named = [("form_key", "abcdef012345"), ("of", of.as_str()), ("supervisor", me.as_str())];
    nurse.post("/mentoring/supervisor", &named).await.is(404);
    manager.post("/mentoring/supervisor", &named).await.is(303);
    mentor.get(&place).await.is(200).shows("Hannah");
    manager.get(&place).await.is(200).shows("Hannah");
}

#[tokio::test]
async fn s003_lec_a_no_or_a_withdrawal_ends_it_at_once() {
    let (world, family) = ready().await;
    let place = given(&world, &family).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let mut mentor = world.signed_in("family-mentor").await;
    let form = nurse.get(&format!("{family}/consent/withdraw")).await;
    let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let sent = [("form_key", key.as_str()), ("by", by.as_str()), ("how", "By phone")];
    nurse.post(&format!("{family}/consent/withdraw"), &sent).await.is(303);
    mentor.get(&place).await.is(404).hides("Hannah").hides("sleep through");
    mentor.get("/mentoring").await.shows("You cannot see this family today").hides("Hannah").hides("900123");
    let mut senior = world.signed_in(SUPERVISOR).await;
    senior.get("/mentoring").await.shows("Closed to the mentor");

    world.wait(Span::new().seconds(60));
    yes(&mut nurse, &family, "Test family mentor, supervised by", &[]).await.is(303);
    mentor.get(&place).await.is(200).shows("Hannah");
    world.wait(Span::new().seconds(60));
    let form = nurse.get(&format!("{family}/mentor/new")).await;
    let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let no = [("form_key", key.as_str()), ("by", &by), ("answer", "said-no")];
    nurse.post(&format!("{family}/mentor/new"), &no).await.is(303);
    nurse.get(&format!("{family}/mentor")).await.shows("The family said no").hides("They meet");
    nurse.get(&format!("{family}/consent")).await.shows("Hannah Ellis said no");
    mentor.get(&place).await.is(404).hides("Hannah");
    mentor.get("/mentoring").await.hides("Hannah");
}

/// The family as health visiting tells it, with one more column.
fn told_with(column: &'static str) -> Row {
    visited("hv-1", "2026-10-14", "Feeding is going well.").with(column, "Y")
}

#[tokio::test]
async fn s003_lec_a_family_that_is_kept_safe_is_closed_to_every_mentor() {
    for column in ["SHIELDED", "SEALED"] {
        let (world, family) = ready().await;
        let place = given(&world, &family).await;
        let mut mentor = world.signed_in("family-mentor").await;
        mentor.get(&place).await.is(200).shows("Hannah");
        world.told_by("health-visiting", &[told_with(column)]).await;
        mentor.get(&place).await.is(404).hides("Hannah").hides("900123");
        mentor.get("/mentoring").await.hides("Hannah").hides("900123");
        let words = [("form_key", "abcdef012345"), ("words", "I was there")];
        mentor.post(&format!("{place}/note"), &words).await.is(404);
        let mut senior = world.signed_in(SUPERVISOR).await;
        senior.get("/mentoring").await.hides("Hannah").hides("900123");
        senior.get(&place).await.hides("Hannah").hides("900123").hides("sleep through");
        if column == "SHIELDED" {
            let mut nurse = world.signed_in("health-visitor").await;
            let form = nurse.get(&format!("{family}/mentor/new")).await;
            form.shows("No mentor is named here");
            let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
            let mentor = value_at(&form, "Test family mentor, supervised by");
            let fields = [("form_key", key.as_str()), ("by", &by), ("mentor", &mentor), ("how", "written")];
            let fields = with(&with(&fields, &[("answer", "agreed"), ("reach", REACH)]), TOLD_ALL);
            nurse.post(&format!("{family}/mentor/new"), &fields).await.is(422).shows("This family is kept safe");
        }
    }
}

#[tokio::test]
async fn s003_lec_a_worry_is_on_the_supervisors_day_at_once_with_the_safeguarding_telephone() {
    let (world, family) = ready().await;
    let place = given(&world, &family).await;
    let mut mentor = world.signed_in("family-mentor").await;
    let mut senior = world.signed_in(SUPERVISOR).await;
    senior.get("/my-day").await.shows("Family mentors").hides("worry waits");
    let form = mentor.get(&format!("{place}/worry")).await;
    form.is(200).shows("Phone 999").shows("01632 960199");
    let key = form.field("form_key").expect("a key");
    let worry = [("form_key", key.as_str()), ("words", "A bruise on the arm")];
    mentor.post(&format!("{place}/worry"), &worry).await.is(303);
    senior.get("/my-day").await.shows("1 worry waits for you").hides("bruise").hides("Hannah");
    let page = senior.get(&place).await;
    page.is(200).shows("A bruise on the arm");
    let key = page.field("form_key").expect("a key");
    let answer = [("form_key", key.as_str()), ("words", "I phoned the duty social worker")];
    senior.post(&format!("{place}/answer"), &answer).await.is(303);
    senior.get("/my-day").await.hides("worry waits");
    mentor.get(&place).await.shows("I phoned the duty social worker");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(!log.contains("bruise") && log.contains("worry"));
}

#[tokio::test]
async fn s003_lec_the_supervisor_signs_each_talk_and_late_ones_stand_on_their_day() {
    let (world, family) = ready().await;
    given(&world, &family).await;
    let mut senior = world.signed_in(SUPERVISOR).await;
    let page = senior.get("/mentoring").await;
    page.shows("By 20 December 2026");
    senior.get("/my-day").await.hides("supervision talk");
    let sign = page.link("/mentoring/mentors/").expect("where to sign");
    let key = senior.get(&sign).await.is(200).field("form_key").expect("a key");
    let mut said = vec![("form_key", key.as_str()), ("words", "Visit on Thursdays"), ("next_on", "24 November 2026")];
    senior.post(&sign, &said[..2]).await.is(422).shows("Say when you talk next");
    senior.post(&sign, &said).await.is(303);
    said[1] = ("words", "Pressed twice");
    senior.post(&sign, &said).await.is(303);
    let page = senior.get("/mentoring").await;
    page.shows("22 November 2026, signed by Test senior outreach worker: Visit on Thursdays").hides("Pressed twice");
    page.shows("By 24 November 2026").hides("A talk is late");
    world.wait(Span::new().hours(72));
    let mut senior = world.signed_in(SUPERVISOR).await;
    senior.get("/my-day").await.shows("1 supervision talk is due");
    senior.get("/mentoring").await.shows("A talk is late");
    let mut nurse = world.signed_in("health-visitor").await;
    nurse.get(&sign).await.is(404);
    nurse.post(&sign, &said).await.is(404);
    world.signed_in("family-mentor").await.get(&sign).await.is(404);
}

#[tokio::test]
async fn s003_lec_a_family_that_would_like_a_mentor_is_asked_and_one_is_named() {
    let prompt = "They would like a family mentor. Ask them, and name one";
    let world = known_to_health_visiting().await;
    let family = crate::first_visit::family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    visits_first(&mut nurse, &family, YES).await.is(303);
    nurse.get("/my-day").await.hides(prompt);
    world.wait(Span::new().seconds(60));
    visits_first(&mut nurse, &family, &with(YES, &[("wants_mentor", "yes")])).await.is(303);
    let day = nurse.get("/my-day").await;
    day.shows(prompt).shows("6 December 2026");
    let page = day.link(&format!("{family}/mentor")).expect("where to ask");
    nurse.get(&page).await.is(200).shows("No mentor was named");
    let form = nurse.get(&format!("{page}/new")).await;
    let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let no = [("form_key", key.as_str()), ("by", &by), ("answer", "said-no")];
    nurse.post(&format!("{page}/new"), &[("form_key", &key)]).await.is(422).shows("Say what the family answered");
    nurse.post(&format!("{page}/new"), &no).await.is(303);
    nurse.get("/my-day").await.hides(prompt);

    let world = World::new().await;
    world
        .told_by("childrens-centre", &[registered("cc-1").with("TOLD", "2026-10-06").with("AGREED_ALL", "2026-11-03")])
        .await;
    let mut worker = world.signed_in("outreach-worker").await;
    let family = worker.post("/find", &[("words", "Poppy Ellis")]).await.location.expect("an answer");
    let family = if family.starts_with("/find/") {
        worker.get(&family).await.link("/families/f-").expect("the family")
    } else {
        family
    };
    let form = worker.get(&format!("{family}/registration")).await;
    let of = form.is(200).field("of").expect("the child");
    let ends = [("form_key", "abcdef012345"), ("of", of.as_str()), ("how", "asked"), ("answer", "ends")];
    worker.post(&format!("{family}/registration"), &ends).await;
    world.wait(Span::new().seconds(60));
    let begins =
        [("form_key", "abcdef012344"), ("of", &of), ("how", "centre"), ("answer", "begins"), ("wants_mentor", "yes")];
    worker.post(&format!("{family}/registration"), &begins).await.is(303);
    worker.get("/my-day").await.shows(prompt);
}

#[tokio::test]
async fn s003_lec_a_mentor_is_trained_before_they_see_anybody() {
    let (world, family) = ready().await;
    let place = given(&world, &family).await;
    let mut mentor = world.signed_in("family-mentor").await;
    mentor.get(&place).await.is(200).shows("Hannah");
    // Training and clearance run out on 30 June 2027.
    world.wait(Span::new().hours(24 * 230));
    let mut mentor = world.signed_in("family-mentor").await;
    mentor.get("/mentoring").await.shows("Your clearance has run out").hides("Hannah");
    mentor.get(&place).await.hides("Hannah").hides("900123");
    let mut untrained = world.signed_in("untrained-family-mentor").await;
    untrained.get("/my-day").await.shows("You cannot look families up today");
}
