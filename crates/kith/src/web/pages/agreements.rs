//! The register of agreements on planned sharing: the list, one agreement, and
//! ending it (S002-23a, S002-23c).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AgreementLine, AgreementPage, AppError, Evidence, FieldProblem, NeededSignature, PaperSeen, PlannedLine, SignDraft,
    WaitingSignature, may_run_words, next_words, renegotiation_words, standing_words, time_taken_words,
};
use kith_core::agreement::{FlowDesign, IncomingRule, MayRun, SignOff, SignProof, SignatoryPost, Standing, TimeTaken};
use kith_core::sharing::Purpose;

use super::agreement_signing::{Signing, signing};
use super::ledger_form::error;
use super::show_with;
use crate::web::components::{Colour, ErrorSummary, Html, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::routes::Who;
use crate::web::state::Site;
use crate::web::words::{date_words, list_words, plural, sentence_case};

#[derive(Template)]
#[template(path = "pages/agreements.html")]
struct Agreements {
    page: Page,
    lines: Vec<AgreementLine>,
    waiting: usize,
    signers: Vec<&'static str>,
    /// What becomes of a source that no agreement names.
    incoming: String,
    may_say_who_signs: bool,
}

/// What was typed on the page of an agreement.
#[derive(Default)]
pub(super) struct Typed {
    /// A signature.
    pub(super) sign: SignDraft,
    /// The place of the signature that was to be confirmed, and where its
    /// paper is kept.
    pub(super) seen: Option<(usize, String)>,
    /// Why it ends.
    pub(super) why: String,
}

#[derive(Template)]
#[template(path = "pages/agreement.html")]
struct Agreement {
    page: Page,
    is: AgreementPage,
    time: Option<TimeTaken>,
    open_issues: usize,
    errors: ErrorSummary,
    signing: Signing,
    end: Html,
}

fn standing_tag(standing: &Standing) -> Tag {
    let colour = match standing {
        Standing::InForce => Colour::Green,
        Standing::EndsSoon(_) => Colour::Orange,
        Standing::NotYet(_) | Standing::NotSigned(_) => Colour::Blue,
        Standing::Expired(_) => Colour::Red,
        Standing::Ended(_) => Colour::Grey,
    };
    let word = match standing {
        Standing::InForce => "In force",
        Standing::EndsSoon(_) => "Ends soon",
        Standing::NotYet(_) => "Not yet in force",
        Standing::NotSigned(_) => "Not signed",
        Standing::Expired(_) => "Out of date",
        Standing::Ended(_) => "Ended",
    };
    Tag::new(word, colour)
}

fn may_run_tag(may_run: &MayRun) -> Tag {
    match may_run {
        MayRun::Yes => Tag::new("May run", Colour::Green),
        MayRun::YesFor(_) => Tag::new("May run, not for long", Colour::Orange),
        MayRun::No(_) | MayRun::NotAbove(_) => Tag::new("May not run", Colour::Red),
    }
}

impl Agreements {
    fn tag(line: &AgreementLine) -> Tag {
        standing_tag(&line.standing)
    }

    fn renegotiate() -> Tag {
        Tag::new("Renegotiate", Colour::Orange)
    }

    fn evidence() -> &'static [Evidence] {
        Evidence::ALL
    }

    fn no_detail() -> Tag {
        Tag::new("No detailed agreement", Colour::Red)
    }
}

impl Agreement {
    fn tag(&self) -> Tag {
        standing_tag(&self.is.standing)
    }

    fn renegotiate() -> Tag {
        Tag::new("Renegotiate", Colour::Orange)
    }

    fn flow_tag(&self) -> Tag {
        may_run_tag(&self.is.may_run)
    }

    /// Where a flow that the agreement foresees stands.
    fn planned_tag(line: &PlannedLine) -> Tag {
        match &line.detail {
            Some((.., may_run)) => may_run_tag(may_run),
            None => Tag::new("No detailed agreement", Colour::Red),
        }
    }

    fn signature_tag(signature: &NeededSignature) -> Tag {
        match signature.by {
            Some(_) => Tag::new("Signed", Colour::Green),
            None if !signature.waiting.is_empty() => Tag::new("Waits to be confirmed", Colour::Orange),
            None => Tag::new("Not signed", Colour::Blue),
        }
    }

