//! Pairs of records: those that wait for somebody to look at them, why two
//! are one person or not, and taking a join back.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::RecordId;
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_link::{Band, explain};
use kith_store::ReviewPair;

use super::{ImportProgress, Who};
use crate::{App, AppError};

/// Two records that may be one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairLine {
    /// One record.
    pub a: RecordId,
    /// The other.
    pub b: RecordId,
    /// How much speaks for one person, in thousandths of a bit.
    pub weight_milli: i32,
    /// Why, without anything personal.
    pub reasons: String,
}

/// One reason for or against two records being one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairReason {
    /// What was compared, for example "Date of birth".
    pub field: &'static str,
    /// How it agrees.
    pub words: &'static str,
    /// How much that weighs, in thousandths of a bit.
    pub weight_milli: i32,
}

/// Why two records are one person, may be, or are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairExplanation {
    /// The version of the model that weighs now.
    pub model: String,
    /// What everything weighs together, in thousandths of a bit.
    pub weight_milli: i32,
    /// The answer by the records alone, in words.
    pub answer: &'static str,
    /// What each field says.
    pub reasons: Vec<PairReason>,
    /// What keeps the two apart whatever they weigh.
    pub refusal: Option<&'static str>,
    /// What was asserted of the two so far, in order: when, and what.
    pub asserted: Vec<(Timestamp, String)>,
    /// Whether they are one person now.
    pub is_one_person: bool,
}

impl App {
    /// At most `limit` pairs that wait for somebody to look at them, the
    /// likeliest first.
    ///
    /// # Errors
    /// [`AppError::Refused`] for anybody but the data lead and the command
    /// line.
    pub async fn pairs_to_check(&self, who: impl Into<Who>, limit: u32) -> Result<Vec<PairLine>, AppError> {
        who.into().may_bring_files()?;
        let pairs = self.db.read(move |tx| Box::pin(async move { tx.reviews(limit).await })).await?;
        let line = |pair: ReviewPair| PairLine {
            a: pair.a,
            b: pair.b,
            weight_milli: pair.weight_milli,
            reasons: pair.reasons,
        };
        Ok(pairs.into_iter().map(line).collect())
    }

    /// Why two records are one person, may be, or are not: nothing that they
    /// say is shown.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when either record is not known.
    pub async fn explain_pair(
        &self,
        who: impl Into<Who>,
        (a, b): (RecordId, RecordId),
    ) -> Result<PairExplanation, AppError> {
        who.into().may_bring_files()?;
        self.keep_matching_ready().await?;
        let events = self.db.read(move |tx| Box::pin(async move { tx.links_of(&[a]).await })).await?;
        let kept = self.matching.lock().await;
        let matching = kept.as_ref().ok_or(AppError::Stale)?;
        let (Some(one), Some(two)) = (matching.key(a), matching.key(b)) else { return Err(AppError::NotFound) };
        let (Some(first), Some(second)) = (matching.index.get(one), matching.index.get(two)) else {
            return Err(AppError::NotFound);
        };
        let found = explain(matching.index.pool(), first, second, &matching.model);
        let (one, two) = (matching.get(one).person, matching.get(two).person);
        Ok(PairExplanation {
            model: found.model,
            weight_milli: found.weight_milli,
            answer: match found.band {
                Band::Link => "one person",
                Band::Review => "may be one person",
                Band::NoLink => "nothing says that they are one person",
            },
            reasons: found
                .reasons
                .iter()
                .map(|reason| PairReason {
                    field: reason.field.title(),
                    words: reason.words,
                    weight_milli: reason.weight_milli,
                })
                .collect(),
            refusal: found.refusal.map(kith_link::Refusal::words),
            asserted: events.iter().filter(|event| event.a == b || event.b == b).map(in_words).collect(),
            is_one_person: one.is_some() && one == two,
        })
    }

    /// Says that two records are two people, whatever the linker finds, and
    /// matches them again.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when either record is not known.
    pub async fn keep_apart(
        &self,
        who: impl Into<Who>,
        (a, b): (RecordId, RecordId),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let event = LinkEvent {
            seq: 0,
            a: a.min(b),
            b: a.max(b),
            verdict: Verdict::Different,
            origin: Origin::Human,
            weight_milli: 0,
            reasons: "somebody who looked at both said so".to_owned(),
            model: String::new(),
            by: who.staff(),
            at: now,
            withdraws: None,
        };
        let audit = who.event(Action::KeepApart, now).about(a).with("other", b);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if a == b || tx.records(&[a, b]).await?.len() < 2 {
                        return Err(AppError::NotFound);
                    }
                    tx.append_links(&[event]).await?;
                    tx.append_audit(&audit).await?;
                    Ok(())
                })
            })
            .await?;
        self.match_records(&who, &[a, b], now, &mut ImportProgress::silent()).await.map(drop)
    }
}

/// One assertion in words.
fn in_words(event: &LinkEvent) -> (Timestamp, String) {
    let by = match event.origin {
        Origin::Human => "a person",
        Origin::Policy => "policy",
        Origin::WithinRow => "the row",
        Origin::NhsNumber | Origin::Probable => "the linker",
    };
    let what = match (event.verdict, event.withdraws) {
        (Verdict::Same, _) => "one person",
        (Verdict::Different, _) => "two people",
        (Verdict::Undecided, Some(_)) => "an earlier word no longer counts",
        (Verdict::Undecided, None) => "not decided",
    };
    (event.at, format!("{by}: {what} ({})", event.reasons))
}
