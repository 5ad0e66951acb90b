//! The fields that are compared, the levels on which they can agree, what
//! each level is called in words, and what it weighs before anything has been
//! learnt.
//!
//! A weight is the binary logarithm of how much likelier the level is for two
//! records of one person than for records of two people, in thousandths. The
//! starting weights are a judgement, written down here to be argued with.

use crate::agreement::Pattern;
use crate::together;

/// Levels of agreement of one field.
pub(crate) trait Level {
    /// The level that a pattern holds.
    fn of(pattern: Pattern) -> Self;
}

macro_rules! fields {
    ($($field:ident $title:literal / $level:ident { $($variant:ident $words:literal $weight:literal;)* })*) => {
        /// What is compared between two records.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $(#[doc = $title] $field,)* }

        impl Field {
            /// Every field, in the order that an explanation lists them.
            pub const ALL: &'static [Self] = &[$(Self::$field,)*];

            /// The field's name for screens.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$field => $title,)* }
            }

            /// The levels of agreement in words, with starting weights.
            pub(crate) const fn levels(self) -> &'static [(&'static str, i32)] {
                match self { $(Self::$field => &[$(($words, $weight),)*],)* }
            }
        }

        $(
            #[doc = $title]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
            pub(crate) enum $level { $($variant,)* }

            impl Level for $level {
                fn of(pattern: Pattern) -> Self {
                    [$(Self::$variant,)*][usize::from(pattern.level(Field::$field))]
                }
            }
        )*
    };
}

fields! {
    Number "NHS number" / NumberLevel {
        Missing "no NHS number to compare" 0;
        Same "same NHS number" 20_000;
        Different "two different NHS numbers" -20_000;
    }
    Given "First name" / GivenLevel {
        Missing "no first name to compare" 0;
        StandIn "one record was made before the baby had a name" 0;
        SameRare "same first name, a rare one" 10_000;
        SameMiddling "same first name" 8_000;
        SameCommon "same first name, a common one" 6_000;
        Alias "one first name is a short or other form of the other" 5_000;
        Exchanged "first name and family name have changed places" 7_000;
        Other "one record uses a middle name or the name the person goes by" 4_000;
        Initial "one first name is the initial of the other" 1_500;
        Slip "first names differ by a slip of writing" 5_500;
        Alike "first names look alike" 2_500;
        Somewhat "first names are a little alike" -2_000;
        Different "first names are different" -7_000;
        SameVeryRare "same first name, a very rare one" 11_500;
        Crossed "the first name of one is the family name of the other" -4_000;
    }
    Middle "Middle name" / MiddleLevel {
        Missing "no middle name to compare" 0;
        Same "same middle name" 3_500;
        Alike "middle names look alike, or one is an initial" 1_000;
        Different "middle names are different" -2_000;
    }
    Family "Family name" / FamilyLevel {
        Missing "no family name to compare" 0;
        SameRare "same family name, a rare one" 10_000;
        SameMiddling "same family name" 8_000;
        SameCommon "same family name, a common one" 6_000;
        Part "one family name is a part of the other" 5_500;
        Former "one is the family name used before" 6_000;
        Mothers "one record uses the mother's family name" 3_000;
        Alike "family names look alike" 5_000;
        Sound "family names sound alike" 2_000;
        Exchanged "counted with the first name" 0;
        Different "family names are different" -3_500;
        AtBirth "family names are different, and one was written at birth" -1_500;
        SameVeryRare "same family name, a very rare one" 11_500;
    }
    Birth "Date of birth" / BirthLevel {
        Missing "no date of birth to compare" 0;
        Same "same date of birth" 11_500;
        SameWeak "same date of birth, 1 January, which is often filled in" 7_000;
        Exchanged "birthdays have day and month swapped" 7_000;
        DayOut "birthdays differ by one day" 4_500;
        OnePart "birthdays differ in the day, the month or the year only" 1_500;
        Filled "one birthday is filled in with the first of the month or year" 0;
        DueClose "born within three weeks of the expected date" 5_000;
        DueNear "born within two months of the expected date" 1_500;
        Different "dates of birth are different" -9_000;
        Generation "dates of birth are more than ten years apart" -20_000;
        Figure "birthdays differ by one figure, or by two that changed places" 2_500;
    }
    Sex "Sex" / SexLevel {
        Missing "no sex to compare" 0;
        Same "same sex" 1_000;
        Different "different sex" -4_500;
    }
    BirthOrder "Order of birth" / OrderLevel {
        Missing "no order of birth to compare" 0;
        Same "same place in a multiple birth" 3_000;
        Different "different places in a multiple birth" -15_000;
    }
    Place "Address" / PlaceLevel {
        Missing "no address to compare" 0;
        SameAddress "same address" 8_000;
        SamePostcode "same postcode" 6_000;
        SameArea "same part of town" 500;
        Different "different addresses" -700;
        Slip "addresses differ by a slip of writing" 6_500;
        MostWords "addresses have most words in common" 6_500;
        OtherNumber "addresses have most words in common, but another number" 1_500;
        SomeWords "addresses have some words in common" 500;
        OnlyPostcode "same postcode, but another street" 5_000;
        SameStreet "same postcode, and most words of the address" 6_000;
        Whole "same address, and most of its words" 8_000;
    }
    Telephone "Telephone" / TelephoneLevel {
        Missing "no telephone to compare" 0;
        Same "same telephone" 7_000;
        Different "different telephones" -300;
    }
    Mother "Mother" / MotherLevel {
        Missing "no mother to compare" 0;
        SameNumber "mothers have the same NHS number" 11_000;
        SameNameAndBirth "mothers have the same name and date of birth" 11_000;
        SameName "mothers have the same first and family name" 8_000;
        SameBirth "mothers have the same date of birth" 6_500;
        SameGiven "mothers have the same first name" 4_500;
        Alike "mothers' first names look alike" 2_500;
        Different "mothers are different" -5_000;
    }
    Practice "Practice" / PracticeLevel {
        Missing "no practice to compare" 0;
        Same "same practice" 1_000;
        Different "different practices" -300;
    }
}

