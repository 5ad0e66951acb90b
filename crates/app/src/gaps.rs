//! Families that health visiting knows and no centre has registered (S004-BAa,
//! S003-ISi): nobody asked them yet, or they agreed and nobody registered them.
//! The list, and the prompt at each contact until they are registered or said
//! no.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::birth::{CentreGap, ChildPlace, OLDEST_YEARS, is_nearing_six_months};
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::ledger::{Asked, LedgerEvent, LedgerState};
use kith_core::person::Postcode;
use kith_core::service::ServiceKind;
use kith_core::sharing::{Kind, Permitted, Purpose};
use kith_core::statement::Part;
use kith_store::Tx;

use crate::births::{Household, centres_with_key, households};
use crate::caseload::{FamilyCard, PAGE, card_of, current, names, own_lines};
use crate::door::{Rules, event, today};
use crate::first_visit::{self, may_ask};
use crate::look::{self, Look};
use crate::people::{self, Somebody};
use crate::registration::Ended;
use crate::{App, AppError, Asker, loss, registration};

/// What to do about one child at a contact, until a centre has it.
#[derive(Clone, PartialEq, Eq)]
pub struct CentrePrompt {
    /// The child's first name.
    pub name: String,
    /// Whether to ask, or to register.
    pub gap: CentreGap,
    /// They moved away from this centre, and the other reaches their home now.
    pub moved: Option<(String, Option<String>)>,
}

/// How far the centre heard of a family that agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CentreHeard {
    /// A list named the child to this centre, on this day.
    On(String, Date),
    /// No centre reaches the home, or the address lacks its postcode.
    NoCentre,
    /// The centre has no key, so that no list can go to it.
    NoKey(String),
    /// No list named the child yet.
    NotYet,
}

/// One family that no centre has registered.
#[derive(Clone, PartialEq, Eq)]
pub struct GapLine {
    /// The family.
    pub card: FamilyCard,
    /// The child, and what is to be done.
    pub prompt: CentrePrompt,
    /// They agreed, the baby nears six months, and no centre knows it.
    pub is_pressing: bool,
    /// How far the centre heard of them; none where they were not asked.
    pub heard: Option<CentreHeard>,
}

/// The families that no centre has registered.
#[derive(Clone)]
pub struct Gaps {
    /// The families of this page: first those that cannot wait, then the
    /// youngest child first.
    pub lines: Vec<GapLine>,
    /// How many there are in all.
    pub total: usize,
    /// How many of them agreed, and are to be registered.
    pub agreed: usize,
    /// How many of these cannot wait.
    pub pressing: usize,
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
    /// that no centre has registered, and who did not say no.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but health visiting and midwifery;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn gaps(&self, asker: &Asker, (is_team, page): (bool, u32), now: Timestamp) -> Result<Gaps, AppError> {
        if !may_ask(asker) {
            return Err(AppError::NotFound);
        }
        current(asker, now)?;
        self.keep_places_ready(now).await?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let gaps =
            self.db.read(move |tx| Box::pin(async move { list(tx, (&reader, &rules), (is_team, page), now).await }));
        let gaps = gaps.await?;
        let cards: Vec<FamilyCard> = gaps.lines.iter().map(|line| line.card.clone()).collect();
        let seen = event(asker, Action::Look, now)
            .with("page", "gaps")
            .with("shown", cards.len())
            .with("families", names(&cards));
        self.write_event(seen).await?;
        Ok(gaps)
    }
}

