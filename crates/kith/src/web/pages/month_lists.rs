//! The month's list from child health to the data lead: built and sent at one
//! end, taken at the other (S003-ISg, S004-WAc).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, MonthListLine, MonthListPage, MonthListsPage, MonthStepKind};
use kith_core::birth::ListWay;

use super::ledger_form::error;
use super::{reference, show as answer, show_with};
use crate::web::components::{Colour, ErrorSummary, Html, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, list_words};

/// The name of the page above one list.
const TITLE: &str = "The month’s list to the data lead";

#[derive(Template)]
#[template(path = "pages/month_lists.html")]
struct MonthListsView {
    page: Page,
    lists: MonthListsPage,
}

#[derive(Template)]
#[template(path = "pages/month_list.html")]
struct MonthListView {
    page: Page,
    list: MonthListPage,
    errors: ErrorSummary,
    why: Html,
}

fn tag(line: &MonthListLine) -> Tag {
    let reach = &line.reach;
    match () {
        () if reach.waits_to_be_sent() => Tag::new("Waits to be sent", Colour::Blue),
        () if reach.is_cancelled => Tag::new("Put aside", Colour::Grey),
        () if reach.is_to_be_sent_again() => Tag::new("To be sent again", Colour::Red),
        () if !reach.released_to.is_empty() => Tag::new("Released", Colour::Green),
        () if reach.taken.is_some() => Tag::new("Taken", Colour::Green),
        () if line.is_overdue => Tag::new("Not taken", Colour::Red),
        () => Tag::new("Sent", Colour::Orange),
    }
}

impl MonthListsView {
    fn tag(line: &MonthListLine) -> Tag {
        tag(line)
    }

    fn is_in_use(&self) -> bool {
        self.lists.way == ListWay::ChildHealth
    }
}

impl MonthListView {
    fn tag(&self) -> Tag {
        tag(&self.list.line)
    }

    fn may_be_sent(&self) -> bool {
        self.list.is_sender && self.list.line.reach.waits_to_be_sent()
    }

    fn may_be_taken(&self) -> bool {
        self.list.is_lead && self.list.line.reach.sent.is_some()
    }

    fn count(count: &Option<u64>) -> String {
        super::births::count_words(*count)
    }
}

fn page(site: &Site, asking: &Asking, title: impl Into<String>) -> Page {
    Page::new(site, Some(&asking.session), title).explains("/lists").under("My day", "/my-day")
}

/// The lists of the last twelve months.
pub async fn index(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let lists = site.app.month_lists(&asking.asker, site.clock.now()).await?;
    answer(&MonthListsView { page: page(&site, &asking, TITLE), lists })
}

/// Builds the list of a month.
pub async fn build(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let month = posted.text("month").parse().map_err(|()| Failure::not_found())?;
    let built = site.app.build_month_list(&asking.asker, month, site.clock.now()).await?;
    let list = built.built.first().map(|(list, _)| format!("/{list}")).unwrap_or_default();
    Ok(Redirect::to(&format!("/month-lists{list}")).into_response())
}

/// One list.
pub async fn show(State(site): State<Site>, asking: Asking, Path(list): Path<String>) -> Result<Response, Failure> {
    view((&site, &asking), &list, &[]).await
}

async fn view((site, asking): (&Site, &Asking), list: &str, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let list = site.app.month_list(&asking.asker, reference(list)?, site.clock.now()).await?;
    let (label, hint) = match list.line.reach.sent {
        None => ("Why is it put aside?", "Nobody gets it"),
        Some(_) => ("What went wrong?", "Needed where it does not open"),
    };
    let why = Textarea::new("why", label).hint(hint).rows(2).error(error(problems, "why")).into();
    let title = format!("The list of {} to the data lead", list.line.month.words());
    let page = page(site, asking, title).under(TITLE, "/month-lists").errors(problems.len());
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    show_with(status, &MonthListView { page, list, errors, why })
}

/// Lets a list go to the data lead.
pub async fn send(State(site): State<Site>, asking: Asking, Path(list): Path<String>) -> Result<Response, Failure> {
    site.app.send_month_list(&asking.asker, reference(&list)?, site.clock.now()).await?;
    Ok(Redirect::to(&format!("/month-lists/{list}")).into_response())
}

/// Puts a list aside, or asks why.
pub async fn cancel(
    State(site): State<Site>,
    asking: Asking,
    Path(list): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let what = (reference(&list)?, posted.text("why"));
    let done = site.app.cancel_month_list(&asking.asker, what, site.clock.now()).await;
    after((&site, &asking), &list, done).await
}

/// What the data lead says of a list.
pub async fn receipt(
    State(site): State<Site>,
    asking: Asking,
    Path(list): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let step = MonthStepKind::from_word(posted.text("step")).ok_or_else(Failure::not_found)?;
    let what = (reference(&list)?, step, posted.text("why"));
    let done = site.app.receipt_of_month_list(&asking.asker, what, site.clock.now()).await;
    after((&site, &asking), &list, done).await
}

/// The list again, or what needs another look.
async fn after(of: (&Site, &Asking), list: &str, done: Result<(), AppError>) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/month-lists/{list}")).into_response()),
        Err(AppError::Invalid(problems)) => view(of, list, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

/// The encrypted file of a list.
pub async fn file(
    State(site): State<Site>,
    asking: Asking,
    Path((list, _)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (name, bytes) = site.app.save_month_list(&asking.asker, reference(&list)?, site.clock.now()).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}