/// What two records were joined by is doubtful below the weight that links;
/// they are parted where one person is less than twice as likely as two.
const BREAK_MILLI: i32 = 1_000;

/// The most levels that a field has.
pub(crate) const MOST_LEVELS: usize = 16;
/// How many fields are compared.
pub(crate) const FIELDS: usize = Field::ALL.len();

/// One row of the table of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// What is compared.
    pub field: Field,
    /// How it agrees, in words.
    pub words: &'static str,
    /// Binary logarithm of the likelihood ratio, in thousandths.
    pub weight_milli: i32,
}

/// The numbers of a model that are no weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How likely two records that are compared are one person at all, as a
    /// weight in thousandths.
    pub prior_milli: i32,
    /// The most that address, telephone and mother count together.
    pub household_milli: i32,
    /// The weight from which a pair is linked.
    pub link_milli: i32,
    /// The weight down to which a pair that was linked before stays linked.
    pub break_milli: i32,
    /// The weight from which a pair is shown to a person.
    pub review_milli: i32,
    /// Largest group of records that one rule compares pair by pair.
    pub group_limit: usize,
}

/// Everything that turns agreement into a decision: weights, thresholds and
/// limits, under a version that is stored with every link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub(crate) version: String,
    pub(crate) weights: [[i32; MOST_LEVELS]; FIELDS],
    /// What is added for fields that agree together.
    pub(crate) together: [i32; together::COUNT],
    /// How likely two records of a locality are one person at all, as a
    /// weight in thousandths.
    pub(crate) prior_milli: i32,
    /// The most that address, telephone and mother count together: a twin
    /// shares them all.
    pub(crate) household_milli: i32,
    pub(crate) link_milli: i32,
    /// Lower than the weight that links: or a telephone that is written in
    /// another way parts who was joined, and the next file joins them again.
    pub(crate) break_milli: i32,
    pub(crate) review_milli: i32,
    /// Largest group of records that one rule compares pair by pair.
    pub(crate) group_limit: usize,
}

