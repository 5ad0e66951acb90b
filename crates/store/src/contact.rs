//! Contacts with a family. That they happened, what they were, and what was
//! written are three questions with three functions: what is not permitted is
//! not loaded.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::family::{Confided, NoteStatement, StatementComment};
use kith_core::id::{CommentId, ContactId, RecordId, StaffId};
use kith_core::service::ServiceKind;

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::written::{Noted, read_contact_words, read_note, write_contact_words, write_note};
use crate::{StoreError, Tx};

/// That a contact happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactDate {
    /// Which contact.
    pub contact: ContactId,
    /// The record of the person it was with.
    pub record: RecordId,
    /// The source, by name; none when it was written down here.
    pub source_name: Option<String>,
    /// The kind of service.
    pub service: ServiceKind,
    /// The day.
    pub happened_on: Date,
    /// Whether the family was there.
    pub was_attended: bool,
    /// Who wrote it down here.
    pub recorded_by: Option<StaffId>,
    /// When it was written down, or came in.
    pub recorded_at: Timestamp,
    /// Whether anything was written about it.
    pub has_note: bool,
}

/// What a contact was and who met the family.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactKind {
    /// What it was, for example "home visit".
    pub kind: String,
    /// Who met the family.
    pub worker: Option<String>,
    /// That worker's staff code.
    pub worker_code: Option<String>,
}

/// How many contacts a service had with a person in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactCount {
    /// The record of the person.
    pub record: RecordId,
    /// The kind of service.
    pub service: ServiceKind,
    /// The source, by name; none for contacts written down here.
    pub source_name: Option<String>,
    /// The month, as its first day.
    pub month: Date,
    /// How many; those that the family did not attend are not counted.
    pub count: u32,
}

/// A contact that a member of staff writes down here.
#[derive(Clone, PartialEq, Eq)]
pub struct NewContact {
    /// Which contact.
    pub contact: ContactId,
    /// The record of the person it was with.
    pub record: RecordId,
    /// The kind of service.
    pub service: ServiceKind,
    /// The day.
    pub happened_on: Date,
    /// Whether the family was there.
    pub was_attended: bool,
    /// Who writes it down.
    pub recorded_by: StaffId,
    /// When.
    pub recorded_at: Timestamp,
    /// What it was and who met the family.
    pub kind: ContactKind,
    /// What is written, statement by statement; their comments are not stored
    /// by this.
    pub note: Vec<NoteStatement>,
}

/// A question beside a statement, or its answer, about to be added.
#[derive(Clone, PartialEq, Eq)]
pub struct NewComment {
    /// Which comment.
    pub comment: CommentId,
    /// The contact.
    pub contact: ContactId,
    /// The place of the statement in its note, from 0.
    pub statement: u32,
    /// Who writes it.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The words.
    pub words: String,
    /// The question that it answers.
    pub answers: Option<CommentId>,
}

/// The columns of a contact's date, in the order that [`read_date`] takes them.
macro_rules! columns {
    () => {
        "id, record_id, source_name, service, happened_on, was_attended, recorded_by, recorded_at, \
         sealed_note IS NOT NULL"
    };
}

fn read_date(row: &Row) -> Result<ContactDate, StoreError> {
    let mut cells = row.cells("contact");
    Ok(ContactDate {
        contact: cells.next()?,
        record: cells.next()?,
        source_name: cells.next()?,
        service: cells.next()?,
        happened_on: cells.next()?,
        was_attended: cells.next()?,
        recorded_by: cells.next()?,
        recorded_at: cells.next()?,
        has_note: cells.next()?,
    })
}

