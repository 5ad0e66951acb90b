//! The languages of the documents for families: which there are, who checked
//! them, and a translation that is brought (S002-16d, S004-WAd).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kith_app::{AppError, FieldProblem, LanguageLine};
use kith_letters::Languages;

use super::{show as answer, show_with};
use crate::web::components::{ErrorSummary, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words};

#[derive(Template)]
#[template(path = "pages/letter_words.html")]
struct LetterWords {
    page: Page,
    errors: ErrorSummary,
    lines: Vec<LanguageLine>,
    words: Textarea,
}

impl LetterWords {
    fn checked(line: &LanguageLine) -> String {
        let (by, on) = &line.reviewed;
        match (by.as_str(), on.parse::<Date>()) {
            ("", _) => "Nobody checked it. It goes to no family".to_owned(),
            (by, Ok(on)) => format!("{by}, {}", date_words(on)),
            (by, Err(_)) => by.to_owned(),
        }
    }
}

/// The languages, and the form.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    answer(&view((&site, &asking), "", &[]).await?)
}

/// Takes a translation.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = posted.text("translation").replace("\r\n", "\n");
    match site.app.add_letter_words(&asking.asker, &text, site.clock.now()).await {
        Ok(_) => Ok(Redirect::to("/letters/words").into_response()),
        Err(AppError::Invalid(problems)) => {
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &view((&site, &asking), &text, &problems).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a language out of use.
pub async fn remove(
    State(site): State<Site>,
    asking: Asking,
    Path(language): Path<String>,
) -> Result<Response, Failure> {
    site.app.remove_letter_words(&asking.asker, &language, site.clock.now()).await?;
    Ok(Redirect::to("/letters/words").into_response())
}

/// The file of the English words, which a translation begins with.
pub async fn english(_: Asking) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"english-words.toml\""),
    ];
    (headers, Languages::english_file()).into_response()
}

async fn view(
    (site, asking): (&Site, &Asking),
    typed: &str,
    problems: &[FieldProblem],
) -> Result<LetterWords, Failure> {
    let errors = problems
        .iter()
        .fold(ErrorSummary::new(), |errors, problem| errors.error(problem.message.as_str(), "translation"));
    let words = Textarea::new("translation", "The words of the translation")
        .hint("Paste the whole file.")
        .rows(12)
        .value(typed)
        .error(problems.first().map(|problem| problem.message.as_str()));
    let page = Page::new(site, Some(&asking.session), "Languages of letters")
        .at("/sources")
        .under("Sources", "/sources")
        .under("Names and addresses for letters", "/letters");
    let lines = site.app.language_lines(&asking.asker).await?;
    Ok(LetterWords { page: page.errors(errors.count()), errors, lines, words })
}
