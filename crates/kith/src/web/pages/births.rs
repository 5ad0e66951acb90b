//! New births as a centre sees them, and its welcome cards (pages 26 and 27).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{CardBatch, CardToSend, NewBirths};
use kith_core::id::FamilyId;
use kith_letters::{CentreOnCard, Language, Letter, welcome_card};

use super::ledger_form::{form_key, sent_key};
use super::letter::{self, Style};
use super::{reference, show as answer};
use crate::web::components::{Checkboxes, Html};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_words, plural};

#[derive(Template)]
#[template(path = "pages/births.html")]
struct BirthsView {
    page: Page,
    births: NewBirths,
}

#[derive(Template)]
#[template(path = "pages/welcome_cards.html")]
struct CardsView {
    page: Page,
    batch: CardBatch,
    choices: Html,
    form_key: String,
}

impl BirthsView {
    fn count(count: &Option<u64>) -> String {
        count_words(*count)
    }
}

/// A count, or that it is too small to be shown.
pub(super) fn count_words(count: Option<u64>) -> String {
    count.map_or_else(|| "Too small to show".to_owned(), |count| count.to_string())
}

fn composed((site, centre): (&Site, &CentreOnCard), card: &CardToSend, language: &Language) -> Letter {
    welcome_card(language, centre, &card.card_to(site.clock.now()), card.language.as_deref())
}

fn page(site: &Site, asking: &Asking, title: &str) -> Page {
    Page::new(site, Some(&asking.session), title).explains("/births").under("My day", "/my-day")
}

/// The children that the centre was told of.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let births = site.app.new_births(&asking.asker, site.clock.now()).await?;
    answer(&BirthsView { page: page(&site, &asking, "New births"), births })
}

/// The cards to make, and who is left out.
pub async fn cards(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let batch = site.app.welcome_cards(&asking.asker, false, site.clock.now()).await?;
    let choices = Checkboxes::new("family", "Which cards were posted?")
        .choices(batch.cards.iter().map(|card| (card.family.to_string(), card.names.clone())))
        .ticked(batch.cards.iter().map(|card| card.family.to_string()))
        .small();
    let page = page(&site, &asking, "Welcome cards").under("New births", "/births");
    answer(&CardsView { page, batch, choices: choices.into(), form_key: form_key()? })
}

/// What the card says, as the first family gets it.
pub async fn preview(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let batch = site.app.welcome_cards(&asking.asker, false, site.clock.now()).await?;
    let Some(card) = batch.cards.first().filter(|_| batch.missing.is_empty()) else {
        return Ok(Redirect::to("/births/cards").into_response());
    };
    let style = Style::of(&query, card.language.as_deref());
    let letter = composed((&site, &batch.centre), card, style.language);
    let page = page(&site, &asking, "What the card says")
        .under("New births", "/births")
        .under("Welcome cards", "/births/cards");
    letter::show(page, (&batch.centre.name, "/births/cards"), &style, (&letter, false))
}

/// The cards as one PDF, each in the language of the family's record where
/// there are checked words.
pub async fn save(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let batch = site.app.welcome_cards(&asking.asker, true, site.clock.now()).await?;
    if batch.cards.is_empty() || !batch.missing.is_empty() {
        return Ok(Redirect::to("/births/cards").into_response());
    }
    let of = |card: &CardToSend| composed((&site, &batch.centre), card, Language::for_family(card.language.as_deref()));
    letter::save(batch.cards.iter().map(of).collect(), Style::of(&query, None).size, "welcome-cards").await
}

/// Names and addresses for a mail house.
pub(super) async fn for_mail_house(site: &Site, asking: &Asking) -> Result<Response, Failure> {
    let text = site.app.cards_for_mail_house(&asking.asker, site.clock.now()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"welcome-cards.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// Notes that the cards were posted.
pub async fn posted(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let families: Vec<FamilyId> = posted.all("family").iter().filter_map(|family| family.parse().ok()).collect();
    site.app.cards_posted(&asking.asker, (&families, sent_key(&posted)?), site.clock.now()).await?;
    Ok(Redirect::to("/births").into_response())
}

/// Notes that a card came back.
pub async fn returned(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    site.app.card_returned(&asking.asker, reference(posted.text("child"))?, site.clock.now()).await?;
    Ok(Redirect::to("/births").into_response())
}
