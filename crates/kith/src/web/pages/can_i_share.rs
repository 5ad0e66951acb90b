//! "Can I share this?" about a family: the question and the answer
//! (screens 12 and 13).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AdviserKind, AdviserLine, AppError, DifferentLine, FieldProblem, ShareDraft, ShareForm, SharePage};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Harm, Kind};

use super::{reference, show as answer, show_with};
use crate::web::components::{
    Checkboxes, Choice, ErrorSummary, Html, Input, Leads, Link, Radios, Select, ShareAnswerPart, SummaryList,
    SummaryRow,
};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, list_words};

#[derive(Template)]
#[template(path = "pages/can_i_share.html")]
struct Question {
    page: Page,
    address: String,
    family_title: String,
    errors: ErrorSummary,
    must_ask: bool,
    kinds: Checkboxes,
    about: Radios,
    with: Radios,
    other: Select,
    area: Html,
    purpose: Select,
    needed_for: Input,
    harm: Radios,
    unusual: Unusual,
}

/// What is asked only where something is out of the ordinary.
struct Unusual {
    flow: Radios,
    extent: Radios,
    channel: Radios,
    asking: Radios,
    doubts: Checkboxes,
    /// Something was chosen that is not usual: it stands open.
    is_open: bool,
}

/// The question, filled in with what is known.
pub async fn show_question(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let from = query.get("from").map(|decision| reference(decision)).transpose()?;
    let mut form = site.app.share_form(&asking.asker, reference(&family)?, from, site.clock.now()).await?;
    if let Some(harm) = query.get("harm").and_then(|word| Harm::from_word(word)) {
        harm.word().clone_into(&mut form.draft.harm);
    }
    answer(&question_page(&site, &asking, &family, form, &[]))
}

