//! Families handed over to other areas, with every step; and those received.

use jiff::Timestamp;
use kith_core::border::HandOverStep;
use kith_core::id::{FamilyId, FileId, HandOverId, StaffId};
use kith_core::service::ServiceKind;

use crate::cell::{Cell, Row, args, list};
use crate::keys::Sealed;
use crate::{StoreError, Tx};

/// One family handed over, without the file.
#[derive(Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Which.
    pub id: HandOverId,
    /// The family on the day that it was made.
    pub family: FamilyId,
    /// The area, by name.
    pub area: String,
    /// The kind of service there.
    pub service: ServiceKind,
    /// The key that the file is encrypted to.
    pub public_key: String,
    /// The digest of the encrypted file.
    pub digest: String,
    /// What is in it about whom, in the caller's form.
    pub words: Vec<u8>,
    /// Who made it.
    pub made_by: StaffId,
    /// When.
    pub made_at: Timestamp,
}

impl std::fmt::Debug for HandOver {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "HandOver({}, hidden)", self.id)
    }
}

/// What happened to a hand-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverEvent {
    /// Which hand-over.
    pub hand_over: HandOverId,
    /// What.
    pub step: HandOverStep,
    /// Why, or what was said.
    pub why: String,
    /// Who said so.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

/// One hand-over that came from another area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverIn {
    /// Whose signature it has.
    pub signed_by: String,
    /// The reference that the sender gave.
    pub hand_over: HandOverId,
    /// The area that sent it.
    pub area: String,
    /// The digest of the encrypted file.
    pub digest: String,
    /// The file that it became here.
    pub file: FileId,
    /// How many children were in it.
    pub children: u32,
    /// Who took it in.
    pub received_by: Option<StaffId>,
    /// When.
    pub received_at: Timestamp,
}

impl Cell for HandOverStep {
    fn read(row: &Row, column: usize) -> Option<Self> {
        HandOverStep::from_word(&String::read(row, column)?)
    }
}

/// The columns of a hand-over, in the order that [`Tx::read_hand_over`] takes
/// them.
macro_rules! columns {
    () => {
        "id, family_id, area, service, public_key, digest, sealed_words, made_by, made_at"
    };
}

