//! "Can I share this?": each of the six answers from real facts, kept and
//! replayed, for nobody but the one who asked; practice without a trace.

use crate::families::{TOLD, poppy, registered, the_ellis_family, visited};
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child};

/// The question as a browser sends it, with what is usual already chosen.
pub struct Asking<'v> {
    worker: &'v mut Visitor,
    pub family: String,
    about: String,
}

impl<'v> Asking<'v> {
    /// About the family of an exact number or name, and its first child.
    pub async fn about(worker: &'v mut Visitor, words: &str) -> Self {
        let found = worker.post("/find", &[("words", words)]).await;
        let mut family = found.location.expect("the family is found");
        if !family.starts_with("/families/") {
            family = worker.get(&family).await.link("/families/f-").expect("the family is in the list");
        }
        let form = worker.get(&format!("{family}/can-i-share")).await;
        form.is(200);
        let about = form.html.split("name=\"about\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
        let about = about.and_then(|rest| rest.split('"').next()).expect("the child can be chosen").to_owned();
        Self { worker, family, about }
    }

    pub async fn post(&mut self, fields: &[(&str, &str)]) -> Answer {
        let usual = [
            ("harm", "none"),
            ("flow", "once"),
            ("extent", "necessary"),
            ("channel", "secure"),
            ("asking", "can"),
            ("about", self.about.as_str()),
        ];
        let mut all: Vec<(&str, &str)> = fields.to_vec();
        all.extend(usual.iter().filter(|(name, _)| !fields.iter().any(|(given, _)| given == name)));
        self.worker.post(&format!("{}/can-i-share", self.family), &all).await
    }

    /// The page of the answer.
    pub async fn asks(&mut self, fields: &[(&str, &str)]) -> (String, Answer) {
        let sent = self.post(fields).await;
        sent.is(303);
        let address = sent.location.expect("the answer has an address");
        (address.clone(), self.worker.get(&address).await)
    }
}

/// Health visiting knows a child of this name; the row says what was told and
/// agreed.
pub async fn known(world: &World, change: impl Fn(Row) -> Row) {
    world.told_by("health-visiting", &[change(visited("hv-1", "2026-10-14", "Feeding is going well."))]).await;
}

pub const CENTRE: [(&str, &str); 3] = [("with", "other"), ("other", "childrens-centre"), ("purpose", "family_support")];
pub const MIDWIFE: [(&str, &str); 3] = [("with", "other"), ("other", "maternity"), ("purpose", "healthcare")];

pub fn to<'f>(whom: &[(&'f str, &'f str)], more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    whom.iter().chain(more).copied().collect()
}

#[tokio::test]
async fn s003_isf_by_unsecured_email_the_answer_is_no_and_the_secure_way_is_named() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD).with("AGREED_ALL", "2026-10-20")).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut visitor, "Poppy Ellis").await;
    for kind in ["basic", "contacts"] {
        let question = [&CENTRE[..], &[("kinds", kind)]].concat();
        let (_, answer) = asking.asks(&question).await;
        answer.is(200).hides("Use a secure channel");
        let (_, answer) = asking.asks(&[&question[..], &[("channel", "insecure")]].concat()).await;
        answer.is(200).shows("No, not this way. Use a secure channel").shows("This channel is not secure");
    }
}

#[tokio::test]
async fn s002_15b_basic_details_go_to_a_midwife_for_healthcare_once_the_family_was_told() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD)).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (_, page) = asking.asks(&to(&MIDWIFE, &[("kinds", "basic")])).await;
    page.is(200).shows("Yes, you can share this").shows("Ellis family").shows("Privacy notice, 6 October 2026");
    assert!(page.html.contains("kith-verdict--yes"), "colour and drawing are those of yes");
    page.shows("If a child may be in danger now").hides("How to get to yes");
}

#[tokio::test]
async fn s002_15e_without_a_notice_the_answer_is_give_notice_first() {
    let world = World::new().await;
    known(&world, |row| row).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (_, page) = asking.asks(&to(&MIDWIFE, &[("kinds", "basic")])).await;
    page.shows("Not yet. Give Hannah the privacy notice first").shows("How to get to yes").shows("Words you can use");
    assert!(page.html.contains("kith-verdict--wait"));
}

