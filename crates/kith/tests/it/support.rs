//! Support agreed with a family: the steps, the sentence before they accept,
//! the answer in the ledger, who sees it, what came of it.

use crate::consent::{TOLD_ALL, a_family_nobody_asked, family, signer, with};
use crate::families::{TOLD, poppy};
use crate::visitor::{Answer, Visitor};
use crate::world::World;

pub const PLAY: &str = "parenting|Larch Centre|Stay and play";
pub const WALK: &str = "parenting||Buggy walk";

/// A service of the directory, with who gives it and what it needs.
async fn service(world: &World, (name, centre): (&str, &str), given_by: &str, needs: &[&str]) {
    let mut lead = world.signed_in("data-lead").await;
    let mut fields = vec![("kind", "parenting"), ("name", name), ("centre", centre), ("says", "Every week.")];
    fields.extend([("telephone", "01632 960002"), ("given_by", given_by)]);
    fields.extend(needs.iter().map(|need| ("needs", *need)));
    lead.post("/services/new", &fields).await.is(303);
}

pub async fn the_directory(world: &World) {
    service(world, ("Stay and play", "Larch Centre"), "childrens-centre", &["basic", "contacts", "support"]).await;
    service(world, ("Buggy walk", ""), "childrens-centre", &[]).await;
}

/// The value of the box of somebody's name.
pub fn person(form: &Answer, name: &str) -> String {
    let before = &form.html[..form.html.find(name).expect("the name stands on the form")];
    let tag = &before[before.rfind("<input").expect("its box")..];
    tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its value").to_owned()
}

/// The first two steps: the service for Poppy, and for her mother where Poppy
/// was lost, and one hope.
async fn until_sharing(who: &mut Visitor, family: &str, service: &str) -> Answer {
    let form = who.get(&format!("{family}/support/new")).await;
    form.is(200);
    let boxes = &form.html[form.html.find("name=\"people\"").expect("somebody to choose")..];
    let whom = person(&form, if boxes.contains("Poppy") { "Poppy" } else { "Hannah Ellis" });
    who.post(&format!("{family}/support/new"), &[("service", service), ("people", &whom)]).await.is(303);
    let hope = [("goal_1_words", "We all sleep through"), ("goal_1_aim", "healthy")];
    let next = who.post(&format!("{family}/support/new/goals"), &hope).await;
    next.is(303);
    who.get(&next.location.expect("the next step")).await
}

/// Hannah's answer on the step about sharing.
async fn answers(who: &mut Visitor, family: &str, form: &Answer, more: &[(&str, &str)]) -> Answer {
    let by = signer(form, "Hannah Ellis");
    let mut fields = vec![("by", by.as_str()), ("how", "written")];
    fields.extend_from_slice(more);
    who.post(&format!("{family}/support/new/sharing"), &fields).await
}

/// Saves what was written, and opens it.
pub async fn save(who: &mut Visitor, family: &str) -> (String, Answer) {
    let check = who.get(&format!("{family}/support/new/check")).await;
    let key = check.is(200).field("form_key").expect("a key");
    let saved = who.post(&format!("{family}/support/new/check"), &[("form_key", &key)]).await;
    saved.is(303);
    let address = saved.location.expect("the support");
    let page = who.get(&address).await;
    (address, page)
}

/// Everything in one go, with a yes.
pub async fn agreed(who: &mut Visitor, family: &str, service: &str) -> String {
    let form = until_sharing(who, family, service).await;
    answers(who, family, &form, &with(&[("answer", "agreed")], TOLD_ALL)).await.is(303);
    save(who, family).await.0
}

#[tokio::test]
async fn s002_15i_agreeing_support_asks_for_consent_and_puts_the_yes_into_the_ledger() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    the_directory(&world).await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.hides("You see basic details and");
    let form = until_sharing(&mut nurse, &family, PLAY).await;
    form.is(200).shows("step 3 of 4").shows("What did the family answer?").shows("What did you explain?");
    nurse.get(&format!("{family}/consent")).await.hides("Hannah Ellis agreed");
    answers(&mut nurse, &family, &form, &with(&[("answer", "agreed")], TOLD_ALL)).await.is(303);
    let check = nurse.get(&format!("{family}/support/new/check")).await;
    check.is(200).shows("step 4 of 4").shows("We all sleep through (Healthy)").shows("The family agreed");
    check.shows("Who is told Nobody yet");
    nurse.get(&format!("{family}/consent")).await.hides("Hannah Ellis agreed");
    let (address, page) = save(&mut nurse, &family).await;
    page.is(200)
        .shows("Goes on")
        .shows("You tell Stay and play only this: basic details; visits and contacts; support and plans");
    page.shows("It may be told already: the family agreed before");
    let ledger = nurse.get(&format!("{family}/consent")).await;
    ledger.shows("22 November 2026: Hannah Ellis agreed").shows("Children’s centre");
    centre.get(&family).await.is(200).shows("You see basic details and").shows("Stay and play , for Poppy");
    centre.get(&address).await.is(200).shows("We all sleep through");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("\tsupport\t") && !log.contains("sleep through") && !log.contains("Stay and play"));
}

