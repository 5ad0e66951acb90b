//! Recording a contact (screen 9).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, CONTACT_KINDS, ContactDraft, ContactForm, FieldProblem, FirstWords, KnownField, NOT_TOLD, StatementDraft,
    WAYS_TO_TELL,
};

use super::centre_prompt::centre_prompt;
use super::{reference, show as answer, show_with};
use crate::web::components::{Checkboxes, Choice, ErrorSummary, Html, Input, Radios, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_words, list_words, plural};

/// How many statements the form has room for.
const STATEMENTS: usize = 4;

#[derive(Template)]
#[template(path = "pages/record_contact.html")]
struct RecordContact {
    page: Page,
    address: String,
    form_key: String,
    errors: ErrorSummary,
    form: ContactForm,
    ask_about_centre: Html,
    kind: Radios,
    happened_on: Input,
    attended: Radios,
    present: Checkboxes,
    statements: Vec<StatementFields>,
    next_kind: Input,
    next_on: Input,
    not_asked: String,
    known: Vec<(&'static str, Vec<KnownField>)>,
    has_draft: bool,
    first: Option<FirstContact>,
}

/// What is said and recorded at a first contact.
struct FirstContact {
    who: String,
    team: String,
    told: Radios,
}

struct StatementFields {
    number: usize,
    words: Textarea,
    sort: Radios,
    evidence: Input,
    confidence: Checkboxes,
}

/// The form, filled in with what is known and with the draft, if there is one.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let form = site.app.contact_form(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let draft = form.draft.clone();
    let has_draft = draft.is_some();
    let draft = draft.unwrap_or_else(|| ContactDraft {
        happened_on: date_words(form.today),
        was_attended: true,
        ..ContactDraft::default()
    });
    let key = form_key()?;
    answer(&page_of(&site, &asking, &family, (form, &draft, key), (&[], has_draft)))
}

