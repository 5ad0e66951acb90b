//! References outlive what they stood for. One that is given up, because two
//! became one, leads to the other; when they are parted again, it leads to
//! wherever its records went. Where a part went elsewhere, that is kept too.
//!
//! A reference that stood for a sealed identity is never led on: following it
//! would tell the one from the other (T16).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::person::derive::Assignment;
use kith_core::statement::Part;
use kith_store::{FamilyMember, Tx};

use super::matching::Matching;
use crate::AppError;

/// What a run of matching changes of who is who.
#[derive(Default)]
pub(super) struct GivenUp {
    /// People whose references are given up now.
    people: Vec<PersonId>,
    /// People a part of whom went elsewhere, and where.
    splits: Vec<(PersonId, PersonId)>,
    /// Records that were somebody else's before.
    moved: Vec<RecordId>,
}

/// How things stood before.
pub(super) struct Before {
    /// Whose records are given up, by family of the children that were parted.
    families_of: BTreeMap<PersonId, BTreeSet<FamilyId>>,
    people: BTreeMap<PersonId, Vec<RecordId>>,
    families: BTreeMap<FamilyId, Vec<RecordId>>,
}

impl GivenUp {
    /// What changes when these records become these people's.
    pub(super) fn of(matching: &Matching, assigned: &Assignment, moved: &[(RecordId, PersonId)]) -> Self {
        let people: Vec<PersonId> = assigned.redirects.iter().map(|(from, _)| *from).collect();
        let gone: BTreeSet<PersonId> = people.iter().chain(&assigned.retired).copied().collect();
        let before = |record: &RecordId| matching.key(*record).and_then(|key| matching.get(key).person);
        let were: Vec<(RecordId, PersonId, PersonId)> =
            moved.iter().filter_map(|(record, now)| Some((*record, before(record)?, *now))).collect();
        let splits: BTreeSet<(PersonId, PersonId)> =
            were.iter().filter(|(_, was, _)| !gone.contains(was)).map(|(_, was, now)| (*was, *now)).collect();
        Self {
            people,
            splits: splits.into_iter().collect(),
            moved: were.into_iter().map(|(record, ..)| record).collect(),
        }
    }

    /// Reads what the references stood for that are about to be given up.
    pub(super) async fn before(&self, tx: &mut Tx, leaving: &[FamilyId]) -> Result<Before, AppError> {
        let mut people: BTreeMap<PersonId, Vec<RecordId>> = BTreeMap::new();
        for (record, person) in tx.record_ids_of_persons(&self.people).await? {
            people.entry(person).or_default().push(record);
        }
        let mut families = BTreeMap::new();
        for family in leaving {
            let members = tx.family_members(*family).await?;
            families.insert(*family, records_of_children(tx, &members).await?);
        }
        let parted: Vec<PersonId> = self.splits.iter().map(|(of, _)| *of).collect();
        Ok(Before { families_of: families_by_child(tx, &parted).await?, people, families })
    }

    /// Keeps what was given up, notes what was split, and leads references on
    /// that were given up earlier: each of them says that it was split, too.
    pub(super) async fn lead_on(&self, tx: &mut Tx, before: Before, now: Timestamp) -> Result<(), AppError> {
        for (person, records) in &before.people {
            tx.keep_past_of_person(*person, records, now).await?;
        }
        for (family, records) in &before.families {
            tx.keep_past_of_family(*family, records, now).await?;
        }
        if self.moved.is_empty() {
            return Ok(());
        }
        tx.note_split_people(&self.splits, now).await?;
        let others: Vec<PersonId> = self.splits.iter().map(|(_, other)| *other).collect();
        let families_now = families_by_child(tx, &others).await?;
        let mut splits = BTreeSet::new();
        for (of, other) in &self.splits {
            for family in before.families_of.get(of).into_iter().flatten() {
                let elsewhere = families_now.get(other).into_iter().flatten();
                splits.extend(elsewhere.filter(|now| *now != family).map(|now| (*family, *now)));
            }
        }
        tx.note_split_families(&splits.into_iter().collect::<Vec<_>>(), now).await?;
        self.lead_people_on(tx, now).await?;
        self.lead_families_on(tx, now).await
    }

