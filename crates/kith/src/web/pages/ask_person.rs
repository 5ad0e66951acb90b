//! Advice: the list of what was asked, one request with every word of it, and
//! asking a colleague for more.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AdviceLine, AdvicePage, AdviserKind, AppError, CauseDraft, Colleague, DifferentCount, FieldProblem};
use kith_core::workforce::Role;

use super::record_contact::form_key;
use super::{reference, show as answer, show_with};
use crate::web::components::{
    Choice, Colour, ErrorSummary, Input, Leads, Radios, ShareAnswerPart, SummaryList, Tag, Textarea,
};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, plural};

#[derive(Template)]
#[template(path = "pages/advice_list.html")]
struct List {
    page: Page,
    asked_of_me: Vec<AdviceLine>,
    asked_by_me: Vec<AdviceLine>,
    reviews_rules: bool,
    different: Vec<DifferentCount>,
}

impl List {
    fn state(line: &AdviceLine) -> Tag {
        match line.answered_at {
            Some(_) => Tag::new("Answered", Colour::Green),
            None => Tag::new("Waiting", Colour::Yellow),
        }
    }
}

/// What was asked of the reader, and what the reader asked.
pub async fn list(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let lines = site.app.advice_list(&asking.asker, site.clock.now()).await?;
    let (asked_by_me, asked_of_me) = lines.into_iter().partition(|line| line.is_mine);
    let different = site.app.different_counts(&asking.asker).await?;
    let reviews_rules = asking.asker.staff.role == Role::CaldicottGuardian;
    let page = Page::new(&site, Some(&asking.session), "Advice").at("/my-day").under("My day", "/my-day");
    answer(&List { page, asked_of_me, asked_by_me, reviews_rules, different })
}

#[derive(Template)]
#[template(path = "pages/asked_person.html")]
struct Shown {
    page: Page,
    address: String,
    form_key: String,
    advice: AdvicePage,
    errors: ErrorSummary,
    question: Option<SummaryList>,
    told: Option<ShareAnswerPart>,
    reply: Textarea,
    cause: Textarea,
    cause_on: Input,
    may_record_cause: bool,
    is_cause_open: bool,
}

/// What was typed into one of the two forms.
#[derive(Default)]
struct Typed {
    words: String,
    cause: CauseDraft,
    form_key: String,
}

/// One request.
pub async fn show(State(site): State<Site>, asking: Asking, Path(advice): Path<String>) -> Result<Response, Failure> {
    let typed = Typed { form_key: form_key()?, ..Typed::default() };
    answer(&page_of(&site, &asking, &advice, (typed, &[])).await?)
}

