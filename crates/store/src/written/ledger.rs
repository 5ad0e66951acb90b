use std::collections::BTreeSet;

use kith_core::id::PersonId;
use kith_core::ledger::{Consent, Informed, LedgerEvent, Partner, Proof, Scope, Signer, Standing};
use kith_core::sharing::{ConsentForm, Kind, Purpose};
use kith_core::statement::Part;
use serde::{Deserialize, Serialize};

use super::ledger_by_staff::{WrittenCapacity, WrittenJudgement, WrittenProof, WrittenRemark, WrittenReview};
use super::{day, day_number, each, read, write};

#[derive(Serialize, Deserialize)]
#[serde(tag = "e")]
enum Event {
    #[serde(rename = "notice")]
    Notice { on: i32, version: String, how: String },
    #[serde(rename = "objection")]
    Objection { on: i32, scope: WrittenScope, how: String },
    #[serde(rename = "consent")]
    Consent(WrittenConsent),
    #[serde(rename = "implied")]
    Implied { on: i32, behaviour: String, scope: WrittenScope },
    #[serde(rename = "refusal")]
    Refusal { on: i32, by: WrittenSigner, scope: WrittenScope },
    #[serde(rename = "withdrawal")]
    Withdrawal { on: i32, by: WrittenSigner, scope: WrittenScope },
    #[serde(rename = "notice-returned")]
    NoticeReturned { on: i32 },
    #[serde(rename = "capacity")]
    Capacity(WrittenCapacity),
    #[serde(rename = "judgement")]
    Judgement(WrittenJudgement),
    #[serde(rename = "judgement-review")]
    Review(WrittenReview),
    #[serde(rename = "remark")]
    Remark(WrittenRemark),
}

/// An event, and how it was taken down where staff did so.
#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    event: Event,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proof: Option<WrittenProof>,
}

