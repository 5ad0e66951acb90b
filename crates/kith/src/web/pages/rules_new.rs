//! Writing an edition of the sharing rules: checked for every combination,
//! then kept as a draft (S002-9a).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, EditionState, FieldProblem, Governor};

use super::{show as answer, show_with};
use crate::web::components::{ErrorSummary, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

#[derive(Template)]
#[template(path = "pages/rules_new.html")]
struct RulesNew {
    page: Page,
    errors: ErrorSummary,
    text: Textarea,
}

/// The form, begun over the edition that is in force.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let lines = site.app.rules_page(&asking.asker, site.clock.now()).await?.lines;
    let in_force = lines.iter().find(|line| matches!(line.state, EditionState::InForce(_)));
    let under = in_force.map_or("leaflet-2010", |line| line.name.as_str());
    let begun = format!(
        "name = \"our-edition\"\ntitle = \"Our edition\"\ncites = \"The minutes that decided it\"\nextends = \"{under}\"\n"
    );
    answer(&form(&site, &asking, &begun, &[]))
}

/// Checks the text and keeps it.
pub async fn draft(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let governor = Governor::of(&asking.asker)?;
    let text = posted.text("text").replace("\r\n", "\n");
    match site.app.draft_edition(&governor, &text, site.clock.now()).await {
        Ok(name) => Ok(Redirect::to(&format!("/rules#edition-{name}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &form(&site, &asking, &text, &problems))
        }
        Err(other) => Err(other.into()),
    }
}

fn form(site: &Site, asking: &Asking, typed: &str, problems: &[FieldProblem]) -> RulesNew {
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(problem.message.as_str(), "text"));
    let text = Textarea::new("text", "The text of the edition")
        .hint("Give it a name that no other edition has.")
        .rows(20)
        .value(typed)
        .error(problems.first().map(|problem| problem.message.as_str()));
    let page = Page::new(site, Some(&asking.session), "Write an edition of the rules").at("/rules");
    RulesNew { page: page.errors(errors.count()), errors, text }
}
