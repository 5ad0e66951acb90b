//! The most that two records can weigh, told from what is cheap to look at:
//! most pairs that share a key are strangers, and need no name compared letter
//! by letter to show it.

use crate::agreement::{self, EXCHANGED_ALIKE, FAMILY_SOUND, Pattern, SOMEWHAT};
use crate::alike;
use crate::place;
use crate::pool::{NameId, Pool, PooledName};
use crate::record::Record;
use crate::together;
use crate::weights::{BirthLevel, FamilyLevel, Field, GivenLevel, MiddleLevel, Model, MotherLevel, PlaceLevel};

/// What each field can weigh at most, under one model.
pub(crate) struct Ceiling<'a> {
    model: &'a Model,
    /// First name and birthday, with what they add together: for each [`Given`]
    /// and each place of a birthday.
    named: [[i32; BIRTHS]; GIVENS],
    /// First and family name that have changed places, or may have, with a
    /// birthday.
    exchanged: [i32; BIRTHS],
    family: [i32; 3],
    family_unlike: i32,
    middle: [i32; 3],
    /// Place, telephone and mother, with what they add together and the limit
    /// on what they weigh.
    household: [[[i32; MOTHERS]; TELEPHONES]; HOMES],
}

const MISSING: usize = 0;
const SAME: usize = 1;
const OTHER: usize = 2;
/// First names that are neither the same nor alike.
const UNLIKE: usize = 3;
const GIVENS: usize = 4;

/// After the levels that are known exactly: birthdays that have a part in
/// common or lie in two years that follow each other.
const CLOSE: usize = Field::Birth.levels().len();
/// Birthdays of different years that may lie ten years apart.
const APART: usize = CLOSE + 1;
const BIRTHS: usize = APART + 1;

/// After the levels that are known exactly: mothers of two first names.
const OTHER_MOTHERS: usize = Field::Mother.levels().len();
const MOTHERS: usize = OTHER_MOTHERS + 1;
const TELEPHONES: usize = Field::Telephone.levels().len();

/// One postcode, and it may be one house.
const ONE_CODE: usize = 0;
/// One postcode, and two houses.
const ONE_CODE_TWO_HOUSES: usize = 1;
/// No postcode in common, and two houses.
const TWO_HOUSES: usize = 2;
/// No postcode in common, and no house, as far as is written.
const NO_HOUSE: usize = 3;
/// No postcode in common, but what may be one house.
const MAYBE_ONE_HOUSE: usize = 4;
const HOMES: usize = 5;

/// So many years apart nobody's birthdays are within ten years.
const SURELY_A_GENERATION: u32 = 12;
/// So many years apart everybody's are.
const SURELY_NONE: u32 = 8;

impl<'a> Ceiling<'a> {
    pub(crate) fn of(model: &'a Model) -> Self {
        use {FamilyLevel as F, GivenLevel as G, MiddleLevel as M};
        let changed = [G::Exchanged as u8, G::Alike as u8, G::Crossed as u8];
        let exchanged = model.level_weight(Field::Family, F::Exchanged as u8);
        Self {
            model,
            named: std::array::from_fn(|given| {
                std::array::from_fn(|birth| named(model, given_levels(given), &birth_levels(birth)))
            }),
            exchanged: std::array::from_fn(|birth| named(model, &changed, &birth_levels(birth)) + exchanged),
            family: [
                most(model, Field::Family, [F::Missing].map(|level| level as u8)),
                most(
                    model,
                    Field::Family,
                    [F::SameVeryRare, F::SameRare, F::SameMiddling, F::SameCommon].map(|level| level as u8),
                ),
                most(
                    model,
                    Field::Family,
                    [F::Part, F::Former, F::Mothers, F::Alike, F::Sound, F::Different, F::AtBirth]
                        .map(|level| level as u8),
                ),
            ],
            family_unlike: most(model, Field::Family, [F::Different, F::AtBirth].map(|level| level as u8)),
            middle: [
                most(model, Field::Middle, [M::Missing as u8]),
                most(model, Field::Middle, [M::Same as u8]),
                most(model, Field::Middle, [M::Alike, M::Different].map(|level| level as u8)),
            ],
            household: std::array::from_fn(|home| {
                std::array::from_fn(|telephone| {
                    std::array::from_fn(|mother| household(model, home_levels(home), telephone, mother))
                })
            }),
        }
    }

