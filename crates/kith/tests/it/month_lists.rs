//! The one list of a month: child health sends it encrypted to the data lead,
//! who takes it and releases to the right centres.

use std::path::PathBuf;

use jiff::Span;
use kith_app::Who;

use crate::birth_lists::{
    LARCH, agreed, agreement, births, found, give_key_to, key_of, list_of_centre, objects, open, opened, ready, told,
    unlike,
};
use crate::families::{TOLD, visited};
use crate::first_visit::{self, YES, visits_first};
use crate::importing::run;
use crate::objecting;
use crate::visitor::Visitor;
use crate::world::{Row, World};

const CEDAR: &str = "Cedar Centre";
const LEAD: &str = "The data lead";
const OCTOBER: &[(&str, &str)] = &[("month", "2026-10")];

/// A locality where child health sends one list; the data lead, and child
/// health.
async fn sending() -> (World, Visitor, Visitor) {
    let (world, mut lead) = ready().await;
    give_key_to(&mut lead, LEAD, &key_of(&world, LEAD)).await;
    lead.post("/lists/way", &[("way", "child-health")]).await.is(303);
    let records = world.signed_in("child-health-records").await;
    (world, lead, records)
}

/// Builds the list of October; its address.
async fn built(records: &mut Visitor) -> String {
    records.post("/month-lists", OCTOBER).await.is(303).location.clone().expect("the list")
}

async fn sent(records: &mut Visitor) -> String {
    let list = built(records).await;
    records.post(&format!("{list}/send"), &[]).await.is(303);
    list
}

async fn says(lead: &mut Visitor, list: &str, step: &str) {
    lead.post(&format!("{list}/receipt"), &[("step", step)]).await.is(303);
}

/// Sent, taken, and the centre's list built of it; the address of that.
async fn taken_and_built(lead: &mut Visitor, records: &mut Visitor) -> (String, String) {
    let month = sent(records).await;
    says(lead, &month, "received").await;
    let before = lead.get("/lists").await.links("/lists/b-");
    lead.post("/lists", OCTOBER).await.is(303);
    let lists = lead.get("/lists").await.links("/lists/b-");
    (month, lists.into_iter().find(|list| !before.contains(list)).expect("the centre's list"))
}

fn here(world: &World, name: &str) -> PathBuf {
    world.directory.path().join(name)
}

/// The list of the data lead as they open it.
async fn opened_by_lead(world: &World, lead: &mut Visitor, list: &str) -> String {
    saved(world, lead, list).await;
    let plain = here(world, "lead.csv");
    let _ = std::fs::remove_file(&plain);
    open(world, &here(world, "lead.csv.age"), &here(world, "The data lead.key"), &plain).is(0);
    std::fs::read_to_string(plain).expect("the opened list")
}

async fn saved(world: &World, lead: &mut Visitor, list: &str) {
    let file = lead.post(&format!("{list}/births.csv.age"), &[]).await;
    file.is(200);
    std::fs::write(here(world, "lead.csv.age"), &file.bytes).expect("written");
}

/// The month's list as the data lead opens it, where child health sends for
/// once.
pub async fn opened_as_sent(world: &World, lead: &mut Visitor) -> String {
    give_key_to(lead, LEAD, &key_of(world, LEAD)).await;
    lead.post("/lists/way", &[("way", "child-health")]).await.is(303);
    let mut records = world.signed_in("child-health-records").await;
    let month = sent(&mut records).await;
    let text = opened_by_lead(world, lead, &month).await;
    lead.post("/lists/way", &[("way", "data-lead")]).await.is(303);
    text
}

async fn returns(world: &World, days: i64, who: &mut [(&mut Visitor, &str)]) {
    world.wait(Span::new().hours(24 * days));
    for (visitor, account) in who {
        visitor.sign_in(account).await;
    }
}

