use std::collections::BTreeSet;

use crate::fast::FastMap;
use crate::verdict::Verdicts;

/// Which records linking itself put together before, by record key: what it
/// joined stays joined as long as the pair weighs what
/// [`Model::break_at_milli`](crate::Model::break_at_milli) says, unless
/// something other than the weight parts the two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JoinedBefore {
    beside: FastMap<u32, Vec<u32>>,
}

impl JoinedBefore {
    /// Notes a join of two records; once more for every further one.
    pub fn add(&mut self, a: u32, b: u32) {
        self.beside.entry(a).or_default().push(b);
        self.beside.entry(b).or_default().push(a);
    }

    /// Forgets a join that no longer counts.
    pub fn take_out(&mut self, a: u32, b: u32) {
        for (one, other) in [(a, b), (b, a)] {
            let Some(beside) = self.beside.get_mut(&one) else { continue };
            if let Some(place) = beside.iter().position(|held| *held == other) {
                beside.remove(place);
            }
            if beside.is_empty() {
                self.beside.remove(&one);
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.beside.is_empty()
    }

    /// The records that were joined with one directly.
    pub(crate) fn beside(&self, key: u32) -> &[u32] {
        self.beside.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Whether two records were one person, directly or through others, by
    /// joins that nobody has spoken against since.
    pub(crate) fn were_one(&self, a: u32, b: u32, verdicts: &Verdicts) -> bool {
        let (mut seen, mut waiting) = (BTreeSet::from([a]), vec![a]);
        while let Some(key) = waiting.pop() {
            if key == b {
                return true;
            }
            let beside = self.beside(key).iter().copied().filter(|other| !verdicts.is_different(key, *other));
            waiting.extend(beside.filter(|other| seen.insert(*other)));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::JoinedBefore;
    use crate::town::{Town, day, ellis, number};
    use crate::{Model, ParentInput, RecordInput, Verdicts, link};

    /// These records, of which the first two were joined before.
    fn joined(inputs: &[RecordInput<'_>]) -> Town {
        let mut before = JoinedBefore::default();
        before.add(0, 1);
        let mut town = Town::with(inputs);
        town.verdicts.joined_before(Arc::new(before));
        town
    }

    /// An adult of whom no birthday is written.
    fn sarah(source: u16) -> RecordInput<'static> {
        RecordInput { birth: None, mother: ParentInput::default(), ..ellis(source, "Sarah") }
    }

    fn moved(input: RecordInput<'static>) -> RecordInput<'static> {
        RecordInput { address: "3 Mill Lane", postcode: "LX7 2AB", telephone: "07700 900555", ..input }
    }

    #[test]
    fn what_was_joined_stays_joined_below_the_weight_that_joins_and_waits_for_somebody() {
        assert_eq!(Town::with(&[sarah(1), sarah(2)]).persons(), [0, 0]);
        let now = [sarah(1), moved(sarah(2))];
        let anew = Town::with(&now).linked();
        assert_eq!((anew.clusters, anew.held.len()), (vec![0, 1], 0));
        let held = joined(&now).linked();
        assert_eq!(held.clusters, [0, 0]);
        assert!(held.reviews.is_empty() && held.joins.len() == 1, "{held:?}");
        let [review] = held.held[..] else { panic!("one pair waits: {held:?}") };
        let model = Model::starting();
        assert!((model.break_at_milli()..model.link_at_milli()).contains(&review.weight_milli), "{review:?}");
        let together = joined(&[sarah(1), sarah(2)]).linked();
        assert_eq!((together.clusters, together.held.len()), (vec![0, 0], 0), "nothing is doubtful here");
    }

    #[test]
    fn what_weighs_less_than_breaks_is_parted() {
        let town = joined(&[sarah(1), moved(sarah(2))]);
        let mut limits = Model::starting().limits();
        for (break_milli, persons) in [(1_000, [0, 0]), (3_900, [0, 1])] {
            let mut model = Model::starting();
            limits.break_milli = break_milli;
            model.set_limits(limits);
            assert_eq!(link(&town.pool, &town.records, &town.verdicts, &model).clusters, persons);
        }
        let other = RecordInput { family: "Quill", ..moved(sarah(2)) };
        assert_eq!(joined(&[sarah(1), other]).persons(), [0, 1]);
    }

    #[test]
    fn what_no_key_brings_together_any_more_is_compared_all_the_same() {
        let other = |source, given| RecordInput { family: "", birth: None, ..moved(ellis(source, given)) };
        let now = [RecordInput { mother: ParentInput::default(), ..ellis(1, "Sarah") }, other(2, "Sarah")];
        let (without, with) = (Town::with(&now).linked(), joined(&now).linked());
        assert_eq!((without.compared, with.compared), (0, 1));
    }

    #[test]
    fn what_forbids_a_join_parts_at_once_whatever_was_joined_before() {
        let emily = |source| ellis(source, "Emily");
        let one = RecordInput { nhs: number(1), ..emily(1) };
        for other in [
            RecordInput { nhs: number(2), ..emily(2) },
            RecordInput { compartment: 1, ..emily(2) },
            RecordInput { given: "Rosalind", ..emily(2) },
            RecordInput { birth: day("2010-03-09"), ..emily(2) },
            RecordInput { given: "Rosalind", birth: day("2024-11-19"), ..emily(2) },
        ] {
            let linked = joined(&[one, other]).linked();
            assert_eq!((linked.clusters, linked.held.len()), (vec![0, 1], 0), "{other:?}");
        }
        let orders = [RecordInput { birth_order: 1, ..emily(1) }, RecordInput { birth_order: 2, ..emily(2) }];
        assert_eq!(joined(&orders).persons(), [0, 1]);
        let mut parted = joined(&[emily(1), emily(2)]);
        parted.verdicts.different(0, 1);
        assert_eq!(parted.persons(), [0, 1]);
    }

    #[test]
    fn a_twin_who_turns_up_parts_what_could_be_either() {
        let unnamed = RecordInput { telephone: "", ..ellis(1, "BABY") };
        let (amelia, rosalind) = (ellis(2, "Amelia"), ellis(2, "Rosalind"));
        assert_eq!(Town::with(&[unnamed, amelia]).persons(), [0, 0]);
        assert_eq!(joined(&[unnamed, amelia, rosalind]).persons(), [0, 1, 2]);
    }

    #[test]
    fn records_were_one_through_others_until_a_join_is_forgotten_or_spoken_against() {
        let mut before = JoinedBefore::default();
        assert!(before.is_empty());
        before.add(1, 2);
        before.add(3, 2);
        before.add(3, 2);
        let (none, mut said) = (Verdicts::default(), Verdicts::default());
        assert!(before.were_one(1, 3, &none) && !before.were_one(1, 4, &none));
        said.different(2, 3);
        assert!(!before.were_one(1, 3, &said));
        before.take_out(2, 3);
        assert!(before.were_one(1, 3, &none), "it was joined twice");
        before.take_out(2, 3);
        assert!(!before.were_one(1, 3, &none));
        before.take_out(1, 2);
        assert!(before.is_empty());
    }
}
