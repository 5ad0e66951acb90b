//! A baby or child has died: written down once, and everything that would be
//! sent stops.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, LossDraft, LossPage};
use kith_core::antenatal::{LossKind, NOTHING_WILL_BE_SENT};

use super::ledger_form::{LedgerForm, error, form_key};
use super::reference;
use crate::web::components::{Button, Html, Input, Radios};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

/// The page.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let page = site.app.loss_page(&asking.asker, reference(&family)?, site.clock.now()).await?;
    view((&site, &asking), &family, &page, &LossDraft::default(), &[])
}

/// Writes it down, or takes back what was an error.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (wanted, now) = (reference(&family)?, site.clock.now());
    let text = |name: &str| posted.text(name).to_owned();
    let draft = LossDraft { child: text("child"), kind: text("kind"), on: text("on") };
    if posted.is_ticked("error_about") {
        let child = reference(posted.text("error_about"))?;
        site.app.take_loss_back(&asking.asker, (wanted, child), now).await?;
        return Ok(Redirect::to(&format!("/families/{family}")).into_response());
    }
    match site.app.record_loss(&asking.asker, wanted, &draft, now).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let page = site.app.loss_page(&asking.asker, wanted, now).await?;
            view((&site, &asking), &family, &page, &draft, &problems)
        }
        Err(failed) => Err(failed.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    known: &LossPage,
    draft: &LossDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "A baby or child has died")
        .at("/families")
        .under("My families", "/families")
        .under(known.family_title.clone(), format!("/families/{family}"));
    let mut form = LedgerForm::new(page, &known.family_title, format!("/families/{family}/loss"))
        .intro(&[
            "We are sad to hear it. Write it down here once, and nobody has to tell it again.",
            "At that moment every reminder, card and message to this family stops. Colleagues are asked to be kind.",
        ])
        .key(form_key()?);
    for (child, name, kind, on) in &known.losses {
        let words = format!("{name}. {}, {}. {NOTHING_WILL_BE_SENT}", kind.title(), date_words(*on));
        let button = Button::new("This was written down by mistake").small().secondary();
        form = form.field(Html::paragraphs(&[words]).and(button.sends("error_about", child.to_string())));
    }
    form.field(
        Radios::new("child", "Which baby or child?")
            .choices(known.children.iter().map(|(child, name)| (child.to_string(), name.clone())))
            .chosen(draft.child.as_str())
            .error(error(problems, "child"))
            .small(),
    )
    .field(
        Radios::new("kind", "What happened?")
            .choices(LossKind::ALL.iter().map(|kind| (kind.word(), kind.title())))
            .chosen(draft.kind.as_str())
            .error(error(problems, "kind"))
            .small(),
    )
    .field(
        Input::new("on", "On which day?")
            .hint("Leave empty for today. For example 2 October 2026")
            .value(draft.on.as_str())
            .width(20)
            .autocomplete("off")
            .error(error(problems, "on")),
    )
    .button(Button::new("Save, and stop everything"))
    .answer(problems)
}
