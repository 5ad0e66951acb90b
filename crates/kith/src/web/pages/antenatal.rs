//! Before birth: what a team sent and received, the words that are read out,
//! the named contact of a centre, and the figures.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AntenatalFigures, AntenatalList, AppError, FieldProblem, NamedContact, PickUp, ReceivedLine, SCRIPT,
    SCRIPT_VERSION, SentLine,
};
use kith_core::antenatal::{ConsentItem, MessageState};
use kith_core::report::FEWEST_SHOWN;

use super::ledger_form::{LedgerForm, error, form_key};
use super::show as answer;
use crate::web::components::{Button, Colour, Input, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::routes::Who;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, number_words, plural};

pub(super) const TITLE: &str = "Before birth";

#[derive(Template)]
#[template(path = "pages/antenatal.html")]
struct ListPage {
    page: Page,
    list: AntenatalList,
    names_contacts: bool,
}

/// The colour of where a message stands.
pub(super) fn state_tag(state: &MessageState) -> Tag {
    let colour = match state {
        MessageState::Sent => Colour::Yellow,
        MessageState::Accepted | MessageState::Started => Colour::Blue,
        MessageState::Contacted => Colour::Green,
        MessageState::Declined | MessageState::Unreachable | MessageState::Stopped => Colour::Grey,
    };
    Tag::new(state.title(), colour)
}

impl ListPage {
    fn heading(line: &ReceivedLine) -> String {
        match &line.who {
            Some((name, _)) => name.clone(),
            None if line.is_unproven => format!("One notification from {}, waiting for proof", line.from),
            None => format!("One notification from {}", line.from),
        }
    }

    fn tag(line: &ReceivedLine) -> Option<Tag> {
        line.state.as_ref().filter(|_| !line.is_unproven).map(state_tag)
    }

    /// Who moved it where it stands, and when.
    fn moved(line: &ReceivedLine) -> Option<String> {
        let ((who, at), state) = (line.by.as_ref()?, line.state?);
        Some(format!("{}: {who}, {}", state.title(), date_and_time(*at)))
    }

    fn help() -> Tag {
        Tag::new("More help", Colour::Purple)
    }

    fn overdue() -> Tag {
        Tag::new("Overdue", Colour::Red)
    }

    fn may_need_help(&self) -> Vec<&ReceivedLine> {
        self.list.received.iter().filter(|line| line.needs_help && !line.is_lost).collect()
    }

    /// How far a message was taken up, in a sentence.
    fn picked_up(message: &PickUp) -> String {
        let plan = if message.has_plan { ". A plan is made" } else { "" };
        match &message.by {
            Some((who, at)) => {
                format!("{}: {} by {who}, {}{plan}", message.to, message.state.title(), date_and_time(at))
            }
            None => format!("{}: {}", message.to, message.state.title()),
        }
    }

    fn sent_words(line: &SentLine) -> String {
        let due = line.due_on.map(|on| format!("Baby due {}. ", date_words(on))).unwrap_or_default();
        let weeks = line.weeks.map(|weeks| format!(" at {weeks} weeks")).unwrap_or_default();
        format!("{due}Asked{weeks}, sent {}", date_and_time(line.at))
    }
}

/// The lists of the reader's team.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let list = site.app.antenatal_list(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), TITLE).under("My day", "/my-day").explains("/antenatal");
    let names_contacts = Who::CentreContact.admits(Some(asking.asker.staff.role));
    answer(&ListPage { page, list, names_contacts })
}

#[derive(Template)]
#[template(path = "pages/antenatal_script.html")]
struct ScriptPage {
    page: Page,
    /// What the district adds.
    words: String,
}

/// The words to read out, on the screen and on paper (MWc).
pub async fn script(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let page = Page::new(&site, Some(&asking.session), "Words to read out").under(TITLE, "/antenatal");
    let process = site.app.notification_process(&asking.asker, site.clock.now()).await?;
    answer(&ScriptPage { page, words: process.words })
}

/// The form that names somebody at the reader's centre (MWa).
pub async fn contact(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let known = site.app.centre_contact(&asking.asker).await?;
    contact_form((&site, &asking), &known.centre, &known.contact.unwrap_or_default(), &[])
}

/// Names somebody.
pub async fn name_contact(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let (name, telephone) = (posted.text("name"), posted.text("telephone"));
    match site.app.name_centre_contact(&asking.asker, (name, telephone), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/antenatal").into_response()),
        Err(AppError::Invalid(problems)) => {
            let known = site.app.centre_contact(&asking.asker).await?;
            let typed = NamedContact { name: name.to_owned(), telephone: telephone.to_owned() };
            contact_form((&site, &asking), &known.centre, &typed, &problems)
        }
        Err(failed) => Err(failed.into()),
    }
}

fn contact_form(
    (site, asking): (&Site, &Asking),
    centre: &str,
    contact: &NamedContact,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "Who women can expect to hear from").under(TITLE, "/antenatal");
    let input = |name: &'static str, label: &'static str, value: &str| {
        Input::new(name, label).value(value).autocomplete("off").error(error(problems, name))
    };
    LedgerForm::new(page, centre, "/antenatal/contact")
        .intro(&["Midwives read this name out at booking. It stands on every notification that is sent from now on."])
        .key(form_key()?)
        .field(input("name", "Name", &contact.name))
        .field(input("telephone", "Telephone", &contact.telephone).width(20))
        .button(Button::new("Save"))
        .answer(problems)
}

#[derive(Template)]
#[template(path = "pages/antenatal_report.html")]
struct ReportPage {
    page: Page,
    figures: AntenatalFigures,
    fewest: u64,
}

impl ReportPage {
    fn count(count: &Option<u64>) -> String {
        count.map_or_else(|| "Too few".to_owned(), |count| number_words(usize::try_from(count).unwrap_or(usize::MAX)))
    }
}

/// The figures, nobody named (S002-CBa, S002-LAe).
pub async fn report(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let figures = site.app.antenatal_figures(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "Before birth: figures").under("My day", "/my-day");
    answer(&ReportPage { page, figures, fewest: FEWEST_SHOWN })
}