/// What to do about a child of an open family at a contact: one under five, or
/// expected, that is registered nowhere, and whose family did not say no. None
/// for readers who do not ask, and where whereabouts are kept safe.
pub(crate) async fn prompt(tx: &mut Tx, look: &Look, everybody: &[Somebody]) -> Result<Option<CentrePrompt>, AppError> {
    if !may_ask(&look.asker) || look.is_shielded || loss::stands(&look.losses) {
        return Ok(None);
    }
    if look.copies.iter().any(|copy| copy.is_sealed) {
        return Ok(None);
    }
    let registered = registration::registered(tx, look).await?;
    let is_open = |child: &&Somebody| {
        let is_young = child.born_on().is_none_or(|born| is_young(born, look.today));
        child.is_living_child() && is_young && !registered.contains_key(&child.member.person)
    };
    let open: Vec<&Somebody> = everybody.iter().filter(is_open).collect();
    if open.is_empty() {
        return Ok(None);
    }
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let declined = first_visit::declined(tx, &records).await?;
    let ended = registration::ended(tx, &look.copies).await?;
    for child in open {
        let centre = first_visit::centre_of(tx, look, child).await?;
        let ended = ended.get(&child.member.person);
        let has_declined = declined.iter().any(|record| look.person_of(*record) == Some(child.member.person))
            || ended.is_some_and(Ended::has_asked);
        if let Some(gap) = gap(&look.ledger(), (child.member.person, centre.as_deref()), has_declined) {
            let moved = moved(ended, centre);
            return Ok(Some(CentrePrompt { name: child.view.first_name.clone(), gap, moved }));
        }
    }
    Ok(None)
}

/// From which centre they moved away, and which reaches their home now.
fn moved(ended: Option<&Ended>, centre: Option<String>) -> Option<(String, Option<String>)> {
    let left = ended.filter(|ended| ended.has_moved())?.centre.clone();
    let centre = centre.filter(|centre| *centre != left);
    Some((left, centre))
}

/// The same for a family that is not open on this page; none where the reader
/// may not open it.
pub(crate) async fn prompt_about(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    family: Option<FamilyId>,
    now: Timestamp,
) -> Result<Option<CentrePrompt>, AppError> {
    let Some(family) = family.filter(|_| may_ask(asker)) else { return Ok(None) };
    let Some(look) = look::peek(tx, asker, rules, family, now).await? else { return Ok(None) };
    let everybody = people::everybody(tx, &look).await?;
    prompt(tx, &look, &everybody).await
}

/// How many families of the reader agreed, have a baby that nears six months,
/// and are known to no centre: for My day.
pub(crate) async fn count_pressing(tx: &mut Tx, asker: &Asker, now: Timestamp) -> Result<usize, AppError> {
    if !may_ask(asker) {
        return Ok(0);
    }
    let today = today(now);
    let families = families_of(tx, asker, (false, today)).await?;
    let (_, open) = open_of(tx, &families, today).await?;
    Ok(open.iter().filter(|open| open.is_pressing(today)).count())
}

fn is_young(born: Date, today: Date) -> bool {
    today < born.saturating_add(jiff::Span::new().years(OLDEST_YEARS))
}

/// What the ledger leaves to do about a child: what its centre would be told is
/// who it is and that it was born.
fn gap(ledger: &LedgerState<'_>, (child, centre): (PersonId, Option<&str>), has_declined: bool) -> Option<CentreGap> {
    let said = [Kind::Basic, Kind::NewBirth].map(|kind| {
        let asked = Asked {
            team: centre,
            about: Some(child),
            ..Asked::about_child(kind, ServiceKind::ChildrensCentre, Purpose::CentreOutreach)
        };
        ledger.basis_for(&asked).facts
    });
    CentreGap::of(&said, has_declined)
}

/// A child for whom something is to be done.
struct Open {
    family: FamilyId,
    child: PersonId,
    place: ChildPlace,
    gap: CentreGap,
    told: Option<(String, Date)>,
    ended: Option<Ended>,
}

impl Open {
    fn is_pressing(&self, today: Date) -> bool {
        let is_near = self.place.born_on.is_some_and(|born| is_nearing_six_months(born, today));
        self.gap == CentreGap::NotRegistered && self.told.is_none() && is_near
    }
}