#[tokio::test]
async fn s002_15d_the_same_asker_with_another_purpose_is_not_permitted_on_notice() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD)).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let outreach = [("with", "other"), ("other", "maternity"), ("purpose", "centre_outreach")];
    let (_, page) = asking.asks(&to(&outreach, &[("kinds", "basic")])).await;
    page.shows("Not yet. Ask Hannah first").hides("Yes, you can share this");
}

#[tokio::test]
async fn s002_17a_feeding_notes_need_the_mothers_agreement_with_words_and_a_form() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let family = asking.family.clone();
    let joanne = [("with", "childrens-centre"), ("purpose", "family_support"), ("kinds", "sensitive-health")];
    let (_, page) = asking.asks(&joanne).await;
    page.shows("Not yet. Ask Hannah about this information")
        .shows("Test outreach worker, outreach worker, Larch Centre");
    page.shows("Record Hannah’s answer").shows("Words you can use").shows("May I also share feeding").hides("{who}");
    assert_eq!(page.link(&format!("{family}/consent/new")), Some(format!("{family}/consent/new")));
    page.shows("What Test outreach worker can have now").shows("Names, address, postcode, date of birth Yes");
    page.shows("Agreement, 3 November 2026").shows("decided the answer");
    page.shows("Data protection law does not forbid sharing");
}

#[tokio::test]
async fn s002_11b_asking_for_more_than_is_needed_gives_the_part_that_is() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD).with("AGREED_ALL", "2026-11-03")).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (_, page) = asking.asks(&to(&CENTRE, &[("kinds", "health"), ("extent", "excessive")])).await;
    page.shows("Yes, but leave out what is not needed");
    assert!(page.html.contains("kith-verdict--part"));
}

#[tokio::test]
async fn s002_10b_what_they_agreed_to_goes_and_the_rest_waits() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let both = [("with", "childrens-centre"), ("purpose", "family_support"), ("kinds", "basic"), ("kinds", "health")];
    let (_, page) = asking.asks(&both).await;
    page.shows("Yes, but only part of it").shows("You can share basic details now.").shows("Health notes: Not yet.");
}

#[tokio::test]
async fn s002_16a_a_refusal_and_a_risk_open_a_case_judgement_and_no_share_by_itself() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD).with("REFUSED", "2026-11-10")).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let social = [("with", "other"), ("other", "social-care"), ("purpose", "safeguarding"), ("kinds", "health")];
    let (_, page) = asking.asks(&to(&social, &[("harm", "reasonable_cause")])).await;
    page.shows("Talk to a person first").shows("Weigh both risks").shows("Ask a person");
    assert!(page.html.contains("kith-verdict--ask"));
    let family = asking.family.clone();
    assert!(page.link(&format!("{family}/share-without-consent")).is_some(), "the form for the judgement is one click");
}

#[tokio::test]
async fn s002_12c_no_answer_on_the_form_makes_a_public_interest_share() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD).with("REFUSED", "2026-11-10")).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    for harm in ["none", "concern_not_established", "reasonable_cause", "adult_at_risk"] {
        for way in ["can", "cannot", "unsafe"] {
            let asked = [("kinds", "health"), ("harm", harm), ("asking", way), ("judgement", "sufficient")];
            let (_, page) = asking.asks(&to(&CENTRE, &asked)).await;
            let is_yes = page.html.contains("kith-verdict--yes") || page.html.contains("kith-verdict--must");
            assert!(!is_yes && !page.html.contains("kith-verdict--part"), "{harm}, {way}: {}", page.text());
        }
    }
}

#[tokio::test]
async fn s002_15f_an_objection_makes_the_answer_no_and_says_what_still_can_be_done() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD).with("OBJECTED", "2026-11-18")).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (_, page) = asking.asks(&to(&CENTRE, &[("kinds", "health")])).await;
    page.shows("No. The family said no").shows("Objection, 18 November 2026").shows("Their services stay the same");
    assert!(page.html.contains("kith-verdict--no"));
}

#[tokio::test]
async fn taking_agreement_back_makes_the_answer_stop_sharing() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD).with("AGREED_ALL", "2026-10-20").with("WITHDREW", "2026-11-20")).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (_, page) = asking.asks(&to(&CENTRE, &[("kinds", "health"), ("flow", "ongoing")])).await;
    page.shows("Stop sharing now").shows("Take away access");
    assert!(page.html.contains("kith-verdict--stop"));
}

