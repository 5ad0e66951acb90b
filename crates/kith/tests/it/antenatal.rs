//! Early notification before a birth, over HTTP: one form, two messages, what
//! each side sees and does, and what becomes of it at the birth.

use crate::families::HANNAH_NUMBER;
use crate::visitor::{Answer, Visitor};
use crate::world::{World, child};

/// Where the Larch Centre reaches.
pub const AT_HOME: &str = "LX1 4QR";

/// Hannah, booked at twelve weeks, with what more the test says; what it says
/// again takes the place of what stands here.
pub const HANNAH: &[(&str, &str)] = &[
    ("nhs_number", HANNAH_NUMBER),
    ("given_name", "Hannah"),
    ("family_name", "Ellis"),
    ("born_on", "14 May 1999"),
    ("address", "14 Larch Close, Testfield"),
    ("postcode", AT_HOME),
    ("telephone", "07700 900118"),
    ("due_on", "6 June 2027"),
    ("health_visitor", "team:East health visitors"),
];

/// She heard the script, and signed.
pub const SIGNED: &[(&str, &str)] = &[("told", "yes"), ("how", "written")];
/// Both may hear of her.
pub const BOTH: &[(&str, &str)] = &[("item_contact", "yes"), ("item_health-visitor", "yes")];

/// Sends the form with these parts; a later value of a field counts.
pub async fn send(midwife: &mut Visitor, parts: &[&[(&str, &str)]]) -> Answer {
    let form = midwife.get("/antenatal/new").await;
    form.is(200);
    let key = form.field("form_key").expect("the form has a key");
    let mut fields = vec![("form_key", key.as_str())];
    for (name, value) in parts.iter().copied().flatten().copied() {
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
    }
    midwife.post("/antenatal/new", &fields).await
}

/// Sends it and gives its address.
pub async fn sent(midwife: &mut Visitor, parts: &[&[(&str, &str)]]) -> String {
    let answer = send(midwife, parts).await;
    answer.is(303);
    answer.location.expect("the notification has an address")
}

/// Does something with a notification.
pub async fn does(who: &mut Visitor, address: &str, what: &str, words: &str) -> Answer {
    who.post(address, &[("what", what), ("words", words)]).await
}

pub async fn looks_for(who: &mut Visitor, purpose: &str) {
    who.post("/purpose", &[("purpose", purpose), ("back", "/antenatal")]).await.is(303);
}

#[tokio::test]
async fn s002_laa_one_form_becomes_two_messages_to_the_centre_and_the_health_visitors() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    for receiver in ["outreach-worker", "health-visitor"] {
        let mut receiver = world.signed_in(receiver).await;
        receiver.get("/antenatal").await.is(200).shows("Hannah Ellis").shows("Baby due 6 June 2027");
        let page = receiver.get(&address).await;
        page.is(200).shows("14 Larch Close, Testfield, LX1 4QR").shows("07700 900118").shows("East midwives");
    }
    // A second press of the same form sends nothing more.
    let form = midwife.get("/antenatal/new").await;
    let key = form.field("form_key").expect("the form has a key");
    let once: Vec<(&str, &str)> =
        [HANNAH, SIGNED, BOTH, &[("form_key", key.as_str())]].into_iter().flatten().copied().collect();
    let (one, two) = (midwife.post("/antenatal/new", &once).await, midwife.post("/antenatal/new", &once).await);
    assert!(one.location.is_some() && one.location == two.location);
    // Nobody else has it, and it went to no other team.
    for other in ["other-health-visitor", "general-practitioner", "social-worker"] {
        world.signed_in(other).await.get(&address).await.is(404).hides("Hannah");
    }
    midwife.get("/antenatal").await.shows("Larch Centre: Not taken yet").shows("East health visitors: Not taken yet");
    let log = world.app.export_audit().await.expect("the audit").log;
    assert!(log.contains("notify") && !log.contains("Hannah") && !log.contains("Larch Close"));
}