async fn families_of(tx: &mut Tx, asker: &Asker, (is_team, today): (bool, Date)) -> Result<Vec<FamilyId>, AppError> {
    let lines = match (&asker.staff.service, &asker.staff.team) {
        (Some(service), Some(team)) if is_team => tx.caseload_of_team(*service, team, today).await?,
        _ => own_lines(tx, asker, today).await?,
    };
    let families: BTreeSet<FamilyId> = lines.into_iter().filter_map(|line| line.family).collect();
    Ok(families.into_iter().collect())
}

async fn list(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (is_team, page): (bool, u32),
    now: Timestamp,
) -> Result<Gaps, AppError> {
    let today = today(now);
    let families = families_of(tx, asker, (is_team, today)).await?;
    let (known, open) = open_of(tx, &families, today).await?;
    let pages = u32::try_from(open.len().div_ceil(PAGE).max(1)).unwrap_or(u32::MAX);
    let page = page.clamp(1, pages);
    let mut lines = Vec::new();
    let keys = centres_with_key(tx).await?;
    for open in open.iter().skip((page as usize - 1) * PAGE).take(PAGE) {
        lines.extend(line(tx, (asker, rules), (open, &keys), now).await?);
    }
    Ok(Gaps {
        lines,
        total: open.len(),
        agreed: open.iter().filter(|open| open.gap == CentreGap::NotRegistered).count(),
        pressing: open.iter().filter(|open| open.is_pressing(today)).count(),
        known,
        page,
        pages,
        is_team,
    })
}

/// One line of the list; none where the reader may not see the family.
async fn line(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (open, keys): (&Open, &BTreeSet<String>),
    now: Timestamp,
) -> Result<Option<GapLine>, AppError> {
    let Some(look) = look::peek(tx, asker, rules, open.family, now).await? else { return Ok(None) };
    let everybody = people::everybody(tx, &look).await?;
    let Some(child) = everybody.iter().find(|somebody| somebody.member.person == open.child) else { return Ok(None) };
    let centre = match &open.ended {
        Some(ended) if ended.has_moved() => centre_at(tx, open.place.postcode.as_ref()).await?,
        _ => None,
    };
    let moved = moved(open.ended.as_ref(), centre);
    let prompt = CentrePrompt { name: child.view.first_name.clone(), gap: open.gap, moved };
    let heard = match open.gap {
        CentreGap::NotAsked => None,
        CentreGap::NotRegistered => Some(heard(tx, open, keys).await?),
    };
    let card = card_of(&look, &everybody, None);
    let line = GapLine { card, prompt, is_pressing: open.is_pressing(look.today), heard };
    Ok(look.permit(line).map(Permitted::into_inner))
}

async fn heard(tx: &mut Tx, open: &Open, keys: &BTreeSet<String>) -> Result<CentreHeard, AppError> {
    if let Some((centre, on)) = &open.told {
        return Ok(CentreHeard::On(centre.clone(), *on));
    }
    Ok(match centre_at(tx, open.place.postcode.as_ref()).await? {
        None => CentreHeard::NoCentre,
        Some(centre) if !keys.contains(&centre) => CentreHeard::NoKey(centre),
        Some(_) => CentreHeard::NotYet,
    })
}

async fn centre_at(tx: &mut Tx, postcode: Option<&Postcode>) -> Result<Option<String>, AppError> {
    match postcode {
        Some(postcode) => Ok(tx.reach_area(postcode).await?.map(|area| area.centre)),
        None => Ok(None),
    }
}

