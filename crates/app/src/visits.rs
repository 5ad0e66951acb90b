//! Visits that services plan to a family (S003-ISh, S002-CBc, S001-1): a
//! centre plans one only where the family is registered or referred; two
//! services that come in one week are told of each other before either goes;
//! after a visit the others get a short note (S002-CBb).

mod elsewhere;
mod finish;
mod note_days;
mod plan;
mod worklist;

pub use finish::{FinishDraft, FinishForm};
pub use plan::{NEW_BABY_VISIT, TOGETHER, VISIT_KINDS, VisitDraft, VisitForm};
pub use worklist::{MyVisits, VisitCounts, VisitToDo};

pub(crate) use finish::{READ_NOTE, has_note_for};
pub(crate) use note_days::{note_days, read as read_note_days, set as set_note_days};
pub(crate) use worklist::counts;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, PersonId, RecordId, StaffId, VisitId};
use kith_core::service::ServiceKind;
use kith_store::{PlannedVisit, Tx, VisitEvent};
use serde::{Deserialize, Serialize};

use crate::centre_tasks::{self, AskedLine};
use crate::door::Rules;
use crate::look::{self, Doing, Look};
use crate::open_family::service_name;
use crate::people::{self, Somebody};
use crate::write_down::days_from;
use crate::{App, AppError, Asker};

/// It does not take place.
const CANCELLED: &str = "cancelled";
/// It took place, and the others were told.
const DONE: &str = "done";
/// A baby of the family was lost: nobody goes.
const STOPPED: &str = "stopped";
/// What ends a visit.
const CLOSING: [&str; 3] = [CANCELLED, DONE, STOPPED];
/// One visit, two who deliver it.
const COMBINED: &str = "combined";
/// One after the other, on different days.
const IN_TURN: &str = "in-turn";
/// Both go, for a reason.
const BOTH: &str = "both";
/// Two visits to one home within so many days are talked over.
const WEEK: i64 = 7;

/// What is kept sealed with a visit.
#[derive(Clone, Default, Serialize, Deserialize)]
struct VisitWords {
    kind: String,
    note: String,
}

/// One visit, as it may be shown to the reader.
#[derive(Clone)]
pub struct VisitLine {
    /// Which.
    pub visit: VisitId,
    /// What it is.
    pub what: String,
    /// Who comes: the service or team, and the worker where it is the reader's
    /// own service.
    pub who: String,
    /// The first day.
    pub from: Date,
    /// The last day; the same where the day is fixed.
    pub to: Date,
    /// The reader's own service plans it.
    pub is_own: bool,
    /// It stands in the service's own system: nothing of it is changed here.
    pub is_elsewhere: bool,
    /// It is to another family at the same address.
    pub is_to_neighbours: bool,
    /// What it is for, in the words of the reader's own service.
    pub note: String,
    /// It was cancelled: why.
    pub cancelled: Option<String>,
    /// What was agreed with another service.
    pub agreed: Option<String>,
    /// It took place: who wrote to the others, when, and what, where the
    /// reader may read it.
    pub told: Option<(String, Timestamp, Option<String>)>,
    /// The others wait for a note since this day.
    pub note_due_on: Option<Date>,
}

/// Two visits of two services to one home within a week.
#[derive(Clone)]
pub struct Meeting {
    /// The reader's service's.
    pub mine: VisitLine,
    /// The other's.
    pub other: VisitLine,
}

/// The visits to a family.
#[derive(Clone)]
pub struct VisitsPage {
    /// The family's title.
    pub family_title: String,
    /// The visits, the latest first.
    pub lines: Vec<VisitLine>,
    /// Visits that can be combined, until somebody says how.
    pub to_settle: Vec<Meeting>,
    /// What centres were asked to do.
    pub asked: Vec<AskedLine>,
    /// The reader may refer the family to a centre.
    pub may_refer: bool,
}

/// A visit and its days.
struct Coming {
    id: VisitId,
    record: RecordId,
    service: ServiceKind,
    from: Date,
    to: Date,
    /// Who planned it here; none where it stands in the service's own system.
    planned_by: Option<StaffId>,
}

