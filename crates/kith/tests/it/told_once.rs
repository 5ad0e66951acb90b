//! A family tells its story once (S003-INa): forms are filled with what other
//! services recorded and this reader may know, and say how many fields nobody
//! had to ask again.

use crate::antenatal::{AT_HOME, BOTH, HANNAH, SIGNED, send, sent};
use crate::families::{HANNAH_NUMBER, POPPY_NUMBER, TOLD, poppy, visited};
use crate::hidden_bookings::{DORA, Hidden, Plain, REFUGE, WREN, told_of, typed};
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child};

/// Columns with what they say.
type Fields = &'static [(&'static str, &'static str)];

const COUNTED: &str = "with what another service recorded: you did not have to ask again";
const BY_VISITOR: &str = "From Health visiting, Testfield, 14 October 2026";

/// The midwives' own row: of the mother her number and her name, and what more
/// the test says.
fn midwives(own: Fields) -> Row {
    let row = child("mat-1", "Poppy", "Ellis", "2026-10-02").with("NHS", POPPY_NUMBER).with("M_NHS", HANNAH_NUMBER);
    let row = row.with("M_GIVEN", "Hannah").with("M_FAMILY", "Ellis").with("RECORDED", "2026-10-03");
    let row = row.with("TEAM", "East midwives").with("CODE", "MIDWIFE");
    own.iter().fold(row, |row, (column, value)| row.with(column, *value))
}

/// What the health visitors recorded: all of it, and what more the test says.
fn visitors(more: Fields) -> Row {
    more.iter().fold(visited("hv-1", "2026-10-14", "x"), |row, (column, value)| row.with(column, *value))
}

/// The family was told of sharing and agreed to it.
const AGREED: Fields = &[("TOLD", TOLD), ("AGREED_BASIC", "2026-11-03")];
/// They agreed to more than basic details.
const AGREED_ALL: Fields = &[("TOLD", TOLD), ("AGREED_ALL", "2026-11-03")];
/// They agreed, and where they live is kept safe.
const SHIELDED: Fields = &[("TOLD", TOLD), ("AGREED_ALL", "2026-11-03"), ("SHIELDED", "Y")];

async fn world_of(own: Fields, others: Fields) -> World {
    let world = World::with_reach(AT_HOME).await;
    world.told_by("health-visiting", &[visitors(others)]).await;
    world.told_by("maternity", &[midwives(own)]).await;
    world
}

/// The booking form of the Ellis family, as a midwife opens it.
async fn booking_form(midwife: &mut Visitor) -> Answer {
    let family = midwife.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family");
    let family = family.trim_start_matches("/families/").to_owned();
    midwife.get(&format!("/antenatal/new?family={family}")).await
}

fn is_filled(form: &Answer, value: &str) -> bool {
    form.html.contains(&format!("value=\"{value}\""))
}

#[tokio::test]
async fn s003_ina_the_booking_form_is_filled_with_what_another_service_recorded_and_counts_just_those_fields() {
    const PHONE: (&str, &str) = ("M_PHONE", "07700 900118");
    let cases: [(Fields, Option<&str>); 5] = [
        // Birthday, street, postcode and telephone are the health visitors' alone.
        (&[], Some("4 fields are filled")),
        (&[PHONE, ("ADDRESS", "14 Larch Close, Testfield"), ("POSTCODE", "LX1 4QR")], Some("1 field is filled")),
        // The same in other letters is the same.
        (&[PHONE, ("ADDRESS", "14 LARCH CLOSE TESTFIELD"), ("POSTCODE", "lx14qr")], Some("1 field is filled")),
        // What they moved away from is asked by nobody again.
        (&[PHONE, ("ADDRESS", "2 Old Road, Testfield"), ("POSTCODE", "LX1 4QR")], Some("2 fields are filled")),
        (&[PHONE, ("ADDRESS", "14 Larch Close, Testfield"), ("POSTCODE", "LX1 4QR"), ("M_BORN", "1999-05-14")], None),
    ];
    for (own, counted) in cases {
        let world = world_of(own, AGREED_ALL).await;
        let mut midwife = world.signed_in("midwife").await;
        let form = booking_form(&mut midwife).await;
        form.is(200).shows("Found: Ellis family");
        for value in [HANNAH_NUMBER, "Hannah", "Ellis", "14 May 1999", "14 Larch Close, Testfield", "LX1 4QR"] {
            assert!(is_filled(&form, value), "{value} is filled in: {}", form.text());
        }
        assert!(is_filled(&form, "07700 900118"), "{}", form.text());
        match counted {
            Some(counted) => {
                form.shows(&format!("{counted} {COUNTED}"));
                // Whoever counts the lines that name another service comes to the same.
                let number = counted.split(' ').next().and_then(|number| number.parse().ok());
                assert_eq!(Some(form.text().matches(BY_VISITOR).count()), number, "{}", form.text());
            }
            None => drop(form.hides(COUNTED).hides(BY_VISITOR)),
        }
        midwife.get("/antenatal/new").await.is(200).hides(COUNTED).hides("From Health visiting");
    }
}

