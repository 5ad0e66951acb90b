//! How an agreement comes about: the steps of its working group, its issues,
//! the signatures between them, and how long it took (S003-ISq).

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{StepKind, TimeTaken, WorkIssue, WorkStep, members, signed_on};
use kith_core::audit::Action;
use kith_store::{KeptIssue, KeptStep, Tx};

use super::{AgreementPage, Register, incoming, may_keep, with_last_sent};
use crate::contact_form::day;
use crate::door::today;
use crate::write_down::{filled, past_day};
use crate::{App, AppError, FieldProblem, Who};

/// How one agreement came about.
#[derive(Debug, Clone)]
pub struct AgreementWork {
    /// The agreement.
    pub page: AgreementPage,
    /// From the first draft to the last signature, or to today.
    pub time: Option<TimeTaken>,
    /// Who is in the working group.
    pub members: Vec<String>,
    /// What happened and what is planned, the newest first: the day, what, who
    /// wrote it down.
    pub timeline: Vec<(Date, String, String)>,
    /// The issues without an answer, the oldest first.
    pub open: Vec<NumberedIssue>,
    /// The issues with an answer, the newest first.
    pub closed: Vec<NumberedIssue>,
}

/// An issue with the number by which it is answered.
#[derive(Debug, Clone)]
pub struct NumberedIssue {
    /// The number.
    pub number: u32,
    /// The issue.
    pub issue: WorkIssue,
}

/// A step as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepDraft {
    /// The word of the kind.
    pub kind: String,
    /// The day, as typed.
    pub on: String,
    /// Who.
    pub who: String,
    /// What came of it.
    pub says: String,
}

/// An issue as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssueDraft {
    /// What it is.
    pub what: String,
    /// Who raised it.
    pub raised_by: String,
    /// The day, as typed; empty for today.
    pub on: String,
    /// Who is to answer it.
    pub owner: String,
}

impl App {
    /// How an agreement came about.
    ///
    /// # Errors
    /// [`AppError::NotFound`] as for [`App::agreement`].
    pub async fn agreement_work(
        &self,
        who: impl Into<Who>,
        name: &str,
        now: Timestamp,
    ) -> Result<AgreementWork, AppError> {
        may_keep(&who.into())?;
        let name = name.to_owned();
        self.db
            .read(|tx| {
                Box::pin(async move {
                    let register = Register::read(tx).await?;
                    let (steps, issues) = (tx.agreement_steps().await?, tx.agreement_issues().await?);
                    let mut work = work(&register, (&name, steps, issues), today(now))?;
                    work.page.brought = incoming::brought(tx, &work.page.agreement).await?;
                    let page = with_last_sent(tx, work.page, today(now)).await?;
                    Ok(AgreementWork { page, ..work })
                })
            })
            .await
    }

    /// Adds a step of the work on an agreement: one that was taken, or one
    /// that is planned for a day to come.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] as for [`App::agreement`].
    pub async fn add_agreement_step(
        &self,
        who: impl Into<Who>,
        name: &str,
        draft: &StepDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_keep(&who)?;
        let step = checked_step(draft, today(now))?;
        let kept = KeptStep { agreement: name.to_owned(), step, said_by: who.staff(), said_at: now };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    is_there(tx, &kept.agreement, now).await?;
                    let event = who.event(Action::Agreement, now).with("agreement", &kept.agreement);
                    tx.add_agreement_step(&kept).await?;
                    tx.append_audit(&event.with("step", kept.step.kind.word())).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Adds an issue that stands in the way of an agreement.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] as for [`App::agreement`].
    pub async fn raise_agreement_issue(
        &self,
        who: impl Into<Who>,
        name: &str,
        draft: &IssueDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_keep(&who)?;
        let (name, issue) = (name.to_owned(), checked_issue(draft, today(now))?);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    is_there(tx, &name, now).await?;
                    let number = tx.add_agreement_issue((&name, &issue), (who.staff(), now)).await?;
                    let event = who.event(Action::Agreement, now).with("agreement", &name).with("issue", number);
                    tx.append_audit(&event.with("step", "issue")).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Answers an issue, which closes it. One that is closed stays as it is.
    ///
    /// # Errors
    /// [`AppError::Invalid`] without an answer; [`AppError::NotFound`] where
    /// the agreement has no such open issue.
    pub async fn answer_agreement_issue(
        &self,
        who: impl Into<Who>,
        (name, number): (&str, u32),
        answer: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_keep(&who)?;
        let Some(answer) = filled(answer) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("answer", "Write the answer")]));
        };
        let name = name.to_owned();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let is_it = |kept: &KeptIssue| {
                        kept.number == number && kept.agreement == name && kept.issue.closed.is_none()
                    };
                    if !tx.agreement_issues().await?.iter().any(is_it) {
                        return Err(AppError::NotFound);
                    }
                    tx.answer_agreement_issue(number, (&answer, today(now)), (who.staff(), now)).await?;
                    let event = who.event(Action::Agreement, now).with("agreement", &name).with("issue", number);
                    tx.append_audit(&event.with("step", "issue-answer")).await?;
                    Ok(())
                })
            })
            .await
    }
}