/// A visit with everything about it, for a reader who may see it.
struct Seen {
    visit: Coming,
    words: VisitWords,
    events: Vec<VisitEvent>,
    is_own: bool,
    is_to_neighbours: bool,
    may_read_note: bool,
    who: String,
    /// Within how many days after it the others get their note.
    note_days: i64,
}

impl Seen {
    fn is_elsewhere(&self) -> bool {
        self.visit.planned_by.is_none()
    }

    fn is_open(&self) -> bool {
        !self.events.iter().any(|event| CLOSING.contains(&event.event.as_str()))
    }

    /// Whether the two are to be talked over: of two services whose work may
    /// be known, both still to come, within a week of each other.
    fn meets(&self, other: &Self) -> bool {
        let spans = ((self.visit.from, self.visit.to), (other.visit.from, other.visit.to));
        self.visit.service != other.visit.service && self.is_open() && other.is_open() && are_near(spans.0, spans.1)
    }

    /// What was agreed about the two, last.
    fn settled_with(&self, other: &Self) -> Option<&VisitEvent> {
        let about = |events: &'_ [VisitEvent], visit: VisitId| {
            events
                .iter()
                .rposition(|event| event.other == Some(visit) && [COMBINED, IN_TURN, BOTH].contains(&&*event.event))
        };
        about(&self.events, other.visit.id).map(|place| &self.events[place])
    }

    fn needs_note(&self, today: Date) -> bool {
        self.is_own && !self.is_elsewhere() && self.is_open() && self.visit.to < today
    }
}

/// Whether two spans of days lie within a week of each other.
fn are_near(one: (Date, Date), other: (Date, Date)) -> bool {
    one.0 <= days_from(other.1, WEEK) && other.0 <= days_from(one.1, WEEK)
}

impl App {
    /// The visits to a family, as far as the reader may know of the services;
    /// what the reader was told after a visit counts as read.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn visits(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<VisitsPage, AppError> {
        let rules = self.rules.clone();
        self.write_at(asker, (family, now), Doing::page("visits"), move |tx, look| {
            Box::pin(async move {
                let families = tx.names_of_family(look.family).await?;
                tx.finish_own_ledger_tasks_about(&families, READ_NOTE, (look.asker.staff.id, look.now)).await?;
                let everybody = people::everybody(tx, &look).await?;
                let seen = seen(tx, (&look, &rules), &everybody).await?;
                let names = names(tx, &seen).await?;
                let mut lines: Vec<VisitLine> = seen.iter().map(|it| line(it, (&seen, &names), look.today)).collect();
                lines.retain(|line| !line.is_to_neighbours);
                Ok(Ok(VisitsPage {
                    family_title: people::family_title(&everybody),
                    lines,
                    to_settle: to_settle(&seen, &names, look.today),
                    asked: centre_tasks::asked_lines(tx, &look).await?,
                    may_refer: crate::first_visit::may_ask(&look.asker),
                }))
            })
        })
        .await
    }
}

/// Every visit to the home that the reader may know of.
async fn seen(tx: &mut Tx, (look, rules): (&Look, &Rules), everybody: &[Somebody]) -> Result<Vec<Seen>, AppError> {
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let visits = tx.planned_visits_of(&records).await?;
    let mut found: Vec<(PlannedVisit, bool, bool)> = visits
        .into_iter()
        .filter_map(|visit| {
            let sight = sight(look, &visit)?;
            Some((visit, false, sight))
        })
        .collect();
    for visit in to_neighbours(tx, look, everybody).await? {
        if let Some(sight) = sight_of_neighbours(tx, (look, rules), &visit).await? {
            found.push((visit, true, sight));
        }
    }
    let ids: Vec<VisitId> = found.iter().map(|(visit, ..)| visit.id).collect();
    let events = tx.events_of_visits(&ids).await?;
    let note_days = note_days(tx).await?;
    let planned: Result<Vec<Seen>, AppError> = found
        .into_iter()
        .map(|(visit, is_to_neighbours, may_read_note)| {
            let words = serde_json::from_slice(&visit.words).map_err(|error| AppError::Broken(error.into()))?;
            let is_own = is_of_own_team(look, &visit);
            let PlannedVisit { id, record, service, from, to, staff, .. } = visit;
            Ok(Seen {
                words,
                events: events.iter().filter(|event| event.visit == visit.id).cloned().collect(),
                is_own,
                is_to_neighbours,
                may_read_note,
                who: service_name(visit.service, visit.team.as_deref(), look.is_shielded),
                visit: Coming { id, record, service, from, to, planned_by: Some(staff) },
                note_days,
            })
        })
        .collect();
    let mut all = planned?;
    let elsewhere = elsewhere::elsewhere(tx, look, &all).await?;
    all.extend(elsewhere);
    all.sort_by_key(|it| std::cmp::Reverse(it.visit.from));
    Ok(all)
}

