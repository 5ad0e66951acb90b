//! Matching (screen 31): the pairs that wait, one pair side by side, the
//! answer, and taking it back.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    Agreeing, AnswerDraft, AnswerLine, AppError, Booked, ComparedPair, ComparedRow, FieldProblem, PairAnswered,
    PairQueue, RecordHead,
};
use kith_core::id::PairId;
use kith_core::workforce::Role;

use super::ledger_form::error;
use super::{reference, show as answer, show_with};
use crate::web::components::{
    Choice, Colour, Column, ErrorSummary, Html, Label, NotificationBanner, Radios, Size, Table, Tag, Textarea,
};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, plural};

#[derive(Template)]
#[template(path = "pages/matching.html")]
struct Matching {
    page: Page,
    queue: PairQueue,
    saved: Option<PairId>,
    /// How many NHS numbers wait to be checked.
    numbers: u64,
    /// The list is of bookings beside somebody who is kept safe.
    is_of_kept_safe: bool,
}

impl Matching {
    fn second_opinion() -> Tag {
        Tag::new("Second opinion wanted", Colour::Purple)
    }

    /// "Same family name; same date of birth".
    fn why(reasons: &[String]) -> String {
        sentence(&reasons.join("; "))
    }

    fn more(&self) -> usize {
        count(self.queue.waiting).saturating_sub(self.queue.lines.len())
    }
}

#[derive(Template)]
#[template(path = "pages/pair.html")]
struct Pair {
    page: Page,
    errors: ErrorSummary,
    saved: Option<PairId>,
    banner: Option<NotificationBanner>,
    compared: ComparedPair,
    heads: [String; 2],
    table: Table,
    answer: Radios,
    note: Textarea,
    /// The reader's own "not sure", which can be taken back.
    is_own_unsure: bool,
}

impl Pair {
    fn answered_words(line: &AnswerLine) -> String {
        format!("{} answered this on {}: {}.", line.who, date_and_time(line.at), line.words)
    }

    fn booked_words(booked: &Booked) -> String {
        format!("{}, {}, booked her on {}.", booked.by, booked.team, date_and_time(booked.at))
    }

    fn unsure_words(line: &AnswerLine) -> String {
        format!("{} was not sure on {}, and asks for a second opinion.", line.who, date_and_time(line.at))
    }
}

/// A number of pairs, as screens count.
fn count(pairs: impl Borrow<u64>) -> usize {
    usize::try_from(*pairs.borrow()).unwrap_or(usize::MAX)
}

/// The pair that was answered last, where the page comes after an answer.
fn saved(query: &BTreeMap<String, String>) -> Option<PairId> {
    query.get("after").and_then(|after| after.parse().ok())
}

/// Bookings beside somebody who is kept safe wait for the Caldicott Guardian,
/// all other pairs for the data lead.
fn is_of_kept_safe(asking: &Asking) -> bool {
    asking.asker.staff.role == Role::CaldicottGuardian
}

/// The pairs that wait.
pub async fn list(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let queue = site.app.pairs(&asking.asker, now).await?;
    let numbers = site.app.count_number_proposals(&asking.asker, now).await?.unwrap_or(0);
    let page = Page::new(&site, Some(&asking.session), "Matching");
    let is_of_kept_safe = is_of_kept_safe(&asking);
    let page = match is_of_kept_safe {
        true => page.at("/"),
        false => page.under("Files in and out", "/files").explains("/files"),
    };
    answer(&Matching { page, queue, saved: saved(&query), numbers, is_of_kept_safe })
}

/// One pair.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(pair): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let compared = site.app.compare(&asking.asker, reference(&pair)?, site.clock.now()).await?;
    let saved = saved(&query);
    let mut view = view(&site, &asking, compared, &AnswerDraft::default(), &[]);
    if saved.is_some() {
        view.answer = view.answer.focused();
    }
    answer(&Pair { saved, ..view })
}

