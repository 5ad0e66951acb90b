//! Facts for centres to follow up: whom a centre is told of, on what
//! agreement, what it says of them, and how what came of it goes back.

use jiff::Span;
use kith_app::Who;
use kith_core::follow_up::FollowUpResult;

use crate::agreements::signed_by;
use crate::antenatal::{BOTH, HANNAH, SIGNED, does, sent};
use crate::birth_lists::LARCH;
use crate::families::{HANNAH_NUMBER, POPPY_NUMBER, poppy, visited};
use crate::importing::{file, run};
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child};

/// The example that comes with the documentation, in force since November.
fn example() -> String {
    include_str!("../../../../docs/examples/centre-follow-ups.toml")
        .replace("from = \"2026-12-01\"", "from = \"2026-11-01\"")
}

const PARTIES: [&str; 3] = ["Northfield Community Trust", "Northfield Council", "Northfield Homes"];

fn adds(world: &World, text: &str) {
    let path = file(world, "follow-ups.toml", text);
    run(world, &["agreements", "add", &path.to_string_lossy()]).is(0);
}

async fn sign(lead: &mut Visitor) {
    for party in PARTIES {
        signed_by(lead, "centre-follow-ups", (party, "caldicott-guardian"), "1 November 2026").await;
    }
}

/// A locality where both feeds run.
async fn ready() -> World {
    let world = World::with_reach(LARCH).await;
    adds(&world, &example());
    sign(&mut world.signed_in("data-lead").await).await;
    world
}

/// Poppy, whose mother agreed to more than basic details.
fn agreed(key: &str) -> Row {
    poppy(key).with("TOLD", "2026-10-06").with("AGREED_ALL", "2026-10-20").with("RECORDED", "2026-10-20")
}

fn with_fact(row: Row, fact: &str, on: &str) -> Row {
    row.with("FACT", fact).with("FACT_ON", on)
}

fn missed(row: Row) -> Row {
    let row = with_fact(row, "immunisation-missed", "2026-11-12").with("FACT_OF", "Immunisation, 8 weeks");
    row.with("C_ON", "2026-11-12").with("C_KIND", "Immunisation, 8 weeks").with("C_CAME", "N")
}

/// Another family of the same street.
fn reed(key: &str) -> Row {
    child(key, "Max", "Reed", "2024-01-09")
        .with("NHS", "999 000 0034")
        .with("ADDRESS", "40 Alder Road, Testfield")
        .with("POSTCODE", LARCH)
        .with("M_GIVEN", "Ottilie")
        .with("M_FAMILY", "Reed")
        .with("M_BORN", "1988-03-02")
        .with("TOLD", "2026-10-06")
}

async fn told(world: &World, source: &str, row: Row) {
    world.told_by(source, &[row]).await;
}

/// Both facts about the Ellis family.
async fn ellis(world: &World) {
    told(world, "child-health", missed(agreed("ch-1"))).await;
    told(world, "housing", with_fact(poppy("ho-1"), "temporary-home", "2026-11-01")).await;
}

async fn worklist(world: &World) -> Answer {
    let mut centre = world.signed_in("outreach-worker").await;
    let list = centre.get("/follow-ups").await;
    list.is(200);
    list
}

async fn follows_up(centre: &mut Visitor, result: &str, note: &str) -> String {
    let address = centre.get("/follow-ups").await.link("/follow-ups/f-").expect("a family to follow up");
    let form = centre.get(&address).await;
    form.is(200);
    let key = form.field("form_key").expect("a key");
    let facts = form.fields("facts");
    let mut fields = vec![("form_key", &*key), ("result", result), ("note", note)];
    fields.extend(facts.iter().map(|fact| ("facts", &**fact)));
    // Pressed twice, written once.
    for _ in 0..2 {
        centre.post(&address, &fields).await.is(303);
    }
    address
}

