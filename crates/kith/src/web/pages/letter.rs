//! What every document for families shares: how it is shown, saved as a PDF,
//! and what is said where it may not be given out yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kith_letters::{Language, Languages, Letter, TextSize, pdf};

use super::show_with;
use crate::web::failure::Failure;
use crate::web::page::Page;

/// The words and the size that somebody asked for in an address.
pub(super) struct Style {
    pub(super) language: Arc<Language>,
    pub(super) size: TextSize,
    pub(super) is_easy: bool,
}

impl Style {
    /// The style of a query; the language that a family's record names where
    /// the query names none.
    pub(super) fn of(languages: &Languages, query: &BTreeMap<String, String>, recorded: Option<&str>) -> Self {
        let is = |name: &str| query.get(name).is_some_and(|value| value == "1");
        let asked = query.get("language").and_then(|tag| languages.tagged(tag));
        Self {
            language: asked.unwrap_or_else(|| languages.for_family(recorded)),
            size: if is("large") { TextSize::Large } else { TextSize::Usual },
            is_easy: is("easy"),
        }
    }

    fn query(&self, (is_large, is_easy): (bool, bool)) -> String {
        let large = if is_large { "&large=1" } else { "" };
        let easy = if is_easy { "&easy=1" } else { "" };
        format!("?language={}{large}{easy}", self.language.tag())
    }
}

#[derive(Template)]
#[template(path = "pages/letter.html")]
struct LetterView {
    page: Page,
    caption: String,
    links: Vec<(String, String)>,
    letter: String,
}

#[derive(Template)]
#[template(path = "pages/letter_missing.html")]
struct LetterMissing {
    page: Page,
    missing: Vec<String>,
    may_write: bool,
}

/// A document on the screen, with the ways to save it. `at` is its address
/// without an ending.
pub(super) fn show(
    page: Page,
    (caption, at): (&str, &str),
    style: &Style,
    (letter, has_easy): (&Letter, bool),
) -> Result<Response, Failure> {
    show_with_links(page, caption, ways(at, style, has_easy), letter)
}

/// The ways to save a document, and to its other words.
pub(super) fn ways(at: &str, style: &Style, has_easy: bool) -> Vec<(String, String)> {
    let mut links = vec![
        ("Save as PDF".to_owned(), format!("{at}.pdf{}", style.query((false, style.is_easy)))),
        ("Save in large print".to_owned(), format!("{at}.pdf{}", style.query((true, style.is_easy)))),
    ];
    if has_easy {
        let words = if style.is_easy { "Show the usual words" } else { "Show easy read" };
        links.push((words.to_owned(), format!("{at}{}", style.query((false, !style.is_easy)))));
    }
    links
}

/// A document on the screen with ways to save it that are its own.
pub(super) fn show_with_links(
    page: Page,
    caption: &str,
    links: Vec<(String, String)>,
    letter: &Letter,
) -> Result<Response, Failure> {
    show_with(StatusCode::OK, &LetterView { page, caption: caption.to_owned(), links, letter: letter.html() })
}

/// Says what has to be written down before the document may be given out.
pub(super) fn show_missing(page: Page, missing: Vec<String>, may_write: bool) -> Result<Response, Failure> {
    let mut page = page;
    page.title = "This cannot be given out yet".to_owned();
    show_with(StatusCode::CONFLICT, &LetterMissing { page, missing, may_write })
}

/// Documents as one PDF.
pub(super) async fn save(letters: Vec<Letter>, size: TextSize, name: &str) -> Result<Response, Failure> {
    let made = tokio::task::spawn_blocking(move || pdf(&letters, size)).await.map_err(Failure::broken)?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")),
    ];
    Ok((headers, made.map_err(Failure::broken)?).into_response())
}
