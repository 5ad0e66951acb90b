//! News of births and moves that came as national messages, up to the list
//! that a centre opens.

use jiff::Span;
use kith_app::{Arrival, Channel, MessageState, Who};

use crate::birth_lists::{LARCH, agreed, births, built, opened, ready, released, told, unlike};
use crate::births::offers;
use crate::importing::run;
use crate::national::{self, ALONE, Delivery, Whom, sent};
use crate::national_messages::{add_sources, receive};
use crate::world::{Row, child};

/// A toddler, at whichever home the message says.
const RAVI: Whom<'_> =
    Whom { number: "9990000018", given: "Ravi", family: "PATEL", born: "2024-03-05", line: "", postcode: "" };
const HANNAH: Whom<'_> =
    Whom { number: "9990000026", given: "Hannah", family: "ELLIS", born: "1999-05-14", line: "", postcode: "" };

fn ravi() -> Row {
    let row = agreed("hv-9", "Ravi", "Patel").with("BORN", "2024-03-05").with("NHS", "999 000 0018");
    row.with("ADDRESS", "3 Quay Street").with("POSTCODE", "LX7 8CD")
}

#[tokio::test]
async fn s004_brb_a_change_of_practice_by_message_puts_a_child_on_the_next_list_and_takes_it_off() {
    let (world, mut lead) = ready().await;
    add_sources(&world).await;
    told(&world, &[ravi(), agreed("hv-1", "Poppy", "Ellis")]).await;
    let text = opened(&world, &released(&mut lead).await);
    assert!(text.contains("Poppy") && !text.contains("Ravi"), "he lives where the centre does not reach: {text}");
    // The family signs on with a practice here: the national record says so, with the home that they gave there.
    let home = Whom { line: "9 Larch Close", postcode: LARCH, ..RAVI };
    let here = national::practice(sent(1, "2026-11-20T10:00:00Z"), &home, Some("Y90002"));
    assert_eq!(receive(&world, &here).await.state, MessageState::TakenIn);
    world.wait(Span::new().minutes(1));
    let list = built(&mut lead).await;
    lead.get(&list).await.shows("Moved in: 1");
    lead.post(&format!("{list}/release"), &[]).await.is(303);
    let text = opened(&world, &list);
    let line = text.lines().find(|line| line.contains(",move_in,")).expect("he moved in");
    assert!(line.contains("Ravi") && line.contains("2024-03-05") && line.contains("9 Larch Close"), "{line}");
    assert!(!text.contains("Poppy"), "nobody is told twice: {text}");
    births(&world).await.shows("Ravi");
    // And with one elsewhere.
    let away = Whom { line: "5 Quay Street", postcode: "LX7 8CD", ..RAVI };
    let there = national::practice(sent(2, "2026-11-21T10:00:00Z"), &away, Some("Y90077"));
    assert_eq!(receive(&world, &there).await.state, MessageState::TakenIn);
    births(&world).await.hides("Ravi");
    world.wait(Span::new().minutes(1));
    let list = released(&mut lead).await;
    let text = opened(&world, &list);
    let line = text.lines().find(|line| line.contains(",move_out,")).expect("he is taken off");
    assert!(!line.contains("Ravi") && !line.contains("Quay"), "{line}");
}

