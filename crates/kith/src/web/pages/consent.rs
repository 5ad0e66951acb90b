//! What a family was told, agreed to and refused, with the history that the
//! present comes from.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kith_app::ConsentPage;
use kith_core::ledger::PieceAnswer;

use super::{reference, show as answer};
use crate::web::components::{Colour, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::{date_words, sentence_case};

#[derive(Template)]
#[template(path = "pages/consent.html")]
struct ConsentView {
    page: Page,
    address: String,
    consent: ConsentPage,
}

impl ConsentView {
    fn answer(answer: &PieceAnswer) -> Tag {
        let colour = match answer {
            PieceAnswer::Agreed | PieceAnswer::OnNotice => Colour::Green,
            answer if answer.is_no() => Colour::Red,
            PieceAnswer::NotAsked => Colour::Grey,
            _ => Colour::Orange,
        };
        Tag::new(answer.title(), colour)
    }

    fn due() -> Tag {
        Tag::new("Time to ask again", Colour::Orange)
    }

    fn no() -> Tag {
        Tag::new("A no", Colour::Red)
    }
}

/// The consent page.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let consent = site.app.consent_page(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let address = format!("/families/{family}");
    let page = Page::new(&site, Some(&asking.session), "Sharing and consent")
        .at("/families")
        .under("My families", "/families")
        .under(consent.family_title.clone(), address.clone())
        .wide();
    answer(&ConsentView { page, address, consent })
}

/// The history as a file.
pub async fn file(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let bytes = site.app.consent_file(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"answers-and-history.csv\""),
    ];
    Ok((headers, bytes).into_response())
}
