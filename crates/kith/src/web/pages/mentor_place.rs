//! One family of a mentor, what the mentor writes, and what the supervisor
//! does (S003-LEc).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, FieldProblem, GoalLine, MentorNoteDraft, MentorPlacePage, MentorState, MentorWriting, TalkDraft,
};
use kith_core::id::StaffId;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, ItemForm, LedgerList};
use super::mentoring::{TITLE, state, worried};
use super::reference;
use crate::web::components::{Button, Colour, Html, Input, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words};

fn page_of(site: &Site, asking: &Asking, title: &str) -> Page {
    Page::new(site, Some(&asking.session), title).under("My day", "/my-day").under(TITLE, "/mentoring")
}

fn whom(shown: &MentorPlacePage) -> String {
    shown.family.meet.clone().unwrap_or_else(|| "A family".to_owned())
}

/// Whom the mentor meets, the plan and the next visit.
pub async fn show(State(site): State<Site>, asking: Asking, Path(place): Path<String>) -> Result<Response, Failure> {
    view((&site, &asking), &place, &[]).await
}

async fn view((site, asking): (&Site, &Asking), place: &str, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let shown = site.app.mentor_place(&asking.asker, reference(place)?, site.clock.now()).await?;
    let address = format!("/mentoring/{place}");
    let family = &shown.family;
    let since = match &family.state {
        MentorState::Meets(on) => format!("Since {}", date_words(*on)),
        MentorState::Waits => "The family agreed. You have not given it to the mentor yet".to_owned(),
        MentorState::Ended(on, why) => format!("Ended on {}: {why}", date_words(*on)),
    };
    let mut whole = Item::new("Whom the mentor meets")
        .tag(shown.is_supervisor.then(|| state(family)))
        .says("First name", whom(&shown))
        .says("How to reach them", family.reach.as_str())
        .says("Next visit", family.next_visit.map_or_else(|| "No day is set".to_owned(), date_words))
        .says("Mentor", if shown.is_supervisor { shown.mentor.as_str() } else { "" })
        .says("Since", since);
    if shown.is_supervisor {
        whole = whole.form(give(&shown, &address)?).form(take(&shown, &address)?).form(answer(&shown, &address)?);
    }
    let mut items = vec![whole];
    items.extend(shown.plan.iter().map(goal));
    items.extend(shown.notes.iter().map(|note| {
        let tag = note.is_worry.then(|| Tag::new("Worry", Colour::Red));
        let on = note.on.map(date_words).unwrap_or_default();
        Item::new(note.what)
            .tag(tag)
            .says("Day", on)
            .says("Written", date_and_time(note.at))
            .says("Words", note.words.as_str())
    }));
    let mut list = LedgerList::new(page_of(site, asking, &whom(&shown)));
    if shown.plan.is_empty() {
        list = list.intro(&["No plan is shown: none is agreed yet, or the family did not agree to show it."]);
    }
    if !shown.is_supervisor {
        list = list
            .button(Button::link("Write a note after a visit", format!("{address}/note")))
            .button(Button::link("I am worried", format!("{address}/worry")).secondary())
            .after(worried(shown.safeguarding.as_deref()));
    }
    list.items(items).answer(problems)
}

fn goal(goal: &GoalLine) -> Item {
    let came = goal.outcome.as_ref().map(|(outcome, on, _)| format!("{}, {}", outcome.title(), date_words(*on)));
    Item::new(goal.words.as_str())
        .says("It is about", goal.aim.as_str())
        .says("Look at it together by", goal.review_on.map(date_words).unwrap_or_default())
        .says("What came of it", came.unwrap_or_default())
}

