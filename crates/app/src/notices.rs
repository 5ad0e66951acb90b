//! Telling families how information is shared (S002-15e, WIa): what was given
//! to whom, how, when, in which version; what came back; who has not been
//! told yet.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::FamilyId;
use kith_core::ledger::{LedgerEvent, Proof};
use kith_core::report::{RowShown, hide_rows, hide_small};
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;
use kith_store::{NoticeCount, Tx};

use crate::door::{event, today};
use crate::first_contact::TELL;
use crate::look::{Doing, Look};
use crate::people;
use crate::words::cell;
use crate::write_down::{append_for_each, chosen_children, filled, past_day};
use crate::{App, AppError, Asker, FieldProblem};

/// How a notice can be given.
pub const WAYS_TO_TELL: [&str; 5] = ["Letter", "In person", "Leaflet handed over", "Text or email", "On the telephone"];

/// The ways of being told that are counted: each way of the form, and what a
/// source wrote or nobody said.
pub const COUNTED_WAYS: [&str; 6] =
    [WAYS_TO_TELL[0], WAYS_TO_TELL[1], WAYS_TO_TELL[2], WAYS_TO_TELL[3], WAYS_TO_TELL[4], "Another way, or not said"];

/// Fewer than this are not shown as a number (A22).
const FEWEST_SHOWN: u32 = 5;

/// A notice as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct NoticeDraft {
    /// To whom: names or relation.
    pub to: String,
    /// How, one of [`WAYS_TO_TELL`].
    pub how: String,
    /// Which version of the words.
    pub version: String,
    /// The day, as typed; empty for today.
    pub on: String,
}

impl std::fmt::Debug for NoticeDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NoticeDraft(hidden)")
    }
}

/// Who was told, by service and by year of birth. A number from 1 to 4 is not
/// shown, nor is one that would give it away, also in the other table
/// (S003-ISr).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeFigures {
    /// By service: every service for the data lead, the own service for a
    /// centre manager.
    pub services: Vec<CoverageLine>,
    /// By the year in which the children of these services were born, the
    /// newest first. A child of several services counts once.
    pub years: Vec<CohortLine>,
}

/// How many children one service knows, and how many of them were told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageLine {
    /// The service.
    pub service: &'static str,
    /// How many children.
    pub children: Option<u32>,
    /// How many were told.
    pub told: Option<u32>,
}

/// How many children were born in one year, and what became of the notice to
/// their families (S003-ISr, S000-9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CohortLine {
    /// The year; none for children who are expected, or without a birthday.
    pub born_in: Option<i16>,
    /// How many children.
    pub children: Option<u32>,
    /// How many are in a family that was told.
    pub told: Option<u32>,
    /// Of these, how many in each of [`COUNTED_WAYS`].
    pub ways: Vec<Option<u32>>,
    /// How many are in a family whose last notice came back.
    pub returned: Option<u32>,
    /// How many are in a family that objected.
    pub objected: Option<u32>,
}

/// The same in numbers.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    children: u32,
    ways: [u32; COUNTED_WAYS.len()],
    returned: u32,
    objected: u32,
}

impl Counts {
    fn told(&self) -> u32 {
        self.ways.iter().sum()
    }

    /// Those who were told, and the rest.
    fn parts(&self) -> (u64, u64) {
        two_parts(self.children, self.told())
    }
}

fn two_parts(children: u32, told: u32) -> (u64, u64) {
    (told.into(), children.saturating_sub(told).into())
}

impl CohortLine {
    fn of(born_in: Option<i16>, counts: Counts, shown: RowShown) -> Self {
        let is_small = |number: u32| (1..FEWEST_SHOWN).contains(&number);
        let part = |number: u32, of: u32| Some(number).filter(|_| !is_small(number) && !is_small(of - number.min(of)));
        let told = counts.told();
        // The ways come to those who were told: they say what that number is.
        let (_, ways) = hide_small(&counts.ways.map(u64::from));
        let ways = ways.into_iter().map(|way| way.and_then(|way| way.try_into().ok()).filter(|_| shown.parts));
        // Whose letter came back is one of those who were not told.
        let returned = part(counts.returned, counts.children - told.min(counts.children));
        Self {
            born_in,
            children: Some(counts.children).filter(|_| shown.whole),
            told: Some(told).filter(|_| shown.parts),
            ways: ways.collect(),
            returned: returned.and(part(counts.returned, counts.children)).filter(|_| shown.parts),
            objected: part(counts.objected, counts.children).filter(|_| shown.whole),
        }
    }
}

