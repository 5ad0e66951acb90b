//! The areas: clusters with everything that belongs to them (S001-20). No
//! person is on these pages.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kith_app::{CentreLinkLine, ClusterCard, ClusterPage};
use kith_core::area::PlaceKind;

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
    links: Vec<CentreLinkLine>,
}

impl Cluster {
    /// The line of a centre, where this place is one.
    fn of(&self, kind: &PlaceKind, name: &str) -> Option<&CentreLinkLine> {
        let is_centre = *kind == PlaceKind::Centre;
        self.links.iter().find(|line| is_centre && line.centre == name)
    }
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
    let links = site.app.centre_links(&asking.asker).await?.lines;
    answer(&Cluster { page, cluster, links })
}
