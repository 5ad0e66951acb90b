//! Compares two records field by field.

use crate::alike;
use crate::day::Day;
use crate::place;
use crate::pool::{NameId, Pool, Rarity, Role};
use crate::record::Record;
use crate::weights::{
    BirthLevel, FamilyLevel, Field, GivenLevel, MiddleLevel, MotherLevel, NumberLevel, OrderLevel, PlaceLevel,
    PracticeLevel, SexLevel, TelephoneLevel,
};

/// How two records agree: one level a field, four bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pattern(pub(crate) u64);

/// Names this alike, in thousandths, look alike.
const ALIKE: u32 = 920;
/// Names this alike are not clearly different.
pub(crate) const SOMEWHAT: u32 = 780;
/// Names this alike may have changed places.
pub(crate) const EXCHANGED_ALIKE: u32 = 880;
/// Family names this alike look alike.
const FAMILY_ALIKE: u32 = 900;
/// Family names this alike may sound alike.
pub(crate) const FAMILY_SOUND: u32 = 750;
/// First names of mothers this alike look alike.
const MOTHER_ALIKE: u32 = 880;

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

    /// The pattern with another level of one field.
    pub(crate) fn with_level(self, field: Field, level: u8) -> Self {
        Self(self.0 & !(15 << (4 * field as u32))).with(field, level)
    }

    fn with(self, field: Field, level: u8) -> Self {
        Self(self.0 | u64::from(level) << (4 * field as u32))
    }
}

/// Compares every field of two records.
pub(crate) fn compare(pool: &Pool, a: &Record, b: &Record) -> Pattern {
    let mut given = given(pool, a, b);
    let mut family = family(pool, a, b);
    if matches!(
        family,
        FamilyLevel::Mothers | FamilyLevel::Sound | FamilyLevel::AtBirth | FamilyLevel::Different | FamilyLevel::Alike
    ) && given > GivenLevel::Slip
        && is_exchanged(pool, a, b)
    {
        // Names that are only alike may be a sister's: they are counted, and tell nobody from a twin.
        let is_very = a.given == b.family && a.family == b.given;
        given = if is_very { GivenLevel::Exchanged } else { GivenLevel::Alike };
        family = FamilyLevel::Exchanged;
    } else if given == GivenLevel::Different
        && matches!(family, FamilyLevel::Different | FamilyLevel::AtBirth)
        && (is_close(pool, a.given, b.family) || is_close(pool, a.family, b.given))
    {
        given = GivenLevel::Crossed;
        family = FamilyLevel::Exchanged;
    }
    Pattern::default()
        .with(Field::Number, number(a, b) as u8)
        .with(Field::Given, given as u8)
        .with(Field::Middle, middle(pool, a, b) as u8)
        .with(Field::Family, family as u8)
        .with(Field::Birth, birth(pool, a, b) as u8)
        .with(Field::Sex, sex(a, b) as u8)
        .with(Field::BirthOrder, order(a, b) as u8)
        .with(Field::Place, home(pool, a, b) as u8)
        .with(Field::Telephone, telephone(a, b) as u8)
        .with(Field::Mother, mother(pool, a, b) as u8)
        .with(Field::Practice, practice(a, b) as u8)
}

/// Whether two records carry one number.
pub(crate) fn number(a: &Record, b: &Record) -> NumberLevel {
    match (a.nhs(), b.nhs()) {
        (0, _) | (_, 0) => NumberLevel::Missing,
        (a, b) if a == b => NumberLevel::Same,
        _ => NumberLevel::Different,
    }
}

