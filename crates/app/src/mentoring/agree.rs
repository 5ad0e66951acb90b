//! The family is asked first. Whoever works with them writes down their answer
//! and names the mentor: a yes is an agreement of the ledger with that one
//! person, a no ends what there is at once (S003-LEc).

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, MentoringId, PersonId, RecordId, StaffId, SupportId};
use kith_core::ledger::{Scope, Standing as Signs};
use kith_core::mentoring::{asked, partner};
use kith_core::workforce::{AccessState, Staff};
use kith_store::{LedgerTask, MentorPlace, Tx};

use super::circle::Circle;
use super::place::chosen;
use super::supervise::{NOT_TRAINED, invalid};
use super::{EventWords, GIVEN, MentorState, PlaceWords, TAKEN, from_words, happened, to_words};
use crate::answer_form::{self, ConsentForms};
use crate::contact_form::day;
use crate::door::{fresh, today};
use crate::look::{Doing, Look};
use crate::office::safeguarding_telephone;
use crate::people;
use crate::record_consent::{ConsentDraft, record_narrow};
use crate::standing::Standing;
use crate::write_down::{FIVE_POINTS, SELF, anchor, days_from, filled, fresh_reference};
use crate::{App, AppError, Asker, FieldProblem, support};

/// The kind of task that asks a family about a mentor and names one.
pub(crate) const ASK_MENTOR: &str = "ask-mentor";
/// Within how many days they are asked.
const ASK_DAYS: i64 = 14;
/// The most letters of how to reach somebody.
const LONGEST: usize = 200;

/// A mentor of a family, for whoever works with them.
#[derive(Clone)]
pub struct NamedMentor {
    /// The mentor.
    pub mentor: String,
    /// Who supervises the mentor; none where nobody does.
    pub supervisor: Option<String>,
    /// Whom the mentor meets.
    pub meet: String,
    /// How far it came.
    pub state: MentorState,
}

/// The mentors of a family.
#[derive(Clone)]
pub struct MentorLines {
    /// The family's title.
    pub family_title: String,
    /// The newest first.
    pub lines: Vec<NamedMentor>,
}

/// The form that asks a family about a mentor.
#[derive(Clone)]
pub struct MentorForm {
    /// Who can answer.
    pub consent: ConsentForms,
    /// The mentors who have a supervisor and are trained: reference and words.
    pub mentors: Vec<(StaffId, String)>,
    /// The support whose plan can be shown: reference and words.
    pub supports: Vec<(SupportId, String)>,
    /// The family is kept safe: nobody is named here.
    pub is_shielded: bool,
}

/// A family's answer about a mentor as it is being written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NameDraft {
    /// `agreed` or `said-no`.
    pub answer: String,
    /// The mentor, by reference.
    pub mentor: String,
    /// Who answered and how, as on the form for consent.
    pub consent: ConsentDraft,
    /// How the mentor reaches them, as they agreed.
    pub reach: String,
    /// The support whose plan they agreed to show.
    pub supports: Vec<String>,
    /// The day of the first visit, as typed; empty for none yet.
    pub next_visit: String,
}

impl std::fmt::Debug for NameDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NameDraft(hidden)")
    }
}

