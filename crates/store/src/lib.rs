//! The only crate with SQL: transactions, sealing, the audit append, and one
//! file of functions for each area.
//!
//! Invariants: one SQL text serves SQLite and PostgreSQL. Nothing is answered
//! before it is on the disk. What is personal is sealed with its row's
//! identifier, or is a keyed hash; no other column holds a name, an address, a
//! number or a note about a family. The clock is never read here. History
//! (past statements, link events, the ledger, decisions, the audit) is only
//! added to.

mod advice;
mod agreement;
mod agreement_work;
mod antenatal;
mod audit;
mod birth_figures;
mod birth_list;
mod body;
mod cell;
mod centre_card;
mod centre_link;
mod centre_map;
mod centre_task;
mod child_place;
mod coming_visit;
mod connection;
mod contact;
mod db;
mod decision;
mod desk;
mod deviation;
mod edition;
mod error;
mod family;
mod file;
mod file_agreement;
mod first_visit;
mod follow_up;
mod framework;
mod hand_over;
mod household;
mod involvement;
mod keys;
mod known;
mod ledger;
mod letter_words;
mod library;
mod link;
mod link_figures;
mod link_run;
mod lite;
mod loss;
mod mentor;
mod message;
mod message_row;
mod migration;
mod month_list;
mod notice;
mod outside_area;
mod pair;
mod parent_message;
mod past;
mod person;
mod place;
mod planned_visit;
mod question;
mod random;
mod reader;
mod reason;
mod recipient_key;
mod record;
mod registration;
mod relation;
mod row;
mod search_word;
mod session;
mod source;
mod staff;
mod staging;
mod support;
mod task;
mod team;
mod team_list;
mod trace;
mod tx;
mod wal;
mod welcome_card;
mod writer;
mod written;

/// A reference redirected more often than this goes round in a circle.
const MOST_REDIRECTS: usize = 64;

#[cfg(test)]
mod tests;

pub use advice::{Advice, AdviceMessage};
pub use agreement::{AgreementRegister, KeptAgreement, KeptAgreementEvent};
pub use agreement_work::{KeptIssue, KeptStep};
pub use antenatal::{Notification, NotificationEvent};
pub use birth_list::{BirthEntry, BirthList, ListKind, ListStep, ListStepKind, ToldEntry};
pub use body::{KeptBody, KeptBodyEnd};
pub use centre_card::CentreCard;
pub use centre_link::KeptLinks;
pub use centre_map::CentreMap;
pub use centre_task::{CentreTask, CentreTaskStep};
pub use coming_visit::ComingVisit;
pub use connection::Place;
pub use contact::{ContactCount, ContactDate, ContactKind, NewComment, NewContact};
pub use db::Db;
pub use decision::KeptDecision;
pub use deviation::DeviationRow;
pub use edition::{Edition, InForce};
pub use error::{KeysError, SchemaError, StoreError};
pub use family::FamilyMember;
pub use file::{FileState, RowCounts, SourceFile};
pub use file_agreement::FileAgreement;
pub use first_visit::{FirstVisit, FirstVisitStep};
pub use follow_up::{FollowUp, ToldFact};
pub use hand_over::{HandOver, HandOverEvent, HandOverIn};
pub use household::{HiddenRecord, Whose};
pub use involvement::{CaseloadLine, InvolvementLine};
pub use keys::{Keys, SEALED_WITH};
pub use ledger::{KeptLedgerEntry, NewLedgerEntry};
pub use letter_words::LetterWords;
pub use library::LibraryEvent;
pub use link::ReviewPair;
pub use link_run::{LinkRun, RunCount};
pub use loss::Loss;
pub use mentor::{MentorEvent, MentorPlace, MentorTalk};
pub use message::{KeptMessage, MessageCount, MessageState, NewMessage};
pub use message_row::{BabyRow, MessageRow};
pub use month_list::{MonthEntry, MonthList, MonthStep, MonthStepKind};
pub use notice::NoticeState;
pub use outside_area::KeptArea;
pub use pair::WaitingPair;
pub use parent_message::{ErasedMessage, ParentMessage, ParentMessageState};
pub use planned_visit::{PlannedVisit, VisitEvent};
pub use question::DifferentDecision;
pub use random::new_id;
pub use reason::RecordedReason;
pub use recipient_key::KeptKey;
pub use record::{CopyLine, SourceRecord};
pub use registration::RegistrationLine;
pub use relation::FamilyRelation;
pub use row::{TakenRecord, Taking};
pub use search_word::WordKey;
pub use session::{Notice, SessionRow};
pub use source::{Source, SourceFreshness};
pub use staff::{Account, Post, RoleHolder};
pub use staging::{Change, StagedRow, WaitingFile};
pub use support::{AimRow, KeptSupport, SupportEvent, SupportFigure, SupportHead, SupportTurn};
pub use task::{LedgerTask, NoticeCount};
pub use team::TeamRow;
pub use team_list::TeamList;
pub use trace::{NumberAnswer, NumberTrace};
pub use tx::Tx;
pub use welcome_card::{CardLine, CardStep};
