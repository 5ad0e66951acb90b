//! Looking at a family without a working relationship: a stated reason that
//! runs out, and somebody who reviews it (S002-13d, T05).

use jiff::{Span, Timestamp};
use kith_core::audit::Action;
use kith_core::id::{FamilyId, ReasonId, StaffId};
use kith_core::workforce::Role;
use kith_core::working_days::WorkingDays;
use kith_store::RecordedReason;

use crate::caseload::current;
use crate::door::{event, fresh, today};
use crate::waits::working_days;
use crate::{App, AppError, Asker, FieldProblem};

/// The fewest letters of a reason.
const FEWEST: usize = 20;
/// How long a reason is good, in minutes.
const MINUTES: i64 = 60;
/// Within so many working days somebody reads a reason.
const WORKING_DAYS: u8 = 3;
/// How many reasons wait on a page.
const MOST: u32 = 50;

/// The kinds of reasons to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonKind {
    /// Somebody could come to harm.
    Safeguarding,
    /// The family asked for help or contacted the worker.
    FamilyAsked,
    /// The worker covers for a colleague.
    Covering,
    /// A request for support is being decided.
    Request,
}

impl ReasonKind {
    /// Every kind, in the order that the page lists them.
    pub const ALL: [Self; 4] = [Self::Safeguarding, Self::FamilyAsked, Self::Covering, Self::Request];

    /// The word that forms and storage use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Safeguarding => "safeguarding",
            Self::FamilyAsked => "family-asked",
            Self::Covering => "covering",
            Self::Request => "request",
        }
    }

    /// The words for the screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Safeguarding => "I am worried that somebody could come to harm",
            Self::FamilyAsked => "The family asked me for help",
            Self::Covering => "I am covering for a colleague",
            Self::Request => "I am deciding a request for support",
        }
    }

    /// The kind for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A reason that waits for review.
#[derive(Clone)]
pub struct ReasonLine {
    /// Which reason.
    pub reason: ReasonId,
    /// Who gave it.
    pub who: String,
    /// The kind, in words.
    pub kind: String,
    /// The reason in the worker's words.
    pub words: String,
    /// When.
    pub made_at: Timestamp,
    /// The family, by its reference only.
    pub family: FamilyId,
    /// More than three working days have gone by.
    pub is_overdue: bool,
}

impl App {
    /// Records why somebody needs to look at a family that they do not work
    /// with. It is good for an hour, and somebody reviews it. A reference that
    /// leads nowhere is answered in the same way.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when the reason is too short;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn record_reason(
        &self,
        asker: &Asker,
        family: FamilyId,
        (kind, words): (Option<ReasonKind>, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        current(asker, now)?;
        let mut problems = Vec::new();
        if kind.is_none() {
            problems.push(FieldProblem::new("reason", "Choose why you need to look"));
        }
        if words.trim().chars().count() < FEWEST {
            problems.push(FieldProblem::new("words", format!("Say why in at least {FEWEST} letters")));
        }
        let Some(kind) = kind.filter(|_| problems.is_empty()) else { return Err(AppError::Invalid(problems)) };
        let reason = RecordedReason {
            id: fresh(ReasonId::from_random)?,
            staff: asker.staff.id,
            family,
            reason: kind.word().to_owned(),
            made_at: now,
            ends_at: now.checked_add(Span::new().minutes(MINUTES)).unwrap_or(now),
            words: words.trim().to_owned(),
            review: None,
        };
        let given = event(asker, Action::Reason, now).about(family).with("reason", kind.word());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    match tx.standing_family(family).await? {
                        Some(family) => tx.add_reason(&RecordedReason { family, ..reason }).await?,
                        None => tx.add_reason(&reason).await?,
                    }
                    tx.append_audit(&given).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    /// The reasons that wait for review.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the Caldicott Guardian.
    pub async fn reasons_to_review(&self, asker: &Asker, now: Timestamp) -> Result<Vec<ReasonLine>, AppError> {
        guardian(asker)?;
        let seen = event(asker, Action::WhoLooked, now).with("page", "reasons");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let waiting = tx.reasons_to_review(MOST).await?;
                    let staff: Vec<StaffId> = waiting.iter().map(|reason| reason.staff).collect();
                    let names = tx.names_of_staff(&staff).await?;
                    tx.append_audit(&seen).await?;
                    let working = working_days(tx).await?;
                    Ok(waiting.into_iter().map(|reason| line(reason, &names, (&working, now))).collect())
                })
            })
            .await
    }

    /// Says what came of a reason: accepted, or to be taken up with the worker.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the Caldicott Guardian;
    /// [`AppError::Invalid`] for an unknown outcome.
    pub async fn review_reason(
        &self,
        asker: &Asker,
        reason: ReasonId,
        outcome: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        guardian(asker)?;
        let Some(outcome) = ["accepted", "take-up"].into_iter().find(|known| *known == outcome) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("outcome", "Choose what comes of it")]));
        };
        let by = asker.staff.id;
        let reviewed = event(asker, Action::Reason, now).outcome(outcome).with("reviewed", reason);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.review_reason(reason, by, outcome, now).await?;
                    tx.append_audit(&reviewed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}

fn guardian(asker: &Asker) -> Result<(), AppError> {
    if asker.staff.role == Role::CaldicottGuardian { Ok(()) } else { Err(AppError::NotFound) }
}

fn line(
    reason: RecordedReason,
    names: &std::collections::BTreeMap<StaffId, String>,
    (working, now): (&WorkingDays, Timestamp),
) -> ReasonLine {
    let due_on = working.after(today(reason.made_at), WORKING_DAYS);
    ReasonLine {
        reason: reason.id,
        who: names.get(&reason.staff).cloned().unwrap_or_default(),
        kind: ReasonKind::from_word(&reason.reason).map_or("", ReasonKind::title).to_owned(),
        words: reason.words,
        made_at: reason.made_at,
        family: reason.family,
        is_overdue: due_on < today(now),
    }
}
