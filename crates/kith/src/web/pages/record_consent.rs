//! Recording an answer about sharing: a yes and a no by the same form.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AIDS, AppError, ConsentDraft, ConsentForms, FIVE_POINTS, FieldProblem, HOW_GIVEN, KINDS_OF_THE_FORM,
    KINDS_TO_CHOOSE, SELF, WORDS_VERSION,
};
use kith_core::sharing::Purpose;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::reference;
use crate::web::components::{Button, Checkboxes, Choice, Html, Input, Radios};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::list_words;

/// What the form says where asking could put a child at risk (S002-18d).
pub(super) const DO_NOT_ASK: &str = "Do not ask. A colleague wrote that asking could put a child at risk. Weigh sharing without agreement instead, or talk to a person.";

/// The form, with what was being written.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let form = site.app.consent_form(&asking.asker, reference(&family)?, site.clock.now()).await?;
    let draft = form.draft.clone().unwrap_or_else(|| first(&form));
    let is_first = query.get("after").is_some_and(|after| after == "first-contact");
    view((&site, &asking), &family, (&form, is_first), (&draft, form_key()?), &[])
}

/// Keeps what is being written.
pub async fn save_draft(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    site.app.save_consent_draft(&asking.asker, reference(&family)?, &draft_of(&posted), site.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Records the answer, or shows the form again with everything that was typed.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let (draft, key) = (draft_of(&posted), sent_key(&posted)?);
    let has_agreed = posted.text("answer") == "agreed";
    let wanted: kith_core::id::FamilyId = reference(&family)?;
    match site.app.record_consent(&asking.asker, wanted, (&draft, has_agreed, key), now).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/consent")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let form = site.app.consent_form(&asking.asker, wanted, now).await?;
            view((&site, &asking), &family, (&form, false), (&draft, key.to_owned()), &problems)
        }
        Err(error) => Err(error.into()),
    }
}

/// An empty form: the only person who can answer and every child are filled
/// in, and the printed form as it is.
fn first(form: &ConsentForms) -> ConsentDraft {
    ConsentDraft {
        by: if let [(only, _)] = form.signers.as_slice() { only.clone() } else { String::new() },
        children: form.children.iter().map(|(child, _)| child.to_string()).chain([SELF.to_owned()]).collect(),
        package: "form".to_owned(),
        ..ConsentDraft::default()
    }
}

