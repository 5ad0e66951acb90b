//! Sources with how old their information is.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kith_app::{Incoming, SourceLine, SourcesPage};
use kith_core::workforce::Role;

use super::show as answer;
use crate::web::components::{Colour, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::{date_words, number_words, plural};

#[derive(Template)]
#[template(path = "pages/sources.html")]
struct Sources {
    page: Page,
    sources: SourcesPage,
    late: usize,
    /// The reader may open the register of agreements.
    reads_agreements: bool,
}

impl Sources {
    /// Under what it comes in.
    fn agreement(line: &SourceLine) -> String {
        line.incoming.as_ref().map_or_else(|| "One family at a time: no feed".to_owned(), Incoming::words)
    }

    fn tag(line: &SourceLine) -> Tag {
        match (line.extract_on, line.is_late) {
            (None, _) => Tag::new("Nothing yet", Colour::Grey),
            (Some(_), true) => Tag::new("Late", Colour::Orange),
            (Some(_), false) => Tag::new("Up to date", Colour::Green),
        }
    }
}

/// The list.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let sources = site.app.sources(&asking.asker, site.clock.now()).await?;
    let late = sources.lines.iter().filter(|line| line.is_late && line.extract_on.is_some()).count();
    let reads_agreements = asking.asker.staff.role == Role::DataLead;
    let page = Page::new(&site, Some(&asking.session), "Sources").at("/sources");
    answer(&Sources { page, sources, late, reads_agreements })
}
