//! What went wrong, as a page: the same page for "not allowed" and for "does
//! not exist".

use askama::Template;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kith_app::{AppError, FieldProblem, ReasonKind, Refusal, Session};
use serde_json::json;

use crate::web::components::{ErrorSummary, Html, Radios, Textarea};
use crate::web::failure::Failure;
use crate::web::page::Page;
use crate::web::state::Site;

#[derive(Template)]
#[template(path = "pages/not_found.html")]
struct NotFound {
    page: Page,
    may_ask: Option<String>,
    errors: ErrorSummary,
    fields: Html,
}

#[derive(Template)]
#[template(path = "pages/refused.html")]
struct Refused {
    page: Page,
    refusal: Refusal,
}

#[derive(Template)]
#[template(path = "pages/broken.html")]
struct Broken {
    page: Page,
    heading: &'static str,
    words: &'static str,
    reference: String,
}

/// A failure as a page. A family that may not be seen and one that does not
/// exist give the same page; `at` is the address that was asked for.
pub fn page(site: &Site, session: Option<&Session>, failure: &Failure, at: &str) -> Response {
    let status = failure.status();
    match failure.0.as_ref() {
        AppError::NotFound => not_found(site, session, at),
        AppError::Refused(refusal) => {
            let page = Page::new(site, session, refusal.heading.clone());
            rendered(status, &Refused { page, refusal: (**refusal).clone() })
        }
        AppError::Stale => broken(
            site,
            session,
            status,
            "Somebody else changed this",
            "Look at the page again, then repeat your change.",
        ),
        AppError::Invalid(problems) => invalid(site, session, problems),
        AppError::Broken(fault) => {
            let reference = reference();
            tracing::error!(reference, fault = format!("{fault:#}"), "a request failed");
            let page = Page::new(site, session, "Something went wrong");
            let words =
                "Nothing was lost. Try again in a minute. If it happens again, tell your data lead this number.";
            rendered(status, &Broken { page, heading: "Something went wrong", words, reference })
        }
    }
}

/// A failure for a program.
pub fn json(failure: &Failure) -> Response {
    let body = match failure.0.as_ref() {
        AppError::NotFound => json!({ "error": "not found, or not to be seen" }),
        AppError::Refused(refusal) => json!({
            "error": refusal.heading, "because": refusal.because, "ways_to_yes": refusal.ways_to_yes
        }),
        AppError::Stale => json!({ "error": "somebody else changed this" }),
        AppError::Invalid(problems) => json!({
            "error": "some answers need another look",
            "fields": problems.iter().map(|problem| json!({ "field": problem.field, "message": problem.message })).collect::<Vec<_>>()
        }),
        AppError::Broken(fault) => {
            let reference = reference();
            tracing::error!(reference, fault = format!("{fault:#}"), "a request failed");
            json!({ "error": "something went wrong, nothing was lost", "reference": reference })
        }
    };
    (failure.status(), Json(body)).into_response()
}

fn not_found(site: &Site, session: Option<&Session>, at: &str) -> Response {
    let page = Page::new(site, session, "You cannot see this, or it does not exist");
    let family = family_in(at).filter(|_| page.may_search);
    let fields = if family.is_some() { reason_fields(&[], "", "") } else { Html::default() };
    rendered(StatusCode::NOT_FOUND, &NotFound { page, may_ask: family, errors: ErrorSummary::new(), fields })
}

/// The same page with what was typed and what needs another look.
pub(crate) fn reason_form(
    site: &Site,
    session: &Session,
    family: &str,
    problems: &[FieldProblem],
    (reason, words): (&str, &str),
) -> Response {
    let page = Page::new(site, Some(session), "You cannot see this, or it does not exist").errors(problems.len());
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let fields = reason_fields(problems, reason, words);
    rendered(StatusCode::UNPROCESSABLE_ENTITY, &NotFound { page, may_ask: Some(family.to_owned()), errors, fields })
}

fn reason_fields(problems: &[FieldProblem], reason: &str, words: &str) -> Html {
    let error =
        |field: &str| problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str());
    let kinds = Radios::new("reason", "Why do you need to look?")
        .choices(ReasonKind::ALL.iter().map(|kind| (kind.word(), kind.title())))
        .chosen(reason)
        .error(error("reason"));
    let said = Textarea::new("words", "Say why, in your own words")
        .hint("At least 20 letters. Somebody reads every reason within 3 working days.")
        .rows(3)
        .value(words)
        .error(error("words"));
    Html::from(kinds).and(said)
}

fn invalid(site: &Site, session: Option<&Session>, problems: &[FieldProblem]) -> Response {
    let heading = problems.first().map_or_else(String::new, |problem| problem.message.clone());
    let page = Page::new(site, session, heading.clone()).errors(problems.len().max(1));
    let refusal = Refusal {
        heading,
        because: "Go back, put it right, and send it again.".to_owned(),
        ways_to_yes: problems.iter().skip(1).map(|problem| problem.message.clone()).collect(),
        citations: Vec::new(),
        decision: None,
    };
    rendered(StatusCode::UNPROCESSABLE_ENTITY, &Refused { page, refusal })
}

fn broken(
    site: &Site,
    session: Option<&Session>,
    status: StatusCode,
    heading: &'static str,
    words: &'static str,
) -> Response {
    let page = Page::new(site, session, heading);
    rendered(status, &Broken { page, heading, words, reference: String::new() })
}

fn rendered(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(markup) => (status, axum::response::Html(markup)).into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "something went wrong, nothing was lost").into_response(),
    }
}

/// The family in an address, if it is one of a family.
fn family_in(at: &str) -> Option<String> {
    let mut parts = at.trim_start_matches('/').split('/');
    (parts.next() == Some("families"))
        .then(|| parts.next())
        .flatten()
        .filter(|part| part.starts_with("f-"))
        .map(str::to_owned)
}

/// A number that finds the fault in the log and says nothing about anybody.
fn reference() -> String {
    let mut bytes = [0_u8; 4];
    match getrandom::fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Err(_) => "none".to_owned(),
    }
}
