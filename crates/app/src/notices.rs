//! Telling families how information is shared (S002-15e, WIa): what was given
//! to whom, how, when, in which version; what came back; who has not been
//! told yet.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, RecordId};
use kith_core::ledger::{LedgerEvent, Proof};
use kith_core::report::hide_small;
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;
use kith_store::Tx;

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

/// How many children one service knows, and how many of them were told.
/// A number from 1 to 4 is not shown, nor is one that would give it away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageLine {
    /// The service.
    pub service: &'static str,
    /// How many children; none where there are fewer than five.
    pub children: Option<u32>,
    /// How many were told; none where that or the rest is from 1 to 4.
    pub told: Option<u32>,
}

/// How many children were born in one year, and what became of the notice to
/// their families (S003-ISr, S000-9). A number from 1 to 4 is not shown, nor
/// is one that would give it away.
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

impl CohortLine {
    fn of(born_in: Reverse<Option<i16>>, counts: Counts) -> Self {
        let is_small = |number: u32| (1..FEWEST_SHOWN).contains(&number);
        let told: u32 = counts.ways.iter().sum();
        let rest = counts.children.saturating_sub(told);
        let part = |number: u32, of: u32| {
            let hides = [counts.children, number, of.saturating_sub(number)].into_iter().any(is_small);
            Some(number).filter(|_| !hides)
        };
        // Each way, and those who were not told, are the parts of all the children.
        let parts: Vec<u64> = counts.ways.iter().chain([&rest]).map(|count| u64::from(*count)).collect();
        let (children, parts) = hide_small(&parts);
        let mut ways: Vec<Option<u32>> = parts.into_iter().map(|part| part.and_then(|it| it.try_into().ok())).collect();
        let shown_rest = ways.pop().flatten();
        Self {
            born_in: born_in.0,
            children: children.and_then(|children| children.try_into().ok()),
            told: part(told, counts.children).filter(|_| shown_rest.is_some()),
            ways,
            // Whose letter came back is one of those who were not told.
            returned: part(counts.returned, rest).and_then(|it| part(it, counts.children)),
            objected: part(counts.objected, counts.children),
        }
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

    /// Counts who was told, by service: every service for the data lead, the
    /// own service for a centre manager.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else.
    pub async fn notice_coverage(&self, asker: &Asker, now: Timestamp) -> Result<Vec<CoverageLine>, AppError> {
        let role = asker.staff.role;
        if !matches!(role, Role::DataLead | Role::CentreManager) {
            return Err(AppError::NotFound);
        }
        let counts =
            self.db.read(|tx| Box::pin(async move { tx.notice_coverage().await.map_err(AppError::from) })).await?;
        self.write_event(event(asker, Action::Look, now).with("page", "notices")).await?;
        let own = asker.staff.service;
        let is_seen = |count: &kith_store::NoticeCount| {
            if role == Role::DataLead { !count.service.is_existence_sensitive() } else { Some(count.service) == own }
        };
        Ok(counts.into_iter().filter(is_seen).map(shown).collect())
    }

    /// Counts who was told, by the year in which the children were born
    /// (S003-ISr): every service for the data lead, the own service for a
    /// centre manager. A child of several services counts once.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else.
    pub async fn notice_cohorts(&self, asker: &Asker, now: Timestamp) -> Result<Vec<CohortLine>, AppError> {
        let services = counted(asker)?;
        let years = self
            .db
            .read(move |tx| {
                let services = services.clone();
                Box::pin(async move { cohorts(tx, &services).await })
            })
            .await?;
        self.write_event(event(asker, Action::Look, now).with("page", "notice-cohorts")).await?;
        Ok(years.into_iter().map(|(born_in, counts)| CohortLine::of(born_in, counts)).collect())
    }
}

impl App {
    /// The table of [`App::notice_cohorts`] as a file of values; what is not
    /// shown is empty.
    ///
    /// # Errors
    /// As [`App::notice_cohorts`].
    pub async fn notice_file(&self, asker: &Asker, now: Timestamp) -> Result<Vec<u8>, AppError> {
        let lines = self.notice_cohorts(asker, now).await?;
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

/// A count as it may be shown.
fn shown(count: kith_store::NoticeCount) -> CoverageLine {
    let is_small = |number: u32| (1..FEWEST_SHOWN).contains(&number);
    let rest = count.children.saturating_sub(count.told);
    let hides = is_small(count.children) || is_small(count.told) || is_small(rest);
    CoverageLine {
        service: count.service.title(),
        children: Some(count.children).filter(|children| !is_small(*children)),
        told: Some(count.told).filter(|_| !hides),
    }
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

/// So many records are opened at once.
const AT_ONCE: usize = 500;

/// Children counted by the year of their birth, the newest first; none for
/// those not born yet, or whose birthday nobody knows.
async fn cohorts(tx: &mut Tx, services: &[ServiceKind]) -> Result<BTreeMap<Reverse<Option<i16>>, Counts>, AppError> {
    let states = tx.notice_states(services).await?;
    let mut years: BTreeMap<Reverse<Option<i16>>, Counts> = BTreeMap::new();
    for some in states.chunks(AT_ONCE) {
        let records: Vec<RecordId> = some.iter().map(|state| state.record).collect();
        let opened = tx.records(&records).await?;
        let told: Vec<i64> = some.iter().filter_map(|state| state.told_by).collect();
        let ways = tx.notice_ways(&told).await?;
        let born: BTreeMap<RecordId, Option<i16>> =
            opened.iter().map(|record| (record.id, record.statement.born_on.map(|born| born.year()))).collect();
        for state in some {
            let year = born.get(&state.record).copied().flatten();
            let counts = years.entry(Reverse(year)).or_default();
            counts.children += 1;
            if let Some(told_by) = state.told_by {
                counts.ways[place_of(ways.get(&told_by).map(String::as_str))] += 1;
            }
            counts.returned += u32::from(state.is_returned);
            counts.objected += u32::from(state.has_objected);
        }
    }
    Ok(years)
}

/// The place of a way among those that are counted.
fn place_of(way: Option<&str>) -> usize {
    let is_this = |known: &&str| way.is_some_and(|way| known.to_lowercase() == way.to_lowercase());
    WAYS_TO_TELL.iter().position(is_this).unwrap_or(COUNTED_WAYS.len() - 1)
}

#[cfg(test)]
mod tests {
    use kith_core::service::ServiceKind;
    use kith_store::NoticeCount;

    use std::cmp::Reverse;

    use super::{CohortLine, Counts, place_of, shown};

    #[test]
    fn s003_isr_how_they_were_told_gives_no_small_number_back() {
        let line = |children, ways| CohortLine::of(Reverse(Some(2024)), Counts { children, ways, ..Counts::default() });
        let open = line(30, [10, 8, 0, 0, 0, 0]);
        assert_eq!((open.children, open.told), (Some(30), Some(18)));
        assert_eq!(open.ways, [Some(10), Some(8), Some(0), Some(0), Some(0), Some(0)]);
        // Two in person: with the others shown they could be had by taking away.
        let one_small = line(30, [10, 2, 0, 0, 0, 6]);
        assert_eq!((one_small.children, one_small.told), (Some(30), Some(18)));
        assert_eq!(one_small.ways, [Some(10), None, Some(0), Some(0), Some(0), None]);
        // Where the next smallest are those who were not told, how many were is hidden with them.
        let with_rest = line(20, [13, 2, 0, 0, 0, 0]);
        assert_eq!((with_rest.told, with_rest.ways[0], with_rest.ways[1]), (None, Some(13), None));
        let few = line(4, [4, 0, 0, 0, 0, 0]);
        assert_eq!((few.children, few.told, few.ways), (None, None, vec![None; 6]));
        assert_eq!((place_of(Some("in person")), place_of(Some("by a source")), place_of(None)), (1, 5, 5));
    }

    #[test]
    fn a_small_count_and_what_would_give_it_away_are_not_shown() {
        let count = |children, told| {
            let line = shown(NoticeCount { service: ServiceKind::HealthVisiting, children, told });
            (line.children, line.told)
        };
        assert_eq!(count(3, 3), (None, None));
        assert_eq!(count(20, 4), (Some(20), None));
        assert_eq!(count(20, 17), (Some(20), None));
        assert_eq!(count(20, 15), (Some(20), Some(15)));
        assert_eq!(count(20, 20), (Some(20), Some(20)));
        assert_eq!(count(0, 0), (Some(0), Some(0)));
    }
}
