//! All contacts with a family, and one contact with what was written about it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::family::{ContactLine, ContactNote, Sight};
use kith_core::id::{CommentId, ContactId, DecisionId, FamilyId, PersonId, RecordId};
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;
use kith_store::{ContactDate, NewComment, Tx};

use crate::door::{event, fresh};
use crate::look::{Doing, Look};
use crate::open_family::{service_name, sight_of_contact, why_no_more_of_contact};
use crate::people::{self, Somebody};
use crate::{App, AppError, Asker, FieldProblem};

/// How many contacts stand on a page.
const PAGE: usize = 25;

/// Which contacts to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContactFilter {
    /// Only with this kind of service.
    pub service: Option<ServiceKind>,
    /// Only about this person.
    pub person: Option<PersonId>,
    /// Only of so many months back; 0 for all.
    pub months: u8,
    /// The page, from 1.
    pub page: u32,
}

/// The contacts of a family, newest first.
#[derive(Clone)]
pub struct AllContacts {
    /// The family's title.
    pub family_title: String,
    /// The contacts of this page.
    pub lines: Vec<ContactLine>,
    /// How many there are in all pages.
    pub total: usize,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// The services to filter by.
    pub services: Vec<(ServiceKind, String)>,
    /// The people to filter by.
    pub people: Vec<(PersonId, String)>,
    /// How the look was decided.
    pub decision: DecisionId,
}

/// One contact.
#[derive(Clone)]
pub struct ContactPage {
    /// The family's title.
    pub family_title: String,
    /// The contact.
    pub line: ContactLine,
    /// Whether the reader wrote it.
    pub is_writer: bool,
    /// Whether the reader may ask beside the text (S004-CHa).
    pub may_coach: bool,
    /// What was written is sensitive: it opens once the reader says that it is
    /// needed (S002-17c).
    pub needs_confirmation: bool,
}

impl App {
    /// Lists a family's contacts.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn contacts(
        &self,
        asker: &Asker,
        family: FamilyId,
        filter: &ContactFilter,
        now: Timestamp,
    ) -> Result<AllContacts, AppError> {
        let filter = *filter;
        self.look_at(asker, (family, now), Doing::page("contacts"), move |tx, look| Box::pin(list(tx, look, filter)))
            .await
    }

    /// Opens one contact. What a service wrote whose very involvement is
    /// sensitive opens only when `is_confirmed`, and that is an action of its
    /// own in the audit (S002-17c).
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] too where the contact is
    /// none of this family or its service may not be known.
    pub async fn contact(
        &self,
        asker: &Asker,
        family: FamilyId,
        (contact, is_confirmed): (ContactId, bool),
        now: Timestamp,
    ) -> Result<ContactPage, AppError> {
        let action = if is_confirmed { Action::LookSensitive } else { Action::Look };
        let doing = Doing::of(action, "contact");
        self.look_at(asker, (family, now), doing, move |tx, look| Box::pin(one(tx, look, (contact, is_confirmed))))
            .await
    }

    /// Asks a question beside a statement, or answers one (S004-CHa).
    ///
    /// # Errors
    /// As [`App::contact`]; [`AppError::Invalid`] where nothing was written.
    pub async fn comment(
        &self,
        asker: &Asker,
        (family, contact): (FamilyId, ContactId),
        comment: Comment,
        now: Timestamp,
    ) -> Result<(), AppError> {
        if comment.words.trim().is_empty() {
            return Err(AppError::Invalid(vec![FieldProblem::new("words", "Write your question or your answer")]));
        }
        self.write_at(asker, (family, now), Doing::page("contact"), move |tx, look| {
            Box::pin(async move { add(tx, &look, contact, comment).await })
        })
        .await
    }
}

/// A question beside a statement, or an answer to one.
#[derive(Clone)]
pub struct Comment {
    /// Which statement, from 0.
    pub statement: u32,
    /// The words.
    pub words: String,
    /// The question that it answers.
    pub answers: Option<CommentId>,
}

impl std::fmt::Debug for Comment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Comment(hidden)")
    }
}

