//! What stands before a proposal: is there one, is anybody in it kept safe,
//! and what do the rules say. Whatever the answer, it is written down before
//! anything is shown.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{PersonId, TraceId};
use kith_core::sharing::decide;
use kith_core::tracing::{Compared, NationalRecord, Outcome, compare, is_somebody_else};
use kith_store::{NumberAnswer, NumberTrace, StoreError, Tx};

use super::ask::facts_of;
use super::subject::{self, Subject};
use crate::door::{Rules, event};
use crate::matching::{Written, write_down};
use crate::questions::{Answered, refusal};
use crate::{App, AppError, Asker, Who};

/// A proposal that was let through.
pub(super) struct Opened {
    pub(super) trace: NumberTrace,
    pub(super) person: PersonId,
    pub(super) subject: Subject,
    pub(super) found: NationalRecord,
    pub(super) compared: Vec<Compared>,
    pub(super) answers: Vec<NumberAnswer>,
    /// How many others here hold the number of the national record.
    pub(super) other_holders: usize,
    answered: Answered,
}

impl App {
    /// Everybody here who holds the number that a proposal found.
    pub(super) async fn holders_of_proposal(&self, trace: TraceId) -> Result<Vec<PersonId>, AppError> {
        let found = self.db.read(move |tx| Box::pin(async move { tx.national_record(trace).await })).await?;
        match found {
            Some(found) => self.holders_of(found.number).await,
            None => Ok(Vec::new()),
        }
    }
}

/// Opens a proposal. The outer result is a fault, the inner one the answer,
/// which is written down either way.
pub(super) async fn open(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    holders: &[PersonId],
    (trace, now): (TraceId, Timestamp),
) -> Result<Result<Opened, AppError>, AppError> {
    let kept = match tx.trace(trace).await {
        Ok(kept) => kept,
        Err(StoreError::NotFound { .. }) => return turn_away(tx, asker, (trace, now), "no-such").await,
        Err(failed) => return Err(failed.into()),
    };
    let whose = tx.persons_of_records(&[kept.record]).await?;
    let Some((_, person)) = whose.first().copied() else {
        return turn_away(tx, asker, (trace, now), "no-such").await;
    };
    let Some(subject) = subject::read(tx, person).await? else {
        return turn_away(tx, asker, (trace, now), "kept-safe").await;
    };
    if tx.is_any_kept_safe(holders).await? {
        return turn_away(tx, asker, (trace, now), "kept-safe").await;
    }
    let Some(found) = tx.national_record(trace).await? else {
        return turn_away(tx, asker, (trace, now), "nothing-found").await;
    };
    let facts = facts_of(&Who::from(asker), subject.ours.born_on, now);
    let answered = Answered { decision: decide(&facts, rules.tracing()), facts };
    let look = Written { what: "trace", reference: trace.to_string(), pack: rules.tracing(), now };
    let decision = write_down(tx, asker, &look, (&answered, &[person], &subject.families)).await?;
    if !answered.lets_through() {
        return Ok(Err(AppError::Refused(Box::new(refusal(&answered, rules.tracing(), decision)))));
    }
    Ok(Ok(Opened {
        compared: compare(&subject.ours, &found),
        answers: tx.answers_of_trace(trace).await?,
        other_holders: holders.iter().filter(|holder| **holder != person).count(),
        trace: kept,
        person,
        subject,
        found,
        answered,
    }))
}

/// Not there and not to be shown look the same; the log tells them apart.
async fn turn_away(
    tx: &mut Tx,
    asker: &Asker,
    (trace, now): (TraceId, Timestamp),
    why: &'static str,
) -> Result<Result<Opened, AppError>, AppError> {
    let written = event(asker, Action::Refused, now).about(trace).outcome("refused").with("page", "trace");
    tx.append_audit(&written.with("why", why)).await?;
    Ok(Err(AppError::NotFound))
}

impl Opened {
    /// The answer that stands.
    pub(super) fn standing(&self) -> Option<&NumberAnswer> {
        self.answers.last().filter(|last| last.answer != super::answer::TAKEN_BACK)
    }

    /// The place of the newest that was said.
    pub(super) fn newest(&self) -> u32 {
        self.answers.last().map_or(0, |last| last.number)
    }

    /// Why what was found cannot be taken in, whatever somebody says.
    pub(super) fn cannot_be_taken(&self) -> Option<&'static str> {
        match self.trace.outcome {
            _ if is_somebody_else(&self.compared) => Some(
                "The name and the date of birth are both others. The number most likely belongs to somebody else. \
                 Ask the service that sent it.",
            ),
            Outcome::Superseded | Outcome::Invalid => Some(
                "Kith never puts two numbers on one person. The service that sent the old number must send the new \
                 one.",
            ),
            _ => None,
        }
    }

    /// Lets a page through on the answer that it rests on.
    pub(super) fn permit<T>(&self, page: T) -> Result<T, AppError> {
        let permitted = self.answered.decision.permit(page);
        permitted.map(kith_core::sharing::Permitted::into_inner).ok_or(AppError::NotFound)
    }
}
