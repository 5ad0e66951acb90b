//! Agreeing on support: everything at once, or nothing. The family's answer
//! about sharing is an entry of the ledger, as from the consent form.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, LedgerId, PersonId, RecordId, SupportId};
use kith_core::ledger::Standing;
use kith_core::support::SupportAnswer;
use kith_store::{KeptSupport, LedgerTask, SupportEvent, SupportHead, Tx};

use super::draft::{MOST_LETTERS, Read, SupportDraft, kept, read};
use super::need::{Need, purposes};
use super::record::{ANSWER_SUPPORT, REVIEW_SUPPORT};
use super::{ANSWER, EventWords, FORM, GOAL, LedgerText, SupportWords, to_words};
use crate::door::{event, fresh};
use crate::look::{Doing, Look};
use crate::record_consent::{self, ConsentDraft};
use crate::write_down::{SELF, anchor, days_from, filled, fresh_reference};
use crate::{App, AppError, Asker, FieldProblem};

/// Within how many days a family is asked that has not been.
const ASK_DAYS: i64 = 14;

impl App {
    /// Keeps what was agreed step by step, and the family's answer in the
    /// ledger. Without a yes support begins only where the service needs to
    /// know nothing new. The same form sent twice is kept once.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with everything that
    /// needs another look; [`AppError::Stale`] where nothing is written.
    pub async fn agree_support(
        &self,
        asker: &Asker,
        family: FamilyId,
        key: &str,
        now: Timestamp,
    ) -> Result<SupportId, AppError> {
        let once = format!("{FORM} {} {key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("agree-support"), move |tx, look| {
            Box::pin(async move { agree(tx, &look, once).await })
        })
        .await
    }
}

async fn agree(tx: &mut Tx, look: &Look, once: String) -> Result<Result<SupportId, AppError>, AppError> {
    if let Some(done) = tx.done_once(&once).await? {
        return Ok(done.parse().map_err(|_| AppError::NotFound));
    }
    let draft = kept(tx, look).await?;
    if draft.service.is_empty() {
        return Ok(Err(AppError::Stale));
    }
    let read = read(tx, look, &draft).await?;
    let (Some(need), Some(answer), true) = (&read.need, read.answer, read.problems.is_empty()) else {
        return Ok(Err(AppError::Invalid(read.problems.into_iter().map(|(_, problem)| problem).collect())));
    };
    if let Err(refused) = record_answer(tx, look, (&draft, need), (answer, &read.people)).await? {
        return Ok(Err(refused));
    }
    let support = match keep(tx, look, (&draft, &read), (need, answer)).await? {
        Ok(support) => support,
        Err(refused) => return Ok(Err(refused)),
    };
    tx.do_once(&once, &support.to_string(), look.now).await?;
    tx.drop_draft(look.asker.staff.id, FORM, &look.family.to_string()).await?;
    let agreed = event(&look.asker, Action::Support, look.now)
        .about(look.family)
        .outcome(answer.word())
        .with("support", support)
        .with("people", read.people.len())
        .with("goals", read.goals.len());
    tx.append_audit(&agreed).await?;
    Ok(Ok(support))
}

/// Reads the family's answer to the sharing that comes with a service.
pub(super) fn read_answer(
    look: &Look,
    (draft, need): (&SupportDraft, &Need),
    people: &[PersonId],
) -> (Option<SupportAnswer>, Vec<FieldProblem>) {
    let wrong = |field: &str, message: &str| vec![FieldProblem::new(field, message)];
    let answer = SupportAnswer::from_word(&draft.answer);
    match answer {
        Some(SupportAnswer::NotAsked) => {
            let why = filled(&draft.why_not_asked).filter(|why| why.chars().count() <= MOST_LETTERS);
            let problem = "Write why the family has not been asked, in 500 letters or fewer";
            (answer, if why.is_some() { Vec::new() } else { wrong("why_not_asked", problem) })
        }
        Some(SupportAnswer::Agreed | SupportAnswer::SaidNo) => {
            let has_agreed = answer == Some(SupportAnswer::Agreed);
            match consent(look, (draft, need), people) {
                Ok(consent) => {
                    let mut problems = of_yes(look, (&consent, people), has_agreed);
                    if let Err(AppError::Invalid(more)) = record_consent::check(&consent, has_agreed, look.today) {
                        problems.extend(more);
                    }
                    (answer, problems)
                }
                Err(problem) => (answer, vec![problem]),
            }
        }
        _ => (None, wrong("answer", "Say what the family answered")),
    }
}

/// A yes that would not count is no yes: support must not begin on it.
fn of_yes(look: &Look, (consent, people): (&ConsentDraft, &[PersonId]), has_agreed: bool) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if !has_agreed {
        return problems;
    }
    let is_for_a_child = people.iter().any(|person| look.births.contains_key(person));
    let standing = consent.by.split_once('/').and_then(|(_, word)| Standing::from_word(word));
    if is_for_a_child && standing == Some(Standing::Other) {
        let says = "Choose a parent or legal carer. Nobody else can agree for a child";
        problems.push(FieldProblem::new("by", says));
    }
    if crate::FIVE_POINTS.iter().any(|(point, _)| !consent.informed.iter().any(|ticked| ticked == point)) {
        let says = "Explain all five points and tick them. Without them a yes does not count";
        problems.push(FieldProblem::new("informed", says));
    }
    problems
}

