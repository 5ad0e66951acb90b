//! Before a file with names: would figures do, and if not, why (S002-13b)?

use axum::extract::{Path, State};
use axum::response::Response;
use kith_app::{AppError, EXPORT_REASONS, FieldProblem};

use super::ledger_form::{LedgerForm, error, form_key};
use super::{births, consent, notices};
use crate::web::components::{Button, Html, Link, Radios};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// Asks before the letters to send are saved.
pub async fn ask_for_letters(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    letters_form(&site, &asking, &[])
}

/// The letters to send, once the reason is there.
pub async fn letters(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    match site.app.say_why_names(&asking.asker, ("letters", posted.text("why")), site.clock.now()).await {
        Ok(()) => notices::letters(State(site), asking).await,
        Err(AppError::Invalid(problems)) => letters_form(&site, &asking, &problems),
        Err(failed) => Err(failed.into()),
    }
}

/// Asks before the addresses for welcome cards are saved.
pub async fn ask_for_cards(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    cards_form(&site, &asking, &[])
}

/// The addresses for welcome cards, once the reason is there.
pub async fn cards(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    match site.app.say_why_names(&asking.asker, ("welcome-cards", posted.text("why")), site.clock.now()).await {
        Ok(()) => births::for_mail_house(&site, &asking).await,
        Err(AppError::Invalid(problems)) => cards_form(&site, &asking, &problems),
        Err(failed) => Err(failed.into()),
    }
}

fn cards_form(site: &Site, asking: &Asking, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "Why do you need names?").under("Welcome cards", "/births/cards");
    form(page, "/births/cards.csv", Html::from(Link::new("See the number of births", "/births")), problems)
}

fn letters_form(site: &Site, asking: &Asking, problems: &[FieldProblem]) -> Result<Response, Failure> {
    if asking.asker.staff.role != kith_core::workforce::Role::CentreManager {
        return Err(Failure::not_found());
    }
    let page = Page::new(site, Some(&asking.session), "Why do you need names?").under("Who was told", "/notices");
    let figures = Html::from(Link::new("See the figures", "/notices"));
    form(page, "/notices/to-send.csv", figures, problems)
}

/// Asks before a family's history is saved.
pub async fn ask_for_history(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
) -> Result<Response, Failure> {
    history_form((&site, &asking), &family, &[]).await
}

/// A family's history, once the reason is there.
pub async fn history(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    match site.app.say_why_names(&asking.asker, ("history", posted.text("why")), site.clock.now()).await {
        Ok(()) => consent::file(State(site), asking, Path(family)).await,
        Err(AppError::Invalid(problems)) => history_form((&site, &asking), &family, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

async fn history_form(
    (site, asking): (&Site, &Asking),
    family: &str,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let opened = site.app.consent_page(&asking.asker, super::reference(family)?, site.clock.now()).await?;
    let above = format!("/families/{family}/consent");
    let page = Page::new(site, Some(&asking.session), "Why do you need names?")
        .at("/families")
        .under(opened.family_title, format!("/families/{family}"))
        .under("Sharing and consent", above.clone());
    let read = Html::from(Link::new("Read the history on the screen", above.clone()));
    form(page, &format!("{above}/history.csv"), read, problems)
}

fn form(page: Page, action: &str, instead: Html, problems: &[FieldProblem]) -> Result<Response, Failure> {
    LedgerForm::new(page, "A file with names", action)
        .intro(&["A file leaves Kith, and with it goes our care for it. Would figures or the screen do?"])
        .key(form_key()?)
        .field(Html::fixed("<p>").and(instead).and(Html::fixed("</p>")))
        .field(
            Radios::new("why", "Why do you need names?")
                .choices(EXPORT_REASONS.iter().copied())
                .error(error(problems, "why")),
        )
        .button(Button::new("Save the file"))
        .answer(problems)
}
