//! Agreeing on support with a family, a step a page: which service and for
//! whom, what they hope for, what the service will know and their answer, and
//! everything once more before it is kept (S002-15i, S002-ICc, S002-2b).

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, ConsentDraft, ConsentForms, FieldProblem, GoalDraft, Need, SupportDraft, SupportForm, SupportStep,
};
use kith_core::id::FamilyId;
use kith_core::support::SupportAnswer;

use super::ledger_form::{LedgerForm, error, sent_key};
use super::record_consent::{DO_NOT_ASK, draft_of, how, points, rest, who};
use super::reference;
use crate::web::components::Input;
use crate::web::components::{
    Button, Checkboxes, Choice, Html, InsetText, Link, Radios, Select, SummaryList, SummaryRow, Textarea,
};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{list_words, plural};

/// The most goals on one page.
const MOST_GOALS: usize = 8;

/// A step after the first, by the word in its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Who,
    Goals,
    Sharing,
    Check,
}

impl Step {
    fn from_word(word: &str) -> Result<Self, Failure> {
        match word {
            "goals" => Ok(Self::Goals),
            "sharing" => Ok(Self::Sharing),
            "check" => Ok(Self::Check),
            _ => Err(Failure::not_found()),
        }
    }

    fn address(self, family: &str) -> String {
        let start = format!("/families/{family}/support/new");
        match self {
            Self::Who => start,
            Self::Goals => format!("{start}/goals"),
            Self::Sharing => format!("{start}/sharing"),
            Self::Check => format!("{start}/check"),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Who => "Agree support, step 1 of 4: which service",
            Self::Goals => "Agree support, step 2 of 4: what they hope for",
            Self::Sharing => "Agree support, step 3 of 4: what the service will know",
            Self::Check => "Agree support, step 4 of 4: check and save",
        }
    }

    fn before(self) -> Option<Self> {
        match self {
            Self::Who => None,
            Self::Goals => Some(Self::Who),
            Self::Sharing => Some(Self::Goals),
            Self::Check => Some(Self::Sharing),
        }
    }
}

/// The first step.
pub async fn first(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let form = site.app.support_form(&asking.asker, reference(&family)?, site.clock.now()).await?;
    view((&site, &asking), &family, (Step::Who, &form, false), &[])
}

