//! What every form that writes to the ledger looks like, and how it answers:
//! what was typed stays, a double press is recorded once.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use kith_app::{AppError, FieldProblem};

use super::show_with;
use crate::web::components::{Button, Checkboxes, Choice, Details, ErrorSummary, Html};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;

/// A form.
#[derive(Template)]
#[template(path = "pages/ledger_form.html")]
pub(super) struct LedgerForm {
    page: Page,
    caption: String,
    intro: Html,
    errors: ErrorSummary,
    action: String,
    autosave: String,
    form_key: String,
    opened_at: String,
    fields: Vec<Html>,
    buttons: Vec<Button>,
}

impl LedgerForm {
    /// A form of a family's pages, under the page that it belongs to.
    pub(super) fn of_family(
        (site, asking): (&Site, &Asking),
        (family, family_title): (&str, &str),
        title: &str,
        action: impl Into<String>,
    ) -> Self {
        let page = Page::new(site, Some(&asking.session), title)
            .at("/families")
            .under("My families", "/families")
            .under(family_title.to_owned(), format!("/families/{family}"))
            .under("Sharing and consent", format!("/families/{family}/consent"));
        Self::new(page, family_title, action)
    }

    /// A form of any page.
    pub(super) fn new(page: Page, caption: &str, action: impl Into<String>) -> Self {
        Self {
            page,
            caption: caption.to_owned(),
            intro: Html::default(),
            errors: ErrorSummary::new(),
            action: action.into(),
            autosave: String::new(),
            form_key: String::new(),
            opened_at: String::new(),
            fields: Vec::new(),
            buttons: Vec::new(),
        }
    }

    /// Words before the fields.
    pub(super) fn intro(mut self, paragraphs: &[&str]) -> Self {
        self.intro = Html::paragraphs(paragraphs);
        self
    }

    /// Something to see before the fields.
    pub(super) fn notice(mut self, notice: Html) -> Self {
        self.intro = self.intro.and(notice);
        self
    }

    /// Keeps what is being written at this address.
    pub(super) fn autosave(mut self, address: String) -> Self {
        self.autosave = address;
        self
    }

    /// The key that makes a second press the same as the first.
    pub(super) fn key(mut self, key: String) -> Self {
        self.form_key = key;
        self
    }

    /// When the form was opened, as the draft has kept it: a yes from before a
    /// no does not undo it. Where somebody said no since, it is asked whether
    /// they were asked again.
    pub(super) fn opened(mut self, opened_at: &str, now: Timestamp, problems: &[FieldProblem]) -> Self {
        let Some(said_no) = error(problems, "opened_at") else {
            self.opened_at = if opened_at.is_empty() { now.to_string() } else { opened_at.to_owned() };
            return self;
        };
        let again = Checkboxes::new("opened_at", "Somebody said no after you opened this form")
            .choice(Choice::new(now.to_string(), "I asked them again after that, and this is what they say now"))
            .error(Some(said_no));
        self.field(again)
    }

    /// One more field.
    pub(super) fn field(mut self, field: impl Into<Html>) -> Self {
        self.fields.push(field.into());
        self
    }

    /// Fields that most people leave as they are.
    pub(super) fn more(self, summary: &str, fields: Html) -> Self {
        self.field(Details::new(summary, fields))
    }

    /// A button.
    pub(super) fn button(mut self, button: Button) -> Self {
        self.buttons.push(button.once());
        self
    }

    /// The form as an answer; with problems where there are some.
    pub(super) fn answer(mut self, problems: &[FieldProblem]) -> Result<Response, Failure> {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.page = self.page.errors(problems.len());
        self.errors =
            problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
        show_with(status, &self)
    }
}

/// Why a form about a child has no fields in a family without one.
const NO_CHILD: &str =
    "There is no child in this family to write this form about. Go back to the family, and see there who is in it.";

/// A page that says so in the place of a form about a child.
pub(super) fn without_child(page: Page, family_title: &str, problems: &[FieldProblem]) -> Result<Response, Failure> {
    LedgerForm::new(page, family_title, "").intro(&[NO_CHILD]).answer(problems)
}

/// What is wrong with one field, if anything.
pub(super) fn error<'p>(problems: &'p [FieldProblem], field: &str) -> Option<&'p str> {
    problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
}

/// The form's key as it was sent.
pub(super) fn sent_key(posted: &Posted) -> Result<&str, Failure> {
    let key = posted.text("form_key");
    if (8..=64).contains(&key.len()) {
        return Ok(key);
    }
    Err(Failure::from(AppError::Invalid(vec![FieldProblem::new("form_key", "Open the form again, then save")])))
}

/// A key for a form that is opened.
pub(super) fn form_key() -> Result<String, Failure> {
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).map_err(|_| Failure::broken(anyhow::anyhow!("the machine gave no random bytes")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