    /// Whether two records without one number surely weigh less than this.
    pub(crate) fn is_below(&self, needed: i32, pool: &Pool, a: &Record, b: &Record) -> bool {
        let known = self.plain(a, b) + self.household(pool, a, b);
        let birth = birth(pool, a, b);
        let (given, family) = (part(a.given, b.given), part(a.family, b.family));
        let most = self.named[given][birth] + self.family[family];
        let may_be_exchanged = family == OTHER && given != MISSING;
        let most = if may_be_exchanged { most.max(self.exchanged[birth]) } else { most };
        if known + most < needed {
            return true;
        }
        if given != OTHER && family != OTHER {
            return false;
        }
        let given = if given == OTHER && are_unlike_given(pool, a, b) { UNLIKE } else { given };
        let of_family =
            if family == OTHER && are_unlike_family(pool, a, b) { self.family_unlike } else { self.family[family] };
        known + self.named[given][birth] + of_family < needed
            && (!may_be_exchanged || known + self.exchanged[birth] < needed || !may_have_changed_places(pool, a, b))
    }

    /// Where pairs start, and fields that cost nothing to compare.
    fn plain(&self, a: &Record, b: &Record) -> i32 {
        let weight = |field, level: u8| self.model.level_weight(field, level);
        self.model.prior_milli
            + weight(Field::Number, agreement::number(a, b) as u8)
            + weight(Field::Sex, agreement::sex(a, b) as u8)
            + weight(Field::BirthOrder, agreement::order(a, b) as u8)
            + weight(Field::Practice, agreement::practice(a, b) as u8)
            + self.middle[part(a.middle, b.middle)]
    }

    /// Place, telephone and mother.
    fn household(&self, pool: &Pool, a: &Record, b: &Record) -> i32 {
        let may_be_one_house = place::may_share_number(a.number, b.number);
        let home = if a.postcode != 0 && a.postcode == b.postcode {
            // Two houses without a number may be one.
            if a.number == b.number { ONE_CODE } else { ONE_CODE_TWO_HOUSES }
        } else if !may_be_one_house {
            TWO_HOUSES
        } else if a.number == b.number && a.number != 0 {
            MAYBE_ONE_HOUSE
        } else {
            NO_HOUSE
        };
        let are_other_mothers = a.mother_given != 0
            && b.mother_given != 0
            && a.mother_given != b.mother_given
            && (a.mother_birth.is_none() || a.mother_birth != b.mother_birth)
            && !(a.has_extras() && b.has_extras());
        let mother = if are_other_mothers { OTHER_MOTHERS } else { agreement::mother(pool, a, b) as usize };
        self.household[home][agreement::telephone(a, b) as usize][mother]
    }
}

/// The levels on which first names may agree.
fn given_levels(given: usize) -> &'static [u8] {
    use GivenLevel as G;
    match given {
        MISSING => &[G::Missing as u8, G::StandIn as u8, G::Other as u8],
        SAME => &[G::SameVeryRare as u8, G::SameRare as u8, G::SameMiddling as u8, G::SameCommon as u8],
        UNLIKE => &[G::Different as u8],
        _ => &[
            G::Alias as u8,
            G::Other as u8,
            G::Initial as u8,
            G::Slip as u8,
            G::Alike as u8,
            G::Somewhat as u8,
            G::Different as u8,
        ],
    }
}

/// The levels on which birthdays may agree.
fn birth_levels(birth: usize) -> Vec<u8> {
    use BirthLevel as B;
    match birth {
        CLOSE => [B::Exchanged, B::DayOut, B::OnePart, B::Filled, B::Figure, B::Different, B::Generation]
            .map(|level| level as u8)
            .to_vec(),
        APART => vec![B::Different as u8, B::Generation as u8],
        exact => vec![exact as u8],
    }
}

/// The levels on which addresses may agree.
fn home_levels(home: usize) -> &'static [u8] {
    use PlaceLevel as P;
    match home {
        ONE_CODE => {
            &[P::Whole as u8, P::SameAddress as u8, P::SamePostcode as u8, P::SameStreet as u8, P::OnlyPostcode as u8]
        }
        ONE_CODE_TWO_HOUSES => &[P::SamePostcode as u8, P::SameStreet as u8, P::OnlyPostcode as u8],
        TWO_HOUSES => &[P::OtherNumber as u8, P::SomeWords as u8, P::SameArea as u8, P::Different as u8],
        NO_HOUSE => &[
            P::MostWords as u8,
            P::Slip as u8,
            P::SomeWords as u8,
            P::SameArea as u8,
            P::Different as u8,
            P::Missing as u8,
        ],
        _ => &[
            P::Whole as u8,
            P::SameAddress as u8,
            P::Slip as u8,
            P::SomeWords as u8,
            P::SameArea as u8,
            P::Different as u8,
        ],
    }
}

