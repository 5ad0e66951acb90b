//! Lists of births: whom a centre is told of, on what agreement, encrypted to
//! whose key, and what stops one at the last moment.

use std::path::PathBuf;

use jiff::Span;
use kith_exchange::list_out::OwnKey;

use crate::agreements::{protocol, sent, signs};
use crate::consent::signer;
use crate::families::{TOLD, visited};
use crate::first_visit;
use crate::importing::{Said, run};
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child};

/// The postcode that the Larch Centre reaches.
pub const LARCH: &str = "LX1 4QR";

/// A baby of October whom health visiting knows.
pub fn baby(key: &str, given: &str, family: &str) -> Row {
    child(key, given, family, "2026-10-02")
        .with("ADDRESS", "14 Larch Close, Testfield")
        .with("POSTCODE", LARCH)
        .with("M_GIVEN", format!("M{given}"))
        .with("M_FAMILY", family)
        .with("M_BORN", "1999-05-14")
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR")
        .with("TOLD", "2026-10-06")
        .with("RECORDED", "2026-10-06")
}

/// Babies of October whom nobody takes for each other.
pub fn unlike(places: std::ops::Range<usize>, baby: fn(&str, &str, &str) -> Row) -> impl Iterator<Item = Row> {
    const NAMES: [(&str, &str); 14] = [
        ("Ada", "Abbott"),
        ("Ben", "Carver"),
        ("Cyrus", "Dunmore"),
        ("Delia", "Eastwood"),
        ("Ewan", "Farrow"),
        ("Freya", "Goddard"),
        ("Gwilym", "Hollis"),
        ("Hetty", "Ingram"),
        ("Idris", "Jessop"),
        ("Juno", "Kettle"),
        ("Kofi", "Lomax"),
        ("Lola", "Marsden"),
        ("Magnus", "Nuttall"),
        ("Nell", "Osgood"),
    ];
    places.map(move |place| {
        let (given, family) = NAMES[place];
        baby(&format!("hv-{given}"), given, family)
            .with("ADDRESS", format!("{} {family} Road", place + 20))
            .with("BORN", format!("2026-10-{:02}", place + 3))
            .with("M_BORN", format!("19{}-0{}-1{}", 80 + place, place % 9 + 1, place % 9))
    })
}

/// The same baby of a family that agreed.
pub fn agreed(key: &str, given: &str, family: &str) -> Row {
    baby(key, given, family).with("AGREED_BASIC", "2026-10-20")
}

/// A locality with a signed agreement on births, and the centre's key.
pub async fn ready() -> (World, Visitor) {
    let world = World::with_reach(LARCH).await;
    let mut lead = world.signed_in("data-lead").await;
    agreement(&mut lead).await;
    give_key(&mut lead, &own_key(&world)).await;
    (world, lead)
}

pub async fn agreement(lead: &mut Visitor) {
    let mut fields = protocol();
    fields.push(("fields", "born_on"));
    sent(lead, &fields).await.is(303);
    signs(lead, "Testfield Trust").await;
    signs(lead, "Testfield Council").await;
}

fn key_file(world: &World) -> PathBuf {
    file_of(world, "Larch Centre")
}

/// Where a centre keeps its key.
fn file_of(world: &World, centre: &str) -> PathBuf {
    world.directory.path().join(format!("{centre}.key"))
}

pub fn own_key(world: &World) -> OwnKey {
    key_of(world, "Larch Centre")
}

pub fn key_of(world: &World, centre: &str) -> OwnKey {
    let file = file_of(world, centre);
    run(world, &["lists", "key", "-o", &file.to_string_lossy()]).is(0).says("Send this line");
    std::fs::read_to_string(file).expect("the key is written").parse().expect("a key")
}

pub async fn give_key(lead: &mut Visitor, key: &OwnKey) {
    give_key_to(lead, "Larch Centre", key).await;
}

pub async fn give_key_to(lead: &mut Visitor, centre: &str, key: &OwnKey) {
    let public = key.public().to_string();
    let fields = [("centre", centre), ("public_key", &*public), ("checked_with", "Carol, by telephone")];
    lead.post("/lists/keys", &fields).await.is(303);
    lead.get("/lists/keys").await.is(200).shows(&key.public().fingerprint());
}