/// The same with two centres, each with a family, and a key per recipient.
async fn two_centres() -> (World, Visitor) {
    let world = World::with_two_centres(LARCH, "LX2 2BB").await;
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD);
    let max = agreed("hv-2", "Max", "Reed").with("M_BORN", "1990-01-01").with("ADDRESS", "3 Cedar Row");
    told(&world, &[row, max.with("POSTCODE", "LX2 2BB")]).await;
    let mut lead = world.signed_in("data-lead").await;
    agreement(&mut lead).await;
    for recipient in ["Larch Centre", CEDAR, LEAD] {
        give_key_to(&mut lead, recipient, &key_of(&world, recipient)).await;
    }
    lead.post("/lists/way", &[("way", "child-health")]).await.is(303);
    (world, lead)
}

#[tokio::test]
async fn s003_isg_from_the_form_over_child_health_one_encrypted_list_goes_to_the_data_lead_and_on_to_the_right_centre()
{
    let (world, mut lead) = two_centres().await;
    let family = first_visit::family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visits_first(&mut visitor, &family, YES).await.is(303);

    // Child health: received, entered, and one list.
    let mut records = world.signed_in("child-health-records").await;
    records.get("/my-day").await.shows("1 form waits to be entered");
    let forms = records.get("/first-visits").await;
    forms.shows("Received").shows("Poppy Ellis").shows("14 Larch Close").hides("Feeding");
    let form = forms.field("of").expect("a form to enter");
    records.post("/first-visits", &[("of", &form)]).await.is(303);
    records.get("/first-visits").await.shows("Entered").shows("Test child health records officer");
    let month = built(&mut records).await;
    let page = records.get(&month).await;
    page.is(200)
        .shows("Waits to be sent")
        .shows("Larch Centre: 1")
        .shows("Cedar Centre: 1")
        .hides("Poppy")
        .hides("Max");
    records.get("/my-day").await.shows("The month’s list : 1 waits to be sent");

    // Before it is sent nobody takes it; before it is taken no centre's list comes of it.
    lead.post(&format!("{month}/births.csv.age"), &[]).await.is(409);
    lead.post("/lists", OCTOBER).await.is(404).shows("has not taken the list of October 2026 yet");
    records.post(&format!("{month}/send"), &[]).await.is(303);
    lead.post("/lists", OCTOBER).await.is(404).shows("has not taken the list of October 2026 yet");

    // Each with their own key, and a tampered file with none.
    let text = opened_by_lead(&world, &mut lead, &month).await;
    assert!(text.contains(",birth,2026-10-02,Larch Centre,Poppy,Ellis,2026-10-02,14 Larch Close"), "{text}");
    assert!(
        text.contains(",Cedar Centre,Max,Reed,") && text.lines().count() == 3 && !text.contains("999000"),
        "{text}"
    );
    let (sealed, plain) = (here(&world, "lead.csv.age"), here(&world, "x.csv"));
    for centre in ["Larch Centre.key", "Cedar Centre.key"] {
        open(&world, &sealed, &here(&world, centre), &plain).is(7).warns("this key does not open it");
    }
    let mut bytes = std::fs::read(&sealed).expect("the file");
    let middle = bytes.len() - 20;
    bytes[middle] ^= 1;
    std::fs::write(here(&world, "tampered.age"), bytes).expect("written");
    let own = here(&world, "The data lead.key");
    open(&world, &here(&world, "tampered.age"), &own, &plain).is(7).warns("changed or cut short");
    assert!(!plain.exists(), "nothing of it is kept");

    // The data lead takes it and releases; the right centre opens it.
    says(&mut lead, &month, "opened").await;
    lead.post("/lists", OCTOBER).await.is(303);
    let lists = lead.get("/lists").await;
    let (larch, cedar) = (list_of_centre(&lists, "Larch Centre"), list_of_centre(&lists, CEDAR));
    births(&world).await.is(200).hides("Poppy");
    for list in [&larch, &cedar] {
        lead.post(&format!("{list}/release"), &[]).await.is(303);
    }
    births(&world).await.shows("Poppy Ellis").hides("Max");
    let text = opened(&world, &larch);
    assert!(text.contains("Poppy,Ellis") && !text.contains("Max"), "{text}");
    let of_larch = here(&world, "list.csv.age");
    for other in ["Cedar Centre.key", "The data lead.key"] {
        open(&world, &of_larch, &here(&world, other), &plain).is(7).warns("this key does not open it");
    }
    crate::births::offers(&mut lead).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births/cards").await.shows("1 family gets a card");
    centre.get("/births/cards/preview").await.shows("The family of Poppy Ellis").shows("Baby massage. Every Tuesday");
    records.get("/first-visits").await.shows("Sent").shows("Entered").shows("Received");
    records.get(&month).await.shows("Released to Larch Centre, Cedar Centre");
    visitor.get(&format!("{family}/recipients")).await.shows("The data lead of the local authority, for Larch Centre");
}

