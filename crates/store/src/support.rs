//! Support that was agreed with families, what happened to it, and the aims of
//! the locality. Only added to.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, RecordId, StaffId, SupportId};
use kith_core::service::ServiceKind;
use kith_core::support::Aim;

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// Which support a record holds, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportHead {
    /// Which.
    pub id: SupportId,
    /// The service that wrote it down.
    pub holder: ServiceKind,
    /// The record that it is kept with.
    pub record: RecordId,
    /// The records of everybody whom it is for.
    pub people: Vec<RecordId>,
}

/// Support with its words.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptSupport {
    /// Which, for whom, by which service.
    pub head: SupportHead,
    /// The family on the day that it was written down.
    pub family: FamilyId,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The words, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for KeptSupport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "KeptSupport({}, hidden)", self.head.id)
    }
}

/// One thing that happened to support.
#[derive(Clone, PartialEq, Eq)]
pub struct SupportEvent {
    /// The word of what happened.
    pub kind: String,
    /// The number of the goal that it is about.
    pub goal: Option<u32>,
    /// The word of the aim.
    pub aim: Option<String>,
    /// The word of the outcome or answer.
    pub outcome: Option<String>,
    /// The day that it is about.
    pub on: Option<Date>,
    /// Who wrote it down.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The words, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for SupportEvent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SupportEvent({}, hidden)", self.kind)
    }
}

/// An answer to support or an end of it, without words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportTurn {
    /// Which support.
    pub support: SupportId,
    /// The record that it is kept with.
    pub record: RecordId,
    /// The word of what happened.
    pub kind: String,
    /// The word of the answer.
    pub outcome: Option<String>,
    /// The day that it is about.
    pub on: Option<Date>,
}

/// What a report counts of support: never its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportFigure {
    /// Which support.
    pub support: SupportId,
    /// The family on the day that it was written down.
    pub family: FamilyId,
    /// The word of what happened.
    pub kind: String,
    /// The number of the goal.
    pub goal: Option<u32>,
    /// The word of the aim.
    pub aim: Option<String>,
    /// The word of the outcome or answer.
    pub outcome: Option<String>,
}

/// What a locality said of an aim, and who said it when.
pub type AimRow = (Aim, StaffId, Timestamp);

fn place_of(support: SupportId, number: u32) -> String {
    format!("{support}/{number}")
}

