//! Which posts sign an agreement about people, beside the Caldicott Guardian
//! of each side (S000-7).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem};
use kith_core::agreement::SignatoryPost;

use super::ledger_form::{LedgerForm, error, form_key};
use crate::web::components::{Button, Checkboxes};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// The posts that sign today.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let rule = site.app.who_signs(&asking.asker).await?;
    let ticked: Vec<String> = rule.posts().map(|post| post.word().to_owned()).collect();
    view(&site, &asking, &ticked, &[])
}

/// Keeps which posts sign from now on.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let posts = posted.all("posts");
    match site.app.say_who_signs(&asking.asker, posts, site.clock.now()).await {
        Ok(_) => Ok(Redirect::to("/agreements").into_response()),
        Err(AppError::Invalid(problems)) => view(&site, &asking, posts, &problems),
        Err(failed) => Err(failed.into()),
    }
}

fn view(site: &Site, asking: &Asking, ticked: &[String], problems: &[FieldProblem]) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "Who signs an agreement")
        .under("Agreements on planned sharing", "/agreements")
        .explains("/agreements");
    let others = SignatoryPost::ALL.iter().filter(|post| **post != SignatoryPost::CaldicottGuardian);
    LedgerForm::new(page, "Planned sharing", "/agreements/posts")
        .intro(&[
            "Where a flow is about people, the Caldicott Guardian of the sender and of the receiver must sign. That cannot be turned off.",
            "Choose who else must sign for each of the two. It counts at once: a flow whose agreement lacks a signature stops.",
        ])
        .key(form_key()?)
        .field(
            Checkboxes::new("posts", "Who must sign beside the Caldicott Guardian?")
                .choices(others.map(|post| (post.word(), post.title())))
                .ticked(ticked.iter().cloned())
                .error(error(problems, "posts"))
                .small(),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
