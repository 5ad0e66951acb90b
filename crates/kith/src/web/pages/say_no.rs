//! The way to say no for a parent without an account (S002-15f). Anybody may
//! open it; nothing that is typed is ever in an address, and the answer is the
//! same whoever is meant.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kith_app::{AppError, FieldProblem, KINDS_IN_PLAIN_WORDS, LONGEST_WORDS, SaidNo, SayNoDraft, WHO_WRITES};

use super::ledger_form::{error, form_key, sent_key};
use super::show_with;
use crate::web::components::{Checkboxes, Choice, ErrorSummary, Html, Input, Label, Radios, Size, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Visiting;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

#[derive(Template)]
#[template(path = "pages/say_no.html")]
struct SayNo {
    page: Page,
    telephone: Option<String>,
    errors: ErrorSummary,
    form_key: String,
    about_you: Vec<Html>,
    about_child: Vec<Html>,
    what: Vec<Html>,
    is_full: bool,
}

#[derive(Template)]
#[template(path = "pages/say_no_sent.html")]
struct Sent {
    page: Page,
    telephone: Option<String>,
    reference: String,
    by_post: bool,
}

/// The form.
pub async fn show(State(site): State<Site>, visiting: Visiting) -> Result<Response, Failure> {
    let telephone = site.app.telephone_for_a_no().await?;
    form((page(&site, &visiting, "Say no to sharing"), telephone), (&SayNoDraft::default(), form_key()?), &[], false)
}

/// Keeps what was written.
pub async fn submit(State(site): State<Site>, visiting: Visiting, posted: Posted) -> Result<Response, Failure> {
    let draft = read(&posted);
    let telephone = site.app.telephone_for_a_no().await?;
    let again = |key: String, problems: &[FieldProblem], is_full: bool| {
        let around = (page(&site, &visiting, "Say no to sharing"), telephone.clone());
        form(around, (&draft, key), problems, is_full)
    };
    let Ok(key) = sent_key(&posted) else {
        let told = FieldProblem::new("name", "Look at what you wrote once more, then send it");
        return again(form_key()?, &[told], false);
    };
    match site.app.say_no(&draft, key, site.clock.now()).await {
        Ok(SaidNo::Kept(reference)) => {
            let page = page(&site, &visiting, "We have your message");
            let by_post = draft.reach == "post";
            show_with(StatusCode::OK, &Sent { page, telephone, reference, by_post })
        }
        Ok(SaidNo::TooMany) => again(key.to_owned(), &[], true),
        Err(AppError::Invalid(problems)) => again(key.to_owned(), &problems, false),
        Err(error) => Err(error.into()),
    }
}

fn page(site: &Site, visiting: &Visiting, title: &str) -> Page {
    Page::new(site, visiting.session.as_ref(), title).under("How we use information", "/privacy")
}

fn read(posted: &Posted) -> SayNoDraft {
    let text = |name: &str| posted.text(name).to_owned();
    SayNoDraft {
        name: text("name"),
        stands: text("stands"),
        reach: text("reach"),
        telephone: text("telephone"),
        safe_time: text("safe_time"),
        address: text("address"),
        given: text("given"),
        family: text("family"),
        born_on: text("born_on"),
        postcode: text("postcode"),
        nhs_number: text("nhs_number"),
        what: text("what"),
        kinds: posted.all("kinds").to_vec(),
        more: text("more"),
    }
}

fn form(
    (page, telephone): (Page, Option<String>),
    (draft, form_key): (&SayNoDraft, String),
    problems: &[FieldProblem],
    is_full: bool,
) -> Result<Response, Failure> {
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let status = match (is_full, problems.is_empty()) {
        (true, _) => StatusCode::SERVICE_UNAVAILABLE,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, true) => StatusCode::OK,
    };
    let view = SayNo {
        page: page.errors(problems.len()),
        telephone,
        errors,
        form_key,
        about_you: about_you(draft, problems),
        about_child: about_child(draft, problems),
        what: what(draft, problems),
        is_full,
    };
    show_with(status, &view)
}

fn line(name: &'static str, label: &str, value: &str, problems: &[FieldProblem]) -> Input {
    Input::new(name, label).value(value).no_spell_check().error(error(problems, name))
}

fn about_you(draft: &SayNoDraft, problems: &[FieldProblem]) -> Vec<Html> {
    let name = line("name", "Your name", &draft.name, problems).autocomplete("name");
    let stands = Radios::new("stands", "Who are you?")
        .choices(WHO_WRITES)
        .chosen(draft.stands.as_str())
        .error(error(problems, "stands"))
        .small();
    let telephone = line("telephone", "Your telephone number", &draft.telephone, problems)
        .kind("tel")
        .autocomplete("tel")
        .width(20);
    let safe_time = line("safe_time", "When is it safe to ring?", &draft.safe_time, problems)
        .hint("For example: mornings, not at weekends")
        .autocomplete("off");
    let address = Textarea::new("address", "Your address, with the postcode")
        .hint("We write to you there. Choose a place where nobody else opens your letters.")
        .value(draft.address.as_str())
        .rows(4)
        .autocomplete("street-address")
        .error(error(problems, "address"));
    let reach = Radios::new("reach", "How can we reach you?")
        .choice(Choice::new("phone", "Ring me").more(Html::from(telephone).and(safe_time)))
        .choice(Choice::new("post", "Write me a letter").more(address))
        .chosen(draft.reach.as_str())
        .error(error(problems, "reach"))
        .small();
    vec![name.into(), stands.into(), reach.into()]
}

fn about_child(draft: &SayNoDraft, problems: &[FieldProblem]) -> Vec<Html> {
    let given = line("given", "First name", &draft.given, problems)
        .hint("Leave this empty if the baby has no name yet")
        .autocomplete("off");
    let family = line("family", "Family name", &draft.family, problems).autocomplete("off");
    let born_on = line("born_on", "Date of birth", &draft.born_on, problems)
        .hint("For example 2 October 2026")
        .autocomplete("off")
        .width(20);
    let postcode = line("postcode", "Postcode where the child lives", &draft.postcode, problems)
        .hint("It helps us find the right child. You can leave it empty.")
        .autocomplete("off")
        .width(10);
    let nhs_number = line("nhs_number", "NHS number, if you have it", &draft.nhs_number, problems)
        .hint("10 digits. It stands in the red book.")
        .autocomplete("off")
        .numeric()
        .width(20);
    vec![given.into(), family.into(), born_on.into(), postcode.into(), nhs_number.into()]
}

fn what(draft: &SayNoDraft, problems: &[FieldProblem]) -> Vec<Html> {
    let kinds = Checkboxes::new("kinds", "Tick what we must not share")
        .choices(KINDS_IN_PLAIN_WORDS.iter().map(|(kind, words)| (kind.word(), *words)))
        .ticked(draft.kinds.iter().cloned())
        .error(error(problems, "kinds"))
        .small();
    let what = Radios::new("what", Label::new("What must we not share?").size(Size::M))
        .choice(Choice::new("all", "Share nothing"))
        .choice(Choice::new("some", "Only some things").more(kinds))
        .chosen(draft.what.as_str())
        .error(error(problems, "what"))
        .small();
    let more = Textarea::new("more", "Is there more to say? You can leave this empty.")
        .value(draft.more.as_str())
        .rows(4)
        .at_most(LONGEST_WORDS)
        .autocomplete("off")
        .error(error(problems, "more"));
    vec![what.into(), more.into()]
}