/// Keeps what is being written.
pub async fn save_draft(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    site.app.save_draft(&asking.asker, reference(&family)?, &draft_of(&posted), site.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Saves, or shows the form again with everything that was typed.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let draft = draft_of(&posted);
    let key = posted.text("form_key");
    if !(8..=64).contains(&key.len()) {
        return Err(Failure::from(AppError::Invalid(vec![FieldProblem::new(
            "form_key",
            "Open the form again, then save",
        )])));
    }
    match site.app.record_contact(&asking.asker, reference(&family)?, (&draft, key), now).await {
        // The start of the family's involvement leads on to the question what may be shared (ECh).
        Ok(saved) if saved.asks_next => {
            Ok(Redirect::to(&format!("/families/{family}/consent/new?after=first-contact")).into_response())
        }
        Ok(saved) => Ok(Redirect::to(&format!("/families/{family}/contacts/{}", saved.contact)).into_response()),
        Err(AppError::Invalid(problems)) => {
            site.app.save_draft(&asking.asker, reference(&family)?, &draft, now).await?;
            let form = site.app.contact_form(&asking.asker, reference(&family)?, now).await?;
            let page = page_of(&site, &asking, &family, (form, &draft, key.to_owned()), (&problems, false));
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn form_key() -> Result<String, Failure> {
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).map_err(|_| Failure::broken(anyhow::anyhow!("the machine gave no random bytes")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn draft_of(posted: &Posted) -> ContactDraft {
    let statement = |number: usize| StatementDraft {
        words: posted.text(&format!("words_{number}")).to_owned(),
        is_opinion: match posted.text(&format!("sort_{number}")) {
            "view" => Some(true),
            "fact" => Some(false),
            _ => None,
        },
        evidence: posted.text(&format!("evidence_{number}")).to_owned(),
        in_confidence: posted.is_ticked(&format!("in_confidence_{number}")),
        confided_to: posted.text(&format!("confided_to_{number}")).to_owned(),
        confided_for: posted.text(&format!("confided_for_{number}")).to_owned(),
    };
    ContactDraft {
        kind: posted.text("kind").to_owned(),
        happened_on: posted.text("happened_on").to_owned(),
        present: posted.all("present").to_vec(),
        was_attended: posted.text("was_attended") != "no",
        statements: (1..=STATEMENTS).map(statement).collect(),
        next_kind: posted.text("next_kind").to_owned(),
        next_on: posted.text("next_on").to_owned(),
        told: posted.text("told").to_owned(),
        why_not_told: posted.text("why_not_told").to_owned(),
    }
}

fn page_of(
    site: &Site,
    asking: &Asking,
    family: &str,
    (form, draft, form_key): (ContactForm, &ContactDraft, String),
    (problems, has_draft): (&[FieldProblem], bool),
) -> RecordContact {
    let address = format!("/families/{family}");
    let error =
        |field: &str| problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str());
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let people = form.people.iter().map(|(person, name)| (person.to_string(), name.clone()));
    RecordContact {
        page: Page::new(site, Some(&asking.session), "Record a contact")
            .at("/families")
            .under("My families", "/families")
            .under(form.family_title.clone(), address.clone())
            .errors(problems.len()),
        ask_about_centre: centre_prompt(form.ask_about_centre.as_ref(), &address),
        address,
        form_key,
        errors,
        kind: Radios::new("kind", "What kind of contact was it?")
            .choices(CONTACT_KINDS.iter().map(|kind| (*kind, *kind)))
            .chosen(draft.kind.as_str())
            .error(error("kind"))
            .small(),
        happened_on: Input::new("happened_on", "When was it?")
            .hint("For example 2 October 2026 or 2/10/2026")
            .value(draft.happened_on.as_str())
            .width(20)
            .autocomplete("off")
            .error(error("happened_on")),
        attended: Radios::new("was_attended", "Did the family come, or were they in?")
            .choices([("yes", "Yes"), ("no", "No")])
            .chosen(if draft.was_attended { "yes" } else { "no" })
            .inline(),
        present: Checkboxes::new("present", "Who was there?")
            .choices(people)
            .ticked(draft.present.iter().cloned())
            .small(),
        statements: (1..=STATEMENTS).map(|number| statement_fields(number, draft, &error)).collect(),
        next_kind: Input::new("next_kind", "What comes next?")
            .hint("Leave empty if nothing is planned")
            .value(draft.next_kind.as_str())
            .autocomplete("off"),
        next_on: Input::new("next_on", "When?")
            .hint("For example 2 December 2026")
            .value(draft.next_on.as_str())
            .width(20)
            .autocomplete("off")
            .error(error("next_on")),
        not_asked: not_asked(form.not_asked_again),
        known: known(&form.known),
        first: form.first.as_ref().map(|words| first_contact(words, draft, &error)),
        form,
        has_draft,
    }
}

/// What other services recorded, and what this one did, each with its words.
fn known(fields: &[KnownField]) -> Vec<(&'static str, Vec<KnownField>)> {
    let groups = [
        (true, "Another service recorded them. Ask again only if something has changed."),
        (false, "Your own service recorded this itself."),
    ];
    let of = |is_from_another: bool| {
        fields.iter().filter(|field| field.is_from_another == is_from_another).cloned().collect::<Vec<_>>()
    };
    groups.into_iter().map(|(is_from, words)| (words, of(is_from))).filter(|(_, fields)| !fields.is_empty()).collect()
}

/// How much another service recorded that this one did not (S003-INa).
fn not_asked(fields: usize) -> String {
    match fields {
        0 => "Known already".to_owned(),
        fields => {
            plural(fields, "thing that you did not have to ask again", "things that you did not have to ask again")
        }
    }
}

fn first_contact<'e>(
    words: &FirstWords,
    draft: &ContactDraft,
    error: &impl Fn(&str) -> Option<&'e str>,
) -> FirstContact {
    let why = Textarea::new("why_not_told", "Why not? It will stand on your day")
        .value(draft.why_not_told.as_str())
        .rows(2)
        .error(error("why_not_told"));
    let mut told = Radios::new("told", "How did you tell the family?");
    for way in WAYS_TO_TELL {
        told = told.choice(Choice::new(way, way));
    }
    FirstContact {
        who: words.who.clone(),
        team: list_words(&words.team),
        told: told
            .choice(Choice::new(NOT_TOLD, "I did not tell them").more(why))
            .chosen(draft.told.as_str())
            .error(error("told"))
            .small(),
    }
}

fn statement_fields<'e>(
    number: usize,
    draft: &ContactDraft,
    error: &impl Fn(&str) -> Option<&'e str>,
) -> StatementFields {
    let empty = StatementDraft::default();
    let written = draft.statements.get(number - 1).unwrap_or(&empty);
    let sort = format!("sort_{number}");
    let chosen = match written.is_opinion {
        Some(true) => "view",
        Some(false) => "fact",
        None => "",
    };
    StatementFields {
        number,
        words: Textarea::new(format!("words_{number}"), "What happened, or what you think")
            .value(written.words.as_str())
            .rows(3),
        sort: Radios::new(sort.as_str(), "Is this a fact or your view?")
            .choices([("fact", "A fact: I saw it, or was told"), ("view", "My view")])
            .chosen(chosen)
            .error(error(&sort))
            .small(),
        evidence: Input::new(format!("evidence_{number}"), "How do you know, or what made you think that?")
            .value(written.evidence.as_str())
            .autocomplete("off"),
        confidence: in_confidence(number, written, error),
    }
}

/// Whether it was told in confidence: to whom, and what for (S002-10a).
fn in_confidence<'e>(number: usize, written: &StatementDraft, error: &impl Fn(&str) -> Option<&'e str>) -> Checkboxes {
    let line = |field: String, label: &'static str, value: &str| {
        let problem = error(&field);
        Input::new(field, label).value(value).autocomplete("off").error(problem)
    };
    let to = line(format!("confided_to_{number}"), "Whom did they tell?", &written.confided_to);
    let what_for = line(format!("confided_for_{number}"), "What did they tell it for?", &written.confided_for);
    let name = format!("in_confidence_{number}");
    Checkboxes::new(name.as_str(), "In confidence")
        .choice(Choice::new("yes", "This was told in confidence").more(Html::from(to).and(what_for)))
        .ticked(written.in_confidence.then_some("yes"))
        .without_legend()
        .small()
}
