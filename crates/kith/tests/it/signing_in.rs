//! Signing in: personal accounts, no hint which part was wrong, a wait after
//! five tries, one session a person.

use jiff::Span;

use crate::families::the_ellis_family;
use crate::visitor::Visitor;
use crate::world::{PASSWORD, World};

#[tokio::test]
async fn s002_23h_a_second_place_ends_the_first_and_says_so() {
    let world = World::new().await;
    let mut first = world.signed_in("health-visitor").await;
    first.get("/my-day").await.is(200);
    let mut second = world.signed_in("health-visitor").await;
    second.get("/my-day").await.is(200).shows("signed in somewhere else");
    let ended = first.get("/my-day").await;
    assert_eq!(ended.location.as_deref(), Some("/sign-in"));
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("ended-another"), "the second place is in the audit");
}

#[tokio::test]
async fn s002_23h_the_sign_in_page_says_that_accounts_are_never_shared() {
    let world = World::new().await;
    let mut visitor = Visitor::new(world.site.clone());
    visitor.get("/sign-in").await.is(200).shows("Never share your password").shows("Never sign somebody else in");
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_name_are_answered_alike() {
    let world = World::new().await;
    let mut visitor = Visitor::new(world.site.clone());
    let wrong_password = visitor.post("/sign-in", &[("name", "midwife"), ("password", "no")]).await;
    let wrong_name = visitor.post("/sign-in", &[("name", "nobody"), ("password", "no")]).await;
    wrong_password.is(422).shows("We could not sign you in");
    assert_eq!(wrong_password.html.replace("midwife", "*"), wrong_name.html.replace("nobody", "*"));
}

#[tokio::test]
async fn five_wrong_tries_mean_a_wait_even_for_the_right_password() {
    let world = World::new().await;
    let mut visitor = Visitor::new(world.site.clone());
    for _ in 0..5 {
        visitor.post("/sign-in", &[("name", "midwife"), ("password", "no")]).await.is(422);
    }
    let locked = visitor.post("/sign-in", &[("name", "midwife"), ("password", PASSWORD)]).await;
    locked.is(422).shows("minute");
    world.wait(Span::new().minutes(16));
    visitor.post("/sign-in", &[("name", "midwife"), ("password", PASSWORD)]).await.is(303);
}

#[tokio::test]
async fn a_session_ends_after_fifteen_idle_minutes_and_after_ten_hours() {
    let world = World::new().await;
    let mut visitor = world.signed_in("midwife").await;
    world.wait(Span::new().minutes(14));
    visitor.get("/my-day").await.is(200);
    world.wait(Span::new().minutes(16));
    visitor.get("/my-day").await.is(303);
    let mut visitor = world.signed_in("midwife").await;
    for _ in 0..47 {
        world.wait(Span::new().minutes(13));
        visitor.get("/my-day").await;
    }
    visitor.get("/my-day").await.is(303);
}

#[tokio::test]
async fn a_form_from_another_place_changes_nothing() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let foreign = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let answer = visitor.send(axum::http::Method::POST, "/sign-out", "form_token=x".into(), &foreign).await;
    answer.is(403);
    let own = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let answer = visitor.send(axum::http::Method::POST, "/sign-out", "form_token=wrong".into(), &own).await;
    answer.is(403);
    visitor.get("/my-day").await.is(200);
}

#[tokio::test]
async fn t08_a_role_that_ended_ends_the_very_next_request() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let page = visitor.open_family("Poppy Ellis").await;
    page.is(200);
    world
        .app
        .end_role("health-visitor", kith_core::workforce::Role::HealthVisitor, world.clock.now())
        .await
        .expect("the role ends");
    visitor.get("/families").await.is(303);
}
