//! The ledger: what a family was told, what they agreed to, what they refused.
//!
//! Entries are only ever added. What stands today is a pure function of the
//! entries and the day: a withdrawal wins over an earlier agreement, a later
//! agreement over an earlier refusal, and "refused" is never "not asked". An
//! objection to sharing on notice is not the same as refusing consent.

mod capacity;
mod consent;
mod entry;
mod judgement;
mod picture;
mod proof;
mod remark;
mod standing;
mod summary;
mod team;

pub use capacity::{CapacityRecord, CapacityResult, CapacityTest};
pub use consent::{Consent, Informed, Partner, Scope, Signer, Standing};
pub use entry::{LedgerEntry, LedgerEvent, PURPOSES_OF_THE_FORM};
pub use judgement::{Ground, JudgementRecord, JudgementReview, ReviewOutcome};
pub use picture::{Disagreement, Piece, PieceAnswer, Whom};
pub use proof::Proof;
pub use remark::{Remark, RemarkKind};
pub use standing::{Asked, LedgerBasis, LedgerState};
pub use summary::{AgreedLine, ConsentSummary, KindAnswer, ObjectionLine};
pub use team::{Team, TeamChange, TeamPart};
