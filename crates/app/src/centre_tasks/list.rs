//! The tasks of a centre as its staff see them: with the family, as far as the
//! family's answer lets them go today.

use jiff::Timestamp;
use kith_core::id::{CentreTaskId, PersonId, StaffId};
use kith_store::{CentreTask, Tx};

use super::{CLOSING, CentreTaskLine, CentreTasks, MOST, NEW_BABY, REFERRAL, TAKEN_UP, TaskWords, for_task, title_of};
use crate::caseload::card;
use crate::door::Rules;
use crate::look::{self, Look};
use crate::{AppError, Asker, loss, people};

/// What a centre is asked to do and has not closed.
pub(super) async fn list(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    centre: String,
    now: Timestamp,
) -> Result<CentreTasks, AppError> {
    let open = tx.open_centre_tasks(&centre, &CLOSING, MOST).await?;
    let ids: Vec<CentreTaskId> = open.iter().map(|task| task.id).collect();
    let steps = tx.steps_of_centre_tasks(&ids).await?;
    let staff: Vec<StaffId> = open.iter().map(|task| task.by).chain(steps.iter().map(|step| step.by)).collect();
    let names = tx.names_of_staff(&staff).await?;
    let name = |staff: StaffId| names.get(&staff).cloned().unwrap_or_default();
    let mut tasks = CentreTasks { centre, lines: Vec::new(), closed_to_reader: 0 };
    for task in &open {
        let taken_up = steps.iter().find(|step| step.task == task.id && step.step == TAKEN_UP);
        match line(tx, (&for_task(asker, &task.kind), rules), task, now).await? {
            Told::Shown(line) => tasks.lines.push(CentreTaskLine {
                asked_by: name(task.by),
                taken_up: taken_up.map(|step| (name(step.by), step.at)),
                ..*line
            }),
            Told::Closed => tasks.closed_to_reader += 1,
            Told::Silent => {}
        }
    }
    Ok(tasks)
}

/// What may be told of a task.
pub(super) enum Told {
    /// The task with the family.
    Shown(Box<CentreTaskLine>),
    /// The rules let nothing through any more.
    Closed,
    /// A baby was lost: nobody is sent.
    Silent,
}

impl Told {
    pub(super) fn shown(self) -> Option<CentreTaskLine> {
        match self {
            Self::Shown(line) => Some(*line),
            Self::Closed | Self::Silent => None,
        }
    }
}

/// One task with what may be told of the family. Of a family that has lost a
/// baby, only a referral by somebody who knew it, and never for the child who
/// was lost, however long ago.
pub(super) async fn line(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    task: &CentreTask,
    now: Timestamp,
) -> Result<Told, AppError> {
    let persons = tx.persons_of_records(&[task.record]).await?;
    let Some(child) = persons.first().map(|(_, person)| *person) else { return Ok(Told::Closed) };
    let families = tx.families_of_persons(&[child]).await?;
    let Some(family) = families.first().map(|member| member.family) else { return Ok(Told::Closed) };
    let Some(card) = card(tx, asker, rules, (family, None), now).await? else { return Ok(Told::Closed) };
    let Some(look) = look::peek(tx, asker, rules, family, now).await? else { return Ok(Told::Closed) };
    let is_bereaved = loss::stands(&look.losses);
    let is_by_somebody_who_knew = task.kind == REFERRAL && loss::is_begun_since(&look, task.at);
    if look.lost.contains(&child) || (is_bereaved && !is_by_somebody_who_knew) {
        return Ok(Told::Silent);
    }
    if !look.basic.get(&child).is_some_and(crate::questions::Answered::lets_through) {
        return Ok(Told::Closed);
    }
    let said: TaskWords = serde_json::from_slice(&task.words).map_err(|error| AppError::Broken(error.into()))?;
    Ok(Told::Shown(Box::new(CentreTaskLine {
        task: task.id,
        family,
        title: card.title,
        what: title_of(&task.kind),
        about: card.caption,
        address: address(tx, &look, child).await?,
        wishes: said.listed,
        words: said.words,
        asked_by: String::new(),
        asked_at: task.at,
        due_on: task.due_on,
        is_late: task.due_on < look.today,
        taken_up: None,
        is_bereaved,
        is_new_baby: task.kind == NEW_BABY,
    })))
}

async fn address(tx: &mut Tx, look: &Look, child: PersonId) -> Result<Option<String>, AppError> {
    if look.is_shielded {
        return Ok(None);
    }
    let everybody = people::everybody(tx, look).await?;
    let child = everybody.iter().find(|somebody| somebody.member.person == child);
    Ok(child.and_then(|child| child.view.address.as_ref()).map(|known| known.value.for_screen()))
}
