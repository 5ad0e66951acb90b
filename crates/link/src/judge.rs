//! Turns agreement into a weight and a band.

use crate::agreement::Pattern;
use crate::multiple_birth::Twin;
use crate::together;
use crate::weights::{
    BirthLevel, FamilyLevel, Field, GivenLevel, Level, MiddleLevel, Model, MotherLevel, NumberLevel, OrderLevel,
    PlaceLevel, SexLevel, TelephoneLevel,
};

/// What becomes of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Too little speaks for one person.
    NoLink,
    /// A person should look.
    Review,
    /// One person.
    Link,
}

/// What a pair must weigh more when the birthdays do not say the same and
/// nothing of the household does.
const DOUBT_MILLI: i32 = 4_000;

/// What two groups must weigh more than two records.
const CHOSEN_MILLI: i32 = 2_000;

impl Model {
    /// The weight of a pattern, prior and the limit on the household
    /// included, in thousandths.
    pub(crate) fn total(&self, pattern: Pattern) -> i32 {
        let sum: i32 = Field::ALL.iter().map(|field| self.weight(*field, pattern)).sum();
        self.prior_milli + sum + self.together_weight(pattern) - self.household_excess(pattern)
    }

    /// What fields that agree together add.
    pub(crate) fn together_weight(&self, pattern: Pattern) -> i32 {
        let (named, household) = together::of(pattern);
        named.map_or(0, |named| self.together[named]) + self.together[household]
    }

    /// What a level weighs by itself.
    pub(crate) fn level_weight(&self, field: Field, level: u8) -> i32 {
        self.weights[field as usize][usize::from(level)]
    }

    pub(crate) fn weight(&self, field: Field, pattern: Pattern) -> i32 {
        self.weights[field as usize][usize::from(pattern.level(field))]
    }

    /// What address, telephone and mother weigh together beyond the limit.
    pub(crate) fn household_excess(&self, pattern: Pattern) -> i32 {
        let household = [Field::Place, Field::Telephone, Field::Mother];
        let sum: i32 = household.iter().map(|field| self.weight(*field, pattern).max(0)).sum();
        (sum - self.household_milli).max(0)
    }

    /// The band of a pattern. `twin` says what speaks for a twin beside one of
    /// the two records.
    pub(crate) fn band(&self, pattern: Pattern, twin: Twin) -> Band {
        self.band_at(self.total(pattern), pattern, twin)
    }

    /// The band of two groups of records, by the best of their records: as
    /// the best is chosen, more is asked for.
    pub(crate) fn band_of_persons(&self, pattern: Pattern, twin: Twin) -> Band {
        self.band_at(self.total(pattern) - CHOSEN_MILLI, pattern, twin)
    }

    /// Whether two groups that were joined before stay joined by the best of
    /// their records.
    pub(crate) fn may_persons_stay_joined(&self, pattern: Pattern, twin: Twin) -> bool {
        self.band_of_persons(pattern, twin) > Band::NoLink
            && self.total(pattern) - CHOSEN_MILLI >= self.break_milli
            && may_stay_joined(pattern, twin)
    }

    /// The band of a pattern that weighs so much.
    pub(crate) fn band_at(&self, total: i32, pattern: Pattern, twin: Twin) -> Band {
        if NumberLevel::of(pattern) == NumberLevel::Different {
            return Band::NoLink;
        }
        let has_same_number = NumberLevel::of(pattern) == NumberLevel::Same;
        if total < self.review_milli && !has_same_number {
            return Band::NoLink;
        }
        if !has_same_number && shows_another(pattern) {
            return Band::NoLink;
        }
        if BirthLevel::of(pattern) == BirthLevel::Generation {
            return if has_same_number || total >= self.link_milli { Band::Review } else { Band::NoLink };
        }
        let is_told_apart = is_told_apart(pattern, twin);
        let needed = if has_same_number { self.link_milli } else { self.link_milli + doubt_milli(pattern) };
        let is_shown = shows_identity(pattern) || (twin == Twin::None && shows_close_name(pattern));
        let is_shown = is_shown && !shows_two_middle_names(pattern);
        if total >= needed && is_shown && is_told_apart { Band::Link } else { Band::Review }
    }
}

/// Whether nothing but the weight, or a household that is no longer shared,
/// speaks against one person: for two records in review that were joined before.
pub(crate) fn may_stay_joined(pattern: Pattern, twin: Twin) -> bool {
    BirthLevel::of(pattern) != BirthLevel::Generation
        && !matches!(GivenLevel::of(pattern), GivenLevel::Different | GivenLevel::Crossed)
        && !shows_two_middle_names(pattern)
        && is_told_apart(pattern, twin)
}

