//! Pairs of records that somebody has to look at (screen 31): the list, one
//! pair side by side, what people said of it, and taking an answer back.
//!
//! What a data lead sees of a pair is a look: the rules are asked, and it is
//! written down with every family that it is about. Nobody is shown here who
//! is kept safe, or whose earlier identity is sealed; no service is named.

mod accuracy;
mod answer;
mod gate;
mod history;
mod numbers;
mod side;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::PairId;
use kith_core::workforce::{AccessState, Role};
use kith_store::WaitingPair;

use crate::door::{event, today};
use crate::{App, AppError, Asker, look};

pub(crate) use gate::{Written, write_down};

pub use accuracy::{Accuracy, BandLine, DrawnJoin, Drift, MonthLine, Refusals, SourceShare};
pub use answer::{AnswerDraft, Answered as PairAnswered};
pub use history::{AnswerLine, HistoryLine as PairHistoryLine};
pub use numbers::NumbersLine;
pub use side::{Agreeing, ComparedRow, RecordHead};

/// How many pairs stand on the list.
const LISTED: u32 = 15;

/// A pair on the list: nothing of what the records say.
#[derive(Debug, Clone)]
pub struct QueueLine {
    /// Under which reference it is opened.
    pub pair: PairId,
    /// What hangs on the answer.
    pub stakes: &'static str,
    /// Why the two may be one person, reason by reason.
    pub reasons: Vec<String>,
    /// When the pair was found.
    pub found_at: Timestamp,
    /// Somebody else was not sure, and asked for a second opinion.
    pub is_second_opinion: bool,
}

/// The list of pairs.
#[derive(Debug, Clone)]
pub struct PairQueue {
    /// How many wait for the reader.
    pub waiting: u64,
    /// The first of them, the most valuable first.
    pub lines: Vec<QueueLine>,
    /// Those that the reader put aside and nobody has answered.
    pub put_aside: Vec<QueueLine>,
}

/// Two records side by side.
#[derive(Debug, Clone)]
pub struct ComparedPair {
    /// Which pair.
    pub pair: PairId,
    /// The two records: what they are, not what they say.
    pub heads: [RecordHead; 2],
    /// What they say, field by field.
    pub rows: Vec<ComparedRow>,
    /// What hangs on the answer; none where the pair no longer waits.
    pub stakes: Option<&'static str>,
    /// Why the two are a pair, in words.
    pub reasons: Vec<String>,
    /// The two are one person now.
    pub is_one_person: bool,
    /// Why the two cannot be one person whatever somebody says.
    pub cannot_be_one: Option<&'static str>,
    /// The pair waits for an answer, or is a join that was drawn to be
    /// checked.
    pub is_waiting: bool,
    /// The answer that stands.
    pub answered: Option<AnswerLine>,
    /// Somebody was not sure and asked for a second opinion.
    pub unsure: Vec<AnswerLine>,
    /// Everything that was ever said of the pair, newest first.
    pub history: Vec<PairHistoryLine>,
    /// The number of the newest of it: an answer that comes later is shown
    /// before another is taken.
    pub seen: u64,
    /// How many pairs wait for the reader.
    pub waiting: u64,
}

impl App {
    /// The pairs that wait for the reader. Nothing on it says who they are.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but a data lead;
    /// [`AppError::Refused`] where training or clearance is not current.
    pub async fn pairs(&self, asker: &Asker, now: Timestamp) -> Result<PairQueue, AppError> {
        may_match(asker, now)?;
        let staff = asker.staff.id;
        let seen = event(asker, Action::Look, now).with("page", "matching");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.name_pairs().await?;
                    tx.append_audit(&seen).await?;
                    Ok(PairQueue {
                        waiting: tx.count_pairs_waiting(staff).await?,
                        lines: tx.pairs_waiting(staff, LISTED).await?.into_iter().map(line).collect(),
                        put_aside: tx.pairs_put_aside(staff, LISTED).await?.into_iter().map(line).collect(),
                    })
                })
            })
            .await
    }

    /// How many pairs wait for the reader; none for anybody but a data lead
    /// who may look at them.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn count_pairs(&self, asker: &Asker, now: Timestamp) -> Result<Option<u64>, AppError> {
        if may_match(asker, now).is_err() {
            return Ok(None);
        }
        let staff = asker.staff.id;
        self.db.read(move |tx| Box::pin(async move { Ok(Some(tx.count_pairs_waiting(staff).await?)) })).await
    }

    /// The pair that waits first for the reader.
    ///
    /// # Errors
    /// As [`App::pairs`].
    pub async fn next_pair(&self, asker: &Asker, now: Timestamp) -> Result<Option<PairId>, AppError> {
        may_match(asker, now)?;
        let staff = asker.staff.id;
        let first = self.db.read(move |tx| Box::pin(async move { tx.pairs_waiting(staff, 1).await })).await?;
        Ok(first.first().map(|waiting| waiting.pair))
    }

    /// Shows two records side by side.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is no such pair, nobody has asked
    /// about it, or somebody in it is kept safe; [`AppError::Refused`] where
    /// the rules let nothing through.
    pub async fn compare(&self, asker: &Asker, pair: PairId, now: Timestamp) -> Result<ComparedPair, AppError> {
        may_match(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let opened = match gate::open(tx, &reader, &rules, (pair, now)).await? {
                        Ok(opened) => opened,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    let compared = opened.compared(tx, &reader).await?;
                    Ok::<_, AppError>(opened.permit(compared))
                })
            })
            .await?
    }
}

/// Matching is the data lead's work, with training as current as anybody's.
pub(crate) fn may_match(asker: &Asker, now: Timestamp) -> Result<(), AppError> {
    if asker.staff.role != Role::DataLead {
        return Err(AppError::NotFound);
    }
    match asker.staff.matching_access_on(today(now)) {
        AccessState::Current => Ok(()),
        other => Err(AppError::Refused(Box::new(look::not_current(other)))),
    }
}

fn line(waiting: WaitingPair) -> QueueLine {
    QueueLine {
        pair: waiting.pair,
        stakes: waiting.review.stakes.title(),
        reasons: reasons(&waiting.review.reasons),
        found_at: waiting.review.found_at,
        is_second_opinion: waiting.is_second_opinion,
    }
}

/// Reasons as storage keeps them, on one line, one by one.
fn reasons(line: &str) -> Vec<String> {
    line.split("; ").map(str::trim).filter(|reason| !reason.is_empty()).map(str::to_owned).collect()
}