/// First names, without a look at whether names have changed places.
pub(crate) fn given(pool: &Pool, a: &Record, b: &Record) -> GivenLevel {
    if a.given == 0 || b.given == 0 {
        let known_as = [a, b].map(|record| record.extras(pool).known_as);
        let other = (a.given == 0) != (b.given == 0) && is_either(known_as[0], known_as[1], a.given.max(b.given));
        return match (other, a.is_stand_in() || b.is_stand_in()) {
            (true, _) => GivenLevel::Other,
            (_, true) => GivenLevel::StandIn,
            _ => GivenLevel::Missing,
        };
    }
    if a.given == b.given {
        return match pool.rarity(a.given, Role::Given) {
            Rarity::VeryRare => GivenLevel::SameVeryRare,
            Rarity::Rare => GivenLevel::SameRare,
            Rarity::Middling => GivenLevel::SameMiddling,
            Rarity::Common => GivenLevel::SameCommon,
        };
    }
    if pool.is_alias(a.given, b.given) || is_half(pool, a, b) || is_half(pool, b, a) {
        return GivenLevel::Alias;
    }
    let uses = |one: &Record, two: &Record| {
        one.middle == two.given || (one.has_extras() && one.extras(pool).known_as == two.given)
    };
    if uses(a, b) || uses(b, a) {
        return GivenLevel::Other;
    }
    if pool.is_initial(a.given, b.given) {
        return GivenLevel::Initial;
    }
    match pool.likeness(a.given, b.given, alike::LEAST) {
        alike if (alike >= 600 || pool.are_short(a.given, b.given)) && pool.is_slip(a.given, b.given) => {
            GivenLevel::Slip
        }
        ALIKE.. => GivenLevel::Alike,
        SOMEWHAT.. => GivenLevel::Somewhat,
        _ if is_one_adult(a, b) => GivenLevel::Other,
        _ => GivenLevel::Different,
    }
}

