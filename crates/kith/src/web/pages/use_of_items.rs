//! Who used what a service shared, and what shares were for.

use axum::extract::State;
use axum::response::Response;
use kith_core::service::ServiceKind;

use super::ledger_list::{Item, LedgerList};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::routes::Who;
use crate::web::state::Site;
use crate::web::words::plural;

/// The page.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let page = site.app.use_of_items(&asking.asker, site.clock.now()).await?;
    let mut services: Vec<ServiceKind> = page.uses.iter().map(|line| line.service).collect();
    services.dedup();
    let items = services.into_iter().map(|service| {
        let of_service = page.uses.iter().filter(|line| line.service == service);
        of_service.fold(Item::new(format!("What {} wrote", service.title())), |item, line| {
            let looks = plural(line.looks as usize, "look", "looks");
            let turned = if line.refused == 0 { String::new() } else { format!(", {} turned away", line.refused) };
            let what = line.item.title();
            item.says(format!("{}, {what}: {}", line.role.title(), line.purpose), format!("{looks}{turned}"))
        })
    });
    let nobody = (page.uses.is_empty()).then(|| Item::new("Nobody of another service looked yet"));
    let aims = page.aims.iter().fold(Item::new("Shares that were written down"), |item, (title, count)| {
        item.says(*title, plural(*count as usize, "share", "shares"))
    });
    let view = Page::new(&site, Some(&asking.session), "Who used what we shared");
    let view = if Who::Notices.admits(Some(asking.asker.staff.role)) {
        view.at("/notices").under("Who was told", "/notices")
    } else {
        view.under("My day", "/my-day")
    };
    LedgerList::new(view)
        .intro(&[
            "The last twelve months: which other roles looked at what a service wrote, and what for.",
            "Numbers only. Nobody is named here. Kith writes down every look by itself.",
        ])
        .items(nobody)
        .items(items.collect::<Vec<_>>())
        .items([aims])
        .answer(&[])
}
