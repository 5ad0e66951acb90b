//! How we share here: where the reader's own organisation stands, and the
//! partnership's framework with owners and reviews (S002-12a, S002-12b).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, FrameworkDraft};
use kith_core::framework::FrameworkKind;

use super::ledger_form::{LedgerForm, error, form_key};
use super::ledger_list::{Item, LedgerList};
use crate::web::components::{Button, Colour, Input, Radios, Select, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_words, plural};

const TITLE: &str = "How we share here";

/// The framework and the reader's own organisation's position.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let framework = site.app.framework(&asking.asker, site.clock.now()).await?;
    let late = framework.items.iter().filter(|(_, is_late)| *is_late).count();
    let position = Item::new(format!("Where {} stands on sharing", framework.organisation)).says(
        "Our position",
        framework.position.as_deref().unwrap_or("Nobody has written it down yet. Ask your Caldicott Guardian."),
    );
    let items = framework.items.iter().map(|(item, is_late)| {
        Item::new(format!("{}: {}", item.kind.title(), item.title))
            .tag(is_late.then(|| Tag::new("Review overdue", Colour::Orange)))
            .says("What it says", item.says.as_str())
            .says("Owner", item.owner.as_str())
            .says("Next review", date_words(item.review_on))
    });
    let all: Vec<Item> = std::iter::once(position).chain(items).collect();
    let reviews = match (framework.items.is_empty(), late) {
        (true, _) => "No principle, policy or process is written down yet.".to_owned(),
        (false, 0) => "Every review is up to date.".to_owned(),
        (false, late) => format!("{} overdue.", plural(late, "review is", "reviews are")),
    };
    let page = Page::new(&site, Some(&asking.session), TITLE).under("My day", "/my-day");
    let mut list = LedgerList::new(page)
        .intro(&["The principles, policies and processes that all partners agreed on, with who owns each.", &reviews])
        .items(all);
    if framework.may_change {
        list = list
            .button(Button::link("Add or review an item", "/framework/new"))
            .button(Button::link("Write an organisation’s position", "/framework/position").secondary());
    }
    list.answer(&[])
}

/// The form for an item.
pub async fn new(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    item_form(&site, &asking, &FrameworkDraft::default(), &[])
}

/// Keeps an item.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = FrameworkDraft {
        kind: text("kind"),
        title: text("title"),
        says: text("says"),
        owner: text("owner"),
        review_on: text("review_on"),
    };
    match site.app.add_to_framework(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/framework").into_response()),
        Err(AppError::Invalid(problems)) => item_form(&site, &asking, &draft, &problems),
        Err(failed) => Err(failed.into()),
    }
}

fn item_form(
    site: &Site,
    asking: &Asking,
    draft: &FrameworkDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "Add or review an item").under(TITLE, "/framework");
    LedgerForm::new(page, "The framework", "/framework/new")
        .intro(&["The same kind and title again is a review: what you write takes the place of what it said."])
        .key(form_key()?)
        .field(
            Radios::new("kind", "What is it?")
                .choices(FrameworkKind::ALL.iter().map(|kind| (kind.word(), kind.title())))
                .chosen(draft.kind.as_str())
                .error(error(problems, "kind"))
                .small(),
        )
        .field(
            Input::new("title", "Title")
                .value(draft.title.as_str())
                .autocomplete("off")
                .error(error(problems, "title")),
        )
        .field(
            Textarea::new("says", "What does it say?")
                .value(draft.says.as_str())
                .rows(4)
                .error(error(problems, "says")),
        )
        .field(
            Input::new("owner", "Who owns it?")
                .value(draft.owner.as_str())
                .autocomplete("off")
                .error(error(problems, "owner")),
        )
        .field(
            Input::new("review_on", "When is the next review?")
                .hint("For example 2 October 2027")
                .value(draft.review_on.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "review_on")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}

/// The form for a position.
pub async fn position(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    position_form((&site, &asking), ("", ""), &[]).await
}

/// Keeps a position.
pub async fn submit_position(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let written = (posted.text("organisation"), posted.text("says"));
    match site.app.say_position(&asking.asker, written, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/framework").into_response()),
        Err(AppError::Invalid(problems)) => position_form((&site, &asking), written, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

async fn position_form(
    (site, asking): (&Site, &Asking),
    (organisation, says): (&str, &str),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let known = site.app.organisations(&asking.asker).await?;
    let page = Page::new(site, Some(&asking.session), "Where does an organisation stand?").under(TITLE, "/framework");
    LedgerForm::new(page, "The framework", "/framework/position")
        .intro(&["Everybody who works there reads it. What you write takes the place of what stood there."])
        .key(form_key()?)
        .field(
            Select::new("organisation", "Organisation")
                .option("", "Choose")
                .options(known.into_iter().map(|name| (name.clone(), name)))
                .chosen(organisation)
                .error(error(problems, "organisation")),
        )
        .field(
            Textarea::new("says", "Where does it stand on sharing?").value(says).rows(5).error(error(problems, "says")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