#[tokio::test]
async fn s003_ina_what_the_midwives_booked_themselves_is_not_counted_at_the_next_booking() {
    let world = world_of(&[], AGREED_ALL).await;
    let mut midwife = world.signed_in("midwife").await;
    booking_form(&mut midwife).await.is(200).shows(&format!("4 fields are filled {COUNTED}"));
    sent(&mut midwife, &[HANNAH, SIGNED, BOTH]).await;
    let form = booking_form(&mut midwife).await;
    form.is(200).hides(COUNTED);
    assert!(is_filled(&form, "14 Larch Close, Testfield"), "{}", form.text());
}

#[tokio::test]
async fn s003_ina_finding_her_fills_what_was_not_typed_and_keeps_and_counts_not_what_was() {
    let world = world_of(&[], AGREED_ALL).await;
    let mut midwife = world.signed_in("midwife").await;
    let asked = [("nhs_number", HANNAH_NUMBER), ("telephone", "07700 900555"), ("do", "find")];
    let form = send(&mut midwife, &[&asked]).await;
    form.is(200).shows(&format!("3 fields are filled {COUNTED}")).hides("07700 900118");
    assert!(is_filled(&form, "07700 900555") && is_filled(&form, "14 May 1999"), "{}", form.text());
    // The number is her child's: what is the mother's is not put beside it.
    let form = send(&mut midwife, &[&[("nhs_number", POPPY_NUMBER), ("do", "find")]]).await;
    form.is(200).hides(COUNTED).hides("value=\"14 May 1999\"").hides("07700 900118").hides("value=\"Hannah\"");
    let form = send(&mut midwife, &[&[("nhs_number", HANNAH_NUMBER), ("born_on", "3 May 1988"), ("do", "find")]]).await;
    form.is(200).hides(COUNTED).hides("07700 900118").hides("value=\"Hannah\"");
}

#[tokio::test]
async fn s003_ina_of_two_mothers_whom_nobody_has_joined_the_one_whom_the_midwives_know_fills_the_form() {
    let world = world_of(&[("M_BORN", "1999-05-14")], AGREED_ALL).await;
    // A school wrote one name, and nothing by which she is known to be the same.
    let school = child("ed-1", "Poppy", "Ellis", "2026-10-02").with("NHS", POPPY_NUMBER).with("M_GIVEN", "Ellis");
    world.told_by("education", &[school.with("RECORDED", "2026-11-20")]).await;
    let mut midwife = world.signed_in("midwife").await;
    let form = booking_form(&mut midwife).await;
    form.is(200);
    assert_eq!(form.field("given_name").as_deref(), Some("Hannah"), "{}", form.text());
    assert_eq!(form.field("nhs_number").as_deref(), Some(HANNAH_NUMBER));
}

