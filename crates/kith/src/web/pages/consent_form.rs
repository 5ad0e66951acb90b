//! The consent form of a family, on the screen and as a PDF (002 Annex).

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kith_app::{FormFacts, Issue};
use kith_letters::{Languages, Letter, consent_form};

use super::letter::{self, Style};
use super::reference;
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::routes::Who;
use crate::web::state::Site;

fn page(site: &Site, asking: &Asking, family: &str, title: &str) -> Page {
    Page::new(site, Some(&asking.session), "Consent form")
        .at("/families")
        .under("My families", "/families")
        .under(title.to_owned(), format!("/families/{family}"))
        .under("Sharing and consent", format!("/families/{family}/consent"))
}

fn composed(languages: &Languages, facts: &FormFacts, query: &BTreeMap<String, String>) -> (Style, Letter) {
    let style = Style::of(languages, query, facts.language.as_deref());
    let letter = consent_form(&style.language, &facts.office, &facts.family, style.is_easy);
    (style, letter)
}

/// The form on the screen.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    match facts(&site, &asking, &family, false).await? {
        Issue::Ready(facts) => {
            let (style, form) = composed(&site.app.languages().await?, &facts, &query);
            let page = page(&site, &asking, &family, &facts.family_title);
            let at = format!("/families/{family}/consent/form");
            letter::show(page, (&facts.family_title, &at), &style, (&form, true))
        }
        Issue::Missing(missing) => refuse(&site, &asking, missing),
    }
}

/// The form as a PDF.
pub async fn save(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    match facts(&site, &asking, &family, true).await? {
        Issue::Ready(facts) => {
            let (style, form) = composed(&site.app.languages().await?, &facts, &query);
            letter::save(vec![form], style.size, "consent-form").await
        }
        Issue::Missing(missing) => refuse(&site, &asking, missing),
    }
}

async fn facts(site: &Site, asking: &Asking, family: &str, is_print: bool) -> Result<Issue<FormFacts>, Failure> {
    Ok(site.app.consent_form_to_print(&asking.asker, reference(family)?, is_print, site.clock.now()).await?)
}

/// Says what is blank; the page leads to where it is written for those who
/// may.
pub(super) fn refuse(site: &Site, asking: &Asking, missing: Vec<String>) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "");
    letter::show_missing(page, missing, Who::Sources.admits(Some(asking.asker.staff.role)))
}