fn form(
    (summary, action): (&'static str, String),
    fields: Vec<Html>,
    button: &'static str,
) -> Result<Option<ItemForm>, Failure> {
    let button = Button::new(button);
    Ok(Some(ItemForm { summary, action, key: form_key()?, of: String::new(), fields, buttons: vec![button] }))
}

fn give(shown: &MentorPlacePage, address: &str) -> Result<Option<ItemForm>, Failure> {
    if shown.family.state != MentorState::Waits {
        return Ok(None);
    }
    let says =
        Html::paragraphs(&["The mentor then sees the first name, how to reach them, the plan and the next visit."]);
    form(("Give this family to the mentor", format!("{address}/give")), vec![says], "Give the family")
}

fn take(shown: &MentorPlacePage, address: &str) -> Result<Option<ItemForm>, Failure> {
    if matches!(shown.family.state, MentorState::Ended(..)) {
        return Ok(None);
    }
    let why = Textarea::new("why", "Why does the mentor stop?").rows(2).autocomplete("off");
    form(("Take this family from the mentor", format!("{address}/take")), vec![why.into()], "Take the family away")
}

fn answer(shown: &MentorPlacePage, address: &str) -> Result<Option<ItemForm>, Failure> {
    if !shown.family.has_open_worry {
        return Ok(None);
    }
    let words = Textarea::new("words", "What did you do about it?").rows(3).autocomplete("off");
    form(("Answer the worry", format!("{address}/answer")), vec![words.into()], "Save the answer")
}

/// Gives a family to its mentor.
pub async fn submit_give(
    State(site): State<Site>,
    asking: Asking,
    Path(place): Path<String>,
) -> Result<Response, Failure> {
    given_or_taken((&site, &asking), &place, None).await
}

/// Takes a family from its mentor.
pub async fn submit_take(
    State(site): State<Site>,
    asking: Asking,
    Path(place): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    given_or_taken((&site, &asking), &place, Some(posted.text("why"))).await
}

async fn given_or_taken((site, asking): (&Site, &Asking), place: &str, why: Option<&str>) -> Result<Response, Failure> {
    match site.app.give_or_take(&asking.asker, reference(place)?, why, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/mentoring/{place}")).into_response()),
        Err(AppError::Invalid(problems)) => view((site, asking), place, &problems).await,
        Err(error) => Err(error.into()),
    }
}

/// Keeps what the supervisor did about a worry.
pub async fn submit_answer(
    State(site): State<Site>,
    asking: Asking,
    Path(place): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (draft, key) = (draft_of(&posted), sent_key(&posted)?);
    let sent = (MentorWriting::Answer, &draft, key);
    match site.app.write_as_mentor(&asking.asker, reference(&place)?, sent, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/mentoring/{place}")).into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &place, &problems).await,
        Err(error) => Err(error.into()),
    }
}

fn draft_of(posted: &Posted) -> MentorNoteDraft {
    let text = |name: &str| posted.text(name).to_owned();
    MentorNoteDraft { words: text("words"), on: text("on"), next_visit: text("next_visit") }
}

/// The form for a note after a visit.
pub async fn note(State(site): State<Site>, asking: Asking, Path(place): Path<String>) -> Result<Response, Failure> {
    let empty = (MentorNoteDraft::default(), form_key()?);
    writing((&site, &asking), (&place, MentorWriting::Note), &empty, &[]).await
}

/// The form for a worry.
pub async fn worry(State(site): State<Site>, asking: Asking, Path(place): Path<String>) -> Result<Response, Failure> {
    let empty = (MentorNoteDraft::default(), form_key()?);
    writing((&site, &asking), (&place, MentorWriting::Worry), &empty, &[]).await
}

async fn writing(
    (site, asking): (&Site, &Asking),
    (place, what): (&str, MentorWriting),
    (draft, key): &(MentorNoteDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let shown = site.app.mentor_place(&asking.asker, reference(place)?, site.clock.now()).await?;
    if shown.is_supervisor {
        return Err(Failure::not_found());
    }
    let is_note = what == MentorWriting::Note;
    let title = if is_note { "Note after a visit" } else { "I am worried" };
    let address = format!("/mentoring/{place}");
    let page = page_of(site, asking, title).under(whom(&shown), address.clone());
    let words = if is_note { "What did you do together?" } else { "What did you see or hear?" };
    let hint = if is_note {
        "A few words. Your supervisor reads them"
    } else {
        "Write what you saw or heard, not what you think it means"
    };
    let form = LedgerForm::new(page, &whom(&shown), format!("{address}/{}", if is_note { "note" } else { "worry" }))
        .key(key.clone())
        .field(
            Textarea::new("words", words)
                .hint(hint)
                .value(draft.words.as_str())
                .rows(4)
                .autocomplete("off")
                .error(error(problems, "words")),
        );
    if !is_note {
        return form
            .intro(&["Your supervisor sees this at once. If it cannot wait, phone."])
            .field(worried(shown.safeguarding.as_deref()))
            .button(Button::new("Tell my supervisor"))
            .answer(problems);
    }
    let on = |name: &'static str, label: &'static str, hint: &'static str, value: &str| {
        let input = Input::new(name, label).hint(hint).value(value).width(20).autocomplete("off");
        input.error(error(problems, name))
    };
    form.field(on("on", "When did you visit?", "Leave empty for today. For example 2 October 2026", &draft.on))
        .field(on("next_visit", "When do you visit next?", "Leave empty if no day is set", &draft.next_visit))
        .button(Button::new("Save"))
        .answer(problems)
}

/// Keeps a note.
pub async fn submit_note(
    State(site): State<Site>,
    asking: Asking,
    Path(place): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    written((&site, &asking), (&place, MentorWriting::Note), &posted).await
}

/// Keeps a worry: it is on the supervisor's day at once.
pub async fn submit_worry(
    State(site): State<Site>,
    asking: Asking,
    Path(place): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    written((&site, &asking), (&place, MentorWriting::Worry), &posted).await
}

async fn written(
    (site, asking): (&Site, &Asking),
    (place, what): (&str, MentorWriting),
    posted: &Posted,
) -> Result<Response, Failure> {
    let (draft, key) = (draft_of(posted), sent_key(posted)?);
    match site.app.write_as_mentor(&asking.asker, reference(place)?, (what, &draft, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/mentoring/{place}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            writing((site, asking), (place, what), &(draft, key.to_owned()), &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form that signs a supervision talk.
pub async fn talk(State(site): State<Site>, asking: Asking, Path(mentor): Path<String>) -> Result<Response, Failure> {
    talk_form((&site, &asking), &mentor, &(TalkDraft::default(), form_key()?), &[]).await
}

async fn talk_form(
    (site, asking): (&Site, &Asking),
    mentor: &str,
    (draft, key): &(TalkDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let staff: StaffId = reference(mentor)?;
    let name = site.app.mentor_name(&asking.asker, staff, site.clock.now()).await?;
    let on = |field: &'static str, label: &'static str, hint: &'static str, value: &str| {
        let input = Input::new(field, label).hint(hint).value(value).width(20).autocomplete("off");
        input.error(error(problems, field))
    };
    let page = page_of(site, asking, "Sign a supervision talk");
    LedgerForm::new(page, &name, format!("/mentoring/mentors/{mentor}/talk"))
        .intro(&[
            "Signing says that you and the mentor talked. The day of the next talk stands on your day when it is late.",
        ])
        .key(key.clone())
        .field(
            Textarea::new("words", "What did you agree?")
                .hint("Write no family’s name here")
                .value(draft.words.as_str())
                .rows(4)
                .autocomplete("off")
                .error(error(problems, "words")),
        )
        .field(on("on", "When did you talk?", "Leave empty for today. For example 2 October 2026", &draft.on))
        .field(on("next_on", "When do you talk next?", "For example 2 November 2026", &draft.next_on))
        .button(Button::new("Sign"))
        .answer(problems)
}

/// Signs a supervision talk.
pub async fn submit_talk(
    State(site): State<Site>,
    asking: Asking,
    Path(mentor): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let (draft, key) =
        (TalkDraft { words: text("words"), on: text("on"), next_on: text("next_on") }, sent_key(&posted)?);
    match site.app.sign_talk(&asking.asker, reference(&mentor)?, (&draft, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/mentoring").into_response()),
        Err(AppError::Invalid(problems)) => {
            talk_form((&site, &asking), &mentor, &(draft, key.to_owned()), &problems).await
        }
        Err(error) => Err(error.into()),
    }
}