async fn is_there(tx: &mut Tx, name: &str, now: Timestamp) -> Result<(), AppError> {
    Register::read(tx).await?.page(name, today(now)).map(drop)
}

pub(super) fn work(
    register: &Register,
    (name, steps, issues): (&str, Vec<KeptStep>, Vec<KeptIssue>),
    today: Date,
) -> Result<AgreementWork, AppError> {
    let page = register.page(name, today)?;
    let own: Vec<KeptStep> = steps.into_iter().filter(|kept| kept.agreement == name).collect();
    let taken: Vec<WorkStep> = own.iter().map(|kept| kept.step.clone()).collect();
    let drafts = taken.iter().filter(|step| step.kind == StepKind::FirstDraft).map(|step| step.on);
    let versions = register.all_versions(name)?;
    let added = versions.iter().map(|(.., on)| *on);
    let signed = versions
        .iter()
        .filter_map(|(version, agreement, _)| {
            signed_on(agreement, &register.said_of(name, *version), &register.terms.posts, today)
        })
        .min();
    let mut timeline = page.history.clone();
    timeline.extend(own.iter().map(|kept| (kept.step.on, words(&kept.step, today), register.name_of(kept.said_by))));
    timeline.sort_by_key(|(on, ..)| std::cmp::Reverse(*on));
    let numbered = issues.into_iter().filter(|kept| kept.agreement == name);
    let (mut closed, open): (Vec<NumberedIssue>, Vec<NumberedIssue>) = numbered
        .map(|kept| NumberedIssue { number: kept.number, issue: kept.issue })
        .partition(|kept| kept.issue.closed.is_some());
    closed.reverse();
    Ok(AgreementWork {
        time: TimeTaken::new(drafts.chain(added), signed, today),
        members: members(&taken, today),
        timeline,
        open,
        closed,
        page,
    })
}

fn words(step: &WorkStep, today: Date) -> String {
    let plan = if today < step.on { "Planned: " } else { "" };
    let who = if step.who.is_empty() { String::new() } else { format!(": {}", step.who) };
    let says = if step.says.is_empty() { String::new() } else { format!(". {}", step.says) };
    format!("{plan}{}{who}{says}", step.kind.title())
}

fn checked_step(draft: &StepDraft, today: Date) -> Result<WorkStep, AppError> {
    let mut problems = Vec::new();
    let kind = StepKind::from_word(&draft.kind);
    if kind.is_none() {
        problems.push(FieldProblem::new("kind", "Choose what it was"));
    }
    let on = if draft.on.trim().is_empty() { Some(today) } else { day(&draft.on, "step_on", &mut problems) };
    let needs_somebody = matches!(kind, Some(StepKind::Joined | StepKind::Left));
    if needs_somebody && filled(&draft.who).is_none() {
        problems.push(FieldProblem::new("who", "Write who: a post or a name"));
    }
    if matches!(kind, Some(StepKind::FirstDraft)) && on.is_some_and(|on| today < on) {
        problems.push(FieldProblem::new("step_on", "This day has not come yet. Check the date"));
    }
    match (kind, on) {
        (Some(kind), Some(on)) if problems.is_empty() => {
            Ok(WorkStep { kind, on, who: draft.who.trim().to_owned(), says: draft.says.trim().to_owned() })
        }
        _ => Err(AppError::Invalid(problems)),
    }
}

fn checked_issue(draft: &IssueDraft, today: Date) -> Result<WorkIssue, AppError> {
    let mut problems = Vec::new();
    let (what, raised_by, owner) = (filled(&draft.what), filled(&draft.raised_by), filled(&draft.owner));
    for (value, field, says) in [
        (&what, "what", "Write what the issue is"),
        (&raised_by, "raised_by", "Write who raised it"),
        (&owner, "owner", "Write who is to answer it"),
    ] {
        if value.is_none() {
            problems.push(FieldProblem::new(field, says));
        }
    }
    let raised_on = past_day(&draft.on, today, &mut problems);
    match (what, raised_by, owner, raised_on) {
        (Some(what), Some(raised_by), Some(owner), Some(raised_on)) if problems.is_empty() => {
            Ok(WorkIssue { what, raised_by, raised_on, owner, closed: None })
        }
        _ => Err(AppError::Invalid(problems)),
    }
}