#[tokio::test]
async fn s002_mwb_the_notification_names_midwife_health_visitor_and_centre_contact() {
    let world = World::with_reach(AT_HOME).await;
    let mut manager = world.signed_in("centre-manager").await;
    manager.get("/antenatal").await.shows("Your centre names nobody yet");
    let named = [("name", "Joanne Example"), ("telephone", "01632 960119")];
    manager.post("/antenatal/contact", &named).await.is(303);
    manager.get("/antenatal").await.hides("Your centre names nobody yet");
    let mut midwife = world.signed_in("midwife").await;
    let form = midwife.get("/antenatal/new").await;
    let before = form.html.split("Test health visitor, East health visitors").next().expect("she is listed");
    let visitor = before.rsplit("value=\"").next().and_then(|rest| rest.split('"').next()).expect("her value");
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, &[("health_visitor", visitor)]]).await;
    let page = world.signed_in("outreach-worker").await.get(&address).await;
    page.is(200).shows("Test midwife, East midwives").shows("Test health visitor, East health visitors");
    page.shows("Joanne Example, 01632 960119, Larch Centre");
}

#[tokio::test]
async fn s002_mwc_the_script_is_on_the_screen_and_to_print_and_comes_before_a_yes() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let script = midwife.get("/antenatal/script").await;
    script
        .is(200)
        .shows("What the centre does")
        .shows("Your name, address, telephone and due date, and the language you speak")
        .shows("Signed:");
    let form = midwife.get("/antenatal/new").await;
    form.shows("What the centre does").shows("May the children’s centre get in touch with you?");
    let unread = send(&mut midwife, &[HANNAH, BOTH, &[("how", "written")]]).await;
    unread.is(422).shows("Read out the script first");
    assert!(unread.html.contains("14 Larch Close, Testfield"), "what was typed stays");
}

#[tokio::test]
async fn s002_mwd_each_purpose_has_its_own_answer_and_a_no_to_one_takes_no_other_away() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let form = midwife.get("/antenatal/new").await;
    for item in ["contact", "health-visitor", "birth", "background", "extra-help", "evaluation"] {
        assert!(form.html.contains(&format!("name=\"item_{item}\"")), "{item} has its own answer");
    }
    let some = [("item_contact", "yes"), ("item_health-visitor", "no"), ("item_evaluation", "no")];
    let address = sent(&mut midwife, &[HANNAH, SIGNED, &some]).await;
    world.signed_in("outreach-worker").await.get(&address).await.is(200).shows("Hannah Ellis");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get("/antenatal").await.hides("Hannah");
    visitor.get(&address).await.is(404);
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("found");
    let ledger = midwife.get(&format!("{family}/consent")).await;
    ledger.is(200).shows("Hannah Ellis said no").shows("Hannah Ellis agreed");
}

#[tokio::test]
async fn s002_mwe_the_father_answers_for_himself_and_without_his_yes_nothing_of_him_is_kept() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let sam = [("partner_given", "Sam"), ("partner_family", "Ellis"), ("partner_telephone", "07700 900120")];
    let unasked = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, &sam]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&unasked).await.shows("Hannah Ellis").hides("Sam Ellis");
    midwife.get(&unasked).await.hides("Sam Ellis").hides("900120");
    let own = [("partner_answer", "yes"), ("partner_how", "screen")];
    send(&mut midwife, &[HANNAH, SIGNED, BOTH, &sam, &own]).await.is(422).shows("The full name is typed here");
    let typed = [("partner_signature", "Sam Ellis")];
    let agreed = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, &sam, &own, &typed]).await;
    centre.get(&agreed).await.shows("Father or partner, who agreed himself").shows("Sam Ellis, 07700 900120");
    // His own yes opens nothing of hers.
    let his_alone = [("item_contact", "no"), ("item_health-visitor", "yes")];
    let only_his = sent(&mut midwife, &[HANNAH, SIGNED, &sam, &own, &typed, &his_alone]).await;
    centre.get(&only_his).await.is(404);
}

