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
