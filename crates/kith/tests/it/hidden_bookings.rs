//! A woman of whom nothing may be said, booked by somebody who wants to know
//! whether she is here (T21, T22, T24): every page that the booking leads to is
//! the same whether she is here or not; and a real booking of her reaches
//! whoever may know.

use axum::http::StatusCode;
use kith::web::routes::routes;
use kith_core::workforce::Role;

use crate::access::address;
use crate::antenatal::{AT_HOME, BOTH, SIGNED, send, sent};
use crate::families::{TOLD, poppy, visited};
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child};

/// Somebody: NHS number, first name, family name, birthday.
pub type Somebody = (&'static str, &'static str, &'static str, &'static str);

/// Who is booked.
pub const WREN: Somebody = ("999 000 0069", "Wren", "Canary", "1996-02-03");
/// Who is in the records in her place, in the world in which she is unknown.
pub const DORA: Somebody = ("999 000 0077", "Dora", "Farthing", "1988-09-12");

/// Where she really lives.
pub const REFUGE: &str = "77 Hidden Lane";

/// How the records come to hide somebody.
#[derive(Debug, Clone, Copy)]
pub enum Hidden {
    /// Her whereabouts are kept safe, and she expects a baby.
    Shielded,
    /// Her own identity is sealed.
    Sealed,
    /// Her child was adopted: its identity is sealed, hers is not.
    BesideSealed,
    /// Only a service whose very involvement is sensitive knows her.
    Sensitive,
}

fn mother_of(row: Row, (number, given, family, born): Somebody) -> Row {
    let row = row.with("M_NHS", number).with("M_GIVEN", given).with("M_FAMILY", family).with("M_BORN", born);
    row.with("ADDRESS", REFUGE).with("POSTCODE", "LX9 9ZZ").with("M_PHONE", "07700 900777").with("TOLD", TOLD)
}

pub async fn told_of(world: &World, hidden: Hidden, her: Somebody) {
    let (number, given, family, born) = her;
    let robin = |key| mother_of(child(key, "Robin", family, "2024-06-07"), her);
    match hidden {
        Hidden::Shielded => {
            let nursed = robin("hv-9").with("SHIELDED", "Y").with("TEAM", "South health visitors");
            world.told_by("health-visiting", &[nursed.with("C_ON", "2026-11-02").with("C_KIND", "Home visit")]).await;
            let expected = mother_of(child("mat-9", "Unborn", family, ""), her).with("DUE", "2027-06-06");
            world.told_by("maternity", &[expected.with("SHIELDED", "Y").with("TEAM", "West midwives")]).await;
        }
        Hidden::Sealed => {
            let herself =
                child("ch-9", given, family, born).with("NHS", number).with("SEALED", "Y").with("LOCAL", "C-9");
            world.told_by("child-health", &[herself]).await;
        }
        Hidden::BesideSealed => {
            world.told_by("child-health", &[robin("ch-9").with("SEALED", "Y").with("LOCAL", "C-9")]).await;
        }
        Hidden::Sensitive => {
            world.told_by("domestic-abuse", &[robin("da-9").with("TEAM", "Refuge workers")]).await;
        }
    }
}

/// What somebody types who books her: what they know, and a made-up rest.
pub fn typed((number, given, family, born): Somebody) -> Vec<(&'static str, &'static str)> {
    vec![
        ("nhs_number", number),
        ("given_name", given),
        ("family_name", family),
        ("born_on", born),
        ("address", "5 Larch Close, Testfield"),
        ("postcode", AT_HOME),
        ("due_on", "6 June 2027"),
        ("health_visitor", "team:East health visitors"),
    ]
}

/// Text in which every reference stands as a word of its own and what guards
/// forms is left out. Lines are in the order of letters: what stands in the
/// order of references, which are random, says nothing.
pub struct Plain;

impl Plain {
    pub fn read(&self, answer: &Answer) -> String {
        let mut text = answer.html.clone();
        for field in ["form_token", "form_key"] {
            for value in answer.fields(field).into_iter().filter(|value| !value.is_empty()) {
                text = text.replace(&value, "GUARD");
            }
        }
        let text = self.line(&text);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        format!("{} {:?}\n{}", answer.status, answer.location.as_deref().map(|it| self.line(it)), lines.join("\n"))
    }

