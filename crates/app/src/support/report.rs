//! What came of agreed support, by aim: families counted, nobody named, small
//! numbers left out (S002-2b; group figures, S002-5a).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, SupportId};
use kith_core::report::{AimFigures, Quarter, ShownAim};
use kith_core::support::{GoalOutcome, SupportAnswer};
use kith_core::workforce::Role;
use kith_store::{SupportFigure, Tx};

use super::{ANSWER, GOAL, OUTCOME};
use crate::door::{event, today};
use crate::{App, AppError, Asker};

/// The report of one quarter.
#[derive(Debug, Clone)]
pub struct AimReport {
    /// The quarter in which the support was written down.
    pub quarter: Quarter,
    /// Whether it is still running.
    pub is_running: bool,
    /// One line for each aim, by its title, small numbers left out.
    pub aims: Vec<(String, ShownAim)>,
}

impl App {
    /// The report of a quarter, or of the one that runs; `saves` for the
    /// report as a file.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody but the commissioner and the
    /// Caldicott Guardian.
    pub async fn aim_report(
        &self,
        asker: &Asker,
        quarter: Option<Quarter>,
        saves: bool,
        now: Timestamp,
    ) -> Result<AimReport, AppError> {
        if !matches!(asker.staff.role, Role::Commissioner | Role::CaldicottGuardian) {
            return Err(AppError::NotFound);
        }
        let running = Quarter::of(today(now));
        let quarter = quarter.unwrap_or(running);
        let starts = |quarter: Quarter| {
            let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
            quarter.first_day().to_zoned(zone).map_or(now, |at| at.timestamp())
        };
        let span = (starts(quarter), starts(quarter.next()));
        let aims = self.db.read(move |tx| Box::pin(async move { figures(tx, span).await })).await?;
        let action = if saves { Action::Export } else { Action::Look };
        self.write_event(event(asker, action, now).with("page", "support-report").with("quarter", quarter)).await?;
        Ok(AimReport { quarter, is_running: quarter == running, aims })
    }
}

/// A figure with the family as it is called today.
struct Told {
    figure: SupportFigure,
    family: FamilyId,
}

async fn figures(tx: &mut Tx, span: (Timestamp, Timestamp)) -> Result<Vec<(String, ShownAim)>, AppError> {
    let mut told = Vec::new();
    let mut answers: BTreeMap<SupportId, SupportAnswer> = BTreeMap::new();
    for figure in tx.support_figures(span).await? {
        let said = figure.outcome.as_deref().and_then(SupportAnswer::from_word);
        if let (ANSWER, Some(answer)) = (figure.kind.as_str(), said) {
            answers.insert(figure.support, answer);
        }
        let family = tx.standing_family(figure.family).await?.unwrap_or(figure.family);
        told.push(Told { figure, family });
    }
    let has_begun = |told: &&Told| answers.get(&told.figure.support).is_some_and(|answer| answer.lets_it_begin());
    let mut counted = AimFigures::default();
    for Told { figure, family } in told.iter().filter(has_begun) {
        let outcome = figure.outcome.as_deref().and_then(GoalOutcome::from_word);
        match (figure.kind.as_str(), &figure.aim, outcome) {
            (GOAL, Some(aim), _) => counted.goal(aim, *family),
            (OUTCOME, Some(aim), Some(outcome)) => counted.outcome(aim, *family, outcome),
            _ => {}
        }
    }
    let aims = super::aims::aims(tx).await?;
    let title = |word: &str| aims.iter().find(|aim| aim.word == word).map_or(word, |aim| &aim.title).to_owned();
    Ok(counted.shown().into_iter().map(|shown| (title(&shown.aim), shown)).collect())
}
