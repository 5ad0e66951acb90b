//! Lists of births to centres, as the data lead works on them: what can be
//! built, each list with its steps, the keys (page 32).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, KeyDraft, KeyLine, ListLine, ListPage, ListStepKind, ListsPage};

use kith_core::birth::{ListSchedule, ListWay};

use super::ledger_form::error;
use super::{reference, show as answer, show_with};
use crate::web::components::{Choice, Colour, ErrorSummary, Html, Input, Radios, Select, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, list_words, plural};

#[derive(Template)]
#[template(path = "pages/lists.html")]
struct ListsView {
    page: Page,
    lists: ListsPage,
    schedule: Html,
    way: Html,
}

#[derive(Template)]
#[template(path = "pages/list.html")]
struct ListView {
    page: Page,
    list: ListPage,
    errors: ErrorSummary,
    why: Html,
}

#[derive(Template)]
#[template(path = "pages/list_keys.html")]
struct KeysView {
    page: Page,
    keys: Vec<KeyLine>,
    errors: ErrorSummary,
    fields: Vec<Html>,
}

fn tag(line: &ListLine) -> Tag {
    match line.state {
        None => Tag::new("Waits to be released", Colour::Blue),
        Some(ListStepKind::Cancelled) => Tag::new(ListStepKind::Cancelled.title(), Colour::Grey),
        Some(ListStepKind::Opened) => Tag::new(ListStepKind::Opened.title(), Colour::Green),
        Some(ListStepKind::Refused) => Tag::new(ListStepKind::Refused.title(), Colour::Red),
        Some(step) => Tag::new(step.title(), Colour::Orange),
    }
}

impl ListsView {
    fn tag(line: &ListLine) -> Tag {
        tag(line)
    }

    fn child_health_sends(&self) -> bool {
        self.lists.way == ListWay::ChildHealth
    }
}

impl ListView {
    fn tag(&self) -> Tag {
        tag(&self.list.line)
    }

    fn is_waiting(&self) -> bool {
        self.list.line.state.is_none()
    }

    fn is_out(&self) -> bool {
        !self.is_waiting() && self.list.line.state != Some(ListStepKind::Cancelled)
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
    let lists = site.app.birth_lists(&asking.asker, site.clock.now()).await?;
    let schedule = ListSchedule::ALL
        .iter()
        .fold(Radios::new("often", "When are lists built?"), |radios, often| {
            radios.choice(Choice::new(often.word(), often.title()))
        })
        .chosen(lists.schedule.word())
        .small();
    let way = ListWay::ALL
        .iter()
        .fold(Radios::new("way", "Who sends?"), |radios, way| radios.choice(Choice::new(way.word(), way.title())))
        .chosen(lists.way.word())
        .small();
    let page = page(&site, &asking, "Lists of births to centres");
    answer(&ListsView { page, lists, schedule: schedule.into(), way: way.into() })
}

/// Says who sends.
pub async fn way(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let way = ListWay::from_word(posted.text("way")).ok_or_else(Failure::not_found)?;
    site.app.set_list_way(&asking.asker, way, site.clock.now()).await?;
    Ok(Redirect::to("/lists").into_response())
}

/// Says how often lists are built.
pub async fn schedule(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let often = ListSchedule::from_word(posted.text("often")).ok_or_else(Failure::not_found)?;
    site.app.schedule_lists(&asking.asker, often, site.clock.now()).await?;
    Ok(Redirect::to("/lists").into_response())
}

/// Builds the lists of a month.
pub async fn build(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let month = posted.text("month").parse().map_err(|()| Failure::not_found())?;
    site.app.build_birth_lists(&asking.asker, month, site.clock.now()).await?;
    Ok(Redirect::to("/lists").into_response())
}

/// One list.
pub async fn show(State(site): State<Site>, asking: Asking, Path(list): Path<String>) -> Result<Response, Failure> {
    view((&site, &asking), &list, &[]).await
}

async fn view((site, asking): (&Site, &Asking), list: &str, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let list = site.app.birth_list(&asking.asker, reference(list)?, site.clock.now()).await?;
    let (label, hint) = match list.line.state {
        None => ("Why is it put aside?", "Nobody gets it"),
        Some(_) => ("What did they say?", "Needed where it does not open"),
    };
    let why = Textarea::new("why", label).hint(hint).rows(2).error(error(problems, "why")).into();
    let title = format!("{}, {}", list.line.centre, list.line.month.words());
    let page = page(site, asking, title).under("Lists of births to centres", "/lists").errors(problems.len());
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show_with(status, &ListView { page, list, errors: summary(problems), why })
}

fn summary(problems: &[FieldProblem]) -> ErrorSummary {
    problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field))
}