/// Builds the lists of October; the address of the Larch Centre's.
pub async fn built(lead: &mut Visitor) -> String {
    lead.post("/lists", &[("month", "2026-10")]).await.is(303);
    lead.get("/lists").await.is(200).link("/lists/b-").expect("a list is built")
}

pub async fn released(lead: &mut Visitor) -> String {
    let list = built(lead).await;
    lead.post(&format!("{list}/release"), &[]).await.is(303);
    list
}

/// The released list as the centre opens it.
pub fn opened(world: &World, list: &str) -> String {
    opened_by(world, list, "Larch Centre")
}

/// The same by any centre, with its own key.
fn opened_by(world: &World, list: &str, centre: &str) -> String {
    let sealed = world.directory.path().join("list.csv.age");
    let plain = world.directory.path().join("list.csv");
    let _ = std::fs::remove_file(&plain);
    let id = list.trim_start_matches("/lists/");
    run(world, &["lists", "take", id, "-o", &sealed.to_string_lossy()]).is(0).says("Only the centre can open it");
    open(world, &sealed, &file_of(world, centre), &plain).is(0);
    std::fs::read_to_string(&plain).expect("the opened list")
}

/// The address of a centre's newest list.
pub fn list_of_centre(page: &Answer, centre: &str) -> String {
    let at = page.html.find(&format!(">{centre}<span")).expect("a list of the centre");
    let start = page.html[..at].rfind("/lists/b-").expect("its link");
    page.html[start..at].split('"').next().expect("its address").to_owned()
}

pub fn open(world: &World, sealed: &std::path::Path, key: &std::path::Path, plain: &std::path::Path) -> Said {
    let path = |path: &std::path::Path| path.to_string_lossy().into_owned();
    run(world, &["lists", "open", &path(sealed), "--key", &path(key), "-o", &path(plain)])
}

pub async fn told(world: &World, rows: &[Row]) {
    world.told_by("health-visiting", rows).await;
}

pub async fn births(world: &World) -> Answer {
    world.signed_in("outreach-worker").await.get("/births").await
}

#[tokio::test]
async fn s003_isg_a_birth_reaches_the_right_centre_by_an_encrypted_list_that_the_data_lead_releases() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis"), baby("hv-2", "Max", "Reed").with("M_BORN", "1990-01-01")]).await;
    let list = built(&mut lead).await;
    let page = lead.get(&list).await;
    page.is(200).shows("Waits to be released").shows("Born: 1").shows("Name, Date of birth and Address");
    page.hides("Poppy").hides("Ellis").hides("Larch Close");
    births(&world).await.is(200).hides("Poppy").shows("No new births");
    lead.post(&format!("{list}/release"), &[]).await.is(303);
    births(&world).await.shows("Poppy Ellis").shows("14 Larch Close").hides("Max").hides("Reed");
    let text = opened(&world, &list);
    assert!(text.contains("birth,2026-10-02,Larch Centre,Poppy,Ellis,2026-10-02,14 Larch Close"), "{text}");
    assert!(!text.contains("Reed") && !text.contains("999") && text.lines().count() == 2, "{text}");
    let steps = lead.get(&list).await;
    steps.shows("Released").shows("Opened").shows("Sent");
    lead.get(&list).await.shows("Opened");
}

