//! New births as a centre sees them: whom the lists named and who may still be
//! named, and a number for the rest (page 26; S003-ISj, S004-WAf).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::birth::Month;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::person::age_words;
use kith_core::service::ServiceKind;
use kith_core::sharing::Purpose;
use kith_store::{BirthList, CardStep, ListKind, ListStepKind, ToldEntry, Tx};

use super::flow::list_flow;
use super::gather::{Case, Opened, Particulars, Which, gather, opened};
use super::lists::{ShownCounts, counts, is_late, state_of};
use super::release::note_step;
use super::taken::IN_KITH;
use crate::caseload::current;
use crate::door::{Rules, event, today};
use crate::words::date_words;
use crate::{App, AppError, Asker, Who};

/// A child stays on the page for so many days after the centre was told.
const DAYS_SHOWN: i32 = 92;
/// So many children stand on one page: no more are opened by one look.
const ON_A_PAGE: usize = 50;

/// One child that the centre was told of.
#[derive(Clone, PartialEq, Eq)]
pub struct BirthLine {
    /// The child.
    pub child: PersonId,
    /// The child's family.
    pub family: FamilyId,
    /// How the centre's lists name the child.
    pub child_ref: String,
    /// The name.
    pub name: String,
    /// "7 weeks".
    pub age: String,
    /// The date of birth, in words.
    pub born_on: String,
    /// The address, on one line.
    pub address: String,
    /// What the centre was told: "Born", "Moved in".
    pub news: &'static str,
    /// When.
    pub told_on: Date,
    /// When the welcome card was posted.
    pub card_posted_on: Option<Date>,
    /// It came back.
    pub is_card_returned: bool,
}

impl std::fmt::Debug for BirthLine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("BirthLine(hidden)")
    }
}

/// What a month's births come to, for one centre; a small number is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthCount {
    /// The month.
    pub month: Month,
    /// Births in the reach area.
    pub births: Option<u64>,
    /// How many the centre knows by name.
    pub named: Option<u64>,
    /// The others, by reason.
    pub left_out: Vec<(&'static str, Option<u64>)>,
}

/// New births of one centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBirths {
    /// The centre.
    pub centre: String,
    /// The children that it was told of lately, the newest first: those of
    /// one page.
    pub lines: Vec<BirthLine>,
    /// The page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// The births of each month that a list came for, the newest first.
    pub months: Vec<MonthCount>,
    /// The last list, in words; none where none came yet.
    pub last_list_on: Option<Date>,
    /// When the next is due.
    pub next_list_on: Option<Date>,
    /// It is late.
    pub is_late: bool,
    /// Why nobody may be named today, where no agreement lets lists run.
    pub stopped: Option<String>,
    /// How many welcome cards are to be made.
    pub cards_to_make: usize,
}

impl App {
    /// The children that the asker's centre was told of and may still know,
    /// page by page. Lists that came are opened by this look.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody who does not work in a centre;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn new_births(&self, asker: &Asker, page: usize, now: Timestamp) -> Result<NewBirths, AppError> {
        let centre = centre_of(asker, now)?;
        self.keep_places_ready(now).await?;
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let births = read(tx, &rules, (&centre, page), now).await?;
                    open_lists(tx, &asker, &centre, now).await?;
                    let families: Vec<String> = births.lines.iter().map(|line| line.family.to_string()).collect();
                    let seen = outreach(&asker, Action::Look, now)
                        .with("page", "births")
                        .with("shown", births.lines.len())
                        .with("families", families.join(" "));
                    tx.append_audit(&seen).await?;
                    Ok(births)
                })
            })
            .await
    }
}

/// The centre that somebody works in.
pub(super) fn centre_of(asker: &Asker, now: Timestamp) -> Result<String, AppError> {
    let centre = match (asker.staff.service, &asker.staff.team) {
        (Some(ServiceKind::ChildrensCentre), Some(centre)) => centre.clone(),
        _ => return Err(AppError::NotFound),
    };
    current(asker, now)?;
    Ok(centre)
}

