//! The families that the reader works with (screen 25).

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use kith_app::MyFamilies;
use serde::Deserialize;

use super::show as answer;
use crate::web::components::{Colour, Pagination, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::{date_words, plural};

/// Which list, and which page of it.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    whose: String,
    page: Option<u32>,
}

#[derive(Template)]
#[template(path = "pages/families.html")]
struct FamiliesPage {
    page: Page,
    mine: MyFamilies,
    has_team: bool,
    pagination: Option<Pagination>,
}

impl FamiliesPage {
    fn late() -> Tag {
        Tag::new("Late", Colour::Orange)
    }
}

/// The list.
pub async fn show(State(site): State<Site>, asking: Asking, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let is_team = wanted.whose == "team";
    let mine = site.app.my_families(&asking.asker, is_team, wanted.page.unwrap_or(1), site.clock.now()).await?;
    let address = if is_team { "/families?whose=team&page=" } else { "/families?page=" };
    let pagination = (mine.pages > 1).then(|| Pagination::new(address, mine.page as usize, mine.pages as usize));
    let title = if is_team { "My team’s families" } else { "My families" };
    let page = Page::new(&site, Some(&asking.session), title).at("/families");
    answer(&FamiliesPage { page, mine, has_team: asking.asker.staff.team.is_some(), pagination })
}
