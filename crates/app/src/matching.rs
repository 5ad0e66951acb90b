//! Pairs of records that somebody has to look at (screen 31): the list, one
//! pair side by side, what people said of it, and taking an answer back.
//!
//! What a data lead sees of a pair is a look: the rules are asked, and it is
//! written down with every family that it is about. Nobody is shown here who
//! is kept safe, or whose earlier identity is sealed; no service is named.
//!
//! A booking beside somebody who is kept safe waits for the Caldicott Guardian
//! instead, in the same way, and without whereabouts (T21, T22).

mod accuracy;
mod answer;
mod gate;
mod history;
mod numbers;
mod side;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::PairId;
use kith_core::workforce::{AccessState, Role, Staff};
use kith_store::{Tx, WaitingPair};

use crate::antenatal::FORM_SOURCE;
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
    /// Who booked, where one of the two is a booking beside somebody who is
    /// kept safe.
    pub booked: Option<Booked>,
}

/// Who made a booking.
#[derive(Debug, Clone)]
pub struct Booked {
    /// The member of staff.
    pub by: String,
    /// Their team.
    pub team: String,
    /// When.
    pub at: Timestamp,
}

impl App {
    /// The pairs that wait for the reader. Nothing on it says who they are.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but a data lead and the Caldicott
    /// Guardian; [`AppError::Refused`] where training or clearance is not
    /// current.
    pub async fn pairs(&self, asker: &Asker, now: Timestamp) -> Result<PairQueue, AppError> {
        may_compare(asker, now)?;
        let reader = asker.staff.clone();
        let seen = event(asker, Action::Look, now).with("page", "matching");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.name_pairs().await?;
                    tx.append_audit(&seen).await?;
                    let put_aside = match reads_kept_safe(&reader) {
                        true => Vec::new(),
                        false => tx.pairs_put_aside(reader.id, LISTED).await?,
                    };
                    Ok(PairQueue {
                        waiting: count_waiting(tx, &reader).await?,
                        lines: listed(tx, &reader, LISTED).await?.into_iter().map(line).collect(),
                        put_aside: put_aside.into_iter().map(line).collect(),
                    })
                })
            })
            .await
    }

    /// How many pairs wait for the reader; none for anybody but a data lead or
    /// a Caldicott Guardian who may look at them.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn count_pairs(&self, asker: &Asker, now: Timestamp) -> Result<Option<u64>, AppError> {
        if may_compare(asker, now).is_err() {
            return Ok(None);
        }
        let reader = asker.staff.clone();
        self.db.read(move |tx| Box::pin(async move { count_waiting(tx, &reader).await.map(Some) })).await
    }

    /// The pair that waits first for the reader.
    ///
    /// # Errors
    /// As [`App::pairs`].
    pub async fn next_pair(&self, asker: &Asker, now: Timestamp) -> Result<Option<PairId>, AppError> {
        may_compare(asker, now)?;
        let reader = asker.staff.clone();
        let first = self.db.read(move |tx| Box::pin(async move { listed(tx, &reader, 1).await })).await?;
        Ok(first.first().map(|waiting| waiting.pair))
    }

    /// Shows two records side by side.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is no such pair, nobody has asked
    /// about it, or it is not on the reader's list because somebody in it is
    /// kept safe; [`AppError::Refused`] where the rules let nothing through.
    pub async fn compare(&self, asker: &Asker, pair: PairId, now: Timestamp) -> Result<ComparedPair, AppError> {
        may_compare(asker, now)?;
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

/// Pairs are compared by data leads; those of a booking with somebody who is
/// kept safe, by the Caldicott Guardian.
fn may_compare(asker: &Asker, now: Timestamp) -> Result<(), AppError> {
    if !reads_kept_safe(&asker.staff) {
        return may_match(asker, now);
    }
    match access_on(&asker.staff, today(now)) {
        AccessState::Current => Ok(()),
        other => Err(AppError::Refused(Box::new(look::not_current(other)))),
    }
}

fn reads_kept_safe(staff: &Staff) -> bool {
    staff.role == Role::CaldicottGuardian
}

fn access_on(staff: &Staff, today: Date) -> AccessState {
    if reads_kept_safe(staff) { staff.safe_keeping_access_on(today) } else { staff.matching_access_on(today) }
}

async fn listed(tx: &mut Tx, staff: &Staff, limit: u32) -> Result<Vec<WaitingPair>, AppError> {
    Ok(match reads_kept_safe(staff) {
        true => tx.bookings_of_kept_safe((staff.id, FORM_SOURCE), limit).await?,
        false => tx.pairs_waiting(staff.id, limit).await?,
    })
}

async fn count_waiting(tx: &mut Tx, staff: &Staff) -> Result<u64, AppError> {
    Ok(match reads_kept_safe(staff) {
        true => tx.count_bookings_of_kept_safe(FORM_SOURCE).await?,
        false => tx.count_pairs_waiting(staff.id).await?,
    })
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
