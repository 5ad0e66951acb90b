use std::borrow::Cow;

use kith_core::service::ServiceKind;
use kith_core::statement::{AgreementStatement, ContactStatement, Part, RowStatement};
use serde::{Deserialize, Serialize};

use super::fact::Fact;
use super::person::Person;
use super::work::Work;
use super::{day, day_number, each, read, write};

/// Everything that one row says, as it is sealed while it waits.
#[derive(Serialize, Deserialize)]
struct Row<'a> {
    #[serde(rename = "r")]
    row: u64,
    #[serde(rename = "l")]
    list: Cow<'a, str>,
    #[serde(rename = "k")]
    key: Cow<'a, str>,
    #[serde(rename = "on", default, skip_serializing_if = "Option::is_none")]
    recorded_on: Option<i32>,
    #[serde(rename = "s")]
    service: Cow<'a, str>,
    #[serde(rename = "p")]
    people: Vec<(Cow<'a, str>, Person<'a>)>,
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    involvement: Option<Work<'a>>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    contact: Option<Contact<'a>>,
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    agreements: Vec<Agreement<'a>>,
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    facts: Vec<Fact<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Contact<'a> {
    #[serde(rename = "on")]
    happened_on: i32,
    #[serde(rename = "k")]
    kind: Cow<'a, str>,
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    worker: Option<Cow<'a, str>>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    worker_code: Option<Cow<'a, str>>,
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    note: Option<Cow<'a, str>>,
    #[serde(rename = "a")]
    was_attended: bool,
}

#[derive(Serialize, Deserialize)]
enum Agreement<'a> {
    #[serde(rename = "n")]
    NoticeGiven { on: i32, version: Cow<'a, str>, how: Cow<'a, str> },
    #[serde(rename = "o")]
    Objected { on: i32, how: Cow<'a, str> },
    #[serde(rename = "a")]
    Agreed {
        on: i32,
        by: Cow<'a, str>,
        how: Cow<'a, str>,
        kinds: Cow<'a, [String]>,
        partners: Cow<'a, [String]>,
        informed: bool,
        review: Option<i32>,
    },
    #[serde(rename = "r")]
    Refused { on: i32, by: Cow<'a, str> },
    #[serde(rename = "w")]
    Withdrew { on: i32, by: Cow<'a, str> },
}

impl<'a> From<&'a RowStatement> for Row<'a> {
    fn from(said: &'a RowStatement) -> Self {
        Self {
            row: said.row,
            list: Cow::Borrowed(&said.list),
            key: Cow::Borrowed(&said.key),
            recorded_on: said.recorded_on.map(day_number),
            service: Cow::Borrowed(said.service.word()),
            people: said.people.iter().map(|(part, person)| (Cow::Borrowed(part.word()), person.into())).collect(),
            involvement: said.involvement.as_ref().map(Work::from),
            contact: said.contact.as_ref().map(Contact::from),
            agreements: said.agreements.iter().map(Agreement::from).collect(),
            facts: said.facts.iter().map(Fact::from).collect(),
        }
    }
}

impl<'a> From<&'a ContactStatement> for Contact<'a> {
    fn from(said: &'a ContactStatement) -> Self {
        Self {
            happened_on: day_number(said.happened_on),
            kind: Cow::Borrowed(&said.kind),
            worker: said.worker.as_deref().map(Cow::Borrowed),
            worker_code: said.worker_code.as_deref().map(Cow::Borrowed),
            note: said.note.as_deref().map(Cow::Borrowed),
            was_attended: said.was_attended,
        }
    }
}

impl<'a> From<&'a AgreementStatement> for Agreement<'a> {
    fn from(said: &'a AgreementStatement) -> Self {
        let word = |by: &Part| Cow::Borrowed(by.word());
        match said {
            AgreementStatement::NoticeGiven { on, version, how } => {
                Self::NoticeGiven { on: day_number(*on), version: Cow::Borrowed(version), how: Cow::Borrowed(how) }
            }
            AgreementStatement::Objected { on, how } => Self::Objected { on: day_number(*on), how: Cow::Borrowed(how) },
            AgreementStatement::Agreed { on, by, how, kinds, partners, is_informed, review_on } => Self::Agreed {
                on: day_number(*on),
                by: word(by),
                how: Cow::Borrowed(how),
                kinds: Cow::Borrowed(kinds),
                partners: Cow::Borrowed(partners),
                informed: *is_informed,
                review: review_on.map(day_number),
            },
            AgreementStatement::Refused { on, by } => Self::Refused { on: day_number(*on), by: word(by) },
            AgreementStatement::Withdrew { on, by } => Self::Withdrew { on: day_number(*on), by: word(by) },
        }
    }
}

