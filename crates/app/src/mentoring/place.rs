//! One family of a mentor: whom they meet, the plan and the next visit; for
//! the supervisor, also what the mentor wrote.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::MentoringId;
use kith_store::Tx;

use super::gate::{Reader, Weighed, open};
use super::list::{MentorFamily, family};
use super::{ANSWERED, NOTE, WORRY, for_support};
use crate::office::safeguarding_telephone;
use crate::{App, AppError, Asker, GoalLine, support};

/// Something that was written.
#[derive(Clone)]
pub struct MentorNote {
    /// What it is: a note, a worry, or the answer to one.
    pub what: &'static str,
    /// The day of the visit.
    pub on: Option<Date>,
    /// When it was written.
    pub at: Timestamp,
    /// In words.
    pub words: String,
    /// It is a worry.
    pub is_worry: bool,
}

/// The page of one family of a mentor.
#[derive(Clone)]
pub struct MentorPlacePage {
    /// Whom the mentor meets, and when.
    pub family: MentorFamily,
    /// The mentor's name.
    pub mentor: String,
    /// What the family hopes for, as they agreed to show it.
    pub plan: Vec<GoalLine>,
    /// What was written, the newest first. A mentor sees what they wrote, and
    /// what was answered.
    pub notes: Vec<MentorNote>,
    /// The reader supervises the mentor.
    pub is_supervisor: bool,
    /// The telephone number for a worry about a child.
    pub safeguarding: Option<String>,
}

impl App {
    /// One family of a mentor, for the mentor or for whoever supervises them.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where it is not theirs or may not be shown;
    /// [`AppError::Refused`] where training is not current or nobody
    /// supervises the mentor.
    pub async fn mentor_place(
        &self,
        asker: &Asker,
        place: MentoringId,
        now: Timestamp,
    ) -> Result<MentorPlacePage, AppError> {
        let (asker, rules) = (for_support(asker), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    match open(tx, (&asker, &rules), (place, "mentor-place", now)).await? {
                        Ok(weighed) => Ok::<_, AppError>(Ok(page(tx, &weighed).await?)),
                        Err(told) => Ok(Err(told)),
                    }
                })
            })
            .await?
    }
}

async fn page(tx: &mut Tx, weighed: &Weighed) -> Result<MentorPlacePage, AppError> {
    let mut plan = Vec::new();
    for (head, answered) in weighed.answers.iter().flat_map(|answers| &answers.plans) {
        if weighed.sees_whom() && answered.lets_through() {
            plan.extend(support::plan_of(tx, head).await?);
        }
    }
    let what = |kind: &str| match kind {
        NOTE => Some("Note after a visit"),
        WORRY => Some("A worry"),
        ANSWERED => Some("The supervisor’s answer"),
        _ => None,
    };
    let notes = weighed.events.iter().rev().filter_map(|(event, said)| {
        Some(MentorNote {
            what: what(&event.kind)?,
            on: event.on,
            at: event.at,
            words: said.words.clone(),
            is_worry: event.kind == WORRY,
        })
    });
    Ok(MentorPlacePage {
        family: family(weighed),
        mentor: weighed.mentor.name.clone(),
        plan,
        notes: notes.collect(),
        is_supervisor: weighed.reader == Reader::Supervisor,
        safeguarding: safeguarding_telephone(tx).await?,
    })
}

/// The references of what was chosen, each once.
pub(super) fn chosen(sent: &[String], known: impl Iterator<Item = String>) -> Vec<String> {
    let known: BTreeSet<String> = known.collect();
    let sent: BTreeSet<String> = sent.iter().cloned().collect();
    sent.intersection(&known).cloned().collect()
}
