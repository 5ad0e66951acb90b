use std::fmt;

use jiff::civil::Date;
use kith_link::{is_stand_in, plain_letters};

use crate::person::view::is_same_place;
use crate::person::{Address, Name, Sex};
use crate::statement::PersonStatement;

use super::NationalRecord;

/// A field that is compared with the national record: what tells people apart,
/// and nothing else (S002-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TracedField {
    /// NHS number.
    Number,
    /// First name.
    GivenName,
    /// Middle names.
    MiddleName,
    /// Family name.
    FamilyName,
    /// Date of birth.
    Birth,
    /// Sex.
    Sex,
    /// Place among twins or more.
    BirthOrder,
    /// Date of death.
    Death,
    /// Address.
    Address,
    /// Telephone.
    Telephone,
    /// GP practice.
    Practice,
}

impl TracedField {
    /// The name for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Number => "NHS number",
            Self::GivenName => "First name",
            Self::MiddleName => "Middle names",
            Self::FamilyName => "Family name",
            Self::Birth => "Date of birth",
            Self::Sex => "Sex",
            Self::BirthOrder => "Place among twins or more",
            Self::Death => "Date of death",
            Self::Address => "Address",
            Self::Telephone => "Telephone",
            Self::Practice => "GP practice",
        }
    }
}

/// How what is held here stands to the national record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// The same; capitals, spaces and punctuation do not count.
    Same,
    /// They differ.
    Differs,
    /// The national record had it before: a former name, an earlier address.
    Earlier,
    /// Only what is held here says anything.
    OnlyHere,
    /// Only the national record says anything.
    OnlyThere,
}

/// One field of both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// The field.
    pub field: TracedField,
    /// How the two stand to each other.
    pub agreement: Agreement,
}

impl fmt::Debug for Compared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} {:?}", self.field, self.agreement)
    }
}

impl Compared {
    /// Whether somebody should look at it: what differs, and a death that
    /// nobody here knows of.
    #[must_use]
    pub fn is_difference(&self) -> bool {
        let is_news = self.field == TracedField::Death && self.agreement == Agreement::OnlyThere;
        matches!(self.agreement, Agreement::Differs | Agreement::Earlier) || is_news
    }
}

/// Compares what is held here with the national record, field by field. What
/// neither says is left out.
#[must_use]
pub fn compare(ours: &PersonStatement, theirs: &NationalRecord) -> Vec<Compared> {
    let says = &theirs.says;
    let mut all = Vec::new();
    let mut add = |field, agreement: Option<Agreement>| {
        all.extend(agreement.map(|agreement| Compared { field, agreement }));
    };
    add(TracedField::GivenName, names(given(ours), given(says)));
    add(TracedField::MiddleName, names(ours.middle_name.as_ref(), says.middle_name.as_ref()));
    add(TracedField::FamilyName, family(ours, theirs));
    add(TracedField::Birth, values(ours.born_on, says.born_on));
    add(TracedField::Sex, values(sex(ours), sex(says)));
    add(TracedField::BirthOrder, values(ours.birth_order, says.birth_order));
    add(TracedField::Number, values(ours.nhs_number, Some(theirs.number)));
    add(TracedField::Death, death(ours.died_on, theirs));
    add(TracedField::Address, address(ours.address.as_ref(), theirs));
    add(TracedField::Telephone, values(ours.telephone.as_ref(), says.telephone.as_ref()));
    add(TracedField::Practice, texts(ours.practice.as_deref(), says.practice.as_deref()));
    all
}

/// Whether the national record under a number is most likely somebody else's:
/// the name and the date of birth are both others.
#[must_use]
pub fn is_somebody_else(compared: &[Compared]) -> bool {
    let differs = |wanted: &[TracedField]| {
        compared.iter().any(|line| wanted.contains(&line.field) && line.agreement == Agreement::Differs)
    };
    differs(&[TracedField::Birth]) && differs(&[TracedField::GivenName, TracedField::FamilyName])
}

fn given(said: &PersonStatement) -> Option<&Name> {
    said.given_name.as_ref().filter(|name| !is_stand_in(name.as_str()))
}

fn sex(said: &PersonStatement) -> Option<Sex> {
    said.sex.filter(|sex| *sex != Sex::NotKnown)
}

fn values<T: PartialEq>(ours: Option<T>, theirs: Option<T>) -> Option<Agreement> {
    match (ours, theirs) {
        (None, None) => None,
        (Some(_), None) => Some(Agreement::OnlyHere),
        (None, Some(_)) => Some(Agreement::OnlyThere),
        (Some(ours), Some(theirs)) => Some(if ours == theirs { Agreement::Same } else { Agreement::Differs }),
    }
}

/// Letters and digits only, in capitals; a text without any stands as it is.
fn plain(text: &str) -> String {
    let letters = plain_letters(text);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if letters.is_empty() && digits.is_empty() { text.trim().to_owned() } else { letters + &digits }
}

fn texts(ours: Option<&str>, theirs: Option<&str>) -> Option<Agreement> {
    let read = |text: Option<&str>| text.map(plain).filter(|text| !text.is_empty());
    values(read(ours), read(theirs))
}

fn names(ours: Option<&Name>, theirs: Option<&Name>) -> Option<Agreement> {
    texts(ours.map(Name::as_str), theirs.map(Name::as_str))
}

fn family(ours: &PersonStatement, theirs: &NationalRecord) -> Option<Agreement> {
    let found = names(ours.family_name.as_ref(), theirs.says.family_name.as_ref());
    let had_before = || {
        let ours = ours.family_name.as_ref().map(|name| plain(name.as_str()));
        theirs.former_family_names.iter().any(|name| Some(plain(name.as_str())) == ours)
    };
    found.map(|found| if found == Agreement::Differs && had_before() { Agreement::Earlier } else { found })
}

fn death(ours: Option<Date>, theirs: &NationalRecord) -> Option<Agreement> {
    match (ours, theirs.says.died_on) {
        (None, None) if theirs.has_died => Some(Agreement::OnlyThere),
        (Some(_), None) if theirs.has_died => Some(Agreement::Same),
        (ours, theirs) => values(ours, theirs),
    }
}

fn address(ours: Option<&Address>, theirs: &NationalRecord) -> Option<Agreement> {
    let ours = ours.filter(|address| !address.is_empty());
    let there = theirs.says.address.as_ref().filter(|address| !address.is_empty());
    match (ours, there) {
        (None, None) => None,
        (Some(_), None) => Some(Agreement::OnlyHere),
        (None, Some(_)) => Some(Agreement::OnlyThere),
        (Some(ours), Some(there)) if is_same_place(ours, there) => Some(Agreement::Same),
        (Some(ours), Some(_)) if theirs.former_addresses.iter().any(|before| is_same_place(ours, before)) => {
            Some(Agreement::Earlier)
        }
        (Some(_), Some(_)) => Some(Agreement::Differs),
    }
}
