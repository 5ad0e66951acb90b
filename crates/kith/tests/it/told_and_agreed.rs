//! What was told and agreed, each by its own rule: what people do, where asking
//! is not safe, a no, what was told in confidence, each purpose by itself.

use crate::can_i_share::{Asking, CENTRE, MIDWIFE, known, to};
use crate::consent::{ON_PAPER, TOLD_ALL, a_family_nobody_asked, answers, family, with};
use crate::families::{POPPY_NUMBER, TOLD, poppy, registered, the_ellis_family, visited};
use crate::visitor::{Answer, Visitor};
use crate::without_agreement::judge;
use crate::world::World;

const SEES: &str = "You see basic details";

/// The family as a health visitor and a midwife know it.
async fn two_health_services(world: &World, is_told: bool) -> String {
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.");
    world.told_by("health-visiting", &[if is_told { row.with("TOLD", TOLD) } else { row }]).await;
    let midwife = poppy("mat-1").with("TEAM", "East midwives").with("CODE", "MIDWIFE").with("WORKER", "Ruth Example");
    world.told_by("maternity", &[midwife]).await;
    family(world).await
}

pub async fn fills(who: &mut Visitor, address: &str, fields: &[(&str, &str)]) -> Answer {
    let key = who.get(address).await.field("form_key").expect("the form has a key");
    who.post(address, &with(fields, &[("form_key", key.as_str())])).await
}

const SHOWN: &[(&str, &str)] = &[("kinds", "basic"), ("kinds", "involvement"), ("partners", "maternity")];

#[tokio::test]
async fn s002_ica_what_somebody_did_is_a_basis_of_its_own_and_the_behaviour_must_be_written() {
    let world = World::new().await;
    let family = two_health_services(&world, false).await;
    let mut midwife = world.signed_in("midwife").await;
    midwife.get(&family).await.is(200).hides(SEES);
    let mut visitor = world.signed_in("health-visitor").await;
    let address = format!("{family}/consent/shown");
    fills(&mut visitor, &address, SHOWN).await.is(422).shows("Write what they did that shows it");
    fills(&mut visitor, &address, &[("behaviour", "x")]).await.is(422).shows("Choose with whom");
    let did = with(SHOWN, &[("behaviour", "Brought Poppy to the clinic that we run with the midwives")]);
    fills(&mut visitor, &address, &did).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("Shown by what they did")
        .shows("Brought Poppy to the clinic")
        .shows("Showed agreement by what they did");
    midwife.get(&family).await.is(200).shows(SEES);
}

#[tokio::test]
async fn s003_ise_in_a_strict_locality_neither_notice_nor_what_somebody_did_is_enough() {
    let world = World::new().await;
    let family = two_health_services(&world, true).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let did = with(SHOWN, &[("behaviour", "Came to the shared clinic")]);
    fills(&mut visitor, &format!("{family}/consent/shown"), &did).await.is(303);
    let mut midwife = world.signed_in("midwife").await;
    midwife.get(&family).await.is(200).shows(SEES);
    for account in ["caldicott-guardian", "data-lead"] {
        world.signed_in(account).await.post("/rules/strict/approve", &[]).await.is(303);
    }
    let mut guardian = world.signed_in("caldicott-guardian").await;
    guardian.post("/rules/strict/in-force", &[("from", "22 11 2026")]).await.is(303);
    midwife.get(&family).await.is(200).hides(SEES).shows("Here the rules are read strictly");
    let mut asking = Asking::about(&mut visitor, POPPY_NUMBER).await;
    let (_, page) = asking.asks(&to(&MIDWIFE, &[("kinds", "basic")])).await;
    page.shows("Not yet. Ask Hannah").hides("Give Hannah the privacy notice first");
    answers(&mut visitor, &family, &with(ON_PAPER, TOLD_ALL)).await.is(303);
    midwife.get(&family).await.is(200).shows(SEES);
}

