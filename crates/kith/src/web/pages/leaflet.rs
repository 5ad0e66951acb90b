//! The leaflet for families, which anybody may read (S002-23e).

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use kith_app::Issue;
use kith_letters::leaflet;

use super::letter::{self, Style};
use crate::web::failure::Failure;
use crate::web::guard::Visiting;
use crate::web::page::Page;
use crate::web::routes::Who;
use crate::web::state::Site;

/// The leaflet on the screen.
pub async fn show(
    State(site): State<Site>,
    visiting: Visiting,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let page = page(&site, &visiting);
    match site.app.leaflet_facts(site.clock.now()).await? {
        Issue::Ready((office, facts)) => {
            let style = Style::of(&site.app.languages().await?, &query, None);
            let leaflet = leaflet(&style.language, &office, &facts);
            let mut links = letter::ways("/leaflet", &style, false);
            links.push(("Say no to sharing".to_owned(), "/say-no".to_owned()));
            letter::show_with_links(page, "", links, &leaflet)
        }
        Issue::Missing(missing) => letter::show_missing(page, missing, may_write(&visiting)),
    }
}

/// The leaflet as a PDF.
pub async fn save(
    State(site): State<Site>,
    visiting: Visiting,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    match site.app.leaflet_facts(site.clock.now()).await? {
        Issue::Ready((office, facts)) => {
            let style = Style::of(&site.app.languages().await?, &query, None);
            letter::save(vec![leaflet(&style.language, &office, &facts)], style.size, "leaflet").await
        }
        Issue::Missing(missing) => letter::show_missing(page(&site, &visiting), missing, may_write(&visiting)),
    }
}

fn page(site: &Site, visiting: &Visiting) -> Page {
    Page::new(site, visiting.session.as_ref(), "Leaflet for families").under("How we use information", "/privacy")
}

fn may_write(visiting: &Visiting) -> bool {
    Who::Sources.admits(visiting.session.as_ref().and_then(kith_app::Session::role))
}