#[tokio::test]
async fn s002_15i_without_a_yes_nothing_begins_unless_the_service_needs_nothing() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    the_directory(&world).await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let mut centre = world.signed_in("outreach-worker").await;
    let form = until_sharing(&mut nurse, &family, PLAY).await;
    nurse.post(&format!("{family}/support/new/sharing"), &[]).await.is(422).shows("Say what the family answered");
    answers(&mut nurse, &family, &form, &[("answer", "agreed")])
        .await
        .is(422)
        .shows("Explain all five points and tick");
    let check = nurse.get(&format!("{family}/support/new/check")).await;
    let key = check.field("form_key").expect("a key");
    let early = nurse.post(&format!("{family}/support/new/check"), &[("form_key", &key)]).await;
    early.is(422).shows("Explain all five points");
    answers(&mut nurse, &family, &form, &[("answer", "said-no")]).await.is(303);
    let (refused, page) = save(&mut nurse, &family).await;
    page.shows("The family said no").shows("Stay and play is told nothing, and this support does not begin");
    nurse.get(&format!("{family}/consent")).await.shows("Hannah Ellis said no");
    nurse.get(&family).await.shows("The family said no");
    centre.get(&family).await.hides("Stay and play");
    centre.get(&refused).await.is(404).hides("sleep through");

    let form = until_sharing(&mut nurse, &family, WALK).await;
    form.shows("If you accept Buggy walk, we tell it nothing about you")
        .shows("support can be agreed without an answer");
    let (_, page) = save(&mut nurse, &family).await;
    page.shows("Goes on").shows("The family goes to Buggy walk. You tell it nothing");
    centre.get(&family).await.hides("Buggy walk");
}

#[tokio::test]
async fn s002_15i_a_family_not_asked_yet_waits_and_its_answer_comes_later() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    the_directory(&world).await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let form = until_sharing(&mut nurse, &family, PLAY).await;
    answers(&mut nurse, &family, &form, &[("answer", "not-asked")])
        .await
        .is(422)
        .shows("Write why the family has not been");
    let later = [("answer", "not-asked"), ("why_not_asked", "No interpreter came")];
    answers(&mut nurse, &family, &form, &later).await.is(303);
    let (address, page) = save(&mut nurse, &family).await;
    page.shows("Waits for their answer").shows("No interpreter came");
    nurse.get(&format!("{family}/consent")).await.hides("Hannah Ellis agreed").hides("Hannah Ellis said no");
    nurse.get("/my-day").await.shows("Ask the family about the support that you planned").shows("6 December 2026");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.hides("Stay and play");
    let form = nurse.get(&format!("{address}/answer")).await;
    let key = form.is(200).shows("If you accept Stay and play").field("form_key").expect("a key");
    let by = signer(&form, "Hannah Ellis");
    let yes = [("form_key", key.as_str()), ("by", &by), ("how", "written"), ("answer", "agreed")];
    nurse.post(&format!("{address}/answer"), &with(&yes, TOLD_ALL)).await.is(303);
    nurse.post(&format!("{address}/answer"), &with(&yes, TOLD_ALL)).await.is(303);
    let ledger = nurse.get(&format!("{family}/consent")).await;
    assert_eq!(ledger.html.matches("Hannah Ellis agreed").count(), 1);
    nurse.get("/my-day").await.hides("Ask the family about the support");
    centre.get(&family).await.shows("Stay and play");
}

