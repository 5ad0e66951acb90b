//! Who looked (screen 39): by family for those who work with it, and all looks
//! for whoever answers for how information is used.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::audit::{Action, AuditEntry};
use kith_core::id::{FamilyId, StaffId};
use kith_core::sharing::Purpose;
use kith_core::workforce::Role;
use kith_store::Tx;

use crate::door::event;
use crate::look::{Doing, Look};
use crate::people;
use crate::{App, AppError, Asker};

/// How many looks stand on a page.
const PAGE: u32 = 50;

/// Which looks to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LooksFilter {
    /// Only entries before this one, to page backwards.
    pub before: Option<u64>,
    /// Only by this member of staff.
    pub staff: Option<StaffId>,
    /// Only looks at sensitive items (S002-17c).
    pub only_sensitive: bool,
}

/// One look.
#[derive(Debug, Clone)]
pub struct LookLine {
    /// The number of the audit entry.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// Who, to filter by.
    pub staff: Option<StaffId>,
    /// In which role.
    pub role: String,
    /// What was done, in words.
    pub action: &'static str,
    /// What for.
    pub purpose: &'static str,
    /// About what, by reference.
    pub about: String,
    /// Whether it was refused.
    pub was_refused: bool,
}

/// Looks, newest first.
#[derive(Debug, Clone)]
pub struct Looks {
    /// The family's title, for a family's own list.
    pub family_title: Option<String>,
    /// The looks of this page.
    pub lines: Vec<LookLine>,
    /// Where the next page begins.
    pub next: Option<u64>,
}

impl App {
    /// Lists who looked at a family, for somebody who works with it.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn family_looks(
        &self,
        asker: &Asker,
        family: FamilyId,
        filter: LooksFilter,
        now: Timestamp,
    ) -> Result<Looks, AppError> {
        self.write_at(asker, (family, now), Doing::of(Action::WhoLooked, "family-looks"), move |tx, look| {
            Box::pin(async move { of_family(tx, &look, filter).await })
        })
        .await
    }

    /// Lists every look, for the Caldicott Guardian. Families are named by
    /// their reference only.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else.
    pub async fn looks(&self, asker: &Asker, filter: LooksFilter, now: Timestamp) -> Result<Looks, AppError> {
        if asker.staff.role != Role::CaldicottGuardian {
            return Err(AppError::NotFound);
        }
        let seen = event(asker, Action::WhoLooked, now).with("page", "looks");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let entries = match filter.staff {
                        _ if filter.only_sensitive => {
                            tx.audit_of_action(Action::LookSensitive.word(), filter.before, PAGE).await?
                        }
                        Some(staff) => tx.audit_by(staff, filter.before, PAGE).await?,
                        None => tx.audit_between(Timestamp::UNIX_EPOCH, Timestamp::MAX, filter.before, PAGE).await?,
                    };
                    tx.append_audit(&seen).await?;
                    Ok(Looks { family_title: None, next: next(&entries), lines: lines(tx, entries).await? })
                })
            })
            .await
    }
}

async fn of_family(tx: &mut Tx, look: &Look, filter: LooksFilter) -> Result<Result<Looks, AppError>, AppError> {
    let entries = tx.audit_about(look.family, filter.before, PAGE).await?;
    let everybody = people::everybody(tx, look).await?;
    let title = people::family_title(&everybody);
    Ok(Ok(Looks { family_title: Some(title), next: next(&entries), lines: lines(tx, entries).await? }))
}

fn next(entries: &[AuditEntry]) -> Option<u64> {
    entries.last().filter(|_| entries.len() == PAGE as usize).map(|entry| entry.seq)
}

async fn lines(tx: &mut Tx, entries: Vec<AuditEntry>) -> Result<Vec<LookLine>, AppError> {
    let staff: Vec<StaffId> = entries.iter().filter_map(|entry| entry.actor.parse().ok()).collect();
    let names = tx.names_of_staff(&staff).await?;
    Ok(entries.into_iter().map(|entry| line(entry, &names)).collect())
}

fn line(entry: AuditEntry, names: &BTreeMap<StaffId, String>) -> LookLine {
    let staff: Option<StaffId> = entry.actor.parse().ok();
    let who = match staff.and_then(|staff| names.get(&staff)) {
        Some(name) => name.clone(),
        None => match entry.actor.as_str() {
            "command-line" => "An operator, by command".to_owned(),
            "job" => "Kith itself".to_owned(),
            _ => "Nobody signed in".to_owned(),
        },
    };
    LookLine {
        seq: entry.seq,
        at: entry.at,
        who,
        staff,
        role: Role::from_word(&entry.role).map_or("", Role::title).to_owned(),
        action: Action::from_word(&entry.action).map_or("did something", Action::title),
        purpose: Purpose::from_word(&entry.purpose).map_or("", Purpose::title),
        about: entry.about,
        was_refused: entry.outcome == "refused",
    }
}
