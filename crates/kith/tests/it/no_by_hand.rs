//! A message to say no, and what goes to one receiver at a time: early
//! notifications before a birth, and what a worker shares by hand.

use crate::antenatal::{AT_HOME, BOTH, HANNAH, SIGNED, does, sent};
use crate::can_i_share::{Asking, CENTRE, to};
use crate::families::{TOLD, visited};
use crate::first_visit::family;
use crate::objecting::{RANG, message, sends, settles};
use crate::planned_visits::refers;
use crate::told_and_agreed::fills;
use crate::visitor::Visitor;
use crate::without_agreement::judge;
use crate::world::World;

/// Hannah writes about herself, before the birth.
const OF_HANNAH: [(&str, &str); 5] = [
    ("name", "Hannah Ellis"),
    ("stands", "self"),
    ("given", "Hannah"),
    ("family", "Ellis"),
    ("born_on", "14 May 1999"),
];
const SPEAK_FIRST: &str = "Somebody wrote to say no";

async fn shows_nobody(receiver: &mut Visitor, address: &str) {
    for page in ["/antenatal", address] {
        let page = receiver.get(page).await;
        page.is(200).shows(SPEAK_FIRST);
        for word in ["Hannah", "Ellis", "Larch Close", "900118", "6 June", "900321", "Tuesday mornings"] {
            page.hides(word);
        }
    }
    does(receiver, address, "accepted", "").await.is(404).shows(SPEAK_FIRST);
    receiver.get(&format!("{address}/form")).await.is(404).hides("Hannah");
}

#[tokio::test]
async fn s002_15f_a_notification_of_somebody_who_wrote_to_say_no_shows_its_receivers_nobody_until_it_is_settled() {
    for is_sent_first in [true, false] {
        let world = World::with_reach(AT_HOME).await;
        let mut midwife = world.signed_in("midwife").await;
        if !is_sent_first {
            sends(&world, &OF_HANNAH).await.is(200);
        }
        let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
        if is_sent_first {
            sends(&world, &OF_HANNAH).await.is(200);
        }
        for receiver in ["outreach-worker", "health-visitor"] {
            shows_nobody(&mut world.signed_in(receiver).await, &address).await;
        }
        // Whoever sent it reads it too, and what they wrote themselves stays; how to reach whoever wrote is not there.
        midwife.get("/antenatal").await.shows("Hannah Ellis").shows(SPEAK_FIRST).hides("900321");
        midwife.get(&address).await.shows(SPEAK_FIRST).hides("900321").hides("Tuesday mornings");
        settles(&mut midwife, &[("do", "mistake"), ("note", RANG)]).await.is(303);
        let mut centre = world.signed_in("outreach-worker").await;
        centre.get("/antenatal").await.shows("Hannah Ellis").hides(SPEAK_FIRST);
        centre.get(&address).await.is(200).shows("14 Larch Close").hides(SPEAK_FIRST);
        does(&mut centre, &address, "accepted", "").await.is(303);
        let log = world.app.export_audit().await.expect("the audit").log;
        assert!(log.contains("held-back") && !log.contains("Hannah"), "that it was opened is written down");
    }
}

#[tokio::test]
async fn s002_15f_a_no_before_a_birth_that_is_recorded_closes_the_notification_for_good() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    sends(&world, &OF_HANNAH).await.is(200);
    let found = midwife.get("/objections").await.field("family").expect("her family");
    settles(&mut midwife, &[("do", "record-in"), ("family", &found)]).await.is(303);
    for receiver in ["outreach-worker", "health-visitor"] {
        let mut receiver = world.signed_in(receiver).await;
        receiver.get("/antenatal").await.hides("Hannah").hides(SPEAK_FIRST);
        receiver.get(&address).await.is(200).hides("Hannah").hides("Larch Close").hides(SPEAK_FIRST);
    }
}