#[tokio::test]
async fn s002_wic_a_no_stops_sharing_that_was_found_today_unless_a_judgement_overrides_it() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let found = [("to", "A club"), ("kinds", "basic"), ("what", "A list"), ("how", "A mother asked")];
    let found = with(&found, &[("end_by", "1 December 2026")]);
    fills(&mut visitor, &format!("{family}/shares/found-sharing"), &found).await.is(303);
    visitor.get("/my-day").await.shows("End sharing that has no agreement").shows("by 1 December 2026");
    answers(&mut visitor, &family, &[("package", "form"), ("answer", "refused")]).await.is(303);
    visitor.get("/my-day").await.shows("by 22 November 2026").hides("by 1 December 2026");
    visitor.get(&format!("{family}/shares")).await.shows("They said no. Stop it today");
    let share = |basis| {
        [("to", "A club"), ("kinds", "basic"), ("what", "A name"), ("why", "To book"), ("basis", basis)].to_vec()
    };
    let rest = [("purpose", "family_support"), ("aim", "well-being")];
    let address = format!("{family}/shares/shared");
    let no = fills(&mut visitor, &address, &with(&share("agreed"), &rest)).await;
    no.is(422).shows("The family said no to this");
    fills(&mut visitor, &address, &with(&share("judgement"), &rest))
        .await
        .is(422)
        .shows("No judgement about this counts");
    judge(&mut visitor, &family, "").await.is(303);
    fills(&mut visitor, &address, &with(&share("judgement"), &rest)).await.is(303);
    visitor.get(&format!("{family}/shares")).await.hides("They said no. Stop it today");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("said-no") && log.contains("no-judgement"), "tries are written down");
}

#[tokio::test]
async fn s002_18d_where_asking_is_unsafe_nobody_is_told_to_ask_and_the_familys_own_copy_hides_it() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let health = to(&CENTRE, &[("kinds", "health")]);
    let (_, page) = Asking::about(&mut visitor, POPPY_NUMBER).await.asks(&health).await;
    page.shows("Not yet. Ask Hannah");
    let address = format!("{family}/consent/unsafe/new");
    fills(&mut visitor, &address, &[("look_again_on", "1 March 2027")])
        .await
        .is(422)
        .shows("Write why asking could put a child at risk")
        .shows("Choose a day after today");
    let why = [("why", "He reads her letters"), ("look_again_on", "2 December 2026")];
    fills(&mut visitor, &address, &why).await.is(303);
    let (_, page) = Asking::about(&mut visitor, POPPY_NUMBER).await.asks(&health).await;
    page.shows("Talk to a person first").hides("Not yet. Ask Hannah").hides("Record Hannah’s answer");
    visitor.get(&format!("{family}/consent")).await.shows("Do not ask. It could put a child at risk");
    visitor.get(&format!("{family}/consent/new")).await.shows("Do not ask. A colleague wrote");
    visitor.get("/my-day").await.shows("Is it safe to ask now? Look again").shows("2 December 2026");
    let copy = visitor.get(&format!("{family}/consent/copy")).await;
    copy.is(200).shows("Told how information is shared").shows("Not asked");
    copy.hides("He reads her letters").hides("at risk").hides("Do not ask").hides("not safe");
    let mut centre = world.signed_in("outreach-worker").await;
    let list = centre.get(&format!("{family}/consent/unsafe")).await;
    list.is(200).shows("Do not ask").hides("He reads her letters");
    let list = visitor.get(&format!("{family}/consent/unsafe")).await;
    list.shows("He reads her letters");
    let (of, key) = (list.field("of").expect("it can be ended"), list.field("form_key").expect("a key"));
    let safe = [("of", of.as_str()), ("form_key", key.as_str()), ("why", "She lives with her sister now")];
    visitor.post(&format!("{family}/consent/unsafe"), &safe).await.is(303);
    let (_, page) = Asking::about(&mut visitor, POPPY_NUMBER).await.asks(&health).await;
    page.shows("Not yet. Ask Hannah");
    visitor.get("/my-day").await.hides("Is it safe to ask now?");
}

#[tokio::test]
async fn s002_10a_what_was_told_in_confidence_is_marked_on_the_item_and_on_the_decision() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let contact = [
        ("kind", "Home visit"),
        ("happened_on", "20/11/2026"),
        ("was_attended", "yes"),
        ("words_1", "She feels low since the move."),
        ("sort_1", "fact"),
        ("in_confidence_1", "yes"),
    ];
    let address = format!("{family}/contacts/new");
    let again = fills(&mut visitor, &address, &contact).await;
    again.is(422).shows("Write whom they told in confidence").shows("Write what they told it for");
    let more = [("confided_to_1", "the health visitor"), ("confided_for_1", "help with her mood")];
    let saved = fills(&mut visitor, &address, &with(&contact, &more)).await;
    saved.is(303);
    let page = visitor.get(&saved.location.expect("the contact")).await;
    page.shows("In confidence").shows("Told to the health visitor, for help with her mood");
    let mut asking = Asking::about(&mut visitor, POPPY_NUMBER).await;
    let (_, page) = asking.asks(&to(&CENTRE, &[("kinds", "health")])).await;
    page.shows("Some of it was told in confidence");
    page.shows("20 November 2026: told to the health visitor, for help with her mood").hides("She feels low");
    let (_, page) = asking.asks(&to(&CENTRE, &[("kinds", "basic")])).await;
    page.hides("told in confidence");
}

