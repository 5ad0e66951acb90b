//! The support of a family: the list, one with its goals, and what happens to
//! it later (S002-15i, S002-2b).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, EndDraft, FieldProblem, GoalLine, OutcomeDraft, SupportDraft, SupportLine, SupportPage};
use kith_core::id::{FamilyId, SupportId};
use kith_core::support::{GoalOutcome, SupportAnswer};

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, LedgerList};
use super::record_consent::draft_of;
use super::reference;
use super::support_steps::{answer_fields, next, told};
use crate::web::components::{Button, Colour, Html, Input, Link, Radios, Tag, TelephoneLink, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_words, list_words};

/// What every list of support says, whatever is in it.
const NOT_ALL: &str = "Some services are named only to those whom the family agreed to, so this list may not show all.";

fn page_of((site, asking): (&Site, &Asking), (family, family_title): (&str, &str), title: &str) -> Page {
    Page::new(site, Some(&asking.session), title)
        .at("/families")
        .under("My families", "/families")
        .under(family_title.to_owned(), format!("/families/{family}"))
}

fn state(line: &SupportLine) -> Tag {
    match (&line.ended, line.answer) {
        (Some(_), _) => Tag::new("Ended", Colour::Grey),
        (None, answer) if answer.lets_it_begin() => Tag::new("Goes on", Colour::Green),
        (None, SupportAnswer::SaidNo) => Tag::new("The family said no", Colour::Red),
        (None, _) => Tag::new("Waits for their answer", Colour::Orange),
    }
}

/// Everything that the reader may see of a family's support.
pub async fn list(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let list = site.app.support_list(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let address = format!("/families/{family}/support");
    let items = list.lines.iter().map(|line| {
        let open = Link::new("Open", format!("{address}/{}", line.support)).about(line.service.as_str());
        let hopes = line.goals.iter().flatten().map(|goal| format!("{} ({})", goal.words, goal.aim));
        Item::new(line.service.as_str())
            .tag(Some(state(line)))
            .says("Given by", line.given_by)
            .says("For", list_words(&line.people))
            .says("Written down by", line.by.as_str())
            .says("What they hope for", Html::paragraphs(&hopes.collect::<Vec<_>>()))
            .says("More", open)
    });
    LedgerList::new(page_of((&site, &asking), (&family, &list.family_title), "Support"))
        .intro(&["Support that was agreed with the family, with what they hope for.", NOT_ALL])
        .nothing("No support is written down that you can see.")
        .button(Button::link("Agree support", format!("{address}/new")))
        .button(Button::link("Family mentor", format!("/families/{family}/mentor")).secondary())
        .items(items)
        .answer(&[])
}

/// One support with its goals, and what its service may know today.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path((family, support)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let shown = one(&site, &asking, (&family, &support)).await?;
    let line = &shown.line;
    let address = format!("/families/{family}/support/{support}");
    let page = page_of((&site, &asking), (&family, &shown.family_title), &line.service)
        .under("Support", format!("/families/{family}/support"));
    let may_go_on = line.may_write && line.ended.is_none();
    let ended = line.ended.as_ref().map(|(on, why)| format!("{}: {why}", date_words(*on))).unwrap_or_default();
    let answer = match (line.answered_on, line.why.as_str()) {
        (Some(on), "") => format!("{}, {}", line.answer.title(), date_words(on)),
        (Some(on), why) => format!("{}, {}: {why}", line.answer.title(), date_words(on)),
        (None, _) => line.answer.title().to_owned(),
    };
    let telephone = match line.telephone.as_str() {
        "" => Html::default(),
        number => TelephoneLink::new(number).into(),
    };
    let next_step = shown.today.as_ref().filter(|_| line.ended.is_none()).map(|need| next(need, Some(line.answer)));
    let whole = Item::new("What was agreed")
        .tag(Some(state(line)))
        .says("Given by", line.given_by)
        .says("For", list_words(&line.people))
        .says("Written down by", line.by.as_str())
        .says("Their answer", answer)
        .says("What they were told", line.said.as_str())
        .says("What happens next", next_step.unwrap_or_default())
        .says("Telephone of the service", telephone)
        .says("Who was told", who_was_told(&family, line))
        .says("Ended", ended);
    let goals =
        line.goals.iter().flatten().map(|goal| goal_item(goal, &address, may_go_on && line.answer.lets_it_begin()));
    let mut list = LedgerList::new(page).items(std::iter::once(whole).chain(goals));
    if line.goals.is_none() {
        list = list.intro(&["What they hope for is shown once the family agrees that your service may know it."]);
    }
    if let Some(need) = shown.today.as_ref().filter(|_| line.ended.is_none()) {
        list = list
            .after(Html::fixed("<h2 class=\"nhsuk-heading-m\">What the service may know today</h2>").and(told(need)));
    }
    if may_go_on && !line.answer.lets_it_begin() {
        list = list.button(Button::link("Write down their answer", format!("{address}/answer")));
    }
    if may_go_on {
        list = list.button(Button::link("End this support", format!("{address}/end")).secondary());
    }
    list.answer(&[])
}