/// A later step.
pub async fn later(
    State(site): State<Site>,
    asking: Asking,
    Path((family, step)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let step = Step::from_word(&step)?;
    let form = site.app.support_form(&asking.asker, reference(&family)?, site.clock.now()).await?;
    if form.need.is_none() {
        return Ok(Redirect::to(&Step::Who.address(&family)).into_response());
    }
    view((&site, &asking), &family, (step, &form, query.contains_key("more")), &[])
}

/// Keeps the first step.
pub async fn submit_first(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let step = SupportStep::Who { service: posted.text("service").to_owned(), people: posted.all("people").to_vec() };
    keep((&site, &asking), &family, (Step::Who, step), Step::Goals.address(&family)).await
}

/// Keeps a later step; the last one keeps everything.
pub async fn submit_later(
    State(site): State<Site>,
    asking: Asking,
    Path((family, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    match Step::from_word(&step)? {
        Step::Goals => {
            let wants_more = posted.text("then") == "more";
            let next = if wants_more {
                format!("{}?more=1", Step::Goals.address(&family))
            } else {
                Step::Sharing.address(&family)
            };
            let step = SupportStep::Goals { goals: goals_of(&posted), goes_on: !wants_more };
            keep((&site, &asking), &family, (Step::Goals, step), next).await
        }
        Step::Sharing => {
            let step = SupportStep::Sharing {
                answer: posted.text("answer").to_owned(),
                why_not_asked: posted.text("why_not_asked").to_owned(),
                consent: Box::new(ConsentDraft { opened_at: site.clock.now().to_string(), ..draft_of(&posted) }),
            };
            keep((&site, &asking), &family, (Step::Sharing, step), Step::Check.address(&family)).await
        }
        Step::Who | Step::Check => save((&site, &asking), &family, sent_key(&posted)?).await,
    }
}

async fn keep(
    (site, asking): (&Site, &Asking),
    family: &str,
    (step, sent): (Step, SupportStep),
    next: String,
) -> Result<Response, Failure> {
    let (wanted, now): (FamilyId, _) = (reference(family)?, site.clock.now());
    match site.app.save_support_step(&asking.asker, wanted, sent, now).await {
        Ok(()) => Ok(Redirect::to(&next).into_response()),
        Err(AppError::Invalid(problems)) => {
            let form = site.app.support_form(&asking.asker, wanted, now).await?;
            view((site, asking), family, (step, &form, false), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

async fn save((site, asking): (&Site, &Asking), family: &str, key: &str) -> Result<Response, Failure> {
    let (wanted, now): (FamilyId, _) = (reference(family)?, site.clock.now());
    match site.app.agree_support(&asking.asker, wanted, key, now).await {
        Ok(support) => Ok(Redirect::to(&format!("/families/{family}/support/{support}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let form = site.app.support_form(&asking.asker, wanted, now).await?;
            view((site, asking), family, (Step::Check, &form, false), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

fn goals_of(posted: &Posted) -> Vec<GoalDraft> {
    let text = |number: usize, field: &str| posted.text(&format!("goal_{number}_{field}")).to_owned();
    let goal = |number| GoalDraft {
        words: text(number, "words"),
        aim: text(number, "aim"),
        review_on: text(number, "review_on"),
    };
    (1..=MOST_GOALS).map(goal).collect()
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    (step, form, has_more): (Step, &SupportForm, bool),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), step.title())
        .at("/families")
        .under("My families", "/families")
        .under(form.family_title.clone(), format!("/families/{family}"))
        .under("Support", format!("/families/{family}/support"));
    let page = LedgerForm::new(page, &form.family_title, step.address(family)).key(form.draft.key.clone());
    let page = match step {
        Step::Who => which(page, form, problems),
        Step::Goals => goals(page, form, (has_more, problems)),
        Step::Sharing => sharing(page, form, problems),
        Step::Check => check(page, family, form),
    };
    let page = match step.before() {
        Some(before) => page.button(Button::link("Go back", before.address(family)).secondary()),
        None => page,
    };
    page.answer(problems)
}

fn which(page: LedgerForm, form: &SupportForm, problems: &[FieldProblem]) -> LedgerForm {
    let mut intro =
        vec!["Sit with the family and agree on it together. What you write is kept with each step.".to_owned()];
    if form.services.is_empty() {
        intro.push("The list of local services has none that can be agreed on yet.".to_owned());
    }
    if form.not_ready > 0 {
        let says = "cannot be agreed on here: nobody has said who gives them. Ask your data lead";
        intro.push(format!("{} {says}.", plural(form.not_ready, "service", "services")));
    }
    let mut services = Radios::new("service", "Which service?");
    for service in &form.services {
        let centre = if service.centre.is_empty() { String::new() } else { format!(", {}", service.centre) };
        let needs: Vec<String> = service.needs.iter().map(|kind| kind.title().to_lowercase()).collect();
        let needs = if needs.is_empty() {
            "It needs no information".to_owned()
        } else {
            format!("It needs: {}", needs.join("; "))
        };
        let says = service.says.trim_end_matches('.');
        services = services.choice(
            Choice::new(service.key(), format!("{}{centre} ({})", service.name, service.kind.title().to_lowercase()))
                .hint(format!("{says}. {needs}")),
        );
    }
    let intro: Vec<&str> = intro.iter().map(String::as_str).collect();
    let page = page.intro(&intro);
    let page = if form.services.is_empty() {
        page
    } else {
        page.field(services.chosen(form.draft.service.as_str()).error(error(problems, "service")).small())
    };
    page.field(
        Checkboxes::new("people", "Who is it for?")
            .choices(form.people.iter().cloned())
            .ticked(form.draft.people.iter().cloned())
            .error(error(problems, "people"))
            .small(),
    )
    .button(Button::new("Continue"))
}

fn goals(mut page: LedgerForm, form: &SupportForm, (has_more, problems): (bool, &[FieldProblem])) -> LedgerForm {
    page = page.intro(&["Write it in the family’s own words. Choose what each hope is about."]);
    let kept = form.draft.goals.len();
    let shown = (kept + usize::from(has_more)).clamp(1, MOST_GOALS);
    for number in 1..=shown {
        let goal = form.draft.goals.get(number - 1).cloned().unwrap_or_default();
        let name = |field: &str| format!("goal_{number}_{field}");
        page = page
            .field(
                Textarea::new(name("words"), format!("Hope {number}, in their words"))
                    .value(goal.words.as_str())
                    .rows(2)
                    .autocomplete("off")
                    .error(error(problems, &name("words"))),
            )
            .field(
                Select::new(name("aim"), format!("What is hope {number} about?"))
                    .option("", "Choose one")
                    .options(form.aims.iter().map(|aim| (aim.word.clone(), aim.title.clone())))
                    .chosen(goal.aim.as_str())
                    .error(error(problems, &name("aim"))),
            )
            .field(
                Input::new(name("review_on"), format!("When do you look at hope {number} together?"))
                    .hint("Leave empty for three months from today. For example 2 March 2027")
                    .value(goal.review_on.as_str())
                    .width(20)
                    .autocomplete("off")
                    .error(error(problems, &name("review_on"))),
            );
    }
    page = page.button(Button::new("Continue"));
    if shown < MOST_GOALS {
        page = page.button(Button::new("Add another hope").secondary().sends("then", "more"));
    }
    page
}

fn sharing(page: LedgerForm, form: &SupportForm, problems: &[FieldProblem]) -> LedgerForm {
    let Some(need) = &form.need else { return page };
    answer_fields(page, need, (&form.consent, &form.draft), problems).button(Button::new("Continue"))
}

/// What the service will know, to be read out, and the family's answer: here
/// and where planned support is answered later.
pub(super) fn answer_fields(
    page: LedgerForm,
    need: &Need,
    (form, draft): (&ConsentForms, &SupportDraft),
    problems: &[FieldProblem],
) -> LedgerForm {
    let page = page.intro(&["Read this to the family before they accept:"]).field(told(need));
    if need.kinds.is_empty() {
        return page.field(Html::paragraphs(&[
            "There is nothing to ask: this service needs no information, so support can be agreed without an answer.",
        ]));
    }
    if !need.must_ask {
        return page.field(Html::paragraphs(&[
            "There is nothing new to ask: everything that the service needs may be told already.",
        ]));
    }
    let mut says = vec![
        "A yes and a no are both fine answers. Other services do not change when somebody says no.",
        "Without their yes this support cannot begin. A service that needs no information can begin without it.",
    ];
    if form.is_unsafe_to_ask {
        says.insert(0, DO_NOT_ASK);
    }
    let why = Textarea::new("why_not_asked", "Why not?")
        .value(draft.why_not_asked.as_str())
        .rows(2)
        .autocomplete("off")
        .error(error(problems, "why_not_asked"));
    let answer = Radios::new("answer", "What did the family answer?")
        .choice(Choice::new(SupportAnswer::Agreed.word(), SupportAnswer::Agreed.title()))
        .choice(Choice::new(SupportAnswer::SaidNo.word(), SupportAnswer::SaidNo.title()))
        .choice(Choice::new(SupportAnswer::NotAsked.word(), SupportAnswer::NotAsked.title()).more(why))
        .chosen(draft.answer.as_str())
        .error(error(problems, "answer"))
        .small();
    page.field(Html::paragraphs(&says))
        .field(answer)
        .field(who(form, &draft.consent, problems))
        .field(points(&draft.consent, problems))
        .field(how(&draft.consent, problems))
        .more("Help they had, the day, and more", rest(&draft.consent, problems))
}

/// The sentence, and what the rules say today about each kind.
pub(super) fn told(need: &Need) -> Html {
    let mut rows: Vec<(&str, &str)> = need.lines.iter().map(|line| (line.kind.title(), line.words.as_str())).collect();
    rows.extend([("Who keeps it", need.keeps.as_str()), ("Who sees it", need.sees.as_str())]);
    rows.push(("By the rules of", need.rules.as_str()));
    Html::from(InsetText::of(Html::strong(&need.sentence))).and(SummaryList::of(rows))
}

fn check(page: LedgerForm, family: &str, form: &SupportForm) -> LedgerForm {
    let Some(need) = &form.need else { return page };
    let draft = &form.draft;
    let change = |step: Step, what: &str| Link::new("Change", step.address(family)).about(what);
    let named = form.people.iter().filter(|(person, _)| draft.people.contains(person));
    let names: Vec<&str> = named.map(|(_, name)| name.as_str()).collect();
    let aim =
        |word: &str| form.aims.iter().find(|aim| aim.word == word).map_or("", |aim| aim.title.as_str()).to_owned();
    let hopes: Vec<String> = draft.goals.iter().map(|goal| format!("{} ({})", goal.words, aim(&goal.aim))).collect();
    let answer = answer_of(need, draft);
    let rows = vec![
        SummaryRow::new("Service", need.service.as_str()).action(change(Step::Who, "the service")),
        SummaryRow::new("For", list_words(&names)).action(change(Step::Who, "who it is for")),
        SummaryRow::new("What they hope for", Html::paragraphs(&hopes))
            .action(change(Step::Goals, "what they hope for")),
        SummaryRow::new("What it will know", need.sentence.as_str()).action(change(Step::Sharing, "their answer")),
        SummaryRow::new("Their answer", answer.map_or("Not written down yet", SupportAnswer::title))
            .action(change(Step::Sharing, "their answer")),
        SummaryRow::new("What happens next", next(need, answer)),
        SummaryRow::new("Who is told", "Nobody yet. Kith sends nothing by itself"),
    ];
    page.intro(&["Check this with the family. Nothing is kept before you save."])
        .field(SummaryList::new(rows))
        .button(Button::new("Save"))
}

fn answer_of(need: &Need, draft: &SupportDraft) -> Option<SupportAnswer> {
    match (need.kinds.is_empty(), need.must_ask) {
        (true, _) => Some(SupportAnswer::NotNeeded),
        (false, false) => Some(SupportAnswer::AgreedBefore),
        (false, true) => SupportAnswer::from_word(&draft.answer),
    }
}

/// What happens once an answer is kept.
pub(super) fn next(need: &Need, answer: Option<SupportAnswer>) -> String {
    let kinds: Vec<String> = need.kinds.iter().map(|kind| kind.title().to_lowercase()).collect();
    match answer {
        Some(SupportAnswer::NotNeeded) => format!("The family goes to {}. You tell it nothing.", need.service),
        Some(answer) if answer.lets_it_begin() => {
            format!("You tell {} only this: {}. Then write down what you told it.", need.service, kinds.join("; "))
        }
        Some(SupportAnswer::SaidNo) => {
            format!("{} is told nothing, and this support does not begin. Their no is written down.", need.service)
        }
        _ => format!("{} is told nothing. My day reminds you to ask the family.", need.service),
    }
}
