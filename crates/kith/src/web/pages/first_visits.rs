//! Child health's entry of first visit forms: received, entered, sent
//! (S003-ISg, S004-WAb).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{FirstVisitLine, FirstVisitStatus};

use super::ledger_form::form_key;
use super::ledger_list::{Item, ItemForm, LedgerList};
use super::reference;
use crate::web::components::{Button, Colour, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words};

/// The forms that wait.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let forms = site.app.first_visits(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "First visit forms").at("/files");
    let mut items = Vec::new();
    for line in &forms.lines {
        items.push(item(line)?);
    }
    LedgerList::new(page)
        .intro(&[
            "Enter each form into the child health records, then say so here. A yes goes to the centre with the next list.",
            "“Sent” says that the centre’s list with the child was released.",
            "A form shows the child only where the family agreed, and only name, date of birth and address.",
        ])
        .nothing("No form waits.")
        .items(items)
        .answer(&[])
}

/// Notes that one was entered.
pub async fn enter(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    site.app.enter_first_visit(&asking.asker, reference(posted.text("of"))?, site.clock.now()).await?;
    Ok(Redirect::to("/first-visits").into_response())
}

fn item(line: &FirstVisitLine) -> Result<Item, Failure> {
    let is_entered = line.steps.iter().any(|(status, ..)| *status == FirstVisitStatus::Entered);
    let colour = if is_entered { Colour::Green } else { Colour::Orange };
    let mut item = Item::new(format!("Form {}", line.form))
        .tag(Some(Tag::new(line.status.title(), colour)))
        .says("Visit", date_words(line.visited_on))
        .says("Answer", line.answer);
    if let Some(child) = &line.child {
        item = item
            .says("Child", child.name.as_str())
            .says("Born", child.born_on.map(date_words).unwrap_or_else(|| "Not yet, or not known".to_owned()))
            .says("Address", child.address.as_deref().unwrap_or("Not recorded"))
            .says("Centre", line.centre.as_str());
    }
    for (status, who, at) in &line.steps {
        item = item.says(status.title(), format!("{}, {who}", date_and_time(*at)));
    }
    if is_entered {
        return Ok(item);
    }
    Ok(item.form(Some(ItemForm {
        summary: "I have entered it",
        action: "/first-visits".to_owned(),
        key: form_key()?,
        of: line.form.to_string(),
        fields: Vec::new(),
        buttons: vec![Button::new("It is entered")],
    })))
}
