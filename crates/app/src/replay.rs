//! A kept decision put again to the edition of its day (S002-9a).

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::DecisionId;
use kith_core::sharing::Pack;
use kith_store::KeptDecision;

use crate::questions::KeptPart;
use crate::{App, AppError, Who};

/// A decision and what the same questions are answered now, under the edition
/// that answered them then. Nothing personal is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// Which decision.
    pub decision: DecisionId,
    /// When it was made.
    pub made_at: Timestamp,
    /// The name of the edition that answered.
    pub edition: String,
    /// Its title; none where the edition is not kept any more.
    pub title: Option<String>,
    /// One for each question.
    pub parts: Vec<ReplayedPart>,
}

/// One question of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayedPart {
    /// What was asked about.
    pub what: String,
    /// The answer then, and the rule that decided.
    pub then: (String, String),
    /// The answer now, and the rule; none where the facts were not complete
    /// or the edition is not kept.
    pub again: Option<(String, String)>,
}

impl ReplayedPart {
    /// Whether the answer and its rule are the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.again.as_ref() == Some(&self.then)
    }
}

impl Replay {
    /// Whether every answer is the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.title.is_some() && self.parts.iter().all(ReplayedPart::is_same)
    }
}

impl App {
    /// Puts the questions of a kept decision again to the edition that
    /// answered them.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such decision.
    pub async fn replay(&self, who: impl Into<Who>, decision: DecisionId, now: Timestamp) -> Result<Replay, AppError> {
        let kept =
            self.db.read(move |tx| Box::pin(async move { Ok::<_, AppError>(tx.decision(decision).await?) })).await?;
        let replay = self.replayed(&kept)?;
        let event = who.into().event(Action::AuditCheck, now).about(decision);
        self.write_event(event.outcome(if replay.is_same() { "same" } else { "different" })).await?;
        Ok(replay)
    }

    fn replayed(&self, kept: &KeptDecision) -> Result<Replay, AppError> {
        let parts: Vec<KeptPart> =
            serde_json::from_str(&kept.answers).map_err(|error| AppError::Broken(error.into()))?;
        let edition = self.rules.edition(&kept.pack);
        let again = |part: KeptPart| ReplayedPart {
            what: part.title(),
            again: answer_again(&part, self.rules.apart_from_editions(&part.what).or(edition.as_deref())),
            then: (part.outcome, part.rule),
        };
        Ok(Replay {
            decision: kept.decision,
            made_at: kept.made_at,
            edition: kept.pack.clone(),
            title: edition.as_ref().map(|edition| edition.title().to_owned()),
            parts: parts.into_iter().map(again).collect(),
        })
    }
}

/// The answer to a kept question. One whose facts were not complete is
/// answered "talk to a person" under every edition.
fn answer_again(part: &KeptPart, pack: Option<&Pack>) -> Option<(String, String)> {
    let pack = pack?;
    if part.facts.is_none() {
        return Some(("case_judgement".to_owned(), "blank".to_owned()));
    }
    let decision = part.decided_again(pack)?;
    Some((decision.outcome().word().to_owned(), decision.rule_id().to_owned()))
}
