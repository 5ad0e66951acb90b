//! The families that somebody works with.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::family::{PersonField, fields_for};
use kith_core::id::FamilyId;
use kith_core::workforce::AccessState;
use kith_store::{CaseloadLine, Tx};

use crate::door::{Rules, event, today};
use crate::look::{self, Look};
use crate::people::{self, Somebody};
use crate::{App, AppError, Asker};

/// How many families stand on a page.
pub(crate) const PAGE: usize = 25;

/// One family in a list.
#[derive(Clone, PartialEq, Eq)]
pub struct FamilyCard {
    /// The family.
    pub family: FamilyId,
    /// "Ellis family".
    pub title: String,
    /// "Poppy, 7 weeks, and Maya, 2 years 10 months".
    pub caption: String,
    /// The street, where it may be seen.
    pub street: Option<String>,
    /// The next contact of the reader or the reader's team.
    pub next_on: Option<Date>,
    /// That day has passed.
    pub is_late: bool,
    /// The family has lost a baby: nothing is sent, and whoever reads the list
    /// is told so.
    pub is_bereaved: bool,
}

impl std::fmt::Debug for FamilyCard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FamilyCard({}, hidden)", self.family)
    }
}

/// A page of the families that somebody works with, the one with the earliest
/// next contact first.
#[derive(Debug, Clone)]
pub struct MyFamilies {
    /// The families of this page.
    pub cards: Vec<FamilyCard>,
    /// How many there are in all.
    pub total: usize,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// The list is the reader's team's, not only the reader's own.
    pub is_team: bool,
}

impl App {
    /// Lists the reader's own families, or the team's.
    ///
    /// # Errors
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn my_families(
        &self,
        asker: &Asker,
        is_team: bool,
        page: u32,
        now: Timestamp,
    ) -> Result<MyFamilies, AppError> {
        current(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let families = self
            .db
            .read(move |tx| Box::pin(async move { list(tx, &reader, &rules, (is_team, page), now).await }))
            .await?;
        let seen = event(asker, Action::Look, now)
            .with("page", "families")
            .with("shown", families.cards.len())
            .with("families", names(&families.cards));
        self.write_event(seen).await?;
        Ok(families)
    }
}

/// The families of a list, for the audit.
pub(crate) fn names(cards: &[FamilyCard]) -> String {
    cards.iter().map(|card| card.family.to_string()).collect::<Vec<_>>().join(" ")
}

/// Turns away somebody whose training or clearance is not current.
pub(crate) fn current(asker: &Asker, now: Timestamp) -> Result<(), AppError> {
    match asker.staff.access_on(today(now)) {
        AccessState::Current => Ok(()),
        access => Err(AppError::Refused(Box::new(look::not_current(access)))),
    }
}

/// Families with the earliest next contact among these lines, earliest first;
/// families without one last.
pub(crate) fn by_next(lines: &[CaseloadLine]) -> Vec<(FamilyId, Option<Date>)> {
    let mut next: BTreeMap<FamilyId, Option<Date>> = BTreeMap::new();
    for line in lines {
        if let Some(family) = line.family {
            let earliest = next.entry(family).or_default();
            *earliest = [*earliest, line.line.next_on].into_iter().flatten().min();
        }
    }
    let mut ordered: Vec<(FamilyId, Option<Date>)> = next.into_iter().collect();
    ordered.sort_by_key(|(family, on)| (on.is_none(), *on, *family));
    ordered
}

/// The lines of the reader's own work.
pub(crate) async fn own_lines(tx: &mut Tx, asker: &Asker, today: Date) -> Result<Vec<CaseloadLine>, AppError> {
    match &asker.staff.code {
        Some(code) => Ok(tx.caseload_of_worker(code, today).await?),
        None => Ok(Vec::new()),
    }
}

async fn list(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (is_team, page): (bool, u32),
    now: Timestamp,
) -> Result<MyFamilies, AppError> {
    let today = today(now);
    let lines = match (&asker.staff.service, &asker.staff.team) {
        (Some(service), Some(team)) if is_team => tx.caseload_of_team(*service, team, today).await?,
        _ => own_lines(tx, asker, today).await?,
    };
    let ordered = by_next(&lines);
    let pages = u32::try_from(ordered.len().div_ceil(PAGE).max(1)).unwrap_or(u32::MAX);
    let page = page.clamp(1, pages);
    let mut cards = Vec::new();
    for (family, next_on) in ordered.iter().skip((page as usize - 1) * PAGE).take(PAGE) {
        cards.extend(card(tx, asker, rules, (*family, *next_on), now).await?);
    }
    Ok(MyFamilies { cards, total: ordered.len(), page, pages, is_team })
}

/// One family as a card; none where nothing of it may be seen.
pub(crate) async fn card(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (family, next_on): (FamilyId, Option<Date>),
    now: Timestamp,
) -> Result<Option<FamilyCard>, AppError> {
    let Some(look) = look::peek(tx, asker, rules, family, now).await? else { return Ok(None) };
    let everybody = people::everybody(tx, &look).await?;
    let card = card_of(&look, &everybody, next_on);
    Ok(look.permit(card).map(kith_core::sharing::Permitted::into_inner))
}

/// A card from what may be said about everybody.
pub(crate) fn card_of(look: &Look, everybody: &[Somebody], next_on: Option<Date>) -> FamilyCard {
    FamilyCard {
        family: look.family,
        title: people::family_title(everybody),
        caption: people::caption(everybody, look.today),
        street: street(look, everybody),
        next_on,
        is_late: next_on.is_some_and(|on| on < look.today),
        is_bereaved: crate::loss::stands(&look.losses),
    }
}

fn street(look: &Look, everybody: &[Somebody]) -> Option<String> {
    if look.is_shielded || !fields_for(look.asker.purpose).contains(&PersonField::Address) {
        return None;
    }
    let home = everybody.iter().find_map(|somebody| somebody.view.address.as_ref())?;
    let first = home.value.lines.first()?;
    Some(kith_core::person::Name::parse(first).map_or_else(|_| first.clone(), |name| name.for_screen()))
}