/// The most that a first name and a birthday weigh on some of their levels.
fn named(model: &Model, givens: &[u8], births: &[u8]) -> i32 {
    let weight = |given: u8, birth: u8| {
        let pattern = Pattern::default().with_level(Field::Given, given).with_level(Field::Birth, birth);
        let together = together::of(pattern).0.map_or(0, |named| model.together[named]);
        model.level_weight(Field::Given, given) + model.level_weight(Field::Birth, birth) + together
    };
    givens.iter().flat_map(|given| births.iter().map(move |birth| weight(*given, *birth))).max().unwrap_or_default()
}

/// The most that a household weighs on some levels of its address.
fn household(model: &Model, homes: &[u8], telephone: usize, mother: usize) -> i32 {
    let mothers: &[u8] = if mother == OTHER_MOTHERS {
        &[MotherLevel::Alike as u8, MotherLevel::Different as u8]
    } else {
        &[mother as u8]
    };
    let weight = |home: u8, mother: u8| {
        let pattern = Pattern::default()
            .with_level(Field::Place, home)
            .with_level(Field::Telephone, telephone as u8)
            .with_level(Field::Mother, mother);
        let alone: i32 =
            [Field::Place, Field::Telephone, Field::Mother].iter().map(|field| model.weight(*field, pattern)).sum();
        alone + model.together[together::of(pattern).1] - model.household_excess(pattern)
    };
    homes.iter().flat_map(|home| mothers.iter().map(move |mother| weight(*home, *mother))).max().unwrap_or_default()
}

/// On which level birthdays agree, or on which of several.
fn birth(pool: &Pool, a: &Record, b: &Record) -> usize {
    let (Some(one), Some(two)) = (a.birth, b.birth) else {
        return agreement::birth(pool, a, b) as usize;
    };
    if one == two {
        return if one.is_weak() { BirthLevel::SameWeak } else { BirthLevel::Same } as usize;
    }
    let apart = one.year().abs_diff(two.year());
    // A birthday that is one figure out, or a day, keeps its year, its month or its day.
    let has_part = apart == 0 || one.month() == two.month() || one.day() == two.day();
    match apart {
        _ if has_part || apart == 1 => CLOSE,
        ..=SURELY_NONE => BirthLevel::Different as usize,
        SURELY_A_GENERATION.. => BirthLevel::Generation as usize,
        _ => APART,
    }
}

/// The most that some levels of a field weigh.
fn most(model: &Model, field: Field, levels: impl IntoIterator<Item = u8>) -> i32 {
    levels.into_iter().map(|level| model.level_weight(field, level)).max().unwrap_or_default()
}

fn part(one: u32, two: u32) -> usize {
    match (one, two) {
        (0, _) | (_, 0) => MISSING,
        _ if one == two => SAME,
        _ => OTHER,
    }
}

/// Whether two first names, not the same, are surely different: no form, no
/// part and no slip of one another.
fn are_unlike_given(pool: &Pool, a: &Record, b: &Record) -> bool {
    let (one, two) = (pool.name(a.given), pool.name(b.given));
    let is_half = |id: NameId| pool.parts(id).halves[0] != 0;
    let is_one_number = a.nhs() != 0 && a.nhs() == b.nhs();
    let may_be_other = is_one_number || a.middle == b.given || b.middle == a.given || a.has_extras() || b.has_extras();
    let may_be_form = (has_forms(one) && has_forms(two)) || is_half(a.given) || is_half(b.given);
    let (one, two) = (one.outline(), two.outline());
    let may_be_initial = one.length == 1 || two.length == 1;
    !may_be_other
        && !may_be_form
        && !may_be_initial
        && !alike::may_be_one_slip(&one, &two)
        && alike::at_most(&one, &two) < SOMEWHAT
}

/// Whether some other name may be used for it.
fn has_forms(name: &PooledName) -> bool {
    name.has_alias || name.groups[0] != 0
}

/// Whether two family names, not the same, surely have nothing in common.
fn are_unlike_family(pool: &Pool, a: &Record, b: &Record) -> bool {
    let (one, two) = (pool.name(a.family), pool.name(b.family));
    let is_mothers = a.mother_family == b.family || b.mother_family == a.family;
    let has_halves = [a, b].iter().any(|record| pool.parts(record.family).halves != [0; 2]);
    !is_mothers
        && !has_halves
        && !a.has_extras()
        && !b.has_extras()
        && alike::at_most(&one.outline(), &two.outline()) < FAMILY_SOUND
}