fn who_was_told(family: &str, line: &SupportLine) -> Html {
    if !line.may_write || line.needs.is_empty() || !line.answer.lets_it_begin() {
        return Html::from(if line.may_write { "Nobody" } else { "" });
    }
    Html::from("Kith sends nothing by itself. ")
        .and(Link::new("Write down what you told the service", format!("/families/{family}/shares/shared")))
}

fn goal_item(goal: &GoalLine, address: &str, may_write: bool) -> Item {
    let came = goal.outcome.as_ref().map(|(outcome, on, words)| {
        let words = if words.is_empty() { String::new() } else { format!(": {words}") };
        format!("{}, {}{words}", outcome.title(), date_words(*on))
    });
    let review = goal.review_on.filter(|_| goal.outcome.is_none()).map(date_words).unwrap_or_default();
    let link =
        Link::new("Write down what came of it", format!("{address}/goals/{}", goal.number)).about(goal.words.as_str());
    Item::new(goal.words.as_str())
        .says("It is about", goal.aim.as_str())
        .says("Look at it together by", review)
        .says("What came of it", came.unwrap_or_default())
        .says("More", if may_write { Html::from(link) } else { Html::default() })
}

async fn one(site: &Site, asking: &Asking, (family, support): (&str, &str)) -> Result<SupportPage, Failure> {
    let (family, support): (FamilyId, SupportId) = (reference(family)?, reference(support)?);
    Ok(site.app.support_page(&asking.asker, (family, support), site.clock.now()).await?)
}

fn form_of(
    (site, asking): (&Site, &Asking),
    (family, support): (&str, &str),
    (shown, title, part): (&SupportPage, &str, &str),
    key: String,
) -> LedgerForm {
    let address = format!("/families/{family}/support/{support}");
    let page = page_of((site, asking), (family, &shown.family_title), title)
        .under("Support", format!("/families/{family}/support"))
        .under(shown.line.service.clone(), address.clone());
    LedgerForm::new(page, &shown.line.service, format!("{address}/{part}")).key(key)
}

