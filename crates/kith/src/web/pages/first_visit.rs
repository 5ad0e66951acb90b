//! The first visit form, for a phone (S002-CAa, S004-WAa).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, FIRST_VISIT_ANSWERS, FIVE_POINTS, FieldProblem, FirstVisitDraft, FirstVisitForm, HOW_GIVEN, WORDS_VERSION,
};
use kith_core::id::FamilyId;

use super::centre_prompt::centre_prompt_on_form;
use super::ledger_form::{LedgerForm, error, form_key, sent_key, without_child};
use super::reference;
use crate::web::components::{Button, Checkboxes, Choice, Html, Input, Radios, Select, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

/// What the form says where whereabouts are kept safe.
const KEPT_SAFE: &str =
    "This family’s home is kept safe. Nothing goes to a centre by this form. Ask the lead professional.";
/// What the form says where asking could put a child at risk (S002-18d).
const DO_NOT_ASK: &str = "Do not ask. A colleague wrote that asking could put a child at risk. Talk to a person.";

/// The form, with what was being written.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    let form = site.app.first_visit_form(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let draft = form.draft.clone().unwrap_or_else(|| first(&form));
    view((&site, &asking), &family, &form, (&draft, form_key()?), &[])
}

/// Keeps what is being written.
pub async fn save_draft(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let draft = draft_of(&posted);
    site.app.save_first_visit_draft(&asking.asker, reference(&family)?, &draft, site.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Records the visit, or shows the form again with everything that was typed.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let (draft, key) = (draft_of(&posted), sent_key(&posted)?);
    let wanted: FamilyId = reference(&family)?;
    match site.app.record_first_visit(&asking.asker, wanted, (&draft, key), now).await {
        Ok(true) => Ok(Redirect::to(&format!("/families/{family}/visits")).into_response()),
        Ok(false) => Ok(Redirect::to(&format!("/families/{family}/consent")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let form = site.app.first_visit_form(&asking.asker, wanted, now).await?;
            view((&site, &asking), &family, &form, (&draft, key.to_owned()), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

/// An empty form: the youngest child, the only person who can answer and the
/// centre are filled in; no answer is.
fn first(form: &FirstVisitForm) -> FirstVisitDraft {
    FirstVisitDraft {
        child: form.children.first().map(|(child, _)| child.to_string()).unwrap_or_default(),
        by: if let [(only, _)] = form.signers.as_slice() { only.clone() } else { String::new() },
        centre: form.centre.clone().unwrap_or_default(),
        ..FirstVisitDraft::default()
    }
}

fn draft_of(posted: &Posted) -> FirstVisitDraft {
    let text = |name: &str| posted.text(name).to_owned();
    FirstVisitDraft {
        child: text("child"),
        by: text("by"),
        by_name: text("by_name"),
        answer: text("answer"),
        why_not_asked: text("why_not_asked"),
        centre: text("centre"),
        how: text("how"),
        signature: text("signature"),
        informed: posted.all("informed").to_vec(),
        register: text("register"),
        wishes: posted.all("wishes").to_vec(),
        words: text("words"),
        wants_mentor: posted.is_ticked("wants_mentor"),
        on: text("on"),
        opened_at: text("opened_at"),
    }
}

/// What is said before the questions.
fn intro(form: &FirstVisitForm) -> Vec<String> {
    let mut intro = Vec::new();
    if form.is_shielded {
        intro.push(KEPT_SAFE.to_owned());
    }
    if form.is_unsafe_to_ask {
        intro.push(DO_NOT_ASK.to_owned());
    }
    if let Some((on, answer)) = form.earlier {
        intro.push(format!("A form was filled in on {}: {answer}.", date_words(on)));
    }
    if let Some((centre, _)) = &form.registered {
        intro.push(format!("They are registered with {centre} already."));
    }
    if let (Some(centre), Some(links)) = (&form.centre, &form.centre_links) {
        let each = links.each().map(|(linked_as, linked)| format!("{}: {}", linked_as.title(), linked.words()));
        intro.push(format!("{centre} has people of its own to ask. {}.", each.join(". ")));
    }
    intro.push("A yes and a no are both fine answers. You visit them all the same.".to_owned());
    intro
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    form: &FirstVisitForm,
    (draft, key): (&FirstVisitDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "First visit")
        .at("/families")
        .under("My families", "/families")
        .under(form.family_title.clone(), format!("/families/{family}"));
    if form.children.is_empty() {
        return without_child(page, &form.family_title, problems);
    }
    let intro = intro(form);
    let intro: Vec<&str> = intro.iter().map(String::as_str).collect();
    let address = format!("/families/{family}/first-visit");
    LedgerForm::new(page, &form.family_title, address.clone())
        .intro(&intro)
        .notice(centre_prompt_on_form(form.ask_about_centre.as_ref()))
        .autosave(format!("{address}/draft"))
        .key(key)
        .opened(&draft.opened_at, site.clock.now(), problems)
        .field(
            Radios::new("child", "Which child?")
                .choices(form.children.iter().map(|(child, name)| (child.to_string(), name.clone())))
                .chosen(draft.child.as_str())
                .error(error(problems, "child"))
                .small(),
        )
        .field(centre(form, draft, problems))
        .field(answer(draft, problems))
        .field(who(form, draft, problems))
        .field(points(draft, problems))
        .field(how(draft, problems))
        .field(
            Radios::new("register", "Do they want to register with the centre?")
                .hint("The centre then visits, and brings what is on for babies and parents")
                .choices([("yes", "Yes, register them"), ("no", "No")])
                .chosen(draft.register.as_str())
                .error(error(problems, "register"))
                .small(),
        )
        .field(wishes(form, draft, problems))
        .field(
            Checkboxes::new("wants_mentor", "A family mentor")
                .hint("A person of the community who befriends the family")
                .choices([("yes", "They would like one. Remind me to ask, and to name one")])
                .ticked(draft.wants_mentor.then_some("yes"))
                .small(),
        )
        .more(
            "Another day",
            Input::new("on", "When was it?")
                .hint("Leave empty for today. For example 2 October 2026")
                .value(draft.on.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "on"))
                .into(),
        )
        .button(Button::new("Save"))
        .answer(problems)
}

fn centre(form: &FirstVisitForm, draft: &FirstVisitDraft, problems: &[FieldProblem]) -> Select {
    let hint = match &form.centre {
        Some(_) => "Found from the postcode of their home",
        None => "No reach area holds their postcode. Choose the centre",
    };
    Select::new("centre", "Which centre?")
        .option("", "Choose a centre")
        .options(form.centres.iter().map(|centre| (centre.as_str(), centre.as_str())))
        .chosen(draft.centre.as_str())
        .hint(hint)
        .error(error(problems, "centre"))
}

fn answer(draft: &FirstVisitDraft, problems: &[FieldProblem]) -> Radios {
    let why = Input::new("why_not_asked", "Why not? You are reminded to ask later")
        .value(draft.why_not_asked.as_str())
        .autocomplete("off")
        .error(error(problems, "why_not_asked"));
    let legend = "May the centre know the child’s name, date of birth and address?";
    let hint = "These three and nothing else, so that the centre can get in touch";
    let [yes, no, not_asked] = FIRST_VISIT_ANSWERS;
    Radios::new("answer", legend)
        .hint(hint)
        .choices([yes, no])
        .choice(Choice::new(not_asked.0, not_asked.1).more(why))
        .chosen(draft.answer.as_str())
        .error(error(problems, "answer"))
        .small()
}

fn who(form: &FirstVisitForm, draft: &FirstVisitDraft, problems: &[FieldProblem]) -> Radios {
    let name = Input::new("by_name", "Their name")
        .value(draft.by_name.as_str())
        .autocomplete("off")
        .error(error(problems, "by_name"));
    Radios::new("by", "Who answered?")
        .choices(form.signers.iter().map(|(value, words)| (value.as_str(), words.as_str())))
        .choice(Choice::new("other/carer", "Another legally recognised carer or guardian").more(name))
        .chosen(draft.by.as_str())
        .error(error(problems, "by"))
        .small()
}

fn points(draft: &FirstVisitDraft, problems: &[FieldProblem]) -> Html {
    let all = Checkboxes::new("informed", "What did you say?")
        .hint(format!("Words of version {WORDS_VERSION}. A yes counts once all five points are said"))
        .choice(Choice::new("all", "All five: why, what, who sees it, what for, what follows"))
        .choices(FIVE_POINTS)
        .ticked(draft.informed.iter().cloned())
        .error(error(problems, "informed"))
        .small();
    Html::from(all)
}

fn how(draft: &FirstVisitDraft, problems: &[FieldProblem]) -> Radios {
    let signature = Input::new("signature", "They type their full name")
        .value(draft.signature.as_str())
        .no_spell_check()
        .autocomplete("off")
        .error(error(problems, "signature"));
    let mut signature = Some(signature);
    let mut radios = Radios::new("how", "How did they answer?");
    for (word, title) in HOW_GIVEN {
        let choice = Choice::new(word, title);
        radios = radios.choice(match signature.take_if(|_| word == "screen") {
            Some(fields) => choice.more(fields),
            None => choice,
        });
    }
    radios.chosen(draft.how.as_str()).error(error(problems, "how")).small()
}

fn wishes(form: &FirstVisitForm, draft: &FirstVisitDraft, problems: &[FieldProblem]) -> Html {
    let words = Textarea::new("words", "What would they like, in their own words?")
        .hint("For the centre. Nothing about health or worries")
        .value(draft.words.as_str())
        .rows(2)
        .at_most(300)
        .error(error(problems, "words"));
    if form.wishes.is_empty() {
        return words.into();
    }
    let listed = Checkboxes::new("wishes", "What would they like to hear about?")
        .choices(form.wishes.iter().map(|wish| (wish.as_str(), wish.as_str())))
        .ticked(draft.wishes.iter().cloned())
        .small();
    Html::from(listed).and(words)
}
