//! What a centre is asked to do for a family: a new-baby visit after the first
//! visit form (S002-CAa, CAb), or more support (S002-CAd). The centre takes it
//! up, and closes it by recording what it did.

mod list;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::family::NoteStatement;
use kith_core::id::{CentreTaskId, ContactId, DecisionId, FamilyId, RecordId, StaffId};
use kith_core::service::ServiceKind;
use kith_core::sharing::Purpose;
use kith_store::{CentreTask, CentreTaskStep, ContactKind, NewContact, Tx};
use serde::{Deserialize, Serialize};

use self::list::{line, list};
use crate::caseload::current;
use crate::door::{event, fresh, today};
use crate::look::{Doing, Look};
use crate::registration::own_centre;
use crate::write_down::{filled, past_day};
use crate::{App, AppError, Asker, FieldProblem};

/// The task of visiting a family with a new baby.
pub(crate) const NEW_BABY: &str = "new-baby";
/// The task of giving a family more support.
pub(crate) const REFERRAL: &str = "referral";
/// Somebody of the centre took it up.
const TAKEN_UP: &str = "taken-up";
/// The centre did it.
const DONE: &str = "done";
/// It cannot be done.
const NOT_DONE: &str = "not-done";
/// A baby of the family was lost: nobody goes.
const STOPPED: &str = "stopped";
/// The steps that close a task.
const CLOSING: [&str; 3] = [DONE, NOT_DONE, STOPPED];
/// How many tasks stand on a page.
const MOST: u32 = 100;
/// The most letters of a note.
const LONGEST: usize = 1000;

/// What a family can be given at a visit of the centre.
pub const GIVEN: [&str; 6] = [
    "Welcome pack",
    "What is on at the centre",
    "Talk about safe sleep and a safe home",
    "A place in a group",
    "Help with a form or an application",
    "A book",
];

/// What a centre is told with a task; or what it says afterwards.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct TaskWords {
    /// What the family would like; what it was given.
    pub(crate) listed: Vec<String>,
    /// In words.
    pub(crate) words: String,
}

/// One thing that a centre is asked to do.
#[derive(Clone)]
pub struct CentreTaskLine {
    /// Which.
    pub task: CentreTaskId,
    /// The family.
    pub family: FamilyId,
    /// The family's title.
    pub title: String,
    /// "Visit a family with a new baby".
    pub what: &'static str,
    /// The child and its age.
    pub about: String,
    /// Where the family lives, as far as that may be said.
    pub address: Option<String>,
    /// What the family would like, or needs.
    pub wishes: Vec<String>,
    /// The same in words.
    pub words: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// By when.
    pub due_on: Date,
    /// The day has passed.
    pub is_late: bool,
    /// Who took it up, and when.
    pub taken_up: Option<(String, Timestamp)>,
    /// The family has lost a baby, and whoever asked knew it.
    pub is_bereaved: bool,
    /// It asks for a visit to a new baby.
    pub is_new_baby: bool,
}

/// What a centre is asked to do.
#[derive(Clone)]
pub struct CentreTasks {
    /// The centre.
    pub centre: String,
    /// What is open, the earliest first.
    pub lines: Vec<CentreTaskLine>,
    /// How many more there are of which nothing may be told any more.
    pub closed_to_reader: usize,
}

/// What became of a task, as the one who asked sees it.
#[derive(Clone)]
pub struct AskedLine {
    /// What was asked.
    pub what: &'static str,
    /// The centre.
    pub centre: String,
    /// Who asked.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What became of it, each with who and when.
    pub steps: Vec<(&'static str, String, Timestamp)>,
}

/// What the centre did, as it is being written.
#[derive(Clone, Default)]
pub struct CentreVisitDraft {
    /// It cannot be done; otherwise it was.
    pub is_not_done: bool,
    /// The day, as typed; empty for today.
    pub on: String,
    /// What was given.
    pub given: Vec<String>,
    /// What else, or why not, in words.
    pub words: String,
}

impl std::fmt::Debug for CentreVisitDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CentreVisitDraft(hidden)")
    }
}

