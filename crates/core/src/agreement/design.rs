//! An agreement and the flows that it allows: as somebody writes it, and as it
//! passed the test.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::carried::PlannedKind;
use super::product::FlowProduct;
use super::section_75::{SectionSeventyFive, SectionSeventyFiveDraft};
use crate::family::PersonField;
use crate::sharing::{Purpose, vocabulary};
use crate::workforce::{Profession, Role};

vocabulary! {
    /// What kind of agreement it is (S002-23a; S003-ISs).
    AgreementKind {
        Partnership = "partnership", "Partnership agreement";
        Protocol = "protocol", "Sharing protocol";
        Code = "code", "Code of practice";
    }
    /// A duty that somebody answers for (S002-23a, ¶13 v).
    Responsibility {
        Send = "send", "Sends it, whole and on time";
        Receive = "receive", "Takes it in and checks it";
        Tell = "tell-families", "Tells families, and hears objections";
        Secure = "keep-safe", "Keeps it safe";
        PutRight = "put-right", "Puts mistakes right on both sides";
        Answer = "answer-requests", "Answers people who ask what is held";
        Loss = "deal-with-loss", "Deals with a loss";
        Delete = "delete", "Deletes it when its time is over";
        Review = "review", "Reviews the agreement";
    }
}

impl Responsibility {
    /// The duties that an agreement of a kind must give an owner.
    #[must_use]
    pub fn needed_by(kind: AgreementKind) -> &'static [Self] {
        match kind {
            AgreementKind::Protocol => Self::ALL,
            AgreementKind::Partnership | AgreementKind::Code => &[Self::Tell, Self::Loss, Self::Review],
        }
    }
}

/// On what lawful basis something is shared; never blank (S002-13f, ¶13 vi).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawfulBasis(String);

impl LawfulBasis {
    /// The basis in words; `None` for blank words.
    #[must_use]
    pub fn new(words: &str) -> Option<Self> {
        Some(words.trim()).filter(|words| !words.is_empty()).map(|words| Self(words.to_owned()))
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An agreement as it is being written: nothing is checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgreementDraft {
    /// The name in addresses and commands.
    pub name: String,
    /// The title.
    pub title: String,
    /// The word of its kind.
    pub kind: String,
    /// The name of the partnership agreement above it; empty for none.
    pub under: String,
    /// The organisations that agree.
    pub parties: Vec<String>,
    /// The lawful basis, in words.
    pub lawful_basis: String,
    /// The first day.
    pub from: Option<Date>,
    /// The day by which it is reviewed.
    pub review_on: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Who answers for what.
    pub duties: Vec<DutyDraft>,
    /// The principles and conduct of a code, one each.
    pub conduct: Vec<String>,
    /// Where a profession's own code differs: the profession, and how.
    pub professions: Vec<(String, String)>,
    /// The flows that a partnership agreement foresees.
    pub planned: Vec<PlannedFlowDraft>,
    /// Its Section 75 entry; empty for none.
    pub section_75: SectionSeventyFiveDraft,
    /// The flows.
    pub flows: Vec<FlowDraft>,
}

/// Who answers for a duty, as it is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DutyDraft {
    /// The word of the duty.
    pub duty: String,
    /// The post or name that answers for it.
    pub owner: String,
    /// The organisation of the owner.
    pub party: String,
}

/// A flow that a partnership agreement foresees, as it is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlannedFlowDraft {
    /// The name that the flow has in its protocol.
    pub name: String,
    /// The department that it comes from.
    pub department: String,
    /// The organisation that sends.
    pub sender: String,
    /// The organisation that receives.
    pub receiver: String,
    /// What it is, in a few words.
    pub says: String,
}