#[derive(Serialize, Deserialize, Default)]
pub(super) struct WrittenScope {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    kinds: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    to: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    purposes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    about: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct WrittenSigner {
    standing: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WrittenConsent {
    on: i32,
    by: WrittenSigner,
    kinds: Vec<String>,
    partners: Vec<String>,
    purposes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    about: Vec<String>,
    form: String,
    how: String,
    /// Why, what, who, purpose, implications.
    informed: [bool; 5],
    file_access: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    review: Option<i32>,
}

pub(super) fn kind_words(kinds: &BTreeSet<Kind>) -> Vec<String> {
    kinds.iter().map(|kind| kind.word().to_owned()).collect()
}

pub(super) fn read_kinds(words: &[String]) -> Option<BTreeSet<Kind>> {
    words.iter().map(|word| Kind::from_word(word)).collect()
}

pub(super) fn partner_words(partners: &BTreeSet<Partner>) -> Vec<String> {
    partners.iter().map(|partner| partner.word().to_owned()).collect()
}

pub(super) fn read_partners(words: &[String]) -> BTreeSet<Partner> {
    words.iter().map(|word| Partner::from_word(word)).collect()
}

pub(super) fn purpose_words(purposes: &BTreeSet<Purpose>) -> Vec<String> {
    purposes.iter().map(|purpose| purpose.word().to_owned()).collect()
}

pub(super) fn read_purposes(words: &[String]) -> Option<BTreeSet<Purpose>> {
    words.iter().map(|word| Purpose::from_word(word)).collect()
}

pub(super) fn person_words(about: &BTreeSet<PersonId>) -> Vec<String> {
    about.iter().map(ToString::to_string).collect()
}

pub(super) fn read_persons(words: &[String]) -> Option<BTreeSet<PersonId>> {
    words.iter().map(|person| person.parse().ok()).collect()
}

impl From<&Scope> for WrittenScope {
    fn from(scope: &Scope) -> Self {
        Self {
            kinds: kind_words(&scope.kinds),
            to: partner_words(&scope.to),
            purposes: purpose_words(&scope.purposes),
            about: person_words(&scope.about),
        }
    }
}

impl WrittenScope {
    pub(super) fn into_scope(self) -> Option<Scope> {
        Some(Scope {
            kinds: read_kinds(&self.kinds)?,
            to: read_partners(&self.to),
            purposes: read_purposes(&self.purposes)?,
            about: read_persons(&self.about)?,
        })
    }
}

impl From<&Signer> for WrittenSigner {
    fn from(signer: &Signer) -> Self {
        Self {
            standing: signer.standing.word().to_owned(),
            person: signer.person.map(|person| person.to_string()),
            part: signer.part.map(|part| part.word().to_owned()),
            name: signer.name.clone(),
        }
    }
}

impl WrittenSigner {
    fn into_signer(self) -> Option<Signer> {
        Some(Signer {
            standing: Standing::from_word(&self.standing)?,
            person: each(self.person, |person| person.parse().ok())?,
            part: each(self.part, |part| Part::from_word(&part))?,
            name: self.name,
        })
    }
}

impl From<&Consent> for WrittenConsent {
    fn from(consent: &Consent) -> Self {
        let Informed { why, what, who, purpose, implications } = consent.informed;
        Self {
            on: day_number(consent.on),
            by: (&consent.by).into(),
            kinds: kind_words(&consent.kinds),
            partners: partner_words(&consent.partners),
            purposes: purpose_words(&consent.purposes),
            about: person_words(&consent.about),
            form: consent.form.word().to_owned(),
            how: consent.how.clone(),
            informed: [why, what, who, purpose, implications],
            file_access: consent.is_file_access_explained,
            review: consent.review_on.map(day_number),
        }
    }
}

impl WrittenConsent {
    fn into_consent(self) -> Option<Consent> {
        let [why, what, who, purpose, implications] = self.informed;
        Some(Consent {
            on: day(self.on)?,
            by: self.by.into_signer()?,
            kinds: read_kinds(&self.kinds)?,
            partners: read_partners(&self.partners),
            purposes: read_purposes(&self.purposes)?,
            about: read_persons(&self.about)?,
            form: ConsentForm::from_word(&self.form)?,
            how: self.how,
            informed: Informed { why, what, who, purpose, implications },
            is_file_access_explained: self.file_access,
            review_on: each(self.review, day)?,
        })
    }
}

/// What was told or agreed, as bytes to seal.
pub(crate) fn write_entry(event: &LedgerEvent, proof: &Proof) -> Vec<u8> {
    let proof = Some(WrittenProof::from(proof)).filter(|_| *proof != Proof::default());
    write(&Entry { event: event.into(), proof })
}

impl From<&LedgerEvent> for Event {
    fn from(event: &LedgerEvent) -> Self {
        let on = day_number(event.on());
        match event {
            LedgerEvent::Notice { version, how, .. } => Self::Notice { on, version: version.clone(), how: how.clone() },
            LedgerEvent::Objection { scope, how, .. } => Self::Objection { on, scope: scope.into(), how: how.clone() },
            LedgerEvent::Consent(consent) => Self::Consent(consent.into()),
            LedgerEvent::Implied { behaviour, scope, .. } => {
                Self::Implied { on, behaviour: behaviour.clone(), scope: scope.into() }
            }
            LedgerEvent::Refusal { by, scope, .. } => Self::Refusal { on, by: by.into(), scope: scope.into() },
            LedgerEvent::Withdrawal { by, scope, .. } => Self::Withdrawal { on, by: by.into(), scope: scope.into() },
            LedgerEvent::NoticeReturned { .. } => Self::NoticeReturned { on },
            LedgerEvent::Capacity(record) => Self::Capacity(record.as_ref().into()),
            LedgerEvent::Judgement(record) => Self::Judgement(record.as_ref().into()),
            LedgerEvent::JudgementReview(review) => Self::Review(review.into()),
            LedgerEvent::Remark(remark) => Self::Remark(remark.as_ref().into()),
        }
    }
}

/// Reads what was told or agreed. A word that nobody knows makes the whole
/// entry unreadable: a scope must never be read as smaller than it is.
pub(crate) fn read_entry(bytes: &[u8]) -> Option<(LedgerEvent, Proof)> {
    let Entry { event, proof } = read(bytes)?;
    Some((event.into_event()?, proof.map(Proof::from).unwrap_or_default()))
}

impl Event {
    fn into_event(self) -> Option<LedgerEvent> {
        Some(match self {
            Self::Notice { on, version, how } => LedgerEvent::Notice { on: day(on)?, version, how },
            Self::Objection { on, scope, how } => {
                LedgerEvent::Objection { on: day(on)?, scope: scope.into_scope()?, how }
            }
            Self::Consent(consent) => LedgerEvent::Consent(consent.into_consent()?),
            Self::Implied { on, behaviour, scope } => {
                LedgerEvent::Implied { on: day(on)?, behaviour, scope: scope.into_scope()? }
            }
            Self::Refusal { on, by, scope } => {
                LedgerEvent::Refusal { on: day(on)?, by: by.into_signer()?, scope: scope.into_scope()? }
            }
            Self::Withdrawal { on, by, scope } => {
                LedgerEvent::Withdrawal { on: day(on)?, by: by.into_signer()?, scope: scope.into_scope()? }
            }
            Self::NoticeReturned { on } => LedgerEvent::NoticeReturned { on: day(on)? },
            Self::Capacity(record) => LedgerEvent::Capacity(Box::new(record.into_record()?)),
            Self::Judgement(record) => LedgerEvent::Judgement(Box::new(record.into_record()?)),
            Self::Review(review) => LedgerEvent::JudgementReview(review.into_review()?),
            Self::Remark(remark) => LedgerEvent::Remark(Box::new(remark.into_remark()?)),
        })
    }
}

#[cfg(test)]
mod tests {
    use kith_core::ledger::{LedgerEvent, Proof, Scope, Signer, Standing};
    use kith_core::sharing::Kind;

