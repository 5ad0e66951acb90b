//! What came of support, by aim: families counted, nobody named (S002-2b;
//! group figures, S002-5a).

use std::collections::BTreeMap;

use super::small::hide_small;
use crate::id::FamilyId;
use crate::support::GoalOutcome;

/// Counts the families that have a goal of each aim, by what came of it.
///
/// A family counts once for an aim, by what was said last about any goal of
/// its own with that aim: so the parts add up to the whole, and a family with
/// many goals is one family.
#[derive(Debug, Clone, Default)]
pub struct AimFigures {
    by_aim: BTreeMap<String, BTreeMap<FamilyId, Option<GoalOutcome>>>,
}

/// The figures of one aim as they may be shown; none where a number is small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownAim {
    /// The word of the aim.
    pub aim: String,
    /// How many families have such a goal.
    pub families: Option<u64>,
    /// How many for each outcome in the order of [`GoalOutcome::ALL`], then
    /// those of which nothing is said yet.
    pub outcomes: Vec<Option<u64>>,
}

impl AimFigures {
    /// Notes that a family has a goal with this aim.
    pub fn goal(&mut self, aim: &str, family: FamilyId) {
        self.by_aim.entry(aim.to_owned()).or_default().entry(family).or_default();
    }

    /// Notes what came of a goal; in the order in which it was said.
    pub fn outcome(&mut self, aim: &str, family: FamilyId, outcome: GoalOutcome) {
        self.by_aim.entry(aim.to_owned()).or_default().insert(family, Some(outcome));
    }

    /// The figures as they may be shown, by the word of the aim.
    #[must_use]
    pub fn shown(&self) -> Vec<ShownAim> {
        let shown = |(aim, families): (&String, &BTreeMap<FamilyId, Option<GoalOutcome>>)| {
            let all = GoalOutcome::ALL.iter().copied().map(Some).chain([None]);
            let count = |wanted| families.values().filter(|outcome| **outcome == wanted).count() as u64;
            let (families, outcomes) = hide_small(&all.map(count).collect::<Vec<_>>());
            ShownAim { aim: aim.clone(), families, outcomes }
        };
        self.by_aim.iter().map(shown).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::AimFigures;
    use crate::id::FamilyId;
    use crate::support::GoalOutcome;

    #[test]
    fn a_family_counts_once_and_small_numbers_are_hidden() {
        let mut figures = AimFigures::default();
        for number in 0..9 {
            let family = FamilyId::from_random([number; 10]);
            figures.goal("healthy", family);
            figures.goal("healthy", family);
            if number < 6 {
                figures.outcome("healthy", family, GoalOutcome::Partly);
                figures.outcome("healthy", family, GoalOutcome::Achieved);
            }
            if number < 4 {
                figures.goal("safe", family);
            }
        }
        let shown = figures.shown();
        assert_eq!(shown.len(), 2);
        assert_eq!(shown[0].families, Some(9));
        // Three have no outcome: too few, and the six would give them away.
        assert_eq!(shown[0].outcomes, [None, Some(0), Some(0), Some(0), None]);
        assert_eq!((shown[1].families, shown[1].outcomes.iter().flatten().count()), (None, 0));
    }
}