#[tokio::test]
async fn s002_mwf_an_answer_without_a_signature_goes_and_leaves_a_task_to_get_it() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, BOTH, &[("told", "yes"), ("how", "spoken")]]).await;
    world.signed_in("outreach-worker").await.get(&address).await.is(200).shows("Hannah Ellis");
    midwife.get("/my-day").await.shows("Confirm in writing what she said out loud").shows("6 December 2026");
    midwife.get("/antenatal").await.shows("Get it in writing");
    does(&mut midwife, &address, "in-writing", "").await.is(422).shows("Write down where the signed form is kept");
    does(&mut midwife, &address, "in-writing", "In her notes, page 3").await.is(303);
    midwife.get(&address).await.shows("She signed").shows("In her notes, page 3");
    midwife.get("/my-day").await.hides("Confirm in writing");
    midwife.get("/antenatal").await.hides("Get it in writing");
    does(&mut midwife, &address, "in-writing", "Again").await.is(409);
    let mut other = world.signed_in("maternity-staff").await;
    sent(&mut other, &[HANNAH, SIGNED, BOTH]).await;
    other.get("/my-day").await.hides("Confirm in writing");
}

#[tokio::test]
async fn s002_mwh_without_proof_no_name_is_visible_until_the_midwife_adds_it() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, BOTH, &[("told", "yes"), ("how", "later")]]).await;
    for receiver in ["outreach-worker", "health-visitor"] {
        let mut receiver = world.signed_in(receiver).await;
        let list = receiver.get("/antenatal").await;
        list.is(200).shows("One notification from East midwives, waiting for proof").shows("Ask the sender for proof");
        let page = receiver.get(&address).await;
        for word in ["Hannah", "Ellis", "Larch Close", "900118", "6 June"] {
            list.hides(word);
            page.is(200).hides(word);
        }
        does(&mut receiver, &address, "accepted", "").await.is(404).shows("Ask the sender for proof");
        does(&mut receiver, &address, "proof", "I say so").await.is(404);
    }
    midwife.get("/antenatal").await.shows("Add the proof.");
    does(&mut midwife, &address, "proof", "").await.is(422).shows("Write down what the proof is");
    does(&mut midwife, &address, "proof", "Signed form in her notes, seen today").await.is(303);
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/antenatal").await.shows("Hannah Ellis").hides("waiting for proof");
    // Who takes it sees what there is to check: how she answered, and the proof with who says so.
    let page = centre.get(&address).await;
    page.is(200).shows("How she answered Somebody else asked her").shows("Her answer is proven");
    page.shows("Signed form in her notes, seen today").shows("Test midwife");
    does(&mut centre, &address, "accepted", "").await.is(303);
}

#[tokio::test]
async fn s002_mwi_each_notification_taken_ends_in_contacted_declined_or_not_reached() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let mut centre = world.signed_in("outreach-worker").await;
    for (end, words, shown) in [
        ("contacted", "Showed her the bump group on Tuesdays", "In touch"),
        ("declined", "", "She said no"),
        ("unreachable", "Rang three times", "Not reached"),
    ] {
        let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
        // Nothing is done before the consent was checked.
        does(&mut centre, &address, end, "Too early").await.is(409);
        does(&mut centre, &address, "accepted", "").await.is(303);
        centre.get("/my-day").await.shows("notification waits");
        does(&mut centre, &address, "started", "").await.is(303);
        centre.get(&address).await.shows("Getting in touch");
        if end != "declined" {
            does(&mut centre, &address, end, "").await.is(422);
        }
        does(&mut centre, &address, end, words).await.is(303);
        centre.get(&address).await.shows(shown).shows(words);
        centre.get("/my-day").await.shows("no notification waits");
    }
}

#[tokio::test]
async fn s002_mwj_what_was_agreed_for_one_purpose_is_stopped_for_another() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&address).await.shows("Hannah Ellis").shows("and for nothing else").shows("Keep it safe");
    looks_for(&mut centre, "evaluation").await;
    let page = centre.get(&address).await;
    page.is(200).hides("Hannah").hides("Larch Close").shows("Not yet");
    centre.get("/antenatal").await.hides("Hannah");
    does(&mut centre, &address, "accepted", "")
        .await
        .is(404)
        .shows("They agreed to another use of it, but not to this one");
    looks_for(&mut centre, "centre_outreach").await;
    centre.get(&address).await.shows("Hannah Ellis");
}

