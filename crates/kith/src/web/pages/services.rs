//! The directory of local services: a postcode, and what is near (S002-2a).
//! The postcode is sent in the form and never stands in an address.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, KINDS_TO_CHOOSE, NearBy, ServiceDraft};
use kith_core::area::OfferKind;
use kith_core::service::ServiceKind;

use super::ledger_form::{LedgerForm, error, form_key};
use super::show_with;
use crate::web::components::{Button, Checkboxes, ErrorSummary, Input, Radios, Select, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::telephone_digits;

const TITLE: &str = "Local services";

#[derive(Template)]
#[template(path = "pages/services.html")]
struct Services {
    page: Page,
    errors: ErrorSummary,
    field: Input,
    near: Option<NearBy>,
    may_change: bool,
}

fn view(
    (site, asking): (&Site, &Asking),
    postcode: &str,
    near: Option<NearBy>,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let field = Input::new("postcode", "Postcode")
        .value(postcode)
        .width(10)
        .autocomplete("off")
        .error(error(problems, "postcode"));
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(site, Some(&asking.session), TITLE).under("My day", "/my-day").errors(problems.len());
    let may_change = asking.asker.staff.role == kith_core::workforce::Role::DataLead;
    show_with(status, &Services { page, errors, field, near, may_change })
}

/// The question.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    view((&site, &asking), "", None, &[])
}

/// The services of a postcode.
pub async fn find(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let postcode = posted.text("postcode");
    match site.app.services_near(postcode).await {
        Ok(near) => view((&site, &asking), postcode, Some(near), &[]),
        Err(AppError::Invalid(problems)) => view((&site, &asking), postcode, None, &problems),
        Err(failed) => Err(failed.into()),
    }
}

/// The form for a service.
pub async fn new(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    form((&site, &asking), &ServiceDraft::default(), &[]).await
}

/// Keeps a service.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = ServiceDraft {
        kind: text("kind"),
        name: text("name"),
        centre: text("centre"),
        says: text("says"),
        address: text("address"),
        telephone: text("telephone"),
        given_by: text("given_by"),
        needs: posted.all("needs").to_vec(),
        has_closed: posted.is_ticked("has_closed"),
    };
    match site.app.add_service(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/services").into_response()),
        Err(AppError::Invalid(problems)) => form((&site, &asking), &draft, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

async fn form(
    (site, asking): (&Site, &Asking),
    draft: &ServiceDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let centres = site.app.centre_names().await?;
    let page = Page::new(site, Some(&asking.session), "Add or change a service").under(TITLE, "/services");
    let input = |name: &'static str, label: &'static str, value: &str| {
        Input::new(name, label).value(value).autocomplete("off").error(error(problems, name))
    };
    LedgerForm::new(page, TITLE, "/services/new")
        .intro(&["The same kind, name and centre again takes the place of what stood there."])
        .key(form_key()?)
        .field(
            Radios::new("kind", "What does it offer?")
                .choices(OfferKind::ALL.iter().map(|kind| (kind.word(), kind.title())))
                .chosen(draft.kind.as_str())
                .error(error(problems, "kind"))
                .small(),
        )
        .field(input("name", "Name", &draft.name))
        .field(
            Select::new("centre", "Which reach area does it serve?")
                .option("", "The whole locality")
                .options(centres.into_iter().map(|name| (name.clone(), name)))
                .chosen(draft.centre.as_str())
                .error(error(problems, "centre")),
        )
        .field(
            Textarea::new("says", "What does it do?").value(draft.says.as_str()).rows(2).error(error(problems, "says")),
        )
        .field(input("address", "Where is it?", &draft.address))
        .field(input("telephone", "Telephone", &draft.telephone).width(20))
        .field(
            Select::new("given_by", "Who gives it?")
                .hint("Support from it can be agreed with a family once this is said")
                .option("", "Nobody has said yet")
                .options(ServiceKind::ALL.iter().map(|service| (service.word(), service.title())))
                .chosen(draft.given_by.as_str()),
        )
        .field(
            Checkboxes::new("needs", "What does it need to know about a family?")
                .hint("Tick only what it cannot do without. Families are told this before they accept")
                .choices(KINDS_TO_CHOOSE.iter().map(|kind| (kind.word(), kind.title())))
                .ticked(draft.needs.iter().cloned())
                .small(),
        )
        .field(
            Checkboxes::new("has_closed", "Has it closed?")
                .choices([("yes", "It has closed: take it off the list")])
                .ticked(draft.has_closed.then_some("yes"))
                .small(),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