impl Tx {
    /// The contacts with the people of these records since `from`, newest
    /// first: that they happened, and nothing more.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn contact_dates(&mut self, records: &[RecordId], from: Date) -> Result<Vec<ContactDate>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM contact WHERE record_id IN (SELECT value FROM json_each($1)) AND happened_on >= $2 \
             ORDER BY happened_on DESC, id"
        );
        self.all(sql, &[list(records), from.into()]).await?.iter().map(read_date).collect()
    }

    /// That a contact happened.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn contact_date(&mut self, contact: ContactId) -> Result<ContactDate, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM contact WHERE id = $1");
        let row = self.first(sql, &args![contact]).await?;
        read_date(&row.ok_or_else(|| StoreError::not_found("contact", contact))?)
    }

    /// How many contacts there were with the people of these records in each
    /// month from `from` until before `until`, by service and source. Months
    /// without any are left out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn contact_counts(
        &mut self,
        records: &[RecordId],
        from: Date,
        until: Date,
    ) -> Result<Vec<ContactCount>, StoreError> {
        let sql = "SELECT record_id, service, source_name, substr(happened_on, 1, 7) || '-01', COUNT(*) FROM contact \
                   WHERE record_id IN (SELECT value FROM json_each($1)) AND happened_on >= $2 AND happened_on < $3 \
                   AND was_attended GROUP BY 1, 2, 3, 4 ORDER BY 4, 1, 2";
        let read = |row: &Row| {
            let mut cells = row.cells("contact");
            Ok(ContactCount {
                record: cells.next()?,
                service: cells.next()?,
                source_name: cells.next()?,
                month: cells.next()?,
                count: cells.next()?,
            })
        };
        self.all(sql, &[list(records), from.into(), until.into()]).await?.iter().map(read).collect()
    }

    /// What these contacts were and who met the family: opened only for these.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn contact_kinds(
        &mut self,
        contacts: &[ContactId],
    ) -> Result<BTreeMap<ContactId, ContactKind>, StoreError> {
        if contacts.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sql = "SELECT id, sealed_contact FROM contact WHERE id IN (SELECT value FROM json_each($1))";
        let rows = self.all(sql, &[list(contacts)]).await?;
        rows.iter()
            .map(|row| {
                let mut cells = row.cells("contact");
                let id: ContactId = cells.next()?;
                let plain = self.open(Sealed::Contact, id, cells.sealed()?)?;
                let words = read_contact_words(&plain).ok_or_else(|| cells.corrupt())?;
                Ok((id, ContactKind { kind: words.kind, worker: words.worker, worker_code: words.worker_code }))
            })
            .collect()
    }

    /// What was written about these contacts, with questions and answers:
    /// opened only for these. A contact without a note is left out.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn contact_notes(
        &mut self,
        contacts: &[ContactId],
    ) -> Result<BTreeMap<ContactId, Vec<NoteStatement>>, StoreError> {
        if contacts.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sql = "SELECT id, sealed_note FROM contact \
                   WHERE id IN (SELECT value FROM json_each($1)) AND sealed_note IS NOT NULL";
        let rows = self.all(sql, &[list(contacts)]).await?;
        let mut notes = BTreeMap::new();
        for row in &rows {
            let mut cells = row.cells("contact");
            let id: ContactId = cells.next()?;
            let plain = self.open(Sealed::Note, id, cells.sealed()?)?;
            let note = read_note(&plain).ok_or_else(|| cells.corrupt())?;
            notes.insert(id, note.into_iter().map(statement).collect::<Vec<_>>());
        }
        if notes.is_empty() {
            return Ok(notes);
        }
        for (contact, place, comment) in self.comments_on(contacts).await? {
            if let Some(said) = notes.get_mut(&contact).and_then(|note| note.get_mut(place)) {
                said.comments.push(comment);
            }
        }
        Ok(notes)
    }

    /// Writes a contact down.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_contact(&mut self, new: &NewContact) -> Result<(), StoreError> {
        let NewContact { contact, kind: ContactKind { kind, worker, worker_code }, .. } = new;
        let words = write_contact_words(kind, worker.as_deref(), worker_code.as_deref());
        let noted: Vec<Noted> = new.note.iter().map(noted).collect();
        let note = if noted.is_empty() { None } else { Some(self.seal(Sealed::Note, contact, &write_note(&noted))?) };
        let sql = "INSERT INTO contact (id, record_id, service, happened_on, was_attended, recorded_by, recorded_at, \
                   sealed_contact, sealed_note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values = args![
            *contact,
            new.record,
            new.service,
            new.happened_on,
            new.was_attended,
            new.recorded_by,
            new.recorded_at,
            self.seal(Sealed::Contact, contact, &words)?,
            note,
        ];
        self.run(sql, &values).await.map(drop)
    }

    /// Puts a question beside a statement, or answers one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_comment(&mut self, new: &NewComment) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::Comment, new.comment, new.words.as_bytes())?;
        let sql = "INSERT INTO contact_comment (id, contact_id, statement, made_by, made_at, answers, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = args![new.comment, new.contact, new.statement, new.by, new.at, new.answers, sealed];
        self.run(sql, &values).await.map(drop)
    }

    async fn comments_on(
        &mut self,
        contacts: &[ContactId],
    ) -> Result<Vec<(ContactId, usize, StatementComment)>, StoreError> {
        let sql = "SELECT contact_comment.id, contact_comment.contact_id, contact_comment.statement, \
                   contact_comment.made_by, COALESCE(staff.name, ''), contact_comment.made_at, contact_comment.answers, \
                   contact_comment.sealed_words FROM contact_comment \
                   LEFT JOIN staff ON staff.id = contact_comment.made_by \
                   WHERE contact_comment.contact_id IN (SELECT value FROM json_each($1)) \
                   ORDER BY contact_comment.made_at, contact_comment.id";
        let rows = self.all(sql, &[list(contacts)]).await?;
        rows.iter()
            .map(|row| {
                let mut cells = row.cells("contact_comment");
                let (comment, contact): (CommentId, ContactId) = (cells.next()?, cells.next()?);
                let place: u32 = cells.next()?;
                let (by, by_name, at, answers) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
                let plain = self.open(Sealed::Comment, comment, cells.sealed()?)?;
                let words = String::from_utf8(plain).map_err(|_| cells.corrupt())?;
                Ok((contact, place as usize, StatementComment { comment, by, by_name, at, words, answers }))
            })
            .collect()
    }
}

fn statement(Noted { words, is_opinion, evidence, confided }: Noted) -> NoteStatement {
    let confided = confided.map(|(to, what_for)| Confided { to, what_for });
    NoteStatement { words, is_opinion, evidence, confided, comments: Vec::new() }
}

fn noted(statement: &NoteStatement) -> Noted {
    let NoteStatement { words, is_opinion, evidence, confided, .. } = statement.clone();
    Noted { words, is_opinion, evidence, confided: confided.map(|confided| (confided.to, confided.what_for)) }
}