#[tokio::test]
async fn s002_10c_after_a_no_the_judgement_of_a_named_person_is_still_one_press_away() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD).with("REFUSED", "2026-11-10")).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut visitor, POPPY_NUMBER).await;
    let (_, page) = asking.asks(&to(&CENTRE, &[("kinds", "health")])).await;
    page.shows("No. The family said no").shows("Record why you share without agreement");
    let family = asking.family.clone();
    let form = page.link(&format!("{family}/share-without-consent/new")).expect("the form is one press away");
    visitor.get(&form).await.is(200);
    judge(&mut visitor, &family, "").await.is(303);
}

#[tokio::test]
async fn s002_6c_a_question_is_put_to_the_family_only_where_the_rules_need_it() {
    let world = World::new().await;
    known(&world, |row| row.with("TOLD", TOLD)).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let mut asking = Asking::about(&mut visitor, POPPY_NUMBER).await;
    let family = asking.family.clone();
    let question = format!("{family}/consent/new");
    let (_, page) = asking.asks(&to(&MIDWIFE, &[("kinds", "basic")])).await;
    page.shows("Yes, you can share this").hides("Record Hannah’s answer").hides("May I also share");
    assert_eq!(page.link(&question), None, "no question between health professionals for basic details");
    let (_, page) = asking.asks(&to(&MIDWIFE, &[("kinds", "sensitive-health")])).await;
    page.shows("Not yet. Ask Hannah").shows("Record Hannah’s answer");
    assert_eq!(page.link(&question).as_deref(), Some(question.as_str()));
}

#[tokio::test]
async fn s002_13f_every_decision_and_every_share_says_on_what_it_rests() {
    let world = World::new().await;
    known(&world, |row| row).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.open_family("Poppy Ellis").await;
    let decision = page.links("/families/").into_iter().find(|link| link.contains("/decisions/")).expect("a decision");
    let decision = visitor.get(&decision).await;
    decision.is(200);
    let parts = decision.html.matches("The checks, in order").count();
    let bases = decision.text().matches("Has the family been told, and did they agree?").count();
    assert!(parts > 0 && bases > 0, "{}", decision.text());
    decision.shows("Has the family been told, and did they agree? They have not been told or asked.");
    assert_eq!(decision.html.matches("Rule ").count(), parts, "each part names the rule that it rests on");
    let share = [("to", "Elm nursery"), ("kinds", "basic"), ("what", "Name"), ("why", "To book a place")];
    let share = with(&share, &[("purpose", "family_support"), ("aim", "well-being"), ("basis", " ")]);
    let address = format!("{family}/shares/shared");
    fills(&mut visitor, &address, &share).await.is(422).shows("Nothing may be shared without a basis");
}

#[tokio::test]
async fn s002_11a_why_it_is_needed_must_be_written_for_each_share() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let share = [("to", "Elm nursery"), ("kinds", "basic"), ("what", "Name"), ("basis", "agreed"), ("why", "  ")];
    let share = with(&share, &[("purpose", "family_support"), ("aim", "well-being")]);
    let address = format!("{family}/shares/shared");
    fills(&mut visitor, &address, &share).await.is(422).shows("Write why it was needed");
    visitor.get(&format!("{family}/shares")).await.hides("Elm nursery");
}

#[tokio::test]
async fn s002_4b_each_share_says_whether_it_promotes_well_being_or_protects_and_the_report_counts_both() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let share = [("to", "Elm nursery"), ("kinds", "basic"), ("what", "Name"), ("why", "To book a place")];
    let share = with(&share, &[("purpose", "family_support"), ("basis", "agreed")]);
    let address = format!("{family}/shares/shared");
    fills(&mut visitor, &address, &share).await.is(422).shows("promotes well-being or protects from harm");
    for aim in ["well-being", "protects", "protects"] {
        fills(&mut visitor, &address, &with(&share, &[("aim", aim)])).await.is(303);
    }
    let mut lead = world.signed_in("data-lead").await;
    let report = lead.get("/use").await;
    report
        .is(200)
        .shows("Promotes well-being 1 share")
        .shows("Protects from harm 2 shares")
        .hides("Elm")
        .hides("Ellis");
}