#[tokio::test]
async fn s002_15f_whoever_took_a_notification_before_goes_on_and_reads_that_a_no_waits() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    does(&mut visitor, &address, "accepted", "").await.is(303);
    sends(&world, &OF_HANNAH).await.is(200);
    visitor.get("/antenatal").await.shows("Hannah Ellis");
    visitor.get(&address).await.is(200).shows("07700 900118").shows(SPEAK_FIRST).hides("900321");
    shows_nobody(&mut world.signed_in("outreach-worker").await, &address).await;
    // A message that means somebody else holds nothing back.
    let other = World::with_reach(AT_HOME).await;
    let mut midwife = other.signed_in("midwife").await;
    let address = sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    sends(&other, &[("given", "Nobody"), ("family", "Nowhere"), ("born_on", "3 March 2024")]).await.is(200);
    other.signed_in("outreach-worker").await.get(&address).await.shows("Hannah Ellis").hides(SPEAK_FIRST);
}

/// Poppy, of whom everything was agreed, with the health visitor.
async fn all_agreed() -> (World, Visitor, String) {
    let world = World::with_reach(AT_HOME).await;
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD);
    world.told_by("health-visiting", &[row.with("AGREED_ALL", "2026-10-20")]).await;
    let family = family(&world).await;
    let visitor = world.signed_in("health-visitor").await;
    (world, visitor, family)
}

fn share<'f>(to: &'f str, basis: &'f str) -> [(&'f str, &'f str); 7] {
    [
        ("to", to),
        ("basis", basis),
        ("kinds", "basic"),
        ("what", "Name"),
        ("why", "To book a place"),
        ("purpose", "family_support"),
        ("aim", "well-being"),
    ]
}

#[tokio::test]
async fn s002_15f_what_a_worker_shares_by_hand_stops_at_the_moment_of_sharing_and_a_law_still_lets_it_go() {
    let (world, mut visitor, family) = all_agreed().await;
    let address = format!("{family}/shares/shared");
    fills(&mut visitor, &address, &share("Elm nursery", "agreed")).await.is(303);
    sends(&world, &[]).await.is(200);
    visitor.get(&address).await.shows(SPEAK_FIRST);
    visitor.get(&format!("{family}/shares")).await.shows(SPEAK_FIRST);
    for basis in ["agreed", "notice"] {
        let stopped = fills(&mut visitor, &address, &share("Oak nursery", basis)).await;
        stopped.is(422).shows("record it or close it under Messages from parents");
    }
    fills(&mut visitor, &address, &share("Ash court", "law")).await.is(303);
    let shares = visitor.get(&format!("{family}/shares")).await;
    shares.shows("Ash court").shows(SPEAK_FIRST).hides("Oak nursery");
    let log = world.app.export_audit().await.expect("the audit").log;
    assert!(log.contains("a-no-waits"), "that one waits stands beside what was shared and what was stopped");
    // The family stays visible to its own health visitor all the while.
    visitor.get(&family).await.is(200).shows("Poppy");
    settles(&mut visitor, &[("do", "mistake"), ("note", RANG)]).await.is(303);
    fills(&mut visitor, &address, &share("Oak nursery", "agreed")).await.is(303);
    visitor.get(&format!("{family}/shares")).await.shows("Oak nursery").hides(SPEAK_FIRST);
}

