//! What a look rests on, read before any rule is asked: who is in the family,
//! which copies there are, who works with it, what was told and agreed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::ledger::{LedgerEntry, Signer, Team};
use kith_core::statement::Part;
use kith_store::{CopyLine, InvolvementLine, KeptLedgerEntry, Loss, SourceFreshness, SourceRecord, SupportHead, Tx};

use super::{Member, cut};
use crate::door::today;
use crate::questions::Birth;
use crate::standing::Standing;
use crate::{AppError, Asker, births, loss, people, registration};

/// What a look rests on, before any rule is asked.
pub(super) struct Loaded {
    pub(super) family: FamilyId,
    pub(super) members: Vec<Member>,
    pub(super) copies: Vec<CopyLine>,
    pub(super) involvements: Vec<InvolvementLine>,
    pub(super) entries: Vec<LedgerEntry>,
    pub(super) entry_records: Vec<RecordId>,
    pub(super) team: Team,
    pub(super) standing: Standing,
    pub(super) births: BTreeMap<PersonId, Birth>,
    pub(super) opened: Vec<SourceRecord>,
    pub(super) sources: Vec<SourceFreshness>,
    pub(super) support: Vec<SupportHead>,
    pub(super) losses: Vec<Loss>,
    pub(super) lost: BTreeSet<PersonId>,
}

impl Loaded {
    /// Everybody who is no child of the family.
    pub(super) fn adults(&self) -> BTreeSet<PersonId> {
        let people = self.members.iter().map(|member| member.person);
        people.filter(|person| !self.births.contains_key(person)).collect()
    }
}

pub(super) async fn load(
    tx: &mut Tx,
    asker: &Asker,
    family: FamilyId,
    now: Timestamp,
) -> Result<Option<Loaded>, AppError> {
    let today = today(now);
    let Some(family) = tx.standing_family(family).await? else { return Ok(None) };
    let everybody = tx.family_members(family).await?;
    let people: Vec<PersonId> = everybody.iter().map(|member| member.person).collect();
    let copies = tx.copies_of(&people).await?;
    // A sealed identity exists on no page, in no count (T16, T21).
    let sealed: BTreeSet<PersonId> = copies.iter().filter(|copy| copy.is_sealed).map(|copy| copy.person).collect();
    let members: Vec<Member> = everybody
        .into_iter()
        .filter(|member| !sealed.contains(&member.person))
        .map(|member| Member { person: member.person, part: member.part, lives_elsewhere: member.lives_elsewhere })
        .collect();
    if !members.iter().any(|member| member.part == Part::Subject) {
        return Ok(None);
    }
    let copies: Vec<CopyLine> = copies.into_iter().filter(|copy| !sealed.contains(&copy.person)).collect();
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    let involvements = tx.involvements_of(&records).await?;
    let (entry_records, entries) = ledger(tx, &members, &copies, &records).await?;
    let reason = tx.reason_until(asker.staff.id, family, now).await?;
    let mut standing = Standing::of(&asker.staff, &involvements, reason, today);
    if !standing.is_own_service() {
        standing = registration::standing_by_centre(tx, &asker.staff, &copies).await?.unwrap_or(standing);
    }
    let told = if standing.is_something() { None } else { births::centre_told(tx, asker, &people).await? };
    let standing = standing.or_told(told);
    let (births, mut opened) = births(tx, &members, &copies).await?;
    if standing.is_told_basic_facts_alone() {
        opened = opened.into_iter().map(|copy| cut::to_basic_facts(copy, asker)).collect();
    }
    let sources = tx.sources().await?;
    let support = tx.support_of(&records).await?;
    let losses = tx.losses_of(&records).await?;
    let lost = loss::lost_children(&losses, &copies);
    let losses = loss::asking_for_silence(tx, losses, &records, today).await?;
    Ok(Some(Loaded {
        family,
        members,
        copies,
        involvements,
        entries,
        entry_records,
        team: tx.team().await?,
        standing,
        births,
        opened,
        sources,
        support,
        losses,
        lost,
    }))
}

