//! Births and registration: from births to families registered, for each
//! centre, with the gap named and small numbers kept back month by month, so
//! that no range of months less another gives one back (S003-ISj, S004-WAf).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::birth::Month;
use kith_core::id::PersonId;
use kith_core::report::{hide_near, hide_total};
use kith_core::workforce::Role;
use kith_store::{CardStep, ListStepKind, ToldEntry, Tx};

use super::build::centre_names;
use super::gather::births_by_centre;
use crate::door::today;
use crate::{App, AppError, Who};

/// The longest time that is counted, in months.
const MOST_MONTHS: usize = 24;

/// The steps that are counted, in their order: word and title.
pub const BIRTH_STEPS: [(&str, &str); 7] = [
    ("born", "Born"),
    ("named", "Named to the centre"),
    ("opened", "Opened by the centre"),
    ("carded", "Card posted"),
    ("met", "Met by the centre"),
    ("registered", "Registered"),
    ("not_registered", "Not registered"),
];

/// A count of some months: the sum of what each month shows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthCount {
    /// What the months that are shown come to.
    pub known: u64,
    /// No month is kept back.
    pub is_whole: bool,
}

impl BirthCount {
    /// The count, where no month is kept back.
    #[must_use]
    pub fn whole(self) -> Option<u64> {
        Some(self.known).filter(|_| self.is_whole)
    }

    /// "14"; "at least 14" where a month is kept back; none where nothing is
    /// shown.
    #[must_use]
    pub fn words(self) -> Option<String> {
        match self {
            Self { known, is_whole: true } => Some(known.to_string()),
            Self { known: 0, .. } => None,
            Self { known, .. } => Some(format!("at least {known}")),
        }
    }
}

/// One centre, or the whole locality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthFigures {
    /// The centre; empty for the whole locality.
    pub centre: String,
    /// The counts in the order of [`BIRTH_STEPS`].
    pub counts: [BirthCount; BIRTH_STEPS.len()],
}

/// The figures of some months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthReport {
    /// The first month of birth.
    pub from: Month,
    /// The last.
    pub until: Month,
    /// One line a centre, by name.
    pub lines: Vec<BirthFigures>,
    /// The whole locality; none where one centre alone is seen.
    pub total: Option<BirthFigures>,
}

impl App {
    /// Births and registration for the children born in some months, centre by
    /// centre: a centre sees its own line. Nobody is named.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for roles that read no figures, and for months
    /// the wrong way round or more than two years.
    pub async fn birth_report(
        &self,
        who: impl Into<Who>,
        (from, until): (Month, Month),
        now: Timestamp,
    ) -> Result<BirthReport, AppError> {
        let who = who.into();
        let own = own_centre(&who)?;
        let months: BTreeSet<Month> = std::iter::successors(Some(from), |month| Some(month.next()))
            .take(MOST_MONTHS)
            .take_while(|month| *month <= until)
            .collect();
        if !months.contains(&until) {
            return Err(AppError::NotFound);
        }
        self.keep_places_ready(now).await?;
        let mut report =
            self.db.read(move |tx| Box::pin(async move { report(tx, (&months, from, until), now).await })).await?;
        if let Some(own) = own {
            report.lines.retain(|line| line.centre == own);
        }
        // A centre that knows its own families would take them from the total.
        if report.lines.len() < 2 {
            report.total = None;
        }
        self.write_event(who.event(Action::Look, now).with("page", "birth-figures")).await?;
        Ok(report)
    }
}

/// The centre whose line alone somebody sees; none for those who see all.
pub(super) fn own_centre(who: &Who) -> Result<Option<String>, AppError> {
    match who {
        Who::Operator | Who::Job => Ok(None),
        Who::Asker(asker) => match asker.staff.role {
            Role::DataLead | Role::Commissioner | Role::CaldicottGuardian => Ok(None),
            Role::CentreManager => asker.staff.team.clone().map(Some).ok_or(AppError::NotFound),
            _ => Err(AppError::NotFound),
        },
    }
}

async fn report(
    tx: &mut Tx,
    (months, from, until): (&BTreeSet<Month>, Month, Month),
    now: Timestamp,
) -> Result<BirthReport, AppError> {
    let mut told: BTreeMap<PersonId, Vec<ToldEntry>> = BTreeMap::new();
    for entry in tx.told_about_births().await? {
        told.entry(entry.person).or_default().push(entry);
    }
    let opened = opened_lists(tx, &told).await?;
    let carded: BTreeSet<PersonId> = tx
        .all_cards()
        .await?
        .into_iter()
        .filter(|card| card.step == CardStep::Posted)
        .map(|card| card.person)
        .collect();
    let met: BTreeSet<PersonId> = tx.met_by_centres().await?.into_iter().collect();
    let registered: BTreeSet<PersonId> = tx.registered_with_centres(today(now)).await?.into_iter().collect();
    let centres: BTreeMap<String, Row> =
        centre_names(tx).await?.into_iter().map(|centre| (centre, [0; BIRTH_STEPS.len()])).collect();
    let mut counts: BTreeMap<Month, BTreeMap<String, Row>> =
        months.iter().map(|month| (*month, centres.clone())).collect();
    for (centre, born, child) in births_by_centre(tx).await? {
        let of_month = counts.get_mut(&Month::of(born));
        let Some(line) = of_month.and_then(|centres| centres.get_mut(&*centre)) else { continue };
        let of_centre = || told.get(&child).into_iter().flatten().filter(|told| told.centre == *centre);
        let is_registered = registered.contains(&child);
        let steps = [
            true,
            of_centre().next().is_some(),
            of_centre().any(|told| opened.contains(&told.list)),
            carded.contains(&child),
            met.contains(&child),
            is_registered,
            !is_registered,
        ];
        for (count, is_so) in line.iter_mut().zip(steps) {
            *count += u64::from(is_so);
        }
    }
    let (lines, total) = shown(centres.into_keys().collect(), &counts);
    Ok(BirthReport { from, until, lines, total: Some(total) })
}

