//! One edition of the sharing rules in words (S002-3a, S002-9a).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kith_core::sharing::{Pack, Rule, Stage};

use super::show as answer;
use crate::edition_words::{answer_words, grouped, rules_of, stage_title};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;

#[derive(Template)]
#[template(path = "pages/rules_edition.html")]
struct Edition {
    page: Page,
    pack: Arc<Pack>,
}

impl Edition {
    fn parts(&self) -> Vec<(&'static str, Vec<&Rule>)> {
        let parts = Stage::ALL.iter().map(|stage| (stage_title(*stage), rules_of(&self.pack, *stage)));
        parts.filter(|(_, rules)| !rules.is_empty()).collect()
    }
}

/// The rules in words.
pub async fn show(State(site): State<Site>, asking: Asking, Path(edition): Path<String>) -> Result<Response, Failure> {
    let pack = site.app.edition(&edition)?;
    let page = Page::new(&site, Some(&asking.session), pack.title()).at("/rules").under("Sharing rules", "/rules");
    answer(&Edition { page, pack })
}
