//! What every field of a form has: its words, a hint, and what to put right.

use askama::Template;

use super::{Html, part};

/// How large the words over a field, a group or a card are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Small.
    S,
    /// Medium.
    M,
    /// Large.
    L,
    /// Extra large: the page's own heading.
    Xl,
}

impl Size {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::S => "s",
            Self::M => "m",
            Self::L => "l",
            Self::Xl => "xl",
        }
    }
}

/// The words over a field or over a group of fields.
#[derive(Clone)]
pub struct Label {
    text: Html,
    size: Option<Size>,
    is_heading: bool,
    is_hidden: bool,
}

impl Label {
    /// The words.
    #[must_use]
    pub fn new(text: impl Into<Html>) -> Self {
        Self { text: text.into(), size: None, is_heading: false, is_hidden: false }
    }

    /// How large.
    #[must_use]
    pub fn size(mut self, size: Size) -> Self {
        self.size = Some(size);
        self
    }

    /// The words are the page's one `h1`: pages with one question.
    #[must_use]
    pub fn heading(mut self) -> Self {
        self.is_heading = true;
        self
    }

    /// Only for people with a screen reader, where the place says it all.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.is_hidden = true;
        self
    }
}

impl<T: Into<Html>> From<T> for Label {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// The words, the hint and the error over one field.
#[derive(Template, Clone)]
#[template(path = "components/field_head.html")]
pub(super) struct FieldHead {
    pub(super) id: String,
    pub(super) label: Label,
    pub(super) hint: Option<Html>,
    pub(super) error: Option<Html>,
}

impl FieldHead {
    pub(super) fn new(id: &str, label: impl Into<Label>) -> Self {
        Self { id: id.to_owned(), label: label.into(), hint: None, error: None }
    }

    /// What the field's `aria-describedby` names: "" or " name name", after
    /// what the caller puts first.
    pub(super) fn described_by(&self, first: impl AsRef<str>) -> Html {
        let mut names = Vec::new();
        if !first.as_ref().is_empty() {
            names.push(first.as_ref().to_owned());
        }
        if self.hint.is_some() {
            names.push(format!("{}-hint", self.id));
        }
        if self.error.is_some() {
            names.push(format!("{}-error", self.id));
        }
        if names.is_empty() {
            return Html::default();
        }
        Html::fixed(" aria-describedby=\"").and(names.join(" ")).and(Html::fixed("\""))
    }

    /// " nhsuk-form-group--error" when something is to be put right.
    pub(super) fn group_class(&self) -> &'static str {
        if self.error.is_some() { " nhsuk-form-group--error" } else { "" }
    }
}

/// Help under the words of a field.
#[derive(Template)]
#[template(
    ext = "html",
    source = "<div class=\"nhsuk-hint\"{% if !id.is_empty() %} id=\"{{ id }}\"{% endif %}>{{ text }}</div>"
)]
pub struct Hint {
    /// The element's id, for `aria-describedby`; empty for none.
    pub id: String,
    /// The words.
    pub text: Html,
}

/// What to put right, beside a field.
#[derive(Template)]
#[template(
    ext = "html",
    source = "<span class=\"nhsuk-error-message\"{% if !id.is_empty() %} id=\"{{ id }}\"{% endif %}><span class=\"nhsuk-u-visually-hidden\">Error: </span>{{ text }}</span>"
)]
pub struct ErrorMessage {
    /// The element's id, for `aria-describedby`; empty for none.
    pub id: String,
    /// What to do: "Enter the date of the visit".
    pub text: Html,
}

/// A group of fields under one question.
#[derive(Template)]
#[template(path = "components/fieldset.html")]
pub struct Fieldset {
    legend: Label,
    described_by: Html,
    is_role_group: bool,
    content: Html,
}

impl Fieldset {
    /// The question and the fields.
    #[must_use]
    pub fn new(legend: impl Into<Label>, content: impl Into<Html>) -> Self {
        Self { legend: legend.into(), described_by: Html::default(), is_role_group: false, content: content.into() }
    }

    /// The group with the hint and the error of its head before the fields.
    pub(super) fn of(head: &FieldHead, is_role_group: bool, fields: Html) -> Self {
        Self {
            legend: head.label.clone(),
            described_by: head.described_by(""),
            is_role_group,
            content: hint_and_error(head).and(fields),
        }
    }
}

/// The hint and the error of a group.
pub(super) fn hint_and_error(head: &FieldHead) -> Html {
    let hint = head.hint.clone().map(|text| Html::from(Hint { id: format!("{}-hint", head.id), text }));
    let error = head.error.clone().map(|text| Html::from(ErrorMessage { id: format!("{}-error", head.id), text }));
    hint.into_iter().chain(error).collect()
}

part!(FieldHead, Hint, ErrorMessage, Fieldset);
