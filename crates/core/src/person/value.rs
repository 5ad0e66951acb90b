//! Which pair of records somebody looks at first.
//!
//! The rule: value = what hangs on the answer × how close the pair is to the
//! decision.
//!
//! | what hangs on it | points |
//! |---|---|
//! | a child with something waiting, whose services would come together | 8 |
//! | a child with something waiting, or whose services would come together | 6 |
//! | another child | 4 |
//! | a mother or another carer | 2 |
//! | a father | 1 |
//!
//! Closeness is 1 from the weight on at which the linker joins by itself, and
//! falls to a quarter at the weight below which nobody is asked. It is never
//! less, so that a child's services come before a father held twice, however
//! sure the linker nearly is of the father.

use crate::statement::Part;

/// The least and the most that closeness counts, in thousandths.
const FARTHEST: i32 = 250;
const CLOSEST: i32 = 1_000;

/// What hangs on the answer about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stakes {
    /// A father is held twice.
    Father,
    /// A mother or another carer is held twice.
    Carer,
    /// A child is held twice.
    Child,
    /// Services that do not know of each other work with one child.
    ChildServices,
    /// A child for whom something is due.
    ChildWaiting,
    /// A child for whom something is due, and whose services do not know of
    /// each other.
    ChildWaitingServices,
}

impl Stakes {
    /// Every kind, the least first.
    pub const ALL: [Self; 6] =
        [Self::Father, Self::Carer, Self::Child, Self::ChildServices, Self::ChildWaiting, Self::ChildWaitingServices];

    /// What hangs on a pair: the part that the two play, whether joining them
    /// brings together services that one of the two does not have yet, and
    /// whether something is due for either.
    #[must_use]
    pub fn of(is_child: bool, part: Part, joins_services: bool, is_waiting: bool) -> Self {
        match (is_child, is_waiting, joins_services) {
            (true, true, true) => Self::ChildWaitingServices,
            (true, true, false) => Self::ChildWaiting,
            (true, false, true) => Self::ChildServices,
            (true, false, false) => Self::Child,
            (false, ..) if part == Part::Father => Self::Father,
            (false, ..) => Self::Carer,
        }
    }

    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Father => "father",
            Self::Carer => "carer",
            Self::Child => "child",
            Self::ChildServices => "child-services",
            Self::ChildWaiting => "child-waiting",
            Self::ChildWaitingServices => "child-waiting-services",
        }
    }

    /// The kind for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stakes| stakes.word() == word)
    }

    /// Why the pair stands where it does, for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Father => "A father may be held twice",
            Self::Carer => "A mother or carer may be held twice",
            Self::Child => "A child may be held twice",
            Self::ChildServices => "A child’s services may not know of each other",
            Self::ChildWaiting => "A child with something due",
            Self::ChildWaitingServices => "A child with something due, whose services may not know of each other",
        }
    }

    fn points(self) -> i32 {
        match self {
            Self::Father => 1,
            Self::Carer => 2,
            Self::Child => 4,
            Self::ChildServices | Self::ChildWaiting => 6,
            Self::ChildWaitingServices => 8,
        }
    }
}

/// How much an answer about a pair is worth, in thousandths of a point; see
/// the rule at the head of this file. `link_at` and `review_at` are the
/// model's thresholds.
#[must_use]
pub fn value_milli(stakes: Stakes, weight_milli: i32, (link_at, review_at): (i32, i32)) -> i32 {
    let span = link_at.saturating_sub(review_at).max(1);
    let above = weight_milli.saturating_sub(review_at).clamp(0, span);
    let closeness =
        FARTHEST + i32::try_from(i64::from(CLOSEST - FARTHEST) * i64::from(above) / i64::from(span)).unwrap_or(0);
    stakes.points() * closeness
}

#[cfg(test)]
mod tests {
    use super::{Stakes, value_milli};
    use crate::statement::Part;

    const AT: (i32, i32) = (4_000, 0);

    #[test]
    fn a_childs_services_come_before_a_father_held_twice_however_close() {
        let farthest_child = value_milli(Stakes::ChildServices, -9_000, AT);
        let closest_father = value_milli(Stakes::Father, 90_000, AT);
        assert!(farthest_child > closest_father, "{farthest_child} {closest_father}");
        assert!(value_milli(Stakes::ChildWaiting, 0, AT) > closest_father);
    }

    #[test]
    fn among_equals_the_closer_to_the_decision_comes_first() {
        for stakes in Stakes::ALL {
            assert!(value_milli(stakes, 3_900, AT) > value_milli(stakes, 100, AT));
            assert_eq!(value_milli(stakes, 4_000, AT), value_milli(stakes, 40_000, AT));
            assert_eq!(Stakes::from_word(stakes.word()), Some(stakes));
        }
    }

    #[test]
    fn more_hangs_on_children_than_on_adults() {
        let ordered = [
            Stakes::of(false, Part::Father, true, true),
            Stakes::of(false, Part::Mother, true, true),
            Stakes::of(true, Part::Subject, false, false),
            Stakes::of(true, Part::Subject, true, false),
            Stakes::of(true, Part::Subject, true, true),
        ];
        assert!(ordered.windows(2).all(|two| value_milli(two[0], 2_000, AT) < value_milli(two[1], 2_000, AT)));
    }
}
