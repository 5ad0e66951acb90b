//! Where asking for agreement is likely to put a child at risk (S002-18d): a
//! worker writes it down, nobody is told to ask any more, the family's own view
//! does not show it, and somebody looks again on a day that was set.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, LedgerId, StaffId};
use kith_core::ledger::{LedgerEvent, Proof, Remark, RemarkKind, Scope};
use kith_store::{LedgerTask, Tx};

use crate::contact_form::day;
use crate::door::{event, today};
use crate::ledger_lines::kinds_words;
use crate::ledger_tasks::LOOK_AGAIN;
use crate::look::{Doing, Look};
use crate::people;
use crate::words::date_words;
use crate::write_down::{append_for_each, chosen_children, days_from, filled, fresh_reference, kinds};
use crate::{App, AppError, Asker, FieldProblem};

/// The longest that nobody looks again, in days.
const LONGEST: i64 = 28;

/// A record that asking is unsafe as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct UnsafeDraft {
    /// The kinds of information; empty for all.
    pub kinds: Vec<String>,
    /// Why, in the worker's words.
    pub why: String,
    /// The day to look again, as typed.
    pub look_again_on: String,
}

impl std::fmt::Debug for UnsafeDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UnsafeDraft(hidden)")
    }
}

/// One such record.
#[derive(Clone, PartialEq, Eq)]
pub struct UnsafeLine {
    /// Which.
    pub reference: LedgerId,
    /// The day it was written.
    pub on: Date,
    /// The kinds of information, in words.
    pub kinds: String,
    /// Why; none where the reader is of another service than the writer.
    pub why: Option<String>,
    /// Who wrote it.
    pub by: String,
    /// The day to look again.
    pub look_again: String,
    /// It stands: nobody wrote since that it is safe.
    pub stands: bool,
}

/// The records of a family.
#[derive(Clone)]
pub struct UnsafePage {
    /// The family's title.
    pub family_title: String,
    /// The records, the newest first.
    pub lines: Vec<UnsafeLine>,
}

impl App {
    /// Lists the records that asking is unsafe.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn asking_unsafe(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<UnsafePage, AppError> {
        self.write_at(asker, (family, now), Doing::page("asking-unsafe"), move |tx, look| {
            Box::pin(async move { Ok(Ok(list(tx, &look).await?)) })
        })
        .await
    }

    /// Records that asking is likely to put a child at risk. From now on no
    /// answer tells anybody to ask.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] without a reason and a
    /// day to look again.
    pub async fn record_asking_unsafe(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&UnsafeDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut problems = Vec::new();
        let why = filled(&draft.why);
        if why.is_none() {
            problems.push(FieldProblem::new("why", "Write why asking could put a child at risk"));
        }
        let latest = days_from(today(now), LONGEST);
        let again = day(&draft.look_again_on, "look_again_on", &mut problems);
        if again.is_some_and(|again| again <= today(now) || latest < again) {
            let words = format!("Choose a day after today, and no later than {}", date_words(latest));
            problems.push(FieldProblem::new("look_again_on", words));
        }
        let (Some(why), Some(again), true) = (why, again, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        let scope = Scope { kinds: kinds(&draft.kinds), ..Scope::default() };
        let words = [("why".to_owned(), why), ("look_again".to_owned(), date_words(again))].into();
        let reference = fresh_reference()?;
        let remark = Remark { kind: RemarkKind::AskingUnsafe, on: today(now), reference, scope, words };
        self.save_asking(asker, family, (remark, Some(again), form_key), now).await
    }

    /// Records that it is safe to ask now.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] without words;
    /// [`AppError::NotFound`] where there is no such record.
    pub async fn record_asking_safe(
        &self,
        asker: &Asker,
        family: FamilyId,
        (of, why, form_key): (LedgerId, &str, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let Some(why) = filled(why) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("why", "Write why it is safe to ask now")]));
        };
        let words = [("why".to_owned(), why)].into();
        let kind = RemarkKind::AskingSafe;
        let remark = Remark { kind, on: today(now), reference: of, scope: Scope::default(), words };
        self.save_asking(asker, family, (remark, None, form_key), now).await
    }

    async fn save_asking(
        &self,
        asker: &Asker,
        family: FamilyId,
        (remark, again, form_key): (Remark, Option<Date>, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let key = format!("asking {} {form_key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("record-asking"), move |tx, look| {
            Box::pin(async move { save(tx, &look, (remark, again, key)).await })
        })
        .await
    }
}

