//! How sharing goes, quarter by quarter, from the kept decisions: counts for
//! each pair of agencies, nobody named (S002-12d; group figures, S002-5a).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kith_core::audit::Action;
use kith_core::id::StaffId;
use kith_core::report::{Asked, Practice, Quarter, ShownPair, Way};
use kith_core::service::ServiceKind;
use kith_core::sharing::{FactName, Outcome, Requester, State};
use kith_core::workforce::Role;
use kith_store::KeptDecision;

use crate::door::{event, today};
use crate::questions::KeptPart;
use crate::{App, AppError, Asker};

/// So many decisions are read at a time.
const PAGE: u32 = 2_000;
/// What nobody in particular holds.
const INDEX: &str = "All services together";
/// Somebody whose post is not known any more.
const UNKNOWN: &str = "Another service";

/// The report of one quarter.
#[derive(Debug, Clone)]
pub struct SharingReport {
    /// Which quarter.
    pub quarter: Quarter,
    /// Whether it is still running.
    pub is_running: bool,
    /// One line for each pair of agencies, small numbers left out.
    pub pairs: Vec<ShownPair>,
}

impl App {
    /// The report of a quarter, or of the one that runs; `saves` for the
    /// report as a file.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody but the commissioner and the
    /// Caldicott Guardian.
    pub async fn sharing_report(
        &self,
        asker: &Asker,
        quarter: Option<Quarter>,
        saves: bool,
        now: Timestamp,
    ) -> Result<SharingReport, AppError> {
        if !matches!(asker.staff.role, Role::Commissioner | Role::CaldicottGuardian) {
            return Err(AppError::NotFound);
        }
        let running = Quarter::of(today(now));
        let quarter = quarter.unwrap_or(running);
        let starts = |quarter: Quarter| {
            let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
            quarter.first_day().to_zoned(zone).map_or(now, |at| at.timestamp())
        };
        let (from, until) = (starts(quarter), starts(quarter.next()));
        let accounts = self.db.read(|tx| Box::pin(async move { tx.all_staff().await })).await?;
        let posts: BTreeMap<(StaffId, Role), ServiceKind> = accounts
            .iter()
            .flat_map(|account| account.roles.iter().filter_map(|post| Some(((account.id, post.role), post.service?))))
            .collect();
        let mut practice = Practice::default();
        let mut last = None;
        loop {
            let page = self
                .db
                .read(move |tx| Box::pin(async move { Ok::<_, AppError>(tx.decisions_from(from, last, PAGE).await?) }))
                .await?;
            last = page.last().map(|kept| (kept.made_at, kept.decision));
            let is_last = page.len() < PAGE as usize || page.last().is_some_and(|kept| kept.made_at >= until);
            for kept in page.iter().filter(|kept| kept.made_at < until) {
                add(&mut practice, kept, posts.get(&(kept.staff, kept.role)).copied())?;
            }
            if is_last {
                break;
            }
        }
        let action = if saves { Action::Export } else { Action::Look };
        self.write_event(event(asker, action, now).with("page", "sharing-report").with("quarter", quarter)).await?;
        Ok(SharingReport { quarter, is_running: quarter == running, pairs: practice.shown() })
    }
}

/// Adds what was asked for in one decision.
fn add(practice: &mut Practice, kept: &KeptDecision, own: Option<ServiceKind>) -> Result<(), AppError> {
    let parts: Vec<KeptPart> = serde_json::from_str(&kept.answers).map_err(|error| AppError::Broken(error.into()))?;
    let own = own.map_or(UNKNOWN, ServiceKind::title);
    for part in parts {
        let Some((holder, receiver)) = between(&part, own) else { continue };
        let Some(outcome) = Outcome::from_word(&part.outcome) else { continue };
        practice.add(Asked {
            way: Way { holder, receiver },
            family: kept.family,
            what: part.what,
            outcome,
            at: kept.made_at,
        });
    }
    Ok(())
}

/// Who holds what a part is about, and who would have it; none for what was
/// only told beside the question.
fn between(part: &KeptPart, own: &str) -> Option<(String, String)> {
    match part.what.split_once(':') {
        Some(("notes" | "support", word)) => {
            let holder = ServiceKind::from_word(word).filter(|service| !service.is_existence_sensitive());
            Some((holder.map_or(UNKNOWN, ServiceKind::title).to_owned(), own.to_owned()))
        }
        Some(("share", _)) => {
            let state: Option<State> = part.facts.as_ref().and_then(|facts| facts.parse().ok());
            let word = state.map_or("", |state| state.word_of(FactName::Requester));
            Some((own.to_owned(), Requester::from_word(word).map_or(UNKNOWN, Requester::title).to_owned()))
        }
        Some(_) => None,
        // Nothing went from one agency to another: records were compared.
        None if part.what == "pair" => None,
        None if part.what == "own" => Some((own.to_owned(), own.to_owned())),
        None => Some((INDEX.to_owned(), own.to_owned())),
    }
}