#[tokio::test]
async fn s002_15f_can_i_share_answers_not_yet_with_the_way_to_yes_while_a_no_waits() {
    let (world, mut visitor, _) = all_agreed().await;
    let question = to(&CENTRE, &[("kinds", "basic"), ("kinds", "contacts")]);
    let mut asking = Asking::about(&mut visitor, "Poppy Ellis").await;
    let (_, yes) = asking.asks(&question).await;
    yes.hides(SPEAK_FIRST);
    assert!(yes.html.contains("kith-verdict--yes"), "{}", yes.text());
    sends(&world, &[]).await.is(200);
    let (address, not_yet) = asking.asks(&question).await;
    not_yet.shows("Not yet. Somebody wrote to say no: speak to them first").shows("Speak to whoever wrote");
    assert!(!not_yet.html.contains("kith-verdict--yes"), "{}", not_yet.text());
    assert!(!not_yet.links("/objections").is_empty(), "it leads there");
    // A worry does not make agreement a yes, and nobody is sent to wait for whoever wrote.
    let worried = to(&CENTRE, &[("kinds", "basic"), ("harm", "reasonable_cause")]);
    let (_, judged) = asking.asks(&worried).await;
    judged.shows("Talk to a person first").shows("do not wait for them").shows("Weigh both risks");
    drop(asking);
    settles(&mut visitor, &[("do", "mistake"), ("note", RANG)]).await.is(303);
    // What was answered then stays what was answered; asked again, it is a yes.
    visitor.get(&address).await.shows("Not yet.");
    let mut asking = Asking::about(&mut visitor, "Poppy Ellis").await;
    let (_, again) = asking.asks(&question).await;
    assert!(again.html.contains("kith-verdict--yes"), "{}", again.text());
}

#[tokio::test]
async fn s002_15f_a_judgement_that_overrides_a_no_lets_it_go_with_a_line_that_one_waits() {
    let (world, mut visitor, family) = all_agreed().await;
    judge(&mut visitor, &family, "").await.is(303);
    sends(&world, &[]).await.is(200);
    let judged = [("with", "other"), ("other", "childrens-centre"), ("purpose", "centre_outreach"), ("kinds", "basic")];
    let mut asking = Asking::about(&mut visitor, "Poppy Ellis").await;
    let (_, goes) = asking.asks(&judged).await;
    goes.shows("What keeps somebody safe can still go").shows(SPEAK_FIRST).hides("speak to them first");
    assert!(!goes.html.contains("kith-verdict--wait"), "{}", goes.text());
}

#[tokio::test]
async fn s002_15f_a_referral_is_not_sent_while_a_no_waits() {
    let (world, mut visitor, family) = all_agreed().await;
    sends(&world, &[]).await.is(200);
    let answer = refers(&mut visitor, &family).await.is(303).location.clone().expect("the answer");
    visitor.get(&answer).await.shows("Not yet. Somebody wrote to say no: speak to them first");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/centre-tasks").await.shows("Nothing is asked").hides("Ellis");
    settles(&mut visitor, &[("do", "mistake"), ("note", RANG)]).await.is(303);
    assert!(refers(&mut visitor, &family).await.is(303).location.as_ref().is_some_and(|to| to.ends_with("/visits")));
    centre.get("/centre-tasks").await.shows("Ellis family");
}

#[tokio::test]
async fn s002_15f_who_matches_loosely_reads_that_it_may_be_their_family_and_settles_nothing() {
    let (world, mut visitor, _) = all_agreed().await;
    sends(&world, &[("family", "Quillfeather")]).await.is(200);
    let mut lead = world.signed_in("data-lead").await;
    let address = message(&mut lead).await;
    let page = visitor.get("/objections").await;
    page.is(200).shows("Ellis family").shows("You cannot settle this message").shows("The data lead speaks to");
    assert!(!page.html.contains(&address), "no button leads to it: {}", page.text());
    let found = page.link("/families/f-").expect("the family").trim_start_matches("/families/").to_owned();
    for fields in [
        &[("do", "mistake"), ("note", RANG)][..],
        &[("do", "nobody"), ("note", RANG)],
        &[("do", "record-in"), ("family", &found)],
    ] {
        visitor.post(&address, fields).await.is(404);
    }
    lead.get("/objections").await.shows("Quillfeather");
    // With enough that fits, the buttons are there.
    sends(&world, &[]).await.is(200);
    let page = visitor.get("/objections").await;
    assert_eq!(page.html.matches("action=\"/objections/y-").count(), 1, "{}", page.text());
    settles(&mut lead, &[("do", "mistake"), ("note", RANG)]).await.is(303);
}
