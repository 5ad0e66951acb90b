//! Multi-agency training in sharing: who learned what, from which source, and
//! how far each kind of partner has come (S002-7a, S002-23d).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::StaffId;
use kith_core::workforce::{Coverage, Learned, LearningSource, LearningSubject, PartnerKind, Role, coverage};
use kith_store::Account;

use crate::door::{event, today};
use crate::write_down::past_day;
use crate::{App, AppError, Asker, FieldProblem};

/// One training on the list.
#[derive(Debug, Clone)]
pub struct LearnedLine {
    /// Who.
    pub name: String,
    /// In which subject.
    pub subject: LearningSubject,
    /// From which source.
    pub source: LearningSource,
    /// On which day.
    pub on: Date,
}

/// Training and coverage.
#[derive(Debug, Clone)]
pub struct LearningPage {
    /// Coverage, one line for each kind of partner.
    pub coverage: Vec<Coverage>,
    /// How many trainings came from each source.
    pub by_source: Vec<(LearningSource, usize)>,
    /// The trainings of the people that the reader records for, the newest
    /// first.
    pub lines: Vec<LearnedLine>,
    /// Those people.
    pub staff: Vec<(StaffId, String)>,
}

/// A training as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LearnedDraft {
    /// Who, by reference.
    pub staff: String,
    /// The word of the subject.
    pub subject: String,
    /// The word of the source.
    pub source: String,
    /// The day, as typed; empty for today.
    pub on: String,
}

/// Whether the reader records training for this account: administrators for
/// everybody, managers for their own organisation.
fn records_for(asker: &Asker, account: &Account) -> bool {
    match asker.staff.role {
        Role::Administrator => true,
        Role::CentreManager => account.organisation == asker.staff.organisation,
        _ => false,
    }
}

fn may_open(asker: &Asker) -> Result<(), AppError> {
    let is_for = matches!(asker.staff.role, Role::Administrator | Role::CentreManager);
    if is_for { Ok(()) } else { Err(AppError::NotFound) }
}

impl App {
    /// Who learned what, and how far each kind of partner has come.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody but administrators and centre
    /// managers.
    pub async fn learning(&self, asker: &Asker) -> Result<LearningPage, AppError> {
        may_open(asker)?;
        let (accounts, learned) = self
            .db
            .read(|tx| Box::pin(async move { Ok::<_, AppError>((tx.all_staff().await?, tx.learned().await?)) }))
            .await?;
        let active: Vec<&Account> = accounts.iter().filter(|account| account.is_active).collect();
        let partners: BTreeMap<StaffId, PartnerKind> = active.iter().filter_map(|account| partner(account)).collect();
        let own: BTreeMap<StaffId, String> = active
            .iter()
            .filter(|account| records_for(asker, account))
            .map(|account| (account.id, account.name.clone()))
            .collect();
        let line = |one: &Learned| {
            let name = own.get(&one.staff)?.clone();
            Some(LearnedLine { name, subject: one.subject, source: one.source, on: one.on })
        };
        let from = |source: &LearningSource| learned.iter().filter(|one| one.source == *source).count();
        let mut staff: Vec<(StaffId, String)> = own.iter().map(|(id, name)| (*id, name.clone())).collect();
        staff.sort_by(|(_, one), (_, other)| one.cmp(other));
        Ok(LearningPage {
            coverage: coverage(&partners, &learned),
            by_source: LearningSource::ALL.iter().map(|source| (*source, from(source))).collect(),
            lines: learned.iter().filter_map(line).collect(),
            staff,
        })
    }

    /// Writes down that somebody took part in training.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] as for [`App::learning`].
    pub async fn record_learning(&self, asker: &Asker, draft: &LearnedDraft, now: Timestamp) -> Result<(), AppError> {
        may_open(asker)?;
        let accounts = self.db.read(|tx| Box::pin(async move { tx.all_staff().await })).await?;
        let wanted: Option<StaffId> = draft.staff.parse().ok();
        let person = accounts.iter().find(|account| Some(account.id) == wanted && records_for(asker, account));
        let mut problems = Vec::new();
        let (subject, source) = (LearningSubject::from_word(&draft.subject), LearningSource::from_word(&draft.source));
        let mut need = |is_there: bool, field: &str, message: &str| {
            if !is_there {
                problems.push(FieldProblem::new(field, message));
            }
        };
        need(person.is_some(), "staff", "Choose who took part");
        need(subject.is_some(), "subject", "Choose the subject");
        need(source.is_some(), "source", "Choose where it came from");
        let on = past_day(&draft.on, today(now), &mut problems);
        let (Some(person), Some(subject), Some(source), Some(on)) = (person, subject, source, on) else {
            return Err(AppError::Invalid(problems));
        };
        let learned = Learned { staff: person.id, subject, source, on };
        let by = asker.staff.id;
        let changed = event(asker, Action::AccountChange, now)
            .with("training-of", learned.staff)
            .with("subject", subject.word())
            .with("source", source.word());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_learned(&learned, (by, now)).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}

/// The kind of partner of somebody who works with families.
fn partner(account: &Account) -> Option<(StaffId, PartnerKind)> {
    let post = account.roles.iter().find(|post| post.role.works_with_families())?;
    Some((account.id, PartnerKind::of(post.role, post.service)))
}
