//! Planning a visit, and saying how two of them go together.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::NOTHING_WILL_BE_SENT;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId, RecordId, VisitId};
use kith_core::service::ServiceKind;
use kith_store::{PlannedVisit, Tx, VisitEvent};

use super::{
    BOTH, CANCELLED, COMBINED, IN_TURN, Seen, VisitLine, VisitWords, are_near, home_key, is_centre, line, names, seen,
};
use crate::contact_form::day;
use crate::door::{Rules, event, fresh, today};
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::write_down::{anchor, days_from, filled};
use crate::{App, AppError, Asker, FieldProblem, Refusal, centre_tasks, registration};

/// The kinds of visit to choose from.
pub const VISIT_KINDS: [&str; 5] = ["New birth visit", NEW_BABY_VISIT, "Review", "Home visit", "Visit before birth"];

/// The visit that a centre is asked for after the first visit form (S002-CAb).
pub const NEW_BABY_VISIT: &str = "New-baby visit of the centre";

/// What becomes of two visits within a week, by word and title.
pub const TOGETHER: [(&str, &str); 4] = [
    (COMBINED, "Combine: one visit, and both of us come"),
    (IN_TURN, "In turn: on different days, one after the other"),
    (BOTH, "Keep both, because"),
    (ASK_FIRST, "I talk to them first"),
];
/// It is left open, and both are asked.
const ASK_FIRST: &str = "ask";
/// The most letters of a note.
const LONGEST: usize = 500;
/// How far ahead a visit can be planned, in days.
const FARTHEST: i64 = 366;

/// A visit as it is being planned.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct VisitDraft {
    /// What it is.
    pub kind: String,
    /// The day, as typed.
    pub on: String,
    /// Any day of that week will do.
    pub is_any_day_of_week: bool,
    /// What it is for, for the own service.
    pub note: String,
    /// What becomes of it beside another service's visit, by its word.
    pub together: String,
    /// Why both go.
    pub why: String,
}

impl std::fmt::Debug for VisitDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("VisitDraft(hidden)")
    }
}

/// The form for a visit.
#[derive(Clone)]
pub struct VisitForm {
    /// The family's title.
    pub family_title: String,
    /// Visits of other services that are still to come, also those of their
    /// own systems.
    pub others: Vec<VisitLine>,
}

