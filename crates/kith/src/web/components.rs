//! The parts that pages are made of: small typed templates, those of the design
//! system (checked against its own examples) and ours.
//!
//! A part is built in Rust and stands in a page's template as `{{ part }}`.
//! Text that comes in as `&str` or `String` is escaped; markup comes in only as
//! another part, or as [`Html::fixed`] words of the program itself.

mod access_line;
mod action;
mod card;
mod check_table;
mod choices;
mod consent_summary;
mod date_input;
mod details;
mod due_panel;
mod error_summary;
mod field;
mod file_upload;
mod freshness;
mod histogram;
mod icon;
mod identity_bar;
mod input;
mod key_facts;
mod notice;
mod pagination;
mod people_list;
mod problem_table;
mod review_list;
mod select;
mod services_table;
mod share_answer;
mod share_bars;
mod spark;
mod split_bar;
mod statement;
mod summary_list;
mod table;
mod tag;
mod task_list;
mod textarea;
mod timeline;
mod verdict;

use std::fmt;

use askama::Template;
use askama::filters::{Escaper as _, HtmlSafe};

pub use access_line::AccessLine;
pub use action::{ActionLink, BackLink, Breadcrumb, Button, Link, TelephoneLink, Variant};
pub use card::{Card, CardKind};
pub use check_table::{Check, CheckTable, Found};
pub use choices::{Checkboxes, Choice, Radios};
pub use consent_summary::ConsentSummary;
pub use date_input::{DateInput, DatePart};
pub use details::Details;
pub use due_panel::DuePanel;
pub use error_summary::ErrorSummary;
pub use field::{ErrorMessage, Fieldset, Hint, Label, Size};
pub use file_upload::FileUpload;
pub use freshness::{Freshness, SourceAge};
pub use histogram::{Histogram, HistogramBar};
pub use icon::{Icon, LockedLine};
pub use identity_bar::IdentityBar;
pub use input::Input;
pub use key_facts::KeyFacts;
pub use notice::{InsetText, NotificationBanner, WarningCallout};
pub use pagination::Pagination;
pub use people_list::{Member, PeopleList};
pub use problem_table::{Problem, ProblemTable};
pub use review_list::{Review, ReviewList, ReviewState};
pub use select::Select;
pub use services_table::{ServiceRow, ServicesTable, Shown};
pub use share_answer::{Leads, ShareAnswerPart, drawing};
pub use share_bars::ShareBars;
pub use spark::Spark;
pub use split_bar::SplitBar;
pub use statement::Statement;
pub use summary_list::{SummaryList, SummaryRow};
pub use table::{Cell, Column, Sorted, Table};
pub use tag::{Colour, Tag};
pub use task_list::{Task, TaskList};
pub use textarea::Textarea;
pub use timeline::{Happening, Timeline};
pub use verdict::{Answer, Verdict};

/// Markup that is safe to send: every piece of text in it is escaped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The markup of a part.
    ///
    /// # Panics
    ///
    /// Never: a template that writes to memory cannot fail.
    #[must_use]
    pub fn of(part: &impl Template) -> Self {
        Self(part.render().expect("a template that writes to memory cannot fail"))
    }

    /// Markup that stands in the program itself, such as `<br>`.
    #[must_use]
    pub fn fixed(markup: &'static str) -> Self {
        Self(markup.to_owned())
    }

    /// Strong text.
    #[must_use]
    pub fn strong(text: &str) -> Self {
        Self(format!("<strong>{}</strong>", Self::from(text)))
    }

    /// Text that only people with a screen reader get; starts with the space
    /// that parts it from the words before.
    #[must_use]
    pub fn hidden(text: &str) -> Self {
        Self(format!("<span class=\"nhsuk-u-visually-hidden\"> {}</span>", Self::from(text)))
    }

    /// Text in paragraphs.
    #[must_use]
    pub fn paragraphs<T: AsRef<str>>(texts: &[T]) -> Self {
        Self(texts.iter().map(|text| format!("<p>{}</p>", Self::from(text.as_ref()))).collect())
    }

    /// Adds more after this.
    #[must_use]
    pub fn and(mut self, more: impl Into<Self>) -> Self {
        self.0.push_str(&more.into().0);
        self
    }

    /// Whether there is more than text in it.
    fn has_markup(&self) -> bool {
        self.0.contains('<')
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        let mut markup = String::with_capacity(text.len());
        askama::filters::Html.write_escaped_str(&mut markup, text).expect("writing to memory cannot fail");
        Self(markup)
    }
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Html {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Self>>(parts: I) -> Self {
        parts.into_iter().fold(Self::default(), Self::and)
    }
}

/// Makes templates stand in other templates without being escaped again, and
/// lets them be given wherever text may be given.
macro_rules! part {
    ($($name:ty),+) => {$(
        impl ::askama::filters::HtmlSafe for $name {}

        impl From<$name> for $crate::web::components::Html {
            fn from(part: $name) -> Self {
                Self::of(&part)
            }
        }
    )+};
}

use part;
