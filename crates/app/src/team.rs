//! Whom the consent form names, and what for (ECi, ECn): the locality's own
//! list. What is new on it marks the agreements that do not reach so far, lists
//! their families, and gives whoever works with them something to do.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, StaffId};
use kith_core::ledger::{LedgerState, Team, TeamChange, TeamPart};
use kith_core::workforce::Role;
use kith_store::{LedgerTask, TeamRow, Tx};

use crate::caseload::{card, current};
use crate::door::{Rules, event, today};
use crate::write_down::{days_from, filled, fresh_reference};
use crate::{App, AppError, Asker, FieldProblem};

/// The kind of task that asks a family again.
pub(crate) const RENEW: &str = "renew-consent";
/// Within how many days they are asked again.
const RENEW_DAYS: i64 = 28;
/// How many families stand on the page.
const MOST: usize = 100;

/// A change of the list as it is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TeamDraft {
    /// `service`, `partner` or `purpose`.
    pub sort: String,
    /// The word of the service or purpose, or the partner's name.
    pub word: String,
    /// It comes on the list; otherwise it leaves.
    pub is_joining: bool,
    /// Why.
    pub reason: String,
}

/// One change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamChangeLine {
    /// What.
    pub what: String,
    /// It came; otherwise it went.
    pub is_joining: bool,
    /// The day.
    pub on: Date,
    /// Who changed it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A family that has to be asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewLine {
    /// The family, by reference.
    pub family: FamilyId,
    /// Its title, where the reader may see it.
    pub title: Option<String>,
    /// Who asks; none where nobody of an open service has an account.
    pub owner: Option<String>,
    /// By when.
    pub by: Date,
    /// The day has passed.
    pub is_late: bool,
}

/// The list with its history, and the families that have to be asked again.
#[derive(Debug, Clone)]
pub struct TeamPage {
    /// What the form names today.
    pub parts: BTreeSet<TeamPart>,
    /// The changes, the newest first.
    pub changes: Vec<TeamChangeLine>,
    /// Families to ask again, the earliest first.
    pub to_renew: Vec<RenewLine>,
    /// How many there are in all.
    pub to_renew_in_all: usize,
    /// The reader may change the list.
    pub may_change: bool,
}

impl App {
    /// Shows whom the form names, and whom to ask again: every family by
    /// reference for the data lead; by name those that a centre manager may
    /// see.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else.
    pub async fn team_page(&self, asker: &Asker, now: Timestamp) -> Result<TeamPage, AppError> {
        if !matches!(asker.staff.role, Role::DataLead | Role::CentreManager) {
            return Err(AppError::NotFound);
        }
        if asker.staff.role == Role::CentreManager {
            current(asker, now)?;
        }
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let page = self.db.read(move |tx| Box::pin(async move { page(tx, &reader, &rules, now).await })).await?;
        let shown: Vec<String> = page.to_renew.iter().map(|line| line.family.to_string()).collect();
        self.write_event(event(asker, Action::Look, now).with("page", "team").with("families", shown.join(" ")))
            .await?;
        Ok(page)
    }