/// The family's answer to planned support.
pub async fn answer(
    State(site): State<Site>,
    asking: Asking,
    Path((family, support)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let draft = SupportDraft { key: form_key()?, ..SupportDraft::default() };
    answer_form((&site, &asking), (&family, &support), &draft, &[]).await
}

async fn answer_form(
    (site, asking): (&Site, &Asking),
    (family, support): (&str, &str),
    draft: &SupportDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let shown = one(site, asking, (family, support)).await?;
    let Some(need) = shown.today.as_ref().filter(|_| shown.line.may_write) else { return Err(Failure::not_found()) };
    let page = form_of((site, asking), (family, support), (&shown, "Their answer", "answer"), draft.key.clone());
    answer_fields(page, need, (&shown.consent, draft), problems).button(Button::new("Save")).answer(problems)
}

/// Keeps the family's answer.
pub async fn submit_answer(
    State(site): State<Site>,
    asking: Asking,
    Path((family, support)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let key = sent_key(&posted)?;
    let draft = SupportDraft {
        answer: posted.text("answer").to_owned(),
        why_not_asked: posted.text("why_not_asked").to_owned(),
        consent: draft_of(&posted),
        key: key.to_owned(),
        ..SupportDraft::default()
    };
    let about = (reference(&family)?, reference(&support)?);
    let sent = (draft.answer.as_str(), draft.why_not_asked.as_str(), &draft.consent, key);
    match site.app.answer_support(&asking.asker, about, sent, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/support/{support}")).into_response()),
        Err(AppError::Invalid(problems)) => answer_form((&site, &asking), (&family, &support), &draft, &problems).await,
        Err(error) => Err(error.into()),
    }
}

/// What came of a goal.
pub async fn goal(
    State(site): State<Site>,
    asking: Asking,
    Path((family, support, goal)): Path<(String, String, u32)>,
) -> Result<Response, Failure> {
    let draft = (OutcomeDraft::default(), form_key()?);
    goal_form((&site, &asking), (&family, &support, goal), &draft, &[]).await
}

async fn goal_form(
    (site, asking): (&Site, &Asking),
    (family, support, number): (&str, &str, u32),
    (draft, key): &(OutcomeDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let shown = one(site, asking, (family, support)).await?;
    let goal = shown.line.goals.iter().flatten().find(|goal| goal.number == number);
    let Some(goal) = goal.filter(|_| shown.line.may_write) else { return Err(Failure::not_found()) };
    let text = |name: &'static str, label: &'static str, hint: &'static str, value: &str| {
        let input = Input::new(name, label).hint(hint).value(value).width(20).autocomplete("off");
        input.error(error(problems, name))
    };
    let part = format!("goals/{number}");
    form_of((site, asking), (family, support), (&shown, "What came of it", &part), key.clone())
        .intro(&["What they hoped for:", &goal.words])
        .field(
            Radios::new("outcome", "What came of it?")
                .choices(GoalOutcome::ALL.iter().map(|outcome| (outcome.word(), outcome.title())))
                .chosen(draft.outcome.as_str())
                .error(error(problems, "outcome"))
                .small(),
        )
        .field(
            Textarea::new("words", "In the family’s words")
                .hint("Has the goal changed? Write what they hope for now")
                .value(draft.words.as_str())
                .rows(3)
                .autocomplete("off")
                .error(error(problems, "words")),
        )
        .field(text("on", "When did you look at it?", "Leave empty for today. For example 2 October 2026", &draft.on))
        .field(text("review_on", "When do you look again?", "Leave empty if you need not look again", &draft.review_on))
        .button(Button::new("Save"))
        .answer(problems)
}

/// Keeps what came of a goal.
pub async fn submit_goal(
    State(site): State<Site>,
    asking: Asking,
    Path((family, support, goal)): Path<(String, String, u32)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (key, text) = (sent_key(&posted)?, |name: &str| posted.text(name).to_owned());
    let draft =
        OutcomeDraft { outcome: text("outcome"), words: text("words"), on: text("on"), review_on: text("review_on") };
    let about = (reference(&family)?, reference(&support)?, goal);
    match site.app.record_outcome(&asking.asker, about, (&draft, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/support/{support}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            goal_form((&site, &asking), (&family, &support, goal), &(draft, key.to_owned()), &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The end of support.
pub async fn end(
    State(site): State<Site>,
    asking: Asking,
    Path((family, support)): Path<(String, String)>,
) -> Result<Response, Failure> {
    end_form((&site, &asking), (&family, &support), &EndDraft::default(), &[]).await
}

async fn end_form(
    (site, asking): (&Site, &Asking),
    (family, support): (&str, &str),
    draft: &EndDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let shown = one(site, asking, (family, support)).await?;
    if !shown.line.may_write {
        return Err(Failure::not_found());
    }
    form_of((site, asking), (family, support), (&shown, "End this support", "end"), form_key()?)
        .intro(&["What the family agreed to goes on until they take it back. Ask them whether they want to."])
        .field(
            Textarea::new("why", "Why does it end?")
                .value(draft.why.as_str())
                .rows(2)
                .autocomplete("off")
                .error(error(problems, "why")),
        )
        .field(
            Input::new("on", "When did it end?")
                .hint("Leave empty for today. For example 2 October 2026")
                .value(draft.on.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "on")),
        )
        .button(Button::new("Save"))
        .button(Button::link("Take back agreement", format!("/families/{family}/consent/withdraw")).secondary())
        .answer(problems)
}

/// Keeps the end.
pub async fn submit_end(
    State(site): State<Site>,
    asking: Asking,
    Path((family, support)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let draft = EndDraft { why: posted.text("why").to_owned(), on: posted.text("on").to_owned() };
    let about = (reference(&family)?, reference(&support)?);
    match site.app.end_support(&asking.asker, about, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/support/{support}")).into_response()),
        Err(AppError::Invalid(problems)) => end_form((&site, &asking), (&family, &support), &draft, &problems).await,
        Err(error) => Err(error.into()),
    }
}
