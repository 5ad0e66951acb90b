//! The days that the locality counts: holidays for once, waits, and how long a
//! settled message is kept.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, Waits, WaitsDraft};

use super::ledger_form::{LedgerForm, error, form_key};
use crate::web::components::{Button, Html, Input, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_words, list_words};

/// The form with what counts now.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let waits = site.app.waits(&asking.asker, site.clock.now()).await?;
    let lines: Vec<String> = waits.holidays.iter().map(|day| date_words(*day)).collect();
    let draft = WaitsDraft {
        holidays: lines.join("\n"),
        contact_days: waits.contact_days.to_string(),
        kept_days: waits.kept_days.to_string(),
    };
    view((&site, &asking), &waits, &draft, &[])
}

/// Keeps what was written.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft =
        WaitsDraft { holidays: text("holidays"), contact_days: text("contact_days"), kept_days: text("kept_days") };
    let now = site.clock.now();
    match site.app.save_waits(&asking.asker, &draft, now).await {
        Ok(()) => Ok(Redirect::to("/waits").into_response()),
        Err(AppError::Invalid(problems)) => {
            let waits = site.app.waits(&asking.asker, now).await?;
            view((&site, &asking), &waits, &draft, &problems)
        }
        Err(failed) => Err(failed.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    waits: &Waits,
    draft: &WaitsDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page =
        Page::new(site, Some(&asking.session), "Days that are counted").at("/sources").under("Sources", "/sources");
    let days: Vec<String> = waits.bank_holidays.iter().map(|day| date_words(*day)).collect();
    let known = format!("Bank holidays in England, this year and the next: {}.", list_words(&days));
    let number = |field: &'static str, label: &'static str, value: &str| {
        Input::new(field, label).value(value).autocomplete("off").numeric().width(4).error(error(problems, field))
    };
    LedgerForm::new(page, "", "/waits")
        .intro(&["A working day is no Saturday, no Sunday and no bank holiday. Kith knows the bank holidays of every year."])
        .key(form_key()?)
        .field(Html::paragraphs(&[known]))
        .field(
            Textarea::new("holidays", "Holidays for once")
                .hint("Such as a bank holiday for a coronation. One day a line, like 2 October 2026")
                .value(draft.holidays.as_str())
                .rows(4)
                .autocomplete("off")
                .error(error(problems, "holidays")),
        )
        .field(number("contact_days", "Days without a named contact before a birth", &draft.contact_days).hint(
            "After so many days a woman who was booked is listed for her midwife. 14, if you write nothing. A district can have its own number",
        ))
        .field(number("kept_days", "Days for which a settled message to say no is kept", &draft.kept_days).hint(
            "Then what the parent wrote is erased, and a line stays with its reference, its days and how it ended. 400, if you write nothing",
        ))
        .button(Button::new("Save"))
        .answer(problems)
}
