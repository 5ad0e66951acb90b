//! What somebody says of a pair, and taking it back. Both are only added.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{PairId, RecordId};
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_store::Tx;

use super::gate::{self, Opened};
use super::{history, may_compare};
use crate::door::event;
use crate::import::Who;
use crate::{App, AppError, Asker, FieldProblem, ImportProgress};

/// The longest note, in letters.
const LONGEST_NOTE: usize = 500;

/// What the form of a pair sent.
#[derive(Debug, Clone, Default)]
pub struct AnswerDraft {
    /// `same`, `different` or `not-sure`.
    pub answer: String,
    /// Why, or what the next reader should know.
    pub note: String,
    /// The newest that was said of the pair when the page was shown.
    pub seen: u64,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It is kept, and what it says holds.
    Saved,
    /// "The same person" is kept, but other records of the two keep them
    /// apart.
    StandApart,
    /// Somebody else answered since the page was shown: nothing was kept.
    AnsweredMeanwhile,
}

impl App {
    /// Keeps what somebody says of a pair. "The same person" joins the two at
    /// once; "not sure" puts the pair aside for this reader and asks for a
    /// second opinion.
    ///
    /// # Errors
    /// As [`App::compare`]; [`AppError::Invalid`] where nothing was chosen, or
    /// the two cannot be one person.
    pub async fn answer_pair(
        &self,
        asker: &Asker,
        pair: PairId,
        draft: &AnswerDraft,
        now: Timestamp,
    ) -> Result<Answered, AppError> {
        may_compare(asker, now)?;
        let verdict = verdict(draft)?;
        let (reader, rules, draft) = (asker.clone(), self.rules.clone(), draft.clone());
        let kept = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let opened = match gate::open(tx, &reader, &rules, (pair, now)).await? {
                        Ok(opened) => opened,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    if is_answered_meanwhile(&opened, &reader, draft.seen) {
                        return Ok(Ok(None));
                    }
                    if let Some(why) = opened.cannot_be_one().filter(|_| verdict == Verdict::Same) {
                        return Ok(Err(cannot_be_one(why)));
                    }
                    keep(tx, &reader, &opened, (verdict, draft.note.trim()), now).await?;
                    let is_one = opened.is_one_person();
                    let changes = verdict != Verdict::Undecided && is_one != (verdict == Verdict::Same);
                    Ok::<_, AppError>(Ok(Some((opened.records(), changes))))
                })
            })
            .await??;
        let Some((records, changes)) = kept else { return Ok(Answered::AnsweredMeanwhile) };
        if !changes {
            return Ok(Answered::Saved);
        }
        let is_one = self.match_pair(asker, records, now).await?;
        Ok(if is_one == (verdict == Verdict::Same) { Answered::Saved } else { Answered::StandApart })
    }

    /// Takes back the answer that stands: whoever gave it, or for "not sure"
    /// the reader's own. The two are matched again as if it had not been said.
    /// Gives the pair under which they wait then: by what is known now, other
    /// records of the two may speak louder.
    ///
    /// # Errors
    /// As [`App::compare`]; [`AppError::NotFound`] too where no answer stands.
    pub async fn take_answer_back(&self, asker: &Asker, pair: PairId, now: Timestamp) -> Result<PairId, AppError> {
        may_compare(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let records = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let opened = match gate::open(tx, &reader, &rules, (pair, now)).await? {
                        Ok(opened) => opened,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    let stand = history::standing_answers(&opened.events);
                    let own =
                        |event: &&&LinkEvent| event.verdict != Verdict::Undecided || event.by == Some(reader.staff.id);
                    let Some(last) = stand.iter().rfind(own) else { return Ok(Err(AppError::NotFound)) };
                    let back = LinkEvent {
                        verdict: Verdict::Undecided,
                        withdraws: Some(last.seq),
                        reasons: "somebody took it back".to_owned(),
                        ..said(&reader, &opened, Verdict::Undecided, now)
                    };
                    tx.append_links(&[back]).await?;
                    let action = if last.verdict == Verdict::Same { Action::Unlink } else { action(last.verdict) };
                    let written = event(&reader, action, now).about(opened.records().0).outcome("taken-back");
                    tx.append_audit(&written.with("pair", pair).with("other", opened.records().1)).await?;
                    Ok::<_, AppError>(Ok((last.verdict != Verdict::Undecided).then_some(opened.records())))
                })
            })
            .await??;
        let Some((a, b)) = records else { return Ok(pair) };
        self.match_pair(asker, (a, b), now).await?;
        let waits = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    match tx.persons_of_records(&[a, b]).await?[..] {
                        [(_, one), (_, two)] => tx.pair_between_people(one, two).await,
                        _ => Ok(None),
                    }
                })
            })
            .await?;
        Ok(waits.unwrap_or(pair))
    }

    /// Matches two records again; whether they are one person then.
    async fn match_pair(&self, asker: &Asker, (a, b): (RecordId, RecordId), now: Timestamp) -> Result<bool, AppError> {
        self.match_records(&Who::from(asker), &[a, b], now, &mut ImportProgress::silent()).await?;
        let whose = self.db.read(move |tx| Box::pin(async move { tx.persons_of_records(&[a, b]).await })).await?;
        Ok(whose.len() == 2 && whose[0].1 == whose[1].1)
    }
}

