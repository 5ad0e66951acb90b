//! Recording what a family agrees to, refuses, takes back and objects to: it
//! counts for everybody's next look, and the page shows where it comes from.

use crate::families::{POPPY_NUMBER, TOLD, poppy, registered, the_ellis_family, visited};
use crate::visitor::{Answer, Visitor};
use crate::world::World;

/// The five points, how to see one's own file.
pub const TOLD_ALL: &[(&str, &str)] = &[
    ("informed", "why"),
    ("informed", "what"),
    ("informed", "who"),
    ("informed", "purpose"),
    ("informed", "implications"),
    ("file_access", "yes"),
];

/// The family as health visiting and the centre know it; nobody has said
/// anything to anybody.
pub async fn a_family_nobody_asked(world: &World) {
    world
        .told_by("health-visiting", &[visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD)])
        .await;
    world
        .told_by(
            "childrens-centre",
            &[registered("cc-1")
                .with("C_ON", "2026-11-16")
                .with("C_KIND", "Phone call")
                .with("C_NOTE", "Would like to try the baby group.")],
        )
        .await;
}

pub async fn family(world: &World) -> String {
    let mut worker = world.signed_in("health-visitor").await;
    worker.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family is found")
}

/// The value on the form of somebody who can answer, by the name shown.
pub fn signer(form: &Answer, name: &str) -> String {
    let before = form.html.split(name).next().expect("the name stands on the form");
    let value = before.rsplit("value=\"").next().expect("its radio");
    value.split('"').next().expect("its value").to_owned()
}

pub fn child(form: &Answer) -> String {
    let start = form.html.find("name=\"children\"").expect("the form lists the children");
    let tag = form.html[..start].rfind('<').expect("a tag");
    form.html[tag..].split("value=\"").nth(1).expect("a value").split('"').next().expect("its end").to_owned()
}

/// Records an answer of Hannah's, with what more the test says.
pub async fn answers(who: &mut Visitor, family: &str, more: &[(&str, &str)]) -> Answer {
    let address = format!("{family}/consent/new");
    let form = who.get(&address).await;
    form.is(200);
    let (by, child) = (signer(&form, "Hannah Ellis"), child(&form));
    let key = form.field("form_key").expect("the form has a key");
    let mut fields = vec![("form_key", key.as_str()), ("by", by.as_str()), ("children", child.as_str())];
    fields.extend_from_slice(more);
    who.post(&address, &fields).await
}

pub fn with<'a>(more: &[(&'a str, &'a str)], rest: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    more.iter().chain(rest).copied().collect()
}

pub const ON_PAPER: &[(&str, &str)] = &[("package", "form"), ("how", "written"), ("answer", "agreed")];

#[tokio::test]
async fn s002_eca_recorded_consent_opens_the_other_services_look_at_once_and_not_before() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).shows("Ask the family");
    let mut visitor = world.signed_in("health-visitor").await;
    answers(&mut visitor, &family, &with(ON_PAPER, TOLD_ALL)).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.is(200).shows("Agreed The partners named").hides("Nothing is recorded yet");
    centre.get(&family).await.is(200).shows("You see basic details and who is working with the family");
}

#[tokio::test]
async fn s002_ecf_withdrawal_stops_the_look_at_once_and_recipients_are_listed_and_told() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).shows("You see basic details");
    let mut visitor = world.signed_in("health-visitor").await;
    let form = visitor.get(&format!("{family}/consent/withdraw")).await;
    let by = signer(&form, "Hannah Ellis");
    let key = form.field("form_key").expect("a key");
    let sent = [("form_key", key.as_str()), ("by", by.as_str()), ("how", "By phone")];
    let done = visitor.post(&format!("{family}/consent/withdraw"), &sent).await;
    done.is(303);
    let list = visitor.get(&done.location.expect("the list of recipients")).await;
    list.is(200).shows("Sharing stopped now").shows("Test outreach worker").shows("Told to stop using it");
    centre.get(&family).await.hides("You see basic details and");
    let day = centre.get("/my-day").await;
    day.shows("They took agreement back. Stop using what you received");
    let start = day.html.find("name=\"task\"").expect("a button");
    let task = day.html[start..].split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its task");
    centre.post("/my-day/tasks", &[("task", task)]).await.is(303);
    centre.get("/my-day").await.hides("Stop using what you received");
    visitor.get(&format!("{family}/consent")).await.shows("withdrew agreement").shows("By phone");
}