#[tokio::test]
async fn s002_15a_a_child_of_four_is_filled_in_from_its_birthday() {
    let world = World::new().await;
    let nell = child("hv-9", "Nell", "Ashby", "2022-11-22").with("NHS", "999 000 0034").with("M_GIVEN", "Rosa");
    let nell = nell.with("M_FAMILY", "Ashby").with("TOLD", TOLD).with("CODE", "HEALTH-VISITOR").with("WORKER", "T");
    let nell = nell.with("TEAM", "East health visitors").with("STARTED", "2026-01-05").with("ADDRESS", "2 Elm Row");
    world.told_by("health-visiting", &[nell]).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0034").await;
    let (_, page) = asking.asks(&to(&MIDWIFE, &[("kinds", "basic")])).await;
    page.shows("Not yet").shows("More than basic details").hides("Yes, you can share this");
}

#[tokio::test]
async fn s002_15c_a_nurse_is_a_health_professional_wherever_she_works() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD)).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    for (other, is_yes) in [("maternity", true), ("childrens-centre:health", true), ("childrens-centre", false)] {
        let asked = [("with", "other"), ("other", other), ("purpose", "healthcare"), ("kinds", "basic")];
        let (_, page) = asking.asks(&asked).await;
        assert_eq!(page.html.contains("kith-verdict--yes"), is_yes, "{other}: {}", page.text());
    }
}

#[tokio::test]
async fn s002_13a_a_purpose_that_nobody_can_justify_gets_no() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD)).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let asked = [("with", "other"), ("other", "maternity"), ("purpose", "unjustified"), ("kinds", "basic")];
    let (_, page) = asking.asks(&asked).await;
    page.shows("No. Say what you need it for");
}

#[tokio::test]
async fn s002_6a_from_the_record_to_the_answer_in_two_pages_and_a_next_step_unless_yes() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let first = worker.open_family("999 000 0018").await;
    let question = first.link("/families/f-").map(|_| first.links("/families/").into_iter());
    let question =
        question.expect("links").find(|link| link.ends_with("/can-i-share")).expect("one click to the question");
    worker.get(&question).await.is(200).shows("Who would you share it with?").shows("People around this family");
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    for kind in ["basic", "involvement", "contacts", "health", "sensitive-health", "support", "new-birth"] {
        let (_, page) = asking.asks(&to(&CENTRE, &[("kinds", kind)])).await;
        assert!(page.html.contains("kith-verdict--yes") || page.text().contains("How to get to yes"), "{kind}");
    }
}

#[tokio::test]
async fn s002_9a_a_kept_answer_is_replayed_from_its_facts_and_names_its_rules() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD)).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (address, before) = asking.asks(&to(&MIDWIFE, &[("kinds", "basic"), ("needed_for", "Visit on day ten")])).await;
    before.shows("Yes, you can share this").shows("Visit on day ten");
    world.wait(jiff::Span::new().minutes(5));
    known(&world, |row| row.with("KEY", "hv-2").with("OBJECTED", "2026-11-22")).await;
    let mut worker = world.signed_in("health-visitor").await;
    let again = worker.get(&address).await;
    again.is(200).shows("Yes, you can share this").shows("Sharing guide for children’s centres (2010)");
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (_, now) = asking.asks(&to(&CENTRE, &[("kinds", "basic")])).await;
    now.shows("The family said no");
    let id = address.rsplit('/').next().expect("a reference").to_owned();
    let log = world.app.export_audit().await.expect("the audit is read").log;
    let asked = log.lines().find(|line| line.contains("\task\t") && line.contains(&format!("decision={id}")));
    assert!(asked.is_some_and(|line| line.contains("\tshare\t")), "the answer is in the audit");
}

#[tokio::test]
async fn another_reader_cannot_open_somebodys_kept_answer() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (address, page) = asking.asks(&to(&MIDWIFE, &[("kinds", "basic")])).await;
    page.is(200);
    let mut colleague = world.signed_in("outreach-worker").await;
    for page in ["", "/print", "/different"] {
        colleague.get(&format!("{address}{page}")).await.is(404).hides("Ellis");
    }
    colleague.post(&format!("{address}/advice"), &[("kind", "line-manager")]).await.is(404);
    let mut stranger = world.signed_in("other-health-visitor").await;
    stranger.get(&address).await.is(404).hides("Ellis");
    let question = address.rsplit_once('/').expect("an address").0.to_owned();
    stranger.get(&question).await.is(404).hides("Ellis");
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.get(&address).await.is(404).hides("Ellis");
}

