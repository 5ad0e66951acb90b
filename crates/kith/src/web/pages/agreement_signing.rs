//! Signing an agreement: in person, on paper, and confirming a paper (S000-7).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kith_app::{AgreementPage, AppError, FieldProblem, SignDraft};
use kith_core::agreement::{SignProof, SignatoryPost};
use kith_core::workforce::{Role, Staff};

use super::agreements::{Typed, view};
use super::ledger_form::error;
use crate::web::components::{Html, Input, Radios};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// What the reader can do about the signatures.
pub(super) struct Signing {
    /// Who the reader is, where it is a Caldicott Guardian.
    pub(super) guardian: Option<Staff>,
    /// A Guardian's signature is missing, and the reader's organisation is none
    /// of those that agree.
    pub(super) is_of_another: bool,
    /// What the reader confirms is confirmed from outside.
    pub(super) confirms_from_outside: bool,
    /// The organisations for which the reader signs in person.
    pub(super) own: Vec<String>,
    /// The papers that the reader may confirm.
    pub(super) papers: Vec<PaperToSee>,
    /// The fields of a signature on paper.
    pub(super) fields: Html,
}

/// A signed paper that waits for the reader.
pub(super) struct PaperToSee {
    /// Its place among what was said of the version.
    pub(super) place: usize,
    /// Who signed.
    pub(super) signer: String,
    /// For which organisation.
    pub(super) party: String,
    /// Where it is kept; empty where nobody wrote that down.
    pub(super) kept: String,
    /// Where it is kept, to be filled in; empty where it is known.
    pub(super) field: Html,
}

/// Writes down what was signed on paper.
pub async fn write_down(
    State(site): State<Site>,
    asking: Asking,
    Path(agreement): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let sign = SignDraft {
        party: text("party"),
        post: text("post"),
        signer: text("signer"),
        on: text("on"),
        kept: text("kept"),
    };
    let done = site.app.sign_agreement(&asking.asker, &agreement, &sign, site.clock.now()).await;
    let typed = Typed { sign, ..Typed::default() };
    answered((&site, &asking), &agreement, &typed, done.map(drop)).await
}

/// Signs as the Caldicott Guardian of the account's own organisation.
pub async fn in_person(
    State(site): State<Site>,
    asking: Asking,
    Path(agreement): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let read = (number(&posted, "version")?, posted.text("party"));
    let done = site.app.sign_agreement_in_person(&asking.asker, &agreement, read, site.clock.now()).await;
    answered((&site, &asking), &agreement, &Typed::default(), done).await
}

/// Confirms that the reader has seen the signed paper.
pub async fn confirm(
    State(site): State<Site>,
    asking: Asking,
    Path(agreement): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (version, place): (u32, usize) = (number(&posted, "version")?, number(&posted, "signature")?);
    let kept = posted.text("seen_kept");
    let seen = (version, place, kept);
    let done = site.app.confirm_agreement_signature(&asking.asker, &agreement, seen, site.clock.now()).await;
    let typed = Typed { seen: Some((place, kept.to_owned())), ..Typed::default() };
    answered((&site, &asking), &agreement, &typed, done).await
}

fn number<T: std::str::FromStr>(posted: &Posted, field: &str) -> Result<T, Failure> {
    posted.text(field).parse().map_err(|_| Failure::not_found())
}

async fn answered(
    at: (&Site, &Asking),
    agreement: &str,
    typed: &Typed,
    done: Result<(), AppError>,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/agreements/{agreement}#signatures")).into_response()),
        Err(AppError::Invalid(problems)) => view(at, agreement, typed, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

/// What a reader can do about the signatures of an agreement.
pub(super) fn signing(
    is: &AgreementPage,
    (reader, today): (&Staff, Date),
    typed: &Typed,
    problems: &[FieldProblem],
) -> Signing {
    let papers = is.to_confirm(reader, today).into_iter().map(|waiting| {
        let kept = if let SignProof::Paper(kept) = &waiting.sign.proof { kept.clone() } else { String::new() };
        let again = typed.seen.as_ref().filter(|(place, _)| *place == waiting.place);
        let id = if again.is_some() { "seen_kept".to_owned() } else { format!("seen-kept-{}", waiting.place) };
        let field = Input::new("seen_kept", "Where is the signed paper kept?")
            .id(id)
            .hint("The folder or file, and its number")
            .value(again.map_or("", |(_, typed)| typed.as_str()))
            .autocomplete("off")
            .error(again.and_then(|_| error(problems, "seen_kept")));
        PaperToSee {
            place: waiting.place,
            signer: waiting.sign.signer.clone(),
            party: waiting.sign.party.clone(),
            field: if kept.is_empty() { field.into() } else { Html::default() },
            kept,
        }
    });
    let is_of_one = is.signatures.iter().any(|needed| needed.guardians.iter().any(|own| own.staff == reader.id));
    let waits = is.signatures.iter().any(|needed| needed.by.is_none() && needed.is_for_a_guardian());
    Signing {
        is_of_another: waits && !is_of_one,
        confirms_from_outside: is.is_outside(reader),
        guardian: (reader.role == Role::CaldicottGuardian).then(|| reader.clone()),
        own: is.to_sign(reader, today).into_iter().map(str::to_owned).collect(),
        papers: papers.collect(),
        fields: fields(is, &typed.sign, problems),
    }
}

fn fields(is: &AgreementPage, draft: &SignDraft, problems: &[FieldProblem]) -> Html {
    let input = |name: &'static str, label: &'static str, value: &str| {
        Input::new(name, label).value(value).autocomplete("off").error(error(problems, name))
    };
    let fields: [Html; 5] = [
        Radios::new("party", "For which organisation?")
            .choices(is.agreement.parties.iter().map(|party| (party.clone(), party.clone())))
            .chosen(draft.party.as_str())
            .error(error(problems, "party"))
            .small()
            .into(),
        Radios::new("post", "In which post?")
            .choices(SignatoryPost::ALL.iter().map(|post| (post.word(), post.title())))
            .chosen(draft.post.as_str())
            .error(error(problems, "post"))
            .small()
            .into(),
        input("signer", "Who signed?", &draft.signer).into(),
        input("on", "When was it signed?", &draft.on)
            .hint("Leave empty for today. For example 2 October 2026")
            .width(20)
            .into(),
        input("kept", "Where is the signed paper kept?", &draft.kept)
            .hint("The folder or file, and its number. A Caldicott Guardian’s is needed, and has to be seen")
            .into(),
    ];
    fields.into_iter().collect()
}
