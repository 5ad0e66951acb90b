//! Telling families how information is shared: recording it, who has not been
//! told, and the letters to send.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, COUNTED_WAYS, CohortLine, FieldProblem, NoticeDraft, WAYS_TO_TELL};
use kith_core::id::FamilyId;
use kith_core::workforce::Role;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, LedgerList};
use super::reference;
use crate::web::components::{Button, Html, Input, Radios};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// The form for a notice that was given.
pub async fn new(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    view((&site, &asking), &family, (&NoticeDraft::default(), form_key()?), &[]).await
}

/// Records that the family was told, or that the notice came back.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = NoticeDraft { to: text("to"), how: text("how"), version: text("version"), on: text("on") };
    let (wanted, key): (FamilyId, &str) = (reference(&family)?, sent_key(&posted)?);
    let given = Some(&draft).filter(|_| posted.text("answer") != "returned");
    match site.app.record_notice(&asking.asker, wanted, (given, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/consent")).into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &family, (&draft, key.to_owned()), &problems).await,
        Err(error) => Err(error.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    (draft, key): (&NoticeDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let title = site.app.notice_form(&asking.asker, reference(family)?, site.clock.now()).await?;
    let line = |field: &'static str, label: &'static str, value: &str| {
        Input::new(field, label).value(value).autocomplete("off").error(error(problems, field))
    };
    LedgerForm::of_family((site, asking), (family, &title), "Record a notice", format!("/families/{family}/notice"))
        .intro(&["Tell every family at the start: who you are, what you do with information, and who sees it."])
        .key(key)
        .field(line("to", "Who was told?", &draft.to))
        .field(
            Radios::new("how", "How?")
                .choices(WAYS_TO_TELL.iter().map(|way| (*way, *way)))
                .chosen(draft.how.as_str())
                .error(error(problems, "how"))
                .small(),
        )
        .field(
            line("version", "Which version of the words?", &draft.version).hint("It is printed at the foot").width(20),
        )
        .field(
            line("on", "When was it?", &draft.on).hint("Leave empty for today. For example 2 October 2026").width(20),
        )
        .button(Button::new("They were told").sends("answer", "told"))
        .button(Button::new("The last letter came back").secondary().sends("answer", "returned"))
        .answer(problems)
}

/// Who was told, by the year of birth.
#[derive(Template)]
#[template(path = "components/notice_cohorts.html")]
struct Cohorts {
    lines: Vec<CohortLine>,
}

impl Cohorts {
    fn number(count: &Option<u32>) -> String {
        count.map_or_else(|| "Not shown".to_owned(), |count| count.to_string())
    }

    fn born(line: &CohortLine) -> String {
        line.born_in.map_or_else(|| "Not born yet, or not known".to_owned(), |year| year.to_string())
    }
}

/// The same as a file.
pub async fn file(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let bytes = site.app.notice_file(&asking.asker, site.clock.now()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"who-was-told.csv\""),
    ];
    Ok((headers, bytes).into_response())
}

/// Who was told, by service.
pub async fn coverage(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let figures = site.app.notice_figures(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "Who was told").at("/notices");
    let number = |count: Option<u32>| count.map_or_else(|| "Not shown".to_owned(), |count| count.to_string());
    let items: Vec<Item> = figures
        .services
        .iter()
        .map(|line| {
            let rest = line.children.zip(line.told).map(|(children, told)| children.saturating_sub(told));
            Item::new(line.service)
                .says("Children", number(line.children))
                .says("In a family that was told", number(line.told))
                .says("Not told yet", number(rest))
        })
        .collect();
    let is_manager = asking.asker.staff.role == Role::CentreManager;
    let mut list = LedgerList::new(page)
        .intro(&[
            "A family was told when the privacy notice reached them. A letter that came back does not count.",
            "Numbers from 1 to 4 are not shown, nor a number that would give one away: with a year, the next smallest is hidden.",
        ])
        .nothing("No children are recorded yet.")
        .items(items);
    if is_manager {
        list = list.button(Button::link("Letters to send", "/notices/letters"));
    }
    list.button(Button::link("Save the table as a file", "/notices/told.csv").secondary())
        .button(Button::link("Who the consent form names", "/team").secondary())
        .button(Button::link("Before the first family", "/begin").secondary())
        .button(Button::link("Who used what we shared", "/use").secondary())
        .after(Html::of(&Cohorts { lines: figures.years }))
        .answer(&[])
}

/// The letters to send, for mail merge.
pub async fn letters(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let bytes = site.app.letters_to_send(&asking.asker, site.clock.now()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"notices-to-send.csv\""),
    ];
    Ok((headers, bytes).into_response())
}
