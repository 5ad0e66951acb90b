//! Who is who: persons follow from the links that stand, and keep their
//! identifiers as links come and go.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::NhsNumber;
use super::link::{Origin, Standing, Verdict};
use crate::id::{PersonId, RecordId};

/// What of a record may keep it apart from others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RecordFacts {
    /// The record.
    pub record: RecordId,
    /// When it first came in: the oldest record decides ties.
    pub received_on: Date,
    /// The NHS number it carries.
    pub nhs_number: Option<NhsNumber>,
    /// The sealed identity it belongs to, numbered from 1; 0 for the open
    /// world (T16).
    pub compartment: u32,
    /// Its place in a multiple birth.
    pub birth_order: Option<u8>,
    /// Date of birth.
    pub born_on: Option<Date>,
}

impl std::fmt::Debug for RecordFacts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RecordFacts({:?}, hidden)", self.record)
    }
}

/// The records of one person, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Records, oldest first, then by identifier.
    pub records: Vec<RecordId>,
    /// The sealed identity, or 0 for the open world.
    pub compartment: u32,
}

/// Puts records together as the standing links say: people first, then NHS
/// numbers, then the heaviest. A link that would put two NHS numbers, two
/// places in a birth, two generations, a sealed identity and another, or two
/// people told apart into one group is passed over.
///
/// The same records and links give the same groups in whatever order they
/// come.
#[must_use]
pub fn derive(facts: &[RecordFacts], standing: &Standing) -> Vec<Group> {
    let mut facts: Vec<RecordFacts> = facts.to_vec();
    facts.sort_by_key(|fact| (fact.received_on, fact.record));
    facts.dedup_by_key(|fact| fact.record);
    let places: BTreeMap<RecordId, usize> =
        facts.iter().enumerate().map(|(place, fact)| (fact.record, place)).collect();
    let mut links: Vec<_> = standing.iter().filter(|(_, held)| held.verdict == Verdict::Same).collect();
    links.sort_by_key(|(pair, held)| (std::cmp::Reverse((strength(held.origin), held.weight_milli)), *pair));
    let mut group_of: Vec<usize> = (0..facts.len()).collect();
    let mut members: Vec<Vec<usize>> = (0..facts.len()).map(|place| vec![place]).collect();
    for ((a, b), _) in links {
        let (Some(a), Some(b)) = (places.get(&a), places.get(&b)) else { continue };
        let (left, right) = (group_of[*a].min(group_of[*b]), group_of[*a].max(group_of[*b]));
        let clash = |a: &usize| members[right].iter().any(|b| are_apart(&facts[*a], &facts[*b], standing));
        if left == right || members[left].iter().any(clash) {
            continue;
        }
        let moved = std::mem::take(&mut members[right]);
        for place in &moved {
            group_of[*place] = left;
        }
        members[left].extend(moved);
        members[left].sort_unstable();
    }
    let groups = members.into_iter().filter(|places| !places.is_empty());
    groups
        .map(|places| Group {
            compartment: facts[places[0]].compartment,
            records: places.into_iter().map(|place| facts[place].record).collect(),
        })
        .collect()
}

fn strength(origin: Origin) -> u8 {
    match origin {
        Origin::Policy => 3,
        Origin::Human => 2,
        Origin::NhsNumber => 1,
        Origin::Probable | Origin::WithinRow => 0,
    }
}

/// Whether two records can never be one person (T16, T19).
fn are_apart(a: &RecordFacts, b: &RecordFacts, standing: &Standing) -> bool {
    let held = standing.get(a.record, b.record);
    let is_told_same = held.is_some_and(|held| held.verdict == Verdict::Same && held.origin == Origin::Human);
    let differ = |pair: Option<(u64, u64)>| pair.is_some_and(|(a, b)| a != b);
    let numbers = a.nhs_number.zip(b.nhs_number).map(|(a, b)| (a.as_u64(), b.as_u64()));
    let orders = a.birth_order.zip(b.birth_order).map(|(a, b)| (a.into(), b.into()));
    let is_generation = a.born_on.zip(b.born_on).is_some_and(|(a, b)| days_apart(a, b) > 3_653);
    a.compartment != b.compartment
        || held.is_some_and(|held| held.verdict == Verdict::Different)
        || differ(numbers)
        || is_generation
        || (differ(orders) && !is_told_same)
}

