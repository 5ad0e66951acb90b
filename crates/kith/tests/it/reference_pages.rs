//! The pages that all partners share: words, framework, training, services.

use jiff::Span;

use crate::families::{TOLD, the_ellis_family};
use crate::visitor::Answer;
use crate::world::{World, child};

/// The one file of words.
const GLOSSARY: &str = include_str!("../../reference/glossary.txt");

#[tokio::test]
async fn s002_7b_one_file_of_words_is_a_page_and_explains_the_screens() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.get("/glossary").await;
    page.is(200).shows("Words we use");
    for line in GLOSSARY.lines() {
        let (word, meaning) = line.split_once(": ").expect("a word and its meaning");
        page.shows(&format!("{word} {meaning}"));
    }
    for word in ["Universal services", "Prevention", "Early intervention", "Late intervention"] {
        page.shows(word);
    }
    let screens = [visitor.open_family("Poppy Ellis").await, visitor.get("/can-i-share").await];
    for (screen, words) in screens.iter().zip([["Objection", "Basic details"], ["Public interest", "Implied consent"]])
    {
        screen.is(200).shows("What the words here mean");
        for word in words {
            let meaning = GLOSSARY.lines().find_map(|line| line.strip_prefix(&format!("{word}: "))).expect("a word");
            screen.shows(&format!("{word} {meaning}"));
        }
    }
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/files").await.shows("What the words here mean").shows("Source One system that sends us files.");
    assert_eq!(visitor.get("/help/words").await.location.as_deref(), Some("/glossary"));
}

#[tokio::test]
async fn s002_12a_the_framework_lists_owner_and_next_review_and_flags_what_is_overdue() {
    let world = World::new().await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    let item = [
        ("kind", "policy"),
        ("title", "Asking families"),
        ("says", "We ask before we share."),
        ("owner", "Head of early help"),
        ("review_on", "1 March 2027"),
    ];
    guardian
        .post("/framework/new", &[("kind", "policy"), ("title", "Asking families")])
        .await
        .is(422)
        .shows("Write who owns it");
    guardian.post("/framework/new", &item).await.is(303);
    let process = [
        ("kind", "process"),
        ("title", "When something is lost"),
        ("says", "Tell the protection officer the same day."),
        ("owner", "Data protection officer"),
        ("review_on", "1 March 2028"),
    ];
    guardian.post("/framework/new", &process).await.is(303);
    let mut worker = world.signed_in("outreach-worker").await;
    let page = worker.get("/framework").await;
    page.is(200).shows("Policy: Asking families").shows("Owner Head of early help").shows("Next review 1 March 2027");
    page.shows("Every review is up to date").hides("Review overdue").hides("/framework/new");
    worker.post("/framework/new", &item).await.is(404);

    world.wait(Span::new().hours(24 * 120));
    let mut guardian = world.signed_in("caldicott-guardian").await;
    let page = guardian.get("/framework").await;
    page.shows("Policy: Asking families Review overdue").shows("1 review is overdue");
    page.hides("When something is lost Review overdue");
    let reviewed = item.map(|(name, value)| if name == "review_on" { (name, "1 March 2029") } else { (name, value) });
    guardian.post("/framework/new", &reviewed).await.is(303);
    guardian.get("/framework").await.shows("Next review 1 March 2029").hides("Review overdue");
}

#[tokio::test]
async fn s002_12b_users_of_two_organisations_see_different_positions_on_the_same_screen() {
    let world = World::new().await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    for (organisation, says) in [
        ("Testfield Council", "The council shares with the team around the family."),
        ("Testfield Community Trust", "The trust asks the family first, always."),
    ] {
        let fields = [("organisation", organisation), ("says", says)];
        guardian.post("/framework/position", &fields).await.is(303);
    }
    guardian
        .post("/framework/position", &[("organisation", "Nowhere"), ("says", "x")])
        .await
        .is(422)
        .shows("Choose the organisation");
    let mut council = world.signed_in("health-visitor").await;
    let page = council.get("/framework").await;
    page.is(200).shows("Where Testfield Council stands on sharing").shows("The council shares with the team");
    page.hides("The trust asks");
    let mut trust = world.signed_in("other-health-visitor").await;
    let page = trust.get("/framework").await;
    page.is(200).shows("Where Testfield Community Trust stands on sharing").shows("The trust asks the family first");
    page.hides("The council shares");
    council.post("/framework/position", &[("organisation", "Testfield Council"), ("says", "x")]).await.is(404);
}

/// The reference of somebody on the form.
fn reference(html: &str, name: &str) -> String {
    let option = html.split("<option").find(|option| option.contains(name)).expect("somebody to choose");
    option.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a reference").to_owned()
}

