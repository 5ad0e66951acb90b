//! Fields that say more, or less, together than one by one: a first name
//! beside a birthday, and what a household shares.

use crate::agreement::Pattern;
use crate::weights::{BirthLevel, GivenLevel, Level, MotherLevel, PlaceLevel, TelephoneLevel};

/// How many combinations there are.
pub(crate) const COUNT: usize = 24;

/// So many of them are of a first name beside a birthday; they come first.
pub(crate) const NAMED: usize = 12;

/// The combinations in words.
pub(crate) const WORDS: [&str; COUNT] = [
    "same first name and same birthday",
    "same first name and close birthday",
    "same first name and different birthday",
    "form of the first name and same birthday",
    "form of the first name and close birthday",
    "form of the first name and different birthday",
    "close first name and same birthday",
    "close first name and close birthday",
    "close first name and different birthday",
    "different first name and same birthday",
    "different first name and close birthday",
    "different first name and different birthday",
    "no household in common, no mother compared",
    "no household in common, same mother",
    "no household in common, different mother",
    "same home, no mother compared",
    "same home, same mother",
    "same home, different mother",
    "same telephone, no mother compared",
    "same telephone, same mother",
    "same telephone, different mother",
    "same home and telephone, no mother compared",
    "same home and telephone, same mother",
    "same home and telephone, different mother",
];

/// The combinations that a pattern shows; the first only where first name and
/// birthday can both be compared.
pub(crate) fn of(pattern: Pattern) -> (Option<usize>, usize) {
    let given = match GivenLevel::of(pattern) {
        GivenLevel::Missing | GivenLevel::StandIn => None,
        GivenLevel::SameVeryRare
        | GivenLevel::SameRare
        | GivenLevel::SameMiddling
        | GivenLevel::SameCommon
        | GivenLevel::Exchanged => Some(0),
        GivenLevel::Alias | GivenLevel::Other | GivenLevel::Initial | GivenLevel::Slip => Some(1),
        GivenLevel::Alike | GivenLevel::Somewhat => Some(2),
        GivenLevel::Different | GivenLevel::Crossed => Some(3),
    };
    let birth = match BirthLevel::of(pattern) {
        BirthLevel::Missing => None,
        BirthLevel::Same | BirthLevel::SameWeak => Some(0),
        BirthLevel::Exchanged
        | BirthLevel::DayOut
        | BirthLevel::OnePart
        | BirthLevel::Figure
        | BirthLevel::Filled
        | BirthLevel::DueClose => Some(1),
        BirthLevel::DueNear | BirthLevel::Different | BirthLevel::Generation => Some(2),
    };
    let home = usize::from(matches!(
        PlaceLevel::of(pattern),
        PlaceLevel::Whole
            | PlaceLevel::SameAddress
            | PlaceLevel::SamePostcode
            | PlaceLevel::OnlyPostcode
            | PlaceLevel::SameStreet
            | PlaceLevel::MostWords
            | PlaceLevel::Slip
    ));
    let telephone = usize::from(TelephoneLevel::of(pattern) == TelephoneLevel::Same);
    let mother = match MotherLevel::of(pattern) {
        MotherLevel::Missing => 0,
        MotherLevel::Different => 2,
        _ => 1,
    };
    (given.zip(birth).map(|(given, birth)| given * 3 + birth), NAMED + telephone * 6 + home * 3 + mother)
}
