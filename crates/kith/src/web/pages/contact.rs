//! One contact with what was written about it: fact and view told apart, a
//! coach's questions and the writer's answers beside the text (S004-CHa).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{Comment, ContactPage};
use kith_core::family::{NoteStatement, StatementComment};

use super::{reference, show as answer};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, list_words};

#[derive(Template)]
#[template(path = "pages/contact.html")]
struct Shown {
    page: Page,
    address: String,
    home: String,
    contact: ContactPage,
    about: String,
}

impl Shown {
    /// The question that the writer has not answered yet, if any.
    fn open_question(statement: &NoteStatement) -> Option<&StatementComment> {
        let is_answered = |question: &StatementComment| {
            statement.comments.iter().any(|answer| answer.answers == Some(question.comment))
        };
        statement.comments.iter().find(|comment| comment.answers.is_none() && !is_answered(comment))
    }
}

/// The contact.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path((family, contact)): Path<(String, String)>,
) -> Result<Response, Failure> {
    view(&site, &asking, (&family, &contact), false).await
}

/// The contact, once the reader said that a sensitive item is needed.
pub async fn open(
    State(site): State<Site>,
    asking: Asking,
    Path((family, contact)): Path<(String, String)>,
    _posted: Posted,
) -> Result<Response, Failure> {
    view(&site, &asking, (&family, &contact), true).await
}

async fn view(
    site: &Site,
    asking: &Asking,
    (family, contact): (&str, &str),
    is_confirmed: bool,
) -> Result<Response, Failure> {
    let wanted = (reference(contact)?, is_confirmed);
    let found = site.app.contact(&asking.asker, reference(family)?, wanted, site.clock.now()).await?;
    let home = format!("/families/{family}");
    let title = found.line.kind.clone().unwrap_or_else(|| "Contact".to_owned());
    let page = Page::new(site, Some(&asking.session), title)
        .at("/families")
        .under(found.family_title.clone(), home.clone())
        .under("All contacts", format!("{home}/contacts"));
    let about = list_words(&found.line.about);
    answer(&Shown { page, address: format!("{home}/contacts/{contact}"), home, contact: found, about })
}

/// A question, or an answer to one.
pub async fn comment(
    State(site): State<Site>,
    asking: Asking,
    Path((family, contact)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let statement: u32 = posted.text("statement").parse().map_err(|_| Failure::not_found())?;
    let answers = match posted.text("answers") {
        "" => None,
        question => Some(reference(question)?),
    };
    let comment =
        Comment { statement: statement.saturating_sub(1), words: posted.text("words").trim().to_owned(), answers };
    let about = (reference(&family)?, reference(&contact)?);
    site.app.comment(&asking.asker, about, comment, site.clock.now()).await?;
    Ok(Redirect::to(&format!("/families/{family}/contacts/{contact}")).into_response())
}
