//! What a goal can be about: the national aims and the locality's own
//! (S002-2b).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AimDraft, AppError, FieldProblem};

use super::ledger_form::{LedgerForm, error, form_key};
use super::ledger_list::{Item, LedgerList};
use crate::web::components::{Button, Checkboxes, Colour, Input, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

const TITLE: &str = "What support is for";

/// Every aim, used or not.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let page = site.app.aims(&asking.asker).await?;
    let items = page.aims.iter().map(|(aim, is_national)| {
        let used = if aim.is_used { Tag::new("Used", Colour::Green) } else { Tag::new("Not used", Colour::Grey) };
        let from = if *is_national { "The five national aims of the sharing guide (2010)" } else { "This locality" };
        Item::new(aim.title.as_str()).tag(Some(used)).says("From", from)
    });
    let list = LedgerList::new(Page::new(&site, Some(&asking.session), TITLE).under("My day", "/my-day"))
        .intro(&["Each thing that a family hopes for has one of these aims. Reports count by them."])
        .items(items);
    if page.may_change {
        return list.button(Button::link("Add or change an aim", "/support-aims/new")).answer(&[]);
    }
    list.answer(&[])
}

/// The form for an aim.
pub async fn new(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    form(&site, &asking, &AimDraft::default(), &[])
}

/// Keeps an aim.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let draft =
        AimDraft { title: posted.text("title").to_owned(), is_switched_off: posted.is_ticked("is_switched_off") };
    match site.app.say_aim(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/support-aims").into_response()),
        Err(AppError::Invalid(problems)) => form(&site, &asking, &draft, &problems),
        Err(failed) => Err(failed.into()),
    }
}

fn form(site: &Site, asking: &Asking, draft: &AimDraft, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "Add or change an aim").under(TITLE, "/support-aims");
    LedgerForm::new(page, TITLE, "/support-aims/new")
        .intro(&["The same words again take the place of what stood there. Goals that have an aim keep it."])
        .key(form_key()?)
        .field(
            Input::new("title", "The aim")
                .hint("For example: Ready for school")
                .value(draft.title.as_str())
                .autocomplete("off")
                .error(error(problems, "title")),
        )
        .field(
            Checkboxes::new("is_switched_off", "Is it used?")
                .choices([("yes", "Switch it off: no new goal can have it")])
                .ticked(draft.is_switched_off.then_some("yes"))
                .small(),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
