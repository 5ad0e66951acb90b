//! One's own password.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, SHORTEST_PASSWORD, Session};

use super::{show as answer, show_with};
use crate::web::components::{ErrorSummary, Input};
use crate::web::failure::Failure;
use crate::web::guard::{Visiting, token};
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

#[derive(Template)]
#[template(path = "pages/password.html")]
struct Password {
    page: Page,
    form_token: String,
    sign_in_name: String,
    is_first: bool,
    errors: ErrorSummary,
    present: Input,
    wanted: Input,
    again: Input,
}

/// The form.
pub async fn show(State(site): State<Site>, visiting: Visiting) -> Result<Response, Failure> {
    answer(&form(&site, signed_in(&visiting)?, &[]))
}

/// Changes it.
pub async fn change(
    State(site): State<Site>,
    visiting: Visiting,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Failure> {
    let session = signed_in(&visiting)?;
    let token = token(&headers).ok_or_else(Failure::not_found)?;
    let word = |name: &str| posted.text(name).to_owned();
    let words = (word("present"), word("wanted"), word("again"));
    match site.app.change_password(&token, words, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(AppError::Invalid(problems)) => {
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &form(&site, session, &problems))
        }
        Err(error) => Err(error.into()),
    }
}

fn signed_in(visiting: &Visiting) -> Result<&Session, Failure> {
    visiting.session.as_ref().ok_or_else(Failure::not_found)
}

fn form(site: &Site, session: &Session, problems: &[FieldProblem]) -> Password {
    let errors = problems
        .iter()
        .fold(ErrorSummary::new(), |errors, problem| errors.error(problem.message.as_str(), &problem.field));
    let field = |name: &'static str, label: &'static str, autocomplete: &'static str| {
        let problem = problems.iter().find(|problem| problem.field == name);
        let input = Input::password(name, label).autocomplete(autocomplete).width(20);
        input.error(problem.map(|problem| problem.message.as_str()))
    };
    let present = field("present", "Your present password", "current-password");
    let wanted = field("wanted", "New password", "new-password").hint(format!(
        "At least {SHORTEST_PASSWORD} characters. Three words that only you would put together are good."
    ));
    let again = field("again", "New password, once more", "new-password");
    let title = if session.must_change_password { "Make your own password" } else { "Change your password" };
    let page = Page::new(site, Some(session), title).errors(errors.count());
    Password {
        form_token: page.form_token().to_owned(),
        sign_in_name: session.sign_in_name.clone(),
        page,
        is_first: session.must_change_password,
        errors,
        present,
        wanted,
        again,
    }
}
