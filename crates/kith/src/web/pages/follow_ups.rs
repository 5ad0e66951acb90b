//! Facts to follow up: the worklist of a centre, one family of it, and for
//! everybody else what came of what was told (S003-ISo, S003-ISp).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, FactFeedLine, FactLine, FieldProblem, FollowUpDraft, FollowUpLine, FollowUps, ResultLine, SuggestionLine,
    ToldFacts,
};
use kith_core::follow_up::FollowUpResult;
use kith_core::service::ServiceKind;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, LedgerList};
use super::reference;
use crate::web::components::{Button, Checkboxes, Colour, Html, Link, Radios, Tag, TelephoneLink, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, list_words, plural};

/// The worklist of the reader's centre; for everybody else what came of what
/// was told.
pub async fn list(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let now = site.clock.now();
    if asking.asker.staff.service == Some(ServiceKind::ChildrensCentre) {
        let list = site.app.follow_ups(&asking.asker, now).await?;
        return worklist(Page::new(&site, Some(&asking.session), "Facts to follow up").at("/my-day"), &list);
    }
    let told = site.app.facts_told(&asking.asker, now).await?;
    told_list(Page::new(&site, Some(&asking.session), "What centres were told").at("/my-day"), &told)
}

fn feed_words(feeds: &[FactFeedLine]) -> Vec<String> {
    feeds.iter().map(|feed| format!("{}: {}", feed.feed.title(), feed.words)).collect()
}

fn worklist(page: Page, list: &FollowUps) -> Result<Response, Failure> {
    let mut intro = vec![
        "These families agreed that you know this, so that you can offer help early. Use it for that and for nothing \
         else."
            .to_owned(),
    ];
    intro.extend(feed_words(&list.feeds));
    let intro: Vec<&str> = intro.iter().map(String::as_str).collect();
    let items = list.open.iter().chain(&list.done).map(family_item);
    LedgerList::new(page)
        .intro(&intro)
        .nothing("No family waits for you now.")
        .items(items)
        .after(after(list))
        .answer(&[])
}

fn after(list: &FollowUps) -> Html {
    let mut words = Vec::new();
    if list.more > 0 {
        words.push(format!("{} more. They come up as you write down what came of these.", families(list.more)));
    }
    words.push(format!(
        "A fact that nobody followed up in {} is late. A family stands out here because: {}.",
        plural(list.late_after_days as usize, "day", "days"),
        list.reasons.join("; or because ")
    ));
    Html::paragraphs(&words)
}

fn families(count: usize) -> String {
    plural(count, "family", "families")
}

fn family_item(line: &FollowUpLine) -> Item {
    let urgent = (line.is_urgent && line.is_open()).then(|| Tag::new("Urgent", Colour::Red));
    let late = line.is_late().then(|| Tag::new("Late", Colour::Orange));
    let done = (!line.is_open()).then(|| Tag::new("Followed up", Colour::Green));
    let facts: Vec<String> = line.facts.iter().map(fact_words).collect();
    let results: Vec<String> = line.facts.iter().flat_map(|fact| fact.results.iter().map(result_words)).collect();
    let open =
        || Link::new("Write down what came of it", format!("/follow-ups/{}", line.family)).about(line.title.clone());
    let due = line.facts.iter().filter(|fact| !fact.is_closed).map(|fact| fact.due_on).min();
    let item = Item::new(line.title.as_str())
        .tag(urgent)
        .tag(late)
        .tag(done)
        .says("Support", suggestion_words(&line.suggestions))
        .says("What we were told", Html::paragraphs(&facts))
        .says("Address", line.address.as_deref().unwrap_or_default())
        .says(
            "Telephone",
            line.telephone.as_ref().map(|number| Html::from(TelephoneLink::new(number))).unwrap_or_default(),
        )
        .says("Follow up by", due.map(date_words).unwrap_or_default())
        .says("What came of it", Html::paragraphs(&results));
    if line.is_open() { item.says("Next", open()) } else { item }
}

fn suggestion_words(suggestions: &[SuggestionLine]) -> Html {
    let words: Vec<String> = suggestions
        .iter()
        .map(|one| {
            format!(
                "May need early or additional support, because {}. This rests on: {}.",
                one.because,
                list_words(&one.facts)
            )
        })
        .collect();
    Html::paragraphs(&words)
}

