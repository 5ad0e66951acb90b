//! The areas outside: whom to ring there; and, for the data lead, the register
//! and its keys (S004-BAo).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, AreaDraft, AreaLine, FieldProblem, KeyDraft};

use super::ledger_form::error;
use super::lists::key_fields;
use super::show_with;
use crate::web::components::{Checkboxes, ErrorSummary, Html, Input, Select};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::routes::Who;
use crate::web::state::Site;
use crate::web::words::{date_and_time, list_words};

#[derive(Template)]
#[template(path = "pages/areas_outside.html")]
struct AreasOutside {
    page: Page,
    areas: Vec<AreaLine>,
    errors: ErrorSummary,
    may_change: bool,
    reads_moves: bool,
    area_fields: Vec<Html>,
    key_fields: Vec<Html>,
}

/// The register.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    view((&site, &asking), (&AreaDraft::default(), &KeyDraft::default()), &[]).await
}

/// Adds an area, changes one or takes one off; or shows what needs another
/// look.
pub async fn change(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = AreaDraft {
        name: text("name"),
        contact: text("contact"),
        telephone: text("telephone"),
        covers: text("covers"),
        is_gone: posted.is_ticked("gone"),
    };
    match site.app.set_area_outside(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/areas-outside").into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), (&draft, &KeyDraft::default()), &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

/// Gives an area its line of keys; or shows what needs another look.
pub async fn save_key(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = KeyDraft { centre: text("centre"), public_key: text("public_key"), checked_with: text("checked_with") };
    match site.app.set_area_key(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/areas-outside").into_response()),
        Err(AppError::Invalid(problems)) => {
            // A secret key that was sent by mistake is not shown again.
            let is_secret = draft.public_key.to_ascii_uppercase().contains("AGE-SECRET-KEY");
            let shown = if is_secret { KeyDraft { public_key: String::new(), ..draft } } else { draft };
            view((&site, &asking), (&AreaDraft::default(), &shown), &problems).await
        }
        Err(failed) => Err(failed.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    (area, key): (&AreaDraft, &KeyDraft),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let areas = site.app.areas_outside().await?;
    let page = Page::new(site, Some(&asking.session), "Areas outside")
        .at("/areas")
        .under("Areas", "/areas")
        .errors(problems.len());
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = AreasOutside {
        page,
        errors,
        may_change: Who::Lists.admits(Some(asking.asker.staff.role)),
        reads_moves: Who::HandOvers.admits(Some(asking.asker.staff.role)),
        area_fields: area_fields(area, problems),
        key_fields: key_fields(
            (
                Select::new("centre", "Which area?")
                    .options(areas.iter().map(|line| (line.name.clone(), line.name.clone()))),
                "Their line",
                "It begins with age1 and has a full stop in it. Leave it empty to take the key away",
            ),
            key,
            problems,
        ),
        areas,
    };
    show_with(status, &view)
}

fn area_fields(draft: &AreaDraft, problems: &[FieldProblem]) -> Vec<Html> {
    let input = |name: &str, label: &str, hint: &str, value: &str| -> Html {
        let input = Input::new(name, label).value(value).autocomplete("off").error(error(problems, name));
        if hint.is_empty() { input.into() } else { input.hint(hint).into() }
    };
    let gone = Checkboxes::new("gone", "Take it off?").choices([("yes", "Nobody moves there any more: take it off")]);
    vec![
        input("name", "Name of the area", "As families say it. To change an area, write its name again", &draft.name),
        input("contact", "Whom to ring there", "A name and a post", &draft.contact),
        input("telephone", "Telephone", "", &draft.telephone),
        input("covers", "How do postcodes there begin?", "For example: LX9, LX10", &draft.covers),
        gone.small().into(),
    ]
}