/// Whether a visit is the reader's own service's. Each centre is its own: what
/// one plans, another neither reads, finishes nor cancels.
fn is_of_own_team(look: &Look, visit: &PlannedVisit) -> bool {
    let staff = &look.asker.staff;
    let is_centre = visit.service == ServiceKind::ChildrensCentre;
    Some(visit.service) == staff.service && (!is_centre || visit.team == staff.team)
}

/// Whether a visit may be known, and whether what was written after it may be
/// read. That a service works with somebody whose mere work is sensitive is
/// never told by its visits.
fn sight(look: &Look, visit: &PlannedVisit) -> Option<bool> {
    if (look.is_own(visit.service) && is_of_own_team(look, visit)) || visit.staff == look.asker.staff.id {
        return Some(true);
    }
    if look.is_own(visit.service) {
        // Another centre: that it works with the family is told as to anybody else.
        return look.index.lets_through().then_some(false);
    }
    if visit.service.is_existence_sensitive() || !look.may_know_of(visit.service) {
        return None;
    }
    let person = look.person_of(visit.record);
    Some(look.answer_about(visit.service, person).is_some_and(crate::questions::Answered::lets_through))
}

/// Visits to other families at the same address; never where whereabouts are
/// kept safe on either side.
async fn to_neighbours(tx: &mut Tx, look: &Look, everybody: &[Somebody]) -> Result<Vec<PlannedVisit>, AppError> {
    let Some(home) = home_key(tx, look, everybody) else { return Ok(Vec::new()) };
    let span = (days_from(look.today, -WEEK), days_from(look.today, AHEAD));
    let visits = tx.planned_visits_to_homes(&[home], span).await?;
    Ok(visits.into_iter().filter(|visit| look.person_of(visit.record).is_none()).collect())
}

/// How far ahead visits are planned, in days.
const AHEAD: i64 = 366;

/// The same question about a visit to another family, asked about that
/// family.
async fn sight_of_neighbours(
    tx: &mut Tx,
    (look, rules): (&Look, &Rules),
    visit: &PlannedVisit,
) -> Result<Option<bool>, AppError> {
    if visit.service.is_existence_sensitive() {
        return Ok(None);
    }
    let Some(family) = family_of(tx, visit.record).await? else { return Ok(None) };
    let theirs = look::peek(tx, &look.asker, rules, family, look.now).await?;
    Ok(theirs.filter(|theirs| !theirs.is_shielded).and_then(|theirs| sight(&theirs, visit)).map(|_| false))
}

/// The family that a record belongs to today.
async fn family_of(tx: &mut Tx, record: RecordId) -> Result<Option<FamilyId>, AppError> {
    let persons: Vec<PersonId> =
        tx.persons_of_records(&[record]).await?.into_iter().map(|(_, person)| person).collect();
    Ok(tx.families_of_persons(&persons).await?.first().map(|member| member.family))
}

/// Ends visits to these records that are not over, as far as the caller says: a
/// baby was lost. The event names whoever planned the visit, not who told of
/// the loss. Gives how many visits that were.
pub(crate) async fn stop(
    tx: &mut Tx,
    records: &[RecordId],
    is_to_end: impl Fn(RecordId, Timestamp) -> bool,
    now: Timestamp,
) -> Result<u64, AppError> {
    let visits = tx.planned_visits_of(records).await?;
    let ids: Vec<VisitId> = visits.iter().map(|visit| visit.id).collect();
    let events = tx.events_of_visits(&ids).await?;
    let is_over =
        |visit: VisitId| events.iter().any(|event| event.visit == visit && CLOSING.contains(&event.event.as_str()));
    let mut stopped = 0;
    for visit in visits.iter().filter(|visit| !is_over(visit.id) && is_to_end(visit.record, visit.at)) {
        tx.add_visit_event(&VisitEvent {
            visit: visit.id,
            event: STOPPED.to_owned(),
            other: None,
            by: visit.staff,
            at: now,
            words: String::new(),
        })
        .await?;
        stopped += 1;
    }
    Ok(stopped)
}