fn fact_words(fact: &FactLine) -> String {
    let late = if fact.is_late { " Late." } else { "" };
    format!("{}. Since {}. From {}.{late}", fact.words, date_words(fact.since), fact.from)
}

fn result_words(step: &ResultLine) -> String {
    let note = if step.note.is_empty() { String::new() } else { format!(": {}", step.note) };
    format!("{}, by {}, {}, {}{note}", step.result.title(), step.by, step.centre, date_and_time(step.at))
}

/// A fact with what came of it, in one line: for the family's page.
pub(super) fn told_words(fact: &FactLine) -> String {
    match fact.results.last() {
        Some(last) => format!("{} Followed up: {}.", fact_words(fact), result_words(last)),
        None => format!("{} Not followed up yet.", fact_words(fact)),
    }
}

fn told_list(page: Page, told: &ToldFacts) -> Result<Response, Failure> {
    let mut intro = vec![
        "Facts about families that you work with, which a centre may be told where the family agreed. What the centre \
         writes down comes back here."
            .to_owned(),
    ];
    intro.extend(feed_words(&told.feeds));
    let intro: Vec<&str> = intro.iter().map(String::as_str).collect();
    let items = told.families.iter().map(|family| {
        let is_back =
            |fact: &FactLine| fact.results.last().is_some_and(|last| last.result == FollowUpResult::HandedBack);
        let back = family.facts.iter().any(is_back).then(|| Tag::new("Handed back to you", Colour::Orange));
        let facts: Vec<String> = family.facts.iter().map(told_words).collect();
        Item::new(family.card.title.as_str())
            .tag(back)
            .says("Family", Link::new(family.card.title.as_str(), format!("/families/{}", family.card.family)))
            .says("Children", family.card.caption.as_str())
            .says("Facts", Html::paragraphs(&facts))
    });
    LedgerList::new(page).intro(&intro).nothing("Nothing was told of your families.").items(items).answer(&[])
}

/// One family, with the form for what came of it.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    view((&site, &asking), &family, (&FollowUpDraft::default(), form_key()?), &[]).await
}

/// Writes down what came of it.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let draft = FollowUpDraft {
        facts: posted.all("facts").to_vec(),
        result: posted.text("result").to_owned(),
        note: posted.text("note").to_owned(),
    };
    let key = sent_key(&posted)?;
    match site.app.record_follow_up(&asking.asker, reference(&family)?, (&draft, key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/follow-ups").into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &family, (&draft, key.to_owned()), &problems).await,
        Err(error) => Err(error.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    (draft, key): (&FollowUpDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let line = site.app.follow_up(&asking.asker, reference(family)?, site.clock.now()).await?;
    let page = Page::new(site, Some(&asking.session), "What came of it")
        .at("/my-day")
        .under("Facts to follow up", "/follow-ups");
    let who = [line.address.as_deref(), line.telephone.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(". ");
    let open: Vec<&FactLine> = line.facts.iter().filter(|fact| !fact.is_closed).collect();
    let ticked: Vec<String> =
        if problems.is_empty() { open.iter().map(|fact| fact.fact.to_string()).collect() } else { draft.facts.clone() };
    let before: Vec<String> = line.facts.iter().flat_map(|fact| fact.results.iter().map(result_words)).collect();
    let mut intro = vec![who.as_str()];
    intro.extend(before.iter().map(String::as_str));
    intro.retain(|words| !words.is_empty());
    LedgerForm::new(page, &line.title, format!("/follow-ups/{family}"))
        .intro(&intro)
        .key(key)
        .field(
            Checkboxes::new("facts", "What did you follow up?")
                .choices(open.iter().map(|fact| (fact.fact.to_string(), fact_words(fact))))
                .ticked(ticked)
                .error(error(problems, "facts"))
                .small(),
        )
        .field(
            Radios::new("result", "What came of it?")
                .choices(FollowUpResult::ALL.iter().map(|result| (result.word(), result.title())))
                .chosen(draft.result.as_str())
                .error(error(problems, "result")),
        )
        .field(
            Textarea::new("note", "A short note")
                .hint("The service that told you reads it. Write what they need, and no more")
                .value(draft.note.as_str())
                .rows(2)
                .at_most(300)
                .error(error(problems, "note")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
