//! What was already read of a moment that does not change.

use std::collections::BTreeMap;

use kith_core::id::StaffId;
use kith_core::ledger::Team;

use crate::{Account, Notice, SessionRow, SourceFreshness, Tx};

/// Answers that hold for as long as one reading transaction is open: it sees
/// one moment, so asking again would give the same. What every look asks is
/// kept here, and nothing about families; a new transaction begins with
/// nothing.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) changes: Option<String>,
    pub(crate) sources: Option<Vec<SourceFreshness>>,
    pub(crate) team: Option<Team>,
    pub(crate) sessions: BTreeMap<String, SessionRow>,
    pub(crate) accounts: BTreeMap<StaffId, Account>,
    pub(crate) notices: BTreeMap<StaffId, Vec<Notice>>,
}

impl Tx {
    /// What is known of this moment already; never anything in a transaction
    /// that writes.
    pub(crate) fn recall<T>(&self, answer: impl FnOnce(&Known) -> Option<T>) -> Option<T> {
        self.known.as_ref().and_then(answer)
    }

    /// Keeps an answer for as long as the moment lasts.
    pub(crate) fn remember(&mut self, keep: impl FnOnce(&mut Known)) {
        if let Some(known) = &mut self.known {
            keep(known);
        }
    }
}
