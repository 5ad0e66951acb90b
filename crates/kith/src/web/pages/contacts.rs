//! All contacts with a family (screen 8).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use kith_app::{AllContacts, ContactFilter};
use kith_core::family::ContactLine;
use kith_core::service::ServiceKind;
use serde::Deserialize;

use super::{reference, show as answer};
use crate::clock::day_in_england;
use crate::web::components::{Happening, Html, Pagination, Select, Timeline};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::{date_without_year, date_words, plural};

/// What to list.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    service: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    months: String,
    page: Option<u32>,
}

#[derive(Template)]
#[template(path = "pages/contacts.html")]
struct ContactsPage {
    page: Page,
    address: String,
    all: AllContacts,
    timeline: Timeline,
    service: Select,
    person: Select,
    months: Select,
    pagination: Option<Pagination>,
    summary: String,
}

/// The timeline.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let address = format!("/families/{family}");
    let now = site.clock.now();
    let filter = ContactFilter {
        service: ServiceKind::from_word(&wanted.service),
        person: wanted.person.parse().ok(),
        months: wanted.months.parse().unwrap_or(0),
        page: wanted.page.unwrap_or(1),
    };
    let all = site.app.contacts(&asking.asker, reference(&family)?, &filter, now).await?;
    let today = day_in_england(now);
    let page = Page::new(&site, Some(&asking.session), "All contacts")
        .at("/families")
        .under("My families", "/families")
        .under(all.family_title.clone(), address.clone());
    let query = format!(
        "{address}/contacts?service={}&person={}&months={}&page=",
        wanted.service, wanted.person, wanted.months
    );
    let any = |words: &str| ("".to_owned(), words.to_owned());
    let services = all.services.iter().map(|(service, name)| (service.word().to_owned(), name.clone()));
    let people = all.people.iter().map(|(person, name)| (person.to_string(), name.clone()));
    let spans =
        [("3", "Last 3 months"), ("12", "Last 12 months")].map(|(value, words)| (value.to_owned(), words.to_owned()));
    answer(&ContactsPage {
        timeline: Timeline { happenings: all.lines.iter().map(|line| happening(line, &address, today)).collect() },
        service: Select::new("service", "Service")
            .options(std::iter::once(any("All")).chain(services))
            .chosen(wanted.service),
        person: Select::new("person", "Person")
            .options(std::iter::once(any("Everybody")).chain(people))
            .chosen(wanted.person),
        months: Select::new("months", "Time").options(std::iter::once(any("All")).chain(spans)).chosen(wanted.months),
        pagination: (all.pages > 1).then(|| Pagination::new(query, all.page as usize, all.pages as usize)),
        summary: plural(all.total, "contact", "contacts"),
        page,
        address,
        all,
    })
}

/// One contact on a timeline: the note where it may be read, a line with a
/// lock where it may not.
pub(crate) fn happening(line: &ContactLine, address: &str, today: Date) -> Happening {
    let kind = line.kind.as_deref().unwrap_or("Contact");
    let missed = if line.was_attended { "" } else { ", the family did not come" };
    let about = match line.about.as_slice() {
        [only] => format!(", about {only}"),
        _ => String::new(),
    };
    let what = format!("{kind}, {}{missed}", line.service_name);
    let day = if line.happened_on.year() == today.year() {
        date_without_year(line.happened_on)
    } else {
        date_words(line.happened_on)
    };
    let when = match &line.worker {
        Some(worker) => format!("{day}, {worker}{about}"),
        None => format!("{day}{about}"),
    };
    let what = if line.note.is_some() || line.is_kept_closed {
        Html::from(crate::web::components::Link::new(what, format!("{address}/contacts/{}", line.contact)))
    } else {
        Html::from(what)
    };
    let shown = Happening::new(what, when);
    match &line.note {
        Some(note) => {
            let words: Vec<&str> = note.statements.iter().map(|statement| statement.words.as_str()).collect();
            shown.text(words.join(" "))
        }
        None if !line.why_no_note.is_empty() => shown.locked(line.why_no_note.as_str()),
        None => shown,
    }
}
