//! Signing in and out (screen 1).

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{Session, SignInRefusal};
use kith_core::family::Scope;

use super::{show, show_with};
use crate::web::components::{ErrorSummary, Input};
use crate::web::failure::Failure;
use crate::web::guard::{COOKIE, Visiting, token};
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignIn {
    page: Page,
    errors: ErrorSummary,
    name: Input,
    password: Input,
}

/// The start: my day for somebody signed in, signing in for others.
pub async fn front_door(visiting: Visiting) -> Redirect {
    match visiting.session.as_ref().map(Session::role) {
        Some(Some(_)) => Redirect::to("/my-day"),
        Some(None) => Redirect::to("/roles"),
        None => Redirect::to("/sign-in"),
    }
}

/// The form.
pub async fn show_form(State(site): State<Site>) -> Result<Response, Failure> {
    show(&form(&site, "", None))
}

/// Signs in.
pub async fn submit(State(site): State<Site>, posted: Posted) -> Result<Response, Failure> {
    let name = posted.text("name").to_owned();
    let scope = Scope::asked_for(posted.text("scope"));
    match site.app.sign_in(&name, posted.text("password"), scope, site.clock.now()).await {
        Ok(answer) => {
            if let [only] = answer.roles.as_slice()
                && only.what_to_do.is_none()
            {
                site.app.choose_role(&answer.token, only.role, None, site.clock.now()).await?;
                return Ok(with_cookie(Redirect::to("/my-day"), &answer.token));
            }
            Ok(with_cookie(Redirect::to("/roles"), &answer.token))
        }
        Err(SignInRefusal::Wrong) => {
            let words = "We could not sign you in. Check your name and your password.";
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &form(&site, &name, Some(words.to_owned())))
        }
        Err(SignInRefusal::Wait { seconds }) => {
            let words = format!("Too many tries. Wait {}, then try again.", minutes(seconds));
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &form(&site, &name, Some(words)))
        }
        Err(SignInRefusal::Broken(error)) => Err(error.into()),
    }
}

fn minutes(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        1 => "1 minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

fn form(site: &Site, name: &str, error: Option<String>) -> SignIn {
    let mut errors = ErrorSummary::new();
    if let Some(words) = &error {
        errors = errors.error(words, "name");
    }
    SignIn {
        page: Page::new(site, None, "Sign in").errors(errors.count()),
        errors,
        name: Input::new("name", "Your name for signing in")
            .value(name)
            .autocomplete("username")
            .no_spell_check()
            .width(20),
        password: Input::password("password", "Password").autocomplete("current-password").width(20),
    }
}

/// Signs out.
pub async fn sign_out(State(site): State<Site>, headers: HeaderMap, _posted: Posted) -> Result<Response, Failure> {
    if let Some(token) = token(&headers) {
        site.app.sign_out(&token, site.clock.now()).await?;
    }
    let gone = format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    let mut response = Redirect::to("/sign-in").into_response();
    if let Ok(value) = HeaderValue::from_str(&gone) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Stays signed in: the guard has already noted that the session is used.
pub async fn stay(headers: HeaderMap, _posted: Posted) -> Response {
    let back = headers.get("kith-quiet").is_some();
    if back { StatusCode::NO_CONTENT.into_response() } else { Redirect::to("/my-day").into_response() }
}

fn with_cookie(redirect: Redirect, token: &str) -> Response {
    let mut response = redirect.into_response();
    let cookie = format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}
