//! The entries of the ledger, and how a source's words become one.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

use super::capacity::CapacityRecord;
use super::consent::{Consent, Informed, Partner, Scope, Signer};
use super::judgement::{JudgementRecord, JudgementReview};
use super::proof::Proof;
use super::remark::{Remark, RemarkKind};
use crate::id::{PersonId, StaffId};
use crate::sharing::{ConsentForm, Kind, Purpose};
use crate::statement::AgreementStatement;

/// The purposes of the printed consent form (AXd, AXe): delivering services
/// well, and judging whether they work. A source that records agreement with
/// its form records agreement to these.
pub const PURPOSES_OF_THE_FORM: &[Purpose] = &[
    Purpose::Healthcare,
    Purpose::FamilySupport,
    Purpose::PersonaliseService,
    Purpose::CentreOutreach,
    Purpose::Evaluation,
];

/// One entry. Never changed, never removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// When it was written down, which may be later than the day it happened
    /// (both are kept).
    pub recorded_at: Timestamp,
    /// Who wrote it down; none when a source did.
    pub recorded_by: Option<StaffId>,
    /// The source that says so; none when it was written down in Kith.
    pub source: Option<String>,
    /// What happened.
    pub event: LedgerEvent,
    /// How it was taken down; empty where a source said it.
    pub proof: Proof,
}

/// What happened.
#[derive(Clone, PartialEq, Eq)]
pub enum LedgerEvent {
    /// The privacy notice was given (S002-15e).
    Notice {
        /// The day.
        on: Date,
        /// Which version of the words.
        version: String,
        /// How.
        how: String,
    },
    /// Somebody objected to sharing on notice (S002-15f).
    Objection {
        /// The day.
        on: Date,
        /// What to: kinds and partners; empty for everything.
        scope: Scope,
        /// How it was said.
        how: String,
    },
    /// Somebody agreed (ECa).
    Consent(Consent),
    /// What somebody did shows that they agree (ICa).
    Implied {
        /// The day.
        on: Date,
        /// What they did.
        behaviour: String,
        /// What follows from it: kinds and partners. Empty covers nothing.
        scope: Scope,
    },
    /// Somebody was asked and said no (ECe).
    Refusal {
        /// The day.
        on: Date,
        /// Who.
        by: Signer,
        /// What was refused; empty for everything asked.
        scope: Scope,
    },
    /// Somebody took their agreement back (ECf).
    Withdrawal {
        /// The day.
        on: Date,
        /// Who.
        by: Signer,
        /// What was taken back; empty for everything.
        scope: Scope,
    },
    /// The notice came back: nobody read it. The notice before it counts no
    /// more.
    NoticeReturned {
        /// The day.
        on: Date,
    },
    /// Somebody judged whether a person can decide this for themself
    /// (S002-16b, S002-16c).
    Capacity(Box<CapacityRecord>),
    /// A named person weighed sharing without agreement (S002-4a, S002-16a).
    Judgement(Box<JudgementRecord>),
    /// Another named person looked at that judgement afterwards.
    JudgementReview(JudgementReview),
    /// What was done, or not done, on the strength of the rest.
    Remark(Box<Remark>),
}

impl LedgerEvent {
    /// The day it happened.
    #[must_use]
    pub fn on(&self) -> Date {
        match self {
            Self::Notice { on, .. }
            | Self::Objection { on, .. }
            | Self::Consent(Consent { on, .. })
            | Self::Implied { on, .. }
            | Self::Refusal { on, .. }
            | Self::Withdrawal { on, .. }
            | Self::NoticeReturned { on }
            | Self::JudgementReview(JudgementReview { on, .. }) => *on,
            Self::Capacity(record) => record.on,
            Self::Judgement(record) => record.on,
            Self::Remark(remark) => remark.on,
        }
    }

