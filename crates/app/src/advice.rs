//! Asking a more experienced colleague about a worry, without naming the
//! family until reasonable cause is written down (¶18; S002-18a–18c, TWc).

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, LedgerId, StaffId};
use kith_core::workforce::Role;
use kith_store::{Consultation, Tx};

use crate::door::{Rules, event};
use crate::look::{self, Doing};
use crate::people::{self, Somebody};
use crate::words::listed;
use crate::write_down::{filled, fresh_reference};
use crate::{App, AppError, Asker, FieldProblem};

/// How many questions stand on a page.
const MOST: u32 = 100;

/// A worry as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct WorryDraft {
    /// Who is asked.
    pub consultee: String,
    /// The worry, without names.
    pub words: String,
}

impl std::fmt::Debug for WorryDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("WorryDraft(hidden)")
    }
}

/// A question for advice, as one of the two sees it.
#[derive(Clone)]
pub struct AdviceLine {
    /// Which.
    pub id: LedgerId,
    /// Who asked.
    pub asked_by: String,
    /// Who is asked.
    pub consultee: String,
    /// When.
    pub asked_at: Timestamp,
    /// The worry.
    pub words: String,
    /// Reasonable cause: when, and the facts.
    pub cause: Option<(Timestamp, String)>,
    /// The advice: when, and the words.
    pub answer: Option<(Timestamp, String)>,
    /// The family: for whoever asked, and for whoever is asked once
    /// reasonable cause is written down.
    pub family: Option<FamilyId>,
    /// The reader asked.
    pub is_mine: bool,
}

impl App {
    /// Who can be asked for advice about a family: title of the family, and
    /// the managers, leads and colleagues of the asker's own service.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn advice_form(
        &self,
        asker: &Asker,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<(String, Vec<(StaffId, String)>), AppError> {
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    match look::begin(tx, &asker, &rules, (family, now), Doing::page("advice-form")).await? {
                        Ok(look) => {
                            let title = people::family_title(&people::everybody(tx, &look).await?);
                            Ok::<_, AppError>(Ok((title, consultees(tx, &asker).await?)))
                        }
                        Err(refused) => Ok(Err(refused)),
                    }
                })
            })
            .await?
    }

    /// Asks a named colleague. Words that name somebody in the family are
    /// sent back to be taken out.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] without a colleague or
    /// words, or with a name in them.
    pub async fn ask_advice(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&WorryDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (asker, rules, draft) = (asker.clone(), self.rules.clone(), draft.clone());
        let key = format!("advice {} {form_key}", asker.staff.id);
        self.db
            .write(move |tx| Box::pin(async move { ask(tx, &asker, &rules, (family, now), (draft, key)).await }))
            .await?
    }

    /// The questions that the asker put or was asked.
    ///
    /// # Errors
    /// [`AppError::Broken`] when one cannot be read.
    pub async fn advice(&self, asker: &Asker, now: Timestamp) -> Result<Vec<AdviceLine>, AppError> {
        let me = asker.staff.id;
        let seen = event(asker, Action::Advice, now).outcome("read");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let asked = tx.consultations_of(me, MOST).await?;
                    let staff: Vec<StaffId> =
                        asked.iter().flat_map(|asked| [asked.asked_by, asked.consultee]).collect();
                    let names = tx.names_of_staff(&staff).await?;
                    tx.append_audit(&seen).await?;
                    Ok(asked.into_iter().map(|asked| line(asked, me, &names)).collect())
                })
            })
            .await
    }

    /// Writes down that there is reasonable cause, with the facts; from then
    /// on whoever is asked sees which family it is (S002-18c).
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but whoever asked;
    /// [`AppError::Invalid`] without facts.
    pub async fn establish_cause(
        &self,
        asker: &Asker,
        id: LedgerId,
        facts: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let Some(facts) = filled(facts) else {
            return Err(AppError::Invalid(vec![FieldProblem::new(
                "facts",
                "Write the facts that give reasonable cause",
            )]));
        };
        let asker = asker.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let asked = tx.consultation(id).await?;
                    if asked.asked_by != asker.staff.id {
                        return Ok::<_, AppError>(Err(AppError::NotFound));
                    }
                    tx.establish_cause(id, &facts, now).await?;
                    let written =
                        event(&asker, Action::Advice, now).about(asked.family).outcome("cause").with("advice", id);
                    tx.append_audit(&written).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }

    /// Gives advice.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but whoever is asked;
    /// [`AppError::Invalid`] without words.
    pub async fn give_advice(&self, asker: &Asker, id: LedgerId, words: &str, now: Timestamp) -> Result<(), AppError> {
        let Some(words) = filled(words) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("words", "Write your advice")]));
        };
        let asker = asker.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let asked = tx.consultation(id).await?;
                    if asked.consultee != asker.staff.id {
                        return Ok::<_, AppError>(Err(AppError::NotFound));
                    }
                    tx.answer_consultation(id, &words, now).await?;
                    tx.append_audit(&event(&asker, Action::Advice, now).outcome("given").with("advice", id)).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }
}

