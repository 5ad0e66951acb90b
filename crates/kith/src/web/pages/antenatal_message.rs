//! One notification: what may be seen of it, what is done with it, and the
//! centre's own form filled from it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AnswerNotification, AppError, FieldProblem, NotificationPage, purposes_of};
use kith_core::antenatal::MessageEvent;

use super::antenatal::{TITLE, state_tag};
use super::centre_prompt::centre_prompt;
use super::ledger_form::error;
use super::{reference, show_with};
use crate::web::components::{Button, ErrorSummary, Html, Select, SummaryList, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, list_words};

#[derive(Template)]
#[template(path = "pages/antenatal_message.html")]
struct Message {
    page: Page,
    errors: ErrorSummary,
    address: String,
    seen: NotificationPage,
    ask_about_centre: Html,
    parts: SummaryList,
    purpose: Select,
    agreed: Option<String>,
    ended: Textarea,
    plan: Textarea,
    proof: Textarea,
    signature: Textarea,
}

impl Message {
    fn may(&self, event: MessageEvent) -> bool {
        self.seen.next.contains(&event)
    }

    fn button(event: MessageEvent) -> Button {
        let words = match event {
            MessageEvent::Accepted => "I checked it: take it",
            MessageEvent::Started => "I have begun to get in touch",
            MessageEvent::Contacted => "We are in touch",
            MessageEvent::Declined => "She said no",
            MessageEvent::Unreachable => "Not reached",
            MessageEvent::AgreedVulnerable => "We agree: she needs more help",
            MessageEvent::Planned => "Save the plan",
            MessageEvent::Stopped => "Stop",
        };
        Button::new(words).sends("what", event.word()).once()
    }
}

/// One notification.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(notification): Path<String>,
) -> Result<Response, Failure> {
    view((&site, &asking), &notification, ("", ""), &[]).await
}

/// Writes down what was done with it.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path(notification): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let answer = AnswerNotification { what: posted.text("what").to_owned(), words: posted.text("words").to_owned() };
    let id = reference(&notification)?;
    match site.app.answer_notification(&asking.asker, (id, &answer), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/antenatal/{notification}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            view((&site, &asking), &notification, (&answer.what, &answer.words), &problems).await
        }
        Err(failed) => Err(failed.into()),
    }
}

async fn view(
    (site, asking): (&Site, &Asking),
    notification: &str,
    (what, words): (&str, &str),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let seen = site.app.notification(&asking.asker, reference(notification)?, site.clock.now()).await?;
    let title = seen.name.clone().unwrap_or_else(|| format!("A notification from {}", seen.from.0));
    let page = Page::new(site, Some(&asking.session), title).under(TITLE, "/antenatal").errors(problems.len());
    let text = |id: &'static str, label: &'static str, of: &[MessageEvent]| {
        let is_this = of.iter().any(|event| event.word() == what) || (of.is_empty() && what == id);
        Textarea::new("words", label)
            .id(id)
            .rows(3)
            .value(if is_this { words } else { "" })
            .error(error(problems, "words").filter(|_| is_this))
    };
    let ends = [MessageEvent::Contacted, MessageEvent::Declined, MessageEvent::Unreachable];
    let asks = seen.ask_about_centre.as_ref();
    let staff = &asking.asker.staff;
    let purpose = Select::new("purpose", "What do you look for?")
        .options(purposes_of(staff.role, staff.service).into_iter().map(|it| (it.word(), it.title())))
        .chosen(asking.asker.purpose.word());
    let titles: Vec<String> = seen.agreed_purposes.iter().map(|it| it.title().to_lowercase()).collect();
    let status = if problems.is_empty() { 200 } else { 422 };
    let id = if what == "proof" {
        "proof"
    } else if what == "in-writing" {
        "in-writing"
    } else if what == MessageEvent::Planned.word() {
        "plan"
    } else {
        "ended"
    };
    let message = Message {
        page,
        errors: problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, id)),
        address: format!("/antenatal/{notification}"),
        parts: SummaryList::of(seen.parts.iter().map(|part| (part.label.clone(), part.value.clone()))),
        purpose,
        agreed: (!titles.is_empty()).then(|| list_words(&titles)),
        ended: text("ended", "What did you introduce to her? Or how did you try?", &ends),
        plan: text("plan", "What is planned, who does it, and by when?", &[MessageEvent::Planned]),
        ask_about_centre: asks
            .map(|(family, prompt)| centre_prompt(Some(prompt), &format!("/families/{family}")))
            .unwrap_or_default(),
        proof: text("proof", "What is the proof, and where is it kept?", &[]),
        signature: text("in-writing", "Where is the signed form kept?", &[]),
        seen,
    };
    show_with(axum::http::StatusCode::from_u16(status).unwrap_or_default(), &message)
}

#[derive(Template)]
#[template(path = "pages/antenatal_form.html")]
struct Filled {
    page: Page,
    on: String,
    seen: NotificationPage,
    parts: SummaryList,
}

/// The centre's own form, filled with what she agreed to (S003-ISk).
pub async fn form(
    State(site): State<Site>,
    asking: Asking,
    Path(notification): Path<String>,
) -> Result<Response, Failure> {
    let id = reference(&notification)?;
    let seen = site.app.notification_registration(&asking.asker, id, site.clock.now()).await?;
    let name = seen.name.clone().unwrap_or_default();
    let page = Page::new(&site, Some(&asking.session), "Registration form")
        .under(TITLE, "/antenatal")
        .under(name.clone(), format!("/antenatal/{notification}"));
    let lines = std::iter::once(("Name".to_owned(), name))
        .chain(seen.parts.iter().map(|part| (part.label.clone(), part.value.clone())));
    let parts = SummaryList::of(lines);
    let on = date_words(crate::clock::day_in_england(seen.from.1));
    super::show(&Filled { page, on, parts, seen })
}
