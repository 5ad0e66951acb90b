//! Families follow from people: the children of each mother, father or carer,
//! with the adults around them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use kith_core::id::{FamilyId, PersonId};
use kith_core::person::Address;
use kith_core::person::derive::Assignment;
use kith_core::person::household::{Family, FamilyAssignment, Member, Relation, assign_families, families};
use kith_core::person::relation::{Stated, stretches};
use kith_core::statement::Part;
use kith_store::{FamilyMember, FamilyRelation, Tx};

use super::matching::{Known, Matching};
use super::people::PAGE;
use super::road::Road;
use crate::{AppError, door};

/// Families as they are from now on.
pub(super) struct Families {
    assigned: FamilyAssignment,
    /// Families that are written anew, those without anybody included.
    written: Vec<FamilyId>,
    members: Vec<FamilyMember>,
    relations: Vec<FamilyRelation>,
}

impl Families {
    /// How many families were made or changed.
    pub(super) fn count(&self) -> u64 {
        self.written.len() as u64
    }

    /// The families whose references are given up.
    pub(super) fn leaving(&self) -> Vec<FamilyId> {
        self.assigned.redirects.iter().map(|(from, _)| *from).collect()
    }

    pub(super) async fn write(&self, tx: &mut Tx, now: Timestamp) -> Result<(), AppError> {
        tx.add_families(&self.assigned.created, now).await?;
        tx.set_members(&self.written, &self.members).await?;
        tx.set_relations(&self.written, &self.relations).await?;
        for (from, to) in &self.assigned.redirects {
            tx.redirect_family(*from, *to).await?;
        }
        Ok(())
    }
}

impl Families {
    /// The families of these people, of their children, and of everybody who
    /// was in a family with them.
    pub(super) async fn of(
        road: &mut Road<'_>,
        matching: &Matching,
        affected: &BTreeSet<PersonId>,
        people: &Assignment,
        now: Timestamp,
    ) -> Result<Families, AppError> {
        let today = door::today(now);
        let led_to: BTreeMap<PersonId, PersonId> = people.redirects.iter().copied().collect();
        let gone = people.redirects.iter().map(|(from, _)| *from).chain(people.retired.iter().copied());
        let mut asked: BTreeSet<PersonId> = affected.iter().copied().chain(gone).collect();
        let mut children = children_around(matching, affected, today);
        let mut was_in: BTreeMap<PersonId, FamilyId> = BTreeMap::new();
        let mut met: BTreeMap<FamilyId, BTreeSet<PersonId>> = BTreeMap::new();
        let mut found;
        loop {
            found = whole_families(matching, &children, today);
            asked.extend(found.iter().flat_map(|family| family.children.iter().copied()));
            let before = children.len();
            for member in members_beside(road, asked.iter().copied().collect()).await? {
                let children_then = met.entry(member.family).or_default();
                if member.part == Part::Subject {
                    let person = led_to.get(&member.person).copied().unwrap_or(member.person);
                    children_then.insert(person);
                    // Whoever keeps the reference keeps the family's too: parted again, both go back together.
                    if person == member.person {
                        was_in.insert(person, member.family);
                    } else {
                        was_in.entry(person).or_insert(member.family);
                    }
                    if is_child(matching, person, today) {
                        children.insert(person);
                    }
                }
            }
            children.extend(found.iter().flat_map(|family| family.children.iter().copied()));
            if children.len() == before {
                break;
            }
        }
        let mut ready =
            found.iter().map(|_| door::fresh(FamilyId::from_random)).collect::<Result<Vec<_>, AppError>>()?;
        let mut fresh = || ready.pop().expect("there is one for every family, and no family takes two");
        let mut assigned = assign_families(&was_in, &found, &mut fresh);
        lead_on(&found, &mut assigned, &met);
        Ok(written(&found, assigned, met.into_keys().collect()))
    }
}

