//! Sharing without agreement, what was shared, who can decide, and who was
//! told: written down by a person, seen by the next look.

use jiff::Span;

use crate::consent::{ON_PAPER, TOLD_ALL, a_family_nobody_asked, child, family, signer, with};
use crate::families::{POPPY_NUMBER, poppy, registered, the_ellis_family, visited};
use crate::visitor::{Answer, Visitor};
use crate::world::World;

const JUDGED: &[(&str, &str)] = &[
    ("ground", "unsafe"),
    ("harm", "reasonable_cause"),
    ("risk_sharing", "He may find out that she spoke to us."),
    ("risk_not_sharing", "The children could be hurt again."),
    ("facts", "Two injuries in a month, seen by two people."),
    ("alternatives", "Asking her alone. She cannot be alone."),
    ("consultee", "The named nurse agreed."),
    ("least", "Name, address, and that there is a worry."),
    ("told", "Not told: that would be unsafe now."),
    ("kinds", "basic"),
    ("kinds", "involvement"),
    ("partners", "childrens-centre"),
    ("purpose", "centre_outreach"),
    ("result", "sufficient"),
    ("ends_on", "2 December 2026"),
];

pub async fn judge(who: &mut Visitor, family: &str, leave_out: &str) -> Answer {
    let address = format!("{family}/share-without-consent/new");
    let form = who.get(&address).await;
    form.is(200);
    let key = form.field("form_key").expect("a key");
    let mut fields = vec![("form_key", key.as_str())];
    fields.extend(JUDGED.iter().copied().filter(|(name, _)| *name != leave_out));
    who.post(&address, &fields).await
}

#[tokio::test]
async fn s002_4a_both_risks_are_asked_for_apart_and_none_may_be_empty() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    for field in ["risk_sharing", "risk_not_sharing", "facts", "alternatives", "consultee", "least", "told"] {
        let again = judge(&mut visitor, &family, field).await;
        again.is(422).shows("Answer: ");
        let kept = if field == "facts" { "The named nurse agreed." } else { "Two injuries in a month" };
        assert!(again.html.contains(kept), "what was typed stays");
    }
    visitor.get(&format!("{family}/share-without-consent")).await.shows("No judgement is recorded");
}

#[tokio::test]
async fn s002_12c_only_a_named_persons_judgement_opens_the_look_and_only_until_it_ends() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).hides("You see basic details and");
    let mut visitor = world.signed_in("health-visitor").await;
    judge(&mut visitor, &family, "").await.is(303);
    centre.get(&family).await.is(200).shows("You see basic details and who is working with the family");
    let list = visitor.get(&format!("{family}/share-without-consent")).await;
    list.shows("Test health visitor").shows("The children could be hurt again.").shows("Counts until 2 December 2026");
    let others = centre.get(&format!("{family}/share-without-consent")).await;
    others
        .is(200)
        .shows("Test health visitor")
        .hides("could be hurt again")
        .shows("kept with the service that wrote them");
    world.wait(Span::new().hours(11 * 24));
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).hides("You see basic details and");
}

#[tokio::test]
async fn a_judgement_can_name_the_police_and_other_services_do_not_learn_of_it() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let address = format!("{family}/share-without-consent/new");
    let key = visitor.get(&address).await.field("form_key").expect("a key");
    let base: Vec<(&str, &str)> = JUDGED.iter().copied().filter(|(name, _)| *name != "partners").collect();
    let to_police = with(&base, &[("form_key", key.as_str()), ("partners", "police")]);
    visitor.post(&address, &to_police).await.is(303);
    visitor.get(&format!("{family}/share-without-consent")).await.shows("with Police");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&format!("{family}/share-without-consent")).await.is(200).hides("Police");
    centre.get(&format!("{family}/consent")).await.is(200).hides("Police");
}

#[tokio::test]
async fn s002_16a_a_judgement_is_reviewed_by_another_named_person_who_can_end_it() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    judge(&mut visitor, &family, "").await.is(303);
    visitor.get("/judgements").await.is(404);
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.get("/my-day").await.shows("1 judgement waits for review");
    let list = guardian.get("/judgements").await;
    list.is(200).shows("Test health visitor").shows("The children could be hurt again.").hides("Ellis");
    let of = list.field("of").expect("the judgement can be reviewed");
    guardian.post("/judgements", &[("of", &of), ("outcome", "ended")]).await.is(422).shows("Say why");
    let said = [("of", of.as_str()), ("outcome", "ended"), ("words", "She can be asked alone on Tuesday.")];
    guardian.post("/judgements", &said).await.is(303);
    guardian.get("/judgements").await.shows("No judgement waits for review");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).hides("You see basic details and");
    visitor.get(&format!("{family}/share-without-consent")).await.shows("Ended by its reviewer");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("\tjudgement\t") && log.contains("\tjudgement-review\t") && !log.contains("hurt again"));
}

