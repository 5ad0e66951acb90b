//! Compares two records field by field.

use crate::day::Day;
use crate::pool::{NameId, Pool, Rarity};
use crate::record::Record;
use crate::weights::{
    BirthLevel, FamilyLevel, Field, GivenLevel, MiddleLevel, MotherLevel, NumberLevel, OrderLevel, PlaceLevel,
    PracticeLevel, SexLevel, TelephoneLevel,
};

/// How two records agree: one level a field, four bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pattern(u64);

/// Names this alike, in thousandths, look alike.
const ALIKE: u32 = 920;
/// Names this alike are not clearly different.
const SOMEWHAT: u32 = 780;
/// Names this alike may have changed places.
const EXCHANGED_ALIKE: u32 = 880;
/// Family names this alike sound alike.
const FAMILY_ALIKE: u32 = 900;

impl Pattern {
    /// The level of one field.
    pub(crate) fn level(self, field: Field) -> u8 {
        (self.0 >> (4 * field as u32) & 15) as u8
    }

    /// The pattern as a number, for storage.
    #[must_use]
    pub fn as_u64(self) -> u64 {
        self.0
    }

    fn with(self, field: Field, level: u8) -> Self {
        Self(self.0 | u64::from(level) << (4 * field as u32))
    }
}

/// Compares every field of two records.
pub(crate) fn compare(pool: &Pool, a: &Record, b: &Record) -> Pattern {
    let mut given = given(pool, a, b);
    let mut family = family(pool, a, b);
    if family >= FamilyLevel::Mothers && given > GivenLevel::Slip && is_exchanged(pool, a, b) {
        given = GivenLevel::Exchanged;
        family = FamilyLevel::Exchanged;
    }
    Pattern::default()
        .with(Field::Number, number(a, b) as u8)
        .with(Field::Given, given as u8)
        .with(Field::Middle, middle(pool, a, b) as u8)
        .with(Field::Family, family as u8)
        .with(Field::Birth, birth(a, b) as u8)
        .with(Field::Sex, sex(a, b) as u8)
        .with(Field::BirthOrder, order(a, b) as u8)
        .with(Field::Place, place(a, b) as u8)
        .with(Field::Telephone, telephone(a, b) as u8)
        .with(Field::Mother, mother(pool, a, b) as u8)
        .with(Field::Practice, practice(a, b) as u8)
}

fn number(a: &Record, b: &Record) -> NumberLevel {
    match (a.nhs, b.nhs) {
        (0, _) | (_, 0) => NumberLevel::Missing,
        (a, b) if a == b => NumberLevel::Same,
        _ => NumberLevel::Different,
    }
}

/// First names, without a look at whether names have changed places.
pub(crate) fn given(pool: &Pool, a: &Record, b: &Record) -> GivenLevel {
    if a.given == 0 || b.given == 0 {
        let other = (a.given == 0) != (b.given == 0) && is_either(a.known_as, b.known_as, a.given.max(b.given));
        return match (other, a.is_stand_in || b.is_stand_in) {
            (true, _) => GivenLevel::Other,
            (_, true) => GivenLevel::StandIn,
            _ => GivenLevel::Missing,
        };
    }
    if a.given == b.given {
        return match pool.rarity(a.given) {
            Rarity::Rare => GivenLevel::SameRare,
            Rarity::Middling => GivenLevel::SameMiddling,
            Rarity::Common => GivenLevel::SameCommon,
        };
    }
    if pool.is_alias(a.given, b.given) || is_half(a, b) || is_half(b, a) {
        return GivenLevel::Alias;
    }
    if [a.middle, a.known_as].contains(&b.given) || [b.middle, b.known_as].contains(&a.given) {
        return GivenLevel::Other;
    }
    if pool.is_initial(a.given, b.given) {
        return GivenLevel::Initial;
    }
    match pool.likeness(a.given, b.given) {
        600.. if pool.is_slip(a.given, b.given) => GivenLevel::Slip,
        ALIKE.. => GivenLevel::Alike,
        SOMEWHAT.. => GivenLevel::Somewhat,
        _ => GivenLevel::Different,
    }
}

