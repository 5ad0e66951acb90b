//! What stands before a family that a mentor meets: is it theirs, is there a
//! supervisor, is anybody kept safe, and what do the rules say. Whatever the
//! answer, it is written down before anything is shown.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{DecisionId, FamilyId, MentoringId};
use kith_core::workforce::{AccessState, Role, Staff};
use kith_store::{MentorEvent, MentorPlace, StoreError, Tx};

use super::circle::Circle;
use super::home::{Answers, home};
use super::{
    ANSWERED, EventWords, GIVEN, MentorState, NOTE, PlaceWords, TAKEN, WORRY, day_of, from_words, without_supervisor,
};
use crate::door::{Rules, event, today};
use crate::keep_decision::keep_decision;
use crate::look::not_current;
use crate::questions::{Answered, KeptPart, refusal};
use crate::{AppError, Asker};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// The mentor.
    Mentor,
    /// Whoever supervises the mentor.
    Supervisor,
}

/// A place with what it comes to today.
pub(super) struct Weighed {
    pub(super) place: MentorPlace,
    pub(super) words: PlaceWords,
    pub(super) events: Vec<(MentorEvent, EventWords)>,
    pub(super) reader: Reader,
    pub(super) mentor: Staff,
    /// The family's name today; none where it is none any more.
    pub(super) family: Option<FamilyId>,
    /// What the rules say to the reader.
    pub(super) answers: Option<Answers>,
    /// What they say to the mentor: nobody is kept safe, and the family's yes
    /// stands.
    pub(super) mentor_may_see: bool,
    /// The service's own record, for a supervisor.
    pub(super) own: Option<Answered>,
}

impl Weighed {
    pub(super) fn state(&self) -> MentorState {
        let mut state = MentorState::Waits;
        for (event, said) in &self.events {
            match (event.kind.as_str(), event.on) {
                (GIVEN, Some(on)) => state = MentorState::Meets(on),
                (TAKEN, Some(on)) => state = MentorState::Ended(on, said.words.clone()),
                _ => {}
            }
        }
        state
    }

    /// Whether the reader may see whom the mentor meets.
    pub(super) fn sees_whom(&self) -> bool {
        let is_let_through = self.answers.as_ref().is_some_and(|answers| answers.basic.lets_through());
        match self.reader {
            Reader::Mentor => self.mentor_may_see && matches!(self.state(), MentorState::Meets(_)),
            Reader::Supervisor => is_let_through && !matches!(self.state(), MentorState::Ended(..)),
        }
    }

    /// The day of the next visit: the last that was set.
    pub(super) fn next_visit(&self) -> Option<Date> {
        let set = self.events.iter().rev().filter(|(event, _)| event.kind == NOTE);
        let last = set.into_iter().find_map(|(_, said)| day_of(said.next_visit.as_ref()));
        last.or_else(|| {
            let has_met = self.events.iter().any(|(event, _)| event.kind == NOTE);
            day_of(self.words.next_visit.as_ref()).filter(|_| !has_met)
        })
    }

    /// Whether the mentor wrote a worry that nobody answered yet.
    pub(super) fn has_open_worry(&self) -> bool {
        let last = |kind: &str| self.events.iter().rposition(|(event, _)| event.kind == kind);
        last(WORRY) > last(ANSWERED)
    }
}

/// Works out what a place comes to for the one who asks; none where it is not
/// theirs. Nothing is written down.
pub(super) async fn weigh(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (place, circle): (MentorPlace, &Circle),
    now: Timestamp,
) -> Result<Option<Weighed>, AppError> {
    let day = today(now);
    let Some(mentor) = circle.mentor(place.mentor) else { return Ok(None) };
    let reader = if asker.staff.id == mentor.id && asker.staff.role == Role::FamilyMentor {
        Reader::Mentor
    } else if circle.is_supervised_by(&mentor, &asker.staff) {
        Reader::Supervisor
    } else {
        return Ok(None);
    };
    let words: PlaceWords = from_words(&place.words)?;
    let events = tx.mentor_events(place.id).await?;
    let events = events.into_iter().map(|event| Ok((event.clone(), from_words(&event.words)?)));
    let events: Vec<(MentorEvent, EventWords)> = events.collect::<Result<_, AppError>>()?;
    let home = home(tx, &place, &words).await?;
    let pack = rules.sharing(now);
    let to_mentor = |mentor: &Staff| {
        let access = mentor.mentoring_access_on(day);
        home.as_ref().map(|home| home.ask((mentor, access), &words, (asker, &pack, day)))
    };
    let of_mentor = to_mentor(&mentor);
    let is_kept_safe = home.as_ref().is_none_or(|home| home.is_kept_safe);
    let mentor_may_see = !is_kept_safe && of_mentor.as_ref().is_some_and(|answers| answers.basic.lets_through());
    let (answers, own) = match reader {
        Reader::Mentor => (of_mentor, None),
        Reader::Supervisor => {
            let access = asker.staff.access_on(day);
            let answers = home.as_ref().filter(|home| !home.is_kept_safe);
            let answers = answers.map(|home| home.ask((&asker.staff, access), &words, (asker, &pack, day)));
            (answers, home.as_ref().map(|home| home.own(asker, rules, day)))
        }
    };
    let family = home.map(|home| home.family);
    Ok(Some(Weighed { place, words, events, reader, mentor, family, answers, mentor_may_see, own }))
}