#[tokio::test]
async fn s002_wid_a_share_needs_a_basis_and_a_need_and_can_be_asked_back() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let address = format!("{family}/shares/shared");
    let key = visitor.get(&address).await.field("form_key").expect("a key");
    let share = [
        ("form_key", key.as_str()),
        ("to", "Elm nursery"),
        ("kinds", "basic"),
        ("what", "Name and date of birth"),
        ("purpose", "family_support"),
        ("aim", "well-being"),
    ];
    let again = visitor.post(&address, &share).await;
    again.is(422).shows("Nothing may be shared without a basis").shows("Write why it was needed");
    assert!(again.html.contains("Elm nursery"));
    let whole = with(&share, &[("basis", "agreed"), ("why", "To book a place")]);
    visitor.post(&address, &whole).await.is(303);
    let list = visitor.get(&format!("{family}/shares")).await;
    list.shows("Elm nursery").shows("The family agreed").shows("Promotes well-being").shows("To book a place");
    visitor.get(&format!("{family}/recipients")).await.shows("to Elm nursery: Name and date of birth");
    let (of, key) = (list.field("of").expect("it can be asked back"), list.fields("form_key"));
    let back = [("form_key", key[0].as_str()), ("of", of.as_str()), ("how", "Rang the nursery; they deleted it.")];
    visitor.post(&format!("{family}/shares/recalled"), &back).await.is(303);
    visitor
        .get(&format!("{family}/shares"))
        .await
        .shows("Asked back")
        .shows("they deleted it")
        .hides("I asked for it back");
}

#[tokio::test]
async fn s002_wib_sharing_found_without_agreement_has_an_owner_and_a_date_until_it_is_ended() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let address = format!("{family}/shares/found-sharing");
    let key = visitor.get(&address).await.field("form_key").expect("a key");
    let found = [
        ("form_key", key.as_str()),
        ("to", "A baby club"),
        ("kinds", "basic"),
        ("what", "A monthly list"),
        ("how", "A mother asked about it"),
    ];
    visitor.post(&address, &with(&found, &[("end_by", "1 March 2027")])).await.is(422).shows("Choose a day between");
    visitor.post(&address, &with(&found, &[("end_by", "1 December 2026")])).await.is(303);
    visitor.get("/my-day").await.shows("End sharing that has no agreement").shows("1 December 2026");
    let list = visitor.get(&format!("{family}/shares")).await;
    list.shows("Sharing found without agreement").shows("Goes on");
    let (of, keys) = (list.field("of").expect("it can be ended"), list.fields("form_key"));
    let ended = [("form_key", keys[0].as_str()), ("of", of.as_str()), ("how", "The list stopped today.")];
    visitor.post(&format!("{family}/shares/found-sharing-ended"), &ended).await.is(303);
    visitor.get(&format!("{family}/shares")).await.shows("The list stopped today.").hides("Goes on");
    visitor.get("/my-day").await.hides("End sharing that has no agreement");
}

#[tokio::test]
async fn deciding_not_to_share_is_written_down_with_its_reasons() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let address = format!("{family}/shares/not-shared");
    let key = visitor.get(&address).await.field("form_key").expect("a key");
    let asked = [("form_key", key.as_str()), ("to", "A landlord"), ("kinds", "support")];
    visitor.post(&address, &asked).await.is(422).shows("Write why you did not share");
    visitor.post(&address, &with(&asked, &[("reasons", "Not needed for the repair.")])).await.is(303);
    visitor.get(&format!("{family}/shares")).await.shows("Decided not to share").shows("Not needed for the repair.");
}

/// Jo is 14, a young person with a worker of her own.
async fn a_young_person(world: &World) -> String {
    let jo = |key: &str, row: crate::world::Row| {
        row.with("KEY", key)
            .with("GIVEN", "Jo")
            .with("FAMILY", "Marsh")
            .with("BORN", "2012-03-04")
            .with("NHS", "999 000 0042")
            .with("M_GIVEN", "Dawn")
            .with("M_FAMILY", "Marsh")
            .with("M_NHS", "")
            .with("M_BORN", "1985-01-02")
    };
    world.told_by("health-visiting", &[jo("hv-5", visited("hv-5", "2026-11-12", "Talked about school."))]).await;
    world.told_by("childrens-centre", &[jo("cc-5", registered("cc-5"))]).await;
    let mut worker = world.signed_in("health-visitor").await;
    worker.post("/find", &[("words", "999 000 0042")]).await.location.expect("the family is found")
}

