//! What a centre is asked to do: visit a family with a new baby, give more
//! support (S002-CAa, CAb, CAd).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, CentreTaskLine, CentreVisitDraft, FieldProblem, GIVEN};
use kith_core::antenatal::NOTHING_WILL_BE_SENT;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, LedgerList};
use super::reference;
use crate::web::components::{Button, Checkboxes, Colour, Html, Input, Link, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, list_words, plural};

/// What the reader's centre is asked to do.
pub async fn list(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let tasks = site.app.centre_tasks(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "Asked of our centre").at("/my-day");
    let hidden = match tasks.closed_to_reader {
        0 => Html::default(),
        count => Html::paragraphs(&[format!(
            "{} more: the family’s answer does not let you see it today. Ask their health visitor.",
            plural(count, "task", "tasks")
        )]),
    };
    LedgerList::new(page)
        .intro(&["Families who said yes to you, and what their health visitor asks you to do."])
        .nothing("Nothing is asked of your centre now.")
        .items(tasks.lines.iter().map(item))
        .after(hidden)
        .answer(&[])
}

fn item(line: &CentreTaskLine) -> Item {
    let address = format!("/families/{}", line.family);
    let late = line.is_late.then(|| Tag::new("Late", Colour::Orange));
    let title = format!("{}: {}", line.title, line.what);
    let open = Link::new("Record what you did, or take it up", format!("{address}/centre-tasks/{}", line.task))
        .about(line.title.clone());
    particulars(Item::new(title).tag(late), line)
        .says("Family", Link::new(line.title.as_str(), address))
        .says("Next", open)
}

fn particulars(item: Item, line: &CentreTaskLine) -> Item {
    let taken_up = line.taken_up.as_ref().map(|(who, at)| format!("{who}, {}", date_and_time(*at)));
    item.says("First", if line.is_bereaved { NOTHING_WILL_BE_SENT } else { "" })
        .says("By", date_words(line.due_on))
        .says("Child", line.about.as_str())
        .says("Address", line.address.as_deref().unwrap_or("Not shown"))
        .says("They would like", list_words(&line.wishes))
        .says("In words", line.words.as_str())
        .says("Asked by", format!("{}, {}", line.asked_by, date_and_time(line.asked_at)))
        .says("Taken up by", taken_up.unwrap_or_default())
}

/// The form that closes one.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path((family, task)): Path<(String, String)>,
) -> Result<Response, Failure> {
    view((&site, &asking), (&family, &task), (&CentreVisitDraft::default(), form_key()?), &[]).await
}

/// Takes one up, or closes it.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path((family, task)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (now, which) = (site.clock.now(), (reference(&family)?, reference(&task)?));
    if posted.text("answer") == "take-up" {
        site.app.take_up_centre_task(&asking.asker, which, now).await?;
        return Ok(Redirect::to("/centre-tasks").into_response());
    }
    let draft = CentreVisitDraft {
        is_not_done: posted.text("answer") == "not-done",
        on: posted.text("on").to_owned(),
        given: posted.all("given").to_vec(),
        words: posted.text("words").to_owned(),
    };
    let key = sent_key(&posted)?;
    match site.app.close_centre_task(&asking.asker, which, (&draft, key), now).await {
        Ok(()) => Ok(Redirect::to("/centre-tasks").into_response()),
        Err(AppError::Invalid(problems)) => {
            view((&site, &asking), (&family, &task), (&draft, key.to_owned()), &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    (family, task): (&str, &str),
    (draft, key): (&CentreVisitDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let which = (reference(family)?, reference(task)?);
    let line = site.app.centre_task(&asking.asker, which, site.clock.now()).await?;
    let page =
        Page::new(site, Some(&asking.session), line.what).at("/my-day").under("Asked of our centre", "/centre-tasks");
    let who = format!("{}. {}", line.about, line.address.as_deref().unwrap_or("The address is not shown"));
    let intro = if line.is_bereaved { vec![NOTHING_WILL_BE_SENT, &who] } else { vec![who.as_str()] };
    let kind = if line.is_new_baby { "?kind=new-baby" } else { "" };
    let plan = Link::new("Plan the visit first", format!("/families/{family}/visits/new{kind}"));
    LedgerForm::new(page, &line.title, format!("/families/{family}/centre-tasks/{task}"))
        .intro(&intro)
        .key(key)
        .field(Html::from(plan))
        .field(
            Checkboxes::new("given", "What did you give or do?")
                .choices(GIVEN.iter().map(|given| (*given, *given)))
                .ticked(draft.given.iter().cloned())
                .error(error(problems, "given"))
                .small(),
        )
        .field(
            Textarea::new("words", "Anything else, or why it cannot be done")
                .value(draft.words.as_str())
                .rows(3)
                .at_most(1000)
                .error(error(problems, "words")),
        )
        .field(
            Input::new("on", "When was it?")
                .hint("Leave empty for today. For example 2 October 2026")
                .value(draft.on.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "on")),
        )
        .button(Button::new("It is done").sends("answer", "done"))
        .button(Button::new("I take it up").secondary().sends("answer", "take-up"))
        .button(Button::new("It cannot be done").secondary().sends("answer", "not-done"))
        .answer(problems)
}
