//! What a family may read about itself in the ledger: what it was told, and
//! what it said. What could put a child at risk is not in it (S002-18d).

use jiff::Timestamp;
use kith_core::id::FamilyId;
use kith_core::ledger::{LedgerEvent, RemarkKind};
use kith_store::Tx;

use crate::consent::{ChildrenState, family_states};
use crate::ledger_lines::{HistoryLine, Names, history};
use crate::look::{Doing, Look};
use crate::people;
use crate::{App, AppError, Asker};

/// The family's own copy.
#[derive(Clone)]
pub struct FamilyCopy {
    /// The family's title.
    pub family_title: String,
    /// What stands about each child.
    pub states: Vec<ChildrenState>,
    /// What was said, the newest first.
    pub lines: Vec<HistoryLine>,
}

impl App {
    /// The family's own copy of what it was told and agreed to, to show or to
    /// print.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn family_copy(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<FamilyCopy, AppError> {
        let doing = Doing::page("family-copy");
        self.look_at(asker, (family, now), doing, |tx, look| Box::pin(copy(tx, look))).await
    }
}

async fn copy(tx: &mut Tx, look: &Look) -> Result<Result<FamilyCopy, AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let names = Names::load(tx, look, &everybody).await?;
    let is_unsafe = look.ledger().unsafe_to_ask().next().is_some();
    // Words about what was not shared, or found, are about the work, and may name other people.
    let is_shown = |event: &LedgerEvent| match event {
        LedgerEvent::Remark(remark) => {
            remark.kind == RemarkKind::Shared && !(is_unsafe && remark.word("basis") == "judgement")
        }
        event => !event.is_kept_from_family(),
    };
    let grouped = history(look, &names);
    let lines =
        grouped.iter().rev().filter(|group| group.places.iter().all(|place| is_shown(&look.entries[*place].event)));
    Ok(Ok(FamilyCopy {
        family_title: people::family_title(&everybody),
        states: family_states(look, &everybody, &names),
        lines: lines.map(|group| group.line.clone()).collect(),
    }))
}