#[tokio::test]
async fn s002_icc_the_sentence_about_sharing_stands_before_the_family_accepts_and_follows_the_directory() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    the_directory(&world).await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let form = until_sharing(&mut nurse, &family, PLAY).await;
    form.shows(
        "If you accept Stay and play (Children’s centre), the people there who work with you will know this about Poppy, \
         to support your family and invite you to the centre: basic details; visits and contacts; support and plans.",
    );
    form.shows("Testfield Council keeps what is written down here. Stay and play keeps what it is told");
    form.shows("Basic details It is told only if the family says yes").shows("By the rules of");
    let place = |words: &str| form.html.find(words).expect("it stands on the page");
    assert!(place("If you accept Stay and play") < place("What did the family answer?"));
    nurse.get(&format!("{family}/support")).await.shows("No support is written down");

    service(&world, ("Stay and play", "Larch Centre"), "childrens-centre", &["basic"]).await;
    let form = nurse.get(&format!("{family}/support/new/sharing")).await;
    form.shows("invite you to the centre: basic details.").hides("visits and contacts; support");
    // What the family said since counts too: nothing is asked twice.
    answers(&mut nurse, &family, &form, &with(&[("answer", "agreed")], TOLD_ALL)).await.is(303);
    save(&mut nurse, &family).await;
    let form = until_sharing(&mut nurse, &family, PLAY).await;
    form.shows("It may be told already: the family agreed before").shows("There is nothing new to ask");
}

#[tokio::test]
async fn every_step_keeps_what_was_typed_and_a_double_press_is_kept_once() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    the_directory(&world).await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let first = format!("{family}/support/new");
    nurse.post(&first, &[("service", PLAY)]).await.is(422).shows("Tick each person that it is for");
    let form = nurse.get(&first).await;
    assert!(form.html.contains("checked"), "the service stays chosen");
    nurse.get(&format!("{first}/sharing")).await.is(303);
    let poppy = person(&form, "Poppy");
    nurse.post(&first, &[("service", PLAY), ("people", &poppy)]).await.is(303);
    let goals = format!("{first}/goals");
    let two = [("goal_1_words", "A quiet evening"), ("goal_1_review_on", "31/02/2027"), ("goal_3_words", "Friends")];
    let again = nurse.post(&goals, &two).await;
    again.is(422).shows("Choose what it is about").shows("February has 28 days");
    assert!(again.html.contains("A quiet evening") && again.html.contains("31/02/2027"));
    let more = nurse.post(&goals, &with(&two, &[("then", "more")])).await;
    nurse.get(&more.location.expect("with room for more")).await.shows("Hope 3, in their words");
    let right = [("goal_1_words", "A quiet evening"), ("goal_1_aim", "safe")];
    nurse.post(&goals, &right).await.is(303);
    // Going back shows every step as it was left.
    assert!(nurse.get(&goals).await.html.contains("A quiet evening"));
    let form = nurse.get(&format!("{first}/sharing")).await;
    answers(&mut nurse, &family, &form, &with(&[("answer", "agreed")], TOLD_ALL)).await.is(303);
    let check = nurse.get(&format!("{first}/check")).await;
    let key = check.field("form_key").expect("a key");
    let saved = nurse.post(&format!("{first}/check"), &[("form_key", &key)]).await;
    let twice = nurse.post(&format!("{first}/check"), &[("form_key", &key)]).await;
    assert_eq!(saved.location, twice.location);
    assert_eq!(nurse.get(&format!("{family}/support")).await.html.matches("A quiet evening").count(), 1);
    let mut stranger = world.signed_in("other-health-visitor").await;
    stranger.get(&format!("{family}/support")).await.is(404);
    stranger.get(&saved.location.expect("an address")).await.is(404).hides("quiet");
}

#[tokio::test]
async fn a_service_whose_very_involvement_is_sensitive_is_named_to_nobody_who_may_not_know() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    service(&world, ("Safe harbour", ""), "domestic-abuse", &["support"]).await;
    the_directory(&world).await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let shared = [("package", "form"), ("how", "written"), ("answer", "agreed")];
    crate::consent::answers(&mut nurse, &family, &with(&shared, TOLD_ALL)).await.is(303);
    let address = agreed(&mut nurse, &family, "parenting||Safe harbour").await;
    nurse.get(&family).await.shows("Safe harbour");
    let mut centre = world.signed_in("outreach-worker").await;
    let page = centre.get(&family).await;
    page.is(200).shows("You see basic details and").shows("No support is written down that you can see");
    page.hides("Safe harbour").hides("harbour");
    centre.get(&format!("{family}/support")).await.hides("harbour").shows("so this list may not show all");
    centre.get(&address).await.is(404).hides("harbour");
}