#[tokio::test]
async fn s004_bac_a_birth_in_another_areas_hospital_is_on_the_next_list_of_the_centre_at_home() {
    let (world, mut lead) = ready().await;
    add_sources(&world).await;
    let delivery = |hospital| Delivery { hospital, ..ALONE };
    let away = Whom { line: "14 Larch Close", postcode: LARCH, given: "", born: "2026-10-02", family: "ELLIS", ..RAVI };
    let message = national::birth(sent(1, "2026-10-03T08:00:00Z"), &away, &HANNAH, delivery("Otherton General"));
    assert_eq!(receive(&world, &message).await.state, MessageState::TakenIn);
    // A baby of another area who was born in the hospital here.
    let visitor = Whom { number: "9990000042", line: "2 Far Lane", postcode: "LX9 9ZZ", ..away };
    let mother = Whom { number: "9990000050", given: "Olga", family: "MARSH", born: "1990-01-02", ..HANNAH };
    let message = national::birth(
        sent(2, "2026-10-03T09:00:00Z"),
        &Whom { family: "MARSH", ..visitor },
        &mother,
        delivery("Testfield Infirmary"),
    );
    assert_eq!(receive(&world, &message).await.state, MessageState::TakenIn);
    // The health visitors know no home and no hospital: both come by the messages alone.
    let asked = |key: &str, number: &str, given: &str, family: &str, mother: &str| {
        let row = child(key, given, family, "2026-10-02").with("NHS", number).with("M_NHS", mother);
        let row = row.with("TEAM", "East health visitors").with("CODE", "HEALTH-VISITOR").with("TOLD", "2026-10-06");
        row.with("AGREED_BASIC", "2026-10-20").with("RECORDED", "2026-10-20")
    };
    let poppy = asked("hv-1", "999 000 0018", "Poppy", "Ellis", "999 000 0026").with("M_GIVEN", "Hannah");
    let ida = asked("hv-2", "999 000 0042", "Ida", "Marsh", "999 000 0050").with("M_GIVEN", "Olga");
    told(&world, &[poppy.with("M_FAMILY", "Ellis"), ida.with("M_FAMILY", "Marsh")]).await;
    let text = opened(&world, &released(&mut lead).await);
    let line = text.lines().find(|line| line.contains(",birth,")).unwrap_or_else(|| panic!("she is on it: {text}"));
    assert!(line.contains("Poppy") && line.contains("2026-10-02") && line.contains("14 Larch Close"), "{line}");
    assert!(!text.contains("Ida") && text.lines().count() == 2, "who lives elsewhere is not on it: {text}");
    births(&world).await.shows("Poppy").hides("Ida");
}

#[tokio::test]
async fn s004_reb_births_that_arrive_at_once_are_counted_where_the_family_lives() {
    let (world, mut lead) = ready().await;
    add_sources(&world).await;
    let families = ["ABBOTT", "CARVER", "DUNMORE", "EASTWOOD", "FARROW", "GODDARD", "HOLLIS"];
    let numbers = [
        ("9990000042", "9990000050"),
        ("9990000069", "9990000077"),
        ("9990000085", "9990000093"),
        ("9990000107", "9990000115"),
        ("9990000123", "9990000131"),
        ("9990000158", "9990000166"),
        ("9990000174", "9990000182"),
    ];
    // Six live here; the seventh was born here to a family of another area.
    let message = |place: usize| {
        let (family, (baby, mother)) = (families[place], numbers[place]);
        let born = format!("2026-10-0{}", place + 1);
        let line = format!("{} Larch Close", place + 20);
        let postcode = if place < 6 { LARCH } else { "LX9 9ZZ" };
        let baby = Whom { number: baby, given: "", family, born: &born, line: &line, postcode };
        let mother_born = format!("19{}-05-14", 80 + place * 2);
        let mother = Whom { number: mother, given: "Mia", family, born: &mother_born, line: "", postcode: "" };
        let id = u32::try_from(place).expect("few") + 1;
        national::birth(sent(id, &format!("{born}T12:00:00Z")), &baby, &mother, ALONE)
    };
    world.wait(Span::new().seconds(1));
    let now = world.clock.now();
    // Each is sent by somebody of its own, twice, all at the same moment.
    let arriving: Vec<_> = (0..families.len() * 2)
        .map(|place| {
            let (app, bytes) = (world.app.clone(), message(place % families.len()).into_bytes());
            let arrival = Arrival { name: format!("{place}.xml"), bytes };
            tokio::spawn(async move { app.receive_message(&Who::Operator, Channel::CommandLine, arrival, now).await })
        })
        .collect();
    for arrival in arriving {
        arrival.await.expect("no fault").expect("it is received");
    }
    run(&world, &["messages", "list"]).is(0).says("Birth: 7 came, 7 in");
    lead.get("/messages").await.shows("No message waits for you");
    let list = released(&mut lead).await;
    // Nobody was asked yet: a number, by where they live, and no name.
    lead.get(&list).await.shows("Born 6");
    let text = opened(&world, &list);
    assert_eq!(text.lines().count(), 1, "{text}");
    births(&world).await.shows("October 2026 Born 6").hides("Abbott");
    lead.get("/lists").await.shows("or there is no address: 1 to 4 of the children born in October 2026");
    // Two routes, one birth: what a file says of a child that a message told of is the same child.
    let row = |row: Row| row.with("M_GIVEN", "Mia").with("M_BORN", "1980-05-14").with("BORN", "2026-10-01");
    let abbott = unlike(0..1, agreed).map(|abbott| {
        row(abbott).with("NHS", "999 000 0042").with("M_NHS", "999 000 0050").with("ADDRESS", "20 Larch Close")
    });
    told(&world, &abbott.collect::<Vec<_>>()).await;
    world.wait(Span::new().minutes(1));
    let list = released(&mut lead).await;
    lead.get(&list).await.shows("Born 6");
    assert_eq!(opened(&world, &list).matches(",birth,").count(), 1);
}

