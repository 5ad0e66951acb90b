//! What left, what was asked back, what was not shared, and sharing that was
//! found without agreement.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AIMS, AppError, BASES, FieldProblem, KINDS_TO_CHOOSE, LeftDraft, ShareLine, Shares};
use kith_core::id::FamilyId;
use kith_core::ledger::{PURPOSES_OF_THE_FORM, RemarkKind};
use kith_core::sharing::Purpose;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, ItemForm, LedgerList};
use super::reference;
use crate::web::components::{Button, Checkboxes, Colour, Html, Input, Radios, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

/// The names of the fields that are kept as words.
const WORDS: [&str; 8] = ["to", "what", "why", "basis", "aim", "how", "reasons", "end_by"];

/// What stands above the list.
const INTRO: &str =
    "Write down what leaves by letter, mail, telephone or talk. Looks in Kith are written down by themselves.";
/// What stands there while a message of a parent waits.
const A_NO_WAITS: &str = "Somebody wrote to say no, and it may mean this family. Speak to them first. Until then, only what a law or a judgement lets go may leave.";

/// The list.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    list(&site, &asking, &family, &[]).await
}

async fn list(site: &Site, asking: &Asking, family: &str, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let shares = site.app.shares(&asking.asker, reference(family)?, site.clock.now()).await?;
    let address = format!("/families/{family}/shares");
    let mut items = Vec::new();
    for line in &shares.lines {
        items.push(item(line, &address)?);
    }
    LedgerList::of_family((site, asking), (family, &shares.family_title), "What was shared")
        .intro(if shares.a_no_waits { &[INTRO, A_NO_WAITS] } else { &[INTRO] })
        .button(Button::link("Record a share", format!("{address}/shared")))
        .button(Button::link("I decided not to share", format!("{address}/not-shared")).secondary())
        .button(Button::link("I found sharing without agreement", format!("{address}/found-sharing")).secondary())
        .items(items)
        .answer(problems)
}

fn item(line: &ShareLine, address: &str) -> Result<Item, Failure> {
    let is_open = line.is_open && line.kind == RemarkKind::FoundSharing;
    let mut item = Item::new(format!("{}: {}", date_words(line.on), line.kind.title()))
        .tag(is_open.then(|| Tag::new("Goes on", Colour::Orange)))
        .tag(line.is_to_stop_now.then(|| Tag::new("They said no. Stop it today", Colour::Red)));
    for (label, words) in &line.particulars {
        item = item.says(*label, words.as_str());
    }
    let (summary, kind, button) = match line.kind {
        RemarkKind::FoundSharing => ("It was ended, or they agreed", RemarkKind::FoundSharingEnded, "It is dealt with"),
        _ => ("Ask it back", RemarkKind::Recalled, "I asked for it back"),
    };
    let form = if line.is_open {
        Some(ItemForm {
            summary,
            action: format!("{address}/{}", kind.word()),
            key: form_key()?,
            of: line.reference.to_string(),
            fields: vec![Textarea::new("how", "What was done?").id(format!("how-{}", line.reference)).rows(2).into()],
            buttons: vec![Button::new(button).small()],
        })
    } else {
        None
    };
    Ok(item.says("Written down by", line.by.as_str()).form(form))
}

fn of_a_share(word: &str) -> Result<RemarkKind, Failure> {
    RemarkKind::from_word(word).filter(|kind| kind.is_about_a_share()).ok_or_else(Failure::not_found)
}

