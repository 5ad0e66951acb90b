//! What a mentor writes: a short note after a visit, and a worry, which is on
//! the supervisor's day at once; and the supervisor's answer.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::MentoringId;

use super::gate::{Reader, Weighed, open};
use super::{ANSWERED, EventWords, MOST_LETTERS, MentorState, NOTE, WORRY, for_support, happened};
use crate::contact_form::day;
use crate::door::today;
use crate::write_down::{filled, past_day};
use crate::{App, AppError, Asker, FieldProblem};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentorWriting {
    /// A note after a visit, by the mentor.
    Note,
    /// A worry, by the mentor.
    Worry,
    /// The answer to a worry, by the supervisor.
    Answer,
}

/// A note, a worry or an answer as it is being written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MentorNoteDraft {
    /// In words.
    pub words: String,
    /// The day of the visit, as typed; empty for today.
    pub on: String,
    /// The day of the next visit, as typed; empty for none.
    pub next_visit: String,
}

impl std::fmt::Debug for MentorNoteDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("MentorNoteDraft(hidden)")
    }
}

impl App {
    /// Keeps what a mentor writes about a family that they meet, or what their
    /// supervisor answers. The same form sent twice is kept once.
    ///
    /// # Errors
    /// As [`App::mentor_place`]; [`AppError::Invalid`] with every field that
    /// needs another look.
    pub async fn write_as_mentor(
        &self,
        asker: &Asker,
        place: MentoringId,
        (what, draft, key): (MentorWriting, &MentorNoteDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (asker, rules, draft) = (for_support(asker), self.rules.clone(), draft.clone());
        let once = format!("mentor-note {} {key}", asker.staff.id);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let weighed = match open(tx, (&asker, &rules), (place, "mentor-note", now)).await? {
                        Ok(weighed) => weighed,
                        Err(told) => return Ok::<_, AppError>(Err(told)),
                    };
                    if tx.done_once(&once).await?.is_some() {
                        return Ok(Ok(()));
                    }
                    let (kind, on, words) = match read(&weighed, (what, &draft), today(now)) {
                        Ok(read) => read,
                        Err(told) => return Ok(Err(told)),
                    };
                    let about = (place, weighed.family.unwrap_or(weighed.place.family));
                    happened(tx, (&asker, now), about, (kind, Some(on), &words)).await?;
                    tx.do_once(&once, &place.to_string(), now).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }
}

fn read(
    weighed: &Weighed,
    (what, draft): (MentorWriting, &MentorNoteDraft),
    today: Date,
) -> Result<(&'static str, Date, EventWords), AppError> {
    let is_mentor = weighed.reader == Reader::Mentor;
    let kind = match what {
        MentorWriting::Note if is_mentor && matches!(weighed.state(), MentorState::Meets(_)) => NOTE,
        MentorWriting::Worry if is_mentor => WORRY,
        MentorWriting::Answer if !is_mentor && weighed.has_open_worry() => ANSWERED,
        _ => return Err(AppError::NotFound),
    };
    let mut problems = Vec::new();
    let words = filled(&draft.words).filter(|words| words.chars().count() <= MOST_LETTERS);
    if words.is_none() {
        let says = format!("Write this in a few words, at most {MOST_LETTERS} letters");
        problems.push(FieldProblem::new("words", says));
    }
    let on = if what == MentorWriting::Note { past_day(&draft.on, today, &mut problems) } else { Some(today) };
    let typed = filled(&draft.next_visit).filter(|_| what == MentorWriting::Note);
    let next = typed.and_then(|typed| day(&typed, "next_visit", &mut problems));
    if next.is_some_and(|next| next < today) {
        problems.push(FieldProblem::new("next_visit", "This day has passed. Choose a later day"));
    }
    match (words, on) {
        (Some(words), Some(on)) if problems.is_empty() => {
            Ok((kind, on, EventWords { words, next_visit: next.map(|next| next.to_string()) }))
        }
        _ => Err(AppError::Invalid(problems)),
    }
}
