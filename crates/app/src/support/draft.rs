//! Support as it is being agreed, a step a page: what was typed is kept with
//! each step, right or wrong, so that nothing is lost and every step can be
//! gone back to.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::area::LocalService;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId};
use kith_core::support::{Aim, SupportAnswer};
use kith_store::Tx;
use serde::{Deserialize, Serialize};

use super::need::{Need, need};
use super::{FORM, from_words, to_words};
use crate::answer_form::{ConsentForms, form as consent_form};
use crate::contact_form::day;
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::record_consent::ConsentDraft;
use crate::write_down::{filled, fresh_reference};
use crate::{App, AppError, Asker, FieldProblem};

/// The most goals that are agreed at once.
const MOST_GOALS: usize = 8;
/// The most letters of a goal or a reason.
pub(super) const MOST_LETTERS: usize = 500;

/// Something that a family hopes for, as it is being written.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GoalDraft {
    /// In the family's words.
    pub words: String,
    /// The word of its aim.
    pub aim: String,
    /// The day to look at it together, as typed; empty for three months later.
    pub review_on: String,
}

/// Support as it is being agreed.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SupportDraft {
    /// Which service: its key in the directory.
    pub service: String,
    /// For whom, by reference.
    pub people: Vec<String>,
    /// What they hope for.
    pub goals: Vec<GoalDraft>,
    /// The word of the family's answer.
    pub answer: String,
    /// Why they have not been asked.
    pub why_not_asked: String,
    /// The answer about sharing, as on the consent form.
    pub consent: ConsentDraft,
    /// What makes a second press the same as the first.
    pub key: String,
}

impl std::fmt::Debug for SupportDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SupportDraft(hidden)")
    }
}

/// What one step of the way was sent.
pub enum SupportStep {
    /// Which service, and for whom.
    Who {
        /// The service's key in the directory.
        service: String,
        /// For whom, by reference.
        people: Vec<String>,
    },
    /// What they hope for; `goes_on` is false where room for one more is
    /// wanted first.
    Goals {
        /// Every goal as typed.
        goals: Vec<GoalDraft>,
        /// Whether this step is done.
        goes_on: bool,
    },
    /// What the family said to the sharing that comes with it.
    Sharing {
        /// The word of the answer.
        answer: String,
        /// Why they have not been asked.
        why_not_asked: String,
        /// The answer, as on the consent form.
        consent: Box<ConsentDraft>,
    },
}

/// What the steps show.
pub struct SupportForm {
    /// The family's title.
    pub family_title: String,
    /// The people it can be for: reference and name.
    pub people: Vec<(String, String)>,
    /// The services to choose from.
    pub services: Vec<LocalService>,
    /// How many services of the directory cannot be agreed on: nobody has said
    /// who gives them.
    pub not_ready: usize,
    /// The aims that a goal can have.
    pub aims: Vec<Aim>,
    /// As far as it is written.
    pub draft: SupportDraft,
    /// What the chosen service will know; none before one is chosen.
    pub need: Option<Need>,
    /// Who can answer, and how.
    pub consent: ConsentForms,
}

impl App {
    /// The steps as far as they are written.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn support_form(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<SupportForm, AppError> {
        self.write_at(asker, (family, now), Doing::page("support-new"), |tx, look| {
            Box::pin(async move { Ok(Ok(form(tx, &look).await?)) })
        })
        .await
    }

    /// Keeps one step, right or wrong, and says what needs another look.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field of the
    /// step that needs another look.
    pub async fn save_support_step(
        &self,
        asker: &Asker,
        family: FamilyId,
        step: SupportStep,
        now: Timestamp,
    ) -> Result<(), AppError> {
        self.write_at(asker, (family, now), Doing::of(Action::Draft, "support-new"), move |tx, look| {
            Box::pin(async move { save_step(tx, &look, step).await })
        })
        .await
    }
}

pub(super) async fn form(tx: &mut Tx, look: &Look) -> Result<SupportForm, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let draft = kept(tx, look).await?;
    let all = tx.local_services().await?;
    let chosen = chosen_people(look, &everybody, &draft);
    let need = match chosen_service(&all, &draft) {
        Some(service) if !chosen.is_empty() => need(tx, look, &everybody, (service, &chosen)).await?,
        _ => None,
    };
    let (services, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|service| service.given_by.is_some());
    let aims = super::aims::aims(tx).await?.into_iter().filter(|aim| aim.is_used).collect();
    Ok(SupportForm {
        family_title: people::family_title(&everybody),
        people: living(&everybody).map(|it| (it.member.person.to_string(), it.view.display_name.clone())).collect(),
        services,
        not_ready: others.len(),
        aims,
        draft,
        need,
        consent: consent_form(tx, look).await?,
    })
}

fn living(everybody: &[Somebody]) -> impl Iterator<Item = &Somebody> {
    everybody.iter().filter(|somebody| somebody.is_living())
}

/// What is written so far by this worker about this family.
pub(super) async fn kept(tx: &mut Tx, look: &Look) -> Result<SupportDraft, AppError> {
    let kept = tx.draft(look.asker.staff.id, FORM, &look.family.to_string()).await?;
    match kept {
        Some((_, words)) => from_words(&words),
        None => Ok(SupportDraft { key: fresh_reference()?.to_string(), ..SupportDraft::default() }),
    }
}

/// The service that was chosen, where it can be agreed on.
pub(super) fn chosen_service<'s>(services: &'s [LocalService], draft: &SupportDraft) -> Option<&'s LocalService> {
    services.iter().find(|service| service.given_by.is_some() && service.key() == draft.service)
}