/// The lists that their centre opened.
async fn opened_lists(
    tx: &mut Tx,
    told: &BTreeMap<PersonId, Vec<ToldEntry>>,
) -> Result<BTreeSet<kith_core::id::ListId>, AppError> {
    let lists: BTreeSet<_> = told.values().flatten().map(|told| told.list).collect();
    let steps = tx.steps_of_lists(&lists.into_iter().collect::<Vec<_>>()).await?;
    Ok(steps.into_iter().filter(|step| step.step == ListStepKind::Opened).map(|step| step.list).collect())
}

/// What was counted, in the order of [`BIRTH_STEPS`].
type Row = [u64; BIRTH_STEPS.len()];
/// What of it may be shown.
type Shown = [Option<u64>; BIRTH_STEPS.len()];

/// Hides a total that says, beside another total, what two hidden cells are
/// apart from each other: 50 were born and 47 registered.
fn keep_apart(sums: &mut Shown, rows: &[(Row, Shown)]) {
    let whole = |place: usize| -> u64 { rows.iter().filter_map(|(row, _)| row.get(place)).sum() };
    let nested: Vec<u64> = (0..sums.len() - 1).map(whole).collect();
    let mut safe: Vec<Option<u64>> = hide_near(&nested);
    let is_rest_shown = safe.first().copied().flatten().and(safe.last().copied().flatten()).is_some();
    safe.push(is_rest_shown.then(|| whole(sums.len() - 1)));
    for (sum, safe) in sums.iter_mut().zip(safe) {
        *sum = sum.and(safe);
    }
}

/// One month: what may be shown of each centre, and of all of them.
fn of_month<'a>(rows: impl Iterator<Item = &'a Row>) -> (Vec<Shown>, Shown) {
    let rows: Vec<(Row, Shown)> = rows
        .map(|row| {
            // Who is not registered is the rest of those born: shown where both are.
            let (nested, rest) = row.split_at(BIRTH_STEPS.len() - 1);
            let mut safe = [None; BIRTH_STEPS.len()];
            safe[..nested.len()].copy_from_slice(&hide_near(nested));
            let is_rest_shown = safe[0].and(safe[nested.len() - 1]).is_some();
            safe[nested.len()] = rest.first().copied().filter(|_| is_rest_shown);
            (*row, safe)
        })
        .collect();
    let mut sums = [None; BIRTH_STEPS.len()];
    for (place, sum) in sums.iter_mut().enumerate() {
        let parts: Vec<(u64, bool)> = rows.iter().map(|(row, safe)| (row[place], safe[place].is_some())).collect();
        *sum = hide_total(&parts);
    }
    keep_apart(&mut sums, &rows);
    (rows.into_iter().map(|(_, safe)| safe).collect(), sums)
}

/// The months together: each count is the sum of what single months show, so
/// that two ranges tell no more of the month between them than it does itself.
fn shown(centres: Vec<String>, counts: &BTreeMap<Month, BTreeMap<String, Row>>) -> (Vec<BirthFigures>, BirthFigures) {
    let none = [BirthCount { known: 0, is_whole: true }; BIRTH_STEPS.len()];
    let figures = |centre| BirthFigures { centre, counts: none };
    let mut lines: Vec<BirthFigures> = centres.into_iter().map(figures).collect();
    let mut total = figures(String::new());
    for month in counts.values() {
        let (rows, sums) = of_month(month.values());
        for (line, row) in lines.iter_mut().zip(&rows) {
            add(line, row, |_| 0);
        }
        // Where all are not shown, they are no fewer than the centres that are.
        add(&mut total, &sums, |place| rows.iter().filter_map(|row| row.get(place).copied().flatten()).sum());
    }
    (lines, total)
}

/// Adds what one month shows, or the least that it can be.
fn add(line: &mut BirthFigures, month: &Shown, least: impl Fn(usize) -> u64) {
    for (place, (count, shown)) in line.counts.iter_mut().zip(month).enumerate() {
        count.known += shown.unwrap_or_else(|| least(place));
        count.is_whole &= shown.is_some();
    }
}
