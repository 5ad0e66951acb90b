//! Looking NHS numbers up in the national demographics record (S003-NNa): one
//! person, or the many whose number is missing; the proposals that come of it,
//! and what somebody says of each.
//!
//! Nothing that comes back changes a record by itself. A number is a proposal
//! until somebody who answers pairs has taken it in; then it is a statement of
//! a source of its own, matched like any other. Nobody who is kept safe is
//! asked about or shown; a restricted record is never kept.

mod answer;
mod ask;
mod batch;
mod compared;
mod gate;
mod port;
mod restricted;
mod subject;
mod taken;
mod waiting;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::TraceId;
use kith_core::report::hide_small;
use kith_core::tracing::{Outcome, Step};
use kith_store::NumberTrace;

use crate::door::{event, today};
use crate::matching::may_match;
use crate::{App, AppError, Asker};

pub use answer::{NumberAnswered, NumberDraft};
pub use batch::TraceTally;
pub use compared::{NumberAnswerLine, NumberComparison, NumberRow};
pub use port::TracingWay;

/// The source whose statements are what somebody took in of the national
/// record.
pub(crate) const NATIONAL: &str = "national-demographics";

/// How many proposals stand on the list.
const LISTED: usize = 25;

/// A proposal on the list: nothing of what the records say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberLine {
    /// Under which reference it is opened.
    pub trace: TraceId,
    /// What the look-up came to.
    pub outcome: Outcome,
    /// The question that found it.
    pub step: Option<Step>,
    /// When it was asked.
    pub asked_at: Timestamp,
}

/// One outcome, and how often it was the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeLine {
    /// The outcome.
    pub outcome: Outcome,
    /// How often; none where it is too few to show.
    pub times: Option<u64>,
}

/// The page of numbers that are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumbersPage {
    /// How numbers are looked up here.
    pub way: TracingWay,
    /// How many proposals wait.
    pub waiting: u64,
    /// The first of them, the longest waiting first.
    pub lines: Vec<NumberLine>,
    /// How many children under five have no number, or one that no health
    /// service states, and have not been looked up lately.
    pub to_ask: u64,
    /// Every outcome that was ever the last.
    pub outcomes: Vec<OutcomeLine>,
}

impl App {
    /// The proposals that wait, and what look-ups came to. Nothing on it says
    /// who anybody is.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but a data lead;
    /// [`AppError::Refused`] where training or clearance is not current.
    pub async fn numbers(&self, asker: &Asker, now: Timestamp) -> Result<NumbersPage, AppError> {
        may_match(asker, now)?;
        let way = self.tracing_way().await?;
        let to_ask = self.waiting_for_a_number(today(now), now).await?.len() as u64;
        let waiting = self.proposals().await?;
        let seen = event(asker, Action::Look, now).with("page", "numbers");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.append_audit(&seen).await?;
                    let counts = tx.count_trace_outcomes().await?;
                    let times: Vec<u64> = counts.values().copied().collect();
                    let (_, shown) = hide_small(&times);
                    Ok(NumbersPage {
                        way,
                        waiting: waiting.len() as u64,
                        lines: waiting.into_iter().take(LISTED).map(line).collect(),
                        to_ask,
                        outcomes: (counts.into_keys().zip(shown))
                            .map(|(outcome, times)| OutcomeLine { outcome, times })
                            .collect(),
                    })
                })
            })
            .await
    }

    /// How many proposals wait; none for anybody but a data lead who may look
    /// at them.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn count_number_proposals(&self, asker: &Asker, now: Timestamp) -> Result<Option<u64>, AppError> {
        if may_match(asker, now).is_err() {
            return Ok(None);
        }
        Ok(Some(self.proposals().await?.len() as u64))
    }

    /// The proposal that waits first.
    ///
    /// # Errors
    /// As [`App::numbers`].
    pub async fn next_number_proposal(&self, asker: &Asker, now: Timestamp) -> Result<Option<TraceId>, AppError> {
        may_match(asker, now)?;
        Ok(self.proposals().await?.first().map(|trace| trace.id))
    }

    /// Children whose number is to be looked up, and has not been lately.
    async fn waiting_for_a_number(
        &self,
        today: Date,
        now: Timestamp,
    ) -> Result<Vec<crate::import::Unnumbered>, AppError> {
        let children = self.children_without_number(today).await?;
        batch::not_asked_lately(&self.db, children, now).await
    }
}

fn line(trace: NumberTrace) -> NumberLine {
    NumberLine { trace: trace.id, outcome: trace.outcome, step: trace.step, asked_at: trace.asked_at }
}
