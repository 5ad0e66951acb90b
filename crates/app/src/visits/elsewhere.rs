//! Visits that stand in the services' own systems (S001-1): the next contact
//! that a file brought. Here they are compared with visits that are planned in
//! Kith, and with each other, as far as the reader may know of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, RecordId, VisitId};
use kith_core::service::ServiceKind;
use kith_store::{InvolvementLine, Tx};

use super::{Coming, Seen, VisitWords, WEEK, are_near};
use crate::look::Look;
use crate::open_family::service_name;
use crate::write_down::days_from;
use crate::{AppError, Asker};

/// So many days ahead a team is told of its own visits that meet another's:
/// those of the two weeks that My day shows.
const AHEAD: i64 = 14;
/// What such a visit is called: nothing more is told of it.
const NEXT_CONTACT: &str = "Next contact";

/// The visits to an open family that stand in the services' own systems and are
/// still to come, as far as the reader may know of them. One that is planned
/// in Kith as well stands there alone.
pub(super) async fn elsewhere(tx: &mut Tx, look: &Look, planned: &[Seen]) -> Result<Vec<Seen>, AppError> {
    let is_to_come = |work: &&InvolvementLine| {
        let goes_on = work.ended_on.is_none_or(|ended| look.today <= ended);
        goes_on && work.next_on.is_some_and(|on| look.today <= on)
    };
    let coming: Vec<&InvolvementLine> = look.involvements.iter().filter(is_to_come).collect();
    if coming.is_empty() {
        return Ok(Vec::new());
    }
    let mut of_service: BTreeMap<(ServiceKind, Option<&str>, Date), (RecordId, bool)> = BTreeMap::new();
    for work in coming {
        let is_to_the_lost = look.person_of(work.record).is_some_and(|person| look.lost.contains(&person));
        let (Some(on), Some(is_own), false) = (work.next_on, is_own(look, work), is_to_the_lost) else { continue };
        let twice = |it: &Seen| {
            let is_same = it.visit.service == work.service && !it.is_to_neighbours && it.is_own == is_own;
            is_same && it.is_open() && it.visit.from <= on && on <= it.visit.to
        };
        if planned.iter().any(twice) {
            continue;
        }
        // Twins who are seen on one day are one visit.
        let known = of_service.entry((work.service, work.team.as_deref(), on)).or_insert((work.record, is_own));
        known.0 = known.0.min(work.record);
    }
    let visits: Vec<Seen> = of_service
        .into_iter()
        .map(|((service, team, on), (record, is_own))| {
            let whole = format!("{record} {} {} {on}", service.word(), team.unwrap_or_default());
            let id = VisitId::from_random(tx.keys().reference_bytes("visit-elsewhere", &whole));
            Seen {
                visit: Coming { id, record, service, from: on, to: on, planned_by: None },
                words: VisitWords { kind: NEXT_CONTACT.to_owned(), note: String::new() },
                events: Vec::new(),
                is_own,
                is_to_neighbours: false,
                may_read_note: false,
                who: service_name(service, team, look.is_shielded),
                note_days: 0,
            }
        })
        .collect();
    let ids: Vec<VisitId> = visits.iter().map(|it| it.visit.id).collect();
    let events = tx.events_elsewhere(&ids).await?;
    let with_events =
        |it: Seen| Seen { events: events.iter().filter(|event| event.visit == it.visit.id).cloned().collect(), ..it };
    Ok(visits.into_iter().map(with_events).collect())
}

/// Whether such a visit is the reader's own service's; none where it may not be
/// known. That a service whose mere work is sensitive comes is told to nobody.
fn is_own(look: &Look, work: &InvolvementLine) -> Option<bool> {
    let staff = &look.asker.staff;
    if look.is_own(work.service) {
        let is_centre = work.service == ServiceKind::ChildrensCentre;
        let is_of_own_team = !is_centre || work.team == staff.team;
        // Another centre: that it works with the family is told as to anybody else.
        return if is_of_own_team { Some(true) } else { look.index.lets_through().then_some(false) };
    }
    let person = look.person_of(work.record);
    let may_know = !work.service.is_existence_sensitive() && look.may_know_that(work.service, person);
    may_know.then_some(false)
}

/// The families to which the reader's team comes in the next two weeks by its
/// own system, and another service within a week of it: found by the days
/// alone, nobody is opened for it. What may be said of them is asked later.
pub(super) async fn that_may_meet(
    tx: &mut Tx,
    (asker, most): (&Asker, usize),
    now: Timestamp,
) -> Result<BTreeSet<FamilyId>, AppError> {
    let today = crate::door::today(now);
    let (Some(service), Some(team)) = (asker.staff.service, asker.staff.team.as_deref()) else {
        return Ok(BTreeSet::new());
    };
    if service.is_existence_sensitive() {
        return Ok(BTreeSet::new());
    }
    let until = days_from(today, AHEAD);
    let ours = tx.coming_of_team((service, team), (today, until)).await?;
    let families: Vec<FamilyId> = ours.iter().map(|visit| visit.family).collect::<BTreeSet<_>>().into_iter().collect();
    let all = tx.coming_to_families(&families, (today, days_from(until, WEEK))).await?;
    let meets = |family: FamilyId, days: (Date, Date)| {
        let from = all.partition_point(|visit| visit.family < family);
        let others = all[from..].iter().take_while(|visit| visit.family == family);
        others
            .filter(|other| other.service != service && !other.service.is_existence_sensitive())
            .any(|other| are_near(days, (other.from, other.to)))
    };
    let mut found = BTreeSet::new();
    for visit in ours.iter().filter(|visit| meets(visit.family, (visit.from, visit.to))) {
        if found.len() < most {
            found.insert(visit.family);
        }
    }
    Ok(found)
}
