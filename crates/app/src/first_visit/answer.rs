//! Recording a first visit.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FirstVisitId, PersonId, RecordId};
use kith_core::ledger::{Partner, Scope};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Kind, Purpose};
use kith_store::{FirstVisit, FirstVisitStep, LedgerTask, Tx};

use super::{FORM, FirstVisitDraft};
use crate::centre_tasks::{self, NEW_BABY, NewTask, TaskWords};
use crate::door::{Rules, event, fresh};
use crate::look::{Look, child_for_centre};
use crate::record_consent::record_narrow;
use crate::registration::{self, BY_FIRST_VISIT};
use crate::write_down::{FIVE_POINTS, anchor, days_from, filled, fresh_reference, past_day};
use crate::{AppError, ConsentDraft, FieldProblem, loss, mentoring};

/// They agreed.
pub(crate) const YES: &str = "yes";
/// They said no.
pub(crate) const NO: &str = "no";
/// They were not asked.
pub(crate) const NOT_ASKED: &str = "not-asked";

/// The answers about the centre, by word and title.
pub const FIRST_VISIT_ANSWERS: [(&str, &str); 3] =
    [(YES, "Yes"), (NO, "No. Nothing goes to the centre"), (NOT_ASKED, "I did not ask")];

/// The kind of task that asks the family about the centre.
pub(crate) const ASK_CENTRE: &str = "ask-centre";
/// Within how many days they are asked after all.
const ASK_DAYS: i64 = 14;
/// Within how many days the centre visits.
const VISIT_DAYS: i64 = 14;
/// The most letters of what they would like.
const LONGEST: usize = 300;

/// The answer in a few words.
pub(super) fn title_of(answer: &str) -> &'static str {
    match answer {
        YES => "they agreed",
        NO => "they said no",
        _ => "they were not asked",
    }
}

/// What the form asks about: these facts, to the centre, so that it can reach
/// out; nothing else.
pub(crate) fn question() -> Scope {
    Scope {
        kinds: [Kind::Basic, Kind::NewBirth].into(),
        to: [Partner::Service(ServiceKind::ChildrensCentre)].into(),
        purposes: [Purpose::CentreOutreach].into(),
        ..Scope::default()
    }
}

/// A form that can be recorded, as far as it can be told without the family.
pub(super) struct Checked {
    on: Date,
    why_not_asked: Option<String>,
    words: Option<String>,
}

pub(super) fn check(draft: &FirstVisitDraft, centres: &[String], today: Date) -> Result<Checked, AppError> {
    let mut problems = Vec::new();
    let mut need = |is_there: bool, field: &str, words: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, words));
        }
    };
    let has_agreed = draft.answer == YES;
    let why_not_asked = filled(&draft.why_not_asked);
    need(!draft.child.is_empty(), "child", "Choose the child");
    need(FIRST_VISIT_ANSWERS.iter().any(|(word, _)| *word == draft.answer), "answer", "Choose what they answered");
    need(draft.answer != NOT_ASKED || why_not_asked.is_some(), "why_not_asked", "Write why they were not asked");
    let is_asked = has_agreed || draft.answer == NO;
    need(!is_asked || !draft.by.is_empty(), "by", "Choose who answered");
    need(!has_agreed || centres.contains(&draft.centre), "centre", "Choose the centre");
    need(
        !has_agreed || has_said_all(draft),
        "informed",
        "Say each point, then tick it: their yes counts once all five are said",
    );
    need(!has_agreed || !draft.register.is_empty(), "register", "Choose whether they want to register");
    need(
        has_agreed || draft.register != "yes",
        "register",
        "To register them, the centre has to know their name. Ask about that first",
    );
    let words = filled(&draft.words);
    need(
        words.as_ref().is_none_or(|words| words.chars().count() <= LONGEST),
        "words",
        "Use 300 letters or fewer, and nothing about health",
    );
    let on = past_day(&draft.on, today, &mut problems);
    match on {
        Some(on) if problems.is_empty() => Ok(Checked { on, why_not_asked, words }),
        _ => Err(AppError::Invalid(problems)),
    }
}

fn has_said_all(draft: &FirstVisitDraft) -> bool {
    let said = |point: &str| draft.informed.iter().any(|word| word == point);
    said("all") || FIVE_POINTS.iter().all(|(point, _)| said(point))
}

pub(super) async fn save(
    tx: &mut Tx,
    (look, rules): (&Look, &Rules),
    (draft, checked, key): (&FirstVisitDraft, Checked, String),
) -> Result<Result<bool, AppError>, AppError> {
    if let Some(done) = tx.done_once(&key).await? {
        return Ok(Ok(done == "asked"));
    }
    let child: Option<PersonId> = draft.child.parse().ok();
    let child = child.and_then(|child| Some((child, anchor(look, child)?)));
    let Some((child, record)) = child.filter(|(child, _)| look.births.contains_key(child)) else {
        return Ok(Err(AppError::NotFound));
    };
    if look.is_shielded && draft.answer == YES {
        let words = "This family’s home is kept safe. Nothing goes to a centre by this form. Ask the lead professional";
        return Ok(Err(AppError::Invalid(vec![FieldProblem::new("answer", words)])));
    }
    if draft.answer != NOT_ASKED {
        let answer = consent_draft(draft, child);
        let has_agreed = draft.answer == YES;
        let narrow = (&question(), &[ASK_CENTRE] as &'static [&'static str]);
        // The form's fields are the same as the consent form's, but for the children.
        if let Err(told) = record_narrow(tx, look, (answer, has_agreed, format!("{key} answer")), narrow).await? {
            return Ok(Err(told));
        }
    }
    let form = keep_form(tx, look, (draft, &checked), record).await?;
    let mut is_asked = false;
    if draft.answer == YES {
        is_asked = tell_centre(tx, (look, rules), (draft, &checked), (child, record)).await?;
    } else if draft.answer == NOT_ASKED {
        ask_later(tx, look).await?;
    }
    if draft.wants_mentor {
        mentoring::ask_later(tx, look).await?;
    }
    tx.do_once(&key, if is_asked { "asked" } else { "kept" }, look.now).await?;
    tx.drop_draft(look.asker.staff.id, FORM, &look.family.to_string()).await?;
    let written = event(&look.asker, Action::FirstVisit, look.now)
        .about(look.family)
        .outcome(draft.answer.as_str())
        .with("form", form);
    tx.append_audit(&written).await?;
    Ok(Ok(is_asked))
}

