//! How long the words of a settled message are kept (S002-15f): what was agreed
//! and said no to stands in the ledger; of the message itself, its reference,
//! its days and how it ended stay.

use jiff::{SignedDuration, Timestamp};
use kith_core::audit::Action;
use kith_store::{ErasedMessage, ParentMessageState, Tx};

use super::message::reference;
use crate::waits::kept_days;
use crate::{App, AppError, Who};

/// So many of those that were erased stand on the page.
const MOST: u32 = 50;

/// What stays of a message after its words were erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastMessage {
    /// What whoever wrote was told to quote.
    pub reference: String,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was settled.
    pub settled_at: Timestamp,
    /// How it ended, in words.
    pub ended: &'static str,
    /// When its words were erased.
    pub erased_at: Timestamp,
}

impl App {
    /// Erases what parents wrote in messages that were settled longer ago than
    /// the locality keeps them. Gives how many.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody who is signed in;
    /// [`AppError::Broken`] when the records cannot be written.
    pub async fn erase_settled_messages(&self, who: Who, now: Timestamp) -> Result<usize, AppError> {
        if matches!(who, Who::Asker(_)) {
            return Err(AppError::NotFound);
        }
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let before = now - SignedDuration::from_hours(kept_days(tx).await? * 24);
                    let due = tx.parent_messages_settled_before(before).await?;
                    for message in &due {
                        tx.erase_parent_message(*message, now).await?;
                        let erased = who.event(Action::Objection, now).about(*message).outcome("erased");
                        tx.append_audit(&erased).await?;
                    }
                    Ok(due.len())
                })
            })
            .await
    }
}

/// What stays of those that were erased, the last first.
pub(super) async fn past(tx: &mut Tx) -> Result<Vec<PastMessage>, AppError> {
    Ok(tx.erased_parent_messages(MOST).await?.into_iter().map(of).collect())
}

fn of(message: ErasedMessage) -> PastMessage {
    PastMessage {
        reference: reference(message.id),
        received_at: message.received_at,
        settled_at: message.settled_at,
        ended: match message.state {
            ParentMessageState::Recorded => "They object, and it was recorded",
            ParentMessageState::Mistake => "They changed their mind, or it was a mistake",
            ParentMessageState::Nobody | ParentMessageState::Waiting => "Nobody here matched",
        },
        erased_at: message.erased_at,
    }
}
