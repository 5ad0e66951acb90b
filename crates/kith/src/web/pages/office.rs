//! Names and addresses that the documents for families carry, and the partner
//! agencies of the consent form, version by version (S002-AXg, S002-ECi).

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, OfficeDraft, OfficePage};
use kith_core::service::ServiceKind;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use crate::web::components::{Button, Html, Input, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, list_words};

/// The form with what stands now.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let office = site.app.office_page(&asking.asker).await?;
    view((&site, &asking), &office, &office.draft, (form_key()?, &[]))
}

/// Keeps what was written.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let partner = |service: &ServiceKind| (service.word().to_owned(), text(&format!("partner_{}", service.word())));
    let partners: BTreeMap<String, String> = ServiceKind::ALL.iter().map(partner).collect();
    let draft = OfficeDraft {
        officer: text("officer"),
        officer_address: text("officer_address"),
        return_address: text("return_address"),
        telephone: text("telephone"),
        complaints: text("complaints"),
        safeguarding: text("safeguarding"),
        note_days: text("note_days"),
        partners,
    };
    let key = sent_key(&posted)?;
    match site.app.save_office(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/letters").into_response()),
        Err(AppError::Invalid(problems)) => {
            let office = site.app.office_page(&asking.asker).await?;
            view((&site, &asking), &office, &draft, (key.to_owned(), &problems))
        }
        Err(error) => Err(error.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    office: &OfficePage,
    draft: &OfficeDraft,
    (key, problems): (String, &[FieldProblem]),
) -> Result<Response, Failure> {
    let line = |field: &'static str, label: &'static str, value: &str| {
        Input::new(field, label).value(value).autocomplete("off").error(error(problems, field))
    };
    let lines = |field: &'static str, label: &'static str, value: &str| {
        Textarea::new(field, label).value(value).rows(4).autocomplete("off").error(error(problems, field))
    };
    let page = Page::new(site, Some(&asking.session), "Names and addresses for letters")
        .at("/sources")
        .under("Sources", "/sources");
    let missing = match office.missing.as_slice() {
        [] => "Nothing is missing. The consent form, the notice and the leaflet can be given out.".to_owned(),
        missing => format!("The documents are not given out yet. Missing: {}.", list_words(missing)),
    };
    let mut form = LedgerForm::new(page, "", "/letters")
        .intro(&["Every letter, form and leaflet for families carries these.", &missing])
        .key(key)
        .field(line("officer", "Data protection officer", &draft.officer))
        .field(lines("officer_address", "Address of the data protection officer", &draft.officer_address))
        .field(lines("return_address", "Where letters and slips come back to", &draft.return_address))
        .field(line("telephone", "Telephone for questions and for a no", &draft.telephone).width(20))
        .field(lines("complaints", "Who hears complaints, and how to reach them", &draft.complaints))
        .field(
            line("safeguarding", "Telephone for a worry about a child", &draft.safeguarding)
                .hint("For staff and family mentors. It stands on no letter")
                .width(20),
        )
        .field(
            line("note_days", "Days for the note after a visit", &draft.note_days)
                .hint("So many days after a visit its note to the others is late. Two, if you write nothing")
                .numeric()
                .width(2),
        )
        .field(Html::paragraphs(&[
            "Agreeing to the consent form covers these services. Write the name of the agency that gives each.",
            "A change makes a new version of the list. The older versions stay.",
        ]));
    for service in &office.services {
        let name = format!("partner_{}", service.word());
        let value = draft.partners.get(service.word()).map_or("", String::as_str);
        form = form.field(
            Input::new(name.as_str(), format!("{}: partner agency", service.title()))
                .value(value)
                .autocomplete("off")
                .error(error(problems, &name)),
        );
    }
    for (version, made_at, agencies) in &office.lists {
        let words = format!("Version {version} of the list, {}: {}.", date_and_time(made_at), agencies.join("; "));
        form = form.field(Html::paragraphs(&[words]));
    }
    form.button(Button::new("Save")).answer(problems)
}