impl Agreement<'_> {
    fn into_statement(self) -> Option<AgreementStatement> {
        Some(match self {
            Self::NoticeGiven { on, version, how } => {
                AgreementStatement::NoticeGiven { on: day(on)?, version: version.into_owned(), how: how.into_owned() }
            }
            Self::Objected { on, how } => AgreementStatement::Objected { on: day(on)?, how: how.into_owned() },
            Self::Agreed { on, by, how, kinds, partners, informed, review } => AgreementStatement::Agreed {
                on: day(on)?,
                by: Part::from_word(&by)?,
                how: how.into_owned(),
                kinds: kinds.into_owned(),
                partners: partners.into_owned(),
                is_informed: informed,
                review_on: each(review, day)?,
            },
            Self::Refused { on, by } => AgreementStatement::Refused { on: day(on)?, by: Part::from_word(&by)? },
            Self::Withdrew { on, by } => AgreementStatement::Withdrew { on: day(on)?, by: Part::from_word(&by)? },
        })
    }
}

impl Contact<'_> {
    fn into_statement(self) -> Option<ContactStatement> {
        Some(ContactStatement {
            happened_on: day(self.happened_on)?,
            kind: self.kind.into_owned(),
            worker: self.worker.map(Cow::into_owned),
            worker_code: self.worker_code.map(Cow::into_owned),
            note: self.note.map(Cow::into_owned),
            was_attended: self.was_attended,
        })
    }
}

/// Everything that one row says, as bytes to seal.
pub(crate) fn write_row(said: &RowStatement) -> Vec<u8> {
    write(&Row::from(said))
}

/// What a row says, without where it stood and when it was written: the same
/// row in the next file is the same row.
pub(crate) fn row_for_digest(said: &RowStatement) -> Vec<u8> {
    write(&Row { row: 0, recorded_on: None, ..Row::from(said) })
}

/// Reads everything that one row says.
pub(crate) fn read_row(bytes: &[u8]) -> Option<RowStatement> {
    let row: Row<'static> = read(bytes)?;
    let people = row.people.into_iter().map(|(part, person)| Some((Part::from_word(&part)?, person.into_statement()?)));
    Some(RowStatement {
        row: row.row,
        list: row.list.into_owned(),
        key: row.key.into_owned(),
        recorded_on: each(row.recorded_on, day)?,
        service: ServiceKind::from_word(&row.service)?,
        people: people.collect::<Option<_>>()?,
        involvement: each(row.involvement, Work::into_statement)?,
        contact: each(row.contact, Contact::into_statement)?,
        agreements: row.agreements.into_iter().map(Agreement::into_statement).collect::<Option<_>>()?,
        facts: row.facts.into_iter().map(Fact::into_statement).collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::{read_row, row_for_digest, write_row};
    use crate::tests::full_row;

    #[test]
    fn a_row_reads_back_as_it_was_written() {
        let row = full_row(7);
        assert!(read_row(&write_row(&row)) == Some(row));
    }

    #[test]
    fn only_what_a_row_says_makes_its_digest() {
        let (row, mut later) = (full_row(7), full_row(7));
        later.row = 99;
        later.recorded_on = Some(jiff::civil::date(2027, 1, 1));
        assert_eq!(row_for_digest(&row), row_for_digest(&later));
        later.people[0].1.is_shielded = !later.people[0].1.is_shielded;
        assert_ne!(row_for_digest(&row), row_for_digest(&later));
    }

    #[test]
    fn bytes_that_are_no_row_are_no_row() {
        let whole = write_row(&full_row(7));
        assert!((0..whole.len()).all(|cut| read_row(&whole[..cut]).is_none()));
    }
}