/// How many of these families have a child under five, and which of them have
/// one that no centre has registered and about whom nobody said no, each by the
/// child that is most urgent: first those that cannot wait, then the youngest.
/// Nobody is opened for it, and the words of the ledger only for whoever is
/// registered nowhere.
async fn open_of(tx: &mut Tx, families: &[FamilyId], today: Date) -> Result<(usize, Vec<Open>), AppError> {
    let members = tx.members_of_families(families).await?;
    let children = members.into_iter().filter(|member| member.part == Part::Subject);
    let of_child: BTreeMap<PersonId, FamilyId> = children.map(|member| (member.person, member.family)).collect();
    let places = tx.child_places_of(&of_child.keys().copied().collect::<Vec<_>>()).await?;
    let is_young = |place: &ChildPlace| {
        let is_young = place.born_on.is_none_or(|born| is_young(born, today));
        is_young && place.died_on.is_none() && !place.is_kept_safe
    };
    let young: BTreeMap<PersonId, ChildPlace> =
        places.into_iter().filter(|(.., place)| is_young(place)).map(|(child, _, place)| (child, place)).collect();
    let known: BTreeSet<FamilyId> = young.keys().filter_map(|child| of_child.get(child).copied()).collect();
    let copies = tx.copies_of(&young.keys().copied().collect::<Vec<_>>()).await?;
    let at_centre: BTreeSet<PersonId> = registration::known_to_centres(tx, &copies, today).await?;
    let unregistered: Vec<PersonId> = young.keys().copied().filter(|child| !at_centre.contains(child)).collect();
    let open_copies = copies.iter().filter(|copy| !at_centre.contains(&copy.person));
    let records: Vec<RecordId> = open_copies.map(|copy| copy.record).collect();
    let declined = first_visit::declined(tx, &records).await?;
    let declined: BTreeSet<PersonId> =
        copies.iter().filter(|copy| declined.contains(&copy.record)).map(|copy| copy.person).collect();
    let mut ended = registration::ended(tx, &copies).await?;
    let homes = households(tx, &unregistered, today).await?;
    let mut told: BTreeMap<PersonId, (String, Date)> = BTreeMap::new();
    for entry in tx.told_about(&unregistered).await? {
        match entry.news.is_on_the_list() {
            true => told.insert(entry.person, (entry.centre, crate::door::today(entry.at))),
            false => told.remove(&entry.person),
        };
    }
    let team = tx.team().await?;
    let mut open: BTreeMap<FamilyId, Open> = BTreeMap::new();
    for (child, place) in young {
        let (Some(home), Some(family)) = (homes.get(&child), of_child.get(&child).copied()) else { continue };
        // Nobody writes of whoever is kept safe, or asks whoever has lost a baby or wrote to say no.
        let is_left_alone = home.is_kept_safe || home.lost.contains(&child) || home.held_back.contains(&child);
        if is_left_alone || (home.is_grieving && loss::is_bereaved(tx, family, today).await?) {
            continue;
        }
        let centre = match has_answered(home) {
            true => centre_at(tx, place.postcode.as_ref()).await?,
            false => None,
        };
        let ledger = LedgerState::of(&home.entries, today).with_team(&team);
        let ended = ended.remove(&child);
        let has_declined = declined.contains(&child) || ended.as_ref().is_some_and(Ended::has_asked);
        let Some(gap) = gap(&ledger, (child, centre.as_deref()), has_declined) else { continue };
        let found = Open { family, child, place, gap, told: told.remove(&child), ended };
        match open.get(&family) {
            Some(before) if urgency(before, today) <= urgency(&found, today) => {}
            _ => drop(open.insert(family, found)),
        }
    }
    let mut open: Vec<Open> = open.into_values().collect();
    open.sort_by_key(|open| urgency(open, today));
    Ok((known.len(), open))
}

/// Whether anybody of a family answered anything: only then may one centre by
/// its name be what they meant.
fn has_answered(home: &Household) -> bool {
    let is_answer = |event: &LedgerEvent| {
        matches!(
            event,
            LedgerEvent::Consent(_)
                | LedgerEvent::Refusal { .. }
                | LedgerEvent::Withdrawal { .. }
                | LedgerEvent::Objection { .. }
        )
    };
    home.entries.iter().any(|entry| is_answer(&entry.event))
}

/// Those first that cannot wait; then babies who are expected, and the youngest.
fn urgency(open: &Open, today: Date) -> (bool, bool, Option<std::cmp::Reverse<Date>>, FamilyId) {
    let born = open.place.born_on;
    (!open.is_pressing(today), born.is_some(), born.map(std::cmp::Reverse), open.family)
}
