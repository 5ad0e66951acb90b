//! Things to do, each with its state.

use askama::Template;

use super::{Html, Tag, part};

/// One thing to do.
pub struct Task {
    title: Html,
    href: Option<String>,
    hint: Option<Html>,
    state: Html,
}

impl Task {
    /// What is to do, and how it stands.
    #[must_use]
    pub fn new(title: impl Into<Html>, state: impl Into<Html>) -> Self {
        Self { title: title.into(), href: None, hint: None, state: state.into() }
    }

    /// Something that is done.
    #[must_use]
    pub fn done(title: impl Into<Html>) -> Self {
        Self::new(
            title,
            Html::fixed(concat!(
                "<strong class=\"nhsuk-tag nhsuk-tag--no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal\">",
                "Completed</strong>"
            )),
        )
    }

    /// Something that cannot be done before other things are.
    #[must_use]
    pub fn cannot_start(title: impl Into<Html>) -> Self {
        let tag = concat!(
            "<strong class=\"nhsuk-tag nhsuk-tag--no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal ",
            "nhsuk-u-secondary-text-colour\">Cannot start yet</strong>"
        );
        Self::new(title, Html::fixed(tag))
    }

    /// Something that waits, with a tag.
    #[must_use]
    pub fn waiting(title: impl Into<Html>, tag: Tag) -> Self {
        Self::new(title, tag)
    }

    /// Where it is done.
    #[must_use]
    pub fn at(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// More words under it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Html>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Things to do, each with its state.
#[derive(Template)]
#[template(path = "components/task_list.html")]
pub struct TaskList {
    /// Starts the ids, so that two lists can stand on a page.
    pub id: String,
    /// The things to do, in order.
    pub tasks: Vec<Task>,
}

part!(TaskList);
