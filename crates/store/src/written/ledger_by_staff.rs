use std::collections::BTreeMap;

use kith_core::ledger::{
    CapacityRecord, CapacityResult, CapacityTest, Ground, JudgementRecord, JudgementReview, Proof, Remark, RemarkKind,
    ReviewOutcome,
};
use kith_core::sharing::{Harm, Judgement};
use serde::{Deserialize, Serialize};

use super::ledger::{
    WrittenScope, kind_words, partner_words, person_words, purpose_words, read_kinds, read_partners, read_persons,
    read_purposes,
};
use super::{day, day_number};

#[derive(Serialize, Deserialize)]
pub(super) struct WrittenProof {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    aids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interpreter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    supporter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl From<&Proof> for WrittenProof {
    fn from(proof: &Proof) -> Self {
        let Proof { words_version, aids, interpreter, supporter, signature, note } = proof.clone();
        Self { version: words_version, aids, interpreter, supporter, signature, note }
    }
}

impl From<WrittenProof> for Proof {
    fn from(written: WrittenProof) -> Self {
        let WrittenProof { version, aids, interpreter, supporter, signature, note } = written;
        Self { words_version: version, aids, interpreter, supporter, signature, note }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct WrittenCapacity {
    on: i32,
    about: Vec<String>,
    test: String,
    result: String,
    kinds: Vec<String>,
    decision: String,
    reasons: String,
    help: String,
    best_interests: String,
}

impl From<&CapacityRecord> for WrittenCapacity {
    fn from(record: &CapacityRecord) -> Self {
        Self {
            on: day_number(record.on),
            about: person_words(&record.about),
            test: record.test.word().to_owned(),
            result: record.result.word().to_owned(),
            kinds: kind_words(&record.kinds),
            decision: record.decision.clone(),
            reasons: record.reasons.clone(),
            help: record.help.clone(),
            best_interests: record.best_interests.clone(),
        }
    }
}

impl WrittenCapacity {
    pub(super) fn into_record(self) -> Option<CapacityRecord> {
        Some(CapacityRecord {
            on: day(self.on)?,
            about: read_persons(&self.about)?,
            test: CapacityTest::from_word(&self.test)?,
            result: CapacityResult::from_word(&self.result)?,
            kinds: read_kinds(&self.kinds)?,
            decision: self.decision,
            reasons: self.reasons,
            help: self.help,
            best_interests: self.best_interests,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct WrittenJudgement {
    reference: String,
    on: i32,
    ground: String,
    harm: String,
    result: String,
    kinds: Vec<String>,
    to: Vec<String>,
    purposes: Vec<String>,
    about: Vec<String>,
    ends: i32,
    words: BTreeMap<String, String>,
}

impl From<&JudgementRecord> for WrittenJudgement {
    fn from(record: &JudgementRecord) -> Self {
        Self {
            reference: record.reference.to_string(),
            on: day_number(record.on),
            ground: record.ground.word().to_owned(),
            harm: record.harm.word().to_owned(),
            result: record.result.word().to_owned(),
            kinds: kind_words(&record.kinds),
            to: partner_words(&record.to),
            purposes: purpose_words(&record.purposes),
            about: person_words(&record.about),
            ends: day_number(record.ends_on),
            words: record.words.clone(),
        }
    }
}

impl WrittenJudgement {
    pub(super) fn into_record(self) -> Option<JudgementRecord> {
        Some(JudgementRecord {
            reference: self.reference.parse().ok()?,
            on: day(self.on)?,
            ground: Ground::from_word(&self.ground)?,
            harm: Harm::from_word(&self.harm)?,
            result: Judgement::from_word(&self.result)?,
            kinds: read_kinds(&self.kinds)?,
            to: read_partners(&self.to),
            purposes: read_purposes(&self.purposes)?,
            about: read_persons(&self.about)?,
            ends_on: day(self.ends)?,
            words: self.words,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct WrittenReview {
    on: i32,
    of: String,
    outcome: String,
    words: String,
}

impl From<&JudgementReview> for WrittenReview {
    fn from(review: &JudgementReview) -> Self {
        Self {
            on: day_number(review.on),
            of: review.of.to_string(),
            outcome: review.outcome.word().to_owned(),
            words: review.words.clone(),
        }
    }
}

impl WrittenReview {
    pub(super) fn into_review(self) -> Option<JudgementReview> {
        Some(JudgementReview {
            on: day(self.on)?,
            of: self.of.parse().ok()?,
            outcome: ReviewOutcome::from_word(&self.outcome)?,
            words: self.words,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct WrittenRemark {
    kind: String,
    on: i32,
    reference: String,
    scope: WrittenScope,
    words: BTreeMap<String, String>,
}

impl From<&Remark> for WrittenRemark {
    fn from(remark: &Remark) -> Self {
        Self {
            kind: remark.kind.word().to_owned(),
            on: day_number(remark.on),
            reference: remark.reference.to_string(),
            scope: (&remark.scope).into(),
            words: remark.words.clone(),
        }
    }
}

impl WrittenRemark {
    pub(super) fn into_remark(self) -> Option<Remark> {
        Some(Remark {
            kind: RemarkKind::from_word(&self.kind)?,
            on: day(self.on)?,
            reference: self.reference.parse().ok()?,
            scope: self.scope.into_scope()?,
            words: self.words,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use kith_core::id::{LedgerId, PersonId};
    use kith_core::ledger::{
        CapacityRecord, CapacityResult, CapacityTest, Ground, JudgementRecord, JudgementReview, LedgerEvent, Partner,
        Remark, RemarkKind, ReviewOutcome, Scope,
    };
    use kith_core::service::ServiceKind;
    use kith_core::sharing::{Harm, Judgement, Kind, Purpose};

    /// One event of every kind that only staff write.
    pub(crate) fn events_of_staff() -> Vec<LedgerEvent> {
        let on = jiff::civil::date(2026, 3, 1);
        let reference = LedgerId::from_random([5; 10]);
        let words = [("facts".to_owned(), "What was seen".to_owned())].into();
        let capacity = CapacityRecord {
            on,
            about: [PersonId::from_random([4; 10])].into(),
            test: CapacityTest::Gillick,
            result: CapacityResult::Able,
            kinds: [Kind::Health].into(),
            decision: "to share health notes".to_owned(),
            reasons: "She could say it back".to_owned(),
            help: "pictures".to_owned(),
            best_interests: String::new(),
        };
        let judgement = JudgementRecord {
            reference,
            on,
            ground: Ground::Unsafe,
            harm: Harm::ReasonableCause,
            result: Judgement::Sufficient,
            kinds: [Kind::Contacts].into(),
            to: [Partner::Service(ServiceKind::SocialCare)].into(),
            purposes: [Purpose::Safeguarding].into(),
            about: [PersonId::from_random([4; 10])].into(),
            ends_on: jiff::civil::date(2026, 3, 8),
            words,
        };
        let review =
            JudgementReview { on, of: reference, outcome: ReviewOutcome::Ended, words: "not needed".to_owned() };
        let remark = Remark {
            kind: RemarkKind::Shared,
            on,
            reference,
            scope: Scope { kinds: [Kind::Basic].into(), ..Scope::default() },
            words: std::collections::BTreeMap::new(),
        };
        vec![
            LedgerEvent::Capacity(Box::new(capacity)),
            LedgerEvent::Judgement(Box::new(judgement)),
            LedgerEvent::JudgementReview(review),
            LedgerEvent::Remark(Box::new(remark)),
        ]
    }
}
