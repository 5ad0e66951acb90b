//! Families: children who share a mother, with the adults around them.
//!
//! Rules:
//! - A child belongs to one family: its mother's; where no mother is known,
//!   the carer's or father's that most sources name.
//! - An adult belongs to every family with a child of theirs, and stays an
//!   adult there whether or not they live there.
//! - A relation counts while it lasts: whoever was a carer until last month is
//!   in no family of today by it. Its days stay known.
//! - A relation counts only within one compartment: a sealed identity never
//!   meets its other identity in a family (T16). An adopted child has the
//!   relations stated since the adoption and no other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Address;
use super::derive::{Assigned, assign};
use super::relation::Stretch;
use super::view::is_same_place;
use crate::id::{FamilyId, PersonId};
use crate::statement::Part;

/// Somebody who may be in a family.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// Whether the person is a child, born or expected. A child whom nobody
    /// relates to an adult makes a family alone; an adult does not.
    pub is_child: bool,
    /// The sealed identity, numbered from 1; 0 for the open world.
    pub compartment: u32,
    /// When the child was adopted under this identity.
    pub adopted_on: Option<Date>,
    /// Where the person lives now.
    pub home: Option<Address>,
}

impl std::fmt::Debug for Member {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Member({:?}, hidden)", self.person)
    }
}

/// What sources say an adult is to a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The adult.
    pub adult: PersonId,
    /// The child.
    pub child: PersonId,
    /// Mother, father or carer.
    pub part: Part,
    /// How many sources say so.
    pub sources: usize,
    /// When one last said so.
    pub newest_on: Date,
    /// Since when and until when, each time.
    pub stretches: Vec<Stretch>,
}

/// Days of a relation that sources give, whether or not it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dated {
    /// The child.
    pub child: PersonId,
    /// The adult.
    pub adult: PersonId,
    /// Mother, father or carer.
    pub part: Part,
    /// The days.
    pub days: Stretch,
}

/// An adult of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Adult {
    /// Mother, father or carer of a child in the family.
    pub part: Part,
    /// The person.
    pub person: PersonId,
    /// Whether the adult's address is known and no child's is the same.
    pub lives_elsewhere: bool,
}

/// Children who share a carer, with the adults around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Children, by identifier.
    pub children: Vec<PersonId>,
    /// Adults: mother, father, carers.
    pub adults: Vec<Adult>,
    /// The days of relations, those that are over among them.
    pub dated: Vec<Dated>,
    /// The sealed identity, or 0 for the open world.
    pub compartment: u32,
}

/// What identifies a family before it has an identifier: the adult whose
/// children these are, or a child alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Centre {
    Adult(PersonId),
    Child(PersonId),
}

/// Families of a day from relations, in a fixed order whatever the order of
/// what is given.
#[must_use]
pub fn families(members: &[Member], relations: &[Relation], today: Date) -> Vec<Family> {
    let people: BTreeMap<PersonId, &Member> = members.iter().map(|member| (member.person, member)).collect();
    let mut of_child: BTreeMap<PersonId, Vec<&Relation>> = BTreeMap::new();
    let mut dated: BTreeSet<Dated> = BTreeSet::new();
    for relation in relations.iter().filter(|relation| counts(&people, relation)) {
        let Relation { child, adult, part, .. } = *relation;
        let days = relation.stretches.iter().copied().filter(|days| !days.is_undated());
        dated.extend(days.map(|days| Dated { child, adult, part, days }));
        if relation.stretches.iter().any(|stretch| stretch.holds_on(today)) {
            of_child.entry(child).or_default().push(relation);
        }
    }
    let dated_of =
        |children: &[PersonId]| dated.iter().filter(|dated| children.contains(&dated.child)).copied().collect();
    let mut children_of: BTreeMap<Centre, Vec<PersonId>> = BTreeMap::new();
    for member in people.values().filter(|member| member.is_child || of_child.contains_key(&member.person)) {
        let centre = of_child.get(&member.person).and_then(|relations| centre(relations));
        children_of.entry(centre.unwrap_or(Centre::Child(member.person))).or_default().push(member.person);
    }
    let family = |children: Vec<PersonId>| Family {
        adults: adults(&people, &of_child, &children),
        dated: dated_of(&children),
        compartment: children.first().and_then(|child| people.get(child)).map_or(0, |child| child.compartment),
        children,
    };
    children_of.into_values().map(family).collect()
}

