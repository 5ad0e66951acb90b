//! The families that a mentor meets; and, for whoever supervises, their
//! mentors with the families, worries and talks.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{MentoringId, StaffId};
use kith_core::mentoring::next_talk;
use kith_core::workforce::{AccessState, Role, Staff};
use kith_store::{MentorTalk, Tx};

use super::circle::{Circle, may_supervise};
use super::gate::{Reader, Weighed, access_of, weigh};
use super::{EventWords, GIVEN, MentorState, for_support, from_words};
use crate::door::{Rules, event, today};
use crate::look::not_current;
use crate::office::safeguarding_telephone;
use crate::{App, AppError, Asker};

/// So many talks are shown.
const MOST_TALKS: usize = 5;

/// A family on the list.
#[derive(Clone)]
pub struct MentorFamily {
    /// Which.
    pub place: MentoringId,
    /// Whom the mentor meets, by first name; none where the reader may not see
    /// it today.
    pub meet: Option<String>,
    /// How to reach them, as they agreed.
    pub reach: String,
    /// The day of the next visit.
    pub next_visit: Option<Date>,
    /// How far it came.
    pub state: MentorState,
    /// The mentor sees nothing of it today although it was given.
    pub is_closed_to_mentor: bool,
    /// A worry waits for the supervisor's answer.
    pub has_open_worry: bool,
}

/// A supervision talk.
#[derive(Clone)]
pub struct TalkLine {
    /// The day.
    pub on: Date,
    /// Who supervised.
    pub by: String,
    /// What was agreed.
    pub words: String,
    /// The day of the next talk.
    pub next_on: Date,
}

/// A mentor whom the reader supervises, or could.
#[derive(Clone)]
pub struct MentorLine {
    /// Who.
    pub mentor: StaffId,
    /// The name.
    pub name: String,
    /// Their training, clearance and approval are current.
    pub is_current: bool,
    /// The families, the newest first; those that ended last.
    pub families: Vec<MentorFamily>,
    /// The last talks, the newest first.
    pub talks: Vec<TalkLine>,
    /// When they talk next, and whether that day has passed.
    pub next_talk: Option<(Date, bool)>,
    /// Who could supervise them.
    pub could_supervise: Vec<(StaffId, String)>,
}

/// The page of family mentoring.
#[derive(Clone)]
pub struct MentoringPage {
    /// The reader is a mentor.
    pub is_mentor: bool,
    /// A mentor's supervisor; none where nobody supervises them.
    pub supervisor: Option<String>,
    /// The families that a mentor meets.
    pub families: Vec<MentorFamily>,
    /// The mentors whom the reader supervises.
    pub mentors: Vec<MentorLine>,
    /// Mentors of the reader's service whom nobody supervises.
    pub without: Vec<MentorLine>,
    /// The telephone number for a worry about a child.
    pub safeguarding: Option<String>,
}

/// What My day says of mentoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MentoringDay {
    /// The reader is a mentor.
    pub is_mentor: bool,
    /// The reader may supervise mentors.
    pub may_supervise: bool,
    /// Worries of mentors that wait for the reader's answer.
    pub worries: usize,
    /// Families that wait to be given to a mentor.
    pub waiting: usize,
    /// Talks with mentors that are late.
    pub late_talks: usize,
}

impl App {
    /// The families that a mentor meets, or a supervisor's mentors.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else; [`AppError::Refused`] where
    /// training, clearance or approval is not current.
    pub async fn mentoring(&self, asker: &Asker, now: Timestamp) -> Result<MentoringPage, AppError> {
        let (asker, rules) = (for_support(asker), self.rules.clone());
        may_open(&asker, now)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let page = page(tx, (&asker, &rules), now).await?;
                    let each = page.mentors.iter().chain(&page.without).flat_map(|line| &line.families);
                    let places: Vec<String> =
                        page.families.iter().chain(each).map(|family| family.place.to_string()).collect();
                    let looked = event(&asker, Action::Look, now).with("page", "mentoring");
                    tx.append_audit(&looked.with("places", places.join(" "))).await?;
                    Ok::<_, AppError>(page)
                })
            })
            .await
    }
}

/// Whether somebody may open anything of mentoring today.
pub(super) fn may_open(asker: &Asker, now: Timestamp) -> Result<(), AppError> {
    let role = asker.staff.role;
    if role != Role::FamilyMentor && !role.may_supervise_mentors() {
        return Err(AppError::NotFound);
    }
    match access_of(asker, today(now)) {
        AccessState::Current => Ok(()),
        access => Err(AppError::Refused(Box::new(not_current(access)))),
    }
}