impl App {
    /// The mentors of a family.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] for whoever does not
    /// work with the family.
    pub async fn mentors_of(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<MentorLines, AppError> {
        self.look_at(asker, (family, now), Doing::page("mentors"), |tx, look| {
            Box::pin(async move {
                if !works_with(look) {
                    return Ok(Err(AppError::NotFound));
                }
                let circle = Circle::load(tx, look.today).await?;
                let mut lines = Vec::new();
                for (place, words, state) in places(tx, look).await?.into_iter().rev() {
                    let mentor = circle.mentor(place.mentor);
                    lines.push(NamedMentor {
                        mentor: circle.name(place.mentor),
                        supervisor: mentor.and_then(|it| circle.supervisor_of(&it)).map(|it| it.name),
                        meet: words.meet,
                        state,
                    });
                }
                let everybody = people::everybody(tx, look).await?;
                Ok(Ok(MentorLines { family_title: people::family_title(&everybody), lines }))
            })
        })
        .await
    }

    /// The form that asks a family about a mentor.
    ///
    /// # Errors
    /// As [`App::mentors_of`].
    pub async fn mentor_form(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<MentorForm, AppError> {
        self.write_at(asker, (family, now), Doing::page("mentor-form"), move |tx, look| {
            Box::pin(async move {
                if !works_with(&look) {
                    return Ok(Err(AppError::NotFound));
                }
                let circle = Circle::load(tx, look.today).await?;
                let words = |mentor: &Staff| {
                    let supervisor = circle.supervisor_of(mentor)?;
                    may_be_named(&look, mentor, look.today)
                        .then(|| (mentor.id, format!("{}, supervised by {}", mentor.name, supervisor.name)))
                };
                Ok(Ok(MentorForm {
                    mentors: circle.mentors().iter().filter_map(words).collect(),
                    supports: supports(tx, &look).await?,
                    is_shielded: look.is_shielded,
                    consent: answer_form::form(tx, &look).await?,
                }))
            })
        })
        .await
    }

    /// Writes down what a family answered about a mentor. A yes is put into the
    /// ledger and the mentor is named; the supervisor gives the family, at once
    /// where they wrote it down themself. A no ends what there is. The same
    /// form sent twice is kept once.
    ///
    /// # Errors
    /// As [`App::mentors_of`]; [`AppError::Invalid`] with every field that
    /// needs another look: then nothing is kept.
    pub async fn answer_about_mentor(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, key): (&NameDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let draft = draft.clone();
        let once = format!("{ASK_MENTOR} {} {key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("name-mentor"), move |tx, look| {
            Box::pin(async move {
                if !works_with(&look) {
                    return Ok(Err(AppError::NotFound));
                }
                if tx.done_once(&once).await?.is_some() {
                    return Ok(Ok(()));
                }
                let done = match draft.answer.as_str() {
                    "agreed" => agreed(tx, &look, (&draft, &once)).await?,
                    "said-no" => said_no(tx, &look, (&draft, &once)).await?,
                    _ => Err(invalid("answer", "Say what the family answered")),
                };
                if done.is_ok() {
                    tx.do_once(&once, &look.family.to_string(), look.now).await?;
                }
                Ok(done)
            })
        })
        .await
    }
}

/// Whether the reader's own service works with the family.
fn works_with(look: &Look) -> bool {
    matches!(look.standing, Standing::Worker { .. } | Standing::Team { .. })
}

/// A mentor of whom it may be said that their service works with the family.
fn may_be_named(look: &Look, mentor: &Staff, today: Date) -> bool {
    let is_plain = mentor.service.is_some_and(|service| !service.is_existence_sensitive() || look.is_own(service));
    is_plain && mentor.mentoring_access_on(today) == AccessState::Current
}

/// The mentors of an open family, the oldest first.
async fn places(tx: &mut Tx, look: &Look) -> Result<Vec<(MentorPlace, PlaceWords, MentorState)>, AppError> {
    let names = tx.names_of_family(look.family).await?;
    let mut places = Vec::new();
    for place in tx.mentor_places_of_family(&names).await? {
        if look.person_of(place.record).is_none() {
            continue;
        }
        let words: PlaceWords = from_words(&place.words)?;
        let mut state = MentorState::Waits;
        for event in tx.mentor_events(place.id).await? {
            match (event.kind.as_str(), event.on) {
                (GIVEN, Some(on)) => state = MentorState::Meets(on),
                (TAKEN, Some(on)) => {
                    let said: EventWords = from_words(&event.words)?;
                    state = MentorState::Ended(on, said.words);
                }
                _ => {}
            }
        }
        places.push((place, words, state));
    }
    Ok(places)
}

/// The support whose goals the reader may see, and that goes on.
async fn supports(tx: &mut Tx, look: &Look) -> Result<Vec<(SupportId, String)>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let lines = support::lines(tx, look, &everybody).await?;
    let goes_on = lines.into_iter().filter(|line| line.ended.is_none() && line.answer.lets_it_begin());
    let with_goals = goes_on.filter(|line| line.goals.as_ref().is_some_and(|goals| !goals.is_empty()));
    Ok(with_goals.map(|line| (line.support, format!("{}, for {}", line.service, line.people.join(" and ")))).collect())
}

