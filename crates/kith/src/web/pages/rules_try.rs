//! A made-up case put to an edition of the rules: nothing about a family is
//! asked or kept (S002-6a, S002-11f).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use kith_core::sharing::{
    Category, Decision, FactName, Facts, Outcome, Pack, Purpose, Requester, State as FactState, WayToYes, decide_again,
    ways_to_yes_from,
};

use super::show as answer;
use crate::web::components::{Answer, Check, CheckTable, Found, Select, Verdict};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// The facts that are asked first; the others stand folded below.
const FIRST: &[FactName] = &[
    FactName::Category,
    FactName::Subject,
    FactName::Age,
    FactName::Sender,
    FactName::Requester,
    FactName::Purpose,
    FactName::Basis,
    FactName::Harm,
];

#[derive(Template)]
#[template(path = "pages/rules_try.html")]
struct Try {
    page: Page,
    pack: Arc<Pack>,
    first: Vec<Select>,
    more: Vec<Select>,
    told: Option<Told>,
}

/// An answer, ready for the page.
struct Told {
    decision: Decision,
    verdict: Verdict,
    checks: CheckTable,
    ways: Vec<WayToYes>,
}

/// The form, and the answer where facts were sent.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(edition): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let pack = site.app.edition(&edition)?;
    let given = Posted::read(query.as_deref().unwrap_or_default().as_bytes());
    let words = FactName::ALL.iter().map(|fact| (*fact, word_of(*fact, &given)));
    let words: Vec<(FactName, &'static str)> = words.collect();
    let state = words.iter().map(|(fact, word)| format!("{}={word}", fact.word())).collect::<Vec<_>>().join(" ");
    let is_asked = FactName::ALL.iter().any(|fact| !given.text(fact.word()).is_empty());
    let state: Option<FactState> = state.parse().ok().filter(|_| is_asked);
    let (first, more) = words.iter().partition::<Vec<_>, _>(|(fact, _)| FIRST.contains(fact));
    let selects =
        |facts: Vec<(FactName, &'static str)>| facts.into_iter().map(|(fact, word)| select(fact, word)).collect();
    let page = Page::new(&site, Some(&asking.session), "Try a case")
        .at("/rules")
        .under("Sharing rules", "/rules")
        .under(pack.title(), format!("/rules/{edition}"));
    let told = state.map(|state| told(state, &pack));
    answer(&Try { page, first: selects(first), more: selects(more), told, pack })
}

/// The value that was chosen, or the usual one.
fn word_of(fact: FactName, given: &Posted) -> &'static str {
    let usual = Facts::neutral(Category::Basic, Requester::CentreStaff, Purpose::FamilySupport);
    let chosen = fact.values().iter().find(|word| **word == given.text(fact.word()));
    chosen.copied().or_else(|| Some(usual.state()?.word_of(fact))).unwrap_or_default()
}

fn select(fact: FactName, chosen: &'static str) -> Select {
    let options = fact.values().iter().copied().zip(fact.value_titles());
    Select::new(fact.word(), fact.title()).options(options).chosen(chosen)
}

fn told(state: FactState, pack: &Pack) -> Told {
    let decision = decide_again(state, pack);
    let kind = match decision.outcome() {
        Outcome::Share => Answer::Yes,
        Outcome::MinimumOnly => Answer::Part,
        Outcome::SeekConsent => Answer::NotYet,
        Outcome::CaseJudgement => Answer::AskPerson,
        Outcome::StopSharing | Outcome::Refuse => Answer::No,
    };
    let verdict = Verdict::new(kind).heading(decision.heading()).reason(decision.because());
    let checks = decision.findings().map(|finding| Check {
        question: finding.asks.into(),
        found: match finding.found {
            kith_core::sharing::Found::Ok => Found::Fine,
            kith_core::sharing::Found::Stop | kith_core::sharing::Found::Warn => Found::Stops,
            kith_core::sharing::Found::None => Found::NoMatter,
        },
        words: finding.says.into(),
        source: finding.paragraph.into(),
        is_deciding: finding.has_decided,
    });
    let checks = CheckTable { heading_id: "checks".to_owned(), checks: checks.collect() };
    let ways = ways_to_yes_from(state, pack);
    Told { verdict, checks, ways, decision }
}
