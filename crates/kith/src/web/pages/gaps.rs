//! Families that health visiting knows and no centre has registered (S004-BAa,
//! S003-ISi).

use axum::extract::{Query, State};
use axum::response::Response;
use kith_app::{CentreHeard, GapLine};
use kith_core::birth::CentreGap;
use serde::Deserialize;

use super::ledger_list::{Item, LedgerList};
use crate::web::components::{Button, Colour, Html, Link, Pagination, Tag};
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

/// The list.
pub async fn show(State(site): State<Site>, asking: Asking, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let is_team = wanted.whose == "team";
    let gaps = site.app.gaps(&asking.asker, (is_team, wanted.page.unwrap_or(1)), site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "The centre does not know them").at("/families");
    let mut intro = vec![
        format!(
            "{} of {} with a child under five: no centre has registered them.",
            gaps.total,
            plural(gaps.known, "family", "families")
        ),
        format!(
            "{} not asked yet: ask at your next contact. {} agreed: register them.",
            gaps.total - gaps.agreed,
            gaps.agreed
        ),
        "Families who said no are not on this list.".to_owned(),
    ];
    if gaps.pressing > 0 {
        intro.push(
            "A centre should know every baby of a family that agreed by six months. Those come first.".to_owned(),
        );
    }
    let address = if is_team { "/gaps?whose=team&page=" } else { "/gaps?page=" };
    let pagination = (gaps.pages > 1).then(|| Pagination::new(address, gaps.page as usize, gaps.pages as usize));
    let other = match is_team {
        true => Button::link("See only mine", "/gaps"),
        false => Button::link("See my team’s", "/gaps?whose=team"),
    };
    let intro: Vec<&str> = intro.iter().map(String::as_str).collect();
    LedgerList::new(page)
        .intro(&intro)
        .button(other.secondary())
        .nothing("Nobody is left to ask.")
        .items(gaps.lines.iter().map(item))
        .after(pagination.map(|pagination| Html::of(&pagination)).unwrap_or_default())
        .answer(&[])
}

fn item(line: &GapLine) -> Item {
    let (card, name) = (&line.card, &line.prompt.name);
    let address = format!("/families/{}", card.family);
    let (tag, link) = match line.prompt.gap {
        CentreGap::NotAsked => (Tag::new("Ask them", Colour::Yellow), "Ask: first visit form"),
        CentreGap::NotRegistered => {
            (Tag::new("They agreed: register them", Colour::Blue), "Register: first visit form")
        }
    };
    let pressing = line.is_pressing.then(|| Tag::new("Six months is near", Colour::Red));
    let why = match (&line.heard, line.is_pressing) {
        (None, _) => format!("Nobody asked whether a centre may know {name}"),
        (Some(heard), false) => format!("They agreed. {}", heard_words(heard)),
        (Some(heard), true) => {
            format!("They agreed, and {name} is five months old or more. {}", heard_words(heard))
        }
    };
    let why = match &line.prompt.moved {
        Some((left, Some(centre))) => format!("{why}. They moved away from {left}; {centre} reaches their home now"),
        Some((left, None)) => format!("{why}. They moved away from {left}"),
        None => why,
    };
    Item::new(card.title.as_str())
        .tag(pressing)
        .tag(Some(tag))
        .says("Why", why)
        .says("Children", card.caption.as_str())
        .says("Street", card.street.as_deref().unwrap_or("Not shown"))
        .says("Family", Link::new(card.title.as_str(), address.clone()))
        .says("Next", Link::new(link, format!("{address}/first-visit")).about(card.title.clone()))
}

fn heard_words(heard: &CentreHeard) -> String {
    match heard {
        CentreHeard::On(centre, on) => {
            format!("{centre} was told of them on {}, and has not registered them", date_words(*on))
        }
        CentreHeard::NoCentre => "No centre was told: none is found from their postcode".to_owned(),
        CentreHeard::NoKey(centre) => format!("No list can go to {centre}: it has no key. Tell your data lead"),
        CentreHeard::NotYet => "No list has told a centre of them yet".to_owned(),
    }
}