#[tokio::test]
async fn s004_bai_each_service_sees_who_used_what_it_wrote_and_for_what() {
    let world = World::new().await;
    let told = visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD);
    world.told_by("health-visiting", &[told.with("AGREED_ALL", "2026-11-03")]).await;
    let call =
        registered("cc-1").with("C_ON", "2026-11-16").with("C_KIND", "Call").with("C_NOTE", "Would like a group.");
    world.told_by("childrens-centre", &[call]).await;
    let family = family(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/use").await.is(200).hides("What Health visiting wrote");
    let mut nurse = world.signed_in("health-visitor").await;
    nurse.get("/my-day").await.shows("Who used what we shared");
    nurse.get("/use").await.is(200).shows("Nobody of another service looked yet");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200);
    centre.get(&family).await.is(200);
    for of_health in [&mut lead, &mut nurse] {
        let report = of_health.get("/use").await;
        report.is(200).shows("What Health visiting wrote");
        report.shows("outreach worker, notes about the family: Reach out to families from the centre 2 looks");
        report.hides("Ellis").hides("Test outreach worker").hides("Elm nursery");
    }
    // What nobody else used is nobody's use: a service's own looks are not counted.
    nurse.get("/use").await.hides("What Children’s centre wrote");
    let mut manager = world.signed_in("centre-manager").await;
    manager.get("/use").await.is(200).hides("What Health visiting wrote").hides("What Children’s centre wrote");
    // A look for another purpose and of another role stands on a line of its own, with the owner and nobody else.
    nurse.get(&family).await.is(200);
    nurse.post("/purpose", &[("purpose", "family_support"), ("back", "/families")]).await.is(303);
    nurse.get(&family).await.is(200);
    for of_centre in [&mut manager, &mut centre] {
        let report = of_centre.get("/use").await;
        report.is(200).shows("What Children’s centre wrote").hides("What Health visiting wrote");
        report.shows("health visitor, notes about the family: Deliver healthcare 1 look");
        report.shows("health visitor, notes about the family: Support a family at risk of poor outcomes 1 look");
    }
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("page=use"), "who read the figures is written down");
    for other in ["general-practitioner", "social-worker", "midwife"] {
        world
            .signed_in(other)
            .await
            .get("/use")
            .await
            .is(200)
            .hides("What Health visiting wrote")
            .hides("centre wrote");
    }
    for other in ["family-mentor", "commissioner", "administrator", "caldicott-guardian"] {
        world.signed_in(other).await.get("/use").await.is(404);
    }
}

#[tokio::test]
async fn s002_14b_a_manager_cannot_release_health_notes_for_the_professional_and_the_try_is_logged() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let share = [("to", "Elm nursery"), ("kinds", "health"), ("what", "Notes"), ("why", "To plan care")];
    let share = with(&share, &[("purpose", "family_support"), ("basis", "law"), ("aim", "well-being")]);
    let address = format!("{family}/shares/shared");
    let mut manager = world.signed_in("centre-manager").await;
    let stopped = fills(&mut manager, &address, &share).await;
    stopped.is(422).shows("Only the health professional who wrote health notes can release them");
    manager.get(&format!("{family}/shares")).await.hides("Elm nursery");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.lines().any(|line| line.contains("\tshare\t") && line.contains("not-the-professional")));
    let mut visitor = world.signed_in("health-visitor").await;
    fills(&mut visitor, &address, &share).await.is(303);
}

const EACH_PURPOSE: &[(&str, &str)] = &[
    ("package", "choose"),
    ("kind_basic", "yes"),
    ("kind_involvement", "yes"),
    ("partners", "childrens-centre"),
    ("purpose_family_support", "yes"),
    ("purpose_centre_outreach", "no"),
    ("how", "written"),
    ("answer", "agreed"),
];

#[tokio::test]
async fn s002_mwd_each_purpose_has_its_own_yes_and_no_contact_by_the_centre_among_them() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let form = visitor.get(&format!("{family}/consent/new")).await;
    for purpose in ["healthcare", "family_support", "personalise_service", "centre_outreach", "evaluation"] {
        let answers = form.html.matches(&format!("name=\"purpose_{purpose}\"")).count();
        assert_eq!(answers, 3, "yes, no and not asked for {purpose}");
    }
    answers(&mut visitor, &family, &with(EACH_PURPOSE, TOLD_ALL)).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("Agreed Children’s centre, only to support a family at risk of poor outcomes");
    page.shows("Said no Children’s centre, only to reach out to families from the centre");
}