/// The people who were chosen, children first.
pub(super) fn chosen_people(look: &Look, everybody: &[Somebody], draft: &SupportDraft) -> Vec<PersonId> {
    let chosen = living(everybody).map(|somebody| somebody.member.person);
    let mut chosen: Vec<PersonId> =
        chosen.filter(|person| draft.people.iter().any(|sent| *sent == person.to_string())).collect();
    chosen.sort_by_key(|person| !look.births.contains_key(person));
    chosen
}

async fn save_step(tx: &mut Tx, look: &Look, step: SupportStep) -> Result<Result<(), AppError>, AppError> {
    let mut draft = kept(tx, look).await?;
    let done: Option<Step> = match step {
        SupportStep::Who { service, people } => {
            (draft.service, draft.people) = (service, people);
            Some(Step::Who)
        }
        SupportStep::Goals { mut goals, goes_on } => {
            goals.retain(|goal| *goal != GoalDraft::default());
            goals.truncate(MOST_GOALS);
            draft.goals = goals;
            goes_on.then_some(Step::Goals)
        }
        SupportStep::Sharing { answer, why_not_asked, consent } => {
            (draft.answer, draft.why_not_asked, draft.consent) = (answer, why_not_asked, *consent);
            Some(Step::Sharing)
        }
    };
    let about = look.family.to_string();
    tx.save_draft((look.asker.staff.id, FORM, &about), &to_words(&draft)?, look.now).await?;
    let Some(step) = done else { return Ok(Ok(())) };
    let read = read(tx, look, &draft).await?;
    let problems: Vec<FieldProblem> =
        read.problems.into_iter().filter(|(of, _)| *of == step).map(|(_, problem)| problem).collect();
    Ok(if problems.is_empty() { Ok(()) } else { Err(AppError::Invalid(problems)) })
}

/// A step of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Who,
    Goals,
    Sharing,
}

/// A goal that can be kept.
pub(super) struct Goal {
    pub(super) words: String,
    pub(super) aim: String,
    pub(super) review_on: Date,
}

/// What was written, as far as it can be used.
pub(super) struct Read {
    pub(super) service: Option<LocalService>,
    pub(super) people: Vec<PersonId>,
    pub(super) goals: Vec<Goal>,
    pub(super) need: Option<Need>,
    pub(super) answer: Option<SupportAnswer>,
    pub(super) problems: Vec<(Step, FieldProblem)>,
}

/// Reads everything that was written and says of each step what needs another
/// look.
pub(super) async fn read(tx: &mut Tx, look: &Look, draft: &SupportDraft) -> Result<Read, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let services = tx.local_services().await?;
    let service = chosen_service(&services, draft).cloned();
    let people = chosen_people(look, &everybody, draft);
    let mut problems = Vec::new();
    let mut wrong = |step, field: &str, message: &str| problems.push((step, FieldProblem::new(field, message)));
    if service.is_none() {
        wrong(Step::Who, "service", "Choose a service");
    }
    if people.is_empty() {
        wrong(Step::Who, "people", "Tick each person that it is for");
    }
    let aims: Vec<Aim> = super::aims::aims(tx).await?;
    let (goals, goal_problems) = goals(draft, &aims, look.today);
    problems.extend(goal_problems.into_iter().map(|problem| (Step::Goals, problem)));
    let need = match &service {
        Some(service) if !people.is_empty() => need(tx, look, &everybody, (service, &people)).await?,
        _ => None,
    };
    let answer = match &need {
        None => None,
        Some(need) if need.kinds.is_empty() => Some(SupportAnswer::NotNeeded),
        Some(need) if !need.must_ask => Some(SupportAnswer::AgreedBefore),
        Some(need) => {
            let (answer, of_answer) = super::agree::read_answer(look, (draft, need), &people);
            problems.extend(of_answer.into_iter().map(|problem| (Step::Sharing, problem)));
            answer
        }
    };
    Ok(Read { service, people, goals, need, answer, problems })
}

fn goals(draft: &SupportDraft, aims: &[Aim], today: Date) -> (Vec<Goal>, Vec<FieldProblem>) {
    let mut problems = Vec::new();
    let mut goals = Vec::new();
    for (number, goal) in (1..).zip(&draft.goals) {
        let Some(words) = filled(&goal.words).filter(|words| words.chars().count() <= MOST_LETTERS) else {
            let says = "Write what they hope for, in 500 letters or fewer";
            problems.push(FieldProblem::new(format!("goal_{number}_words"), says));
            continue;
        };
        if !aims.iter().any(|aim| aim.is_used && aim.word == goal.aim) {
            problems.push(FieldProblem::new(format!("goal_{number}_aim"), "Choose what it is about"));
        }
        let Some(review_on) = review_day(&goal.review_on, (&format!("goal_{number}_review_on"), today), &mut problems)
        else {
            continue;
        };
        goals.push(Goal { words, aim: goal.aim.clone(), review_on });
    }
    if draft.goals.is_empty() {
        problems.push(FieldProblem::new("goal_1_words", "Write at least one thing that they hope for"));
    }
    (goals, problems)
}

/// The day to look at a goal together: three months later where none is typed.
pub(super) fn review_day(typed: &str, (field, today): (&str, Date), problems: &mut Vec<FieldProblem>) -> Option<Date> {
    if typed.trim().is_empty() {
        return Some(today.saturating_add(jiff::Span::new().months(3)));
    }
    let read = day(typed, field, problems)?;
    if read <= today {
        problems.push(FieldProblem::new(field, "This day has passed. Choose a later day"));
        return None;
    }
    Some(read)
}