#[tokio::test]
async fn s002_lad_the_midwife_sees_that_it_was_taken_up_by_whom_and_no_note() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    does(&mut centre, &address, "accepted", "").await.is(303);
    does(&mut centre, &address, "contacted", "She cried about her flat").await.is(303);
    let list = midwife.get("/antenatal").await;
    list.shows("Larch Centre: In touch by Test outreach worker").shows("East health visitors: Not taken yet");
    list.hides("She cried");
    midwife.get(&address).await.shows("Children’s centre: In touch").hides("She cried");
    world.signed_in("health-visitor").await.get(&address).await.hides("She cried");
    centre.get(&address).await.shows("She cried about her flat");
}

/// Hannah may need more help, and agreed that the centre knows it.
pub const MORE_HELP: &[(&str, &str)] = &[("item_extra-help", "yes"), ("vulnerable", "yes")];

#[tokio::test]
async fn s002_lab_s003_isn_help_agreed_by_midwife_and_centre_has_a_plan_due_before_the_birth() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, MORE_HELP]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    does(&mut centre, &address, "accepted", "").await.is(303);
    does(&mut centre, &address, "planned", "Too early").await.is(409);
    looks_for(&mut centre, "family_support").await;
    centre.get(&address).await.shows("The midwife thinks that she may need it").hides("Plan due");
    does(&mut centre, &address, "agreed-vulnerable", "").await.is(303);
    centre.get(&address).await.shows("The plan is due by 9 May 2027");
    centre.get("/antenatal").await.shows("Plan due by 9 May 2027");
    does(&mut centre, &address, "planned", "").await.is(422);
    does(&mut centre, &address, "planned", "Visits each week from March, by Joanne").await.is(303);
    centre.get("/antenatal").await.hides("Plan due by").shows("A plan is made");
    midwife.get("/antenatal").await.shows("A plan is made").hides("Visits each week");
}

/// Takes back what she agreed to.
pub async fn takes_back(midwife: &mut Visitor) -> String {
    let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
    let form = midwife.get(&format!("{family}/consent/withdraw")).await;
    let (by, key) = (crate::consent::signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let said = [("form_key", key.as_str()), ("by", by.as_str()), ("how", "By phone")];
    midwife.post(&format!("{family}/consent/withdraw"), &said).await.is(303);
    family
}

#[tokio::test]
async fn s002_mwj_what_she_took_back_tells_the_receiver_nothing_any_more() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, MORE_HELP]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    does(&mut centre, &address, "accepted", "").await.is(303);
    looks_for(&mut centre, "family_support").await;
    does(&mut centre, &address, "agreed-vulnerable", "").await.is(303);
    does(&mut centre, &address, "contacted", "She cried about her flat").await.is(303);
    centre.get(&address).await.shows("The plan is due by").shows("What she agreed to").shows("She cried");
    let family = takes_back(&mut midwife).await;
    let page = centre.get(&address).await;
    page.is(200).hides("The plan is due").hides("What she agreed to").hides("She cried").hides("In touch");
    page.hides("What was done");
    centre.get("/antenatal").await.is(200).hides("Plan due").hides("In touch").hides("More help");
    crate::losses::records_a_loss(&mut midwife, &family, "pregnancy").await;
    let lost = "lost their baby";
    midwife.get(&address).await.shows(lost);
    for page in [address.as_str(), "/antenatal"] {
        centre.get(page).await.is(200).hides(lost).hides("Stopped");
    }
}

