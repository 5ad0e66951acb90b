//! The family's own copy of what it was told and agreed to, to show or print.

use axum::extract::{Path, State};
use axum::response::Response;

use super::ledger_list::{Item, LedgerList};
use super::reference;
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::state::Site;
use crate::web::words::date_words;

/// The copy.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let copy = site.app.family_copy(&asking.asker, reference(&family)?, site.clock.now()).await?;
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
    LedgerList::of_family((&site, &asking), (&family, &copy.family_title), "The family’s own copy")
        .intro(&[
            "What we told you, and what you told us about sharing. You can change your mind at any time.",
            "Your services stay the same when you say no. You can ask to see everything that we keep about you.",
        ])
        .items(states.collect::<Vec<_>>())
        .items(lines.collect::<Vec<_>>())
        .answer(&[])
}
