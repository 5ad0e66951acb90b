//! Handing a family over to another area: who receives it, what may go and on
//! what that rests, what was sent (S004-BAo).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, HandOverDraft, HandOverLine, HandOverPage, OfferKind, OfferPerson, RECEIVING};
use kith_core::border::HandOverStep;
use kith_core::family::StepToYes;
use kith_core::id::FamilyId;
use kith_core::sharing::Kind;

use super::ledger_form::{error, form_key, sent_key};
use super::{reference, show_with};
use crate::web::components::{Colour, ErrorSummary, Html, Link, Select, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, list_words};

#[derive(Template)]
#[template(path = "pages/hand_over.html")]
struct HandOverView {
    page: Page,
    address: String,
    hand_over: HandOverPage,
    errors: ErrorSummary,
    choice: Vec<Html>,
    going_error: Option<String>,
    ticked: Option<Vec<String>>,
    form_key: String,
    why_error: Option<String>,
}

impl HandOverView {
    fn value(person: &OfferPerson, kind: &OfferKind) -> String {
        format!("{}:{}", person.person, kind.kind.word())
    }

    /// What may go is ticked until somebody takes the tick away.
    fn is_ticked(&self, person: &OfferPerson, kind: &OfferKind) -> bool {
        let value = Self::value(person, kind);
        self.ticked.as_ref().is_none_or(|ticked| ticked.contains(&value))
    }

    fn can_make(&self) -> bool {
        // Without a child's basic details nobody there knows whom it is about.
        let goes = |kind: &OfferKind| kind.may_go && kind.kind == Kind::Basic;
        let mut children = self.hand_over.people.iter().filter(|person| person.is_child);
        self.hand_over.stopped.is_none() && children.any(|child| child.kinds.iter().any(goes))
    }

    fn answer(kind: &OfferKind) -> Tag {
        match (kind.may_go, &kind.holds) {
            (true, Some(_)) => Tag::new("Yes", Colour::Green),
            (true, None) => Tag::new("Nothing is held", Colour::Grey),
            (false, _) => Tag::new("Not yet", Colour::Orange),
        }
    }

    /// A step to yes, with the form that records it where this family has one.
    fn step(step: &StepToYes, address: &str) -> Html {
        let form = match step.form.as_str() {
            "notice" => "notice",
            "consent" => "consent/new",
            "capacity" => "capacity/new",
            "judgement" => "share-without-consent/new",
            _ => return Html::from(step.words.as_str()),
        };
        Link::new(step.words.as_str(), format!("{address}/{form}")).into()
    }

    fn state(line: &HandOverLine) -> Tag {
        match line.steps.last().map(|(_, step, _)| *step) {
            None => Tag::new("Made, not sent", Colour::Blue),
            Some(HandOverStep::Sent) => Tag::new(HandOverStep::Sent.title(), Colour::Orange),
            Some(HandOverStep::Received) => Tag::new(HandOverStep::Received.title(), Colour::Green),
            Some(HandOverStep::Recalled) => Tag::new(HandOverStep::Recalled.title(), Colour::Grey),
        }
    }
}

/// What was chosen and ticked, as it came with the form.
#[derive(Default)]
struct Sent<'a> {
    area: &'a str,
    service: &'a str,
    ticked: Option<Vec<String>>,
    key: Option<String>,
}

/// The page, for the area that the new postcode belongs to.
pub async fn show(State(site): State<Site>, asking: Asking, Path(family): Path<String>) -> Result<Response, Failure> {
    view((&site, &asking), &family, Sent::default(), &[]).await
}

/// Shows the answers for another area or service; or makes the hand-over.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (area, service) = (posted.text("area"), posted.text("service"));
    if posted.text("step") != "make" {
        return view((&site, &asking), &family, Sent { area, service, ..Sent::default() }, &[]).await;
    }
    let draft =
        HandOverDraft { area: area.to_owned(), service: service.to_owned(), going: posted.all("going").to_vec() };
    let (wanted, key): (FamilyId, &str) = (reference(&family)?, sent_key(&posted)?);
    match site.app.make_hand_over(&asking.asker, wanted, (&draft, key), site.clock.now()).await {
        Ok(_) => Ok(Redirect::to(&format!("/families/{family}/hand-over#done")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let sent = Sent { area, service, ticked: Some(draft.going), key: Some(key.to_owned()) };
            view((&site, &asking), &family, sent, &problems).await
        }
        Err(failed) => Err(failed.into()),
    }
}

/// The encrypted file.
pub async fn file(
    State(site): State<Site>,
    asking: Asking,
    Path((family, hand_over)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let now = site.clock.now();
    let (name, bytes) =
        site.app.take_hand_over(&asking.asker, reference(&family)?, reference(&hand_over)?, now).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// Asks a hand-over back, or asks why.
pub async fn recall(
    State(site): State<Site>,
    asking: Asking,
    Path((family, hand_over)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let what = (reference(&hand_over)?, posted.text("why"));
    match site.app.recall_hand_over(&asking.asker, reference(&family)?, what, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/hand-over#done")).into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), &family, Sent::default(), &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    family: &str,
    sent: Sent<'_>,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let choice = (sent.area, sent.service);
    let hand_over = site.app.hand_over_page(&asking.asker, reference(family)?, choice, site.clock.now()).await?;
    let address = format!("/families/{family}");
    let page = Page::new(site, Some(&asking.session), "Hand over to another area")
        .at("/families")
        .under("My families", "/families")
        .under(hand_over.family_title.clone(), address.clone())
        .errors(problems.len());
    let fields = vec![
        Select::new("area", "Which area did they move to?")
            .option("", "Choose an area")
            .options(hand_over.areas.iter().map(|area| (area.as_str(), area.as_str())))
            .chosen(hand_over.area.as_str())
            .error(error(problems, "area"))
            .into(),
        Select::new("service", "Which service there receives them?")
            .options(RECEIVING.iter().map(|service| (service.word(), service.title())))
            .chosen(hand_over.service.word())
            .error(error(problems, "service"))
            .into(),
    ];
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form_key = match sent.key {
        Some(key) => key,
        None => form_key()?,
    };
    let view = HandOverView {
        page,
        address,
        hand_over,
        errors,
        choice: fields,
        going_error: error(problems, "going").map(str::to_owned),
        why_error: error(problems, "why").map(str::to_owned),
        ticked: sent.ticked,
        form_key,
    };
    show_with(status, &view)
}
