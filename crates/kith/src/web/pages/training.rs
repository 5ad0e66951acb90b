//! Training in sharing: coverage for each kind of partner, and who learned
//! what from which source (S002-7a, S002-23d).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, LearnedDraft, LearningPage};
use kith_core::workforce::{Coverage, LearningSource, LearningSubject};

use super::ledger_form::error;
use super::show_with;
use crate::web::components::{ErrorSummary, Html, Input, Radios, Select};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_words, plural};

#[derive(Template)]
#[template(path = "pages/training.html")]
struct Training {
    page: Page,
    errors: ErrorSummary,
    learning: LearningPage,
    fields: Html,
}

impl Training {
    fn cells(line: &Coverage) -> Vec<(&'static str, String)> {
        let of = |learned: &usize| match (line.staff, *learned) {
            (0, _) => "No staff here".to_owned(),
            (staff, learned) => format!("{learned} of {staff}, {} %", learned * 100 / staff),
        };
        LearningSubject::ALL.iter().map(|subject| subject.title()).zip(line.learned.iter().map(of)).collect()
    }
}

/// Coverage, the list and the form.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    view((&site, &asking), &LearnedDraft::default(), &[]).await
}

/// Writes down one training.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = LearnedDraft { staff: text("staff"), subject: text("subject"), source: text("source"), on: text("on") };
    match site.app.record_learning(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/training").into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &draft, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    draft: &LearnedDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let learning = site.app.learning(&asking.asker).await?;
    let fields = [
        Html::from(
            Select::new("staff", "Who took part?")
                .option("", "Choose")
                .options(learning.staff.iter().map(|(id, name)| (id.to_string(), name.clone())))
                .chosen(draft.staff.as_str())
                .error(error(problems, "staff")),
        ),
        Radios::new("subject", "In which subject?")
            .choices(LearningSubject::ALL.iter().map(|subject| (subject.word(), subject.title())))
            .chosen(draft.subject.as_str())
            .error(error(problems, "subject"))
            .small()
            .into(),
        Radios::new("source", "Where did it come from?")
            .choices(LearningSource::ALL.iter().map(|source| (source.word(), source.title())))
            .chosen(draft.source.as_str())
            .error(error(problems, "source"))
            .small()
            .into(),
        Input::new("on", "When was it?")
            .hint("Leave empty for today. For example 2 October 2026")
            .value(draft.on.as_str())
            .width(20)
            .autocomplete("off")
            .error(error(problems, "on"))
            .into(),
    ];
    let page =
        Page::new(site, Some(&asking.session), "Training in sharing").under("My day", "/my-day").errors(problems.len());
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show_with(status, &Training { page, errors, learning, fields: fields.into_iter().collect() })
}