#[tokio::test]
async fn t13_a_loss_is_told_to_no_receiver_before_the_consent_is_proven_and_ends_every_plan() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let mut centre = world.signed_in("outreach-worker").await;
    let other = [("nhs_number", "999 000 0034"), ("given_name", "Grace"), ("family_name", "Marsh")];
    let unproven = sent(&mut midwife, &[HANNAH, &other, BOTH, &[("told", "yes"), ("how", "later")]]).await;
    let proven = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, MORE_HELP]).await;
    does(&mut centre, &proven, "accepted", "").await.is(303);
    looks_for(&mut centre, "family_support").await;
    does(&mut centre, &proven, "agreed-vulnerable", "").await.is(303);
    centre.get(&proven).await.shows("The plan is due by");
    for number in [HANNAH_NUMBER, "999 000 0034"] {
        let family = midwife.post("/find", &[("words", number)]).await.location.expect("her family");
        crate::losses::records_a_loss(&mut midwife, &family, "pregnancy").await;
    }
    centre.get(&proven).await.is(200).shows("lost their baby").hides("The plan is due");
    centre.get(&unproven).await.is(200).shows("waiting for proof").hides("lost their baby").hides("Stopped");
    midwife.get(&unproven).await.shows("lost their baby");
}

#[tokio::test]
async fn s002_mwg_a_consented_notification_waits_for_no_agreement_between_services() {
    let world = World::with_reach(AT_HOME).await;
    let mut lead = world.signed_in("data-lead").await;
    assert!(lead.get("/agreements").await.is(200).links("/agreements/").iter().all(|link| link.ends_with("/new")));
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get(&address).await.is(200).shows("Hannah Ellis").shows("14 Larch Close");
    does(&mut centre, &address, "accepted", "").await.is(303);
}

#[tokio::test]
async fn s003_isl_names_of_women_who_may_need_help_are_listed_only_where_they_agreed() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let other = [("nhs_number", "999 000 0034"), ("given_name", "Grace"), ("family_name", "Marsh")];
    sent(&mut midwife, &[HANNAH, SIGNED, BOTH, MORE_HELP]).await;
    let no = [("item_extra-help", "no"), ("vulnerable", "yes")];
    sent(&mut midwife, &[HANNAH, &other, SIGNED, BOTH, &no]).await;
    // She agreed that help would be welcome, and nobody thinks that she needs more.
    let third = [("nhs_number", "999 000 0042"), ("given_name", "Ida"), ("family_name", "Reed")];
    sent(&mut midwife, &[HANNAH, &third, SIGNED, BOTH, &[("item_extra-help", "yes")]]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    looks_for(&mut centre, "family_support").await;
    let list = centre.get("/antenatal").await;
    list.shows("May need more help, and agreed that you know Hannah Ellis").hides("Grace Marsh").hides("Ida Reed");
    looks_for(&mut centre, "centre_outreach").await;
    centre.get("/antenatal").await.hides("May need more help").shows("Grace Marsh");
}

#[tokio::test]
async fn s003_isk_the_centres_form_is_filled_with_the_background_that_she_agreed_to() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let words = [("background", "Lives with her mother. Wants help with English"), ("language", "Polish")];
    let yes = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, &words, &[("item_background", "yes")]]).await;
    let other = [("nhs_number", "999 000 0034"), ("given_name", "Grace"), ("family_name", "Marsh")];
    let no = sent(&mut midwife, &[HANNAH, &other, SIGNED, BOTH, &words, &[("item_background", "no")]]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    let form = centre.get(&format!("{yes}/form")).await;
    form.is(200).shows("Hannah Ellis").shows("Polish").shows("14 Larch Close").hides("Lives with her mother");
    looks_for(&mut centre, "personalise_service").await;
    let form = centre.get(&format!("{yes}/form")).await;
    form.is(200).shows("Lives with her mother. Wants help with English").shows("Do not ask her again");
    centre.get(&no).await.hides("Lives with her mother");
    centre.get(&format!("{no}/form")).await.is(404);
    midwife.get(&format!("{yes}/form")).await.is(404);
}