    fn line(&self, text: &str) -> String {
        let mut plain = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let starts_word = !plain.ends_with(|before: char| before.is_ascii_alphanumeric());
            let is_reference = rest.len() >= LENGTH
                && rest.as_bytes()[0].is_ascii_lowercase()
                && rest.as_bytes()[1] == b'-'
                && rest.as_bytes()[2..LENGTH].iter().all(|it| it.is_ascii_digit() || it.is_ascii_lowercase())
                && !rest.as_bytes().get(LENGTH).is_some_and(u8::is_ascii_alphanumeric);
            if starts_word && is_reference {
                plain.push_str("REFERENCE");
                rest = &rest[LENGTH..];
            } else {
                let letter = rest.chars().next().map_or(1, char::len_utf8);
                plain.push_str(&rest[..letter]);
                rest = &rest[letter..];
            }
        }
        plain
    }
}

/// Letters of a reference.
const LENGTH: usize = 18;

/// Every page that somebody comes to: by the menu, by searching for her in
/// every way, by saying why they have to look, and by every link from there.
async fn walk(world: &World, account: &str, her: Somebody, seen: &mut Vec<(String, String)>) {
    let mut visitor = world.signed_in(account).await;
    let plain = Plain;
    let mut waiting: Vec<String> =
        routes().iter().map(|route| address(route.path)).filter(|path| path != "/sign-out").rev().collect();
    let (number, given, family, born) = her;
    let names = format!("{given} {family}");
    let searches = [number.to_owned(), format!("{names} {born}"), names, born.to_owned(), "Robin Canary".to_owned()];
    for words in searches.iter().chain(&["LX9 9ZZ".to_owned(), AT_HOME.to_owned()]) {
        let found = visitor.post("/find", &[("words", words)]).await;
        seen.push((format!("{account} looks for {words}"), plain.read(&found)));
        waiting.extend(found.location);
    }
    if account != "outreach-worker" {
        let asked = send(&mut visitor, &[&typed(her), &[("do", "find")]]).await;
        seen.push((format!("{account} asks the form"), plain.read(&asked)));
    }
    let mut opened: Vec<String> = Vec::new();
    while let Some(next) = waiting.pop() {
        if opened.contains(&next) || opened.len() > 400 || next.starts_with("/assets/") || next.contains(".pdf") {
            continue;
        }
        let page = visitor.get(&next).await;
        assert_ne!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{next}");
        // Whoever is turned away says why they have to look, and looks again.
        let reason = page.links("/families/f-").into_iter().find(|it| it == &next).is_none();
        let page = if reason && page.html.contains("/reason\"") && next.starts_with("/families/f-") {
            let why = [("reason", "safeguarding"), ("words", "I have to know whether she is here")];
            let said = visitor.post(&format!("{next}/reason"), &why).await;
            seen.push((format!("{account} says why, at {}", plain.line(&next)), plain.read(&said)));
            visitor.get(&next).await
        } else {
            page
        };
        seen.push((format!("{account} opens {}", plain.line(&next)), plain.read(&page)));
        waiting.extend(page.links("/").into_iter().rev());
        opened.push(next);
    }
}

/// A locality in which somebody books Wren, before or after the records come
/// to hold somebody who is hidden, and everything that can be seen then.
async fn seen_after(hidden: Hidden, (is_booked_first, is_twice): (bool, bool), who: Somebody) -> Vec<(String, String)> {
    let world = World::with_reach(AT_HOME).await;
    world.told_by("health-visiting", &[visited("hv-2", "2026-11-12", "x").with("TOLD", TOLD)]).await;
    world.told_by("maternity", &[poppy("mat-2")]).await;
    if !is_booked_first {
        told_of(&world, hidden, who).await;
    }
    let mut seen = Vec::new();
    let mut midwife = world.signed_in("midwife").await;
    let plain = Plain;
    for _ in 0..=usize::from(is_twice) {
        seen.push(("the booking".to_owned(), plain.read(&send(&mut midwife, &[&typed(WREN), SIGNED, BOTH]).await)));
    }
    if is_booked_first {
        told_of(&world, hidden, who).await;
    }
    for account in ["midwife", "health-visitor", "outreach-worker"] {
        walk(&world, account, WREN, &mut seen).await;
    }
    // A health visitor who books her too.
    let mut visitor = world.signed_in("other-health-visitor").await;
    seen.push(("another booking".to_owned(), plain.read(&send(&mut visitor, &[&typed(WREN), SIGNED, BOTH]).await)));
    walk(&world, "other-health-visitor", WREN, &mut seen).await;
    seen
}

