//! What remains to be done about the ledger, on the day of whoever does it:
//! confirm in writing, stop using what was taken back, end a share.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, LedgerId};
use kith_store::Tx;

use crate::caseload::card;
use crate::door::{Rules, event, today};
use crate::first_contact::{ASK, TELL};
use crate::first_visit::ASK_CENTRE;
use crate::loss::REMINDERS;
use crate::mentoring::ASK_MENTOR;
use crate::record_consent::CONFIRM;
use crate::take_back::STOP_USING;
use crate::team::RENEW;
use crate::visits::{self, READ_NOTE};
use crate::{App, AppError, Asker};

/// How many stand on My day.
const MOST: usize = 20;
/// The kind of task that ends a share without a basis.
pub(crate) const END_SHARING: &str = "end-sharing";
/// The kind of task that looks again whether it is safe to ask.
pub(crate) const LOOK_AGAIN: &str = "look-again-asking";
/// The kind of task that reviews a judgement.
pub(crate) const REVIEW_JUDGEMENT: &str = "review-judgement";

/// One thing to do about the ledger.
#[derive(Debug, Clone)]
pub struct LedgerToDo {
    /// Which.
    pub task: LedgerId,
    /// The family.
    pub family: FamilyId,
    /// The family's title; none where the reader may no longer see it.
    pub title: Option<String>,
    /// What to do.
    pub what: &'static str,
    /// By when.
    pub by: Date,
    /// The day has passed.
    pub is_late: bool,
    /// The page where it is done, below the family's address; empty where the
    /// reader says on My day that it is done.
    pub page: &'static str,
}

impl App {
    /// Says that one stopped using what was taken back. Other things to do are
    /// done on their own pages.
    ///
    /// # Errors
    /// [`AppError::Stale`] when it is somebody else's, or done already.
    pub async fn finish_ledger_task(&self, asker: &Asker, task: LedgerId, now: Timestamp) -> Result<(), AppError> {
        let by = asker.staff.id;
        let done = event(asker, Action::Withdrawal, now).outcome("stopped-using").with("task", task);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mine = tx.ledger_tasks_of(by, u32::MAX).await?;
                    if !mine.iter().any(|known| known.id == task && known.kind == STOP_USING) {
                        return Ok::<_, AppError>(Err(AppError::Stale));
                    }
                    tx.finish_own_ledger_task(task, (by, now)).await?;
                    tx.append_audit(&done).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }
}

/// What somebody has to do about the ledger, the earliest first. What would
/// bring them to a family stands only where they may open it, and not while
/// the family has lost a baby.
pub(crate) async fn tasks_of(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    now: Timestamp,
) -> Result<Vec<LedgerToDo>, AppError> {
    let mut to_do = Vec::new();
    for task in tx.ledger_tasks_of(asker.staff.id, u32::MAX).await? {
        if to_do.len() == MOST {
            break;
        }
        let Some((what, page)) = words(&task.kind) else { continue };
        let seen = card(tx, asker, rules, (task.family, None), now).await?;
        if REMINDERS.contains(&task.kind.as_str()) && seen.as_ref().is_none_or(|card| card.is_bereaved) {
            continue;
        }
        if task.kind == READ_NOTE && !visits::has_note_for(tx, (asker, rules), &task, now).await? {
            continue;
        }
        to_do.push(LedgerToDo {
            task: task.id,
            family: task.family,
            title: seen.map(|card| card.title),
            what,
            by: task.due_on,
            is_late: task.due_on < today(now),
            page,
        });
    }
    Ok(to_do)
}

fn words(kind: &str) -> Option<(&'static str, &'static str)> {
    match kind {
        CONFIRM => Some(("Confirm in writing what they said out loud", "/consent/new")),
        STOP_USING => Some(("They took agreement back. Stop using what you received", "")),
        END_SHARING => Some(("End sharing that has no agreement, or ask for one", "/shares")),
        RENEW => Some(("Ask again: who receives information has changed", "/consent/new")),
        TELL => Some(("Tell the family how information is shared", "/notice")),
        ASK => Some(("Ask the family what may be shared", "/consent/new")),
        ASK_CENTRE => Some(("Ask whether the centre may know them: they were not asked yet", "/first-visit")),
        ASK_MENTOR => Some(("They would like a family mentor. Ask them, and name one", "/mentor")),
        READ_NOTE => Some(("Read the note after a visit", "/visits")),
        LOOK_AGAIN => Some(("Is it safe to ask now? Look again", "/consent/unsafe")),
        kind => crate::support::tasks_words(kind),
    }
}