/// The home as a keyed hash; none where whereabouts are kept safe, or the
/// address is not whole.
fn home_key(tx: &Tx, look: &Look, everybody: &[Somebody]) -> Option<String> {
    if look.is_shielded {
        return None;
    }
    let home = everybody.iter().find_map(|somebody| somebody.view.address.as_ref())?;
    let postcode = home.value.postcode.as_ref()?;
    let street = home.value.lines.first()?;
    let plain: String = street.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(tx.keys().term_key("home", &format!("{plain} {}", postcode.as_str())))
}

async fn names(tx: &mut Tx, seen: &[Seen]) -> Result<BTreeMap<StaffId, String>, AppError> {
    let staff: BTreeSet<StaffId> =
        seen.iter().flat_map(|it| it.events.iter().map(|event| event.by).chain(it.visit.planned_by)).collect();
    Ok(tx.names_of_staff(&staff.into_iter().collect::<Vec<_>>()).await?)
}

fn line(it: &Seen, (all, names): (&[Seen], &BTreeMap<StaffId, String>), today: Date) -> VisitLine {
    let name = |staff: StaffId| names.get(&staff).cloned().unwrap_or_default();
    let last = |word: &str| it.events.iter().rev().find(|event| event.event == word);
    let agreed = it.events.iter().rev().find_map(|event| {
        let other = all.iter().find(|other| Some(other.visit.id) == event.other)?;
        match event.event.as_str() {
            COMBINED => Some(format!("One visit together with {}", other.who)),
            IN_TURN => Some(format!("In turn with {}, on different days", other.who)),
            BOTH => Some(format!("{} comes as well: {}", other.who, event.words)),
            _ => None,
        }
    });
    VisitLine {
        visit: it.visit.id,
        what: it.words.kind.clone(),
        who: match it.visit.planned_by.filter(|_| it.is_own) {
            Some(staff) => format!("{}, {}", name(staff), it.who),
            None => it.who.clone(),
        },
        from: it.visit.from,
        to: it.visit.to,
        is_own: it.is_own,
        is_elsewhere: it.is_elsewhere(),
        is_to_neighbours: it.is_to_neighbours,
        note: if it.is_own { it.words.note.clone() } else { String::new() },
        cancelled: last(CANCELLED)
            .map(|event| if it.is_own { event.words.clone() } else { String::new() })
            .or_else(|| last(STOPPED).map(|_| "Everything that was planned was stopped".to_owned())),
        agreed,
        told: last(DONE)
            .map(|event| (name(event.by), event.at, Some(event.words.clone()).filter(|_| it.may_read_note))),
        note_due_on: it.needs_note(today).then(|| days_from(it.visit.to, it.note_days)),
    }
}

/// The pairs of a visit of the reader's service and another's that nobody has
/// said anything about yet.
fn to_settle(seen: &[Seen], names: &BTreeMap<StaffId, String>, today: Date) -> Vec<Meeting> {
    let open = |it: &&Seen| it.is_open() && today <= it.visit.to && !it.visit.service.is_existence_sensitive();
    let mine = seen.iter().filter(open).filter(|it| it.is_own && !it.is_to_neighbours);
    mine.flat_map(|mine| {
        let others = seen.iter().filter(open).filter(|other| !other.is_own && mine.meets(other));
        others
            .filter(|other| mine.settled_with(other).is_none())
            .map(|other| Meeting { mine: line(mine, (seen, names), today), other: line(other, (seen, names), today) })
    })
    .collect()
}

/// The services that may come without being asked: those who visit every
/// family at birth, and whoever is no centre.
fn is_centre(look: &Look) -> bool {
    look.asker.staff.service == Some(ServiceKind::ChildrensCentre)
}