/// Who can be asked: managers, leads and the Caldicott Guardian, and whoever
/// works in the asker's own service.
async fn consultees(tx: &mut Tx, asker: &Asker) -> Result<Vec<(StaffId, String)>, AppError> {
    let lead = |role: Role| {
        matches!(role, Role::CentreManager | Role::SeniorOutreachWorker | Role::SocialWorker | Role::CaldicottGuardian)
    };
    let mut found: Vec<(StaffId, String)> = Vec::new();
    for account in tx.all_staff().await? {
        let post = account.roles.iter().find(|post| lead(post.role) || post.service == asker.staff.service);
        if let Some(post) = post.filter(|_| account.id != asker.staff.id && account.is_active) {
            found.push((account.id, format!("{}, {}", account.name, post.role.title())));
        }
    }
    found.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(found)
}

async fn ask(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (family, now): (FamilyId, Timestamp),
    (draft, key): (WorryDraft, String),
) -> Result<Result<(), AppError>, AppError> {
    let look = match look::begin(tx, asker, rules, (family, now), Doing::page("ask-advice")).await? {
        Ok(look) => look,
        Err(refused) => return Ok(Err(refused)),
    };
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    let mut problems = Vec::new();
    let consultee: Option<StaffId> = draft.consultee.parse().ok();
    let is_known = consultees(tx, asker).await?.iter().any(|(staff, _)| Some(*staff) == consultee);
    if !is_known {
        problems.push(FieldProblem::new("consultee", "Choose who you ask"));
    }
    let named = names_in(&draft.words, &people::everybody(tx, &look).await?);
    if filled(&draft.words).is_none() {
        problems.push(FieldProblem::new("words", "Write what worries you"));
    } else if !named.is_empty() {
        let words = format!("Take out what says who it is: {}. Write “the child” or “the mother”", listed(&named));
        problems.push(FieldProblem::new("words", words));
    }
    let (Some(consultee), Some(words), true) = (consultee, filled(&draft.words), problems.is_empty()) else {
        return Ok(Err(AppError::Invalid(problems)));
    };
    let id = fresh_reference()?;
    let asked = Consultation {
        id,
        family: look.family,
        asked_by: asker.staff.id,
        asked_at: now,
        consultee,
        words,
        cause: None,
        answer: None,
    };
    tx.add_consultation(&asked).await?;
    tx.do_once(&key, &id.to_string(), now).await?;
    tx.append_audit(&event(asker, Action::Advice, now).about(look.family).outcome("asked").with("advice", id)).await?;
    Ok(Ok(()))
}

/// What in a text says who the family is: names, numbers, the postcode, the
/// first line of the address.
fn names_in(text: &str, everybody: &[Somebody]) -> Vec<String> {
    let plain = |text: &str| -> String {
        text.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect()
    };
    let words = plain(text);
    let words: Vec<&str> = words.split_whitespace().collect();
    let joined: String = words.concat();
    let mut found = Vec::new();
    for somebody in everybody {
        let view = &somebody.view;
        for part in view.display_name.split_whitespace().chain([view.first_name.as_str()]) {
            let is_said = plain(part).split_whitespace().all(|piece| words.contains(&piece));
            if part.chars().count() > 1 && is_said && !found.iter().any(|known| known == part) {
                found.push(part.to_owned());
            }
        }
        let number = view.nhs_number.as_ref().map(|known| known.value.to_string());
        let postcode = view.address.as_ref().and_then(|known| known.value.postcode.as_ref()).map(ToString::to_string);
        let street = view.address.as_ref().and_then(|known| known.value.lines.first().cloned());
        for value in [number, postcode, street].into_iter().flatten() {
            let wanted: String = plain(&value).split_whitespace().collect();
            if wanted.len() > 4 && joined.contains(&wanted) && !found.contains(&value) {
                found.push(value);
            }
        }
    }
    found
}

fn line(asked: Consultation, me: StaffId, names: &BTreeMap<StaffId, String>) -> AdviceLine {
    let name = |staff: StaffId| names.get(&staff).cloned().unwrap_or_default();
    let is_mine = asked.asked_by == me;
    AdviceLine {
        id: asked.id,
        asked_by: name(asked.asked_by),
        consultee: name(asked.consultee),
        asked_at: asked.asked_at,
        family: Some(asked.family).filter(|_| is_mine || asked.cause.is_some()),
        words: asked.words,
        cause: asked.cause,
        answer: asked.answer,
        is_mine,
    }
}
