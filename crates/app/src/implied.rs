//! What somebody did that shows that they agree (ICa): a basis of its own, with
//! the behaviour that it was read from. It is never an explicit yes.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::FamilyId;
use kith_core::ledger::{LedgerEvent, Proof, Scope};
use kith_store::Tx;

use crate::door::{event, today};
use crate::look::{Doing, Look};
use crate::write_down::{append_for_each, chosen_children, filled, kinds, partners, past_day};
use crate::{App, AppError, Asker, FieldProblem};

/// What somebody did, as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ImpliedDraft {
    /// What they did.
    pub behaviour: String,
    /// About which children; empty for all.
    pub children: Vec<String>,
    /// The kinds of information that it shows agreement to.
    pub kinds: Vec<String>,
    /// With whom.
    pub partners: Vec<String>,
    /// The day, as typed; empty for today.
    pub on: String,
}

impl std::fmt::Debug for ImpliedDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ImpliedDraft(hidden)")
    }
}

impl App {
    /// Records what somebody did that shows that they agree.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] without what they did,
    /// what it is about, or with whom.
    pub async fn record_implied(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&ImpliedDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut problems = Vec::new();
        let behaviour = filled(&draft.behaviour);
        if behaviour.is_none() {
            problems.push(FieldProblem::new("behaviour", "Write what they did that shows it"));
        }
        let (kinds, to) = (kinds(&draft.kinds), partners(&draft.partners, ""));
        if kinds.is_empty() {
            problems.push(FieldProblem::new("kinds", "Choose which kinds of information it is about"));
        }
        if to.is_empty() {
            problems.push(FieldProblem::new("partners", "Choose with whom. Without names it shows nothing"));
        }
        let on = past_day(&draft.on, today(now), &mut problems);
        let (Some(behaviour), Some(on), true) = (behaviour, on, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        let scope = Scope { kinds, to, purposes: BTreeSet::new(), about: BTreeSet::new() };
        let implied = LedgerEvent::Implied { on, behaviour, scope };
        let children = draft.children.clone();
        let key = format!("implied {} {form_key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("record-implied"), move |tx, look| {
            Box::pin(async move { save(tx, &look, (implied, children, key)).await })
        })
        .await
    }
}

async fn save(
    tx: &mut Tx,
    look: &Look,
    (implied, children, key): (LedgerEvent, Vec<String>, String),
) -> Result<Result<(), AppError>, AppError> {
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    let children = chosen_children(look, &children, true);
    if children.is_empty() {
        return Ok(Err(AppError::NotFound));
    }
    append_for_each(tx, look, &children, (&implied, &Proof::default())).await?;
    tx.do_once(&key, &look.family.to_string(), look.now).await?;
    let recorded = event(&look.asker, Action::Consent, look.now)
        .about(look.family)
        .outcome("implied")
        .with("children", children.len());
    tx.append_audit(&recorded).await?;
    Ok(Ok(()))
}