/// Whether the first names are ones that a person goes by: the same, used for
/// one another, one a slip of the other, or first and family name exchanged.
/// An initial shows nothing.
pub(crate) fn is_one_name(pool: &Pool, a: &Record, b: &Record) -> bool {
    match given(pool, a, b) {
        GivenLevel::Missing | GivenLevel::StandIn | GivenLevel::Initial => false,
        GivenLevel::Alike | GivenLevel::Somewhat | GivenLevel::Different => is_exchanged(pool, a, b),
        _ => true,
    }
}

fn is_either(one: NameId, two: NameId, name: NameId) -> bool {
    name != 0 && (one == name || two == name)
}

fn is_half(whole: &Record, part: &Record) -> bool {
    whole.given_half != 0 && whole.given_half == part.given
}

/// Whether first and family name have changed places.
pub(crate) fn is_exchanged(pool: &Pool, a: &Record, b: &Record) -> bool {
    let same = |one: NameId, two: NameId| one != 0 && two != 0 && pool.likeness(one, two) >= EXCHANGED_ALIKE;
    same(a.given, b.family) && same(a.family, b.given)
}

fn middle(pool: &Pool, a: &Record, b: &Record) -> MiddleLevel {
    match (a.middle, b.middle) {
        (0, _) | (_, 0) => MiddleLevel::Missing,
        (a, b) if a == b => MiddleLevel::Same,
        (a, b) if pool.is_initial(a, b) || pool.likeness(a, b) >= ALIKE || pool.is_alias(a, b) => MiddleLevel::Alike,
        _ => MiddleLevel::Different,
    }
}

fn family(pool: &Pool, a: &Record, b: &Record) -> FamilyLevel {
    if a.family == 0 || b.family == 0 {
        return FamilyLevel::Missing;
    }
    if a.family == b.family {
        return match pool.rarity(a.family) {
            Rarity::Rare => FamilyLevel::SameRare,
            Rarity::Middling => FamilyLevel::SameMiddling,
            Rarity::Common => FamilyLevel::SameCommon,
        };
    }
    let [a1, a2] = a.family_halves;
    let [b1, b2] = b.family_halves;
    let is_turned = a1 != 0 && a1 == b2 && a2 == b1;
    if is_turned || is_either(a1, a2, b.family) || is_either(b1, b2, a.family) {
        return FamilyLevel::Part;
    }
    let formers = a.former_family != 0 && a.former_family == b.former_family;
    if formers || a.former_family == b.family || b.former_family == a.family {
        return FamilyLevel::Former;
    }
    if a.mother_family == b.family || b.mother_family == a.family {
        return FamilyLevel::Mothers;
    }
    match pool.likeness(a.family, b.family) {
        FAMILY_ALIKE.. => FamilyLevel::Alike,
        750.. if pool.sounds_alike(a.family, b.family) => FamilyLevel::Sound,
        _ => FamilyLevel::Different,
    }
}

fn birth(a: &Record, b: &Record) -> BirthLevel {
    match (a.birth, b.birth) {
        (Some(a), Some(b)) => birthdays(a, b),
        (Some(born), None) => due(born, b.due),
        (None, Some(born)) => due(born, a.due),
        (None, None) => match (a.due, b.due) {
            (Some(a), Some(b)) if a.days_apart(b) <= 21 => BirthLevel::DueClose,
            (Some(a), Some(b)) if a.days_apart(b) <= 60 => BirthLevel::DueNear,
            (Some(_), Some(_)) => BirthLevel::Different,
            _ => BirthLevel::Missing,
        },
    }
}

fn due(born: Day, due: Option<Day>) -> BirthLevel {
    match due.map(|due| born.days_apart(due)) {
        None => BirthLevel::Missing,
        Some(..=21) => BirthLevel::DueClose,
        Some(..=60) => BirthLevel::DueNear,
        Some(..=3_653) => BirthLevel::Different,
        Some(_) => BirthLevel::Generation,
    }
}

