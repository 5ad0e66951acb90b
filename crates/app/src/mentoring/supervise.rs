//! What a supervisor does: gives a family to a mentor and takes it away, signs
//! the supervision talks, and hands a mentor on.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{MentoringId, StaffId};
use kith_core::workforce::{AccessState, Role};
use kith_store::{MentorTalk, Tx};

use super::circle::{Circle, may_supervise};
use super::gate::{Reader, open};
use super::list::may_open;
use super::{EventWords, GIVEN, MOST_LETTERS, MentorState, TAKEN, for_support, happened, to_words};
use crate::contact_form::day;
use crate::door::{event, today};
use crate::write_down::{filled, past_day};
use crate::{App, AppError, Asker, FieldProblem};

/// A supervision talk as it is being written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TalkDraft {
    /// What was agreed.
    pub words: String,
    /// The day, as typed; empty for today.
    pub on: String,
    /// The day of the next talk, as typed.
    pub next_on: String,
}

impl std::fmt::Debug for TalkDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TalkDraft(hidden)")
    }
}

impl App {
    /// Gives a family that agreed to its mentor, or takes it away and says why.
    ///
    /// # Errors
    /// As [`App::mentor_place`]; [`AppError::NotFound`] for anybody but the
    /// supervisor; [`AppError::Invalid`] where the mentor's training has run
    /// out, or the rules do not let the mentor see the family;
    /// [`AppError::Stale`] where it was given or has ended already.
    pub async fn give_or_take(
        &self,
        asker: &Asker,
        place: MentoringId,
        taken_because: Option<&str>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (asker, rules) = (for_support(asker), self.rules.clone());
        let why = taken_because.map(str::to_owned);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let weighed = match open(tx, (&asker, &rules), (place, "mentor-give", now)).await? {
                        Ok(weighed) => weighed,
                        Err(told) => return Ok::<_, AppError>(Err(told)),
                    };
                    if weighed.reader != Reader::Supervisor {
                        return Ok(Err(AppError::NotFound));
                    }
                    let about = (place, weighed.family.unwrap_or(weighed.place.family));
                    let (kind, words) = match (why, weighed.state()) {
                        (_, MentorState::Ended(..)) | (None, MentorState::Meets(_)) => return Ok(Err(AppError::Stale)),
                        (None, MentorState::Waits) => {
                            if weighed.mentor.mentoring_access_on(today(now)) != AccessState::Current {
                                return Ok(Err(invalid("give", NOT_TRAINED)));
                            }
                            if !weighed.mentor_may_see {
                                let says =
                                    "The rules do not let this mentor see the family today. Ask the family again";
                                return Ok(Err(invalid("give", says)));
                            }
                            (GIVEN, String::new())
                        }
                        (Some(why), _) => match filled(&why).filter(|why| why.chars().count() <= MOST_LETTERS) {
                            Some(why) => (TAKEN, why),
                            None => return Ok(Err(invalid("why", "Write why the mentor stops"))),
                        },
                    };
                    let words = EventWords { words, next_visit: None };
                    happened(tx, (&asker, now), about, (kind, Some(today(now)), &words)).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }

