//! With which centre a family is registered (S002-CAa).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, FieldProblem, RegisterDraft, RegistrationPage, RegistrationState, WAYS_TO_END, WAYS_TO_REGISTER,
};

use super::ledger_form::{form_key, sent_key};
use super::ledger_list::{Item, ItemForm, LedgerList};
use super::reference;
use crate::web::components::{Button, Checkboxes, Html, Input, Radios};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

/// What stands.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let page = site.app.registration(&asking.asker, reference(&family)?, site.clock.now()).await?;
    view((&site, &asking), &family, &page, &[])
}

/// Registers a child with the reader's own centre, or ends that.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let draft = RegisterDraft {
        children: vec![posted.text("of").to_owned()],
        how: posted.text("how").to_owned(),
        on: posted.text("on").to_owned(),
        ends: posted.text("answer") == "ends",
        wants_mentor: posted.is_ticked("wants_mentor"),
    };
    let (wanted, key) = (reference(&family)?, sent_key(&posted)?);
    match site.app.register(&asking.asker, wanted, (&draft, key), now).await {
        // With the registration a centre's way to the family may have ended.
        Ok(()) if draft.ends => Ok(Redirect::to("/my-day").into_response()),
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/registration")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let page = site.app.registration(&asking.asker, wanted, now).await?;
            view((&site, &asking), &family, &page, &problems)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    shown: &RegistrationPage,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "Registered with a centre")
        .at("/families")
        .under("My families", "/families")
        .under(shown.family_title.clone(), format!("/families/{family}"));
    let mut items = Vec::new();
    for child in &shown.children {
        items.push(item(family, child, shown.own_centre.as_deref())?);
    }
    LedgerList::new(page)
        .intro(&[
            "A centre visits families that are registered, or that somebody referred. The family decides.",
            "To register does not share anything more than the family agreed to.",
        ])
        .nothing("No child is recorded.")
        .items(items)
        .answer(problems)
}

fn item(family: &str, child: &RegistrationState, own_centre: Option<&str>) -> Result<Item, Failure> {
    let standing = match &child.centre {
        Some((centre, Some(since), _)) => format!("{centre}, since {}", date_words(*since)),
        Some((centre, None, _)) => centre.clone(),
        None => "No".to_owned(),
    };
    let how = child.centre.as_ref().map(|(.., how)| *how).unwrap_or_default();
    let ended = child.ended.as_ref().map(|(centre, on, why)| format!("{centre}, until {}. {why}", date_words(*on)));
    let form = match own_centre {
        Some(centre) => Some(register_form(family, child, centre)?),
        None => None,
    };
    Ok(Item::new(child.name.as_str())
        .says("Registered", standing)
        .says("How", how)
        .says("Before", ended.unwrap_or_default())
        .form(form))
}

fn register_form(family: &str, child: &RegistrationState, centre: &str) -> Result<ItemForm, Failure> {
    let is_here = child.centre.as_ref().is_some_and(|(known, ..)| known == centre);
    let how = Radios::new("how", "How did they register?")
        .id(format!("how_{}", child.child))
        .choices(WAYS_TO_REGISTER.iter().filter(|(word, _)| matches!(*word, "centre" | "paper")).copied())
        .small();
    let on = Input::new("on", "When was it?")
        .id(format!("on_{}", child.child))
        .hint("Leave empty for today. For example 2 October 2026")
        .width(20)
        .autocomplete("off");
    let mentor = Checkboxes::new("wants_mentor", "A family mentor")
        .id(format!("mentor_{}", child.child))
        .choices([("yes", "They would like one. Remind me to ask, and to name one")])
        .small();
    let why = Radios::new("how", "Why does it end?")
        .id(format!("how_{}", child.child))
        .hint("Where they asked for it, nobody asks them about a centre again. Register them when they want it again")
        .choices(WAYS_TO_END)
        .small();
    let fields: Vec<Html> =
        if is_here { vec![why.into(), on.into()] } else { vec![how.into(), on.into(), mentor.into()] };
    let button = if is_here {
        Button::new("End it").secondary().sends("answer", "ends")
    } else {
        Button::new("Register").sends("answer", "begins")
    };
    Ok(ItemForm {
        summary: if is_here { "End the registration" } else { "Register them with our centre" },
        action: format!("/families/{family}/registration"),
        key: form_key()?,
        of: child.child.to_string(),
        fields,
        buttons: vec![button],
    })
}
