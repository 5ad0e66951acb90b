//! Families that no centre has registered: the prompt at every contact until
//! they are registered or said no, and the list with those first that cannot
//! wait.

use jiff::Span;

use crate::antenatal::{AT_HOME, HANNAH, SIGNED, sent};
use crate::birth_lists;
use crate::families::{HANNAH_NUMBER, TOLD, poppy, visited};
use crate::first_visit::{YES, family, known_to_health_visiting, visits_first};
use crate::losses::records_a_loss;
use crate::planned_visits::plans;
use crate::visitor::Visitor;
use crate::world::{Row, World, child};

const ASK: &str = "Not registered with a centre: ask. No centre knows Poppy.";
const REGISTER: &str = "They agreed: register them now. Poppy is not registered with a centre yet.";

/// Columns or fields with what they say.
type Fields = &'static [(&'static str, &'static str)];

/// The family with its midwife beside the health visitor, and what a source
/// says was agreed, where it says something.
async fn with_a_midwife(agreed: &[(&'static str, &str)]) -> World {
    let world = World::with_reach(AT_HOME).await;
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD);
    let row = agreed.iter().fold(row, |row, (column, value)| row.with(column, *value));
    world.told_by("health-visiting", &[row]).await;
    let midwife = poppy("mat-1").with("TEAM", "East midwives").with("CODE", "MIDWIFE").with("WORKER", "Ruth Example");
    world.told_by("maternity", &[midwife]).await;
    world
}

/// What stands on every page of a contact, for whoever visits the family: on
/// the family's own page, the contact, the first visit, and the note after a
/// visit that was planned.
async fn at_each_contact(world: &World, family: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for account in ["health-visitor", "midwife"] {
        let mut worker = world.signed_in(account).await;
        let mut pages = vec![family.to_owned(), format!("{family}/contacts/new"), format!("{family}/first-visit")];
        let visits = format!("{family}/visits");
        if worker.get(&visits).await.is(200).links(&format!("{visits}/v-")).is_empty() {
            plans(&mut worker, family, "24/11/2026", &[("together", "combined")]).await.is(303);
        }
        let visit = worker.get(&visits).await.links(&format!("{visits}/v-")).into_iter().next();
        pages.push(visit.expect("the visit has a page"));
        for page in pages {
            let shown = worker.get(&page).await;
            found.push((format!("{account} on {page}"), shown.is(200).text()));
        }
    }
    found
}

#[tokio::test]
async fn s003_isi_the_prompt_stands_at_each_contact_until_they_are_registered_or_said_no() {
    const NOT_REGISTERED: &[(&str, &str)] =
        &[("answer", "yes"), ("informed", "all"), ("how", "written"), ("centre", "Larch Centre"), ("register", "no")];
    // What a source says was agreed, what the first visit form said, and what stands then.
    let basic: Fields = &[("AGREED_BASIC", "2026-11-03")];
    let all: Fields = &[("AGREED_ALL", "2026-11-03")];
    let refused: Fields = &[("REFUSED", "2026-11-03")];
    let nobody: Fields = &[("answer", "not-asked"), ("why_not_asked", "Grandmother was there")];
    let cases: [(Fields, Option<Fields>, Option<&str>); 8] = [
        (&[], None, Some(ASK)),
        (&[], Some(nobody), Some(ASK)),
        (basic, None, Some(REGISTER)),
        (all, None, Some(REGISTER)),
        (&[], Some(YES), None),
        (&[], Some(NOT_REGISTERED), None),
        (&[], Some(&[("answer", "no")]), None),
        (refused, None, None),
    ];
    for (agreed, form, stands) in cases {
        let world = with_a_midwife(agreed).await;
        let family = family(&world).await;
        if let Some(form) = form {
            let mut visitor = world.signed_in("health-visitor").await;
            visits_first(&mut visitor, &family, form).await.is(303);
        }
        for (page, text) in at_each_contact(&world, &family).await {
            for words in [ASK, REGISTER] {
                assert_eq!(text.contains(words), stands == Some(words), "{page}, {agreed:?}, {form:?}: {words}");
            }
        }
    }
}

#[tokio::test]
async fn s003_isi_s004_wae_the_prompt_leads_to_the_form_that_registers_them_and_then_it_goes() {
    let world = with_a_midwife(&[("AGREED_BASIC", "2026-11-03")]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let contact = visitor.get(&format!("{family}/contacts/new")).await;
    let form = contact.shows(REGISTER).link(&format!("{family}/first-visit")).expect("the way to register them");
    visitor.get(&form).await.is(200).shows(REGISTER);
    visits_first(&mut visitor, &family, YES).await.is(303);
    for (page, text) in at_each_contact(&world, &family).await {
        assert!(!text.contains("register them now"), "{page}");
    }
    // Whoever does not ask is not told to.
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get(&family).await.is(200).hides("register them now").hides("Not registered with a centre");
}

#[tokio::test]
async fn s003_isi_the_prompt_stands_before_the_birth_too() {
    for (item, words) in [("item_contact", "They agreed: register them now"), ("item_health-visitor", "ask. No centre")]
    {
        let world = World::with_reach(AT_HOME).await;
        let mut midwife = world.signed_in("midwife").await;
        let said = [(item, "yes"), ("item_birth", if item == "item_contact" { "yes" } else { "" })];
        let address = sent(&mut midwife, &[HANNAH, SIGNED, &said]).await;
        midwife.get(&address).await.is(200).shows(words);
        let family = midwife.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("her family");
        midwife.get(&format!("{family}/contacts/new")).await.is(200).shows(words);
        records_a_loss(&mut midwife, &family, "pregnancy").await;
        for page in [address, format!("{family}/contacts/new")] {
            midwife.get(&page).await.is(200).hides("register them now").hides("Not registered with a centre");
        }
    }
}

#[tokio::test]
async fn s003_isi_nobody_is_prompted_about_a_family_that_is_kept_safe() {
    for agreed in [&[][..], &[("AGREED_ALL", "2026-11-03")]] {
        let shielded: Vec<(&'static str, &str)> = agreed.iter().copied().chain([("SHIELDED", "Y")]).collect();
        let world = with_a_midwife(&shielded).await;
        let family = family(&world).await;
        for (page, text) in at_each_contact(&world, &family).await {
            assert!(!text.contains("register them now") && !text.contains("with a centre: ask"), "{page}");
        }
        world.wait(Span::new().hours(24 * 160));
        let mut visitor = world.signed_in("health-visitor").await;
        visitor.get("/gaps").await.is(200).hides("Ellis").shows("Nobody is left to ask");
        visitor.get("/my-day").await.hides("five months old");
    }
}

#[tokio::test]
async fn s004_baa_without_agreement_the_health_visitor_sees_that_the_centre_does_not_know() {
    let world = known_to_health_visiting().await;
    let older = child("hv-8", "Milo", "Grown", "2019-03-04")
        .with("CODE", "HEALTH-VISITOR")
        .with("TEAM", "East health visitors");
    world.told_by("health-visiting", &[older.with("TOLD", TOLD)]).await;
    let family = family(&world).await;
    world.wait(Span::new().hours(24 * 160));
    let mut visitor = world.signed_in("health-visitor").await;
    let gaps = visitor.get("/gaps").await;
    gaps.is(200)
        .shows("The centre does not know them")
        .shows("Ellis family")
        .shows("1 of 1 family with a child under five")
        .hides("Grown");
    let ask = gaps.link(&format!("{family}/first-visit")).expect("the way to ask");
    visitor.get(&ask).await.is(200);
    world.signed_in("outreach-worker").await.get(&family).await.is(404);
    visits_first(&mut visitor, &family, YES).await.is(303);
    visitor.get("/gaps").await.shows("Nobody is left to ask").hides("Ellis");
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get(&family).await.is(200).shows("the family is registered with Larch Centre");
    worker.get("/centre-tasks").await.shows("Ellis family");
    worker.get("/gaps").await.is(404);
    let mut colleague = world.signed_in("other-health-visitor").await;
    colleague.get("/gaps?whose=team").await.is(200).hides("Ellis");
}

/// A second family of the health visitor's, with a younger baby, that nobody
/// asked.
fn younger() -> Row {
    child("hv-9", "Noah", "Reed", "2026-11-12")
        .with("NHS", "999 000 0034")
        .with("POSTCODE", AT_HOME)
        .with("ADDRESS", "2 Larch Close")
        .with("M_GIVEN", "Ida")
        .with("M_FAMILY", "Reed")
        .with("CODE", "HEALTH-VISITOR")
        .with("TEAM", "East health visitors")
        .with("TOLD", TOLD)
}

/// Whether the first words stand before the others on a page.
fn stands_before(page: &crate::visitor::Answer, first: &str, then: &str) -> bool {
    let text = page.text();
    text.find(first).expect(first) < text.find(then).expect(then)
}

async fn gaps(visitor: &mut Visitor) -> crate::visitor::Answer {
    let page = visitor.get("/gaps").await;
    page.is(200);
    page
}

#[tokio::test]
async fn s003_isi_the_list_tells_apart_whom_to_ask_and_whom_to_register() {
    let world = known_to_health_visiting().await;
    world.told_by("health-visiting", &[younger().with("AGREED_ALL", "2026-11-20")]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = gaps(&mut visitor).await;
    page.shows("2 of 2 families with a child under five");
    page.shows("1 not asked yet: ask at your next contact. 1 agreed: register them.");
    page.shows("Nobody asked whether a centre may know Poppy").shows("They agreed: register them");
    assert!(stands_before(&page, "Reed family", "Ellis family"), "the youngest first while nobody is in a hurry");
    let second = visitor.post("/find", &[("words", "999 000 0034")]).await.location.expect("the second family");
    visits_first_of(&mut visitor, &second, "Ida Reed", &[("answer", "no")]).await;
    gaps(&mut visitor).await.hides("Reed").shows("1 not asked yet").shows("0 agreed");
}

async fn visits_first_of(visitor: &mut Visitor, family: &str, by: &str, more: &[(&str, &str)]) {
    let address = format!("{family}/first-visit");
    let form = visitor.get(&address).await;
    let start = form.html.find("name=\"child\"").expect("the children are listed");
    let tag = form.html[..start].rfind('<').expect("a tag");
    let child = form.html[tag..].split("value=\"").nth(1).and_then(|it| it.split('"').next()).expect("its value");
    let (by, key) = (crate::consent::signer(&form, by), form.field("form_key").expect("a key"));
    let fields = [("form_key", key.as_str()), ("by", by.as_str()), ("child", child)];
    visitor.post(&address, &crate::consent::with(&fields, more)).await.is(303);
}

#[tokio::test]
async fn s004_baa_a_family_that_agreed_stands_first_when_its_baby_nears_six_months_and_no_centre_knows_it() {
    let (world, _) = birth_lists::ready().await;
    world.told_by("health-visiting", &[birth_lists::agreed("hv-1", "Poppy", "Ellis"), younger()]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    // At seven weeks there is no hurry.
    gaps(&mut visitor).await.shows("They agreed").hides("Six months is near");
    visitor.get("/my-day").await.shows("Families whom the centre does not know").hides("five months old");
    // The baby is five months old on 2 March 2027.
    world.wait(Span::new().hours(24 * 99));
    let mut visitor = world.signed_in("health-visitor").await;
    gaps(&mut visitor).await.hides("Six months is near");
    world.wait(Span::new().hours(24));
    let mut visitor = world.signed_in("health-visitor").await;
    let page = gaps(&mut visitor).await;
    page.shows("Six months is near").shows("They agreed, and Poppy is five months old or more");
    page.shows("No list has told a centre of them yet");
    assert!(stands_before(&page, "Ellis family", "Reed family"), "it stands before the younger baby");
    visitor.get("/my-day").await.shows("1 family agreed, and the baby is five months old or more");
    world.signed_in("other-health-visitor").await.get("/my-day").await.hides("five months old");
    // A list that names her tells the centre: she is to be registered, and the hurry is over.
    let mut lead = world.signed_in("data-lead").await;
    birth_lists::released(&mut lead).await;
    let page = gaps(&mut visitor).await;
    page.shows("Larch Centre was told of them on 2 March 2027").hides("Six months is near");
    visitor.get("/my-day").await.hides("five months old");
}

#[tokio::test]
async fn s004_baa_the_list_says_why_no_centre_was_told() {
    for (postcode, says) in [
        (AT_HOME, "No list can go to Larch Centre: it has no key"),
        ("LX9 9ZZ", "No centre was told: none is found from their postcode"),
    ] {
        let world = World::with_reach(AT_HOME).await;
        let row = birth_lists::agreed("hv-1", "Poppy", "Ellis").with("POSTCODE", postcode);
        world.told_by("health-visiting", &[row]).await;
        world.wait(Span::new().hours(24 * 120));
        let mut visitor = world.signed_in("health-visitor").await;
        gaps(&mut visitor).await.shows("Six months is near").shows(says);
    }
}

/// What the centre's worker does with the registration of the only child.
async fn at_the_centre(world: &World, family: &str, fields: &[(&str, &str)]) {
    let mut worker = world.signed_in("outreach-worker").await;
    let address = format!("{family}/registration");
    let page = worker.get(&address).await;
    let (key, of) = (page.is(200).field("form_key").expect("a key"), page.field("of").expect("the child"));
    let sent = [("form_key", key.as_str()), ("of", of.as_str())];
    worker.post(&address, &crate::consent::with(&sent, fields)).await.is(303);
}

#[tokio::test]
async fn s003_isi_a_family_that_asked_to_end_its_registration_is_asked_no_more_until_it_registers_again() {
    for (why, is_asked) in [("asked", false), ("mistake", true)] {
        let world = with_a_midwife(&[("AGREED_ALL", "2026-11-03")]).await;
        let family = family(&world).await;
        let mut visitor = world.signed_in("health-visitor").await;
        visits_first(&mut visitor, &family, YES).await.is(303);
        at_the_centre(&world, &family, &[("answer", "ends"), ("how", why)]).await;
        for (page, text) in at_each_contact(&world, &family).await {
            assert_eq!(text.contains("register them now"), is_asked, "{page} after {why}: {text}");
        }
        let mut visitor = world.signed_in("health-visitor").await;
        let listed = gaps(&mut visitor).await;
        assert_eq!(listed.text().contains("Ellis family"), is_asked, "{why}: {}", listed.text());
        visitor.get(&format!("{family}/registration")).await.shows("Larch Centre, until 22 November 2026");
        // They want it again: registered once more, and what ended is past.
        visits_first(&mut visitor, &family, YES).await.is(303);
        visitor.get(&format!("{family}/registration")).await.shows("since 22 November 2026").hides("until 22 November");
        at_the_centre(&world, &family, &[("answer", "ends"), ("how", "moved")]).await;
        visitor.get(&family).await.shows("register them now").shows("They moved away from Larch Centre.");
    }
}

#[tokio::test]
async fn s003_isi_a_family_that_moved_away_is_asked_for_the_centre_of_its_new_home() {
    let world = World::with_two_centres(AT_HOME, "LX2 7AB").await;
    let row =
        visited("hv-1", "2026-10-14", "Feeding is going well.").with("TOLD", TOLD).with("AGREED_ALL", "2026-11-03");
    world.told_by("health-visiting", &[row]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visits_first(&mut visitor, &family, YES).await.is(303);
    visitor.get(&family).await.is(200).hides("register them now");
    at_the_centre(&world, &family, &[("answer", "ends"), ("how", "moved")]).await;
    visitor.get(&family).await.shows("They moved away from Larch Centre. Ask which centre is near them now.");
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.").with("POSTCODE", "LX2 7AB").with("TOLD", TOLD);
    world.told_by("health-visiting", &[row.with("AGREED_ALL", "2026-11-03")]).await;
    let words = "They moved away from Larch Centre. Cedar Centre reaches their home now.";
    for page in [family.clone(), format!("{family}/contacts/new"), format!("{family}/first-visit")] {
        visitor.get(&page).await.is(200).shows(words);
    }
    gaps(&mut visitor).await.shows("They moved away from Larch Centre; Cedar Centre reaches their home now");
}
