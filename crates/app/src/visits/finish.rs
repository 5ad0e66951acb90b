//! After a visit: a short note to the others (S002-CBb). It stands among the
//! contacts as well, where everybody reads it who may.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::family::NoteStatement;
use kith_core::id::{ContactId, FamilyId, RecordId, StaffId, VisitId};
use kith_store::{ContactKind, LedgerTask, NewContact, Tx};

use super::plan::{NEW_BABY_VISIT, add_event};
use super::{DONE, Seen, VisitLine, line, names, seen, sight};
use crate::door::{Rules, event, fresh, today};
use crate::look::{self, Doing, Look};
use crate::write_down::{days_from, filled, fresh_reference, past_day};
use crate::{App, AppError, Asker, CentrePrompt, FieldProblem, centre_tasks, gaps, people};

/// The kind of task that reads the note after a visit.
pub(crate) const READ_NOTE: &str = "read-visit-note";
/// Within how many days it is read.
const READ_DAYS: i64 = 7;
/// The most letters of a note: it is short.
const LONGEST: usize = 500;

/// The note after a visit, as it is being written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FinishDraft {
    /// The day, as typed; empty for today.
    pub on: String,
    /// Nobody was in.
    pub was_out: bool,
    /// The note to the others.
    pub note: String,
}

impl std::fmt::Debug for FinishDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FinishDraft(hidden)")
    }
}

/// The form for the note after a visit.
#[derive(Clone)]
pub struct FinishForm {
    /// The family's title.
    pub family_title: String,
    /// The visit.
    pub visit: VisitLine,
    /// What stands to be done about a child that no centre has registered
    /// (S003-ISi).
    pub ask_about_centre: Option<CentrePrompt>,
}

impl App {
    /// A visit of the asker's own service that the others wait to hear of.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Stale`] where the visit is over, or
    /// another service's.
    pub async fn finish_form(
        &self,
        asker: &Asker,
        (family, visit): (FamilyId, VisitId),
        now: Timestamp,
    ) -> Result<FinishForm, AppError> {
        let rules = self.rules.clone();
        self.write_at(asker, (family, now), Doing::page("finish-visit-form"), move |tx, look| {
            Box::pin(async move {
                let everybody = people::everybody(tx, &look).await?;
                let seen = seen(tx, (&look, &rules), &everybody).await?;
                let names = names(tx, &seen).await?;
                let mine =
                    seen.iter().find(|it| it.visit.id == visit && it.is_own && it.is_open() && !it.is_elsewhere());
                let Some(mine) = mine else { return Ok(Err(AppError::Stale)) };
                Ok(Ok(FinishForm {
                    family_title: people::family_title(&everybody),
                    visit: line(mine, (&seen, &names), look.today),
                    ask_about_centre: gaps::prompt(tx, &look, &everybody).await?,
                }))
            })
        })
        .await
    }

    /// Closes a visit with a note to the others who work with the family. The
    /// same form sent twice closes once.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Stale`] where the visit is over, or
    /// another service's; [`AppError::Invalid`] with every field that needs
    /// another look.
    pub async fn finish_visit(
        &self,
        asker: &Asker,
        (family, visit): (FamilyId, VisitId),
        (draft, form_key): (&FinishDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut problems = Vec::new();
        let on = past_day(&draft.on, today(now), &mut problems);
        let note = filled(&draft.note);
        if note.is_none() {
            problems.push(FieldProblem::new("note", "Write a short note to the others"));
        }
        if note.as_ref().is_some_and(|note| note.chars().count() > LONGEST) {
            problems.push(FieldProblem::new("note", "Use 500 letters or fewer"));
        }
        let (Some(on), Some(note), true) = (on, note, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        let key = format!("visit-done {} {form_key}", asker.staff.id);
        let (rules, was_out) = (self.rules.clone(), draft.was_out);
        self.write_at(asker, (family, now), Doing::page("finish-visit"), move |tx, look| {
            Box::pin(async move {
                if tx.done_once(&key).await?.is_some() {
                    return Ok(Ok(()));
                }
                let everybody = people::everybody(tx, &look).await?;
                let seen = seen(tx, (&look, &rules), &everybody).await?;
                let mine =
                    seen.iter().find(|it| it.visit.id == visit && it.is_own && it.is_open() && !it.is_elsewhere());
                let Some(mine) = mine.filter(|it| !it.is_to_neighbours) else { return Ok(Err(AppError::Stale)) };
                add_event(tx, &look, (visit, DONE, None), &note).await?;
                if mine.words.kind == NEW_BABY_VISIT && !was_out {
                    centre_tasks::done_by_visit(tx, &look, &note).await?;
                }
                add_contact(tx, &look, mine, (on, was_out, note)).await?;
                if !mine.visit.service.is_existence_sensitive() {
                    tell_the_others(tx, &look).await?;
                }
                tx.do_once(&key, &look.family.to_string(), look.now).await?;
                Ok(Ok(()))
            })
        })
        .await
    }
}

async fn add_contact(
    tx: &mut Tx,
    look: &Look,
    it: &Seen,
    (on, was_out, words): (Date, bool, String),
) -> Result<(), AppError> {
    let contact = fresh(ContactId::from_random)?;
    let statement =
        NoteStatement { words, is_opinion: Some(false), evidence: None, confided: None, comments: Vec::new() };
    tx.add_contact(&NewContact {
        contact,
        record: it.visit.record,
        service: it.visit.service,
        happened_on: on,
        was_attended: !was_out,
        recorded_by: look.asker.staff.id,
        recorded_at: look.now,
        kind: ContactKind {
            kind: it.words.kind.clone(),
            worker: Some(look.asker.staff.name.clone()),
            worker_code: look.asker.staff.code.clone(),
        },
        note: vec![statement],
    })
    .await?;
    let recorded = event(&look.asker, Action::RecordContact, look.now).about(look.family).with("contact", contact);
    tx.append_audit(&recorded).await?;
    Ok(())
}

/// Whether somebody may still know of the visit that such a task is about: that
/// a note waits to be read would tell of a service that may not be known.
pub(crate) async fn has_note_for(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    task: &LedgerTask,
    now: Timestamp,
) -> Result<bool, AppError> {
    let Some(look) = look::peek(tx, asker, rules, task.family, now).await? else { return Ok(false) };
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let known: Vec<VisitId> = tx
        .planned_visits_of(&records)
        .await?
        .iter()
        .filter(|visit| sight(&look, visit).is_some())
        .map(|visit| visit.id)
        .collect();
    let events = tx.events_of_visits(&known).await?;
    Ok(events.iter().any(|event| event.event == DONE && (event.by, event.at) == (task.made_by, task.made_at)))
}

/// Something to read for everybody with an account who works with the family.
/// Whether they may know of it, and what of it they see, the rules decide when
/// they look.
async fn tell_the_others(tx: &mut Tx, look: &Look) -> Result<(), AppError> {
    let me = look.asker.staff.id;
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let workers: BTreeSet<StaffId> = tx.workers_with(&records, look.today).await?.into_iter().collect();
    for owner in workers.into_iter().filter(|worker| *worker != me) {
        tx.add_ledger_task(&LedgerTask {
            id: fresh_reference()?,
            reference: fresh_reference()?,
            kind: READ_NOTE.to_owned(),
            family: look.family,
            owner: Some(owner),
            due_on: days_from(look.today, READ_DAYS),
            made_at: look.now,
            made_by: me,
        })
        .await?;
    }
    Ok(())
}
