use crate::agreement;
use crate::pool::Pool;
use crate::record::Record;
use crate::verdict::Verdicts;
use crate::weights::GivenLevel;

/// Why two records may not be put together, whatever they weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// One of them belongs to a sealed identity (T16, T17).
    Sealed,
    /// A person decided that they are two people.
    Verdict,
    /// They stand in one row of one file: a child and its mother, say.
    SameRow,
    /// They carry two different valid NHS numbers (T19).
    TwoNumbers,
    /// Their dates of birth are more than ten years apart.
    Generations,
    /// They carry two different places in a multiple birth.
    TwoBirthOrders,
    /// They share a birthday and have clearly different first names: twins.
    TwoForenames,
}

impl Refusal {
    /// The reason in words, without anything personal.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Sealed => "one of the records is kept apart by policy",
            Self::Verdict => "a person decided that these are two people",
            Self::SameRow => "both stand in one row of one file",
            Self::TwoNumbers => "two different NHS numbers",
            Self::Generations => "dates of birth are more than ten years apart",
            Self::TwoBirthOrders => "two different places in a multiple birth",
            Self::TwoForenames => "same birthday and clearly different first names",
        }
    }

    /// Whether a person may say otherwise.
    #[must_use]
    pub fn yields_to_people(self) -> bool {
        matches!(self, Self::TwoBirthOrders | Self::TwoForenames)
    }
}

/// The first reason that keeps two records apart.
pub(crate) fn clash(pool: &Pool, a: &Record, b: &Record, verdicts: &Verdicts) -> Option<Refusal> {
    let (of_a, of_b) = (a.extras(pool), b.extras(pool));
    if of_a.compartment != of_b.compartment {
        return Some(Refusal::Sealed);
    }
    if verdicts.is_different(a.key, b.key) {
        return Some(Refusal::Verdict);
    }
    if of_a.row != 0 && of_a.row == of_b.row {
        return Some(Refusal::SameRow);
    }
    if a.nhs() != 0 && b.nhs() != 0 && a.nhs() != b.nhs() {
        return Some(Refusal::TwoNumbers);
    }
    let births = a.birth.or(of_a.due).zip(b.birth.or(of_b.due));
    if births.is_some_and(|(a, b)| a != b && a.days_apart(b) > 3_653) {
        return Some(Refusal::Generations);
    }
    if verdicts.is_same(a.key, b.key) {
        return None;
    }
    if a.birth_order() != 0 && b.birth_order() != 0 && a.birth_order() != b.birth_order() {
        return Some(Refusal::TwoBirthOrders);
    }
    // 1 January is filled in for a birthday of that year, and twins may be born before and after midnight.
    let may_be_small = || !a.is_grown() && !b.is_grown();
    let has_same_birthday = a.birth.zip(b.birth).is_some_and(|(one, two)| {
        one == two
            || (one.year() == two.year() && (one.is_weak() || two.is_weak()))
            || (one.days_apart(two) == 1 && may_be_small())
    });
    if has_same_birthday && a.given != b.given && is_other_child(pool, a, b) {
        return Some(Refusal::TwoForenames);
    }
    None
}

fn is_other_child(pool: &Pool, a: &Record, b: &Record) -> bool {
    agreement::given(pool, a, b) == GivenLevel::Different && !agreement::is_exchanged(pool, a, b)
}