    /// Changes the list. What comes new on it reaches nobody who agreed
    /// before: their families are to be asked again. Gives how many.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the data lead;
    /// [`AppError::Invalid`] where a field is empty or nothing would change.
    pub async fn change_team(
        &self,
        asker: &Asker,
        (draft, form_key): (&TeamDraft, &str),
        now: Timestamp,
    ) -> Result<usize, AppError> {
        if asker.staff.role != Role::DataLead {
            return Err(AppError::NotFound);
        }
        let mut problems = Vec::new();
        let part = TeamPart::from_words(&draft.sort, &draft.word);
        if part.is_none() {
            problems.push(FieldProblem::new("word", "Choose a service or a purpose, or write a partner’s name"));
        }
        let reason = filled(&draft.reason);
        if reason.is_none() {
            problems.push(FieldProblem::new("reason", "Write why, without naming a family"));
        }
        let (Some(part), Some(reason), true) = (part, reason, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        let change = TeamChange { part, is_joining: draft.is_joining, on: today(now), at: now };
        let asker = asker.clone();
        let key = format!("team {} {form_key}", asker.staff.id);
        self.db.write(move |tx| Box::pin(async move { save(tx, &asker, (change, reason), &key).await })).await?
    }
}

async fn page(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<TeamPage, AppError> {
    let rows = tx.team_rows().await?;
    let waiting = tx.ledger_tasks_to(RENEW, u32::MAX).await?;
    let staff: Vec<StaffId> = rows.iter().map(|row| row.by).chain(waiting.iter().filter_map(|it| it.owner)).collect();
    let names = tx.names_of_staff(&staff).await?;
    let is_manager = asker.staff.role == Role::CentreManager;
    let own: Option<BTreeSet<FamilyId>> = match (&asker.staff.service, &asker.staff.team) {
        (Some(service), Some(team)) if is_manager => {
            let lines = tx.caseload_of_team(*service, team, today(now)).await?;
            Some(lines.into_iter().filter_map(|line| line.family).collect())
        }
        _ if is_manager => Some(BTreeSet::new()),
        _ => None,
    };
    let waiting: Vec<LedgerTask> =
        waiting.into_iter().filter(|task| own.as_ref().is_none_or(|own| own.contains(&task.family))).collect();
    let mut to_renew = Vec::new();
    for task in waiting.iter().take(MOST) {
        let title = if is_manager {
            card(tx, asker, rules, (task.family, None), now).await?.map(|card| card.title)
        } else {
            None
        };
        to_renew.push(RenewLine {
            family: task.family,
            title,
            owner: task.owner.and_then(|owner| names.get(&owner).cloned()),
            by: task.due_on,
            is_late: task.due_on < today(now),
        });
    }
    let team = Team::of(rows.iter().map(|row| row.change.clone()).collect());
    let changes = rows.iter().rev().map(|row| TeamChangeLine {
        what: row.change.part.title().to_owned(),
        is_joining: row.change.is_joining,
        on: row.change.on,
        by: names.get(&row.by).cloned().unwrap_or_default(),
        reason: row.reason.clone(),
    });
    Ok(TeamPage {
        parts: team.parts(),
        changes: changes.collect(),
        to_renew_in_all: waiting.len(),
        to_renew,
        may_change: asker.staff.role == Role::DataLead,
    })
}

async fn save(
    tx: &mut Tx,
    asker: &Asker,
    (change, reason): (TeamChange, String),
    key: &str,
) -> Result<Result<usize, AppError>, AppError> {
    if let Some(done) = tx.done_once(key).await? {
        return Ok(Ok(done.parse().unwrap_or_default()));
    }
    let before = tx.team().await?;
    if before.has(&change.part) == change.is_joining {
        let words = if change.is_joining { "This is on the form already" } else { "This is not on the form" };
        return Ok(Err(AppError::Invalid(vec![FieldProblem::new("word", words)])));
    }
    let (by, now, on, part) = (asker.staff.id, change.at, change.on, change.part.clone());
    let outcome = if change.is_joining { "joined" } else { "left" };
    tx.add_team_row(&TeamRow { id: fresh_reference()?, change, by, reason }).await?;
    let team = tx.team().await?;
    let families = touched(tx, &team, &part, on).await?;
    ask_again(tx, &families, (by, now, on)).await?;
    let changed = event(asker, Action::ChangeTeam, now)
        .outcome(outcome)
        .with("sort", part.sort())
        .with("families", families.len());
    tx.append_audit(&changed).await?;
    tx.do_once(key, &families.len().to_string(), now).await?;
    Ok(Ok(families.len()))
}

/// The families with an agreement that stands and does not reach this part of
/// the form.
async fn touched(tx: &mut Tx, team: &Team, part: &TeamPart, today: Date) -> Result<Vec<FamilyId>, AppError> {
    let families = tx.answers_of_families().await?;
    let is_touched = |entries: &[kith_core::ledger::LedgerEntry]| {
        let summary = LedgerState::of(entries, today).with_team(team).consent_summary();
        summary.agreed.iter().any(|line| line.new_since.contains(part))
    };
    Ok(families.into_iter().filter(|(_, entries)| is_touched(entries)).map(|(family, _)| family).collect())
}

/// One thing to do for each family that has none of this kind yet.
async fn ask_again(
    tx: &mut Tx,
    families: &[FamilyId],
    (by, now, today): (StaffId, Timestamp, Date),
) -> Result<(), AppError> {
    let waiting = tx.ledger_tasks_to(RENEW, u32::MAX).await?;
    let waiting: BTreeSet<FamilyId> = waiting.into_iter().map(|task| task.family).collect();
    let workers = tx.workers_of_families(families, today).await?;
    for family in families.iter().filter(|family| !waiting.contains(family)) {
        // Nobody asks a family for a form who has lost a baby.
        if crate::loss::is_bereaved(tx, *family, today).await? {
            continue;
        }
        tx.add_ledger_task(&LedgerTask {
            id: fresh_reference()?,
            reference: fresh_reference()?,
            kind: RENEW.to_owned(),
            family: *family,
            owner: workers.get(family).copied(),
            due_on: days_from(today, RENEW_DAYS),
            made_at: now,
            made_by: by,
        })
        .await?;
    }
    Ok(())
}
