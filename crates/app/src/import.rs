//! A file comes in: read, compared with what is known, looked at by a person,
//! then taken in and matched.
//!
//! Invariants: nothing of a file is visible to anybody who works with
//! families before it is taken in. Whatever is cut short is either gone or
//! goes on where it stopped: rows and the count of rows that are in move in
//! one transaction. The same file, or the same row, any number of times leaves
//! the same records (T39). What a row says is never lost: a changed row keeps
//! its past. A consent, objection or withdrawal in a row acts in the
//! transaction that takes the row in.

mod apart;
mod assertions;
mod at_once;
mod check;
mod check_few;
mod commit;
mod commit_few;
mod families;
mod finish;
mod given_up;
mod incoming;
mod joined;
mod local_numbers;
mod matching;
mod one_row;
mod pairs;
mod parents;
mod people;
mod postcodes;
mod queue;
mod road;
mod sealed_identities;
mod terms;
mod turned;
mod unnumbered;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use kith_core::audit::{Action, Actor, Event};
use kith_core::id::StaffId;
use kith_core::workforce::Role;

use crate::{AppError, Asker, Refusal};

pub use pairs::{PairExplanation, PairLine, PairReason};
pub use postcodes::PostcodesTally;

pub(crate) use at_once::{FEW, TakenRows};
pub(crate) use check::sentences;
pub(crate) use commit::{TakenFile, end_file_of, hear_of_deaths};
pub(crate) use matching::{Shared, count_records_on};
pub(crate) use one_row::{RowRecords, take_row};
pub(crate) use queue::{REFUSED, TOO_LARGE};
pub(crate) use terms::{WordTerms, birth_term, number_term, postcode_term, word_terms};
pub(crate) use unnumbered::Unnumbered;

/// Who brings a file in.
#[derive(Debug, Clone)]
pub enum Who {
    /// Somebody signed in, on the pages.
    Asker(Asker),
    /// Whoever has the machine's command line.
    Operator,
    /// Kith itself, going on with what was cut short.
    Job,
}

impl From<&Asker> for Who {
    fn from(asker: &Asker) -> Self {
        Self::Asker(asker.clone())
    }
}

impl From<&Self> for Who {
    fn from(who: &Self) -> Self {
        who.clone()
    }
}

impl Who {
    /// Files are for the data lead, and for the command line.
    pub(crate) fn may_bring_files(&self) -> Result<(), AppError> {
        match self {
            Self::Asker(asker) if asker.staff.role != Role::DataLead => Err(not_the_data_lead()),
            Self::Asker(_) | Self::Operator | Self::Job => Ok(()),
        }
    }

    /// An audit event of whoever it is.
    pub(crate) fn event(&self, action: Action, now: Timestamp) -> Event {
        match self {
            Self::Asker(asker) => crate::door::event(asker, action, now),
            Self::Operator => Event::new(now, Actor::CommandLine, action),
            Self::Job => Event::new(now, Actor::Job, action),
        }
    }

    /// The member of staff, if it is one.
    pub(crate) fn staff(&self) -> Option<StaffId> {
        match self {
            Self::Asker(asker) => Some(asker.staff.id),
            Self::Operator | Self::Job => None,
        }
    }
}

/// The refusal for everybody else.
fn not_the_data_lead() -> AppError {
    AppError::Refused(Box::new(Refusal {
        heading: "Only a data lead can work with files".to_owned(),
        because: "A file holds what many families told a service.".to_owned(),
        ways_to_yes: vec!["Ask your data lead to bring the file in.".to_owned()],
        citations: Vec::new(),
        decision: None,
    }))
}

/// A file as it was sent.
#[derive(Clone, Copy)]
pub struct Upload<'a> {
    /// The source it comes from, by name.
    pub source: &'a str,
    /// Its name, for people.
    pub file_name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
    /// With more bad rows in a hundred than this, the file is refused; none
    /// for the source's own limit.
    pub at_most_bad_percent: Option<u8>,
}

impl<'a> Upload<'a> {
    /// A file that is held to its source's own limit of bad rows.
    #[must_use]
    pub fn new(source: &'a str, file_name: &'a str, bytes: &'a [u8]) -> Self {
        Self { source, file_name, bytes, at_most_bad_percent: None }
    }
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Upload({} for {}, hidden)", self.file_name, self.source)
    }
}

/// What is being done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportStep {
    /// Rows are read and compared with what is known.
    Checking,
    /// Rows are taken in.
    TakingIn,
    /// Records are matched with the records already known.
    Matching,
    /// People, families and search terms are written.
    People,
}

type Teller<'a> = Box<dyn FnMut(ImportStep, u64, Option<u64>) + Send + 'a>;

/// Is told how far an import has come.
pub struct ImportProgress<'a> {
    tell: Option<Teller<'a>>,
    stop: Option<Arc<AtomicBool>>,
}

impl fmt::Debug for ImportProgress<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ImportProgress")
    }
}

impl<'a> ImportProgress<'a> {
    /// Nobody is told.
    #[must_use]
    pub fn silent() -> Self {
        Self { tell: None, stop: None }
    }

    /// `tell` is told the step, how many are done, and of how many, where
    /// that is known.
    #[must_use]
    pub fn new(tell: impl FnMut(ImportStep, u64, Option<u64>) + Send + 'a) -> Self {
        Self { tell: Some(Box::new(tell)), stop: None }
    }

    /// Stops between two batches of rows once `stop` is set. What is in stays
    /// in, and the import can go on where it stopped.
    #[must_use]
    pub fn stopping_on(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = Some(stop);
        self
    }

    pub(crate) fn is_to_stop(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    pub(crate) fn at(&mut self, step: ImportStep, done: u64, total: Option<u64>) {
        if let Some(tell) = &mut self.tell {
            tell(step, done, total);
        }
    }
}

/// What taking a file in has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportTally {
    /// Rows that were not known before.
    pub rows_new: u64,
    /// Rows that say something else than before.
    pub rows_changed: u64,
    /// Rows that were known already.
    pub rows_unchanged: u64,
    /// Rows left out because of a problem.
    pub rows_left_out: u64,
    /// Pairs of records that were joined.
    pub joined: u64,
    /// Joins that no longer hold.
    pub parted: u64,
    /// Pairs put on the matching list.
    pub to_check: u64,
    /// People whose records changed.
    pub people: u64,
    /// Families that were made or changed.
    pub families: u64,
    /// It was stopped before all rows were in: nobody sees them yet, and it
    /// can go on where it stopped.
    pub is_stopped: bool,
}