#[tokio::test]
async fn s004_wab_first_visit_forms_are_child_healths_and_the_data_leads_where_nobody_is_there() {
    let world = first_visit::known_to_health_visiting().await;
    let family = first_visit::family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visits_first(&mut visitor, &family, YES).await.is(303);
    visitor.get("/first-visits").await.is(404).hides("Poppy");
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/first-visits").await.is(404).hides("Poppy");
    lead.get("/my-day").await.hides("First visit forms");
    let mut records = world.signed_in("child-health-records").await;
    let form = records.get("/first-visits").await.field("of").expect("a form");
    lead.post("/first-visits", &[("of", &form)]).await.is(404);
    records.get("/first-visits").await.shows("Received").hides("Entered");
    for page in ["/lists", "/families", "/find", "/files", "/births"] {
        records.get(page).await.is(404);
    }
    records.post("/first-visits", &[("of", &form)]).await.is(303);
    records.get("/first-visits").await.shows("Entered").shows("Test child health records officer");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("entered") && !log.contains("Poppy"));

    let world = World::without_child_health(LARCH).await;
    let row = visited("hv-1", "2026-10-14", "x").with("TOLD", TOLD);
    told(&world, &[row]).await;
    let family = first_visit::family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visits_first(&mut visitor, &family, YES).await.is(303);
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/my-day").await.shows("1 form waits to be entered");
    let form = lead.get("/first-visits").await.is(200).field("of").expect("a form");
    lead.post("/first-visits", &[("of", &form)]).await.is(303);
    lead.get("/first-visits").await.shows("Entered").shows("Test data lead");
    // Nobody would send the list.
    lead.post("/lists/way", &[("way", "child-health")]).await.is(404).shows("Nobody is there to send the list");
}

#[tokio::test]
async fn s004_wac_each_step_of_the_months_list_is_receipted_with_who_and_when() {
    let (world, mut lead, mut records) = sending().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let (month, centre) = taken_and_built(&mut lead, &mut records).await;
    saved(&world, &mut lead, &month).await;
    lead.post(&format!("{centre}/release"), &[]).await.is(303);
    for who in [&mut lead, &mut records] {
        let page = who.get(&month).await;
        page.is(200).shows(": Built Test child health records officer");
        page.shows("Sent to the data lead Test child health records officer").shows("Taken: it came Test data lead");
        page.shows("Encrypted file saved Test data lead").shows("Released to a centre. Larch Centre Test data lead");
        page.hides("Poppy").hides("Larch Close");
        let list = who.get("/month-lists").await;
        list.shows("Sent on 22 November 2026 by Test child health records officer. Taken on 22 November 2026 by Test");
        list.shows("Released to Larch Centre");
    }
    let status = run(&world, &["lists", "status"]);
    status.is(0).says("Child health sends one list").says("Taken on 22 November 2026 by Test data lead");
    let id = month.trim_start_matches("/month-lists/");
    run(&world, &["lists", "month", "status"]).is(0).says(id).says("Released to Larch Centre");
    run(&world, &["lists", "month", "steps", id]).is(0).says("Taken: it came").says("Test data lead");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    for step in ["outcome=built", "outcome=sent", "outcome=received", "outcome=saved", "outcome=released"] {
        let of_month = |line: &&str| line.contains(id) && line.contains(step.trim_start_matches("outcome="));
        assert!(log.lines().any(|line| of_month(&line)), "{step} is in the audit");
    }
    assert!(log.contains("setting=lists-way") && log.contains("value=child-health") && !log.contains("Poppy"));
}