impl App {
    /// What the asker's centre is asked to do.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody who works at no centre;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn centre_tasks(&self, asker: &Asker, now: Timestamp) -> Result<CentreTasks, AppError> {
        let Some(centre) = own_centre(&asker.staff) else { return Err(AppError::NotFound) };
        current(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let tasks =
            self.db.read(move |tx| Box::pin(async move { list(tx, (&reader, &rules), centre, now).await })).await?;
        let families: Vec<String> = tasks.lines.iter().map(|line| line.family.to_string()).collect();
        let seen = event(asker, Action::Look, now)
            .with("page", "centre-tasks")
            .with("shown", families.len())
            .with("families", families.join(" "));
        self.write_event(seen).await?;
        Ok(tasks)
    }

    /// Takes a task up: whoever asked sees by whom, and when.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Stale`] where it is closed, or
    /// another centre's.
    pub async fn take_up_centre_task(
        &self,
        asker: &Asker,
        (family, task): (FamilyId, CentreTaskId),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let kind = self.kind_of_centre_task(task).await?;
        self.write_at(&for_task(asker, &kind), (family, now), Doing::page("take-up-centre-task"), move |tx, look| {
            Box::pin(async move {
                let Some(task) = own_open(tx, &look, task).await? else { return Ok(Err(AppError::Stale)) };
                let steps = tx.steps_of_centre_tasks(&[task.id]).await?;
                if steps.iter().any(|step| step.step == TAKEN_UP) {
                    return Ok(Ok(()));
                }
                add_step(tx, &look, (&task, TAKEN_UP), &TaskWords::default()).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Closes a task: what was given at the visit, which becomes a contact of
    /// the centre; or why it cannot be done. The same form sent twice closes
    /// once.
    ///
    /// # Errors
    /// As [`App::take_up_centre_task`]; [`AppError::Invalid`] with every field
    /// that needs another look.
    pub async fn close_centre_task(
        &self,
        asker: &Asker,
        (family, task): (FamilyId, CentreTaskId),
        (draft, form_key): (&CentreVisitDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let checked = check(draft, today(now))?;
        let key = format!("centre-task {} {form_key}", asker.staff.id);
        let kind = self.kind_of_centre_task(task).await?;
        self.write_at(&for_task(asker, &kind), (family, now), Doing::page("close-centre-task"), move |tx, look| {
            Box::pin(async move {
                if tx.done_once(&key).await?.is_some() {
                    return Ok(Ok(()));
                }
                let Some(task) = own_open(tx, &look, task).await? else { return Ok(Err(AppError::Stale)) };
                let (on, words, is_not_done) = checked;
                add_step(tx, &look, (&task, if is_not_done { NOT_DONE } else { DONE }), &words).await?;
                if !is_not_done {
                    add_contact(tx, &look, (task.record, on), &words).await?;
                }
                tx.do_once(&key, &look.family.to_string(), look.now).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// One thing that the asker's centre is asked to do.
    ///
    /// # Errors
    /// As [`App::take_up_centre_task`].
    pub async fn centre_task(
        &self,
        asker: &Asker,
        (family, task): (FamilyId, CentreTaskId),
        now: Timestamp,
    ) -> Result<CentreTaskLine, AppError> {
        let kind = self.kind_of_centre_task(task).await?;
        let (rules, asker) = (self.rules.clone(), for_task(asker, &kind));
        self.write_at(&asker.clone(), (family, now), Doing::page("centre-task"), move |tx, look| {
            Box::pin(async move {
                let Some(task) = own_open(tx, &look, task).await? else { return Ok(Err(AppError::Stale)) };
                Ok(line(tx, (&asker, &rules), &task, now).await?.shown().ok_or(AppError::NotFound))
            })
        })
        .await
    }

    async fn kind_of_centre_task(&self, task: CentreTaskId) -> Result<String, AppError> {
        self.db.read(move |tx| Box::pin(async move { Ok(tx.kind_of_centre_task(task).await?) })).await
    }
}

/// The centre does what it was asked to do for the purpose for which it was
/// asked, whatever else it looks families up for.
fn for_task(asker: &Asker, kind: &str) -> Asker {
    let purpose = if kind == REFERRAL { Purpose::FamilySupport } else { Purpose::CentreOutreach };
    Asker { staff: asker.staff.clone(), purpose }
}

fn check(draft: &CentreVisitDraft, today: Date) -> Result<(Date, TaskWords, bool), AppError> {
    let mut problems = Vec::new();
    let on = past_day(&draft.on, today, &mut problems);
    let words = filled(&draft.words);
    if words.as_ref().is_some_and(|words| words.chars().count() > LONGEST) {
        problems.push(FieldProblem::new("words", "Use 1,000 letters or fewer"));
    }
    let listed: Vec<String> =
        GIVEN.iter().filter(|given| draft.given.iter().any(|told| told == *given)).map(|it| (*it).to_owned()).collect();
    if draft.is_not_done && words.is_none() {
        problems.push(FieldProblem::new("words", "Write why it cannot be done"));
    }
    if !draft.is_not_done && listed.is_empty() && words.is_none() {
        problems.push(FieldProblem::new("given", "Tick what the family was given, or write it"));
    }
    match on {
        Some(on) if problems.is_empty() => {
            let listed = if draft.is_not_done { Vec::new() } else { listed };
            Ok((on, TaskWords { listed, words: words.unwrap_or_default() }, draft.is_not_done))
        }
        _ => Err(AppError::Invalid(problems)),
    }
}

/// What is open of these records, for every centre.
pub(crate) async fn open_of(tx: &mut Tx, records: &[RecordId]) -> Result<Vec<CentreTask>, AppError> {
    let tasks = tx.centre_tasks_of(records).await?;
    let ids: Vec<CentreTaskId> = tasks.iter().map(|task| task.id).collect();
    let closed: BTreeSet<CentreTaskId> = tx
        .steps_of_centre_tasks(&ids)
        .await?
        .into_iter()
        .filter(|step| CLOSING.contains(&step.step.as_str()))
        .map(|step| step.task)
        .collect();
    Ok(tasks.into_iter().filter(|task| !closed.contains(&task.id)).collect())
}

/// Ends what centres were asked to do about these records, as far as the
/// caller says: a baby was lost. The step names whoever asked, not who told of
/// the loss. Gives how many tasks that were.
pub(crate) async fn stop(
    tx: &mut Tx,
    records: &[RecordId],
    is_to_end: impl Fn(RecordId, Timestamp) -> bool,
    now: Timestamp,
) -> Result<u64, AppError> {
    let words = serde_json::to_vec(&TaskWords::default()).map_err(|error| AppError::Broken(error.into()))?;
    let mut stopped = 0;
    for task in open_of(tx, records).await?.into_iter().filter(|task| is_to_end(task.record, task.at)) {
        let step = STOPPED.to_owned();
        tx.add_centre_task_step(&CentreTaskStep { task: task.id, step, by: task.by, at: now, words: words.clone() })
            .await?;
        stopped += 1;
    }
    Ok(stopped)
}

/// How many things a centre is asked to do.
pub(crate) async fn count_open(tx: &mut Tx, centre: &str) -> Result<usize, AppError> {
    Ok(tx.open_centre_tasks(centre, &CLOSING, MOST).await?.len())
}

/// A new thing for a centre to do.
pub(crate) struct NewTask<'t> {
    pub(crate) record: RecordId,
    pub(crate) centre: &'t str,
    pub(crate) kind: &'static str,
    pub(crate) due_on: Date,
    pub(crate) decision: Option<DecisionId>,
    pub(crate) words: TaskWords,
}

/// Asks a centre to do something, and writes it down.
pub(crate) async fn ask(tx: &mut Tx, look: &Look, new: NewTask<'_>) -> Result<CentreTaskId, AppError> {
    let id = fresh(CentreTaskId::from_random)?;
    tx.add_centre_task(&CentreTask {
        id,
        record: new.record,
        centre: new.centre.to_owned(),
        kind: new.kind.to_owned(),
        due_on: new.due_on,
        decision: new.decision,
        by: look.asker.staff.id,
        at: look.now,
        words: serde_json::to_vec(&new.words).map_err(|error| AppError::Broken(error.into()))?,
    })
    .await?;
    let mut asked = event(&look.asker, Action::AskCentre, look.now)
        .about(look.family)
        .outcome("asked")
        .with("task", id)
        .with("kind", new.kind);
    if let Some(decision) = new.decision {
        asked = asked.with("decision", decision);
    }
    tx.append_audit(&asked).await?;
    Ok(id)
}

/// The centre met the family with its new baby on a visit that it planned: that
/// is what it was asked to do (S002-CAb).
pub(crate) async fn done_by_visit(tx: &mut Tx, look: &Look, note: &str) -> Result<(), AppError> {
    let centre = own_centre(&look.asker.staff);
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let is_it = |task: &CentreTask| task.kind == NEW_BABY && Some(&task.centre) == centre.as_ref();
    for task in open_of(tx, &records).await?.iter().filter(|task| is_it(task)) {
        add_step(tx, look, (task, DONE), &TaskWords { listed: Vec::new(), words: note.to_owned() }).await?;
    }
    Ok(())
}

/// What centres were asked to do for an open family, for whoever may know that
/// a centre works with it, or asked it.
pub(crate) async fn asked_lines(tx: &mut Tx, look: &Look) -> Result<Vec<AskedLine>, AppError> {
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let tasks = tx.centre_tasks_of(&records).await?;
    let (me, may_know) = (look.asker.staff.id, look.may_know_of(ServiceKind::ChildrensCentre));
    let tasks: Vec<CentreTask> = tasks.into_iter().filter(|task| task.by == me || may_know).collect();
    let ids: Vec<CentreTaskId> = tasks.iter().map(|task| task.id).collect();
    let steps = tx.steps_of_centre_tasks(&ids).await?;
    let staff: Vec<StaffId> = tasks.iter().map(|task| task.by).chain(steps.iter().map(|step| step.by)).collect();
    let names = tx.names_of_staff(&staff).await?;
    let name = |staff: StaffId| names.get(&staff).cloned().unwrap_or_default();
    Ok(tasks
        .iter()
        .map(|task| AskedLine {
            what: title_of(&task.kind),
            centre: if look.is_shielded { "A centre".to_owned() } else { task.centre.clone() },
            by: name(task.by),
            at: task.at,
            steps: steps
                .iter()
                .filter(|step| step.task == task.id)
                .map(|step| (step_title(&step.step), done_by(step, name(step.by)), step.at))
                .collect(),
        })
        .collect())
}

fn title_of(kind: &str) -> &'static str {
    if kind == NEW_BABY { "Visit a family with a new baby" } else { "Give more support" }
}

/// Who took a step; what was stopped for a loss, nobody did.
fn done_by(step: &CentreTaskStep, name: String) -> String {
    if step.step == STOPPED { "Kith itself".to_owned() } else { name }
}

fn step_title(step: &str) -> &'static str {
    match step {
        STOPPED => "Stopped",
        TAKEN_UP => "Taken up",
        DONE => "Done",
        _ => "Cannot be done",
    }
}

async fn own_open(tx: &mut Tx, look: &Look, task: CentreTaskId) -> Result<Option<CentreTask>, AppError> {
    let centre = own_centre(&look.asker.staff);
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let open = open_of(tx, &records).await?;
    Ok(open.into_iter().find(|known| known.id == task && Some(&known.centre) == centre.as_ref()))
}

async fn add_step(
    tx: &mut Tx,
    look: &Look,
    (task, step): (&CentreTask, &'static str),
    words: &TaskWords,
) -> Result<(), AppError> {
    tx.add_centre_task_step(&CentreTaskStep {
        task: task.id,
        step: step.to_owned(),
        by: look.asker.staff.id,
        at: look.now,
        words: serde_json::to_vec(words).map_err(|error| AppError::Broken(error.into()))?,
    })
    .await?;
    let written =
        event(&look.asker, Action::AskCentre, look.now).about(look.family).outcome(step).with("task", task.id);
    tx.append_audit(&written).await?;
    Ok(())
}

/// The visit as a contact of the centre, so that it stands where everybody
/// looks who may see the centre's contacts.
async fn add_contact(
    tx: &mut Tx,
    look: &Look,
    (record, on): (RecordId, Date),
    said: &TaskWords,
) -> Result<(), AppError> {
    let listed = if said.listed.is_empty() { None } else { Some(format!("Given: {}.", said.listed.join(", "))) };
    let statements = listed.into_iter().chain(filled(&said.words)).map(|words| NoteStatement {
        words,
        is_opinion: Some(false),
        evidence: None,
        confided: None,
        comments: Vec::new(),
    });
    let contact = fresh(ContactId::from_random)?;
    tx.add_contact(&NewContact {
        contact,
        record,
        service: ServiceKind::ChildrensCentre,
        happened_on: on,
        was_attended: true,
        recorded_by: look.asker.staff.id,
        recorded_at: look.now,
        kind: ContactKind {
            kind: "Home visit".to_owned(),
            worker: Some(look.asker.staff.name.clone()),
            worker_code: look.asker.staff.code.clone(),
        },
        note: statements.collect(),
    })
    .await?;
    let recorded = event(&look.asker, Action::RecordContact, look.now).about(look.family).with("contact", contact);
    tx.append_audit(&recorded).await?;
    Ok(())
}