fn counts(people: &BTreeMap<PersonId, &Member>, relation: &Relation) -> bool {
    let (Some(adult), Some(child)) = (people.get(&relation.adult), people.get(&relation.child)) else { return false };
    relation.part != Part::Subject
        && relation.adult != relation.child
        && adult.compartment == child.compartment
        && child.adopted_on.is_none_or(|adopted_on| relation.newest_on >= adopted_on)
}

/// The adult at the centre: a mother before others, then whom most sources
/// name, then whom one named last.
fn centre(relations: &[&Relation]) -> Option<Centre> {
    let order = |relation: &&&Relation| {
        let is_mother = relation.part == Part::Mother;
        (Reverse(is_mother), Reverse(relation.sources), Reverse(relation.newest_on), relation.part, relation.adult)
    };
    relations.iter().min_by_key(order).map(|relation| Centre::Adult(relation.adult))
}

fn adults(
    people: &BTreeMap<PersonId, &Member>,
    of_child: &BTreeMap<PersonId, Vec<&Relation>>,
    children: &[PersonId],
) -> Vec<Adult> {
    let mut parts: BTreeMap<PersonId, BTreeMap<Part, usize>> = BTreeMap::new();
    for relation in children.iter().filter_map(|child| of_child.get(child)).flatten() {
        *parts.entry(relation.adult).or_default().entry(relation.part).or_default() += relation.sources;
    }
    let homes: Vec<&Address> =
        children.iter().filter_map(|child| people.get(child)).filter_map(|child| child.home.as_ref()).collect();
    let lives_elsewhere = |person: &PersonId| {
        let home = people.get(person).and_then(|adult| adult.home.as_ref());
        home.is_some_and(|home| !homes.is_empty() && !homes.iter().any(|child| is_same_place(home, child)))
    };
    let adults: BTreeSet<Adult> = parts
        .iter()
        .filter(|(person, _)| !children.contains(person))
        .filter_map(|(person, parts)| {
            let (part, _) = parts.iter().min_by_key(|(part, sources)| (Reverse(**sources), **part))?;
            Some(Adult { part: *part, person: *person, lives_elsewhere: lives_elsewhere(person) })
        })
        .collect();
    adults.into_iter().collect()
}

/// Families of children.
pub type FamilyAssignment = Assigned<PersonId, FamilyId>;

