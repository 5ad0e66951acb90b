//! The map on a centre's welcome cards: bring it, look at it, take it off
//! (S004-WAd).

use askama::Template;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, CentreMapDraft, FieldProblem};

use super::ledger_form::error;
use super::show_with;
use crate::web::components::{ErrorSummary, FileUpload, Input, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::{Posted, token_is_right};
use crate::web::state::Site;

/// More of a picture than this is not kept while it comes: it is refused.
const MOST_BYTES: usize = 2_000_000;

#[derive(Template)]
#[template(path = "pages/centre_map.html")]
struct CentreMapPage {
    page: Page,
    centre: String,
    errors: ErrorSummary,
    /// What the map shows that stands on the cards now, and whose it is.
    has_map: Option<(String, String)>,
    file: FileUpload,
    shows: Textarea,
    credit: Input,
}

/// The map that stands on the cards, and the form for another.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    view((&site, &asking), None, &[]).await
}

/// Keeps the map that was brought.
pub async fn submit(State(site): State<Site>, asking: Asking, request: Request) -> Result<Response, Failure> {
    let read = match Multipart::from_request(request, &()).await {
        Ok(form) => read(form, &asking).await,
        Err(_) => None,
    };
    let Some(draft) = read else {
        let again = [FieldProblem::new("map", "The picture did not arrive whole. Choose it again".to_owned())];
        return view((&site, &asking), None, &again).await;
    };
    match site.app.save_centre_map(&asking.asker, ("", draft.clone()), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/births/cards/map").into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), Some(&draft), &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

/// Takes the map off the cards.
pub async fn take_off(State(site): State<Site>, asking: Asking, _posted: Posted) -> Result<Response, Failure> {
    site.app.take_centre_map_off(&asking.asker, "", site.clock.now()).await?;
    Ok(Redirect::to("/births/cards/map").into_response())
}

/// The picture itself.
pub async fn picture(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let (_, map) = site.app.centre_map(&asking.asker, "", site.clock.now()).await?;
    let map = map.ok_or(AppError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], map.picture.bytes().to_vec()).into_response())
}

/// The parts of the form; none where it did not come whole, or belongs to
/// another sign-in.
async fn read(mut form: Multipart, asking: &Asking) -> Option<CentreMapDraft> {
    let mut draft = CentreMapDraft::default();
    let mut is_ours = false;
    while let Some(mut part) = form.next_field().await.ok()? {
        let name = part.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(piece) = part.chunk().await.ok()? {
            // What is too large stays too large: the rest is heard and thrown away.
            if bytes.len() <= MOST_BYTES {
                bytes.extend_from_slice(&piece);
            }
        }
        let text = || String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "form_token" => is_ours = token_is_right(&asking.session, &text()),
            _ if !is_ours => return None,
            "shows" => draft.shows = text(),
            "credit" => draft.credit = text(),
            "map" => draft.picture = bytes,
            _ => {}
        }
    }
    is_ours.then_some(draft)
}

async fn view(
    (site, asking): (&Site, &Asking),
    typed: Option<&CentreMapDraft>,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let (centre, map) = site.app.centre_map(&asking.asker, "", site.clock.now()).await?;
    let has_map = map.as_ref().map(|map| (map.shows.clone(), map.credit.clone()));
    let (shows, credit) = match (typed, &map) {
        (Some(typed), _) => (typed.shows.clone(), typed.credit.clone()),
        (None, Some(map)) => (map.shows.clone(), map.credit.clone()),
        (None, None) => (String::new(), String::new()),
    };
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let page = Page::new(site, Some(&asking.session), "The map on your cards")
        .explains("/births")
        .under("My day", "/my-day")
        .under("New births", "/births")
        .errors(problems.len());
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let question = if has_map.is_some() { "Choose another picture" } else { "Choose a picture" };
    let page = CentreMapPage {
        page,
        centre,
        errors,
        has_map,
        file: FileUpload::new("map", question)
            .hint("A PNG of at most 1 MB, between 300 and 3,000 dots wide and high")
            .accepts(".png")
            .error(error(problems, "map")),
        shows: Textarea::new("shows", "What does the map show?")
            .hint("For people who do not see it, like: The centre is the second house left of the library")
            .value(shows)
            .rows(3)
            .error(error(problems, "shows")),
        credit: Input::new("credit", "Whose map is it?")
            .hint("The line that the maker of the map asks for. It stands below the map. Leave it empty if you drew it")
            .value(credit)
            .autocomplete("off")
            .error(error(problems, "credit")),
    };
    show_with(status, &page)
}