#[tokio::test]
async fn of_a_family_in_hiding_others_see_the_kind_of_service_and_no_name_of_a_place() {
    let world = World::new().await;
    let hidden = |row: crate::world::Row| row.with("TOLD", TOLD).with("SHIELDED", "Y");
    world.told_by("health-visiting", &[hidden(crate::families::visited("hv-1", "2026-10-14", "Well."))]).await;
    world.told_by("childrens-centre", &[hidden(crate::families::registered("cc-1"))]).await;
    service(&world, ("Secret Hill play", ""), "early-help", &["support"]).await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let shared = [("package", "form"), ("how", "written"), ("answer", "agreed")];
    crate::consent::answers(&mut nurse, &family, &with(&shared, TOLD_ALL)).await.is(303);
    let form = until_sharing(&mut nurse, &family, "parenting||Secret Hill play").await;
    if form.text().contains("What did the family answer?") {
        answers(&mut nurse, &family, &form, &with(&[("answer", "agreed")], TOLD_ALL)).await.is(303);
    }
    let (address, page) = save(&mut nurse, &family).await;
    page.shows("Secret Hill play").shows("We all sleep through");
    let mut centre = world.signed_in("outreach-worker").await;
    for page in [&family, &format!("{family}/support"), &address] {
        centre.get(page).await.is(200).shows("Early help").hides("Secret Hill").hides("sleep through").hides("960002");
    }
}

#[tokio::test]
async fn support_is_withheld_when_agreement_is_taken_back_and_goals_go_to_nobody_else() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let midwife = poppy("mat-1").with("TEAM", "East midwives").with("CODE", "MIDWIFE").with("TOLD", TOLD);
    world.told_by("maternity", &[midwife]).await;
    the_directory(&world).await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let address = agreed(&mut nurse, &family, PLAY).await;
    let mut midwife = world.signed_in("midwife").await;
    midwife.get(&address).await.is(200).shows("What they hope for is shown once").hides("sleep through");
    midwife.post(&format!("{address}/end"), &[("why", "x")]).await.is(404);
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&address).await.shows("We all sleep through");
    let form = nurse.get(&format!("{family}/consent/withdraw")).await;
    let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let sent = [("form_key", key.as_str()), ("by", by.as_str()), ("how", "By phone")];
    nurse.post(&format!("{family}/consent/withdraw"), &sent).await.is(303);
    centre.get(&address).await.hides("sleep through");
    nurse.get(&address).await.shows("The family said no before");
}

#[tokio::test]
async fn what_came_of_a_goal_and_the_end_are_written_down_and_my_day_reminds() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    the_directory(&world).await;
    let family = family(&world).await;
    let mut nurse = world.signed_in("health-visitor").await;
    let address = agreed(&mut nurse, &family, PLAY).await;
    nurse.get("/my-day").await.shows("Look with the family at what they hope for").shows("22 February 2027");
    let goal = format!("{address}/goals/1");
    let key = nurse.get(&goal).await.field("form_key").expect("a key");
    nurse
        .post(&goal, &[("form_key", &key), ("outcome", "changed")])
        .await
        .is(422)
        .shows("Write what they hope for now");
    let changed = [("form_key", key.as_str()), ("outcome", "changed"), ("words", "A bed of her own")];
    nurse.post(&goal, &changed).await.is(303);
    nurse.post(&goal, &changed).await.is(303);
    let page = nurse.get(&address).await;
    page.shows("The goal has changed, 22 November 2026").shows("A bed of her own It is about Healthy");
    assert!(!page.html.contains("goals/3"), "a second press adds nothing");
    let key = nurse.get(&format!("{address}/goals/2")).await.field("form_key").expect("a key");
    let done = [("form_key", key.as_str()), ("outcome", "achieved"), ("on", "20 November 2026")];
    nurse.post(&format!("{address}/goals/2"), &done).await.is(303);
    nurse.get(&address).await.shows("Achieved, 20 November 2026");
    nurse.get("/my-day").await.hides("Look with the family at what they hope for");
    nurse.post(&format!("{address}/end"), &[]).await.is(422).shows("Write why it ends");
    nurse.post(&format!("{address}/end"), &[("why", "They moved on")]).await.is(303);
    nurse.get(&address).await.shows("22 November 2026: They moved on").hides("Write down what came of it");
    nurse.get(&family).await.hides("Stay and play");
    let key = "0123456789abcdef";
    nurse.post(&goal, &[("form_key", key), ("outcome", "partly")]).await.is(409);
}

