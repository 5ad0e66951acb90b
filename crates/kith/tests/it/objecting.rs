//! Saying no without an account: what a parent is asked and told, what it
//! stops at once, and how staff settle it.

use jiff::Span;
use kith_core::audit::Action;

use crate::birth_lists::{agreed, births, built, opened, ready, released, told};
use crate::families::{TOLD, the_ellis_family};
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child};

/// What the mother of Poppy Ellis writes.
const WORDS: [(&str, &str); 9] = [
    ("name", "Hannah Quillfeather"),
    ("stands", "mother"),
    ("reach", "phone"),
    ("telephone", "07700 900321"),
    ("safe_time", "Tuesday mornings"),
    ("given", "Poppy"),
    ("family", "Ellis"),
    ("born_on", "2 October 2026"),
    ("what", "all"),
];

fn filled_in<'w>(other: &[(&'w str, &'w str)]) -> Vec<(&'w str, &'w str)> {
    let kept = WORDS.into_iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    kept.chain(other.iter().copied()).collect()
}

async fn sends_as<'w>(visitor: &mut Visitor, other: &[(&'w str, &'w str)]) -> Answer {
    let form = visitor.get("/say-no").await;
    let key = form.is(200).field("form_key").expect("a key");
    let mut fields = filled_in(other);
    fields.push(("form_key", &key));
    visitor.post("/say-no", &fields).await
}

/// A parent who is not signed in opens the form and sends it.
pub async fn sends(world: &World, other: &[(&str, &str)]) -> Answer {
    sends_as(&mut Visitor::new(world.site.clone()), other).await
}

/// Max Reed, who shares nothing with Poppy Ellis that a message names.
fn max() -> Row {
    agreed("hv-2", "Max", "Reed").with("BORN", "2026-10-09").with("M_BORN", "1990-01-01").with("ADDRESS", "3 Cedar Row")
}