#[tokio::test]
async fn s004_wac_each_end_does_its_own_steps_and_nobody_elses() {
    let (world, mut lead, mut records) = sending().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    lead.post("/month-lists", OCTOBER).await.is(404);
    let month = built(&mut records).await;
    lead.post(&format!("{month}/send"), &[]).await.is(404);
    lead.post(&format!("{month}/cancel"), &[("why", "x")]).await.is(404);
    records.post(&format!("{month}/cancel"), &[("why", " ")]).await.is(422).shows("Write why it is put aside");
    records.post(&format!("{month}/cancel"), &[("why", "The wrong month")]).await.is(303);
    records.get(&month).await.shows("Put aside").shows("The wrong month");
    records.post(&format!("{month}/send"), &[]).await.is(409);
    let month = sent(&mut records).await;
    records.post(&format!("{month}/receipt"), &[("step", "received")]).await.is(404);
    records.post(&format!("{month}/births.csv.age"), &[]).await.is(404);
    records.post("/lists/way", &[("way", "data-lead")]).await.is(404);
    lead.post(&format!("{month}/receipt"), &[("step", "sent")]).await.is(404);
    lead.post(&format!("{month}/receipt"), &[("step", "refused")]).await.is(422).shows("Write what went wrong");
    let mut centre = world.signed_in("outreach-worker").await;
    for page in ["/month-lists", &month] {
        centre.get(page).await.is(404);
    }
    // What was taken and then does not open was not taken.
    says(&mut lead, &month, "received").await;
    let why = [("step", "refused"), ("why", "Cut short")];
    lead.post(&format!("{month}/receipt"), &why).await.is(303);
    lead.post("/lists", OCTOBER).await.is(404).shows("has not taken the list");
    records.get("/my-day").await.shows("1 list has to be built and sent again");
}

#[tokio::test]
async fn s003_isf_without_a_key_of_the_data_lead_there_is_no_list_and_a_centres_key_is_never_theirs() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let mut records = world.signed_in("child-health-records").await;
    records.get("/month-lists").await.is(200).shows("Here the data lead builds the lists of the centres");
    records.post("/month-lists", OCTOBER).await.is(404).shows("Here the data lead builds the lists");
    lead.get("/lists").await.shows("Who sends?").shows("The data lead builds the centres’ lists and releases them");
    run(&world, &["lists", "way", "child-health"]).is(0).says("Child health sends one list to the data lead");
    records.get("/month-lists").await.shows("There is no key of the data lead to encrypt it to");
    records.post("/month-lists", OCTOBER).await.is(404).shows("There is no key of the data lead");
    let larch = std::fs::read_to_string(here(&world, "Larch Centre.key")).expect("the key of the centre");
    let larch: kith_exchange::list_out::OwnKey = larch.parse().expect("a key");
    let public = larch.public().to_string();
    let fields = [("centre", LEAD), ("public_key", &*public), ("checked_with", "Yusuf, by telephone")];
    lead.post("/lists/keys", &fields).await.is(422).shows("Somebody else has this key");
    let own = key_of(&world, LEAD);
    give_key_to(&mut lead, LEAD, &own).await;
    // Nor does a centre take the data lead's, however it is written.
    let theirs = own.public().to_string();
    for theirs in [theirs.clone(), theirs.to_uppercase()] {
        let fields = [("centre", "Larch Centre"), ("public_key", &*theirs), ("checked_with", "Carol")];
        lead.post("/lists/keys", &fields).await.is(422).shows("Somebody else has this key");
    }
    records.get("/month-lists").await.shows(&own.public().fingerprint());
    let month = built(&mut records).await;
    // A key that was changed since stops the list.
    give_key_to(&mut lead, LEAD, &key_of(&world, "another")).await;
    records.post(&format!("{month}/send"), &[]).await.is(404).shows("The data lead’s key was changed since");
    run(&world, &["lists", "keys"]).is(0).says("The data lead");
    lead.post("/lists/way", &[("way", "anybody")]).await.is(404);
}