#[tokio::test]
async fn s002_2b_goals_carry_an_aim_and_the_report_counts_families_by_it_without_small_numbers() {
    let world = World::new().await;
    the_directory(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.post("/support-aims/new", &[("title", "Ready for school")]).await.is(303);
    lead.post("/support-aims/new", &[("title", "Contribute"), ("is_switched_off", "yes")]).await.is(303);
    let mut nurse = world.signed_in("health-visitor").await;
    let mut first = String::new();
    for number in 0..6_i32 {
        let (name, nhs) = (["Ada", "Bea", "Cleo", "Dot", "Ivy", "Fay"][number as usize], made_up_number(number));
        let row = crate::world::child(&format!("hv-{number}"), name, &format!("Family{number}"), "2025-06-07")
            .with("NHS", &nhs)
            .with("M_GIVEN", "Joy")
            .with("M_FAMILY", format!("Family{number}"))
            .with("M_BORN", format!("199{number}-02-03"))
            .with("TEAM", "East health visitors")
            .with("CODE", "HEALTH-VISITOR")
            .with("TOLD", TOLD);
        world.told_by("health-visiting", &[row]).await;
        let family = nurse.post("/find", &[("words", &nhs)]).await.location.expect("the family is found");
        let form = nurse.get(&format!("{family}/support/new")).await;
        let child = person(&form, name);
        nurse.post(&format!("{family}/support/new"), &[("service", WALK), ("people", &child)]).await.is(303);
        let goals = format!("{family}/support/new/goals");
        let aims = nurse.get(&goals).await;
        aims.shows("Ready for school").shows("Economic well-being").hides("Contribute");
        let off = [("goal_1_words", "x"), ("goal_1_aim", "contribute")];
        nurse.post(&goals, &off).await.is(422).shows("Choose what it is about");
        let mut hopes = vec![("goal_1_words", "To sleep"), ("goal_1_aim", "healthy")];
        if number < 2 {
            hopes.extend([("goal_2_words", "To read"), ("goal_2_aim", "ready-for-school")]);
            hopes.extend([("goal_3_words", "To count"), ("goal_3_aim", "ready-for-school")]);
        }
        nurse.post(&goals, &hopes).await.is(303);
        let (address, page) = save(&mut nurse, &family).await;
        page.shows("Goes on");
        first = address;
        let key = nurse.get(&format!("{first}/goals/1")).await.field("form_key").expect("a key");
        let partly = [("form_key", key.as_str()), ("outcome", "partly")];
        nurse.post(&format!("{first}/goals/1"), &partly).await.is(303);
    }
    let mut commissioner = world.signed_in("commissioner").await;
    let report = commissioner.get("/support-report").await;
    report.is(200).shows("Aim Healthy Families 6 Achieved 0 Partly achieved 6");
    report.shows("Aim Ready for school Families Too few").hides("To sleep").hides("Family1");
    let file = commissioner.get("/support-report/aims.csv").await;
    assert!(file.is(200).html.contains("2026-4,\"Healthy\",6,0,6,0,0,0"), "{}", file.html);
    assert!(file.html.contains("2026-4,\"Ready for school\",,,,,,"), "{}", file.html);
    commissioner.get("/support-report?quarter=2026-3").await.shows("No support was agreed in this quarter");
    nurse.get("/support-report").await.is(404);
    nurse.post("/support-aims/new", &[("title", "Mine")]).await.is(404);
    nurse.get("/support-aims").await.shows("Contribute Not used").shows("Ready for school Used");
    nurse.get(&first).await.shows("It is about Healthy");
}

/// One of the numbers that are never issued, with its check digit.
fn made_up_number(number: i32) -> String {
    let mut left = 0;
    for digits in 100 + number * 10.. {
        let nine: Vec<i32> = format!("999{digits:06}").bytes().map(|digit| i32::from(digit - b'0')).collect();
        let sum: i32 = nine.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
        let check = (11 - sum % 11) % 11;
        if check < 10 {
            left += 1;
            let text: String = nine.iter().map(ToString::to_string).collect();
            if left == 1 {
                return format!("{} {} {}{check}", &text[..3], &text[3..6], &text[6..]);
            }
        }
    }
    unreachable!("numbers do not end")
}