/// A yes that can be kept.
struct Yes {
    mentor: Staff,
    supervisor: Staff,
    meet: String,
    record: RecordId,
    reach: String,
    supports: Vec<String>,
    next_visit: Option<Date>,
}

async fn agreed(tx: &mut Tx, look: &Look, (draft, key): (&NameDraft, &str)) -> Result<Result<(), AppError>, AppError> {
    let yes = match read(tx, look, draft).await? {
        Ok(yes) => yes,
        Err(told) => return Ok(Err(told)),
    };
    if let Err(told) = to_ledger(tx, look, (draft, key), (&yes.mentor.name, true)).await? {
        return Ok(Err(told));
    }
    let place = fresh(MentoringId::from_random)?;
    let words = PlaceWords {
        meet: yes.meet,
        reach: yes.reach,
        agreed_to: yes.mentor.name.clone(),
        supports: yes.supports,
        next_visit: yes.next_visit.map(|on| on.to_string()),
    };
    let Some(holder) = look.asker.staff.service else { return Ok(Err(AppError::NotFound)) };
    tx.add_mentor_place(&MentorPlace {
        id: place,
        record: yes.record,
        family: look.family,
        mentor: yes.mentor.id,
        holder,
        by: look.asker.staff.id,
        at: look.now,
        words: to_words(&words)?,
    })
    .await?;
    let asking = (&look.asker, look.now);
    let kind = if yes.supervisor.id == look.asker.staff.id { GIVEN } else { "named" };
    happened(tx, asking, (place, look.family), (kind, Some(look.today), &EventWords::default())).await?;
    Ok(Ok(()))
}

async fn read(tx: &mut Tx, look: &Look, draft: &NameDraft) -> Result<Result<Yes, AppError>, AppError> {
    let mut problems = Vec::new();
    let mut need = |is_there: bool, field: &str, says: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, says));
        }
    };
    need(!look.is_shielded, "answer", "This family is kept safe. No mentor is named here. Ask the lead professional");
    let office = safeguarding_telephone(tx).await?;
    need(office.is_some(), "mentor", "Nobody wrote down the safeguarding telephone yet. Ask your data lead");
    let circle = Circle::load(tx, look.today).await?;
    let mentor = draft.mentor.parse().ok().and_then(|mentor| circle.mentor(mentor));
    let supervisor = mentor.as_ref().and_then(|mentor| circle.supervisor_of(mentor));
    need(mentor.is_some(), "mentor", "Choose the mentor");
    need(
        mentor.is_none() || supervisor.is_some(),
        "mentor",
        "Nobody supervises this mentor. A mentor needs a supervisor before a family",
    );
    need(mentor.as_ref().is_none_or(|it| may_be_named(look, it, look.today)), "mentor", NOT_TRAINED);
    let has_said_all = FIVE_POINTS.iter().all(|(point, _)| draft.consent.informed.iter().any(|said| said == point));
    need(has_said_all, "informed", "Explain all five points and tick them. Without them a yes does not count");
    let (by, standing) = draft.consent.by.split_once('/').unwrap_or_default();
    let by: Option<PersonId> = by.parse().ok();
    let everybody = people::everybody(tx, look).await?;
    let who = everybody.iter().find(|somebody| Some(somebody.member.person) == by && !somebody.is_child());
    let signs = Signs::from_word(standing);
    let may_sign = matches!(signs, Some(Signs::ParentWithResponsibility | Signs::LegalCarer));
    need(
        who.is_some() && may_sign,
        "by",
        "Choose the parent or legal carer whom the mentor meets: they agree themself",
    );
    let reach = filled(&draft.reach).filter(|reach| reach.chars().count() <= LONGEST);
    need(reach.is_some(), "reach", "Write how the mentor reaches them, as they agreed, in 200 letters or fewer");
    let next_visit = filled(&draft.next_visit).and_then(|typed| day(&typed, "next_visit", &mut problems));
    if next_visit.is_some_and(|on| on < look.today) {
        problems.push(FieldProblem::new("next_visit", "This day has passed. Choose a later day"));
    }
    let supports = supports(tx, look).await?;
    let supports = chosen(&draft.supports, supports.into_iter().map(|(support, _)| support.to_string()));
    let record = by.and_then(|by| anchor(look, by));
    Ok(match (mentor, supervisor, who, record, reach) {
        (Some(mentor), Some(supervisor), Some(who), Some(record), Some(reach)) if problems.is_empty() => {
            Ok(Yes { mentor, supervisor, meet: who.view.first_name.clone(), record, reach, supports, next_visit })
        }
        _ => Err(AppError::Invalid(problems)),
    })
}

