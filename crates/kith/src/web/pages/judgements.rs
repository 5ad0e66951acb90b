//! Sharing without agreement: the judgements of a family, the form for one,
//! and their review by somebody else.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, ConsentForms, FieldProblem, HARMS, JudgementDraft, JudgementLine, KINDS_TO_CHOOSE, RESULTS, purposes_of,
};
use kith_core::id::FamilyId;
use kith_core::ledger::{Ground, JudgementRecord, ReviewOutcome};
use kith_core::sharing::Purpose;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, ItemForm, LedgerList};
use super::reference;
use crate::web::components::{Button, Checkboxes, Html, Input, Radios, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_and_time;

/// The judgements of a family.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let judgements = site.app.judgements(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let address = format!("/families/{family}");
    LedgerList::of_family((&site, &asking), (&family, &judgements.family_title), "Share without agreement")
        .intro(&[
            "Kith never decides this. A named person weighs both risks and writes down why. Somebody else reviews it.",
            "Are you not sure? Ask a colleague first, without naming the family.",
        ])
        .button(Button::link("Write down a judgement", format!("{address}/share-without-consent/new")))
        .button(Button::link("Can I share this?", format!("{address}/can-i-share")).secondary())
        .nothing("No judgement is recorded.")
        .items(judgements.lines.iter().map(item))
        .answer(&[])
}

fn item(line: &JudgementLine) -> Item {
    let mut item = Item::new(format!("{}, {}", line.by, date_and_time(line.at)))
        .says("Decided", line.result.as_str())
        .says("The least information", line.reach.as_str())
        .says("State", line.state.as_str());
    for (question, words) in &line.answers {
        item = item.says(*question, words.as_str());
    }
    if line.answers.is_empty() {
        return item.says("Why", "The reasons are kept with the service that wrote them");
    }
    item
}

/// The form for a judgement.
pub async fn new(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let form = site.app.judgement_form(&asking.asker, reference(&family)?, site.clock.now()).await?;
    view((&site, &asking), &family, &form, (&JudgementDraft::default(), form_key()?), &[])
}

