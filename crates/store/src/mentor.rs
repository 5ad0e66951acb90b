//! Family mentors: whom each meets, what happened since, who supervises them,
//! and their supervision talks. Only added to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, MentoringId, RecordId, StaffId};
use kith_core::service::ServiceKind;

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// A family that a mentor is to meet.
#[derive(Clone, PartialEq, Eq)]
pub struct MentorPlace {
    /// Which.
    pub id: MentoringId,
    /// The record of whoever the mentor meets.
    pub record: RecordId,
    /// The family on the day that it was written down.
    pub family: FamilyId,
    /// The mentor.
    pub mentor: StaffId,
    /// The service that wrote it down.
    pub holder: ServiceKind,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The words, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for MentorPlace {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "MentorPlace({}, hidden)", self.id)
    }
}

/// One thing that happened since a mentor was named.
#[derive(Clone, PartialEq, Eq)]
pub struct MentorEvent {
    /// The word of what happened.
    pub kind: String,
    /// The day that it is about.
    pub on: Option<Date>,
    /// Who wrote it down.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The words, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for MentorEvent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "MentorEvent({}, hidden)", self.kind)
    }
}

/// One talk of a mentor and their supervisor.
#[derive(Clone, PartialEq, Eq)]
pub struct MentorTalk {
    /// The mentor.
    pub mentor: StaffId,
    /// Who supervised.
    pub supervisor: StaffId,
    /// The day.
    pub on: Date,
    /// The day of the next talk.
    pub next_on: Date,
    /// When it was signed.
    pub at: Timestamp,
    /// What was agreed, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for MentorTalk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "MentorTalk({}, hidden)", self.on)
    }
}

fn place_of(id: impl std::fmt::Display, number: u32) -> String {
    format!("{id}/{number}")
}

/// The columns of a place, in the order that [`Tx::read_mentor_place`] takes.
macro_rules! places {
    ($rest:literal) => {
        concat!(
            "SELECT id, record_id, family_id, mentor_id, holder, made_by, made_at, sealed_words FROM mentor_place ",
            $rest
        )
    };
}

impl Tx {
    /// Keeps that a mentor is to meet a family.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_mentor_place(&mut self, place: &MentorPlace) -> Result<(), StoreError> {
        let MentorPlace { id, record, family, mentor, holder, by, at, words } = place;
        let sealed = self.seal(Sealed::MentorPlace, id, words)?;
        let sql = "INSERT INTO mentor_place (id, record_id, family_id, mentor_id, holder, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.run(sql, &args![*id, *record, *family, *mentor, *holder, *by, *at, sealed]).await.map(drop)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none; [`StoreError::Corrupt`]
    /// where it does not open.
    pub async fn mentor_place(&mut self, place: MentoringId) -> Result<MentorPlace, StoreError> {
        let row = self.first(places!("WHERE id = $1"), &args![place]).await?;
        let row = row.ok_or_else(|| StoreError::not_found("mentor_place", place))?;
        self.read_mentor_place(&row)
    }

