//! What somebody says of a proposal, and taking it back. Both are only added.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{RecordId, TraceId};
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_store::{NumberAnswer, Tx};

use super::gate::{self, Opened};
use super::taken;
use crate::door::event;
use crate::import::{TakenRows, Who};
use crate::matching::may_match;
use crate::{App, AppError, Asker, FieldProblem, ImportProgress};

/// The longest note, in letters.
const LONGEST_NOTE: usize = 500;

const SAME: &str = "same";
const SOMEBODY_ELSE: &str = "somebody-else";
const TOLD: &str = "told";
pub(super) const TAKEN_BACK: &str = "taken-back";

/// The words for an answer, as after a name.
pub(super) fn words(answer: &str) -> &'static str {
    match answer {
        SAME => "the same person, and took the national record in",
        SOMEBODY_ELSE => "somebody else",
        TOLD => "told the service that sent the number",
        _ => "took the answer back",
    }
}

/// What the form of a proposal sent.
#[derive(Debug, Clone, Default)]
pub struct NumberDraft {
    /// `same`, `somebody-else` or `told`.
    pub answer: String,
    /// Why, or what the next reader should know.
    pub note: String,
    /// The newest that was said of it when the page was shown.
    pub seen: u32,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberAnswered {
    /// It is kept, and what it says holds.
    Saved,
    /// It is kept, but other records keep the two apart: the pair waits to be
    /// looked at, or a rule forbids it.
    StandApart,
    /// Somebody else answered since the page was shown: nothing was kept.
    AnsweredMeanwhile,
}

/// A row that was taken in or emptied, and the record that it is matched with.
type Changed = Option<(TakenRows, RecordId)>;

impl App {
    /// Keeps what somebody says of a proposal. "The same person" takes the
    /// national record in as a statement of its own and matches it.
    ///
    /// # Errors
    /// As [`App::compare_number`]; [`AppError::Invalid`] where nothing was
    /// chosen, or what was found cannot be taken in.
    pub async fn answer_number(
        &self,
        asker: &Asker,
        trace: TraceId,
        draft: &NumberDraft,
        now: Timestamp,
    ) -> Result<NumberAnswered, AppError> {
        may_match(asker, now)?;
        check(draft)?;
        let holders = self.holders_of_proposal(trace).await?;
        let (reader, rules, draft) = (asker.clone(), self.rules.clone(), draft.clone());
        let kept = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let opened = match gate::open(tx, &reader, &rules, &holders, (trace, now)).await? {
                        Ok(opened) => opened,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    if opened.newest() != draft.seen || opened.standing().is_some() {
                        return Ok(Ok(None));
                    }
                    if let Some(why) = opened.cannot_be_taken().filter(|_| draft.answer == SAME) {
                        return Ok(Err(AppError::Invalid(vec![FieldProblem::new("answer", why)])));
                    }
                    keep(tx, &reader, &opened, &draft, now).await.map(|changed| Ok(Some(changed)))
                })
            })
            .await??;
        match kept {
            None => Ok(NumberAnswered::AnsweredMeanwhile),
            Some(changed) => {
                let is_one = self.match_changed(asker, changed, now).await?;
                Ok(if is_one { NumberAnswered::Saved } else { NumberAnswered::StandApart })
            }
        }
    }

    /// Takes the answer that stands back. What was taken in is emptied and
    /// stays in the past; the proposal waits again.
    ///
    /// # Errors
    /// As [`App::compare_number`]; [`AppError::NotFound`] too where no answer
    /// stands.
    pub async fn take_number_answer_back(&self, asker: &Asker, trace: TraceId, now: Timestamp) -> Result<(), AppError> {
        may_match(asker, now)?;
        let holders = self.holders_of_proposal(trace).await?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let changed = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let opened = match gate::open(tx, &reader, &rules, &holders, (trace, now)).await? {
                        Ok(opened) => opened,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    if opened.standing().is_none() {
                        return Ok(Err(AppError::NotFound));
                    }
                    take_back(tx, &reader, &opened, now).await.map(Ok)
                })
            })
            .await??;
        self.match_changed(asker, changed, now).await.map(drop)
    }

    /// Matches a row that was taken in; whether it is one person with the
    /// record beside it then. True where nothing was taken in.
    async fn match_changed(&self, asker: &Asker, changed: Changed, now: Timestamp) -> Result<bool, AppError> {
        let Some((row, record)) = changed else { return Ok(true) };
        self.tell_of_row(&row, now).await;
        let touched: Vec<RecordId> = row.taken.iter().map(|taken| taken.record).chain([record]).collect();
        self.match_records(&Who::from(asker), &touched, now, &mut ImportProgress::silent()).await?;
        let whose = self.db.read(move |tx| Box::pin(async move { tx.persons_of_records(&touched).await })).await?;
        Ok(whose.windows(2).all(|two| two[0].1 == two[1].1))
    }
}

