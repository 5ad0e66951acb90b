//! The working group of an agreement: its members, steps and issues, and how
//! long the agreement took (S003-ISq).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AgreementWork, AppError, FieldProblem, IssueDraft, StepDraft, standing_words, time_taken_words};
use kith_core::agreement::StepKind;

use super::ledger_form::error;
use super::show_with;
use crate::web::components::{ErrorSummary, Html, Input, Radios, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

#[derive(Template)]
#[template(path = "pages/agreement_work.html")]
struct WorkView {
    page: Page,
    is: AgreementWork,
    errors: ErrorSummary,
    step: Html,
    issue: Html,
    is_step_open: bool,
    is_issue_open: bool,
    /// The issue whose answer needs another look.
    answering: Option<u32>,
}

impl WorkView {
    fn answer_field(&self, number: u32) -> Html {
        let is_it = self.answering == Some(number);
        let id = if is_it { "answer".to_owned() } else { format!("answer-{number}") };
        Textarea::new("answer", "What is the answer?").id(id).rows(2).error(is_it.then_some("Write the answer")).into()
    }
}

/// What was typed.
#[derive(Default)]
struct Typed {
    step: StepDraft,
    issue: IssueDraft,
    answering: Option<u32>,
    form: String,
}

/// The work on an agreement.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(agreement): Path<String>,
) -> Result<Response, Failure> {
    view((&site, &asking), &agreement, &Typed::default(), &[]).await
}

/// Adds a step or an issue, or answers one.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(agreement): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let mut typed = Typed { form: text("form"), ..Typed::default() };
    let now = site.clock.now();
    let done = match typed.form.as_str() {
        "step" => {
            typed.step = StepDraft { kind: text("kind"), on: text("step_on"), who: text("who"), says: text("says") };
            site.app.add_agreement_step(&asking.asker, &agreement, &typed.step, now).await
        }
        "issue" => {
            typed.issue =
                IssueDraft { what: text("what"), raised_by: text("raised_by"), on: text("on"), owner: text("owner") };
            site.app.raise_agreement_issue(&asking.asker, &agreement, &typed.issue, now).await
        }
        "answer" => {
            let number = posted.text("issue").parse().map_err(|_| Failure::not_found())?;
            typed.answering = Some(number);
            site.app.answer_agreement_issue(&asking.asker, (&agreement, number), posted.text("answer"), now).await
        }
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/agreements/{agreement}/work")).into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &agreement, &typed, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    name: &str,
    typed: &Typed,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let is = site.app.agreement_work(&asking.asker, name, site.clock.now()).await?;
    let page = Page::new(site, Some(&asking.session), "How the agreement came about")
        .under("Agreements on planned sharing", "/agreements")
        .under(is.page.agreement.title.clone(), format!("/agreements/{name}"))
        .explains("/agreements")
        .errors(problems.len());
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let view = WorkView {
        step: step_fields(&typed.step, problems),
        issue: issue_fields(&typed.issue, problems),
        is_step_open: typed.form == "step",
        is_issue_open: typed.form == "issue",
        answering: typed.answering,
        page,
        is,
        errors,
    };
    show_with(status, &view)
}

fn input(name: &'static str, label: &'static str, value: &str, problems: &[FieldProblem]) -> Input {
    Input::new(name, label).value(value).autocomplete("off").error(error(problems, name))
}

fn step_fields(draft: &StepDraft, problems: &[FieldProblem]) -> Html {
    let fields: [Html; 4] = [
        Radios::new("kind", "What was it?")
            .choices(StepKind::ALL.iter().map(|kind| (kind.word(), kind.title())))
            .chosen(draft.kind.as_str())
            .error(error(problems, "kind"))
            .small()
            .into(),
        input("step_on", "On which day?", &draft.on, problems)
            .hint("Leave empty for today. A day to come is a plan")
            .width(20)
            .into(),
        input("who", "Who?", &draft.who, problems).hint("Posts or names").into(),
        Textarea::new("says", "What came of it?").value(draft.says.as_str()).rows(2).into(),
    ];
    fields.into_iter().collect()
}

fn issue_fields(draft: &IssueDraft, problems: &[FieldProblem]) -> Html {
    let fields: [Html; 4] = [
        Textarea::new("what", "What is the issue?")
            .hint("Write about the agreement, never about a family")
            .value(draft.what.as_str())
            .rows(2)
            .error(error(problems, "what"))
            .into(),
        input("raised_by", "Who raised it?", &draft.raised_by, problems).into(),
        input("on", "When was it raised?", &draft.on, problems).hint("Leave empty for today").width(20).into(),
        input("owner", "Who is to answer it?", &draft.owner, problems).into(),
    ];
    fields.into_iter().collect()
}
