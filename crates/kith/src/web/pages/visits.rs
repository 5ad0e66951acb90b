//! Planned visits: those of a family, planning one, what becomes of it, and
//! the visits of one's team (S003-ISh, S002-CBb, CBc, S001-1).

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, AskedLine, FieldProblem, FinishDraft, Meeting, NEW_BABY_VISIT, TOGETHER, VISIT_KINDS, VisitDraft,
    VisitForm, VisitLine, VisitToDo, VisitsPage,
};
use kith_core::antenatal::NOTHING_WILL_BE_SENT;
use kith_core::id::{FamilyId, VisitId};

use super::centre_prompt::centre_prompt;
use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, ItemForm, LedgerList};
use super::reference;
use crate::web::components::{Button, Checkboxes, Choice, Colour, Html, Input, Link, Radios, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, day_words};

fn page_of((site, asking): (&Site, &Asking), family: &str, family_title: &str, title: &str) -> Page {
    let page = Page::new(site, Some(&asking.session), title)
        .at("/families")
        .under("My families", "/families")
        .under(family_title.to_owned(), format!("/families/{family}"));
    if title == "Visits" { page } else { page.under("Visits", format!("/families/{family}/visits")) }
}

/// "Tuesday 24 November", or the first and the last day.
fn when(from: jiff::civil::Date, to: jiff::civil::Date) -> String {
    if from == to { day_words(from) } else { format!("{} to {}", day_words(from), day_words(to)) }
}

/// The visits to a family.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let visits = site.app.visits(&asking.asker, reference(&family)?, site.clock.now()).await?;
    view((&site, &asking), &family, &visits, None, &[])
}

/// What was typed about two visits that meet.
struct Typed {
    of: String,
    together: String,
    why: String,
}