#[tokio::test]
async fn a_question_that_lacks_something_is_shown_again_with_what_was_typed() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let again =
        asking.post(&[("needed_for", "Day ten"), ("about", "p-nobody"), ("with", "nobody"), ("harm", "?")]).await;
    again.is(422).shows("Choose at least one kind of information").shows("Choose who it is about");
    again.shows("Choose who you want to share it with").shows("Choose what it is for");
    assert!(again.html.contains("value=\"Day ten\""), "what was typed is kept");
    let long = "x".repeat(400);
    let again = asking.post(&to(&MIDWIFE, &[("kinds", "basic"), ("needed_for", &long)])).await;
    again.is(422).shows("Use 300 letters or fewer");
    let nasty = asking.asks(&to(&MIDWIFE, &[("kinds", "basic"), ("needed_for", "<b onclick=1>")])).await.1;
    nasty.is(200).hides("<b onclick=1>");
    asking.worker.get(&format!("{}/can-i-share?from=d-0000000000000000", asking.family)).await.is(404);
    asking.worker.get(&format!("{}/can-i-share/nonsense", asking.family)).await.is(404);
}

#[tokio::test]
async fn s002_4a_deciding_to_share_against_the_answer_needs_both_risks_and_somebody_who_was_asked() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (address, _) = asking.asks(&to(&CENTRE, &[("kinds", "sensitive-health")])).await;
    let form = asking.worker.get(&format!("{address}/different")).await;
    let key = form.field("form_key").expect("the form has a key");
    let short = [("form_key", key.as_str()), ("decided", "shared"), ("why", "She cannot feed him and is very tired.")];
    let again = asking.worker.post(&format!("{address}/different"), &short).await;
    again.is(422).shows("Say what could happen if it is shared").shows("Say who you talked to about it");
    again.shows("She cannot feed him");
    let whole: Vec<(&str, &str)> = short
        .into_iter()
        .chain([
            ("risk_of_sharing", "Hannah may trust us less."),
            ("risk_of_not_sharing", "Poppy may lose more weight."),
            ("consulted", "Lena Marsh, team leader"),
        ])
        .collect();
    for _ in 0..2 {
        asking.worker.post(&format!("{address}/different"), &whole).await.is(303);
    }
    let page = asking.worker.get(&address).await;
    page.shows("What was decided instead").shows("Poppy may lose more weight.").shows("Talked to: Lena Marsh");
    assert_eq!(page.text().matches("Poppy may lose more weight.").count(), 1, "a double click saves once");
    page.shows("Not yet. Ask Hannah").shows("Test health visitor");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.lines().any(|line| line.contains("\tdecide-differently\t") && line.contains("answered=seek_consent")));
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.get("/advice").await.shows("answered “Not yet, ask first”. I shared it: 1 time").hides("Ellis");
    let log_has_words = log.contains("weight") || log.contains("Ellis");
    assert!(!log_has_words, "the audit holds no words about anybody");
}

#[tokio::test]
async fn s002_1b_a_health_professional_is_told_of_their_own_code_and_may_hold_back() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD).with("AGREED_ALL", "2026-11-03")).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (address, page) = asking.asks(&to(&CENTRE, &[("kinds", "health")])).await;
    page.shows("Yes, you can share this").shows("the Code of the Nursing and Midwifery Council");
    let key = asking.worker.get(&format!("{address}/different")).await.field("form_key").expect("a key");
    let kept = [("form_key", key.as_str()), ("decided", "kept-back"), ("why", "She told me this in confidence today.")];
    asking.worker.post(&format!("{address}/different"), &kept).await.is(303);
    asking.worker.get(&address).await.shows("I kept it back. She told me this in confidence today.");
}

#[tokio::test]
async fn s002_3a_every_answer_cites_the_paragraphs_it_rests_on() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (_, page) = asking.asks(&to(&CENTRE, &[("kinds", "health")])).await;
    page.shows("Why we say this").shows("Where it comes from").shows("Sharing guide (2010), paragraph");
}

#[tokio::test]
async fn s004_baf_staff_outside_health_are_told_of_the_parents_right_to_be_asked() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = world.signed_in("outreach-worker").await.post("/find", &[("words", "999 000 0018")]).await.location;
    let address = format!("{}/can-i-share", family.expect("the family is found"));
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get(&address).await.is(200).shows("Parents have a right to be asked");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get(&address).await.is(200).hides("Parents have a right to be asked");
}

