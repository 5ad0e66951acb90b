use std::borrow::Cow;

use kith_core::person::{Address, Name, Sex};
use kith_core::statement::PersonStatement;
use serde::{Deserialize, Serialize};

use super::{day, day_number, each, read, write};

/// What a source says about one person, as it is sealed.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct Person<'a> {
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    nhs_number: Option<u64>,
    #[serde(rename = "g", skip_serializing_if = "Option::is_none")]
    given_name: Option<Cow<'a, str>>,
    #[serde(rename = "m", skip_serializing_if = "Option::is_none")]
    middle_name: Option<Cow<'a, str>>,
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    family_name: Option<Cow<'a, str>>,
    #[serde(rename = "ka", skip_serializing_if = "Option::is_none")]
    known_as: Option<Cow<'a, str>>,
    #[serde(rename = "ff", skip_serializing_if = "Option::is_none")]
    former_family_name: Option<Cow<'a, str>>,
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    born_on: Option<i32>,
    #[serde(rename = "du", skip_serializing_if = "Option::is_none")]
    due_on: Option<i32>,
    #[serde(rename = "dd", skip_serializing_if = "Option::is_none")]
    died_on: Option<i32>,
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    sex: Option<char>,
    #[serde(rename = "bo", skip_serializing_if = "Option::is_none")]
    birth_order: Option<u8>,
    #[serde(rename = "al", skip_serializing_if = "Option::is_none")]
    address_lines: Option<Cow<'a, [String]>>,
    #[serde(rename = "pc", skip_serializing_if = "Option::is_none")]
    postcode: Option<Cow<'a, str>>,
    #[serde(rename = "up", skip_serializing_if = "Option::is_none")]
    uprn: Option<u64>,
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    telephone: Option<Cow<'a, str>>,
    #[serde(rename = "em", skip_serializing_if = "Option::is_none")]
    email: Option<Cow<'a, str>>,
    #[serde(rename = "re", skip_serializing_if = "Option::is_none")]
    best_way_to_reach: Option<Cow<'a, str>>,
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    language: Option<Cow<'a, str>>,
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    interpreter: Option<Cow<'a, str>>,
    #[serde(rename = "et", skip_serializing_if = "Option::is_none")]
    ethnicity: Option<Cow<'a, str>>,
    #[serde(rename = "pr", skip_serializing_if = "Option::is_none")]
    practice: Option<Cow<'a, str>>,
    #[serde(rename = "pn", skip_serializing_if = "Option::is_none")]
    pupil_number: Option<Cow<'a, str>>,
    #[serde(rename = "sc", skip_serializing_if = "Option::is_none")]
    school: Option<Cow<'a, str>>,
    #[serde(rename = "ln", skip_serializing_if = "Option::is_none")]
    local_number: Option<Cow<'a, str>>,
    #[serde(rename = "sh", skip_serializing_if = "std::ops::Not::not")]
    is_shielded: bool,
    #[serde(rename = "se", skip_serializing_if = "std::ops::Not::not")]
    is_sealed: bool,
    #[serde(rename = "pa", skip_serializing_if = "Option::is_none")]
    has_parental_responsibility: Option<bool>,
    #[serde(rename = "rs", skip_serializing_if = "Option::is_none")]
    relation_since: Option<i32>,
    #[serde(rename = "ru", skip_serializing_if = "Option::is_none")]
    relation_until: Option<i32>,
}

fn text(value: Option<&String>) -> Option<Cow<'_, str>> {
    value.map(|text| Cow::Borrowed(text.as_str()))
}

fn name(value: Option<&Name>) -> Option<Cow<'_, str>> {
    value.map(|name| Cow::Borrowed(name.as_str()))
}

