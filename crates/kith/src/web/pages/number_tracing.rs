//! NHS numbers that were looked up: the proposals that wait, one of them
//! beside the national record, the answer, and taking it back.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, FieldProblem, NumberAnswerLine, NumberAnswered, NumberComparison, NumberDraft, NumberLine, NumberRow,
    NumbersPage, OutcomeLine, TracingWay,
};
use kith_core::id::TraceId;
use kith_core::report::FEWEST_SHOWN;
use kith_core::tracing::{Agreement, Outcome};

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

/// So many numbers are looked up by one press.
const AT_ONCE: u64 = 25;

#[derive(Template)]
#[template(path = "pages/numbers.html")]
struct Numbers {
    page: Page,
    numbers: NumbersPage,
    outcomes: Table,
    saved: Option<TraceId>,
    /// How many were looked up by the press before.
    asked: Option<usize>,
    fewest: u64,
}

impl Numbers {
    fn is_off(&self) -> bool {
        self.numbers.way == TracingWay::Off
    }

    fn more(&self) -> usize {
        count(self.numbers.waiting).saturating_sub(self.numbers.lines.len())
    }

    fn next_ask(&self) -> usize {
        count(self.numbers.to_ask.min(AT_ONCE))
    }

    /// "Asked on 3 November 2026 by names and addresses from before."
    fn how(line: &NumberLine) -> String {
        let by = line.step.map(|step| format!(" by {}", step.title())).unwrap_or_default();
        format!("Asked on {}{by}.", date_words(day_of(line.asked_at)))
    }
}

#[derive(Template)]
#[template(path = "pages/number.html")]
struct Number {
    page: Page,
    errors: ErrorSummary,
    banner: Option<NotificationBanner>,
    saved: Option<TraceId>,
    found: NumberComparison,
    table: Table,
    answer: Radios,
    note: Textarea,
}

impl Number {
    fn answered_words(line: &NumberAnswerLine) -> String {
        format!("{} answered this on {}: {}.", line.who, date_and_time(line.at), line.what)
    }

    /// "Found by names that sound alike. It fits 90 in 100."
    fn how(&self) -> String {
        let by = self.found.step.map_or_else(String::new, |step| format!("Found by {}.", step.title()));
        match self.found.score_percent {
            Some(score) => format!("{by} The national record says that it fits {score} in 100."),
            None => by,
        }
    }
}

/// A number of people, as screens count.
fn count(number: impl Borrow<u64>) -> usize {
    usize::try_from(*number.borrow()).unwrap_or(usize::MAX)
}

fn day_of(at: jiff::Timestamp) -> jiff::civil::Date {
    crate::clock::day_in_england(at)
}

/// The proposals that wait.
pub async fn list(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let numbers = site.app.numbers(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "NHS numbers").under("Matching", "/matching").explains("/files");
    answer(&Numbers {
        page,
        outcomes: outcomes(&numbers.outcomes),
        saved: query.get("after").and_then(|after| after.parse().ok()),
        asked: query.get("asked").and_then(|asked| asked.parse().ok()),
        fewest: FEWEST_SHOWN,
        numbers,
    })
}

/// Looks some numbers up.
pub async fn look_up(State(site): State<Site>, asking: Asking, _: Posted) -> Result<Response, Failure> {
    let tally = site.app.trace_many(&asking.asker, AT_ONCE, site.clock.now(), |_, _| {}).await?;
    Ok(Redirect::to(&format!("/matching/numbers?asked={}", tally.asked())).into_response())
}

/// One proposal.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(trace): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let found = site.app.compare_number(&asking.asker, reference(&trace)?, site.clock.now()).await?;
    let view = view(&site, &asking, found, &NumberDraft::default(), &[]);
    answer(&Number { saved: query.get("after").and_then(|after| after.parse().ok()), ..view })
}

