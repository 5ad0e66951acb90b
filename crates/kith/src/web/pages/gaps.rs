//! Families that health visiting knows and the centre does not (S004-BAa).

use axum::extract::{Query, State};
use axum::response::Response;
use kith_app::FamilyCard;
use serde::Deserialize;

use super::ledger_list::{Item, LedgerList};
use crate::web::components::{Button, Html, Link, Pagination};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::plural;

/// Which list, and which page of it.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    whose: String,
    page: Option<u32>,
}

/// The list.
pub async fn show(State(site): State<Site>, asking: Asking, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let is_team = wanted.whose == "team";
    let gaps = site.app.gaps(&asking.asker, (is_team, wanted.page.unwrap_or(1)), site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "The centre does not know them").at("/families");
    let count = format!(
        "{} of {} with a child under five: no centre knows them, and nobody asked. Ask at your next contact.",
        gaps.total,
        plural(gaps.known, "family", "families")
    );
    let address = if is_team { "/gaps?whose=team&page=" } else { "/gaps?page=" };
    let pagination = (gaps.pages > 1).then(|| Pagination::new(address, gaps.page as usize, gaps.pages as usize));
    let other = match is_team {
        true => Button::link("See only mine", "/gaps"),
        false => Button::link("See my team’s", "/gaps?whose=team"),
    };
    LedgerList::new(page)
        .intro(&[count.as_str(), "Families who said no are not on this list."])
        .button(other.secondary())
        .nothing("Nobody is left to ask.")
        .items(gaps.cards.iter().map(item))
        .after(pagination.map(|pagination| Html::of(&pagination)).unwrap_or_default())
        .answer(&[])
}

fn item(card: &FamilyCard) -> Item {
    let address = format!("/families/{}", card.family);
    let ask = Link::new("Ask: first visit form", format!("{address}/first-visit")).about(card.title.clone());
    Item::new(card.title.as_str())
        .says("Children", card.caption.as_str())
        .says("Street", card.street.as_deref().unwrap_or("Not shown"))
        .says("Family", Link::new(card.title.as_str(), address))
        .says("Next", ask)
}
