//! The receipt that comes back: the other area says that a hand-over came.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::border::HandOverStep;
use kith_core::id::HandOverId;
use kith_exchange::hand_over::{Receipt, SignedBy, open_receipt};
use kith_store::{HandOverEvent, Tx};

use super::areas::key_of;
use super::may_keep_register;
use crate::words::sentence;
use crate::{App, AppError, FieldProblem, Who};

impl App {
    /// Takes the receipt of a hand-over back. The same receipt twice is once.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where it is no receipt, was changed, is signed by
    /// somebody else than the area that it went to, or is for another file;
    /// [`AppError::NotFound`] for anybody but the data lead and the command
    /// line.
    pub async fn take_receipt(
        &self,
        who: impl Into<Who>,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<(HandOverId, String), AppError> {
        let who = who.into();
        may_keep_register(&who)?;
        let (by, receipt) = open_receipt(bytes).map_err(|error| problem(&sentence(&error.to_string())))?;
        self.db.write(move |tx| Box::pin(async move { take(tx, &who, (by, receipt), now).await })).await
    }
}

fn problem(words: &str) -> AppError {
    AppError::Invalid(vec![FieldProblem::new("receipt", words)])
}

async fn take(
    tx: &mut Tx,
    who: &Who,
    (by, receipt): (SignedBy, Receipt),
    now: Timestamp,
) -> Result<(HandOverId, String), AppError> {
    let none = || problem("This receipt is for no hand-over from here. Ask the other area which file they mean");
    let id: HandOverId = receipt.hand_over.parse().map_err(|_| none())?;
    let made = match tx.hand_over(id).await {
        Ok(made) => made,
        Err(kith_store::StoreError::NotFound { .. }) => return Err(none()),
        Err(failed) => return Err(failed.into()),
    };
    if key_of(tx, &made.area).await?.is_none_or(|key| key.signs != by) {
        return Err(problem("This receipt is not signed by the area that the hand-over went to. Ring them first"));
    }
    if receipt.digest != made.digest {
        return Err(problem("This receipt is for another file. Ask the other area which file they took in"));
    }
    let steps = tx.steps_of_hand_overs(&[id]).await?;
    if steps.iter().any(|event| event.step == HandOverStep::Received) {
        return Ok((id, made.area));
    }
    let event = HandOverEvent {
        hand_over: id,
        step: HandOverStep::Received,
        why: format!("Children: {}. Taken in on {}", receipt.children, crate::door::today(receipt.received_at)),
        said_by: who.staff(),
        said_at: now,
    };
    tx.add_hand_over_step(&event).await?;
    let written = who
        .event(Action::HandOver, now)
        .about(made.family)
        .outcome(HandOverStep::Received.word())
        .with("hand-over", id)
        .with("area", &made.area);
    tx.append_audit(&written).await?;
    Ok((id, made.area))
}