#[tokio::test]
async fn s003_isg_from_the_form_over_child_health_each_centre_gets_its_own_list_with_its_own_key_and_makes_a_card() {
    const CEDAR: &str = "Cedar Centre";
    let world = World::with_two_centres(LARCH, "LX2 2BB").await;
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD);
    let max = agreed("hv-2", "Max", "Reed").with("M_BORN", "1990-01-01").with("ADDRESS", "3 Cedar Row");
    told(&world, &[row, max.with("POSTCODE", "LX2 2BB")]).await;
    let mut lead = world.signed_in("data-lead").await;
    agreement(&mut lead).await;
    for centre in ["Larch Centre", CEDAR] {
        give_key_to(&mut lead, centre, &key_of(&world, centre)).await;
    }
    let family = first_visit::family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    first_visit::visits_first(&mut visitor, &family, first_visit::YES).await.is(303);
    let mut records = world.signed_in("child-health-records").await;
    let form = records.get("/first-visits").await.field("of").expect("a form to enter");
    records.post("/first-visits", &[("of", &form)]).await.is(303);
    lead.post("/lists", &[("month", "2026-10")]).await.is(303);
    let page = lead.get("/lists").await;
    let (larch, cedar) = (list_of_centre(&page, "Larch Centre"), list_of_centre(&page, CEDAR));
    for list in [&larch, &cedar] {
        lead.post(&format!("{list}/release"), &[]).await.is(303);
    }
    let text = opened_by(&world, &cedar, CEDAR);
    assert!(text.contains("Max,Reed") && !text.contains("Poppy"), "{text}");
    let sealed = world.directory.path().join("list.csv.age");
    let plain = world.directory.path().join("wrong.csv");
    open(&world, &sealed, &key_file(&world), &plain).is(7).warns("this key does not open it");
    let text = opened(&world, &larch);
    assert!(text.contains("Poppy,Ellis") && !text.contains("Max"), "{text}");
    lead.get("/lists").await.shows("Cedar Centre. The last list was sent on 22 November 2026");
    births(&world).await.shows("Poppy Ellis").hides("Max");
    crate::births::offers(&mut lead).await;
    world.signed_in("outreach-worker").await.get("/births/cards").await.shows("1 family gets a card");
}

#[tokio::test]
async fn s004_wab_a_form_that_was_sent_before_it_was_entered_still_waits_to_be_entered() {
    let world = first_visit::known_to_health_visiting().await;
    let mut lead = world.signed_in("data-lead").await;
    agreement(&mut lead).await;
    give_key(&mut lead, &own_key(&world)).await;
    let family = first_visit::family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    first_visit::visits_first(&mut visitor, &family, first_visit::YES).await.is(303);
    released(&mut lead).await;
    let mut records = world.signed_in("child-health-records").await;
    records.get("/my-day").await.shows("1 form waits");
    let list = records.get("/first-visits").await;
    list.shows("Poppy Ellis").shows("Sent");
    let form = list.field("of").expect("it can be entered");
    records.post("/first-visits", &[("of", &form)]).await.is(303);
    records.get("/my-day").await.hides("1 form waits");
    let list = records.get("/first-visits").await;
    list.shows("Sent").shows("Entered");
    assert_eq!(list.field("of"), None, "nothing is left to enter");
}

#[tokio::test]
async fn s004_wab_a_first_visit_form_goes_from_the_visit_over_child_health_to_the_centres_list_and_says_so() {
    let world = first_visit::known_to_health_visiting().await;
    let mut lead = world.signed_in("data-lead").await;
    agreement(&mut lead).await;
    give_key(&mut lead, &own_key(&world)).await;
    let family = first_visit::family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    first_visit::visits_first(&mut visitor, &family, first_visit::YES).await.is(303);
    let mut records = world.signed_in("child-health-records").await;
    for form in records.get("/first-visits").await.fields("of") {
        records.post("/first-visits", &[("of", &form)]).await.is(303);
    }
    records.get("/first-visits").await.shows("Entered").shows("Poppy Ellis");
    let list = released(&mut lead).await;
    let text = opened(&world, &list);
    assert!(text.contains(",birth,2026-10-02,Larch Centre,Poppy,Ellis,2026-10-02"), "{text}");
    // What is sent waits for nobody any more, and says so.
    records.get("/first-visits").await.shows("Sent");
    records.get("/my-day").await.hides("1 form waits");
    births(&world).await.shows("Poppy Ellis");
}