impl<'a> From<&'a PersonStatement> for Person<'a> {
    fn from(said: &'a PersonStatement) -> Self {
        let address = said.address.as_ref();
        Self {
            nhs_number: said.nhs_number.map(|number| number.as_u64()),
            given_name: name(said.given_name.as_ref()),
            middle_name: name(said.middle_name.as_ref()),
            family_name: name(said.family_name.as_ref()),
            known_as: name(said.known_as.as_ref()),
            former_family_name: name(said.former_family_name.as_ref()),
            born_on: said.born_on.map(day_number),
            due_on: said.due_on.map(day_number),
            died_on: said.died_on.map(day_number),
            sex: said.sex.map(Sex::letter),
            birth_order: said.birth_order,
            address_lines: address.map(|address| Cow::Borrowed(address.lines.as_slice())),
            postcode: address.and_then(|address| address.postcode.as_ref()).map(|code| Cow::Borrowed(code.as_str())),
            uprn: address.and_then(|address| address.uprn),
            telephone: said.telephone.as_ref().map(|number| Cow::Borrowed(number.digits())),
            email: text(said.email.as_ref()),
            best_way_to_reach: text(said.best_way_to_reach.as_ref()),
            language: text(said.language.as_ref()),
            interpreter: text(said.interpreter.as_ref()),
            ethnicity: text(said.ethnicity.as_ref()),
            practice: text(said.practice.as_ref()),
            pupil_number: text(said.pupil_number.as_ref()),
            school: text(said.school.as_ref()),
            local_number: text(said.local_number.as_ref()),
            is_shielded: said.is_shielded,
            is_sealed: said.is_sealed,
            has_parental_responsibility: said.has_parental_responsibility,
            relation_since: said.relation_since.map(day_number),
            relation_until: said.relation_until.map(day_number),
        }
    }
}

fn read_name(written: Option<Cow<'_, str>>) -> Option<Option<Name>> {
    each(written, |text| Name::parse(&text).ok())
}

fn read_sex(letter: char) -> Option<Sex> {
    [Sex::Female, Sex::Male, Sex::NotKnown].into_iter().find(|sex| sex.letter() == letter)
}

impl Person<'_> {
    pub(super) fn into_statement(self) -> Option<PersonStatement> {
        let owned = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
        let address = match (self.address_lines, self.postcode, self.uprn) {
            (None, None, None) => None,
            (lines, postcode, uprn) => Some(Address {
                lines: lines.map(Cow::into_owned).unwrap_or_default(),
                postcode: each(postcode, |text| text.parse().ok())?,
                uprn,
            }),
        };
        Some(PersonStatement {
            nhs_number: each(self.nhs_number, |number| number.to_string().parse().ok())?,
            given_name: read_name(self.given_name)?,
            middle_name: read_name(self.middle_name)?,
            family_name: read_name(self.family_name)?,
            known_as: read_name(self.known_as)?,
            former_family_name: read_name(self.former_family_name)?,
            born_on: each(self.born_on, day)?,
            due_on: each(self.due_on, day)?,
            died_on: each(self.died_on, day)?,
            sex: each(self.sex, read_sex)?,
            birth_order: self.birth_order,
            address,
            telephone: each(self.telephone, |text| text.parse().ok())?,
            email: owned(self.email),
            best_way_to_reach: owned(self.best_way_to_reach),
            language: owned(self.language),
            interpreter: owned(self.interpreter),
            ethnicity: owned(self.ethnicity),
            practice: owned(self.practice),
            pupil_number: owned(self.pupil_number),
            school: owned(self.school),
            local_number: owned(self.local_number),
            is_shielded: self.is_shielded,
            is_sealed: self.is_sealed,
            has_parental_responsibility: self.has_parental_responsibility,
            relation_since: each(self.relation_since, day)?,
            relation_until: each(self.relation_until, day)?,
        })
    }
}

/// What a source says about one person, as bytes to seal.
pub(crate) fn write_person(said: &PersonStatement) -> Vec<u8> {
    write(&Person::from(said))
}

/// Reads what a source says about one person.
pub(crate) fn read_person(bytes: &[u8]) -> Option<PersonStatement> {
    read::<Person<'static>>(bytes)?.into_statement()
}