/// One flow as it is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlowDraft {
    /// The name in commands.
    pub name: String,
    /// The organisation that sends.
    pub sender: String,
    /// The organisation that receives.
    pub receiver: String,
    /// The word of what it is, figures or named people; empty for what it
    /// carries.
    pub product: String,
    /// The names of the sources that it brings in; none where Kith sends it,
    /// or where nothing of it comes here.
    pub brings: Vec<String>,
    /// The word of the purpose.
    pub purpose: String,
    /// Why this serves the purpose.
    pub why: String,
    /// Why figures without names will not do; empty for figures.
    pub why_names: String,
    /// The words of what it carries.
    pub kinds: Vec<String>,
    /// The words of the details about each person.
    pub fields: Vec<String>,
    /// The words of the roles that read it.
    pub readers: Vec<String>,
    /// The lawful basis of this flow, in words.
    pub lawful_basis: String,
    /// It is sent every so many days.
    pub every_days: u32,
    /// The receiver keeps it so many days.
    pub keep_days: u32,
}

/// A flow that a partnership agreement foresees: a detailed agreement under it
/// has to describe it before it runs (S003-ISs).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFlow {
    /// The name that the flow has in its protocol.
    pub name: String,
    /// The department that it comes from.
    pub department: String,
    /// The organisation that sends.
    pub sender: String,
    /// The organisation that receives.
    pub receiver: String,
    /// What it is, in a few words.
    pub says: String,
}

/// The owner of one duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDuty {
    /// The post or name.
    pub owner: String,
    /// The organisation.
    pub party: String,
}

/// Where a profession's own code differs (S002-23a).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCode {
    /// The profession.
    pub profession: Profession,
    /// How it differs.
    pub says: String,
}

/// An agreement that passed the test of the six principles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The name in addresses and commands.
    pub name: String,
    /// The title.
    pub title: String,
    /// Its kind.
    pub kind: AgreementKind,
    /// The partnership agreement above it.
    pub under: Option<String>,
    /// The organisations that agree: two or more.
    pub parties: Vec<String>,
    /// The lawful basis.
    pub lawful_basis: LawfulBasis,
    /// The first day.
    pub from: Date,
    /// The day by which it is reviewed.
    pub review_on: Date,
    /// The last day.
    pub until: Date,
    /// Who answers for what.
    pub duties: BTreeMap<Responsibility, HeldDuty>,
    /// The principles and conduct.
    pub conduct: Vec<String>,
    /// Where a profession's own code differs.
    pub professions: Vec<OwnCode>,
    /// The flows that it foresees; a partnership agreement only.
    pub planned: Vec<PlannedFlow>,
    /// Its Section 75 entry; a partnership agreement only.
    pub section_75: Option<SectionSeventyFive>,
    /// The flows.
    pub flows: Vec<FlowDesign>,
}

/// One planned flow. What it carries can be planned: the type has no word for
/// anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowDesign {
    /// The name in commands.
    pub name: String,
    /// The organisation that sends.
    pub sender: String,
    /// The organisation that receives.
    pub receiver: String,
    /// Figures or named people, never both (S003-ISb).
    pub product: FlowProduct,
    /// The sources that it brings in, by name.
    pub brings: BTreeSet<String>,
    /// The purpose.
    pub purpose: Purpose,
    /// Why this serves the purpose.
    pub why: String,
    /// Why figures without names will not do; empty for figures.
    pub why_names: String,
    /// What it carries.
    pub kinds: BTreeSet<PlannedKind>,
    /// The details about each person; none for figures.
    pub fields: BTreeSet<PersonField>,
    /// The roles that read it.
    pub readers: BTreeSet<Role>,
    /// The lawful basis of this flow.
    pub lawful_basis: LawfulBasis,
    /// It is sent every so many days.
    pub every_days: u32,
    /// The receiver keeps it so many days.
    pub keep_days: u32,
}

impl Agreement {
    /// A flow by its name.
    #[must_use]
    pub fn flow(&self, name: &str) -> Option<&FlowDesign> {
        self.flows.iter().find(|flow| flow.name == name)
    }

    /// Whether one of the flows here is the one that was foreseen above.
    #[must_use]
    pub fn describes(&self, planned: &PlannedFlow) -> bool {
        let is_it = |flow: &FlowDesign| flow.sender == planned.sender && flow.receiver == planned.receiver;
        self.flow(&planned.name).is_some_and(is_it)
    }
}
