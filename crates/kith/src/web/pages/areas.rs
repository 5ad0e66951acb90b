//! The areas: clusters with everything that belongs to them (S001-20). No
//! person is on these pages.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kith_app::{ClusterCard, ClusterPage};

use super::show as answer;
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::{list_words, plural, sentence_case};

#[derive(Template)]
#[template(path = "pages/areas.html")]
struct Areas {
    page: Page,
    clusters: Vec<ClusterCard>,
}

#[derive(Template)]
#[template(path = "pages/cluster.html")]
struct Cluster {
    page: Page,
    cluster: ClusterPage,
}

/// All clusters.
pub async fn index(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let clusters = site.app.clusters(&asking.asker, site.clock.now()).await?;
    answer(&Areas { page: Page::new(&site, Some(&asking.session), "Areas").at("/areas"), clusters })
}

/// One cluster.
pub async fn cluster(State(site): State<Site>, asking: Asking, Path(name): Path<String>) -> Result<Response, Failure> {
    let cluster = site.app.cluster(&asking.asker, &name, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), cluster.name.clone()).at("/areas").under("Areas", "/areas");
    answer(&Cluster { page, cluster })
}
