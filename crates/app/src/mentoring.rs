//! Family mentors (S003-LEc): volunteers and paid people of the community who
//! meet a family that agreed to them by name. A mentor sees whom they meet, the
//! family's plan and the next visit, and nothing else; a skilled worker
//! supervises them, and without one they see nothing.

mod agree;
mod circle;
mod gate;
mod home;
mod list;
mod place;
mod supervise;
mod write;

pub use agree::{MentorForm, MentorLines, NameDraft, NamedMentor};
pub use list::{MentorFamily, MentorLine, MentoringPage, TalkLine};
pub use place::{MentorNote, MentorPlacePage};
pub use supervise::TalkDraft;
pub use write::{MentorNoteDraft, MentorWriting};

pub(crate) use agree::{ASK_MENTOR, ask_later};
pub(crate) use list::{MentoringDay, day};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::MentoringId;
use kith_core::sharing::Purpose;
use kith_store::{MentorEvent, Tx};
use serde::{Deserialize, Serialize};

use crate::door::event;
use crate::{AppError, Asker, Refusal};

/// What happened since a mentor was named, by the word of the store.
const GIVEN: &str = "given";
const TAKEN: &str = "taken";
const NOTE: &str = "note";
const WORRY: &str = "worry";
const ANSWERED: &str = "answered";

/// The most letters of anything that is written here.
const MOST_LETTERS: usize = 1000;

/// What is kept sealed of a family that a mentor is to meet.
#[derive(Clone, Serialize, Deserialize)]
struct PlaceWords {
    /// The first name of whoever the mentor meets.
    meet: String,
    /// How to reach them, as they agreed.
    reach: String,
    /// The mentor's name as the family agreed to it.
    agreed_to: String,
    /// The support whose plan they agreed to show.
    supports: Vec<String>,
    /// The day of the first visit.
    next_visit: Option<String>,
}

/// What is kept sealed of something that happened.
#[derive(Clone, Default, Serialize, Deserialize)]
struct EventWords {
    words: String,
    /// The day of the next visit, where a note sets one.
    next_visit: Option<String>,
}

/// How far it came with a mentor and a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MentorState {
    /// The family agreed; the supervisor has not given it yet.
    Waits,
    /// The mentor meets the family, since this day.
    Meets(Date),
    /// It ended on this day, for this reason.
    Ended(Date, String),
}

/// A day of a sealed text.
fn day_of(text: Option<&String>) -> Option<Date> {
    text.and_then(|text| text.parse().ok())
}

fn to_words(value: &impl Serialize) -> Result<Vec<u8>, AppError> {
    serde_json::to_vec(value).map_err(|error| AppError::Broken(error.into()))
}

fn from_words<T: for<'de> Deserialize<'de>>(words: &[u8]) -> Result<T, AppError> {
    serde_json::from_slice(words).map_err(|error| AppError::Broken(error.into()))
}

/// Adds what happened, by this person, now; and its entry in the audit.
async fn happened(
    tx: &mut Tx,
    (asker, now): (&Asker, Timestamp),
    (place, family): (MentoringId, kith_core::id::FamilyId),
    (kind, on, words): (&str, Option<Date>, &EventWords),
) -> Result<(), AppError> {
    let happened = MentorEvent { kind: kind.to_owned(), on, by: asker.staff.id, at: now, words: to_words(words)? };
    tx.add_mentor_event(place, &happened).await?;
    let written = event(asker, Action::Mentoring, now).about(family).outcome(kind).with("place", place);
    tx.append_audit(&written).await?;
    Ok(())
}

/// Everything here is to support a family, whatever the reader looks others up
/// for.
fn for_support(asker: &Asker) -> Asker {
    Asker { purpose: Purpose::FamilySupport, ..asker.clone() }
}

/// What a mentor without a supervisor is told.
fn without_supervisor() -> Refusal {
    Refusal {
        heading: "You see no family today".to_owned(),
        because: "Your supervisor has left, or nobody was named. A mentor always has a supervisor.".to_owned(),
        ways_to_yes: vec!["Ask your service to name a supervisor for you.".to_owned()],
        citations: vec!["Evidence on good practice (003), lines 3277 to 3350".to_owned()],
        decision: None,
    }
}