#[tokio::test]
async fn s002_mwj_what_was_agreed_for_one_purpose_is_stopped_for_another() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    answers(&mut visitor, &family, &with(EACH_PURPOSE, TOLD_ALL)).await.is(303);
    let mut centre = world.signed_in("outreach-worker").await;
    centre.post("/purpose", &[("purpose", "family_support"), ("back", "/my-day")]).await.is(303);
    let page = centre.get(&family).await;
    page.is(200).shows(SEES);
    let decision = page.links("/families/").into_iter().find(|link| link.contains("/decisions/")).expect("a decision");
    centre.get(&decision).await.shows("What must be done with it");
    centre.post("/purpose", &[("purpose", "centre_outreach"), ("back", "/my-day")]).await.is(303);
    centre.get(&family).await.hides(SEES);
}

#[tokio::test]
async fn s002_mwf_an_unsigned_agreement_counts_and_a_task_asks_for_the_signature() {
    let world = World::new().await;
    let family = two_health_services(&world, true).await;
    world.told_by("childrens-centre", &[registered("cc-1")]).await;
    let mut midwife = world.signed_in("midwife").await;
    let unsigned = [("package", "form"), ("how", "spoken"), ("answer", "agreed")];
    answers(&mut midwife, &family, &with(&unsigned, TOLD_ALL)).await.is(303);
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&family).await.is(200).shows(SEES);
    midwife.get("/my-day").await.shows("Confirm in writing what they said out loud");
    answers(&mut midwife, &family, &with(ON_PAPER, TOLD_ALL)).await.is(303);
    midwife.get("/my-day").await.hides("Confirm in writing");
}

#[tokio::test]
async fn s002_11e_principles_that_were_not_accepted_this_year_stop_every_look_until_they_are() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let family = family(&world).await;
    let mut lapsed = world.signed_in("lapsed-health-visitor").await;
    let search = lapsed.post("/find", &[("words", POPPY_NUMBER)]).await;
    assert!(search.location.is_none(), "nobody is found: {}", search.text());
    lapsed.get(&family).await.hides("Ellis");
    lapsed.get("/my-day").await.shows("You cannot look families up today");
    lapsed.post("/roles/principles", &[]).await.is(303);
    let search = lapsed.post("/find", &[("words", POPPY_NUMBER)]).await;
    assert!(search.location.is_some(), "{}", search.text());
    lapsed.get("/my-day").await.hides("You cannot look families up today");
}

#[tokio::test]
async fn s002_17c_a_sensitive_item_needs_its_own_right_and_one_more_press_and_has_a_list_of_looks() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let abuse = poppy("da-1").with("C_ON", "2026-11-10").with("C_KIND", "Meeting").with("C_NOTE", "A plan was made.");
    world.told_by("domestic-abuse", &[abuse.with("TEAM", "Safe homes")]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    answers(&mut visitor, &family, &with(ON_PAPER, TOLD_ALL)).await.is(303);
    let contacts = format!("{family}/contacts");
    visitor.get(&contacts).await.is(200).hides("A plan was made.").hides("Domestic abuse");
    let right = [
        ("package", "choose"),
        ("kind_sensitive-health", "yes"),
        ("partners", "health-visiting"),
        ("purpose_healthcare", "yes"),
        ("how", "written"),
        ("answer", "agreed"),
    ];
    answers(&mut visitor, &family, &with(&right, TOLD_ALL)).await.is(303);
    let list = visitor.get(&contacts).await;
    list.is(200).shows("This is sensitive. Open the contact to read it.").hides("A plan was made.");
    let mut opened = None;
    for link in list.links(&format!("{contacts}/c-")) {
        let page = visitor.get(&link).await;
        page.is(200).hides("A plan was made.");
        if page.text().contains("This is sensitive") {
            opened = Some(link);
        } else {
            visitor.post(&link, &[]).await.is(404);
        }
    }
    let link = opened.expect("the sensitive contact is in the list");
    let mut guardian = world.signed_in("caldicott-guardian").await;
    visitor.post(&link, &[]).await.is(200).shows("A plan was made.");
    let looks = guardian.get("/looks?only=sensitive").await;
    looks.is(200).shows("Opened a sensitive item").shows("Test health visitor").hides("Looked at the record");
    guardian.get("/looks").await.shows("Looked at the record").shows("who opened sensitive items");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&link).await.is(404);
    centre.post(&link, &[]).await.is(404);
}
