//! Every route in every role, and nobody sees a shielded address.

use axum::http::{Method, StatusCode};
use kith::web::routes::{Who, routes};
use kith_core::workforce::Role;

use crate::families::{TOLD, poppy, visited};
use crate::visitor::Visitor;
use crate::world::{Row, World, child};

/// What each route answers to a role that it admits, on an empty locality
/// with made-up references: an answer, never a fault.
pub fn address(path: &str) -> String {
    path.replace("{family}", "f-0000000000000000")
        .replace("{person}", "p-0000000000000000")
        .replace("{contact}", "c-0000000000000000")
        .replace("{decision}", "d-0000000000000000")
        .replace("{advice}", "a-0000000000000000")
        .replace("{scenario}", "feeding-notes")
        .replace("{search}", "q-0000000000000000")
        .replace("{file}", "x-0000000000000000")
        .replace("{cluster}", "East")
        .replace("{topic}", "sharing")
        .replace("{edition}", "leaflet-2010")
        .replace("{name}", "kith.css")
        .replace("{message}", "g-0000000000000000")
        .replace("{agreement}", "new-births")
        .replace("{kind}", "shared")
        .replace("{list}", "b-0000000000000000")
        .replace("{pair}", "k-0000000000000000")
        .replace("{trace}", "t-0000000000000000")
        .replace("{support}", "u-0000000000000000")
        .replace("{step}", "goals")
        .replace("{goal}", "1")
        .replace("{notification}", "e-0000000000000000")
        .replace("{task}", "w-0000000000000000")
        .replace("{handover}", "h-0000000000000000")
        .replace("{visit}", "v-0000000000000000")
        .replace("{place}", "j-0000000000000000")
        .replace("{objection}", "y-0000000000000000")
        .replace("{mentor}", "s-0000000000000000")
}

#[tokio::test]
async fn every_route_answers_every_role_as_its_row_says() {
    let world = World::new().await;
    for role in Role::ALL {
        let mut visitor = world.signed_in(role.word()).await;
        for route in routes() {
            if route.path == "/sign-out" {
                continue;
            }
            let answer = visitor.get(&address(route.path)).await;
            let admitted = route.who.admits(Some(*role));
            assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{} {}", role.word(), route.path);
            if !admitted {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {}", role.word(), route.path);
            } else if answer.status == StatusCode::OK {
                assert!(answer.headers.contains_key("content-security-policy"), "{}", route.path);
            }
        }
    }
}

#[tokio::test]
async fn nobody_who_is_not_signed_in_gets_past_the_front_door() {
    let world = World::new().await;
    let mut stranger = Visitor::new(world.site.clone());
    for route in routes().iter().filter(|route| route.who != Who::Anyone) {
        let answer = stranger.get(&address(route.path)).await;
        let turned_away =
            answer.location.as_deref() == Some("/sign-in") || answer.status == StatusCode::METHOD_NOT_ALLOWED;
        assert!(turned_away, "{} answers {}", route.path, answer.status);
        let answer = stranger.send(Method::POST, &address(route.path), "".into(), &[]).await;
        assert!(!answer.status.is_success(), "{} answers {}", route.path, answer.status);
    }
}

/// A canary for whereabouts: a family in hiding, known to the health visitor.
async fn a_family_in_hiding(world: &World) {
    let hidden = |key: &str| {
        child(key, "Robin", "Canary", "2025-06-07")
            .with("NHS", "999 000 0069")
            .with("ADDRESS", "77 Hidden Lane")
            .with("POSTCODE", "LX9 9ZZ")
            .with("PHONE", "07700 900777")
            .with("SHIELDED", "Y")
            .with("M_GIVEN", "Wren")
            .with("M_FAMILY", "Canary")
            .with("M_BORN", "1996-02-03")
            .with("M_PHONE", "07700 900778")
            .with("TOLD", TOLD)
            .with("AGREED_ALL", "2026-11-01")
    };
    let nurse = hidden("hv-1").with("TEAM", "East health visitors").with("CODE", "HEALTH-VISITOR");
    world.told_by("health-visiting", &[nurse.with("C_ON", "2026-11-02").with("C_KIND", "Home visit")]).await;
    let centre = hidden("cc-1")
        .with("TEAM", "Secret Hill Centre")
        .with("CODE", "OUTREACH-WORKER")
        .with("W_PHONE", "01632 960555");
    world.told_by("childrens-centre", &[centre]).await;
    world
        .told_by(
            "maternity",
            &[hidden("mat-1").with("TEAM", "East midwives").with("CODE", "MIDWIFE").with("SHIELDED", "")],
        )
        .await;
    world.told_by("health-visiting", &[visited("hv-2", "2026-11-12", "x").with("TOLD", TOLD)]).await;
    world.told_by("maternity", &[poppy("mat-2")]).await;
}