fn days_apart(a: Date, b: Date) -> i32 {
    (a - b).get_days().abs()
}

/// What becomes of identifiers when groups change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned<Member: Ord, Id> {
    /// The identifier that each member now belongs to.
    pub of: BTreeMap<Member, Id>,
    /// Identifiers that now lead to another: the members went there.
    pub redirects: Vec<(Id, Id)>,
    /// Identifiers made now.
    pub created: Vec<Id>,
    /// Identifiers that lead nowhere any more: one was both a sealed and an
    /// open identity, and following it would tell the one from the other.
    pub retired: Vec<Id>,
}

/// Persons of records.
pub type Assignment = Assigned<RecordId, PersonId>;

/// Gives every group its person.
///
/// On a merge the person with the most records in the group keeps the
/// identifier, then the one with the oldest record; the others redirect to
/// it. On a split the part with the most records keeps it, then the part with
/// the oldest; the other parts get fresh ones. An identifier that is given up
/// is never used again. Where a split parts a sealed identity from another,
/// nobody keeps the identifier and nothing redirects (T16).
pub fn assign_persons(
    old: &BTreeMap<RecordId, PersonId>,
    groups: &[Group],
    fresh: &mut dyn FnMut() -> PersonId,
) -> Assignment {
    let groups: Vec<(&[RecordId], u32)> =
        groups.iter().map(|group| (group.records.as_slice(), group.compartment)).collect();
    assign(old, &groups, fresh)
}

/// As [`assign_persons`] for any members and identifiers. Members stand
/// oldest first in each group, and older groups before younger ones.
pub(super) fn assign<Member: Ord + Copy, Id: Ord + Copy>(
    old: &BTreeMap<Member, Id>,
    groups: &[(&[Member], u32)],
    fresh: &mut dyn FnMut() -> Id,
) -> Assigned<Member, Id> {
    let claims = claims(old, groups);
    let mut kept: BTreeMap<usize, Id> = BTreeMap::new();
    let mut retired = Vec::new();
    let mut best: Vec<(std::cmp::Reverse<usize>, usize, Id, usize)> = Vec::new();
    for (id, parts) in &claims {
        let compartments: BTreeSet<u32> = parts.keys().map(|group| groups[*group].1).collect();
        if compartments.len() > 1 {
            retired.push(*id);
            continue;
        }
        let most = parts.iter().min_by_key(|(group, (count, oldest))| (std::cmp::Reverse(*count), *oldest, **group));
        if let Some((group, (count, oldest))) = most {
            best.push((std::cmp::Reverse(*count), *oldest, *id, *group));
        }
    }
    best.sort_unstable();
    let mut moved = Vec::new();
    for (_, _, id, group) in best {
        if let Some(keeper) = kept.get(&group) {
            moved.push((id, *keeper));
        } else {
            kept.insert(group, id);
        }
    }
    moved.sort_unstable();
    let mut created = Vec::new();
    let mut of = BTreeMap::new();
    for (group, (members, _)) in groups.iter().enumerate() {
        let id = kept.get(&group).copied().unwrap_or_else(|| {
            let id = fresh();
            created.push(id);
            id
        });
        of.extend(members.iter().map(|member| (*member, id)));
    }
    Assigned { of, redirects: moved, created, retired }
}

/// For each old identifier, how many of its members each group holds, and the
/// place of the oldest among all members.
type Claims<Id> = BTreeMap<Id, BTreeMap<usize, (usize, usize)>>;