/// Keeps an answer and leads to the next proposal.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(trace): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (id, now): (TraceId, _) = (reference(&trace)?, site.clock.now());
    let draft = NumberDraft {
        answer: posted.text("answer").to_owned(),
        note: posted.text("note").to_owned(),
        seen: posted.text("seen").parse().unwrap_or(0),
    };
    match site.app.answer_number(&asking.asker, id, &draft, now).await {
        Ok(NumberAnswered::Saved) => {
            let next = site.app.next_number_proposal(&asking.asker, now).await?;
            let next = next.map_or_else(|| "/matching/numbers".to_owned(), |next| format!("/matching/numbers/{next}"));
            Ok(Redirect::to(&format!("{next}?after={id}")).into_response())
        }
        Ok(NumberAnswered::StandApart) => Ok(Redirect::to(&format!("/matching/numbers/{id}")).into_response()),
        Ok(NumberAnswered::AnsweredMeanwhile) => {
            let found = site.app.compare_number(&asking.asker, id, now).await?;
            let banner = NotificationBanner::important("Somebody else answered first. Your answer was not kept.");
            let view = view(&site, &asking, found, &draft, &[]);
            show_with(StatusCode::CONFLICT, &Number { banner: Some(banner), ..view })
        }
        Err(AppError::Invalid(problems)) => {
            let found = site.app.compare_number(&asking.asker, id, now).await?;
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&site, &asking, found, &draft, &problems))
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes the answer that stands back.
pub async fn undo(
    State(site): State<Site>,
    asking: Asking,
    Path(trace): Path<String>,
    _: Posted,
) -> Result<Response, Failure> {
    let id: TraceId = reference(&trace)?;
    site.app.take_number_answer_back(&asking.asker, id, site.clock.now()).await?;
    Ok(Redirect::to(&format!("/matching/numbers/{id}")).into_response())
}

fn view(
    site: &Site,
    asking: &Asking,
    found: NumberComparison,
    draft: &NumberDraft,
    problems: &[FieldProblem],
) -> Number {
    let errors = problems
        .iter()
        .fold(ErrorSummary::new(), |summary, problem| summary.error(problem.message.as_str(), &problem.field));
    let page = Page::new(site, Some(&asking.session), found.outcome.title())
        .under("NHS numbers", "/matching/numbers")
        .explains("/files")
        .errors(errors.count())
        .wide();
    let mut choices = Radios::new("answer", Label::new("Your answer").size(Size::M));
    if found.cannot_be_taken.is_none() {
        let hint = "The national record is taken in as a source of its own";
        choices = choices.choice(Choice::new("same", "The same person").hint(hint));
    }
    choices = choices
        .choice(Choice::new("somebody-else", "Somebody else").hint("Nothing is taken in, and Kith does not ask again"));
    if found.outcome != Outcome::MissingHere {
        let hint = "It has to send the right number or the right details";
        choices = choices.choice(Choice::new("told", "I have told the service that sent this").hint(hint));
    }
    Number {
        page,
        errors,
        banner: None,
        saved: None,
        table: table(&found.rows),
        answer: choices.chosen(draft.answer.as_str()).error(error(problems, "answer")),
        note: Textarea::new("note", "What should others know about your answer?")
            .hint("You do not have to. For example: I asked the clinic")
            .value(draft.note.as_str())
            .rows(2)
            .error(error(problems, "note")),
        found,
    }
}

fn table(rows: &[NumberRow]) -> Table {
    let columns = ["What", "Held here", "National record", "Do they agree?"].map(Column::new).to_vec();
    let cell = |value: &String| if value.is_empty() { Html::from("Not given") } else { Html::from(value) };
    let cells = |row: &NumberRow| {
        let tag = match row.agreement {
            Agreement::Same => Tag::new("Same", Colour::Green),
            Agreement::Differs => Tag::new("Different", Colour::Red),
            Agreement::Earlier => Tag::new("From before", Colour::Yellow),
            Agreement::OnlyHere => Tag::new("Only here", Colour::Grey),
            Agreement::OnlyThere => Tag::new("Only there", Colour::Blue),
        };
        vec![Html::from(row.title), cell(&row.values[0]), cell(&row.values[1]), Html::from(tag)]
    };
    let caption = "What is held here and the national record, field by field";
    Table::new(columns, rows.iter().map(cells).collect()).hidden_caption(caption)
}

fn outcomes(lines: &[OutcomeLine]) -> Table {
    let columns = ["What it came to", "People", "NHS number status", "What to do"].map(Column::new).to_vec();
    let cells = |line: &OutcomeLine| {
        let times = line.times.map_or_else(|| "Too few to show".to_owned(), |times| times.to_string());
        let status = line.outcome.status();
        vec![
            Html::from(line.outcome.title()),
            Html::from(times),
            Html::from(format!("{}, {}", status.code(), status.title())),
            Html::from(line.outcome.what_next()),
        ]
    };
    Table::new(columns, lines.iter().map(cells).collect()).hidden_caption("What look-ups came to")
}