#[tokio::test]
async fn s003_ina_where_she_lives_and_how_to_ring_her_are_offered_to_nobody_where_she_is_kept_safe() {
    let own: Fields = &[("ADDRESS", "2 Old Road, Testfield"), ("M_PHONE", "07700 900222")];
    for (own, is_hidden_by_us) in [(&[] as Fields, false), (own, false), (own, true)] {
        let others: Fields = if is_hidden_by_us { AGREED_ALL } else { SHIELDED };
        let world = World::with_reach(AT_HOME).await;
        world.told_by("health-visiting", &[visitors(others)]).await;
        let ours = if is_hidden_by_us { midwives(own).with("SHIELDED", "Y") } else { midwives(own) };
        world.told_by("maternity", &[ours]).await;
        let mut midwife = world.signed_in("midwife").await;
        let form = booking_form(&mut midwife).await;
        form.is(200).shows(&format!("1 field is filled {COUNTED}"));
        for hidden in ["Larch Close", "Old Road", "LX1 4QR", "07700 900118", "07700 900222"] {
            form.hides(hidden);
        }
        let ticked = form.html.split("name=\"hidden\"").nth(1).and_then(|rest| rest.split('>').next());
        assert!(ticked.is_some_and(|field| field.contains("checked")), "whoever books her is reminded");
    }
}

