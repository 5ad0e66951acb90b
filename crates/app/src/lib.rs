//! What a person can do with Kith: one function each. A function loads,
//! decides, writes down and returns.
//!
//! Invariants: this is the only door to a record. Every function that reads
//! about a family takes an [`Asker`], asks the sharing rules, and appends the
//! audit entry in the transaction that it answers from: no audit, no answer.
//! What is not permitted is not loaded. There is no bypass for administrators.

mod accounts;
mod agreements;
mod answer_form;
mod antenatal;
mod ask_person;
mod asker;
mod asking_unsafe;
mod audit_log;
mod begin;
mod births;
mod border;
mod can_i_share;
mod capacity;
mod caseload;
mod centre_links;
mod centre_tasks;
mod clusters;
mod consent;
mod consent_form;
mod contact_form;
mod contacts;
mod decisions;
mod directory;
mod door;
mod editions;
mod error;
mod export_reason;
mod family_copy;
mod files;
mod find;
mod first_contact;
mod first_visit;
mod follow_ups;
mod framework;
mod gaps;
mod implied;
mod import;
mod judgements;
mod keep_decision;
mod learning;
mod ledger_lines;
mod ledger_tasks;
mod letter_words;
mod library;
mod look;
mod looks;
mod loss;
mod matching;
mod mentoring;
mod messages;
mod my_day;
mod notice_letters;
mod notices;
mod number_tracing;
mod objecting;
mod office;
mod open_family;
mod open_person;
mod people;
mod questions;
mod reasons;
mod record_consent;
mod refer;
mod registration;
mod relations;
mod replay;
mod rules;
mod set_up;
mod shares;
mod sharing_report;
mod sign_in;
mod sources;
mod splits;
mod staff;
mod standing;
mod support;
mod take_back;
mod team;
mod told_once;
mod unlink;
mod use_of_items;
mod visits;
mod waits;
mod what_if;
mod words;
pub use letter_words::LanguageLine;
pub use words::cell as csv_cell;
mod write_down;

use std::sync::Arc;