/// A grown person's records under one number and one birthday: another first
/// name there is one that the person goes by, for the twin is not beside.
fn is_one_adult(a: &Record, b: &Record) -> bool {
    a.nhs() != 0 && a.nhs() == b.nhs() && a.birth == b.birth && a.is_grown() && b.is_grown()
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

fn is_half(pool: &Pool, whole: &Record, part: &Record) -> bool {
    pool.parts(whole.given).halves[0] == part.given
}

/// Whether first and family name have changed places.
pub(crate) fn is_exchanged(pool: &Pool, a: &Record, b: &Record) -> bool {
    is_close(pool, a.given, b.family) && is_close(pool, a.family, b.given)
}

fn is_close(pool: &Pool, one: NameId, two: NameId) -> bool {
    one != 0 && two != 0 && pool.likeness(one, two, EXCHANGED_ALIKE) >= EXCHANGED_ALIKE
}

fn middle(pool: &Pool, a: &Record, b: &Record) -> MiddleLevel {
    match (a.middle, b.middle) {
        (0, _) | (_, 0) => MiddleLevel::Missing,
        (a, b) if a == b => MiddleLevel::Same,
        (a, b) if pool.is_initial(a, b) || pool.likeness(a, b, ALIKE) >= ALIKE || pool.is_alias(a, b) => {
            MiddleLevel::Alike
        }
        _ => MiddleLevel::Different,
    }
}

fn family(pool: &Pool, a: &Record, b: &Record) -> FamilyLevel {
    if a.family == 0 || b.family == 0 {
        return FamilyLevel::Missing;
    }
    if a.family == b.family {
        return match pool.rarity(a.family, Role::Family) {
            Rarity::VeryRare => FamilyLevel::SameVeryRare,
            Rarity::Rare => FamilyLevel::SameRare,
            Rarity::Middling => FamilyLevel::SameMiddling,
            Rarity::Common => FamilyLevel::SameCommon,
        };
    }
    let [a1, a2] = pool.parts(a.family).halves;
    let [b1, b2] = pool.parts(b.family).halves;
    let is_turned = a1 != 0 && a1 == b2 && a2 == b1;
    if is_turned || is_either(a1, a2, b.family) || is_either(b1, b2, a.family) {
        return FamilyLevel::Part;
    }
    if a.has_extras() || b.has_extras() {
        let [one, two] = [a, b].map(|record| record.extras(pool).former_family);
        if (one != 0 && one == two) || one == b.family || two == a.family {
            return FamilyLevel::Former;
        }
    }
    if a.mother_family == b.family || b.mother_family == a.family {
        return FamilyLevel::Mothers;
    }
    match pool.likeness(a.family, b.family, FAMILY_SOUND) {
        FAMILY_ALIKE.. => FamilyLevel::Alike,
        FAMILY_SOUND.. if pool.sounds_alike(a.family, b.family) => FamilyLevel::Sound,
        _ if a.is_at_birth() != b.is_at_birth() => FamilyLevel::AtBirth,
        _ => FamilyLevel::Different,
    }
}

pub(crate) fn birth(pool: &Pool, a: &Record, b: &Record) -> BirthLevel {
    match (a.birth, b.birth) {
        (Some(a), Some(b)) => birthdays(a, b),
        (Some(born), None) => due(born, b.extras(pool).due),
        (None, Some(born)) => due(born, a.extras(pool).due),
        (None, None) => match (a.extras(pool).due, b.extras(pool).due) {
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

/// Whether a slip may make one birthday of the other.
pub(crate) fn are_close(a: Day, b: Day) -> bool {
    if a.year() == b.year() {
        if a.month() == b.month() || a.day() == b.day() {
            return true;
        }
        // Filled in, or a day out at the turn of a month; or figures have changed places.
        let has_first = a.day() == 1 || b.day() == 1;
        let have_changed = |one: Day, two: Day| one.month() == two.day() || one.month() % 10 == two.day() / 10;
        if !(has_first || have_changed(a, b) && have_changed(b, a)) {
            return false;
        }
    }
    !matches!(birthdays(a, b), BirthLevel::Different | BirthLevel::Generation)
}

fn birthdays(a: Day, b: Day) -> BirthLevel {
    if a == b {
        return if a.is_weak() { BirthLevel::SameWeak } else { BirthLevel::Same };
    }
    let apart = a.days_apart(b);
    let (same_year, same_month, same_day) = (a.year() == b.year(), a.month() == b.month(), a.day() == b.day());
    // One figure, or two neighbours that changed places, leave a part as it was.
    let has_same_part = same_year || same_month || same_day;
    let is_one_figure = || has_same_part && alike::is_one_slip(&a.figures(), &b.figures());
    if apart > 3_653 {
        return if is_one_figure() { BirthLevel::Figure } else { BirthLevel::Generation };
    }
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
    if is_one_figure() {
        return BirthLevel::Figure;
    }
    if u8::from(same_year) + u8::from(same_month) + u8::from(same_day) == 2 {
        return BirthLevel::OnePart;
    }
    BirthLevel::Different
}

pub(crate) fn sex(a: &Record, b: &Record) -> SexLevel {
    match (a.sex(), b.sex()) {
        (0, _) | (_, 0) => SexLevel::Missing,
        (a, b) if a == b => SexLevel::Same,
        _ => SexLevel::Different,
    }
}

pub(crate) fn order(a: &Record, b: &Record) -> OrderLevel {
    match (a.birth_order(), b.birth_order()) {
        (0, _) | (_, 0) => OrderLevel::Missing,
        (a, b) if a == b => OrderLevel::Same,
        _ => OrderLevel::Different,
    }
}

/// Street names this alike are one, typed differently.
const STREET_ALIKE: u32 = 880;
/// Addresses with this much in common are nearly the same.
const MOST_WORDS: u32 = 780;
/// Addresses with this much in common may be the same.
const SOME_WORDS: u32 = 600;

fn home(pool: &Pool, a: &Record, b: &Record) -> PlaceLevel {
    let has_same_code = a.postcode != 0 && a.postcode == b.postcode;
    let has_same_number = a.number != 0 && a.number == b.number;
    let has_same_street = a.street != 0 && a.street == b.street;
    let words = Words::between(pool, a, b);
    if has_same_number && has_same_code || (a.number == 0 && b.number == 0 && has_same_code && has_same_street) {
        return if words == Words::Most { PlaceLevel::Whole } else { PlaceLevel::SameAddress };
    }
    if has_same_code {
        return match words {
            Words::Unknown | Words::Some => PlaceLevel::SamePostcode,
            Words::Most => PlaceLevel::SameStreet,
            Words::Few => PlaceLevel::OnlyPostcode,
        };
    }
    // A High Street in another town is another street.
    if has_same_number && has_same_street && words != Words::Few {
        return if words == Words::Most { PlaceLevel::Whole } else { PlaceLevel::SameAddress };
    }
    let may_share_number = place::may_share_number(a.number, b.number);
    if words == Words::Most {
        return match may_share_number {
            true if has_same_number => PlaceLevel::Whole,
            true => PlaceLevel::MostWords,
            false => PlaceLevel::OtherNumber,
        };
    }
    let has_both_codes = a.postcode != 0 && b.postcode != 0;
    let (one, two) = (pool.postcode(a.postcode), pool.postcode(b.postcode));
    let has_close_street =
        || a.street != 0 && b.street != 0 && pool.likeness(a.street, b.street, STREET_ALIKE) >= STREET_ALIKE;
    if (may_share_number && words != Words::Few && has_close_street())
        || (has_same_number && has_both_codes && one.is_one_slip(two))
    {
        return PlaceLevel::Slip;
    }
    if words == Words::Some {
        return PlaceLevel::SomeWords;
    }
    let has_address = |record: &Record| record.number != 0 || record.street != 0;
    if has_both_codes && one.outward() == two.outward() {
        PlaceLevel::SameArea
    } else if has_both_codes || (has_address(a) && has_address(b)) {
        PlaceLevel::Different
    } else {
        PlaceLevel::Missing
    }
}

/// How much the words of two addresses have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    Unknown,
    Few,
    Some,
    Most,
}

impl Words {
    fn between(pool: &Pool, a: &Record, b: &Record) -> Self {
        match pool.words_in_common(a.wording(), b.wording()) {
            None => Self::Unknown,
            Some(MOST_WORDS..) => Self::Most,
            Some(SOME_WORDS..) => Self::Some,
            Some(_) => Self::Few,
        }
    }
}

pub(crate) fn telephone(a: &Record, b: &Record) -> TelephoneLevel {
    match (a.telephone, b.telephone) {
        (0, _) | (_, 0) => TelephoneLevel::Missing,
        (a, b) if a == b => TelephoneLevel::Same,
        _ => TelephoneLevel::Different,
    }
}

pub(crate) fn mother(pool: &Pool, a: &Record, b: &Record) -> MotherLevel {
    if a.has_extras() && b.has_extras() {
        let [one, two] = [a, b].map(|record| record.extras(pool).mother_nhs);
        if one != 0 && one == two {
            return MotherLevel::SameNumber;
        }
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
    let is_alike = pool.is_alias(one, two) || pool.likeness(one, two, MOTHER_ALIKE) >= MOTHER_ALIKE;
    if is_alike { MotherLevel::Alike } else { MotherLevel::Different }
}

pub(crate) fn practice(a: &Record, b: &Record) -> PracticeLevel {
    match (a.practice, b.practice) {
        (0, _) | (_, 0) => PracticeLevel::Missing,
        (a, b) if a == b => PracticeLevel::Same,
        _ => PracticeLevel::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::{are_close, birthdays};
    use crate::day::Day;
    use crate::weights::BirthLevel;

    #[test]
    fn birthdays_are_close_where_comparing_them_says_more_than_different() {
        let days: Vec<Day> = ["2024", "2025"]
            .iter()
            .flat_map(|year| {
                (1..=12).flat_map(move |month| (1..=31).map(move |day| format!("{year}-{month:02}-{day:02}")))
            })
            .filter_map(|text| Day::from_iso(&text))
            .collect();
        for one in &days {
            for two in &days {
                let is_close = !matches!(birthdays(*one, *two), BirthLevel::Different | BirthLevel::Generation);
                assert_eq!(are_close(*one, *two), is_close, "{} {}", one.packed(), two.packed());
            }
        }
    }
}
