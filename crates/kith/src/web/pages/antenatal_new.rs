//! The form at booking (screen 28): who she is, when the baby is due, what she
//! agrees to purpose by purpose, and to whom it goes.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, HOW_PROVEN, NotificationDraft, NotificationForm, SCRIPT};
use kith_core::antenatal::ConsentItem;

use super::antenatal::TITLE;
use super::centre_prompt::centre_prompt_on_form;
use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::reference;
use crate::web::components::{Button, Checkboxes, Choice, Details, Html, Input, Radios, Select, SummaryList, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::plural;

/// The form, filled with what is known of the woman of a family.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let family = query.get("family").map(|family| reference(family)).transpose()?;
    let form = site.app.notification_form(&asking.asker, family, site.clock.now()).await?;
    view((&site, &asking), &form, form_key()?, &[]).await
}

/// Finds her, or sends the notification; or shows the form again with
/// everything that was typed.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let (draft, key, now) = (draft_of(&posted), sent_key(&posted)?, site.clock.now());
    let problems = if posted.text("do") == "find" {
        match site.app.find_woman(&asking.asker, &draft, now).await {
            Ok(form) => return view((&site, &asking), &form, key.to_owned(), &[]).await,
            Err(AppError::Invalid(problems)) => problems,
            Err(failed) => return Err(failed.into()),
        }
    } else {
        match site.app.send_notification(&asking.asker, (&draft, key), now).await {
            Ok(notification) => return Ok(Redirect::to(&format!("/antenatal/{notification}")).into_response()),
            Err(AppError::Invalid(problems)) => problems,
            Err(failed) => return Err(failed.into()),
        }
    };
    let form = site.app.notification_form_again(&asking.asker, &draft).await?;
    view((&site, &asking), &form, key.to_owned(), &problems).await
}

