//! Many families at one time, as far as lists of births need them: who is in
//! each, which records they have, what was told and agreed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::ledger::LedgerEntry;
use kith_core::statement::Part;
use kith_store::{CopyLine, KeptLedgerEntry, Tx};

use crate::look::{Member, named};
use crate::{AppError, loss};

/// So many families are read at one time.
const PAGE: usize = 400;

/// One family.
pub(crate) struct Household {
    pub(crate) family: FamilyId,
    /// The children and the adults.
    pub(crate) members: Vec<Member>,
    /// Every record of theirs that is not sealed.
    pub(crate) copies: Vec<CopyLine>,
    /// What was told and agreed.
    pub(crate) entries: Vec<LedgerEntry>,
    /// Somebody in it is shielded or has a sealed identity.
    pub(crate) is_kept_safe: bool,
    /// The children whom the family lost, as midwives, health visitors and
    /// sources wrote it down.
    pub(crate) lost: BTreeSet<PersonId>,
    /// A loss asks for silence today.
    pub(crate) is_grieving: bool,
}

impl Household {
    /// The record of a child that an entry is kept with: one whose service may
    /// be known.
    pub(crate) fn anchor(&self, child: PersonId) -> Option<RecordId> {
        let mut of_child = self.copies.iter().filter(|copy| copy.person == child);
        of_child.find(|copy| !copy.service.is_existence_sensitive()).map(|copy| copy.record)
    }

    /// The records that say who a child is and where it lives: none of a
    /// service whose very work with somebody is sensitive.
    pub(crate) fn open_records(&self, child: PersonId) -> Vec<RecordId> {
        let of_child = self.copies.iter().filter(|copy| copy.person == child);
        of_child.filter(|copy| !copy.service.is_existence_sensitive()).map(|copy| copy.record).collect()
    }
}

/// The families of these children, by child.
pub(crate) async fn households(
    tx: &mut Tx,
    children: &[PersonId],
    today: Date,
) -> Result<BTreeMap<PersonId, std::sync::Arc<Household>>, AppError> {
    let mut found = BTreeMap::new();
    for page in children.chunks(PAGE) {
        let places = tx.families_of_persons(page).await?;
        let of_children: Vec<(PersonId, FamilyId)> = places
            .iter()
            .filter(|place| place.part == Part::Subject)
            .map(|place| (place.person, place.family))
            .collect();
        let families: Vec<FamilyId> = of_children.iter().map(|(_, family)| *family).collect();
        let read = read(tx, &families, today).await?;
        for (child, family) in of_children {
            if let Some(household) = read.get(&family) {
                found.insert(child, household.clone());
            }
        }
    }
    Ok(found)
}

async fn read(
    tx: &mut Tx,
    families: &[FamilyId],
    today: Date,
) -> Result<BTreeMap<FamilyId, std::sync::Arc<Household>>, AppError> {
    let members = tx.members_of_families(families).await?;
    let people: Vec<PersonId> = members.iter().map(|member| member.person).collect();
    let mut copies: BTreeMap<PersonId, Vec<CopyLine>> = BTreeMap::new();
    for copy in tx.copies_of(&people).await? {
        copies.entry(copy.person).or_default().push(copy);
    }
    let records: Vec<RecordId> =
        copies.values().flatten().filter(|copy| !copy.is_sealed).map(|copy| copy.record).collect();
    let mut kept: BTreeMap<RecordId, Vec<KeptLedgerEntry>> = BTreeMap::new();
    for entry in tx.kept_ledger_of(&records).await? {
        kept.entry(entry.record).or_default().push(entry);
    }
    // By record: whether it still asks for silence.
    let lost: BTreeMap<RecordId, bool> =
        tx.losses_of(&records).await?.iter().map(|loss| (loss.record, loss::is_recent(loss, today))).collect();
    let mut found: BTreeMap<FamilyId, Vec<Member>> = BTreeMap::new();
    for member in members {
        let part = Member { person: member.person, part: member.part, lives_elsewhere: member.lives_elsewhere };
        found.entry(member.family).or_default().push(part);
    }
    let household = |(family, members): (FamilyId, Vec<Member>)| {
        let all: Vec<CopyLine> =
            members.iter().flat_map(|member| copies.get(&member.person).into_iter().flatten().cloned()).collect();
        let is_kept_safe = all.iter().any(|copy| copy.is_shielded || copy.is_sealed);
        let open: Vec<CopyLine> = all.into_iter().filter(|copy| !copy.is_sealed).collect();
        let of_lost = open.iter().filter(|copy| lost.contains_key(&copy.record)).map(|copy| copy.person).collect();
        let is_grieving = open.iter().any(|copy| lost.get(&copy.record) == Some(&true));
        let mut of_family: Vec<KeptLedgerEntry> =
            open.iter().flat_map(|copy| kept.get(&copy.record).into_iter().flatten().cloned()).collect();
        of_family.sort_by_key(|entry| (entry.entry.recorded_at, entry.id));
        let person_of = |record: RecordId| open.iter().find(|copy| copy.record == record).map(|copy| copy.person);
        let entries = named(of_family, &members, person_of).map(|(_, entry)| entry).collect();
        (
            family,
            std::sync::Arc::new(Household {
                family,
                members: members.clone(),
                copies: open,
                entries,
                is_kept_safe,
                lost: of_lost,
                is_grieving,
            }),
        )
    };
    Ok(found.into_iter().map(household).collect())
}
