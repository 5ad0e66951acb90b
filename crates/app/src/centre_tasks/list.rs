//! The tasks of a centre as its staff see them: with the family, as far as the
//! family's answer lets them go today.

use jiff::Timestamp;
use kith_core::id::{CentreTaskId, PersonId, StaffId};
use kith_store::{CentreTask, Tx};

use super::{CLOSING, CentreTaskLine, CentreTasks, MOST, TAKEN_UP, TaskWords, for_task, title_of};
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
        let line = line(tx, (&for_task(asker, &task.kind), rules), task, now).await?;
        match line {
            Some(line) => tasks.lines.push(CentreTaskLine {
                asked_by: name(task.by),
                taken_up: taken_up.map(|step| (name(step.by), step.at)),
                ..line
            }),
            None => tasks.closed_to_reader += 1,
        }
    }
    Ok(tasks)
}

/// One task with what may be told of the family: nothing where the rules let
/// nothing through any more.
pub(super) async fn line(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    task: &CentreTask,
    now: Timestamp,
) -> Result<Option<CentreTaskLine>, AppError> {
    let persons = tx.persons_of_records(&[task.record]).await?;
    let Some(child) = persons.first().map(|(_, person)| *person) else { return Ok(None) };
    let families = tx.families_of_persons(&[child]).await?;
    let Some(family) = families.first().map(|member| member.family) else { return Ok(None) };
    let Some(card) = card(tx, asker, rules, (family, None), now).await? else { return Ok(None) };
    let Some(look) = look::peek(tx, asker, rules, family, now).await? else { return Ok(None) };
    // Nobody is sent to a family that has lost their baby.
    if loss::stands(&look.losses) || !look.basic.get(&child).is_some_and(crate::questions::Answered::lets_through) {
        return Ok(None);
    }
    let said: TaskWords = serde_json::from_slice(&task.words).map_err(|error| AppError::Broken(error.into()))?;
    Ok(Some(CentreTaskLine {
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
    }))
}

async fn address(tx: &mut Tx, look: &Look, child: PersonId) -> Result<Option<String>, AppError> {
    if look.is_shielded {
        return Ok(None);
    }
    let everybody = people::everybody(tx, look).await?;
    let child = everybody.iter().find(|somebody| somebody.member.person == child);
    Ok(child.and_then(|child| child.view.address.as_ref()).map(|known| known.value.for_screen()))
}
