//! What was asked of "Can I share this?", and what people decided instead.

use jiff::Timestamp;
use kith_core::id::{CommentId, DecisionId, FamilyId, StaffId};

use crate::cell::{Row, args};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// Something else that somebody decided after an answer, with their words.
#[derive(Clone, PartialEq, Eq)]
pub struct DifferentDecision {
    /// Which entry.
    pub id: CommentId,
    /// The answer.
    pub decision: DecisionId,
    /// Who decided.
    pub staff: StaffId,
    /// When.
    pub made_at: Timestamp,
    /// The rule that gave the answer.
    pub rule: String,
    /// The word of the answer.
    pub answered: String,
    /// The word of what was decided.
    pub decided: String,
    /// Why, and who was asked, in the caller's form.
    pub words: String,
}

impl std::fmt::Debug for DifferentDecision {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "DifferentDecision({}, {}, hidden)", self.decision, self.decided)
    }
}

impl Tx {
    /// Keeps what a decision was asked about. The words are the caller's.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the decision has its question already.
    pub async fn keep_share_question(
        &mut self,
        decision: DecisionId,
        family: FamilyId,
        words: &[u8],
    ) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::ShareQuestion, decision, words)?;
        let sql = "INSERT INTO share_question (decision_id, family_id, sealed_question) VALUES ($1, $2, $3)";
        self.run(sql, &args![decision, family, sealed]).await.map(drop)
    }

    /// What a decision was asked about; none for the decisions of a look.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it does not open.
    pub async fn share_question(&mut self, decision: DecisionId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT sealed_question FROM share_question WHERE decision_id = $1";
        let Some(row) = self.first(sql, &args![decision]).await? else { return Ok(None) };
        let mut cells = row.cells("share_question");
        self.open(Sealed::ShareQuestion, decision, cells.sealed()?).map(Some)
    }

    /// Writes down that somebody decided something else than the answer.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_different_decision(&mut self, different: &DifferentDecision) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::DifferentDecision, different.id, different.words.as_bytes())?;
        let sql = "INSERT INTO different_decision (id, decision_id, staff_id, made_at, rule, answered, decided, \
                   sealed_words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let DifferentDecision { id, decision, staff, made_at, rule, answered, decided, .. } = different;
        let values = args![*id, *decision, *staff, *made_at, rule, answered, decided, sealed];
        self.run(sql, &values).await.map(drop)
    }

    /// What was decided instead of one answer, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn different_decisions(&mut self, decision: DecisionId) -> Result<Vec<DifferentDecision>, StoreError> {
        let sql = "SELECT id, decision_id, staff_id, made_at, rule, answered, decided, sealed_words \
                   FROM different_decision WHERE decision_id = $1 ORDER BY made_at, id";
        let rows = self.all(sql, &args![decision]).await?;
        rows.iter().map(|row| self.read_different(row)).collect()
    }

    /// How often people decided something else than each rule answered: the
    /// rule, the answer, what was decided, how many. For reviews of the rules.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_different_decisions(&mut self) -> Result<Vec<(String, String, String, u32)>, StoreError> {
        let sql = "SELECT rule, answered, decided, COUNT(*) FROM different_decision \
                   GROUP BY rule, answered, decided ORDER BY rule, answered, decided";
        let rows = self.all(sql, &[]).await?;
        rows.iter()
            .map(|row| {
                let mut cells = row.cells("different_decision");
                Ok((cells.next()?, cells.next()?, cells.next()?, cells.next()?))
            })
            .collect()
    }

    fn read_different(&self, row: &Row) -> Result<DifferentDecision, StoreError> {
        let mut cells = row.cells("different_decision");
        let id = cells.next()?;
        let (decision, staff, made_at) = (cells.next()?, cells.next()?, cells.next()?);
        let (rule, answered, decided) = (cells.next()?, cells.next()?, cells.next()?);
        let plain = self.open(Sealed::DifferentDecision, id, cells.sealed()?)?;
        let words = String::from_utf8(plain).map_err(|_| cells.corrupt())?;
        Ok(DifferentDecision { id, decision, staff, made_at, rule, answered, decided, words })
    }
}