/// Whether the first name of one may be the family name of the other.
fn may_have_changed_places(pool: &Pool, a: &Record, b: &Record) -> bool {
    let may_be_one = |given: u32, family: u32| {
        alike::at_most(&pool.name(given).outline(), &pool.name(family).outline()) >= EXCHANGED_ALIKE
    };
    may_be_one(a.given, b.family) || may_be_one(b.given, a.family)
}

#[cfg(test)]
mod tests {
    use super::Ceiling;
    use crate::agreement::{self, compare};
    use crate::day::Day;
    use crate::pool::{Pool, mix};
    use crate::record::Record;
    use crate::town::number;
    use crate::weights::{Field, Model, NumberLevel};
    use crate::{ParentInput, RecordInput};

    const NAMES: &[&str] = &[
        "Ella", "Ellie", "Elizabeth", "Lizzie", "E", "Amelia", "Ameila", "Ellis", "Ellis-Hughes", "Hughes",
        "Anne-Marie", "Anne", "Xiu", "Xui", "Okafor", "Okafur", "BABY BOY", "", "Katherine Ella", "Mohammed",
    ];
    const DAYS: &[&str] = &[
        "2025-03-09", "2025-09-03", "2025-03-10", "2024-12-31", "2025-01-01", "2015-03-09", "1994-06-02", "2017-07-28",
        "2014-11-20", "2005-03-09", "2025-03-19", "",
    ];
    const HOMES: &[(&str, &str)] = &[
        ("12 High Street, Lexford", "LX1 4QR"),
        ("12 High Street", "LX7 2AB"),
        ("14 Hihg Street, Lexford", "LX1 4QP"),
        ("3 Mill Lane", ""),
        ("", "LX1 4QR"),
        ("", ""),
    ];

    fn record(pool: &mut Pool, key: u32) -> Record {
        let draw = |turn: u64, of: usize| mix(turn, u64::from(key)) as usize % of;
        let name = |turn| NAMES[draw(turn, NAMES.len())];
        let born = |turn| Day::from_iso(DAYS[draw(turn, DAYS.len())]);
        let (address, postcode) = HOMES[draw(9, HOMES.len())];
        let input = RecordInput {
            source: draw(1, 5) as u16,
            recorded_on: born(2),
            nhs: if draw(3, 3) == 0 { number(draw(4, 40) as u64) } else { None },
            given: name(5),
            middle: name(6),
            family: name(7),
            former_family: if draw(18, 6) == 0 { name(19) } else { "" },
            birth: born(8),
            due: if draw(20, 6) == 0 { born(21) } else { None },
            birth_order: if draw(10, 4) == 0 { 1 + draw(11, 2) as u8 } else { 0 },
            address,
            postcode,
            telephone: ["07700900118", "07700900119", ""][draw(12, 3)],
            practice: ["Y00001", "Y00002", ""][draw(13, 3)],
            mother: ParentInput { given: name(14), family: name(15), birth: born(16), nhs: None },
            ..RecordInput::default()
        };
        pool.record(key, &input)
    }

    /// A model that nobody would write, so that no weight hides another.
    fn odd() -> Model {
        let mut model = Model::starting();
        for (place, row) in model.table().iter().enumerate() {
            let weight = mix(31, place as u64) % 30_000;
            model.set_weight(row.field, row.words, weight as i32 - 15_000);
        }
        for (place, (words, _)) in model.together().into_iter().enumerate() {
            model.set_together(words, (mix(37, place as u64) % 9_000) as i32 - 4_000);
        }
        model
    }

    #[test]
    fn nothing_weighs_more_than_its_ceiling_and_many_strangers_need_no_comparing() {
        let mut pool = Pool::new();
        let records: Vec<Record> = (0..700).map(|key| record(&mut pool, key)).collect();
        pool.learn_aliases(&records);
        let starting = Model::starting();
        let (mut told, mut strangers) = (0_u32, 0_u32);
        for model in [&starting, &odd()] {
            let ceiling = Ceiling::of(model);
            for (place, a) in records.iter().enumerate() {
                for b in records[..place].iter().filter(|b| agreement::number(a, b) != NumberLevel::Same) {
                    let pattern = compare(&pool, a, b);
                    let total = model.total(pattern);
                    assert!(!ceiling.is_below(total, &pool, a, b), "{pattern:?} weighs {total}");
                    if *model == starting && total < -15_000 {
                        strangers += 1;
                        told += u32::from(ceiling.is_below(-5_000, &pool, a, b));
                    }
                }
            }
        }
        assert!(strangers > 1_000 && told * 10 > strangers * 3, "{told} of {strangers}");
        assert_eq!(Field::ALL.len(), 11, "a new field needs a ceiling");
    }
}
