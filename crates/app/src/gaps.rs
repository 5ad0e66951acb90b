//! Families that health visiting knows and the centre does not (S004-BAa,
//! S003-ISi): nobody asked them yet whether the centre may know. The list, and
//! the prompt at each contact until they are registered or said no.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::ledger::{Asked, LedgerEntry, LedgerState};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Basis, Kind, Purpose};
use kith_core::statement::Part;
use kith_store::Tx;

use crate::caseload::{FamilyCard, PAGE, card, current, names, own_lines};
use crate::door::{Rules, event, today};
use crate::first_visit::may_ask;
use crate::look::Look;
use crate::people::Somebody;
use crate::{App, AppError, Asker, loss, registration};

/// Children younger than this are asked about.
const YEARS: i16 = 5;

/// The families whom nobody asked about the centre.
#[derive(Debug, Clone)]
pub struct Gaps {
    /// The families of this page, the youngest child first.
    pub cards: Vec<FamilyCard>,
    /// How many there are in all.
    pub total: usize,
    /// How many families with a child under five the reader's list has.
    pub known: usize,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// The list is the reader's team's.
    pub is_team: bool,
}

impl App {
    /// Lists the reader's own families, or the team's, with a child under five
    /// that no centre knows and that nobody was asked about.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but health visiting and midwifery;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn gaps(&self, asker: &Asker, (is_team, page): (bool, u32), now: Timestamp) -> Result<Gaps, AppError> {
        if !may_ask(asker) {
            return Err(AppError::NotFound);
        }
        current(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let gaps =
            self.db.read(move |tx| Box::pin(async move { list(tx, (&reader, &rules), (is_team, page), now).await }));
        let gaps = gaps.await?;
        let seen = event(asker, Action::Look, now)
            .with("page", "gaps")
            .with("shown", gaps.cards.len())
            .with("families", names(&gaps.cards));
        self.write_event(seen).await?;
        Ok(gaps)
    }
}

/// The child of an open family for whom to ask about the centre: one under
/// five, or expected, that is registered nowhere and that nobody was asked
/// about. None for readers who do not ask.
pub(crate) async fn prompt(tx: &mut Tx, look: &Look, everybody: &[Somebody]) -> Result<Option<String>, AppError> {
    if !may_ask(&look.asker) || loss::stands(&look.losses) {
        return Ok(None);
    }
    let registered = registration::registered(tx, look).await?;
    let ledger = look.ledger();
    let child = everybody.iter().find(|child| {
        child.is_living_child()
            && is_young(child.born_on(), look.today)
            && !registered.contains_key(&child.member.person)
            && !is_answered(&ledger, child.member.person)
    });
    Ok(child.map(|child| child.view.first_name.clone()))
}

fn is_young(born: Option<Date>, today: Date) -> bool {
    born.is_none_or(|born| today < born.saturating_add(jiff::Span::new().years(YEARS)))
}

/// Whether somebody answered whether a centre may know this child: agreed,
/// said no, or took it back.
fn is_answered(ledger: &LedgerState<'_>, child: PersonId) -> bool {
    [Kind::Basic, Kind::NewBirth].into_iter().any(|kind| {
        let asked = Asked {
            about: Some(child),
            ..Asked::about_child(kind, ServiceKind::ChildrensCentre, Purpose::CentreOutreach)
        };
        !matches!(ledger.basis_for(&asked).facts.basis, Basis::None | Basis::NoticeNoObjection | Basis::Implied)
    })
}

/// What is known of one family, read for all of them at once.
#[derive(Default)]
struct Known {
    children: BTreeSet<PersonId>,
    entries: Vec<LedgerEntry>,
}

async fn list(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (is_team, page): (bool, u32),
    now: Timestamp,
) -> Result<Gaps, AppError> {
    let today = today(now);
    let lines = match (&asker.staff.service, &asker.staff.team) {
        (Some(service), Some(team)) if is_team => tx.caseload_of_team(*service, team, today).await?,
        _ => own_lines(tx, asker, today).await?,
    };
    let families: BTreeSet<FamilyId> = lines.into_iter().filter_map(|line| line.family).collect();
    let families: Vec<FamilyId> = families.into_iter().collect();
    let (known, gaps) = gaps_of(tx, &families, today).await?;
    let pages = u32::try_from(gaps.len().div_ceil(PAGE).max(1)).unwrap_or(u32::MAX);
    let page = page.clamp(1, pages);
    let mut cards = Vec::new();
    for family in gaps.iter().skip((page as usize - 1) * PAGE).take(PAGE) {
        cards.extend(card(tx, asker, rules, (*family, None), now).await?);
    }
    Ok(Gaps { cards, total: gaps.len(), known, page, pages, is_team })
}

/// How many of these families have a child under five, and which of them have
/// one that no centre knows and nobody was asked about: the youngest first.
async fn gaps_of(tx: &mut Tx, families: &[FamilyId], today: Date) -> Result<(usize, Vec<FamilyId>), AppError> {
    let members = tx.members_of_families(families).await?;
    let mut known: BTreeMap<FamilyId, Known> = BTreeMap::new();
    let children = members.iter().filter(|member| member.part == Part::Subject);
    for child in children {
        known.entry(child.family).or_default().children.insert(child.person);
    }
    let people: Vec<PersonId> = known.values().flat_map(|known| known.children.iter().copied()).collect();
    let mut copies = tx.copies_of(&people).await?;
    // A sealed identity is in no list and in no count.
    let sealed: BTreeSet<PersonId> = copies.iter().filter(|copy| copy.is_sealed).map(|copy| copy.person).collect();
    copies.retain(|copy| !sealed.contains(&copy.person));
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    let at_centre: BTreeSet<PersonId> = registration::known_to_centres(tx, &copies, today).await?;
    let whose: BTreeMap<RecordId, PersonId> = copies.iter().map(|copy| (copy.record, copy.person)).collect();
    let family_of: BTreeMap<PersonId, FamilyId> = members.iter().map(|member| (member.person, member.family)).collect();
    for kept in tx.kept_ledger_of(&records).await? {
        let Some(person) = whose.get(&kept.record).copied() else { continue };
        let Some(family) = family_of.get(&person).and_then(|family| known.get_mut(family)) else { continue };
        family.entries.push(kept.entry.about_person_of_record(person));
    }
    let living: Vec<PersonId> = people.iter().copied().filter(|person| !sealed.contains(person)).collect();
    let births: BTreeMap<PersonId, Option<Date>> = living.iter().copied().zip(tx.births_of(&living).await?).collect();
    let mut gaps: Vec<(Option<Date>, FamilyId)> = Vec::new();
    let (team, mut with_young) = (tx.team().await?, 0);
    for (family, known) in &known {
        let young = known.children.iter().filter(|child| births.get(child).is_some_and(|born| is_young(*born, today)));
        let young: Vec<PersonId> = young.copied().collect();
        with_young += usize::from(!young.is_empty());
        let ledger = LedgerState::of(&known.entries, today).with_team(&team);
        if loss::is_bereaved(tx, *family, today).await? {
            continue;
        }
        let open = young.iter().filter(|child| !at_centre.contains(child) && !is_answered(&ledger, **child));
        let youngest = open.map(|child| births.get(child).copied().flatten()).max();
        gaps.extend(youngest.map(|born| (born, *family)));
    }
    gaps.sort_by_key(|(born, family)| (born.is_some(), born.map(std::cmp::Reverse), *family));
    Ok((with_young, gaps.into_iter().map(|(_, family)| family).collect()))
}