#[tokio::test]
async fn s002_mwa_women_booked_without_a_named_contact_are_listed_after_fourteen_days() {
    let world = World::with_reach(AT_HOME).await;
    let booked = |key: &str, family: &str, on: &str| {
        child(key, "Unborn", family, "")
            .with("DUE", "2027-06-06")
            .with("M_GIVEN", "Hannah")
            .with("M_FAMILY", family)
            .with("M_BORN", "1999-05-14")
            .with("TEAM", "East midwives")
            .with("CODE", "MIDWIFE")
            .with("STARTED", on)
    };
    let rows = [booked("mat-1", "Ellis", "2026-11-02"), booked("mat-2", "Marsh", "2026-11-20")];
    world.told_by("maternity", &rows).await;
    let mut midwife = world.signed_in("midwife").await;
    let list = midwife.get("/antenatal").await;
    list.shows("1 woman was booked more than 14 days ago").shows("Ellis family").hides("Marsh");
    let form = list.link("/antenatal/new?family=").expect("a link to the form");
    let filled = midwife.get(&form).await;
    filled.is(200).shows("Found: Ellis family");
    assert!(filled.html.contains("value=\"6 June 2027\"") && filled.html.contains("value=\"14 May 1999\""));
    // Nor does one that did not ask about the centre take her off it.
    let not_asked = [("item_health-visitor", "yes")];
    sent(&mut midwife, &[HANNAH, &[("nhs_number", "")], SIGNED, &not_asked]).await;
    midwife.get("/antenatal").await.shows("1 woman was booked");
    // A notification that names nobody at the centre leaves her on the list.
    sent(&mut midwife, &[HANNAH, &[("nhs_number", "")], SIGNED, BOTH]).await;
    midwife.get("/antenatal").await.shows("Nobody at the centre was named on it").shows("1 woman was booked");
    let mut manager = world.signed_in("centre-manager").await;
    manager.post("/antenatal/contact", &[("name", "Joanne Example")]).await.is(303);
    sent(&mut midwife, &[HANNAH, &[("nhs_number", "")], SIGNED, BOTH]).await;
    midwife.get("/antenatal").await.shows("Every woman booked more than 14 days ago");
}

#[tokio::test]
async fn a_woman_whom_another_team_knows_is_not_opened_by_a_form() {
    let world = World::with_reach(AT_HOME).await;
    let known = child("hv-1", "Poppy", "Ellis", "2024-10-02")
        .with("M_NHS", HANNAH_NUMBER)
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR");
    world.told_by("health-visiting", &[known]).await;
    let mut midwife = world.signed_in("midwife").await;
    let refused = send(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    refused.is(422).shows("Find her first, and record your reason").hides("Poppy");
    send(&mut midwife, &[HANNAH, &[("do", "find")]]).await.is(422).hides("Poppy");
    // Nobody of this name: a record is made.
    let nobody = [("nhs_number", "999 000 0034"), ("given_name", "Grace"), ("family_name", "Marsh")];
    send(&mut midwife, &[HANNAH, &nobody, &[("do", "find")]]).await.is(422).shows("a record is made for her");
    sent(&mut midwife, &[HANNAH, &nobody, SIGNED, BOTH]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    // Her own health visitor finds her, and the form is filled.
    let found = send(&mut visitor, &[&[("nhs_number", HANNAH_NUMBER), ("do", "find")]]).await;
    found.is(200).shows("Found: Ellis family");
    assert!(found.html.contains("value=\"Hannah\"") && found.html.contains("value=\"14 May 1999\""));
}

#[tokio::test]
async fn a_woman_kept_safe_gives_nobody_a_way_in_and_her_address_goes_nowhere() {
    let world = World::with_reach(AT_HOME).await;
    let hidden = child("hv-1", "Poppy", "Ellis", "2024-10-02")
        .with("M_NHS", HANNAH_NUMBER)
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("SHIELDED", "Y")
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR");
    world.told_by("health-visiting", &[hidden]).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    midwife.open_family(HANNAH_NUMBER).await.is(200).shows("Hannah Ellis").hides("Poppy");
    // The centre reads what she agreed to, as if she were unknown: what was left out would tell that she is here.
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get(&address).await.is(200).shows("Hannah Ellis").shows("Larch Close");
    // Who books her and knows that she hides says so: her address goes nowhere.
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH, &[("hidden", "yes")]]).await;
    let page = worker.get(&address).await;
    page.is(200).shows("Hannah Ellis").shows("Not shown, to keep her safe").hides("Larch Close").hides("900118");
}