fn is_told_apart(pattern: Pattern, twin: Twin) -> bool {
    twin == Twin::None || tells_twins_apart(pattern, twin)
}

fn doubt_milli(pattern: Pattern) -> i32 {
    match BirthLevel::of(pattern) {
        BirthLevel::Missing if has_same_mother(pattern) => 0,
        BirthLevel::Missing => DOUBT_MILLI,
        BirthLevel::Different => DOUBT_MILLI,
        BirthLevel::DayOut | BirthLevel::OnePart | BirthLevel::Figure | BirthLevel::Filled
            if !has_same_household(pattern) =>
        {
            DOUBT_MILLI
        }
        _ => 0,
    }
}

fn has_same_given(pattern: Pattern) -> bool {
    matches!(
        GivenLevel::of(pattern),
        GivenLevel::SameVeryRare
            | GivenLevel::SameRare
            | GivenLevel::SameMiddling
            | GivenLevel::SameCommon
            | GivenLevel::Alias
            | GivenLevel::Exchanged
            | GivenLevel::Other
            | GivenLevel::Slip
            | GivenLevel::Alike
    )
}

/// Whether neither first nor middle name is the very same: of two alike names
/// the middle names tell twins apart.
fn shows_two_middle_names(pattern: Pattern) -> bool {
    MiddleLevel::of(pattern) == MiddleLevel::Different
        && NumberLevel::of(pattern) != NumberLevel::Same
        && matches!(
            GivenLevel::of(pattern),
            GivenLevel::Slip | GivenLevel::Alias | GivenLevel::Alike | GivenLevel::Somewhat
        )
}

/// Whether nothing but the spelling of the first name, or nothing but the
/// birthday, speaks against one person where no twin stands beside.
fn shows_close_name(pattern: Pattern) -> bool {
    let given = GivenLevel::of(pattern);
    let birth = BirthLevel::of(pattern);
    let is_name = given == GivenLevel::Somewhat && matches!(birth, BirthLevel::Same | BirthLevel::Exchanged);
    let is_house = matches!(PlaceLevel::of(pattern), PlaceLevel::Whole | PlaceLevel::SameAddress);
    let is_birthday = has_very_name(given) && birth == BirthLevel::Different && is_house;
    (is_name || is_birthday)
        && has_same_family(pattern)
        && has_same_household(pattern)
        && SexLevel::of(pattern) != SexLevel::Different
}

/// Whether both name and birthday are another's: somebody else of the
/// household.
fn shows_another(pattern: Pattern) -> bool {
    matches!(GivenLevel::of(pattern), GivenLevel::Different | GivenLevel::Crossed)
        && matches!(BirthLevel::of(pattern), BirthLevel::Different | BirthLevel::Generation)
}

/// Whether more than the household speaks for one person: two of number, name
/// and birthday, or a baby without a name, born on that day to that mother.
fn shows_identity(pattern: Pattern) -> bool {
    let given = GivenLevel::of(pattern);
    let birth = BirthLevel::of(pattern);
    let has_same_birth = matches!(
        birth,
        BirthLevel::Same | BirthLevel::SameWeak | BirthLevel::Exchanged | BirthLevel::DayOut | BirthLevel::DueClose
    );
    let has_close_birth =
        has_same_birth || matches!(birth, BirthLevel::OnePart | BirthLevel::Figure | BirthLevel::Filled);
    let has_some_name = has_same_given(pattern) || given == GivenLevel::Initial;
    let is_unnamed = matches!(given, GivenLevel::Missing | GivenLevel::StandIn);
    if NumberLevel::of(pattern) == NumberLevel::Same {
        let is_one = has_same_given(pattern) || has_same_birth || (has_some_name && has_same_family(pattern));
        let may_be_close = has_close_birth || (is_unnamed && birth == BirthLevel::Missing);
        return !matches!(given, GivenLevel::Different | GivenLevel::Crossed)
            && (is_one || (may_be_close && has_same_household(pattern)));
    }
    if birth == BirthLevel::Missing {
        let is_name = has_very_name(given) || (has_same_mother(pattern) && has_same_given(pattern));
        let is_family =
            has_same_family(pattern) || (has_same_mother(pattern) && FamilyLevel::of(pattern) == FamilyLevel::Mothers);
        return is_name && is_family && has_same_household(pattern);
    }
    if has_some_name {
        return has_close_birth && may_be_one_family(pattern) || has_same_birth && has_same_household(pattern);
    }
    let has_one_birth = has_same_birth || (has_close_birth && has_same_mother(pattern));
    // Neighbours have their babies on one day now and then.
    let has_one_home =
        has_same_family(pattern) || FamilyLevel::of(pattern) == FamilyLevel::Missing || has_same_house(pattern);
    is_unnamed
        && has_one_birth
        && SexLevel::of(pattern) != SexLevel::Different
        && has_one_home
        && has_same_household(pattern)
}