/// Both tables as they may be shown beside each other.
fn figures(services: &[NoticeCount], years: BTreeMap<Reverse<Option<i16>>, Counts>) -> NoticeFigures {
    let (total, of_years) = hide_rows(&years.values().map(Counts::parts).collect::<Vec<_>>());
    let parts: Vec<(u64, u64)> = services.iter().map(|count| two_parts(count.children, count.told)).collect();
    let (_, of_services) = hide_rows(&parts);
    let lines = services.iter().zip(of_services).map(|(count, shown)| CoverageLine {
        service: count.service.title(),
        // All years come to the children of one service.
        children: Some(count.children).filter(|_| shown.whole && total.whole),
        told: Some(count.told).filter(|_| shown.parts && total.parts),
    });
    let years = years.into_iter().zip(of_years);
    NoticeFigures {
        services: lines.collect(),
        years: years.map(|((born_in, counts), shown)| CohortLine::of(born_in.0, counts, shown)).collect(),
    }
}

impl App {
    /// The title of the family, for the form of a notice.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn notice_form(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<String, AppError> {
        self.write_at(asker, (family, now), Doing::page("notice-form"), move |tx, look| {
            Box::pin(async move { Ok(Ok(people::family_title(&people::everybody(tx, &look).await?))) })
        })
        .await
    }

    /// Records that the family was told; without a draft, that the last notice
    /// came back unread.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// needs another look.
    pub async fn record_notice(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (Option<&NoticeDraft>, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (told, proof) = match draft {
            Some(draft) => check(draft, today(now))?,
            None => (LedgerEvent::NoticeReturned { on: today(now) }, Proof::default()),
        };
        let key = format!("notice {} {form_key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("record-notice"), move |tx, look| {
            Box::pin(async move { save(tx, &look, (told, proof, key)).await })
        })
        .await
    }

    /// Counts who was told, by service and by the year in which the children
    /// were born (S003-ISr).
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the data lead and centre
    /// managers.
    pub async fn notice_figures(&self, asker: &Asker, now: Timestamp) -> Result<NoticeFigures, AppError> {
        let services = counted(asker)?;
        self.keep_places_ready(now).await?;
        let (counts, years) = self
            .db
            .read(move |tx| {
                let services = services.clone();
                Box::pin(async move {
                    let years = cohorts(tx, &services).await?;
                    // The children of one service are those of all its years.
                    let mut counts = match services[..] {
                        [service] => vec![of_years(service, &years)],
                        _ => tx.notice_coverage().await?,
                    };
                    counts.retain(|count| services.contains(&count.service) && count.children > 0);
                    Ok::<_, AppError>((counts, years))
                })
            })
            .await?;
        self.write_event(event(asker, Action::Look, now).with("page", "notices")).await?;
        Ok(figures(&counts, years))
    }
}