fn check(draft: &NumberDraft) -> Result<(), AppError> {
    let problem = |field, words| Err(AppError::Invalid(vec![FieldProblem::new(field, words)]));
    if draft.note.trim().chars().count() > LONGEST_NOTE {
        return problem("note", "Use at most 500 letters");
    }
    match draft.answer.as_str() {
        SAME | SOMEBODY_ELSE | TOLD => Ok(()),
        _ => problem("answer", "Choose one of the answers"),
    }
}

async fn keep(
    tx: &mut Tx,
    asker: &Asker,
    opened: &Opened,
    draft: &NumberDraft,
    now: Timestamp,
) -> Result<Changed, AppError> {
    let own = opened.subject.record;
    let mut changed = None;
    if draft.answer == SAME {
        let row = taken::take(tx, &opened.found, now).await?;
        for record in &row.taken {
            tx.append_links(&[said(asker, (own, record.record), None, now)]).await?;
        }
        changed = Some(row);
    }
    let record = changed.as_ref().and_then(|row| row.taken.first()).map(|taken| taken.record);
    let note = Some(draft.note.trim().to_owned()).filter(|note| !note.is_empty());
    write(tx, asker, (opened, &draft.answer), (record, note), now).await?;
    Ok(changed.map(|row| (row, own)))
}

async fn take_back(tx: &mut Tx, asker: &Asker, opened: &Opened, now: Timestamp) -> Result<Changed, AppError> {
    let own = opened.subject.record;
    let taken = opened.standing().and_then(|said| said.record);
    write(tx, asker, (opened, TAKEN_BACK), (None, None), now).await?;
    let Some(record) = taken else { return Ok(None) };
    let links = tx.links_between(own, record).await?;
    let last = links.iter().rfind(|event| event.origin == Origin::Human && event.verdict == Verdict::Same);
    if let Some(last) = last {
        tx.append_links(&[said(asker, (own, record), Some(last.seq), now)]).await?;
    }
    let row = taken::empty(tx, opened.found.number, now).await?;
    Ok(Some((row, own)))
}

/// Adds the answer, with its entry in the log.
async fn write(
    tx: &mut Tx,
    asker: &Asker,
    (opened, answer): (&Opened, &str),
    (record, note): (Option<RecordId>, Option<String>),
    now: Timestamp,
) -> Result<(), AppError> {
    let number = opened.newest() + 1;
    let said = NumberAnswer { number, answer: answer.to_owned(), by: asker.staff.id, at: now, record, note };
    tx.answer_trace(opened.trace.id, &said).await?;
    let written = event(asker, Action::Trace, now).outcome(answer).with("trace", opened.trace.id);
    let written = written.with("page", "number-answer");
    for family in &opened.subject.families {
        tx.append_audit(&written.clone().about(*family)).await?;
    }
    if opened.subject.families.is_empty() {
        tx.append_audit(&written.about(opened.person)).await?;
    }
    Ok(())
}

/// A person's word that the national statement is about somebody held here,
/// or that it is taken back.
fn said(asker: &Asker, (a, b): (RecordId, RecordId), withdraws: Option<u64>, now: Timestamp) -> LinkEvent {
    let is_back = withdraws.is_some();
    LinkEvent {
        seq: 0,
        a: a.min(b),
        b: a.max(b),
        verdict: if is_back { Verdict::Undecided } else { Verdict::Same },
        origin: Origin::Human,
        weight_milli: 0,
        reasons: if is_back {
            "somebody took it back"
        } else {
            "somebody who compared it with the national record says that they are one person"
        }
        .to_owned(),
        model: String::new(),
        by: Some(asker.staff.id),
        at: now,
        withdraws,
    }
}
