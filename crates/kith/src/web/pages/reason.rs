//! Reasons for looking at a family without working with it: giving one, and
//! reviewing them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, ReasonKind, ReasonLine};
use kith_core::id::FamilyId;

use super::failed::reason_form;
use super::{reference, show as answer};
use crate::web::components::{Colour, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_and_time;

#[derive(Template)]
#[template(path = "pages/reasons.html")]
struct Reasons {
    page: Page,
    waiting: Vec<ReasonLine>,
}

impl Reasons {
    fn overdue() -> Tag {
        Tag::new("Overdue", Colour::Orange)
    }
}

/// Records a reason, and leads back to the family.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (kind, words) = (posted.text("reason"), posted.text("words"));
    let id: FamilyId = reference(&family)?;
    let given = (ReasonKind::from_word(kind), words);
    match site.app.record_reason(&asking.asker, id, given, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}")).into_response()),
        Err(AppError::Invalid(problems)) => Ok(reason_form(&site, &asking.session, &family, &problems, (kind, words))),
        Err(error) => Err(error.into()),
    }
}

/// The reasons that wait for review.
pub async fn review(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let waiting = site.app.reasons_to_review(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "Reasons to review").at("/looks").under("Who looked", "/looks");
    answer(&Reasons { page, waiting })
}

/// What comes of a reason.
pub async fn decide(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let reason = reference(posted.text("reason"))?;
    site.app.review_reason(&asking.asker, reason, posted.text("outcome"), site.clock.now()).await?;
    Ok(Redirect::to("/looks/reasons").into_response())
}