/// Says how two visits go together, or cancels one.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (now, wanted): (_, FamilyId) = (site.clock.now(), reference(&family)?);
    let of = posted.text("of").to_owned();
    let typed = Typed { together: posted.text("together").to_owned(), why: posted.text("why").to_owned(), of };
    let done = match typed.of.split_once('/') {
        Some((mine, other)) => {
            let which = (wanted, reference::<VisitId>(mine)?, reference::<VisitId>(other)?);
            site.app.settle_visits(&asking.asker, which, (&typed.together, &typed.why), now).await
        }
        None => site.app.cancel_visit(&asking.asker, (wanted, reference(&typed.of)?), &typed.why, now).await,
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/visits")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let visits = site.app.visits(&asking.asker, wanted, now).await?;
            view((&site, &asking), &family, &visits, Some(&typed), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    visits: &VisitsPage,
    typed: Option<&Typed>,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let address = format!("/families/{family}");
    let mut items = Vec::new();
    for meeting in &visits.to_settle {
        items.push(meeting_item(&address, meeting, typed)?);
    }
    for line in &visits.lines {
        items.push(visit_item(&address, line)?);
    }
    items.extend(visits.asked.iter().map(asked_item));
    let page = page_of((site, asking), family, &visits.family_title, "Visits");
    let mut list = LedgerList::new(page)
        .intro(&["Visits that are planned, as far as you may know of the service, and what centres were asked to do."])
        .button(Button::link("Plan a visit", format!("{address}/visits/new")));
    if visits.may_refer {
        list = list
            .button(Button::link("First visit form", format!("{address}/first-visit")).secondary())
            .button(Button::link("Refer to a centre", format!("{address}/refer")).secondary());
    }
    list.nothing("No visit is planned.").items(items).answer(problems)
}

fn meeting_item(address: &str, meeting: &Meeting, typed: Option<&Typed>) -> Result<Item, Failure> {
    let of = format!("{}/{}", meeting.mine.visit, meeting.other.visit);
    let typed = typed.filter(|typed| typed.of == of);
    let whose = if meeting.other.is_to_neighbours { "another family at this address" } else { "the same family" };
    let form = ItemForm {
        summary: "Say how they go together",
        action: format!("{address}/visits"),
        key: form_key()?,
        of: of.clone(),
        fields: vec![together(&of, typed.map_or(("", ""), |typed| (&typed.together, &typed.why)), &[]).into()],
        buttons: vec![Button::new("Save")],
    };
    Ok(Item::new(format!("Combine? {} and {}", meeting.mine.what, meeting.other.what))
        .tag(Some(Tag::new("Two visits in one week", Colour::Orange)))
        .says("Yours", when(meeting.mine.from, meeting.mine.to))
        .says(meeting.other.who.as_str(), format!("{}, to {whose}", when(meeting.other.from, meeting.other.to)))
        .form(Some(form)))
}

/// How two visits go together, as a question; `of` tells it from others on the
/// page.
fn together(of: &str, (chosen, why): (&str, &str), problems: &[FieldProblem]) -> Radios {
    let id = |name: &str| if of.is_empty() { name.to_owned() } else { format!("{name}_{}", of.replace('/', "_")) };
    let why = Input::new("why", "Why do both come?")
        .id(id("why"))
        .value(why)
        .autocomplete("off")
        .error(error(problems, "why"));
    let mut why = Some(why);
    let mut radios = Radios::new("together", "How do the two visits go together?").id(id("together"));
    for (word, title) in TOGETHER {
        let choice = Choice::new(word, title);
        radios = radios.choice(match why.take_if(|_| word == "both") {
            Some(why) => choice.more(why),
            None => choice,
        });
    }
    radios.chosen(chosen).error(error(problems, "together")).small()
}

fn visit_item(address: &str, line: &VisitLine) -> Result<Item, Failure> {
    let state = match (&line.cancelled, &line.told) {
        (Some(_), _) => Some(Tag::new("Cancelled", Colour::Grey)),
        (None, Some(_)) => Some(Tag::new("Done", Colour::Green)),
        (None, None) => line.note_due_on.map(|_| Tag::new("The others wait for a note", Colour::Orange)),
    };
    let is_open = line.cancelled.is_none() && line.told.is_none();
    let told = line.told.as_ref().map(|(who, at, _)| format!("{who}, {}", date_and_time(*at)));
    let note = line.told.as_ref().map(|(.., note)| {
        note.clone().unwrap_or_else(|| "Not for you yet: ask the family whether you may read it".to_owned())
    });
    let mut item = Item::new(format!("{}, {}", line.what, when(line.from, line.to)))
        .tag(state)
        .says("Who", line.who.as_str())
        .says("What for", line.note.as_str())
        .says("Agreed", line.agreed.clone().unwrap_or_default())
        .says("Why not", line.cancelled.clone().unwrap_or_default())
        .says("The others were told", told.unwrap_or_default())
        .says("Note", note.unwrap_or_default());
    if line.is_elsewhere {
        return Ok(item.says("Where", "It stands in the service’s own system"));
    }
    if !line.is_own || !is_open {
        return Ok(item);
    }
    if let Some(due) = line.note_due_on {
        item = item.says("Note due", date_words(due));
    }
    let finish = Link::new("It took place: write to the others", format!("{address}/visits/{}", line.visit))
        .about(format!("{}, {}", line.what, when(line.from, line.to)));
    let why = Input::new("why", "Why?").id(format!("why_{}", line.visit)).autocomplete("off");
    Ok(item.says("Next", finish).form(Some(ItemForm {
        summary: "Cancel it",
        action: format!("{address}/visits"),
        key: form_key()?,
        of: line.visit.to_string(),
        fields: vec![why.into()],
        buttons: vec![Button::new("Cancel this visit").secondary()],
    })))
}

fn asked_item(line: &AskedLine) -> Item {
    let item = Item::new(format!("{}: {}", line.centre, line.what))
        .tag(line.steps.is_empty().then(|| Tag::new("Waiting for the centre", Colour::Yellow)))
        .says("Asked by", format!("{}, {}", line.by, date_and_time(line.at)));
    line.steps.iter().fold(item, |item, (step, who, at)| item.says(*step, format!("{who}, {}", date_and_time(*at))))
}

/// The form for a visit.
pub async fn new(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let form = site.app.visit_form(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let is_new_baby = query.get("kind").is_some_and(|kind| kind == "new-baby");
    let kind = if is_new_baby { NEW_BABY_VISIT } else { "" };
    let draft = VisitDraft { kind: kind.to_owned(), ..VisitDraft::default() };
    plan_view((&site, &asking), &family, &form, (&draft, form_key()?), &[])
}

/// Plans a visit, or shows the form again with everything that was typed.
pub async fn plan(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let text = |name: &str| posted.text(name).to_owned();
    let draft = VisitDraft {
        kind: text("kind"),
        on: text("on"),
        is_any_day_of_week: posted.is_ticked("any_day"),
        note: text("note"),
        together: text("together"),
        why: text("why"),
    };
    let (wanted, key): (FamilyId, &str) = (reference(&family)?, sent_key(&posted)?);
    match site.app.plan_visit(&asking.asker, wanted, (&draft, key), now).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/visits")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let form = site.app.visit_form(&asking.asker, wanted, now).await?;
            plan_view((&site, &asking), &family, &form, (&draft, key.to_owned()), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

fn plan_view(
    (site, asking): (&Site, &Asking),
    family: &str,
    form: &VisitForm,
    (draft, key): (&VisitDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let others: Vec<String> = form
        .others
        .iter()
        .map(|other| match other.is_elsewhere {
            true => format!("{} comes on {} by its own system. Combine?", other.who, when(other.from, other.to)),
            false => {
                format!("{} plans a visit too: {}, {}. Combine?", other.who, other.what, when(other.from, other.to))
            }
        })
        .collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let page = page_of((site, asking), family, &form.family_title, "Plan a visit");
    let mut fields = LedgerForm::new(page, &form.family_title, format!("/families/{family}/visits/new"))
        .intro(&others)
        .key(key)
        .field(
            Radios::new("kind", "What visit is it?")
                .choices(VISIT_KINDS.iter().map(|kind| (*kind, *kind)))
                .chosen(draft.kind.as_str())
                .error(error(problems, "kind"))
                .small(),
        )
        .field(
            Input::new("on", "Which day?")
                .hint("For example 2 December 2026")
                .value(draft.on.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "on")),
        )
        .field(
            Checkboxes::new("any_day", "Is the day open?")
                .choices([("yes", "Any day of that week")])
                .ticked(draft.is_any_day_of_week.then_some("yes"))
                .small(),
        )
        .field(
            Textarea::new("note", "What is it for?")
                .hint("For your own service")
                .value(draft.note.as_str())
                .rows(2)
                .at_most(500)
                .error(error(problems, "note")),
        );
    if !form.others.is_empty() {
        fields = fields.field(together("", (&draft.together, &draft.why), problems));
    }
    fields.button(Button::new("Plan the visit")).answer(problems)
}

/// The note after a visit.
pub async fn finish_form(
    State(site): State<Site>,
    asking: Asking,
    Path((family, visit)): Path<(String, String)>,
) -> Result<Response, Failure> {
    finish_view((&site, &asking), (&family, &visit), (&FinishDraft::default(), form_key()?), &[]).await
}

/// Closes a visit with its note.
pub async fn finish(
    State(site): State<Site>,
    asking: Asking,
    Path((family, visit)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let draft = FinishDraft {
        on: posted.text("on").to_owned(),
        was_out: posted.is_ticked("was_out"),
        note: posted.text("note").to_owned(),
    };
    let (which, key) = ((reference(&family)?, reference(&visit)?), sent_key(&posted)?);
    match site.app.finish_visit(&asking.asker, which, (&draft, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/visits")).into_response()),
        Err(AppError::Invalid(problems)) => {
            finish_view((&site, &asking), (&family, &visit), (&draft, key.to_owned()), &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn finish_view(
    (site, asking): (&Site, &Asking),
    (family, visit): (&str, &str),
    (draft, key): (&FinishDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let which = (reference(family)?, reference(visit)?);
    let form = site.app.finish_form(&asking.asker, which, site.clock.now()).await?;
    let (family_title, line) = (&form.family_title, &form.visit);
    let page = page_of((site, asking), family, family_title, "After the visit");
    let what = format!("{}, {}", line.what, when(line.from, line.to));
    LedgerForm::new(page, family_title, format!("/families/{family}/visits/{visit}"))
        .intro(&[
            &what,
            "Write what the others need to know. They see it among the contacts, as far as the family agreed.",
        ])
        .notice(centre_prompt(form.ask_about_centre.as_ref(), &format!("/families/{family}")))
        .key(key)
        .field(
            Textarea::new("note", "A short note to the others")
                .value(draft.note.as_str())
                .rows(3)
                .at_most(500)
                .error(error(problems, "note")),
        )
        .field(
            Checkboxes::new("was_out", "Was somebody in?")
                .choices([("yes", "Nobody was in")])
                .ticked(draft.was_out.then_some("yes"))
                .small(),
        )
        .field(
            Input::new("on", "When was it?")
                .hint("Leave empty for today. For example 2 October 2026")
                .value(draft.on.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "on")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}

/// The visits of the reader's team.
pub async fn mine(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let visits = site.app.my_visits(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "My team’s visits").at("/my-day");
    let settle = visits.to_settle.iter().map(|visit| to_do(visit, Tag::new("Combine?", Colour::Orange)));
    let note = visits.to_note.iter().map(|visit| {
        to_do(visit, Tag::new(if visit.is_late { "Note is late" } else { "Write to the others" }, Colour::Orange))
    });
    let coming = visits.coming.iter().map(|visit| to_do(visit, Tag::new("Planned", Colour::Blue)));
    LedgerList::new(page)
        .intro(&["Write a short note to the others within two days of each visit."])
        .nothing("No visit is planned.")
        .items(settle.chain(note).chain(coming))
        .answer(&[])
}

fn to_do(visit: &VisitToDo, tag: Tag) -> Item {
    let link = Link::new("Open the visits", format!("/families/{}/visits", visit.family)).about(visit.title.clone());
    let loss = if visit.is_bereaved { NOTHING_WILL_BE_SENT } else { "" };
    Item::new(format!("{}: {}", visit.title, visit.what))
        .tag(Some(tag))
        .says("First", loss)
        .says("When", when(visit.from, visit.to))
        .says("Next", Html::from(link))
}