#[tokio::test]
async fn s004_wac_a_no_stops_the_months_list_before_it_is_sent_saved_or_released() {
    let (world, mut lead, mut records) = sending().await;
    let max = agreed("hv-2", "Max", "Reed").with("M_BORN", "1990-01-01").with("ADDRESS", "3 Cedar Row");
    told(&world, &[agreed("hv-1", "Poppy", "Ellis"), max]).await;
    let before = built(&mut records).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let family = found(&mut visitor).await;
    objects(&mut visitor, &family).await;
    world.wait(Span::new().minutes(1));
    records.post(&format!("{before}/send"), &[]).await.is(404).shows("This list is out of date");
    let month = sent(&mut records).await;
    records.get(&before).await.shows("Put aside").shows("Built again");
    let text = opened_by_lead(&world, &mut lead, &month).await;
    assert!(text.contains("Max,Reed") && !text.contains("Poppy"), "{text}");

    // A parent who writes to say no is held back from the next one, and from what was sent.
    let of_max = [("given", ""), ("family", "Reed"), ("born_on", "2 October 2026"), ("postcode", LARCH)];
    objecting::sends(&world, &of_max).await.is(200);
    lead.post(&format!("{month}/births.csv.age"), &[]).await.is(404).shows("may not be told of any more");
    says(&mut lead, &month, "received").await;
    lead.post("/lists", OCTOBER).await.is(303);
    let centre = lead.get("/lists").await.link("/lists/b-").expect("the centre's list");
    lead.post(&format!("{centre}/release"), &[]).await.is(303);
    births(&world).await.is(200).hides("Max").hides("Poppy");
    let again = sent(&mut records).await;
    let text = opened_by_lead(&world, &mut lead, &again).await;
    assert_eq!(text.lines().count(), 1, "nobody is on it: {text}");
    // Not even that a child leaves is said while anybody could have written.
    world.app.send_leavers(Who::Job, world.clock.now()).await.expect("the leavers");
    lead.get(&month).await.hides("Take these off");
}

#[tokio::test]
async fn s004_wac_a_no_after_the_list_was_opened_takes_the_child_off_it_and_off_the_centres() {
    let (world, mut lead, mut records) = sending().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let (month, centre) = taken_and_built(&mut lead, &mut records).await;
    let text = opened_by_lead(&world, &mut lead, &month).await;
    let child = text.lines().nth(1).and_then(|line| line.split(',').next()).expect("her reference").to_owned();
    let mut visitor = world.signed_in("health-visitor").await;
    let family = found(&mut visitor).await;
    objects(&mut visitor, &family).await;
    lead.post(&format!("{centre}/release"), &[]).await.is(404).shows("This list is out of date");
    lead.get("/my-day").await.hides("Take children off");
    for _ in 0..2 {
        world.app.send_leavers(Who::Job, world.clock.now()).await.expect("the leavers");
    }
    lead.get("/my-day").await.shows("Take children off");
    let page = lead.get(&month).await;
    page.shows("Take these off").shows(&child).hides("Poppy");
    assert_eq!(page.text().matches("Children to take off").count(), 1, "said once");
    run(&world, &["lists", "status"]).says("Take off").says(&child);
    visitor.get(&format!("{family}/shares")).await.shows("The data lead was told to take the child off");
    says(&mut lead, &month, "taken-off").await;
    lead.get("/my-day").await.hides("Take children off");
    lead.get(&month).await.hides("Take these off").shows("Taken off");
    lead.post("/lists", OCTOBER).await.is(303);
    let again = lead.get("/lists").await.link("/lists/b-").expect("the centre's list");
    lead.get(&again).await.shows("None. The list says").shows("The family said no");
}