/// The form for one kind of entry.
pub async fn new(
    State(site): State<Site>,
    asking: Asking,
    Path((family, kind)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let kind = of_a_share(&kind)?;
    let shares = site.app.shares(&asking.asker, reference(&family)?, site.clock.now()).await?;
    view((&site, &asking), (&family, &shares, kind), (&LeftDraft::default(), form_key()?), &[])
}

/// Records an entry, or shows the form again with everything that was typed.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path((family, kind)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let kind = of_a_share(&kind)?;
    let wanted: FamilyId = reference(&family)?;
    let key = sent_key(&posted)?;
    let draft = LeftDraft {
        kinds: posted.all("kinds").to_vec(),
        purpose: posted.text("purpose").to_owned(),
        on: posted.text("on").to_owned(),
        words: WORDS.iter().map(|field| ((*field).to_owned(), posted.text(field).to_owned())).collect(),
    };
    let is_answer = matches!(kind, RemarkKind::Recalled | RemarkKind::FoundSharingEnded);
    let of = if is_answer { Some(reference(posted.text("of"))?) } else { None };
    match site.app.record_share(&asking.asker, wanted, (kind, of, &draft, key), now).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/shares")).into_response()),
        Err(AppError::Invalid(problems)) if is_answer => list(&site, &asking, &family, &problems).await,
        Err(AppError::Invalid(problems)) => {
            let shares = site.app.shares(&asking.asker, wanted, now).await?;
            view((&site, &asking), (&family, &shares, kind), (&draft, key.to_owned()), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    (family, shares, kind): (&str, &Shares, RemarkKind),
    (draft, key): (&LeftDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let (title, to, intro) = match kind {
        RemarkKind::NotShared => (
            "I decided not to share",
            "Who wanted it?",
            "Deciding not to share is a decision too. Write down why, so that others understand it.",
        ),
        RemarkKind::FoundSharing => (
            "I found sharing without agreement",
            "Who receives it?",
            "You own this until it is ended, or until the family agrees. It stands on your day.",
        ),
        _ => ("Record a share", "Who received it?", "Share only what is needed. Write down on what it rests."),
    };
    let word = |field: &str| draft.words.get(field).map_or("", String::as_str).to_owned();
    let line = |field: &'static str, label: &'static str| {
        Input::new(field, label).value(word(field)).autocomplete("off").error(error(problems, field))
    };
    let text = |field: &'static str, label: &'static str| {
        Textarea::new(field, label).value(word(field)).rows(3).error(error(problems, field))
    };
    let mut intro = vec![intro];
    if shares.a_no_waits && kind == RemarkKind::Shared {
        intro.push(A_NO_WAITS);
    }
    let mut form = LedgerForm::of_family(
        (site, asking),
        (family, &shares.family_title),
        title,
        format!("/families/{family}/shares/{}", kind.word()),
    )
    .intro(&intro)
    .key(key)
    .field(line("to", to))
    .field(kinds(draft, problems));
    form = match kind {
        RemarkKind::NotShared => form.field(text("reasons", "Why not?")),
        RemarkKind::FoundSharing => form
            .field(text("what", "What do they receive?"))
            .field(text("how", "How was it found?"))
            .field(line("end_by", "By when will it be ended, or agreed?").hint("At most 28 days from today").width(20)),
        _ => form
            .field(text("what", "What did they receive?"))
            .field(text("why", "Why was it needed?"))
            .field(rests_on(draft, problems)),
    };
    form.field(line("on", "When was it?").hint("Leave empty for today. For example 2 October 2026").width(20))
        .button(Button::new("Save"))
        .answer(problems)
}

fn kinds(draft: &LeftDraft, problems: &[FieldProblem]) -> Checkboxes {
    Checkboxes::new("kinds", "Which kinds of information?")
        .choices(KINDS_TO_CHOOSE.iter().map(|kind| (kind.word(), kind.title())))
        .ticked(draft.kinds.iter().cloned())
        .error(error(problems, "kinds"))
        .small()
}

fn rests_on(draft: &LeftDraft, problems: &[FieldProblem]) -> Html {
    let word = |field: &str| draft.words.get(field).map_or("", String::as_str).to_owned();
    let purposes = PURPOSES_OF_THE_FORM.iter().copied().chain([Purpose::Safeguarding]);
    let purpose = Radios::new("purpose", "What was it for?")
        .choices(purposes.map(|purpose| (purpose.word(), purpose.title())))
        .chosen(draft.purpose.as_str())
        .error(error(problems, "purpose"))
        .small();
    let basis = Radios::new("basis", "On what does it rest?")
        .choices(BASES)
        .chosen(word("basis"))
        .error(error(problems, "basis"))
        .small();
    let aim =
        Radios::new("aim", "What does it do?").choices(AIMS).chosen(word("aim")).error(error(problems, "aim")).small();
    Html::from(purpose).and(basis).and(aim)
}