#[tokio::test]
async fn s002_15f_an_objection_by_phone_counts_for_the_next_look_of_a_health_service() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let midwife = poppy("mat-1").with("TEAM", "East midwives").with("CODE", "MIDWIFE").with("WORKER", "Ruth Example");
    world.told_by("maternity", &[midwife]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let mut midwife = world.signed_in("midwife").await;
    midwife.get(&family).await.is(200).shows("You see basic details and who is working with the family");
    let form = visitor.get(&format!("{family}/consent/object")).await;
    let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let sent = [("form_key", key.as_str()), ("by", by.as_str()), ("how", "By phone")];
    visitor.post(&format!("{family}/consent/object"), &sent).await.is(303);
    midwife.get(&family).await.hides("You see basic details").hides("who is working with the family.");
    visitor.get(&format!("{family}/consent")).await.shows("Objected");
    visitor.get(&format!("{family}/recipients")).await.shows("Test midwife");
}

#[tokio::test]
async fn s002_ece_a_no_is_as_easy_as_a_yes_and_is_not_the_same_as_not_asked() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let before = visitor.get(&format!("{family}/consent")).await;
    before.is(200).shows("Not asked").hides("Said no");
    let form = visitor.get(&format!("{family}/consent/new")).await;
    let button = |words: &str| {
        let end = form.html.find(words).expect("the button is there");
        let start = form.html[..end].rfind("<button").expect("a button");
        form.html[start..end]
            .split("class=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("its class")
            .to_owned()
    };
    assert_eq!(button("Save: they agreed"), button("Save: they said no"));
    answers(&mut visitor, &family, &[("package", "form"), ("answer", "refused")]).await.is(303);
    let after = visitor.get(&format!("{family}/consent")).await;
    after.shows("Said no").shows("Hannah Ellis said no").shows("Not asked");
    visitor.get(&family).await.is(200).shows("Basic details, who works with the family");
}

#[tokio::test]
async fn s002_10b_one_kind_one_partner_one_purpose_and_each_purpose_has_its_own_answer() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let one_by_one = [
        ("package", "choose"),
        ("kind_health", "yes"),
        ("kind_sensitive-health", "no"),
        ("partners", "childrens-centre"),
        ("purpose_family_support", "yes"),
        ("purpose_evaluation", "no"),
        ("how", "written"),
        ("answer", "agreed"),
    ];
    answers(&mut visitor, &family, &with(&one_by_one, TOLD_ALL)).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("Agreed Children’s centre, only to support a family at risk of poor outcomes");
    page.shows("Said no Children’s centre, only to evaluate services");
    page.shows("Hannah Ellis said no");
}

#[tokio::test]
async fn s002_axe_a_blank_list_of_partners_blocks_the_form_and_every_word_stays() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let blank = [("package", "choose"), ("kind_basic", "yes"), ("purpose_healthcare", "yes"), ("how", "screen")];
    let more = [("supporter", "Her mother June"), ("note", "Took her time"), ("answer", "agreed")];
    let again = answers(&mut visitor, &family, &with(&blank, &more)).await;
    again.is(422).shows("Choose with whom").shows("They type their own name here");
    assert!(again.html.contains("Her mother June") && again.html.contains("Took her time"));
    visitor.get(&format!("{family}/consent")).await.hides("Hannah Ellis agreed");
}

#[tokio::test]
async fn s002_eck_a_missing_tick_makes_it_uninformed_and_it_does_not_count() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    answers(&mut visitor, &family, &with(ON_PAPER, &TOLD_ALL[1..])).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("Agreed, but not told everything").shows("Not told why. This agreement does not count yet");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.hides("You see basic details and");
}

#[tokio::test]
async fn s002_ecb_spoken_consent_counts_and_a_task_to_confirm_it_stands_on_my_day_until_it_is_written() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let spoken = [("package", "form"), ("how", "spoken"), ("answer", "agreed")];
    answers(&mut visitor, &family, &with(&spoken, TOLD_ALL)).await.is(303);
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).shows("You see basic details and");
    visitor.get("/my-day").await.shows("Confirm in writing what they said out loud").shows("6 December 2026");
    answers(&mut visitor, &family, &with(ON_PAPER, TOLD_ALL)).await.is(303);
    visitor.get("/my-day").await.hides("Confirm in writing");
}

#[tokio::test]
async fn s002_ecd_somebody_without_standing_cannot_agree_for_the_child() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let form = visitor.get(&format!("{family}/consent/new")).await;
    let (child, key) = (child(&form), form.field("form_key").expect("a key"));
    let base = [("form_key", key.as_str()), ("by", "other/other"), ("by_name", "June Ellis"), ("children", &child)];
    let sent = with(&with(&base, ON_PAPER), TOLD_ALL);
    visitor.post(&format!("{family}/consent/new"), &sent).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("June Ellis agreed").shows("Agreed by somebody who cannot");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.hides("You see basic details and");
}