async fn poppy_and_max() -> (World, Visitor) {
    let (world, lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis"), max()]).await;
    (world, lead)
}

/// The address of the only message on somebody's page.
pub async fn message(visitor: &mut Visitor) -> String {
    let page = visitor.get("/objections").await;
    let start = page.is(200).html.find("/objections/y-").expect("a message waits");
    page.html[start..].split('"').next().expect("its address").to_owned()
}

pub async fn settles(visitor: &mut Visitor, fields: &[(&str, &str)]) -> Answer {
    let address = message(visitor).await;
    visitor.post(&address, fields).await
}

pub const RANG: &str = "I rang her. She said so herself.";

#[tokio::test]
async fn s002_15f_a_no_written_online_at_ten_keeps_the_child_out_of_the_list_of_one_past_ten() {
    let (world, mut lead) = poppy_and_max().await;
    let before = built(&mut lead).await;
    sends(&world, &[]).await.is(200).shows("We have your message").shows("Your reference");
    world.wait(Span::new().minutes(1));
    // What was built before is asked about once more, and stops.
    lead.post(&format!("{before}/release"), &[]).await.is(404).shows("This list is out of date");
    let list = released(&mut lead).await;
    lead.get(&list).await.shows("A parent wrote to say no, and nobody has spoken to them yet");
    let text = opened(&world, &list);
    assert!(text.contains("Max,Reed") && !text.contains("Poppy"), "{text}");
    births(&world).await.is(200).shows("Max Reed").hides("Poppy");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births/cards").await.shows("1 family gets a card").hides("Poppy");
}

#[tokio::test]
async fn s002_15f_a_child_whom_the_centre_knows_gets_no_card_while_a_message_waits_and_is_not_called_off_by_it() {
    let (world, mut lead) = poppy_and_max().await;
    crate::births::offers(&mut lead).await;
    released(&mut lead).await;
    births(&world).await.shows("Poppy Ellis").shows("Max Reed");
    sends(&world, &[]).await.is(200);
    births(&world).await.shows("Max Reed").hides("Poppy");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births/cards").await.shows("1 family gets a card").hides("Poppy");
    let file = centre.post("/births/cards.csv", &[("why", "letters")]).await;
    file.is(200).hides("Poppy");
    assert!(file.html.contains("Max"), "{}", file.html);
    // Anybody could have written: nobody is told to take the child off their list.
    let leavers = world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("the leavers");
    assert!(leavers.built.is_empty(), "{leavers:?}");
    settles(&mut lead, &[("do", "mistake"), ("note", RANG)]).await.is(303);
    births(&world).await.shows("Poppy Ellis");
    world.signed_in("outreach-worker").await.get("/births/cards").await.shows("2 families get a card");
}

#[tokio::test]
async fn s002_15f_a_child_who_comes_in_after_the_message_is_held_back_by_number_or_by_day_and_home() {
    let (world, mut lead) = ready().await;
    let by_number = [("given", ""), ("family", "Other"), ("born_on", "1 October 2026"), ("nhs_number", "999 000 0018")];
    sends(&world, &by_number).await.is(200);
    sends(&world, &[("given", ""), ("family", "Else"), ("born_on", "9/10/2026"), ("postcode", "lx14qr")]).await.is(200);
    told(&world, &[agreed("hv-1", "Poppy", "Ellis").with("NHS", "999 000 0018"), max()]).await;
    let list = released(&mut lead).await;
    assert_eq!(opened(&world, &list).lines().count(), 1, "nobody is on the list");
}

#[tokio::test]
async fn s002_15f_whoever_is_meant_the_answer_is_the_same_to_the_letter() {
    let (world, _) = poppy_and_max().await;
    let without_reference = |answer: &Answer| {
        let (start, rest) = answer.html.split_once("Your reference: <strong>").expect("a reference");
        assert_eq!(rest.find("</strong>"), Some(9), "two times four letters");
        format!("{start}{}", &rest[9..])
    };
    let known = sends(&world, &[]).await;
    let unknown = sends(&world, &[("given", "Nobody"), ("family", "Nowhere"), ("born_on", "3 March 2024")]).await;
    known.is(200).hides("Poppy").hides("Quillfeather").hides("900321");
    assert_eq!(without_reference(&known), without_reference(&unknown));
    assert_eq!(known.headers, unknown.headers);
}

#[tokio::test]
async fn s002_15f_whoever_works_with_the_family_records_it_in_one_press_and_the_no_holds() {
    let (world, mut lead) = poppy_and_max().await;
    sends(&world, &[("what", "some"), ("kinds", "new-birth"), ("more", "We are <b>fine</b>.")]).await.is(200);
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get("/my-day").await.shows("1 message from a parent waits");
    let page = visitor.get("/objections").await;
    page.shows("Hannah Quillfeather").shows("Safe to ring: Tuesday mornings").shows("Who may be meant");
    page.shows("Ellis family").shows("News that a baby was born").shows("We are").hides("<b>fine</b>");
    let family = page.field("family").expect("the family");
    settles(&mut visitor, &[("do", "record-in"), ("family", &family)]).await.is(303);
    visitor.get("/objections").await.shows("No message waits for you");
    lead.get("/objections").await.shows("No message waits for you");
    let consent = visitor.get(&format!("/families/{family}/consent")).await;
    consent.shows("online or by email");
    let list = released(&mut lead).await;
    lead.get(&list).await.shows("The family said no").hides("A parent wrote to say no");
    assert!(!opened(&world, &list).contains("Poppy"));
    let log = world.app.export_audit().await.expect("the audit").log;
    assert!(log.contains(Action::Objection.word()) && log.contains("recorded"));
}

#[tokio::test]
async fn s002_15f_how_to_reach_whoever_wrote_is_kept_from_workers_whose_family_it_may_well_not_be() {
    const REACH: &str = "07700 900321";
    let (world, mut lead) = poppy_and_max().await;
    let mut visitor = world.signed_in("health-visitor").await;
    sends(&world, &[("family", "Quillfeather"), ("more", "We moved away from him.")]).await.is(200);
    let page = visitor.get("/objections").await;
    page.is(200).shows("Ellis family").shows("This may mean your family, or another. The data lead speaks to");
    page.hides(REACH).hides("Tuesday mornings").hides("We moved away from him.");
    lead.get("/objections").await.shows(REACH).shows("We moved away from him.");
    sends(&world, &[]).await.is(200);
    visitor.get("/objections").await.shows(REACH);
}

#[tokio::test]
async fn s002_15f_the_data_lead_records_it_without_being_told_who_is_meant() {
    let (world, mut lead) = poppy_and_max().await;
    sends(&world, &[]).await.is(200);
    lead.get("/my-day").await.shows("1 message from a parent waits");
    let page = lead.get("/objections").await;
    page.shows("Poppy Ellis, born 2 October 2026").hides("/families/").hides("Who may be meant");
    // A worker's step is not the data lead's.
    let found = world.signed_in("health-visitor").await.get("/objections").await.field("family").expect("the family");
    settles(&mut lead, &[("do", "record-in"), ("family", &found)]).await.is(404);
    settles(&mut lead, &[("do", "record"), ("note", RANG)]).await.is(303);
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get(&format!("/families/{found}/consent")).await.shows("online or by email");
    visitor.get("/objections").await.shows("No message waits for you");
    let list = released(&mut lead).await;
    lead.get(&list).await.shows("The family said no");
    assert!(!opened(&world, &list).contains("Poppy"));
}

#[tokio::test]
async fn s002_15f_closed_as_a_mistake_the_child_is_listed_again_and_not_without_a_note() {
    let (world, mut lead) = poppy_and_max().await;
    sends(&world, &[]).await.is(200);
    let told = settles(&mut lead, &[("do", "mistake"), ("note", " ")]).await;
    told.is(422).shows("Write whom you spoke to and what they said");
    assert!(!opened(&world, &released(&mut lead).await).contains("Poppy"));
    let address = message(&mut lead).await;
    lead.post(&address, &[("do", "mistake"), ("note", RANG)]).await.is(303);
    lead.post(&address, &[("do", "mistake"), ("note", RANG)]).await.is(409);
    assert!(opened(&world, &released(&mut lead).await).contains("Poppy"));
}

/// Of a family in hiding, known to the health visitor alone.
fn hidden() -> Row {
    child("hv-9", "Robin", "Canary", "2026-10-05")
        .with("ADDRESS", "77 Hidden Lane")
        .with("POSTCODE", "LX9 9ZZ")
        .with("SHIELDED", "Y")
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR")
        .with("M_GIVEN", "Wren")
        .with("M_FAMILY", "Canary")
        .with("M_BORN", "1996-02-03")
        .with("TOLD", TOLD)
        .with("AGREED_ALL", "2026-11-01")
}

#[tokio::test]
async fn s002_15f_that_somebody_in_hiding_is_meant_is_told_to_nobody_who_may_not_know() {
    let robin = [("given", "Robin"), ("family", "Canary"), ("born_on", "5 October 2026")];
    let mut shown = Vec::new();
    for knows in [true, false] {
        let world = World::new().await;
        if knows {
            told(&world, &[hidden()]).await;
        } else {
            told(&world, &[child("hv-8", "Somebody", "Else", "2023-01-04")]).await;
        }
        sends(&world, &robin).await.is(200);
        let (mut lead, mut other) = (world.signed_in("data-lead").await, world.signed_in("outreach-worker").await);
        let same = |page: &Answer| {
            let (start, rest) =
                page.text().split_once("Message ").map(|(a, b)| (a.to_owned(), b.to_owned())).expect("it");
            format!("{start}{}", rest.split("Came on").nth(1).expect("when").split("message ").next().expect("words"))
        };
        let page = same(&lead.get("/objections").await);
        let outreach = other.get("/objections").await;
        outreach.shows("No message waits for you").hides("Canary");
        let answer = settles(&mut lead, &[("do", "nobody"), ("note", "I looked.")]).await;
        answer.is(303);
        let after = lead.get("/objections").await;
        after.shows("No message waits for you");
        shown.push((page, outreach.text(), answer.location.clone(), after.text()));
        // Whoever may know of them still has it to settle.
        let mut visitor = world.signed_in("health-visitor").await;
        let waiting = visitor.get("/objections").await;
        if knows {
            waiting.shows("A child who may match is still held back").shows("Robin Canary");
            settles(&mut visitor, &[("do", "nobody"), ("note", "Another Robin.")]).await.is(303);
        }
        visitor.get("/objections").await.shows("No message waits for you");
    }
    assert_eq!(shown[0], shown[1], "the same with and without the family");
}

#[tokio::test]
async fn s002_15f_of_a_flood_no_more_is_taken_than_can_be_read_and_nothing_is_lost_that_was() {
    let world = World::new().await;
    crate::letters::an_office(&world).await;
    for number in 0..60 {
        sends(&world, &[("more", &format!("Number {number}."))]).await.is(200);
    }
    let full = sends(&world, &[("more", "One too many.")]).await;
    full.is(503).shows("Yours was not sent").shows("Ring us on 01632 960100");
    assert!(full.html.contains("One too many.") && full.html.contains("07700 900321"), "what was typed stays");
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/objections").await;
    page.shows("Number 0.").shows("Number 59.").hides("One too many");
    world.wait(Span::new().minutes(61));
    sends(&world, &[("more", "One hour later.")]).await.is(200);
    world.signed_in("data-lead").await.get("/objections").await.shows("One hour later.").shows("Number 0.");
}

#[tokio::test]
async fn s002_15f_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays() {
    let world = World::new().await;
    let wrong =
        [("name", ""), ("telephone", "12"), ("born_on", "tomorrow"), ("more", "Keep <this>."), ("nhs_number", "7")];
    let answer = sends(&world, &wrong).await;
    answer.is(422).shows("Write your name").shows("Write your telephone number with all its digits");
    answer.shows("Write the date of birth, like 2 October 2026").shows("An NHS number has 10 digits");
    assert!(answer.html.contains("<title>Error: "), "the tab says so");
    for typed in ["value=\"12\"", "value=\"tomorrow\"", "Keep &#60;this&#62;.", "value=\"Poppy\"", "Tuesday mornings"] {
        assert!(answer.html.contains(typed), "{typed} stays:\n{}", answer.html);
    }
    for field in ["name", "telephone", "born_on", "nhs_number"] {
        assert!(answer.html.contains(&format!("href=\"#{field}\"")), "{field} is in the summary");
    }
    sends(&world, &[("more", &"a".repeat(1_001))]).await.is(422).shows("at most 1000 letters");
    world.signed_in("data-lead").await.get("/objections").await.shows("No message waits for you");
}

#[tokio::test]
async fn s002_15f_it_works_without_an_account_or_script_and_leaves_no_trace_of_who_is_meant() {
    let world = World::new().await;
    let mut parent = Visitor::new(world.site.clone());
    for page in ["/privacy", "/sign-in"] {
        assert!(parent.get(page).await.links("/say-no").len() == 1, "{page} leads there");
    }
    crate::letters::an_office(&world).await;
    assert_eq!(parent.get("/leaflet").await.links("/say-no").len(), 1);
    let form = parent.get("/say-no").await;
    form.shows("Ring 999").shows("does not delete").shows("within 3 working days").shows("01632 960100");
    assert!(form.html.contains("<form action=\"/say-no\" method=\"post\""), "{}", form.html);
    let answer = sends_as(&mut parent, &[]).await;
    assert_eq!((answer.is(200).location.clone(), answer.headers.contains_key("set-cookie")), (None, false));
    // Somebody who is signed in can write too.
    sends_as(&mut world.signed_in("outreach-worker").await, &[]).await.is(200);
    let log = world.app.export_audit().await.expect("the audit").log;
    for typed in ["Quillfeather", "Poppy", "Ellis", "900321", "2026-10-02", "Tuesday"] {
        assert!(!log.contains(typed), "the audit says {typed}");
        for file in std::fs::read_dir(world.directory.path()).expect("the folder") {
            let bytes = std::fs::read(file.expect("a file").path()).unwrap_or_default();
            let is_there = typed != "2026-10-02" && bytes.windows(typed.len()).any(|part| part == typed.as_bytes());
            assert!(!is_there, "{typed} lies open in the database");
        }
    }
}

#[tokio::test]
async fn s002_15f_a_form_of_another_site_is_refused_and_one_that_is_sent_twice_is_kept_once() {
    let world = World::new().await;
    let mut parent = Visitor::new(world.site.clone());
    let key = parent.get("/say-no").await.field("form_key").expect("a key");
    let mut fields = filled_in(&[]);
    fields.push(("form_key", &key));
    let first = parent.post("/say-no", &fields).await;
    assert_eq!(first.is(200).text(), parent.post("/say-no", &fields).await.text(), "the same reference");
    // Gone back, and changed: that is another message.
    fields.push(("more", "And one thing more."));
    assert_ne!(first.text(), parent.post("/say-no", &fields).await.is(200).text());
    let elsewhere = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let body = "name=a".to_owned().into();
    parent.send(axum::http::Method::POST, "/say-no", body, &elsewhere).await.is(403);
    world.signed_in("data-lead").await.get("/my-day").await.shows("2 messages from parents wait");
}

#[tokio::test]
async fn s002_15f_a_message_is_late_after_three_working_days() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    sends(&world, &[]).await.is(200);
    // It came on a Sunday: Wednesday is the third working day.
    for (hours, is_late) in [(80, false), (24, true)] {
        world.wait(Span::new().hours(hours));
        for account in ["data-lead", "health-visitor", "caldicott-guardian"] {
            let day = world.signed_in(account).await.get("/my-day").await;
            day.shows("1 message from a parent waits");
            assert_eq!(day.text().contains("longer than 3 working days"), is_late, "{account} after {hours}");
        }
    }
    world.signed_in("other-health-visitor").await.get("/my-day").await.hides("message from a parent");
}