/// The contacts that may be known, with their service's name, newest first.
async fn visible(tx: &mut Tx, look: &Look, from: jiff::civil::Date) -> Result<Vec<(ContactDate, String)>, AppError> {
    // Every record: a contact may stand with the record of another service than wrote it, and the writer decides.
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let teams: BTreeMap<(ServiceKind, Option<PersonId>), Option<String>> =
        look.involvements.iter().map(|line| ((line.service, look.person_of(line.record)), line.team.clone())).collect();
    let mut rows: Vec<(ContactDate, String)> = tx
        .contact_dates(&records, from)
        .await?
        .into_iter()
        .filter(|row| look.may_know_that(row.service, look.person_of(row.record)) && row.happened_on <= look.today)
        .map(|row| {
            let team = teams.get(&(row.service, look.person_of(row.record))).cloned().flatten();
            let name = service_name(row.service, team.as_deref(), look.is_shielded);
            (row, name)
        })
        .collect();
    rows.sort_by_key(|(row, _)| (std::cmp::Reverse(row.happened_on), row.contact));
    Ok(rows)
}

/// Whether what a service wrote is sensitive: it stays closed in lists, also to
/// whoever has the right to it.
fn needs_confirmation(look: &Look, row: &ContactDate) -> bool {
    row.service.is_existence_sensitive() && sight_of_contact(look, row) == Sight::Everything
}

/// These contacts as lines: kinds and notes are opened only where they may be
/// seen (S003-DSh).
pub(crate) async fn lines_of(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    rows: &[(ContactDate, String)],
    is_confirmed: bool,
) -> Result<Vec<ContactLine>, AppError> {
    let with = |least: Sight| -> Vec<ContactId> {
        rows.iter().filter(|(row, _)| least <= sight_of_contact(look, row)).map(|(row, _)| row.contact).collect()
    };
    let mut kinds = tx.contact_kinds(&with(Sight::Summary)).await?;
    let is_open = |row: &ContactDate| is_confirmed || !needs_confirmation(look, row);
    let open = rows.iter().filter(|(row, _)| sight_of_contact(look, row) == Sight::Everything && is_open(row));
    let open: Vec<ContactId> = open.map(|(row, _)| row.contact).collect();
    let mut notes = tx.contact_notes(&open).await?;
    let name = |record| {
        let person = look.person_of(record)?;
        let somebody = everybody.iter().find(|somebody| somebody.member.person == person)?;
        Some(somebody.view.first_name.clone())
    };
    Ok(rows
        .iter()
        .map(|(row, service_name)| {
            let opened = kinds.remove(&row.contact);
            ContactLine {
                contact: row.contact,
                happened_on: row.happened_on,
                service: row.service,
                service_name: service_name.clone(),
                kind: opened.as_ref().map(|opened| opened.kind.clone()),
                worker: opened.and_then(|opened| opened.worker),
                about: name(row.record).into_iter().collect(),
                was_attended: row.was_attended,
                note: notes.remove(&row.contact).map(|statements| ContactNote { statements }),
                is_kept_closed: !is_open(row),
                why_no_note: if is_open(row) {
                    why_no_more_of_contact(look, row)
                } else {
                    "This is sensitive. Open the contact to read it.".to_owned()
                },
            }
        })
        .collect())
}