async fn page(tx: &mut Tx, asking: (&Asker, &Rules), now: Timestamp) -> Result<MentoringPage, AppError> {
    let (asker, _) = asking;
    let circle = Circle::load(tx, today(now)).await?;
    let mut page = MentoringPage {
        is_mentor: asker.staff.role == Role::FamilyMentor,
        supervisor: None,
        families: Vec::new(),
        mentors: Vec::new(),
        without: Vec::new(),
        safeguarding: safeguarding_telephone(tx).await?,
    };
    if page.is_mentor {
        page.supervisor = circle.supervisor_of(&asker.staff).map(|it| it.name);
        if page.supervisor.is_some() {
            let all = families(tx, asking, (&circle, asker.staff.id), now).await?;
            page.families = all.into_iter().filter(|it| matches!(it.state, MentorState::Meets(_))).collect();
        }
        return Ok(page);
    }
    for mentor in circle.mentors_of(&asker.staff) {
        page.mentors.push(line(tx, asking, (&circle, &mentor), now).await?);
    }
    let orphans = circle.mentors().into_iter().filter(|mentor| may_supervise(&asker.staff, mentor));
    for mentor in orphans.filter(|mentor| circle.supervisor_of(mentor).is_none()) {
        page.without.push(line(tx, asking, (&circle, &mentor), now).await?);
    }
    Ok(page)
}

async fn line(
    tx: &mut Tx,
    asking: (&Asker, &Rules),
    (circle, mentor): (&Circle, &Staff),
    now: Timestamp,
) -> Result<MentorLine, AppError> {
    let families = families(tx, asking, (circle, mentor.id), now).await?;
    let kept =
        if circle.is_supervised_by(mentor, &asking.0.staff) { tx.mentor_talks(mentor.id).await? } else { vec![] };
    let talk = |talk: &MentorTalk| -> Result<TalkLine, AppError> {
        let said: EventWords = from_words(&talk.words)?;
        Ok(TalkLine { on: talk.on, by: circle.name(talk.supervisor), words: said.words, next_on: talk.next_on })
    };
    Ok(MentorLine {
        mentor: mentor.id,
        name: mentor.name.clone(),
        is_current: mentor.mentoring_access_on(today(now)) == AccessState::Current,
        next_talk: talk_due(tx, mentor.id, today(now)).await?,
        talks: kept.iter().rev().take(MOST_TALKS).map(talk).collect::<Result<_, _>>()?,
        could_supervise: circle.could_supervise(mentor).into_iter().map(|it| (it.id, it.name)).collect(),
        families,
    })
}

/// The families of a mentor as the reader may see them, the newest first;
/// those that ended last.
async fn families(
    tx: &mut Tx,
    asking: (&Asker, &Rules),
    (circle, mentor): (&Circle, StaffId),
    now: Timestamp,
) -> Result<Vec<MentorFamily>, AppError> {
    let mut families = Vec::new();
    for place in tx.mentor_places_of_mentors(&[mentor]).await?.into_iter().rev() {
        if let Some(weighed) = weigh(tx, asking, (place, circle), now).await? {
            families.push(family(&weighed));
        }
    }
    families.sort_by_key(|family| matches!(family.state, MentorState::Ended(..)));
    Ok(families)
}

/// A family as its reader may see it.
pub(super) fn family(weighed: &Weighed) -> MentorFamily {
    let sees = weighed.sees_whom();
    let state = weighed.state();
    MentorFamily {
        place: weighed.place.id,
        meet: sees.then(|| weighed.words.meet.clone()),
        reach: if sees { weighed.words.reach.clone() } else { String::new() },
        next_visit: weighed.next_visit().filter(|_| sees),
        is_closed_to_mentor: !weighed.mentor_may_see && matches!(state, MentorState::Meets(_)),
        has_open_worry: weighed.reader == Reader::Supervisor && weighed.has_open_worry(),
        state,
    }
}

/// When a mentor and whoever supervises them talk next, and whether that day
/// has passed.
async fn talk_due(tx: &mut Tx, mentor: StaffId, today: Date) -> Result<Option<(Date, bool)>, AppError> {
    let set = tx.mentor_talks(mentor).await?.last().map(|talk| talk.next_on);
    let mut given = Vec::new();
    for place in tx.mentor_places_of_mentors(&[mentor]).await? {
        let events = tx.mentor_events(place.id).await?;
        given.extend(events.iter().filter(|event| event.kind == GIVEN).filter_map(|event| event.on));
    }
    Ok(next_talk(set, given.into_iter().min()).map(|due| (due, due < today)))
}

/// What My day says to somebody of mentoring. It names no family.
pub(crate) async fn day(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<MentoringDay, AppError> {
    let role = asker.staff.role;
    let mut day = MentoringDay {
        is_mentor: role == Role::FamilyMentor,
        may_supervise: role.may_supervise_mentors(),
        ..MentoringDay::default()
    };
    if !day.may_supervise || access_of(asker, today(now)) != AccessState::Current {
        return Ok(day);
    }
    let asker = for_support(asker);
    let circle = Circle::load(tx, today(now)).await?;
    for mentor in circle.mentors_of(&asker.staff) {
        let families = families(tx, (&asker, rules), (&circle, mentor.id), now).await?;
        day.worries += families.iter().filter(|family| family.has_open_worry).count();
        day.waiting += families.iter().filter(|family| family.state == MentorState::Waits).count();
        day.late_talks += usize::from(talk_due(tx, mentor.id, today(now)).await?.is_some_and(|(_, is_late)| is_late));
    }
    Ok(day)
}