/// Opens a place. The outer result is a fault, the inner one the answer, which
/// is written down either way.
pub(super) async fn open(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (place, page, now): (MentoringId, &'static str, Timestamp),
) -> Result<Result<Weighed, AppError>, AppError> {
    let kept = match tx.mentor_place(place).await {
        Ok(kept) => kept,
        Err(StoreError::NotFound { .. }) => {
            let refused = (place, place.to_string(), page, "no-such");
            return turn_away(tx, (asker, now), refused, AppError::NotFound).await;
        }
        Err(failed) => return Err(failed.into()),
    };
    let about = kept.family.to_string();
    let refused = |why| (place, about.clone(), page, why);
    let circle = Circle::load(tx, today(now)).await?;
    if asker.staff.id == kept.mentor
        && circle.mentor(kept.mentor).is_some_and(|mentor| circle.supervisor_of(&mentor).is_none())
    {
        let told = AppError::Refused(Box::new(without_supervisor()));
        return turn_away(tx, (asker, now), refused("no-supervisor"), told).await;
    }
    let Some(weighed) = weigh(tx, (asker, rules), (kept, &circle), now).await? else {
        return turn_away(tx, (asker, now), refused("not-own"), AppError::NotFound).await;
    };
    let access = access_of(asker, today(now));
    if access != AccessState::Current {
        let told = AppError::Refused(Box::new(not_current(access)));
        return turn_away(tx, (asker, now), refused("not-current"), told).await;
    }
    let Some(family) = weighed.family else {
        return turn_away(tx, (asker, now), refused("no-such"), AppError::NotFound).await;
    };
    let decision = write_down(tx, (asker, rules), (&weighed, family, page), now).await?;
    Ok(match weighed.reader {
        // Not given, taken, taken back, kept safe: to the mentor it looks the same.
        Reader::Mentor if !weighed.sees_whom() => Err(AppError::NotFound),
        Reader::Supervisor => match weighed.own.as_ref().filter(|own| !own.lets_through()) {
            Some(own) => Err(AppError::Refused(Box::new(refusal(own, rules.own_service(), decision)))),
            None => Ok(weighed),
        },
        Reader::Mentor => Ok(weighed),
    })
}

/// Whether somebody's training, clearance and approval let them see anything of
/// this today.
pub(super) fn access_of(asker: &Asker, today: Date) -> AccessState {
    match asker.staff.role {
        Role::FamilyMentor => asker.staff.mentoring_access_on(today),
        _ => asker.staff.access_on(today),
    }
}

async fn write_down(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (weighed, family, page): (&Weighed, FamilyId, &'static str),
    now: Timestamp,
) -> Result<DecisionId, AppError> {
    let mut parts: Vec<KeptPart> = weighed.own.iter().map(|own| KeptPart::of("own", own)).collect();
    parts.extend(weighed.answers.iter().flat_map(Answers::parts));
    let pack = rules.sharing(now);
    let about = (family, asker.purpose.word(), pack.name());
    let decision = keep_decision(tx, asker, about, &parts, now).await?;
    let outcome = weighed.answers.as_ref().map_or("refused", |answers| answers.basic.decision.outcome().word());
    let looked = event(asker, Action::Look, now)
        .about(family)
        .outcome(outcome)
        .with("page", page)
        .with("place", weighed.place.id)
        .with("shown", weighed.sees_whom())
        .with("decision", decision);
    tx.append_audit(&looked).await?;
    Ok(decision)
}

/// Not there, not theirs and not to be shown look the same; the log tells them
/// apart.
async fn turn_away<T>(
    tx: &mut Tx,
    (asker, now): (&Asker, Timestamp),
    (place, about, page, why): (MentoringId, String, &'static str, &'static str),
    told: AppError,
) -> Result<Result<T, AppError>, AppError> {
    let written = event(asker, Action::Refused, now).about(about).outcome("refused").with("page", page);
    tx.append_audit(&written.with("place", place).with("why", why)).await?;
    Ok(Err(told))
}