#[tokio::test]
async fn s003_iso_the_three_feeds_reach_the_centre_each_with_its_basis_and_what_came_of_it_goes_back() {
    let world = World::with_reach(LARCH).await;
    told(&world, "health-visiting", visited("hv-1", "2026-10-12", "Feeding well")).await;
    ellis(&world).await;
    told(&world, "benefits", with_fact(reed("be-1").with("AGREED_ALL", "2026-10-20"), "benefit-stopped", "2026-11-03"))
        .await;
    // First feed: the midwife's booking, where the woman agreed.
    let mut midwife = world.signed_in("midwife").await;
    let other = [("nhs_number", "999 000 0042"), ("given_name", "Grace"), ("family_name", "Marsh")];
    let booking = sent(&mut midwife, &[HANNAH, &other, SIGNED, BOTH]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/antenatal").await.shows("Grace Marsh");
    does(&mut centre, &booking, "accepted", "").await.is(303);
    does(&mut centre, &booking, "contacted", "Came to the bump group").await.is(303);
    // Its basis, no more than she agreed to, and what came of it for the midwife.
    let seen = centre.get(&booking).await;
    seen.is(200).shows("How she answered She signed the paper form").shows("Grace Marsh").shows("07700 900118");
    seen.hides("999 000 0042").hides("14 May 1999");
    midwife.get(&booking).await.is(200).shows("Children’s centre: In touch");
    // The others: nothing without a signed agreement, and who has to do what.
    let none = centre.get("/follow-ups").await;
    none.shows("Missed immunisations: Nothing comes. There is no agreement on it.").shows("The data lead writes");
    none.hides("Ellis").hides("Reed");
    adds(&world, &example());
    let unsigned = centre.get("/follow-ups").await;
    unsigned.shows("this signature is missing: Northfield Community Trust (Caldicott Guardian), Northfield Council");
    unsigned.hides("Ellis");
    sign(&mut world.signed_in("data-lead").await).await;
    let list = centre.get("/follow-ups").await;
    list.shows("Basis: The parent agreed that the centre may know health notes.");
    list.shows("Basis: The parent agreed that the centre may know about contacts with housing and benefits.");
    list.shows("Ellis family").shows("14 Larch Close, Testfield, LX1 4QR").shows("07700 900118");
    list.shows("Missed an immunisation appointment: Immunisation, 8 weeks. Since 12 November 2026. From Child health");
    list.shows("Lives in temporary accommodation. Since 1 November 2026. From Housing");
    list.shows("Reed family").shows("A benefit claim stopped. Since 3 November 2026. From Benefits");
    // No more than the agreement names: no given name, birthday, number or note.
    for more in ["Poppy", "Hannah", "Max", "2 October", POPPY_NUMBER, HANNAH_NUMBER, "Feeding well"] {
        list.hides(more);
    }
    follows_up(&mut centre, "handed-back", "Asks for a date after school").await;
    let list = centre.get("/follow-ups").await;
    list.shows("Followed up").shows("Handed back to the service that told us, by Test outreach worker, Larch Centre");
    assert_eq!(list.text().matches("Asks for a date after school").count(), 2, "once for each of the two facts");
    // The service that told it reads it with the family, and in its list.
    let mut visitor = world.signed_in("health-visitor").await;
    let back = "Followed up: Handed back to the service that told us, by Test outreach worker, Larch Centre";
    visitor.open_family("Poppy Ellis").await.shows(back).shows("Asks for a date after school");
    visitor.get("/my-day").await.shows("What centres were told");
    visitor.get("/follow-ups").await.shows("Handed back to you").shows("Ellis family").shows(back).hides("Reed");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert_eq!(log.lines().filter(|line| line.contains("\tfollow-up\t")).count(), 1, "written once");
    assert!(log.contains("handed-back") && !log.contains("Ellis") && !log.contains("after school"));
}

#[tokio::test]
async fn s003_isp_a_family_may_need_early_support_because_of_facts_that_are_named() {
    let world = ready().await;
    ellis(&world).await;
    let reed_agreed = |key| reed(key).with("AGREED_ALL", "2026-10-20");
    told(&world, "housing", with_fact(reed_agreed("ho-2"), "overcrowded", "2026-11-10")).await;
    let list = worklist(&world).await;
    list.shows(
        "May need early or additional support, because a baby under one has no settled home. This rests on: \
         Lives in temporary accommodation (since 1 November 2026, from Housing).",
    );
    list.shows("because two different things are hard at the same time. This rests on: Missed an immunisation");
    let text = list.text();
    let (first, second) = (text.find("Ellis family"), text.find("Reed family"));
    assert!(first < second, "who may need support comes first: {text}");
    assert_eq!(text.matches("May need early").count(), 2, "one fact of an older child suggests nothing: {text}");
    // A second fact of another kind does.
    told(&world, "benefits", with_fact(reed("be-2"), "benefit-stopped", "2026-11-15")).await;
    let list = worklist(&world).await;
    list.shows("A benefit claim stopped (since 15 November 2026, from Benefits)");
    assert_eq!(list.text().matches("May need early").count(), 3);
    // The rules are a file that the locality can change.
    let own = run(&world, &["follow-ups", "rules"]).is(0).out.replace("a baby under one has", "a small baby has");
    let path = file(&world, "early.toml", &own);
    run(&world, &["follow-ups", "use", &path.to_string_lossy()]).is(0).says("early-support-2026 is in use");
    worklist(&world).await.shows("because a small baby has no settled home").hides("a baby under one");
    let path =
        file(&world, "early.toml", &own.replace("because = \"a small baby has no settled home\"", "because = \"\""));
    run(&world, &["follow-ups", "use", &path.to_string_lossy()]).is(8).warns("write the reason");
}

#[tokio::test]
async fn d113_a_family_that_was_not_asked_or_agreed_to_less_is_on_no_worklist() {
    let world = ready().await;
    told(&world, "housing", with_fact(reed("ho-1"), "notice-to-leave", "2026-11-10")).await;
    worklist(&world).await.shows("No family waits").hides("Reed");
    // Basic details alone do not open it.
    told(
        &world,
        "housing",
        with_fact(reed("ho-1").with("AGREED_BASIC", "2026-11-11"), "notice-to-leave", "2026-11-10"),
    )
    .await;
    worklist(&world).await.hides("Reed");
    told(&world, "housing", with_fact(reed("ho-1").with("AGREED_ALL", "2026-11-12"), "notice-to-leave", "2026-11-10"))
        .await;
    worklist(&world).await.shows("Reed family").shows("Urgent");
}

#[tokio::test]
async fn an_objection_at_ten_takes_the_family_off_the_worklist_a_minute_later() {
    let world = ready().await;
    told(&world, "health-visiting", visited("hv-1", "2026-10-12", "Feeding well")).await;
    ellis(&world).await;
    let mut centre = world.signed_in("outreach-worker").await;
    let address = centre.get("/follow-ups").await.link("/follow-ups/f-").expect("the family is there");
    let form = centre.get(&address).await;
    form.shows("Ellis family");
    let (key, facts) = (form.field("form_key").expect("a key"), form.fields("facts"));
    let mut visitor = world.signed_in("health-visitor").await;
    let family = address.replace("/follow-ups", "/families");
    let objects = format!("{family}/consent/object");
    let form = visitor.get(&objects).await;
    let (form_key, by) = (form.field("form_key").expect("a key"), crate::consent::signer(&form, "Hannah"));
    let fields =
        [("form_key", &*form_key), ("by", &*by), ("kinds", "basic"), ("to", "childrens-centre"), ("how", "By phone")];
    visitor.post(&objects, &fields).await.is(303);
    world.wait(Span::new().minutes(1));
    centre.get("/follow-ups").await.hides("Ellis").shows("No family waits");
    centre.get(&address).await.is(404).hides("Ellis");
    let late = [("form_key", &*key), ("result", "contacted"), ("note", ""), ("facts", &*facts[0])];
    centre.post(&address, &late).await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("why=not-agreed") || log.contains("not-agreed"), "the refusals are written down");
}