    /// How somebody signed, and who saw the paper.
    fn proof(signature: &NeededSignature, sign: &SignOff) -> String {
        match (&sign.proof, signature.seen.first()) {
            (SignProof::InPerson, _) => ", in person".to_owned(),
            (_, Some(seen)) => format!(", on paper. It is kept: {}. {}", seen.kept, seen_by(&signature.seen)),
            (SignProof::Paper(kept), None) => format!(", on paper. It is kept: {kept}"),
            (SignProof::Word, None) => String::new(),
        }
    }

    /// What is known of a signature that waits.
    fn waiting(waiting: &WaitingSignature) -> String {
        let SignOff { signer, on, proof, .. } = &waiting.sign;
        let kept = match proof {
            SignProof::Paper(kept) => format!("The paper is kept: {kept}."),
            SignProof::InPerson | SignProof::Word => {
                "It was kept before a paper had to be named, and has to be confirmed now.".to_owned()
            }
        };
        let seen = match waiting.seen.as_slice() {
            [] => String::new(),
            seen => format!(" {}. One more Guardian from outside has to see it.", seen_by(seen)),
        };
        format!("{signer}, {}. Written down by {}. {kept}{seen}", date_words(*on), waiting.writer)
    }

    fn purpose(flow: &FlowDesign) -> &'static str {
        Purpose::title(flow.purpose)
    }

    fn kinds(flow: &FlowDesign) -> String {
        flow.kinds.iter().map(|kind| kind.title()).collect::<Vec<_>>().join("; ")
    }

    fn fields(flow: &FlowDesign) -> String {
        list_words(&flow.fields.iter().map(|field| field.title()).collect::<Vec<_>>())
    }

    fn readers(flow: &FlowDesign) -> String {
        sentence_case(&list_words(&flow.readers.iter().map(|role| role.title()).collect::<Vec<_>>()))
    }
}

/// Every agreement.
pub async fn index(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let lines = site.app.agreements(&asking.asker, site.clock.now()).await?;
    let today = crate::clock::day_in_england(site.clock.now());
    let waiting = lines.iter().filter(|line| !line.warnings(today).is_empty()).count();
    let page = Page::new(&site, Some(&asking.session), "Agreements on planned sharing").explains("/agreements");
    super::show(&Agreements {
        page: page.under("My day", "/my-day"),
        lines,
        waiting,
        signers: site.app.who_signs(&asking.asker).await?.posts().map(SignatoryPost::title).collect(),
        incoming: in_words(site.app.incoming_rule(&asking.asker).await?),
        may_say_who_signs: Who::Governance.admits(Some(asking.asker.staff.role)),
    })
}

/// Who saw a paper, and when.
fn seen_by(seen: &[PaperSeen]) -> String {
    let lines: Vec<String> = seen.iter().map(|one| format!("{}, {}", one.who(), date_words(one.on))).collect();
    format!("Seen by {}", lines.join("; and by "))
}

/// What becomes of a source that no agreement names, within a sentence.
fn in_words(rule: IncomingRule) -> String {
    let title = rule.title();
    let mut letters = title.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// One agreement.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(agreement): Path<String>,
) -> Result<Response, Failure> {
    view((&site, &asking), &agreement, &Typed::default(), &[]).await
}

/// Ends an agreement, or shows what needs another look.
pub async fn end(
    State(site): State<Site>,
    asking: Asking,
    Path(agreement): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let why = posted.text("why");
    match site.app.end_agreement(&asking.asker, &agreement, why, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/agreements/{agreement}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let typed = Typed { why: why.to_owned(), ..Typed::default() };
            view((&site, &asking), &agreement, &typed, &problems).await
        }
        Err(failed) => Err(failed.into()),
    }
}

/// One agreement, with what was typed and needs another look.
pub(super) async fn view(
    (site, asking): (&Site, &Asking),
    name: &str,
    typed: &Typed,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let work = site.app.agreement_work(&asking.asker, name, now).await?;
    let (is, time, open_issues) = (work.page, work.time, work.open.len());
    let today = crate::clock::day_in_england(now);
    let signing = signing(&is, (&asking.asker.staff, today), typed, problems);
    let end = Textarea::new("why", "Why does it end?").value(&typed.why).rows(2).error(error(problems, "why"));
    let page = Page::new(site, Some(&asking.session), is.agreement.title.clone())
        .under("Agreements on planned sharing", "/agreements")
        .explains("/agreements")
        .errors(problems.len());
    let status =
        if problems.is_empty() { axum::http::StatusCode::OK } else { axum::http::StatusCode::UNPROCESSABLE_ENTITY };
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    show_with(status, &Agreement { page, errors, signing, end: end.into(), is, time, open_issues })
}