/// Writes under a request.
pub async fn write(
    State(site): State<Site>,
    asking: Asking,
    Path(advice): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let written = (posted.text("words"), posted.text("form_key"));
    match site.app.write_advice(&asking.asker, reference(&advice)?, written, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/advice/{advice}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let typed = Typed { words: written.0.to_owned(), form_key: written.1.to_owned(), ..Typed::default() };
            let page = page_of(&site, &asking, &advice, (typed, &problems)).await?;
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// Records reasonable cause.
pub async fn record_cause(
    State(site): State<Site>,
    asking: Asking,
    Path(advice): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let cause = CauseDraft { facts: posted.text("facts").to_owned(), on: posted.text("on").to_owned() };
    match site.app.record_cause(&asking.asker, reference(&advice)?, &cause, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/advice/{advice}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let typed = Typed { cause, form_key: form_key()?, ..Typed::default() };
            let page = page_of(&site, &asking, &advice, (typed, &problems)).await?;
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn page_of(
    site: &Site,
    asking: &Asking,
    advice: &str,
    (typed, problems): (Typed, &[FieldProblem]),
) -> Result<Shown, Failure> {
    let shown = site.app.advice(&asking.asker, reference(advice)?, site.clock.now()).await?;
    let error =
        |field: &str| problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str());
    let leads = Leads { family: None, change: "/can-i-share".to_owned(), is_print: false };
    let title = shown.kind.title(shown.is_mine);
    let question = SummaryList::of(shown.question.iter().map(|(label, value)| (*label, value.as_str())));
    let label = if shown.is_mine { "Write more" } else { "Your answer" };
    let is_advice = shown.kind != AdviserKind::Colleague;
    let reply = Textarea::new("words", label).value(typed.words).rows(5).error(error("words"));
    Ok(Shown {
        page: Page::new(site, Some(&asking.session), title)
            .at("/my-day")
            .under("My day", "/my-day")
            .under("Advice", "/advice")
            .errors(problems.len()),
        address: format!("/advice/{advice}"),
        form_key: typed.form_key,
        errors: problems
            .iter()
            .fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field)),
        question: (!shown.question.is_empty()).then(|| question.close().without_last_line().label("The question")),
        told: shown.answer.as_ref().map(|answer| ShareAnswerPart::new(answer, "they", &leads)),
        reply: if is_advice { reply.hint("Leave out names, addresses and numbers") } else { reply },
        cause: Textarea::new("facts", "What did you see or hear?")
            .value(typed.cause.facts)
            .rows(4)
            .error(error("facts")),
        cause_on: Input::new("on", "When was that?")
            .hint("For example 2 October 2026")
            .value(typed.cause.on)
            .width(20)
            .autocomplete("off")
            .error(error("on")),
        may_record_cause: is_advice && shown.is_mine && shown.named.is_none(),
        is_cause_open: problems.iter().any(|problem| problem.field != "words"),
        advice: shown,
    })
}

#[derive(Template)]
#[template(path = "pages/ask_a_colleague.html")]
struct AskAColleague {
    page: Page,
    address: String,
    family_title: String,
    form_key: String,
    errors: ErrorSummary,
    colleague: Radios,
    words: Textarea,
    has_colleagues: bool,
}

/// The form that asks a colleague for more.
pub async fn colleagues(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
) -> Result<Response, Failure> {
    let found = site.app.colleagues(&asking.asker, reference(&family)?, site.clock.now()).await?;
    answer(&colleague_page(&site, &asking, &family, found, ("", "", form_key()?, &[])))
}

/// Asks, or shows the form again with everything that was typed.
pub async fn ask_a_colleague(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let (chosen, words, key) = (posted.text("colleague"), posted.text("words"), posted.text("form_key"));
    let asked = (chosen.parse().ok(), words, key);
    match site.app.ask_a_colleague(&asking.asker, reference(&family)?, asked, now).await {
        Ok(advice) => Ok(Redirect::to(&format!("/advice/{advice}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let found = site.app.colleagues(&asking.asker, reference(&family)?, now).await?;
            let page = colleague_page(&site, &asking, &family, found, (chosen, words, key.to_owned(), &problems));
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn colleague_page(
    site: &Site,
    asking: &Asking,
    family: &str,
    (family_title, colleagues): (String, Vec<Colleague>),
    (chosen, words, form_key, problems): (&str, &str, String, &[FieldProblem]),
) -> AskAColleague {
    let error =
        |field: &str| problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str());
    let home = format!("/families/{family}");
    let radios = colleagues.iter().fold(Radios::new("colleague", "Who do you want to ask?"), |radios, one| {
        radios.choice(Choice::new(one.staff.to_string(), one.name.as_str()).hint(one.post.as_str()))
    });
    AskAColleague {
        page: Page::new(site, Some(&asking.session), "Ask a colleague for more")
            .at("/families")
            .under("My families", "/families")
            .under(family_title.clone(), home.clone())
            .errors(problems.len()),
        address: format!("{home}/ask-a-colleague"),
        family_title,
        form_key,
        errors: problems
            .iter()
            .fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field)),
        colleague: radios.chosen(chosen).error(error("colleague")).small(),
        words: Textarea::new("words", "What do you need, and what for?").value(words).rows(4).error(error("words")),
        has_colleagues: !colleagues.is_empty(),
    }
}
