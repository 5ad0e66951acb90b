//! New births as a centre sees them, and its welcome cards (pages 26 and 27).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{CardBatch, CardToSend, MailHouseFile, NewBirths};
use kith_core::id::FamilyId;
use kith_letters::{CardTo, CentreOnCard, Language, Letter, Paper, TextSize, sides, welcome_card};
use serde::Deserialize;

use super::ledger_form::{form_key, sent_key};
use super::letter::{self, Style};
use super::{reference, show as answer};
use crate::web::components::{Checkboxes, Choice, Html, Pagination, Radios};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::routes::Who;
use crate::web::state::Site;
use crate::web::words::{date_words, plural};

#[derive(Template)]
#[template(path = "pages/births.html")]
struct BirthsView {
    page: Page,
    births: NewBirths,
    may_read_figures: bool,
    pagination: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "pages/welcome_cards.html")]
struct CardsView {
    page: Page,
    batch: CardBatch,
    paper: Html,
    size: Html,
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

fn composed((site, centre): (&Site, &CentreOnCard), card: &CardToSend, paper: Paper) -> Letter {
    welcome_card(&card.words, centre, &card.card_to(site.clock.now()), paper)
}

/// The paper that an address asks for.
fn paper_of(query: &BTreeMap<String, String>) -> Paper {
    query.get("paper").and_then(|word| Paper::from_word(word)).unwrap_or_default()
}

/// The papers to choose from, each with what the words of this centre take.
async fn papers(centre: &CentreOnCard) -> Result<Html, Failure> {
    let centre = centre.clone();
    let counted = tokio::task::spawn_blocking(move || {
        let count = |paper: Paper| {
            let card = welcome_card(&Language::english(), &centre, &CardTo::default(), paper);
            sides(&card, TextSize::Usual).map(|sides| (paper, sides))
        };
        Paper::ALL.into_iter().map(count).collect::<Result<Vec<_>, _>>()
    });
    let counted = counted.await.map_err(Failure::broken)?.map_err(Failure::broken)?;
    let words = |paper: Paper, sides: usize| match paper {
        Paper::A4 => "A letter, with the address in the window of an envelope".to_owned(),
        _ if sides == 1 => "A card, with name and address on the other side".to_owned(),
        _ => format!("The words take {sides} sides: use larger paper, or say less"),
    };
    let choices = counted
        .into_iter()
        .fold(Radios::new("paper", "Which paper?").chosen(Paper::A4.word()), |radios, (paper, sides)| {
            radios.choice(Choice::new(paper.word(), paper.title()).hint(words(paper, sides)))
        });
    Ok(choices.small().into())
}

fn page(site: &Site, asking: &Asking, title: &str) -> Page {
    Page::new(site, Some(&asking.session), title).explains("/births").under("My day", "/my-day")
}

/// Which page of the children.
#[derive(Deserialize)]
pub struct Wanted {
    page: Option<usize>,
}

/// The children that the centre was told of.
pub async fn show(State(site): State<Site>, asking: Asking, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let births = site.app.new_births(&asking.asker, wanted.page.unwrap_or(1), site.clock.now()).await?;
    let pagination = (births.pages > 1).then(|| Pagination::new("/births?page=", births.page, births.pages));
    let may_read_figures = Who::BirthFigures.admits(asking.session.role());
    answer(&BirthsView { page: page(&site, &asking, "New births"), births, may_read_figures, pagination })
}

/// The cards to make, and who is left out.
pub async fn cards(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let batch = site.app.welcome_cards(&asking.asker, false, site.clock.now()).await?;
    let choices = Checkboxes::new("family", "Which cards were posted?")
        .choices(batch.cards.iter().map(|card| (card.family.to_string(), card.names.clone())))
        .ticked(batch.cards.iter().map(|card| card.family.to_string()))
        .small();
    let size = Checkboxes::new("large", "How large?").choices([("1", "In large print")]).small();
    let paper = papers(&batch.centre).await?;
    let page = page(&site, &asking, "Welcome cards").under("New births", "/births");
    answer(&CardsView { page, batch, paper, size: size.into(), choices: choices.into(), form_key: form_key()? })
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
    let paper = paper_of(&query);
    let letter = composed((&site, &batch.centre), card, paper);
    let page = page(&site, &asking, "What the card says")
        .under("New births", "/births")
        .under("Welcome cards", "/births/cards");
    let at = format!("/births/cards.pdf?paper={}", paper.word());
    let links = vec![
        (format!("Save the cards as PDF, {}", paper.title()), at.clone()),
        ("Save in large print".to_owned(), format!("{at}&large=1")),
    ];
    letter::show_with_links(page, &batch.centre.name, links, &letter)
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
    let paper = paper_of(&query);
    let of = |card: &CardToSend| composed((&site, &batch.centre), card, paper);
    let size = Style::of(&site.app.languages().await?, &query, None).size;
    letter::save(batch.cards.iter().map(of).collect(), size, "welcome-cards").await
}

/// Names and addresses for a mail house.
pub(super) async fn for_mail_house(site: &Site, asking: &Asking) -> Result<Response, Failure> {
    let file = site.app.cards_for_mail_house(&asking.asker, site.clock.now()).await?;
    let (kind, name, bytes) = match file {
        MailHouseFile::Encrypted(bytes) => ("application/octet-stream", "welcome-cards.csv.age", bytes),
        MailHouseFile::Plain(bytes) => ("text/csv; charset=utf-8", "welcome-cards.csv", bytes),
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
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