#[tokio::test]
async fn s002_15f_bank_holidays_and_a_holiday_for_once_are_no_working_days() {
    let (world, _) = poppy_and_max().await;
    // 24 December 2026 is a Thursday: Christmas, Boxing Day's Monday and New Year's Day lie after it.
    world.wait(Span::new().hours(32 * 24));
    sends(&world, &[]).await.is(200);
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/objections").await.shows("Speak to them by 31 December 2026");
    let page = lead.get("/waits").await;
    page.is(200).shows("25 December 2026").shows("28 December 2026").shows("26 March 2027").shows("31 May 2027");
    let key = page.field("form_key").expect("a key");
    let typed = |holidays: &'static str| [("form_key", key.clone()), ("holidays", holidays.to_owned())];
    for wrong in ["tomorrow", "31 February 2027"] {
        let fields = typed(wrong);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let told = lead.post("/waits", &fields).await;
        told.is(422).shows("Write one day a line");
        assert!(told.html.contains(wrong), "what was typed stays");
    }
    let fields = typed("30 December 2026\n8 May 2027");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    lead.post("/waits", &fields).await.is(303);
    lead.get("/waits").await.shows("8 May 2027");
    lead.get("/objections").await.shows("Speak to them by 4 January 2027");
    world.wait(Span::new().hours(11 * 24));
    world.signed_in("data-lead").await.get("/my-day").await.hides("longer than 3 working days");
    world.wait(Span::new().hours(24));
    world.signed_in("data-lead").await.get("/my-day").await.shows("longer than 3 working days");
    world.signed_in("outreach-worker").await.get("/waits").await.is(404);
}