async fn are_the_same(hidden: Hidden, order: (bool, bool)) {
    let (mut known, mut unknown) = (seen_after(hidden, order, WREN).await, seen_after(hidden, order, DORA).await);
    known.sort();
    unknown.sort();
    for (one, other) in known.iter().zip(&unknown) {
        assert_eq!(one.0, other.0, "{hidden:?}: another way is open where she is here");
        let differ = one.1.lines().zip(other.1.lines()).find(|(one, other)| one != other);
        assert!(one.1 == other.1, "{hidden:?}: {} differs, first where she is here: {differ:#?}", one.0);
    }
    assert_eq!(known.len(), unknown.len(), "{hidden:?}");
    assert!(known.iter().any(|(_, page)| page.contains("Wren Canary")), "the booking itself is seen");
}

#[tokio::test]
async fn t22_a_false_booking_opens_and_tells_the_same_of_a_shielded_woman_as_of_one_who_is_unknown() {
    for is_booked_first in [false, true] {
        are_the_same(Hidden::Shielded, (is_booked_first, false)).await;
    }
}

#[tokio::test]
async fn t21_a_false_booking_of_a_sealed_identity_is_like_one_of_somebody_unknown_however_often() {
    for order in [(false, true), (true, false)] {
        are_the_same(Hidden::Sealed, order).await;
    }
}

#[tokio::test]
async fn t16_a_false_booking_of_an_adopted_childs_first_mother_leads_nobody_to_the_child() {
    for is_booked_first in [false, true] {
        are_the_same(Hidden::BesideSealed, (is_booked_first, false)).await;
    }
}

#[tokio::test]
async fn t24_a_false_booking_does_not_tell_that_a_sensitive_service_alone_knows_somebody() {
    for is_booked_first in [false, true] {
        are_the_same(Hidden::Sensitive, (is_booked_first, false)).await;
    }
}

/// Her own number with another woman's name: what is said of the other must not
/// depend on whether the number is somebody's.
#[tokio::test]
async fn t22_a_hidden_womans_number_does_not_hide_what_is_said_of_another_name() {
    let mut answers = Vec::new();
    for who in [WREN, DORA] {
        let world = World::with_reach(AT_HOME).await;
        let other = ("", "Grace", "Marsh", "1990-04-05");
        let plain = mother_of(child("hv-1", "Oak", "Marsh", "2024-10-02"), other).with("TEAM", "West health visitors");
        world.told_by("health-visiting", &[plain]).await;
        told_of(&world, Hidden::Shielded, who).await;
        let mut midwife = world.signed_in("midwife").await;
        let mixed = [("given_name", "Grace"), ("family_name", "Marsh"), ("born_on", "1990-04-05")];
        let answer = send(&mut midwife, &[&typed(WREN), &mixed, SIGNED, BOTH]).await;
        answers.push((answer.status, Plain.read(&answer)));
    }
    assert_eq!(answers[0], answers[1]);
}

async fn the_pair(guardian: &mut Visitor) -> String {
    guardian.get("/my-day").await.is(200).shows("1 booking may be of somebody who is kept safe");
    let list = guardian.get("/matching").await;
    list.is(200).shows("1 booking waits").hides("Canary");
    list.link("/matching/k-").expect("the pair")
}

async fn answers(guardian: &mut Visitor, pair: &str, says: &str) {
    let page = guardian.get(pair).await;
    let seen = page.field("seen").expect("the form says what was seen");
    guardian.post(pair, &[("answer", says), ("note", ""), ("seen", &seen)]).await.is(303);
}

#[tokio::test]
async fn t22_a_booking_of_a_hidden_woman_waits_for_the_caldicott_guardian_and_for_nobody_else() {
    let world = World::with_reach(AT_HOME).await;
    told_of(&world, Hidden::Shielded, WREN).await;
    let mut midwife = world.signed_in("midwife").await;
    sent(&mut midwife, &[&typed(WREN), SIGNED, BOTH]).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching").await.is(200).shows("No pairs to check");
    let mut guardian = world.signed_in(Role::CaldicottGuardian.word()).await;
    let pair = the_pair(&mut guardian).await;
    lead.get(&pair).await.is(404);
    let page = guardian.get(&pair).await;
    page.is(200).shows("Test midwife, East midwives, booked her on").shows("Wren").shows("999 000 0069");
    page.hides("Hidden Lane").hides("LX9 9ZZ").hides("900777").hides("Larch Close");
    // Whoever booked her reads who looked at the booking, and learns nothing of it.
    let family = midwife.open_family("Wren Canary").await;
    let looks = family.links("/families/f-").into_iter().find(|it| it.ends_with("/looks")).expect("who looked");
    midwife.get(&looks).await.is(200).shows("Test midwife").hides("Caldicott");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("\tpair") || log.contains("page=pair"), "the look is written down");
    assert!(!log.contains("Canary"));
}

