//! Who looked (screen 39).

use std::str::FromStr;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kith_app::{LookLine, Looks, LooksFilter};
use kith_core::id::StaffId;
use serde::Deserialize;

use super::{reference, show as answer};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::{date_and_time, sentence_case};

/// Which looks.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    before: Option<u64>,
    #[serde(default)]
    staff: String,
    #[serde(default)]
    only: String,
}

#[derive(Template)]
#[template(path = "pages/looks.html")]
struct LooksPage {
    page: Page,
    heading: String,
    looks: Looks,
    address: String,
    next: Option<String>,
    is_guardian: bool,
}

impl LooksPage {
    fn what(line: &LookLine) -> String {
        if line.was_refused { format!("{} (refused)", sentence_case(line.action)) } else { sentence_case(line.action) }
    }
}

/// All looks, for whoever answers for how information is used.
pub async fn show(State(site): State<Site>, asking: Asking, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let only_sensitive = wanted.only == "sensitive";
    let staff = StaffId::from_str(&wanted.staff).ok();
    let filter = LooksFilter { before: wanted.before, staff, only_sensitive };
    let looks = site.app.looks(&asking.asker, filter, site.clock.now()).await?;
    let heading = if only_sensitive { "Who opened sensitive items" } else { "Who looked" };
    let page = Page::new(&site, Some(&asking.session), heading).at("/looks");
    let more = match staff {
        _ if only_sensitive => "&only=sensitive".to_owned(),
        Some(staff) => format!("&staff={staff}"),
        None => String::new(),
    };
    let next = looks.next.map(|next| format!("/looks?before={next}{more}"));
    answer(&LooksPage {
        page,
        heading: heading.to_owned(),
        looks,
        address: "/looks".to_owned(),
        next,
        is_guardian: true,
    })
}

/// Who looked at one family, for those who work with it.
pub async fn family(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let filter = LooksFilter { before: wanted.before, ..LooksFilter::default() };
    let looks = site.app.family_looks(&asking.asker, reference(&family)?, filter, site.clock.now()).await?;
    let title = looks.family_title.clone().unwrap_or_default();
    let address = format!("/families/{family}/looks");
    let page = Page::new(&site, Some(&asking.session), "Who has looked at this family")
        .at("/families")
        .under("My families", "/families")
        .under(title, format!("/families/{family}"));
    let next = looks.next.map(|next| format!("{address}?before={next}"));
    answer(&LooksPage {
        page,
        heading: "Who has looked at this family".to_owned(),
        looks,
        address,
        next,
        is_guardian: false,
    })
}
