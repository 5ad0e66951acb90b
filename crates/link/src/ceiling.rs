//! The most that two records can weigh, told from what is cheap to look at:
//! most pairs that share a key are strangers, and need no name compared letter
//! by letter to show it.

use crate::agreement::{self, EXCHANGED_ALIKE, FAMILY_SOUND, SOMEWHAT};
use crate::alike;
use crate::pool::{NameId, Pool, PooledName};
use crate::record::Record;
use crate::weights::{BirthLevel, FamilyLevel, Field, GivenLevel, MiddleLevel, Model, MotherLevel, PlaceLevel};

/// What each field can weigh at most, under one model.
pub(crate) struct Ceiling<'a> {
    model: &'a Model,
    /// What all pairs have: where they start, and the most that fields add
    /// that agree together.
    start: i32,
    given: [i32; 3],
    /// First names that are neither the same nor alike.
    given_unlike: i32,
    family: [i32; 3],
    family_unlike: i32,
    /// First and family name that have changed places, or may have.
    exchanged: i32,
    middle: [i32; 3],
    /// Birthdays of different years without the same day and month.
    birth_apart: i32,
    birth_close: i32,
    place_same: i32,
    place_other: i32,
    mother_other: i32,
}

const MISSING: usize = 0;
const SAME: usize = 1;
const OTHER: usize = 2;

/// So many years apart nobody's birthdays are within ten years.
const SURELY_A_GENERATION: u32 = 12;
/// So many years apart everybody's are.
const SURELY_NONE: u32 = 8;

impl<'a> Ceiling<'a> {
    pub(crate) fn of(model: &'a Model) -> Self {
        use {BirthLevel as B, FamilyLevel as F, GivenLevel as G, MiddleLevel as M, PlaceLevel as P};
        let (named, household) = model.most_together();
        Self {
            model,
            start: model.limits().prior_milli + named.max(0) + household,
            given: [
                most(model, Field::Given, [G::Missing, G::StandIn, G::Other].map(|level| level as u8)),
                most(
                    model,
                    Field::Given,
                    [G::SameVeryRare, G::SameRare, G::SameMiddling, G::SameCommon].map(|level| level as u8),
                ),
                most(
                    model,
                    Field::Given,
                    [G::Alias, G::Other, G::Initial, G::Slip, G::Alike, G::Somewhat, G::Different]
                        .map(|level| level as u8),
                ),
            ],
            given_unlike: most(model, Field::Given, [G::Different].map(|level| level as u8)),
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
            exchanged: most(model, Field::Given, [G::Exchanged, G::Alike, G::Crossed].map(|level| level as u8))
                + most(model, Field::Family, [F::Exchanged].map(|level| level as u8)),
            middle: [
                most(model, Field::Middle, [M::Missing as u8]),
                most(model, Field::Middle, [M::Same as u8]),
                most(model, Field::Middle, [M::Alike, M::Different].map(|level| level as u8)),
            ],
            birth_apart: most(model, Field::Birth, [B::Different].map(|level| level as u8)),
            birth_close: most(
                model,
                Field::Birth,
                [B::Exchanged, B::DayOut, B::OnePart, B::Filled, B::Figure, B::Different, B::Generation]
                    .map(|level| level as u8),
            ),
            place_same: most(
                model,
                Field::Place,
                [P::Whole, P::SameAddress, P::SamePostcode, P::SameStreet, P::OnlyPostcode].map(|level| level as u8),
            ),
            // Without the postcode an address may still be the same.
            place_other: most(model, Field::Place, 0..Field::Place.levels().len() as u8),
            mother_other: most(
                model,
                Field::Mother,
                [MotherLevel::Alike, MotherLevel::Different].map(|level| level as u8),
            ),
        }
    }

    /// Whether two records without one number surely weigh less than this.
    pub(crate) fn is_below(&self, needed: i32, pool: &Pool, a: &Record, b: &Record) -> bool {
        let known = self.start + self.plain(a, b) + self.birth(pool, a, b) + self.household(pool, a, b);
        let (given, family) = (part(a.given, b.given), part(a.family, b.family));
        let most = self.given[given] + self.family[family];
        let may_be_exchanged = family == OTHER && given != MISSING;
        let most = if may_be_exchanged { most.max(self.exchanged) } else { most };
        if known + most < needed {
            return true;
        }
        if given != OTHER && family != OTHER {
            return false;
        }
        let of_given =
            if given == OTHER && are_unlike_given(pool, a, b) { self.given_unlike } else { self.given[given] };
        let of_family =
            if family == OTHER && are_unlike_family(pool, a, b) { self.family_unlike } else { self.family[family] };
        let most = of_given + of_family;
        known + most < needed
            && (!may_be_exchanged || known + self.exchanged < needed || !may_have_changed_places(pool, a, b))
    }

    /// Fields that cost nothing to compare.
    fn plain(&self, a: &Record, b: &Record) -> i32 {
        let weight = |field, level: u8| self.model.level_weight(field, level);
        weight(Field::Number, agreement::number(a, b) as u8)
            + weight(Field::Sex, agreement::sex(a, b) as u8)
            + weight(Field::BirthOrder, agreement::order(a, b) as u8)
            + weight(Field::Practice, agreement::practice(a, b) as u8)
            + self.middle[part(a.middle, b.middle)]
    }

    fn birth(&self, pool: &Pool, a: &Record, b: &Record) -> i32 {
        let level = |level: BirthLevel| self.model.level_weight(Field::Birth, level as u8);
        let (Some(one), Some(two)) = (a.birth, b.birth) else {
            return level(agreement::birth(pool, a, b));
        };
        if one == two {
            return level(if one.is_weak() { BirthLevel::SameWeak } else { BirthLevel::Same });
        }
        let apart = one.year().abs_diff(two.year());
        // A birthday that is one figure out, or a day, keeps its year, its month or its day.
        let has_part = apart == 0 || one.month() == two.month() || one.day() == two.day();
        match apart {
            _ if has_part || apart == 1 => self.birth_close,
            ..=SURELY_NONE => self.birth_apart,
            SURELY_A_GENERATION.. => level(BirthLevel::Generation),
            _ => self.birth_apart.max(level(BirthLevel::Generation)),
        }
    }

    /// Place, telephone and mother, with the limit on what they weigh together.
    fn household(&self, pool: &Pool, a: &Record, b: &Record) -> i32 {
        let place = if a.postcode != 0 && a.postcode == b.postcode { self.place_same } else { self.place_other };
        let telephone = self.model.level_weight(Field::Telephone, agreement::telephone(a, b) as u8);
        let are_other_mothers = a.mother_given != 0
            && b.mother_given != 0
            && a.mother_given != b.mother_given
            && (a.mother_birth.is_none() || a.mother_birth != b.mother_birth)
            && !(a.has_extras() && b.has_extras());
        let mother = if are_other_mothers {
            self.mother_other
        } else {
            self.model.level_weight(Field::Mother, agreement::mother(pool, a, b) as u8)
        };
        let beyond = place.max(0) + telephone.max(0) + mother.max(0) - self.model.limits().household_milli;
        place + telephone + mother - beyond.max(0)
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
