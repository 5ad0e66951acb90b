//! Services table: who works with a family, how much, when, and what is shown.

use askama::Template;

use super::{Colour, Html, Spark, Tag, TelephoneLink, part};

/// How much of a service's record the reader sees.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Contacts with their notes.
    Everything,
    /// What the service has summed up.
    Summary,
    /// That it works with the family, and when.
    DatesOnly,
    /// Nothing but its name.
    NotShown,
}

impl Shown {
    /// The tag with the words.
    #[must_use]
    pub fn tag(self) -> Tag {
        match self {
            Self::Everything => Tag::new("Everything", Colour::Green),
            Self::Summary => Tag::new("Summary", Colour::AquaGreen),
            Self::DatesOnly => Tag::new("Dates only", Colour::Grey),
            Self::NotShown => Tag::new("Not shown", Colour::White),
        }
    }
}

/// One service that works, or worked, with the family.
pub struct ServiceRow {
    name: Html,
    person: Html,
    telephone: Option<TelephoneLink>,
    is_lead: bool,
    has_ended: bool,
    contacts: Spark,
    when: Vec<Html>,
    shown: Shown,
    why: Html,
}

impl ServiceRow {
    /// The service's name, its contacts, and how much of it is shown.
    #[must_use]
    pub fn new(name: impl Into<Html>, contacts: Spark, shown: Shown) -> Self {
        Self {
            name: name.into(),
            person: Html::default(),
            telephone: None,
            is_lead: false,
            has_ended: false,
            contacts,
            when: Vec::new(),
            shown,
            why: Html::default(),
        }
    }

    /// Who it is: "Amara Okafor, health visitor"; "You".
    #[must_use]
    pub fn person(mut self, person: impl Into<Html>) -> Self {
        self.person = person.into();
        self
    }

    /// The telephone number, as a link.
    #[must_use]
    pub fn telephone(mut self, number: Option<&str>) -> Self {
        self.telephone = number.map(TelephoneLink::new);
        self
    }

    /// The lead professional is here.
    #[must_use]
    pub fn lead(mut self, is_lead: bool) -> Self {
        self.is_lead = is_lead;
        self
    }

    /// It no longer works with the family.
    #[must_use]
    pub fn ended(mut self, has_ended: bool) -> Self {
        self.has_ended = has_ended;
        self
    }

    /// Adds a line: "12 Nov, home visit", "Next: 26 Nov, 6 to 8 week review".
    #[must_use]
    pub fn when(mut self, line: impl Into<Html>) -> Self {
        self.when.push(line.into());
        self
    }

    /// Why no more is shown, or where more is; a link may stand in it.
    #[must_use]
    pub fn why(mut self, why: impl Into<Html>) -> Self {
        self.why = why.into();
        self
    }
}

/// Who works with a family. The heading that names it has the id given.
#[derive(Template)]
#[template(path = "components/services_table.html")]
pub struct ServicesTable {
    heading_id: String,
    months: String,
    rows: Vec<ServiceRow>,
}

impl ServicesTable {
    /// The heading's id and the rows, those who work with the family first.
    #[must_use]
    pub fn new(heading_id: impl Into<String>, rows: Vec<ServiceRow>) -> Self {
        let months = rows.first().map(|row| row.contacts.months()).unwrap_or_default();
        Self { heading_id: heading_id.into(), months, rows }
    }
}

part!(ServicesTable);