    /// Everybody whom these mentors meet or met, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn mentor_places_of_mentors(&mut self, mentors: &[StaffId]) -> Result<Vec<MentorPlace>, StoreError> {
        let sql = places!("WHERE mentor_id IN (SELECT value FROM json_each($1)) ORDER BY made_at, id");
        let rows = self.all(sql, &[list(mentors)]).await?;
        rows.iter().map(|row| self.read_mentor_place(row)).collect()
    }

    /// The mentors of a family under any of its names, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn mentor_places_of_family(&mut self, names: &[FamilyId]) -> Result<Vec<MentorPlace>, StoreError> {
        let sql = places!("WHERE family_id IN (SELECT value FROM json_each($1)) ORDER BY made_at, id");
        let rows = self.all(sql, &[list(names)]).await?;
        rows.iter().map(|row| self.read_mentor_place(row)).collect()
    }

    fn read_mentor_place(&self, row: &Row) -> Result<MentorPlace, StoreError> {
        let mut cells = row.cells("mentor_place");
        let id: MentoringId = cells.next()?;
        Ok(MentorPlace {
            id,
            record: cells.next()?,
            family: cells.next()?,
            mentor: cells.next()?,
            holder: cells.next()?,
            by: cells.next()?,
            at: cells.next()?,
            words: self.open(Sealed::MentorPlace, id, cells.sealed()?)?,
        })
    }

    /// Adds what happened since a mentor was named.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote at the same moment.
    pub async fn add_mentor_event(&mut self, place: MentoringId, event: &MentorEvent) -> Result<(), StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM mentor_event WHERE place_id = $1";
        let number: u32 = self.value("mentor_event", sql, &args![place]).await?;
        let MentorEvent { kind, on, by, at, words } = event;
        let sealed = self.seal(Sealed::MentorEvent, place_of(place, number), words)?;
        let sql = "INSERT INTO mentor_event (place_id, number, kind, on_day, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run(sql, &args![place, number, kind, *on, *by, *at, sealed]).await.map(drop)
    }

    /// Everything that happened, in order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn mentor_events(&mut self, place: MentoringId) -> Result<Vec<MentorEvent>, StoreError> {
        let sql = "SELECT number, kind, on_day, made_by, made_at, sealed_words FROM mentor_event \
                   WHERE place_id = $1 ORDER BY number";
        let rows = self.all(sql, &args![place]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("mentor_event");
            let number: u32 = cells.next()?;
            Ok(MentorEvent {
                kind: cells.next()?,
                on: cells.next()?,
                by: cells.next()?,
                at: cells.next()?,
                words: self.open(Sealed::MentorEvent, place_of(place, number), cells.sealed()?)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Names who supervises a mentor from now on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn name_mentor_supervisor(
        &mut self,
        (mentor, supervisor): (StaffId, StaffId),
        (by, now): (StaffId, Timestamp),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO mentor_supervision (number, mentor_id, supervisor_id, named_by, named_at) \
                   VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM mentor_supervision), $1, $2, $3, $4)";
        self.run(sql, &args![mentor, supervisor, by, now]).await.map(drop)
    }

    /// Who was named last for each mentor.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn mentor_supervisors(&mut self) -> Result<BTreeMap<StaffId, StaffId>, StoreError> {
        let sql = "SELECT mentor_id, supervisor_id FROM mentor_supervision ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("mentor_supervision");
            Ok((cells.next()?, cells.next()?))
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// Keeps a talk that the supervisor signed.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote at the same moment.
    pub async fn add_mentor_talk(&mut self, talk: &MentorTalk) -> Result<(), StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM mentor_talk WHERE mentor_id = $1";
        let MentorTalk { mentor, supervisor, on, next_on, at, words } = talk;
        let number: u32 = self.value("mentor_talk", sql, &args![*mentor]).await?;
        let sealed = self.seal(Sealed::MentorTalk, place_of(mentor, number), words)?;
        let sql = "INSERT INTO mentor_talk (mentor_id, number, supervisor_id, on_day, next_on, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run(sql, &args![*mentor, number, *supervisor, *on, *next_on, *at, sealed]).await.map(drop)
    }

    /// The talks of a mentor, in the order in which they were signed.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn mentor_talks(&mut self, mentor: StaffId) -> Result<Vec<MentorTalk>, StoreError> {
        let sql = "SELECT number, supervisor_id, on_day, next_on, made_at, sealed_words FROM mentor_talk \
                   WHERE mentor_id = $1 ORDER BY number";
        let rows = self.all(sql, &args![mentor]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("mentor_talk");
            let number: u32 = cells.next()?;
            Ok(MentorTalk {
                mentor,
                supervisor: cells.next()?,
                on: cells.next()?,
                next_on: cells.next()?,
                at: cells.next()?,
                words: self.open(Sealed::MentorTalk, place_of(mentor, number), cells.sealed()?)?,
            })
        };
        rows.iter().map(read).collect()
    }
}