#[tokio::test]
async fn s004_wac_what_the_data_lead_was_sent_can_be_asked_back_and_then_goes_to_no_centre() {
    let (world, mut lead, mut records) = sending().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let (_, centre) = taken_and_built(&mut lead, &mut records).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let family = found(&mut visitor).await;
    let shares = visitor.get(&format!("{family}/shares")).await;
    shares.shows("The data lead of the local authority, for Larch Centre");
    let (of, keys) = (shares.field("of").expect("it can be asked back"), shares.fields("form_key"));
    let back = [("form_key", keys[0].as_str()), ("of", of.as_str()), ("how", "Sent by mistake. Rang them.")];
    visitor.post(&format!("{family}/shares/recalled"), &back).await.is(303);
    lead.post(&format!("{centre}/release"), &[]).await.is(404).shows("This list is out of date");
    births(&world).await.is(200).hides("Poppy");
    let again = sent(&mut records).await;
    assert!(!opened_by_lead(&world, &mut lead, &again).await.contains("Poppy"));
}

#[tokio::test]
async fn s004_wac_a_centres_list_names_nobody_whom_the_data_leads_did_not_and_leavers_wait_for_nothing() {
    let (world, mut lead, mut records) = sending().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let (_, first) = taken_and_built(&mut lead, &mut records).await;
    // Max's news comes after the list was sent.
    let max = agreed("hv-2", "Max", "Reed").with("M_BORN", "1990-01-01").with("ADDRESS", "3 Cedar Row");
    told(&world, &[max]).await;
    lead.post("/lists", OCTOBER).await.is(303);
    let list = lead.get("/lists").await.link("/lists/b-").expect("the centre's list");
    assert_ne!(list, first);
    lead.get(&list).await.shows("Born: 1").shows("Left out: Not on the month’s list to the data lead yet");
    lead.post(&format!("{list}/release"), &[]).await.is(303);
    births(&world).await.shows("Poppy Ellis").hides("Max");
    // She leaves though child health sent nothing more; he comes with the next list.
    let mut visitor = world.signed_in("health-visitor").await;
    let family = found(&mut visitor).await;
    objects(&mut visitor, &family).await;
    world.app.send_leavers(Who::Job, world.clock.now()).await.expect("the leavers");
    let leavers = lead.get("/lists").await.link("/lists/b-").expect("a list of leavers");
    lead.get(&leavers).await.shows("Take off your list: 1").shows("Released");
    let (_, next) = taken_and_built(&mut lead, &mut records).await;
    lead.post(&format!("{next}/release"), &[]).await.is(303);
    births(&world).await.shows("Max Reed").hides("Poppy");
}

#[tokio::test]
async fn s004_wac_what_was_built_before_child_health_sent_is_not_released_past_it() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let list = crate::birth_lists::built(&mut lead).await;
    give_key_to(&mut lead, LEAD, &key_of(&world, LEAD)).await;
    lead.post("/lists/way", &[("way", "child-health")]).await.is(303);
    lead.post(&format!("{list}/release"), &[]).await.is(404).shows("has not taken the list of October 2026 yet");
    births(&world).await.is(200).hides("Poppy");
}