/// Keeps an answer and leads to the next pair.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(pair): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (id, now): (PairId, _) = (reference(&pair)?, site.clock.now());
    let draft = AnswerDraft {
        answer: posted.text("answer").to_owned(),
        note: posted.text("note").to_owned(),
        seen: posted.text("seen").parse().unwrap_or(0),
    };
    match site.app.answer_pair(&asking.asker, id, &draft, now).await {
        Ok(PairAnswered::Saved) => {
            let next = site.app.next_pair(&asking.asker, now).await?;
            let next = next.map_or_else(|| "/matching".to_owned(), |next| format!("/matching/{next}"));
            Ok(Redirect::to(&format!("{next}?after={id}")).into_response())
        }
        Ok(PairAnswered::StandApart) => Ok(Redirect::to(&format!("/matching/{id}")).into_response()),
        Ok(PairAnswered::AnsweredMeanwhile) => {
            let compared = site.app.compare(&asking.asker, id, now).await?;
            let banner = NotificationBanner::important("Somebody else answered first. Your answer was not kept.");
            let view = view(&site, &asking, compared, &draft, &[]);
            show_with(StatusCode::CONFLICT, &Pair { banner: Some(banner), ..view })
        }
        Err(AppError::Invalid(problems)) => {
            let compared = site.app.compare(&asking.asker, id, now).await?;
            let view = view(&site, &asking, compared, &draft, &problems);
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes the answer that stands back.
pub async fn undo(
    State(site): State<Site>,
    asking: Asking,
    Path(pair): Path<String>,
    _: Posted,
) -> Result<Response, Failure> {
    let waits = site.app.take_answer_back(&asking.asker, reference(&pair)?, site.clock.now()).await?;
    Ok(Redirect::to(&format!("/matching/{waits}")).into_response())
}

fn view(site: &Site, asking: &Asking, compared: ComparedPair, draft: &AnswerDraft, problems: &[FieldProblem]) -> Pair {
    let errors = problems
        .iter()
        .fold(ErrorSummary::new(), |summary, problem| summary.error(problem.message.as_str(), &problem.field));
    let page = Page::new(site, Some(&asking.session), "Are these one person?").under("Matching", "/matching");
    let page = if is_of_kept_safe(asking) { page.at("/") } else { page.explains("/files") };
    let page = page.errors(errors.count()).wide();
    let mut choices = Radios::new("answer", Label::new("Your answer").size(Size::M));
    if compared.cannot_be_one.is_none() {
        choices =
            choices.choice(Choice::new("same", "The same person").hint("Their records and services come together"));
    }
    choices = choices
        .choice(Choice::new("different", "Two people").hint("They stay apart, also when files come again"))
        .choice(Choice::new("not-sure", "Not sure").hint("You put it aside. Somebody else gives a second opinion"))
        .chosen(draft.answer.as_str())
        .error(error(problems, "answer"));
    Pair {
        page,
        errors,
        saved: None,
        banner: None,
        heads: [head(&compared.heads[0]), head(&compared.heads[1])],
        table: table(&compared.rows),
        answer: choices,
        note: Textarea::new("note", "What should others know about your answer?")
            .hint("You do not have to. For example: I asked the clinic")
            .value(draft.note.as_str())
            .rows(2)
            .error(error(problems, "note")),
        is_own_unsure: compared.unsure.iter().any(|line| line.by == Some(asking.asker.staff.id)),
        compared,
    }
}

fn head(head: &RecordHead) -> String {
    format!("{}, {}. As {}", head.written_by, date_words(head.as_of), head.part)
}

fn table(rows: &[ComparedRow]) -> Table {
    let columns = ["What", "First record", "Second record", "Do they agree?"].map(Column::new).to_vec();
    let cell = |value: &String| if value.is_empty() { Html::from("Not given") } else { Html::from(value) };
    let cells = |row: &ComparedRow| {
        let tag = match row.agreeing {
            Agreeing::Same => Tag::new("Same", Colour::Green),
            Agreeing::Close => Tag::new("Close", Colour::Yellow),
            Agreeing::Different => Tag::new("Different", Colour::Red),
            Agreeing::OnlyOne => Tag::new("Only one says", Colour::Grey),
        };
        let words = row.words.map_or_else(Html::default, |words| Html::fixed("<br>").and(sentence(words)));
        vec![Html::from(row.title), cell(&row.values[0]), cell(&row.values[1]), Html::from(tag).and(words)]
    };
    Table::new(columns, rows.iter().map(cells).collect()).hidden_caption("The two records, field by field")
}

fn day_of(at: &jiff::Timestamp) -> jiff::civil::Date {
    crate::clock::day_in_england(*at)
}

fn sentence(words: &str) -> String {
    crate::web::words::sentence_case(words)
}