/// What was told and agreed in a family, without anybody who looks at it: for
/// what was sent to a team and is not a look at the family.
pub(crate) struct FamilyWords {
    /// The entries, each about whoever its record belongs to today.
    pub(crate) entries: Vec<LedgerEntry>,
    /// Whom the locality's consent form names.
    pub(crate) team: Team,
    /// Somebody in the family is shielded.
    pub(crate) is_shielded: bool,
}

/// The words of a family; none where everybody in it is sealed.
pub(crate) async fn words_of_family(tx: &mut Tx, family: FamilyId) -> Result<Option<FamilyWords>, AppError> {
    let Some(family) = tx.standing_family(family).await? else { return Ok(None) };
    let everybody = tx.family_members(family).await?;
    let people: Vec<PersonId> = everybody.iter().map(|member| member.person).collect();
    let copies = tx.copies_of(&people).await?;
    let sealed: BTreeSet<PersonId> = copies.iter().filter(|copy| copy.is_sealed).map(|copy| copy.person).collect();
    let open = everybody.into_iter().filter(|member| !sealed.contains(&member.person));
    let members: Vec<Member> = open
        .map(|member| Member { person: member.person, part: member.part, lives_elsewhere: member.lives_elsewhere })
        .collect();
    if members.is_empty() {
        return Ok(None);
    }
    let copies: Vec<CopyLine> = copies.into_iter().filter(|copy| !sealed.contains(&copy.person)).collect();
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    let (_, entries) = ledger(tx, &members, &copies, &records).await?;
    let is_shielded = copies.iter().any(|copy| copy.is_shielded);
    Ok(Some(FamilyWords { entries, team: tx.team().await?, is_shielded }))
}

/// What was told and agreed. An entry about one person is about whoever the
/// record belongs to today: it goes with the record when people are joined or
/// parted.
async fn ledger(
    tx: &mut Tx,
    members: &[Member],
    copies: &[CopyLine],
    records: &[RecordId],
) -> Result<(Vec<RecordId>, Vec<LedgerEntry>), AppError> {
    let kept = tx.kept_ledger_of(records).await?;
    let person_of = |record: RecordId| copies.iter().find(|copy| copy.record == record).map(|copy| copy.person);
    Ok(named(kept, members, person_of).unzip())
}

/// Entries with whom they are about and who said so, each with the record
/// that it is kept with.
pub(crate) fn named<'m>(
    kept: Vec<KeptLedgerEntry>,
    members: &'m [Member],
    person_of: impl Fn(RecordId) -> Option<PersonId> + 'm,
) -> impl Iterator<Item = (RecordId, LedgerEntry)> + 'm {
    // A source says "the mother": who that is says the family, where it has one of them.
    let in_part = |part: Part| {
        let mut of_part = members.iter().filter(|member| member.part == part && part != Part::Subject);
        of_part.next().filter(|_| of_part.next().is_none()).map(|member| member.person)
    };
    kept.into_iter().map(move |kept| {
        let mut entry = match person_of(kept.record) {
            Some(person) => kept.entry.about_person_of_record(person),
            None => kept.entry,
        };
        let is_unknown = |by: &Signer| by.person.is_none() && by.name.is_none();
        if let Some(by) = entry.event.signer_mut().filter(|by| is_unknown(by)) {
            by.person = by.part.and_then(in_part);
        }
        (kept.record, entry)
    })
}

/// When each child was born, which decides what its basic details count as,
/// and the copies that say so. They are opened for the rules; a page takes of
/// them only what [`super::Look::open_copies`] gives.
async fn births(
    tx: &mut Tx,
    members: &[Member],
    copies: &[CopyLine],
) -> Result<(BTreeMap<PersonId, Birth>, Vec<SourceRecord>), AppError> {
    let children: BTreeSet<PersonId> =
        members.iter().filter(|member| member.part == Part::Subject).map(|member| member.person).collect();
    let records: Vec<RecordId> =
        copies.iter().filter(|copy| children.contains(&copy.person)).map(|copy| copy.record).collect();
    let opened = tx.records(&records).await?;
    let mut births = BTreeMap::new();
    for child in children {
        let of_child: BTreeSet<RecordId> =
            copies.iter().filter(|copy| copy.person == child).map(|copy| copy.record).collect();
        let own = opened.iter().filter(|copy| of_child.contains(&copy.id));
        births.insert(child, people::birth_of(own));
    }
    Ok((births, opened))
}
