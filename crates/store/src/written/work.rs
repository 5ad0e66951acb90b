use std::borrow::Cow;

use kith_core::statement::InvolvementStatement;
use serde::{Deserialize, Serialize};

use super::{day, day_number, each, read, write};

/// What a source says about its work with somebody, as it is sealed.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct Work<'a> {
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    team: Option<Cow<'a, str>>,
    #[serde(rename = "w", skip_serializing_if = "Option::is_none")]
    worker: Option<Cow<'a, str>>,
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    worker_code: Option<Cow<'a, str>>,
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    worker_post: Option<Cow<'a, str>>,
    #[serde(rename = "tel", skip_serializing_if = "Option::is_none")]
    worker_telephone: Option<Cow<'a, str>>,
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    started_on: Option<i32>,
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    ended_on: Option<i32>,
    #[serde(rename = "le", skip_serializing_if = "std::ops::Not::not")]
    is_lead: bool,
    #[serde(rename = "lv", skip_serializing_if = "Option::is_none")]
    level: Option<Cow<'a, str>>,
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    next_on: Option<i32>,
    #[serde(rename = "nk", skip_serializing_if = "Option::is_none")]
    next_kind: Option<Cow<'a, str>>,
    #[serde(rename = "st", skip_serializing_if = "Option::is_none")]
    status: Option<Cow<'a, str>>,
}

impl<'a> From<&'a InvolvementStatement> for Work<'a> {
    fn from(said: &'a InvolvementStatement) -> Self {
        let text = |value: &'a Option<String>| value.as_deref().map(Cow::Borrowed);
        Self {
            team: text(&said.team),
            worker: text(&said.worker),
            worker_code: text(&said.worker_code),
            worker_post: text(&said.worker_post),
            worker_telephone: said.worker_telephone.as_ref().map(|number| Cow::Borrowed(number.digits())),
            started_on: said.started_on.map(day_number),
            ended_on: said.ended_on.map(day_number),
            is_lead: said.is_lead,
            level: text(&said.level),
            next_on: said.next_on.map(day_number),
            next_kind: text(&said.next_kind),
            status: text(&said.status),
        }
    }
}

impl Work<'_> {
    pub(super) fn into_statement(self) -> Option<InvolvementStatement> {
        let owned = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
        Some(InvolvementStatement {
            team: owned(self.team),
            worker: owned(self.worker),
            worker_code: owned(self.worker_code),
            worker_post: owned(self.worker_post),
            worker_telephone: each(self.worker_telephone, |text| text.parse().ok())?,
            started_on: each(self.started_on, day)?,
            ended_on: each(self.ended_on, day)?,
            is_lead: self.is_lead,
            level: owned(self.level),
            next_on: each(self.next_on, day)?,
            next_kind: owned(self.next_kind),
            status: owned(self.status),
        })
    }
}

/// A source's work with somebody, as bytes to seal.
pub(crate) fn write_work(said: &InvolvementStatement) -> Vec<u8> {
    write(&Work::from(said))
}

/// Reads a source's work with somebody.
pub(crate) fn read_work(bytes: &[u8]) -> Option<InvolvementStatement> {
    read::<Work<'static>>(bytes)?.into_statement()
}

/// What a contact was and who met the family, apart from what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContactWords {
    pub(crate) kind: String,
    pub(crate) worker: Option<String>,
    pub(crate) worker_code: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WrittenContact<'a> {
    #[serde(rename = "k")]
    kind: Cow<'a, str>,
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    worker: Option<Cow<'a, str>>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    worker_code: Option<Cow<'a, str>>,
}

/// What a contact was and who met the family, as bytes to seal.
pub(crate) fn write_contact_words(kind: &str, worker: Option<&str>, worker_code: Option<&str>) -> Vec<u8> {
    write(&WrittenContact {
        kind: Cow::Borrowed(kind),
        worker: worker.map(Cow::Borrowed),
        worker_code: worker_code.map(Cow::Borrowed),
    })
}

/// Reads what a contact was and who met the family.
pub(crate) fn read_contact_words(bytes: &[u8]) -> Option<ContactWords> {
    let WrittenContact { kind, worker, worker_code } = read::<WrittenContact<'static>>(bytes)?;
    Some(ContactWords {
        kind: kind.into_owned(),
        worker: worker.map(Cow::into_owned),
        worker_code: worker_code.map(Cow::into_owned),
    })
}
