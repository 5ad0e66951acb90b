//! The papers for a working group: the draft of an agreement and of its impact
//! assessment, on the screen, as PDF and as Markdown; and the agreement as the
//! file that Kith reads (S003-ISq).

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kith_app::{Evidence, Paper};
use kith_letters::TextSize;

use super::letter;
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;

/// What a paper is called: in addresses and files, and on screens.
fn names(paper: Paper) -> (&'static str, &'static str) {
    match paper {
        Paper::Agreement => ("draft", "Draft of the agreement"),
        Paper::Impact => ("impact", "Draft of the impact assessment"),
    }
}

async fn shown((site, asking): (&Site, &Asking), name: &str, paper: Paper) -> Result<Response, Failure> {
    let made = site.app.agreement_paper(&asking.asker, (name, paper), site.clock.now()).await?;
    let (word, title) = names(paper);
    let page = Page::new(site, Some(&asking.session), title)
        .under("Agreements on planned sharing", "/agreements")
        .under("The agreement", format!("/agreements/{name}"))
        .explains("/agreements");
    let at = format!("/agreements/{name}/{word}");
    let links = vec![
        ("Save as PDF".to_owned(), format!("{at}.pdf")),
        ("Save as Markdown, to go on writing".to_owned(), format!("{at}.md")),
        ("Save the agreement as a file that Kith reads".to_owned(), format!("/agreements/{name}/agreement.toml")),
    ];
    letter::show_with_links(page, title, links, &made)
}

async fn saved(
    (site, asking): (&Site, &Asking),
    name: &str,
    (paper, is_pdf): (Paper, bool),
) -> Result<Response, Failure> {
    let made = site.app.agreement_paper(&asking.asker, (name, paper), site.clock.now()).await?;
    let file = format!("{name}-{}", names(paper).0);
    if is_pdf {
        return letter::save(vec![made], TextSize::Usual, &file).await;
    }
    Ok(text("text/markdown; charset=utf-8", &format!("{file}.md"), made.markdown()))
}

fn text(kind: &'static str, file: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    (headers, text).into_response()
}

/// The draft of the agreement.
pub async fn draft(State(site): State<Site>, asking: Asking, Path(name): Path<String>) -> Result<Response, Failure> {
    shown((&site, &asking), &name, Paper::Agreement).await
}

/// The draft of the agreement as PDF.
pub async fn draft_pdf(
    State(site): State<Site>,
    asking: Asking,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    saved((&site, &asking), &name, (Paper::Agreement, true)).await
}

/// The draft of the agreement as Markdown.
pub async fn draft_text(
    State(site): State<Site>,
    asking: Asking,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    saved((&site, &asking), &name, (Paper::Agreement, false)).await
}

/// The draft of the impact assessment.
pub async fn impact(State(site): State<Site>, asking: Asking, Path(name): Path<String>) -> Result<Response, Failure> {
    shown((&site, &asking), &name, Paper::Impact).await
}

/// The draft of the impact assessment as PDF.
pub async fn impact_pdf(
    State(site): State<Site>,
    asking: Asking,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    saved((&site, &asking), &name, (Paper::Impact, true)).await
}

/// The draft of the impact assessment as Markdown.
pub async fn impact_text(
    State(site): State<Site>,
    asking: Asking,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    saved((&site, &asking), &name, (Paper::Impact, false)).await
}

/// The agreement as the file that `kith agreements add` reads.
pub async fn file(State(site): State<Site>, asking: Asking, Path(name): Path<String>) -> Result<Response, Failure> {
    let kept = site.app.agreement_text(&asking.asker, &name).await?;
    Ok(text("application/toml; charset=utf-8", &format!("{name}.toml"), kept))
}

/// A file of evidence about agreements.
pub async fn evidence(State(site): State<Site>, asking: Asking, Path(file): Path<String>) -> Result<Response, Failure> {
    let word = file.strip_suffix(".csv").unwrap_or_default();
    let evidence = Evidence::from_word(word).ok_or_else(Failure::not_found)?;
    let made = site.app.agreement_evidence(&asking.asker, evidence, site.clock.now()).await?;
    Ok(text("text/csv; charset=utf-8", &format!("{word}.csv"), made))
}