    /// The word for the kind of entry, which storage uses.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Notice { .. } => "notice",
            Self::Objection { .. } => "objection",
            Self::Consent(_) => "consent",
            Self::Implied { .. } => "implied",
            Self::Refusal { .. } => "refusal",
            Self::Withdrawal { .. } => "withdrawal",
            Self::NoticeReturned { .. } => "notice-returned",
            Self::Capacity(_) => "capacity",
            Self::Judgement(_) => "judgement",
            Self::JudgementReview(_) => "judgement-review",
            Self::Remark(remark) => remark.kind.word(),
        }
    }

    /// Whether it can only lead to less being shared.
    #[must_use]
    pub fn is_restrictive(&self) -> bool {
        matches!(
            self,
            Self::Objection { .. }
                | Self::Refusal { .. }
                | Self::Withdrawal { .. }
                | Self::NoticeReturned { .. }
                | Self::JudgementReview(_)
        )
    }

    /// Whether the family's own view leaves it out (S002-18d): that asking is
    /// unsafe, and what was judged without asking because of that. Somebody
    /// has to look at it before it is shown to them.
    #[must_use]
    pub fn is_kept_from_family(&self) -> bool {
        match self {
            Self::Remark(remark) => matches!(remark.kind, RemarkKind::AskingUnsafe | RemarkKind::AskingSafe),
            Self::Judgement(_) | Self::JudgementReview(_) => true,
            _ => false,
        }
    }

    /// Who agreed or said no, to be read as the member of the family whom a
    /// source means by "the mother" (AXh).
    pub fn signer_mut(&mut self) -> Option<&mut Signer> {
        match self {
            Self::Consent(consent) => Some(&mut consent.by),
            Self::Refusal { by, .. } | Self::Withdrawal { by, .. } => Some(by),
            _ => None,
        }
    }

    /// The people that an entry names; none where its kind names nobody.
    #[must_use]
    pub fn about(&self) -> Option<&std::collections::BTreeSet<PersonId>> {
        match self {
            Self::Consent(consent) => Some(&consent.about),
            Self::Objection { scope, .. }
            | Self::Implied { scope, .. }
            | Self::Refusal { scope, .. }
            | Self::Withdrawal { scope, .. } => Some(&scope.about),
            Self::Capacity(record) => Some(&record.about),
            Self::Judgement(record) => Some(&record.about),
            Self::Remark(remark) if remark.kind == RemarkKind::AskingUnsafe => Some(&remark.scope.about),
            Self::Notice { .. } | Self::NoticeReturned { .. } | Self::JudgementReview(_) | Self::Remark(_) => None,
        }
    }

    /// The people that an entry names, to be read as the person of the record
    /// that it is kept with: records are joined and parted, and what was said
    /// about a child goes with the child.
    pub fn about_mut(&mut self) -> Option<&mut std::collections::BTreeSet<PersonId>> {
        match self {
            Self::Consent(consent) => Some(&mut consent.about),
            Self::Objection { scope, .. }
            | Self::Implied { scope, .. }
            | Self::Refusal { scope, .. }
            | Self::Withdrawal { scope, .. } => Some(&mut scope.about),
            Self::Capacity(record) => Some(&mut record.about),
            Self::Judgement(record) => Some(&mut record.about),
            Self::Remark(remark) if remark.kind == RemarkKind::AskingUnsafe => Some(&mut remark.scope.about),
            Self::Notice { .. } | Self::NoticeReturned { .. } | Self::JudgementReview(_) | Self::Remark(_) => None,
        }
    }
}

impl fmt::Debug for LedgerEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LedgerEvent({}, hidden)", self.word())
    }
}

impl From<AgreementStatement> for LedgerEvent {
    /// A source's words as an entry. Words for kinds that nobody knows are
    /// left out, so that they cover nothing.
    fn from(statement: AgreementStatement) -> Self {
        match statement {
            AgreementStatement::NoticeGiven { on, version, how } => Self::Notice { on, version, how },
            AgreementStatement::Objected { on, how } => Self::Objection { on, scope: Scope::default(), how },
            AgreementStatement::Refused { on, by } => {
                Self::Refusal { on, by: Signer::of_part(by), scope: Scope::default() }
            }
            AgreementStatement::Withdrew { on, by } => {
                Self::Withdrawal { on, by: Signer::of_part(by), scope: Scope::default() }
            }
            AgreementStatement::Agreed { on, by, how, kinds, partners, is_informed, review_on } => {
                Self::Consent(Consent {
                    on,
                    by: Signer::of_part(by),
                    kinds: kinds.iter().filter_map(|word| Kind::from_word(word)).collect(),
                    partners: partners.iter().map(|word| Partner::from_word(word)).collect(),
                    purposes: PURPOSES_OF_THE_FORM.iter().copied().collect(),
                    about: std::collections::BTreeSet::new(),
                    form: form_of(&how),
                    how,
                    informed: Informed::all(is_informed),
                    is_file_access_explained: false,
                    review_on,
                })
            }
        }
    }
}

/// Written when the words speak of paper or a signature; otherwise out loud,
/// which asks for confirmation in writing (ECb).
fn form_of(how: &str) -> ConsentForm {
    let how = how.to_lowercase();
    let is_written = ["sign", "form", "writ", "letter", "insert", "paper"].iter().any(|word| how.contains(word));
    if is_written { ConsentForm::Written } else { ConsentForm::Verbal }
}

impl LedgerEntry {
    /// An entry that a source said, read at `recorded_at`.
    #[must_use]
    pub fn of_source(statement: AgreementStatement, source: &str, recorded_at: Timestamp) -> Self {
        Self {
            recorded_at,
            recorded_by: None,
            source: Some(source.to_owned()),
            event: statement.into(),
            proof: Proof::default(),
        }
    }

    /// An entry that a member of staff wrote down.
    #[must_use]
    pub fn of_staff(event: LedgerEvent, recorded_by: StaffId, recorded_at: Timestamp) -> Self {
        Self { recorded_at, recorded_by: Some(recorded_by), source: None, event, proof: Proof::default() }
    }

    /// The same with how it was taken down.
    #[must_use]
    pub fn with_proof(self, proof: Proof) -> Self {
        Self { proof, ..self }
    }

    /// The same, about the person whose record it is kept with.
    #[must_use]
    pub fn about_person_of_record(mut self, person: PersonId) -> Self {
        if let Some(about) = self.event.about_mut().filter(|about| !about.is_empty()) {
            *about = [person].into();
        }
        self
    }
}
