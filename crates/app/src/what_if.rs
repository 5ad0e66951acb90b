//! What would change under another edition: the kept decisions of the last
//! month answered by both. Counts by role and service; nobody is named.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Span, Timestamp};
use kith_core::sharing::{Outcome, Pack};
use kith_core::workforce::Role;
use kith_store::KeptDecision;

use crate::questions::KeptPart;
use crate::{App, AppError};

/// So many days of decisions are answered again.
const DAYS: i64 = 30;
/// So many decisions are read at a time.
const PAGE: u32 = 2_000;

/// Answers that would change in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SightChange {
    /// The role that asked.
    pub role: Role,
    /// What was asked about: a service's notes, who works with the family.
    pub what: String,
    /// The answer under the one edition.
    pub before: Outcome,
    /// The answer under the other.
    pub after: Outcome,
    /// How many answers.
    pub count: u64,
}

impl SightChange {
    /// Whether something is seen that was not seen.
    #[must_use]
    pub fn gains(&self) -> bool {
        !self.before.is_yes() && self.after.is_yes()
    }

    /// Whether something is no longer seen.
    #[must_use]
    pub fn loses(&self) -> bool {
        self.before.is_yes() && !self.after.is_yes()
    }
}

/// What a month of decisions would be under another edition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhatIf {
    /// How many decisions were answered again.
    pub decisions: u64,
    /// How many answers they hold.
    pub answers: u64,
    /// The answers that change, most first.
    pub changes: Vec<SightChange>,
}

type Key = (Role, String, Outcome, Outcome);

impl App {
    /// Answers the decisions of the last 30 days under two editions.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when an edition is not kept;
    /// [`AppError::Broken`] when the decisions cannot be read.
    pub async fn what_if(&self, before: &Arc<Pack>, after: &Arc<Pack>, now: Timestamp) -> Result<WhatIf, AppError> {
        let from = now.checked_sub(Span::new().hours(24 * DAYS)).unwrap_or(now);
        let (mut found, mut counts): (WhatIf, BTreeMap<Key, u64>) = Default::default();
        let mut last = None;
        loop {
            let page = self
                .db
                .read(move |tx| Box::pin(async move { Ok::<_, AppError>(tx.decisions_from(from, last, PAGE).await?) }))
                .await?;
            last = page.last().map(|kept| (kept.made_at, kept.decision));
            let is_last = page.len() < PAGE as usize;
            found.decisions += page.len() as u64;
            for kept in &page {
                found.answers += count_changes(kept, (before, after), &mut counts)?;
            }
            if is_last {
                break;
            }
        }
        let change = |((role, what, before, after), count)| SightChange { role, what, before, after, count };
        found.changes = counts.into_iter().map(change).collect();
        found.changes.sort_by_key(|change| std::cmp::Reverse(change.count));
        Ok(found)
    }
}

/// Counts the answers of one decision that change; gives how many there are.
fn count_changes(
    kept: &KeptDecision,
    (before, after): (&Pack, &Pack),
    counts: &mut BTreeMap<Key, u64>,
) -> Result<u64, AppError> {
    let parts: Vec<KeptPart> = serde_json::from_str(&kept.answers).map_err(|error| AppError::Broken(error.into()))?;
    let mut answers = 0;
    for part in parts.iter().filter(|part| !matches!(part.what.as_str(), "own" | "pair")) {
        answers += 1;
        if let (Some(was), Some(is)) = (part.decided_again(before), part.decided_again(after))
            && was.outcome() != is.outcome()
        {
            *counts.entry((kept.role, part.title(), was.outcome(), is.outcome())).or_default() += 1;
        }
    }
    Ok(answers)
}