fn birthdays(a: Day, b: Day) -> BirthLevel {
    if a == b {
        return if a.is_weak() { BirthLevel::SameWeak } else { BirthLevel::Same };
    }
    let apart = a.days_apart(b);
    if apart > 3_653 {
        return BirthLevel::Generation;
    }
    let (same_year, same_month, same_day) = (a.year() == b.year(), a.month() == b.month(), a.day() == b.day());
    if same_year && a.month() == b.day() && a.day() == b.month() {
        return BirthLevel::Exchanged;
    }
    if apart == 1 {
        return BirthLevel::DayOut;
    }
    let filled = |day: Day| day.is_weak() || (day.day() == 1 && same_month);
    if same_year && (filled(a) || filled(b)) {
        return BirthLevel::Filled;
    }
    if u8::from(same_year) + u8::from(same_month) + u8::from(same_day) == 2 {
        return BirthLevel::OnePart;
    }
    BirthLevel::Different
}

fn sex(a: &Record, b: &Record) -> SexLevel {
    match (a.sex, b.sex) {
        (Some(a), Some(b)) if a == b => SexLevel::Same,
        (Some(_), Some(_)) => SexLevel::Different,
        _ => SexLevel::Missing,
    }
}

fn order(a: &Record, b: &Record) -> OrderLevel {
    match (a.birth_order, b.birth_order) {
        (0, _) | (_, 0) => OrderLevel::Missing,
        (a, b) if a == b => OrderLevel::Same,
        _ => OrderLevel::Different,
    }
}

fn place(a: &Record, b: &Record) -> PlaceLevel {
    if a.address != 0 && a.address == b.address {
        PlaceLevel::SameAddress
    } else if a.postcode != 0 && a.postcode == b.postcode {
        PlaceLevel::SamePostcode
    } else if a.outward != 0 && a.outward == b.outward {
        PlaceLevel::SameArea
    } else if (a.outward != 0 && b.outward != 0) || (a.address != 0 && b.address != 0) {
        PlaceLevel::Different
    } else {
        PlaceLevel::Missing
    }
}

fn telephone(a: &Record, b: &Record) -> TelephoneLevel {
    match (a.telephone, b.telephone) {
        (0, _) | (_, 0) => TelephoneLevel::Missing,
        (a, b) if a == b => TelephoneLevel::Same,
        _ => TelephoneLevel::Different,
    }
}

fn mother(pool: &Pool, a: &Record, b: &Record) -> MotherLevel {
    if a.mother_nhs != 0 && a.mother_nhs == b.mother_nhs {
        return MotherLevel::SameNumber;
    }
    let births = a.mother_birth.zip(b.mother_birth);
    let same_birth = births.is_some_and(|(a, b)| a == b);
    if a.mother_given == 0 || b.mother_given == 0 {
        return if same_birth { MotherLevel::SameBirth } else { MotherLevel::Missing };
    }
    let (one, two) = (a.mother_given, b.mother_given);
    if one == two {
        let same_family = a.mother_family != 0 && a.mother_family == b.mother_family;
        return match (same_birth, same_family) {
            (true, _) => MotherLevel::SameNameAndBirth,
            (false, true) => MotherLevel::SameName,
            (false, false) => MotherLevel::SameGiven,
        };
    }
    if same_birth {
        return MotherLevel::SameBirth;
    }
    if pool.is_alias(one, two) || pool.likeness(one, two) >= 880 { MotherLevel::Alike } else { MotherLevel::Different }
}

fn practice(a: &Record, b: &Record) -> PracticeLevel {
    match (a.practice, b.practice) {
        (0, _) | (_, 0) => PracticeLevel::Missing,
        (a, b) if a == b => PracticeLevel::Same,
        _ => PracticeLevel::Different,
    }
}
