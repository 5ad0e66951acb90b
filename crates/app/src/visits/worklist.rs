//! The visits of the reader's team: what comes, what can be combined, and where
//! the others wait for a note.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::FamilyId;
use kith_store::{PlannedVisit, Tx};

use super::elsewhere::that_may_meet;
use super::{CLOSING, VisitWords, family_of, names, note_days, seen, to_settle};
use crate::caseload::{card_of, current};
use crate::door::{Rules, event, today};
use crate::write_down::days_from;
use crate::{App, AppError, Asker, look, loss, people};

/// How far back a visit is looked for that nobody wrote about, in days.
const BACK: i64 = 92;
/// How many visits are listed.
const MOST: u32 = 100;

/// One visit of the reader's team.
#[derive(Clone)]
pub struct VisitToDo {
    /// The family.
    pub family: FamilyId,
    /// Its title.
    pub title: String,
    /// What visit it is, or what the other service plans.
    pub what: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The note is late.
    pub is_late: bool,
    /// The family has lost a baby.
    pub is_bereaved: bool,
}

/// The visits of the reader's team.
#[derive(Clone, Default)]
pub struct MyVisits {
    /// What comes, the earliest first.
    pub coming: Vec<VisitToDo>,
    /// Where another service comes within a week, and nobody said how.
    pub to_settle: Vec<VisitToDo>,
    /// Visits whose day has passed, and the others wait for a note.
    pub to_note: Vec<VisitToDo>,
}

/// How many there are of each, for My day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VisitCounts {
    /// Visits that can be combined.
    pub to_settle: usize,
    /// Visits that lack a note.
    pub to_note: usize,
    /// Those whose note is late.
    pub late: usize,
}

impl App {
    /// The visits of the reader's team.
    ///
    /// # Errors
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn my_visits(&self, asker: &Asker, now: Timestamp) -> Result<MyVisits, AppError> {
        current(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let visits = self.db.read(move |tx| Box::pin(async move { list(tx, &reader, &rules, now).await })).await?;
        let shown = visits.coming.iter().chain(&visits.to_settle).chain(&visits.to_note);
        let families: Vec<String> = shown.map(|visit| visit.family.to_string()).collect();
        let looked = event(asker, Action::Look, now)
            .with("page", "my-visits")
            .with("shown", families.len())
            .with("families", families.join(" "));
        self.write_event(looked).await?;
        Ok(visits)
    }
}

/// How many of the team's visits need somebody.
pub(crate) async fn counts(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<VisitCounts, AppError> {
    let visits = list(tx, asker, rules, now).await?;
    Ok(VisitCounts {
        to_settle: visits.to_settle.len(),
        to_note: visits.to_note.len(),
        late: visits.to_note.iter().filter(|visit| visit.is_late).count(),
    })
}

async fn list(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<MyVisits, AppError> {
    let today = today(now);
    let (Some(service), Some(team)) = (asker.staff.service, asker.staff.team.as_deref()) else {
        return Ok(MyVisits::default());
    };
    let since = (days_from(today, -BACK), CLOSING.as_slice());
    let visits = tx.open_visits_of_team((service, team), since, MOST).await?;
    let mut of_family: BTreeMap<FamilyId, Vec<PlannedVisit>> = BTreeMap::new();
    for visit in visits {
        if let Some(family) = family_of(tx, visit.record).await? {
            of_family.entry(family).or_default().push(visit);
        }
    }
    // What stands in the team's own system meets others' visits as well.
    let may_meet = that_may_meet(tx, (asker, MOST as usize), now).await?;
    for family in &may_meet {
        of_family.entry(*family).or_default();
    }
    let note_days = note_days(tx).await?;
    let mut mine = MyVisits::default();
    for (family, visits) in of_family {
        let Some(look) = look::peek(tx, asker, rules, family, now).await? else { continue };
        let everybody = people::everybody(tx, &look).await?;
        let title = card_of(&look, &everybody, None).title;
        let is_bereaved = loss::stands(&look.losses);
        let is_to_the_lost =
            |visit: &&PlannedVisit| look.person_of(visit.record).is_some_and(|person| look.lost.contains(&person));
        let mut is_coming = may_meet.contains(&family);
        for visit in visits.iter().filter(|visit| !is_to_the_lost(visit)) {
            let words: VisitWords =
                serde_json::from_slice(&visit.words).map_err(|error| AppError::Broken(error.into()))?;
            let is_over = visit.to < today;
            is_coming |= !is_over;
            let to_do = VisitToDo {
                family,
                title: title.clone(),
                what: words.kind,
                from: visit.from,
                to: visit.to,
                is_late: is_over && days_from(visit.to, note_days) < today,
                is_bereaved,
            };
            if is_over { &mut mine.to_note } else { &mut mine.coming }.push(to_do);
        }
        if is_coming {
            let seen = seen(tx, (&look, rules), &everybody).await?;
            let names = names(tx, &seen).await?;
            let meetings = to_settle(&seen, &names, today);
            mine.to_settle.extend(meetings.into_iter().map(|meeting| VisitToDo {
                family,
                title: title.clone(),
                what: format!("{}, and {} of {}", meeting.mine.what, meeting.other.what, meeting.other.who),
                from: meeting.mine.from.min(meeting.other.from),
                to: meeting.mine.to.max(meeting.other.to),
                is_late: false,
                is_bereaved,
            }));
        }
    }
    mine.to_settle.sort_by_key(|visit| (visit.from, visit.family));
    mine.coming.sort_by_key(|visit| (visit.from, visit.family));
    mine.to_note.sort_by_key(|visit| (visit.to, visit.family));
    Ok(mine)
}