#[tokio::test]
async fn s002_15j_every_family_that_agreed_is_in_the_next_list_and_nobody_twice() {
    let (world, mut lead) = ready().await;
    let rows: Vec<Row> = unlike(0..7, agreed).collect();
    told(&world, &rows).await;
    let list = released(&mut lead).await;
    let text = opened(&world, &list);
    assert_eq!(text.lines().filter(|line| line.contains(",birth,")).count(), 7, "{text}");
    let page = lead.get(&list).await;
    page.shows("Born 7").shows("The centre knows by name 7").hides("Left out");
    // The next month: nothing is said twice.
    world.wait(Span::new().hours(24 * 30));
    lead.sign_in("data-lead").await;
    lead.post("/lists", &[("month", "2026-11")]).await.is(303);
    let lists = lead.get("/lists").await.links("/lists/b-");
    let next = lists.iter().find(|link| **link != list).expect("the next list");
    lead.get(next).await.shows("None. The list says how many were born");
}

#[tokio::test]
async fn s002_15j_who_agreed_and_lives_where_no_centre_reaches_is_counted_as_an_exception() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    lead.get("/lists").await.hides("No centre covers the address");
    told(&world, &[agreed("hv-9", "Ravi", "Patel").with("M_BORN", "1985-01-01").with("POSTCODE", "LX9 9ZZ")]).await;
    let hidden = agreed("hv-8", "Lena", "Brook").with("M_BORN", "1986-01-01").with("POSTCODE", "LX9 9ZZ");
    released(&mut lead).await;
    let lists = lead.get("/lists").await;
    lists.shows("No centre covers the address, or there is no address: 1 to 4 of the children born in October 2026");
    let elsewhere = unlike(0..6, agreed).map(|row| row.with("POSTCODE", "LX9 9ZZ"));
    told(&world, &elsewhere.chain([hidden.with("SHIELDED", "Y")]).collect::<Vec<_>>()).await;
    // Who is kept safe is in no count.
    lead.get("/lists").await.shows("or there is no address: 7 of the children born in October 2026");
}

#[tokio::test]
async fn s004_wac_an_objection_between_building_and_releasing_stops_the_list() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let list = built(&mut lead).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let family = found(&mut visitor).await;
    objects(&mut visitor, &family).await;
    let stopped = lead.post(&format!("{list}/release"), &[]).await;
    stopped.shows("This list is out of date").shows("Build the lists of this month again");
    births(&world).await.hides("Poppy");
    world.wait(Span::new().minutes(1));
    let again = released(&mut lead).await;
    assert_ne!(again, list);
    lead.get(&list).await.shows("Put aside").shows("Built again");
}

#[tokio::test]
async fn s004_wac_a_list_that_was_changed_or_is_for_another_centre_does_not_open() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let list = released(&mut lead).await;
    let here = |name: &str| world.directory.path().join(name);
    let id = list.trim_start_matches("/lists/");
    run(&world, &["lists", "take", id, "-o", &here("a.age").to_string_lossy()]).is(0);
    let other = here("other.key");
    run(&world, &["lists", "key", "-o", &other.to_string_lossy()]).is(0);
    open(&world, &here("a.age"), &other, &here("x.csv")).is(7).warns("this key does not open it");
    let mut bytes = std::fs::read(here("a.age")).expect("the file");
    let middle = bytes.len() - 20;
    bytes[middle] ^= 1;
    std::fs::write(here("b.age"), bytes).expect("written");
    open(&world, &here("b.age"), &key_file(&world), &here("x.csv")).is(7).warns("changed or cut short");
    assert!(!here("x.csv").exists(), "nothing of it is kept");
    open(&world, &here("a.age"), &key_file(&world), &here("x.csv")).is(0).says("1 entry");
}

#[tokio::test]
async fn s003_isf_a_centre_without_a_key_gets_no_list_and_a_secret_key_is_never_taken() {
    let world = World::with_reach(LARCH).await;
    let mut lead = world.signed_in("data-lead").await;
    agreement(&mut lead).await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    lead.get("/lists").await.shows("Centres without a key").shows("Larch Centre");
    lead.post("/lists", &[("month", "2026-10")]).await.is(303);
    assert_eq!(lead.get("/lists").await.link("/lists/b-"), None);
    let own = own_key(&world);
    let secret = own.file_text().lines().last().unwrap_or_default().to_owned();
    let fields = [("centre", "Larch Centre"), ("public_key", &*secret), ("checked_with", "Carol")];
    lead.post("/lists/keys", &fields).await.is(422).shows("This is the secret key").hides(&secret);
    give_key(&mut lead, &own).await;
    built(&mut lead).await;
}