    use super::{read_entry, write_entry};
    use crate::tests::full_row;
    use crate::written::ledger_by_staff::tests::events_of_staff;

    #[test]
    fn every_kind_of_entry_reads_back_as_it_was_written() {
        let on = jiff::civil::date(2026, 3, 1);
        let by = Signer { name: Some("Made Up".to_owned()), ..Signer::of(Standing::LegalCarer) };
        let scope = Scope {
            kinds: [Kind::Health].into(),
            to: super::read_partners(&["police".to_owned(), "A named partner".to_owned()]),
            purposes: [kith_core::sharing::Purpose::Evaluation].into(),
            about: [kith_core::id::PersonId::from_random([4; 10])].into(),
        };
        let none = Proof::default();
        let proof = Proof {
            words_version: Some("2026-04".to_owned()),
            aids: vec!["Easy-read words".to_owned()],
            signature: Some("Made Up".to_owned()),
            ..Proof::default()
        };
        let mut events: Vec<LedgerEvent> = full_row(1).agreements.into_iter().map(LedgerEvent::from).collect();
        events.push(LedgerEvent::Implied { on, behaviour: "held out an arm".to_owned(), scope: scope.clone() });
        events.push(LedgerEvent::Refusal { on, by: by.clone(), scope: scope.clone() });
        events.push(LedgerEvent::Withdrawal { on, by, scope: scope.clone() });
        events.push(LedgerEvent::Objection { on, scope, how: "spoken".to_owned() });
        events.push(LedgerEvent::NoticeReturned { on });
        events.extend(events_of_staff());
        assert!(events.len() >= 14);
        for event in events {
            assert_eq!(read_entry(&write_entry(&event, &none)), Some((event.clone(), none.clone())));
            assert_eq!(read_entry(&write_entry(&event, &proof)), Some((event, proof.clone())));
        }
    }

    #[test]
    fn an_entry_with_an_unknown_word_is_not_read() {
        let event = LedgerEvent::Refusal {
            on: jiff::civil::date(2026, 3, 1),
            by: Signer::of(Standing::Other),
            scope: Scope { kinds: [Kind::Health].into(), ..Scope::default() },
        };
        let written = String::from_utf8(write_entry(&event, &Proof::default())).expect("text");
        assert!(read_entry(written.replace("\"health\"", "\"weather\"").as_bytes()).is_none());
    }
}