#[tokio::test]
async fn s002_7a_training_in_four_subjects_is_recorded_for_each_person_and_counted_for_each_partner() {
    let world = World::new().await;
    let mut administrator = world.signed_in("administrator").await;
    let page = administrator.get("/training").await;
    page.is(200);
    for partner in ["Early years", "Schools", "Youth services", "Health", "Police", "Others"] {
        page.shows(partner);
    }
    for subject in ["Local referral procedure", "Assessment", "Information sharing", "Decision making"] {
        page.shows(subject);
    }
    page.shows("Others Local referral procedure 0 of").shows("Police Local referral procedure No staff here");
    let social_worker = reference(&page.html, "Test social worker");
    administrator.post("/training", &[("staff", &social_worker)]).await.is(422).shows("Choose the subject");
    for subject in ["referral", "referral", "deciding"] {
        let fields = [("staff", social_worker.as_str()), ("subject", subject), ("source", "local")];
        administrator.post("/training", &fields).await.is(303);
    }
    let page = administrator.get("/training").await;
    page.shows("Others Local referral procedure 1 of")
        .shows("Assessment 0 of")
        .shows("Test social worker: Decision making");
    let mut manager = world.signed_in("centre-manager").await;
    let page = manager.get("/training").await;
    page.is(200).shows("Others Local referral procedure 1 of").hides("other-health-visitor");
    world.signed_in("health-visitor").await.get("/training").await.is(404);
}

#[tokio::test]
async fn s002_23d_training_is_recorded_by_its_source() {
    let world = World::new().await;
    let mut administrator = world.signed_in("administrator").await;
    let page = administrator.get("/training").await;
    page.is(200).shows("Local training: 0 times").shows("From a toolkit: 0 times");
    let midwife = reference(&page.html, "Test midwife");
    let none = [("staff", midwife.as_str()), ("subject", "sharing")];
    administrator.post("/training", &none).await.is(422).shows("Choose where it came from");
    for source in ["toolkit", "commissioned", "commissioned"] {
        let fields =
            [("staff", midwife.as_str()), ("subject", "sharing"), ("source", source), ("on", "2 October 2026")];
        administrator.post("/training", &fields).await.is(303);
    }
    let page = administrator.get("/training").await;
    page.shows("From a toolkit: 1 time").shows("Commissioned training: 2 times").shows("Local training: 0 times");
    page.shows("Test midwife: Information sharing Commissioned training, 2 October 2026");
}

#[tokio::test]
async fn s002_2a_a_postcode_gives_the_local_services_of_each_kind() {
    let world = World::with_reach("LX7 7AA").await;
    let mut lead = world.signed_in("data-lead").await;
    let services = [
        ("parenting", "Stay and play", "Larch Centre"),
        ("family-health", "Baby clinic", "Larch Centre"),
        ("childcare", "Ash Nursery places", ""),
        ("work-and-training", "Jobs club", "Elsewhere"),
    ];
    for (kind, name, centre) in services {
        let fields =
            [("kind", kind), ("name", name), ("centre", centre), ("says", "Every week"), ("telephone", "01632 960002")];
        let answer = lead.post("/services/new", &fields).await;
        if centre == "Elsewhere" {
            answer.is(422).shows("Choose a centre")
        } else {
            answer.is(303)
        };
    }
    let mut worker = world.signed_in("outreach-worker").await;
    let page = worker.post("/services", &[("postcode", "lx7 7aa")]).await;
    page.is(200).shows("In the reach area of Larch Centre").shows("Parenting support Stay and play");
    page.shows("Family health Baby clinic")
        .shows("Childcare Ash Nursery places")
        .shows("Work and training None is written down");
    let far = worker.post("/services", &[("postcode", "LX9 9AA")]).await;
    far.is(200).shows("No centre’s reach area holds this postcode").hides("Stay and play").shows("Ash Nursery places");
    worker.post("/services", &[("postcode", "near here")]).await.is(422).shows("Write a whole postcode");
    let closed = [
        ("kind", "parenting"),
        ("name", "Stay and play"),
        ("centre", "Larch Centre"),
        ("says", "x"),
        ("has_closed", "yes"),
    ];
    worker.post("/services/new", &closed).await.is(404);
    lead.post("/services/new", &closed).await.is(303);
    worker.post("/services", &[("postcode", "LX7 7AA")]).await.hides("Stay and play").shows("Baby clinic");
}

