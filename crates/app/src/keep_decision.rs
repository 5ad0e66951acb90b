//! Keeping what the rules answered, so that anybody may ask later how a look
//! was decided.

use jiff::Timestamp;
use kith_core::id::{DecisionId, FamilyId};
use kith_store::{KeptDecision, Tx};
use serde::Serialize;

use crate::door::fresh;
use crate::{AppError, Asker};

/// Keeps the answers about a family: to whom, for which purpose, by which
/// edition of the rules.
pub(crate) async fn keep_decision(
    tx: &mut Tx,
    asker: &Asker,
    (family, purpose, pack): (FamilyId, &str, &str),
    parts: &impl Serialize,
    now: Timestamp,
) -> Result<DecisionId, AppError> {
    let decision = fresh(DecisionId::from_random)?;
    let kept = KeptDecision {
        decision,
        made_at: now,
        staff: asker.staff.id,
        role: asker.staff.role,
        purpose: purpose.to_owned(),
        family,
        pack: pack.to_owned(),
        answers: serde_json::to_string(parts).map_err(|error| AppError::Broken(error.into()))?,
    };
    tx.keep_decision(&kept).await?;
    Ok(decision)
}
