//! Finding a family (screen 4). The words go in a form and stay on the server;
//! no name or number is ever in an address.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FindAnswer, Found, SearchTerms};

use super::{reference, show as answer, show_with};
use crate::web::components::{ErrorSummary, Input};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_words, plural};

#[derive(Template)]
#[template(path = "pages/find.html")]
struct FindPage {
    page: Page,
    errors: ErrorSummary,
    words: Input,
}

#[derive(Template)]
#[template(path = "pages/found.html")]
struct FoundPage {
    page: Page,
    searched: String,
    found: Found,
    words: Input,
}

/// The form.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let page = Page::new(&site, Some(&asking.session), "Find a family").at("/families");
    answer(&FindPage { page, errors: ErrorSummary::new(), words: field("", None) })
}

/// Searches.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let typed = posted.text("words");
    match site.app.find(&asking.asker, typed, site.clock.now()).await {
        Ok(FindAnswer::Straight(family)) => Ok(Redirect::to(&format!("/families/{family}")).into_response()),
        Ok(FindAnswer::Kept(search)) => Ok(Redirect::to(&format!("/find/{search}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let words = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
            let errors = ErrorSummary::new().error(&words, "words");
            let page = Page::new(&site, Some(&asking.session), "Find a family").at("/families").errors(1);
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &FindPage { page, errors, words: field(typed, Some(&words)) })
        }
        Err(error) => Err(error.into()),
    }
}

/// The answer that is kept for this session.
pub async fn found(State(site): State<Site>, asking: Asking, Path(search): Path<String>) -> Result<Response, Failure> {
    let found = site.app.found(&asking.asker, reference(&search)?, site.clock.now()).await?;
    let title = match found.cards.len() {
        0 => "No family found".to_owned(),
        count => format!("{} found", plural(count, "family", "families")),
    };
    let page = Page::new(&site, Some(&asking.session), title).at("/families").under("Find a family", "/find");
    let words = field(&found.searched.typed, None);
    answer(&FoundPage { page, searched: searched(&found.searched), words, found })
}

fn field(typed: &str, error: Option<&str>) -> Input {
    Input::new("words", "Name, NHS number, date of birth or postcode")
        .hint("In any order, for example “Poppy Ellis 2 October 2026”")
        .value(typed)
        .autocomplete("off")
        .no_spell_check()
        .error(error)
}

/// What was searched for, in words.
fn searched(terms: &SearchTerms) -> String {
    let mut parts = Vec::new();
    if !terms.words.is_empty() {
        parts.push(format!("the name “{}”", terms.words.join(" ")));
    }
    if terms.nhs_number.is_some() {
        parts.push("an NHS number".to_owned());
    }
    if let Some(born) = terms.born_on {
        parts.push(format!("the date of birth {}", date_words(born)));
    }
    if let Some(postcode) = &terms.postcode {
        parts.push(format!("the postcode {postcode}"));
    }
    crate::web::words::list_words(&parts)
}