#[tokio::test]
async fn whoever_is_kept_safe_died_or_mourns_is_on_no_worklist() {
    for (column, value) in [("SHIELDED", "Y"), ("SEALED", "Y"), ("DIED", "2026-11-14")] {
        let world = ready().await;
        ellis(&world).await;
        worklist(&world).await.shows("Ellis family");
        told(&world, "child-health", missed(agreed("ch-1").with(column, value))).await;
        worklist(&world).await.hides("Ellis").hides("Larch Close").shows("No family waits");
    }
}

#[tokio::test]
async fn a_family_of_another_reach_area_is_never_seen_and_a_move_is_seen_at_once() {
    let world = ready().await;
    ellis(&world).await;
    let mut centre = world.signed_in("outreach-worker").await;
    let address = centre.get("/follow-ups").await.link("/follow-ups/f-").expect("the family is there");
    for source in [
        ("child-health", missed(agreed("ch-1"))),
        ("housing", with_fact(poppy("ho-1"), "temporary-home", "2026-11-01")),
    ] {
        let moved = source.1.with("POSTCODE", "LX9 9ZZ").with("ADDRESS", "3 Far Lane, Elsewhere");
        told(&world, source.0, moved.with("RECORDED", "2026-11-22")).await;
    }
    worklist(&world).await.hides("Ellis").hides("Far Lane");
    centre.sign_in("outreach-worker").await;
    centre.get(&address).await.is(404).hides("Ellis");
    // Nobody but a centre has the form.
    world.signed_in("health-visitor").await.get(&address).await.is(404);
}