    /// Signs a supervision talk with a mentor.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the supervisor;
    /// [`AppError::Invalid`] with every field that needs another look.
    pub async fn sign_talk(
        &self,
        asker: &Asker,
        mentor: StaffId,
        (draft, key): (&TalkDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        may_open(asker, now)?;
        let (asker, draft) = (for_support(asker), draft.clone());
        let once = format!("mentor-talk {} {key}", asker.staff.id);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let circle = Circle::load(tx, today(now)).await?;
                    if !circle.mentor(mentor).is_some_and(|it| circle.is_supervised_by(&it, &asker.staff)) {
                        return Ok::<_, AppError>(Err(AppError::NotFound));
                    }
                    if tx.done_once(&once).await?.is_some() {
                        return Ok(Ok(()));
                    }
                    let (words, on, next_on) = match read(&draft, today(now)) {
                        Ok(read) => read,
                        Err(told) => return Ok(Err(told)),
                    };
                    let words = to_words(&EventWords { words, next_visit: None })?;
                    let talk = MentorTalk { mentor, supervisor: asker.staff.id, on, next_on, at: now, words };
                    tx.add_mentor_talk(&talk).await?;
                    tx.do_once(&once, &mentor.to_string(), now).await?;
                    let signed = event(&asker, Action::Mentoring, now).outcome("talk").with("mentor", mentor);
                    tx.append_audit(&signed.with("next", next_on)).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }

    /// A mentor's name, for the form of a talk.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the supervisor.
    pub async fn mentor_name(&self, asker: &Asker, mentor: StaffId, now: Timestamp) -> Result<String, AppError> {
        may_open(asker, now)?;
        let staff = asker.staff.clone();
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let circle = Circle::load(tx, today(now)).await?;
                    let mentor = circle.mentor(mentor).filter(|it| circle.is_supervised_by(it, &staff));
                    Ok::<_, AppError>(mentor.map(|it| it.name))
                })
            })
            .await?
            .ok_or(AppError::NotFound)
    }

    /// Names who supervises a mentor from now on: themself or a colleague. It
    /// takes the supervisor, a manager of the service, or anybody who could
    /// where nobody supervises the mentor.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else, and where whoever is named
    /// could not supervise the mentor.
    pub async fn name_supervisor(
        &self,
        asker: &Asker,
        (mentor, supervisor): (StaffId, StaffId),
        now: Timestamp,
    ) -> Result<(), AppError> {
        may_open(asker, now)?;
        let asker = for_support(asker);
        self.db.write(move |tx| Box::pin(async move { name(tx, &asker, (mentor, supervisor), now).await })).await?
    }
}

/// What stands where a mentor's training has run out.
pub(super) const NOT_TRAINED: &str =
    "This mentor’s training, clearance or approval is not current. A mentor is trained before they meet a family";

pub(super) fn invalid(field: &str, says: &str) -> AppError {
    AppError::Invalid(vec![FieldProblem::new(field, says)])
}

fn read(draft: &TalkDraft, today: Date) -> Result<(String, Date, Date), AppError> {
    let mut problems = Vec::new();
    let words = filled(&draft.words).filter(|words| words.chars().count() <= MOST_LETTERS);
    if words.is_none() {
        let says = format!("Write what you agreed, in at most {MOST_LETTERS} letters");
        problems.push(FieldProblem::new("words", says));
    }
    let on = past_day(&draft.on, today, &mut problems);
    let next_on = match filled(&draft.next_on) {
        Some(typed) => day(&typed, "next_on", &mut problems),
        None => {
            problems.push(FieldProblem::new("next_on", "Say when you talk next"));
            None
        }
    };
    if next_on.is_some_and(|next| next <= today) {
        problems.push(FieldProblem::new("next_on", "This day has passed. Choose a later day"));
    }
    match (words, on, next_on) {
        (Some(words), Some(on), Some(next_on)) if problems.is_empty() => Ok((words, on, next_on)),
        _ => Err(AppError::Invalid(problems)),
    }
}

async fn name(
    tx: &mut Tx,
    asker: &Asker,
    (mentor, supervisor): (StaffId, StaffId),
    now: Timestamp,
) -> Result<Result<(), AppError>, AppError> {
    let circle = Circle::load(tx, today(now)).await?;
    let Some(mentor) = circle.mentor(mentor).filter(|mentor| may_supervise(&asker.staff, mentor)) else {
        return Ok(Err(AppError::NotFound));
    };
    let standing = circle.supervisor_of(&mentor);
    let is_theirs = standing.is_none_or(|it| it.id == asker.staff.id) || asker.staff.role == Role::CentreManager;
    let could = circle.could_supervise(&mentor).iter().any(|it| it.id == supervisor);
    if !is_theirs || !could {
        return Ok(Err(AppError::NotFound));
    }
    tx.name_mentor_supervisor((mentor.id, supervisor), (asker.staff.id, now)).await?;
    let named = event(asker, Action::Mentoring, now).outcome("supervisor").with("mentor", mentor.id);
    tx.append_audit(&named.with("supervisor", supervisor)).await?;
    Ok(Ok(()))
}
