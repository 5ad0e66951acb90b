//! What a centre says of itself on its welcome cards: opening times, the way
//! there, and the address of its own page (S004-WAd).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, CentreCardDraft, FieldProblem};

use super::ledger_form::{LedgerForm, error, form_key};
use crate::web::components::{Button, Input, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// The form with what stands now.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let (centre, draft) = site.app.centre_card(&asking.asker, "", site.clock.now()).await?;
    view((&site, &asking), (&centre, &draft), &[])
}

/// Keeps what was written.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = CentreCardDraft { open: text("open"), way: text("way"), page: text("page") };
    let now = site.clock.now();
    match site.app.save_centre_card(&asking.asker, ("", &draft), now).await {
        Ok(()) => Ok(Redirect::to("/births").into_response()),
        Err(AppError::Invalid(problems)) => {
            let (centre, _) = site.app.centre_card(&asking.asker, "", now).await?;
            view((&site, &asking), (&centre, &draft), &problems)
        }
        Err(failed) => Err(failed.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    (centre, draft): (&str, &CentreCardDraft),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "What your centre says on its cards")
        .explains("/births")
        .under("My day", "/my-day")
        .under("New births", "/births");
    LedgerForm::new(page, centre, "/births/cards/centre")
        .intro(&["Every welcome card carries this, in your words. Leave out what you do not want to say."])
        .key(form_key()?)
        .field(
            Textarea::new("open", "When are you open?")
                .hint("A line each, like: Monday to Friday, 9am to 5pm")
                .value(draft.open.as_str())
                .rows(4)
                .error(error(problems, "open")),
        )
        .field(
            Textarea::new("way", "How do families find you?")
                .hint("In words: the bus stop, the door, where a pram can go")
                .value(draft.way.as_str())
                .rows(3)
                .error(error(problems, "way")),
        )
        .field(
            Input::new("page", "Your own page with the opening times")
                .hint("The card shows it in words and as a code to scan. Everybody gets the same address")
                .value(draft.page.as_str())
                .autocomplete("off")
                .error(error(problems, "page")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