    async fn lead_people_on(&self, tx: &mut Tx, now: Timestamp) -> Result<(), AppError> {
        for (reference, records) in tx.people_given_up(&self.moved).await? {
            let Some(whose) = whose_now(tx, &records).await? else { continue };
            let leads_to = tx.resolve_person(reference).await?;
            let Some(to) = goes_to(&whose, leads_to) else { continue };
            let mut others = distinct(&whose);
            if to != leads_to {
                tx.redirect_person(reference, to).await?;
                others.insert(leads_to);
            }
            others.remove(&to);
            let splits: Vec<_> = others.into_iter().map(|other| (reference, other)).collect();
            tx.note_split_people(&splits, now).await?;
        }
        Ok(())
    }

    async fn lead_families_on(&self, tx: &mut Tx, now: Timestamp) -> Result<(), AppError> {
        for (reference, records) in tx.families_given_up(&self.moved).await? {
            let Some(whose) = whose_now(tx, &records).await? else { continue };
            let of_child = families_by_child(tx, &distinct(&whose).into_iter().collect::<Vec<_>>()).await?;
            let families: Vec<FamilyId> =
                whose.iter().filter_map(|person| of_child.get(person)?.first().copied()).collect();
            let leads_to = tx.resolve_family(reference).await?;
            let Some(to) = goes_to(&families, leads_to) else { continue };
            let mut others = distinct(&families);
            if to != leads_to {
                tx.redirect_family(reference, to).await?;
                others.insert(leads_to);
            }
            others.remove(&to);
            let splits: Vec<_> = others.into_iter().map(|other| (reference, other)).collect();
            tx.note_split_families(&splits, now).await?;
        }
        Ok(())
    }
}

async fn records_of_children(tx: &mut Tx, members: &[FamilyMember]) -> Result<Vec<RecordId>, AppError> {
    let children: Vec<PersonId> =
        members.iter().filter(|member| member.part == Part::Subject).map(|member| member.person).collect();
    Ok(tx.record_ids_of_persons(&children).await?.into_iter().map(|(record, _)| record).collect())
}

async fn families_by_child(
    tx: &mut Tx,
    children: &[PersonId],
) -> Result<BTreeMap<PersonId, BTreeSet<FamilyId>>, AppError> {
    let mut families: BTreeMap<PersonId, BTreeSet<FamilyId>> = BTreeMap::new();
    for member in tx.families_of_persons(children).await?.into_iter().filter(|member| member.part == Part::Subject) {
        families.entry(member.person).or_default().insert(member.family);
    }
    Ok(families)
}

/// Whose each of these records is now; none where any of them belongs to a
/// sealed identity.
async fn whose_now(tx: &mut Tx, records: &[RecordId]) -> Result<Option<Vec<PersonId>>, AppError> {
    let whose: Vec<PersonId> = tx.persons_of_records(records).await?.into_iter().map(|(_, person)| person).collect();
    let people: Vec<PersonId> = distinct(&whose).into_iter().collect();
    let is_sealed = tx.copies_of(&people).await?.iter().any(|copy| copy.is_sealed);
    Ok((!is_sealed).then_some(whose))
}

fn distinct<Id: Ord + Copy>(ids: &[Id]) -> BTreeSet<Id> {
    ids.iter().copied().collect()
}

/// Where a reference leads: to whoever has most of its records; where two have
/// as many, it stays where it leads.
fn goes_to<Id: Ord + Copy>(whose: &[Id], leads_to: Id) -> Option<Id> {
    let mut counts: BTreeMap<Id, usize> = BTreeMap::new();
    for id in whose {
        *counts.entry(*id).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(id, count)| (*count, *id == leads_to)).map(|(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::goes_to;

    #[test]
    fn a_reference_follows_most_of_its_records_and_stays_where_nothing_says_more() {
        assert_eq!(goes_to(&[1, 2, 2], 1), Some(2));
        assert_eq!(goes_to(&[1, 2], 1), Some(1));
        assert_eq!(goes_to(&[2, 1], 2), Some(2));
        assert_eq!(goes_to::<u8>(&[], 1), None);
    }
}