#[tokio::test]
async fn a_fact_ends_when_its_source_says_so() {
    let world = ready().await;
    ellis(&world).await;
    // Housed, in the same row; and the appointment kept a week later, in another.
    told(&world, "housing", poppy("ho-1")).await;
    let list = worklist(&world).await;
    list.shows("Missed an immunisation").hides("temporary accommodation");
    let kept = poppy("ch-2").with("C_ON", "2026-11-19").with("C_KIND", "Immunisation, 8 weeks").with("C_CAME", "Y");
    told(&world, "child-health", kept).await;
    worklist(&world).await.hides("Ellis").shows("No family waits");
}

#[tokio::test]
async fn a_fact_is_late_after_two_weeks_until_somebody_reaches_the_family() {
    let world = ready().await;
    ellis(&world).await;
    worklist(&world).await.shows("Follow up by 6 December 2026").hides("Late.");
    world.wait(Span::new().hours(24 * 15));
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/follow-ups").await.shows("Late.");
    follows_up(&mut centre, "not-reached", "No answer").await;
    centre.get("/follow-ups").await.shows("Late.").shows("Could not be reached").hides("Followed up");
    assert_eq!(counted(&world).await, [(1, 1, 1, None), (1, 1, 1, None)]);
    world.wait(Span::new().minutes(1));
    follows_up(&mut centre, "will-come", "").await;
    centre.get("/follow-ups").await.shows("Followed up").shows("Will come").hides("Late.");
    assert_eq!(counted(&world).await, [(1, 0, 0, Some(1)), (1, 0, 0, Some(1))]);
}

/// Of each feed: how many facts stand, wait, are late, and led to "will come".
async fn counted(world: &World) -> Vec<(usize, usize, usize, Option<usize>)> {
    let counts = world.app.follow_up_counts(Who::Operator, world.clock.now()).await.expect("facts are counted");
    let will_come = FollowUpResult::WillCome;
    counts.iter().map(|it| (it.standing, it.waiting, it.late, it.results.get(&will_come).copied())).collect()
}

#[tokio::test]
async fn the_command_counts_facts_and_names_nobody() {
    let world = ready().await;
    ellis(&world).await;
    let counts = run(&world, &["follow-ups", "list"]);
    counts.is(0).says("Missed immunisations: ").says("Housing and benefits: ").says("Facts that stand");
    assert!(!counts.out.contains("Ellis") && !counts.out.contains("Larch"), "{}", counts.out);
}

#[tokio::test]
async fn a_follow_up_without_a_result_or_a_fact_is_asked_for_again_and_keeps_what_was_typed() {
    let world = ready().await;
    ellis(&world).await;
    let mut centre = world.signed_in("outreach-worker").await;
    let address = centre.get("/follow-ups").await.link("/follow-ups/f-").expect("the family is there");
    let key = centre.get(&address).await.field("form_key").expect("a key");
    let again = centre.post(&address, &[("form_key", &key), ("note", "Rang at noon")]).await;
    again.is(422).shows("Tick what you followed up").shows("Choose what came of it").shows("Rang at noon");
    let strange = [("form_key", &*key), ("facts", "o-0000000000000000"), ("result", "contacted")];
    centre.post(&address, &strange).await.is(409);
}

#[tokio::test]
async fn an_agreement_that_names_other_readers_shows_nothing_to_this_role() {
    let world = World::with_reach(LARCH).await;
    adds(&world, &example().replace("\"outreach-worker\", ", ""));
    sign(&mut world.signed_in("data-lead").await).await;
    ellis(&world).await;
    worklist(&world).await.shows("does not name your role as a reader").hides("Ellis");
    world.signed_in("centre-manager").await.get("/follow-ups").await.shows("Ellis family");
}

#[tokio::test]
async fn s002_15f_no_fact_reaches_a_centre_while_a_message_of_a_parent_waits() {
    let world = ready().await;
    ellis(&world).await;
    worklist(&world).await.shows("Ellis");
    crate::objecting::sends(&world, &[]).await.is(200);
    worklist(&world).await.hides("Ellis");
}