/// Answers, or shows the question again with everything that was typed.
pub async fn ask(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let draft = draft_of(&posted);
    match site.app.ask_to_share(&asking.asker, reference(&family)?, &draft, now).await {
        Ok(decision) => Ok(Redirect::to(&format!("/families/{family}/can-i-share/{decision}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let mut form = site.app.share_form(&asking.asker, reference(&family)?, None, now).await?;
            form.draft = draft;
            let page = question_page(&site, &asking, &family, form, &problems);
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn draft_of(posted: &Posted) -> ShareDraft {
    let text = |name: &str| posted.text(name).to_owned();
    let doubts = posted.all("doubts");
    ShareDraft {
        kinds: posted.all("kinds").to_vec(),
        about: text("about"),
        with: text("with"),
        other: text("other"),
        area: text("area"),
        purpose: text("purpose"),
        needed_for: text("needed_for"),
        harm: text("harm"),
        flow: text("flow"),
        extent: text("extent"),
        channel: text("channel"),
        asking: text("asking"),
        doubts_capacity: doubts.iter().any(|doubt| doubt == "capacity"),
        is_in_doubt: doubts.iter().any(|doubt| doubt == "answer"),
    }
}

/// What a kind holds, for the hint under it.
fn hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Basic => "Names, address, postcode, date of birth",
        Kind::Involvement => "Which services, and how to reach them",
        Kind::Contacts => "When you saw them, and what it was",
        Kind::Health => "Reviews, development, treatment",
        Kind::SensitiveHealth => "Breastfeeding, smoking, alcohol, mood",
        Kind::Support => "Needs, plans, what was agreed",
        Kind::NewBirth => "That a baby was born, so that the centre can visit",
    }
}

fn question_page(site: &Site, asking: &Asking, family: &str, form: ShareForm, problems: &[FieldProblem]) -> Question {
    let address = format!("/families/{family}");
    let draft = &form.draft;
    let error =
        |field: &str| problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str());
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let kinds = Kind::ALL.iter().fold(Checkboxes::new("kinds", "What would you share?"), |boxes, kind| {
        boxes.choice(Choice::new(kind.word(), kind.title()).hint(hint(*kind)))
    });
    let about = form.people.iter().fold(Radios::new("about", "Who is it about?"), |radios, (person, name, line)| {
        radios.choice(Choice::new(person.to_string(), name.as_str()).hint(line.as_str()))
    });
    Question {
        page: Page::new(site, Some(&asking.session), "Can I share this?")
            .at("/can-i-share")
            .under("My families", "/families")
            .under(form.family_title.clone(), address.clone())
            .errors(problems.len()),
        family_title: form.family_title.clone(),
        errors,
        must_ask: form.must_ask,
        kinds: kinds.ticked(draft.kinds.iter().cloned()).error(error("kinds")).small(),
        about: about.chosen(draft.about.as_str()).error(error("about")).small(),
        with: with(&form, error("with")),
        other: other(&draft.other),
        area: area(&form, error("area")),
        purpose: Select::new("purpose", "What is it for?")
            .options(form.purposes.iter().map(|purpose| (purpose.word(), purpose.title())))
            .chosen(draft.purpose.as_str())
            .error(error("purpose")),
        needed_for: Input::new("needed_for", "What do they need it for? Leave empty if that says it all")
            .hint("For example: she can help with feeding at home")
            .value(draft.needed_for.as_str())
            .autocomplete("off")
            .error(error("needed_for")),
        harm: Radios::new("harm", "May anybody be at risk of harm?")
            .choice(Choice::new(Harm::None.word(), "No, I have no such worry"))
            .choice(Choice::new(Harm::ConcernNotEstablished.word(), "I am worried, but I am not sure"))
            .choice(
                Choice::new(Harm::ReasonableCause.word(), "Yes, a child may come to significant harm")
                    .hint("You saw or heard something that makes you think so"),
            )
            .choice(Choice::new(Harm::AdultAtRisk.word(), "Yes, an adult may come to harm"))
            .chosen(draft.harm.as_str())
            .error(error("harm"))
            .small(),
        unusual: unusual(draft),
        address,
    }
}

fn unusual(draft: &ShareDraft) -> Unusual {
    let is_open = draft.flow == "ongoing"
        || draft.extent == "excessive"
        || draft.channel == "insecure"
        || !matches!(draft.asking.as_str(), "can" | "")
        || draft.doubts_capacity
        || draft.is_in_doubt;
    let doubts = [("capacity", draft.doubts_capacity), ("answer", draft.is_in_doubt)];
    Unusual {
        flow: Radios::new("flow", "Is it already being shared?")
            .choices([("once", "No, this is once"), ("ongoing", "Yes, it goes to them now")])
            .chosen(draft.flow.as_str())
            .small(),
        extent: Radios::new("extent", "Is it only what they need?")
            .choices([("necessary", "Yes"), ("excessive", "No, they ask for more")])
            .chosen(draft.extent.as_str())
            .small(),
        channel: Radios::new("channel", "How would it travel?")
            .choices([
                ("secure", "In Kith, by secure mail, or face to face"),
                ("insecure", "Some other way, such as a text message"),
            ])
            .chosen(draft.channel.as_str())
            .small(),
        asking: Radios::new("asking", "Can the family be asked?")
            .choices([
                ("can", "Yes"),
                ("cannot", "No, we tried and cannot reach them"),
                ("unsafe", "No, asking could put somebody at risk"),
            ])
            .chosen(draft.asking.as_str())
            .small(),
        doubts: Checkboxes::new("doubts", "Are you in doubt?")
            .choices([
                ("capacity", "I doubt that the person can decide this"),
                ("answer", "I doubt whether this should be shared at all"),
            ])
            .ticked(doubts.iter().filter(|(_, is_ticked)| *is_ticked).map(|(word, _)| *word))
            .small(),
        is_open,
    }
}

fn with(form: &ShareForm, error: Option<&str>) -> Radios {
    let radios = Radios::new("with", "Who would you share it with?").hint("People around this family come first");
    form.around
        .iter()
        .fold(radios, |radios, near| {
            let choice = Choice::new(near.value.as_str(), near.name.as_str());
            radios.choice(if near.line.is_empty() { choice } else { choice.hint(near.line.as_str()) })
        })
        .choice(Choice::new("other", "Somebody else"))
        .chosen(form.draft.with.as_str())
        .error(error)
        .small()
}

/// The services for somebody else. It always shows, and no script is needed.
fn other(chosen: &str) -> Select {
    let mut services = Select::new("other", "If it is somebody else: which service?").option("", "Choose a service");
    for service in ServiceKind::ALL {
        services = services.option(service.word(), service.title());
        if *service == ServiceKind::ChildrensCentre {
            let value = format!("{}:health", service.word());
            services = services.option(value, format!("{}: a health professional", service.title()));
        }
    }
    services.chosen(chosen)
}

/// The areas outside, where the register holds some.
fn area(form: &ShareForm, error: Option<&str>) -> Html {
    if form.areas.is_empty() {
        return Html::default();
    }
    Select::new("area", "Is that service in another area?")
        .option("", "No, it is here")
        .options(form.areas.iter().map(|area| (area.as_str(), area.as_str())))
        .chosen(form.draft.area.as_str())
        .error(error)
        .into()
}

#[derive(Template)]
#[template(path = "pages/share_answer.html")]
struct Answered {
    page: Page,
    address: String,
    home: String,
    typed: String,
    share: SharePage,
    question: SummaryList,
    told: ShareAnswerPart,
    text: String,
    form_error: Option<String>,
    is_print: bool,
    reader: String,
}

impl Answered {
    fn about_harm(&self) -> bool {
        self.share.answer.is_about_harm
    }

    fn asked(line: &AdviserLine) -> Option<(String, &'static str)> {
        let (advice, is_answered) = line.asked?;
        let words = if is_answered { "Read the answer" } else { "Asked. Waiting for an answer" };
        Some((format!("/advice/{advice}"), words))
    }
}

/// A kept answer.
pub async fn show_answer(
    State(site): State<Site>,
    asking: Asking,
    Path((family, decision)): Path<(String, String)>,
) -> Result<Response, Failure> {
    answered(&site, &asking, (&family, &decision), false).await
}

/// A kept answer for paper.
pub async fn print(
    State(site): State<Site>,
    asking: Asking,
    Path((family, decision)): Path<(String, String)>,
) -> Result<Response, Failure> {
    answered(&site, &asking, (&family, &decision), true).await
}

/// Asks somebody for advice, in one step.
pub async fn ask_for_advice(
    State(site): State<Site>,
    asking: Asking,
    Path((family, decision)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let about = (reference(&family)?, reference(&decision)?);
    let asked = (AdviserKind::from_word(posted.text("kind")), posted.text("words"));
    match site.app.ask_for_advice(&asking.asker, about, asked, site.clock.now()).await {
        Ok(advice) => Ok(Redirect::to(&format!("/advice/{advice}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let mut page = page_of(&site, &asking, (&family, &decision), false).await?;
            page.form_error = problems.into_iter().next().map(|problem| problem.message);
            posted.text("words").clone_into(&mut page.typed);
            page.page = page.page.errors(1);
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn answered(site: &Site, asking: &Asking, at: (&str, &str), is_print: bool) -> Result<Response, Failure> {
    answer(&page_of(site, asking, at, is_print).await?)
}

async fn page_of(
    site: &Site,
    asking: &Asking,
    (family, decision): (&str, &str),
    is_print: bool,
) -> Result<Answered, Failure> {
    let id = (reference(decision)?, is_print);
    let share = site.app.share_answer(&asking.asker, reference(family)?, id, site.clock.now()).await?;
    let home = format!("/families/{family}");
    let address = format!("{home}/can-i-share/{decision}");
    let change = format!("{home}/can-i-share?from={decision}");
    let mut leads = Leads { family: Some(home.clone()), change: change.clone(), is_print };
    if is_print {
        leads.family = None;
    }
    let who = share.who.split(',').next().unwrap_or_default().to_owned();
    let mut page = Page::new(site, Some(&asking.session), share.answer.heading.clone())
        .at("/can-i-share")
        .under("My families", "/families")
        .under(share.family_title.clone(), home.clone());
    if is_print {
        page = page.under("The answer", address.clone());
    }
    let reader = page.who.as_ref().map(|who| format!("{}, {}", who.name, who.role_title)).unwrap_or_default();
    Ok(Answered {
        question: question(&share, (!is_print).then_some(change.as_str())),
        told: ShareAnswerPart::new(&share.answer, &who, &leads),
        text: as_text(&share),
        form_error: None,
        is_print,
        reader,
        page: page.wide(),
        address,
        home,
        typed: String::new(),
        share,
    })
}

fn question(share: &SharePage, change: Option<&str>) -> SummaryList {
    let with_change = |row: SummaryRow, about: &str| match change {
        Some(change) => row.action(Link::new("Change", change).about(about)),
        None => row,
    };
    let so_that = if share.needed_for.is_empty() {
        Html::from(share.purpose)
    } else {
        Html::from(share.purpose).and(": ").and(share.needed_for.as_str())
    };
    let what = Html::strong(&list_words(&share.kinds)).and(", about ").and(share.about.as_str());
    let who = match share.who.split_once(", ") {
        Some((name, post)) => Html::strong(name).and(", ").and(post),
        None => Html::strong(&share.who),
    };
    SummaryList::new(vec![
        with_change(SummaryRow::new("Share", what), "what you want to share"),
        with_change(SummaryRow::new("With", who), "who you want to share with"),
        with_change(SummaryRow::new("So that", so_that), "why you want to share"),
    ])
    .close()
    .without_last_line()
    .label("Your question")
}

/// The answer as plain text, for a note in another system.
fn as_text(share: &SharePage) -> String {
    let answer = &share.answer;
    let mut lines = vec![
        format!("Can I share this? {}", answer.heading),
        String::new(),
        format!("Share: {}, about {}", list_words(&share.kinds), share.about),
        format!("With: {}", share.who),
        format!("So that: {}", share.purpose),
    ];
    if !share.needed_for.is_empty() {
        lines.push(format!("Needed for: {}", share.needed_for));
    }
    lines.push(String::new());
    lines.push(format!("Why: {}", answer.because.join(" ")));
    if let Some(way) = answer.ways.first() {
        let steps: Vec<&str> = way.steps.iter().map(|step| step.title.as_str()).collect();
        lines.push(format!("How to get to yes: {}.", steps.join(". ")));
    }
    let decided: Vec<String> = answer
        .checks
        .iter()
        .filter(|check| check.has_decided)
        .map(|check| format!("{} {}.", check.asks, check.says))
        .collect();
    lines.push(format!("What decided: {}", decided.join(" ")));
    if !answer.duties.is_empty() {
        lines.push(format!("To do with it: {}.", answer.duties.join("; ")));
    }
    lines.push(String::new());
    lines.push(format!("{}. Rule {}. {}. {}", share.decision, answer.rule, share.pack, date_and_time(share.made_at)));
    lines.join("\n")
}

impl Answered {
    fn different(line: &DifferentLine) -> String {
        format!("{}. {}", line.decided, line.words.why)
    }
}
