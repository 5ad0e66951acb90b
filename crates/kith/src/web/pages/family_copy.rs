//! The family's own copy of what is kept about it, who saw it, what it was
//! told and what it agreed to, to show or print.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kith_app::FamilyCopy;
use kith_core::id::PersonId;

use super::ledger_list::{Item, LedgerList};
use super::reference;
use crate::web::components::{Html, Link};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::state::Site;
use crate::web::words::{date_words, sentence_case};

/// The copy about the children, or `?for=` one adult.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let adult: Option<PersonId> = query.get("for").map(|person| reference(person)).transpose()?;
    let copy = site.app.family_copy(&asking.asker, (reference(&family)?, adult), site.clock.now()).await?;
    let holders = copy.holders.iter().map(|holder| {
        let since = holder.since.map(date_words).unwrap_or_default();
        Item::new(format!("Kept by {}", holder.name))
            .says("What", holder.holds.as_str())
            .says("About", holder.about.as_str())
            .says("They work with you since", since)
    });
    let seen_by = copy.seen_by.iter().map(|seen| {
        Item::new(format!("Seen by: {}", seen.role.to_lowercase()))
            .says("What", sentence_case(&seen.what))
            .says("What for", sentence_case(&seen.purpose))
            .says("Last time", date_words(seen.last_on))
    });
    let states = copy.states.iter().map(|state| {
        state.kinds.iter().fold(Item::new(format!("Today, about {}", state.names)), |item, (kind, lines)| {
            let words: Vec<String> = lines.iter().map(|line| format!("{}: {}", line.answer.title(), line.to)).collect();
            item.says(*kind, words.join(". "))
        })
    });
    let lines = copy.lines.iter().map(|line| {
        let item = Item::new(format!("{}: {}", date_words(line.on), line.what));
        let said = line.particulars.iter().fold(item, |item, (label, words)| item.says(*label, words.as_str()));
        said.says("Written down by", line.origin.as_str())
    });
    let title = match &copy.adult {
        Some(name) => format!("Own copy for {name}"),
        None => "The family’s own copy".to_owned(),
    };
    LedgerList::of_family((&site, &asking), (&family, &copy.family_title), &title)
        .intro(&[
            "What we keep about you, who saw it, what we told you, and what you told us about sharing.",
            "Sharing helps you: services that know about each other can help sooner, and you tell your story once.",
            "You can change your mind at any time. Your services stay the same when you say no. You can ask to see everything that we keep about you.",
        ])
        .items(holders.collect::<Vec<_>>())
        .items(seen_by.collect::<Vec<_>>())
        .items(states.collect::<Vec<_>>())
        .items(lines.collect::<Vec<_>>())
        .after(other_copies(&family, &copy))
        .answer(&[])
}

/// Each adult has a copy of their own: it alone says what is about them (AXh).
fn other_copies(family: &str, copy: &FamilyCopy) -> Html {
    let address = format!("/families/{family}/consent/copy");
    let children = copy.adult.as_ref().map(|_| Link::new("The children’s copy", address.as_str()));
    let adults = copy.adults.iter().filter(|(_, name)| copy.adult.as_ref() != Some(name));
    let adults =
        adults.map(|(person, name)| Link::new(format!("Own copy for {name}"), format!("{address}?for={person}")));
    let paragraph = |link: Link| Html::fixed("<p>").and(link).and(Html::fixed("</p>"));
    children.into_iter().chain(adults).fold(Html::default(), |all, link| all.and(paragraph(link)))
}