fn consent_draft(draft: &FirstVisitDraft, child: PersonId) -> ConsentDraft {
    let informed = match has_said_all(draft) {
        true => FIVE_POINTS.iter().map(|(point, _)| (*point).to_owned()).collect(),
        false => draft.informed.clone(),
    };
    ConsentDraft {
        by: draft.by.clone(),
        by_name: draft.by_name.clone(),
        children: vec![child.to_string()],
        how: draft.how.clone(),
        signature: draft.signature.clone(),
        informed,
        on: draft.on.clone(),
        opened_at: draft.opened_at.clone(),
        note: match draft.centre.as_str() {
            "" => "At the first visit".to_owned(),
            centre => format!("At the first visit; the form named {centre}"),
        },
        ..ConsentDraft::default()
    }
}

async fn keep_form(
    tx: &mut Tx,
    look: &Look,
    (draft, checked): (&FirstVisitDraft, &Checked),
    record: RecordId,
) -> Result<FirstVisitId, AppError> {
    let form = fresh(FirstVisitId::from_random)?;
    let (by, at) = (look.asker.staff.id, look.now);
    let words = KeptWords {
        wishes: draft.wishes.clone(),
        words: checked.words.clone().unwrap_or_default(),
        why_not_asked: checked.why_not_asked.clone().unwrap_or_default(),
        register: draft.register.clone(),
    };
    tx.add_first_visit(&FirstVisit {
        id: form,
        record,
        centre: draft.centre.clone(),
        answer: draft.answer.clone(),
        visited_on: checked.on,
        by,
        at,
        words: serde_json::to_vec(&words).map_err(|error| AppError::Broken(error.into()))?,
    })
    .await?;
    tx.add_first_visit_step(&FirstVisitStep { form, step: super::entry::RECEIVED.to_owned(), by: Some(by), at })
        .await?;
    Ok(form)
}

/// What is kept sealed with a form.
#[derive(serde::Serialize, serde::Deserialize)]
struct KeptWords {
    wishes: Vec<String>,
    words: String,
    why_not_asked: String,
    /// `yes` or `no` to registering; empty where it was not kept.
    #[serde(default)]
    register: String,
}

/// The records among these about which a family said, the last time it was
/// asked, that it does not want to register with a centre.
pub(crate) async fn declined(tx: &mut Tx, records: &[RecordId]) -> Result<BTreeSet<RecordId>, AppError> {
    let mut last: BTreeMap<RecordId, bool> = BTreeMap::new();
    for form in tx.first_visits_of(records).await? {
        if form.answer != NOT_ASKED && !last.contains_key(&form.record) {
            let kept: KeptWords =
                serde_json::from_slice(&form.words).map_err(|error| AppError::Broken(error.into()))?;
            last.insert(form.record, form.answer == YES && kept.register == NO);
        }
    }
    Ok(last.into_iter().filter(|(_, has_declined)| *has_declined).map(|(record, _)| record).collect())
}

/// Registers the family and asks the centre to visit, as far as their answer
/// lets it. Gives whether the centre was asked.
async fn tell_centre(
    tx: &mut Tx,
    (look, rules): (&Look, &Rules),
    (draft, checked): (&FirstVisitDraft, &Checked),
    (child, record): (PersonId, RecordId),
) -> Result<bool, AppError> {
    let whom = (look.family, child, draft.centre.as_str());
    let known = child_for_centre(tx, (&look.asker, rules), whom, look.now).await?;
    let may_go = known.is_some_and(|known| known.told.is_some());
    let is_there = registration::is_registered(tx, look, child).await?.is_some();
    if draft.register != "yes" || !may_go {
        return Ok(false);
    }
    if !is_there {
        let line = (true, checked.on, BY_FIRST_VISIT);
        registration::write(tx, look, (&[record], &draft.centre), line).await?;
    }
    let words = TaskWords { listed: draft.wishes.clone(), words: checked.words.clone().unwrap_or_default() };
    let due_on = days_from(look.today, VISIT_DAYS);
    let task = NewTask { record, centre: &draft.centre, kind: NEW_BABY, due_on, decision: None, words };
    centre_tasks::ask(tx, look, task).await?;
    Ok(true)
}

/// Whoever did not ask asks later; nobody asks a family that has lost a baby.
async fn ask_later(tx: &mut Tx, look: &Look) -> Result<(), AppError> {
    if loss::stands(&look.losses) {
        return Ok(());
    }
    let me = look.asker.staff.id;
    let families = tx.names_of_family(look.family).await?;
    tx.finish_ledger_tasks_about(&families, ASK_CENTRE, (me, look.now)).await?;
    let task = LedgerTask {
        id: fresh_reference()?,
        reference: fresh_reference()?,
        kind: ASK_CENTRE.to_owned(),
        family: look.family,
        owner: Some(me),
        due_on: days_from(look.today, ASK_DAYS),
        made_at: look.now,
        made_by: me,
    };
    Ok(tx.add_ledger_task(&task).await?)
}