fn verdict(draft: &AnswerDraft) -> Result<Verdict, AppError> {
    let problem = |field, words| Err(AppError::Invalid(vec![FieldProblem::new(field, words)]));
    if draft.note.chars().count() > LONGEST_NOTE {
        return problem("note", "Use at most 500 letters");
    }
    match draft.answer.as_str() {
        "same" => Ok(Verdict::Same),
        "different" => Ok(Verdict::Different),
        "not-sure" => Ok(Verdict::Undecided),
        _ => problem("answer", "Choose one of the three answers"),
    }
}

fn cannot_be_one(why: &'static str) -> AppError {
    let words = format!("These cannot be one person: {why}. Choose another answer");
    AppError::Invalid(vec![FieldProblem::new("answer", words)])
}

/// Somebody else's answer, given since the page was shown, comes first.
fn is_answered_meanwhile(opened: &Opened, asker: &Asker, seen: u64) -> bool {
    history::standing_answers(&opened.events)
        .iter()
        .any(|event| event.seq > seen && event.verdict != Verdict::Undecided && event.by != Some(asker.staff.id))
}

async fn keep(
    tx: &mut Tx,
    asker: &Asker,
    opened: &Opened,
    (verdict, note): (Verdict, &str),
    now: Timestamp,
) -> Result<(), AppError> {
    let (a, b) = opened.records();
    let seq = tx.append_links(&[said(asker, opened, verdict, now)]).await?;
    if !note.is_empty() {
        tx.note_answer(seq, note).await?;
    }
    if verdict != Verdict::Undecided {
        tx.take_off_list(a, b).await?;
    }
    let written = event(asker, action(verdict), now).about(a).with("pair", opened.pair).with("other", b);
    tx.append_audit(&written).await?;
    Ok(())
}

fn action(verdict: Verdict) -> Action {
    match verdict {
        Verdict::Same => Action::Link,
        Verdict::Different => Action::KeepApart,
        Verdict::Undecided => Action::Unsure,
    }
}

/// What somebody says of the pair, with what the linker found: so that it can
/// be counted later how often the linker was right.
fn said(asker: &Asker, opened: &Opened, verdict: Verdict, now: Timestamp) -> LinkEvent {
    let (a, b) = opened.records();
    LinkEvent {
        seq: 0,
        a: a.min(b),
        b: a.max(b),
        verdict,
        origin: Origin::Human,
        weight_milli: opened.review.as_ref().map_or(0, |review| review.weight_milli),
        reasons: match verdict {
            Verdict::Same => "somebody who compared both says that they are one person",
            Verdict::Different => "somebody who compared both says that they are two people",
            Verdict::Undecided => "somebody who compared both was not sure",
        }
        .to_owned(),
        model: String::new(),
        by: Some(asker.staff.id),
        at: now,
        withdraws: None,
    }
}
