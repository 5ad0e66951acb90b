//! What changes between two editions of the rules, on every combination of
//! facts and on the decisions of the last month.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use kith_app::WhatIf;
use kith_core::sharing::{Comparison, Pack, compare};

use super::show as answer;
use crate::edition_words::{AnswerChange, changes_in_words, grouped, rules_in_words, sight_words};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::routes::Who;
use crate::web::state::Site;

#[derive(Template)]
#[template(path = "pages/rules_compare.html")]
struct Compared {
    page: Page,
    before: Arc<Pack>,
    after: Arc<Pack>,
    comparison: Comparison,
    changes: Vec<AnswerChange>,
    rules: Vec<String>,
    /// For those who look after the rules.
    month: Option<WhatIf>,
}

/// The difference.
pub async fn show(State(site): State<Site>, asking: Asking, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let given = Posted::read(query.as_deref().unwrap_or_default().as_bytes());
    let (before, after) = (site.app.edition(given.text("from"))?, site.app.edition(given.text("to"))?);
    let (one, other) = (before.clone(), after.clone());
    // Half a second of arithmetic: off the threads that answer pages.
    let comparison = tokio::task::spawn_blocking(move || compare(&one, &other)).await.map_err(Failure::broken)?;
    let month = if Who::Rules.admits(asking.session.role()) {
        Some(site.app.what_if(&before, &after, site.clock.now()).await?)
    } else {
        None
    };
    let page = Page::new(&site, Some(&asking.session), "What changes").at("/rules").under("Sharing rules", "/rules");
    let (changes, rules) = (changes_in_words(&comparison), rules_in_words(&comparison));
    answer(&Compared { page, before, after, comparison, changes, rules, month })
}
