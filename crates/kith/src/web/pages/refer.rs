//! Referring a family to a centre (S002-CAd).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, NEEDS, ReferDraft, ReferForm, Referred};
use kith_core::id::FamilyId;

use super::ledger_form::{LedgerForm, error, form_key, sent_key, without_child};
use super::reference;
use crate::web::components::{Button, Checkboxes, Radios, Select, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// What stands above the form where a baby was lost.
const BEREAVED: &str = "This family has lost their baby. The centre sees that, and what you write. Nothing goes to the \
                        family of its own accord.";

/// The form, with the youngest child and the centre filled in.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let form = site.app.refer_form(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let draft = ReferDraft {
        child: form.children.first().map(|(child, _)| child.to_string()).unwrap_or_default(),
        centre: form.centre.clone().unwrap_or_default(),
        ..ReferDraft::default()
    };
    view((&site, &asking), &family, &form, (&draft, form_key()?), &[])
}

/// Refers them; where the rules do not let it go yet, leads to the answer with
/// the way to yes.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let draft = ReferDraft {
        child: posted.text("child").to_owned(),
        centre: posted.text("centre").to_owned(),
        needs: posted.all("needs").to_vec(),
        words: posted.text("words").to_owned(),
    };
    let (wanted, key): (FamilyId, &str) = (reference(&family)?, sent_key(&posted)?);
    match site.app.refer(&asking.asker, wanted, (&draft, key), now).await {
        Ok(Referred::Sent) => Ok(Redirect::to(&format!("/families/{family}/visits")).into_response()),
        Ok(Referred::NotYet(decision)) => {
            Ok(Redirect::to(&format!("/families/{family}/can-i-share/{decision}")).into_response())
        }
        Err(AppError::Invalid(problems)) => {
            let form = site.app.refer_form(&asking.asker, wanted, now).await?;
            view((&site, &asking), &family, &form, (&draft, key.to_owned()), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    form: &ReferForm,
    (draft, key): (&ReferDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "Refer to a centre")
        .at("/families")
        .under("My families", "/families")
        .under(form.family_title.clone(), format!("/families/{family}"))
        .under("Visits", format!("/families/{family}/visits"));
    if form.children.is_empty() {
        return without_child(page, &form.family_title, problems);
    }
    let mut intro = vec![
        "Ask the family first. The centre gets their name, address and date of birth, and what you write here.",
        "Kith checks what they agreed to. If something is missing, it says how to get to yes.",
    ];
    if form.is_bereaved {
        intro.insert(0, BEREAVED);
    }
    LedgerForm::new(page, &form.family_title, format!("/families/{family}/refer"))
        .intro(&intro)
        .key(key)
        .field(
            Radios::new("child", "Which child?")
                .choices(form.children.iter().map(|(child, name)| (child.to_string(), name.clone())))
                .chosen(draft.child.as_str())
                .error(error(problems, "child"))
                .small(),
        )
        .field(
            Select::new("centre", "Which centre?")
                .option("", "Choose a centre")
                .options(form.centres.iter().map(|centre| (centre.as_str(), centre.as_str())))
                .chosen(draft.centre.as_str())
                .error(error(problems, "centre")),
        )
        .field(
            Checkboxes::new("needs", "What would they like help with?")
                .choices(NEEDS.iter().map(|need| (*need, *need)))
                .ticked(draft.needs.iter().cloned())
                .error(error(problems, "needs"))
                .small(),
        )
        .field(
            Textarea::new("words", "What else should the centre know?")
                .hint("Write what the family wants you to pass on")
                .value(draft.words.as_str())
                .rows(3)
                .at_most(500)
                .error(error(problems, "words")),
        )
        .button(Button::new("Send to the centre"))
        .answer(problems)
}
