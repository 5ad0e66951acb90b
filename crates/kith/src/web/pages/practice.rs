//! "Can I share this?" without a family: practice with made-up families and
//! free facts. Nothing of it is stored.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kith_app::{AppError, FieldProblem, PRACTICE, Practice, PracticeFacts, Scenario};
use kith_core::sharing::{FactName, Outcome};

use super::{show as answer, show_with};
use crate::web::components::{
    Answer, ErrorSummary, Html, Leads, Radios, Select, ShareAnswerPart, SummaryList, Verdict, drawing,
};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;

const HOME: &str = "/can-i-share";

#[derive(Template)]
#[template(path = "pages/practice.html")]
struct Start {
    page: Page,
    works_with_families: bool,
    scenarios: &'static [Scenario],
    errors: ErrorSummary,
    facts: Vec<Select>,
}

/// The made-up families, and the free facts.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    answer(&start(&site, &asking, &PracticeFacts::read(|_| None), &[]))
}

fn start(site: &Site, asking: &Asking, facts: &PracticeFacts, problems: &[FieldProblem]) -> Start {
    let field = |fact: FactName| {
        let wrong = problems.iter().find(|problem| problem.field == fact.word());
        Select::new(fact.word(), fact.title())
            .options(PracticeFacts::choices(fact))
            .chosen(facts.word_of(fact))
            .error(wrong.map(|problem| problem.message.as_str()))
    };
    Start {
        page: Page::new(site, Some(&asking.session), "Can I share this?").at(HOME).errors(problems.len()),
        works_with_families: asking.asker.staff.role.works_with_families(),
        scenarios: PRACTICE,
        errors: problems
            .iter()
            .fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field)),
        facts: PracticeFacts::ASKED.iter().map(|fact| field(*fact)).collect(),
    }
}

#[derive(Template)]
#[template(path = "pages/practice_answer.html")]
struct Practised {
    page: Page,
    title: String,
    story: &'static [&'static str],
    question: Option<SummaryList>,
    guess: Option<Radios>,
    address: String,
    guessed: Option<(bool, String)>,
    told: Option<ShareAnswerPart>,
    facts: Vec<(&'static str, &'static str)>,
    pack: String,
    change: String,
}

/// One made-up family: first the story, then, once somebody has said what they
/// think, the answer.
pub async fn scenario(
    State(site): State<Site>,
    asking: Asking,
    Path(word): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let (scenario, practice) = site.app.practise(&word, site.clock.now())?;
    let guess = query.get("guess").map(String::as_str);
    let choices = Outcome::ALL.iter().map(|outcome| (outcome.word(), outcome.title()));
    let radios = Radios::new("guess", "What do you think?").choices(choices).chosen(guess.unwrap_or_default()).small();
    let guessed = guess.map(|word| match Outcome::from_word(word) {
        Some(outcome) => (outcome == practice.answer.outcome, outcome.title().to_owned()),
        None => (false, "nothing yet".to_owned()),
    });
    let question = SummaryList::of([("Share", scenario.what), ("With", scenario.who), ("So that", scenario.so_that)]);
    let who = scenario.who.split(',').next().unwrap_or_default();
    let mut page = practised(&site, &asking, (scenario.title, who), practice, guess.is_some());
    page.story = scenario.story;
    page.question = Some(question.close().without_last_line().label("The question"));
    page.guess = Some(radios);
    page.address = format!("{HOME}/practice/{word}");
    page.guessed = guessed;
    answer(&page)
}

/// Free facts.
pub async fn facts(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let facts = PracticeFacts::read(|word| query.get(word).map(String::as_str));
    match site.app.practise_with(&facts, site.clock.now()) {
        Ok(practice) => answer(&practised(&site, &asking, ("Facts of your own", "they"), practice, true)),
        Err(AppError::Invalid(problems)) => {
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &start(&site, &asking, &facts, &problems))
        }
        Err(error) => Err(error.into()),
    }
}

fn practised(site: &Site, asking: &Asking, (title, who): (&str, &str), practice: Practice, is_told: bool) -> Practised {
    let leads = Leads { family: None, change: HOME.to_owned(), is_print: false };
    Practised {
        page: Page::new(site, Some(&asking.session), format!("Practice: {title}"))
            .at(HOME)
            .under("Can I share this?", HOME)
            .wide(),
        title: title.to_owned(),
        story: &[],
        question: None,
        guess: None,
        address: String::new(),
        guessed: None,
        told: is_told.then(|| ShareAnswerPart::new(&practice.answer, who, &leads)),
        facts: practice.facts,
        pack: practice.pack,
        change: format!("{HOME}#facts"),
    }
}

#[derive(Template)]
#[template(path = "pages/six_answers.html")]
struct SixAnswers {
    page: Page,
    answers: Vec<Verdict>,
}

/// The six answers, and what each means.
pub async fn answers(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let told = |outcome: Outcome| {
        let (words, more) = match outcome {
            Outcome::Share => ("You may share what you asked about, and no more.", ""),
            Outcome::MinimumOnly => ("Some of it may go now. Keep the rest back until the family agrees.", ""),
            Outcome::SeekConsent => {
                ("Somebody has to be told or asked first. The answer says who, with words to say.", "")
            }
            Outcome::CaseJudgement => {
                ("A named person weighs both risks, and writes down why. Kith cannot answer that for you.", "")
            }
            Outcome::StopSharing => ("They changed their mind. Take away access today.", ""),
            Outcome::Refuse => {
                ("They said no, or something else stands in the way.", "You can still offer the service yourself.")
            }
        };
        let verdict =
            Verdict::new(drawing(outcome, false)).id(format!("v-{}", outcome.word())).heading(outcome.title());
        let verdict = verdict.reason(words);
        if more.is_empty() { verdict } else { verdict.reason(more) }
    };
    let mut answers: Vec<Verdict> = Outcome::ALL.iter().map(|outcome| told(*outcome)).collect();
    answers.push(
        Verdict::new(Answer::ShareNow)
            .id("v-urgent")
            .reason("A part of it goes now, because a named person judged that somebody is at risk.")
            .reason(Html::from("In danger this minute: call 999. You do not need consent. Write down why afterwards.")),
    );
    let page = Page::new(&site, Some(&asking.session), "The six answers").at(HOME).under("Can I share this?", HOME);
    answer(&SixAnswers { page, answers })
}
