//! The map on a centre's welcome cards.

use axum::body::Body;
use axum::http::Method;

use crate::births::{offers, with_a_baby};
use crate::importing::run;
use crate::visitor::{Answer, Visitor};

/// A road and a house, 320 by 300 dots.
const MAP: &[u8] = include_bytes!("../../../letters/tests/map.png");

/// Brings a map as the form does.
async fn bring(centre: &mut Visitor, (shows, credit): (&str, &str), picture: &[u8]) -> Answer {
    let token = centre.get("/births/cards/map").await.field("form_token").expect("a token");
    let mut body = Vec::new();
    for (field, value) in [("form_token", token.as_str()), ("shows", shows), ("credit", credit)] {
        body.extend(format!("--B\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(b"--B\r\nContent-Disposition: form-data; name=\"map\"; filename=\"map.png\"\r\n\r\n");
    body.extend(picture);
    body.extend(b"\r\n--B--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=B"), ("sec-fetch-site", "same-origin")];
    centre.send(Method::POST, "/births/cards/map", Body::from(body), &headers).await
}

const SHOWS: &str = "The centre is the second house left of the library";

#[tokio::test]
async fn s004_wad_a_centre_brings_the_map_for_its_cards_and_takes_it_off() {
    let (world, mut lead) = with_a_baby().await;
    offers(&mut lead).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births").await.shows("The map on your cards");
    centre.get("/births/cards/map").await.is(200).shows("There is no map on your cards now");
    centre.get("/births/cards/map/picture").await.is(404);
    // Whatever cannot be printed is refused with what to do, and what was typed stays.
    let refused = bring(&mut centre, (SHOWS, ""), b"GIF89a").await;
    refused.is(422).shows("This is not a PNG picture").shows(SHOWS);
    bring(&mut centre, (SHOWS, ""), &MAP[..300]).await.is(422).shows("cannot be read");
    bring(&mut centre, (SHOWS, ""), &[MAP, &[0; 3_000_000]].concat()).await.is(422).shows("too large");
    bring(&mut centre, ("", ""), MAP).await.is(422).shows("Say what the map shows");
    bring(&mut centre, (SHOWS, ""), b"").await.is(422).shows("Choose a picture");
    bring(&mut centre, (&"a".repeat(201), ""), MAP).await.is(422).shows("Use at most 200 letters");
    bring(&mut centre, (SHOWS, &"a".repeat(101)), MAP).await.is(422).shows("Use at most 100 letters");
    centre.get("/births/cards/map/picture").await.is(404);
    let has_picture = |pdf: &Answer| pdf.html.contains("/Subtype/Image") && pdf.html.contains(SHOWS);
    assert!(!has_picture(&centre.get("/births/cards.pdf?paper=a5").await));
    bring(&mut centre, (SHOWS, "Drawn by the Larch Centre"), MAP).await.is(303);
    let page = centre.get("/births/cards/map").await;
    page.is(200).shows("Take the map off the cards").shows("Drawn by the Larch Centre");
    assert!(page.html.contains(&format!("alt=\"{SHOWS}\"")));
    assert_eq!(centre.get("/births/cards/map/picture").await.is(200).headers["content-type"], "image/png");
    for paper in ["a4", "a5", "a6"] {
        assert!(has_picture(&centre.get(&format!("/births/cards.pdf?paper={paper}")).await), "{paper}");
    }
    centre.get("/births/cards/preview").await.shows(SHOWS).shows("Drawn by the Larch Centre");
    // The words alone may change; the picture stays.
    bring(&mut centre, (SHOWS, "Larch Centre, 2026"), b"").await.is(303);
    centre.get("/births/cards/map").await.shows("Larch Centre, 2026").shows("Take the map off the cards");
    // Another centre and other workers have nothing to do with it.
    world.signed_in("health-visitor").await.get("/births/cards/map/picture").await.is(404);
    centre.post("/births/cards/map/off", &[]).await.is(303);
    centre.get("/births/cards/map").await.shows("There is no map on your cards now");
    assert!(!has_picture(&centre.get("/births/cards.pdf?paper=a5").await));
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("centre-map") && log.contains("taken-off") && !log.contains("second house"));
}

#[tokio::test]
async fn s004_wad_the_map_of_a_centre_by_command() {
    let (world, mut lead) = with_a_baby().await;
    offers(&mut lead).await;
    let file = world.directory.path().join("map.png");
    std::fs::write(&file, MAP).expect("written");
    let file = file.to_string_lossy().into_owned();
    let with = |more: &[&str]| run(&world, &[&["letters", "centre", "Larch Centre"], more].concat());
    assert_eq!(with(&["--map-shows", SHOWS]).code, Some(8), "there is no picture yet");
    with(&["--map", &file, "--map-shows", SHOWS]).says(SHOWS);
    let out = world.directory.path().join("card.pdf").to_string_lossy().into_owned();
    let card = ["letters", "card", "Larch Centre", "--paper", "a6", "--out", &out];
    assert_eq!(run(&world, &card).code, Some(0));
    let made = std::fs::read(&out).expect("the card");
    assert!(made.windows(14).any(|part| part == b"/Subtype/Image"));
    with(&["--no-map"]).says("nothing is said");
    run(&world, &card);
    assert!(!std::fs::read(&out).expect("the card").windows(14).any(|part| part == b"/Subtype/Image"));
}
