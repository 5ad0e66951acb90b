//! A date in three small fields, as people know it by heart.

use askama::Template;

use super::field::{FieldHead, Fieldset};
use super::{Html, Label, part};

/// Day, month or year: where an error stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// The day.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

impl DatePart {
    const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Month => "Month",
            Self::Year => "Year",
        }
    }

    fn width(self) -> u8 {
        if self == Self::Year { 4 } else { 2 }
    }
}

/// One of the three fields.
struct Part {
    part: DatePart,
    name: String,
    value: String,
    is_wrong: bool,
}

/// The three fields, inside their group.
#[derive(Template)]
#[template(path = "components/date_input.html")]
struct Parts<'a> {
    id: &'a str,
    parts: Vec<Part>,
}

/// A date. The fields are `{name}-day`, `{name}-month` and `{name}-year`.
#[derive(Template)]
#[template(ext = "html", source = "<div class=\"nhsuk-form-group{{ head.group_class() }}\">{{ self.content() }}</div>")]
pub struct DateInput {
    head: FieldHead,
    name_start: String,
    values: [String; 3],
    wrong: Vec<DatePart>,
}

impl DateInput {
    /// A date, empty.
    #[must_use]
    pub fn new(name: impl Into<String>, legend: impl Into<Label>) -> Self {
        let name = name.into();
        Self {
            head: FieldHead::new(&name, legend),
            name_start: format!("{name}-"),
            values: Default::default(),
            wrong: Vec::new(),
        }
    }

    /// The fields are plainly `day`, `month` and `year`.
    #[must_use]
    pub fn plain_names(mut self) -> Self {
        self.name_start.clear();
        self
    }

    /// Help under the question.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Html>) -> Self {
        self.head.hint = Some(hint.into());
        self
    }

    /// What stands in the fields: day, month and year as typed.
    #[must_use]
    pub fn typed(mut self, day: &str, month: &str, year: &str) -> Self {
        self.values = [day, month, year].map(str::to_owned);
        self
    }

    /// A known date.
    #[must_use]
    pub fn date(self, date: jiff::civil::Date) -> Self {
        self.typed(&date.day().to_string(), &date.month().to_string(), &date.year().to_string())
    }

    /// What to put right, if anything; all three fields are marked unless
    /// [`DateInput::wrong`] names some.
    #[must_use]
    pub fn error(mut self, error: Option<&str>) -> Self {
        self.head.error = error.map(Html::from);
        self
    }

    /// The fields that are wrong.
    #[must_use]
    pub fn wrong(mut self, parts: &[DatePart]) -> Self {
        self.wrong = parts.to_vec();
        self
    }

    fn is_wrong(&self, part: DatePart) -> bool {
        self.head.error.is_some() && (self.wrong.is_empty() || self.wrong.contains(&part))
    }

    fn content(&self) -> Html {
        let parts = DatePart::ALL.into_iter().zip(&self.values).map(|(part, value)| Part {
            part,
            name: format!("{}{}", self.name_start, part.word()),
            value: value.clone(),
            is_wrong: self.is_wrong(part),
        });
        let fields = Html::of(&Parts { id: &self.head.id, parts: parts.collect() });
        Fieldset::of(&self.head, true, fields).into()
    }
}

part!(DateInput);