#[tokio::test]
async fn t22_once_the_guardian_says_so_the_booking_is_hers_and_where_she_lives_stays_hidden() {
    for is_booked_first in [false, true] {
        let world = World::with_reach(AT_HOME).await;
        let mut midwife = world.signed_in("midwife").await;
        if is_booked_first {
            sent(&mut midwife, &[&typed(WREN), SIGNED, BOTH]).await;
        }
        told_of(&world, Hidden::Shielded, WREN).await;
        if !is_booked_first {
            sent(&mut midwife, &[&typed(WREN), SIGNED, BOTH]).await;
        }
        midwife.open_family("Wren Canary").await.is(200).shows("Larch Close").hides("Robin");
        let mut guardian = world.signed_in(Role::CaldicottGuardian.word()).await;
        let pair = the_pair(&mut guardian).await;
        answers(&mut guardian, &pair, "same").await;
        midwife.open_family("Wren Canary").await.is(200).shows("Robin").hides("Larch Close").hides("Hidden Lane");
        // Taken back, the team has its own booking and no more.
        guardian.post(&format!("{pair}/undo"), &[]).await.is(303);
        midwife.open_family("Wren Canary").await.is(200).hides("Robin").hides("Hidden Lane");
        let again = the_pair(&mut guardian).await;
        answers(&mut guardian, &again, "different").await;
        // Booked again, there are two records of hers that can be told apart and joined; and no sign of a third.
        sent(&mut midwife, &[&typed(WREN), SIGNED, BOTH]).await;
        let family = midwife.open_family("Wren Canary").await;
        family.is(200).hides("Robin");
        let mut tried = 0;
        for person in family.links("/families/f-").into_iter().filter(|it| it.contains("/people/")) {
            let page = midwife.get(&person).await;
            page.is(200).hides("was separated");
            for record in page.fields("record") {
                midwife.post(&format!("{person}/join"), &[("record", &record)]).await.is(404);
                tried += 1;
            }
        }
        assert!(tried > 1, "the records of the bookings can be told apart");
        // A new booking is asked about anew: it may be of somebody else.
        let third = the_pair(&mut guardian).await;
        answers(&mut guardian, &third, "different").await;
        guardian.get("/matching").await.is(200).shows("No booking to check");
        guardian.get("/my-day").await.is(200).hides("kept safe");
    }
}

#[tokio::test]
async fn t22_a_booking_that_was_joined_is_parted_when_she_goes_into_hiding_and_joined_when_she_comes_out() {
    let world = World::with_reach(AT_HOME).await;
    let mut midwife = world.signed_in("midwife").await;
    sent(&mut midwife, &[&typed(WREN), SIGNED, BOTH]).await;
    let known = || mother_of(child("hv-9", "Robin", "Canary", "2024-06-07"), WREN).with("TEAM", "West health visitors");
    world.told_by("health-visiting", &[known()]).await;
    midwife.open_family("Wren Canary").await.is(200).shows("Robin");
    world.told_by("health-visiting", &[known().with("SHIELDED", "Y")]).await;
    midwife.open_family("Wren Canary").await.is(200).hides("Robin").hides("Hidden Lane");
    let mut guardian = world.signed_in(Role::CaldicottGuardian.word()).await;
    the_pair(&mut guardian).await;
    world.told_by("health-visiting", &[known().with("LANGUAGE", "Polish")]).await;
    midwife.open_family("Wren Canary").await.is(200).shows("Robin");
    guardian.get("/matching").await.is(200).shows("No booking to check");
}

#[tokio::test]
async fn t22_a_team_that_works_with_her_by_what_a_source_says_books_her_into_her_own_family() {
    for is_booked_first in [false, true] {
        let world = World::with_reach(AT_HOME).await;
        let mut midwife = world.signed_in("midwife").await;
        if is_booked_first {
            sent(&mut midwife, &[&typed(WREN), SIGNED, BOTH]).await;
        }
        told_of(&world, Hidden::Shielded, WREN).await;
        let own = mother_of(child("mat-3", "Unborn", "Canary", ""), WREN).with("DUE", "2027-06-06");
        world.told_by("maternity", &[own.with("TEAM", "East midwives").with("STARTED", "2026-11-02")]).await;
        if !is_booked_first {
            sent(&mut midwife, &[&typed(WREN), SIGNED, BOTH]).await;
        }
        midwife.open_family("Wren Canary").await.is(200).shows("Robin").hides("Hidden Lane").hides("Larch Close");
        let mut guardian = world.signed_in(Role::CaldicottGuardian.word()).await;
        guardian.get("/matching").await.is(200).shows("No booking to check");
    }
}