async fn save(
    tx: &mut Tx,
    look: &Look,
    (remark, again, key): (Remark, Option<Date>, String),
) -> Result<Result<(), AppError>, AppError> {
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    let (me, kind, reference) = (look.asker.staff.id, remark.kind, remark.reference);
    if kind == RemarkKind::AskingSafe && !standing(look).any(|known| known == reference) {
        return Ok(Err(AppError::NotFound));
    }
    let children = chosen_children(look, &[], true);
    if children.is_empty() {
        return Ok(Err(AppError::NotFound));
    }
    append_for_each(tx, look, &children, (&LedgerEvent::Remark(Box::new(remark)), &Proof::default())).await?;
    match again {
        Some(due_on) => {
            tx.add_ledger_task(&LedgerTask {
                id: fresh_reference()?,
                reference,
                kind: LOOK_AGAIN.to_owned(),
                family: look.family,
                owner: Some(me),
                due_on,
                made_at: look.now,
                made_by: me,
            })
            .await?;
        }
        None => drop(tx.finish_ledger_tasks(reference, LOOK_AGAIN, (me, look.now)).await?),
    }
    tx.do_once(&key, &reference.to_string(), look.now).await?;
    let recorded =
        event(&look.asker, Action::Consent, look.now).about(look.family).outcome(kind.word()).with("asking", reference);
    tx.append_audit(&recorded).await?;
    Ok(Ok(()))
}

/// The records that stand.
fn standing(look: &Look) -> impl Iterator<Item = LedgerId> {
    let ledger = look.ledger();
    let references: Vec<LedgerId> = ledger
        .unsafe_to_ask()
        .filter_map(|(entry, _)| match &entry.event {
            LedgerEvent::Remark(remark) => Some(remark.reference),
            _ => None,
        })
        .collect();
    references.into_iter()
}

async fn list(tx: &mut Tx, look: &Look) -> Result<UnsafePage, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let staff: Vec<StaffId> = look.entries.iter().filter_map(|entry| entry.recorded_by).collect();
    let names = tx.names_of_staff(&staff).await?;
    let standing: Vec<LedgerId> = standing(look).collect();
    let mut lines: Vec<UnsafeLine> = Vec::new();
    for (entry, record) in look.entries.iter().zip(&look.entry_records).rev() {
        let LedgerEvent::Remark(remark) = &entry.event else { continue };
        if remark.kind != RemarkKind::AskingUnsafe || lines.iter().any(|line| line.reference == remark.reference) {
            continue;
        }
        if !look.may_tell_of(*record) {
            continue;
        }
        let service = look.copies.iter().find(|copy| copy.record == *record).map(|copy| copy.service);
        let is_own =
            entry.recorded_by == Some(look.asker.staff.id) || service.is_some_and(|service| look.is_own(service));
        let kinds = &remark.scope.kinds;
        lines.push(UnsafeLine {
            reference: remark.reference,
            on: remark.on,
            kinds: if kinds.is_empty() { "everything".to_owned() } else { kinds_words(kinds) },
            why: is_own.then(|| remark.word("why").to_owned()),
            by: entry.recorded_by.and_then(|by| names.get(&by)).cloned().unwrap_or_default(),
            look_again: remark.word("look_again").to_owned(),
            stands: standing.contains(&remark.reference),
        });
    }
    Ok(UnsafePage { family_title: people::family_title(&everybody), lines })
}
