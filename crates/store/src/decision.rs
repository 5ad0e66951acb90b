//! Decisions as they were made: kept for good, so that a person can ask why.

use jiff::Timestamp;
use kith_core::id::{DecisionId, FamilyId, StaffId};
use kith_core::workforce::Role;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDecision {
    /// Which decision.
    pub decision: DecisionId,
    /// When.
    pub made_at: Timestamp,
    /// Who asked.
    pub staff: StaffId,
    /// In which role.
    pub role: Role,
    /// The word of the purpose.
    pub purpose: String,
    /// About which family.
    pub family: FamilyId,
    /// The edition of the rules.
    pub pack: String,
    /// The answers with their findings, without anything personal.
    pub answers: String,
}

/// The columns of a decision, in the order that [`read_decision`] takes them.
macro_rules! columns {
    () => {
        "id, made_at, staff_id, role, purpose, family_id, pack, answers"
    };
}

fn read_decision(row: &Row) -> Result<KeptDecision, StoreError> {
    let mut cells = row.cells("decision");
    Ok(KeptDecision {
        decision: cells.next()?,
        made_at: cells.next()?,
        staff: cells.next()?,
        role: cells.next()?,
        purpose: cells.next()?,
        family: cells.next()?,
        pack: cells.next()?,
        answers: cells.next()?,
    })
}

impl Tx {
    /// Keeps a decision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn keep_decision(&mut self, kept: &KeptDecision) -> Result<(), StoreError> {
        let sql = concat!("INSERT INTO decision (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
        let KeptDecision { decision, made_at, staff, role, purpose, family, pack, answers } = kept;
        self.run(sql, &args![*decision, *made_at, *staff, *role, purpose, *family, pack, answers]).await.map(drop)
    }

    /// A decision.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn decision(&mut self, decision: DecisionId) -> Result<KeptDecision, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM decision WHERE id = $1");
        let row = self.first(sql, &args![decision]).await?;
        read_decision(&row.ok_or_else(|| StoreError::not_found("decision", decision))?)
    }

    /// At most `limit` decisions about a family, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn decisions_about(&mut self, family: FamilyId, limit: u32) -> Result<Vec<KeptDecision>, StoreError> {
        let sql =
            concat!("SELECT ", columns!(), " FROM decision WHERE family_id = $1 ORDER BY made_at DESC, id LIMIT $2");
        self.all(sql, &args![family, limit]).await?.iter().map(read_decision).collect()
    }

    /// At most `limit` decisions made from a time on, oldest first, after one
    /// that was read already.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn decisions_from(
        &mut self,
        from: Timestamp,
        after: Option<(Timestamp, DecisionId)>,
        limit: u32,
    ) -> Result<Vec<KeptDecision>, StoreError> {
        let Some((at, last)) = after else {
            let sql =
                concat!("SELECT ", columns!(), " FROM decision WHERE made_at >= $1 ORDER BY made_at, id LIMIT $2");
            return self.all(sql, &args![from, limit]).await?.iter().map(read_decision).collect();
        };
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM decision WHERE made_at >= $1 AND (made_at > $2 OR (made_at = $2 AND id > $3)) \
             ORDER BY made_at, id LIMIT $4"
        );
        self.all(sql, &args![from, at, last, limit]).await?.iter().map(read_decision).collect()
    }
}
