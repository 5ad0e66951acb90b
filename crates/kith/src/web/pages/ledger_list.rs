//! What every list of the ledger looks like: one card an entry, with the forms
//! that answer it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use kith_app::FieldProblem;

use super::show_with;
use crate::web::components::{Button, ErrorSummary, Html, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;

/// A list.
#[derive(Template)]
#[template(path = "pages/ledger_list.html")]
pub(super) struct LedgerList {
    page: Page,
    caption: String,
    intro: Html,
    errors: ErrorSummary,
    buttons: Vec<Button>,
    nothing: &'static str,
    items: Vec<Item>,
    after: Html,
}

/// One entry.
pub(super) struct Item {
    heading: String,
    tags: Vec<Tag>,
    particulars: Vec<(String, Html)>,
    forms: Vec<ItemForm>,
}

/// A form that answers an entry.
pub(super) struct ItemForm {
    pub(super) summary: &'static str,
    pub(super) action: String,
    pub(super) key: String,
    pub(super) of: String,
    pub(super) fields: Vec<Html>,
    pub(super) buttons: Vec<Button>,
}

impl Item {
    /// An entry by its heading.
    pub(super) fn new(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), tags: Vec::new(), particulars: Vec::new(), forms: Vec::new() }
    }

    /// A tag beside the heading.
    pub(super) fn tag(mut self, tag: Option<Tag>) -> Self {
        self.tags.extend(tag);
        self
    }

    /// A label and its words, where there are some.
    pub(super) fn says(mut self, label: impl Into<String>, words: impl Into<Html>) -> Self {
        let words = words.into();
        if !words.is_empty() {
            self.particulars.push((label.into(), words));
        }
        self
    }

    /// A form that answers it.
    pub(super) fn form(mut self, form: Option<ItemForm>) -> Self {
        self.forms.extend(form);
        self
    }
}

impl LedgerList {
    /// A list of a family's pages.
    pub(super) fn of_family(
        (site, asking): (&Site, &Asking),
        (family, family_title): (&str, &str),
        title: &str,
    ) -> Self {
        let page = Page::new(site, Some(&asking.session), title)
            .at("/families")
            .under("My families", "/families")
            .under(family_title.to_owned(), format!("/families/{family}"))
            .under("Sharing and consent", format!("/families/{family}/consent"));
        Self { caption: family_title.to_owned(), ..Self::new(page) }
    }

    /// A list of any page.
    pub(super) fn new(page: Page) -> Self {
        Self {
            page,
            caption: String::new(),
            intro: Html::default(),
            errors: ErrorSummary::new(),
            buttons: Vec::new(),
            nothing: "Nothing is recorded yet.",
            items: Vec::new(),
            after: Html::default(),
        }
    }

    /// Words before the list.
    pub(super) fn intro(mut self, paragraphs: &[&str]) -> Self {
        self.intro = Html::paragraphs(paragraphs);
        self
    }

    /// What an empty list says.
    pub(super) fn nothing(mut self, words: &'static str) -> Self {
        self.nothing = words;
        self
    }

    /// Where to add to the list.
    pub(super) fn button(mut self, button: Button) -> Self {
        self.buttons.push(button);
        self
    }

    /// The entries.
    pub(super) fn items(mut self, items: impl IntoIterator<Item = Item>) -> Self {
        self.items.extend(items);
        self
    }

    /// What stands after the list.
    pub(super) fn after(mut self, after: Html) -> Self {
        self.after = after;
        self
    }

    /// The list as an answer; with problems where an answer to an entry has
    /// some.
    pub(super) fn answer(mut self, problems: &[FieldProblem]) -> Result<Response, Failure> {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.page = self.page.errors(problems.len());
        self.errors = problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.general(&problem.message));
        show_with(status, &self)
    }
}