/// Everybody in a family with any of these people so far.
async fn members_beside(road: &mut Road<'_>, people: Vec<PersonId>) -> Result<BTreeSet<FamilyMember>, AppError> {
    road.read(move |tx| {
        Box::pin(async move {
            let mut members = BTreeSet::new();
            for page in people.chunks(PAGE) {
                members.extend(tx.members_beside(page).await?);
            }
            Ok(members)
        })
    })
    .await
}

/// The records of a person that say something.
fn speaking(matching: &Matching, person: PersonId) -> impl Iterator<Item = (u32, &Known)> {
    matching.records_of(person).iter().map(|key| (*key, matching.get(*key))).filter(|(_, known)| !known.is_empty)
}

/// Whether somebody is a child, born or expected: by the birthday that most
/// records state, or where none does by the part played.
fn is_child(matching: &Matching, person: PersonId, today: Date) -> bool {
    is_child_by(speaking(matching, person).map(|(_, known)| known), today)
}

/// The same for records that may be one person.
pub(super) fn is_child_by<'a>(records: impl Iterator<Item = &'a Known>, today: Date) -> bool {
    let grown = today.saturating_sub(Span::new().years(18));
    let (mut young, mut old, mut subject, mut adult) = (0, 0, false, false);
    for known in records {
        match known.facts.born_on {
            Some(born_on) if born_on > grown => young += 1,
            Some(_) => old += 1,
            None if known.is_expected => young += 1,
            None => {}
        }
        subject |= known.part == Part::Subject;
        adult |= known.part != Part::Subject;
    }
    if young + old > 0 { young >= old } else { subject && !adult }
}

/// Children among people, and the children that rows name them adults of.
fn children_around(matching: &Matching, people: &BTreeSet<PersonId>, today: Date) -> BTreeSet<PersonId> {
    let mut children = BTreeSet::new();
    for person in people {
        if is_child(matching, *person, today) {
            children.insert(*person);
        }
        children.extend(children_of(matching, *person, today));
    }
    children
}

/// The children that rows name somebody an adult of.
fn children_of(matching: &Matching, adult: PersonId, today: Date) -> BTreeSet<PersonId> {
    speaking(matching, adult)
        .filter(|(_, known)| known.part != Part::Subject)
        .flat_map(|(key, _)| matching.row_of(key))
        .map(|key| matching.get(*key))
        .filter(|known| known.part == Part::Subject && !known.is_empty)
        .filter_map(|known| known.person)
        .filter(|child| *child != adult && is_child(matching, *child, today))
        .collect()
}

/// The sources that name a relation, and what their rows say of its days.
type Said = (BTreeSet<u16>, Vec<Stated>);

/// What rows say about who is whose mother, father or carer.
fn relations(matching: &Matching, children: &BTreeSet<PersonId>) -> Vec<Relation> {
    let mut stated: BTreeMap<(PersonId, PersonId, Part), Said> = BTreeMap::new();
    for child in children {
        for (key, own) in speaking(matching, *child).filter(|(_, known)| known.part == Part::Subject) {
            let adults = matching.row_of(key).iter().map(|key| matching.get(*key));
            for known in adults.filter(|known| known.part != Part::Subject && !known.is_empty) {
                let Some(adult) = known.person else { continue };
                let (sources, said) = stated.entry((adult, *child, known.part)).or_default();
                sources.insert(known.source);
                said.push(Stated { written_on: own.written_on, days: known.related });
            }
        }
    }
    stated
        .into_iter()
        .map(|((adult, child, part), (sources, said))| Relation {
            adult,
            child,
            part,
            sources: sources.len(),
            newest_on: said.iter().map(|said| said.written_on).max().unwrap_or(Date::MIN),
            stretches: stretches(&said),
        })
        .collect()
}