#[tokio::test]
async fn s004_wac_a_step_that_is_late_alarms_whoever_has_to_take_it() {
    let (world, mut lead, mut records) = sending().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    records.get("/my-day").await.hides("is late").shows("The month’s list");
    // The agreement began on 1 November: due after 31 days, late two days after that.
    returns(&world, 42, &mut [(&mut records, "child-health-records"), (&mut lead, "data-lead")]).await;
    records.get("/my-day").await.shows("The month’s list is late Late No list was sent to the data lead since");
    records.get("/month-lists").await.shows("The list is late");
    lead.get("/my-day").await.hides("The month’s list is late");
    let list = sent(&mut records).await;
    records.get("/my-day").await.hides("is late");
    lead.get("/my-day").await.shows("1 waits for you to take").hides("Not taken by you");
    returns(&world, 7, &mut [(&mut lead, "data-lead")]).await;
    lead.get("/my-day").await.hides("Not taken by you");
    returns(&world, 1, &mut [(&mut lead, "data-lead"), (&mut records, "child-health-records")]).await;
    lead.get("/my-day").await.shows("Not taken by you: a list that child health sent more than 7 days ago");
    lead.get("/month-lists").await.shows("Not taken");
    records.get("/my-day").await.hides("Not taken");
    says(&mut lead, &list, "received").await;
    lead.get("/my-day").await.hides("Not taken by you").hides("waits for you to take");
    // One that does not open counts as none.
    records.get("/my-day").await.hides("is late");
    lead.post(&format!("{list}/receipt"), &[("step", "refused"), ("why", "Cut short")]).await.is(303);
    records.get("/my-day").await.shows("The month’s list is late Late No list was sent to the data lead since");
}

#[tokio::test]
async fn s003_isg_the_months_list_is_built_by_itself_and_waits_for_child_health() {
    let (world, mut lead, mut records) = sending().await;
    let rows: Vec<Row> = unlike(0..7, agreed).collect();
    told(&world, &rows).await;
    let due = async || world.app.build_due_lists(Who::Job, world.clock.now()).await.expect("worked out");
    assert!(due().await.is_some() && due().await.is_none(), "once");
    let list = records.get("/month-lists").await.link("/month-lists/b-").expect("it is built");
    records.get(&list).await.shows("Waits to be sent").shows("Larch Centre: 7").shows("Born 7").shows("by name 7");
    assert_eq!(lead.get("/lists").await.link("/lists/b-"), None, "no centre's list is built past child health");
    returns(&world, 10, &mut [(&mut records, "child-health-records")]).await;
    assert!(due().await.is_some(), "on 2 December, of November");
    records.get("/my-day").await.shows("2 wait to be sent");
}

#[tokio::test]
async fn s003_isg_the_whole_flow_goes_by_command_too() {
    let (world, _, _) = sending().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let built = run(&world, &["lists", "month", "build", "--month", "2026-10"]);
    let id = built.is(0).out.split_whitespace().next().expect("its reference").to_owned();
    let file = here(&world, "by-command.age");
    let take = ["lists", "month", "take", &id, "-o", &file.to_string_lossy()];
    run(&world, &take).is(6);
    run(&world, &["lists", "month", "send", &id]).is(0).says("Sent");
    run(&world, &take).is(0).says("Only the data lead can open it");
    let (own, plain) = (here(&world, "The data lead.key"), here(&world, "by-command.csv"));
    open(&world, &file, &own, &plain).is(0).says("1 entry");
    run(&world, &["lists", "build", "--month", "2026-10"]).warns("has not taken the list of October 2026 yet");
    run(&world, &["lists", "month", "receipt", &id, "opened"]).is(0);
    run(&world, &["lists", "build", "--month", "2026-10"]).is(0).says("1 list built");
    let mut visitor = world.signed_in("health-visitor").await;
    let family = found(&mut visitor).await;
    visitor.get(&format!("{family}/shares")).await.shows("The data lead of the local authority");
}
