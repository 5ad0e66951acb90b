//! Support that is agreed with a family, step by step, with the question about
//! sharing in it (S002-15i, S002-ICc, S002-2b): which service and for whom,
//! what they hope for, what the service will know and the family's answer.

mod agree;
mod aims;
mod draft;
mod history;
mod need;
mod record;
mod report;
mod seen;

pub use aims::{AimDraft, AimsPage};
pub use draft::{GoalDraft, SupportDraft, SupportForm, SupportStep};
pub use need::{Need, NeedLine};
pub use record::{EndDraft, OutcomeDraft};
pub use report::AimReport;
pub use seen::{GoalLine, SupportLine, SupportList, SupportPage};

pub(crate) use history::{going_on, plan_of};
pub(crate) use record::{ANSWER_SUPPORT, REVIEW_SUPPORT, tasks_words};
pub(crate) use seen::{lines, on_first_screen};

use kith_core::id::LedgerId;
use kith_core::service::ServiceKind;
use kith_core::sharing::Kind;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// The name of the form for drafts.
pub(crate) const FORM: &str = "support";
/// What happened to support, by the word of the store.
pub(crate) const ANSWER: &str = "answer";
pub(crate) const GOAL: &str = "goal";
pub(crate) const OUTCOME: &str = "outcome";
pub(crate) const END: &str = "end";

/// What is kept sealed of agreed support.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SupportWords {
    /// The service's name in the directory.
    pub(crate) service: String,
    /// The word of the kind of service that gives it.
    pub(crate) given_by: String,
    /// The words of the kinds of information that it needs.
    pub(crate) needs: Vec<String>,
    /// Its telephone number.
    pub(crate) telephone: String,
    /// The sentence that the family was shown before they answered.
    pub(crate) said: String,
    /// What remains to be done about the family's answer.
    pub(crate) task: LedgerText,
}

/// What is kept sealed of something that happened to support.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct EventWords {
    /// In the family's words, or the writer's.
    pub(crate) words: String,
    /// What remains to be done about it.
    pub(crate) task: Option<LedgerText>,
}

/// A reference of the ledger as text.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct LedgerText(String);

impl LedgerText {
    pub(crate) fn of(reference: LedgerId) -> Self {
        Self(reference.to_string())
    }

    pub(crate) fn reference(&self) -> Option<LedgerId> {
        self.0.parse().ok()
    }
}

impl SupportWords {
    fn given_by(&self) -> Option<ServiceKind> {
        ServiceKind::from_word(&self.given_by)
    }

    fn kinds(&self) -> Vec<Kind> {
        self.needs.iter().filter_map(|word| Kind::from_word(word)).collect()
    }
}

fn to_words(value: &impl Serialize) -> Result<Vec<u8>, AppError> {
    serde_json::to_vec(value).map_err(|error| AppError::Broken(error.into()))
}

fn from_words<T: for<'de> Deserialize<'de>>(words: &[u8]) -> Result<T, AppError> {
    serde_json::from_slice(words).map_err(|error| AppError::Broken(error.into()))
}
