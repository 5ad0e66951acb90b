//! One family on the worklist, and what came of following it up.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::follow_up::FollowUpResult;
use kith_core::id::{DecisionId, FactId, FamilyId};
use kith_store::{FollowUp, Tx};

use super::feeds::feeds;
use super::gather::Of;
use super::lines::lines;
use super::rulebook::rulebook;
use super::worklist::Found;
use super::{FollowUpDraft, FollowUpLine, KeptNote};
use crate::caseload::current;
use crate::door::{Rules, event, today};
use crate::keep_decision::keep_decision;
use crate::questions::KeptPart;
use crate::registration::own_centre;
use crate::{App, AppError, Asker, FieldProblem};

/// The most letters of a note.
const LONGEST: usize = 300;

impl App {
    /// One family on the worklist of the asker's centre.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where it is not, or is not any more, on it;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn follow_up(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<FollowUpLine, AppError> {
        let Some(centre) = own_centre(&asker.staff) else { return Err(AppError::NotFound) };
        current(asker, now)?;
        self.keep_places_ready(now).await?;
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let looked = look(tx, (&asker, &rules), (family, &centre), now).await?;
                    Ok::<_, AppError>(looked.map(|(line, _)| line))
                })
            })
            .await?
    }

    /// Writes down what came of following facts up: it is told to the service
    /// that told them. The same form sent twice is written once.
    ///
    /// # Errors
    /// As [`App::follow_up`]; [`AppError::Invalid`] with every field that needs
    /// another look; [`AppError::Stale`] where one of the facts stands no more.
    pub async fn record_follow_up(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&FollowUpDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let Some(centre) = own_centre(&asker.staff) else { return Err(AppError::NotFound) };
        current(asker, now)?;
        let checked = check(draft)?;
        self.keep_places_ready(now).await?;
        let key = format!("follow-up {} {form_key}", asker.staff.id);
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if tx.done_once(&key).await?.is_some() {
                        return Ok(Ok(()));
                    }
                    let (line, (asker, decision)) = match look(tx, (&asker, &rules), (family, &centre), now).await? {
                        Ok(found) => found,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    let (facts, result, note) = checked;
                    let is_open = |fact: &FactId| line.facts.iter().any(|it| it.fact == *fact && !it.is_closed);
                    if !facts.iter().all(is_open) {
                        return Ok(Err(AppError::Stale));
                    }
                    let words =
                        serde_json::to_vec(&KeptNote { note }).map_err(|error| AppError::Broken(error.into()))?;
                    for fact in &facts {
                        let (by, words, centre) = (asker.staff.id, words.clone(), centre.clone());
                        tx.add_follow_up(&FollowUp { fact: *fact, result, centre, decision, by, at: now, words })
                            .await?;
                    }
                    let written = event(&asker, Action::FollowUp, now)
                        .about(line.family)
                        .outcome(result.word())
                        .with("facts", facts.len())
                        .with("decision", decision);
                    tx.append_audit(&written).await?;
                    tx.do_once(&key, &line.family.to_string(), now).await?;
                    Ok::<_, AppError>(Ok(()))
                })
            })
            .await?
    }
}

fn check(draft: &FollowUpDraft) -> Result<(Vec<FactId>, FollowUpResult, String), AppError> {
    let mut problems = Vec::new();
    let facts: Vec<FactId> = draft.facts.iter().filter_map(|fact| fact.parse().ok()).collect();
    if facts.is_empty() {
        problems.push(FieldProblem::new("facts", "Tick what you followed up"));
    }
    let result = FollowUpResult::from_word(&draft.result);
    if result.is_none() {
        problems.push(FieldProblem::new("result", "Choose what came of it"));
    }
    let note = draft.note.trim().to_owned();
    if LONGEST < note.chars().count() {
        problems.push(FieldProblem::new("note", "Use 300 letters or fewer"));
    }
    match result {
        Some(result) if problems.is_empty() => Ok((facts, result, note)),
        _ => Err(AppError::Invalid(problems)),
    }
}

/// Asks the rules about one family and writes the answer down, whatever it is.
async fn look(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (family, centre): (FamilyId, &str),
    now: Timestamp,
) -> Result<Result<(FollowUpLine, (Asker, DecisionId)), AppError>, AppError> {
    let book = rulebook(tx).await?;
    let feeds = feeds(tx, Some(asker.staff.role), today(now)).await?;
    let asker = &feeds.asker(asker);
    let Some(family) = tx.standing_family(family).await? else {
        return refuse(tx, asker, (family, "no-such"), now).await;
    };
    let found = Found::read(tx, (asker, rules), (&book, &feeds, centre), Of::Family(family), now).await?;
    let allowed = found.allowed();
    let Some(line) = lines(tx, &allowed, &book, today(now)).await?.pop() else {
        let why = if found.has(family) { "not-agreed" } else { "not-on-list" };
        return refuse(tx, asker, (family, why), now).await;
    };
    let parts: Vec<&KeptPart> = allowed.iter().flat_map(|(_, allowed)| &allowed.parts).collect();
    let pack = rules.sharing(now);
    let about = (family, asker.purpose.word(), pack.name());
    let decision = keep_decision(tx, asker, about, &parts, now).await?;
    let seen = event(asker, Action::Look, now)
        .about(family)
        .outcome("share")
        .with("page", "follow-up")
        .with("standing", "feed")
        .with("decision", decision);
    tx.append_audit(&seen).await?;
    Ok(Ok((line, (asker.clone(), decision))))
}

async fn refuse<T>(
    tx: &mut Tx,
    asker: &Asker,
    (family, why): (FamilyId, &'static str),
    now: Timestamp,
) -> Result<Result<T, AppError>, AppError> {
    let refused =
        event(asker, Action::Refused, now).about(family).outcome("refused").with("page", "follow-up").with("why", why);
    tx.append_audit(&refused).await?;
    Ok(Err(AppError::NotFound))
}