/// Records a judgement, or shows the form again with everything that was typed.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let (draft, key) = (draft_of(&posted), sent_key(&posted)?);
    let wanted: FamilyId = reference(&family)?;
    match site.app.record_judgement(&asking.asker, wanted, (&draft, key), now).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/share-without-consent")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let form = site.app.judgement_form(&asking.asker, wanted, now).await?;
            view((&site, &asking), &family, &form, (&draft, key.to_owned()), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

fn draft_of(posted: &Posted) -> JudgementDraft {
    let text = |name: &str| posted.text(name).to_owned();
    JudgementDraft {
        ground: text("ground"),
        harm: text("harm"),
        result: text("result"),
        kinds: posted.all("kinds").to_vec(),
        partners: posted.all("partners").to_vec(),
        partner_name: text("partner_name"),
        purpose: text("purpose"),
        children: posted.all("children").to_vec(),
        ends_on: text("ends_on"),
        words: JudgementRecord::FIELDS.iter().map(|(field, _)| ((*field).to_owned(), text(field))).collect(),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    form: &ConsentForms,
    (draft, key): (&JudgementDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let action = format!("/families/{family}/share-without-consent/new");
    let mut page =
        LedgerForm::of_family((site, asking), (family, &form.family_title), "Write down a judgement", action)
            .intro(&["Is somebody in danger now? Ring 999 first. Write this down afterwards."])
            .key(key)
            .field(
                Radios::new("ground", "Why without agreement?")
                    .choices(Ground::ALL.iter().map(|ground| (ground.word(), ground.title())))
                    .chosen(draft.ground.as_str())
                    .error(error(problems, "ground"))
                    .small(),
            )
            .field(
                Radios::new("harm", "How serious is the worry?")
                    .choices(HARMS.iter().map(|harm| (harm.word(), harm.title())))
                    .chosen(draft.harm.as_str())
                    .error(error(problems, "harm"))
                    .small(),
            );
    for (field, question) in JudgementRecord::FIELDS {
        page = page.field(
            Textarea::new(*field, *question)
                .value(draft.words.get(*field).map_or("", String::as_str))
                .rows(3)
                .error(error(problems, field)),
        );
    }
    page.field(reach(form, draft, problems))
        .field(purpose(asking, draft, problems))
        .field(
            Radios::new("result", "What do you decide?")
                .choices(RESULTS.iter().map(|result| (result.word(), result.title())))
                .chosen(draft.result.as_str())
                .error(error(problems, "result"))
                .small(),
        )
        .field(
            Input::new("ends_on", "Until when does it count?")
                .hint("At most 28 days. For example 2 December 2026")
                .value(draft.ends_on.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "ends_on")),
        )
        .button(Button::new("Save my judgement"))
        .answer(problems)
}

fn reach(form: &ConsentForms, draft: &JudgementDraft, problems: &[FieldProblem]) -> Html {
    let kinds = Checkboxes::new("kinds", "Which kinds of information, and no others?")
        .choices(KINDS_TO_CHOOSE.iter().map(|kind| (kind.word(), kind.title())))
        .ticked(draft.kinds.iter().cloned())
        .error(error(problems, "kinds"))
        .small();
    let partners = Checkboxes::new("partners", "With whom?")
        .choices(form.services.iter().map(|service| (service.word(), service.title())))
        .ticked(draft.partners.iter().cloned())
        .error(error(problems, "partners"))
        .small();
    let name = Input::new("partner_name", "Somebody else, by name")
        .hint("Another area, for example")
        .value(draft.partner_name.as_str())
        .autocomplete("off");
    let children = Checkboxes::new("children", "About which children?")
        .hint("Tick none for all of them")
        .choices(form.children.iter().map(|(child, name)| (child.to_string(), name.clone())))
        .ticked(draft.children.iter().cloned())
        .small();
    Html::from(kinds).and(partners).and(name).and(children)
}

fn purpose(asking: &Asking, draft: &JudgementDraft, problems: &[FieldProblem]) -> Radios {
    let mut purposes =
        vec![Purpose::Safeguarding, Purpose::FamilySupport, Purpose::CentreOutreach, Purpose::Healthcare];
    for own in purposes_of(asking.asker.staff.role, asking.asker.staff.service) {
        if !purposes.contains(&own) {
            purposes.push(own);
        }
    }
    Radios::new("purpose", "What for?")
        .choices(purposes.into_iter().map(|purpose| (purpose.word(), purpose.title())))
        .chosen(draft.purpose.as_str())
        .error(error(problems, "purpose"))
        .small()
}

/// The judgements that wait for review.
pub async fn review(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    waiting(&site, &asking, &[]).await
}

async fn waiting(site: &Site, asking: &Asking, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let lines = site.app.judgements_to_review(&asking.asker, site.clock.now()).await?;
    let page = Page::new(site, Some(&asking.session), "Judgements to review").at("/looks");
    let items = lines.iter().map(|line| {
        let form = ItemForm {
            summary: "Review this judgement",
            action: "/judgements".to_owned(),
            key: String::new(),
            of: line.reference.to_string(),
            fields: vec![
                Textarea::new("words", "What do you think of it, and why?")
                    .id(format!("words-{}", line.reference))
                    .rows(3)
                    .into(),
            ],
            buttons: vec![
                Button::new("It stands").small().sends("outcome", ReviewOutcome::Upheld.word()),
                Button::new("End it now").small().secondary().sends("outcome", ReviewOutcome::Ended.word()),
            ],
        };
        item(line).says("Family", line.family.to_string()).form(Some(form))
    });
    let items: Vec<Item> = items.collect();
    LedgerList::new(page)
        .intro(&["These people shared, or did not share, without agreement. Say whether each judgement stands."])
        .nothing("No judgement waits for review.")
        .items(items)
        .answer(problems)
}

/// Records what came of a review.
pub async fn decide(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let of = reference(posted.text("of"))?;
    let said = (posted.text("outcome"), posted.text("words"));
    match site.app.review_judgement(&asking.asker, of, said, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/judgements").into_response()),
        Err(AppError::Invalid(problems)) => waiting(&site, &asking, &problems).await,
        Err(error) => Err(error.into()),
    }
}
