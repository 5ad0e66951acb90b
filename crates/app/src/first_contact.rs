//! The first contact of a service with a family (S002-WIa, ECh): it cannot be
//! saved without a notice given, or a reason why not; then the family is asked
//! what may be shared.

use kith_core::ledger::{LedgerEvent, Proof, Remark, RemarkKind, Scope};
use kith_store::{LedgerTask, Tx};

use crate::contact_form::ContactDraft;
use crate::look::Look;
use crate::notices::WAYS_TO_TELL;
use crate::write_down::{WORDS_VERSION, append_for_each, chosen_children, days_from, filled, fresh_reference};
use crate::{AppError, FieldProblem};

/// The answer of the form where the family was not told.
pub const NOT_TOLD: &str = "not-told";
/// The kind of task that tells the family after all.
pub(crate) const TELL: &str = "tell-family";
/// The kind of task that asks the family what may be shared.
pub(crate) const ASK: &str = "ask-family";
/// Within how many days both are done.
const DAYS: i64 = 14;

/// What is said at a first contact (WI, Thorpe Hamlet): who, what, with whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstWords {
    /// Who you are: name, post, team.
    pub who: String,
    /// Whom the locality's form names: the team around the family.
    pub team: Vec<String>,
}

/// Whether the asker's service has met nobody of the family yet, and never told
/// them how information is shared.
pub(crate) async fn is_first(tx: &mut Tx, look: &Look) -> Result<bool, AppError> {
    let own = look.asker.staff.service;
    let is_told_by_own = look.entries.iter().zip(&look.entry_records).rev().find_map(|(entry, record)| {
        let is_own = look.copies.iter().any(|copy| copy.record == *record && Some(copy.service) == own);
        match entry.event {
            LedgerEvent::Notice { .. } if is_own => Some(true),
            LedgerEvent::NoticeReturned { .. } if is_own => Some(false),
            _ => None,
        }
    });
    if is_told_by_own == Some(true) {
        return Ok(false);
    }
    let records: Vec<_> = look.copies.iter().map(|copy| copy.record).collect();
    let contacts = tx.contact_dates(&records, jiff::civil::Date::MIN).await?;
    Ok(!contacts.iter().any(|contact| Some(contact.service) == own && contact.was_attended))
}

/// The words of a first contact, for the form; none where it is not the first.
pub(crate) async fn words(tx: &mut Tx, look: &Look) -> Result<Option<FirstWords>, AppError> {
    if !is_first(tx, look).await? {
        return Ok(None);
    }
    let staff = &look.asker.staff;
    let of = staff.team.clone().or_else(|| staff.service.map(|service| service.title().to_owned()));
    let who = [Some(staff.name.clone()), Some(staff.role.title().to_lowercase()), of];
    let parts = look.team.parts().into_iter();
    let team = parts.filter(|part| part.sort() != "purpose").map(|part| part.title().to_owned()).collect();
    Ok(Some(FirstWords { who: who.into_iter().flatten().collect::<Vec<_>>().join(", "), team }))
}

/// What has to be recorded with a contact; nothing where it is not the first.
pub(crate) enum Told {
    /// Not the first, or the family was not there.
    Already,
    /// Told now, in this way.
    Now(String),
    /// Not told, and why.
    Later(String),
}

/// Reads the answer, which nobody may leave empty at a first contact.
pub(crate) async fn read(
    tx: &mut Tx,
    look: &Look,
    draft: &ContactDraft,
) -> Result<Result<Told, Vec<FieldProblem>>, AppError> {
    if !draft.was_attended || !is_first(tx, look).await? {
        return Ok(Ok(Told::Already));
    }
    let problem = |field: &str, message: &str| Ok(Err(vec![FieldProblem::new(field, message)]));
    match (draft.told.as_str(), filled(&draft.why_not_told)) {
        (NOT_TOLD, Some(why)) => Ok(Ok(Told::Later(why))),
        (NOT_TOLD, None) => problem("why_not_told", "Write why the family was not told"),
        (way, _) if WAYS_TO_TELL.contains(&way) => Ok(Ok(Told::Now(way.to_owned()))),
        _ => problem("told", "Say how you told the family who you are and who sees what they say, or why not"),
    }
}

/// Writes it down. Gives whether the family is to be asked now what may be
/// shared: they were told, and nobody asked them yet.
pub(crate) async fn write(tx: &mut Tx, look: &Look, told: Told, on: jiff::civil::Date) -> Result<bool, AppError> {
    let children = chosen_children(look, &[], true);
    let Some(first) = children.first().copied() else { return Ok(false) };
    match told {
        Told::Already => Ok(false),
        Told::Now(way) => {
            let event = LedgerEvent::Notice { on, version: WORDS_VERSION.to_owned(), how: way.to_lowercase() };
            let note = "At the first contact: who we are, what we do with information, and who sees it";
            let proof = Proof { note: Some(note.to_owned()), ..Proof::default() };
            append_for_each(tx, look, &[first], (&event, &proof)).await?;
            let families = tx.names_of_family(look.family).await?;
            tx.finish_ledger_tasks_about(&families, TELL, (look.asker.staff.id, look.now)).await?;
            let is_answered = look.entries.iter().any(|entry| {
                matches!(
                    entry.event,
                    LedgerEvent::Consent(_) | LedgerEvent::Refusal { .. } | LedgerEvent::Withdrawal { .. }
                )
            });
            let is_unsafe = look.ledger().unsafe_to_ask().next().is_some();
            if is_answered || is_unsafe {
                return Ok(false);
            }
            add_task(tx, look, ASK).await?;
            Ok(true)
        }
        Told::Later(why) => {
            let reference = fresh_reference()?;
            let words = [("reasons".to_owned(), why)].into();
            let remark = Remark { kind: RemarkKind::NotTold, on, reference, scope: Scope::default(), words };
            append_for_each(tx, look, &[first], (&LedgerEvent::Remark(Box::new(remark)), &Proof::default())).await?;
            add_task(tx, look, TELL).await?;
            Ok(false)
        }
    }
}

async fn add_task(tx: &mut Tx, look: &Look, kind: &str) -> Result<(), AppError> {
    let me = look.asker.staff.id;
    let task = LedgerTask {
        id: fresh_reference()?,
        reference: fresh_reference()?,
        kind: kind.to_owned(),
        family: look.family,
        owner: Some(me),
        due_on: days_from(look.today, DAYS),
        made_at: look.now,
        made_by: me,
    };
    Ok(tx.add_ledger_task(&task).await?)
}