/// Where somebody lives, by what was written last.
fn home(matching: &Matching, person: PersonId) -> Option<Address> {
    let stated = speaking(matching, person).filter_map(|(_, known)| Some((known, known.home.as_ref()?)));
    stated.max_by_key(|(known, _)| (known.written_on, known.facts.record)).map(|(_, home)| home.clone())
}

fn member(matching: &Matching, person: PersonId, today: Date) -> Member {
    Member {
        person,
        is_child: is_child(matching, person, today),
        compartment: speaking(matching, person).map(|(_, known)| known.facts.compartment).max().unwrap_or(0),
        adopted_on: None,
        home: home(matching, person),
    }
}

/// The families that hold any of these children, each with all its children.
fn whole_families(matching: &Matching, children: &BTreeSet<PersonId>, today: Date) -> Vec<Family> {
    let adults: BTreeSet<PersonId> = relations(matching, children).iter().map(|relation| relation.adult).collect();
    let mut all = children.clone();
    all.extend(adults.iter().flat_map(|adult| children_of(matching, *adult, today)));
    let found = put_together(matching, &all, today);
    found.into_iter().filter(|family| family.children.iter().any(|child| children.contains(child))).collect()
}

fn put_together(matching: &Matching, children: &BTreeSet<PersonId>, today: Date) -> Vec<Family> {
    let relations = relations(matching, children);
    let people: BTreeSet<PersonId> =
        children.iter().copied().chain(relations.iter().map(|relation| relation.adult)).collect();
    let members: Vec<Member> = people.iter().map(|person| member(matching, *person, today)).collect();
    let asked = |family: &Family| family.children.iter().all(|child| children.contains(child));
    families(&members, &relations, today).into_iter().filter(asked).collect()
}

/// When a child of one family turns out to be a child of another, the family
/// that is left without anybody leads to where its children are.
fn lead_on(found: &[Family], assigned: &mut FamilyAssignment, met: &BTreeMap<FamilyId, BTreeSet<PersonId>>) {
    let stand: BTreeSet<FamilyId> = assigned.of.values().copied().collect();
    let led: BTreeSet<FamilyId> =
        assigned.redirects.iter().map(|(from, _)| *from).chain(assigned.retired.iter().copied()).collect();
    let sealed: BTreeSet<PersonId> =
        found.iter().filter(|family| family.compartment != 0).flat_map(|family| family.children.clone()).collect();
    for (family, children) in met.iter().filter(|(family, _)| !stand.contains(family) && !led.contains(family)) {
        if !children.is_disjoint(&sealed) {
            continue;
        }
        let now: BTreeSet<FamilyId> = children.iter().filter_map(|child| assigned.of.get(child)).copied().collect();
        if let Some(to) = now.first().filter(|_| now.len() == 1) {
            assigned.redirects.push((*family, *to));
        }
    }
}

fn written(found: &[Family], assigned: FamilyAssignment, met: BTreeSet<FamilyId>) -> Families {
    let (mut members, mut relations) = (Vec::new(), Vec::new());
    let mut families: BTreeSet<FamilyId> = BTreeSet::new();
    for family in found {
        let Some(id) = family.children.first().and_then(|child| assigned.of.get(child)).copied() else { continue };
        families.insert(id);
        let children = family.children.iter().map(|person| FamilyMember {
            family: id,
            person: *person,
            part: Part::Subject,
            lives_elsewhere: false,
        });
        let adults = family.adults.iter().map(|adult| FamilyMember {
            family: id,
            person: adult.person,
            part: adult.part,
            lives_elsewhere: adult.lives_elsewhere,
        });
        members.extend(children.chain(adults));
        relations.extend(family.dated.iter().map(|dated| FamilyRelation {
            family: id,
            child: dated.child,
            adult: dated.adult,
            part: dated.part,
            since: dated.days.since,
            until: dated.days.until,
        }));
    }
    // A family whose children all went elsewhere, or are grown, is empty.
    families.extend(met);
    Families { written: families.into_iter().collect(), assigned, members, relations }
}
