//! Messages whose source may not come in: kept, sealed, and read once an
//! agreement may run. What protects somebody is never held up (S000-7).

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::IncomingId;
use kith_store::{MessageState, Tx};

use super::reading::ReadMessage;
use crate::agreements::{Incoming, IncomingFlows};
use crate::import::Who;
use crate::{App, AppError, door};

/// Messages of one source that wait for an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFeed {
    /// What screens call the source.
    pub title: String,
    /// How many wait.
    pub count: u64,
    /// Why they may not come in, and how they come to a yes.
    pub incoming: Incoming,
}

/// Under what the sources of read messages come in today.
pub(super) struct Under(BTreeMap<&'static str, Incoming>);

impl Under {
    pub(super) fn of(&self, message: &ReadMessage) -> Option<&Incoming> {
        self.0.get(message.source)
    }
}

/// Puts the messages aside whose source may not come in, and leaves those that
/// may or that protect somebody; how many were put aside.
pub(super) async fn hold(
    tx: &mut Tx,
    who: &Who,
    good: &mut Vec<&ReadMessage>,
    now: Timestamp,
) -> Result<(Under, u64), AppError> {
    if good.is_empty() {
        return Ok((Under(BTreeMap::new()), 0));
    }
    let flows = IncomingFlows::read(tx, door::today(now)).await?;
    let under: BTreeMap<&'static str, Incoming> =
        good.iter().map(|message| (message.source, flows.of(message.source))).collect();
    let is_held = |message: &ReadMessage| {
        !message.protects && under.get(message.source).is_some_and(|incoming| !incoming.may_come_in())
    };
    let mut held: BTreeMap<&'static str, Vec<IncomingId>> = BTreeMap::new();
    let mut events = Vec::new();
    for message in good.iter().filter(|message| is_held(message)) {
        held.entry(message.source).or_default().push(message.kept.id);
        let event = who.event(Action::Message, now).about(message.kept.id).outcome(MessageState::Held.word());
        events.push(event.with("source", message.source));
    }
    good.retain(|message| !is_held(message));
    for (source, messages) in held {
        tx.move_messages(&messages, MessageState::Held, (source, None)).await?;
    }
    let count = events.len() as u64;
    tx.append_audit_of_all(&events).await?;
    Ok((Under(under), count))
}

impl App {
    /// Lets go of the messages that waited for an agreement which may run now.
    pub(super) async fn let_held_messages_go(&self, who: &Who, now: Timestamp) -> Result<(), AppError> {
        let held = self.db.read(|tx| Box::pin(async move { tx.messages_held().await })).await?;
        if held.is_empty() {
            return Ok(());
        }
        let who = who.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let flows = IncomingFlows::read(tx, door::today(now)).await?;
                    for (source, _) in held {
                        if flows.of(&source).may_come_in() {
                            let count = tx.release_held_messages(&source).await?;
                            let event = who.event(Action::Message, now).outcome("let-go").with("source", &source);
                            tx.append_audit(&event.with("messages", count)).await?;
                        }
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// What waits for an agreement, by source.
pub(super) async fn feeds(tx: &mut Tx, now: Timestamp) -> Result<Vec<HeldFeed>, AppError> {
    let held = tx.messages_held().await?;
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let flows = IncomingFlows::read(tx, door::today(now)).await?;
    let titles: BTreeMap<String, String> =
        tx.sources().await?.into_iter().map(|source| (source.name, source.title)).collect();
    let feed = |(source, count): (String, u64)| HeldFeed {
        incoming: flows.of(&source),
        title: titles.get(&source).cloned().unwrap_or(source),
        count,
    };
    Ok(held.into_iter().map(feed).collect())
}
