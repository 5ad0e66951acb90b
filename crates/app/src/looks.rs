//! Who looked (screen 39): by family for those who work with it, and all looks
//! for whoever answers for how information is used.
//!
//! For those who work with a family, nobody is listed of a service of which
//! the reader may not know, and what was opened or judged is a look (T24). The
//! list is filled up, so that what is left out leaves no gap.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::audit::{Action, AuditEntry};
use kith_core::id::{FamilyId, StaffId};
use kith_core::service::ServiceKind;
use kith_core::sharing::Purpose;
use kith_core::workforce::Role;
use kith_store::{StoreError, Tx};

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
    let mut shown: Vec<AuditEntry> = Vec::new();
    let mut before = filter.before;
    // One more than stands on the page tells whether there is a next one.
    while shown.len() <= PAGE as usize {
        let entries = tx.audit_about(look.family, before, PAGE).await?;
        let Some(last) = entries.last() else { break };
        before = Some(last.seq);
        let hidden = hidden_staff(tx, look, staff_of(&entries), |service| !look.may_know_of(service)).await?;
        shown.extend(entries.into_iter().filter(|entry| !is_by(entry, &hidden)));
    }
    let has_more = shown.len() > PAGE as usize;
    shown.truncate(PAGE as usize);
    let next = shown.last().filter(|_| has_more).map(|entry| entry.seq);
    let everybody = people::everybody(tx, look).await?;
    let title = people::family_title(&everybody);
    let plain = shown.into_iter().map(plain).collect();
    Ok(Ok(Looks { family_title: Some(title), next, lines: lines(tx, plain).await? }))
}

/// Which of these members of staff work for a service that is hidden from the
/// reader; never the reader. Where somebody works for several, one is enough.
pub(crate) async fn hidden_staff(
    tx: &mut Tx,
    look: &Look,
    staff: BTreeSet<StaffId>,
    is_hidden: impl Fn(ServiceKind) -> bool,
) -> Result<BTreeSet<StaffId>, AppError> {
    let mut hidden = BTreeSet::new();
    for staff in staff.into_iter().filter(|staff| *staff != look.asker.staff.id) {
        let account = match tx.account(staff).await {
            Ok(account) => account,
            Err(StoreError::NotFound { .. }) => continue,
            Err(failed) => return Err(failed.into()),
        };
        if account.roles.iter().filter_map(|post| post.service).any(&is_hidden) {
            hidden.insert(staff);
        }
    }
    Ok(hidden)
}

fn staff_of(entries: &[AuditEntry]) -> BTreeSet<StaffId> {
    entries.iter().filter_map(|entry| entry.actor.parse().ok()).collect()
}

fn is_by(entry: &AuditEntry, staff: &BTreeSet<StaffId>) -> bool {
    entry.actor.parse().is_ok_and(|actor: StaffId| staff.contains(&actor))
}

/// What was done, for those who work with the family: that something sensitive
/// was opened, weighed or lost is told where that itself is told.
fn plain(entry: AuditEntry) -> AuditEntry {
    match Action::from_word(&entry.action) {
        Some(Action::LookSensitive | Action::Judgement | Action::JudgementReview | Action::Loss) => {
            AuditEntry { action: Action::Look.word().to_owned(), ..entry }
        }
        _ => entry,
    }
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
