//! The health visitor and the speech and language therapist of each centre.

use crate::accounts::Beginning;
use crate::first_visit;
use crate::visitor::{Answer, Visitor};
use crate::world::World;

/// Both, as the form sends them.
const BOTH: &[(&str, &str)] = &[
    ("centre", "Larch Centre"),
    ("health-visitor-name", "Joanne Pike"),
    ("health-visitor-telephone", "01632 960118"),
    ("health-visitor-service", "East health visitors"),
    ("speech-therapist-name", "Theo Marsh"),
    ("speech-therapist-telephone", "01632 960119"),
    ("speech-therapist-service", "Community therapy"),
];

async fn saves(who: &mut Visitor, leave_out: &str) -> Answer {
    let fields: Vec<(&str, &str)> = BOTH.iter().copied().filter(|(name, _)| *name != leave_out).collect();
    who.post("/centres", &fields).await
}

#[tokio::test]
async fn s004_bra_a_centre_has_a_health_visitor_and_a_therapist_or_it_is_not_kept() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    // A centre from before is listed as missing both.
    lead.get("/centres").await.is(200).shows("1 of 1 centres have none yet").shows("Missing: nobody is linked");
    let mut administrator = world.signed_in("administrator").await;
    for who in [&mut lead, &mut administrator] {
        who.get("/my-day").await.shows("1 centre has no health visitor and therapist of their own");
    }
    for (field, words) in [
        ("health-visitor-name", "Choose the health visitor, or write the name. A centre needs both"),
        ("speech-therapist-name", "Choose the speech and language therapist, or write the name. A centre needs both"),
        ("health-visitor-telephone", "Write where the health visitor can be rung"),
        ("speech-therapist-service", "Write the team or service of the speech and language therapist"),
        ("centre", "Choose a centre"),
    ] {
        let again = saves(&mut lead, field).await;
        again.is(422).shows(words);
        let is_kept = ["01632 960118", "01632 960119"].iter().any(|typed| again.html.contains(typed));
        assert!(is_kept, "what was typed stays");
        lead.get("/centres").await.shows("Missing: nobody is linked");
    }
    saves(&mut lead, "").await.is(303);
    let page = lead.get("/centres").await;
    page.shows("Health visitor: Joanne Pike, East health visitors, 01632 960118");
    page.shows("Speech and language therapist: Theo Marsh, Community therapy, 01632 960119").hides("Missing");
    lead.get("/my-day").await.hides("no health visitor and therapist");
}

#[tokio::test]
async fn s004_bra_families_workers_see_both_where_the_centre_is_shown_and_a_member_of_staff_can_be_chosen() {
    let world = first_visit::known_to_health_visiting().await;
    let family = first_visit::family(&world).await;
    let mut manager = world.signed_in("centre-manager").await;
    let form = manager.get("/centres").await;
    let start = form.html.find(", East health visitors");
    let before = &form.html[..start.expect("a member of staff can be chosen")];
    let staff = before.rsplit("value=\"").next().and_then(|rest| rest.split('"').next()).expect("a reference");
    let fields = [
        ("centre", "Larch Centre"),
        ("health-visitor-staff", staff),
        ("health-visitor-telephone", "01632 960118"),
        ("speech-therapist-name", "Theo Marsh"),
        ("speech-therapist-telephone", "01632 960119"),
        ("speech-therapist-service", "Community therapy"),
    ];
    manager.post("/centres", &fields).await.is(303);
    manager.get("/centres").await.shows("East health visitors, 01632 960118").shows("Theo Marsh");
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.get(&format!("{family}/first-visit")).await;
    page.is(200)
        .shows("Larch Centre has people of its own to ask")
        .shows("Theo Marsh, Community therapy, 01632 960119");
    visitor.get("/areas/East").await.shows("Speech and language therapist: Theo Marsh");
    // Whoever keeps no centre changes none.
    visitor.get("/centres").await.shows("Theo Marsh").hides("Save both");
    saves(&mut visitor, "").await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("centre-links"), "who was linked is in the audit");
}

#[tokio::test]
async fn s004_bra_a_locality_does_not_begin_with_a_centre_that_lacks_either() {
    let without = Beginning::with_centres("Theo Test", "");
    without.set_up().is(8).warns("speech_therapist").warns("empty; fill it in").warns("nothing was taken in");
    let wrong = Beginning::with_centres("01632 960118", "soon");
    wrong.set_up().is(8).warns("not a telephone number");
    let none = Beginning::with_centres(",health_visitor,", ",other,");
    none.set_up().is(8).warns("the column “health_visitor” is missing");
}
