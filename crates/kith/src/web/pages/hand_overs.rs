//! Families that moved away and were not handed over; what was sent and what
//! came in (S004-BAo).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, HandOversPage, SentHandOver};
use kith_core::border::HandOverStep;

use super::ledger_form::error;
use super::show_with;
use crate::web::components::{Colour, ErrorSummary, Html, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::routes::Who;
use crate::web::state::Site;
use crate::web::words::{date_and_time, plural};

#[derive(Template)]
#[template(path = "pages/hand_overs.html")]
struct HandOvers {
    page: Page,
    list: HandOversPage,
    is_lead: bool,
    errors: ErrorSummary,
    receipt: Html,
}

impl HandOvers {
    fn tag(line: &SentHandOver) -> Tag {
        match line.state {
            None => Tag::new("Made, not sent", Colour::Blue),
            Some((HandOverStep::Sent, _)) => Tag::new(HandOverStep::Sent.title(), Colour::Orange),
            Some((HandOverStep::Received, _)) => Tag::new(HandOverStep::Received.title(), Colour::Green),
            Some((HandOverStep::Recalled, _)) => Tag::new(HandOverStep::Recalled.title(), Colour::Grey),
        }
    }

    fn moved_in_all(&self) -> usize {
        self.list.moved_in_all.iter().map(|(_, families)| families).sum()
    }
}

/// The list.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    view((&site, &asking), "", &[]).await
}

/// Takes a receipt back that another area sent.
pub async fn receipt(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let typed = posted.text("receipt");
    match site.app.take_receipt(&asking.asker, typed.as_bytes(), site.clock.now()).await {
        Ok(_) => Ok(Redirect::to("/hand-overs").into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), typed, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

async fn view((site, asking): (&Site, &Asking), typed: &str, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let list = site.app.hand_overs(&asking.asker, site.clock.now()).await?;
    let is_lead = Who::Lists.admits(Some(asking.asker.staff.role));
    let receipt = Textarea::new("receipt", "The receipt that came back")
        .hint("Open the file and copy all of it into this box")
        .value(typed)
        .rows(4)
        .error(error(problems, "receipt"));
    let page = Page::new(site, Some(&asking.session), "Families that moved away")
        .explains("/hand-overs")
        .under("My day", "/my-day")
        .errors(problems.len());
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show_with(status, &HandOvers { page, list, is_lead, errors, receipt: receipt.into() })
}