impl Tx {
    /// Keeps support.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_support(&mut self, support: &KeptSupport) -> Result<(), StoreError> {
        let KeptSupport { head, family, by, at, words } = support;
        let sealed = self.seal(Sealed::Support, head.id, words)?;
        let sql = "INSERT INTO support (id, record_id, family_id, holder, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run(sql, &args![head.id, head.record, *family, head.holder, *by, *at, sealed]).await?;
        let rows = head.people.iter().map(|record| args![head.id, *record]).collect();
        self.insert("INSERT INTO support_person (support_id, record_id)", "", rows).await
    }

    /// The support that is kept with these records, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn support_of(&mut self, records: &[RecordId]) -> Result<Vec<SupportHead>, StoreError> {
        let sql = "SELECT s.id, s.holder, s.record_id, p.record_id FROM support s \
                   JOIN support_person p ON p.support_id = s.id \
                   WHERE s.record_id IN (SELECT value FROM json_each($1)) ORDER BY s.made_at, s.id, p.record_id";
        let mut heads: Vec<SupportHead> = Vec::new();
        for row in self.all(sql, &[list(records)]).await? {
            let mut cells = row.cells("support");
            let (id, holder, record, person) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
            match heads.last_mut().filter(|head| head.id == id) {
                Some(head) => head.people.push(person),
                None => heads.push(SupportHead { id, holder, record, people: vec![person] }),
            }
        }
        Ok(heads)
    }

    /// Every answer to support and every end of it, in order, without words:
    /// for figures.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn support_turns(&mut self, answer: &str, end: &str) -> Result<Vec<SupportTurn>, StoreError> {
        let sql = "SELECT s.id, s.record_id, e.kind, e.outcome, e.on_day FROM support_event e \
                   JOIN support s ON s.id = e.support_id WHERE e.kind IN ($1, $2) ORDER BY s.id, e.number";
        let read = |row: &Row| {
            let mut cells = row.cells("support_event");
            Ok(SupportTurn {
                support: cells.next()?,
                record: cells.next()?,
                kind: cells.next()?,
                outcome: cells.next()?,
                on: cells.next()?,
            })
        };
        self.all(sql, &args![answer, end]).await?.iter().map(read).collect()
    }

    /// The support of a head with its words.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none; [`StoreError::Corrupt`]
    /// where it does not open.
    pub async fn support(&mut self, head: &SupportHead) -> Result<KeptSupport, StoreError> {
        let sql = "SELECT id, family_id, made_by, made_at, sealed_words FROM support WHERE id = $1";
        let row = self.first(sql, &args![head.id]).await?;
        let row = row.ok_or_else(|| StoreError::not_found("support", head.id))?;
        let mut cells = row.cells("support");
        let id: SupportId = cells.next()?;
        let (family, by, at) = (cells.next()?, cells.next()?, cells.next()?);
        let words = self.open(Sealed::Support, id, cells.sealed()?)?;
        Ok(KeptSupport { head: head.clone(), family, by, at, words })
    }

    /// Adds what happened to support.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else wrote at the same moment.
    pub async fn add_support_event(&mut self, support: SupportId, event: &SupportEvent) -> Result<(), StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM support_event WHERE support_id = $1";
        let number: u32 = self.value("support_event", sql, &args![support]).await?;
        let sealed = self.seal(Sealed::SupportEvent, place_of(support, number), &event.words)?;
        let sql = "INSERT INTO support_event \
                   (support_id, number, kind, goal, aim, outcome, on_day, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let SupportEvent { kind, goal, aim, outcome, on, by, at, words: _ } = event;
        self.run(sql, &args![support, number, kind, *goal, aim, outcome, *on, *by, *at, sealed]).await.map(drop)
    }

    /// Everything that happened to support, in order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn support_events(&mut self, support: SupportId) -> Result<Vec<SupportEvent>, StoreError> {
        let sql = "SELECT number, kind, goal, aim, outcome, on_day, made_by, made_at, sealed_words \
                   FROM support_event WHERE support_id = $1 ORDER BY number";
        let rows = self.all(sql, &args![support]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("support_event");
            let number: u32 = cells.next()?;
            Ok(SupportEvent {
                kind: cells.next()?,
                goal: cells.next()?,
                aim: cells.next()?,
                outcome: cells.next()?,
                on: cells.next()?,
                by: cells.next()?,
                at: cells.next()?,
                words: self.open(Sealed::SupportEvent, place_of(support, number), cells.sealed()?)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// What a report counts of the support written down in a time, in the
    /// order in which it was said.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn support_figures(
        &mut self,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Vec<SupportFigure>, StoreError> {
        let sql = "SELECT s.id, s.family_id, e.kind, e.goal, e.aim, e.outcome FROM support s \
                   JOIN support_event e ON e.support_id = s.id \
                   WHERE s.made_at >= $1 AND s.made_at < $2 ORDER BY e.made_at, s.id, e.number";
        let read = |row: &Row| {
            let mut cells = row.cells("support_event");
            Ok(SupportFigure {
                support: cells.next()?,
                family: cells.next()?,
                kind: cells.next()?,
                goal: cells.next()?,
                aim: cells.next()?,
                outcome: cells.next()?,
            })
        };
        self.all(sql, &args![from, until]).await?.iter().map(read).collect()
    }

    /// Adds what the locality says of an aim.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_aim(&mut self, aim: &Aim, (by, now): (StaffId, Timestamp)) -> Result<(), StoreError> {
        let sql = "INSERT INTO support_aim (number, word, title, is_used, said_by, said_at) \
                   VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM support_aim), $1, $2, $3, $4, $5)";
        self.run(sql, &args![&aim.word, &aim.title, aim.is_used, by, now]).await.map(drop)
    }

    /// What the locality said of its aims, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn aims_said(&mut self) -> Result<Vec<AimRow>, StoreError> {
        let sql = "SELECT word, title, is_used, said_by, said_at FROM support_aim ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("support_aim");
            let aim = Aim { word: cells.next()?, title: cells.next()?, is_used: cells.next()? };
            Ok((aim, cells.next()?, cells.next()?))
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }
}