impl App {
    /// The years of [`App::notice_figures`] as a file of values; what is not
    /// shown is empty.
    ///
    /// # Errors
    /// As [`App::notice_figures`].
    pub async fn notice_file(&self, asker: &Asker, now: Timestamp) -> Result<Vec<u8>, AppError> {
        let lines = self.notice_figures(asker, now).await?.years;
        self.write_event(event(asker, Action::Export, now).with("page", "notice-cohorts")).await?;
        let ways: Vec<String> = COUNTED_WAYS.iter().map(|way| cell(&way.to_uppercase())).collect();
        let mut text = format!("BORN IN,CHILDREN,TOLD,{},CAME BACK,OBJECTED\n", ways.join(","));
        for line in lines {
            let number = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
            let mut cells = vec![line.born_in.map(|year| year.to_string()).unwrap_or_default()];
            cells.extend([line.children, line.told].map(number));
            cells.extend(line.ways.iter().copied().map(number));
            cells.extend([line.returned, line.objected].map(number));
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        Ok(text.into_bytes())
    }
}

fn check(draft: &NoticeDraft, today: jiff::civil::Date) -> Result<(LedgerEvent, Proof), AppError> {
    let mut problems = Vec::new();
    if !WAYS_TO_TELL.contains(&draft.how.as_str()) {
        problems.push(FieldProblem::new("how", "Choose how they were told"));
    }
    let (to, version) = (filled(&draft.to), filled(&draft.version));
    if to.is_none() {
        problems.push(FieldProblem::new("to", "Write who was told"));
    }
    if version.is_none() {
        problems.push(FieldProblem::new("version", "Write the version that is printed on the notice"));
    }
    let on = past_day(&draft.on, today, &mut problems);
    let (Some(on), Some(version), true) = (on, version, problems.is_empty()) else {
        return Err(AppError::Invalid(problems));
    };
    let proof = Proof { note: to.map(|to| format!("Given to {to}")), ..Proof::default() };
    Ok((LedgerEvent::Notice { on, version, how: draft.how.to_lowercase() }, proof))
}

pub(crate) async fn save(
    tx: &mut Tx,
    look: &Look,
    (told, proof, key): (LedgerEvent, Proof, String),
) -> Result<Result<(), AppError>, AppError> {
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    let children = chosen_children(look, &[], true);
    let Some(first) = children.first().copied() else { return Ok(Err(AppError::NotFound)) };
    append_for_each(tx, look, &[first], (&told, &proof)).await?;
    if matches!(told, LedgerEvent::Notice { .. }) {
        let families = tx.names_of_family(look.family).await?;
        tx.finish_ledger_tasks_about(&families, TELL, (look.asker.staff.id, look.now)).await?;
    }
    tx.do_once(&key, &look.family.to_string(), look.now).await?;
    tx.append_audit(&event(&look.asker, Action::Notice, look.now).about(look.family).outcome(told.word())).await?;
    Ok(Ok(()))
}

/// The services whose children somebody may count.
fn counted(asker: &Asker) -> Result<Vec<ServiceKind>, AppError> {
    match (asker.staff.role, asker.staff.service) {
        (Role::DataLead, _) => {
            Ok(ServiceKind::ALL.iter().copied().filter(|service| !service.is_existence_sensitive()).collect())
        }
        (Role::CentreManager, Some(own)) => Ok(vec![own]),
        _ => Err(AppError::NotFound),
    }
}

/// So many entries are opened at once.
const AT_ONCE: usize = 500;

/// Children counted by the year of their birth, the newest first; none for
/// those not born yet, or whose birthday nobody knows.
async fn cohorts(tx: &mut Tx, services: &[ServiceKind]) -> Result<BTreeMap<Reverse<Option<i16>>, Counts>, AppError> {
    let states = tx.notice_states(services).await?;
    // One entry may stand for several children of a family.
    let told: BTreeSet<i64> = states.iter().filter_map(|state| state.told_by).collect();
    let told: Vec<i64> = told.into_iter().collect();
    let mut ways: BTreeMap<i64, String> = BTreeMap::new();
    for some in told.chunks(AT_ONCE) {
        ways.append(&mut tx.notice_ways(some).await?);
    }
    let mut years: BTreeMap<Reverse<Option<i16>>, Counts> = BTreeMap::new();
    for state in states {
        let counts = years.entry(Reverse(state.place.born_on.map(|born| born.year()))).or_default();
        counts.children += 1;
        if let Some(told_by) = state.told_by {
            counts.ways[place_of(ways.get(&told_by).map(String::as_str))] += 1;
        }
        counts.returned += u32::from(state.is_returned);
        counts.objected += u32::from(state.has_objected);
    }
    Ok(years)
}

/// The children of all years, as those of one service.
fn of_years(service: ServiceKind, years: &BTreeMap<Reverse<Option<i16>>, Counts>) -> NoticeCount {
    let sum = |number: fn(&Counts) -> u32| years.values().map(number).sum();
    NoticeCount { service, children: sum(|counts| counts.children), told: sum(Counts::told) }
}

/// The place of a way among those that are counted.
fn place_of(way: Option<&str>) -> usize {
    let is_this = |known: &&str| way.is_some_and(|way| known.to_lowercase() == way.to_lowercase());
    WAYS_TO_TELL.iter().position(is_this).unwrap_or(COUNTED_WAYS.len() - 1)
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BTreeMap;

    use kith_core::service::ServiceKind;
    use kith_store::NoticeCount;

    use super::{CohortLine, Counts, NoticeFigures, figures, place_of};

    /// The figures of one service whose children were born in these years.
    fn of_years(years: &[(u32, [u32; 6])]) -> NoticeFigures {
        let counts = |(children, ways): (u32, [u32; 6])| Counts { children, ways, ..Counts::default() };
        let born: BTreeMap<_, _> =
            (2020..).zip(years).map(|(year, counted)| (Reverse(Some(year)), counts(*counted))).collect();
        let (children, told) = born.values().fold((0, 0), |sum, year| (sum.0 + year.children, sum.1 + year.told()));
        let mut shown = figures(&[NoticeCount { service: ServiceKind::HealthVisiting, children, told }], born);
        shown.years.reverse();
        shown
    }

    #[test]
    fn s003_isr_how_they_were_told_gives_no_small_number_back() {
        let line = |children, ways| -> CohortLine { of_years(&[(children, ways)]).years.remove(0) };
        let open = line(30, [10, 8, 0, 0, 0, 0]);
        assert_eq!((open.children, open.told), (Some(30), Some(18)));
        assert_eq!(open.ways, [Some(10), Some(8), Some(0), Some(0), Some(0), Some(0)]);
        // Two in person: with the others shown they could be had by taking away.
        let one_small = line(30, [10, 2, 0, 0, 0, 6]);
        assert_eq!((one_small.children, one_small.told), (Some(30), Some(18)));
        assert_eq!(one_small.ways, [Some(10), None, Some(0), Some(0), Some(0), None]);
        // Two were not told: the ways would say so.
        let few_left = line(20, [12, 6, 0, 0, 0, 0]);
        assert_eq!((few_left.children, few_left.told, few_left.ways), (Some(20), None, vec![None; 6]));
        let few = line(4, [4, 0, 0, 0, 0, 0]);
        assert_eq!((few.children, few.told, few.ways), (None, None, vec![None; 6]));
        assert_eq!((place_of(Some("in person")), place_of(Some("by a source")), place_of(None)), (1, 5, 5));
    }

    #[test]
    fn s003_isr_a_hidden_year_is_not_the_total_less_the_other_years() {
        let letters = |count| [count, 0, 0, 0, 0, 0];
        // Two in 2021: of the next smallest year nothing is shown either.
        let shown = of_years(&[(12, letters(6)), (2, letters(1)), (20, letters(10))]);
        assert_eq!((shown.services[0].children, shown.services[0].told), (Some(34), Some(17)));
        let children: Vec<Option<u32>> = shown.years.iter().map(|year| year.children).collect();
        assert_eq!(children, [None, None, Some(20)]);
        let told: Vec<Option<u32>> = shown.years.iter().map(|year| year.told).collect();
        assert_eq!(told, [None, None, Some(10)]);
        assert_eq!(shown.years[0].ways, vec![None; 6]);
        // Two of 2021 were not told: nor is said how many of 2020 were.
        let shown = of_years(&[(12, letters(6)), (20, letters(18)), (30, letters(20))]);
        assert_eq!((shown.services[0].children, shown.services[0].told), (Some(62), Some(44)));
        let told: Vec<Option<u32>> = shown.years.iter().map(|year| year.told).collect();
        assert_eq!(told, [None, None, Some(20)]);
        // No other year is left to hide that each is four.
        let shown = of_years(&[(4, letters(4)), (4, letters(0))]);
        assert_eq!((shown.services[0].children, shown.services[0].told), (None, None));
    }
}
