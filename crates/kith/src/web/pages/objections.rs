//! Messages of parents who say no: what they wrote, whom it means as far as
//! the reader may see it, and what is done with it (S002-15f).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FamilyCard, FieldProblem, ParentsMessage, ParentsMessages, SettleStep};
use serde::Deserialize;

use super::{reference, show_with};
use crate::web::components::{Colour, ErrorSummary, Html, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words};

#[derive(Template)]
#[template(path = "pages/objections.html")]
struct Objections {
    page: Page,
    errors: ErrorSummary,
    messages: ParentsMessages,
    /// The message whose note needs another look, with the note and why.
    wrong: Option<(String, String, FieldProblem)>,
    said: &'static str,
}

impl Objections {
    fn late() -> Tag {
        Tag::new("Late", Colour::Orange)
    }

    /// The families for which the reader may settle a message.
    fn meant<'m>(&self, message: &'m ParentsMessage) -> Vec<&'m FamilyCard> {
        message.families.iter().filter(|card| message.meant.contains(&card.family)).collect()
    }

    fn note(&self, message: &ParentsMessage) -> Html {
        let (id, words) = (format!("note-{}", message.id), "Whom did you speak to, and what did they say?");
        let wrong = self.wrong.as_ref().filter(|(wrong, ..)| *wrong == message.id.to_string());
        let field = Textarea::new("note", words).id(id).rows(2).autocomplete("off");
        let field = match wrong {
            Some((_, typed, told)) => field.value(typed.as_str()).error(Some(told.message.as_str())),
            None => field,
        };
        field.into()
    }
}

/// What a press of a button led here with.
#[derive(Debug, Deserialize)]
pub struct Said {
    said: Option<String>,
}

/// The messages.
pub async fn show(State(site): State<Site>, asking: Asking, Query(said): Query<Said>) -> Result<Response, Failure> {
    let said = match said.said.as_deref() {
        Some("recorded") => "The objection is recorded.",
        Some("mistake" | "nobody") => "The message is settled.",
        _ => "",
    };
    list((&site, &asking), said, None).await
}

/// Settles a message.
pub async fn settle(
    State(site): State<Site>,
    asking: Asking,
    Path(message): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (step, word) = match posted.text("do") {
        "record-in" => (SettleStep::RecordIn(reference(posted.text("family"))?), "recorded"),
        "record" => (SettleStep::Record, "recorded"),
        "mistake" => (SettleStep::Mistake, "mistake"),
        "nobody" => (SettleStep::Nobody, "nobody"),
        _ => return Err(Failure::not_found()),
    };
    let note = posted.text("note");
    let now = site.clock.now();
    match site.app.settle_parents_message(&asking.asker, (reference(&message)?, step, note), now).await {
        Ok(()) => Ok(Redirect::to(&format!("/objections?said={word}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let wrong = problems.into_iter().next().map(|told| (message, note.to_owned(), told));
            list((&site, &asking), "", wrong).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn list(
    (site, asking): (&Site, &Asking),
    said: &'static str,
    wrong: Option<(String, String, FieldProblem)>,
) -> Result<Response, Failure> {
    let messages = site.app.parents_messages(&asking.asker, site.clock.now()).await?;
    let (mut errors, mut status) = (ErrorSummary::new(), StatusCode::OK);
    if let Some((message, _, told)) = &wrong {
        errors = errors.error(&told.message, format!("note-{message}"));
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let page = Page::new(site, Some(&asking.session), "Messages from parents").errors(errors.count());
    show_with(
        status,
        &Objections { page: page.at("/my-day").under("My day", "/my-day"), errors, messages, wrong, said },
    )
}