impl Tx {
    /// Keeps a hand-over that was made, with its encrypted file.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the reference is taken.
    pub async fn add_hand_over(&mut self, made: &HandOver, file: &[u8]) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::HandOver, made.id, &made.words)?;
        let sql =
            concat!("INSERT INTO hand_over (", columns!(), ", file) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
        let HandOver { id, family, area, service, public_key, digest, made_by, made_at, .. } = made;
        let values = args![*id, *family, area, service.word(), public_key, digest, sealed, *made_by, *made_at, file];
        self.run(sql, &values).await.map(drop)
    }

    /// One hand-over.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn hand_over(&mut self, id: HandOverId) -> Result<HandOver, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM hand_over WHERE id = $1");
        let row = self.first(sql, &args![id]).await?.ok_or_else(|| StoreError::not_found("hand_over", id))?;
        self.read_hand_over(&row)
    }

    /// The encrypted file of a hand-over.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn hand_over_file(&mut self, id: HandOverId) -> Result<Vec<u8>, StoreError> {
        let row = self.first("SELECT file FROM hand_over WHERE id = $1", &args![id]).await?;
        row.ok_or_else(|| StoreError::not_found("hand_over", id))?.cells("hand_over").next()
    }

    /// The hand-overs of these families, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn hand_overs_of(&mut self, families: &[FamilyId]) -> Result<Vec<HandOver>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM hand_over WHERE family_id IN (SELECT value FROM json_each($1)) ORDER BY made_at DESC, id"
        );
        let rows = self.all(sql, &[list(families)]).await?;
        rows.iter().map(|row| self.read_hand_over(row)).collect()
    }

    /// The newest hand-overs, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn hand_overs(&mut self, limit: u32) -> Result<Vec<HandOver>, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM hand_over ORDER BY made_at DESC, id LIMIT $1");
        let rows = self.all(sql, &args![limit]).await?;
        rows.iter().map(|row| self.read_hand_over(row)).collect()
    }

    /// Which families were sent to which area, and not asked back.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn families_handed_over(&mut self) -> Result<Vec<(FamilyId, String)>, StoreError> {
        let sql = "SELECT family_id, area FROM hand_over WHERE EXISTS (SELECT 1 FROM hand_over_step \
                   WHERE hand_over_step.hand_over_id = hand_over.id AND hand_over_step.step = $1) \
                   AND NOT EXISTS (SELECT 1 FROM hand_over_step \
                   WHERE hand_over_step.hand_over_id = hand_over.id AND hand_over_step.step = $2) ORDER BY id";
        let read = |row: &Row| {
            let mut cells = row.cells("hand_over");
            Ok((cells.next()?, cells.next()?))
        };
        let steps = args![HandOverStep::Sent.word(), HandOverStep::Recalled.word()];
        self.all(sql, &steps).await?.iter().map(read).collect()
    }

    /// Notes what happened to a hand-over.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_hand_over_step(&mut self, event: &HandOverEvent) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM hand_over_step";
        let last: i64 = self.value("hand_over_step", last, &[]).await?;
        let sql = "INSERT INTO hand_over_step (number, hand_over_id, step, why, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let HandOverEvent { hand_over, step, why, said_by, said_at } = event;
        self.run(sql, &args![last + 1, *hand_over, step.word(), why, *said_by, *said_at]).await.map(drop)
    }

    /// What happened to these hand-overs, in the order in which it was said.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn steps_of_hand_overs(&mut self, hand_overs: &[HandOverId]) -> Result<Vec<HandOverEvent>, StoreError> {
        let sql = "SELECT hand_over_id, step, why, said_by, said_at FROM hand_over_step \
                   WHERE hand_over_id IN (SELECT value FROM json_each($1)) ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("hand_over_step");
            Ok(HandOverEvent {
                hand_over: cells.next()?,
                step: cells.next()?,
                why: cells.next()?,
                said_by: cells.next()?,
                said_at: cells.next()?,
            })
        };
        self.all(sql, &[list(hand_overs)]).await?.iter().map(read).collect()
    }

    /// Keeps that a hand-over of another area was taken in.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where it was before.
    pub async fn add_hand_over_in(&mut self, came: &HandOverIn) -> Result<(), StoreError> {
        let sql = "INSERT INTO hand_over_in \
                   (signed_by, hand_over_id, area, digest, file_id, children, received_by, received_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let HandOverIn { signed_by, hand_over, area, digest, file, children, received_by, received_at } = came;
        let values = args![signed_by, *hand_over, area, digest, *file, *children, *received_by, *received_at];
        self.run(sql, &values).await.map(drop)
    }

    /// Every hand-over that came from other areas, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn hand_overs_in(&mut self) -> Result<Vec<HandOverIn>, StoreError> {
        let sql = "SELECT signed_by, hand_over_id, area, digest, file_id, children, received_by, received_at \
                   FROM hand_over_in ORDER BY received_at DESC, hand_over_id";
        let read = |row: &Row| {
            let mut cells = row.cells("hand_over_in");
            Ok(HandOverIn {
                signed_by: cells.next()?,
                hand_over: cells.next()?,
                area: cells.next()?,
                digest: cells.next()?,
                file: cells.next()?,
                children: cells.next()?,
                received_by: cells.next()?,
                received_at: cells.next()?,
            })
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    fn read_hand_over(&self, row: &Row) -> Result<HandOver, StoreError> {
        let mut cells = row.cells("hand_over");
        let id: HandOverId = cells.next()?;
        Ok(HandOver {
            id,
            family: cells.next()?,
            area: cells.next()?,
            service: cells.next()?,
            public_key: cells.next()?,
            digest: cells.next()?,
            words: self.open(Sealed::HandOver, id, cells.sealed()?)?,
            made_by: cells.next()?,
            made_at: cells.next()?,
        })
    }
}