pub use accounts::{NewStaff, SHORTEST_PASSWORD, StaffTakenIn, one_time_password};
pub use agreements::{
    AgreementForm, AgreementLine, AgreementPage, AgreementWarning, AgreementWork, BodiesPage, BodyDraft, BodyEndDraft,
    BodyLine, BroughtSource, ComesUnder, Evidence, GuardianStep, Incoming, IncomingCounts, IssueDraft, NeededSignature,
    NumberedIssue, Paper, PaperSeen, PlannedLine, RenegotiateLine, SignDraft, StepDraft, WaitingSignature,
    WarnedAgreement, may_run_words, near_words, next_words, renegotiation_words, standing_words, step_words,
    time_taken_words, warning_words,
};
pub use answer_form::ConsentForms;
pub use antenatal::{
    AnswerNotification, AntenatalFigures, AntenatalList, ContactPageOfCentre, DeviationDraft, DeviationLine,
    DistrictLine, DistrictsPage, FilledField, HOW_PROVEN, NamedContact, NotificationDraft, NotificationForm,
    NotificationPage, NotificationPart, PickUp, PlanToMake, ReceivedLine, SCRIPT, SCRIPT_VERSION, SentLine, ToSign,
    Visitors, WeekLine, WhatWasDone, WithoutContact,
};
pub use ask_person::{AdviceLine, AdvicePage, AdviceWords, AdviserKind, AdviserLine, CauseDraft, Colleague};
pub use asker::{Asker, Session};
pub use asking_unsafe::{UnsafeDraft, UnsafeLine, UnsafePage};
pub use audit_log::{AuditExport, SoundAudit};
pub use begin::{BeginLine, BeginStep};
pub use births::{
    BIRTH_STEPS, BirthCount, BirthFigures, BirthLine, BirthReport, BuiltLists, CardBatch, CardToSend, CentreCardDraft,
    CentreMapDraft, KeyDraft, KeyLine, ListLine, ListPage, ListsPage, MailHouseFile, MonthCount, MonthListDay,
    MonthListLine, MonthListPage, MonthListsPage, MonthReach, NewBirths, NoCard, NotTaken, Reach, SentToCentre,
    WORK_STEPS, WaitingLists, WorkFigures, WorkReport,
};
pub use border::{
    AreaDraft, AreaLine, CameIn, HandOverDraft, HandOverLine, HandOverPage, HandOversPage, MovedFamily, MovedLine,
    OfferKind, OfferPerson, OpenedHandOver, RECEIVING, ReceivedHandOver, SentHandOver,
};
pub use can_i_share::{
    DECIDED, DifferentCount, DifferentDraft, DifferentLine, NowLine, PRACTICE, Practice, PracticeFacts, Scenario,
    ShareAnswer, ShareCheck, ShareDraft, ShareForm, SharePage, ShareStep, ShareWay, ShareWith,
};
pub use capacity::{CapacityDraft, CapacityPage};
pub use caseload::{FamilyCard, MyFamilies};
pub use centre_links::{CentreLinkLine, CentreLinksDraft, CentreLinksPage, LinkedDraft};
pub use centre_tasks::{AskedLine, CentreTaskLine, CentreTasks, CentreVisitDraft, GIVEN};
pub use clusters::{ClusterCard, ClusterPage};
pub use consent::{ChildrenState, ConsentPage, DisagreementLine, StateLine};
pub use consent_form::FormFacts;
pub use contact_form::{CONTACT_KINDS, ContactDraft, ContactForm, KnownField, SavedContact, StatementDraft};
pub use contacts::{AllContacts, Comment, ContactFilter, ContactPage};
pub use decisions::{CheckLine, DecisionPage, DecisionPart};
pub use directory::{NearBy, ServiceDraft};
pub use error::{AppError, FieldProblem, Refusal};
pub use export_reason::EXPORT_REASONS;
pub use family_copy::{FamilyCopy, Holder, SeenBy};
pub use files::{CameUnder, CheckPage, ExpectedFile, FileLine, FileState, FilesPage, ProblemLine, UploadOutcome};
pub use find::{FindAnswer, Found, FoundCard, SearchTerms};
pub use first_contact::{FirstWords, NOT_TOLD};
pub use first_visit::{
    FIRST_VISIT_ANSWERS, FirstVisitDraft, FirstVisitForm, FirstVisitLine, FirstVisitStatus, FirstVisits, FormChild,
};
pub use follow_ups::{
    FactLine, FeedLine as FactFeedLine, FollowUpCounts, FollowUpDraft, FollowUpLine, FollowUps, ResultLine,
    SuggestionLine, ToldFacts, ToldFamily,
};
pub use framework::{FrameworkDraft, FrameworkPage};
pub use gaps::{CentreHeard, CentrePrompt, GapLine, Gaps};
pub use implied::ImpliedDraft;
pub use import::{
    ImportProgress, ImportStep, ImportTally, PairExplanation, PairLine, PairReason, PostcodesTally, Upload, Who,
};
pub use judgements::{HARMS, JudgementDraft, JudgementLine, Judgements, RESULTS};
pub use learning::{LearnedDraft, LearnedLine, LearningPage};
pub use ledger_lines::HistoryLine;
pub use ledger_tasks::LedgerToDo;
pub use library::{LibraryDraft, LibraryLine, LibraryPage};
pub use looks::{LookLine, Looks, LooksFilter};
pub use loss::{LossDraft, LossPage};
pub use matching::{
    Accuracy, Agreeing, AnswerDraft, AnswerLine, BandLine, Booked, ComparedPair, ComparedRow, DrawnJoin, Drift,
    MonthLine, NumbersLine, PairAnswered, PairHistoryLine, PairQueue, QueueLine, RecordHead, Refusals, SourceShare,
};
pub use mentoring::{
    MentorFamily, MentorForm, MentorLine, MentorLines, MentorNote, MentorNoteDraft, MentorPlacePage, MentorState,
    MentorWriting, MentoringPage, NameDraft, NamedMentor, TalkDraft, TalkLine,
};
pub use messages::{
    Arrival, Channel, FeedLine, HeldFeed, MessageDay, MessageLine, MessageOutcome, MessageState, MessagesPage,
    MessagesTally, PUT_ASIDE_REASONS,
};
pub use my_day::{MyDay, ToDo};
pub use notice_letters::{Batch, LeftOut, NoticeFacts, ToSend};
pub use notices::{COUNTED_WAYS, CohortLine, CoverageLine, NoticeDraft, NoticeFigures, WAYS_TO_TELL};
pub use number_tracing::{
    NumberAnswerLine, NumberAnswered, NumberComparison, NumberDraft, NumberLine, NumberRow, NumbersPage, OutcomeLine,
    TraceTally, TracingWay,
};
pub use objecting::{
    KINDS_IN_PLAIN_WORDS, LONGEST_WORDS, ParentsMessage, ParentsMessages, ParentsWaiting, PastMessage, SaidNo,
    SayNoDraft, SettleStep, WHO_WRITES,
};
pub use office::{Issue, OfficeDraft, OfficePage};
pub use open_family::OpenedFamily;
pub use open_person::{FieldLine, LinkLine, OpenedPerson, OtherValue, SeparatedLine};
pub use reasons::{ReasonKind, ReasonLine};
pub use record_consent::{AIDS, ConsentDraft, HOW_GIVEN, KINDS_OF_THE_FORM, KINDS_TO_CHOOSE};
pub use refer::{NEEDS, ReferDraft, ReferForm, Referred};
pub use registration::{RegisterDraft, RegistrationPage, RegistrationState, WAYS_TO_END, WAYS_TO_REGISTER};
pub use replay::{Replay, ReplayedPart};
pub use rules::{EditionLine, EditionState, Governor, RulesPage};
pub use set_up::SetUp;
pub use shares::{AIMS, BASES, LeftDraft, ShareLine, Shares};
pub use sharing_report::SharingReport;
pub use sign_in::{RoleChoice, SignInAnswer, SignInRefusal, purposes_of, usual_purpose};
pub use sources::{SourceLine, SourcesPage};
pub use splits::SplitLine;
pub use staff::{StaffLine, StaffPage};
pub use support::{
    AimDraft, AimReport, AimsPage, EndDraft, GoalDraft, GoalLine, Need, NeedLine, OutcomeDraft, SupportDraft,
    SupportForm, SupportLine, SupportList, SupportPage, SupportStep,
};
pub use team::{RenewLine, TeamChangeLine, TeamDraft, TeamPage};

pub use take_back::{CHANNELS, Recipient, Recipients, TakeBackDraft, TakingBack};

pub use use_of_items::{UseLine, UsePage, UsedItem};
pub use visits::{
    FinishDraft, FinishForm, Meeting, MyVisits, NEW_BABY_VISIT, TOGETHER, VISIT_KINDS, VisitCounts, VisitDraft,
    VisitForm, VisitLine, VisitToDo, VisitsPage,
};
pub use waits::{Waits, WaitsDraft};
pub use what_if::{SightChange, WhatIf};
pub use write_down::{FIVE_POINTS, SELF, WORDS_VERSION};

use kith_store::Db;

pub use kith_store::{ListStepKind, MonthStepKind, Place};

/// The door: everything that pages, commands and jobs may do.
#[derive(Clone)]
pub struct App {
    db: Db,
    rules: Arc<door::Rules>,
    keys: Arc<door::Signing>,
    unknown_names: Arc<sign_in::UnknownNames>,
    matching: Arc<import::Shared>,
    messages: Arc<tokio::sync::Mutex<()>>,
}
