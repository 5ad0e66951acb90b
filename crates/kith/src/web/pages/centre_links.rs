//! The health visitor and the speech and language therapist of each centre
//! (S004-BRa).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, CentreLinksDraft, CentreLinksPage, FieldProblem, LinkedDraft};
use kith_core::area::LinkedAs;

use super::ledger_form::error;
use super::show_with;
use crate::web::components::{ErrorSummary, Html, Input, Select};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_and_time;

#[derive(Template)]
#[template(path = "pages/centre_links.html")]
struct CentreLinksView {
    page: Page,
    links: CentreLinksPage,
    errors: ErrorSummary,
    centre: Html,
    fields: Vec<(&'static str, Vec<Html>)>,
}

impl CentreLinksView {
    fn missing(&self) -> usize {
        self.links.lines.iter().filter(|line| line.links.is_none()).count()
    }
}

/// Every centre with both.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    view((&site, &asking), &CentreLinksDraft::default(), &[]).await
}

/// Links both to a centre, or shows what needs another look.
pub async fn save(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let linked = |linked_as: LinkedAs| {
        let text = |name: &str| posted.text(&format!("{}-{name}", linked_as.word())).to_owned();
        LinkedDraft { staff: text("staff"), name: text("name"), telephone: text("telephone"), service: text("service") }
    };
    let draft = CentreLinksDraft {
        centre: posted.text("centre").to_owned(),
        health_visitor: linked(LinkedAs::HealthVisitor),
        speech_therapist: linked(LinkedAs::SpeechTherapist),
    };
    match site.app.set_centre_links(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/centres").into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &draft, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    draft: &CentreLinksDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let links = site.app.centre_links(&asking.asker).await?;
    let centre = Select::new("centre", "Which centre?")
        .option("", "Choose a centre")
        .options(links.may_change.iter().map(|centre| (centre.as_str(), centre.as_str())))
        .chosen(draft.centre.as_str())
        .error(error(problems, "centre"))
        .into();
    let fields = LinkedAs::ALL
        .iter()
        .map(|linked_as| (linked_as.title(), fields_of(*linked_as, draft.of(*linked_as), (&links, problems))))
        .collect();
    let page = Page::new(site, Some(&asking.session), "Health visitor and therapist of each centre")
        .at("/areas")
        .under("Areas", "/areas")
        .errors(problems.len());
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show_with(status, &CentreLinksView { page, links, errors, centre, fields })
}

fn fields_of(
    linked_as: LinkedAs,
    draft: &LinkedDraft,
    (links, problems): (&CentreLinksPage, &[FieldProblem]),
) -> Vec<Html> {
    let field = |name: &str| format!("{}-{name}", linked_as.word());
    let staff = links.staff.iter().find(|(known, _)| *known == linked_as).map_or(&[][..], |(_, staff)| staff);
    let input = |name: &str, label: &str, value: &str| -> Html {
        let name = field(name);
        Input::new(name.as_str(), label).value(value).autocomplete("off").error(error(problems, &name)).into()
    };
    vec![
        Select::new(field("staff").as_str(), "A member of staff")
            .option("", "Somebody without an account")
            .options(staff.iter().map(|(id, words)| (id.as_str(), words.as_str())))
            .chosen(draft.staff.as_str())
            .into(),
        input("name", "Or their name", &draft.name),
        input("service", "Their team or service", &draft.service),
        input("telephone", "Telephone", &draft.telephone),
    ]
}
