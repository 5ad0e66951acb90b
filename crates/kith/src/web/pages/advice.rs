//! Asking a colleague about a worry without naming the family.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AdviceLine, AppError, FieldProblem, WorryDraft};
use kith_core::id::FamilyId;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, ItemForm, LedgerList};
use super::reference;
use crate::web::components::{Button, Colour, Html, Link, Select, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_and_time;

/// The form for a worry.
pub async fn new(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    view((&site, &asking), &family, (&WorryDraft::default(), form_key()?), &[]).await
}

/// Asks, or shows the form again with everything that was typed.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let draft = WorryDraft { consultee: posted.text("consultee").to_owned(), words: posted.text("words").to_owned() };
    let (wanted, key): (FamilyId, &str) = (reference(&family)?, sent_key(&posted)?);
    match site.app.ask_advice(&asking.asker, wanted, (&draft, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/advice").into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &family, (&draft, key.to_owned()), &problems).await,
        Err(error) => Err(error.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    (draft, key): (&WorryDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let (title, colleagues) = site.app.advice_form(&asking.asker, reference(family)?, site.clock.now()).await?;
    let who = Select::new("consultee", "Who do you ask?")
        .options([(String::new(), "Choose a colleague".to_owned())])
        .options(colleagues.into_iter().map(|(staff, name)| (staff.to_string(), name)))
        .chosen(draft.consultee.as_str())
        .error(error(problems, "consultee"));
    LedgerForm::of_family((site, asking), (family, &title), "Ask a colleague", format!("/families/{family}/advice"))
        .intro(&[
            "Is somebody in danger now? Ring 999.",
            "Your colleague does not see who it is. They see it once you write down what gives reasonable cause.",
        ])
        .key(key)
        .field(who)
        .field(
            Textarea::new("words", "What worries you?")
                .hint("Write no names, numbers or addresses. Write “the child” or “the mother”")
                .value(draft.words.as_str())
                .rows(5)
                .error(error(problems, "words")),
        )
        .button(Button::new("Ask"))
        .answer(problems)
}

/// The questions that somebody put or was asked.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    list(&site, &asking, &[]).await
}

async fn list(site: &Site, asking: &Asking, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let lines = site.app.advice(&asking.asker, site.clock.now()).await?;
    let page = Page::new(site, Some(&asking.session), "Advice").at("/my-day").under("My day", "/my-day");
    let items: Vec<Item> = lines.iter().map(item).collect();
    LedgerList::new(page)
        .intro(&["Worries that you asked about, and worries that you are asked about."])
        .nothing("No question for advice is recorded.")
        .items(items)
        .answer(problems)
}

fn item(line: &AdviceLine) -> Item {
    let heading = if line.is_mine {
        format!("You asked {}, {}", line.consultee, date_and_time(line.asked_at))
    } else {
        format!("{} asks you, {}", line.asked_by, date_and_time(line.asked_at))
    };
    let waits = line.answer.is_none().then(|| Tag::new("Waits for advice", Colour::Orange));
    let dated = |said: &Option<(jiff::Timestamp, String)>| {
        said.as_ref().map_or_else(String::new, |(at, words)| format!("{words} ({})", date_and_time(*at)))
    };
    let family = match line.family {
        Some(family) => Html::from(Link::new(family.to_string(), format!("/families/{family}"))),
        None => Html::from("Not shown until reasonable cause is written down"),
    };
    let form = |summary, page: &str, field: Textarea, button| ItemForm {
        summary,
        action: format!("/advice/{}", page),
        key: String::new(),
        of: line.id.to_string(),
        fields: vec![field.id(format!("{page}-{}", line.id)).rows(3).into()],
        buttons: vec![Button::new(button).small()],
    };
    let cause = (line.is_mine && line.cause.is_none()).then(|| {
        let facts = Textarea::new("facts", "Which facts give reasonable cause?");
        form("There is reasonable cause", "cause", facts, "Write it down, and show who it is")
    });
    let advice = (!line.is_mine && line.answer.is_none())
        .then(|| form("Give advice", "answer", Textarea::new("words", "Your advice"), "Give advice"));
    Item::new(heading)
        .tag(waits)
        .says("The worry", line.words.as_str())
        .says("Reasonable cause", dated(&line.cause))
        .says("Advice", dated(&line.answer))
        .says("Family", family)
        .form(cause)
        .form(advice)
}

/// Writes down that there is reasonable cause.
pub async fn cause(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let of = reference(posted.text("of"))?;
    let done = site.app.establish_cause(&asking.asker, of, posted.text("facts"), site.clock.now()).await;
    after(&site, &asking, done).await
}

/// Gives advice.
pub async fn give(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let of = reference(posted.text("of"))?;
    let done = site.app.give_advice(&asking.asker, of, posted.text("words"), site.clock.now()).await;
    after(&site, &asking, done).await
}

async fn after(site: &Site, asking: &Asking, done: Result<(), AppError>) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(Redirect::to("/advice").into_response()),
        Err(AppError::Invalid(problems)) => list(site, asking, &problems).await,
        Err(error) => Err(error.into()),
    }
}
