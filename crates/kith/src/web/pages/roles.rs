//! Choosing a role and a purpose (screen 2).

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, RoleChoice, Session};
use kith_core::sharing::Purpose;
use kith_core::workforce::Role;

use super::show;
use crate::web::failure::Failure;
use crate::web::guard::{Visiting, token};
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::sentence_case;

#[derive(Template)]
#[template(path = "pages/roles.html")]
struct Roles {
    page: Page,
    form_token: String,
    choices: Vec<RoleChoice>,
    needs_principles: bool,
}

impl Roles {
    fn title(choice: &RoleChoice) -> String {
        match &choice.team {
            Some(team) => format!("{}, {team}", sentence_case(choice.role.title())),
            None => sentence_case(choice.role.title()),
        }
    }
}

/// The roles that this person holds.
pub async fn show_choices(State(site): State<Site>, visiting: Visiting) -> Result<Response, Failure> {
    let session = signed_in(&visiting)?;
    let choices = site.app.role_choices(session, site.clock.now()).await?;
    let needs_principles = choices.iter().any(|choice| choice.access == kith_core::workforce::AccessState::Untrained);
    let page = Page::new(&site, Some(session), "Choose your role");
    show(&Roles { form_token: page.form_token().to_owned(), page, choices, needs_principles })
}

fn signed_in(visiting: &Visiting) -> Result<&Session, Failure> {
    visiting.session.as_ref().ok_or_else(Failure::not_found)
}

/// Takes a role.
pub async fn choose(State(site): State<Site>, headers: HeaderMap, posted: Posted) -> Result<Response, Failure> {
    let token = token(&headers).ok_or_else(Failure::not_found)?;
    let role = Role::from_word(posted.text("role")).ok_or_else(|| invalid("role", "Choose one of your roles"))?;
    site.app.choose_role(&token, role, None, site.clock.now()).await?;
    Ok(Redirect::to("/my-day").into_response())
}

/// Says what the next looks are for, and goes back.
pub async fn choose_purpose(State(site): State<Site>, headers: HeaderMap, posted: Posted) -> Result<Response, Failure> {
    let token = token(&headers).ok_or_else(Failure::not_found)?;
    let purpose = Purpose::from_word(posted.text("purpose"))
        .filter(|purpose| *purpose != Purpose::Unjustified)
        .ok_or_else(|| invalid("purpose", "Choose what you need to look for"))?;
    site.app.choose_purpose(&token, purpose, site.clock.now()).await?;
    let back = posted.text("back");
    let is_ours = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    Ok(Redirect::to(if is_ours { back } else { "/my-day" }).into_response())
}

/// Accepts the principles for a year.
pub async fn accept_principles(
    State(site): State<Site>,
    headers: HeaderMap,
    _posted: Posted,
) -> Result<Response, Failure> {
    let token = token(&headers).ok_or_else(Failure::not_found)?;
    site.app.accept_principles(&token, site.clock.now()).await?;
    Ok(Redirect::to("/roles").into_response())
}

fn invalid(field: &str, message: &str) -> Failure {
    Failure::from(AppError::Invalid(vec![FieldProblem::new(field, message)]))
}