fn draft_of(posted: &Posted) -> NotificationDraft {
    let text = |name: &str| posted.text(name).to_owned();
    let answer = |item: &ConsentItem| (item.word().to_owned(), text(&format!("item_{}", item.word())));
    NotificationDraft {
        family: text("family"),
        nhs_number: text("nhs_number"),
        given_name: text("given_name"),
        family_name: text("family_name"),
        born_on: text("born_on"),
        address: text("address"),
        postcode: text("postcode"),
        telephone: text("telephone"),
        language: text("language"),
        interpreter: text("interpreter"),
        is_hidden: posted.is_ticked("hidden"),
        due_on: text("due_on"),
        is_told: posted.is_ticked("told"),
        items: ConsentItem::ALL.iter().map(answer).collect(),
        how: text("how"),
        signature: text("signature"),
        partner_given: text("partner_given"),
        partner_family: text("partner_family"),
        partner_telephone: text("partner_telephone"),
        partner_answer: text("partner_answer"),
        partner_how: text("partner_how"),
        partner_signature: text("partner_signature"),
        background: text("background"),
        is_vulnerable: posted.is_ticked("vulnerable"),
        centre: text("centre"),
        health_visitor: text("health_visitor"),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    form: &NotificationForm,
    key: String,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let draft = &form.draft;
    let page = Page::new(site, Some(&asking.session), "Send a notification").under(TITLE, "/antenatal");
    let mut intro = vec!["Ask at the booking appointment, at 8 to 12 weeks. A no is as good an answer as a yes."];
    let found = form.family_title.as_ref().map(|title| format!("Found: {title}. Check each line with her."));
    intro.extend(found.as_deref());
    let not_asked = form.filled.iter().filter(|field| field.is_from_another).count();
    let not_asked = (not_asked > 0).then(|| {
        let fields = plural(not_asked, "field is filled", "fields are filled");
        format!("{fields} with what another service recorded: you did not have to ask again.")
    });
    intro.extend(not_asked.as_deref());
    let process = site.app.notification_process(&asking.asker, site.clock.now()).await?;
    let receivers = format!("It goes to: {}, as far as she agrees.", process.receivers.title().to_lowercase());
    intro.push(&receivers);
    LedgerForm::new(page, TITLE, "/antenatal/new")
        .intro(&intro)
        .notice(centre_prompt_on_form(form.ask_about_centre.as_ref()))
        .key(key)
        .field(
            Input::nhs_number("nhs_number", "Her NHS number")
                .value(draft.nhs_number.as_str())
                .hint(hint(form, "nhs_number", "Leave it empty where you do not know it, and fill in the rest"))
                .error(error(problems, "nhs_number")),
        )
        .field(Button::new("Find her").small().secondary().sends("do", "find"))
        .field(details(form, problems))
        .field(
            Input::new("due_on", "When is the baby due?")
                .value(draft.due_on.as_str())
                .hint(hint(form, "due_on", "For example 6 June 2027"))
                .width(20)
                .autocomplete("off")
                .error(error(problems, "due_on")),
        )
        .field(Details::new("Words to read out", script(&process.words)))
        .field(
            Checkboxes::new("told", "Before she answers")
                .choices([("yes", "I read all of it out to her, with what follows from a yes and from a no")])
                .ticked(draft.is_told.then_some("yes"))
                .error(error(problems, "told"))
                .small(),
        )
        .field(questions(draft, problems))
        .field(how(("how", &draft.how), ("signature", &draft.signature), "How did she answer?", true, problems))
        .more("The father or partner", partner(draft, problems))
        .more("Background and more help", background(draft))
        .field(to_whom(form, problems))
        .button(Button::new("Send"))
        .answer(problems)
}

fn input(name: &'static str, label: &'static str, value: &str, problems: &[FieldProblem]) -> Input {
    Input::new(name, label).value(value).autocomplete("off").error(error(problems, name))
}

/// What stands below a label: who recorded what the field is filled with, and
/// when (S003-INa); otherwise how to fill it.
fn hint(form: &NotificationForm, name: &str, otherwise: &str) -> String {
    match form.filled.iter().find(|field| field.field == name) {
        Some(field) => format!("From {}", field.origin),
        None => otherwise.to_owned(),
    }
}

fn details(form: &NotificationForm, problems: &[FieldProblem]) -> Html {
    let draft = &form.draft;
    let input = |name: &'static str, label: &'static str, value: &str, otherwise: &str| {
        let hint = hint(form, name, otherwise);
        let input = input(name, label, value, problems);
        if hint.is_empty() { input } else { input.hint(hint) }
    };
    let hidden = Checkboxes::new("hidden", "Is it safe to show where she lives?")
        .choices([("yes", "No. Her address and telephone must stay hidden")])
        .ticked(draft.is_hidden.then_some("yes"))
        .small();
    Html::from(input("given_name", "First name", &draft.given_name, ""))
        .and(input("family_name", "Family name", &draft.family_name, ""))
        .and(input("born_on", "Date of birth", &draft.born_on, "For example 14 May 1999").width(20))
        .and(input("address", "House and street", &draft.address, ""))
        .and(input("postcode", "Postcode", &draft.postcode, "").width(10))
        .and(input("telephone", "Telephone", &draft.telephone, "").width(20))
        .and(hidden)
        .and(input("language", "Language at home", &draft.language, "").width(20))
        .and(input("interpreter", "Interpreter or signs needed", &draft.interpreter, "").width(20))
}

/// The script, with what the district adds.
fn script(words: &str) -> Html {
    let own = (!words.is_empty()).then_some(("In your district", words));
    SummaryList::of(SCRIPT.into_iter().chain(own)).into()
}

fn questions(draft: &NotificationDraft, problems: &[FieldProblem]) -> Html {
    let question = |item: &ConsentItem| {
        let name = format!("item_{}", item.word());
        let problem = error(problems, &name);
        let answer = draft.items.get(item.word()).map_or("", String::as_str);
        Html::from(
            Radios::new(name.as_str(), item.question())
                .choices([("yes", "Yes"), ("no", "No"), ("", "Not asked")])
                .chosen(answer)
                .error(problem)
                .inline()
                .small(),
        )
    };
    ConsentItem::ALL.iter().map(question).collect()
}

fn how(
    (name, chosen): (&'static str, &str),
    (signature_name, signature): (&'static str, &str),
    question: &'static str,
    may_be_later: bool,
    problems: &[FieldProblem],
) -> Radios {
    let mut radios = Radios::new(name, question);
    let shown = HOW_PROVEN.iter().filter(|(word, _)| may_be_later || *word != "later");
    for (word, title) in shown {
        let choice = Choice::new(*word, if may_be_later { *title } else { his(word) });
        radios = radios.choice(if *word == "screen" {
            choice.more(input(signature_name, "Full name", signature, problems).no_spell_check())
        } else {
            choice
        });
    }
    radios.chosen(chosen).error(error(problems, name)).small()
}

fn his(word: &str) -> &'static str {
    match word {
        "written" => "He signed the paper form",
        "screen" => "He types his name here",
        _ => "He said yes out loud. I will get it in writing",
    }
}

fn partner(draft: &NotificationDraft, problems: &[FieldProblem]) -> Html {
    let answer = Radios::new("partner_answer", "May the centre have his name and telephone?")
        .hint("He answers for himself. Without his own yes, nothing about him is kept")
        .choices([("yes", "Yes, he said so himself"), ("no", "No"), ("", "Not asked")])
        .chosen(draft.partner_answer.as_str())
        .small();
    Html::from(answer)
        .and(input("partner_given", "His first name", &draft.partner_given, problems))
        .and(input("partner_family", "His family name", &draft.partner_family, problems))
        .and(input("partner_telephone", "His telephone", &draft.partner_telephone, problems).width(20))
        .and(how(
            ("partner_how", &draft.partner_how),
            ("partner_signature", &draft.partner_signature),
            "How did he answer?",
            false,
            problems,
        ))
}

fn background(draft: &NotificationDraft) -> Html {
    let words = Textarea::new("background", "What she told you about her home and her needs")
        .hint("The centre reads it only where she agreed to that. Write nothing from her health notes")
        .value(draft.background.as_str())
        .rows(3);
    let vulnerable = Checkboxes::new("vulnerable", "Could she need more help?")
        .choices([("yes", "Yes. I want to plan it with the centre before the birth")])
        .hint("The centre sees this only where she agreed to that")
        .ticked(draft.is_vulnerable.then_some("yes"))
        .small();
    Html::from(words).and(vulnerable)
}

fn to_whom(form: &NotificationForm, problems: &[FieldProblem]) -> Html {
    let draft = &form.draft;
    let centre = Select::new("centre", "Children’s centre")
        .hint("Found from the postcode, where a reach area holds it")
        .option("", "Find it from the postcode")
        .options(form.centres.iter().map(|name| (name.clone(), name.clone())))
        .chosen(draft.centre.as_str())
        .error(error(problems, "centre"));
    let visitor = Select::new("health_visitor", "Health visitor")
        .hint("Her name goes on the notification")
        .option("", "Choose")
        .options(form.visitors.iter().cloned())
        .chosen(draft.health_visitor.as_str())
        .error(error(problems, "health_visitor"));
    Html::from(centre).and(visitor).and(hidden("family", &draft.family))
}

/// A field that is not shown; what it holds is a reference.
fn hidden(name: &'static str, value: &str) -> Html {
    Html::fixed("<input type=\"hidden\" name=\"")
        .and(name)
        .and(Html::fixed("\" value=\""))
        .and(value)
        .and(Html::fixed("\">"))
}
