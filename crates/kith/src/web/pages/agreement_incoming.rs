//! What becomes of a source that no agreement names (A21).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem};
use kith_core::agreement::IncomingRule;

use super::ledger_form::{LedgerForm, error, form_key};
use crate::web::components::{Button, Radios};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// The rule of today.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let rule = site.app.incoming_rule(&asking.asker).await?;
    view(&site, &asking, rule.word(), &[])
}

/// Keeps the rule from now on.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let word = posted.text("incoming");
    match site.app.say_incoming(&asking.asker, word, site.clock.now()).await {
        Ok(_) => Ok(Redirect::to("/agreements").into_response()),
        Err(AppError::Invalid(problems)) => view(&site, &asking, word, &problems),
        Err(failed) => Err(failed.into()),
    }
}

fn view(site: &Site, asking: &Asking, chosen: &str, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "What may come in")
        .under("Agreements on planned sharing", "/agreements")
        .explains("/agreements");
    LedgerForm::new(page, "Planned sharing", "/agreements/incoming")
        .intro(&[
            "A source that an agreement names comes in only while that agreement is signed and in date. That cannot be turned off.",
            "Choose what happens to a source that no agreement names. It counts at once. What was stopped waits, and nothing is lost.",
        ])
        .key(form_key()?)
        .field(
            Radios::new("incoming", "What happens to a source that no agreement names?")
                .choices(IncomingRule::ALL.iter().map(|rule| (rule.word(), rule.title())))
                .chosen(chosen)
                .error(error(problems, "incoming")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