impl App {
    /// The form for a planned visit, with the visits of others that are still
    /// to come.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Refused`] with the way to yes where
    /// a centre may not visit: the family is neither registered nor referred
    /// (S003-ISh).
    pub async fn visit_form(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<VisitForm, AppError> {
        let rules = self.rules.clone();
        self.write_at(asker, (family, now), Doing::page("visit-form"), move |tx, look| {
            Box::pin(async move {
                if let Some(refusal) = refusal(tx, &look).await? {
                    return Ok(Err(refusal));
                }
                let everybody = people::everybody(tx, &look).await?;
                let seen = others(tx, (&look, &rules)).await?;
                let names = names(tx, &seen).await?;
                let coming = seen.iter().filter(|it| it.is_open() && look.today <= it.visit.to);
                Ok(Ok(VisitForm {
                    family_title: people::family_title(&everybody),
                    others: coming.map(|it| line(it, (&seen, &names), look.today)).collect(),
                }))
            })
        })
        .await
    }

    /// Plans a visit. Where another service comes within a week, the form asks
    /// how the two go together before anything is saved (S001-1, S002-CBc).
    /// The same form sent twice plans once.
    ///
    /// # Errors
    /// As [`App::visit_form`]; [`AppError::Invalid`] with every field that
    /// needs another look.
    pub async fn plan_visit(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&VisitDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let key = format!("visit {} {form_key}", asker.staff.id);
        let (rules, draft, span) = (self.rules.clone(), draft.clone(), check(draft, today(now))?);
        self.write_at(asker, (family, now), Doing::page("plan-visit"), move |tx, look| {
            Box::pin(async move { save(tx, (&look, &rules), (&draft, span, key)).await })
        })
        .await
    }

    /// Says how two visits go together.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Stale`] where one of them is over;
    /// [`AppError::Invalid`] where both go without a reason.
    pub async fn settle_visits(
        &self,
        asker: &Asker,
        (family, mine, other): (FamilyId, VisitId, VisitId),
        (together, why): (&str, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (rules, together, why) = (self.rules.clone(), together.to_owned(), why.to_owned());
        self.write_at(asker, (family, now), Doing::page("settle-visits"), move |tx, look| {
            Box::pin(async move {
                if let Some(problem) = problem_with(&together, &why) {
                    return Ok(Err(AppError::Invalid(vec![problem])));
                }
                let everybody = people::everybody(tx, &look).await?;
                let seen = seen(tx, (&look, &rules), &everybody).await?;
                let of = |visit: VisitId| seen.iter().find(|it| it.visit.id == visit);
                match (of(mine), of(other)) {
                    (Some(mine), Some(other)) if mine.is_own && mine.meets(other) => {
                        settle(tx, &look, ((mine.visit.id, mine.is_elsewhere()), &[other]), (&together, &why)).await?;
                        Ok(Ok(()))
                    }
                    _ => Ok(Err(AppError::Stale)),
                }
            })
        })
        .await
    }

    /// Cancels a visit of the asker's own service.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Stale`] where it is over, or
    /// another service's.
    pub async fn cancel_visit(
        &self,
        asker: &Asker,
        (family, visit): (FamilyId, VisitId),
        why: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (rules, why) = (self.rules.clone(), why.trim().to_owned());
        self.write_at(asker, (family, now), Doing::page("cancel-visit"), move |tx, look| {
            Box::pin(async move {
                let everybody = people::everybody(tx, &look).await?;
                let seen = seen(tx, (&look, &rules), &everybody).await?;
                let is_mine = |it: &Seen| {
                    let is_planned_here = !it.is_elsewhere() && !it.is_to_neighbours;
                    it.visit.id == visit && it.is_own && it.is_open() && is_planned_here
                };
                if !seen.iter().any(is_mine) {
                    return Ok(Err(AppError::Stale));
                }
                add_event(tx, &look, (visit, CANCELLED, None), &why).await?;
                Ok(Ok(()))
            })
        })
        .await
    }
}

/// The days that were typed: one, or any of its week.
fn check(draft: &VisitDraft, today: Date) -> Result<(Date, Date), AppError> {
    let mut problems = Vec::new();
    if !VISIT_KINDS.contains(&draft.kind.as_str()) {
        problems.push(FieldProblem::new("kind", "Choose what visit it is"));
    }
    let on = day(&draft.on, "on", &mut problems);
    if on.is_some_and(|on| on < today) {
        problems.push(FieldProblem::new("on", "This day has passed. Choose a later day, or record a contact"));
    }
    if on.is_some_and(|on| days_from(today, FARTHEST) < on) {
        problems.push(FieldProblem::new("on", "This day is more than a year ahead. Check the date"));
    }
    if draft.note.chars().count() > LONGEST {
        problems.push(FieldProblem::new("note", "Use 500 letters or fewer"));
    }
    let Some(on) = on.filter(|_| problems.is_empty()) else { return Err(AppError::Invalid(problems)) };
    if !draft.is_any_day_of_week {
        return Ok((on, on));
    }
    let monday = days_from(on, -i64::from(on.weekday().to_monday_zero_offset()));
    Ok((monday.max(today), days_from(monday, 6)))
}

fn problem_with(together: &str, why: &str) -> Option<FieldProblem> {
    match together {
        COMBINED | IN_TURN | ASK_FIRST => None,
        BOTH if filled(why).is_some() => None,
        BOTH => Some(FieldProblem::new("why", "Write why both come")),
        _ => Some(FieldProblem::new("together", "Choose how the two visits go together")),
    }
}

/// Why a centre may not visit yet, written down; none where it may, and for
/// every service that is no centre.
async fn refusal(tx: &mut Tx, look: &Look) -> Result<Option<AppError>, AppError> {
    if look.asker.staff.service.is_none() {
        return Ok(Some(AppError::NotFound));
    }
    if !is_centre(look) {
        return Ok(None);
    }
    let own = registration::own_centre(&look.asker.staff);
    if !look.lost.is_empty() && look.births.keys().all(|child| look.lost.contains(child)) {
        return Ok(Some(refused(tx, look, "bereaved", bereaved()).await?));
    }
    let is_with_us = |known: &registration::Registered| match &known.centre {
        Some(_) => known.centre == own,
        // Its own file names no centre: the reader's is one that works with them.
        None => look.is_own(ServiceKind::ChildrensCentre) && !look.standing.is_by_centre(),
    };
    let is_registered = registration::registered(tx, look).await?.values().any(is_with_us);
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let asked = centre_tasks::open_of(tx, &records).await?;
    if is_registered || asked.iter().any(|task| Some(&task.centre) == own.as_ref()) {
        return Ok(None);
    }
    let not_yet = Refusal {
        heading: "Do not visit yet".to_owned(),
        because: "The family is not registered with your centre, and nobody referred them to yours.".to_owned(),
        ways_to_yes: vec![
            "Ask their health visitor or midwife to ask the family, and to register them".to_owned(),
            "Or register them yourself when they come to the centre and say yes".to_owned(),
            "Or ask a health visitor to refer them, if they want more support".to_owned(),
        ],
        citations: vec!["Rule of the locality: no visit unless registered or referred".to_owned()],
        decision: None,
    };
    Ok(Some(refused(tx, look, "not-registered", not_yet).await?))
}

/// A refusal that was written down.
async fn refused(tx: &mut Tx, look: &Look, why: &'static str, refusal: Refusal) -> Result<AppError, AppError> {
    let written = event(&look.asker, Action::Refused, look.now)
        .about(look.family)
        .outcome("refused")
        .with("page", "plan-visit")
        .with("why", why);
    tx.append_audit(&written).await?;
    Ok(AppError::Refused(Box::new(refusal)))
}

/// No centre goes to a child who was lost, however long ago.
fn bereaved() -> Refusal {
    Refusal {
        heading: "Do not visit".to_owned(),
        because: NOTHING_WILL_BE_SENT.to_owned(),
        ways_to_yes: vec!["Speak to their health visitor or midwife first".to_owned()],
        citations: vec!["Rule of the locality: nothing goes to a family that lost their baby".to_owned()],
        decision: None,
    }
}

/// The visits of other services; none for a service whose mere work is
/// sensitive, which is never brought together with another.
async fn others(tx: &mut Tx, (look, rules): (&Look, &Rules)) -> Result<Vec<Seen>, AppError> {
    if look.asker.staff.service.is_none_or(ServiceKind::is_existence_sensitive) {
        return Ok(Vec::new());
    }
    let everybody = people::everybody(tx, look).await?;
    let mut seen = seen(tx, (look, rules), &everybody).await?;
    seen.retain(|it| !it.is_own && !it.visit.service.is_existence_sensitive());
    Ok(seen)
}

async fn save(
    tx: &mut Tx,
    (look, rules): (&Look, &Rules),
    (draft, (from, to), key): (&VisitDraft, (Date, Date), String),
) -> Result<Result<(), AppError>, AppError> {
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    if let Some(refusal) = refusal(tx, look).await? {
        return Ok(Err(refusal));
    }
    let everybody = people::everybody(tx, look).await?;
    let record = whom(look, &everybody).and_then(|person| anchor(look, person));
    let (Some(record), Some(service)) = (record, look.asker.staff.service) else { return Ok(Err(AppError::NotFound)) };
    let seen = others(tx, (look, rules)).await?;
    let coming = seen.iter().filter(|it| it.is_open() && look.today <= it.visit.to);
    let near: Vec<&Seen> = coming.filter(|it| are_near((it.visit.from, it.visit.to), (from, to))).collect();
    if !near.is_empty()
        && let Some(problem) = problem_with(&draft.together, &draft.why)
    {
        return Ok(Err(AppError::Invalid(vec![problem])));
    }
    let visit = fresh(VisitId::from_random)?;
    let words = VisitWords { kind: draft.kind.clone(), note: draft.note.trim().to_owned() };
    tx.add_planned_visit(&PlannedVisit {
        id: visit,
        record,
        service,
        team: look.asker.staff.team.clone(),
        staff: look.asker.staff.id,
        from,
        to,
        home_key: home_key(tx, look, &everybody),
        at: look.now,
        words: serde_json::to_vec(&words).map_err(|error| AppError::Broken(error.into()))?,
    })
    .await?;
    settle(tx, look, ((visit, false), &near), (&draft.together, &draft.why)).await?;
    tx.do_once(&key, &look.family.to_string(), look.now).await?;
    let planned = event(&look.asker, Action::PlanVisit, look.now)
        .about(look.family)
        .outcome("planned")
        .with("visit", visit)
        .with("others", near.len());
    tx.append_audit(&planned).await?;
    Ok(Ok(()))
}

/// Whose the visit is: the youngest child who lives; where the only one was
/// lost, the mother or whoever else is there.
fn whom(look: &Look, everybody: &[Somebody]) -> Option<PersonId> {
    let adult = || everybody.iter().find(|it| !it.is_child() && !look.lost.is_empty());
    everybody.iter().find(|it| it.is_living_child()).or_else(adult).map(|somebody| somebody.member.person)
}

/// Writes what was agreed beside both visits, so that both see it.
async fn settle(
    tx: &mut Tx,
    look: &Look,
    ((mine, is_elsewhere), others): ((VisitId, bool), &[&Seen]),
    (together, why): (&str, &str),
) -> Result<(), AppError> {
    let Some(word) = [COMBINED, IN_TURN, BOTH].into_iter().find(|word| *word == together) else { return Ok(()) };
    let why = if word == BOTH { why.trim() } else { "" };
    for other in others {
        agree(tx, look, (mine, is_elsewhere, word, other.visit.id), why).await?;
        agree(tx, look, (other.visit.id, other.is_elsewhere(), word, mine), why).await?;
    }
    Ok(())
}

/// Adds what was agreed about two visits beside one of them.
async fn agree(
    tx: &mut Tx,
    look: &Look,
    (visit, is_elsewhere, word, other): (VisitId, bool, &'static str, VisitId),
    why: &str,
) -> Result<(), AppError> {
    if !is_elsewhere {
        return add_event(tx, look, (visit, word, Some(other)), why).await;
    }
    tx.add_event_elsewhere(&VisitEvent {
        visit,
        event: word.to_owned(),
        other: Some(other),
        by: look.asker.staff.id,
        at: look.now,
        words: why.to_owned(),
    })
    .await?;
    write_event(tx, look, (visit, word)).await
}

/// Adds what became of a visit, and the audit of it.
pub(super) async fn add_event(
    tx: &mut Tx,
    look: &Look,
    (visit, word, other): (VisitId, &'static str, Option<VisitId>),
    words: &str,
) -> Result<(), AppError> {
    tx.add_visit_event(&VisitEvent {
        visit,
        event: word.to_owned(),
        other,
        by: look.asker.staff.id,
        at: look.now,
        words: words.to_owned(),
    })
    .await?;
    write_event(tx, look, (visit, word)).await
}

async fn write_event(tx: &mut Tx, look: &Look, (visit, word): (VisitId, &'static str)) -> Result<(), AppError> {
    let written = event(&look.asker, Action::PlanVisit, look.now).about(look.family).outcome(word).with("visit", visit);
    tx.append_audit(&written).await?;
    Ok(())
}
