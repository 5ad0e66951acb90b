//! Many families at one time, as far as lists of births and figures need them:
//! who is in each, what was told and agreed, who is kept safe, who was lost.
//! No record is opened for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::ledger::LedgerEntry;
use kith_core::statement::Part;
use kith_store::{FamilyMember, HiddenRecord, KeptLedgerEntry, Loss, Tx, Whose};

use crate::look::{Member, named};
use crate::objecting::held_back;
use crate::{AppError, loss};

/// So many children are read at one time.
const PAGE: usize = 400;

/// One family.
pub(crate) struct Household {
    pub(crate) family: FamilyId,
    /// The children and the adults.
    pub(crate) members: Vec<Member>,
    /// What was told and agreed.
    pub(crate) entries: Vec<LedgerEntry>,
    /// Somebody in it is shielded or has a sealed identity.
    pub(crate) is_kept_safe: bool,
    /// The children whom the family lost, as midwives, health visitors and
    /// sources wrote it down.
    pub(crate) lost: BTreeSet<PersonId>,
    /// A loss asks for silence today.
    pub(crate) is_grieving: bool,
    /// The children about whom a parent wrote to say no, and nobody has settled
    /// it yet: nothing goes out about them by itself (S002-15f).
    pub(crate) held_back: BTreeSet<PersonId>,
}

/// The families of these children, by child.
pub(crate) async fn households(
    tx: &mut Tx,
    children: &[PersonId],
    today: Date,
) -> Result<BTreeMap<PersonId, Arc<Household>>, AppError> {
    let mut found = BTreeMap::new();
    let held_back = held_back(tx).await?;
    for page in children.chunks(PAGE) {
        let homes = homes(&tx.family_members_of(Whose::These(page)).await?, page);
        let families: Vec<FamilyId> = homes.iter().map(|(_, family)| *family).collect();
        let members = tx.members_of_families(&families).await?;
        let people: Vec<PersonId> = members.iter().map(|member| member.person).collect();
        found.extend(of_each(homes, &read(tx, members, (Whose::These(&people), &held_back), today).await?));
    }
    Ok(found)
}

/// The same for most children that there are: everything is read once as it
/// lies, which is many times quicker than to look for one after the other.
pub(crate) async fn most_households(
    tx: &mut Tx,
    children: &[PersonId],
    today: Date,
) -> Result<BTreeMap<PersonId, Arc<Household>>, AppError> {
    let mut members = tx.family_members_of(Whose::Everybody).await?;
    let homes = homes(&members, children);
    let families: BTreeSet<FamilyId> = homes.iter().map(|(_, family)| *family).collect();
    members.retain(|member| families.contains(&member.family));
    let held_back = held_back(tx).await?;
    let read = read(tx, members, (Whose::Everybody, &held_back), today).await?;
    Ok(of_each(homes, &read).collect())
}

/// In which families these are the children.
fn homes(members: &[FamilyMember], children: &[PersonId]) -> Vec<(PersonId, FamilyId)> {
    let children: BTreeSet<PersonId> = children.iter().copied().collect();
    let of_children = members.iter().filter(|it| it.part == Part::Subject && children.contains(&it.person));
    of_children.map(|member| (member.person, member.family)).collect()
}

fn of_each(
    homes: Vec<(PersonId, FamilyId)>,
    read: &HashMap<FamilyId, Arc<Household>>,
) -> impl Iterator<Item = (PersonId, Arc<Household>)> {
    homes.into_iter().filter_map(|(child, family)| Some((child, read.get(&family)?.clone())))
}

async fn read(
    tx: &mut Tx,
    members: Vec<FamilyMember>,
    (whose, held_back): (Whose<'_>, &BTreeSet<PersonId>),
    today: Date,
) -> Result<HashMap<FamilyId, Arc<Household>>, AppError> {
    let hidden = tx.hidden_records(whose).await?;
    let mut kept = Kept::of(hidden, tx.ledger_of_people(whose).await?, tx.losses_of_people(whose).await?);
    let mut families: BTreeMap<FamilyId, Vec<Member>> = BTreeMap::new();
    for FamilyMember { family, person, part, lives_elsewhere } in members {
        families.entry(family).or_default().push(Member { person, part, lives_elsewhere });
    }
    for member in families.values().flatten() {
        *kept.homes.entry(member.person).or_default() += 1;
    }
    let household = |(family, members)| (family, Arc::new(kept.household(family, members, (held_back, today))));
    Ok(families.into_iter().map(household).collect())
}

/// What is kept about people, by person.
struct Kept {
    hidden: BTreeSet<PersonId>,
    /// Entries with their place in the ledger.
    entries: HashMap<PersonId, Vec<(usize, KeptLedgerEntry)>>,
    losses: BTreeMap<PersonId, Vec<Loss>>,
    /// In how many families that are still to come somebody is.
    homes: HashMap<PersonId, usize>,
}

impl Kept {
    /// Sorts out what stands with records that are not sealed.
    fn of(hidden: Vec<HiddenRecord>, ledger: Vec<(PersonId, KeptLedgerEntry)>, lost: Vec<(PersonId, Loss)>) -> Self {
        let sealed: BTreeSet<RecordId> = hidden.iter().filter(|it| it.is_sealed).map(|it| it.record).collect();
        let mut entries: HashMap<PersonId, Vec<(usize, KeptLedgerEntry)>> = HashMap::new();
        for (place, (person, entry)) in ledger.into_iter().enumerate() {
            if !sealed.contains(&entry.record) {
                entries.entry(person).or_default().push((place, entry));
            }
        }
        let mut losses: BTreeMap<PersonId, Vec<Loss>> = BTreeMap::new();
        for (person, loss) in lost {
            if !sealed.contains(&loss.record) {
                losses.entry(person).or_default().push(loss);
            }
        }
        Self { hidden: hidden.into_iter().map(|it| it.person).collect(), entries, losses, homes: HashMap::new() }
    }

    /// The entries about somebody; kept where another family needs them too.
    fn entries_of(&mut self, person: PersonId) -> Vec<(usize, KeptLedgerEntry)> {
        let homes = self.homes.entry(person).or_default();
        *homes = homes.saturating_sub(1);
        let is_last = *homes == 0;
        let found = if is_last { self.entries.remove(&person) } else { self.entries.get(&person).cloned() };
        found.unwrap_or_default()
    }

    fn household(
        &mut self,
        family: FamilyId,
        members: Vec<Member>,
        (held_back, today): (&BTreeSet<PersonId>, Date),
    ) -> Household {
        let of_members = || members.iter().map(|member| member.person);
        let mut entries = Vec::new();
        let mut whose: BTreeMap<RecordId, PersonId> = BTreeMap::new();
        for person in of_members() {
            let of_person = self.entries_of(person);
            whose.extend(of_person.iter().map(|(_, entry)| (entry.record, person)));
            entries.extend(of_person);
        }
        entries.sort_unstable_by_key(|(place, _)| *place);
        let kept = entries.into_iter().map(|(_, entry)| entry).collect();
        let entries =
            named(kept, &members, move |record| whose.get(&record).copied()).map(|(_, entry)| entry).collect();
        let losses = || of_members().filter_map(|person| Some((person, self.losses.get(&person)?)));
        Household {
            family,
            is_kept_safe: of_members().any(|person| self.hidden.contains(&person)),
            lost: losses().map(|(person, _)| person).collect(),
            held_back: of_members().filter(|person| held_back.contains(person)).collect(),
            is_grieving: losses().flat_map(|(_, lost)| lost).any(|it| loss::is_recent(it, today)),
            entries,
            members,
        }
    }
}