/// The reader's centre, where one of these people is on a list that it was
/// sent: welcoming the family is a need to know.
pub(crate) async fn centre_told(tx: &mut Tx, asker: &Asker, people: &[PersonId]) -> Result<Option<String>, AppError> {
    let (Some(ServiceKind::ChildrensCentre), Some(centre)) = (asker.staff.service, &asker.staff.team) else {
        return Ok(None);
    };
    let told = tx.told_about(people).await?;
    let of_centre = |person: &PersonId| told.iter().rfind(|told| told.person == *person && told.centre == *centre);
    let is_held = people.iter().filter_map(of_centre).any(|told| told.news.is_on_the_list());
    Ok(is_held.then(|| centre.clone()))
}

/// What is done with a list is done to reach out, whatever purpose the reader
/// chose for other pages (S002-MWj).
pub(super) fn outreach(asker: &Asker, action: Action, now: Timestamp) -> kith_core::audit::Event {
    event(asker, action, now).purpose(Purpose::CentreOutreach.word())
}

/// A child that the centre holds on its list and may still know, with the
/// entry that put it there.
pub(super) struct Known<'g> {
    pub(super) case: &'g Case,
    pub(super) told: &'g ToldEntry,
    pub(super) about: Particulars,
    pub(super) family: FamilyId,
    pub(super) record: RecordId,
}

/// The children of a centre's list that it may still know, none of them
/// opened yet. None while no agreement lets lists run.
async fn held<'g>(
    tx: &mut Tx,
    cases: &'g [Case],
    (centre, today): (&str, Date),
) -> Result<Vec<(&'g Case, &'g ToldEntry)>, AppError> {
    let may_know = |case: &&Case| case.may_go().is_ok() && case.centre.as_deref() == Some(centre);
    if list_flow(tx, today).await?.is_err() {
        return Ok(Vec::new());
    }
    Ok(cases.iter().filter(may_know).filter_map(|case| Some((case, case.held_by(centre)?))).collect())
}

/// The same, opened.
pub(super) async fn known<'g>(
    tx: &mut Tx,
    cases: &'g [Case],
    (centre, today): (&str, Date),
) -> Result<Vec<Known<'g>>, AppError> {
    let held = held(tx, cases, (centre, today)).await?;
    open_held(tx, &held).await
}

async fn open_held<'g>(tx: &mut Tx, held: &[(&'g Case, &'g ToldEntry)]) -> Result<Vec<Known<'g>>, AppError> {
    let of_held: Vec<&Case> = held.iter().map(|(case, _)| *case).collect();
    let mut opened = opened(tx, &of_held).await?;
    Ok(held
        .iter()
        .filter_map(|&(case, told)| {
            let household = case.household.as_ref()?;
            let Opened { anchor, about } = opened.remove(&case.child)?;
            Some(Known { about, family: household.family, record: anchor, case, told })
        })
        .collect())
}

/// What became of a child's welcome card.
#[derive(Clone, Copy, Default)]
struct CardSteps {
    posted: Option<Timestamp>,
    is_returned: bool,
}

/// What became of the cards of these children.
async fn card_steps(tx: &mut Tx, children: &[PersonId]) -> Result<BTreeMap<PersonId, CardSteps>, AppError> {
    let mut steps: BTreeMap<PersonId, CardSteps> = BTreeMap::new();
    for card in tx.cards_of(children).await? {
        let of_child = steps.entry(card.person).or_default();
        match card.step {
            CardStep::Posted => of_child.posted = of_child.posted.or(Some(card.said_at)),
            CardStep::Returned => of_child.is_returned = true,
        }
    }
    Ok(steps)
}

