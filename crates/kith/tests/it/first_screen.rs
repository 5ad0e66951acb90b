//! The family's first screen: who is working with them, how often, and what
//! this reader may see.

use kith_core::service::ServiceKind;
use kith_core::workforce::Role;

use crate::families::{TOLD, poppy, the_ellis_family, visited};
use crate::world::World;

#[tokio::test]
async fn s003_dsg_the_first_screen_counts_what_the_sources_hold() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let page = worker.open_family("Poppy Ellis").await;
    page.is(200).shows("Ellis family").shows("Poppy, 7 weeks").shows("Who is working with this family");
    page.shows("Health visiting").shows("Test health visitor").shows("01632 960118").shows("Larch Centre");
    page.shows("1 in October and 1 in November").shows("3 contacts in 12 months");
    let more: Vec<_> = (1..=3).map(|day| visited(&format!("hv-1{day}"), &format!("2026-09-0{day}"), "x")).collect();
    world.told_by("health-visiting", &more).await;
    worker.open_family("Poppy Ellis").await.shows("3 in September").shows("6 contacts in 12 months");
}

#[tokio::test]
async fn a_step_to_yes_leads_to_the_form_that_records_it() {
    let world = World::new().await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-11-12", "x")]).await;
    let mut worker = world.signed_in("health-visitor").await;
    let page = worker.open_family("Poppy Ellis").await;
    page.is(200).shows("Give the family the privacy notice first").shows("How to get to yes");
    let form = page.links("/families/").into_iter().find(|link| link.ends_with("/notice")).expect("a link to the form");
    worker.get(&form).await.is(200).shows("notice");
}

#[tokio::test]
async fn s003_dsh_another_profession_sees_the_count_and_not_the_note() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut outreach = world.signed_in("outreach-worker").await;
    let page = outreach.open_family("Poppy Ellis").await;
    page.shows("1 in October and 1 in November")
        .hides("tongue-tie")
        .hides("Mood score")
        .shows("Would like to try the baby group");
    for contact in page.links("/families/").into_iter().filter(|link| link.contains("/contacts")) {
        outreach.get(&contact).await.hides("tongue-tie").hides("Mood score");
    }
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.open_family("Poppy Ellis").await;
    page.shows("Mood score").hides("Would like to try the baby group");
}

#[tokio::test]
async fn s003_dsi_early_help_centre_staff_and_social_care_see_the_screen() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let involved =
        [("early-help", "EARLY-HELP-TRIAGE", "Early help desk"), ("social-care", "SOCIAL-WORKER", "East social work")];
    for (source, code, team) in involved {
        world
            .told_by(source, &[poppy(source).with("CODE", code).with("TEAM", team).with("STARTED", "2026-11-10")])
            .await;
    }
    for account in ["early-help-triage", "social-worker", "outreach-worker", "centre-manager", "health-visitor"] {
        let mut worker = world.signed_in(account).await;
        worker
            .open_family("Poppy Ellis")
            .await
            .is(200)
            .shows("Who is working with this family")
            .shows("Health visiting");
    }
    for account in ["data-lead", "commissioner", "administrator", "caldicott-guardian"] {
        let mut worker = world.signed_in(account).await;
        worker.post("/find", &[("words", "Poppy Ellis")]).await.is(404);
    }
}

#[tokio::test]
async fn s002_23g_every_role_sees_the_type_of_information_the_job_needs() {
    let world = World::new().await;
    for service in ServiceKind::ALL {
        let row = poppy(service.word())
            .with("TEAM", format!("The {} people", service.word()))
            .with("WORKER", format!("Worker of {}", service.word()))
            .with("TOLD", TOLD)
            .with("C_ON", "2026-11-10")
            .with("C_NOTE", format!("Secret of {}", service.word()));
        world.told_by(service.word(), &[row]).await;
    }
    world.told_by("childrens-centre", &[crate::families::registered("cc-1")]).await;
    world.told_by("health-visiting", &[visited("hv-1", "2026-10-14", "Own note of the health visitor")]).await;
    let readers = [("outreach-worker", ServiceKind::ChildrensCentre), ("health-visitor", ServiceKind::HealthVisiting)];
    for (account, own) in readers {
        let mut reader = world.signed_in(account).await;
        let page = reader.open_family("Poppy Ellis").await;
        page.is(200);
        let all = reader
            .get(&format!("{}/contacts", page.link("/families/f-").map(|link| family_of(&link)).unwrap_or_default()))
            .await;
        for service in ServiceKind::ALL.iter().filter(|service| **service != own) {
            page.hides(&format!("Secret of {}", service.word()));
            all.hides(&format!("Secret of {}", service.word()));
            if service.is_existence_sensitive() {
                page.hides(&format!("Worker of {}", service.word())).hides(&format!("The {} people", service.word()));
                all.hides(service.title());
            }
        }
        page.shows("Some services are not shown to your role");
    }
    for role in Role::ALL.iter().filter(|role| !role.works_with_families()) {
        let mut reader = world.signed_in(role.word()).await;
        reader.get("/families").await.is(404);
    }
}

fn family_of(link: &str) -> String {
    link.split('/').take(3).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn s002_23j_who_else_works_with_a_child_is_found_quickly_with_contact_details_only() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("outreach-worker").await;
    let page = worker.open_family("999 000 0018").await;
    page.shows("Test health visitor")
        .shows("Health visiting")
        .shows("01632 960118")
        .hides("tongue-tie")
        .hides("Mood score");
}

#[tokio::test]
async fn s002_23g_with_or_without_a_hidden_service_the_page_is_the_same_to_the_byte() {
    let plain = World::new().await;
    the_ellis_family(&plain).await;
    let hidden = World::new().await;
    the_ellis_family(&hidden).await;
    let row = poppy("da-1")
        .with("TEAM", "Harbour refuge")
        .with("WORKER", "Nobody")
        .with("C_ON", "2026-11-11")
        .with("ADDRESS", "The Refuge");
    hidden.told_by("domestic-abuse", &[row]).await;
    let mut pages = Vec::new();
    for world in [&plain, &hidden] {
        let mut worker = world.signed_in("outreach-worker").await;
        let page = worker.open_family("Poppy Ellis").await;
        page.is(200).hides("Harbour").hides("The Refuge");
        pages.push(without_identifiers(&page.html));
    }
    assert_eq!(pages[0], pages[1]);
}

/// The page with every random identifier and token cut to its letter.
fn without_identifiers(html: &str) -> String {
    let mut written = String::new();
    for word in html.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-') {
        let bare = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
        if bare.len() == 18 && bare.as_bytes()[1] == b'-' || bare.len() >= 32 {
            written.push('*');
        } else {
            written.push_str(word);
        }
    }
    written
}