#[tokio::test]
async fn s000_7_no_list_is_built_or_released_on_an_agreement_that_is_not_signed_or_is_over() {
    let world = World::with_reach(LARCH).await;
    let mut lead = world.signed_in("data-lead").await;
    give_key(&mut lead, &own_key(&world)).await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    lead.get("/lists").await.shows("There is no agreement on news of births for centres");
    sent(&mut lead, &protocol()).await.is(303);
    lead.get("/lists").await.shows("this signature is missing: Testfield Trust");
    lead.post("/lists", &[("month", "2026-10")]).await.shows("No list can be built or sent");
    signs(&mut lead, "Testfield Trust").await;
    signs(&mut lead, "Testfield Council").await;
    let list = built(&mut lead).await;
    lead.post("/agreements/births-east/end", &[("why", "The trust is leaving")]).await.is(303);
    lead.post(&format!("{list}/release"), &[]).await.shows("No list can be built or sent").shows("it was ended on");
    births(&world).await.hides("Poppy");
}

#[tokio::test]
async fn s002_22d_births_of_families_who_were_not_asked_or_said_no_are_a_number_only() {
    let (world, mut lead) = ready().await;
    let mut rows = vec![agreed("hv-0", "Poppy", "Ellis").with("M_BORN", "1979-05-14")];
    rows.extend(unlike(0..6, baby));
    rows.extend(unlike(6..13, baby).map(|row| row.with("REFUSED", "2026-10-20")));
    told(&world, &rows).await;
    let list = released(&mut lead).await;
    let text = opened(&world, &list);
    assert_eq!(text.lines().count(), 2, "one family agreed: {text}");
    let page = lead.get(&list).await;
    // One name among fourteen would be a small number: the next smallest is kept back with it.
    page.shows("Born 14").shows("Left out: The family said no 7").hides("Abbott");
    let centre = births(&world).await;
    centre.shows("All births in your reach area").shows("October 2026").shows("The family said no: 7");
    centre.shows("The family was not asked yet: Too small to show").hides("Abbott");
}

#[tokio::test]
async fn s004_waf_the_births_of_a_month_are_always_given_and_a_small_number_is_not() {
    let (world, mut lead) = ready().await;
    told(&world, &[baby("hv-1", "Max", "Reed"), baby("hv-2", "Ida", "Moss").with("M_BORN", "1985-02-03")]).await;
    released(&mut lead).await;
    let centre = births(&world).await;
    centre.shows("October 2026").shows("Born Too small to show").hides("Reed");
}

#[tokio::test]
async fn s004_waf_s003_isj_a_centre_sees_the_total_of_the_month_beside_the_names() {
    let (world, mut lead) = ready().await;
    told(&world, &unlike(0..7, baby).collect::<Vec<_>>()).await;
    released(&mut lead).await;
    births(&world).await.shows("October 2026 Born 7").hides("Abbott");
}

#[tokio::test]
async fn s004_wac_what_the_centre_said_of_a_list_is_a_step_of_it() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let list = released(&mut lead).await;
    run(&world, &["lists", "receipt", list.trim_start_matches("/lists/"), "received"]).is(0);
    let receipt = format!("{list}/receipt");
    lead.post(&receipt, &[("step", "refused")]).await.is(422).shows("Write what went wrong");
    lead.post(&receipt, &[("step", "refused"), ("why", "Cut short")]).await.is(303);
    lead.get(&list).await.shows("Received").shows("Cut short").shows("Test data lead");
}

