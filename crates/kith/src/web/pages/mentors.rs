//! The mentors of a family, and the form that asks the family about one
//! (S003-LEc).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, MentorState, NameDraft, NamedMentor};

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, LedgerList};
use super::record_consent::{draft_of, how, points, rest, who};
use super::reference;
use crate::web::components::{Button, Checkboxes, Colour, Html, Input, InsetText, Radios, Select, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

const TITLE: &str = "Family mentor";

/// The sentence to read out before a family answers.
const SENTENCE: &str = "If you say yes, this person will know your first name and how to reach you as you say, what you \
    hope for in the support that you choose, and when you meet next. They and the worker who supervises them write short \
    notes. They see no records, and nothing of other services. You can stop it at any time, and your services stay.";

fn page_of((site, asking): (&Site, &Asking), (family, family_title): (&str, &str), title: &str) -> Page {
    Page::new(site, Some(&asking.session), title)
        .at("/families")
        .under("My families", "/families")
        .under(family_title.to_owned(), format!("/families/{family}"))
}

fn item(line: &NamedMentor) -> Item {
    let (tag, since) = match &line.state {
        MentorState::Waits => (Tag::new("Waits for the supervisor", Colour::Orange), String::new()),
        MentorState::Meets(on) => (Tag::new("They meet", Colour::Green), format!("Since {}", date_words(*on))),
        MentorState::Ended(on, why) => (Tag::new("Ended", Colour::Grey), format!("{}: {why}", date_words(*on))),
    };
    let supervisor = line.supervisor.as_deref();
    Item::new(line.mentor.as_str())
        .tag(Some(tag))
        .says("Meets", line.meet.as_str())
        .says("Supervised by", supervisor.unwrap_or("Nobody: the mentor sees nothing until somebody is named"))
        .says("When", since)
}

/// The mentors of a family.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let shown = site.app.mentors_of(&asking.asker, reference(&family)?, site.clock.now()).await?;
    LedgerList::new(page_of((&site, &asking), (&family, &shown.family_title), TITLE))
        .intro(&[
            "A mentor is a person of the community who befriends the family. A skilled worker supervises them.",
            "The family agrees first, to one mentor by name. A no ends it at once.",
        ])
        .nothing("No mentor was named.")
        .button(Button::link("Write down their answer", format!("/families/{family}/mentor/new")))
        .items(shown.lines.iter().map(item))
        .answer(&[])
}

/// The form that asks the family.
pub async fn new(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    form((&site, &asking), &family, (&NameDraft::default(), form_key()?), &[]).await
}

async fn form(
    (site, asking): (&Site, &Asking),
    family: &str,
    (draft, key): (&NameDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let shown = site.app.mentor_form(&asking.asker, reference(family)?, site.clock.now()).await?;
    let mut intro = Vec::new();
    if shown.is_shielded {
        intro.push("This family is kept safe. No mentor is named here. Ask the lead professional.");
    }
    if shown.consent.is_unsafe_to_ask {
        intro.push("Do not ask. A colleague wrote that asking could put a child at risk. Talk to a person.");
    }
    if shown.mentors.is_empty() {
        intro.push("No mentor can be named today: each needs a supervisor and current training.");
    }
    intro.push("A yes and a no are both fine answers. Read this to the family first:");
    let title = shown.consent.family_title.as_str();
    let page = page_of((site, asking), (family, title), "Ask about a mentor")
        .under(TITLE, format!("/families/{family}/mentor"));
    let mut form = LedgerForm::new(page, title, format!("/families/{family}/mentor/new"))
        .intro(&intro)
        .key(key)
        .field(InsetText::of(Html::strong(SENTENCE)))
        .field(
            Radios::new("answer", "What did the family answer?")
                .choices([("agreed", "Yes, to this mentor"), ("said-no", "No, or they want it to stop")])
                .chosen(draft.answer.as_str())
                .error(error(problems, "answer"))
                .small(),
        )
        .field(
            Select::new("mentor", "Which mentor?")
                .hint("For a no, leave this empty")
                .option("", "Choose a mentor")
                .options(shown.mentors.iter().map(|(staff, words)| (staff.to_string(), words.clone())))
                .chosen(draft.mentor.as_str())
                .error(error(problems, "mentor")),
        )
        .field(who(&shown.consent, &draft.consent, problems))
        .field(
            Input::new("reach", "How does the mentor reach them?")
                .hint("As they say it. For example: phone 07700 900123 in the afternoon")
                .value(draft.reach.as_str())
                .autocomplete("off")
                .error(error(problems, "reach")),
        );
    if !shown.supports.is_empty() {
        form = form.field(
            Checkboxes::new("supports", "Which plans may the mentor see?")
                .hint("What they hope for, and what came of it")
                .choices(shown.supports.iter().map(|(support, words)| (support.to_string(), words.clone())))
                .ticked(draft.supports.iter().cloned())
                .small(),
        );
    }
    form.field(
        Input::new("next_visit", "When do they meet first?")
            .hint("Leave empty if no day is set. For example 2 October 2026")
            .value(draft.next_visit.as_str())
            .width(20)
            .autocomplete("off")
            .error(error(problems, "next_visit")),
    )
    .field(points(&draft.consent, problems))
    .field(how(&draft.consent, problems))
    .more("Help they had, the day, and more", rest(&draft.consent, problems))
    .button(Button::new("Save"))
    .answer(problems)
}

/// Keeps the family's answer.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (text, key) = (|name: &str| posted.text(name).to_owned(), sent_key(&posted)?);
    let draft = NameDraft {
        answer: text("answer"),
        mentor: text("mentor"),
        consent: draft_of(&posted),
        reach: text("reach"),
        supports: posted.all("supports").to_vec(),
        next_visit: text("next_visit"),
    };
    match site.app.answer_about_mentor(&asking.asker, reference(&family)?, (&draft, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/mentor")).into_response()),
        Err(AppError::Invalid(problems)) => form((&site, &asking), &family, (&draft, key.to_owned()), &problems).await,
        Err(error) => Err(error.into()),
    }
}