/// The question as the consent form asks it: these kinds, this service, for
/// these people; whoever answers answers for themself only (AXh).
fn consent(
    look: &Look,
    (draft, need): (&SupportDraft, &Need),
    people: &[PersonId],
) -> Result<ConsentDraft, FieldProblem> {
    let signer: Option<PersonId> = draft.consent.by.split_once('/').and_then(|(who, _)| who.parse().ok());
    let (children, adults): (Vec<PersonId>, Vec<PersonId>) =
        people.iter().partition(|person| look.births.contains_key(person));
    if signer.is_some() && adults.iter().any(|adult| Some(*adult) != signer) {
        let says = "Each adult answers for themself. Agree on support for each adult apart";
        return Err(FieldProblem::new("by", says));
    }
    let own = adults.iter().map(|_| SELF.to_owned()).take(1);
    let yes = |word: &str| (word.to_owned(), "yes".to_owned());
    Ok(ConsentDraft {
        children: children.iter().map(ToString::to_string).chain(own).collect(),
        package: "choose".to_owned(),
        kinds: need.kinds.iter().map(|kind| yes(kind.word())).collect(),
        purposes: purposes(need.given_by).iter().map(|purpose| yes(purpose.word())).collect(),
        partners: vec![need.given_by.word().to_owned()],
        partner_name: String::new(),
        ..draft.consent.clone()
    })
}

/// Puts a yes or a no into the ledger; nothing where nobody was asked.
pub(super) async fn record_answer(
    tx: &mut Tx,
    look: &Look,
    (draft, need): (&SupportDraft, &Need),
    (answer, people): (SupportAnswer, &[PersonId]),
) -> Result<Result<(), AppError>, AppError> {
    if !matches!(answer, SupportAnswer::Agreed | SupportAnswer::SaidNo) {
        return Ok(Ok(()));
    }
    let consent = match consent(look, (draft, need), people) {
        Ok(consent) => consent,
        Err(problem) => return Ok(Err(AppError::Invalid(vec![problem]))),
    };
    match record_consent::check(&consent, answer == SupportAnswer::Agreed, look.today) {
        Ok(checked) => record_consent::record(tx, look, checked).await,
        Err(refused) => Ok(Err(refused)),
    }
}

async fn keep(
    tx: &mut Tx,
    look: &Look,
    (draft, read): (&SupportDraft, &Read),
    (need, answer): (&Need, SupportAnswer),
) -> Result<Result<SupportId, AppError>, AppError> {
    let people: Vec<RecordId> = read.people.iter().filter_map(|person| anchor(look, *person)).collect();
    let (Some(holder), Some(record), Some(service)) = (look.asker.staff.service, people.first(), &read.service) else {
        return Ok(Err(AppError::NotFound));
    };
    let task = fresh_reference()?;
    let words = SupportWords {
        service: service.name.clone(),
        given_by: need.given_by.word().to_owned(),
        needs: need.kinds.iter().map(|kind| kind.word().to_owned()).collect(),
        telephone: service.telephone.clone(),
        said: need.sentence.clone(),
        task: LedgerText::of(task),
    };
    let support = fresh(SupportId::from_random)?;
    let head = SupportHead { id: support, holder, record: *record, people };
    let (by, at) = (look.asker.staff.id, look.now);
    tx.add_support(&KeptSupport { head, family: look.family, by, at, words: to_words(&words)? }).await?;
    answered(tx, look, support, (answer, &draft.why_not_asked)).await?;
    let mut tasks = Vec::new();
    for (number, goal) in (1..).zip(&read.goals) {
        let task = fresh_reference()?;
        tasks.push((task, goal.review_on));
        let kept = EventWords { words: goal.words.clone(), task: Some(LedgerText::of(task)) };
        let event = SupportEvent { goal: Some(number), ..happened(look, GOAL, &kept)? };
        let event = SupportEvent { aim: Some(goal.aim.clone()), on: Some(goal.review_on), ..event };
        tx.add_support_event(support, &event).await?;
    }
    if answer.lets_it_begin() {
        for (reference, review_on) in tasks {
            to_do(tx, look, (reference, REVIEW_SUPPORT), review_on).await?;
        }
    } else if answer == SupportAnswer::NotAsked {
        to_do(tx, look, (task, ANSWER_SUPPORT), days_from(look.today, ASK_DAYS)).await?;
    }
    Ok(Ok(support))
}

/// Writes down what the family answered.
pub(super) async fn answered(
    tx: &mut Tx,
    look: &Look,
    support: SupportId,
    (answer, why): (SupportAnswer, &str),
) -> Result<(), AppError> {
    let why = if answer == SupportAnswer::NotAsked { filled(why).unwrap_or_default() } else { String::new() };
    let event = happened(look, ANSWER, &EventWords { words: why, task: None })?;
    let event = SupportEvent { outcome: Some(answer.word().to_owned()), on: Some(look.today), ..event };
    Ok(tx.add_support_event(support, &event).await?)
}

/// Something that happened to support, by this worker, now.
pub(super) fn happened(look: &Look, kind: &str, words: &EventWords) -> Result<SupportEvent, AppError> {
    Ok(SupportEvent {
        kind: kind.to_owned(),
        goal: None,
        aim: None,
        outcome: None,
        on: None,
        by: look.asker.staff.id,
        at: look.now,
        words: to_words(words)?,
    })
}

/// A thing for this worker to do about support.
pub(super) async fn to_do(
    tx: &mut Tx,
    look: &Look,
    (reference, kind): (LedgerId, &str),
    due_on: jiff::civil::Date,
) -> Result<(), AppError> {
    let me = look.asker.staff.id;
    let task = LedgerTask {
        id: fresh_reference()?,
        reference,
        kind: kind.to_owned(),
        family: look.family,
        owner: Some(me),
        due_on,
        made_at: look.now,
        made_by: me,
    };
    Ok(tx.add_ledger_task(&task).await?)
}
