//! The library: the wider guidance, law, codes, toolkits and templates, with
//! version, date and whether each still counts (S002-3b).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, LibraryDraft, LibraryLine, LibraryPage};
use kith_core::library::{LibrarySort, LibraryStatus};

use super::ledger_form::{LedgerForm, error, form_key};
use super::show as answer;
use crate::web::components::{Button, Colour, Input, Radios, Select, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_and_time;

const TITLE: &str = "Library";

#[derive(Template)]
#[template(path = "pages/library.html")]
struct Library {
    page: Page,
    library: LibraryPage,
}

impl Library {
    fn tag(line: &LibraryLine) -> Tag {
        let colour = match line.item.status {
            LibraryStatus::Current => Colour::Green,
            LibraryStatus::Replaced => Colour::Orange,
            LibraryStatus::Withdrawn => Colour::Red,
            LibraryStatus::Unknown => Colour::Yellow,
        };
        Tag::new(line.item.status.title(), colour)
    }

    fn known(text: &str) -> &str {
        if text.is_empty() { "Not known to us, check" } else { text }
    }
}

/// Every item.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let library = site.app.read_library(&asking.asker).await?;
    let page = Page::new(&site, Some(&asking.session), TITLE).under("Sharing rules", "/rules");
    answer(&Library { page, library })
}

/// The form for an item: a new one, or what is so of one of the list.
pub async fn new(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let library = site.app.read_library(&asking.asker).await?;
    let of = query.get("of").map_or("", String::as_str);
    let draft = match library.lines.iter().find(|line| line.item.id == of) {
        Some(LibraryLine { item, .. }) => LibraryDraft {
            of: item.id.clone(),
            sort: item.sort.word().to_owned(),
            title: item.title.clone(),
            version: item.version.clone(),
            dated: item.dated.clone(),
            status: item.status.word().to_owned(),
            replaced_by: item.replaced_by.clone().unwrap_or_default(),
            where_to_read: item.where_to_read.clone(),
            says: item.says.clone(),
            why: String::new(),
        },
        None => LibraryDraft::default(),
    };
    form((&site, &asking), (&draft, &library), &[])
}

/// Keeps what is said of an item.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = LibraryDraft {
        of: text("of"),
        sort: text("sort"),
        title: text("title"),
        version: text("version"),
        dated: text("dated"),
        status: text("status"),
        replaced_by: text("replaced_by"),
        where_to_read: text("where_to_read"),
        says: text("says"),
        why: text("why"),
    };
    match site.app.say_of_library(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/library").into_response()),
        Err(AppError::Invalid(problems)) => {
            let library = site.app.read_library(&asking.asker).await?;
            form((&site, &asking), (&draft, &library), &problems)
        }
        Err(failed) => Err(failed.into()),
    }
}

fn form(
    (site, asking): (&Site, &Asking),
    (draft, library): (&LibraryDraft, &LibraryPage),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let title = "Add or change an item";
    let page = Page::new(site, Some(&asking.session), title).under(TITLE, "/library");
    let input = |name: &'static str, label: &'static str, value: &str| {
        Input::new(name, label).value(value).autocomplete("off").error(error(problems, name))
    };
    let items = || library.lines.iter().map(|line| (line.item.id.clone(), line.item.title.clone()));
    LedgerForm::new(page, TITLE, "/library/new")
        .intro(&["What was said before stays in the item’s history."])
        .key(form_key()?)
        .field(
            Select::new("of", "Which item?")
                .option("", "A new one")
                .options(items())
                .chosen(draft.of.as_str())
                .error(error(problems, "of")),
        )
        .field(
            Radios::new("sort", "What is it?")
                .choices(LibrarySort::ALL.iter().map(|sort| (sort.word(), sort.title())))
                .chosen(draft.sort.as_str())
                .error(error(problems, "sort"))
                .small(),
        )
        .field(input("title", "Title", &draft.title))
        .field(input("version", "Version", &draft.version))
        .field(input("dated", "Date", &draft.dated).hint("Leave empty if nobody knows. For example March 2025"))
        .field(
            Radios::new("status", "Does it still count?")
                .choices(LibraryStatus::ALL.iter().map(|status| (status.word(), status.title())))
                .chosen(draft.status.as_str())
                .error(error(problems, "status"))
                .small(),
        )
        .field(
            Select::new("replaced_by", "What took its place?")
                .option("", "Nothing")
                .options(items())
                .chosen(draft.replaced_by.as_str())
                .error(error(problems, "replaced_by")),
        )
        .field(input("where_to_read", "Where can it be read?", &draft.where_to_read))
        .field(
            Textarea::new("says", "What is it about?")
                .value(draft.says.as_str())
                .rows(2)
                .error(error(problems, "says")),
        )
        .field(
            Textarea::new("why", "Why do you say so?").value(draft.why.as_str()).rows(2).error(error(problems, "why")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}