fn claims<Member: Ord + Copy, Id: Ord + Copy>(old: &BTreeMap<Member, Id>, groups: &[(&[Member], u32)]) -> Claims<Id> {
    let mut claims: Claims<Id> = BTreeMap::new();
    let mut place = 0;
    for (group, (members, _)) in groups.iter().enumerate() {
        for member in *members {
            place += 1;
            if let Some(id) = old.get(member) {
                let part = claims.entry(*id).or_default().entry(group).or_insert((0, place));
                part.0 += 1;
            }
        }
    }
    claims
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::{Group, RecordFacts, assign_persons, derive};
    use crate::id::{PersonId, RecordId};
    use crate::person::link::{LinkEvent, Origin, Standing, Verdict, standing};

    fn record(number: u8) -> RecordId {
        RecordId::from_random([number; 10])
    }

    fn person(number: u8) -> PersonId {
        PersonId::from_random([number; 10])
    }

    fn facts(number: u8) -> RecordFacts {
        RecordFacts {
            record: record(number),
            received_on: date(2026, 1, 1).saturating_add(jiff::Span::new().days(number)),
            nhs_number: None,
            compartment: 0,
            birth_order: None,
            born_on: None,
        }
    }

    fn event(seq: u64, a: u8, b: u8, verdict: Verdict, origin: Origin) -> LinkEvent {
        LinkEvent {
            seq,
            a: record(a),
            b: record(b),
            verdict,
            origin,
            weight_milli: 9_000,
            reasons: String::new(),
            model: String::new(),
            by: None,
            at: Timestamp::UNIX_EPOCH,
            withdraws: None,
        }
    }

    fn same(pairs: &[(u8, u8)]) -> Standing {
        let events: Vec<LinkEvent> =
            (1..).zip(pairs).map(|(seq, (a, b))| event(seq, *a, *b, Verdict::Same, Origin::Probable)).collect();
        standing(&events)
    }

    fn numbers(groups: &[Group]) -> Vec<Vec<u8>> {
        let number = |id: &RecordId| (0..=50).find(|number| record(*number) == *id).expect("a record of this test");
        groups.iter().map(|group| group.records.iter().map(number).collect()).collect()
    }

    #[test]
    fn links_put_records_together_through_others() {
        let groups = derive(&[facts(3), facts(1), facts(2), facts(4)], &same(&[(1, 2), (2, 3)]));
        assert_eq!(numbers(&groups), [vec![1, 2, 3], vec![4]]);
    }

    #[test]
    fn two_numbers_two_orders_two_ages_and_a_seal_stay_apart() {
        let number = |text: &str| text.parse().ok();
        let apart = [
            [
                RecordFacts { nhs_number: number("9990000018"), ..facts(1) },
                RecordFacts { nhs_number: number("9990000026"), ..facts(2) },
            ],
            [RecordFacts { birth_order: Some(1), ..facts(1) }, RecordFacts { birth_order: Some(2), ..facts(2) }],
            [RecordFacts { compartment: 1, ..facts(1) }, facts(2)],
            [
                RecordFacts { born_on: Some(date(1990, 5, 1)), ..facts(1) },
                RecordFacts { born_on: Some(date(2025, 5, 1)), ..facts(2) },
            ],
        ];
        for facts in apart {
            assert_eq!(numbers(&derive(&facts, &same(&[(1, 2)]))), [vec![1], vec![2]]);
        }
        assert!(number("9990000018").is_some() && number("9990000026").is_some());
    }

    #[test]
    fn a_person_who_parts_two_records_parts_them_wherever_they_are_linked() {
        let mut events: Vec<LinkEvent> =
            vec![event(1, 1, 2, Verdict::Same, Origin::NhsNumber), event(2, 2, 3, Verdict::Same, Origin::Probable)];
        let records = [facts(1), facts(2), facts(3)];
        assert_eq!(numbers(&derive(&records, &standing(&events))), [vec![1, 2, 3]]);
        events.push(event(3, 1, 3, Verdict::Different, Origin::Human));
        assert_eq!(numbers(&derive(&records, &standing(&events))), [vec![1, 2], vec![3]]);
    }

    fn held(pairs: &[(u8, u8)]) -> BTreeMap<RecordId, PersonId> {
        pairs.iter().map(|(of, by)| (record(*of), person(*by))).collect()
    }

    fn groups(parts: &[&[u8]]) -> Vec<Group> {
        let group =
            |part: &&[u8]| Group { records: part.iter().map(|number| record(*number)).collect(), compartment: 0 };
        parts.iter().map(group).collect()
    }

    #[test]
    fn on_a_merge_the_larger_keeps_its_identifier_and_the_other_leads_to_it() {
        let old = held(&[(1, 10), (2, 20), (3, 20)]);
        let assigned = assign_persons(&old, &groups(&[&[1, 2, 3]]), &mut || panic!("nobody is new"));
        assert_eq!(assigned.redirects, [(person(10), person(20))]);
        assert!(assigned.of.values().all(|id| *id == person(20)));
        let even = assign_persons(&held(&[(1, 20), (2, 10)]), &groups(&[&[1, 2]]), &mut || panic!("nobody is new"));
        assert_eq!(even.redirects, [(person(10), person(20))], "the one with the oldest record keeps it");
    }

    #[test]
    fn on_a_split_the_larger_part_keeps_the_identifier_and_the_other_gets_a_fresh_one() {
        let old = held(&[(1, 10), (2, 10), (3, 10)]);
        let mut fresh = || person(99);
        let assigned = assign_persons(&old, &groups(&[&[1], &[2, 3]]), &mut fresh);
        assert_eq!((assigned.of[&record(1)], assigned.of[&record(3)]), (person(99), person(10)));
        assert_eq!(assigned.created, [person(99)]);
        assert!(assigned.redirects.is_empty() && assigned.retired.is_empty());
        let even = assign_persons(&held(&[(1, 10), (2, 10)]), &groups(&[&[1], &[2]]), &mut fresh);
        assert_eq!(even.of[&record(1)], person(10), "the part with the oldest record keeps it");
    }

    #[test]
    fn a_seal_leaves_no_way_from_one_identity_to_the_other() {
        let mut parts = groups(&[&[1, 2], &[3]]);
        parts[1].compartment = 1;
        let mut next = 90;
        let mut fresh = || {
            next += 1;
            person(next)
        };
        let assigned = assign_persons(&held(&[(1, 10), (2, 10), (3, 10)]), &parts, &mut fresh);
        assert_eq!(assigned.retired, [person(10)]);
        assert!(assigned.redirects.is_empty());
        assert_eq!(assigned.created, [person(91), person(92)]);
    }

    proptest! {
        #[test]
        fn groups_do_not_depend_on_the_order_of_records(
            pairs in prop::collection::vec((0..9_u8, 0..9_u8), 0..14),
            order in Just((0..9_u8).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let fact = |number: u8| RecordFacts { birth_order: Some(number % 4).filter(|order| *order > 0), ..facts(number) };
            let sorted: Vec<RecordFacts> = (0..9).map(fact).collect();
            let shuffled: Vec<RecordFacts> = order.into_iter().map(fact).collect();
            prop_assert_eq!(derive(&sorted, &same(&pairs)), derive(&shuffled, &same(&pairs)));
        }

        #[test]
        fn an_identifier_belongs_to_one_person_and_is_never_used_again(
            old in prop::collection::vec(0..5_u8, 9),
            new in prop::collection::vec(0..5_u8, 9),
        ) {
            let old: Vec<(u8, u8)> = (0..9).zip(old).map(|(of, by)| (of, by + 10)).collect();
            let parts: Vec<Vec<u8>> = (0..5)
                .map(|part| (0..9).filter(|of| new[usize::from(*of)] == part).collect::<Vec<u8>>())
                .filter(|part| !part.is_empty())
                .collect();
            let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
            let mut next = 100;
            let mut fresh = || { next += 1; person(next) };
            let assigned = assign_persons(&held(&old), &groups(&parts), &mut fresh);
            for part in &parts {
                let ids: Vec<PersonId> = part.iter().map(|of| assigned.of[&record(*of)]).collect();
                prop_assert!(ids.iter().all(|id| *id == ids[0]));
            }
            let mut ids: Vec<PersonId> = parts.iter().map(|part| assigned.of[&record(part[0])]).collect();
            ids.sort_unstable();
            let count = ids.len();
            ids.dedup();
            prop_assert_eq!(ids.len(), count);
            for (from, to) in &assigned.redirects {
                prop_assert!(!ids.contains(from) && ids.contains(to));
            }
        }
    }
}
