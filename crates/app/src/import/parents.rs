//! The mother whom one row of a child names by her first name only, and the
//! mother whom another row names with number and birthday, are one person:
//! the linker, which looks at two records at a time, cannot know it.
//!
//! Adults are joined when rows of one child name them in the same part, with
//! first names that agree, and nothing speaks against it: no two NHS numbers,
//! no two birthdays, no other identity, no word of a person.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kith_core::person::link::{Standing, Verdict};
use kith_core::statement::Part;
use kith_link::{Linked, nickname_groups};

use super::matching::{Known, Matching};

/// The records of adults that rows of these children name, and of the persons
/// they are.
pub(super) fn around(matching: &Matching, keys: &[u32]) -> BTreeSet<u32> {
    let subjects = keys.iter().filter(|key| matching.get(**key).part == Part::Subject);
    let adults = subjects.flat_map(|key| matching.row_of(*key)).copied();
    adults
        .filter(|key| matching.get(*key).part != Part::Subject)
        .flat_map(|key| {
            let own = matching.get(key).person.map_or(&[][..], |person| matching.records_of(person));
            own.iter().copied().chain([key])
        })
        .collect()
}

/// Pairs of records that stand for the same adult of the same child, one from
/// each cluster, so that joining every pair joins the clusters.
pub(super) fn same_adults(matching: &Matching, linked: &Linked, stood: &Standing) -> Vec<(u32, u32)> {
    let cluster: HashMap<u32, u32> = linked.keys.iter().copied().zip(linked.clusters.iter().copied()).collect();
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (key, of) in &cluster {
        members.entry(*of).or_default().push(*key);
    }
    members.values_mut().for_each(|keys| keys.sort_unstable());
    let mut named: BTreeMap<(u32, Part), BTreeSet<u32>> = BTreeMap::new();
    for (key, child) in &cluster {
        let subject = matching.get(*key);
        if subject.part != Part::Subject || subject.is_empty {
            continue;
        }
        for other in matching.row_of(*key) {
            let adult = matching.get(*other);
            if let Some(of) = cluster.get(other).filter(|_| adult.part != Part::Subject && !adult.is_empty) {
                named.entry((*child, adult.part)).or_default().insert(*of);
            }
        }
    }
    let mut pairs = Vec::new();
    for ((_, part), clusters) in named.iter().filter(|(_, clusters)| clusters.len() > 1) {
        let mut joined: Vec<Vec<u32>> = Vec::new();
        for of in clusters {
            let keys = &members[of];
            match joined.iter_mut().find(|known| is_one(matching, (known, keys), *part, stood)) {
                Some(known) => {
                    pairs.push((known[0].min(keys[0]), known[0].max(keys[0])));
                    known.extend(keys);
                }
                None => joined.push(keys.clone()),
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether two clusters can be one adult.
fn is_one(matching: &Matching, (one, two): (&[u32], &[u32]), part: Part, stood: &Standing) -> bool {
    let all = || one.iter().chain(two).map(|key| matching.get(*key));
    let numbers: BTreeSet<_> = all().filter_map(|known| known.facts.nhs_number).collect();
    let births: BTreeSet<_> = all().filter_map(|known| known.facts.born_on).collect();
    let identities: BTreeSet<u32> = all().map(|known| known.facts.compartment).collect();
    if numbers.len() > 1 || births.len() > 1 || identities.len() > 1 {
        return false;
    }
    let parted = one.iter().flat_map(|a| two.iter().map(move |b| (*a, *b))).any(|(a, b)| {
        let (a, b) = (matching.get(a), matching.get(b));
        let is_no = stood.get(a.facts.record, b.facts.record).is_some_and(|held| held.verdict == Verdict::Different);
        is_no || (a.source == b.source && a.row == b.row)
    });
    !parted && names_agree(matching, one, two, part)
}

/// Whether first names agree, or are forms of one name; and, but for mothers,
/// who change it oftener, the family names.
fn names_agree(matching: &Matching, one: &[u32], two: &[u32], part: Part) -> bool {
    let names = |keys: &[u32], name: fn(&Known) -> &str| -> BTreeSet<String> {
        let names = keys.iter().map(|key| name(matching.get(*key)).to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    let given = |keys| names(keys, |known| &known.given);
    let (first, second) = (given(one), given(two));
    let short =
        |names: &BTreeSet<String>| -> BTreeSet<u16> { names.iter().flat_map(|name| nickname_groups(name)).collect() };
    let family = |keys| names(keys, |known| &known.family);
    let (own, other) = (family(one), family(two));
    let same_family = part == Part::Mother || own.is_empty() || other.is_empty() || !own.is_disjoint(&other);
    same_family && (!first.is_disjoint(&second) || !short(&first).is_disjoint(&short(&second)))
}