#[tokio::test]
async fn s002_11d_a_death_changes_the_rule_text_that_is_shown() {
    let world = World::new().await;
    let row = |key: &str, given: &str| {
        child(key, given, "Rowe", "2024-03-04")
            .with("M_GIVEN", "Gail")
            .with("M_FAMILY", "Rowe")
            .with("TEAM", "East health visitors")
            .with("CODE", "HEALTH-VISITOR")
            .with("TOLD", TOLD)
    };
    let died = row("hv-2", "Ned").with("NHS", "999 000 0050").with("DIED", "2026-10-30").with("ORDER", "2");
    world.told_by("health-visiting", &[row("hv-1", "Ivy").with("NHS", "999 000 0042").with("ORDER", "1"), died]).await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    let policy = [
        ("kind", "policy"),
        ("title", "People who have died"),
        ("says", "We keep what we knew in confidence for as long as we keep it."),
        ("owner", "Caldicott Guardian"),
        ("review_on", "1 March 2027"),
    ];
    let mut visitor = world.signed_in("health-visitor").await;
    let mut pages = Vec::new();
    for name in ["Ivy Rowe", "Ned Rowe"] {
        let family = visitor.open_family(name).await;
        for address in family.links("/families/").into_iter().filter(|address| address.contains("/people/")) {
            pages.push((address.clone(), visitor.get(&address).await));
        }
    }
    let of = |name: &str| {
        let is_of = |page: &Answer| page.html.contains(&format!("<h1 class=\"nhsuk-heading-l\">{name}"));
        let texts: Vec<String> = pages.iter().map(|(_, page)| page.text()).collect();
        pages.iter().find(|(_, page)| is_of(page)).unwrap_or_else(|| panic!("no page of {name}: {texts:?}"))
    };
    let (_, ivy) = of("Ivy");
    ivy.shows("Data protection law covers this person").hides("has died");
    let (ned, page) = of("Ned");
    page.shows("This person has died").shows("Data protection law is about the living").shows("still counts");
    page.hides("Data protection law covers this person");
    guardian.post("/framework/new", &policy).await.is(303);
    visitor.get(ned).await.shows("We keep what we knew in confidence for as long as we keep it.");
}

#[tokio::test]
async fn s002_3b_the_library_lists_each_item_with_version_date_and_status_and_keeps_what_was_said() {
    let world = World::new().await;
    let mut worker = world.signed_in("outreach-worker").await;
    worker.get("/rules").await.shows("The library lists the guidance and law behind them");
    let page = worker.get("/library").await;
    page.is(200).hides("Add or change an item");
    assert!(!page.html.contains("href=\"http"), "the page asks for nothing elsewhere");
    // The wider guidance, the toolkit, the codes and the templates (¶3, ¶24).
    for (id, title, status, dated) in [
        ("leaflet-2010", "How to share information appropriately with", "Not known to us, check", "2010"),
        ("guidance-2008", "The wider information sharing guidance", "Not known to us, check", "2008"),
        ("toolkit", "The information sharing toolkit", "Not known to us, check", "Not known to us, check"),
        ("codes-of-practice", "Codes of practice on sharing", "Current", "Not known to us, check"),
        ("consent-form", "Consent form, after the annex", "Current", "November 2026"),
        ("privacy-notice", "Privacy notice as a letter", "Current", "November 2026"),
        ("dpa-1998", "Data Protection Act 1998", "Replaced", "1998"),
        ("working-together-2026", "Working together to safeguard children", "Current", "2026"),
    ] {
        let card = page.html.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("{title} is listed"));
        let card = card.split("Where to read it").next().expect("its lines");
        let date = card.split(">Date<").nth(1).expect("its date");
        assert!(card.contains(title) && card.contains(status) && date.contains(&format!(">{dated}<")), "{card}");
    }
    page.shows("Replaced by UK GDPR and Data Protection Act 2018");

    let mut lead = world.signed_in("data-lead").await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    let ours = [("sort", "code"), ("title", "Our birth protocol"), ("version", "2"), ("dated", "May 2026")];
    let ours =
        [ours.as_slice(), &[("status", "current"), ("where_to_read", "On the shelf"), ("why", "Signed")]].concat();
    lead.post("/library/new", &ours[..6]).await.is(422).shows("Write why you say so");
    lead.post("/library/new", &ours).await.is(303);
    lead.post("/library/new", &ours).await.is(422).shows("There is an item with this title");
    worker.get("/library").await.shows("Our birth protocol Current").shows("Current. Signed");
    let form = guardian.get("/library/new?of=our-birth-protocol").await;
    assert!(form.is(200).html.contains("Our birth protocol") && form.html.contains("On the shelf"));
    let gone = [("of", "our-birth-protocol"), ("sort", "code"), ("title", "Our birth protocol"), ("version", "2")];
    let gone = [gone.as_slice(), &[("where_to_read", "On the shelf"), ("why", "The board ended it")]].concat();
    let replaced = [gone.as_slice(), &[("status", "replaced")]].concat();
    guardian.post("/library/new", &replaced).await.is(422).shows("Choose what took its place");
    guardian.post("/library/new", &[gone.as_slice(), &[("status", "withdrawn")]].concat()).await.is(303);
    let page = worker.get("/library").await;
    page.shows("Our birth protocol Withdrawn").shows("Withdrawn. The board ended it").shows("Current. Signed");
    worker.post("/library/new", &ours).await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.lines().any(|line| line.contains("library=our-birth-protocol") && line.contains("status=withdrawn")));
}