/// Puts an answer about one mentor into the ledger: for each child, and for
/// the adult who answers.
async fn to_ledger(
    tx: &mut Tx,
    look: &Look,
    (draft, key): (&NameDraft, &str),
    (mentor, has_agreed): (&str, bool),
) -> Result<Result<(), AppError>, AppError> {
    let by: Option<PersonId> = draft.consent.by.split_once('/').and_then(|(by, _)| by.parse().ok());
    let own = by.filter(|by| anchor(look, *by).is_some()).map(|_| SELF.to_owned());
    let answer = ConsentDraft {
        children: look.births.keys().map(ToString::to_string).chain(own).collect(),
        partner_name: partner(mentor).word().to_owned(),
        ..draft.consent.clone()
    };
    // The partner goes by name: the form's list of partners holds services alone.
    let question = Scope { to: [].into(), ..asked(mentor) };
    let key = format!("{key} {mentor}");
    record_narrow(tx, look, (answer, has_agreed, key), (&question, &[ASK_MENTOR])).await
}

async fn said_no(tx: &mut Tx, look: &Look, (draft, key): (&NameDraft, &str)) -> Result<Result<(), AppError>, AppError> {
    let going_on: Vec<_> = places(tx, look).await?;
    let going_on: Vec<_> =
        going_on.into_iter().filter(|(_, _, state)| !matches!(state, MentorState::Ended(..))).collect();
    let mut mentors: Vec<String> = going_on.iter().map(|(_, words, _)| words.agreed_to.clone()).collect();
    mentors.dedup();
    if mentors.is_empty() {
        mentors.push("Any".to_owned());
    }
    for mentor in &mentors {
        if let Err(told) = to_ledger(tx, look, (draft, key), (mentor, false)).await? {
            return Ok(Err(told));
        }
    }
    let words = EventWords { words: "The family said no".to_owned(), next_visit: None };
    for (place, ..) in going_on {
        let asking = (&look.asker, look.now);
        happened(tx, asking, (place.id, look.family), (TAKEN, Some(look.today), &words)).await?;
    }
    Ok(Ok(()))
}

/// The family would like a mentor: whoever heard it is reminded to ask and to
/// name one.
pub(crate) async fn ask_later(tx: &mut Tx, look: &Look) -> Result<(), AppError> {
    let me = look.asker.staff.id;
    let families = tx.names_of_family(look.family).await?;
    tx.finish_ledger_tasks_about(&families, ASK_MENTOR, (me, look.now)).await?;
    let task = LedgerTask {
        id: fresh_reference()?,
        reference: fresh_reference()?,
        kind: ASK_MENTOR.to_owned(),
        family: look.family,
        owner: Some(me),
        due_on: days_from(today(look.now), ASK_DAYS),
        made_at: look.now,
        made_by: me,
    };
    Ok(tx.add_ledger_task(&task).await?)
}