#[tokio::test]
async fn s002_16b_the_agreement_of_somebody_under_16_counts_once_an_assessment_is_written_down() {
    let world = World::new().await;
    let family = a_young_person(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let form = visitor.get(&format!("{family}/consent/new")).await;
    let (by, child) = (signer(&form, "Jo Marsh, for themself"), child(&form));
    let key = form.field("form_key").expect("a key");
    let base = [("form_key", key.as_str()), ("by", by.as_str()), ("children", child.as_str())];
    visitor.post(&format!("{family}/consent/new"), &with(&with(&base, ON_PAPER), TOLD_ALL)).await.is(303);
    visitor.get(&format!("{family}/consent")).await.shows("Assess first whether they can decide");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.hides("You see basic details");
    let address = format!("{family}/capacity/new");
    let form = visitor.get(&address).await;
    let (about, key) = (signer(&form, "Jo Marsh"), form.field("form_key").expect("a key"));
    let assessed = [("form_key", key.as_str()), ("about", about.as_str()), ("test", "gillick"), ("result", "able")];
    let more = [("kinds", "basic"), ("kinds", "involvement"), ("decision", "Sharing her details with the centre")];
    visitor.post(&address, &with(&assessed, &more)).await.is(422).shows("Write what shows it");
    let why = [("reasons", "She said back what would be shared."), ("help", "Pictures, and a day to think")];
    visitor.post(&address, &with(&with(&assessed, &more), &why)).await.is(303);
    let page = visitor.get(&format!("{family}/capacity")).await;
    page.shows("Under 16: Gillick and Fraser: can decide this").shows("Test health visitor");
    page.shows("She said back what would be shared.").shows("22 November 2026");
    centre.get(&family).await.is(200).shows("You see basic details");
}

#[tokio::test]
async fn s002_16c_a_doubt_about_an_adult_has_to_be_assessed_first() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let form = visitor.get(&format!("{family}/consent/new")).await;
    let (by, child) = (signer(&form, "Hannah Ellis"), child(&form));
    let key = form.field("form_key").expect("a key");
    let base = [("form_key", key.as_str()), ("by", by.as_str()), ("children", child.as_str())];
    visitor.post(&format!("{family}/consent/new"), &with(&with(&base, ON_PAPER), TOLD_ALL)).await.is(303);
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).shows("You see basic details and");
    let address = format!("{family}/capacity/new");
    for (number, result, seen) in [("1", "in-doubt", false), ("2", "able", true), ("3", "not-able", false)] {
        let form = visitor.get(&address).await;
        let (about, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
        let assessed = [
            ("form_key", key.as_str()),
            ("about", about.as_str()),
            ("test", "mental-capacity"),
            ("result", result),
            ("kinds", "basic"),
            ("kinds", "involvement"),
            ("decision", "Sharing Poppy’s details with the centre"),
            ("reasons", number),
            ("help", "More time, and her sister"),
            ("best_interests", "Her sister and the team were asked"),
        ];
        visitor.post(&address, &assessed).await.is(303);
        let page = centre.get(&family).await;
        assert_eq!(page.text().contains("You see basic details and"), seen, "{result}");
        world.wait(Span::new().seconds(1));
    }
    visitor.get(&format!("{family}/capacity")).await.shows("Her sister and the team were asked");
}

#[tokio::test]
async fn s002_15e_a_notice_is_recorded_with_who_how_and_version_and_one_that_came_back_counts_no_more() {
    let world = World::new().await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-10-14", "Feeding is going well.")]).await;
    world.told_by("maternity", &[poppy("mat-1").with("TEAM", "East midwives").with("CODE", "MIDWIFE")]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let family = visitor.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family");
    let mut midwife = world.signed_in("midwife").await;
    midwife.get(&family).await.hides("You see basic details and");
    let address = format!("{family}/notice");
    let key = visitor.get(&address).await.field("form_key").expect("a key");
    let told = [("form_key", key.as_str()), ("to", "Hannah, the mother"), ("how", "Letter"), ("version", "2026-11")];
    visitor.post(&address, &told).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("version 2026-11").shows("Given to Hannah, the mother").shows("How: letter");
    midwife.get(&family).await.is(200).shows("You see basic details and");
    world.wait(Span::new().hours(24));
    let mut visitor = world.signed_in("health-visitor").await;
    let key = visitor.get(&address).await.field("form_key").expect("a key");
    visitor.post(&address, &[("form_key", &key), ("answer", "returned")]).await.is(303);
    visitor.get(&format!("{family}/consent")).await.shows("The notice came back").shows("Nobody has given the family");
    let mut midwife = world.signed_in("midwife").await;
    midwife.get(&family).await.hides("You see basic details and");
}

#[tokio::test]
async fn who_was_told_is_counted_without_small_numbers_and_letters_are_a_file() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/notices").await.is(200).shows("Health visiting").shows("Not shown").hides("Ellis");
    lead.get("/notices/to-send.csv").await.is(404);
    let untold = poppy("cc-3")
        .with("GIVEN", "Ivy")
        .with("FAMILY", "Stone")
        .with("NHS", "999 000 0050")
        .with("BORN", "2025-01-02")
        .with("ADDRESS", "3 Birch Road")
        .with("M_GIVEN", "Gail")
        .with("M_FAMILY", "Stone")
        .with("M_NHS", "")
        .with("TEAM", "Larch Centre")
        .with("AGREED_BASIC", "2026-11-03");
    world.told_by("childrens-centre", &[untold]).await;
    let mut manager = world.signed_in("centre-manager").await;
    manager.get("/notices").await.is(200).shows("Children’s centre").hides("Health visiting");
    let file = manager.post("/notices/to-send.csv", &[("why", "letters")]).await;
    file.is(200);
    assert!(file.html.contains("Gail Stone") && file.html.contains("3 Birch Road"), "{}", file.html);
    assert!(!file.html.contains("Ellis"), "the Ellis family was told");
    world.signed_in("outreach-worker").await.get("/notices").await.is(404);
}
