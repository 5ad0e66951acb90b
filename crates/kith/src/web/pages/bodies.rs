//! The organisations that agree, who takes the place of one that ended, and
//! which agreements have to be renegotiated (S003-ISm, S003-CMc).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, BodiesPage, BodyDraft, BodyEndDraft, BodyLine, FieldProblem, renegotiation_words};
use kith_core::agreement::BodyKind;

use super::ledger_form::{LedgerForm, error, form_key};
use crate::web::components::{Button, Checkboxes, Colour, Input, Radios, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_words, list_words};

#[derive(Template)]
#[template(path = "pages/bodies.html")]
struct BodiesView {
    page: Page,
    is: BodiesPage,
}

impl BodiesView {
    fn tag(body: &BodyLine) -> Tag {
        match (&body.end, body.has_ended) {
            (None, _) => Tag::new("There", Colour::Green),
            (Some(_), false) => Tag::new("Will end", Colour::Orange),
            (Some(_), true) => Tag::new("Ended", Colour::Grey),
        }
    }

    fn renegotiate() -> Tag {
        Tag::new("Renegotiate", Colour::Orange)
    }
}

fn page(site: &Site, asking: &Asking, title: &str) -> Page {
    Page::new(site, Some(&asking.session), title)
        .under("Agreements on planned sharing", "/agreements")
        .explains("/agreements")
}

/// Every organisation, and what has to be renegotiated.
pub async fn index(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let is = site.app.bodies(&asking.asker, site.clock.now()).await?;
    super::show(&BodiesView { page: page(&site, &asking, "Organisations"), is })
}

/// The form for an organisation.
pub async fn new(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    body_form(&site, &asking, &BodyDraft::default(), &[])
}

/// Keeps an organisation, or shows what needs another look.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = BodyDraft { name: text("name"), kind: text("kind"), says: text("says") };
    match site.app.add_body(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/bodies").into_response()),
        Err(AppError::Invalid(problems)) => body_form(&site, &asking, &draft, &problems),
        Err(failed) => Err(failed.into()),
    }
}

fn body_form(site: &Site, asking: &Asking, draft: &BodyDraft, problems: &[FieldProblem]) -> Result<Response, Failure> {
    LedgerForm::new(page(site, asking, "Add an organisation").under("Organisations", "/bodies"), "", "/bodies/new")
        .intro(&["Write the name as agreements write it. The same name again changes what is said of it."])
        .key(form_key()?)
        .field(Input::new("name", "Name").value(&draft.name).autocomplete("off").error(error(problems, "name")))
        .field(
            Radios::new("kind", "What is it?")
                .choices(BodyKind::ALL.iter().map(|kind| (kind.word(), kind.title())))
                .chosen(draft.kind.as_str())
                .error(error(problems, "kind"))
                .small(),
        )
        .field(
            Textarea::new("says", "What else should people know?")
                .hint("Its legal name, or whom to ask there")
                .value(&draft.says)
                .rows(2),
        )
        .button(Button::new("Save"))
        .answer(problems)
}

/// The form for the end of organisations.
pub async fn end(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    end_form(&site, &asking, &BodyEndDraft::default(), &[]).await
}

/// Writes down that organisations end, or shows what needs another look.
pub async fn submit_end(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = BodyEndDraft {
        bodies: posted.all("bodies").to_vec(),
        on: text("on"),
        successor: text("successor"),
        why: text("why"),
    };
    match site.app.end_bodies(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/bodies").into_response()),
        Err(AppError::Invalid(problems)) => end_form(&site, &asking, &draft, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

async fn end_form(
    site: &Site,
    asking: &Asking,
    draft: &BodyEndDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let is = site.app.bodies(&asking.asker, site.clock.now()).await?;
    let there = is.bodies.iter().filter(|body| !body.has_ended).map(|body| (body.name.clone(), body.name.clone()));
    let title = "An organisation ends or merges";
    LedgerForm::new(page(site, asking, title).under("Organisations", "/bodies"), "", "/bodies/end")
        .intro(&[
            "Agreements keep the names that they were signed under. Each that names one of these shows “Renegotiate”.",
            "Where somebody takes its place, flows go on. Where nobody does, its agreements end that day.",
        ])
        .key(form_key()?)
        .field(
            Checkboxes::new("bodies", "Which organisations end?")
                .hint("Choose all that merge into one")
                .choices(there)
                .ticked(draft.bodies.iter().cloned())
                .error(error(problems, "bodies"))
                .small(),
        )
        .field(
            Input::new("on", "From which day are they no more?")
                .hint("For example 1 April 2027")
                .value(&draft.on)
                .width(20)
                .autocomplete("off")
                .error(error(problems, "on")),
        )
        .field(
            Input::new("successor", "Who takes their place?")
                .hint("Leave empty if nobody does")
                .value(&draft.successor)
                .autocomplete("off")
                .error(error(problems, "successor")),
        )
        .field(
            Textarea::new("why", "Why?")
                .hint("The merger, the order, or the contract that ends")
                .value(&draft.why)
                .rows(2)
                .error(error(problems, "why")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
