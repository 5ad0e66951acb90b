use std::borrow::Cow;

use kith_core::follow_up::FactKind;
use kith_core::statement::FactStatement;
use serde::{Deserialize, Serialize};

use super::{day, day_number, read, write};

/// A fact for centres to follow up, as it is sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Fact<'a> {
    #[serde(rename = "k")]
    kind: Cow<'a, str>,
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    which: Option<Cow<'a, str>>,
    #[serde(rename = "s")]
    since: i32,
    #[serde(rename = "o", default, skip_serializing_if = "std::ops::Not::not")]
    is_over: bool,
}

impl<'a> From<&'a FactStatement> for Fact<'a> {
    fn from(said: &'a FactStatement) -> Self {
        Self {
            kind: Cow::Borrowed(said.kind.word()),
            which: said.which.as_deref().map(Cow::Borrowed),
            since: day_number(said.since),
            is_over: said.is_over,
        }
    }
}

impl Fact<'_> {
    pub(super) fn into_statement(self) -> Option<FactStatement> {
        Some(FactStatement {
            kind: FactKind::from_word(&self.kind)?,
            which: self.which.map(Cow::into_owned),
            since: day(self.since)?,
            is_over: self.is_over,
        })
    }
}

/// A fact, as bytes to seal.
pub(crate) fn write_fact(said: &FactStatement) -> Vec<u8> {
    write(&Fact::from(said))
}

/// Reads a fact.
pub(crate) fn read_fact(bytes: &[u8]) -> Option<FactStatement> {
    read::<Fact<'static>>(bytes)?.into_statement()
}
