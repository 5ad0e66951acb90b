//! Agreements on planned sharing: who sends what to whom as a matter of
//! course, who answers for each duty, and from when to when (002 ¶8, ¶12, ¶23;
//! 003 RC 7).
//!
//! Planned flows stand apart from decisions about a person (S002-8a): a kind
//! of information that is decided case by case has no [`PlannedKind`], so that
//! no checked flow can carry it; and nothing here answers a question about
//! anybody (S002-23b). A design is tested against the six Caldicott principles
//! (S004-BAg) before it is kept, and its flows run only while it is signed and
//! in date (S002-23c).

mod body;
mod carried;
mod check;
mod design;
mod incoming;
mod partnership;
mod principle;
mod product;
mod section_75;
mod sign_off;
mod standing;
mod warning;
mod words;
mod work;

pub use body::{Bodies, Body, BodyEnd, BodyKind, Renegotiation};
pub use carried::{PlannedKind, why_not_planned};
pub use check::{MONTH_OF_BIRTHS, check};
pub use design::{
    Agreement, AgreementDraft, AgreementKind, DutyDraft, FlowDesign, FlowDraft, HeldDuty, LawfulBasis, OwnCode,
    PlannedFlow, PlannedFlowDraft, Responsibility,
};
pub use incoming::{IncomingRule, NATIONAL_MESSAGES};
pub use principle::{DesignFault, Principle};
pub use product::{FlowProduct, with_products};
pub use section_75::{Budget, SectionSeventyFive, SectionSeventyFiveDraft};
pub use sign_off::{
    MissingSignature, SeenPaper, SignOff, SignProof, SignRule, SignatoryPost, counted, missing_signatures, paper_seen,
    signed_on, unconfirmed,
};
pub use standing::{AgreementEvent, MayRun, Said, Standing, Terms, WARN_DAYS, may_run, standing_on};
pub use warning::Near;
pub use work::{StepKind, TimeTaken, WorkIssue, WorkStep, members};