#[tokio::test]
async fn s004_waa_a_list_carries_name_birthday_and_address_and_nothing_else_that_is_known() {
    let (world, mut lead) = ready().await;
    let full = agreed("hv-1", "Poppy", "Ellis")
        .with("NHS", "999 000 0018")
        .with("SEX", "F")
        .with("PHONE", "07700 900118")
        .with("LANGUAGE", "Polish")
        .with("C_ON", "2026-10-20")
        .with("C_KIND", "Home visit")
        .with("C_NOTE", "Feeding is hard");
    told(&world, &[full]).await;
    let text = opened(&world, &released(&mut lead).await);
    for hidden in ["999", "07700", "Polish", "Feeding", "MPoppy", "female"] {
        assert!(!text.contains(hidden), "{hidden} is on the list: {text}");
    }
    assert!(text.contains("Poppy,Ellis,2026-10-02"), "{text}");
}

#[tokio::test]
async fn s004_brb_a_child_who_moves_in_appears_and_one_who_moves_out_is_taken_off() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    released(&mut lead).await;
    births(&world).await.shows("Poppy Ellis");
    world.wait(Span::new().hours(48));
    lead.sign_in("data-lead").await;
    // She moves away; another child, older than a year, moves in.
    let moved = agreed("hv-1", "Poppy", "Ellis").with("ADDRESS", "3 Quay Street").with("POSTCODE", "LX7 8CD");
    let older = agreed("hv-9", "Ravi", "Patel").with("BORN", "2024-03-05").with("M_BORN", "1991-05-14");
    told(&world, &[moved.with("RECORDED", "2026-11-23"), older]).await;
    births(&world).await.hides("Poppy");
    lead.post("/lists", &[("month", "2026-10")]).await.is(303);
    let list = lead.get("/lists").await.links("/lists/b-").first().cloned().expect("the newest list");
    lead.get(&list).await.shows("Moved in: 1").shows("Moved out: 1");
    lead.post(&format!("{list}/release"), &[]).await.is(303);
    let text = opened(&world, &list);
    assert!(text.contains(",move_in,") && text.contains("Ravi,Patel,2024-03-05"), "{text}");
    let out = text.lines().find(|line| line.contains(",move_out,")).expect("she is taken off");
    assert!(!out.contains("Poppy") && !out.contains("Quay"), "{out}");
}

#[tokio::test]
async fn s003_isa_a_list_that_is_late_raises_an_alarm_at_both_ends() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    released(&mut lead).await;
    lead.get("/my-day").await.hides("is late");
    births(&world).await.hides("The list is late");
    world.wait(Span::new().hours(24 * 33));
    lead.sign_in("data-lead").await;
    lead.get("/my-day").await.shows("Lists of births to centres").shows("1 is late");
    lead.get("/lists").await.shows("Larch Centre. The last list was sent on 22 November 2026");
    births(&world).await.shows("The list is late").shows("The last list came on 22 November 2026");
}

#[tokio::test]
async fn s003_isa_a_centre_that_never_got_a_list_is_late_too() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    lead.get("/lists").await.shows("Larch Centre. No list was sent yet").hides("Late");
    world.wait(Span::new().hours(24 * 62));
    lead.sign_in("data-lead").await;
    lead.get("/my-day").await.shows("1 is late");
    lead.get("/lists").await.shows("No list was sent since the agreement began on 1 November 2026");
    births(&world).await.shows("The list is late").shows("No list came yet");
}

pub async fn found(who: &mut Visitor) -> String {
    let found = who.post("/find", &[("words", "Poppy Ellis")]).await.location.expect("the search answers");
    who.get(&found).await.link("/families/f-").expect("a family is found")
}

pub async fn objects(who: &mut Visitor, family: &str) {
    objects_by(who, family, "By phone").await;
}

pub async fn objects_by(who: &mut Visitor, family: &str, how: &str) {
    let address = format!("{family}/consent/object");
    let form = who.get(&address).await;
    let (key, by) = (form.field("form_key").expect("a key"), signer(&form, "MPoppy"));
    let fields = [("form_key", &*key), ("by", &*by), ("kinds", "basic"), ("to", "childrens-centre"), ("how", how)];
    who.post(&address, &fields).await.is(303);
}