async fn read(
    tx: &mut Tx,
    rules: &Rules,
    (centre, page): (&str, usize),
    now: Timestamp,
) -> Result<NewBirths, AppError> {
    let today = today(now);
    let told_of = tx.told_to_centre(centre).await?;
    let cards = card_steps(tx, &told_of).await?;
    let card_of = |child: PersonId| cards.get(&child).copied().unwrap_or_default();
    let is_lately = |told: &ToldEntry| (today - crate::door::today(told.at)).get_days() <= DAYS_SHOWN;
    // After some years most children are settled: these are not looked into again.
    let lately: BTreeSet<PersonId> =
        tx.told_about(&told_of).await?.iter().filter(|told| is_lately(told)).map(|told| told.person).collect();
    let is_open = |child: &PersonId| card_of(*child).posted.is_none() || lately.contains(child);
    let children: BTreeSet<PersonId> = told_of.iter().copied().filter(is_open).collect();
    let gathered = gather(tx, rules, Which::These(&children), now).await?;
    let mut held = held(tx, &gathered.cases, (centre, today)).await?;
    let cards_to_make = held.iter().filter(|(case, _)| card_of(case.child).posted.is_none()).count();
    held.retain(|(case, told)| card_of(case.child).posted.is_none() || is_lately(told));
    // The youngest first among those who were told together; then by what says nothing of a child.
    held.sort_by_cached_key(|(case, told)| (std::cmp::Reverse((told.at, case.place.born_on)), told.child_ref.clone()));
    let pages = held.len().div_ceil(ON_A_PAGE).max(1);
    let page = page.clamp(1, pages);
    let of_page: Vec<_> = held.into_iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE).collect();
    let known = open_held(tx, &of_page).await?;
    let lines = known.iter().map(|known| line(known, card_of(known.case.child), today)).collect();
    let lists = released(tx, centre).await?;
    let last_list_on = lists.first().map(|(_, on)| *on);
    let flow = list_flow(tx, today).await?;
    let stopped = flow.as_ref().err().map(|stopped| stopped.words().to_owned());
    let written = flow.map_or_else(|stopped| stopped.stopped, Some);
    // The first list is due like any other, counted from when the agreement runs.
    let since = written.as_ref().map(|flow| last_list_on.unwrap_or(flow.runs_since));
    let due = since.zip(written.as_ref());
    let next_list_on = due.map(|(since, flow)| crate::write_down::days_from(since, i64::from(flow.every_days)));
    Ok(NewBirths {
        centre: centre.to_owned(),
        months: months(&lists),
        is_late: due.is_some_and(|(since, flow)| is_late(since, flow.every_days, today)),
        stopped,
        last_list_on,
        next_list_on,
        cards_to_make,
        lines,
        page,
        pages,
    })
}

fn line(known: &Known<'_>, card: CardSteps, today: Date) -> BirthLine {
    let about = &known.about;
    let mut address = about.address.clone();
    address.push(about.postcode.clone());
    BirthLine {
        child: known.case.child,
        family: known.family,
        child_ref: known.told.child_ref.clone(),
        name: format!("{} {}", about.given, about.family).trim().to_owned(),
        age: about.born_on.map(|born| age_words(born, today)).unwrap_or_default(),
        born_on: about.born_on.map(date_words).unwrap_or_default(),
        address: address.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", "),
        news: known.told.news.title(),
        told_on: crate::door::today(known.told.at),
        card_posted_on: card.posted.map(crate::door::today),
        is_card_returned: card.is_returned,
    }
}

/// The monthly lists of a centre that were released, with the day, the newest
/// first.
async fn released(tx: &mut Tx, centre: &str) -> Result<Vec<(BirthList, Date)>, AppError> {
    let lists = tx.birth_lists_of(centre).await?;
    let steps = tx.steps_of_lists(&lists.iter().map(|list| list.id).collect::<Vec<_>>()).await?;
    let day = |list: &BirthList| {
        let step = steps.iter().find(|step| step.list == list.id && step.step == ListStepKind::Released);
        step.map(|step| crate::door::today(step.said_at))
    };
    let monthly = lists.into_iter().filter(|list| list.kind == ListKind::Monthly);
    let mut released: Vec<(BirthList, Date)> = monthly.filter_map(|list| day(&list).map(|on| (list, on))).collect();
    released.sort_by_key(|(list, on)| std::cmp::Reverse((*on, list.built_at)));
    Ok(released)
}

/// The births of each month, by the newest list of it.
fn months(lists: &[(BirthList, Date)]) -> Vec<MonthCount> {
    let mut months: Vec<MonthCount> = Vec::new();
    for (list, _) in lists {
        if months.iter().all(|month| month.month != list.month) {
            let ShownCounts { births, named, left_out } = counts(list);
            months.push(MonthCount { month: list.month, births, named, left_out });
        }
    }
    months
}

/// Notes that the lists of a centre which came were opened.
async fn open_lists(tx: &mut Tx, asker: &Asker, centre: &str, now: Timestamp) -> Result<(), AppError> {
    for list in tx.birth_lists_of(centre).await? {
        let state = state_of(tx, list.id).await?;
        // Also one whose file does not open: the centre has it here.
        if state.is_some_and(|state| !matches!(state, ListStepKind::Cancelled | ListStepKind::Opened)) {
            note_step(tx, &Who::from(asker), (list.id, ListStepKind::Opened, IN_KITH), now).await?;
        }
    }
    Ok(())
}
