//! Taking agreement back, objecting, and who received something.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, CHANNELS, ConsentForms, FieldProblem, KINDS_TO_CHOOSE, Recipients, TakeBackDraft, TakingBack,
};
use kith_core::id::FamilyId;
use kith_core::sharing::Kind;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::record_consent::about_whom;
use super::{reference, show as answer};
use crate::web::components::{Button, Checkboxes, Choice, Colour, Html, Input, Radios, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, sentence_case};

#[derive(Template)]
#[template(path = "pages/recipients.html")]
struct RecipientsView {
    page: Page,
    address: String,
    recipients: Recipients,
    is_stopped: bool,
}

impl RecipientsView {
    fn waiting() -> Tag {
        Tag::new("Told to stop using it", Colour::Orange)
    }
}

/// The form for changing one's mind.
pub async fn withdraw(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
) -> Result<Response, Failure> {
    open(&site, &asking, &family, TakingBack::Withdrawal).await
}

/// The form for an objection.
pub async fn object(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    open(&site, &asking, &family, TakingBack::Objection).await
}

/// Records that agreement was taken back.
pub async fn submit_withdrawal(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    submit(&site, &asking, &family, (TakingBack::Withdrawal, &posted)).await
}

/// Records an objection.
pub async fn submit_objection(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    submit(&site, &asking, &family, (TakingBack::Objection, &posted)).await
}

/// Who received something.
pub async fn recipients(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let recipients = site.app.recipients(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let address = format!("/families/{family}");
    let page = Page::new(&site, Some(&asking.session), "Who received something")
        .at("/families")
        .under("My families", "/families")
        .under(recipients.family_title.clone(), address.clone())
        .under("Sharing and consent", format!("{address}/consent"));
    answer(&RecipientsView { page, address, recipients, is_stopped: query.contains_key("stopped") })
}

async fn open(site: &Site, asking: &Asking, family: &str, which: TakingBack) -> Result<Response, Failure> {
    let form = site.app.consent_form(&asking.asker, reference(family)?, site.clock.now()).await?;
    let draft = TakeBackDraft {
        by: if let [(only, _)] = form.signers.as_slice() { person_of(only) } else { String::new() },
        ..TakeBackDraft::default()
    };
    view((site, asking), family, (&form, which), (&draft, form_key()?), &[])
}

async fn submit(
    site: &Site,
    asking: &Asking,
    family: &str,
    (which, posted): (TakingBack, &Posted),
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let wanted: FamilyId = reference(family)?;
    let draft = TakeBackDraft {
        by: posted.text("by").to_owned(),
        by_name: posted.text("by_name").to_owned(),
        children: posted.all("children").to_vec(),
        kinds: posted.all("kinds").to_vec(),
        partners: posted.all("partners").to_vec(),
        how: posted.text("how").to_owned(),
        on: posted.text("on").to_owned(),
        note: posted.text("note").to_owned(),
    };
    let key = sent_key(posted)?;
    match site.app.take_back(&asking.asker, wanted, (which, &draft, key), now).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/recipients?stopped=yes")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let form = site.app.consent_form(&asking.asker, wanted, now).await?;
            view((site, asking), family, (&form, which), (&draft, key.to_owned()), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

/// The person of a signer's value on the form.
fn person_of(signer: &str) -> String {
    signer.split('/').next().unwrap_or_default().to_owned()
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    (form, which): (&ConsentForms, TakingBack),
    (draft, key): (&TakeBackDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let (title, action, intro) = match which {
        TakingBack::Withdrawal => (
            "They change their mind",
            "withdraw",
            [
                "Sharing stops the moment you save. Everybody who relied on it is told to stop using it.",
                "Health services may still share name, address and date of birth for healthcare. That rests on notice. If they object to that too, record an objection.",
            ],
        ),
        TakingBack::Objection => (
            "They object",
            "object",
            [
                "An objection counts for every look the moment you save, health services as well.",
                "Take it by any way that they choose: in person, by phone, letter, form or online.",
            ],
        ),
    };
    let mut seen: Vec<String> = Vec::new();
    let mut by = Radios::new("by", "Who told you?");
    for (value, words) in &form.signers {
        let person = person_of(value);
        if !seen.contains(&person) {
            by = by.choice(Choice::new(person.as_str(), words.split(", ").next().unwrap_or(words)));
            seen.push(person);
        }
    }
    let name = Input::new("by_name", "Their name").value(draft.by_name.as_str()).autocomplete("off");
    let by = by
        .choice(Choice::new("other", "Somebody else").more(name))
        .chosen(draft.by.as_str())
        .error(error(problems, "by"))
        .small();
    let how = Radios::new("how", "How did they tell you?")
        .choices(CHANNELS.iter().map(|channel| (*channel, *channel)))
        .chosen(draft.how.as_str())
        .error(error(problems, "how"))
        .small();
    LedgerForm::of_family(
        (site, asking),
        (family, &form.family_title),
        title,
        format!("/families/{family}/consent/{action}"),
    )
    .intro(&intro)
    .key(key)
    .field(by)
    .field(how)
    .more("Only some of it", only_some(form, draft))
    .field(
        Input::new("on", "When was it?")
            .hint("Leave empty for today. For example 2 October 2026")
            .value(draft.on.as_str())
            .width(20)
            .autocomplete("off")
            .error(error(problems, "on")),
    )
    .field(Input::new("note", "Anything else").value(draft.note.as_str()).autocomplete("off"))
    .button(Button::new("Stop sharing now"))
    .answer(problems)
}

fn only_some(form: &ConsentForms, draft: &TakeBackDraft) -> Html {
    let kinds = Checkboxes::new("kinds", "Which kinds of information?")
        .hint("Tick none for everything")
        .choices(KINDS_TO_CHOOSE.iter().chain(&[Kind::NewBirth]).map(|kind| (kind.word(), kind.title())))
        .ticked(draft.kinds.iter().cloned())
        .small();
    let partners = Checkboxes::new("partners", "With whom?")
        .hint("Tick none for everybody")
        .choices(form.services.iter().map(|service| (service.word(), service.title())))
        .ticked(draft.partners.iter().cloned())
        .small();
    let children = Checkboxes::new("children", "About whom?")
        .hint("Tick none for every child and the adult who told you")
        .choices(about_whom(form))
        .ticked(draft.children.iter().cloned())
        .small();
    Html::from(kinds).and(partners).and(children)
}
