//! All words with what each means, for the screen and for paper (S002-7b).

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::show as answer;
use crate::web::failure::Failure;
use crate::web::glossary::WORDS;
use crate::web::guard::Visiting;
use crate::web::page::Page;
use crate::web::state::Site;

#[derive(Template)]
#[template(path = "pages/glossary.html")]
struct Glossary {
    page: Page,
}

/// The list.
pub async fn show(State(site): State<Site>, visiting: Visiting) -> Result<Response, Failure> {
    let page = Page::new(&site, visiting.session.as_ref(), "Words we use").at("/help").under("Help", "/help");
    answer(&Glossary { page })
}