#[tokio::test]
async fn t13_a_death_told_by_message_takes_the_child_off_the_list_and_stops_the_card_and_a_stillbirth_is_on_none() {
    let (world, mut lead) = ready().await;
    add_sources(&world).await;
    offers(&mut lead).await;
    let poppy = Whom { given: "Poppy", family: "ELLIS", born: "2026-10-02", ..RAVI };
    told(&world, &[agreed("hv-1", "Poppy", "Ellis").with("NHS", "999 000 0018")]).await;
    // Health visiting holds a row of a baby of whom the message says that it never lived.
    let fern = Whom {
        number: "9990000042",
        given: "",
        family: "MARSH",
        born: "2026-10-05",
        line: "3 Larch Row",
        postcode: LARCH,
    };
    let mother = Whom { number: "9990000050", given: "MFern", family: "MARSH", ..HANNAH };
    let row = agreed("hv-2", "Fern", "Marsh").with("NHS", "999 000 0042").with("M_NHS", "999 000 0050");
    told(&world, &[row.with("BORN", "2026-10-05").with("ADDRESS", "3 Larch Row")]).await;
    let still = Delivery { still: "3", ..ALONE };
    let message = national::birth(sent(1, "2026-10-05T12:00:00Z"), &fern, &mother, still);
    assert_eq!(receive(&world, &message).await.state, MessageState::TakenIn);
    let text = opened(&world, &released(&mut lead).await);
    assert!(text.contains("Poppy") && !text.contains("Fern") && !text.contains("Marsh"), "{text}");
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births/cards").await.shows("1 family gets a card").shows("Poppy").hides("Fern");
    let died = national::death(sent(2, "2026-11-20T10:00:00Z"), &poppy, "1", Some("2026-11-19"));
    assert_eq!(receive(&world, &died).await.state, MessageState::TakenIn);
    births(&world).await.hides("Poppy");
    centre.sign_in("outreach-worker").await;
    centre.get("/births/cards").await.shows("0 families get a card").hides("14 Larch Close");
    world.app.send_leavers(Who::Job, world.clock.now()).await.expect("the leavers are sent");
    let same_day = lead.get("/lists").await.links("/lists/b-").first().cloned().expect("a list of leavers");
    lead.get(&same_day).await.shows("Take off your list: 1");
    let text = opened(&world, &same_day);
    assert!(text.contains("death_withdraw") && !text.contains("Poppy") && !text.contains("died"), "{text}");
}