#[tokio::test]
async fn no_page_export_or_error_shows_a_shielded_address() {
    let world = World::new().await;
    a_family_in_hiding(&world).await;
    crate::letters::an_office(&world).await;
    for role in Role::ALL {
        let mut visitor = world.signed_in(role.word()).await;
        let mut seen: Vec<String> = Vec::new();
        let mut waiting: Vec<String> =
            routes().iter().map(|route| address(route.path)).filter(|path| path != "/sign-out").collect();
        for words in ["Robin Canary", "999 000 0069", "77 Hidden Lane", "LX9 9ZZ", "Poppy Ellis"] {
            if let Some(found) = visitor.post("/find", &[("words", words)]).await.location {
                waiting.push(found);
            }
        }
        while let Some(next) = waiting.pop() {
            // A PDF says what the page of the same document says, packed so that nothing could be found in it.
            if seen.contains(&next) || seen.len() > 120 || next.starts_with("/assets/") || next.contains(".pdf") {
                continue;
            }
            let page = visitor.get(&next).await;
            // What somebody typed into the search box is theirs, not ours.
            let ours =
                page.html.lines().filter(|line| !line.contains("name=\"words\"") && !line.contains("You searched for"));
            let shown: String = ours.collect();
            for canary in ["Hidden Lane", "LX9 9ZZ", "LX99ZZ", "900777", "900778", "Secret Hill", "960555"] {
                assert!(!shown.contains(canary), "{} shows {canary} to {}", next, role.word());
            }
            waiting.extend(page.links("/"));
            seen.push(next);
        }
    }
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(!log.contains("Hidden Lane") && !log.contains("Canary"));
}

#[tokio::test]
async fn t16_a_sealed_identity_is_on_no_page() {
    let world = World::new().await;
    let before = child("ch-1", "Sky", "Formerly", "2024-03-04")
        .with("NHS", "999 000 0077")
        .with("SEALED", "Y")
        .with("M_GIVEN", "Joy")
        .with("M_FAMILY", "Formerly")
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR")
        .with("TOLD", TOLD);
    world.told_by("child-health", &[before]).await;
    let after = child("hv-1", "Sky", "Newname", "2024-03-04")
        .with("NHS", "999 000 0085")
        .with("M_GIVEN", "Ann")
        .with("M_FAMILY", "Newname")
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR")
        .with("TOLD", TOLD);
    world.told_by("health-visiting", &[after]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family("Sky Newname").await.is(200).hides("Formerly");
    for words in ["Sky Formerly", "999 000 0077"] {
        let answer = visitor.post("/find", &[("words", words)]).await;
        let address = answer.location.expect("an answer");
        assert!(address.starts_with("/find/"), "{words} leads to {address}");
        visitor.get(&address).await.hides("Formerly</").hides("/families/f-");
    }
}

/// The child's row in a list of the source, with the source's own number.
fn listed(key: &str) -> Row {
    child(key, "Sky", "Formerly", "2024-03-04")
        .with("LOCAL", "C-7")
        .with("M_GIVEN", "Joy")
        .with("M_FAMILY", "Formerly")
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR")
        .with("TOLD", TOLD)
}

#[tokio::test]
async fn t16_what_one_row_seals_is_sealed_in_every_row_of_its_source() {
    for sealed_first in [false, true] {
        let world = World::new().await;
        let (open, sealed) = (listed("ch-1"), listed("ch-2").with("SEALED", "Y"));
        if sealed_first {
            world.told_by("child-health", &[sealed]).await;
            world.told_by("child-health", &[open]).await;
        } else {
            world.told_by("child-health", &[open]).await;
            let mut visitor = world.signed_in("health-visitor").await;
            visitor.open_family("Sky Formerly").await.is(200).shows("Sky");
            world.told_by("child-health", &[sealed]).await;
        }
        let mut visitor = world.signed_in("health-visitor").await;
        let answer = visitor.post("/find", &[("words", "Sky Formerly")]).await;
        let address = answer.location.expect("an answer");
        visitor.get(&address).await.hides("Formerly</").hides("/families/f-");
        visitor.get("/families").await.hides("Formerly");
    }
}