#[tokio::test]
async fn s002_15f_what_was_written_is_erased_some_days_after_it_was_settled_and_a_line_stays() {
    let (world, mut lead) = poppy_and_max().await;
    sends(&world, &[]).await.is(200);
    settles(&mut lead, &[("do", "mistake"), ("note", RANG)]).await.is(303);
    sends(&world, &[("more", "This one waits.")]).await.is(200);
    let erase = async || world.app.erase_settled_messages(kith_app::Who::Job, world.clock.now()).await.expect("erased");
    world.wait(Span::new().hours(24 * 31));
    assert_eq!(erase().await, 0, "four hundred days, where nobody set another number");
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/objections").await.hides("Settled long ago");
    let key = lead.get("/waits").await.field("form_key").expect("a key");
    let days = |days: &'static str| [("form_key", key.as_str()), ("kept_days", days)];
    lead.post("/waits", &days("29")).await.is(422).shows("Write a number of days from 30 to 3650");
    lead.post("/waits", &days("30")).await.is(303);
    assert_eq!((erase().await, erase().await), (1, 0));
    let page = lead.get("/objections").await;
    page.shows("Settled long ago").shows("They changed their mind, or it was a mistake").shows("This one waits.");
    let past = page.html.split("Settled long ago").nth(1).expect("the line").to_owned();
    for gone in ["Quillfeather", "Poppy", "900321", RANG] {
        assert!(!past.contains(gone), "{gone}: {past}");
    }
    world.signed_in("health-visitor").await.get("/objections").await.hides("Settled long ago");
    let log = world.app.export_audit().await.expect("the audit").log;
    assert!(log.lines().any(|line| line.contains("erased")) && !log.contains("Quillfeather"));
    let asker = crate::importing::run(&world, &["locality", "--kept-days", "500"]);
    asker.is(0).says("A settled message to say no is kept for 500 days");
}