/// An answer as it was sent.
pub(super) fn draft_of(posted: &Posted) -> ConsentDraft {
    let text = |name: &str| posted.text(name).to_owned();
    let each = |start: &str, word: &str| (word.to_owned(), text(&format!("{start}_{word}")));
    ConsentDraft {
        by: text("by"),
        by_name: text("by_name"),
        children: posted.all("children").to_vec(),
        package: text("package"),
        kinds: KINDS_TO_CHOOSE.iter().map(|kind| each("kind", kind.word())).collect(),
        purposes: Purpose::ALL
            .iter()
            .map(|purpose| each("purpose", purpose.word()))
            .filter(|(_, answer)| !answer.is_empty())
            .collect(),
        partners: posted.all("partners").to_vec(),
        partner_name: text("partner_name"),
        how: text("how"),
        signature: text("signature"),
        informed: posted.all("informed").to_vec(),
        file_access: posted.is_ticked("file_access"),
        aids: posted.all("aids").to_vec(),
        interpreter: text("interpreter"),
        supporter: text("supporter"),
        on: text("on"),
        review_on: text("review_on"),
        note: text("note"),
        opened_at: text("opened_at"),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    (form, is_first): (&ConsentForms, bool),
    (draft, key): (&ConsentDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let address = format!("/families/{family}/consent");
    let titles: Vec<String> = KINDS_OF_THE_FORM.iter().map(|kind| kind.title().to_lowercase()).collect();
    let usual = format!(
        "The printed form as it is: {}, with the partners named on it, to give the right help and see whether it works",
        list_words(&titles)
    );
    let team = format!(
        "Explain the team first. These work together around the family, and the form names them: {}. Anybody else is asked about by name.",
        list_words(&form.team)
    );
    let mut intro = Vec::new();
    if form.is_unsafe_to_ask {
        intro.push(DO_NOT_ASK);
    }
    if is_first {
        intro.push("The first contact is saved. Next, ask the family what may be shared.");
    }
    intro.extend(["A yes and a no are both fine answers. Services do not change when somebody says no.", &team]);
    let package = Radios::new("package", "What did you ask about?")
        .choice(Choice::new("form", usual.as_str()))
        .choice(
            Choice::new("choose", "Some of it, or something else. Choose one by one")
                .more(one_by_one(form, draft, problems)),
        )
        .chosen(if draft.package.is_empty() { "form" } else { draft.package.as_str() })
        .small();
    LedgerForm::of_family((site, asking), (family, &form.family_title), "Record an answer", format!("{address}/new"))
        .intro(&intro)
        .autosave(format!("{address}/draft"))
        .key(key)
        .opened(&draft.opened_at, site.clock.now(), problems)
        .field(who(form, draft, problems))
        .field(
            Checkboxes::new("children", "About whom?")
                .hint("Each adult answers for themself only")
                .choices(about_whom(form))
                .ticked(draft.children.iter().cloned())
                .error(error(problems, "children"))
                .small(),
        )
        .field(package)
        .field(points(draft, problems))
        .field(how(draft, problems))
        .more("Help they had, the day, and more", rest(draft, problems))
        .button(Button::new("Save: they agreed").sends("answer", "agreed"))
        .button(Button::new("Save: they said no").sends("answer", "refused"))
        .answer(problems)
}

/// Whom an answer can be about: each child, and the adult who gives it.
pub fn about_whom(form: &ConsentForms) -> impl Iterator<Item = (String, String)> + '_ {
    let children = form.children.iter().map(|(child, name)| (child.to_string(), name.clone()));
    children.chain([(SELF.to_owned(), "The adult who answers".to_owned())])
}

/// Who answered, and how they stand to the child.
pub(super) fn who(form: &ConsentForms, draft: &ConsentDraft, problems: &[FieldProblem]) -> Radios {
    let name = Input::new("by_name", "Their name")
        .value(draft.by_name.as_str())
        .autocomplete("off")
        .error(error(problems, "by_name"));
    let mut radios = Radios::new("by", "Who answered?");
    for (value, words) in &form.signers {
        radios = radios.choice(Choice::new(value.as_str(), words.as_str()));
    }
    radios
        .choice(Choice::new("other/carer", "Another legally recognised carer or guardian").more(name))
        .choice(Choice::new("other/other", "Somebody else, who cannot agree for a child"))
        .hint("Check how they stand to the child. One parent or legal carer is enough")
        .chosen(draft.by.as_str())
        .error(error(problems, "by"))
        .small()
}

fn one_by_one(form: &ConsentForms, draft: &ConsentDraft, problems: &[FieldProblem]) -> Html {
    let answered = |start: &str, (word, title): (&str, &str), given: Option<&String>| {
        let name = format!("{start}_{word}");
        let problem = error(problems, &name);
        Radios::new(name.as_str(), title)
            .choices([("yes", "Yes"), ("no", "No"), ("", "Not asked")])
            .chosen(given.map_or("", String::as_str))
            .error(problem)
            .inline()
            .small()
    };
    let kinds = KINDS_TO_CHOOSE
        .iter()
        .map(|kind| Html::from(answered("kind", (kind.word(), kind.title()), draft.kinds.get(kind.word()))));
    let purposes = form.purposes.iter().map(|purpose| {
        Html::from(answered("purpose", (purpose.word(), purpose.title()), draft.purposes.get(purpose.word())))
    });
    let partners = Checkboxes::new("partners", "With whom?")
        .choices([("all-named", "The partners named on the form")])
        .choices(form.services.iter().map(|service| (service.word(), service.title())))
        .ticked(draft.partners.iter().cloned())
        .error(error(problems, "partners"))
        .small();
    let name =
        Input::new("partner_name", "Another partner, by name").value(draft.partner_name.as_str()).autocomplete("off");
    kinds.collect::<Html>().and(partners).and(name).and(purposes.collect::<Html>())
}

/// What was explained before.
pub(super) fn points(draft: &ConsentDraft, problems: &[FieldProblem]) -> Html {
    let five = Checkboxes::new("informed", "What did you explain?")
        .choices(FIVE_POINTS)
        .hint(format!("Words of version {WORDS_VERSION}. An agreement counts once all five are ticked"))
        .ticked(draft.informed.iter().cloned())
        .error(error(problems, "informed"))
        .small();
    let file = Checkboxes::new("file_access", "Their own file")
        .choices([("yes", "I explained how they can ask to see it")])
        .ticked(draft.file_access.then_some("yes"))
        .small();
    Html::from(five).and(file)
}

/// How they answered.
pub(super) fn how(draft: &ConsentDraft, problems: &[FieldProblem]) -> Radios {
    let signature = Input::new("signature", "They type their full name")
        .value(draft.signature.as_str())
        .no_spell_check()
        .autocomplete("off")
        .error(error(problems, "signature"));
    let mut radios = Radios::new("how", "How did they answer?");
    let mut signature = Some(signature);
    for (word, title) in HOW_GIVEN {
        let choice = Choice::new(word, title);
        let fields = if word == "screen" { signature.take() } else { None };
        radios = radios.choice(match fields {
            Some(fields) => choice.more(fields),
            None => choice,
        });
    }
    radios.chosen(draft.how.as_str()).error(error(problems, "how")).small()
}

/// What most people leave as it is.
pub(super) fn rest(draft: &ConsentDraft, problems: &[FieldProblem]) -> Html {
    let aids = Checkboxes::new("aids", "What helped them understand?")
        .choices(AIDS.iter().map(|aid| (*aid, *aid)))
        .ticked(draft.aids.iter().cloned())
        .small();
    let text = |name: &'static str, label: &'static str, value: &str| {
        Input::new(name, label).value(value).autocomplete("off").error(error(problems, name))
    };
    Html::from(aids)
        .and(text("interpreter", "Who interpreted?", &draft.interpreter))
        .and(text("supporter", "Who sat beside them?", &draft.supporter).hint("A supporter gets no rights by this"))
        .and(text("on", "When was it?", &draft.on).hint("Leave empty for today. For example 2 October 2026").width(20))
        .and(text("review_on", "Ask again by", &draft.review_on).hint("Leave empty for a year later").width(20))
        .and(text("note", "Anything else", &draft.note))
}