#[tokio::test]
async fn the_answer_is_there_as_text_and_on_paper_and_paper_is_in_the_audit() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let (address, page) = asking.asks(&to(&CENTRE, &[("kinds", "health")])).await;
    let text = page.html.split("id=\"copy\"").nth(1).and_then(|rest| rest.split("</textarea>").next()).expect("text");
    assert!(text.contains("Can I share this? Not yet.") && text.contains("How to get to yes:"), "{text}");
    let paper = asking.worker.get(&format!("{address}/print")).await;
    paper.is(200).shows("Not yet.").shows("Printed by Test health visitor").hides("<textarea");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.lines().any(|line| line.contains("\tprint\t") && line.contains("page=can-i-share-answer")));
}

#[tokio::test]
async fn a_family_in_hiding_is_asked_about_without_its_whereabouts() {
    let world = World::new().await;
    let hidden = |row: Row| row.with("SHIELDED", "Y");
    world.told_by("health-visiting", &[hidden(visited("hv-1", "2026-10-14", "x")).with("TOLD", TOLD)]).await;
    world.told_by("childrens-centre", &[registered("cc-1").with("SHIELDED", "Y").with("AGREED_BASIC", TOLD)]).await;
    let mut worker = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut worker, "999 000 0018").await;
    let form = asking.worker.get(&format!("{}/can-i-share", asking.family)).await;
    form.hides("Larch").hides("LX1");
    let (address, page) = asking.asks(&to(&MIDWIFE, &[("kinds", "basic")])).await;
    page.is(200).hides("Larch").hides("LX1 4QR");
    asking.worker.get(&format!("{address}/print")).await.hides("Larch");
}

#[tokio::test]
async fn a_sealed_family_cannot_be_asked_about() {
    let world = World::new().await;
    world.told_by("health-visiting", &[poppy("hv-1").with("SEALED", "Y").with("CODE", "HEALTH-VISITOR")]).await;
    let mut worker = world.signed_in("health-visitor").await;
    worker.get("/families/f-0000000000000000/can-i-share").await.is(404);
    worker.open_family("999 000 0018").await.hides("Can I share this? </a> <a");
}

#[tokio::test]
async fn practice_is_marked_and_leaves_no_trace() {
    let world = World::new().await;
    let mut worker = world.signed_in("outreach-worker").await;
    let before = world.app.export_audit().await.expect("the audit is read").log.lines().count();
    let start = worker.get("/can-i-share").await;
    start.is(200).shows("Practice").shows("Made-up families");
    let scenarios = start.links("/can-i-share/practice/");
    assert!(scenarios.len() >= 6, "{scenarios:?}");
    let mut seen = std::collections::BTreeSet::new();
    for scenario in &scenarios {
        worker.get(scenario).await.is(200).shows("Practice").shows("What do you think?").hides("kith-verdict");
        let answer = worker.get(&format!("{scenario}?guess=seek_consent")).await;
        answer.is(200).shows("Practice").shows("Nothing is stored").shows("If a child may be in danger now");
        let class = answer.html.split("kith-verdict--").nth(1).and_then(|rest| rest.split('"').next());
        seen.insert(class.expect("an answer").to_owned());
    }
    let all: Vec<&str> = seen.iter().map(String::as_str).collect();
    assert_eq!(all, ["ask", "no", "part", "stop", "wait", "yes"], "each of the six answers comes up");
    worker.get("/can-i-share/answers").await.is(200).shows("The six answers").shows("Stop sharing now");
    worker.get("/can-i-share/practice/nobody").await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert_eq!(log.lines().count(), before, "nothing about practice is written down");
}

#[tokio::test]
async fn s002_23b_an_agreement_between_services_does_not_stand_in_for_consent() {
    let world = World::new().await;
    let mut worker = world.signed_in("outreach-worker").await;
    let facts = "category=beyond_basic&requester=centre_nonhealth&purpose=family_support&basis=none";
    for agreement in ["in_place", "none"] {
        let page = worker.get(&format!("/can-i-share/practice?{facts}&agreement={agreement}")).await;
        page.is(200).shows("Not yet. Ask the family first").shows("Practice");
    }
    worker.get("/can-i-share/practice?category=gossip").await.is(422).shows("Choose from the list");
}
