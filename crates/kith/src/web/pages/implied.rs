//! Recording what somebody did that shows that they agree (ICa).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, ImpliedDraft, KINDS_TO_CHOOSE};
use kith_core::id::FamilyId;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::reference;
use crate::web::components::{Button, Checkboxes, Input, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// The form.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    view((&site, &asking), &family, (&ImpliedDraft::default(), form_key()?), &[]).await
}

/// Records it, or shows the form again with everything that was typed.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let draft = ImpliedDraft {
        behaviour: posted.text("behaviour").to_owned(),
        children: posted.all("children").to_vec(),
        kinds: posted.all("kinds").to_vec(),
        partners: posted.all("partners").to_vec(),
        on: posted.text("on").to_owned(),
    };
    let (wanted, key): (FamilyId, &str) = (reference(&family)?, sent_key(&posted)?);
    match site.app.record_implied(&asking.asker, wanted, (&draft, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/consent")).into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &family, (&draft, key.to_owned()), &problems).await,
        Err(error) => Err(error.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    (draft, key): (&ImpliedDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let form = site.app.consent_form(&asking.asker, reference(family)?, site.clock.now()).await?;
    let action = format!("/families/{family}/consent/shown");
    LedgerForm::of_family((site, asking), (family, &form.family_title), "They showed that they agree", action)
        .intro(&[
            "For example: they came with their child to a clinic that two services run together. Write what they did, not what you think.",
            "This is weaker than a yes. It counts between health professionals, for care, and nowhere else. Ask as soon as you can.",
        ])
        .key(key)
        .field(
            Textarea::new("behaviour", "What did they do that shows it?")
                .value(draft.behaviour.as_str())
                .rows(3)
                .error(error(problems, "behaviour")),
        )
        .field(
            Checkboxes::new("kinds", "Which kinds of information?")
                .choices(KINDS_TO_CHOOSE.iter().map(|kind| (kind.word(), kind.title())))
                .ticked(draft.kinds.iter().cloned())
                .error(error(problems, "kinds"))
                .small(),
        )
        .field(
            Checkboxes::new("partners", "With whom?")
                .choices(form.services.iter().map(|service| (service.word(), service.title())))
                .ticked(draft.partners.iter().cloned())
                .error(error(problems, "partners"))
                .small(),
        )
        .field(
            Checkboxes::new("children", "About which children?")
                .hint("Tick none for all of them")
                .choices(form.children.iter().map(|(child, name)| (child.to_string(), name.clone())))
                .ticked(draft.children.iter().cloned())
                .small(),
        )
        .field(
            Input::new("on", "When was it?")
                .hint("Leave empty for today. For example 2 October 2026")
                .value(draft.on.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "on")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