/// Gives every family its identifier, as persons keep theirs: the family with
/// the most children keeps it on a merge, the part with the most children on
/// a split. `old` holds the family that each child was in, under the child's
/// present identifier.
pub fn assign_families(
    old: &BTreeMap<PersonId, FamilyId>,
    families: &[Family],
    fresh: &mut dyn FnMut() -> FamilyId,
) -> FamilyAssignment {
    let groups: Vec<(&[PersonId], u32)> =
        families.iter().map(|family| (family.children.as_slice(), family.compartment)).collect();
    assign(old, &groups, fresh)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::{Adult, Dated, Family, Member, Relation, Stretch, assign_families, families};
    use crate::id::{FamilyId, PersonId};
    use crate::person::Address;
    use crate::statement::Part;

    const TODAY: jiff::civil::Date = date(2026, 11, 22);

    fn person(number: u8) -> PersonId {
        PersonId::from_random([number; 10])
    }

    fn member(number: u8, home: &str) -> Member {
        let home = Address { lines: vec![home.to_owned()], ..Address::default() };
        let home = Some(home).filter(|home| !home.lines[0].is_empty());
        Member { person: person(number), is_child: number >= 10, compartment: 0, adopted_on: None, home }
    }

    fn relation(adult: u8, child: u8, part: Part) -> Relation {
        Relation {
            adult: person(adult),
            child: person(child),
            part,
            sources: 2,
            newest_on: date(2026, 3, 1),
            stretches: vec![Stretch::default()],
        }
    }

    fn adult(number: u8, part: Part, lives_elsewhere: bool) -> Adult {
        Adult { part, person: person(number), lives_elsewhere }
    }

    #[test]
    fn children_of_one_mother_are_one_family_and_a_father_elsewhere_belongs_to_it() {
        let members =
            [member(1, "12 High Street"), member(2, "3 Mill Lane"), member(10, "12 High Street"), member(11, "")];
        let relations = [relation(1, 10, Part::Mother), relation(2, 10, Part::Father), relation(1, 11, Part::Mother)];
        let found = families(&members, &relations, TODAY);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].children, [person(10), person(11)]);
        assert_eq!(found[0].adults, [adult(1, Part::Mother, false), adult(2, Part::Father, true)]);
        let turned: Vec<Relation> = relations.into_iter().rev().collect();
        assert_eq!(families(&members, &turned, TODAY), found);
    }

    #[test]
    fn without_a_mother_the_carer_or_father_whom_most_name_is_the_centre() {
        let members = [member(1, ""), member(2, ""), member(10, ""), member(11, "")];
        let often = Relation { sources: 5, ..relation(2, 10, Part::Carer) };
        let found = families(&members, &[relation(1, 10, Part::Father), often, relation(2, 11, Part::Carer)], TODAY);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].children, [person(10), person(11)]);
    }

    #[test]
    fn a_child_alone_is_a_family_and_an_adult_alone_is_none() {
        let found = families(&[member(1, ""), member(10, "")], &[], TODAY);
        assert_eq!(
            found,
            [Family { children: vec![person(10)], adults: Vec::new(), dated: Vec::new(), compartment: 0 }]
        );
    }

    #[test]
    fn whoever_was_a_carer_is_in_no_family_of_today_and_the_days_stay_known() {
        let over = Stretch { since: Some(date(2024, 3, 3)), until: Some(date(2025, 6, 1)) };
        let was = Relation { stretches: vec![over], ..relation(1, 10, Part::Carer) };
        let now = Stretch { since: Some(date(2025, 6, 2)), until: None };
        let is = Relation { stretches: vec![now], ..relation(2, 10, Part::Carer) };
        let members = [member(1, ""), member(2, ""), member(10, ""), member(11, "")];
        let relations = [was, is, relation(1, 11, Part::Mother)];
        let found = families(&members, &relations, TODAY);
        let of = |child: u8| found.iter().find(|family| family.children == [person(child)]).expect("a family");
        assert_eq!(of(10).adults, [adult(2, Part::Carer, false)]);
        let dated = |adult, days| Dated { child: person(10), adult: person(adult), part: Part::Carer, days };
        assert_eq!(of(10).dated, [dated(1, over), dated(2, now)]);
        assert!(of(11).adults == [adult(1, Part::Mother, false)] && of(11).dated.is_empty());
        let then = families(&members, &relations, date(2025, 6, 1));
        assert_eq!(then.len(), 1, "until then both were with her");
        assert!(families(&members, &relations, date(2024, 3, 2)).len() == 2, "and before that nobody was");
    }

    #[test]
    fn a_father_of_two_families_belongs_to_both() {
        let members = [member(1, ""), member(2, ""), member(3, ""), member(10, ""), member(11, "")];
        let relations = [
            relation(1, 10, Part::Mother),
            relation(2, 11, Part::Mother),
            relation(3, 10, Part::Father),
            relation(3, 11, Part::Father),
        ];
        let found = families(&members, &relations, TODAY);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|family| family.adults.contains(&adult(3, Part::Father, false))));
    }

    #[test]
    fn a_sealed_child_meets_nobody_of_the_open_world() {
        let sealed = Member { compartment: 1, ..member(10, "") };
        let members = [member(1, ""), sealed, member(11, "")];
        let found = families(&members, &[relation(1, 10, Part::Mother), relation(1, 11, Part::Mother)], TODAY);
        let alone = Family { children: vec![person(10)], adults: Vec::new(), dated: Vec::new(), compartment: 1 };
        assert!(found.contains(&alone) && found.len() == 2);
    }

    #[test]
    fn an_adopted_child_belongs_to_the_adoptive_family_only() {
        let adopted = Member { adopted_on: Some(date(2026, 1, 1)), ..member(10, "") };
        let before = Relation { sources: 9, newest_on: date(2025, 6, 1), ..relation(1, 10, Part::Mother) };
        let found = families(&[member(1, ""), member(2, ""), adopted], &[before, relation(2, 10, Part::Mother)], TODAY);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].adults, [adult(2, Part::Mother, false)]);
    }

    #[test]
    fn a_family_keeps_its_identifier_when_a_child_is_born() {
        let family = FamilyId::from_random([7; 10]);
        let old = BTreeMap::from([(person(10), family)]);
        let grown =
            [Family { children: vec![person(10), person(11)], adults: Vec::new(), dated: Vec::new(), compartment: 0 }];
        let assigned = assign_families(&old, &grown, &mut || panic!("no family is new"));
        assert_eq!(assigned.of[&person(11)], family);
    }
}
