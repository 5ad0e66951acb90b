//! The sharing rules: which editions there are, who approved them, which is in
//! force; approving one and putting it in force (S002-9a).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kith_app::{AppError, EditionLine, EditionState, Governor};

use super::show_with;
use crate::edition_words::state_words;
use crate::web::components::{Colour, ErrorSummary, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, plural};

#[derive(Template)]
#[template(path = "pages/rules.html")]
struct Rules {
    page: Page,
    lines: Vec<EditionLine>,
    /// Whether this reader looks after the rules.
    may_write: bool,
    errors: ErrorSummary,
    /// The edition of a form that was sent, and the day that was typed.
    typed: (String, String),
}

impl Rules {
    fn tag(line: &EditionLine) -> Tag {
        let colour = match line.state {
            EditionState::InForce(_) => Colour::Green,
            EditionState::Coming(_) | EditionState::Approved => Colour::Blue,
            EditionState::Draft => Colour::Yellow,
            EditionState::Past => Colour::Grey,
        };
        Tag::new(state_words(line.state), colour)
    }

    /// The day that was typed for an edition.
    fn day(&self, line: &EditionLine) -> &str {
        if self.typed.0 == line.name { &self.typed.1 } else { "" }
    }
}

/// Every edition.
pub async fn index(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    page(&site, &asking, ErrorSummary::new(), (String::new(), String::new())).await
}

async fn page(
    site: &Site,
    asking: &Asking,
    errors: ErrorSummary,
    typed: (String, String),
) -> Result<Response, Failure> {
    let lines = site.app.rules_page(&asking.asker, site.clock.now()).await?.lines;
    let count = errors.count();
    let status = if count == 0 { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(site, Some(&asking.session), "Sharing rules").at("/rules").errors(count);
    show_with(status, &Rules { page, lines, may_write: Governor::of(&asking.asker).is_ok(), errors, typed })
}

/// Approves an edition.
pub async fn approve(
    State(site): State<Site>,
    asking: Asking,
    Path(edition): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    drop(posted);
    let governor = Governor::of(&asking.asker)?;
    let done = site.app.approve_edition(&governor, &edition, site.clock.now()).await;
    answer(&site, &asking, done, (edition, String::new())).await
}

/// Puts an approved edition in force.
pub async fn put_in_force(
    State(site): State<Site>,
    asking: Asking,
    Path(edition): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let governor = Governor::of(&asking.asker)?;
    let typed = posted.text("from").trim().to_owned();
    let Some(from) = day_of(&typed) else {
        let errors = ErrorSummary::new().error("Write the day like 1 12 2026", format!("from-{edition}"));
        return page(&site, &asking, errors, (edition, typed)).await;
    };
    let done = site.app.put_in_force(&governor, &edition, from, site.clock.now()).await;
    answer(&site, &asking, done, (edition, typed)).await
}

/// The list again, or what to put right first.
async fn answer(
    site: &Site,
    asking: &Asking,
    done: Result<(), AppError>,
    typed: (String, String),
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(Redirect::to("/rules").into_response()),
        Err(AppError::Invalid(problems)) => {
            let field = format!("edition-{}", typed.0);
            let errors = problems
                .iter()
                .fold(ErrorSummary::new(), |errors, problem| errors.error(problem.message.clone(), &field));
            page(site, asking, errors, typed).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A day as people type it: `2026-12-01`, `1 12 2026`, `1/12/2026`.
fn day_of(typed: &str) -> Option<Date> {
    if let Ok(day) = typed.parse() {
        return Some(day);
    }
    let mut parts = typed.split([' ', '/', '.', '-']).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if parts.next().is_some() { None } else { Date::new(year, month, day).ok() }
}

#[cfg(test)]
mod tests {
    use super::day_of;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let day = Some(jiff::civil::date(2026, 12, 1));
        for typed in ["2026-12-01", "1 12 2026", "1/12/2026", "01.12.2026"] {
            assert_eq!(day_of(typed), day, "{typed}");
        }
        for typed in ["", "tomorrow", "31 2 2026", "1 12 2026 1"] {
            assert_eq!(day_of(typed), None, "{typed}");
        }
    }
}
