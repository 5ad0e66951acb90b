//! Radios and checkboxes.

use askama::Template;

use super::field::{FieldHead, Fieldset, hint_and_error};
use super::{Html, Label, part};

/// One thing to choose.
#[derive(Clone)]
pub struct Choice {
    value: String,
    text: Html,
    hint: Option<Html>,
    more: Option<Html>,
    excludes_others: bool,
}

impl Choice {
    /// A value and its words.
    #[must_use]
    pub fn new(value: impl Into<String>, text: impl Into<Html>) -> Self {
        Self { value: value.into(), text: text.into(), hint: None, more: None, excludes_others: false }
    }

    /// Help under the words.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Html>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Fields that belong to this choice; without script they always show.
    #[must_use]
    pub fn more(mut self, fields: impl Into<Html>) -> Self {
        self.more = Some(fields.into());
        self
    }

    /// "None of these": choosing it clears the others.
    #[must_use]
    pub fn excludes_others(mut self) -> Self {
        self.excludes_others = true;
        self
    }
}

/// A choice in its place, or a word between two.
#[derive(Clone)]
enum Item {
    Choice(Choice),
    Divider(String),
}

/// The list of radios or checkboxes, inside its group.
#[derive(Template)]
#[template(path = "components/choices.html")]
struct Items<'a> {
    /// "radios" or "checkboxes", as in the class names.
    block: &'static str,
    /// "radio" or "checkbox".
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    items: &'a [Item],
    chosen: &'a [String],
    is_inline: bool,
    is_small: bool,
    is_focused: bool,
}

impl Items<'_> {
    fn is_chosen(&self, choice: &Choice) -> bool {
        self.chosen.contains(&choice.value)
    }

    /// The id of the item at a place, counted from 0: the first has the
    /// group's own id, so that an error summary can lead to it.
    fn item_id(&self, place: &usize) -> String {
        if *place == 0 { self.id.to_owned() } else { format!("{}-{}", self.id, place + 1) }
    }
}

/// What radios and checkboxes share.
struct Group {
    head: FieldHead,
    has_fieldset: bool,
    name: String,
    items: Vec<Item>,
    chosen: Vec<String>,
    is_inline: bool,
    is_small: bool,
    is_focused: bool,
}

impl Group {
    fn new(name: String, legend: Label) -> Self {
        Self {
            head: FieldHead::new(&name, legend),
            has_fieldset: true,
            name,
            items: Vec::new(),
            chosen: Vec::new(),
            is_inline: false,
            is_small: false,
            is_focused: false,
        }
    }

    fn html(&self, block: &'static str, kind: &'static str) -> Html {
        let items = Html::of(&Items {
            block,
            kind,
            id: &self.head.id,
            name: &self.name,
            items: &self.items,
            chosen: &self.chosen,
            is_inline: self.is_inline,
            is_small: self.is_small,
            is_focused: self.is_focused,
        });
        if self.has_fieldset {
            Fieldset::of(&self.head, false, items).into()
        } else {
            hint_and_error(&self.head).and(items)
        }
    }
}

macro_rules! group {
    ($name:ident, $block:literal, $kind:literal) => {
        impl $name {
            /// A question without choices yet.
            #[must_use]
            pub fn new(name: impl Into<String>, legend: impl Into<Label>) -> Self {
                Self { group: Group::new(name.into(), legend.into()) }
            }

            /// The id of the first choice where it is not the name.
            #[must_use]
            pub fn id(mut self, id: impl Into<String>) -> Self {
                self.group.head.id = id.into();
                self
            }

            /// Adds a choice.
            #[must_use]
            pub fn choice(mut self, choice: Choice) -> Self {
                self.group.items.push(Item::Choice(choice));
                self
            }

            /// Adds choices: value and words.
            #[must_use]
            pub fn choices<V: Into<String>, W: Into<Html>>(
                mut self,
                choices: impl IntoIterator<Item = (V, W)>,
            ) -> Self {
                let choices = choices.into_iter().map(|(value, text)| Item::Choice(Choice::new(value, text)));
                self.group.items.extend(choices);
                self
            }

            /// Adds a word between two choices: "or".
            #[must_use]
            pub fn divider(mut self, word: impl Into<String>) -> Self {
                self.group.items.push(Item::Divider(word.into()));
                self
            }

            /// Help under the question.
            #[must_use]
            pub fn hint(mut self, hint: impl Into<Html>) -> Self {
                self.group.head.hint = Some(hint.into());
                self
            }

            /// What to put right, if anything.
            #[must_use]
            pub fn error(mut self, error: Option<&str>) -> Self {
                self.group.head.error = error.map(Html::from);
                self
            }

            /// Smaller, for staff who fill in many.
            #[must_use]
            pub fn small(mut self) -> Self {
                self.group.is_small = true;
                self
            }

            /// No group and no question: the place says it all.
            #[must_use]
            pub fn without_legend(mut self) -> Self {
                self.group.has_fieldset = false;
                self
            }

            /// A question that nothing answers is not asked: a family without a
            /// child has no "About which children?".
            fn is_asked(&self) -> bool {
                !self.group.items.is_empty()
            }

            fn error_class(&self) -> &'static str {
                self.group.head.group_class()
            }

            fn content(&self) -> Html {
                self.group.html($block, $kind)
            }
        }
    };
}

/// One choice of several.
#[derive(Template)]
#[template(
    ext = "html",
    source = "{% if self.is_asked() %}<div class=\"nhsuk-form-group{{ self.error_class() }}\">{{ self.content() }}</div>{% endif %}"
)]
pub struct Radios {
    group: Group,
}

group!(Radios, "radios", "radio");

impl Radios {
    /// The choice that is made, by its value.
    #[must_use]
    pub fn chosen(mut self, value: impl Into<String>) -> Self {
        self.group.chosen = vec![value.into()];
        self
    }

    /// Has the focus when the page opens: for the next of a queue.
    #[must_use]
    pub fn focused(mut self) -> Self {
        self.group.is_focused = true;
        self
    }

    /// Beside each other: for "Yes" and "No".
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.group.is_inline = true;
        self
    }
}

/// Any of several.
#[derive(Template)]
#[template(
    ext = "html",
    source = "{% if self.is_asked() %}<div class=\"nhsuk-form-group{{ self.error_class() }}\">{{ self.content() }}</div>{% endif %}"
)]
pub struct Checkboxes {
    group: Group,
}

group!(Checkboxes, "checkboxes", "checkbox");

impl Checkboxes {
    /// The boxes that are ticked, by their values.
    #[must_use]
    pub fn ticked<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.group.chosen = values.into_iter().map(Into::into).collect();
        self
    }
}

part!(Radios, Checkboxes);
