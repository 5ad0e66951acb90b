//! Where asking for agreement could put a child at risk: the records, the form
//! for one, and that it is safe again.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, KINDS_TO_CHOOSE, UnsafeDraft, UnsafeLine};
use kith_core::id::FamilyId;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, ItemForm, LedgerList};
use super::reference;
use crate::web::components::{Button, Checkboxes, Colour, Input, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

/// The records of a family.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    list(&site, &asking, &family, &[]).await
}

async fn list(site: &Site, asking: &Asking, family: &str, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let page = site.app.asking_unsafe(&asking.asker, reference(family)?, site.clock.now()).await?;
    let address = format!("/families/{family}/consent/unsafe");
    let mut items = Vec::new();
    for line in &page.lines {
        items.push(item(line, &address)?);
    }
    LedgerList::of_family((site, asking), (family, &page.family_title), "When asking is not safe")
        .intro(&[
            "Sometimes asking for agreement could put a child at risk. Write it down here. Nobody is told to ask then.",
            "The family’s own copy does not show it. Weigh sharing without agreement, or talk to a person.",
        ])
        .button(Button::link("Asking is not safe", format!("{address}/new")))
        .button(
            Button::link("Share without agreement", format!("/families/{family}/share-without-consent")).secondary(),
        )
        .items(items)
        .answer(problems)
}

fn item(line: &UnsafeLine, address: &str) -> Result<Item, Failure> {
    let (words, colour) = if line.stands { ("Do not ask", Colour::Red) } else { ("Safe to ask again", Colour::Green) };
    let why = line.why.as_deref().unwrap_or("The reasons are kept with the service that wrote them");
    let form = if line.stands {
        Some(ItemForm {
            summary: "It is safe to ask now",
            action: address.to_owned(),
            key: form_key()?,
            of: line.reference.to_string(),
            fields: vec![
                Textarea::new("why", "Why is it safe now?").id(format!("why-{}", line.reference)).rows(2).into(),
            ],
            buttons: vec![Button::new("It is safe to ask now").small()],
        })
    } else {
        None
    };
    Ok(Item::new(format!("{}: asking about {}", date_words(line.on), line.kinds))
        .tag(Some(Tag::new(words, colour)))
        .says("Why", why)
        .says("Look again", line.look_again.as_str())
        .says("Written down by", line.by.as_str())
        .form(form))
}

/// Records that it is safe to ask now.
pub async fn safe_again(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let wanted: FamilyId = reference(&family)?;
    let said = (reference(posted.text("of"))?, posted.text("why"), sent_key(&posted)?);
    match site.app.record_asking_safe(&asking.asker, wanted, said, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/consent/unsafe")).into_response()),
        Err(AppError::Invalid(problems)) => list(&site, &asking, &family, &problems).await,
        Err(error) => Err(error.into()),
    }
}

/// The form for a record.
pub async fn new(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    view((&site, &asking), &family, (&UnsafeDraft::default(), form_key()?), &[]).await
}

/// Records that asking is not safe.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let draft = UnsafeDraft {
        kinds: posted.all("kinds").to_vec(),
        why: posted.text("why").to_owned(),
        look_again_on: posted.text("look_again_on").to_owned(),
    };
    let (wanted, key): (FamilyId, &str) = (reference(&family)?, sent_key(&posted)?);
    match site.app.record_asking_unsafe(&asking.asker, wanted, (&draft, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/consent/unsafe")).into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &family, (&draft, key.to_owned()), &problems).await,
        Err(error) => Err(error.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    (draft, key): (&UnsafeDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = site.app.asking_unsafe(&asking.asker, reference(family)?, site.clock.now()).await?;
    let action = format!("/families/{family}/consent/unsafe/new");
    LedgerForm::of_family((site, asking), (family, &page.family_title), "Asking is not safe", action)
        .intro(&["Ask your manager or the person who leads on keeping children safe, if you are not sure."])
        .key(key)
        .field(
            Textarea::new("why", "Why could asking put a child at risk?")
                .value(draft.why.as_str())
                .rows(3)
                .error(error(problems, "why")),
        )
        .field(
            Checkboxes::new("kinds", "Which kinds of information?")
                .hint("Tick none for everything")
                .choices(KINDS_TO_CHOOSE.iter().map(|kind| (kind.word(), kind.title())))
                .ticked(draft.kinds.iter().cloned())
                .small(),
        )
        .field(
            Input::new("look_again_on", "When will you look again?")
                .hint("At most 28 days from today. For example 2 December 2026")
                .value(draft.look_again_on.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "look_again_on")),
        )
        .button(Button::new("Save: do not ask"))
        .answer(problems)
}