#[tokio::test]
async fn s002_ecc_one_carer_is_enough_and_two_who_disagree_are_shown_with_what_each_said() {
    let world = World::new().await;
    let both = visited("hv-1", "2026-10-14", "Feeding is going well.")
        .with("TOLD", TOLD)
        .with("F_GIVEN", "Sam")
        .with("F_FAMILY", "Reed")
        .with("F_BORN", "1998-02-03");
    world.told_by("health-visiting", &[both]).await;
    world.told_by("childrens-centre", &[registered("cc-1")]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    answers(&mut visitor, &family, &with(ON_PAPER, TOLD_ALL)).await.is(303);
    visitor.get(&format!("{family}/consent")).await.hides("Two carers said different things");
    let form = visitor.get(&format!("{family}/consent/new")).await;
    let (by, child) = (signer(&form, "Sam Reed"), child(&form));
    let key = form.field("form_key").expect("a key");
    let sent = [
        ("form_key", key.as_str()),
        ("by", by.as_str()),
        ("children", child.as_str()),
        ("package", "form"),
        ("answer", "refused"),
    ];
    visitor.post(&format!("{family}/consent/new"), &sent).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("Two carers said different things");
    page.shows("Agreed: Hannah Ellis, 22 November 2026").shows("Said no: Sam Reed, 22 November 2026");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).shows("You see basic details and");
}

#[tokio::test]
async fn s002_axb_a_later_baby_is_not_covered_by_the_form() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    answers(&mut visitor, &family, &with(ON_PAPER, TOLD_ALL)).await.is(303);
    let brother = visited("hv-9", "2026-11-20", "New baby.")
        .with("NHS", "999 000 0034")
        .with("GIVEN", "Rowan")
        .with("BORN", "2026-11-19")
        .with("SEX", "M");
    world.told_by("health-visiting", &[brother]).await;
    let page = visitor.get(&format!("{family}/consent")).await;
    page.is(200).shows("About Poppy").shows("About Rowan");
    let rowan = page.text().split("About Rowan").nth(1).expect("Rowan's own state").to_owned();
    let rowan = rowan.split("About Poppy").next().expect("his part");
    let rowan = rowan.split("When to ask again").next().expect("his part");
    assert!(!rowan.contains("Agreed The partners") && rowan.contains("Not asked"), "{rowan}");
}

#[tokio::test]
async fn s002_ecg_the_day_to_ask_again_is_shown_and_prompts() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let dated = with(&with(ON_PAPER, TOLD_ALL), &[("on", "1 October 2025")]);
    answers(&mut visitor, &family, &dated).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("Agreed. Time to ask again").shows("It was due 1 October 2026");
}

#[tokio::test]
async fn s002_ecm_the_record_is_evidence_who_asked_who_gave_when_words_version_and_help() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let on_screen = [
        ("package", "form"),
        ("how", "screen"),
        ("signature", "Hannah Ellis"),
        ("aids", "Easy-read words"),
        ("interpreter", "Ana Example"),
        ("supporter", "June Ellis"),
        ("answer", "agreed"),
    ];
    answers(&mut visitor, &family, &with(&on_screen, TOLD_ALL)).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    for words in [
        "22 November 2026: Hannah Ellis agreed",
        "Signed: Hannah Ellis",
        "Version of the words: 2026-11",
        "What helped: Easy-read words",
        "Interpreter: Ana Example",
        "Supporter: June Ellis",
        "Standing: Parent with parental responsibility",
        "Told: All five points",
        "Own file: Told how to ask for it",
        "Written down by Test health visitor",
    ] {
        page.shows(words);
    }
    let file = visitor.post(&format!("{family}/consent/history.csv"), &[("why", "evidence")]).await;
    file.is(200);
    for words in ["Hannah Ellis agreed", "Signed", "2026-11", "Written down by", "Test health visitor", "Who sees it"] {
        assert!(file.html.contains(words), "the file lacks {words:?}: {}", file.html);
    }
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(
        log.contains("\texport\t") && log.contains("\tconsent\t") && !log.contains("Hannah") && !log.contains("June")
    );
}

#[tokio::test]
async fn a_double_press_is_recorded_once_and_a_stranger_writes_nothing() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let address = format!("{family}/consent/new");
    let form = visitor.get(&address).await;
    let (by, child) = (signer(&form, "Hannah Ellis"), child(&form));
    let key = form.field("form_key").expect("a key");
    let base = [("form_key", key.as_str()), ("by", by.as_str()), ("children", child.as_str())];
    let sent = with(&with(&base, ON_PAPER), TOLD_ALL);
    visitor.post(&address, &sent).await.is(303);
    visitor.post(&address, &sent).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    assert_eq!(page.html.matches("Hannah Ellis agreed").count(), 1);
    let mut stranger = world.signed_in("other-health-visitor").await;
    stranger.post(&address, &sent).await.is(404);
    stranger.get(&format!("{family}/consent")).await.is(404).hides("Ellis");
}