impl Model {
    /// The model to start with: weights set by hand.
    #[must_use]
    pub fn starting() -> Self {
        let mut weights = [[0; MOST_LEVELS]; FIELDS];
        for (field, row) in Field::ALL.iter().zip(&mut weights) {
            for ((_, weight), place) in field.levels().iter().zip(row) {
                *place = *weight;
            }
        }
        Self {
            version: "starting-2".to_owned(),
            weights,
            together: [0; together::COUNT],
            prior_milli: -14_000,
            household_milli: 13_000,
            link_milli: 4_000,
            break_milli: BREAK_MILLI,
            review_milli: 0,
            group_limit: 150,
        }
    }

    /// The name of the model, stored with every link it makes.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The weight from which a pair is linked, in thousandths.
    #[must_use]
    pub fn link_at_milli(&self) -> i32 {
        self.link_milli
    }

    /// The weight down to which a pair that was linked before stays linked, in
    /// thousandths. A pair that weighs less than is shown to a person is
    /// parted, whatever this says.
    #[must_use]
    pub fn break_at_milli(&self) -> i32 {
        self.break_milli
    }

    /// The weight from which a pair is shown to a person, in thousandths.
    #[must_use]
    pub fn review_at_milli(&self) -> i32 {
        self.review_milli
    }

    /// The model under another name.
    #[must_use]
    pub fn named(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// Prior, thresholds and sizes.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            prior_milli: self.prior_milli,
            household_milli: self.household_milli,
            link_milli: self.link_milli,
            break_milli: self.break_milli,
            review_milli: self.review_milli,
            group_limit: self.group_limit,
        }
    }

    /// Sets prior, thresholds and sizes.
    pub fn set_limits(&mut self, limits: Limits) {
        self.prior_milli = limits.prior_milli;
        self.household_milli = limits.household_milli;
        self.link_milli = limits.link_milli;
        self.break_milli = limits.break_milli;
        self.review_milli = limits.review_milli;
        self.group_limit = limits.group_limit;
    }

    /// Sets what a level weighs, named by its words; says whether the field
    /// has such a level.
    pub fn set_weight(&mut self, field: Field, words: &str, weight_milli: i32) -> bool {
        let place = field.levels().iter().position(|(level, _)| *level == words);
        if let Some(place) = place {
            self.weights[field as usize][place] = weight_milli;
        }
        place.is_some()
    }

    /// What fields that agree together add, in words and thousandths.
    #[must_use]
    pub fn together(&self) -> Vec<(&'static str, i32)> {
        together::WORDS.into_iter().zip(self.together).collect()
    }

    /// Sets what fields that agree together add; says whether there is such a
    /// combination.
    pub fn set_together(&mut self, words: &str, weight_milli: i32) -> bool {
        let place = together::WORDS.iter().position(|known| *known == words);
        if let Some(place) = place {
            self.together[place] = weight_milli;
        }
        place.is_some()
    }

    /// Every weight, to read and to argue with.
    #[must_use]
    pub fn table(&self) -> Vec<Weight> {
        let rows = Field::ALL.iter().zip(&self.weights);
        rows.flat_map(|(field, row)| {
            field.levels().iter().zip(row).map(|((words, _), weight)| Weight {
                field: *field,
                words,
                weight_milli: *weight,
            })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, MOST_LEVELS, Model};

    #[test]
    fn the_table_lists_every_level_in_words() {
        let table = Model::starting().table();
        assert_eq!(table.len(), Field::ALL.iter().map(|field| field.levels().len()).sum::<usize>());
        assert!(Field::ALL.iter().all(|field| field.levels().len() <= MOST_LEVELS));
        assert!(table.iter().any(|row| row.words == "same NHS number" && row.weight_milli == 20_000));
    }
}