/// Lets a list go to its centre.
pub async fn release(State(site): State<Site>, asking: Asking, Path(list): Path<String>) -> Result<Response, Failure> {
    site.app.release_birth_list(&asking.asker, reference(&list)?, site.clock.now()).await?;
    Ok(Redirect::to(&format!("/lists/{list}")).into_response())
}

/// Puts a list aside, or asks why.
pub async fn cancel(
    State(site): State<Site>,
    asking: Asking,
    Path(list): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let what = (reference(&list)?, posted.text("why"));
    match site.app.cancel_birth_list(&asking.asker, what, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/lists/{list}")).into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &list, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

/// What the centre says of a list.
pub async fn receipt(
    State(site): State<Site>,
    asking: Asking,
    Path(list): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let step = ListStepKind::from_word(posted.text("step")).ok_or_else(Failure::not_found)?;
    let what = (reference(&list)?, step, posted.text("why"));
    match site.app.receipt_of_birth_list(&asking.asker, what, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/lists/{list}")).into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &list, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

/// The encrypted file of a list.
pub async fn file(
    State(site): State<Site>,
    asking: Asking,
    Path((list, _)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let what = (reference(&list)?, "Saved as a file");
    let (name, bytes) = site.app.take_birth_list(&asking.asker, what, site.clock.now()).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// The keys of the centres.
pub async fn keys(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    keys_view((&site, &asking), &KeyDraft::default(), &[]).await
}

/// Gives a centre a key, or shows what needs another look.
pub async fn save_key(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = KeyDraft { centre: text("centre"), public_key: text("public_key"), checked_with: text("checked_with") };
    let is_secret = draft.public_key.to_ascii_uppercase().contains("AGE-SECRET-KEY");
    match site.app.set_recipient_key(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/lists/keys").into_response()),
        Err(AppError::Invalid(problems)) => {
            // A secret key that was sent by mistake is not shown again.
            let shown = if is_secret { KeyDraft { public_key: String::new(), ..draft } } else { draft };
            keys_view((&site, &asking), &shown, &problems).await
        }
        Err(failed) => Err(failed.into()),
    }
}

async fn keys_view(
    (site, asking): (&Site, &Asking),
    draft: &KeyDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let keys = site.app.recipient_keys(&asking.asker).await?;
    let whose = Select::new("centre", "Whose key is it?")
        .options(keys.iter().map(|line| (line.centre.clone(), line.centre.clone())));
    let hint = "It begins with age1. Leave it empty to take the key away";
    let fields = key_fields((whose, "The key", hint), draft, problems);
    let page =
        page(site, asking, "Keys of the centres").under("Lists of births to centres", "/lists").errors(problems.len());
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show_with(status, &KeysView { page, keys, errors: summary(problems), fields })
}

/// The form that gives a centre, or an area outside, the key that what it gets
/// is encrypted to.
pub(super) fn key_fields(
    (whose, label, hint): (Select, &'static str, &'static str),
    draft: &KeyDraft,
    problems: &[FieldProblem],
) -> Vec<Html> {
    vec![
        whose.chosen(draft.centre.as_str()).error(error(problems, "centre")).into(),
        Input::new("public_key", label)
            .hint(hint)
            .value(draft.public_key.as_str())
            .autocomplete("off")
            .error(error(problems, "public_key"))
            .into(),
        Input::new("checked_with", "With whom did you check it, and how?")
            .hint("For example: Carol Webb, by telephone")
            .value(draft.checked_with.as_str())
            .autocomplete("off")
            .error(error(problems, "checked_with"))
            .into(),
    ]
}
