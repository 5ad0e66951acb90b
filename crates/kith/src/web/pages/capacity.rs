//! Whether somebody can decide for themself, decision by decision.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, CapacityDraft, CapacityPage, FieldProblem, KINDS_TO_CHOOSE};
use kith_core::id::FamilyId;
use kith_core::ledger::{CapacityResult, CapacityTest};

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, LedgerList};
use super::reference;
use crate::web::components::{Button, Checkboxes, Input, Radios, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

/// What was recorded.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let capacity = site.app.capacity_page(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let items = capacity.lines.iter().map(|line| {
        let item = Item::new(format!("{}: {}", date_words(line.on), line.what));
        let item = line.particulars.iter().fold(item, |item, (label, words)| item.says(*label, words.as_str()));
        item.says("Written down by", line.origin.as_str())
    });
    let items: Vec<Item> = items.collect();
    LedgerList::of_family((&site, &asking), (&family, &capacity.family_title), "Can they decide for themselves?")
        .intro(&[
            "Everybody of 16 or over can decide, unless an assessment says otherwise. Each record is about one decision.",
            "Under 16, the agreement of a young person counts once you have written down that they can decide this.",
        ])
        .button(Button::link("Record an assessment", format!("/families/{family}/capacity/new")))
        .nothing("No assessment is recorded.")
        .items(items)
        .answer(&[])
}

/// The form.
pub async fn new(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let capacity = site.app.capacity_page(&asking.asker, reference(&family)?, site.clock.now()).await?;
    view((&site, &asking), &family, &capacity, (&CapacityDraft::default(), form_key()?), &[])
}

/// Records an assessment, or shows the form again with everything that was
/// typed.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let text = |name: &str| posted.text(name).to_owned();
    let draft = CapacityDraft {
        about: text("about"),
        test: text("test"),
        result: text("result"),
        kinds: posted.all("kinds").to_vec(),
        decision: text("decision"),
        reasons: text("reasons"),
        help: text("help"),
        best_interests: text("best_interests"),
        on: text("on"),
    };
    let (wanted, key): (FamilyId, &str) = (reference(&family)?, sent_key(&posted)?);
    match site.app.record_capacity(&asking.asker, wanted, (&draft, key), now).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/capacity")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let capacity = site.app.capacity_page(&asking.asker, wanted, now).await?;
            view((&site, &asking), &family, &capacity, (&draft, key.to_owned()), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    capacity: &CapacityPage,
    (draft, key): (&CapacityDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let text = |field: &'static str, label: &'static str, value: &str| {
        Textarea::new(field, label).value(value).rows(3).error(error(problems, field))
    };
    let results = [CapacityResult::Able, CapacityResult::NotAble, CapacityResult::InDoubt];
    LedgerForm::of_family(
        (site, asking),
        (family, &capacity.family_title),
        "Record an assessment",
        format!("/families/{family}/capacity/new"),
    )
    .key(key)
    .field(
        Radios::new("about", "Who is it about?")
            .choices(capacity.people.iter().map(|(person, name)| (person.to_string(), name.clone())))
            .chosen(draft.about.as_str())
            .error(error(problems, "about"))
            .small(),
    )
    .field(
        Radios::new("test", "Which test?")
            .choices([CapacityTest::Gillick, CapacityTest::MentalCapacity].map(|test| (test.word(), test.title())))
            .chosen(draft.test.as_str())
            .error(error(problems, "test"))
            .small(),
    )
    .field(text("decision", "Which decision?", &draft.decision))
    .field(
        Checkboxes::new("kinds", "Which kinds of information is it about?")
            .choices(KINDS_TO_CHOOSE.iter().map(|kind| (kind.word(), kind.title())))
            .ticked(draft.kinds.iter().cloned())
            .error(error(problems, "kinds"))
            .small(),
    )
    .field(text("help", "What help did they have to decide?", &draft.help))
    .field(
        Radios::new("result", "What came of it?")
            .choices(results.map(|result| (result.word(), result.title())))
            .chosen(draft.result.as_str())
            .error(error(problems, "result"))
            .small(),
    )
    .field(text("reasons", "What shows it?", &draft.reasons))
    .field(
        text("best_interests", "If they cannot decide: what is in their best interests?", &draft.best_interests)
            .hint("Write who was asked as well"),
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
