//! How a look was decided: each answer with its checks, its paragraphs and the
//! ways to yes.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kith_app::{DecisionPage, DecisionPart};

use super::{reference, show as answer};
use crate::web::components::{Colour, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::date_and_time;

#[derive(Template)]
#[template(path = "pages/decision.html")]
struct Shown {
    page: Page,
    decision: DecisionPage,
}

impl Shown {
    fn tag(part: &DecisionPart) -> Tag {
        match part.outcome {
            "share" => Tag::new("Yes", Colour::Green),
            "minimum_only" => Tag::new("Yes, a part", Colour::AquaGreen),
            "seek_consent" => Tag::new("Not yet", Colour::Yellow),
            "case_judgement" => Tag::new("Talk to a person", Colour::Blue),
            _ => Tag::new("No", Colour::Grey),
        }
    }
}

/// The page.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path((family, decision)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let found = site.app.decision(&asking.asker, reference(&family)?, reference(&decision)?, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "How this was decided")
        .at("/families")
        .under("My families", "/families")
        .under(found.family_title.clone(), format!("/families/{family}"));
    answer(&Shown { page, decision: found })
}