/// Whether the family names may be one person's. One that was written at birth
/// may have changed since, which the house, the telephone or the mother has to
/// show: a neighbour's child of the same first name has another one too.
fn may_be_one_family(pattern: Pattern) -> bool {
    match FamilyLevel::of(pattern) {
        FamilyLevel::Different => false,
        FamilyLevel::AtBirth => has_same_house(pattern),
        _ => true,
    }
}

fn has_very_name(given: GivenLevel) -> bool {
    matches!(
        given,
        GivenLevel::SameVeryRare
            | GivenLevel::SameRare
            | GivenLevel::SameMiddling
            | GivenLevel::SameCommon
            | GivenLevel::Exchanged
    )
}

fn has_same_family(pattern: Pattern) -> bool {
    matches!(
        FamilyLevel::of(pattern),
        FamilyLevel::SameVeryRare
            | FamilyLevel::SameRare
            | FamilyLevel::SameMiddling
            | FamilyLevel::SameCommon
            | FamilyLevel::Part
            | FamilyLevel::Former
            | FamilyLevel::Alike
    ) || FamilyLevel::of(pattern) == FamilyLevel::Exchanged && GivenLevel::of(pattern) != GivenLevel::Crossed
}

fn has_same_mother(pattern: Pattern) -> bool {
    let mother = MotherLevel::of(pattern);
    let is_whole = matches!(
        mother,
        MotherLevel::SameNumber | MotherLevel::SameNameAndBirth | MotherLevel::SameName | MotherLevel::SameBirth
    );
    is_whole || (mother == MotherLevel::SameGiven && has_same_family(pattern))
}

/// One house, one telephone or one mother: more than one postcode.
fn has_same_house(pattern: Pattern) -> bool {
    matches!(
        PlaceLevel::of(pattern),
        PlaceLevel::Whole | PlaceLevel::SameAddress | PlaceLevel::MostWords | PlaceLevel::Slip
    ) || TelephoneLevel::of(pattern) == TelephoneLevel::Same
        || has_same_mother(pattern)
}

fn has_same_household(pattern: Pattern) -> bool {
    let is_same_place = matches!(
        PlaceLevel::of(pattern),
        PlaceLevel::Whole
            | PlaceLevel::SameAddress
            | PlaceLevel::SamePostcode
            | PlaceLevel::OnlyPostcode
            | PlaceLevel::SameStreet
            | PlaceLevel::MostWords
            | PlaceLevel::Slip
    ) || TelephoneLevel::of(pattern) == TelephoneLevel::Same;
    has_same_mother(pattern) || (is_same_place && MotherLevel::of(pattern) != MotherLevel::Different)
}

/// Whether something says which of two twins it is: the very name, the place
/// in the birth, or the number together with a form of the name. A number with
/// a look-alike name may be the other twin's.
fn tells_twins_apart(pattern: Pattern, twin: Twin) -> bool {
    let given = GivenLevel::of(pattern);
    // The number may be the other twin's, and so may the short form.
    let is_written_otherwise = match given {
        GivenLevel::Initial | GivenLevel::Slip => true,
        GivenLevel::Alias | GivenLevel::Other => twin == Twin::Suspected || OrderLevel::of(pattern) == OrderLevel::Same,
        _ => false,
    };
    let has_fitting_name = has_very_name(given) || is_written_otherwise;
    let is_unnamed = matches!(given, GivenLevel::Missing | GivenLevel::StandIn);
    let has_same_number = NumberLevel::of(pattern) == NumberLevel::Same;
    let has_same_order = OrderLevel::of(pattern) == OrderLevel::Same;
    // Where two names may be one child's, a baby without a name is the
    // likelier one's; see how torn records are left to people.
    let may_be_one = twin == Twin::Suspected;
    has_very_name(given)
        || (has_same_number && has_fitting_name)
        || (is_unnamed && (may_be_one || (has_same_number && SexLevel::of(pattern) != SexLevel::Different)))
        || (has_same_order && (has_same_given(pattern) || has_fitting_name || is_unnamed))
}
