//! What a person can do with Kith: one function each. A function loads,
//! decides, writes down and returns.
//!
//! Invariants: this is the only door to a record. Every function that reads
//! about a family takes an [`Asker`], asks the sharing rules, and appends the
//! audit entry in the transaction that it answers from: no audit, no answer.
//! What is not permitted is not loaded. There is no bypass for administrators.

mod asker;
mod audit_log;
mod caseload;
mod clusters;
mod contact_form;
mod contacts;
mod decisions;
mod door;
mod editions;
mod error;
mod files;
mod find;
mod import;
mod look;
mod looks;
mod my_day;
mod open_family;
mod open_person;
mod people;
mod questions;
mod reasons;
mod replay;
mod rules;
mod set_up;
mod sign_in;
mod sources;
mod staff;
mod standing;
mod unlink;
mod what_if;
mod words;

use std::sync::Arc;

pub use asker::{Asker, Session};
pub use audit_log::{AuditExport, SoundAudit};
pub use caseload::{FamilyCard, MyFamilies};
pub use clusters::{ClusterCard, ClusterPage};
pub use contact_form::{CONTACT_KINDS, ContactDraft, ContactForm, KnownField, StatementDraft};
pub use contacts::{AllContacts, Comment, ContactFilter, ContactPage};
pub use decisions::{CheckLine, DecisionPage, DecisionPart};
pub use error::{AppError, FieldProblem, Refusal};
pub use files::{CheckPage, ExpectedFile, FileLine, FileState, FilesPage, ProblemLine, UploadOutcome};
pub use find::{FindAnswer, Found, FoundCard, SearchTerms};
pub use import::{
    ImportProgress, ImportStep, ImportTally, PairExplanation, PairLine, PairReason, PostcodesTally, Upload, Who,
};
pub use looks::{LookLine, Looks, LooksFilter};
pub use my_day::{MyDay, ToDo};
pub use open_family::OpenedFamily;
pub use open_person::{FieldLine, LinkLine, OpenedPerson, OtherValue, SeparatedLine};
pub use reasons::{ReasonKind, ReasonLine};
pub use replay::{Replay, ReplayedPart};
pub use rules::{EditionLine, EditionState, Governor, RulesPage};
pub use set_up::{NewStaff, SetUp};
pub use sign_in::{RoleChoice, SignInAnswer, SignInRefusal, purposes_of, usual_purpose};
pub use sources::{SourceLine, SourcesPage};
pub use staff::{StaffLine, StaffPage};
pub use what_if::{SightChange, WhatIf};

use kith_store::Db;

pub use kith_store::Place;

/// The door: everything that pages, commands and jobs may do.
#[derive(Clone)]
pub struct App {
    db: Db,
    rules: Arc<door::Rules>,
    keys: Arc<door::Signing>,
    unknown_names: Arc<sign_in::UnknownNames>,
    matching: Arc<import::Shared>,
}