async fn list(tx: &mut Tx, look: &Look, filter: ContactFilter) -> Result<Result<AllContacts, AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let back = jiff::Span::new().months(if filter.months == 0 { 1200 } else { i64::from(filter.months) });
    let from = look.today.checked_sub(back).unwrap_or(jiff::civil::Date::MIN);
    let all = visible(tx, look, from).await?;
    let mut services: BTreeMap<ServiceKind, String> = BTreeMap::new();
    for (row, name) in &all {
        services.entry(row.service).or_insert_with(|| name.clone());
    }
    let is_wanted = |row: &ContactDate| {
        filter.service.is_none_or(|service| row.service == service)
            && filter.person.is_none_or(|person| look.person_of(row.record) == Some(person))
    };
    let wanted: Vec<(ContactDate, String)> = all.into_iter().filter(|(row, _)| is_wanted(row)).collect();
    let pages = u32::try_from(wanted.len().div_ceil(PAGE).max(1)).unwrap_or(u32::MAX);
    let page = filter.page.clamp(1, pages);
    let first = (page as usize - 1) * PAGE;
    let shown: Vec<(ContactDate, String)> = wanted.iter().skip(first).take(PAGE).cloned().collect();
    let lines = lines_of(tx, look, &everybody, &shown, false).await?;
    let answer = AllContacts {
        family_title: people::family_title(&everybody),
        lines,
        total: wanted.len(),
        page,
        pages,
        services: services.into_iter().collect(),
        people: everybody.iter().map(|somebody| (somebody.member.person, somebody.view.display_name.clone())).collect(),
        decision: look.decision,
    };
    Ok(look.permit(answer).map(kith_core::sharing::Permitted::into_inner).ok_or(AppError::NotFound))
}

/// The contacts since a day that may be known, each with the record that it
/// stands with; what is sensitive stays closed.
pub(crate) async fn contacts_since(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    from: jiff::civil::Date,
) -> Result<Vec<(RecordId, ContactLine)>, AppError> {
    let rows = visible(tx, look, from).await?;
    let lines = lines_of(tx, look, everybody, &rows, false).await?;
    Ok(rows.iter().map(|(row, _)| row.record).zip(lines).collect())
}

/// The row of a contact of this family whose service may be known.
async fn row_of(tx: &mut Tx, look: &Look, contact: ContactId) -> Result<Option<(ContactDate, String)>, AppError> {
    let all = visible(tx, look, jiff::civil::Date::MIN).await?;
    Ok(all.into_iter().find(|(row, _)| row.contact == contact))
}

/// Whether the reader may ask beside what a colleague wrote: somebody who
/// leads or guides in the same service.
fn may_coach(look: &Look, row: &ContactDate) -> bool {
    let guides = matches!(
        look.asker.staff.role,
        Role::CentreManager | Role::SeniorOutreachWorker | Role::HealthVisitor | Role::SocialWorker
    );
    guides && look.is_own(row.service) && row.recorded_by.is_some_and(|writer| writer != look.asker.staff.id)
}

async fn one(
    tx: &mut Tx,
    look: &Look,
    (contact, is_confirmed): (ContactId, bool),
) -> Result<Result<ContactPage, AppError>, AppError> {
    let Some(row) = row_of(tx, look, contact).await? else { return Ok(Err(AppError::NotFound)) };
    let is_sensitive = needs_confirmation(look, &row.0);
    if is_confirmed && !is_sensitive {
        return Ok(Err(AppError::NotFound));
    }
    let everybody = people::everybody(tx, look).await?;
    let lines = lines_of(tx, look, &everybody, std::slice::from_ref(&row), is_confirmed).await?;
    let Some(line) = lines.into_iter().next() else { return Ok(Err(AppError::NotFound)) };
    Ok(Ok(ContactPage {
        family_title: people::family_title(&everybody),
        is_writer: row.0.recorded_by == Some(look.asker.staff.id),
        may_coach: may_coach(look, &row.0),
        needs_confirmation: is_sensitive && !is_confirmed,
        line,
    }))
}

async fn add(tx: &mut Tx, look: &Look, contact: ContactId, comment: Comment) -> Result<Result<(), AppError>, AppError> {
    let Some((row, _)) = row_of(tx, look, contact).await? else { return Ok(Err(AppError::NotFound)) };
    let is_writer = row.recorded_by == Some(look.asker.staff.id);
    if !is_writer && !may_coach(look, &row) {
        return Ok(Err(AppError::NotFound));
    }
    let new = NewComment {
        comment: fresh(CommentId::from_random)?,
        contact,
        statement: comment.statement,
        by: look.asker.staff.id,
        at: look.now,
        words: comment.words,
        answers: comment.answers,
    };
    tx.add_comment(&new).await?;
    tx.append_audit(&event(&look.asker, Action::Comment, look.now).about(look.family).with("contact", contact)).await?;
    Ok(Ok(()))
}