#[tokio::test]
async fn s003_ina_nothing_is_offered_without_a_decision_that_lets_it_through() {
    for others in [&[("TOLD", TOLD), ("OBJECTED", "2026-11-03")] as Fields, &[("OBJECTED", "2026-11-03")]] {
        let world = world_of(&[], others).await;
        let mut midwife = world.signed_in("midwife").await;
        let form = booking_form(&mut midwife).await;
        assert!(!form.text().contains(COUNTED), "{others:?}: {}", form.text());
        // Their own is there all the same.
        form.is(200).hides(COUNTED).hides("From Health visiting");
        assert!(is_filled(&form, HANNAH_NUMBER) && is_filled(&form, "Hannah"), "{}", form.text());
        for closed in ["14 Larch Close", "LX1 4QR", "07700 900118", "value=\"14 May 1999\""] {
            form.hides(closed);
        }
    }
    // A yes to basic details lets name and address through, and nothing else of hers.
    let world = world_of(&[], AGREED).await;
    let form = booking_form(&mut world.signed_in("midwife").await).await;
    form.is(200).shows(&format!("2 fields are filled {COUNTED}")).hides("07700 900118").hides("value=\"14 May 1999\"");
    // Whoever does not work with them gets no form of theirs, as of nobody's.
    let world = World::with_reach(AT_HOME).await;
    world.told_by("health-visiting", &[visitors(AGREED)]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let family = visitor.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family");
    let family = family.trim_start_matches("/families/").to_owned();
    visitor.get(&format!("/antenatal/new?family={family}")).await.is(200).shows("Found: Ellis family");
    let mut midwife = world.signed_in("midwife").await;
    let theirs = midwife.get(&format!("/antenatal/new?family={family}")).await;
    let nobodys = midwife.get("/antenatal/new?family=f-0000000000000000").await;
    theirs.is(404).hides("Ellis");
    assert_eq!(Plain.read(&theirs), Plain.read(&nobodys));
}

/// Somebody who is hidden, and the same asked of somebody who is unknown: every
/// way to the form gives the same page.
#[tokio::test]
async fn s003_ina_the_form_offers_the_same_of_a_hidden_woman_as_of_one_who_is_unknown() {
    for hidden in [Hidden::Shielded, Hidden::Sealed, Hidden::BesideSealed, Hidden::Sensitive] {
        let mut worlds = Vec::new();
        for who in [WREN, DORA] {
            let world = World::with_reach(AT_HOME).await;
            told_of(&world, hidden, who).await;
            let mut midwife = world.signed_in("midwife").await;
            let (number, given, family, born) = WREN;
            let names = [("given_name", given), ("family_name", family), ("born_on", born), ("do", "find")];
            let mut pages = Vec::new();
            for is_booked in [false, true] {
                if is_booked {
                    sent(&mut midwife, &[&typed(WREN), SIGNED, BOTH]).await;
                    let family = midwife.post("/find", &[("words", number)]).await.location.expect("her booking");
                    let family = family.trim_start_matches("/families/").to_owned();
                    pages.push(midwife.get(&format!("/antenatal/new?family={family}")).await);
                }
                pages.push(send(&mut midwife, &[&[("nhs_number", number), ("do", "find")]]).await);
                pages.push(send(&mut midwife, &[&names]).await);
            }
            for page in &pages {
                page.hides(REFUGE).hides("LX9 9ZZ").hides("900777").hides(COUNTED).hides("Robin");
            }
            assert!(pages.iter().filter(|page| page.text().contains("Found: Canary family")).count() == 3);
            worlds.push(pages.iter().map(|page| Plain.read(page)).collect::<Vec<_>>());
        }
        assert_eq!(worlds[0], worlds[1], "{hidden:?}");
    }
}

#[tokio::test]
async fn s003_ina_each_form_that_is_filled_is_a_look_that_is_written_down() {
    let world = world_of(&[], AGREED_ALL).await;
    let mut midwife = world.signed_in("midwife").await;
    let looks = async || {
        let log = world.app.export_audit().await.expect("the audit is read").log;
        assert!(!log.contains("Hannah") && !log.contains("Larch Close"), "the audit holds nothing of her");
        log.lines().filter(|line| line.contains("page=antenatal-new")).count()
    };
    midwife.get("/antenatal/new").await.is(200);
    assert_eq!(looks().await, 0, "an empty form looks at nobody");
    booking_form(&mut midwife).await.is(200);
    assert_eq!(looks().await, 1);
    send(&mut midwife, &[&[("nhs_number", HANNAH_NUMBER), ("do", "find")]]).await.is(200);
    assert_eq!(looks().await, 2);
    // Refused, too.
    let mut other = world.signed_in("other-health-visitor").await;
    let family = midwife.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family");
    let family = family.trim_start_matches("/families/").to_owned();
    other.get(&format!("/antenatal/new?family={family}")).await.is(404);
    assert_eq!(looks().await, 3);
}

#[tokio::test]
async fn s003_ina_the_second_services_form_is_filled_in_and_counts_what_was_not_asked_again() {
    const AT_CENTRE: Fields = &[("CODE", "OUTREACH-WORKER"), ("TEAM", "Larch Centre"), ("RECORDED", "2026-11-03")];
    // What the centre recorded itself, how much that leaves for others to have asked, and one line of it.
    let cases: [(Fields, &str); 3] = [
        (&[], "6 things that you did not have to ask again"),
        (&[("ADDRESS", "14 Larch Close, Testfield"), ("POSTCODE", "LX1 4QR")], "4 things that you did not"),
        (
            &[("ADDRESS", "14 LARCH CLOSE, TESTFIELD"), ("POSTCODE", "LX1 4QR"), ("M_PHONE", "07700 900118")],
            "3 things that you did not",
        ),
    ];
    for (own, counted) in cases {
        let world = World::new().await;
        world.told_by("health-visiting", &[visitors(AGREED_ALL)]).await;
        let bare = child("cc-1", "Poppy", "Ellis", "").with("NHS", POPPY_NUMBER).with("M_NHS", HANNAH_NUMBER);
        let bare = bare.with("M_GIVEN", "Hannah").with("M_FAMILY", "Ellis");
        let ours = AT_CENTRE.iter().chain(own).fold(bare, |row, (column, value)| row.with(column, *value));
        world.told_by("childrens-centre", &[ours]).await;
        let mut worker = world.signed_in("outreach-worker").await;
        let family = worker.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family is found");
        let form = worker.get(&format!("{family}/contacts/new")).await;
        form.is(200).shows(counted).shows("07700 900118").shows("14 Larch Close");
        form.shows("Health visiting, Testfield, 14 October 2026");
    }
    // All of it recorded by the centre as well: nothing is counted.
    let world = World::new().await;
    world.told_by("health-visiting", &[visitors(AGREED_ALL)]).await;
    let ours = AT_CENTRE.iter().fold(poppy("cc-1"), |row, (column, value)| row.with(column, *value));
    world.told_by("childrens-centre", &[ours]).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let family = worker.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family is found");
    let form = worker.get(&format!("{family}/contacts/new")).await;
    form.is(200).hides("did not have to ask again").hides("Another service").shows("14 Larch Close");
    form.shows("Your own service recorded this itself");
}
